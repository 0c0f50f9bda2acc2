//! Explains each figure of a summary by the refs of the records behind it, from the same rows that
//! it was counted from.

use serde_json::Value as Json;

use super::count::{By, Coverage, Rows};
use super::{View, breakdown, figures, grouped, narrative, rates, tables};
use crate::error::Result;
use crate::kinds::{self, visit};
use crate::model::document::{Block, Report, Role, SOURCES, Source};
use crate::model::kind::Choice;
use crate::model::plan::Plan;
use crate::store::{Store, was_there};
use crate::text::{Lang, Text, text};

/// The two counts of a rate.
const PARTS: [(&str, Text); 2] = [
    ("numerator", text("分子", "numerator")),
    ("denominator", text("分母", "denominator")),
];

/// Records behind figures, for people and for machines.
struct Explained<'a> {
    store: &'a Store,
    scope: Coverage,
    lang: Lang,
    figures: Vec<Source>,
}

/// Lists every figure, rate and value of a chart of a summary with the refs behind it.
pub(crate) fn figures(view: &View) -> Result<Vec<Source>> {
    let View {
        store, plan, lang, ..
    } = *view;
    let mut explained = Explained {
        store,
        scope: view.scope(),
        lang,
        figures: Vec::new(),
    };
    explained.figures()?;
    explained.rates()?;
    explained.charts(plan)?;
    explained.parts()?;
    explained.phases(plan)?;
    explained.months()?;
    explained.ledgers()?;
    Ok(explained.figures)
}

/// Puts below a report the refs behind its figures, and into its JSON.
pub(super) fn append(report: &mut Report, sources: &[Source], lang: Lang) {
    let label = lang.pick("附：数据来源", "Sources");
    report.blocks.extend([
        Block::Line(Role::Attachment, label.to_owned()),
        Block::Heading(2, SOURCES.get(lang).to_owned()),
        Block::Table(Source::table(sources, lang)),
    ]);
    let refs = sources.iter();
    let refs = refs.map(|one| (one.key.clone(), Json::from(one.refs.clone())));
    report.json["refs"] = Json::Object(refs.collect());
}

