//! Markdown.

use crate::model::document::{Block, Table};

/// Renders blocks as Markdown.
pub(crate) fn render(blocks: &[Block]) -> String {
    let mut markdown = String::new();
    let mut after_item = false;
    for block in blocks {
        let is_item = matches!(block, Block::Item(_));
        let runs_on = markdown.is_empty() || (after_item && is_item);
        if !runs_on {
            markdown.push('\n');
        }
        after_item = is_item;
        match block {
            Block::Heading(level, text) => {
                markdown += &format!("{} {}\n", "#".repeat(usize::from(*level)), escaped(text));
            }
            Block::Paragraph(text) => markdown += &format!("{}\n", escaped(text)),
            Block::Item(text) => markdown += &format!("- {}\n", escaped(text)),
            Block::Table(table) => markdown += &rows(table),
        }
    }
    markdown
}

fn rows(table: &Table) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut text = line(&table.heads);
    text += &format!("|{}\n", "---|".repeat(table.heads.len()));
    text.extend(table.rows.iter().map(|row| line(row)));
    text
}

/// Escapes what would be read as markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
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
