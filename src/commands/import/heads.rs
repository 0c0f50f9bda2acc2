//! Finds the lines of a sheet with the heads, and the meaning of each column: heads in Chinese, in
//! English, as identifiers or as offices word them, in any order, in one line or in two.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::wishes::Wishes;
use crate::desk::input;
use crate::model::kind::{Field, Kind, LOGGED_ON, REF, Shape, UNIT};
use crate::model::listing::{
    ACCEPTED, ACCEPTED_LABEL, BACKFILLED_LABEL, MOVED, MOVED_LABEL, PROPOSALS, PROPOSALS_LABEL,
    RECORD, RECORD_LABEL, name_label,
};
use crate::model::nearest::nearest;
use crate::sheets::{Sheet, SheetCell, letters};
use crate::text::Lang;

/// Number of rows among which the heads are looked for.
const SEARCHED: usize = 30;
/// Heads of the running number that many sheets have.
const NUMBERS: &[&str] = &[
    "序号",
    "顺序号",
    "顺序",
    "行号",
    "no.",
    "no",
    "#",
    "№",
    "serial",
];

/// Content of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A field, by its place in the kind.
    Field(usize),
    /// The identity of the record.
    Record,
    /// Follows from the other columns.
    Computed,
    /// The title of the record that this field names; where no column has the field, its value.
    Named(usize),
    /// The running number of the row.
    Number,
    /// Left out by request.
    Ignored,
    Unknown,
}

impl Meaning {
    pub(super) fn field(&self) -> Option<usize> {
        match self {
            Self::Field(at) => Some(*at),
            _ => None,
        }
    }
}

/// The columns of a sheet.
#[derive(Debug, Default)]
pub(super) struct Heads {
    /// Index of the first row of heads.
    pub(super) at: usize,
    /// Number of rows that they take.
    pub(super) lines: usize,
    /// Number of heads that the kind knows.
    pub(super) known: usize,
    /// Per column of any row.
    pub(super) meanings: Vec<Meaning>,
    /// Per column, the head as it is written.
    pub(super) words: Vec<String>,
}

impl Heads {
    /// Finds the heads; `None` where no row has a head that the kind knows.
    pub(super) fn find(kind: &'static Kind, sheet: &Sheet, wishes: &Wishes) -> Option<Self> {
        let known = KnownHeads::of(kind, wishes);
        let rows = 0..sheet.rows.first().len().min(SEARCHED);
        let found = rows.filter_map(|at| known.read(sheet, at));
        // The first of the best; a title above the heads is no line of them.
        let best = |heads: &Self| {
            let is_double = heads.double(kind).is_some();
            (Reverse(heads.known), is_double, heads.lines, heads.at)
        };
        let mut heads = found.min_by_key(best)?;
        let width = sheet.width.max(heads.meanings.len());
        for column in heads.meanings.len()..width {
            heads.meanings.push(known.wished(column, ""));
            heads.words.push(String::new());
        }
        Some(heads)
    }

    /// Returns the column of a field.
    pub(super) fn column(&self, field: usize) -> Option<usize> {
        self.meanings
            .iter()
            .position(|one| *one == Meaning::Field(field))
    }

    /// Tells whether these are the heads of a ledger of ours: fields by their labels, in order, with the
    /// ref and the day of the entry before the others.
    pub(super) fn are_of_a_ledger(&self, kind: &'static Kind) -> bool {
        let fields: Vec<&Field> = kind.all_fields().collect();
        let is_label = |at: usize, word: &str| {
            let label = fields.get(at).map(|field| field.label);
            label.is_some_and(|label| {
                [Lang::Zh, Lang::En]
                    .iter()
                    .any(|one| label.get(*one) == word)
            })
        };
        let columns = self.meanings.iter().zip(&self.words);
        let mut places = Vec::new();
        for (meaning, word) in columns {
            match meaning {
                Meaning::Field(at) if is_label(*at, word) => places.push(*at),
                Meaning::Computed => {}
                _ => return false,
            }
        }
        let first = places.first().and_then(|at| fields.get(*at));
        let is_logged = |at: &usize| {
            fields
                .get(*at)
                .is_some_and(|field| field.id == LOGGED_ON.id)
        };
        let begins = first.is_some_and(|field| field.id == REF.id) && places.iter().any(is_logged);
        begins && places.is_sorted()
    }

