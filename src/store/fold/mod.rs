//! From a record's changes to its values: which changes are heads, and where heads differ.
//!
//! A head of a field is a change that sets it and is not replaced by another change that sets it.
//! The clocks of the authors have no say in it; the greatest id only chooses which of several
//! differing heads is shown. Linear in the number of changes.

pub(super) mod answers;
pub(super) mod authority;
pub(super) mod entered;
pub(super) mod entries;
mod gate;
pub(super) mod joined;
mod member;
pub(super) mod project;
mod said;
mod trail;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value as Json;

use super::INIT;
use super::log::canonical::JsonKey;
use super::log::change::ChangeId;
use crate::model::kind::{Kind, LEAVE, LOGGED_ON, REF, State, Step, UNDONE, VOID};
use crate::model::value::RecordId;
use answers::Answers;
use authority::Written;
use trail::{Earlier, Entered};

/// Records whose rows are to be computed anew, each with its kind.
pub(crate) type Touched = BTreeSet<(&'static str, RecordId)>;

/// A change as folding reads it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: ChangeId,
    pub(crate) over: Vec<ChangeId>,
    /// By the position of the field; of fields that the kind knows. Where it was redacted, what remains.
    pub(crate) values: Vec<(usize, Json)>,
    pub(crate) origin: Origin,
    /// True if it was written to the record itself, and not to another that is one with it.
    pub(crate) own: bool,
    pub(crate) by: Written,
    /// False if it is a proposal.
    pub(crate) counts: bool,
    /// What alone of it is one.
    pub(crate) masked: Vec<(usize, Json)>,
}

/// Source of a change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// Making a file, of a kind of which that says only what holds until somebody sets it.
    Preset,
    Redo,
    Step(&'static Step),
    Undo,
    Other,
}

/// The fields of a kind, and which of them are decided together. A unit is one field, or a
/// declared group; each has a bit.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) kind: &'static Kind,
    pub(crate) fields: Vec<&'static str>,
    /// Per field, its unit.
    unit_of: Vec<usize>,
    /// Per unit, the positions of its fields.
    units: Vec<Vec<usize>>,
    /// Per unit, the states that have their day in it.
    stages: Vec<Vec<&'static State>>,
    pub(crate) reference: usize,
    logged: usize,
    pub(crate) void: usize,
}

type Mask = u64;

/// Most proposals of a record that a change of it answers: as many as anybody looks at.
const MOST_PROPOSED: usize = 1_000;

/// Folded state of one record.
#[derive(Debug)]
pub(crate) struct Folded {
    /// Per field, the value as in the log.
    pub(crate) values: Vec<Option<Json>>,
    /// Per undecided unit, its first field and the heads that differ.
    pub(crate) conflicts: Vec<(&'static str, Vec<ChangeId>)>,
    /// Refs that were given to it beside the one in `values`.
    pub(crate) aliases: Vec<String>,
    /// Names that it had before, each with the first change that gave it, in the order of these.
    pub(crate) former: Vec<(String, ChangeId)>,
    /// Values of before a step set a field again, in the order of the steps.
    pub(crate) earlier: Vec<Earlier>,
    /// Days of steps that were entered on another day.
    pub(crate) entered: Vec<Entered>,
    /// Per unit.
    heads: Vec<Vec<ChangeId>>,
    /// Per unit, the proposals.
    proposed: Vec<Vec<ChangeId>>,
    /// The first change of the record itself, and the last of all.
    pub(crate) first: ChangeId,
    pub(crate) newest: ChangeId,
}

impl Layout {
    /// Works out the units of a kind.
    pub(crate) fn of(kind: &'static Kind) -> Self {
        let fields: Vec<&'static str> = kind.all_fields().map(|field| field.id).collect();
        let position = |id: &str| fields.iter().position(|field| *field == id).unwrap_or(0);
        let mut unit_of = vec![0; fields.len()];
        let mut units: Vec<Vec<usize>> = Vec::new();
        for (at, field) in kind.all_fields().enumerate() {
            let group: Vec<usize> = kind
                .group_of(field)
                .iter()
                .map(|member| position(member.id))
                .collect();
            if group[0] == at {
                for member in &group {
                    unit_of[*member] = units.len();
                }
                units.push(group);
            }
        }
        let mut stages = vec![Vec::new(); units.len()];
        for stage in kind.states {
            if let Some(day) = stage.since.day() {
                stages[unit_of[position(day.id)]].push(stage);
            }
        }
        let [reference, logged, void] = [&REF, &LOGGED_ON, &VOID].map(|field| position(field.id));
        Self {
            kind,
            fields,
            unit_of,
            units,
            stages,
            reference,
            logged,
            void,
        }
    }

