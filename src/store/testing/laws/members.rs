//! Who writes for whom, who decides, and what is proved is a function of the rows: whatever files come
//! in whatever order, with copies that write under keys of their own or share one, keys that were lost,
//! backups that came back, parts, revocations, a program that signs nothing, and a forger.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::union::mode;
use super::world::{check_rebuilt, derived};
use super::{dump, on};
use crate::kinds::{KINDS, household, pledge};
use crate::model::kind::{Kind, NOTE, REF, Spread};
use crate::model::office::{self, CODE, LEADING, NAME, PART, ROLE};
use crate::model::value::{RecordId, Value, hex};
use crate::store::fold::Layout;
use crate::store::fold::authority::{CONTROL, Control};
use crate::store::fold::entries::entries;
use crate::store::log::attest::{self, Chains, seal};
use crate::store::log::canonical::canonical;
use crate::store::log::change::{Change, ChangeId, body_hash, time_after};
use crate::store::log::remains::{ADMIT, ADOPT, CLOSE, REDACTION, REVOKE, id_from_hex};
use crate::store::log::rows::{admit, find_change, parse_body, writer_and_last};
use crate::store::{Author, Erasing, INIT, Keys, Proposal, Recipient, Store, Writing};

/// The leading office, two that follow it, and one whose program forges.
const OFFICES: [&str; 4] = ["ZD", "LY", "JD", "XX"];
const FORGER: usize = 3;
const MOST_FILES: usize = 8;
/// 2011-04-01, in milliseconds since 1970.
const SPRING: i64 = 1_301_616_000_000;

#[derive(Clone, Debug)]
enum Step {
    Add(u8, bool),
    Edit(u8, u8, u8),
    Redact(u8, u8),
    Merge(u8, u8),
    /// A copy goes on beside the file, with its key or where that is not.
    Copy(u8, bool),
    LoseKey(u8),
    Save(u8),
    Restore(u8),
    Admit(u8, u8),
    Adopt(u8),
    Revoke(u8, u8),
    Share(u8),
    /// The file is used by a program that signs nothing.
    Unsign(u8),
    Answer(u8, u8, bool),
    /// A forged row under the forger's own name.
    Forge(u8, u8),
}

fn step() -> impl Strategy<Value = Step> {
    let n = any::<u8>;
    prop_oneof![
        4 => (n(), any::<bool>()).prop_map(|(file, kind)| Step::Add(file, kind)),
        6 => (n(), n(), n()).prop_map(|(file, record, value)| Step::Edit(file, record, value)),
        2 => (n(), n()).prop_map(|(file, record)| Step::Redact(file, record)),
        8 => (n(), n()).prop_map(|(to, from)| Step::Merge(to, from)),
        2 => (n(), any::<bool>()).prop_map(|(file, keyed)| Step::Copy(file, keyed)),
        1 => n().prop_map(Step::LoseKey),
        1 => n().prop_map(Step::Save),
        1 => n().prop_map(Step::Restore),
        4 => (n(), n()).prop_map(|(file, which)| Step::Admit(file, which)),
        1 => n().prop_map(Step::Adopt),
        1 => (n(), n()).prop_map(|(which, back)| Step::Revoke(which, back)),
        1 => n().prop_map(Step::Share),
        1 => n().prop_map(Step::Unsign),
        2 => (n(), n(), any::<bool>()).prop_map(|(file, at, yes)| Step::Answer(file, at, yes)),
        5 => (n(), n()).prop_map(|(record, which)| Step::Forge(record, which)),
    ]
}

/// How many histories are tried: each makes many files.
fn few() -> ProptestConfig {
    ProptestConfig {
        max_shrink_iters: 40,
        ..on(12)
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 8..36)
}

struct File {
    path: PathBuf,
    keys: Keys,
    office: usize,
    /// False once a program has it that signs nothing.
    signs: bool,
    saved: Option<Vec<u8>>,
}

