//! The way out of a finding: its commands, with all that they need to be taken.

use crate::kinds;
use crate::model::kind::{Default as Preset, Field, Kind, Rule};
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
        } => needed.id == field.id && typed(state).is_some_and(|state| among.contains(&state)),
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
