//! Questions line by line, for a terminal that cannot be drawn on, and for whoever has it read aloud: the
//! choices are numbered, nothing moves, and each answer is a line.

use std::io::{BufRead, Write, stderr, stdin};

use super::ask::{Ask, Reply, Validate, brief};
use crate::error::{Error, Result};
use crate::model::pinyin;
use crate::text::{Lang, marked};

/// Most choices that are read out at once.
const MOST: usize = 20;

/// A line that was typed.
enum Typed {
    Back,
    Text(String),
}

/// Reads one line; one that ends in a backslash goes on in the next.
fn line() -> Result<Typed> {
    let mut text = String::new();
    loop {
        let mut read = String::new();
        let length = stdin().lock().read_line(&mut read).map_err(failed)?;
        let line = read.trim_end_matches(['\n', '\r']);
        if length == 0 || line.contains('\u{1b}') {
            return Err(Error::Left);
        }
        if text.is_empty() && ["<", "＜", "《"].contains(&line.trim()) {
            return Ok(Typed::Back);
        }
        match line.strip_suffix('\\') {
            Some(line) => text += &format!("{line}\n"),
            None => return Ok(Typed::Text(text + line)),
        }
    }
}

fn failed(source: std::io::Error) -> Error {
    Error::Io {
        path: "terminal".into(),
        source,
    }
}

pub(super) fn say(text: &str) -> Result<()> {
    let mut stream = stderr().lock();
    let written = stream.write_all(marked(text).as_bytes());
    written.and_then(|()| stream.flush()).map_err(failed)
}

/// Writes a question with what may be answered: the first line says how to go back and to leave.
fn heading(ask: &Ask, ways: &str, lang: Lang) -> String {
    let mut ways = vec![ways.to_owned()];
    ways.extend(ask.note.clone());
    if ask.back {
        ways.push(lang.pick("< 上一项", "< to go back").to_owned());
    }
    ways.push(lang.pick("Ctrl-D 放弃", "Ctrl-D to leave").to_owned());
    ways.retain(|way| !way.is_empty());
    let (question, ways) = (&ask.question, ways.join(lang.pick("；", "; ")));
    lang.pick(
        format!("{question}（{ways}）"),
        format!("{question} ({ways})"),
    )
}

/// Asks for a text until it passes.
pub(super) fn text(ask: &Ask, initial: &str, check: Validate, lang: Lang) -> Result<Reply<String>> {
    let more = lang.pick(
        "行末加 \\ 可接着写下一行",
        "\\ at a line's end goes on in the next",
    );
    let ways = if ask.long { more } else { "" };
    say(&format!("{}\n", heading(ask, ways, lang)))?;
    if !initial.is_empty() {
        let kept = lang.pick("现在（回车即保留）", "now (Enter keeps it)");
        say(&format!("{kept}{}{initial}\n", lang.pick("：", ": ")))?;
    }
    loop {
        say("> ")?;
        let Typed::Text(typed) = line()? else {
            if ask.back {
                return Ok(Reply::Back);
            }
            continue;
        };
        let typed = match typed.trim() {
            "" => initial.to_owned(),
            // What was there is emptied by a sign, since an empty line keeps it.
            "-" if !initial.is_empty() => String::new(),
            _ => typed,
        };
        match check(&typed) {
            Ok(_) => return Ok(Reply::Is(typed)),
            Err(sentence) => refuse(&sentence, lang)?,
        }
    }
}

fn refuse(sentence: &str, lang: Lang) -> Result<()> {
    say(&format!("{}{sentence}\n", lang.pick("错误：", "error: ")))
}

