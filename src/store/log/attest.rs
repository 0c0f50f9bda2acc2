//! Attests: a writer's signature of its newest change, which proves with it every change before, since
//! each names the one before it. They are accepted by their bytes alone: the key is the writer's, and
//! the signature is the key's. A log has those of changes that are in it.
//!
//! A signature that another one covers stays beside it: where the merge is taken back that brought the
//! newer one, its rows go and it with them, and what came before is proved by the older one alone. Only a
//! writer itself, whose rows leave no file of its own, puts each in the place of the last.
//!
//! What somebody else adopts is named by the heads of chains (`adopt`), and what was given to a file as it
//! was made is known by its place in the log. A list of single rows that a third one vouches for is needed
//! by neither: a backup that came back goes on in its own chain, and the part that is shared begins one.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use super::change::ChangeId;
use super::rows::{CHANGE_COLUMNS, read_change, writer_and_last};
use crate::error::Result;
use crate::model::value::RecordId;

/// The number of the one algorithm: Ed25519. The number after it is kept for SM2.
const ED25519: u8 = 1;

/// A signed change, and how many the writer's chain has up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attest {
    writer: [u8; 16],
    head: ChangeId,
    count: i64,
    algorithm: i64,
    key: Vec<u8>,
    signature: Vec<u8>,
}

/// The columns of the table, in their order.
pub(crate) const COLUMNS: &str = "writer, head, count, algorithm, key, signature";

impl Attest {
    /// Signs the newest change of a key's own writer.
    pub(crate) fn sign(key: &SigningKey, head: ChangeId, count: i64) -> Self {
        let public = key.verifying_key().to_bytes();
        let mut attest = Self {
            writer: writer_of(&public),
            head,
            count,
            algorithm: ED25519.into(),
            key: public.to_vec(),
            signature: Vec::new(),
        };
        attest.signature = key.sign(&attest.message()).to_bytes().to_vec();
        attest
    }

    pub(crate) fn read(row: &Row) -> rusqlite::Result<Self> {
        Ok(Self {
            writer: row.get(0)?,
            head: ChangeId(row.get(1)?),
            count: row.get(2)?,
            algorithm: row.get(3)?,
            key: row.get(4)?,
            signature: row.get(5)?,
        })
    }

    fn message(&self) -> Vec<u8> {
        let mut message = b"huiyin attest 1\0".to_vec();
        message.push(ED25519);
        message.extend(self.writer);
        message.extend(self.head.0);
        message.extend(self.count.to_be_bytes());
        message
    }

    /// Tells whether the key is the writer's, and the signature the key's.
    fn is_sound(&self) -> bool {
        let Ok(key) = <[u8; 32]>::try_from(&self.key[..]) else {
            return false;
        };
        let signature = Signature::from_slice(&self.signature);
        let (Ok(public), Ok(signature)) = (VerifyingKey::from_bytes(&key), signature) else {
            return false;
        };
        self.count > 0
            && self.algorithm == i64::from(ED25519)
            && writer_of(&key) == self.writer
            && public.verify_strict(&self.message(), &signature).is_ok()
    }

    /// Puts it into a log that has its change, where it is sound and not there yet; returns whether it
    /// did.
    pub(crate) fn take(&self, connection: &Connection) -> Result<bool> {
        let sql = "select 1 from change where id = ?1 and writer = ?2";
        let mut wanted = connection.prepare_cached(sql)?;
        // One that is false keeps no true one out, and goes once one comes.
        let is_taken = wanted.exists((self.head.0, self.writer))?
            && !of_change(connection, self.writer, self.head)?.is_some_and(|one| one.is_sound())
            && self.is_sound();
        if is_taken {
            let own = of_writer(connection, self.writer)?;
            for one in own.iter().filter(|one| !one.is_sound()) {
                let sql = "delete from attest where writer = ?1 and head = ?2";
                connection
                    .prepare_cached(sql)?
                    .execute((one.writer, one.head.0))?;
            }
            self.put(connection)?;
        }
        Ok(is_taken)
    }

