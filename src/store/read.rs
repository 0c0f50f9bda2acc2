//! Reading records from the computed tables.

use std::collections::HashMap;

use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Row, params_from_iter};
use serde_json::{Map, Value as Json};

use super::cells::{Cells, Places};
use super::log::claim::office_of;
use super::log::rows::{parse_body, writer_and_last};
use super::{Filter, INIT, Store};
use crate::error::Result;
use crate::model::campaign::Campaign;
use crate::model::kind::{Field, Kind, Shape};
use crate::model::office::{CODE, NAME, PRACTICE, ROLE};
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{RecordId, Value, day};

/// The office whose file it is.
#[derive(Debug)]
pub(crate) struct OwnOffice {
    pub(crate) code: String,
    /// The name of its unit now, or that of the office where it has none.
    pub(crate) called: String,
    /// The code that it had when the file was made.
    pub(crate) first_code: String,
    /// One of `model::office`; `None` in a file of the first versions.
    pub(crate) role: Option<String>,
    pub(crate) unit: Option<RecordId>,
}

/// An office that writes a file.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    /// Identity of its record, under which it writes.
    pub(crate) id: RecordId,
    pub(crate) code: String,
    /// What it was called when its file was made.
    pub(crate) name: String,
    /// One of `model::office`.
    pub(crate) role: Option<String>,
    pub(crate) unit: Option<RecordId>,
}

/// A record that came into the file after something else.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) kind: &'static Kind,
    pub(crate) reference: String,
    pub(crate) day: String,
    pub(crate) late: Option<String>,
}

/// Result of looking for a record by its name.
#[derive(Debug)]
pub(crate) enum Found {
    None,
    One(Record),
    Several(Vec<Record>),
}

/// Query of the codes in a list.
const OWN: &str = "select value from json_each(?1)";

impl Store {
    /// Returns the office whose file this is. Whatever was merged, the file stays its own: what a change
    /// took away is what an earlier one said.
    pub(crate) fn own_office(&self) -> Result<OwnOffice> {
        let RecordId(writer) = self.writer()?;
        let bodies = office_bodies(&self.connection, writer, Heard::AllWhoMay)?;
        let first = |key: &str| {
            let mut said = bodies.iter().filter_map(|body| body.get(key)?.as_str());
            said.next().map(str::to_owned)
        };
        let sql = "select code, name, role, unit from main.office where record = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let absent = || rusqlite::Error::QueryReturnedNoRows;
        let own = statement.query_row([writer], |row| {
            let name = row.get::<_, Option<String>>("name")?;
            let first_code = first(CODE.id).ok_or_else(absent)?;
            Ok(OwnOffice {
                code: row
                    .get::<_, Option<_>>("code")?
                    .unwrap_or(first_code.clone()),
                called: name.or_else(|| first(NAME.id)).unwrap_or_default(),
                first_code,
                role: row.get("role")?,
                unit: row.get::<_, Option<[u8; 16]>>("unit")?.map(RecordId),
            })
        });
        let own = if let Some(own) = own.optional()? {
            own
        } else {
            // Where nothing counts that it says, as after a revocation, the file is still its own.
            let first_code = first(CODE.id).ok_or_else(absent)?;
            OwnOffice {
                code: first_code.clone(),
                called: first(NAME.id).unwrap_or_default(),
                first_code,
                role: first(ROLE.id),
                unit: None,
            }
        };
        let unit = match own.unit {
            None => self.first_called(&own.called)?,
            unit => unit,
        };
        let name = unit.map(|unit| self.name(&["unit"], unit)).transpose()?;
        let name = name.flatten().map(|(_, name)| name);
        let called = name.filter(|name| !name.is_empty()).unwrap_or(own.called);
        Ok(OwnOffice {
            called,
            unit,
            ..own
        })
    }

    /// Returns the unit that was first called so, as a file of the first versions names its own.
    fn first_called(&self, name: &str) -> Result<Option<RecordId>> {
        // The cross join keeps SQLite from going through the whole log by its ids.
        let sql = "select coalesce(s.stands, u.record) as unit from main.unit as u
             cross join change as c on c.record = u.record and c.kind = 'unit'
             left join standing as s on s.record = u.record
             where c.body ->> '$.name' = ?1 order by c.id limit 1";
        self.plain_row(sql, [name], |row| Ok(RecordId(row.get("unit")?)))
    }

