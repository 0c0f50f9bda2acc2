//! The disk: opening what a person named, writing a file or a folder whole or not at all, and
//! packing what is kept. It knows nothing of what is in a file.

pub(crate) mod bagit;
mod encoding;
pub(crate) mod laying;
mod leftover;
mod made;
mod names;
mod open;
pub(crate) mod replace;
mod spool;
pub(crate) mod system;
mod temporary;
mod written;

pub(crate) use encoding::{decode, decoding, encoded, mistaken};
pub(crate) use leftover::{may_hold, sweep};
pub(crate) use made::Made;
pub(crate) use names::{folder, several};
pub(crate) use open::{open, read_text};
pub(crate) use spool::{Spool, SpoolReader, unkept};
pub(crate) use temporary::{
    Beside, Passing, beside, check_file, check_free, passing, passing_folder, real,
    shared_file_system, sync_folder, unremoved,
};
pub(crate) use written::{NotKept, Written};
