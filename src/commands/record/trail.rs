//! Lists the owners of an opinion, from the person asked first to the owner now (首问负责制, requirement
//! 26). Told from the history, so that nothing has to be kept twice.

use serde_json::{Map, Value as Json, json};

use crate::desk::Desk;
use crate::desk::history::{done, local};
use crate::error::Result;
use crate::model::document::{Block, Table};
use crate::model::kind::{DATE, Field, Kind, Passes};
use crate::store::HistoryEntry;

/// Each change of owner, for people and for machines; `entries` are all the changes of one
/// opinion, oldest first, so that the last owner is the one that its record shows.
pub(super) fn trail(
    desk: &Desk,
    (kind, passes): (&'static Kind, &'static Passes),
    entries: &[HistoryEntry],
) -> Result<(Vec<Block>, Json)> {
    let lang = desk.context.lang;
    let mut known: Map<String, Json> = Map::new();
    let mut owner = (String::new(), Json::Null);
    let (mut rows, mut objects) = (Vec::new(), Vec::new());
    for entry in entries {
        known.extend(entry.body.clone());
        let filled = |field: &&&Field| known.get(field.id).is_some_and(|json| !json.is_null());
        let says = passes.owner.first_of.iter().find(filled).copied();
        let now = desk.told(
            kind,
            passes.owner,
            says.and_then(|field| known.get(field.id)),
        )?;
        if now == owner {
            continue;
        }
        let day = day(desk, passes, entry, rows.is_empty());
        let office = entry.office.clone().unwrap_or_default();
        let name = |name: &String| (!name.is_empty()).then(|| Json::from(name.as_str()));
        objects.push(json!({
            "day": day, "from": owner.1, "from_name": name(&owner.0), "to": now.1,
            "to_name": name(&now.0), "command": entry.verb, "actor": entry.actor, "office": office,
        }));
        let cells = [day, owner.0, now.0.clone(), done(&entry.verb, lang)];
        let mut row: Vec<String> = cells.map(dashed).to_vec();
        row.push(format!("{}({office})", entry.actor));
        rows.push(row);
        owner = now;
    }
    if rows.is_empty() {
        return Ok((Vec::new(), Json::from(objects)));
    }
    let heading = lang.pick("首问与移交", "First asked and handed over");
    let heads = lang.pick(
        ["日期", "由", "到", "操作", "经办人"],
        ["Day", "From", "To", "What", "By"],
    );
    let blocks = vec![
        Block::Heading(2, heading.to_owned()),
        Block::Table(Table::new(heads, rows)),
    ];
    Ok((blocks, Json::from(objects)))
}

/// The day on which it passed on: as its clerk gave it, else the one on which it was logged.
fn day(desk: &Desk, passes: &Passes, entry: &HistoryEntry, first: bool) -> String {
    let handed = entry.body.contains_key(passes.to.id);
    let field = if handed { passes.day.id } else { DATE.id };
    let given = entry.body.get(field).filter(|_| handed || first);
    let given = given.and_then(Json::as_str);
    let logged = || local(entry, desk.context.offset).date_naive().to_string();
    given.map_or_else(logged, str::to_owned)
}

fn dashed(text: String) -> String {
    if text.is_empty() {
        "—".to_owned()
    } else {
        text
    }
}
