//! Tells who writes for whom, and who leads.
//!
//! A writer may go on for an office that began under another: one whose file goes on under a new key,
//! or is a copy that was opened elsewhere. It says so itself, and acts for that office once one who
//! does, or the leading group's office, has admitted it: nobody gains by a word of its own, and nobody
//! loses by another's. The leading group's office also admits offices, which needs no more than that
//! they were met. Which office leads is the first that this file met, as long as it says so itself.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::gate::{self, Gate};
use super::said::{ByHand, Said, first, root_among};
use crate::error::Result;
use crate::model::value::RecordId;
use crate::store::log::claim::claimed_office_of;
use crate::store::log::root::set_root;
use crate::store::log::rows::writer_and_last;

/// Computes the tables of members and of what is not proved, from what the writers of some offices'
/// records say of themselves, and who admitted them; returns whether what is proved is otherwise now.
pub(crate) fn compute(connection: &Connection, offices: &BTreeSet<RecordId>) -> Result<bool> {
    let said = Said::read(connection, offices)?;
    let gate = Gate::read(connection, offices, &said)?;
    let known: Vec<(RecordId, RecordId)> = {
        let writers = said.first.keys();
        writers.map(|one| (*one, first(&said.of, *one))).collect()
    };
    let said = match gate.proved() {
        Some(proved) => said.only(|id| proved.contains(&id)),
        None => said,
    };
    let root = root_among(connection, &said.leading())?;
    set_root(connection, root)?;
    // Where no office leads, that of the file does as it likes in it.
    let writer = RecordId(writer_and_last(connection)?.0);
    let own = RecordId(claimed_office_of(connection, writer.0)?);
    let by_hand = ByHand { writer, own, root };
    let decides = root.unwrap_or(own);
    let all = said.admitted(Some(decides), Some(by_hand));
    let marks = gate.marks(root, &all);
    let counting = if marks.has_revoked() {
        let said = said.only(|id| !marks.is_revoked(id));
        said.admitted(Some(decides), Some(by_hand))
    } else {
        all.clone()
    };
    connection.execute("delete from member", [])?;
    let mut insert = connection.prepare_cached(
        "insert into member (writer, office, admitted, erases, revoked) values (?1, ?2, ?3, ?4, ?5)",
    )?;
    let let_in = said.let_in(root, &counting);
    for (writer, claimed) in &known {
        let office = all.get(writer).copied().unwrap_or(*claimed);
        let is_admitted = if office == *writer {
            let_in.contains(writer)
        } else {
            counting.contains_key(writer)
        };
        let erases = office == *writer || all.contains_key(writer);
        let is_revoked = marks.is_shut_out(*writer);
        insert.execute((writer.0, office.0, is_admitted, erases, is_revoked))?;
    }
    connection.execute("delete from office_code", [])?;
    let mut insert = connection.prepare_cached(
        "insert into office_code (office, code) values (?1, ?2) on conflict do nothing",
    )?;
    for (writer, code) in said.given_codes() {
        let office = counting.get(&writer).copied().unwrap_or(writer);
        insert.execute((office.0, code))?;
    }
    gate::write(connection, &marks)
}
