//! Describes what a plan can count: how its deeds are found, and which of them count for what is
//! asked.

use chrono::NaiveDate;
use rusqlite::ToSql;

use super::case::Case;
use super::codes::Code;
use super::rows;
use super::term::Deed;
use crate::error::Result;
use crate::model::kind::Field;
use crate::model::plan::{Per, Quota};
use crate::model::value::RecordId;
use crate::store::Cells;
use crate::text::Text;

/// Something that a plan asks for under its name.
pub(crate) struct Activity {
    /// Name in the plan.
    pub(crate) id: &'static str,
    /// The kind of the records that are its deeds.
    pub(super) kind: &'static str,
    /// Finds the deeds from a first to a last day: `record`, `unit`, `person`, `day`, `logged_on`,
    /// `title`, and `kind`, a line for each kind that it is.
    pub(super) sql: &'static str,
    /// The column with the day from which a deed stands no more, such as a pledge that is withdrawn.
    pub(super) until: Option<&'static str>,
    /// The kinds that count where the plan names none; empty for all.
    pub(super) own: &'static [&'static str],
    /// The kinds that a plan may name.
    pub(crate) kinds: Kinds,
    pub(super) measure: Measure,
    /// Check of a quota of it; `None` for what only a milestone counts.
    pub(super) quota: Option<Check>,
    /// The command that enters one; `None` for what no milestone counts.
    pub(super) add: Option<Add>,
}

/// Checks the deeds of a quota.
pub(super) struct Check {
    pub(super) run: fn(&mut Case, &Quota, &'static Activity) -> Result<()>,
    pub(super) code: &'static Code,
    /// Its code where it is asked every month.
    pub(super) monthly: Option<&'static Code>,
    pub(super) asks: Asks,
}

/// Those of whom a quota can ask it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    Anybody,
    Persons,
    Units,
}

/// The command that enters a deed, and the flag under which it names a kind.
pub(super) struct Add {
    pub(super) command: &'static str,
    pub(super) flag: Option<&'static str>,
}

/// The kinds of a deed that a plan may name.
pub(crate) enum Kinds {
    /// Whatever the plan says: addressees and topics are texts of its own.
    Any,
    Of(&'static [&'static Field]),
    Among(&'static [&'static str]),
}

/// Ways of counting deeds.
#[derive(Clone, Copy)]
pub(super) enum Measure {
    /// Days on which something was done: two on one day are one.
    Days,
    /// Things, called so.
    Items(Text),
}

impl Activity {
    /// Returns the code under which a quota of it is told.
    pub(super) fn code(&self, per: Per) -> Option<&'static Code> {
        let check = self.quota.as_ref()?;
        let monthly = check.monthly.filter(|_| per == Per::Month);
        Some(monthly.unwrap_or(check.code))
    }

    /// Tells whether it is asked by the week or the month only.
    pub(crate) fn is_periodic(&self) -> bool {
        let check = self.quota.as_ref();
        check.is_some_and(|check| check.monthly.is_some())
    }

    /// Returns of whom a quota can ask it; `None` where no quota counts it.
    pub(crate) fn asks(&self) -> Option<Asks> {
        self.quota.as_ref().map(|check| check.asks)
    }

    /// Tells whether a milestone can count it.
    pub(crate) const fn is_for_milestones(&self) -> bool {
        self.add.is_some()
    }
}

impl Kinds {
    /// Returns the kinds that a plan may name; `None` where that may be anything.
    pub(crate) fn known(&self) -> Option<Vec<&'static str>> {
        match self {
            Self::Any => None,
            Self::Among(kinds) => Some(kinds.to_vec()),
            Self::Of(fields) => {
                let choices = fields.iter().flat_map(|field| field.choices());
                Some(choices.map(|choice| choice.id).collect())
            }
        }
    }
}

