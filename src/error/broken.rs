//! A rule between the fields of a record that is broken, worded for whoever filled them in.

use super::{Naming, Said};
use crate::model::document::plain;
use crate::model::kind::{Field, Kind, Rule};
use crate::model::value::Value;
use crate::text::Lang;

/// A rule that is broken, with the values that break it.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) rule: &'static Rule,
    /// In the order in which the rule names their fields; what parts add up to stands for them.
    pub(crate) values: Vec<Value>,
    /// The kind of record that is named or should be, where the rule says which.
    pub(crate) wanted: Option<&'static Kind>,
}

impl Broken {
    /// Says what is broken.
    pub(super) fn said(&self, lang: Lang, naming: Naming) -> Said {
        let shown: Vec<String> = self
            .values
            .iter()
            .map(|value| plain(&value.to_json()))
            .collect();
        let value = |at: usize| shown.get(at).map_or("", String::as_str);
        let name = |field: &Field| naming.of(field, lang);
        let choice = |field: &Field, id: &str| naming.choice(field, id, lang);
        let names = |fields: &[&Field]| naming.all(fields, lang);
        match self.rule {
            Rule::Apart { since, until, .. } => {
                let (other, from) = (value(0), value(1));
                let from = lang.pick(format!("{from} 起"), format!("from {from} on"));
                let from = if value(1).is_empty() {
                    lang.pick("一直", "from the beginning on").to_owned()
                } else {
                    from
                };
                Said::new(
                    "terms-overlap",
                    lang.pick(
                        (
                            format!("与 {other}（{from}）的起止日期重叠"),
                            format!("从某日起变动请用 huiyin person move，原任职写错请用 huiyin post edit {other}"),
                        ),
                        (
                            format!("its days overlap with those of {other}, {from}"),
                            format!("for a change from a day on use huiyin person move; where the other is wrong, huiyin post edit {other}"),
                        ),
                    ),
                )
                .of(*since)
                .of(*until)
                .with(other)
            }
            Rule::AtMost { less, more } => {
                let (small, large) = (name(less), name(more));
                let (low, high) = (value(0), value(1));
                Said::new(
                    "count-above",
                    lang.pick(
                        (format!("{small} {low} 不能大于 {large} {high}"), "请核对"),
                        (
                            format!("{small} {low} cannot exceed {large} {high}"),
                            "check both",
                        ),
                    ),
                )
                .of(*less)
                .of(*more)
                .with(low)
            }
            Rule::ExactlyOne(fields) => {
                let names = names(fields);
                let said = Said::new(
                    "not-exactly-one",
                    lang.pick(
                        format!("{names} 须填且只填一项"),
                        format!("give exactly one of {names}"),
                    ),
                );
                said.of_all(fields)
            }
            Rule::NamesAbove(field) => {
                let name = name(field);
                Said::new(
                    "below-itself",
                    lang.pick(
                        (format!("{name} 不能是它自己，也不能在它之下"), "请另选一个"),
                        (
                            format!("{name} cannot be the record itself or stand below it"),
                            "choose another",
                        ),
                    ),
                )
                .of(*field)
            }
            Rule::NamesWhen { state, field, .. } => {
                let (state, name) = (choice(state, value(0)), name(field));
                let kind = self.wanted.map_or("", |kind| kind.name.get(lang));
                Said::new(
                    "of-another-kind",
                    lang.pick(
                        (format!("{state} 的 {name} 须是{kind}"), "请核对"),
                        (format!("with {state}, {name} must be a {kind}"), "check it"),
                    ),
                )
                .of(*field)
            }
            Rule::NeededWhen { state, field, .. } => {
                let (state, name) = (choice(state, value(0)), name(field));
                Said::new(
                    "field-needed",
                    lang.pick(
                        format!("{state} 还缺 {name}"),
                        format!("{state} needs {name} as well"),
                    ),
                )
                .of(*field)
            }
            Rule::NotBefore { earlier, later } => {
                let (first, last) = (name(earlier), name(later));
                let (from, to) = (value(0), value(1));
                Said::new(
                    "day-before",
                    lang.pick(
                        (format!("{last} {to} 不能早于 {first} {from}"), "请核对"),
                        (
                            format!("{last} {to} cannot be before {first} {from}"),
                            "check both",
                        ),
                    ),
                )
                .of(*later)
                .of(*earlier)
                .with(to)
            }
            Rule::WithinOf { day, since, .. } => {
                let bound = self.wanted.and_then(|kind| kind.field(value(1)));
                let label = bound.map_or("", |field| field.label.get(lang));
                let name = name(day);
                let (other, theirs, own) = (value(0), value(2), value(3));
                let (code, zh, en) = if since.contains(&value(1)) {
                    ("day-before", "早于", "before")
                } else {
                    ("day-after", "晚于", "after")
                };
                Said::new(
                    code,
                    lang.pick(
                        (
                            format!("{name} “{own}”{zh} {other} 的{label} {theirs}"),
                            "请核对",
                        ),
                        (
                            format!("{name} “{own}” is {en} {theirs}, “{label}” of {other}"),
                            "check the days",
                        ),
                    ),
                )
                .of(*day)
                .with(own)
            }
            Rule::OnlyWhen {
                state,
                among,
                field,
            } => {
                let among: Vec<String> = among.iter().map(|id| choice(state, id)).collect();
                let among = among.join(lang.pick("或 ", " or "));
                let (name, given) = (name(field), value(0));
                Said::new(
                    "field-out-of-place",
                    lang.pick(
                        (format!("{name} {given} 只与 {among} 同填"), "请核对"),
                        (
                            format!("{name} {given} goes only with {among}"),
                            "check both",
                        ),
                    ),
                )
                .of(*field)
                .of(*state)
                .with(given)
            }
            Rule::Sum { parts, whole } => {
                let (names, name) = (names(parts), name(whole));
                let (sum, total) = (value(0), Some(value(1)).filter(|total| !total.is_empty()));
                let total = total.unwrap_or("—");
                let said = Said::new(
                    "sum-differs",
                    lang.pick(
                        (
                            format!("{names} 合计 {sum}，应等于 {name} {total}"),
                            "请核对",
                        ),
                        (
                            format!("{names} add up to {sum}, not to {name} {total}"),
                            "check them",
                        ),
                    ),
                )
                .of(*whole)
                .with(total);
                said.of_all(parts)
            }
        }
    }
}
