//! `office admit`, `adopt` and `revoke`: who writes for an office. A copy that was opened elsewhere
//! writes as another writer of the office, and counts as such once it was admitted.

use std::collections::HashMap;

use serde_json::json;

use crate::commands::verb::{Does, Verb};
use crate::desk::answered::{self, MOST_TOLD};
use crate::desk::{Answer, Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::model::document::{Block, Report};
use crate::model::page::Page;
use crate::model::value::RecordId;
use crate::options::{Given, Opt, Takes};
use crate::store::{Member, News};
use crate::text::{Lang, Words, plural, text};

const WRITER: Opt = Opt::place(
    "WRITER",
    Takes::Writer,
    text(
        "处室代码；同一代码有几个写入者的，写成 LY-2 或指纹",
        "The office's code; where several write under it, such as LY-2, or the fingerprint",
    ),
)
.required()
.such_as("LY", "LY");
const SINCE: Opt = Opt::flag(
    "from",
    Takes::Day,
    text(
        "从哪天起的改动不再算数，缺省为今后",
        "First day on which its changes no longer count; now by default",
    ),
);

pub(super) const ADMIT: Verb = Verb {
    id: "admit",
    called: &["认可"],
    about: text(
        "认可首次出现的处室，或处室的另一台电脑",
        "Admit a new office, or another computer of one",
    ),
    options: &[WRITER],
    does: Does::AtDesk(admit),
};

pub(super) const ADOPT: Verb = Verb {
    id: "adopt",
    called: &["认定"],
    about: text(
        "认定一个处室没有签名的改动，由领导小组办公室负责",
        "Take responsibility for unsigned changes, as the leading group's office",
    ),
    options: &[WRITER],
    does: Does::AtDesk(adopt),
};

pub(super) const REVOKE: Verb = Verb {
    id: "revoke",
    called: &["停用"],
    about: text(
        "停用一个写入者，此后的改动不再算数；已经删除的不恢复",
        "Stop counting what a writer writes from now on; its erasures stay",
    ),
    options: &[WRITER, SINCE],
    does: Does::AtDesk(revoke),
};

fn admit(given: Given, desk: &Desk) -> Result<Answer> {
    let typed = given.required(&WRITER);
    let members = desk.store.members()?;
    let waits: Vec<&Member> = waiting(desk, &members)?;
    let member = match find((ADMIT.id, typed), &members, &waits)? {
        Found::One(member) => member,
        Found::None(code) => return Ok(Answer::note(Note::NoneWaits(code))),
    };
    if member.is_revoked {
        return Err(Refused::Revoked(member.label()).into());
    }
    if member.is_admitted {
        return Ok(Answer::note(Note::Admitted(member.label())));
    }
    if !waits.iter().any(|one| one.writer == member.writer) {
        let label = member.label();
        return Err(match desk.store.root()? {
            Some(_) => Refused::NotYours { label, only: false }.into(),
            None => Refused::NobodyLeads(label).into(),
        });
    }
    refuse_unadmitted(desk)?;
    let office = office_meant(&members, member);
    let label = member.label();
    let name = member.name.clone();
    let author = desk.author("office admit")?;
    let news = News {
        waited: desk.store.waiting()?,
        answered: Vec::new(),
    };
    let erased = desk.store.erasures()?;
    desk.store
        .write(&author, |writing| writing.admit(member.writer, office))?;
    let fingerprint = member.fingerprint();
    let note = Note::Admit {
        label,
        name,
        fingerprint,
    };
    // What it wrote before counts from now on.
    let (told, left) = desk.store.became(&news, MOST_TOLD)?;
    let erasures = answered::erasures(desk, &desk.store.erasures_but(&erased)?)?;
    if told.is_empty() && erasures.blocks.is_empty() {
        return Ok(Answer::note(note));
    }
    let mut report = answered::report(desk, &told, left)?;
    if told.is_empty() {
        report.blocks.clear();
    } else {
        let (lang, count) = (desk.context.lang, told.len() + left);
        let heading = lang.pick(
            format!("原来等待、现在计入的改动：{count}处"),
            format!("Changes that waited and count from now on: {count}"),
        );
        report.blocks.insert(0, Block::Heading(2, heading));
    }
    report.blocks.extend(erasures.blocks);
    Ok(Answer::noted(Page::Report(report), note))
}

/// Tells whether two began files for one office, of which the second was made anew.
fn is_of_one(one: &Member, other: &Member) -> bool {
    let is_same = one.code == other.code && one.unit == other.unit;
    is_same && one.is_first() && other.is_first() && one.writer != other.writer
}

/// Returns the office for which a writer is let write: one whose file was made anew goes on for the
/// office that was admitted.
fn office_meant(members: &[Member], member: &Member) -> RecordId {
    let is_its = |one: &&Member| one.is_admitted && is_of_one(one, member);
    if member.is_first() {
        let before = members.iter().find(is_its);
        return before.map_or(member.writer, |before| before.office);
    }
    member.office
}

fn adopt(given: Given, desk: &Desk) -> Result<Answer> {
    refuse_others(desk, given.required(&WRITER))?;
    let unsigned = desk.store.unsigned()?;
    let members = desk.store.members()?;
    let are: Vec<&Member> = members
        .iter()
        .filter(|one| unsigned.contains_key(&one.writer))
        .collect();
    let member = match find((ADOPT.id, given.required(&WRITER)), &members, &are)? {
        Found::One(member) => member,
        Found::None(code) => return Ok(Answer::note(Note::Signed(code))),
    };
    if !unsigned.contains_key(&member.writer) {
        return Ok(Answer::note(Note::Signed(member.label())));
    }
    refuse_unadmitted(desk)?;
    if desk.store.began_signing(member.writer)? {
        let unsigned = unsigned.get(&member.writer).copied().unwrap_or_default();
        let label = member.label();
        return Err(Refused::Signs { label, unsigned }.into());
    }
    let adoption = desk.store.adoption(member.writer)?;
    let author = desk.author("office adopt")?;
    desk.store
        .write(&author, |writing| writing.adopt(member.writer, &adoption))?;
    Ok(Answer::note(Note::Adopted {
        label: member.label(),
        fingerprint: member.fingerprint(),
        changes: adoption.changes,
        records: adoption.records(),
    }))
}

fn revoke(given: Given, desk: &Desk) -> Result<Answer> {
    let typed = given.required(&WRITER);
    refuse_others(desk, typed)?;
    let members = desk.store.members()?;
    let all: Vec<&Member> = members.iter().collect();
    let Found::One(member) = find((REVOKE.id, typed), &members, &all)? else {
        return Err(Refused::Unknown(typed.to_owned()).into());
    };
    let (own, _) = desk.store.signer()?;
    if member.writer == own {
        return Err(Refused::Own(member.label()).into());
    }
    refuse_unadmitted(desk)?;
    let from = given.optional(&SINCE, Given::day, desk)?;
    let before = from.map(|day| {
        let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
        midnight.timestamp_millis() - i64::from(desk.context.offset.local_minus_utc()) * 1000
    });
    let last = desk.store.last_of(member.writer, before)?;
    let author = desk.author("office revoke")?;
    desk.store
        .write(&author, |writing| writing.revoke(member.writer, &last))?;
    Ok(Answer::note(Note::Revoked {
        label: member.label(),
        fingerprint: member.fingerprint(),
        from: from.map(|day| day.to_string()),
    }))
}

/// Refuses what the leading group's office alone may do.
fn refuse_others(desk: &Desk, typed: &str) -> Result<()> {
    if desk.store.root()? == Some(desk.store.writer()?) {
        return Ok(());
    }
    let label = typed.to_owned();
    Err(match desk.store.root()? {
        Some(_) => Refused::NotYours { label, only: true }.into(),
        None => Refused::NobodyLeads(label).into(),
    })
}

/// Refuses what a writer says of others who does not count for its office itself.
pub(crate) fn refuse_unadmitted(desk: &Desk) -> Result<()> {
    let own = desk.store.writer()?;
    let (writer, signs) = desk.store.signer()?;
    let members = desk.store.members()?;
    let member = members.iter().find(|one| one.writer == writer);
    let is_admitted = writer == own || member.is_some_and(|one| one.is_admitted);
    let has_key = !signs || desk.context.keys.seed(writer.0)?.is_some();
    if is_admitted && has_key {
        return Ok(());
    }
    let fingerprint = writer.fingerprint();
    Err(Refused::Unadmitted(fingerprint).into())
}

/// Lists the writers whom this office may admit and has not.
pub(crate) fn waiting<'m>(desk: &Desk, members: &'m [Member]) -> Result<Vec<&'m Member>> {
    let (own, root) = (desk.store.writer()?, desk.store.root()?);
    let decides = root.unwrap_or(own) == own;
    let (writer, _) = desk.store.signer()?;
    let waits = |one: &&Member| {
        let is_ours = if one.is_first() {
            root == Some(own)
        } else {
            decides || one.office == own
        };
        !one.is_admitted && !one.is_revoked && one.writer != writer && is_ours
    };
    Ok(members.iter().filter(waits).collect())
}