    fn put(&self, connection: &Connection) -> Result<()> {
        let sql =
            format!("insert or replace into attest ({COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6)");
        connection.prepare_cached(&sql)?.execute((
            self.writer,
            self.head.0,
            self.count,
            self.algorithm,
            &self.key,
            &self.signature,
        ))?;
        Ok(())
    }
}

/// Returns the writer whose key it is.
pub(crate) fn writer_of(public: &[u8; 32]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update([ED25519]);
    hash.update(public);
    let mut writer = [0; 16];
    writer.copy_from_slice(&hash.finalize()[..16]);
    writer
}

/// Signs the newest change of a file, in the place of the one that was newest before.
pub(crate) fn seal(connection: &Connection, key: &SigningKey, head: ChangeId) -> Result<()> {
    let writer = writer_of(&key.verifying_key().to_bytes());
    let mut counted =
        connection.prepare_cached("select count from attest where writer = ?1 and head = ?2")?;
    let mut before =
        connection.prepare_cached("select wprev from change where id = ?1 and writer = ?2")?;
    let mut count = 0;
    let mut at = Some(head.0);
    while let Some(id) = at {
        let known: Option<i64> = counted
            .query_row((writer, id), |row| row.get(0))
            .optional()?;
        if let Some(known) = known {
            let replaced = "delete from attest where writer = ?1 and head = ?2";
            connection.prepare_cached(replaced)?.execute((writer, id))?;
            count = known.saturating_add(count);
            break;
        }
        let found: Option<Option<[u8; 24]>> = before
            .query_row((id, writer), |row| row.get(0))
            .optional()?;
        count += i64::from(found.is_some());
        at = found.flatten();
    }
    Attest::sign(key, head, count).put(connection)
}

/// Reads all of a log; what has not the shape of one is none.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Attest>> {
    let sql = format!("select {COLUMNS} from attest order by writer, head");
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.extend(Attest::read(row).ok());
    }
    Ok(all)
}

/// Reads those of one writer.
fn of_writer(connection: &Connection, writer: [u8; 16]) -> Result<Vec<Attest>> {
    let sql = format!("select {COLUMNS} from attest where writer = ?1 order by head");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([writer])?;
    let mut own = Vec::new();
    while let Some(row) = rows.next()? {
        own.extend(Attest::read(row).ok());
    }
    Ok(own)
}

