//! 双诺、双述、双评 (requirement 33): who has promised in public, reported on it, and been evaluated
//! by the organisation and by the masses; a row for every organisation and every party member.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::prose::Pictures;
use super::{View, count, rates, templates};
use crate::error::Result;
use crate::kinds::evaluation;
use crate::model::date::in_words;
use crate::model::document::{Block, Cell, Report, Table, plain};
use crate::model::value;
use crate::store::Store;
use crate::text::{Lang, Text, text};

/// The steps, in the order in which they are taken: a published pledge, then evaluations.
const STEPS: &[(&str, Text)] = &[
    ("promise", text("双诺", "Promised")),
    ("report", text("双述", "Reported")),
    (
        "by_organisation",
        text("双评（组织）", "Evaluated by organisation"),
    ),
    ("by_masses", text("双评（群众）", "Evaluated by the masses")),
];

/// Who pledges: the identifier of one, that of all, and what they are called.
const PLEDGERS: &[(&str, &str, Text)] = &[
    (
        "organisation",
        "organisations",
        text("组织", "Organisations"),
    ),
    ("member", "members", text("党员", "Members")),
];

/// Divisions, party branches, whichever other unit has taken a step, and party members; of each
/// the steps that it has taken by the day `?1`. An evaluation of a pledge is one of its pledger.
const TAKEN: &str = "
    with taken as (
        select 'promise' as step, case pledger_kind when 'member' then responsible else unit end as subject,
            ref, published_on as day
        from pledge
        where void is null and status <> 'withdrawn' and published_on <= ?1
        union all
        select e.step, case when p.record is null then e.subject
            when p.pledger_kind = 'member' then p.responsible else p.unit end, e.ref, e.date
        from evaluation as e left join pledge as p on p.record = e.subject
        where e.void is null and e.date <= ?1 and e.step <> 'leader_comment' and p.void is null
    ),
    pledger as (
        select 'organisation' as pledger_kind, record, office, number, copy, ref, name from unit
        where void is null
        and (unit_kind in ('division', 'branch') or record in (select subject from taken))
        union all
        select 'member', record, office, number, copy, ref, name from person
        where void is null and (since is null or since <= ?1)
        and (party_member = 1 or record in (select subject from taken))
    )
    select w.pledger_kind, w.ref, w.name, t.step, t.ref, t.day
    from pledger as w left join taken as t on t.subject = w.record
    order by w.pledger_kind = 'member', w.office, w.number, w.copy, w.record, t.day, t.ref";

/// Counted ballots, a pile a row: those on one subject are never added to those on another, nor those of
/// the organisation to those of the masses.
const BALLOTS: &str = "
    select e.ref, e.date, e.step, coalesce(u.ref, m.ref, p.ref) as subject,
        coalesce(u.name, m.name, p.title) as subject_name, b.name as by_name,
        e.issued, e.returned, e.valid, e.good, e.fair, e.poor
    from evaluation as e left join unit as u on u.record = e.subject
    left join person as m on m.record = e.subject left join pledge as p on p.record = e.subject
    left join unit as b on b.record = e.\"by\"
    where e.void is null and e.date <= ?1 and e.valid is not null
    order by subject_name, e.step, e.date, e.office, e.number, e.copy";

/// Adds to a pile of ballots how many came back of those that were given out, and how many say good.
fn told_ballots(mut pile: Json) -> Json {
    let count = |key: &str| pile[key].as_i64();
    let rate = |above: Option<i64>, below: Option<i64>| {
        let both = above.zip(below);
        both.map_or(Json::Null, |(above, below)| rates::object(above, below))
    };
    let returned = rate(count("returned"), count("issued"));
    let good = rate(count("good"), count("valid"));
    pile["return_rate"] = returned;
    pile["good_rate"] = good;
    pile
}

