//! Single cases that a history would meet too seldom.

use super::dump;
use super::step::{Edit, Step};
use super::union::{mode, write_rows};
use super::world::{End, World, check_rebuilt};
use crate::kinds::{person, pledge};
use crate::model::kind::{Kind, NOTE, VOID};
use crate::model::value::{RecordId, Value};

/// Two files that know of one pledge.
fn two_offices() -> (World, RecordId) {
    let mut world = World::new(2);
    world.play(&Step::Add { file: 0, kind: 1 });
    let record = world.oracle.events[0].record;
    world.merge(1, &[0]);
    (world, record)
}

fn note(world: &mut World, file: usize, record: RecordId, words: &str) {
    let value = Some(Value::Text(words.to_owned()));
    world.change(file, &[(&pledge::KIND, record, vec![(&NOTE, value)])]);
}

fn conflicts(world: &World, file: usize) -> usize {
    world.files[file].store().conflicts().unwrap().len()
}

/// Both write, and both merge.
fn at_odds() -> (World, RecordId) {
    let (mut world, record) = two_offices();
    note(&mut world, 0, record, "甲");
    note(&mut world, 1, record, "乙");
    world.merge(0, &[1]);
    world.merge(1, &[0]);
    assert_eq!((conflicts(&world, 0), conflicts(&world, 1)), (1, 1));
    (world, record)
}

fn settle(world: &mut World) {
    for (into, from) in [(0, 1), (1, 0)] {
        world.merge(into, &[from]);
        world.check(into);
        check_rebuilt(world.files[into].store());
    }
}

#[test]
fn an_edit_after_merging_both_sides_leaves_no_conflict() {
    let (mut world, record) = at_odds();
    note(&mut world, 0, record, "丙");
    settle(&mut world);
    assert_eq!((conflicts(&world, 0), conflicts(&world, 1)), (0, 0));
}

#[test]
fn a_conflict_resolved_alike_is_settled_and_differently_is_one_new_conflict() {
    for (second, left) in [(0, 0), (1, 1)] {
        let (mut world, _) = at_odds();
        world.decide(0, 0, 0);
        world.decide(1, 0, second);
        settle(&mut world);
        assert_eq!((conflicts(&world, 0), conflicts(&world, 1)), (left, left));
    }
}

#[test]
fn of_a_three_way_conflict_what_the_decider_had_not_seen_stays() {
    let (mut world, record) = at_odds();
    let third = world.copy(0);
    let fourth = world.new_file();
    note(&mut world, fourth, record, "丁");
    world.decide(third, 0, 0);
    world.merge(third, &[fourth, 0, 1]);
    world.check(third);
    let heads = &world.files[third].store().conflicts().unwrap()[0].heads;
    assert_eq!(heads.len(), 2);
}

#[test]
fn a_decision_that_comes_before_what_it_decides_leaves_no_conflict() {
    let (mut world, _) = at_odds();
    world.decide(0, 0, 0);
    let rows: Vec<_> = dump::log(world.files[0].store()).into_values().collect();
    let decision = world.oracle.events.last().map(|event| event.id);
    let (decision, decided): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| Some(row.id) == decision);
    assert_eq!((decision.len(), decision[0].over.len()), (1, 2));
    let third = world.new_file();
    let third = world.files[third].store();
    for (name, rows) in [("decision.db", decision), ("decided.db", decided)] {
        let file = write_rows(&world, name, &rows);
        third.merge_only(&[file], mode()).unwrap();
        assert!(third.conflicts().unwrap().is_empty(), "{name}");
        check_rebuilt(third);
    }
    let first = world.files[0].store();
    assert_eq!(dump::computed(third), dump::computed(first));
}

#[test]
fn a_decision_taken_back_is_a_conflict_again() {
    let (mut world, _) = at_odds();
    let shown = dump::computed(world.files[0].store());
    let count = |text: &str| text.matches("insert into conflict").count();
    world.decide(0, 0, 0);
    assert_eq!(conflicts(&world, 0), 0);
    assert_eq!(world.undo(0), End::Done);
    world.check(0);
    let restored = dump::computed(world.files[0].store());
    assert_eq!(count(&shown), count(&restored));
    assert_eq!(world.redo(0), End::Done, "and the undo is undone");
    assert_eq!(conflicts(&world, 0), 0);
    settle(&mut world);
}

#[test]
fn what_took_the_place_of_a_conflict_is_taken_back_and_put_back() {
    let (mut world, record) = at_odds();
    note(&mut world, 0, record, "丙");
    assert_eq!(world.undo(0), End::Done);
    assert_eq!(conflicts(&world, 0), 1);
    assert_eq!(world.redo(0), End::Done, "and the undo is undone");
    assert_eq!(conflicts(&world, 0), 0);
    world.check(0);
    settle(&mut world);
}

#[test]
fn an_undo_never_takes_another_office_s_edit_with_it() {
    let (mut world, record) = two_offices();
    note(&mut world, 0, record, "甲");
    note(&mut world, 1, record, "乙");
    world.merge(0, &[1]);
    assert_eq!(
        world.undo_at(0, 1),
        End::Refused,
        "they were written side by side"
    );
    let (mut world, record) = two_offices();
    note(&mut world, 1, record, "乙");
    world.merge(0, &[1]);
    assert_eq!(
        world.undo_at(0, 0),
        End::Refused,
        "voiding would hide the edit"
    );
    assert_eq!(world.undo(0), End::Done, "the merge alone is taken back");
    assert_eq!(world.undo(0), End::Done, "and now what was before it");
}

