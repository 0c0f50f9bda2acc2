//! Which kinds a sheet may hold, by its heads.

use std::cmp::Reverse;
use std::path::Path;

use super::ENDINGS;
use super::heads::{Heads, Meaning};
use super::source::is_whole;
use super::wishes::Wishes;
use crate::error::{Error, Result};
use crate::kinds;
use crate::model::kind::Kind;
use crate::sheets;

/// The most kinds that are told.
const MOST: usize = 3;

/// Tells whether a word names a sheet or a folder: one that is there, or one by its ending.
pub(crate) fn is_like_a_file(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let ending = ending.map(str::to_lowercase);
    path.exists() || ending.is_some_and(|ending| ENDINGS.contains(&&*ending))
}

/// Returns the kinds whose heads a file has, the one that has most of them first.
///
/// # Errors
/// If the file cannot be read.
pub(crate) fn fitting(path: &Path) -> Result<Vec<&'static Kind>> {
    if let Err(source) = std::fs::metadata(path) {
        let path = path.to_owned();
        return Err(Error::Io { path, source });
    }
    let book = sheets::read(path)?;
    let shown = || book.sheets.iter().filter(|sheet| !sheet.hidden);
    let fits = |kind: &'static Kind| {
        let wishes = Wishes::default();
        let found = shown().filter_map(|sheet| Heads::find(kind, sheet, &wishes));
        let rank = |heads: &Heads| {
            let unknown = heads.meanings.iter().zip(&heads.words);
            let unknown =
                unknown.filter(|(one, word)| **one == Meaning::Unknown && !word.is_empty());
            (heads.known, is_whole(kind, heads), Reverse(unknown.count()))
        };
        let best = found.map(|heads| rank(&heads)).max()?;
        (best.0 > 1).then_some((best, kind))
    };
    let mut fitting: Vec<_> = kinds::nouns().filter_map(fits).collect();
    fitting.sort_by_key(|(rank, _)| Reverse(*rank));
    let most = fitting.first().map_or(0, |((known, ..), _)| *known);
    // What shares only a day and a remark with it is not meant.
    let near = fitting.iter().filter(|((known, ..), _)| *known * 2 > most);
    Ok(near.map(|(_, kind)| *kind).take(MOST).collect())
}
