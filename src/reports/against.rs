//! Explains why a report differs from what it would have said from what was known on an earlier
//! day: figure by figure, ref by ref. Two reports of the same day are laid side by side.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::count::{By, Coverage, Rows};
use super::grouped::Grouping;
use super::rates::{self, RATES};
use super::{View, bulletin, figures};
use crate::error::Result;
use crate::kinds::KINDS;
use crate::model::date::in_words;
use crate::model::document::{Block, Cell, Report, Source, Table, plain};
use crate::model::kind::{Kind, LATE, LOGGED_ON, TAKEN_BACK, VOID};
use crate::model::record::Record;
use crate::model::reference::{Ref, ranges};
use crate::model::value::{Value, day};
use crate::text::{Lang, Text, text};

/// Keys that follow from other figures or tell nothing of the records.
const PASSED_OVER: &[&str] = &[
    "before", "change", "digest", "document", "few", "known_on", "rate", "refs", "title",
];
/// The keys by which rows of a report are told apart.
const IDENTITY: &[&str] = &[
    "code", "unit", "person", "ref", "period", "key", "month", "phase", "channel", "kind", "date",
    "name",
];

/// A figure that is another one now.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    /// Path in the JSON of the report.
    path: Vec<String>,
    before: Json,
    now: Json,
    causes: Vec<Cause>,
}

/// A record by which it differs.
#[derive(Clone, Debug)]
struct Cause {
    reference: String,
    why: Fate,
}

/// Fate of a record since then.
#[derive(Clone, Debug)]
enum Fate {
    /// Nothing: what it names, or what names it, is another.
    Follows,
    /// Its fields are others: identifier, label, value before and now.
    Changed(Vec<(&'static str, Text, Json, Json)>),
    /// It was not known; when it was entered, why late, and when it came here where that was later.
    New(Json, Option<String>, Option<String>),
    Void(String),
}

/// A group of a report that tells groups apart, by what and which.
type Group<'p> = (By, &'p str);

/// One report of two states of knowledge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comparison<'a> {
    pub(crate) before: &'a View<'a>,
    pub(crate) now: &'a View<'a>,
    /// The days that the report calls its own.
    pub(crate) own: Option<Coverage>,
    /// The records behind its figures before and now, where it tells them itself.
    pub(crate) sources: [&'a [Source]; 2],
}

impl Comparison<'_> {
    /// Lists what differs between both.
    pub(crate) fn changes(&self, before: &Json, now: &Json) -> Result<Vec<Difference>> {
        let mut found = Vec::new();
        let reports = [now, before];
        differences(&mut Vec::new(), before, now, &mut found);
        found
            .into_iter()
            .map(|(path, before, now)| {
                let of_rate = |report: &Json| Grouping::of(&report[path.first()?.as_str()]);
                let by = reports.iter().find_map(|report| of_rate(report));
                let causes = self.causes(&path, by)?;
                Ok(Difference {
                    path,
                    before,
                    now,
                    causes,
                })
            })
            .collect()
    }

    fn causes(&self, path: &[String], by: Option<Grouping>) -> Result<Vec<Cause>> {
        let mut refs = BTreeSet::new();
        let key = path.join(".");
        let told = self.sources.map(|sources| {
            let source = sources.iter().find(|source| source.key == key);
            let refs = source.map_or(&[][..], |source| &source.refs);
            refs.iter().cloned().collect::<BTreeSet<String>>()
        });
        let [before, now] = &told;
        refs.extend(before.symmetric_difference(now).cloned());
        let counted = match by {
            _ if !refs.is_empty() => None,
            Some(by) => self.counted_in_group(path, by),
            None => self.counted(path).map(|(rows, scope)| (rows, scope, None)),
        };
        if let Some((rows, scope, group)) = counted {
            let before = rows.amounts(self.before.store, &scope, group)?;
            let now = rows.amounts(self.now.store, &scope, group)?;
            let differ = |one: &&String| before.get(*one) != now.get(*one);
            refs.extend(before.keys().chain(now.keys()).filter(differ).cloned());
        } else if refs.is_empty() {
            let parts = path.iter().flat_map(|part| part.split(' '));
            let named = parts.filter(|part| kind_of(part).is_some());
            refs.extend(named.map(str::to_owned));
        }
        let mut refs: Vec<String> = refs.into_iter().collect();
        refs.sort_by_key(|one| Ref::parse(one, ""));
        let cause = |reference: String| {
            let why = self.why(&reference)?;
            Ok(Cause { reference, why })
        };
        refs.into_iter().map(cause).collect()
    }

