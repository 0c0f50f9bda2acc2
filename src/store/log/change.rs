//! One row of the log: its identity, its canonical form, and what makes it acceptable.
//!
//! Acceptance is a function of the row's bytes alone: never of the clock, of the program's
//! version, or of what a file holds already. Else merging would depend on the order of merging.

use sha2::{Digest, Sha256};

use super::canonical::is_canonical;
use crate::error::RowFault;
use crate::model::value::RecordId;

/// The most bytes that a kind, verb or actor may have.
const MAX_NAME: usize = 200;
/// The most changes that one change may replace.
pub(crate) const MAX_OVER: usize = 10_000;
/// 2000-01-01 and 2200-01-01 in UTC, as milliseconds since 1970: times outside are not accepted.
const TIMES: std::ops::Range<u64> = 946_684_800_000..7_258_118_400_000;
/// The identity of a change: 8 bytes of time, then 16 of the hash of everything else. The order
/// of the bytes is the order of folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ChangeId(pub(crate) [u8; 24]);

impl ChangeId {
    /// Returns the time: milliseconds since 1970 in UTC, times 65,536, plus a counter.
    pub(crate) fn time(self) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.0[..8]);
        u64::from_be_bytes(bytes)
    }

    /// Returns the milliseconds since 1970 in UTC.
    pub(crate) fn milliseconds(self) -> i64 {
        (self.time() >> 16).cast_signed()
    }
}

/// One command's change to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) id: ChangeId,
    pub(crate) record: RecordId,
    pub(crate) kind: String,
    pub(crate) writer: [u8; 16],
    pub(crate) wprev: Option<ChangeId>,
    pub(crate) command: [u8; 16],
    pub(crate) verb: String,
    pub(crate) actor: String,
    /// In ascending order.
    pub(crate) over: Vec<ChangeId>,
    /// `None` once it was redacted.
    pub(crate) body: Option<String>,
    pub(crate) body_hash: [u8; 32],
}

impl Change {
    /// Computes the id that commits to everything else in the change, at this time.
    pub(crate) fn id_at(&self, time: u64) -> ChangeId {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        part(&time.to_be_bytes());
        part(&self.record.0);
        part(self.kind.as_bytes());
        part(&self.writer);
        part(self.wprev.as_ref().map_or(&[], |id| &id.0));
        part(&self.command);
        part(self.verb.as_bytes());
        part(self.actor.as_bytes());
        part(&over_bytes(&self.over));
        part(&self.body_hash);
        let mut id = [0; 24];
        id[..8].copy_from_slice(&time.to_be_bytes());
        id[8..].copy_from_slice(&hash.finalize()[..16]);
        ChangeId(id)
    }

    /// Checks the envelope, the time bounds, the canonical form and both hashes.
    pub(crate) fn check(&self) -> Result<(), RowFault> {
        self.check_form()?;
        self.check_hashes()
    }

    /// Checks all but the hashes, of a row that has just been given its own.
    pub(crate) fn check_form(&self) -> Result<(), RowFault> {
        if ![&self.kind, &self.verb, &self.actor]
            .into_iter()
            .all(|name| is_name(name))
        {
            return Err(RowFault::Name);
        }
        if !TIMES.contains(&(self.id.time() >> 16)) {
            return Err(RowFault::Time);
        }
        if self.over.len() > MAX_OVER
            || !self.over.is_sorted_by(|a, b| a < b)
            || self.over.contains(&self.id)
        {
            return Err(RowFault::Over);
        }
        if self.body.as_ref().is_some_and(|body| !is_canonical(body)) {
            return Err(RowFault::Body);
        }
        Ok(())
    }

    /// Checks both hashes alone: that it is what was written, whether or not that could be taken.
    pub(crate) fn check_hashes(&self) -> Result<(), RowFault> {
        let body = self.body.as_ref();
        if body.is_some_and(|body| body_hash(body) != self.body_hash) {
            return Err(RowFault::BodyHash);
        }
        if self.id_at(self.id.time()) == self.id {
            Ok(())
        } else {
            Err(RowFault::Id)
        }
    }
}

