//! Answers of commands.

use std::path::PathBuf;

use super::onward::Onward;
use crate::error::Error;
use crate::files::Made;
use crate::model::document::Report;
use crate::model::kind::Field;
use crate::model::page::Page;
use crate::text::{Text, Words};

/// Answer of a command: a page, sentences, and what failed.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) page: Option<Page>,
    /// Content for the file or folder that the user named.
    pub(crate) delivery: Option<Delivery>,
    /// Sentences for standard error.
    pub(crate) notes: Vec<Box<dyn Words>>,
    /// What comes after it, for people alone.
    pub(crate) onward: Option<Onward>,
    /// Parts that were refused while the rest was done; the page's JSON has each too.
    pub(crate) refused: Vec<Error>,
    /// Set if nothing was done and a page tells the details.
    pub(crate) failure: Option<Error>,
    /// What an answer could put right of what failed.
    pub(crate) doubts: Vec<Doubt>,
    /// True if there is what `--exit-code` asks for.
    pub(crate) found: bool,
}

/// Something that a command could not read and somebody may know.
#[derive(Debug)]
pub(crate) struct Doubt {
    pub(crate) question: String,
    /// Answers, each with the option and the value that say it on the command line.
    pub(crate) answers: Vec<(String, [String; 2])>,
    /// True if the first answer is proposed.
    pub(crate) proposed: bool,
    /// The field of which another value may be chosen, and the words before that value.
    pub(crate) another: Option<(&'static Field, [String; 2])>,
}

/// Bytes for a file, or for standard output where no place is named; or for every file of a folder.
#[derive(Debug)]
pub(crate) enum Delivery {
    File {
        place: Option<PathBuf>,
        made: Made,
    },
    Folder {
        place: PathBuf,
        files: Vec<(String, Made)>,
    },
}

impl Answer {
    /// A list, or a sentence where there is nothing on it.
    pub(crate) fn list(list: Report, nothing: Text) -> Self {
        let is_empty = list.json.as_array().is_some_and(Vec::is_empty);
        let mut answer = Self::page(Page::Report(list));
        if is_empty {
            answer.also(nothing);
        }
        answer
    }

    pub(crate) fn page(page: Page) -> Self {
        Self {
            page: Some(page),
            ..Self::default()
        }
    }

    /// Answers with a page and a sentence.
    pub(crate) fn noted(page: Page, note: impl Words + 'static) -> Self {
        Self {
            notes: vec![Box::new(note)],
            ..Self::page(page)
        }
    }

    pub(crate) fn note(note: impl Words + 'static) -> Self {
        Self {
            notes: vec![Box::new(note)],
            ..Self::default()
        }
    }

    pub(crate) fn also(&mut self, note: impl Words + 'static) {
        self.notes.push(Box::new(note));
    }
}
