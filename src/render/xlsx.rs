//! Workbooks: a sheet for each table, ready to be filtered and printed, after one for the prose.
//!
//! Texts are written as texts, never as formulas, so that refs, phones and what somebody typed
//! stay as they are. The date of making is fixed: the same answer gives the same bytes.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    Chart as Picture, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker,
    ChartMarkerType, ChartSolidFill, ChartType, Color, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::alike::alike;
use super::{PALETTE, Refused, with_sources};
use crate::error::Result;
use crate::model::document::{Block, Cell, Chart, Form, Table};
use crate::text::{Lang, text};

pub(crate) static FORMAT: super::Format = super::Format {
    id: "xlsx",
    is_binary: true,
    is_of_calendars: false,
    bytes: |page, lang, _| render(&with_sources(page, lang), lang),
    pieces: None,
};

/// The most characters that a cell of a workbook holds.
pub(super) const MOST_TEXT: usize = 32_767;
/// The most characters of what is said of a picture.
const MOST_ALTERNATIVE: usize = 250;
/// The most characters of a sheet's name, in units of UTF-16.
const MOST_NAME: usize = 31;
/// Characters that a sheet's name cannot have.
const NOT_IN_NAMES: &[char] = &['[', ']', ':', '*', '?', '/', '\\'];
/// Least and greatest width of a column, in Latin characters; a Chinese one takes two.
const WIDTHS: (usize, usize) = (6, 48);
const PROSE_WIDTH: f64 = 100.0;
const A4: u8 = 9;
/// The height of a line, in points, and how many of them a row has at most.
const LINE: f64 = 16.0;
const MOST_LINES: f64 = 25.0;
/// How the lines of series differ where colours are not seen.
const DASHES: [ChartLineDashType; 4] = [
    ChartLineDashType::Solid,
    ChartLineDashType::Dash,
    ChartLineDashType::RoundDot,
    ChartLineDashType::LongDashDot,
];
const MARKERS: [ChartMarkerType; 3] = [
    ChartMarkerType::Circle,
    ChartMarkerType::Square,
    ChartMarkerType::Triangle,
];
const HEAD_FILL: u32 = 0x00DD_E6F0;

/// The formats that cells have.
struct Styles {
    head: Format,
    text: Format,
    decimal: Format,
    integer: Format,
    money: Format,
    rate: Format,
    day: Format,
    title: Format,
    prose: Format,
}

/// Renders blocks as a workbook.
///
/// # Errors
/// If a text of a table is longer than a cell can hold.
pub(super) fn render(blocks: &[Block], lang: Lang) -> Result<Vec<u8>> {
    refuse_long(blocks)?;
    write(blocks, lang).map_err(|error| {
        let instead = text("csv 或 json", "csv or json");
        let error = error.to_string();
        Refused::Workbook { error, instead }.into()
    })
}

fn refuse_long(blocks: &[Block]) -> Result<()> {
    for block in blocks {
        let (Block::Table(table) | Block::Chart(Chart { table, .. })) = block else {
            continue;
        };
        for row in table.lines() {
            let too_long = |cell: &&Cell| matches!(cell, Cell::Text(text) if text.encode_utf16().count() > MOST_TEXT);
            if let Some(cell) = row.iter().find(too_long) {
                let first = row.first().map(Cell::to_string).unwrap_or_default();
                let text = crate::error::shortened(&cell.to_string());
                return Err(Refused::TooLong { first, text }.into());
            }
        }
    }
    Ok(())
}

