//! Attachments of reports: tables that grow with the records, which are cut where the plan says so, with
//! the rest named by its refs.

use std::collections::BTreeSet;

use super::View;
use crate::model::document::{Cell, Table};
use crate::model::reference;
use crate::text::{plural, text};

/// Cuts a table to as many rows as the plan allows, and names the rest by their refs.
pub(super) fn rest(table: &mut Table, view: &View) -> Option<String> {
    let most = view.plan.on(view.as_of).limits.attachment_rows;
    let cut = table.cut(usize::try_from(most).unwrap_or(0));
    if cut.is_empty() {
        return None;
    }
    let named = text("编号", "Ref").get(view.lang);
    let column = table.heads.iter().position(|head| head == named);
    let refs = cut
        .iter()
        .filter_map(|row| row.get(column?))
        .map(Cell::to_string);
    let refs: BTreeSet<String> = refs.filter(|one| !one.is_empty()).collect();
    let refs: Vec<String> = refs.into_iter().collect();
    let (count, refs) = (cut.len(), reference::ranges(&refs));
    Some(match refs.as_str() {
        "" => view.lang.pick(
            format!("其余{count}行从略，见台账。"),
            format!(
                "The other {} in the ledgers.",
                plural(count, "row stands", "rows stand")
            ),
        ),
        refs => view.lang.pick(
            format!("其余{count}行从略，见台账，编号为：{refs}。"),
            format!(
                "The other {} in the ledgers: {refs}.",
                plural(count, "row stands", "rows stand")
            ),
        ),
    })
}
