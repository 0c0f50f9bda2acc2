//! The records that a sheet names: each name is looked up once. Records that the same import
//! brings can be named too.

use std::collections::HashMap;
use std::rc::Rc;

use crate::desk::Desk;
use crate::error::{Error, Naming, Refusal, Result, Said};
use crate::kinds;
use crate::model::reference::Ref;
use crate::model::value::RecordId;
use crate::text::Lang;

/// Number of unknown names after which no suggestions are looked for.
const MOST_GUESSES: usize = 200;

/// Looks names up for one import, each once.
#[derive(Debug)]
pub(super) struct NameBook<'d> {
    desk: &'d Desk<'d>,
    /// Per list of kinds and name, the record or why there is none.
    found: HashMap<(usize, String), std::result::Result<RecordId, Rc<Error>>>,
    /// Refs and official names of the records that are about to be.
    coming: HashMap<(&'static str, String), RecordId>,
    unknown: usize,
}

impl<'d> NameBook<'d> {
    pub(super) fn new(desk: &'d Desk<'d>) -> Self {
        Self {
            desk,
            found: HashMap::new(),
            coming: HashMap::new(),
            unknown: 0,
        }
    }

    /// Takes note of a record that is about to be, under its ref or its official name.
    pub(super) fn expect(&mut self, kind: &'static str, name: String, id: RecordId) {
        self.coming.entry((kind, name)).or_insert(id);
    }

    /// Finds a record of one of these kinds by its ref or its name.
    pub(super) fn find(&mut self, kinds: &'static [&'static str], name: &str) -> Result<RecordId> {
        let key = (kinds.as_ptr() as usize, name.to_owned());
        if let Some(found) = self.found.get(&key) {
            return found.clone().map_err(again);
        }
        let found = self.look_up(kinds, name).map_err(Rc::new);
        self.found.insert(key, found.clone());
        found.map_err(again)
    }

    fn look_up(&mut self, kinds: &'static [&'static str], name: &str) -> Result<RecordId> {
        if let Some(id) = self.among_coming(kinds, name) {
            return Ok(id);
        }
        if self.unknown >= MOST_GUESSES {
            return Err(Unknown(name.to_owned()).into());
        }
        let found = match self.desk.find(kinds, name) {
            Err(error) => {
                let titled = self.desk.titled(kinds, name)?;
                titled.map(|record| record.id).ok_or(error)
            }
            found => found.map(|record| record.id),
        };
        self.unknown += usize::from(found.is_err());
        found
    }

    fn among_coming(&self, kinds: &'static [&'static str], name: &str) -> Option<RecordId> {
        let reference = Ref::parse(name, &self.desk.office).map(|one| one.to_string());
        let names = [reference.as_deref(), Some(name)].into_iter().flatten();
        names
            .flat_map(|name| kinds.iter().map(move |kind| (kind, name)))
            .find_map(|(kind, name)| {
                let kind = kinds::find(kind)?.id;
                self.coming.get(&(kind, name.to_owned())).copied()
            })
    }
}

/// Tells an error once more.
fn again(error: Rc<Error>) -> Error {
    match &*error {
        Error::NotFound {
            what,
            name,
            near,
            add,
        } => Error::NotFound {
            what: *what,
            name: name.clone(),
            near: near.clone(),
            add: add.clone(),
        },
        Error::Ambiguous { name, candidates } => Error::Ambiguous {
            name: name.clone(),
            candidates: candidates.clone(),
        },
        _ => Again(error).into(),
    }
}

/// Error of a name that stands for no record, told at every row that has it.
#[derive(Debug)]
struct Again(Rc<Error>);

impl Refusal for Again {
    fn said(&self, lang: Lang) -> Said {
        self.0.said(lang, Naming::Labels)
    }
}

/// An unknown name, one of so many that no suggestions are looked for any more.
#[derive(Debug)]
struct Unknown(String);

impl Refusal for Unknown {
    fn said(&self, lang: Lang) -> Said {
        let name = &self.0;
        Said::new(
            "not-found",
            lang.pick(
                (format!("没有“{name}”"), "请核对"),
                (format!("there is no “{name}”"), "check it"),
            ),
        )
        .with(name)
    }
}
