//! Charts as drawings in a page. Their texts take the page's colours, so that they read on light
//! and on dark; their figures stand in a table as well, so that nothing hangs on the drawing.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::PALETTE;
use super::markup::escaped;
use crate::model::document::{Cell, Chart, Form};
use crate::text::Lang;

/// The drawing's width; it is scaled to the page, and still reads on a phone.
const WIDTH: f64 = 520.0;
/// Width of a Latin character; a Chinese one is twice as wide.
const CHARACTER: f64 = 6.5;
/// The most that a label beside the axis takes, in Latin characters.
const MOST_LABEL: usize = 28;
const LEGEND: f64 = 22.0;
const BAR: f64 = 14.0;
const GAP: f64 = 12.0;
const PLOT_HEIGHT: f64 = 190.0;
/// Room for the figure behind a bar.
const FIGURE: f64 = 58.0;

pub(super) fn draw(chart: &Chart, lang: Lang) -> String {
    let (inner, height) = match chart.form {
        Form::Lines => lines(chart),
        Form::Bars | Form::Stacked => bars(chart),
    };
    let (legend, legend_height) = legend(chart);
    let whole = height + legend_height;
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {whole:.0}\" role=\"img\" aria-label=\"{}\">{legend}<g transform=\"translate(0 {legend_height:.0})\">{inner}</g></svg>\n",
        escaped(&chart.in_words(lang)),
    )
}

fn colour(series: usize) -> String {
    format!("#{:06X}", PALETTE[series % PALETTE.len()])
}

/// How the lines of series differ where colours are not seen: their dashes, in order.
const DASHES: [&str; 6] = ["none", "8 4", "2 4", "10 3 2 3", "14 5", "5 2"];

fn dash(series: usize) -> &'static str {
    DASHES[series % DASHES.len()]
}

/// Draws the mark of a series at a place: a disc, a square, a triangle.
fn mark(series: usize, x: f64, y: f64) -> String {
    let fill = colour(series);
    match series % 3 {
        0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{fill}\"/>"),
        1 => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\" fill=\"{fill}\"/>",
            x - 3.5,
            y - 3.5
        ),
        _ => format!(
            "<polygon points=\"{x:.1},{:.1} {:.1},{:.1} {:.1},{:.1}\" fill=\"{fill}\"/>",
            y - 4.5,
            x - 4.5,
            y + 3.5,
            x + 4.5,
            y + 3.5
        ),
    }
}

/// Shows in the legend how a series is drawn.
fn sample(form: Form, series: usize, x: f64, y: f64) -> String {
    let (fill, middle) = (colour(series), y - 4.5);
    match form {
        Form::Lines => format!(
            "<polyline points=\"{x:.1},{middle:.1} {:.1},{middle:.1}\" stroke=\"{fill}\" stroke-dasharray=\"{}\"/>{}",
            x + 24.0,
            dash(series),
            mark(series, x + 12.0, middle),
        ),
        Form::Bars | Form::Stacked => format!(
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"11\" height=\"11\" fill=\"{fill}\"/>",
            y - 10.0
        ),
    }
}

/// Names the series, in as many lines as they take.
fn legend(chart: &Chart) -> (String, f64) {
    let (mut x, mut y, mut drawn) = (0.0, 12.0, String::new());
    for (series, name) in chart.table.heads.iter().skip(1).enumerate() {
        let room = if chart.form == Form::Lines {
            29.0
        } else {
            16.0
        };
        let width = text_width(name) + room + 18.0;
        if x + width > WIDTH && x > 0.0 {
            (x, y) = (0.0, y + LEGEND);
        }
        let (sample, name) = (sample(chart.form, series, x, y), escaped(name));
        let _ = write!(
            drawn,
            "{sample}<text x=\"{:.1}\" y=\"{y:.1}\">{name}</text>",
            x + room,
        );
        x += width;
    }
    (drawn, y + 12.0)
}

#[allow(clippy::cast_precision_loss)] // a few hundred at most
fn text_width(text: &str) -> f64 {
    text.width() as f64 * CHARACTER
}

fn label(row: &[Cell]) -> String {
    let text = row.first().map(Cell::to_string).unwrap_or_default();
    if text.width() <= MOST_LABEL {
        return text;
    }
    let mut short = String::new();
    for character in text.chars() {
        if short.width() + 3 > MOST_LABEL {
            break;
        }
        short.push(character);
    }
    short + "…"
}

/// Draws bars from left to right, beside or behind one another.
fn bars(chart: &Chart) -> (String, f64) {
    let rows = &chart.table.rows;
    let labels: Vec<String> = rows.iter().map(|row| label(row)).collect();
    let left = labels
        .iter()
        .map(|label| text_width(label))
        .fold(0.0, f64::max)
        + 8.0;
    let most = rows.iter().map(|row| longest(row, chart.form));
    let most = most.fold(0.0, f64::max);
    let scale = (WIDTH - left - FIGURE) / if most > 0.0 { most } else { 1.0 };
    let (mut y, mut drawn) = (0.0, String::new());
    for (row, label) in rows.iter().zip(&labels) {
        let lanes = lanes(row, chart.form);
        let _ = write!(
            drawn,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            left - 6.0,
            y + lanes * BAR / 2.0 + 4.0,
            escaped(label),
        );
        drawn += &match chart.form {
            Form::Stacked => stack(row, left, y, scale),
            _ => beside(row, left, y, scale),
        };
        y += lanes * BAR + GAP;
    }
    let _ = write!(
        drawn,
        "<line class=\"axis\" x1=\"{left:.1}\" y1=\"0\" x2=\"{left:.1}\" y2=\"{:.1}\"/>",
        y - GAP / 2.0,
    );
    (drawn, y)
}

