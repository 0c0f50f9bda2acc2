//! The gate: until the leading group's office closes it, what a writer says is taken for its word, as a
//! file gives it; from then on only where a signature proves it, or the leading office has adopted it.
//! And what that office has revoked: from a change on, what a writer says decides nothing any more.
//!
//! What is proved only grows with the set of rows and signatures, and what was erased by right is
//! never asked about again: a revocation takes back no erasure.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use serde_json::Value as Json;

use super::said::{Members, Said, root_among};
use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::log::attest::Chains;
use crate::store::log::change::ChangeId;
use crate::store::log::claim::{BEGAN, HEADS, LAST};
use crate::store::log::remains::{ADOPT, CLOSE, REVOKE, id_from_hex, rows_about};

/// Something that is said of a writer, or of the campaign: by whom.
#[derive(Debug)]
struct Word {
    id: ChangeId,
    /// The writer that it is about; of closing the gate, the office that leads.
    about: RecordId,
    by: RecordId,
    says: Says,
}

#[derive(Debug)]
enum Says {
    Adopt {
        heads: Vec<ChangeId>,
        began: Vec<RecordId>,
    },
    Close,
    /// The last changes that count.
    Revoke(Vec<ChangeId>),
}

/// What was said of the gate, and what is proved where that matters.
#[derive(Debug, Default)]
pub(super) struct Gate {
    words: Vec<Word>,
    chains: Chains,
    proved: HashSet<ChangeId>,
    is_closed: bool,
    /// Records whose rows nothing else binds to an office, each with the writer that began it.
    adopted: BTreeMap<RecordId, RecordId>,
}

/// What follows for the rows of a log.
#[derive(Debug, Default)]
pub(super) struct Marks {
    is_closed: bool,
    unproved: BTreeSet<ChangeId>,
    revoked: BTreeSet<ChangeId>,
    adopted: BTreeMap<RecordId, RecordId>,
    /// The writers who were revoked.
    shut_out: BTreeSet<RecordId>,
}

impl Gate {
    /// Reads what was said of the gate, and where anything was, what is proved: one pass over the log.
    pub(super) fn read(
        connection: &Connection,
        offices: &BTreeSet<RecordId>,
        said: &Said,
    ) -> Result<Self> {
        let mut words = Vec::new();
        for about in offices {
            for kind in [ADOPT, CLOSE, REVOKE] {
                for row in rows_about(connection, *about, kind)? {
                    let texts = |key: &str| {
                        let all = row.body.get(key).and_then(Json::as_array);
                        all.into_iter().flatten().filter_map(Json::as_str)
                    };
                    let says = match kind {
                        ADOPT => Some(Says::Adopt {
                            heads: texts(HEADS).filter_map(id_from_hex).collect(),
                            began: texts(BEGAN).filter_map(RecordId::from_hex).collect(),
                        }),
                        CLOSE => Some(Says::Close),
                        _ => {
                            let last = row.body.get(LAST);
                            let id = last.and_then(Json::as_str).and_then(id_from_hex);
                            let is_said = id.is_some() || last.is_some_and(Json::is_null);
                            let copies = texts(HEADS).filter_map(id_from_hex);
                            is_said.then(|| Says::Revoke(id.into_iter().chain(copies).collect()))
                        }
                    };
                    words.extend(says.map(|says| Word {
                        id: row.id,
                        about: *about,
                        by: RecordId(row.writer),
                        says,
                    }));
                }
            }
        }
        if words.is_empty() {
            return Ok(Self::default());
        }
        let chains = Chains::of(connection)?;
        let mut proved = chains.signed(connection)?;
        // Whether it is closed, and what is adopted, is said by what is signed alone.
        let signed = said.only(|id| proved.contains(&id));
        let own = signed.admitted(None, None);
        let leading = signed.leading();
        let by_leading = |word: &&Word| {
            let by = own.get(&word.by).unwrap_or(&word.by);
            proved.contains(&word.id) && leading.contains_key(by)
        };
        let mut adopted = BTreeMap::new();
        let mut heads = Vec::new();
        let mut closed = BTreeSet::new();
        for word in words.iter().filter(by_leading) {
            let by = own.get(&word.by).unwrap_or(&word.by);
            match &word.says {
                Says::Adopt { heads: own, began } => {
                    heads.extend(own.iter().map(|head| (*by, word.about, *head)));
                    for record in began {
                        adopted.entry(*record).or_insert((*by, word.about));
                    }
                }
                Says::Close if *by == word.about => drop(closed.insert(*by)),
                _ => {}
            }
        }
        let root = root_among(connection, &leading)?;
        for (by, writer, head) in heads {
            if Some(by) == root {
                chains.walk(writer, head, &mut proved);
            }
        }
        adopted.retain(|_, (by, _)| Some(*by) == root);
        Ok(Self {
            words,
            chains,
            proved,
            is_closed: root.is_some_and(|root| closed.contains(&root)),
            adopted: adopted
                .into_iter()
                .map(|(record, (_, writer))| (record, writer))
                .collect(),
        })
    }

