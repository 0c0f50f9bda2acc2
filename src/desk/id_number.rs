//! Remarks on ID numbers against their own check digit. They are taken all the same: the paper may say so.

use super::Desk;
use crate::model::kind::{Field, Kind};
use crate::model::personal::{Personal, is_against_check_digit};
use crate::model::record::Record;
use crate::options::{FORCE, Given};
use crate::text::{Lang, Words};

/// Tells whether records of a kind have an ID number.
pub(crate) fn has_id_number(kind: &'static Kind) -> bool {
    kind.all_fields().any(is_id_number)
}

fn is_id_number(field: &Field) -> bool {
    field.personal == Some(Personal::IdNumber)
}

/// Remarks, once, that an ID number is against its check digit, unless that was said to be right.
pub(crate) fn remark_on_id_number(desk: &Desk, record: &Record, given: Given) {
    if !has_id_number(record.kind) || given.has(&FORCE) {
        return;
    }
    let typed = record.kind.all_fields().filter(|field| is_id_number(field));
    let typed = typed.filter_map(|field| record.text(field));
    if let Some(number) = typed
        .into_iter()
        .find(|typed| is_against_check_digit(typed))
    {
        let remark = || AgainstCheckDigit(number.to_owned());
        desk.context.remarks.id_number.get_or_init(remark);
    }
}

/// An ID number against its own check digit.
#[derive(Clone, Debug)]
pub(crate) struct AgainstCheckDigit(String);

impl Words for AgainstCheckDigit {
    fn words(&self, lang: Lang) -> String {
        let (number, force) = (&self.0, FORCE.id);
        lang.pick(
            format!("注意：身份证号“{number}”的校验位不对；请核对，确实如此的加 --{force} 就不再提示"),
            format!("Warning: the ID number “{number}” is against its own check digit; check it, and if it is so add --{force} not to be told"),
        )
    }
}
