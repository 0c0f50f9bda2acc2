//! `restore`: a backup takes the place of the file, whole or not at all; what it replaces is kept
//! beside.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use crate::desk::kept::{kept_name, newest_kept};
use crate::desk::{Answer, Context};
use crate::error::{Error, ForeignFault, Result};
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
                .help(
                    text(
                        "备份文件，例如 backup.db；只读取、不改动",
                        "The backup, such as backup.db, which is only read",
                    )
                    .get(lang),
                ),
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
    let author = context.author("restore")?;
    let restored = Store::restore(&context.path(&file), &context.db, &keep, &author, KINDS);
    let restored = restored.map_err(|error| match error {
        Error::Foreign {
            fault: ForeignFault::Itself,
            ..
        } => itself(&file, context),
        other => other,
    })?;
    let (shown, db, changes) = (file.display(), context.db.display(), restored.changes);
    let mut answer = Answer::note(lang.pick(
        format!("已用 {shown} 恢复 {db}：{changes}处改动"),
        format!("Restored {db} from {shown}: {changes} changes"),
    ));
    if restored.kept {
        let keep = keep.display();
        answer.also(lang.pick(
            format!("恢复前的文件保存在 {keep}"),
            format!("The file as it was is kept in {keep}"),
        ));
    }
    Ok(answer)
}

/// Says that the file in use is no backup of itself, and which copies of it are kept beside it.
fn itself(file: &Path, context: &Context) -> Error {
    let (file, lang) = (file.display(), context.lang);
    let instead = match newest_kept(context) {
        Some(newest) => {
            let newest = newest.strip_prefix(&context.folder).unwrap_or(&newest);
            let newest = newest.display();
            lang.pick(
                format!("请给出备份，旁边最近的一份是 {newest}"),
                format!("name a backup, of which the newest beside it is {newest}"),
            )
        }
        None => lang
            .pick(
                "请给出用 huiyin backup 另存的备份",
                "name a copy that huiyin backup made",
            )
            .to_owned(),
    };
    Error::Refused {
        sentence: lang.pick(
            format!("{file} 就是正在使用的数据文件，不是备份；{instead}"),
            format!("{file} is the very file in use, and no backup; {instead}"),
        ),
    }
}