impl Explained<'_> {
    fn add(&mut self, key: &str, words: String, value: i64, refs: Vec<String>) {
        let key = key.to_owned();
        self.figures.push(Source {
            key,
            words,
            value,
            refs,
        });
    }

    fn rows(&mut self, id: &str, words: String, rows: Rows) -> Result<()> {
        let value = rows.total(self.store, &self.scope)?;
        let refs = rows.refs(self.store, &self.scope)?;
        self.add(id, words, value, refs);
        Ok(())
    }

    /// Adds each group of some rows, as `words` names it; `None` for one that is not shown.
    fn groups(
        &mut self,
        (id, rows, by): (&str, Rows, By),
        words: impl Fn(&str) -> Option<String>,
    ) -> Result<()> {
        let values = rows.groups(self.store, &self.scope, by)?;
        for (group, refs) in rows.group_refs(self.store, &self.scope, by)? {
            if let Some(words) = words(&group) {
                let value = values.get(&group).copied().unwrap_or(0);
                // Behind a name it begins with a ref.
                let key = group.split(' ').next().unwrap_or_default();
                self.add(&format!("{id}.{key}"), words, value, refs);
            }
        }
        Ok(())
    }

    fn figures(&mut self) -> Result<()> {
        for figure in figures::all() {
            let (label, measure) = (figure.label.get(self.lang), figure.measure.get(self.lang));
            let words = self.lang.pick(
                format!("{label}（{measure}）"),
                format!("{label} ({measure})"),
            );
            self.rows(figure.id, words, figure.on_last_day())?;
        }
        Ok(())
    }

    fn rates(&mut self) -> Result<()> {
        for rate in rates::RATES {
            for ((part, words), rows) in PARTS.iter().zip([rate.numerator, rate.denominator]) {
                let (label, words) = (rate.label.get(self.lang), words.get(self.lang));
                let id = format!("{}.{part}", rate.id);
                self.rows(&id, format!("{label} {words}"), rows)?;
            }
        }
        Ok(())
    }

    /// Explains the matrix of visits, and the charts of categories, units and receptions.
    fn charts(&mut self, plan: &Plan) -> Result<()> {
        let lang = self.lang;
        self.groups(("matrix", tables::MATRIX, By::Channel), |cell| {
            let (place, service) = cell.split_once('.')?;
            let named = |choices: &[Choice], id: &str| {
                let choice = choices.iter().find(|choice| choice.id == id)?;
                Some(choice.label.get(lang))
            };
            let place = named(visit::PLACE_KINDS, place)?;
            Some(format!("{place} {}", named(visit::SERVICES, service)?))
        })?;
        for (id, state, rows) in [
            (
                "category_published",
                text("公示", "published"),
                tables::PUBLISHED_BY_CATEGORY,
            ),
            (
                "category_done",
                text("办结", "done"),
                tables::DONE_BY_CATEGORY,
            ),
        ] {
            let words = |key: &str| {
                Some(format!(
                    "{} {}",
                    tables::category_name(plan, key, lang),
                    state.get(lang)
                ))
            };
            self.groups((id, rows, By::Channel), words)?;
        }
        let units = grouped::units(self.store)?;
        for (id, state, rows) in tables::STATES {
            let name = |unit: &str| units.get(unit).map(|(_, name)| name.as_str());
            let words = |unit: &str| {
                let name = name(unit).unwrap_or(grouped::NO_UNIT.get(lang));
                Some(format!("{name} {}", state.get(lang)))
            };
            self.groups((&format!("unit_{id}"), rows, By::Unit), words)?;
        }
        self.groups(("receptions", tables::RECEPTIONS, By::Channel), |leader| {
            let (_, name) = leader.split_once(' ')?;
            Some(format!("{name} {}", lang.pick("接待群众", "receptions")))
        })
    }

    /// Explains what figures are made up of, and the counts that stand beside them.
    fn parts(&mut self) -> Result<()> {
        let lang = self.lang;
        for one in breakdown::BREAKDOWNS {
            let label = one.label.get(lang);
            let words = |part: &str| Some(format!("{label} {}", one.name(part, lang)));
            self.groups((one.id, one.rows, By::Channel), words)?;
        }
        for (id, label, rows) in narrative::COUNTS {
            self.rows(id, label.get(lang).to_owned(), rows)?;
        }
        self.groups(
            ("visits_to", tables::VISITS_BY_PLACE, By::Channel),
            |place| {
                let known = visit::PLACE_KINDS
                    .iter()
                    .find(|choice| choice.id == place)?;
                Some(known.label.get(lang).to_owned())
            },
        )
    }

    /// Explains the figures of each phase.
    fn phases(&mut self, plan: &Plan) -> Result<()> {
        let (as_of, lang) = (self.scope.as_of, self.lang);
        let compared = figures::FIGURES.iter();
        let compared = compared.filter(|figure| narrative::COMPARED.contains(&figure.id));
        for figure in compared {
            for phase in plan.phases.iter().filter(|phase| phase.opens <= as_of) {
                let days = Coverage::interval(phase.opens, phase.closes, as_of);
                let value = figure.rows.total(self.store, &days)?;
                let refs = figure.rows.refs(self.store, &days)?;
                let name = narrative::phase_name(phase.number, lang);
                let words = format!("{name} {}", figure.label.get(lang));
                self.add(
                    &format!("{}.phase.{}", figure.id, phase.number),
                    words,
                    value,
                    refs,
                );
            }
        }
        Ok(())
    }

    fn months(&mut self) -> Result<()> {
        let lang = self.lang;
        for rate in grouped::monthly() {
            for ((part, words), rows) in PARTS.iter().zip([rate.numerator, rate.denominator]) {
                let id = format!("{}.{part}", rate.id);
                let (label, part) = (rate.label.get(lang), words.get(lang));
                let words = |month: &str| Some(format!("{label} {month} {part}"));
                self.groups((&id, rows, By::Month), words)?;
            }
        }
        Ok(())
    }

    fn ledgers(&mut self) -> Result<()> {
        let as_of = self.scope.as_of;
        let entered_by = self.store.entered_by(as_of).to_string();
        let as_of = as_of.to_string();
        for kind in kinds::nouns() {
            for (state, words, voided) in tables::LEDGERS {
                let sql = format!(
                    "select ref from \"{}\" where {voided} and {}
                     order by office, number, copy, record",
                    kind.id,
                    was_there(kind)
                );
                let refs: Vec<String> = self
                    .store
                    .texts(&sql, &[&as_of, &entered_by])?
                    .into_iter()
                    .flatten()
                    .flatten()
                    .collect();
                let words = format!("{} {}", kind.name.get(self.lang), words.get(self.lang));
                let value = i64::try_from(refs.len()).unwrap_or(i64::MAX);
                self.add(&format!("ledger.{}.{state}", kind.id), words, value, refs);
            }
        }
        Ok(())
    }
}
