//! Reasons for which a sheet cannot be read.

use super::{Said, shortened};
use crate::text::Lang;

/// Reasons for which a sheet cannot be read.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) enum SheetFault {
    /// Message of the library that reads its format.
    Damaged(String),
    /// Read by a process that ran out of the memory or time that it is given.
    Exhausted,
    /// Encrypted with a password.
    Locked,
    /// No sheet of this name; those that there are.
    NoSheet {
        name: String,
        known: Vec<String>,
    },
    /// Text in no encoding that is known.
    NotText,
    TooManyColumns {
        row: usize,
        most: usize,
    },
    TooManyRows {
        most: usize,
    },
    /// A quotation mark that is opened in this row and never closed, so that a cell takes in all
    /// rows that follow.
    Unclosed {
        row: usize,
    },
    /// It would unpack to more than is sensible.
    Unpacks,
    /// The ending of its name.
    UnknownEnding(String),
}

impl SheetFault {
    /// Says what is wrong with the file, and what to do.
    pub(crate) fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Damaged(what) => {
                let what = shortened(what);
                Said::new("sheet-damaged", lang.pick(
                    (format!("读不出表格({what})"), "请用 Excel 或 WPS 打开另存后重试"),
                    (format!("cannot be read as a sheet ({what})"), "open it in Excel or LibreOffice, save it anew and try again"),
                ))
            }
            Self::Exhausted => Said::new("sheet-exhausted", lang.pick(
                ("读取时用尽了允许的内存或时间，内容可疑", "请把要导入的行另存为新文件"),
                ("takes more memory or time than is granted, which is suspect", "save the rows in question as a new file"),
            )),
            Self::Locked => Said::new("sheet-locked", lang.pick(
                ("有打开密码", "请取消密码另存后重试"),
                ("is locked with a password", "save it without and try again"),
            )),
            Self::NoSheet { name, known } => {
                let known: Vec<String> = known.iter().map(|known| shortened(known)).collect();
                let (name, known) = (shortened(name), lang.join(&known));
                Said::new("no-such-sheet", lang.pick(
                    (format!("没有工作表“{name}”"), format!("有：{known}")),
                    (format!("has no sheet “{name}”"), format!("there are {known}")),
                ))
            }
            Self::NotText => Said::new("sheet-not-text", lang.pick(
                ("不是文本，或编码不是 UTF-8、UTF-16、GB18030", "请另存为 UTF-8 的 CSV"),
                ("is no text, or in an encoding other than UTF-8, UTF-16 and GB18030", "save it as CSV in UTF-8"),
            )),
            Self::TooManyColumns { row, most } => Said::new("sheet-too-many-columns", lang.pick(
                (format!("第{row}行的列太多(最多{most}列)"), "请删去空列后重试"),
                (format!("has too many columns in row {row} ({most} at most)"), "delete the empty ones"),
            )),
            Self::TooManyRows { most } => Said::new("sheet-too-many-rows", lang.pick(
                (format!("行数太多(最多{most}行)"), "请分成几个文件"),
                (format!("has too many rows ({most} at most)"), "split it into several files"),
            )),
            Self::Unclosed { row } => Said::new("sheet-unclosed", lang.pick(
                (format!("第{row}行有一个引号没有配对，后面的行都并进了一格"), "请补上或删去"),
                (format!("has a quotation mark in row {row} that is never closed and takes in all rows below"), "close it or take it out"),
            )),
            Self::Unpacks => Said::new("sheet-unpacks", lang.pick(
                ("解压后过大，内容可疑", "请把要导入的行另存为新文件"),
                ("unpacks to more than is sensible, which is suspect", "save the rows in question as a new file"),
            )),
            Self::UnknownEnding(ending) if ending.is_empty() => Said::new("unknown-ending", lang.pick(
                ("没有扩展名，看不出是什么文件", "请用 .xlsx、.xls、.ods、.csv、.json 或 .jsonl"),
                ("has no ending that says what it is", "use .xlsx, .xls, .ods, .csv, .json or .jsonl"),
            )),
            Self::UnknownEnding(ending) => Said::new("unknown-ending", lang.pick(
                (format!("不能导入 .{ending} 文件"), "请用 .xlsx、.xls、.ods、.csv、.json 或 .jsonl"),
                (format!("is a .{ending} file, which is not read"), "use .xlsx, .xls, .ods, .csv, .json or .jsonl"),
            )),
        }
    }
}
