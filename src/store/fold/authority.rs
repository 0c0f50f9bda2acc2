//! Whose word counts: who may change what, as a rule of the fold.
//!
//! A record's owner is the office that began it, which follows from the record's identity. What an
//! office may say of it follows from its kind's declaration; all else is a proposal, which the tables
//! are as if it had not been written. Who belongs to which office is a function of the log, as is
//! which office leads. Beyond the log it depends on whose file it is: there an office sees its own
//! units and people before the leading group has accepted them, and where no leading office is known
//! it decides everything itself. Before a file knows whose it is, everything counts.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value as Json;

use super::answers::Answers;
use super::{Entry, Folded, Layout, Origin};
use crate::error::Result;
use crate::model::identity::IDENTITY;
use crate::model::kind::{About, Decides, Field, Follow, Kind, Shape, UNIT};
use crate::model::office;
use crate::model::value::RecordId;
use crate::store::log::attest::Proof;
use crate::store::log::change::{ChangeId, begun_by};
use crate::store::log::claim::office_of;
use crate::store::log::erasure;
use crate::store::log::root::known_root;
use crate::store::log::rows::writer_and_last;

/// An office, by the writer under whom it began.
pub(crate) type Office = [u8; 16];

/// A writer and an office that are nobody's.
const NOBODY: ([u8; 16], Office) = ([0; 16], [0; 16]);

/// How many units may stand one above the other.
const MOST_ABOVE: usize = 32;

/// Who wrote a change, and what tells whether its record began with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    pub(crate) record: RecordId,
    pub(crate) writer: [u8; 16],
    pub(crate) wprev: Option<ChangeId>,
    pub(crate) command: [u8; 16],
}

impl Written {
    fn begins(&self, kind: &str) -> bool {
        begun_by(self.writer, self.wprev, self.command, kind) == self.record
    }
}

/// Rules that do not hold, by which the tests show that the others are needed.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    ErasuresObeyRevocations,
    FirstOwns,
    /// In a world in which nothing is signed.
    NothingIsSigned,
}

#[cfg(test)]
thread_local! {
    pub(crate) static CONTROL: std::cell::Cell<Option<Control>> = const { std::cell::Cell::new(None) };
}

/// What the rules need to know of a file.
#[derive(Debug)]
pub(crate) struct Authority<'c> {
    connection: &'c Connection,
    kinds: &'static [&'static Kind],
    standing: Standing,
    owners: RefCell<HashMap<(&'static str, RecordId), Option<Office>>>,
}

/// Who writes for whom, and who leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The writer of the file and its office, once it knows whose it is.
    own: Option<([u8; 16], Office)>,
    root: Option<Office>,
    /// Writers who were let write for an office that began under another.
    members: HashMap<[u8; 16], Office>,
    /// As the members, with those who are so no more: what they erased stays erased.
    erasing: HashMap<[u8; 16], Office>,
    /// Offices that the leading one has let in, and itself.
    let_in: HashSet<Office>,
    /// True once what is not proved does not count.
    is_closed: bool,
    /// True if there are changes that do not count, whatever they say.
    is_marked: bool,
    /// Per record for which the leading office answers, the writer who began it.
    adopted: HashMap<RecordId, [u8; 16]>,
}