/// Files of offices, and what is known of their history.
struct World {
    folder: tempfile::TempDir,
    files: Vec<File>,
    records: Vec<(&'static Kind, RecordId)>,
    /// Per record that follows from its creator, that one.
    creators: BTreeMap<RecordId, RecordId>,
    forged: BTreeSet<ChangeId>,
    now: i64,
    machines: usize,
}

impl World {
    /// Makes the files of all offices, and one that watches.
    fn new() -> Self {
        let mut world = Self {
            folder: tempfile::tempdir().unwrap(),
            files: Vec::new(),
            records: Vec::new(),
            creators: BTreeMap::new(),
            forged: BTreeSet::new(),
            now: SPRING,
            machines: 0,
        };
        for (at, code) in OFFICES.into_iter().chain(["WW"]).enumerate() {
            world.begin(at, code);
        }
        let watcher = world.files.pop().unwrap();
        std::fs::rename(&watcher.path, world.path("watcher")).unwrap();
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }

    fn machine(&mut self) -> Keys {
        self.machines += 1;
        Keys(Some(
            self.folder.path().join(format!("keys-{}", self.machines)),
        ))
    }

    fn begin(&mut self, at: usize, code: &str) {
        let (path, keys) = (self.path(code), self.machine());
        let author = self.author(INIT);
        let from = self.files.first().map(|first| first.path.clone());
        let role = if at == 0 { LEADING } else { PART };
        let made = Store::create(&path, KINDS, keys.make().unwrap(), Some(&keys), |store| {
            store.write(&author, |writing| {
                if let Some(from) = &from {
                    let common = |kind: &&&'static Kind| kind.spread == Spread::Everywhere;
                    let common: Vec<_> = KINDS.iter().filter(common).copied().collect();
                    writing.take_over(from, &common)?;
                }
                let text = |text: &str| Some(Value::Text(text.to_owned()));
                let fields = [
                    (&REF, text(code)),
                    (&CODE, text(code)),
                    (&NAME, text(code)),
                    (&ROLE, text(role)),
                ];
                let own = writing.office();
                writing.change(&office::KIND, own, &fields).map(drop)
            })
        });
        made.unwrap();
        self.files.push(File {
            path,
            keys,
            office: at,
            signs: true,
            saved: None,
        });
    }

    fn author(&mut self, verb: &str) -> Author {
        self.now += 1000;
        Author {
            actor: "王芳".to_owned(),
            verb: verb.to_owned(),
            now: self.now,
            command: derived(&["command", &self.now.to_string()]).0,
            because: None,
            reads: Vec::new(),
        }
    }

    fn file(&self, number: u8) -> usize {
        usize::from(number) % self.files.len()
    }

    fn open(&self, file: usize) -> Store {
        let file = &self.files[file];
        let store = Store::open(&file.path, KINDS).unwrap();
        if file.signs {
            store.signing(&file.keys)
        } else {
            store
        }
    }

    fn record(&self, number: u8) -> Option<(&'static Kind, RecordId)> {
        let at = usize::from(number).checked_rem(self.records.len())?;
        Some(self.records[at])
    }

    fn play(&mut self, step: &Step) {
        match *step {
            Step::Add(file, shared) => {
                let kind = if shared {
                    &household::KIND
                } else {
                    &pledge::KIND
                };
                self.add(self.file(file), kind);
            }
            Step::Edit(file, record, value) => self.edit(self.file(file), record, value),
            Step::Redact(file, record) => self.redact(self.file(file), record),
            Step::Merge(to, from) => {
                let (to, from) = (self.file(to), self.file(from));
                if to != from {
                    let from = self.files[from].path.clone();
                    self.open(to).merge_only(&[from], mode()).unwrap();
                }
            }
            Step::Copy(file, is_keyed) => self.copy(self.file(file), is_keyed),
            Step::LoseKey(file) => {
                let (file, keys) = (self.file(file), self.machine());
                self.files[file].keys = keys;
            }
            Step::Save(file) => {
                let file = self.file(file);
                self.files[file].saved = std::fs::read(&self.files[file].path).ok();
            }
            Step::Restore(file) => {
                let file = self.file(file);
                if let Some(saved) = self.files[file].saved.clone() {
                    std::fs::write(&self.files[file].path, saved).unwrap();
                }
            }
            Step::Admit(file, which) => self.admit(self.file(file), which),
            Step::Adopt(which) => self.adopt(which),
            Step::Revoke(which, back) => self.revoke(which, back),
            Step::Share(office) => self.share(1 + usize::from(office) % 2),
            Step::Unsign(file) => {
                let file = self.file(file);
                self.files[file].signs = false;
                let store = self.open(file);
                store
                    .connection
                    .execute_batch("delete from attest")
                    .unwrap();
            }
            Step::Answer(file, at, yes) => self.answer(self.file(file), at, yes),
            Step::Forge(record, which) => {
                let victim = self.record(record);
                self.forge(FORGER, None, victim, which);
            }
        }
    }

