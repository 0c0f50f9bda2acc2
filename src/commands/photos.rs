//! The page of photos of a report (requirement of evidence, DOMAIN.md 10): those that prove what was done in its
//! period, each with its ref and caption.

use chrono::NaiveDate;
use serde_json::json;

use crate::desk::Desk;
use crate::error::Result;
use crate::kinds::{self, attachment};
use crate::model::document::{Block, Picture, Report};
use crate::model::kind::{DATE, LOGGED_ON};
use crate::model::record::Record;
use crate::model::value::{Value, day};
use crate::options::{Opt, Takes};
use crate::sheets::media;
use crate::store::{Content, Filter};
use crate::text::{Lang, Words, plural, text};

pub(super) const PHOTOS: Opt = Opt::flag(
    "photos",
    Takes::Flag,
    text(
        "文后附上本期的照片",
        "Print the photos of the period behind the text",
    ),
);
/// The most photos of one report: what is opened on a desk and sent by mail.
const MOST: usize = 60;

/// Photos that were printed, or not.
#[derive(Debug, Default)]
pub(super) struct Printed {
    /// Refs of those that may show who is not an official.
    private: Vec<String>,
    /// Refs of those beyond the most.
    rest: Vec<String>,
    /// Refs of those that no word processor shows, or whose bytes are not here.
    unshown: Vec<String>,
    count: usize,
}

/// Appends the photos of a report's period; of one without a period, all up to its day.
pub(super) fn append(report: &mut Report, desk: &Desk) -> Result<Printed> {
    let bound = |key: &str| report.json[key].as_str().and_then(day);
    let (from, until) = (bound("from"), bound("until").unwrap_or(desk.as_of));
    let is_within = |day: NaiveDate| from.is_none_or(|from| from <= day) && day <= until;
    let kind = kinds::attached();
    let private = desk.store.private_subjects()?;
    let mut printed = Printed::default();
    let (mut blocks, mut refs) = (Vec::new(), Vec::new());
    for record in desk.store.list(kind, &Filter::default())? {
        let Some(&Value::Reference(subject)) = record.value(&attachment::SUBJECT) else {
            continue;
        };
        let of = attachment::SUBJECTS.iter().filter_map(|id| kinds::find(id));
        let mut of = of.map(|kind| desk.store.get(kind, subject));
        let Some(of) = of.find_map(Result::transpose).transpose()? else {
            continue;
        };
        let is_photo = record
            .text(&attachment::MEDIA_TYPE)
            .is_some_and(|known| known.starts_with("image/"));
        if of.is_void() || !is_photo || !is_within(day_of(&record, &of)) {
            continue;
        }
        if refs.len() == MOST {
            printed.rest.push(record.name());
            continue;
        }
        let Some(picture) = picture(&record, &of, desk)? else {
            printed.unshown.push(record.name());
            continue;
        };
        if private.contains(&subject) {
            printed.private.push(record.name());
        }
        refs.push(record.name());
        blocks.push(Block::Picture(picture));
    }
    printed.count = refs.len();
    if !blocks.is_empty() {
        let title = text("照片", "Photos").get(desk.context.lang);
        report.blocks.push(Block::PageBreak);
        report.blocks.push(Block::Heading(2, title.to_owned()));
        report.blocks.extend(blocks);
    }
    report.json["photos"] = json!(refs);
    Ok(printed)
}

/// Returns the day that a photo is of: as the camera says, else that of what it proves, else that on which
/// it was attached.
fn day_of(photo: &Record, of: &Record) -> NaiveDate {
    let days = [
        photo.day(&attachment::TAKEN_ON),
        of.day(&DATE),
        photo.day(&LOGGED_ON),
    ];
    days.into_iter().flatten().next().unwrap_or_default()
}

/// Reads a photo, where a word processor and a browser can show it.
fn picture(photo: &Record, of: &Record, desk: &Desk) -> Result<Option<Picture>> {
    let shown = [media::JPEG, media::PNG];
    let known = photo.text(&attachment::MEDIA_TYPE);
    let Some(media_type) = shown.into_iter().find(|shown| known == Some(shown)) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    if desk.store.read_content(photo, &mut bytes)? != Content::Sound {
        return Ok(None);
    }
    let Some((pixels, turns)) = media::shape(&bytes, media_type) else {
        return Ok(None);
    };
    let caption = photo.text(&attachment::CAPTION);
    Ok(Some(Picture {
        reference: photo.name(),
        caption: caption.map_or_else(|| of.name(), str::to_owned),
        media_type,
        bytes: bytes.into(),
        pixels,
        turns,
    }))
}

impl Words for Printed {
    fn words(&self, lang: Lang) -> String {
        let Self {
            private,
            rest,
            unshown,
            count,
        } = self;
        let mut said = vec![match count {
            0 => lang
                .pick("本期没有可附的照片", "there are no photos of the period")
                .to_owned(),
            count => lang.pick(
                format!("附照片{count}张"),
                format!("{} printed", plural(*count, "photo is", "photos are")),
            ),
        }];
        let mut say = |refs: &[String], zh: &str, en: &str| {
            if !refs.is_empty() {
                let refs = lang.join(refs);
                said.push(lang.pick(zh, en).replace("{refs}", &refs));
            }
        };
        say(
            private,
            "{refs}可能显示群众个人情况，报出或公布前请看一看",
            "{refs} may show private persons: look before they leave the office",
        );
        say(
            unshown,
            "{refs}不是能印出的照片，或内容不在本文件，没有附",
            "{refs} cannot be printed, or their bytes are not in this file",
        );
        say(
            rest,
            "其余没有附：{refs}",
            "the rest are not printed: {refs}",
        );
        said.join(lang.pick("；", "; "))
    }
}
