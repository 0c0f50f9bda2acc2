//! `proposal`: what offices propose for records about which they do not decide, and what becomes of it.

use std::collections::{HashMap, HashSet};

use super::everywhere::{ALL, LIMIT, first_of};
use super::record;
use super::record::edit::refuse_frozen;
use super::set::{self, DRY_RUN};
use super::verb::{Does, Verb};
use crate::desk::entry::Patch;
use crate::desk::proposals::{reference, report};
use crate::desk::requirements::refuse_void;
use crate::desk::rules::check_whole;
use crate::desk::{Answer, Desk, correction, transition};
use crate::error::{Error, Naming, Refusal, Result, Said};
use crate::kinds;
use crate::model::kind::{Field, Kind, REF, Shape, VOID};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::options::{Given, Opt, Takes};
use crate::store::{ChangeId, Proposal, Writing};
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
    called: &["建议"],
    about: text(
        "其他处室对不归它管的记录提出的改动",
        "Changes proposed by other offices",
    ),
    options: &[],
    does: Does::Group(
        &[
            Verb {
                id: "list",
                called: &["列出"],
                about: text("列出尚未答复的建议", "List unanswered proposals"),
                options: &[LIMIT, ALL, EXIT_CODE],
                does: Does::AtDesk(list),
            },
            Verb {
                id: "accept",
                called: &["采纳"],
                about: text("采纳建议", "Accept proposals"),
                options: &[NUMBERS, WHERE, OR, DRY_RUN],
                does: Does::AtDesk(accept),
            },
            Verb {
                id: "refuse",
                called: &["不采纳"],
                about: text("不采纳建议", "Refuse proposals"),
                options: &[NUMBERS, WHERE, OR, DRY_RUN],
                does: Does::AtDesk(refuse),
            },
        ],
        None,
    ),
};

fn list(given: Given, desk: &Desk) -> Result<Answer> {
    let proposals = desk.store.proposals()?;
    let (shown, left) = first_of(given, desk, &proposals)?;
    let mut answer = Answer {
        page: Some(Page::Report(report(desk, shown)?)),
        found: given.has(&EXIT_CODE) && !proposals.is_empty(),
        ..Answer::default()
    };
    if proposals.is_empty() {
        answer.also(text("没有待答复的建议", "There are no proposals"));
    }
    if left.left > 0 {
        answer.also(left);
    }
    Ok(answer)
}

fn accept(given: Given, desk: &Desk) -> Result<Answer> {
    answer(given, desk, true)
}

fn refuse(given: Given, desk: &Desk) -> Result<Answer> {
    answer(given, desk, false)
}

/// Answers the proposals that are named, all or none, each with what goes with it.
fn answer(given: Given, desk: &Desk, accepts: bool) -> Result<Answer> {
    let proposals = desk.store.proposals()?;
    let row = (&SHOWN, |one: &Proposal| shown(desk, one));
    let chosen = record::those_of(desk, &proposals, given, &NUMBERS, row, |typed| {
        let found = record::numbered(&proposals, typed, |one| one.number);
        found.ok_or_else(|| match proposals.len() {
            0 => NoProposals.into(),
            _ => NoProposal(typed.to_owned()).into(),
        })
    })?;
    let chosen = together(&proposals, chosen);
    let by_record = by_record(&chosen);
    let dry_run = given.has(&DRY_RUN);
    let verb = if accepts {
        "proposal accept"
    } else {
        "proposal refuse"
    };
    let author = desk.author(verb)?;
    let (after, left) = set::carry_out(desk, &author, dry_run, |writing| {
        let after = if accepts {
            accepted(desk, writing, &by_record)?
        } else {
            let refused = by_record.iter().map(|of_one| writing.refuse(of_one));
            refused.collect::<Result<_>>()?
        };
        let left = desk.store.proposals()?;
        // What this office said of one about which it does not decide is a proposal itself.
        let ids =
            |all: &[Proposal]| -> HashSet<ChangeId> { all.iter().map(|one| one.id).collect() };
        let (before, still) = (ids(&proposals), ids(&left));
        let is_new = |one: &&Proposal| !before.contains(&one.id);
        let unanswered = left.iter().find(is_new).map(|new| new.record);
        let stays = |one: &&&Proposal| unanswered == Some(one.record) || still.contains(&one.id);
        match chosen.iter().find(stays) {
            Some(stays) => {
                let (number, reference) = (stays.number, reference(desk, stays));
                Err(NotOurs { number, reference }.into())
            }
            None => Ok((after, left)),
        }
    })?;
    let told = chosen
        .iter()
        .map(|one| (one.number, reference(desk, one)))
        .collect();
    let mut answer = Answer::note(Answered {
        accepts,
        dry_run,
        told,
        left: left.len(),
    });
    if dry_run && accepts {
        let before = by_record.iter().zip(&after);
        let before = before.map(|(of_one, after): (_, &Record)| {
            let empty = || Record::empty(after.kind, after.id);
            of_one[0].now.clone().unwrap_or_else(empty)
        });
        let before: Vec<Record> = before.collect();
        answer.page = Some(Page::Report(set::report(desk, &before, &after)?));
    }
    Ok(answer)
}

