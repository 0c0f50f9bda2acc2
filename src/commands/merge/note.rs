//! What a merge remarks, on a file or on all of it.

use std::path::PathBuf;

use crate::commands::office::unsigned::Unsigned;
use crate::commands::set;
use crate::desk::{plan, proposals};
use crate::model::kind::Field;
use crate::model::value::hex;
use crate::store::MergedFile;
use crate::text::{Lang, Words, plural};

/// Says what was taken and deserves a look.
pub(super) fn notes(file: &MergedFile) -> impl Iterator<Item = Note> {
    let some = |count: usize| Some(count).filter(|count| *count > 0);
    let told = [
        some(file.gaps).map(Note::Gaps),
        some(file.forks).map(Note::Forks),
        some(file.unsigned).map(Note::InName),
        some(file.ahead).map(Note::Ahead),
        some(file.redactions).map(Note::Redactions),
        some(file.filled).map(Note::Filled),
        some(file.unknown).map(Note::Unknown),
        some(file.contents).map(Note::Contents),
        some(file.left).map(Note::LeftOut),
        some(file.spoilt.len()).map(|_| Note::SpoiltContents(spoilt(file))),
    ];
    told.into_iter().flatten()
}

/// Names bytes by the beginning of what they should hash to.
fn spoilt(file: &MergedFile) -> Vec<String> {
    file.spoilt.iter().map(|hash| hex(&hash[..8])).collect()
}

