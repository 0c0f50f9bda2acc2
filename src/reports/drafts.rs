//! What a person has changed in a paper since the program wrote it: their words, which become passages, and
//! what the program wrote, which the records decide. Nothing that was changed is left untold.

use std::collections::{BTreeMap, BTreeSet};

use super::passages::{AFTER, BEFORE};
use crate::model::document::GAP;
use crate::model::printed::{BULLET, MARK, OWN, Piece, Printed, plain};
use crate::text::Lang;

/// How alike two texts are, from 0 to 1, from where on the one is taken for the other, changed.
const ALIKE: f64 = 0.5;

/// A paper that came back, beside what the program would print now.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) paper: &'a [Piece],
    /// The marks of what the program wrote then, one behind the other.
    pub(crate) marks: &'a str,
    pub(crate) now: &'a [Printed],
    pub(crate) lang: Lang,
}

/// Where words stand: the key of a place, and the position.
pub(crate) type Spot = (String, &'static str);

/// What became of a change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    /// Words for a place, as Markdown, and those that stand there now.
    Taken {
        spot: Spot,
        text: String,
        before: String,
    },
    /// Words at a place whose own words have changed in the file as well.
    Both {
        spot: Spot,
        text: String,
        before: String,
    },
    /// Something that the program wrote, as it is now and as the paper has it, with the numbers that differ.
    Contradicted {
        place: Option<String>,
        /// The row and column, where it stands in a table.
        cell: Option<String>,
        printed: String,
        paper: String,
        numbers: Vec<Differing>,
    },
    /// What the program wrote was worded otherwise.
    Reworded {
        place: Option<String>,
        printed: String,
        paper: String,
    },
    /// What the program wrote, or a passage, is not there any more.
    Missing { place: Option<String>, text: String },
    /// It stands where no passage can.
    Elsewhere { paper: String },
}

/// A number that is another in the paper, and the words around it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Differing {
    pub(crate) printed: String,
    pub(crate) paper: String,
    pub(crate) around: String,
}

/// A piece of the paper, by what is known of it.
enum Known {
    /// The program wrote it.
    Written,
    /// A passage, as it was printed.
    Own,
    New,
}

#[derive(Default)]
struct Walk {
    place: Option<String>,
    /// True once something that the program wrote has come below the heading.
    passed: bool,
    changes: Vec<Change>,
    /// The words of each place, and whether something in them is new.
    words: BTreeMap<usize, (Spot, Vec<String>, bool)>,
    used: BTreeSet<usize>,
}

