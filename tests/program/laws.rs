//! The laws of time (DOMAIN 10 and 11), held to the whole program over random histories of
//! commands: what was said of a day stays said of it.
//!
//! Every run plays the same histories; `PROPTEST_CASES` sets how many are played, and then they are
//! new ones. A command that is refused has changed nothing, and is part of the history all the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::Value as Json;

use crate::harness::Office;

/// How many histories a law is tried on where the environment does not say.
const CASES: u32 = 3;

/// Those who are asked and do, and what is there already, in every history.
const ROSTER: &[&str] = &[
    "unit add --name 利用处 --unit-kind division",
    "unit add --name 第一支部 --unit-kind branch",
    "person add --name 甲 --rank principal --unit U2",
    "person add --name 乙 --rank leader --unit U2",
    "person add --name 丙 --rank deputy_division --unit U2",
    "person add --name 丁 --rank staff --unit U2",
    "unit edit U2 --in-charge M1",
    "household add --name 戊 --household-kind rural",
    "household add --name 己 --household-kind urban",
    "opinion add --channel hotline --unit U2 --topic 问 --first-asked M3",
    "opinion add --channel hotline --unit U2 --topic 问 --first-asked M4",
    "pledge add --title 诺 --unit U2 --content 容 --measures 措 --responsible M3 --deadline 2011-06-30",
    "pledge add --title 诺 --unit U2 --content 容 --measures 措 --responsible M4 --deadline 2011-05-31",
    "pledge publish P1 P2",
    "pair add --helper M3 --household H1 --pair-kind household",
];

/// What may be entered: `{day}` is when it happened, `{later}` some weeks after the entry, `{n}` one
/// of the first few numbers.
const DEEDS: &[&str] = &[
    "reception add --leader M1 --channel in_person --date {day}",
    "reception add --leader M2 --channel hotline --date {day}",
    "study add --study-kind friday --unit U3 --topic 学 --date {day}",
    "study add --study-kind study_week --unit U3 --topic 学 --date {day}",
    "opinion add --channel hotline --unit U2 --topic 问 --first-asked M3 --date {day}",
    "opinion add --channel mailbox --unit U2 --topic 问 --date {day} --due {later}",
    "opinion reply O{n} --text 答 --on {day}",
    "opinion finish O{n} --outcome resolved --on {day}",
    "opinion finish O{n} --outcome continuing --due {later} --on {day}",
    "opinion hand-over O{n} --to M4 --on {day}",
    "opinion adopt O{n} --title 诺 --unit U2 --content 容 --measures 措 --responsible M3 --deadline {later} --on {day}",
    "pledge add --title 诺 --unit U2 --content 容 --measures 措 --responsible M3 --deadline {later} --pledged-on {day} --key true",
    "pledge publish P{n} --on {day}",
    "pledge progress P{n} --text 进 --percent 40 --date {day}",
    "pledge finish P{n} --result 果 --on {day}",
    "pledge continue P{n} --reason 因 --new-deadline {later} --on {day}",
    "pledge withdraw P{n} --reason 因 --on {day}",
    "pair add --helper M3 --household H1 --pair-kind household --since {day}",
    "pair add --helper U3 --household H2 --pair-kind household --since {day}",
    "pair end T{n} --until {day}",
    "visit add --visitors M3 --place-kind household --household H1 --brought warmth --unit U2 --date {day}",
    "visit add --visitors M4 --place-kind household --household H2 --brought policy --unit U3 --date {day}",
    "problem add --area methods --content 短 --unit U2 --responsible M4 --deadline {later} --date {day}",
    "problem fix W{n} --result 改 --on {day}",
    "evaluation add --subject U2 --step leader_comment --by M1 --text 评 --date {day}",
    "research add --title 研 --author M2 --submitted-on {day}",
    "person move M4 --rank deputy_division --since {day}",
    "person leave M3 --until {day}",
    "plan set limits.silence_days 20 --from {day}",
];

/// What says that something never was: it has no day of its own.
const CORRECTIONS: &[&str] = &[
    "visit void V{n} --reason 误 --force",
    "progress void G{n} --reason 误",
    "pledge void P{n} --reason 误 --force",
    "reception void R{n} --reason 误 --force",
    "opinion edit O{n} --topic 改",
];

/// One command of a history.
#[derive(Clone, Debug)]
struct Entry {
    /// The days since the command before.
    after: u64,
    /// How long it had happened then.
    ago: u64,
    what: usize,
    number: u64,
}

/// Draws up to so many commands, with corrections among them or without.
fn entries(most: usize, corrected: bool) -> impl Strategy<Value = Vec<Entry>> {
    let what = DEEDS.len() + if corrected { CORRECTIONS.len() } else { 0 };
    let ago = prop_oneof![4 => Just(0_u64), 1 => 1..20_u64];
    let entry = (1..9_u64, ago, 0..what, 1..4_u64);
    let entry = entry.prop_map(|(after, ago, what, number)| Entry {
        after,
        ago,
        what,
        number,
    });
    prop::collection::vec(entry, most / 2..most)
}

