//! The log and the computed tables as a script for PostgreSQL, loaded by plain `psql -f`.
//!
//! The log's rows are added where they are new, and blanked where they were redacted since; the
//! computed tables are replaced, in the same transaction. Its schema is made from `schema.sql`, so
//! that nothing is stated twice.

use rusqlite::types::ValueRef;
use serde_json::Value as Json;

use crate::error::Result;
use crate::model::document::plain;
use crate::model::kind::{Field, Follow, Kind, Shape};
use crate::model::value::{decimal, hex};
use crate::store::shape::computed_tables;
use crate::store::{LOG_TABLES, SCHEMA, Store, words};

/// The table of the log, which is added to; every other is replaced.
const LOG: &str = LOG_TABLES[0];

/// The table of what waits.
const PROPOSAL: &str = "proposal";

/// Its columns: keys of `proposal list`, each with its type.
const PROPOSAL_COLUMNS: &[(&str, &str)] = &[
    ("record", "bytea"),
    ("number", "bigint"),
    ("field", "text"),
    ("ref", "text not null"),
    ("kind", "text not null"),
    ("verb", "text"),
    ("old", "text"),
    ("new", "text"),
    ("by", "text"),
    ("office", "text"),
    ("entered", "text"),
];

/// A table as `schema.sql` declares it.
struct SqlTable<'s> {
    name: &'s str,
    columns: Vec<SqlColumn<'s>>,
    key: Vec<&'s str>,
}

struct SqlColumn<'s> {
    name: &'s str,
    kind: String,
    not_null: bool,
    comment: &'s str,
}

impl Store {
    /// Writes the script. The days of states are whole, so that it can be asked there of any day; the
    /// status, and the progress that goes with it, are those of the day that the file is asked about.
    ///
    /// Of `proposals`, objects as `proposal list` gives them, it has a table too; they are in no other.
    pub(crate) fn postgresql(&self, proposals: &Json) -> Result<Vec<u8>> {
        let reading = self.connection.unchecked_transaction()?;
        let mut names = computed_tables(&reading)?;
        names.retain(|name| ![words::TABLE, PROPOSAL].contains(&name.as_str()));
        names.insert(0, LOG.to_owned());
        let tables: Vec<SqlTable> = names
            .iter()
            .filter_map(|name| declared(name, self.kinds))
            .collect();
        let mut script = BEGINNING.as_bytes().to_vec();
        for table in &tables {
            script.extend(declaration(table).into_bytes());
        }
        for table in &tables {
            if table.name == LOG {
                script.extend(STAGE.as_bytes());
                self.copy(table, "change_staged", &mut script)?;
                script.extend(UNSTAGE.as_bytes());
            } else {
                script.extend(format!("truncate \"{}\";\n", table.name).into_bytes());
                self.copy(table, table.name, &mut script)?;
            }
        }
        told(proposals, &mut script);
        script.extend(b"commit;\n");
        Ok(script)
    }

    fn copy(&self, table: &SqlTable, to: &str, script: &mut Vec<u8>) -> Result<()> {
        let columns = listed(table.columns.iter().map(|one| quoted(one.name)));
        let order = match &table.key[..] {
            [] => "t.id".to_owned(),
            key => listed(key.iter().map(|one| format!("t.{}", quoted(one)))),
        };
        let stands = self
            .kinds
            .iter()
            .find(|kind| kind.id == table.name && kind.status.is_some());
        let is_read_off = |column: &str| stands.is_some_and(|kind| is_read_off(kind, column));
        let sources = listed(table.columns.iter().map(|one| {
            let of = if is_read_off(one.name) { "asked" } else { "t" };
            format!("{of}.{}", quoted(one.name))
        }));
        let name = quoted(table.name);
        let asked = match stands {
            Some(kind) => {
                let source = self.source(kind)?;
                format!("join {source} as asked on asked.record = t.record")
            }
            None => String::new(),
        };
        script.extend(format!("copy \"{to}\" ({columns}) from stdin;\n").into_bytes());
        let sql = format!("select {sources} from main.{name} as t {asked} order by {order}");
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for (at, column) in table.columns.iter().enumerate() {
                if at > 0 {
                    script.push(b'\t');
                }
                value(row.get_ref(at)?, &column.kind, script);
            }
            script.push(b'\n');
        }
        script.extend(b"\\.\n");
        Ok(())
    }
}

/// Writes the table of what waits, a row a field, or a record that waits as a whole.
fn told(proposals: &Json, script: &mut Vec<u8>) {
    let columns = PROPOSAL_COLUMNS.iter();
    let declared = columns
        .clone()
        .map(|(name, kind)| format!("  {} {kind}", quoted(name)));
    let (declared, names) = (
        declared.collect::<Vec<_>>().join(",\n"),
        listed(columns.clone().map(|(name, _)| quoted(name))),
    );
    script.extend(
        format!(
            "drop table if exists proposal;
create table proposal (\n{declared},\n  primary key (record, number, field)\n);
comment on table proposal is 'what waits for whoever decides about the record, and does not count';
copy \"proposal\" ({names}) from stdin;\n"
        )
        .into_bytes(),
    );
    for row in proposals.as_array().into_iter().flatten() {
        for (at, (name, kind)) in columns.clone().enumerate() {
            if at > 0 {
                script.push(b'\t');
            }
            let text = match &row[*name] {
                // A part of the key.
                Json::Null if *name == "field" => Some(String::new()),
                Json::Null => None,
                Json::String(hex) if *kind == "bytea" => Some(format!("\\x{hex}")),
                json => Some(plain(json)),
            };
            let text = text.as_deref().map(str::as_bytes);
            value(text.map_or(ValueRef::Null, ValueRef::Text), kind, script);
        }
        script.push(b'\n');
    }
    script.extend(b"\\.\n");
}

