//! The text of a form for an editor: a label, a colon and a value a line. Several lines stand indented
//! below their label; a line that begins with `#` is for the reader alone.

use crate::desk::input::nearest;
use crate::text::{Lang, Text};

/// What begins a line that is not read.
const COMMENT: char = '#';
/// What begins a line about what is wrong, which goes when the text is read.
const WRONG: &str = "#!";
/// What stands before each of several lines.
const INDENT: &str = "  ";

/// A field of the text.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its identifier, by which it is known too.
    pub(super) id: &'static str,
    pub(super) label: Text,
    /// What may stand there.
    pub(super) note: String,
    pub(super) value: String,
}

/// A value that was read: the place of its entry, its line from 1 on, and the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) entry: usize,
    pub(super) line: usize,
    pub(super) value: String,
}

/// What is wrong in a line, from 1 on; 0 for the text as a whole.
pub(super) type Wrong = (usize, String);

pub(super) fn written(head: &str, entries: &[Entry], lang: Lang) -> String {
    let mut text = String::new();
    for line in head.lines() {
        text += &format!("{COMMENT} {line}\n");
    }
    for entry in entries {
        text += &format!("\n{COMMENT} {}\n{}:", entry.note, entry.label.get(lang));
        if entry.value.contains('\n') {
            text.push('\n');
            for line in entry.value.lines() {
                text += format!("{INDENT}{line}").trim_end();
                text.push('\n');
            }
        } else {
            text += format!(" {}", entry.value).trim_end();
            text.push('\n');
        }
    }
    text
}

/// Returns a text without what was said to be wrong in it.
pub(super) fn without_wrong(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with(WRONG));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Puts what is wrong before a text, by the lines that it has then.
pub(super) fn with_wrong(text: &str, wrong: &[Wrong], lang: Lang) -> String {
    let many = |line: usize| line + wrong.len();
    let lines = wrong.iter().map(|(line, sentence)| match line {
        0 => format!("{WRONG} {sentence}\n"),
        line => format!("{WRONG} {}\n", at(many(*line), sentence, lang)),
    });
    lines.chain([text.to_owned()]).collect()
}

/// Says in which line something is wrong.
pub(super) fn at(line: usize, sentence: &str, lang: Lang) -> String {
    let sentence = sentence.replace('\n', " ");
    match line {
        0 => sentence,
        _ => lang.pick(
            format!("第{line}行：{sentence}"),
            format!("line {line}: {sentence}"),
        ),
    }
}

/// Reads the values of a text.
///
/// # Errors
/// What is wrong in which lines.
pub(super) fn read(
    text: &str,
    entries: &[Entry],
    lang: Lang,
) -> std::result::Result<Vec<Found>, Vec<Wrong>> {
    let mut found: Vec<Found> = Vec::new();
    let mut wrong = Vec::new();
    for (line, typed) in (1..).zip(text.lines()) {
        if typed.starts_with(COMMENT) {
            continue;
        }
        if typed.trim().is_empty() || typed.starts_with([' ', '\t', '\u{3000}']) {
            match found.last_mut() {
                Some(last) => {
                    let own = typed.strip_prefix(INDENT).unwrap_or(typed.trim_start());
                    last.value.push('\n');
                    last.value += own.trim_end();
                }
                None if typed.trim().is_empty() => {}
                None => wrong.push((line, no_label(typed, lang))),
            }
            continue;
        }
        let parts = typed.split_once([':', '：']);
        let Some((label, value)) = parts else {
            wrong.push((line, no_label(typed, lang)));
            continue;
        };
        let label = label.trim();
        let is_it = |entry: &Entry| {
            let labels = [Lang::Zh, Lang::En].map(|lang| entry.label.get(lang));
            entry.id == label || labels.contains(&label)
        };
        match entries.iter().position(is_it) {
            None => wrong.push((line, unknown(label, entries, lang))),
            Some(entry) if found.iter().any(|one| one.entry == entry) => wrong.push((
                line,
                lang.pick(
                    format!("“{label}”写了两次"),
                    format!("“{label}” is there twice"),
                ),
            )),
            Some(entry) => {
                let value = value.trim().to_owned();
                found.push(Found { entry, line, value });
            }
        }
    }
    for one in &mut found {
        one.value = one.value.trim().to_owned();
    }
    if wrong.is_empty() {
        Ok(found)
    } else {
        Err(wrong)
    }
}

fn no_label(typed: &str, lang: Lang) -> String {
    let typed = typed.trim();
    lang.pick(
        format!("看不懂“{typed}”；每项写作“名称: 内容”，接着写的行前空两格"),
        format!("“{typed}” is not understood; write LABEL: VALUE, and indent further lines"),
    )
}

fn unknown(label: &str, entries: &[Entry], lang: Lang) -> String {
    let labels: Vec<&str> = entries.iter().map(|entry| entry.label.get(lang)).collect();
    let hint = match nearest(label, labels.iter().copied()) {
        Some(near) => lang.pick(
            format!("是不是“{near}”？"),
            format!("did you mean “{near}”?"),
        ),
        None => lang.pick(
            format!("可写 {}", lang.join(&labels)),
            format!("there are {}", lang.join(&labels)),
        ),
    };
    lang.pick(
        format!("没有“{label}”这一项；{hint}"),
        format!("there is no “{label}”; {hint}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::text;

    fn entries(values: [&str; 2]) -> Vec<Entry> {
        let labels = [text("主题", "Topic"), text("内容", "Content")];
        let entries = ["topic", "content"].into_iter().zip(labels).zip(values);
        entries
            .map(|((id, label), value)| Entry {
                id,
                label,
                note: "可不填".to_owned(),
                value: value.to_owned(),
            })
            .collect()
    }

    fn values(found: &[Found]) -> Vec<(usize, &str)> {
        found
            .iter()
            .map(|one| (one.line, one.value.as_str()))
            .collect()
    }

    #[test]
    fn what_is_written_is_read_back() {
        for value in ["", "一", "一\n二", "一\n\n# 三: 四\n  五"] {
            let entries = entries(["甲：乙", value]);
            for lang in [Lang::Zh, Lang::En] {
                let text = written("huiyin opinion add", &entries, lang);
                let found = read(&text, &entries, lang).unwrap();
                assert_eq!(found[0].value, "甲：乙", "{text}");
                assert_eq!(found[1].value, value, "{text}");
            }
        }
    }

    #[test]
    fn labels_of_both_languages_and_identifiers_are_read_in_any_order() {
        let text = "content：一\n  二\n# 不读\nTopic: 三\n\n";
        let found = read(text, &entries(["", ""]), Lang::Zh).unwrap();
        assert_eq!(values(&found), [(1, "一\n二"), (4, "三")]);
    }

    #[test]
    fn what_is_wrong_is_told_by_its_line_and_goes_when_it_is_mended() {
        let entries = entries(["", ""]);
        let text = "主题: 一\n主題\n主题: 二\n内溶: 三\n";
        let wrong = read(text, &entries, Lang::Zh).unwrap_err();
        let lines: Vec<usize> = wrong.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4]);
        assert!(wrong[2].1.contains("内容"), "{wrong:?}");
        let told = with_wrong(text, &wrong, Lang::Zh);
        assert!(told.starts_with("#! 第5行：看不懂“主題”"), "{told}");
        assert_eq!(told.lines().nth(4), Some("主題"));
        assert_eq!(without_wrong(&told), text);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(\\PC|\n|:| ){0,60}") {
            let _ = read(&text, &entries(["", ""]), Lang::Zh);
        }
    }
}