/// Reads that of one change.
fn of_change(connection: &Connection, writer: [u8; 16], head: ChangeId) -> Result<Option<Attest>> {
    let sql = format!("select {COLUMNS} from attest where writer = ?1 and head = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((writer, head.0))?;
    let row = rows.next()?;
    Ok(row.and_then(|row| Attest::read(row).ok()))
}

/// Counts the signatures that are not what their writers signed.
pub(crate) fn count_false(connection: &Connection) -> Result<usize> {
    let count = "select count(*) from attest";
    let count: usize = connection.query_row(count, [], |row| row.get(0))?;
    let sound = all(connection)?.iter().filter(|one| one.is_sound()).count();
    Ok(count.saturating_sub(sound))
}

/// Tells whether a writer has signed anything.
pub(crate) fn is_signing(connection: &Connection, writer: [u8; 16]) -> Result<bool> {
    let mut signed = connection.prepare_cached("select 1 from attest where writer = ?1 limit 1")?;
    Ok(signed.exists([writer])?)
}

/// Returns the writers who sign what they write.
pub(crate) fn signing(connection: &Connection) -> Result<HashSet<RecordId>> {
    let mut signing = all(connection)?;
    signing.retain(Attest::is_sound);
    Ok(signing.iter().map(|one| RecordId(one.writer)).collect())
}

/// Removes what signs changes that are in the log no more.
pub(crate) fn forget_gone(connection: &Connection) -> Result<()> {
    let sql = "delete from attest where not exists (select 1 from change where id = head)";
    connection.execute(sql, [])?;
    Ok(())
}

/// The chains of a whole log, read in one pass.
#[derive(Debug, Default)]
pub(crate) struct Chains {
    /// Per change, its writer and the change before.
    rows: HashMap<ChangeId, (RecordId, Option<ChangeId>)>,
}

impl Chains {
    pub(crate) fn of(connection: &Connection) -> Result<Self> {
        let mut statement = connection.prepare("select id, writer, wprev from change")?;
        let rows = statement.query_map([], |row| {
            let before: Option<[u8; 24]> = row.get(2)?;
            let link = (RecordId(row.get(1)?), before.map(ChangeId));
            Ok((ChangeId(row.get(0)?), link))
        })?;
        Ok(Self {
            rows: rows.collect::<rusqlite::Result<_>>()?,
        })
    }

    /// Returns every change with its writer, in no order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (ChangeId, RecordId)> {
        self.rows.iter().map(|(id, (writer, _))| (*id, *writer))
    }

    /// Adds a change of a writer and all before it, as far as they are there, to those that were reached
    /// so.
    pub(crate) fn walk(&self, writer: RecordId, head: ChangeId, reached: &mut HashSet<ChangeId>) {
        for id in self.chain(writer, head) {
            if !reached.insert(id) {
                break;
            }
        }
    }

    /// Returns a change of a writer and all before it, as far as they are there, the last first.
    pub(crate) fn chain(&self, writer: RecordId, head: ChangeId) -> impl Iterator<Item = ChangeId> {
        let there = move |id: ChangeId| {
            let found = self.rows.get(&id).filter(|(by, _)| *by == writer)?;
            Some((id, found.1))
        };
        let chain = std::iter::successors(there(head), move |(_, before)| there((*before)?));
        // Ids are hashes, so that no chain comes back to itself; of rows that were altered it ends too.
        chain.map(|(id, _)| id).take(self.rows.len())
    }

    /// Returns of some changes each that another of its writer has come after the same one as, with that other.
    pub(crate) fn beside(&self, changes: &[ChangeId]) -> Vec<(ChangeId, ChangeId)> {
        let links = changes
            .iter()
            .filter_map(|id| Some((*self.rows.get(id)?, *id)));
        let links: HashMap<(RecordId, Option<ChangeId>), ChangeId> = links.collect();
        let beside = self.rows.iter().filter_map(|(other, link)| {
            let id = links.get(link).filter(|id| *id != other)?;
            Some((*id, *other))
        });
        beside.collect()
    }

    /// Returns the changes of a writer that no other of its changes names as the one before.
    pub(crate) fn heads(&self, writer: RecordId) -> Vec<ChangeId> {
        let own = || self.rows.iter().filter(|(_, (by, _))| *by == writer);
        let before: HashSet<ChangeId> = own().filter_map(|(_, (_, before))| *before).collect();
        let mut heads: Vec<ChangeId> = own().map(|(id, _)| *id).collect();
        heads.retain(|id| !before.contains(id));
        heads.sort_unstable();
        heads
    }

    /// Tells by the signatures how many changes the writer of one had written up to it, and how many of
    /// these are not there; nothing where none proves it.
    pub(crate) fn reach(
        &self,
        connection: &Connection,
        head: ChangeId,
    ) -> Result<Option<(RecordId, i64, i64)>> {
        let Some((writer, _)) = self.rows.get(&head).copied() else {
            return Ok(None);
        };
        let mut after: Option<(i64, i64)> = None;
        for attest in all(connection)? {
            if RecordId(attest.writer) != writer || !attest.is_sound() {
                continue;
            }
            let place = self.chain(writer, attest.head).position(|id| id == head);
            let place = place.and_then(|place| i64::try_from(place).ok());
            after = after.max(place.map(|place| (place, attest.count)));
        }
        let Some((after, count)) = after else {
            return Ok(None);
        };
        let own = self.rows.values().filter(|(by, _)| *by == writer).count();
        let there = i64::try_from(own).unwrap_or(i64::MAX) - after;
        let up_to = count.saturating_sub(after);
        let missing = up_to.saturating_sub(there).max(0);
        Ok(Some((writer, up_to, missing)))
    }

    /// Returns what the signatures of a writer prove.
    pub(crate) fn signed_by(
        &self,
        connection: &Connection,
        writer: RecordId,
    ) -> Result<HashSet<ChangeId>> {
        let mut proved = HashSet::new();
        for attest in all(connection)? {
            if RecordId(attest.writer) == writer && attest.is_sound() {
                self.walk(writer, attest.head, &mut proved);
            }
        }
        Ok(proved)
    }

    /// Returns the changes in the names of writers who sign that none of their signatures proves, each with
    /// that writer: somebody else may have written them, or their signatures were lost on the way.
    pub(crate) fn unsigned(&self, connection: &Connection) -> Result<HashMap<ChangeId, RecordId>> {
        let signing = signing(connection)?;
        let signed = self.signed(connection)?;
        let rows = self.rows();
        let unsigned = rows.filter(|(id, by)| signing.contains(by) && !signed.contains(id));
        Ok(unsigned.collect())
    }

    /// Returns what signatures prove, what the file itself wrote, and what it was made with: of another's
    /// chain it was given only a part.
    pub(crate) fn signed(&self, connection: &Connection) -> Result<HashSet<ChangeId>> {
        let mut proved = HashSet::new();
        for attest in all(connection)? {
            if attest.is_sound() {
                self.walk(RecordId(attest.writer), attest.head, &mut proved);
            }
        }
        let (writer, last) = writer_and_last(connection)?;
        if let Some(last) = last {
            self.walk(RecordId(writer), last, &mut proved);
        }
        let mut given = connection.prepare("select id from change where rowid <= ?1")?;
        let given = given.query_map([last_given(connection)?], |row| Ok(ChangeId(row.get(0)?)))?;
        for id in given {
            proved.insert(id?);
        }
        Ok(proved)
    }
}