    /// Returns the identity of this file's office: the writer under whom it began.
    pub(crate) fn writer(&self) -> Result<RecordId> {
        let (writer, _) = writer_and_last(&self.connection)?;
        Ok(RecordId(office_of(&self.connection, writer)?))
    }

    /// Returns every code that an office numbered its records under, the first one first.
    pub(crate) fn codes(&self, writer: RecordId) -> Result<Vec<String>> {
        Ok(codes(&self.connection, writer.0, Heard::AllWhoMay)?)
    }

    /// Tells whether the first row that the file took is its own, as in one made from nothing.
    pub(crate) fn is_made_from_nothing(&self) -> Result<bool> {
        let sql = "select writer from change order by rowid limit 1";
        let first = self.plain_row(sql, [], |row| row.get("writer"))?;
        let own = self.writer()?;
        Ok(first.is_none_or(|first| RecordId(first) == own))
    }

    /// Tells whether the file is for practice, by what was written when it was made.
    pub(crate) fn is_practice(&self) -> Result<bool> {
        Ok(is_practice(&self.connection, self.writer()?.0)?)
    }

    /// Returns the campaign of the file, by the plan that it was made with.
    pub(crate) fn campaign(&self) -> Result<Option<Campaign>> {
        Ok(campaign(&self.connection)?)
    }

    /// Returns who acted when this file was last written to.
    pub(crate) fn last_actor(&self) -> Result<Option<String>> {
        let sql = "select c.actor from file as f join change as c on c.id = f.last";
        Ok(self.plain_rows(sql, [], |row| row.get("actor"))?.pop())
    }

    /// Returns who acted in the last `most` changes.
    pub(crate) fn actors(&self, most: usize) -> Result<Vec<String>> {
        let sql = "select distinct actor from (select actor from change order by id desc limit ?1) order by actor";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.rows(sql, &[&most], |row| row.get("actor"))
    }

    /// Returns code and name of the office that is a writer's, where this file knows it.
    pub(crate) fn office(&self, writer: RecordId) -> Result<Option<(String, String)>> {
        let sql = "select code, name from office where record = ?1";
        self.plain_row(sql, [writer.0], two_texts)
    }

    /// Lists the offices that ever had a file, each by its code and name.
    pub(crate) fn offices(&self) -> Result<Vec<(String, String)>> {
        let mut offices = self.writers()?;
        offices.retain(|one| !one.name.is_empty());
        offices.dedup_by(|one, before| one.code == before.code);
        let named = offices.into_iter().map(|one| (one.code, one.name));
        Ok(named.collect())
    }

    /// Lists the offices' files that are known, each by its writer: of one code first those that are
    /// admitted, then in the order in which this file met them, which no writer chooses.
    pub(crate) fn writers(&self) -> Result<Vec<Writer>> {
        let sql = "select o.record, o.code, o.name, o.role, o.unit from office as o
             left join member as m on m.writer = o.record where o.code is not null
             order by o.code, coalesce(m.admitted, 0) desc,
                 (select min(rowid) from change where record = o.record and kind = 'office'
                  and writer = o.record) nulls last, o.record";
        self.plain_rows(sql, [], |row| {
            let name: Option<String> = row.get("name")?;
            Ok(Writer {
                id: RecordId(row.get("record")?),
                code: row.get("code")?,
                name: name.unwrap_or_default(),
                role: row.get("role")?,
                unit: row.get::<_, Option<[u8; 16]>>("unit")?.map(RecordId),
            })
        })
    }