/// Lists the writers that a command may be about, each as it is typed.
pub(crate) fn offers(desk: &Desk) -> Result<Vec<(String, String)>> {
    let members = desk.store.members()?;
    let mut offers = members.iter().filter(|one| one.code != "?");
    let offer = |one: &Member| {
        let told = format!("{} {}", one.name, one.fingerprint());
        (one.typed(), told.trim().to_owned())
    };
    Ok(offers.by_ref().map(offer).collect())
}

enum Found<'m> {
    One(&'m Member),
    /// Nobody of this code is meant.
    None(String),
}

/// Finds a writer by label, fingerprint, or where there is one among those that are meant, by code.
fn find<'m>(
    (verb, typed): (&'static str, &str),
    members: &'m [Member],
    meant: &[&'m Member],
) -> Result<Found<'m>> {
    let wanted = input::normalised(typed);
    let code = wanted.to_uppercase().replace(['·', '.'], "-");
    let of_code: Vec<&Member> = members.iter().filter(|one| one.code == code).collect();
    if !of_code.is_empty() {
        let mut meant: Vec<&Member> = meant.to_vec();
        meant.retain(|one| one.code == code);
        return match (&meant[..], &of_code[..]) {
            ([one], _) | ([], [one]) => Ok(Found::One(one)),
            ([], _) => Ok(Found::None(code)),
            (several, _) => Err(Refused::Several {
                verb,
                code,
                told: several.iter().map(|one| told(one)).collect(),
            }
            .into()),
        };
    }
    if let Some(found) = members.iter().find(|one| one.typed() == code) {
        return Ok(Found::One(found));
    }
    let digits = code.replace('-', "").to_lowercase();
    let is_its = |one: &&Member| digits.len() >= 8 && one.writer.to_hex().starts_with(&digits);
    let mut found = members.iter().filter(is_its);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(Found::One(one)),
        _ => Err(Refused::Unknown(typed.to_owned()).into()),
    }
}

