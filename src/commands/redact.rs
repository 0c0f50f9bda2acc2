//! `redact`: a person's right to erasure. What a field of a record says, and ever said, is erased
//! here, and in every file that this one is merged into; what is erased does not come back.

use super::record::handed;
use super::verb::{Does, Verb};
use crate::desk::erasing::{self, Copies, NoRoom};
use crate::desk::field::{enterable, known_field};
use crate::desk::kept::kept_beside;
use crate::desk::{Answer, Context, Desk, subject};
use crate::error::{Error, Refusal, Result, Said};
use crate::files::may_hold;
use crate::kinds;
use crate::model::kind::{self, Field, Kind};
use crate::options::{Given, Opt, Takes, example_of};
use crate::store::{Erasing, Place};
use crate::text::{Lang, Words, plural, quoted, text};

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
    called: &["抹除"],
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
    erasing::refuse(desk, &record)?;
    let reason = given.sentence(&REASON, desk)?;
    let text = FieldOf {
        field,
        kind: kind.id,
        reference,
    };
    let sought = desk.store.sought(kind, record.id, field)?;
    if sought.is_in(&reason) {
        return Err(Refused::ReasonSaysIt(text).into());
    }
    let everywhere = given.has(&EVERYWHERE);
    let files = handed::saying(desk, &|text| sought.is_in(text))?;
    let (whole, files): (Vec<Place>, Vec<String>) = files.into_iter().unzip();
    let erasing = Erasing {
        kind,
        record: record.id,
        field,
        reason: &reason,
        everywhere,
        whole: &whole,
    };
    let redacted = desk
        .store
        .redact(&desk.author("redact")?, &erasing, &sought)?;
    let of_others = named(desk, &redacted.of_others)?;
    if redacted.bodies == 0 {
        return Err(if of_others.is_empty() {
            Refused::NeverSaid(text).into()
        } else {
            Refused::OthersSayIt(of_others).into()
        });
    }
    let drafts = &context.drafts;
    let drafts = drafts.erase(&context.db, &sought.texts, &text.reference);
    let places = named(desk, &redacted.places)?;
    let mut holding = Vec::new();
    for name in erasing::copies(context) {
        if may_hold(&context.db.with_file_name(&name), &sought.texts) {
            holding.push(name);
        }
    }
    let again = again(&text, &reason);
    let elsewhere = if everywhere {
        let own = kept_beside(context);
        let (removed, left) = holding.into_iter().partition(|name| own.contains(name));
        holding = left;
        remove(context, &removed)?;
        Some(Note::Everywhere {
            places,
            files,
            removed,
        })
    } else {
        let is_still = !places.is_empty() || !files.is_empty();
        is_still.then(|| Note::Still {
            places,
            files,
            again: again.clone(),
        })
    };
    let shown = desk.store.get(kind, record.id)?.unwrap_or(record);
    let bodies = redacted.bodies;
    let mut answer = desk.answer(shown, Note::Erased { text, bodies })?;
    let of_others = (!of_others.is_empty()).then_some(Note::OfOthers(of_others, again));
    let as_actor = (redacted.as_actor > 0).then_some(Note::AsActor(redacted.as_actor));
    let drafts = (drafts > 0).then_some(Note::Drafts(drafts));
    for note in [elsewhere, of_others, as_actor] {
        answer
            .notes
            .extend(note.map(|note| Box::new(note) as Box<dyn Words>));
    }
    answer.also(Copies(holding));
    if !redacted.rewritten {
        answer.also(NoRoom);
    }
    if let Some(drafts) = drafts {
        answer.also(drafts);
    }
    Ok(answer)
}

/// Names fields of records.
fn named(desk: &Desk, places: &[Place]) -> Result<Vec<FieldOf>> {
    let named = places.iter().map(|place| {
        let kind = kinds::find(place.kind);
        let name = desk.store.name(&[place.kind], place.record)?;
        Ok(FieldOf {
            field: kind
                .and_then(|kind| kind.field(place.field))
                .unwrap_or(&kind::REF),
            kind: place.kind,
            reference: name.unwrap_or_default().0,
        })
    });
    named.collect()
}

/// Returns the command that erases the same text everywhere.
fn again(text: &FieldOf, reason: &str) -> String {
    let (reference, field) = (&text.reference, text.field.id);
    let reason = quoted(reason);
    format!("huiyin redact {reference} --field {field} --everywhere --reason {reason}")
}

fn remove(context: &Context, names: &[String]) -> Result<()> {
    for name in names {
        let path = context.db.with_file_name(name);
        std::fs::remove_file(&path).map_err(|source| Error::Io { path, source })?;
    }
    Ok(())
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

    fn worded(&self, lang: Lang) -> String {
        let (called, label) = self.names(lang);
        lang.pick(
            format!("{called} 的{label}"),
            format!("{label} of {called}"),
        )
    }
}

