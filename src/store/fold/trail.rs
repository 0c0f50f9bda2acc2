//! Follows the states of a record change by change: earlier values of fields that a step set
//! again, and the days of states whose day was never written.
//!
//! A pure function of the record's changes, linear in their number. A step begins a round of its
//! state; any other change corrects the last one, or, where it says what was said before, brings
//! back what stood then, as undoing does.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::{Entry, Layout, Origin};
use crate::model::kind::{Field, LOGGED_ON, Since, State};
use crate::store::log::change::ChangeId;

/// Most rounds that a correction looks back for the one that it corrects.
const MOST_ROUNDS: usize = 100;

/// A value that a field had from a day until a later step set it again.
#[derive(Debug)]
pub(crate) struct Earlier {
    /// The position of the field.
    pub(crate) field: usize,
    pub(crate) since: String,
    pub(crate) value: Json,
}

/// The day of a step that was entered on another day.
#[derive(Debug)]
pub(crate) struct Entered {
    /// The position of the day's field.
    pub(crate) field: usize,
    pub(crate) since: String,
    /// The first change that said so.
    pub(crate) change: ChangeId,
}

/// The changes of one unit in order, and what follows from them.
pub(super) struct Trail {
    /// The values of its fields, with the days that no change wrote.
    pub(super) values: Vec<(usize, Json)>,
    pub(super) earlier: Vec<Earlier>,
    pub(super) entered: Vec<Entered>,
}

/// Values that stood once a change was made.
#[derive(Clone)]
struct Snapshot<'e> {
    entry: &'e Entry,
    /// In the order of the unit's fields.
    values: Vec<Json>,
    /// The status that an older program wrote.
    status: Option<&'e str>,
    /// The last of the rounds that led to it.
    last: Option<usize>,
}

/// A state that was reached, with what it says.
#[derive(Clone)]
struct Round {
    below: Option<usize>,
    stage: usize,
    values: Vec<(usize, Json)>,
}

/// Follows the changes of one unit.
struct Tracer<'l> {
    layout: &'l Layout,
    fields: &'l [usize],
    stages: &'l [&'static State],
    rounds: Vec<Round>,
}

/// Follows the changes of a unit up to the one that is shown; `None` where no state has its day in
/// the unit, or nobody has set it.
pub(super) fn trace(
    layout: &Layout,
    entries: &[Entry],
    unit: usize,
    shown: ChangeId,
) -> Option<Trail> {
    let stages = layout.stages(unit);
    if stages.is_empty() {
        return None;
    }
    let mut tracer = Tracer {
        layout,
        fields: layout.fields_of(unit),
        stages,
        rounds: Vec::new(),
    };
    let is_setter = |entry: &&Entry| {
        tracer
            .fields
            .iter()
            .any(|field| entry.value(*field).is_some())
    };
    let setters: Vec<&Entry> = entries.iter().filter(is_setter).collect();
    let told = tracer.follow(&setters);
    let told = told.iter().find(|told| told.entry.id == shown)?;
    let fields = tracer.fields.iter().copied();
    let values: Vec<(usize, Json)> = fields.zip(told.values.iter().cloned()).collect();
    let earlier = tracer.earlier(told.last);
    Some(Trail {
        entered: tracer.entered(&setters, &values, &earlier),
        values,
        earlier,
    })
}