#[test]
fn a_void_is_in_conflict_with_an_edit_and_with_another_void() {
    for other in [&NOTE, &VOID] {
        let (mut world, record) = two_offices();
        let change = |world: &mut World, file, field, words: &str| {
            let value = Some(Value::Text(words.to_owned()));
            world.change(file, &[(&pledge::KIND, record, vec![(field, value)])]);
        };
        change(&mut world, 0, &VOID, "重复");
        change(&mut world, 1, other, "误登");
        settle(&mut world);
        assert_eq!((conflicts(&world, 0), conflicts(&world, 1)), (1, 1));
    }
}

#[test]
fn statements_of_identity_keep_their_words_when_joins_cross() {
    let mut world = World::new(2);
    for _ in 0..3 {
        world.play(&Step::Add { file: 0, kind: 0 });
    }
    world.merge(1, &[0]);
    let same = |file, one, other, apart| Step::Same {
        file,
        one,
        other,
        apart,
    };
    for (file, one, other) in [(0, 0, 1), (0, 1, 2), (1, 2, 0), (1, 1, 2)] {
        world.play(&same(file, one, other, false));
    }
    settle(&mut world);
    world.play(&same(1, 1, 2, true));
    settle(&mut world);
    // The statements agree; what the three are called does not.
    let undecided = world.files[0].store().conflicts().unwrap();
    let fields = undecided
        .iter()
        .map(|one| (one.kind.id, one.key.field.as_str()));
    assert_eq!(fields.collect::<Vec<_>>(), [("person", "name")]);
}

#[test]
fn a_copy_that_brings_its_own_changes_back_forks_nothing() {
    let mut world = World::new(2);
    world.play(&Step::Add { file: 0, kind: 0 });
    let copy = world.copy(0);
    let edit = |value| Edit {
        record: 0,
        field: 1,
        value,
    };
    let edits = vec![edit(1)];
    world.play(&Step::Edit { file: 2, edits });
    world.merge(0, &[copy]);
    let edits = vec![edit(2)];
    world.play(&Step::Edit { file: 0, edits });
    let merged = world.merge(1, &[0]);
    assert_eq!((merged.files[0].forks, merged.files[0].gaps), (0, 0));
    let edits = vec![edit(3)];
    world.play(&Step::Edit { file: 2, edits });
    let merged = world.merge(1, &[copy]);
    assert_eq!(merged.files[0].forks, 1, "now both went on");
}

#[test]
fn a_ref_given_out_twice_is_numbered_alike_everywhere() {
    let mut world = World::new(2);
    world.play(&Step::Add { file: 0, kind: 0 });
    let copy = world.copy(0);
    world.play(&Step::Add { file: 0, kind: 0 });
    world.play(&Step::Add { file: 2, kind: 0 });
    world.merge(0, &[copy]);
    world.merge(copy, &[0]);
    world.check(0);
    let [one, other] = [0, copy].map(|file| dump::computed(world.files[file].store()));
    assert_eq!(one, other);
    assert!(one.contains("F0-M2.2"), "{one}");
}

#[test]
fn a_hundred_thousand_changes_of_one_record_in_one_millisecond() {
    const CHANGES: usize = 100_000;
    let world = World::new(1);
    let kind: &'static Kind = &person::KIND;
    let store = world.files[0].store();
    let layout = crate::store::fold::Layout::of(kind);
    let (mut entries, mut over) = (Vec::new(), Vec::new());
    let mut newest = None;
    for at in 0..CHANGES {
        let time = crate::store::log::change::time_after(1_301_616_000_000, newest);
        let mut id = [0; 24];
        id[..8].copy_from_slice(&time.to_be_bytes());
        let id = crate::store::log::change::ChangeId(id);
        entries.push(crate::store::fold::Entry {
            id,
            over: std::mem::replace(&mut over, vec![id]),
            values: layout.values(&format!("{{\"note\":\"{at}\"}}")),
            origin: crate::store::fold::Origin::Other,
            ..crate::store::fold::Entry::PLAIN
        });
        newest = Some(id);
    }
    let state = layout.fold(&entries).unwrap();
    let shown = state.values[layout.position("note").unwrap()].clone();
    assert_eq!(shown, Some((CHANGES - 1).to_string().into()));
    assert!(state.conflicts.is_empty());
    check_rebuilt(store);
}

#[test]
fn a_conflict_of_many_sides_that_comes_back_is_computed_once() {
    const SIDES: usize = 24;
    let (mut world, record) = two_offices();
    for side in 0..SIDES {
        let file = world.new_file();
        note(&mut world, file, record, &format!("第{side}种"));
        world.merge(0, &[file]);
    }
    note(&mut world, 0, record, "定");
    assert_eq!(conflicts(&world, 0), 0);
    let connection = &world.files[0].store().connection;
    let before = connection.total_changes();
    assert_eq!(world.undo(0), End::Done);
    let store = world.files[0].store();
    // A row of the log and one of the conflict for each side; computed side by side it is their square.
    let written = store.connection.total_changes() - before;
    assert!(written < 4 * SIDES as u64, "{written}");
    assert_eq!(store.conflicts().unwrap()[0].heads.len(), SIDES);
}
