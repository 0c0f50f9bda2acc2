//! Offices as the writers tell them apart who write for them: who waits to be admitted, and what the
//! leading office may say of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use serde_json::Value as Json;

use super::conflict;
use super::exchange::foreign::Foreign;
use super::fold::project::Projector;
use super::log::attest::{Chains, is_signing, signing};
use super::log::change::{ChangeId, begun_by};
use super::log::claim::{BEGAN, HEADS, LAST};
use super::log::remains::{ADMIT, ADOPT, CLOSE, REVOKE, id_from_hex, is_statement, rows_about};
use super::log::root::{known_root, set_root};
use super::log::rows::writer_and_last;
use super::read::{Heard, Named};
use super::{Store, Writing};
use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::office::{self, OF};
use crate::model::value::{RecordId, hex};

/// Most records that one change names as begun by a writer.
const MOST_BEGAN: usize = 5_000;

/// Stands for the code of an office of which nothing is known.
const UNKNOWN: &str = "?";

/// A writer of an office.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) writer: RecordId,
    /// The office for which it says that it writes, by the writer under whom that began.
    pub(crate) office: RecordId,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) unit: Option<RecordId>,
    /// Which it is of the writers who say that they write for an office of that code, from 1.
    pub(crate) number: usize,
    pub(crate) is_admitted: bool,
    /// True if the leading office lets nothing count that it writes from some change on.
    pub(crate) is_revoked: bool,
    /// The row of the log in which it first told of itself, or that it writes for an office that began under
    /// another.
    pub(crate) row: i64,
}

impl Member {
    /// Tells whether the office began with it.
    pub(crate) fn is_first(&self) -> bool {
        self.writer == self.office
    }

    /// Names it, such as `LY·2`.
    pub(crate) fn label(&self) -> String {
        self.numbered('·')
    }

    /// Names it as it is typed, such as `LY-2`.
    pub(crate) fn typed(&self) -> String {
        self.numbered('-')
    }

    fn numbered(&self, sign: char) -> String {
        match self.number {
            1 => self.code.clone(),
            number => format!("{}{sign}{number}", self.code),
        }
    }

    /// Names it by what nobody else can have.
    pub(crate) fn fingerprint(&self) -> String {
        self.writer.fingerprint()
    }
}

/// What the leading office answers for when it adopts a writer.
#[derive(Debug)]
pub(crate) struct Adoption {
    heads: Vec<ChangeId>,
    began: Vec<RecordId>,
    /// How many changes these are.
    pub(crate) changes: usize,
}

impl Adoption {
    pub(crate) fn records(&self) -> usize {
        self.began.len()
    }
}

impl Store {
    /// Returns the office that leads in this file.
    pub(crate) fn root(&self) -> Result<Option<RecordId>> {
        known_root(&self.connection)
    }

    /// Tells whether what is not proved does not count.
    pub(crate) fn is_closed(&self) -> Result<bool> {
        Ok(self.count("select count(*) from gate", &[])? > 0)
    }