impl Standing {
    fn of(connection: &Connection) -> Result<Self> {
        let (writer, _) = writer_and_last(connection)?;
        let own = office_of(connection, writer)?;
        let mut known = connection
            .prepare_cached("select 1 from change where record = ?1 and kind = 'office' limit 1")?;
        let mut members =
            connection.prepare_cached("select writer, office, admitted, erases from member")?;
        let mut rows = members.query([])?;
        let (mut members, mut erasing) = (HashMap::new(), HashMap::new());
        let mut let_in = HashSet::new();
        while let Some(row) = rows.next()? {
            let (writer, office): ([u8; 16], Office) = (row.get(0)?, row.get(1)?);
            let (is_admitted, erases): (bool, bool) = (row.get(2)?, row.get(3)?);
            if writer == office && is_admitted {
                let_in.insert(office);
            } else if is_admitted {
                members.insert(writer, office);
            }
            if erases {
                erasing.insert(writer, office);
            }
        }
        let any = |sql: &str| connection.prepare_cached(sql)?.exists([]);
        let mut adopted = connection.prepare_cached("select record, writer from adopted")?;
        let adopted = adopted.query_map([], |row| Ok((RecordId(row.get(0)?), row.get(1)?)))?;
        Ok(Self {
            own: known.exists([own])?.then_some((writer, own)),
            root: known_root(connection)?.map(|root| root.0),
            members,
            erasing,
            let_in,
            is_closed: any("select 1 from gate")?,
            is_marked: any("select 1 from unproved limit 1")?,
            adopted: adopted.collect::<rusqlite::Result<_>>()?,
        })
    }

    /// Returns the office for which a writer writes.
    fn office(&self, writer: [u8; 16]) -> Office {
        match self.own {
            Some((own, office)) if own == writer => office,
            _ => self.members.get(&writer).copied().unwrap_or(writer),
        }
    }

    /// Returns the office for which a writer erases.
    fn erasing_office(&self, writer: [u8; 16]) -> Office {
        match self.own {
            Some((own, office)) if own == writer => office,
            _ => self.erasing.get(&writer).copied().unwrap_or(writer),
        }
    }

    /// Tells whether an office may say what any admitted one may; where none leads, every one is.
    fn is_let_in(&self, office: Office) -> bool {
        self.root.is_none() || self.let_in.contains(&office)
    }

    fn is_own(&self, office: Office) -> bool {
        self.own.is_some_and(|(_, own)| own == office)
    }

    /// Tells whether an office decides about everything.
    fn decides_all(&self, office: Office) -> bool {
        match (self.own, self.root) {
            (None, _) => true,
            (_, Some(root)) => root == office,
            (_, None) => self.is_own(office),
        }
    }
}

