//! `merge`: what other offices' files know comes into this one.

mod note;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::conflict::{self, MOST_SIDES};
use super::everywhere::COPIES;
use super::office;
use super::office::members::Arrivals;
use super::office::unsigned::Unsigned;
use super::verb::{Does, Verb};
use crate::desk::answered::{self, MOST_TOLD};
use crate::desk::kept::Keeping;
use crate::desk::{Answer, Desk, phase, plan, proposals};
use crate::error::{Error, Naming, Result};
use crate::files::{several, system};
use crate::model::columns::Columns;
use crate::model::document::{Block, Report};
use crate::model::page::Page;
use crate::model::value::RecordId;
use crate::options::{Given, Opt, Takes};
use crate::store::{Deed, Merged, MergedFile, Mode, Renumbered};
use crate::text::{Lang, Words, plural, text};
use note::Note;

/// Most bytes that a program is told of conflicts, and of proposals: another office may have made much
/// of either.
const MOST_BYTES: usize = 100_000;

/// The ending of an office's file, by which a folder's are found.
const ENDING: &str = "db";

const FILES: Opt = Opt::place(
    "FILE",
    Takes::File,
    text("其他处室的文件", "Other offices' files"),
)
.required()
.many()
.such_as("LY.db", "LY.db")
.more(
    "可写文件夹，也可写 收到\\*.db；只读取、不改动",
    "a folder of them, or in\\*.db; they are only read",
);
const DRY_RUN: Opt = Opt::flag(
    "dry-run",
    Takes::Flag,
    text("试运行，不改动文件", "Show what would happen only"),
);
const EXIT_CODE: Opt = Opt::flag(
    "exit-code",
    Takes::Flag,
    text("有冲突时退出码为3", "Exit with 3 if there are conflicts"),
);
const STRICT: Opt = Opt::flag(
    "strict",
    Takes::Flag,
    text("有一个文件不能合并就全都不合并", "Merge all files or none"),
);
const NO_BACKUP: Opt = Opt::flag(
    "no-backup",
    Takes::Flag,
    text("合并前不留备份", "Do not keep a copy of the file as it was"),
);
const WITHOUT: Opt = Opt::flag(
    "without_attachments",
    Takes::Flag,
    text(
        "不带附件的内容，以后再合并一次即可补齐",
        "Leave the bytes of attached files out; merging again brings them",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "merge",
    called: &["合并"],
    about: text(
        "合并其他处室的文件",
        "Merge other offices' files into this one",
    ),
    options: &[
        FILES, DRY_RUN, EXIT_CODE, STRICT, NO_BACKUP, WITHOUT, COPIES,
    ],
    does: Does::AtDesk(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let context = desk.context;
    let mut named: Vec<PathBuf> = Vec::new();
    for path in given.paths(&FILES) {
        let path = context.path(path);
        // What stands for no file is refused as one, and the others are merged.
        named.extend(several(path.clone(), Some(ENDING)).unwrap_or_else(|_| vec![path]));
    }
    let is_own = |path: &PathBuf| system::is_same_file(path, &context.db);
    let (own, mut paths): (Vec<PathBuf>, Vec<PathBuf>) = named.into_iter().partition(is_own);
    // Whoever names *.db means the others; whoever names this one alone is told why nothing is merged.
    if paths.is_empty() {
        paths.clone_from(&own);
    }
    let keeping = Keeping::before(context, "merge")?;
    let dry_run = given.has(&DRY_RUN);
    let author = desk.author("merge")?;
    let kept_back = plan::kept_back(&desk.store)?;
    let root = desk.store.root()?;
    let plan_before = plan::unled(&desk.store)?;
    let unproved = desk.store.unproved()?;
    let was_closed = desk.store.is_closed()?;
    let was_revoked = desk.store.is_revoked()?;
    let progress = context.progress(text("个文件", "files"));
    let mode = Mode {
        strict: given.has(&STRICT),
        dry_run,
        contents: !given.has(&WITHOUT),
        backup: (!given.has(&NO_BACKUP)).then_some(keeping.path.as_path()),
        deed: Deed::Merge,
        actor: &author.actor,
        now: author.now,
        progress: &|done, all| progress.reached(done, all),
    };
    let tell = |merged: &Merged| {
        let arrivals = Arrivals::after(desk, merged.after, root)?;
        let report = report(desk, merged, &arrivals)?;
        let mut notes = in_closed_phases(desk, merged)?;
        notes.extend(unproved_since(desk, &unproved)?);
        notes.extend(unsigned(desk, was_closed)?);
        notes.extend(leads_no_more(desk, root)?);
        if let Some((before, now)) = plan_before.zip(plan::unled(&desk.store)?) {
            let fields = plan::differing(&before, &now);
            notes.extend((!fields.is_empty()).then_some(Note::PlanChanged(fields)));
        }
        let in_own_name = Some(merged.in_own_name).filter(|count| *count > 0);
        notes.extend(in_own_name.map(Note::InOwnName));
        notes.extend((!was_revoked && desk.store.is_revoked()?).then_some(Note::Revoked));
        let clashes = office::clashes(desk, merged.after, &arrivals)?;
        Ok((report, notes, clashes))
    };
    let (merged, (report, notes, clashes)) = desk.store.merge(&paths, mode, tell)?;
    let mut answer = Answer {
        page: Some(Page::Report(report)),
        found: given.has(&EXIT_CODE) && !merged.conflicts.is_empty(),
        ..Answer::default()
    };
    if let Some(kept) = &merged.backed_up {
        answer.also(Note::Kept(kept.clone()));
        if let Some(removed) = keeping.remove_oldest(context)? {
            answer.also(removed);
        }
    }
    if dry_run {
        answer.also(Note::DryRun);
    }
    if let Some(own) = own.first().filter(|own| !paths.contains(own)) {
        answer.also(Note::OwnLeftOut(relative(own, &context.folder)));
    }
    let mut now = plan::kept_back(&desk.store)?;
    now.retain(|one| !kept_back.contains(one));
    if !now.is_empty() {
        let places = now.into_iter().map(|(place, _)| place);
        answer.also(Note::KeptBack(places.collect()));
    }
    for note in notes {
        answer.also(note);
    }
    if merged.not_erased > 0 {
        answer.also(Note::NotErased(merged.not_erased));
    }
    for clash in clashes {
        answer.also(clash);
    }
    answer.refused = merged
        .files
        .into_iter()
        .filter_map(|file| file.refused)
        .collect();
    Ok(answer)
}

fn report(desk: &Desk, merged: &Merged, arrivals: &Arrivals) -> Result<Report> {
    let lang = desk.context.lang;
    let mut rows = Vec::new();
    for file in &merged.files {
        let office = file.writer.map(|writer| desk.store.office(writer));
        rows.push(MergedRow {
            file,
            name: relative(&file.path, &desk.context.folder),
            office: office.transpose()?.flatten(),
        });
    }
    let files = columns(lang).report(&rows);
    let refused = rows.iter().map(|row| row.refused(lang));
    let refused: Vec<Json> = refused.filter(|one| !one.is_null()).collect();
    let shown = merged.conflicts.len().min(MOST_TOLD);
    let conflicts = conflict::report(desk, &merged.conflicts[..shown], MOST_SIDES)?;
    let shown = merged.proposals.len().min(MOST_TOLD);
    let proposals = proposals::report(desk, &merged.proposals[..shown])?;
    let erasures = answered::erasures(desk, &merged.erasures)?;
    let arrivals = arrivals.report(lang);
    let mut blocks = files.blocks;
    blocks.extend(arrivals.blocks);
    blocks.extend(conflicts.blocks);
    let left = merged.conflicts.len().saturating_sub(MOST_TOLD);
    if left > 0 {
        blocks.push(Block::Item(lang.pick(
            format!("另有{left}处冲突没有列出；请看 huiyin conflict list"),
            format!("{left} more conflicts are not listed; see huiyin conflict list"),
        )));
    }
    if !merged.proposals.is_empty() {
        let count = merged.proposals.len();
        let heading = lang.pick(
            format!("其他处室提出的改动：{count}处（改的不是归它管的记录），采纳之前不计入；全部请看 huiyin proposal list"),
            format!("Proposals: {} by offices that do not decide about these records; they do not count until they are accepted; all with huiyin proposal list", plural(count, "change", "changes")),
        );
        blocks.push(Block::Heading(2, heading));
        blocks.extend(proposals.blocks);
        let left = count.saturating_sub(MOST_TOLD);
        blocks.extend((left > 0).then(|| {
            Block::Item(lang.pick(
                format!("另有{left}处没有列出；请看 huiyin proposal list"),
                format!("{left} more are not listed; see huiyin proposal list"),
            ))
        }));
    }
    let (told, left) = desk.store.became(&merged.news, MOST_TOLD)?;
    let answers = answered::report(desk, &told, left)?;
    if !told.is_empty() {
        let count = told.len() + left;
        let heading = lang.pick(
            format!("建议的答复：{count}处"),
            format!("What became of proposals: {count}"),
        );
        blocks.push(Block::Heading(2, heading));
        blocks.extend(answers.blocks);
    }
    let by_others = answered::changes(desk, &merged.by_others)?;
    if !merged.by_others.is_empty() {
        let count = merged.by_others.len();
        let heading = lang.pick(
            format!("有权的其他处室改了这些记录：{count}处"),
            format!("Changes by other offices that may make them: {count}"),
        );
        blocks.push(Block::Heading(2, heading));
        blocks.extend(by_others.blocks);
        blocks.extend(answered::left_out(count, lang));
    }
    blocks.extend(erasures.blocks);
    let renumbered = renumbered(&merged.renumbered, lang);
    blocks.extend(renumbered.blocks);
    let (conflicts, conflicts_left) = bounded(&conflicts.json, merged.conflicts.len());
    let (proposals, proposals_left) = bounded(&proposals.json, merged.proposals.len());
    Ok(Report {
        blocks,
        json: json!({
            "files": files.json, "refused": refused, "offices": arrivals.json,
            "conflicts": conflicts, "conflicts_left": conflicts_left,
            "proposals": proposals, "proposals_left": proposals_left, "answers": answers.json,
            "by_others": by_others.json, "erasures": erasures.json, "renumbered": renumbered.json,
        }),
        sheet: files.sheet,
        ..Report::default()
    })
}

/// Keeps of what a program is told of `count` numbered matters as many as there is room for; returns how
/// many are left out as well. All of them have lists of their own.
fn bounded(told: &Json, count: usize) -> (Json, usize) {
    let all = told.as_array().map_or(&[][..], Vec::as_slice);
    let (mut kept, mut shown, mut bytes) = (Vec::new(), 0, 0);
    for of_one in all.chunk_by(|one, next| one["number"] == next["number"]) {
        let long = of_one.iter().map(|one| one.to_string().len());
        bytes += long.sum::<usize>();
        if bytes > MOST_BYTES {
            break;
        }
        kept.extend_from_slice(of_one);
        shown += 1;
    }
    (kept.into(), count.saturating_sub(shown))
}

/// Tells whose changes nothing proves that were not told of before.
fn unproved_since(desk: &Desk, before: &BTreeMap<RecordId, usize>) -> Result<Option<Note>> {
    let mut now = desk.store.unproved()?;
    for (writer, count) in before {
        if let Some(known) = now.get_mut(writer) {
            *known = known.saturating_sub(*count);
        }
    }
    now.retain(|_, count| *count > 0);
    if now.is_empty() {
        return Ok(None);
    }
    Ok(Some(Note::Unproved(Unsigned::of(desk, now)?)))
}

/// Tells of the office that led before where none does now.
fn leads_no_more(desk: &Desk, before: Option<RecordId>) -> Result<Option<Note>> {
    let Some(before) = before.filter(|_| desk.store.root().is_ok_and(|root| root.is_none())) else {
        return Ok(None);
    };
    let (_, name) = desk.store.office(before)?.unwrap_or_default();
    let called = format!("{name} {}", before.fingerprint());
    Ok(Some(Note::LeadsNoMore(called.trim().to_owned())))
}

/// Tells of what of this office's own counts in no other file, once the gate is closed.
fn unsigned(desk: &Desk, was_closed: bool) -> Result<Option<Note>> {
    if was_closed || !desk.store.is_closed()? {
        return Ok(None);
    }
    let count = desk.store.own_unsigned()?;
    let code = desk.office.clone();
    Ok((count > 0).then_some(Note::Unsigned(count, code)))
}

/// Lists what was here under another ref: a copy of one file gave the same number to something else,
/// and the earlier of both keeps it.
fn renumbered(renumbered: &[Renumbered], lang: Lang) -> Report {
    let mut told = Columns::<Renumbered>::new(lang)
        .column("before", text("原编号", "Before"), |one| {
            one.before.clone()
        })
        .column("ref", text("现编号", "Now"), |one| one.reference.clone())
        .column("title", text("标题", "Title"), |one| one.title.clone())
        .report(renumbered);
    if renumbered.is_empty() {
        told.blocks.clear();
        return told;
    }
    let count = renumbered.len();
    let heading = lang.pick(
        format!("编号有变：{count}条（同一编号给出过两次，先登记的保留，原编号现在指另一条）"),
        format!("Other refs now: {count} (a number was given out twice; the earlier record keeps it, and the ref of before names that one)"),
    );
    told.blocks.insert(0, Block::Heading(2, heading));
    told
}

/// Tells of what came that is dated in a phase which was closed before.
fn in_closed_phases(desk: &Desk, merged: &Merged) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    for phase in &desk.plan.phases {
        if !phase::is_closed(desk, phase.number)? {
            continue;
        }
        let days = (phase.opens, phase.closes);
        let came = desk.store.arrived_after(merged.after, days)?;
        if !came.is_empty() {
            let refs = came.into_iter().map(|one| one.reference).collect();
            notes.push(Note::Closed(phase.number, refs));
        }
    }
    Ok(notes)
}

/// File that was to be merged, and whose it is: code and name.
struct MergedRow<'a> {
    file: &'a MergedFile,
    name: String,
    office: Option<(String, String)>,
}

