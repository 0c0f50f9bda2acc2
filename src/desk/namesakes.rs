//! Persons of one name: what tells them apart, and which of them is meant.

use super::Desk;
use super::input::normalised;
use crate::error::{Error, Result};
use crate::kinds;
use crate::model::kind::{REF, Shape, UNIT};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::store::Found;

impl Desk<'_> {
    /// Finds a record as [`Self::find`] does; of several of one name the only one of a unit.
    ///
    /// # Errors
    /// Those of [`Self::find`].
    pub(crate) fn find_of_unit(
        &self,
        kinds: &[&str],
        name: &str,
        unit: RecordId,
    ) -> Result<Record> {
        let ambiguous = match self.find(kinds, name) {
            Err(error) if matches!(error, Error::Ambiguous { .. }) => error,
            found => return found,
        };
        let mut of_unit = Vec::new();
        for kind in kinds.iter().filter_map(|id| kinds::find(id)) {
            if let Found::Several(records) = self.store.by_name(kind, &normalised(name))? {
                let is_of_it = |one: &Record| one.value(&UNIT) == Some(&Value::Reference(unit));
                of_unit.extend(records.into_iter().filter(is_of_it));
            }
        }
        match of_unit.len() {
            1 => Ok(of_unit.swap_remove(0)),
            _ => Err(ambiguous),
        }
    }

    /// Names a record with what tells it from others of its name: such as its rank and unit.
    pub(super) fn candidate(&self, record: Record) -> Result<String> {
        let lang = self.context.lang;
        let kind = record.kind;
        let listing = self.listing(kind, vec![record])?;
        let [record] = &listing.records[..] else {
            return Ok(String::new());
        };
        let is_title = |id: &str| kind.title.is_some_and(|title| title.id == id);
        let tells = kind.all_fields().filter(|field| {
            let is_brief = field.brief && !matches!(field.shape, Shape::Flag);
            (is_brief || field.id == UNIT.id) && field.id != REF.id && !is_title(field.id)
        });
        let words = tells.map(|field| listing.people(record, field, lang));
        let words: Vec<String> = words.filter(|words| !words.is_empty()).collect();
        let (reference, told) = (record.ref_text(), lang.join(&words));
        Ok(lang.pick(
            format!("{reference}（{told}）"),
            format!("{reference} ({told})"),
        ))
    }
}
