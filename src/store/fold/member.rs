//! Tells which writers write for an office that began under another: one whose file goes on under a
//! new key, or is a copy that was opened elsewhere. Such a writer says so itself, and acts for that
//! office once one who does, or the leading group's office, has admitted it: nobody gains by a word
//! of its own, and nobody loses by another's. And tells which office leads: the first that this file
//! met, as long as it says so itself.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value as Json;

use crate::error::Result;
use crate::model::office::{CODE, KIND, LEADING, OF, ROLE};
use crate::model::value::RecordId;
use crate::store::log::claim::{MOST_STEPS, office_of, said_of};
use crate::store::log::remains::{ADMIT, rows_about};
use crate::store::log::rows::writer_and_last;

/// Computes the table from what the writers of some offices' records say of themselves, and who
/// admitted them.
pub(crate) fn compute(connection: &Connection, offices: &BTreeSet<RecordId>) -> Result<()> {
    let mut of: HashMap<RecordId, RecordId> = HashMap::new();
    let mut codes: HashMap<RecordId, HashSet<String>> = HashMap::new();
    let mut roles: Vec<(RecordId, RecordId, bool)> = Vec::new();
    for office in offices {
        let said = said_of(connection, *office)?;
        of.extend(said.map(|other| (*office, other)));
        for row in rows_about(connection, *office, KIND.id)? {
            let text = |field: &str| row.body.get(field).and_then(Json::as_str);
            let by = RecordId(row.writer);
            if let Some(code) = text(CODE.id).filter(|_| by == *office) {
                codes.entry(*office).or_default().insert(code.to_owned());
            }
            let role = text(ROLE.id).map(|role| role == LEADING);
            roles.extend(role.map(|leads| (*office, by, leads)));
        }
    }
    let own = admitted(connection, offices, &of, &codes, None)?;
    // The last word of each office about itself stands.
    roles.retain(|(office, by, _)| own.get(by).unwrap_or(by) == office);
    let roles: HashMap<RecordId, bool> = roles
        .into_iter()
        .map(|(office, _, leads)| (office, leads))
        .collect();
    let leading = roles
        .into_iter()
        .filter_map(|(office, leads)| leads.then_some(office));
    let root = root(connection, &leading.collect())?;
    // Where no office leads, that of the file does as it likes in it.
    let decides = match root {
        Some(root) => root,
        None => RecordId(office_of(connection, writer_and_last(connection)?.0)?),
    };
    let admitted = admitted(connection, offices, &of, &codes, Some(decides))?;
    connection.execute("delete from member", [])?;
    let mut insert = connection
        .prepare_cached("insert into member (writer, office, admitted) values (?1, ?2, ?3)")?;
    let claims = of
        .iter()
        .map(|(writer, other)| (*writer, first(&of, *other)));
    let mut members: HashMap<RecordId, RecordId> = claims.collect();
    members.extend(&admitted);
    for (writer, office) in &members {
        insert.execute((writer.0, office.0, admitted.contains_key(writer)))?;
    }
    Ok(())
}

/// Returns which writers were admitted, and for which office.
fn admitted(
    connection: &Connection,
    offices: &BTreeSet<RecordId>,
    of: &HashMap<RecordId, RecordId>,
    codes: &HashMap<RecordId, HashSet<String>>,
    root: Option<RecordId>,
) -> Result<HashMap<RecordId, RecordId>> {
    let mut words: Vec<[RecordId; 3]> = Vec::new();
    for writer in offices {
        for row in rows_about(connection, *writer, ADMIT)? {
            let office = row.body.get(OF.id).and_then(Json::as_str);
            let Some(office) = office.and_then(RecordId::from_hex) else {
                continue;
            };
            let claims = of
                .get(writer)
                .is_some_and(|said| first(of, *said) == office);
            let codes = codes.get(writer).zip(codes.get(&office));
            let is_called = codes.is_some_and(|(own, other)| !own.is_disjoint(other));
            if (claims || is_called) && office != *writer {
                words.push([*writer, office, RecordId(row.writer)]);
            }
        }
    }
    let mut admitted: HashMap<RecordId, RecordId> = HashMap::new();
    loop {
        let before = admitted.len();
        for [writer, office, by] in &words {
            let by = first(&admitted, *by);
            if by == first(&admitted, *office) || Some(by) == root {
                admitted.entry(*writer).or_insert(*office);
            }
        }
        if admitted.len() == before {
            break;
        }
    }
    let offices = admitted
        .iter()
        .map(|(writer, office)| (*writer, first(&admitted, *office)));
    Ok(offices.collect())
}

/// Returns the office that leads, and keeps in the file which it was first.
fn root(connection: &Connection, leading: &BTreeSet<RecordId>) -> Result<Option<RecordId>> {
    let mut kept = connection.prepare_cached("select writer from file_root")?;
    let kept = kept
        .query_row([], |row| Ok(RecordId(row.get(0)?)))
        .optional()?;
    if let Some(kept) = kept.filter(|kept| leading.contains(kept)) {
        return Ok(Some(kept));
    }
    let mut arrived = connection
        .prepare_cached("select min(rowid) from change where record = ?1 and kind = 'office'")?;
    let mut first: Option<(i64, RecordId)> = None;
    for office in leading {
        let row: i64 = arrived.query_row([office.0], |row| row.get(0))?;
        first = first
            .filter(|first| *first < (row, *office))
            .or(Some((row, *office)));
    }
    let root = first.map(|(_, office)| office);
    connection.execute("delete from file_root", [])?;
    if let Some(root) = root {
        let sql = "insert into file_root (one, writer) values (1, ?1)";
        connection.prepare_cached(sql)?.execute([root.0])?;
    }
    Ok(root)
}

/// Follows those who go on from one another to the first.
fn first(of: &HashMap<RecordId, RecordId>, writer: RecordId) -> RecordId {
    let chain = std::iter::successors(Some(writer), |one| of.get(one).copied());
    chain.take(MOST_STEPS).last().unwrap_or(writer)
}
