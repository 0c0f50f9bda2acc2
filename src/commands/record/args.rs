//! The flags that set a kind's fields.

use clap::{Arg, ArgAction};

use crate::commands::value_arg;
use crate::desk::field::enterable;
use crate::model::kind::{Field, Kind, Shape};
use crate::text::{Lang, text};

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
