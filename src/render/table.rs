//! Tables and text for a terminal.

use anstyle::{Ansi256Color, Style};
use comfy_table::{
    Attribute, Cell as GridCell, CellAlignment, Color, ColumnConstraint, ContentArrangement,
    Table as Grid, Width, presets,
};
use textwrap::{Options, WordSeparator, WordSplitter};

use super::fit::{self, Measure};
use super::stretches::unbroken;
use super::{Format, Screen, blocks, shown};
use crate::model::document::{Block, Cell, Role, Table, Tone};
use crate::model::page::Page;
use crate::text::Lang;

pub(crate) static FORMAT: Format = Format {
    id: "table",
    is_binary: false,
    is_of_calendars: false,
    bytes: |page, lang, screen| {
        // Of no records there is nothing to draw; a sentence says so.
        if matches!(page, Page::Listing(listing) if listing.records.is_empty()) {
            return Ok(Vec::new());
        }
        let blocks = blocks(page, lang);
        Ok(render(&blocks, screen, lang, false).into_bytes())
    },
    pieces: Some(|rows, (lang, screen), made| {
        for blocks in rows.blocks() {
            let blocks = shown(blocks.into());
            made.push(render(&blocks, screen, lang, false).as_bytes())?;
        }
        Ok(())
    }),
};

/// Width of a bar beside a rate, and of the narrowest terminal that shows bars, in columns.
const BAR: usize = 10;
const WIDTH_FOR_BARS: u16 = 60;

/// Width of the blanks beside a cell.
const PADDING: usize = 2;

/// Stands where a cell may be broken, and is taken out again: a space of no width.
const BREAK: char = '\u{200B}';

/// Renders blocks for reading; a terminal's width bounds the lines, nothing else does.
pub(super) fn render(blocks: &[Block], screen: Screen, lang: Lang, colour: bool) -> String {
    let width = screen.width();
    let laid_out = |table: &Table| match screen {
        Screen::Aloud => spoken(table, lang),
        Screen::Elsewhere | Screen::Terminal(_) => grid(table, width, colour, lang),
    };
    let mut out = String::new();
    let mut heading = "";
    let mut tone = None;
    // True within the attachment that is only named.
    let mut is_explained = false;
    for (at, block) in blocks.iter().enumerate() {
        let painted = |text: &str, mark: &str| {
            let text = wrapped(&format!("{mark}{text}"), width);
            match tone {
                Some((tone, end)) if colour => painted(&text, mark.len(), end, tone),
                _ => text,
            }
        };
        is_explained &= matches!(block, Block::Heading(..) | Block::Table(_));
        match block {
            Block::Heading(..) | Block::Table(_) if is_explained => continue,
            Block::Heading(1, title) => {
                heading = title;
                out += &format!("{}\n\n", wrapped(title, width));
            }
            Block::Heading(_, text) => {
                heading = text;
                out += &format!("\n{}\n", painted(text, ""));
            }
            Block::Line(Role::Explanation, label) if screen != Screen::Elsewhere => {
                let title = blocks.get(at + 1).map_or("", Block::words);
                out += &format!("{}\n", wrapped(&elsewhere(label, title, lang), width));
                is_explained = true;
                continue;
            }
            Block::Paragraph(text) | Block::Line(_, text) => {
                out += &format!("{}\n", wrapped(text, width));
            }
            Block::Item(item) => out += &format!("{}\n", painted(item, "· ")),
            Block::Numbered(number, item) => {
                out += &format!("{}\n", painted(item, &format!("{number}. ")));
            }
            Block::Table(table) => {
                let caption = table.caption(heading);
                if let Some(caption) = caption {
                    out += &format!("\n{}\n", wrapped(caption, width));
                }
                // Of nothing there is no frame.
                match (table.rows.is_empty(), caption) {
                    (true, None) => {}
                    (true, Some(_)) => out += lang.pick("（无）\n", "(none)\n"),
                    (false, _) => out += &format!("{}\n", laid_out(table)),
                }
            }
            Block::Chart(chart) => {
                out += &format!("\n{}\n{}\n", chart.table.title, laid_out(&chart.table));
            }
            Block::Picture(picture) => out += &format!("{}\n", wrapped(&picture.line(lang), width)),
            Block::PageBreak => out.push('\n'),
            Block::Gap(_) | Block::Passage(_) | Block::Place(_) => continue,
            Block::Tone(next, end) => {
                tone = Some((*next, *end));
                continue;
            }
        }
        tone = None;
    }
    out
}

