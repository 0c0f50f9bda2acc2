//! `person move` and `person leave`: another post from a day on, and the last day in office.

use chrono::NaiveDate;

use super::{Common, REF};
use crate::checks::{self, Held};
use crate::commands::set;
use crate::desk::bearing::{bearing, refuse_absent};
use crate::desk::entry::{Patch, typed};
use crate::desk::posts::{fields_of_move, mirrored};
use crate::desk::requirements::refuse_void;
use crate::desk::rules::check_rules;
use crate::desk::{Answer, Desk};
use crate::error::{Refusal, Result, Said};
use crate::kinds::{self, post};
use crate::model::document::{Block, Table};
use crate::model::kind::{self, Kind};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes, of_field};
use crate::text::{Lang, Words, plural, text};

const SINCE: Opt = Opt::flag(
    "since",
    Takes::Value(&post::SINCE),
    text("从哪一天起", "From this day on"),
)
.required();
const UNTIL: Opt = Opt::flag(
    "until",
    Takes::Value(&post::UNTIL),
    text("任职的最后一天", "The last day in office"),
)
.required();

const TO: Opt = Opt::flag(
    "to",
    Takes::Flag,
    text("未办结的事项移交给谁", "Who takes over what is open"),
);

/// Begins another post.
pub(crate) const MOVE: Common = Common {
    id: "move",
    called: "调动",
    about: text(
        "{kind}从某日起任职变动",
        "Change the post of a {kind} from a day on",
    ),
    options: |kind| {
        let mut options = vec![REF.of_kind(kind)];
        if let Some(bearing) = bearing(kind) {
            let fields = fields_of_move(bearing).into_iter();
            options.extend(fields.map(|field| Opt {
                required: false,
                ..of_field(bearing.post, field)
            }));
        }
        options.push(SINCE);
        options
    },
    expects: |kind| {
        let bearing = bearing(kind)?;
        let rank = bearing.fields.iter().find(|field| field.required)?;
        Some(of_field(bearing.post, rank))
    },
    run: begin,
    is_of: |kind| bearing(kind).is_some(),
    ..Common::PLAIN
};

/// Ends the last post.
pub(crate) const LEAVE: Common = Common {
    id: kind::LEAVE,
    called: "离任",
    about: text(
        "{kind}离任，未办结的事项一并移交",
        "End the last post of a {kind}, and hand over what is open",
    ),
    options: |kind| vec![REF.of_kind(kind), UNTIL, TO.of_kind(kind)],
    run: end,
    is_of: |kind| bearing(kind).is_some(),
    ..Common::PLAIN
};

fn begin(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let person = given.record(&REF.of_kind(kind), desk)?;
    refuse_void(&person)?;
    let Some(bearing) = bearing(kind) else {
        return Ok(Answer::default());
    };
    let mut changed = typed(desk, bearing.post, given)?;
    let day = changed
        .iter()
        .position(|(field, _)| field.id == bearing.term.since.id);
    let Some((_, Some(Value::Day(since)))) = day.map(|at| changed.remove(at)) else {
        return Ok(Answer::default());
    };
    let reference = person.ref_text().to_owned();
    if changed.is_empty() {
        return Err(Refused::NothingMoves(reference).into());
    }
    let mut posts = bearing.posts(desk, &person)?;
    let mut last = posts
        .pop()
        .ok_or_else(|| Refused::NothingMoves(reference.clone()))?;
    if let Some(begun) = last
        .record
        .day(bearing.term.since)
        .filter(|begun| *begun >= since)
    {
        return Err(Refused::NotAfter {
            reference,
            since,
            begun,
        }
        .into());
    }
    let left = last.record.day(bearing.term.until);
    let left = left.filter(|until| since.pred_opt().is_some_and(|before| *until < before));
    let next = last.next(bearing.term, since, &changed);
    let author = desk.author(&format!("{} {}", kind.id, MOVE.id))?;
    let person = desk.store.write(&author, |writing| {
        last.write(desk, writing)?;
        // Where this office only proposes that it ended, it stands beside what is proposed after it.
        let stands = desk.store.get(bearing.post, last.record.id)?;
        let ended = |stands: Record| stands.day(bearing.term.until).is_some();
        if stands.is_none_or(ended) {
            check_rules(desk, &next.record)?;
        }
        next.write(desk, writing)?;
        writing.change(kind, person.id, &mirrored(bearing, &next))
    })?;
    desk.answer(
        person,
        match left {
            Some(left) => Note::Returned(reference, left, since),
            None => Note::Moved(reference, since),
        },
    )
}

