//! Addresses of values in a plan's JSON, such as `quotas[3].count`. An item is named by its number
//! from 0, or by its key: `quotas.friday-study.count`.

use serde_json::Value as Json;

/// Splits a place, as it is told or as it was typed.
pub(crate) fn parts(place: &str) -> impl Iterator<Item = &str> + Clone {
    let parts = place.split(['.', '[', ']']);
    parts.filter(|part| !part.is_empty())
}

/// Writes a place of its parts.
pub(crate) fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut place = String::new();
    for part in parts {
        place = if is_number(part) {
            format!("{place}[{part}]")
        } else {
            below(&place, part)
        };
    }
    place
}

/// Tells whether a text is a place as people write it: no part of it is empty.
pub(crate) fn is_written(place: &str) -> bool {
    let dotted = place.replace("].", ".").replace('[', ".");
    parts(place).eq(dotted.trim_end_matches(']').split('.'))
}

/// Names what stands under a key at a place.
pub(crate) fn below(place: &str, key: &str) -> String {
    match place {
        "" => key.to_owned(),
        place => format!("{place}.{key}"),
    }
}

/// Tells whether a place is another, or lies within it.
pub(crate) fn is_within(place: &str, other: &str) -> bool {
    let mut parts = parts(place);
    self::parts(other).all(|part| parts.next() == Some(part))
}

/// Returns the top key of a place.
pub(crate) fn top(place: &str) -> &str {
    parts(place).next().unwrap_or_default()
}

/// Finds what stands at a place.
pub(crate) fn get<'a>(json: &'a Json, place: &str) -> Option<&'a Json> {
    parts(place).try_fold(json, |json, part| match json {
        Json::Array(items) => items.get(item(items, part)?),
        other => other.get(part),
    })
}

/// Puts a value at a place, where there is such a part of the plan; a key that a part lacks is made.
pub(crate) fn put(json: &mut Json, place: &str, value: Json) -> bool {
    let mut at = json;
    for part in parts(place) {
        let found = match at {
            Json::Array(items) => item(items, part).and_then(|item| items.get_mut(item)),
            Json::Object(fields) => Some(fields.entry(part).or_insert(Json::Null)),
            _ => None,
        };
        match found {
            Some(found) => at = found,
            None => return false,
        }
    }
    *at = value;
    true
}

/// Takes what stands at a place out of the list or part that holds it.
pub(crate) fn take_out(json: &mut Json, place: &str) -> bool {
    let all: Vec<&str> = parts(place).collect();
    let Some((last, above)) = all.split_last() else {
        return false;
    };
    match json.pointer_mut(
        &above
            .iter()
            .fold(String::new(), |all, part| all + "/" + part),
    ) {
        Some(Json::Array(items)) => {
            let at = item(items, last);
            at.map(|at| items.remove(at)).is_some()
        }
        Some(Json::Object(fields)) => fields.shift_remove(*last).is_some(),
        _ => false,
    }
}

/// Names a place by what does not change where items come and go: an item by its key, if it has
/// one of its own.
pub(crate) fn lasting(json: &Json, place: &str) -> String {
    let mut named: Vec<&str> = Vec::new();
    let mut at = Some(json);
    for part in parts(place) {
        let part = match at {
            Some(Json::Array(items)) => item(items, part)
                .and_then(|at| items[at]["key"].as_str().map(|key| (at, key)))
                .filter(|(at, key)| item(items, key) == Some(*at))
                .map_or(part, |(_, key)| key),
            _ => part,
        };
        at = at.and_then(|json| get(json, part));
        named.push(part);
    }
    joined(named)
}

fn is_number(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Finds an item by its number or its key.
fn item(items: &[Json], part: &str) -> Option<usize> {
    if is_number(part) {
        return part.parse().ok().filter(|at| *at < items.len());
    }
    items.iter().position(|item| item["key"] == part)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_place_is_found_as_it_is_told_typed_and_kept() {
        let mut plan = json!({"quotas": [{"key": "a", "count": 1}, {"key": "b", "count": 2}]});
        for place in ["quotas[1].count", "quotas.1.count", "quotas.b.count"] {
            assert_eq!(get(&plan, place), Some(&json!(2)), "{place}");
            assert_eq!(lasting(&plan, place), "quotas.b.count");
            assert!(put(&mut plan, place, json!(2)));
        }
        for place in ["quotas[2].count", "quotas.c.count", "quotas[1].count.x"] {
            assert_eq!(get(&plan, place), None, "{place}");
            assert!(!put(&mut plan, place, json!(3)), "{place}");
        }
        assert_eq!(joined(parts("quotas.1.count")), "quotas[1].count");
        for place in ["quotas[1].count", "quotas.1.count", "quotas[1]", "quotas"] {
            assert!(is_written(place), "{place}");
        }
        for place in ["quotas..count", ".quotas", "quotas.", "quotas[].count", ""] {
            assert!(!is_written(place), "{place}");
        }
        assert!(is_within("quotas[1].count", "quotas.1") && !is_within("quotas", "quotas[1]"));
        assert!(take_out(&mut plan, "quotas[0]"));
        assert_eq!(get(&plan, "quotas[0].key"), Some(&json!("b")));
    }

    #[test]
    fn an_item_without_a_key_of_its_own_is_kept_by_its_number() {
        let plan = json!({"phases": [{"number": 1}], "quotas": [{"key": "a"}, {"key": "a"}]});
        assert_eq!(lasting(&plan, "phases.0.opens"), "phases[0].opens");
        assert_eq!(lasting(&plan, "quotas.0.count"), "quotas.a.count");
        assert_eq!(lasting(&plan, "quotas.1.count"), "quotas[1].count");
    }
}
