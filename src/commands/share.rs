//! `share`: a file for another office with the roster, the plan and its own records alone, which
//! merges back like any. The history of this file says who was given one.

use std::path::PathBuf;

use super::everywhere::output;
use super::init::{self, Signature};
use super::verb::{Does, Verb};
use crate::desk::{Answer, Context, Desk, input, official_id, random};
use crate::error::{Refusal, Result, Said};
use crate::kinds::unit;
use crate::model::value::{RecordId, Value};
use crate::model::{office, share};
use crate::options::{Given, Opt, Takes};
use crate::store::{INIT, Recipient};
use crate::text::{Lang, Words, plural, text};

const FOR: Opt = Opt::flag(
    "for",
    Takes::Office,
    text("哪个处室，代码或名称", "Which office, by code or name"),
)
.required()
.such_as("LY", "LY");

pub(crate) static VERB: Verb = Verb {
    id: "share",
    called: &["分发"],
    about: text(
        "给一个处室生成文件：名册、方案和该处室自己的记录",
        "Make a file for one office: plan, roster and its own records",
    ),
    options: &[FOR],
    does: Does::Files(run, Some("LY.db")),
};

fn run(given: Given, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let (code, name) = office(&desk, given.required(&FOR))?;
    let Some(file) = output(given) else {
        return Err(Refused::NoFile { code }.into());
    };
    let mut offices = desk.store.writers()?;
    offices.retain(|one| one.code == code);
    let unit = offices.iter().find_map(|one| one.unit);
    let unit = unit.unwrap_or_else(|| official_id(unit::KIND.id, &name));
    let part = Recipient {
        writer: RecordId(random()?),
        office: &code,
        units: &desk.store.within(&unit::KIND, &unit::PARENT, unit)?,
    };
    let practice = desk.practice;
    let (author, signature) = (desk.author("share")?, context.author(INIT, practice)?);
    let value = |text: &str| Some(Value::Text(text.to_owned()));
    let told = [
        (&share::RECIPIENT, value(&code)),
        (&share::NAME, value(&name)),
    ];
    let known = offices.first().map(|one| one.id);
    let shared = desk.store.share(
        &author,
        &context.path(file),
        &part,
        |writing| {
            writing.change(&share::KIND, part.writer, &told)?;
            // What comes back is the office's own.
            match known {
                Some(known) => writing.admit(part.writer, known),
                None => Ok(()),
            }
        },
        |new| {
            new.write(&signature, |writing| {
                let (code, name, role) = (&code, &name, office::PART);
                init::sign(
                    context,
                    writing,
                    &Signature {
                        code,
                        name,
                        role,
                        unit,
                        practice,
                    },
                )
            })
        },
    )?;
    let mut answer = Answer::note(Made {
        file: file.to_owned(),
        records: shared.records,
        changes: shared.changes,
        code,
        name,
    });
    if shared.kept_back > 0 {
        answer.also(KeptBack(shared.kept_back));
    }
    answer.also(text(
        "该处室还没有文件的，可直接使用；已有文件的，请在那里用 merge 合并它",
        "An office without a file goes on with it; one that has a file merges it there",
    ));
    Ok(answer)
}

/// Finds an office by its code or its name.
fn office(desk: &Desk, typed: &str) -> Result<(String, String)> {
    let found = desk.office_called(typed)?;
    let typed = typed.to_owned();
    let Some(found) = found else {
        let offices = desk.store.offices()?;
        return Err(Refused::Unknown { typed, offices }.into());
    };
    if found.0 == desk.office {
        let code = found.0;
        return Err(Refused::Own { typed, code }.into());
    }
    Ok(found)
}

/// Reasons for which no file is made.
#[derive(Debug)]
enum Refused {
    /// No file was named for the office.
    NoFile { code: String },
    /// The office is the one whose file this is.
    Own { typed: String, code: String },
    /// No office of this file is called so.
    Unknown {
        typed: String,
        offices: Vec<(String, String)>,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NoFile { code } => Said::usage(
                "output-missing",
                lang.pick(
                    format!("请用 -o 写明文件名，例如 -o {code}.db"),
                    format!("name the file with -o, such as -o {code}.db"),
                ),
            )
            .of("output"),
            Self::Own { typed, code } => Said::new(
                "own-office",
                lang.pick(
                    (
                        format!("--for “{typed}”：本文件就是 {code} 的"),
                        "要副本请用 backup",
                    ),
                    (
                        format!("--for “{typed}”: this file is {code}'s own"),
                        "for a copy of it use backup",
                    ),
                ),
            )
            .of("for")
            .with(typed),
            Self::Unknown { typed, offices } => {
                let names = offices.iter().flat_map(|(code, name)| [code, name]);
                let near = input::nearest(typed, names.map(String::as_str));
                let near = near.map_or_else(String::new, |near| {
                    lang.pick(
                        format!("，是不是“{near}”"),
                        format!(", did you mean “{near}”"),
                    )
                });
                let known = offices.iter().map(|(code, name)| format!("{code} {name}"));
                let known = lang.join(&known.collect::<Vec<_>>());
                Said::new(
                    "no-such-office",
                    lang.pick(
                        (
                            format!("--for “{typed}”：没有这个处室{near}"),
                            format!("本文件中有 {known}，新处室请用 init --from"),
                        ),
                        (
                            format!("--for “{typed}” is no office of this file{near}"),
                            format!("there are {known}; for a new office use init --from"),
                        ),
                    ),
                )
                .of("for")
                .with(typed)
            }
        }
    }
}

/// The file that was made for an office.
#[derive(Debug)]
struct Made {
    file: PathBuf,
    name: String,
    code: String,
    records: usize,
    changes: usize,
}

impl Words for Made {
    fn words(&self, lang: Lang) -> String {
        let Self {
            name,
            code,
            records,
            changes,
            ..
        } = self;
        let file = self.file.display();
        lang.pick(
            format!("已为{name}（{code}）生成 {file}：名册、方案和该处室的{records}条记录（共{changes}处改动），已记入历史"),
            format!("Made {file} for {name} ({code}): roster, plan and {} of its own ({}); the history says so", plural(records, "record", "records"), plural(changes, "change", "changes")),
        )
    }
}

/// Attached files that tell of somebody, whose bytes do not go along.
#[derive(Debug)]
struct KeptBack(usize);

impl Words for KeptBack {
    fn words(&self, lang: Lang) -> String {
        let count = self.0;
        lang.pick(
            format!("涉及困难户、反映人等个人的 {count} 份附件只带记录，不带内容；需要内容的，请合并完整的文件"),
            format!("{count} attached files tell of households or petitioners: their records go along without the bytes; who needs them merges the whole file"),
        )
    }
}
