//! Reasons for which another file, or a row of its log, is refused.

use super::{Said, shortened};
use crate::model::campaign::Campaign;
use crate::text::{Lang, Text, text};

/// Reasons for which another file is refused.
#[derive(Debug)]
pub(crate) enum ForeignFault {
    /// It is of another campaign: ours and its own.
    Campaign(Box<(Campaign, Campaign)>),
    /// SQLite's words for what is damaged.
    Damaged(String),
    /// A row whose id is known and whose content is not the same.
    Differs(String),
    Empty,
    /// It would take too long to read.
    Endless,
    /// Another program has it open for writing, or was killed while it had.
    InUse,
    /// It is the file that takes.
    Itself,
    /// A part of its structure is missing that is never computed.
    Lacks(String),
    Link,
    /// It has no record of the office whose it is.
    NoOffice,
    NotAFile,
    /// Of no form that huiyin writes.
    NotOurs,
    NotThere,
    /// It is the file of another office: the codes of both.
    Office {
        own: String,
        other: String,
    },
    /// One of both files is for practice: whether it is the other one.
    Practice {
        other: bool,
    },
    /// Another office leads there: ours and its own.
    Root(Box<[String; 2]>),
    /// A row of the log that is not acceptable, and its id.
    Row(RowFault, String),
    /// Something in its structure that is not ours, or is missing.
    Shape(String),
    TooLarge,
    TooLong,
    Truncated,
    /// Another program has it keep a write-ahead log, of which nobody knows whether it came along.
    WriteAhead,
}

/// Reasons for which a row of the log is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowFault {
    /// Its body is missing, and no redaction names it.
    Bare,
    Body,
    BodyHash,
    Id,
    Name,
    Over,
    Time,
}

