//! `huiyin` alone: where the office stands today and what may be done next; in a folder without a
//! file, how to begin. It only reads.

use serde_json::{Value as Json, json};

use super::agenda::{self, Agenda, Counted};
use crate::checks::{self, Evidence, Finding};
use crate::desk::{Answer, Context, Desk, history, proposals, subject};
use crate::error::{Error, Result};
use crate::kinds;
use crate::model::document::{Block, Report, Table};
use crate::model::page::{Deferred, Page};
use crate::model::plan::Phase;
use crate::store::{Became, HistoryEntry};
use crate::text::{Lang, plural};

/// Number of lines of the agenda that fit on a screen of 24 lines, of which each may take two.
const MOST_LINES: usize = 5;
const MOST_ENTRIES: usize = 4;
/// Number of the last changes among which entries are looked for; the others are the program's own.
const MOST_CHANGES: usize = 50;

/// Runs `huiyin` without a command; a program is told of all that was found, and people of the first.
pub(crate) fn run(context: &Context, is_for_programs: bool) -> Result<Answer> {
    let desk = match Desk::open(context) {
        Ok(desk) => desk,
        Err(Error::NoFile { .. }) => {
            return Ok(Answer::page(Page::Report(beginning(context.lang))));
        }
        Err(error) => return Err(error),
    };
    let mut entries = desk.store.latest(MOST_CHANGES)?;
    // Beside its own record `add` may write another, such as a person's first post.
    let is_own = |entry: &HistoryEntry| {
        let noun = entry.verb.strip_suffix(" add");
        noun.is_none_or(|noun| noun == entry.kind)
    };
    entries.retain(|entry| kinds::noun(&entry.kind).is_some() && is_own(entry));
    // What one command wrote at once has no order of its own.
    entries.sort_by(|one, other| {
        let time = |entry: &HistoryEntry| entry.id.milliseconds();
        let by_time = time(other).cmp(&time(one));
        by_time.then_with(|| one.kind.cmp(&other.kind))
    });
    entries.truncate(MOST_ENTRIES);
    let phase = desk.plan.phase_on(context.today);
    let (mut lines, mut last) = (Vec::new(), Vec::new());
    for entry in &entries {
        let named = desk.store.name(&[&entry.kind], entry.record)?;
        let (reference, title) = named.unwrap_or_default();
        lines.push(told(&desk, entry, &reference, &title));
        last.push(json!({
            "time": history::local(entry, context.offset).format("%Y-%m-%d %H:%M:%S").to_string(),
            "actor": entry.actor, "command": entry.verb,
            "proposal": entry.proposal.map(Became::id), "ref": reference, "title": title,
        }));
    }
    if !is_for_programs {
        let counted = agenda::counted(&desk, MOST_LINES)?;
        return Ok(Answer::page(Page::Report(Report {
            blocks: blocks(&desk, phase, &counted, lines)?,
            ..Report::default()
        })));
    }
    let agenda = agenda::agenda(&desk)?;
    let mut json = as_json(&desk, phase, &last)?;
    json["lines"] = agenda.lines.len().into();
    let Agenda {
        mut lines,
        others,
        past,
    } = agenda;
    lines.extend(others.into_iter().chain(past));
    let found = lines;
    Ok(Answer::page(Page::Deferred(Box::new(Home {
        json,
        evidence: Evidence::of(&desk.store, &found)?,
        found,
        lang: context.lang,
    }))))
}

/// Where the office stands, with all findings, for programs.
#[derive(Debug)]
struct Home {
    /// Everything but the findings.
    json: Json,
    found: Vec<Finding>,
    evidence: Evidence,
    lang: Lang,
}

impl Deferred for Home {
    fn json(&self) -> Json {
        let mut json = self.json.clone();
        json["findings"] = checks::columns(self.lang, &self.evidence).json(&self.found);
        json
    }

    fn sheet(&self) -> Table {
        checks::columns(self.lang, &self.evidence).sheet(&self.found)
    }
}

