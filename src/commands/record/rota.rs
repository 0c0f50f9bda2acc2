//! `duty propose` and `duty swap`: turns that the quotas ask for, and two persons who take each other's.

use super::{Common, REF};
use crate::commands::set;
use crate::desk::bearing::refuse_absent;
use crate::desk::entry::Patch;
use crate::desk::requirements::refuse_void;
use crate::desk::rules::check_rules;
use crate::desk::{Answer, Desk};
use crate::error::{Refusal, Result, Said};
use crate::model::kind::Kind;
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, Opt, Takes};
use crate::reports::duty;
use crate::text::{Lang, Words, text};

const OTHER: Opt = Opt::place(
    "OTHER",
    Takes::Flag,
    text("另一次的编号", "Ref of the other"),
)
.required();
const MONTH: Opt = Opt::flag("month", Takes::Month, text("月份", "The month"))
    .required()
    .such_as("6月", "2011-06");

/// Enters nothing.
pub(super) const PROPOSE: Common = Common {
    id: "propose",
    called: "拟排",
    about: text(
        "按制度要求拟排某月的{kind}，只列出，不登记",
        "Propose every {kind} of a month by the quotas; nothing is entered",
    ),
    options: |_| vec![MONTH],
    run: |desk, _, given| {
        let month = given.month(&MONTH, desk)?;
        let report = duty::proposed(&desk.view(), month)?;
        Ok(Answer::noted(Page::Report(report), Note::Proposed))
    },
    is_of: |kind| kind.rota.is_some(),
    ..Common::PLAIN
};

/// Each takes the day of the other; both say so.
pub(super) const SWAP: Common = Common {
    id: "swap",
    called: "调换",
    about: text(
        "两次{kind}的领导互换，两边都注明",
        "Swap the leaders of two records of {kind}; each names the other",
    ),
    options: |kind| vec![REF.of_kind(kind), OTHER.of_kind(kind)],
    run: swap,
    is_of: |kind| kind.rota.is_some(),
    ..Common::PLAIN
};

fn swap(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let Some(rota) = &kind.rota else {
        return Ok(Answer::default());
    };
    let one = given.record(&REF.of_kind(kind), desk)?;
    let other = given.record(&OTHER.of_kind(kind), desk)?;
    refuse_void(&one)?;
    refuse_void(&other)?;
    if one.value(rota.who) == other.value(rota.who) {
        let [one, other] = [&one, &other].map(|turn| turn.ref_text().to_owned());
        return Err(Refused::SameLeader(one, other).into());
    }
    let patch = |with: &Record| -> Patch {
        vec![
            (rota.who, with.value(rota.who).cloned()),
            (rota.swapped, Some(Value::Reference(with.id))),
        ]
    };
    let turns = [(&one, patch(&other)), (&other, patch(&one))];
    for (turn, patch) in &turns {
        let mut after = (*turn).clone();
        for (field, value) in patch {
            after.set(field, value.clone());
        }
        let day = after.day(rota.day).unwrap_or(desk.context.today);
        refuse_absent(desk, &after, [rota.who], day)?;
        check_rules(desk, &after)?;
    }
    let author = desk.author(&format!("{} {}", kind.id, SWAP.id))?;
    let after = desk.store.write(&author, |writing| {
        let changed = turns
            .iter()
            .map(|(turn, patch)| writing.change(kind, turn.id, patch));
        changed.collect::<Result<Vec<_>>>()
    })?;
    let refs = [&one, &other].map(|turn| turn.ref_text().to_owned());
    set::answer(desk, &[one, other], after, false, Note::Swapped(refs))
}

#[derive(Debug)]
enum Note {
    Proposed,
    Swapped([String; 2]),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Proposed => lang
                .pick(
                    "以上是拟排，没有登记；照此登记：用 -o 值班.csv 存下，改好后 huiyin import duty 值班.csv",
                    "This is a proposal, and nothing was entered; to take it over keep it with -o duty.csv and use huiyin import duty duty.csv",
                )
                .to_owned(),
            Self::Swapped([one, other]) => lang.pick(
                format!("已调换：{one} 与 {other}"),
                format!("Swapped: {one} and {other}"),
            ),
        }
    }
}

#[derive(Debug)]
enum Refused {
    /// Both turns are of one person.
    SameLeader(String, String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::SameLeader(one, other) => Said::new(
                "same-leader",
                lang.pick(
                    (
                        format!("{one} 和 {other} 是同一位领导值班，没有可调换的"),
                        "请另写一次；改日期请用 huiyin duty edit",
                    ),
                    (
                        format!("{one} and {other} are turns of the same leader"),
                        "name another; to change a day use huiyin duty edit",
                    ),
                ),
            )
            .of(OTHER.id)
            .with(other),
        }
    }
}
