//! Reasons for which a bare word is refused, each with what to write.

use crate::error::{Error, Naming, Refusal, Said, shortened};
use crate::model::kind::{Field, Kind};
use crate::options::Opt;
use crate::text::{Lang, quoted};

#[derive(Debug)]
pub(super) enum Refused {
    FitsSeveral {
        word: String,
        fields: Vec<(&'static Field, Opt)>,
    },
    /// Required fields are missing, and words were taken for the main text.
    Missing {
        error: Error,
        main: Opt,
        words: Vec<String>,
    },
    /// One slip away from names or choices.
    NearlyCalled {
        word: String,
        near: Vec<String>,
        main: Option<Opt>,
    },
    /// Not understood, nor a value of what is still to be chosen or named.
    NoValue { error: Error, value: Error },
    NotUnderstood {
        word: String,
        verb: (&'static Kind, &'static str),
        /// The option of its text, if it has one.
        main: Option<Opt>,
    },
    /// Refused, unless it is said to be the text.
    Unless {
        error: Error,
        main: Opt,
        word: String,
    },
}

/// Says how a word is forced to be the text.
fn as_text(main: Opt, word: &str, lang: Lang) -> String {
    let (flag, label) = (main.long(), main.label.get(lang));
    let word = quoted(&shortened(word));
    lang.pick(
        format!("是{label}的请写 --{flag} {word}"),
        format!("if it is the text ({label}) write --{flag} {word}"),
    )
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::FitsSeveral { word, fields } => {
                let flags = fields.iter().map(|(_, opt)| {
                    let (flag, label) = (opt.long(), opt.label.get(lang));
                    lang.pick(
                        format!("--{flag}（{label}）"),
                        format!("--{flag} ({label})"),
                    )
                });
                let flags: Vec<String> = flags.collect();
                let (flags, shown) = (flags.join(lang.pick("、", ", ")), shortened(word));
                let known: Vec<&'static Field> = fields.iter().map(|(field, _)| *field).collect();
                let sentence = lang.pick(
                    (
                        format!("“{shown}”可以是 {flags}"),
                        "请在它前面写明是哪一项".to_owned(),
                    ),
                    (
                        format!("“{shown}” may be {flags}"),
                        "put the flag before it".to_owned(),
                    ),
                );
                let said = Said::usage("fits-several", sentence);
                said.of_all(&known).with(word)
            }
            Self::Missing { error, main, words } => {
                let said = error.said(lang, Naming::Flags);
                let words: Vec<String> = words
                    .iter()
                    .map(|word| format!("“{}”", shortened(word)))
                    .collect();
                let (words, label) = (words.concat(), main.label.get(lang));
                said.also(
                    &lang.pick(
                        format!("{words}没有对上别的，算作{label}"),
                        format!("{words} fitted nothing else and was taken for the text ({label})"),
                    ),
                    lang,
                )
            }
            Self::NearlyCalled { word, near, main } => {
                let shown = shortened(word);
                let near: Vec<String> = near.iter().map(|one| format!("“{one}”")).collect();
                let near = near.join(lang.pick("、", " or "));
                let main = main.map_or_else(String::new, |main| {
                    lang.pick("；", "; ").to_owned() + &as_text(main, word, lang)
                });
                Said::usage(
                    "nearly-called",
                    lang.pick(
                        (
                            format!("“{shown}”不是已有的名称或选项"),
                            format!("是不是{near}？{}", main.trim_start_matches('；')),
                        ),
                        (
                            format!("“{shown}” is no name or choice"),
                            format!("did you mean {near}? {}", main.trim_start_matches("; "))
                                .trim_end()
                                .to_owned(),
                        ),
                    ),
                )
                .with(word)
            }
            Self::NoValue { error, value } => {
                let said = error.said(lang, Naming::Flags);
                said.also(&value.message(lang), lang)
            }
            Self::NotUnderstood { word, verb, main } => {
                let (kind, verb) = verb;
                let (shown, name) = (shortened(word), kind.name.get(lang));
                let see = format!("huiyin {} {verb} --help", kind.id);
                let main = main.map_or_else(String::new, |main| {
                    as_text(main, word, lang) + lang.pick("；", "; ")
                });
                Said::usage(
                    "not-understood",
                    lang.pick(
                        (
                            format!("看不懂“{shown}”：{name}没有一项是这样的"),
                            format!("{main}各项请看 {see}"),
                        ),
                        (
                            format!("“{shown}” is no value of any field ({name})"),
                            format!("{main}see the fields with {see}"),
                        ),
                    ),
                )
                .with(word)
            }
            Self::Unless { error, main, word } => {
                let said = error.said(lang, Naming::Flags);
                said.also(&as_text(*main, word, lang), lang)
            }
        }
    }
}
