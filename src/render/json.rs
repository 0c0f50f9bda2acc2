//! JSON for machines.

use std::borrow::Cow;

use serde::Serializer as _;
use serde_json::{Map, Value as Json};

use super::Format;
use crate::error::Result;
use crate::files::Made;
use crate::model::listing::Listing;
use crate::model::page::{Agenda, Page, Rows};
use crate::model::record::Record;
use crate::text::escaped_json;

pub(crate) static FORMAT: Format = Format {
    id: "json",
    is_binary: false,
    is_of_calendars: false,
    bytes: |page, _, _| {
        let json = render(page);
        let escaped = match escaped_json(&json) {
            Cow::Owned(escaped) => escaped,
            Cow::Borrowed(_) => json,
        };
        Ok(escaped.into_bytes())
    },
    pieces: Some(|rows, _, made| pieces(rows, made)),
};

/// Renders an answer as JSON: a list as an array, one record or a report as an object.
fn render(page: &Page) -> String {
    let json = match page {
        Page::Report(report) | Page::Agenda(Agenda { report, .. }) => {
            return format!("{:#}\n", report.json);
        }
        Page::Rows(rows) => rows.objects().map(Json::Object).collect(),
        Page::Deferred(report) => report.json(),
        Page::Listing(listing) if listing.single => single(listing),
        Page::Listing(listing) => return array(listing),
    };
    format!("{json:#}\n")
}

/// Writes the objects of a long list one after the other.
fn pieces(rows: &dyn Rows, made: &mut Made) -> Result<()> {
    let mut opening = "[";
    for object in rows.objects() {
        let object = format!("{:#}", Json::Object(object)).replace('\n', "\n  ");
        let object = format!("{opening}\n  {object}");
        made.push(escaped_json(&object).as_bytes())?;
        opening = ",";
    }
    made.push(if opening == "[" { b"[]\n" } else { b"\n]\n" })
}

/// Writes one record after the other: of a long list their objects take far more room than their text.
fn array(listing: &Listing) -> String {
    let keys = listing.keys();
    let mut array = Vec::new();
    let mut writer = serde_json::Serializer::pretty(&mut array);
    let records = listing.records.iter();
    // Writing to memory cannot fail.
    let _ = writer.collect_seq(records.map(|record| object(listing, &keys, record)));
    array.push(b'\n');
    String::from_utf8(array).unwrap_or_default()
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