impl Draft<'_> {
    /// Tells what was changed.
    pub(crate) fn changes(&self) -> Vec<Change> {
        let mut walk = Walk::default();
        for (at, piece) in self.paper.iter().enumerate() {
            self.step(at, piece, &mut walk);
        }
        self.missing(&mut walk);
        self.words(&mut walk);
        walk.changes
    }

    /// Tells whether a piece has been written then under one of these kinds of marks.
    fn was_written(&self, piece: &Piece, kinds: &[char]) -> bool {
        let digest = piece.digest();
        let marks = self.marks.as_bytes().chunks(MARK);
        let mut marks = marks.filter_map(|mark| std::str::from_utf8(mark).ok());
        marks.any(|mark| mark.ends_with(&digest) && mark.starts_with(kinds))
    }

    fn known(&self, piece: &Piece) -> Known {
        let is_now = |own: bool| {
            let digest = piece.digest();
            let mut now = self.now.iter();
            now.any(|one| one.is_own == own && one.piece.digest() == digest)
        };
        if self.was_written(piece, &['g', 't']) || is_now(false) {
            Known::Written
        } else if self.was_written(piece, &[OWN]) || is_now(true) {
            Known::Own
        } else {
            Known::New
        }
    }

    fn step(&self, at: usize, piece: &Piece, walk: &mut Walk) {
        match self.known(piece) {
            Known::Written => {
                let digest = piece.digest();
                let same = |(at, one): &(usize, &Printed)| {
                    !one.is_own && !walk.used.contains(at) && one.piece.digest() == digest
                };
                if let Some((now, one)) = self.now.iter().enumerate().find(same) {
                    walk.used.insert(now);
                    self.go_to(one, walk);
                } else {
                    walk.passed = true;
                }
            }
            Known::Own => self.prose(at, piece, false, walk),
            Known::New => self.changed(at, piece, walk),
        }
    }

    /// Goes to where a piece stands that the program wrote.
    fn go_to(&self, one: &Printed, walk: &mut Walk) {
        let is_heading = matches!(one.piece, Piece::Heading(_));
        if is_heading || walk.place != one.place {
            walk.passed = false;
            walk.place.clone_from(&one.place);
        }
        walk.passed |= !is_heading && !self.is_gap(&one.piece);
    }

    fn is_gap(&self, piece: &Piece) -> bool {
        piece.text() == Some(GAP.get(self.lang))
    }

    /// Takes a piece that is not as anything that was printed.
    fn changed(&self, at: usize, piece: &Piece, walk: &mut Walk) {
        let Some(text) = piece.text() else {
            return self.table(piece, walk);
        };
        if let Some(found) = self.left_open(text, walk) {
            walk.used.insert(found);
            return self.prose(at, piece, true, walk);
        }
        let is_heading = matches!(piece, Piece::Heading(_));
        let candidates = self.now.iter().enumerate().filter(|(at, one)| {
            let is_kind = matches!(one.piece, Piece::Heading(_)) == is_heading;
            let is_here = is_heading || one.place == walk.place;
            let is_open = !one.is_own && !walk.used.contains(at) && !self.is_gap(&one.piece);
            is_kind && is_here && is_open
        });
        let scored = candidates.filter_map(|(at, one)| {
            let printed = one.piece.text()?;
            Some((at, likeness(printed, text))).filter(|(_, score)| *score >= ALIKE)
        });
        let best = scored.max_by(|one, other| one.1.total_cmp(&other.1));
        let Some((found, _)) = best else {
            return match walk.place {
                Some(_) => self.prose(at, piece, true, walk),
                None => walk.changes.push(Change::Elsewhere {
                    paper: text.to_owned(),
                }),
            };
        };
        let one = &self.now[found];
        let printed = one.piece.text().unwrap_or_default();
        walk.used.insert(found);
        self.go_to(one, walk);
        let place = walk.place.clone();
        let numbers = differing(printed, text);
        let added = place.as_ref().and_then(|_| added(printed, text));
        walk.changes.extend(match added {
            Some(_) => None,
            None if numbers.is_empty() => Some(Change::Reworded {
                place,
                printed: printed.to_owned(),
                paper: text.to_owned(),
            }),
            None => Some(Change::Contradicted {
                place,
                cell: None,
                printed: printed.to_owned(),
                paper: text.to_owned(),
                numbers,
            }),
        });
        if let Some(added) = added {
            self.prose(at, &Piece::Paragraph(added), true, walk);
        }
    }

    /// Finds the sentence at the place at hand that was left open for somebody to write, and that a text
    /// begins as.
    fn left_open(&self, text: &str, walk: &Walk) -> Option<usize> {
        walk.place.as_ref()?;
        self.now.iter().enumerate().position(|(at, one)| {
            let printed = one.piece.text().unwrap_or_default();
            let beginning = printed.find(GAP.get(self.lang)).map(|end| &printed[..end]);
            let is_begun = beginning.is_some_and(|beginning| {
                !beginning.is_empty() && plain(text).starts_with(&plain(beginning))
            });
            is_begun && one.place == walk.place && !walk.used.contains(&at)
        })
    }

    /// Gathers words for the place at hand.
    fn prose(&self, at: usize, piece: &Piece, is_new: bool, walk: &mut Walk) {
        let Some(text) = piece.text() else {
            return self.table(piece, walk);
        };
        let Some(place) = walk.place.clone() else {
            walk.changes.push(Change::Elsewhere {
                paper: text.to_owned(),
            });
            return;
        };
        let position = if !walk.passed && self.has_figures(&place) {
            BEFORE
        } else {
            AFTER
        };
        let spot = (place, position);
        let known = walk.words.iter().find(|(_, (own, ..))| *own == spot);
        let at = known.map_or(at, |(at, _)| *at);
        let (_, lines, any) = walk
            .words
            .entry(at)
            .or_insert_with(|| (spot, Vec::new(), false));
        lines.push(markdown(piece));
        *any |= is_new;
    }

    /// Tells whether the program writes something below a heading.
    fn has_figures(&self, place: &str) -> bool {
        self.now.iter().any(|one| {
            let is_text = !matches!(one.piece, Piece::Heading(_)) && !self.is_gap(&one.piece);
            !one.is_own && is_text && one.place.as_deref() == Some(place)
        })
    }

    /// Compares a table that is not as it was printed, cell by cell.
    fn table(&self, piece: &Piece, walk: &mut Walk) {
        let Piece::Table(rows) = piece else {
            return;
        };
        walk.passed = true;
        let heads = rows.first().map(|heads| heads.iter().map(|one| plain(one)));
        let heads: Vec<String> = heads.into_iter().flatten().collect();
        let found = self.now.iter().enumerate().find_map(|(at, one)| {
            let Piece::Table(known) = &one.piece else {
                return None;
            };
            let own = known.first()?.iter().map(|one| plain(one));
            let is_it = !walk.used.contains(&at) && own.eq(heads.iter().cloned());
            is_it.then_some((at, one, known))
        });
        let Some((at, one, known)) = found else {
            let text = rows.iter().map(|row| row.join(" | "));
            walk.changes.push(Change::Elsewhere {
                paper: text.collect::<Vec<_>>().join(" / "),
            });
            return;
        };
        walk.used.insert(at);
        walk.place.clone_from(&one.place);
        let place = one.place.clone();
        let key = |row: &[String]| row.first().map(|one| plain(one)).unwrap_or_default();
        let mut open: Vec<&Vec<String>> = known.iter().skip(1).collect();
        for row in rows.iter().skip(1) {
            let Some(own) = open.iter().position(|own| key(own) == key(row)) else {
                walk.changes.push(Change::Elsewhere {
                    paper: row.join(" | "),
                });
                continue;
            };
            let own = open.remove(own);
            for (column, (printed, paper)) in own.iter().zip(row).enumerate() {
                if plain(printed) != plain(paper) {
                    let head = known[0].get(column).map_or("", String::as_str);
                    let first = own.first().map_or("", String::as_str);
                    walk.changes.push(Change::Contradicted {
                        place: place.clone(),
                        cell: Some(format!("{first} · {head}")),
                        printed: printed.clone(),
                        paper: paper.clone(),
                        numbers: vec![Differing {
                            printed: printed.clone(),
                            paper: paper.clone(),
                            around: format!("{first}{head}"),
                        }],
                    });
                }
            }
        }
        let missing = open.into_iter().map(|row| Change::Missing {
            place: place.clone(),
            text: row.join(" | "),
        });
        walk.changes.extend(missing);
    }

    /// Tells what the program wrote then, would write again now, and is not in the paper.
    fn missing(&self, walk: &mut Walk) {
        for (at, one) in self.now.iter().enumerate() {
            let is_open = !one.is_own && !walk.used.contains(&at) && !self.is_gap(&one.piece);
            if is_open && self.was_written(&one.piece, &['g', 't']) {
                let text = match &one.piece {
                    Piece::Table(rows) => {
                        rows.first().map_or_else(String::new, |row| row.join(" | "))
                    }
                    other => other.text().unwrap_or_default().to_owned(),
                };
                let place = one.place.clone();
                walk.changes.push(Change::Missing { place, text });
            }
        }
    }

    /// Returns the words that stand at each place now, and whether all of them were there then.
    fn current(&self) -> BTreeMap<Spot, (Vec<String>, bool)> {
        let mut current: BTreeMap<Spot, (Vec<String>, bool)> = BTreeMap::new();
        let (mut place, mut passed) = (None, false);
        for one in self.now {
            if one.place != place || matches!(one.piece, Piece::Heading(_)) && !one.is_own {
                (place, passed) = (one.place.clone(), false);
            }
            if !one.is_own {
                passed |= !matches!(one.piece, Piece::Heading(_)) && !self.is_gap(&one.piece);
                continue;
            }
            let Some(key) = &place else { continue };
            let position = if !passed && self.has_figures(key) {
                BEFORE
            } else {
                AFTER
            };
            let (lines, was_there) = current
                .entry((key.clone(), position))
                .or_insert_with(|| (Vec::new(), true));
            lines.push(markdown(&one.piece));
            *was_there &= self.was_written(&one.piece, &[OWN]);
        }
        current
    }

    /// Holds the words of the paper against those of the file.
    fn words(&self, walk: &mut Walk) {
        let mut current = self.current();
        for (spot, lines, is_new) in std::mem::take(&mut walk.words).into_values() {
            let (now, was_there) = current.remove(&spot).unwrap_or((Vec::new(), true));
            let same = lines.iter().map(|line| plain(line));
            if same.eq(now.iter().map(|line| plain(line))) || !is_new && !was_there {
                continue;
            }
            let (text, before) = (joined(&lines), joined(&now));
            walk.changes.push(if was_there {
                Change::Taken { spot, text, before }
            } else {
                Change::Both { spot, text, before }
            });
        }
        for ((place, _), (lines, was_there)) in current {
            if was_there {
                let (place, text) = (Some(place), joined(&lines));
                walk.changes.push(Change::Missing { place, text });
            }
        }
    }
}

