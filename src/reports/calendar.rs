//! The calendar of what is still to come: deadlines, milestones, the ends of phases and days of
//! duty. Made of what the checks know; the same data and day give the same events.

use serde_json::{Map, Value as Json};

use super::View;
use crate::checks::{self, Finding, codes, duties};
use crate::error::Result;
use crate::model::document::Report;
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
        made_on: day,
        report: report(&events, lang),
        events,
    })
}

fn deadline(finding: &Finding, lang: Lang) -> Occasion {
    let (label, subject) = (finding.code.label.get(lang), finding.subject.get(lang));
    Occasion {
        key: finding.key(),
        day: finding.term.due,
        title: format!("{label}{}{subject}", lang.pick("：", ": ")),
        text: finding.message(lang),
    }
}

fn report(events: &[Occasion], lang: Lang) -> Report {
    let heads = [
        text("日期", "Day"),
        text("事项", "What"),
        text("说明", "Remarks"),
    ];
    let rows = events.iter().map(|event| {
        vec![
            event.day.to_string(),
            event.title.clone(),
            event.text.clone(),
        ]
    });
    let object = |event: &Occasion| {
        Map::from_iter([
            ("day".to_owned(), Json::from(event.day.to_string())),
            ("key".to_owned(), Json::from(event.key.as_str())),
            ("title".to_owned(), Json::from(event.title.as_str())),
            ("text".to_owned(), Json::from(event.text.as_str())),
        ])
    };
    Report::of_objects(
        heads.map(|head| head.get(lang).to_owned()).to_vec(),
        rows.collect(),
        events.iter().map(object).collect(),
    )
}
