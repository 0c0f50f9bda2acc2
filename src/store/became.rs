//! What became of changes that wait: accepted, refused, replaced, taken back, or in effect since their
//! writer was admitted; as the history tells it, and as a merge or an admission does.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value as Json;

use super::fold::Layout;
use super::fold::answers::undone;
use super::fold::authority::{Authority, repeats, waiting};
use super::fold::entries::entries;
use super::history::HistoryEntry;
use super::log::change::ChangeId;
use super::{Store, proposal};
use crate::error::Result;
use crate::model::kind::{Decides, Kind};
use crate::model::value::RecordId;

/// The verbs of the changes that answer proposals.
const ACCEPT: &str = "proposal accept";
const REFUSE: &str = "proposal refuse";

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Became {
    Open,
    Accepted,
    Refused,
    /// Whoever decides, or who made it, said something else of it since.
    Replaced,
    /// It counts for nothing, whoever it says wrote it.
    Unproved,
    /// Who made it took it back.
    Withdrawn,
}

impl Became {
    /// Returns its identifier for machines.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Replaced => "replaced",
            Self::Unproved => "unproved",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Why a change does not count, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Revoked,
    Unproved,
}

/// What may have become of changes that wait: those that waited before, and those that were answered.
#[derive(Debug, Default)]
pub(crate) struct News {
    pub(crate) waited: HashSet<ChangeId>,
    pub(crate) answered: Vec<ChangeId>,
}

/// A change that waited, as it is now: where it is no proposal any more it counts.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) change: HistoryEntry,
    /// What was said of it by who decides.
    pub(crate) answers: Vec<HistoryEntry>,
}

/// Tells whether a verb is one that answers proposals.
pub(super) fn is_answer(verb: &str) -> bool {
    [ACCEPT, REFUSE].contains(&verb)
}

impl HistoryEntry {
    /// Tells whether it neither counts nor waits: it says what stands, or its record was taken back.
    pub(crate) fn is_moot(&self) -> bool {
        self.is_proposal && self.proposal.is_none()
    }

    /// Returns what it makes of the proposals that it names.
    pub(crate) fn answer(&self) -> Became {
        match self.verb.as_str() {
            ACCEPT => Became::Accepted,
            REFUSE => Became::Refused,
            "undo" if self.is_proposal => Became::Withdrawn,
            _ => Became::Replaced,
        }
    }
}

impl Store {
    /// Tells of changes which of them are proposals, and what became of them.
    pub(super) fn tell_proposals(&self, told: &mut [HistoryEntry]) -> Result<()> {
        let marks = self.marked_among(told)?;
        let is_unproved = |entry: &HistoryEntry| marks.get(&entry.id) == Some(&Mark::Unproved);
        for entry in told.iter_mut().filter(|entry| is_unproved(entry)) {
            entry.proposal = Some(Became::Unproved);
            entry.proposed = entry.body.keys().cloned().collect();
        }
        let (proposed, undone) = self.proposed_among(told)?;
        if proposed.is_empty() {
            return Ok(());
        }
        let open = proposal::open(&self.connection)?;
        let mut answers: HashMap<ChangeId, Became> = HashMap::new();
        let in_order = told.iter_mut().filter(|entry| !is_unproved(entry));
        let mut in_order: Vec<&mut HistoryEntry> = in_order.collect();
        in_order.sort_by_key(|entry| entry.id);
        for entry in &mut in_order {
            entry.answers.clone_from(&entry.over);
            entry.answers.retain(|id| proposed.contains_key(id));
            entry.is_proposal = proposed.contains_key(&entry.id);
            entry.is_taken_back = undone.contains(&entry.id);
            let became = entry.answer();
            // An answer that was taken back is none.
            for id in entry.answers.iter().filter(|_| !entry.is_taken_back) {
                // What counts has the last word; but who refused what another accepted, not having seen
                // that, takes nothing back.
                let known = answers.get(id).copied();
                let both = (known, became);
                let is_kept = both == (Some(Became::Accepted), Became::Refused);
                if !is_kept && (!entry.is_proposal || known.is_none()) {
                    answers.insert(*id, became);
                }
            }
        }
        for entry in in_order {
            let Some(part) = proposed.get(&entry.id) else {
                continue;
            };
            let is_open = open.contains(&part.waits_as);
            let became = answers.get(&entry.id).copied();
            let is_revoked = marks.contains_key(&entry.id);
            let became = became.or(is_revoked.then_some(Became::Unproved));
            entry.proposal = is_open.then_some(Became::Open).or(became);
            if entry.proposal.is_some() {
                entry.proposed = match &part.fields {
                    Some(fields) => fields.clone(),
                    None => entry.body.keys().cloned().collect(),
                };
            }
        }
        Ok(())
    }

