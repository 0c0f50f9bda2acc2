//! Quotas at their edges. Every answer is worked out by hand, with the calendar of 2011 beside it:
//! 1 March was a Tuesday; W09 is 28 February to 6 March, W10 7 to 13 March, and so on. Qingming was
//! 3 to 5 April; 1 to 7 October were free, 8 and 9 October (a weekend) worked.

use serde_json::{Value as Json, json};

use super::findings;
use crate::kinds::{KINDS, person, reception};
use crate::model::kind::{DATE, Field, Kind, LOGGED_ON, VOID};
use crate::model::plan::{DEFAULT, Plan};
use crate::model::value::{RecordId, Value, day};
use crate::store::{Author, Store};

/// One reception: leader, day, channel, day of entry if another, and whether it was voided.
type Received = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    bool,
);
/// One person: name, rank, and the days on which the term of office began and ended.
type Member = (
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

/// The values of one record.
type Fields = Vec<(&'static Field, Option<Value>)>;

struct Example {
    why: &'static str,
    quota: Json,
    members: &'static [Member],
    received: &'static [Received],
    today: &'static str,
    /// Name, period and light, in any order; 合计 for all together.
    expected: &'static [&'static str],
}

const LEADER: &[Member] = &[("甲", "leader", None, None)];
const TWO: &[Member] = &[("甲", "leader", None, None), ("乙", "leader", None, None)];
const PRINCIPAL: &[Member] = &[("甲", "principal", None, None)];

fn weekly(from: &str, until: &str) -> Json {
    json!({"what": "reception", "ranks": ["leader"], "per": "week", "from": from, "until": until,
           "channels": ["in_person", "hotline", "online"]})
}

fn monthly(until: &str) -> Json {
    json!({"what": "reception", "ranks": ["principal"], "per": "month", "until": until,
           "channels": ["in_person", "hotline", "online"]})
}

fn with(mut quota: Json, key: &str, value: impl Into<Json>) -> Json {
    quota[key] = value.into();
    quota
}

fn examples() -> Vec<Example> {
    let w11 = || weekly("2011-03-14", "2011-03-20");
    let example = |why, quota, members, received, today, expected| Example {
        why,
        quota,
        members,
        received,
        today,
        expected,
    };
    vec![
        // W09 has four days of March: asked, and missed. W11 has begun: five days are left of it.
        example(
            "the first week is cut by the campaign",
            weekly("2011-03-01", "2011-11-30"),
            LEADER,
            &[("甲", "2011-03-09", "in_person", None, false)],
            "2011-03-15",
            &["甲 2011-W09 red", "甲 2011-W11 blue"],
        ),
        // From Thursday 3 March W09 has two working days: fewer than three, not asked.
        example(
            "a first week that is too short",
            weekly("2011-03-03", "2011-03-13"),
            LEADER,
            &[],
            "2011-03-14",
            &["甲 2011-W10 red"],
        ),
        // 28 to 30 November are three working days: asked.
        example(
            "the last week is cut by the campaign",
            weekly("2011-11-28", "2011-11-30"),
            LEADER,
            &[],
            "2011-12-01",
            &["甲 2011-W48 red"],
        ),
        // W40: of 3 to 9 October only the two make-up days are worked. W41 is a whole week.
        example(
            "a holiday week with two make-up days",
            weekly("2011-10-03", "2011-10-16"),
            LEADER,
            &[],
            "2011-10-17",
            &["甲 2011-W41 red"],
        ),
        // W14: 6 to 8 April are left after Qingming. W13 ends with Saturday 2 April, which is worked.
        example(
            "a holiday week with three days left",
            weekly("2011-04-04", "2011-04-10"),
            LEADER,
            &[],
            "2011-04-11",
            &["甲 2011-W14 red"],
        ),
        // On the make-up Saturday of W13 he received: that is a day of W13 like any other.
        example(
            "a reception on a make-up Saturday",
            weekly("2011-03-28", "2011-04-03"),
            LEADER,
            &[("甲", "2011-04-02", "hotline", None, false)],
            "2011-04-04",
            &[],
        ),
        // On its last day a week is not over: due today.
        example(
            "the last day of a week",
            w11(),
            LEADER,
            &[],
            "2011-03-20",
            &["甲 2011-W11 blue"],
        ),
        // Took office on Thursday 24 March: two days of W12 are too few, W13 is whole.
        example(
            "a term that began in the middle",
            weekly("2011-03-14", "2011-04-03"),
            &[("甲", "leader", Some("2011-03-24"), None)],
            &[],
            "2011-04-04",
            &["甲 2011-W13 red"],
        ),
        // Left on Wednesday 23 March: three days of W12 are enough; W13 is nobody's.
        example(
            "a term that ended in the middle",
            weekly("2011-03-14", "2011-04-03"),
            &[("甲", "leader", None, Some("2011-03-23"))],
            &[("甲", "2011-03-15", "in_person", None, false)],
            "2011-04-04",
            &["甲 2011-W12 red"],
        ),
        // Promoted on 21 March: as a leader asked for W11, as principal no longer for W12.
        example(
            "a rank that changed",
            weekly("2011-03-14", "2011-03-27"),
            &[
                ("甲", "leader", None, Some("2011-03-20")),
                ("甲", "principal", Some("2011-03-21"), None),
            ],
            &[],
            "2011-03-28",
            &["甲 2011-W11 red"],
        ),
        example(
            "each for himself",
            w11(),
            TWO,
            &[("甲", "2011-03-16", "in_person", None, false)],
            "2011-03-21",
            &["乙 2011-W11 red"],
        ),
        example(
            "the team together",
            with(w11(), "counting", "team"),
            TWO,
            &[("甲", "2011-03-16", "in_person", None, false)],
            "2011-03-21",
            &[],
        ),
        // Nobody received: one finding for the team, not one for each.
        example(
            "the team together, missed",
            with(w11(), "counting", "team"),
            TWO,
            &[],
            "2011-03-21",
            &["甲、乙（合计） 2011-W11 red"],
        ),
        // Two are asked of the team, and the two received on one day: each counts.
        example(
            "two of the team on one day",
            with(with(w11(), "counting", "team"), "count", 2),
            TWO,
            &[
                ("甲", "2011-03-16", "in_person", None, false),
                ("乙", "2011-03-16", "hotline", None, false),
            ],
            "2011-03-21",
            &[],
        ),
        example(
            "a channel that does not count",
            w11(),
            LEADER,
            &[("甲", "2011-03-16", "mailbox", None, false)],
            "2011-03-21",
            &["甲 2011-W11 red"],
        ),
        example(
            "a reception that was voided",
            w11(),
            LEADER,
            &[("甲", "2011-03-16", "in_person", None, true)],
            "2011-03-21",
            &["甲 2011-W11 red"],
        ),
        // Two are asked; morning and afternoon of one day are one.
        example(
            "two receptions on one day",
            with(w11(), "count", 2),
            LEADER,
            &[
                ("甲", "2011-03-16", "in_person", None, false),
                ("甲", "2011-03-16", "hotline", None, false),
            ],
            "2011-03-21",
            &["甲 2011-W11 red"],
        ),
        example(
            "two receptions on two days",
            with(w11(), "count", 2),
            LEADER,
            &[
                ("甲", "2011-03-16", "in_person", None, false),
                ("甲", "2011-03-17", "hotline", None, false),
            ],
            "2011-03-21",
            &[],
        ),
        // One held in the week after does not fill W11.
        example(
            "a reception a week too late",
            w11(),
            LEADER,
            &[("甲", "2011-03-22", "in_person", None, false)],
            "2011-03-28",
            &["甲 2011-W11 red"],
        ),
        example(
            "entered late, which is not done late",
            w11(),
            LEADER,
            &[("甲", "2011-03-16", "in_person", Some("2011-03-24"), false)],
            "2011-03-28",
            &[],
        ),
        // It is Tuesday the 15th: the reception of Wednesday has not taken place.
        example(
            "a reception after the day",
            w11(),
            LEADER,
            &[("甲", "2011-03-16", "in_person", None, false)],
            "2011-03-15",
            &["甲 2011-W11 blue"],
        ),
        // 1 April is April's. Of May, 30 days are left: nothing to say.
        example(
            "calendar months",
            monthly("2011-11-30"),
            PRINCIPAL,
            &[("甲", "2011-04-01", "online", None, false)],
            "2011-05-01",
            &["甲 2011-03 red"],
        ),
        // Took office on Wednesday 18 May: 18-20, 23-27, 30 and 31 May are ten working days.
        example(
            "a month with ten working days left",
            monthly("2011-05-31"),
            &[("甲", "principal", Some("2011-05-18"), None)],
            &[],
            "2011-06-01",
            &["甲 2011-05 red"],
        ),
        example(
            "a month with nine",
            monthly("2011-05-31"),
            &[("甲", "principal", Some("2011-05-19"), None)],
            &[],
            "2011-06-01",
            &[],
        ),
        example(
            "another rank is not asked",
            w11(),
            &[("甲", "staff", None, None)],
            &[],
            "2011-03-21",
            &[],
        ),
        example(
            "what is only encouraged",
            with(w11(), "permissive", true),
            LEADER,
            &[],
            "2011-03-21",
            &["甲 2011-W11 notice"],
        ),
    ]
}

#[test]
fn quotas_are_right_at_their_edges() {
    for example in examples() {
        let mut expected = example.expected.to_vec();
        expected.sort_unstable();
        assert_eq!(told(&example, "in_time"), expected, "{}", example.why);
    }
}

/// Three days after it is still entered in time, four are late.
#[test]
fn what_is_entered_late_is_late_only_where_the_plan_says_so() {
    for (logged, late) in [("2011-03-19", false), ("2011-03-20", true)] {
        let received = [("甲", "2011-03-16", "in_person", Some(logged), false)];
        let example = Example {
            why: "entered late",
            quota: weekly("2011-03-14", "2011-03-20"),
            members: LEADER,
            received: received.to_vec().leak(),
            today: "2011-03-28",
            expected: &[],
        };
        let yellow: &[&str] = if late { &["甲 2011-W11 yellow"] } else { &[] };
        assert_eq!(told(&example, "in_time"), [""; 0], "{logged}");
        assert_eq!(told(&example, "late"), yellow, "{logged}");
    }
}

/// Returns what is found: name, period and light.
fn told(example: &Example, late_entry: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.db");
    let made = Store::create(&path, KINDS, [7; 16], None, |store| {
        write(store, example);
        Ok(())
    });
    made.unwrap();
    let store = Store::open(&path, KINDS).unwrap();
    let mut plan: Json = serde_json::from_str(DEFAULT).unwrap();
    plan["quotas"] = json!([example.quota]);
    plan["milestones"] = json!([]);
    plan["addressees"] = json!([]);
    plan["late_entry"] = json!(late_entry);
    let plan = Plan::from_json(&plan).unwrap();
    let found = findings(&store, &plan, day(example.today).unwrap()).unwrap();
    let mut told: Vec<String> = found
        .iter()
        .map(|one| {
            let subject = one.subject(crate::text::Lang::Zh);
            format!("{subject} {}", one.light.id())
        })
        .collect();
    told.sort();
    told
}

fn write(store: &Store, example: &Example) {
    let author = Author {
        actor: "test".to_owned(),
        verb: "test".to_owned(),
        now: 1_300_000_000_000,
        command: [1; 16],
        because: None,
        reads: Vec::new(),
    };
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let on = |text: Option<&str>| text.and_then(day).map(Value::Day);
    let id = |at: usize, kind: u8| {
        let mut id = [kind; 16];
        id[0] = u8::try_from(at).unwrap();
        RecordId(id)
    };
    let mut records: Vec<(&'static Kind, RecordId, Fields)> = Vec::new();
    for (at, (name, rank, since, until)) in example.members.iter().enumerate() {
        let fields = vec![
            (&person::NAME, text(name)),
            (&person::RANK, text(rank)),
            (&person::SINCE, on(*since)),
            (&person::UNTIL, on(*until)),
        ];
        records.push((&person::KIND, id(at, 1), fields));
    }
    for (at, (leader, date, channel, logged, void)) in example.received.iter().enumerate() {
        let leader = example
            .members
            .iter()
            .position(|member| member.0 == *leader)
            .unwrap();
        let fields = vec![
            (&DATE, on(Some(date))),
            (&LOGGED_ON, on(Some(logged.unwrap_or(date)))),
            (&reception::LEADER, Some(Value::Reference(id(leader, 1)))),
            (&reception::CHANNEL, text(channel)),
            (&VOID, void.then(|| text("double")).flatten()),
        ];
        records.push((&reception::KIND, id(at, 2), fields));
    }
    store
        .write(&author, |writing| {
            for (kind, id, fields) in &records {
                writing.change(kind, *id, fields)?;
            }
            Ok(())
        })
        .unwrap();
}
