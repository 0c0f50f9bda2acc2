//! The tables as they stood on a day.
//!
//! What a record shows on a day is read off the days of its states, by the declaration of its kind
//! and in one place: the expressions of this module. Where a day is asked about, the name of a
//! kind's table stands for its records as they stood on that day, and with `main.` before it for
//! what the log says in the end. Nothing here writes to the file.

use std::cell::{Cell, RefCell};

use chrono::{DateTime, FixedOffset, NaiveDate, Offset, Utc};

use super::Store;
use super::log::change::ChangeId;
use crate::error::Result;
use crate::model::kind::{EntryKind, Field, Follow, Kind, Since, State, TermKind};

/// The day that views are asked about.
const ASKED: &str = "(select day from temp.asked)";
/// A day after all others, on which everything is as the log says in the end.
const IN_THE_END: &str = "9999-12-31";

/// The view of all that anybody ever was.
const HELD: &str = "held";

/// The day that a file is asked about.
#[derive(Debug, Default)]
pub(super) struct Asked {
    day: Cell<Option<NaiveDate>>,
    /// The names that stand for views; one is made when SQL first names it.
    viewed: RefCell<Vec<&'static str>>,
    entering: Cell<Entering>,
}

/// What a file is told of the clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entering {
    /// The day that is computed for.
    pub(crate) today: NaiveDate,
    /// The day on which what is entered then is logged.
    pub(crate) logged_on: NaiveDate,
    /// Where the days of changes are read.
    pub(crate) offset: FixedOffset,
}

impl Default for Entering {
    fn default() -> Self {
        Self {
            today: NaiveDate::MIN,
            logged_on: NaiveDate::MIN,
            offset: Utc.fix(),
        }
    }
}

impl Store {
    /// Does work with the tables as they stood on a day; afterwards they stand as before.
    pub(crate) fn on<T>(&self, day: NaiveDate, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let before = self.asked.day.get();
        self.stand_on(Some(day))?;
        let done = work();
        self.stand_on(before)?;
        done
    }

