//! Hostile files of other offices, and hostile rows within them: bodies, and what they replace.

use std::path::Path;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Map, Value as Json, json};
use tempfile::TempDir;

use crate::fuzz::{
    Damage, JsonEdit, check_sentence, damaged, damages, edited, edits, on, slipped, slips,
};
use crate::kinds::KINDS;
use crate::model::kind::{Field, Kind, Shape};
use crate::model::value::{RecordId, Value, day};
use crate::store::exchange::foreign::Foreign;
use crate::store::fold::{Entry, Layout, Origin};
use crate::store::log::canonical::{canonical, is_canonical};
use crate::store::log::change::{Change, ChangeId, body_hash};
use crate::store::log::rows::{CHANGE_COLUMNS, admit, read_change};
use crate::store::{Author, Filter, Flaw, Mode, Store};

/// 2011-04-01, in milliseconds since 1970.
const SPRING: i64 = 1_301_616_000_000;
/// Words that values of a body may be, or look like.
const WORDS: &[&str] = &[
    "2011-05-26",
    "2011-02-29",
    "LY-P1",
    "LY-P1.2",
    "P1",
    "ly",
    "张三",
    "open",
    "true",
    "plan",
    "0102030405060708090a0b0c0d0e0f10",
    "over",
    "body",
    "id",
    "ref",
    "void",
    "note",
    "name",
    "status",
    "logged_on",
    "{}",
    "\\u0000",
    "\u{1f}",
];

// ===== Sound things, to be spoilt =====

fn sample(field: &Field) -> Value {
    let one = match field.shape {
        Shape::Category | Shape::Text => Value::Text("文字\"\\\n".to_owned()),
        Shape::Choice(choices) => Value::Text(choices[0].id.to_owned()),
        Shape::Count | Shape::Money | Shape::Percent => Value::Integer(3),
        Shape::Decimal => Value::Decimal(25),
        Shape::Day => Value::Day(day("2011-05-26").unwrap()),
        Shape::Flag => Value::Flag(true),
        Shape::Json => Value::Json(json!({"a": [1, null, {"b": "c"}]})),
        Shape::Reference(_) => Value::Reference(RecordId([1; 16])),
    };
    if field.many {
        Value::List(vec![one.clone(), one])
    } else {
        one
    }
}

fn fields(kind: &'static Kind) -> Vec<(&'static Field, Option<Value>)> {
    let set = kind
        .all_fields()
        .filter(|field| !kind.is_computed(field) && field.id != "void");
    set.map(|field| (field, Some(sample(field)))).collect()
}

fn body(kind: &'static Kind) -> Json {
    let set = fields(kind).into_iter();
    let set = set.map(|(field, value)| (field.id.to_owned(), value.unwrap().to_json()));
    Json::Object(set.collect())
}

/// A file with a record of every kind, twice edited.
fn fill(store: &Store) {
    for command in 0..2 {
        let author = Author {
            actor: "王芳".to_owned(),
            verb: "fuzz".to_owned(),
            now: SPRING,
            command: [command; 16],
            because: None,
            reads: Vec::new(),
        };
        let write = |writing: &mut crate::store::Writing| {
            for (at, kind) in (1..).zip(KINDS) {
                writing.change(kind, RecordId([at; 16]), &fields(kind))?;
            }
            Ok(())
        };
        store.write(&author, write).unwrap();
    }
}

fn new_file(path: &Path, writer: u8) -> Store {
    Store::create(path, KINDS, [writer; 16], None, |_| Ok(())).unwrap();
    Store::open(path, KINDS).unwrap()
}

/// The bytes of a sound file in pages of two sizes, and its changes.
static SOUND: LazyLock<([Vec<u8>; 2], Vec<Change>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sound.db");
    fill(&new_file(&path, 7));
    let files = [512, 4096].map(|size| {
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "page_size", size).unwrap();
        connection.execute_batch("vacuum").unwrap();
        std::fs::read(&path).unwrap()
    });
    let connection = Connection::open(&path).unwrap();
    let sql = format!("select {CHANGE_COLUMNS} from change order by id");
    let mut statement = connection.prepare(&sql).unwrap();
    let rows = statement.query_map([], read_change).unwrap();
    (files, rows.map(Result::unwrap).collect())
});

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().unwrap();
}

fn in_folder<T>(work: impl FnOnce(&Path) -> T) -> T {
    FOLDER.with(|folder| work(folder.path()))
}

// ===== Files =====

/// Parts of a file that are spoilt.
#[derive(Clone, Copy, Debug)]
enum Region {
    Anywhere,
    /// The header, in which SQLite describes the whole file.
    Header,
    /// The texts of tables and indexes.
    Schema,
    /// A row of the log, by its number.
    Row(u16),
    /// The head of a page, by its number, with the places of its cells.
    Page(u16),
}

