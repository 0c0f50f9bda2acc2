//! Lists the choices of an option, for prompts and for completion alike.

use super::office::members;
use super::{conflict, plan, proposal, record, undo};
use crate::desk::Desk;
use crate::error::Result;
use crate::kinds;
use crate::model::kind::{Choice, Field, Kind, Shape, YES_NO};
use crate::model::record::Record;
use crate::options::{Given, Takes};
use crate::text::Lang;

/// A value that may be typed, with what tells people which it is.
pub(crate) type Offer = (String, String);

/// Number of the last changes among which actors are looked for.
const MOST_CHANGES: usize = 2_000;

/// Returns what there is to choose among without looking into any file; `None` where that does not
/// tell.
pub(crate) fn fixed(takes: Takes, lang: Lang) -> Option<Vec<Offer>> {
    Some(match takes {
        Takes::Columns(kind) | Takes::Field(kind) | Takes::Sort(kind) => fields(kind, "", lang),
        Takes::Alternative(kind) | Takes::Condition(kind) => fields(kind, "=", lang),
        Takes::Kind(others) => {
            let nouns = kinds::nouns().map(|kind| (kind.id, kind.name));
            let others = others.iter().map(|one| (one.id, one.label));
            let all = others.chain(nouns);
            all.map(|(id, label)| (id.to_owned(), label.get(lang).to_owned()))
                .collect()
        }
        Takes::Value(field) => match field.shape {
            Shape::Choice(choices) => offers(choices, lang),
            Shape::Flag => ["true", "false"]
                .into_iter()
                .zip(YES_NO)
                .map(|(id, label)| (id.to_owned(), label.get(lang).to_owned()))
                .collect(),
            _ => return None,
        },
        Takes::Word(words) => offers(&words(), lang),
        _ => return None,
    })
}

fn offers(choices: &[Choice], lang: Lang) -> Vec<Offer> {
    let offer = |one: &Choice| (one.id.to_owned(), one.label.get(lang).to_owned());
    choices.iter().map(offer).collect()
}

fn fields(kind: &'static Kind, sign: &str, lang: Lang) -> Vec<Offer> {
    let offer = |field: &'static Field| {
        (
            format!("{}{sign}", field.id),
            field.label.get(lang).to_owned(),
        )
    };
    kind.all_fields().map(offer).collect()
}

/// Returns what there is to choose among in the office's file, records aside; `given` is what was
/// typed for the command.
pub(crate) fn held(desk: &Desk, takes: Takes, given: Given) -> Result<Vec<Offer>> {
    let lang = desk.context.lang;
    let alone = |value: String| (value, String::new());
    Ok(match takes {
        Takes::Actor => {
            let actors = desk.store.actors(MOST_CHANGES)?;
            actors.into_iter().map(alone).collect()
        }
        Takes::Addressee => {
            let addressees = desk.plan.addressees.iter();
            addressees
                .map(|one| alone(one.get(lang).to_owned()))
                .collect()
        }
        Takes::Conflict => conflict::undecided(desk)?,
        Takes::FieldOf(opt) => fields(given.record(opt, desk)?.kind, "", lang),
        Takes::Office => desk.store.offices()?,
        Takes::Writer => members::offers(desk)?,
        Takes::Operation => undo::standing(desk)?,
        Takes::Proposal => proposal::open(desk)?,
        Takes::Phase => {
            let phases = desk.plan.phases.iter();
            let offer = |phase: &crate::model::plan::Phase| {
                (phase.number.to_string(), phase.name.get(lang).to_owned())
            };
            phases.map(offer).collect()
        }
        Takes::Kept => {
            let lists = record::saved_lists(desk)?.into_iter();
            let offer = |(kind, list): (&Kind, Record)| {
                let told = kind.name.get(lang).to_owned();
                (format!("@{}", list.title()), told)
            };
            lists.map(offer).collect()
        }
        Takes::Saved(kind) => {
            let names = record::saved_names(desk, kind)?.into_iter();
            names.map(|name| alone(format!("@{name}"))).collect()
        }
        Takes::Setting => plan::settings(desk)?,
        Takes::SettingOf(key) => {
            let path = given.required(key);
            let settings = plan::settings(desk)?.into_iter();
            let present = settings.filter(|(known, _)| known == path);
            present.map(|(_, value)| alone(value)).collect()
        }
        Takes::Value(Field {
            shape: Shape::Category,
            ..
        }) => {
            let categories = desk.plan.categories.iter();
            categories
                .map(|one| (one.key.clone(), one.name.get(lang).to_owned()))
                .collect()
        }
        Takes::Verdict(number) => conflict::values(desk, given.required(number))?.0,
        _ => Vec::new(),
    })
}
