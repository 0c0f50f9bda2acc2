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

/// Writes refs in the order of their numbers, those that follow one another as a range: `LY-P1–P3`.
pub(crate) fn ranges(refs: &[String]) -> String {
    let mut parsed: Vec<Ref> = refs.iter().filter_map(|one| Ref::parse(one, "")).collect();
    parsed.sort();
    let follows = |one: &Ref, next: &Ref| {
        (&one.office, one.letter, one.number + 1, 1)
            == (&next.office, next.letter, next.number, next.copy)
    };
    let told = parsed.chunk_by(follows).map(|run| match run {
        [first, _, .., last] => format!("{first}–{}{}", last.letter, last.number),
        few => few.iter().map(Ref::to_string).collect::<Vec<_>>().join(" "),
    });
    told.collect::<Vec<_>>().join(" ")
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
    fn refs_that_follow_one_another_are_a_range() {
        let cases = [
            ("", ""),
            ("LY-P1", "LY-P1"),
            ("LY-P2 LY-P1", "LY-P1 LY-P2"),
            ("LY-P10 LY-P9 LY-P8 LY-P11", "LY-P8–P11"),
            ("LY-P1 LY-P2 LY-P3 LY-P5 JD-P4", "JD-P4 LY-P1–P3 LY-P5"),
            ("LY-P1 LY-V2 LY-P3", "LY-P1 LY-P3 LY-V2"),
            // What was given out twice is told apart.
            ("LY-P1 LY-P2 LY-P2.2 LY-P3", "LY-P1 LY-P2 LY-P2.2 LY-P3"),
        ];
        for (refs, expected) in cases {
            let refs: Vec<String> = refs.split_whitespace().map(str::to_owned).collect();
            assert_eq!(ranges(&refs), expected);
        }
    }

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
