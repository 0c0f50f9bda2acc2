//! The laws of days, held to random histories: what a report says of a day is the same whenever it
//! is asked with what was known then, and nothing that happened later changes it.

use std::collections::BTreeMap;

use chrono::{Days, FixedOffset, NaiveDate, NaiveTime};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{View, bulletin, notices, public, summary, tally::Tally};
use crate::fuzz::on;
use crate::kinds::{KINDS, opinion, pledge, survey, visit};
use crate::model::date::Span;
use crate::model::kind::{DATE, Field, Kind, LOGGED_ON, REF, VOID};
use crate::model::plan::{self, Plan};
use crate::model::value::{RecordId, Value};
use crate::store::{Author, Cut, Store};
use crate::text::Lang;

/// Deed of a history: entered so many days after the one before, and so many after it happened.
#[derive(Clone, Copy, Debug)]
struct Event {
    gap: u64,
    lag: u64,
    deed: Deed,
    /// The record it is about, if any.
    target: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Opinion,
    Pledge,
    Survey { overall: bool },
    Visit,
    Reply,
    Settle,
    GoOn,
    Publish,
    Continue,
    Finish,
    Withdraw,
    Void,
}

use Deed::{
    Continue, Finish, GoOn, Opinion, Pledge, Publish, Reply, Settle, Survey, Visit, Void, Withdraw,
};

const DEEDS: [Deed; 13] = [
    Opinion,
    Pledge,
    Survey { overall: true },
    Survey { overall: false },
    Visit,
    Reply,
    Settle,
    GoOn,
    Publish,
    Continue,
    Finish,
    Withdraw,
    Void,
];

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (
        0..20_u64,
        0..40_u64,
        prop::sample::select(&DEEDS[..]),
        0..8_usize,
    );
    let event = event.prop_map(|(gap, lag, deed, target)| Event {
        gap,
        lag,
        deed,
        target,
    });
    // Something to go on with.
    vec(event, 6..24).prop_map(|mut events| {
        for (at, deed) in [Opinion, Pledge, Publish, Pledge, Publish]
            .into_iter()
            .enumerate()
        {
            events[at].deed = deed;
        }
        events
    })
}

fn opens() -> NaiveDate {
    plan().opens
}

fn plan() -> Plan {
    Plan::from_json(&serde_json::from_str(plan::DEFAULT).unwrap()).unwrap()
}

fn utc() -> FixedOffset {
    FixedOffset::east_opt(0).unwrap()
}

/// A file in which events are entered.
struct World {
    _folder: tempfile::TempDir,
    store: Store,
    /// Every record with the first day on which something may happen to it.
    records: Vec<(&'static Kind, RecordId, NaiveDate)>,
    /// The last step of each record: whether it is over with that, and its day.
    steps: BTreeMap<RecordId, (bool, NaiveDate)>,
    today: NaiveDate,
    commands: u8,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        Store::create(&path, KINDS, [7; 16], None, |_| Ok(())).unwrap();
        Self {
            store: Store::open(&path, KINDS).unwrap(),
            _folder: folder,
            records: Vec::new(),
            steps: BTreeMap::new(),
            today: opens(),
            commands: 0,
        }
    }

