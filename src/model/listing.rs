//! Records as machines and as people read them: one way from a value to a cell.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::date::Span;
use super::document::{Block, Cell, Table, plain};
use super::identity::JOINED;
use super::kind::{
    Decides, Field, Kind, LOGGED_ON, REF, Shape, TAKEN_BACK, UNDONE, UNIT, VOID, YES_NO,
};
use super::plan::Plan;
use super::record::Record;
use super::value::{RecordId, Value, number, yuan};
use crate::text::{Lang, Text, plural, text};

/// The key under which an export has the identity of a record.
pub(crate) const RECORD: &str = "record";

pub(crate) const BACKFILLED: &str = "backfilled";

/// The key of how many proposals about a record are open.
pub(crate) const PROPOSALS: &str = "open_proposals";

pub(crate) const PROPOSALS_LABEL: Text = text("待答复建议", "Open proposals");

/// The key of whether every file counts a record, of the kinds that the leading group decides.
pub(crate) const ACCEPTED: &str = "accepted";

pub(crate) const ACCEPTED_LABEL: Text = text("已认可", "Accepted");

/// What is to be known of a record beside what it says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pending {
    /// How many proposals about it are open.
    pub(crate) proposals: usize,
    /// True if it, or something that it says, counts in this file alone.
    pub(crate) unaccepted: bool,
}

/// The heads, for people, of what is no field.
pub(crate) const RECORD_LABEL: Text = text("记录标识", "Record identity");

pub(crate) const BACKFILLED_LABEL: Text = text("补录", "Backfilled");

/// The key of what happened to a record in the month that is listed.
pub(crate) const MOVED: &str = "moved";

pub(crate) const MOVED_LABEL: Text = text("本月变动", "Moved in the month");

/// Returns the head of the column with the title of a record that a field names.
pub(crate) fn name_label(field: &Field, lang: Lang) -> String {
    format!("{}{}", field.label.get(lang), lang.pick("名称", " name"))
}

/// Records of one kind, with what is needed to show them.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(crate) kind: &'static Kind,
    pub(crate) records: Vec<Record>,
    /// Ref and title of every record that they name.
    pub(crate) names: HashMap<RecordId, (String, String)>,
    pub(crate) plan: Rc<Plan>,
    /// True if it is one record, shown whole.
    pub(crate) single: bool,
    /// True if people see every column, as in a ledger.
    pub(crate) wide: bool,
    /// The fields that were asked for; none for the usual ones.
    pub(crate) chosen: Vec<&'static Field>,
    /// The days of which it lists what happened in them; it says of each record what that was.
    pub(crate) moved: Option<Span>,
    /// What waits of the records, where that was looked up.
    pub(crate) pending: HashMap<RecordId, Pending>,
    /// Blocks below a single record, for people and for machines.
    pub(crate) more: Vec<Block>,
    pub(crate) more_json: Map<String, Json>,
}

