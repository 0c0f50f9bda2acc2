//! Help on a narrow terminal: lines that are too long go on below where their words began.

use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthStr;

use super::stretches::unbroken;

/// The least room for an explanation beside what it explains, in columns.
const BESIDE: usize = 24;
/// How far below what it explains an explanation stands, where there is no room beside it.
const BELOW: usize = 4;

/// Breaks the lines of a text that is laid out with blanks, such as that of an option and what it does;
/// words are not broken.
pub(crate) fn narrowed(text: &str, width: usize) -> String {
    let mut narrow = String::new();
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        narrow += &if line.width() <= width {
            line.to_owned()
        } else {
            broken(line, width)
        };
        narrow += end;
    }
    narrow
}

fn broken(line: &str, width: usize) -> String {
    let begin = line.len() - line.trim_start().len();
    let indent = &line[..begin];
    let Some((name, explained)) = parts(&line[begin..]) else {
        return filled(line.trim_start(), width, indent, indent);
    };
    let column = line.width() - explained.width();
    if column + BESIDE <= width {
        let head = &line[..line.len() - explained.len()];
        return filled(explained, width, head, &" ".repeat(column));
    }
    let below = " ".repeat(begin + BELOW);
    let name = filled(name, width, indent, &below);
    let explained = filled(explained, width, &below, &below);
    format!("{name}\n{explained}")
}

/// Parts what is explained from its explanation, between which stand several blanks.
fn parts(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.split_once("  ")?;
    Some((name, rest.trim_start())).filter(|(_, rest)| !rest.is_empty())
}

fn filled(words: &str, width: usize, first: &str, next: &str) -> String {
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(next)
        .word_separator(WordSeparator::Custom(unbroken))
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(words, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_goes_on_below_where_it_began() {
        let option =
            "      --topic <TEXT>   the topic in a few words, as whoever raised it said it";
        let cases = [
            (80, option.to_owned()),
            (
                56,
                "      --topic <TEXT>   the topic in a few words, as\n                       whoever raised it said it".to_owned(),
            ),
            (
                40,
                "      --topic <TEXT>\n          the topic in a few words, as\n          whoever raised it said it".to_owned(),
            ),
        ];
        for (width, expected) in cases {
            assert_eq!(narrowed(option, width), expected);
        }
        let text =
            "编号 LY-P1 中的 LY 是处室代码，P 是种类，1 是序号；日期写成 2011-05-26 也可以\n短";
        for width in 20..60 {
            for line in narrowed(text, width).lines() {
                assert!(line.width() <= width, "{line}");
                assert!(
                    !line.ends_with('-') && !line.starts_with(['-', '，', '；']),
                    "{line}"
                );
            }
        }
    }
}
