//! What the checks found late or missing, one by one: for machines a sentence for each code, and for
//! people a table of all. [`super::telling`] tells of them in prose.

use std::borrow::Borrow;
use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::attachments::{self, Cut, Rest};
use super::{View, themes};
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

/// Something that is late or missing, as a report lists it. A report of long ago, or of another version,
/// may have said anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Matter {
    code: Box<str>,
    reference: Option<Box<str>>,
    who: Option<Box<str>>,
    subject: Both,
    period: Option<Box<str>>,
    due: Box<str>,
    light: Both,
}

/// Words in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Both {
    zh: Box<str>,
    en: Box<str>,
}

impl Both {
    fn of(words: impl Fn(Lang) -> String) -> Self {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| words(lang).into());
        Self { zh, en }
    }

    fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    fn json(&self) -> Json {
        json!({"zh": self.zh, "en": self.en})
    }

    fn of_json(json: &Json) -> Self {
        Self::of(|lang| plain(&json[lang.pick("zh", "en")]))
    }
}

impl Matter {
    fn of(one: &Finding) -> Self {
        Self {
            code: one.code.id.into(),
            reference: one.reference().map(Into::into),
            who: one.whom().map(|whom| whom.name.as_str().into()),
            subject: Both::of(|lang| themes::title_of(one, lang).to_owned()),
            period: one.period().map(Into::into),
            due: one.term.due.to_string().into(),
            light: Both::of(|lang| standing(one, lang)),
        }
    }

    /// Writes it as the log keeps it.
    pub(super) fn json(&self) -> Json {
        json!({
            "code": self.code, "ref": self.reference, "who": self.who,
            "subject": self.subject.json(), "period": self.period, "due": self.due,
            "light": self.light.json(),
        })
    }

    /// Reads it as the log keeps it.
    pub(super) fn of_json(json: &Json) -> Self {
        let text = |key: &str| (!json[key].is_null()).then(|| plain(&json[key]).into());
        Self {
            code: text("code").unwrap_or_default(),
            reference: text("ref"),
            who: text("who"),
            subject: Both::of_json(&json["subject"]),
            period: text("period"),
            due: text("due").unwrap_or_default(),
            light: Both::of_json(&json["light"]),
        }
    }
}

/// Lists everything that is late or missing for good: by code, those that were due first before others.
pub(super) fn matters(found: &[Finding]) -> impl Iterator<Item = Matter> {
    by_code(found).flat_map(|of_code| by_due(of_code).into_iter().map(Matter::of))
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

/// Shows what [`matters`] lists, as far as the plan allows.
pub(super) fn table<M: Borrow<Matter>>(matters: impl IntoIterator<Item = M>, view: &View) -> Cut {
    let lang = view.lang;
    let row = |one: &Matter| {
        let label = codes::find(&one.code).map(|code| code.label.get(lang));
        vec![
            Cell::from(label.unwrap_or(&one.code)),
            Cell::from(one.who.as_deref().unwrap_or_default()),
            Cell::from(one.subject.get(lang)),
            day(&one.due).map_or_else(|| Cell::from(&*one.due), Cell::Day),
            Cell::from(one.light.get(lang)),
            Cell::from(one.reference.as_deref().unwrap_or_default()),
        ]
    };
    let mut matters = matters.into_iter();
    let shown = matters.by_ref().take(attachments::most(view));
    let rows: Vec<Vec<Cell>> = shown.map(|one| row(one.borrow())).collect();
    let mut others = Rest::default();
    for one in matters {
        others.add(one.borrow().reference.as_deref());
    }
    let heads = [
        text("事项", "Matter"),
        text("责任人或单位", "Whose"),
        text("对象", "Subject"),
        text("期限", "Due"),
        text("情况", "How it stands"),
        text("编号", "Ref"),
    ];
    let heads = heads.map(|head| head.get(lang));
    Cut {
        table: Table::new::<Cell>(heads, rows).titled(TITLE.get(lang)),
        rest: others.told(lang),
    }
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
            subjects[place].1.extend(finding.period());
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
    match (finding.whom(), finding.period()) {
        (Some(whom), Some(_)) => &whom.name,
        _ => finding.subject(lang),
    }
}
