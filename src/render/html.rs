//! One page of HTML that stands alone: no script, no request to anywhere, readable on a phone, on
//! light and dark screens, and on A4 paper. Everything that came from somewhere is escaped.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use unicode_width::UnicodeWidthStr;

use super::markup::{escaped, pieces};
use super::typeset::typeset;
use super::{Format, svg, with_sources};
use crate::model::document::{Block, Cell, Chart, Picture, Table};
use crate::model::page::Page;
use crate::text::Lang;

pub(crate) static FORMAT: Format = Format {
    id: "html",
    is_binary: false,
    is_of_calendars: false,
    bytes: |page, lang, _| {
        let is_for_wall = matches!(page, Page::Report(report) if report.is_for_wall);
        Ok(render(&with_sources(page, lang), is_for_wall, lang).into_bytes())
    },
    pieces: None,
};

const STYLE: &str = include_str!("page.css");

/// Greatest width of a table's text, such as a ref or a name, that is not broken; a Chinese
/// character is two wide.
const SHORT: usize = 8;

pub(super) fn render(blocks: &[Block], is_for_wall: bool, lang: Lang) -> String {
    let mut body = String::new();
    let mut heading = "";
    let mut open = List::None;
    let mut gaps = Vec::new();
    for block in blocks {
        if let Block::Gap(at) = block {
            gaps.push(*at);
            continue;
        }
        let marked = |text| marked(text, &gaps, lang);
        let list = List::of(block);
        if list != open {
            body += &format!("{}{}", open.end(), list.start(block));
            open = list;
        }
        match block {
            Block::Heading(level, text) => {
                heading = text;
                let level = (*level).clamp(1, 6);
                body += &format!("<h{level}>{}</h{level}>\n", marked(text));
            }
            Block::Paragraph(text) => {
                body += &format!("<p class=\"body\">{}</p>\n", marked(text));
            }
            Block::Line(role, text) => {
                body += &format!("<p class=\"{}\">{}</p>\n", role.name(), marked(text));
            }
            Block::Item(text) | Block::Numbered(_, text) => {
                body += &format!("<li>{}</li>\n", marked(text));
            }
            Block::Table(table) => {
                let caption = if table.title == heading {
                    ""
                } else {
                    &table.title
                };
                body += &grid(table, caption, lang);
            }
            Block::Chart(chart) => body += &figure(chart, lang),
            Block::Picture(picture) => body += &photo(picture, lang),
            Block::PageBreak => body += "<hr>\n",
            Block::Gap(_) | Block::Tone(..) | Block::Passage(_) | Block::Place(_) => {}
        }
        gaps.clear();
    }
    body += open.end();
    let tag = lang.pick("zh-CN", "en");
    let class = if is_for_wall { " class=\"wall\"" } else { "" };
    let title = escaped(&typeset(title(blocks, lang), lang));
    let has_photos = blocks
        .iter()
        .any(|block| matches!(block, Block::Picture(_)));
    let images = if has_photos { "; img-src data:" } else { "" };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'{images}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body{class}>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// The list that a block stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    None,
    Bulleted,
    Numbered,
}

impl List {
    fn of(block: &Block) -> Self {
        match block {
            Block::Item(_) => Self::Bulleted,
            Block::Numbered(..) => Self::Numbered,
            _ => Self::None,
        }
    }

    fn start(self, first: &Block) -> String {
        match (self, first) {
            (Self::Bulleted, _) => "<ul>\n".to_owned(),
            (Self::Numbered, Block::Numbered(number, _)) => format!("<ol start=\"{number}\">\n"),
            _ => String::new(),
        }
    }

    const fn end(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Bulleted => "</ul>\n",
            Self::Numbered => "</ol>\n",
        }
    }
}

fn title(blocks: &[Block], lang: Lang) -> &str {
    let named = blocks.iter().find_map(|block| match block {
        Block::Heading(_, text) => Some(text),
        Block::Table(table) | Block::Chart(Chart { table, .. }) => Some(&table.title),
        _ => None,
    });
    named
        .map(String::as_str)
        .filter(|title| !title.is_empty())
        .unwrap_or(lang.pick("回音", "huiyin"))
}

/// Writes a photo into the page itself, which fetches nothing.
fn photo(picture: &Picture, lang: Lang) -> String {
    let line = escaped(&picture.line(lang));
    format!(
        "<figure><img alt=\"{line}\" src=\"data:{};base64,{}\"><figcaption>{line}</figcaption></figure>\n",
        picture.media_type,
        BASE64.encode(&picture.bytes)
    )
}

