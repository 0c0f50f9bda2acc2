//! Proposals: changes to records by offices that do not decide about them. They stand in the log like
//! any, and wait beside what the tables say until somebody who decides accepts or refuses them.

use std::collections::{BTreeMap, HashSet};

use rusqlite::Connection;
use serde_json::{Map, Value as Json};

use super::Store;
use super::fold::entries::entries;
use super::fold::{Entry, Folded, Layout};
use super::log::change::ChangeId;
use super::writing::Writing;
use crate::error::Result;
use crate::model::kind::{Field, Kind, VOID};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};

/// Most proposals that one change answers: it names the heads of what it sets as well.
const MOST_ANSWERED: usize = 5_000;

/// A change that waits.
#[derive(Debug)]
pub(crate) struct Proposal {
    /// Stays with it in this file.
    pub(crate) number: i64,
    pub(crate) id: ChangeId,
    /// The command that made it, with what else it did.
    pub(crate) command: [u8; 16],
    pub(crate) record: RecordId,
    pub(crate) kind: &'static Kind,
    pub(crate) actor: String,
    /// The code of the office that wrote it, where this file knows it.
    pub(crate) office: Option<String>,
    /// Names that office to people, or the writer who is not known to be of it.
    pub(crate) writer_label: String,
    pub(crate) verb: String,
    /// The ref that it gives, where the record waits as a whole.
    pub(crate) reference: Option<String>,
    /// What would be set.
    pub(crate) body: Map<String, Json>,
    /// The record, unless it waits as a whole.
    pub(crate) now: Option<Record>,
}

impl Proposal {
    /// Returns the fields that would be otherwise, in their order.
    pub(crate) fn fields(&self) -> Vec<&'static Field> {
        let set = |field: &&'static Field| self.body.contains_key(field.id);
        let fields: Vec<_> = self.kind.all_fields().filter(set).collect();
        let Some(now) = &self.now else {
            return fields;
        };
        let said = |field: &Field| now.value(field).map(Value::to_json);
        let differs = |field: &&'static Field| {
            self.body.get(field.id).filter(|json| !json.is_null()) != said(field).as_ref()
        };
        let differing: Vec<_> = fields.iter().copied().filter(differs).collect();
        if differing.is_empty() {
            fields
        } else {
            differing
        }
    }
}

