//! Taking over from the file of an earlier campaign what goes on in a new one: the roster, and what
//! is in force or unfinished. Records keep their identity, by which offices that do so each for itself
//! speak of one; their refs are new, since a campaign numbers its records anew.

use std::collections::HashSet;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::Context;
use crate::error::{Refusal, Result, Said};
use crate::kinds::{self, KINDS};
use crate::model::campaign::Campaign;
use crate::model::kind::{Carry, Field, Kind, LATE, LOGGED_ON, REF, Shape, Unfinished, VOID};
use crate::model::plan::Plan;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::store::{Filter, Store, Writing};
use crate::text::{Lang, Text, Words, text};

/// Why an unfinished promise is put off, where the old file says nothing of it.
const REASON: Text = text(
    "上次活动未办结，结转继续办理",
    "Unfinished in the campaign before, and carried over",
);

/// What is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Roster,
    Rest,
    Both,
}

impl Extent {
    fn has(self, carry: &Carry) -> bool {
        match self {
            Self::Both => true,
            Self::Rest => !carry.of_roster,
            Self::Roster => carry.of_roster,
        }
    }
}

/// A new file, into which something is taken over.
pub(crate) struct Target<'a> {
    pub(crate) context: &'a Context,
    pub(crate) store: &'a Store,
    pub(crate) plan: &'a Plan,
    /// The code of its office.
    pub(crate) code: &'a str,
    /// The clock's day, on which all is entered.
    pub(crate) logged_on: NaiveDate,
}

