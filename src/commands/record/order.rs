//! The order of records in a list: names by pinyin, those who have a rank by seniority before.

use crate::model::kind::{Field, Kind, Shape};
use crate::model::pinyin;
use crate::model::record::Record;

/// What a list is sorted by, where it is not by ref.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    /// The names of records; by seniority first, where the kind knows that.
    Name,
    /// A field that the database sorts.
    Field(&'static Field),
}

impl Order {
    /// Returns how a kind is sorted by a field: texts by pinyin, everything else by its value.
    pub(crate) fn by(kind: &'static Kind, field: &'static Field) -> Self {
        let is_title = kind.title.is_some_and(|title| title.id == field.id);
        if is_title {
            Self::Name
        } else {
            Self::Field(field)
        }
    }

    /// Sorts records; those that are equal stay as they were.
    pub(crate) fn sort(self, records: &mut [Record]) {
        match self {
            Self::Name => records.sort_by_cached_key(|record| {
                let seniority = record.kind.field("seniority");
                let seniority = seniority.and_then(|field| record.integer(field));
                (
                    seniority.unwrap_or(i64::MAX),
                    pinyin::sort_key(record.title()),
                )
            }),
            Self::Field(field) if matches!(field.shape, Shape::Text) => {
                records.sort_by_cached_key(|record| record.text(field).map(pinyin::sort_key));
            }
            Self::Field(_) => {}
        }
    }
}