    /// Lists a record of a kind, and those below it by a field, which names the one above.
    pub(crate) fn within(
        &self,
        kind: &Kind,
        above: &Field,
        top: RecordId,
    ) -> Result<Vec<RecordId>> {
        let (table, above) = (kind.id, above.id);
        let sql = format!(
            "with recursive within (record) as (
                 select ?1
                 union select t.record from {table} as t join within as w on t.{above} = w.record)
             select record from within order by record"
        );
        self.rows(&sql, &[&top.0], |row| Ok(RecordId(row.get("record")?)))
    }

    pub(crate) fn get(&self, kind: &'static Kind, id: RecordId) -> Result<Option<Record>> {
        let sql = format!(
            "select {} from {} where record = ?1",
            columns(kind),
            self.source(kind)?
        );
        self.plain_row(&sql, [id.0], |row| read(kind, row))
    }

    /// True if only `init` has written to this record.
    pub(crate) fn is_as_made(&self, kind: &Kind, id: RecordId) -> Result<bool> {
        let later = "select 1 from change where record = ?1 and kind = ?2 and verb <> ?3 limit 1";
        let later = self.plain_row(later, (id.0, kind.id, INIT), |_| Ok(()))?;
        Ok(later.is_none())
    }

    /// Returns a record and those that are one with it, for which it stands.
    pub(crate) fn one_with(&self, record: RecordId) -> Result<Vec<RecordId>> {
        let sql = "select record from standing where stands = ?1 order by record";
        let others = self.plain_rows(sql, [record.0], |row| Ok(RecordId(row.get("record")?)))?;
        Ok(std::iter::once(record).chain(others).collect())
    }

    /// Returns the record that stands for one, which may be itself.
    pub(crate) fn standing(&self, record: RecordId) -> Result<RecordId> {
        let sql = "select stands from standing where record = ?1";
        let stands = self.plain_row(sql, [record.0], |row| Ok(RecordId(row.get("stands")?)))?;
        Ok(stands.unwrap_or(record))
    }

    /// Returns ref and reason for being void of a record that is there.
    pub(crate) fn known(
        &self,
        kind: &Kind,
        id: RecordId,
    ) -> Result<Option<(String, Option<String>)>> {
        let sql = format!(
            "select ref, void from main.\"{}\" where record = ?1",
            kind.id
        );
        self.plain_row(&sql, [id.0], |row| {
            let reference: Option<String> = row.get("ref")?;
            Ok((reference.unwrap_or_default(), row.get("void")?))
        })
    }

    /// Returns the next number of a kind for an office under these codes: its numbers are never given
    /// out again.
    pub(crate) fn next_number(&self, codes: &[String], kind: &Kind) -> Result<i64> {
        let sql = format!(
            "select max(coalesce((select max(number) from main.\"{}\" where office in ({OWN})), 0),
                        coalesce((select max(number) from alias where kind = ?2 and office in ({OWN})), 0),
                        coalesce((select max(number) from proposal where kind = ?2 and office in ({OWN})), 0))",
            kind.id
        );
        let own = Json::from(codes.to_vec()).to_string();
        let mut most = self.connection.prepare_cached(&sql)?;
        let most: i64 = most.query_row([&own, kind.id], |row| row.get(0))?;
        Ok(most + 1)
    }

    /// Returns the record with a ref.
    pub(crate) fn by_ref(&self, kind: &'static Kind, reference: &Ref) -> Result<Option<Record>> {
        let sql = format!(
            "select {} from {} where office = ?1 and number = ?2 and copy = ?3",
            columns(kind),
            self.source(kind)?
        );
        let key = (&reference.office, reference.number, reference.copy);
        let found = self.plain_row(&sql, key, |row| read(kind, row))?;
        if found.is_some() || reference.copy > 1 {
            return Ok(found);
        }
        self.by_alias(kind, reference)
    }

    /// Returns the last record of an office that stands, by its number.
    pub(crate) fn last(&self, kind: &'static Kind, office: &str) -> Result<Option<Record>> {
        let sql = format!(
            "select {} from {} where office = ?1 and void is null order by number desc limit 1",
            columns(kind),
            self.source(kind)?
        );
        self.plain_row(&sql, [office], |row| read(kind, row))
    }

    /// Returns the record that another office knows by a ref, where it is the only one.
    fn by_alias(&self, kind: &'static Kind, reference: &Ref) -> Result<Option<Record>> {
        let sql = "select record from alias where kind = ?1 and office = ?2 and number = ?3
             order by record";
        let key = (kind.id, &reference.office, reference.number);
        match self.plain_rows(sql, key, |row| Ok(RecordId(row.get("record")?)))?[..] {
            [one] => self.get(kind, one),
            _ => Ok(None),
        }
    }

    /// Returns what a kind's records are called by a name, voided ones aside.
    pub(crate) fn by_name(&self, kind: &'static Kind, name: &str) -> Result<Found> {
        let Some(title) = kind.title else {
            return Ok(Found::None);
        };
        let mut filter = Filter::default();
        filter.equals(title, &Value::Text(name.to_owned()));
        let mut records = self.list(kind, &filter)?;
        if records.is_empty() && kind.named {
            records = self.formerly(kind, name)?;
        }
        for field in kind.also_named.iter().filter(|_| !name.is_empty()) {
            if records.is_empty() {
                let mut filter = Filter::default();
                filter.equals(field, &Value::Text(name.to_owned()));
                records = self.list(kind, &filter)?;
            }
        }
        Ok(match records.len() {
            0 => Found::None,
            1 => Found::One(records.remove(0)),
            _ => Found::Several(records),
        })
    }

    /// Returns what a kind's records are called, those with so many characters, voided ones aside.
    pub(crate) fn titles(
        &self,
        kind: &'static Kind,
        least: usize,
        most: usize,
    ) -> Result<Vec<String>> {
        let Some(title) = kind.title else {
            return Ok(Vec::new());
        };
        let (title, source) = (title.id, self.source(kind)?);
        let sql = format!(
            "select distinct {title} from {source} where void is null and length({title}) between ?1 and ?2 order by {title}"
        );
        self.plain_rows(&sql, [least, most], |row| row.get(title))
    }

    /// Returns the records of a kind that were called so once, voided ones aside.
    fn formerly(&self, kind: &'static Kind, name: &str) -> Result<Vec<Record>> {
        let sql = "select record from former where kind = ?1 and name = ?2 order by record";
        let found =
            self.plain_rows(sql, [kind.id, name], |row| Ok(RecordId(row.get("record")?)))?;
        let records = found.into_iter().map(|id| self.get(kind, id));
        let records: Vec<Option<Record>> = records.collect::<Result<_>>()?;
        let standing = |record: &Record| !record.is_void();
        Ok(records.into_iter().flatten().filter(standing).collect())
    }

    /// Returns what a record was called before, the earliest name first.
    pub(crate) fn former_names(&self, record: &Record) -> Result<Vec<String>> {
        let sql = "select name from former where record = ?1 and kind = ?2 order by change, name";
        self.plain_rows(sql, (record.id.0, record.kind.id), |row| row.get("name"))
    }

    /// Returns every former name of a kind's records with the record that had it, by name.
    pub(crate) fn every_former_name(&self, kind: &Kind) -> Result<Vec<(String, RecordId)>> {
        let sql = "select name, record from former where kind = ?1 order by name, record";
        self.plain_rows(sql, [kind.id], |row| {
            Ok((row.get("name")?, RecordId(row.get("record")?)))
        })
    }

    /// Lists records of a kind, by office and number unless it is said otherwise.
    pub(crate) fn list(&self, kind: &'static Kind, filter: &Filter) -> Result<Vec<Record>> {
        let (sql, parameters) = self.listed(kind, filter)?;
        self.plain_rows(&sql, params_from_iter(parameters), |row| read(kind, row))
    }

    /// Lists records as [`Self::list`] does, and looks at so many of them at a time.
    pub(crate) fn list_in_parts(
        &self,
        kind: &'static Kind,
        filter: &Filter,
        together: usize,
        mut look: impl FnMut(Vec<Record>) -> Result<()>,
    ) -> Result<()> {
        let (sql, parameters) = self.listed(kind, filter)?;
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query(params_from_iter(parameters))?;
        let mut part = Vec::new();
        while let Some(row) = rows.next()? {
            part.push(read(kind, row)?);
            if part.len() == together {
                look(std::mem::take(&mut part))?;
            }
        }
        look(part)
    }

    fn listed(&self, kind: &'static Kind, filter: &Filter) -> Result<(String, Vec<Sql>)> {
        let (source, parameters) = self.chosen(kind, filter)?;
        let mut sql = format!(
            "select {} {source} order by {}",
            columns(kind),
            filter.order()
        );
        if let Some(limit) = filter.limit {
            sql += &format!(" limit {limit}");
        }
        Ok((sql, parameters))
    }

    /// Counts the records that a list would have without its limit.
    pub(crate) fn list_count(&self, kind: &'static Kind, filter: &Filter) -> Result<usize> {
        let (source, parameters) = self.chosen(kind, filter)?;
        let sql = format!("select count(*) {source}");
        let counts: Vec<i64> =
            self.plain_rows(&sql, params_from_iter(parameters), |row| row.get(0))?;
        let count: i64 = counts.into_iter().sum();
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Writes which records of a kind a filter selects, with its parameters.
    fn chosen(&self, kind: &'static Kind, filter: &Filter) -> Result<(String, Vec<Sql>)> {
        let conditions = filter.conditions.iter();
        let mut conditions: Vec<&str> = conditions.map(|(sql, _)| sql.as_str()).collect();
        // What was taken back is in no list.
        conditions.push(if filter.voided {
            "void is not 'undo'"
        } else {
            "void is null"
        });
        let source = self.source(kind)?;
        let parameters = filter.conditions.iter();
        let parameters = parameters.flat_map(|(_, parameters)| parameters.iter().cloned());
        let sql = format!("from {source} where {}", conditions.join(" and "));
        Ok((sql, parameters.collect()))
    }

    /// Returns ref and title of every record that these name.
    pub(crate) fn names(&self, records: &[Record]) -> Result<HashMap<RecordId, (String, String)>> {
        let mut wanted: HashMap<RecordId, &[&str]> = HashMap::new();
        for record in records {
            for (field, value) in record.kind.all_fields().zip(&record.values) {
                if let (Shape::Reference(targets), Some(value)) = (field.shape, value) {
                    wanted.extend(value.references().map(|id| (id, targets)));
                }
            }
        }
        self.names_of(&wanted)
    }

    /// Returns ref and title of records, each of one of the kinds beside it, in one query a kind,
    /// however many.
    pub(crate) fn names_of(
        &self,
        wanted: &HashMap<RecordId, &[&str]>,
    ) -> Result<HashMap<RecordId, (String, String)>> {
        let mut names = HashMap::with_capacity(wanted.len());
        for kind in self.kinds {
            let of_kind = wanted.iter().filter(|(_, kinds)| kinds.contains(&kind.id));
            let ids: Vec<String> = of_kind.map(|(id, _)| id.to_hex()).collect();
            if ids.is_empty() {
                continue;
            }
            let title = kind.title.map_or("''", |title| title.id);
            let sql = format!(
                "select record, ref, {title} as title from main.\"{}\" where record in (select unhex(value) from json_each(?1))",
                kind.id
            );
            let ids = Json::from(ids).to_string();
            names.extend(self.plain_rows(&sql, [&ids], |row| {
                let text = |column| {
                    row.get::<_, Option<String>>(column)
                        .map(Option::unwrap_or_default)
                };
                Ok((RecordId(row.get("record")?), (text("ref")?, text("title")?)))
            })?);
        }
        Ok(names)
    }

    /// Returns ref and title of a record of one of these kinds.
    pub(crate) fn name(&self, kinds: &[&str], id: RecordId) -> Result<Option<(String, String)>> {
        for kind in self.kinds.iter().filter(|kind| kinds.contains(&kind.id)) {
            let title = kind.title.map_or("''", |title| title.id);
            let sql = format!(
                "select ref, {title} from main.\"{}\" where record = ?1",
                kind.id
            );
            let name = self.plain_row(&sql, [id.0], two_texts)?;
            if name.is_some() {
                return Ok(name);
            }
        }
        Ok(None)
    }

    /// Returns the records that name this one, with the field that does.
    pub(crate) fn referring(&self, id: RecordId) -> Result<Vec<(&'static Kind, String, RecordId)>> {
        self.naming(
            "select kind, field, record from link
             where target = ?1 or target in (select record from standing where stands = ?1)
             order by kind, field, record",
            id,
        )
    }

    /// Returns the records that name this one or did so on some day, with the field that does.
    pub(crate) fn ever_referring(
        &self,
        id: RecordId,
    ) -> Result<Vec<(&'static Kind, String, RecordId)>> {
        self.naming(
            "with own as (select ?1 as record union select record from standing where stands = ?1)
             select kind, field, record from link where target in own
             union select kind, field, record from dated where value in own
             order by kind, field, record",
            id,
        )
    }

    fn naming(&self, sql: &str, id: RecordId) -> Result<Vec<(&'static Kind, String, RecordId)>> {
        let rows = self.plain_rows(sql, [id.0], |row| {
            let kind: String = row.get("kind")?;
            let kind = self.kinds.iter().copied().find(|known| known.id == kind);
            let (field, record) = (row.get("field")?, RecordId(row.get("record")?));
            Ok(kind.map(|kind| (kind, field, record)))
        })?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Runs a query of figures: one row of whole numbers, NULL counting as 0.
    pub(crate) fn count(&self, sql: &str, parameters: &[&dyn rusqlite::ToSql]) -> Result<i64> {
        self.view(sql)?;
        let mut statement = self.connection.prepare_cached(sql)?;
        let count: Option<i64> = statement.query_row(parameters, |row| row.get(0))?;
        Ok(count.unwrap_or(0))
    }

    /// Runs a query and returns its rows as texts.
    pub(crate) fn texts(
        &self,
        sql: &str,
        parameters: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Vec<Option<String>>>> {
        self.rows(sql, parameters, |row| {
            let row = row.whole();
            let columns = row.as_ref().column_count();
            (0..columns).map(|at| row.get(at)).collect()
        })
    }

    /// Runs a query and reads each of its rows.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        parameters: &[&dyn rusqlite::ToSql],
        mut read: impl FnMut(&Cells) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        self.view(sql)?;
        let places = Places::default();
        self.plain_rows(sql, parameters, |row| read(&Cells::of(row, &places)))
    }

    /// Runs a query of tables that are the same on every day.
    pub(super) fn plain_rows<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(parameters, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Runs a query of tables that are the same on every day, and reads its first row.
    pub(super) fn plain_row<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(parameters, read).optional()?)
    }

    /// Returns the number of the row of the log by which a verb changed a record last; 0 where none did.
    pub(crate) fn last_row_of(&self, record: RecordId, verb: &str) -> Result<i64> {
        let sql = "select max(rowid) from change where record = ?1 and verb = ?2";
        self.count(sql, &[&record.0, &verb])
    }

    /// Returns the row of the last change of a record that came into this file.
    pub(crate) fn last_row(&self, record: RecordId) -> Result<i64> {
        self.count(
            "select max(rowid) from change where record = ?1",
            &[&record.0],
        )
    }

    /// Tells whether anything was ever said of a record of a kind that counts or waits.
    pub(crate) fn has_any(&self, kind: &Kind) -> Result<bool> {
        let sql = format!(
            "select 1 from main.\"{}\" union all select 1 from proposal where kind = ?1
             union all select 1 from gone where kind = ?1 limit 1",
            kind.id
        );
        Ok(self.plain_row(&sql, [kind.id], |_| Ok(()))?.is_some())
    }

    /// Returns every record of a kind that there ever was.
    pub(crate) fn ever(&self, kind: &Kind) -> Result<Vec<RecordId>> {
        let sql = format!(
            "select record from main.\"{}\" union select record from proposal where kind = ?1
             union select record from gone where kind = ?1 order by record",
            kind.id
        );
        self.plain_rows(&sql, [kind.id], |row| Ok(RecordId(row.get("record")?)))
    }

    /// Returns the records of some days that came into this file after a row of the log: their kinds,
    /// refs and days, and why they were entered late. Rows stand in the order in which they came.
    pub(crate) fn arrived_after(
        &self,
        row: i64,
        (first, last): (chrono::NaiveDate, chrono::NaiveDate),
    ) -> Result<Vec<Arrival>> {
        let mut arrivals = Vec::new();
        for kind in self.kinds.iter().filter(|kind| kind.letter.is_some()) {
            let Some(day) = kind.day else {
                continue;
            };
            let sql = format!(
                "select t.ref, t.\"{day}\" as day, t.late from {kind} as t join change as c on c.id = t.created
                 where t.void is null and t.\"{day}\" between ?2 and ?3 and c.rowid > ?1
                 order by day, t.office, t.number, t.copy, t.record",
                day = day.id,
                kind = kind.id
            );
            let parameters: [&dyn rusqlite::ToSql; 3] =
                [&row, &first.to_string(), &last.to_string()];
            arrivals.extend(self.rows(&sql, &parameters, |row| {
                Ok(Arrival {
                    kind,
                    reference: row.get::<Option<_>>("ref")?.unwrap_or_default(),
                    day: row.get("day")?,
                    late: row.get("late")?,
                })
            })?);
        }
        Ok(arrivals)
    }

    /// Returns what fields of a record said before a step set them again, the oldest first.
    pub(crate) fn said_before(
        &self,
        kind: &'static Kind,
        id: RecordId,
    ) -> Result<Vec<(&'static Field, Option<Value>)>> {
        let sql =
            "select field, value from dated where record = ?1 and kind = ?2 order by since, field";
        let said = self.plain_rows(sql, (id.0, kind.id), |row| {
            let field = kind.field(row.get_ref("field")?.as_str()?);
            let value = row.get_ref("value")?;
            Ok(field.map(|field| (field, decode(field, value))))
        })?;
        Ok(said.into_iter().flatten().collect())
    }

    /// Hashes the whole log: two files with the same digest know the same.
    pub(crate) fn digest(&self) -> Result<String> {
        let sql = "select id from change order by id";
        let ids = self.plain_rows(sql, [], |row| row.get::<_, [u8; 24]>(0))?;
        Ok(digest_of(ids))
    }
}

