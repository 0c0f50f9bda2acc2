//! Figures of an interval of days: every figure of its report, as closing a phase freezes it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::attachments::Cut;
use super::count::Coverage;
use super::figures::{self, Counted};
use super::problems::Matter;
use super::rates::{self, RATES};
use super::tables::UnitRow;
use super::telling::{self, Reasons};
use super::{View, problems, tables, withdrawn};
use crate::checks;
use crate::error::Result;
use crate::model::value::day;
use crate::text::Lang;

/// The counts of an interval, and what was amiss in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) from: NaiveDate,
    /// The last day that was counted.
    pub(crate) until: NaiveDate,
    /// Of the data that it was made from.
    pub(crate) digest: String,
    figures: BTreeMap<String, Counted>,
    /// Numerator and denominator of the interval alone, and since the beginning.
    rates: BTreeMap<String, [(i64, i64); 2]>,
    /// The pledges that the completion rate leaves out, of the interval alone and of all.
    pub(crate) withdrawn: [Vec<Json>; 2],
    pub(crate) units: Vec<UnitRow>,
    pub(crate) problems: Sentences,
    /// The same as people are told of it in paragraphs, and every matter one by one; files of earlier
    /// versions have this of what was overlong alone.
    composed: Option<(Sentences, Vec<Matter>)>,
}

/// Sentences in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentences {
    zh: Vec<String>,
    en: Vec<String>,
}

impl Sentences {
    /// Words something in both languages.
    fn of(words: impl Fn(Lang) -> Vec<String>) -> Self {
        Self {
            zh: words(Lang::Zh),
            en: words(Lang::En),
        }
    }

    fn json(&self) -> Json {
        json!({"zh": self.zh, "en": self.en})
    }

    /// Reads what [`Self::json`] wrote.
    fn of_json(json: &Json) -> Self {
        let texts = |json: &Json| -> Vec<String> {
            let items = json.as_array().into_iter().flatten();
            items
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect()
        };
        Self {
            zh: texts(&json["zh"]),
            en: texts(&json["en"]),
        }
    }

    pub(crate) fn get(&self, lang: Lang) -> &[String] {
        lang.pick(&self.zh, &self.en)
    }
}

impl Tally {
    /// Counts the days of an interval, as far as they had come by the day of a view.
    pub(crate) fn of(view: &View, from: NaiveDate, until: NaiveDate) -> Result<Self> {
        let as_of = view.as_of.min(until);
        let view = &View { as_of, ..*view };
        let (own, all) = (Coverage::interval(from, until, as_of), view.scope());
        let mut figures = BTreeMap::new();
        for figure in figures::all() {
            figures.insert(figure.id.to_owned(), figure.of(view.store, &own)?);
        }
        let mut rates = BTreeMap::new();
        let counted = [&own, &all].map(|scope| rates::counted(view.store, scope));
        let [own_rates, all_rates] = counted;
        for (own, all) in own_rates?.into_iter().zip(all_rates?) {
            rates.insert(own.0.id.to_owned(), [(own.1, own.2), (all.1, all.2)]);
        }
        // Of an interval that is over, what was due on its last day is told here and in no later one.
        let is_over = as_of == until;
        let found = checks::due_within(view.store, view.plan, from..=as_of, is_over)?;
        let reasons = Reasons::of(view, from)?;
        let told = Sentences::of(|lang| telling::paragraphs(&found, &reasons, lang));
        let matters = problems::matters(&found).collect();
        Ok(Self {
            from,
            until: as_of,
            digest: view.store.digest()?,
            figures,
            rates,
            withdrawn: [
                withdrawn::of(view.store, &own)?,
                withdrawn::of(view.store, &all)?,
            ],
            units: tables::unit_rows(view)?,
            problems: Sentences::of(|lang| problems::sentences(&found, lang)),
            composed: Some((told, matters)),
        })
    }

    /// Returns what was amiss in paragraphs, and a table of all.
    pub(super) fn told(&self, view: &View) -> (&[String], Option<Cut>) {
        match &self.composed {
            None => (self.problems.get(view.lang), None),
            Some((paragraphs, matters)) => {
                let cut = problems::table(matters, view);
                let cut = (!cut.table.rows.is_empty()).then_some(cut);
                (paragraphs.get(view.lang), cut)
            }
        }
    }

    pub(crate) fn figure(&self, id: &str) -> Counted {
        self.figures.get(id).copied().unwrap_or_default()
    }

    pub(crate) fn rate(&self, id: &str) -> [(i64, i64); 2] {
        self.rates.get(id).copied().unwrap_or_default()
    }

    /// Returns for machines what came about in the interval.
    pub(crate) fn own(&self) -> Json {
        self.part(|counted| Json::from(counted.own), 0)
    }