    /// Returns what alone counts once the gate is closed.
    pub(super) fn proved(&self) -> Option<&HashSet<ChangeId>> {
        self.is_closed.then_some(&self.proved)
    }

    /// Works out which rows are not proved, and which were revoked by the office that leads.
    pub(super) fn marks(&self, root: Option<RecordId>, members: &Members) -> Marks {
        let mut kept: HashMap<RecordId, HashSet<ChangeId>> = HashMap::new();
        for word in &self.words {
            let Says::Revoke(last) = &word.says else {
                continue;
            };
            let office = |writer: RecordId| *members.get(&writer).unwrap_or(&writer);
            let is_by_root = Some(office(word.by)) == root;
            // Those who write for the leading office do not shut out the one under whom it began.
            let is_let = Some(office(word.about)) != root || Some(word.by) == root;
            let counts = !self.is_closed || self.proved.contains(&word.id);
            if !is_by_root || !is_let || !counts {
                continue;
            }
            let mut reached = HashSet::new();
            for last in last {
                self.chains.walk(word.about, *last, &mut reached);
            }
            kept.entry(word.about)
                .and_modify(|kept| kept.retain(|id| reached.contains(id)))
                .or_insert(reached);
        }
        let mut marks = Marks {
            is_closed: self.is_closed,
            adopted: self.adopted.clone(),
            shut_out: kept.keys().copied().collect(),
            ..Marks::default()
        };
        for (id, writer) in self.chains.rows() {
            if self.is_closed && !self.proved.contains(&id) {
                marks.unproved.insert(id);
            } else if kept.get(&writer).is_some_and(|kept| !kept.contains(&id)) {
                marks.revoked.insert(id);
            }
        }
        marks
    }
}

impl Marks {
    pub(super) fn has_revoked(&self) -> bool {
        !self.revoked.is_empty()
    }

    pub(super) fn is_shut_out(&self, writer: RecordId) -> bool {
        self.shut_out.contains(&writer)
    }

    pub(super) fn is_revoked(&self, id: ChangeId) -> bool {
        self.revoked.contains(&id)
    }
}

/// Writes the tables of what does not count, and of what was adopted; returns whether anything in them
/// is otherwise now.
pub(super) fn write(connection: &Connection, marks: &Marks) -> Result<bool> {
    let Marks {
        unproved,
        revoked,
        adopted,
        ..
    } = marks;
    let rows = connection
        .prepare_cached("select change, revoked from unproved")?
        .query_map([], |row| Ok((ChangeId(row.get(0)?), row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(ChangeId, bool)>>>()?;
    let is_known = |(id, is_revoked): &(ChangeId, bool)| {
        let set = if *is_revoked { revoked } else { unproved };
        set.contains(id)
    };
    let mut is_same = rows.len() == unproved.len() + revoked.len() && rows.iter().all(is_known);
    let began = connection
        .prepare_cached("select record, writer from adopted")?
        .query_map([], |row| Ok((RecordId(row.get(0)?), RecordId(row.get(1)?))))?
        .collect::<rusqlite::Result<BTreeMap<_, _>>>()?;
    is_same &= began == *adopted;
    let closed = connection
        .prepare_cached("select 1 from gate")?
        .exists([])?;
    is_same &= closed == marks.is_closed;
    if is_same {
        return Ok(false);
    }
    connection.execute_batch("delete from unproved; delete from adopted; delete from gate")?;
    if marks.is_closed {
        connection.execute("insert into gate (one) values (1)", [])?;
    }
    let mut insert =
        connection.prepare_cached("insert into unproved (change, revoked) values (?1, ?2)")?;
    for id in unproved {
        insert.execute((id.0, false))?;
    }
    for id in revoked {
        insert.execute((id.0, true))?;
    }
    let mut insert =
        connection.prepare_cached("insert into adopted (record, writer) values (?1, ?2)")?;
    for (record, writer) in adopted {
        insert.execute((record.0, writer.0))?;
    }
    Ok(true)
}