    /// Finds what a figure counts, by where it stands.
    fn counted(&self, path: &[String]) -> Option<(Rows, Coverage)> {
        let (last, before) = path.split_last()?;
        let own = self.own.filter(|_| path[0] == "own");
        let scope = own.unwrap_or_else(|| self.now.scope());
        let of_rate = |rate: &&rates::Rate| before.last().is_some_and(|id| id == rate.id);
        if let Some(rate) = RATES.iter().find(of_rate) {
            let rows = match last.as_str() {
                "numerator" => rate.numerator,
                "denominator" => rate.denominator,
                _ => return None,
            };
            return Some((rows, scope));
        }
        let figure = figures::all().find(|figure| figure.id == last)?;
        let rows = match path[0].as_str() {
            "own" | "cumulative" => figure.rows,
            _ => figure.on_last_day(),
        };
        before
            .last()
            .is_some_and(|name| name == "figures")
            .then_some((rows, scope))
    }

    /// Finds what a rate of a group counts, and of which group; where the whole group came or went, what
    /// it is a share of.
    fn counted_in_group<'p>(
        &self,
        path: &'p [String],
        by: Grouping,
    ) -> Option<(Rows, Coverage, Option<Group<'p>>)> {
        let [id, group, part @ ..] = path else {
            return None;
        };
        let rate = RATES.iter().find(|rate| rate.id == id)?;
        let rows = match part.first().map(String::as_str) {
            Some("numerator") => rate.numerator,
            Some("denominator") | None => rate.denominator,
            Some(_) => return None,
        };
        let (scope, group) = match by {
            Grouping::By(by) => (self.now.scope(), Some((by, group.as_str()))),
            Grouping::Phase => {
                let phase = self.now.plan.phase(group.parse().ok()?)?;
                let days = Coverage::interval(phase.opens, phase.closes, self.now.as_of);
                (days, None)
            }
        };
        Some((rows, scope, group))
    }

    fn why(&self, reference: &str) -> Result<Fate> {
        let find = |view: &View| -> Result<Option<Record>> {
            let place = kind_of(reference).zip(Ref::parse(reference, ""));
            match place {
                Some((kind, parsed)) => view.store.by_ref(kind, &parsed),
                None => Ok(None),
            }
        };
        let Some(now) = find(self.now)? else {
            return Ok(Fate::Follows);
        };
        let Some(before) = self.before.store.get(now.kind, now.id)? else {
            let logged = now.day(&LOGGED_ON);
            let arrived = self.now.store.arrived_on(now.id)?;
            let arrived = arrived.filter(|arrived| logged.is_some_and(|logged| *arrived > logged));
            return Ok(Fate::New(
                Json::from(logged.map(|day| day.to_string())),
                now.text(&LATE).map(str::to_owned),
                arrived.map(|day| day.to_string()),
            ));
        };
        if let (None, Some(reason)) = (before.text(&VOID), now.text(&VOID)) {
            let undone = now.is_undone().then(|| TAKEN_BACK.get(self.now.lang));
            return Ok(Fate::Void(undone.unwrap_or(reason).to_owned()));
        }
        let mut changed = Vec::new();
        for (at, field) in now.kind.all_fields().enumerate() {
            let (one, other) = (&before.values[at], &now.values[at]);
            if one != other {
                let [one, other] = [
                    told(self.before, one.as_ref())?,
                    told(self.now, other.as_ref())?,
                ];
                changed.push((field.id, field.label, one, other));
            }
        }
        if changed.is_empty() {
            return Ok(Fate::Follows);
        }
        Ok(Fate::Changed(changed))
    }
}

