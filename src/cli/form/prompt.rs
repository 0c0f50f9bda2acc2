//! Questions on a terminal: a text, one of a list, several of a list. The only module that knows
//! the library which draws them.

use inquire::error::InquireError;
use inquire::list_option::ListOption;
use inquire::ui::{Attributes, Color, ErrorMessageRenderConfig, RenderConfig, StyleSheet, Styled};
use inquire::validator::Validation;
use inquire::{Confirm, MultiSelect, Select, Text};

use crate::error::{Error, Result};
use crate::model::pinyin;
use crate::text::{Lang, marked};

/// Number of lines of a list that are seen at once.
const PAGE: usize = 8;

/// Asks on the terminal, in one language, in colour or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prompter {
    pub(super) lang: Lang,
    pub(super) colour: bool,
}

/// Says what was understood of an answer, or what is wrong with it.
pub(super) type Validate<'a> = &'a dyn Fn(&str) -> std::result::Result<String, String>;

impl Prompter {
    /// Asks for a text until it passes, and shows it as it was understood.
    pub(super) fn text(self, question: &str, check: Validate) -> Result<String> {
        let help = self.lang.pick("Esc 放弃", "Esc cancels");
        let valid = |typed: &str| {
            Ok(match check(typed) {
                Ok(_) => Validation::Valid,
                Err(sentence) => Validation::Invalid(sentence.into()),
            })
        };
        Text::new(&self.asked(question))
            .with_help_message(help)
            .with_validator(valid)
            .with_formatter(&|typed| check(typed).unwrap_or_else(|_| typed.to_owned()))
            .with_render_config(self.look())
            .prompt()
            .map_err(left)
    }

    /// Asks for a yes, which is not the answer of whoever only presses Enter.
    pub(super) fn yes(self, question: &str) -> Result<bool> {
        Confirm::new(&self.asked(question))
            .with_default(false)
            .with_help_message(
                self.lang
                    .pick("y 写入，回车或 n 放弃", "y to write, Enter or n to leave"),
            )
            .with_render_config(self.look())
            .prompt()
            .map_err(left)
    }

    /// Asks for one of the items; returns its place.
    pub(super) fn one(self, question: &str, items: Vec<String>, start: usize) -> Result<usize> {
        let help = self.lang.pick(
            "↑↓ 选择，回车确定，输入汉字或拼音首字母筛选(退格删去)，Esc 放弃",
            "↑↓ to choose, Enter to take, type to filter, Esc to leave",
        );
        Select::new(&self.asked(question), shown(items))
            .with_starting_cursor(start)
            .with_help_message(help)
            .with_page_size(PAGE)
            .with_scorer(&|typed, _, item, _| pinyin::fits(item, typed).then_some(0))
            .with_sorter(&|_| {})
            .with_render_config(self.look())
            .raw_prompt()
            .map(|chosen| chosen.index)
            .map_err(left)
    }

    /// Asks for any number of the items, or at least one of them; returns their places.
    pub(super) fn several(
        self,
        question: &str,
        items: Vec<String>,
        required: bool,
    ) -> Result<Vec<usize>> {
        let help = self.lang.pick(
            "空格勾选，回车确定，输入汉字或拼音首字母筛选(退格删去)，Esc 放弃",
            "Space to tick, Enter to take, type to filter, Esc to leave",
        );
        let enough = move |ticked: &[ListOption<&String>]| {
            Ok(if required && ticked.is_empty() {
                let sentence = self.lang.pick("至少勾选一项", "tick one at least");
                Validation::Invalid(sentence.into())
            } else {
                Validation::Valid
            })
        };
        let joined = |ticked: &[ListOption<&String>]| {
            let words: Vec<&String> = ticked.iter().map(|item| item.value).collect();
            self.lang.join(&words)
        };
        let chosen = MultiSelect::new(&self.asked(question), shown(items))
            .with_help_message(help)
            .with_page_size(PAGE)
            .with_keep_filter(false)
            .with_validator(enough)
            .with_formatter(&joined)
            .with_scorer(&|typed, _, item, _| pinyin::fits(item, typed).then_some(0))
            .with_render_config(self.look())
            .raw_prompt()
            .map_err(left)?;
        Ok(chosen.into_iter().map(|item| item.index).collect())
    }

    fn asked(self, question: &str) -> String {
        format!("{}{}", marked(question), self.lang.pick("：", ":"))
    }

    /// Marks everything by a sign; colour and weight only repeat what the signs say.
    fn look(self) -> RenderConfig<'static> {
        let left = Styled::new(self.lang.pick("(已放弃)", "(cancelled)"));
        let plain = RenderConfig::empty()
            .with_answered_prompt_prefix(Styled::new("·"))
            .with_canceled_prompt_indicator(left);
        if !self.colour {
            return plain;
        }
        let strong = StyleSheet::new().with_attr(Attributes::BOLD);
        let chosen = strong.with_fg(Color::AnsiValue(33));
        let error = ErrorMessageRenderConfig::empty()
            .with_prefix(Styled::new("#").with_style_sheet(strong.with_fg(Color::AnsiValue(160))));
        plain
            .with_prompt_prefix(Styled::new("?").with_style_sheet(chosen))
            .with_highlighted_option_prefix(Styled::new(">").with_style_sheet(chosen))
            .with_selected_option(Some(chosen))
            .with_answer(strong)
            .with_error_message(error)
    }
}

/// Shows what is hidden in items by marks.
fn shown(items: Vec<String>) -> Vec<String> {
    let items = items.into_iter();
    items.map(|item| marked(&item).into_owned()).collect()
}

fn left(error: InquireError) -> Error {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => Error::Left,
        InquireError::IO(source) => Error::Io {
            path: "terminal".into(),
            source,
        },
        other => Error::Io {
            path: "terminal".into(),
            source: std::io::Error::other(other.to_string()),
        },
    }
}
