//! What a command makes for a file: in memory as far as it is short, and else in a file without a name
//! that goes with the process.

use std::io::{Read, Result, Seek, Write};

use tempfile::SpooledTempFile;

use super::spool::unkept;

/// Number of bytes that are kept in memory.
const IN_MEMORY: usize = 8 << 20;

/// The bytes of a file that is made.
#[derive(Debug)]
pub(crate) enum Made {
    AtOnce(Vec<u8>),
    PieceByPiece(SpooledTempFile),
}

impl From<Vec<u8>> for Made {
    fn from(bytes: Vec<u8>) -> Self {
        Self::AtOnce(bytes)
    }
}

impl Made {
    /// Begins one that grows piece by piece.
    pub(crate) fn empty() -> Self {
        Self::PieceByPiece(SpooledTempFile::new(IN_MEMORY))
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// If what is beyond memory cannot be kept.
    pub(crate) fn push(&mut self, piece: &[u8]) -> crate::error::Result<()> {
        match self {
            Self::AtOnce(bytes) => bytes.extend(piece),
            Self::PieceByPiece(file) => file.write_all(piece).map_err(unkept)?,
        }
        Ok(())
    }

    /// Writes it all.
    pub(crate) fn write_to(self, to: &mut dyn Write) -> Result<()> {
        match self {
            Self::AtOnce(bytes) => to.write_all(&bytes),
            Self::PieceByPiece(mut file) => {
                file.rewind()?;
                std::io::copy(&mut file, to).map(|_| ())
            }
        }
    }

    /// Returns it all, in memory.
    pub(crate) fn into_bytes(self) -> Result<Vec<u8>> {
        match self {
            Self::AtOnce(bytes) => Ok(bytes),
            Self::PieceByPiece(mut file) => {
                let mut bytes = Vec::new();
                file.rewind()?;
                file.read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}