/// Names a writer, as it is typed and by what nobody else can have.
fn told(one: &Member) -> String {
    format!("{} {} {}", one.typed(), one.name, one.fingerprint())
}

/// Writers who came and wait, as a merge tells of them once.
#[derive(Debug)]
pub(crate) struct Arrivals {
    told: Vec<Arrival>,
}

#[derive(Debug)]
struct Arrival {
    member: Member,
    standing: Standing,
    changes: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The leading group's office, as this file first meets it.
    Leads,
    First,
    /// A copy of an office's file that was opened elsewhere.
    Copy,
    /// A file made anew under the code of an office that is known.
    Again,
    /// An office that has the code of another.
    Shared,
}

impl Standing {
    fn id(self) -> &'static str {
        match self {
            Self::Leads => "leading",
            Self::First => "first",
            Self::Copy => "copy",
            Self::Again => "again",
            Self::Shared => "shared",
        }
    }
}

impl Arrivals {
    /// Looks who told of themselves after a row of the log and waits for this office; `before` is the
    /// office that led before.
    pub(crate) fn after(desk: &Desk, row: i64, before: Option<RecordId>) -> Result<Self> {
        let members = desk.store.members()?;
        let mut told = Vec::new();
        let root = desk.store.root()?.filter(|root| Some(*root) != before);
        let leads = members.iter().find(|one| Some(one.writer) == root);
        if let Some(leads) = leads.filter(|one| desk.store.writer().ok() != Some(one.office)) {
            told.push((leads, Standing::Leads));
        }
        for member in waiting(desk, &members)? {
            let standing = match member.number {
                _ if member.row <= row => continue,
                _ if !member.is_first() => Standing::Copy,
                1 => Standing::First,
                _ if members.iter().any(|one| is_of_one(one, member)) => Standing::Again,
                _ => Standing::Shared,
            };
            told.push((member, standing));
        }
        let written = if told.is_empty() {
            HashMap::new()
        } else {
            desk.store.written_by()?
        };
        let told = told.into_iter().map(|(member, standing)| Arrival {
            member: member.clone(),
            standing,
            changes: written.get(&member.writer).copied().unwrap_or_default(),
        });
        Ok(Self {
            told: told.collect(),
        })
    }

