//! 同一人: a statement that two records, each with an identity of its own, are of one person,
//! household or unit. The smallest identity stands for all that are one, and says what any of them
//! says, as if all had been written to it; taking the statement back parts them again. The posts of
//! persons who are one may be one too. Declared here, and not with the other kinds, since projecting
//! the log depends on it.

use super::kind::{About, Decides, Field, Kind, Shape, Spread};
use crate::text::text;

pub(crate) static IDENTITY: Kind = Kind {
    id: "identity",
    name: text("同一人", "identity"),
    fields: &[&ONE, &OTHER],
    groups: &[&[&ONE, &OTHER]],
    spread: Spread::Everywhere,
    decides: Decides::Shared,
    about: Some(About::these(&[&ONE, &OTHER])),
    ..Kind::PLAIN
};

pub(crate) static ONE: Field = Field::new("one", SAME, text("其一", "One"));
pub(crate) static OTHER: Field = Field::new("other", SAME, text("其二", "Other"));

/// The kinds whose records may be one with another of their kind.
pub(crate) const JOINABLE: &[&str] = &["person", "household", "unit", "post"];

/// Value of `void` in a record for which another stands.
pub(crate) const JOINED: &str = "=";

const SAME: Shape = Shape::Reference(JOINABLE);
