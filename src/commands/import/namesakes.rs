//! Households of one name, told apart by the village that the row names beside them.

use super::roster::NameBook;
use super::rows::RowReader;
use crate::desk::input;
use crate::kinds::household::{self, VILLAGE};
use crate::model::kind::{Field, Rule, Shape};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::sheets::{Row, SheetCell};
use crate::store::Found;

impl RowReader<'_> {
    /// Finds the one household of a name that is of the village which the row names.
    pub(super) fn of_village(
        &self,
        row: &Row,
        field: &Field,
        cell: &SheetCell,
        roster: &mut NameBook,
    ) -> Option<Value> {
        let Shape::Reference(targets) = field.shape else {
            return None;
        };
        let SheetCell::Text(name) = cell else {
            return None;
        };
        if !targets.contains(&household::KIND.id) || field.many {
            return None;
        }
        let village = self.fields.iter().find(|one| one.id == VILLAGE.id)?;
        let SheetCell::Text(village) = row.cells.get(self.column(village)?)? else {
            return None;
        };
        let Shape::Reference(villages) = VILLAGE.shape else {
            return None;
        };
        let village = Value::Reference(roster.find(villages, village).ok()?);
        let name = input::closed_up(&input::normalised(name));
        let Ok(Found::Several(known)) = self.desk.store.by_name(&household::KIND, &name) else {
            return None;
        };
        let is_of_it = |one: &&Record| one.value(&VILLAGE) == Some(&village);
        let mut of_it = known.iter().filter(is_of_it);
        let found = of_it.next()?;
        of_it.next().is_none().then_some(Value::Reference(found.id))
    }

    /// Takes the village out of a record that names either a household or a village, where it only says of
    /// which the household is.
    pub(super) fn drop_village(&self, record: &mut Record) {
        let is_either = |rule: &Rule| {
            let Rule::ExactlyOne(fields) = rule else {
                return false;
            };
            fields.iter().any(|field| field.id == VILLAGE.id)
        };
        if !record.kind.rules.iter().any(is_either) {
            return;
        }
        let own = |id: &str| record.kind.field(id);
        let (Some(household), Some(village)) = (own(household::KIND.id), own(VILLAGE.id)) else {
            return;
        };
        let Some(Value::Reference(id)) = record.value(household) else {
            return;
        };
        let known = self.desk.store.get(&household::KIND, *id);
        let is_its = matches!(known, Ok(Some(known))
            if known.value(&VILLAGE).is_some() && known.value(&VILLAGE) == record.value(village));
        if is_its {
            record.set(village, None);
        }
    }
}
