//! How wide the columns of a table are on paper.

use unicode_width::UnicodeWidthStr;

use crate::model::document::{Cell, Table};
use crate::text::Lang;

/// The width of a Latin character of a table, half that of a Chinese one, and of the margins of
/// a cell, in twentieths of a point.
const CHARACTER: usize = 112;
/// The same of a letter in a head, where the font may be a wide one.
const LETTER: usize = 115;
/// Width of a cell's margins, with nothing to spare.
const INSET: usize = 220;
const MARGINS: usize = 300;
/// Up to how many characters a column is not broken, and from how many on it asks for a quarter of
/// what is more, up to as much again.
const SHORT: usize = 12;
const LONG: usize = 24;
/// Width of a name or a ref that is kept on one line, a Chinese character counting two.
const NAME: usize = 12;

/// Shares the width of the page among the columns: what is short, such as a ref or a day, stands
/// on one line, and the longer texts have the rest, the longest the most. What is empty is left to be
/// filled in by hand.
pub(super) fn widths(table: &Table, whole: usize, lang: Lang) -> Vec<usize> {
    let wish = |column: usize| {
        let cells = table.lines().filter_map(|row| row.get(column));
        let cells = cells.map(|cell| cell.told(lang).width()).max();
        let least = if cells == Some(0) { SHORT } else { 0 };
        let widest = cells
            .unwrap_or(0)
            .max(table.heads[column].width())
            .max(least);
        let beyond = widest.saturating_sub(LONG) / 4;
        (widest.min(LONG) + beyond.min(LONG)) * CHARACTER + MARGINS
    };
    let wishes: Vec<usize> = (0..table.heads.len()).map(wish).collect();
    let is_short = |wish: &usize| *wish <= SHORT * CHARACTER + MARGINS;
    let all: usize = wishes.iter().sum::<usize>().max(1);
    let short: usize = wishes.iter().filter(|wish| is_short(wish)).sum();
    // With too many short columns, or nothing but them, all give or take alike.
    let alike = short == all || short * 8 > whole * 7;
    let share = |wish: &usize| match is_short(wish) {
        _ if alike => wish * whole / all,
        true => *wish,
        false => wish * (whole - short) / (all - short),
    };
    let shares = wishes.iter().map(share).collect();
    let columns = 0..table.heads.len();
    let mut leasts: Vec<usize> = columns
        .clone()
        .map(|column| least(table, column, lang))
        .collect();
    // Names may be broken rather than a day or a number.
    if leasts.iter().sum::<usize>() > whole {
        leasts = columns
            .map(|column| least_of_figures(table, column, lang))
            .collect();
    }
    widened(shares, &leasts, whole)
}

/// Returns the width below which a column breaks a word of its head.
fn least_of_head(head: &str) -> usize {
    let words = head.split_whitespace().map(|word| {
        if word.is_ascii() {
            word.len() * LETTER
        } else {
            word.width().min(NAME) * CHARACTER
        }
    });
    words.max().unwrap_or(0) + INSET
}

/// Returns the width below which a column breaks a name, or a word of its head.
pub(super) fn least(table: &Table, column: usize, lang: Lang) -> usize {
    let names = least_of(table, column, |cell| {
        cell.told(lang).width().min(NAME) * CHARACTER
    });
    names.max(least_of_figures(table, column, lang))
}

/// Returns the width below which a column breaks a day, a number, a ref or a word of its head.
fn least_of_figures(table: &Table, column: usize, lang: Lang) -> usize {
    let figures = least_of(table, column, |cell| match cell {
        Cell::Text(text) => {
            let words = text.split(|one: char| !one.is_ascii_alphanumeric() && one != '-');
            let longest = words.map(str::len).max().unwrap_or(0);
            longest.min(NAME) * CHARACTER
        }
        Cell::Toned(_, word) => word.width() * CHARACTER,
        other => other.told(lang).width() * CHARACTER,
    });
    figures.max(least_of_head(&table.heads[column]))
}

fn least_of(table: &Table, column: usize, least: impl Fn(&Cell) -> usize) -> usize {
    let cells = table.lines().filter_map(|row| row.get(column));
    cells.map(least).max().unwrap_or(0) + INSET
}

/// Widens what is narrower than its least, at the cost of what has more; where a page does not hold
/// them all, each is as much too narrow as the others.
fn widened(mut widths: Vec<usize>, least: &[usize], whole: usize) -> Vec<usize> {
    let pairs = || widths.iter().zip(least);
    let lacking: usize = pairs()
        .map(|(width, least)| least.saturating_sub(*width))
        .sum();
    let spare: usize = pairs()
        .map(|(width, least)| width.saturating_sub(*least))
        .sum();
    if lacking > spare {
        let all: usize = least.iter().sum();
        return least.iter().map(|one| one * whole / all).collect();
    }
    for (width, least) in widths.iter_mut().zip(least) {
        *width = match width.checked_sub(*least) {
            Some(more) if more > 0 => *width - (more * lacking).div_ceil(spare),
            _ => *least,
        };
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::super::paper::TEXT_WIDTH;
    use super::*;

    #[test]
    fn no_head_is_broken_within_a_word() {
        let long = "长".repeat(400);
        let heads = [
            "Ref",
            "Pledge",
            "Unit",
            "Content",
            "Deadline",
            "Responsible",
            "Progress",
        ];
        let row = [
            "LY-P1",
            &long,
            "领导小组办公室",
            &long,
            "2011-10-31",
            "李建军",
            "已完成",
        ];
        let table = Table::new(heads, [row.to_vec()]);
        let widths = widths(&table, TEXT_WIDTH, Lang::En);
        for (column, width) in widths.iter().enumerate() {
            assert!(*width >= least_of_head(heads[column]), "{}", heads[column]);
        }
        assert!(widths.iter().sum::<usize>() <= TEXT_WIDTH);
        // Twenty of them are more than a page holds.
        assert_eq!(widened(vec![440; 20], &[900; 20], TEXT_WIDTH), [442; 20]);
    }

    #[test]
    fn columns_fill_the_page() {
        let table = Table::new(["编号", "内容"], [vec!["LY-P1", &"长".repeat(400)]]);
        let sum: usize = widths(&table, TEXT_WIDTH, Lang::Zh).iter().sum();
        assert!((TEXT_WIDTH - 4..=TEXT_WIDTH).contains(&sum));
    }
}
