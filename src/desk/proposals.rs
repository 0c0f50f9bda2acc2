//! Proposals as people read them: what each would set, who made it, and who answers it.

use std::collections::HashMap;

use chrono::DateTime;
use serde_json::{Value as Json, json};

use super::{Answer, Desk, history, subject};
use crate::error::{Result, shortened};
use crate::kinds;
use crate::model::columns::Columns;
use crate::model::document::{Report, plain};
use crate::model::kind::{Field, LOGGED_ON, REF, Shape};
use crate::model::value::Value;
use crate::store::{Proposal, Writer};
use crate::text::{Lang, Words, text};

/// Most of a command's proposals that are told of.
const MOST_TOLD: usize = 8;

/// A field that a proposal would set.
struct Proposed<'p> {
    proposal: &'p Proposal,
    reference: String,
    kind_words: String,
    /// `None` where the record waits as a whole.
    field: Option<&'static Field>,
    old: (String, Json),
    new: (String, Json),
    entered: String,
    /// Who answers it, where this office does not.
    answered_by: Option<String>,
}

impl Proposed<'_> {
    fn command(&self, verb: &str) -> String {
        format!("huiyin proposal {verb} {}", self.proposal.number)
    }

    fn told(&self, lang: Lang) -> String {
        let (old, new) = (shortened(&self.old.0), shortened(&self.new.0));
        let or_none = |words: String| {
            if words.is_empty() {
                "—".to_owned()
            } else {
                words
            }
        };
        match self.field {
            Some(field) => {
                let label = field.label.get(lang);
                format!("{label}={} → {}", or_none(old), or_none(new))
            }
            None => new,
        }
    }
}

/// Names the record that a proposal is about.
pub(crate) fn reference(desk: &Desk, proposal: &Proposal) -> String {
    let known = proposal.now.as_ref().map(|now| now.ref_text().to_owned());
    let given = || {
        proposal
            .body
            .get(REF.id)
            .and_then(Json::as_str)
            .map(str::to_owned)
    };
    let reference = known.or_else(|| proposal.reference.clone()).or_else(given);
    let reference = reference.unwrap_or_default();
    if reference.is_empty() {
        return subject(proposal.kind.id, "", desk.context.lang);
    }
    reference
}

fn columns<'p>(lang: Lang) -> Columns<Proposed<'p>> {
    Columns::<Proposed>::new(lang)
        .column("number", text("序号", "No."), |one| one.proposal.number)
        .key("ref", |one| one.reference.clone())
        .key("record", |one| one.proposal.record.to_hex())
        .key("kind", |one| one.proposal.kind.id)
        .words(text("编号", "Ref"), |one| one.kind_words.clone())
        .key("verb", |one| one.proposal.verb.clone())
        .key("field", |one| one.field.map(|field| field.id))
        .key("old", |one| one.old.1.clone())
        .key("new", |one| one.new.1.clone())
        .words(text("内容", "Values"), move |one| one.told(lang))
        .key("by", |one| one.proposal.actor.clone())
        .key("office", |one| one.proposal.office.clone())
        .words(text("经办人", "By"), move |one| {
            let (by, office) = (&one.proposal.actor, &one.proposal.writer_label);
            lang.remarked(by, office)
        })
        .column("entered", text("时间", "Time"), |one| one.entered.clone())
        .key("accept", |one| one.command("accept"))
        .words(text("采纳", "To accept"), move |one| {
            match &one.answered_by {
                Some(offices) => lang.pick(format!("由{offices}答复"), format!("by {offices}")),
                None => one.command("accept"),
            }
        })
        .key("refuse", |one| one.command("refuse"))
        .words(text("不采纳", "To refuse"), |one| {
            match &one.answered_by {
                Some(_) => "—".to_owned(),
                None => one.command("refuse"),
            }
        })
}

/// Tells of proposals: each field with what it is and would be, who would have it so, and what accepts
/// or refuses it.
pub(crate) fn report(desk: &Desk, proposals: &[Proposal]) -> Result<Report> {
    let rows = rows(desk, proposals)?;
    let mut report = columns(desk.context.lang).report(&rows);
    if rows.is_empty() {
        report.blocks.clear();
        report.json = json!([]);
    }
    Ok(report)
}

