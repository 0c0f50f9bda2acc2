//! What was typed into forms that were not finished: one draft a file and form, in the user's own data,
//! where nobody else reads it. It goes once the record is entered, with what is erased of it, or when
//! nobody has gone on with it for a month.

use std::fs::remove_file;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::files::{may_hold, system};
use crate::model::value::hex;

/// How long a draft is kept, in milliseconds.
const KEPT: i64 = 30 * 24 * 60 * 60 * 1000;
/// How long a text may stand open in an editor.
const ABANDONED: Duration = Duration::from_hours(24);
/// The most bytes of a draft that are read.
const MOST_BYTES: u64 = 4 << 20;

/// The folder of the drafts; `None` where nobody knows whose profile it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drafts(pub(crate) Option<PathBuf>);

/// A form that was not finished.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// The office's file.
    pub(crate) file: PathBuf,
    /// The noun and the verb of its command.
    pub(crate) form: String,
    /// Milliseconds since 1970 in UTC.
    pub(crate) at: i64,
    pub(crate) answers: Vec<Kept>,
    /// What was being typed: the question, and the text.
    #[serde(default)]
    pub(crate) typing: Option<(String, String)>,
    /// The day on which it was kept, as people read it: in a file for practice that which it stands on.
    #[serde(default)]
    pub(crate) shown_on: Option<String>,
    /// The number of the process that fills it in.
    #[serde(default)]
    pub(crate) process: Option<i32>,
}

/// An answer in a draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// What names the question.
    pub(crate) of: String,
    /// The answer as the command line takes it.
    pub(crate) words: Vec<String>,
    /// The answer as people read it.
    pub(crate) shown: String,
}

impl Draft {
    /// Tells whether somebody is filling it in elsewhere at this moment.
    pub(crate) fn is_open_elsewhere(&self) -> bool {
        let own = own_process();
        let other = self.process.filter(|process| Some(*process) != own);
        other.is_some_and(|process| system::is_running(process) == Some(true))
    }

    /// Tells whether anything in it says one of these texts.
    fn says(&self, texts: &[String]) -> bool {
        let answers = self.answers.iter();
        let words = answers.flat_map(|one| one.words.iter().chain([&one.shown]));
        let typing = self.typing.iter().map(|(_, text)| text);
        let holds = |word: &String| texts.iter().any(|text| word.contains(text.as_str()));
        words.chain(typing).any(holds)
    }

    /// Tells whether it is about a record.
    fn names(&self, reference: &str) -> bool {
        let mut words = self.answers.iter().flat_map(|one| &one.words);
        words.any(|word| word == reference) || self.form.split(' ').any(|word| word == reference)
    }
}

/// Returns the number of this process.
pub(crate) fn own_process() -> Option<i32> {
    std::process::id().try_into().ok()
}

impl Drafts {
    /// Finds the draft of a form for an office's file.
    pub(crate) fn find(&self, file: &Path, form: &str) -> Option<Draft> {
        read(&self.place(file, form)?)
    }

    /// Finds the drafts of a noun and verb for an office's file, the newest first.
    pub(crate) fn begun(&self, file: &Path, verb: &str) -> Vec<Draft> {
        let file = whole(file);
        let is_of = |draft: &Draft| {
            let rest = draft.form.strip_prefix(verb);
            let is_verb = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            draft.file == file && is_verb && !draft.form.contains("--")
        };
        let all = self.all().into_iter().map(|(_, draft)| draft);
        let mut begun: Vec<Draft> = all.filter(is_of).collect();
        begun.sort_by_key(|draft| std::cmp::Reverse(draft.at));
        begun
    }

    /// Keeps a draft in the place of the one before; tells whether that was possible.
    pub(crate) fn keep(&self, draft: &Draft) -> bool {
        let write = || -> std::io::Result<()> {
            let unknown = || std::io::Error::from(std::io::ErrorKind::NotFound);
            let place = self.place(&draft.file, &draft.form).ok_or_else(unknown)?;
            system::create_private_folder(place.parent().ok_or_else(unknown)?)?;
            let aside = place.with_extension(format!("{}.new", std::process::id()));
            drop(remove_file(&aside));
            let mut file = system::create_private(&aside)?;
            file.write_all(&serde_json::to_vec(draft)?)?;
            std::fs::rename(&aside, &place)
        };
        write().is_ok()
    }

    pub(crate) fn remove(&self, file: &Path, form: &str) {
        if let Some(place) = self.place(file, form) {
            drop(remove_file(place));
        }
    }

    /// Removes those that nobody has gone on with.
    pub(crate) fn remove_old(&self, now: i64) {
        for (place, draft) in self.all() {
            if draft.at < now - KEPT {
                drop(remove_file(place));
            }
        }
        for place in self.texts() {
            let changed = std::fs::metadata(&place).and_then(|found| found.modified());
            let age = changed.ok().and_then(|changed| changed.elapsed().ok());
            if age.is_some_and(|age| age > ABANDONED) {
                drop(remove_file(place));
            }
        }
    }

    /// Removes the drafts of an office's file, or of one that is gone, which say one of these texts or
    /// are about a record; returns how many.
    pub(crate) fn erase(&self, file: &Path, texts: &[String], reference: &str) -> usize {
        let file = whole(file);
        let is_of = |draft: &Draft| draft.file == file || !draft.file.exists();
        let holding = self
            .all()
            .into_iter()
            .filter(|(_, draft)| draft.says(texts) || draft.file == file && draft.names(reference));
        let removed = holding.filter(|(place, draft)| is_of(draft) && remove_file(place).is_ok());
        let texts = self
            .texts()
            .into_iter()
            .filter(|place| may_hold(place, texts));
        removed.count() + texts.filter(|place| remove_file(place).is_ok()).count()
    }

    /// Lists the texts that stand open in an editor, or that a program which was killed left there.
    fn texts(&self) -> Vec<PathBuf> {
        let is_text = |place: &PathBuf| place.extension().is_some_and(|ending| ending == "yaml");
        self.places().filter(is_text).collect()
    }

    fn places(&self) -> impl Iterator<Item = PathBuf> {
        let entries = self
            .0
            .as_ref()
            .and_then(|folder| std::fs::read_dir(folder).ok());
        entries
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
    }

    fn all(&self) -> Vec<(PathBuf, Draft)> {
        let drafts = self.places().map(|place| (read(&place), place));
        drafts
            .filter_map(|(draft, place)| Some((place, draft?)))
            .collect()
    }

    fn place(&self, file: &Path, form: &str) -> Option<PathBuf> {
        let file = whole(file);
        let named = format!("{}\0{form}", file.display());
        let digest = Sha256::digest(named.as_bytes());
        Some(
            self.0
                .as_ref()?
                .join(format!("{}.json", hex(&digest[..16]))),
        )
    }
}

fn read(place: &Path) -> Option<Draft> {
    let mut bytes = Vec::new();
    let file = system::open_plainly(place).ok()?;
    file.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Returns the path of a file by which it is known from every folder.
pub(crate) fn whole(file: &Path) -> PathBuf {
    std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned())
}
