//! Findings as a report to superiors tells them: a line for each thing that is asked for, with
//! all that fell short in it. What to type is for whoever mends it, and stands elsewhere.

use super::codes::CODES;
use super::finding::{Finding, Light};
use crate::text::Lang;

/// Tells what was missed, then what was late, in the order of the codes.
pub(crate) fn in_short(findings: &[Finding], lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for light in [Light::Red, Light::Yellow] {
        for code in CODES {
            let same = |one: &&Finding| one.light == light && one.code.id == code.id;
            let of_code: Vec<&Finding> = findings.iter().filter(same).collect();
            let (done, open): (Vec<&Finding>, Vec<&Finding>) =
                of_code.into_iter().partition(|one| one.is_met());
            let (missing, label) = (code.missing.get(lang), code.label.get(lang));
            let late = lang.pick(format!("{label}迟办"), format!("{label}, late"));
            lines.extend(line(missing, &open, lang));
            lines.extend(line(&late, &done, lang));
        }
    }
    lines
}

fn line(what: &str, findings: &[&Finding], lang: Lang) -> Option<String> {
    let items: Vec<String> = findings.iter().map(|one| item(one, lang)).collect();
    let items = items.join(lang.pick("；", "; "));
    let count = findings.len();
    (count > 0).then(|| {
        lang.pick(
            format!("{what}（{count}项）：{items}。"),
            format!("{what} ({count}): {items}."),
        )
    })
}

fn item(finding: &Finding, lang: Lang) -> String {
    let subject = finding.subject.get(lang);
    // What was done in the end lacks nothing any more.
    let detail = finding.detail.as_ref().filter(|_| !finding.is_met());
    match detail.map(|detail| detail.get(lang)) {
        Some(detail) => lang.pick(
            format!("{subject}（{detail}）"),
            format!("{subject} ({detail})"),
        ),
        None => subject.to_owned(),
    }
}
