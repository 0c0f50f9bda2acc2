//! Escapes text for HTML, SVG and the XML of documents, and finds in it what is still to be written.

use crate::model::document::GAP;
use crate::text::Lang;

/// Escapes what markup and its attributes would read as their own; characters that XML cannot hold
/// become a mark.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            '\n' | '\t' => escaped.push(character),
            one if one.is_control() || matches!(one, '\u{fffe}' | '\u{ffff}') => {
                escaped.push('\u{fffd}');
            }
            one => escaped.push(one),
        }
    }
    escaped
}

/// Splits a text before and after its gaps, which are at these bytes; each piece with whether it is one.
pub(super) fn pieces<'a>(text: &'a str, gaps: &[usize], lang: Lang) -> Vec<(&'a str, bool)> {
    let ends = gaps.iter().flat_map(|at| [*at, at + GAP.get(lang).len()]);
    let mut begin = 0;
    let pieces = ends.chain([text.len()]).enumerate().map(|(at, end)| {
        let piece = text.get(std::mem::replace(&mut begin, end)..end);
        (piece.unwrap_or_default(), at % 2 == 1)
    });
    pieces.filter(|(piece, _)| !piece.is_empty()).collect()
}
