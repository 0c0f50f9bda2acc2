//! Scripts for PostgreSQL, which unites the logs of many offices, folds them and answers from there.
//!
//! `--schema` is loaded once by the owner of the database: what the templates beside this file say, and what
//! follows from the declared kinds. Each office then loads its own rows, in any order and as often as it
//! likes; the database checks them against their hashes, adds what is new and folds what that touches.

pub(crate) mod schema;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::error::Result;
use crate::files::Made;
use crate::model::value::hex;
use crate::store::Store;
use crate::store::journal::Journal;
use crate::store::log::rows::CHANGE_COLUMNS;
use crate::text::is_hidden;

/// Rows of one statement.
const TOGETHER: usize = 200;

/// The columns that are text; the rest are bytes.
const TEXTS: [&str; 4] = ["kind", "verb", "actor", "body"];

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// Statements that every driver loads.
    Statements,
    /// `copy`, whose rows only `psql` reads from the script itself.
    Copy,
}

impl Store {
    /// Writes the rows of the log that came after an operation, or all, as a script that adds them.
    pub(crate) fn postgresql(&self, since: Option<i64>, how: Script) -> Result<Made> {
        let reading = self.connection.unchecked_transaction()?;
        let journal = Journal::read(&reading)?;
        let first = since.and_then(|number| journal.find(number));
        let first = first.map_or(0, |operation| operation.rows.1);
        let last = journal.operations.last().map_or(0, |one| one.number);
        let mut made = Made::empty();
        made.push(head(&self.label()?, since, last).as_bytes())?;
        rows(&reading, first, how, &mut made)?;
        made.push(END.as_bytes())?;
        Ok(made)
    }

    /// Names the file: as it is called, with the code of its office and the fingerprint of its writer.
    fn label(&self) -> Result<String> {
        let writer = self.writer()?;
        let codes = self.codes(writer)?;
        let code = codes.first().map(String::as_str).unwrap_or_default();
        // A comment ends with its line.
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let name: String = name
            .chars()
            .filter(|one| !is_hidden(*one) && !one.is_control())
            .collect();
        Ok(format!("{name} ({code} {})", writer.fingerprint()))
    }
}

fn head(file: &str, since: Option<i64>, last: i64) -> String {
    let since = since.map_or(String::new(), |since| format!(", since operation {since}"));
    format!(
        "-- huiyin {file}, up to operation {last}{since}\nset client_encoding = 'UTF8';\nset standard_conforming_strings = on;\nbegin;\n"
    )
}

/// What was added is folded in the same transaction.
const END: &str = "select huiyin.take();\ncommit;\n";

fn rows(connection: &Connection, after: i64, how: Script, made: &mut Made) -> Result<()> {
    let columns: Vec<&str> = CHANGE_COLUMNS.split(',').map(str::trim).collect();
    let names: Vec<String> = columns
        .iter()
        .map(|name| format!("\"{}\"", name.trim_matches('"')))
        .collect();
    let into = format!("huiyin.upload ({})", names.join(", "));
    // In the order of the ids, so that sessions that load the same rows wait for each other in one order.
    let sql = format!("select {CHANGE_COLUMNS} from change where rowid > ?1 order by id");
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([after])?;
    let (mut piece, mut count) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        match how {
            Script::Copy if count == 0 => {
                piece.extend(format!("copy {into} from stdin;\n").into_bytes());
            }
            Script::Statements if count % TOGETHER == 0 => {
                let end = if count == 0 { "" } else { ";\n" };
                piece.extend(format!("{end}insert into {into} values\n(").into_bytes());
            }
            Script::Statements => piece.extend(b",\n("),
            Script::Copy => {}
        }
        for (at, name) in columns.iter().enumerate() {
            let value = row.get_ref(at)?;
            if at > 0 {
                piece.extend(match how {
                    Script::Copy => b"\t" as &[u8],
                    Script::Statements => b", ",
                });
            }
            match how {
                Script::Copy => copied(value, &mut piece),
                Script::Statements => literal(value, TEXTS.contains(name), &mut piece),
            }
        }
        piece.extend(match how {
            Script::Copy => b"\n" as &[u8],
            Script::Statements => b")",
        });
        count += 1;
        if count % TOGETHER == 0 {
            made.push(&piece)?;
            piece.clear();
        }
    }
    if count > 0 {
        piece.extend(match how {
            Script::Copy => b"\\.\n" as &[u8],
            Script::Statements => b";\n",
        });
    }
    made.push(&piece)
}

/// Writes a value as a literal of standard SQL.
fn literal(value: ValueRef, is_text: bool, piece: &mut Vec<u8>) {
    match value {
        ValueRef::Text(text) if is_text => {
            piece.push(b'\'');
            for byte in text {
                if *byte == b'\'' {
                    piece.push(b'\'');
                }
                piece.push(*byte);
            }
            piece.push(b'\'');
        }
        ValueRef::Blob(bytes) => piece.extend(format!("'\\x{}'", hex(bytes)).into_bytes()),
        _ => piece.extend(b"null"),
    }
}

/// Writes a value as `copy` reads it.
fn copied(value: ValueRef, piece: &mut Vec<u8>) {
    match value {
        ValueRef::Blob(bytes) => piece.extend(format!("\\\\x{}", hex(bytes)).into_bytes()),
        ValueRef::Text(text) => {
            for byte in text {
                match byte {
                    b'\\' => piece.extend(b"\\\\"),
                    b'\t' => piece.extend(b"\\t"),
                    b'\n' => piece.extend(b"\\n"),
                    b'\r' => piece.extend(b"\\r"),
                    other => piece.push(*other),
                }
            }
        }
        _ => piece.extend(b"\\N"),
    }
}