fn regions() -> impl Strategy<Value = Region> {
    prop_oneof![
        Just(Region::Anywhere),
        Just(Region::Header),
        Just(Region::Schema),
        any::<u16>().prop_map(Region::Row),
        any::<u16>().prop_map(Region::Page),
    ]
}

/// Spoils a file and keeps its length, which is looked at first.
fn spoil(sound: &[u8], page: usize, region: Region, damages: &[Damage]) -> Vec<u8> {
    let places = |mark: &[u8]| {
        let marked = sound.windows(mark.len()).enumerate();
        marked
            .filter(|(_, part)| *part == mark)
            .map(|(at, _)| at)
            .collect::<Vec<_>>()
    };
    let (start, length) = match region {
        Region::Anywhere => (0, sound.len()),
        Region::Header => (0, 100),
        Region::Schema => (100, 10 * page),
        Region::Row(at) => {
            let rows = places(b"{\"");
            (rows[usize::from(at) % rows.len()].saturating_sub(160), 300)
        }
        Region::Page(at) => (usize::from(at) % (sound.len() / page) * page, 64),
    };
    let end = sound.len().min(start + length);
    let mut part = damaged(&sound[start..end], damages);
    part.resize(end - start, 0);
    [&sound[..start], &part, &sound[end..]].concat()
}

/// Opens a file as another office's; whatever is taken of it is sound.
fn take(bytes: &[u8]) -> Option<usize> {
    in_folder(|folder| {
        let path = folder.join("other.db");
        std::fs::write(&path, bytes).unwrap();
        let mut taken = 0;
        let opened = Foreign::open(&path, &folder.join("own.db"));
        let read = opened.and_then(|(foreign, _)| {
            foreign.changes(&path, None, |change| {
                // What is not sound is refused row by row, after it was read.
                taken += usize::from(change.check().is_ok());
                Ok(())
            })
        });
        read.inspect_err(check_sentence).is_ok().then_some(taken)
    })
}

// ===== Rows =====

/// Signs a change as a hostile office could: every hash is right.
fn sealed(sound: &Change, body: &str, over: &[u16], time: u64) -> Change {
    let ids: Vec<ChangeId> = SOUND.1.iter().map(|change| change.id).collect();
    let named = |at: &u16| match ids.get(usize::from(*at) % (ids.len() + 1)) {
        Some(id) => *id,
        None => ChangeId([9; 24]),
    };
    let mut change = sound.clone();
    change.body_hash = body_hash(body);
    change.body = Some(body.to_owned());
    change.over = over.iter().map(named).collect();
    change.over.sort_unstable();
    change.over.dedup();
    change.id = change.id_at(time << 16);
    change
}

/// Merges rows into a file of our own, and checks that it is sound afterwards and lists.
fn merge(rows: &[Change]) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let other = new_file(&path("other.db"), 7);
    for row in rows {
        // Two of one id are one.
        drop(admit(&other.connection, row));
    }
    drop(other);
    let own = new_file(&path("own.db"), 8);
    let mode = Mode {
        deed: crate::store::Deed::Merge,
        actor: "王芳",
        strict: false,
        dry_run: false,
        contents: true,
        backup: None,
        now: SPRING,
        progress: &|_, _| (),
    };
    let (merged, ()) = own.merge(&[path("other.db")], mode, |_| Ok(())).unwrap();
    let brought = &merged.files[0];
    let all_sound = rows.iter().all(|row| row.check().is_ok());
    assert_eq!(
        brought.refused.is_none(),
        all_sound,
        "{:?}",
        brought.refused
    );
    brought.refused.iter().for_each(check_sentence);
    let everything = Filter {
        voided: true,
        ..Filter::default()
    };
    for kind in KINDS {
        own.list(kind, &everything).unwrap();
    }
    let damage = |flaw: &&Flaw| {
        matches!(
            flaw,
            Flaw::Computed { .. } | Flaw::Structure { .. } | Flaw::Row { .. }
        )
    };
    let verified = own.verify(&|_, _| ()).unwrap();
    assert_eq!(
        verified.flaws.iter().filter(damage).count(),
        0,
        "{:?}",
        verified.flaws
    );
}

/// A body of a kind, edited, and how its text is spoilt afterwards.
fn bodies() -> impl Strategy<Value = (usize, Vec<JsonEdit>)> {
    (0..KINDS.len(), edits(WORDS, 3))
}

fn object(kind: usize, edits: &[JsonEdit]) -> Map<String, Json> {
    match edited(&body(KINDS[kind]), edits) {
        Json::Object(fields) => fields,
        other => Map::from_iter([("note".to_owned(), other)]),
    }
}

