//! One record as the log says it is now.

use chrono::NaiveDate;

use super::kind::{DATE, FILLED, Field, Guard, Kind, LOGGED_ON, REF, Step, UNDONE, VOID};
use super::value::{RecordId, Value};

/// A record's kind and the values of its fields.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) id: RecordId,
    pub(crate) kind: &'static Kind,
    /// In the order of [`Kind::all_fields`].
    pub(crate) values: Vec<Option<Value>>,
}

impl Record {
    /// Makes a record none of whose fields is filled in.
    pub(crate) fn empty(kind: &'static Kind, id: RecordId) -> Self {
        let values = kind.all_fields().map(|_| None).collect();
        Self { id, kind, values }
    }

    /// Returns the value of a field; `None` where it is empty or not of this kind.
    pub(crate) fn value(&self, field: &Field) -> Option<&Value> {
        let position = self.position(field)?;
        self.values[position].as_ref()
    }

    /// Puts a value into a field of this kind; another kind's field is left alone.
    pub(crate) fn set(&mut self, field: &Field, value: Option<Value>) {
        if let Some(position) = self.position(field) {
            self.values[position] = value;
        }
    }

    /// Fills in the fields that are read off others.
    pub(crate) fn compute(&mut self) {
        if let Some(status) = self.kind.status {
            let state = self.kind.state_by(|field| self.value(field).is_some());
            self.set(status, state.map(|state| Value::Text(state.to_owned())));
        }
        for (at, field) in self.kind.all_fields().enumerate() {
            if !field.first_of.is_empty() {
                let mut filled = field.first_of.iter().filter_map(|one| self.value(one));
                self.values[at] = filled.next().cloned();
            }
        }
    }

    /// Tells whether its status names a state whose day it does not bear, as sheets and older programs
    /// may have it.
    pub(crate) fn is_undated(&self) -> bool {
        let told = self.kind.status.and_then(|status| self.text(status));
        let day = self.kind.states.iter().find(|state| Some(state.id) == told);
        let day = day.and_then(|state| state.since.day());
        day.is_some_and(|day| self.value(day).is_none())
    }

    fn position(&self, field: &Field) -> Option<usize> {
        self.kind.all_fields().position(|own| own.id == field.id)
    }

    /// Returns a text, the identifier of a choice, or the key of a category.
    pub(crate) fn text(&self, field: &Field) -> Option<&str> {
        match self.value(field)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn day(&self, field: &Field) -> Option<NaiveDate> {
        match self.value(field)? {
            Value::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// Returns the JSON of a field that holds JSON.
    pub(crate) fn json(&self, field: &Field) -> Option<&serde_json::Value> {
        match self.value(field)? {
            Value::Json(json) => Some(json),
            _ => None,
        }
    }

    /// Returns a count, a percentage, or an amount in fen.
    pub(crate) fn integer(&self, field: &Field) -> Option<i64> {
        match self.value(field)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the ref as a name of its own.
    pub(crate) fn name(&self) -> String {
        self.ref_text().to_owned()
    }

    /// Returns the ref under which people know it; empty while it has none.
    pub(crate) fn ref_text(&self) -> &str {
        self.text(&REF).unwrap_or_default()
    }

    /// Returns the words that tell it from others; empty where its kind has none.
    pub(crate) fn title(&self) -> &str {
        self.kind
            .title
            .and_then(|field| self.text(field))
            .unwrap_or_default()
    }

    /// Tells whether it was withdrawn from the record.
    pub(crate) fn is_void(&self) -> bool {
        self.value(&VOID).is_some()
    }

    /// Tells whether a step is possible now.
    pub(crate) fn allows(&self, step: &Step) -> bool {
        step.guards.iter().all(|guard| self.meets(guard))
    }

    /// Tells whether it is as a guard wants it: by an identifier, some text for any other value, or nothing.
    pub(crate) fn meets(&self, guard: &Guard) -> bool {
        let state = match self.value(guard.field) {
            None => String::new(),
            Some(Value::Text(text)) => text.clone(),
            Some(other) => other.to_json().to_string(),
        };
        let is_filled = !state.is_empty() && guard.among.contains(&FILLED);
        is_filled || guard.among.contains(&state.as_str())
    }

    /// Tells whether something is left to be done of it on a day, as its kind declares.
    pub(crate) fn is_open(&self, day: NaiveDate) -> bool {
        self.kind.open.iter().any(|guard| {
            let state = match self.value(guard.field) {
                Some(Value::Text(state)) => state.as_str(),
                Some(Value::Day(on)) if *on > day || (*on == day && self.lasts(guard.field)) => "",
                Some(_) => return false,
                None => "",
            };
            guard.among.contains(&state)
        })
    }

    /// Tells whether a field is the last day on which it is in force, and not one on which it ended.
    fn lasts(&self, field: &Field) -> bool {
        let until = self.kind.carry.as_ref().and_then(|carry| carry.until);
        until.is_some_and(|until| until.id == field.id)
    }

    /// Tells whether adding it was taken back.
    pub(crate) fn is_undone(&self) -> bool {
        self.text(&VOID) == Some(UNDONE)
    }

    /// Returns the day on which it happened and by how many days it was logged after that; `None`
    /// where either is unknown.
    pub(crate) fn days_to_log(&self) -> Option<(NaiveDate, i64)> {
        let happened = self.day(self.kind.day.unwrap_or(&DATE))?;
        Some((happened, (self.day(&LOGGED_ON)? - happened).num_days()))
    }
}
