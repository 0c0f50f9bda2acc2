//! Questions on a terminal: a text, one of a list, several of a list. They are drawn where the terminal
//! can, and else asked line by line.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::ask::{Ask, Reply, Validate, brief};
use super::line::Line;
use super::measure::{cut, width};
use super::picking::Picking;
use super::plain;
use super::screen::{self, Key, Screen};
use crate::error::{Error, Result};
use crate::render;
use crate::text::{Lang, marked};

/// Most lines of a list that are seen at once.
const PAGE: usize = 8;
/// Lines that are left for what is not the list.
const AROUND: usize = 6;

/// Asks on the terminal, in one language, in colour or not.
#[derive(Debug)]
pub(super) struct Prompter {
    pub(super) lang: Lang,
    colour: bool,
    /// True if questions are asked line by line.
    plain: Cell<bool>,
    screen: RefCell<Option<Screen>>,
    /// How many lines each answer that was given takes on the screen.
    answers: RefCell<Vec<usize>>,
}

impl Prompter {
    pub(super) fn new(lang: Lang, colour: bool, plain: bool) -> Self {
        Self {
            lang,
            colour,
            plain: Cell::new(plain),
            screen: RefCell::default(),
            answers: RefCell::default(),
        }
    }

    /// Gives the terminal back, and takes it again with the next question.
    pub(super) fn close(&self) {
        self.screen.take();
        self.answers.take();
    }

    /// Tells whether questions are asked line by line, as on a terminal that does not let itself be drawn on.
    fn is_plain(&self) -> bool {
        if !self.plain.get() && self.screen.borrow().is_none() {
            match Screen::open() {
                Ok(opened) => drop(self.screen.replace(Some(opened))),
                Err(_) => self.plain.set(true),
            }
        }
        self.plain.get()
    }

    fn on_screen<T>(&self, act: impl FnOnce(&mut Screen) -> std::io::Result<T>) -> Result<T> {
        let mut screen = self.screen.borrow_mut();
        let opened = match screen.take() {
            Some(opened) => Ok(opened),
            None => Screen::open(),
        };
        let acted = opened.and_then(|opened| act(screen.insert(opened)));
        acted.map_err(failed)
    }

    /// Asks for a text until it passes, and shows it as it was understood.
    pub(super) fn text(
        &self,
        ask: &Ask,
        (initial, replaced): (&str, bool),
        check: Validate,
    ) -> Result<Reply<String>> {
        if self.is_plain() {
            return plain::text(ask, initial, check, self.lang);
        }
        let mut line = Line::new(initial, replaced);
        let mut error = None;
        loop {
            // A window may be closed while it is drawn on, or while a key is read.
            let drawn = self.draw_text(ask, &line, error.as_deref());
            let key = drawn.and_then(|()| next_key(|| (ask.keep)(&line.text())));
            let key = key.inspect_err(|_| (ask.keep)(&line.text()))?;
            match key {
                Key::Leave => {
                    (ask.keep)(&line.text());
                    return Err(self.leave(ask, &line.text()));
                }
                Key::Back | Key::Up if ask.back && (key == Key::Back || line.is_unchanged()) => {
                    return self.go_back();
                }
                Key::LineBreak if !ask.long => {}
                Key::Pasted(text) if !ask.long => {
                    let words: Vec<&str> = text.split_whitespace().collect();
                    line.press(&Key::Pasted(words.join(" ")));
                }
                Key::Enter => match check(&line.text()) {
                    Ok(understood) => {
                        self.settle(ask.question, &understood)?;
                        return Ok(Reply::Is(line.text()));
                    }
                    Err(sentence) => {
                        error = Some(sentence);
                        continue;
                    }
                },
                key => line.press(&key),
            }
            error = None;
        }
    }

