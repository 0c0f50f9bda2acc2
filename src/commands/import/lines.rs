//! What the rows below the heads are: records, or what people write among and below them. Every row
//! and every cell is accounted for.

use std::collections::BTreeSet;

use crate::model::kind::{Field, Kind};
use crate::model::plan::Plan;
use crate::render::{EXAMPLE, example_in};
use crate::sheets::{Row, SheetCell};
use crate::text::{Lang, Text, text};

use super::heads::{Heads, Meaning, folded};

/// Why a row is no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// 以下空白, with which a page is filled up.
    Blank,
    /// The numbers of the columns: 1, 2, 3 and so on.
    Columns,
    /// The example of a template, as it was made.
    Example,
    /// The heads once more.
    Heads,
    /// Hidden, where only what is visible was asked for.
    Hidden,
    Note,
    /// Nothing but a running number.
    Number,
    /// Who filled it in, who checked it, and the like.
    Signature,
    /// Struck out as a whole, where only what is visible was asked for.
    Struck,
    /// Of a part of the sheet or its next page, and the number of a page.
    Title,
    Total,
    /// A record of a ledger of ours that was void there.
    Void,
}

impl Left {
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Columns => "columns",
            Self::Example => "example",
            Self::Heads => "heads",
            Self::Hidden => "hidden",
            Self::Note => "note",
            Self::Number => "number",
            Self::Signature => "signature",
            Self::Struck => "struck",
            Self::Title => "title",
            Self::Total => "total",
            Self::Void => "void",
        }
    }

    /// Tells whether a row is known for it by its first words alone.
    pub(super) const fn is_by_its_words(self) -> bool {
        matches!(self, Self::Note | Self::Signature | Self::Total)
    }

    pub(super) const fn name(self) -> Text {
        match self {
            Self::Blank => text("以下空白", "blank below"),
            Self::Columns => text("列号", "numbers of columns"),
            Self::Example => text("示例", "example"),
            Self::Heads => text("重复的表头", "heads once more"),
            Self::Hidden => text("隐藏的行", "hidden"),
            Self::Note => text("说明", "note"),
            Self::Number => text("只有序号的空行", "a running number alone"),
            Self::Signature => text("落款", "signature"),
            Self::Struck => text("划掉的行", "struck out"),
            Self::Title => text("小标题、页码", "title or page"),
            Self::Total => text("合计", "total"),
            Self::Void => text("已作废", "void"),
        }
    }
}

/// Number of cells of the rows below the heads, by what became of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cells {
    pub(super) all: usize,
    pub(super) taken: usize,
    /// Said that there is nothing, as 无 and / do.
    pub(super) nothing: usize,
    /// Repeat what other columns say, or what the program keeps itself.
    pub(super) computed: usize,
    /// Running numbers.
    pub(super) numbers: usize,
    /// Of columns that were left out by request.
    pub(super) ignored: usize,
    /// Of columns that nobody knows, which are told as a whole.
    pub(super) unknown: usize,
    /// Struck out, where only what is visible was asked for.
    pub(super) struck: usize,
    /// Of rows that are no records.
    pub(super) left: usize,
}

impl Cells {
    /// Counts the cells of which nothing can be said.
    pub(super) fn unaccounted(&self) -> usize {
        let said = [
            self.taken,
            self.nothing,
            self.computed,
            self.numbers,
            self.ignored,
            self.unknown,
            self.struck,
            self.left,
        ];
        self.all.saturating_sub(said.iter().sum())
    }
}

/// Numbers of rows in their order, kept as stretches: of a million rows there are few.
#[derive(Clone, Debug, Default)]
pub(super) struct RowNumbers(Vec<(usize, usize)>);

impl RowNumbers {
    fn push(&mut self, number: usize) {
        match self.0.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => self.0.push((number, number)),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }
}