/// Puts a value as machines read it; a record that it names by its ref.
fn told(view: &View, value: Option<&Value>) -> Result<Json> {
    Ok(match value {
        None => Json::Null,
        Some(Value::Reference(id)) => {
            let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
            let name = view.store.name(&kinds, *id)?;
            Json::from(name.map(|(reference, _)| reference))
        }
        Some(Value::List(items)) => {
            let items = items.iter().map(|item| told(view, Some(item)));
            Json::from(items.collect::<Result<Vec<_>>>()?)
        }
        Some(value) => value.to_json(),
    })
}

fn kind_of(reference: &str) -> Option<&'static Kind> {
    let letter = Ref::parse(reference, "")?.letter;
    KINDS
        .iter()
        .copied()
        .find(|kind| kind.letter == Some(letter))
}

/// Gathers the places where two pieces of JSON differ.
fn differences(
    path: &mut Vec<String>,
    before: &Json,
    now: &Json,
    found: &mut Vec<(Vec<String>, Json, Json)>,
) {
    if before == now {
        return;
    }
    match (parts(before), parts(now)) {
        (Some(before), Some(now)) => {
            let keys = now.iter().chain(before.iter()).map(|(key, _)| key);
            let mut seen = BTreeSet::new();
            for key in keys.filter(|key| !PASSED_OVER.contains(&key.as_str())) {
                if seen.insert(key) {
                    let of = |parts: &[(String, Json)]| {
                        let part = parts.iter().find(|(own, _)| own == key);
                        part.map_or(Json::Null, |(_, value)| value.clone())
                    };
                    path.push(key.clone());
                    differences(path, &of(&before), &of(&now), found);
                    path.pop();
                }
            }
        }
        _ => found.push((path.clone(), before.clone(), now.clone())),
    }
}

/// Takes an object or a list apart, each part under what tells it apart; `None` for a value alone.
fn parts(json: &Json) -> Option<Vec<(String, Json)>> {
    match json {
        Json::Object(object) => Some(object.clone().into_iter().collect()),
        Json::Array(items) => {
            let mut times: BTreeMap<String, usize> = BTreeMap::new();
            let part = |item: &Json| {
                let name = identity(item);
                let time = times.entry(name.clone()).or_default();
                *time += 1;
                let name = match *time {
                    1 => name,
                    time => format!("{name} #{time}"),
                };
                (name, item.clone())
            };
            Some(items.iter().map(part).collect())
        }
        _ => None,
    }
}

fn identity(item: &Json) -> String {
    match item {
        Json::Object(object) => {
            let known = IDENTITY.iter().filter_map(|key| object.get(*key));
            let known = known.filter(|value| !value.is_null()).map(plain);
            known.collect::<Vec<_>>().join(" ")
        }
        other => plain(other),
    }
}

impl Difference {
    pub(crate) fn json(&self) -> Json {
        let causes = self.causes.iter().map(|cause| {
            let mut object = cause.why.json();
            object.insert("ref".to_owned(), Json::from(cause.reference.as_str()));
            Json::Object(object)
        });
        json!({
            "figure": self.path.join("."), "before": self.before, "now": self.now,
            "refs": causes.collect::<Json>(),
        })
    }

