//! Photos in a document for a word processor: each in a paragraph of its own, above its caption.

use crate::model::document::{Block, Picture};
use crate::render::markup::escaped;
use crate::text::Lang;

/// The most that a photo is wide and high, in millimetres: two of them fill a page.
const MOST: (usize, usize) = (150, 92);
/// English metric units of a millimetre and of a pixel at 96 to the inch.
const MILLIMETRE: usize = 36_000;
const PIXEL: usize = 9_525;
/// A quarter of a turn, in the unit of angles.
const QUARTER: u32 = 5_400_000;

/// Lists the photos of a document with their numbers, from 1.
pub(super) fn numbered(blocks: &[Block]) -> impl Iterator<Item = (usize, &Picture)> {
    let pictures = blocks.iter().filter_map(|block| match block {
        Block::Picture(picture) => Some(picture),
        _ => None,
    });
    (1..).zip(pictures)
}

/// Names the part that holds a photo, below `word/`.
pub(super) fn part((number, picture): (usize, &Picture)) -> String {
    format!("media/image{number}.{}", ending(picture))
}

fn ending(picture: &Picture) -> &'static str {
    picture.media_type.rsplit('/').next().unwrap_or_default()
}

/// Names the parts of the photos among the relations of the document.
pub(super) fn related(relations: &str, blocks: &[Block]) -> String {
    let mut own = String::new();
    for one in numbered(blocks) {
        own += &format!(
            "  <Relationship Id=\"{}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"{}\"/>\n",
            relation(one.0),
            part(one)
        );
    }
    relations.replace("</Relationships>", &format!("{own}</Relationships>"))
}

/// Tells what the parts of the photos are among the types of content.
pub(super) fn typed(types: &str, blocks: &[Block]) -> String {
    let mut known: Vec<&Picture> = numbered(blocks).map(|(_, picture)| picture).collect();
    known.sort_by_key(|picture| picture.media_type);
    known.dedup_by_key(|picture| picture.media_type);
    let mut own = String::new();
    for picture in known {
        let (ending, media_type) = (ending(picture), picture.media_type);
        own += &format!("  <Default Extension=\"{ending}\" ContentType=\"{media_type}\"/>\n");
    }
    types.replace(
        "  <Override PartName=\"/docProps/core",
        &format!("{own}  <Override PartName=\"/docProps/core"),
    )
}

fn relation(number: usize) -> String {
    format!("image{number}")
}

/// Writes the paragraph of a photo, which its caption follows on the same page.
pub(super) fn paragraph(number: usize, picture: &Picture, lang: Lang) -> String {
    let (wide, high) = extent(picture);
    // What is turned keeps the size in which it lies.
    let (own_wide, own_high) = if picture.turns % 2 == 1 {
        (high, wide)
    } else {
        (wide, high)
    };
    // Around its own place a turned one needs half of what it is longer, above and below or at the sides.
    let above = high.saturating_sub(own_high) / 2;
    let aside = wide.saturating_sub(own_wide) / 2;
    let turn = QUARTER * u32::from(picture.turns);
    let (alt, relation) = (escaped(&picture.line(lang)), relation(number));
    format!(
        "<w:p><w:pPr><w:keepNext/><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"120\" w:line=\"240\" w:lineRule=\"auto\"/>\
         <w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"center\"/></w:pPr><w:r><w:drawing>\
         <wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
         <wp:extent cx=\"{own_wide}\" cy=\"{own_high}\"/><wp:effectExtent l=\"{aside}\" t=\"{above}\" r=\"{aside}\" b=\"{above}\"/><wp:docPr id=\"{number}\" name=\"{relation}\" descr=\"{alt}\"/>\
         <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
         <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
         <pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
         <pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"{relation}\"/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"{relation}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm rot=\"{turn}\"><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{own_wide}\" cy=\"{own_high}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
         </wp:inline></w:drawing></w:r></w:p>"
    )
}

/// Returns how wide and high a photo is printed: no larger than it is, and than there is room for.
fn extent(picture: &Picture) -> (usize, usize) {
    let (mut wide, mut high) = picture.pixels;
    if picture.turns % 2 == 1 {
        (wide, high) = (high, wide);
    }
    let (wide, high) = (wide.max(1), high.max(1));
    let most = (MOST.0 * MILLIMETRE, MOST.1 * MILLIMETRE);
    let by_width = most.0.min(wide.saturating_mul(PIXEL));
    let height = by_width.saturating_mul(high) / wide;
    if height <= most.1 {
        return (by_width, height.max(1));
    }
    (most.1.saturating_mul(wide) / high, most.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(pixels: (usize, usize), turns: u8) -> Picture {
        Picture {
            reference: "LY-F1".to_owned(),
            caption: String::new(),
            media_type: "image/png",
            bytes: [0].into(),
            pixels,
            turns,
        }
    }

    #[test]
    fn a_photo_keeps_its_shape_within_half_a_page() {
        let millimetres = |pixels, turns| {
            let (wide, high) = extent(&picture(pixels, turns));
            (wide / MILLIMETRE, high / MILLIMETRE)
        };
        assert_eq!(millimetres((4000, 3000), 0), (122, 92));
        assert_eq!(millimetres((4000, 1000), 0), (150, 37));
        assert_eq!(millimetres((3000, 4000), 0), (69, 92));
        // Taken with the camera held upright, it lies in the file.
        assert_eq!(millimetres((4000, 3000), 1), (69, 92));
        // A small one is not blown up: 96 pixels are an inch.
        assert_eq!(millimetres((192, 96), 0), (50, 25));
    }
}