    /// Returns the position of a field.
    pub(crate) fn position(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|own| *own == field)
    }

    /// Reads the fields that a body sets, each by its position; of a body that is no object, none.
    pub(crate) fn values(&self, body: &str) -> Vec<(usize, Json)> {
        let mut reader = serde_json::Deserializer::from_str(body);
        reader.deserialize_map(Values(self)).unwrap_or_default()
    }

    /// Returns the positions of the fields that are decided together with a field.
    pub(crate) fn decided_with(&self, field: &str) -> &[usize] {
        self.position(field)
            .map_or(&[], |at| &self.units[self.unit_of[at]])
    }

    /// Returns the positions of the fields of a unit.
    pub(super) fn fields_of(&self, unit: usize) -> &[usize] {
        &self.units[unit]
    }

    /// Returns the states that have their day in a unit.
    pub(super) fn stages(&self, unit: usize) -> &[&'static State] {
        &self.stages[unit]
    }

    /// Tells by its verb what a change was made by, where that matters for its kind.
    pub(super) fn origin(&self, verb: &str) -> Origin {
        if self.kind.preset.is_some() && verb == INIT {
            return Origin::Preset;
        }
        match verb {
            "redo" => return Origin::Redo,
            "undo" => return Origin::Undo,
            _ => {}
        }
        if self.kind.states.is_empty() {
            return Origin::Other;
        }
        let own = verb
            .split_once(' ')
            .filter(|(kind, _)| *kind == self.kind.id);
        match own.and_then(|(_, verb)| self.kind.step(verb)) {
            Some(step) => Origin::Step(step),
            None if verb.split_once(' ').is_some_and(|(_, verb)| verb == LEAVE) => {
                let mut steps = self.kind.steps.iter();
                let passing = steps.find(|step| step.passes.is_some());
                passing.map_or(Origin::Other, Origin::Step)
            }
            None => Origin::Other,
        }
    }

