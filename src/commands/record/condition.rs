//! `--where` and `--or`: conditions on fields, read as a person would say them.
//!
//! A condition is a field, a sign and what it is compared with: `status=draft,done` (either),
//! `status!=draft`, `deadline=3月..5月` (both ends count, and either may be left open),
//! `deadline<10.1`, `title~窗口` (holds), `deadline=` (empty). All of a group hold; `--or` begins
//! another, which may hold instead. A comma within a value stands in quotes.

use std::collections::BTreeSet;

use super::args::{OR, WHERE};
use crate::desk::field::known_field;
use crate::desk::input::SEPARATORS;
use crate::desk::{Desk, input};
use crate::error::{Error, Refusal, Result, Said};
use crate::model::kind::{Field, Kind, Shape};
use crate::model::listing::Listing;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::Given;
use crate::store::{Filter, Sign};
use crate::text::{Lang, quoted};

/// Conditions that hold together: what the file compares, and what is looked at after reading.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) filter: Filter,
    pub(super) holding: Vec<Holding>,
}

/// Fields whose words, as people read them, hold one of these texts.
#[derive(Debug)]
pub(super) struct Holding {
    field: &'static Field,
    texts: Vec<String>,
}

/// Ways to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Compares(Sign),
    /// Holds a text, which is compared after reading.
    Holds,
    Unequal,
}

use Comparison::{Compares, Holds, Unequal};

/// Spellings of signs; a longer one stands before its own beginning.
const SIGNS: &[(&str, Comparison)] = &[
    ("!=", Unequal),
    ("！=", Unequal),
    ("<>", Unequal),
    ("≠", Unequal),
    ("<=", Compares(Sign::AtMost)),
    ("≤", Compares(Sign::AtMost)),
    (">=", Compares(Sign::AtLeast)),
    ("≥", Compares(Sign::AtLeast)),
    ("=", Compares(Sign::Equal)),
    ("＝", Compares(Sign::Equal)),
    ("<", Compares(Sign::Less)),
    ("＜", Compares(Sign::Less)),
    (">", Compares(Sign::More)),
    ("＞", Compares(Sign::More)),
    ("~", Holds),
    ("～", Holds),
];

/// Stands between the two ends of a range.
const RANGE: &str = "..";

/// What separates values of a text, in which other signs are part of what is said.
const COMMAS: &[char] = &[',', '，'];

/// Signs around a value, in which a comma is one of its characters.
const QUOTES: &[(char, char)] = &[('"', '"'), ('“', '”'), ('\'', '\''), ('‘', '’')];

/// Returns the conditions as they were typed, group by group; none where there are none.
///
/// # Errors
/// If `--or` has nothing on one of its sides.
pub(super) fn typed(given: Given<'_>) -> Result<Vec<Vec<&str>>> {
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for (option, condition) in given.in_order(&[&WHERE, &OR]) {
        let is_or = option == OR.id;
        let new = usize::from(groups.is_empty()) + usize::from(is_or);
        groups.extend(std::iter::repeat_n(Vec::new(), new));
        let group = groups.last_mut();
        if let Some(group) = group.filter(|_| !is_or || !condition.is_empty()) {
            group.push(condition);
        }
    }
    if groups.iter().any(Vec::is_empty) {
        return Err(Refused::NoAlternative.into());
    }
    Ok(groups)
}

