//! What an export shows of a record beside its fields: the names of what it names, and what the program
//! works out. Who changes that in a sheet is told, unless it is what was shown before a change.

use serde_json::Value as Json;

use super::heads::{Meaning, folded};
use super::rows::RowReader;
use super::table::{Reason, RowFlaw, SheetTable};
use crate::desk::Desk;
use crate::desk::entry::Patch;
use crate::error::Result;
use crate::model::document::plain;
use crate::model::kind::{Field, Kind};
use crate::model::listing::Listing;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::sheets::{Row, SheetCell};
use crate::text::Lang;

/// The columns of a sheet that the program works out.
#[derive(Debug)]
pub(super) struct ShownColumns {
    kind: &'static Kind,
    columns: Vec<ShownColumn>,
}

#[derive(Debug)]
struct ShownColumn {
    column: usize,
    /// The key under which a listing has it.
    key: String,
    /// The field that it shows or repeats, where it is of one.
    of: Option<&'static Field>,
}

impl ShownColumns {
    /// Finds them by their heads.
    pub(super) fn of(desk: &Desk, table: &SheetTable) -> Result<Self> {
        let kind = table.kind;
        let listing = desk.marked(kind, Vec::new())?;
        let heads: Vec<(String, [String; 3])> = {
            let labels = [Lang::Zh, Lang::En].map(|lang| listing.labels(lang));
            let keys = listing.keys().into_iter().enumerate();
            let head = |at: usize, lang: usize| labels[lang].get(at).map_or("", String::as_str);
            keys.map(|(at, key)| {
                let ways = [&key, head(at, 0), head(at, 1)].map(folded);
                (key, ways)
            })
            .collect()
        };
        let meanings = table.heads.meanings.iter().enumerate();
        let computed = meanings.filter(|(_, meaning)| **meaning == Meaning::Computed);
        let columns = computed.filter_map(|(column, _)| {
            let head = folded(table.heads.word(column));
            let (key, _) = heads.iter().find(|(_, ways)| ways.contains(&head))?;
            let of = kind
                .all_fields()
                .find(|field| field.id == *key || *key == format!("{}_name", field.id));
            let key = key.clone();
            Some(ShownColumn { column, key, of })
        });
        let columns = columns.collect();
        Ok(Self { kind, columns })
    }

    /// Goes through what a row shows that the record does not: the columns that show what was before a
    /// change, and what is wrong with the others.
    pub(super) fn changed(
        &self,
        reader: &RowReader,
        row: &Row,
        known: &Record,
        patch: &Patch,
    ) -> Result<Vec<std::result::Result<usize, RowFlaw>>> {
        let mut found = Vec::new();
        if self.columns.is_empty() {
            return Ok(found);
        }
        let listing = reader.desk.marked(self.kind, vec![known.clone()])?;
        let values: Vec<(String, Json)> = listing
            .keys()
            .into_iter()
            .zip(listing.values(known))
            .collect();
        for one in &self.columns {
            if reader.options.visible && reader.is_struck(row, one.column) {
                continue;
            }
            let cell = row.cells.get(one.column).unwrap_or(&SheetCell::Empty);
            let Some((_, value)) = values.iter().find(|(key, _)| *key == one.key) else {
                continue;
            };
            let is_set = |field: &Field| patch.iter().any(|(own, _)| own.id == field.id);
            let own = one.of.filter(|field| field.id == one.key);
            if let Some(field) = own
                && shows(reader.desk, known, field, cell)?
            {
                continue;
            }
            let sources = one.sources(self.kind);
            if says(cell, value) || sources.iter().any(|field| is_set(field)) {
                continue;
            }
            found.push(if one.showed(reader.desk, known, &sources, cell)? {
                Ok(one.column)
            } else {
                let shown = match own {
                    Some(field) => listing.people(known, field, reader.desk.context.lang),
                    None => words(value),
                };
                let from = one.of.filter(|field| field.first_of.is_empty());
                let reason = Reason::Computed { from, shown };
                Err(reader.flaw(row, Some(one.column), reason))
            });
        }
        Ok(found)
    }
}