fn end(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let person = given.record(&REF.of_kind(kind), desk)?;
    refuse_void(&person)?;
    let Some(bearing) = bearing(kind) else {
        return Ok(Answer::default());
    };
    let until = given.required(&UNTIL).to_owned();
    let until = desk.value(bearing.term.until, &[until])?;
    let reference = person.ref_text().to_owned();
    let mut posts = bearing.posts(desk, &person)?;
    let mut last = posts
        .pop()
        .ok_or_else(|| Refused::NothingMoves(reference.clone()))?;
    let known = last.record.day(bearing.term.until);
    last.record.set(bearing.term.until, until);
    // On the same day again, what is still open is handed over.
    let is_other = |known: &NaiveDate| last.record.day(bearing.term.until) != Some(*known);
    if let Some(until) = known.filter(is_other) {
        return Err(Refused::LeftAlready { reference, until }.into());
    }
    check_rules(desk, &last.record)?;
    let day = last.record.day(bearing.term.until);
    let day = day.unwrap_or(desk.context.today);
    let held = checks::open_of(&desk.store, person.id, desk.context.today)?;
    let later = dated_after(desk, &person, day)?;
    let to = given.optional(&TO.of_kind(kind), Given::record, desk)?;
    let handed = match &to {
        Some(to) => handed(desk, &person, to, &held, day)?,
        None => Vec::new(),
    };
    let author = desk.author(&format!("{} {}", kind.id, LEAVE.id))?;
    let person = desk.store.write(&author, |writing| {
        last.write(desk, writing)?;
        for (held, patch) in held.iter().zip(&handed) {
            writing.change(held.record.kind, held.record.id, patch)?;
        }
        writing.change(kind, person.id, &mirrored(bearing, &last))
    })?;
    let mut listing = desk.marked(kind, vec![person])?;
    listing.single = true;
    listing
        .more
        .extend(table(&held, to.is_some(), desk.context.lang));
    let refs = held.iter().map(|held| held.record.ref_text());
    let refs: Vec<String> = refs.map(str::to_owned).collect();
    let key = if to.is_some() { "handed_over" } else { "open" };
    listing
        .more_json
        .insert(key.to_owned(), refs.clone().into());
    let mut answer = Answer::noted(
        Page::Listing(Box::new(listing)),
        Note::Left(reference.clone(), day),
    );
    match to {
        _ if held.is_empty() => {}
        Some(to) => answer.also(Note::Handed(refs, to.ref_text().to_owned())),
        None => answer.also(Note::Open(held.len(), reference.clone(), day)),
    }
    if !later.is_empty() {
        answer.also(Note::Later(later, reference, day));
    }
    Ok(answer)
}

/// Returns the refs of what names somebody and happened after a day.
fn dated_after(desk: &Desk, person: &Record, day: NaiveDate) -> Result<Vec<String>> {
    let mut later = Vec::new();
    for (kind, _, id) in desk.store.referring(person.id)? {
        let Some(record) = desk.store.get(kind, id)?.filter(|one| !one.is_void()) else {
            continue;
        };
        let happened = kind.day.and_then(|own| record.day(own));
        if happened.is_some_and(|own| own > day) {
            later.push((kinds::place(&record), record.ref_text().to_owned()));
        }
    }
    later.sort();
    later.dedup();
    Ok(later.into_iter().map(|(_, reference)| reference).collect())
}

/// Works out what hands over to somebody all that is open in a leaver's name: from the last day in
/// office on, or from today where that is still to come, but not before the record itself.
fn handed(
    desk: &Desk,
    from: &Record,
    to: &Record,
    held: &[Held],
    day: NaiveDate,
) -> Result<Vec<Patch>> {
    refuse_void(to)?;
    if to.id == from.id {
        return Err(Refused::ToThemselves(to.ref_text().to_owned()).into());
    }
    let mut patches = Vec::new();
    for Held {
        record,
        to: field,
        day: on,
        ..
    } in held
    {
        let mut patch: Patch = vec![(*field, Some(Value::Reference(to.id)))];
        if let Some(on) = on {
            let known = [record.kind.day, Some(on)].into_iter().flatten();
            let known = known.filter_map(|field| record.day(field)).max();
            let day = day.min(desk.context.today);
            let day = known.map_or(day, |known| known.max(day));
            patch.push((on, Some(Value::Day(day))));
        }
        let mut after = record.clone();
        for (field, value) in &patch {
            after.set(field, value.clone());
        }
        check_rules(desk, &after)?;
        refuse_absent(desk, &after, [*field], desk.context.today)?;
        patches.push(patch);
    }
    Ok(patches)
}