fn write(blocks: &[Block], lang: Lang) -> std::result::Result<Vec<u8>, XlsxError> {
    let styles = Styles::new();
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let mut names = BTreeSet::new();
    let is_prose = |block: &&Block| {
        matches!(
            block,
            Block::Paragraph(_) | Block::Item(_) | Block::Line(..)
        )
    };
    if blocks.iter().any(|block| is_prose(&block)) {
        let name = sheet_name(text("正文", "Text").get(lang), &mut names);
        prose(book.add_worksheet().set_name(name)?, blocks, &styles, lang)?;
    }
    let mut heading = text("表", "Table").get(lang);
    for block in blocks {
        let (table, chart) = match block {
            Block::Heading(_, heads) => {
                heading = heads;
                continue;
            }
            Block::Table(table) => (table, None),
            Block::Chart(chart) => (&chart.table, Some(chart)),
            _ => continue,
        };
        let title = match table.title.as_str() {
            "" => heading,
            title => title,
        };
        let name = sheet_name(title, &mut names);
        let sheet = book.add_worksheet().set_name(&name)?;
        grid(sheet, table, chart.is_some(), &styles)?;
        set_up_print(sheet, title, lang)?;
        // Of no rows there is no picture.
        if let Some(chart) = chart.filter(|_| !table.rows.is_empty()) {
            let below = u32::try_from(table.lines().count()).unwrap_or(u32::MAX) + 2;
            sheet.insert_chart(below, 0, &picture(&name, chart, lang))?;
        }
    }
    book.save_to_buffer().map(alike)
}

/// Makes a name that Excel takes and that no other sheet has.
pub(super) fn sheet_name(title: &str, names: &mut BTreeSet<String>) -> String {
    let clean = title.replace(NOT_IN_NAMES, " ");
    let clean = clean.trim_matches([' ', '\'']);
    for number in 1.. {
        // Excel keeps the name History for itself.
        let tail = match number {
            1 if clean.eq_ignore_ascii_case("history") => " ".to_owned() + "1",
            1 => String::new(),
            _ => format!(" {number}"),
        };
        let mut name = String::new();
        for character in clean.chars() {
            let units = name.encode_utf16().count() + character.len_utf16() + tail.len();
            if units > MOST_NAME {
                // No word is cut.
                let whole = name.rfind(' ').filter(|_| character != ' ');
                name.truncate(whole.unwrap_or(name.len()));
                break;
            }
            name.push(character);
        }
        name += &tail;
        if names.insert(name.to_lowercase()) {
            return name;
        }
    }
    clean.to_owned()
}

/// Writes the headings and paragraphs, one below the other.
fn prose(
    sheet: &mut Worksheet,
    blocks: &[Block],
    styles: &Styles,
    lang: Lang,
) -> std::result::Result<(), XlsxError> {
    sheet.set_column_width(0, PROSE_WIDTH)?;
    let mut row = 0;
    for block in blocks {
        let (text, style) = match block {
            Block::Heading(_, text) => (text.clone(), &styles.title),
            Block::Paragraph(text) | Block::Line(_, text) => (text.clone(), &styles.prose),
            Block::Item(text) => (format!("· {text}"), &styles.prose),
            Block::Numbered(number, text) => (format!("{number}. {text}"), &styles.prose),
            Block::Picture(picture) => (picture.line(lang), &styles.prose),
            Block::Table(_)
            | Block::Chart(_)
            | Block::PageBreak
            | Block::Gap(_)
            | Block::Tone(..)
            | Block::Passage(_)
            | Block::Place(_) => continue,
        };
        for part in parts(&text) {
            sheet.write_string_with_format(row, 0, part, style)?;
            sheet.set_row_height(row, LINE * lines(part, PROSE_WIDTH))?;
            row += 1;
        }
    }
    sheet.set_paper_size(A4).set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Divides a text into parts that a cell holds, one at least.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut units) = (Vec::new(), 0, 0);
    for (at, character) in text.char_indices() {
        if units + character.len_utf16() > MOST_TEXT {
            parts.push(&text[start..at]);
            (start, units) = (at, 0);
        }
        units += character.len_utf16();
    }
    parts.push(&text[start..]);
    parts
}