/// What a record's rows say of whose it is.
pub(in crate::store) struct Subject {
    owner: Office,
    /// What it was about as it began.
    about: Vec<(&'static Field, RecordId)>,
    step: Option<String>,
    /// The unit that it is addressed to, where its kind is.
    unit: Option<RecordId>,
}

impl<'c> Authority<'c> {
    pub(crate) fn of(connection: &'c Connection, kinds: &'static [&'static Kind]) -> Result<Self> {
        Ok(Self {
            connection,
            kinds,
            standing: Standing::of(connection)?,
            owners: RefCell::default(),
        })
    }

    /// Takes no office for the leading one of which this file had nothing up to a row of the log.
    pub(crate) fn until(mut self, row: i64) -> Result<Self> {
        let sql = "select 1 from change where record = ?1 and kind = 'office' and rowid <= ?2";
        if let Some(root) = self.standing.root {
            let mut known = self.connection.prepare_cached(sql)?;
            self.standing.root = known.exists((root, row))?.then_some(root);
        }
        Ok(self)
    }

    /// Reads anew who writes for whom; returns whether anything is otherwise.
    pub(super) fn renew(&mut self) -> Result<bool> {
        let standing = Standing::of(self.connection)?;
        self.owners.borrow_mut().clear();
        let changed = standing != self.standing;
        self.standing = standing;
        Ok(changed)
    }

    /// Returns the office whose record one is, all of whose changes these are.
    pub(super) fn owner(&self, kind: &Kind, entries: &[Entry]) -> Option<Office> {
        let written = entries.iter().filter(|entry| entry.own);
        self.owner_among(kind, written.map(|entry| entry.by))
    }

    fn owner_among(
        &self,
        kind: &Kind,
        mut written: impl Iterator<Item = Written> + Clone,
    ) -> Option<Office> {
        let mut all = written.clone();
        let own = written.clone();
        let first = written.next()?;
        let standing = &self.standing;
        if kind.id == office::KIND.id {
            return Some(standing.office(first.record.0));
        }
        let office = standing.office(first.writer);
        #[cfg(test)]
        if CONTROL.get() == Some(Control::FirstOwns) {
            return Some(office);
        }
        if !standing.is_closed && written.all(|one| standing.office(one.writer) == office) {
            return Some(office);
        }
        let began = self.began(kind, &mut all);
        // In its own file an office sees what it began before anybody has accepted or adopted that.
        let began_here = || {
            let decides = |one: &Written| {
                let office = standing.office(one.writer);
                standing.is_own(office) || standing.root == Some(office)
            };
            let first = own.clone().find(decides)?;
            Some(standing.office(first.writer)).filter(|office| standing.is_own(*office))
        };
        match began {
            Some(began) => Some(standing.office(began)),
            None if standing.is_closed && kind.letter.is_some() => began_here(),
            // Anybody can write of what has its identity of its name, at whatever time.
            None if matches!(kind.decides, Decides::Leading) && standing.root.is_some() => {
                let mut offices = own.clone().map(|one| standing.office(one.writer));
                let root = offices.find(|office| standing.root == Some(*office));
                began_here().or(root).or(Some(office))
            }
            None => Some(office),
        }
    }

    /// Returns the writer who began a record, where its identity follows from that, or the leading office
    /// answers for it.
    fn began(&self, kind: &Kind, written: &mut impl Iterator<Item = Written>) -> Option<[u8; 16]> {
        let mut record = None;
        let began = written.find(|one| {
            record = Some(one.record);
            one.begins(kind.id)
        });
        let adopted = || self.standing.adopted.get(&record?).copied();
        began.map(|one| one.writer).or_else(adopted)
    }

    /// Tells whether an office wrote of a record that the leading office decides about, where none leads.
    pub(in crate::store) fn shares(
        &self,
        kind: &'static Kind,
        record: RecordId,
        office: Office,
    ) -> Result<bool> {
        if !matches!(kind.decides, Decides::Leading) || self.standing.root.is_some() {
            return Ok(false);
        }
        let written = self.written(kind, record)?;
        let mut offices = written.iter().map(|one| self.standing.office(one.writer));
        Ok(offices.any(|one| one == office))
    }

    /// Leaves out the changes that nothing proves, once the gate is closed.
    pub(super) fn leave_out(&self, entries: &mut Vec<Entry>) -> Result<()> {
        if self.standing.is_closed && self.standing.is_marked {
            let sql = "select 1 from unproved where change = ?1 and revoked = 0";
            let mut unproved = self.connection.prepare_cached(sql)?;
            let mut failed = Ok(());
            entries.retain(|entry| match unproved.exists([entry.id.0]) {
                Ok(is_unproved) => !is_unproved,
                Err(error) => {
                    failed = Err(error);
                    true
                }
            });
            failed?;
        }
        Ok(())
    }

    /// Returns the office whose record one is, where the log has any row of it.
    pub(in crate::store) fn owner_of(
        &self,
        kind: &'static Kind,
        record: RecordId,
    ) -> Result<Option<Office>> {
        let known = self.owners.borrow().get(&(kind.id, record)).copied();
        if let Some(known) = known {
            return Ok(known);
        }
        let rows = self.written(kind, record)?;
        let owner = self.owner_among(kind, rows.iter().copied());
        self.owners.borrow_mut().insert((kind.id, record), owner);
        Ok(owner)
    }

    /// Reads who wrote of a record, but for what is left out.
    fn written(&self, kind: &Kind, record: RecordId) -> Result<Vec<Written>> {
        let mut statement = self.connection.prepare_cached(
            "select writer, wprev, command from change as c where record = ?1 and kind = ?2
             and not exists (select 1 from unproved where change = c.id and revoked = 0) order by id",
        )?;
        let rows = statement.query_map((record.0, kind.id), |row| {
            let wprev: Option<[u8; 24]> = row.get(1)?;
            Ok(Written {
                record,
                writer: row.get(0)?,
                wprev: wprev.map(ChangeId),
                command: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the office for which a writer writes.
    pub(crate) fn office(&self, writer: [u8; 16]) -> Office {
        self.standing.office(writer)
    }

    /// Tells whether some changes count for nothing, whoever they say wrote them.
    pub(crate) fn has_marked(&self) -> bool {
        self.standing.is_marked
    }

    /// Tells whether an office decides about everything.
    pub(crate) fn decides_all(&self, office: Office) -> bool {
        self.standing.decides_all(office)
    }

    /// Tells whether all that a writer says counts.
    pub(crate) fn counts_always(&self, writer: [u8; 16]) -> bool {
        !self.standing.is_marked && self.standing.decides_all(self.standing.office(writer))
    }

    /// Looks at this office's own records as every other file does; `None` where none does otherwise.
    pub(crate) fn seen_elsewhere(self) -> Option<Self> {
        let (_, own) = self.standing.own?;
        self.standing.root.filter(|root| *root != own)?;
        let standing = Standing {
            own: Some(NOBODY),
            ..self.standing
        };
        let owners = RefCell::default();
        Some(Self {
            standing,
            owners,
            ..self
        })
    }

    /// Reads what is to be known of a record of which these are changes, to ask who may answer for it.
    pub(in crate::store) fn subject_of(
        &self,
        layout: &Layout,
        entries: &[Entry],
        record: RecordId,
    ) -> Subject {
        let own = entries.iter().filter(|one| one.by.record == record);
        self.subject(layout, own)
    }

    /// Tells whether what an office says to a proposal would count.
    pub(in crate::store) fn may_answer(
        &self,
        layout: &Layout,
        subject: &Subject,
        proposal: &Entry,
        office: Office,
    ) -> Result<bool> {
        if self.standing.decides_all(office) {
            return Ok(true);
        }
        let said = if proposal.counts {
            &proposal.masked
        } else {
            &proposal.values
        };
        let answer = Entry {
            over: Vec::new(),
            values: said.clone(),
            origin: Origin::Other,
            masked: Vec::new(),
            ..proposal.clone()
        };
        let about = about_of(layout, &answer);
        if !self.has_say(layout, subject, office, &answer, &about)? {
            return Ok(false);
        }
        if let Some(rule) = layout.kind.about.as_ref().filter(|rule| rule.only_these) {
            for (field, target) in about {
                if !self.decides_about(rule, field, office, target)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Tells whether a writer may erase something of a record: the office that began it may, and one that
    /// decides about everything; of what the leading office decides and nothing binds to whoever began
    /// it, that one alone.
    pub(crate) fn may_erase(&self, kind: &str, record: RecordId, writer: [u8; 16]) -> Result<bool> {
        let office = self.standing.erasing_office(writer);
        if self.standing.decides_all(office) {
            return Ok(true);
        }
        let Some(kind) = self.kinds.iter().copied().find(|known| known.id == kind) else {
            return Ok(false);
        };
        let is_leading = matches!(kind.decides, Decides::Leading) && kind.id != office::KIND.id;
        if is_leading {
            let began = self.began(kind, &mut self.written(kind, record)?.into_iter());
            if began.is_none() {
                return Ok(false);
            }
        }
        Ok(self.owner_of(kind, record)? == Some(office))
    }

    /// Tells whether a writer may erase what a field says, or keep what others said beside it.
    fn may_blank(
        &self,
        kind: &str,
        field: Option<&str>,
        record: RecordId,
        writer: [u8; 16],
    ) -> Result<bool> {
        let Some(kind) = self.kinds.iter().copied().find(|known| known.id == kind) else {
            return Ok(false);
        };
        let is_blank = |id| kind.field(id).is_some_and(Field::is_of_words);
        Ok(field.is_none_or(is_blank) && self.may_erase(kind.id, record, writer)?)
    }

    /// Works out which bodies are erased by right, of one record or of all, and blanks those that are
    /// there; returns how many.
    pub(crate) fn erase(&self, of: Option<RecordId>) -> Result<usize> {
        let proof = Proof::new(self.connection);
        let proves = |writer, id| -> Result<bool> {
            Ok(self.standing.own.is_none() || proof.proves(writer, id)?)
        };
        #[cfg(test)]
        let proves = |writer, id| -> Result<bool> {
            let is_unsigned = CONTROL.get() == Some(Control::NothingIsSigned);
            Ok((is_unsigned || proves(writer, id)?) && !self.is_shut_out(id)?)
        };
        let may = |kind: &str, field: Option<&str>, record, writer| {
            self.may_blank(kind, field, record, writer)
        };
        erasure::compute(self.connection, of, &may, &proves)?;
        erasure::blank(self.connection, of)
    }

    /// Tells by the rule that does not hold whether a revocation takes an erasure back.
    #[cfg(test)]
    fn is_shut_out(&self, id: ChangeId) -> Result<bool> {
        let sql = "select 1 from unproved where change = ?1 and revoked = 1";
        let is_revoked = self.connection.prepare_cached(sql)?.exists([id.0])?;
        Ok(is_revoked && CONTROL.get() == Some(Control::ErasuresObeyRevocations))
    }

    /// Decides which of a record's changes count, given in the order of their ids. Of one that counts
    /// in part, the fields that do not are taken out.
    pub(crate) fn judge(&self, layout: &Layout, entries: &mut [Entry]) -> Result<()> {
        self.revoke(entries)?;
        let decides_all = |entry: &Entry| {
            !entry.counts
                || self
                    .standing
                    .decides_all(self.standing.office(entry.by.writer))
        };
        if entries.iter().all(decides_all) {
            return Ok(());
        }
        let kind = layout.kind;
        let mut subjects: HashMap<RecordId, Subject> = HashMap::new();
        for at in 0..entries.len() {
            let by = entries[at].by;
            if decides_all(&entries[at]) {
                continue;
            }
            let subject = subjects.entry(by.record).or_insert_with(|| {
                let own = entries.iter().filter(|one| one.by.record == by.record);
                self.subject(layout, own)
            });
            let office = self.standing.office(by.writer);
            let about = about_of(layout, &entries[at]);
            let counts = self.has_say(layout, subject, office, &entries[at], &about)?
                || self.answers_as_addressed(layout, subject.unit, office, &entries[..=at])?;
            if let Some(rule) = kind.about.as_ref().filter(|rule| rule.only_these && counts) {
                for (field, target) in about {
                    if !self.decides_about(rule, field, office, target)? {
                        let place = layout.position(field.id);
                        let values = &mut entries[at].values;
                        let masked = values.extract_if(.., |(own, _)| Some(*own) == place);
                        let masked: Vec<(usize, Json)> = masked.collect();
                        entries[at].masked.extend(masked);
                    }
                }
            }
            entries[at].counts = counts;
        }
        Ok(())
    }

    /// Tells of changes that came after a revocation that they do not count.
    fn revoke(&self, entries: &mut [Entry]) -> Result<()> {
        if self.standing.is_marked {
            let sql = "select 1 from unproved where change = ?1 and revoked = 1";
            let mut revoked = self.connection.prepare_cached(sql)?;
            for entry in entries {
                entry.counts &= !revoked.exists([entry.id.0])?;
            }
        }
        Ok(())
    }

    fn subject<'e>(
        &self,
        layout: &Layout,
        own: impl Iterator<Item = &'e Entry> + Clone,
    ) -> Subject {
        let kind = layout.kind;
        let owner = self.owner_among(kind, own.clone().map(|entry| entry.by));
        let owner = owner.unwrap_or_default();
        let began = |entry: &&Entry| {
            kind.id == IDENTITY.id || self.standing.office(entry.by.writer) == owner
        };
        let about = |entry: &Entry| {
            let about = about_of(layout, entry);
            (!about.is_empty()).then_some(about)
        };
        let addressed = kind
            .addressed
            .as_ref()
            .and_then(|_| layout.position(UNIT.id));
        // Whoever decides about it says to whom it is addressed.
        let decides = |entry: &&Entry| {
            let office = self.standing.office(entry.by.writer);
            office == owner || self.standing.decides_all(office)
        };
        let unit = |entry: &Entry| RecordId::from_hex(entry.value(addressed?)?.as_str()?);
        let step = |entry: &Entry| Some(entry.value(step_of(layout)?)?.as_str()?.to_owned());
        Subject {
            owner,
            about: own
                .clone()
                .filter(began)
                .find_map(about)
                .unwrap_or_default(),
            step: own.clone().filter(began).find_map(step),
            unit: own.filter(decides).filter_map(unit).last(),
        }
    }

    /// Tells whether a change counts whose office does not decide about everything.
    fn has_say(
        &self,
        layout: &Layout,
        subject: &Subject,
        office: Office,
        entry: &Entry,
        about: &[(&'static Field, RecordId)],
    ) -> Result<bool> {
        let kind = layout.kind;
        let own = subject.owner == office;
        let is_known_leading = self.standing.root.is_some();
        let plain = match &kind.decides {
            Decides::Leading if kind.preset.is_some() => {
                matches!(entry.origin, Origin::Preset) && !is_known_leading
            }
            Decides::Leading if is_known_leading => own && self.standing.is_own(office),
            Decides::Leading | Decides::Owner | Decides::ByOthers(_) => own,
            Decides::Shared => own || kind.id == IDENTITY.id || self.standing.is_let_in(office),
        };
        let Some(rule) = kind.about.as_ref().filter(|rule| !rule.only_these) else {
            return Ok(plain);
        };
        if let Decides::ByOthers(Some(steps)) = &kind.decides {
            let said = step_of(layout).and_then(|at| entry.value(at)?.as_str());
            let known = [said, subject.step.as_deref()];
            let is_among = |among: &[&str]| known.iter().flatten().any(|step| among.contains(step));
            if is_among(steps.leading) {
                return Ok(false);
            }
            if !is_among(steps.owner) {
                return Ok(plain);
            }
        }
        if rule.whole && subject.about.is_empty() && about.is_empty() {
            return Ok(plain && self.standing.is_own(office));
        }
        for (field, target) in about {
            if !self.decides_about(rule, field, office, *target)? {
                return Ok(false);
            }
        }
        let all = |office: Office| -> Result<bool> {
            for (field, target) in &subject.about {
                if !self.decides_about(rule, field, office, *target)? {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        let is_leading = matches!(kind.decides, Decides::Leading);
        if is_leading || kind.id == IDENTITY.id || all(subject.owner)? {
            return Ok(plain && all(office)?);
        }
        // A record about another's, which waits for that other.
        all(office)
    }

    /// Tells whether the last of these changes is an answer of the office to whose unit the record is
    /// addressed: it sets what that office says, with what its answer empties, or brings back what counted
    /// before.
    fn answers_as_addressed(
        &self,
        layout: &Layout,
        unit: Option<RecordId>,
        office: Office,
        entries: &[Entry],
    ) -> Result<bool> {
        let kind = layout.kind;
        let (Some(rule), Some(unit)) = (&kind.addressed, unit) else {
            return Ok(false);
        };
        let Some((entry, before)) = entries.split_last() else {
            return Ok(false);
        };
        let sets = |field: &Field| {
            let value = layout.position(field.id).and_then(|at| entry.value(at));
            value.is_some_and(|value| !value.is_null())
        };
        let is_own = |id: &str| rule.fields.iter().any(|own| own.id == id);
        let emptied: Vec<&str> = kind
            .emptied(|day| is_own(day.id) && sets(day))
            .map(|field| field.id)
            .collect();
        let stood = |at: usize, value: &Json| {
            let mut before = before.iter().filter(|one| one.counts);
            before.any(|one| one.value(at) == Some(value))
        };
        let may = |(at, value): &(usize, Json)| {
            let id = layout.fields[*at];
            is_own(id) || value.is_null() && emptied.contains(&id) || stood(*at, value)
        };
        Ok(!entry.values.is_empty()
            && entry.values.iter().all(may)
            && self.belongs(unit, office)?)
    }

    /// Tells whether an office decides about a record that a field names. Nobody minds what is said of
    /// a record that is not there.
    fn decides_about(
        &self,
        rule: &About,
        field: &Field,
        office: Office,
        target: RecordId,
    ) -> Result<bool> {
        if self.standing.decides_all(office) {
            return Ok(true);
        }
        let Shape::Reference(kinds) = field.shape else {
            return Ok(true);
        };
        for id in kinds {
            let kind = self.kinds.iter().copied().find(|kind| kind.id == *id);
            let Some(kind) = kind else { continue };
            let owner = self.owner_of(kind, target)?;
            // What nothing binds to whoever began it is somebody's all the same.
            if owner.is_none() && !self.is_there(kind, target)? {
                continue;
            }
            let own = owner == Some(office);
            return match kind.decides {
                Decides::Leading if rule.of_unit => self.belongs(target, office),
                Decides::Leading if self.standing.root.is_some() => {
                    Ok(own && self.standing.is_own(office))
                }
                Decides::Shared => Ok(own || self.standing.is_let_in(office)),
                _ => Ok(own),
            };
        }
        Ok(true)
    }

    /// Tells whether the log has any row of a record that is not left out.
    fn is_there(&self, kind: &Kind, record: RecordId) -> Result<bool> {
        let sql = "select 1 from change as c where record = ?1 and kind = ?2
             and not exists (select 1 from unproved where change = c.id and revoked = 0) limit 1";
        let mut rows = self.connection.prepare_cached(sql)?;
        Ok(rows.exists((record.0, kind.id))?)
    }

    /// Tells whether a unit is an office's, or below it; a person is of nobody in particular. Of several
    /// offices that say of a unit that it is theirs, it is the first that was admitted, or where none
    /// was, the first.
    fn belongs(&self, unit: RecordId, office: Office) -> Result<bool> {
        let mut stands = self
            .connection
            .prepare_cached("select stands from standing where record = ?1")?;
        let mut offices = self.connection.prepare_cached(
            "select record from main.office where unit = ?1 order by created, record",
        )?;
        let mut above = self
            .connection
            .prepare_cached("select parent from main.unit where record = ?1")?;
        let mut is_unit = false;
        let mut at: Option<[u8; 16]> = Some(unit.0);
        for _ in 0..MOST_ABOVE {
            let Some(one) = at else { break };
            let one: [u8; 16] = stands
                .query_row([one], |row| row.get(0))
                .optional()?
                .unwrap_or(one);
            let of = offices.query_map([one], |row| row.get::<_, [u8; 16]>(0))?;
            let of: Vec<Office> = of
                .map(|writer| Ok(self.standing.office(writer?)))
                .collect::<rusqlite::Result<_>>()?;
            let admitted = of.iter().find(|one| self.standing.let_in.contains(*one));
            if let Some(its) = admitted.or(of.first()) {
                return Ok(*its == office);
            }
            let found: Option<Option<[u8; 16]>> =
                above.query_row([one], |row| row.get(0)).optional()?;
            is_unit |= found.is_some();
            at = found.flatten();
        }
        Ok(!is_unit)
    }
}

fn step_of(layout: &Layout) -> Option<usize> {
    match &layout.kind.decides {
        Decides::ByOthers(Some(steps)) => layout.position(steps.field.id),
        _ => None,
    }
}

/// Returns what a change says that its record is about.
fn about_of(layout: &Layout, entry: &Entry) -> Vec<(&'static Field, RecordId)> {
    let fields = layout
        .kind
        .about
        .as_ref()
        .map_or(&[][..], |about| about.fields);
    let said = |field: &&'static Field| {
        let value = entry.value(layout.position(field.id)?)?;
        Some((*field, value.as_str().and_then(RecordId::from_hex)?))
    };
    fields.iter().filter_map(said).collect()
}

/// A change that waits for whoever decides about its record.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) change: ChangeId,
    /// The ref that it gives.
    pub(crate) reference: Option<String>,
}

/// Returns the changes of a record that wait: that do not count, or not whole, and that nobody who may
/// has answered. Nothing waits of a record that was taken back by who decides, or by who proposed it.
pub(in crate::store) fn waiting(
    authority: &Authority,
    layout: &Layout,
    entries: &[Entry],
    state: Option<&Folded>,
) -> Vec<Waiting> {
    if !entries.iter().any(Entry::is_proposal) {
        return Vec::new();
    }
    let is_whole = layout.is_whole(entries, state);
    let is_undone = if is_whole {
        let proposed = layout.fold_proposed(entries);
        proposed.is_some_and(|proposed| proposed.is_undone(layout))
    } else {
        state.is_some_and(|state| state.is_undone(layout))
    };
    if is_undone {
        return Vec::new();
    }
    let answers = Answers::of(entries);
    let said = said(layout, entries).filter(|_| !is_whole);
    let office = |entry: &Entry| authority.standing.office(entry.by.writer);
    let waits = |one: &&Entry| {
        one.own
            && one.is_proposal()
            && !matches!(one.origin, Origin::Preset)
            && !is_claim(layout, one)
            && !says_nothing_new(layout, said.as_deref(), one)
            && answers.is_open(layout, one, |later| office(later) == office(one))
    };
    let most = if is_whole { 1 } else { usize::MAX };
    let told = entries
        .iter()
        .filter(waits)
        .take(most)
        .map(|entry| Waiting {
            change: entry.id,
            reference: entry
                .value(layout.reference)
                .filter(|_| !entry.counts)
                .and_then(Json::as_str)
                .map(str::to_owned),
        });
    told.collect()
}

/// Tells whether a change says only for which office its writer writes, which is admitted and not accepted.
fn is_claim(layout: &Layout, one: &Entry) -> bool {
    let mut said = one.values.iter().chain(&one.masked);
    layout.kind.id == office::KIND.id && said.all(|(at, _)| layout.fields[*at] == office::OF.id)
}

/// Returns per field what was said of it last by a change that counts; `None` where none does.
fn said<'e>(layout: &Layout, entries: &'e [Entry]) -> Option<Vec<&'e Json>> {
    let mut counting = entries.iter().filter(|entry| entry.counts).peekable();
    counting.peek()?;
    let mut said = vec![&Json::Null; layout.fields.len()];
    for (at, json) in counting.flat_map(|entry| &entry.values) {
        said[*at] = json;
    }
    Some(said)
}

/// Tells whether a change would set only what is said. Of one that begins a record again, under another
/// number, this is all but that: what follows from other records, an export has shown of it.
fn says_nothing_new(layout: &Layout, said: Option<&[&Json]>, one: &Entry) -> bool {
    let begins_again = one.value(layout.reference).is_some();
    let follows = layout.kind.follows.iter().filter(|_| begins_again);
    let follows = follows.flat_map(|follow| match follow {
        Follow::Latest { value, day, .. } => [value, day].map(|field| layout.position(field.id)),
        _ => [None, None],
    });
    let follows: Vec<usize> = follows.flatten().collect();
    let is_plain = |at: usize| {
        begins_again && (at == layout.reference || at == layout.logged) || follows.contains(&at)
    };
    let set = if one.counts { &one.masked } else { &one.values };
    let is_said = |said: &[&Json]| {
        let mut values = set.iter();
        values.all(|(at, json)| is_plain(*at) || said[*at] == json)
    };
    said.is_some_and(is_said)
}

/// Tells whether a change of a record that counts begins it again, under another number, and says nothing
/// that the rest does not.
pub(in crate::store) fn repeats(layout: &Layout, entries: &[Entry], id: ChangeId) -> bool {
    let (one, rest): (Vec<Entry>, Vec<Entry>) =
        entries.iter().cloned().partition(|entry| entry.id == id);
    let Some(one) = one.into_iter().next() else {
        return false;
    };
    let begins_again = one.counts && one.value(layout.reference).is_some();
    let one = Entry {
        counts: false,
        ..one
    };
    let said = said(layout, &rest);
    begins_again && said.is_some() && says_nothing_new(layout, said.as_deref(), &one)
}
