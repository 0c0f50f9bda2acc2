//! A sheet, the drafts of records that its rows stand for, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;

use super::differs::{Cell, Elsewhere, said_otherwise};
use super::draft::DraftList;
use super::heads::{Heads, Meaning};
use super::lines::Balance;
use crate::error::{Error, Fault, Naming, Result, shortened};
use crate::files::unkept;
use crate::model::kind::{Field, Kind, Shape};
use crate::model::reference::Ref;
use crate::model::value::RecordId;
use crate::sheets::{Row, Sheet};
use crate::text::{Lang, Text, Words, plural, quoted};

/// A sheet, with what its columns hold.
#[derive(Debug)]
pub(super) struct SheetTable {
    pub(super) kind: &'static Kind,
    pub(super) path: PathBuf,
    pub(super) sheet: Sheet,
    pub(super) heads: Heads,
}

impl SheetTable {
    /// Returns the number of the rows below the heads.
    pub(super) fn count(&self) -> usize {
        self.sheet.rows.len().saturating_sub(self.first())
    }

    /// Returns the column of a field.
    pub(super) fn column(&self, field: &Field) -> Option<usize> {
        let at = self.kind.all_fields().position(|own| own.id == field.id)?;
        self.heads.column(at)
    }

    /// Goes through the rows below the heads.
    pub(super) fn each(&self, work: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        self.each_from(self.first(), work)
    }

    /// Goes through all rows from the one of this index on.
    pub(super) fn each_from(
        &self,
        index: usize,
        mut work: impl FnMut(&Row) -> Result<()>,
    ) -> Result<()> {
        let mut rows = self.sheet.rows.from(index);
        while let Some(row) = rows.next().map_err(unkept)? {
            work(row)?;
        }
        Ok(())
    }

    fn first(&self) -> usize {
        self.heads.at + self.heads.lines.max(1)
    }

    /// Returns the columns that are hidden and hold something.
    pub(super) fn hidden_columns(&self) -> impl Iterator<Item = usize> {
        let columns = 0..self.heads.meanings.len();
        let hidden = &self.sheet.layout.hidden_columns;
        columns.filter(|at| {
            hidden
                .iter()
                .any(|(first, last)| (first..=last).contains(&at))
        })
    }

    /// Leaves out the columns that are hidden.
    pub(super) fn leave_hidden_columns(&mut self) {
        let hidden: Vec<usize> = self.hidden_columns().collect();
        for column in hidden {
            self.heads.meanings[column] = Meaning::Ignored;
        }
    }

    /// Names it to people: the file, and of a workbook the sheet.
    pub(super) fn name(&self) -> String {
        let file = self.path.file_name().unwrap_or_default().to_string_lossy();
        match &self.sheet.name {
            Some(sheet) => format!("{file}:{sheet}"),
            None => file.into_owned(),
        }
    }
}

/// Drafts and flaws read from the rows of one sheet.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) records: DraftList,
    pub(super) flaws: Vec<RowFlaw>,
    pub(super) balance: Balance,
    /// Days such as 5.1 that may have been 5.10, with the first of them.
    pub(super) tenths: Option<(String, usize)>,
    /// Rows that name something with another place than its own.
    pub(super) elsewhere: Vec<Elsewhere>,
    /// True if a row was given the day of all that have none.
    pub(super) dated: bool,
    /// Numbers in another unit than that of their field, with what they were taken for.
    pub(super) converted: BTreeMap<String, String>,
    /// Fields and values that were read as another.
    pub(super) readings: BTreeSet<(&'static str, String, String)>,
}

