//! 报送: a report handed in to one addressee (requirement 44).

use crate::model::kind::{About, Deposit, Field, Kind, Shape};
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
        &FILE_NAME,
        &SHA256,
        &AS_OF,
        &DIGEST,
        &FIGURES,
    ],
    title: Some(&REPORT),
    day: Some(&SUBMITTED_ON),
    about: Some(About::CAMPAIGN),
    deposit: Some(Deposit {
        report: &REPORT,
        to: &ADDRESSEE,
        file_name: &FILE_NAME,
        sha256: &SHA256,
        as_of: &AS_OF,
        digest: &DIGEST,
        figures: &FIGURES,
    }),
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
/// The file that was handed in, whose bytes are kept.
pub(crate) static FILE_NAME: Field =
    Field::new("file_name", Shape::Text, text("文件名", "File name")).set_by_steps();
pub(crate) static SHA256: Field =
    Field::new("sha256", Shape::Text, text("文件摘要", "SHA-256")).set_by_steps();
/// The day of which it tells.
pub(crate) static AS_OF: Field =
    Field::new("as_of", Shape::Day, text("数据截至", "As of")).set_by_steps();
/// The digest of the log from which its figures were counted.
pub(crate) static DIGEST: Field =
    Field::new("digest", Shape::Text, text("数据摘要", "Data digest")).set_by_steps();
/// The figures as they were handed in.
pub(crate) static FIGURES: Field =
    Field::new("figures", Shape::Json, text("报送的数据", "Figures")).set_by_steps();
