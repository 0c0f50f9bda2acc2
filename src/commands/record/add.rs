//! `add`: a new record under the next number of its office.

use super::Note;
use crate::desk::entry::{insert, new_record, typed};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::kind::Kind;
use crate::options::Given;

pub(super) fn add(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let typed = typed(desk, kind, given)?;
    let (id, patch) = new_record(desk, kind, typed, given)?;
    let author = desk.author(&format!("{} add", kind.id))?;
    let record = desk
        .store
        .write(&author, |writing| insert(desk, writing, kind, id, patch))?;
    let note = Note::Added(record.ref_text().to_owned());
    desk.answer(record, note)
}
