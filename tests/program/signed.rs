//! The papers in `examples/` are what the program makes of the two campaigns there, word by word; an
//! explicit variable writes them anew.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::harness::Office;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name)
}

/// Plays a script of commands, a line each.
fn play(office: &mut Office, script: &str) {
    for line in script.lines() {
        if let Some(day) = line.strip_prefix("export HUIYIN_TODAY=") {
            office.on(day);
        } else if let Some(command) = line.strip_prefix("huiyin ") {
            office.does(command);
        }
    }
}

/// Leaves out the digest of the data, of which the keys of its writers are a part.
fn without_digest(text: &str) -> String {
    let is_digest =
        |part: &str| part.len() == 16 && part.chars().all(|one| one.is_ascii_hexdigit());
    let parts = text.split_inclusive(|one: char| !one.is_ascii_alphanumeric());
    let kept = parts.map(|part| {
        let word = part.trim_end_matches(|one: char| !one.is_ascii_alphanumeric());
        if is_digest(word) {
            part.replace(word, "0000000000000000")
        } else {
            part.to_owned()
        }
    });
    kept.collect()
}

/// Reads what a paper says, in whatever format.
fn words(file: &Path) -> String {
    let bytes = std::fs::read(file).expect("the paper");
    if !bytes.starts_with(b"PK") {
        return without_digest(&String::from_utf8(bytes).expect("UTF-8"));
    }
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    for name in ["word/document.xml", "word/styles.xml"] {
        let mut part = package.by_name(name).expect("a part");
        part.read_to_string(&mut text).expect("UTF-8");
    }
    without_digest(&text)
}

fn hold(office: &Office, db: &str, name: &str) {
    for ending in ["md", "docx"] {
        let name = format!("{name}.{ending}");
        office.ok(&["--db", db, "report", "summary", "-o", &name]);
        let (made, kept) = (office.path().join(&name), example(&name));
        if std::env::var_os("HUIYIN_UPDATE").is_some() {
            std::fs::copy(&made, &kept).expect("written");
        }
        assert!(words(&made) == words(&kept), "{name} is another one now");
    }
}

#[test]
fn the_papers_of_the_demo_are_those_that_stand_in_the_examples() {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    office.on("2011-11-30");
    hold(&office, "campaign/DZ.db", "summary-2011");
}

#[test]
fn the_papers_of_a_second_campaign_stand_there_too() {
    let mut office = Office::empty();
    std::fs::copy(
        example("plan-2024-library.json"),
        office.path().join("plan-2024-library.json"),
    )
    .expect("the plan");
    let script = std::fs::read_to_string(example("campaign-2024-library.sh")).expect("a script");
    play(&mut office, &script);
    hold(&office, "huiyin.db", "summary-2024-library");
}
