//! Columns of the lists that are no records: each is declared once, and the table that people read, the
//! rows of CSV and the objects of JSON follow.

use serde_json::{Map, Value as Json};

use super::document::{Block, Cell, Report, Table, plain};
use crate::text::{Lang, Text};

/// Columns of a list of `T`, in order.
pub(crate) struct Columns<T> {
    lang: Lang,
    columns: Vec<Column<T>>,
}

/// Makes a value of a row.
type Make<T, V> = Box<dyn Fn(&T) -> V>;

/// Column for machines under a key, for people under a head.
struct Column<T> {
    /// `None` where only people read it.
    machine: Option<(&'static str, Make<T, Json>)>,
    /// Head, and what stands below it where that is not what machines read; `None` where only
    /// machines read it.
    people: Option<(Text, Option<Make<T, Cell>>)>,
}

impl<T> Columns<T> {
    /// Begins to declare columns, worded in a language.
    pub(crate) const fn new(lang: Lang) -> Self {
        let columns = Vec::new();
        Self { lang, columns }
    }

    /// Adds a column that people read as machines do.
    pub(crate) fn column<J: Into<Json>>(
        self,
        id: &'static str,
        head: Text,
        json: impl Fn(&T) -> J + 'static,
    ) -> Self {
        self.with(Some((id, made(json))), Some((head, None)))
    }

    /// Adds a column for machines alone.
    pub(crate) fn key<J: Into<Json>>(
        self,
        id: &'static str,
        json: impl Fn(&T) -> J + 'static,
    ) -> Self {
        self.with(Some((id, made(json))), None)
    }

    /// Adds a column for people alone.
    pub(crate) fn words<C: Into<Cell>>(self, head: Text, cell: impl Fn(&T) -> C + 'static) -> Self {
        self.with(None, Some((head, Some(made(cell)))))
    }

    fn with(
        mut self,
        machine: Option<(&'static str, Make<T, Json>)>,
        people: Option<(Text, Option<Make<T, Cell>>)>,
    ) -> Self {
        self.columns.push(Column { machine, people });
        self
    }

    /// Makes a list for people, CSV and JSON.
    pub(crate) fn report(&self, rows: &[T]) -> Report {
        Report {
            blocks: vec![Block::Table(self.table(rows))],
            ..self.machine(rows)
        }
    }

    /// Makes a list for CSV and JSON, of which people read something else.
    pub(crate) fn machine(&self, rows: &[T]) -> Report {
        Report {
            blocks: Vec::new(),
            sheet: self.sheet(rows),
            json: self.json(rows),
            ..Report::default()
        }
    }

    /// Returns the keys of the columns that machines read.
    pub(crate) fn keys(&self) -> Vec<String> {
        let keys = self.machine_columns();
        keys.map(|(id, _)| (*id).to_owned()).collect()
    }

    /// Makes the rows of CSV.
    pub(crate) fn sheet(&self, rows: &[T]) -> Table {
        let keys = self.machine_columns().map(|(id, _)| *id);
        let cells = |row| {
            let values = self.machine_columns().map(|(_, json)| plain(&json(row)));
            values.collect::<Vec<_>>()
        };
        Table::new(keys, rows.iter().map(cells))
    }

    /// Makes the objects of JSON.
    pub(crate) fn json(&self, rows: &[T]) -> Json {
        let objects = rows.iter().map(|row| self.object(row));
        objects.map(Json::Object).collect()
    }

    /// Makes the table that people read.
    pub(crate) fn table(&self, rows: &[T]) -> Table {
        let columns = self.columns.iter();
        let heads = columns.filter_map(|column| Some(column.people.as_ref()?.0.get(self.lang)));
        let cells = |row| {
            self.columns
                .iter()
                .filter_map(|column| column.cell(row))
                .collect()
        };
        Table::new::<Cell>(heads, rows.iter().map(cells))
    }

    /// Makes the object that machines read of a row.
    pub(crate) fn object(&self, row: &T) -> Map<String, Json> {
        self.machine_columns()
            .map(|(id, json)| ((*id).to_owned(), json(row)))
            .collect()
    }

    fn machine_columns(&self) -> impl Iterator<Item = &(&'static str, Make<T, Json>)> {
        let columns = self.columns.iter();
        columns.filter_map(|column| column.machine.as_ref())
    }
}

impl<T> Column<T> {
    fn cell(&self, row: &T) -> Option<Cell> {
        match (self.people.as_ref()?, &self.machine) {
            ((_, Some(cell)), _) => Some(cell(row)),
            ((_, None), machine) => machine.as_ref().map(|(_, json)| json(row).into()),
        }
    }
}

fn made<T, V: Into<W>, W>(value: impl Fn(&T) -> V + 'static) -> Make<T, W> {
    Box::new(move |row| value(row).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::text;

    #[test]
    fn people_csv_and_json_follow_from_one_declaration() {
        let columns = Columns::<i64>::new(Lang::Zh)
            .column("number", text("序号", "No."), |row| *row)
            .key("even", |row| row % 2 == 0)
            .words(text("奇偶", "Parity"), |row| {
                ["双", "单"][usize::from(row % 2 != 0)]
            });
        let report = columns.report(&[2, 3]);
        let row = |number: i64, parity| vec![Cell::from(number), Cell::from(parity)];
        let table = Table::new(["序号", "奇偶"], [row(2, "双"), row(3, "单")]);
        assert_eq!(report.blocks, [Block::Table(table)]);
        let rows = [["2", "true"], ["3", "false"]].map(Vec::from);
        assert_eq!(report.sheet, Table::new(["number", "even"], rows));
        let json = serde_json::json!([
            {"number": 2, "even": true}, {"number": 3, "even": false}
        ]);
        assert_eq!(report.json, json);
        assert_eq!(columns.report(&[]).sheet.heads, ["number", "even"]);
    }
}
