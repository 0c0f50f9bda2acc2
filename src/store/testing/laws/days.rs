//! Laws of the days of states, held to random steps as the program takes them.

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::prelude::*;
use tempfile::TempDir;

use super::union::mode;
use super::world::{check_rebuilt, derived, new_store};
use super::{dump, on};
use crate::kinds::{inspection, opinion, pledge, problem};
use crate::model::kind::{Field, Kind, REF, Shape, Step};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::store::{Author, Filter, Store};

/// Kinds whose states have days.
const DATED: &[&Kind] = &[
    &pledge::KIND,
    &opinion::KIND,
    &problem::KIND,
    &inspection::KIND,
];
/// 2011-04-01, in milliseconds since 1970.
const SPRING: i64 = 1_301_616_000_000;
const FILES: usize = 3;

/// A step in the life of a record, in one of the files, which then may learn what another knows.
#[derive(Clone, Debug)]
struct Deed {
    file: usize,
    kind: usize,
    step: usize,
    days: u64,
    value: usize,
    learns: Option<usize>,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let numbers = (0..FILES, 0..DATED.len(), 0..8_usize, 0..60_u64, 0..9_usize);
    let learns = prop::option::weighted(0.3, 0..FILES);
    let deed = (numbers, learns).prop_map(|((file, kind, step, days, value), learns)| Deed {
        file,
        kind,
        step,
        days,
        value,
        learns,
    });
    vec(deed, 2..24)
}

/// Files that have a record of each kind, the same in all.
struct Offices {
    folder: TempDir,
    files: Vec<Store>,
    commands: i64,
}

impl Offices {
    fn new(files: usize) -> Self {
        let mut offices = Self {
            folder: tempfile::tempdir().unwrap(),
            files: Vec::new(),
            commands: 0,
        };
        for number in 0..files {
            offices.files.push(offices.empty(&number.to_string()));
        }
        let author = offices.author("add", 0);
        let write = offices.files[0].write(&author, |writing| {
            for kind in DATED {
                let title = kind.title.map(|title| (title, Some(text("一"))));
                let day = kind.day.map(|day| (day, Some(Value::Day(spring()))));
                let reference = writing.next_ref("F0", kind)?;
                let fields = title.into_iter().chain(day);
                let fields: Vec<_> = fields.chain([(&REF, Some(text(&reference)))]).collect();
                writing.change(kind, derived(&[kind.id]), &fields)?;
            }
            Ok(())
        });
        write.unwrap();
        for file in 1..files {
            offices.merge(file, 0);
        }
        offices
    }

    fn empty(&self, name: &str) -> Store {
        let path = self.folder.path().join(format!("{name}.db"));
        new_store(&path, derived(&["writer", name]).0)
    }

    /// An author whose clock is off by some minutes.
    fn author(&mut self, verb: &str, off: usize) -> Author {
        self.commands += 1;
        Author {
            actor: "王芳".to_owned(),
            verb: verb.to_owned(),
            now: SPRING + self.commands * 1_000 + i64::try_from(off).unwrap() * 60_000,
            command: derived(&["command", &self.commands.to_string()]).0,
            because: None,
            reads: Vec::new(),
        }
    }

    fn merge(&self, into: usize, from: usize) {
        let from = self.folder.path().join(format!("{from}.db"));
        self.files[into].merge_only(&[from], mode()).unwrap();
    }

