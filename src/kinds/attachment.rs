//! 附件: a file that proves what a record says: the photo of a visit, the scanned letter, the page that was
//! put up, the minutes. Its bytes lie beside the log, under their hash.

use crate::model::kind::{About, Content, Field, Kind, Shape};
use crate::model::personal::Personal;
use crate::text::text;

pub(crate) static KIND: Kind = Kind {
    id: "attachment",
    letter: Some('F'),
    name: text("附件", "attachment"),
    fields: &[
        &SUBJECT,
        &FILE_NAME,
        &CAPTION,
        &TAKEN_ON,
        &MEDIA_TYPE,
        &SIZE,
        &HASH,
    ],
    title: Some(&FILE_NAME),
    told_by: &[&SUBJECT, &HASH],
    about: Some(About::these(&[&SUBJECT])),
    content: Some(Content {
        subject: &SUBJECT,
        file_name: &FILE_NAME,
        media_type: &MEDIA_TYPE,
        size: &SIZE,
        hash: &HASH,
        caption: &CAPTION,
    }),
    ..Kind::PLAIN
};

/// The record that it proves, of any kind that people name by a ref.
pub(crate) static SUBJECT: Field = Field::new(
    "subject",
    Shape::Reference(SUBJECTS),
    text("所附记录", "Attached to"),
)
.set_by_steps()
.brief();
pub(crate) const SUBJECTS: &[&str] = &[
    "visit",
    "pledge",
    "opinion",
    "unit",
    "person",
    "household",
    "pair",
    "progress",
    "evaluation",
    "reception",
    "service",
    "study",
    "research",
    "problem",
    "survey",
    "mechanism",
    "notice",
    "publicity",
    "inspection",
    "submission",
    "passage",
    "post",
    "duty",
];
/// Only data: what was a path, or would steer a terminal, is gone from it.
pub(crate) static FILE_NAME: Field =
    Field::new("file_name", Shape::Text, text("文件名", "File name"))
        .set_by_steps()
        .personal(Personal::Whole)
        .brief();
pub(crate) static CAPTION: Field = Field::new("caption", Shape::Text, text("附件说明", "Caption"))
    .personal(Personal::Whole)
    .brief();
/// As the camera wrote it, or as somebody knows.
pub(crate) static TAKEN_ON: Field =
    Field::new("taken_on", Shape::Day, text("拍摄日期", "Taken on")).brief();
/// By the content, whatever the name ends with.
pub(crate) static MEDIA_TYPE: Field =
    Field::new("media_type", Shape::Text, text("类型", "Media type")).set_by_steps();
pub(crate) static SIZE: Field =
    Field::new("size", Shape::Count, text("大小（字节）", "Size in bytes"))
        .set_by_steps()
        .brief();
pub(crate) static HASH: Field = Field::new("hash", Shape::Text, text("摘要", "SHA-256"))
    .set_by_steps()
    .personal(Personal::Whole);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    #[test]
    fn whatever_has_a_ref_can_have_files_but_they_themselves() {
        let nouns = kinds::nouns().filter(|kind| kind.content.is_none());
        let mut nouns: Vec<&str> = nouns.map(|kind| kind.id).collect();
        let mut subjects = SUBJECTS.to_vec();
        nouns.sort_unstable();
        subjects.sort_unstable();
        assert_eq!(subjects, nouns);
    }
}