/// Names an attachment that is not shown, and says how it is seen.
fn elsewhere(label: &str, title: &str, lang: Lang) -> String {
    lang.pick(
        format!("（{label}：{title}，请加 --format md 或 -o 文件名.docx 查看）"),
        format!("({label}: {title}; to see it add --format md or -o FILE.docx)"),
    )
}

/// Returns the one of 256 colours that shows a tone: they stand out on a light and on a dark
/// ground, and no two of them are told apart by red and green alone.
const fn colour_of(tone: Tone) -> u8 {
    match tone {
        Tone::Blue => 33,
        Tone::Red => 160,
        Tone::Yellow => 136,
    }
}

/// Paints the bytes from `begin` on, so many as are in the tone; a text that was broken within them
/// stays as it is.
fn painted(text: &str, begin: usize, length: usize, tone: Tone) -> String {
    let end = begin + length;
    let parts = text
        .get(..begin)
        .zip(text.get(begin..end))
        .zip(text.get(end..));
    let Some(((before, word), rest)) = parts.filter(|((_, word), _)| !word.contains('\n')) else {
        return text.to_owned();
    };
    let colour = Ansi256Color(colour_of(tone));
    let style = Style::new().bold().fg_color(Some(colour.into()));
    format!("{before}{style}{word}{style:#}{rest}")
}

