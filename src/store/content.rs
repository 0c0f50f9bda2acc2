//! The bytes of attached files, beside the log. Records name them by their hash, which proves them: the same
//! bytes are kept once, whoever brings them, and may be missing where a file was sent without them.
//!
//! What is kept follows from the rows of the log: bytes stay as long as a row names them that is not blank.
//! A redaction blanks the rows, and the bytes that nothing names any more are overwritten and removed.
//! They are read and written part by part, never whole.

use std::collections::BTreeSet;
use std::io::Write;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::Store;
use super::log::remains::REMAINS;
use super::log::rows::parse_body;
use super::writing::Writing;
use crate::error::{Error, Result};
use crate::model::kind::Kind;
use crate::model::record::Record;
use crate::model::value::{RecordId, hex};

/// SHA-256 of the bytes of a file.
pub(crate) type ContentHash = [u8; 32];

/// The size of every part of the bytes but the last.
const PART: usize = 1 << 20;

/// What is here of a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing: the file that brought the record had not its bytes.
    Missing,
    Sound,
    /// Bytes that are not what their hash says.
    Spoilt,
}

/// Reads a hash from its digits.
pub(super) fn parse(text: &str) -> Option<ContentHash> {
    let mut hash = ContentHash::default();
    let (first, second) = text.split_at_checked(32)?;
    hash[..16].copy_from_slice(&RecordId::from_hex(first)?.0);
    hash[16..].copy_from_slice(&RecordId::from_hex(second)?.0);
    Some(hash)
}

/// Tells whether bytes are kept under a hash.
pub(super) fn is_kept(connection: &Connection, hash: &ContentHash) -> Result<bool> {
    let sql = "select 1 from content where hash = ?1 limit 1";
    Ok(connection.prepare_cached(sql)?.exists([hash])?)
}

/// Lists the hashes under which bytes are kept.
pub(super) fn kept(connection: &Connection) -> Result<BTreeSet<ContentHash>> {
    let mut statement = connection.prepare_cached("select distinct hash from content")?;
    let hashes = statement.query_map([], |row| row.get(0))?;
    Ok(hashes.collect::<rusqlite::Result<_>>()?)
}

/// Lists the hashes that rows of the log name after one of them, blank ones left out.
pub(super) fn named(
    connection: &Connection,
    kinds: &[&Kind],
    after: i64,
) -> Result<BTreeSet<ContentHash>> {
    let mut hashes = BTreeSet::new();
    let fields = kinds
        .iter()
        .filter_map(|kind| Some((kind.id, kind.content.as_ref()?.hash.id)));
    // The index is a fraction of the table, and tells which rows are of a kind.
    let sql = "select body, kind from change where rowid > ?3 and body is not null and rowid in (
             select rowid from change indexed by change_of_record where kind in (?1, ?2))";
    for (kind, field) in fields {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query((kind, REMAINS, after))?;
        while let Some(row) = rows.next()? {
            let body = parse_body(row.get_ref(0)?.as_str().ok());
            let said = match row.get_ref(1)?.as_str() {
                Ok(REMAINS) => body.get("fields").and_then(|fields| fields.get(field)),
                _ => body.get(field),
            };
            hashes.extend(said.and_then(|said| parse(said.as_str()?)));
        }
    }
    Ok(hashes)
}

/// Lists the hashes that are named of which nothing is here.
pub(super) fn missing(connection: &Connection, kinds: &[&Kind]) -> Result<BTreeSet<ContentHash>> {
    let mut hashes = named(connection, kinds, 0)?;
    if !hashes.is_empty() {
        let kept = kept(connection)?;
        hashes.retain(|hash| !kept.contains(hash));
    }
    Ok(hashes)
}

/// Removes, overwritten, the bytes that nothing names any more; returns how many files they were.
pub(super) fn sweep(connection: &Connection, kinds: &[&Kind]) -> Result<usize> {
    let mut gone = kept(connection)?;
    if !gone.is_empty() {
        let named = named(connection, kinds, 0)?;
        gone.retain(|hash| !named.contains(hash));
    }
    gone.iter().try_for_each(|hash| remove(connection, hash))?;
    Ok(gone.len())
}

