//! What the checks found late or missing, as reports tell it: a sentence for each code, which stays
//! short however many there are, and a table of all.

use std::collections::HashMap;

use serde_json::{Value as Json, json};

use crate::checks::{Finding, Light, codes};
use crate::model::document::{Cell, Table, plain};
use crate::model::value::day;
use crate::text::{Lang, text};

/// The most matters that a sentence names; of more it names those that were due first.
pub(super) const MOST_NAMED: usize = 10;

/// Sums up in a sentence for each code what is late or missing, with whom and when: so many at most.
pub(super) fn sentences(found: &[Finding], most: usize, lang: Lang) -> Vec<String> {
    let sentence = |of_code: Vec<&Finding>| {
        let (label, count) = (of_code[0].code.label.get(lang), of_code.len());
        let told = named(first(of_code, most), lang);
        if count > most {
            lang.pick(
                format!(
                    "{label}：未落实或迟办{count}项，期限最早的{most}项是{}。",
                    told.join("；")
                ),
                format!(
                    "{label}, missing or late ({count}); the {most} that were due first: {}.",
                    told.join("; ")
                ),
            )
        } else {
            lang.pick(
                format!("{label}：未落实或迟办{count}项，{}。", told.join("；")),
                format!("{label}, missing or late ({count}): {}.", told.join("; ")),
            )
        }
    };
    by_code(found).map(sentence).collect()
}

/// Tells whether a sentence names fewer than there are.
pub(super) fn is_overlong(found: &[Finding]) -> bool {
    by_code(found).any(|of_code| of_code.len() > MOST_NAMED)
}

/// Lists everything that is late or missing for good: by code, those that were due first before others.
pub(super) fn matters(found: &[Finding]) -> Vec<Json> {
    let both =
        |words: &dyn Fn(Lang) -> String| json!({"zh": words(Lang::Zh), "en": words(Lang::En)});
    let matter = |one: &Finding| {
        json!({
            "code": one.code.id, "subject": both(&|lang| subject(one, lang).to_owned()),
            "period": one.period, "due": one.term.due.to_string(),
            "light": both(&|lang| one.light_words(lang).into()),
        })
    };
    by_code(found)
        .flat_map(|of_code| by_due(of_code).into_iter().map(matter))
        .collect()
}

/// Shows what is late or missing, as it is found.
pub(super) fn table_of(found: &[Finding], lang: Lang) -> Table {
    let row = |one: &Finding| {
        vec![
            Cell::from(one.code.label.get(lang)),
            Cell::from(subject(one, lang)),
            Cell::from(one.period.as_deref().unwrap_or_default()),
            Cell::Day(one.term.due),
            Cell::from(one.light_words(lang)),
        ]
    };
    let rows = by_code(found).flat_map(|of_code| by_due(of_code).into_iter().map(row));
    titled(rows, lang)
}

/// Shows what [`matters`] lists.
pub(super) fn table(matters: &[Json], lang: Lang) -> Table {
    let one_of = |both: &Json| plain(&both[lang.pick("zh", "en")]);
    let rows = matters.iter().map(|one| {
        let id = plain(&one["code"]);
        let label = codes::find(&id).map(|code| code.label.get(lang).to_owned());
        let due = plain(&one["due"]);
        vec![
            Cell::from(label.unwrap_or(id)),
            Cell::from(one_of(&one["subject"])),
            Cell::from(plain(&one["period"])),
            day(&due).map_or_else(|| Cell::from(&*due), Cell::Day),
            Cell::from(one_of(&one["light"])),
        ]
    });
    titled(rows, lang)
}

fn titled(rows: impl Iterator<Item = Vec<Cell>>, lang: Lang) -> Table {
    let heads = [
        text("事项", "Matter"),
        text("对象", "Subject"),
        text("期间", "Period"),
        text("期限", "Due"),
        text("情况", "Light"),
    ];
    let title = text("逾期和缺漏事项", "Late or missing");
    Table::new::<Cell>(heads.map(|head| head.get(lang)), rows).titled(title.get(lang))
}

/// What is late or missing of each code, in the order of codes.
fn by_code(found: &[Finding]) -> impl Iterator<Item = Vec<&Finding>> {
    let mut concerns: HashMap<&str, Vec<&Finding>> = HashMap::new();
    for one in found {
        if matches!(one.light, Light::Red | Light::Yellow) {
            concerns.entry(one.code.id).or_default().push(one);
        }
    }
    codes::CODES
        .iter()
        .filter_map(move |code| concerns.remove(code.id))
}

fn by_due(mut of_code: Vec<&Finding>) -> Vec<&Finding> {
    of_code.sort_by_key(|one| one.term.due);
    of_code
}

/// Takes those that a sentence names.
fn first(of_code: Vec<&Finding>, most: usize) -> Vec<&Finding> {
    if of_code.len() <= most {
        return of_code;
    }
    let mut first = by_due(of_code);
    first.truncate(most);
    first
}

/// Names each subject once, with its intervals.
fn named(of_code: Vec<&Finding>, lang: Lang) -> Vec<String> {
    let mut subjects: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for finding in of_code {
        let name = subject(finding, lang);
        let place = *places.entry(name).or_insert(subjects.len());
        if place == subjects.len() {
            subjects.push((name, Vec::new()));
        }
        if finding.whom().is_some() {
            subjects[place].1.extend(finding.period.as_deref());
        }
    }
    let told = |(name, periods): (&str, Vec<&str>)| match &periods[..] {
        [] => name.to_owned(),
        _ => lang.pick(
            format!("{name}（{}）", periods.join("、")),
            format!("{name} ({})", periods.join(", ")),
        ),
    };
    subjects.into_iter().map(told).collect()
}

/// Names whom or what it is about; where it is about an interval, the subject names that too, and
/// who must do it is enough.
fn subject(finding: &Finding, lang: Lang) -> &str {
    match (finding.whom(), &finding.period) {
        (Some(whom), Some(_)) => &whom.name,
        _ => finding.subject.get(lang),
    }
}
