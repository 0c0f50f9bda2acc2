//! `undo`: takes back the last command; itself undoable.

use clap::Command;

use crate::desk::{Answer, Context, Desk, history, subject};
use crate::error::{Error, Result};
use crate::text::{Lang, text};

/// Builds `undo`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("undo").about(text("撤销上一步(可再撤销)", "Take back the last command").get(lang))
}

/// Runs `undo`.
pub(crate) fn run(context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let lang = context.lang;
    let nothing = || Error::Refused {
        sentence: lang
            .pick(
                "没有可撤销的操作；改动请看 huiyin history",
                "there is nothing to take back; see what was done with huiyin history",
            )
            .to_owned(),
    };
    let since = |reference: &str| Error::Refused {
        sentence: lang.pick(
            format!("{reference} 之后已被改动，不能撤销；请用 edit 修改"),
            format!("{reference} was changed since and cannot be taken back; use edit"),
        ),
    };
    let author = desk.author("undo")?;
    let (verb, records) = desk
        .store
        .write(&author, |writing| writing.undo(nothing, since))?;
    let mut refs: Vec<String> = records
        .iter()
        .map(|record| subject(record.kind.id, record.ref_text(), lang))
        .collect();
    refs.dedup();
    let (done, refs) = (history::done(&verb, lang), lang.join(&refs));
    let note = lang.pick(
        format!("已撤销“{done}”：{refs}"),
        format!("Taken back ({done}): {refs}"),
    );
    Ok(Answer::note(note))
}