/// Hashes the ids of rows, in their order.
pub(super) fn digest_of(ids: impl IntoIterator<Item = [u8; 24]>) -> String {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    ids.into_iter().for_each(|id| hash.update(id));
    crate::model::value::hex(&hash.finalize()[..8])
}

/// Tells whether a writer made its file for practice, by its first word of itself: what is said of that
/// later, or by others, makes no file another.
pub(super) fn is_practice(connection: &Connection, writer: [u8; 16]) -> rusqlite::Result<bool> {
    let first = first_word(connection, writer)?;
    Ok(first.is_some_and(|body| body.get(PRACTICE.id) == Some(&Json::Bool(true))))
}

/// Returns what a writer said of itself as its file was made, where the log has that.
pub(super) fn first_word(
    connection: &Connection,
    writer: [u8; 16],
) -> rusqlite::Result<Option<Map<String, Json>>> {
    let mut statement = connection.prepare_cached(
        "select body from change where record = ?1 and kind = 'office' and writer = ?1
         order by rowid limit 1",
    )?;
    let body = |row: &Row| Ok(parse_body(row.get::<_, Option<String>>("body")?.as_deref()));
    statement.query_row([writer], body).optional()
}

/// Returns the campaign of a file: that of the plan which came into it first, as it was made.
pub(super) fn campaign(connection: &Connection) -> rusqlite::Result<Option<Campaign>> {
    let mut statement = connection
        .prepare_cached("select body from change where kind = 'plan' order by rowid limit 1")?;
    let body = statement.query_row([], |row| row.get::<_, Option<String>>(0));
    let plan = body.optional()?.flatten();
    Ok(plan.and_then(|plan| Campaign::of(&serde_json::from_str(&plan).ok()?)))
}

