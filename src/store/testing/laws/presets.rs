//! What making files wrote of the plan never competes with what somebody set, whichever files come
//! together.

use serde_json::Value as Json;

use crate::kinds::plan;
use crate::store::INIT;
use crate::store::fold::{Entry, Layout};
use crate::store::log::change::{ChangeId, time_after};

/// Makes an entry of a time, over others.
fn entry(layout: &Layout, at: i64, verb: &str, body: &str, over: &[&Entry]) -> Entry {
    let mut id = [0; 24];
    id[..8].copy_from_slice(&time_after(1_301_616_000_000 + at, None).to_be_bytes());
    Entry {
        id: ChangeId(id),
        over: over.iter().map(|entry| entry.id).collect(),
        values: layout.values(body),
        origin: layout.origin(verb),
        ..Entry::PLAIN
    }
}

#[test]
fn presets_yield_to_what_was_set_and_never_conflict_in_any_union() {
    let layout = Layout::of(&plan::KIND);
    let made = |at, title: &str, source: &str| {
        let body = format!(r#"{{"host":"甲","source":{source},"title":"{title}"}}"#);
        entry(&layout, at, INIT, &body, &[])
    };
    let first = made(1, "内置", "null");
    let leading = made(2, "领导", r#""leading""#);
    let file = made(3, "文件", r#""file""#);
    let set = entry(&layout, 4, "plan set", r#"{"title":"改定"}"#, &[&first]);
    let later = made(5, "又一内置", "null");
    let all = [first, leading, file, set, later];
    let shown = layout.position("title").unwrap();
    let expected = ["改定", "领导", "文件", "内置", "又一内置"];
    for chosen in 1_u32..1 << all.len() {
        let union: Vec<Entry> = (0..all.len())
            .filter(|at| chosen & 1 << at != 0)
            .map(|at| all[at].clone())
            .collect();
        let state = layout.fold(&union).unwrap();
        assert!(state.conflicts.is_empty(), "{chosen:b}");
        let held: Vec<&Json> = union.iter().filter_map(|one| one.value(shown)).collect();
        let stands = expected
            .iter()
            .find(|title| held.contains(&&Json::from(**title)));
        assert_eq!(
            state.values[shown],
            stands.map(|title| Json::from(*title)),
            "{chosen:b}"
        );
    }
    // Two who set one thing differently do conflict, and a new value is over what was set alone.
    let other = entry(&layout, 6, "plan set", r#"{"title":"另定"}"#, &[]);
    let mut union = all.to_vec();
    union.push(other);
    let state = layout.fold(&union).unwrap();
    assert_eq!(state.conflicts.len(), 1);
    let over = state.over(&layout, &[shown]);
    assert_eq!(over, [union[3].id, union[5].id]);
}