impl Tracer<'_> {
    fn follow<'e>(&mut self, setters: &[&'e Entry]) -> Vec<Snapshot<'e>> {
        let mut all: Vec<Snapshot> = Vec::with_capacity(setters.len());
        let mut known: HashMap<String, usize> = HashMap::new();
        for (at, entry) in setters.iter().enumerate() {
            let seen = entry.over.iter().filter_map(|id| {
                setters[..at]
                    .binary_search_by(|other| other.id.cmp(id))
                    .ok()
            });
            let parent = seen.max().map(|at| &all[at]);
            let told = self.tell(entry, parent);
            let (raw, whole) = (self.said(entry), self.whole(&told));
            let is_step = matches!(entry.origin, Origin::Step(_));
            let before = known
                .get(&raw)
                .or_else(|| known.get(&whole))
                .filter(|_| !is_step);
            let told = match before {
                Some(before) => Snapshot {
                    entry,
                    ..all[*before].clone()
                },
                None => Snapshot {
                    last: self.round(&told, parent),
                    ..told
                },
            };
            if setters.len() > 1 {
                known.insert(raw, at);
                known.insert(whole, at);
            }
            all.push(told);
        }
        all
    }

    /// Returns the day of a change: that on which a new record was logged, else that on which it was
    /// written.
    fn day_of(&self, entry: &Entry) -> Json {
        let logged = self.layout.position(LOGGED_ON.id);
        let logged = logged
            .and_then(|at| entry.value(at))
            .filter(|json| json.is_string());
        logged
            .cloned()
            .unwrap_or_else(|| Json::from(written_on(entry)))
    }

    /// Returns the days of steps, those of earlier rounds too, that were entered on another day.
    fn entered(
        &self,
        setters: &[&Entry],
        values: &[(usize, Json)],
        earlier: &[Earlier],
    ) -> Vec<Entered> {
        let steps = self.stages.iter().filter_map(|stage| match stage.since {
            Since::Day(day) => self.layout.position(day.id),
            Since::Entered(_) | Since::Entry(_) => None,
        });
        let days = steps.flat_map(|field| {
            let now = values.iter().filter(move |(own, _)| *own == field);
            let before = earlier.iter().filter(move |one| one.field == field);
            let now = now.map(|(_, day)| day);
            let days = now.chain(before.map(|one| &one.value));
            days.map(move |day| (field, day))
        });
        // Looked up, so that many rounds are no long work.
        let mut first: HashMap<(usize, &str), &Entry> = HashMap::new();
        for setter in setters {
            for (field, value) in &setter.values {
                if let Some(day) = value.as_str() {
                    first.entry((*field, day)).or_insert(setter);
                }
            }
        }
        let said = days.filter_map(|(field, day)| {
            let day = day.as_str()?;
            Some((field, day, *first.get(&(field, day))?))
        });
        let entered = said.filter(|(_, day, said)| *day != written_on(said));
        let entered = entered.map(|(field, day, said)| Entered {
            field,
            since: day.to_owned(),
            change: said.id,
        });
        entered.collect()
    }

    fn position(&self, field: &Field) -> Option<usize> {
        self.fields
            .iter()
            .position(|at| self.layout.fields[*at] == field.id)
    }

    /// Works out what a change leaves, with the days of states that it does not write.
    fn tell<'e>(&self, entry: &'e Entry, parent: Option<&Snapshot<'e>>) -> Snapshot<'e> {
        let kind = self.layout.kind;
        let before =
            |place: usize| parent.map_or(Json::Null, |parent| parent.values[place].clone());
        let has = |place: usize| entry.value(self.fields[place]).is_some();
        let mut values: Vec<Json> = (0..self.fields.len())
            .map(|place| {
                entry
                    .value(self.fields[place])
                    .cloned()
                    .unwrap_or_else(|| before(place))
            })
            .collect();
        let status = kind
            .status
            .and_then(|status| self.layout.position(status.id));
        let status = status.and_then(|at| entry.value(at)).and_then(Json::as_str);
        let rank = |id: &str| kind.states.iter().position(|stage| stage.id == id);
        for stage in self.stages {
            let Some(day) = stage.since.day().and_then(|day| self.position(day)) else {
                continue;
            };
            let fields = stage.fields.iter().filter_map(|field| self.position(field));
            if let Since::Entered(_) = stage.since {
                for field in fields {
                    if has(field) && !has(day) && !matches!(entry.origin, Origin::Other) {
                        // An older program's step or undo repeats what other records say.
                        values[field] = before(field);
                        values[day] = before(day);
                    } else if values[field].is_null() {
                        values[day] = Json::Null;
                    } else if values[day].is_null() || has(field) && !has(day) {
                        values[day] = self.day_of(entry);
                    }
                }
                continue;
            }
            let Some(status) = status.filter(|_| !stage.id.is_empty()) else {
                continue;
            };
            if status == stage.id && !entry.value(self.fields[day]).is_some_and(Json::is_string) {
                let goes_on = parent.is_some_and(|parent| parent.status == Some(status));
                let again = matches!(entry.origin, Origin::Step(step) if step.begins(stage));
                if !goes_on || again || values[day].is_null() {
                    values[day] = self.day_of(entry);
                }
            } else if rank(stage.id) > rank(status) && !has(day) {
                values[day] = Json::Null;
            }
        }
        Snapshot {
            entry,
            values,
            status,
            last: None,
        }
    }

    /// Writes what a change says by itself, nothing aside.
    fn said(&self, entry: &Entry) -> String {
        let fields = self.fields.iter();
        let said = fields.filter_map(|field| Some((*field, entry.value(*field)?)));
        format!("said {}", written(said.filter(|(_, json)| !json.is_null())))
    }

    /// Writes what stands after a change; the days, which are worked out, stand for the status.
    fn whole(&self, told: &Snapshot) -> String {
        let status = self.layout.kind.status;
        let status = status.and_then(|status| self.position(status));
        let values = told.values.iter().enumerate();
        written(values.filter(|(place, _)| Some(*place) != status))
    }

    /// Adds or corrects the rounds that a change makes different; returns the last.
    fn round(&mut self, told: &Snapshot, parent: Option<&Snapshot>) -> Option<usize> {
        let mut last = parent.and_then(|parent| parent.last);
        for at in 0..self.stages.len() {
            let stage = self.stages[at];
            let Some(day) = stage.since.day().and_then(|day| self.position(day)) else {
                continue;
            };
            let before = parent.map_or(&Json::Null, |parent| &parent.values[day]);
            let now = &told.values[day];
            if now.is_null() {
                // What another state ended stays as it was until then.
                if !before.is_null() && !self.is_ended(told, parent, day) {
                    last = self.amended(last, at, None);
                }
                if !stage.has_beginning() {
                    continue;
                }
            }
            let said = self.owned(told, at, day);
            let is_as_before = |place: &usize| {
                parent.is_some_and(|parent| parent.values[*place] == told.values[*place])
            };
            if said.iter().all(is_as_before) {
                continue;
            }
            let begins = match told.entry.origin {
                Origin::Step(step) => step.begins(stage),
                _ => matches!(stage.since, Since::Entered(_)) && now.as_str() > before.as_str(),
            };
            let values = said
                .iter()
                .map(|place| (self.fields[*place], told.values[*place].clone()));
            let values: Vec<(usize, Json)> = values.collect();
            let is_first = before.is_null() && !(now.is_null() && self.has_round(last, at));
            last = if is_first || begins {
                Some(self.push(Round {
                    below: last,
                    stage: at,
                    values,
                }))
            } else {
                self.amended(last, at, Some(&values))
            };
        }
        last
    }

    /// Tells whether a state that a change reaches empties what stands at a place.
    fn is_ended(&self, told: &Snapshot, parent: Option<&Snapshot>, place: usize) -> bool {
        let mut reached = self.stages.iter().filter(|stage| {
            let day = stage.since.day().and_then(|day| self.position(day));
            day.is_some_and(|day| {
                let before = parent.is_none_or(|parent| parent.values[day].is_null());
                before && !told.values[day].is_null()
            })
        });
        let is_there = |field: &&Field| self.position(field) == Some(place);
        reached.any(|stage| stage.clears.iter().any(is_there))
    }

    /// Tells whether a round of a state led to this one.
    fn has_round(&self, last: Option<usize>, stage: usize) -> bool {
        let mut rounds = std::iter::successors(last, |at| self.rounds[*at].below).take(MOST_ROUNDS);
        rounds.any(|at| self.rounds[at].stage == stage)
    }

    fn push(&mut self, round: Round) -> usize {
        self.rounds.push(round);
        self.rounds.len() - 1
    }

    /// Returns the places of a state's day and of those of its fields of which no later state says
    /// something.
    fn owned(&self, told: &Snapshot, at: usize, day: usize) -> Vec<usize> {
        let later = self.stages[at + 1..].iter().filter(|stage| {
            let day = stage.since.day().and_then(|day| self.position(day));
            day.is_some_and(|day| !told.values[day].is_null())
        });
        let later: Vec<_> = later.collect();
        let own = |field: &&&Field| !later.iter().any(|stage| stage.decides(field));
        let stage = self.stages[at];
        let fields = stage.fields.iter().chain(stage.clears).filter(own);
        std::iter::once(day)
            .chain(fields.filter_map(|field| self.position(field)))
            .collect()
    }

    /// Puts other values into the last round of a state, or takes that round away.
    fn amended(
        &mut self,
        last: Option<usize>,
        stage: usize,
        values: Option<&[(usize, Json)]>,
    ) -> Option<usize> {
        let rounds = std::iter::successors(last, |at| self.rounds[*at].below).take(MOST_ROUNDS);
        let rounds: Vec<usize> = rounds.collect();
        let Some(found) = rounds.iter().position(|at| self.rounds[*at].stage == stage) else {
            return last;
        };
        let mut round = self.rounds[rounds[found]].clone();
        let mut below = round.below;
        if let Some(values) = values {
            for (field, value) in &mut round.values {
                if let Some((_, now)) = values.iter().find(|(own, _)| own == field) {
                    value.clone_from(now);
                }
            }
            below = Some(self.push(round));
        }
        for at in rounds[..found].iter().rev() {
            let above = self.rounds[*at].clone();
            below = Some(self.push(Round { below, ..above }));
        }
        below
    }

    /// Returns the values that a later round set again.
    fn earlier(&self, last: Option<usize>) -> Vec<Earlier> {
        let mut earlier = Vec::new();
        let mut again: Vec<usize> = Vec::new();
        let rounds = std::iter::successors(last, |at| self.rounds[*at].below);
        for round in rounds.map(|at| &self.rounds[at]) {
            // What has no day is from the beginning.
            let since = round.values.first().and_then(|(_, day)| day.as_str());
            let since = since.unwrap_or_default();
            for (field, value) in &round.values {
                if again.contains(field) {
                    let (field, since, value) = (*field, since.to_owned(), value.clone());
                    earlier.push(Earlier {
                        field,
                        since,
                        value,
                    });
                } else {
                    again.push(*field);
                }
            }
        }
        earlier.reverse();
        earlier
    }
}

