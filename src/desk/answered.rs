//! What became of changes that waited, as people read it: which record and values, who proposed it, and
//! who made what of it.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value as Json, json};

use super::{Desk, history, subject};
use crate::error::{Result, shortened};
use crate::kinds;
use crate::model::columns::Columns;
use crate::model::document::{Block, Report};
use crate::model::kind::{Kind, LOGGED_ON, REF};
use crate::model::value::RecordId;
use crate::store::{Answered, Became, ChangeId};
use crate::text::{Lang, text};

/// Most changes that are told one by one.
pub(crate) const MOST_TOLD: usize = 50;

/// A change that waited, as it is told of.
struct Row<'a> {
    answered: &'a Answered,
    reference: String,
    subject: String,
    values: String,
    fields: Json,
    lang: Lang,
}

impl Row<'_> {
    fn became(&self) -> &'static str {
        match self.answered.change.proposal {
            Some(became) => became.id(),
            None if self.answered.change.is_moot() => "moot",
            None => "counts",
        }
    }

    /// Says who made what of it; of answers that differ, which of them holds.
    fn outcome(&self) -> String {
        let lang = self.lang;
        let became = self.answered.change.proposal;
        let Some(became) = became else {
            let words = if self.answered.change.is_moot() {
                lang.pick(
                    "内容已与现有的相同，或记录已收回，不再等待",
                    "waits no more: it says what stands, or its record was taken back",
                )
            } else {
                lang.pick("现已计入", "counts from now on")
            };
            return words.to_owned();
        };
        let words = |became: Became| match became {
            Became::Accepted => lang.pick("采纳", "accepted it"),
            Became::Refused => lang.pick("不采纳", "refused it"),
            Became::Withdrawn => lang.pick("已收回", "took it back"),
            Became::Unproved => lang.pick("未证实，不计入", "is unproved and does not count"),
            Became::Open => lang.pick("待答复", "has not answered"),
            Became::Replaced => lang.pick("已另改", "said something else"),
        };
        let mut said: Vec<(String, Became)> = Vec::new();
        for answer in &self.answered.answers {
            let office = answer.office.clone().unwrap_or_else(|| "?".to_owned());
            let one = (office, answer.answer());
            if !said.contains(&one) {
                said.push(one);
            }
        }
        if said.is_empty() {
            let office = self.answered.change.office.clone().unwrap_or_default();
            said.push((office, became));
        }
        let differs = said.iter().any(|(_, one)| *one != became);
        let told = said
            .iter()
            .map(|(office, one)| format!("{office} {}", words(*one)));
        let told = told.collect::<Vec<_>>().join(lang.pick("，", ", "));
        if !differs {
            return told;
        }
        match became {
            Became::Accepted => lang.pick(
                format!("{told}：以采纳为准"),
                format!("{told}: it was accepted"),
            ),
            _ => told,
        }
    }

    fn answered_by(&self) -> Json {
        let answers = self.answered.answers.iter();
        let answers = answers
            .map(|one| json!({"office": one.office, "by": one.actor, "became": one.answer().id()}));
        answers.collect()
    }
}

fn columns<'a>(lang: Lang) -> Columns<Row<'a>> {
    Columns::<Row>::new(lang)
        .key("ref", |row| row.reference.clone())
        .key("record", |row| row.answered.change.record.to_hex())
        .key("kind", |row| row.answered.change.kind.clone())
        .words(text("编号", "Ref"), |row| row.subject.clone())
        .key("verb", |row| row.answered.change.verb.clone())
        .key("fields", |row| row.fields.clone())
        .words(text("内容", "Values"), |row| row.values.clone())
        .key("by", |row| row.answered.change.actor.clone())
        .key("office", |row| row.answered.change.office.clone())
        .words(text("提出", "Proposed by"), move |row| {
            let change = &row.answered.change;
            lang.remarked(&change.actor, &change.writer_label)
        })
        .key("became", Row::became)
        .key("answers", Row::answered_by)
        .words(text("结果", "What became of it"), Row::outcome)
}