/// Numbers the proposals that have no number yet, the oldest first.
pub(super) fn number_new(connection: &Connection) -> Result<()> {
    let sql = "insert into file_proposal (change) select change from proposal
         where change not in (select change from file_proposal) order by change";
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Returns the changes that wait.
pub(super) fn open(connection: &Connection) -> Result<HashSet<ChangeId>> {
    let mut statement = connection.prepare_cached("select change from proposal")?;
    let rows = statement.query_map([], |row| Ok(ChangeId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Store {
    /// Counts what waits.
    pub(crate) fn proposal_count(&self) -> Result<i64> {
        self.count("select count(*) from proposal", &[])
    }

    /// Lists what waits, by their numbers.
    pub(crate) fn proposals(&self) -> Result<Vec<Proposal>> {
        self.proposals_but(&HashSet::new())
    }

    /// Lists what waits but for some changes.
    pub(super) fn proposals_but(&self, known: &HashSet<ChangeId>) -> Result<Vec<Proposal>> {
        self.proposals_where("?1 is null", None, |id| !known.contains(&id))
    }

    /// Lists what waits of some changes.
    pub(crate) fn proposals_among(&self, wanted: &[ChangeId]) -> Result<Vec<Proposal>> {
        let wanted: HashSet<ChangeId> = wanted.iter().copied().collect();
        self.proposals_where("?1 is null", None, |id| wanted.contains(&id))
    }

    /// Lists what waits of a record, and what waits as a whole and speaks of it.
    pub(crate) fn proposals_about(&self, record: RecordId) -> Result<Vec<Proposal>> {
        let condition =
            "(p.record = ?1 or p.office is not null and instr(c.body, lower(hex(?1))) > 0)";
        let mut found = self.proposals_where(condition, Some(record), |_| true)?;
        let named = Json::from(record.to_hex());
        found.retain(|one| {
            let about = one
                .kind
                .about
                .as_ref()
                .map_or(&[][..], |about| about.fields);
            let speaks = || {
                about
                    .iter()
                    .any(|field| one.body.get(field.id) == Some(&named))
            };
            one.record == record || one.now.is_none() && speaks()
        });
        Ok(found)
    }

    fn proposals_where(
        &self,
        condition: &str,
        record: Option<RecordId>,
        is_wanted: impl Fn(ChangeId) -> bool,
    ) -> Result<Vec<Proposal>> {
        let sql = format!(
            "select coalesce(f.number, 0) as number, p.change, p.record, p.kind, c.actor, c.writer,
                 c.verb, c.command, o.code, p.office, p.number as given
             from proposal as p join change as c on c.id = p.change
             left join file_proposal as f on f.change = p.change
             left join member as m on m.writer = c.writer
             left join main.office as o on o.record = coalesce(m.office, c.writer)
             where {condition} order by p.kind, p.record"
        );
        let strangers = self.strangers()?;
        let rows = self.plain_rows(&sql, [record.map(|record| record.0)], |row| {
            let kind: String = row.get("kind")?;
            let kind = self.kinds.iter().copied().find(|known| known.id == kind);
            let given: Option<(String, i64)> = row
                .get::<_, Option<String>>("office")?
                .zip(row.get::<_, Option<i64>>("given")?);
            let (office, writer): (Option<String>, [u8; 16]) =
                (row.get("code")?, row.get("writer")?);
            let label = strangers.get(&writer).or(office.as_ref()).cloned();
            Ok(kind.map(|kind| {
                let letter = kind.letter.unwrap_or('?');
                Ok::<_, rusqlite::Error>(Proposal {
                    number: row.get("number")?,
                    id: ChangeId(row.get("change")?),
                    command: row.get("command")?,
                    record: RecordId(row.get("record")?),
                    kind,
                    actor: row.get("actor")?,
                    office,
                    writer_label: label.unwrap_or_else(|| "?".to_owned()),
                    verb: row.get("verb")?,
                    reference: given.map(|(office, number)| format!("{office}-{letter}{number}")),
                    body: Map::new(),
                    now: None,
                })
            }))
        })?;
        let proposals = rows.into_iter().flatten();
        let mut proposals: Vec<Proposal> = proposals.collect::<rusqlite::Result<_>>()?;
        proposals.retain(|one| is_wanted(one.id));
        let authority = self.authority()?;
        // Of one record any number may wait: its changes are read once.
        let is_one = |one: &Proposal, next: &Proposal| {
            one.kind.id == next.kind.id && one.record == next.record
        };
        for of_one in proposals.chunk_by_mut(is_one) {
            let (kind, record) = (of_one[0].kind, of_one[0].record);
            let layout = Layout::of(kind);
            let entries = entries(&self.connection, &authority, &layout, record)?;
            let state = layout.fold(&entries);
            let now = self.get(kind, record)?;
            let now = now.filter(|_| !layout.is_whole(&entries, state.as_ref()));
            for proposal in of_one {
                proposal.now.clone_from(&now);
                describe(proposal, &layout, &entries);
            }
        }
        proposals.sort_by_key(|one| (one.number, one.id));
        Ok(proposals)
    }
}

/// Reads what a proposal would set; of a record that waits as a whole all that is proposed of it.
fn describe(proposal: &mut Proposal, layout: &Layout, entries: &[Entry]) {
    let Ok(at) = entries.binary_search_by(|entry| entry.id.cmp(&proposal.id)) else {
        return;
    };
    let entry = &entries[at];
    let named = |values: &[(usize, Json)]| {
        let named = values
            .iter()
            .map(|(at, json)| (layout.fields[*at].to_owned(), json.clone()));
        named.collect::<Map<_, _>>()
    };
    if entry.counts {
        proposal.body = named(&entry.masked);
    } else if proposal.now.is_some() {
        proposal.body = named(&entry.values);
    } else {
        let proposed = entries.iter().filter(|entry| !entry.counts);
        let set = proposed.flat_map(|entry| &entry.values);
        let set: HashSet<usize> = set.map(|(at, _)| *at).collect();
        let state = layout.fold_proposed(entries);
        let values = state.into_iter().flat_map(|state| state.values);
        let values = values.enumerate().filter(|(at, _)| set.contains(at));
        let values: Vec<_> = values
            .filter_map(|(at, value)| Some((at, value?)))
            .collect();
        proposal.body = named(&values);
    }
}

/// The proposals that a command made.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) proposals: Vec<ChangeId>,
    /// True if something of what it wrote counts.
    pub(crate) counts: bool,
}

/// Adds what waits of what came into the log after a row.
pub(super) fn since(connection: &Connection, row: i64, made: &mut Made) -> Result<()> {
    // The plus keeps SQLite from walking the whole index of ids for the order of a few rows.
    let sql = "select c.id as id, p.change is not null as waits from change as c
         left join proposal as p on p.change = c.id and p.record = c.record and p.kind = c.kind
         where c.rowid > ?1 order by +c.id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([row])?;
    while let Some(row) = rows.next()? {
        if row.get("waits")? {
            made.proposals.push(ChangeId(row.get("id")?));
        } else {
            made.counts = true;
        }
    }
    Ok(())
}

impl Writing<'_> {
    /// Sets what some proposals of one record would, in their place: of two that set one field, as the later
    /// would.
    pub(crate) fn accept(&mut self, of_one: &[&Proposal]) -> Result<Record> {
        self.answer(of_one, |proposal| {
            let is_set = |field: &str| {
                let field = proposal.kind.field(field);
                field.is_some_and(|field| !proposal.kind.is_computed(field))
            };
            let body = proposal.body.iter().filter(|(field, _)| is_set(field));
            body.map(|(field, json)| (field.clone(), json.clone()))
                .collect()
        })
    }

    /// Says of some proposals of one record that they are not to be.
    pub(crate) fn refuse(&mut self, of_one: &[&Proposal]) -> Result<Record> {
        self.answer(of_one, |_| BTreeMap::new())
    }

    /// Answers any number of proposals by as few changes as can name them: each is folded with all the
    /// others of its record.
    fn answer(
        &mut self,
        of_one: &[&Proposal],
        says: impl Fn(&Proposal) -> BTreeMap<String, Json>,
    ) -> Result<Record> {
        let mut answered = None;
        for some in of_one.chunks(MOST_ANSWERED) {
            let body = some.iter().flat_map(|one| says(one)).collect();
            answered = Some(self.answer_some(some, body)?);
        }
        answered.ok_or_else(|| rusqlite::Error::QueryReturnedNoRows.into())
    }

    fn answer_some(
        &mut self,
        some: &[&Proposal],
        mut body: BTreeMap<String, Json>,
    ) -> Result<Record> {
        let (kind, record) = (some[0].kind, some[0].record);
        let layout = Layout::of(kind);
        let state = self.state(&layout, record)?;
        let is_whole = some[0].now.is_none();
        let void = state
            .as_ref()
            .and_then(|state| state.values[layout.void].as_ref());
        if is_whole && !body.is_empty() && void.is_some() {
            // It was accepted before, and that was taken back.
            body.insert(VOID.id.to_owned(), Json::Null);
        }
        let set: Vec<usize> = body.keys().filter_map(|key| layout.position(key)).collect();
        let mut over = match &state {
            Some(state) if !body.is_empty() => state.over(&layout, &set),
            _ => Vec::new(),
        };
        // What was proposed later of a record that waits as a whole is answered with it.
        let proposed = state.iter().flat_map(Folded::proposed);
        over.extend(proposed.filter(|_| is_whole));
        over.extend(some.iter().map(|one| one.id));
        over.sort_unstable();
        over.dedup();
        let newest = state.map(|state| state.newest);
        self.append_over(&layout, record, newest, over, body)
    }
}