    /// Writes the figure, and its values before and now, as people read them.
    fn shown(&self, lang: Lang) -> [Cell; 3] {
        let shown = |json: &Json| match json {
            Json::Null => Cell::from("—"),
            Json::Object(_) | Json::Array(_) => Cell::from(lang.pick("有", "there")),
            other => Cell::from(told_day(&plain(other), lang)),
        };
        let [before, now] = [&self.before, &self.now].map(shown);
        [Cell::from(self.words(lang)), before, now]
    }

    /// Names the figure as people do, as far as it has a name.
    fn words(&self, lang: Lang) -> String {
        let word = |part: &String| {
            let figure = figures::all().find(|figure| figure.id == part);
            let rate = RATES.iter().find(|rate| rate.id == part);
            let known = PARTS.iter().find(|(id, _)| id == part);
            let counted = bulletin::label(part);
            let label = figure
                .map(|figure| figure.label)
                .or(rate.map(|rate| rate.label));
            let label = label.or(known.map(|(_, label)| *label)).or(counted);
            label.map_or_else(|| part.clone(), |label| label.get(lang).to_owned())
        };
        let parts = self.path.iter().map(word).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(lang.pick("·", " "))
    }
}

/// Writes a day in words; any other text as it is.
fn told_day(text: &str, lang: Lang) -> String {
    day(text).map_or_else(|| text.to_owned(), |day| in_words(day, lang))
}

/// Names of a report's parts; empty where they go without saying.
const PARTS: &[(&str, Text)] = &[
    ("count", text("", "")),
    ("cumulative", text("累计", "in all")),
    ("denominator", text("分母", "denominator")),
    ("figures", text("", "")),
    ("numerator", text("分子", "numerator")),
    ("own", text("本期", "this period")),
    ("problems", text("存在问题", "problems")),
    ("rates", text("", "")),
    ("reasons", text("", "")),
    ("stock", text("期末", "on the last day")),
    ("tables", text("", "")),
    ("total", text("合计", "total")),
    ("units", text("", "")),
    ("withdrawn", text("撤回", "withdrawn")),
];

impl Fate {
    fn json(&self) -> Map<String, Json> {
        let (why, more) = match self {
            Self::Follows => ("follows", Map::new()),
            Self::Changed(fields) => {
                let field = |(id, _, before, now): &(&str, Text, Json, Json)| json!({"field": id, "before": before, "now": now});
                let fields = fields.iter().map(field).collect();
                ("changed", Map::from_iter([("fields".to_owned(), fields)]))
            }
            Self::New(logged_on, late, arrived) => {
                let [late, arrived] = [late, arrived].map(|one| Json::from(one.as_deref()));
                let logged_on = logged_on.clone();
                let more = [
                    ("logged_on", logged_on),
                    ("late", late),
                    ("arrived_on", arrived),
                ];
                (
                    "new",
                    more.map(|(key, value)| (key.to_owned(), value))
                        .into_iter()
                        .collect(),
                )
            }
            Self::Void(reason) => {
                let reason = Json::from(reason.as_str());
                ("void", Map::from_iter([("reason".to_owned(), reason)]))
            }
        };
        Map::from_iter([("why".to_owned(), Json::from(why))])
            .into_iter()
            .chain(more)
            .collect()
    }

