//! 提醒: what each person responsible, and each leader in charge, has to see done in the next days, and
//! what is late. Its terms are those of the checks. It goes out by message: of households and of those who
//! raised something it names nothing but refs.

use std::collections::HashSet;
use std::rc::Rc;

use chrono::{Days, NaiveDate};
use serde_json::{Value as Json, json};

use super::calendar::campaign;
use super::{View, narrative, summary};
use crate::checks::codes::Code;
use crate::checks::duties::{self, Duty};
use crate::checks::{self, Finding, Light, Named};
use crate::error::Result;
use crate::kinds::KINDS;
use crate::model::document::{Block, Cell, Report, Table};
use crate::model::page::{Agenda, Occasion};
use crate::model::plan::Plan;
use crate::model::reference::Ref;
use crate::model::value::RecordId;
use crate::text::{Lang, Text, text};

/// Whose notices, and for how many days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request {
    /// Everybody's where it is nobody's.
    pub(crate) person: Option<RecordId>,
    /// What is due so many days from now is told, the last included; as the plan warns by default.
    pub(crate) days: Option<u32>,
}

/// What somebody is reminded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Whoever is to do it: a person, or a unit where no person is named.
    Responsible,
    /// The leader who has the unit in charge.
    Leader,
}

impl Role {
    const fn id(self) -> &'static str {
        match self {
            Self::Responsible => "responsible",
            Self::Leader => "leader",
        }
    }

    const fn label(self) -> Text {
        match self {
            Self::Responsible => text("承办", "to be done"),
            Self::Leader => text("分管", "in your charge"),
        }
    }
}

/// A notice to one person or unit.
struct Notice<'a> {
    role: Role,
    to: Rc<Named>,
    matters: Vec<&'a Matter>,
}

/// Something that is to be done by a day.
struct Matter {
    /// The same for the same thing, whenever it is told.
    key: String,
    code: &'static Code,
    reference: Option<String>,
    period: Option<String>,
    due: NaiveDate,
    unit: Option<Rc<Named>>,
    person: Option<Rc<Named>>,
}

impl Matter {
    fn of(finding: &Finding) -> Self {
        Self {
            key: finding.key(),
            code: finding.code,
            reference: finding.reference().map(str::to_owned),
            period: finding.period().map(str::to_owned),
            due: finding.term.due,
            unit: finding.unit.clone(),
            person: finding.person.clone(),
        }
    }

    /// Returns what one of several who share a day of duty is to do by the end of its period.
    fn of_duty(duty: &Duty, who: &Rc<Named>, plan: &Plan) -> Self {
        let is_unit = duty.is_of_units;
        Self {
            key: format!("{}/{}/{}", duty.code.id, who.reference, duty.period),
            code: duty.code,
            reference: None,
            period: Some(duty.period.clone()),
            due: duty.due.min(plan.closes),
            unit: is_unit.then(|| Rc::clone(who)),
            person: (!is_unit).then(|| Rc::clone(who)),
        }
    }

    /// Returns who is to do it: the person, else the unit.
    fn whom(&self) -> Option<&Named> {
        self.person.as_deref().or(self.unit.as_deref())
    }
}

/// Finds what can still be done and is late, or due by a day: also in weeks and months that have not
/// begun. That a pledge is behind its time has its deadline beside it.
fn matters(view: &View, until: NaiveDate) -> Result<Vec<Matter>> {
    let View {
        store,
        plan,
        as_of: day,
        ..
    } = *view;
    let found = checks::ahead(store, plan, day)?;
    let is_told = |one: &&Finding| {
        let is_open = !one.is_settled() && !one.is_met() && one.term.ended.is_none();
        let is_asked = one.light != Light::Notice && !one.is_of_pace();
        is_open && is_asked && one.term.due <= until
    };
    let mut matters: Vec<Matter> = found.iter().filter(is_told).map(Matter::of).collect();
    let known: HashSet<_> = found
        .iter()
        .map(|one| (one.code.id, one.whom().map(|whom| whom.id), one.period()))
        .collect();
    for duty in duties::coming(store, plan, day)? {
        for who in &duty.who {
            let own = (duty.code.id, Some(who.id), Some(duty.period.as_str()));
            let matter = Matter::of_duty(&duty, who, plan);
            if matter.due <= until && !known.contains(&own) {
                matters.push(matter);
            }
        }
    }
    matters.sort_by_key(|one| one.due);
    Ok(matters)
}