/// Reads the conditions that were typed; one group at least, which may ask for nothing.
pub(super) fn groups(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Vec<Group>> {
    let typed = typed(given)?;
    if typed.is_empty() {
        return Ok(vec![Group::default()]);
    }
    let read = |conditions: &Vec<&str>| {
        let mut group = Group::default();
        for condition in conditions {
            add(desk, kind, condition, &mut group)?;
        }
        Ok(group)
    };
    typed.iter().map(read).collect()
}

/// Lists the records for which one of the groups holds, and what is asked for beside them.
pub(super) fn list(
    desk: &Desk,
    kind: &'static Kind,
    base: &Filter,
    groups: Vec<Group>,
) -> Result<Listing> {
    let lang = desk.context.lang;
    let one = |group: Group| {
        let mut filter = base.clone();
        let conditions = group.filter.conditions.iter();
        filter.conditions.extend(conditions.cloned());
        let mut listing = desk.marked(kind, desk.list(kind, filter)?)?;
        let mut records = std::mem::take(&mut listing.records);
        records.retain(|record| group.is_held_by(&listing, record, lang));
        listing.records = records;
        Ok(listing)
    };
    let mut listings = groups.into_iter().map(one).collect::<Result<Vec<_>>>()?;
    if listings.len() == 1 {
        return Ok(listings.swap_remove(0));
    }
    let found = listings.iter().flat_map(|listing| &listing.records);
    let found: std::collections::HashSet<_> = found.map(|record| record.id).collect();
    let mut records = desk.list(kind, base.clone())?;
    records.retain(|record| found.contains(&record.id));
    desk.marked(kind, records)
}

/// Finds those of some rows that are no records for which one of the groups that were typed holds.
pub(in crate::commands) fn places(
    desk: &Desk,
    kind: &'static Kind,
    rows: &[Record],
    given: Given,
) -> Result<Vec<usize>> {
    let lang = desk.context.lang;
    let listing = desk.listing(kind, rows.to_vec())?;
    let mut found = BTreeSet::new();
    for group in groups(desk, kind, given)? {
        let mut places = desk.store.fitting(rows, &group.filter)?;
        places.retain(|at| group.is_held_by(&listing, &rows[*at], lang));
        found.extend(places);
    }
    if found.is_empty() {
        return Err(NothingSelected::of(kind, &typed(given)?).into());
    }
    Ok(found.into_iter().collect())
}

impl Group {
    /// Tells whether what is looked at after reading holds of a record.
    pub(super) fn is_held_by(&self, listing: &Listing, record: &Record, lang: Lang) -> bool {
        self.holding.iter().all(|one| {
            let words = listing.people(record, one.field, lang).to_lowercase();
            one.texts.iter().any(|text| words.contains(text))
        })
    }
}

/// Conditions that no record fits.
#[derive(Debug)]
pub(super) struct NothingSelected {
    kind: &'static Kind,
    filter: String,
}

impl NothingSelected {
    /// Names the conditions as they were typed.
    pub(super) fn of(kind: &'static Kind, typed: &[Vec<&str>]) -> Self {
        let groups = typed.iter().map(|group| {
            let words = group.iter();
            let words = words.map(|one| format!("--{} {}", WHERE.id, quoted(one)));
            words.collect::<Vec<_>>().join(" ")
        });
        let filter = groups.collect::<Vec<_>>().join(&format!(" --{} ", OR.id));
        Self { kind, filter }
    }
}

impl Refusal for NothingSelected {
    fn said(&self, lang: Lang) -> Said {
        let Self { kind, filter } = self;
        let (noun, name) = (kind.id, kind.name.get(lang));
        let sentence = lang.pick(
            (
                format!("没有符合 {filter} 的{name}，没有写入"),
                format!("已有的请看 huiyin {noun} list"),
            ),
            (
                format!("no {name} fits {filter}, and nothing was written"),
                format!("see what there is with huiyin {noun} list"),
            ),
        );
        Said::new("nothing-selected", sentence)
            .of(WHERE.id)
            .with(filter)
    }
}

/// Adds a condition to a group.
fn add(desk: &Desk, kind: &'static Kind, typed: &str, group: &mut Group) -> Result<()> {
    let (id, comparison, value) =
        split(typed).ok_or_else(|| Refused::Unreadable(typed.to_owned()))?;
    let field = known_field(kind, id.trim(), |_| true)?;
    let items = items(field, value);
    let blank = |item: &Item| item.text.trim().is_empty();
    if items.len() > 1 && items.iter().any(blank) {
        let (typed, id) = (typed.to_owned(), field.id);
        return Err(Refused::NothingBeside { typed, id }.into());
    }
    match comparison {
        Holds => {
            let texts = items.iter().map(|item| input::text(field, &item.text));
            let texts = texts
                .map(|text| Ok(text?.to_lowercase()))
                .collect::<Result<_>>()?;
            group.holding.push(Holding { field, texts });
        }
        Compares(Sign::Equal) | Unequal => {
            let alternatives = items.iter().map(|item| equal(desk, field, typed, item));
            let alternatives = alternatives.collect::<Result<Vec<_>>>()?;
            match comparison {
                Unequal => group.filter.none(alternatives),
                _ => group.filter.any(alternatives),
            }
        }
        Compares(sign) if is_ordered(field) => {
            let (first, last) = ends(desk, field, value)?;
            let end = match sign {
                Sign::Less | Sign::AtLeast => first,
                _ => last,
            };
            group.filter.compares(field, sign, &end);
        }
        Compares(_) => {
            let typed = typed.to_owned();
            return Err(Refused::Unordered { typed, field }.into());
        }
    }
    Ok(())
}

/// Makes the filter of what a field equals: a value, any of a range, or nothing.
fn equal(desk: &Desk, field: &'static Field, typed: &str, item: &Item) -> Result<Filter> {
    let mut filter = Filter::default();
    if item.text.trim().is_empty() {
        filter.filled(field, false);
        return Ok(filter);
    }
    if !is_ordered(field) {
        let value = desk.value(field, std::slice::from_ref(&item.text));
        // What no record takes any more may stand in one of old.
        let value = match (value, field.shape) {
            (Err(_), Shape::Text) => Ok(Some(Value::Text(input::text(field, &item.text)?))),
            (value, _) => value,
        };
        match value.map_err(Error::of_search)? {
            Some(value) => filter.equals(field, &value),
            None => filter.filled(field, false),
        }
        return Ok(filter);
    }
    let text = input::normalised(&item.text);
    let (from, until) = text.split_once(RANGE).unwrap_or((&text, &text));
    let end = |text: &str| {
        (!text.trim().is_empty())
            .then(|| ends(desk, field, text))
            .transpose()
    };
    let (first, last) = (
        end(from)?.map(|ends| ends.0),
        end(until)?.map(|ends| ends.1),
    );
    if let (Some(first), Some(last)) = (&first, &last)
        && is_after(first, last)
    {
        let (from, until) = (from.to_owned(), until.to_owned());
        return Err(Refused::Backwards { from, until }.into());
    }
    let bounds = [(Sign::AtLeast, first), (Sign::AtMost, last)];
    let bounds = bounds
        .into_iter()
        .filter_map(|(sign, end)| Some((sign, end?)));
    bounds.for_each(|(sign, end)| filter.compares(field, sign, &end));
    if filter.conditions.is_empty() {
        return Err(Refused::Unreadable(typed.to_owned()).into());
    }
    Ok(filter)
}

/// Reads a value of a field that has an order; a stretch of days such as 5月 has two ends.
fn ends(desk: &Desk, field: &'static Field, text: &str) -> Result<(Value, Value)> {
    if matches!(field.shape, Shape::Day) {
        let span = input::span(field, text, desk.calendar())?;
        return Ok((Value::Day(span.first), Value::Day(span.last)));
    }
    let value = desk.value(field, &[text.to_owned()])?;
    let value = value.ok_or_else(|| Refused::Unreadable(text.to_owned()))?;
    Ok((value.clone(), value))
}

fn is_after(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Day(one), Value::Day(other)) => one > other,
        (Value::Decimal(one), Value::Decimal(other))
        | (Value::Integer(one), Value::Integer(other)) => one > other,
        _ => false,
    }
}

