//! Lists who has had a record, from the first to the owner now: of an opinion from the person asked
//! first on (首问负责制, requirement 26). Told from the history, so that nothing has to be kept twice.

use serde_json::{Map, Value as Json};

use crate::desk::Desk;
use crate::desk::history::{done, local};
use crate::error::Result;
use crate::model::columns::Columns;
use crate::model::document::Block;
use crate::model::kind::{Field, Kind, Passes};
use crate::store::HistoryEntry;
use crate::text::{Lang, text};

/// Lists each change of owner, for people and for machines; `entries` are all the changes of one
/// opinion, oldest first, so that the last owner is the one that its record shows.
pub(super) fn trail(
    desk: &Desk,
    (kind, passes): (&'static Kind, &'static Passes),
    entries: &[HistoryEntry],
) -> Result<(Vec<Block>, Json)> {
    let lang = desk.context.lang;
    let mut known: Map<String, Json> = Map::new();
    let mut owner = (String::new(), Json::Null);
    let mut rows = Vec::new();
    for entry in entries {
        let said = entry.body.iter().filter(|(id, _)| entry.said(id).is_some());
        known.extend(said.map(|(id, value)| (id.clone(), value.clone())));
        let filled = |field: &&Field| known.get(field.id).is_some_and(|json| !json.is_null());
        let says = passes.owner.first_of.iter().copied();
        let says = says.chain([passes.owner]).find(filled);
        let now = desk.told(
            kind,
            passes.owner,
            says.and_then(|field| known.get(field.id)),
        )?;
        if now == owner {
            continue;
        }
        rows.push(Passing {
            day: day(desk, (kind, passes), entry, rows.is_empty()),
            from: owner,
            to: now.clone(),
            office: entry.office.clone().unwrap_or_default(),
            entry,
        });
        owner = now;
    }
    let told = passings(lang).report(&rows);
    // Who has had it from the beginning is told with the record itself.
    let is_own = passes.owner.first_of.is_empty();
    if rows.len() < 1 + usize::from(is_own) {
        return Ok((Vec::new(), told.json));
    }
    let heading = if is_own {
        lang.pick("责任与移交", "Responsible and handed over")
    } else {
        lang.pick("首问与移交", "First asked and handed over")
    };
    let mut blocks = vec![Block::Heading(2, heading.to_owned())];
    blocks.extend(told.blocks);
    Ok((blocks, told.json))
}

/// Change of owner: each with its name and its ref.
struct Passing<'a> {
    day: String,
    from: (String, Json),
    to: (String, Json),
    entry: &'a HistoryEntry,
    office: String,
}

fn passings<'a>(lang: Lang) -> Columns<Passing<'a>> {
    Columns::<Passing>::new(lang)
        .column("day", text("日期", "Day"), |row| row.day.clone())
        .key("from", |row| row.from.1.clone())
        .words(text("由", "From"), |row| dashed(&row.from.0))
        .key("from_name", |row| name(&row.from.0))
        .key("to", |row| row.to.1.clone())
        .words(text("到", "To"), |row| dashed(&row.to.0))
        .key("to_name", |row| name(&row.to.0))
        .key("command", |row| row.entry.verb.clone())
        .words(text("操作", "What"), move |row| {
            done(&row.entry.verb, lang)
        })
        .key("actor", |row| row.entry.actor.clone())
        .key("office", |row| row.office.clone())
        .words(text("经办人", "By"), move |row| {
            lang.remarked(&row.entry.actor, &row.entry.writer_label)
        })
}

fn name(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

fn dashed(text: &str) -> String {
    name(text).unwrap_or_else(|| "—".to_owned())
}

/// Returns the day on which it passed on: as its clerk gave it, else the one on which it was logged.
/// Whoever is the first has it from the record's own day.
fn day(
    desk: &Desk,
    (kind, passes): (&'static Kind, &Passes),
    entry: &HistoryEntry,
    first: bool,
) -> String {
    let begun = kind.day.filter(|_| first);
    let mut given = [Some(passes.day), begun].into_iter().flatten();
    let given = given.find_map(|field| entry.body.get(field.id)?.as_str());
    let logged = || local(entry, desk.context.offset).date_naive().to_string();
    given.map_or_else(logged, str::to_owned)
}
