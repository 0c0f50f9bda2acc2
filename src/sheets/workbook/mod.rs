//! Workbooks of Excel and LibreOffice. They are parsed in a process of our own that has little
//! memory and time, since no check beforehand catches every file that makes a parser take too much;
//! only what it prints, a line a row, is believed, and that within bounds.

mod layout;
mod parse;

use std::ffi::OsString;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::{Book, Layout, MOST_BYTES, Row, Sheet, unlike};
use crate::error::{Error, FileForm, Result, SheetFault};
use crate::files;
use crate::files::system::limit_process;

/// The first argument of the process that parses; no command of a person's.
const READER: &str = "--read-workbook";
/// The most bytes that the process may print.
const MOST_PRINTED: u64 = 1 << 30;
/// The most memory that the process may take, in bytes.
const MOST_MEMORY: u64 = 2 << 30;
/// The most of the processor's time that it may take, in seconds.
const MOST_SECONDS: u64 = 120;

/// A line that the process prints.
#[derive(Serialize, Deserialize)]
enum Message {
    /// A sheet begins.
    Sheet {
        name: String,
        hidden: bool,
        layout: Layout,
    },
    Row(Row),
    /// Number of formulas of the sheet that ends here.
    Formulas(usize),
    /// A sheet without cells.
    Passed(String, FileForm),
    /// The last.
    End {
        form: FileForm,
        from_1904: bool,
    },
    Fault(SheetFault),
}

/// Reads a workbook.
///
/// # Errors
/// If the process cannot be started or its file be read; within, what is wrong with the file.
pub(super) fn read(path: &Path, ending: &str) -> Result<std::result::Result<Book, SheetFault>> {
    let file = files::open(path, MOST_BYTES)?;
    let io = |source| Error::Io {
        path: PathBuf::from("huiyin"),
        source,
    };
    let mut child = Command::new(std::env::current_exe().map_err(io)?)
        .arg(READER)
        .stdin(Stdio::from(file))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(io)?;
    let printed = child
        .stdout
        .take()
        .map(|out| collect(out.take(MOST_PRINTED), ending));
    // It may still be printing what is no longer wanted.
    drop(child.kill());
    child.wait().map_err(io)?;
    Ok(printed.unwrap_or(Err(SheetFault::Exhausted)))
}

/// Gathers what the process prints of a file with this ending.
pub(super) fn collect(printed: impl Read, ending: &str) -> std::result::Result<Book, SheetFault> {
    let mut book = Book::default();
    for line in BufReader::new(printed).lines() {
        let line = line.map_err(|_| SheetFault::Exhausted)?;
        let message = serde_json::from_str(&line).map_err(|_| SheetFault::Exhausted)?;
        match (message, book.sheets.last_mut()) {
            (
                Message::Sheet {
                    name,
                    hidden,
                    layout,
                },
                _,
            ) => book.sheets.push(Sheet {
                name: Some(name),
                hidden,
                layout,
                ..Sheet::default()
            }),
            (Message::Row(row), Some(sheet)) => sheet.push(row)?,
            (Message::Formulas(formulas), Some(sheet)) => sheet.formulas = formulas,
            (Message::Passed(name, form), _) => book.passed.push((name, form)),
            (Message::Fault(fault), _) => return Err(fault),
            (Message::End { form, from_1904 }, _) => {
                book.is = unlike(form, ending);
                for sheet in &mut book.sheets {
                    sheet.from_1904 = from_1904;
                }
                book.sheets.retain(|sheet| !sheet.rows.is_empty());
                return Ok(book);
            }
            (Message::Row(_) | Message::Formulas(_), None) => return Err(SheetFault::Exhausted),
        }
    }
    Err(SheetFault::Exhausted)
}

// ===== Within the process =====

/// Parses the workbook on standard input where the arguments ask for that; `None` where they do
/// not.
pub(crate) fn serve(args: &[OsString]) -> Option<u8> {
    let words: Vec<&str> = args.iter().skip(1).filter_map(|arg| arg.to_str()).collect();
    if words != [READER] {
        return None;
    }
    limit_process(MOST_MEMORY, MOST_SECONDS);
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(MOST_BYTES);
    let whole = input.read_to_end(&mut bytes).is_ok() && {
        let out = BufWriter::new(std::io::stdout().lock());
        print(bytes, out)
    };
    Some(u8::from(!whole))
}

/// Prints a workbook line by line; tells whether all of it was printed.
pub(super) fn print(bytes: Vec<u8>, mut out: impl Write) -> bool {
    let mut print = |line: &Message| {
        let printed = serde_json::to_string(line).map(|line| writeln!(out, "{line}"));
        matches!(printed, Ok(Ok(())))
    };
    let ended = parse::parse(bytes, &mut print);
    print(&ended.unwrap_or_else(Message::Fault)) && out.flush().is_ok()
}
