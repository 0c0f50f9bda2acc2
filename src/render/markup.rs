//! Escapes text for HTML and SVG.

/// Escapes what HTML and its attributes would read as markup.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            // Other control characters are not allowed in a page at all.
            one if one.is_control() && !matches!(one, '\n' | '\t') => escaped.push('\u{fffd}'),
            one => escaped.push(one),
        }
    }
    escaped
}