    fn add(&mut self, file: usize, kind: &'static Kind) {
        let author = self.author(&format!("{} add", kind.id));
        let store = self.open(file);
        let signs = self.files[file].signs;
        let code = OFFICES[self.files[file].office];
        let words = Value::Text(format!("第{}条", self.records.len()));
        let title = kind.title.unwrap_or(&NOTE);
        let record = store.write(&author, |writing| {
            let id = if signs {
                writing.new_id(kind)?
            } else {
                derived(&["old", &author.now.to_string()])
            };
            let reference = writing.next_ref(code, kind)?;
            let fields = [
                (&REF, Some(Value::Text(reference))),
                (title, Some(words)),
                (&NOTE, Some(Value::Text("初".to_owned()))),
            ];
            writing.change(kind, id, &fields)?;
            Ok(id)
        });
        let record = record.unwrap();
        self.records.push((kind, record));
        if signs {
            let (writer, _) = writer_and_last(&store.connection).unwrap();
            self.creators.insert(record, RecordId(writer));
        }
    }

    fn edit(&mut self, file: usize, record: u8, value: u8) {
        let Some((kind, record)) = self.record(record) else {
            return;
        };
        let author = self.author(&format!("{} edit", kind.id));
        let store = self.open(file);
        if store.get(kind, record).unwrap().is_some() {
            let note = Value::Text(["甲", "乙", "丙"][usize::from(value) % 3].to_owned());
            let changes = [(&NOTE, Some(note))];
            let done = store.write(&author, |writing| writing.change(kind, record, &changes));
            done.unwrap();
        }
    }

    fn redact(&mut self, file: usize, record: u8) {
        let Some((kind, record)) = self.record(record) else {
            return;
        };
        let author = self.author("redact");
        let store = self.open(file);
        let is_there = store.get(kind, record).unwrap().is_some();
        if kind.id == household::KIND.id && is_there {
            let erasing = Erasing {
                kind,
                record,
                field: &NOTE,
                reason: "r",
                everywhere: false,
                whole: &[],
            };
            // Nothing may be there to erase, or it may not be for this office.
            let sought = store.sought(kind, record, &NOTE).unwrap();
            drop(store.redact(&author, &erasing, &sought));
        }
    }

    fn copy(&mut self, file: usize, is_keyed: bool) {
        if self.files.len() == MOST_FILES {
            return;
        }
        let path = self.path(&format!("copy-{}", self.files.len()));
        std::fs::copy(&self.files[file].path, &path).unwrap();
        let keys = if is_keyed {
            self.files[file].keys.clone()
        } else {
            self.machine()
        };
        let (office, signs) = (self.files[file].office, self.files[file].signs);
        self.files.push(File {
            path,
            keys,
            office,
            signs,
            saved: None,
        });
    }

    /// Admits somebody who waits, where this office may.
    fn admit(&mut self, file: usize, which: u8) {
        let author = self.author("office admit");
        let store = self.open(file);
        let (own, root) = (store.writer().unwrap(), store.root().unwrap());
        let mut waiting = store.members().unwrap();
        waiting.retain(|one| {
            let may = root == Some(own) || !one.is_first() && one.office == own;
            !one.is_admitted && may
        });
        if let Some(at) = usize::from(which).checked_rem(waiting.len()) {
            let (writer, office) = (waiting[at].writer, waiting[at].office);
            let done = store.write(&author, |writing| writing.admit(writer, office));
            done.unwrap();
        }
    }

    fn adopt(&mut self, which: u8) {
        let author = self.author("office adopt");
        let store = self.open(0);
        let members = store.members().unwrap();
        let member = &members[usize::from(which) % members.len()];
        let adoption = store.adoption(member.writer).unwrap();
        let done = store.write(&author, |writing| writing.adopt(member.writer, &adoption));
        done.unwrap();
    }

