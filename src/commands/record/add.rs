//! `add`: a new record under the next number of its office.

use clap::ArgMatches;

use crate::desk::entry::{insert, new_record, typed};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::kind::Kind;

pub(super) fn add(desk: &Desk, kind: &'static Kind, matches: &ArgMatches) -> Result<Answer> {
    let typed = typed(desk, kind, matches)?;
    let (id, patch) = new_record(desk, kind, typed, matches)?;
    let author = desk.author(&format!("{} add", kind.id))?;
    let record = desk
        .store
        .write(&author, |writing| insert(desk, writing, kind, id, patch))?;
    let note = desk.context.lang.pick(
        format!("已登记 {}", record.ref_text()),
        format!("Added {}", record.ref_text()),
    );
    desk.answer(record, note)
}
