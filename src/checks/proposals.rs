//! Proposals that wait for this file's office: one notice for all of them.

use super::case::Case;
use super::codes;
use super::finding::Finding;
use super::term::{Light, Term};
use crate::error::Result;
use crate::model::plan::Wording;
use crate::text::Lang;

/// Says how many proposals the office has to answer.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let count = case.store.to_decide()?;
    if count == 0 {
        return Ok(());
    }
    let unit = case.store.own_office()?.unit;
    let label = codes::PROPOSAL.label;
    let term = Term::new(case.day, case.day);
    case.add_as(&codes::PROPOSAL, term, Light::Notice, |case, finding| {
        let finding = Finding {
            unit: case.roster.unit_named(unit),
            ..finding
        };
        finding.saying(|one| {
            one.subject = Some(Wording::both(label.get(Lang::Zh), label.get(Lang::En)));
            one.detail = Some(Wording::both(
                format!("{count} 项建议待本处室答复，答复前不计入"),
                format!("{count} wait for this office and do not count until it answers"),
            ));
        })
    });
    Ok(())
}