/// Joins paragraphs, of which those of a list stand together.
fn joined(lines: &[String]) -> String {
    let mut text = String::new();
    let is_item = |line: &str| {
        let digits = line.trim_start_matches(|one: char| one.is_ascii_digit());
        line.starts_with("- ") || digits.len() < line.len() && digits.starts_with(". ")
    };
    let mut before = "";
    for line in lines {
        if !text.is_empty() {
            text += if is_item(before) && is_item(line) {
                "\n"
            } else {
                "\n\n"
            };
        }
        text += line;
        before = line;
    }
    text
}

/// Writes a piece as Markdown that prints it again.
fn markdown(piece: &Piece) -> String {
    let (mark, text) = match piece {
        Piece::Heading(text) => ("### ", text.as_str()),
        Piece::Paragraph(text) => match text.strip_prefix(BULLET) {
            Some(rest) => ("- ", rest),
            None => ("", text.as_str()),
        },
        Piece::Table(_) => ("", ""),
    };
    let mut out = mark.to_owned();
    for (at, one) in text.trim().chars().enumerate() {
        let begins = at == 0 && mark.is_empty() && matches!(one, '#' | '-' | '+' | '=');
        if begins || matches!(one, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|') {
            out.push('\\');
        }
        out.push(if one == '\n' { ' ' } else { one });
    }
    out
}

