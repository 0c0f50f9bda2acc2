//! The personal values that a file holds, found again inside free text.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_normalization::UnicodeNormalization;

use super::{MASKED, Personal, address_end, is_joint, is_nobody, numbers};

/// Values with their masks, to be looked for all at once, since there may be many of either. They
/// are found in any width and case, and with spaces, dashes or dots between their characters.
#[derive(Debug)]
pub(crate) struct Known {
    values: AhoCorasick,
    /// Mask shown in place of each; `None` if it may be shown.
    masks: Vec<Option<String>>,
}

impl Known {
    /// Gathers values, and the names that are open even where a value is the same or a part of
    /// one; `None` where they are more than can be looked for at once.
    pub(crate) fn new(
        values: impl IntoIterator<Item = (Personal, String)>,
        open: impl IntoIterator<Item = String>,
    ) -> Option<Self> {
        let mut masks = BTreeMap::new();
        for (personal, value) in values {
            let house = match personal {
                Personal::Address => value[address_end(&value)..].trim(),
                _ => "",
            };
            // The house alone, without the district before it, gives it away as well.
            if is_house(house) {
                masks.insert(folded(house), Some(MASKED.to_owned()));
            }
            if is_telling(personal, &value, house) {
                masks.insert(folded(&value), Some(personal.masked(&value)));
            }
        }
        masks.extend(open.into_iter().map(|name| (folded(&name), None)));
        // A single character would be found in every other word.
        masks.retain(|value, _| value.chars().count() > 1);
        let built = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(masks.keys());
        Some(Self {
            values: built.ok()?,
            masks: masks.into_values().collect(),
        })
    }

    /// Gathers values that are looked for whole: nothing else that looks like one is found.
    pub(crate) fn whole(values: impl IntoIterator<Item = (Personal, String)>) -> Option<Self> {
        let is_sure = |(personal, value): &(Personal, String)| {
            let house = value[address_end(value)..].trim();
            let is_address = matches!(personal, Personal::Address);
            is_telling(*personal, value, house) && (!is_address || is_house(house))
        };
        let values = values.into_iter().filter(is_sure);
        let values: BTreeSet<String> = values.map(|(_, value)| folded(&value)).collect();
        let values = values.into_iter().filter(|value| value.chars().count() > 1);
        let values: Vec<String> = values.collect();
        let built = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&values);
        Some(Self {
            masks: vec![Some(MASKED.to_owned()); values.len()],
            values: built.ok()?,
        })
    }

    /// Tells whether nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.masks.is_empty()
    }

    /// Masks in a text every value that is known, and what looks like a phone or an ID number.
    pub(crate) fn hidden(&self, text: &str) -> String {
        numbers::scanned(&self.masked(text))
    }

    /// Returns where a value stands in a text, in bytes; the first of them.
    pub(crate) fn place(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.places(text).into_iter().next().map(|(place, _)| place)
    }

    /// Masks in a text every value that is known.
    pub(crate) fn masked(&self, text: &str) -> String {
        let (mut out, mut told) = (String::new(), 0);
        for (place, mask) in self.places(text) {
            // Of one character that stands for several, half may belong to the value before.
            out += text.get(told..place.start).unwrap_or_default();
            out += mask;
            told = place.end;
        }
        out + &text[told..]
    }

    fn places(&self, text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
        // Of every byte of the folded text, which stretch of the text it came from.
        let (mut plain, mut origin) = (String::new(), Vec::new());
        for (at, character) in text.char_indices().filter(|(_, one)| !is_joint(*one)) {
            plain.extend(folds(character));
            origin.resize(plain.len(), (at, at + character.len_utf8()));
        }
        let found = self.values.find_iter(&plain).filter_map(|found| {
            let mask = self.masks[found.pattern().as_usize()].as_deref()?;
            let (first, last) = (origin[found.start()], origin[found.end() - 1]);
            Some((first.0..last.1, mask))
        });
        found.collect()
    }
}

/// Tells whether a value points to anybody: no common word for a person, no extension of four
/// digits, and no bare name of a village.
fn is_telling(personal: Personal, value: &str, house: &str) -> bool {
    match personal {
        Personal::Address => is_house(house) || house.len() < value.trim().len(),
        Personal::IdNumber | Personal::Phone => {
            let digits = value.chars().filter(|one| one.is_numeric());
            digits.count() >= numbers::FEWEST_DIALLED
        }
        Personal::Name => !is_nobody(value.trim()),
        Personal::Whole => false,
    }
}

/// Tells whether the end of an address leads to a door.
fn is_house(end: &str) -> bool {
    let leads = |one: char| one.is_numeric() || "号楼室组栋幢院".contains(one);
    end.chars().any(leads)
}

fn folds(character: char) -> impl Iterator<Item = char> {
    character.nfkc().flat_map(char::to_lowercase)
}

fn folded(text: &str) -> String {
    let kept = text.chars().filter(|one| !is_joint(*one));
    kept.flat_map(folds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_hidden_however_it_is_written() {
        let known = Known::new(
            [
                (Personal::Name, "秦桂英"),
                (Personal::Name, "秦桂"),
                (Personal::Name, "买买提·吐尔逊"),
                (Personal::Name, "Maria Keller"),
                (Personal::Name, "群众"),
                (Personal::Name, "王"),
                (Personal::Name, "马丽"),
                (Personal::Phone, "0531-6660123"),
                (Personal::Address, "历城区港沟镇南坡村12号"),
                (Personal::Address, "历城区港沟镇北坡村"),
                (Personal::Address, "东坡村"),
                (Personal::Address, "西坡村三组"),
                (Personal::Phone, "8101"),
            ]
            .map(|(personal, value)| (personal, value.to_owned())),
            ["秦桂英子", "马丽"].map(str::to_owned),
        )
        .unwrap();
        let cases = [
            ("为秦桂英家修房", "为秦某某家修房"),
            ("秦桂来访", "秦某某来访"),
            ("秦桂英子、马丽负责", "秦桂英子、马丽负责"),
            ("秦　桂 英", "秦某某"),
            ("买买提吐尔逊、买买提•吐尔逊", "买某某、买某某"),
            ("MARIA　ＫＥＬＬＥＲ", "M***"),
            ("服务群众，王家庄", "服务群众，王家庄"),
            ("住南坡村 12 号", "住***"),
            ("历城区港沟镇南坡村12号", "历城区港沟镇***"),
            ("历城区港沟镇北坡村", "历城区港沟镇***"),
            ("北坡村、东坡村修路", "北坡村、东坡村修路"),
            ("西坡村修路，西坡村三组受益", "西坡村修路，***受益"),
            ("整理8101卷", "整理8101卷"),
            ("拨0531 6660123", "拨****"),
            ("13812341234", "138****1234"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(known.hidden(text), expected);
        }
    }
}
