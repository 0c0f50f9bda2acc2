//! Everything that can be refused or go wrong, as data; worded in one place, when it is shown.

mod field;
mod foreign;
mod sheet;
mod system;

use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::text::{Lang, Text};

pub(crate) use field::Fault;
pub(crate) use foreign::{ForeignFault, RowFault};
pub(crate) use sheet::SheetFault;

pub(crate) type Result<T> = std::result::Result<T, Error>;

/// What was refused, or went wrong.
#[derive(Debug)]
pub(crate) enum Error {
    /// A file is already where a new one was to be.
    AlreadyThere { path: PathBuf },
    /// A name fits several records.
    Ambiguous {
        name: String,
        candidates: Vec<String>,
    },
    /// A value that its field does not take; `flag` is without dashes, and in capitals where it is
    /// the name of an argument that has no flag.
    BadValue {
        flag: String,
        value: String,
        fault: Fault,
    },
    /// The command line is wrong: a sentence in the language of the command.
    CommandLine { sentence: String },
    /// A file in which something was altered or cannot be read.
    Damaged { path: PathBuf },
    /// Another file that cannot be taken.
    Foreign { path: PathBuf, fault: ForeignFault },
    /// A file with another name, which `SQLite`'s journal would not follow.
    HardLinked { path: PathBuf },
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    /// Taking back what erased.
    Irrevocable,
    /// The user left where something was asked.
    Left,
    /// Fields that must be filled in first.
    Missing { what: String, flags: Vec<String> },
    /// No such file.
    NoFile { path: PathBuf },
    NotFound {
        what: Text,
        name: String,
        near: Option<String>,
        add: Option<String>,
    },
    /// A file of a newer program's log format.
    Newer { path: PathBuf },
    /// Not a file of ours.
    NotOurs { path: PathBuf },
    /// A change of which the disk reported an error, and that could not be looked up.
    PerhapsSaved {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// A rule that no single value breaks.
    Refused { sentence: String },
    /// A change that is saved although the disk reported an error after it.
    SavedAllTheSame {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// A sheet that cannot be read.
    Sheet { path: PathBuf, fault: SheetFault },
    Sqlite {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// A step that is impossible now, with those that are possible.
    Step {
        reference: String,
        step: String,
        state: String,
        possible: Vec<String>,
    },
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        Self::Sqlite {
            path: PathBuf::new(),
            source,
        }
    }
}

impl Error {
    /// Names the file where `SQLite`'s error does not.
    pub(crate) fn at(self, file: &std::path::Path) -> Self {
        match self {
            Self::Sqlite { path, source } if path.as_os_str().is_empty() => Self::Sqlite {
                path: file.to_owned(),
                source,
            },
            other => other,
        }
    }

    /// Says of a file that can no longer be read that what was done before is saved in it.
    pub(crate) fn after_saving(self) -> Self {
        match self {
            Self::Sqlite { path, source } => Self::SavedAllTheSame { path, source },
            other => other,
        }
    }

    /// Returns SQLite's own word for what failed, where it is SQLite that did.
    pub(crate) fn sqlite_code(&self) -> Option<ErrorCode> {
        match self {
            Self::Sqlite { source, .. } => source.sqlite_error_code(),
            _ => None,
        }
    }

    /// Tells whether SQLite failed on this file.
    pub(crate) fn is_of(&self, file: &std::path::Path) -> bool {
        matches!(self, Self::Sqlite { path, .. } if path == file)
    }

    /// Returns the exit code: 2 for wrong usage, 1 for everything else.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::CommandLine { .. } => 2,
            _ => 1,
        }
    }

