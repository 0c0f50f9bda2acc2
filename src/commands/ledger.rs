//! `ledger`: the 台账 of one kind or of all, for people: every column, voided rows marked.

use serde_json::{Map, Value as Json};

use super::everywhere::{AS_OF, KNOWN_ON};
use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk, basis, proposals};
use crate::error::Result;
use crate::kinds;
use crate::model::date::Span;
use crate::model::document::{Block, Cell, Report, Table};
use crate::model::kind::Kind;
use crate::model::listing::Listing;
use crate::model::page::Page;
use crate::model::value::Value;
use crate::options::{Given, OR_ALL, Opt, Takes};
use crate::store::Filter;
use crate::text::{Lang, text};

const KIND: Opt = Opt::place("KIND", Takes::Kind(OR_ALL), text("种类", "Kind"))
    .required()
    .more("或 all", "or all");
const MONTH: Opt = Opt::flag(
    "month",
    Takes::Month,
    text("只列某月的", "Only those of a month"),
)
.such_as("5月", "2011-05")
.more("也可写上月", "or last");

pub(crate) static VERB: Verb = Verb {
    id: "ledger",
    called: &["台账"],
    about: text("台账", "Print the ledger of a kind"),
    options: &[KIND, MONTH, AS_OF, KNOWN_ON],
    does: Does::AsOf(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let chosen = match given.kind(&KIND)? {
        None => kinds::nouns().collect(),
        Some(kind) => vec![kind],
    };
    let month = given.optional(&MONTH, Given::month, desk)?;
    let mut listings = Vec::new();
    for kind in chosen {
        listings.push(listing(desk, kind, month)?);
    }
    let mut all = together(&listings, desk.context.lang);
    add_proposals(desk, &mut all)?;
    let all = Page::Report(all);
    let only = listings.pop().filter(|_| listings.is_empty());
    let is_empty = only.as_ref().is_some_and(|own| own.records.is_empty());
    let page = only.map_or(all, |listing| Page::Listing(Box::new(listing)));
    let mut answer = Answer::page(page);
    if is_empty {
        answer.also(text("台账里还没有记录", "The ledger holds no record"));
    }
    if let Some(altered) = basis::altered(desk)? {
        answer.also(altered);
    }
    Ok(answer)
}

/// Lists the records of a kind with every column, voided ones included.
pub(crate) fn listing(desk: &Desk, kind: &'static Kind, month: Option<Span>) -> Result<Listing> {
    let filter = within(kind, month);
    let records = desk.list(kind, filter)?;
    let mut listing = desk.marked(kind, records)?;
    listing.wide = true;
    listing.moved = month;
    Ok(listing)
}

/// Selects the records of a kind, voided ones too: all, or those that anything happened to in a month.
pub(super) fn within(kind: &Kind, month: Option<Span>) -> Filter {
    let mut filter = Filter {
        voided: true,
        ..Filter::default()
    };
    if let Some(month) = month {
        let [first, last] = [month.first, month.last].map(Value::Day);
        filter.any_within(&kind.days(), &first, &last);
    }
    filter
}

/// Adds what waits, which is in no ledger.
fn add_proposals(desk: &Desk, report: &mut Report) -> Result<()> {
    let proposals = desk.store.proposals()?;
    let told = proposals::report(desk, &proposals)?;
    if !proposals.is_empty() {
        let (lang, count) = (desk.context.lang, proposals.len());
        let heading = lang.pick(
            format!("待答复的建议，尚未计入（{count}）"),
            format!("Proposals, which do not count yet ({count})"),
        );
        report.blocks.push(Block::Heading(2, heading));
        report.blocks.extend(told.blocks);
    }
    report.json["proposal"] = told.json;
    Ok(())
}

fn together(listings: &[Listing], lang: Lang) -> Report {
    let mut report = Report {
        sheet: Table::new::<Cell>(["kind", "ref", "title"], []),
        ..Report::default()
    };
    let mut json = Map::new();
    for listing in listings {
        report.blocks.push(Block::Heading(
            2,
            format!(
                "{} ({})",
                listing.kind.name.get(lang),
                listing.records.len()
            ),
        ));
        report.blocks.push(Block::Table(listing.table(lang)));
        let object = |record| {
            Json::Object(
                listing
                    .keys()
                    .into_iter()
                    .zip(listing.values(record))
                    .collect(),
            )
        };
        json.insert(
            listing.kind.id.to_owned(),
            listing.records.iter().map(object).collect(),
        );
        for record in &listing.records {
            let row = vec![listing.kind.id, record.ref_text(), record.title()];
            report.sheet.push(row);
        }
    }
    report.json = Json::Object(json);
    report
}
