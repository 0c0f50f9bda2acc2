//! `export`: records whole, for machines and for the way back through `import`; of a month with its
//! figures; or the log and the computed tables for PostgreSQL.

use std::path::{Path, PathBuf};

use super::everywhere::{AS_OF, FORMAT, KNOWN_ON, asked_about, output};
use super::verb::{Does, Verb};
use super::{document, ledger};
use crate::desk::{Answer, Context, Delivery, Desk, basis, input, proposals};
use crate::error::{Refusal, Result, Said};
use crate::files::Made;
use crate::kinds;
use crate::model::date::Span;
use crate::model::kind::Kind;
use crate::model::listing::Listing;
use crate::model::page::Page;
use crate::options::{self, Given, OR_ALL, Opt, Takes};
use crate::render::{self, RECORDS_FORMATS, RecordsFormat};
use crate::reports::View;
use crate::text::{Lang, Words, plural, text};

/// Stands for the month in the name of a folder.
const MONTH_PLACE: &str = "{month}";

/// Records that are looked at together.
const TOGETHER: usize = 2000;

const KIND: Opt = Opt::place("KIND", Takes::Kind(OR_ALL), text("种类", "Kind"))
    .more(
        "或 all（缺省，写入文件夹）",
        "or all, which is the default, into a folder",
    )
    .such_as("opinion", "opinion");
const MONTH: Opt = Opt::flag(
    "month",
    Takes::Month,
    text("只导出某月的", "Only those of a month"),
)
.such_as("5月", "2011-05")
.more(
    "上月写作 last；all 时另有数据文件",
    "or last; with its figures if all",
);
const EXCEL: Opt = Opt::flag(
    "excel",
    Takes::Flag,
    text(
        "CSV 供 Excel 打开：表头用文字",
        "CSV for Excel, with heads for people",
    ),
);
const TO: Opt = Opt::flag(
    "to",
    Takes::Word(|| options::bare(&["postgresql"])),
    text("写成另一种数据库的脚本", "A script for another database"),
);

pub(crate) static VERB: Verb = Verb {
    id: "export",
    called: &["导出"],
    about: text("导出数据", "Export records for machines"),
    options: &[KIND, MONTH, EXCEL, TO, AS_OF, KNOWN_ON],
    does: Does::Files(run, None),
};

fn run(given: Given, context: &Context) -> Result<Answer> {
    let place = output(given).map(Path::to_owned);
    let to_another = given.has(&TO);
    if to_another {
        given.word(&TO)?;
        let of_records = [&KIND, &MONTH, &EXCEL, &AS_OF];
        if let Some(opt) = of_records.into_iter().find(|opt| given.has(opt)) {
            return Err(Refused::WholeLog(opt).into());
        }
    }
    let only = given.has(&KIND).then(|| given.kind(&KIND)).transpose()?;
    let only = only.flatten();
    let format = if to_another {
        None
    } else {
        Some(format(given, only.and(place.as_deref()))?)
    };
    let desk = asked_about(given, context)?;
    let mut answer = match format {
        None => to_postgresql(place, &desk)?,
        Some(format) => of_records(&desk, given, only, format, place)?,
    };
    if let Some(altered) = basis::altered(&desk)? {
        answer.also(altered);
    }
    Ok(answer)
}

fn of_records(
    desk: &Desk,
    given: Given,
    only: Option<&'static Kind>,
    format: &RecordsFormat,
    place: Option<PathBuf>,
) -> Result<Answer> {
    let context = desk.context;
    let month = given.optional(&MONTH, Given::month, desk)?;
    let place = place.map(|place| context.path(with_month(place, month)));
    let Some(kind) = only else {
        return folder(desk, month, format, place);
    };
    let (made, _) = written(desk, kind, month, format)?;
    let mut answer = Answer {
        delivery: Some(Delivery::File { place, made }),
        ..Answer::default()
    };
    if given.has(&EXCEL) {
        answer.also(Safer);
    }
    Ok(answer)
}

fn to_postgresql(place: Option<PathBuf>, desk: &Desk) -> Result<Answer> {
    let context = desk.context;
    Ok(Answer {
        delivery: Some(Delivery::File {
            place: place.map(|place| context.path(place)),
            made: desk
                .store
                .postgresql(&proposals::report(desk, &desk.store.proposals()?)?.json)?
                .into(),
        }),
        ..Answer::default()
    })
}

/// Exports every kind into a folder, a file each.
fn folder(
    desk: &Desk,
    month: Option<Span>,
    format: &RecordsFormat,
    place: Option<PathBuf>,
) -> Result<Answer> {
    let lang = desk.context.lang;
    let Some(place) = place else {
        return Err(Refused::NoFolder.into());
    };
    let (mut files, mut resources) = (Vec::new(), Vec::new());
    let progress = desk.context.progress(text("个文件", "files"));
    for kind in kinds::nouns() {
        progress.reached(files.len(), kinds::nouns().count());
        let (made, resource) = written(desk, kind, month, format)?;
        files.push((resource.file.clone(), made));
        resources.push(resource);
    }
    let open = Page::Report(proposals::report(desk, &desk.store.proposals()?)?);
    let open_format = render::Format::find(format.id).unwrap_or(&render::JSON);
    let bytes = open_format.render(&open, lang, render::Screen::Elsewhere)?;
    files.push((format!("proposal.{}", open_format.id), bytes.into()));
    let package = render::datapackage(&resources, format, month.is_none(), lang);
    files.push((render::DATAPACKAGE.to_owned(), package.into()));
    if let Some(month) = month {
        let page = Page::Report(document::monthly(
            &View {
                as_of: month.last.min(desk.as_of),
                ..desk.view()
            },
            month,
        )?);
        for format in [&render::CSV, &render::JSON] {
            let bytes = format.render(&page, lang, render::Screen::Elsewhere)?;
            files.push((format!("figures.{}", format.id), bytes.into()));
        }
    }
    let note = Exported {
        files: files.len(),
        place: place.clone(),
    };
    Ok(Answer {
        delivery: Some(Delivery::Folder { place, files }),
        ..Answer::note(note)
    })
}