/// Lists what is open in a leaver's name, or was handed over.
fn table(held: &[Held], is_handed: bool, lang: Lang) -> Vec<Block> {
    if held.is_empty() {
        return Vec::new();
    }
    let heading = if is_handed {
        lang.pick("已移交", "Handed over")
    } else {
        lang.pick("还没有移交", "Not handed over yet")
    };
    let rows = held.iter().map(|Held { record, title, .. }| {
        let kind = record.kind.name.get(lang).to_owned();
        vec![kind, record.ref_text().to_owned(), title.clone()]
    });
    let heads = lang.pick(["种类", "编号", "标题"], ["Kind", "Ref", "Title"]);
    vec![
        Block::Heading(2, heading.to_owned()),
        Block::Table(Table::new(heads, rows.collect::<Vec<_>>())),
    ]
}

/// Outcomes of a change of posts.
#[derive(Debug)]
enum Note {
    /// What was open is with somebody else.
    Handed(Vec<String>, String),
    /// What happened after somebody's last day in office.
    Later(Vec<String>, String, NaiveDate),
    Left(String, NaiveDate),
    Moved(String, NaiveDate),
    /// Another post of somebody who had left on a day, from a day on.
    Returned(String, NaiveDate, NaiveDate),
    /// Number of things that are open in the name of somebody who leaves on a day.
    Open(usize, String, NaiveDate),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Handed(refs, to) => {
                let (count, refs) = (refs.len(), set::named(refs, lang));
                lang.pick(
                    format!("未办结的 {count} 项已移交 {to}：{refs}"),
                    format!("{count} open matters are handed over to {to}: {refs}"),
                )
            }
            Self::Later(refs, reference, until) => {
                let named = set::named(refs, lang);
                lang.pick(
                    format!("注意：{until} 之后还有记录涉及 {reference}：{named}，请核对离任日期"),
                    format!("Warning: records after {until} name {reference}: {named}; check the last day"),
                )
            }
            Self::Returned(reference, left, since) => lang.pick(
                format!("{reference} 任职到 {left}，已登记自 {since} 起重新任职；如离任日期有误，请先撤销（huiyin undo），再更正"),
                format!("{reference} had left on {left}, and is in office again from {since} on; if the former is wrong, undo this and correct it first"),
            ),
            Self::Left(reference, until) => lang.pick(
                format!("{reference} 任职到 {until}"),
                format!("{reference} is in office until {until}"),
            ),
            Self::Moved(reference, since) => lang.pick(
                format!("{reference} 自 {since} 起任职变动，之前的任职不变"),
                format!("{reference} has another post from {since} on; those before stay"),
            ),
            Self::Open(count, reference, until) => lang.pick(
                format!("还有 {count} 项没有移交，一并移交请用 huiyin person leave {reference} --until {until} --to 姓名"),
                format!("{} not handed over; do so with huiyin person leave {reference} --until {until} --to NAME", plural(count, "matter is", "matters are")),
            ),
        }
    }
}

/// Reasons for which a post does not change.
#[derive(Debug)]
enum Refused {
    /// The last day in office is known.
    LeftAlready {
        reference: String,
        until: NaiveDate,
    },
    /// The post in force began no earlier.
    NotAfter {
        reference: String,
        since: NaiveDate,
        begun: NaiveDate,
    },
    NothingMoves(String),
    /// A leaver would take over what is open in the leaver's name.
    ToThemselves(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::LeftAlready { reference, until } => Said::new(
                "left-already",
                lang.pick(
                    (
                        format!("{reference} 已登记任职到 {until}"),
                        format!("要更正请用 huiyin person edit {reference} --until 日期"),
                    ),
                    (
                        format!("{reference} is in office until {until} already"),
                        format!("to correct it use huiyin person edit {reference} --until DATE"),
                    ),
                ),
            )
            .of(&post::UNTIL)
            .with(until.to_string()),
            Self::NotAfter {
                reference,
                since,
                begun,
            } => Said::new(
                "day-before",
                lang.pick(
                    (
                        format!("--since “{since}”不晚于 {reference} 现任职的起始日 {begun}"),
                        format!("要更正现任职请用 huiyin person edit {reference}"),
                    ),
                    (
                        format!("--since “{since}” is not after {begun}, when the post of {reference} began"),
                        format!("to correct that post use huiyin person edit {reference}"),
                    ),
                ),
            )
            .of(&post::SINCE)
            .with(since.to_string()),
            Self::NothingMoves(reference) => Said::new(
                "nothing-to-change",
                lang.pick(
                    (
                        format!("没有写明 {reference} 有什么变动"),
                        "请写 --rank、--unit、--party-member 或 --in-charge",
                    ),
                    (
                        format!("nothing of {reference} changes"),
                        "give --rank, --unit, --party-member or --in-charge",
                    ),
                ),
            ),
            Self::ToThemselves(reference) => Said::new(
                "owner-already",
                lang.pick(
                    (format!("--to “{reference}”就是离任的人"), "请写接手的人"),
                    (
                        format!("--to “{reference}” is the one who leaves"),
                        "name who takes over",
                    ),
                ),
            )
            .of("to")
            .with(reference),
        }
    }
}