/// What a row says of itself beside its values.
#[derive(Clone, Debug)]
pub(super) enum Says {
    /// Nothing: it is new.
    New,
    /// A number that somebody gave it.
    Numbered(Ref),
    /// It was exported, with its identity.
    Exported(RecordId, Ref),
    /// A ref or an identity that is none.
    Unclear,
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
    /// The status holds once a record of another kind is there.
    ByEntry {
        kind: &'static str,
    },
    ColumnMissing,
    /// It shows what other fields make of the record, and was changed.
    Computed {
        from: Option<&'static Field>,
        shown: String,
    },
    /// A column of days is missing, which another may hold.
    DayColumnMissing {
        perhaps: Option<String>,
    },
    /// An opinion is adopted together with its pledge, which the row does not name.
    AdoptedAlone {
        pledge: &'static Field,
    },
    /// A correction of what a step has set, without its reason.
    Because,
    /// The record is there, and the row says otherwise in these fields.
    Corrects(Vec<Cell>),
    /// The record is there with other content in these fields.
    Differs {
        kind: &'static Kind,
        there: String,
        fields: Vec<&'static Field>,
        /// True if the row was exported, so that it can be taken as it was changed.
        is_exported: bool,
    },
    /// A row above is the same record.
    Double,
    /// A fault of any input, worded by the heads of the sheet.
    Error(Rc<Error>, Rc<[(&'static str, String)]>),
    /// The example of a template that was filled in, and still says that it is one.
    Example,
    /// The unit that the head names is none of the field's.
    HeadUnit {
        field: &'static Field,
        unit: String,
    },
    /// A sheet before, of the same command, has the same row.
    InSheetBefore,
    /// A number of one merged area that stands for several records.
    MergedNumber,
    /// A record that goes on in a row of its own, its title merged with the row above.
    MergedRow,
    /// Several records may be meant.
    SeveralLike(Vec<String>),
    /// The program keeps it.
    Kept,
    /// A field without which the other, which is filled in, does not hold.
    Needs {
        day: &'static Field,
    },
    /// A day that is left open.
    NoDay,
    /// No ref of the kind, such as the one that is given; and the head of its column.
    NoRef {
        kind: &'static Kind,
        such: String,
        head: String,
    },
    /// A row without an identity, of a sheet that changes what is there.
    NotExported,
    /// A row of an office's own sheet that is no record of the file.
    NotKnown,
    /// No record of this identity is in the file.
    NotThere,
    /// A number given by hand that is not the office's next.
    NotNext {
        next: String,
    },
    /// An entry of that day or later says how it stands.
    OfEntry {
        reference: String,
        day: &'static Field,
    },
    /// The days of the record say another status.
    OtherStatus {
        is: Option<Text>,
    },
    /// The record has another ref in this file.
    Renumbered {
        there: String,
        reference: String,
    },
    Required,
    /// One of this name is there.
    Same {
        kind: &'static Kind,
        there: String,
    },
    /// A cell that a spreadsheet spoilt.
    Spoilt(Text),
    There(String),
    /// It is said what became of it, and not when.
    Undated {
        day: &'static Field,
    },
    /// A remark tells the unit of amounts, and their head does not.
    UnitBelow {
        unit: &'static str,
        head: String,
    },
    /// A column that nobody knows and that holds something.
    UnknownHead {
        cells: usize,
        handle: String,
        near: Option<&'static Field>,
    },
}

impl Words for Reason {
    fn words(&self, lang: Lang) -> String {
        let pick = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
        match self {
            Self::ByEntry { kind } => lang.pick(
                format!("这个状态要有记录才成立；请留空，再用 huiyin import {kind} 导入进展"),
                format!("holds once there is an entry; leave it empty and bring the entries with huiyin import {kind}"),
            ),
            Self::ColumnMissing => pick(
                "缺少必填的列；请补上",
                "is a required column that is missing; add it",
            ),
            Self::AdoptedAlone { pledge } => {
                let pledge = pledge.label.get(lang);
                lang.pick(
                    format!("采纳要有实事项目；请在“{pledge}”一列写它的编号或名称，还没有登记的请先留空"),
                    format!("is adopted together with its pledge; name that under “{pledge}”, or leave the outcome empty until it is there"),
                )
            }
            Self::Because => pick(
                "是已登记的步骤，更正要写明原因；请加 --reason 原因",
                "was set by a step, and its correction needs a reason; add --reason REASON",
            ),
            Self::Corrects(cells) => {
                let there = cells.first().map_or("", |cell| &cell.reference);
                let cells = said_otherwise(cells, lang);
                lang.pick(
                    format!("与 {there} 是同一条，但有不同：{cells}；以表为准请加 --update，确是另一条请加 --as-new"),
                    format!("differs from {there} in {cells}; take it over with --update, or add --as-new if it is another"),
                )
            }
            Self::SeveralLike(refs) => {
                let refs = lang.join(refs);
                lang.pick(
                    format!("分不清是哪一条（{refs}）；请加“编号”一列写明"),
                    format!("may be any of {refs}; add a column “ref” that says which"),
                )
            }
            Self::Computed { from, shown } => {
                let shown = if shown.is_empty() { lang.pick("空", "empty") } else { shown };
                let from = from.map(|from| from.label.get(lang));
                let (zh, en) = match from {
                    Some(from) => (
                        format!("由“{from}”一列得来，改这里没有用；请改“{from}”，这一格"),
                        format!("follows from “{from}”; change that, and "),
                    ),
                    None => (
                        "由程序算出，不能用表格改；请".to_owned(),
                        "is worked out by the program; ".to_owned(),
                    ),
                };
                lang.pick(
                    format!("{zh}改回“{shown}”"),
                    format!("{en}put “{shown}” back"),
                )
            }
            Self::DayColumnMissing { perhaps: Some(head) } => lang.pick(
                format!("缺少日期列；如“{head}”就是，请加 --map {head}=日期，各行同一天的请加 --date 日期"),
                format!("is a column of days that is missing; if it is “{head}” add --map {head}=date, if all rows are of one day add --date DATE"),
            ),
            Self::DayColumnMissing { perhaps: None } => pick(
                "缺少日期列；请补上，各行同一天的请加 --date 日期",
                "is a column of days that is missing; add it, or if all rows are of one day --date DATE",
            ),
            Self::Differs {
                kind,
                there,
                fields,
                is_exported,
            } => {
                let (noun, fields) = (kind.id, Naming::Labels.all(fields, lang));
                let way = if *is_exported {
                    lang.pick("按这张表修改请加 --update", "to change it as the sheet says add --update")
                } else {
                    lang.pick("以表为准请加 --update", "to take over what the sheet says add --update")
                };
                lang.pick(
                    format!("{there} 已有不同的内容（{fields}）；请看 huiyin {noun} show {there}，{way}"),
                    format!("{there} is there with other content ({fields}); see huiyin {noun} show {there}, and {way}"),
                )
            }
            Self::Double => pick(
                "与前面的行是同一条记录；请删去一行",
                "is the same record as a row above; delete one of them",
            ),
            Self::Error(error, heads) => match error.innermost() {
                // The value stands beside it.
                Error::BadValue { value, fault, .. } => {
                    let Fault::NotChoice { choices, near } = fault else {
                        return fault.said(lang).sentence(lang);
                    };
                    // Which of them may be meant is said with the way to say so.
                    let bare = Fault::NotChoice {
                        choices: choices.clone(),
                        near: None,
                    };
                    let sentence = bare.said(lang).sentence(lang);
                    let choice = lang.pick("选项", "CHOICE");
                    let way = read_way(value, near.as_deref(), choice, lang);
                    lang.pick(format!("{sentence}；{way}"), format!("{sentence}; {way}"))
                }
                Error::NotFound { what, name, near, add: Some(_) } => {
                    let (what, shown) = (what.get(lang), shortened(name));
                    let way = read_way(name, near.as_deref(), lang.pick("名称", "NAME"), lang);
                    lang.pick(
                        format!("名册里没有{what}“{shown}”；{way}，新的请核对全称后先登记"),
                        format!("there is no {what} “{shown}”; {way}, or add it first if it is new"),
                    )
                }
                error => {
                    let head = |field: &Field| {
                        let head = heads.iter().find(|(id, _)| *id == field.id);
                        head.map(|(_, head)| head.clone())
                    };
                    error.said(lang, Naming::Heads(&head)).sentence(lang)
                }
            },
            Self::Example => pick(
                "还带着模板示例的“示例：”；是真实记录的请删去这几个字，不是的请删去整行",
                "still begins as the example of a template; take that word out of a real record, or delete the row",
            ),
            Self::HeadUnit { field, unit } => {
                let own = match field.shape {
                    Shape::Money => lang.pick("金额（元）", "an amount in yuan").to_owned(),
                    _ => field.label.get(lang).to_owned(),
                };
                lang.pick(
                    format!("表头写的单位“{unit}”不能换算；请把表头和数字改为{own}"),
                    format!("is in “{unit}” by its head, which cannot be converted; change head and numbers to {own}"),
                )
            }
            Self::InSheetBefore => pick(
                "前面的表里有同样的一行；只登记一次请加 --new-only，确是另一次请加 --again",
                "is in a sheet before too; to take it once add --new-only, if it is another add --again",
            ),
            Self::Kept => pick(
                "由程序或步骤填写，不能用表格改；请改回原样",
                "is kept by the program and not changed by a sheet; put it back",
            ),
            Self::MergedNumber => pick(
                "是几行合并的一个数，不知各是多少；请拆开合并，分行填写，不用分的只填在一行",
                "is one number merged over several rows; split the cells and give each row its own, or one row the whole",
            ),
            Self::MergedRow => pick(
                "与上一行的标题合并：是一条的请并成一行，是几条的请取消合并，各写各的",
                "has its title merged with the row above: put one record into one row, or split the cells where they are several",
            ),
            Self::Needs { day } => {
                let day = day.label.get(lang);
                lang.pick(
                    format!("填了{day}，这一项也要填"),
                    format!("is needed where there is “{day}”"),
                )
            }
            Self::NoDay => pick(
                "没有日期，不会当作今天；请填写，各行同一天的请加 --date 日期",
                "has no day, and today is not taken for it; fill it in, or if all rows are of one day add --date DATE",
            ),
            Self::NoRef { kind, such, head } => {
                let name = kind.name.get(lang);
                lang.pick(
                    format!("不是{name}的编号；应如 {such}，新登记的行请留空；是本单位自编的号请加 --ignore {head}"),
                    format!("is no ref of this kind, such as {such}; leave it empty in a row that is new, or if the numbers are your own add --ignore {head}"),
                )
            }
            Self::NotExported => pick(
                "没有记录标识，不是导出的行；请用 huiyin export 导出后再改",
                "has no record identity and was not exported; export with huiyin export and change that",
            ),
            Self::NotKnown => pick(
                "本文件没有这一行；请先去掉 --update、加 --new-only 导入新的行",
                "is no record of this file; import the new rows first with --new-only instead of --update",
            ),
            Self::NotThere => pick(
                "本文件没有这条记录；请核对是否给错了文件",
                "is no record of this file; check that it is the right one",
            ),
            Self::NotNext { next } => lang.pick(
                format!("是自编的编号，本文件没有这条，下一个编号是 {next}；请清空编号，由程序来编"),
                format!("was numbered by hand, is not in this file, and the next ref is {next}; leave it empty to have one given"),
            ),
            Self::OfEntry { reference, day } => {
                let day = day.label.get(lang);
                lang.pick(
                    format!("由 {reference} 得来；请改 {reference}，或把“{day}”改为它以后的一天"),
                    format!("is what {reference} says; change {reference}, or give a later “{day}”"),
                )
            }
            Self::OtherStatus { is } => {
                let is = is.map_or("", |is| is.get(lang));
                lang.pick(
                    format!("按各项日期应为“{is}”；请核对"),
                    format!("is “{is}” by its days; check it"),
                )
            }
            Self::Renumbered { there, reference } => lang.pick(
                format!("这条记录在本文件中是 {there}，不是 {reference}；请核对编号"),
                format!("is {there} in this file, not {reference}; check the ref"),
            ),
            Self::Required => pick("必填，请填写", "is required; fill it in"),
            Self::Same { kind, there } => {
                let noun = kind.id;
                lang.pick(
                    format!("名册里已有，是 {there}；同一个的请删去这一行（现有内容请看 huiyin {noun} show {there}），同名另一个的请加 --again"),
                    format!("is there already as {there}; if it is the same delete the row (see what there is with huiyin {noun} show {there}), if another add --again"),
                )
            }
            Self::Spoilt(words) => words.get(lang).to_owned(),
            Self::There(reference) => lang.pick(
                format!("已经登记为 {reference}；要修改请用 edit"),
                format!("is already there as {reference}; change it with edit"),
            ),
            Self::Undated { day } => {
                let day = day.label.get(lang);
                lang.pick(format!("还缺{day}"), format!("still needs “{day}”"))
            }
            Self::UnitBelow { unit, head } => lang.pick(
                format!("说金额以{unit}计，表头却没有写；请把表头写成 {head}({unit})"),
                format!("says that amounts are in {unit}, and their head does not; write it as {head}({unit})"),
            ),
            Self::UnknownHead {
                cells,
                handle,
                near,
            } => {
                let field = near.map_or(lang.pick("字段", "FIELD"), |field| lang.pick(field.label.get(lang), field.id));
                let asks = near.map_or_else(String::new, |_| {
                    lang.pick(format!("是不是“{field}”？"), format!("did you mean “{field}”? "))
                });
                lang.pick(
                    format!("不认识这一列，有{cells}格内容；{asks}要导入请加 --map {handle}={field}，不要请加 --ignore {handle}"),
                    format!("is a column that is not known, with {}; {asks}take it with --map {handle}={field}, or leave it out with --ignore {handle}", plural(cells, "cell", "cells")),
                )
            }
        }
    }
}

/// Says how a value that is not known is read as another: as the one that may be meant, or as any.
fn read_way(value: &str, near: Option<&str>, any: &str, lang: Lang) -> String {
    let value = shortened(value);
    let means = near.unwrap_or(any);
    let is_plain = quoted(&value) == value && quoted(means) == means;
    let reading = format!("{value}={means}");
    let reading = if is_plain { reading } else { quoted(&reading) };
    match near {
        Some(near) => lang.pick(
            format!("是不是“{near}”？是的请加 --read {reading}"),
            format!("did you mean “{near}”? if so add --read {reading}"),
        ),
        None => lang.pick(
            format!("是已有的另一种写法请加 --read {reading}"),
            format!("if it is another spelling of one add --read {reading}"),
        ),
    }
}
