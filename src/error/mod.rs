//! Everything that can be refused or go wrong, as data; worded in one place, when it is shown.

mod broken;
mod field;
mod foreign;
mod named;
mod said;
mod sheet;
mod system;

use std::fmt::Debug;
use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::model::kind::{Field, Kind};
use crate::text::{Lang, Text, is_hidden, quoted};

pub(crate) use broken::Broken;
pub(crate) use field::Fault;
pub(crate) use foreign::{ForeignFault, RowFault};
pub(crate) use named::{Named, Naming};
pub(crate) use said::Said;
pub(crate) use sheet::{FileForm, SheetFault};

pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Everything that can be refused or go wrong, as data.
#[derive(Debug)]
pub(crate) enum Error {
    /// Fault in the value of a field that names a record.
    About(Named, Box<Error>),
    /// A file is already where a new one was to be.
    AlreadyThere {
        path: PathBuf,
    },
    /// A name fits several records.
    Ambiguous {
        name: String,
        candidates: Vec<String>,
    },
    /// A value that its field does not take.
    BadValue {
        named: Named,
        value: Box<str>,
        fault: Fault,
    },
    Broken(Broken),
    /// A file in which something was altered or cannot be read.
    Damaged {
        path: PathBuf,
    },
    /// Another file that cannot be taken.
    Foreign {
        path: PathBuf,
        fault: ForeignFault,
    },
    /// A file with another name, which `SQLite`'s journal would not follow.
    HardLinked {
        path: PathBuf,
    },
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    /// `undo` of a `redact`: erased data cannot be restored.
    Irrevocable,
    /// The user left where something was asked.
    Left,
    /// No such file; `usual` where it is the one that is looked for unless another is named.
    NoFile {
        path: PathBuf,
        usual: bool,
    },
    /// The folder of the keys, without which nothing can be signed.
    NoKeys {
        folder: PathBuf,
        source: std::io::Error,
    },
    NotFound {
        what: Text,
        name: String,
        near: Option<String>,
        add: Option<String>,
    },
    /// A file of a newer program's log format.
    Newer {
        path: PathBuf,
    },
    /// Not a file of ours.
    NotOurs {
        path: PathBuf,
    },
    /// A change of which the disk reported an error, and that could not be looked up.
    PerhapsSaved {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// Refusal of one command alone.
    Refusal(Box<dyn Refusal>),
    /// A change that is saved although the disk reported an error after it.
    SavedAllTheSame {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// Fields that a new record leaves out.
    Required {
        kind: &'static Kind,
        fields: Vec<&'static Field>,
        /// What such a record may have, these and what goes with them: a field, and a value where that
        /// depends on others.
        examples: Vec<(&'static Field, Option<String>)>,
    },
    /// A sheet that cannot be read.
    Sheet {
        path: PathBuf,
        fault: SheetFault,
    },
    Sqlite {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// A file of ours that a newer program uses, and this one only reads.
    UsedByNewer {
        path: PathBuf,
    },
}

/// Refusal of one command, as data: each module words its own.
pub(crate) trait Refusal: Debug {
    /// Says what is refused: the one place where it is worded.
    fn said(&self, lang: Lang) -> Said;
}

impl<R: Refusal + 'static> From<R> for Error {
    fn from(refusal: R) -> Self {
        Self::Refusal(Box::new(refusal))
    }
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
    /// Returns the error itself, without what it is about.
    pub(crate) fn innermost(&self) -> &Self {
        match self {
            Self::About(_, error) => error.innermost(),
            error => error,
        }
    }

    /// Names the field or the argument that it is about.
    /// A fault of the disk is about none.
    pub(crate) fn about(self, named: impl Into<Named>) -> Self {
        match self {
            Self::Ambiguous { .. } | Self::NotFound { .. } | Self::Refusal(_) => {
                Self::About(named.into(), Box::new(self))
            }
            other => other,
        }
    }

    /// Leaves out how to add what is not found, where it is only looked for.
    pub(crate) fn of_search(self) -> Self {
        match self {
            Self::About(named, error) => Self::About(named, Box::new(error.of_search())),
            Self::NotFound {
                what, name, near, ..
            } => Self::NotFound {
                what,
                name,
                near,
                add: None,
            },
            other => other,
        }
    }

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

    /// Says what was refused, as one who types the command line reads it.
    pub(crate) fn message(&self, lang: Lang) -> String {
        self.said(lang, Naming::Flags).sentence(lang)
    }

    /// Says to one reader what was refused, with the value, and what to do.
    pub(crate) fn said(&self, lang: Lang, naming: Naming) -> Said {
        match self {
            Self::About(named, error) => error.said(lang, naming).of(named.clone()),
            Self::AlreadyThere { path } => Said::new("file-exists", lang.pick(
                (format!("{} 已经存在，没有改动它", path.display()), "请换一个名称"),
                (format!("{} is already there and was left alone", path.display()), "choose another name"),
            )).with(path.display().to_string()),
            Self::Ambiguous { name, candidates } => Said::new("ambiguous", lang.pick(
                (format!("“{name}”对应多条记录：{}", lang.join(candidates)), "请改用编号"),
                (format!("“{name}” fits several records: {}", lang.join(candidates)), "use one of the refs"),
            )).with(name),
            Self::BadValue { named, value, fault } => {
                let name = named.briefly(lang, naming);
                let space = if name.is_empty() { "" } else { " " };
                let shown = shortened(value);
                let beginning = lang.pick(format!("{name}{space}“{shown}”："), format!("{name}{space}“{shown}” "));
                let said = fault.said(lang).after(&beginning).with(&**value);
                said.of(named.clone())
            }
            Self::Broken(broken) => broken.said(lang, naming),
            Self::Refusal(refusal) => refusal.said(lang),
            Self::Damaged { path } => Said::new("file-damaged", lang.pick(
                (format!("{} 有损坏，没有采用", path.display()), "请用 huiyin verify 查看损坏之处，保留原件，改用另一份备份"),
                (format!("{} is damaged and was not used", path.display()), "see where with huiyin verify, keep it as it is, and use another backup"),
            )).with(path.display().to_string()),
            Self::Foreign { path, fault } => {
                let file = path.display();
                let said = fault.said(lang).with(file.to_string());
                said.after(&lang.pick(format!("{file}："), format!("{file}: ")))
            }
            Self::HardLinked { path } => Said::new("file-hard-linked", lang.pick(
                (format!("{} 还有别的文件名（硬链接），这样不安全", path.display()), "请复制成单独的文件再用"),
                (format!("{} has a second name (a hard link), which is not safe", path.display()), "copy it to a file of its own"),
            )).with(path.display().to_string()),
            Self::Io { path, source } => {
                let (code, words) = system::file_words(source, lang);
                let file = path.display();
                let hint = match code {
                    "file-missing" => lang.pick("请核对文件名和所在文件夹", "check its name and its folder"),
                    "file-in-use" => lang.pick("没有写入；请关闭后再试，或换一个文件名", "nothing was written; close it and try again, or give another name"),
                    "file-name" => lang.pick("请换一个文件名", "give another name"),
                    "path-too-long" => lang.pick("请换一个浅一些的文件夹或短一些的名字", "use a folder nearer to the drive, or a shorter name"),
                    "no-disk" | "network-gone" => lang.pick("请接好后再试，或换一个文件夹", "connect it and try again, or use another folder"),
                    _ => lang.pick("请检查路径、权限和磁盘空间", "check the path, its permissions and the disk"),
                };
                Said::new(code, lang.pick(
                    (format!("{file}：{words}"), hint),
                    (format!("{file}: {words}"), hint),
                )).with(file.to_string())
            }
            Self::Irrevocable => Said::new("irrevocable", lang.pick(
                ("这项操作删除了个人信息，删除的内容不能恢复，所以不能撤销", "如需内容请重新填写"),
                ("that operation erased personal data, which nothing brings back, so that it cannot be undone", "enter it anew if it is needed"),
            )),
            Self::Left => Said::new("cancelled", lang.pick("已放弃，没有写入任何内容", "Cancelled; nothing was written")),
            Self::NoFile { path, usual } => {
                let file = path.display().to_string();
                let db = if *usual { String::new() } else { format!(" --db {}", quoted(&file)) };
                Said::new("no-file", lang.pick(
                    (format!("没有文件 {file}"), format!("新建请用 huiyin init --office LY --name 利用处{db}，已有的请用 --db 指明")),
                    (format!("there is no file {file}"), format!("make one with huiyin init --office LY --name Access{db}, or name yours with --db")),
                )).with(file)
            }
            Self::NoKeys { folder, source } => {
                let (_, words) = system::file_words(source, lang);
                let folder = folder.display();
                Said::new("no-keys", lang.pick(
                    (format!("存放签名密钥的文件夹 {folder} 不能用（{words}），没有写入"), "请把环境变量 HUIYIN_KEYS 设为本人可写的文件夹"),
                    (format!("the folder of the signing keys, {folder}, cannot be used ({words}), and nothing was written"), "set HUIYIN_KEYS to a folder that you may write"),
                )).with(folder.to_string())
            }
            Self::NotFound { what, name, near, add } => {
                let (shown, what) = (shortened(name), what.get(lang));
                let hint = match (near, add) {
                    (Some(near), _) => lang.pick(format!("是不是“{near}”？"), format!("did you mean “{near}”?")),
                    (None, Some(add)) => lang.pick(format!("可先登记：{add}"), format!("add it first: {add}")),
                    (None, None) => lang.pick("请核对写法；已有的用 list 查看", "check how it is written; list shows what there is").to_owned(),
                };
                let roster = if add.is_some() { "名册里" } else { "" };
                let what = lang.pick(format!("{roster}没有{what}“{shown}”"), format!("there is no {what} “{shown}”"));
                Said::new("not-found", (what, hint)).with(name)
            }
            Self::Newer { path } => Said::new("file-newer", lang.pick(
                (format!("{} 由更新版本的程序写成", path.display()), "请先升级 huiyin"),
                (format!("{} was written by a newer program", path.display()), "upgrade huiyin first"),
            )).with(path.display().to_string()),
            Self::UsedByNewer { path } => Said::new("used-by-newer", lang.pick(
                (format!("{} 已由新版程序使用，本程序只能查看", path.display()), "没有写入；请用新版 huiyin 登记"),
                (format!("a newer program uses {}, which this one can only read", path.display()), "nothing was written; use the newer huiyin"),
            )).with(path.display().to_string()),
            Self::NotOurs { path } => Said::new("not-a-huiyin-file", lang.pick(
                (format!("{} 不是 huiyin 的文件", path.display()), "请用 --db 指明正确的文件"),
                (format!("{} is not a file of huiyin", path.display()), "name the right one with --db"),
            )).with(path.display().to_string()),
            Self::PerhapsSaved { path, source } => Said::new("perhaps-saved", lang.pick(
                (format!("{} 写入时磁盘出错（{}），不能确定是否已保存", path.display(), system::sqlite_number(source)), "请检查磁盘，用 huiyin history 核对后再重试"),
                (format!("the disk failed while {} was written ({}), and it may or may not be saved", path.display(), system::sqlite_number(source)), "check the disk, then huiyin history before you repeat it"),
            )).with(path.display().to_string()),
            Self::SavedAllTheSame { path, source } => Said::new("saved-with-error", lang.pick(
                (format!("已保存，但磁盘随后报告出错（{}）", system::sqlite_number(source)), format!("不要重复登记，请检查磁盘并用 huiyin backup 备份 {}", path.display())),
                (format!("it is saved, but the disk reported an error after it ({})", system::sqlite_number(source)), format!("do not repeat it, check the disk, and keep a copy of {} with huiyin backup", path.display())),
            )).with(path.display().to_string()),
            Self::Required {
                kind,
                fields,
                examples,
            } => {
                let example = naming.example(examples, lang);
                let (kind, names) = (kind.name.get(lang), naming.all(fields, lang));
                let message = lang.pick(
                    format!("登记{kind}还缺 {names}"),
                    format!("missing required {names}, of this {kind}"),
                );
                let hint = example.map(|example| lang.pick(
                    format!("例如 {example}"),
                    format!("for example {example}"),
                ));
                Said::usage("fields-missing", (message, hint)).of_all(fields)
            }
            Self::Sheet { path, fault } => {
                let file = path.display();
                let said = fault.said(lang).with(file.to_string());
                said.after(&lang.pick(format!("{file}："), format!("{file} ")))
            }
            Self::Sqlite { path, source } => {
                system::sqlite_said(path, source, lang).with(path.display().to_string())
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
    if character == '\n' || is_hidden(character) {
        character.escape_default().collect()
    } else {
        vec![character]
    }
}
