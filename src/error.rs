//! Everything that can be refused or go wrong, as data; worded in one place, when it is shown.

use std::path::PathBuf;

use chrono::NaiveDate;
use rusqlite::ErrorCode;

use crate::model::date::DateFault;
use crate::sheets::SheetFault;
use crate::store::RowFault;
use crate::text::{Lang, Text, text};

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

/// Why another file cannot be taken.
#[derive(Debug)]
pub(crate) enum ForeignFault {
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
    Link,
    NotAFile,
    /// A row of the log that is not acceptable, and its id.
    Row(RowFault, String),
    /// Something in its structure that is not ours, or is missing.
    Shape(String),
    TooLarge,
    TooLong,
    Truncated,
}

/// Why a field does not take a value.
#[derive(Debug)]
pub(crate) enum Fault {
    Closed {
        phase: i64,
    },
    Control,
    Date(DateFault),
    Empty,
    /// Nothing was typed for a field of a record that is being edited.
    EmptyEdit,
    Future {
        today: NaiveDate,
    },
    NotACode,
    NotAMonth,
    NotAStretch,
    NotChoice {
        choices: Vec<String>,
        near: Option<String>,
    },
    NotCount,
    NotFlag,
    NotMoney,
    NotPercent,
    /// A later day than today, which nothing excuses.
    NotYet {
        today: NaiveDate,
    },
    Outside {
        opens: NaiveDate,
        closes: NaiveDate,
    },
    TooLong {
        characters: usize,
        most: usize,
    },
    /// A second value for a field that holds one.
    Twice {
        first: String,
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
                format!("{} 已经存在，没有改动它；请换一个文件名(--db)", path.display()),
                format!("{} is already there and was left alone; choose another file with --db", path.display()),
            ),
            Self::Ambiguous { name, candidates } => lang.pick(
                format!("“{name}”对应多条记录：{}；请改用编号", lang.join(candidates)),
                format!("“{name}” fits several records: {}; use one of the refs", lang.join(candidates)),
            ),
            Self::BadValue { flag, value, fault } => {
                let value = shortened(value);
                let why = fault.words(lang);
                let dashes = if flag.starts_with(|first: char| first.is_ascii_uppercase()) { "" } else { "--" };
                lang.pick(format!("{dashes}{flag} “{value}”：{why}"), format!("{dashes}{flag} “{value}” {why}"))
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
                format!("{}：{}；请检查路径、权限和磁盘空间", path.display(), io_words(source, lang)),
                format!("{}: {}; check the path, its permissions and the disk", path.display(), io_words(source, lang)),
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
            Self::Sqlite { path, source } => sqlite_words(path, source, lang),
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

impl ForeignFault {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Damaged(what) => {
                // What SQLite says may begin with a line of its own.
                let what = shortened(what.lines().next_back().unwrap_or_default());
                lang.pick(
                    format!("文件已损坏({what})；请让对方重新发送"),
                    format!("the file is damaged ({what}); ask for it again"),
                )
            }
            Self::Differs(id) => lang.pick(
                format!("改动 {id} 与本文件已有的不一致，有人改过内容；请让对方重新发送原件"),
                format!("change {id} is not the one that this file knows; somebody altered it, ask for the original"),
            ),
            Self::Empty => lang.pick("文件是空的；请让对方重新发送", "the file is empty; ask for it again").to_owned(),
            Self::Endless => lang.pick("读取用时过长，内容可疑；请让对方重新发送", "reading it takes too long, which is suspect; ask for it again").to_owned(),
            Self::InUse => lang.pick(
                "对方的程序还没有关闭(旁边有未完成的 -journal 或 -wal)；请关闭程序后重新发送",
                "a program still has it open (there is a -journal or -wal beside it); close the program there and send the file again",
            ).to_owned(),
            Self::Itself => lang.pick("就是本文件自己；请给出别的处室的文件", "is this very file; name the files of other offices").to_owned(),
            Self::Link => lang.pick("是链接，不是文件；请给出文件本身", "is a link; name the file itself").to_owned(),
            Self::NotAFile => lang.pick("不是普通文件；请给出 huiyin 的文件", "is not a regular file; name a file of huiyin").to_owned(),
            Self::Row(fault, id) => {
                let what = fault.words().get(lang);
                lang.pick(
                    format!("改动 {id} {what}；请让对方重新发送原件"),
                    format!("change {id} {what}; ask for the original"),
                )
            }
            Self::Shape(name) => {
                let name = shortened(name);
                lang.pick(
                    format!("结构“{name}”不是 huiyin 写的；请让对方重新发送原件"),
                    format!("its structure “{name}” is not as huiyin writes it; ask for the original"),
                )
            }
            Self::TooLarge => lang.pick("文件太大；请核对是否给错了文件", "the file is too large; check that it is the right one").to_owned(),
            Self::TooLong => lang.pick("有一项内容过长，不是 huiyin 写的；请让对方重新发送原件", "holds a value that is longer than huiyin writes; ask for the original").to_owned(),
            Self::Truncated => lang.pick("文件不完整，可能没有复制完；请重新复制", "the file is not whole, perhaps not fully copied; copy it again").to_owned(),
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

impl Fault {
    pub(crate) fn words(&self, lang: Lang) -> String {
        match self {
            Self::Closed { phase } => lang.pick(
                format!("属于第{phase}阶段，该阶段已结束；确需补报请加 --late 原因"),
                format!("lies in phase {phase}, which is closed; to log it all the same add --late REASON"),
            ),
            Self::Control => lang.pick("含有控制字符；请删去后重试", "contains control characters; remove them").to_owned(),
            Self::Date(DateFault::Ambiguous { choices: [first, second] }) => lang.pick(
                format!("有两种理解；请写明“{first}”还是“{second}”"),
                format!("can be read in two ways; write “{first}” or “{second}”"),
            ),
            Self::Date(DateFault::NoSuchDay) => lang.pick("没有这一天；请核对年月日", "is no day of the calendar; check year, month and day").to_owned(),
            Self::Date(DateFault::Unreadable) => lang.pick(
                "看不懂这个日期；可写 2011-05-26、5月26日、5.26、昨天、本周五、4月下旬、5月底",
                "is not a date; write for example 2011-05-26, 5.26, today or yesterday",
            ).to_owned(),
            Self::Empty => lang.pick("不能为空；请填写内容", "is empty; fill it in").to_owned(),
            Self::EmptyEdit => lang.pick("不能为空；要清空这个字段请用 --clear", "is empty; to empty the field use --clear").to_owned(),
            Self::Future { today } => lang.pick(
                format!("晚于今天({today})，还没有发生；如确认无误请加 --future"),
                format!("is after today ({today}) and has not happened; if it is right add --future"),
            ),
            Self::NotACode => lang.pick(
                "代码须为大写字母开头的字母和数字，最多8位，例如 LY",
                "is no office code; it is a letter followed by letters and digits, 8 at most, such as LY",
            ).to_owned(),
            Self::NotAMonth => lang.pick("月份请写成 2011-05", "is not a month; write it as 2011-05").to_owned(),
            Self::NotAStretch => lang.pick("是一段时间；请写明是哪一天", "is a stretch of days; name the one day").to_owned(),
            Self::NotChoice { choices, near } => {
                let near = near.as_ref().map_or_else(String::new, |near| {
                    lang.pick(format!("是不是“{near}”？"), format!("did you mean “{near}”? Or "))
                });
                lang.pick(
                    format!("不是可选的值；{near}可选：{}", lang.join(choices)),
                    format!("is not one of the values; {near}choose among {}", lang.join(choices)),
                )
            }
            Self::NotCount => lang.pick("须为不小于0的整数，最多12位", "must be a whole number, not negative, of 12 digits at most").to_owned(),
            Self::NotFlag => lang.pick("请写 是 或 否(true、false)", "is neither yes nor no; write true or false").to_owned(),
            Self::NotMoney => lang.pick("须为不小于0的金额(元)，最多两位小数", "must be an amount in yuan, with at most two decimals").to_owned(),
            Self::NotYet { today } => lang.pick(
                format!("晚于今天({today})，还没有发生；请核对"),
                format!("is after today ({today}) and has not happened; check it"),
            ),
            Self::NotPercent => lang.pick("须为0到100的整数", "must be a whole number from 0 to 100").to_owned(),
            Self::Outside { opens, closes } => lang.pick(
                format!("不在活动期间({opens} 至 {closes})内；确需登记请加 --late 原因"),
                format!("is outside the campaign ({opens} to {closes}); to log it all the same add --late REASON"),
            ),
            Self::TooLong { characters, most } => lang.pick(
                format!("有{characters}个字，最多{most}个；请缩短"),
                format!("has {characters} characters, {most} at most; shorten it"),
            ),
            Self::Twice { first } => {
                let first = shortened(first);
                lang.pick(
                    format!("已经填了“{first}”，只能填一个；请去掉一个"),
                    format!("comes after “{first}”, but only one is taken; leave one out"),
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

fn io_words(source: &std::io::Error, lang: Lang) -> String {
    use std::io::ErrorKind;
    let words = match source.kind() {
        ErrorKind::NotFound => lang.pick("没有这个文件或文件夹", "there is no such file or folder"),
        ErrorKind::PermissionDenied => lang.pick("没有权限", "permission denied"),
        ErrorKind::AlreadyExists => lang.pick("已经存在", "it already exists"),
        ErrorKind::StorageFull => lang.pick("磁盘已满", "the disk is full"),
        ErrorKind::ReadOnlyFilesystem => lang.pick("磁盘只读", "the disk is read-only"),
        ErrorKind::InvalidData => lang.pick("内容不是文本(UTF-8)", "it is not UTF-8 text"),
        ErrorKind::IsADirectory => lang.pick("是文件夹，不是文件", "it is a folder, not a file"),
        ErrorKind::NotADirectory => lang.pick(
            "路径中有一段不是文件夹",
            "a part of the path is not a folder",
        ),
        ErrorKind::NotSeekable => lang.pick("不是普通文件", "it is not a regular file"),
        ErrorKind::FileTooLarge => lang.pick("文件太大", "it is too large"),
        _ => {
            return lang.pick(
                format!("读写失败({source})"),
                format!("reading or writing failed ({source})"),
            );
        }
    };
    words.to_owned()
}

fn sqlite_words(path: &std::path::Path, source: &rusqlite::Error, lang: Lang) -> String {
    let path = path.display();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => lang.pick(
            format!("{path} 正被别的程序使用；没有改动，请稍后再试"),
            format!("{path} is in use by another program; nothing was changed, try again in a moment"),
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => lang.pick(
            format!("{path} 是只读的；没有改动，请改用可写的文件和文件夹"),
            format!("{path} is read-only; nothing was changed, use a file and a folder that can be written"),
        ),
        Some(ErrorCode::CannotOpen) => lang.pick(
            format!("{path} 打不开；请检查文件和所在文件夹的权限"),
            format!("{path} cannot be opened; check the permissions of the file and its folder"),
        ),
        Some(ErrorCode::DiskFull) => lang.pick(
            format!("磁盘已满，{path} 没有改动；请腾出空间后重试"),
            format!("the disk is full and {path} was not changed; make room and try again"),
        ),
        Some(ErrorCode::NotADatabase) => lang.pick(
            format!("{path} 不是 huiyin 的文件；请用 --db 指明正确的文件"),
            format!("{path} is not a file of huiyin; name the right one with --db"),
        ),
        Some(ErrorCode::DatabaseCorrupt) => lang.pick(
            format!("{path} 已损坏；请保留原件，改用备份"),
            format!("{path} is damaged; keep it as it is and use a backup"),
        ),
        _ => lang.pick(
            format!("{path} 读写失败({source})；没有改动，请检查磁盘后重试"),
            format!("reading or writing {path} failed ({source}); nothing was changed, check the disk and try again"),
        ),
    }
}
