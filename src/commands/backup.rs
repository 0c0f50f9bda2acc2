//! `backup`: a verified copy of the file, made while others may be using it; never over another.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};

use crate::desk::{Answer, Context, Desk};
use crate::error::Result;
use crate::store::Verified;
use crate::text::{Lang, Words, text};

/// Builds `backup`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("backup")
        .about(text("备份本处室的文件", "Keep a verified copy of the file").get(lang))
        .arg(
            Arg::new("FILE")
                .required(true)
                .value_parser(clap::value_parser!(PathBuf))
                .help(
                    text(
                        "备份的文件名，例如 backup.db；不能是已有的文件",
                        "Name of the copy, such as backup.db; nothing may be there",
                    )
                    .get(lang),
                ),
        )
}

/// Runs `backup`.
pub(crate) fn run(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let file = matches
        .get_one::<PathBuf>("FILE")
        .cloned()
        .unwrap_or_default();
    let verified = context.reading(|told| desk.store.backup(&context.path(&file), told))?;
    Ok(Answer::note(Kept { file, verified }))
}

/// A copy that was made.
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
            format!("Kept in {file} and verified: {changes} changes, digest {digest}"),
        )
    }
}