    /// Tells whether one of them is told to have the code of another.
    pub(crate) fn tells_of(&self, code: &str) -> bool {
        let shared = self
            .told
            .iter()
            .filter(|one| one.standing == Standing::Shared);
        shared.into_iter().any(|one| one.member.code == code)
    }

    /// Tells of them, a line each.
    pub(crate) fn report(&self, lang: Lang) -> Report {
        let lines = self.told.iter().map(|one| Block::Item(one.words(lang)));
        let json = self.told.iter().map(|one| {
            let member = &one.member;
            json!({
                "office": member.code, "office_name": member.name, "writer": member.typed(),
                "fingerprint": member.fingerprint(), "standing": one.standing.id(),
                "changes": one.changes, "admit": one.command(),
            })
        });
        Report {
            blocks: lines.collect(),
            json: json.collect(),
            ..Report::default()
        }
    }
}

impl Arrival {
    fn command(&self) -> Option<String> {
        (self.standing != Standing::Leads).then(|| format!("huiyin office admit {}", self.meant()))
    }

    /// Names it as it is typed. Numbers change hands as others come and are admitted: where there are
    /// several of a code, what is typed later is to mean the same.
    fn meant(&self) -> String {
        match self.member.number {
            1 => self.member.typed(),
            _ => self.member.fingerprint(),
        }
    }
}

impl Words for Arrival {
    fn words(&self, lang: Lang) -> String {
        let (member, changes) = (&self.member, self.changes);
        let (name, print) = (&member.name, member.fingerprint());
        let (code, typed) = (&member.code, self.meant());
        let number = member.number;
        match self.standing {
            Standing::Leads => lang.pick(
                format!("领导小组办公室 {print}：首次（{name}）"),
                format!("The leading group's office {print}: first time ({name})"),
            ),
            Standing::First => lang.pick(
                format!("{code}, {name}：首次，{print}；huiyin office admit {typed}"),
                format!("{code}, {name}: first time, {print}; huiyin office admit {typed}"),
            ),
            Standing::Copy => lang.pick(
                format!(
                    "{code}：第{}台电脑，{changes} 项等待认可，{print}；huiyin office admit {typed}",
                    chinese(number)
                ),
                format!("{code}: computer {number}, {}, {print}; huiyin office admit {typed}", plural(changes, "change waits", "changes wait")),
            ),
            Standing::Again => lang.pick(
                format!("{code}, {name}：又有一个文件，编号相同的以 .2 区别，{print}；确是该处室的请用 huiyin office admit {typed}"),
                format!("{code}, {name}: another file, and refs given twice have .2, {print}; if it is that office's, use huiyin office admit {typed}"),
            ),
            Standing::Shared => lang.pick(
                format!("{code}, {name}：代码 {code} 已由另一个处室使用，编号相同的以 .2 区别，{print}；huiyin office admit {typed}，要改代码请在它的文件里用 huiyin office rename {code} 新代码"),
                format!("{code}, {name}: another office has the code {code}, and refs given twice have .2, {print}; huiyin office admit {typed}, and to change the code huiyin office rename {code} NEW in its file"),
            ),
        }
    }
}

