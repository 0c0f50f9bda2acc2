//! `backup`: a verified copy of the file, made while others may be using it; never over another.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Arg, ArgMatches, Command};

use super::{Answer, Context, Desk};
use crate::error::Result;
use crate::text::{Lang, text};

/// Builds `backup`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("backup")
        .about(text("备份本处室的文件", "Keep a verified copy of the file").get(lang))
        .arg(
            Arg::new("FILE")
                .required(true)
                .value_parser(clap::value_parser!(PathBuf))
                .help(
                    text(
                        "备份的文件名，例如 backup.db；不能是已有的文件",
                        "Name of the copy, such as backup.db; nothing may be there",
                    )
                    .get(lang),
                ),
        )
}

/// Runs `backup`.
pub(crate) fn run(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let file = matches
        .get_one::<PathBuf>("FILE")
        .cloned()
        .unwrap_or_default();
    let verified = context.reading(|told| desk.store.backup(&context.path(&file), told))?;
    let (file, changes, digest) = (file.display(), verified.changes, verified.digest);
    Ok(Answer::note(context.lang.pick(
        format!("已备份到 {file} 并校验无误：{changes}处改动，摘要 {digest}"),
        format!("Kept in {file} and verified: {changes} changes, digest {digest}"),
    )))
}

/// Names a copy that is kept before `what` is done: beside the file, after the time, and never one
/// that is there.
pub(crate) fn kept_name(context: &Context, what: &str) -> PathBuf {
    let utc: DateTime<Utc> = DateTime::from_timestamp_millis(context.now).unwrap_or_default();
    let time = utc.with_timezone(&context.offset).format("%Y%m%d-%H%M%S");
    let stem = context.db.file_stem().unwrap_or_default().to_string_lossy();
    let name = |tail: String| {
        context
            .db
            .with_file_name(format!("{stem}.before-{what}-{time}{tail}.db"))
    };
    let again = (2..).map(|number| name(format!("-{number}")));
    let mut names = std::iter::once(name(String::new())).chain(again);
    names
        .find(|name| !name.exists())
        .unwrap_or_else(|| context.db.clone())
}

/// Returns the newest of the copies that are kept beside the file, by the time in its name.
pub(crate) fn newest_kept(context: &Context) -> Option<PathBuf> {
    let stem = context.db.file_stem()?.to_string_lossy();
    let begins = format!("{stem}.before-");
    let time = |path: &PathBuf| -> Option<String> {
        let name = path.file_name()?.to_string_lossy();
        let name = name.strip_prefix(&begins)?.strip_suffix(".db")?;
        Some(name.split_once('-')?.1.to_owned())
    };
    let entries = std::fs::read_dir(context.db.parent()?).ok()?;
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .filter_map(|path| Some((time(&path)?, path)))
        .max()
        .map(|(_, path)| path)
}
