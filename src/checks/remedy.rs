//! The way out of a finding: its commands, with all that they need to be taken.

use crate::kinds;
use crate::model::kind::{Default as Preset, Field, Kind, Rule};
use crate::model::reference::Ref;
use crate::options::of_field;
use crate::text::Lang;

const PROGRAM: &str = "huiyin ";
/// Signs at which a command ends in a sentence.
const ENDS: &[char] = &['，', '；', '。', ';', ','];

/// Completes the commands in a sentence that add a record by the fields which that needs: in the
/// place of each value stands its label, or in English its name in capitals.
pub(super) fn whole(sentence: &str, lang: Lang) -> String {
    let mut whole = String::new();
    let mut rest = sentence;
    while let Some(at) = rest.find(PROGRAM) {
        let end = rest[at..].find(ENDS).map_or(rest.len(), |end| at + end);
        whole += &rest[..end];
        whole += &missing(&rest[at + PROGRAM.len()..end], lang);
        rest = &rest[end..];
    }
    whole + rest
}

/// Stands before and behind what is known in a sentence, as nothing else does.
const KNOWN: char = '\u{1}';
/// The name in a remedy for which a whole command stands.
const COMMAND: &str = "how";

/// Returns the words of the first command of a remedy, with what is `known` of its names and without what
/// only stands for a value: a form asks for that.
pub(super) fn command(remedy: &str, known: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let mut sentence = String::new();
    let mut rest = remedy;
    while let Some((before, place)) = rest.split_once('{')
        && let Some((name, after)) = place.split_once('}')
    {
        let value = known(name).unwrap_or_default();
        sentence += before;
        sentence += &if name == COMMAND || value.is_empty() {
            value
        } else {
            format!("{KNOWN}{}{KNOWN}", value.trim_matches(['\'', '"']))
        };
        rest = after;
    }
    sentence += rest;
    let begin = sentence.find(PROGRAM)? + PROGRAM.len();
    let end = sentence[begin..].find(ENDS);
    let end = end.map_or(sentence.len(), |end| begin + end);
    let mut words = tokens(&sentence[begin..end]).into_iter().peekable();
    let noun = words.next()?;
    let mut command = vec![noun.clone()];
    command.extend(words.next_if(|verb| {
        verb.chars()
            .all(|one| one.is_ascii_lowercase() || one == '-')
    }));
    let is_told = |flag: &str, value: &str| {
        let is_new = command.get(1).is_some_and(|verb| verb == "add");
        let field = kinds::noun(&noun).and_then(|kind| kind.field(&flag.replace('-', "_")));
        let is_choice =
            field.is_some_and(|field| field.choices().iter().any(|one| one.id == value));
        value.starts_with(KNOWN) || is_new && (is_choice || remedy.contains(COMMAND))
    };
    let mut told = Vec::new();
    while let Some(word) = words.next() {
        match word.strip_prefix("--") {
            Some(flag) => {
                if let Some(value) = words.next().filter(|value| is_told(flag, value)) {
                    told.extend([word.clone(), value]);
                }
            }
            None if word.starts_with(KNOWN) || Ref::parse(&word, "").is_some() => told.push(word),
            None => break,
        }
    }
    command.extend(told.into_iter().map(|word| word.replace(KNOWN, "")));
    Some(command)
}

/// Parts a command into its words; what stands between marks or quotes is one.
fn tokens(command: &str) -> Vec<String> {
    let (mut tokens, mut token, mut within) = (Vec::new(), String::new(), None);
    for one in command.chars() {
        match (one, within) {
            (' ', None) => tokens.push(std::mem::take(&mut token)),
            ('\'' | '"', None) => within = Some(one),
            (KNOWN, None) => {
                within = Some(one);
                token.push(one);
            }
            (one, Some(mark)) if one == mark => {
                within = None;
                token.extend((one == KNOWN).then_some(one));
            }
            _ => token.push(one),
        }
    }
    tokens.push(token);
    tokens.retain(|token| !token.is_empty());
    tokens
}

