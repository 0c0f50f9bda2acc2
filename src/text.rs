//! Languages and fixed texts.
//!
//! Every fixed text that a person reads is written in both languages where it is named, so that a
//! missing translation does not compile. Identifiers, refs and JSON are never translated.

use std::borrow::Cow;
use std::fmt::{Debug, Display, Write as _};
use std::iter::repeat_n;
use std::sync::OnceLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Folds full-width and half-width spellings together (NFKC). Most texts are plain Chinese, digits and
/// signs, of which nothing has to be looked up.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    let is_plain = |one: char| one.is_ascii() || is_plain_chinese(one);
    if text.chars().all(is_plain) {
        return text.into();
    }
    let narrow: Option<String> = text
        .chars()
        .map(|one| {
            if is_plain(one) {
                Some(one)
            } else {
                narrow(one)
            }
        })
        .collect();
    if let Some(narrow) = narrow {
        return narrow.into();
    }
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        return text.into();
    }
    text.nfkc().collect::<String>().into()
}

/// Tells whether a sign of Chinese is its own NFKC, beside whatever other.
fn is_plain_chinese(one: char) -> bool {
    matches!(
        one,
        '\u{4e00}'..='\u{9fff}' | '、' | '。' | '《' | '》' | '“' | '”' | '—'
    )
}

/// Returns the sign of ASCII that one is the full-width form of.
fn narrow(one: char) -> Option<char> {
    match one {
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(one) - 0xfee0),
        _ => None,
    }
}

/// A number with what it counts, in English, which says one thing otherwise than several: `1 row is`,
/// `3 rows are`.
pub(crate) fn plural(count: impl Display, one: &str, several: &str) -> String {
    let count = count.to_string();
    let what = if count == "1" { one } else { several };
    format!("{count} {what}")
}

/// A language in which people read help, messages, labels and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    Zh,
    En,
}

impl Lang {
    /// Chooses the Chinese or the English one of two values.
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// Puts a remark in brackets behind a word.
    pub(crate) fn remarked(self, word: impl Display, remark: impl Display) -> String {
        self.pick(format!("{word}（{remark}）"), format!("{word} ({remark})"))
    }

    /// Joins items as a sentence in this language lists them.
    pub(crate) fn join<S: AsRef<str>>(self, items: &[S]) -> String {
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        items.join(self.pick("、", ", "))
    }
}

/// Writes a small number in Chinese characters, as phases are counted: 一, 十二.
pub(crate) fn numeral(number: i64) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: i64| usize::try_from(at).ok().and_then(|at| DIGITS.get(at));
    match (number / 10, digit(number % 10)) {
        (0, Some(ones)) if number > 0 => (*ones).to_owned(),
        (1, Some(ones)) => format!("十{ones}"),
        (tens @ 2..=9, Some(ones)) => {
            format!("{}十{ones}", DIGITS[usize::try_from(tens).unwrap_or(0)])
        }
        _ => number.to_string(),
    }
}

/// A sentence as data, worded only when somebody reads it: this is the one place where it becomes
/// prose.
pub(crate) trait Words: Debug {
    fn words(&self, lang: Lang) -> String;
}

/// A fixed text in both languages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    zh: &'static str,
    en: &'static str,
}

/// Pairs a Chinese text with its English counterpart.
pub(crate) const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

impl Text {
    /// Returns the text in one language.
    pub(crate) const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

impl Words for Text {
    fn words(&self, lang: Lang) -> String {
        self.get(lang).to_owned()
    }
}

/// Tells whether a character does something to a terminal, or to the text around it, or is not seen:
/// controls, marks of direction, and what has no width. Those that choose the form of the character
/// before them are none, nor are line breaks.
pub(crate) const fn is_hidden(one: char) -> bool {
    matches!(
        one,
        '\0'..='\x09' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}'
            | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Shows what is hidden in a text by marks: whatever others wrote is only data to whoever reads it.
pub(crate) fn marked(text: &str) -> Cow<'_, str> {
    written(text, |marked, one| match one {
        '\0'..='\x1f' => marked.extend(char::from_u32(0x2400 + u32::from(one))),
        '\x7f' => marked.push('\u{2421}'),
        _ => marked.push_str(&format!("⟨U+{:04X}⟩", u32::from(one))),
    })
}

/// Writes what is hidden in JSON by its numbers, which are the same to whoever reads it as JSON. It
/// stands in texts alone.
pub(crate) fn escaped_json(json: &str) -> Cow<'_, str> {
    written(json, |escaped, one| {
        for unit in one.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    })
}

/// Writes what is hidden in a text in some other way.
fn written(text: &str, write: impl Fn(&mut String, char)) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return text.into();
    }
    let mut written = String::with_capacity(text.len() + 16);
    for one in text.chars() {
        if is_hidden(one) {
            write(&mut written, one);
        } else {
            written.push(one);
        }
    }
    written.into()
}

/// A shell in which a command is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shell {
    /// The shells of POSIX, and those of their kind.
    #[default]
    Posix,
    /// The command prompt of Windows.
    Cmd,
    /// `PowerShell`.
    Power,
}

static SHELL: OnceLock<Shell> = OnceLock::new();

impl Shell {
    /// Recognises a shell of Windows by the name of its program.
    pub(crate) fn of(program: &str) -> Self {
        let program = program.to_lowercase();
        match program.trim_end_matches(".exe") {
            "powershell" | "powershell_ise" | "pwsh" => Self::Power,
            "bash" | "sh" | "zsh" | "fish" => Self::Posix,
            _ => Self::Cmd,
        }
    }

    /// Lets commands be shown for this shell from now on.
    pub(crate) fn is_used(self) {
        SHELL.get_or_init(|| self);
    }

