//! Laws of single rows: they enter by one door, are taken or refused for their bytes alone, and
//! are carried on whether or not this program knows what they say.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::step::{Step, histories};
use super::union::write_rows;
use super::world::{World, derived, new_store};
use super::{dump, on};
use crate::store::Mode;
use crate::store::log::change::{Change, ChangeId, body_hash};

/// Does something to a row, most of which makes it unacceptable.
fn spoil(row: &mut Change, what: u8, byte: u8) {
    let at = usize::from(byte);
    match what % 12 {
        0 => row.id.0[at % 24] ^= 1 << (byte % 8),
        1 => row.record.0[at % 16] ^= 1,
        2 => row.kind.push('x'),
        3 => row.writer[at % 16] ^= 1,
        4 => row.wprev = Some(ChangeId([byte; 24])),
        5 => row.command[at % 16] ^= 1,
        6 => row.actor = String::new(),
        7 => row.over.push(ChangeId([byte; 24])),
        8 => row.body = Some("{\"note\": 1}".to_owned()),
        9 => row.body_hash[at % 32] ^= 1,
        // A kind and a field of a newer program, signed as they should be.
        10 => {
            "kind_of_2031".clone_into(&mut row.kind);
            let body = format!("{{\"field_of_2031\":{byte}}}");
            row.body_hash = body_hash(&body);
            row.body = Some(body);
            row.id = row.id_at(row.id.time());
        }
        // Far in the future, or beyond it.
        _ => row.id = row.id_at((u64::from(byte) << 56) | row.id.time()),
    }
}

fn mode(now: i64) -> Mode<'static> {
    Mode {
        deed: crate::store::Deed::Merge,
        actor: "王芳",
        strict: false,
        progress: &|_, _| (),
        dry_run: false,
        contents: true,
        backup: None,
        now,
    }
}

/// Returns the rows of the merges of a file that are taken back, each with its merge's number.
fn taken_out(world: &World, at: usize) -> BTreeSet<(i64, ChangeId)> {
    let operations = world.files[at].mirror.operations.iter();
    let merges = operations.filter(|one| one.merge.is_some() && one.is_undone());
    let row = |number: i64, event: &usize| (number, world.oracle.events[*event].id);
    merges
        .flat_map(|one| one.events.iter().map(move |event| row(one.number, event)))
        .collect()
}

proptest! {
    #![proptest_config(on(30))]

    /// Invariant 1. A merge that is taken back takes out the rows that it brought, and no others.
    #[test]
    fn rows_are_never_changed_and_never_go(history in histories()) {
        let mut world = World::new(history.0);
        for step in &history.1 {
            // A restored backup is another file.
            let restores = matches!(step, Step::Restore { .. });
            let state = |world: &World, at: usize| (dump::log(world.files[at].store()), taken_out(world, at));
            let before: Vec<_> = (0..world.files.len()).map(|at| state(&world, at)).collect();
            world.play(step);
            for (at, (before, out)) in before.into_iter().enumerate().filter(|_| !restores) {
                let (now, out_now) = state(&world, at);
                let gone: BTreeSet<ChangeId> = out_now.difference(&out).map(|(_, id)| *id).collect();
                let is_right = |(id, row): (&ChangeId, &Change)| match now.get(id) {
                    Some(now) => now == row && !gone.contains(id),
                    None => gone.contains(id),
                };
                prop_assert!(before.iter().all(is_right));
                prop_assert!(now.values().all(|row| row.check().is_ok()));
            }
        }
    }

    /// Invariants 4, 7 and 10: neither the clock nor what is there already has a say.
    #[test]
    fn a_row_is_taken_or_refused_for_its_bytes_alone(
        history in histories(),
        row in any::<prop::sample::Index>(),
        (what, byte) in (any::<u8>(), any::<u8>()),
        now in -4_000_000_000_000..4_000_000_000_000_i64,
    ) {
        let world = World::of(&history, |_, _| {});
        let mut rows: Vec<Change> = dump::log(world.files[0].store()).into_values().collect();
        prop_assume!(!rows.is_empty());
        let at = row.index(rows.len());
        spoil(&mut rows[at], what, byte);
        let spoilt = rows[at].clone();
        let acceptable = spoilt.check().is_ok();
        let file = write_rows(&world, "spoilt.db", &rows);
        let empty = world.folder.path().join("empty.db");
        let targets = [
            &new_store(&empty, [7; 16]),
            world.files[1].store(),
        ];
        for target in targets {
            let before = (dump::log(target), dump::computed(target));
            let merged = target.merge_only(std::slice::from_ref(&file), mode(now)).unwrap();
            let refused = merged.files[0].refused.is_some();
            let known = before.0.contains_key(&spoilt.id);
            prop_assert_eq!(refused, !acceptable, "{:?}", merged.files[0]);
            if refused {
                prop_assert!((dump::log(target), dump::computed(target)) == before);
            } else {
                prop_assert!(known || dump::log(target).get(&spoilt.id) == Some(&spoilt));
            }
        }
    }

    /// Invariant 10: beside a refused file, the others bring what they bring without it.
    #[test]
    fn a_refused_file_leaves_no_trace(history in histories(), place in any::<prop::sample::Index>()) {
        let world = World::of(&history, |_, _| {});
        let mut rows: Vec<Change> = dump::log(world.files[0].store()).into_values().collect();
        let mut new = Change { record: derived(&["new"]), ..match rows.last() {
            Some(row) => row.clone(),
            None => return Ok(()),
        } };
        new.id = new.id_at(new.id.time());
        rows.push(new.clone());
        new.id.0[23] ^= 1;
        rows.push(new);
        let bad = write_rows(&world, "bad.db", &rows);
        let mut files: Vec<_> = world.files.iter().map(|file| file.path.clone()).collect();
        let [with, without] = ["with.db", "without.db"].map(|name| {
            new_store(&world.folder.path().join(name), [7; 16])
        });
        let alone = without.merge_only(&files, mode(0)).unwrap();
        files.insert(place.index(files.len() + 1), bad);
        let merged = with.merge_only(&files, mode(0)).unwrap();
        let (refused, taken): (Vec<_>, Vec<_>) =
            merged.files.iter().partition(|file| file.refused.is_some());
        prop_assert_eq!(refused.len(), 1);
        prop_assert_eq!(format!("{taken:#?}"), format!("{:#?}", alone.files), "what is told");
        prop_assert!(dump::log(&with) == dump::log(&without));
        prop_assert_eq!(dump::computed(&with), dump::computed(&without));
    }
}
