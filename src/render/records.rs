//! Records whole, as `export` writes them: every field, the identity last, so that `import` makes
//! the same records of them again.

use serde_json::{Map, Value as Json};

use super::csv::defused;
use super::xlsx;
use crate::error::Result;
use crate::model::document::{Block, Cell, Table, plain};
use crate::model::kind::{Field, Shape};
use crate::model::listing::{Listing, RECORD, RECORD_LABEL};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::text::{Lang, escaped_json};

/// A format of whole records.
#[derive(Debug)]
pub(crate) struct RecordsFormat {
    /// The name that it has on the command line, and the ending of its files.
    pub(crate) id: &'static str,
    /// The same format for a spreadsheet.
    pub(crate) for_excel: Option<&'static Self>,
    heads: fn(&Listing, Lang) -> Vec<String>,
    how: How,
}

/// How records get into a file.
#[derive(Debug)]
enum How {
    /// Some after others: the first ones, or later ones, and what ends them.
    InParts {
        part: fn(&Listing, Lang, Place) -> Vec<u8>,
        end: fn(Place) -> &'static str,
    },
    AtOnce(fn(&Listing, Lang) -> Result<Vec<u8>>),
}

/// Whether anything stands in a file already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Begin,
    GoOn,
}

/// Every format of whole records.
pub(crate) static RECORDS_FORMATS: &[&RecordsFormat] = &[&CSV, &JSON, &JSON_LINES, &XLSX];

/// Identifiers as heads, UTF-8, LF.
static CSV: RecordsFormat = RecordsFormat {
    id: "csv",
    for_excel: Some(&EXCEL_CSV),
    heads: |listing, _| keys(listing),
    how: How::InParts {
        part: |listing, _, place| {
            let heads = (place == Place::Begin).then(|| keys(listing));
            csv(listing, heads.as_deref(), false)
        },
        end: |_| "",
    },
};
/// The heads of people, a mark at the beginning, and CRLF.
static EXCEL_CSV: RecordsFormat = RecordsFormat {
    id: "csv",
    for_excel: None,
    heads: labels,
    how: How::InParts {
        part: |listing, lang, place| match place {
            Place::Begin => {
                let rows = csv(listing, Some(&labels(listing, lang)), true);
                [b"\xef\xbb\xbf", &rows[..]].concat()
            }
            Place::GoOn => csv(listing, None, true),
        },
        end: |_| "",
    },
};
static JSON: RecordsFormat = RecordsFormat {
    id: "json",
    for_excel: None,
    heads: |listing, _| keys(listing),
    how: How::InParts {
        part: |listing, _, mut place| {
            let mut array = String::new();
            for record in &listing.records {
                let opens = std::mem::replace(&mut place, Place::GoOn) == Place::Begin;
                array += if opens { "[\n  " } else { ",\n  " };
                array += &format!("{:#}", object(listing, record)).replace('\n', "\n  ");
            }
            escaped_json(&array).into_owned().into_bytes()
        },
        end: |place| match place {
            Place::Begin => "[]\n",
            Place::GoOn => "\n]\n",
        },
    },
};
static JSON_LINES: RecordsFormat = RecordsFormat {
    id: "jsonl",
    for_excel: None,
    heads: |listing, _| keys(listing),
    how: How::InParts {
        part: |listing, _, _| {
            let lines = listing.records.iter();
            let lines = lines.map(|record| format!("{}\n", object(listing, record)));
            let lines = lines.collect::<String>();
            escaped_json(&lines).into_owned().into_bytes()
        },
        end: |_| "",
    },
};
static XLSX: RecordsFormat = RecordsFormat {
    id: "xlsx",
    for_excel: None,
    heads: labels,
    how: How::AtOnce(|listing, lang| {
        let records = listing.records.iter();
        let table = Table {
            title: listing.kind.name.get(lang).to_owned(),
            heads: labels(listing, lang),
            rows: records.map(|record| cells(listing, record)).collect(),
            ..Table::default()
        };
        xlsx::render(&[Block::Table(table)], lang)
    }),
};

impl RecordsFormat {
    /// Tells whether a list of values is one there, and not a text that holds them all.
    pub(crate) fn has_lists(&self) -> bool {
        [JSON.id, JSON_LINES.id].contains(&self.id)
    }

    /// Returns the heads or keys of a record's columns.
    pub(crate) fn heads(&self, listing: &Listing, lang: Lang) -> Vec<String> {
        (self.heads)(listing, lang)
    }

    /// Begins a file of records, which has these columns.
    pub(crate) fn begin(&self, columns: Listing, lang: Lang) -> RecordsWriter<'_> {
        RecordsWriter {
            format: self,
            lang,
            place: Place::Begin,
            columns,
        }
    }
}

/// Writes records whole, some at a time.
#[derive(Debug)]
pub(crate) struct RecordsWriter<'f> {
    format: &'f RecordsFormat,
    lang: Lang,
    place: Place,
    /// Without a record, but where the format needs all of them at once.
    columns: Listing,
}

