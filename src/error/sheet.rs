//! Reasons for which a sheet cannot be read.

use serde::{Deserialize, Serialize};

use super::{Said, shortened};
use crate::text::{Lang, Text, text};

/// Reasons for which a sheet cannot be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum SheetFault {
    /// Message of the library that reads its format.
    Damaged(String),
    /// Read by a process that ran out of the memory or time that it is given.
    Exhausted,
    /// Encrypted with a password.
    Locked,
    /// A file of another sort, and how its table can be saved.
    Other(FileForm),
    /// Cells are separated by a mark that is none of those that are taken.
    Separator {
        sign: char,
    },
    /// A file in which there is no text of a .docx.
    NoPaper,
    /// No sheet of this name; those that there are.
    NoSheet {
        name: String,
        known: Vec<String>,
    },
    /// Text in no encoding that is known.
    NotText,
    TooManyCells {
        most: usize,
    },
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
    /// Rows beyond those in memory cannot be kept; what the system says.
    Unkept(String),
    /// It would unpack to more than is sensible.
    Unpacks,
    /// The ending of its name.
    UnknownEnding(String),
}

impl SheetFault {
    /// Says that rows cannot be kept while they are read.
    #[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
    pub(crate) fn unkept(error: std::io::Error) -> Self {
        Self::Unkept(error.to_string())
    }

