//! Pledges: what they state (requirement 32), when they are published, done (35) and told of (34),
//! whether they keep up with their time, and the two lists at the end (38).

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::case::Case;
use super::codes::{self, Code};
use super::days::after;
use super::finding::{Entry, Finding};
use super::rows;
use super::term::{Deed, Ended, Light, Term, Why, lasting, repeated};
use crate::error::Result;
use crate::model::plan::Wording;
use crate::model::value::RecordId;
use crate::store::Cells;
use crate::text::{Lang, Text, text};

impl Finding {
    /// Tells whether it says how a pledge keeps up with its time, which is no day that comes.
    pub(crate) fn is_of_pace(&self) -> bool {
        self.code.id == codes::PLEDGE_BEHIND.id
    }
}

const PLEDGES: &str =
    "select p.record, ref, title, unit, responsible, \"key\", pledged_on, published_on,
    continued_on, withdrawn_on, finished_on, deadline, new_deadline, percent,
    case when carried_from is not null then logged_on end as carried_on,
    content is null as no_content, deadline is null as no_deadline,
    measures is null as no_measures, responsible is null as no_responsible,
    a.change as published_on_said, c.change as continued_on_said, f.change as finished_on_said
    from pledge as p
    left join entered as a on a.record = p.record and a.kind = 'pledge' and a.field = 'published_on'
        and a.since = p.published_on
    left join entered as c on c.record = p.record and c.kind = 'pledge' and c.field = 'continued_on'
        and c.since = p.continued_on
    left join entered as f on f.record = p.record and f.kind = 'pledge' and f.field = 'finished_on'
        and f.since = p.finished_on
    where void is null and pledged_on <= ?1
    order by office, number, copy, p.record";
/// Until which day it was to go on, before a later step set another.
const CONTINUED: &str = "select d.record, d.since, d.value, e.change as since_said from dated as d
    left join entered as e on e.record = d.record and e.kind = d.kind and e.field = 'continued_on' and e.since = d.since
    where d.kind = 'pledge' and d.field = 'new_deadline' and d.since <= ?1 and d.value is not null
    order by d.record, d.since";
const PROGRESS: &str = "select record, pledge, date, logged_on from progress
    where void is null and date <= ?1 and pledge is not null
    order by pledge, date, office, number, copy, record";

/// The four things that a pledge states in public, with the columns that tell what it lacks.
const STATED: &[(&str, Text)] = &[
    ("no_content", text("实事内容", "content")),
    ("no_deadline", text("办理时限", "deadline")),
    ("no_measures", text("推进措施", "measures")),
    ("no_responsible", text("责任人", "responsible person")),
];

/// A pledge as it stands on the day of the case.
struct Pledge {
    /// Its ref and title, once a finding names them.
    entry: OnceCell<Rc<Entry>>,
    unit: Option<RecordId>,
    person: Option<RecordId>,
    record: RecordId,
    pledged: NaiveDate,
    published: Option<Deed>,
    deadline: Option<NaiveDate>,
    percent: i64,
    /// The first day on which this campaign asks something of one that was carried over into it.
    carried: Option<NaiveDate>,
    /// When it was said to go on, each with the new deadline.
    continued: Vec<(Deed, NaiveDate)>,
    withdrawn: Option<NaiveDate>,
    finished: Option<Deed>,
}

impl Pledge {
    fn read(
        case: &Case,
        row: &Cells,
        earlier: &EarlierDeadlines,
    ) -> rusqlite::Result<Option<Self>> {
        let Some(pledged) = rows::day(row, "pledged_on")? else {
            return Ok(None);
        };
        let step = |column, said| -> rusqlite::Result<Option<Deed>> {
            let step = rows::step(case.store, row, "pledge", (column, said))?;
            Ok(step.filter(|step| step.day <= case.day))
        };
        let responsible = rows::id(row, "responsible")?;
        let of_person = |id| case.roster.unit_of(id, case.day);
        let record = RecordId(row.get("record")?);
        let mut continued = earlier.get(&record).cloned().unwrap_or_default();
        if let Some(last) =
            step("continued_on", "continued_on_said")?.zip(rows::day(row, "new_deadline")?)
        {
            // Said twice on a day, the last word stands.
            continued.retain(|(on, _)| on.day != last.0.day);
            continued.push(last);
        }
        Ok(Some(Self {
            entry: OnceCell::new(),
            unit: rows::id(row, "unit")?.or(responsible.and_then(of_person)),
            person: responsible,
            record,
            pledged,
            published: step("published_on", "published_on_said")?,
            deadline: rows::day(row, "deadline")?,
            percent: row.get::<Option<i64>>("percent")?.unwrap_or(0),
            carried: rows::day(row, "carried_on")?.map(|on| on.max(case.plan.opens)),
            continued,
            withdrawn: rows::day(row, "withdrawn_on")?.filter(|day| *day <= case.day),
            finished: step("finished_on", "finished_on_said")?,
        }))
    }

