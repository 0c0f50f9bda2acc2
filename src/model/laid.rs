//! A paper as a word processor lays it out: its paragraphs with their looks, its sheets and the feet of its
//! pages. Nothing of what it means.

/// A paper with its looks.
#[derive(Debug, Default)]
pub(crate) struct Laid {
    pub(crate) paragraphs: Vec<Paragraph>,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) feet: Vec<Foot>,
    /// True if even pages have feet of their own.
    pub(crate) is_two_sided: bool,
    /// True if changes are recorded in it that nobody has accepted.
    pub(crate) has_changes: bool,
    pub(crate) has_comments: bool,
    pub(crate) tables: Vec<Vec<Vec<String>>>,
}

/// Paragraph of a paper, in or out of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paragraph {
    pub(crate) text: String,
    pub(crate) looks: Looks,
    pub(crate) is_marked: bool,
    /// True if it begins a page.
    pub(crate) breaks: bool,
    /// True if its number is not among its words.
    pub(crate) is_item: bool,
    /// The table and the row in which it stands.
    pub(crate) cell: Option<(usize, usize)>,
}

/// Looks of a paragraph; what is not told is not set. Sizes are half-points, lengths twentieths of a point,
/// indents of characters hundredths of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Looks {
    pub(crate) font: Option<String>,
    pub(crate) size: Option<i64>,
    pub(crate) pitch: Option<i64>,
    pub(crate) first: Option<i64>,
    pub(crate) first_characters: Option<i64>,
    pub(crate) align: Option<String>,
    /// From 0, where it is a heading.
    pub(crate) level: Option<i64>,
}

/// A sheet of paper: its size, its margins and its lines.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// Top, right, bottom, left.
    pub(crate) margins: [i64; 4],
}

/// Foot of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Foot {
    pub(crate) is_even: bool,
    pub(crate) text: String,
    pub(crate) looks: Looks,
    /// True if the number of the page stands in it.
    pub(crate) has_number: bool,
}

impl Looks {
    /// Returns these, and of what they do not set those of another.
    pub(crate) fn over(self, under: &Self) -> Self {
        Self {
            font: self.font.or_else(|| under.font.clone()),
            size: self.size.or(under.size),
            pitch: self.pitch.or(under.pitch),
            first: self.first.or(under.first),
            first_characters: self.first_characters.or(under.first_characters),
            align: self.align.or_else(|| under.align.clone()),
            level: self.level.or(under.level),
        }
    }

    /// Tells whether its first line begins two characters in.
    pub(crate) fn is_indented(&self) -> bool {
        match self.first_characters {
            Some(characters) if characters > 0 => (150..=250).contains(&characters),
            _ => self.first.is_some_and(|first| (480..=800).contains(&first)),
        }
    }
}