    /// Revokes somebody from some time on.
    fn revoke(&mut self, which: u8, back: u8) {
        let author = self.author("office revoke");
        let store = self.open(0);
        let root = store.root().unwrap();
        let mut members = store.members().unwrap();
        members.retain(|one| Some(one.office) != root);
        if let Some(at) = usize::from(which).checked_rem(members.len()) {
            let writer = members[at].writer;
            let before = self.now - 1000 * i64::from(back % 16);
            let last = store.last_of(writer, Some(before)).unwrap();
            let done = store.write(&author, |writing| writing.revoke(writer, &last));
            done.unwrap();
        }
    }

    fn share(&mut self, office: usize) {
        if self.files.len() == MOST_FILES {
            return;
        }
        let (author, keys) = (self.author("share"), self.machine());
        let signature = self.author(INIT);
        let store = self.open(0);
        let code = OFFICES[office];
        let path = self.path(&format!("part-{}", self.files.len()));
        let writer = derived(&["part", &self.now.to_string()]);
        let part = Recipient {
            writer,
            office: code,
            units: &[],
        };
        let known = store.members().unwrap().into_iter();
        let known = known
            .filter(|one| one.code == code && one.is_first())
            .map(|one| one.writer);
        let known: Vec<RecordId> = known.collect();
        let state = |writing: &mut Writing| match known.first() {
            Some(known) => writing.admit(writer, *known),
            None => Ok(()),
        };
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let fields = [(&REF, text(code)), (&CODE, text(code)), (&ROLE, text(PART))];
        let sign = |new: &Store| {
            new.write(&signature, |writing| {
                let own = writing.office();
                writing.change(&office::KIND, own, &fields).map(drop)
            })
        };
        store.share(&author, &path, &part, state, sign).unwrap();
        self.files.push(File {
            path,
            keys,
            office,
            signs: true,
            saved: None,
        });
    }

    fn answer(&mut self, file: usize, at: u8, yes: bool) {
        let author = self.author("proposal accept");
        let store = self.open(file);
        let open = store.proposals().unwrap();
        if let Some(at) = usize::from(at).checked_rem(open.len()) {
            // All that waits of one record is answered at once.
            let is_its =
                |one: &&Proposal| (one.kind.id, one.record) == (open[at].kind.id, open[at].record);
            let of_one: Vec<&Proposal> = open.iter().filter(is_its).collect();
            let done = store.write(&author, |writing| {
                if yes {
                    writing.accept(&of_one)
                } else {
                    writing.refuse(&of_one)
                }
            });
            done.unwrap();
        }
    }