impl MergedRow<'_> {
    fn notes(&self, lang: Lang) -> Vec<String> {
        note::notes(self.file)
            .map(|note| note.words(lang))
            .collect()
    }

    fn refused(&self, lang: Lang) -> Json {
        let refused = self.file.refused.as_ref();
        refused.map_or(Json::Null, |error| told_of(&self.name, error, lang))
    }
}

fn columns<'a>(lang: Lang) -> Columns<MergedRow<'a>> {
    Columns::<MergedRow>::new(lang)
        .column("file", text("文件", "File"), |row| row.name.clone())
        .key("office", |row| row.office.clone().map(|(code, _)| code))
        .words(text("处室", "Office"), |row| {
            row.office
                .clone()
                .map_or_else(String::new, |(_, name)| name)
        })
        .column("new_records", text("新增", "New"), |row| row.file.new)
        .column("changed_records", text("修改", "Changed"), |row| {
            row.file.changed
        })
        .column("known", text("已有", "Known"), |row| row.file.known)
        .column("conflicts", text("冲突", "Conflicts"), |row| {
            row.file.conflicts
        })
        .key("new_changes", |row| row.file.changes)
        .key("attachments", |row| row.file.contents)
        .key("refused", move |row| row.refused(lang))
        .key("notes", move |row| row.notes(lang))
        .words(text("说明", "Notes"), move |row| {
            match &row.file.refused {
                Some(_) => lang.pick("未合并", "not taken").to_owned(),
                None => row.notes(lang).join(lang.pick("；", "; ")),
            }
        })
}

/// Tells a program of a file that was refused.
pub(super) fn told_of(file: &str, error: &Error, lang: Lang) -> Json {
    let mut told = error.said(lang, Naming::Keys).json();
    told["file"] = file.into();
    told
}

/// Names a file as it was typed, as far as that can be told.
fn relative(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder)
        .unwrap_or(path)
        .display()
        .to_string()
}
