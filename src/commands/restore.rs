//! `restore`: a backup takes the place of the file, whole or not at all; what it replaces is kept
//! beside.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};

use super::backup::kept_name;
use super::{Answer, Context};
use crate::error::Result;
use crate::kinds::KINDS;
use crate::store::Store;
use crate::text::{Lang, text};

/// Builds `restore`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("restore")
        .about(
            text(
                "用备份恢复，原文件另存",
                "Put a backup in the place of the file, which is kept",
            )
            .get(lang),
        )
        .arg(
            Arg::new("FILE")
                .required(true)
                .value_parser(clap::value_parser!(PathBuf))
                .help(text("备份文件，只读取、不改动", "The backup, which is only read").get(lang)),
        )
}

/// Runs `restore`; the file need not be there, nor be sound.
pub(crate) fn run(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let lang = context.lang;
    let file = matches
        .get_one::<PathBuf>("FILE")
        .cloned()
        .unwrap_or_default();
    let keep = kept_name(context, "restore");
    let restored = Store::restore(&context.path(&file), &context.db, &keep, KINDS)?;
    let (shown, db, changes) = (file.display(), context.db.display(), restored.changes);
    let mut answer = Answer::note(lang.pick(
        format!("已用 {shown} 恢复 {db}：{changes}处改动"),
        format!("Restored {db} from {shown}: {changes} changes"),
    ));
    if restored.kept {
        let keep = keep.display();
        answer.notes.push(lang.pick(
            format!("恢复前的文件保存在 {keep}"),
            format!("The file as it was is kept in {keep}"),
        ));
    }
    Ok(answer)
}
