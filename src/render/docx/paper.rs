//! The paper of a document: upright, on its side where a table is wide, or large to be read from the wall.

use std::ops::Range;

use super::columns::{least, widths};
use crate::model::document::{Block, Chart, Role, Table};
use crate::text::Lang;

/// What a section of a document says of its paper, its feet and its lines.
const SECTION: &str = include_str!("section.xml");
/// The lines of a page: 22, of 28 points each.
const GRID: &str = "<w:docGrid w:type=\"lines\" w:linePitch=\"560\"/>";
/// Margins of GB/T 9704: 37, 26, 35 and 28 mm; and on the wall 20 mm all around.
const MARGINS: &str = "w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\"";
const SLIM: &str = "w:top=\"850\" w:right=\"850\" w:bottom=\"850\" w:left=\"850\"";
const NARROW: &str = "w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\"";

/// The most columns of a table in the type of other tables.
const FULL: usize = 14;
/// How the styles of small type begin.
const SMALL: &str = "Small";

/// The width of the text on an upright page, in twentieths of a point: 210 mm less 28 and 26.
pub(super) const TEXT_WIDTH: usize = 8845;

/// The sizes of the styles in half-points, and what they are on the wall: from two metres a character of 10 mm
/// can be read, which is 28 points.
const LARGE: [(u8, u8); 6] = [(21, 56), (24, 60), (28, 40), (32, 60), (36, 64), (44, 96)];
/// The distances of their lines, in twentieths of a point.
const LINES: [u16; 5] = [300, 320, 400, 560, 640];

/// Paper of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paper {
    Upright,
    Sideways,
    /// The same with slim margins, and tables in small type: for those of many columns.
    Small,
    /// A3 on its side, in large type.
    Wall,
}

/// Parts a document into sections, each on paper of its own: an attachment with a wide table lies on its side,
/// and nothing else for its sake.
pub(super) fn sections(
    blocks: &[Block],
    is_for_wall: bool,
    lang: Lang,
) -> Vec<(Range<usize>, Paper)> {
    let begins = |at: &usize| {
        let is_label =
            |block: &Block| matches!(block, Block::Line(Role::Attachment | Role::Explanation, _));
        *at == 0 || is_label(&blocks[*at])
    };
    let begins: Vec<usize> = (0..blocks.len()).filter(begins).collect();
    let ends = begins.iter().skip(1).copied().chain([blocks.len()]);
    let mut sections: Vec<(Range<usize>, Paper)> = Vec::new();
    for (begin, end) in begins.iter().copied().zip(ends) {
        let paper = if is_for_wall {
            Paper::Wall
        } else {
            Paper::of(&blocks[begin..end], lang)
        };
        match sections.last_mut() {
            Some((range, last)) if *last == paper => range.end = end,
            _ => sections.push((begin..end, paper)),
        }
    }
    if sections.is_empty() {
        sections.push((0..0, Paper::Upright));
    }
    sections
}

impl Paper {
    /// Lays it on its side where an upright one would break the words of a wide table.
    fn of(blocks: &[Block], lang: Lang) -> Self {
        let least = |block: &Block| match block {
            Block::Table(table) | Block::Chart(Chart { table, .. }) => {
                let columns = 0..table.heads.len();
                columns.map(|column| least(table, column, lang)).sum()
            }
            _ => 0,
        };
        let is_full =
            |block: &Block| matches!(block, Block::Table(table) if table.heads.len() > FULL);
        match blocks.iter().map(least).max().unwrap_or(0) {
            _ if blocks.iter().any(is_full) => Self::Small,
            widest if widest * 5 > TEXT_WIDTH * 6 => Self::Sideways,
            _ => Self::Upright,
        }
    }

    /// Returns the style of a table's text on it.
    pub(super) fn style(self, style: &str) -> String {
        match self {
            Self::Small => style.replace("Table", SMALL),
            Self::Upright | Self::Sideways | Self::Wall => style.to_owned(),
        }
    }

    /// Writes what a section on it says.
    pub(super) fn section(self) -> String {
        let (size, margins, grid) = match self {
            Self::Upright => ("w:w=\"11906\" w:h=\"16838\"", MARGINS, GRID),
            Self::Sideways => (
                "w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"",
                MARGINS,
                GRID,
            ),
            Self::Small => (
                "w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"",
                SLIM,
                GRID,
            ),
            Self::Wall => (
                "w:w=\"23811\" w:h=\"16838\" w:orient=\"landscape\"",
                NARROW,
                "",
            ),
        };
        // The distance of the number of the page from the edge.
        let foot = if self == Self::Small { "397" } else { "1361" };
        let section = SECTION.trim_end().replace("{SIZE}", size);
        section
            .replace("{FOOT}", foot)
            .replace("{MARGINS}", margins)
            .replace("{GRID}", grid)
    }

    /// Returns the width of the text on it.
    pub(super) const fn width(self) -> usize {
        match self {
            Self::Upright => TEXT_WIDTH,
            Self::Sideways => TEXT_WIDTH + 16838 - 11906,
            Self::Small => 16838 - 2 * 850,
            Self::Wall => 23811 - 2 * 1134,
        }
    }

    /// Shares its width among the columns of a table.
    pub(super) fn columns(self, table: &Table, lang: Lang) -> Vec<usize> {
        // How much larger the type of a table is.
        let (large, of) = match self {
            Self::Upright | Self::Sideways => (1, 1),
            Self::Small => (6, 7),
            Self::Wall => (8, 3),
        };
        let widths = widths(table, self.width() * of / large, lang);
        widths.iter().map(|width| width * large / of).collect()
    }

    /// Adds the styles of small type to those of a document.
    pub(super) fn with_small(styles: &str) -> String {
        let small = ["TableText", "TableFigure", "TableHead"].map(|style| {
            let small = style.replace("Table", SMALL);
            format!("<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{small}\"><w:name w:val=\"{small}\"/><w:basedOn w:val=\"{style}\"/><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"220\" w:lineRule=\"exact\"/></w:pPr><w:rPr><w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/></w:rPr></w:style>")
        });
        styles.replace("</w:styles>", &format!("{}</w:styles>", small.concat()))
    }

    /// Returns the styles of a document on it.
    pub(super) fn styled(self, styles: &str) -> String {
        const STYLE: &str = "<w:style ";
        if self != Self::Wall {
            return styles.to_owned();
        }
        let sizes = |size: u8| format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
        let large = |style: &str| {
            let mut style = style.to_owned();
            for line in LINES {
                let exact = format!("w:line=\"{line}\" w:lineRule=\"exact\"");
                style = style.replace(&exact, "w:line=\"264\" w:lineRule=\"auto\"");
            }
            // What the list rests on is not for those who pass by.
            let is_note = style.contains("w:styleId=\"Footnote\"");
            let found = LARGE.iter().find(|(size, _)| style.contains(&sizes(*size)));
            match found.filter(|_| !is_note) {
                Some((size, large)) => style.replace(&sizes(*size), &sizes(*large)),
                None => style,
            }
        };
        let parts: Vec<String> = styles.split(STYLE).map(large).collect();
        parts.join(STYLE)
    }
}