/// Returns the last row of the log that the file was made with: of one in the making any.
fn last_given(connection: &Connection) -> Result<i64> {
    let mut made = connection.prepare_cached(
        "select last, verb in ('init', 'share') from file_operation order by number limit 1",
    )?;
    let made = made.query_row([], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(match made.optional()? {
        None => i64::MAX,
        Some((last, true)) => last,
        Some((_, false)) => 0,
    })
}

/// What signatures prove of a few writers' changes, each writer's chains read once when it is asked
/// about.
#[derive(Debug)]
pub(crate) struct Proof<'c> {
    connection: &'c Connection,
    known: RefCell<HashMap<[u8; 16], HashSet<ChangeId>>>,
}

impl<'c> Proof<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        let known = RefCell::default();
        Self { connection, known }
    }

    /// Tells whether a signature proves a change to be a writer's, or that it came with no merge: the file
    /// itself wrote it, or was made with it.
    pub(crate) fn proves(&self, writer: [u8; 16], id: ChangeId) -> Result<bool> {
        if !self.came(id)? {
            return Ok(true);
        }
        if let Some(known) = self.known.borrow().get(&writer) {
            return Ok(known.contains(&id));
        }
        let mut heads = Vec::new();
        for attest in of_writer(self.connection, writer)? {
            heads.extend(attest.is_sound().then_some(attest.head));
        }
        let (own, last) = writer_and_last(self.connection)?;
        heads.extend(last.filter(|_| own == writer));
        let mut before = self
            .connection
            .prepare_cached("select wprev from change where id = ?1 and writer = ?2")?;
        let mut proved = HashSet::new();
        for head in heads {
            let mut at = Some(head);
            while let Some(one) = at.filter(|one| !proved.contains(one)) {
                let found: Option<Option<[u8; 24]>> = before
                    .query_row((one.0, writer), |row| row.get(0))
                    .optional()?;
                if found.is_some() {
                    proved.insert(one);
                    // What was just written is near its end.
                    if one == id {
                        return Ok(true);
                    }
                }
                at = found.flatten().map(ChangeId);
            }
        }
        self.known.borrow_mut().insert(writer, proved);
        Ok(false)
    }

    /// Tells whether a change came with a merge, or comes with one that is not in the journal yet. A file
    /// in the making has no journal.
    fn came(&self, id: ChangeId) -> Result<bool> {
        let sql = "select exists (select 1 from file_operation)
                 and not exists (select 1 from file_operation
                     where kind not in ('merge', 'redo') and c.rowid between first and last)
             from change as c where c.id = ?1";
        let mut came = self.connection.prepare_cached(sql)?;
        let came = came.query_row([id.0], |row| row.get(0)).optional()?;
        Ok(came.unwrap_or_default())
    }
}

