//! `add`, `list`, `show`, `edit`, `void` and `reopen`, for every kind alike.

mod add;
mod args;
mod condition;
pub(super) mod contents;
pub(super) mod edit;
pub(super) mod handed;
mod list;
mod moving;
mod order;
mod place;
mod placed;
mod reopen;
mod rota;
mod same;
pub(super) mod saved;
mod select;
mod show;
mod trail;

use super::set;
use crate::desk::bearing::bearing;
use crate::desk::correction::{Changed, told};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::model::kind::{Kind, NOTE};
use crate::options::{EDITOR, Given, LIKE, Opt, Takes, of_field, quick};
use crate::text::{Lang, Text, Words, plural, quoted, text};
use moving::{LEAVE, MOVE};
use placed::{EDIT_PLACED, LIST_PLACED, SHOW_PLACED};
use reopen::REOPEN;
use rota::{PROPOSE, SWAP};
use same::SAME;

pub(crate) use args::{OR, WHERE, entry_options};
pub(crate) use condition::begun;
pub(crate) use edit::{has_flag, worked_out};
pub(crate) use handed::before as handed_in;
pub(super) use list::myself;
pub(crate) use order::sort_by_name;
pub(crate) use placed::{begun as begun_text, text_option};
pub(crate) use saved::{names as saved_names, own as saved_lists};
pub(crate) use select::{numbered, selected, set_options, several, those_of};
pub(crate) use show::shown;

/// Names the record that a verb is about.
pub(crate) const REF: Opt =
    Opt::place("REF", Takes::Flag, text("编号或名称", "Ref or name")).required();
const REASON: Opt = Opt::flag(
    "reason",
    Takes::Text,
    text("作废原因", "Reason for voiding"),
)
.required();
const TO: Opt = Opt::flag(
    "to",
    Takes::Flag,
    text(
        "以它为依据的记录移到哪一条",
        "Move what refers to it to this one",
    ),
);
const FORCE: Opt = Opt::flag(
    "force",
    Takes::Flag,
    text(
        "还有记录以它为依据，也作废",
        "Void it even if others refer to it",
    ),
)
.excludes(&[TO.id]);
/// Reason of a correction.
pub(crate) const BECAUSE: Opt = Opt::flag(
    "reason",
    Takes::Text,
    text(
        "更正原因；更正已登记的步骤时必填",
        "Reason for the correction; required for what a step has set",
    ),
);
const SET: Opt = Opt::flag(
    "set",
    Takes::Flag,
    text(
        "按字段名填写，例如 --set note=备注",
        "Set a field by its name, such as --set note=text",
    ),
)
.many();
pub(crate) const CLEAR: Opt =
    Opt::flag("clear", Takes::Flag, text("清空一个字段", "Clear a field")).many();

/// The verb that changes what a record says.
pub(crate) const EDIT: &str = "edit";
const LIST: &str = "list";
const SHOW: &str = "show";

