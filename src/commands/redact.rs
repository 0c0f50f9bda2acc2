//! `redact`: a person's right to erasure. What a field of a record says, and ever said, is erased
//! here, and in every file that this one is merged into; what is erased does not come back.

use super::verb::{Does, Verb};
use crate::desk::field::known_field;
use crate::desk::kept::kept_beside;
use crate::desk::{Answer, Desk, random, subject};
use crate::error::{Refusal, Result, Said};
use crate::model::kind::{self, Field, LOGGED_ON, Shape, VOID};
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, Words, text};

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

pub(crate) static VERB: Verb = Verb {
    id: "redact",
    called: "抹除",
    about: text(
        "删除一个字段的全部内容，含历史(不能撤销)",
        "Erase what a field says and ever said; cannot be undone",
    ),
    options: &[REF, FIELD, REASON],
    does: Does::AtDesk(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let context = desk.context;
    let record = given.record(&REF, desk)?;
    let field = known_field(record.kind, given.required(&FIELD), erasable)?;
    if !erasable(field) {
        return Err(Refused::NotPersonal(field).into());
    }
    let reason = given.sentence(&REASON, desk)?;
    let text = FieldOf {
        field,
        kind: record.kind.id,
        reference: record.ref_text().to_owned(),
    };
    let author = desk.author("redact")?;
    let redacted =
        desk.store
            .redact(&author, (record.kind, record.id), field, &reason, random()?)?;
    if redacted.bodies == 0 {
        return Err(Refused::NeverSaid(text).into());
    }
    let shown = desk.store.get(record.kind, record.id)?.unwrap_or(record);
    let bodies = redacted.bodies;
    let mut answer = desk.answer(shown, Note::Erased { text, bodies })?;
    answer.also(Note::Elsewhere {
        kept: kept_beside(context),
    });
    if !redacted.rewritten {
        answer.also(Note::NoRoom);
    }
    Ok(answer)
}

/// Tells whether a field may say something of a person that can be erased: what a record is, and
/// in which state, cannot.
fn erasable(field: &Field) -> bool {
    let fixed = [&kind::REF, &LOGGED_ON, &VOID]
        .iter()
        .any(|own| own.id == field.id);
    let state = field.by_step && matches!(field.shape, Shape::Choice(_));
    !(fixed || state)
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
    NotPersonal(&'static Field),
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
            Self::NotPersonal(field) => {
                let (id, label) = (field.id, field.label.get(lang));
                Said::new(
                    "not-personal",
                    lang.pick(
                        (
                            format!("--field “{id}”：{label}不是个人信息，不能删除"),
                            "要改请用 edit 或 void",
                        ),
                        (
                            format!("--field “{id}” is no personal data and is not erased"),
                            "change it with edit or void",
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
    /// Places where the text still is, and the copies that this program kept.
    Elsewhere {
        kept: Vec<String>,
    },
    Erased {
        text: FieldOf,
        bodies: usize,
    },
    NoRoom,
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Elsewhere { kept } if kept.is_empty() => lang.pick(
                "以前的备份和发出去的文件里仍有原文，请一并处理",
                "Backups and files that were sent out before still have it; see to them too",
            ).to_owned(),
            Self::Elsewhere { kept } => {
                let kept = lang.join(kept);
                lang.pick(
                    format!("以前的备份和发出去的文件里仍有原文，请一并处理；同一文件夹里有：{kept}"),
                    format!("Backups and files that were sent out before still have it; see to them too, such as here: {kept}"),
                )
            }
            Self::Erased { text, bodies } => {
                let (called, label) = text.names(lang);
                lang.pick(
                    format!("已删除 {called} 的{label}({bodies}处改动)，不能恢复；各处室合并本文件后也会删除"),
                    format!("Erased {label} of {called} ({bodies} changes) for good; files that merge this one erase it too"),
                )
            }
            Self::NoRoom => lang.pick(
                "已删除，但没有空间重新整理文件；请腾出空间后再执行一次 backup，改用备份",
                "It is erased, but there was no room to write the file anew; make room, take a backup and go on with that",
            ).to_owned(),
        }
    }
}
