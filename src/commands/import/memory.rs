//! Heads that an office has said are a field: kept in its own file once a sheet with them was
//! imported, so that the next one needs no `--map`.

use super::heads::folded;
use super::table::SheetTable;
use super::wishes::{Known, Wishes};
use crate::desk::{Desk, official_id};
use crate::error::Result;
use crate::kinds::heading::{FIELD, HEAD, KIND, NOUN};
use crate::model::kind::{Kind, VOID};
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

fn id(desk: &Desk, noun: &str, head: &str) -> RecordId {
    official_id(KIND.id, &format!("{}-{noun}-{head}", desk.first_office))
}
