//! `person move` and `person leave`: another post from a day on, and the last day in office.

use chrono::NaiveDate;

use super::{Common, REF};
use crate::desk::bearing::bearing;
use crate::desk::entry::typed;
use crate::desk::posts::{fields_of_move, mirrored};
use crate::desk::requirements::refuse_void;
use crate::desk::rules::check_rules;
use crate::desk::{Answer, Desk};
use crate::error::{Refusal, Result, Said};
use crate::kinds::post;
use crate::model::kind::Kind;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes, of_field};
use crate::text::{Lang, Words, text};

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

/// Begins another post.
pub(crate) const MOVE: Common = Common {
    id: "move",
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
    run: begin,
    is_of: |kind| bearing(kind).is_some(),
    ..Common::PLAIN
};

/// Ends the last post.
pub(crate) const LEAVE: Common = Common {
    id: "leave",
    about: text("{kind}离任", "End the last post of a {kind}"),
    options: |kind| vec![REF.of_kind(kind), UNTIL],
    run: end,
    is_of: |kind| bearing(kind).is_some(),
    ..Common::PLAIN
};

fn begin(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let person = given.record(&REF.of_kind(kind), desk)?;
    refuse_void(desk, &person)?;
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
    let next = last.next(bearing.term, since, &changed)?;
    check_rules(desk, &next.record)?;
    let author = desk.author(&format!("{} {}", kind.id, MOVE.id))?;
    let person = desk.store.write(&author, |writing| {
        last.write(desk, writing)?;
        next.write(desk, writing)?;
        writing.change(kind, person.id, &mirrored(bearing, &next))
    })?;
    desk.answer(person, Note::Moved(reference, since))
}

fn end(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let person = given.record(&REF.of_kind(kind), desk)?;
    refuse_void(desk, &person)?;
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
    last.record.set(bearing.term.until, until);
    check_rules(desk, &last.record)?;
    let author = desk.author(&format!("{} {}", kind.id, LEAVE.id))?;
    let person = desk.store.write(&author, |writing| {
        last.write(desk, writing)?;
        writing.change(kind, person.id, &mirrored(bearing, &last))
    })?;
    let day = last
        .record
        .day(bearing.term.until)
        .unwrap_or(desk.context.today);
    desk.answer(person, Note::Left(reference, day))
}

/// Outcomes of a change of posts.
#[derive(Debug)]
enum Note {
    Left(String, NaiveDate),
    Moved(String, NaiveDate),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Left(reference, until) => lang.pick(
                format!("{reference} 任职到 {until}"),
                format!("{reference} is in office until {until}"),
            ),
            Self::Moved(reference, since) => lang.pick(
                format!("{reference} 自 {since} 起任职变动，之前的任职不变"),
                format!("{reference} has another post from {since} on; those before stay"),
            ),
        }
    }
}

/// Reasons for which a post does not change.
#[derive(Debug)]
enum Refused {
    /// The post in force began no earlier.
    NotAfter {
        reference: String,
        since: NaiveDate,
        begun: NaiveDate,
    },
    NothingMoves(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
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
        }
    }
}