fn as_json(desk: &Desk, phase: Option<&Phase>, last: &[Json]) -> Result<Json> {
    let lang = desk.context.lang;
    let phase = phase.map(|phase| {
        json!({
            "number": phase.number, "name": phase.name.get(lang),
            "closes": phase.closes.to_string(), "days_left": left(desk, phase),
        })
    });
    Ok(json!({
        "office": desk.office, "office_name": desk.office_name,
        "today": desk.context.today.to_string(),
        "clock": desk.logged_on().to_string(), "phase": phase,
        "findings": [], "conflicts": desk.store.conflict_count()?,
        "proposals": desk.store.proposal_count()?, "last": last,
    }))
}

fn blocks(
    desk: &Desk,
    phase: Option<&Phase>,
    agenda: &Counted,
    entries: Vec<String>,
) -> Result<Vec<Block>> {
    let lang = desk.context.lang;
    let heading = |zh: &str, en: &str| Block::Heading(2, lang.pick(zh, en).to_owned());
    let mut blocks = vec![Block::Paragraph(headline(desk, phase))];
    blocks.extend(desk.clock_words().map(Block::Paragraph));
    if desk.store.is_revoked()? {
        blocks.push(Block::Paragraph(proposals::revoked(lang)));
    }
    let on_duty = checks::on_duty(&desk.store, desk.context.today, lang)?;
    blocks.extend(on_duty.map(Block::Paragraph));
    blocks.push(heading("今天要办", "To do today"));
    blocks.push(Block::Paragraph(counted(agenda, lang)));
    let lines = (1..).zip(&agenda.first);
    blocks.extend(lines.flat_map(|(number, finding)| agenda::line(number, finding, lang)));
    blocks.extend(undecided(desk)?);
    blocks.extend(proposed(desk)?);
    blocks.push(heading("最近登记", "Last entries"));
    blocks.extend(entries.into_iter().map(Block::Item));
    blocks.push(heading(
        "常用：huiyin opinion add 登记意见，huiyin pledge list 看实事，huiyin help 看说明",
        "Next: huiyin opinion add, huiyin pledge list, huiyin help",
    ));
    Ok(blocks)
}

/// Counts what is to be done, what others are to do, and what is past.
fn counted(agenda: &Counted, lang: Lang) -> String {
    let (lines, red, blue) = (agenda.lines(), agenda.red, agenda.blue);
    let mut words = match lines {
        0 => lang
            .pick("没有逾期、临期的事项", "Nothing is overdue or due soon")
            .to_owned(),
        _ => lang.pick(
            format!("红灯（逾期）{red} 项，蓝灯（临期）{blue} 项"),
            format!("{red} red (overdue), {blue} blue (due soon)"),
        ),
    };
    let beside = [
        (agenda.past, "已过", "past"),
        (agenda.others, "其他人的", "of others"),
    ];
    for (count, zh, en) in beside {
        if count > 0 {
            words += &lang.pick(format!("，{zh} {count} 项"), format!(", {count} {en}"));
        }
    }
    if lines + agenda.past + agenda.others == 0 {
        return words + lang.pick("。", ".");
    }
    let more = lines > MOST_LINES;
    words += match (lines, more) {
        (0, _) => lang.pick("；请看 huiyin check", "; see huiyin check"),
        (_, false) => lang.pick(
            "；办哪项用 huiyin do 序号",
            "; take one up with huiyin do N",
        ),
        (_, true) => lang.pick(
            "；办哪项用 huiyin do 序号，列全用 huiyin do",
            "; take one up with huiyin do N, list all with huiyin do",
        ),
    };
    words
}

/// Tells of conflicts that are undecided, where there are any.
fn undecided(desk: &Desk) -> Result<Option<Block>> {
    let count = desk.store.conflict_count()?;
    let words = desk.context.lang.pick(
        format!("有 {count} 处冲突还没有处理；请看 huiyin conflict list"),
        format!(
            "{} undecided; see huiyin conflict list",
            plural(count, "conflict is", "conflicts are")
        ),
    );
    Ok((count > 0).then_some(Block::Paragraph(words)))
}