/// Takes a condition apart at its first sign.
fn split(typed: &str) -> Option<(&str, Comparison, &str)> {
    let (at, (spelled, comparison)) = typed.char_indices().find_map(|(at, _)| {
        let rest = &typed[at..];
        let found = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))?;
        Some((at, found))
    })?;
    let (id, value) = (&typed[..at], &typed[at + spelled.len()..]);
    // A second sign, as in ==, is no value.
    let doubled = SIGNS.iter().any(|(sign, _)| value.starts_with(sign));
    (!id.trim().is_empty() && !doubled).then_some((id, *comparison, value))
}

/// One of the values that a field is compared with.
#[derive(Debug, PartialEq)]
struct Item {
    /// Where it begins in what was typed, quotes included.
    at: usize,
    text: String,
}

/// Takes a value apart where it is several.
fn items(field: &Field, value: &str) -> Vec<Item> {
    let separators = match field.shape {
        Shape::Text | Shape::Json if !field.many => COMMAS,
        _ => SEPARATORS,
    };
    let (mut items, mut rest) = (Vec::new(), value);
    loop {
        let at = value.len() - rest.len();
        let (text, after) = first(rest, separators);
        items.push(Item { at, text });
        match after {
            Some(after) => rest = after,
            None => return items,
        }
    }
}

/// Returns the first of several values, and what stands behind its separator.
fn first<'t>(rest: &'t str, separators: &[char]) -> (String, Option<&'t str>) {
    let begun = rest.trim_start();
    let quoted = QUOTES.iter().find_map(|(open, close)| {
        let (inner, after) = begun.strip_prefix(*open)?.split_once(*close)?;
        let after = after.trim_start();
        let ends = after.is_empty() || after.starts_with(separators);
        ends.then_some((inner, after))
    });
    let (text, after) = match quoted {
        Some((inner, after)) => (inner, after),
        None => rest.split_at(rest.find(separators).unwrap_or(rest.len())),
    };
    let mut after = after.chars();
    let is_last = after.next().is_none();
    (text.to_owned(), (!is_last).then_some(after.as_str()))
}

/// Returns the field of a condition whose sign stands already, and where its last value begins.
pub(crate) fn begun(kind: &'static Kind, typed: &str) -> Option<(&'static Field, usize)> {
    let (id, _, value) = split(typed)?;
    let field = kind.field(id.trim())?;
    let last = items(field, value).pop()?;
    let ordered = is_ordered(field).then(|| last.text.rfind(RANGE)).flatten();
    let within = ordered.map_or(0, |at| at + RANGE.len());
    Some((field, typed.len() - value.len() + last.at + within))
}

