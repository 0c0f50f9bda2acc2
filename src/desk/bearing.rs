//! Kinds whose records bear posts, and who has left, so that nothing new is asked of them.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::Desk;
use crate::error::{Refusal, Result, Said};
use crate::kinds;
use crate::model::kind::{Field, Follow, Kind, TermKind};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::store::Filter;
use crate::text::Lang;

/// Describes how the records of a kind bear posts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bearing {
    pub(crate) post: &'static Kind,
    pub(crate) term: &'static TermKind,
    /// The fields that a post and its bearer both have, but for the days.
    pub(crate) fields: &'static [&'static Field],
}

/// Returns how a kind bears posts, if it does.
pub(crate) fn bearing(kind: &Kind) -> Option<Bearing> {
    kind.follows.iter().find_map(|follow| match follow {
        Follow::Term { term, fields } => Some(Bearing {
            post: kinds::find(term.kind)?,
            term,
            fields,
        }),
        _ => None,
    })
}

/// Returns those of whom it is known when they leave.
pub(crate) fn leavers(desk: &Desk) -> Result<HashSet<RecordId>> {
    let mut leavers = HashSet::new();
    for kind in kinds::nouns() {
        if let Some(bearing) = bearing(kind) {
            let mut filter = Filter::default();
            filter.filled(bearing.term.until, true);
            let left = desk.store.list(kind, &filter)?;
            leavers.extend(left.into_iter().map(|one| one.id));
        }
    }
    Ok(leavers)
}

/// Refuses to have somebody answer for a record who has left by a day; `fields` are those that are
/// looked at.
///
/// # Errors
/// If somebody has left: who, and when.
pub(crate) fn refuse_leavers<'f>(
    desk: &Desk,
    record: &Record,
    fields: impl IntoIterator<Item = &'f Field>,
    day: NaiveDate,
) -> Result<()> {
    for field in fields.into_iter().filter(|field| field.answers) {
        let Some(Value::Reference(id)) = record.value(field) else {
            continue;
        };
        for kind in kinds::nouns() {
            let Some(bearing) = bearing(kind) else {
                continue;
            };
            let Some(person) = desk.store.get(kind, *id)? else {
                continue;
            };
            if let Some(until) = person.day(bearing.term.until).filter(|until| *until < day) {
                let field = record.kind.field(field.id).unwrap_or(bearing.term.names);
                let name = person.title().to_owned();
                return Err(HasLeft {
                    field,
                    name,
                    until,
                    day,
                }
                .into());
            }
        }
    }
    Ok(())
}

/// Whoever is to answer for a record has left.
#[derive(Debug)]
struct HasLeft {
    field: &'static Field,
    name: String,
    until: NaiveDate,
    day: NaiveDate,
}

impl Refusal for HasLeft {
    fn said(&self, lang: Lang) -> Said {
        let Self {
            field,
            name,
            until,
            day,
        } = self;
        let label = field.label.get(lang);
        let sentence = lang.pick(
            (
                format!("“{name}”任职到 {until}，{day} 已离任，不能填作{label}"),
                "请另写一位在任的人",
            ),
            (
                format!("“{name}” was in office until {until} and cannot answer for this on {day} ({label})"),
                "name somebody who is in office",
            ),
        );
        Said::new("has-left", sentence).of(*field).with(name)
    }
}
