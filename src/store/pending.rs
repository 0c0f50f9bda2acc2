//! What waits, as the desk asks: who may answer a proposal, and which records of this office's own other
//! files do not count yet.

use std::collections::{HashMap, HashSet};

use super::fold::Layout;
use super::fold::authority::waiting;
use super::fold::entries::entries;
use super::{Proposal, Store, Writer};
use crate::error::Result;
use crate::model::kind::{Decides, Kind};
use crate::model::listing::Pending;
use crate::model::value::RecordId;

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
}
