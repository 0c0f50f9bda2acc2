//! The computed tables: written from folded states, record by record or all anew.
//!
//! Total: a value that does not fit its field becomes NULL and a row of `defect`.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use super::fold::{Entry, State, fold};
use super::log::{read_entry, state};
use super::{COMPUTED, SCHEMA};
use crate::error::Result;
use crate::model::kind::{Kind, REF};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value};

/// Computes the row of one record from its changes.
pub(super) fn refold(connection: &Connection, kind: &'static Kind, id: RecordId) -> Result<Record> {
    match state(connection, kind, id)? {
        Some(state) => write(connection, kind, id, &state),
        None => Ok(Record::empty(kind, id)),
    }
}

/// Drops every computed table, makes them as the schema says, and fills them from the log.
pub(super) fn rebuild(connection: &Connection, kinds: &'static [&'static Kind]) -> Result<()> {
    for table in computed_tables(connection)? {
        connection.execute_batch(&format!("drop table \"{table}\""))?;
    }
    let (_, computed) = SCHEMA.split_once(COMPUTED).unwrap_or_default();
    connection.execute_batch(computed)?;
    for kind in kinds {
        refold_kind(connection, kind)?;
    }
    Ok(())
}

fn computed_tables(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare(
        "select name from sqlite_schema
         where type = 'table' and name not in ('change', 'file') and name not like 'sqlite_%'
         order by name",
    )?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

fn refold_kind(connection: &Connection, kind: &'static Kind) -> Result<()> {
    let mut statement = connection
        .prepare("select record, id, over, body from change where kind = ?1 order by record, id")?;
    let mut rows = statement.query([kind.id])?;
    let mut current: Option<RecordId> = None;
    let mut entries: Vec<Entry> = Vec::new();
    while let Some(row) = rows.next()? {
        let record = RecordId(row.get("record")?);
        if let Some(finished) = current.filter(|current| *current != record) {
            write_folded(connection, kind, finished, &entries)?;
            entries.clear();
        }
        current = Some(record);
        entries.push(read_entry(row)?);
    }
    match current {
        Some(last) => write_folded(connection, kind, last, &entries),
        None => Ok(()),
    }
}

fn write_folded(
    connection: &Connection,
    kind: &'static Kind,
    id: RecordId,
    entries: &[Entry],
) -> Result<()> {
    if let Some(state) = fold(kind, entries) {
        write(connection, kind, id, &state)?;
    }
    Ok(())
}

fn write(
    connection: &Connection,
    kind: &'static Kind,
    id: RecordId,
    state: &State,
) -> Result<Record> {
    for table in ["conflict", "defect", "link"] {
        let sql = format!("delete from {table} where record = ?1");
        connection.prepare_cached(&sql)?.execute([id.0])?;
    }
    let mut record = Record::empty(kind, id);
    for field in kind.all_fields() {
        let Some(json) = state.values.get(field.id) else {
            continue;
        };
        let value = Value::from_json(field, json);
        if value.is_none() {
            connection
                .prepare_cached(
                    "insert into defect (record, kind, field, value) values (?1, ?2, ?3, ?4)",
                )?
                .execute((id.0, kind.id, field.id, json.to_string()))?;
        }
        link(connection, &record, field.id, value.as_ref())?;
        record.set(field, value);
    }
    for (field, heads) in &state.conflicts {
        let mut insert = connection.prepare_cached(
            "insert into conflict (record, kind, field, change) values (?1, ?2, ?3, ?4)",
        )?;
        for head in heads {
            insert.execute((id.0, kind.id, *field, head.0))?;
        }
    }
    write_row(connection, &mut record, state)?;
    Ok(record)
}

fn link(
    connection: &Connection,
    record: &Record,
    field: &str,
    value: Option<&Value>,
) -> Result<()> {
    let targets: Vec<RecordId> = match value {
        Some(Value::Reference(target)) => vec![*target],
        Some(Value::List(items)) => items
            .iter()
            .filter_map(|item| match item {
                Value::Reference(target) => Some(*target),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let mut insert = connection.prepare_cached(
        "insert or replace into link (target, kind, field, record) values (?1, ?2, ?3, ?4)",
    )?;
    for target in targets {
        insert.execute((target.0, record.kind.id, field, record.id.0))?;
    }
    Ok(())
}

fn write_row(connection: &Connection, record: &mut Record, state: &State) -> Result<()> {
    let kind = record.kind;
    let given = record.text(&REF).and_then(|given| Ref::parse(given, ""));
    let copy = match &given {
        Some(given) => copies(connection, record, given, state)?,
        None => 1,
    };
    let shown = given.map(|given| Ref { copy, ..given });
    if let Some(shown) = &shown {
        record.set(&REF, Some(Value::Text(shown.to_string())));
    }
    let columns: Vec<&str> = kind.all_fields().map(|field| field.id).collect();
    let marks = vec!["?"; columns.len() + 5].join(", ");
    let quoted: Vec<String> = columns
        .iter()
        .map(|column| format!("\"{column}\""))
        .collect();
    let sql = format!(
        "insert or replace into {} (record, created, office, number, copy, {}) values ({marks})",
        kind.id,
        quoted.join(", ")
    );
    let mut values = vec![
        Sql::Blob(record.id.0.to_vec()),
        Sql::Blob(state.first.0.to_vec()),
        shown
            .as_ref()
            .map_or(Sql::Null, |shown| Sql::Text(shown.office.clone())),
        shown
            .as_ref()
            .map_or(Sql::Null, |shown| Sql::Integer(shown.number)),
        Sql::Integer(copy),
    ];
    values.extend(
        record
            .values
            .iter()
            .map(|value| value.as_ref().map_or(Sql::Null, to_sql)),
    );
    connection
        .prepare_cached(&sql)?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// Numbers the records that were given one ref, the earliest first; returns this record's place
/// and puts right the refs of the others.
fn copies(connection: &Connection, record: &Record, given: &Ref, state: &State) -> Result<i64> {
    let table = record.kind.id;
    let sql = format!(
        "select record, created from {table} where office = ?1 and number = ?2 and record <> ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((&given.office, given.number, record.id.0), |row| {
        Ok((
            row.get::<_, [u8; 24]>("created")?,
            row.get::<_, [u8; 16]>("record")?,
        ))
    })?;
    let mut holders = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    if holders.is_empty() {
        return Ok(1);
    }
    holders.push((state.first.0, record.id.0));
    holders.sort_unstable();
    let sql = format!("update {table} set copy = ?1, ref = ?2 where record = ?3");
    let mut own = 1;
    for (copy, (_, holder)) in (1..).zip(&holders) {
        if *holder == record.id.0 {
            own = copy;
        }
        let shown = Ref {
            copy,
            ..given.clone()
        }
        .to_string();
        connection
            .prepare_cached(&sql)?
            .execute((copy, shown, holder))?;
    }
    Ok(own)
}

fn to_sql(value: &Value) -> Sql {
    match value {
        Value::Day(day) => Sql::Text(day.to_string()),
        Value::Flag(flag) => Sql::Integer(i64::from(*flag)),
        Value::Integer(number) => Sql::Integer(*number),
        Value::Reference(id) => Sql::Blob(id.0.to_vec()),
        Value::Text(text) => Sql::Text(text.clone()),
        Value::Json(_) | Value::List(_) => Sql::Text(value.to_json().to_string()),
    }
}