    /// Returns from which day on something is asked that began on a day: an earlier campaign asked for
    /// what was due before it carried the pledge over.
    fn asked_from(&self, began: NaiveDate) -> NaiveDate {
        self.carried.map_or(began, |carried| carried.max(began))
    }

    /// Returns the terms of its completion: one for its first deadline, and one for each new one to which
    /// it goes on with leave.
    fn completion(&self, published: NaiveDate) -> Vec<Term> {
        let Some(deadline) = self.deadline else {
            return Vec::new();
        };
        let mut terms = Vec::new();
        let mut running = Term::new(published, deadline);
        for (on, new) in &self.continued {
            terms.push(running.ended(Some(on.day), Why::Continued));
            running = Term::new(on.day, *new);
        }
        let running = running.done_by(self.finished);
        terms.push(running.ended(self.withdrawn, Why::Withdrawn));
        for term in &mut terms {
            term.opened = self.asked_from(term.opened);
        }
        terms.retain(|term| term.due >= term.opened || self.carried.is_none());
        lasting(terms)
    }
}

/// The deadlines to which pledges went on before a later step set another.
type EarlierDeadlines = HashMap<RecordId, Vec<(Deed, NaiveDate)>>;

fn earlier(case: &Case) -> Result<EarlierDeadlines> {
    let mut earlier = EarlierDeadlines::new();
    case.store
        .rows(CONTINUED, &[&case.day.to_string()], |row| {
            let on = rows::step(case.store, row, "pledge", ("since", "since_said"))?;
            if let (Some(on), Some(new)) = (on, rows::day(row, "value")?) {
                let record = RecordId(row.get("record")?);
                earlier.entry(record).or_default().push((on, new));
            }
            Ok(())
        })?;
    Ok(earlier)
}