/// Finds what was typed for one of a list: its number, its own words, or what fits it alone.
fn place(ask: &Ask, items: &[String], typed: &str) -> std::result::Result<usize, Vec<usize>> {
    let typed = typed.trim();
    if let Ok(number) = typed.parse::<usize>()
        && (1..=items.len()).contains(&number)
    {
        return Ok(number - 1);
    }
    let is_own = |item: &&String| item.to_lowercase() == typed.to_lowercase();
    if let Some(place) = items.iter().position(|item| is_own(&item)) {
        return Ok(place);
    }
    // A ref or a whole name goes before what only begins so.
    if let Ok(place) = (ask.named)(typed) {
        return Ok(place);
    }
    let fits = |place: &usize| pinyin::fits(&items[*place], typed);
    let fitting: Vec<usize> = (0..items.len()).filter(fits).collect();
    match fitting[..] {
        [only] => Ok(only),
        _ => Err(fitting),
    }
}

fn read_out(places: &[usize], items: &[String], lang: Lang) -> Result<()> {
    for place in places.iter().take(MOST) {
        say(&format!("  {} {}\n", place + 1, items[*place]))?;
    }
    let left = places.len().saturating_sub(MOST);
    if left > 0 {
        say(&lang.pick(
            format!("  还有 {left} 项：输入名称或拼音首字母查找\n"),
            format!("  {left} more: type a part of the name\n"),
        ))?;
    }
    Ok(())
}

/// Asks for one of a list, or for several of it.
pub(super) fn places(
    ask: &Ask,
    items: &[String],
    start: &[usize],
    several: bool,
    lang: Lang,
) -> Result<Reply<Vec<usize>>> {
    let numbers = start
        .iter()
        .map(|place| format!("{} {}", place + 1, brief(&items[*place])));
    let numbers = lang.join(&numbers.collect::<Vec<_>>());
    let ways = if several {
        lang.pick(
            format!("输入编号或名称，几个用、隔开；回车即 {numbers}"),
            format!("numbers or names, with commas between them; Enter for {numbers}"),
        )
    } else {
        lang.pick(
            format!("输入编号或名称；回车即 {numbers}"),
            format!("a number or a name; Enter for {numbers}"),
        )
    };
    say(&format!("{}\n", heading(ask, &ways, lang)))?;
    let all: Vec<usize> = (0..items.len()).collect();
    read_out(&all, items, lang)?;
    'asked: loop {
        say("> ")?;
        let Typed::Text(typed) = line()? else {
            if ask.back {
                return Ok(Reply::Back);
            }
            continue;
        };
        if typed.trim().is_empty() {
            match (ask.check)(start) {
                Ok(()) => return Ok(Reply::Is(start.to_vec())),
                Err(sentence) => refuse(&sentence, lang)?,
            }
            continue;
        }
        let parts: Vec<&str> = if several {
            typed.split(['、', '，', ',', ';', '；']).collect()
        } else {
            vec![&typed]
        };
        let mut found = Vec::new();
        for part in parts
            .into_iter()
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            match place(ask, items, part) {
                Ok(place) if found.contains(&place) => {}
                Ok(place) => found.push(place),
                Err(fitting) if fitting.is_empty() => {
                    let sentence = (ask.named)(part).err().unwrap_or_default();
                    refuse(&sentence, lang)?;
                    continue 'asked;
                }
                Err(fitting) => {
                    let sentence = lang.pick(
                        format!("“{part}”可以是下面几项，请输入编号"),
                        format!("“{part}” may be one of these; type its number"),
                    );
                    say(&format!("{sentence}\n"))?;
                    read_out(&fitting, items, lang)?;
                    continue 'asked;
                }
            }
        }
        match (ask.check)(&found) {
            Ok(()) => return Ok(Reply::Is(found)),
            Err(sentence) => refuse(&sentence, lang)?,
        }
    }
}

/// Asks for a yes.
pub(super) fn yes(question: &str, lang: Lang) -> Result<bool> {
    let ways = lang.pick("y 是，回车否", "y for yes, Enter for no");
    say(&lang.pick(
        format!("{question}（{ways}） "),
        format!("{question} ({ways}) "),
    ))?;
    Ok(matches!(line()?, Typed::Text(typed) if is_yes(&typed)))
}

fn is_yes(typed: &str) -> bool {
    ["y", "yes", "是", "ｙ"].contains(&typed.trim().to_lowercase().as_str())
}
