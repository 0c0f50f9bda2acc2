//! The options of `add`, `edit` and `list`.

use super::edit::has_flag;
use crate::commands::everywhere::{AS_OF, KNOWN_ON};
use crate::desk::field::enterable;
use crate::desk::id_number::has_id_number;
use crate::model::kind::Kind;
use crate::options::{AGAIN, FORCE, FUTURE, LATE, Opt, Takes, of_field};
use crate::text::text;

/// Returns the options that set a kind's fields.
pub(crate) fn entry_options(kind: &'static Kind) -> Vec<Opt> {
    let fields = kind.all_fields().filter(|field| enterable(field));
    let fields = fields.map(|field| of_field(kind, field));
    let own = has_id_number(kind).then_some(FORCE);
    fields.chain([LATE, FUTURE, AGAIN]).chain(own).collect()
}

/// Returns the options that set a kind's fields, what steps have set included.
pub(super) fn edit_options(kind: &'static Kind) -> Vec<Opt> {
    let fields = kind.all_fields().filter(|field| has_flag(kind, field));
    let fields = fields.map(|field| of_field(kind, field));
    let own = has_id_number(kind).then_some(FORCE);
    fields.chain([LATE, FUTURE]).chain(own).collect()
}

pub(super) const KEPT: Opt = Opt::place(
    "@NAME",
    Takes::Flag,
    text("用 --save 存过的清单", "A list that was kept with --save"),
)
.such_as("@到期", "@due");
/// Names the record of which the files are listed, or a list that was kept.
const OF: Opt = Opt {
    label: text(
        "所附记录，或用 --save 存过的清单",
        "The record to which they are attached, or a list that was kept with --save",
    ),
    example: Some(text("V1", "V1")),
    ..KEPT
};
pub(super) const UNIT: Opt = Opt::flag(
    "unit",
    Takes::Record(&["unit"]),
    text("只列某单位的", "Only records of a unit"),
);
pub(super) const FROM: Opt = Opt::flag("from", Takes::Day, text("起始日期", "From this day"));
pub(super) const UNTIL: Opt = Opt::flag("until", Takes::Day, text("截止日期", "Until this day"));
pub(crate) const WHERE: Opt = Opt::flag(
    "where",
    Takes::Flag,
    text(
        "按字段筛选，可多次；= != < <= > >= ~（包含），A,B 任一，A..B 范围，值留空即未填",
        "Filter by field: = != < <= > >= ~ (holds), A,B (either), A..B (a range); an empty value matches unset; repeatable",
    ),
)
.many();
pub(crate) const OR: Opt = Opt::flag(
    "or",
    Takes::Flag,
    text(
        "或者：前后两组 --where 有一组符合即可",
        "Or records matching the --where options after it",
    ),
)
.many();
pub(super) const OVERDUE: Opt = Opt::flag(
    "overdue",
    Takes::Flag,
    text("只列督导中亮红灯的", "Only records that check shows in red"),
);
pub(super) const MINE: Opt = Opt::flag(
    "mine",
    Takes::Flag,
    text(
        "只列提到本人（--as）的",
        "Only records that mention you (--as)",
    ),
);
pub(super) const VOIDED: Opt = Opt::flag(
    "voided",
    Takes::Flag,
    text("包括作废的", "Include voided records"),
);
pub(super) const SORT: Opt = Opt::flag(
    "sort",
    Takes::Flag,
    text(
        "排序字段，姓名按拼音；前面加 - 为倒序",
        "Sort by a field, names by pinyin; a leading - reverses",
    ),
)
.many();
pub(super) const COLUMNS: Opt = Opt::flag(
    "columns",
    Takes::Flag,
    text("只显示这些字段", "Only these fields"),
)
.many();
pub(super) const LIMIT: Opt = Opt::flag("limit", Takes::Count, text("最多几条", "Show at most N"));
pub(super) const SAVE: Opt = Opt::flag(
    "save",
    Takes::Name,
    text(
        "把这些选项存为清单，以后用 list @NAME",
        "Save these options under a name, for list @NAME",
    ),
);

/// Returns what `list` takes.
pub(super) fn list_options(kind: &'static Kind) -> Vec<Opt> {
    let takes = |takes, opt| Opt { takes, ..opt };
    vec![
        takes(
            Takes::Saved(kind),
            if kind.content.is_some() { OF } else { KEPT },
        ),
        UNIT,
        FROM,
        UNTIL,
        takes(Takes::Condition(kind), WHERE),
        takes(Takes::Alternative(kind), OR),
        OVERDUE,
        MINE,
        VOIDED,
        takes(Takes::Sort(kind), SORT),
        takes(Takes::Columns(kind), COLUMNS),
        LIMIT,
        SAVE,
        AS_OF,
        KNOWN_ON,
    ]
}