/// Returns what was written before or after a text, which is there whole.
fn added(printed: &str, paper: &str) -> Option<String> {
    let (printed, paper) = (printed.trim(), paper.trim());
    let rest = paper
        .strip_prefix(printed)
        .or_else(|| paper.strip_suffix(printed))?;
    let rest = rest.trim();
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// Returns the numbers of a text, as they are written, each with where it begins.
fn numbers(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|one: char| one.is_ascii_digit()) {
        let goes_on = |one: char| one.is_ascii_digit() || matches!(one, '.' | '%');
        let number = &rest[start..];
        let end = number.find(|one| !goes_on(one)).unwrap_or(number.len());
        let at = text.len() - number.len();
        found.push((at, number[..end].trim_end_matches('.')));
        rest = &number[end..];
    }
    found
}

/// Pairs the numbers of two texts that differ; where there are more of the one than of the other, with
/// nothing.
fn differing(printed: &str, paper: &str) -> Vec<Differing> {
    /// Of the words before and after a number so many tell what is counted.
    const BEFORE: usize = 12;
    const AFTER: usize = 4;
    let (own, other) = (numbers(printed), numbers(paper));
    let pairs = (0..own.len().max(other.len())).map(|nth| (own.get(nth), other.get(nth)));
    let differ = pairs.filter(|(one, other)| one.map(|one| one.1) != other.map(|one| one.1));
    let told = differ.map(|(one, other)| {
        let (at, number) = one.copied().unwrap_or((printed.len(), ""));
        let before: Vec<char> = printed[..at].chars().rev().take(BEFORE).collect();
        let after = printed[at + number.len()..].chars().take(AFTER);
        Differing {
            printed: number.to_owned(),
            paper: other.map_or_else(String::new, |one| one.1.to_owned()),
            around: before.into_iter().rev().chain(after).collect(),
        }
    });
    told.collect()
}

