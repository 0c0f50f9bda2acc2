//! Examines a paper as the one who signs it would: its form (GB/T 9704-2012, GB/T 15834, GB/T 15835), sums
//! that do not add up, what is left to be written, and what may be personal. It changes nothing.

mod codes;
mod doubts;
mod form;
mod language;
mod places;
mod sums;

use crate::model::laid::{Laid, Paragraph};
use crate::model::personal::Known;
use crate::text::Lang;
pub(crate) use codes::message;
pub(crate) use places::Places;

/// Something in a paper that its signer would have put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The paragraph.
    pub(crate) at: usize,
    pub(crate) code: &'static str,
    /// What is wrong, as it stands there.
    pub(crate) text: String,
    /// What the message says of it, such as how it should be.
    pub(crate) detail: String,
}

impl Fault {
    pub(crate) fn new(
        at: usize,
        code: &'static str,
        text: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        let (text, detail) = (text.into(), detail.into());
        Self {
            at,
            code,
            text,
            detail,
        }
    }
}

/// Tells what is wrong with a paper, in the order in which it stands there.
pub(crate) fn faults(laid: &Laid, known: &Known, officials: &[String]) -> Vec<Fault> {
    let lang = language(laid);
    let mut found = form::faults(laid, lang);
    let main = form::main_end(laid);
    for (at, paragraph) in laid.paragraphs.iter().enumerate() {
        found.extend(language::faults(at, paragraph, at < main, lang));
        found.extend(doubts::faults(at, paragraph, known, officials));
        if paragraph.cell.is_none() {
            found.extend(sums::in_prose(at, &paragraph.text));
        }
    }
    found.extend(sums::in_tables(laid));
    found.sort_by_key(|fault| fault.at);
    found
}

/// Tells whether it is that something may be personal.
pub(crate) fn is_doubt(fault: &Fault) -> bool {
    doubts::CODES.contains(&fault.code)
}

/// Tells in which language a paper is.
pub(crate) fn language(laid: &Laid) -> Lang {
    let letters = |is: fn(char) -> bool| -> usize {
        let prose = laid.paragraphs.iter().filter(|one| one.cell.is_none());
        prose
            .map(|one| one.text.chars().filter(|one| is(*one)).count())
            .sum()
    };
    // A word of English has five letters or so, one of Chinese two characters.
    if letters(is_han) * 2 >= letters(|one| one.is_ascii_alphabetic()) {
        Lang::Zh
    } else {
        Lang::En
    }
}

const fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns a text around a place, for whoever looks for it.
fn around(characters: &[char], from: usize, until: usize) -> String {
    const NEAR: usize = 6;
    let last = characters.len().min(until + NEAR);
    characters[from.saturating_sub(NEAR)..last].iter().collect()
}

/// Tells whether a paragraph is prose of the body.
fn is_prose(paragraph: &Paragraph) -> bool {
    paragraph.cell.is_none() && paragraph.text.trim().chars().count() >= 30
}
