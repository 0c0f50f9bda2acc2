//! The example campaign: what the summary says of it is what its scripts say, counted by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use crate::harness::Office;

/// One command of the scripts: its noun, verb, refs and flags, and in whose file it was typed.
struct Typed {
    office: String,
    noun: String,
    verb: String,
    refs: Vec<String>,
    flags: BTreeMap<String, Vec<String>>,
}

impl Typed {
    fn is(&self, noun: &str, verb: &str) -> bool {
        self.noun == noun && self.verb == verb
    }

    fn flag(&self, name: &str) -> &str {
        self.flags.get(name).map_or("", |values| &values[0])
    }

    fn number(&self, name: &str) -> i64 {
        self.flag(name).parse().unwrap()
    }
}

/// Reads every command of the scripts, by none of the program's code.
fn typed() -> Vec<Typed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/campaign-2011");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "sh"));
    paths.sort();
    let mut typed = Vec::new();
    for path in paths {
        let script = std::fs::read_to_string(path).unwrap().replace("\\\n", " ");
        let mut office = String::new();
        for line in script.lines() {
            let words = shlex::split(line).unwrap_or_default();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match words[..] {
                ["export", set] => {
                    if let Some(db) = set.strip_prefix("HUIYIN_DB=") {
                        db.trim_end_matches(".db").clone_into(&mut office);
                    }
                }
                ["huiyin", "--db", db, noun, verb, ref rest @ ..] => {
                    typed.push(command(db.trim_end_matches(".db"), noun, verb, rest));
                }
                ["huiyin", noun, verb, ref rest @ ..] => {
                    typed.push(command(&office, noun, verb, rest));
                }
                _ => {}
            }
        }
    }
    typed
}

fn command(office: &str, noun: &str, verb: &str, rest: &[&str]) -> Typed {
    let mut refs = Vec::new();
    let mut flags: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut words = rest.iter().copied().peekable();
    while let Some(word) = words.next() {
        match word.strip_prefix("--") {
            Some(name) => {
                let value = words.next_if(|next| !next.starts_with("--"));
                let value = value.unwrap_or("true").to_owned();
                flags.entry(name.to_owned()).or_default().push(value);
            }
            None => refs.push(word.to_owned()),
        }
    }
    Typed {
        office: office.to_owned(),
        noun: noun.to_owned(),
        verb: verb.to_owned(),
        refs,
        flags,
    }
}

/// Numbers the records of a kind as they were entered, office by office, and leaves out those
/// that were voided.
fn kept<'t>(typed: &'t [Typed], noun: &str, letter: char) -> BTreeMap<String, &'t Typed> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kept = BTreeMap::new();
    for one in typed {
        let adopted = noun == "pledge" && one.is("opinion", "adopt");
        if one.is(noun, "add") || one.is(noun, "log") || adopted {
            let count = counts.entry(&one.office).or_default();
            *count += 1;
            kept.insert(format!("{}-{letter}{count}", one.office), one);
        }
    }
    for one in typed.iter().filter(|one| one.is(noun, "void")) {
        kept.retain(|reference, _| !one.refs.contains(reference));
    }
    kept
}

/// Returns the records of which a step was logged.
fn stepped(typed: &[Typed], noun: &str, verbs: &[&str]) -> BTreeSet<String> {
    let steps = typed
        .iter()
        .filter(|one| one.noun == noun && verbs.contains(&one.verb.as_str()));
    steps.flat_map(|one| one.refs.clone()).collect()
}

fn count(items: usize) -> i64 {
    i64::try_from(items).unwrap()
}