/// Adds to the proposals that were chosen what the same command proposed of what they name, or what
/// names them: a person and the post, which say one thing. Each is added once, however many there are.
fn together<'p>(all: &'p [Proposal], mut chosen: Vec<&'p Proposal>) -> Vec<&'p Proposal> {
    type With<'p> = HashMap<([u8; 16], RecordId), Vec<&'p Proposal>>;
    let (mut of, mut naming) = (With::new(), With::new());
    for one in all {
        of.entry((one.command, one.record)).or_default().push(one);
        for record in names(one) {
            naming.entry((one.command, record)).or_default().push(one);
        }
    }
    let mut known: HashSet<ChangeId> = chosen.iter().map(|one| one.id).collect();
    let mut at = 0;
    while let Some(one) = chosen.get(at).copied() {
        let mut more = naming
            .remove(&(one.command, one.record))
            .unwrap_or_default();
        for record in names(one).into_iter().chain([one.record]) {
            more.extend(of.remove(&(one.command, record)).into_iter().flatten());
        }
        chosen.extend(more.into_iter().filter(|other| known.insert(other.id)));
        at += 1;
    }
    chosen.sort_by_key(|one| (one.number, one.id));
    chosen
}

/// Returns the records that a proposal names, or that its record does.
fn names(proposal: &Proposal) -> Vec<RecordId> {
    let is_reference = |field: &&'static Field| matches!(field.shape, Shape::Reference(_));
    let fields = proposal.kind.all_fields().filter(is_reference);
    let named = fields.flat_map(|field| {
        let would = proposal
            .body
            .get(field.id)
            .and_then(|json| Value::from_json(field, json));
        let is = proposal
            .now
            .as_ref()
            .and_then(|now| now.value(field).cloned());
        would.into_iter().chain(is)
    });
    named
        .flat_map(|value| value.references().collect::<Vec<_>>())
        .collect()
}

/// Puts proposals together that are of one record.
fn by_record<'p>(chosen: &[&'p Proposal]) -> Vec<Vec<&'p Proposal>> {
    let mut places = HashMap::new();
    let mut all: Vec<Vec<&Proposal>> = Vec::new();
    for one in chosen {
        let place = *places.entry((one.kind.id, one.record)).or_insert(all.len());
        if place == all.len() {
            all.push(Vec::new());
        }
        all[place].push(one);
    }
    all
}

/// Carries out what proposals say, record by record, by the rules of an edit.
fn accepted(
    desk: &Desk,
    writing: &mut Writing,
    by_record: &[Vec<&Proposal>],
) -> Result<Vec<Record>> {
    let refused = |one: &Proposal, error: Error| -> Error {
        match error {
            Error::Sqlite { .. } | Error::Io { .. } => error,
            error => {
                let (number, reference) = (one.number, reference(desk, one));
                Broken {
                    number,
                    reference,
                    error,
                }
                .into()
            }
        }
    };
    let mut after = Vec::new();
    for of_one in by_record {
        for one in of_one {
            check_before(desk, one).map_err(|error| refused(one, error))?;
        }
        after.push(writing.accept(of_one)?);
    }
    for (of_one, record) in by_record.iter().zip(&after) {
        if kinds::noun(record.kind.id).is_some() && !record.is_void() {
            check_whole(desk, record).map_err(|error| refused(breaking(desk, of_one), error))?;
        }
    }
    Ok(after)
}