    fn draw_text(&self, ask: &Ask, line: &Line, error: Option<&str>) -> Result<()> {
        let (columns, _) = Screen::size();
        let mut question = ask.question.to_owned();
        if let Some(note) = &ask.note {
            question += &self.lang.pick(format!("（{note}）"), format!(" ({note})"));
        }
        let question = self.asked(&question, columns);
        let (mut lines, cursor) = line.rows(&question, columns);
        lines[0] = self.strong(&lines[0], '?');
        lines.extend(
            error
                .into_iter()
                .flat_map(|error| self.wrong(error, columns)),
        );
        let mut ways = Vec::new();
        if line.is_replaced() {
            ways.push(self.lang.pick("直接输入即改写", "type to replace"));
        }
        if ask.long {
            ways.push(self.lang.pick("Alt-回车 换行", "Alt-Enter for a new line"));
        }
        self.add_ways(&mut lines, ask, ways, columns);
        self.on_screen(|screen| screen.draw(&lines, cursor))
    }

    /// Asks for a yes, which is not the answer of whoever only presses Enter.
    pub(super) fn yes(&self, question: &str) -> Result<bool> {
        if self.is_plain() {
            return plain::yes(question, self.lang);
        }
        let ways = self
            .lang
            .pick("y 是，回车或 n 否", "y for yes, Enter or n for no");
        let asked = self.lang.pick(
            format!("{question}（{ways}）"),
            format!("{question} ({ways})"),
        );
        let (columns, _) = Screen::size();
        let lines = [self.strong(&self.asked(&asked, columns), '?')];
        let at = width(&self.asked(&asked, columns));
        let is_yes = loop {
            self.on_screen(|screen| screen.draw(&lines, (0, at)))?;
            match next_key(|| {})? {
                Key::Char('y' | 'Y' | '是' | 'ｙ') => break true,
                Key::Enter | Key::Leave | Key::Char('n' | 'N' | '否' | 'ｎ') => break false,
                _ => {}
            }
        };
        let [yes, no] = crate::model::kind::YES_NO.map(|word| word.get(self.lang));
        self.settle(question, if is_yes { yes } else { no })?;
        self.close();
        Ok(is_yes)
    }

    /// Asks for one of the items; returns its place.
    pub(super) fn one(&self, ask: &Ask, items: &[String], start: usize) -> Result<Reply<usize>> {
        let picked = self.pick(ask, items, &[start], false)?;
        Ok(match picked {
            Reply::Is(places) => Reply::Is(places.first().copied().unwrap_or(start)),
            Reply::Back => Reply::Back,
        })
    }

    /// Asks for one or several of the items; returns their places. Those that are ticked at first are
    /// taken by Enter alone, and where none is ticked the highlighted one.
    pub(super) fn several(
        &self,
        ask: &Ask,
        items: &[String],
        ticked: &[usize],
    ) -> Result<Reply<Vec<usize>>> {
        self.pick(ask, items, ticked, true)
    }

    fn pick(
        &self,
        ask: &Ask,
        items: &[String],
        start: &[usize],
        several: bool,
    ) -> Result<Reply<Vec<usize>>> {
        let items: Vec<String> = items.iter().map(|item| marked(item).into_owned()).collect();
        let first = start.first().copied().unwrap_or(0);
        if self.is_plain() {
            let start = if start.is_empty() { &[0] } else { start };
            return plain::places(ask, &items, start, several, self.lang);
        }
        let ticked = several.then(|| start.iter().copied().collect::<BTreeSet<_>>());
        let mut picking = Picking::new(&items, first, ticked);
        let mut error = None;
        loop {
            self.draw_list(ask, &items, &picking, error.as_deref())?;
            let key = next_key(|| {})?;
            match key {
                Key::Leave => return Err(self.leave(ask, picking.typed())),
                _ if ask.back && picking.goes_back(&key) => return self.go_back(),
                Key::Enter => match self.taken(ask, &picking) {
                    Ok(places) => {
                        let words: Vec<&str> =
                            places.iter().map(|place| brief(&items[*place])).collect();
                        self.settle(ask.question, &self.lang.join(&words))?;
                        return Ok(Reply::Is(places));
                    }
                    Err(sentence) => {
                        error = Some(sentence);
                        continue;
                    }
                },
                key => picking.press(&key, page()),
            }
            error = None;
        }
    }