fn is_ordered(field: &Field) -> bool {
    !field.many
        && matches!(
            field.shape,
            Shape::Count | Shape::Day | Shape::Decimal | Shape::Money | Shape::Percent
        )
}

/// Reasons for which a text is no condition.
#[derive(Debug)]
enum Refused {
    /// A range ends before it begins.
    Backwards { from: String, until: String },
    /// Nothing stands behind `--or`, or before it.
    NoAlternative,
    /// Of several values one is empty.
    NothingBeside { typed: String, id: &'static str },
    /// No field, sign and value.
    Unreadable(String),
    /// A field without an order is compared as if it had one.
    Unordered {
        typed: String,
        field: &'static Field,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Backwards { from, until } => Said::usage("range-backwards", lang.pick(
                (format!("--where “{from}..{until}”的终点在起点之前"), format!("请写 {until}..{from}")),
                (format!("--where “{from}..{until}” ends before it begins"), format!("write {until}..{from}")),
            )).of("where").with(format!("{from}..{until}")),
            Self::NoAlternative => Said::usage("no-alternative", lang.pick(
                ("--or 的前后都要有条件", "例如 --where unit=U1 --or unit="),
                ("--or stands between conditions", "such as --where unit=U1 --or unit="),
            )).of("or"),
            Self::NothingBeside { typed, id } => Said::usage("value-missing", lang.pick(
                (format!("--where “{typed}”的逗号旁边缺内容"), format!("未填的也要列出请加 --or {id}=")),
                (format!("--where “{typed}” has nothing beside a comma"), format!("for empty ones as well add --or {id}=")),
            )).of("where").with(typed),
            Self::Unreadable(typed) => Said::usage("not-a-condition", lang.pick(
                format!("--where “{typed}”应写成 字段=值，也可用 !=、<、<=、>、>=、~（包含）、A,B（任一）和 A..B（范围），例如 status=draft、'deadline<10.1'"),
                format!("--where “{typed}” should read FIELD=VALUE, or with !=, <, <=, >, >=, ~ (holds), A,B (either) or A..B (a range), such as status=draft or 'deadline<10.1'"),
            )).of("where").with(typed),
            Self::Unordered { typed, field } => {
                let (id, label) = (field.id, field.label.get(lang));
                Said::usage("no-order", lang.pick(
                    (
                        format!("--where “{typed}”：{label}不分先后大小"),
                        format!("请用 {id}=值、{id}!=值 或 {id}~文字"),
                    ),
                    (
                        format!("--where “{typed}”: {id} has no order"),
                        format!("use {id}=VALUE, {id}!=VALUE or {id}~TEXT"),
                    ),
                )).of("where").with(typed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::pledge::{DEADLINE, STATUS, TITLE};

    #[test]
    fn conditions_are_taken_apart_at_the_first_sign() {
        let cases = [
            (
                "status=draft",
                Some(("status", Compares(Sign::Equal), "draft")),
            ),
            ("a!=b", Some(("a", Unequal, "b"))),
            (
                "deadline<=10.1",
                Some(("deadline", Compares(Sign::AtMost), "10.1")),
            ),
            (
                "deadline<10.1",
                Some(("deadline", Compares(Sign::Less), "10.1")),
            ),
            ("件数≥3", Some(("件数", Compares(Sign::AtLeast), "3"))),
            ("title~a=b", Some(("title", Holds, "a=b"))),
            ("status=", Some(("status", Compares(Sign::Equal), ""))),
            ("a==b", None),
            ("=b", None),
            ("status", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(split(typed), expected, "{typed}");
        }
    }

    #[test]
    fn values_are_taken_apart_at_commas_outside_quotes() {
        let cases: &[(&Field, &str, &[&str])] = &[
            (&STATUS, "draft", &["draft"]),
            (&STATUS, "draft,done", &["draft", "done"]),
            (
                &STATUS,
                "草稿、已办结，继续办理",
                &["草稿", "已办结", "继续办理"],
            ),
            (&STATUS, "draft,", &["draft", ""]),
            (&STATUS, "", &[""]),
            (&TITLE, "修路、架桥，修塘", &["修路、架桥", "修塘"]),
            (&TITLE, "\"修路,架桥\",“修，塘”", &["修路,架桥", "修，塘"]),
            (&TITLE, "5\"管,\"半", &["5\"管", "\"半"]),
            (&DEADLINE, "3月..5月,6.1", &["3月..5月", "6.1"]),
        ];
        for (field, value, expected) in cases {
            let items = items(field, value);
            let texts: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
            assert_eq!(texts, *expected, "{value}");
        }
    }
}