#[test]
fn the_summary_of_the_demo_says_what_its_scripts_say() {
    let office = Office::empty();
    let said = office.ok(&["demo", "played"]);
    let [db, day] = ["played/DZ.db", "2011-11-30"];
    let json = |report: &str| office.json(&["--db", db, "report", report, "--as-of", day]);
    let (summary, rates) = (json("summary"), json("rates"));
    let typed = typed();

    let opinions = kept(&typed, "opinion", 'O');
    let among = |refs: BTreeSet<String>| {
        count(
            refs.iter()
                .filter(|one| opinions.contains_key(*one))
                .count(),
        )
    };
    let settled = typed.iter().filter(|one| {
        one.is("opinion", "adopt")
            || one.is("opinion", "finish") && one.flag("outcome") != "continuing"
    });
    let settled = among(settled.flat_map(|one| one.refs.clone()).collect());
    let pledges = kept(&typed, "pledge", 'P');
    let published = stepped(&typed, "pledge", &["publish"]);
    let published: BTreeSet<&String> = published
        .iter()
        .filter(|one| pledges.contains_key(*one))
        .collect();
    let withdrawn = stepped(&typed, "pledge", &["withdraw"]);
    let standing = published.iter().filter(|one| !withdrawn.contains(**one));
    let done = stepped(&typed, "pledge", &["finish"]);
    let surveys = kept(&typed, "survey", 'Q');
    let is_overall =
        |subject: &str| subject.is_empty() || subject == "overall" || subject == "总体";
    let overall = surveys
        .values()
        .filter(|one| is_overall(one.flag("subject")));
    let overall: Vec<_> = overall.collect();
    assert!(
        overall.len() < surveys.len(),
        "single surveys are not added"
    );
    let ballots = |answer: &str| overall.iter().map(|one| one.number(answer)).sum::<i64>();

    let rate = |id: &str| {
        let part = |name: &str| rates[id][name].as_i64().unwrap();
        (part("numerator"), part("denominator"))
    };
    let received = count(opinions.len());
    let replied = among(stepped(&typed, "opinion", &["reply"]));
    let adopted = among(stepped(&typed, "opinion", &["adopt"]));
    assert_eq!(rate("reply_rate"), (replied, received));
    assert_eq!(rate("resolution_rate"), (settled, received));
    assert_eq!(rate("adoption_rate"), (adopted, received));
    let finished = count(done.len());
    assert_eq!(rate("completion_rate"), (finished, count(standing.count())));
    let valid = ballots("valid");
    assert_eq!(rate("satisfaction_rate"), (ballots("satisfied"), valid));
    let content = ballots("satisfied") + ballots("mostly");
    assert_eq!(rate("satisfied_or_mostly_rate"), (content, valid));
    let returned = (ballots("returned"), ballots("issued"));
    assert_eq!(rate("return_rate"), returned);

    let visits = kept(&typed, "visit", 'V');
    let households = visits
        .values()
        .filter(|one| !one.flag("household").is_empty());
    let aid: i64 = visits
        .values()
        .filter(|one| !one.flag("aid").is_empty())
        .map(|one| one.number("aid"))
        .sum();
    let figure = |id: &str| summary["figures"][id].as_i64().unwrap();
    assert_eq!(figure("visits"), count(visits.len()));
    assert_eq!(figure("household_visits"), count(households.count()));
    assert_eq!(figure("aid_fen"), aid * 100);
    let receptions = kept(&typed, "reception", 'R');
    assert_eq!(figure("receptions"), count(receptions.len()));
    let listened: i64 = receptions
        .values()
        .filter(|one| !one.flag("visitors").is_empty())
        .map(|one| one.number("visitors"))
        .sum();
    assert_eq!(figure("reception_visitors"), listened);
    assert_eq!(figure("pledges"), count(published.len()));
    assert_eq!(figure("pledges_done"), finished);

    // What is printed has the same figures.
    for shown in [
        format!("收到意见建议{received}条"),
        format!("办结实事{finished}项"),
        format!("{aid}元"),
    ] {
        assert!(said.contains(&shown), "{shown}");
    }
    assert!(said.contains("一、基本情况") && said.contains("六、下一步打算"));
}

#[test]
fn the_offices_of_the_demo_end_up_with_sound_files_and_no_conflict() {
    let office = Office::empty();
    office.ok(&["demo", "played", "--lang", "en"]);
    for db in ["DZ.db", "JD.db", "LY.db"] {
        let db = format!("played/{db}");
        let verified = office.json(&["--db", &db, "verify", "--exit-code"]);
        assert_eq!(verified[0]["damaged"], Json::from(false), "{db}");
    }
    let conflicts = office.json(&["--db", "played/DZ.db", "conflict", "list"]);
    assert_eq!(conflicts, Json::Array(Vec::new()));
    let again = office.json(&[
        "--db",
        "played/DZ.db",
        "merge",
        "played/LY.db",
        "played/JD.db",
    ]);
    for file in again["files"].as_array().unwrap() {
        assert_eq!(file["new_records"], 0);
        assert_eq!(file["changed_records"], 0);
    }
}