impl Listing {
    /// Returns the keys of a record's object, in order.
    pub(crate) fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for field in self.fields() {
            keys.push(field.key().to_owned());
            if matches!(field.shape, Shape::Reference(_)) {
                keys.push(format!("{}_name", field.id));
            }
        }
        if self.chosen.is_empty() {
            keys.push(BACKFILLED.to_owned());
            keys.extend(self.pending_columns().map(|(key, _)| key.to_owned()));
            keys.extend(self.moved.map(|_| MOVED.to_owned()));
        }
        keys
    }

    /// Returns the heads of [`Self::keys`] for people.
    pub(crate) fn labels(&self, lang: Lang) -> Vec<String> {
        let mut labels = Vec::new();
        for field in self.kind.all_fields() {
            labels.push(field.label.get(lang).to_owned());
            if matches!(field.shape, Shape::Reference(_)) {
                labels.push(name_label(field, lang));
            }
        }
        labels.push(BACKFILLED_LABEL.get(lang).to_owned());
        labels.extend(
            self.pending_columns()
                .map(|(_, label)| label.get(lang).to_owned()),
        );
        labels.extend(self.moved.map(|_| MOVED_LABEL.get(lang).to_owned()));
        labels
    }

    /// Returns the values under [`Self::keys`].
    pub(crate) fn values(&self, record: &Record) -> Vec<Json> {
        let mut values = Vec::new();
        for field in self.fields() {
            let value = record.value(field);
            values.push(value.map_or(Json::Null, |value| self.machine(field, value)));
            if matches!(field.shape, Shape::Reference(_)) {
                values.push(value.map_or(Json::Null, |value| self.titles(value)));
            }
        }
        if self.chosen.is_empty() {
            values.push(Json::from(self.is_backfilled(record)));
            values.extend(self.pending_values(record));
            values.extend(self.moved(record));
        }
        values
    }

    /// Returns the columns of what waits of a record.
    fn pending_columns(&self) -> impl Iterator<Item = (&'static str, Text)> {
        let accepted = matches!(self.kind.decides, Decides::Leading);
        let accepted = accepted.then_some((ACCEPTED, ACCEPTED_LABEL));
        std::iter::once((PROPOSALS, PROPOSALS_LABEL)).chain(accepted)
    }

    /// Returns what waits of a record.
    pub(crate) fn pending_values(&self, record: &Record) -> Vec<Json> {
        let pending = self.pending.get(&record.id).copied().unwrap_or_default();
        let value = |(key, _)| match key {
            ACCEPTED => Json::from(!pending.unaccepted),
            _ => Json::from(pending.proposals),
        };
        self.pending_columns().map(value).collect()
    }

    /// Marks a ref where something of its record waits.
    fn mark(&self, record: &Record, lang: Lang) -> String {
        let pending = self.pending.get(&record.id).copied().unwrap_or_default();
        let mut mark = String::new();
        if pending.unaccepted {
            mark += lang.pick("（待认可）", " (not yet accepted)");
        }
        mark + &match (pending.proposals, lang) {
            (0, _) => String::new(),
            (count, Lang::Zh) => format!("（{count}项建议）"),
            (1, Lang::En) => " (1 proposal)".to_owned(),
            (count, Lang::En) => format!(" ({})", plural(count, "proposal", "proposals")),
        }
    }

    /// Returns what happened to a record in the days that are listed, where some are.
    pub(crate) fn moved(&self, record: &Record) -> Option<Json> {
        let moves = self.moves(record).map(|field| Json::from(field.id));
        self.moved.map(|_| moves.collect())
    }

    /// Returns the days that a record has in the month that is listed.
    fn moves(&self, record: &Record) -> impl Iterator<Item = &'static Field> {
        let within = |field: &&'static Field| {
            let day = record.day(field);
            self.moved
                .zip(day)
                .is_some_and(|(month, day)| (month.first..=month.last).contains(&day))
        };
        let days = self.kind.days().into_iter();
        days.filter(within).collect::<Vec<_>>().into_iter()
    }

    /// Returns the fields that machines see.
    fn fields(&self) -> Vec<&'static Field> {
        if self.chosen.is_empty() {
            self.kind.all_fields().collect()
        } else {
            self.chosen.clone()
        }
    }

    /// Returns the cells of a record for CSV.
    pub(crate) fn cells(&self, record: &Record) -> Vec<String> {
        self.values(record).iter().map(plain).collect()
    }

    /// Tells whether a record was logged so late after it happened that lists mark it 补录.
    pub(crate) fn is_backfilled(&self, record: &Record) -> bool {
        record
            .days_to_log()
            .is_some_and(|(happened, days)| days > self.plan.on(happened).limits.late_entry_days)
    }

    /// Returns the columns that people see.
    pub(crate) fn columns(&self) -> Vec<&'static Field> {
        if !self.chosen.is_empty() {
            return self.chosen.clone();
        }
        // With no records there is nothing to tell which columns are filled.
        let wide = self.wide && !self.records.is_empty();
        let filled = |field: &&Field| {
            self.records
                .iter()
                .any(|record| record.value(field).is_some())
        };
        let shown = |field: &&'static Field| {
            if wide {
                filled(field)
            } else {
                field.brief || (field.id == UNIT.id && self.is_of_several_units())
            }
        };
        let voided = self.records.iter().any(Record::is_void);
        self.kind
            .all_fields()
            .filter(|field| shown(field) || (voided && field.id == VOID.id))
            .collect()
    }

    /// Returns the table of the records that people see.
    pub(crate) fn table(&self, lang: Lang) -> Table {
        let columns = self.columns();
        let heads = columns.iter().map(|field| field.label.get(lang));
        let heads = heads.chain(self.moved.map(|_| MOVED_LABEL.get(lang)));
        let rows = self.records.iter().map(|record| {
            let cells = columns.iter().map(|field| self.cell(record, field, lang));
            let moves = self.moves(record).map(|field| field.label.get(lang));
            let moves = self
                .moved
                .map(|_| Cell::Text(lang.join(&moves.collect::<Vec<_>>())));
            cells.chain(moves).collect()
        });
        let spare = Some(self.spare(&columns));
        let table = Table::new::<Cell>(heads, rows).titled(self.kind.name.get(lang));
        Table { spare, ..table }
    }

    /// Returns the places of the columns that stand back where room is short: what is not usual first, then
    /// what its kind can spare, then the last.
    fn spare(&self, columns: &[&'static Field]) -> Vec<usize> {
        let is_told_by = |field: &Field| {
            field.id == REF.id || self.kind.title.is_some_and(|title| title.id == field.id)
        };
        let places = 0..columns.len();
        let mut spare: Vec<usize> = places.filter(|at| !is_told_by(columns[*at])).collect();
        spare.sort_by_key(|at| {
            let field = columns[*at];
            std::cmp::Reverse((!field.brief, field.spare, *at))
        });
        spare
    }

    /// Returns a field of a record for people, as what it is: a number or a day is no text.
    fn cell(&self, record: &Record, field: &Field, lang: Lang) -> Cell {
        match record.value(field) {
            Some(Value::Integer(fen)) if matches!(field.shape, Shape::Money) => Cell::Money(*fen),
            Some(Value::Decimal(tenths)) => Cell::Decimal(*tenths),
            Some(Value::Integer(number)) => Cell::Integer(*number),
            // With a mark behind it, the day it was logged is text.
            Some(Value::Day(day)) if field.id != LOGGED_ON.id || !self.is_backfilled(record) => {
                Cell::Day(*day)
            }
            _ => Cell::Text(self.people(record, field, lang)),
        }
    }

    /// Tells whether the unit tells the records apart.
    fn is_of_several_units(&self) -> bool {
        let unit = |record: &Record| record.value(&UNIT).cloned();
        let first = self.records.first().map(unit);
        self.records
            .iter()
            .any(|record| Some(unit(record)) != first)
    }

    /// Writes a field of a record for people; empty where there is nothing.
    pub(crate) fn people(&self, record: &Record, field: &Field, lang: Lang) -> String {
        let Some(value) = record.value(field) else {
            return String::new();
        };
        let mut shown = self.words(field, value, lang);
        if field.id == REF.id && record.is_void() {
            shown += lang.pick("（作废）", " (void)");
        }
        if field.id == REF.id {
            shown += &self.mark(record, lang);
        }
        if field.id == LOGGED_ON.id && self.is_backfilled(record) {
            shown += text("（补录）", " (backfilled)").get(lang);
        }
        shown
    }

    pub(crate) fn machine(&self, field: &Field, value: &Value) -> Json {
        match value {
            Value::Integer(fen) if matches!(field.shape, Shape::Money) => yuan(*fen),
            Value::Decimal(tenths) => number(*tenths),
            Value::List(items) => items.iter().map(|item| self.machine(field, item)).collect(),
            Value::Reference(id) => self
                .names
                .get(id)
                .map_or(Json::Null, |(reference, _)| Json::from(reference.as_str())),
            other => other.to_json(),
        }
    }

    pub(crate) fn titles(&self, value: &Value) -> Json {
        match value {
            Value::List(items) => items.iter().map(|item| self.titles(item)).collect(),
            Value::Reference(id) => self
                .names
                .get(id)
                .map_or(Json::Null, |(_, title)| Json::from(title.as_str())),
            _ => Json::Null,
        }
    }

    fn words(&self, field: &Field, value: &Value, lang: Lang) -> String {
        match value {
            Value::Flag(flag) => YES_NO[usize::from(!flag)].get(lang).to_owned(),
            Value::List(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| self.words(field, item, lang))
                    .collect();
                lang.join(&items)
            }
            Value::Reference(id) => match self.names.get(id) {
                Some((reference, title)) if title.is_empty() => reference.clone(),
                // What may be of any kind is told by its ref.
                Some((reference, title)) if field.names_many_kinds() => {
                    format!("{reference} {title}")
                }
                Some((_, title)) => title.clone(),
                None => lang.pick("（未知）", "(unknown)").to_owned(),
            },
            Value::Text(id) if matches!(field.shape, Shape::Category) => {
                self.plan.category(id, lang).to_owned()
            }
            Value::Text(joined) if field.id == VOID.id && joined == JOINED => lang
                .pick("与另一条为同一个", "one with another record")
                .to_owned(),
            Value::Text(undone) if field.id == VOID.id && undone == UNDONE => {
                TAKEN_BACK.get(lang).to_owned()
            }
            Value::Text(id) => {
                let choice = field.choices().iter().find(|choice| choice.id == id);
                choice.map_or_else(|| id.clone(), |choice| choice.label.get(lang).to_owned())
            }
            other => plain(&self.machine(field, other)),
        }
    }
}