fn rows<'p>(desk: &Desk, proposals: &'p [Proposal]) -> Result<Vec<Proposed<'p>>> {
    let lang = desk.context.lang;
    let own = desk.store.writer()?;
    // What waits as a whole is in no table, but another proposal may name it.
    let whole = proposals.iter().filter(|one| one.now.is_none());
    let whole: HashMap<String, (String, String)> = whole
        .map(|one| {
            let title = one.kind.title.and_then(|title| one.body.get(title.id));
            let title = title.map(plain).unwrap_or_default();
            (one.record.to_hex(), (reference(desk, one), title))
        })
        .collect();
    let told = |kind, field: &'static Field, json: Option<&Json>| match json {
        Some(Json::String(hex)) if matches!(field.shape, Shape::Reference(_)) => {
            match whole.get(hex) {
                Some((reference, title)) => Ok((title.clone(), Json::from(reference.as_str()))),
                None => desk.told(kind, field, json),
            }
        }
        _ => desk.told(kind, field, json),
    };
    let mut rows = Vec::new();
    for (proposal, deciding) in proposals.iter().zip(desk.store.deciding(proposals)?) {
        let reference = reference(desk, proposal);
        let entered = DateTime::from_timestamp_millis(proposal.id.milliseconds());
        let entered = entered
            .unwrap_or_default()
            .with_timezone(&desk.context.offset);
        let kind = proposal.kind;
        let is_ours = deciding.iter().any(|office| office.id == own);
        let answered_by = (!is_ours).then(|| named(&deciding, lang));
        let kind_words = if reference == kind.name.get(lang) {
            reference.clone()
        } else {
            subject(kind.id, &reference, lang)
        };
        let row = |field, old, new| Proposed {
            proposal,
            reference: reference.clone(),
            kind_words: kind_words.clone(),
            field,
            old,
            new,
            entered: entered.format("%Y-%m-%d %H:%M").to_string(),
            answered_by: answered_by.clone(),
        };
        let Some(now) = &proposal.now else {
            let mut words = Vec::new();
            let mut values = serde_json::Map::new();
            for field in proposal.fields() {
                let (said, value) = told(kind, field, proposal.body.get(field.id))?;
                let is_plain = ![REF.id, LOGGED_ON.id].contains(&field.id);
                // Who is one with whom is told by refs.
                let said = match kinds::noun(kind.id) {
                    Some(_) => said,
                    None => plain(&value),
                };
                if is_plain && !said.is_empty() {
                    words.push(format!("{}={}", field.label.get(lang), shortened(&said)));
                }
                values.insert(field.id.to_owned(), value);
            }
            let words = words.join(lang.pick("；", "; "));
            rows.push(row(
                None,
                (String::new(), Json::Null),
                (words, values.into()),
            ));
            continue;
        };
        for field in proposal.fields() {
            let old = now.value(field).map(Value::to_json);
            let old = told(kind, field, old.as_ref())?;
            let new = told(kind, field, proposal.body.get(field.id))?;
            rows.push(row(Some(field), old, new));
        }
    }
    Ok(rows)
}

/// Names the offices that answer a proposal.
fn named(offices: &[Writer], lang: Lang) -> String {
    let mut names: Vec<String> = offices
        .iter()
        .map(|one| lang.remarked(&one.name, &one.code))
        .collect();
    names.dedup();
    match &names[..] {
        [] => lang
            .pick(
                "所属处室或领导小组办公室",
                "its own office or the leading group's",
            )
            .to_owned(),
        some => some.join(lang.pick("或", " or ")),
    }
}

/// Says of what a command wrote that it is a proposal: what it would set, and who answers it.
pub(crate) fn announce(desk: &Desk, answer: &mut Answer) -> Result<()> {
    let made = desk.context.made.take();
    if made.proposals.is_empty() {
        return Ok(());
    }
    let proposals = desk.store.proposals_among(&made.proposals)?;
    let lang = desk.context.lang;
    let mut told: Vec<(i64, String)> = Vec::new();
    let mut to: Vec<String> = Vec::new();
    for row in rows(desk, &proposals)? {
        let (subject, values) = (&row.kind_words, row.told(lang));
        let done = history::done(&row.proposal.verb, lang);
        let words = match row.field {
            Some(_) => format!("{subject} {values}"),
            None => lang.pick(
                format!("{done} {subject}：{values}"),
                format!("{done} {subject}: {values}"),
            ),
        };
        told.push((row.proposal.number, words));
        to.extend(row.answered_by.filter(|known| !to.contains(known)));
    }
    let is_revoked = desk.store.is_revoked()?;
    answer.also(Announced {
        told,
        to,
        is_revoked,
    });
    Ok(())
}

/// Says that this file's writer is revoked, and what its people can do.
pub(crate) fn revoked(lang: Lang) -> String {
    lang.pick(
        "注意：领导小组办公室已停用本文件的写入者，停用以后登记的不再计入，只作为建议；仍要登记的请与领导小组办公室联系，或用本处室另一个已认可的文件",
        "Warning: the leading group's office has revoked the writer of this file, and what is entered after that counts no more and only waits as proposals; ask that office, or go on in another file of this office that is admitted",
    )
    .to_owned()
}

/// Proposals that were made, and who answers them.
#[derive(Debug)]
struct Announced {
    /// The number of each, and what it would set.
    told: Vec<(i64, String)>,
    to: Vec<String>,
    /// True if nothing counts that this file writes.
    is_revoked: bool,
}

impl Words for Announced {
    fn words(&self, lang: Lang) -> String {
        let each = self.told.iter().take(MOST_TOLD).map(|(number, words)| {
            lang.pick(
                format!("建议 {number}：{words}"),
                format!("Proposal {number}: {words}"),
            )
        });
        let each = each.collect::<Vec<_>>().join("\n");
        let more = match self.told.len().saturating_sub(MOST_TOLD) {
            0 => String::new(),
            more => lang.pick(
                format!("\n另有 {more} 处，请看 huiyin proposal list"),
                format!("\nand {more} more, see huiyin proposal list"),
            ),
        };
        if self.is_revoked {
            return format!("{each}{more}\n{}", revoked(lang));
        }
        let to = self.to.join(lang.pick("、", ", "));
        lang.pick(
            format!("{each}{more}\n这不归本处室决定，现在不计入；请把本文件交{to}合并，采纳后才生效"),
            format!("{each}{more}\nThis office does not decide about it, and it does not count yet: hand this file to {to}, where it counts once it is accepted"),
        )
    }
}

/// Returns the number of the proposal that a record is which waits as a whole, by its ref.
pub(super) fn waiting_as(desk: &Desk, reference: &str) -> Result<Option<i64>> {
    if desk.store.proposal_count()? == 0 {
        return Ok(None);
    }
    let proposals = desk.store.proposals()?.into_iter();
    let mut proposals =
        proposals.filter(|one| one.now.is_none() && kinds::noun(one.kind.id).is_some());
    let found = proposals.find(|one| self::reference(desk, one) == reference);
    Ok(found.map(|one| one.number))
}
