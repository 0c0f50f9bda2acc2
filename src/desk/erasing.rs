//! Erasing for good: who may, and what is said of files that still have what was erased.

use super::{Context, Desk};
use crate::error::{Refusal, Result, Said};
use crate::files;
use crate::model::record::Record;
use crate::text::{Lang, Words};

/// Refuses to erase something of a record that is not for this file to erase.
pub(crate) fn refuse(desk: &Desk, record: &Record) -> Result<()> {
    if !desk.store.may_erase(record.kind, record.id)? {
        return Err(Refused::NotOurs(record.name()).into());
    }
    if desk.store.is_revoked()? {
        return Err(Refused::Revoked.into());
    }
    Ok(())
}

/// Names the other files beside the office's that may be copies of it.
pub(crate) fn copies(context: &Context) -> Vec<String> {
    let entries = std::fs::read_dir(files::folder(&context.db))
        .into_iter()
        .flatten();
    let names = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let is_copy = path.extension().is_some_and(|ending| ending == "db");
        let is_own = path.file_name() == context.db.file_name();
        let name = path.file_name()?.to_string_lossy().into_owned();
        (is_copy && !is_own).then_some(name)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// Reasons for which nothing is erased.
#[derive(Debug)]
enum Refused {
    /// A record of another office.
    NotOurs(String),
    /// The leading office has revoked this file's writer.
    Revoked,
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NotOurs(reference) => Said::new(
                "not-ours",
                lang.pick(
                    (
                        format!("{reference} 不是本处室的记录，不能删除其内容"),
                        "请所属处室或领导小组办公室在自己的文件里用 huiyin redact",
                    ),
                    (
                        format!("{reference} is no record of this office, which erases nothing of it"),
                        "have its own office, or the leading group's, use huiyin redact in its file",
                    ),
                ),
            )
            .of("REF")
            .with(reference),
            Self::Revoked => Said::new(
                "writer-revoked",
                lang.pick(
                    (
                        "领导小组办公室已停用本文件的写入者，不能再删除个人信息",
                        "请在本处室另一个已认可的文件里删除，或请领导小组办公室删除",
                    ),
                    (
                        "the leading group's office has revoked the writer of this file, which erases nothing any more",
                        "erase it in another file of this office that is admitted, or ask the leading group's office to",
                    ),
                ),
            ),
        }
    }
}

/// Files beside the office's that have what was erased, and others that nobody here knows of.
#[derive(Debug)]
pub(crate) struct Copies(pub(crate) Vec<String>);

impl Words for Copies {
    fn words(&self, lang: Lang) -> String {
        let told = lang.pick(
            "以前的备份和发出去的文件里仍有原文，请一并处理",
            "Backups and files that were sent out before still have it; see to them too",
        );
        if self.0.is_empty() {
            return told.to_owned();
        }
        let holding = lang.join(&self.0);
        lang.pick(
            format!("{told}；同一文件夹里有：{holding}"),
            format!("{told}, such as here: {holding}"),
        )
    }
}

/// There was no room to write the file anew.
#[derive(Debug)]
pub(crate) struct NoRoom;

impl Words for NoRoom {
    fn words(&self, lang: Lang) -> String {
        lang.pick(
            "已删除，但没有空间重新整理文件；请腾出空间后再执行一次 backup，改用备份",
            "It is erased, but there was no room to write the file anew; make room, take a backup and go on with that",
        )
        .to_owned()
    }
}