/// Tells whether a column is read off the days of states, or off other records along with them.
fn is_read_off(kind: &'static Kind, column: &str) -> bool {
    let follows = kind.follows.iter().any(|follow| match follow {
        Follow::Latest { value, day, .. } => [value.id, day.id].contains(&column),
        _ => false,
    });
    follows
        || kind
            .field(column)
            .is_some_and(|field| kind.is_computed(field))
}

/// Writes a value as `copy` reads it.
fn value(value: ValueRef, kind: &str, script: &mut Vec<u8>) {
    match value {
        ValueRef::Null => script.extend(b"\\N"),
        ValueRef::Integer(flag) if kind == "boolean" => {
            script.push(if flag == 0 { b'f' } else { b't' });
        }
        ValueRef::Integer(tenths) if kind == "numeric" => {
            script.extend(decimal(tenths).into_bytes());
        }
        ValueRef::Integer(number) => script.extend(number.to_string().into_bytes()),
        ValueRef::Real(number) => script.extend(number.to_string().into_bytes()),
        ValueRef::Blob(bytes) => script.extend(format!("\\\\x{}", hex(bytes)).into_bytes()),
        ValueRef::Text(text) => {
            for byte in text {
                match byte {
                    b'\\' => script.extend(b"\\\\"),
                    b'\t' => script.extend(b"\\t"),
                    b'\n' => script.extend(b"\\n"),
                    b'\r' => script.extend(b"\\r"),
                    other => script.push(*other),
                }
            }
        }
    }
}

/// Reads how the schema declares a table.
fn declared<'s>(name: &'s str, kinds: &[&'static Kind]) -> Option<SqlTable<'s>> {
    let (_, rest) = SCHEMA.split_once(&format!("\ncreate table {name} (\n"))?;
    let (inside, _) = rest.split_once("\n)")?;
    let kind = kinds.iter().find(|kind| kind.id == name);
    let mut table = SqlTable {
        name,
        columns: Vec::new(),
        key: Vec::new(),
    };
    for line in inside.lines() {
        let (code, comment) = line.split_once("--").unwrap_or((line, ""));
        let code = code.trim().trim_end_matches(',');
        if let Some(key) = code.strip_prefix("primary key (") {
            table.key = key.trim_end_matches(')').split(", ").collect();
            continue;
        }
        let Some((column, rest)) = code.split_once(' ') else {
            continue;
        };
        let column = column.trim_matches('"');
        if rest.contains("primary key") {
            table.key = vec![column];
        }
        let stored = rest.split(' ').next().unwrap_or_default();
        let field = kind.and_then(|kind| kind.field(column));
        table.columns.push(SqlColumn {
            name: column,
            kind: type_of(stored, field).to_owned(),
            not_null: rest.contains("not null"),
            comment: comment.trim(),
        });
    }
    Some(table)
}

/// Returns the type of a column: what the kind declares, or else what SQLite stores.
fn type_of(stored: &str, field: Option<&'static Field>) -> &'static str {
    match field {
        Some(field) if field.many => "jsonb",
        Some(Field {
            shape: Shape::Json, ..
        }) => "jsonb",
        Some(Field {
            shape: Shape::Day, ..
        }) => "date",
        Some(Field {
            shape: Shape::Decimal,
            ..
        }) => "numeric",
        Some(Field {
            shape: Shape::Flag, ..
        }) => "boolean",
        _ => match stored {
            "blob" => "bytea",
            "integer" => "bigint",
            _ => "text",
        },
    }
}

/// Makes the statements for one table; those of a table that is there already change nothing.
fn declaration(table: &SqlTable) -> String {
    let name = quoted(table.name);
    let mut lines: Vec<String> = table
        .columns
        .iter()
        .map(|one| {
            let not_null = if one.not_null { " not null" } else { "" };
            format!("  {} {}{not_null}", quoted(one.name), one.kind)
        })
        .collect();
    let key = if table.name == LOG {
        vec!["id"]
    } else {
        table.key.clone()
    };
    let key: Vec<String> = key.iter().map(|one| quoted(one)).collect();
    lines.push(format!("  primary key ({})", key.join(", ")));
    let mut sql = format!(
        "create table if not exists {name} (\n{}\n);\n",
        lines.join(",\n")
    );
    for one in &table.columns {
        let (column, kind) = (quoted(one.name), &one.kind);
        // A column that a later version of the program has.
        sql += &format!("alter table {name} add column if not exists {column} {kind};\n");
        let comment = one.comment.replace('\'', "''");
        sql += &format!("comment on column {name}.{column} is '{comment}';\n");
    }
    sql
}

fn listed(columns: impl Iterator<Item = String>) -> String {
    columns.collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

const BEGINNING: &str = "\
-- The log and the computed tables of huiyin; load with psql -f, as often as you like.
\\set ON_ERROR_STOP on
set client_encoding = 'UTF8';
set client_min_messages = warning;
begin;
create schema if not exists huiyin;
set local search_path = huiyin;
";

const STAGE: &str = "create temporary table change_staged (like change) on commit drop;\n";

/// Refuses changes that the database has and the file has not: they would be in the log and not in
/// the tables.
const UNSTAGE: &str = "\
insert into change select * from change_staged on conflict (id) do update set body = null
  where excluded.body is null and change.body is not null;
do $$ begin
  if (select count(*) from change) > (select count(*) from change_staged) then
    raise exception 'this database knows changes that the file does not: merge the files first, then export the merged one';
  end if;
end $$;
";