fn ballot_table(piles: &[Json], lang: Lang) -> Table {
    let counts = [
        &evaluation::ISSUED,
        &evaluation::RETURNED,
        &evaluation::VALID,
        &evaluation::GOOD,
        &evaluation::FAIR,
        &evaluation::POOR,
    ];
    let mut heads = lang
        .pick(
            ["编号", "对象", "环节", "日期"],
            ["Ref", "Subject", "Step", "Date"],
        )
        .map(str::to_owned)
        .to_vec();
    heads.extend(counts.map(|field| field.label.get(lang).to_owned()));
    heads.extend(
        lang.pick(["回收率", "好评率"], ["Return rate", "Good"])
            .map(str::to_owned),
    );
    let row = |pile: &Json| {
        let step = evaluation::STEPS
            .iter()
            .find(|step| pile["step"] == step.id);
        let count = |key: &str| pile[key].as_i64();
        let rate = |above: &str, below: &str| match count(above).zip(count(below)) {
            Some((above, below)) => Cell::Rate(above, below),
            None => Cell::from("—"),
        };
        let day = value::day(&plain(&pile["date"]));
        let mut row = vec![
            Cell::from(plain(&pile["ref"])),
            Cell::from(plain(&pile["subject_name"])),
            Cell::from(step.map_or("", |step| step.label.get(lang))),
            day.map_or(Cell::from(""), Cell::Day),
        ];
        row.extend(counts.map(|field| match count(field.id) {
            Some(count) => Cell::Integer(count),
            None => Cell::from("—"),
        }));
        row.push(rate("returned", "issued"));
        row.push(rate("good", "valid"));
        row
    };
    Table::new(heads, piles.iter().map(row))
}

/// An organisation or a member, and what shows that it has taken each of [`STEPS`].
#[derive(Debug)]
struct Pledger {
    kind: String,
    reference: String,
    name: String,
    /// Per step, refs and days.
    taken: Vec<Vec<(String, String)>>,
}

/// Makes the table of steps up to a day.
pub(crate) fn report(view: &View) -> Result<Report> {
    let View {
        as_of: day, lang, ..
    } = *view;
    let pledgers = pledgers(view.store, day)?;
    let mut pictures = Pictures::from([("totals", Block::Table(totals(&pledgers, lang)))]);
    let mut object = Map::from_iter([("as_of".to_owned(), Json::from(day.to_string()))]);
    for (kind, plural, _) in PLEDGERS {
        pictures.insert(plural, Block::Table(table(&pledgers, kind, lang)));
        let of_kind = pledgers.iter().filter(|one| one.kind == *kind);
        object.insert((*plural).to_owned(), of_kind.map(Pledger::json).collect());
        let rates = STEPS.iter().enumerate().map(|(step, (id, _))| {
            let (done, all) = counts(&pledgers, kind, step);
            ((*id).to_owned(), rates::object(done, all))
        });
        object.insert(format!("{kind}_rates"), Json::Object(rates.collect()));
    }
    let ballots = count::objects(view.store, BALLOTS, &[&day.to_string()])?;
    pictures.insert("ballots", Block::Table(ballot_table(&ballots, lang)));
    let values = json!({"until": view.until(), "ballots": !ballots.is_empty()});
    let told = ballots.into_iter().map(told_ballots);
    object.insert("ballots".to_owned(), told.collect());
    Ok(Report {
        blocks: templates::EVALUATION.filled(view, &values, &pictures)?,
        json: Json::Object(object),
        sheet: sheet(&pledgers),
        ..Report::default()
    })
}

fn pledgers(store: &Store, day: NaiveDate) -> Result<Vec<Pledger>> {
    let mut pledgers: Vec<Pledger> = Vec::new();
    for row in store.texts(TAKEN, &[&day.to_string()])? {
        let mut cells = row.into_iter().map(Option::unwrap_or_default);
        let mut next = || cells.next().unwrap_or_default();
        let (kind, reference, name) = (next(), next(), next());
        let (step, shown_by, on) = (next(), next(), next());
        let known = pledgers
            .last()
            .is_some_and(|last| last.kind == kind && last.reference == reference);
        if !known {
            pledgers.push(Pledger {
                kind,
                reference,
                name,
                taken: vec![Vec::new(); STEPS.len()],
            });
        }
        let at = STEPS.iter().position(|(id, _)| *id == step);
        if let (Some(at), Some(pledger)) = (at, pledgers.last_mut()) {
            pledger.taken[at].push((shown_by, on));
        }
    }
    Ok(pledgers)
}