    /// Returns two columns that hold one thing, if there are; a list may stand in several.
    pub(super) fn double(&self, kind: &'static Kind) -> Option<(usize, usize)> {
        let held = |one: &Meaning| match one {
            Meaning::Field(at) => kind.all_fields().nth(*at).is_none_or(|field| !field.many),
            other => matches!(other, Meaning::Record),
        };
        let columns = || {
            self.meanings
                .iter()
                .enumerate()
                .filter(|(_, one)| held(one))
        };
        columns().find_map(|(first, meaning)| {
            let second = columns().find(|(at, one)| *at > first && *one == meaning)?;
            Some((first, second.0))
        })
    }

    /// Names the columns that nothing was taken from.
    pub(super) fn ignored(&self) -> Vec<String> {
        let left = |one: &Meaning| matches!(one, Meaning::Ignored | Meaning::Number);
        let columns = self.meanings.iter().enumerate();
        columns
            .filter(|(_, one)| left(one))
            .map(|(at, _)| self.name(at))
            .collect()
    }

    /// Names a column by its head and its letters, or where it has no head by those alone.
    pub(super) fn name(&self, column: usize) -> String {
        match self.word(column) {
            "" => letters(column),
            word => format!("{word}({})", letters(column)),
        }
    }

    /// Returns what an option that speaks of a column is to be given.
    pub(super) fn handle(&self, column: usize) -> String {
        match self.word(column) {
            "" => letters(column),
            word => word.split_whitespace().collect(),
        }
    }

    /// Returns the head of a column.
    pub(super) fn word(&self, column: usize) -> &str {
        self.words.get(column).map_or("", String::as_str)
    }

    /// Tells whether a row repeats the heads, as the next page of a print does.
    pub(super) fn is_repeated(&self, cells: &[SheetCell]) -> bool {
        let mut filled = cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_blank());
        let same = |(column, cell): (usize, &SheetCell)| {
            let SheetCell::Text(text) = cell else {
                return false;
            };
            // Of two lines of heads it may be either.
            let (text, head) = (folded(text), folded(self.word(column)));
            text == head || self.lines > 1 && (head.starts_with(&text) || head.ends_with(&text))
        };
        filled.clone().count() > 1 && filled.all(same)
    }
}

/// Every way to write a head of a kind.
struct KnownHeads {
    kind: &'static Kind,
    heads: Vec<(String, Meaning)>,
    wished: Vec<(String, Meaning)>,
}

impl KnownHeads {
    fn of(kind: &'static Kind, wishes: &Wishes) -> Self {
        let mut heads = vec![
            (RECORD.to_owned(), Meaning::Record),
            ("backfilled".to_owned(), Meaning::Computed),
            (MOVED.to_owned(), Meaning::Computed),
            (PROPOSALS.to_owned(), Meaning::Computed),
            (ACCEPTED.to_owned(), Meaning::Computed),
        ];
        for lang in [Lang::Zh, Lang::En] {
            heads.push((folded(RECORD_LABEL.get(lang)), Meaning::Record));
            heads.push((folded(BACKFILLED_LABEL.get(lang)), Meaning::Computed));
            for label in [MOVED_LABEL, PROPOSALS_LABEL, ACCEPTED_LABEL] {
                heads.push((folded(label.get(lang)), Meaning::Computed));
            }
        }
        for (at, field) in kind.all_fields().enumerate() {
            let meaning = meaning_of(at, field);
            for way in spellings(field) {
                heads.push((folded(way), meaning));
                heads.push((bare(&folded(way)).to_owned(), meaning));
            }
            let named = named_by(at, field);
            heads.extend(computed_heads(field).map(|head| (folded(&head), named)));
        }
        // What offices say of themselves comes behind what the kinds say.
        for (at, field) in kind.all_fields().enumerate() {
            let own = field.heads.iter().map(|head| folded(head));
            heads.extend(own.map(|head| (head, Meaning::Field(at))));
        }
        heads.extend(NUMBERS.iter().map(|head| (folded(head), Meaning::Number)));
        let place = |name: &str| kind.all_fields().position(|field| field.answers_to(name));
        let mapped = wishes
            .mapped
            .iter()
            .filter_map(|(head, field)| Some((folded(head), Meaning::Field(place(field)?))));
        let ignored = wishes.ignored.iter();
        let ignored = ignored.map(|head| (folded(head), Meaning::Ignored));
        let known = wishes.known.iter().filter(|one| one.noun == kind.id);
        let known =
            known.filter_map(|one| Some((one.head.clone(), Meaning::Field(place(&one.field)?))));
        Self {
            kind,
            heads,
            wished: mapped.chain(ignored).chain(known).collect(),
        }
    }

