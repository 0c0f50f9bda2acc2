//! Reasons for which a record is not written in an editor.

use super::text::{Wrong, at};
use crate::commands::record::BECAUSE;
use crate::error::{Refusal, Said};
use crate::model::kind::Field;
use crate::options::EDITOR;
use crate::text::Lang;

/// Reasons for which a record is not written in an editor.
#[derive(Debug)]
pub(super) enum Refused {
    AsksNothing,
    /// The program that was to be it, if any was named.
    NoEditor(String),
    NoReason(&'static Field),
    OneAtATime,
    /// What was not mended.
    Wrong(Vec<Wrong>),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::AsksNothing => Said::usage(
                "no-input",
                lang.pick(
                    ("--no-input 不能与 --editor 同用", "请去掉一个"),
                    ("--no-input cannot stand beside --editor", "leave one out"),
                ),
            )
            .of(EDITOR.id),
            Self::NoEditor(program) => {
                let message = if program.is_empty() {
                    lang.pick("没有指定编辑器".to_owned(), "no editor is named".to_owned())
                } else {
                    lang.pick(
                        format!("打不开编辑器“{program}”"),
                        format!("the editor “{program}” cannot be started"),
                    )
                };
                let hint = lang.pick(
                    "请用环境变量 VISUAL 或 EDITOR 指定，例如 EDITOR=nano",
                    "name one in the variable VISUAL or EDITOR, such as EDITOR=nano",
                );
                Said::new("no-editor", (message, hint)).with(program)
            }
            Self::NoReason(field) => {
                let label = field.label.get(lang);
                Said::new(
                    "arguments-missing",
                    lang.pick(
                        format!("更正{label}要写明更正原因"),
                        format!("{label} is corrected: say why"),
                    ),
                )
                .of(BECAUSE.id)
            }
            Self::OneAtATime => Said::usage(
                "one-at-a-time",
                lang.pick(
                    ("--editor 一次只改一条", "请只写一个编号"),
                    ("--editor edits one record at a time", "name one"),
                ),
            )
            .of(EDITOR.id),
            Self::Wrong(wrong) => {
                let lines = wrong
                    .iter()
                    .map(|(line, sentence)| at(*line, sentence, lang));
                let lines: Vec<String> = lines.collect();
                let hint = lang.pick(
                    "所写的已留存，用同一命令可接着改",
                    "what was written is kept: the same command opens it again",
                );
                Said::new("not-read", (lines.join("\n"), hint))
            }
        }
    }
}