/// What became of the rows of a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Balance {
    pub(super) rows: usize,
    /// Rows that are records.
    pub(super) records: RowNumbers,
    /// Rows that are no records, by reason, in the order in which reasons came up.
    pub(super) left: Vec<(Left, Vec<usize>)>,
    pub(super) cells: Cells,
    /// Hidden rows that were taken.
    pub(super) hidden: Vec<usize>,
    /// Cells filled from merged areas.
    pub(super) filled: usize,
    /// Cells of records that are struck out, and were taken.
    pub(super) struck: usize,
    /// Cells that say 同上, as rows and columns.
    pub(super) ditto: Vec<(usize, usize)>,
    /// Columns of new records that the program works out or keeps itself, and that hold something.
    pub(super) kept: BTreeSet<usize>,
}

impl Balance {
    pub(super) fn leave(&mut self, why: Left, row: &Row) {
        match self.left.iter_mut().find(|(known, _)| *known == why) {
            Some((_, rows)) => rows.push(row.number),
            None => self.left.push((why, vec![row.number])),
        }
        self.cells.left += filled(row);
    }

    /// Takes note of a row that is a record.
    pub(super) fn keep(&mut self, row: &Row) {
        self.records.push(row.number);
    }

    pub(super) fn left_rows(&self) -> usize {
        self.left.iter().map(|(_, rows)| rows.len()).sum()
    }
}

/// Counts the cells of a row that hold something.
pub(super) fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_blank()).count()
}

/// First words of a row that adds up others.
const TOTALS: &[&str] = &[
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "本页合计",
    "本页小计",
    "本月合计",
    "总数",
    "汇总",
    "total",
    "totals",
    "subtotal",
    "sum",
];
/// First words of a row that is signed.
const SIGNATURES: &[&str] = &[
    "填表人",
    "填报人",
    "制表人",
    "制表",
    "填表",
    "审核人",
    "审核",
    "审批人",
    "审批",
    "复核人",
    "复核",
    "负责人签字",
    "单位负责人",
    "负责人",
    "主要负责人",
    "分管领导签字",
    "签字",
    "签名",
    "盖章",
    "单位盖章",
    "单位(盖章)",
    "填表日期",
    "填报日期",
    "制表日期",
    "填表时间",
    "填报时间",
    "制表时间",
    "填报单位",
    "填表单位",
    "联系人",
    "联系电话",
    "经办人",
    "统计人",
    "记录人",
    "报送日期",
    "报送人",
];
/// Last words of a title that stands once more on the next page.
const PAGE_TITLES: &[&str] = &["(续)", "(续表)", "(续前)"];
/// First words of a line that says in what amounts are counted.
const UNITS: &[&str] = &[
    "单位",
    "计量单位",
    "金额单位",
    "计价单位",
    "单位名称",
    "unit",
    "units",
];
/// First words of a remark on the sheet.
const NOTES: &[&str] = &[
    "注",
    "备注",
    "说明",
    "附注",
    "填表说明",
    "注意",
    "注释",
    "note",
    "notes",
];