/// Remarks on a merge.
#[derive(Debug)]
pub(super) enum Note {
    /// Changes of which the time is still to come.
    Ahead(usize),
    /// The records that came and are dated in a phase which is closed.
    Closed(i64, Vec<String>),
    /// Attached files whose bytes came.
    Contents(usize),
    DryRun,
    /// The file itself stood among those that it was to merge.
    OwnLeftOut(String),
    /// What was missing here and came.
    Filled(usize),
    /// Changes of copies that were used side by side.
    Forks(usize),
    /// Changes that are missing.
    Gaps(usize),
    /// Changes in the names of writers who sign that they did not sign.
    InName(usize),
    /// Changes in the name of the file's own writer that it did not sign.
    InOwnName(usize),
    /// The file as it was is kept there.
    Kept(PathBuf),
    /// Settings that change no day of a closed phase.
    KeptBack(Vec<String>),
    /// The office that led does so no more, or none does that leads now.
    LeadsNoMore(String),
    /// Erasures that nobody carries out.
    NotErased(usize),
    /// Where no office leads, another's plan stands now: what is otherwise.
    PlanChanged(Vec<&'static Field>),
    /// Erasures of personal data.
    Redactions(usize),
    /// Changes of a newer program.
    Unknown(usize),
    /// Attached files whose bytes were left there.
    LeftOut(usize),
    /// Attached files whose bytes are not what their hash says, by its beginning.
    SpoiltContents(Vec<String>),
    /// The leading office lets nothing count that this file writes from now on.
    Revoked,
    /// Changes that nothing proves where the gate is closed, by writer.
    Unproved(Unsigned),
    /// Changes of this office, by its code, that count in no other file since the gate was closed.
    Unsigned(usize, String),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Ahead(count) => lang.pick(
                format!("{count} 处改动的时间在以后，对方的时钟可能不准"),
                format!("{} from the future: is its clock right?", plural(count, "change is", "changes are")),
            ),
            Self::OwnLeftOut(file) => lang.pick(
                format!("{file} 就是本文件，不必与自己合并，已跳过"),
                format!("{file} is this file itself and was skipped"),
            ),
            Self::Closed(phase, refs) => {
                let (count, refs) = (refs.len(), set::named(refs, lang));
                lang.pick(
                    format!("第{phase}阶段已结束，带来的 {count} 条记录日期在该阶段内：{refs}；不计入固定的数据，另列在 huiyin report phase {phase} 的“结束后的变化”中"),
                    format!("phase {phase} is closed, and {} dated in it: {refs}; its figures stay, and they are told apart in huiyin report phase {phase}", plural(count, "record that came is", "records that came are")),
                )
            }
            Self::Contents(count) => lang.pick(
                format!("收到 {count} 份附件的内容"),
                format!("the bytes of {count} attached files came with it"),
            ),
            Self::LeftOut(count) => lang.pick(
                format!("{count} 份附件的内容按 --without-attachments 没有带来，再合并一次该文件即可补齐"),
                format!("the bytes of {count} attached files were left out, as --without-attachments says; merging the file again brings them"),
            ),
            Self::SpoiltContents(hashes) => {
                let (count, named) = (hashes.len(), lang.join(hashes));
                lang.pick(
                    format!("注意：{count} 份附件的内容与摘要不符（{named}…），已损坏，没有收下；请该处室用 huiyin verify 核对后再送一次"),
                    format!("Warning: the bytes of {count} attached files are not what their hash says ({named}…) and were not taken; have that office look with huiyin verify and send the file again"),
                )
            }
            Self::Filled(count) => lang.pick(
                format!("补回 {count} 处原来缺少的内容"),
                format!("{} completed", plural(count, "change whose content was missing here was", "changes whose content was missing here were")),
            ),
            Self::Forks(count) => lang.pick(
                format!("该文件被复制后分别使用过（{count}处）"),
                format!("copies of it were used side by side ({})", plural(count, "change", "changes")),
            ),
            Self::Gaps(count) => lang.pick(
                format!("中间缺 {count} 处改动"),
                format!("{} missing from its middle", plural(count, "change is", "changes are")),
            ),
            Self::InName(count) => lang.pick(
                format!("{count} 处改动没有所署处室的签名，可能是别人冒名写的；请看 huiyin verify"),
                format!("{} no signature of the office that they name, and others may have written them; see huiyin verify", plural(count, "change bears", "changes bear")),
            ),
            Self::InOwnName(count) => lang.pick(
                format!("注意：合并来的 {count} 处改动署的是本文件的写入者，却没有它的签名，可能是别人冒名写的；不是本处室写的，请用 huiyin undo 收回这次合并，并告知送来文件的处室"),
                format!("Warning: {} no signature of it, so that somebody else may have written them; where this office did not, take this merge back with huiyin undo and tell the office that sent the file", plural(count, "change that came is in the name of this file's own writer and bears", "changes that came are in the name of this file's own writer and bear")),
            ),
            Self::NotErased(count) => lang.pick(
                format!("注意：有 {count} 项删除不归提出的处室决定，没有照办；确要删除的，请所属处室或领导小组办公室用 huiyin redact"),
                format!("Warning: {count} erasures were not for the office that stated them to decide, and nothing was erased; where it is to be, have the record's own office or the leading group's use huiyin redact"),
            ),
            Self::PlanChanged(fields) => {
                let labels = fields.iter().map(|field| field.label.get(lang).to_owned());
                let labels = lang.join(&labels.collect::<Vec<_>>());
                lang.pick(
                    format!("注意：本文件没有领导小组办公室，合并后方案的 {labels} 按先建立的文件改了；请看 huiyin plan show，不是这样的，请用 huiyin undo 收回这次合并"),
                    format!("Warning: no office leads in this file, and of the plan {labels} is now as a file has it that was begun earlier; see huiyin plan show, and where that is wrong, take this merge back with huiyin undo"),
                )
            }
            Self::Redactions(count) => lang.pick(
                format!("带来 {count} 项个人信息删除"),
                format!("{count} erasures of personal data came with it"),
            ),
            Self::Unknown(count) => lang.pick(
                format!("{count} 处改动是新版本程序的内容，已保存"),
                format!("{} kept", plural(count, "change is of a newer program and was", "changes are of a newer program and were")),
            ),
            Self::Revoked => proposals::revoked(lang),
            Self::Unproved(unsigned) => {
                let (count, told, way) = (unsigned.count(), unsigned.told(lang), unsigned.way(lang));
                lang.pick(
                    format!("注意：有 {count} 处改动没有签名，也没有认定，不计入（{told}）：{way}"),
                    format!("Warning: {} not count ({told}): {way}", plural(count, "change is neither signed nor adopted and does", "changes are neither signed nor adopted and do")),
                )
            }
            Self::Unsigned(count, code) => lang.pick(
                format!("注意：领导小组办公室今后只计已签名或已认定的改动，本处室有 {count} 处没有签名，在其他文件里不再计入；请把本文件直接交领导小组办公室合并，由它用 huiyin office adopt {code} 认定"),
                format!("Warning: the leading group's office counts only what is signed or adopted from now on, and {} in no other file; hand this file to that office itself, to be merged and adopted there with huiyin office adopt {code}", plural(count, "change of this office is not signed and counts", "changes of this office are not signed and count")),
            ),
            Self::DryRun => lang
                .pick(
                    "试运行：没有改动",
                    "Nothing was changed: this only told what would be",
                )
                .to_owned(),
            Self::KeptBack(places) => {
                let places: Vec<String> =
                    places.iter().map(|place| plan::spoken(place, lang)).collect();
                let places = lang.join(&places);
                lang.pick(
                    format!("注意：已结束的阶段保留原来的日期，合并来的设置 {places} 对它不生效；请看 huiyin phase status 1"),
                    format!("Warning: a closed phase keeps its days, which the settings {places} that came would change; see huiyin phase status 1"),
                )
            }
            Self::LeadsNoMore(called) => lang.pick(
                format!("注意：合并来的改动说{called}不再是领导小组办公室，本文件现在没有领导小组办公室，由本处室自己决定；不是这样的，请用 huiyin undo 收回这次合并，并告知送来文件的处室"),
                format!("Warning: a change that came says that {called} leads no more, and no office leads in this file now, which decides itself; where that is wrong, take this merge back with huiyin undo and tell the office that sent the file"),
            ),
            Self::Kept(kept) => {
                let name = kept.display();
                lang.pick(
                    format!("合并前的文件保存在 {name}"),
                    format!("The file as it was is kept in {name}"),
                )
            }
        }
    }
}
