//! What the files of an export hold, for programs that read them: Table Schema of Frictionless Data,
//! with types, keys and the labels of both languages.

use serde_json::{Map, Value as Json, json};

use super::RecordsFormat;
use crate::kinds;
use crate::model::kind::{Field, Kind, REF, Shape};
use crate::model::listing::{ACCEPTED, Listing, MOVED, PROPOSALS, RECORD, RECORD_LABEL};
use crate::text::Lang;

/// The name that it has in a folder.
pub(crate) const DATAPACKAGE: &str = "datapackage.json";

/// A file of a folder, without its rows.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) file: String,
    pub(crate) columns: Listing,
    /// True if it has no row.
    pub(crate) is_empty: bool,
}

/// Describes the files of a folder, each of a kind; `whole` tells whether every record is there, so
/// that what one names is in another.
pub(crate) fn datapackage(
    files: &[Resource],
    format: &RecordsFormat,
    whole: bool,
    lang: Lang,
) -> Vec<u8> {
    let resources = files.iter().map(|resource| {
        let listing = &resource.columns;
        let kind = listing.kind;
        let heads = format.heads(listing, lang);
        // Without a row a format that names its columns in each has no table.
        let is_table = !format.has_lists() || !resource.is_empty;
        json!({
            "name": kind.id,
            "path": resource.file,
            "type": if is_table { "table" } else { "file" },
            "title": kind.name.get(Lang::Zh),
            "labels": labels(kind.name.get(Lang::Zh), kind.name.get(Lang::En)),
            "format": if format.id == "jsonl" { "ndjson" } else { format.id },
            "encoding": "utf-8",
            "schema": schema(listing, &heads, format.has_lists(), whole),
        })
    });
    let package = json!({
        "name": "huiyin-export",
        "title": "回音 huiyin",
        "resources": resources.collect::<Vec<_>>(),
    });
    format!("{package:#}\n").into_bytes()
}

fn labels(zh: &str, en: &str) -> Json {
    json!({"zh": zh, "en": en})
}

fn schema(listing: &Listing, heads: &[String], has_lists: bool, whole: bool) -> Json {
    let kind = listing.kind;
    let keys = listing.keys();
    let keys = keys.iter().map(String::as_str).chain([RECORD]);
    let named = |key: &str| heads.iter().zip(keys.clone()).find(|(_, one)| *one == key);
    let head = |key: &str| named(key).map_or(key.to_owned(), |(head, _)| head.clone());
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
        let mut labels = listing.labels(lang);
        labels.push(RECORD_LABEL.get(lang).to_owned());
        labels
    });
    let fields = heads.iter().zip(keys.clone()).zip(zh.iter().zip(&en));
    let fields = fields.map(|((head, key), (zh, en))| {
        let mut told = Map::new();
        told.insert("name".to_owned(), head.as_str().into());
        for (property, value) in typed(kind, key, has_lists) {
            told.insert(property.to_owned(), value);
        }
        told.insert("title".to_owned(), zh.as_str().into());
        told.insert("labels".to_owned(), labels(zh, en));
        Json::Object(told)
    });
    let fields: Vec<Json> = fields.collect();
    let mut schema = json!({"fields": fields, "primaryKey": [head(RECORD)]});
    let foreign: Vec<Json> = kind
        .all_fields()
        .filter_map(|field| {
            let target = target(field)?;
            // A reference of a kind to itself has no other resource to name.
            let resource = if target == kind.id { "" } else { target };
            Some(json!({
                "fields": [head(field.id)],
                "reference": {"resource": resource, "fields": [head(REF.id)]},
            }))
        })
        .collect();
    if whole && !foreign.is_empty() {
        schema["foreignKeys"] = foreign.into();
    }
    schema
}

/// Returns the kind of the one record that a field names, where only one kind is possible.
fn target(field: &Field) -> Option<&'static str> {
    match field.shape {
        Shape::Reference([only]) if !field.many => kinds::noun(only).map(|kind| kind.id),
        _ => None,
    }
}

/// What a key ends with under which the titles are of the records that a field names.
const NAME_SUFFIX: &str = "_name";

fn text_or_list(field: &Field, has_lists: bool) -> &'static str {
    if field.many && has_lists {
        "array"
    } else {
        "string"
    }
}

/// Returns the type of a column, and what its values keep to; a list is one text where the format has
/// no lists.
fn typed(kind: &'static Kind, key: &str, has_lists: bool) -> Vec<(&'static str, Json)> {
    if key == RECORD {
        return vec![
            ("type", "string".into()),
            (
                "constraints",
                json!({"required": true, "unique": true, "pattern": "[0-9a-f]{32}"}),
            ),
        ];
    }
    let Some(field) = kind.field(key) else {
        let shown = key.strip_suffix(NAME_SUFFIX).and_then(|id| kind.field(id));
        let kind = match shown {
            _ if ["backfilled", ACCEPTED].contains(&key) => "boolean",
            _ if key == PROPOSALS => "integer",
            Some(field) => text_or_list(field, has_lists),
            None if key == MOVED && has_lists => "array",
            None => "string",
        };
        return vec![("type", kind.into())];
    };
    if field.id == REF.id {
        let constraints = json!({"required": true, "unique": true});
        return vec![("type", "string".into()), ("constraints", constraints)];
    }
    let plain = |kind: &str| vec![("type", Json::from(kind))];
    match field.shape {
        _ if field.many => plain(text_or_list(field, has_lists)),
        Shape::Count => vec![
            ("type", "integer".into()),
            ("constraints", json!({"minimum": 0})),
        ],
        Shape::Percent => vec![
            ("type", "integer".into()),
            ("constraints", json!({"minimum": 0, "maximum": 100})),
        ],
        Shape::Decimal | Shape::Money => vec![
            ("type", "number".into()),
            ("constraints", json!({"minimum": 0})),
        ],
        Shape::Day => plain("date"),
        Shape::Flag => plain("boolean"),
        Shape::Choice(choices) => {
            let ids: Vec<&str> = choices.iter().map(|one| one.id).collect();
            vec![
                ("type", "string".into()),
                ("constraints", json!({"enum": ids})),
            ]
        }
        Shape::Category | Shape::Json | Shape::Reference(_) | Shape::Text => plain("string"),
    }
}
