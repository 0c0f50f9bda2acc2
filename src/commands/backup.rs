//! `backup`: a verified copy of the file, made while others may be using it; never over another.

use std::path::{Path, PathBuf};

use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk};
use crate::error::Result;
use crate::options::{Given, Opt, Takes};
use crate::store::Verified;
use crate::text::{Lang, Words, plural, text};

const FILE: Opt = Opt::place(
    "FILE",
    Takes::File,
    text("备份的文件名", "Name of the copy"),
)
.required()
.such_as("backup.db", "backup.db")
.more("不能是已有的文件", "must not exist yet");

pub(crate) static VERB: Verb = Verb {
    id: "backup",
    called: &["备份"],
    about: text("备份本处室的文件", "Make a verified copy of the file"),
    options: &[FILE],
    does: Does::AtDesk(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let context = desk.context;
    let file = given.path(&FILE).unwrap_or(Path::new("")).to_owned();
    let verified = context.reading(|told| desk.store.backup(&context.path(&file), told))?;
    Ok(Answer::note(Kept { file, verified }))
}

#[derive(Debug)]
struct Kept {
    file: PathBuf,
    verified: Verified,
}

impl Words for Kept {
    fn words(&self, lang: Lang) -> String {
        let Verified {
            changes, digest, ..
        } = &self.verified;
        let file = self.file.display();
        lang.pick(
            format!("已备份到 {file} 并校验无误：{changes}处改动，摘要 {digest}"),
            format!(
                "Kept in {file} and verified: {}, digest {digest}",
                plural(changes, "change", "changes")
            ),
        )
    }
}
