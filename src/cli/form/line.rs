//! A text that is being typed, with a cursor in it and the keys of readline.

use super::measure::{width, width_of};
use super::screen::Key;

/// Most lines of a text that are seen at once.
const MOST_ROWS: usize = 6;
/// Columns that are left for a text beside its question, else it begins below.
const LEAST_ROOM: usize = 16;
/// What stands before every further line.
const INDENT: usize = 2;

#[derive(Debug, Default)]
pub(super) struct Line {
    text: Vec<char>,
    at: usize,
    /// What stood there first.
    first: Vec<char>,
    /// True while the first key that types replaces it all.
    replaced: bool,
    deleted: Vec<char>,
}

impl Line {
    /// Begins with a text, which what is typed is added to, or replaces.
    pub(super) fn new(text: &str, replaced: bool) -> Self {
        let text: Vec<char> = text.chars().collect();
        Self {
            at: text.len(),
            first: text.clone(),
            replaced: replaced && !text.is_empty(),
            text,
            deleted: Vec::new(),
        }
    }

    pub(super) fn text(&self) -> String {
        self.text.iter().collect()
    }

    pub(super) fn is_unchanged(&self) -> bool {
        self.text == self.first || self.text.is_empty()
    }

    /// Tells whether what stands there goes with the next key that types.
    pub(super) fn is_replaced(&self) -> bool {
        self.replaced
    }

    /// Does what a key says; a key that means nothing here changes nothing.
    pub(super) fn press(&mut self, key: &Key) {
        let replaced = std::mem::take(&mut self.replaced);
        let types = matches!(key, Key::Char(_) | Key::Pasted(_));
        if replaced && types {
            self.text.clear();
            self.at = 0;
        }
        match key {
            Key::Char(one) => self.insert(&[*one]),
            Key::LineBreak => self.insert(&['\n']),
            Key::Pasted(text) => self.insert(&pasted(text)),
            Key::Backspace => self.delete(self.at.saturating_sub(1), self.at),
            Key::Delete => self.delete(self.at, (self.at + 1).min(self.text.len())),
            Key::KillStart => self.kill(self.line_start(), self.at),
            Key::KillEnd => self.kill(self.at, self.line_end()),
            Key::KillWord => self.kill(self.word_start(), self.at),
            Key::Yank => self.insert(&self.deleted.clone()),
            Key::Left => self.at = self.at.saturating_sub(1),
            Key::Right => self.at = (self.at + 1).min(self.text.len()),
            Key::WordLeft => self.at = self.word_start(),
            Key::WordRight => self.at = self.word_end(),
            Key::Home => self.at = self.line_start(),
            Key::End => self.at = self.line_end(),
            Key::Up => self.move_to(self.line_start().checked_sub(1)),
            Key::Down => {
                let next = self.line_end() + 1;
                self.move_to((next <= self.text.len()).then_some(next));
            }
            _ => self.replaced = replaced,
        }
    }

    fn insert(&mut self, new: &[char]) {
        let at = self.at;
        self.text.splice(at..at, new.iter().copied());
        self.at += new.len();
    }

    fn delete(&mut self, from: usize, to: usize) {
        self.text.drain(from..to);
        self.at = from;
    }

    fn kill(&mut self, from: usize, to: usize) {
        if from < to {
            self.deleted = self.text[from..to].to_vec();
            self.delete(from, to);
        }
    }

    fn line_start(&self) -> usize {
        let before = &self.text[..self.at];
        before
            .iter()
            .rposition(|one| *one == '\n')
            .map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        let after = &self.text[self.at..];
        let end = after.iter().position(|one| *one == '\n');
        end.map_or(self.text.len(), |end| self.at + end)
    }

    fn word_start(&self) -> usize {
        let is_word = |at: &usize| !self.text[*at].is_whitespace();
        let end = (0..self.at).rev().find(is_word);
        let Some(end) = end else { return 0 };
        let blank = (0..end).rev().find(|at| self.text[*at].is_whitespace());
        blank.map_or(0, |at| at + 1)
    }

    fn word_end(&self) -> usize {
        let all = self.text.len();
        let start = (self.at..all).find(|at| !self.text[*at].is_whitespace());
        let rest = start.unwrap_or(all)..all;
        let mut rest = rest.filter(|at| self.text[*at].is_whitespace());
        rest.next().unwrap_or(all)
    }

    /// Moves to the line in which a place lies, as near to the column as can be.
    fn move_to(&mut self, place: Option<usize>) {
        let Some(place) = place else { return };
        let column = self.at - self.line_start();
        self.at = place;
        let (start, end) = (self.line_start(), self.line_end());
        self.at = (start + column).min(end);
    }

