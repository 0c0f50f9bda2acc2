//! Goes through the rows of a sheet once: those that are records become drafts, of the others it is
//! noted why they are none.

use super::Options;
use super::columns::ColumnsSeen;
use super::draft::Draft;
use super::lines::{Balance, Lines};
use super::roster::NameBook;
use super::rows::RowReader;
use super::table::{Drafts, Says, SheetTable};
use crate::desk::{Desk, official_id};
use crate::error::Result;
use crate::model::record::Record;
use crate::model::value::RecordId;

impl SheetTable {
    /// Takes note of the records that the sheet is about to bring and that may be named.
    pub(super) fn announce(&self, desk: &Desk, roster: &mut NameBook) -> Result<()> {
        let reader = RowReader::new(desk, self, Options::default());
        if reader.reference.is_none() && reader.name.is_none() {
            return Ok(());
        }
        self.each(|row| {
            let says = reader.says(row);
            let name = reader.official_name(row);
            match (says, name) {
                (Says::Exported(id, reference), name) => {
                    // One that is there already is that one, whatever the sheet says.
                    let known = desk.store.by_ref(self.kind, &reference)?;
                    let id = known.map_or(id, |known| known.id);
                    roster.expect(self.kind.id, reference.to_string(), id);
                    if let Some(name) = name {
                        roster.expect(self.kind.id, name, id);
                    }
                }
                (Says::New | Says::Numbered(_), Some(name)) => {
                    let id = official_id(self.kind.id, &name);
                    roster.expect(self.kind.id, name, id);
                }
                _ => {}
            }
            Ok(())
        })
    }

    /// Reads every row.
    ///
    /// # Errors
    /// If the file cannot be read; what is wrong with the rows is among the drafts.
    pub(super) fn drafts(
        &self,
        desk: &Desk,
        roster: &mut NameBook,
        options: Options,
        tick: &mut dyn FnMut(),
    ) -> Result<Drafts> {
        let mut reader = RowReader::new(desk, self, options);
        let mut read = Drafts {
            balance: Balance {
                rows: self.count(),
                filled: self.sheet.filled,
                ..Balance::default()
            },
            ..Drafts::default()
        };
        let mut lines = Lines::new(self.kind, &self.heads, &desk.plan);
        let mut columns = ColumnsSeen::new(&reader);
        let mut record = Record::empty(self.kind, RecordId([0; 16]));
        self.each(|row| {
            if !reader.takes(row, &mut lines, &mut read.balance) {
                return Ok(());
            }
            tick();
            let row = &*reader.spelt_out(row, &mut read.balance);
            columns.see(&reader, row);
            record.values.fill(None);
            let before = read.flaws.len();
            let says = reader.read(row, &mut record, roster, &mut read)?;
            if read.flaws.len() == before
                && let Some(identity) = reader.identity(says, &record)
            {
                read.records.push(&Draft {
                    row: row.number,
                    body: reader.bodies.body(&record),
                    identity,
                })?;
            }
            Ok(())
        })?;
        // What is wrong with whole columns comes first.
        read.flaws.splice(0..0, columns.flaws(&reader));
        read.flaws.append(&mut reader.told_units.borrow_mut());
        read.tenths = columns.tenths();
        read.dated = reader.dated;
        read.readings = reader.read_as();
        Ok(read)
    }
}
