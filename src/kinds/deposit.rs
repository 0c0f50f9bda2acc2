//! 存件: the bytes of a file that was handed in, kept as they were. The bytes prove themselves by their hash;
//! a record of the log, they are signed, merged and archived with it, and never changed.

use crate::model::kind::{Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "deposit",
    name: text("存件", "deposited file"),
    fields: &[&SHA256, &FILE_NAME, &BYTES],
    title: Some(&SHA256),
    ..Kind::PLAIN
};

pub(crate) static SHA256: Field = Field::new("sha256", Shape::Text, text("摘要", "SHA-256"));
pub(crate) static FILE_NAME: Field =
    Field::new("file_name", Shape::Text, text("文件名", "File name"));
/// In base 64, and no text of a person, which has a bound.
pub(crate) static BYTES: Field = Field::new("bytes", Shape::Json, text("内容", "Bytes"));
