//! `reopen`: the last step of a record did not happen, or it is not void. The past follows, since the
//! days of the step are taken back; what was known on an earlier day stays as it was known.

use super::{Common, Note, REASON, REF};
use crate::desk::correction::{changes, reopened};
use crate::desk::{Answer, Desk, phase};
use crate::error::Result;
use crate::model::kind::Kind;
use crate::options::{Given, Opt};
use crate::text::text;

const WHY: Opt = Opt {
    label: text("退回原因", "Why it did not happen"),
    ..REASON
};

/// Takes back the last step.
pub(super) const REOPEN: Common = Common {
    id: "reopen",
    called: "退回",
    about: text(
        "退回{kind}的上一步，或恢复已作废的",
        "Take back the last step of one {kind}, or its voiding",
    ),
    options: |kind| vec![REF.of_kind(kind), WHY],
    run,
    ..Common::PLAIN
};

fn run(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let known = given.record(&REF.of_kind(kind), desk)?;
    let reason = given.sentence(&WHY, desk)?;
    let planned = reopened(desk, &known, &reason)?;
    for (record, patch) in &planned {
        phase::remark_on(desk, phase::turned(record, patch))?;
    }
    let author = desk.author(&format!("{} {}", kind.id, REOPEN.id))?;
    let record = desk.store.write(&author.because(Some(reason)), |writing| {
        for (record, patch) in &planned {
            writing.change(record.kind, record.id, patch)?;
        }
        desk.store.get(kind, known.id)
    })?;
    let record = record.unwrap_or_else(|| known.clone());
    let others = planned.iter().filter(|(other, _)| other.id != known.id);
    let note = Note::Reopened {
        reference: record.ref_text().to_owned(),
        changes: changes(desk, &known, &record)?,
        voided: others
            .map(|(other, _)| other.ref_text().to_owned())
            .collect(),
    };
    desk.answer(record, note)
}
