//! `restore`: a backup takes the place of the file, whole or not at all; what it replaces is kept
//! beside.

use std::path::{Path, PathBuf};

use super::everywhere::COPIES;
use super::verb::{Does, Verb};
use crate::desk::kept::{Keeping, newest_kept};
use crate::desk::{Answer, Context};
use crate::error::{Error, ForeignFault, Refusal, Result, Said};
use crate::kinds::KINDS;
use crate::options::{Given, Opt, Takes};
use crate::store::Store;
use crate::text::{Lang, Words, plural, text};

const FILE: Opt = Opt::place("FILE", Takes::File, text("备份文件", "The backup"))
    .required()
    .such_as("backup.db", "backup.db")
    .more("只读取、不改动", "it is only read");

pub(crate) static VERB: Verb = Verb {
    id: "restore",
    called: &["恢复"],
    about: text(
        "用备份恢复，原文件另存",
        "Restore from a backup, keeping the current file",
    ),
    options: &[FILE, COPIES],
    does: Does::Answer(run),
};

/// Runs `restore`; the file need not be there, nor be sound.
fn run(given: Given, context: &Context) -> Result<Answer> {
    let file = given.path(&FILE).unwrap_or(Path::new("")).to_owned();
    let keeping = Keeping::before(context, "restore")?;
    let author = |practice| context.author("restore", practice);
    let restored = Store::restore(
        &context.path(&file),
        &context.db,
        &keeping.path,
        author,
        KINDS,
    );
    let restored = restored.map_err(|error| match error {
        Error::Foreign {
            fault: ForeignFault::Itself,
            ..
        } => {
            let newest = newest_kept(context);
            let relative = |newest: PathBuf| context.relative(&newest).to_owned();
            let newest = newest.map(relative);
            Itself {
                file: file.clone(),
                newest,
            }
            .into()
        }
        other => other,
    })?;
    let mut answer = Answer::note(Note::Restored {
        file,
        db: context.db.clone(),
        changes: restored.changes,
    });
    if restored.kept {
        let removed = keeping.remove_oldest(context)?;
        answer.also(Note::Kept(keeping.path));
        if let Some(removed) = removed {
            answer.also(removed);
        }
    }
    Ok(answer)
}

/// Outcomes of a restoration.
#[derive(Debug)]
enum Note {
    /// The file as it was is kept there.
    Kept(PathBuf),
    Restored {
        file: PathBuf,
        db: PathBuf,
        changes: usize,
    },
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Kept(keep) => {
                let keep = keep.display();
                lang.pick(
                    format!("恢复前的文件保存在 {keep}"),
                    format!("The file as it was is kept in {keep}"),
                )
            }
            Self::Restored { file, db, changes } => {
                let (file, db) = (file.display(), db.display());
                lang.pick(
                    format!("已用 {file} 恢复 {db}：{changes}处改动"),
                    format!(
                        "Restored {db} from {file}: {}",
                        plural(changes, "change", "changes")
                    ),
                )
            }
        }
    }
}

/// The file in use is no backup of itself; the newest copy of it that is kept beside it.
#[derive(Debug)]
struct Itself {
    file: PathBuf,
    newest: Option<PathBuf>,
}

impl Refusal for Itself {
    fn said(&self, lang: Lang) -> Said {
        let file = self.file.display();
        let message = lang.pick(
            format!("{file} 就是正在使用的数据文件，不是备份"),
            format!("{file} is the very file in use, and no backup"),
        );
        let hint = match &self.newest {
            Some(newest) => {
                let newest = newest.display();
                lang.pick(
                    format!("请给出备份，旁边最近的一份是 {newest}"),
                    format!("name a backup, of which the newest beside it is {newest}"),
                )
            }
            None => lang
                .pick("请给出用 backup 另存的备份", "name a copy that backup made")
                .to_owned(),
        };
        Said::new("file-itself", (message, hint))
            .of("FILE")
            .with(file.to_string())
    }
}
