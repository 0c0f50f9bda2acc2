//! Rates by unit, month, phase or channel: as a list, and drawn from month to month.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value as Json};

use super::count::{By, Coverage};
use super::rates::{self, RATES, Rate};
use super::{View, narrative, readings};
use crate::error::Result;
use crate::kinds::opinion::CHANNELS;
use crate::model::document::{Block, Cell, Chart, Form, Report, Table};
use crate::model::plan::Plan;
use crate::model::value::day;
use crate::store::Store;
use crate::text::{Lang, Text, text};

/// Fewer than this make a rate that says little; lists mark it.
const FEW: i64 = 5;

/// Groupings of rates: months, units and channels, or the phases of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grouping {
    By(By),
    Phase,
}

impl Grouping {
    /// Every grouping, with its name on the command line and the head of its column.
    pub(crate) const ALL: [(&'static str, Text, Self); 4] = [
        ("unit", text("单位", "Unit"), Self::By(By::Unit)),
        ("month", text("月份", "Month"), Self::By(By::Month)),
        ("phase", text("阶段", "Phase"), Self::Phase),
        ("channel", text("渠道", "Channel"), Self::By(By::Channel)),
    ];

    /// Tells by what the rows of a rate are grouped, as a report has them for machines.
    pub(super) fn of(rows: &Json) -> Option<Self> {
        let row = rows.get(0)?;
        let known = Self::ALL.iter().find(|(name, ..)| row.get(name).is_some());
        known.map(|(.., grouping)| *grouping)
    }
}

/// The counts of one rate, by group.
type Groups = BTreeMap<String, (i64, i64)>;

/// Counts rates by group; what several of them count is counted once.
fn groups(rates: &[&Rate], view: &View, grouping: Grouping) -> Result<Vec<Groups>> {
    let View {
        store, as_of: day, ..
    } = *view;
    let mut counted: HashMap<&str, BTreeMap<String, i64>> = HashMap::new();
    let mut all = Vec::new();
    for rate in rates {
        let mut groups = Groups::new();
        match grouping {
            Grouping::By(by) => {
                for rows in [rate.numerator, rate.denominator] {
                    if let Entry::Vacant(place) = counted.entry(rows.0) {
                        place.insert(rows.groups(store, &view.scope(), by)?);
                    }
                }
                for (group, denominator) in &counted[rate.denominator.0] {
                    let numerator = counted[rate.numerator.0].get(group).copied();
                    groups.insert(group.clone(), (numerator.unwrap_or(0), *denominator));
                }
            }
            Grouping::Phase => {
                for phase in view.plan.phases.iter().filter(|phase| phase.opens <= day) {
                    let scope = Coverage::interval(phase.opens, phase.closes, day);
                    groups.insert(phase.number.to_string(), rate.of(store, &scope)?);
                }
            }
        }
        all.push(groups);
    }
    Ok(all)
}

/// Stands for the unit of records that name none.
pub(super) const NO_UNIT: Text = text("未注明单位", "No unit");

/// Returns the units by their refs, each with its place in the roster and its name.
pub(super) fn units(store: &Store) -> Result<BTreeMap<String, (usize, String)>> {
    let rows = store.texts(
        "select ref, name from unit order by office, number, copy",
        &[],
    )?;
    let unit = |(place, row): (usize, Vec<Option<String>>)| {
        let mut cells = row.into_iter();
        Some((cells.next()??, (place, cells.next()?.unwrap_or_default())))
    };
    Ok(rows.into_iter().enumerate().filter_map(unit).collect())
}

/// Names a group other than a unit as people do.
fn group_words(group: &str, plan: &Plan, grouping: Grouping, lang: Lang) -> String {
    match grouping {
        Grouping::Phase => {
            let phase = group.parse().ok().and_then(|number| plan.phase(number));
            phase.map_or_else(
                || group.to_owned(),
                |phase| {
                    let number = narrative::phase_name(phase.number, lang);
                    format!("{number} {}", phase.name.get(lang))
                },
            )
        }
        Grouping::By(By::Channel) => CHANNELS
            .iter()
            .find(|choice| choice.id == group)
            .map_or_else(
                || group.to_owned(),
                |choice| choice.label.get(lang).to_owned(),
            ),
        Grouping::By(By::Unit) if group.is_empty() => NO_UNIT.get(lang).to_owned(),
        Grouping::By(_) => group.to_owned(),
    }
}

/// Returns the rates that are drawn from month to month.
pub(super) fn monthly() -> impl Iterator<Item = &'static Rate> {
    let drawn = ["reply_rate", "resolution_rate", "completion_rate"];
    RATES.iter().filter(move |rate| drawn.contains(&rate.id))
}

/// Names a month, without its year where all are of one.
fn month_words(month: &str, of_one_year: bool, lang: Lang) -> String {
    let Some(first) = day(&format!("{month}-01")) else {
        return month.to_owned();
    };
    let words = if of_one_year {
        lang.pick("%-m月", "%B")
    } else {
        lang.pick("%Y年%-m月", "%B %Y")
    };
    first.format(words).to_string()
}

