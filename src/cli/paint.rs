//! Colour for people: it repeats what a word says, and says nothing of its own.
//!
//! The tones stand out on a light and on a dark ground, and no two of them are told apart by red
//! and green alone; what is in order has none.

use std::io::Write;

use anstyle::{Ansi256Color, Style};

use super::done;
use crate::checks::Light;
use crate::error::Result;
use crate::text::Lang;

/// The light whose words are painted, and in which of the 256 colours.
const TONES: &[(Light, u8)] = &[(Light::Red, 160), (Light::Yellow, 136), (Light::Blue, 33)];

/// Paints the words of the lights wherever they stand in a text.
fn painted(text: &str, lang: Lang) -> String {
    let mut painted = text.to_owned();
    for (light, tone) in TONES {
        let words = light.label().get(lang);
        let style = Style::new()
            .bold()
            .fg_color(Some(Ansi256Color(*tone).into()));
        painted = painted.replace(words, &format!("{style}{words}{style:#}"));
    }
    painted
}

/// Prints a page for people in colour, in whatever way the terminal has it.
///
/// # Errors
/// Where standard output cannot be written.
pub(super) fn print(page: &[u8], lang: Lang) -> Result<()> {
    let painted = painted(&String::from_utf8_lossy(page), lang);
    let mut stream = anstream::AutoStream::always(std::io::stdout().lock());
    done(
        stream
            .write_all(painted.as_bytes())
            .and_then(|()| stream.flush()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_put_around_words_and_changes_none() {
        for lang in [Lang::Zh, Lang::En] {
            for (light, _) in TONES {
                let words = format!("· {} (3)", light.label().get(lang));
                let painted = painted(&words, lang);
                assert_ne!(painted, words);
                assert_eq!(anstream::adapter::strip_str(&painted).to_string(), words);
            }
            let plain = Light::Green.label().get(lang);
            assert_eq!(painted(plain, lang), plain);
        }
    }
}