/// A verb that every kind has, or some have alike.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) id: &'static str,
    /// What it is also called on a Chinese command line.
    pub(crate) called: &'static str,
    /// Another name for it.
    pub(crate) alias: Option<&'static str>,
    /// Help; `{kind}` stands for the kind.
    pub(crate) about: Text,
    pub(crate) options: fn(&'static Kind) -> Vec<Opt>,
    pub(crate) run: fn(&Desk, &'static Kind, Given) -> Result<Answer>,
    /// Returns what it would be refused without, though the parser does not ask for it.
    pub(crate) expects: fn(&'static Kind) -> Option<Opt>,
    /// Tells whether a kind has it.
    pub(crate) is_of: fn(&Kind) -> bool,
    /// True if it makes a file, of which the format is its own.
    pub(crate) makes_file: bool,
    /// False if what it does is done for good.
    pub(crate) is_undoable: bool,
}

impl Common {
    /// Tells whether it makes a record of this kind from what is entered.
    pub(crate) fn makes(&self, kind: &Kind) -> bool {
        self.id == ADD.id && (ADD.is_of)(kind)
    }

    /// One that every kind has; what it is called and does must be given.
    pub(crate) const PLAIN: Self = Self {
        id: "",
        called: "",
        alias: None,
        about: text("", ""),
        options: |_| Vec::new(),
        run: |_, _, _| Ok(Answer::default()),
        expects: |_| None,
        is_of: |_| true,
        makes_file: false,
        is_undoable: true,
    };
}

/// The verbs that kinds have alike, in the order of help.
pub(crate) static VERBS: &[Common] = &[
    ADD,
    contents::ADD,
    Common {
        id: LIST,
        called: "列出",
        about: text("列出{kind}", "List every {kind}"),
        options: args::list_options,
        run: list::list,
        is_of: |kind| !kind.placed,
        ..Common::PLAIN
    },
    Common {
        id: SHOW,
        called: "查看",
        about: text("查看一条{kind}的全部情况", "Show all about one {kind}"),
        options: |kind| vec![REF.of_kind(kind)],
        run: show::show,
        is_of: |kind| !kind.placed,
        ..Common::PLAIN
    },
    Common {
        id: EDIT,
        called: "修改",
        about: text("修改{kind}", "Edit one {kind} or several"),
        options: |kind| {
            let mut options = set_options(kind, REF.of_kind(kind));
            options.extend(args::edit_options(kind));
            options.push(Opt {
                takes: Takes::Condition(kind),
                ..SET
            });
            options.push(Opt {
                takes: Takes::Field(kind),
                ..CLEAR
            });
            options.extend([BECAUSE, EDITOR]);
            options
        },
        expects: |kind| Some(of_field(kind, &NOTE)),
        is_of: |kind| !kind.placed,
        run: edit::edit,
        ..Common::PLAIN
    },
    Common {
        id: "void",
        called: "作废",
        about: text(
            "作废{kind}（编号保留）",
            "Void one {kind} or several; the numbers stay",
        ),
        options: |kind| {
            let mut options = set_options(kind, REF.of_kind(kind));
            options.extend([REASON, TO.of_kind(kind), FORCE]);
            options
        },
        run: edit::void,
        ..Common::PLAIN
    },
    LIST_PLACED,
    SHOW_PLACED,
    EDIT_PLACED,
    contents::SAVE,
    contents::REDACT,
    REOPEN,
    SAME,
    PROPOSE,
    SWAP,
    MOVE,
    LEAVE,
];

/// Makes a new record.
pub(crate) const ADD: Common = Common {
    id: "add",
    called: "登记",
    alias: Some("log"),
    about: text("登记{kind}", "Add one {kind}"),
    options: |kind| {
        let mut options = entry_options(kind);
        options.extend([LIKE.of_kind(kind), EDITOR, quick(kind)]);
        options.extend(kind.deposit.as_ref().map(|_| handed::FILE));
        options.extend(bearing(kind).map(|one| of_field(one.post, one.term.lists)));
        options
    },
    run: add::add,
    // What has a file is made of one, by `attach`.
    is_of: |kind| kind.content.is_none(),
    ..Common::PLAIN
};

/// Outcomes of a verb on a record.
#[derive(Debug)]
enum Note {
    Added(Vec<String>),
    Changed {
        reference: String,
        changes: Vec<Changed>,
    },
    /// Of all these records so many are listed.
    Cut {
        count: usize,
        all: usize,
    },
    /// No record of a kind is as was asked for.
    NoneFits(&'static Kind),
    /// The posts in force were corrected as to who has it in charge.
    Charged(Vec<String>),
    /// Posts of persons were corrected, and not changed from a day on.
    Corrected {
        refs: Vec<String>,
        posts: Vec<String>,
    },
    /// A list that was kept under a name.
    Kept {
        noun: &'static str,
        name: String,
    },
    /// What rested on a record that is void rests on another.
    Moved {
        refs: Vec<String>,
        to: String,
    },
    Reopened {
        reference: String,
        changes: Vec<Changed>,
        voided: Vec<String>,
    },
    /// Several were edited.
    ChangedAll(Vec<String>),
    /// An edit that leaves everything as it is.
    Unchanged(Vec<String>),
    Voided(Vec<String>),
    /// So many records of a kind wait as a whole.
    Waits(&'static Kind, i64),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Added(refs) => {
                let refs = set::named(refs, lang);
                lang.pick(format!("已登记 {refs}"), format!("Added {refs}"))
            }
            Self::Changed { reference, changes } => {
                let changes = told(changes, lang);
                lang.pick(
                    format!("已修改 {reference}：{changes}"),
                    format!("Changed {reference}: {changes}"),
                )
            }
            Self::Charged(refs) => {
                let refs = set::named(refs, lang);
                lang.pick(
                    format!("{refs} 的分管已写入现任职；从某日起的变动请用 huiyin person move 人员 --in-charge 单位 --since 日期"),
                    format!("The posts in force say who has {refs} in charge; for a change from a day on use huiyin person move PERSON --in-charge UNIT --since DATE"),
                )
            }
            Self::Corrected { refs, posts } => {
                let (one, refs) = (&refs[0], set::named(refs, lang));
                let posts = set::named(posts, lang);
                lang.pick(
                    format!("已更正 {refs} 的任职 {posts}；从某日起的变动请用 huiyin person move {one} --since 日期"),
                    format!("Corrected {posts}, held by {refs}; for a change from a day on use huiyin person move {one} --since DATE"),
                )
            }
            Self::Cut { count, all } => {
                let more = all - count;
                lang.pick(
                    format!("另有 {more} 条没有列出：--limit {all}"),
                    format!("{more} more are not listed: --limit {all}"),
                )
            }
            Self::NoneFits(kind) => {
                let name = kind.name.get(lang);
                lang.pick(
                    format!("没有符合条件的{name}"),
                    format!("There is no such {name}"),
                )
            }
            Self::Kept { noun, name } => {
                let way = format!("huiyin {noun} list @{}", quoted(name));
                lang.pick(
                    format!("已存为清单，以后用 {way}"),
                    format!("Saved as @{name}; show it with {way}"),
                )
            }
            Self::Moved { refs, to } => {
                let (count, refs) = (refs.len(), lang.join(refs));
                lang.pick(
                    format!("以它为依据的 {count} 条记录已移到 {to}：{refs}"),
                    format!(
                        "{} that rested on it moved to {to}: {refs}",
                        plural(count, "record", "records")
                    ),
                )
            }
            Self::Reopened {
                reference,
                changes,
                voided,
            } => {
                let (changes, refs) = (told(changes, lang), lang.join(voided));
                let also = match (voided.is_empty(), lang) {
                    (true, _) => String::new(),
                    (false, Lang::Zh) => format!("；{refs} 已作废"),
                    (false, Lang::En) => format!("; {refs} is void"),
                };
                lang.pick(
                    format!("已退回 {reference}：{changes}{also}"),
                    format!("Reopened {reference}: {changes}{also}"),
                )
            }
            Self::ChangedAll(refs) => {
                let refs = set::named(refs, lang);
                lang.pick(format!("已修改 {refs}"), format!("Changed {refs}"))
            }
            Self::Unchanged(refs) => {
                let (many, refs) = (refs.len() > 1, set::named(refs, lang));
                lang.pick(
                    format!("{refs} 内容没有变化，没有写入"),
                    if many {
                        format!("{refs} are as they were; nothing of them was written")
                    } else {
                        format!("{refs} is as it was; nothing was written")
                    },
                )
            }
            Self::Waits(kind, count) => {
                let name = kind.name.get(lang);
                lang.pick(
                    format!("另有 {count} 条{name}还只是建议，采纳后才列出；请看 huiyin proposal list"),
                    format!("{count} more ({name}) are only proposed and not listed until they are accepted; see huiyin proposal list"),
                )
            }
            Self::Voided(refs) => {
                let (many, refs) = (refs.len() > 1, set::named(refs, lang));
                lang.pick(
                    format!("已作废 {refs}，编号不再使用"),
                    if many {
                        format!("{refs} are void; their numbers are not given out again")
                    } else {
                        format!("{refs} is void; its number is not given out again")
                    },
                )
            }
        }
    }
}
