//! The rules that a record keeps, asked before it is written.

use super::Desk;
use super::bearing::check_days;
use crate::error::{Error, Result};
use crate::model::kind::{Field, Rule};
use crate::model::record::Record;

/// Checks a whole record: its required fields and the rules of its kind.
pub(crate) fn check_whole(desk: &Desk, record: &Record) -> Result<()> {
    desk.store.fault(record)?.map_or(Ok(()), Err)?;
    check_days(desk, record)
}

/// Checks the rules of a record of which some required fields may be empty.
pub(crate) fn check_rules(desk: &Desk, record: &Record) -> Result<()> {
    check_those(desk, record, |_| true)
}

/// Checks the rules between a record's own fields: what other records say may be still to come.
pub(crate) fn check_own(desk: &Desk, record: &Record) -> Result<()> {
    check_those(desk, record, |rule| match rule {
        Rule::AtMost { .. }
        | Rule::ExactlyOne(_)
        | Rule::NeededWhen { .. }
        | Rule::NotBefore { .. }
        | Rule::OnlyWhen { .. }
        | Rule::Sum { .. } => true,
        Rule::Apart { .. }
        | Rule::NamesAbove(_)
        | Rule::NamesWhen { .. }
        | Rule::NotBeforeOf { .. } => false,
    })
}

/// Checks those rules of a record that no field still to come can mend.
pub(crate) fn check_decided(desk: &Desk, record: &Record) -> Result<()> {
    let filled = |field: &Field| record.value(field).is_some();
    check_those(desk, record, |rule| match rule {
        Rule::Apart { .. } | Rule::ExactlyOne(_) | Rule::NeededWhen { .. } => false,
        Rule::OnlyWhen { state, .. } => filled(state),
        Rule::Sum { parts, .. } => parts.iter().all(|part| filled(part)),
        Rule::AtMost { .. }
        | Rule::NamesAbove(_)
        | Rule::NamesWhen { .. }
        | Rule::NotBefore { .. }
        | Rule::NotBeforeOf { .. } => true,
    })
}

fn check_those(desk: &Desk, record: &Record, is_asked: impl Fn(&Rule) -> bool) -> Result<()> {
    let broken = desk.store.broken(record, is_asked)?;
    broken.map_or(Ok(()), |broken| Err(Error::Broken(broken)))?;
    check_days(desk, record)
}
