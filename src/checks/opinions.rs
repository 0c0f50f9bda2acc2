//! Opinions: who was asked first (requirement 26), the reply and the outcome (35), and days that
//! were promised (27).

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::case::Case;
use super::codes;
use super::days::after;
use super::finding::{Entry, Finding};
use super::rows;
use super::term::{Deed, Term, Why, lasting};
use crate::error::Result;
use crate::model::plan::{LateEntry, Wording};
use crate::model::value::RecordId;
use crate::store::Cells;

/// One that was adopted into a pledge which is withdrawn by now had been settled before.
const OPINIONS: &str = "select o.record, o.ref, o.topic, o.unit, o.date, o.logged_on, o.due, o.replied_on,
    coalesce(o.outcome, a.outcome) as outcome, coalesce(o.finished_on, a.finished_on) as settled_on, o.next_due,
    p.record is not null as adopted, p.void is not null as pledge_void, p.withdrawn_on,
    o.first_asked, o.handed_to, o.returned_on, r.change as replied_on_said, s.change as settled_on_said
    from opinion as o
    left join main.opinion as a on a.record = o.record and a.pledge = o.pledge and a.outcome = 'adopted'
    left join pledge as p on p.record = a.pledge
    left join entered as r on r.record = o.record and r.kind = 'opinion' and r.field = 'replied_on'
        and r.since = o.replied_on
    left join entered as s on s.record = o.record and s.kind = 'opinion' and s.field = 'finished_on'
        and s.since = coalesce(o.finished_on, a.finished_on)
    where o.void is null and o.date <= ?1 and (?2 or (IN_ORDER) is not true)
    order by o.office, o.number, o.copy, o.record";

/// Every opinion of which all terms were met in time, as the row alone tells, on the day and by whatever
/// rules: replied to within `?3` days and settled once within `?4`, each entered on its day where `?5` that
/// may count.
const IN_ORDER: &str = "o.first_asked is not null
    and o.replied_on <= coalesce(o.due, date(o.date, ?3))
    and o.outcome not in ('continuing', 'adopted') and o.finished_on <= date(o.date, ?4)
    and not (?5 and exists (select 1 from entered as e where e.record = o.record and e.kind = 'opinion'))
    and not exists (select 1 from dated as d where d.record = o.record and d.kind = 'opinion')";

/// Outcomes told before a later step set another.
const EARLIER: &str = "select d.record, d.since as settled_on, d.value as outcome, n.value as next_due,
    s.change as settled_on_said,
    p.record is not null as adopted, p.void is not null as pledge_void, p.withdrawn_on
    from dated as d
    left join dated as n on n.record = d.record and n.kind = d.kind and n.field = 'next_due' and n.since = d.since
    left join dated as l on l.record = d.record and l.kind = d.kind and l.field = 'pledge' and l.since = d.since
    left join main.pledge as p on p.record = l.value and d.value = 'adopted'
    left join entered as s on s.record = d.record and s.kind = d.kind and s.field = 'finished_on' and s.since = d.since
    where d.kind = 'opinion' and d.field = 'outcome' and d.since <= ?1 and d.value is not null
    order by d.record, d.since";

/// An outcome that was told on a day.
#[derive(Clone)]
struct ToldOutcome {
    told: Deed,
    continuing: bool,
    next_due: Option<NaiveDate>,
    /// True if it was adopted into a pledge that is void.
    voided: bool,
    /// Day on which the pledge into which it was adopted was withdrawn.
    withdrawn: Option<NaiveDate>,
}

impl ToldOutcome {
    /// Reads what was told by a day; `None` where nothing was.
    fn read(case: &Case, row: &Cells) -> rusqlite::Result<Option<Self>> {
        let day = case.day;
        let told = rows::step(
            case.store,
            row,
            "opinion",
            ("settled_on", "settled_on_said"),
        )?;
        let Some(told) = told.filter(|told| told.day <= day) else {
            return Ok(None);
        };
        let adopted: bool = row.get("adopted")?;
        Ok(Some(Self {
            told,
            continuing: rows::str(row, "outcome")? == "continuing",
            next_due: rows::day(row, "next_due")?,
            voided: adopted && row.get("pledge_void")?,
            withdrawn: rows::day(row, "withdrawn_on")?.filter(|on| *on <= day),
        }))
    }

    /// Tells whether it was an outcome at all: not by a pledge that is void, or was withdrawn as it was
    /// made.
    fn counts(&self) -> bool {
        !self.voided && self.withdrawn.is_none_or(|on| on > self.told.day)
    }
}

/// An opinion as far as its days go.
struct Opinion {
    /// Its ref and topic, once a finding names them.
    entry: OnceCell<Rc<Entry>>,
    date: NaiveDate,
    owner: Option<RecordId>,
    unit: Option<RecordId>,
}

impl Opinion {
    /// Says in a finding which opinion it is about.
    fn fill(&self, case: &Case, row: &Cells, finding: Finding) -> Finding {
        Finding {
            unit: case.roster.unit_named(self.unit),
            person: case.roster.person_named(self.owner),
            entry: Some(Rc::clone(self.entry.get_or_init(|| {
                let text = |column| rows::str(row, column).unwrap_or_default();
                Entry::new(text("ref"), text("topic"))
            }))),
            ..finding
        }
    }
}