    /// Lists all who ever wrote for an office, by office: of one code first those that are admitted, then
    /// in the order in which this file met them, which no writer chooses.
    pub(crate) fn members(&self) -> Result<Vec<Member>> {
        let sql = "select m.writer, m.office, m.admitted, m.revoked, o.code, o.name, o.unit,
                 min(c.rowid) as met,
                 coalesce(min(case when m.office <> m.writer
                     and c.body ->> '$.of' = lower(hex(m.office)) then c.rowid end),
                     min(c.rowid)) as row,
                 coalesce((select admitted from member where writer = m.office), 0) as let_in,
                 (select min(rowid) from change where record = m.office and kind = 'office'
                  and writer = m.office) as office_row
             from member as m left join main.office as o on o.record = m.office
             join change as c on c.record = m.writer and c.kind = 'office' and c.writer = m.writer
             group by m.writer
             order by o.code, let_in desc, office_row, m.office, m.writer <> m.office, met";
        let mut members = self.plain_rows(sql, [], |row| {
            let code: Option<String> = row.get("code")?;
            let name: Option<String> = row.get("name")?;
            Ok(Member {
                writer: RecordId(row.get("writer")?),
                office: RecordId(row.get("office")?),
                code: code.unwrap_or_else(|| UNKNOWN.to_owned()),
                name: name.unwrap_or_default(),
                unit: row.get::<_, Option<[u8; 16]>>("unit")?.map(RecordId),
                number: 1,
                is_admitted: row.get("admitted")?,
                is_revoked: row.get("revoked")?,
                row: row.get("row")?,
            })
        })?;
        // Of an office whose words do not count the log tells what it calls itself.
        for one in members.iter_mut().filter(|one| one.code == UNKNOWN) {
            if let Some(code) = self.codes(one.office)?.pop() {
                one.code = code;
                one.name = Named::of(&self.connection, one.office, Heard::ItsOwn)?.name;
            }
        }
        members.sort_by(|one, other| one.code.cmp(&other.code));
        for at in 1..members.len() {
            if members[at].code == members[at - 1].code {
                members[at].number = members[at - 1].number + 1;
            }
        }
        Ok(members)
    }

    /// Names those of whom another has the code and whom nobody has admitted, such as `LY·2`, since what
    /// they write is not to be taken for the office's; and those of whose office nothing counts.
    pub(crate) fn strangers(&self) -> Result<HashMap<[u8; 16], String>> {
        let sql = "select record from main.office";
        let known = self.plain_rows(sql, [], |row| Ok(RecordId(row.get(0)?)))?;
        let known: HashSet<RecordId> = known.into_iter().collect();
        let mut members = self.members()?;
        members.retain(|one| one.number > 1 && !one.is_admitted || !known.contains(&one.office));
        Ok(members
            .iter()
            .map(|one| (one.writer.0, one.label()))
            .collect())
    }

