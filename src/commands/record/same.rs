//! `person same` and `household same`: two records are of one person or household, as when two
//! offices each entered it; the statement can be taken back.

use super::Common;
use crate::desk::{Answer, Desk, official_id};
use crate::error::{Refusal, Result, Said};
use crate::model::identity::{IDENTITY, JOINABLE, ONE, OTHER};
use crate::model::kind::{Kind, VOID};
use crate::model::value::{RecordId, Value, hex};
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, Words, text};

const ONE_REF: Opt = Opt::place("A", Takes::Flag, text("一条的编号", "Ref of one")).required();
const OTHER_REF: Opt =
    Opt::place("B", Takes::Flag, text("另一条的编号", "Ref of the other")).required();
const APART: Opt = Opt::flag(
    "apart",
    Takes::Flag,
    text("不是同一个，重新分开", "They are not: part them again"),
);

/// The verb, which only kinds have whose records may be one.
pub(crate) const SAME: Common = Common {
    id: "same",
    about: text(
        "两条{kind}记录是同一个，合为一条",
        "Say that two records are of one {kind}",
    ),
    options: |kind| vec![ONE_REF.of_kind(kind), OTHER_REF.of_kind(kind), APART],
    run,
    is_of: |kind| JOINABLE.contains(&kind.id),
    ..Common::PLAIN
};

fn run(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let one = given.record(&ONE_REF.of_kind(kind), desk)?;
    let other = given.record(&OTHER_REF.of_kind(kind), desk)?;
    let (first, second) = (one.ref_text().to_owned(), other.ref_text().to_owned());
    if one.id == other.id {
        return Err(Refused::OneAlready(first, second).into());
    }
    let (small, large) = (one.id.min(other.id), one.id.max(other.id));
    let statement = statement_id((small, large));
    let known = desk.store.get(&IDENTITY, statement)?;
    // One that was undone names nobody.
    let stated = known.is_some_and(|known| !known.is_void() && known.value(&ONE).is_some());
    let apart = given.has(&APART);
    let fields = match (apart, stated) {
        (true, true) => {
            let reason = desk
                .context
                .lang
                .pick("不是同一个", "not the same")
                .to_owned();
            vec![(&VOID, Some(Value::Text(reason)))]
        }
        (false, false) => vec![
            (&ONE, Some(Value::Reference(small))),
            (&OTHER, Some(Value::Reference(large))),
            (&VOID, None),
        ],
        (true, false) => {
            return Err(Refused::NotStated(first, second).into());
        }
        (false, true) => {
            return Err(Refused::Stated(first, second).into());
        }
    };
    let author = desk.author(&format!("{} {}", kind.id, SAME.id))?;
    desk.store.write(&author, |writing| {
        writing.change(&IDENTITY, statement, &fields)
    })?;
    let shown = desk.store.get(kind, small)?.unwrap_or(one);
    let shown_as = (!apart).then(|| shown.ref_text().to_owned());
    desk.answer(
        shown,
        Stated {
            first,
            second,
            shown_as,
        },
    )
}

/// Returns the identity of the statement about two records, the same in every office.
fn statement_id((small, large): (RecordId, RecordId)) -> RecordId {
    official_id(IDENTITY.id, &(hex(&small.0) + &hex(&large.0)))
}

/// Reasons for which two records are not said to be one, or two.
#[derive(Debug)]
enum Refused {
    NotStated(String, String),
    OneAlready(String, String),
    Stated(String, String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NotStated(first, second) => Said::new(
                "not-stated-same",
                lang.pick(
                    (
                        format!("没有把 {first} 和 {second} 登记为同一个"),
                        "不必分开",
                    ),
                    (
                        format!("{first} and {second} were not said to be one"),
                        "there is nothing to part",
                    ),
                ),
            ),
            Self::OneAlready(first, second) => Said::new(
                "same-already",
                lang.pick(
                    format!("{first} 和 {second} 已经是同一条记录"),
                    format!("{first} and {second} are one record already"),
                ),
            ),
            Self::Stated(first, second) => Said::new(
                "stated-same-before",
                lang.pick(
                    format!("已经登记过 {first} 和 {second} 是同一个"),
                    format!("{first} and {second} were said to be one before"),
                ),
            ),
        }
        .of("A")
        .of("B")
    }
}

/// Statement on two records; without `shown_as`, that they are two.
#[derive(Debug)]
struct Stated {
    first: String,
    second: String,
    shown_as: Option<String>,
}

impl Words for Stated {
    fn words(&self, lang: Lang) -> String {
        let Self { first, second, .. } = self;
        match &self.shown_as {
            None => lang.pick(
                format!("{first} 和 {second} 重新分开"),
                format!("{first} and {second} are two again"),
            ),
            Some(reference) => lang.pick(
                format!("{first} 和 {second} 是同一个，今后显示为 {reference}"),
                format!("{first} and {second} are one, shown as {reference}"),
            ),
        }
    }
}
