//! How Chinese is set: brackets as wide as the characters around them (GB/T 15834).

use std::borrow::Cow;

use crate::text::Lang;

/// Makes brackets wide that stand behind a Chinese character or hold one.
pub(crate) fn typeset(text: &str, lang: Lang) -> Cow<'_, str> {
    if lang != Lang::Zh || !text.contains('(') {
        return text.into();
    }
    let characters: Vec<char> = text.chars().collect();
    let mut set = characters.clone();
    let mut open = Vec::new();
    for (at, character) in characters.iter().enumerate() {
        match character {
            '(' => open.push(at),
            ')' => {
                let Some(from) = open.pop() else {
                    continue;
                };
                let behind = from
                    .checked_sub(1)
                    .is_some_and(|before| is_wide(characters[before]));
                if behind || characters[from..at].iter().any(|one| is_wide(*one)) {
                    (set[from], set[at]) = ('（', '）');
                }
            }
            _ => {}
        }
    }
    set.into_iter().collect::<String>().into()
}

fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}' | '“' | '”')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_as_wide_as_what_they_hold() {
        let cases = [
            ("济南市档案局(馆)关于", "济南市档案局（馆）关于"),
            ("f(x)", "f(x)"),
            ("甲(LY)", "甲（LY）"),
            ("(甲(b)", "(甲（b）"),
            ("a) 甲 (b", "a) 甲 (b"),
        ];
        for (text, expected) in cases {
            assert_eq!(typeset(text, Lang::Zh), expected);
            assert_eq!(typeset(text, Lang::En), text);
        }
    }
}
