//! The calendar of what is still to come: deadlines, milestones, the ends of phases and days of
//! duty. Made of what the checks know; the same data and day give the same events.

use sha2::Digest as _;

use super::{View, themes};
use crate::checks::{self, Finding, codes, duties};
use crate::error::Result;
use crate::model::columns::Columns;
use crate::model::page::{Agenda, Occasion};
use crate::text::{Lang, text};

/// Makes the calendar from a day on.
pub(crate) fn calendar(view: &View) -> Result<Agenda> {
    let View {
        store,
        plan,
        as_of: day,
        lang,
        ..
    } = *view;
    let mut events = Vec::new();
    for finding in checks::ahead(store, plan, day)? {
        let open = !finding.is_settled() && finding.term.due >= day;
        let duty = duties::CODES.iter().any(|code| code.id == finding.code.id);
        // Days of duty come below, whole weeks ahead; what is behind has its deadline already.
        if open && !duty && finding.code.id != codes::PLEDGE_BEHIND.id {
            events.push(deadline(&finding, lang));
        }
    }
    for phase in plan.phases.iter().filter(|phase| phase.closes >= day) {
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
    for duty in duties::coming(store, plan, day)? {
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
fn campaign(view: &View) -> Result<String> {
    let campaign = view.store.campaign()?;
    let words = campaign.map_or_else(String::new, |campaign| campaign.words(Lang::Zh));
    let digest = sha2::Sha256::digest(words);
    let bytes = digest[..6].iter().map(|byte| format!("{byte:02x}"));
    Ok(bytes.collect::<Vec<_>>().concat())
}

fn deadline(finding: &Finding, lang: Lang) -> Occasion {
    // Where it is told by whose it is, no household is named.
    let whom = finding.whom().map(|whom| whom.name.as_str());
    let subject = match themes::title_of(finding, lang) {
        "" => whom.unwrap_or(finding.subject.get(lang)),
        title => title,
    };
    let label = finding.code.label.get(lang);
    Occasion {
        key: finding.key(),
        day: finding.term.due,
        title: format!("{label}{}{subject}", lang.pick("：", ": ")),
        text: finding.message(lang),
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
