//! `schema` describes what the program writes as JSON.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::harness::Office;

fn office() -> Office {
    let office = Office::leading();
    for line in [
        "person add --name 张三 --rank staff",
        "household add --name 李大山 --household-kind rural --people 4",
        "visit add --visitors 张三 --place-kind household --household H1 --findings 屋顶漏雨 --aid 300.5",
        "opinion add 服务热线 等候时间长 --first-asked 张三",
        "pledge add --title 修路 --content 修一条路 --category access",
        "study add --topic 条例 --study-kind lecture --hours 1.5 --attended 12",
    ] {
        office.does(line);
    }
    office
}

/// Tells whether a value is of a type that a schema names.
fn fits(value: &Json, schema: &Json) -> bool {
    let is = |name: &str| match value {
        Json::Null => name == "null",
        Json::Bool(_) => name == "boolean",
        Json::Number(number) => name == "number" || name == "integer" && number.is_i64(),
        Json::String(_) => name == "string",
        Json::Array(_) => name == "array",
        Json::Object(_) => name == "object",
    };
    let is_type = match &schema["type"] {
        Json::Null => true,
        Json::String(name) => is(name),
        Json::Array(names) => names.iter().filter_map(Json::as_str).any(is),
        _ => false,
    };
    let is_known = schema["enum"]
        .as_array()
        .is_none_or(|known| known.contains(value));
    let mut items = value.as_array().into_iter().flatten();
    is_type && is_known && items.all(|item| fits(item, &schema["items"]))
}

#[test]
fn a_record_is_as_its_schema_says() {
    let office = office();
    let whole: Json = serde_json::from_str(&office.ok(&["schema"])).unwrap();
    for kind in [
        "person",
        "household",
        "visit",
        "opinion",
        "pledge",
        "study",
        "unit",
    ] {
        let schema: Json = serde_json::from_str(&office.ok(&["schema", kind])).unwrap();
        assert_eq!(schema["$ref"], format!("#/$defs/{kind}"));
        let described = &schema["$defs"][kind];
        assert_eq!(*described, whole["$defs"][kind], "{kind}");
        let properties = described["properties"].as_object().unwrap();
        let records = office.json(&[kind, "list"]);
        let record = records[0].as_object().unwrap();
        let keys = |object: &serde_json::Map<String, Json>| -> BTreeSet<String> {
            object.keys().cloned().collect()
        };
        assert_eq!(keys(record), keys(properties), "{kind}");
        for (key, value) in record {
            assert!(
                fits(value, &properties[key]),
                "{kind}.{key}: {value} is not {}",
                properties[key]
            );
        }
    }
    assert!(!fits(
        &Json::from("grown"),
        &whole["$defs"]["household"]["properties"]["household_kind"]
    ));
}

#[test]
fn every_key_of_a_plan_is_described() {
    let office = office();
    let schema: Json = serde_json::from_str(&office.ok(&["schema", "plan"])).unwrap();
    let defs = &schema["$defs"];
    let parts = defs["plan"]["allOf"].as_array().unwrap();
    let described: Vec<&Json> = parts
        .iter()
        .map(|part| {
            let name = part["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
            &defs[name]["properties"]
        })
        .collect();
    for file in ["plan-2011", "plan-2024-library"] {
        let path = format!("{}/examples/{file}.json", env!("CARGO_MANIFEST_DIR"));
        let plan: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for key in plan.as_object().unwrap().keys() {
            assert!(
                described.iter().any(|one| one.get(key).is_some()),
                "{file}: {key}"
            );
        }
    }
    // Every part that is named is there.
    for (at, _) in schema.to_string().match_indices("#/$defs/") {
        let text = schema.to_string();
        let name = text[at + 8..].split('"').next().unwrap();
        assert!(defs.get(name).is_some(), "{name}");
    }
}