/// Writes what a command leaves out.
fn missing(command: &str, lang: Lang) -> String {
    let mut words = command.split(' ');
    let (noun, verb) = (words.next(), words.next());
    let Some(kind) = noun.and_then(kinds::noun).filter(|_| verb == Some("add")) else {
        return String::new();
    };
    let words: Vec<&str> = words.collect();
    let typed = |field: &Field| {
        let flag = format!("--{}", field.flag());
        let at = words.iter().position(|word| *word == flag)?;
        Some(words.get(at + 1).copied().unwrap_or_default())
    };
    let mut missing = String::new();
    for field in kind
        .fields
        .iter()
        .filter(|field| needed(kind, field, &typed))
    {
        let opt = of_field(kind, field);
        let value = lang.pick(opt.name().to_owned(), field.id.to_uppercase());
        missing += &format!(" --{} {value}", opt.long());
    }
    missing
}

/// Tells whether a new record needs a field that was not typed.
fn needed<'a>(kind: &Kind, field: &Field, typed: &impl Fn(&Field) -> Option<&'a str>) -> bool {
    let by_rule = |rule: &Rule| match rule {
        Rule::NeededWhen {
            state,
            among,
            field: needed,
            instead,
        } => {
            let is_asked = typed(state).is_some_and(|state| among.contains(&state));
            needed.id == field.id && is_asked && instead.is_none_or(|other| typed(other).is_none())
        }
        _ => false,
    };
    let is_preset = match field.default {
        Preset::None => false,
        Preset::ByField(known, otherwise) => {
            otherwise.is_some() || known.iter().any(|(other, _)| typed(other).is_some())
        }
        _ => true,
    };
    let needs = field.required && !is_preset || kind.rules.iter().any(by_rule);
    needs && typed(field).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::codes::CODES;

    #[test]
    fn a_command_says_what_is_known_and_leaves_the_rest_to_its_form() {
        let known = |name: &str| match name {
            "ref" => Some("LY-O1".to_owned()),
            "addressee" => Some("'市委 活动办'".to_owned()),
            "how" => Some("huiyin publicity add --title '灯 会' --channel bulletin".to_owned()),
            _ => None,
        };
        let cases = [
            (
                "reply with huiyin opinion reply {ref} --text TEXT",
                "opinion reply LY-O1",
            ),
            (
                "huiyin opinion finish {ref} --outcome resolved, or",
                "opinion finish LY-O1",
            ),
            (
                "huiyin study add --study-kind friday --unit {unit}; or",
                "study add --study-kind friday",
            ),
            (
                "huiyin submission add --report SUMMARY --addressee {addressee}",
                "submission add --addressee 市委 活动办",
            ),
            (
                "do it, with {how}",
                "publicity add --title 灯 会 --channel bulletin",
            ),
            ("with huiyin merge FILE; what is", "merge"),
            (
                "huiyin pledge finish {ref} --result RESULT or huiyin pledge continue {ref}",
                "pledge finish LY-O1",
            ),
        ];
        for (remedy, expected) in cases {
            let words = command(remedy, known).unwrap();
            assert_eq!(words.join(" "), expected, "{remedy}");
        }
        assert_eq!(command("look at it", known), None);
    }

    #[test]
    fn every_command_of_a_remedy_names_all_that_it_needs() {
        let study = whole(
            "补课，登记 huiyin study add --study-kind friday；或者说明",
            Lang::Zh,
        );
        assert_eq!(
            study,
            "补课，登记 huiyin study add --study-kind friday --topic 主题；或者说明"
        );
        for code in CODES {
            for lang in [Lang::Zh, Lang::En] {
                let once = whole(code.remedy.get(lang), lang);
                assert_eq!(whole(&once, lang), once, "{}", code.id);
            }
        }
    }
}