/// Tells whether a cell is what an export or a ledger writes for what a record says in a field.
pub(super) fn shows(
    desk: &Desk,
    known: &Record,
    field: &'static Field,
    cell: &SheetCell,
) -> Result<bool> {
    let listing = desk.marked(known.kind, vec![known.clone()])?;
    let value = known.value(field);
    let json = value.map_or(Json::Null, |value| listing.machine(field, value));
    let lists = [Lang::Zh, Lang::En].map(|lang| listing.people(known, field, lang));
    Ok(says(cell, &json) || matches!(cell, SheetCell::Text(said) if lists.contains(said)))
}

impl ShownColumn {
    /// Returns the fields from which it follows.
    fn sources(&self, kind: &'static Kind) -> Vec<&'static Field> {
        match self.of {
            Some(field) if field.first_of.is_empty() => vec![field],
            Some(field) => field.first_of.to_vec(),
            // Whether it was logged late follows from the day.
            None => kind.day.into_iter().collect(),
        }
    }

    /// Tells whether it said so before its fields were given other values.
    fn showed(
        &self,
        desk: &Desk,
        known: &Record,
        sources: &[&'static Field],
        cell: &SheetCell,
    ) -> Result<bool> {
        let history = desk.store.history(known.id)?;
        let mut former: Vec<(&'static Field, Option<Value>)> = Vec::new();
        for field in sources {
            let said = history.iter().filter_map(|entry| entry.said(field.id));
            former.extend(said.map(|json| (*field, Value::from_json(field, json))));
            // It may have said nothing at first.
            let is_first = history
                .first()
                .is_some_and(|entry| entry.said(field.id).is_none());
            former.extend(is_first.then_some((*field, None)));
        }
        if self.of.is_none() {
            let is_flag = matches!(cell, SheetCell::Flag(_) | SheetCell::Text(_));
            return Ok(former.len() > 1 && is_flag && self.key == "backfilled");
        }
        for (field, value) in former {
            let mut record = Record::empty(known.kind, known.id);
            record.set(field, value);
            let listing = desk.listing(known.kind, vec![record])?;
            if self
                .said_of(&listing, field)
                .is_some_and(|json| says(cell, &json))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns what it would say of a value.
    fn said_of(&self, listing: &Listing, field: &Field) -> Option<Json> {
        let record = listing.records.first()?;
        let value = record.value(field);
        Some(match value {
            None => Json::Null,
            Some(value) if self.key.ends_with("_name") => listing.titles(value),
            Some(value) => listing.machine(field, value),
        })
    }
}

/// Tells whether a cell says a value as some format of ours writes it.
fn says(cell: &SheetCell, value: &Json) -> bool {
    let own = plain(value);
    match cell {
        SheetCell::Text(said) => {
            let said = said.replace("\r\n", "\n");
            said == own
                || said.trim().is_empty() && own.is_empty()
                || {
                    let flags = [
                        ("是", true),
                        ("否", false),
                        ("TRUE", true),
                        ("FALSE", false),
                    ];
                    let flag = flags.iter().find(|(word, _)| *word == said);
                    flag.is_some_and(|(_, flag)| value.as_bool() == Some(*flag))
                }
                || listed(value).is_some_and(|lists| lists.contains(&said))
        }
        SheetCell::Empty => own.is_empty(),
        SheetCell::Number(number) | SheetCell::Share(number) => value.as_f64() == Some(*number),
        SheetCell::Flag(flag) => value.as_bool() == Some(*flag),
        SheetCell::Day(day) => own == day.to_string(),
        SheetCell::Many(items) => value.as_array().is_some_and(|own| {
            own.iter()
                .map(Json::as_str)
                .eq(items.iter().map(|item| Some(item.as_str())))
        }),
        SheetCell::Time(_) | SheetCell::Broken(_) | SheetCell::Unsaved => false,
    }
}

/// Writes a list as people read it.
fn listed(value: &Json) -> Option<[String; 2]> {
    let items = value.as_array()?.iter().map(plain);
    let items: Vec<String> = items.collect();
    Some([Lang::Zh, Lang::En].map(|lang| lang.join(&items)))
}

/// Words a value as somebody would type it back.
fn words(value: &Json) -> String {
    listed(value).map_or_else(|| plain(value), |[words, _]| words)
}
