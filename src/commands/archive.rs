//! `archive`: the campaign as an archive takes it, a bag after BagIt (RFC 8493) with the file, every
//! ledger and report, the plan and the history; and every page that can be made of a file, which
//! is what `verify` holds to be readable.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::verb::{Does, Verb};
use super::{document, ledger};
use crate::desk::{Answer, Context, Delivery, Desk, history, plan};
use crate::error::{Error, Result};
use crate::files::{
    self,
    bagit::{self, BagFault},
};
use crate::kinds;
use crate::model::kind::Kind;
use crate::model::page::Page;
use crate::model::value::day;
use crate::options::{Given, Opt, Takes};
use crate::render::{self, Format};
use crate::reports::sheet::Sheet;
use crate::reports::{View, evaluation, rates_report, sheet, summary};
use crate::sheets::media;
use crate::store::{Content, Filter, Sought, Store, Verified};
use crate::text::{Lang, Words, plural, text};

/// Name of the office's file in an archive.
pub(crate) const FILE: &str = "huiyin.db";

/// The program, as an archive says what made it.
pub(crate) const AGENT: &str = concat!("huiyin ", env!("CARGO_PKG_VERSION"));
/// The labels of what else decides the bytes of what is made: the language, and the zone of times.
const LANGUAGE: &str = "Huiyin-Language";
const OFFSET: &str = "Huiyin-Offset";

const DIR: Opt = Opt::place(
    "DIR",
    Takes::Folder,
    text("归档文件夹", "Name of the folder"),
)
.required()
.such_as("archive", "archive")
.more("不能已存在", "must not exist yet");

pub(crate) static VERB: Verb = Verb {
    id: "archive",
    called: &["归档"],
    about: text(
        "归档：数据文件、台账、报告、方案和历史",
        "Archive the file with its ledgers, reports, plan and history",
    ),
    options: &[DIR],
    does: Does::Answer(run),
};

fn run(given: Given, context: &Context) -> Result<Answer> {
    let folder = given.path(&DIR).unwrap_or(Path::new("")).to_owned();
    let place = context.path(&folder);
    if std::fs::symlink_metadata(&place).is_ok() {
        return Err(Error::AlreadyThere { path: folder });
    }
    let desk = Desk::open(context)?;
    let (verified, bytes) = context.reading(|told| desk.store.backup_bytes(told))?;
    let mut files = vec![(FILE.to_owned(), bytes)];
    files.extend(rendered(&desk)?);
    let count = files.len();
    let files = bagit::pack(files, &info(&desk, &verified)).into_iter();
    let files = files.map(|(name, bytes)| (name, bytes.into())).collect();
    Ok(Answer {
        delivery: Some(Delivery::Folder { place, files }),
        ..Answer::note(Archived { folder, count })
    })
}

/// An archive that was made.
#[derive(Debug)]
struct Archived {
    folder: PathBuf,
    count: usize,
}

impl Words for Archived {
    fn words(&self, lang: Lang) -> String {
        let (folder, count) = (self.folder.display(), self.count);
        lang.pick(
            format!("已归档到 {folder}：{count}个文件；以后请用 huiyin verify {folder} 检验"),
            format!(
                "Archived {} in {folder}; check them later with huiyin verify {folder}",
                plural(count, "file", "files")
            ),
        )
    }
}

