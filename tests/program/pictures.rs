//! The picture of the README: what a terminal shows of the home page, drawn as it stands there. With
//! `HUIYIN_UPDATE` set it is written anew.

use std::path::Path;

use crate::harness::Office;
use crate::terminal::Terminal;

/// Width and height of a cell, in pixels.
const CELL: (usize, usize) = (9, 20);
const MARGIN: usize = 16;
const GROUND: &str = "#fbfaf7";
const INK: &str = "#24292f";

/// A stretch of a line in one colour, from a column on.
struct Stretch {
    column: usize,
    cells: usize,
    text: String,
    colour: &'static str,
}

/// Names the colour of a cell by that of the terminal.
fn colour(cell: &vt100::Cell) -> &'static str {
    match cell.fgcolor() {
        vt100::Color::Idx(33) => "#0a69c4",
        vt100::Color::Idx(160) => "#c1121f",
        vt100::Color::Idx(136) => "#8a5a00",
        _ => INK,
    }
}

/// Reads the stretches of a line; Chinese and other characters stand apart, since fonts differ in how wide
/// they draw either.
fn stretches(screen: &vt100::Screen, row: u16) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    let (_, columns) = screen.size();
    for column in 0..columns.get() {
        let Some(cell) = screen.cell(row, column).filter(|cell| cell.has_contents()) else {
            continue;
        };
        let width = if cell.is_wide() { 2 } else { 1 };
        let (column, colour) = (usize::from(column), colour(cell));
        let fits = |last: &&mut Stretch| {
            let is_as_wide = last.cells == width * last.text.chars().count();
            last.column + last.cells == column && last.colour == colour && is_as_wide
        };
        match all.last_mut().filter(|last| fits(last)) {
            Some(last) => {
                last.cells += width;
                last.text += cell.contents();
            }
            None => all.push(Stretch {
                column,
                cells: width,
                text: cell.contents().to_owned(),
                colour,
            }),
        }
    }
    all.retain(|one| !one.text.trim().is_empty());
    all
}

/// Draws what a terminal shows.
fn drawn(screen: &vt100::Screen, title: &str) -> String {
    let (lines, columns) = screen.size();
    let last = (0..lines.get())
        .rev()
        .find(|row| !stretches(screen, *row).is_empty());
    let lines = last.map_or(0, |last| usize::from(last) + 1);
    let [width, height] = [
        usize::from(columns.get()) * CELL.0 + 2 * MARGIN,
        lines * CELL.1 + 2 * MARGIN,
    ];
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\">\n\
         <title>{title}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{GROUND}\" stroke=\"#d0d7de\"/>\n\
         <g font-family=\"'Noto Sans Mono CJK SC','Sarasa Mono SC','NSimSun',monospace\" font-size=\"16\" xml:space=\"preserve\">\n"
    );
    for row in 0..u16::try_from(lines).unwrap() {
        for one in stretches(screen, row) {
            let [x, y] = [
                MARGIN + one.column * CELL.0,
                MARGIN + usize::from(row) * CELL.1 + 15,
            ];
            let length = one.cells * CELL.0;
            let text = one.text.replace('&', "&amp;").replace('<', "&lt;");
            let colour = one.colour;
            svg += &format!(
                "<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\">{text}</text>\n"
            );
        }
    }
    svg + "</g>\n</svg>\n"
}

#[test]
fn the_picture_of_the_home_page_is_what_a_terminal_shows() {
    let mut office = Office::empty();
    office.ok(&["demo", "played"]);
    office.on("2011-05-30");
    let mut command = office.command(&["--db", "played/LY.db", "--color", "always"]);
    command.env("HUIYIN_AS", "张静");
    let terminal = Terminal::start(&command);
    let (code, screen) = terminal.ended();
    assert_eq!(code, 0);
    let picture = drawn(&screen, "利用处5月30日的首页");
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/home.svg");
    if std::env::var_os("HUIYIN_UPDATE").is_some() {
        std::fs::write(&place, &picture).unwrap();
    }
    let kept = std::fs::read_to_string(place).unwrap();
    assert_eq!(kept, picture);
    assert!(kept.contains("逾期") && kept.contains("#c1121f") && kept.len() < 200_000);
}
