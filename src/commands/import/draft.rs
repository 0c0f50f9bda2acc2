//! The drafts of records that the rows of a sheet stand for: of many most are not in memory.

use std::io::ErrorKind;

use crate::error::Result;
use crate::files::{Spool, SpoolReader, unkept};
use crate::model::reference::Ref;
use crate::model::value::RecordId;
use crate::store::Body;

/// Identity of the record that a row is.
#[derive(Debug)]
pub(super) enum Identity {
    /// A new one; of its content, so that the same row is noticed when it comes again; and the number
    /// that somebody gave it.
    Content([u8; 16], Option<Ref>),
    /// A new one with an official name.
    Official(RecordId),
    /// One that was exported, under its ref.
    Exported(RecordId, Ref),
}

/// A record that a row stands for.
#[derive(Debug)]
pub(super) struct Draft {
    /// The row that it is in.
    pub(super) row: usize,
    pub(super) body: Body,
    pub(super) identity: Identity,
}

/// The drafts of a sheet, in the order of its rows.
#[derive(Debug, Default)]
pub(super) struct DraftList {
    drafts: Spool,
    pub(super) count: usize,
}

/// Number of bytes of drafts that are read at once.
const AHEAD: usize = 1 << 16;

impl DraftList {
    pub(super) fn push(&mut self, draft: &Draft) -> Result<()> {
        let (tag, RecordId(id), reference) = match &draft.identity {
            Identity::Content(content, reference) => (0, &RecordId(*content), reference.as_ref()),
            Identity::Official(id) => (1, id, None),
            Identity::Exported(id, reference) => (2, id, Some(reference)),
        };
        let reference = reference.map(Ref::to_string).unwrap_or_default();
        let (gap, text) = draft.body.parts();
        let mut bytes = Vec::with_capacity(64 + text.len());
        bytes.push(tag);
        bytes.extend(id);
        for number in [draft.row, gap, reference.len()] {
            bytes.extend((number as u64).to_le_bytes());
        }
        bytes.extend(reference.as_bytes());
        bytes.extend(text.as_bytes());
        self.drafts.push(&bytes).map_err(unkept)?;
        self.count += 1;
        Ok(())
    }

    /// Goes through the drafts, each with its place.
    pub(super) fn reader(&self) -> DraftReader<'_> {
        DraftReader(self.drafts.reader(AHEAD))
    }
}

/// Reads the drafts of a sheet.
pub(super) struct DraftReader<'d>(SpoolReader<'d>);

impl DraftReader<'_> {
    /// Reads the next draft, with its place.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Draft)>> {
        let next = self.0.next().map_err(unkept)?;
        let read = next.map(|(place, bytes)| Some((place, read_draft(bytes)?)));
        read.map(|draft| draft.ok_or_else(|| unkept(ErrorKind::InvalidData.into())))
            .transpose()
    }

    /// Reads the draft at a place.
    pub(super) fn at(&mut self, place: u64) -> Result<Draft> {
        let bytes = self.0.at(place).map_err(unkept)?;
        read_draft(bytes).ok_or_else(|| unkept(ErrorKind::InvalidData.into()))
    }
}

fn read_draft(bytes: &[u8]) -> Option<Draft> {
    let (tag, rest) = bytes.split_first()?;
    let (id, rest) = rest.split_first_chunk()?;
    let (numbers, rest) = rest.split_first_chunk::<24>()?;
    let (numbers, _) = numbers.as_chunks();
    let number = |at: usize| usize::try_from(u64::from_le_bytes(numbers[at])).ok();
    let (reference, text) = str::from_utf8(rest).ok()?.split_at_checked(number(2)?)?;
    let reference = Ref::parse(reference, "");
    Some(Draft {
        row: number(0)?,
        body: Body::of_parts(number(1)?, text),
        identity: match tag {
            0 => Identity::Content(*id, reference),
            1 => Identity::Official(RecordId(*id)),
            _ => Identity::Exported(RecordId(*id), reference?),
        },
    })
}