impl ForeignFault {
    pub(super) fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Campaign(both) => {
                let (own, other) = (both.0.words(lang), both.1.words(lang));
                Said::new("other-campaign", lang.pick(
                    (format!("属于另一项活动：{other}；本文件的活动：{own}；两者不能合在一起"), "请用 --db 指明该活动自己的文件"),
                    (format!("is of another campaign, {other}; this file is of {own}, and the two are never put together"), "name that campaign's own file with --db"),
                ))
            }
            Self::Damaged(what) => {
                // What SQLite says may begin with a line of its own.
                let what = shortened(what.lines().next_back().unwrap_or_default());
                if what.is_empty() {
                    return Said::new("file-damaged", lang.pick(
                        ("文件里有读不通的内容，可能被别的软件改动过", "请让对方重新发送原件"),
                        ("the file holds what cannot be read, which another program may have altered", "ask for the original"),
                    ));
                }
                Said::new("file-damaged", lang.pick(
                    (format!("文件已损坏（{what}）"), "请让对方重新发送"),
                    (format!("the file is damaged ({what})"), "ask for it again"),
                ))
            }
            Self::Differs(id) => Said::new("change-differs", lang.pick(
                (format!("改动 {id} 与本文件已有的不一致，有人改过内容"), "请让对方重新发送原件"),
                (format!("change {id} is not the one that this file knows"), "somebody altered it, ask for the original"),
            )),
            Self::Empty => Said::new("file-empty", lang.pick(
                ("文件是空的", "请让对方重新发送"),
                ("the file is empty", "ask for it again"),
            )),
            Self::Endless => Said::new("file-endless", lang.pick(
                ("读取用时过长，内容可疑", "请让对方重新发送"),
                ("reading it takes too long, which is suspect", "ask for it again"),
            )),
            Self::InUse => Said::new("file-in-use", lang.pick(
                ("对方的程序还没有关闭（旁边有未完成的 -journal 或 -wal）", "请关闭程序后重新发送"),
                ("a program still has it open (there is a -journal or -wal beside it)", "close the program there and send the file again"),
            )),
            Self::Itself => Said::new("file-itself", lang.pick(
                ("就是本文件自己", "请给出别的处室的文件"),
                ("is this very file", "name the files of other offices"),
            )),
            Self::Link => Said::new("file-is-link", lang.pick(
                ("是链接，不是文件", "请给出文件本身"),
                ("is a link", "name the file itself"),
            )),
            Self::NoOffice => Said::new("no-office", lang.pick(
                ("没有写明是哪个处室的文件", "请该处室发来自己用的文件（由 huiyin init 建立）"),
                ("does not say which office's file it is", "ask that office for the file that it keeps, which huiyin init made"),
            )),
            Self::NotAFile => Said::new("not-a-file", lang.pick(
                ("不是普通文件", "请给出 huiyin 的文件"),
                ("is not a regular file", "name a file of huiyin"),
            )),
            Self::NotOurs => Said::new("not-a-huiyin-file", lang.pick(
                ("不是 huiyin 的文件", "请核对是否给错了文件"),
                ("is not a file of huiyin", "check that it is the right one"),
            )),
            Self::NotThere => Said::new("file-missing", lang.pick(
                ("没有这个文件", "请核对文件名和文件夹"),
                ("there is no such file", "check its name and folder"),
            )),
            Self::Office { own, other } => Said::new("other-office", lang.pick(
                (format!("是 {other} 处室的文件，本文件是 {own} 的，不能用它恢复"), "要并入请用 huiyin merge；要直接使用请用 --db 指明它"),
                (format!("is the file of office {other} and this one is {own}'s"), "take in what it holds with huiyin merge, or use it with --db"),
            )),
            Self::Practice { other: true } => Said::new("practice-file", lang.pick(
                ("是练习文件，本文件是正式文件，两者不能合在一起", "请给出对方的正式文件"),
                ("is a practice file and this one is real; the two are never put together", "ask for the real file"),
            )),
            Self::Practice { other: false } => Said::new("practice-file", lang.pick(
                ("是正式文件，本文件是练习文件，两者不能合在一起", "请用 --db 指明自己的正式文件"),
                ("is a real file and this one is for practice; the two are never put together", "name your own real file with --db"),
            )),
            Self::Root(both) => {
                let [own, other] = both.as_ref();
                Said::new("other-root", lang.pick(
                    (
                        format!("以{other}为领导小组办公室，本文件认定的是{own}，两者不能合在一起"),
                        "确认应以对方为准的，请在本文件里用 huiyin campaign trust 加上对方的文件；对方误建的，请在那里用 huiyin office lead --not",
                    ),
                    (
                        format!("has {other} lead the campaign, and this file {own}; the two are never put together"),
                        "where the other is right, use huiyin campaign trust FILE in this file; where it was made by mistake, huiyin office lead --not in that one",
                    ),
                ))
            }
            Self::Row(fault, id) => {
                let what = fault.words().get(lang);
                Said::new("change-invalid", lang.pick(
                    (format!("改动 {id} {what}"), "请让对方重新发送原件"),
                    (format!("change {id} {what}"), "ask for the original"),
                ))
            }
            Self::Lacks(part) => {
                Said::new("file-damaged", lang.pick(
                    (format!("结构里缺少“{part}”，是别的软件删去的"), "请用备份或对方的原件：huiyin restore backup.db"),
                    (format!("“{part}” is missing in it, which another program has removed"), "use a backup or the original: huiyin restore backup.db"),
                ))
            }
            Self::Shape(name) => {
                let name = shortened(name);
                Said::new("file-shape", lang.pick(
                    (format!("结构“{name}”不是 huiyin 写的"), "请让对方重新发送原件"),
                    (format!("its structure “{name}” is not as huiyin writes it"), "ask for the original"),
                ))
            }
            Self::TooLarge => Said::new("file-too-large", lang.pick(
                ("文件太大", "请核对是否给错了文件"),
                ("the file is too large", "check that it is the right one"),
            )),
            Self::TooLong => Said::new("value-too-long", lang.pick(
                ("有一项内容过长，不是 huiyin 写的", "请让对方重新发送原件"),
                ("holds a value that is longer than huiyin writes", "ask for the original"),
            )),
            Self::Truncated => Said::new("file-truncated", lang.pick(
                ("文件不完整，可能没有复制完", "请重新复制"),
                ("the file is not whole, perhaps not fully copied", "copy it again"),
            )),
            Self::WriteAhead => Said::new("file-write-ahead", lang.pick(
                ("被别的软件改成了 WAL 方式，最后的内容可能还在另一个文件里", "请对方用 huiyin 打开一次后重新发送"),
                ("was set to WAL by another program, and what was written last may be in a second file", "open it there once with huiyin and send it again"),
            )),
        }
    }
}

impl RowFault {
    /// Says what is wrong with a row of the log.
    pub(crate) const fn words(self) -> Text {
        match self {
            Self::Bare => text(
                "缺少内容，又没有删除的记录",
                "has no body, and no redaction says why",
            ),
            Self::Body => text("的内容不规范", "has a body that is not canonical"),
            Self::BodyHash => text(
                "的内容与摘要不符，被改动过",
                "has a body that does not match its hash",
            ),
            Self::Id => text("的编号与内容不符，被改动过", "does not match its id"),
            Self::Name => text("的名称不规范", "has a name that is not acceptable"),
            Self::Over => text(
                "的替换列表不规范",
                "has a list of replaced changes that is not acceptable",
            ),
            Self::Time => text(
                "的时间不在2000年到2200年之间",
                "has a time outside the years 2000 to 2200",
            ),
        }
    }
}
