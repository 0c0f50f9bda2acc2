//! 公开: that a list for the public was made with personal data unmasked, by whom and when the
//! history says.

use crate::model::kind::{Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "disclosure",
    name: text("未脱敏公开", "unmasked disclosure"),
    fields: &[&REPORT],
    title: Some(&REPORT),
    ..Kind::PLAIN
};

/// The list that it was.
pub(crate) static REPORT: Field = Field::new("report", Shape::Text, text("公示清单", "List"));
