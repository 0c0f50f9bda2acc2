//! What a record must fulfil before it is written.

use chrono::NaiveDate;
use clap::ArgMatches;

use super::Desk;
use crate::commands::{input, phase};
use crate::error::{Error, Fault, Result};
use crate::model::kind::{Field, LATE, Rule};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::text::Lang;

pub(super) fn check_required(desk: &Desk, record: &Record) -> Result<()> {
    let empty = |field: &&Field| match record.value(field) {
        None => true,
        Some(Value::List(items)) => items.is_empty(),
        Some(_) => false,
    };
    let missing: Vec<String> = record
        .kind
        .fields
        .iter()
        .filter(|field| field.required && empty(field))
        .map(|field| format!("--{}({})", field.flag(), field.label.get(desk.context.lang)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let lang = desk.context.lang;
    let missing = lang.join(&missing);
    Err(Error::CommandLine {
        sentence: lang.pick(
            format!("登记{}还缺 {missing}", record.kind.name.get(lang)),
            format!("this {} still needs {missing}", record.kind.name.get(lang)),
        ),
    })
}

/// Checks the rules between the fields of a record.
///
/// # Errors
/// The first rule that is broken, with the fields and their values.
pub(crate) fn check_rules(desk: &Desk, record: &Record) -> Result<()> {
    record
        .kind
        .rules
        .iter()
        .try_for_each(|rule| check_rule(rule, record, desk.context.lang))
}

fn check_rule(rule: &Rule, record: &Record, lang: Lang) -> Result<()> {
    let flag = |field: &Field| format!("--{}({})", field.flag(), field.label.get(lang));
    let broken = match rule {
        Rule::ExactlyOne(fields) => {
            let filled = fields
                .iter()
                .filter(|field| record.value(field).is_some())
                .count();
            let flags: Vec<String> = fields.iter().map(|field| flag(field)).collect();
            (filled != 1).then(|| {
                let flags = lang.join(&flags);
                lang.pick(
                    format!("{flags} 须填且只填一项"),
                    format!("give exactly one of {flags}"),
                )
            })
        }
        Rule::AtMost { less, more } => match (record.integer(less), record.integer(more)) {
            (Some(small), Some(large)) if small > large => Some(lang.pick(
                format!(
                    "{} {small} 不能大于 {} {large}；请核对",
                    flag(less),
                    flag(more)
                ),
                format!(
                    "{} {small} cannot exceed {} {large}; check both",
                    flag(less),
                    flag(more)
                ),
            )),
            _ => None,
        },
        Rule::NotBefore { earlier, later } => match (record.day(earlier), record.day(later)) {
            (Some(first), Some(last)) if last < first => Some(lang.pick(
                format!(
                    "{} {last} 不能早于 {} {first}；请核对",
                    flag(later),
                    flag(earlier)
                ),
                format!(
                    "{} {last} cannot be before {} {first}; check both",
                    flag(later),
                    flag(earlier)
                ),
            )),
            _ => None,
        },
        Rule::Sum { parts, whole } => {
            let sum: i64 = parts.iter().filter_map(|field| record.integer(field)).sum();
            record
                .integer(whole)
                .filter(|total| *total != sum)
                .map(|total| {
                    let flags: Vec<String> = parts.iter().map(|field| flag(field)).collect();
                    let flags = lang.join(&flags);
                    lang.pick(
                        format!("{flags} 合计 {sum}，应等于 {} {total}；请核对", flag(whole)),
                        format!(
                            "{flags} add up to {sum}, not to {} {total}; check them",
                            flag(whole)
                        ),
                    )
                })
        }
    };
    broken.map_or(Ok(()), |sentence| Err(Error::Refused { sentence }))
}

/// Checks that what happened is not in the future, lies within the campaign, and not in a closed
/// phase.
pub(super) fn check_day(desk: &Desk, record: &Record, matches: &ArgMatches) -> Result<()> {
    let today = desk.context.today;
    let confirmed = matches.try_get_one::<bool>("future").ok().flatten() == Some(&true);
    for field in record.kind.all_fields().filter(|field| field.happened) {
        let Some(day) = record.day(field) else {
            continue;
        };
        let refuse = |fault: Fault| Err(input::bad(&field.flag(), &day.to_string(), fault));
        if day > today && !confirmed {
            return refuse(Fault::Future { today });
        }
        if record.value(&LATE).is_some() {
            continue;
        }
        if !desk.plan.covers(day) {
            return refuse(Fault::Outside {
                opens: desk.plan.opens,
                closes: desk.plan.closes,
            });
        }
        if let Some(phase) = closed_phase(desk, day)? {
            return refuse(Fault::Closed { phase });
        }
    }
    Ok(())
}

fn closed_phase(desk: &Desk, day: NaiveDate) -> Result<Option<i64>> {
    let Some(phase) = desk.plan.phase_on(day) else {
        return Ok(None);
    };
    Ok(phase::is_closed(desk, phase.number)?.then_some(phase.number))
}
