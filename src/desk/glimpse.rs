//! Records to suggest for what was typed so far.

use super::Desk;
use crate::error::Result;
use crate::model::kind::{Kind, Step};
use crate::model::pinyin;
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::store::{Found, Window};

impl Desk<'_> {
    /// Returns records of a kind whose ref or name begins with what was typed, or loosely those
    /// that have it anywhere in their title, by pinyin too; of a step those for which it is
    /// possible.
    pub(crate) fn glimpse(
        &self,
        kind: &'static Kind,
        step: Option<&'static Step>,
        typed: &str,
        loose: bool,
        most: usize,
    ) -> Result<Vec<Record>> {
        let offices = self.store.offices()?;
        let mut windows = Vec::new();
        if loose && kind.named {
            windows.push(Window::Named(""));
        } else if loose || typed.is_empty() {
            windows.push(Window::Numbers(&self.office, 0, i64::MAX));
            windows.push(Window::Newest);
        } else {
            let numbers = numbers(typed, kind, &self.office, &offices).into_iter();
            windows
                .extend(numbers.map(|(office, first, last)| Window::Numbers(office, first, last)));
            windows.extend(kind.named.then_some(Window::Named(typed)));
        }
        let is_called = |title: &str| pinyin::fits(title, typed);
        let called: Option<&dyn Fn(&str) -> bool> = if loose { Some(&is_called) } else { None };
        let mut found: Vec<Record> = Vec::new();
        for window in windows {
            let fits = |record: &Record| {
                let is_new = found.iter().all(|known| known.id != record.id);
                is_new && step.is_none_or(|step| record.allows(step))
            };
            let more = self
                .store
                .glimpse(kind, window, called, &fits, most - found.len())?;
            found.extend(more);
        }
        // As lists have them.
        found.sort_by_cached_key(|record| Ref::parse(record.ref_text(), &self.office));
        Ok(found)
    }

    /// Tells whether a name is that of a single record of a kind.
    pub(crate) fn is_only_one(&self, kind: &'static Kind, name: &str) -> Result<bool> {
        Ok(matches!(self.store.by_name(kind, name)?, Found::One(_)))
    }
}

/// Returns the numbers of the refs that begin with what was typed, by office; `P1` is this office's.
fn numbers<'a>(
    typed: &str,
    kind: &Kind,
    own: &'a str,
    offices: &'a [(String, String)],
) -> Vec<(&'a str, i64, i64)> {
    let typed = typed.to_uppercase();
    let Some(letter) = kind.letter else {
        return Vec::new();
    };
    let digits = |rest: &str| match rest.strip_prefix(letter) {
        Some(digits) => Some(digits.to_owned()),
        None => rest.is_empty().then(String::new),
    };
    let codes = offices.iter().map(|(code, _)| code.as_str());
    let mut all: Vec<(&str, String)> = Vec::new();
    if let Some((office, rest)) = typed.rsplit_once('-') {
        let office = codes.clone().find(|code| *code == office);
        all.extend(office.zip(digits(rest)));
    } else {
        all.extend(
            typed
                .strip_prefix(letter)
                .map(|digits| (own, digits.to_owned())),
        );
        let begins = codes.filter(|code| code.starts_with(&typed));
        all.extend(begins.map(|code| (code, String::new())));
    }
    let spans = |(office, digits): (&'a str, String)| {
        spans(&digits)
            .into_iter()
            .map(move |(first, last)| (office, first, last))
    };
    all.into_iter().flat_map(spans).collect()
}

/// Returns the stretches of numbers that begin with these digits.
fn spans(digits: &str) -> Vec<(i64, i64)> {
    const MOST_DIGITS: usize = 9;
    if digits.is_empty() {
        return vec![(0, i64::MAX)];
    }
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    let Some(number) = digits.parse::<i64>().ok().filter(|_| is_number) else {
        return Vec::new();
    };
    let scales = (0..=MOST_DIGITS.saturating_sub(digits.len()))
        .map(|power| 10_i64.pow(u32::try_from(power).unwrap_or(0)));
    scales
        .map(|scale| (number * scale, number * scale + scale - 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::pledge;

    #[test]
    fn what_was_typed_of_a_ref_is_a_few_stretches_of_numbers() {
        assert_eq!(spans("12")[..3], [(12, 12), (120, 129), (1200, 1299)]);
        assert_eq!(spans(""), [(0, i64::MAX)]);
        for none in ["012", "1x", "1234567890"] {
            assert!(spans(none).len() <= 1, "{none}");
        }
        let offices = ["LY", "LZ"].map(|code| (code.to_owned(), String::new()));
        let found = |typed| numbers(typed, &pledge::KIND, "LY", &offices);
        assert_eq!(found("l").len(), 2);
        assert_eq!(found("ly-"), [("LY", 0, i64::MAX)]);
        assert_eq!(found("LZ-P7")[0], ("LZ", 7, 7));
        assert_eq!(found("p3")[1], ("LY", 30, 39));
        assert!(found("LY-O").is_empty() && found("XX-P1").is_empty());
    }
}
