//! What a row of a sheet changes in a record, checked as `edit` checks a correction and as the steps
//! would check what became of it.

use super::events::missteps;
use super::rows::RowReader;
use super::table::{Reason, RowFlaw};
use super::update::Edit;
use super::whose::Told;
use crate::commands::record::BECAUSE;
use crate::commands::record::edit::planned;
use crate::desk::entry::{Patch, entered_days};
use crate::desk::input;
use crate::desk::requirements::refuse_void;
use crate::desk::rules::check_whole;
use crate::error::{Fault, Result};
use crate::kinds;
use crate::model::kind::{Field, Follow, LATE, Since, State};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::Given;
use crate::sheets::Row;
use crate::store::Filter;

impl RowReader<'_> {
    /// Works out the edit of a record, `status` being what the row says it is where that is another.
    pub(super) fn settled(
        &mut self,
        row: &Row,
        known: Record,
        mut patch: Patch,
        status: Option<Value>,
        given: Given,
    ) -> Result<Told<Option<Edit>>> {
        if patch.is_empty() && status.is_none() {
            return Ok(Ok(None));
        }
        if let Err(error) = refuse_void(&known) {
            return Ok(Err(vec![self.flaw(row, None, self.error(error))]));
        }
        let kind = known.kind;
        let moved = kind.day.is_some_and(|day| sets(&patch, day));
        let mut after = known.clone();
        for (field, value) in &patch {
            after.set(field, value.clone());
        }
        if let (Some(late), true) = (self.options.late, moved)
            && !sets(&patch, &LATE)
            && let Some((.., Fault::Outside { .. } | Fault::Closed { .. })) =
                self.day_fault(&after)?
        {
            let late = Some(Value::Text(late.to_owned()));
            after.set(&LATE, late.clone());
            patch.push((&LATE, late));
        }
        let (steps, corrected): (Patch, Patch) = patch
            .into_iter()
            .partition(|(field, _)| is_of_a_step(&known, &after, field));
        // What a step that the sheet tells of ends is emptied with it.
        let is_begun = |day: &Field| after.day(day).is_some() && after.day(day) != known.day(day);
        let ended: Vec<&Field> = kind.emptied(is_begun).collect();
        let ended = ended.into_iter().filter(|field| {
            known.value(field).is_some() && after.value(field) == known.value(field)
        });
        let steps: Patch = steps
            .into_iter()
            .chain(ended.map(|field| (field, None)))
            .collect();
        for (field, value) in &steps {
            after.set(field, value.clone());
        }
        let mut flaws = self.against_steps(row, &known, &after, status);
        flaws.extend(self.against_entries(row, &known, &after)?);
        if !flaws.is_empty() {
            return Ok(Err(flaws));
        }
        let is_set_by_step =
            |(field, _): &&(&'static Field, Option<Value>)| kind.is_correctable(field);
        if !given.has(&BECAUSE) {
            let unsaid = corrected.iter().filter(is_set_by_step);
            let unsaid =
                unsaid.map(|(field, _)| self.flaw(row, self.column(field), Reason::Because));
            let unsaid: Vec<RowFlaw> = unsaid.collect();
            if !unsaid.is_empty() {
                return Ok(Err(unsaid));
            }
        }
        let wanted = corrected.clone();
        let mut patch = match planned(self.desk, &known, corrected, given) {
            Ok(patch) => patch,
            Err(error) => {
                // Where it is of one cell it is told there.
                let column = match &wanted[..] {
                    [(field, _)] => self.column(field),
                    _ => None,
                };
                return Ok(Err(vec![self.flaw(row, column, self.error(error))]));
            }
        };
        // A day that `edit` takes for today, the sheet says or leaves as it was.
        let days = entered_days(kind, |_| true);
        patch.retain(|(field, _)| !days.iter().any(|day| day.id == field.id));
        patch.extend(steps);
        for day in entered_days(kind, |field| sets(&patch, field)) {
            if !sets(&patch, day) {
                patch.push((day, known.value(day).cloned()));
            }
        }
        if let Err(error) = check_whole(self.desk, &after) {
            return Ok(Err(vec![self.flaw(row, None, self.error(error))]));
        }
        Ok(Ok((!patch.is_empty()).then_some((known, patch))))
    }

    /// Says that a value is that of an entry of the same day, which stands before it.
    fn against_entries(&self, row: &Row, known: &Record, after: &Record) -> Result<Vec<RowFlaw>> {
        let mut flaws = Vec::new();
        for follow in known.kind.follows {
            let Follow::Latest {
                value,
                day,
                entry,
                given,
                ..
            } = follow
            else {
                continue;
            };
            let kind = kinds::find(entry.kind);
            let changes = known.value(value) != after.value(value);
            let (Some(kind), Some(on), true) = (kind, after.day(day), changes) else {
                continue;
            };
            let mut filter = Filter::default();
            filter.equals(entry.names, &Value::Reference(known.id));
            let entries = self.desk.store.list(kind, &filter)?;
            let of_that_day = entries
                .iter()
                .filter(|one| one.day(entry.day) >= Some(on) && one.value(given).is_some());
            if let Some(told) = of_that_day.max_by_key(|one| one.day(entry.day)) {
                let reference = told.ref_text().to_owned();
                let reason = Reason::OfEntry { reference, day };
                flaws.push(self.flaw(row, self.column(value), reason));
            }
        }
        Ok(flaws)
    }

    /// Tells what is wrong with what became of a record, but not what was wrong before.
    fn against_steps(
        &self,
        row: &Row,
        known: &Record,
        after: &Record,
        status: Option<Value>,
    ) -> Vec<RowFlaw> {
        let kind = known.kind;
        let words = |error| self.error(error);
        let (mut before, mut now) = (known.clone(), after.clone());
        if let Some(field) = kind.status {
            before.set(field, None);
            now.set(field, status);
        }
        let former = missteps(self.desk, &mut before, &words);
        let mut found = missteps(self.desk, &mut now, &words);
        found.retain(|(field, _)| !former.iter().any(|(own, _)| own.id == field.id));
        let today = self.desk.context.today;
        for day in entered_days(kind, |field| after.value(field).is_some()) {
            match after.day(day) {
                None => found.push((day, Reason::NoDay)),
                Some(on) if on > today && known.day(day) != Some(on) => {
                    let fault = input::bad(day, &on.to_string(), Fault::NotYet { today });
                    found.push((day, self.error(fault)));
                }
                Some(_) => {}
            }
        }
        let flaws = found.into_iter().map(|(field, reason)| RowFlaw {
            reason,
            ..self.missing_value(row, field)
        });
        flaws.collect()
    }
}

/// Tells whether a field that changes is said by a step that a record has not taken yet.
fn is_of_a_step(known: &Record, after: &Record, field: &Field) -> bool {
    let mut states = known.kind.states.iter();
    let reached = |state: &State, record: &Record| match state.since {
        Since::Day(day) => record.day(day).is_some(),
        Since::Entered(_) => true,
        Since::Entry(_) => false,
    };
    let says = |state: &&State| state.says(field);
    let is_entered_day = |state: &State| match state.since {
        Since::Entered(day) => day.id == field.id,
        _ => false,
    };
    let begun = |state: &State| !reached(state, known) && reached(state, after);
    if states
        .clone()
        .filter(says)
        .any(|state| begun(state) || is_entered_day(state))
    {
        return true;
    }
    let is_said = states.clone().any(|state| state.says(field));
    field.by_step && is_said && !states.any(|state| state.says(field) && reached(state, known))
}

fn sets(patch: &Patch, field: &Field) -> bool {
    patch.iter().any(|(one, _)| one.id == field.id)
}
