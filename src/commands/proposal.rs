//! `proposal`: what offices propose for records about which they do not decide, and what becomes of it.

use chrono::DateTime;
use serde_json::{Value as Json, json};

use super::record;
use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk, subject};
use crate::error::{Refusal, Result, Said, shortened};
use crate::model::columns::Columns;
use crate::model::document::Report;
use crate::model::kind::{Field, Kind, LOGGED_ON, REF, Shape};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes};
use crate::store::{Proposal, Writing};
use crate::text::{Lang, Text, Words, text};

const NUMBERS: Opt = Opt::place(
    "N",
    Takes::Proposal,
    text("建议序号", "Number of the proposal"),
)
.required()
.many()
.excludes(&[record::WHERE.id, record::OR.id]);
const WHERE: Opt = Opt {
    takes: Takes::Condition(&SHOWN),
    ..record::WHERE
};
const OR: Opt = Opt {
    takes: Takes::Alternative(&SHOWN),
    ..record::OR
};
const EXIT_CODE: Opt = Opt::flag(
    "exit-code",
    Takes::Flag,
    text("有建议时退出码为3", "Exit with 3 where there are proposals"),
);

static NUMBER: Field = Field::new("number", Shape::Count, text("序号", "Number"));
static OF_KIND: Field = Field::new("kind", Shape::Text, text("种类", "Kind")).many();
static OF_FIELD: Field = Field::new("field", Shape::Text, text("字段", "Field")).many();
static OF_OFFICE: Field = Field::new("office", Shape::Text, text("处室", "Office")).many();
static BY: Field = Field::new("by", Shape::Text, text("经办人", "By"));
/// What `--where` selects proposals by; kind, field and office stand there by identifier and by name.
static SHOWN: Kind = Kind {
    id: "proposal",
    name: text("建议", "proposal"),
    fields: &[&NUMBER, &OF_KIND, &OF_FIELD, &OF_OFFICE, &BY],
    ..Kind::PLAIN
};

pub(crate) static VERB: Verb = Verb {
    id: "proposal",
    called: "建议",
    about: text(
        "其他处室对不归它管的记录提出的改动",
        "What offices propose for records that are not theirs",
    ),
    options: &[],
    does: Does::Group(
        &[
            Verb {
                id: "list",
                called: "列出",
                about: text("列出尚未答复的建议", "List what is not answered"),
                options: &[EXIT_CODE],
                does: Does::AtDesk(list),
            },
            Verb {
                id: "accept",
                called: "采纳",
                about: text("采纳建议", "Accept proposals"),
                options: &[NUMBERS, WHERE, OR],
                does: Does::AtDesk(accept),
            },
            Verb {
                id: "refuse",
                called: "不采纳",
                about: text("不采纳建议", "Refuse proposals"),
                options: &[NUMBERS, WHERE, OR],
                does: Does::AtDesk(refuse),
            },
        ],
        None,
    ),
};

fn list(given: Given, desk: &Desk) -> Result<Answer> {
    let proposals = desk.store.proposals()?;
    let mut answer = Answer {
        page: Some(Page::Report(report(desk, &proposals)?)),
        found: given.has(&EXIT_CODE) && !proposals.is_empty(),
        ..Answer::default()
    };
    if proposals.is_empty() {
        answer.also(text("没有待答复的建议", "There are no proposals"));
    }
    Ok(answer)
}

fn accept(given: Given, desk: &Desk) -> Result<Answer> {
    answer(given, desk, "proposal accept", |writing, one| {
        writing.accept(one)
    })
}

fn refuse(given: Given, desk: &Desk) -> Result<Answer> {
    answer(given, desk, "proposal refuse", |writing, one| {
        writing.refuse(one)
    })
}

/// Answers the proposals that are named, all or none.
fn answer(
    given: Given,
    desk: &Desk,
    verb: &str,
    answer: impl Fn(&mut Writing, &Proposal) -> Result<Record>,
) -> Result<Answer> {
    let proposals = desk.store.proposals()?;
    let row = (&SHOWN, |one: &Proposal| shown(desk, one));
    let chosen = record::those_of(desk, &proposals, given, &NUMBERS, row, |typed| {
        let found = record::numbered(&proposals, typed, |one| one.number);
        found.ok_or_else(|| NoProposal(typed.to_owned()).into())
    })?;
    let author = desk.author(verb)?;
    let left = desk.store.write(&author, |writing| {
        for proposal in &chosen {
            answer(writing, proposal)?;
        }
        let left = desk.store.proposals()?;
        // What this office said of one about which it does not decide is a proposal itself.
        let is_new = |one: &&Proposal| proposals.iter().all(|before| before.id != one.id);
        let unanswered = left.iter().find(is_new).map(|new| new.record);
        let stays = |one: &&&Proposal| {
            unanswered == Some(one.record) || left.iter().any(|other| other.id == one.id)
        };
        match chosen.iter().find(stays) {
            Some(stays) => {
                let (number, reference) = (stays.number, reference(desk, stays));
                Err(NotOurs { number, reference }.into())
            }
            None => Ok(left),
        }
    })?;
    let told = chosen
        .iter()
        .map(|one| (one.number, reference(desk, one)))
        .collect();
    Ok(Answer::note(Answered {
        accepted: verb.ends_with("accept"),
        told,
        left: left.len(),
    }))
}

