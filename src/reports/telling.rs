//! What is amiss as a section chief tells it: a paragraph for each kind of problem, in which what is
//! still open comes first, with figures, with whose it is and with the first few by name; what was done
//! late is half a sentence. However many matters there are, a paragraph stays as short.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::View;
use super::themes::{Counts, Matter, Names, THEMES, Theme, title_of};
use crate::checks::{Finding, Light};
use crate::error::Result;
use crate::model::date::in_words;
use crate::model::value::day;
use crate::text::{Lang, numeral, plural, text};

/// The most that a sentence names.
pub(super) const MOST_NAMED: usize = 3;

/// The most characters of a title in a sentence.
const LONGEST: usize = 30;

const CONTINUED: &str = "select title, coalesce(reason, ''), coalesce(new_deadline, '') from pledge
    where void is null and published_on <= ?1 and status = 'continuing' and continued_on >= ?2
    order by new_deadline, office, number, copy";
/// The phases that this file closed although not all was done.
const FORCED: &str = "select coalesce(json_extract(figures, '$.from'), closed_on), forced,
    cast(coalesce(json_array_length(unmet), 0) as text) from phase
    where void is null and forced is not null and closed_on between ?2 and ?1 and origin = ?3
    order by closed_on";

/// What records say beside the findings: why something goes on, and why a phase was closed.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    /// Title, reason and new deadline of each pledge that goes on.
    continued: Vec<[String; 3]>,
    /// Number of each phase closed by force, how much was unmet, and why.
    forced: Vec<(i64, i64, String)>,
}

impl Reasons {
    /// Reads those of some days.
    pub(super) fn of(view: &View, from: NaiveDate) -> Result<Self> {
        let View { store, plan, .. } = *view;
        let (as_of, from) = (view.as_of.to_string(), from.to_string());
        let texts = |row: Vec<Option<String>>| row.into_iter().map(Option::unwrap_or_default);
        let continued = store.on(view.as_of, || store.texts(CONTINUED, &[&as_of, &from]))?;
        let continued = continued.into_iter().map(|row| {
            let mut cells = texts(row);
            std::array::from_fn(|_| cells.next().unwrap_or_default())
        });
        let writer = store.writer()?;
        let forced = store.texts(FORCED, &[&as_of, &from, &writer.0])?;
        let forced = forced.into_iter().filter_map(|row| {
            let mut cells = texts(row);
            let phase = plan.phase_due(day(&cells.next()?)?)?;
            let (why, unmet) = (cells.next()?, cells.next()?.parse().ok()?);
            Some((phase.number, unmet, why))
        });
        Ok(Self {
            continued: continued.collect(),
            forced: forced.collect(),
        })
    }
}

/// What one check found, apart by how it stands.
#[derive(Default)]
struct Stand<'a> {
    missing: Vec<&'a Finding>,
    late: Vec<&'a Finding>,
}

/// Tells what is late or missing: a paragraph for each kind of problem of which there is something.
pub(super) fn paragraphs(found: &[Finding], reasons: &Reasons, lang: Lang) -> Vec<String> {
    let mut stands: BTreeMap<&str, Stand> = BTreeMap::new();
    for one in found {
        let stand = match (one.light, one.is_met() || one.term.ended.is_some()) {
            (Light::Red, false) => &mut stands.entry(one.code.id).or_default().missing,
            // Behind schedule, and still under way.
            (Light::Yellow, false) if !one.is_settled() => {
                &mut stands.entry(one.code.id).or_default().missing
            }
            // Late when it fell away, or when it was done.
            (Light::Red | Light::Yellow, _) => &mut stands.entry(one.code.id).or_default().late,
            _ => continue,
        };
        stand.push(one);
    }
    let told = THEMES
        .iter()
        .filter_map(|theme| paragraph(theme, &stands, reasons, lang));
    let numbered = (1..).zip(told).map(|(number, told)| {
        lang.pick(
            format!("（{}）{told}", numeral(number)),
            format!("({number}) {told}"),
        )
    });
    numbered.collect()
}