/// Checks every opinion that was received by the day. It belongs to its unit, and is asked of whoever
/// owns it then: those to whom it was handed over, else the first person asked.
///
/// A reply is due on the day that the opinion names, or so many days after it came; an outcome so
/// many days after it came.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let store = case.store;
    let mut earlier: HashMap<RecordId, Vec<ToldOutcome>> = HashMap::new();
    store.rows(EARLIER, &[&case.day.to_string()], |row| {
        let record = RecordId(row.get("record")?);
        let outcome = ToldOutcome::read(case, row)?;
        earlier.entry(record).or_default().extend(outcome);
        Ok(())
    })?;
    let within = |limit| format!("{} days", case.plan.least(limit));
    let reply = within(|limits| limits.reply_days);
    let result = within(|limits| limits.result_days);
    let late = case.plan.ever(|rules| rules.late_entry == LateEntry::Late);
    let all = case.wants_what_is_in_order();
    let sql = OPINIONS.replace("IN_ORDER", IN_ORDER);
    store.rows(
        &sql,
        &[&case.day.to_string(), &all, &reply, &result, &late],
        |row| {
            let Some(date) = rows::day(row, "date")? else {
                return Ok(());
            };
            let owner = rows::id(row, "handed_to")?.or(rows::id(row, "first_asked")?);
            let of_owner = owner.and_then(|owner| case.roster.unit_of(owner, case.day));
            let opinion = Opinion {
                entry: OnceCell::new(),
                date,
                owner,
                unit: rows::id(row, "unit")?.or(of_owner),
            };
            let promised = rows::day(row, "due")?;
            let due = promised.unwrap_or(after(date, case.plan.on(date).limits.reply_days));
            let replied = rows::step(
                case.store,
                row,
                "opinion",
                ("replied_on", "replied_on_said"),
            )?;
            let reply = Term::new(date, due).done_by(replied);
            let returned = rows::day(row, "returned_on")?;
            case.add(&codes::REPLY, reply.clone(), |case, finding| {
                let finding = opinion.fill(case, row, finding);
                match returned {
                    Some(on) => finding.saying(|one| one.detail = Some(sent_back(on))),
                    None => finding,
                }
            });
            let record = RecordId(row.get("record")?);
            let told = earlier.get(&record).map_or(&[][..], Vec::as_slice);
            for term in asked(case, row, &opinion, told)? {
                case.add(&codes::RESULT, term, |case, finding| {
                    opinion.fill(case, row, finding)
                });
            }
            if rows::id(row, "first_asked")?.is_none() {
                let term = Term::new(date, date);
                case.add(&codes::FIRST_ASKED, term, |case, finding| {
                    opinion.fill(case, row, finding)
                });
            }
            if promised.is_some() && is_broken(case, &reply) {
                case.add(&codes::PROMISE, reply, |case, finding| {
                    opinion.fill(case, row, finding).saying(|one| {
                        one.parameters = vec![("kind", Wording::from("opinion".to_owned()))];
                    })
                });
            }
            Ok(())
        },
    )?;
    Ok(())
}

/// Says that a reply was given and sent back to be done again.
fn sent_back(on: NaiveDate) -> Wording {
    Wording::both(
        format!("答复于{on}退回重办，尚未重新答复"),
        format!("its reply was sent back on {on}, and there is no other"),
    )
}

/// A promised day is a matter of its own only once it is broken.
fn is_broken(case: &Case, reply: &Term) -> bool {
    let reply = reply.clone().told_on(case.day);
    let last = reply.done.unwrap_or(case.read_on());
    last > reply.due
}

/// Returns the terms of its outcome. One that is continued, or adopted into a pledge that is withdrawn
/// later, is asked for again; that it was adopted into a pledge which is void counts for nothing.
fn asked(
    case: &Case,
    row: &Cells,
    opinion: &Opinion,
    earlier: &[ToldOutcome],
) -> rusqlite::Result<Vec<Term>> {
    let result = |day| after(day, case.plan.on(day).limits.result_days);
    let mut outcomes = earlier.to_vec();
    let last = ToldOutcome::read(case, row)?;
    if let Some(last) = last {
        // Told twice on a day, the last word stands.
        outcomes.retain(|one| one.told.day != last.told.day);
        outcomes.push(last);
    }
    let mut terms = Vec::new();
    let mut running = Some(Term::new(opinion.date, result(opinion.date)));
    for outcome in outcomes.into_iter().filter(ToldOutcome::counts) {
        let Some(term) = running.take() else {
            break;
        };
        let on = outcome.told.day;
        if outcome.continuing {
            terms.push(term.ended(Some(on), Why::Continued));
            let due = outcome.next_due.unwrap_or(result(on));
            running = Some(Term::new(on, due));
        } else {
            terms.push(term.done_by(Some(outcome.told)));
            running = outcome.withdrawn.map(|on| Term::new(on, result(on)));
        }
    }
    terms.extend(running);
    Ok(lasting(terms))
}
