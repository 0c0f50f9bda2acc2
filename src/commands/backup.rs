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
    let beginning = beginning(context);
    let name = |tail: String| {
        let name = format!("{beginning}{what}-{time}{tail}.db");
        context.db.with_file_name(name)
    };
    let again = (2..).map(|number| name(format!("-{number}")));
    let mut names = std::iter::once(name(String::new())).chain(again);
    names
        .find(|name| !name.exists())
        .unwrap_or_else(|| context.db.clone())
}

/// Names the copies that this program kept beside the file, in order.
pub(crate) fn kept_beside(context: &Context) -> Vec<String> {
    let beginning = beginning(context);
    let folder = context.db.parent();
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    let names = entries.into_iter().flatten().filter_map(|entry| {
        let name = entry.ok()?.file_name().to_string_lossy().into_owned();
        name.starts_with(&beginning).then_some(name)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// Returns the newest of them, by the time in its name.
pub(crate) fn newest_kept(context: &Context) -> Option<PathBuf> {
    let beginning = beginning(context);
    let time = |name: &String| -> Option<String> {
        let rest = name.strip_prefix(&beginning)?.strip_suffix(".db")?;
        Some(rest.split_once('-')?.1.to_owned())
    };
    let names = kept_beside(context).into_iter();
    let newest = names.filter_map(|name| Some((time(&name)?, name))).max()?;
    Some(context.db.with_file_name(newest.1))
}

/// Returns how the name of every copy that is kept begins.
fn beginning(context: &Context) -> String {
    let stem = context.db.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}.before-")
}