/// Checks every pledge that was made by the day.
pub(super) fn check(case: &mut Case) -> Result<()> {
    let store = case.store;
    let day = case.day.to_string();
    let mut told: HashMap<RecordId, Vec<Deed>> = HashMap::new();
    store.rows(PROGRESS, &[&day], |row| {
        let deed = rows::deed(row, "progress", "date")?;
        if let (Some(pledge), Some(deed)) = (rows::id(row, "pledge")?, deed) {
            told.entry(pledge).or_default().push(deed);
        }
        Ok(())
    })?;
    let earlier = earlier(case)?;
    store.rows(PLEDGES, &[&day], |row| {
        let Some(pledge) = Pledge::read(case, row, &earlier)? else {
            return Ok(());
        };
        publication(case, row, &pledge)?;
        if let Some(published) = pledge.published.map(|published| published.day) {
            let progress = told.get(&pledge.record).map_or(&[][..], Vec::as_slice);
            completion(case, row, &pledge, published);
            silence(case, row, &pledge, published, progress);
            lists(case, row, &pledge, published)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Checks that a pledge is published within so many days of being made; and before that, complete.
fn publication(case: &mut Case, row: &Cells, pledge: &Pledge) -> rusqlite::Result<()> {
    let asked = pledge.asked_from(pledge.pledged);
    let due = after(asked, case.plan.on(asked).limits.publish_days);
    let term = Term::new(asked, due)
        .done_by(pledge.published)
        .ended(pledge.withdrawn, Why::Withdrawn);
    add(case, row, pledge, &codes::PLEDGE_UNPUBLISHED, term);
    let mut lacks = Vec::new();
    for (column, name) in STATED {
        if row.get::<bool>(column)? {
            lacks.push(name);
        }
    }
    if lacks.is_empty() {
        return Ok(());
    }
    // What the public was told must be complete at once.
    let due = pledge.published.map_or(due, |published| published.day);
    let term = Term::new(asked.min(due), due).ended(pledge.withdrawn, Why::Withdrawn);
    let names = |lang| lacks.iter().map(|name| name.get(lang)).collect::<Vec<_>>();
    let (zh, en) = (Lang::Zh, Lang::En);
    let detail = Wording::both(
        format!("承诺要素不全，缺{}", zh.join(&names(zh))),
        format!("incomplete, without {}", en.join(&names(en))),
    );
    case.add(&codes::PLEDGE_INCOMPLETE, term, |case, finding| {
        let finding = pledge.fill(case, row, finding);
        finding.saying(|one| one.detail = Some(detail))
    });
    Ok(())
}

/// Checks that a pledge is done by its deadline, and on the way there not further behind than the
/// plan allows.
fn completion(case: &mut Case, row: &Cells, pledge: &Pledge, published: NaiveDate) {
    for term in pledge.completion(published) {
        add(case, row, pledge, &codes::PLEDGE_OVERDUE, term.clone());
        let term = term.told_on(case.day);
        let time = Time {
            gone: (case.day - published).num_days(),
            all: (term.due - published).num_days(),
        };
        let open = term.done.is_none() && term.ended.is_none() && case.read_on() <= term.due;
        let percent = pledge.percent;
        let behind_by = case.plan.on(case.day).behind_by;
        let light = if open && time.is_ahead_of(percent + behind_by) {
            Light::Yellow
        } else {
            Light::Green
        };
        let gone = time.share();
        case.add_as(&codes::PLEDGE_BEHIND, term, light, |case, finding| {
            pledge.fill(case, row, finding).saying(|one| {
                one.detail = Some(Wording::both(
                    format!("时间已过{gone}%，进度{percent}%"),
                    format!("{gone}% of the time is gone, and {percent}% is done"),
                ));
            })
        });
    }
}

/// The days of a pledge that are gone, and all of them.
#[derive(Clone, Copy)]
struct Time {
    gone: i64,
    all: i64,
}

impl Time {
    /// Tells whether more of it is gone than so many per cent.
    const fn is_ahead_of(self, percent: i64) -> bool {
        self.gone * 100 > percent * self.all
    }

    /// Returns how many whole per cent of it are gone.
    fn share(self) -> i64 {
        (self.gone * 100 / self.all.max(1)).clamp(0, 100)
    }
}

/// Checks that, from its publication until it is done, a pledge is never longer than the plan
/// allows without a word. That it is done is the last word of all; that it is continued is none.
fn silence(case: &mut Case, row: &Cells, pledge: &Pledge, published: NaiveDate, progress: &[Deed]) {
    let plan = case.plan;
    let interval = |day| plan.on(day).limits.silence_days;
    let done = pledge.finished;
    let withdrawn = pledge.withdrawn.map(|on| Ended {
        on,
        why: Why::Withdrawn,
    });
    let before = |deed: &&Deed| done.is_none_or(|done| deed.day < done.day);
    let told = progress.iter().filter(before).copied().chain(done);
    let began = pledge.asked_from(published);
    let mut terms = repeated(began, told, interval, withdrawn, case.plan.closes);
    if pledge
        .finished
        .is_some_and(|finished| finished.day <= case.plan.closes)
    {
        // Nothing is asked after it is done.
        terms.retain(|term| term.done.is_some());
    }
    for term in terms {
        add(case, row, pledge, &codes::PLEDGE_SILENT, term);
    }
}

/// Every key pledge is completed or continuing when the campaign ends.
fn lists(
    case: &mut Case,
    row: &Cells,
    pledge: &Pledge,
    published: NaiveDate,
) -> rusqlite::Result<()> {
    if row.get::<Option<bool>>("key")? != Some(true) {
        return Ok(());
    }
    let continued = pledge.continued.iter().map(|(on, _)| *on);
    let listed = continued.chain(pledge.finished).min_by_key(|on| on.day);
    let term = Term::new(published, case.plan.closes)
        .done_by(listed)
        .ended(pledge.withdrawn, Why::Withdrawn);
    add(case, row, pledge, &codes::PLEDGE_LISTS, term);
    Ok(())
}

fn add(case: &mut Case, row: &Cells, pledge: &Pledge, code: &'static Code, term: Term) {
    case.add(code, term, |case, finding| pledge.fill(case, row, finding));
}

impl Pledge {
    /// Says in a finding which pledge it is about.
    fn fill(&self, case: &Case, row: &Cells, finding: Finding) -> Finding {
        Finding {
            unit: case.roster.unit_named(self.unit),
            person: case.roster.person_named(self.person),
            entry: Some(Rc::clone(self.entry.get_or_init(|| {
                let text = |column| rows::str(row, column).unwrap_or_default();
                Entry::new(text("ref"), text("title"))
            }))),
            ..finding
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_is_what_is_more_than_the_points_allow_to_the_day() {
        // Days gone, of all, percent and points, per cent of the time that is told.
        for (gone, all, percent, behind, share) in [
            (0, 10, 0, false, 0),
            (2, 10, 20, false, 20),
            (3, 10, 20, true, 30),
            // A third is more than thirty-three per cent, and told as that.
            (10, 30, 33, true, 33),
            (10, 30, 34, false, 33),
            // Published on its deadline: there is no time of which any could be gone.
            (0, 0, 20, false, 0),
        ] {
            let time = Time { gone, all };
            assert_eq!(time.is_ahead_of(percent), behind, "{gone} of {all}");
            assert_eq!(time.share(), share, "{gone} of {all}");
        }
    }
}