/// Counts the changes of a log that a signature proves.
pub(crate) fn signed(connection: &Connection) -> Result<usize> {
    let sql = format!("select {COLUMNS} from attest order by count desc");
    let mut statement = connection.prepare(&sql)?;
    let mut before = connection.prepare(&format!(
        "select {CHANGE_COLUMNS} from change where id = ?1 and writer = ?2"
    ))?;
    let mut proved: HashSet<[u8; 24]> = HashSet::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(attest) = Attest::read(row) else {
            continue;
        };
        let mut at = Some(attest.head.0).filter(|head| !proved.contains(head));
        if at.is_some() && !attest.is_sound() {
            continue;
        }
        while let Some(id) = at {
            let found = before.query_row((id, attest.writer), read_change);
            // A row that was altered is not the one that was signed, nor is what it says came before.
            let found = found.optional()?.filter(|row| row.check_hashes().is_ok());
            let found = found.filter(|_| proved.insert(id));
            at = found.and_then(|row| row.wprev).map(|before| before.0);
        }
    }
    Ok(proved.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attest() -> Attest {
        Attest::sign(&SigningKey::from_bytes(&[7; 32]), ChangeId([9; 24]), 3)
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(256))]

        /// A1: whatever the bytes, they are looked at, and nothing but what a key signed is taken.
        #[test]
        fn nothing_but_what_a_key_signed_is_taken(
            parts in proptest::array::uniform5(proptest::collection::vec(proptest::num::u8::ANY, 0..80)),
            numbers in proptest::array::uniform2(proptest::num::i64::ANY),
            (part, at, bit) in (0..6_usize, 0..64_usize, 0..8_u32),
        ) {
            let [writer, head, key, signature, _] = parts;
            let mut random = attest();
            random.writer.iter_mut().zip(&writer).for_each(|(to, from)| *to = *from);
            random.head.0.iter_mut().zip(&head).for_each(|(to, from)| *to = *from);
            (random.count, random.algorithm) = (numbers[0], numbers[1]);
            (random.key, random.signature) = (key, signature);
            proptest::prop_assert!(!random.is_sound());
            // One bit of a sound one is enough.
            let mut spoilt = attest();
            let mut count = spoilt.count.to_be_bytes();
            let mut algorithm = spoilt.algorithm.to_be_bytes();
            let bytes: &mut [u8] = match part {
                0 => &mut spoilt.writer,
                1 => &mut spoilt.head.0,
                2 => &mut spoilt.key,
                3 => &mut spoilt.signature,
                4 => &mut count,
                _ => &mut algorithm,
            };
            bytes[at % bytes.len()] ^= 1 << bit;
            spoilt.count = i64::from_be_bytes(count);
            spoilt.algorithm = i64::from_be_bytes(algorithm);
            proptest::prop_assert!(!spoilt.is_sound());
        }
    }

    #[test]
    fn a_signature_commits_to_writer_change_and_count() {
        assert!(attest().is_sound());
        let spoilt: [fn(&mut Attest); 6] = [
            |one| one.writer[0] ^= 1,
            |one| one.head.0[23] ^= 1,
            |one| one.count += 1,
            |one| one.algorithm = 2,
            |one| one.key[0] ^= 1,
            |one| one.signature[0] ^= 1,
        ];
        for spoil in spoilt {
            let mut one = attest();
            spoil(&mut one);
            assert!(!one.is_sound(), "{one:?}");
        }
        let other = SigningKey::from_bytes(&[8; 32]);
        let mut stolen = attest();
        stolen.key = other.verifying_key().to_bytes().to_vec();
        stolen.signature = other.sign(&stolen.message()).to_bytes().to_vec();
        assert!(!stolen.is_sound(), "another key's signature");
    }
}
