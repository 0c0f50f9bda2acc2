//! `schema`: what the plan and the records are in JSON, as JSON Schema 2020-12, for whoever reads or writes
//! them with another program.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value as Json, json};

use super::everywhere::OUTPUT;
use super::verb::{Does, Verb};
use crate::desk::{Answer, Context, Delivery};
use crate::error::Result;
use crate::kinds;
use crate::model::kind::{Choice, Decides, Field, Kind, REF, Shape, choice};
use crate::model::listing::{ACCEPTED, BACKFILLED, PROPOSALS};
use crate::model::plan::{Plan, Rules};
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, text};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const PLAN: &str = "plan";

const OF: Opt = Opt::place(
    "KIND",
    Takes::Word(known),
    text(
        "方案（plan）或一个种类；缺省为全部",
        "The plan, or a kind; all of them by default",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "schema",
    called: &["结构"],
    about: text(
        "方案和各种记录的 JSON 结构（JSON Schema）",
        "Describe plan and records as JSON Schema",
    ),
    options: &[OF],
    does: Does::Answer(run),
};

fn known() -> Vec<Choice> {
    let kinds = kinds::nouns().map(|kind| Choice {
        id: kind.id,
        label: kind.name,
    });
    [choice(PLAN, "方案", "plan")]
        .into_iter()
        .chain(kinds)
        .collect()
}

fn run(given: Given, context: &Context) -> Result<Answer> {
    let lang = context.lang;
    let of = given.has(&OF).then(|| given.word(&OF)).transpose()?;
    let is_wanted = |id: &str| of.is_none_or(|of| of == id);
    let mut defs = Map::new();
    if is_wanted(PLAN) {
        defs.extend(plan());
    }
    for kind in kinds::nouns().filter(|kind| is_wanted(kind.id)) {
        defs.insert(kind.id.to_owned(), of_kind(kind, lang));
    }
    let mut schema = Map::from_iter([("$schema".to_owned(), Json::from(DIALECT))]);
    schema.extend(of.map(|of| ("$ref".to_owned(), Json::from(format!("#/$defs/{of}")))));
    schema.insert("$defs".to_owned(), defs.into());
    let mut bytes = serde_json::to_vec_pretty(&schema).unwrap_or_default();
    bytes.push(b'\n');
    Ok(Answer {
        delivery: Some(Delivery::File {
            place: given.path(&OUTPUT).map(|file| context.path(file)),
            made: bytes.into(),
        }),
        ..Answer::default()
    })
}

/// Describes the plan, and what it is made of.
fn plan() -> Map<String, Json> {
    let mut generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
    let [whole, rules] = [
        generator.subschema_for::<Plan>(),
        generator.subschema_for::<Rules>(),
    ];
    let mut defs = generator.take_definitions(true);
    defs.insert(PLAN.to_owned(), json!({"allOf": [whole, rules]}));
    defs
}

/// Describes a record of a kind, as `list`, `show` and `export` write it.
fn of_kind(kind: &'static Kind, lang: Lang) -> Json {
    let mut properties = Map::new();
    for field in kind.all_fields() {
        let label = field.label.get(lang);
        let value = items(field);
        // What every record has is never null.
        let is_sure = field.id == REF.id;
        let value = match (field.many, is_sure) {
            (true, _) => json!({"type": ["array", "null"], "items": value}),
            (false, true) => value,
            (false, false) => or_null(value),
        };
        properties.insert(field.key().to_owned(), titled(value, label));
        if matches!(field.shape, Shape::Reference(_)) {
            let name = json!({"type": "string"});
            let name = if field.many {
                json!({"type": ["array", "null"], "items": name})
            } else {
                or_null(name)
            };
            properties.insert(format!("{}_name", field.id), name);
        }
    }
    properties.insert(BACKFILLED.to_owned(), json!({"type": "boolean"}));
    properties.insert(
        PROPOSALS.to_owned(),
        json!({"type": "integer", "minimum": 0}),
    );
    if matches!(kind.decides, Decides::Leading) {
        properties.insert(ACCEPTED.to_owned(), json!({"type": "boolean"}));
    }
    let required = [REF.key()];
    let title = kind.name.get(lang);
    json!({"title": title, "type": "object", "properties": properties, "required": required})
}

/// Describes one value of a field.
fn items(field: &Field) -> Json {
    match field.shape {
        Shape::Text | Shape::Category | Shape::Reference(_) => json!({"type": "string"}),
        Shape::Choice(choices) => {
            let ids: Vec<&str> = choices.iter().map(|choice| choice.id).collect();
            json!({"type": "string", "enum": ids})
        }
        Shape::Day => json!({"type": "string", "format": "date"}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Count => json!({"type": "integer", "minimum": 0}),
        Shape::Percent => json!({"type": "integer", "minimum": 0, "maximum": 100}),
        Shape::Decimal => json!({"type": "number", "minimum": 0}),
        // In yuan.
        Shape::Money => json!({"type": "number", "minimum": 0, "description": "CNY"}),
        Shape::Json => json!({}),
    }
}

fn or_null(value: Json) -> Json {
    match value {
        Json::Object(mut fields) => {
            if let Some(Json::String(plain)) = fields.get("type").cloned() {
                fields.insert("type".to_owned(), json!([plain, "null"]));
            }
            if let Some(Json::Array(ids)) = fields.get_mut("enum") {
                ids.push(Json::Null);
            }
            fields.into()
        }
        other => other,
    }
}

fn titled(mut value: Json, title: &str) -> Json {
    value["title"] = title.into();
    value
}