    /// Says what came to pass, the same for all records of which that is the same.
    fn in_short(&self, lang: Lang) -> String {
        match self {
            Self::Changed(fields) => {
                let labels = fields
                    .iter()
                    .map(|(_, label, ..)| label.get(lang).to_owned());
                let labels = lang.join(&labels.collect::<Vec<_>>());
                lang.pick(format!("更正：{labels}"), format!("corrected: {labels}"))
            }
            Self::New(_, _, Some(arrived)) => {
                let arrived = told_day(arrived, lang);
                lang.pick(format!("{arrived}并入"), format!("came here on {arrived}"))
            }
            Self::New(_, Some(_), None) => lang.pick("迟报", "entered late").to_owned(),
            Self::New(..) => lang.pick("结束后登记", "entered since").to_owned(),
            Self::Follows | Self::Void(_) => self.words(lang),
        }
    }

    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Follows => lang
                .pick("随关联记录变化", "follows from another record")
                .to_owned(),
            Self::Changed(fields) => {
                let field = |(_, label, before, now): &(&str, Text, Json, Json)| {
                    let shown = |json: &Json| match plain(json) {
                        empty if empty.is_empty() => "—".to_owned(),
                        some => told_day(&some, lang),
                    };
                    let (label, gap) = (label.get(lang), lang.pick("：", " "));
                    format!("{label}{gap}{}→{}", shown(before), shown(now))
                };
                let fields: Vec<String> = fields.iter().map(field).collect();
                fields.join(lang.pick("；", "; "))
            }
            Self::New(logged_on, late, arrived) => {
                let on = told_day(&plain(logged_on), lang);
                let mut words =
                    lang.pick(format!("新增，{on}登记"), format!("new, entered on {on}"));
                if let Some(arrived) = arrived {
                    let arrived = told_day(arrived, lang);
                    words += &lang.pick(
                        format!("，{arrived}并入"),
                        format!(", came here on {arrived}"),
                    );
                }
                if let Some(late) = late {
                    words +=
                        &lang.pick(format!("，迟报：{late}"), format!(", late because: {late}"));
                }
                words
            }
            Self::Void(reason) => lang.pick(format!("作废：{reason}"), format!("void: {reason}")),
        }
    }
}

/// Lists changes for a paper: of each figure a row for all records that changed it alike, so that it grows with
/// the figures and not with the records.
pub(crate) fn by_figure(changes: &[Difference], lang: Lang) -> Table {
    let mut table = Table::new::<Cell>(heads(lang), []);
    for change in changes {
        let mut alike: BTreeMap<String, Vec<&Cause>> = BTreeMap::new();
        for cause in &change.causes {
            let causes = alike.entry(cause.why.in_short(lang)).or_default();
            causes.push(cause);
        }
        let mut push = |reference: String, why: String| {
            let more = [reference, why].map(Cell::from);
            table.push(change.shown(lang).into_iter().chain(more).collect());
        };
        if alike.is_empty() {
            push(String::new(), String::new());
        }
        for (why, causes) in alike {
            match &causes[..] {
                [only] => push(only.reference.clone(), only.why.words(lang)),
                several => {
                    let refs = several.iter().map(|cause| cause.reference.clone());
                    push(ranges(&refs.collect::<Vec<_>>()), why);
                }
            }
        }
    }
    table
}

/// Lists changes for people, a row a record.
fn table(changes: &[Difference], lang: Lang) -> Table {
    let mut table = Table::new::<Cell>(heads(lang), []);
    for change in changes {
        let row = |reference: &str, why: String| {
            let more = [Cell::from(reference), Cell::from(why)];
            change.shown(lang).into_iter().chain(more).collect()
        };
        if change.causes.is_empty() {
            table.push(row("", String::new()));
        }
        for cause in &change.causes {
            table.push(row(&cause.reference, cause.why.words(lang)));
        }
    }
    table
}

fn heads(lang: Lang) -> [&'static str; 5] {
    lang.pick(
        ["数据", "原值", "现值", "编号", "原因"],
        ["Figure", "Before", "Now", "Ref", "Why"],
    )
}

/// What a report is laid beside.
#[derive(Debug)]
pub(crate) enum Since {
    /// What it would have said from what was known on a day.
    KnownOn(NaiveDate),
    /// What was handed in, by the ref of the record that says so.
    HandedIn(String),
}

impl Since {
    fn title(&self, lang: Lang) -> String {
        match self {
            Self::KnownOn(day) => lang.pick(
                format!("与 {day} 已知数据的差别"),
                format!("What differs from what was known on {day}"),
            ),
            Self::HandedIn(reference) => lang.pick(
                format!("与 {reference} 报送数据的差别"),
                format!("What differs from what was handed in as {reference}"),
            ),
        }
    }