    /// Returns what was asked for of a column; of others they are unknown.
    fn wished(&self, column: usize, head: &str) -> Meaning {
        let letters = letters(column).to_lowercase();
        let head = folded(head);
        let fits = |name: &String| !head.is_empty() && *name == head || *name == letters;
        let found = self.wished.iter().find(|(name, _)| fits(name));
        found.map_or(Meaning::Unknown, |(_, meaning)| *meaning)
    }

    fn meaning(&self, column: usize, head: &str) -> Meaning {
        let wished = self.wished(column, head);
        if wished != Meaning::Unknown {
            return wished;
        }
        let head = folded(head);
        let find = |head: &str| {
            let mut heads = self.heads.iter();
            heads.find(|(known, _)| known == head && !head.is_empty())
        };
        let found = find(&head).or_else(|| find(bare(&head)));
        let found = found.or_else(|| find(&of_a_day(bare(&head))?));
        let found = found.or_else(|| {
            // One of several columns of a list: 走访人1, 走访人2.
            let first = head.trim_end_matches(|one: char| {
                one.is_ascii_digit() || "一二三四五六七八九十()".contains(one)
            });
            let found = find(first).filter(|_| first.len() < head.len())?;
            let mut fields = self.kind.all_fields();
            let field = found.1.field().and_then(|at| fields.nth(at));
            field.is_some_and(|field| field.many).then_some(found)
        });
        found.map_or(Meaning::Unknown, |(_, meaning)| *meaning)
    }

    /// Reads a row as heads, with the row below where the two are heads together.
    fn read(&self, sheet: &Sheet, at: usize) -> Option<Heads> {
        let cells = sheet.spread(at);
        let words: Vec<String> = cells.iter().map(words).collect();
        let one = self.heads(at, words.clone(), Vec::new(), &words);
        let two = self.two_lines(sheet, at, words);
        // Below a head over two columns a second line of nothing but heads says which is which.
        let is_double = one.double(self.kind).is_some();
        let best = match two {
            Some((two, is_all)) if two.known > one.known || is_all && is_double => two,
            _ => one,
        };
        (best.known > 0).then_some(best)
    }

    /// Reads two rows as one line of heads, where the second fills what the first leaves open; tells whether
    /// that is all it does.
    fn two_lines(&self, sheet: &Sheet, at: usize, mut above: Vec<String>) -> Option<(Heads, bool)> {
        let below = sheet.rows.first().get(at + 1)?;
        if !below
            .cells
            .iter()
            .all(|cell| matches!(cell, SheetCell::Text(_)) || cell.is_blank())
        {
            return None;
        }
        let below: Vec<String> = sheet.spread(at + 1).iter().map(words).collect();
        above.resize(above.len().max(below.len()), String::new());
        let open = |column: usize| above.get(column).is_some_and(String::is_empty);
        let is_spread = |column: usize| {
            column > 0 && above.get(column) == above.get(column - 1) && !open(column)
        };
        let fills = |(column, word): (usize, &String)| {
            !word.is_empty() && (open(column) || is_spread(column))
        };
        if !below.iter().enumerate().any(fills) {
            return None;
        }
        let is_head = |(column, word): (usize, &String)| {
            let is_one = word.is_empty() || above.get(column) == Some(word);
            is_one || fills((column, word)) || is_spread(column + 1)
        };
        let is_all = below.iter().enumerate().all(is_head);
        // Without merged cells, a head stands over those to its right that have none. By itself it
        // is the head of its own column alone.
        let alone = |(column, word): (usize, &String)| {
            if is_spread(column) {
                String::new()
            } else {
                word.clone()
            }
        };
        let own: Vec<String> = above.iter().enumerate().map(alone).collect();
        for column in 1..above.len() {
            if above[column].is_empty() && below.get(column).is_some_and(|word| !word.is_empty()) {
                let left = above[column - 1].clone();
                above[column] = left;
            }
        }
        let mut heads = self.heads(at, above, below, &own);
        heads.lines = 2;
        Some((heads, is_all))
    }

    /// Returns the field that a list of units means by the name of the unit: their own.
    fn own_name(&self, at: usize) -> Option<usize> {
        let place = |wanted: &Field| self.kind.all_fields().position(|own| own.id == wanted.id);
        let is_own = UNIT.id == self.kind.id && place(&UNIT) == Some(at);
        self.kind.title.filter(|_| is_own).and_then(place)
    }