    /// Puts a row into a file that no program of ours writes: under the file's own name, and signed; or
    /// under another's, and not.
    fn forge(
        &mut self,
        file: usize,
        name: Option<(RecordId, Option<ChangeId>)>,
        victim: Option<(&'static Kind, RecordId)>,
        which: u8,
    ) {
        let at = self.author("forged");
        let store = self.open(file);
        let (own, last) = writer_and_last(&store.connection).unwrap();
        let (writer, wprev) = match name {
            Some((writer, last)) => (writer.0, last),
            None => (own, last),
        };
        let offices = store.members().unwrap();
        let member = &offices[usize::from(which) % offices.len()];
        let root = store.root().unwrap().unwrap();
        let (kind, record) = victim.unwrap_or((&pledge::KIND, root));
        let of = json!({"of": member.office.to_hex()});
        let heads = Self::heads(&store, record);
        let (verb, noun, about, body) = match which % 13 {
            0 => (INIT, "office", RecordId(writer), of),
            1 => (INIT, ADMIT, RecordId(writer), of),
            2 => (INIT, ADMIT, RecordId(writer), json!({"of": hex(&writer)})),
            3 => (
                "office lead",
                "office",
                RecordId(writer),
                json!({"role": LEADING}),
            ),
            4 => ("office lead", "office", root, json!({"role": PART})),
            5 | 6 => ("x edit", kind.id, record, json!({"note": "伪"})),
            7 => (
                "redact",
                REDACTION,
                record,
                json!({"noun": kind.id, "field": "note", "reason": "x",
                    "changes": heads.iter().map(|id| hex(&id.0)).collect::<Json>()}),
            ),
            8 => (
                "pledge add",
                "pledge",
                derived(&["forged", &self.now.to_string()]),
                json!({"ref": "LY-P1", "title": "伪"}),
            ),
            9 => (
                INIT,
                ADOPT,
                RecordId(writer),
                json!({"heads": [], "began": [record.to_hex()]}),
            ),
            10 => (INIT, REVOKE, member.writer, json!({"last": Json::Null})),
            11 => (INIT, CLOSE, root, json!({})),
            _ => ("x edit", kind.id, record, json!({"void": "伪"})),
        };
        // Some are dated back before everything.
        let time = if which.is_multiple_of(2) {
            at.now
        } else {
            SPRING - i64::from(which)
        };
        let body = body.as_object().unwrap().clone();
        let body = canonical(body);
        let mut change = Change {
            id: ChangeId([0; 24]),
            record: about,
            kind: noun.to_owned(),
            writer,
            wprev,
            command: at.command,
            verb: verb.to_owned(),
            actor: "赵六".to_owned(),
            over: if which.is_multiple_of(3) {
                heads
            } else {
                Vec::new()
            },
            body_hash: body_hash(&body),
            body: Some(body),
        };
        change
            .over
            .retain(|id| find_change(&store.connection, *id).unwrap().is_some());
        change.id = change.id_at(time_after(time, None));
        self.forged.insert(change.id);
        admit(&store.connection, &change).unwrap();
        if name.is_none() {
            let sql = "update file set last = ?1";
            store.connection.execute(sql, [change.id.0]).unwrap();
            if let Some(key) = self.files[file].keys.of(own).unwrap() {
                seal(&store.connection, &key, change.id).unwrap();
            }
        }
        // Whatever its program makes of it.
        store
            .connection
            .pragma_update(None, "user_version", 1)
            .unwrap();
        drop(store);
        let kept = Store::open(&self.files[file].path, KINDS).unwrap();
        if let Some(copy) = kept.kept_copy() {
            std::fs::remove_file(copy).unwrap();
        }
    }

    fn heads(store: &Store, record: RecordId) -> Vec<ChangeId> {
        let sql = "select id from change where record = ?1 and kind in ('pledge', 'household') order by id";
        store
            .plain_rows(sql, [record.0], |row| Ok(ChangeId(row.get(0)?)))
            .unwrap()
    }

    fn paths(&self) -> Vec<PathBuf> {
        self.files.iter().map(|file| file.path.clone()).collect()
    }

    /// Brings files into a copy of the one that watches, in an order, one by one or together.
    fn watched(&self, name: &str, files: &[PathBuf], one_by_one: bool) -> Store {
        let path = self.path(name);
        drop(std::fs::remove_file(&path));
        std::fs::copy(self.path("watcher"), &path).unwrap();
        let store = Store::open(&path, KINDS).unwrap();
        if one_by_one {
            for file in files {
                store
                    .merge_only(std::slice::from_ref(file), mode())
                    .unwrap();
            }
        } else {
            store.merge_only(files, mode()).unwrap();
        }
        store
    }
}

fn reordered(files: &[PathBuf], order: &[usize]) -> Vec<PathBuf> {
    order
        .iter()
        .filter_map(|at| files.get(*at).cloned())
        .collect()
}

/// Returns who was admitted, and for which office, as a file has it.
fn admitted(store: &Store) -> BTreeSet<(RecordId, RecordId)> {
    let sql = "select writer, office from member where admitted = 1";
    let read = |row: &rusqlite::Row| Ok((RecordId(row.get(0)?), RecordId(row.get(1)?)));
    store
        .plain_rows(sql, [], read)
        .unwrap()
        .into_iter()
        .collect()
}

/// Returns the lines of the computed tables but for those of one.
fn but_for(tables: &str, table: &str) -> String {
    let begin = format!("insert into {table} ");
    let lines = tables.lines().filter(|line| !line.starts_with(&begin));
    lines.collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn who_counts_is_a_function_of_the_rows(
        steps in steps(),
        order in Just((0..MOST_FILES).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let mut world = World::new();
        for step in &steps {
            world.play(step);
        }
        let files = world.paths();
        let all = world.watched("all", &files, false);
        let other = world.watched("other", &reordered(&files, &order), true);
        prop_assert!(dump::log(&all) == dump::log(&other));
        prop_assert_eq!(dump::computed(&all), dump::computed(&other));
        check_rebuilt(&all);
        check_rebuilt(&other);
        // A2: so are the signatures.
        let signatures = |store: &Store| attest::all(&store.connection).unwrap();
        prop_assert!(signatures(&all) == signatures(&other));
        // Again brings nothing.
        other.merge_only(&[world.path("all")], mode()).unwrap();
        prop_assert_eq!(dump::computed(&all), dump::computed(&other));
        // A6: whoever counts for an office was admitted by one who may, not by words of its own.
        let sql = "select c.id, c.record, c.body from change as c where c.kind = 'admit'";
        let words = all.plain_rows(sql, [], |row| {
            let body: String = row.get("body")?;
            let of = serde_json::from_str::<Json>(&body).unwrap_or_default();
            let of = of["of"].as_str().and_then(RecordId::from_hex);
            Ok((ChangeId(row.get("id")?), RecordId(row.get("record")?), of))
        });
        let words = words.unwrap().into_iter();
        let honest = words.filter(|(id, ..)| !world.forged.contains(id));
        let honest: BTreeSet<RecordId> = honest.map(|(_, writer, _)| writer).collect();
        let root = all.root().unwrap().unwrap();
        for (writer, _) in admitted(&all) {
            prop_assert!(writer == root || honest.contains(&writer), "{writer:?}");
        }
        // A5: whoever owns a record is whoever began it.
        for (kind, record) in &world.records {
            let sql = format!("select origin from {} where record = ?1", kind.id);
            let owner = all.plain_row(&sql, [record.0], |row| Ok(RecordId(row.get(0)?))).unwrap();
            if let Some((owner, creator)) = owner.zip(world.creators.get(record)) {
                let sql = "select office from member where writer = ?1";
                let office = all.plain_row(sql, [creator.0], |row| Ok(RecordId(row.get(0)?))).unwrap();
                prop_assert!(owner == *creator || Some(owner) == office);
            }
        }
        revoked_decides_nothing(&world, &all, root);
        // A3: whatever comes, what is proved stays proved.
        let step_by_step = world.watched("steps", &[], true);
        let mut proved = BTreeSet::new();
        for file in &files {
            step_by_step.merge_only(std::slice::from_ref(file), mode()).unwrap();
            let connection = &step_by_step.connection;
            let now = Chains::of(connection).unwrap().signed(connection).unwrap();
            let now: BTreeSet<ChangeId> = now.into_iter().collect();
            prop_assert!(now.is_superset(&proved));
            proved = now;
        }
        // A12: of what signatures speak of, nothing is missing here.
        for reach in all.reached().unwrap().values() {
            prop_assert_eq!(reach.missing, 0);
        }
        // A14: no key is in any file.
        no_key_is_in_a_file(world.folder.path());
    }

    /// With the gate closed nothing that is forged in another's name changes anything.
    #[test]
    fn behind_the_gate_a_forger_changes_nothing_in_anothers_name(
        steps in steps(),
        forged in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 1..6),
        order in Just((0..=MOST_FILES).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let mut world = World::new();
        for step in &steps {
            world.play(step);
        }
        let author = world.author("campaign close-gate");
        let store = world.open(0);
        let root = store.root().unwrap().unwrap();
        let has_key = world.files[0].keys.seed(root.0).unwrap().is_some();
        prop_assume!(world.files[0].signs && has_key && store.signer().unwrap().0 == root);
        store.write(&author, |writing| writing.close(root)).unwrap();
        drop(store);
        // A file as all have it, with rows in the names of others.
        let liar = world.path("liar");
        std::fs::copy(&world.files[FORGER].path, &liar).unwrap();
        let open = Store::open(&liar, KINDS).unwrap();
        open.merge_only(&world.paths(), mode()).unwrap();
        drop(open);
        let honest: Vec<PathBuf> = world.paths();
        world.files.push(File {
            path: liar.clone(),
            keys: Keys(None),
            office: FORGER,
            signs: false,
            saved: None,
        });
        let at = world.files.len() - 1;
        for (victim, record, which) in forged {
            let store = world.open(at);
            let (own, _) = writer_and_last(&store.connection).unwrap();
            let mut members = store.members().unwrap();
            members.retain(|one| one.writer.0 != own);
            let victim = members[usize::from(victim) % members.len()].writer;
            let sql = "select max(id) from change where writer = ?1";
            let last = store.plain_row(sql, [victim.0], |row| row.get::<_, Option<[u8; 24]>>(0));
            let last = last.unwrap().flatten().map(ChangeId);
            drop(store);
            let record = world.record(record);
            world.forge(at, Some((victim, last)), record, which);
        }
        let before = world.watched("before", &honest, false);
        prop_assert!(before.is_closed().unwrap());
        let mut all = honest.clone();
        all.push(liar);
        let after = world.watched("after", &reordered(&all, &order), true);
        let [told, expected] = [&after, &before].map(dump::computed);
        prop_assert_eq!(but_for(&told, "unproved"), but_for(&expected, "unproved"));
        check_rebuilt(&after);
        // A3: what is proved stays so, and no forged row is.
        prop_assert!(!after.unproved().unwrap().is_empty());
    }
}

/// A10: whoever was revoked was so by the leading office, and nothing that came after the change which
/// that named decides anything.
fn revoked_decides_nothing(world: &World, all: &Store, root: RecordId) {
    let sql = "select writer from member where revoked = 1";
    let read = |row: &rusqlite::Row| Ok(RecordId(row.get(0)?));
    let revoked: BTreeSet<RecordId> = all.plain_rows(sql, [], read).unwrap().into_iter().collect();
    let mut leading: BTreeSet<RecordId> = admitted(all)
        .into_iter()
        .filter(|(_, office)| *office == root)
        .map(|(writer, _)| writer)
        .collect();
    leading.insert(root);
    let chains = Chains::of(&all.connection).unwrap();
    let mut kept: BTreeMap<RecordId, BTreeSet<ChangeId>> = BTreeMap::new();
    let log = dump::log(all);
    for row in log.values().filter(|row| row.kind == REVOKE) {
        let by = RecordId(row.writer);
        let body = parse_body(row.body.as_deref());
        let Some(last) = body.get("last") else {
            continue;
        };
        if by != root && (row.record == root || !leading.contains(&by)) {
            continue;
        }
        let copies = body.get("heads").and_then(Json::as_array).into_iter();
        let last = std::iter::once(last).chain(copies.flatten());
        let last = last.filter_map(|last| last.as_str().and_then(id_from_hex));
        let reached = last.flat_map(|last| chains.chain(row.record, last));
        let reached: BTreeSet<ChangeId> = reached.collect();
        match kept.entry(row.record) {
            Entry::Occupied(mut known) => known.get_mut().retain(|id| reached.contains(id)),
            Entry::Vacant(place) => drop(place.insert(reached)),
        }
    }
    let known: BTreeSet<RecordId> = kept.keys().copied().collect();
    assert!(revoked.is_subset(&known), "{revoked:?} of {known:?}");
    for (kind, record) in &world.records {
        let layout = Layout::of(kind);
        let authority = all.authority().unwrap();
        for entry in entries(&all.connection, &authority, &layout, *record).unwrap() {
            let writer = RecordId(entry.by.writer);
            if revoked.contains(&writer) && !kept[&writer].contains(&entry.id) {
                assert!(!entry.counts, "{entry:?}");
            }
        }
    }
}

/// Looks for the bytes of every key in every file that is not one of them.
fn no_key_is_in_a_file(folder: &Path) {
    let (mut keys, mut files) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keys.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|key| key.unwrap().path()),
            );
        } else {
            files.push(std::fs::read(&path).unwrap());
        }
    }
    assert!(!keys.is_empty() && !files.is_empty());
    for key in keys {
        let seed: [u8; 32] = std::fs::read(&key).unwrap().try_into().unwrap();
        let words = [seed.to_vec(), hex(&seed).into_bytes()];
        let expanded = SigningKey::from_bytes(&seed).to_scalar_bytes();
        for secret in words.into_iter().chain([expanded.to_vec()]) {
            let holds = |file: &Vec<u8>| file.windows(secret.len()).any(|part| part == secret);
            assert!(!files.iter().any(holds), "{}", key.display());
        }
    }
}