    /// Enters an event, unless it happened after a day.
    fn play(&mut self, event: Event, until: Option<NaiveDate>) {
        self.today = self.today + Days::new(event.gap);
        let happened = (self.today - Days::new(event.lag)).max(opens());
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let count = |count| Some(Value::Integer(count));
        let on = |day| Some(Value::Day(day));
        let deadline = on(happened + Days::new(30));
        let (kind, fields): (&'static Kind, Vec<(&'static Field, Option<Value>)>) = match event.deed
        {
            Opinion => (&opinion::KIND, vec![(&DATE, on(happened))]),
            Pledge => (
                &pledge::KIND,
                vec![
                    (&pledge::PLEDGED_ON, on(happened)),
                    (&pledge::DEADLINE, deadline),
                ],
            ),
            Survey { overall } => {
                let subject = self.of(&pledge::KIND, event.target).filter(|_| !overall);
                let subject = subject.map(|(id, _)| Value::Reference(id));
                let counts = [
                    (&survey::ISSUED, 9),
                    (&survey::RETURNED, 8),
                    (&survey::VALID, 7),
                ];
                let counts = counts
                    .into_iter()
                    .chain([(&survey::SATISFIED, 5), (&survey::MOSTLY, 1)]);
                let fields = counts.map(|(field, number)| (field, count(number)));
                let more = [(&DATE, on(happened)), (&survey::SUBJECT, subject)];
                (&survey::KIND, fields.chain(more).collect())
            }
            Visit => (&visit::KIND, vec![(&DATE, on(happened))]),
            step => return self.step(step, event.target, happened, until),
        };
        let id = self.id();
        self.records.push((kind, id, happened));
        if until.is_none_or(|until| happened <= until) {
            let number = self.records.len();
            let reference = format!("LY-{}{number}", kind.letter.unwrap());
            let given = [(&REF, text(&reference)), (&LOGGED_ON, on(self.today))];
            self.write(kind, id, "add", &[&given[..], &fields].concat());
        }
    }

    fn step(&mut self, step: Deed, target: usize, happened: NaiveDate, until: Option<NaiveDate>) {
        let kind = match step {
            Reply | Settle | GoOn => &opinion::KIND,
            _ => &pledge::KIND,
        };
        let Some((id, begun)) = self.of(kind, target) else {
            return;
        };
        let mut happened = happened.max(begun);
        if !matches!(step, Reply | Void) {
            // What is over takes no further step, and no step comes before the one it follows.
            let last = self.steps.get(&id).copied();
            if last.is_some_and(|(is_over, _)| is_over) {
                return;
            }
            happened = last.map_or(happened, |(_, day)| happened.max(day));
            let is_over = matches!(step, Settle | Finish | Withdraw);
            self.steps.insert(id, (is_over, happened));
        }
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let on = |day| Some(Value::Day(day));
        let later = on(happened + Days::new(50));
        let fields: Vec<(&'static Field, Option<Value>)> = match step {
            Reply => vec![
                (&opinion::REPLIED_ON, on(happened)),
                (&opinion::REPLY, text("办")),
            ],
            Settle => vec![
                (&opinion::FINISHED_ON, on(happened)),
                (&opinion::OUTCOME, text("resolved")),
            ],
            GoOn => vec![
                (&opinion::FINISHED_ON, on(happened)),
                (&opinion::OUTCOME, text("continuing")),
                (&opinion::NEXT_DUE, later),
            ],
            Publish => vec![(&pledge::PUBLISHED_ON, on(happened))],
            Continue => vec![
                (&pledge::CONTINUED_ON, on(happened)),
                (&pledge::REASON, text("雨")),
                (&pledge::NEW_DEADLINE, later),
            ],
            Finish => vec![
                (&pledge::FINISHED_ON, on(happened)),
                (&pledge::RESULT, text("成")),
            ],
            Withdraw => vec![
                (&pledge::WITHDRAWN_ON, on(happened)),
                (&pledge::REASON, text("撤")),
            ],
            // What is void never was: it happened on no day.
            _ if until.is_some() => return,
            _ => vec![(&VOID, text("重复"))],
        };
        if until.is_none_or(|until| happened <= until) {
            let verb = match step {
                Settle | GoOn => "finish".to_owned(),
                step => format!("{step:?}").to_lowercase(),
            };
            self.write(kind, id, &verb, &fields);
        }
    }

    fn of(&self, kind: &Kind, target: usize) -> Option<(RecordId, NaiveDate)> {
        let of_kind: Vec<_> = self
            .records
            .iter()
            .filter(|(own, ..)| own.id == kind.id)
            .collect();
        let (_, id, begun) = of_kind.get(target % of_kind.len().max(1))?;
        Some((*id, *begun))
    }

    fn id(&self) -> RecordId {
        RecordId([u8::try_from(self.records.len() + 1).unwrap(); 16])
    }

    fn write(
        &mut self,
        kind: &'static Kind,
        id: RecordId,
        verb: &str,
        fields: &[(&'static Field, Option<Value>)],
    ) {
        self.commands += 1;
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
        let author = Author {
            actor: "王芳".to_owned(),
            verb: format!("{} {verb}", kind.id),
            now: self.today.and_time(noon).and_utc().timestamp_millis(),
            command: [self.commands; 16],
            because: None,
            reads: Vec::new(),
        };
        let written = self
            .store
            .write(&author, |writing| writing.change(kind, id, fields));
        written.unwrap();
    }
}

/// Everything that reports say of a day.
fn told(store: &Store, as_of: NaiveDate) -> Json {
    let plan = plan();
    let view = View {
        store,
        plan: &plan,
        as_of,
        known_on: None,
        lang: Lang::Zh,
        own: None,
        template: None,
    };
    let request = summary::Request {
        addressee: None,
        explain: false,
    };
    let manner = public::Manner {
        is_masked: true,
        is_for_wall: false,
    };
    let lists: Vec<&public::List> = public::LISTS.iter().collect();
    let compared = bulletin::Request {
        month: Span::month_of(as_of),
        rank: None,
        explain: true,
        missing: Vec::new(),
        old: Vec::new(),
    };
    let reminded = notices::Request {
        person: None,
        days: Some(60),
    };
    store.stand_on(Some(as_of)).unwrap();
    json!({
        "tally": Tally::of(&view, plan.opens, plan.closes).unwrap().to_json(),
        "summary": summary::report(&view, &request).unwrap().json,
        "public": public::report(&view, &lists, manner).unwrap().json,
        "bulletin": bulletin::report(&view, &compared).unwrap().json,
        "notices": notices::notices(&view, reminded).unwrap().report.json,
    })
}

/// Leaves out what tells of everything that is known, whenever it happened.
fn but_for_the_digest(mut told: Json) -> Json {
    for report in ["tally", "summary"] {
        told[report]["digest"] = Json::Null;
    }
    told
}

proptest! {
    #![proptest_config(on(4))]

    #[test]
    fn a_report_of_a_day_is_the_same_whenever_it_is_asked(events in events()) {
        let mut world = World::new();
        let mut moments = Vec::new();
        for (at, event) in events.iter().enumerate() {
            world.play(*event, None);
            let is_last_of_day = events.get(at + 1).is_none_or(|next| next.gap > 0);
            if is_last_of_day && at % 8 == 7 {
                moments.push((world.today, told(&world.store, world.today)));
            }
        }
        for (day, before) in moments {
            let known = world.store.as_known(Cut::end_of(day, utc())).unwrap();
            prop_assert_eq!(told(&known, day), before, "{}", day);
        }
    }

    #[test]
    fn nothing_that_happens_later_changes_what_is_told_of_a_day(events in events(), days in 10..200_u64) {
        let day = opens() + Days::new(days);
        let (mut whole, mut until_then) = (World::new(), World::new());
        for event in events {
            if event.deed != Void {
                whole.play(event, None);
                until_then.play(event, Some(day));
            }
        }
        let [whole, until_then] = [&whole, &until_then].map(|world| but_for_the_digest(told(&world.store, day)));
        prop_assert_eq!(whole, until_then, "{}", day);
    }
}
