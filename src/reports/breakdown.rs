//! Figures told apart: of which kinds a number is made up, so that nobody has to ask. The parts of each
//! add up to it.

use serde_json::{Map, Value as Json};

use super::View;
use super::count::{By, Rows};
use crate::error::Result;
use crate::kinds::{opinion, pair, publicity, reception, service, study, visit};
use crate::model::kind::Choice;
use crate::text::{Lang, Text, text};

/// What a figure is told apart by.
pub(super) struct Breakdown {
    pub(super) id: &'static str,
    /// Names what is counted.
    pub(super) label: Text,
    pub(super) rows: Rows,
    choices: &'static [Choice],
    measure: Text,
    /// Names the part of which the records say nothing.
    none: Text,
}

const TIMES: Text = text("次", "");
const UNSTATED: Text = text("未注明", "not stated");

/// Every figure that is told apart.
pub(super) static BREAKDOWNS: &[Breakdown] = &[
    Breakdown {
        id: "studies_by_kind",
        label: text("集中学习", "study"),
        rows: Rows(
            "select ref, 1 as amount, unit, date as day, coalesce(study_kind, '') as channel from study
             where void is null and date <= ?1",
        ),
        choices: study::STUDY_KINDS,
        measure: TIMES,
        none: UNSTATED,
    },
    Breakdown {
        id: "visits_by_kind",
        label: text("走访", "visits"),
        rows: Rows(
            "select ref, 1 as amount, unit, date as day, coalesce(visit_kind, '') as channel from visit
             where void is null and date <= ?1",
        ),
        choices: visit::VISIT_KINDS,
        measure: TIMES,
        none: UNSTATED,
    },
    Breakdown {
        id: "receptions_by_channel",
        label: text("接待群众", "receptions"),
        rows: Rows(
            "select ref, 1 as amount, unit, date as day, coalesce(channel, '') as channel from reception
             where void is null and date <= ?1",
        ),
        choices: reception::CHANNELS,
        measure: TIMES,
        none: UNSTATED,
    },
    Breakdown {
        id: "opinions_by_channel",
        label: text("意见建议", "opinions"),
        rows: Rows(
            "select ref, 1 as amount, unit, date as day, coalesce(channel, '') as channel from opinion
             where void is null and date <= ?1",
        ),
        choices: opinion::CHANNELS,
        measure: text("条", ""),
        none: UNSTATED,
    },
    Breakdown {
        id: "opinions_by_outcome",
        label: text("意见办理", "opinions with an outcome"),
        rows: Rows(
            "select ref, 1 as amount, unit, date as day, coalesce(outcome, '') as channel from opinion
             where void is null and date <= ?1",
        ),
        choices: opinion::OUTCOMES,
        measure: text("条", ""),
        none: text("还没有结果", "none yet"),
    },
    Breakdown {
        id: "pairings_by_kind",
        label: text("结对", "pairings"),
        rows: Rows(
            "select ref, 1 as amount, unit, null as day, coalesce(pair_kind, '') as channel from pair
             where void is null and (since is null or since <= ?1) and (until is null or until >= ?1)",
        ),
        choices: pair::PAIR_KINDS,
        measure: text("对", ""),
        none: UNSTATED,
    },
    Breakdown {
        id: "services_by_kind",
        label: text("服务", "services"),
        rows: Rows(
            "select ref, 1 as amount, unit, date as day, coalesce(service_kind, '') as channel from service
             where void is null and date <= ?1",
        ),
        choices: service::SERVICE_KINDS,
        measure: TIMES,
        none: UNSTATED,
    },
    Breakdown {
        id: "publicity_by_channel",
        label: text("宣传报道", "publicity"),
        rows: Rows(
            "select ref, 1 as amount, unit, date as day, coalesce(channel, '') as channel from publicity
             where void is null and date <= ?1",
        ),
        choices: publicity::CHANNELS,
        measure: text("篇", ""),
        none: UNSTATED,
    },
];

impl Breakdown {
    /// Names a part.
    pub(super) fn name<'a>(&self, part: &'a str, lang: Lang) -> &'a str {
        let known = self.choices.iter().find(|choice| choice.id == part);
        match (known, part) {
            (Some(choice), _) => choice.label.get(lang),
            (None, "") => self.none.get(lang),
            (None, other) => other,
        }
    }

    /// Tells its parts in the order of their choices, those of which there are none left out; nothing
    /// where there is but one.
    fn words(&self, view: &View) -> Result<String> {
        let lang = view.lang;
        let counts = self.rows.groups(view.store, &view.scope(), By::Channel)?;
        let known = self.choices.iter().map(|choice| choice.id);
        let known: Vec<&str> = known.collect();
        let others = counts.keys().map(String::as_str);
        let others = others.filter(|part| !known.contains(part));
        let parts = known.iter().copied().chain(others);
        let told = parts.filter_map(|part| {
            let (count, name) = (counts.get(part)?, self.name(part, lang));
            let measure = self.measure.get(lang);
            let told = lang.pick(format!("{name}{count}{measure}"), format!("{name} {count}"));
            Some(told)
        });
        let told: Vec<String> = told.collect();
        Ok(if told.len() < 2 {
            String::new()
        } else {
            lang.join(&told)
        })
    }
}

/// Returns the parts of every figure in words, under its identifier.
pub(super) fn values(view: &View) -> Result<Map<String, Json>> {
    let words = |one: &Breakdown| Ok((one.id.to_owned(), Json::from(one.words(view)?)));
    BREAKDOWNS.iter().map(words).collect()
}