    /// Says in one sentence what was refused, names the value, and ends with what to do.
    pub(crate) fn message(&self, lang: Lang) -> String {
        match self {
            Self::AlreadyThere { path } => lang.pick(
                format!("{} 已经存在，没有改动它；请换一个名称", path.display()),
                format!("{} is already there and was left alone; choose another name", path.display()),
            ),
            Self::Ambiguous { name, candidates } => lang.pick(
                format!("“{name}”对应多条记录：{}；请改用编号", lang.join(candidates)),
                format!("“{name}” fits several records: {}; use one of the refs", lang.join(candidates)),
            ),
            Self::BadValue { flag, value, fault } => {
                let value = shortened(value);
                let why = fault.words(lang);
                // The name of an argument that has no flag is nothing that anybody types.
                let is_flag = !flag.starts_with(|first: char| first.is_ascii_uppercase());
                let flag = if is_flag { format!("--{flag} ") } else { String::new() };
                lang.pick(format!("{flag}“{value}”：{why}"), format!("{flag}“{value}” {why}"))
            }
            Self::CommandLine { sentence } | Self::Refused { sentence } => sentence.clone(),
            Self::Damaged { path } => lang.pick(
                format!("{} 有损坏，没有采用；请用 huiyin verify 查看损坏之处，保留原件，改用另一份备份", path.display()),
                format!("{} is damaged and was not used; see where with huiyin verify, keep it as it is, and use another backup", path.display()),
            ),
            Self::Foreign { path, fault } => {
                let why = fault.words(lang);
                lang.pick(format!("{}：{why}", path.display()), format!("{}: {why}", path.display()))
            }
            Self::HardLinked { path } => lang.pick(
                format!("{} 还有别的文件名(硬链接)，这样不安全；请复制成单独的文件再用", path.display()),
                format!("{} has a second name (a hard link), which is not safe; copy it to a file of its own", path.display()),
            ),
            Self::Io { path, source } => lang.pick(
                format!("{}：{}；请检查路径、权限和磁盘空间", path.display(), system::file_words(source, lang)),
                format!("{}: {}; check the path, its permissions and the disk", path.display(), system::file_words(source, lang)),
            ),
            Self::Irrevocable => lang.pick(
                "上一步是删除个人信息(redact)，不能撤销；如需内容请重新填写",
                "the last command erased personal data (redact), which cannot be taken back; enter it anew if it is needed",
            ).to_owned(),
            Self::Left => lang.pick("已放弃，没有写入任何内容", "Left; nothing was written").to_owned(),
            Self::Missing { what, flags } => lang.pick(
                format!("{what}，还缺 {}；请先用 edit 补齐", lang.join(flags)),
                format!("{what}: still missing {}; fill in with edit first", lang.join(flags)),
            ),
            Self::NoFile { path } => lang.pick(
                format!("没有文件 {}；新建请用 huiyin init，已有的请用 --db 指明", path.display()),
                format!("there is no file {}; make one with huiyin init, or name yours with --db", path.display()),
            ),
            Self::NotFound { what, name, near, add } => {
                let name = shortened(name);
                let what = what.get(lang);
                let hint = match (near, add) {
                    (Some(near), _) => lang.pick(format!("；是不是“{near}”？"), format!("; did you mean “{near}”?")),
                    (None, Some(add)) => lang.pick(format!("；可先登记：{add}"), format!("; add it first: {add}")),
                    (None, None) => lang.pick("；请用 list 查看已有的".to_owned(), "; see what there is with list".to_owned()),
                };
                lang.pick(format!("没有{what}“{name}”{hint}"), format!("there is no {what} “{name}”{hint}"))
            }
            Self::Newer { path } => lang.pick(
                format!("{} 由更新版本的程序写成；请先升级 huiyin", path.display()),
                format!("{} was written by a newer program; upgrade huiyin first", path.display()),
            ),
            Self::NotOurs { path } => lang.pick(
                format!("{} 不是 huiyin 的文件；请用 --db 指明正确的文件", path.display()),
                format!("{} is not a file of huiyin; name the right one with --db", path.display()),
            ),
            Self::PerhapsSaved { path, source } => lang.pick(
                format!("{} 写入时磁盘出错({source})，不能确定是否已保存；请检查磁盘，用 huiyin history 核对后再重试", path.display()),
                format!("the disk failed while {} was written ({source}), and it may or may not be saved; check the disk, then huiyin history before you repeat it", path.display()),
            ),
            Self::SavedAllTheSame { path, source } => lang.pick(
                format!("已保存，但磁盘随后报告出错({source})；不要重复登记，请检查磁盘并用 huiyin backup 备份 {}", path.display()),
                format!("it is saved, but the disk reported an error after it ({source}); do not repeat it, check the disk, and keep a copy of {} with huiyin backup", path.display()),
            ),
            Self::Sheet { path, fault } => {
                let why = fault.words(lang);
                lang.pick(format!("{}：{why}", path.display()), format!("{} {why}", path.display()))
            }
            Self::Sqlite { path, source } => system::sqlite_words(path, source, lang),
            Self::Step { reference, step, state, possible } => {
                let possible = if possible.is_empty() {
                    lang.pick("没有后续步骤".to_owned(), "no step is possible any more".to_owned())
                } else {
                    lang.pick(
                        format!("现在可以：{}", lang.join(possible)),
                        format!("possible now: {}", lang.join(possible)),
                    )
                };
                let space = if reference.is_ascii() { " " } else { "" };
                lang.pick(
                    format!("{reference}{space}现在不能 {step}，{state}；{possible}"),
                    format!("{reference} cannot {step} now ({state}); {possible}"),
                )
            }
        }
    }
}

/// Shows a long value by its beginning, and control characters as escapes.
pub(crate) fn shortened(value: &str) -> String {
    const MOST: usize = 60;
    let mut shown: String = value.chars().take(MOST).flat_map(visible).collect();
    if value.chars().count() > MOST {
        shown.push('…');
    }
    shown
}

fn visible(character: char) -> Vec<char> {
    if character.is_control() {
        character.escape_default().collect()
    } else {
        vec![character]
    }
}
