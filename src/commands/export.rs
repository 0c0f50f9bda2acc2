//! `export`: records whole, for machines and for the way back through `import`; of a month with its
//! figures; or the log and the computed tables for PostgreSQL.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{ledger, report, value_arg};
use crate::desk::{Answer, Context, Delivery, Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::kinds;
use crate::model::date::Span;
use crate::model::kind::Kind;
use crate::model::page::Page;
use crate::render::{self, Format, RecordsFormat, records};
use crate::reports::View;
use crate::text::{Lang, Words, text};

/// What the name of a folder may have in the place of the month.
const MONTH: &str = "{month}";

/// Builds `export`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("export")
        .about(text("导出数据", "Export records for machines").get(lang))
        .arg(Arg::new("KIND").help(lang.pick(
            format!("{}，或 all(缺省，写入文件夹)", kinds_help(lang)),
            format!(
                "{}; or all, which is the default, into a folder",
                kinds_help(lang)
            ),
        )))
        .arg(
            value_arg("month", "YYYY-MM").help(
                text(
                    "只导出某月的，例如 5月、上月(last)；all 时另有数据文件",
                    "Only those of a month, such as 2011-05 or last; with its figures if all",
                )
                .get(lang),
            ),
        )
        .arg(
            Arg::new("excel")
                .long("excel")
                .action(ArgAction::SetTrue)
                .help(
                    text(
                        "CSV 供 Excel 打开：表头用文字",
                        "CSV for Excel, with heads for people",
                    )
                    .get(lang),
                ),
        )
        .arg(
            value_arg("to", "SYSTEM").help(
                text(
                    "写成另一种数据库的脚本：postgresql",
                    "A script for another database: postgresql",
                )
                .get(lang),
            ),
        )
}

/// Lists the kinds for help.
pub(crate) fn kinds_help(lang: Lang) -> String {
    let nouns: Vec<&str> = kinds::nouns().map(|kind| kind.id).collect();
    format!(
        "{}{}",
        text("种类：", "Kind: ").get(lang),
        lang.join(&nouns)
    )
}

/// Runs `export`.
pub(crate) fn run(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let typed = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let place = matches.get_one::<PathBuf>("output").cloned();
    if let Some(system) = typed("to") {
        return to(system, place, context);
    }
    let only = match typed("KIND") {
        None | Some("all") => None,
        Some(typed) => Some(input::kind(typed, &["all"])?),
    };
    let format = format(matches, only.and(place.as_deref()))?;
    let desk = Desk::open(context)?;
    let month = typed("month")
        .map(|typed| input::month(typed, desk.calendar()))
        .transpose()?;
    let place = place.map(|place| context.path(with_month(place, month)));
    let Some(kind) = only else {
        return folder(&desk, month, format, place);
    };
    let bytes = of_kind(&desk, kind, month, format)?;
    Ok(Answer {
        delivery: Some(Delivery::File { place, bytes }),
        ..Answer::default()
    })
}

/// Exports for another system.
fn to(system: &str, place: Option<PathBuf>, context: &Context) -> Result<Answer> {
    if system != "postgresql" {
        return Err(input::not_among("to", system, &["postgresql"]));
    }
    let desk = Desk::open(context)?;
    Ok(Answer {
        delivery: Some(Delivery::File {
            place: place.map(|place| context.path(place)),
            bytes: desk.store.postgresql()?,
        }),
        ..Answer::default()
    })
}

/// Exports every kind into a folder, a file each.
fn folder(
    desk: &Desk,
    month: Option<Span>,
    format: RecordsFormat,
    place: Option<PathBuf>,
) -> Result<Answer> {
    let lang = desk.context.lang;
    let Some(place) = place else {
        return Err(Refused::NoFolder.into());
    };
    let mut files = Vec::new();
    let progress = desk.context.progress(text("个文件", "files"));
    for kind in kinds::nouns() {
        progress.reached(files.len(), kinds::nouns().count());
        let name = format!("{}.{}", kind.id, format.ending());
        files.push((name, of_kind(desk, kind, month, format)?));
    }
    if let Some(month) = month {
        let page = Page::Report(report::monthly(
            &View {
                as_of: month.last,
                ..desk.view()
            },
            month,
        )?);
        for (name, format) in [("figures.csv", Format::Csv), ("figures.json", Format::Json)] {
            files.push((
                name.to_owned(),
                render::render(&page, format, lang, render::Screen::Elsewhere)?,
            ));
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

fn of_kind(
    desk: &Desk,
    kind: &'static Kind,
    month: Option<Span>,
    format: RecordsFormat,
) -> Result<Vec<u8>> {
    desk.store.make_room()?;
    let found = desk.store.list(kind, &ledger::within(kind, month))?;
    records(&desk.listing(kind, found)?, format, desk.context.lang)
}

/// Puts the month into the place that the name of a folder leaves for it.
fn with_month(place: PathBuf, month: Option<Span>) -> PathBuf {
    let Some((month, name)) = month.zip(place.to_str()) else {
        return place;
    };
    PathBuf::from(name.replace(MONTH, &month.first.format("%Y-%m").to_string()))
}

/// Returns the format that was asked for, by name or by the ending of a file.
fn format(matches: &ArgMatches, file: Option<&std::path::Path>) -> Result<RecordsFormat> {
    let excel = matches.get_flag("excel");
    let ending = file
        .and_then(|file| file.extension())
        .and_then(|ending| ending.to_str());
    let typed = matches.get_one::<String>("format").map(String::as_str);
    let name = typed.or(ending).unwrap_or("csv").to_lowercase();
    let found = RecordsFormat::ALL.iter().find(|(known, _)| *known == name);
    match found {
        Some((_, RecordsFormat::Csv)) if excel => Ok(RecordsFormat::ExcelCsv),
        Some(_) if excel => Err(Refused::ExcelIsCsv { format: name }.into()),
        Some((_, format)) => Ok(*format),
        None => {
            let known: Vec<&str> = RecordsFormat::ALL.iter().map(|(name, _)| *name).collect();
            // What follows from the name of a file was not typed as a format.
            let flag = if typed.is_some() { "format" } else { "output" };
            Err(input::not_among(flag, &name, &known))
        }
    }
}

/// What is not exported.
#[derive(Debug)]
enum Refused {
    ExcelIsCsv { format: String },
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

/// A folder that was written.
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
            format!("Exported {files} files to {place}"),
        )
    }
}
