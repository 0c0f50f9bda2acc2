//! What waits, as the desk asks: which changes of the history are proposals and what became of them, who
//! may answer one, and which records of this office's own other files do not count yet.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value as Json;

use super::fold::Layout;
use super::fold::authority::{Authority, waiting};
use super::fold::entries::entries;
use super::history::HistoryEntry;
use super::log::change::ChangeId;
use super::{Proposal, Store, Writer, proposal};
use crate::error::Result;
use crate::model::kind::{Decides, Kind};
use crate::model::listing::Pending;
use crate::model::value::RecordId;

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

impl Store {
    /// Returns what waits of records of a kind; those of which nothing does are left out.
    pub(crate) fn pending<'r>(
        &self,
        kind: &'static Kind,
        records: impl Iterator<Item = &'r RecordId>,
    ) -> Result<HashMap<RecordId, Pending>> {
        let mut pending: HashMap<RecordId, Pending> = HashMap::new();
        let sql = "select record, count(*) as waits from proposal where kind = ?1 group by record";
        let waits = self.plain_rows(sql, [kind.id], |row| {
            Ok((RecordId(row.get("record")?), row.get::<_, usize>("waits")?))
        })?;
        for (record, proposals) in waits {
            pending.entry(record).or_default().proposals = proposals;
        }
        let elsewhere = match kind.decides {
            Decides::Leading => self.authority()?.seen_elsewhere(),
            _ => None,
        };
        let Some(elsewhere) = elsewhere else {
            return Ok(pending);
        };
        let sql = format!("select record from main.\"{}\" where origin = ?1", kind.id);
        let own = self.plain_rows(&sql, [self.writer()?.0], |row| {
            Ok(RecordId(row.get("record")?))
        })?;
        let own: HashSet<RecordId> = own.into_iter().collect();
        let layout = Layout::of(kind);
        for record in records.filter(|record| own.contains(record)) {
            let entries = entries(&self.connection, &elsewhere, &layout, *record)?;
            let state = layout.fold(&entries);
            if !waiting(&elsewhere, &layout, &entries, state.as_ref()).is_empty() {
                pending.entry(*record).or_default().unaccepted = true;
            }
        }
        Ok(pending)
    }

    /// Counts the records of a kind that wait as a whole.
    pub(crate) fn waiting_whole(&self, kind: &Kind) -> Result<i64> {
        let sql = format!(
            "select count(distinct record) from proposal as p where kind = ?1
             and not exists (select 1 from main.\"{}\" as t where t.record = p.record)",
            kind.id
        );
        let count = self.plain_row(&sql, [kind.id], |row| row.get(0))?;
        Ok(count.unwrap_or_default())
    }

    /// Returns for each proposal who answers it: this office where its answer counts, else those offices
    /// whose answer does.
    pub(crate) fn deciding(&self, proposals: &[Proposal]) -> Result<Vec<Vec<Writer>>> {
        let mut offices = self.writers()?;
        let own = self.writer()?;
        offices.sort_by_key(|office| office.id != own);
        let mut deciding: Vec<Vec<Writer>> = proposals.iter().map(|_| Vec::new()).collect();
        self.asking(proposals, |at, may_answer| {
            for office in &offices {
                let is_known = deciding[at].first().is_some_and(|first| first.id == own);
                if !is_known && may_answer(office.id.0)? {
                    deciding[at].push(office.clone());
                }
            }
            Ok(())
        })?;
        Ok(deciding)
    }

    /// Counts the proposals to which this office's answer counts.
    pub(crate) fn to_decide(&self) -> Result<usize> {
        let own = self.writer()?.0;
        if self.authority()?.counts_always(own) {
            return Ok(usize::try_from(self.proposal_count()?).unwrap_or(usize::MAX));
        }
        let mut count = 0;
        self.asking(&self.proposals()?, |_, may_answer| {
            count += usize::from(may_answer(own)?);
            Ok(())
        })?;
        Ok(count)
    }

    /// Asks of each proposal which offices may answer it; the changes of a record are read once, however
    /// many of them wait.
    fn asking(
        &self,
        proposals: &[Proposal],
        mut ask: impl FnMut(usize, &dyn Fn([u8; 16]) -> Result<bool>) -> Result<()>,
    ) -> Result<()> {
        let authority = self.authority()?;
        let mut places: Vec<usize> = (0..proposals.len()).collect();
        let of = |at: &usize| (proposals[*at].kind.id, proposals[*at].record);
        places.sort_by_key(of);
        for of_one in places.chunk_by(|one, next| of(one) == of(next)) {
            let first = &proposals[of_one[0]];
            let layout = Layout::of(first.kind);
            let entries = entries(&self.connection, &authority, &layout, first.record)?;
            let subject = authority.subject_of(&layout, &entries, first.record);
            for at in of_one {
                let id = proposals[*at].id;
                let Ok(place) = entries.binary_search_by(|entry| entry.id.cmp(&id)) else {
                    continue;
                };
                ask(*at, &|office| {
                    authority.may_answer(&layout, &subject, &entries[place], office)
                })?;
            }
        }
        Ok(())
    }

    /// Tells of changes which of them are proposals, and what became of them.
    pub(super) fn tell_proposals(&self, told: &mut [HistoryEntry]) -> Result<()> {
        let proposed = self.proposed_among(told)?;
        if proposed.is_empty() {
            return Ok(());
        }
        let open = proposal::open(&self.connection)?;
        let sql = "select change from unproved where revoked = 1";
        let marked = self.plain_rows(sql, [], |row| Ok(ChangeId(row.get("change")?)))?;
        let marked: HashSet<ChangeId> = marked.into_iter().collect();
        let mut answers: HashMap<ChangeId, Became> = HashMap::new();
        let mut in_order: Vec<&mut HistoryEntry> = told.iter_mut().collect();
        in_order.sort_by_key(|entry| entry.id);
        for entry in &mut in_order {
            entry.answers.clone_from(&entry.over);
            entry.answers.retain(|id| proposed.contains_key(id));
            let is_proposal = proposed.contains_key(&entry.id);
            let became = match entry.verb.as_str() {
                "proposal accept" => Became::Accepted,
                "proposal refuse" => Became::Refused,
                "undo" if is_proposal => Became::Withdrawn,
                _ => Became::Replaced,
            };
            for id in &entry.answers {
                // What counts has the last word.
                if !is_proposal || !answers.contains_key(id) {
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
            let became = became.or(marked.contains(&entry.id).then_some(Became::Unproved));
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

    /// Finds those of the changes that do not count, or not whole.
    fn proposed_among(&self, told: &[HistoryEntry]) -> Result<HashMap<ChangeId, Part>> {
        let authority = self.authority()?;
        let mut of: BTreeMap<(&str, RecordId), BTreeSet<[u8; 16]>> = BTreeMap::new();
        for entry in told.iter().filter(|entry| entry.redaction.is_none()) {
            let writers = of.entry((&entry.kind, entry.record)).or_default();
            writers.insert(entry.writer);
        }
        let mut proposed = HashMap::new();
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
            let partly = judged
                .iter()
                .filter(|entry| entry.own && (!entry.counts || !entry.masked.is_empty()));
            proposed.extend(partly.map(|entry| {
                let fields = entry.counts.then(|| named(layout, &entry.masked));
                let waits_as = whole.as_ref().map_or(entry.id, |whole| whole.change);
                (entry.id, Part { fields, waits_as })
            }));
        }
        Ok(proposed)
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