/// Returns every code that the office of a writer had, the first one first.
pub(super) fn codes(
    connection: &Connection,
    writer: [u8; 16],
    heard: Heard,
) -> rusqlite::Result<Vec<String>> {
    let mut codes = Vec::new();
    for mut body in office_bodies(connection, writer, heard)? {
        let code = body.remove(CODE.id);
        let code = code.as_ref().and_then(Json::as_str).map(str::to_owned);
        codes.extend(code.filter(|code| !codes.contains(code)));
    }
    Ok(codes)
}

/// An office as it is named where it leads.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) office: RecordId,
    pub(super) name: String,
}

impl Named {
    pub(super) fn of(
        connection: &Connection,
        office: RecordId,
        heard: Heard,
    ) -> rusqlite::Result<Self> {
        let bodies = office_bodies(connection, office.0, heard)?;
        let mut said = bodies.iter().rev();
        let name = said.find_map(|body| body.get(NAME.id)?.as_str().map(str::to_owned));
        Ok(Self {
            office,
            name: name.unwrap_or_default(),
        })
    }

    /// Returns what it is called, with what nobody else can have.
    pub(super) fn called(&self) -> String {
        format!("{} {}", self.name, self.office.fingerprint())
            .trim()
            .to_owned()
    }
}

/// Whose words of an office are heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Its first writer's alone, as of another file, of which nothing computed is believed.
    ItsOwn,
    /// Also of those who were admitted to write for it, of the leading office, and of this file.
    AllWhoMay,
}

