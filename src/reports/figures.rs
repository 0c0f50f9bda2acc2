//! The plain figures of the reports, each defined once: its identifier, what it is called, its
//! measure, and the rows that it counts.

use serde_json::{Map, Value as Json};

use super::count::{Coverage, Rows};
use crate::error::Result;
use crate::store::Store;
use crate::text::{Text, text};

/// A figure. Distinct measures stay distinct: 人次 and 人, 户次 and 户; so do what came about in some
/// days and what there is on their last day.
pub(crate) struct Figure {
    pub(crate) id: &'static str,
    pub(crate) label: Text,
    pub(crate) measure: Text,
    /// Events, each on its day; of a state, those who entered it.
    pub(crate) rows: Rows,
    /// Of a state, who is in it on the last day.
    pub(crate) stock: Option<Rows>,
}

/// Counts of a figure over some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Count within these days.
    pub(crate) own: i64,
    /// Count since the beginning.
    pub(crate) cumulative: i64,
    /// Of a state, what there is on the last day.
    pub(crate) stock: Option<i64>,
}

impl Figure {
    /// Returns what tells of the last day: of a state those in it, of anything else all that came
    /// about until then.
    pub(crate) fn on_last_day(&self) -> Rows {
        self.stock.unwrap_or(self.rows)
    }

    /// Counts the days of an interval.
    pub(crate) fn of(&self, store: &Store, own: &Coverage) -> Result<Counted> {
        let all = Coverage::up_to(own.as_of);
        let stock = self.stock.map(|rows| rows.total(store, &all));
        Ok(Counted {
            own: self.rows.total(store, own)?,
            cumulative: self.rows.total(store, &all)?,
            stock: stock.transpose()?,
        })
    }
}

const fn figure(id: &'static str, label: Text, measure: Text, rows: &'static str) -> Figure {
    Figure {
        id,
        label,
        measure,
        rows: Rows(rows),
        stock: None,
    }
}

const fn state(
    id: &'static str,
    label: Text,
    measure: Text,
    entered: &'static str,
    stock: Rows,
) -> Figure {
    Figure {
        stock: Some(stock),
        ..figure(id, label, measure, entered)
    }
}

const TIMES: Text = text("次", "times");
const PERSON_TIMES: Text = text("人次", "person-times");
const PERSONS: Text = text("人", "persons");
const HOUSEHOLDS: Text = text("户", "households");
const VOLUMES: Text = text("卷件", "volumes");
const ITEMS: Text = text("项", "items");
const PIECES: Text = text("篇", "pieces");

/// States of published pledges on a day: each is one of the four.
pub(super) const DONE: Rows = Rows(
    "select ref, 1 as amount, coalesce(unit, responsible) as unit, finished_on as day, null as channel from pledge
         where void is null and published_on <= ?1 and status = 'done'",
);
pub(super) const CONTINUING: Rows = Rows(
    "select ref, 1 as amount, coalesce(unit, responsible) as unit, null as day, null as channel from pledge
         where void is null and published_on <= ?1 and status = 'continuing'",
);
pub(super) const UNDER_WAY: Rows = Rows(
    "select ref, 1 as amount, coalesce(unit, responsible) as unit, null as day, null as channel from pledge
         where void is null and published_on <= ?1 and status in ('published', 'in_progress')",
);
pub(super) const WITHDRAWN: Rows = Rows(
    "select ref, 1 as amount, coalesce(unit, responsible) as unit, null as day, null as channel from pledge
         where void is null and published_on <= ?1 and status = 'withdrawn'",
);

