//! `verify`: whether files are authentic, complete, usable and safe, after the four natures of
//! DA/T 70-2018, and what in them does not fit. It only reads, but where it is asked first to compute
//! the tables anew.

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::archive::{self, NamedPage, pages};
use super::merge::told_of;
use super::set;
use super::verb::{Does, Verb};
use crate::desk::kept::{Keeping, remark_on_copy};
use crate::desk::{Answer, Context, Desk, subject};
use crate::error::{Error, Naming, Result};
use crate::files::bagit::{self, BagFault};
use crate::files::several;
use crate::kinds;
use crate::model::columns::Columns;
use crate::model::document::{Block, Report};
use crate::model::page::Page;
use crate::options::{Given, Opt, Takes};
use crate::render::{self, FORMATS, Format};
use crate::store::{Flaw, Nature, Repaired, Store, Verified};
use crate::text::{Lang, Text, Words, plural, text};

/// Most records that are named of a repair.
const MOST_NAMED: usize = 10;

/// Most characters that are shown of a value that does not fit.
const MOST_SHOWN: usize = 100;

const FILES: Opt = Opt::place(
    "FILE",
    Takes::File,
    text(
        "其他文件或归档文件夹；缺省为本处室的文件",
        "Other files or archives; the office's own by default",
    ),
)
.many();
const EXIT_CODE: Opt = Opt::flag(
    "exit-code",
    Takes::Flag,
    text("有损坏时退出码为3", "Exit with 3 if there is damage"),
);
const REBUILD: Opt = Opt::flag(
    "rebuild",
    Takes::Flag,
    text(
        "先由记录重新计算本处室文件的统计表，原文件另存一份",
        "First compute the tables of the office's own file anew; a copy is kept",
    ),
)
.excludes(&[FILES.id]);
const REPAIR: Opt = Opt::flag(
    "repair",
    Takes::File,
    text(
        "先用这份备份或其他文件里的原样，补回被改动和缺失的改动，原文件另存一份",
        "First take back, from this backup or other file, changes that were altered or are missing; a copy is kept",
    ),
)
.excludes(&[FILES.id])
.such_as("backup.db", "backup.db");

pub(crate) static VERB: Verb = Verb {
    id: "verify",
    called: &["检验", "校验"],
    about: text("检验文件是否完整", "Check that files are intact"),
    options: &[FILES, EXIT_CODE, REBUILD, REPAIR],
    does: Does::Answer(run),
};

fn run(given: Given, context: &Context) -> Result<Answer> {
    if given.has(&REBUILD) {
        rebuild(context)?;
    }
    let mut answer = Answer::default();
    if let Some(from) = given.path(&REPAIR) {
        repair(from, context, &mut answer)?;
    }
    let (mut told, mut refused) = (Vec::new(), Vec::new());
    let mut files = Vec::new();
    for path in given.paths(&FILES) {
        files.extend(several(path.to_owned(), None)?);
    }
    for path in &files {
        match elsewhere(&context.path(path), context) {
            Ok(verified) => told.push(Told::other(path.display().to_string(), verified)),
            Err(error) if files.len() == 1 => return Err(error),
            Err(error) => {
                let file = path.display().to_string();
                refused
                    .push(json!({"file": file, "refused": told_of(&file, &error, context.lang)}));
                answer.refused.push(error);
            }
        }
    }
    if told.is_empty() && answer.refused.is_empty() {
        let desk = Desk::open(context)?;
        let name = context.db.file_name().unwrap_or_default().to_string_lossy();
        let mut verified = context.reading(|told| desk.store.verify(told))?;
        if !verified.is_damaged() {
            verified.flaws.extend(invalid(&desk)?);
            verified.flaws.extend(unreadable(&desk));
        }
        told.push(Told::own(name.into_owned(), verified));
    }
    answer.found = given.has(&EXIT_CODE) && told.iter().any(Told::is_damaged);
    let mut report = report(&told, context.lang);
    if let Some(all) = report.json.as_array_mut() {
        all.extend(refused);
    }
    answer.page = Some(Page::Report(report));
    Ok(answer)
}

/// Computes the tables of the office's file anew, which may lack so much that no more than the log
/// can be read.
fn rebuild(context: &Context) -> Result<()> {
    let store = Store::open(&context.db, kinds::KINDS)?;
    if store.kept_copy().is_none() {
        context.reading(|told| store.rebuild(told))?;
    }
    remark_on_copy(context, &store)
}