/// Says whose archive it is, of what, and made when.
fn info(desk: &Desk, verified: &Verified) -> [(&'static str, String); 7] {
    let lang = desk.context.lang;
    let (name, changes) = (desk.plan.title.get(lang), verified.changes);
    let digest = &verified.digest;
    [
        ("Source-Organization", desk.office_name.clone()),
        ("Bagging-Date", desk.context.today.to_string()),
        ("External-Description", name.to_owned()),
        (
            "Internal-Sender-Description",
            lang.pick(
                format!("{changes}处改动，摘要 {digest}"),
                format!("{}, digest {digest}", plural(changes, "change", "changes")),
            ),
        ),
        ("Bag-Software-Agent", AGENT.to_owned()),
        (LANGUAGE, lang.pick("zh", "en").to_owned()),
        (OFFSET, desk.context.offset.to_string()),
    ]
}

/// Returns the program that made an archive, where that is said.
pub(crate) fn agent_of(folder: &Path) -> Option<String> {
    bagit::info(folder).remove("Bag-Software-Agent")
}

/// Makes every ledger, report and history anew from the file in an archive, as they were made on its
/// day, and says which are not what lies there.
pub(crate) fn compare(folder: &Path, context: &Context) -> Result<Vec<(String, BagFault)>> {
    let io = |path: &Path, source| Error::Io {
        path: path.to_owned(),
        source,
    };
    let info = bagit::info(folder);
    let said = |label: &str| info.get(label).map_or("", String::as_str);
    let lang = if said(LANGUAGE) == "en" {
        Lang::En
    } else {
        Lang::Zh
    };
    // What is computed is never that of a file which came.
    let scratch = files::passing_folder().map_err(|source| io(folder, source))?;
    let db = scratch.path().join(FILE);
    let source = folder.join("data").join(FILE);
    std::fs::copy(&source, &db).map_err(|error| io(&source, error))?;
    let then = context.elsewhere(
        db,
        lang,
        day(said("Bagging-Date")),
        said(OFFSET).parse().ok(),
    );
    Store::open(&then.db, kinds::KINDS)?.rebuild(&|_, _| ())?;
    let made = rendered(&Desk::open(&then)?)?;
    bagit::compare(folder, FILE, &made).map_err(|source| io(folder, source))
}

/// Makes the bytes of everything that people and programs read without this one.
fn rendered(desk: &Desk) -> Result<Vec<(String, Vec<u8>)>> {
    let lang = desk.context.lang;
    let mut files = Vec::new();
    let mut leaves = pages(desk, lang);
    leaves.extend(sheets(desk)?);
    let (all, progress) = (leaves.len(), desk.context.progress(text("页", "pages")));
    for (at, leaf) in (0..).zip(leaves) {
        progress.reached(at, all);
        let page = leaf.page?;
        let formats: &[&Format] = match page {
            Page::Listing(_) => &[&render::CSV, &render::XLSX],
            _ => &[&render::DOCX, &render::HTML, &render::JSON],
        };
        for format in formats {
            let bytes = format.render(&page, lang, render::Screen::Elsewhere)?;
            files.push((format!("{}.{}", leaf.name, format.id), bytes));
        }
    }
    files.extend(attached(desk)?);
    let plan = Json::Object(plan::json(&desk.store)?);
    files.push(("plan.json".to_owned(), format!("{plan:#}\n").into_bytes()));
    let all = history::last(desk, usize::MAX, Sought::default(), |_| true)?;
    let page = Page::Report(history::table_of(desk, &all)?);
    let bytes = render::CSV.render(&page, lang, render::Screen::Elsewhere)?;
    files.push(("history.csv".to_owned(), bytes));
    Ok(files)
}

/// Reads every file that is attached to a record and whose bytes are here, under its ref; its name, caption
/// and digest stand in the ledger.
fn attached(desk: &Desk) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for kind in kinds::nouns() {
        let Some(content) = &kind.content else {
            continue;
        };
        for record in desk.store.list(kind, &Filter::default())? {
            let mut bytes = Vec::new();
            if desk.store.read_content(&record, &mut bytes)? == Content::Sound {
                let ending = media::ending(record.text(content.media_type).unwrap_or_default());
                files.push((format!("attachments/{}.{ending}", record.ref_text()), bytes));
            }
        }
    }
    Ok(files)
}

/// Makes the supervision sheet of every unit.
fn sheets(desk: &Desk) -> Result<Vec<NamedPage>> {
    let kind = kinds::find("unit");
    let units = match kind {
        Some(kind) => desk.store.list(kind, &Filter::default())?,
        None => Vec::new(),
    };
    let sheet = |unit| {
        let report = sheet::report(&desk.view(), &Sheet::of(unit, true));
        NamedPage {
            name: format!("reports/sheet-{}", unit.ref_text()),
            page: report.map(Page::Report),
        }
    };
    Ok(units.iter().map(sheet).collect())
}

/// One page of the whole, or why it cannot be made.
pub(crate) struct NamedPage {
    /// Name of its file, without an ending.
    pub(crate) name: String,
    pub(crate) page: Result<Page>,
}

/// Makes every ledger and every report.
pub(crate) fn pages(desk: &Desk, lang: Lang) -> Vec<NamedPage> {
    let ledger = |kind: &'static Kind| NamedPage {
        name: format!("ledgers/{}", kind.id),
        page: ledger::listing(desk, kind, None).map(|listing| Page::Listing(Box::new(listing))),
    };
    let mut leaves: Vec<NamedPage> = kinds::nouns().map(ledger).collect();
    let view = View {
        lang,
        ..desk.view()
    };
    let request = summary::Request {
        addressee: None,
        explain: false,
    };
    let reports = [
        ("reports/summary", document::summary(&view, &request)),
        ("reports/rates", rates_report::report(&view)),
        ("reports/evaluation", evaluation::report(&view)),
    ];
    leaves.extend(reports.map(|(name, report)| NamedPage {
        name: name.to_owned(),
        page: report.map(Page::Report),
    }));
    leaves
}