/// Makes the notices of a day.
pub(crate) fn notices(view: &View, request: Request) -> Result<Agenda> {
    let View {
        store,
        plan,
        as_of: day,
        lang,
        ..
    } = *view;
    let warned = plan.on(day).limits.warn_ahead_days;
    let days = request.days.map_or(warned, i64::from);
    let until = day + Days::new(u64::try_from(days).unwrap_or(0));
    let found = matters(view, until)?;
    let leader = checks::leaders(store, day)?;
    let mut notices: Vec<Notice> = Vec::new();
    for role in [Role::Responsible, Role::Leader] {
        for one in &found {
            let to = match role {
                Role::Responsible => one.person.clone().or_else(|| one.unit.clone()),
                Role::Leader => one.unit.as_ref().and_then(|unit| leader(unit.id)),
            };
            let Some(to) = to else { continue };
            let is_wanted = request.person.is_none_or(|person| person == to.id);
            // What is a leader's own is told once.
            let is_own =
                role == Role::Leader && one.person.as_ref().is_some_and(|own| own.id == to.id);
            if !is_wanted || is_own {
                continue;
            }
            let is_its = |notice: &&mut Notice| notice.role == role && notice.to.id == to.id;
            match notices.iter_mut().find(is_its) {
                Some(notice) => notice.matters.push(one),
                None => notices.push(Notice {
                    role,
                    to,
                    matters: vec![one],
                }),
            }
        }
    }
    let told: Vec<Json> = notices
        .iter()
        .map(|notice| notice.json(day, lang))
        .collect();
    let report = Report {
        blocks: blocks(&notices, day, until, lang),
        sheet: sheet(&told),
        json: json!({
            "as_of": day.to_string(), "days": days, "until": until.to_string(), "notices": told,
        }),
        ..Report::default()
    };
    Ok(Agenda {
        title: lang.pick("提醒", "Reminders").to_owned(),
        campaign: campaign(view)?,
        made_on: day,
        warn_days: warned,
        events: occasions(&notices, day, lang),
        report,
    })
}