fn figure(chart: &Chart, lang: Lang) -> String {
    let title = escaped(&typeset(&chart.table.title, lang));
    let grid = grid(&chart.table, "", lang);
    // Of no rows there is no picture.
    let drawing = if chart.table.rows.is_empty() {
        String::new()
    } else {
        let drawing = svg::draw(chart, lang);
        format!(
            "<div class=\"drawing\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\">\n{drawing}</div>\n"
        )
    };
    format!("<figure>\n<figcaption>{title}</figcaption>\n{drawing}{grid}</figure>\n")
}

fn grid(table: &Table, caption: &str, lang: Lang) -> String {
    // Whoever has no mouse moves it by the keyboard.
    let label = escaped(&typeset(&table.title, lang));
    let label = match label.as_str() {
        "" => lang.pick("表", "Table"),
        title => title,
    };
    let mut out = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">\n<table>\n"
    );
    if !caption.is_empty() {
        out += &format!("<caption>{}</caption>\n", escaped(&typeset(caption, lang)));
    }
    let mut heads = String::new();
    for (column, head) in table.heads.iter().enumerate() {
        let class = if table.is_numeric(column) {
            " class=\"number\""
        } else {
            ""
        };
        heads += &format!(
            "<th scope=\"col\"{class}>{}</th>",
            escaped(&typeset(head, lang))
        );
    }
    out += &format!("<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n");
    for (line, row) in table.lines().enumerate() {
        let link = |column| table.links.get(&(line, column)).map(String::as_str);
        let cells = row.iter().enumerate();
        let cells: String = cells.map(|(at, cell)| data(cell, link(at), lang)).collect();
        let anchor = table.anchors.get(&line);
        let anchor = anchor.map(|name| format!(" id=\"{}\"", escaped(name)));
        out += &format!("<tr{}>{cells}</tr>\n", anchor.unwrap_or_default());
    }
    out + "</tbody>\n</table>\n</div>\n"
}

fn data(cell: &Cell, link: Option<&str>, lang: Lang) -> String {
    let mut text = marked(&cell.told(lang), &[], lang);
    if let Some(link) = link {
        text = format!("<a href=\"#{}\">{text}</a>", escaped(link));
    }
    match (cell, cell.amount()) {
        (Cell::Rate(..), Some(share)) => {
            let part = share.min(100.0);
            format!("<td class=\"number rate\" style=\"--part: {part:.2}%\">{text}</td>")
        }
        (Cell::Text(short), _) if short.width() <= SHORT => {
            format!("<td class=\"short\">{text}</td>")
        }
        (Cell::Text(_), _) => format!("<td>{text}</td>"),
        (Cell::Day(_), _) => format!("<td class=\"day\">{text}</td>"),
        _ => format!("<td class=\"number\">{text}</td>"),
    }
}

/// Escapes a text, and makes what is still to be written stand out.
fn marked(text: &str, gaps: &[usize], lang: Lang) -> String {
    let marked = pieces(text, gaps, lang).into_iter().map(|(piece, is_gap)| {
        let piece = escaped(&typeset(piece, lang)).replace('\n', "<br>");
        if is_gap {
            format!("<mark>{piece}</mark>")
        } else {
            piece
        }
    });
    marked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Form, Role};

    #[test]
    fn everything_is_escaped() {
        let hostile = "<script>alert('x')</script>\" onload=\"&\u{1}";
        let table = Table::new([hostile, hostile], [vec![hostile, hostile]]).titled(hostile);
        let mut blocks = vec![
            Block::Heading(1, hostile.to_owned()),
            Block::Paragraph(hostile.to_owned()),
            Block::Item(hostile.to_owned()),
            Block::Table(table.clone()),
        ];
        blocks.extend(Role::ALL.map(|role| Block::Line(role, hostile.to_owned())));
        blocks.extend([Form::Bars, Form::Lines, Form::Stacked].map(|form| {
            Block::Chart(Chart {
                form,
                table: table.clone(),
            })
        }));
        let page = render(&blocks, false, Lang::Zh);
        assert!(!page.contains("<script") && !page.contains("\" onload"));
        assert!(page.contains("&lt;script&gt;"));
    }
}
