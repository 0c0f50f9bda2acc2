//! 核对: that somebody has looked at what an examined paper was doubted for, and lets it stand, with why.

use crate::model::kind::{Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "acceptance",
    name: text("文稿核对", "accepted doubt"),
    fields: &[&CODE, &FINDING, &REASON],
    title: Some(&CODE),
    ..Kind::PLAIN
};

/// What the paper was doubted for.
pub(crate) static CODE: Field = Field::new("code", Shape::Text, text("疑点", "Doubt"));
/// A digest of the doubt and of the words around it: they may be personal.
pub(crate) static FINDING: Field = Field::new("finding", Shape::Text, text("疑点摘要", "Digest"));
pub(crate) static REASON: Field = Field::new("reason", Shape::Text, text("理由", "Reason"));