/// Returns what was said of the office of a writer, the earliest first.
fn office_bodies(
    connection: &Connection,
    writer: [u8; 16],
    heard: Heard,
) -> rusqlite::Result<Vec<Map<String, Json>>> {
    let others = match heard {
        Heard::ItsOwn => "",
        Heard::AllWhoMay => {
            "or writer = (select writer from file)
             or writer in (select writer from member where admitted = 1
                 and office in (?1, (select writer from file_root)))"
        }
    };
    let mut statement = connection.prepare_cached(&format!(
        "select body from change where record = ?1 and kind = 'office'
         and (writer = ?1 {others}) order by id"
    ))?;
    let body = |row: &Row| Ok(parse_body(row.get::<_, Option<String>>("body")?.as_deref()));
    statement.query_map([writer], body)?.collect()
}

/// Encodes a value as its column holds it.
pub(super) fn to_sql(value: &Value) -> Sql {
    match value {
        Value::Day(day) => Sql::Text(day.to_string()),
        Value::Decimal(tenths) => Sql::Integer(*tenths),
        Value::Flag(flag) => Sql::Integer(i64::from(*flag)),
        Value::Integer(number) => Sql::Integer(*number),
        Value::Reference(id) => Sql::Blob(id.0.to_vec()),
        Value::Text(text) => Sql::Text(text.clone()),
        Value::Json(_) | Value::List(_) => Sql::Text(value.to_json().to_string()),
    }
}