/// Returns the proposal by which a record would first break its rules, of those that would together.
fn breaking<'p>(desk: &Desk, of_one: &[&'p Proposal]) -> &'p Proposal {
    let mut after = of_one[0].now.clone();
    let mut breaks = |one: &&&Proposal| {
        let Some(after) = &mut after else {
            return true;
        };
        for field in one.fields() {
            after.set(field, would(one, field));
        }
        check_whole(desk, after).is_err()
    };
    let found = of_one.iter().find(|one| breaks(one));
    found.or(of_one.last()).copied().unwrap_or(of_one[0])
}

/// Returns what a proposal would set in a field.
fn would(proposal: &Proposal, field: &'static Field) -> Option<Value> {
    Value::from_json(field, proposal.body.get(field.id)?)
}

/// Asks of the record as it is whether what is proposed can still be.
fn check_before(desk: &Desk, proposal: &Proposal) -> Result<()> {
    let Some(now) = &proposal.now else {
        return Ok(());
    };
    if !proposal.body.contains_key(VOID.id) {
        refuse_void(now)?;
    }
    let fields = proposal.fields().into_iter();
    let patch: Patch = fields
        .map(|field| (field, would(proposal, field)))
        .collect();
    let verb = proposal.verb.rsplit(' ').next().unwrap_or_default();
    if let Some(step) = now.kind.step(verb) {
        return transition::check(desk, step, now);
    }
    if verb == "edit" {
        let mut after = now.clone();
        for (field, value) in &patch {
            after.set(field, value.clone());
        }
        refuse_frozen(desk, now, &patch)?;
        correction::check(desk, now, &after)?;
    }
    Ok(())
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

/// Returns for each proposal its number, and what it is about.
pub(crate) fn open(desk: &Desk) -> Result<Vec<(String, String)>> {
    let proposals = desk.store.proposals()?;
    let told = proposals.iter().map(|one| {
        let (by, office) = (&one.actor, &one.writer_label);
        let words = format!("{} · {by}({office})", reference(desk, one));
        (one.number.to_string(), words)
    });
    Ok(told.collect())
}

/// Proposals that were answered.
#[derive(Debug)]
struct Answered {
    accepts: bool,
    dry_run: bool,
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
            _ if self.dry_run => String::new(),
            left => lang.pick(
                format!("，还有 {left} 项待答复"),
                format!("; {left} are left"),
            ),
        };
        let done = match (self.accepts, self.dry_run) {
            (true, false) => lang.pick("已采纳建议", "Accepted"),
            (false, false) => lang.pick("未采纳建议", "Refused"),
            (true, true) => lang.pick(
                "试运行，没有写入：会采纳建议",
                "Nothing was written; accepted would be",
            ),
            (false, true) => lang.pick(
                "试运行，没有写入：会不采纳建议",
                "Nothing was written; refused would be",
            ),
        };
        format!("{done} {each}{left}")
    }
}

/// A proposal that the rules of its record do not allow.
#[derive(Debug)]
struct Broken {
    number: i64,
    reference: String,
    error: Error,
}

impl Refusal for Broken {
    fn said(&self, lang: Lang) -> Said {
        let Self {
            number, reference, ..
        } = self;
        let said = self.error.said(lang, Naming::Labels);
        let refuse = lang.pick(
            format!("不采纳请用 huiyin proposal refuse {number}"),
            format!("refuse it with huiyin proposal refuse {number}"),
        );
        let hint = said.hint.as_ref().map_or(refuse.clone(), |hint| {
            lang.pick(format!("{hint}；{refuse}"), format!("{hint}; or {refuse}"))
        });
        let beginning = lang.pick(
            format!("建议 {number}（{reference}）不能采纳："),
            format!("proposal {number} ({reference}) cannot be accepted: "),
        );
        let mut said = said.after(&beginning);
        (said.hint, said.exit) = (Some(hint), 1);
        said
    }
}

/// Nothing that waits.
#[derive(Debug)]
pub(crate) struct NoProposals;

impl Refusal for NoProposals {
    fn said(&self, lang: Lang) -> Said {
        let sentence = lang.pick("没有待答复的建议", "there are no proposals to answer");
        Said::new("no-proposal", sentence).of("N")
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