    /// Counts what every writer has said, but of itself.
    pub(crate) fn written_by(&self) -> Result<HashMap<RecordId, i64>> {
        let sql =
            "select writer, count(*) as number from change where kind <> 'office' group by writer";
        let rows = self.plain_rows(sql, [], |row| {
            Ok((RecordId(row.get("writer")?), row.get("number")?))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// Tells whether the leading office lets nothing count that this file writes from some change on.
    pub(crate) fn is_revoked(&self) -> Result<bool> {
        let (writer, _) = writer_and_last(&self.connection)?;
        let sql = "select count(*) from member where writer = ?1 and revoked = 1";
        Ok(self.count(sql, &[&writer])? > 0)
    }

    /// Counts the changes that do not count since nothing proves them, by writer.
    pub(crate) fn unproved(&self) -> Result<BTreeMap<RecordId, usize>> {
        let sql = "select c.writer, count(*) from unproved as u join change as c on c.id = u.change
             where u.revoked = 0 group by c.writer";
        let rows = self.plain_rows(sql, [], |row| Ok((RecordId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.into_iter().collect())
    }

    /// Tells whether an office began under a key, so that what it signs is proved to be its own.
    pub(crate) fn began_signing(&self, office: RecordId) -> Result<bool> {
        Ok(!Chains::of(&self.connection)?
            .signed_by(&self.connection, office)?
            .is_empty())
    }

    /// Returns the writers who sign what they write.
    pub(crate) fn signers(&self) -> Result<HashSet<RecordId>> {
        signing(&self.connection)
    }

    /// Counts the changes that signatures would not prove if the gate were closed, by writer; statements
    /// by writers of whom nothing is known are among them.
    pub(crate) fn unsigned(&self) -> Result<BTreeMap<RecordId, usize>> {
        let chains = Chains::of(&self.connection)?;
        let signed = chains.signed(&self.connection)?;
        let mut unsigned = BTreeMap::new();
        for (id, writer) in chains.rows() {
            if !signed.contains(&id) {
                *unsigned.entry(writer).or_default() += 1;
            }
        }
        Ok(unsigned)
    }

    /// Counts what writers of this office wrote who sign nothing, and the leading office did not adopt:
    /// it counts here, since it was written here, and in no other file once the gate is closed.
    pub(crate) fn own_unsigned(&self) -> Result<usize> {
        let (own, root) = (self.writer()?, self.root()?);
        let authority = self.authority()?;
        let chains = Chains::of(&self.connection)?;
        let mut proved = HashSet::new();
        let mut members = self.members()?;
        let signing = self.signers()?;
        members.retain(|one| one.office == own && !signing.contains(&one.writer));
        for Member { writer, .. } in &members {
            proved.extend(chains.signed_by(&self.connection, *writer)?);
            for row in rows_about(&self.connection, *writer, ADOPT)? {
                let is_by_root = Some(RecordId(authority.office(row.writer))) == root;
                let heads = row.body.get(HEADS).and_then(Json::as_array);
                let heads = heads.into_iter().flatten().filter(|_| is_by_root);
                for head in heads.filter_map(|head| id_from_hex(head.as_str()?)) {
                    chains.walk(*writer, head, &mut proved);
                }
            }
        }
        let is_own = |by: RecordId| members.iter().any(|one| one.writer == by);
        let unsigned = chains
            .rows()
            .filter(|(id, by)| is_own(*by) && !proved.contains(id));
        Ok(unsigned.count())
    }

    /// Works out what adopting a writer would answer for.
    pub(crate) fn adoption(&self, writer: RecordId) -> Result<Adoption> {
        let chains = Chains::of(&self.connection)?;
        let heads = chains.heads(writer);
        let mut reached = HashSet::new();
        for head in &heads {
            chains.walk(writer, *head, &mut reached);
        }
        Ok(Adoption {
            heads,
            began: self.began_by(writer)?,
            changes: reached.len(),
        })
    }

    /// Returns the records that a writer began by its word alone: their identities do not follow from it.
    fn began_by(&self, writer: RecordId) -> Result<Vec<RecordId>> {
        let sql = "select c.kind, c.record, c.wprev, c.command from change as c
             join (select record, kind, min(id) as first from change group by record, kind) as f
             on f.first = c.id where c.writer = ?1 order by c.record";
        let rows = self.plain_rows(sql, [writer.0], |row| {
            let kind: String = row.get("kind")?;
            let wprev: Option<[u8; 24]> = row.get("wprev")?;
            let record = RecordId(row.get("record")?);
            let begun = begun_by(writer.0, wprev.map(ChangeId), row.get("command")?, &kind);
            Ok((!is_statement(&kind) && begun != record).then_some(record))
        })?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Returns the last changes of a writer before a time, in milliseconds since 1970, or of all: of a file
    /// that was used in several copies, one of each.
    pub(crate) fn last_of(&self, writer: RecordId, before: Option<i64>) -> Result<Vec<ChangeId>> {
        let chains = Chains::of(&self.connection)?;
        let heads = chains.heads(writer).into_iter();
        let last = heads.filter_map(|head| {
            chains.chain(writer, head).find(|id| {
                let is_before = |time| id.milliseconds() < time;
                before.is_none_or(is_before)
            })
        });
        let last: BTreeSet<ChangeId> = last.collect();
        Ok(last.into_iter().collect())
    }

    /// Returns whose file another is: its writer, its office, and the office that leads there.
    pub(crate) fn whose(
        &self,
        path: &std::path::Path,
    ) -> Result<([RecordId; 2], Option<RecordId>)> {
        let (foreign, _) = Foreign::open(path, &self.path)?;
        foreign.check_practice(path, self.is_practice()?)?;
        foreign.check_campaign(path, self.campaign()?.as_ref())?;
        let own = [RecordId(foreign.writer), RecordId(foreign.office)];
        Ok((own, foreign.root(path)?))
    }

    /// Goes on as a writer whose key is at hand again.
    pub(crate) fn go_on_as(&self, writer: RecordId) -> Result<()> {
        let transaction = self.begin()?;
        let sql = "update file set writer = ?1, last = null";
        transaction.execute(sql, [writer.0])?;
        super::log::chain::go_to_end(&transaction)?;
        Projector::new(&transaction, self.kinds)?.rebuild()?;
        conflict::number_new(&transaction)?;
        Ok(transaction.commit()?)
    }

    /// Returns the writer under whom this file writes, and whether it is one that signs.
    pub(crate) fn signer(&self) -> Result<(RecordId, bool)> {
        let (writer, _) = writer_and_last(&self.connection)?;
        Ok((RecordId(writer), is_signing(&self.connection, writer)?))
    }
}

impl Writing<'_> {
    /// Lets a writer write for an office, by the writer under whom that began; the same twice lets in
    /// the office.
    pub(crate) fn admit(&mut self, writer: RecordId, office: RecordId) -> Result<()> {
        let of = [(OF.id.to_owned(), Json::from(office.to_hex()))];
        self.say((ADMIT, "office admit"), writer, of)
    }

    /// Answers for what a writer has said that signs nothing.
    pub(crate) fn adopt(&mut self, writer: RecordId, adoption: &Adoption) -> Result<()> {
        let heads: Json = adoption.heads.iter().map(|head| hex(&head.0)).collect();
        let mut parts: Vec<&[RecordId]> = adoption.began.chunks(MOST_BEGAN).collect();
        if parts.is_empty() {
            parts.push(&[]);
        }
        for part in parts {
            let began: Json = part.iter().map(|record| record.to_hex()).collect();
            let body = [(BEGAN.to_owned(), began), (HEADS.to_owned(), heads.clone())];
            self.say((ADOPT, "office adopt"), writer, body)?;
        }
        Ok(())
    }

    /// Lets nothing of a writer count that came after some changes; where there is none, nothing at all.
    pub(crate) fn revoke(&mut self, writer: RecordId, last: &[ChangeId]) -> Result<()> {
        let mut named = last.iter().map(|last| Json::from(hex(&last.0)));
        let newest = named.next_back().unwrap_or_default();
        let others: Vec<Json> = named.collect();
        let heads = (!others.is_empty()).then(|| (HEADS.to_owned(), others.into()));
        let body = [(LAST.to_owned(), newest)].into_iter().chain(heads);
        self.say((REVOKE, "office revoke"), writer, body)
    }

    /// Lets nothing count any more that nothing proves.
    pub(crate) fn close(&mut self, root: RecordId) -> Result<()> {
        self.say((CLOSE, "campaign close-gate"), root, [])
    }

    /// Takes another office for the leading one in this file, as another file has it, and its writer for
    /// one of that office.
    pub(crate) fn trust(
        &mut self,
        from: &std::path::Path,
        root: RecordId,
        writer: RecordId,
    ) -> Result<()> {
        if known_root(&self.store.connection)? != Some(root) {
            self.store
                .take_over(from, &[&office::KIND as &'static Kind])?;
            set_root(&self.store.connection, Some(root))?;
        }
        let of = [(OF.id.to_owned(), Json::from(root.to_hex()))];
        self.say((ADMIT, "campaign trust"), writer, of)
    }

    /// States something of a writer, and computes what follows from it.
    fn say(
        &mut self,
        kind_and_verb: (&str, &str),
        about: RecordId,
        body: impl IntoIterator<Item = (String, Json)>,
    ) -> Result<()> {
        self.enter(kind_and_verb, about, Vec::new(), None, body)?;
        renew(self.store, &self.store.connection)
    }
}

/// Computes who writes for whom; where it is otherwise now, carries out what was erased by right, and
/// computes everything anew.
fn renew(store: &Store, connection: &Connection) -> Result<()> {
    if store.erase()? {
        Projector::new(connection, store.kinds)?.rebuild()?;
        conflict::number_new(connection)?;
    }
    Ok(())
}