    fn heads(&self, at: usize, above: Vec<String>, below: Vec<String>, own: &[String]) -> Heads {
        let mut meanings = Vec::with_capacity(above.len());
        let mut words = Vec::with_capacity(above.len());
        let below = below.into_iter().chain(std::iter::repeat(String::new()));
        for (column, (above, below)) in above.into_iter().zip(below).enumerate() {
            let joined = match (above.as_str(), below.as_str()) {
                (above, below) if below.is_empty() || above == below => above.to_owned(),
                (above, below) => format!("{above}{below}"),
            };
            let alone = own.get(column).map_or("", String::as_str);
            let mut ways = [joined.as_str(), below.as_str(), alone]
                .into_iter()
                .map(|way| self.meaning(column, way))
                .filter(|meaning| *meaning != Meaning::Unknown);
            let meaning = ways.next().unwrap_or(Meaning::Unknown);
            meanings.push(meaning);
            words.push(joined.trim().to_owned());
        }
        let fields: HashSet<usize> = meanings.iter().filter_map(Meaning::field).collect();
        for meaning in &mut meanings {
            if let Meaning::Named(at) = *meaning {
                *meaning = match self.own_name(at).filter(|own| !fields.contains(own)) {
                    _ if fields.contains(&at) => Meaning::Computed,
                    Some(own) => Meaning::Field(own),
                    None => Meaning::Field(at),
                };
            }
        }
        // What stands over two columns is one head.
        let known = meanings.iter().enumerate().filter(|(column, one)| {
            !matches!(one, Meaning::Unknown | Meaning::Number | Meaning::Ignored)
                && !meanings[..*column].contains(one)
        });
        Heads {
            at,
            lines: 1,
            known: known.count(),
            meanings,
            words,
        }
    }
}

/// Returns the wishes of heads that no column of the sheets has.
pub(super) fn unmet(wishes: &Wishes, sheets: &[&Heads]) -> Option<String> {
    let names = wishes.mapped.iter().map(|(head, _)| head);
    let mut names = names.chain(&wishes.ignored);
    let has = |heads: &Heads, name: &str| {
        let mut columns = heads.words.iter().enumerate();
        columns.any(|(column, word)| {
            folded(word) == folded(name) || letters(column).eq_ignore_ascii_case(name.trim())
        })
    };
    let unmet = |name: &&String| !sheets.iter().any(|heads| has(heads, name));
    names.find(unmet).cloned()
}

/// Returns the field that a head nobody knows may mean.
pub(super) fn near(kind: &'static Kind, head: &str) -> Option<&'static Field> {
    let head = bare(&folded(head)).to_owned();
    let ways = || {
        // What is worked out from others takes nothing.
        let fields = kind.all_fields().filter(|field| field.first_of.is_empty());
        fields.flat_map(|field| {
            spellings(field)
                .chain(field.heads.iter().copied())
                .map(move |way| (way, field))
        })
    };
    let is_meant = |field: &Field| suits(field, &head);
    let contained = ways().find(|(way, field)| {
        let says = way.chars().count() > 1 && !GENERAL.contains(way);
        says && !field.by_step && is_meant(field) && !head.is_empty() && head.contains(&folded(way))
    });
    let containing = ways().find(|(way, field)| {
        let is_long = head.chars().count() > 2 && folded(way).contains(&head);
        is_long && !field.by_step && is_meant(field)
    });
    if let Some((_, field)) = contained.or(containing) {
        return Some(field);
    }
    let alike = || ways().filter(|(_, field)| is_meant(field));
    let near = nearest(&head, alike().map(|(way, _)| way))?;
    // Of two signs one is half of what is said.
    let differ = near.chars().filter(|one| !head.contains(*one)).count();
    if differ * 3 > near.chars().count() {
        return None;
    }
    ways().find(|(way, _)| *way == near).map(|(_, field)| field)
}

/// Heads that say of anything what sort of thing it is.
const GENERAL: &[&str] = &[
    "日期", "时间", "内容", "姓名", "名称", "情况", "人数", "金额", "电话",
];

/// Tells whether a field holds what a head sounds like: somebody, a day, what was to be and not what was.
fn suits(field: &Field, head: &str) -> bool {
    let ends = |words: &[&str]| words.iter().any(|word| head.ends_with(word));
    let is_planned = |head: &str| {
        ["应", "拟", "计划", "预计"]
            .iter()
            .any(|word| head.starts_with(word))
    };
    if is_planned(head)
        && !spellings(field)
            .chain(field.heads.iter().copied())
            .any(is_planned)
    {
        return false;
    }
    if ends(&["人", "者", "人员", "领导", "负责人"]) {
        return matches!(field.shape, Shape::Reference(_)) || field.personal.is_some();
    }
    if ends(&["日期", "时间", "日"]) {
        return matches!(field.shape, Shape::Day);
    }
    true
}

/// Returns the names of a field, as its kind declares them.
fn spellings(field: &Field) -> impl Iterator<Item = &'static str> + use<> {
    [
        field.id,
        field.key(),
        field.label.get(Lang::Zh),
        field.label.get(Lang::En),
    ]
    .into_iter()
}