/// Returns what `--where` sees of a proposal.
fn shown(desk: &Desk, proposal: &Proposal) -> Result<Record> {
    let both = |label: Text| [Lang::Zh, Lang::En].map(|lang| label.get(lang).to_owned());
    let mut row = Record::empty(&SHOWN, proposal.record);
    let kinds = [proposal.kind.id.to_owned()]
        .into_iter()
        .chain(both(proposal.kind.name));
    let fields = proposal.fields().into_iter();
    let fields =
        fields.flat_map(|field| [field.id.to_owned()].into_iter().chain(both(field.label)));
    let mut offices: Vec<String> = proposal.office.iter().cloned().collect();
    if let Some(code) = &proposal.office {
        offices.extend(desk.office_called(code)?.map(|(_, name)| name));
    }
    let list = |items: Vec<String>| Some(Value::List(items.into_iter().map(Value::Text).collect()));
    row.set(&NUMBER, Some(Value::Integer(proposal.number)));
    row.set(&REF, Some(Value::Text(reference(desk, proposal))));
    row.set(&OF_KIND, list(kinds.collect()));
    row.set(&OF_FIELD, list(fields.collect()));
    row.set(&OF_OFFICE, list(offices));
    row.set(&BY, Some(Value::Text(proposal.actor.clone())));
    Ok(row)
}

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
fn reference(desk: &Desk, proposal: &Proposal) -> String {
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
        .words(text("经办人", "By"), |one| {
            let office = one.proposal.office.as_deref().unwrap_or("?");
            format!("{}({office})", one.proposal.actor)
        })
        .column("entered", text("时间", "Time"), |one| one.entered.clone())
        .column("accept", text("采纳", "To accept"), |one| {
            one.command("accept")
        })
        .column("refuse", text("不采纳", "To refuse"), |one| {
            one.command("refuse")
        })
}

/// Tells of proposals: each field with what it is and would be, who would have it so, and what accepts
/// or refuses it.
pub(crate) fn report(desk: &Desk, proposals: &[Proposal]) -> Result<Report> {
    let lang = desk.context.lang;
    let mut rows = Vec::new();
    for proposal in proposals {
        let reference = reference(desk, proposal);
        let entered = DateTime::from_timestamp_millis(proposal.id.milliseconds());
        let entered = entered
            .unwrap_or_default()
            .with_timezone(&desk.context.offset);
        let kind = proposal.kind;
        let row = |field, old, new| Proposed {
            proposal,
            reference: reference.clone(),
            kind_words: subject(kind.id, &reference, lang),
            field,
            old,
            new,
            entered: entered.format("%Y-%m-%d %H:%M").to_string(),
        };
        let Some(now) = &proposal.now else {
            let mut words = Vec::new();
            let mut values = serde_json::Map::new();
            for field in proposal.fields() {
                let (told, value) = desk.told(kind, field, proposal.body.get(field.id))?;
                let is_plain = ![REF.id, LOGGED_ON.id].contains(&field.id);
                if is_plain && !told.is_empty() {
                    words.push(format!("{}={}", field.label.get(lang), shortened(&told)));
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
            let old = desk.told(kind, field, old.as_ref())?;
            let new = desk.told(kind, field, proposal.body.get(field.id))?;
            rows.push(row(Some(field), old, new));
        }
    }
    let mut report = columns(lang).report(&rows);
    if rows.is_empty() {
        report.blocks.clear();
        report.json = json!([]);
    }
    Ok(report)
}

/// Returns for each proposal its number, and what it is about.
pub(crate) fn open(desk: &Desk) -> Result<Vec<(String, String)>> {
    let proposals = desk.store.proposals()?;
    let told = proposals.iter().map(|one| {
        let office = one.office.as_deref().unwrap_or("?");
        let words = format!("{} · {}({office})", reference(desk, one), one.actor);
        (one.number.to_string(), words)
    });
    Ok(told.collect())
}

/// Proposals that were answered.
#[derive(Debug)]
struct Answered {
    accepted: bool,
    /// The number and the record of each.
    told: Vec<(i64, String)>,
    left: usize,
}

impl Words for Answered {
    fn words(&self, lang: Lang) -> String {
        let each = self
            .told
            .iter()
            .map(|(number, of)| format!("{number}({of})"));
        let each = lang.join(&each.collect::<Vec<_>>());
        let left = match self.left {
            0 => String::new(),
            left => lang.pick(
                format!("，还有 {left} 项待答复"),
                format!("; {left} are left"),
            ),
        };
        let done = if self.accepted {
            lang.pick("已采纳建议", "Accepted")
        } else {
            lang.pick("未采纳建议", "Refused")
        };
        format!("{done} {each}{left}")
    }
}

/// A proposal for a record about which this office does not decide.
#[derive(Debug)]
struct NotOurs {
    number: i64,
    reference: String,
}

impl Refusal for NotOurs {
    fn said(&self, lang: Lang) -> Said {
        let Self { number, reference } = self;
        let sentence = lang.pick(
            (
                format!("{reference} 不由本处室决定，不能答复建议 {number}"),
                "请所属处室或领导小组办公室在自己的文件里答复",
            ),
            (
                format!("this office does not decide about {reference} and cannot answer proposal {number}"),
                "have its own office, or the leading group's, answer it in its file",
            ),
        );
        Said::new("not-ours", sentence)
            .of("N")
            .with(number.to_string())
    }
}

/// A number under which nothing waits.
#[derive(Debug)]
struct NoProposal(String);

impl Refusal for NoProposal {
    fn said(&self, lang: Lang) -> Said {
        let number = &self.0;
        let sentence = lang.pick(
            (
                format!("没有序号为“{number}”的建议"),
                "请看 huiyin proposal list",
            ),
            (
                format!("there is no proposal “{number}”"),
                "see huiyin proposal list",
            ),
        );
        Said::new("no-proposal", sentence).of("N").with(number)
    }
}
