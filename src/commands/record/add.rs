//! `add`: a new record under the next number of its office, or several that differ in one field.

use super::{Note, handed};
use crate::desk::bearing::bearing;
use crate::desk::entry::{identity, insert, new_record, typed_each};
use crate::desk::posts::{Post, recharged};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::kind::Kind;
use crate::model::page::Page;
use crate::model::record::Record;
use crate::options::{Given, of_field};

pub(super) fn add(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let handed = handed::read(desk, kind, given)?;
    let mut typed = typed_each(desk, kind, given)?;
    if let (Some(handed), Some(keeps)) = (&handed, &kind.deposit) {
        typed = handed.entered(desk, keeps, typed);
    }
    let typed = typed.into_iter();
    let entered = typed.map(|typed| new_record(desk, kind, typed, given));
    let entered = entered.collect::<Result<Vec<_>>>()?;
    let author = desk.author(&format!("{} add", kind.id))?;
    let records = desk.store.write(&author, |writing| {
        let written = entered.into_iter().map(|(id, patch)| {
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
        });
        let written = written.collect::<Result<Vec<_>>>()?;
        if let Some(handed) = &handed {
            handed.keep(desk, writing)?;
        }
        Ok(written)
    })?;
    let refs = records.iter().map(|one| one.ref_text().to_owned());
    let note = Note::Added(refs.collect());
    let mut listing = desk.marked(kind, records)?;
    listing.single = listing.records.len() == 1;
    // Each is shown as it was understood.
    listing.wide = true;
    let mut answer = Answer::noted(Page::Listing(Box::new(listing)), note);
    if handed.is_some_and(|handed| handed.is_other) {
        answer.also(handed::OtherData);
    }
    Ok(answer)
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