/// Tells what a household's note is, and whether its body is there, after files came in an order.
fn outcome(world: &World, files: &[PathBuf], record: RecordId) -> (bool, Option<String>) {
    let store = world.watched("outcome", files, true);
    let sql = "select count(*) from change where record = ?1 and body is null";
    let blank = store
        .plain_row(sql, [record.0], |row| row.get::<_, i64>(0))
        .unwrap();
    let shown = store.get(&household::KIND, record).unwrap();
    let note = shown.and_then(|shown| shown.text(&NOTE).map(str::to_owned));
    (blank > Some(0), note)
}

/// Tells whether all orders of files come to one.
fn is_one(world: &World, files: [&Path; 3], record: RecordId) -> bool {
    let orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    let outcomes: BTreeSet<_> = orders
        .iter()
        .map(|order| outcome(world, &order.map(|at| files[at].to_owned()), record))
        .collect();
    outcomes.len() == 1
}

/// Holds a history to a rule that does not hold, and to those that do.
fn control(rule: Control, world: &World, files: [&Path; 3], record: RecordId) {
    assert!(is_one(world, files, record), "as it is");
    CONTROL.set(Some(rule));
    let is_broken = !is_one(world, files, record);
    CONTROL.set(None);
    assert!(is_broken, "{rule:?} would do as well");
}