#[allow(clippy::cast_precision_loss)] // a handful of series
fn lanes(row: &[Cell], form: Form) -> f64 {
    match form {
        Form::Stacked => 1.4,
        _ => (row.len().max(2) - 1) as f64,
    }
}

fn longest(row: &[Cell], form: Form) -> f64 {
    let values = row.iter().skip(1).filter_map(Cell::amount);
    match form {
        Form::Stacked => values.sum(),
        _ => values.fold(0.0, f64::max),
    }
}

fn beside(row: &[Cell], left: f64, top: f64, scale: f64) -> String {
    let (mut y, mut drawn) = (top, String::new());
    for (series, cell) in row.iter().skip(1).enumerate() {
        let width = cell.amount().unwrap_or(0.0) * scale;
        let _ = write!(
            drawn,
            "<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{}\"/><text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            y + 1.0,
            BAR - 2.0,
            colour(series),
            left + width + 5.0,
            y + BAR - 3.0,
            escaped(&cell.to_string()),
        );
        y += BAR;
    }
    drawn
}

fn stack(row: &[Cell], left: f64, top: f64, scale: f64) -> String {
    let (mut x, mut drawn) = (left, String::new());
    let height = 1.4 * BAR;
    for (series, cell) in row.iter().skip(1).enumerate() {
        let width = cell.amount().unwrap_or(0.0) * scale;
        if width <= 0.0 {
            continue;
        }
        let figure = cell.to_string();
        let _ = write!(
            drawn,
            "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{}\"/>",
            colour(series),
        );
        if text_width(&figure) + 4.0 <= width {
            let _ = write!(
                drawn,
                "<text class=\"{}\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                if series % PALETTE.len() == 0 {
                    "inside light"
                } else {
                    "inside"
                },
                x + width / 2.0,
                top + height / 2.0 + 4.0,
                escaped(&figure),
            );
        }
        x += width;
    }
    drawn
}

/// Draws a line for each series; where there is nothing to show, it is interrupted.
#[allow(clippy::cast_precision_loss)] // a few dozen places
fn lines(chart: &Chart) -> (String, f64) {
    let rows = &chart.table.rows;
    let most = rows.iter().map(|row| longest(row, Form::Lines));
    let is_rate = rows
        .iter()
        .flatten()
        .any(|cell| matches!(cell, Cell::Rate(..)));
    let step = step(if is_rate {
        100.0
    } else {
        most.fold(1.0, f64::max)
    });
    let top = step * 5.0;
    let (left, right) = (44.0, WIDTH - 18.0);
    // The last label stands half beyond its place.
    let widest = rows.iter().map(|row| text_width(&label(row)));
    let widest = widest.fold(0.0, f64::max);
    let inset = (widest / 2.0).max(14.0);
    let x = |place: usize| {
        let places = rows.len().max(2) - 1;
        left + inset + (right - left - 2.0 * inset) * place as f64 / places as f64
    };
    let y = |value: f64| 8.0 + PLOT_HEIGHT * (1.0 - value / top);
    let mut drawn = String::new();
    for tick in 0..=5 {
        let value = step * f64::from(tick);
        let unit = if is_rate { "%" } else { "" };
        let _ = write!(
            drawn,
            "<line class=\"axis\" x1=\"{left}\" y1=\"{0:.1}\" x2=\"{right}\" y2=\"{0:.1}\"/><text class=\"soft\" x=\"{1}\" y=\"{2:.1}\" text-anchor=\"end\">{value}{unit}</text>",
            y(value),
            left - 5.0,
            y(value) + 4.0,
        );
    }
    // Labels that would run into one another are left out.
    let room = (right - left - 2.0 * inset) / (rows.len().max(2) - 1) as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small and positive
    let every = ((widest + 6.0) / room).ceil().max(1.0) as usize;
    for (place, row) in rows.iter().enumerate().step_by(every) {
        let _ = write!(
            drawn,
            "<text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(place),
            PLOT_HEIGHT + 26.0,
            escaped(&label(row)),
        );
    }
    for series in 1..chart.table.heads.len() {
        let value = |row: &Vec<Cell>| row.get(series).and_then(Cell::amount);
        let points: Vec<Option<(f64, f64)>> = (0..)
            .zip(rows)
            .map(|(place, row)| value(row).map(|value| (x(place), y(value))))
            .collect();
        drawn += &line(&points, series - 1);
    }
    (drawn, PLOT_HEIGHT + 34.0)
}

fn line(points: &[Option<(f64, f64)>], series: usize) -> String {
    let (mut drawn, colour, dash) = (String::new(), colour(series), dash(series));
    for stretch in points.split(Option::is_none) {
        let stretch: Vec<(f64, f64)> = stretch.iter().copied().flatten().collect();
        let path: Vec<String> = stretch
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        if path.len() > 1 {
            let _ = write!(
                drawn,
                "<polyline points=\"{}\" stroke=\"{colour}\" stroke-dasharray=\"{dash}\"/>",
                path.join(" ")
            );
        }
        for (x, y) in stretch {
            drawn += &mark(series, x, y);
        }
    }
    drawn
}

/// Returns the round step of which five reach over a value.
fn step(most: f64) -> f64 {
    let power = 10_f64.powf((most / 5.0).log10().floor());
    let round = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    let fits = round.into_iter().find(|step| step * 5.0 >= most);
    fits.unwrap_or(power * 10.0).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_reach_over_the_most() {
        for (most, expected) in [
            (1.0, 1.0),
            (5.0, 1.0),
            (6.0, 2.0),
            (11.0, 5.0),
            (100.0, 20.0),
        ] {
            assert!(
                (step(most) - expected).abs() < 1e-9,
                "{most}: {}",
                step(most)
            );
        }
    }
}
