//! Verification: that the file is sound, that every row of the log is what its hash says, and that
//! the computed tables are what the log gives.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::chain::{Forks, Gaps};
use super::change::{Change, ChangeId, RowFault};
use super::foreign::Foreign;
use super::log::{CHANGE_COLUMNS, identity, read_change};
use super::project::{Projector, computed_tables};
use super::{Store, backup, conflict, place};
use crate::error::Result;
use crate::model::value::hex;

/// What verification found of a file.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    pub(crate) changes: usize,
    /// Of all ids in order, so that two files with the same digest know the same.
    pub(crate) digest: String,
    pub(crate) flaws: Vec<Flaw>,
}

/// One thing that verification found.
#[derive(Debug)]
pub(crate) enum Flaw {
    /// A computed table is not what the log gives.
    Computed { table: String },
    /// Conflicts that nobody has decided.
    Conflicts { count: usize },
    /// Changes that two copies of a file made side by side.
    Forks { count: usize },
    /// Changes of the file's own writer that are missing.
    Gaps { count: usize },
    /// Others on this machine may read or write the file.
    OpenToOthers,
    /// A row that is not what its hash says.
    Row { id: String, fault: RowFault },
    /// SQLite's words for what is damaged.
    Structure { what: String },
    /// A reference to a record that is not there.
    Unresolved { reference: String, field: String },
    /// A value that does not fit its field.
    Unfit {
        reference: String,
        field: String,
        value: String,
    },
}

impl Flaw {
    /// Tells whether it is damage, rather than something that offices settle among themselves.
    pub(crate) fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Computed { .. } | Self::Gaps { .. } | Self::Row { .. } | Self::Structure { .. }
        )
    }
}

/// What one pass over a log tells.
#[derive(Default)]
struct Pass {
    ids: Vec<ChangeId>,
    rows: Vec<Flaw>,
    forks: Forks,
    forked: usize,
    gaps: Gaps,
}

impl Pass {
    fn add(&mut self, change: &Change, writer: [u8; 16]) {
        if let Err(fault) = change.check() {
            let id = hex(&change.id.0);
            self.rows.push(Flaw::Row { id, fault });
        }
        self.forked += usize::from(!self.forks.add(change));
        if change.writer == writer {
            self.gaps.add(change);
        }
        self.ids.push(change.id);
    }

    fn end(mut self, last: Option<ChangeId>) -> Verified {
        self.ids.sort_unstable();
        let mut hash = Sha256::new();
        self.ids.iter().for_each(|id| hash.update(id.0));
        let mut flaws = self.rows;
        let (forks, gaps) = (self.forked, self.gaps.count(last));
        flaws.extend((gaps > 0).then_some(Flaw::Gaps { count: gaps }));
        flaws.extend((forks > 0).then_some(Flaw::Forks { count: forks }));
        Verified {
            changes: self.ids.len(),
            digest: hex(&hash.finalize()[..8]),
            flaws,
        }
    }
}