/// Writes a small number as it is spoken.
fn chinese(number: usize) -> String {
    let digits = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    match number.checked_sub(1).and_then(|at| digits.get(at)) {
        Some(digit) => (*digit).to_owned(),
        None => number.to_string(),
    }
}

/// Outcomes.
#[derive(Debug)]
enum Note {
    Admit {
        label: String,
        name: String,
        fingerprint: String,
    },
    /// It was admitted before.
    Admitted(String),
    Adopted {
        label: String,
        fingerprint: String,
        changes: usize,
        records: usize,
    },
    /// Nobody of a code waits.
    NoneWaits(String),
    Revoked {
        label: String,
        fingerprint: String,
        from: Option<String>,
    },
    /// All that it said is signed.
    Signed(String),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Admit {
                label,
                name,
                fingerprint,
            } => lang.pick(
                format!("已认可 {label} {name}（{fingerprint}），请把文件发给各处室合并"),
                format!("{label} {name} ({fingerprint}) is admitted; let the offices merge this file"),
            ),
            Self::Admitted(label) => lang.pick(
                format!("{label} 已经认可，没有写入"),
                format!("{label} is admitted already; nothing was written"),
            ),
            Self::Adopted {
                label,
                fingerprint,
                changes,
                records,
            } => lang.pick(
                format!("已认定 {label}（{fingerprint}）到现在为止的 {changes} 处改动，其中 {records} 条记录由它建立"),
                format!("This office answers for {} of {label} ({fingerprint}) up to now, which began {}", plural(changes, "change", "changes"), plural(records, "record", "records")),
            ),
            Self::NoneWaits(code) => lang.pick(
                format!("{code} 没有等待认可的，没有写入"),
                format!("nobody of {code} waits to be admitted; nothing was written"),
            ),
            Self::Revoked {
                label,
                fingerprint,
                from,
            } => {
                let from = from.as_ref().map_or_else(
                    || lang.pick("今后", "from now on").to_owned(),
                    |day| lang.pick(format!("{day} 起"), format!("from {day} on")),
                );
                lang.pick(
                    format!("已停用 {label}（{fingerprint}）：{from}的改动不再算数，作为建议等待答复；它删除的个人信息照删，不恢复，停用之后删除的也是；请把文件发给各处室合并"),
                    format!("{label} ({fingerprint}) is revoked: what it writes {from} counts no more and waits as proposals; personal data that it erases stays erased, after this too; let the offices merge this file"),
                )
            }
            Self::Signed(label) => lang.pick(
                format!("{label} 的改动都已签名，不用认定，没有写入"),
                format!("all that {label} said is signed; nothing was written"),
            ),
        }
    }
}

