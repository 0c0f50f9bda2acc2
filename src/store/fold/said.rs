//! What rows say of who writes for whom, and who leads.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use serde_json::Value as Json;

use crate::error::Result;
use crate::model::office::{CODE, KIND, LEADING, OF, ROLE};
use crate::model::value::RecordId;
use crate::store::log::change::ChangeId;
use crate::store::log::claim::MOST_STEPS;
use crate::store::log::remains::{ADMIT, rows_about};
use crate::store::log::root::known_root;

/// Writers, each with the office for which it writes.
pub(super) type Members = HashMap<RecordId, RecordId>;

/// The writer of a file, and the office that leads in it: what that writer says of who writes for that
/// office holds in its own file.
#[derive(Clone, Copy)]
pub(super) struct ByHand {
    pub(super) writer: RecordId,
    /// The office of that writer.
    pub(super) own: RecordId,
    pub(super) root: Option<RecordId>,
}

/// What rows say of who writes for whom.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Per writer, its first word of itself.
    pub(super) first: BTreeMap<RecordId, ChangeId>,
    /// Who says that it writes for an office that began under another.
    pub(super) of: Members,
    codes: HashMap<RecordId, HashSet<String>>,
    /// Office, writer, and whether it leads, in the order in which an office's rows say so.
    roles: Vec<(ChangeId, RecordId, RecordId, bool)>,
    /// Writer, office, and who says that the one writes for the other.
    admits: Vec<(ChangeId, [RecordId; 3])>,
    /// Per row that says of a writer what it calls itself, what it says.
    own: Vec<(ChangeId, RecordId, Option<RecordId>, Option<String>)>,
}

impl Said {
    pub(super) fn read(connection: &Connection, offices: &BTreeSet<RecordId>) -> Result<Self> {
        let mut said = Self::default();
        for office in offices {
            for row in rows_about(connection, *office, KIND.id)? {
                let text = |field: &str| row.body.get(field).and_then(Json::as_str);
                let by = RecordId(row.writer);
                if by == *office {
                    let of = text(OF.id).and_then(RecordId::from_hex);
                    let of = of.filter(|other| other != office);
                    let code = text(CODE.id).map(str::to_owned);
                    said.own.push((row.id, *office, of, code));
                }
                let leads = text(ROLE.id).map(|role| role == LEADING);
                let role = leads.map(|leads| (row.id, *office, by, leads));
                said.roles.extend(role);
            }
            for row in rows_about(connection, *office, ADMIT)? {
                let of = row.body.get(OF.id).and_then(Json::as_str);
                if let Some(of) = of.and_then(RecordId::from_hex) {
                    let words = [*office, of, RecordId(row.writer)];
                    said.admits.push((row.id, words));
                }
            }
        }
        Ok(said.worked_out())
    }

    /// Leaves out rows.
    pub(super) fn only(&self, stays: impl Fn(ChangeId) -> bool) -> Self {
        let said = Self {
            roles: self
                .roles
                .iter()
                .copied()
                .filter(|one| stays(one.0))
                .collect(),
            admits: self
                .admits
                .iter()
                .copied()
                .filter(|one| stays(one.0))
                .collect(),
            own: self
                .own
                .iter()
                .filter(|one| stays(one.0))
                .cloned()
                .collect(),
            ..Self::default()
        };
        said.worked_out()
    }

    fn worked_out(mut self) -> Self {
        for (id, writer, of, code) in &self.own {
            self.first.entry(*writer).or_insert(*id);
            if let Some(of) = of {
                self.of.entry(*writer).or_insert(*of);
            }
            let codes = self.codes.entry(*writer).or_default();
            codes.extend(code.clone());
        }
        self
    }

    /// Returns the codes that writers ever gave themselves.
    pub(super) fn given_codes(&self) -> impl Iterator<Item = (RecordId, &str)> {
        let given = self.own.iter();
        given.filter_map(|(_, writer, _, code)| Some((*writer, code.as_deref()?)))
    }

