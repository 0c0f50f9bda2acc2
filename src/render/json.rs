//! JSON for machines.

use serde_json::{Map, Value as Json};

use super::Format;
use crate::model::listing::Listing;
use crate::model::page::{Agenda, Page};
use crate::model::record::Record;
use crate::text::escaped_json;

pub(crate) static FORMAT: Format = Format {
    id: "json",
    is_binary: false,
    is_of_calendars: false,
    bytes: |page, _, _| Ok(escaped_json(&render(page)).into_owned().into_bytes()),
};

/// Renders an answer as JSON: a list as an array, one record or a report as an object.
fn render(page: &Page) -> String {
    let json = match page {
        Page::Report(report) | Page::Agenda(Agenda { report, .. }) => {
            return format!("{:#}\n", report.json);
        }
        Page::Deferred(report) => report.json(),
        Page::Listing(listing) if listing.single => single(listing),
        Page::Listing(listing) => {
            let keys = listing.keys();
            listing
                .records
                .iter()
                .map(|record| Json::Object(object(listing, &keys, record)))
                .collect()
        }
    };
    format!("{json:#}\n")
}

fn object(listing: &Listing, keys: &[String], record: &Record) -> Map<String, Json> {
    keys.iter().cloned().zip(listing.values(record)).collect()
}

fn single(listing: &Listing) -> Json {
    let keys = listing.keys();
    let mut fields = listing
        .records
        .first()
        .map(|record| object(listing, &keys, record))
        .unwrap_or_default();
    fields.extend(listing.more_json.clone());
    Json::Object(fields)
}
