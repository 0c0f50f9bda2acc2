//! Refs such as `LY-P3`: the office's code, the kind's letter, the number, and for a number that
//! two copies of a file gave out, `.2` and up on the later ones.

use std::fmt;

/// The most digits that the number in a ref may have.
const MAX_DIGITS: usize = 9;

/// The longest code of an office, in characters.
pub(crate) const MAX_CODE: usize = 8;

/// A ref, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ref {
    pub(crate) office: String,
    pub(crate) letter: char,
    pub(crate) number: i64,
    /// 1, or more where the number was given out more than once.
    pub(crate) copy: i64,
}

impl Ref {
    /// Reads a ref in any case; `own` completes one without an office, such as `P3`.
    pub(crate) fn parse(input: &str, own: &str) -> Option<Self> {
        let upper = input.trim().to_uppercase();
        let (office, rest) = match upper.rsplit_once('-') {
            Some((office, rest)) => (office, rest),
            None => (own, upper.as_str()),
        };
        let mut characters = rest.chars();
        let letter = characters.next().filter(char::is_ascii_uppercase)?;
        let digits = characters.as_str();
        let (number, copy) = match digits.split_once('.') {
            Some((number, copy)) => (natural(number)?, natural(copy).filter(|copy| *copy > 1)?),
            None => (natural(digits)?, 1),
        };
        let office = is_code(office).then(|| office.to_owned())?;
        Some(Self {
            office,
            letter,
            number,
            copy,
        })
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}{}", self.office, self.letter, self.number)?;
        if self.copy > 1 {
            write!(f, ".{}", self.copy)?;
        }
        Ok(())
    }
}

/// Tells whether a text can be an office's code: a capital letter, then capital letters and
/// digits, at most [`MAX_CODE`] in all.
pub(crate) fn is_code(text: &str) -> bool {
    let shaped = text
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    shaped && text.starts_with(|first: char| first.is_ascii_uppercase()) && text.len() <= MAX_CODE
}

fn natural(digits: &str) -> Option<i64> {
    let plain = !digits.is_empty()
        && digits.len() <= MAX_DIGITS
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_refs_in_any_case_and_completes_the_office() {
        let cases = [
            ("LY-P3", Some("LY-P3")),
            ("ly-p3", Some("LY-P3")),
            ("P3", Some("LY-P3")),
            (" p12 ", Some("LY-P12")),
            ("JD-P3.2", Some("JD-P3.2")),
            ("P0", None),
            ("P03", None),
            ("P3.1", None),
            ("P", None),
            ("3", None),
            ("-P3", None),
            ("L-Y-P3", None),
            ("P9999999999", None),
            ("张三", None),
            ("", None),
        ];
        for (input, expected) in cases {
            let parsed = Ref::parse(input, "LY").map(|parsed| parsed.to_string());
            assert_eq!(parsed.as_deref(), expected, "{input}");
        }
    }
}
