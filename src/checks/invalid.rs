//! Records that break a rule: none is entered so, but one may come so by merge or restore.

use super::case::Case;
use super::codes;
use super::finding::{Entry, Finding};
use super::term::{Light, Term};
use crate::error::{Naming, Result};
use crate::kinds::nouns;
use crate::model::kind::{LOGGED_ON, UNIT};
use crate::model::plan::Wording;
use crate::model::value::Value;
use crate::text::Lang;

/// Lists each record that was there on the day and breaks a rule of its kind.
pub(super) fn check(case: &mut Case) -> Result<()> {
    for kind in nouns() {
        for (record, fault) in case.store.invalid(kind, Some(case.day))? {
            let day = record.day(kind.day.unwrap_or(&LOGGED_ON));
            let day = day.unwrap_or(case.day).min(case.day);
            let unit = match record.value(&UNIT) {
                Some(Value::Reference(unit)) => Some(*unit),
                _ => None,
            };
            let reference = record.ref_text().to_owned();
            let called = |lang| kind.titled(record.title(), lang);
            let words = |lang| fault.said(lang, Naming::Labels).message;
            let term = Term::new(day, day);
            case.add_as(&codes::INVALID, term, Light::Notice, |case, finding| {
                let finding = Finding {
                    unit: case.roster.unit_named(unit),
                    entry: Some(Entry::new(&reference, &called(Lang::Zh))),
                    ..finding
                };
                finding.saying(|one| {
                    let called = |lang| format!("{reference} {}", called(lang));
                    one.subject = Some(Wording::both(called(Lang::Zh), called(Lang::En)));
                    one.detail = Some(Wording::both(words(Lang::Zh), words(Lang::En)));
                    one.parameters = vec![("kind", Wording::from(kind.id.to_owned()))];
                })
            });
        }
    }
    Ok(())
}
