//! Workbooks of Excel and LibreOffice. They are parsed in a process of our own that has little
//! memory and time, since no check beforehand catches every file that makes a parser take too much;
//! only what it prints, a line a row, is believed, and that within bounds.

mod parse;

use std::ffi::OsString;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::{MOST_BYTES, Row, Sheet};
use crate::error::{Error, Result, SheetFault};
use crate::files;
use crate::files::system::limit_process;

/// The first argument of the process that parses; no command of a person's.
const READER: &str = "--read-workbook";
/// The endings of workbooks.
pub(super) const ENDINGS: &[&str] = &["xlsx", "xlsm", "xls", "ods"];
/// The most bytes that the process may print.
const MOST_PRINTED: u64 = 1 << 30;
/// The most memory that the process may take, in bytes.
const MOST_MEMORY: u64 = 2 << 30;
/// The most of the processor's time that it may take, in seconds.
const MOST_SECONDS: u64 = 120;

/// A line that the process prints.
#[derive(Serialize, Deserialize)]
enum Message {
    Row(Row),
    /// The last, with what is to be said of the sheet.
    End {
        name: String,
        others: Vec<String>,
        formulas: usize,
        from_1904: bool,
    },
    Fault(SheetFault),
}

/// Reads a sheet of a workbook.
///
/// # Errors
/// If the process cannot be started or its file be read; within, what is wrong with the file.
pub(super) fn read(
    path: &Path,
    ending: &str,
    sheet: Option<&str>,
) -> Result<std::result::Result<Sheet, SheetFault>> {
    let file = files::open(path, MOST_BYTES)?;
    let io = |source| Error::Io {
        path: PathBuf::from("huiyin"),
        source,
    };
    let mut child = Command::new(std::env::current_exe().map_err(io)?)
        .arg(READER)
        .arg(ending)
        .args(sheet)
        .stdin(Stdio::from(file))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(io)?;
    let printed = child
        .stdout
        .take()
        .map(|out| collect(out.take(MOST_PRINTED)));
    // It may still be printing what is no longer wanted.
    drop(child.kill());
    child.wait().map_err(io)?;
    Ok(printed.unwrap_or(Err(SheetFault::Exhausted)))
}

pub(super) fn collect(printed: impl Read) -> std::result::Result<Sheet, SheetFault> {
    let mut sheet = Sheet::default();
    for line in BufReader::new(printed).lines() {
        let line = line.map_err(|_| SheetFault::Exhausted)?;
        match serde_json::from_str(&line).map_err(|_| SheetFault::Exhausted)? {
            Message::Row(row) => sheet.push(row)?,
            Message::Fault(fault) => return Err(fault),
            Message::End {
                name,
                others,
                formulas,
                from_1904,
            } => {
                return Ok(Sheet {
                    name: Some(name),
                    others,
                    formulas,
                    from_1904,
                    ..sheet
                });
            }
        }
    }
    Err(SheetFault::Exhausted)
}

// ===== Within the process =====

/// Parses the workbook on standard input where the arguments ask for that; `None` where they do
/// not.
pub(crate) fn serve(args: &[OsString]) -> Option<u8> {
    let words: Vec<&str> = args.iter().skip(1).filter_map(|arg| arg.to_str()).collect();
    let (ending, sheet) = match words[..] {
        [READER, ending] => (ending, None),
        [READER, ending, sheet] => (ending, Some(sheet)),
        _ => return None,
    };
    limit_process(MOST_MEMORY, MOST_SECONDS);
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(MOST_BYTES);
    let whole = input.read_to_end(&mut bytes).is_ok() && {
        let out = BufWriter::new(std::io::stdout().lock());
        print(bytes, ending, sheet, out)
    };
    Some(u8::from(!whole))
}

/// Prints a workbook line by line; tells whether all of it was printed.
pub(super) fn print(
    bytes: Vec<u8>,
    ending: &str,
    sheet: Option<&str>,
    mut out: impl Write,
) -> bool {
    let mut print = |line: &Message| {
        let printed = serde_json::to_string(line).map(|line| writeln!(out, "{line}"));
        matches!(printed, Ok(Ok(())))
    };
    let ended = parse::parse(bytes, ending, sheet, &mut |row| print(&Message::Row(row)));
    print(&ended.unwrap_or_else(Message::Fault)) && out.flush().is_ok()
}
