//! What somebody at a terminal is asked about a sheet that is refused: who is meant by a name that
//! nobody has, or which field by a head, once for all rows. The answers are words of the command line.

use std::collections::HashMap;

use super::table::{Reason, RowFlaw};
use super::{IGNORE, MAP, READ};
use crate::desk::Doubt;
use crate::error::{Error, Fault, Named};
use crate::model::kind::Field;
use crate::text::{Lang, plural};

/// Finds what an answer can put right, in the order in which it is first met.
pub(super) fn doubts(flaws: &[Vec<RowFlaw>], lang: Lang) -> Vec<Doubt> {
    let mut groups: Vec<(&RowFlaw, usize)> = Vec::new();
    let mut places = HashMap::new();
    for flaw in flaws.iter().flatten() {
        let value = match &flaw.reason {
            Reason::UnknownHead { .. } => "",
            Reason::Error(error, _) => match meant(error) {
                Some((_, value, _)) => value,
                None => continue,
            },
            _ => continue,
        };
        let at = *places
            .entry((flaw.head.as_str(), value))
            .or_insert_with(|| {
                groups.push((flaw, 0));
                groups.len() - 1
            });
        groups[at].1 += 1;
    }
    let doubts = groups.into_iter();
    doubts
        .filter_map(|(flaw, rows)| doubt(flaw, rows, lang))
        .collect()
}

/// Returns the field and the value that it does not take, with the one that may be meant.
fn meant(error: &Error) -> Option<(&'static Field, &str, Option<&str>)> {
    match error {
        Error::About(Named::Field(field), inner) => match inner.innermost() {
            Error::NotFound { name, near, .. } => Some((*field, name, near.as_deref())),
            Error::Ambiguous { name, .. } => Some((*field, name, None)),
            _ => None,
        },
        Error::BadValue {
            named: Named::Field(field),
            value,
            fault: Fault::NotChoice { near, .. },
        } => Some((*field, value, near.as_deref())),
        _ => None,
    }
}

fn doubt(flaw: &RowFlaw, rows: usize, lang: Lang) -> Option<Doubt> {
    let head = &flaw.head;
    match &flaw.reason {
        Reason::UnknownHead {
            cells,
            handle,
            near,
        } => {
            let mapped = near.map(|field| {
                let label = field.label.get(lang);
                let words = lang.pick(format!("按“{label}”读"), format!("take it as “{label}”"));
                (words, [MAP.long(), format!("{handle}={}", field.id)])
            });
            let ignored = lang.pick("这一列不导入", "leave the column out");
            let ignored = (ignored.to_owned(), [IGNORE.long(), handle.clone()]);
            Some(Doubt {
                question: lang.pick(
                    format!("不认识“{head}”这一列，有{cells}格内容"),
                    format!(
                        "The column “{head}” is not known and has {}",
                        plural(cells, "cell", "cells")
                    ),
                ),
                proposed: mapped.is_some(),
                answers: mapped.into_iter().chain([ignored]).collect(),
                another: None,
            })
        }
        Reason::Error(error, _) => {
            let (field, value, near) = meant(error)?;
            // The words end before the last sign.
            let read = |means: &str| [READ.long(), format!("{value}={means}")];
            let proposal = near.map(|near| {
                let words = lang.pick(format!("按“{near}”读"), format!("read it as “{near}”"));
                (words, read(near))
            });
            Some(Doubt {
                question: lang.pick(
                    format!("{head}“{value}”×{rows}行，没有这一个"),
                    format!(
                        "{head} “{value}” in {} is not known",
                        plural(rows, "row", "rows")
                    ),
                ),
                proposed: proposal.is_some(),
                answers: proposal.into_iter().collect(),
                another: Some((field, read(""))),
            })
        }
        _ => None,
    }
}