/// Tells of changes what became of them, a line each; nothing where there are none.
pub(crate) fn report(desk: &Desk, answered: &[Answered], left: usize) -> Result<Report> {
    let lang = desk.context.lang;
    let mut rows = Vec::new();
    for one in answered {
        rows.push(row(desk, one)?);
    }
    let mut report = columns(lang).report(&rows);
    if rows.is_empty() {
        report.blocks.clear();
        report.json = json!([]);
    }
    report.blocks.extend((left > 0).then(|| {
        Block::Item(lang.pick(
            format!("另有{left}处没有列出；请看 huiyin history"),
            format!("{left} more are not listed; see huiyin history"),
        ))
    }));
    Ok(report)
}

fn row<'a>(desk: &Desk, answered: &'a Answered) -> Result<Row<'a>> {
    let lang = desk.context.lang;
    let change = &answered.change;
    let named = desk.store.name(&[&change.kind], change.record)?;
    let given = || Some(change.body.get(REF.id)?.as_str()?.to_owned());
    let known = named.map(|(reference, _)| reference);
    let known = known.filter(|reference| !reference.is_empty());
    let reference = known.or_else(given).unwrap_or_default();
    let (mut words, mut fields) = (Vec::new(), Map::new());
    let kind = kinds::find(&change.kind);
    let fields_of = kind.into_iter().flat_map(Kind::all_fields);
    for (kind, field) in kind.into_iter().cycle().zip(fields_of) {
        let is_plain = ![REF.id, LOGGED_ON.id].contains(&field.id);
        let Some(json) = change.body.get(field.id).filter(|_| is_plain) else {
            continue;
        };
        let (said, value) = desk.told(kind, field, Some(json))?;
        let said = match said.as_str() {
            "" => "—".to_owned(),
            said => shortened(said),
        };
        words.push(format!("{}={said}", field.label.get(lang)));
        fields.insert(field.id.to_owned(), value);
    }
    Ok(Row {
        answered,
        subject: subject(&change.kind, &reference, lang),
        reference,
        values: words.join(lang.pick("；", "; ")),
        fields: fields.into(),
        lang,
    })
}

/// Tells of changes as the history does, but of no more than people read.
pub(crate) fn changes(desk: &Desk, all: &[(ChangeId, RecordId)]) -> Result<Report> {
    let told = || all.iter().take(MOST_TOLD);
    let ids: HashSet<ChangeId> = told().map(|(id, _)| *id).collect();
    let records: BTreeSet<RecordId> = told().map(|(_, record)| *record).collect();
    let mut entries = Vec::new();
    for record in records {
        entries.extend(desk.store.history(record)?);
    }
    history::table(desk, &entries, |entry| ids.contains(&entry.id))
}

/// Says how many changes are not told, where some are not.
pub(crate) fn left_out(count: usize, lang: Lang) -> Option<Block> {
    let left = count.checked_sub(MOST_TOLD).filter(|left| *left > 0)?;
    Some(Block::Item(lang.pick(
        format!("另有{left}处没有列出；请看 huiyin history"),
        format!("{left} more are not listed; see huiyin history"),
    )))
}

/// Tells of erasures that were carried out, under a heading where there are any.
pub(crate) fn erasures(desk: &Desk, all: &[(ChangeId, RecordId)]) -> Result<Report> {
    let (lang, count) = (desk.context.lang, all.len());
    let mut told = changes(desk, all)?;
    if count == 0 {
        told.blocks.clear();
        return Ok(told);
    }
    let heading = lang.pick(
        format!("个人信息删除：{count}项，本文件里的相应内容已清空"),
        format!("Erasures of personal data: {count}; what they name is gone from this file too"),
    );
    told.blocks.insert(0, Block::Heading(2, heading));
    told.blocks.extend(left_out(count, lang));
    Ok(told)
}