/// What was taken over.
#[derive(Debug)]
pub(crate) struct Carried {
    file: PathBuf,
    /// Of each kind how many.
    counts: Vec<(&'static Kind, usize)>,
    /// The refs of what is due on the campaign's last day, since the old file names no later one.
    undated: Vec<String>,
    /// The option by which that is corrected, with its kind.
    correcting: Option<(&'static Kind, &'static Field)>,
    closes: NaiveDate,
}

/// Takes over what goes on of an earlier campaign.
///
/// # Errors
/// If the file cannot be read, or is of the same campaign.
pub(crate) fn carry(
    target: &Target,
    writing: &mut Writing,
    old: &Store,
    extent: Extent,
) -> Result<Carried> {
    let today = target.context.today;
    old.stand_on(Some(today))?;
    let year = year(old)?;
    let chosen = chosen(old, extent, today)?;
    let known: HashSet<RecordId> = chosen.iter().map(|record| record.id).collect();
    let mut carried = Carried {
        file: old.path().to_owned(),
        counts: Vec::new(),
        undated: Vec::new(),
        correcting: None,
        closes: target.plan.closes,
    };
    for mut record in chosen {
        let kind = record.kind;
        if target.store.known(kind, record.id)?.is_some() {
            continue;
        }
        let reference = writing.next_ref(target.code, kind)?;
        if let Some(unfinished) = kind
            .carry
            .as_ref()
            .and_then(|carry| carry.unfinished.as_ref())
        {
            let old_ref = format!("{}({year})", record.ref_text());
            record.set(unfinished.old_ref, Some(Value::Text(old_ref)));
            if put_off(&mut record, unfinished, target) {
                carried.undated.push(reference.clone());
                carried.correcting = Some((kind, unfinished.new_day));
            }
        }
        record.set(&REF, Some(Value::Text(reference)));
        record.set(&LOGGED_ON, Some(Value::Day(target.logged_on)));
        writing.change(kind, record.id, &fields(record, &known))?;
        match carried.counts.iter_mut().find(|(one, _)| one.id == kind.id) {
            Some((_, count)) => *count += 1,
            None => carried.counts.push((kind, 1)),
        }
    }
    Ok(carried)
}

/// Lists what goes on, and what that names, in the order of the kinds.
fn chosen(old: &Store, extent: Extent, today: NaiveDate) -> Result<Vec<Record>> {
    let mut chosen = Vec::new();
    for kind in KINDS {
        let Some(carry) = kind.carry.as_ref().filter(|carry| extent.has(carry)) else {
            continue;
        };
        let mut records = old.list(kind, &Filter::default())?;
        records.retain(|record| goes_on(record, carry, today));
        chosen.append(&mut records);
    }
    let mut known: HashSet<RecordId> = chosen.iter().map(|record| record.id).collect();
    let mut at = 0;
    while at < chosen.len() {
        for (kind, id) in named(&chosen[at]) {
            let is_whole = kind
                .carry
                .as_ref()
                .is_some_and(|carry| carry.unfinished.is_none());
            if is_whole
                && let Some(record) = old.get(kind, id)?
                && !record.is_void()
                && known.insert(id)
            {
                chosen.push(record);
            }
        }
        at += 1;
    }
    chosen.sort_by_key(|record| KINDS.iter().position(|kind| kind.id == record.kind.id));
    Ok(chosen)
}

fn goes_on(record: &Record, carry: &Carry, today: NaiveDate) -> bool {
    let is_over = carry
        .until
        .and_then(|until| record.day(until))
        .is_some_and(|until| until < today);
    !is_over && (carry.unfinished.is_none() || record.is_open(today))
}

/// Lists the records that a record names, each with the kinds of which it may be.
fn named(record: &Record) -> Vec<(&'static Kind, RecordId)> {
    let mut named = Vec::new();
    for (field, value) in record.kind.all_fields().zip(&record.values) {
        if let (Shape::Reference(targets), Some(value)) = (field.shape, value) {
            let ids: Vec<RecordId> = value.references().collect();
            let targets = targets.iter().filter_map(|id| kinds::find(id));
            named.extend(targets.flat_map(|kind| ids.iter().map(move |id| (kind, *id))));
        }
    }
    named
}

/// Puts off what was promised; tells whether its new day had to be the campaign's last.
fn put_off(record: &mut Record, unfinished: &Unfinished, target: &Target) -> bool {
    if record.day(unfinished.promised_on).is_none() {
        return false;
    }
    let context = target.context;
    let mut earliest = target.plan.opens;
    if record.value(unfinished.put_off_on).is_none() {
        earliest = earliest.max(context.today);
        record.set(unfinished.put_off_on, Some(Value::Day(context.today)));
        let reason = REASON.get(context.lang).to_owned();
        record.set(unfinished.reason, Some(Value::Text(reason)));
    }
    let days = [unfinished.new_day, unfinished.first_day].map(|field| record.day(field));
    let told = days.into_iter().flatten().find(|day| *day >= earliest);
    record.set(
        unfinished.new_day,
        Some(Value::Day(told.unwrap_or(target.plan.closes))),
    );
    told.is_none()
}

/// Returns what is written of a record: nothing that is read off others, and no names of records that
/// do not go on.
fn fields(record: Record, known: &HashSet<RecordId>) -> Vec<(&'static Field, Option<Value>)> {
    let kind = record.kind;
    let is_kept = |field: &Field| {
        ![&LATE, &VOID].iter().any(|one| one.id == field.id) && !kind.is_computed(field)
    };
    let said = kind.all_fields().zip(record.values);
    let said = said.filter(|(field, _)| is_kept(field));
    let said = said.map(|(field, value)| (field, value.and_then(|value| naming(value, known))));
    said.filter(|(_, value)| value.is_some()).collect()
}

fn naming(value: Value, known: &HashSet<RecordId>) -> Option<Value> {
    match value {
        Value::Reference(id) => known.contains(&id).then_some(Value::Reference(id)),
        Value::List(items) => {
            let items: Vec<Value> = items
                .into_iter()
                .filter_map(|item| naming(item, known))
                .collect();
            (!items.is_empty()).then_some(Value::List(items))
        }
        other => Some(other),
    }
}

/// Returns the year of a file's campaign.
fn year(old: &Store) -> Result<i32> {
    Ok(old.campaign()?.map_or(0, |campaign| campaign.year()))
}

/// Refuses the file of the campaign for which a new one is made.
///
/// # Errors
/// If it is one.
pub(crate) fn check_other(old: &Store, new: Option<&Campaign>) -> Result<()> {
    match old.campaign()?.zip(new) {
        Some((old_one, new)) if old_one.is(new) => {
            let file = old.path().to_owned();
            let next = year(old)? + 1;
            Err(SameCampaign {
                campaign: old_one,
                file,
                next,
            }
            .into())
        }
        _ => Ok(()),
    }
}

/// A file of the very campaign for which another is made.
#[derive(Debug)]
struct SameCampaign {
    campaign: Campaign,
    file: PathBuf,
    next: i32,
}

impl Refusal for SameCampaign {
    fn said(&self, lang: Lang) -> Said {
        let (file, campaign, next) = (self.file.display(), self.campaign.words(lang), self.next);
        Said::new("same-campaign", lang.pick(
            (
                format!("{file} 就是本次活动{campaign}的文件"),
                format!("同一活动请用 init --from；新活动的方案请用 --plan 给出，可由 huiyin plan shift {next} -o plan-{next}.json 生成"),
            ),
            (
                format!("{file} is a file of this very campaign, {campaign}"),
                format!("use init --from for the same campaign; name a new one's plan with --plan, such as huiyin plan shift {next} -o plan-{next}.json makes"),
            ),
        ))
        .with(file.to_string())
    }
}

impl Words for Carried {
    fn words(&self, lang: Lang) -> String {
        let (file, closes) = (self.file.display(), self.closes);
        let counts: Vec<String> = self
            .counts
            .iter()
            .map(|(kind, count)| {
                let name = kind.name.get(lang);
                lang.pick(format!("{name}{count}"), format!("{count} of {name}"))
            })
            .collect();
        let mut words = if counts.is_empty() {
            lang.pick(
                format!("{file} 中没有可沿用的"),
                format!("Nothing goes on of {file}"),
            )
        } else {
            let counts = lang.join(&counts);
            lang.pick(
                format!("已从 {file} 沿用：{counts}"),
                format!("Taken over from {file}: {counts}"),
            )
        };
        if let (Some(first), Some((kind, field))) = (self.undated.first(), self.correcting) {
            let (refs, kind, flag) = (lang.join(&self.undated), kind.id, field.flag());
            words += &lang.pick(
                format!("；{refs} 原来没有更晚的期限，新期限暂记为活动最后一天（{closes}），请用 huiyin {kind} edit {first} --{flag} 日期 --reason 原因 改正"),
                format!("; {refs} had no later day, and are due on the campaign's last ({closes}): correct it with huiyin {kind} edit {first} --{flag} DAY --reason REASON"),
            );
        }
        words
    }
}
