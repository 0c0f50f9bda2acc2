//! Files that were handed in, kept with the record which says so: their bytes and hash, and the figures of
//! the report that they are, by which it is known later what has changed since.

use std::io::Read;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::NaiveDate;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::commands::document::unplaced;
use crate::desk::entry::Patch;
use crate::desk::{Desk, input};
use crate::error::{Error, Refusal, Result, Said};
use crate::files;
use crate::kinds::{self, deposit};
use crate::model::kind::{Deposit, Kind, LOGGED_ON};
use crate::model::printed::PROPERTY;
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::{Value, day, hex};
use crate::options::{Given, Opt, Takes, of_field};
use crate::reports::passages::Document;
use crate::sheets;
use crate::store::{Cut, Filter, Place, Writing};
use crate::text::{Lang, Words, text};

/// The largest file that is kept: three quarters of what a row of the log holds, with room for the rest.
const MOST_BYTES: u64 = 2 << 20;
/// The parts of a report that are figures.
const FIGURES: [&str; 5] = ["figures", "rates", "own", "cumulative", "stock"];

pub(super) const FILE: Opt = Opt::flag(
    "file",
    Takes::File,
    text(
        "报送的文件：保存原件、摘要和当时的数据",
        "The file that is handed in: its bytes, hash and figures are kept",
    ),
);
/// A file that is handed in, and what is said of it.
pub(super) struct Handed {
    name: String,
    sha256: String,
    bytes: Vec<u8>,
    patch: Patch,
    /// True if the data from which it was made are not in this file.
    pub(super) is_other: bool,
}

