//! What a summary tells of the work beside the plain figures: how far what is asked of everybody was
//! done, the milestones, the windows, and how the phases compare. Values alone; the template words them.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::count::{Coverage, Rows};
use super::{View, figures, share};
use crate::checks::{Finding, Light};
use crate::error::Result;
use crate::model::document::{Cell, Table};
use crate::text::{Lang, Text, numeral, text};

/// Visits to the households that are in care.
pub(super) const PAIRED_VISITS: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, null as channel from visit
     where void is null and date <= ?1 and household in (select household from pair
        where void is null and (since is null or since <= ?1) and (until is null or until >= ?1))",
);
/// Services with a promised limit, and those of them that kept it.
pub(super) const PROMISED: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, null as channel from service
     where void is null and date <= ?1 and minutes is not null and promised_minutes is not null",
);
pub(super) const KEPT: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, null as channel from service
     where void is null and date <= ?1 and minutes <= promised_minutes",
);
/// Spot checks of windows, and those that found them good.
pub(super) const SPOT_CHECKS: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, null as channel from service
     where void is null and date <= ?1 and service_kind = 'spot_check'",
);
pub(super) const GOOD_CHECKS: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, null as channel from service
     where void is null and date <= ?1 and service_kind = 'spot_check' and rating = 'good'",
);
/// Inspections that required something, and those of which that was done.
pub(super) const REQUIRED: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, null as channel from inspection
     where void is null and date <= ?1 and requirement is not null",
);
pub(super) const RECTIFIED: Rows = Rows(
    "select ref, 1 as amount, unit, date as day, null as channel from inspection
     where void is null and date <= ?1 and requirement is not null and rectified_on <= ?1",
);
/// Every count of its own, with what it is called.
pub(super) const COUNTS: [(&str, Text, Rows); 7] = [
    (
        "paired_visits",
        text("走访联系户", "visits to households in care"),
        PAIRED_VISITS,
    ),
    (
        "promised",
        text("有承诺时限的服务", "services with a promised limit"),
        PROMISED,
    ),
    (
        "kept",
        text("在承诺时限内的服务", "services within the limit"),
        KEPT,
    ),
    ("spot_checks", text("窗口抽查", "spot checks"), SPOT_CHECKS),
    (
        "good_checks",
        text("窗口抽查为好", "spot checks that found it good"),
        GOOD_CHECKS,
    ),
    (
        "required",
        text("提出整改要求的督查", "inspections that required something"),
        REQUIRED,
    ),
    (
        "rectified",
        text(
            "整改要求已落实的督查",
            "inspections whose requirement was met",
        ),
        RECTIFIED,
    ),
];
const LONGEST_WAIT: &str = "select max(minutes) from service where void is null and date <= ?1 and service_kind = 'access'";

/// The figures that are compared from phase to phase: events, which fall into one or another.
pub(super) const COMPARED: [&str; 9] = [
    "studies",
    "visits",
    "household_visits",
    "receptions",
    "reception_visitors",
    "opinions",
    "pledges",
    "pledges_done",
    "services",
];
/// Those of them that are told in prose.
const TOLD: [&str; 4] = ["visits", "receptions", "opinions", "pledges_done"];

/// Returns the values that the template words.
pub(super) fn values(view: &View, in_full: &[Finding]) -> Result<Json> {
    let View {
        store, as_of, lang, ..
    } = *view;
    let scope = view.scope();
    let mut counts = serde_json::Map::new();
    for (id, _, rows) in COUNTS {
        counts.insert(id.to_owned(), Json::from(rows.total(store, &scope)?));
    }
    let households = figures::FIGURES
        .iter()
        .find(|figure| figure.id == "paired_households");
    let households = households.map(|figure| figure.on_last_day().total(store, &scope));
    let households = households.transpose()?.unwrap_or(0);
    let visits = PAIRED_VISITS.total(store, &scope)?;
    let each = (households > 0).then(|| {
        let tenths = (visits * 20 + households) / (2 * households);
        Cell::Decimal(tenths).to_string()
    });
    let wait = store.count(LONGEST_WAIT, &[&as_of.to_string()])?;
    Ok(json!({
        "counts": counts, "visits_each": each, "longest_wait": wait,
        "pairing": coverage(in_full, "pairing-missing", lang),
        "research": coverage(in_full, "research-missing", lang),
        "three_entries": coverage(in_full, "three-entries", lang),
        "receptions": coverage(in_full, "reception-", lang),
        "fridays": coverage(in_full, "study-friday", lang),
        "milestones": milestones(in_full, lang),
        "phases": phase_words(view)?,
    }))
}

