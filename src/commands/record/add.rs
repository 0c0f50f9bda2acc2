//! `add`: a new record under the next number of its office.

use super::Note;
use crate::desk::bearing::bearing;
use crate::desk::entry::{identity, insert, new_record, typed};
use crate::desk::posts::{Post, recharged};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::record::Record;
use crate::options::{Given, of_field};

pub(super) fn add(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let typed = typed(desk, kind, given)?;
    let (id, patch) = new_record(desk, kind, typed, given)?;
    let author = desk.author(&format!("{} add", kind.id))?;
    let record = desk.store.write(&author, |writing| {
        let id = identity(writing, kind, id)?;
        let mut added = Record::empty(kind, id);
        for (field, value) in &patch {
            added.set(field, value.clone());
        }
        let mut posts = recharged(desk, &added, &patch)?;
        posts.extend(first_post(desk, &added, given)?);
        let record = insert(desk, writing, kind, id, patch)?;
        for post in &posts {
            post.write(desk, writing)?;
        }
        Ok(record)
    })?;
    let note = Note::Added(record.ref_text().to_owned());
    desk.answer(record, note)
}

/// Makes the first post of a record that bears posts, with what it has in its charge.
fn first_post(desk: &Desk, bearer: &Record, given: Given) -> Result<Option<Post>> {
    let Some(bearing) = bearing(bearer.kind) else {
        return Ok(None);
    };
    let mut post = bearing.first(desk, bearer)?;
    let lists = bearing.term.lists;
    let inputs: Vec<String> = given
        .texts(&of_field(bearing.post, lists))
        .map(str::to_owned)
        .collect();
    if !inputs.is_empty() {
        post.record.set(lists, desk.value(lists, &inputs)?);
    }
    Ok(Some(post))
}