/// Returns the day on which a change was written, in China, so that it is the same in every copy of a
/// file, wherever that is opened.
fn written_on(entry: &Entry) -> String {
    const AHEAD: i64 = 8 * 60 * 60 * 1000;
    let time = chrono::DateTime::from_timestamp_millis(entry.id.milliseconds() + AHEAD);
    time.unwrap_or_default().date_naive().to_string()
}

/// Writes places with their values, so that two that say the same are equal.
fn written<'j>(values: impl Iterator<Item = (usize, &'j Json)>) -> String {
    let mut written = String::new();
    for (place, json) in values {
        written += &format!("{place}={json};");
    }
    written
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kinds::{opinion, pledge};
    use crate::model::kind::Kind;

    /// A change: its verb, the day on which it was written, the changes before it that it replaces, by
    /// their positions, and what it sets.
    type Said<'a> = (&'a str, &'a str, &'a [usize], Json);

    /// Follows the changes of the unit of a field; the last is shown.
    fn traced(kind: &'static Kind, field: &Field, said: &[Said]) -> (Layout, Trail) {
        let layout = Layout::of(kind);
        let mut entries: Vec<Entry> = Vec::new();
        for (number, (verb, day, over, fields)) in (0..).zip(said) {
            let noon = chrono::NaiveTime::from_hms_opt(4, 0, number).unwrap();
            let time = day.parse::<chrono::NaiveDate>().unwrap().and_time(noon);
            let mut id = [0; 24];
            let time = u64::try_from(time.and_utc().timestamp_millis()).unwrap();
            id[..8].copy_from_slice(&(time << 16).to_be_bytes());
            let fields = fields.as_object().unwrap().iter();
            let values =
                fields.map(|(field, json)| (layout.position(field).unwrap(), json.clone()));
            entries.push(Entry {
                id: ChangeId(id),
                over: over.iter().map(|at| entries[*at].id).collect(),
                values: values.collect(),
                origin: layout.origin(verb),
                ..Entry::PLAIN
            });
        }
        let unit = layout.unit_of[layout.position(field.id).unwrap()];
        let shown = entries.last().unwrap().id;
        let trail = trace(&layout, &entries, unit, shown).unwrap();
        (layout, trail)
    }

    impl Trail {
        /// Returns the fields that are filled in, and what they said before.
        fn told(&self, layout: &Layout) -> (Json, Vec<String>) {
            let filled = self.values.iter().filter(|(_, json)| !json.is_null());
            let filled = filled.map(|(at, json)| (layout.fields[*at].to_owned(), json.clone()));
            let before = self.earlier.iter().filter(|one| !one.value.is_null());
            let before = before.map(|one| {
                let value = one.value.as_str().unwrap_or("-");
                format!("{} {} {value}", layout.fields[one.field], one.since)
            });
            (filled.collect(), before.collect())
        }
    }

    fn goes_on(on: &str, due: &str) -> Json {
        json!({"outcome": "continuing", "finished_on": on, "next_due": due, "pledge": null})
    }

    #[test]
    fn a_step_begins_a_round_and_anything_else_corrects_the_last() {
        let finish = "opinion finish";
        let first = (
            finish,
            "2011-04-01",
            &[][..],
            goes_on("2011-04-01", "2011-05-01"),
        );
        let second = (
            finish,
            "2011-04-20",
            &[0][..],
            goes_on("2011-04-20", "2011-06-01"),
        );
        let settled = json!({"outcome": "resolved", "finished_on": "2011-05-09", "next_due": null, "pledge": null});
        let third = (finish, "2011-05-09", &[1][..], settled.clone());
        let twice = [
            "finished_on 2011-04-01 2011-04-01",
            "outcome 2011-04-01 continuing",
            "next_due 2011-04-01 2011-05-01",
        ];
        let other_due =
            json!({"outcome": "continuing", "finished_on": "2011-04-20", "next_due": "2011-06-20"});
        let cases: [(&str, Vec<Said>, Json, Vec<&str>); 5] = [
            (
                "one round",
                vec![first.clone()],
                json!({"outcome": "continuing", "finished_on": "2011-04-01", "next_due": "2011-05-01"}),
                vec![],
            ),
            (
                "a step again",
                vec![first.clone(), second.clone()],
                json!({"outcome": "continuing", "finished_on": "2011-04-20", "next_due": "2011-06-01"}),
                twice.to_vec(),
            ),
            (
                "a correction of the last round",
                vec![
                    first.clone(),
                    second.clone(),
                    ("opinion edit", "2011-04-21", &[1], other_due.clone()),
                ],
                other_due,
                twice.to_vec(),
            ),
            (
                "taken back: what stood before stands",
                vec![
                    first.clone(),
                    second.clone(),
                    (
                        "undo",
                        "2011-04-21",
                        &[1],
                        goes_on("2011-04-01", "2011-05-01"),
                    ),
                ],
                json!({"outcome": "continuing", "finished_on": "2011-04-01", "next_due": "2011-05-01"}),
                vec![],
            ),
            (
                "three rounds",
                vec![first, second, third],
                json!({"outcome": "resolved", "finished_on": "2011-05-09"}),
                vec![
                    twice[0],
                    twice[1],
                    twice[2],
                    "finished_on 2011-04-20 2011-04-20",
                    "outcome 2011-04-20 continuing",
                    "next_due 2011-04-20 2011-06-01",
                ],
            ),
        ];
        for (why, said, values, before) in cases {
            let (layout, trail) = traced(&opinion::KIND, &opinion::OUTCOME, &said);
            let (now, mut earlier) = trail.told(&layout);
            assert_eq!(now, values, "{why}");
            let mut before: Vec<String> = before.into_iter().map(str::to_owned).collect();
            before.sort();
            earlier.sort();
            assert_eq!(earlier, before, "{why}");
        }
    }

    #[test]
    fn a_state_without_a_day_holds_from_the_day_of_its_change() {
        let steps = [
            (
                "pledge publish",
                "2011-04-25",
                &[][..],
                json!({"status": "published"}),
            ),
            (
                "pledge continue",
                "2011-10-20",
                &[0][..],
                json!({"status": "continuing", "reason": "雨", "new_deadline": "2012-01-31"}),
            ),
            (
                "pledge finish",
                "2012-01-10",
                &[1][..],
                json!({"status": "done", "result": "成"}),
            ),
        ];
        let days = ["published_on", "continued_on", "finished_on"];
        for count in 1..=steps.len() {
            let (layout, trail) = traced(&pledge::KIND, &pledge::STATUS, &steps[..count]);
            // The day of publication is no part of the unit, which is decided by itself.
            let (now, _) = trail.told(&layout);
            for (at, day) in days.iter().enumerate().skip(1) {
                let expected = (at < count).then_some(steps[at].1);
                assert_eq!(now[*day].as_str(), expected, "{count} {day}");
            }
        }
    }

    #[test]
    fn the_day_of_a_step_was_entered_when_it_was_first_said() {
        let reply = |day: &str| json!({"replied_on": day, "reply": "答"});
        let step = "opinion reply";
        let cases: [(&str, Vec<Said>, Option<usize>); 4] = [
            (
                "the same day",
                vec![(step, "2011-04-01", &[], reply("2011-04-01"))],
                None,
            ),
            (
                "some days later",
                vec![(step, "2011-04-09", &[], reply("2011-04-01"))],
                Some(0),
            ),
            (
                "said again with other words",
                vec![
                    (step, "2011-04-09", &[], reply("2011-04-01")),
                    (
                        "opinion edit",
                        "2011-05-01",
                        &[0],
                        json!({"replied_on": "2011-04-01", "reply": "答复"}),
                    ),
                ],
                Some(0),
            ),
            (
                "another day, said later",
                vec![
                    (step, "2011-04-01", &[], reply("2011-04-01")),
                    (
                        "opinion edit",
                        "2011-05-01",
                        &[0],
                        json!({"replied_on": "2011-04-03"}),
                    ),
                ],
                Some(1),
            ),
        ];
        for (why, said, by) in cases {
            let (_, trail) = traced(&opinion::KIND, &opinion::REPLIED_ON, &said);
            let first = trail.entered.first().map(|one| one.change.milliseconds());
            let wanted = by.map(|at| {
                let day = said[at].1.parse::<chrono::NaiveDate>().unwrap();
                let second = u32::try_from(at).unwrap();
                day.and_hms_opt(4, 0, second)
                    .unwrap()
                    .and_utc()
                    .timestamp_millis()
            });
            assert_eq!(first, wanted, "{why}");
        }
    }
}
