//! `redact`: a person's right to erasure. What a field of a record says, and ever said, is erased
//! here, and in every file that this one is merged into; what is erased does not come back.

use super::verb::{Does, Verb};
use crate::desk::field::{enterable, known_field};
use crate::desk::kept::kept_beside;
use crate::desk::{Answer, Context, Desk, subject};
use crate::error::{Error, Refusal, Result, Said};
use crate::files::{self, may_hold};
use crate::kinds;
use crate::model::kind::{self, Field, Kind};
use crate::options::{Given, Opt, Takes, example_of};
use crate::store::{Erasing, Place, Redacted};
use crate::text::{Lang, Words, quoted, text};

/// Most places that are named of those where a text stands.
const MOST_NAMED: usize = 20;

const REF: Opt =
    Opt::place("REF", Takes::Record(&[]), text("编号或名称", "Ref or name")).required();
const FIELD: Opt = Opt::flag("field", Takes::FieldOf(&REF), text("字段", "The field"))
    .required()
    .such_as("phone", "phone");
const REASON: Opt = Opt::flag("reason", Takes::Text, text("删除原因", "Why"))
    .required()
    .more(
        "会保留，不要写个人信息",
        "it stays, so write nothing personal in it",
    );

const EVERYWHERE: Opt = Opt::flag(
    "everywhere",
    Takes::Flag,
    text(
        "同样的内容在别处的也删除：其他记录、常用清单、本程序留下的副本",
        "Erase the same text elsewhere too: in other records, saved lists and copies kept by the program",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "redact",
    called: "抹除",
    about: text(
        "删除个人信息字段的全部内容，含历史（不能撤销）",
        "Erase a personal field and its history; cannot be undone",
    ),
    options: &[REF, FIELD, REASON, EVERYWHERE],
    does: Does::AtDesk(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let context = desk.context;
    let record = given.record(&REF, desk)?;
    let (kind, reference) = (record.kind, record.ref_text().to_owned());
    let field = known_field(kind, given.required(&FIELD), |field| {
        field.personal.is_some()
    })?;
    if !kind.erasable(field) {
        return Err(Refused::NotPersonal {
            kind,
            reference,
            field,
        }
        .into());
    }
    if !desk.store.may_erase(kind, record.id)? {
        return Err(Refused::NotOurs(reference).into());
    }
    if desk.store.is_revoked()? {
        return Err(Refused::Revoked.into());
    }
    let reason = given.sentence(&REASON, desk)?;
    let text = FieldOf {
        field,
        kind: kind.id,
        reference,
    };
    let everywhere = given.has(&EVERYWHERE);
    let erasing = Erasing {
        kind,
        record: record.id,
        field,
        reason: &reason,
        everywhere,
    };
    let redacted = desk.store.redact(&desk.author("redact")?, &erasing)?;
    if redacted.bodies == 0 {
        return Err(Refused::NeverSaid(text).into());
    }
    let drafts = &context.drafts;
    let drafts = drafts.erase(&context.db, &redacted.texts, &text.reference);
    let places = redacted.places.iter().map(|place| named(desk, place));
    let places: Vec<FieldOf> = places.collect::<Result<_>>()?;
    let mut holding = Vec::new();
    for name in copies(context) {
        if may_hold(&context.db.with_file_name(&name), &redacted.texts) {
            holding.push(name);
        }
    }
    if everywhere {
        let own = kept_beside(context);
        let (removed, left) = holding.into_iter().partition(|name| own.contains(name));
        holding = left;
        remove(context, &removed)?;
        let shown = desk.store.get(kind, record.id)?.unwrap_or(record);
        let bodies = redacted.bodies;
        let mut answer = desk.answer(shown, Note::Erased { text, bodies })?;
        answer.also(Note::Everywhere { places, removed });
        answer.also(Note::Copies(holding));
        answer.notes.extend(no_room(&redacted));
        with_drafts(&mut answer, drafts);
        return Ok(answer);
    }
    let shown = desk.store.get(kind, record.id)?.unwrap_or(record);
    let bodies = redacted.bodies;
    let again = again(&text, &reason);
    let mut answer = desk.answer(shown, Note::Erased { text, bodies })?;
    if !places.is_empty() {
        answer.also(Note::Still { places, again });
    }
    answer.also(Note::Copies(holding));
    answer.notes.extend(no_room(&redacted));
    with_drafts(&mut answer, drafts);
    Ok(answer)
}

/// Tells of the drafts that were removed, if any.
fn with_drafts(answer: &mut Answer, count: usize) {
    if count > 0 {
        answer.also(Note::Drafts(count));
    }
}

fn named(desk: &Desk, place: &Place) -> Result<FieldOf> {
    let kind = kinds::find(place.kind);
    let name = desk.store.name(&[place.kind], place.record)?;
    Ok(FieldOf {
        field: kind
            .and_then(|kind| kind.field(place.field))
            .unwrap_or(&kind::REF),
        kind: place.kind,
        reference: name.unwrap_or_default().0,
    })
}

/// Returns the command that erases the same text everywhere.
fn again(text: &FieldOf, reason: &str) -> String {
    let (reference, field) = (&text.reference, text.field.id);
    let reason = quoted(reason);
    format!("huiyin redact {reference} --field {field} --everywhere --reason {reason}")
}

/// Names the other files beside the office's that may be copies of it.
fn copies(context: &Context) -> Vec<String> {
    let entries = std::fs::read_dir(files::folder(&context.db))
        .into_iter()
        .flatten();
    let names = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let is_copy = path.extension().is_some_and(|ending| ending == "db");
        let is_own = path.file_name() == context.db.file_name();
        let name = path.file_name()?.to_string_lossy().into_owned();
        (is_copy && !is_own).then_some(name)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn remove(context: &Context, names: &[String]) -> Result<()> {
    for name in names {
        let path = context.db.with_file_name(name);
        std::fs::remove_file(&path).map_err(|source| Error::Io { path, source })?;
    }
    Ok(())
}

fn no_room(redacted: &Redacted) -> Option<Box<dyn Words>> {
    (!redacted.rewritten).then(|| Box::new(Note::NoRoom) as Box<dyn Words>)
}

/// A field of a record.
#[derive(Debug)]
struct FieldOf {
    field: &'static Field,
    kind: &'static str,
    reference: String,
}

impl FieldOf {
    /// Returns the names of the record and of its field.
    fn names(&self, lang: Lang) -> (String, &'static str) {
        let called = subject(self.kind, &self.reference, lang);
        (called, self.field.label.get(lang))
    }
}

/// Reasons for which nothing is erased.
#[derive(Debug)]
enum Refused {
    NeverSaid(FieldOf),
    /// The leading office has revoked this file's writer.
    Revoked,
    /// A record of another office.
    NotOurs(String),
    NotPersonal {
        kind: &'static Kind,
        reference: String,
        field: &'static Field,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NeverSaid(text) => {
                let (called, label) = text.names(lang);
                Said::new(
                    "nothing-to-erase",
                    lang.pick(
                        (
                            format!("{called} 的{label}没有内容，不用删除"),
                            "请用 huiyin history 核对",
                        ),
                        (
                            format!("{label} of {called} says nothing and never did"),
                            "see huiyin history",
                        ),
                    ),
                )
                .of("field")
                .with(text.field.id)
            }
            Self::Revoked => Said::new(
                "writer-revoked",
                lang.pick(
                    (
                        "领导小组办公室已停用本文件的写入者，不能再删除个人信息",
                        "请在本处室另一个已认可的文件里删除，或请领导小组办公室删除",
                    ),
                    (
                        "the leading group's office has revoked the writer of this file, which erases nothing any more",
                        "erase it in another file of this office that is admitted, or ask the leading group's office to",
                    ),
                ),
            ),
            Self::NotOurs(reference) => Said::new(
                "not-ours",
                lang.pick(
                    (
                        format!("{reference} 不是本处室的记录，不能删除其内容"),
                        "请所属处室或领导小组办公室在自己的文件里用 huiyin redact",
                    ),
                    (
                        format!("{reference} is no record of this office, which erases nothing of it"),
                        "have its own office, or the leading group's, use huiyin redact in its file",
                    ),
                ),
            )
            .of("REF")
            .with(reference),
            Self::NotPersonal {
                kind,
                reference,
                field,
            } => {
                let (id, label, noun) = (field.id, field.label.get(lang), kind.id);
                let way = if enterable(field) {
                    let (flag, value) = (field.flag(), quoted(&example_of(field, lang)));
                    let reason = lang.pick("写错", "mistaken");
                    format!("huiyin {noun} edit {reference} --{flag} {value} --reason {reason}")
                } else {
                    format!(
                        "huiyin {noun} void {reference} --reason {}",
                        lang.pick("写错", "mistaken")
                    )
                };
                Said::new(
                    "not-personal",
                    lang.pick(
                        (
                            format!("--field “{id}”：{label}不是个人信息字段，不能删除"),
                            format!("写错了请更正或作废，例如 {way}"),
                        ),
                        (
                            format!(
                                "--field “{id}” is no field of personal data and is not erased"
                            ),
                            format!("correct it or void the record, as with {way}"),
                        ),
                    ),
                )
                .of("field")
                .with(id)
            }
        }
    }
}

/// Remarks on what was erased.
#[derive(Debug)]
enum Note {
    /// Files beside the office's that have the text, and others that nobody here knows of.
    Copies(Vec<String>),
    /// So many forms that were not finished had the text, and were removed.
    Drafts(usize),
    Erased {
        text: FieldOf,
        bodies: usize,
    },
    /// Fields from which the same text was erased, and copies that were removed for it.
    Everywhere {
        places: Vec<FieldOf>,
        removed: Vec<String>,
    },
    NoRoom,
    /// Fields in which the same text stands, and the command that erases it there too.
    Still {
        places: Vec<FieldOf>,
        again: String,
    },
}

/// Lists fields of records.
fn listed(places: &[FieldOf], lang: Lang) -> String {
    let shown = places.iter().take(MOST_NAMED).map(|place| {
        let (called, label) = place.names(lang);
        lang.pick(
            format!("{called} 的{label}"),
            format!("{label} of {called}"),
        )
    });
    let shown = lang.join(&shown.collect::<Vec<_>>());
    let all = places.len();
    if all > MOST_NAMED {
        return lang.pick(
            format!("{shown} 等{all}处"),
            format!("{shown} and others, {all} in all"),
        );
    }
    shown
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Copies(holding) if holding.is_empty() => lang.pick(
                "以前的备份和发出去的文件里仍有原文，请一并处理",
                "Backups and files that were sent out before still have it; see to them too",
            ).to_owned(),
            Self::Copies(holding) => {
                let holding = lang.join(holding);
                lang.pick(
                    format!("以前的备份和发出去的文件里仍有原文，请一并处理；同一文件夹里有：{holding}"),
                    format!("Backups and files that were sent out before still have it; see to them too, such as here: {holding}"),
                )
            }
            Self::Drafts(count) => lang.pick(
                format!("没填完的草稿里也有，已删去 {count} 份"),
                format!("{count} drafts of forms had it too and were removed"),
            ),
            Self::Erased { text, bodies } => {
                let (called, label) = text.names(lang);
                lang.pick(
                    format!("已删除 {called} 的{label}（{bodies}处改动），不能恢复；各处室合并本文件后也会删除"),
                    format!("Erased {label} of {called} ({bodies} changes) for good; files that merge this one erase it too"),
                )
            }
            Self::Everywhere { places, removed } => {
                let fields = match listed(places, lang) {
                    none if none.is_empty() => lang.pick("别处没有同样的内容", "It stood nowhere else").to_owned(),
                    fields => lang.pick(
                        format!("同样的内容也已从 {fields} 删除，其余文字保留"),
                        format!("The same text is erased from {fields} too, and what else they say is kept"),
                    ),
                };
                let files = lang.join(removed);
                match removed.len() {
                    0 => fields,
                    _ => lang.pick(
                        format!("{fields}；有原文的副本已删去：{files}"),
                        format!("{fields}; copies that had it were removed: {files}"),
                    ),
                }
            }
            Self::NoRoom => lang.pick(
                "已删除，但没有空间重新整理文件；请腾出空间后再执行一次 backup，改用备份",
                "It is erased, but there was no room to write the file anew; make room, take a backup and go on with that",
            ).to_owned(),
            Self::Still { places, again } => {
                let places = listed(places, lang);
                lang.pick(
                    format!("同样的内容还在 {places}；要全部删除请用 {again}"),
                    format!("The same text still stands in {places}; erase it there too with {again}"),
                )
            }
        }
    }
}
