//! `office`: what this file's office is called in refs, and whether it is the leading group's.

pub(super) mod members;
pub(super) mod unsigned;

use super::verb::{Does, Verb};
use crate::checks;
use crate::desk::{Answer, Desk, input};
use crate::error::{Fault, Refusal, Result, Said};
use crate::model::office::{self, CODE, LEADING, PART, ROLE, WHOLE};
use crate::model::reference::is_code;
use crate::model::value::{RecordId, Value};
use crate::options::{Given, Opt, Takes};
use crate::store::Writer;
use crate::text::{Lang, Words, text};
use members::Arrivals;

const OLD: Opt = Opt::place("OLD", Takes::Office, text("现在的代码", "Its code now"))
    .such_as("LY", "LY")
    .required();
const NEW: Opt = Opt::place("NEW", Takes::Code, text("新的代码", "Its new code"))
    .required()
    .such_as("LYC", "LYC");
const NOT: Opt = Opt::flag(
    "not",
    Takes::Flag,
    text(
        "不再是领导小组办公室的文件",
        "It is the leading group's no longer",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "office",
    called: &["处室"],
    about: text("处室的代码和角色", "The office's code and role"),
    options: &[],
    does: Does::Group(
        &[
            Verb {
                id: "rename",
                called: &["改代码"],
                about: text(
                    "改处室代码；旧编号照样能找到记录",
                    "Change the office's code; old refs still find their records",
                ),
                options: &[OLD, NEW],
                does: Does::AtDesk(rename),
            },
            Verb {
                id: "lead",
                called: &["牵头"],
                about: text(
                    "本文件改作领导小组办公室的文件",
                    "Make this file the leading group's",
                ),
                options: &[NOT],
                does: Does::AtDesk(lead),
            },
            members::ADMIT,
            members::ADOPT,
            members::REVOKE,
        ],
        None,
    ),
};

fn rename(given: Given, desk: &Desk) -> Result<Answer> {
    let code = |opt: &Opt| input::normalised(given.required(opt)).to_uppercase();
    let (old, new) = (code(&OLD), code(&NEW));
    if old != desk.office {
        let own = desk.office.clone();
        return Err(Refused::NotOwn { old, new, own }.into());
    }
    if !is_code(&new) {
        return Err(input::bad(NEW.id, given.required(&NEW), Fault::NotACode));
    }
    let writer = desk.store.writer()?;
    for other in desk.store.writers()? {
        let is_other = other.id != writer && other.unit != Some(desk.own_unit);
        if is_other && desk.store.codes(other.id)?.contains(&new) {
            let name = other.name;
            return Err(Refused::Used { new, name }.into());
        }
    }
    if new == old {
        return Ok(Answer::note(Note::Same(old)));
    }
    set(desk, "office rename", &CODE, &new)?;
    Ok(Answer::note(Note::Renamed(old, new)))
}

fn lead(given: Given, desk: &Desk) -> Result<Answer> {
    let role = if given.has(&NOT) {
        before_leading(desk)?
    } else {
        LEADING
    };
    let now = checks::role(&desk.store, Some(&desk.store.own_office()?))?;
    if (now == LEADING) == (role == LEADING) {
        return Ok(Answer::note(Note::LeadsAlready(now == LEADING)));
    }
    if role == LEADING
        && let Some(other) = leading(desk)?
            .into_iter()
            .find(|one| one.unit != Some(desk.own_unit))
    {
        let (code, name) = (other.code, other.name);
        return Err(Refused::LedAlready { code, name }.into());
    }
    set(desk, "office lead", &ROLE, role)?;
    Ok(Answer::note(Note::Role(role)))
}

/// Returns what the file was before it led: one that was made of another's records stays so.
fn before_leading(desk: &Desk) -> Result<&'static str> {
    let entries = desk.store.history(desk.store.writer()?)?;
    let mut said = entries
        .iter()
        .filter_map(|entry| entry.said(ROLE.id)?.as_str());
    Ok(if said.any(|role| role == PART) {
        PART
    } else {
        WHOLE
    })
}

fn set(
    desk: &Desk,
    verb: &str,
    field: &'static crate::model::kind::Field,
    value: &str,
) -> Result<()> {
    let author = desk.author(verb)?;
    let fields = [(field, Some(Value::Text(value.to_owned())))];
    desk.store.write(&author, |writing| {
        let writer = writing.office();
        writing.change(&office::KIND, writer, &fields).map(drop)
    })
}

/// Lists the files that say that they are the leading group's.
fn leading(desk: &Desk) -> Result<Vec<Writer>> {
    let mut writers = desk.store.writers()?;
    writers.retain(|writer| writer.role.as_deref() == Some(LEADING));
    Ok(writers)
}