/// Puts right what is altered or missing in the office's file.
fn repair(from: &Path, context: &Context, answer: &mut Answer) -> Result<()> {
    let store = Store::open(&context.db, kinds::KINDS)?;
    let store = store.noting(&context.saved, &context.made, &context.went_on);
    let keeping = Keeping::before(context, "repair")?;
    let author = context.author("repair", store.is_practice()?)?;
    let path = file_of(&context.path(from));
    let repaired = store.repair(&path, &keeping.path, &author)?;
    answer.also(Mended {
        from: from.to_owned(),
        keep: keeping.path.clone(),
        repaired,
    });
    if let Some(removed) = keeping.remove_oldest(context)? {
        answer.also(removed);
    }
    Ok(())
}

/// Returns the file of an archive, or what was named itself.
fn file_of(path: &Path) -> PathBuf {
    if path.is_dir() {
        path.join("data").join(archive::FILE)
    } else {
        path.to_owned()
    }
}

/// What a repair did, from which file, and where the file as it was is kept.
#[derive(Debug)]
struct Mended {
    from: PathBuf,
    keep: PathBuf,
    repaired: Repaired,
}

impl Words for Mended {
    fn words(&self, lang: Lang) -> String {
        let from = self.from.display();
        let Repaired {
            records,
            replaced,
            added,
            contents: _,
            left,
        } = &self.repaired;
        let rest = match left {
            0 => String::new(),
            left => lang.pick(
                format!("；还有{left}处被改动的，{from} 里也没有原样，请换一份备份再试"),
                format!("; {left} altered changes are not in it as they were: try another backup"),
            ),
        };
        if self.repaired.is_nothing() {
            return match left {
                0 => lang.pick(
                    format!("没有需要修复的改动，{from} 没有用到"),
                    format!("there is nothing to repair, and {from} was not needed"),
                ),
                left => lang.pick(
                    format!("{from} 里没有那{left}处改动的原样，没有修复；请换一份备份再试"),
                    format!("{from} has none of the {left} altered changes as they were, and nothing was repaired; try another backup"),
                ),
            };
        }
        let shown = records.iter().take(MOST_NAMED);
        let shown: Vec<String> = shown.map(|one| called(one, lang)).collect();
        let shown = lang.join(&shown);
        let shown = if records.len() > MOST_NAMED {
            let all = records.len();
            lang.pick(
                format!("{shown} 等{all}条记录"),
                format!(
                    "{shown} and others, {} in all",
                    plural(all, "record", "records")
                ),
            )
        } else {
            shown
        };
        let keep = self.keep.display();
        let contents = match self.repaired.contents {
            0 => String::new(),
            count => lang.pick(
                format!("、{count}份附件的内容"),
                format!(", as are the bytes of {count} attached files"),
            ),
        };
        lang.pick(
            format!("已用 {from} 修复 {shown}：换回{replaced}处改动，补上{added}处{contents}；修复前的文件保存在 {keep}{rest}"),
            format!("Repaired {shown} from {from}: {} and {added} were missing{contents}; the file as it was is kept in {keep}{rest}", plural(replaced, "change is as it was written", "changes are as they were written")),
        )
    }
}

/// Verifies another file, or an archive with the file in it.
fn elsewhere(path: &Path, context: &Context) -> Result<Verified> {
    if !path.is_dir() {
        return Store::verify_other(path, &context.db, kinds::KINDS);
    }
    let faults = bagit::check(path).map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })?;
    let file = file_of(path);
    let mut verified = match Store::verify_other(&file, &context.db, kinds::KINDS) {
        Ok(verified) => verified,
        // Of a bag that is not whole, that is what there is to say.
        Err(_) if !faults.is_empty() => Verified::default(),
        Err(error) => return Err(error),
    };
    let flaw = |(path, fault)| Flaw::Bag { path, fault };
    verified.flaws.extend(faults.into_iter().map(flaw));
    if verified.is_damaged() {
        return Ok(verified);
    }
    // Lists can be made anew over whatever was changed: what the file gives cannot.
    let agent = archive::agent_of(path);
    if let Some(agent) = agent.filter(|agent| agent != archive::AGENT) {
        verified.flaws.push(Flaw::BagOfVersion { agent });
    } else {
        let faults = archive::compare(path, context)?;
        verified.flaws.extend(faults.into_iter().map(flaw));
    }
    Ok(verified)
}

/// A file, and what was found in it.
struct Told {
    name: String,
    verified: Verified,
    /// Natures of flaws that were looked for.
    natures: &'static [Nature],
}