    /// Lays it out behind a question in so many columns; returns its lines, and line and column of the
    /// cursor. Of a long text the part around the cursor is seen.
    pub(super) fn rows(&self, question: &str, columns: usize) -> (Vec<String>, (usize, usize)) {
        let mut rows = vec![question.to_owned()];
        let mut taken = width(question);
        let room = self.text.iter().take_while(|one| **one != '\n');
        let needed: usize = room.map(|one| width_of(*one)).sum();
        if taken + LEAST_ROOM.min(needed + 1) > columns && taken > INDENT {
            rows.push(" ".repeat(INDENT));
            taken = INDENT;
        }
        let mut cursor = (rows.len() - 1, taken);
        for (at, one) in self.text.iter().enumerate() {
            let wide = width_of(*one);
            // The last column stays free for the cursor.
            if *one == '\n' || taken + wide >= columns {
                if at == self.at && *one == '\n' {
                    cursor = (rows.len() - 1, taken);
                }
                rows.push(" ".repeat(INDENT));
                taken = INDENT;
                if *one == '\n' {
                    continue;
                }
            }
            if at == self.at {
                cursor = (rows.len() - 1, taken);
            }
            if let Some(row) = rows.last_mut() {
                row.push(*one);
            }
            taken += wide;
        }
        if self.at == self.text.len() {
            cursor = (rows.len() - 1, taken);
        }
        let first = (cursor.0 + 1).saturating_sub(MOST_ROWS);
        let last = (first + MOST_ROWS).min(rows.len());
        (rows[first..last].to_vec(), (cursor.0 - first, cursor.1))
    }
}

/// Returns a text that was pasted as it is typed: its lines end as ours do, and what is not seen is not
/// in it.
fn pasted(text: &str) -> Vec<char> {
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', " ");
    let seen = |one: &char| *one == '\n' || !one.is_control();
    text.trim_end_matches('\n').chars().filter(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str, keys: &[Key]) -> (String, usize) {
        let mut line = Line::new(text, false);
        for key in keys {
            line.press(key);
        }
        (line.text(), line.at)
    }

    #[test]
    fn keys_do_as_in_readline() {
        use Key::{
            Backspace, Char, Delete, Down, End, Home, KillEnd, KillStart, KillWord, Left, Pasted,
            Right, Up, WordLeft, WordRight, Yank,
        };
        let paste = Pasted("一\r\n二\r三\n".to_owned());
        let cases: &[(&str, &[Key], &str, usize)] = &[
            ("查档", &[Home, Char('快'), End, Char('慢')], "快查档慢", 4),
            ("查档", &[Backspace, Left, Delete], "", 0),
            ("ab cd", &[Left, KillStart], "d", 0),
            ("ab cd", &[Home, Right, KillEnd], "a", 1),
            ("ab cd ", &[KillWord], "ab ", 3),
            ("ab cd", &[KillWord, Home, Yank], "cdab ", 2),
            ("ab cd", &[WordLeft, WordLeft, WordRight], "ab cd", 2),
            ("", std::slice::from_ref(&paste), "一\n二\n三", 5),
            ("一二\n三四五", &[Up, Char('x')], "一二x\n三四五", 3),
            ("一二\n三", &[Home, Up, Down, Char('x')], "一二\nx三", 4),
            ("一\n二", &[KillStart, Backspace], "一", 1),
        ];
        for (text, keys, expected, at) in cases {
            assert_eq!(
                after(text, keys),
                ((*expected).to_owned(), *at),
                "{text:?} {keys:?}"
            );
        }
    }

    #[test]
    fn what_was_there_is_replaced_unless_it_is_moved_in() {
        let mut line = Line::new("2011-05-24", true);
        line.press(&Key::Char('5'));
        assert_eq!(line.text(), "5");
        let mut line = Line::new("2011-05-24", true);
        line.press(&Key::Backspace);
        line.press(&Key::Char('5'));
        assert_eq!(line.text(), "2011-05-25");
    }

    #[test]
    fn wide_characters_take_two_columns_and_the_cursor_stands_behind_them() {
        let line = Line::new("查档等候时间长", false);
        let (rows, cursor) = line.rows("? 主题：", 80);
        assert_eq!(rows, ["? 主题：查档等候时间长"]);
        assert_eq!(cursor, (0, 22));
        for columns in [40, 30, 20] {
            let long = "很长的内容".repeat(9);
            let (rows, (row, column)) = Line::new(&long, false).rows("? 主题：", columns);
            assert!(rows.iter().all(|row| width(row) < columns), "{rows:?}");
            assert_eq!((row, column), (rows.len() - 1, width(&rows[row])));
            assert!(rows.len() <= MOST_ROWS);
        }
        let (rows, cursor) = Line::new("一\n二", false).rows("? 主题：", 80);
        assert_eq!(rows, ["? 主题：一", "  二"]);
        assert_eq!(cursor, (1, 4));
    }
}
