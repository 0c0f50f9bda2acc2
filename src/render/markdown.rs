//! Markdown.

use super::typeset::typeset;
use super::{Format, plain_blocks};
use crate::model::document::{Block, Table};
use crate::text::Lang;

pub(crate) static FORMAT: Format = Format {
    id: "md",
    is_binary: false,
    is_of_calendars: false,
    bytes: |page, lang, _| Ok(render(&plain_blocks(page, lang), lang).into_bytes()),
    pieces: None,
};

fn render(blocks: &[Block], lang: Lang) -> String {
    let mut markdown = String::new();
    let mut after_item = false;
    let mut heading = "";
    for block in blocks {
        let is_item = matches!(block, Block::Item(_) | Block::Numbered(..));
        let runs_on = markdown.is_empty() || (after_item && is_item);
        if !runs_on {
            markdown.push('\n');
        }
        after_item = is_item;
        match block {
            Block::Heading(level, text) => {
                heading = text;
                markdown += &format!(
                    "{} {}\n",
                    "#".repeat(usize::from(*level)),
                    escaped(text, lang)
                );
            }
            Block::Paragraph(text) | Block::Line(_, text) => {
                markdown += &format!("{}\n", escaped(text, lang));
            }
            Block::Item(text) => markdown += &format!("- {}\n", escaped(text, lang)),
            Block::Numbered(number, text) => {
                markdown += &format!("{number}. {}\n", escaped(text, lang));
            }
            Block::Table(table) => {
                if let Some(caption) = table.caption(heading) {
                    markdown += &format!("{}\n\n", escaped(caption, lang));
                }
                markdown += &rows(table, lang);
            }
            Block::Chart(chart) => {
                let title = escaped(&chart.table.title, lang);
                markdown += &format!("{title}\n\n{}", rows(&chart.table, lang));
            }
            Block::Picture(picture) => {
                markdown += &format!("{}\n", escaped(&picture.line(lang), lang));
            }
            Block::PageBreak => markdown += "---\n",
            Block::Gap(_) | Block::Tone(..) | Block::Passage(_) | Block::Place(_) => {}
        }
    }
    markdown
}

fn rows(table: &Table, lang: Lang) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(table.heads.iter().map(|head| escaped(head, lang)).collect());
    let rule = |column| {
        if table.is_numeric(column) {
            "---:|"
        } else {
            "---|"
        }
    };
    let rules: String = (0..table.heads.len()).map(rule).collect();
    text += &format!("|{rules}\n");
    for row in table.lines() {
        text += &line(
            row.iter()
                .map(|cell| escaped(&cell.told(lang), lang))
                .collect(),
        );
    }
    text
}

/// Escapes what would be read as markup.
fn escaped(text: &str, lang: Lang) -> String {
    let mut escaped = String::new();
    for character in typeset(text, lang).chars() {
        match character {
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
}
