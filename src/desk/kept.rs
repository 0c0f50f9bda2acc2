//! Copies that are kept beside the file before something is done to all of it.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::Context;
use crate::error::{Error, Result};
use crate::text::{Lang, Words};

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

/// Reads the end of the name of a copy: the time, and where two were made in one second a number.
fn time_of(end: &str) -> Option<String> {
    let time = end.strip_suffix(".db")?;
    let (second, number) = time.split_at_checked("YYYYmmdd-HHMMSS".len())?;
    let number = number.strip_prefix('-').unwrap_or("0");
    let is_time = NaiveDateTime::parse_from_str(second, "%Y%m%d-%H%M%S").is_ok();
    (is_time && number.parse::<u32>().is_ok()).then(|| time.to_owned())
}

/// Returns the newest of them, by the time in its name.
pub(crate) fn newest_kept(context: &Context) -> Option<PathBuf> {
    let beginning = beginning(context);
    let time = |name: &String| -> Option<String> {
        let rest = name.strip_prefix(&beginning)?;
        time_of(rest.split_once('-')?.1)
    };
    let names = kept_beside(context).into_iter();
    let newest = names.filter_map(|name| Some((time(&name)?, name))).max()?;
    Some(context.db.with_file_name(newest.1))
}

/// Removes the oldest of the copies that were kept before `what` was done, but for as many as are to
/// stay; returns the names of those that it removed.
pub(crate) fn remove_oldest(context: &Context, what: &str) -> Result<Vec<String>> {
    let beginning = format!("{}{what}-", beginning(context));
    let time = |name: &String| time_of(name.strip_prefix(&beginning)?);
    let names = kept_beside(context).into_iter();
    let mut kept: Vec<(String, String)> = names
        .filter_map(|name| Some((time(&name)?, name)))
        .collect();
    kept.sort();
    kept.truncate(kept.len().saturating_sub(context.keep));
    let names: Vec<String> = kept.into_iter().map(|(_, name)| name).collect();
    for name in &names {
        let path = context.db.with_file_name(name);
        std::fs::remove_file(&path).map_err(|source| Error::Io { path, source })?;
    }
    Ok(names)
}

/// Says that old copies were removed.
#[derive(Debug)]
pub(crate) struct Removed(pub(crate) Vec<String>);

impl Words for Removed {
    fn words(&self, lang: Lang) -> String {
        let names = lang.join(&self.0);
        lang.pick(
            format!("更早的备份已删除：{names}；要多留几份请用 --copies 或 HUIYIN_COPIES"),
            format!(
                "Older copies were removed: {names}; to keep more, set --copies or HUIYIN_COPIES"
            ),
        )
    }
}

/// Returns how the name of every copy that is kept begins.
fn beginning(context: &Context) -> String {
    let stem = context.db.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}.before-")
}
