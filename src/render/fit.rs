//! How a table fits the width of a terminal: how wide its columns are, which of them stand back, and when
//! its rows are told apart instead.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::stretches::unbroken;

/// A column that is no wider is broken nowhere.
const SHORT: usize = 10;
/// The narrowest that a long text is cut to before a column stands back, in columns of the terminal.
const CUT: usize = 16;
/// The same of the first text of a row, by which people know it: a third of the line, but within these.
const CUT_FIRST: (usize, usize) = (12, 24);
/// A text is told apart rather than broken into more lines than this.
const MOST_LINES: usize = 8;

/// How wide the content of a column is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    /// Where nothing is broken.
    pub(super) whole: usize,
    /// Where it is broken as far as it may be.
    least: usize,
}

impl Measure {
    /// Measures the cells of a column, its head among them.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut whole, mut word) = (0, 0);
        for line in cells.flat_map(|cell| cell.split('\n')) {
            whole = whole.max(line.width());
            if line.width() > SHORT {
                let widest = unbroken(line).map(|one| one.word.width()).max();
                word = word.max(widest.unwrap_or(0));
            }
        }
        let least = if whole <= SHORT {
            whole
        } else {
            word.max(SHORT)
        };
        Self { whole, least }
    }
}

/// Returns what a frame around so many columns takes.
const fn frame(columns: usize) -> usize {
    3 * columns + 1
}

/// Returns how wide each column is where texts are broken into lines; nothing where a number, a day or a
/// word would have to be broken.
pub(super) fn broken(measures: &[Measure], width: usize) -> Option<Vec<usize>> {
    let room = width.checked_sub(frame(measures.len()))?;
    let least: Vec<usize> = measures.iter().map(|one| one.least).collect();
    let widths = shared(measures, least, room)?;
    let mut beside = measures.iter().zip(&widths);
    let is_torn = beside.any(|(one, width)| one.whole > MOST_LINES * width);
    (!is_torn || measures.len() < 3).then_some(widths)
}

/// Which columns of a list stay where each row is one line, and how wide they are.
#[derive(Debug, PartialEq)]
pub(super) struct Lines {
    pub(super) columns: Vec<usize>,
    pub(super) widths: Vec<usize>,
    /// Those that stand back.
    pub(super) hidden: Vec<usize>,
}

/// Lays out a list in which each row is one line: texts are cut, and of the columns that are `spare` the
/// first stand back. Nothing where not even the others fit.
pub(super) fn lines(measures: &[Measure], spare: &[usize], width: usize) -> Option<Lines> {
    let is_text =
        |at: &usize| measures[*at].whole > SHORT && measures[*at].least < measures[*at].whole;
    let first = (0..measures.len()).find(|at| is_text(at) && !spare.contains(at));
    let least = |at: usize| {
        let one = measures[at];
        match Some(at) == first {
            true => one.whole.min((width / 3).clamp(CUT_FIRST.0, CUT_FIRST.1)),
            false if is_text(&at) => one.whole.min(CUT),
            false => one.whole,
        }
    };
    let mut hidden: Vec<usize> = Vec::new();
    let mut spare = spare.iter();
    loop {
        let columns: Vec<usize> = (0..measures.len())
            .filter(|at| !hidden.contains(at))
            .collect();
        let own: Vec<Measure> = columns.iter().map(|at| measures[*at]).collect();
        let room = width.checked_sub(frame(columns.len()));
        let narrow: Vec<usize> = columns.iter().map(|at| least(*at)).collect();
        if let Some(widths) = room.and_then(|room| shared(&own, narrow, room)) {
            return Some(Lines {
                columns,
                widths,
                hidden,
            });
        }
        if let Some(next) = spare.next() {
            hidden.push(*next);
            continue;
        }
        // The text takes what is left.
        let text = first.and_then(|first| columns.iter().position(|at| *at == first))?;
        let mut widths: Vec<usize> = own.iter().map(|one| one.whole).collect();
        let rest: usize = widths.iter().sum::<usize>() - widths[text];
        widths[text] = room?.checked_sub(rest).filter(|left| *left >= 4)?;
        return Some(Lines {
            columns,
            widths,
            hidden,
        });
    }
}

/// Shares the room that is left among the columns that want more, evenly; nothing where there is not even
/// enough for the narrowest.
fn shared(measures: &[Measure], mut widths: Vec<usize>, room: usize) -> Option<Vec<usize>> {
    let mut left = room.checked_sub(widths.iter().sum())?;
    loop {
        let wanting: Vec<usize> = (0..widths.len())
            .filter(|at| widths[*at] < measures[*at].whole)
            .collect();
        if left == 0 || wanting.is_empty() {
            return Some(widths);
        }
        let share = (left / wanting.len()).max(1);
        for at in wanting {
            let more = share.min(measures[at].whole - widths[at]).min(left);
            widths[at] += more;
            left -= more;
        }
    }
}

/// Puts a text into one line of a width, cut with “…” where it is longer.
pub(super) fn cut(text: &str, width: usize) -> String {
    let text = text.replace('\n', " ");
    if text.width() <= width {
        return text;
    }
    let mut taken = 0;
    let kept = text.chars().take_while(|one| {
        taken += one.width().unwrap_or(0);
        taken < width
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(columns: &[&[&str]]) -> Vec<Measure> {
        let columns = columns.iter();
        columns
            .map(|cells| Measure::of(cells.iter().copied()))
            .collect()
    }

    /// A ref, a title, a category, a day and a state.
    fn pledges() -> Vec<Measure> {
        measured(&[
            &["编号", "LY-P1"],
            &["项目名称", "1950至1985年婚姻登记档案数字化并向社会开放查阅"],
            &["服务类别", "查档利用服务"],
            &["办理时限", "2011-09-30"],
            &["状态", "已公开承诺"],
        ])
    }

    #[test]
    fn a_list_takes_a_line_a_row_and_gives_up_what_is_spare() {
        let cases = [
            (200, vec![0, 1, 2, 3, 4], vec![]),
            (80, vec![0, 1, 2, 3, 4], vec![]),
            (60, vec![0, 1, 3, 4], vec![2]),
            (40, vec![0, 1, 3], vec![2, 4]),
            (16, vec![0, 1], vec![2, 4, 3]),
        ];
        for (width, columns, hidden) in cases {
            let laid = lines(&pledges(), &[2, 4, 3], width).unwrap();
            assert_eq!((laid.columns, laid.hidden), (columns, hidden), "{width}");
            let taken = laid.widths.iter().sum::<usize>() + frame(laid.widths.len());
            assert!(taken <= width, "{taken} > {width}");
        }
        assert_eq!(lines(&pledges(), &[2, 4, 3], 10), None);
    }

    #[test]
    fn nothing_is_broken_within_a_day_and_what_is_too_narrow_is_told_apart() {
        let widths = broken(&pledges(), 66).unwrap();
        assert_eq!(widths.iter().sum::<usize>() + frame(5), 66);
        assert_eq!((widths[0], widths[3], widths[4]), (5, 10, 10));
        assert_eq!(broken(&pledges(), 40), None);
    }

    #[test]
    fn a_text_is_cut_where_it_ends() {
        let cases = [
            ("清理台账", 8, "清理台账"),
            ("清理台账", 7, "清理台…"),
            ("清理台账", 6, "清理…"),
            ("one two", 5, "one…"),
            ("一\n二", 9, "一 二"),
        ];
        for (text, width, expected) in cases {
            assert_eq!(cut(text, width), expected);
        }
    }
}
