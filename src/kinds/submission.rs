//! 报送: a report handed in to one addressee (requirement 44).

use crate::model::kind::{About, Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "submission",
    letter: Some('N'),
    name: text("报送", "submission"),
    fields: &[
        &REPORT,
        &ADDRESSEE,
        &SUBMITTED_ON,
        &Field::new("document_no", Shape::Text, text("文号", "Document no.")).brief(),
    ],
    title: Some(&REPORT),
    day: Some(&SUBMITTED_ON),
    about: Some(About::CAMPAIGN),
    ..Kind::PLAIN
};

pub(crate) static REPORT: Field = Field::new("report", Shape::Text, text("报送材料", "Report"))
    .required()
    .brief();
pub(crate) static ADDRESSEE: Field =
    Field::new("addressee", Shape::Text, text("报送对象", "Addressee"))
        .required()
        .brief();
pub(crate) static SUBMITTED_ON: Field =
    Field::new("submitted_on", Shape::Day, text("报送日期", "Submitted on"))
        .happened()
        .brief();
