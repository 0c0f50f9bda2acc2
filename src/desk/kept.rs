//! Copies that are kept beside the file before something is done to all of it.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{Context, input};
use crate::error::{Error, Refusal, Result, Said, shortened};
use crate::store::Store;
use crate::text::{Lang, Words};

/// How many copies of one sort stay beside the file where nobody says otherwise.
const MOST_KEPT: usize = 3;

/// A copy that is to be kept before something is done, and how many of its sort are to stay.
#[derive(Debug)]
pub(crate) struct Keeping {
    pub(crate) path: PathBuf,
    what: &'static str,
    most: usize,
}

impl Keeping {
    /// Names the copy: beside the file, after the time, and never one that is there.
    ///
    /// # Errors
    /// If the number of copies that are to stay is none.
    pub(crate) fn before(context: &Context, what: &'static str) -> Result<Self> {
        let most = most(context)?;
        let utc: DateTime<Utc> = DateTime::from_timestamp_millis(context.now).unwrap_or_default();
        let time = utc.with_timezone(&context.offset).format("%Y%m%d-%H%M%S");
        let beginning = beginning(context);
        let name = |tail: String| {
            let name = format!("{beginning}{what}-{time}{tail}.db");
            context.db.with_file_name(name)
        };
        let again = (2..).map(|number| name(format!("-{number}")));
        let mut names = std::iter::once(name(String::new())).chain(again);
        let path = names
            .find(|name| !name.exists())
            .unwrap_or_else(|| context.db.clone());
        Ok(Self { path, what, most })
    }

    /// Removes the oldest of the copies of its sort, but for as many as are to stay; returns what is to
    /// be said of that.
    pub(crate) fn remove_oldest(&self, context: &Context) -> Result<Option<Removed>> {
        let beginning = format!("{}{}-", beginning(context), self.what);
        let time = |name: &str| time_of(name.strip_prefix(&beginning)?);
        remove(context, self.most, time)
    }
}

/// Reads how many copies of one sort stay.
fn most(context: &Context) -> Result<usize> {
    let Some((typed, place)) = &context.copies else {
        return Ok(MOST_KEPT);
    };
    let number = input::normalised(typed).parse().ok();
    let number = number.filter(|number| *number > 0);
    Ok(number.ok_or_else(|| NoNumber(typed.clone(), place))?)
}

/// Removes the oldest of the copies that have an age, but for so many.
fn remove<K: Ord>(
    context: &Context,
    most: usize,
    age: impl Fn(&str) -> Option<K>,
) -> Result<Option<Removed>> {
    let names = kept_beside(context).into_iter();
    let mut kept: Vec<(K, String)> = names.filter_map(|name| Some((age(&name)?, name))).collect();
    kept.sort();
    kept.truncate(kept.len().saturating_sub(most));
    let names: Vec<String> = kept.into_iter().map(|(_, name)| name).collect();
    for name in &names {
        let path = context.db.with_file_name(name);
        std::fs::remove_file(&path).map_err(|source| Error::Io { path, source })?;
    }
    Ok((!names.is_empty()).then_some(Removed(names)))
}

/// Remarks, once, on the copy that was kept before the tables of the file were computed anew, and
/// removes the oldest of such copies.
pub(crate) fn remark_on_copy(context: &Context, store: &Store) -> Result<()> {
    let Some(kept) = store.kept_copy() else {
        return Ok(());
    };
    let beginning = format!("{}upgrade-", beginning(context));
    let made = |name: &str| {
        name.strip_prefix(&beginning)?.strip_suffix(".db")?;
        let found = std::fs::metadata(context.db.with_file_name(name)).ok()?;
        found.modified().ok()
    };
    // What is done is not undone by a number that nobody can read.
    let removed = remove(context, most(context).unwrap_or(MOST_KEPT), made)?;
    let path = context.relative(kept).to_owned();
    context
        .remarks
        .copy
        .get_or_init(|| ComputedAnew { path, removed });
    Ok(())
}

/// The tables were computed anew, and the file as it was is kept.
#[derive(Clone, Debug)]
pub(crate) struct ComputedAnew {
    path: PathBuf,
    removed: Option<Removed>,
}

impl Words for ComputedAnew {
    fn words(&self, lang: Lang) -> String {
        let path = self.path.display();
        let removed = self.removed.as_ref().map(|removed| removed.words(lang));
        let removed = removed.map_or_else(String::new, |removed| {
            format!("{}{removed}", lang.pick("；", ". "))
        });
        lang.pick(
            format!("统计表已由本程序重新计算，原文件保存在 {path}{removed}"),
            format!("This program computed the tables anew; the file as it was is kept in {path}{removed}"),
        )
    }
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

/// Says that old copies were removed.
#[derive(Clone, Debug)]
pub(crate) struct Removed(Vec<String>);

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

/// What is no number of copies, and where it was typed.
#[derive(Debug)]
struct NoNumber(String, &'static str);

impl Refusal for NoNumber {
    fn said(&self, lang: Lang) -> Said {
        let Self(typed, place) = self;
        let shown = shortened(typed);
        let sentence = lang.pick(
            (
                format!("{place} “{shown}”不是份数"),
                "请写要留最近几份备份，至少1份，例如 3",
            ),
            (
                format!("{place} “{shown}” is no number of copies"),
                "say how many of the last are to stay, 1 at the least, such as 3",
            ),
        );
        Said::new("not-a-count", sentence).of("copies").with(typed)
    }
}

/// Returns how the name of every copy that is kept begins.
fn beginning(context: &Context) -> String {
    let stem = context.db.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}.before-")
}