/// Breaks a text into lines where a language does: between Chinese characters, but before none of
/// their closing marks (避头尾); between words; not within a date or a ref.
pub(super) fn wrapped(text: &str, width: Option<u16>) -> String {
    let Some(width) = width else {
        return text.to_owned();
    };
    let options = Options::new(usize::from(width))
        .word_separator(WordSeparator::Custom(unbroken))
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

/// Tells a table a line a row, each value after its head, so that it makes sense when it is heard; of
/// two columns the first is the head of the second.
fn spoken(table: &Table, lang: Lang) -> String {
    let pair =
        |head: &str, value: &str| lang.pick(format!("{head}：{value}"), format!("{head}: {value}"));
    let row = |cells: &Vec<Cell>| {
        if let [head, value] = &cells[..] {
            return pair(&head.to_string(), &value.to_string());
        }
        let told = table.heads.iter().zip(cells);
        let told = told.map(|(head, cell)| (head, cell.to_string()));
        let told = told.filter(|(_, value)| !value.is_empty());
        let told: Vec<String> = told.map(|(head, value)| pair(head, &value)).collect();
        told.join(lang.pick("；", "; "))
    };
    let rows: Vec<String> = table.lines().map(row).collect();
    rows.join("\n")
}

/// Lays out a table on a terminal, or where no line is broken.
fn grid(table: &Table, width: Option<u16>, colour: bool, lang: Lang) -> String {
    let Some(width) = width else {
        return drawn(table, &texts(table, false), colour, None);
    };
    if let Some(spare) = &table.spare {
        return list(table, spare, usize::from(width), colour, lang);
    }
    let with_bars = (width >= WIDTH_FOR_BARS).then(|| texts(table, true));
    for texts in with_bars.into_iter().chain([texts(table, false)]) {
        if let Some(widths) = fit::broken(&measured(table, &texts), usize::from(width)) {
            return drawn(table, &texts, colour, Some(&widths));
        }
    }
    match parted(table, usize::from(width)) {
        Some(parts) => parts
            .iter()
            .map(|part| drawn(part, &texts(part, false), colour, None))
            .collect::<Vec<_>>()
            .join("\n"),
        None => apart(table, width, lang),
    }
}

/// From how many columns on a table of short cells is parted, and how wide these are at most.
const MANY: usize = 8;
const SHORT: usize = 24;

/// Parts a table of many short columns into tables that fit, each with the first column; `None` for another.
fn parted(table: &Table, width: usize) -> Option<Vec<Table>> {
    let measures = measured(table, &texts(table, false));
    let wide = measures.iter().any(|one| one.whole > SHORT);
    if measures.len() < MANY || wide {
        return None;
    }
    let taken = |columns: &[usize]| -> usize {
        let columns = columns.iter().map(|at| measures[*at].whole + PADDING + 1);
        columns.sum::<usize>() + 1
    };
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for column in 1..measures.len() {
        match parts.last_mut() {
            Some(last) if taken(&[&last[..], &[column]].concat()) <= width => last.push(column),
            _ => parts.push(vec![0, column]),
        }
    }
    let fits = parts.iter().all(|part| taken(part) <= width);
    fits.then(|| parts.iter().map(|part| table.part(part)).collect())
}

/// Lays out a list, of which each row is a line, with its number below.
fn list(table: &Table, spare: &[usize], width: usize, colour: bool, lang: Lang) -> String {
    let texts = texts(table, false);
    let Some(lines) = fit::lines(&measured(table, &texts), spare, width) else {
        let narrow = u16::try_from(width).unwrap_or(u16::MAX);
        return apart(table, narrow, lang);
    };
    let kept =
        |row: &[Cell]| -> Vec<Cell> { lines.columns.iter().map(|at| row[*at].clone()).collect() };
    let heads = lines.columns.iter().map(|at| table.heads[*at].clone());
    let shown = Table::new::<Cell>(heads, table.rows.iter().map(|row| kept(row)));
    let cut = |row: &Vec<String>| -> Vec<String> {
        let columns = lines.columns.iter().zip(&lines.widths);
        columns
            .map(|(at, width)| fit::cut(&row[*at], *width))
            .collect()
    };
    let cut: Vec<Vec<String>> = texts.iter().map(cut).collect();
    let count = table.rows.len();
    let mut below = lang.pick(format!("{count} 条"), format!("{count} listed"));
    if !lines.hidden.is_empty() {
        let hidden: Vec<&String> = lines
            .hidden
            .iter()
            .rev()
            .map(|at| &table.heads[*at])
            .collect();
        let hidden = lang.join(&hidden);
        below += &lang.pick(
            format!("；屏幕窄，没有列出{hidden}"),
            format!("; no room for {hidden}"),
        );
    }
    let drawn = drawn(&shown, &cut, colour, None);
    let below = wrapped(&below, u16::try_from(width).ok());
    format!("{drawn}\n{below}")
}

/// Tells the rows of a table one below the other, each value after its head.
fn apart(table: &Table, width: u16, lang: Lang) -> String {
    let options = || Options::new(usize::from(width)).subsequent_indent("  ");
    let filled = |text: &str| {
        let options = options()
            .word_separator(WordSeparator::Custom(unbroken))
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(text, options)
    };
    let rows = table.lines().map(|row| {
        let cells = table.heads.iter().zip(row);
        let cells = cells.map(|(head, cell)| (head, cell.to_string()));
        let told = cells
            .filter(|(_, value)| !value.is_empty())
            .map(|(head, value)| {
                filled(&lang.pick(format!("{head}：{value}"), format!("{head}: {value}")))
            });
        told.collect::<Vec<_>>().join("\n")
    });
    let line = "─".repeat(usize::from(width.min(20)));
    rows.collect::<Vec<_>>().join(&format!("\n{line}\n"))
}

/// Writes every cell, a rate with its bar where those are drawn.
fn texts(table: &Table, bars: bool) -> Vec<Vec<String>> {
    let written = |cell: &Cell| match cell {
        Cell::Rate(..) if bars => with_bar(cell),
        _ => cell.to_string(),
    };
    let rows = table.lines();
    rows.map(|row| row.iter().map(written).collect()).collect()
}

fn measured(table: &Table, texts: &[Vec<String>]) -> Vec<Measure> {
    let columns = table.heads.iter().enumerate();
    let measures = columns.map(|(at, head)| {
        let cells = texts.iter().filter_map(|row| row.get(at));
        Measure::of(cells.chain([head]).map(String::as_str))
    });
    measures.collect()
}

/// Draws a table of these texts; texts are broken where their column is given a width.
fn drawn(table: &Table, texts: &[Vec<String>], colour: bool, widths: Option<&[usize]>) -> String {
    let mut grid = Grid::new();
    grid.load_style(presets::UTF8_FULL_CONDENSED);
    grid.set_content_arrangement(if widths.is_some() {
        ContentArrangement::Dynamic
    } else {
        ContentArrangement::Disabled
    });
    let laid = |text: &str| match widths {
        Some(_) => breakable(text),
        None => text.to_owned(),
    };
    if widths.is_some() {
        grid.set_delimiter(BREAK);
    }
    grid.set_header(table.heads.iter().map(|head| laid(head)));
    for (row, texts) in table.lines().zip(texts) {
        grid.add_row(row.iter().zip(texts).map(|(cell, text)| {
            match cell {
                Cell::Toned(tone, _) if colour => GridCell::new(laid(text))
                    .fg(Color::AnsiValue(colour_of(*tone)))
                    .add_attribute(Attribute::Bold),
                Cell::Rate(..) => GridCell::new(text),
                _ => GridCell::new(laid(text)),
            }
        }));
    }
    for (at, column) in grid.column_iter_mut().enumerate() {
        if table.is_numeric(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if let Some(width) = widths.and_then(|widths| widths.get(at)) {
            let padded = u16::try_from(width + PADDING).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(padded)));
        }
    }
    if colour {
        grid.enforce_styling();
    }
    grid.trim_fmt().replace(BREAK, "")
}

