//! The calendar of what is still to come: deadlines, milestones, the ends of phases and days of
//! duty. Made of what the checks know; the same data and day give the same events.

use sha2::Digest as _;

use super::{View, public, themes};
use crate::checks::duties::{self, Duty};
use crate::checks::{self, Finding};
use crate::error::Result;
use crate::model::columns::Columns;
use crate::model::page::{Agenda, Occasion};
use crate::model::personal::Known;
use crate::model::value::RecordId;
use crate::store::Store;
use crate::text::{Lang, text};

/// Whose days are told; all of them where neither is named.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Whose {
    /// Those of a unit, of what is below it and of its people.
    pub(crate) unit: Option<RecordId>,
    pub(crate) person: Option<RecordId>,
}

impl Whose {
    const fn is_of_all(self) -> bool {
        self.unit.is_none() && self.person.is_none()
    }

    fn of_findings(self, store: &Store, mut found: Vec<Finding>) -> Result<Vec<Finding>> {
        if let Some(unit) = self.unit {
            found.retain(checks::of_unit(store, unit)?);
        }
        if let Some(person) = self.person {
            found.retain(|one| one.person.as_ref().is_some_and(|named| named.id == person));
        }
        Ok(found)
    }

    /// Takes from each duty those of whom it is not.
    fn of_duties(self, store: &Store, mut duties: Vec<Duty>) -> Result<Vec<Duty>> {
        let within = self.unit.map(|unit| checks::within(store, unit));
        let within = within.transpose()?;
        for duty in &mut duties {
            let day = duty.day;
            duty.who.retain(|named| {
                let is_it = self.person.is_none_or(|person| named.id == person);
                is_it && within.as_ref().is_none_or(|within| within(named.id, day))
            });
        }
        duties.retain(|duty| !duty.who.is_empty());
        Ok(duties)
    }
}

/// Makes the calendar from a day on. It leaves the office, in many a phone: no household and nobody who raised
/// something is named in it.
pub(crate) fn calendar(view: &View, whose: Whose) -> Result<Agenda> {
    let View {
        store,
        plan,
        as_of: day,
        lang,
        ..
    } = *view;
    let mut events = Vec::new();
    let known = public::names(store)?;
    for finding in whose.of_findings(store, checks::ahead(store, plan, day)?)? {
        let open = !finding.is_settled() && finding.term.due >= day;
        let duty = duties::CODES.iter().any(|code| code.id == finding.code.id);
        // Days of duty come below, whole weeks ahead; what is behind has its deadline already.
        if open && !duty && !finding.is_of_pace() {
            events.push(deadline(&finding, &known, lang));
        }
    }
    let phases = plan.phases.iter().filter(|_| whose.is_of_all());
    for phase in phases.filter(|phase| phase.closes >= day) {
        let (number, name) = (phase.number, phase.name.get(lang));
        events.push(Occasion {
            key: format!("phase-{number}"),
            day: phase.closes,
            title: lang.pick(
                format!("第{number}阶段结束：{name}"),
                format!("Phase {number} ends: {name}"),
            ),
            text: format!("huiyin phase close {number}"),
        });
    }
    for duty in whose.of_duties(store, duties::coming(store, plan, day)?)? {
        let names: Vec<&str> = duty.who.iter().map(|named| named.name.as_str()).collect();
        let label = duty.code.label.get(lang);
        events.push(Occasion {
            key: format!("{}-{}", duty.code.id, duty.period),
            day: duty.day,
            title: format!("{label}{}{}", lang.pick("：", ": "), lang.join(&names)),
            text: duty.period,
        });
    }
    events.sort_by(|one, other| (one.day, &one.key).cmp(&(other.day, &other.key)));
    Ok(Agenda {
        title: plan.title.get(lang).to_owned(),
        campaign: campaign(view)?,
        made_on: day,
        warn_days: plan.on(day).limits.warn_ahead_days,
        report: columns(lang).report(&events),
        events,
    })
}

/// Makes a short name of the campaign's identity, so that events of two campaigns are never one.
pub(super) fn campaign(view: &View) -> Result<String> {
    let campaign = view.store.campaign()?;
    let words = campaign.map_or_else(String::new, |campaign| campaign.words(Lang::Zh));
    let digest = sha2::Sha256::digest(words);
    let bytes = digest[..6].iter().map(|byte| format!("{byte:02x}"));
    Ok(bytes.collect::<Vec<_>>().concat())
}

fn deadline(finding: &Finding, known: &Known, lang: Lang) -> Occasion {
    // Where it is told by whose it is, no household is named.
    let whom = finding.whom().map(|whom| whom.name.as_str());
    let whole = finding.subject(lang);
    let subject = match themes::title_of(finding, lang) {
        "" => whom.unwrap_or(whole),
        _ => whole,
    };
    let label = finding.code.label.get(lang);
    Occasion {
        key: finding.key(),
        day: finding.term.due,
        title: known.hidden(&format!("{label}{}{subject}", lang.pick("：", ": "))),
        text: known.hidden(&finding.message(lang)),
    }
}

fn columns(lang: Lang) -> Columns<Occasion> {
    Columns::<Occasion>::new(lang)
        .column("day", text("日期", "Day"), |event| event.day.to_string())
        .key("key", |event| event.key.clone())
        .column("title", text("事项", "What"), |event| event.title.clone())
        .column("text", text("说明", "Remarks"), |event| {
            event.text.clone()
        })
}