/// Removes the bytes of a hash; SQLite overwrites what it deletes.
pub(super) fn remove(connection: &Connection, hash: &ContentHash) -> Result<()> {
    let sql = "delete from content where hash = ?1";
    connection.prepare_cached(sql)?.execute([hash])?;
    Ok(())
}

/// Hands over the parts of a content in their order, and tells whether they are what the hash says; what is
/// not cut as this program cuts it is not.
pub(super) fn read(
    connection: &Connection,
    hash: &ContentHash,
    mut take: impl FnMut(i64, &[u8]) -> Result<()>,
) -> Result<Content> {
    let sql = "select part, bytes from content where hash = ?1 order by part";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([hash])?;
    let (mut sum, mut count, mut is_last, mut is_whole) = (Sha256::new(), 0, false, true);
    while let Some(row) = rows.next()? {
        let part: i64 = row.get(0)?;
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        is_whole &= part == count && !is_last && bytes.len() <= PART;
        if !is_whole {
            break;
        }
        is_last = bytes.len() < PART;
        count += 1;
        sum.update(bytes);
        take(part, bytes)?;
    }
    Ok(match count {
        0 if is_whole => Content::Missing,
        _ if is_whole && sum.finalize()[..] == hash[..] => Content::Sound,
        _ => Content::Spoilt,
    })
}

/// Puts a part into the table.
fn put(connection: &Connection, hash: &ContentHash, part: i64, bytes: &[u8]) -> Result<()> {
    let sql = "insert into content (hash, part, bytes) values (?1, ?2, ?3)";
    connection
        .prepare_cached(sql)?
        .execute((hash, part, bytes))?;
    Ok(())
}

/// Takes a content from another file; what is not what its hash says is not taken.
pub(super) fn take(to: &Connection, from: &Connection, hash: &ContentHash) -> Result<Content> {
    let found = read(from, hash, |part, bytes| put(to, hash, part, bytes))?;
    if found == Content::Spoilt {
        remove(to, hash)?;
    }
    Ok(found)
}

impl Writing<'_> {
    /// Keeps bytes under their hash, unless they are here already; returns the hash as digits.
    pub(crate) fn keep(&mut self, bytes: &[u8]) -> Result<String> {
        let connection = &self.store.connection;
        let hash: ContentHash = Sha256::digest(bytes).into();
        if read(connection, &hash, |_, _| Ok(()))? != Content::Sound {
            remove(connection, &hash)?;
            // Nothing at all is a content too.
            let parts = bytes.chunks(PART).chain(bytes.is_empty().then_some(bytes));
            for (part, bytes) in (0..).zip(parts) {
                put(connection, &hash, part, bytes)?;
            }
        }
        Ok(hex(&hash))
    }
}

impl Store {
    /// Writes the bytes of a record's file, part by part; tells whether they are what their hash says.
    pub(crate) fn read_content(&self, record: &Record, to: &mut dyn Write) -> Result<Content> {
        let Some(hash) = hash_of(record) else {
            return Ok(Content::Missing);
        };
        read(&self.connection, &hash, |_, bytes| {
            to.write_all(bytes).map_err(|source| Error::Io {
                path: self.path.clone(),
                source,
            })
        })
    }

    /// Tells whether bytes are here of a record's file.
    pub(crate) fn has_content(&self, record: &Record) -> Result<bool> {
        match hash_of(record) {
            Some(hash) => is_kept(&self.connection, &hash),
            None => Ok(false),
        }
    }

    /// Lists the records whose file says something of somebody: those about a record that is personal, or
    /// that names one which is.
    pub(crate) fn private_subjects(&self) -> Result<BTreeSet<RecordId>> {
        let is_personal =
            |kind: &&&Kind| kind.personal_fields().next().is_some() && kind.content.is_none();
        let mut found = BTreeSet::new();
        for kind in self.kinds.iter().filter(is_personal) {
            let sql = format!(
                "select record from main.\"{0}\" union
                 select record from link where target in (select record from main.\"{0}\")",
                kind.id
            );
            found.extend(self.plain_rows(&sql, (), |row| Ok(RecordId(row.get(0)?)))?);
        }
        Ok(found)
    }
}

/// Reads the hash that a record names.
pub(super) fn hash_of(record: &Record) -> Option<ContentHash> {
    let content = record.kind.content.as_ref()?;
    parse(record.text(content.hash)?)
}
