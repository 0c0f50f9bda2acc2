//! A list from which one line is taken or several are ticked, narrowed by what is typed: characters, or
//! their pinyin.

use std::collections::BTreeSet;

use super::screen::Key;
use crate::model::pinyin;

#[derive(Debug)]
pub(super) struct Picking<'a> {
    items: &'a [String],
    /// Places of the lines that fit what is typed.
    fitting: Vec<usize>,
    typed: String,
    /// The highlighted one of these.
    at: usize,
    /// Places of the lines that are ticked, where several may be.
    ticked: Option<BTreeSet<usize>>,
    /// True once a key did something.
    moved: bool,
}

impl<'a> Picking<'a> {
    pub(super) fn new(items: &'a [String], start: usize, ticked: Option<BTreeSet<usize>>) -> Self {
        Self {
            items,
            fitting: (0..items.len()).collect(),
            typed: String::new(),
            at: start.min(items.len().saturating_sub(1)),
            ticked,
            moved: false,
        }
    }

    /// Returns the place of the highlighted line, where any fits.
    pub(super) fn highlighted(&self) -> Option<usize> {
        self.fitting.get(self.at).copied()
    }

    pub(super) fn typed(&self) -> &str {
        &self.typed
    }

    pub(super) fn is_ticked(&self, place: usize) -> bool {
        self.ticked
            .as_ref()
            .is_some_and(|ticked| ticked.contains(&place))
    }

    pub(super) fn takes_several(&self) -> bool {
        self.ticked.is_some()
    }

    /// Returns the places of the lines that are ticked.
    pub(super) fn ticked(&self) -> Vec<usize> {
        self.ticked.iter().flatten().copied().collect()
    }

    /// Returns how many lines fit.
    pub(super) fn count(&self) -> usize {
        self.fitting.len()
    }

    /// Returns the places of so many lines around the highlighted one.
    pub(super) fn page(&self, lines: usize) -> &[usize] {
        let first = self.at.saturating_sub(lines / 2);
        let first = first.min(self.fitting.len().saturating_sub(lines));
        &self.fitting[first..(first + lines).min(self.fitting.len())]
    }

    /// Tells whether a key goes back: up from the first line of a list in which nothing was done.
    pub(super) fn goes_back(&self, key: &Key) -> bool {
        let is_start = self.at == 0 && self.typed.is_empty() && !self.moved;
        *key == Key::Back || is_start && *key == Key::Up
    }

    /// Does what a key says.
    pub(super) fn press(&mut self, key: &Key, page: usize) {
        self.moved = true;
        let last = self.fitting.len().saturating_sub(1);
        match key {
            Key::Up => self.at = self.at.saturating_sub(1),
            Key::Down => self.at = (self.at + 1).min(last),
            Key::PageUp => self.at = self.at.saturating_sub(page),
            Key::PageDown => self.at = (self.at + page).min(last),
            Key::Home => self.at = 0,
            Key::End => self.at = last,
            Key::Char(' ' | '\u{3000}') if self.ticked.is_some() => self.tick(),
            Key::Char(one) => self.narrow(&one.to_string()),
            Key::Pasted(text) => self.narrow(text.lines().next().unwrap_or_default().trim()),
            Key::Backspace => {
                self.typed.pop();
                self.find_fitting();
            }
            Key::KillStart | Key::KillWord => self.clear(),
            _ => {}
        }
    }

    fn tick(&mut self) {
        let (Some(place), Some(ticked)) = (self.highlighted(), &mut self.ticked) else {
            return;
        };
        if !ticked.remove(&place) {
            ticked.insert(place);
        }
        if !self.typed.is_empty() {
            // The next one is looked for among all again.
            self.clear();
            self.at = place;
        }
    }

    fn clear(&mut self) {
        self.typed.clear();
        self.find_fitting();
    }

    fn narrow(&mut self, typed: &str) {
        self.typed.push_str(typed);
        // What fits more fitted less.
        self.fitting
            .retain(|place| pinyin::fits(&self.items[*place], &self.typed));
        self.at = self.exact();
    }

    /// Returns where a line stands that has what is typed as a word of its own, or as its number.
    fn exact(&self) -> usize {
        let typed = self.typed.trim().to_lowercase();
        let is_it = |word: &str| word == typed || word.rsplit('-').next() == Some(&typed);
        let has = |place: &usize| {
            let item = self.items[*place].to_lowercase();
            item.split_whitespace().any(is_it)
        };
        let exact = self.fitting.iter().position(has);
        exact.filter(|_| !typed.is_empty()).unwrap_or(0)
    }

    fn find_fitting(&mut self) {
        let fits = |place: &usize| pinyin::fits(&self.items[*place], &self.typed);
        self.fitting = (0..self.items.len()).filter(fits).collect();
        self.at = self.exact();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<String> {
        ["LY-M1 李四", "LY-M2 张三", "LY-M3 张思"]
            .map(str::to_owned)
            .to_vec()
    }

    fn press(picking: &mut Picking, keys: &str) {
        for one in keys.chars() {
            picking.press(&Key::Char(one), 8);
        }
    }

    #[test]
    fn what_is_typed_narrows_and_is_taken_back() {
        let items = items();
        let mut picking = Picking::new(&items, 2, None);
        assert_eq!(picking.highlighted(), Some(2));
        press(&mut picking, "zs");
        assert_eq!(picking.page(8), [1, 2]);
        press(&mut picking, "x");
        assert_eq!(picking.highlighted(), None);
        picking.press(&Key::Backspace, 8);
        picking.press(&Key::Backspace, 8);
        assert_eq!(picking.page(8), [1, 2]);
        picking.press(&Key::KillStart, 8);
        assert_eq!(picking.page(8), [0, 1, 2]);
    }

    #[test]
    fn a_whole_name_or_number_goes_before_what_only_begins_so() {
        let items = ["LY-H10 张三丰", "LY-H1 张三", "LY-H2 李四"].map(str::to_owned);
        for (typed, place) in [
            ("h1", 1),
            ("张三", 1),
            ("ly-h10", 0),
            ("zs", 0),
            ("张三丰", 0),
        ] {
            let mut picking = Picking::new(&items, 0, None);
            press(&mut picking, typed);
            assert_eq!(picking.highlighted(), Some(place), "{typed}");
        }
    }

    #[test]
    fn several_are_ticked_one_after_another() {
        let items = items();
        let mut picking = Picking::new(&items, 0, Some(BTreeSet::new()));
        press(&mut picking, "zs ");
        assert_eq!((picking.ticked(), picking.typed()), (vec![1], ""));
        picking.press(&Key::Down, 8);
        press(&mut picking, " ");
        assert_eq!(picking.ticked(), [1, 2]);
        press(&mut picking, " ");
        assert_eq!(picking.ticked(), [1]);
    }

    #[test]
    fn up_goes_back_only_from_a_list_in_which_nothing_was_done() {
        let items = items();
        let mut picking = Picking::new(&items, 0, None);
        assert!(picking.goes_back(&Key::Up));
        picking.press(&Key::Down, 8);
        picking.press(&Key::Up, 8);
        assert!(!picking.goes_back(&Key::Up));
        assert!(picking.goes_back(&Key::Back));
        assert!(!Picking::new(&items, 1, None).goes_back(&Key::Up));
    }

    #[test]
    fn a_page_holds_the_highlighted_line() {
        let items: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        for start in 0..100 {
            let picking = Picking::new(&items, start, None);
            let page = picking.page(8);
            assert!(
                page.len() == 8 && page.contains(&start),
                "{start}: {page:?}"
            );
        }
    }
}
