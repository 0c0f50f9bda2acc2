//! Tells which writers write for an office that began under another: one whose file goes on under a
//! new key, or is a copy that was opened elsewhere. Such a writer says so itself.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::log::claim::{MOST_STEPS, said_of};

/// Computes the table from what the writers of some offices' records say of themselves.
pub(crate) fn compute(connection: &Connection, offices: &[RecordId]) -> Result<()> {
    let mut of: HashMap<RecordId, RecordId> = HashMap::new();
    for office in offices {
        let said = said_of(connection, *office)?;
        of.extend(said.map(|other| (*office, other)));
    }
    connection.execute("delete from member", [])?;
    let mut insert = connection.prepare("insert into member (writer, office) values (?1, ?2)")?;
    for (writer, other) in &of {
        insert.execute((writer.0, first(&of, *other).0))?;
    }
    Ok(())
}

/// Follows those who go on from one another to the first.
fn first(of: &HashMap<RecordId, RecordId>, writer: RecordId) -> RecordId {
    let chain = std::iter::successors(Some(writer), |one| of.get(one).copied());
    chain.take(MOST_STEPS).last().unwrap_or(writer)
}
