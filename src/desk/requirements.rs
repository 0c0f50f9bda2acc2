//! Checks what a record must fulfil before it is written.

use chrono::NaiveDate;

use super::rules::check_decided;
use super::{Desk, input, phase};
use crate::error::{Fault, Refusal, Result, Said};
use crate::model::kind::{Field, Follow, Kind, LATE, Step, VOID};
use crate::model::record::Record;
use crate::options::{FUTURE, Given};
use crate::text::Lang;

/// Checks a record that is still being filled in: its days, and the rules that are decided.
pub(crate) fn check_so_far(desk: &Desk, record: &Record, given: Given) -> Result<()> {
    check_decided(desk, record)?;
    check_day(desk, record, given)
}

/// Checks that what happened is not in the future, lies within the campaign, and not in a closed
/// phase.
pub(crate) fn check_day(desk: &Desk, record: &Record, given: Given) -> Result<()> {
    let confirmed = given.has(&FUTURE);
    let closed = &mut |number| phase::is_closed(desk, number);
    match day_fault(desk, record, confirmed, closed)? {
        Some((field, day, fault)) => Err(input::bad(field, &day.to_string(), fault)),
        None => Ok(()),
    }
}

/// Returns what is wrong with a day of a record, if anything; `confirmed` where days after today
/// are meant, `closed` tells which phases are.
pub(crate) fn day_fault(
    desk: &Desk,
    record: &Record,
    confirmed: bool,
    closed: &mut dyn FnMut(i64) -> Result<bool>,
) -> Result<Option<(&'static Field, NaiveDate, Fault)>> {
    let today = desk.context.today;
    for field in record.kind.all_fields().filter(|field| field.happened) {
        let Some(day) = record.day(field) else {
            continue;
        };
        let refuse = |fault: Fault| Ok(Some((field, day, fault)));
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
        if let Some(phase) = desk.plan.phase_on(day)
            && closed(phase.number)?
        {
            let phase = phase.number;
            return refuse(Fault::Closed { phase });
        }
    }
    Ok(None)
}

/// Refuses what entries of another kind tell, such as how far a pledge has come, of a record of which they
/// cannot tell anything yet.
pub(crate) fn refuse_untold(record: &Record, is_set: impl Fn(&Field) -> bool) -> Result<()> {
    let mut untold = untold_yet(record).into_iter();
    let set = |(field, _): &(&'static Field, _)| record.value(field).is_some() && is_set(field);
    match untold.find(set) {
        Some((field, step)) => Err(Untold {
            kind: record.kind,
            reference: record.ref_text().to_owned(),
            field,
            step,
        }
        .into()),
        None => Ok(()),
    }
}

/// Tells whether a field may be filled in as far as the record has come.
pub(crate) fn may_be_told(record: &Record, field: &Field) -> bool {
    untold_yet(record).iter().all(|(own, _)| own.id != field.id)
}

/// Returns what entries of another kind tell of a record that has not come so far, with the step that
/// makes such an entry.
fn untold_yet(record: &Record) -> Vec<(&'static Field, &'static Step)> {
    let mut now = record.clone();
    now.compute();
    let has_begun = record.kind.states.iter().any(|state| {
        let day = state.since.day().filter(|_| !state.id.is_empty());
        day.is_some_and(|day| now.value(day).is_some())
    });
    let follows = record.kind.follows.iter().filter(|_| !has_begun);
    let untold = follows.filter_map(|follow| {
        let Follow::Latest { value, entry, .. } = follow else {
            return None;
        };
        let telling = |step: &&Step| {
            let made = step.makes.as_ref();
            made.is_some_and(|made| made.kind == entry.kind)
        };
        Some((*value, record.kind.steps.iter().find(telling)?))
    });
    untold.collect()
}

/// Something of which entries of another kind tell, once the record has come so far.
#[derive(Debug)]
struct Untold {
    kind: &'static Kind,
    /// Empty where the record is new.
    reference: String,
    field: &'static Field,
    step: &'static Step,
}

impl Refusal for Untold {
    fn said(&self, lang: Lang) -> Said {
        let (noun, verb, label) = (self.kind.id, self.step.verb, self.field.label.get(lang));
        let first = self.kind.steps.first();
        let (first, about) = first.map_or(("", ""), |step| (step.verb, step.about.get(Lang::Zh)));
        let reference = match self.reference.as_str() {
            "" => lang.pick("编号", "REF"),
            known => known,
        };
        let flag = self.field.flag();
        let sentence = lang.pick(
            (
                format!("还没有{about}，不能填{label}"),
                format!("请先用 huiyin {noun} {first} {reference}，再用 huiyin {noun} {verb} {reference} --{flag} 数值"),
            ),
            (
                format!("there is no {label} before {first}"),
                format!("first use huiyin {noun} {first} {reference}, then huiyin {noun} {verb} {reference} --{flag} VALUE"),
            ),
        );
        Said::new("step-impossible", sentence).of(self.field)
    }
}

/// Refuses to change a record that is void.
pub(crate) fn refuse_void(record: &Record) -> Result<()> {
    let Some(reason) = record.text(&VOID) else {
        return Ok(());
    };
    Err(Void {
        kind: record.kind,
        reference: record.ref_text().to_owned(),
        reason: reason.to_owned(),
    }
    .into())
}

/// A record that is void, which nobody changes.
#[derive(Debug)]
struct Void {
    kind: &'static Kind,
    reference: String,
    reason: String,
}

impl Refusal for Void {
    fn said(&self, lang: Lang) -> Said {
        let (noun, reference, reason) = (self.kind.id, &self.reference, &self.reason);
        let sentence = lang.pick(
            (
                format!("{reference} 已作废（{reason}），不能再改"),
                format!("要恢复请用 huiyin {noun} reopen {reference} --reason 原因"),
            ),
            (
                format!("{reference} is void ({reason}) and cannot be changed"),
                format!("to bring it back use huiyin {noun} reopen {reference} --reason REASON"),
            ),
        );
        Said::new("void", sentence).of("REF").with(reference)
    }
}
