//! 分发: that an office was given a file with its own records alone; by whom and when the history
//! says. Its record has the identity of that file's writer, so that the file knows of itself that it
//! is a part. Declared here, and not with the other kinds, since sharing depends on it.

use super::kind::{Field, Kind, Shape};
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "share",
    name: text("分发文件", "shared file"),
    fields: &[&RECIPIENT, &NAME],
    title: Some(&NAME),
    ..Kind::PLAIN
};

pub(crate) static RECIPIENT: Field = Field::new(
    "recipient",
    Shape::Text,
    text("收件处室代码", "Recipient's code"),
);
pub(crate) static NAME: Field =
    Field::new("name", Shape::Text, text("收件处室", "Recipient's name"));
