//! Whoever has left is responsible for nothing any more: what is still open in the leaver's name is to
//! be handed over (requirement 4).

use std::collections::HashSet;
use std::rc::Rc;

use chrono::NaiveDate;

use super::case::Case;
use super::codes;
use super::finding::{Entry, Finding};
use super::roster::Named;
use super::term::Term;
use crate::error::Result;
use crate::kinds;
use crate::model::kind::{Field, Kind, Need, Shape, UNIT};
use crate::model::plan::Wording;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::store::Store;
use crate::text::Lang;

/// A record that is open in somebody's name.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) record: Record,
    /// The field that is set to hand it over.
    pub(crate) to: &'static Field,
    /// The day from which it is another's, where the record has one.
    pub(crate) day: Option<&'static Field>,
    /// Its title; of what has none, the name of what else it names.
    pub(crate) title: String,
}

/// Lists what is open in somebody's name on a day, which the file is asked about, in the order of
/// kinds and refs.
pub(crate) fn open_of(store: &Store, person: RecordId, day: NaiveDate) -> Result<Vec<Held>> {
    let (mut open, mut told) = (Vec::new(), HashSet::new());
    for (kind, field, id) in store.ever_referring(person)? {
        let Some((to, on)) = kind
            .field(&field)
            .filter(|own| own.answers)
            .map(|own| handed(kind, own))
        else {
            continue;
        };
        let Some(record) = store.get(kind, id)?.filter(|record| !record.is_void()) else {
            continue;
        };
        let owner = kind.passes().map_or(to, |passes| passes.owner);
        let is_own = record.value(owner) == Some(&Value::Reference(person));
        let has_begun = kind
            .day
            .and_then(|begun| record.day(begun))
            .is_none_or(|begun| begun <= day);
        if is_own && has_begun && record.is_open(day) && told.insert(id) {
            let title = title(store, &record, owner)?;
            open.push(Held {
                record,
                to,
                day: on,
                title,
            });
        }
    }
    open.sort_by_cached_key(|held| kinds::place(&held.record));
    Ok(open)
}

/// Returns the field that hands over what a field says, and that of the day on which it does.
fn handed(kind: &'static Kind, field: &'static Field) -> (&'static Field, Option<&'static Field>) {
    let passes = kind.passes();
    passes.map_or((field, None), |passes| (passes.to, Some(passes.day)))
}

fn title(store: &Store, record: &Record, owner: &Field) -> Result<String> {
    if record.kind.title.is_some() {
        return Ok(record.title().to_owned());
    }
    let others = record
        .kind
        .fields
        .iter()
        .filter(|field| field.id != owner.id);
    for field in others {
        if let (Some(Value::Reference(id)), Shape::Reference(kinds)) =
            (record.value(field), field.shape)
        {
            return Ok(store.name(kinds, *id)?.unwrap_or_default().1);
        }
    }
    Ok(String::new())
}

impl Held {
    /// Says what is to be done with it: it is handed over, or where that is not possible any more, what is
    /// left of it is done.
    fn way(&self) -> Wording {
        let (kind, reference) = (self.record.kind, self.record.ref_text());
        let passing = kind.steps.iter().find(|step| step.passes.is_some());
        if passing.is_some_and(|step| !self.record.allows(step)) {
            let left = kind.steps.iter().find(|step| self.record.allows(step));
            let left = left.map_or("edit", |step| step.verb);
            let needed = kind.step(left).into_iter().flat_map(|step| step.takes);
            let needed = needed.filter(|take| take.need == Need::Required);
            let typed = |lang| {
                let values = needed.clone().map(|take| {
                    let value = take.field.label.get(lang).replace(' ', "-");
                    format!(" --{} {value}", take.flag)
                });
                let values: String = values.collect();
                format!("huiyin {} {left} {reference}{values}", kind.id)
            };
            return Wording::both(
                format!("不能再移交，请用 {} 办完", typed(Lang::Zh)),
                format!(
                    "it cannot be handed over any more: finish it with {}",
                    typed(Lang::En)
                ),
            );
        }
        let take = passing.and_then(|step| {
            let take = step.takes.iter().find(|take| take.field.id == self.to.id)?;
            Some((step.verb, take.flag.to_owned()))
        });
        let (verb, flag) = take.unwrap_or_else(|| ("edit", self.to.flag()));
        let command = format!("huiyin {} {verb} {reference} --{flag}", kind.id);
        Wording::both(
            format!("请用 {command} 姓名 移交"),
            format!("hand it over with {command} NAME"),
        )
    }
}

/// Checks whatever is open on the day. It was to be handed over by the leaver's last day in office.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let persons = case.roster.persons.iter();
    let left =
        persons.filter_map(|person| Some((person.named.clone(), person.left(case.read_on())?)));
    let left: Vec<(Rc<Named>, NaiveDate)> = left.collect();
    for (leaver, left) in left {
        for held in open_of(case.store, leaver.id, case.day)? {
            add(case, &held, &leaver, left);
        }
    }
    Ok(())
}

fn add(case: &mut Case, held: &Held, leaver: &Rc<Named>, left: NaiveDate) {
    let (reference, title) = (held.record.ref_text(), &held.title);
    let unit = match held.record.value(&UNIT) {
        Some(Value::Reference(unit)) => Some(*unit),
        _ => None,
    };
    case.add(&codes::LEFT, Term::new(left, left), |case, finding| {
        let finding = Finding {
            unit: case.roster.unit_named(unit),
            person: Some(Rc::clone(leaver)),
            entry: Some(Entry::new(reference, title)),
            ..finding
        };
        finding.saying(|one| {
            one.detail = Some(Wording::both(
                format!("{}已于{left}离任，没有移交", leaver.name),
                format!("{} left on {left}, and it is not handed over", leaver.name),
            ));
            one.parameters = vec![("how", held.way())];
        })
    });
}