    fn first_field(&self, unit: usize) -> &'static str {
        self.fields[self.units[unit][0]]
    }

    /// Folds those changes of one record that count, given in ascending order of their ids; `None` for
    /// none, or where they only answer a proposal to begin it.
    pub(crate) fn fold(&self, entries: &[Entry]) -> Option<Folded> {
        if !entries.iter().any(Entry::is_proposal) {
            return self.fold_all(entries);
        }
        let counting: Vec<Entry> = entries.iter().filter(|one| one.counts).cloned().collect();
        if !has_begun(entries) && counting.iter().all(|one| one.values.is_empty()) {
            return None;
        }
        let mut state = self.fold_all(&counting)?;
        self.add_proposed(&mut state, entries);
        Some(state)
    }

    /// Folds changes of one record that are proposals as if they counted.
    pub(crate) fn fold_proposed(&self, entries: &[Entry]) -> Option<Folded> {
        let proposed: Vec<Entry> = entries.iter().filter(|one| !one.counts).cloned().collect();
        let mut state = self.fold_all(&proposed)?;
        self.add_proposed(&mut state, entries);
        Some(state)
    }

    /// Tells whether a record waits as a whole: it began as a proposal, and nothing stands of it.
    pub(crate) fn is_whole(&self, entries: &[Entry], state: Option<&Folded>) -> bool {
        !has_begun(entries) && state.is_none_or(|state| state.is_nothing(self))
    }

    /// Adds the proposals, which what is written next replaces with the rest.
    fn add_proposed(&self, state: &mut Folded, entries: &[Entry]) {
        state.newest = entries.last().map_or(state.newest, |entry| entry.id);
        let answers = Answers::of(entries);
        let open = |one: &&Entry| {
            let is_own = |later: &Entry| later.by.writer == one.by.writer;
            one.is_proposal() && answers.is_open(self, one, is_own)
        };
        for entry in entries.iter().rev().filter(open).take(MOST_PROPOSED) {
            let set = if entry.counts {
                &entry.masked
            } else {
                &entry.values
            };
            for (field, _) in set {
                let proposed = &mut state.proposed[self.unit_of[*field]];
                if proposed.last() != Some(&entry.id) {
                    proposed.push(entry.id);
                }
            }
        }
    }

    fn fold_all(&self, entries: &[Entry]) -> Option<Folded> {
        let first = entries.iter().find(|entry| entry.own)?.id;
        let newest = entries.last()?.id;
        let mut state = Folded {
            values: vec![None; self.fields.len()],
            conflicts: Vec::new(),
            aliases: Vec::new(),
            former: Vec::new(),
            earlier: Vec::new(),
            entered: Vec::new(),
            heads: vec![Vec::new(); self.units.len()],
            proposed: vec![Vec::new(); self.units.len()],
            first,
            newest,
        };
        let heads = self.heads(entries);
        for (unit, heads) in heads.iter().enumerate() {
            self.resolve(&mut state, unit, heads);
        }
        self.resolve_states(&mut state, entries);
        self.resolve_ref(&mut state, entries);
        self.resolve_void(&mut state, &heads);
        state.former = self.former(&state, entries);
        Some(state)
    }

    /// Per unit, its heads in ascending order of their ids.
    fn heads<'e>(&self, entries: &'e [Entry]) -> Vec<Vec<&'e Entry>> {
        let mask = |entry: &Entry| -> Mask {
            let units = entry.values.iter().map(|(field, _)| self.unit_of[*field]);
            units.fold(0, |mask, unit| mask | 1 << unit)
        };
        let sets: Vec<Mask> = entries.iter().map(mask).collect();
        let mut live = sets.clone();
        for (entry, set) in entries.iter().zip(&sets) {
            for id in entry.over.iter().filter(|id| **id != entry.id) {
                if let Ok(at) = entries.binary_search_by(|other| other.id.cmp(id)) {
                    live[at] &= !set;
                }
            }
        }
        let mut heads = vec![Vec::new(); self.units.len()];
        for (entry, mut live) in entries.iter().zip(live) {
            while live != 0 {
                heads[live.trailing_zeros() as usize].push(entry);
                live &= live - 1;
            }
        }
        if self.kind.preset.is_some() {
            for heads in &mut heads {
                self.yield_presets(heads);
            }
        }
        heads
    }

    /// Leaves out of the heads what was written as files were made, where anybody set the field; where
    /// nobody did, leaves one: of the most trusted source, and of one source the earliest, so that a
    /// file that is made later takes nothing back.
    fn yield_presets(&self, heads: &mut Vec<&Entry>) {
        let is_preset = |head: &&Entry| matches!(head.origin, Origin::Preset);
        if !heads.iter().all(is_preset) {
            heads.retain(|head| !is_preset(head));
            return;
        }
        let trust = |head: &&Entry| {
            let preset = self.kind.preset?;
            let source = head.value(self.position(preset.source.id)?)?.as_str()?;
            preset.trust.iter().position(|known| *known == source)
        };
        // The last of several greatest is taken: reversed, the earliest.
        let stands = heads.iter().rev().copied().max_by_key(trust);
        *heads = stands.into_iter().collect();
    }

    fn resolve(&self, state: &mut Folded, unit: usize, heads: &[&Entry]) {
        let is_logged = unit == self.unit_of[self.logged];
        let logged = |head: &&&Entry| {
            head.value(self.logged)
                .and_then(Json::as_str)
                .map(str::to_owned)
        };
        // Of several days on which it was logged the earliest stands.
        let shown = if is_logged {
            heads
                .iter()
                .filter(|head| logged(head).is_some())
                .min_by_key(logged)
        } else {
            None
        };
        let Some(shown) = shown.or(heads.last()) else {
            return;
        };
        for field in &self.units[unit] {
            state.values[*field] = shown.value(*field).filter(|json| !json.is_null()).cloned();
        }
        let differs = |head: &&Entry| {
            self.units[unit]
                .iter()
                .any(|field| plain(head, *field) != plain(shown, *field))
        };
        state.heads[unit] = heads.iter().map(|head| head.id).collect();
        // A ref is given once; the earliest stands.
        let decided = is_logged || unit == self.unit_of[self.reference] || heads.len() == 1;
        if !decided && heads.iter().any(differs) {
            let undecided = (self.first_field(unit), state.heads[unit].clone());
            state.conflicts.push(undecided);
        }
    }

    /// Completes the days of states, and keeps what they said before. What an older program wrote of
    /// the status has then said all that it can.
    fn resolve_states(&self, state: &mut Folded, entries: &[Entry]) {
        if self.kind.states.is_empty() {
            return;
        }
        for unit in 0..self.units.len() {
            let shown = state.heads[unit].last().copied();
            let Some(trail) = shown.and_then(|shown| trail::trace(self, entries, unit, shown))
            else {
                continue;
            };
            for (field, value) in trail.values {
                state.values[field] = Some(value).filter(|value| !value.is_null());
            }
            state.earlier.extend(trail.earlier);
            state.entered.extend(trail.entered);
        }
        let status = self.kind.status.and_then(|status| self.position(status.id));
        if let Some(status) = status {
            state.values[status] = None;
        }
    }

    fn resolve_ref(&self, state: &mut Folded, entries: &[Entry]) {
        let mut given = entries
            .iter()
            .filter_map(|entry| entry.value(self.reference))
            .filter(|given| !given.is_null());
        let Some(first) = given.next() else {
            return;
        };
        let others = given.filter(|other| *other != first);
        let mut aliases: Vec<String> = others
            .filter_map(|other| other.as_str().map(str::to_owned))
            .collect();
        aliases.sort_unstable();
        aliases.dedup();
        state.aliases = aliases;
        state.values[self.reference] = Some(first.clone());
    }

    /// Returns the names of before, of a record that is known by its name.
    fn former(&self, state: &Folded, entries: &[Entry]) -> Vec<(String, ChangeId)> {
        let named = self.kind.title.filter(|_| self.kind.named);
        let Some(title) = named.and_then(|title| self.position(title.id)) else {
            return Vec::new();
        };
        let shown = state.values[title].as_ref().and_then(Json::as_str);
        let mut known: HashSet<&str> = shown.into_iter().collect();
        let mut former = Vec::new();
        for entry in entries {
            if let Some(Json::String(name)) = entry.value(title)
                && known.insert(name)
            {
                former.push((name.clone(), entry.id));
            }
        }
        former
    }

    /// A void beside an edit that neither had seen is a conflict of `void`. Edits that say the same
    /// count as one, and an author who had nothing of the record knows that nothing is in a field:
    /// else a voided record that was exported and imported elsewhere would be in conflict with
    /// itself.
    fn resolve_void(&self, state: &mut Folded, heads: &[Vec<&Entry>]) {
        let undecided = state.conflicts.iter().any(|(field, _)| *field == VOID.id);
        if undecided || state.values[self.void].is_none() {
            return;
        }
        let voids = Voids::of(&heads[self.unit_of[self.void]]);
        let others = [self.unit_of[self.void], self.unit_of[self.reference]];
        let edits = heads
            .iter()
            .enumerate()
            .filter(|(unit, _)| !others.contains(unit));
        let mut rivals: Vec<ChangeId> = Vec::new();
        for (unit, heads) in edits {
            for alike in self.grouped(unit, heads) {
                let is_empty = self.units[unit]
                    .iter()
                    .all(|field| plain(alike[0], *field).is_null());
                if !voids.all_know(&alike, is_empty) {
                    rivals.extend(alike.iter().map(|head| head.id));
                }
            }
        }
        if rivals.is_empty() {
            return;
        }
        rivals.extend(voids.places.keys());
        rivals.sort_unstable();
        rivals.dedup();
        state.conflicts.push((VOID.id, rivals));
    }

    /// Groups the heads of a unit by their values.
    fn grouped<'e>(&self, unit: usize, heads: &[&'e Entry]) -> Vec<Vec<&'e Entry>> {
        let mut groups: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
        for head in heads {
            let said: Json = self.units[unit]
                .iter()
                .map(|field| plain(head, *field))
                .collect();
            groups.entry(said.to_string()).or_default().push(head);
        }
        groups.into_values().collect()
    }
}