/// Says what is to be done, by its check, its ref and its period alone.
fn matter(one: &Matter, lang: Lang) -> String {
    let label = one.code.label.get(lang);
    let parts = [one.reference.as_deref(), one.period.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    match &parts[..] {
        [] => label.to_owned(),
        some => format!("{label} {}", some.join(" ")),
    }
}

/// Says when it was due or will be.
fn when(one: &Matter, day: NaiveDate, lang: Lang) -> String {
    let due = one.due;
    let on = narrative::short(due, lang);
    match (due - day).num_days() {
        0 => lang.pick(format!("今天（{on}）到期"), format!("due today ({on})")),
        left @ 1.. => lang.pick(
            format!("{on}到期，还有{left}天"),
            format!("due {on}, {} left", days_of(left)),
        ),
        past => lang.pick(
            format!("{on}到期，已过{}天", -past),
            format!("was due {on}, {} past", days_of(-past)),
        ),
    }
}

fn days_of(days: i64) -> String {
    if days == 1 {
        "1 day".to_owned()
    } else {
        format!("{days} days")
    }
}

fn is_late(one: &Matter, day: NaiveDate) -> bool {
    one.due < day
}

/// Writes each notice as a message, on a page of its own where there are pages.
fn blocks(notices: &[Notice], day: NaiveDate, until: NaiveDate, lang: Lang) -> Vec<Block> {
    if notices.is_empty() {
        let (day, until) = (narrative::short(day, lang), narrative::short(until, lang));
        return vec![Block::Paragraph(lang.pick(
            format!("{day}至{until}没有到期的事项，也没有逾期未办的。"),
            format!("Nothing is due from {day} to {until}, and nothing is late."),
        ))];
    }
    let mut blocks = Vec::new();
    for notice in notices {
        if !blocks.is_empty() {
            blocks.push(Block::PageBreak);
        }
        let (name, role) = (&notice.to.name, notice.role.label().get(lang));
        blocks.push(Block::Heading(2, lang.remarked(name, role)));
        let late = notice
            .matters
            .iter()
            .filter(|one| is_late(one, day))
            .count();
        let soon = notice.matters.len() - late;
        let (on, by) = (summary::date(day, lang), narrative::short(until, lang));
        blocks.push(Block::Paragraph(match notice.role {
            Role::Responsible => lang.pick(
                format!("截至{on}，您承办的事项逾期未办{late}项，{by}前到期{soon}项，请抓紧办理："),
                format!("As of {on}, of what is yours to do {late} late, {soon} due by {by}:"),
            ),
            Role::Leader => lang.pick(
                format!("截至{on}，您分管的单位逾期未办{late}项，{by}前到期{soon}项，请督促："),
                format!("As of {on}, of what is in your charge {late} late, {soon} due by {by}:"),
            ),
        }));
        for (number, one) in (1..).zip(&notice.matters) {
            let light = if is_late(one, day) {
                lang.pick("逾期", "LATE")
            } else {
                lang.pick("临期", "DUE")
            };
            let (matter, when) = (matter(one, lang), when(one, day, lang));
            let whose = match (notice.role, one.whom()) {
                (Role::Leader, Some(whom)) => format!("{}{}", whom.name, lang.pick("：", ": ")),
                _ => String::new(),
            };
            let line = lang.pick(
                format!("【{light}】{whose}{matter}，{when}"),
                format!("[{light}] {whose}{matter}, {when}"),
            );
            blocks.push(Block::Numbered(number, line));
        }
    }
    blocks
}

impl Notice<'_> {
    fn json(&self, day: NaiveDate, lang: Lang) -> Json {
        let matter = |one: &&Matter| {
            let kind = one.reference.as_deref().and_then(kind_of);
            json!({
                "code": one.code.id, "label": one.code.label.get(lang), "ref": one.reference,
                "kind": kind, "period": one.period, "due": one.due.to_string(),
                "days": (one.due - day).num_days(), "late": is_late(one, day),
                "unit": one.unit.as_ref().map(|unit| &unit.reference),
                "person": one.person.as_ref().map(|person| &person.reference),
            })
        };
        json!({
            "role": self.role.id(), "to": self.to.reference, "to_name": self.to.name,
            "matters": self.matters.iter().map(matter).collect::<Json>(),
        })
    }
}

fn kind_of(reference: &str) -> Option<&'static str> {
    let letter = Ref::parse(reference, "")?.letter;
    let kind = KINDS.iter().find(|kind| kind.letter == Some(letter))?;
    Some(kind.id)
}

/// The keys of a matter, as CSV has them behind whom it is told.
const KEYS: [&str; 10] = [
    "code", "label", "ref", "kind", "period", "due", "days", "late", "unit", "person",
];

fn sheet(notices: &[Json]) -> Table {
    let own = ["role", "to", "to_name"];
    let mut table = Table::new::<Cell>(own.into_iter().chain(KEYS), []);
    for notice in notices {
        for matter in notice["matters"].as_array().into_iter().flatten() {
            let cells = own.iter().map(|key| notice[*key].clone());
            let cells = cells.chain(KEYS.iter().map(|key| matter[*key].clone()));
            table.push(cells.map(Cell::from).collect());
        }
    }
    table
}

/// Makes the events of a calendar, one for each matter; of what is late, today.
fn occasions(notices: &[Notice], day: NaiveDate, lang: Lang) -> Vec<Occasion> {
    let mut events: Vec<Occasion> = Vec::new();
    for (notice, one) in notices
        .iter()
        .flat_map(|notice| notice.matters.iter().map(move |one| (notice, one)))
    {
        let key = one.key.clone();
        if events.iter().any(|event| event.key == key) {
            continue;
        }
        let whom = one
            .whom()
            .map_or(notice.to.name.as_str(), |whom| &whom.name);
        events.push(Occasion {
            key,
            day: one.due.max(day),
            title: lang.remarked(matter(one, lang), whom),
            text: when(one, day, lang),
        });
    }
    events.sort_by(|one, other| (one.day, &one.key).cmp(&(other.day, &other.key)));
    events
}
