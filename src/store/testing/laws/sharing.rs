//! A part that is shared obeys the laws of merging: work in it is, byte for byte, the same work in
//! a whole copy, and it brings the whole nothing else; the whole makes it whole.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;

use super::step::histories;
use super::union::mode;
use super::world::{World, check_rebuilt, derived, new_store};
use super::{dump, on};
use crate::kinds::{KINDS, unit};
use crate::model::kind::{Kind, NOTE, Spread};
use crate::model::record::Record;
use crate::model::share;
use crate::model::value::{RecordId, Value};
use crate::store::log::remains::is_statement;
use crate::store::{Author, Filter, Found, Recipient, Store};

/// Tells whether every office has all records of a kind.
fn is_common(kind: &str) -> bool {
    let known = KINDS.iter().find(|known| known.id == kind);
    known.is_some_and(|known| known.spread != Spread::Merged)
}

fn author(at: usize) -> Author {
    let at = u8::try_from(at).unwrap_or(u8::MAX);
    Author {
        actor: "张三".to_owned(),
        verb: "law".to_owned(),
        now: 1_301_700_000_000 + i64::from(at),
        command: [at; 16],
        because: None,
        reads: Vec::new(),
    }
}

/// Shares a part of a file.
fn shared(world: &World, from: &Store, office: &str, name: &str) -> Store {
    let path = world.folder.path().join(name);
    let top = match from.by_name(&unit::KIND, office).unwrap() {
        Found::One(unit) => unit.id,
        _ => derived(&[office]),
    };
    let units = from.within(&unit::KIND, &unit::PARENT, top).unwrap();
    let part = Recipient {
        writer: derived(&[name]),
        office,
        units: &units,
    };
    let told = [(&share::RECIPIENT, Some(Value::Text(office.to_owned())))];
    let state = |writing: &mut crate::store::Writing| {
        writing.change(&share::KIND, part.writer, &told).map(drop)
    };
    from.share(&author(0), &path, &part, state, |_| Ok(()))
        .unwrap();
    Store::open(&path, KINDS).unwrap()
}

/// Makes a whole copy of a file, for a writer.
fn whole(world: &World, from: &Path, name: &str, writer: RecordId) -> Store {
    let store = new_store(&world.folder.path().join(name), writer.0);
    store.merge_only(&[from.to_owned()], mode()).unwrap();
    store
}

/// Lists an office's numbered records.
fn own(store: &Store, office: &str) -> Vec<Record> {
    let numbered = KINDS.iter().filter(|kind| kind.letter.is_some());
    let wanted = numbered.filter(|kind| !is_common(kind.id));
    let all = |kind: &&'static Kind| {
        let voided = Filter {
            voided: true,
            ..Filter::default()
        };
        store.list(kind, &voided).unwrap()
    };
    let mut records: Vec<Record> = wanted.flat_map(all).collect();
    records.retain(|record| record.ref_text().starts_with(&format!("{office}-")));
    records
}

proptest! {
    #![proptest_config(on(8))]

    #[test]
    fn work_in_a_part_is_work_in_the_whole(
        history in histories(),
        from in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), 0..3_usize), 0..6),
    ) {
        let world = World::of(&history, |_, _| {});
        let at = from.index(world.files.len());
        let (file, office) = (&world.files[at], format!("F{}", (at + 1) % world.files.len()));
        let part = shared(&world, file.store(), &office, "part.db");
        check_rebuilt(&part);
        let full = dump::log(file.store());
        let given = dump::log(&part);
        prop_assert!(given.iter().all(|(id, row)| full.get(id) == Some(row)));
        // An office has all of its own, and of others no more than the roster.
        let records = own(&part, &office);
        prop_assert_eq!(records.len(), own(file.store(), &office).len());
        let allowed = |kind: &str, record: RecordId| {
            is_common(kind) || ["share", "identity"].contains(&kind) || is_statement(kind)
                || records.iter().any(|own| own.id == record)
        };
        prop_assert!(given.values().all(|row| allowed(&row.kind, row.record)));
        // Nothing that the whole file has not is in it.
        let computed = dump::computed(file.store());
        let merged = file.store().merge_only(&[world.folder.path().join("part.db")], mode()).unwrap();
        prop_assert_eq!(merged.files[0].changes, 0);
        prop_assert_eq!(dump::computed(file.store()), computed);

        let writer = derived(&["part.db"]);
        let copy = whole(&world, &file.path, "copy.db", writer);
        for (number, (record, field)) in edits.iter().enumerate().filter(|_| !records.is_empty()) {
            let record = record.get(&records);
            let field = [&NOTE, record.kind.title.unwrap_or(&NOTE), record.kind.fields[0]][*field];
            let value = Some(Value::Text(format!("第{number}处"))).filter(|_| number % 3 < 2);
            for store in [&part, &copy] {
                let changes = [(field, value.clone())];
                let done = store.write(&author(number + 1), |writing| {
                    writing.change(record.kind, record.id, &changes)
                });
                done.unwrap();
            }
        }
        let [from_part, from_copy] = ["part.db", "copy.db"].map(|name| {
            let target = whole(&world, &file.path, &format!("with-{name}"), derived(&[name, "target"]));
            target.merge_only(&[world.folder.path().join(name)], mode()).unwrap();
            target
        });
        prop_assert!(dump::log(&from_part) == dump::log(&from_copy));
        prop_assert_eq!(dump::computed(&from_part), dump::computed(&from_copy));
        part.merge_only(std::slice::from_ref(&file.path), mode()).unwrap();
        prop_assert!(dump::log(&part) == dump::log(&from_part));
        prop_assert_eq!(dump::computed(&part), dump::computed(&from_part));
    }
}