/// Tells whether the change counts with which a record began.
fn has_begun(entries: &[Entry]) -> bool {
    let first = entries.iter().find(|entry| entry.own);
    first.is_some_and(|first| first.counts)
}

/// Returns what a change says of a field; null where it says nothing.
fn plain(entry: &Entry, field: usize) -> Json {
    entry.value(field).cloned().unwrap_or_default()
}

/// The heads of `void`, and what their authors had seen: looked up by change, so that many voids
/// beside many edits are no long work.
struct Voids {
    /// Position of each void.
    places: HashMap<ChangeId, usize>,
    /// Per change, the voids that replace it.
    seen_by: HashMap<ChangeId, Vec<usize>>,
    /// The voids whose authors had nothing of the record.
    first: Vec<usize>,
}

impl Voids {
    fn of(voids: &[&Entry]) -> Self {
        let mut seen_by: HashMap<ChangeId, Vec<usize>> = HashMap::new();
        for (at, void) in voids.iter().enumerate() {
            for id in &void.over {
                seen_by.entry(*id).or_default().push(at);
            }
        }
        let places = voids.iter().enumerate();
        let first = places.clone().filter(|(_, void)| void.over.is_empty());
        Self {
            first: first.map(|(at, _)| at).collect(),
            places: places.map(|(at, void)| (void.id, at)).collect(),
            seen_by,
        }
    }

