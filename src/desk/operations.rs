//! Operations of this copy of the file as people name them: by number, and by what was done to what.

use super::history::{at, done};
use super::{Desk, subject};
use crate::error::Result;
use crate::store::{Deed, Logged};

/// Most records that a sentence names.
const MOST_NAMED: usize = 3;

impl Desk<'_> {
    /// Names the records of which changes came with an operation; those without a number by their kind,
    /// and only where no other came.
    pub(crate) fn refs_of(&self, operation: &Logged) -> Result<Vec<String>> {
        let lang = self.context.lang;
        let (mut numbered, mut others) = (Vec::new(), Vec::new());
        for (kind, refs) in self.store.came_with(operation)? {
            let with_ref = refs.iter().filter(|reference| !reference.is_empty());
            let before = numbered.len();
            numbered.extend(with_ref.map(|reference| subject(kind.id, reference, lang)));
            if numbered.len() == before {
                others.push(subject(kind.id, "", lang));
            }
        }
        Ok(if numbered.is_empty() {
            others
        } else {
            numbered
        })
    }

    /// Says what an operation did: the command and its records, or the files that it read.
    pub(crate) fn deed(&self, operation: &Logged) -> Result<String> {
        let refs = match operation.deed {
            Deed::Command | Deed::Undo | Deed::Redo => self.refs_of(operation)?,
            Deed::Import | Deed::Merge | Deed::Restore => Vec::new(),
        };
        Ok(self.deed_to(operation, &refs))
    }

    /// Says what an operation did, of which the records are known.
    pub(crate) fn deed_to(&self, operation: &Logged, refs: &[String]) -> String {
        let lang = self.context.lang;
        let what = done(&operation.verb, lang);
        let files = operation.sources.iter().map(|source| {
            let name = source.name.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        });
        let names: Vec<String> = match operation.deed {
            Deed::Command | Deed::Undo | Deed::Redo => refs.to_vec(),
            Deed::Import | Deed::Merge | Deed::Restore => files.collect(),
        };
        let (shown, all) = (&names[..names.len().min(MOST_NAMED)], names.len());
        let shown = lang.join(shown);
        let shown = if all > MOST_NAMED {
            lang.pick(
                format!("{shown}等{all}项"),
                format!("{shown} and others, {all} in all"),
            )
        } else {
            shown
        };
        format!("{what} {shown}").trim_end().to_owned()
    }

    /// Names an operation by its number and by who did what when.
    pub(crate) fn operation(&self, operation: &Logged) -> Result<String> {
        let (number, actor) = (operation.number, &operation.actor);
        let time = at(operation.time, self.context.offset).format("%m-%d %H:%M");
        let what = self.deed(operation)?;
        Ok(self.context.lang.pick(
            format!("第{number}号操作（{actor} {time} {what}）"),
            format!("operation {number} ({actor}, {time}, {what})"),
        ))
    }
}