    /// Does work with the tables as the log says in the end; afterwards they stand as before.
    pub(crate) fn in_the_end<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let before = self.asked.day.get();
        self.stand_on(None)?;
        let done = work();
        self.stand_on(before)?;
        done
    }

    /// Shows the tables as they stood on a day, from now on.
    pub(crate) fn stand_on(&self, day: Option<NaiveDate>) -> Result<()> {
        if self.asked.day.replace(day) != day && !self.asked.viewed.borrow().is_empty() {
            self.ask()?;
        }
        Ok(())
    }

    /// Says on which day something is logged that is entered today.
    pub(crate) fn enter_on(&self, entering: Entering) {
        self.asked.entering.set(entering);
    }

    /// Returns the day on which a change was entered.
    pub(crate) fn day_of(&self, change: ChangeId) -> NaiveDate {
        self.day_at(change.milliseconds())
    }

    /// Returns the day of a moment, in milliseconds since 1970 in UTC.
    pub(super) fn day_at(&self, moment: i64) -> NaiveDate {
        let time = DateTime::from_timestamp_millis(moment).unwrap_or_default();
        let offset = self.asked.entering.get().offset;
        time.with_timezone(&offset).date_naive()
    }

    /// Returns by which day whatever has no day of its own must have been entered to be there on a day:
    /// by that day, or where it is the one computed for, by the clock's.
    pub(crate) fn entered_by(&self, day: NaiveDate) -> NaiveDate {
        let entering = self.asked.entering.get();
        if entering.today == day {
            day.max(entering.logged_on)
        } else {
            day
        }
    }

    fn ask(&self) -> Result<()> {
        let day = self.asked.day.get();
        let day = day.map_or_else(|| IN_THE_END.to_owned(), |day| day.to_string());
        let mut update = self
            .connection
            .prepare_cached("update temp.asked set day = ?1")?;
        update.execute([day])?;
        Ok(())
    }

    /// Makes the views that SQL names, before it is run; reading records needs none.
    pub(super) fn view(&self, sql: &str) -> Result<()> {
        if self.asked.day.get().is_none() {
            return Ok(());
        }
        for kind in self.kinds.iter().copied().filter(|kind| kind.is_dated()) {
            let columns = Columns {
                kind,
                day: ASKED,
                anew: true,
                dialect: &SQLITE,
            };
            self.view_as(kind.id, sql, || on_day(&columns))?;
            for follow in kind.follows {
                if let Follow::Term { term, fields } = follow {
                    self.view_as(HELD, sql, || held(kind, term, fields))?;
                }
            }
        }
        Ok(())
    }

    fn view_as(
        &self,
        name: &'static str,
        sql: &str,
        records: impl FnOnce() -> String,
    ) -> Result<()> {
        let mut viewed = self.asked.viewed.borrow_mut();
        if viewed.contains(&name) || !is_named(name, sql) {
            return Ok(());
        }
        if viewed.is_empty() {
            let asked = "create temp table asked (day text); insert into temp.asked values (null)";
            self.connection.execute_batch(asked)?;
            self.ask()?;
        }
        let view = format!("create temp view \"{name}\" as {}", records());
        self.connection.execute_batch(&view)?;
        viewed.push(name);
        Ok(())
    }

    /// Takes the views away, for what needs the tables under their plain names.
    pub(super) fn unview(&self) -> Result<()> {
        let viewed = self.asked.viewed.take();
        if viewed.is_empty() {
            return Ok(());
        }
        let views = viewed
            .iter()
            .map(|name| format!("drop view temp.\"{name}\";"));
        let sql = views.collect::<String>() + "drop table temp.asked;";
        Ok(self.connection.execute_batch(&sql)?)
    }

    /// Returns what to read a kind's records from: its table, or how that stood on the day.
    pub(super) fn source(&self, kind: &'static Kind) -> Result<String> {
        Ok(match self.asked.day.get() {
            Some(day) if kind.is_dated() => {
                let day = format!("'{day}'");
                let anew = self.has_set_anew()?;
                format!(
                    "({})",
                    on_day(&Columns {
                        kind,
                        day: &day,
                        anew,
                        dialect: &SQLITE,
                    })
                )
            }
            _ => format!("main.\"{}\"", kind.id),
        })
    }

    /// Tells whether a step ever set a field again that an earlier one had set.
    fn has_set_anew(&self) -> Result<bool> {
        let first = self.plain_row("select 1 from main.dated limit 1", [], |_| Ok(()))?;
        Ok(first.is_some())
    }
}

/// Writes the condition that a record was there on a day, `?1`: it had happened, or where it has no day
/// of its own was entered by `?2`, which [`Store::entered_by`] tells.
pub(crate) fn was_there(kind: &Kind) -> String {
    let entered = "coalesce(logged_on <= ?2, true)";
    match kind.day {
        Some(day) => format!("coalesce(\"{}\" <= ?1, {entered})", day.id),
        None => entered.to_owned(),
    }
}

/// Writes the query of a kind's records as they stood on a day.
fn on_day(columns: &Columns) -> String {
    let kind = columns.kind;
    let fields = kind.all_fields();
    let fields = fields.map(|field| format!("{} as \"{}\"", columns.of(field), field.id));
    format!(
        "select t.record, t.created, t.office, t.number, t.copy, {} from {} as t",
        fields.collect::<Vec<_>>().join(", "),
        (columns.dialect.table)(kind.id)
    )
}

/// Names the choice of which the days are over on a day, of those that follow one another from `due` on.
fn overdue(
    dialect: &Dialect,
    level: &Field,
    on: &str,
    due: &str,
    after: &[(&str, &Field)],
) -> String {
    let mut cases = String::new();
    let mut days = String::from("0");
    for (id, field) in after {
        days = format!("{days} + t.\"{}\"", field.id);
        let since = (dialect.later)(due, &days);
        cases.insert_str(0, &format!("when {on} >= {since} then '{id}' "));
    }
    let first = level.choices().first().map_or("", |choice| choice.id);
    format!("case {cases}else '{first}' end")
}

