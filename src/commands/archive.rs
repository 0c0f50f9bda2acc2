//! Every page that can be made of a file: what is verified to be readable.

use super::{Desk, ledger};
use crate::error::Result;
use crate::kinds;
use crate::model::document::Page;
use crate::model::kind::Kind;
use crate::reports::{rates, summary};
use crate::text::Lang;

/// One page of the whole, or why it cannot be made.
pub(crate) struct Leaf {
    /// As a file is named, without an ending.
    pub(crate) name: String,
    pub(crate) page: Result<Page>,
}

/// Makes every ledger and every report.
pub(crate) fn pages(desk: &Desk, lang: Lang) -> Vec<Leaf> {
    let ledger = |kind: &'static Kind| Leaf {
        name: format!("ledger-{}", kind.id),
        page: ledger::listing(desk, kind, None).map(|listing| Page::Listing(Box::new(listing))),
    };
    let mut leaves: Vec<Leaf> = kinds::nouns().map(ledger).collect();
    let as_of = desk.context.today;
    let request = summary::Request {
        as_of,
        addressee: None,
        template: None,
        explain: false,
        lang,
    };
    let reports = [
        (
            "report-summary",
            summary::report(&desk.store, &desk.plan, &request),
        ),
        ("report-rates", rates::report(&desk.store, as_of, lang)),
    ];
    leaves.extend(reports.map(|(name, report)| Leaf {
        name: name.to_owned(),
        page: report.map(Page::Report),
    }));
    leaves
}