/// What is asked: what it says of a day, other than a number of the data behind it, is the same for ever.
const SAID: [&[&str]; 3] = [
    &["check", "--all", "--format", "json"],
    &["report", "rates", "--format", "json"],
    &["report", "public", "--list", "all", "--format", "json"],
];

/// A whole report, which names the state of the data that it was made from.
const SUMMARY: &[&str] = &["report", "summary", "--format", "md"];

/// Files in the making.
struct Tale {
    office: Office,
    today: NaiveDate,
}

impl Tale {
    fn begin() -> Self {
        let mut office = Office::empty();
        office.on(&opens().to_string());
        office.ok(&["init", "--practice", "--office", "DZ", "--name", "办公室"]);
        for command in ROSTER {
            office.ok(&command.split(' ').collect::<Vec<_>>());
        }
        Self {
            office,
            today: opens(),
        }
    }

    /// Plays commands; what they tell of happened after a day.
    fn play(&mut self, entries: &[Entry], since: NaiveDate, db: &str) {
        for entry in entries {
            self.today = self.today + Days::new(entry.after);
            self.office.on(&self.today.to_string());
            let day = self.today - Days::new(entry.ago);
            let day = day.max(since.succ_opt().unwrap()).to_string();
            let later = (self.today + Days::new(10 + 13 * entry.number)).to_string();
            let what = DEEDS.iter().chain(CORRECTIONS).nth(entry.what).unwrap();
            // Every other step of an office is taken of what it shares with the others.
            let shared = db != FILE && entry.after % 2 == 0;
            let what = match what.split_once("{n}") {
                Some((before, _)) if shared => {
                    let (_, letter) = before.split_at(before.len() - 1);
                    what.replace(&format!("{letter}{{n}}"), &format!("DZ-{letter}{{n}}"))
                }
                _ => (*what).to_owned(),
            };
            let command = what
                .replace("{day}", &day)
                .replace("{later}", &later)
                .replace("{n}", &entry.number.to_string());
            let words = command.split(' ').chain(["--db", db, "-q"]);
            let run = self.office.run(&words.collect::<Vec<_>>());
            assert!(run.code <= 1, "{command}: {run:?}");
        }
    }

    /// Asks on a day for all that is said of it, with more flags.
    fn said(&mut self, day: NaiveDate, db: &str, flags: &[&str]) -> Vec<String> {
        self.office.on(&day.to_string());
        let ask = |report: &&[&str]| {
            self.office
                .ok(&[*report, &["--db", db][..], flags].concat())
        };
        SAID.iter().map(ask).collect()
    }
}

fn opens() -> NaiveDate {
    NaiveDate::from_ymd_opt(2011, 3, 1).unwrap()
}

/// Tries a law on histories.
fn hold<S: Strategy>(strategy: &S, law: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 60,
        ..Config::default()
    };
    let config = if std::env::var_os("PROPTEST_CASES").is_some() {
        config
    } else {
        Config {
            cases: CASES,
            rng_seed: RngSeed::Fixed(2011),
            ..config
        }
    };
    let tried = TestRunner::new(config).run(strategy, law);
    tried.unwrap_or_else(|failed| panic!("{failed}"));
}

/// Compares what was said twice, line by line.
fn same(one: &[String], other: &[String], of: &str) -> Result<(), TestCaseError> {
    let lines = |said: &[String]| -> Vec<String> {
        let lines = said.iter().flat_map(|text| text.lines());
        lines.map(str::to_owned).collect()
    };
    let (one, other) = (lines(one), lines(other));
    for (line, told) in one.iter().zip(&other) {
        prop_assert_eq!(line, told, "{}", of);
    }
    prop_assert_eq!(one.len(), other.len(), "{}", of);
    Ok(())
}

const FILE: &str = "huiyin.db";
/// Before all days.
const EVER: NaiveDate = NaiveDate::MIN;

#[test]
fn what_was_said_on_a_day_is_said_again_of_what_was_known_then() {
    hold(
        &(entries(30, true), entries(20, true)),
        |(before, after)| {
            let mut tale = Tale::begin();
            tale.play(&before, EVER, FILE);
            let (day, text) = (tale.today, tale.today.to_string());
            let then = ["--as-of", &text, "--known-on", &text];
            let report = [SUMMARY, &then].concat();
            let said = tale.said(day, FILE, &then);
            same(&tale.said(day, FILE, &[]), &said, "nothing more was known")?;
            let reported = tale.office.ok(&report);
            tale.play(&after, EVER, FILE);
            same(&said, &tale.said(day, FILE, &then), &text)?;
            same(&[reported], &[tale.office.ok(&report)], &text)
        },
    );
}