/// Tells whether a body says only what may be said, by other means than the program's.
fn is_sayable(json: &Json) -> bool {
    match json {
        Json::Number(number) => number.is_i64(),
        Json::String(text) => !text.contains('\0'),
        Json::Array(items) => items.iter().all(is_sayable),
        Json::Object(fields) => fields
            .iter()
            .all(|(key, value)| !key.contains('\0') && is_sayable(value)),
        Json::Null | Json::Bool(_) => true,
    }
}

proptest! {
    #![proptest_config(on(300))]

    #[test]
    fn a_hostile_file_is_refused_or_its_rows_are_sound(
        large in proptest::bool::weighted(0.1), region in regions(), damages in damages(4),
    ) {
        let sound = &SOUND.0[usize::from(large)];
        let page = if large { 4096 } else { 512 };
        take(&spoil(sound, page, region, &damages));
    }

    #[test]
    fn a_body_is_canonical_where_writing_it_again_makes_no_difference(
        (kind, edits) in bodies(), slips in slips(3),
    ) {
        let fields = object(kind, &edits);
        let written = canonical(fields.clone());
        let named = fields.keys().all(|key| {
            let reserved = ["id", "over", "body", "record", "kind", "writer", "wprev", "command"];
            let reserved = [&reserved[..], &["verb", "actor", "body_hash"]].concat();
            !key.is_empty() && key.len() <= 200 && !reserved.contains(&key.as_str())
        });
        let sayable = named && is_sayable(&Json::Object(fields));
        prop_assert_eq!(is_canonical(&written), sayable, "{}", written);
        let spoilt = slipped(&written, &slips);
        if is_canonical(&spoilt) {
            let read: Map<String, Json> = serde_json::from_str(&spoilt).unwrap();
            prop_assert_eq!(canonical(read), spoilt);
        }
    }

    #[test]
    fn whatever_changes_say_folds_to_what_one_of_them_says(
        kind in 0..KINDS.len(),
        changes in vec((edits(WORDS, 3), slips(1), vec(any::<u8>(), 0..4)), 1..6),
    ) {
        let layout = Layout::of(KINDS[kind]);
        let id = |at: u8| ChangeId([at; 24]);
        let entries: Vec<Entry> = (0..).zip(&changes).map(|(at, (edits, slips, over))| Entry {
            id: id(at),
            over: over.iter().map(|at| id(at % 8)).collect(),
            values: layout.values(&slipped(&canonical(object(kind, edits)), slips)),
            origin: Origin::Other,
            ..Entry::PLAIN
        }).collect();
        let state = layout.fold(&entries).unwrap();
        let ids: Vec<ChangeId> = entries.iter().map(|entry| entry.id).collect();
        prop_assert_eq!((state.first, state.newest), (ids[0], ids[ids.len() - 1]));
        for (at, value) in state.values.iter().enumerate() {
            let said = entries.iter().any(|entry| entry.value(at) == value.as_ref());
            // A state that has no day holds from that of its change.
            let field = layout.kind.field(layout.fields[at]).unwrap();
            let is_day = layout.kind.states.iter().any(|state| {
                state.since.day().is_some_and(|day| day.id == field.id)
            });
            prop_assert!(value.is_none() || said || is_day);
        }
        for (_, heads) in &state.conflicts {
            prop_assert!(heads.len() > 1 && heads.is_sorted_by(|a, b| a < b));
            prop_assert!(heads.iter().all(|head| ids.contains(head)));
        }
        let all: Vec<usize> = (0..layout.fields.len()).collect();
        let over = state.over(&layout, &all);
        prop_assert!(over.iter().all(|head| ids.contains(head)));
    }
}

proptest! {
    #![proptest_config(on(30))]

    #[test]
    fn hostile_rows_that_are_signed_leave_a_sound_file(
        rows in vec((any::<u8>(), edits(WORDS, 3), vec(any::<u16>(), 0..4), 0..3_u64), 1..12),
        slips in slips(1),
    ) {
        let sound = &SOUND.1;
        let mut hostile: Vec<Change> = Vec::new();
        for (at, edits, over, later) in &rows {
            let row = &sound[usize::from(*at) % sound.len()];
            let Json::Object(fields) = edited(&serde_json::from_str(row.body.as_ref().unwrap()).unwrap(), edits)
            else { continue };
            let time = SPRING.unsigned_abs() + later;
            hostile.push(sealed(row, &canonical(fields), over, time));
        }
        if let Some(last) = hostile.last_mut() {
            let body = slipped(last.body.as_ref().unwrap(), &slips);
            *last = sealed(last, &body, &[], SPRING.unsigned_abs());
        }
        merge(&hostile);
    }
}
