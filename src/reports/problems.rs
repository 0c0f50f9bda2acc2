//! What the checks found late or missing, one by one: for machines a sentence for each code, and for
//! people a table of all. [`super::telling`] tells of them in prose.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::themes;
use crate::checks::{Finding, Light, codes};
use crate::model::document::{Cell, Table, plain};
use crate::model::value::day;
use crate::text::{Lang, Text, plural, text};

/// Sums up in a sentence for each code what is late or missing, with whom and when: for machines, which
/// read all of it.
pub(super) fn sentences(found: &[Finding], lang: Lang) -> Vec<String> {
    let sentence = |of_code: Vec<&Finding>| {
        let (label, count) = (of_code[0].code.label.get(lang), of_code.len());
        let told = named(of_code, lang);
        lang.pick(
            format!("{label}：未落实或迟办{count}项，{}。", told.join("；")),
            format!("{label}, missing or late ({count}): {}.", told.join("; ")),
        )
    };
    by_code(found).map(sentence).collect()
}

/// Lists everything that is late or missing for good: by code, those that were due first before others.
pub(super) fn matters(found: &[Finding]) -> Vec<Json> {
    let both =
        |words: &dyn Fn(Lang) -> String| json!({"zh": words(Lang::Zh), "en": words(Lang::En)});
    let matter = |one: &Finding| {
        json!({
            "code": one.code.id, "ref": one.reference,
            "who": one.whom().map(|whom| whom.name.as_str()),
            "subject": both(&|lang| themes::title_of(one, lang).to_owned()),
            "period": one.period, "due": one.term.due.to_string(),
            "light": both(&|lang| standing(one, lang)),
        })
    };
    by_code(found)
        .flat_map(|of_code| by_due(of_code).into_iter().map(matter))
        .collect()
}

/// Says how a matter stands, with its days.
fn standing(one: &Finding, lang: Lang) -> String {
    let days = |until: NaiveDate| (until - one.term.due).num_days();
    match (one.light, one.term.done) {
        (Light::Yellow, Some(done)) if done > one.term.due => {
            let late = days(done);
            lang.pick(
                format!("晚{late}天办理"),
                format!("done {} late", plural(late, "day", "days")),
            )
        }
        (Light::Yellow, None) if !one.is_settled() => {
            lang.pick("进度慢于序时", "behind schedule").to_owned()
        }
        (Light::Yellow, _) => lang.pick("迟办", "late").to_owned(),
        _ if one.is_settled() => lang.pick("没有落实", "missed").to_owned(),
        _ => {
            let late = days(one.day);
            lang.pick(
                format!("已逾期{late}天"),
                format!("{} overdue", plural(late, "day", "days")),
            )
        }
    }
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
            Cell::from(plain(&one["who"])),
            Cell::from(one_of(&one["subject"])),
            day(&due).map_or_else(|| Cell::from(&*due), Cell::Day),
            Cell::from(one_of(&one["light"])),
            Cell::from(plain(&one["ref"])),
        ]
    });
    let heads = [
        text("事项", "Matter"),
        text("责任人或单位", "Whose"),
        text("对象", "Subject"),
        text("期限", "Due"),
        text("情况", "How it stands"),
        text("编号", "Ref"),
    ];
    Table::new::<Cell>(heads.map(|head| head.get(lang)), rows).titled(TITLE.get(lang))
}

/// What the table of all that is late or missing is called.
pub(super) const TITLE: Text = text("逾期和缺漏事项", "Late or missing");

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
