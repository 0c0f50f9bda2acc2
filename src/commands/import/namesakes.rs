//! Records of one name that the row tells apart by what it names beside them: households by their village.

use super::differs::Elsewhere;
use super::roster::NameBook;
use super::rows::RowReader;
use crate::desk::input;
use crate::error::Result;
use crate::kinds;
use crate::model::kind::{Field, Kind, Rule, Shape};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::sheets::{Row, SheetCell};
use crate::store::Found;

impl RowReader<'_> {
    /// Finds the one record of a name that is of what the row names beside it.
    pub(super) fn told_apart(
        &self,
        row: &Row,
        field: &Field,
        cell: &SheetCell,
        roster: &mut NameBook,
    ) -> Option<Value> {
        let SheetCell::Text(name) = cell else {
            return None;
        };
        let name = input::closed_up(&input::normalised(name));
        let mut found = beside(field)
            .filter(|_| !field.many)
            .filter_map(|(kind, other, names)| {
                let own = self.fields.iter().find(|own| own.id == other.id)?;
                let SheetCell::Text(said) = row.cells.get(self.column(own)?)? else {
                    return None;
                };
                let said = Value::Reference(roster.find(names, said).ok()?);
                let Ok(Found::Several(known)) = self.desk.store.by_name(kind, &name) else {
                    return None;
                };
                let mut of_it = known.iter().filter(|one| one.value(other) == Some(&said));
                let found = of_it.next()?;
                of_it.next().is_none().then_some(Value::Reference(found.id))
            });
        found.next()
    }

    /// Finds what a row names together with another than it is of: a household with a village that is not
    /// its own.
    pub(super) fn elsewhere(&mut self, row: &Row, record: &Record) -> Result<Option<Elsewhere>> {
        for field in record.kind.fields.iter().filter(|field| !field.many) {
            let Some(Value::Reference(id)) = record.value(field) else {
                continue;
            };
            for (kind, other, _) in beside(field) {
                let Some(Value::Reference(said)) = record.value(other) else {
                    continue;
                };
                let own = if let Some(own) = self.beside.get(id) {
                    *own
                } else {
                    let known = self.desk.store.get(kind, *id)?;
                    let own = known.and_then(|known| match known.value(other) {
                        Some(Value::Reference(own)) => Some(*own),
                        _ => None,
                    });
                    self.beside.insert(*id, own);
                    own
                };
                let Some(own) = own.filter(|own| own != said) else {
                    continue;
                };
                let names = [(field, id), (&other, &own), (&other, said)];
                let titles = names.map(|(field, id)| self.title(field, *id));
                let [name, own, said] = titles;
                return Ok(Some(Elsewhere {
                    row: row.number,
                    name: name?,
                    own: own?,
                    said: said?,
                }));
            }
        }
        Ok(None)
    }

    fn title(&self, field: &Field, id: RecordId) -> Result<String> {
        let Shape::Reference(targets) = field.shape else {
            return Ok(String::new());
        };
        for kind in targets.iter().filter_map(|id| kinds::find(id)) {
            if let Some(record) = self.desk.store.get(kind, id)? {
                return Ok(record.title().to_owned());
            }
        }
        Ok(String::new())
    }

    /// Takes out of a record that names one of two things what only says of which the other is.
    pub(super) fn drop_told_apart(&self, record: &mut Record) {
        for rule in record.kind.rules {
            let Rule::ExactlyOne(fields) = rule else {
                continue;
            };
            for field in *fields {
                let Some(Value::Reference(id)) = record.value(field) else {
                    continue;
                };
                let known = beside(field).filter_map(|(kind, other, _)| {
                    let known = self.desk.store.get(kind, *id).ok()??;
                    let own = fields.iter().find(|own| own.id == other.id)?;
                    let is_its =
                        known.value(other).is_some() && known.value(other) == record.value(own);
                    is_its.then_some(*own)
                });
                let known: Vec<&'static Field> = known.collect();
                for own in known {
                    record.set(own, None);
                }
            }
        }
    }
}

/// Returns the kinds that a field names, with the fields that tell those of one name apart and the kinds
/// which these name.
fn beside(
    field: &Field,
) -> impl Iterator<Item = (&'static Kind, &'static Field, &'static [&'static str])> + use<> {
    let targets = match field.shape {
        Shape::Reference(targets) => targets,
        _ => &[],
    };
    let kinds = targets.iter().filter_map(|id| kinds::find(id));
    kinds.filter(|kind| kind.named).flat_map(|kind| {
        let telling = kind.told_by.iter();
        telling.filter_map(move |other| match other.shape {
            Shape::Reference(names) => Some((kind, *other, names)),
            _ => None,
        })
    })
}
