//! Laws of what a file knew at an earlier time, whatever it learnt since.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::prelude::*;

use super::mirror::Mirror;
use super::step::histories;
use super::world::World;
use super::{dump, on};
use crate::store::log::rows::last_row;
use crate::store::{Cells, ChangeId, Cut, Store};

/// A file as it was after a step.
#[derive(Debug)]
struct Moment {
    file: usize,
    /// The times of the operations that made it so.
    journal: Vec<i64>,
    last_row: i64,
    /// What its journal must say.
    mirror: Mirror,
    /// The rows of the log with their numbers.
    rows: Vec<(i64, ChangeId)>,
    computed: String,
}

impl Moment {
    fn of(world: &World, file: usize) -> Self {
        let store = world.files[file].store();
        Self {
            file,
            mirror: world.files[file].mirror.clone(),
            journal: journal(store),
            last_row: last_row(&store.connection).unwrap(),
            rows: rows(store, i64::MAX),
            computed: dump::computed(store),
        }
    }
}

fn journal(store: &Store) -> Vec<i64> {
    let sql = "select time from file_operation order by number";
    store.rows(sql, &[], |row| row.get("time")).unwrap()
}

fn rows(store: &Store, last: i64) -> Vec<(i64, ChangeId)> {
    let sql = "select rowid as row, id from change where rowid <= ?1 order by rowid";
    let read = |row: &Cells| Ok((row.get("row")?, ChangeId(row.get("id")?)));
    store.rows(sql, &[&last], read).unwrap()
}

fn known(store: &Store, cut: Cut) -> String {
    dump::computed(&store.as_known(cut).unwrap())
}

proptest! {
    #![proptest_config(on(40))]

    /// Whatever came since, by hand or by merge, and whatever the clocks of its authors said.
    #[test]
    fn what_was_known_at_a_time_is_known_of_it_for_ever(history in histories()) {
        let moments = RefCell::new(Vec::new());
        let world = World::of(&history, |world, file| {
            moments.borrow_mut().push(Moment::of(world, file));
        });
        let mut told = 0;
        for moment in moments.into_inner() {
            let store = world.files[moment.file].store();
            let journal = journal(store);
            // Where bytes of an earlier day were put back, what had come since is gone.
            let Some(later) = journal.strip_prefix(&moment.journal[..]) else {
                continue;
            };
            let mirror = &world.files[moment.file].mirror;
            if !mirror.goes_on_from(&moment.mirror) {
                continue;
            }
            // What a merge brought is known no more once it was taken back.
            let now = rows(store, moment.last_row);
            if now != moment.rows {
                let merges = mirror.operations.iter();
                let merges = merges.filter(|one| one.merge.is_some() && !one.turns.is_empty());
                let id = |event: &usize| world.oracle.events[*event].id;
                let out: BTreeSet<ChangeId> = merges.flat_map(|one| &one.events).map(id).collect();
                let mut gone = moment.rows.iter().filter(|row| !now.contains(row)).peekable();
                prop_assert!(gone.peek().is_some() && gone.all(|(_, id)| out.contains(id)));
                continue;
            }
            prop_assert_eq!(&known(store, Cut::Row(moment.last_row)), &moment.computed);
            // This machine's clock may have gone back too.
            let newest = moment.journal.iter().max().copied().unwrap_or(0);
            if later.iter().all(|time| *time > newest) {
                prop_assert_eq!(&known(store, Cut::Moment(newest + 1)), &moment.computed);
                told += usize::from(!later.is_empty());
            }
        }
        prop_assume!(told > 0 || history.1.len() < 8);
    }
}
