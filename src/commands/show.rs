//! `show`: everything about a record of any kind, by its ref or its name. The word alone does the
//! same: `huiyin P1`.

use super::record::shown;
use super::verb::{Does, Verb};
use crate::desk::Desk;
use crate::options::{Given, Opt, Takes};
use crate::text::text;

const REF: Opt =
    Opt::place("REF", Takes::Record(&[]), text("编号或名称", "Ref or name")).required();

pub(crate) static VERB: Verb = Verb {
    id: "show",
    called: &["查看"],
    about: text(
        "查看任何一条记录的全部情况",
        "Show everything about one record of any kind",
    ),
    options: &[REF],
    does: Does::AtDesk(|given: Given, desk: &Desk| shown(desk, given.record(&REF, desk)?)),
};
