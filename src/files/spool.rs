//! A list of pieces of bytes that is written once, and read in order or by their places: in memory
//! as far as it is short, and else in a file without a name that goes with the process.

use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom, Write};

use crate::error::Error;

/// Number of bytes that are kept in memory before they go to the file.
const IN_MEMORY: usize = 8 << 20;
/// Number of bytes that are gathered for each later writing to it.
const GATHERED: usize = 1 << 20;
/// Number of bytes before a piece that say how long it is.
const LENGTH: usize = 4;

/// Says that what is beyond memory cannot be kept.
pub(crate) fn unkept(source: std::io::Error) -> Error {
    let path = std::env::temp_dir();
    Error::Io { path, source }
}

/// A list of pieces of bytes.
#[derive(Debug, Default)]
pub(crate) struct Spool {
    file: Option<File>,
    /// Number of bytes in the file.
    filed: u64,
    /// What follows them.
    tail: Vec<u8>,
}

impl Spool {
    /// Adds a piece; returns its place.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<u64> {
        let place = self.filed + self.tail.len() as u64;
        let length = u32::try_from(piece.len()).map_err(|_| std::io::ErrorKind::FileTooLarge)?;
        self.tail.extend(length.to_le_bytes());
        self.tail.extend(piece);
        let most = self.file.as_ref().map_or(IN_MEMORY, |_| GATHERED);
        if self.tail.len() > most {
            let file = match &mut self.file {
                Some(file) => file,
                None => self.file.insert(tempfile::tempfile()?),
            };
            file.seek(SeekFrom::Start(self.filed))?;
            file.write_all(&self.tail)?;
            self.filed += self.tail.len() as u64;
            self.tail.clear();
            self.tail.shrink_to(GATHERED);
        }
        Ok(place)
    }

    /// Reads pieces, from the file so many bytes at once: few where places follow in no order.
    pub(crate) fn reader(&self, ahead: usize) -> SpoolReader<'_> {
        SpoolReader {
            spool: self,
            ahead,
            buffer: Vec::new(),
            first: 0,
            next: 0,
        }
    }
}

/// Reads the pieces of a spool.
#[derive(Debug)]
pub(crate) struct SpoolReader<'s> {
    spool: &'s Spool,
    ahead: usize,
    /// Bytes of the file, from `first` on.
    buffer: Vec<u8>,
    first: u64,
    /// The place of the next piece.
    next: u64,
}

impl SpoolReader<'_> {
    /// Reads the next piece, with its place; `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, &[u8])>> {
        let place = self.next;
        if place >= self.spool.filed + self.spool.tail.len() as u64 {
            return Ok(None);
        }
        Ok(Some((place, self.at(place)?)))
    }

    /// Reads the piece at a place.
    pub(crate) fn at(&mut self, place: u64) -> Result<&[u8]> {
        let length = self.bytes(place, LENGTH)?;
        let length = length.first_chunk().copied().unwrap_or_default();
        let length = u32::from_le_bytes(length) as usize;
        let begins = place + LENGTH as u64;
        self.next = begins + length as u64;
        self.bytes(begins, length)
    }

    fn bytes(&mut self, from: u64, count: usize) -> Result<&[u8]> {
        let end = from + count as u64;
        if from >= self.spool.filed {
            let from = usize::try_from(from - self.spool.filed).unwrap_or(usize::MAX);
            let bytes = self.spool.tail.get(from..from + count);
            return bytes.ok_or(std::io::ErrorKind::UnexpectedEof.into());
        }
        if from < self.first || end > self.first + self.buffer.len() as u64 {
            let Some(mut file) = self.spool.file.as_ref() else {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            };
            let most = self.spool.filed - from;
            let wanted = usize::try_from(most).map_or(usize::MAX, |most| most.min(self.ahead));
            self.buffer.resize(wanted.max(count), 0);
            file.seek(SeekFrom::Start(from))?;
            file.read_exact(&mut self.buffer)?;
            self.first = from;
        }
        let from = usize::try_from(from - self.first).unwrap_or(usize::MAX);
        Ok(&self.buffer[from..from + count])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_read_as_they_were_written_in_memory_or_from_the_file() {
        let mut spool = Spool::default();
        let piece = |at: usize| vec![at.to_le_bytes()[0]; at * 7 % 3000];
        let places: Vec<u64> = (0..20_000)
            .map(|at| spool.push(&piece(at)).unwrap())
            .collect();
        assert!(spool.filed > 0 && !spool.tail.is_empty());
        for ahead in [0, 100, 1 << 16] {
            let mut reader = spool.reader(ahead);
            for (at, place) in places.iter().enumerate() {
                assert_eq!(reader.next().unwrap(), Some((*place, &piece(at)[..])));
            }
            assert_eq!(reader.next().unwrap(), None);
            for at in [19_999, 3, 10_000, 0] {
                assert_eq!(reader.at(places[at]).unwrap(), piece(at));
            }
        }
    }
}