    /// Returns for machines what has come about since the beginning.
    pub(crate) fn cumulative(&self) -> Json {
        self.part(|counted| Json::from(counted.cumulative), 1)
    }

    /// Returns for machines what there was on the last day, of states alone.
    pub(crate) fn stock(&self) -> Json {
        json!({"figures": self.figures_json(|counted| Json::from(counted.stock))})
    }

    /// Returns for machines every count.
    pub(crate) fn counts_json(&self) -> Json {
        json!({"own": self.own(), "cumulative": self.cumulative(), "stock": self.stock()})
    }

    /// Returns for machines the rates since the beginning.
    pub(crate) fn rates_json(&self) -> Json {
        self.rates_of(1)
    }

    fn part(&self, value: impl Fn(&Counted) -> Json, at: usize) -> Json {
        json!({"figures": self.figures_json(value), "rates": self.rates_of(at)})
    }

    fn figures_json(&self, value: impl Fn(&Counted) -> Json) -> Map<String, Json> {
        let pair = |id: &'static str| (id.to_owned(), value(&self.figure(id)));
        figures::ids().map(pair).collect()
    }

    fn rates_of(&self, at: usize) -> Json {
        let rate = |rate: &rates::Rate| {
            let (numerator, denominator) = self.rate(rate.id)[at];
            (rate.id.to_owned(), rates::object(numerator, denominator))
        };
        let mut rates = RATES.iter().map(rate).collect();
        withdrawn::beside(&mut rates, &self.withdrawn[at]);
        Json::Object(rates)
    }

    /// Writes it as the log keeps it: whole numbers and texts.
    pub(crate) fn to_json(&self) -> Json {
        let figure = |(id, counted): (&String, &Counted)| {
            let counts = json!([counted.own, counted.cumulative, counted.stock]);
            (id.clone(), counts)
        };
        let rate = |(id, [own, all]): (&String, &[(i64, i64); 2])| {
            (id.clone(), json!([own.0, own.1, all.0, all.1]))
        };
        let mut json = json!({
            "from": self.from.to_string(), "until": self.until.to_string(), "digest": self.digest,
            "figures": self.figures.iter().map(figure).collect::<Map<_, _>>(),
            "rates": self.rates.iter().map(rate).collect::<Map<_, _>>(),
            "withdrawn": self.withdrawn,
            "units": self.units.iter().map(|row| json!([row.name, row.counts])).collect::<Json>(),
            "problems": self.problems.json(),
        });
        if let Some((sentences, matters)) = &self.composed {
            json["shown"] = sentences.json();
            json["matters"] = matters.iter().map(Matter::json).collect();
        }
        json
    }

    /// Reads it as the log keeps it; `None` for what the first version kept, which was rates alone.
    pub(crate) fn from_json(json: &Json) -> Option<Self> {
        let number = |json: &Json| json.as_i64().unwrap_or(0);
        let figure = |(id, counts): (&String, &Json)| {
            let counted = Counted {
                own: number(&counts[0]),
                cumulative: number(&counts[1]),
                stock: counts[2].as_i64(),
            };
            (id.clone(), counted)
        };
        let rate = |(id, counts): (&String, &Json)| {
            let pair = |at: usize| (number(&counts[at]), number(&counts[at + 1]));
            (id.clone(), [pair(0), pair(2)])
        };
        let unit = |row: &Json| {
            let counts = std::array::from_fn(|at| number(&row[1][at]));
            let name = row[0].as_str().unwrap_or_default().to_owned();
            UnitRow { name, counts }
        };
        let withdrawn = |at: usize| {
            json["withdrawn"][at]
                .as_array()
                .cloned()
                .unwrap_or_default()
        };
        Some(Self {
            from: day(json["from"].as_str()?)?,
            until: day(json["until"].as_str()?)?,
            digest: json["digest"].as_str()?.to_owned(),
            figures: json["figures"].as_object()?.iter().map(figure).collect(),
            rates: json["rates"].as_object()?.iter().map(rate).collect(),
            withdrawn: [withdrawn(0), withdrawn(1)],
            units: json["units"].as_array()?.iter().map(unit).collect(),
            problems: Sentences::of_json(&json["problems"]),
            composed: json["matters"].as_array().map(|matters| {
                let matters = matters.iter().map(Matter::of_json);
                (Sentences::of_json(&json["shown"]), matters.collect())
            }),
        })
    }

    /// Puts the rates in that the first version froze: of each its numerator and denominator.
    pub(crate) fn with_rates(mut self, frozen: &Json) -> Self {
        for (id, counts) in frozen.as_object().into_iter().flatten() {
            if let (Some([_, all]), Some(numerator), Some(denominator)) = (
                self.rates.get_mut(id),
                counts[0].as_i64(),
                counts[1].as_i64(),
            ) {
                *all = (numerator, denominator);
            }
        }
        self
    }
}