/// Says how alike two texts are: the pairs of characters that they share, of all.
pub(crate) fn likeness(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| -> BTreeMap<(char, char), u32> {
        let text = plain(text);
        let mut pairs = BTreeMap::new();
        for pair in text.chars().zip(text.chars().skip(1)) {
            *pairs.entry(pair).or_default() += 1;
        }
        pairs
    };
    let (one, other) = (pairs(one), pairs(other));
    let all: u32 = one.values().chain(other.values()).sum();
    let shared: u32 = one
        .iter()
        .map(|(pair, count)| other.get(pair).map_or(0, |own| *count.min(own)))
        .sum();
    if all == 0 {
        return 0.0;
    }
    2.0 * f64::from(shared) / f64::from(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(place: &str, is_own: bool, piece: Piece) -> Printed {
        let place = (!place.is_empty()).then(|| place.to_owned());
        Printed {
            piece,
            is_own,
            place,
        }
    }

    fn heading(text: &str) -> Piece {
        Piece::Heading(text.to_owned())
    }

    fn text(text: &str) -> Piece {
        Piece::Paragraph(text.to_owned())
    }

    /// Returns what the program prints: two headings, one with figures and a passage, one with a gap.
    fn now() -> Vec<Printed> {
        let table = [["类别", "件"], ["热线", "3"], ["信箱", "5"]];
        let table = table.map(|row| row.map(str::to_owned).to_vec()).to_vec();
        vec![
            printed("work", false, heading("二、主要做法")),
            printed("work", true, text("坚持公开。")),
            printed("work", false, text("共走访3次，接待群众5人次。")),
            printed("work", false, Piece::Table(table)),
            printed("work", false, text("群众意见：【待补】")),
            printed("next", false, heading("六、下一步打算")),
            printed("next", false, text("【待补】")),
            printed("", false, text("附件：1. 名单")),
        ]
    }

    fn changes(edit: impl Fn(&mut Vec<Piece>)) -> Vec<Change> {
        let now = now();
        let marks: String = now.iter().map(Printed::mark).collect();
        let mut paper: Vec<Piece> = now.iter().map(|one| one.piece.clone()).collect();
        edit(&mut paper);
        let (paper, marks, now) = (&paper[..], &marks[..], &now[..]);
        let lang = Lang::Zh;
        Draft {
            paper,
            marks,
            now,
            lang,
        }
        .changes()
    }

    fn taken(place: &str, position: &'static str, text: &str, before: &str) -> Change {
        Change::Taken {
            spot: (place.to_owned(), position),
            text: text.to_owned(),
            before: before.to_owned(),
        }
    }

    #[test]
    fn what_was_not_changed_is_no_change() {
        assert_eq!(changes(|_| ()), []);
        assert_eq!(changes(|paper| paper[0] = text("二、主要　做法")), []);
    }

    #[test]
    fn words_are_taken_where_they_stand() {
        let found = changes(|paper| paper[6] = text("1. 建台账"));
        assert_eq!(found, [taken("next", AFTER, "1. 建台账", "")]);
        let found = changes(|paper| paper[1] = text("坚持*公开*。"));
        assert_eq!(
            found,
            [taken("work", BEFORE, "坚持\\*公开\\*。", "坚持公开。")]
        );
        let found = changes(|paper| paper[4] = text("群众意见：都说好。"));
        assert_eq!(found, [taken("work", AFTER, "群众意见：都说好。", "")]);
        let found = changes(|paper| paper.insert(4, text("体会深刻。")));
        assert_eq!(found, [taken("work", AFTER, "体会深刻。", "")]);
        let found = changes(|paper| paper[2] = text("共走访3次，接待群众5人次。群众满意。"));
        assert_eq!(found, [taken("work", AFTER, "群众满意。", "")]);
    }

    #[test]
    fn figures_are_told_and_nothing_is_lost() {
        let pairs = |change: &Change| match change {
            Change::Contradicted { numbers, .. } => {
                let pairs = numbers
                    .iter()
                    .map(|one| (one.printed.clone(), one.paper.clone()));
                pairs.collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        let found = changes(|paper| paper[2] = text("共走访30次，接待群众5人次。"));
        assert_eq!(pairs(&found[0]), [("3".to_owned(), "30".to_owned())]);
        let found = changes(|paper| {
            if let Piece::Table(rows) = &mut paper[3] {
                rows[2][1] = "6".to_owned();
            }
        });
        assert_eq!(pairs(&found[0]), [("5".to_owned(), "6".to_owned())]);
        let found = changes(|paper| paper[2] = text("走访了3次，也接待群众5人次。"));
        assert!(matches!(found[..], [Change::Reworded { .. }]), "{found:?}");
        let found = changes(|paper| {
            paper.remove(2);
        });
        assert!(matches!(found[..], [Change::Missing { .. }]), "{found:?}");
        let found = changes(|paper| {
            paper.remove(1);
        });
        assert!(matches!(found[..], [Change::Missing { .. }]), "{found:?}");
        let found = changes(|paper| paper.push(text("另附一页")));
        assert!(matches!(found[..], [Change::Elsewhere { .. }]), "{found:?}");
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let found = numbers("3次，33.33%，共5.").into_iter();
        assert_eq!(
            found.map(|one| one.1).collect::<Vec<_>>(),
            ["3", "33.33%", "5"]
        );
        let [one] = &differing("自2011年起，共走访2次，", "自2011年起，共走访20次，")[..]
        else {
            panic!()
        };
        assert_eq!((&*one.printed, &*one.paper), ("2", "20"));
        assert!(one.around.ends_with("共走访次，"), "{}", one.around);
    }
}