/// Writes the records of a kind, of which no more than some are held at a time, and tells of their columns.
fn written(
    desk: &Desk,
    kind: &'static Kind,
    month: Option<Span>,
    format: &RecordsFormat,
) -> Result<(Made, render::Resource)> {
    desk.store.make_room()?;
    // A month is told of as it stood on its last day, so that its figures can be counted again.
    let day = month.map_or(desk.as_of, |month| month.last.min(desk.as_of));
    let marked = |records| -> Result<Listing> {
        let mut listing = desk.marked(kind, records)?;
        listing.moved = month;
        Ok(listing)
    };
    let mut writer = format.begin(marked(Vec::new())?, desk.context.lang);
    let (mut made, mut is_empty) = (Made::empty(), true);
    let filter = ledger::within(kind, month);
    desk.store.on(day, || {
        desk.list_in_parts(kind, filter, TOGETHER, |part| {
            is_empty &= part.is_empty();
            made.push(&writer.more(marked(part)?))
        })
    })?;
    let (end, columns) = writer.end()?;
    made.push(&end)?;
    let file = format!("{}.{}", kind.id, format.id);
    let resource = render::Resource {
        file,
        columns,
        is_empty,
    };
    Ok((made, resource))
}

/// Puts the month into the place that the name of a folder leaves for it.
fn with_month(place: PathBuf, month: Option<Span>) -> PathBuf {
    let Some((month, name)) = month.zip(place.to_str()) else {
        return place;
    };
    PathBuf::from(name.replace(MONTH_PLACE, &month.first.format("%Y-%m").to_string()))
}

/// Returns the format that was asked for, by name or by the ending of a file.
fn format(given: Given, file: Option<&Path>) -> Result<&'static RecordsFormat> {
    let excel = given.has(&EXCEL);
    let ending = file
        .and_then(|file| file.extension())
        .and_then(|ending| ending.to_str());
    let typed = given.text(&FORMAT);
    let name = typed.or(ending).unwrap_or("csv").to_lowercase();
    let found = RECORDS_FORMATS.iter().find(|known| known.id == name);
    match found {
        Some(found) if excel => {
            let for_excel = found.for_excel;
            for_excel.ok_or_else(|| Refused::ExcelIsCsv { format: name }.into())
        }
        Some(found) => Ok(found),
        None => {
            let known: Vec<&str> = RECORDS_FORMATS.iter().map(|known| known.id).collect();
            // What follows from the name of a file was not typed as a format.
            let flag = if typed.is_some() { "format" } else { "output" };
            Err(input::not_among(flag, &name, &known))
        }
    }
}

/// Reasons for which nothing is exported.
#[derive(Debug)]
enum Refused {
    ExcelIsCsv {
        format: String,
    },
    /// The script for another database tells the whole log, of which an option asks for a part.
    WholeLog(&'static Opt),
    NoFolder,
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::ExcelIsCsv { format } => Said::usage(
                "excel-is-csv",
                lang.pick(
                    ("--excel 只用于 csv", "请去掉一个"),
                    ("--excel is for csv alone", "leave one out"),
                ),
            )
            .of("excel")
            .of("format")
            .with(format),
            Self::WholeLog(opt) => {
                let shown = opt.usage();
                Said::usage(
                    "options-exclude-each-other",
                    lang.pick(
                        (
                            format!("--to 写出全部历史，不能与 {shown} 同时用"),
                            "请去掉一个",
                        ),
                        (
                            format!(
                                "--to writes the whole history, and cannot be used with {shown}"
                            ),
                            "leave one out",
                        ),
                    ),
                )
                .of(opt.id)
            }
            Self::NoFolder => Said::usage(
                "output-missing",
                lang.pick(
                    ("导出全部种类要写入文件夹", "请用 -o 写明，例如 -o export"),
                    (
                        "all kinds are exported into a folder",
                        "name it with -o, such as -o export",
                    ),
                ),
            )
            .of("output"),
        }
    }
}

/// Says that a spreadsheet spoils less of a workbook.
#[derive(Debug)]
struct Safer;

impl Words for Safer {
    fn words(&self, lang: Lang) -> String {
        lang.pick(
            "长号码已按文本写出；要在 Excel 里修改后再导入，用 --format xlsx 更稳妥",
            "Long numbers are written as text; to change it in Excel and import it again, --format xlsx is safer",
        )
        .to_owned()
    }
}

#[derive(Debug)]
struct Exported {
    files: usize,
    place: PathBuf,
}

impl Words for Exported {
    fn words(&self, lang: Lang) -> String {
        let (files, place) = (self.files, self.place.display());
        lang.pick(
            format!("已导出{files}个文件到 {place}"),
            format!("Exported {} to {place}", plural(files, "file", "files")),
        )
    }
}
