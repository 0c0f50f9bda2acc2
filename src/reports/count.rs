//! Counting: how a figure follows from rows of records, for an interval of days, as of a day, and
//! by what it is grouped. A number and the list of refs behind it come from the same rows, so that
//! they cannot disagree.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value as Json;

use crate::error::Result;
use crate::store::{Cells, Store};

/// Query of the records that are counted: `ref`, `amount`, `unit`, `day` and `channel`, a row for
/// each record, with `?1` for the day as of which it counts. A row without a day has always been
/// there; one under a person is under that person's unit; `channel` is whatever else it is told apart
/// by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows(pub(crate) &'static str);

/// Days that are counted, and the day as of which: nothing that happened later counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coverage {
    /// `None` for all that came before.
    pub(crate) from: Option<NaiveDate>,
    pub(crate) until: NaiveDate,
    pub(crate) as_of: NaiveDate,
}

/// Groupings of figures; units by their refs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Channel,
    Month,
    Unit,
}

impl Coverage {
    /// Takes everything up to a day.
    pub(crate) fn up_to(day: NaiveDate) -> Self {
        Self {
            from: None,
            until: day,
            as_of: day,
        }
    }

    /// Takes the days of an interval, as far as they had come by a day.
    pub(crate) fn interval(from: NaiveDate, until: NaiveDate, as_of: NaiveDate) -> Self {
        Self {
            from: Some(from),
            until: until.min(as_of),
            as_of,
        }
    }

    /// Returns the day as of which it counts, the first and the last day.
    pub(super) fn days(&self) -> [String; 3] {
        let from = self.from.map_or(FIRST.to_owned(), |day| day.to_string());
        [self.as_of.to_string(), from, self.until.to_string()]
    }
}

/// The first day that a text compares as a day.
const FIRST: &str = "0001-01-01";

impl Rows {
    fn within(self) -> String {
        format!(
            "select ref, amount, unit, day, channel from ({}) where coalesce(day, '{FIRST}') between ?2 and ?3",
            self.0
        )
    }

    /// Adds up the amounts.
    pub(crate) fn total(self, store: &Store, scope: &Coverage) -> Result<i64> {
        let [as_of, from, until] = scope.days();
        let sql = format!(
            "select cast(total(amount) as integer) from ({})",
            self.within()
        );
        store.on(scope.as_of, || store.count(&sql, &[&as_of, &from, &until]))
    }

    /// Lists the refs of what was counted.
    pub(crate) fn refs(self, store: &Store, scope: &Coverage) -> Result<Vec<String>> {
        let [as_of, from, until] = scope.days();
        let sql = format!(
            "select ref from ({}) where amount <> 0 order by length(ref), ref",
            self.within()
        );
        let rows = store.on(scope.as_of, || store.texts(&sql, &[&as_of, &from, &until]))?;
        Ok(rows.into_iter().flatten().flatten().collect())
    }

    /// Returns what each record adds to the total, or to that of one group.
    pub(crate) fn amounts(
        self,
        store: &Store,
        scope: &Coverage,
        group: Option<(By, &str)>,
    ) -> Result<BTreeMap<String, i64>> {
        let [as_of, from, until] = scope.days();
        let (part, name) = group.map_or(("?4", ""), |(by, name)| (by.key(), name));
        let sql = format!(
            "select ref, cast(cast(total(amount) as integer) as text) from ({}) as rows
             where amount <> 0 and {part} = ?4 group by ref",
            self.within()
        );
        let rows = store.on(scope.as_of, || {
            store.texts(&sql, &[&as_of, &from, &until, &name])
        })?;
        Ok(pairs(rows))
    }

    /// Adds up the amounts of each group; what belongs to none is left out, but for units, where it
    /// is under no name.
    pub(crate) fn groups(
        self,
        store: &Store,
        scope: &Coverage,
        by: By,
    ) -> Result<BTreeMap<String, i64>> {
        let [as_of, from, until] = scope.days();
        let sql = format!(
            "select {} as part, amount from ({}) as rows",
            by.key(),
            self.within()
        );
        // Added up here, so that SQLite sorts nothing.
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        let add = |row: &Cells| {
            let part = row.get_ref("part")?.as_str_or_null()?;
            if let (Some(part), Some(amount)) = (part, row.get::<Option<i64>>("amount")?) {
                match sums.get_mut(part) {
                    Some(sum) => *sum = sum.saturating_add(amount),
                    None => drop(sums.insert(part.to_owned(), amount)),
                }
            }
            Ok(())
        };
        store.on(scope.as_of, || {
            store.rows(&sql, &[&as_of, &from, &until], add)
        })?;
        Ok(sums)
    }

    /// Lists the refs of what was counted in each group.
    pub(crate) fn group_refs(
        self,
        store: &Store,
        scope: &Coverage,
        by: By,
    ) -> Result<BTreeMap<String, Vec<String>>> {
        let [as_of, from, until] = scope.days();
        let sql = format!(
            "select {} as part, ref from ({}) as rows where part is not null and amount <> 0
             order by part, length(ref), ref",
            by.key(),
            self.within()
        );
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let rows = store.on(scope.as_of, || store.texts(&sql, &[&as_of, &from, &until]))?;
        for row in rows {
            let mut cells = row.into_iter().flatten();
            if let (Some(part), Some(reference)) = (cells.next(), cells.next()) {
                groups.entry(part).or_default().push(reference);
            }
        }
        Ok(groups)
    }
}

/// Reads rows of a text and a number.
fn pairs(rows: Vec<Vec<Option<String>>>) -> BTreeMap<String, i64> {
    let pair = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter().flatten();
        Some((cells.next()?, cells.next()?.parse().ok()?))
    };
    rows.into_iter().filter_map(pair).collect()
}

impl By {
    const fn key(self) -> &'static str {
        match self {
            Self::Channel => "rows.channel",
            Self::Month => "substr(rows.day, 1, 7)",
            Self::Unit => {
                "coalesce((select unit.ref from unit where unit.record = coalesce(
                    (select person.unit from person where person.record = rows.unit), rows.unit)), '')"
            }
        }
    }
}

/// Returns rows of SQL for machines, under the names of its columns.
pub(crate) fn objects(
    store: &Store,
    sql: &str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Json>> {
    use rusqlite::types::ValueRef;
    store.rows(sql, parameters, |row| {
        let row = row.whole();
        let columns = row.as_ref().column_names();
        let pair = |(at, column): (usize, &str)| {
            let value = match row.get_ref(at)? {
                ValueRef::Integer(number) => Json::from(number),
                ValueRef::Text(_) => Json::from(row.get::<_, String>(at)?),
                _ => Json::Null,
            };
            Ok((column.to_owned(), value))
        };
        let object = columns.into_iter().enumerate().map(pair);
        Ok(Json::Object(object.collect::<rusqlite::Result<_>>()?))
    })
}
