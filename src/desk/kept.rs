//! Copies that are kept beside the file before something is done to all of it.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{Context, input};
use crate::error::{Error, Refusal, Result, Said, shortened};
use crate::store::Store;
use crate::text::{Lang, Words};

/// How many copies of one sort stay beside the file where nobody says otherwise.
const MOST_KEPT: usize = 3;
/// How the name of a copy says when it was made.
const TIME: &str = "%Y%m%d-%H%M%S";
/// What copies are kept before, with that time in their names.
const TIMED: [&str; 3] = ["merge", "repair", "restore"];
/// What copies are kept before that bear the version of the program which computed their tables.
const UPGRADE: &str = "upgrade";

/// A copy that this program kept beside the file, by its name.
struct Kept {
    name: String,
    what: &'static str,
    /// The time or the version in its name, and which of several by that name it is.
    made: (String, u32),
}

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
        let time = utc.with_timezone(&context.offset).format(TIME);
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
        let made = |kept: &Kept| (kept.what == self.what).then(|| kept.made.clone());
        remove(context, self.most, made)
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
    age: impl Fn(&Kept) -> Option<K>,
) -> Result<Option<Removed>> {
    let kept = kept(context).into_iter();
    let mut kept: Vec<(K, String)> = kept
        .filter_map(|kept| Some((age(&kept)?, kept.name)))
        .collect();
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
    let made = |kept: &Kept| {
        (kept.what == UPGRADE).then_some(())?;
        let found = std::fs::metadata(context.db.with_file_name(&kept.name)).ok()?;
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
    let kept = kept(context).into_iter();
    let mut names: Vec<String> = kept.map(|kept| kept.name).collect();
    names.sort();
    names
}

/// Lists the copies that this program kept beside the file: what somebody called otherwise is theirs.
fn kept(context: &Context) -> Vec<Kept> {
    let beginning = beginning(context);
    let folder = context.db.parent();
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    let kept = entries.into_iter().flatten().filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        let (what, made) = read(name.strip_prefix(&beginning)?.strip_suffix(".db")?)?;
        Some(Kept { name, what, made })
    });
    kept.collect()
}

/// Reads of the name of a copy what it was kept before, and when: merge-20110526-120000, and where two
/// were made in one second merge-20110526-120000-2.
fn read(name: &str) -> Option<(&'static str, (String, u32))> {
    let parts: Vec<&str> = name.split('-').collect();
    let (what, made, number) = match parts[..] {
        [what, date, time, ref number @ ..] if what != UPGRADE => {
            let made = format!("{date}-{time}");
            let read = NaiveDateTime::parse_from_str(&made, TIME).ok()?;
            let what = TIMED.into_iter().find(|known| *known == what)?;
            (read.format(TIME).to_string() == made).then_some(())?;
            (what, made, number)
        }
        [UPGRADE, version, ref number @ ..] => {
            version.parse::<u32>().ok()?;
            (UPGRADE, version.to_owned(), number)
        }
        _ => return None,
    };
    let number = match number {
        [] => 1,
        [number] => number.parse().ok().filter(|number| *number > 1)?,
        _ => return None,
    };
    let plain = name.bytes().all(|byte| byte != b'+');
    plain.then_some((what, (made, number)))
}

/// Returns the newest of those that were kept before something was done, by the time in its name.
pub(crate) fn newest_kept(context: &Context) -> Option<PathBuf> {
    let kept = kept(context).into_iter();
    let newest = kept
        .filter(|kept| kept.what != UPGRADE)
        .max_by(|one, other| (&one.made, &one.name).cmp(&(&other.made, &other.name)))?;
    Some(context.db.with_file_name(newest.name))
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