#[test]
fn erasures_that_obeyed_revocations_would_depend_on_the_order_of_files() {
    let mut world = World::new();
    world.add(1, &pledge::KIND);
    world.copy(1, false);
    let home = world.files.len() - 1;
    let number = u8::try_from(home).unwrap();
    world.play(&Step::Edit(number, 0, 1));
    for step in [Step::Merge(1, number), Step::Merge(0, number)] {
        world.play(&step);
    }
    world.admit(1, 0);
    // What the leading office revokes it knows, and not what was erased since.
    let writer = RecordId(writer_and_last(&world.open(home).connection).unwrap().0);
    let author = world.author("office revoke");
    let store = world.open(0);
    let last = store.last_of(writer, None).unwrap();
    let done = store.write(&author, |writing| writing.revoke(writer, &last));
    done.unwrap();
    drop(store);
    world.add(1, &household::KIND);
    let (_, record) = world.records[1];
    let ly = world.path("ly");
    std::fs::copy(&world.files[1].path, &ly).unwrap();
    world.play(&Step::Merge(number, 1));
    world.redact(home, 1);
    let [zd, home] = [0, home].map(|at| world.files[at].path.clone());
    let told = outcome(&world, &[zd.clone(), ly.clone(), home.clone()], record);
    assert!(told.0, "it stays erased");
    control(
        Control::ErasuresObeyRevocations,
        &world,
        [&zd, &ly, &home],
        record,
    );
}