    /// Finds those of the changes that do not count whatever they say.
    fn marked_among(&self, told: &[HistoryEntry]) -> Result<HashMap<ChangeId, Mark>> {
        let mut marks = HashMap::new();
        if !self.authority()?.has_marked() {
            return Ok(marks);
        }
        let sql = "select revoked from unproved where change = ?1";
        for entry in told {
            let revoked = self.plain_row(sql, [entry.id.0], |row| row.get(0))?;
            marks.extend(revoked.map(|revoked| {
                let mark = if revoked {
                    Mark::Revoked
                } else {
                    Mark::Unproved
                };
                (entry.id, mark)
            }));
        }
        Ok(marks)
    }

    /// Tells what became of changes that waited before something, and wait no more, and of those that it
    /// answered: as many as `most`, and how many more there are at least.
    pub(crate) fn became(&self, news: &News, most: usize) -> Result<(Vec<Answered>, usize)> {
        let open = proposal::open(&self.connection)?;
        let answered = news.answered.iter().copied();
        let ids: BTreeSet<ChangeId> = news.waited.iter().copied().chain(answered).collect();
        let mut of: BTreeMap<RecordId, BTreeSet<ChangeId>> = BTreeMap::new();
        let sql = "select record from change where id = ?1";
        for id in ids.into_iter().filter(|id| !open.contains(id)) {
            let record = self.plain_row(sql, [id.0], |row| Ok(RecordId(row.get(0)?)))?;
            if let Some(record) = record {
                of.entry(record).or_default().insert(id);
            }
        }
        let (mut told, mut left) = (Vec::new(), 0);
        for (record, ids) in of {
            if told.len() >= most {
                left += ids.iter().filter(|id| news.waited.contains(id)).count();
                continue;
            }
            let entries = self.history(record)?;
            for at in (0..entries.len()).filter(|at| ids.contains(&entries[*at].id)) {
                let entry = &entries[at];
                let is_told = match entry.proposal {
                    Some(became) => became != Became::Open,
                    None => news.waited.contains(&entry.id) && entry.redaction.is_none(),
                };
                if is_told {
                    let answers = entries.iter().filter(|one| one.answers.contains(&entry.id));
                    let answers = answers.filter(|one| !one.is_taken_back && !one.only_proposes());
                    told.push(Answered {
                        answers: answers.cloned().collect(),
                        change: entry.clone(),
                    });
                }
            }
        }
        told.sort_by_key(|one| one.change.id);
        left += told.len().saturating_sub(most);
        told.truncate(most);
        Ok((told, left))
    }

    /// Returns which changes wait.
    pub(crate) fn waiting(&self) -> Result<HashSet<ChangeId>> {
        proposal::open(&self.connection)
    }

    /// Returns those of some changes that count and were written by another office than the one whose
    /// record it is, where that is this one, or this one leads.
    pub(super) fn by_others(&self, brought: &[ChangeId]) -> Result<Vec<(ChangeId, RecordId)>> {
        let authority = self.authority()?;
        let own = self.writer()?;
        let leads = self.root()? == Some(own);
        // Each is looked up: of a list in brackets SQLite makes a table for every one.
        let sql = "select record, kind, writer, verb, body ->> '$.ref' is not null
             from change as c where id = ?1
             and not exists (select 1 from proposal as p
                 where p.record = c.record and p.kind = c.kind and p.change = c.id)
             and not exists (select 1 from unproved where change = c.id)";
        let mut found = Vec::new();
        for id in brought {
            let row = self.plain_row(sql, [id.0], |row| {
                let (kind, verb): (String, String) = (row.get(1)?, row.get(3)?);
                Ok((RecordId(row.get(0)?), kind, row.get(2)?, verb, row.get(4)?))
            })?;
            let Some((record, kind, writer, verb, begins)) = row else {
                continue;
            };
            let kind = self.kinds.iter().copied().find(|known| known.id == kind);
            let Some(kind) = kind.filter(|kind| kind.letter.is_some()) else {
                continue;
            };
            let office = authority.office(writer);
            if office == own.0 {
                continue;
            }
            let may_be = matches!(kind.decides, Decides::Shared) || authority.decides_all(office);
            let is_others = may_be && {
                let owner = authority.owner_of(kind, record)?;
                owner.is_some_and(|owner| owner != office && (owner == own.0 || leads))
            };
            // What counts for nothing and says what stands is nobody's to settle, and nothing to tell.
            let is_shared = || -> Result<bool> {
                Ok(authority.shares(kind, record, own.0)? && self.counts(kind, record, *id)?)
            };
            if !is_others && !is_shared()? {
                continue;
            }
            let is_told = if is_answer(&verb) {
                self.only_answers(kind, record, *id)?
            } else {
                begins && self.says_again(kind, record, *id)?
            };
            if !is_told {
                found.push((*id, record));
            }
        }
        Ok(found)
    }