    /// Says what is wrong with the file, and what to do.
    pub(crate) fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Damaged(what) => {
                let what = shortened(what);
                Said::new("sheet-damaged", lang.pick(
                    (format!("读不出表格（{what}）"), "请用 Excel 或 WPS 打开另存后重试"),
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
            Self::NoPaper => Said::new("not-a-paper", lang.pick(
                ("不是 .docx 文稿", "请在 Word、WPS 里另存为 .docx（不加密码）后重试"),
                ("is no .docx document", "save it as .docx, without a password, in Word or LibreOffice and try again"),
            )),
            Self::NoSheet { name, known } if known.is_empty() => {
                let name = shortened(name);
                Said::new("no-such-sheet", lang.pick(
                    (format!("不是工作簿，没有工作表“{name}”"), "请去掉 --sheet"),
                    (format!("is no workbook and has no sheet “{name}”"), "leave --sheet out"),
                ))
            }
            Self::NoSheet { name, known } => {
                let known: Vec<String> = known.iter().map(|known| shortened(known)).collect();
                let (name, known) = (shortened(name), lang.join(&known));
                Said::new("no-such-sheet", lang.pick(
                    (format!("没有工作表“{name}”"), format!("有：{known}")),
                    (format!("has no sheet “{name}”"), format!("there are {known}")),
                ))
            }
            Self::Other(form) => {
                let (is, way) = (form.name().get(lang), form.way().get(lang));
                Said::new("sheet-of-another-sort", lang.pick(
                    (format!("是{is}"), way.to_owned()),
                    (format!("is {is}"), way.to_owned()),
                ))
            }
            Self::Separator { sign } => Said::new("sheet-separator", lang.pick(
                (format!("用“{sign}”分隔，认不出各列"), "请换成半角逗号，或存成 xlsx"),
                (format!("separates its cells by “{sign}”, which is not known"), "use commas, or save it as xlsx"),
            )),
            Self::NotText => Said::new("sheet-not-text", lang.pick(
                ("不是文本，或编码不是 UTF-8、UTF-16、GB18030", "请另存为 UTF-8 的 CSV"),
                ("is no text, or in an encoding other than UTF-8, UTF-16 and GB18030", "save it as CSV in UTF-8"),
            )),
            Self::TooManyCells { most } => Said::new("sheet-too-many-cells", lang.pick(
                (format!("单元格太多（最多{most}个，合并单元格按展开计）"), "请删去空列，或分成几个文件"),
                (format!("has too many cells ({most} at most, merged ones counted one by one)"), "delete empty columns, or split it into several files"),
            )),
            Self::TooManyColumns { row, most } => Said::new("sheet-too-many-columns", lang.pick(
                (format!("第{row}行的列太多（最多{most}列）"), "请删去空列后重试"),
                (format!("has too many columns in row {row} ({most} at most)"), "delete the empty ones"),
            )),
            Self::TooManyRows { most } => Said::new("sheet-too-many-rows", lang.pick(
                (format!("行数太多（最多{most}行）"), "请分成几个文件"),
                (format!("has too many rows ({most} at most)"), "split it into several files"),
            )),
            Self::Unclosed { row } => Said::new("sheet-unclosed", lang.pick(
                (format!("第{row}行有一个引号没有配对，后面的行都并进了一格"), "请补上或删去"),
                (format!("has a quotation mark in row {row} that is never closed and takes in all rows below"), "close it or take it out"),
            )),
            Self::Unkept(what) => Said::new("sheet-unkept", lang.pick(
                (format!("内容太多，临时文件写不下（{what}）"), "请在系统的临时文件夹所在的磁盘上腾出空间"),
                (format!("holds more than memory, and a temporary file cannot be written ({what})"), "make room on the disk of the system's temporary folder"),
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

/// What a file, or a sheet of a workbook, is by what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FileForm {
    Archive,
    Big5,
    Chart,
    Database,
    Dialog,
    Document,
    Html,
    Macro,
    Numbers,
    Ods,
    OldExcel,
    Pdf,
    Picture,
    Separated,
    Slides,
    WebArchive,
    Xls,
    Xlsb,
    Xlsx,
    XmlSpreadsheet,
}

impl FileForm {
    pub(crate) fn name(self) -> Text {
        match self {
            Self::Archive => text("压缩包", "an archive"),
            Self::Big5 => text("繁体中文编码（Big5）的文本", "text in the encoding Big5"),
            Self::Chart => text("统计图", "a chart"),
            Self::Database => text("数据库文件", "a database"),
            Self::Dialog => text("对话框", "a dialog"),
            Self::Document => text("文字文档", "a text document"),
            Self::Html => text("网页（HTML）", "a web page (HTML)"),
            Self::Macro => text("宏表", "macros"),
            Self::Numbers => text("苹果 Numbers 表格", "a sheet of Apple Numbers"),
            Self::Ods => text("ODS 工作簿", "an ODS workbook"),
            Self::OldExcel => text("Excel 4 以前的工作表", "a sheet of Excel 4 or older"),
            Self::Pdf => text("PDF 文件", "a PDF file"),
            Self::Picture => text("图片", "a picture"),
            Self::Separated => text("分隔符文本（CSV）", "text with separators (CSV)"),
            Self::Slides => text("演示文稿", "a presentation"),
            Self::WebArchive => text("网页存档（mht）", "a web archive (mht)"),
            Self::Xls => text("旧版 Excel 工作簿（xls）", "an old workbook of Excel (xls)"),
            Self::Xlsb => text(
                "Excel 二进制工作簿（xlsb）",
                "a binary workbook of Excel (xlsb)",
            ),
            Self::Xlsx => text("Excel 工作簿（xlsx）", "a workbook of Excel (xlsx)"),
            Self::XmlSpreadsheet => text("XML 电子表格 2003", "an XML spreadsheet of 2003"),
        }
    }

    /// Says how the table in it can be brought in.
    fn way(self) -> Text {
        match self {
            Self::Archive => text("请先解压", "unpack it first"),
            Self::Big5 => text(
                "请另存为 UTF-8 的 CSV，或存成 xlsx",
                "save it as CSV in UTF-8, or as xlsx",
            ),
            Self::Database => text(
                "本程序的文件请用 huiyin merge",
                "take a file of this program with huiyin merge",
            ),
            Self::Document | Self::Pdf | Self::Picture | Self::Slides => text(
                "请把其中的表格复制到 Excel 或 WPS，存为 xlsx",
                "copy its table into Excel or WPS and save that as xlsx",
            ),
            _ => text(
                "请用 Excel 或 WPS 打开，另存为 xlsx",
                "open it in Excel or WPS and save it as xlsx",
            ),
        }
    }

    /// Returns the endings that files of it have.
    pub(crate) fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Html => &["html", "htm"],
            Self::Ods => &["ods", "ots"],
            Self::Separated => &["csv", "tsv", "txt"],
            Self::Xls => &["xls", "xlt", "et", "ett"],
            Self::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            _ => &[],
        }
    }
}