/// Returns what a merge tells of the offices that came after a row of the log: two of one code, where
/// nothing else told that, or two that lead.
pub(super) fn clashes(desk: &Desk, after: i64, told: &Arrivals) -> Result<Vec<Clash>> {
    let writers = desk.store.writers()?;
    let members = desk.store.members()?.into_iter();
    let new: Vec<RecordId> = members
        .filter(|one| one.row > after)
        .map(|one| one.writer)
        .collect();
    let mut clashes = Vec::new();
    for (at, one) in writers.iter().enumerate() {
        let is_new = |other: &Writer| new.contains(&one.id) || new.contains(&other.id);
        let is_other =
            |other: &&Writer| other.code == one.code && other.unit != one.unit && is_new(other);
        let is_told =
            told.tells_of(&one.code) || writers[..at].iter().any(|before| before.code == one.code);
        if let (false, Some(other)) = (is_told, writers.iter().find(is_other)) {
            let names = [one.name.clone(), other.name.clone()];
            clashes.push(Clash::Code(one.code.clone(), names));
        }
    }
    let leading = leading(desk)?;
    let says_since = |one: &Writer| desk.store.says_since(one.id, &ROLE, after);
    if let [first, rest @ ..] = &leading[..]
        && let Some(other) = rest.iter().find(|other| other.unit != first.unit)
        && leading
            .iter()
            .map(says_since)
            .collect::<Result<Vec<bool>>>()?
            .contains(&true)
    {
        let named = |one: &Writer| format!("{}({})", one.name, one.code);
        clashes.push(Clash::Leading([named(first), named(other)]));
    }
    Ok(clashes)
}

/// What two offices cannot both have.
#[derive(Debug)]
pub(super) enum Clash {
    Code(String, [String; 2]),
    Leading([String; 2]),
}

impl Words for Clash {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Code(code, [first, second]) => lang.pick(
                format!("注意：代码 {code} 由{first}和{second}两个处室使用，编号相同的以 .2 区别；请其中一个处室在自己的文件里用 huiyin office rename {code} 新代码 改过，再合并一次"),
                format!("Warning: both {first} and {second} use the code {code}, and refs given twice have .2; have one of them change its code in its own file with huiyin office rename {code} NEW, and merge that again"),
            ),
            Self::Leading([first, second]) => lang.pick(
                format!("注意：{first}和{second}都是领导小组办公室的文件，一次活动只能有一个；不是的那个请在自己的文件里用 huiyin office lead --not 改过，再合并一次"),
                format!("Warning: both {first} and {second} are the leading group's, and a campaign has one such office; have the one that is not use huiyin office lead --not in its own file, and merge that again"),
            ),
        }
    }
}

/// Outcomes.
#[derive(Debug)]
enum Note {
    Renamed(String, String),
    Role(&'static str),
    /// It leads already, or does not lead in any case.
    LeadsAlready(bool),
    Same(String),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Renamed(old, new) => lang.pick(
                format!("代码已由 {old} 改为 {new}，新登记的编号以 {new} 开头、接着原来的号；{old} 开头的编号照样可用"),
                format!("The code {old} is now {new}: new refs begin with {new} and go on from the old numbers, and those that begin with {old} stay"),
            ),
            Self::Role(LEADING) => lang
                .pick(
                    "本文件是领导小组办公室的，督导全部处室和活动整体的事项",
                    "It is the leading group's, and asked about all offices and the campaign as a whole",
                )
                .to_owned(),
            Self::Role(_) => lang
                .pick(
                    "本文件不再是领导小组办公室的，只督导其中的记录",
                    "It is the leading group's no longer, and asked about its records alone",
                )
                .to_owned(),
            Self::LeadsAlready(true) => lang
                .pick(
                    "本文件已经是领导小组办公室的，没有写入",
                    "It is the leading group's already; nothing was written",
                )
                .to_owned(),
            Self::LeadsAlready(false) => lang
                .pick(
                    "本文件本来不是领导小组办公室的，没有写入",
                    "It is not the leading group's; nothing was written",
                )
                .to_owned(),
            Self::Same(code) => lang.pick(
                format!("代码就是 {code}，没有写入"),
                format!("The code is {code}; nothing was written"),
            ),
        }
    }
}

/// Reasons for which an office stays as it is.
#[derive(Debug)]
enum Refused {
    /// Another office leads.
    LedAlready { code: String, name: String },
    /// A code that is not this file's.
    NotOwn {
        old: String,
        new: String,
        own: String,
    },
    /// Another office has the code.
    Used { new: String, name: String },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::LedAlready { code, name } => Said::new(
                "led-already",
                lang.pick(
                    (
                        format!("{name}（{code}）已经是领导小组办公室，一次活动只有一个"),
                        "如有误，请先在它的文件里用 huiyin office lead --not 改过，再合并过来",
                    ),
                    (
                        format!("{name} ({code}) is the leading group's office already, and a campaign has one"),
                        "if that is wrong, use huiyin office lead --not in its file and merge it",
                    ),
                ),
            )
            .of("office")
            .with(code),
            Self::NotOwn { old, new, own } => Said::new(
                "not-own",
                lang.pick(
                    (
                        format!("本文件的代码是 {own}，不是 {old}"),
                        format!("改本文件的请用 huiyin office rename {own} {new}，别的处室请在它自己的文件里改"),
                    ),
                    (
                        format!("the code of this file is {own} and not {old}"),
                        format!("change that with huiyin office rename {own} {new}, and another office's in its own file"),
                    ),
                ),
            )
            .of(OLD.id)
            .with(old),
            Self::Used { new, name } => Said::new(
                "code-used",
                lang.pick(
                    (format!("代码 {new} 已由{name}使用"), "请另取一个"),
                    (format!("{name} uses the code {new}"), "choose another"),
                ),
            )
            .of(NEW.id)
            .with(new),
        }
    }
}
