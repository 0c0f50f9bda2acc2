//! What comes next of a record, by what its kind declares: the step that is awaited first, until when, and
//! what is still missing for it.

use chrono::{Days, NaiveDate};

use super::Desk;
use super::way::Way;
use crate::error::Result;
use crate::model::kind::{Awaited, Field, Step};
use crate::model::record::Record;
use crate::text::{Lang, Words, plural};

/// What comes after a command that wrote, and how it is taken back.
#[derive(Debug)]
pub(crate) struct Onward {
    /// The step that is awaited next of the one record that was written.
    pub(crate) next: Option<Next>,
    /// True if `undo` takes it back.
    pub(crate) may_undo: bool,
}

/// A step that is awaited of a record.
#[derive(Debug)]
pub(crate) struct Next {
    step: &'static Step,
    /// The days until it is due.
    days: Option<i64>,
    /// What is to be filled in first.
    missing: Vec<&'static Field>,
    way: Way,
}

/// Finds the step that is awaited first of a record; nothing where it is void, or all is done.
pub(crate) fn next(desk: &Desk, record: &Record) -> Result<Option<Next>> {
    if record.is_void() {
        return Ok(None);
    }
    let possible = record.kind.steps.iter().filter(|step| record.allows(step));
    let awaited = possible.filter_map(|step| {
        let day = day(desk, record, step.awaited.as_ref()?);
        Some((step, day))
    });
    let Some((step, day)) = awaited.min_by_key(|(_, day)| day.unwrap_or(NaiveDate::MAX)) else {
        return Ok(None);
    };
    let is_empty = |field: &&Field| record.value(field).is_none();
    let missing: Vec<&Field> = step.needs.iter().copied().filter(is_empty).collect();
    // Of what is not open, such as an inspection that found nothing, nothing is asked.
    if !missing.is_empty() && !record.is_open(desk.context.today) {
        return Ok(None);
    }
    Ok(Some(Next {
        step,
        days: day.map(|day| (day - desk.context.today).num_days()),
        missing,
        way: Way::step(desk, record, step)?,
    }))
}

/// Returns the day by which a step is awaited, where there is one.
fn day(desk: &Desk, record: &Record, awaited: &Awaited) -> Option<NaiveDate> {
    let named = awaited.by.iter().find_map(|field| record.day(field));
    let within = || {
        let (since, limit) = awaited.within.as_ref()?;
        let since = record.day(since)?;
        let limits = desk.plan.on(since).limits.all();
        since.checked_add_days(Days::new(limits.get(*limit)?.as_u64()?))
    };
    named.or_else(within)
}

impl Next {
    fn words(&self, lang: Lang) -> String {
        let (step, way) = (self.step, self.way.words(lang));
        let (called, verb) = (step.called, step.verb);
        if !self.missing.is_empty() {
            let labels = self.missing.iter().map(|field| field.label.get(lang));
            let labels = lang.join(&labels.collect::<Vec<_>>());
            return lang.pick(
                format!("还缺{labels}，才能{called}：{way}"),
                format!("before “{verb}”, fill in {labels}: {way}"),
            );
        }
        match self.days {
            Some(0) => lang.pick(
                format!("今天要{called}：{way}"),
                format!("{verb} today: {way}"),
            ),
            Some(days @ 1..) => lang.pick(
                format!("{days}日内{called}：{way}"),
                format!("{verb} within {}: {way}", plural(days, "day", "days")),
            ),
            Some(days) => lang.pick(
                format!("已过期{}日，请{called}：{way}", -days),
                format!("{verb} is {} days overdue: {way}", -days),
            ),
            None => lang.pick(
                format!("下一步{called}：{way}"),
                format!("next, {verb}: {way}"),
            ),
        }
    }
}

impl Words for Onward {
    fn words(&self, lang: Lang) -> String {
        let next = self.next.as_ref().map(|next| next.words(lang));
        let back = self.may_undo.then(|| {
            lang.pick("撤销：huiyin undo", "undo: huiyin undo")
                .to_owned()
        });
        let parts: Vec<String> = next.into_iter().chain(back).collect();
        parts.join(lang.pick("；", "; "))
    }
}

#[cfg(test)]
mod tests {
    use crate::kinds::KINDS;
    use crate::model::plan::Limits;

    #[test]
    fn what_is_awaited_is_awaited_within_a_limit_that_there_is() {
        let limits = Limits::default().all();
        let steps = KINDS.iter().flat_map(|kind| kind.steps);
        let awaited = steps.filter_map(|step| step.awaited.as_ref());
        let within = awaited.filter_map(|awaited| awaited.within.as_ref());
        let within: Vec<&str> = within.map(|(_, limit)| *limit).collect();
        assert!(within.len() > 2, "{within:?}");
        assert!(
            within.iter().all(|limit| limits.contains_key(*limit)),
            "{within:?}"
        );
    }
}