/// Tells whether SQL has a name as a word of it.
fn is_named(name: &str, sql: &str) -> bool {
    let is_word = |one: char| one.is_alphanumeric() || one == '_';
    sql.match_indices(name).any(|(at, _)| {
        !sql[..at].ends_with(is_word) && !sql[at + name.len()..].starts_with(is_word)
    })
}

/// Writes the query of all that anybody ever was: each term, and for whom there is none what the
/// record itself says.
fn held(kind: &Kind, term: &TermKind, fields: &[&Field]) -> String {
    let fields = fields.iter().chain([&term.since, &term.until]);
    let fields: Vec<String> = fields.map(|field| format!("t.\"{}\"", field.id)).collect();
    let (fields, by, list, names) = (fields.join(", "), term.kind, term.lists.id, term.names.id);
    format!(
        "select t.\"{names}\" as held_by, t.\"{list}\" as listed, t.created, {fields}
         from main.\"{by}\" as t where t.void is null
         union all
         select t.record, null, t.created, {fields} from main.\"{kind}\" as t where t.void is null
         and not exists (select 1 from main.\"{by}\" as e
                         where e.\"{names}\" = t.record and e.void is null)",
        kind = kind.id
    )
}

/// What engines write differently.
pub(super) struct Dialect {
    /// Names the table of a kind, or one beside them.
    pub(super) table: fn(&str) -> String,
    /// A day before all others.
    pub(super) earliest: &'static str,
    /// The function of the least of several values.
    pub(super) least: &'static str,
    /// Adds days to a day.
    pub(super) later: fn(&str, &str) -> String,
}

static SQLITE: Dialect = Dialect {
    table: |name| format!("main.\"{name}\""),
    earliest: "''",
    least: "min",
    later: |day, days| format!("date({day}, ({days}) || ' days')"),
};

/// Writes the query of a kind's records as they stand on a day, which is SQL, in the words of another engine.
pub(super) fn on_day_in(dialect: &'static Dialect, kind: &'static Kind, day: &str) -> String {
    on_day(&Columns {
        kind,
        day,
        anew: false,
        dialect,
    })
}

/// Writes what a record, `t`, shows on a day, column by column.
struct Columns<'d> {
    kind: &'static Kind,
    /// The day, as SQL.
    day: &'d str,
    /// True if steps may have set fields again that earlier ones had set.
    anew: bool,
    dialect: &'static Dialect,
}