/// Returns how many of one kind of pledger have taken a step, and how many there are.
fn counts(pledgers: &[Pledger], kind: &str, step: usize) -> (i64, i64) {
    let of_kind = || pledgers.iter().filter(|one| one.kind == kind);
    let done = of_kind().filter(|one| !one.taken[step].is_empty());
    let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    (whole(done.count()), whole(of_kind().count()))
}

fn totals(pledgers: &[Pledger], lang: Lang) -> Table {
    let mut heads = vec![lang.pick("环节", "Step").to_owned()];
    heads.extend(
        PLEDGERS
            .iter()
            .map(|(.., label)| label.get(lang).to_owned()),
    );
    let row = |(step, (_, label)): (usize, &(&str, Text))| {
        let mut row = vec![label.get(lang).to_owned()];
        row.extend(PLEDGERS.iter().map(|(kind, ..)| {
            let (done, all) = counts(pledgers, kind, step);
            format!("{done}/{all} ({})", Cell::Rate(done, all))
        }));
        row
    };
    Table::new(heads, STEPS.iter().enumerate().map(row))
}

fn table(pledgers: &[Pledger], kind: &str, lang: Lang) -> Table {
    let mut heads = lang
        .pick(["编号", "名称"], ["Ref", "Name"])
        .map(str::to_owned)
        .to_vec();
    heads.extend(STEPS.iter().map(|(_, label)| label.get(lang).to_owned()));
    let of_kind = pledgers.iter().filter(|one| one.kind == kind);
    Table::new(heads, of_kind.map(|one| one.row(lang)))
}

fn sheet(pledgers: &[Pledger]) -> Table {
    let mut heads = ["pledger_kind", "ref", "name"].map(str::to_owned).to_vec();
    heads.extend(
        STEPS
            .iter()
            .flat_map(|(id, _)| [(*id).to_owned(), format!("{id}_on")]),
    );
    Table::new(heads, pledgers.iter().map(Pledger::cells))
}

impl Pledger {
    /// Its row for people: of each step the first that shows it, and how many more do.
    fn row(&self, lang: Lang) -> Vec<String> {
        let told = |on: &str| value::day(on).map_or_else(|| on.to_owned(), |on| in_words(on, lang));
        let cell = |taken: &Vec<(String, String)>| match taken.as_slice() {
            [] => "—".to_owned(),
            [(by, on)] => format!("{by} {}", told(on)),
            [(by, on), ..] => {
                let (on, all) = (told(on), taken.len());
                lang.pick(
                    format!("{by} {on}等{all}项"),
                    format!("{by} {on}, {all} in all"),
                )
            }
        };
        let mut row = vec![self.reference.clone(), self.name.clone()];
        row.extend(self.taken.iter().map(cell));
        row
    }

    fn json(&self) -> Json {
        let mut object = Map::from_iter([
            ("ref".to_owned(), Json::from(self.reference.as_str())),
            ("name".to_owned(), Json::from(self.name.as_str())),
        ]);
        for ((id, _), taken) in STEPS.iter().zip(&self.taken) {
            let taken = taken.iter().map(|(by, on)| json!({"ref": by, "on": on}));
            object.insert((*id).to_owned(), taken.collect());
        }
        Json::Object(object)
    }

    /// Its row for CSV: of each step every ref, and the day of the first.
    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.kind.clone(), self.reference.clone(), self.name.clone()];
        for taken in &self.taken {
            let refs: Vec<&str> = taken.iter().map(|(by, _)| by.as_str()).collect();
            cells.push(refs.join("、"));
            cells.push(taken.first().map_or_else(String::new, |(_, on)| on.clone()));
        }
        cells
    }
}