impl Told {
    fn own(name: String, verified: Verified) -> Self {
        let natures = &[
            Nature::Authentic,
            Nature::Complete,
            Nature::Usable,
            Nature::Safe,
        ];
        Self {
            name,
            verified,
            natures,
        }
    }

    /// Another file's computed tables are never trusted, so that nothing is read of them.
    fn other(name: String, verified: Verified) -> Self {
        let natures = &[Nature::Authentic, Nature::Complete, Nature::Safe];
        Self {
            name,
            verified,
            natures,
        }
    }

    fn is_damaged(&self) -> bool {
        self.verified.is_damaged()
    }

    fn verdict(&self, nature: Nature) -> Verdict {
        if !self.natures.contains(&nature) {
            return Verdict::Unchecked;
        }
        let flaws = self.verified.flaws.iter();
        Verdict::of(flaws.filter(|flaw| flaw.nature() == nature))
    }

    fn result(&self) -> Verdict {
        Verdict::of(self.verified.flaws.iter())
    }
}

/// Verdicts on one nature of flaws, or on all.
#[derive(Clone, Copy)]
enum Verdict {
    Damaged,
    Sound,
    ToSettle,
    Unchecked,
}

impl Verdict {
    fn of<'a>(mut flaws: impl Iterator<Item = &'a Flaw> + Clone) -> Self {
        if flaws.clone().any(Flaw::is_damage) {
            Self::Damaged
        } else if flaws.next().is_some() {
            Self::ToSettle
        } else {
            Self::Sound
        }
    }

    const fn id(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Sound => "sound",
            Self::ToSettle => "to-settle",
            Self::Unchecked => "unchecked",
        }
    }

    const fn words(self) -> Text {
        match self {
            Self::Damaged => text("有损坏", "damaged"),
            Self::Sound => text("完好", "sound"),
            Self::ToSettle => text("完好，有待处理事项", "sound, with matters to settle"),
            Self::Unchecked => text("未检", "not looked at"),
        }
    }
}

/// Every nature, with its key and its name.
const NATURES: [(Nature, &str, Text); 4] = [
    (
        Nature::Authentic,
        "authenticity",
        text("真实性", "Authenticity"),
    ),
    (
        Nature::Complete,
        "completeness",
        text("完整性", "Completeness"),
    ),
    (Nature::Usable, "usability", text("可用性", "Usability")),
    (Nature::Safe, "safety", text("安全性", "Safety")),
];

fn columns(lang: Lang) -> Columns<Told> {
    let mut columns = Columns::<Told>::new(lang)
        .column("file", text("文件", "File"), |one: &Told| {
            one.name.clone()
        })
        .column("changes", text("改动", "Changes"), |one| {
            one.verified.changes
        })
        .column("signed", text("已签名", "Signed"), |one| {
            one.verified.signed
        })
        .column("unsigned", text("未签名", "Unsigned"), |one| {
            one.verified.changes.saturating_sub(one.verified.signed)
        })
        .key("copies", |one| one.verified.copies)
        .column("digest", text("摘要", "Digest"), |one| {
            one.verified.digest.clone()
        });
    for (nature, key, name) in NATURES {
        columns = columns
            .key(key, move |one: &Told| one.verdict(nature).id())
            .words(name, move |one| one.verdict(nature).words().get(lang));
    }
    columns
        .key("result", |one| one.result().id())
        .words(text("结果", "Result"), move |one| {
            one.result().words().get(lang)
        })
        .key("damaged", Told::is_damaged)
        .key("flaws", move |one| {
            let flaw = |flaw: &Flaw| {
                json!({"code": code(flaw), "damage": flaw.is_damage(), "ref": flaw.reference(),
                    "nature": key(flaw.nature()), "message": words(flaw, lang)})
            };
            one.verified.flaws.iter().map(flaw).collect::<Json>()
        })
}

fn report(told: &[Told], lang: Lang) -> Report {
    let mut report = columns(lang).report(told);
    for (one, (nature, _, name)) in told.iter().flat_map(|one| NATURES.map(|row| (one, row))) {
        let flaws = one.verified.flaws.iter();
        let flaws = flaws.filter(|flaw| flaw.nature() == nature);
        report.blocks.extend(flaws.map(|flaw| {
            let (file, name, what) = (&one.name, name.get(lang), words(flaw, lang));
            Block::Item(lang.pick(
                format!("{file}：{name}：{what}"),
                format!("{file}: {name}: {what}"),
            ))
        }));
    }
    report
}