    /// Tells whether every void knew, or was known to, one of these edits that say the same.
    fn all_know(&self, edits: &[&Entry], is_empty: bool) -> bool {
        let mut knowing: HashSet<usize> = HashSet::new();
        for edit in edits {
            let over = edit.over.iter().chain([&edit.id]);
            knowing.extend(over.filter_map(|id| self.places.get(id)));
            knowing.extend(self.seen_by.get(&edit.id).into_iter().flatten());
        }
        if is_empty {
            knowing.extend(&self.first);
        }
        knowing.len() == self.places.len()
    }
}

/// Reads a body field by field; those that the kind does not know are passed over.
struct Values<'l>(&'l Layout);

impl<'de> Visitor<'de> for Values<'_> {
    type Value = Vec<(usize, Json)>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::with_capacity(fields.size_hint().unwrap_or_default());
        while let Some(JsonKey(key)) = fields.next_key()? {
            match self.0.position(&key) {
                Some(field) => values.push((field, fields.next_value()?)),
                None => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        Ok(values)
    }
}

impl Entry {
    /// One that says nothing, of nobody.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self {
        id: ChangeId([0; 24]),
        over: Vec::new(),
        values: Vec::new(),
        origin: Origin::Other,
        own: true,
        by: Written {
            record: RecordId([0; 16]),
            writer: [0; 16],
            wprev: None,
            command: [0; 16],
        },
        counts: true,
        masked: Vec::new(),
    };

    /// Tells whether it waits for whoever decides, if only in part, or once did.
    pub(crate) fn is_proposal(&self) -> bool {
        !self.counts || !self.masked.is_empty()
    }

    /// Tells whether it took something back, or brought it back.
    pub(crate) fn turns(&self) -> bool {
        matches!(self.origin, Origin::Redo | Origin::Undo)
    }

    /// Tells whether it replaces another.
    pub(crate) fn is_over(&self, id: ChangeId) -> bool {
        self.over.binary_search(&id).is_ok()
    }

    /// Returns what it sets a field to.
    pub(crate) fn value(&self, field: usize) -> Option<&Json> {
        let set = self.values.iter().find(|(own, _)| *own == field);
        set.map(|(_, json)| json)
    }

    /// Returns what it sets of these fields, by their names.
    pub(crate) fn body(&self, layout: &Layout, fields: &[usize]) -> BTreeMap<String, Json> {
        let set = self.values.iter().filter(|(own, _)| fields.contains(own));
        set.map(|(field, json)| (layout.fields[*field].to_owned(), json.clone()))
            .collect()
    }
}

impl Folded {
    /// Tells whether a change is an edit with which a voiding is in conflict.
    pub(crate) fn is_rival(&self, id: ChangeId) -> bool {
        let of_void = self.conflicts.iter().filter(|(field, _)| *field == VOID.id);
        of_void.flat_map(|(_, heads)| heads).any(|head| *head == id)
    }

    /// Tells whether nothing stands of the record: it was taken back, or says nothing.
    fn is_nothing(&self, layout: &Layout) -> bool {
        self.is_undone(layout) || self.values.iter().all(Option::is_none)
    }

    /// Tells whether the record was taken back.
    fn is_undone(&self, layout: &Layout) -> bool {
        let void = self.values[layout.void].as_ref().and_then(Json::as_str);
        void == Some(UNDONE)
    }

    /// Returns every change that is proposed of the record.
    pub(crate) fn proposed(&self) -> impl Iterator<Item = ChangeId> {
        self.proposed.iter().flatten().copied()
    }

    /// Returns the fields of the unit that has most heads, and these.
    pub(crate) fn most_heads<'a>(
        &'a self,
        layout: &'a Layout,
    ) -> Option<(&'a [usize], &'a [ChangeId])> {
        let units = self.heads.iter().zip(&layout.units);
        let most = units.max_by_key(|(heads, _)| heads.len());
        most.map(|(heads, fields)| (&fields[..], &heads[..]))
    }

    /// Returns the changes that a new change to these fields replaces: their heads, what is proposed of
    /// them, and the heads of `void`; a change of `void` itself replaces every head, and answers of
    /// what is proposed only what it decides.
    pub(crate) fn over(&self, layout: &Layout, fields: &[usize]) -> Vec<ChangeId> {
        let void = layout.unit_of[layout.void];
        let mut touched: Vec<usize> = fields.iter().map(|field| layout.unit_of[*field]).collect();
        let proposed = touched.iter().flat_map(|unit| &self.proposed[*unit]);
        let mut over: Vec<ChangeId> = proposed.copied().collect();
        if touched.contains(&void) {
            touched = (0..layout.units.len()).collect();
        }
        touched.push(void);
        let heads = touched.iter().flat_map(|unit| &self.heads[*unit]);
        over.extend(heads);
        over.sort_unstable();
        over.dedup();
        over
    }
}