/// Counts of how many that is asked which is due, and of how many it is done; what is only encouraged
/// is not counted, nor what fell away.
fn coverage(in_full: &[Finding], code: &str, lang: Lang) -> Json {
    let of_code = || {
        in_full.iter().filter(|one| {
            let fell_away = one.term.ended.is_some() && !one.is_met();
            one.code.id.starts_with(code) && one.light != Light::Notice && !fell_away
        })
    };
    let due = of_code().filter(|one| one.is_met() || one.term.due <= one.day);
    let (mut all, mut met) = (0_i64, 0_i64);
    for one in due {
        all += 1;
        met += i64::from(one.is_met());
    }
    let persons = of_code().all(|one| one.person.is_some());
    let measure = if persons {
        text("人", "people")
    } else {
        text("个单位", "in all")
    };
    json!({"due": all, "met": met, "share": share::said(met, all, lang), "measure": measure.get(lang)})
}

/// Names the milestones whose day has come, apart by how they stand.
fn milestones(in_full: &[Finding], lang: Lang) -> Json {
    let (mut done, mut late, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let mut all: Vec<&Finding> = in_full
        .iter()
        .filter(|one| one.code.id == "milestone" && (one.is_met() || one.term.due <= one.day))
        .collect();
    all.sort_by_key(|one| one.term.done.unwrap_or(one.term.due));
    for one in all {
        let name = one.subject(lang);
        match one.term.done {
            Some(on) => {
                let on = short(on, lang);
                let told = lang.pick(format!("{on}{name}"), format!("{name} ({on})"));
                let place = if one.light == Light::Yellow {
                    &mut late
                } else {
                    &mut done
                };
                place.push(told);
            }
            None => open.push(name.to_owned()),
        }
    }
    json!({"done": done, "late": late, "open": open})
}

/// Writes a day without its year, which was just named or is the campaign's.
pub(super) fn short(day: NaiveDate, lang: Lang) -> String {
    let words = lang.pick("%-m月%-d日", "%-d %B");
    day.format(words).to_string()
}

/// Returns what a phase is called by its number.
pub(super) fn phase_name(number: i64, lang: Lang) -> String {
    lang.pick(
        format!("第{}阶段", numeral(number)),
        format!("Phase {number}"),
    )
}

/// A figure of each phase that has begun, and of all days.
type Compared = (&'static figures::Figure, Vec<i64>, i64);

fn compared(view: &View, ids: &[&str]) -> Result<Vec<Compared>> {
    let begun = view.plan.phases.iter();
    let begun: Vec<_> = begun.filter(|phase| phase.opens <= view.as_of).collect();
    let chosen = figures::FIGURES
        .iter()
        .filter(|figure| ids.contains(&figure.id));
    let counted = chosen.map(|figure| {
        let of = |phase: &&crate::model::plan::Phase| {
            let days = Coverage::interval(phase.opens, phase.closes, view.as_of);
            figure.rows.total(view.store, &days)
        };
        let phases = begun.iter().map(of).collect::<Result<Vec<i64>>>()?;
        let all = figure.rows.total(view.store, &view.scope())?;
        Ok((figure, phases, all))
    });
    counted.collect()
}

/// Says how a few figures moved from phase to phase; nothing while there is but one.
fn phase_words(view: &View) -> Result<Vec<String>> {
    let lang = view.lang;
    let told = compared(view, &TOLD)?.into_iter().filter_map(|one| {
        let (figure, phases, all) = one;
        if phases.len() < 2 || all == 0 {
            return None;
        }
        let (label, measure) = (figure.label.get(lang), figure.measure.get(lang));
        let parts = (1..).zip(&phases).map(|(number, count)| {
            lang.pick(
                format!("{}{count}{measure}", phase_name(number, lang)),
                count.to_string(),
            )
        });
        let parts = lang.join(&parts.collect::<Vec<_>>());
        Some(lang.pick(format!("{label}{parts}"), format!("{label}: {parts}")))
    });
    Ok(told.collect())
}

/// Compares the figures of the phases that have begun; what happened outside any phase stands apart.
pub(super) fn phases(view: &View) -> Result<Table> {
    let lang = view.lang;
    let counted = compared(view, &COMPARED)?;
    let begun = view.plan.phases.iter();
    let begun: Vec<String> = begun
        .filter(|phase| phase.opens <= view.as_of)
        .map(|phase| phase_name(phase.number, lang))
        .collect();
    let outside = |(_, phases, all): &Compared| all - phases.iter().sum::<i64>();
    let is_whole = counted.iter().all(|one| outside(one) == 0);
    let mut heads = vec![
        lang.pick("指标", "Figure").to_owned(),
        lang.pick("计量", "Measure").to_owned(),
    ];
    heads.extend(begun);
    if !is_whole {
        heads.push(lang.pick("阶段以外", "Outside any").to_owned());
    }
    heads.push(lang.pick("合计", "In all").to_owned());
    let rows = counted.iter().map(|one| {
        let (figure, phases, all) = one;
        let mut row = vec![
            Cell::from(figure.label.get(lang)),
            Cell::from(figure.measure.get(lang)),
        ];
        row.extend(phases.iter().copied().map(Cell::Integer));
        if !is_whole {
            row.push(Cell::Integer(outside(one)));
        }
        row.push(Cell::Integer(*all));
        row
    });
    let title = lang.pick("分阶段情况", "From phase to phase");
    Ok(Table::new::<Cell>(heads, rows.collect::<Vec<_>>()).titled(title))
}