fn paragraph(
    theme: &Theme,
    stands: &BTreeMap<&str, Stand>,
    reasons: &Reasons,
    lang: Lang,
) -> Option<String> {
    let none = Stand::default();
    let of = |matter: &Matter| stands.get(matter.code).unwrap_or(&none);
    let is_such = |theme: &Theme, code: &str| theme.matters.iter().any(|one| one.code == code);
    let matters = theme.matters.iter();
    let missing = matters
        .clone()
        .filter(|matter| !of(matter).missing.is_empty());
    let mut clauses: Vec<String> = missing
        .map(|matter| clause(matter, &of(matter).missing, lang))
        .collect();
    if is_such(theme, FORCED_BESIDE) {
        clauses.extend(
            reasons
                .forced
                .iter()
                .map(|forced| forced_words(forced, lang)),
        );
    }
    let late = matters.filter(|matter| !of(matter).late.is_empty());
    let late: Vec<String> = late
        .map(|matter| late_clause(matter, &of(matter).late, lang))
        .collect();
    let continued = (is_such(theme, CONTINUED_BESIDE) && !reasons.continued.is_empty())
        .then(|| continued_words(&reasons.continued, lang));
    let heading = match (clauses.is_empty(), late.is_empty(), &continued) {
        (false, ..) => theme.open,
        (true, false, _) => theme.late,
        (true, true, Some(_)) => text("部分实事需要继续办理", "Some pledges go on"),
        (true, true, None) => return None,
    };
    let beside = !clauses.is_empty() || continued.is_some();
    let late = (!late.is_empty()).then(|| match (beside, lang) {
        (true, Lang::Zh) => format!("此外，{}", lang.join(&late)),
        (false, Lang::Zh) => lang.join(&late),
        (true, Lang::En) => format!("Done, but late: {}", lang.join(&late)),
        (false, Lang::En) => format!("Late: {}", lang.join(&late)),
    });
    let open = (!clauses.is_empty()).then(|| clauses.join(lang.pick("；", "; ")));
    let sentences = [Some(heading.get(lang).to_owned()), open, continued, late];
    let stop = lang.pick("。", ". ");
    let told = sentences.into_iter().flatten();
    let told: String = told.map(|sentence| capital(&sentence) + stop).collect();
    Some(told.trim_end().to_owned())
}

/// The kinds of problem beside which forced closings and what goes on are told.
const FORCED_BESIDE: &str = "milestone";
const CONTINUED_BESIDE: &str = "pledge-overdue";

fn capital(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// Says what of one check is not done.
fn clause(matter: &Matter, found: &[&Finding], lang: Lang) -> String {
    let words = matter.missing.get(lang);
    match matter.names {
        Names::Nothing => counted(words, &found.len().to_string(), lang),
        Names::Titles => titles(words, found, lang),
        Names::Owners if matter.counts == Counts::Owners => {
            counted(words, &named_owners(found, lang), lang)
        }
        Names::Owners => shares(words, found, lang),
    }
}

/// Says in half a sentence how much of one check was done late.
fn late_clause(matter: &Matter, found: &[&Finding], lang: Lang) -> String {
    // Progress is told of again and again.
    let is_of_times = matter.late.get(Lang::Zh).contains("{n}次");
    let count = match (matter.counts, lang) {
        (Counts::Records, _) if !is_of_times => records(found).len().to_string(),
        (Counts::Times | Counts::Records, _) => found.len().to_string(),
        (Counts::Owners, Lang::Zh) => measured(found, lang),
        (Counts::Owners, Lang::En) => owners(found).len().to_string(),
    };
    let words = matter.late.get(lang);
    match lang {
        Lang::Zh => words.replace("{n}", &count),
        Lang::En => format!("{words} ({count})"),
    }
}

/// Puts a count into its words.
fn counted(words: &str, count: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => words.replace("{n}", count),
        Lang::En => format!("{words}: {count}"),
    }
}