/// Reads the first two columns as texts, empty where there is none.
fn two_texts(row: &Row) -> rusqlite::Result<(String, String)> {
    let text = |at| {
        row.get::<_, Option<String>>(at)
            .map(Option::unwrap_or_default)
    };
    Ok((text(0)?, text(1)?))
}

fn columns(kind: &'static Kind) -> String {
    let columns: Vec<String> = kind
        .all_fields()
        .map(|field| format!("\"{}\"", field.id))
        .collect();
    format!("record, {}", columns.join(", "))
}

fn read(kind: &'static Kind, row: &Row) -> rusqlite::Result<Record> {
    let id = RecordId(row.get("record")?);
    let mut values = Vec::new();
    for (at, field) in kind.all_fields().enumerate() {
        values.push(decode(field, row.get_ref(at + 1)?));
    }
    Ok(Record { id, kind, values })
}

/// Decodes a column; the projection wrote it, so that what does not fit is no value.
fn decode(field: &Field, column: ValueRef) -> Option<Value> {
    if let ValueRef::Null = column {
        return None;
    }
    if field.many {
        return Value::from_json(field, &serde_json::from_str(column.as_str().ok()?).ok()?);
    }
    match field.shape {
        Shape::Category | Shape::Choice(_) | Shape::Text => {
            Some(Value::Text(column.as_str().ok()?.to_owned()))
        }
        Shape::Count | Shape::Money | Shape::Percent => column.as_i64().ok().map(Value::Integer),
        Shape::Day => day(column.as_str().ok()?).map(Value::Day),
        Shape::Decimal => column.as_i64().ok().map(Value::Decimal),
        Shape::Flag => Some(Value::Flag(column.as_i64().ok()? != 0)),
        Shape::Reference(_) => column
            .as_blob()
            .ok()?
            .try_into()
            .ok()
            .map(|id| Value::Reference(RecordId(id))),
        Shape::Json => serde_json::from_str(column.as_str().ok()?)
            .ok()
            .map(Value::Json),
    }
}
