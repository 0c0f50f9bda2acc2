//! Tells which record stands for which: those that somebody has said to be one.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::Touched;
use crate::error::Result;
use crate::model::identity::{IDENTITY, JOINABLE};
use crate::model::kind::Kind;
use crate::model::value::RecordId;

/// Reads the table of the computed part.
pub(crate) fn read(connection: &Connection) -> Result<HashMap<RecordId, RecordId>> {
    pairs(
        connection,
        "select record, stands from standing order by record",
    )
}

fn pairs(connection: &Connection, sql: &str) -> Result<HashMap<RecordId, RecordId>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((RecordId(row.get(0)?), RecordId(row.get(1)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Computes the table from the statements of identity, and writes it; returns it, and the records
/// for which it changed against `before`.
pub(crate) fn compute(
    connection: &Connection,
    before: &HashMap<RecordId, RecordId>,
) -> Result<(HashMap<RecordId, RecordId>, BTreeSet<RecordId>)> {
    let mut statement = connection.prepare_cached(
        "select l.target as one, r.target as other from link as l join link as r
         on r.record = l.record and r.kind = l.kind and r.field = 'other'
         join identity as i on i.record = l.record
         where l.kind = 'identity' and l.field = 'one' and i.void is null order by l.record",
    )?;
    let rows = statement.query_map([], |row| {
        Ok([RecordId(row.get("one")?), RecordId(row.get("other")?)])
    })?;
    let now = smallest(&rows.collect::<rusqlite::Result<Vec<_>>>()?);
    let differs = |id: &&RecordId| before.get(id) != now.get(id);
    let changed: BTreeSet<RecordId> = before
        .keys()
        .chain(now.keys())
        .filter(differs)
        .copied()
        .collect();
    // What stood, or stands now, for one of them says something else too.
    let stood = changed.iter().flat_map(|id| [before.get(id), now.get(id)]);
    let stood: BTreeSet<RecordId> = stood.flatten().copied().collect();
    let changed = changed.union(&stood).copied().collect();
    connection.execute("delete from standing", [])?;
    let mut insert =
        connection.prepare_cached("insert into standing (record, stands) values (?1, ?2)")?;
    for (record, stands) in &now {
        insert.execute((record.0, stands.0))?;
    }
    Ok((now, changed))
}

/// Maps every record that is joined with others to the smallest of them, itself left out.
fn smallest(joined: &[[RecordId; 2]]) -> HashMap<RecordId, RecordId> {
    let mut leader: HashMap<RecordId, RecordId> = HashMap::new();
    // Every look shortens the way for the next, so that a long chain is no long work.
    let find = |leader: &mut HashMap<RecordId, RecordId>, mut id: RecordId| {
        while let Some(next) = leader.get(&id).copied() {
            if let Some(second) = leader.get(&next).copied() {
                leader.insert(id, second);
            }
            id = next;
        }
        id
    };
    for [one, other] in joined {
        let (one, other) = (find(&mut leader, *one), find(&mut leader, *other));
        if one != other {
            leader.insert(one.max(other), one.min(other));
        }
    }
    let members: Vec<RecordId> = leader.keys().copied().collect();
    members
        .into_iter()
        .map(|id| (id, find(&mut leader, id)))
        .collect()
}

/// Returns these records, and those that name them.
pub(crate) fn with_referrers(
    connection: &Connection,
    kinds: &'static [&'static Kind],
    changed: &BTreeSet<RecordId>,
) -> Result<Touched> {
    let mut naming = Touched::new();
    let mut statement = connection
        .prepare_cached("select kind, record from link where target = ?1 order by kind, record")?;
    for id in changed {
        naming.extend(JOINABLE.iter().map(|kind| (*kind, *id)));
        let rows = statement.query_map([id.0], |row| {
            Ok((row.get::<_, String>("kind")?, RecordId(row.get("record")?)))
        })?;
        for row in rows {
            let (kind, record) = row?;
            let known = kinds.iter().find(|known| known.id == kind);
            naming.extend(known.map(|kind| (kind.id, record)));
        }
    }
    naming.retain(|(kind, _)| *kind != IDENTITY.id);
    Ok(naming)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_stands_for_all_that_are_joined_in_any_order() {
        let id = |byte| RecordId([byte; 16]);
        let joins = [[id(5), id(3)], [id(4), id(5)], [id(9), id(8)]];
        let expected = HashMap::from([(id(5), id(3)), (id(4), id(3)), (id(9), id(8))]);
        assert_eq!(smallest(&joins), expected);
        let mut turned = joins;
        turned.reverse();
        assert_eq!(smallest(&turned), expected);
        assert_eq!(smallest(&[[id(1), id(1)]]), HashMap::new());
    }
    #[test]
    fn one_stands_for_a_long_chain_from_whichever_end_it_is_joined() {
        let id = |number: u32| {
            let mut id = [0; 16];
            id[12..].copy_from_slice(&number.to_be_bytes());
            RecordId(id)
        };
        let length = 100_000;
        let mut chain: Vec<_> = (0..length).map(|at| [id(at), id(at + 1)]).collect();
        let expected: HashMap<_, _> = (1..=length).map(|at| (id(at), id(0))).collect();
        assert_eq!(smallest(&chain), expected);
        chain.reverse();
        assert_eq!(smallest(&chain), expected);
    }
}