/// Returns the identity of a record that a change begins: who else enters a change of it cannot have
/// begun it.
pub(crate) fn begun_by(
    writer: [u8; 16],
    wprev: Option<ChangeId>,
    command: [u8; 16],
    kind: &str,
) -> RecordId {
    let mut hash = Sha256::new();
    hash.update(b"huiyin record");
    hash.update(writer);
    hash.update(wprev.as_ref().map_or(&[][..], |id| &id.0));
    hash.update(command);
    hash.update(kind);
    let mut id = [0; 16];
    id.copy_from_slice(&hash.finalize()[..16]);
    RecordId(id)
}

/// Tells whether a text may stand for a kind, verb or actor.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_NAME && !text.chars().any(char::is_control)
}

/// Returns the time to give to a change: the clock's, or where the record has a change at that
/// time or later, the next after it; kept within the bounds of acceptance.
pub(crate) fn time_after(milliseconds: i64, newest: Option<ChangeId>) -> u64 {
    let clock = u64::try_from(milliseconds).unwrap_or(0) << 16;
    let after = newest.map_or(0, |id| id.time().saturating_add(1));
    clock
        .max(after)
        .clamp(TIMES.start << 16, (TIMES.end << 16) - 1)
}

pub(crate) fn body_hash(body: &str) -> [u8; 32] {
    Sha256::digest(body.as_bytes()).into()
}

/// Joins ids as the log stores them.
pub(crate) fn over_bytes(over: &[ChangeId]) -> Vec<u8> {
    over.iter().flat_map(|id| id.0).collect()
}

/// Takes apart what [`over_bytes`] joined; `None` where a part is not whole.
pub(crate) fn over_ids(bytes: &[u8]) -> Option<Vec<ChangeId>> {
    let (ids, rest) = bytes.as_chunks::<24>();
    rest.is_empty()
        .then(|| ids.iter().copied().map(ChangeId).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(body: &str) -> Change {
        let mut change = Change {
            id: ChangeId([0; 24]),
            record: RecordId([1; 16]),
            kind: "pledge".to_owned(),
            writer: [2; 16],
            wprev: None,
            command: [3; 16],
            verb: "pledge add".to_owned(),
            actor: "王芳".to_owned(),
            over: Vec::new(),
            body: Some(body.to_owned()),
            body_hash: body_hash(body),
        };
        change.id = change.id_at(1_300_000_000_000 << 16);
        change
    }

    #[test]
    fn only_canonical_bodies_are_acceptable() {
        let cases = [
            (r#"{"a":1,"b":"x"}"#, true),
            (r#"{"b":1,"a":1}"#, false),
            (r#"{"a":1,"a":2}"#, false),
            (r#"{"a": 1}"#, false),
            (r#"{"a":1.5}"#, false),
            (r#"{"a":1e400}"#, false),
            (r#"{"a":18446744073709551615}"#, false),
            (r#"{"a":"\u0000"}"#, false),
            (r#"{"a":"\ud800"}"#, false),
            (r#"{"a":NaN}"#, false),
            (r#"{"over":1}"#, false),
            (r#"{"a":{"d":1,"c":1}}"#, false),
            (r#"{"a":{"c":1,"d":null}}"#, true),
            ("[]", false),
            ("", false),
        ];
        for (body, acceptable) in cases {
            assert_eq!(change(body).check().is_ok(), acceptable, "{body}");
        }
        let deep = format!(r#"{{"a":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(change(&deep).check(), Err(RowFault::Body));
    }

    #[test]
    fn the_id_commits_to_every_column() {
        let sound = change(r#"{"a":1}"#);
        let spoilt: [fn(&mut Change); 9] = [
            |c| c.id.0[7] ^= 1,
            |c| c.record.0[0] ^= 1,
            |c| c.kind.push('s'),
            |c| c.writer[0] ^= 1,
            |c| c.wprev = Some(ChangeId([9; 24])),
            |c| c.command[0] ^= 1,
            |c| c.verb.push('s'),
            |c| c.actor.push('s'),
            |c| c.over.push(ChangeId([9; 24])),
        ];
        assert_eq!(sound.check(), Ok(()));
        for spoil in spoilt {
            let mut change = sound.clone();
            spoil(&mut change);
            assert_eq!(change.check(), Err(RowFault::Id));
        }
        let mut blanked = sound.clone();
        blanked.body = None;
        assert_eq!(
            blanked.check(),
            Ok(()),
            "a redacted body leaves the id as it is"
        );
        let mut altered = sound;
        altered.body = Some(r#"{"a":2}"#.to_owned());
        assert_eq!(altered.check(), Err(RowFault::BodyHash));
    }
}
