//! Which part of a package is related to which.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::RELATIONS;
use super::xml::attribute;

/// Relation of a part: its id, its type and its target as the name of a part.
pub(super) struct Relation {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) target: String,
}

/// Reads the relations of a part.
pub(super) fn relations(text: &str, part: &str) -> Option<Vec<Relation>> {
    let mut reader = Reader::from_str(text);
    let mut relations = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag)
                if tag.local_name().as_ref() == "Relationship" =>
            {
                relations.push(Relation {
                    id: attribute(&tag, "Id")?,
                    kind: attribute(&tag, "Type")?,
                    target: resolved(&attribute(&tag, "Target")?, part),
                });
            }
            Event::Eof => return Some(relations),
            _ => {}
        }
    }
}

/// Names the part that a relation of another leads to.
pub(super) fn resolved(target: &str, part: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut path: Vec<&str> = folder.split('/').filter(|one| !one.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Returns the part that holds the relations of another.
pub(super) fn relations_part(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{name}.rels")
}

pub(super) fn no_relations() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>".to_owned()
}

pub(super) fn relation(id: &str, kind: &str, part: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"/{part}\"/>")
}

/// Returns an id that no relation has, nor begins with.
pub(super) fn new_id(relations: &[Relation]) -> String {
    let mut id = "own".to_owned();
    while relations.iter().any(|one| one.id.starts_with(&id)) {
        id.push('1');
    }
    id
}
