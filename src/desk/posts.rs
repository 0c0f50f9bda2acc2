//! Posts: what somebody is from when to when, which begin with the record itself, follow on one
//! another, and end (DOMAIN.md, section 10.3).

use chrono::NaiveDate;

use super::bearing::{Bearing, bearing};
use super::entry::{Patch, insert};
use super::{Desk, official_id};
use crate::error::Result;
use crate::kinds;
use crate::model::kind::{Field, Follow, LOGGED_ON, TermKind, UNIT};
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

    /// Makes the first post from what a record itself says; two offices that make it of the same
    /// record make the same.
    pub(crate) fn first(self, desk: &Desk, bearer: &Record) -> Result<Post> {
        let mut id = official_id(self.post.id, &bearer.id.to_hex());
        if desk.store.get(self.post, id)?.is_some() {
            id = RecordId::NONE;
        }
        let mut record = Record::empty(self.post, id);
        record.set(self.term.names, Some(Value::Reference(bearer.id)));
        record.set(&LOGGED_ON, Some(Value::Day(desk.logged_on())));
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

    /// Tells whether a record has posts of its own, and not only one that it implies.
    pub(crate) fn is_written(self, desk: &Desk, bearer: &Record) -> Result<bool> {
        Ok(self.posts(desk, bearer)?.iter().any(|post| !post.is_new))
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
        let in_force = self.in_force(&posts, desk.context.today);
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

    /// Pairs the posts of two records that were held at one time, each with one at most.
    pub(crate) fn alike(
        self,
        desk: &Desk,
        one: &Record,
        other: &Record,
    ) -> Result<Vec<(RecordId, RecordId)>> {
        let mut left = self.posts(desk, one)?;
        let mut pairs = Vec::new();
        for post in self.posts(desk, other)? {
            let is_alike = |own: &Post| !own.is_new && self.overlap(&own.record, &post.record);
            if let (false, Some(at)) = (post.is_new, left.iter().position(is_alike)) {
                pairs.push((left.remove(at).record.id, post.record.id));
            }
        }
        Ok(pairs)
    }

    fn overlap(self, one: &Record, other: &Record) -> bool {
        let ends_before = |one: &Record, other: &Record| {
            let ends = one.day(self.term.until).zip(other.day(self.term.since));
            ends.is_some_and(|(until, since)| until < since)
        };
        !ends_before(one, other) && !ends_before(other, one)
    }

    /// Returns which of the posts of a record is in force on a day, or was last; before all the first.
    fn in_force(self, posts: &[Post], day: NaiveDate) -> usize {
        let begun = |post: &Post| post.record.day(self.term.since) <= Some(day);
        posts.iter().rposition(begun).unwrap_or(0)
    }
}

/// Returns what puts a record into the charge of whom a change of it names: the post in force of that
/// one lists it, and no other that is in force does.
pub(crate) fn recharged(desk: &Desk, record: &Record, patch: &Patch) -> Result<Vec<Post>> {
    let mut posts = Vec::new();
    for follow in record.kind.follows {
        let Follow::ListedBy { field, term } = follow else {
            continue;
        };
        if !patch.iter().any(|(own, _)| own.id == field.id) {
            continue;
        }
        let today = desk.context.today;
        let bearings = kinds::nouns().filter_map(|kind| Some((kind, bearing(kind)?)));
        for (kind, bearing) in bearings.filter(|(_, one)| one.post.id == term.kind) {
            if let Some(Value::Reference(id)) = record.value(field)
                && let Some(bearer) = desk.store.get(kind, *id)?
            {
                let mut own = bearing.posts(desk, &bearer)?;
                let mut post = own.swap_remove(bearing.in_force(&own, today));
                post.list(term, record.id, true);
                posts.push(post);
            }
            for other in desk.store.list(bearing.post, &Filter::default())? {
                let is_over = other.day(term.until).is_some_and(|until| until < today);
                let is_coming = other.day(term.since) > Some(today);
                let is_own = posts.iter().any(|own| own.record.id == other.id);
                if is_over || is_coming || is_own || !lists(&other, term).contains(&record.id) {
                    continue;
                }
                let mut post = Post {
                    record: other,
                    is_new: false,
                };
                post.list(term, record.id, false);
                posts.push(post);
            }
        }
    }
    Ok(posts)
}

/// Returns what a post lists.
fn lists(post: &Record, term: &TermKind) -> Vec<RecordId> {
    let Some(Value::List(items)) = post.value(term.lists) else {
        return Vec::new();
    };
    let items = items.iter().filter_map(|item| match item {
        Value::Reference(id) => Some(*id),
        _ => None,
    });
    items.collect()
}

impl Post {
    /// Lists a record, or no longer.
    fn list(&mut self, term: &TermKind, listed: RecordId, is_listed: bool) {
        let mut items = lists(&self.record, term);
        items.retain(|id| *id != listed);
        items.extend(is_listed.then_some(listed));
        let items: Vec<Value> = items.into_iter().map(Value::Reference).collect();
        let some = Some(items).filter(|items| !items.is_empty());
        self.record.set(term.lists, some.map(Value::List));
    }

    /// Makes the one that follows on this one from a day on, the same but for what is changed.
    pub(crate) fn next(&mut self, term: &TermKind, since: NaiveDate, changed: &Patch) -> Self {
        let mut record = self.record.clone();
        record.id = RecordId::NONE;
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
        Self {
            record,
            is_new: true,
        }
    }

    /// Writes it: a new one under the next number, another where it changed; tells whether it did.
    pub(crate) fn write(&self, desk: &Desk, writing: &mut Writing) -> Result<bool> {
        let fields = self.record.kind.all_fields();
        let filled = fields.zip(&self.record.values);
        if self.is_new {
            let own = filled.filter(|(field, value)| field.id != "ref" && value.is_some());
            let patch = own.map(|(field, value)| (field, value.clone())).collect();
            insert(desk, writing, self.record.kind, self.record.id, patch)?;
            return Ok(true);
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
        Ok(!patch.is_empty())
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