impl Columns<'_> {
    fn table(&self, name: &str) -> String {
        (self.dialect.table)(name)
    }

    fn of(&self, field: &'static Field) -> String {
        if self.kind.status.is_some_and(|status| status.id == field.id) {
            return self.status();
        }
        if !field.first_of.is_empty() {
            let repeated: Vec<String> = field.first_of.iter().map(|field| self.of(field)).collect();
            return format!("coalesce({})", repeated.join(", "));
        }
        let own = self.by_states(field);
        let follows = self.kind.follows.iter();
        follows.fold(own, |own, follow| match follow {
            Follow::Latest { value, day, .. } if value.id == field.id || day.id == field.id => {
                self.latest(field, own, follow)
            }
            Follow::ListedBy { field: lists, term } if lists.id == field.id => {
                self.listed_by(&own, term)
            }
            Follow::Overdue {
                field: level,
                due,
                done,
                after,
            } if level.id == field.id => {
                let on = format!(
                    "{}({day}, coalesce({}, {day}))",
                    self.dialect.least,
                    self.by_states(done),
                    day = self.day
                );
                overdue(self.dialect, level, &on, &self.by_states(due), after)
            }
            Follow::Term { term, fields } => self.held(field, own, term, fields),
            Follow::WhileStands {
                state,
                value,
                on,
                until,
            } => {
                let says = |stage: &&State| stage.says(state) && stage.says(field);
                if on.1.id == field.id || !self.kind.states.iter().any(|stage| says(&stage)) {
                    return own;
                }
                let (day, state, on_field) =
                    (self.day, self.by_states(state), self.by_states(on.1));
                format!(
                    "case when {state} = '{value}' and exists (select 1 from {} as e
                       where e.record = {on_field} and (e.void is not null or e.\"{}\" <= {day}))
                     then null else {own} end",
                    self.table(on.0),
                    until.id
                )
            }
            _ => own,
        })
    }

    /// A field that states speak of is what the last of them says; before its day, what it was.
    fn by_states(&self, field: &Field) -> String {
        let says = self
            .kind
            .states
            .iter()
            .rev()
            .filter(|state| state.decides(field));
        let days: Vec<String> = says
            .filter_map(|state| Some(format!("t.\"{}\"", state.since.day()?.id)))
            .collect();
        let (id, kind, day) = (field.id, self.kind.id, self.day);
        let last = match &days[..] {
            [] => return format!("t.\"{id}\""),
            [only] => only.clone(),
            several => format!("coalesce({})", several.join(", ")),
        };
        let earlier = format!(
            "(select e.value from {} as e
              where e.record = t.record and e.kind = '{kind}' and e.field = '{id}'
              and e.since <= {day} order by e.since desc limit 1)",
            self.table("dated")
        );
        let before = if self.anew { &earlier } else { "null" };
        format!("case when {last} > {day} then {before} else t.\"{id}\" end")
    }

    /// Names the last state that holds on the day.
    fn status(&self) -> String {
        let mut cases = String::new();
        let mut before = String::new();
        for state in self.kind.named_states() {
            let holds = match &state.since {
                Since::Day(day) | Since::Entered(day) => {
                    before = format!("{} is not null", self.by_states(day));
                    before.clone()
                }
                Since::Entry(entry) => {
                    format!("{before} and exists (select 1 {})", self.entries(entry))
                }
            };
            cases.insert_str(0, &format!("when {holds} then '{}' ", state.id));
        }
        let first = self.kind.status.and_then(|status| status.choices().first());
        format!(
            "case {cases}else '{}' end",
            first.map_or("", |first| first.id)
        )
    }

    /// The entries about a record by the day.
    fn entries(&self, entry: &EntryKind) -> String {
        let (kind, names, day) = (entry.kind, entry.names.id, entry.day.id);
        format!(
            "from {} as l join {} as e on e.record = l.record
             where l.target = t.record and l.kind = '{kind}' and l.field = '{names}'
             and e.void is null and e.\"{day}\" <= {}",
            self.table("link"),
            self.table(kind),
            self.day
        )
    }

    fn latest(&self, field: &Field, own: String, follow: &Follow) -> String {
        let Follow::Latest {
            value,
            day,
            entry,
            given,
            full,
        } = follow
        else {
            return own;
        };
        let is_value = value.id == field.id;
        let wanted = if is_value { given.id } else { entry.day.id };
        let last = format!(
            "(select e.\"{wanted}\" {} and e.\"{}\" is not null
              and e.\"{entered}\" >= coalesce({}, {})
              order by e.\"{entered}\" desc, e.created desc limit 1)",
            self.entries(entry),
            given.id,
            self.by_states(day),
            self.dialect.earliest,
            entered = entry.day.id,
        );
        let done = self.kind.states.iter().find(|state| state.id == *full);
        let Some(done) = done.and_then(|state| state.since.day()) else {
            return format!("coalesce({last}, {own})");
        };
        let done = self.by_states(done);
        let whole = if is_value { "100" } else { &done };
        format!("case when {done} is not null then {whole} else coalesce({last}, {own}) end")
    }

    fn listed_by(&self, own: &str, term: &TermKind) -> String {
        let (kind, list, names) = (term.kind, term.lists.id, term.names.id);
        let (since, until, day) = (term.since.id, term.until.id, self.day);
        let (terms, links) = (self.table(kind), self.table("link"));
        let earliest = self.dialect.earliest;
        let listing = format!(
            "from {links} as l join {terms} as e on e.record = l.record
             where l.target = t.record and l.kind = '{kind}' and l.field = '{list}'
             and e.void is null"
        );
        // Where two posts run at once the later one stands.
        let is_over = format!(
            "exists (select 1 from {terms} as n where n.\"{names}\" = e.\"{names}\"
             and n.void is null and n.\"{since}\" <= {day}
             and (n.\"{since}\", n.created) > (coalesce(e.\"{since}\", {earliest}), e.created))"
        );
        format!(
            "case when exists (select 1 {listing}) then (select e.\"{names}\" {listing}
               and coalesce(e.\"{since}\", {earliest}) <= {day} and coalesce(e.\"{until}\", {day}) >= {day}
               and not {is_over} order by coalesce(e.\"{since}\", {earliest}) desc, e.created desc limit 1)
             else {own} end"
        )
    }

    /// The term in force; before the first that, and after the last that one. The record begins with
    /// the first and ends with the last.
    fn held(&self, field: &Field, own: String, term: &TermKind, fields: &[&Field]) -> String {
        let (kind, names, id) = (term.kind, term.names.id, field.id);
        let since = format!(
            "coalesce(e.\"{}\", {})",
            term.since.id, self.dialect.earliest
        );
        let order = if term.since.id == id {
            since
        } else if term.until.id == id {
            format!("{since} desc")
        } else if fields.iter().any(|one| one.id == id) {
            let day = self.day;
            format!(
                "{since} <= {day} desc, case when {since} <= {day} then {since} end desc, {since}"
            )
        } else {
            return own;
        };
        let terms = format!(
            "from {} as e where e.\"{names}\" = t.record and e.void is null",
            self.table(kind)
        );
        format!(
            "case when exists (select 1 {terms})
             then (select e.\"{id}\" {terms} order by {order}, e.created desc limit 1) else {own} end"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{KINDS, opinion, person, pledge, post, progress, unit};
    use crate::model::document::plain;
    use crate::model::kind::{DATE, HANDED_ON};
    use crate::model::value::{RecordId, Value, day};
    use crate::store::{Author, Filter};

    /// A record with a verb and what it sets; a word that is a day is one, a number that, and one that
    /// begins with # names a record.
    type Said<'a> = (
        &'static Kind,
        u8,
        &'static str,
        &'a [(&'static Field, &'a str)],
    );

    fn value(text: &str) -> Value {
        let reference = |number: &str| Value::Reference(RecordId([number.parse().unwrap(); 16]));
        match (text.strip_prefix('#'), text.parse(), day(text)) {
            (Some(number), ..) => reference(number),
            (_, Ok(number), _) => Value::Integer(number),
            (.., Some(day)) => Value::Day(day),
            _ => Value::Text(text.to_owned()),
        }
    }

    fn store(said: &[Said]) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        Store::create(&path, KINDS, [7; 16], None, |_| Ok(())).unwrap();
        let store = Store::open(&path, KINDS).unwrap();
        for (number, (kind, record, verb, fields)) in (1..).zip(said) {
            let author = Author {
                actor: "王芳".to_owned(),
                verb: format!("{} {verb}", kind.id),
                now: 1_330_000_000_000,
                command: [number; 16],
                because: None,
                reads: Vec::new(),
            };
            let is_list = |field: &Field| field.many;
            let fields: Vec<_> = fields
                .iter()
                .map(|(field, text)| {
                    let value = value(text);
                    let value = if is_list(field) {
                        Value::List(vec![value])
                    } else {
                        value
                    };
                    (*field, Some(value))
                })
                .collect();
            let id = RecordId([*record; 16]);
            store
                .write(&author, |writing| writing.change(kind, id, &fields))
                .unwrap();
        }
        (folder, store)
    }

    /// What a field of a record shows on days, in a list and where views are asked.
    fn check(
        store: &Store,
        kind: &'static Kind,
        record: u8,
        field: &'static Field,
        days: &[(&str, &str)],
    ) {
        for (on, wanted) in days {
            let on = day(on).unwrap();
            let shown = store.on(on, || {
                let listed = store.list(kind, &Filter::default())?;
                let listed = listed.into_iter().find(|one| one.id.0 == [record; 16]);
                let shown = listed.and_then(|one| one.value(field).cloned());
                let sql = format!(
                    "select \"{}\" is ?2 from \"{}\" where record = ?1",
                    field.id, kind.id
                );
                let same = shown
                    .as_ref()
                    .map_or(rusqlite::types::Value::Null, super::super::read::to_sql);
                assert_eq!(
                    store.count(&sql, &[&[record; 16], &same])?,
                    1,
                    "the view of {on}"
                );
                Ok(shown)
            });
            let shown = shown
                .unwrap()
                .map_or(String::new(), |value| plain(&value.to_json()));
            assert_eq!(shown, *wanted, "{} {} on {on}", kind.id, field.id);
        }
    }

    #[test]
    fn a_pledge_shows_the_state_the_percent_and_the_reason_of_each_day() {
        let (_folder, store) = store(&[
            (
                &pledge::KIND,
                1,
                "add",
                &[
                    (&pledge::PLEDGED_ON, "2011-04-20"),
                    (&pledge::DEADLINE, "2011-09-30"),
                ],
            ),
            (
                &pledge::KIND,
                1,
                "publish",
                &[(&pledge::PUBLISHED_ON, "2011-04-25")],
            ),
            (
                &progress::KIND,
                2,
                "add",
                &[
                    (&progress::PLEDGE, "#1"),
                    (&DATE, "2011-05-10"),
                    (&progress::PERCENT, "40"),
                ],
            ),
            (
                &pledge::KIND,
                1,
                "continue",
                &[
                    (&pledge::CONTINUED_ON, "2011-09-20"),
                    (&pledge::REASON, "雨"),
                    (&pledge::NEW_DEADLINE, "2011-10-31"),
                ],
            ),
            (
                &pledge::KIND,
                1,
                "continue",
                &[
                    (&pledge::CONTINUED_ON, "2011-10-20"),
                    (&pledge::REASON, "雪"),
                    (&pledge::NEW_DEADLINE, "2011-12-31"),
                ],
            ),
            (
                &pledge::KIND,
                1,
                "finish",
                &[
                    (&pledge::FINISHED_ON, "2011-12-01"),
                    (&pledge::RESULT, "成"),
                ],
            ),
        ]);
        check(
            &store,
            &pledge::KIND,
            1,
            &pledge::STATUS,
            &[
                ("2011-04-24", "draft"),
                ("2011-04-25", "published"),
                ("2011-05-09", "published"),
                ("2011-05-10", "in_progress"),
                ("2011-09-19", "in_progress"),
                ("2011-09-20", "continuing"),
                ("2011-11-30", "continuing"),
                ("2011-12-01", "done"),
            ],
        );
        check(
            &store,
            &pledge::KIND,
            1,
            &pledge::PERCENT,
            &[
                ("2011-05-09", ""),
                ("2011-05-10", "40"),
                ("2011-11-30", "40"),
                ("2011-12-01", "100"),
            ],
        );
        check(
            &store,
            &pledge::KIND,
            1,
            &pledge::REASON,
            &[
                ("2011-09-19", ""),
                ("2011-10-19", "雨"),
                ("2011-10-20", "雪"),
            ],
        );
        check(
            &store,
            &pledge::KIND,
            1,
            &pledge::NEW_DEADLINE,
            &[
                ("2011-09-19", ""),
                ("2011-10-19", "2011-10-31"),
                ("2011-10-20", "2011-12-31"),
            ],
        );
        check(
            &store,
            &pledge::KIND,
            1,
            &pledge::RESULT,
            &[("2011-11-30", ""), ("2011-12-01", "成")],
        );
    }

    #[test]
    fn an_opinion_is_adopted_while_its_pledge_stands_and_its_owner_is_that_of_the_day() {
        let (_folder, store) = store(&[
            (
                &opinion::KIND,
                1,
                "add",
                &[(&DATE, "2011-04-01"), (&opinion::FIRST_ASKED, "#8")],
            ),
            (
                &opinion::KIND,
                1,
                "hand-over",
                &[(&opinion::HANDED_TO, "#9"), (&HANDED_ON, "2011-04-05")],
            ),
            (
                &opinion::KIND,
                1,
                "hand-over",
                &[(&opinion::HANDED_TO, "#8"), (&HANDED_ON, "2011-04-09")],
            ),
            (
                &pledge::KIND,
                2,
                "add",
                &[(&pledge::PLEDGED_ON, "2011-04-10")],
            ),
            (
                &opinion::KIND,
                1,
                "adopt",
                &[
                    (&opinion::OUTCOME, "adopted"),
                    (&opinion::FINISHED_ON, "2011-04-10"),
                    (&opinion::PLEDGE, "#2"),
                ],
            ),
            (
                &pledge::KIND,
                2,
                "withdraw",
                &[
                    (&pledge::WITHDRAWN_ON, "2011-06-01"),
                    (&pledge::REASON, "撤"),
                ],
            ),
        ]);
        check(
            &store,
            &opinion::KIND,
            1,
            &opinion::OUTCOME,
            &[
                ("2011-04-09", ""),
                ("2011-04-10", "adopted"),
                ("2011-05-31", "adopted"),
                ("2011-06-01", ""),
            ],
        );
        let (one, other) = ("08".repeat(16), "09".repeat(16));
        check(
            &store,
            &opinion::KIND,
            1,
            &opinion::OWNER,
            &[
                ("2011-04-04", &*one),
                ("2011-04-05", &*other),
                ("2011-04-08", &*other),
                ("2011-04-09", &*one),
            ],
        );
    }

    #[test]
    fn a_person_is_what_the_post_of_the_day_says_and_has_in_charge_what_that_lists() {
        let (_folder, store) = store(&[
            (
                &person::KIND,
                1,
                "add",
                &[(&person::NAME, "甲"), (&person::RANK, "principal")],
            ),
            (
                &unit::KIND,
                2,
                "add",
                &[(&unit::NAME, "利用处"), (&unit::IN_CHARGE, "#5")],
            ),
            (
                &post::KIND,
                3,
                "add",
                &[
                    (&post::PERSON, "#1"),
                    (&post::RANK, "leader"),
                    (&post::UNTIL, "2011-06-30"),
                    (&post::IN_CHARGE, "#2"),
                ],
            ),
            (
                &post::KIND,
                4,
                "add",
                &[
                    (&post::PERSON, "#1"),
                    (&post::RANK, "principal"),
                    (&post::SINCE, "2011-07-04"),
                    (&post::UNTIL, "2011-09-30"),
                ],
            ),
        ]);
        check(
            &store,
            &person::KIND,
            1,
            &person::RANK,
            &[
                ("2011-03-01", "leader"),
                ("2011-07-03", "leader"),
                ("2011-07-04", "principal"),
                ("2011-12-01", "principal"),
            ],
        );
        let whole = [("2011-03-01", "2011-09-30"), ("2011-12-01", "2011-09-30")];
        check(&store, &person::KIND, 1, &person::UNTIL, &whole);
        let charge = "01".repeat(16);
        check(
            &store,
            &unit::KIND,
            2,
            &unit::IN_CHARGE,
            &[
                ("2011-03-01", &*charge),
                ("2011-06-30", &*charge),
                ("2011-07-01", ""),
            ],
        );
    }

    #[test]
    fn what_has_no_day_is_there_for_the_day_computed_for_whenever_it_was_entered() {
        let (_folder, store) = store(&[]);
        let on = |text: &str| day(text).unwrap();
        store.enter_on(Entering {
            today: on("2011-05-26"),
            logged_on: on("2026-11-26"),
            ..Entering::default()
        });
        for (asked, entered_by) in [
            ("2011-05-25", "2011-05-25"),
            ("2011-05-26", "2026-11-26"),
            ("2030-01-01", "2030-01-01"),
        ] {
            assert_eq!(store.entered_by(on(asked)), on(entered_by), "{asked}");
        }
    }
}
