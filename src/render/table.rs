//! Tables and text for a terminal.

use comfy_table::{ContentArrangement, Table as Grid, presets};

use crate::model::document::{Block, Table};

/// Renders blocks for reading; a terminal's width bounds the tables, nothing else does.
pub(crate) fn render(blocks: &[Block], width: Option<u16>) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Heading(1, title) => text += &format!("{title}\n\n"),
            Block::Heading(_, heading) => text += &format!("\n{heading}\n"),
            Block::Paragraph(paragraph) => text += &format!("{paragraph}\n"),
            Block::Item(item) => text += &format!("· {item}\n"),
            Block::Table(table) => text += &format!("{}\n", grid(table, width)),
        }
    }
    text
}

fn grid(table: &Table, width: Option<u16>) -> String {
    let mut grid = Grid::new();
    grid.load_style(presets::UTF8_FULL_CONDENSED);
    match width {
        Some(width) => grid
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width),
        None => grid.set_content_arrangement(ContentArrangement::Disabled),
    };
    grid.set_header(&table.heads);
    for row in &table.rows {
        grid.add_row(row);
    }
    grid.trim_fmt()
}
