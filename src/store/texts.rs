//! What records say in words, read from the computed tables as the log says in the end.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Statement};

use crate::error::Result;
use crate::model::kind::{Field, Kind, LOGGED_ON, REF, Shape, UNDONE};
use crate::model::search::{Mark, Plain, kind_mark, month_mark};
use crate::model::value::{RecordId, day};

/// What a record says in words.
pub(super) struct Texts {
    pub(super) reference: String,
    pub(super) is_void: bool,
    pub(super) day: Option<NaiveDate>,
    /// Those that are not empty.
    pub(super) fields: Vec<(&'static Field, String)>,
}

/// Reads the texts of the records of a kind.
pub(super) struct Reader<'c> {
    pub(super) kind: &'static Kind,
    fields: Vec<&'static Field>,
    statement: Statement<'c>,
}

/// Readers of all kinds that were met.
pub(super) struct Readers<'c> {
    connection: &'c Connection,
    kinds: &'static [&'static Kind],
    known: HashMap<String, Option<Reader<'c>>>,
}

impl<'c> Readers<'c> {
    pub(super) fn new(connection: &'c Connection, kinds: &'static [&'static Kind]) -> Self {
        Self {
            connection,
            kinds,
            known: HashMap::new(),
        }
    }

    /// Returns the reader of a kind that is a noun.
    pub(super) fn of(&mut self, kind: &str) -> Result<Option<&mut Reader<'c>>> {
        if let Entry::Vacant(place) = self.known.entry(kind.to_owned()) {
            let mut kinds = self.kinds.iter().filter(|known| known.letter.is_some());
            let found = kinds.find(|known| known.id == kind);
            place.insert(
                found
                    .map(|kind| Reader::of(self.connection, kind))
                    .transpose()?,
            );
        }
        Ok(self.known.get_mut(kind).and_then(Option::as_mut))
    }
}

impl<'c> Reader<'c> {
    fn of(connection: &'c Connection, kind: &'static Kind) -> Result<Self> {
        let is_text = |field: &&Field| {
            matches!(field.shape, Shape::Text) && field.first_of.is_empty() && field.id != REF.id
        };
        let fields: Vec<&Field> = kind.all_fields().filter(is_text).collect();
        let columns: Vec<String> = fields
            .iter()
            .map(|field| format!("\"{}\"", field.id))
            .collect();
        let columns = columns.join(", ");
        let day = kind.day.unwrap_or(&LOGGED_ON).id;
        let sql = format!(
            "select ref, void is not null, coalesce(\"{day}\", logged_on), {columns}
             from main.\"{}\" where record = ?1 and void is not '{UNDONE}'",
            kind.id
        );
        Ok(Self {
            kind,
            fields,
            statement: connection.prepare(&sql)?,
        })
    }

    pub(super) fn read(&mut self, id: RecordId) -> Result<Option<Texts>> {
        let fields = &self.fields;
        let texts = self.statement.query_row([id.0], |row| {
            let text = |at: usize| {
                row.get::<_, Option<String>>(at)
                    .map(Option::unwrap_or_default)
            };
            let mut texts = Vec::new();
            for (at, field) in fields.iter().enumerate() {
                texts.push((*field, plain_text(field, text(at + 3)?)));
            }
            texts.retain(|(_, text)| !text.is_empty());
            Ok(Texts {
                reference: text(0)?,
                is_void: row.get(1)?,
                day: day(&text(2)?),
                fields: texts,
            })
        });
        Ok(texts.optional()?)
    }
}

/// Returns the text of a column; of a list its items.
fn plain_text(field: &Field, column: String) -> String {
    if !field.many {
        return column;
    }
    let items: Vec<String> = serde_json::from_str(&column).unwrap_or_default();
    items.join("、")
}

/// Tells whether a field names its record, so that it is found by pinyin as well.
pub(super) fn is_name(kind: &Kind, field: &Field) -> bool {
    kind.title.is_some_and(|title| title.id == field.id)
}

impl Texts {
    pub(super) fn mark(&self, kind: &Kind, marks: &mut Vec<Mark>) {
        marks.extend(kind.letter.map(kind_mark));
        marks.extend(self.day.map(month_mark));
        for (field, text) in &self.fields {
            Plain::of(text).mark(is_name(kind, field), marks);
        }
    }
}