fn key(nature: Nature) -> &'static str {
    let found = NATURES.iter().find(|(one, _, _)| *one == nature);
    found.map_or("", |(_, key, _)| key)
}

/// Lists the records that break a rule of their kind.
fn invalid(desk: &Desk) -> Result<Vec<Flaw>> {
    let mut flaws = Vec::new();
    for kind in kinds::nouns() {
        let found = desk.store.invalid(kind, None)?;
        flaws.extend(found.into_iter().map(|(record, fault)| Flaw::Invalid {
            reference: record.ref_text().to_owned(),
            words: [Lang::Zh, Lang::En].map(|lang| fault.said(lang, Naming::Labels).message),
        }));
    }
    Ok(flaws)
}

/// Lists every kind and makes every report, in both languages and every format; returns what
/// cannot be shown, and what a format cannot hold.
fn unreadable(desk: &Desk) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let progress = desk.context.progress(text("页", "pages"));
    for (before, lang) in [(0, Lang::Zh), (1, Lang::En)] {
        let pages = pages(desk, lang);
        let all = pages.len();
        for (at, leaf) in (0..).zip(pages) {
            progress.reached(before * all + at, 2 * all);
            flaws.extend(faults(leaf, lang, desk.context.lang));
        }
    }
    flaws
}

/// Makes a page in every format; `told` is the language of what is said of it.
fn faults(leaf: NamedPage, lang: Lang, told: Lang) -> Vec<Flaw> {
    let what = leaf.name;
    let page = match leaf.page {
        Ok(page) => page,
        Err(error) => {
            let why = error.message(told);
            return vec![Flaw::Unreadable { what, why }];
        }
    };
    let fault = |format: &&Format| {
        let shown = format.render(&page, lang, render::Screen::Elsewhere);
        let why = shown.err()?.message(told);
        let what = format!("{what}.{}", format.id);
        Some(Flaw::Unwritable { what, why })
    };
    let formats = FORMATS.iter().filter(|format| format.fits(&page));
    formats.filter_map(fault).collect()
}

fn code(flaw: &Flaw) -> &'static str {
    match flaw {
        Flaw::Active { .. } => "active",
        Flaw::Bag { .. } => "bag",
        Flaw::BagOfVersion { .. } => "bag-of-version",
        Flaw::Computed { .. } => "computed",
        Flaw::Conflicts { .. } => "conflicts",
        Flaw::Content { .. } => "content",
        Flaw::ContentMissing { .. } => "content-missing",
        Flaw::Copies { .. } => "copies",
        Flaw::FalseSignatures { .. } => "false-signatures",
        Flaw::Unproved { .. } => "unproved",
        Flaw::Unsigned { .. } => "unsigned-in-name",
        Flaw::Foreign { .. } => "foreign",
        Flaw::Forks { .. } => "forks",
        Flaw::Gaps { .. } => "gaps",
        Flaw::Invalid { .. } => "record-invalid",
        Flaw::Number { .. } => "number",
        Flaw::OpenToOthers => "open-to-others",
        Flaw::OtherDay { .. } => "other-day",
        Flaw::Proposals { .. } => "proposals",
        Flaw::Row { .. } => "row",
        Flaw::Structure { .. } => "structure",
        Flaw::Unfit { .. } => "unfit",
        Flaw::Unreadable { .. } => "unreadable",
        Flaw::LeftOut { .. } => "left-out",
        Flaw::Unwritable { .. } => "unwritable",
        Flaw::Unresolved { .. } => "unresolved",
    }
}

/// Tells as much of a value as people read.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