/// Reasons for which nothing is erased.
#[derive(Debug)]
enum Refused {
    NeverSaid(FieldOf),
    NotPersonal {
        kind: &'static Kind,
        reference: String,
        field: &'static Field,
    },
    /// What is left of it stands in records about which others decide.
    OthersSayIt(Vec<FieldOf>),
    /// The reason, which stays, says what is to be erased.
    ReasonSaysIt(FieldOf),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::OthersSayIt(places) => {
                let places = listed(places, lang);
                Said::new(
                    "not-ours",
                    lang.pick(
                        (
                            format!("同样的内容只剩 {places}，不由本处室决定，不能删除"),
                            "请领导小组办公室合并本文件后，用同一命令加 --everywhere 删除",
                        ),
                        (
                            format!("the same text is left in {places} alone, about which this office does not decide"),
                            "have the leading group's office merge this file and give the same command with --everywhere",
                        ),
                    ),
                )
                .of("field")
            }
            Self::ReasonSaysIt(text) => {
                let (called, label) = text.names(lang);
                Said::new(
                    "reason-says-it",
                    lang.pick(
                        (
                            format!("--reason 里写着要删除的{label}（{called}），而原因会一直保留"),
                            "请换一句不含个人信息的话，例如 --reason 本人申请",
                        ),
                        (
                            format!("--reason says the {label} of {called} that is to be erased, and a reason stays"),
                            "give one that says nothing personal, as with --reason \"at their request\"",
                        ),
                    ),
                )
                .of("reason")
            }
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
    /// So many changes say it as the name of who made them.
    AsActor(usize),
    /// So many forms that were not finished had the text, and were removed.
    Drafts(usize),
    Erased {
        text: FieldOf,
        bodies: usize,
    },
    /// Where the same text was erased too, and copies that were removed for it.
    Everywhere {
        places: Vec<FieldOf>,
        /// Files that were handed in and kept, of which only the hash is left.
        files: Vec<String>,
        removed: Vec<String>,
    },
    /// Fields of records about which others decide, and the command by which these erase it there.
    OfOthers(Vec<FieldOf>, String),
    /// Fields and kept files in which the same text stands, and the command that erases it there too.
    Still {
        places: Vec<FieldOf>,
        files: Vec<String>,
        again: String,
    },
}

/// Lists fields of records.
fn listed(places: &[FieldOf], lang: Lang) -> String {
    let shown = places.iter().take(MOST_NAMED);
    let shown: Vec<String> = shown.map(|place| place.worded(lang)).collect();
    some(&shown, places.len(), lang)
}

/// Joins names, which may not be all.
fn some(shown: &[String], all: usize, lang: Lang) -> String {
    let joined = lang.join(shown);
    if all > shown.len() {
        return lang.pick(
            format!("{joined} 等{all}处"),
            format!("{joined} and others, {all} in all"),
        );
    }
    joined
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::AsActor(count) => lang.pick(
                format!("有 {count} 处改动的经办人写的就是这一内容，属于改动本身，不能删除"),
                format!(
                    "{} it as who made them, which is part of the change and cannot be erased",
                    plural(count, "change names", "changes name")
                ),
            ),
            Self::Drafts(count) => lang.pick(
                format!("没填完的草稿里也有，已删去 {count} 份"),
                format!("{count} drafts of forms had it too and were removed"),
            ),
            Self::Erased { text, bodies } => {
                let (called, label) = text.names(lang);
                lang.pick(
                    format!("已删除 {called} 的{label}（{bodies}处改动），不能恢复；各处室合并本文件后也会删除"),
                    format!("Erased {label} of {called} ({}) for good; files that merge this one erase it too", plural(bodies, "change", "changes")),
                )
            }
            Self::Everywhere {
                places,
                files,
                removed,
            } => {
                let mut said = vec![match listed(places, lang) {
                    none if none.is_empty() && files.is_empty() => lang.pick("别处没有同样的内容", "It stood nowhere else").to_owned(),
                    none if none.is_empty() => String::new(),
                    fields => lang.pick(
                        format!("同样的内容也已从 {fields} 删除，其余文字保留"),
                        format!("The same text is erased from {fields} too, and what else they say is kept"),
                    ),
                }];
                if !files.is_empty() {
                    let files = lang.join(files);
                    said.push(lang.pick(
                        format!("有原文的存件已整份删除，只留摘要：{files}"),
                        format!("files kept as handed in that had it are erased whole but for their digests: {files}"),
                    ));
                }
                if !removed.is_empty() {
                    let files = lang.join(removed);
                    said.push(lang.pick(
                        format!("有原文的副本已删去：{files}"),
                        format!("copies that had it were removed: {files}"),
                    ));
                }
                said.retain(|one| !one.is_empty());
                said.join(lang.pick("；", "; "))
            }
            Self::OfOthers(places, again) => {
                let places = listed(places, lang);
                lang.pick(
                    format!("同样的内容还在 {places}，不由本处室决定；请领导小组办公室合并本文件后用 {again}"),
                    format!("The same text still stands in {places}, about which this office does not decide; have the leading group's office merge this file and give {again}"),
                )
            }
            Self::Still {
                places,
                files,
                again,
            } => {
                let mut all = places
                    .iter()
                    .take(MOST_NAMED)
                    .map(|place| place.worded(lang))
                    .collect::<Vec<_>>();
                let kept = |name: &String| {
                    lang.pick(format!("存件 {name}"), format!("the kept file {name}"))
                };
                all.extend(files.iter().map(kept));
                let places = some(&all, places.len() + files.len(), lang);
                lang.pick(
                    format!("同样的内容还在 {places}；要全部删除请用 {again}"),
                    format!(
                        "The same text still stands in {places}; erase it there too with {again}"
                    ),
                )
            }
        }
    }
}
