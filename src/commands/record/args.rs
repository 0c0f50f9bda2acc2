//! The flags of `add`, `edit` and `list`.

use clap::{Arg, ArgAction};

use crate::commands::value_arg;
use crate::desk::field::enterable;
use crate::model::kind::{Field, Kind, Shape};
use crate::text::{Lang, Text, text};

/// Builds the flags that set a kind's fields.
pub(crate) fn entry_args(kind: &'static Kind, lang: Lang) -> Vec<Arg> {
    let mut args: Vec<Arg> = kind
        .all_fields()
        .filter(|field| enterable(field))
        .map(|field| field_arg(kind, field, lang))
        .collect();
    args.push(
        value_arg("late", "REASON").help(
            text(
                "补报活动期外或已结束阶段的事项的原因",
                "Why it is logged outside the campaign or in a closed phase",
            )
            .get(lang),
        ),
    );
    args.push(
        Arg::new("future")
            .long("future")
            .action(ArgAction::SetTrue)
            .help(text("确认日期在今天以后", "Confirm a day after today").get(lang)),
    );
    args
}

fn field_arg(kind: &'static Kind, field: &'static Field, lang: Lang) -> Arg {
    let mut help = field.label.get(lang).to_owned();
    if field.required {
        help += lang.pick("(必填)", " (required)");
    }
    let choices: Vec<String> = field
        .choices()
        .iter()
        .map(|choice| {
            lang.pick(
                format!("{}={}", choice.id, choice.label.get(lang)),
                choice.id.to_owned(),
            )
        })
        .collect();
    if !choices.is_empty() {
        help += &format!(" [{}]", lang.join(&choices));
    }
    let placeholder = match field.shape {
        Shape::Day => "DATE",
        Shape::Count | Shape::Percent => "N",
        Shape::Money => "YUAN",
        Shape::Reference(_) => "REF",
        _ => "VALUE",
    };
    let arg = Arg::new(field.id)
        .long(field.flag())
        .value_name(placeholder)
        .action(ArgAction::Append)
        .allow_hyphen_values(true)
        .help(help);
    let arg = if matches!(field.shape, Shape::Flag) {
        arg.num_args(0..=1)
            .default_missing_value("true")
            .allow_hyphen_values(false)
    } else {
        arg
    };
    if kind
        .day
        .is_some_and(|day| day.id == field.id && day.id != "date")
    {
        return arg.alias("date");
    }
    arg
}

pub(super) fn list_args(lang: Lang) -> Vec<Arg> {
    let flag = |id: &'static str, help: Text| {
        Arg::new(id)
            .long(id)
            .action(ArgAction::SetTrue)
            .help(help.get(lang))
    };
    let several = |arg: Arg| arg.action(ArgAction::Append);
    vec![
        Arg::new("@NAME").help(
            text(
                "用 --save 存过的清单，例如 @到期",
                "A list that was kept with --save, such as @due",
            )
            .get(lang),
        ),
        value_arg("unit", "UNIT").help(text("只列某单位的", "Only those of a unit").get(lang)),
        value_arg("from", "DATE").help(text("起始日期", "From this day").get(lang)),
        value_arg("until", "DATE").help(text("截止日期", "Until this day").get(lang)),
        several(value_arg("where", "FIELD=VALUE")).help(
            text(
                "按字段筛选，可多次；= != < <= > >= ~(包含)，值留空即未填",
                "Only those whose field compares so: = != < <= > >= ~ (holds); no value: empty; repeatable",
            )
            .get(lang),
        ),
        flag(
            "overdue",
            text("只列督导中亮红灯的", "Only those that check shows in red"),
        ),
        flag(
            "mine",
            text(
                "只列提到本人(--as)的",
                "Only those that name whoever is acting (--as)",
            ),
        ),
        flag("voided", text("包括作废的", "Also the voided ones")),
        several(value_arg("sort", "FIELD")).help(
            text(
                "排序字段，姓名按拼音；前面加 - 为倒序",
                "Sort by a field, names by pinyin; with - before it backwards",
            )
            .get(lang),
        ),
        several(value_arg("columns", "FIELDS")).help(
            text("只显示这些字段", "Only these fields").get(lang),
        ),
        value_arg("limit", "N").help(text("最多几条", "At most so many").get(lang)),
        value_arg("save", "NAME").help(
            text(
                "把这些选项存为清单，以后用 list @NAME",
                "Keep these options under a name, for list @NAME",
            )
            .get(lang),
        ),
    ]
}