impl Store {
    /// Verifies our own file.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(crate) fn verify(&self) -> Result<Verified> {
        let connection = &self.connection;
        let mut statement = connection.prepare("pragma integrity_check(20)")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
        let lines = lines.collect::<rusqlite::Result<Vec<_>>>()?;
        let structure = lines.into_iter().filter(|line| line != "ok");
        let structure: Vec<Flaw> = structure.map(|what| Flaw::Structure { what }).collect();
        if !structure.is_empty() {
            return Ok(Verified {
                flaws: structure,
                ..Verified::default()
            });
        }
        let (writer, last) = identity(connection)?;
        let mut pass = Pass::default();
        let sql = format!("select {CHANGE_COLUMNS} from change order by id");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            pass.add(&read_change(row)?, writer);
        }
        let mut verified = pass.end(last);
        verified.flaws.extend(self.computed_flaws()?);
        if place::is_open_to_others(&self.path) {
            verified.flaws.push(Flaw::OpenToOthers);
        }
        verified.flaws.extend(self.unfit()?);
        verified.flaws.extend(self.unresolved()?);
        let count = conflict::heads(connection)?.len();
        let conflicts = (count > 0).then_some(Flaw::Conflicts { count });
        verified.flaws.extend(conflicts);
        Ok(verified)
    }

    /// Computes the tables anew in a copy, and tells which of them were otherwise; the file itself
    /// is only read.
    fn computed_flaws(&self) -> Result<Vec<Flaw>> {
        let (copy, _beside) = backup::scratch(&self.path)?;
        let before = fingerprints(&copy)?;
        copy.execute_batch("begin")?;
        Projector::new(&copy, self.kinds)?.rebuild()?;
        let after = fingerprints(&copy)?;
        let tables = before.keys().chain(after.keys());
        let mut differing: Vec<&String> = tables
            .filter(|table| before.get(*table) != after.get(*table))
            .collect();
        differing.sort_unstable();
        differing.dedup();
        let flaw = |table: &String| Flaw::Computed {
            table: table.clone(),
        };
        Ok(differing.into_iter().map(flaw).collect())
    }

    fn unfit(&self) -> Result<Vec<Flaw>> {
        let mut statement = self.connection.prepare(
            "select record, kind, field, value from defect order by kind, record, field",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, [u8; 16]>("record")?,
                row.get::<_, String>("kind")?,
                row.get("field")?,
                row.get("value")?,
            ))
        })?;
        let mut flaws = Vec::new();
        for row in rows {
            let (record, kind, field, value) = row?;
            let reference = self.called(&kind, record)?;
            flaws.push(Flaw::Unfit {
                reference,
                field,
                value,
            });
        }
        Ok(flaws)
    }

    fn unresolved(&self) -> Result<Vec<Flaw>> {
        let tables: Vec<String> = self
            .kinds
            .iter()
            .map(|kind| format!("select record from {}", kind.id))
            .collect();
        let sql = format!(
            "select kind, field, record from link where target not in ({})
             order by kind, record, field",
            tables.join(" union all ")
        );
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, String>("kind")?,
                row.get("field")?,
                row.get::<_, [u8; 16]>("record")?,
            ))
        })?;
        let mut flaws = Vec::new();
        for row in rows {
            let (kind, field, record) = row?;
            let reference = self.called(&kind, record)?;
            flaws.push(Flaw::Unresolved { reference, field });
        }
        Ok(flaws)
    }

    /// Returns the ref of a record, or its kind where it has none.
    fn called(&self, kind: &str, record: [u8; 16]) -> Result<String> {
        let id = crate::model::value::RecordId(record);
        let name = self.name(&[kind], id)?.map(|(reference, _)| reference);
        Ok(name
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| kind.to_owned()))
    }

    /// Verifies another file's log.
    ///
    /// # Errors
    /// What is wrong with the file as a whole.
    pub(crate) fn verify_other(&self, path: &Path) -> Result<Verified> {
        let (foreign, _) = Foreign::open(path, &self.path)?;
        foreign.verify(path)
    }
}

impl Foreign {
    /// Verifies the log.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn verify(&self, path: &Path) -> Result<Verified> {
        let mut pass = Pass::default();
        self.changes(path, None, |change| {
            pass.add(&change, self.writer);
            Ok(())
        })?;
        Ok(pass.end(self.last))
    }
}

impl Verified {
    /// Tells whether any of what was found is damage.
    pub(crate) fn is_damaged(&self) -> bool {
        self.flaws.iter().any(Flaw::is_damage)
    }
}

/// Hashes every computed table.
fn fingerprints(connection: &Connection) -> Result<BTreeMap<String, [u8; 32]>> {
    let mut fingerprints = BTreeMap::new();
    for table in computed_tables(connection)? {
        let columns: Vec<String> = connection
            .prepare("select name from pragma_table_info(?1) order by cid")?
            .query_map([&table], |row| row.get::<_, String>("name"))?
            .collect::<rusqlite::Result<_>>()?;
        let columns: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let all = columns.join(", ");
        let sql = format!("select {all} from \"{table}\" order by {all}");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut hash = Sha256::new();
        while let Some(row) = rows.next()? {
            for at in 0..columns.len() {
                hash_value(&mut hash, row.get_ref(at)?);
            }
        }
        fingerprints.insert(table, hash.finalize().into());
    }
    Ok(fingerprints)
}

fn hash_value(hash: &mut Sha256, value: ValueRef) {
    let (mark, bytes): (u8, Vec<u8>) = match value {
        ValueRef::Null => (0, Vec::new()),
        ValueRef::Integer(number) => (1, number.to_be_bytes().to_vec()),
        ValueRef::Real(number) => (2, number.to_be_bytes().to_vec()),
        ValueRef::Text(bytes) => (3, bytes.to_vec()),
        ValueRef::Blob(bytes) => (4, bytes.to_vec()),
    };
    hash.update([mark]);
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}
