//! What is printed, in the encoding of whoever reads it: a terminal shows whatever it is given, but a file or
//! another program takes bytes, which Windows reads in the code page of its console.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::IsTerminal;
use std::sync::OnceLock;

use crate::error::{Refusal, Result, Said};
use crate::files::{encoded, system};
use crate::render::{self, Format};
use crate::text::Lang;

/// The variable that names the encoding, and its words: in UTF-8 or GB18030 whatever a program takes, or as
/// the console reads it what people read.
const VARIABLE: &str = "HUIYIN_OUTPUT";
const UTF_8: &str = "utf-8";
const GB18030: &str = "gb18030";
const CONSOLE: &str = "console";
const WORDS: [&str; 3] = [UTF_8, GB18030, CONSOLE];

/// The code pages of Windows that are a part of GB18030, or all of it.
const CHINESE: [u32; 2] = [936, 54936];
/// How encodings that are a part of it are called where a locale names them.
const CALLED: [&str; 4] = ["gbk", "gb2312", "gb18030", "euccn"];

/// First bytes of a file by which spreadsheets know that it is in UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// How bytes are written that go to no terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Way {
    /// True if what people read is in GB18030.
    for_people: bool,
    /// True if tables for programs are as well.
    for_programs: bool,
    /// True if a file of such a table begins with a mark.
    marked: bool,
}

static WAY: OnceLock<Way> = OnceLock::new();
/// True if the terminal draws frames two cells wide, as the console of Windows does in Chinese.
static BROAD: OnceLock<bool> = OnceLock::new();

/// Chooses the encoding once and for all.
///
/// # Errors
/// If the variable names none.
pub(super) fn choose(variables: &HashMap<String, String>) -> Result<()> {
    let page = system::console_code_page();
    let way = way(variables, page, cfg!(windows));
    let way = way.ok_or_else(|| {
        let typed = variables.get(VARIABLE).cloned();
        Unknown(typed.unwrap_or_default())
    })?;
    WAY.get_or_init(|| way);
    BROAD.get_or_init(|| is_broad(variables, page, cfg!(windows)));
    Ok(())
}

/// Returns the way that is wanted; `None` where the variable names none.
fn way(variables: &HashMap<String, String>, page: Option<u32>, windows: bool) -> Option<Way> {
    let usual = if windows { CONSOLE } else { UTF_8 };
    let typed = variables.get(VARIABLE).map(|typed| typed.to_lowercase());
    match typed.as_deref().unwrap_or(usual) {
        UTF_8 | "utf8" => Some(Way::default()),
        GB18030 | "gbk" => Some(Way {
            for_people: true,
            for_programs: true,
            ..Way::default()
        }),
        CONSOLE => Some(Way {
            for_people: match page {
                Some(page) => CHINESE.contains(&page),
                None => is_chinese(variables),
            },
            marked: windows,
            ..Way::default()
        }),
        _ => None,
    }
}

/// Tells whether a terminal draws frames two cells wide: the old console does, Windows Terminal does not.
fn is_broad(variables: &HashMap<String, String>, page: Option<u32>, windows: bool) -> bool {
    let is_old = windows && !variables.contains_key("WT_SESSION");
    is_old && page.is_some_and(|page| CHINESE.contains(&page))
}

/// Draws the frames and bars of a table with what is one cell wide everywhere, where that is wanted or needed.
pub(super) fn framed(table: Vec<u8>, is_wanted: bool) -> Vec<u8> {
    let is_broad = BROAD.get().copied().unwrap_or_default();
    let is_needed = is_broad && std::io::stdout().is_terminal();
    match String::from_utf8(table) {
        Ok(text) if is_wanted || is_needed => text.chars().map(in_ascii).collect::<String>().into(),
        Ok(text) => text.into(),
        Err(error) => error.into_bytes(),
    }
}

const fn in_ascii(one: char) -> char {
    match one {
        '─' | '━' | '┄' | '╌' | '═' => '-',
        '│' | '┃' | '┆' | '╎' | '║' => '|',
        '\u{2500}'..='\u{257f}' => '+',
        '░' => '.',
        '\u{2580}'..='\u{259f}' => '#',
        one => one,
    }
}

/// Tells whether the locale names a part of GB18030.
fn is_chinese(variables: &HashMap<String, String>) -> bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let locale = names.iter().find_map(|name| variables.get(*name));
    let called = locale.and_then(|locale| locale.split_once('.'));
    called.is_some_and(|(_, called)| {
        let plain = called.to_lowercase().replace('-', "");
        CALLED.contains(&plain.as_str())
    })
}