    /// Returns the places that Enter takes.
    fn taken(&self, ask: &Ask, picking: &Picking) -> std::result::Result<Vec<usize>, String> {
        let mut places = picking.ticked();
        let is_typed = !picking.typed().is_empty();
        if !places.is_empty() && !is_typed {
            (ask.check)(&places)?;
            return Ok(places);
        }
        let place = match picking.highlighted() {
            Some(place) => place,
            None => (ask.named)(picking.typed()).map_err(|sentence| {
                let typed = picking.typed();
                let none = self.lang.pick(
                    format!("没有与“{typed}”相符的"),
                    format!("nothing fits “{typed}”"),
                );
                if sentence.is_empty() { none } else { sentence }
            })?,
        };
        if !places.contains(&place) {
            places.push(place);
        }
        (ask.check)(&places)?;
        Ok(places)
    }

    fn draw_list(
        &self,
        ask: &Ask,
        items: &[String],
        picking: &Picking,
        error: Option<&str>,
    ) -> Result<()> {
        let (columns, _) = Screen::size();
        let mut question = ask.question.to_owned();
        let ticked = picking.ticked();
        if !ticked.is_empty() {
            let words: Vec<&str> = ticked.iter().map(|place| brief(&items[*place])).collect();
            let (count, words) = (words.len(), self.lang.join(&words));
            question += &self.lang.pick(
                format!("（已选 {count}：{words}）"),
                format!(" ({count} ticked: {words})"),
            );
        }
        let question = self.asked(&question, columns.saturating_sub(10));
        let typed = cut(
            picking.typed(),
            columns.saturating_sub(width(&question) + 1),
        );
        let at = width(&question) + width(&typed);
        let mut lines = vec![self.strong(&format!("{question}{typed}"), '?')];
        let highlighted = picking.highlighted();
        for place in picking.page(page()) {
            let is_at = highlighted == Some(*place);
            let tick = match (picking.takes_several(), picking.is_ticked(*place)) {
                (false, _) => "",
                (true, true) => "[x] ",
                (true, false) => "[ ] ",
            };
            let sign = if is_at { ">" } else { " " };
            let line = format!("{sign} {tick}{}", items[*place]);
            let line = cut(&line, columns.saturating_sub(1));
            lines.push(if is_at {
                self.strong(&line, '>')
            } else {
                line.into_owned()
            });
        }
        lines.extend(
            error
                .into_iter()
                .flat_map(|error| self.wrong(error, columns)),
        );
        let mut ways = Vec::new();
        if picking.takes_several() {
            ways.push(self.lang.pick("空格勾选", "Space to tick"));
        }
        ways.push(self.lang.pick("回车确定", "Enter to take"));
        if items.len() > 5 {
            ways.push(self.lang.pick("输入汉字或拼音筛选", "type to filter"));
        }
        let count = format!("{}/{}", picking.count(), items.len());
        if picking.count() > page() || picking.count() < items.len() {
            ways.insert(0, &count);
        }
        self.add_ways(&mut lines, ask, ways, columns);
        self.on_screen(|screen| screen.draw(&lines, (0, at)))
    }

    /// Adds the line that says what can be done, as far as there is room for it.
    fn add_ways(&self, lines: &mut Vec<String>, ask: &Ask, own: Vec<&str>, columns: usize) {
        let mut ways = own;
        let at = ways.len().min(2);
        ways.insert(at, self.lang.pick("Esc 放弃", "Esc to leave"));
        if ask.back {
            ways.insert(
                at,
                self.lang.pick("Shift-Tab 上一项", "Shift-Tab to go back"),
            );
        }
        let mut told = String::from(" ");
        for way in ways {
            let more = format!("{}{way}", if told == " " { " " } else { " · " });
            if width(&told) + width(&more) < columns {
                told += &more;
            }
        }
        lines.push(self.painted(&told, "2"));
    }