/// A field that repeats others says nothing of its own.
fn meaning_of(at: usize, field: &Field) -> Meaning {
    if field.first_of.is_empty() {
        Meaning::Field(at)
    } else {
        Meaning::Computed
    }
}

/// The title of what a field names stands for it, but where the field repeats others.
fn named_by(at: usize, field: &Field) -> Meaning {
    match meaning_of(at, field) {
        Meaning::Field(_) => Meaning::Named(at),
        other => other,
    }
}

/// Heads under which `list` and `export` show the title of a record that a field names.
fn computed_heads(field: &Field) -> impl Iterator<Item = String> {
    let named = matches!(field.shape, Shape::Reference(_));
    let heads = [
        format!("{}_name", field.id),
        name_label(field, Lang::Zh),
        name_label(field, Lang::En),
    ];
    heads.into_iter().filter(move |_| named)
}

fn words(cell: &SheetCell) -> String {
    match cell {
        SheetCell::Text(text) => text.trim().to_owned(),
        _ => String::new(),
    }
}

/// Folds widths and letter case, and drops spaces, signs of what is required, and colons.
pub(super) fn folded(head: &str) -> String {
    let plain = input::normalised(head).to_lowercase();
    let kept = plain
        .chars()
        .filter(|one| !one.is_whitespace() && !matches!(one, '*' | ':' | '_' | '-'));
    kept.collect()
}

/// Says 日期 for 时间, which people write for the day of anything.
fn of_a_day(head: &str) -> Option<String> {
    let about = head.strip_suffix("时间")?;
    Some(format!("{about}日期"))
}

/// Drops a remark behind a head, such as that of a unit or of what is required.
fn bare(head: &str) -> &str {
    head.split(['(', '/', '[', '【']).next().unwrap_or(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;
    use crate::sheets::{Area, Row};

    #[test]
    fn heads_of_a_kind_are_told_apart_in_every_language() {
        for kind in KINDS {
            let known = KnownHeads::of(kind, &Wishes::default());
            for (at, field) in kind.all_fields().enumerate() {
                for way in spellings(field) {
                    let meaning = known.meaning(0, way);
                    assert_eq!(meaning, meaning_of(at, field), "{} {way}", kind.id);
                }
                for head in computed_heads(field) {
                    let meaning = known.meaning(0, &head);
                    assert_eq!(meaning, named_by(at, field), "{} {head}", kind.id);
                }
                for head in field.heads {
                    let meaning = known.meaning(0, head);
                    assert_eq!(meaning, Meaning::Field(at), "{} {head}", kind.id);
                }
            }
        }
    }

    fn sheet(rows: &[&[&str]], areas: &[(usize, usize, usize, usize)]) -> Sheet {
        let cell = |word: &&str| match *word {
            "" => SheetCell::Empty,
            word => SheetCell::Text(word.to_owned()),
        };
        let mut sheet = Sheet::default();
        let area = |(top, left, bottom, right): &(usize, usize, usize, usize)| Area {
            top: *top,
            left: *left,
            bottom: *bottom,
            right: *right,
        };
        sheet.layout.areas = areas.iter().map(area).collect();
        for (number, row) in (1..).zip(rows) {
            let cells = row.iter().map(cell).collect();
            sheet.push(Row { number, cells }).unwrap();
        }
        sheet
    }

    #[test]
    fn two_lines_of_heads_are_joined() {
        let rows: &[&[&str]] = &[
            &["日期", "渠道", "主题", "答复", ""],
            &["", "", "", "日期", "内容"],
            &["5.3", "服务热线", "查档慢", "5.5", "已答复"],
        ];
        let merged = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)];
        for areas in [&merged[..], &[]] {
            let sheet = sheet(rows, areas);
            let kind = &crate::kinds::opinion::KIND;
            let heads = Heads::find(kind, &sheet, &Wishes::default()).unwrap();
            assert_eq!((heads.at, heads.lines, heads.known), (0, 2, 5));
            let replied = kind.all_fields().position(|field| field.id == "replied_on");
            assert_eq!(heads.column(replied.unwrap()), Some(3));
            assert!(heads.is_repeated(&sheet.rows.first()[0].cells));
        }
    }
}