impl RecordsWriter<'_> {
    /// Returns what the file has of some records, or nothing yet.
    pub(crate) fn more(&mut self, listing: Listing) -> Vec<u8> {
        if listing.records.is_empty() {
            return Vec::new();
        }
        let place = std::mem::replace(&mut self.place, Place::GoOn);
        if let How::InParts { part, .. } = &self.format.how {
            return part(&listing, self.lang, place);
        }
        self.columns.records.extend(listing.records);
        self.columns.names.extend(listing.names);
        self.columns.pending.extend(listing.pending);
        Vec::new()
    }

    /// Returns the end of the file, and its columns.
    ///
    /// # Errors
    /// If a text is longer than a cell of a workbook can hold.
    pub(crate) fn end(mut self) -> Result<(Vec<u8>, Listing)> {
        let end = match (&self.format.how, self.place) {
            (How::AtOnce(bytes), _) => bytes(&self.columns, self.lang)?,
            (How::InParts { part, end }, Place::Begin) => {
                let heads = part(&self.columns, self.lang, Place::Begin);
                [&heads, end(Place::Begin).as_bytes()].concat()
            }
            (How::InParts { end, .. }, Place::GoOn) => end(Place::GoOn).into(),
        };
        self.columns.records = Vec::new();
        Ok((end, self.columns))
    }
}

fn keys(listing: &Listing) -> Vec<String> {
    let mut keys = listing.keys();
    keys.push(RECORD.to_owned());
    keys
}

fn labels(listing: &Listing, lang: Lang) -> Vec<String> {
    let mut labels = listing.labels(lang);
    labels.push(RECORD_LABEL.get(lang).to_owned());
    labels
}

fn object(listing: &Listing, record: &Record) -> Json {
    let mut values = listing.values(record);
    values.push(Json::from(record.id.to_hex()));
    Json::Object(keys(listing).into_iter().zip(values).collect::<Map<_, _>>())
}

/// Writes each cell as it comes, since exports are large.
fn csv(listing: &Listing, heads: Option<&[String]>, for_excel: bool) -> Vec<u8> {
    let end = if for_excel {
        csv::Terminator::CRLF
    } else {
        csv::Terminator::Any(b'\n')
    };
    let mut writer = csv::WriterBuilder::new()
        .terminator(end)
        .from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has the length of the heads.
    let _ = heads.map(|heads| writer.write_record(heads));
    for record in &listing.records {
        for (field, value) in listing.kind.all_fields().zip(&record.values) {
            let named = matches!(field.shape, Shape::Reference(_));
            match value {
                None => {
                    let _ = writer.write_field("");
                    if named {
                        let _ = writer.write_field("");
                    }
                }
                // Excel keeps 15 digits of a number, and all of a text.
                Some(Value::Text(number)) if for_excel && is_long(number) => {
                    let _ = writer.write_field(format!("=\"{number}\""));
                }
                Some(Value::Text(text)) => {
                    let _ = writer.write_field(&*defused(text));
                }
                Some(Value::Day(day)) => {
                    let _ = writer.write_field(day.to_string());
                }
                Some(Value::Reference(id)) => {
                    let name = listing.names.get(id);
                    let (reference, title) =
                        name.map_or(("", ""), |(reference, title)| (reference, title));
                    let _ = writer.write_field(reference);
                    let _ = writer.write_field(&*defused(title));
                }
                Some(value) => {
                    let _ = writer.write_field(&*defused(&plain(&listing.machine(field, value))));
                    if named {
                        let _ = writer.write_field(&*defused(&plain(&listing.titles(value))));
                    }
                }
            }
        }
        let backfilled = listing.is_backfilled(record);
        let _ = writer.write_field(if backfilled { "true" } else { "false" });
        for value in listing.pending_values(record) {
            let _ = writer.write_field(plain(&value));
        }
        if let Some(moved) = listing.moved(record) {
            let _ = writer.write_field(plain(&moved));
        }
        let _ = writer.write_field(record.id.to_hex());
        let _ = writer.write_record(None::<&[u8]>);
    }
    writer.into_inner().unwrap_or_default()
}

fn cells(listing: &Listing, record: &Record) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (field, value) in listing.kind.all_fields().zip(&record.values) {
        cells.push(
            value
                .as_ref()
                .map_or_else(empty, |value| cell(listing, field, value)),
        );
        if matches!(field.shape, Shape::Reference(_)) {
            let titles = value.as_ref().map(|value| plain(&listing.titles(value)));
            cells.push(Cell::Text(titles.unwrap_or_default()));
        }
    }
    cells.push(Cell::Text(listing.is_backfilled(record).to_string()));
    let pending = listing.pending_values(record).into_iter();
    cells.extend(pending.map(|value| Cell::Text(plain(&value))));
    let moved = listing.moved(record);
    cells.extend(moved.map(|moved| Cell::Text(plain(&moved))));
    cells.push(Cell::Text(record.id.to_hex()));
    cells
}

fn empty() -> Cell {
    Cell::Text(String::new())
}

fn cell(listing: &Listing, field: &Field, value: &Value) -> Cell {
    match (value, field.shape) {
        (Value::Day(day), _) => Cell::Day(*day),
        (Value::Decimal(tenths), _) => Cell::Decimal(*tenths),
        (Value::Integer(fen), Shape::Money) => Cell::Money(*fen),
        (Value::Integer(number), _) => Cell::Integer(*number),
        (value, _) => Cell::Text(plain(&listing.machine(field, value))),
    }
}

/// Tells whether a text is a number that a spreadsheet would shorten, or take a 0 from.
fn is_long(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && (text.len() > 11 || text.len() > 1 && text.starts_with('0'))
}
