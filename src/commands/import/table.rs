//! A sheet, the drafts of records that its rows stand for, and what is wrong with it.

use std::rc::Rc;

use super::heads::Heads;
use crate::error::{Error, Naming};
use crate::model::kind::{Field, Kind};
use crate::model::reference::Ref;
use crate::model::value::RecordId;
use crate::sheets::Sheet;
use crate::store::Body;
use crate::text::{Lang, Text, Words};

/// A sheet, with what its columns hold.
#[derive(Debug)]
pub(super) struct SheetTable {
    pub(super) kind: &'static Kind,
    pub(super) sheet: Sheet,
    pub(super) heads: Heads,
}

/// Drafts and flaws read from the rows of one sheet.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) records: Vec<Draft>,
    pub(super) flaws: Vec<RowFlaw>,
    /// Rows that are the example of a template.
    pub(super) examples: usize,
}

/// A record that a row stands for.
#[derive(Debug)]
pub(super) struct Draft {
    /// The row that it is in.
    pub(super) row: usize,
    pub(super) body: Body,
    pub(super) identity: Identity,
}

/// Identity of the record that a row is.
#[derive(Debug)]
pub(super) enum Identity {
    /// A new one; of its content, so that the same row is noticed when it comes again.
    Content([u8; 16]),
    /// A new one with an official name.
    Official(RecordId),
    /// One that was exported, under its ref.
    Exported(RecordId, Ref),
}

/// One thing that is wrong with a sheet.
#[derive(Clone, Debug)]
pub(super) struct RowFlaw {
    /// The row that a spreadsheet shows.
    pub(super) row: usize,
    pub(super) column: Option<usize>,
    pub(super) head: String,
    pub(super) value: String,
    pub(super) reason: Reason,
}

/// Faults of a cell or a row.
#[derive(Clone, Debug)]
pub(super) enum Reason {
    ColumnMissing,
    /// The record is there with other content in these fields.
    Differs {
        kind: &'static Kind,
        there: String,
        fields: Vec<&'static Field>,
    },
    /// A row above is the same record.
    Double,
    /// A fault of any input, worded by the heads of the sheet.
    Error(Rc<Error>, Rc<[(&'static str, String)]>),
    /// No ref of the kind, such as the one that is given.
    NoRef {
        kind: &'static Kind,
        such: String,
    },
    /// The record has another ref in this file.
    Renumbered {
        there: String,
        reference: String,
    },
    Required,
    /// A cell that a spreadsheet spoilt.
    Spoilt(Text),
    There(String),
}

impl Words for Reason {
    fn words(&self, lang: Lang) -> String {
        let pick = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
        match self {
            Self::ColumnMissing => pick(
                "缺少必填的列；请补上",
                "is a required column that is missing; add it",
            ),
            Self::Differs {
                kind,
                there,
                fields,
            } => {
                let (noun, fields) = (kind.id, Naming::Labels.all(fields, lang));
                lang.pick(
                    format!("{there} 已有不同的内容({fields})；请看 huiyin {noun} show {there}，要修改请用 edit"),
                    format!("{there} is there with other content ({fields}); see huiyin {noun} show {there}, and change it with edit"),
                )
            }
            Self::Double => pick(
                "与前面的行是同一条记录；请删去一行",
                "is the same record as a row above; delete one of them",
            ),
            Self::Error(error, heads) => match error.innermost() {
                // The value stands beside it.
                Error::BadValue { fault, .. } => fault.said(lang).sentence(lang),
                error => {
                    let head = |field: &Field| {
                        let head = heads.iter().find(|(id, _)| *id == field.id);
                        head.map(|(_, head)| head.clone())
                    };
                    error.said(lang, Naming::Heads(&head)).sentence(lang)
                }
            },
            Self::NoRef { kind, such } => {
                let name = kind.name.get(lang);
                lang.pick(
                    format!("不是{name}的编号；应如 {such}，新登记的行请留空"),
                    format!("is no ref of this kind, such as {such}; leave it empty in a row that is new"),
                )
            }
            Self::Renumbered { there, reference } => lang.pick(
                format!("这条记录在本文件中是 {there}，不是 {reference}；请核对编号"),
                format!("is {there} in this file, not {reference}; check the ref"),
            ),
            Self::Required => pick("必填，请填写", "is required; fill it in"),
            Self::Spoilt(words) => words.get(lang).to_owned(),
            Self::There(reference) => lang.pick(
                format!("已经登记为 {reference}；要修改请用 edit"),
                format!("is already there as {reference}; change it with edit"),
            ),
        }
    }
}
