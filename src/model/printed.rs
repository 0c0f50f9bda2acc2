//! What a document prints, piece by piece, as it can be read back from a word processor: the words of each
//! paragraph and table, without their looks.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::document::{Block, Chart, Role, Table};
use super::value::hex;
use crate::text::{Lang, is_hidden};

/// The names of the properties in which a paper keeps of what it is, beside its keys, and the parts of
/// the marks of what it printed, numbered from 1.
pub(crate) const PROPERTY: &str = "huiyin.";
pub(crate) const MARKS: &str = "huiyin.marks.";

/// The length of a mark.
pub(crate) const MARK: usize = 9;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Printed {
    pub(crate) piece: Piece,
    /// True if a person wrote it, as a passage.
    pub(crate) is_own: bool,
    /// The key of the place below which it stands, where its text goes on.
    pub(crate) place: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Heading(String),
    Paragraph(String),
    /// A table with its heads as the first row.
    Table(Vec<Vec<String>>),
}

/// Lists the pieces that blocks print.
pub(crate) fn printed(blocks: &[Block], lang: Lang) -> Vec<Printed> {
    let mut pieces = Vec::new();
    let (mut is_own, mut place, mut next, mut heading) = (false, None, None, "");
    for block in blocks {
        let ends = match block {
            Block::Line(role, _) => *role != Role::Addressee,
            Block::PageBreak => true,
            _ => false,
        };
        if ends {
            place = None;
        }
        match block {
            Block::Passage(begins) => is_own = *begins,
            Block::Place(key) if key.is_empty() => place = None,
            Block::Place(key) => next = Some(key.clone()),
            Block::Heading(_, text) if !is_own => {
                heading = text;
                place = next.take();
            }
            _ => {}
        }
        let mut push = |piece| {
            let place = place.clone();
            pieces.push(Printed {
                piece,
                is_own,
                place,
            });
        };
        match block {
            Block::Heading(_, text) => push(Piece::Heading(text.clone())),
            Block::Paragraph(text) | Block::Line(_, text) => push(Piece::Paragraph(text.clone())),
            Block::Item(text) => push(Piece::Paragraph(format!("{BULLET}{text}"))),
            Block::Numbered(number, text) => push(Piece::Paragraph(format!("{number}. {text}"))),
            Block::Table(table) | Block::Chart(Chart { table, .. }) => {
                if !table.title.is_empty() && table.title != heading {
                    push(Piece::Paragraph(table.title.clone()));
                }
                push(Piece::Table(cells(table, lang)));
            }
            Block::Picture(picture) => push(Piece::Paragraph(picture.line(lang))),
            _ => {}
        }
    }
    pieces
}

/// The mark of an item without a number.
pub(crate) const BULLET: &str = "• ";

fn cells(table: &Table, lang: Lang) -> Vec<Vec<String>> {
    let rows = table.lines();
    let rows = rows.map(|row| row.iter().map(|cell| cell.told(lang)).collect());
    [table.heads.clone()].into_iter().chain(rows).collect()
}

impl Printed {
    /// Returns a short mark of its words, by which it is known again: the same however blanks are set.
    pub(crate) fn mark(&self) -> String {
        let kind = match (&self.piece, self.is_own) {
            (_, true) => OWN,
            (Piece::Table(_), _) => 't',
            _ => 'g',
        };
        format!("{kind}{}", self.piece.digest())
    }
}

/// The first letter of the mark of what a person wrote.
pub(crate) const OWN: char = 'p';

impl Piece {
    pub(crate) fn digest(&self) -> String {
        let words = match self {
            Self::Heading(text) | Self::Paragraph(text) => plain(text),
            Self::Table(rows) => {
                let rows = rows.iter().map(|row| {
                    let cells = row.iter().map(|cell| plain(cell));
                    cells.collect::<Vec<_>>().join("\t")
                });
                rows.collect::<Vec<_>>().join("\n")
            }
        };
        hex(&Sha256::digest(words)[..4])
    }

    /// Returns its words, where it is no table.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Heading(text) | Self::Paragraph(text) => Some(text),
            Self::Table(_) => None,
        }
    }
}

/// Returns a text without its blanks and what joins characters, and with brackets of one width, all of which
/// is set anew where a text is printed.
pub(crate) fn plain(text: &str) -> String {
    let folded = text.nfkc();
    folded
        .filter(|one| !one.is_whitespace() && !is_hidden(*one))
        .collect()
}
