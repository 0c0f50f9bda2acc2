//! Posts: what somebody is from when to when, which begin with the record itself, follow on one
//! another, and end (DOMAIN.md, section 10.3).

use chrono::NaiveDate;

use super::bearing::Bearing;
use super::entry::{Patch, insert};
use super::{Desk, random};
use crate::error::Result;
use crate::model::kind::{Field, LOGGED_ON, TermKind, UNIT};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::store::{Filter, Writing};

/// A post, which may not be written yet.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) record: Record,
    is_new: bool,
}

impl Bearing {
    /// Returns the fields that a post and its bearer both have.
    pub(crate) fn shared(self) -> impl Iterator<Item = &'static Field> {
        let days = [self.term.since, self.term.until];
        self.fields.iter().copied().chain(days)
    }

    /// Makes the first post from what a record itself says.
    pub(crate) fn first(self, desk: &Desk, bearer: &Record) -> Result<Post> {
        let mut record = Record::empty(self.post, RecordId(random()?));
        record.set(self.term.names, Some(Value::Reference(bearer.id)));
        record.set(&LOGGED_ON, Some(Value::Day(desk.context.today)));
        for field in self.shared() {
            record.set(field, bearer.value(field).cloned());
        }
        Ok(Post {
            record,
            is_new: true,
        })
    }

    /// Returns the posts of a record, the first first; where none is written, the one that it implies.
    pub(crate) fn posts(self, desk: &Desk, bearer: &Record) -> Result<Vec<Post>> {
        let mut filter = Filter::default();
        filter.equals(self.term.names, &Value::Reference(bearer.id));
        let mut records = desk.store.list(self.post, &filter)?;
        records.sort_by_key(|record| record.day(self.term.since));
        if records.is_empty() {
            return Ok(vec![self.first(desk, bearer)?]);
        }
        let known = |record| Post {
            record,
            is_new: false,
        };
        Ok(records.into_iter().map(known).collect())
    }

    /// Returns what corrects the posts of a record as itself is corrected: the post in force; the first
    /// of the days in the first post, the last in the last.
    pub(crate) fn corrected(
        self,
        desk: &Desk,
        bearer: &Record,
        patch: &Patch,
    ) -> Result<Vec<Post>> {
        let mut posts = self.posts(desk, bearer)?;
        if posts[0].is_new {
            return Ok(Vec::new());
        }
        let begun = |post: &Post| post.record.day(self.term.since) <= Some(desk.context.today);
        let in_force = posts.iter().rposition(begun).unwrap_or(0);
        let last = posts.len() - 1;
        for (field, value) in patch {
            let at = match field.id {
                id if id == self.term.since.id => 0,
                id if id == self.term.until.id => last,
                id if self.fields.iter().any(|own| own.id == id) => in_force,
                _ => continue,
            };
            posts[at].record.set(field, value.clone());
        }
        Ok(posts)
    }
}

impl Post {
    /// Makes the one that follows on this one from a day on, the same but for what is changed.
    pub(crate) fn next(
        &mut self,
        term: &TermKind,
        since: NaiveDate,
        changed: &Patch,
    ) -> Result<Self> {
        let mut record = self.record.clone();
        record.id = RecordId(random()?);
        for (field, value) in changed {
            record.set(field, value.clone());
        }
        record.set(term.since, Some(Value::Day(since)));
        let still = self
            .record
            .day(term.until)
            .is_none_or(|until| until >= since);
        if still {
            let before = since.pred_opt().map(Value::Day);
            self.record.set(term.until, before);
        } else {
            record.set(term.until, None);
        }
        Ok(Self {
            record,
            is_new: true,
        })
    }

    /// Writes it: a new one under the next number, another where it changed.
    pub(crate) fn write(&self, desk: &Desk, writing: &mut Writing) -> Result<()> {
        let fields = self.record.kind.all_fields();
        let filled = fields.zip(&self.record.values);
        if self.is_new {
            let own = filled.filter(|(field, value)| field.id != "ref" && value.is_some());
            let patch = own.map(|(field, value)| (field, value.clone())).collect();
            insert(desk, writing, self.record.kind, self.record.id, patch)?;
            return Ok(());
        }
        let known = desk.store.get(self.record.kind, self.record.id)?;
        let known = known.unwrap_or_else(|| Record::empty(self.record.kind, self.record.id));
        let differs = filled.filter(|(field, value)| known.value(field) != value.as_ref());
        let patch: Patch = differs
            .map(|(field, value)| (field, value.clone()))
            .collect();
        if !patch.is_empty() {
            writing.change(self.record.kind, self.record.id, &patch)?;
        }
        Ok(())
    }
}

/// Returns what a bearer itself says once a post is its last.
pub(crate) fn mirrored(bearing: Bearing, last: &Post) -> Patch {
    let fields = bearing.fields.iter().copied().chain([bearing.term.until]);
    fields
        .map(|field| (field, last.record.value(field).cloned()))
        .collect()
}

/// The unit of a post is the field that every record has.
pub(crate) fn fields_of_move(bearing: Bearing) -> Vec<&'static Field> {
    let own = bearing
        .fields
        .iter()
        .copied()
        .filter(|field| field.id != UNIT.id);
    std::iter::once(&UNIT)
        .chain(own)
        .chain([bearing.term.lists])
        .collect()
}