    /// Quotes a word, where it holds anything that the shell reads.
    pub(crate) fn quoted(self, word: &str) -> String {
        let plain = |one: char| {
            one.is_alphanumeric()
                || "-_./:，、。；：".contains(one)
                || self != Self::Power && ",%".contains(one)
                || self != Self::Posix && one == '\\'
        };
        if !word.is_empty() && word.chars().all(plain) {
            return word.to_owned();
        }
        match self {
            Self::Posix => format!("'{}'", word.replace('\'', "'\\''")),
            Self::Cmd => format!("\"{}\"", in_double_quotes(word, "\"\"")),
            Self::Power => {
                // To it, the quotes of a word processor are quotes as well.
                let quotes = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
                let times = |one: char| if quotes.contains(&one) { 2 } else { 1 };
                let word = in_double_quotes(word, "\\\"");
                let doubled = word.chars().flat_map(|one| repeat_n(one, times(one)));
                format!("'{}'", doubled.collect::<String>())
            }
        }
    }
}

/// Writes a word as a program of Windows reads it within double quotes: a backslash counts only before such
/// a quote, be it the last.
fn in_double_quotes(word: &str, quote: &str) -> String {
    let (mut written, mut slashes) = (String::new(), 0);
    for one in word.chars() {
        if one == '"' {
            written.extend(repeat_n('\\', slashes));
            written.push_str(quote);
        } else {
            written.push(one);
        }
        slashes = if one == '\\' { slashes + 1 } else { 0 };
    }
    written.extend(repeat_n('\\', slashes));
    written
}

/// Quotes a word for the shell in use, where it holds anything that shells read.
pub(crate) fn quoted(word: &str) -> String {
    SHELL.get().copied().unwrap_or_default().quoted(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stays_one_in_every_shell() {
        for (word, posix, cmd, power) in [
            ("LY-P1", "LY-P1", "LY-P1", "LY-P1"),
            ("查档", "查档", "查档", "查档"),
            ("屋顶 漏雨", "'屋顶 漏雨'", "\"屋顶 漏雨\"", "'屋顶 漏雨'"),
            ("", "''", "\"\"", "''"),
            ("a,b", "a,b", "a,b", "'a,b'"),
            ("40%", "40%", "40%", "'40%'"),
            ("@到期", "'@到期'", "\"@到期\"", "'@到期'"),
            ("{month}", "'{month}'", "\"{month}\"", "'{month}'"),
            ("a<b", "'a<b'", "\"a<b\"", "'a<b'"),
            ("it's", "'it'\\''s'", "\"it's\"", "'it''s'"),
            ("说“好”’", "'说“好”’'", "\"说“好”’\"", "'说“好”’’'"),
            ("6\" 管", "'6\" 管'", "\"6\"\" 管\"", "'6\\\" 管'"),
            (
                "D:\\回音\\a.db",
                "'D:\\回音\\a.db'",
                "D:\\回音\\a.db",
                "D:\\回音\\a.db",
            ),
            (
                "D:\\我的 文件\\",
                "'D:\\我的 文件\\'",
                "\"D:\\我的 文件\\\\\"",
                "'D:\\我的 文件\\\\'",
            ),
        ] {
            let shells = [Shell::Posix, Shell::Cmd, Shell::Power];
            assert_eq!(shells.map(|shell| shell.quoted(word)), [posix, cmd, power]);
        }
        for (program, shell) in [
            ("cmd.exe", Shell::Cmd),
            ("PowerShell.EXE", Shell::Power),
            ("pwsh.exe", Shell::Power),
            ("bash.exe", Shell::Posix),
            ("explorer.exe", Shell::Cmd),
        ] {
            assert_eq!(Shell::of(program), shell, "{program}");
        }
    }

    #[test]
    fn plain_chinese_is_what_it_is_folded_to() {
        let plain = ('\0'..=char::MAX).filter(|one| one.is_ascii() || is_plain_chinese(*one));
        for one in plain {
            assert!(one.nfkc().eq([one]), "{one:?}");
        }
        let wide = ('\0'..=char::MAX).filter_map(|one| Some((one, narrow(one)?)));
        for (one, narrow) in wide {
            assert!(one.nfkc().eq([narrow]), "{one:?}");
        }
        assert_eq!(folded("２０１１年５月，“查档”　慢"), "2011年5月,“查档” 慢");
        assert_eq!(folded("２０１１年５月，ｶﾞ①"), "2011年5月,ガ1");
    }

    #[test]
    fn what_is_hidden_is_shown_by_marks_and_all_else_as_it_is() {
        let cases = [
            ("张三\n李四 Ångström 👍", "张三\n李四 Ångström 👍"),
            // A variant of a character that is written in names.
            ("葛\u{e0100}城", "葛\u{e0100}城"),
            ("a\u{1b}[2Jb", "a␛[2Jb"),
            ("\u{7}\u{7f}\t\r", "␇␡␉␍"),
            ("\u{9b}31m", "⟨U+009B⟩31m"),
            ("\u{202e}txt\u{200d}", "⟨U+202E⟩txt⟨U+200D⟩"),
            ("\u{e0041}", "⟨U+E0041⟩"),
        ];
        for (text, shown) in cases {
            assert_eq!(marked(text), shown);
            assert!(!marked(text).chars().any(is_hidden));
        }
    }

    #[test]
    fn json_says_the_same_without_what_is_hidden() {
        let value = serde_json::json!({"a": "\u{202e}\u{9b}x\u{e0041}\u{1b}"});
        let json = format!("{value:#}\n");
        let escaped = escaped_json(&json);
        assert!(!escaped.chars().any(is_hidden), "{escaped}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&escaped).unwrap(),
            value
        );
    }
}
