//! `undo`: takes back the last command; itself undoable.

use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk, history, subject};
use crate::error::{Refusal, Result, Said};
use crate::model::record::Record;
use crate::options::Given;
use crate::text::{Lang, Words, text};

pub(crate) static VERB: Verb = Verb {
    id: "undo",
    about: text("撤销上一步(可再撤销)", "Take back the last command"),
    options: &[],
    does: Does::AtDesk(run),
};

fn run(_: Given, desk: &Desk) -> Result<Answer> {
    let nothing = || Refused::Nothing.into();
    let since = |reference: &str| Refused::Since(reference.to_owned()).into();
    let author = desk.author("undo")?;
    let (verb, records) = desk
        .store
        .write(&author, |writing| writing.undo(nothing, since))?;
    Ok(Answer::note(Undone { verb, records }))
}

/// Reasons for which nothing is undone.
#[derive(Debug)]
enum Refused {
    Nothing,
    /// The record was changed since.
    Since(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Nothing => {
                let sentence = lang.pick(
                    ("没有可撤销的操作", "改动请看 huiyin history"),
                    (
                        "there is nothing to take back",
                        "see what was done with huiyin history",
                    ),
                );
                Said::new("nothing-to-undo", sentence)
            }
            Self::Since(reference) => {
                let sentence = lang.pick(
                    (
                        format!("{reference} 之后已被改动，不能撤销"),
                        "请用 edit 修改",
                    ),
                    (
                        format!("{reference} was changed since and cannot be taken back"),
                        "use edit",
                    ),
                );
                Said::new("changed-since", sentence).with(reference)
            }
        }
    }
}

/// The command that was undone.
#[derive(Debug)]
struct Undone {
    verb: String,
    records: Vec<Record>,
}

impl Words for Undone {
    fn words(&self, lang: Lang) -> String {
        let called = |record: &Record| subject(record.kind.id, record.ref_text(), lang);
        let mut refs: Vec<String> = self.records.iter().map(called).collect();
        refs.dedup();
        let (done, refs) = (history::done(&self.verb, lang), lang.join(&refs));
        lang.pick(
            format!("已撤销“{done}”：{refs}"),
            format!("Taken back ({done}): {refs}"),
        )
    }
}
