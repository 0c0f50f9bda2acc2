//! What an office has said of its own sheets, that a head is a field, or that by some name somebody
//! is meant: kept in its file once a sheet was imported with it, so that the next one says it by itself.

use std::collections::BTreeMap;

use super::heads::folded;
use super::table::SheetTable;
use super::wishes::{Known, Reading, Wishes};
use crate::desk::{Desk, input, official_id};
use crate::error::Result;
use crate::kinds::heading::{FIELD, HEAD, KIND, NOUN};
use crate::kinds::{self, spelling};
use crate::model::kind::{Field, Kind, Shape, VOID};
use crate::model::value::{RecordId, Value};
use crate::store::{Filter, Writing};

/// Returns the heads that this office has said are a field.
pub(super) fn known(desk: &Desk) -> Result<Vec<Known>> {
    let records = desk.store.list(&KIND, &Filter::default())?.into_iter();
    let known = records.filter_map(|record| {
        let known = Known {
            noun: record.text(&NOUN)?.to_owned(),
            head: record.text(&HEAD)?.to_owned(),
            field: record.text(&FIELD)?.to_owned(),
        };
        (record.id == id(desk, &known.noun, &known.head)).then_some(known)
    });
    Ok(known.collect())
}

/// Returns what was asked for of the heads of the sheets that is not known yet; letters of columns
/// say nothing of other sheets.
pub(super) fn learnt(tables: &[SheetTable], wishes: &Wishes) -> Vec<Known> {
    let mut learnt: Vec<Known> = Vec::new();
    for table in tables {
        for (head, field) in &wishes.mapped {
            let head = folded(head);
            let field = table.kind.all_fields().find(|one| one.answers_to(field));
            let is_head = table.heads.words.iter().any(|word| folded(word) == head);
            let Some(field) = field.filter(|_| is_head) else {
                continue;
            };
            let one = Known {
                noun: table.kind.id.to_owned(),
                head,
                field: field.id.to_owned(),
            };
            if !wishes.known.contains(&one) && !learnt.contains(&one) {
                learnt.push(one);
            }
        }
    }
    learnt
}

/// Keeps what was learnt.
pub(super) fn keep(desk: &Desk, writing: &mut Writing, learnt: &[Known]) -> Result<()> {
    for one in learnt {
        let fields = [
            (&NOUN, Some(Value::Text(one.noun.clone()))),
            (&HEAD, Some(Value::Text(one.head.clone()))),
            (&FIELD, Some(Value::Text(one.field.clone()))),
            (&VOID, None),
        ];
        writing.change(&KIND, id(desk, &one.noun, &one.head), &fields)?;
    }
    Ok(())
}

/// Returns the heads of a sheet that stand for a field because that was once said, each with it.
pub(super) fn used(table: &SheetTable, wishes: &Wishes) -> Vec<(String, &'static str)> {
    let kind: &'static Kind = table.kind;
    let own = wishes.known.iter().filter(|one| one.noun == kind.id);
    let used = own.filter_map(|one| {
        let at = table
            .heads
            .words
            .iter()
            .position(|word| folded(word) == one.head)?;
        let field = kind.field(&one.field)?;
        let place = kind.all_fields().position(|own| own.id == field.id)?;
        (table.heads.column(place) == Some(at)).then(|| (table.heads.word(at).to_owned(), field.id))
    });
    used.collect()
}

/// Returns what this office has said is meant by values of its sheets.
pub(super) fn readings(desk: &Desk) -> Result<Vec<Reading>> {
    let records = desk
        .store
        .list(&spelling::KIND, &Filter::default())?
        .into_iter();
    let readings = records.filter_map(|record| {
        let text = |field| Some(record.text(field)?.to_owned());
        let of = (text(&spelling::NOUN)?, text(&spelling::FIELD)?);
        let (typed, means) = (text(&spelling::TYPED)?, text(&spelling::MEANS)?);
        let is_own = record.id == spelling_id(desk, &of.0, &of.1, &typed);
        is_own.then_some(Reading {
            of: Some(of),
            typed,
            means,
        })
    });
    Ok(readings.collect())
}

/// Keeps what was read as another, names of those apart who are no officials.
pub(super) fn keep_readings(
    desk: &Desk,
    writing: &mut Writing,
    read: &BTreeMap<(&'static str, &'static str, String), String>,
) -> Result<()> {
    let known = readings(desk)?;
    for ((noun, field, typed), means) in read {
        let of = kinds::find(noun).and_then(|kind| kind.field(field));
        if of.is_none_or(names_private) {
            continue;
        }
        let reading = Reading {
            of: Some(((*noun).to_owned(), (*field).to_owned())),
            typed: input::normalised(typed),
            means: means.clone(),
        };
        if known.contains(&reading) {
            continue;
        }
        let id = spelling_id(desk, noun, field, &reading.typed);
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let fields = [
            (&spelling::NOUN, text(noun)),
            (&spelling::FIELD, text(field)),
            (&spelling::TYPED, text(&reading.typed)),
            (&spelling::MEANS, text(means)),
            (&VOID, None),
        ];
        writing.change(&spelling::KIND, id, &fields)?;
    }
    Ok(())
}

fn names_private(field: &Field) -> bool {
    let Shape::Reference(targets) = field.shape else {
        return false;
    };
    let mut kinds = targets.iter().filter_map(|id| kinds::find(id));
    kinds.any(|kind| kind.title.is_some_and(|title| title.personal.is_some()))
}

fn spelling_id(desk: &Desk, noun: &str, field: &str, typed: &str) -> RecordId {
    let words = format!("{}-{noun}-{field}-{typed}", desk.first_office);
    official_id(spelling::KIND.id, &words)
}

fn id(desk: &Desk, noun: &str, head: &str) -> RecordId {
    official_id(KIND.id, &format!("{}-{noun}-{head}", desk.first_office))
}