/// Reasons for which nothing was written.
#[derive(Debug)]
enum Refused {
    /// This office does not decide who writes for it; `only`: the leading one alone may.
    NotYours {
        label: String,
        only: bool,
    },
    /// No office leads in this file, and who is new is for the leading one.
    NobodyLeads(String),
    /// The leading office has revoked it.
    Revoked(String),
    /// It is the writer of this very file.
    Own(String),
    /// Several of a code are meant.
    Several {
        verb: &'static str,
        code: String,
        told: Vec<String>,
    },
    Unknown(String),
    /// It signs what it writes itself, which these changes are not.
    Signs {
        label: String,
        unsigned: usize,
    },
    /// The key of this file's writer is elsewhere, or nobody has admitted it.
    Unadmitted(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NobodyLeads(label) => Said::new(
                "nobody-leads",
                lang.pick(
                    (
                        format!("对 {label} 这样做要由领导小组办公室，本文件里还没有哪个处室是"),
                        "本处室就是的，请先用 huiyin office lead；不是的，请先用 huiyin merge 合并它的文件",
                    ),
                    (
                        format!("this is for the leading group's office to do to {label}, and no office leads in this file yet"),
                        "where this office is that, use huiyin office lead first; where it is not, merge its file with huiyin merge",
                    ),
                ),
            )
            .of(WRITER.id)
            .with(label),
            Self::Revoked(label) => Said::new(
                "writer-revoked",
                lang.pick(
                    (
                        format!("{label} 已由领导小组办公室停用，不能再认可"),
                        "该处室可用已认可的其他文件继续；没有的，请用 huiyin share 给它生成新文件，或让它在另一台电脑上登记一次，再认可新的写入者",
                    ),
                    (
                        format!("{label} is revoked by the leading group's office and cannot be admitted again"),
                        "that office goes on in another file that is admitted; where it has none, make it one with huiyin share, or let it enter something on another machine and admit that new writer",
                    ),
                ),
            )
            .of(WRITER.id)
            .with(label),
            Self::NotYours { label, only: true } => Said::new(
                "not-leading",
                lang.pick(
                    (
                        format!("只有领导小组办公室才能对 {label} 这样做"),
                        "请在它的文件里操作，再合并过来",
                    ),
                    (
                        format!("only the leading group's office can do this to {label}"),
                        "do it in that office's file and merge it",
                    ),
                ),
            )
            .of(WRITER.id)
            .with(label),
            Self::NotYours { label, .. } => Said::new(
                "not-yours",
                lang.pick(
                    (
                        format!("{label} 由领导小组办公室或该处室自己认可，不由本处室认可"),
                        "请在领导小组办公室或该处室原来的文件里用 huiyin office admit，再合并过来",
                    ),
                    (
                        format!("{label} is for the leading group's office or for that office itself to admit, and not for this one"),
                        "use huiyin office admit in the file of either and merge it",
                    ),
                ),
            )
            .of(WRITER.id)
            .with(label),
            Self::Signs { label, unsigned } => Said::new(
                "signs-itself",
                lang.pick(
                    (
                        format!("{label} 自己签名，这 {unsigned} 项改动没有它的签名，可能是别人冒名写的，不能认定"),
                        "请合并该处室自己的文件，签名随它而来；那以后仍没有签名的不是它写的，只计签名后不计入",
                    ),
                    (
                        format!("{label} signs what it writes, and {} no signature, so that somebody else may have written them", plural(unsigned, "change in its name bears", "changes in its name bear")),
                        "merge that office's own file, with which its signatures come; what bears none after that it did not write, and it does not count once the gate is closed",
                    ),
                ),
            )
            .of(WRITER.id)
            .with(label),
            Self::Own(label) => Said::new(
                "own-writer",
                lang.pick(
                    (
                        format!("{label} 就是本文件现在的写入者，不能停用自己"),
                        "请在领导小组办公室的另一台电脑上停用它",
                    ),
                    (
                        format!("this file itself writes as {label}, which cannot revoke itself"),
                        "revoke it on another computer of the leading group's office",
                    ),
                ),
            )
            .of(WRITER.id)
            .with(label),
            Self::Several { verb, code, told } => {
                let told = lang.join(told);
                Said::new(
                    "several-writers",
                    lang.pick(
                        (
                            format!("{code} 有几个：{told}"),
                            format!("请写明是哪一个，例如 huiyin office {verb} {code}-2，或写指纹"),
                        ),
                        (
                            format!("there are several of {code}: {told}"),
                            format!("say which, such as huiyin office {verb} {code}-2, or its fingerprint"),
                        ),
                    ),
                )
                .of(WRITER.id)
                .with(code)
            }
            Self::Unadmitted(print) => Said::new(
                "not-admitted",
                lang.pick(
                    (
                        format!("这台电脑还没有得到认可（原写入者 {print} 的密钥不在本机），不能替本处室认可、停用或关闭"),
                        "请在原来的电脑上操作，或先用 huiyin key enter 输入纸上的密钥",
                    ),
                    (
                        format!("nobody has admitted this machine, and the key of {print} is not on it, so that it cannot decide who writes"),
                        "do it on the machine of before, or first enter the key from paper with huiyin key enter",
                    ),
                ),
            )
            .with(print),
            Self::Unknown(typed) => Said::new(
                "no-such-writer",
                lang.pick(
                    (
                        format!("没有“{typed}”这个处室或写入者"),
                        "本文件里有谁请看 huiyin received；还没合并的请先 huiyin merge",
                    ),
                    (
                        format!("“{typed}” is no office or writer of this file"),
                        "see huiyin received for who is; merge a file that is not in yet",
                    ),
                ),
            )
            .of(WRITER.id)
            .with(typed),
        }
    }
}
