//! `export`: records whole, for machines and for the way back through `import`; of a month with its
//! figures; or the log and the computed tables for PostgreSQL.

use std::path::{Path, PathBuf};

use super::everywhere::{AS_OF, FORMAT, KNOWN_ON, asked_about, output};
use super::verb::{Does, Verb};
use super::{document, ledger, undo};
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
use crate::reports::{View, rates};
use crate::store::{Script, postgresql_schema};
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
const SCHEMA: Opt = Opt::flag(
    "schema",
    Takes::Flag,
    text(
        "--to：建库脚本，先装一次",
        "--to: what the database is made with, loaded once",
    ),
);
const ALL: Opt = Opt::flag(
    "all",
    Takes::Flag,
    text(
        "--to：全部历史（缺省）",
        "--to: the whole history, as by default",
    ),
);
const SINCE: Opt = Opt::flag(
    "since",
    Takes::Operation,
    text(
        "--to：只写 log 中该序号之后来的",
        "--to: only what came after this operation of the log",
    ),
);
const PSQL: Opt = Opt::flag(
    "psql",
    Takes::Flag,
    text(
        "--to：用 COPY，只供 psql 装入，更快",
        "--to: with COPY, which is faster and for psql alone",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "export",
    called: &["导出"],
    about: text("导出数据", "Export records for machines"),
    options: &[
        KIND, MONTH, EXCEL, TO, SCHEMA, ALL, SINCE, PSQL, AS_OF, KNOWN_ON,
    ],
    does: Does::Files(run, None),
};

fn run(given: Given, context: &Context) -> Result<Answer> {
    let place = output(given).map(Path::to_owned);
    if given.has(&TO) {
        given.word(&TO)?;
        return to_postgresql(given, context, place);
    }
    let of_scripts = [&SCHEMA, &ALL, &SINCE, &PSQL];
    if let Some(opt) = of_scripts.into_iter().find(|opt| given.has(opt)) {
        return Err(Refused::OfScripts(opt).into());
    }
    let only = given.has(&KIND).then(|| given.kind(&KIND)).transpose()?;
    let only = only.flatten();
    let format = format(given, only.and(place.as_deref()))?;
    let desk = asked_about(given, context)?;
    let mut answer = of_records(&desk, given, only, format, place)?;
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

/// Writes a script for PostgreSQL: the schema, or what this file adds.
fn to_postgresql(given: Given, context: &Context, place: Option<PathBuf>) -> Result<Answer> {
    let of_records = [&KIND, &MONTH, &EXCEL, &AS_OF, &KNOWN_ON];
    if let Some(opt) = of_records.into_iter().find(|opt| given.has(opt)) {
        return Err(Refused::WholeLog(opt).into());
    }
    // Either says which rows, and the schema has none.
    let which = [&SCHEMA, &ALL, &SINCE].map(|opt| given.has(opt).then_some(opt));
    let mut which = which.into_iter().flatten();
    let psql = given.has(&PSQL).then_some(&PSQL);
    let pair = match (which.next(), which.next()) {
        (Some(one), Some(other)) => Some((one, other)),
        (Some(one), None) if one.id == SCHEMA.id => psql.map(|psql| (one, psql)),
        _ => None,
    };
    if let Some((one, other)) = pair {
        return Err(Refused::Apart(one, other).into());
    }
    // It is also how a program asks for mistakes, which are told first.
    let no_format = || {
        let opt = given.has(&FORMAT).then_some(&FORMAT);
        opt.map_or(Ok(()), |opt| Err(Refused::WholeLog(opt)))
    };
    let made = if given.has(&SCHEMA) {
        no_format()?;
        postgresql_schema(kinds::KINDS, &rates::queries())
            .into_bytes()
            .into()
    } else {
        let desk = asked_about(given, context)?;
        let since = given.optional(&SINCE, operation, &desk)?;
        no_format()?;
        let how = psql.map_or(Script::Statements, |_| Script::Copy);
        desk.store.postgresql(since, how)?
    };
    Ok(Answer {
        delivery: Some(Delivery::File {
            place: place.map(|place| context.path(place)),
            made,
        }),
        ..Answer::default()
    })
}

/// Reads the number of an operation of this file, or of the last about a record.
fn operation(given: Given, opt: &Opt, desk: &Desk) -> Result<i64> {
    let number = undo::number(given, opt, desk)?;
    let journal = desk.store.journal()?;
    if journal.find(number).is_none() {
        let last = journal.operations.last().map_or(0, |one| one.number);
        return Err(Refused::NoOperation { number, last }.into());
    }
    Ok(number)
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
    /// The script for another database adds rows of the log, which an option says nothing of.
    WholeLog(&'static Opt),
    /// An option of such scripts is given without one.
    OfScripts(&'static Opt),
    /// Options of such scripts of which there is one at a time.
    Apart(&'static Opt, &'static Opt),
    NoOperation {
        number: i64,
        last: i64,
    },
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
                            format!("--to 写出的是历史本身，不能与 {shown} 同时用"),
                            "请去掉一个",
                        ),
                        (
                            format!(
                                "--to writes the history itself, and cannot be used with {shown}"
                            ),
                            "leave one out",
                        ),
                    ),
                )
                .of(opt.id)
            }
            Self::OfScripts(opt) => {
                let shown = opt.usage();
                Said::usage(
                    "option-needs-another",
                    lang.pick(
                        (format!("{shown} 只与 --to postgresql 同用"), "请加上 --to postgresql，或去掉它"),
                        (
                            format!("{shown} goes with --to postgresql alone"),
                            "add --to postgresql, or leave it out",
                        ),
                    ),
                )
                .of(opt.id)
            }
            Self::Apart(one, other) => {
                let (one_shown, other_shown) = (one.usage(), other.usage());
                Said::usage(
                    "options-exclude-each-other",
                    lang.pick(
                        (format!("{one_shown} 与 {other_shown} 不能同时用"), "请去掉一个"),
                        (
                            format!("{one_shown} and {other_shown} cannot be used together"),
                            "leave one out",
                        ),
                    ),
                )
                .of(one.id)
                .of(other.id)
            }
            Self::NoOperation { number, last } => Said::new(
                "no-such-operation",
                lang.pick(
                    (
                        format!("--since “{number}”：本文件没有这项操作，最后一项是 {last}"),
                        "序号请看 huiyin log",
                    ),
                    (
                        format!("--since “{number}”: this file has no such operation, and its last is {last}"),
                        "see huiyin log",
                    ),
                ),
            )
            .of("since")
            .with(number.to_string()),
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