/// Tells records from what else stands in the rows of a sheet.
pub(super) struct Lines<'t> {
    kind: &'static Kind,
    heads: &'t Heads,
    plan: &'t Plan,
    /// Set once the sheet was signed or remarked on, until the next record: what follows in one cell
    /// belongs to it.
    ended: Option<Left>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(kind: &'static Kind, heads: &'t Heads, plan: &'t Plan) -> Self {
        Self {
            kind,
            heads,
            plan,
            ended: None,
        }
    }

    /// Takes note that a row was a record after all.
    pub(super) fn go_on(&mut self) {
        self.ended = None;
    }

    /// Returns why a row is no record; `None` where it is one.
    pub(super) fn left(&mut self, row: &Row) -> Option<Left> {
        if is_counted_off(row) {
            return Some(Left::Columns);
        }
        let is_number = |column: usize| self.heads.meanings.get(column) == Some(&Meaning::Number);
        let cells = row.cells.iter().enumerate();
        let mut own = cells.filter(|(at, cell)| !cell.is_blank() && !is_number(*at));
        let numbered = row
            .cells
            .iter()
            .enumerate()
            .find(|(at, cell)| !cell.is_blank() && is_number(*at));
        let first = own.next();
        let one = own.clone().next().is_none();
        // A word where a running number belongs is what the row begins with.
        let begins = match (numbered, first) {
            (Some((_, SheetCell::Text(word))), _) if !is_running(word) => word.as_str(),
            (_, Some((_, SheetCell::Text(word)))) => word.as_str(),
            (Some(_), None) => return Some(Left::Number),
            _ => {
                self.ended = None;
                return None;
            }
        };
        if first.is_none() && is_running(begins) {
            return Some(Left::Number);
        }
        if self.is_example(row) {
            return Some(Left::Example);
        }
        if self.heads.is_repeated(&row.cells) {
            self.ended = None;
            return Some(Left::Heads);
        }
        if one && is_blank_below(begins) {
            return Some(Left::Blank);
        }
        let why = ending(begins, one && (numbered.is_none() || first.is_none()));
        if let Some(why) = why {
            if why != Left::Total {
                self.ended = Some(why);
            }
            return Some(why);
        }
        // One sentence below a signature or a note goes on with it.
        if !own.all(|(_, cell)| matches!(cell, SheetCell::Text(text) if text == begins)) {
            self.ended = None;
        }
        self.ended
    }

    /// Tells whether a row is the example of a template as it was made: one that was filled in or
    /// copied down is a record with a word too many.
    fn is_example(&self, row: &Row) -> bool {
        [Lang::Zh, Lang::En].into_iter().any(|lang| {
            let mut first = true;
            let cells = row.cells.iter().enumerate();
            let mut filled = cells.filter(|(_, cell)| !cell.is_blank());
            let fits = |(column, cell): (usize, &SheetCell)| {
                let (Some(field), SheetCell::Text(text)) = (self.field(column), cell) else {
                    return false;
                };
                let mut text = text.trim();
                if std::mem::take(&mut first) {
                    let Some(rest) = after_example(text) else {
                        return false;
                    };
                    text = rest;
                }
                text == example_in(field, self.plan, lang)
            };
            filled.clone().next().is_some() && filled.all(fits)
        })
    }

    fn field(&self, column: usize) -> Option<&'static Field> {
        match self.heads.meanings.get(column) {
            Some(Meaning::Field(at)) => self.kind.all_fields().nth(*at),
            _ => None,
        }
    }
}

/// Returns what follows the word with which the example of a template begins.
pub(super) fn after_example(text: &str) -> Option<&str> {
    let rest = EXAMPLE
        .iter()
        .find_map(|word| text.trim_start().strip_prefix(word))?;
    let rest = rest.trim_start().strip_prefix(['：', ':'])?;
    Some(rest.trim_start())
}

/// Tells whether a row numbers the columns: each cell says one more than the one to its left.
fn is_counted_off(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_blank());
    let mut count = 0;
    let is_next = |cell: &SheetCell| {
        count += 1;
        match cell {
            SheetCell::Number(number) => (*number - f64::from(count)).abs() < f64::EPSILON,
            SheetCell::Text(text) => {
                let bare = text.trim().trim_matches(['(', ')', '（', '）', '.', '、']);
                bare.parse() == Ok(count)
            }
            _ => false,
        }
    };
    filled.all(is_next) && count > 2
}

fn is_blank_below(word: &str) -> bool {
    const WORDS: &[&str] = &["以下空白", "以下无正文", "以下无内容", "以下无", "以下空"];
    let around = |one: char| !one.is_alphanumeric();
    WORDS.contains(&word.trim_matches(around))
}

/// Tells whether a text that stands alone in its row heads a part of the sheet, or the sheet once more:
/// 一、服务热线, （二）走访, 意见登记表.
fn is_part_title(word: &str) -> bool {
    const TITLES: &[&str] = &[
        "表",
        "台账",
        "登记簿",
        "明细",
        "一览",
        "清单",
        "汇总",
        "情况表",
    ];
    let word = word.trim();
    let inner = word.trim_start_matches(['(', '（', '第']);
    let behind = inner.trim_start_matches(|one| "一二三四五六七八九十".contains(one));
    let is_numbered = behind.len() < inner.len()
        && behind.starts_with(['、', '.', '．', ')', '）', '部', ' ', '\u{3000}'])
        && behind.chars().nth(1).is_some();
    let is_short = word.chars().count() <= 40;
    is_short && (is_numbered || TITLES.iter().any(|ending| word.ends_with(ending)))
}