/// Returns what people read, for a terminal, or for a file or another program.
pub(super) fn for_people(text: &[u8], is_terminal: bool) -> Cow<'_, [u8]> {
    let way = WAY.get().copied().unwrap_or_default();
    // The console of Windows is given characters, not bytes.
    if way.for_people && !(cfg!(windows) && is_terminal) {
        encoded(text)
    } else {
        text.into()
    }
}

/// Tells whether what goes to a file or another program in some format is left as it is.
pub(super) fn leaves(format: &Format) -> bool {
    let way = WAY.get().copied().unwrap_or_default();
    match format.id {
        id if [render::TABLE.id, render::MD.id].contains(&id) => !way.for_people,
        id if id == render::CSV.id => !way.for_programs && !way.marked,
        _ => true,
    }
}

/// Returns what is printed in some format, for standard output.
pub(super) fn in_format(bytes: &[u8], format: &Format) -> Vec<u8> {
    let way = WAY.get().copied().unwrap_or_default();
    let stdout = std::io::stdout();
    match format.id {
        id if [render::TABLE.id, render::MD.id].contains(&id) => {
            for_people(bytes, stdout.is_terminal()).into_owned()
        }
        id if id == render::CSV.id && way.for_programs => encoded(bytes).into_owned(),
        id if id == render::CSV.id && way.marked && system::is_empty_file(&stdout) => {
            [MARK, bytes.strip_prefix(MARK).unwrap_or(bytes)].concat()
        }
        _ => bytes.to_vec(),
    }
}

/// A word that names no encoding.
#[derive(Debug)]
struct Unknown(String);

impl Refusal for Unknown {
    fn said(&self, lang: Lang) -> Said {
        let (typed, known) = (&self.0, lang.join(&WORDS.map(str::to_owned)));
        let sentence = lang.pick(
            (
                format!("{VARIABLE}“{typed}”不是可选的编码"),
                format!("可选 {known}"),
            ),
            (
                format!("{VARIABLE} “{typed}” is no encoding that can be chosen"),
                format!("use {known}"),
            ),
        );
        Said::usage("unknown-encoding", sentence).with(typed.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_as_wide_in_ascii() {
        let table = "┌─┬─┐\n│a┆█░│\n╞═╪═╡\n└─┴─┘…";
        let plain = framed(table.as_bytes().to_vec(), true);
        assert_eq!(
            String::from_utf8(plain).unwrap(),
            "+-+-+\n|a|#.|\n+-+-+\n+-+-+…"
        );
        assert_eq!(framed(table.into(), false), table.as_bytes());
        let none = HashMap::new();
        let terminal = HashMap::from([("WT_SESSION".to_owned(), "x".to_owned())]);
        assert!(is_broad(&none, Some(936), true) && !is_broad(&none, Some(65001), true));
        assert!(!is_broad(&terminal, Some(936), true) && !is_broad(&none, Some(936), false));
    }

    #[test]
    fn the_encoding_is_that_of_the_console_unless_another_is_wanted() {
        let people = Way {
            for_people: true,
            ..Way::default()
        };
        let marked = Way {
            marked: true,
            ..Way::default()
        };
        let both = Way {
            for_programs: true,
            ..people
        };
        let on_windows = Way {
            for_people: true,
            ..marked
        };
        for (typed, locale, page, windows, wanted) in [
            ("", "zh_CN.GBK", Some(936), true, Some(on_windows)),
            ("", "", Some(65001), true, Some(marked)),
            ("", "", None, true, Some(marked)),
            ("", "zh_CN.GBK", None, false, Some(Way::default())),
            ("console", "zh_CN.GB18030", None, false, Some(people)),
            ("console", "zh_CN.UTF-8", None, false, Some(Way::default())),
            ("GB18030", "", Some(65001), true, Some(both)),
            ("utf-8", "", Some(936), true, Some(Way::default())),
            ("936", "", Some(936), true, None),
        ] {
            let named = [(VARIABLE, typed), ("LANG", locale)].into_iter();
            let named = named.filter(|(_, value)| !value.is_empty());
            let variables = named.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let found = way(&variables.collect(), page, windows);
            assert_eq!(found, wanted, "{typed} {locale} {page:?} {windows}");
        }
    }
}
