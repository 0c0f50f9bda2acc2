//! Counts the places in which a thing is added: each is declared once, and every list follows from that.

use std::collections::{BTreeMap, BTreeSet};

use super::modules;
use crate::checks::codes::{CODES, Code};
use crate::kinds;
use crate::model::kind::Field;

/// Finds the modules that name a thing.
fn naming<'a>(sources: &'a BTreeMap<String, String>, name: &str) -> BTreeSet<&'a str> {
    let named = sources.iter().filter(|(_, code)| {
        let mut found = code.match_indices(name);
        found.any(|(at, _)| {
            let before = code[..at].chars().next_back();
            !before.is_some_and(|one| one.is_alphanumeric() || one == '_')
        })
    });
    named.map(|(module, _)| module.as_str()).collect()
}

/// Lists the members of a table, such as `&init::VERB`, by their modules.
fn members<'a>(code: &'a str, constant: &str) -> Vec<&'a str> {
    let ending = format!("::{constant}");
    code.split([' ', ',', '[', ']', '\n'])
        .filter_map(|word| word.strip_prefix('&')?.strip_suffix(&ending))
        .collect()
}

#[test]
fn a_command_and_a_format_are_a_file_and_a_line_of_a_table() {
    let sources = modules();
    for (table, constant, least) in [("commands", "VERB", 15), ("render", "FORMAT", 8)] {
        let members = members(&sources[table], constant);
        assert!(members.len() >= least, "{table}: {members:?}");
        for member in members {
            let name = format!("{member}::{constant}");
            let mut places = naming(&sources, &name);
            assert!(places.remove(table), "{name}");
            // Only the calendar's command is asked for by its name elsewhere: no other makes `.ics`.
            assert!(
                places.is_empty() || name == "calendar::VERB",
                "{name}: {places:?}"
            );
        }
    }
}

#[test]
fn a_check_is_a_row_of_codes_and_the_file_of_its_subject() {
    let sources = modules();
    let codes = &sources["checks::codes"];
    let is_named_once = |code: &&&Code| {
        let declared = codes.split("static ").find(|row| {
            let id = format!("id: \"{}\"", code.id);
            row.contains(": Code = Code {") && row.contains(&id)
        });
        let name = declared.and_then(|row| row.split(':').next()).unwrap();
        naming(&sources, &format!("codes::{name}")).len() == 1
    };
    // The rest are activities with a file of their own, or shown in a calendar as well.
    let once = CODES.iter().filter(is_named_once).count();
    assert!(4 * once >= 3 * CODES.len(), "{once} of {}", CODES.len());
}

#[test]
fn a_report_is_a_file_and_a_row_of_the_table_of_reports() {
    let sources = modules();
    let table = BTreeSet::from(["commands::report"]);
    for report in ["card", "public"] {
        assert_eq!(naming(&sources, &format!("{report}::report(")), table);
    }
}

/// Rules across records name the kinds that they are about; nothing that serves every kind does.
#[test]
fn a_kind_is_a_file_and_a_line_of_kinds() {
    let sources = modules();
    // The roster, by which records are owned and signed.
    let known = ["person", "post", "unit"];
    for kind in kinds::nouns().filter(|kind| !known.contains(&kind.id)) {
        let id = kind.id;
        for (name, rooms) in [
            (
                format!("{id}::KIND"),
                &["cli", "commands", "desk", "render", "sheets", "store"][..],
            ),
            (format!("\"{id}\""), &["desk", "render", "sheets", "store"]),
        ] {
            let named = naming(&sources, &name);
            let mut serving = named
                .into_iter()
                .filter(|module| rooms.contains(&module.split("::").next().unwrap()));
            assert_eq!(serving.next(), None, "names {name}");
        }
    }
}

#[test]
fn a_field_is_one_place() {
    let sources = modules();
    let declared: Vec<&Field> = kinds::nouns()
        .flat_map(|kind| kind.fields)
        .copied()
        .collect();
    let alone = declared.iter().filter(|field| {
        let name = format!("\"{}\"", field.id);
        let times: usize = sources
            .values()
            .map(|code| code.matches(&name).count())
            .sum();
        times == declared.iter().filter(|other| other.id == field.id).count()
    });
    // Of these nothing but their declaration speaks: flags, tables, sheets and the schema follow.
    let (alone, all) = (alone.count(), declared.len());
    assert!(alone >= 30, "{alone} of {all}");
}