    /// Returns of a report what can be laid beside it: of what was handed in the figures alone are kept.
    fn part(&self, now: &Json, before: &Json) -> Json {
        match self {
            Self::KnownOn(_) => now.clone(),
            Self::HandedIn(_) => {
                let kept = before.as_object().into_iter().flatten();
                let part = kept.map(|(key, _)| (key.clone(), now[key.as_str()].clone()));
                Json::Object(part.collect())
            }
        }
    }

    fn json(&self) -> (&'static str, String) {
        match self {
            Self::KnownOn(day) => ("known_on", day.to_string()),
            Self::HandedIn(reference) => ("submission", reference.clone()),
        }
    }
}

/// Lists why a report says something else than it would have said, and nothing of what it says.
pub(crate) fn changes(
    now: &Report,
    before: &Report,
    (then, view): (&View, &View),
    since: &Since,
) -> Result<Report> {
    let lang = view.lang;
    let mut found = found(now, before, (then, view), since)?;
    found.retain(|one| FIGURES.contains(&one.path[0].as_str()));
    let title = since.title(lang);
    let told = match &found[..] {
        [] => Block::Paragraph(same(lang)),
        some => Block::Table(by_figure(some, lang).titled(&title)),
    };
    let blocks = vec![
        Block::Heading(1, title),
        Block::Paragraph(view.until()),
        told,
    ];
    let heads = ["figure", "before", "now", "refs"];
    let json: Vec<Json> = found.iter().map(Difference::json).collect();
    let row = |one: &Json| {
        let refs = one["refs"].as_array().into_iter().flatten();
        let refs: Vec<String> = refs.map(|cause| plain(&cause["ref"])).collect();
        let told = ["figure", "before", "now"].map(|key| Cell::from(one[key].clone()));
        told.into_iter()
            .chain([Cell::from(refs.join("、"))])
            .collect()
    };
    Ok(Report {
        blocks,
        sheet: Table::new::<Cell>(heads, json.iter().map(row)),
        json: Json::Array(json),
        ..Report::default()
    })
}

/// The parts of a summary that are figures.
const FIGURES: [&str; 2] = ["figures", "rates"];

fn same(lang: Lang) -> String {
    lang.pick("没有差别。", "Nothing differs.").to_owned()
}

/// Lays a report beside what it would have said.
fn found(
    now: &Report,
    before: &Report,
    (then, view): (&View, &View),
    since: &Since,
) -> Result<Vec<Difference>> {
    // The report of some days ends with the last of them.
    let told = |key: &str| now.json[key].as_str().and_then(day);
    let days = told("from").zip(told("until"));
    let as_of = days.map_or(view.as_of, |(_, until)| until);
    let comparison = Comparison {
        before: &View { as_of, ..*then },
        now: &View { as_of, ..*view },
        own: days.map(|(from, until)| Coverage::interval(from, until, until)),
        sources: [&before.sources, &now.sources],
    };
    comparison.changes(&before.json, &since.part(&now.json, &before.json))
}

/// Puts below a report why it says something else than it would have said.
pub(crate) fn append(
    mut now: Report,
    before: &Report,
    (then, view): (&View, &View),
    since: &Since,
) -> Result<Report> {
    let lang = view.lang;
    let changes = found(&now, before, (then, view), since)?;
    let title = since.title(lang);
    now.blocks.push(Block::Heading(2, title.clone()));
    now.blocks.push(if changes.is_empty() {
        Block::Paragraph(same(lang))
    } else {
        Block::Table(table(&changes, lang).titled(title))
    });
    let (key, of) = since.json();
    let changes =
        json!({key: of, "changes": changes.iter().map(Difference::json).collect::<Json>()});
    if !now.json.is_object() {
        now.json = json!({"rows": now.json});
    }
    now.json["against"] = changes;
    Ok(now)
}