#[test]
fn an_owner_by_the_first_row_would_depend_on_the_order_of_files() {
    let mut world = World::new();
    world.add(1, &household::KIND);
    let (_, record) = world.records[0];
    let old = world.path("old");
    std::fs::copy(&world.files[1].path, &old).unwrap();
    // A row of the forger's own, dated back before the record began.
    world.forge(FORGER, None, Some((&household::KIND, record)), 5);
    world.redact(1, 0);
    let [ly, forger] = [1, FORGER].map(|at| world.files[at].path.clone());
    control(Control::FirstOwns, &world, [&ly, &old, &forger], record);
}

#[test]
fn what_nobody_signed_is_not_erased_by_a_merge_until_it_is_signed() {
    let mut world = World::new();
    world.add(1, &household::KIND);
    let (_, record) = world.records[0];
    let old = world.path("old");
    std::fs::copy(&world.files[1].path, &old).unwrap();
    world.redact(1, 0);
    let ly = world.files[1].path.clone();
    let unsigned = world.path("unsigned");
    std::fs::copy(&ly, &unsigned).unwrap();
    let store = Store::open(&unsigned, KINDS).unwrap();
    store
        .connection
        .execute_batch("delete from attest")
        .unwrap();
    drop(store);
    let files = [old.clone(), unsigned.clone()];
    assert_eq!(
        outcome(&world, &files, record),
        (false, Some("初".to_owned()))
    );
    let store = world.watched("later", &files, true);
    assert!(
        store
            .get(&household::KIND, record)
            .unwrap()
            .unwrap()
            .text(&NOTE)
            .is_some()
    );
    // The same rows with their signature.
    store.merge_only(std::slice::from_ref(&ly), mode()).unwrap();
    assert_eq!(
        store
            .get(&household::KIND, record)
            .unwrap()
            .unwrap()
            .text(&NOTE),
        None
    );
    check_rebuilt(&store);
    assert!(is_one(&world, [&old, &unsigned, &ly], record));
}