/// Returns the findings of different records, those that were due first before others; of several of
/// one record the first.
fn records<'a>(found: &[&'a Finding]) -> Vec<&'a Finding> {
    let mut ordered = found.to_vec();
    ordered.sort_by_key(|one| one.term.due);
    let mut known = BTreeSet::new();
    ordered.retain(|one| {
        let reference = one.reference();
        reference.is_none_or(|reference| known.insert(reference))
    });
    ordered
}

/// Names records by their titles, each with whose it is and how long it is overdue.
fn titles(words: &str, found: &[&Finding], lang: Lang) -> String {
    let records = records(found);
    let phrase = counted(words, &records.len().to_string(), lang);
    let first: Vec<String> = records
        .iter()
        .take(MOST_NAMED)
        .map(|one| titled(one, lang))
        .collect();
    let first = lang.join(&first);
    if records.len() == 1 {
        return lang.pick(
            format!("{phrase}，即{first}"),
            format!("{phrase} ({first})"),
        );
    }
    if records.len() <= MOST_NAMED {
        return lang.pick(
            format!("{phrase}，分别是{first}"),
            format!("{phrase} ({first})"),
        );
    }
    let units: BTreeSet<&str> = records
        .iter()
        .filter_map(|one| one.unit.as_deref().map(|unit| unit.name.as_str()))
        .collect();
    let units: Vec<&str> = units.into_iter().collect();
    let of = match units.len() {
        0 => String::new(),
        _ => lang.pick(
            format!("，涉及{}", several(&units, "个单位", lang)),
            format!(", of {}", several(&units, "units", lang)),
        ),
    };
    lang.pick(
        format!("{phrase}{of}，较早到期的是{first}等"),
        format!("{phrase}{of}, the first due being {first}"),
    )
}