/// Every figure, in the order in which reports list them.
pub(crate) static FIGURES: &[Figure] = &[
    figure("units", text("参加处室", "Divisions"), text("个", "divisions"),
        "select ref, 1 as amount, unit, null as day, null as channel from unit
         where void is null and unit_kind = 'division' and ?1 is not null"),
    figure("persons", text("干部职工", "Staff"), PERSONS,
        "select p.ref, 1 as amount, p.unit, nullif(min(coalesce(h.since, '')), '') as day, null as channel
         from held as h join person as p on p.record = h.held_by where p.void is null
         and (h.since is null or h.since <= ?1)
         and (h.until is null or h.until >= coalesce((select opens from plan), '')) group by h.held_by"),
    figure("party_members", text("党员", "Party members"), PERSONS,
        "select p.ref, 1 as amount, p.unit, nullif(min(coalesce(h.since, '')), '') as day, null as channel
         from held as h join person as p on p.record = h.held_by where p.void is null
         and h.party_member = 1 and (h.since is null or h.since <= ?1)
         and (h.until is null or h.until >= coalesce((select opens from plan), '')) group by h.held_by"),
    figure("studies", text("集中学习", "Study sessions"), TIMES,
        "select ref, 1 as amount, unit, date as day, null as channel from study where void is null and date <= ?1"),
    figure("study_attendance", text("参加学习", "Attending study"), PERSON_TIMES,
        "select ref, attended as amount, unit, date as day, null as channel from study where void is null and date <= ?1"),
    figure("lectures", text("讲党课和大讲堂", "Lectures"), TIMES,
        "select ref, 1 as amount, unit, date as day, null as channel from study
         where void is null and date <= ?1 and study_kind in ('lecture', 'forum')"),
    figure("discussions", text("专题大讨论", "Discussions"), TIMES,
        "select ref, 1 as amount, unit, date as day, null as channel from study
         where void is null and date <= ?1 and study_kind = 'discussion'"),
    figure("problems", text("查摆问题", "Problems found"), text("个", "problems"),
        "select ref, 1 as amount, unit, date as day, null as channel from problem where void is null and date <= ?1"),
    figure("problems_fixed", text("整改问题", "Problems fixed"), text("个", "problems"),
        "select ref, 1 as amount, unit, fixed_on as day, null as channel from problem where void is null and fixed_on <= ?1"),
    figure("visits", text("走访", "Visits"), TIMES,
        "select ref, 1 as amount, unit, date as day, null as channel from visit where void is null and date <= ?1"),
    figure("visitor_times", text("参加走访", "Taking part in visits"), PERSON_TIMES,
        "select ref, json_array_length(visitors) as amount, unit, date as day, null as channel from visit
         where void is null and date <= ?1"),
    figure("household_visits", text("入户", "Visits to households"), text("户次", "household-times"),
        "select ref, 1 as amount, unit, date as day, null as channel from visit
         where void is null and date <= ?1 and household is not null"),
    figure("people_reached", text("服务群众", "People served"), PERSON_TIMES,
        "select ref, people_reached as amount, unit, date as day, null as channel from visit
         where void is null and date <= ?1"),
    figure("role_swaps", text("换位体验", "Changing places"), TIMES,
        "select ref, 1 as amount, unit, date as day, null as channel from visit
         where void is null and date <= ?1 and visit_kind = 'role_swap'"),
    figure("research", text("调研报告", "Research reports"), PIECES,
        "select ref, 1 as amount, unit, submitted_on as day, null as channel from research
         where void is null and submitted_on <= ?1"),
    figure("receptions", text("接待群众", "Receptions"), TIMES,
        "select ref, 1 as amount, unit, date as day, channel from reception where void is null and date <= ?1"),
    figure("reception_visitors", text("接待来访", "Received"), PERSON_TIMES,
        "select ref, visitors as amount, unit, date as day, channel from reception where void is null and date <= ?1"),
    figure("opinions", text("收到意见建议", "Opinions received"), text("条", "opinions"),
        "select ref, 1 as amount, unit, date as day, channel from opinion where void is null and date <= ?1"),
    state("pairings", text("结对", "Pairings"), text("对", "pairings"),
        "select ref, 1 as amount, unit, since as day, null as channel from pair
         where void is null and (since is null or since <= ?1)",
        Rows("select ref, 1 as amount, unit, null as day, null as channel from pair
         where void is null and (since is null or since <= ?1) and (until is null or until >= ?1)")),
    state("paired_households", text("联系户", "Paired households"), HOUSEHOLDS,
        "select h.ref, 1 as amount, h.unit, min(t.since) as day, null as channel
         from household as h join pair as t on t.household = h.record
         where h.void is null and t.void is null and (t.since is null or t.since <= ?1) group by h.record",
        Rows("select ref, 1 as amount, unit, null as day, null as channel from household where void is null
         and record in (select household from pair
                        where void is null and (since is null or since <= ?1) and (until is null or until >= ?1))")),
    figure("pledges", text("公开承诺实事", "Pledges published"), ITEMS,
        "select ref, 1 as amount, unit, published_on as day, null as channel from pledge
         where void is null and published_on <= ?1"),
    state("pledges_done", text("办结实事", "Pledges done"), ITEMS, DONE.0, DONE),
    state("pledges_continuing", text("继续办理实事", "Pledges continuing"), ITEMS,
        "select ref, 1 as amount, unit, continued_on as day, null as channel from pledge
         where void is null and published_on <= ?1 and continued_on <= ?1", CONTINUING),
    state("pledges_under_way", text("办理中实事", "Pledges under way"), ITEMS,
        "select ref, 1 as amount, unit, published_on as day, null as channel from pledge
         where void is null and published_on <= ?1", UNDER_WAY),
    state("pledges_withdrawn", text("撤回实事", "Pledges withdrawn"), ITEMS,
        "select ref, 1 as amount, unit, withdrawn_on as day, null as channel from pledge
         where void is null and published_on <= ?1 and withdrawn_on <= ?1", WITHDRAWN),
    figure("beneficiaries", text("受益群众", "Beneficiaries"), PERSONS,
        "select ref, actual_beneficiaries as amount, unit, finished_on as day, null as channel from pledge
         where void is null and published_on <= ?1 and status = 'done'"),
    figure("services", text("窗口和建档服务", "Services logged"), TIMES,
        "select ref, 1 as amount, unit, date as day, null as channel from service where void is null and date <= ?1"),
    figure("service_people", text("接待查档等", "People served at windows"), PERSON_TIMES,
        "select ref, people as amount, unit, date as day, null as channel from service where void is null and date <= ?1"),
    figure("volumes_filed", text("建档", "Volumes filed"), VOLUMES,
        "select ref, volumes as amount, unit, date as day, null as channel from service
         where void is null and date <= ?1 and service_kind in ('filing', 'guidance')"),
    figure("volumes_fetched", text("调档", "Volumes fetched"), VOLUMES,
        "select ref, volumes as amount, unit, date as day, null as channel from service
         where void is null and date <= ?1 and service_kind = 'access'"),
    figure("publicity", text("宣传报道", "Publicity items"), PIECES,
        "select ref, 1 as amount, unit, date as day, channel from publicity where void is null and date <= ?1"),
    figure("model_cases", text("先进典型", "Model cases"), text("个", "cases"),
        "select ref, 1 as amount, unit, date as day, null as channel from publicity
         where void is null and date <= ?1 and model_case = 1"),
    figure("mechanisms", text("印发制度", "Mechanisms issued"), ITEMS,
        "select ref, 1 as amount, unit, issued_on as day, null as channel from mechanism
         where void is null and state = 'issued' and issued_on <= ?1"),
    figure("inspections", text("督查", "Inspections"), TIMES,
        "select ref, 1 as amount, unit, date as day, null as channel from inspection where void is null and date <= ?1"),
    figure("ballots", text("总体测评有效票", "Valid ballots of overall surveys"), text("张", "ballots"),
        "select ref, valid as amount, unit, date as day, null as channel from survey
         where void is null and date <= ?1 and subject is null"),
];

/// Aid is money, which tables of figures do not count among them; its rows are those of visits.
pub(crate) static AID: Figure = figure(
    "aid_fen",
    text("慰问金额", "Aid"),
    text("分", "fen"),
    "select ref, aid as amount, unit, date as day, null as channel from visit where void is null and date <= ?1",
);

/// Returns every figure, aid included.
pub(crate) fn all() -> impl Iterator<Item = &'static Figure> {
    FIGURES.iter().chain([&AID])
}

/// Returns the identifiers of all figures.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    all().map(|figure| figure.id)
}

/// Returns for machines what every figure is on a day.
pub(crate) fn json(store: &Store, scope: &Coverage) -> Result<Map<String, Json>> {
    let mut figures = Map::new();
    for figure in all() {
        let total = figure.on_last_day().total(store, scope)?;
        figures.insert(figure.id.to_owned(), Json::from(total));
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_figure_is_defined_once() {
        let ids: BTreeSet<_> = FIGURES.iter().map(|figure| figure.id).collect();
        assert_eq!(ids.len(), FIGURES.len());
    }
}