fn grid(
    sheet: &mut Worksheet,
    table: &Table,
    is_drawn: bool,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    for (column, head) in (0..).zip(&table.heads) {
        sheet.write_string_with_format(0, column, head, &styles.head)?;
        sheet.set_column_width(column, width(table, usize::from(column)))?;
    }
    let widths: Vec<f64> = (0..table.heads.len()).map(|at| width(table, at)).collect();
    for (row, cells) in (1..).zip(table.lines()) {
        let shown = cells.iter().zip(&widths);
        let tallest = shown.map(|(cell, width)| lines(&cell.to_string(), *width));
        sheet.set_row_height(row, LINE * tallest.fold(1.0, f64::max))?;
        for (column, cell) in (0..).zip(cells) {
            // A picture shows a text as nothing at all; what is empty is a gap.
            if is_drawn && matches!(cell, Cell::Rate(_, 0)) {
                sheet.write_blank(row, column, &styles.rate)?;
            } else {
                put(sheet, row, column, cell, styles)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let columns = u16::try_from(table.heads.len()).unwrap_or(u16::MAX);
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    if columns > 0 && rows > 0 {
        sheet.autofilter(0, 0, rows, columns - 1)?;
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    styles: &Styles,
) -> std::result::Result<(), XlsxError> {
    let number = cell.amount();
    match (cell, number) {
        (Cell::Day(day), _) => sheet.write_datetime_with_format(row, column, *day, &styles.day)?,
        (Cell::Decimal(_), Some(number)) => {
            sheet.write_number_with_format(row, column, number, &styles.decimal)?
        }
        (Cell::Integer(_), Some(number)) => {
            sheet.write_number_with_format(row, column, number, &styles.integer)?
        }
        (Cell::Money(_), Some(number)) => {
            sheet.write_number_with_format(row, column, number, &styles.money)?
        }
        (Cell::Rate(..), Some(number)) => {
            sheet.write_number_with_format(row, column, number / 100.0, &styles.rate)?
        }
        _ => sheet.write_string_with_format(row, column, cell.to_string(), &styles.text)?,
    };
    Ok(())
}

/// Returns how many lines a text takes in a column, up to what the tallest row shows.
#[allow(clippy::cast_precision_loss)] // at most MOST_TEXT
fn lines(text: &str, width: f64) -> f64 {
    let line = |line: &str| (line.width() as f64 / (width - 1.0)).ceil().max(1.0);
    text.lines().map(line).sum::<f64>().clamp(1.0, MOST_LINES)
}

/// Returns the width of a column that shows its widest cell, within bounds.
#[allow(clippy::cast_precision_loss)] // at most WIDTHS.1
fn width(table: &Table, column: usize) -> f64 {
    let cells = table.rows.iter().filter_map(|row| row.get(column));
    let widest = |text: &str| text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
    let cells = cells.map(|cell| widest(&cell.to_string()));
    // The arrow of the filter stands beside the head.
    let head = table.heads.get(column).map_or(0, |head| widest(head) + 3);
    let (least, most) = WIDTHS;
    (cells.max().unwrap_or(0).max(head) + 2).clamp(least, most) as f64
}

fn set_up_print(
    sheet: &mut Worksheet,
    title: &str,
    lang: Lang,
) -> std::result::Result<(), XlsxError> {
    // An ampersand begins a code in heads and feet.
    let title: String = title.replace('&', "&&").chars().take(60).collect();
    sheet.set_paper_size(A4).set_landscape();
    sheet
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(0, 0)?
        .set_print_center_horizontally(true)
        // The space keeps a digit of the title from being read as part of the size.
        .set_header(format!("&C&14 {title}"))
        .set_footer(lang.pick("&C第 &P 页，共 &N 页", "&CPage &P of &N"));
    Ok(())
}

fn picture(sheet: &str, chart: &Chart, lang: Lang) -> Picture {
    let table = &chart.table;
    let mut picture = Picture::new(match chart.form {
        Form::Bars => ChartType::Column,
        Form::Lines => ChartType::Line,
        Form::Stacked => ChartType::BarStacked,
    });
    let last = u32::try_from(table.rows.len()).unwrap_or(1);
    for column in 1..u16::try_from(table.heads.len()).unwrap_or(1) {
        let colour = PALETTE[usize::from(column - 1) % PALETTE.len()];
        let mut look = ChartFormat::new();
        let at = usize::from(column - 1);
        if chart.form == Form::Lines {
            // Told apart also where colours are not seen.
            let mut line = ChartLine::new();
            line.set_color(Color::RGB(colour));
            line.set_dash_type(DASHES[at % DASHES.len()]);
            look.set_line(&line);
        } else {
            look.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)));
        }
        let series = picture.add_series();
        series
            .set_name((sheet, 0, column))
            .set_categories((sheet, 1, 0, last, 0))
            .set_values((sheet, 1, column, last, column))
            .set_format(&mut look);
        if chart.form == Form::Lines {
            let mut marker = ChartMarker::new();
            marker.set_type(MARKERS[at % MARKERS.len()]);
            series.set_marker(&marker);
        }
        if chart.form == Form::Stacked {
            series.set_overlap(100);
        }
    }
    if chart.form == Form::Stacked {
        picture.y_axis().set_reverse();
    }
    let mut cells = table.rows.iter().flatten();
    if cells.any(|cell| matches!(cell, Cell::Rate(..))) {
        picture.y_axis().set_min(0).set_max(1).set_num_format("0%");
    }
    picture.title().set_name(&table.title);
    picture.legend().set_position(ChartLegendPosition::Bottom);
    picture.set_width(900).set_height(420);
    // Excel takes 255 characters; the figures stand in the cells above.
    let told: String = chart
        .in_words(lang)
        .chars()
        .take(MOST_ALTERNATIVE)
        .collect();
    picture.set_alt_text(told);
    picture
}

impl Styles {
    fn new() -> Self {
        let cell = || {
            Format::new()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Top)
                .set_text_wrap()
        };
        Self {
            head: cell()
                .set_bold()
                .set_background_color(Color::RGB(HEAD_FILL))
                .set_align(FormatAlign::Center),
            // The number format “@” keeps a ref or a phone a text even where it is typed anew.
            text: cell().set_num_format("@"),
            // Its decimal where it has one.
            decimal: cell().set_num_format("General"),
            integer: cell().set_num_format("0"),
            money: cell().set_num_format("#,##0.00"),
            rate: cell().set_num_format("0.00%"),
            day: cell()
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Left),
            title: Format::new().set_bold().set_text_wrap(),
            prose: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_ones_that_excel_takes() {
        let mut names = BTreeSet::new();
        let long = "实事项目台账".repeat(9);
        let mut name = |title: &str| sheet_name(title, &mut names);
        assert_eq!(name("意见[1]"), "意见 1");
        assert_eq!(name("意见[1]"), "意见 1  2".replace("  ", " "));
        assert_eq!(name("History"), "History 1");
        assert_eq!(
            name("Visits by place and the service that was brought"),
            "Visits by place and the service"
        );
        assert_eq!(
            name("Receptions that each leader owes the public"),
            "Receptions that each leader"
        );
        for _ in 0..12 {
            assert!(name(&long).encode_utf16().count() <= MOST_NAME);
        }
    }

    #[test]
    fn the_same_blocks_give_the_same_bytes_and_a_long_text_is_refused() {
        let table = |text: &str| Table::new(["编号", "内容"], [vec!["=1+1", text]]).titled("x");
        let blocks = [
            Block::Paragraph("正文".to_owned()),
            Block::Table(table("内容")),
            Block::Chart(Chart {
                form: Form::Bars,
                table: Table::new(["", "数"], [vec![Cell::from("一"), Cell::Integer(1)]]),
            }),
        ];
        let once = render(&blocks, Lang::Zh).unwrap();
        assert_eq!(once, render(&blocks, Lang::Zh).unwrap());
        let long = [Block::Table(table(&"长".repeat(MOST_TEXT + 1)))];
        assert!(render(&long, Lang::Zh).is_err());
        let long = "长".repeat(MOST_TEXT + 1);
        assert_eq!(parts(&long).concat(), long);
        assert!(render(&[Block::Paragraph(long)], Lang::Zh).is_ok());
    }
}