    /// Takes a step that the record allows, if there is one.
    fn take(&mut self, deed: &Deed, file: usize, day: NaiveDate) {
        let kind = DATED[deed.kind];
        let record = self.files[file].get(kind, derived(&[kind.id]));
        let record = record.unwrap().expect("the record is there");
        let steps = kind.steps.iter().filter(|step| is_open(step, &record));
        let steps: Vec<&Step> = steps.collect();
        let Some(step) = deed.step.checked_rem(steps.len()).map(|at| steps[at]) else {
            return;
        };
        let states = kind.states.iter().filter(|state| step.begins(state));
        let says = |field: &Field| {
            states
                .clone()
                .any(|state| state.since.day().is_some_and(|own| own.id == field.id))
        };
        let mut patch: Vec<(&Field, Option<Value>)> = Vec::new();
        for take in step.takes {
            let value = if says(take.field) {
                Some(Value::Day(day))
            } else {
                value(take.field, deed.value, day)
            };
            patch.push((take.field, value));
        }
        for field in states
            .clone()
            .flat_map(|state| state.fields.iter().chain(state.clears))
        {
            if !patch.iter().any(|(own, _)| own.id == field.id) {
                patch.push((field, None));
            }
        }
        let author = self.author(&format!("{} {}", kind.id, step.verb), deed.value);
        let written =
            self.files[file].write(&author, |writing| writing.change(kind, record.id, &patch));
        written.unwrap();
    }
}

fn is_open(step: &Step, record: &Record) -> bool {
    !step.takes.is_empty() && record.allows(step)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn value(field: &Field, number: usize, day: NaiveDate) -> Option<Value> {
    match field.shape {
        Shape::Choice(choices) => Some(text(choices[number % choices.len()].id)),
        Shape::Day => Some(Value::Day(after(day, 30 + number as u64))),
        Shape::Reference(_) => Some(Value::Reference(derived(&[&number.to_string()]))),
        Shape::Text => Some(text(["甲", "乙", "丙"][number % 3])),
        _ => None,
    }
}

fn spring() -> NaiveDate {
    NaiveDate::from_ymd_opt(2011, 3, 1).unwrap()
}

fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap()
}

/// What every record shows on a day.
fn shown(store: &Store, day: NaiveDate) -> String {
    let list = |kind: &&'static Kind| store.list(kind, &Filter::default());
    let lists = store.on(day, || {
        DATED
            .iter()
            .map(list)
            .collect::<crate::error::Result<Vec<_>>>()
    });
    let values = lists
        .unwrap()
        .into_iter()
        .flatten()
        .map(|record| record.values);
    format!("{:?}", values.collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(on(40))]

    /// A step is taken on no day before the last one, as `desk::transition` sees to.
    #[test]
    fn a_later_step_changes_nothing_of_a_day_before(deeds in deeds()) {
        let mut offices = Offices::new(1);
        let (mut day, mut told) = (spring(), Vec::new());
        for deed in &deeds {
            for _ in 0..deed.days % 4 {
                told.push((day, shown(&offices.files[0], day)));
                day = after(day, 1);
            }
            offices.take(deed, 0, day);
        }
        for (day, then) in told {
            prop_assert_eq!(shown(&offices.files[0], day), then, "{}", day);
        }
    }

    /// Days in any order, by clocks that are off.
    #[test]
    fn days_are_the_same_step_by_step_and_at_once_and_in_any_order(deeds in deeds()) {
        let mut offices = Offices::new(FILES);
        for deed in &deeds {
            offices.take(deed, deed.file, after(spring(), deed.days));
            if let Some(from) = deed.learns.filter(|from| *from != deed.file) {
                offices.merge(deed.file, from);
            }
            check_rebuilt(&offices.files[deed.file]);
        }
        let paths: Vec<_> = (0..FILES).map(|file| offices.folder.path().join(format!("{file}.db"))).collect();
        let [there, back, whole] = ["there", "back", "whole"].map(|name| offices.empty(name));
        for (store, order) in [(&there, [0, 1, 2]), (&back, [2, 1, 0])] {
            for at in order {
                store.merge_only(&[paths[at].clone()], mode()).unwrap();
            }
        }
        whole.merge_only(&paths, mode()).unwrap();
        prop_assert_eq!(dump::computed(&there), dump::computed(&back));
        prop_assert_eq!(dump::computed(&there), dump::computed(&whole));
        for days in (0..90).step_by(7) {
            let day = after(spring(), days);
            prop_assert_eq!(shown(&there, day), shown(&back, day), "{}", day);
            prop_assert_eq!(shown(&there, day), shown(&whole, day), "{}", day);
        }
    }
}
