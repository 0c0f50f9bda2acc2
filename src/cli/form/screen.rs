//! The terminal as forms draw on it: keys in, a few lines out, redrawn in place. The only module that
//! knows the library which moves the cursor. It writes to standard error, and leaves the terminal as it
//! found it.

use std::io::{Result, Write, stderr};
use std::time::Duration;

use crossterm::cursor::{MoveToColumn, MoveUp};
use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind,
    KeyModifiers, poll, read,
};
use crossterm::terminal::{Clear, ClearType, disable_raw_mode, enable_raw_mode, size};
use crossterm::{execute, queue};

use crate::files::system;

/// How long a key is waited for before it is seen whether the program is to end.
const MOMENT: Duration = Duration::from_millis(100);
/// How many moments nobody types before what was typed is kept.
const IDLE: usize = 10;

/// A key, by what it does in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Goes back to the question before.
    Back,
    Backspace,
    Char(char),
    Delete,
    Down,
    End,
    Enter,
    Home,
    /// No key, for a while.
    Idle,
    /// Deletes as far as the end of the line, its beginning, or that of the word.
    KillEnd,
    KillStart,
    KillWord,
    /// Leaves the form.
    Leave,
    Left,
    LineBreak,
    Other,
    PageDown,
    PageUp,
    Pasted(String),
    Right,
    Up,
    WordLeft,
    WordRight,
    /// Brings back what was deleted last.
    Yank,
}

/// A terminal whose keys come one by one, until it goes.
#[derive(Debug)]
pub(super) struct Screen {
    /// The line of what is drawn on which the cursor stands.
    row: u16,
}

impl Screen {
    pub(super) fn open() -> Result<Self> {
        enable_raw_mode()?;
        system::hold_signals(true);
        system::watch_terminal();
        let screen = Self { row: 0 };
        execute!(stderr(), EnableBracketedPaste)?;
        Ok(screen)
    }

    /// Returns how many columns and lines there are.
    pub(super) fn size() -> (usize, usize) {
        let known = size()
            .ok()
            .filter(|(columns, lines)| *columns > 0 && *lines > 0);
        let (columns, lines) = known.unwrap_or((80, 24));
        (usize::from(columns), usize::from(lines))
    }

    /// Draws lines in the place of those that were drawn, with the cursor at a line and a column.
    pub(super) fn draw(&mut self, lines: &[String], (row, column): (usize, usize)) -> Result<()> {
        let mut out = Vec::new();
        self.back_to_top(&mut out)?;
        out.write_all(lines.join("\r\n").as_bytes())?;
        let below = u16::try_from(lines.len().saturating_sub(row + 1)).unwrap_or(0);
        if below > 0 {
            queue!(out, MoveUp(below))?;
        }
        queue!(out, MoveToColumn(u16::try_from(column).unwrap_or(0)))?;
        self.row = u16::try_from(row).unwrap_or(0);
        write(&out)
    }

    /// Leaves lines on the screen in the place of what was drawn, and goes on below them.
    pub(super) fn settle(&mut self, lines: &[String]) -> Result<()> {
        let mut out = Vec::new();
        self.back_to_top(&mut out)?;
        for line in lines {
            write!(out, "{line}\r\n")?;
        }
        self.row = 0;
        write(&out)
    }

    /// Wipes what is drawn, and so many lines above it.
    pub(super) fn wipe(&mut self, above: usize) -> Result<()> {
        self.row = self
            .row
            .saturating_add(u16::try_from(above).unwrap_or(u16::MAX));
        let mut out = Vec::new();
        self.back_to_top(&mut out)?;
        self.row = 0;
        write(&out)
    }

    fn back_to_top(&self, out: &mut Vec<u8>) -> Result<()> {
        if self.row > 0 {
            queue!(out, MoveUp(self.row))?;
        }
        queue!(out, MoveToColumn(0), Clear(ClearType::FromCursorDown))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        drop(execute!(stderr(), DisableBracketedPaste));
        drop(disable_raw_mode());
        system::hold_signals(false);
    }
}

fn write(bytes: &[u8]) -> Result<()> {
    let mut stream = stderr().lock();
    stream.write_all(bytes)?;
    stream.flush()
}

/// Waits for the next key; a signal that ends the program leaves the form, and so does a terminal that
/// goes.
///
/// # Errors
/// If the terminal cannot be read.
pub(super) fn key() -> Result<Key> {
    let mut moments = 0;
    // What was read together with the last key is there already.
    let mut wait = Duration::ZERO;
    loop {
        let rest = system::await_typing(wait).filter(|_| system::held_signal().is_none());
        let Some(rest) = rest else {
            return Ok(Key::Leave);
        };
        wait = MOMENT;
        if !poll(rest)? {
            moments += 1;
            if moments == IDLE {
                return Ok(Key::Idle);
            }
            continue;
        }
        match read()? {
            Event::Key(key) if key.kind != KeyEventKind::Release => return Ok(meant(key)),
            Event::Paste(text) => return Ok(Key::Pasted(text)),
            Event::Resize(..) => return Ok(Key::Other),
            _ => {}
        }
    }
}

fn meant(key: KeyEvent) -> Key {
    let with = |modifier| key.modifiers.contains(modifier);
    let (control, alt) = (with(KeyModifiers::CONTROL), with(KeyModifiers::ALT));
    match key.code {
        KeyCode::Char('c') if control => Key::Leave,
        KeyCode::Char(letter) if control => match letter {
            'a' => Key::Home,
            'b' => Key::Left,
            'd' => Key::Delete,
            'e' => Key::End,
            'f' => Key::Right,
            'h' => Key::Backspace,
            'j' | 'm' => Key::Enter,
            'k' => Key::KillEnd,
            'n' => Key::Down,
            'p' => Key::Up,
            'u' => Key::KillStart,
            'w' => Key::KillWord,
            'y' => Key::Yank,
            _ => Key::Other,
        },
        KeyCode::Char('b') if alt => Key::WordLeft,
        KeyCode::Char('f') if alt => Key::WordRight,
        KeyCode::Char(_) if alt => Key::Other,
        KeyCode::Char(one) => Key::Char(one),
        KeyCode::Enter if alt => Key::LineBreak,
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Leave,
        KeyCode::BackTab => Key::Back,
        KeyCode::Backspace if alt || control => Key::KillWord,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Down => Key::Down,
        KeyCode::End => Key::End,
        KeyCode::Home => Key::Home,
        KeyCode::Left if alt || control => Key::WordLeft,
        KeyCode::Left => Key::Left,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::Right if alt || control => Key::WordRight,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        _ => Key::Other,
    }
}