/// Selects the deeds that are looked for.
pub(super) struct DeedQuery<'a> {
    pub(super) activity: &'static Activity,
    /// Empty for those of the activity itself.
    pub(super) kinds: &'a [String],
    pub(super) words: &'a [String],
    pub(super) from: NaiveDate,
}

/// A deed, with whom it counts for.
pub(super) struct Done {
    pub(super) deed: Deed,
    pub(super) unit: Option<RecordId>,
    pub(super) person: Option<RecordId>,
    kinds: String,
}

impl Done {
    /// Tells whether it is of a kind.
    pub(super) fn is_of(&self, kind: &str) -> bool {
        self.kinds.lines().any(|own| own == kind)
    }
}

/// Reads the deeds that are wanted, up to the day, in the order of their days.
pub(super) fn read(case: &Case, wanted: &DeedQuery) -> Result<Vec<Done>> {
    let (from, until) = (wanted.from.to_string(), case.day.to_string());
    let deeds = case
        .store
        .rows(wanted.activity.sql, &[&from, &until], |row| {
            let done = done(row, wanted.activity)?;
            let named = wanted.words.is_empty() || {
                let title = rows::text(row, "title")?;
                wanted.words.iter().any(|word| title.contains(word))
            };
            Ok(done.filter(|done| named && counts(wanted, done)))
        })?;
    Ok(deeds.into_iter().flatten().collect())
}

/// Reads the first of the deeds that are wanted and are of one of some kinds, or of any; the others
/// are not read.
pub(super) fn first(case: &Case, wanted: &DeedQuery, kinds: &[&str]) -> Result<Option<Done>> {
    let mut given = vec![wanted.from.to_string(), case.day.to_string()];
    let own = wanted.activity.own.iter().copied();
    let counted: Vec<&str> = match wanted.kinds {
        [] => own.collect(),
        kinds => kinds.iter().map(String::as_str).collect(),
    };
    let words: Vec<&str> = wanted.words.iter().map(String::as_str).collect();
    let mut asked = Vec::new();
    for (texts, column, end) in [
        (&counted[..], LINES, "char(10)"),
        (kinds, LINES, "char(10)"),
        (&words, "title", "''"),
    ] {
        let has = texts.iter().map(|text| {
            given.push((*text).to_owned());
            format!("instr({column}, {end} || ?{} || {end}) > 0", given.len())
        });
        let has = has.collect::<Vec<_>>().join(" or ");
        asked.extend((!has.is_empty()).then(|| format!("({has})")));
    }
    asked.push("true".to_owned());
    let (deeds, asked) = (wanted.activity.sql, asked.join(" and "));
    // An order of its own would take the place of theirs, which tells deeds of one day apart.
    let sql = format!("select * from ({deeds}) where {asked} limit 1");
    let given: Vec<&dyn ToSql> = given.iter().map(|one| one as &dyn ToSql).collect();
    let found = case
        .store
        .rows(&sql, &given, |row| done(row, wanted.activity))?;
    Ok(found.into_iter().flatten().next())
}

/// The kinds of a deed between ends of lines.
const LINES: &str = "char(10) || kind || char(10)";

fn counts(wanted: &DeedQuery, done: &Done) -> bool {
    let own = wanted.activity.own;
    match wanted.kinds {
        [] => own.is_empty() || own.iter().any(|kind| done.is_of(kind)),
        kinds => kinds.iter().any(|kind| done.is_of(kind)),
    }
}

fn done(row: &Cells, activity: &Activity) -> rusqlite::Result<Option<Done>> {
    let deed = rows::deed(row, activity.kind, "day")?;
    let until = activity.until.map(|column| rows::day(row, column));
    let until = until.transpose()?.flatten();
    let unit = rows::id(row, "unit")?;
    let person = rows::id(row, "person")?;
    let kinds = rows::text(row, "kind")?;
    Ok(deed.map(|deed| Done {
        deed: Deed { until, ..deed },
        unit,
        person,
        kinds,
    }))
}