/// Cuts a title that would fill lines.
fn shortened(title: &str) -> String {
    let mut short: String = title.chars().take(LONGEST).collect();
    if title.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

/// Names a record by its title, with whose it is and how long it is overdue.
fn titled(one: &Finding, lang: Lang) -> String {
    let title = shortened(title_of(one, lang));
    let title = lang.pick(
        format!("“{}”", title.replace('“', "‘").replace('”', "’")),
        format!("“{title}”"),
    );
    let unit = one.unit.as_deref().map_or("", |unit| unit.name.as_str());
    let days = (one.day - one.term.due).num_days();
    let overdue = one.light == Light::Red && one.term.ended.is_none() && days > 0;
    match lang {
        Lang::Zh => {
            let of = if unit.is_empty() { "" } else { "的" };
            let days = if overdue {
                format!("（逾期{days}天）")
            } else {
                String::new()
            };
            format!("{unit}{of}{title}{days}")
        }
        Lang::En => {
            let unit = Some(unit)
                .filter(|unit| !unit.is_empty())
                .map(str::to_owned);
            let days = overdue.then(|| format!("{} overdue", plural(days, "day", "days")));
            let parts: Vec<String> = [Some(title), unit, days].into_iter().flatten().collect();
            parts.join(" – ")
        }
    }
}

/// Returns those of whom it is asked, each with how often, those most often first.
fn owners<'a>(found: &[&'a Finding]) -> Vec<(&'a str, usize)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for name in found.iter().filter_map(|one| one.whom()) {
        let place = *places.entry(&name.name).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counts.push((&name.name, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// Counts those of whom it is asked, as persons or units.
fn measured(found: &[&Finding], lang: Lang) -> String {
    format!("{}{}", owners(found).len(), measure(found, lang))
}

fn measure(found: &[&Finding], lang: Lang) -> &'static str {
    let persons = found.iter().filter(|one| one.person.is_some()).count();
    match persons {
        0 => lang.pick("个单位", "units"),
        all if all == found.len() => lang.pick("名干部", "people"),
        _ => lang.pick("个单位和个人", "people and units"),
    }
}

fn named_owners(found: &[&Finding], lang: Lang) -> String {
    let owners = owners(found);
    let names: Vec<&str> = owners.iter().map(|(name, _)| *name).collect();
    several(&names, measure(found, lang), lang)
}

/// Names a few, and says how many there are in all.
fn several(names: &[&str], measure: &str, lang: Lang) -> String {
    let first = lang.join(&names[..names.len().min(MOST_NAMED)]);
    match names.len() {
        all if all > MOST_NAMED => lang.pick(
            format!("{first}等{all}{measure}"),
            format!("{first} and others ({all} {measure})"),
        ),
        _ => first,
    }
}

/// Says how many of the times fall to whom.
fn shares(words: &str, found: &[&Finding], lang: Lang) -> String {
    let phrase = counted(words, &found.len().to_string(), lang);
    let owners = owners(found);
    let share = |(name, count): &(&str, usize)| {
        lang.pick(format!("{name}{count}次"), format!("{name} {count}"))
    };
    let first: Vec<String> = owners.iter().take(MOST_NAMED).map(share).collect();
    let first = lang.join(&first);
    match &owners[..] {
        [] => phrase,
        [(name, _)] => lang.pick(format!("{phrase}（{name}）"), format!("{phrase} ({name})")),
        once if once.iter().all(|(_, count)| *count == 1) => {
            let names = named_owners(found, lang);
            lang.pick(
                format!("{phrase}，涉及{names}"),
                format!("{phrase} ({names})"),
            )
        }
        few if few.len() <= MOST_NAMED => lang.pick(
            format!("{phrase}，其中{first}"),
            format!("{phrase} ({first})"),
        ),
        all => lang.pick(
            format!(
                "{phrase}，涉及{}{}，较多的是{first}",
                all.len(),
                measure(found, lang)
            ),
            format!(
                "{phrase}, of {} {}, most of all {first}",
                all.len(),
                measure(found, lang)
            ),
        ),
    }
}

/// Leaves the stop of a sentence to what it stands in.
fn unstopped(sentence: &str) -> &str {
    sentence
        .trim()
        .trim_end_matches(['。', '.', '；', ';', '，'])
}

fn continued_words(continued: &[[String; 3]], lang: Lang) -> String {
    let told = continued
        .iter()
        .take(MOST_NAMED)
        .map(|[title, reason, until]| {
            let until = day(until).map(|until| in_words(until, lang));
            let until = until.map_or_else(String::new, |until| {
                lang.pick(format!("延至{until}"), format!(" until {until}"))
            });
            match unstopped(reason) {
                "" => format!("“{}”{until}", shortened(title)),
                reason => lang.pick(
                    format!("“{}”{until}（{reason}）", shortened(title)),
                    format!("“{}”{until} ({reason})", shortened(title)),
                ),
            }
        });
    let told: Vec<String> = told.collect();
    let (all, told) = (continued.len(), lang.join(&told));
    let more = if all > MOST_NAMED {
        lang.pick("等", " and others")
    } else {
        ""
    };
    lang.pick(
        format!("{all}项实事转为继续办理：{told}{more}"),
        format!("Going on to a later day: {all} ({told}{more})"),
    )
}

fn forced_words((phase, unmet, reason): &(i64, i64, String), lang: Lang) -> String {
    let reason = unstopped(reason);
    let number = numeral(*phase);
    match unmet {
        0 => lang.pick(
            format!("第{number}阶段提前结束（{reason}）"),
            format!("phase {phase} was closed before its last day ({reason})"),
        ),
        unmet => lang.pick(
            format!("第{number}阶段结束时有{unmet}项要求没有落实（{reason}）"),
            format!("phase {phase} was closed with requirements unmet: {unmet} ({reason})"),
        ),
    }
}