fn words(flaw: &Flaw, lang: Lang) -> String {
    let label = |field: &str| {
        let mut fields = kinds::KINDS.iter().filter_map(|kind| kind.field(field));
        fields.next().map_or_else(
            || field.to_owned(),
            |field| field.label.get(lang).to_owned(),
        )
    };
    match flaw {
        Flaw::Active { part } => lang.pick(
            format!("文件里有不是本程序写的结构“{part}”，不会被执行；请改用备份"),
            format!("it has a structure “{part}” that is not the program's and is never run; use a backup"),
        ),
        Flaw::Bag { path, fault } => {
            let what = match fault {
                BagFault::Changed => text("归档后被改动", "is not what was archived"),
                BagFault::Differs => text("与归档内数据文件算出的不一致", "is not what the file in the archive gives"),
                BagFault::Lacking => text("应由归档内数据文件生成，却不在", "should be made of the file in the archive, and is not there"),
                BagFault::Unmade => text("不是由归档内数据文件生成的", "is made of nothing in the file of the archive"),
                BagFault::Extra => text("不在归档清单中", "is in no list of the archive"),
                BagFault::Form => text("不是归档清单", "is not a list of an archive"),
                BagFault::Missing => text("在归档清单中，但文件不在", "is listed and not there"),
            };
            let what = what.get(lang);
            lang.pick(
                format!("{path} {what}；请改用另一份归档"),
                format!("{path} {what}; use another copy of the archive"),
            )
        }
        Flaw::BagOfVersion { agent } => lang.pick(
            format!("归档由 {agent} 生成，本版本的措辞可能不同，没有由数据文件重算台账和报告来比对；请用该版本的 huiyin verify 检验"),
            format!("{agent} made the archive, which may word things otherwise than this version, so that no ledger or report was made anew to compare; use that version's huiyin verify"),
        ),
        Flaw::Computed { table, is_authentic: false } => lang.pick(
            format!("统计表 {table} 与记录不符：被改动过的记录不计入；请先用 huiyin verify --repair backup.db 从完好的备份取回"),
            format!("the computed table {table} is not what the log gives, of which altered changes count for nothing; first take them back from a sound copy with huiyin verify --repair backup.db"),
        ),
        Flaw::Computed { table, .. } => lang.pick(
            format!("统计表 {table} 与记录不符；请用 huiyin verify --rebuild 重新计算"),
            format!("the computed table {table} is not what the log gives; compute it anew with huiyin verify --rebuild"),
        ),
        Flaw::Conflicts { count } => lang.pick(
            format!("有 {count} 处冲突待处理，请看 huiyin conflict list"),
            format!("{} undecided; see huiyin conflict list", plural(count, "conflict is", "conflicts are")),
        ),
        Flaw::Content { reference } => lang.pick(
            format!("附件 {reference} 的内容与摘要不符，已损坏；请用 huiyin verify --repair backup.db 从完好的备份取回"),
            format!("the bytes of the attached file {reference} are not what their hash says; take them back from a sound copy with huiyin verify --repair backup.db"),
        ),
        Flaw::ContentMissing { references } => {
            let (count, refs) = (references.len(), set::named(references, lang));
            lang.pick(
                format!("有 {count} 份附件的内容尚未收到（{refs}）；请用 huiyin merge 合并附上它的处室的文件"),
                format!("the bytes of {count} attached files have not come yet ({refs}); take them with huiyin merge from the files of the offices that attached them"),
            )
        }
        Flaw::Copies { count } => lang.pick(
            format!("本处室有 {count} 份文件在别的电脑上使用，等待认可；请看 huiyin received"),
            format!("{count} copies of this office's file are used on other machines and wait to be admitted; see huiyin received"),
        ),
        Flaw::Unsigned { label, count } => lang.pick(
            format!("有 {count} 处改动署名 {label} 而没有它的签名：可能是别人冒名写的，也可能转来时没有带上签名；请合并 {label} 自己的文件核对"),
            format!("{} in the name of {label} without its signature: others may have written them, or the signatures were lost on the way; merge the file of {label} itself to see", plural(count, "change", "changes")),
        ),
        Flaw::FalseSignatures { count } => lang.pick(
            format!("有 {count} 处签名与内容不符，不作数：文件被别的软件动过；别的处室的，请再合并它自己的文件；本处室的，再录入一次就会重新签名"),
            format!("{count} signatures do not fit and prove nothing: another program has altered the file; merge the files of other offices again, and the next entry of this office signs anew"),
        ),
        Flaw::Unproved { count } => lang.pick(
            format!("有 {count} 处改动没有签名，也没有认定，不计入；是那个处室的，请让它直接发来自己的文件"),
            format!("{} not count; where they are that office's, have it hand in its own file", plural(count, "change is neither signed nor adopted and does", "changes are neither signed nor adopted and do")),
        ),
        Flaw::Proposals { count } => lang.pick(
            format!("有 {count} 项建议待答复，不计入；请看 huiyin proposal list"),
            format!("{} not count; see huiyin proposal list", plural(count, "proposal waits and does", "proposals wait and do")),
        ),
        Flaw::Foreign { part } => lang.pick(
            format!("文件里有别的软件放进来的结构“{part}”，不影响使用；合并时不会带走"),
            format!("another program put a structure “{part}” into it, which harms nothing; no merge takes it along"),
        ),
        Flaw::Forks { count } => lang.pick(
            format!("有文件被复制后分别使用过（{count}处），内容都已保留"),
            format!("copies of a file were used side by side ({}); all of it is kept", plural(count, "change", "changes")),
        ),
        Flaw::Gaps { count } => lang.pick(
            format!("本处室的改动中间缺 {count} 处；请用 huiyin verify --repair backup.db 从备份或发出过的文件补齐"),
            format!("{} missing; take them from a backup or a file that was sent out with huiyin verify --repair backup.db", plural(count, "change of this office is", "changes of this office are")),
        ),
        Flaw::Invalid { reference, words: [zh, en] } => lang.pick(
            format!("{reference} 不合规定：{zh}；请看 huiyin check --code record-invalid"),
            format!("{reference} breaks a rule: {en}; see huiyin check --code record-invalid"),
        ),
        Flaw::LeftOut { count } => lang.pick(
            format!("本文件是为本处室生成的一部分，有 {count} 处引用的记录不在其中，属正常；合并完整的文件即可补齐"),
            format!("this file was made as a part for its office: {count} references name records that are not part of it, as is to be expected; merging the whole file brings them"),
        ),
        Flaw::OpenToOthers => lang
            .pick(
                "本机其他用户也能读取文件；请改为只有本人可读写（chmod 600）",
                "others on this machine can read the file; make it yours alone with chmod 600",
            )
            .to_owned(),
        Flaw::OtherDay { count } => lang.pick(
            format!("有 {count} 处的登记日期不是写入的那一天，当时的时钟可能不准；请用 huiyin history 核对"),
            format!("{} entered on another day than written: the clock may have been wrong; see huiyin history", plural(count, "record says that it was", "records say that they were")),
        ),
        Flaw::Number { reference } => lang.pick(
            format!("缺少编号 {reference}，该记录不在文件里；请用备份或发出过的文件合并补齐"),
            format!("the number {reference} was given out and its record is not here; merge a backup or a file that was sent out"),
        ),
        Flaw::Row { id, reference, fault } => {
            let what = fault.words().get(lang);
            let reference = called(reference, lang);
            lang.pick(
                format!("{reference} 的改动 {id} {what}；请用 huiyin verify --repair backup.db 从完好的备份取回"),
                format!("{reference}: change {id} {what}; take it back from a sound copy with huiyin verify --repair backup.db"),
            )
        }
        Flaw::Structure { what } => lang.pick(
            format!("文件结构损坏（{what}）；请保留原件，改用备份"),
            format!("its structure is damaged ({what}); keep the file as it is and use a backup"),
        ),
        Flaw::Unfit { reference, field, value } => {
            let value = shortened(value);
            lang.pick(
                format!("{reference} 的{}填写不合规定：{value}", label(field)),
                format!("{reference}: {value} does not fit {}", label(field)),
            )
        }
        Flaw::Unreadable { what, why } => lang.pick(
            format!("{what} 无法显示：{why}"),
            format!("{what} cannot be shown: {why}"),
        ),
        Flaw::Unwritable { what, why } => lang.pick(
            format!("{what} 写不出来，文件本身没有损坏：{why}"),
            format!("{what} cannot be written, which is no damage of the file: {why}"),
        ),
        Flaw::Unresolved { reference, field } => {
            let reference = called(reference, lang);
            lang.pick(
                format!("{reference} 的{}指向本文件没有的记录；请合并登记该记录的处室的文件", label(field)),
                format!("{reference}: {} names a record that is not here; merge the file of the office that has it", label(field)),
            )
        }
    }
}

/// Names a record by its ref, or what has none by its kind.
fn called(reference: &str, lang: Lang) -> String {
    if kinds::find(reference).is_some() {
        subject(reference, "", lang)
    } else {
        reference.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Table;

    #[test]
    fn what_one_format_cannot_hold_is_told_and_no_damage() {
        let report = |text: &str| Report {
            blocks: vec![Block::Table(Table::new(["x"], [vec![text]]))],
            ..Report::default()
        };
        let faults = |text: &str| {
            let page = Ok(Page::Report(report(text)));
            let name = "reports/x".to_owned();
            faults(NamedPage { name, page }, Lang::Zh, Lang::Zh)
        };
        assert!(faults("x").is_empty());
        let found = faults(&"长".repeat(40_000));
        assert!(matches!(&found[..], [Flaw::Unwritable { what, .. }] if what == "reports/x.xlsx"));
        assert!(!found[0].is_damage());
    }
}
