//! Tells the rows that are records from what else stands among them, and spells 同上 out.

use std::borrow::Cow;

use super::cells;
use super::heads::Meaning;
use super::lines::{Balance, Left, Lines, filled};
use super::rows::{RowReader, is_of_no_unit};
use super::spoilt::{is_ditto, says_void};
use super::table::{Reason, RowFlaw, Says};
use crate::desk::input;
use crate::model::kind::{DATE, NOTE, REF, Shape};
use crate::sheets::{Row, SheetCell};

impl RowReader<'_> {
    /// Tells whether a row is a record that is wanted; of others the balance is told why not.
    pub(super) fn takes(&self, row: &Row, lines: &mut Lines, balance: &mut Balance) -> bool {
        balance.cells.all += filled(row);
        let hidden = &self.table.sheet.layout.hidden;
        let hidden = hidden.binary_search(&row.number).is_ok();
        let left = match lines.left(row) {
            Some(Left::Note) if self.is_whole(row) || self.is_long(row) => {
                lines.go_on();
                None
            }
            Some(left) if left.is_by_its_words() && self.is_whole(row) => {
                lines.go_on();
                None
            }
            Some(left) => Some(left),
            None if hidden && self.options.visible => Some(Left::Hidden),
            None if self.options.visible && self.is_all_struck(row) => Some(Left::Struck),
            None if self.is_title(row) => Some(Left::Title),
            None if self.is_void(row) => Some(Left::Void),
            None => None,
        };
        let Some(left) = left else {
            balance.keep(row);
            if hidden {
                balance.hidden.push(row.number);
            }
            return true;
        };
        balance.leave(left, row);
        let told = self.told_unit(left, row);
        self.told_units.borrow_mut().extend(told);
        false
    }

    /// Tells whether all that is in a row are cells merged over several columns: 一、服务热线.
    fn is_title(&self, row: &Row) -> bool {
        let mut filled = row.cells.iter().enumerate();
        let mut filled = filled.by_ref().filter(|(_, cell)| !cell.is_blank());
        let (Some((column, _)), None) = (filled.next(), filled.next()) else {
            return false;
        };
        let areas = &self.table.sheet.layout.areas;
        let first = areas.partition_point(|area| area.top < row.number);
        let mut own = areas[first..]
            .iter()
            .take_while(|area| area.top == row.number);
        own.any(|area| area.bottom == row.number && area.left == column && area.right > column)
    }

    /// Says that a remark tells the unit of amounts whose heads do not.
    fn told_unit(&self, left: Left, row: &Row) -> Option<RowFlaw> {
        if !matches!(left, Left::Note | Left::Signature | Left::Title) {
            return None;
        }
        let (at, unit) = row
            .cells
            .iter()
            .enumerate()
            .find_map(|(at, cell)| match cell {
                SheetCell::Text(text) => Some((at, input::told_unit(&input::normalised(text))?)),
                _ => None,
            })?;
        let meanings = self.table.heads.meanings.iter().enumerate();
        let mut open = meanings.filter_map(|(column, meaning)| {
            let head = self.table.heads.word(column);
            let field = self.fields[meaning.field()?];
            let is_open = is_of_no_unit(field, head) && self.units.get(column)?.is_none();
            is_open.then(|| head.to_owned())
        });
        let head = open.next()?;
        Some(self.flaw(row, Some(at), Reason::UnitBelow { unit, head }))
    }

    /// Tells whether a row has all that a record needs, whatever its first word: 小计 may be a topic.
    fn is_whole(&self, row: &Row) -> bool {
        let needed = self.fields.iter().copied();
        let needed = needed.filter(|field| field.required || field.id == DATE.id);
        let mut columns = 0;
        for field in needed {
            let Some(column) = self.column(field) else {
                continue;
            };
            let empty = SheetCell::Empty;
            let cell = row.cells.get(column).unwrap_or(&empty);
            let inputs = cells::inputs(field, "", cell, self.manner(false)).unwrap_or_default();
            let is_said = match field.shape {
                _ if inputs.is_empty() => false,
                Shape::Day | Shape::Choice(_) | Shape::Category => {
                    self.desk.value(field, &inputs).is_ok()
                }
                _ => true,
            };
            if !is_said {
                return false;
            }
            columns += 1;
        }
        columns > 1
    }

    /// Tells whether a row that begins as a remark says as much as a record does: 注：of a pledge with what it
    /// is about, how and until when.
    fn is_long(&self, row: &Row) -> bool {
        let filled = row.cells.iter().enumerate();
        let mut fields = filled.filter(|(column, cell)| {
            let meaning = self.table.heads.meanings.get(*column);
            !cell.is_blank() && meaning.is_some_and(|one| one.field().is_some())
        });
        fields.nth(2).is_some()
    }

    /// Tells whether all that a row says is struck out, its running number apart.
    fn is_all_struck(&self, row: &Row) -> bool {
        let meanings = &self.table.heads.meanings;
        let cells = row.cells.iter().enumerate();
        let mut said = cells.filter(|(column, cell)| {
            !cell.is_blank() && meanings.get(*column) != Some(&Meaning::Number)
        });
        let mut any = false;
        said.all(|(column, _)| {
            any = true;
            self.is_struck(row, column)
        }) && any
    }

    /// Tells whether a row without an identity is of a record that is void in the ledger it is from.
    fn is_void(&self, row: &Row) -> bool {
        if matches!(self.says(row), Says::Exported(..)) {
            return false;
        }
        let cell = self.void.and_then(|at| row.cells.get(at));
        if cell.is_some_and(|cell| !cell.is_blank()) {
            return true;
        }
        let mut cells = row.cells.iter().enumerate();
        cells.any(|(column, cell)| match cell {
            SheetCell::Text(text) => says_void(text, self.is_beside(column)),
            _ => false,
        })
    }

    /// Tells whether a column says of a row how it is numbered, how it stands, or what is remarked on it.
    fn is_beside(&self, column: usize) -> bool {
        match self.table.heads.meanings.get(column) {
            Some(Meaning::Field(at)) => {
                let (field, status) = (self.fields[*at], self.table.kind.status);
                [REF.id, NOTE.id].contains(&field.id)
                    || status.is_some_and(|one| one.id == field.id)
            }
            _ => true,
        }
    }

    /// Puts what stands above for 同上 and the like; what has nothing above it stays, to be refused.
    pub(super) fn spelt_out<'r>(&mut self, row: &'r Row, balance: &mut Balance) -> Cow<'r, Row> {
        let mut row = Cow::Borrowed(row);
        if !matches!(self.says(&row), Says::Exported(..)) {
            for column in 0..row.cells.len() {
                let is_field = self
                    .table
                    .heads
                    .meanings
                    .get(column)
                    .is_some_and(|meaning| {
                        meaning
                            .field()
                            .is_some_and(|at| self.fields[at].id != REF.id)
                    });
                if is_field
                    && is_ditto(&row.cells[column])
                    && let Some(above) = self.above.get(column).filter(|cell| !cell.is_blank())
                    && !is_ditto(above)
                {
                    row.to_mut().cells[column] = above.clone();
                    balance.ditto.push((row.number, column));
                }
            }
        }
        self.above.clone_from(&row.cells);
        row
    }
}
