//! Attachments of reports: tables that grow with the records, which are cut where the plan says so, with
//! the rest named by its refs.

use std::collections::BTreeSet;

use super::View;
use crate::model::document::{Cell, Table};
use crate::model::reference;
use crate::text::{Lang, plural, text};

/// A table as far as the plan allows, with the rest of it named.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) table: Table,
    pub(super) rest: Option<String>,
}

/// What a table leaves out: how many rows, and their refs.
#[derive(Default)]
pub(super) struct Rest {
    count: usize,
    refs: BTreeSet<String>,
}

/// Returns how many rows the plan allows.
pub(super) fn most(view: &View) -> usize {
    let most = view.plan.on(view.as_of).limits.attachment_rows;
    usize::try_from(most).unwrap_or(0)
}

/// Cuts a table to as many rows as the plan allows, and names the rest by their refs.
pub(super) fn cut(mut table: Table, view: &View) -> Cut {
    let rest = rest(&mut table, view);
    Cut { table, rest }
}

/// Cuts a table, and returns what names the rest.
pub(super) fn rest(table: &mut Table, view: &View) -> Option<String> {
    let cut = table.cut(most(view));
    let named = text("编号", "Ref").get(view.lang);
    let column = table.heads.iter().position(|head| head == named);
    let mut rest = Rest::default();
    for row in cut {
        let reference = column
            .and_then(|column| row.get(column))
            .map(Cell::to_string);
        rest.add(reference.as_deref());
    }
    rest.told(view.lang)
}

impl Rest {
    pub(super) fn add(&mut self, reference: Option<&str>) {
        self.count += 1;
        if let Some(reference) =
            reference.filter(|one| !one.is_empty() && !self.refs.contains(*one))
        {
            self.refs.insert(reference.to_owned());
        }
    }

    /// Names it; `None` where nothing was left out.
    pub(super) fn told(self, lang: Lang) -> Option<String> {
        if self.count == 0 {
            return None;
        }
        let refs: Vec<String> = self.refs.into_iter().collect();
        let (count, refs) = (self.count, reference::ranges(&refs));
        Some(match refs.as_str() {
            "" => lang.pick(
                format!("其余{count}行从略，见台账。"),
                format!(
                    "The other {} in the ledgers.",
                    plural(count, "row stands", "rows stand")
                ),
            ),
            refs => lang.pick(
                format!("其余{count}行从略，见台账，编号为：{refs}。"),
                format!(
                    "The other {} in the ledgers: {refs}.",
                    plural(count, "row stands", "rows stand")
                ),
            ),
        })
    }
}
