//! The rules that a record keeps, asked before it is written.

use super::Desk;
use super::bearing::check_days;
use crate::error::{Error, Refusal, Result, Said};
use crate::model::kind::{Field, Rule};
use crate::model::record::Record;
use crate::store::Outside;
use crate::text::Lang;

/// Checks a whole record: its required fields and the rules of its kind.
pub(crate) fn check_whole(desk: &Desk, record: &Record) -> Result<()> {
    desk.store.fault(record)?.map_or(Ok(()), Err)?;
    check_entries(desk, record)?;
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
        | Rule::WithinOf { .. } => false,
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
        | Rule::WithinOf { .. } => true,
    })
}

fn check_those(desk: &Desk, record: &Record, is_asked: impl Fn(&Rule) -> bool) -> Result<()> {
    let broken = desk.store.broken(record, is_asked)?;
    broken.map_or(Ok(()), |broken| Err(Error::Broken(broken)))?;
    check_entries(desk, record)?;
    check_days(desk, record)
}

/// Refuses a day which leaves an entry that names the record outside of its days.
fn check_entries(desk: &Desk, record: &Record) -> Result<()> {
    let left = desk.store.left_outside(record)?;
    left.map_or(Ok(()), |left| Err(LeftOutside(left).into()))
}

/// An entry that would lie outside of the days of what it names.
#[derive(Debug)]
struct LeftOutside(Outside);

impl Refusal for LeftOutside {
    fn said(&self, lang: Lang) -> Said {
        let Outside { field, day, entry } = &self.0;
        let (label, noun) = (field.label.get(lang), entry.kind.id);
        let (name, reference) = (entry.kind.name.get(lang), entry.ref_text());
        let on = entry.kind.day.and_then(|day| entry.day(day));
        let on = on.unwrap_or_default();
        let edit = format!("huiyin {noun} edit {reference}");
        let sentence = if on < *day {
            lang.pick(
                format!("{label} {day} 晚于{name} {reference} 的日期 {on}"),
                format!("{label} {day} is after {on}, the day of {name} {reference}"),
            )
        } else {
            lang.pick(
                format!("{label} {day} 早于{name} {reference} 的日期 {on}"),
                format!("{label} {day} is before {on}, the day of {name} {reference}"),
            )
        };
        let hint = lang.pick(
            format!("请核对；{name}的日期写错的请先用 {edit} 更正"),
            format!("check both; where the {name} is wrong first correct it with {edit}"),
        );
        let code = if on < *day { "day-after" } else { "day-before" };
        let said = Said::new(code, (sentence, hint));
        said.of(*field).with(day.to_string())
    }
}
