//! Laying a paper out: the lines of its pages, as LibreOffice sets them, where it is at hand.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::passing_folder;

/// How long a paper may take.
const MOST_SECONDS: u64 = 120;
const PAUSE: Duration = Duration::from_millis(50);
/// The most bytes of the text of a paper.
const MOST_TEXT: u64 = 64 << 20;

/// Lays a paper out by programs that are looked for in these folders; returns the lines of each page, or
/// `None` where one of them is not at hand, or does not do it in time.
pub(crate) fn pages(paper: &Path, folders: &[PathBuf]) -> Option<Vec<Vec<String>>> {
    let office = found("soffice", folders)?;
    let reader = found("pdftotext", folders)?;
    let folder = passing_folder().ok()?;
    let (copy, text) = (
        folder.path().join("paper.docx"),
        folder.path().join("paper.txt"),
    );
    std::fs::copy(paper, &copy).ok()?;
    let profile = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    let out = folder.path().as_os_str();
    let convert = [
        OsStr::new(&profile),
        "--headless".as_ref(),
        "--convert-to".as_ref(),
        "pdf".as_ref(),
        "--outdir".as_ref(),
        out,
        copy.as_os_str(),
    ];
    done(
        Command::new(office)
            .args(convert)
            .env("HOME", folder.path()),
    )?;
    let pdf = copy.with_extension("pdf");
    let read = [
        "-layout".as_ref(),
        "-enc".as_ref(),
        "UTF-8".as_ref(),
        pdf.as_os_str(),
        text.as_os_str(),
    ];
    done(Command::new(reader).args(read))?;
    if std::fs::metadata(&text).ok()?.len() > MOST_TEXT {
        return None;
    }
    let text = std::fs::read_to_string(&text).ok()?;
    let pages = text.trim_end_matches('\u{c}').split('\u{c}');
    let lines = |page: &str| {
        let lines = page.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    Some(pages.map(lines).collect())
}

fn found(program: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let mut places = folders.iter().map(|folder| folder.join(&file));
    places.find(|place| place.is_file())
}

/// Runs a program, and ends it where it takes too long.
fn done(command: &mut Command) -> Option<()> {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = quiet.spawn().ok()?;
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success().then_some(()),
            Ok(None) if begun.elapsed().as_secs() < MOST_SECONDS => sleep(PAUSE),
            _ => {
                drop(child.kill());
                drop(child.wait());
                return None;
            }
        }
    }
}
