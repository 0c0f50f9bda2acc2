//! What a writer says of itself: that it goes on for an office which began under another writer.

use rusqlite::{Connection, OptionalExtension};

use super::remains::rows_about;
use crate::error::Result;
use crate::model::office::{KIND, OF};
use crate::model::value::RecordId;

/// The changes that the leading office adopts, each with all before it of the same writer; or of a writer
/// who is revoked, that count beside the last.
pub(crate) const HEADS: &str = "heads";
/// The records that these began.
pub(crate) const BEGAN: &str = "began";
/// The last change of a writer that counts.
pub(crate) const LAST: &str = "last";

/// How often one may go on from another.
pub(crate) const MOST_STEPS: usize = 64;

/// Returns the office for which a writer says that it writes.
pub(crate) fn said_of(connection: &Connection, writer: RecordId) -> Result<Option<RecordId>> {
    let rows = rows_about(connection, writer, KIND.id)?.into_iter();
    let mut own = rows.filter(|row| row.writer == writer.0);
    let said = own.find_map(|row| RecordId::from_hex(row.body.get(OF.id)?.as_str()?));
    Ok(said.filter(|other| *other != writer))
}

/// Returns the writer under whom the office of a file's writer began: the last of those that go on from
/// one another, or whoever it was admitted to write for, as the writer of a shared file is.
pub(crate) fn office_of(connection: &Connection, writer: [u8; 16]) -> Result<[u8; 16]> {
    let claimed = claimed_office_of(connection, writer)?;
    let sql = "select office from member where writer = ?1 and admitted = 1";
    let mut admitted = connection.prepare_cached(sql)?;
    let office = admitted.query_row([claimed], |row| row.get(0)).optional()?;
    Ok(office.unwrap_or(claimed))
}

/// Returns the office for which a writer says that it writes, read off the log.
pub(crate) fn claimed_office_of(connection: &Connection, writer: [u8; 16]) -> Result<[u8; 16]> {
    let mut office = RecordId(writer);
    for _ in 0..MOST_STEPS {
        match said_of(connection, office)? {
            Some(other) => office = other,
            None => break,
        }
    }
    Ok(office.0)
}
