//! Where a line may be broken.

use textwrap::core::Word;

/// Returns the stretches of a line that are not broken, after Unicode's annex 14; nor is a ref.
pub(super) fn unbroken(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let ends = unicode_linebreak::linebreaks(line).map(|(end, _)| end);
    let ends = ends.filter(|end| *end == line.len() || !line[..*end].ends_with('-'));
    Box::new(ends.scan(0, |start, end| {
        let word = Word::from(&line[*start..end]);
        *start = end;
        Some(word)
    }))
}