    /// Tells whether a change counts.
    fn counts(&self, kind: &'static Kind, record: RecordId, id: ChangeId) -> Result<bool> {
        let layout = Layout::of(kind);
        let entries = entries(&self.connection, &self.authority()?, &layout, record)?;
        Ok(entries.iter().any(|entry| entry.id == id && entry.counts))
    }

    /// Tells whether a change sets nothing but what the proposals said that it answers.
    fn only_answers(&self, kind: &'static Kind, record: RecordId, id: ChangeId) -> Result<bool> {
        let layout = Layout::of(kind);
        let entries = entries(&self.connection, &self.authority()?, &layout, record)?;
        let Some(one) = entries.iter().find(|entry| entry.id == id) else {
            return Ok(true);
        };
        let answered = entries.iter().filter(|entry| one.is_over(entry.id));
        let proposed = answered.filter(|entry| entry.is_proposal());
        let proposed: Vec<_> = proposed
            .flat_map(|one| one.values.iter().chain(&one.masked))
            .collect();
        let is_void = |at: usize| at == layout.void;
        Ok(one
            .values
            .iter()
            .all(|value| is_void(value.0) && value.1.is_null() || proposed.contains(&value)))
    }

    /// Tells whether a change only says again what is said of its record.
    fn says_again(&self, kind: &'static Kind, record: RecordId, id: ChangeId) -> Result<bool> {
        let layout = Layout::of(kind);
        let entries = entries(&self.connection, &self.authority()?, &layout, record)?;
        Ok(repeats(&layout, &entries, id))
    }

    /// Finds those of the changes that do not count, or not whole, and of the records that these are of
    /// the changes that were taken back.
    fn proposed_among(
        &self,
        told: &[HistoryEntry],
    ) -> Result<(HashMap<ChangeId, Part>, HashSet<ChangeId>)> {
        let authority = self.authority()?;
        let mut of: BTreeMap<(&str, RecordId), BTreeSet<[u8; 16]>> = BTreeMap::new();
        for entry in told.iter().filter(|entry| entry.redaction.is_none()) {
            let writers = of.entry((&entry.kind, entry.record)).or_default();
            writers.insert(entry.writer);
        }
        let (mut proposed, mut taken_back) = (HashMap::new(), HashSet::new());
        let mut layout: Option<Layout> = None;
        for ((kind, record), writers) in of {
            let Some(kind) = self.kinds.iter().copied().find(|known| known.id == kind) else {
                continue;
            };
            if is_all_counting(&authority, kind, &writers) {
                continue;
            }
            let layout = match layout.take() {
                Some(known) if known.kind.id == kind.id => layout.insert(known),
                _ => layout.insert(Layout::of(kind)),
            };
            let judged = entries(&self.connection, &authority, layout, record)?;
            // Of a record that waits as a whole one change stands for all.
            let state = layout.fold(&judged);
            let whole = waiting(&authority, layout, &judged, state.as_ref());
            let whole = whole.into_iter().next();
            let whole = whole.filter(|_| layout.is_whole(&judged, state.as_ref()));
            taken_back.extend(undone(&judged));
            let partly = judged
                .iter()
                .filter(|entry| entry.own && (!entry.counts || !entry.masked.is_empty()));
            proposed.extend(partly.map(|entry| {
                let fields = entry.counts.then(|| named(layout, &entry.masked));
                let waits_as = whole.as_ref().map_or(entry.id, |whole| whole.change);
                (entry.id, Part { fields, waits_as })
            }));
        }
        Ok((proposed, taken_back))
    }
}

/// What of a change does not count.
struct Part {
    /// `None` for all of it.
    fields: Option<BTreeSet<String>>,
    /// The change under which it is listed where it waits.
    waits_as: ChangeId,
}

fn named(layout: &Layout, values: &[(usize, Json)]) -> BTreeSet<String> {
    let fields = values.iter().map(|(at, _)| layout.fields[*at].to_owned());
    fields.collect()
}

/// Tells of a record that these wrote to, without reading it, that all of it counts.
fn is_all_counting(authority: &Authority, kind: &Kind, writers: &BTreeSet<[u8; 16]>) -> bool {
    if writers.iter().all(|one| authority.counts_always(*one)) {
        return true;
    }
    let offices: BTreeSet<_> = writers.iter().map(|one| authority.office(*one)).collect();
    let is_own = matches!(kind.decides, Decides::Owner) && kind.about.is_none();
    is_own && offices.len() == 1 && !authority.has_marked()
}