/// Reads the file that was named, and finds out of which report it is and what that said.
pub(super) fn read(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Option<Handed>> {
    let (Some(keeps), Some(path)) = (&kind.deposit, given.path(&FILE)) else {
        return Ok(None);
    };
    let path = desk.context.path(path);
    let mut bytes = Vec::new();
    let read = files::open(&path, MOST_BYTES)?.read_to_end(&mut bytes);
    read.map_err(|source| Error::Io {
        path: path.clone(),
        source,
    })?;
    let sha256 = hex(&Sha256::digest(&bytes));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = input::text(FILE.id, &name)?;
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let mut handed = Handed {
        patch: vec![
            (keeps.file_name, text(&name)),
            (keeps.sha256, text(&sha256)),
        ],
        name,
        sha256,
        bytes,
        is_other: false,
    };
    let typed = given.text(&of_field(kind, keeps.report));
    if let Some(figures) = figures(desk, typed, &path)? {
        handed.is_other = figures.is_other;
        handed.patch.extend([
            (keeps.as_of, Some(Value::Day(figures.as_of))),
            (keeps.digest, text(&figures.digest)),
            (keeps.figures, Some(Value::Json(figures.figures))),
        ]);
    }
    Ok(Some(handed))
}

impl Handed {
    /// Says of each record that is made what was handed in; where nobody is named to whom, one is made for
    /// each to whom the plan has reports sent.
    pub(super) fn entered(&self, desk: &Desk, keeps: &Deposit, typed: Vec<Patch>) -> Vec<Patch> {
        let lang = desk.context.lang;
        let all = desk
            .plan
            .addressees
            .iter()
            .map(|one| one.get(lang).to_owned());
        let all: Vec<String> = all.collect();
        let each = |mut patch: Patch| -> Vec<Patch> {
            patch.extend(self.patch.iter().cloned());
            let is_told = patch.iter().any(|(field, _)| field.id == keeps.to.id);
            if is_told || all.is_empty() {
                return vec![patch];
            }
            let to = |name: &String| {
                let to = (keeps.to, Some(Value::Text(name.clone())));
                patch.iter().cloned().chain([to]).collect()
            };
            all.iter().map(to).collect()
        };
        typed.into_iter().flat_map(each).collect()
    }

    /// Keeps the bytes, unless they are kept already.
    pub(super) fn keep(&self, desk: &Desk, writing: &mut Writing) -> Result<()> {
        if bytes(desk, &self.sha256)?.is_some() {
            return Ok(());
        }
        let record = writing.new_id(&deposit::KIND)?;
        let text = |text: String| Some(Value::Text(text));
        writing.change(
            &deposit::KIND,
            record,
            &[
                (&deposit::SHA256, text(self.sha256.clone())),
                (&deposit::FILE_NAME, text(self.name.clone())),
                (
                    &deposit::BYTES,
                    Some(Value::Json(BASE64.encode(&self.bytes).into())),
                ),
            ],
        )?;
        Ok(())
    }
}

/// What a report said.
struct ToldThen {
    as_of: NaiveDate,
    digest: String,
    figures: Json,
    is_other: bool,
}

/// Finds what a report said that is handed in, from the rows of the log from which it was made. Of a file
/// that does not tell it is what the report says today.
fn figures(desk: &Desk, typed: Option<&str>, path: &Path) -> Result<Option<ToldThen>> {
    let paper = if path.extension().is_some_and(|ending| ending == "docx") {
        sheets::paper(path).unwrap_or_default()
    } else {
        sheets::Paper::default()
    };
    let of = |key: &str| {
        paper
            .properties
            .get(&format!("{PROPERTY}{key}"))
            .map(String::as_str)
    };
    let named = |report: &str| Document::named(report, of("period"), &desk.plan, desk.calendar());
    let Some(document) = of("report").or(typed).and_then(named) else {
        return Ok(None);
    };
    let as_of = of("as_of").and_then(day).unwrap_or(desk.as_of);
    let row = match of("digest") {
        Some(digest) => desk.store.row_of(digest)?,
        None => None,
    };
    let is_other = of("digest").is_some() && row.is_none();
    let then = Desk::open(desk.context)?;
    let then = match row {
        Some(row) => then.known_at(Cut::Row(row), as_of)?,
        None => then.back_to(Some(as_of), None)?,
    };
    Ok(Some(ToldThen {
        as_of,
        digest: then.store.digest()?,
        figures: frozen(&unplaced(&then, &document)?.json),
        is_other,
    }))
}

/// Keeps of a report its figures.
fn frozen(json: &Json) -> Json {
    let parts = FIGURES.iter().filter_map(|key| {
        let part = json.get(*key).filter(|part| !part.is_null())?;
        Some(((*key).to_owned(), counted(part)))
    });
    Json::Object(parts.collect::<Map<_, _>>())
}

/// Leaves out what is no whole number, which the log does not hold, and which follows from those that are.
fn counted(json: &Json) -> Json {
    match json {
        Json::Object(parts) => {
            let kept = parts.iter().filter(|(_, part)| !part.is_f64());
            let kept = kept.map(|(key, part)| (key.clone(), counted(part)));
            Json::Object(kept.collect())
        }
        Json::Array(items) => items.iter().map(counted).collect(),
        other => other.clone(),
    }
}

/// A report that was handed in, by what is kept of it.
pub(crate) struct Before {
    pub(crate) reference: String,
    pub(crate) as_of: NaiveDate,
    pub(crate) figures: Json,
    /// What the file knew then.
    pub(crate) cut: Cut,
}

/// Finds what was handed in by the ref of the record that says so; `None` where a word is no such ref.
///
/// # Errors
/// If nothing was kept with it.
pub(crate) fn before(desk: &Desk, word: &str) -> Result<Option<Before>> {
    let plain = input::normalised(word);
    let kinds = kinds::nouns().filter(|kind| kind.deposit.is_some());
    for kind in kinds {
        let Some(keeps) = &kind.deposit else { continue };
        let is_ref =
            Ref::parse(&plain, &desk.office).is_some_and(|one| Some(one.letter) == kind.letter);
        if !is_ref {
            continue;
        }
        let record = desk.find(&[kind.id], &plain)?;
        let reference = record.name();
        let (Some(as_of), Some(Value::Json(figures))) =
            (record.day(keeps.as_of), record.value(keeps.figures))
        else {
            return Err(NothingKept(reference).into());
        };
        let digest = record.text(keeps.digest).unwrap_or_default();
        let logged = record.day(&LOGGED_ON).unwrap_or(as_of);
        let cut = match desk.store.row_of(digest)? {
            Some(row) => Cut::Row(row),
            None => Cut::end_of(logged, desk.context.offset),
        };
        return Ok(Some(Before {
            reference,
            as_of,
            figures: figures.clone(),
            cut,
        }));
    }
    Ok(None)
}

/// Finds kept bytes by their hash, which they prove.
fn bytes(desk: &Desk, sha256: &str) -> Result<Option<Vec<u8>>> {
    let mut filter = Filter::default();
    filter.equals(&deposit::SHA256, &Value::Text(sha256.to_owned()));
    let found = desk.store.list(&deposit::KIND, &filter)?;
    let mut found = found
        .iter()
        .filter_map(|record| BASE64.decode(record.json(&deposit::BYTES)?.as_str()?).ok());
    Ok(found.find(|bytes| hex(&Sha256::digest(bytes)) == sha256))
}

/// Finds the kept files in which something is said, each with its name.
pub(crate) fn saying(desk: &Desk, says: &dyn Fn(&str) -> bool) -> Result<Vec<(Place, String)>> {
    let all = desk.store.list(&deposit::KIND, &Filter::default())?;
    let saying = all.iter().filter(|record| {
        let bytes = record.json(&deposit::BYTES).and_then(Json::as_str);
        let bytes = bytes.and_then(|bytes| BASE64.decode(bytes).ok());
        let mut texts = bytes
            .map(|bytes| sheets::texts_in(&bytes))
            .into_iter()
            .flatten();
        texts.any(|text| says(&text))
    });
    let place = |record: &Record| Place {
        kind: deposit::KIND.id,
        record: record.id,
        field: deposit::BYTES.id,
    };
    let name = |record: &Record| {
        record
            .text(&deposit::FILE_NAME)
            .unwrap_or_default()
            .to_owned()
    };
    Ok(saying.map(|record| (place(record), name(record))).collect())
}

/// Returns the bytes of the file that was kept with a record, and their hash.
pub(super) fn kept(desk: &Desk, record: &Record) -> Result<(Vec<u8>, String)> {
    let keeps = record.kind.deposit.as_ref();
    let sha256 = keeps.and_then(|keeps| record.text(keeps.sha256));
    let kept = match sha256 {
        Some(sha256) => bytes(desk, sha256)?.map(|bytes| (bytes, sha256.to_owned())),
        None => None,
    };
    kept.ok_or_else(|| NothingKept(record.name()).into())
}

/// A record with which no file, or no figures, were kept.
#[derive(Debug)]
struct NothingKept(String);

impl Refusal for NothingKept {
    fn said(&self, lang: Lang) -> Said {
        let reference = &self.0;
        let sentence = lang.pick(
            (
                format!("{reference} 没有存报送的文件和数据"),
                "登记时请加 --file 文件",
            ),
            (
                format!("no file and figures were kept with {reference}"),
                "name the file with --file when it is entered",
            ),
        );
        Said::new("nothing-kept", sentence)
            .of("REF")
            .with(reference)
    }
}

/// A paper of which the data are not in this file as they were.
#[derive(Debug)]
pub(super) struct OtherData;

impl Words for OtherData {
    fn words(&self, lang: Lang) -> String {
        lang.pick(
            "注意：本文件里找不到文稿所依据的数据（摘要不同），登记的是现在的数据",
            "Warning: this file does not have the data of which the paper was made (another digest); the figures of now are kept",
        )
        .to_owned()
    }
}