/// Marks where a cell may be broken, as [`wrapped`] breaks running text.
fn breakable(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let words = unbroken(line).map(|word| format!("{}{}", word.word, word.whitespace));
        words.collect::<Vec<_>>().join(&BREAK.to_string())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Draws a bar beside a rate, in eighths of a column; the figure stands beside it in any case.
fn with_bar(rate: &Cell) -> String {
    let eighths = match rate {
        Cell::Rate(numerator, denominator) if *denominator > 0 => {
            let share = i128::from(*numerator) * 8 * BAR as i128 / i128::from(*denominator);
            usize::try_from(share).unwrap_or(0).min(8 * BAR)
        }
        _ => 0,
    };
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let bar = "█".repeat(eighths / 8) + parts[eighths % 8];
    format!("{bar:<BAR$} {:>7}", rate.to_string())
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn bars_are_as_long_as_their_rates_and_line_up() {
        let cases = [
            (Cell::Rate(0, 0), "                 —"),
            (Cell::Rate(1, 2), "█████       50.00%"),
            (Cell::Rate(1, 3), "███▎        33.33%"),
            (Cell::Rate(3, 3), "██████████ 100.00%"),
            (Cell::Rate(9, 3), "██████████ 300.00%"),
        ];
        for (rate, expected) in cases {
            assert_eq!(with_bar(&rate), expected);
        }
    }

    #[test]
    fn how_figures_are_to_be_read_is_named_and_not_shown() {
        let heading = |text: &str| Block::Heading(2, text.to_owned());
        let label = |role| Block::Line(role, "附件".to_owned());
        let blocks = [
            label(Role::Attachment),
            heading("明细"),
            label(Role::Explanation),
            heading("指标说明"),
            Block::Table(Table::new(["算法"], std::iter::empty::<Vec<Cell>>())),
            Block::Line(Role::Footnote, "范围".to_owned()),
            heading("其后"),
        ];
        let shown = render(&blocks, Screen::Terminal(80), Lang::Zh, false);
        let named = "（附件：指标说明，请加 --format md 或 -o 文件名.docx 查看）";
        assert_eq!(shown, format!("附件\n\n明细\n{named}\n范围\n\n其后\n"));
    }

    #[test]
    fn only_what_has_a_tone_is_painted_and_no_word_is_changed() {
        let blocks = [
            Block::Tone(Tone::Red, "红·逾期".len()),
            Block::Heading(2, "红·逾期 (1)".to_owned()),
            Block::Item("清理红·逾期台账".to_owned()),
            Block::Table(Table::new(
                ["类别", "名称"],
                [vec![
                    Cell::Toned(Tone::Blue, "蓝·临期"),
                    Cell::from("清理蓝·临期台账"),
                ]],
            )),
        ];
        for width in [3, 40, 80] {
            let screen = Screen::Terminal(width);
            let plain = render(&blocks, screen, Lang::Zh, false);
            let painted = render(&blocks, screen, Lang::Zh, true);
            assert!(!plain.contains('\u{1b}'));
            assert_eq!(anstream::adapter::strip_str(&painted).to_string(), plain);
        }
        let painted = render(&blocks, Screen::Elsewhere, Lang::Zh, true);
        assert!(
            painted.contains("\u{1b}[1m\u{1b}[38;5;160m红·逾期\u{1b}[0m (1)"),
            "{painted}"
        );
        assert!(painted.contains("清理红·逾期台账") && painted.contains("清理蓝·临期台账"));
        assert!(painted.contains("\u{1b}[38;5;33m"), "{painted}");
    }

    #[test]
    fn no_line_begins_with_a_closing_mark_or_within_a_date() {
        let text = "期限2011-05-18，已过8天；答复后登记“无回音”，再看(编号LY-O1)。".repeat(4);
        for width in 30..50 {
            for line in wrapped(&text, Some(width)).lines() {
                assert!(
                    !line.starts_with(['，', '；', '。', '”', ')', '-']),
                    "{line}"
                );
                assert!(!line.ends_with(['“', '(', '-']), "{line}");
            }
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let long = "深入基层开展走访活动，听取群众意见建议".repeat(9);
        let blocks = [
            Block::Heading(1, long.clone()),
            Block::Paragraph(format!("{long} with English words {long}")),
            Block::Item(long.clone()),
            Block::Table(Table::new(
                ["编号", "内容", "比率"],
                [vec![
                    Cell::from("LY-P1"),
                    Cell::from(long),
                    Cell::Rate(1, 3),
                ]],
            )),
        ];
        for width in [20, 40, 60, 80, 200] {
            let text = render(&blocks, Screen::Terminal(width), Lang::Zh, false);
            let widest = text.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(widest <= usize::from(width), "{widest}: {text}");
        }
    }
}