/// Draws the rates of opinions and pledges from month to month.
pub(crate) fn by_month(view: &View) -> Result<Chart> {
    let lang = view.lang;
    let by = Grouping::By(By::Month);
    let chosen: Vec<&Rate> = monthly().collect();
    let counts = groups(&chosen, view, by)?;
    let months: BTreeSet<&String> = counts.iter().flat_map(BTreeMap::keys).collect();
    let heads = [lang.pick("月份", "Month")]
        .into_iter()
        .chain(chosen.iter().map(|rate| rate.label.get(lang)));
    let years: BTreeSet<&str> = months.iter().filter_map(|month| month.get(..4)).collect();
    let one_year = years.first().filter(|_| years.len() == 1);
    let rows = months.into_iter().map(|month| {
        let rate = |groups: &Groups| {
            let (numerator, denominator) = groups.get(month).copied().unwrap_or_default();
            Cell::Rate(numerator, denominator)
        };
        [Cell::from(month_words(month, one_year.is_some(), lang))]
            .into_iter()
            .chain(counts.iter().map(rate))
            .collect()
    });
    let title = match one_year {
        Some(year) => lang.pick(
            format!("{year}年各月收到的意见、公示的实事的办理情况"),
            format!("Opinions and pledges, {year}"),
        ),
        None => lang.pick(
            "各月收到的意见、公示的实事的办理情况".to_owned(),
            "Opinions and pledges by month".to_owned(),
        ),
    };
    Ok(Chart {
        form: Form::Lines,
        table: Table::new::<Cell>(heads, rows).titled(title),
    })
}

/// Makes the report of the rates of each group, as of a day. A rate of few is shown as such.
pub(crate) fn report(
    view: &View,
    (name, head, grouping): (&str, Text, Grouping),
) -> Result<Report> {
    let View {
        store, plan, lang, ..
    } = *view;
    let labels = lang.pick(
        ["指标", head.get(lang), "分子", "分母", "比率", "说明"],
        [
            "Rate",
            head.get(lang),
            "Numerator",
            "Denominator",
            "Per cent",
            "Note",
        ],
    );
    let by_unit = grouping == Grouping::By(By::Unit);
    let units = if by_unit {
        units(store)?
    } else {
        BTreeMap::new()
    };
    let mut heads = vec!["figure", name, "numerator", "denominator", "rate"];
    if by_unit {
        heads.insert(2, "unit_name");
    }
    let mut shown = Table::new::<Cell>(labels, []);
    let (mut sheet, mut json) = (Table::new::<Cell>(heads, []), Map::new());
    let rates: Vec<&Rate> = RATES.iter().collect();
    for (rate, groups) in rates.iter().zip(groups(&rates, view, grouping)?) {
        let mut groups = Vec::from_iter(groups);
        groups.sort_by_key(|(group, _)| {
            let place = units.get(group).map(|(place, _)| *place);
            (group.is_empty(), place)
        });
        let mut objects = Vec::new();
        for (group, counts) in groups {
            let unit = units.get(&group).map_or("", |(_, unit)| unit);
            let words = match unit {
                "" => group_words(&group, plan, grouping, lang),
                unit => unit.to_owned(),
            };
            let unit = by_unit.then_some(unit);
            let row = [Cell::from(rate.label.get(lang)), Cell::from(words)];
            let row = row.into_iter().chain(figures(counts));
            shown.push(row.chain([Cell::from(note(counts, lang))]).collect());
            sheet.push(machine_row(rate, &group, unit, counts));
            objects.push(object(name, &group, unit, counts));
        }
        json.insert(rate.id.to_owned(), Json::from(objects));
    }
    let title = lang.pick("各项比率", "Rates");
    let mut blocks = vec![
        Block::Heading(1, title.to_owned()),
        Block::Paragraph(view.until()),
        Block::Table(shown.titled(title)),
        Block::Chart(by_month(view)?),
    ];
    blocks.extend(readings::attachment(view, 0));
    Ok(Report {
        blocks,
        json: Json::Object(json),
        sheet,
        ..Report::default()
    })
}

fn figures((numerator, denominator): (i64, i64)) -> [Cell; 3] {
    [
        Cell::Integer(numerator),
        Cell::Integer(denominator),
        Cell::Rate(numerator, denominator),
    ]
}

/// Writes a group for CSV; `unit` is the name of the unit where it is by units, empty for none.
fn machine_row(rate: &Rate, group: &str, unit: Option<&str>, counts: (i64, i64)) -> Vec<Cell> {
    let mut row = vec![Cell::from(rate.id), Cell::from(group)];
    row.extend(unit.map(Cell::from));
    row.extend(figures(counts));
    row
}

/// The same as JSON.
fn object(name: &str, group: &str, unit: Option<&str>, counts: (i64, i64)) -> Json {
    let mut object = rates::object(counts.0, counts.1);
    object["few"] = Json::from(is_few(counts));
    let told = |text: &str| Json::from(Some(text).filter(|text| !text.is_empty()));
    object[name] = told(group);
    if let Some(unit) = unit {
        object["unit_name"] = told(unit);
    }
    object
}

const fn is_few((_, denominator): (i64, i64)) -> bool {
    denominator > 0 && denominator < FEW
}

fn note(counts: (i64, i64), lang: Lang) -> &'static str {
    if is_few(counts) {
        lang.pick("基数小，仅供参考", "few: for reference only")
    } else {
        ""
    }
}