    /// Returns the offices whose last word of themselves is that they lead.
    pub(super) fn leading(&self) -> BTreeMap<RecordId, ChangeId> {
        let own = self.admitted(None, None);
        let mut last: BTreeMap<RecordId, bool> = BTreeMap::new();
        for (_, office, by, leads) in &self.roles {
            if own.get(by).unwrap_or(by) == office {
                last.insert(*office, *leads);
            }
        }
        let leading = last.into_iter().filter(|(_, leads)| *leads);
        leading
            .filter_map(|(office, _)| Some((office, *self.first.get(&office)?)))
            .collect()
    }

    /// Returns which writers were admitted, and for which office: where an office is named that decides
    /// about all of them, also by that.
    pub(super) fn admitted(&self, decides: Option<RecordId>, by_hand: Option<ByHand>) -> Members {
        let is_claimed = |writer: &RecordId, office: &RecordId| {
            let claims = self.of.get(writer);
            let codes = self.codes.get(writer).zip(self.codes.get(office));
            claims.is_some_and(|said| first(&self.of, *said) == *office)
                || codes.is_some_and(|(own, other)| !own.is_disjoint(other))
        };
        // One that says nothing of itself gains nothing by it either.
        let is_silent = |writer: &RecordId| !self.first.contains_key(writer);
        let words = self.admits.iter().map(|(_, words)| words);
        let words: Vec<&[RecordId; 3]> = words
            .filter(|[writer, office, _]| {
                writer != office && (is_silent(writer) || is_claimed(writer, office))
            })
            .collect();
        let mut admitted = Members::new();
        loop {
            let before = admitted.len();
            for [writer, office, by] in &words {
                let end = |writer| first(&admitted, writer);
                let is_own = |hand: ByHand| hand.writer == *by || end(hand.own) == end(*by);
                let is_by_hand =
                    by_hand.is_some_and(|hand| hand.root == Some(*office) && is_own(hand));
                let by = first(&admitted, *by);
                let is_by_member = !is_silent(writer) && by == first(&admitted, *office);
                if is_by_member || Some(by) == decides || is_by_hand {
                    // Not in a circle.
                    if first(&admitted, *office) != *writer {
                        admitted.entry(*writer).or_insert(*office);
                    }
                }
            }
            if admitted.len() == before {
                break;
            }
        }
        let offices = admitted
            .iter()
            .map(|(writer, office)| (*writer, first(&admitted, *office)));
        offices.collect()
    }

    /// Returns the offices that the leading one has admitted, and itself.
    pub(super) fn let_in(&self, root: Option<RecordId>, members: &Members) -> HashSet<RecordId> {
        let Some(root) = root else {
            return HashSet::new();
        };
        let by_root = |[writer, office, by]: &&[RecordId; 3]| {
            writer == office && members.get(by).unwrap_or(by) == &root
        };
        let words = self.admits.iter().map(|(_, words)| words);
        let let_in = words.filter(by_root).map(|[writer, ..]| *writer);
        let_in.chain([root]).collect()
    }
}

/// Returns which of those that say so leads: the one that the file keeps, or else the first that came.
pub(super) fn root_among(
    connection: &Connection,
    leading: &BTreeMap<RecordId, ChangeId>,
) -> Result<Option<RecordId>> {
    let kept = known_root(connection)?;
    if let Some(kept) = kept.filter(|kept| leading.contains_key(kept)) {
        return Ok(Some(kept));
    }
    // What others say of an office does not make it known.
    let mut arrived = connection.prepare_cached("select rowid from change where id = ?1")?;
    let mut first: Option<(i64, RecordId)> = None;
    for (office, word) in leading {
        let row: i64 = arrived.query_row([word.0], |row| row.get(0))?;
        first = first
            .filter(|first| *first < (row, *office))
            .or(Some((row, *office)));
    }
    Ok(first.map(|(_, office)| office))
}

/// Follows those who go on from one another to the first.
pub(super) fn first(of: &Members, writer: RecordId) -> RecordId {
    let chain = std::iter::successors(Some(writer), |one| of.get(one).copied());
    chain.take(MOST_STEPS).last().unwrap_or(writer)
}