#[test]
fn what_happens_after_a_day_changes_nothing_that_is_said_of_it() {
    hold(
        &(entries(30, true), entries(24, false), 20..200_u64),
        |(before, after, days)| {
            let mut tale = Tale::begin();
            tale.play(&before, EVER, FILE);
            let day = (opens() + Days::new(days)).min(tale.today);
            let of_it = ["--as-of", &day.to_string()];
            let said = tale.said(tale.today, FILE, &of_it);
            tale.play(&after, day, FILE);
            same(&said, &tale.said(tale.today, FILE, &of_it), of_it[1])
        },
    );
}

#[test]
fn a_term_is_in_one_light_every_day_and_what_is_settled_keeps_its_light() {
    hold(&entries(50, true), |history| {
        let mut tale = Tale::begin();
        tale.play(&history, EVER, FILE);
        let mut settled: BTreeMap<String, Json> = BTreeMap::new();
        for day in (0..11).map(|month| opens() + Days::new(29 * month)) {
            tale.office.on(&day.to_string());
            let found = tale.office.json(&["check", "--all"]);
            let found = found.as_array().unwrap();
            let mut keys = BTreeSet::new();
            for one in found {
                let told = one["message"].as_str().unwrap();
                prop_assert!(!told.contains(['{', '}']), "{}", one);
                prop_assert!(keys.insert(one["key"].to_string()), "twice: {}", one);
                if let Some(before) = settled.remove(&one["key"].to_string()) {
                    prop_assert_eq!(
                        &before["light"],
                        &one["light"],
                        "{} {} {}",
                        day,
                        before,
                        one
                    );
                    prop_assert_eq!(&one["settled"], true, "{} {}", day, one);
                }
            }
            prop_assert!(settled.is_empty(), "{} forgotten: {:?}", day, settled);
            let done = found.iter().filter(|one| one["settled"] == true);
            settled = done
                .map(|one| (one["key"].to_string(), one.clone()))
                .collect();
            chains(found)?;
        }
        Ok(())
    });
}

/// Checks that the terms of an interval follow one upon another: each is due so many days after the
/// one before was done, and one at most is open; so they leave no gap, and none overlap.
fn chains(found: &[Json]) -> Result<(), TestCaseError> {
    let day = |one: &Json, key: &str| {
        let day = one[key].as_str()?;
        day.parse::<NaiveDate>().ok()
    };
    for (code, intervals) in [("pairing-visit", &[60][..]), ("pledge-silent", &[45, 20])] {
        let mut chains: BTreeMap<String, Vec<&Json>> = BTreeMap::new();
        for one in found.iter().filter(|one| one["code"] == code) {
            chains.entry(one["ref"].to_string()).or_default().push(one);
        }
        for chain in chains.values_mut() {
            // One that is done opens the next; the one that is not, if any, is the last.
            chain.sort_by_key(|one| day(one, "done").unwrap_or(NaiveDate::MAX));
            for pair in chain.windows(2) {
                let (done, due) = (day(pair[0], "done"), day(pair[1], "due"));
                let interval = done.zip(due).map(|(done, due)| (due - done).num_days());
                let known = interval.is_some_and(|days| intervals.contains(&days));
                prop_assert!(known, "{:?}", pair);
            }
        }
    }
    Ok(())
}

#[test]
fn the_order_of_merging_changes_nothing_of_a_day() {
    hold(
        &(entries(24, true), entries(24, true)),
        |(first, second)| {
            let mut tale = Tale::begin();
            for (office, history) in [("JD", &first), ("LY", &second)] {
                let (name, db) = (format!("{office}处"), format!("{office}.db"));
                let made = ["init", "--from", FILE, "--office", office, "--name", &name];
                tale.office.ok(&[&made[..], &["--db", &db]].concat());
                tale.play(history, EVER, &db);
            }
            let orders = [
                &[&["JD.db"][..], &["LY.db"]][..],
                &[&["LY.db"], &["JD.db"]],
                &[&["JD.db", "LY.db"]],
            ];
            let mut merged = Vec::new();
            for (at, order) in orders.into_iter().enumerate() {
                let db = format!("{at}.db");
                std::fs::copy(tale.office.file(), tale.office.path().join(&db)).unwrap();
                for files in order {
                    let merge = [&["merge", "--no-backup", "--db", &db], *files].concat();
                    tale.office.ok(&merge);
                }
                merged.push(db);
            }
            for day in [60, 150, 274].map(|days| opens() + Days::new(days)) {
                let said: Vec<_> = merged.iter().map(|db| tale.said(day, db, &[])).collect();
                same(&said[0], &said[1], &day.to_string())?;
                same(&said[0], &said[2], &day.to_string())?;
            }
            Ok(())
        },
    );
}
