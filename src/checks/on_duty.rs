//! Who is on duty on a day, by the roster that is announced, and who was and received nobody.

use chrono::NaiveDate;

use super::case::Case;
use super::codes;
use super::finding::{Entry, Finding};
use super::rows;
use super::term::{Deed, Term};
use crate::error::Result;
use crate::kinds::duty;
use crate::model::plan::Wording;
use crate::model::value::Value;
use crate::store::{Filter, Store};
use crate::text::Lang;

/// Says who is on duty on a day, each with how and where; nothing where nobody is.
pub(crate) fn on_duty(store: &Store, day: NaiveDate, lang: Lang) -> Result<Option<String>> {
    let mut filter = Filter::default();
    filter.equals(&duty::DATE, &Value::Day(day));
    let found = store.list(&duty::KIND, &filter)?;
    let names = store.names(&found)?;
    let told = found.iter().filter_map(|record| {
        let Some(Value::Reference(leader)) = record.value(&duty::LEADER) else {
            return None;
        };
        let name = names.get(leader).map(|(_, name)| name.as_str())?;
        let channel = record.text(&duty::CHANNEL);
        let channels = duty::CHANNEL.choices().iter();
        let channel = channels.filter(|choice| Some(choice.id) == channel);
        let how = channel.map(|choice| choice.label.get(lang));
        let how: Vec<&str> = how.chain(record.text(&duty::PLACE)).collect();
        Some(match &how[..] {
            [] => name.to_owned(),
            _ => lang.pick(
                format!("{name}（{}）", how.join("，")),
                format!("{name} ({})", how.join(", ")),
            ),
        })
    });
    let told: Vec<String> = told.collect();
    let told = (!told.is_empty()).then(|| lang.join(&told));
    Ok(told.map(|told| {
        lang.pick(
            format!("今日值班：{told}"),
            format!("On duty today: {told}"),
        )
    }))
}

/// Turns, each with the first reception that fills it.
const TURNS: &str = "select d.ref, d.date, d.leader, m.name, r.record as reception, r.logged_on
    from duty as d left join person as m on m.record = d.leader
    left join reception as r on r.record = (select k.record from reception as k
        where k.leader = d.leader and k.date = d.date and k.void is null
        and (d.channel is null or k.channel = d.channel) order by k.created, k.record limit 1)
    where d.void is null and d.date <= ?1
    order by d.date, d.office, d.number, d.copy, d.record";

/// Checks that whoever was on duty received the public on that day.
pub(super) fn missed(case: &mut Case) -> Result<()> {
    let store = case.store;
    store.rows(TURNS, &[&case.day.to_string()], |row| {
        let Some(day) = rows::day(row, "date")? else {
            return Ok(());
        };
        let entered = rows::day(row, "logged_on")?;
        let deed = rows::id(row, "reception")?.map(|record| Deed {
            kind: "reception",
            record,
            day,
            entered,
            until: None,
        });
        let leader = rows::id(row, "leader")?;
        let (reference, name) = (rows::text(row, "ref")?, rows::text(row, "name")?);
        let term = Term {
            lapses: Some(day),
            ..Term::new(day, day).done_by(deed)
        };
        case.add(&codes::DUTY_MISSED, term, |case, finding| {
            let unit = leader.and_then(|leader| case.roster.unit_of(leader, day));
            let finding = Finding {
                unit: case.roster.unit_named(unit),
                person: case.roster.person_named(leader),
                entry: Some(Entry::new(&reference, &name)),
                ..finding
            };
            finding.saying(|one| {
                one.subject = Some(Wording::from(format!("{name} {day}")));
                one.period = Some(day.to_string());
            })
        });
        Ok(())
    })?;
    Ok(())
}
