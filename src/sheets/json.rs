//! Reads the JSON that `export` and `list` write: objects, one a record, in an array or one a
//! line.

use serde_json::{Map, Value as Json};

use super::{Row, Sheet, SheetCell};
use crate::error::SheetFault;
use crate::files::decode;

pub(super) fn read_array(bytes: &[u8]) -> Result<Sheet, SheetFault> {
    let text = decode(bytes).ok_or(SheetFault::NotText)?;
    let objects: Vec<Map<String, Json>> = serde_json::from_str(&text).map_err(damaged)?;
    sheet(objects.into_iter().zip(2..))
}

pub(super) fn read_lines(bytes: &[u8]) -> Result<Sheet, SheetFault> {
    let text = decode(bytes).ok_or(SheetFault::NotText)?;
    let lines = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty());
    let objects = lines.map(|(line, number)| Ok((serde_json::from_str(line)?, number)));
    let objects: Vec<_> = objects
        .collect::<serde_json::Result<_>>()
        .map_err(damaged)?;
    sheet(objects.into_iter())
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn damaged(error: serde_json::Error) -> SheetFault {
    SheetFault::Damaged(error.to_string())
}

/// Puts the keys of all objects into a row of heads, above one row an object.
fn sheet(objects: impl Iterator<Item = (Map<String, Json>, usize)>) -> Result<Sheet, SheetFault> {
    let mut heads: Map<String, Json> = Map::new();
    let mut rows = Vec::new();
    for (mut object, number) in objects {
        for key in object
            .keys()
            .filter(|key| !heads.contains_key(*key))
            .cloned()
            .collect::<Vec<_>>()
        {
            heads.insert(key, Json::Null);
        }
        let cells = heads
            .keys()
            .map(|key| object.remove(key).map_or(SheetCell::Empty, cell));
        let cells = cells.collect();
        rows.push(Row { number, cells });
    }
    let mut sheet = Sheet {
        keyed: true,
        width: heads.len(),
        ..Sheet::default()
    };
    let cells = heads.into_iter().map(|(key, _)| SheetCell::Text(key));
    let first = Row {
        number: 1,
        cells: cells.collect(),
    };
    // Without a key it is a row all the same.
    sheet.rows.push(first).map_err(SheetFault::unkept)?;
    for row in rows {
        sheet.push(row)?;
    }
    Ok(sheet)
}

fn cell(json: Json) -> SheetCell {
    match json {
        Json::Null => SheetCell::Empty,
        Json::Bool(flag) => SheetCell::Flag(flag),
        Json::Number(number) => number.as_f64().map_or(SheetCell::Empty, SheetCell::Number),
        Json::String(text) => SheetCell::Text(text),
        Json::Array(items) if items.iter().all(Json::is_string) => {
            let texts = items.iter().filter_map(Json::as_str);
            SheetCell::Many(texts.map(str::to_owned).collect())
        }
        other => SheetCell::Text(other.to_string()),
    }
}
