//! From a ref or a name that a person typed to the record that is meant, or to what it may have been.

use super::input::{bad, normalised};
use super::{Desk, input, proposals, spelling};
use crate::error::{Error, Fault, Refusal, Result, Said, shortened};
use crate::kinds::{self, unit};
use crate::model::identity::JOINED;
use crate::model::kind::{Kind, UNIT, VOID};
use crate::model::nearest::nearest;
use crate::model::record::Record;
use crate::model::reference::Ref;
use crate::model::value::Value;
use crate::options::example_of;
use crate::store::{Filter, Found};
use crate::text::{Lang, Text, quoted, text};

impl Desk<'_> {
    /// Finds a record of one of these kinds by its ref or its name; of one that is one with another
    /// that which stands for it.
    ///
    /// # Errors
    /// If there is none, with the one that may be meant, or several.
    pub(crate) fn find(&self, kinds: &[&str], input: &str) -> Result<Record> {
        let found = self.find_ever(kinds, input)?;
        if found.is_undone() {
            let reference = found.ref_text().to_owned();
            return Err(Refused::Undone { reference }.into());
        }
        Ok(found)
    }

    /// Finds a record as [`Self::find`] does, also one whose adding was taken back.
    pub(crate) fn find_ever(&self, kinds: &[&str], input: &str) -> Result<Record> {
        let found = self.find_itself(kinds, input)?;
        if found.text(&VOID) != Some(JOINED) {
            return Ok(found);
        }
        let stands = self.store.standing(found.id)?;
        Ok(self.store.get(found.kind, stands)?.unwrap_or(found))
    }

    /// Does what [`Self::find`] does, but finds what is one with another itself.
    pub(crate) fn find_itself(&self, kinds: &[&str], input: &str) -> Result<Record> {
        let kinds: Vec<&'static Kind> = kinds.iter().filter_map(|id| kinds::find(id)).collect();
        if normalised(input).is_empty() {
            return Err(bad("REF", input, Fault::Empty));
        }
        let mut found = self.called(&kinds, input)?;
        if found.len() > 1 {
            return Err(self.ambiguous(input, found)?);
        }
        match found.pop() {
            Some(record) => Ok(record),
            None => Err(self.not_found(&kinds, input)?),
        }
    }

    /// Finds the records that a ref or a name may mean.
    pub(super) fn called(&self, kinds: &[&'static Kind], input: &str) -> Result<Vec<Record>> {
        let name = normalised(input);
        if let Some(reference) = Ref::parse(&name, &self.office) {
            let lettered = kinds
                .iter()
                .find(|kind| kind.letter == Some(reference.letter));
            let is_whole = name.contains('-');
            let former = if is_whole { &[][..] } else { &self.codes[..] };
            let former = former.iter().map(|office| Ref {
                office: office.clone(),
                ..reference.clone()
            });
            for reference in std::iter::once(reference.clone()).chain(former) {
                let found = lettered.map(|kind| self.store.by_ref(kind, &reference));
                if let Some(record) = found.transpose()?.flatten() {
                    return Ok(vec![record]);
                }
            }
        }
        let mut found = self.named(kinds, &name)?;
        if found.is_empty() {
            found = self.told_apart(kinds, &name)?;
        }
        for meant in spelling::meant(&name) {
            if !found.is_empty() {
                break;
            }
            found = self.named(kinds, &meant)?;
        }
        Ok(found)
    }

    /// Finds the record of a name that has its ref behind it in brackets, or its unit.
    fn told_apart(&self, kinds: &[&'static Kind], name: &str) -> Result<Vec<Record>> {
        let Some((head, inner)) = spelling::bracketed(name) else {
            return Ok(Vec::new());
        };
        let mut found = self.named(kinds, &input::closed_up(head))?;
        let reference = Ref::parse(inner, &self.office).map(|one| one.to_string());
        let units = match reference {
            Some(_) => Vec::new(),
            None => self.named(&[&unit::KIND], inner)?,
        };
        found.retain(|record| match &reference {
            Some(reference) => record.ref_text() == reference,
            None => units
                .iter()
                .any(|unit| record.value(&UNIT) == Some(&Value::Reference(unit.id))),
        });
        Ok(found)
    }

    /// Says that a name fits several records, and what tells them apart.
    pub(super) fn ambiguous(&self, name: &str, found: Vec<Record>) -> Result<Error> {
        let candidates = found.into_iter().map(|one| self.candidate(one));
        Ok(Error::Ambiguous {
            name: name.to_owned(),
            candidates: candidates.collect::<Result<_>>()?,
        })
    }

    /// Finds the record of some kinds that has a title, which in a ledger stands for it though nobody
    /// calls it so.
    ///
    /// # Errors
    /// If several have it.
    pub(crate) fn titled(&self, kinds: &[&str], title: &str) -> Result<Option<Record>> {
        let kinds = kinds.iter().filter_map(|id| kinds::noun(id));
        let mut found: Vec<Record> = Vec::new();
        for kind in kinds.filter(|kind| !kind.named) {
            if let Some(field) = kind.title {
                let mut filter = Filter::default();
                filter.equals(field, &Value::Text(title.trim().to_owned()));
                found.extend(self.store.in_the_end(|| self.store.list(kind, &filter))?);
            }
        }
        match found.len() {
            0 | 1 => Ok(found.pop()),
            _ => Err(self.ambiguous(title, found)?),
        }
    }

    /// Finds the records that are called so.
    fn named(&self, kinds: &[&'static Kind], name: &str) -> Result<Vec<Record>> {
        let mut found: Vec<Record> = Vec::new();
        for kind in kinds.iter().filter(|kind| kind.named) {
            match self.store.by_name(kind, name)? {
                Found::None => {}
                Found::One(record) => found.push(record),
                Found::Several(records) => found.extend(records),
            }
        }
        Ok(found)
    }

    /// Tells whether a word names records of any kind.
    pub(crate) fn knows(&self, word: &str) -> Result<bool> {
        let kinds: Vec<&'static Kind> = kinds::nouns().collect();
        let named = self.named(&kinds, &normalised(word))?;
        Ok(!named.is_empty())
    }

    /// Finds the code and name of the office that is called so: by its code, its name or its unit's, or
    /// else by a code that it alone had before.
    pub(crate) fn office_called(&self, typed: &str) -> Result<Option<(String, String)>> {
        let wanted = normalised(typed);
        let is_code = |code: &String| code.eq_ignore_ascii_case(&wanted);
        let mut offices = self.store.offices()?.into_iter();
        let found = offices.find(|(code, name)| is_code(code) || *name == wanted);
        if found.is_some() {
            return Ok(found);
        }
        let units = self.named(&[&unit::KIND], &wanted)?;
        let mut formerly = Vec::new();
        for writer in self.store.writers()? {
            let is_its = units.iter().any(|unit| Some(unit.id) == writer.unit);
            if is_its || self.store.codes(writer.id)?.iter().any(is_code) {
                formerly.push((writer.code, writer.name));
            }
        }
        formerly.dedup_by(|one, other| one.0 == other.0);
        Ok(formerly.pop().filter(|_| formerly.is_empty()))
    }

    /// Says that a ref is that of another kind of record than is asked for.
    fn of_another_kind(kinds: &[&'static Kind], reference: Option<&Ref>) -> Option<Error> {
        let reference = reference?;
        let is = kinds::nouns().find(|kind| kind.letter == Some(reference.letter))?;
        if kinds.iter().any(|kind| kind.id == is.id) {
            return None;
        }
        let refused = Refused::OfAnotherKind {
            reference: reference.to_string(),
            is: is.name,
            asked: kinds.iter().map(|kind| kind.name).collect(),
        };
        Some(refused.into())
    }

    /// Writes the command that adds a record of this name.
    fn adding(&self, kind: &'static Kind, name: &str) -> String {
        let mut command = format!("huiyin {} add", kind.id);
        for field in kind.fields.iter().filter(|field| field.required) {
            let value = match kind.title {
                Some(title) if title.id == field.id => shortened(name),
                _ => example_of(field, self.context.lang),
            };
            command += &format!(" --{} {}", field.flag(), quoted(&value));
        }
        command
    }

    fn not_found(&self, kinds: &[&'static Kind], input: &str) -> Result<Error> {
        let mut words: Vec<String> = Vec::new();
        for kind in kinds {
            for record in self.store.list(kind, &Filter::default())? {
                words.push(record.ref_text().to_owned());
                if kind.named {
                    words.push(record.title().to_owned());
                }
            }
            let former = self.store.every_former_name(kind)?;
            words.extend(former.into_iter().map(|(name, _)| name));
        }
        let lettered = Ref::parse(&normalised(input), &self.office);
        let meant = match kinds {
            [only] => Some(only),
            _ => kinds.iter().find(|kind| {
                lettered
                    .as_ref()
                    .is_some_and(|wanted| kind.letter == Some(wanted.letter))
            }),
        };
        let what = meant.map_or(text("记录", "record"), |kind| kind.name);
        if let Some(error) = Self::of_another_kind(kinds, lettered.as_ref()) {
            return Ok(error);
        }
        if let Some(reference) = lettered.as_ref().map(Ref::to_string)
            && let Some(number) = proposals::waiting_as(self, &reference)?
        {
            return Ok(Refused::Waiting { reference, number }.into());
        }
        let all: Vec<&'static Kind> = kinds::nouns().collect();
        if let Some(other) = self.named(&all, &normalised(input))?.into_iter().next() {
            let refused = Refused::CalledSo {
                name: other.title().to_owned(),
                reference: other.ref_text().to_owned(),
                is: other.kind.name,
                asked: kinds.iter().map(|kind| kind.name).collect(),
                see: kinds.first().copied(),
            };
            return Ok(refused.into());
        }
        let plain = normalised(input);
        let near = nearest(&plain, words.iter().map(String::as_str)).or_else(|| {
            // 东山村村委会 is 东山村 with what an office calls its people.
            let begins =
                |word: &&String| word.chars().count() > 2 && plain.starts_with(word.as_str());
            words
                .iter()
                .filter(begins)
                .max_by_key(|word| word.len())
                .cloned()
        });
        // Nobody is made out of a word for many, nor of one that is only looked for.
        let is_looked_for = !kinds.iter().all(|kind| kind.named);
        let is_name =
            !is_looked_for && lettered.is_none() && spelling::is_of_one(&normalised(input));
        let named = kinds.iter().find(|kind| kind.named && is_name);
        if near.is_none() && named.is_none() {
            let refused = Refused::NotFound {
                what,
                name: input.to_owned(),
                see: meant.copied(),
            };
            return Ok(refused.into());
        }
        Ok(Error::NotFound {
            what,
            name: input.to_owned(),
            near,
            add: named.map(|kind| self.adding(kind, input)),
        })
    }
}

/// Reasons for which a name finds no record.
#[derive(Debug)]
enum Refused {
    /// What is called so is of another kind than is asked for.
    CalledSo {
        name: String,
        reference: String,
        is: Text,
        asked: Vec<Text>,
        see: Option<&'static Kind>,
    },
    /// Nothing like it is there; what there is can be seen in the list of a kind.
    NotFound {
        what: Text,
        name: String,
        see: Option<&'static Kind>,
    },
    /// A ref of another kind of record than is asked for.
    OfAnotherKind {
        reference: String,
        is: Text,
        asked: Vec<Text>,
    },
    /// The record was taken back as it was added.
    Undone { reference: String },
    /// The record waits as a whole.
    Waiting { reference: String, number: i64 },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::CalledSo {
                name,
                reference,
                is,
                asked,
                see,
            } => {
                let asked: Vec<&str> = asked.iter().map(|kind| kind.get(lang)).collect();
                let (is, asked) = (is.get(lang), asked.join(lang.pick("或", " or ")));
                let see = see.map_or("", |kind| kind.id);
                let shown = shortened(name);
                Said::new(
                    "of-another-kind",
                    lang.pick(
                        (
                            format!("“{shown}”是{is}（{reference}），这里须填{asked}"),
                            format!("已有的请看 huiyin {see} list"),
                        ),
                        (
                            format!(
                                "“{shown}” is a {is} ({reference}), and here a {asked} is asked for"
                            ),
                            format!("see what there is with huiyin {see} list"),
                        ),
                    ),
                )
                .with(name)
            }
            Self::Waiting { reference, number } => Said::new(
                "waits-as-proposal",
                lang.pick(
                    (
                        format!("{reference} 还只是建议 {number}，采纳后才能用"),
                        "请看 huiyin proposal list",
                    ),
                    (
                        format!("{reference} is only proposal {number} until it is accepted"),
                        "see huiyin proposal list",
                    ),
                ),
            )
            .with(reference),
            Self::NotFound { what, name, see } => {
                let (what, shown) = (what.get(lang), shortened(name));
                let see = see.map_or_else(
                    || "huiyin ledger all".to_owned(),
                    |kind| format!("huiyin {} list", kind.id),
                );
                Said::new(
                    "not-found",
                    lang.pick(
                        (format!("没有{what}“{shown}”"), format!("已有的请看 {see}")),
                        (
                            format!("there is no {what} “{shown}”"),
                            format!("see what there is with {see}"),
                        ),
                    ),
                )
                .with(name)
            }
            Self::OfAnotherKind {
                reference,
                is,
                asked,
            } => {
                let asked: Vec<&str> = asked.iter().map(|kind| kind.get(lang)).collect();
                let (is, asked) = (is.get(lang), asked.join(lang.pick("或", " or ")));
                Said::new(
                    "of-another-kind",
                    lang.pick(
                        (
                            format!("{reference} 是{is}的编号，这里须填{asked}"),
                            "请核对".to_owned(),
                        ),
                        (
                            format!("{reference} is the ref of another kind ({is})"),
                            format!("give one of: {asked}"),
                        ),
                    ),
                )
                .with(reference)
            }
            Self::Undone { reference } => Said::new(
                "undone",
                lang.pick(
                    (
                        format!("{reference} 的登记已撤销"),
                        format!("经过请看 huiyin history {reference}"),
                    ),
                    (
                        format!("adding {reference} was taken back"),
                        format!("see how with huiyin history {reference}"),
                    ),
                ),
            )
            .with(reference),
        }
    }
}