fn is_running(word: &str) -> bool {
    let word = word.trim().trim_end_matches(['.', '、', '．']);
    !word.is_empty()
        && word
            .chars()
            .all(|one| one.is_ascii_digit() || "一二三四五六七八九十百()（）".contains(one))
}

/// Tells whether a word is the number of a page: 第1页, 第1页共3页, —2—.
fn is_page(word: &str) -> bool {
    let plain = |one: char| one.is_ascii_digit() || "第页共,，/".contains(one);
    let is_told = word.starts_with('第') && word.contains('页') && word.chars().all(plain);
    let dashes = |one: char| "-—–－".contains(one);
    let bare = word.trim_matches(dashes);
    let is_dashed = bare.len() < word.len() && word.starts_with(dashes) && word.ends_with(dashes);
    is_told || is_dashed && !bare.is_empty() && bare.bytes().all(|one| one.is_ascii_digit())
}

/// Tells what a row is by its first words, `alone` where nothing else is in it; `None` where it may be
/// a record.
fn ending(begins: &str, alone: bool) -> Option<Left> {
    let word = folded(begins);
    let before_colon = begins.split(['：', ':']).next().unwrap_or_default();
    let head = folded(before_colon);
    let has_colon = before_colon.len() < begins.len();
    let bare = |word: &str| {
        word.trim_end_matches(|one: char| one.is_ascii_digit() || "件条人户次元项".contains(one))
            .to_owned()
    };
    if TOTALS.contains(&word.as_str()) || TOTALS.contains(&bare(&head).as_str()) {
        return Some(Left::Total);
    }
    let blank = head.trim_end_matches(['(', '（', ')', '）']);
    let sealed = has_colon || alone;
    let is_title = || PAGE_TITLES.iter().any(|ending| word.ends_with(ending));
    if alone && (is_page(&word) || is_title() || is_part_title(begins)) {
        return Some(Left::Title);
    }
    if has_colon && SIGNATURES.contains(&blank) || sealed && head.ends_with("盖章)") {
        return Some(Left::Signature);
    }
    if has_colon && alone && UNITS.contains(&head.as_str()) {
        return Some(Left::Note);
    }
    let numbered = head.trim_end_matches(|one: char| one.is_ascii_digit());
    (has_colon && NOTES.contains(&numbered)).then_some(Left::Note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_signatures_and_notes_are_told_by_their_first_words() {
        let cases = [
            ("合计", Some(Left::Total)),
            ("合 计", Some(Left::Total)),
            ("小计：", Some(Left::Total)),
            ("合计12件", Some(Left::Total)),
            ("填表人：王芳", Some(Left::Signature)),
            ("审核： 填表：", Some(Left::Signature)),
            ("单位（盖章）：利用处", Some(Left::Signature)),
            ("档案利用处（盖章）：", Some(Left::Signature)),
            ("证明（盖章）不全", None),
            ("证明材料（盖章）", None),
            ("注：数据截至五月", Some(Left::Note)),
            ("注1：含共建村", Some(Left::Note)),
            ("合计婚姻档案与学籍档案", None),
            ("负责人不在", None),
            ("注意事项公示牌", None),
            ("审核流程慢", None),
        ];
        for (words, expected) in cases {
            assert_eq!(ending(words, false), expected, "{words}");
        }
        let alone = ending("档案利用处（盖章）", true);
        assert_eq!(alone, Some(Left::Signature));
    }

    #[test]
    fn running_numbers_are_told_from_words() {
        for word in ["1", "12.", "一", "（二）", "3、"] {
            assert!(is_running(word), "{word}");
        }
        for word in ["合计", "", "1号楼"] {
            assert!(!is_running(word), "{word}");
        }
    }
}