    fn leave(&self, ask: &Ask, typed: &str) -> Error {
        let left = self.lang.pick("（已放弃）", "(left)");
        drop(self.settle(ask.question, &format!("{typed}{left}")));
        Error::Left
    }

    /// Takes the answer before off the screen, and says that its question is to come again.
    fn go_back<T>(&self) -> Result<Reply<T>> {
        let above = self.answers.borrow_mut().pop().unwrap_or(0);
        self.on_screen(|screen| screen.wipe(above))?;
        Ok(Reply::Back)
    }

    /// Leaves a question with its answer on the screen.
    pub(super) fn settle(&self, question: &str, answer: &str) -> Result<()> {
        let colon = self.lang.pick("：", ": ");
        let line = format!("· {}{colon}{}", marked(question), marked(answer));
        if self.is_plain() {
            return plain::say(&format!("{line}\n"));
        }
        let (columns, _) = Screen::size();
        let line = cut(&line, columns.saturating_sub(1)).into_owned();
        self.on_screen(|screen| screen.settle(&[line]))?;
        self.answers.borrow_mut().push(1);
        Ok(())
    }

    /// Takes the last answer off the screen.
    pub(super) fn unsay(&self) -> Result<()> {
        let above = self.answers.borrow_mut().pop().unwrap_or(0);
        if self.is_plain() {
            return Ok(());
        }
        self.on_screen(|screen| screen.wipe(above))
    }

    /// Lets the last answer stand on the screen, whatever is gone back from.
    pub(super) fn forget(&self) {
        self.answers.borrow_mut().pop();
    }

    fn asked(&self, question: &str, columns: usize) -> String {
        let colon = self.lang.pick("：", ": ");
        let question = format!("? {}", marked(question));
        let room = columns.saturating_sub(width(colon) + 1);
        format!("{}{colon}", cut(&question, room))
    }

    fn wrong(&self, sentence: &str, columns: usize) -> Vec<String> {
        let room = u16::try_from(columns.saturating_sub(3)).unwrap_or(u16::MAX);
        let sentence = marked(sentence).into_owned();
        let broken = render::broken(&sentence, render::Screen::Terminal(room));
        let mut lines = broken.lines();
        let first = lines.next().unwrap_or_default().to_owned();
        let first = format!("{} {first}", self.painted("#", "1;38;5;160"));
        let rest = lines.map(|line| format!("  {line}"));
        std::iter::once(first).chain(rest).collect()
    }

    /// Shows a line that matters; colour and weight only repeat what its sign says.
    fn strong(&self, line: &str, sign: char) -> String {
        if !self.colour {
            return line.to_owned();
        }
        match line.strip_prefix(sign) {
            Some(rest) if sign == '>' => self.painted(&format!("{sign}{rest}"), "1;38;5;33"),
            Some(rest) => format!("{}{rest}", self.painted(&sign.to_string(), "1;38;5;33")),
            None => line.to_owned(),
        }
    }

    fn painted(&self, text: &str, codes: &str) -> String {
        if self.colour {
            format!("\u{1b}[{codes}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Returns how many lines of a list there is room for.
fn page() -> usize {
    let (_, lines) = Screen::size();
    lines.saturating_sub(AROUND).clamp(1, PAGE)
}

/// Waits for a key, and does something while none comes; who has no terminal any more has left.
fn next_key(idle: impl Fn()) -> Result<Key> {
    loop {
        match screen::key().map_err(|_| Error::Left)? {
            Key::Idle => idle(),
            key => return Ok(key),
        }
    }
}

fn failed(source: std::io::Error) -> Error {
    Error::Io {
        path: "terminal".into(),
        source,
    }
}