/// Tells of proposals that wait, where there are any.
fn proposed(desk: &Desk) -> Result<Option<Block>> {
    let count = desk.store.proposal_count()?;
    let words = desk.context.lang.pick(
        format!("有 {count} 项建议待答复；请看 huiyin proposal list"),
        format!(
            "{}; see huiyin proposal list",
            plural(count, "proposal waits", "proposals wait")
        ),
    );
    Ok((count > 0).then_some(Block::Paragraph(words)))
}

/// Says which office it is, what day it is, and how the phase stands.
fn headline(desk: &Desk, phase: Option<&Phase>) -> String {
    let lang = desk.context.lang;
    let (name, code, today) = (&desk.office_name, &desk.office, desk.context.today);
    let phase = match phase {
        Some(phase) => {
            let (number, left) = (phase.number, left(desk, phase));
            let (title, closes) = (phase.name.get(lang), phase.closes);
            lang.pick(
                format!("第{number}阶段 {title}，至 {closes}，还有{left}天"),
                format!(
                    "phase {number}, {title}, until {closes}, {} left",
                    plural(left, "day", "days")
                ),
            )
        }
        None if today < desk.plan.opens => lang.pick(
            format!("活动 {} 开始", desk.plan.opens),
            format!("the campaign opens on {}", desk.plan.opens),
        ),
        None => lang.pick(
            format!("活动已于 {} 结束", desk.plan.closes),
            format!("the campaign closed on {}", desk.plan.closes),
        ),
    };
    let office = lang.remarked(name, code);
    lang.pick(
        format!("{office}，{today}：{phase}"),
        format!("{office}, {today}: {phase}"),
    )
}

fn left(desk: &Desk, phase: &Phase) -> i64 {
    (phase.closes - desk.context.today).num_days()
}

fn told(desk: &Desk, entry: &HistoryEntry, reference: &str, title: &str) -> String {
    let lang = desk.context.lang;
    let time = history::local(entry, desk.context.offset).format("%m-%d %H:%M");
    let (actor, done) = (&entry.actor, history::deed(entry, lang));
    let subject = subject(&entry.kind, reference, lang);
    let kind = kinds::find(&entry.kind);
    let title = kind.map_or_else(|| title.to_owned(), |kind| kind.titled(title, lang));
    let line = format!("{time} {actor} {done} {subject} {title}");
    line.trim_end().to_owned()
}

fn beginning(lang: Lang) -> Report {
    let line = |zh: &str, en: &str| Block::Paragraph(lang.pick(zh, en).to_owned());
    let item = |zh: &str, en: &str| Block::Item(lang.pick(zh, en).to_owned());
    Report {
        blocks: vec![
            line(
                "这个文件夹里还没有 huiyin.db。可以这样开始：",
                "There is no huiyin.db in this folder yet. To begin:",
            ),
            item(
                "huiyin init            为本处室新建文件（会问代码和名称）",
                "huiyin init            make a file for this office; it asks for code and name",
            ),
            item(
                "huiyin init --office LY --name 利用处 --from 总.db   沿用已有的方案和名册",
                "huiyin init --office LY --name Access --from all.db   with the plan and roster of another",
            ),
            item(
                "huiyin demo            先看一遍示例活动",
                "huiyin demo            play an example campaign first",
            ),
            item(
                "huiyin help            按主题查看说明",
                "huiyin help            explain a topic",
            ),
            line(
                "文件在别处的，用 --db 文件名 或环境变量 HUIYIN_DB 指明。",
                "Where the file is elsewhere, name it with --db FILE or in HUIYIN_DB.",
            ),
        ],
        json: json!({"office": null}),
        sheet: Table::default(),
        ..Report::default()
    }
}
