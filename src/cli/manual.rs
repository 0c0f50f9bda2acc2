//! The manual: topics in plain words, and manual pages.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use roff::{Roff, bold, roman};

use super::environment::Environment;
use super::tree::{ABOUT, Extent, PROGRAM, root, top, usage};
use super::{example, explain, front, say};
use crate::commands::everywhere::{EVERYWHERE, NO_PAGER};
use crate::commands::node::Node;
use crate::commands::verb::{Does, Verb};
use crate::desk::input;
use crate::error::{Error, Fault, Result};
use crate::files::replace;
use crate::model::kind::Choice;
use crate::options::{Given, Opt, Takes};
use crate::text::{Lang, Text, Words, text};

/// A subject that spans commands, told in plain words.
struct Topic {
    id: &'static str,
    /// What it is also called on a Chinese command line.
    called: &'static str,
    about: Text,
    tells: Tells,
}

/// What a topic tells.
enum Tells {
    Words(Text),
    /// What follows from the declarations.
    Page(fn(Lang) -> String),
}

const TOPICS: &[Topic] = &[
    Topic {
        id: "first-day",
        called: "第一天",
        about: text("第一天和每一天", "The first day, and every day"),
        tells: Tells::Words(text(
            include_str!("topics/first-day.zh.txt"),
            include_str!("topics/first-day.en.txt"),
        )),
    },
    Topic {
        id: "dates",
        called: "日期",
        about: text("日期怎么写", "How dates are written"),
        tells: Tells::Words(text(
            include_str!("topics/dates.zh.txt"),
            include_str!("topics/dates.en.txt"),
        )),
    },
    Topic {
        id: "refs",
        called: "编号",
        about: text("编号和姓名", "Refs and names"),
        tells: Tells::Words(text(
            include_str!("topics/refs.zh.txt"),
            include_str!("topics/refs.en.txt"),
        )),
    },
    Topic {
        id: "filters",
        called: "筛选",
        about: text("筛选清单", "Selecting what a list shows"),
        tells: Tells::Words(text(
            include_str!("topics/filters.zh.txt"),
            include_str!("topics/filters.en.txt"),
        )),
    },
    Topic {
        id: "corrections",
        called: "更正",
        about: text("登记错了怎么改", "Putting right what was entered wrongly"),
        tells: Tells::Words(text(
            include_str!("topics/corrections.zh.txt"),
            include_str!("topics/corrections.en.txt"),
        )),
    },
    Topic {
        id: "privacy",
        called: "隐私",
        about: text("群众的个人信息", "People's personal data"),
        tells: Tells::Words(text(
            include_str!("topics/privacy.zh.txt"),
            include_str!("topics/privacy.en.txt"),
        )),
    },
    Topic {
        id: "sheets",
        called: "表格",
        about: text("导入手里的台账", "Bringing in ledgers"),
        tells: Tells::Words(text(
            include_str!("topics/sheets.zh.txt"),
            include_str!("topics/sheets.en.txt"),
        )),
    },
    Topic {
        id: "papers",
        called: "文稿",
        about: text("报告里由人写的文字", "What people write in reports"),
        tells: Tells::Words(text(
            include_str!("topics/papers.zh.txt"),
            include_str!("topics/papers.en.txt"),
        )),
    },
    Topic {
        id: "forms",
        called: "填表",
        about: text("怎么填表", "Filling in forms"),
        tells: Tells::Words(text(
            include_str!("topics/forms.zh.txt"),
            include_str!("topics/forms.en.txt"),
        )),
    },
    Topic {
        id: "phases",
        called: "阶段",
        about: text("阶段的启动和结束", "Opening and closing phases"),
        tells: Tells::Words(text(
            include_str!("topics/phases.zh.txt"),
            include_str!("topics/phases.en.txt"),
        )),
    },
    Topic {
        id: "merging",
        called: "合并",
        about: text("合并各处室的文件", "Merging the files of offices"),
        tells: Tells::Words(text(
            include_str!("topics/merging.zh.txt"),
            include_str!("topics/merging.en.txt"),
        )),
    },
    Topic {
        id: "formats",
        called: "格式",
        about: text("输出格式和文件", "Formats and files"),
        tells: Tells::Words(text(
            include_str!("topics/formats.zh.txt"),
            include_str!("topics/formats.en.txt"),
        )),
    },
    Topic {
        id: "encoding",
        called: "编码",
        about: text("编码和乱码", "Encodings, and garbled text"),
        tells: Tells::Words(text(
            include_str!("topics/encoding.zh.txt"),
            include_str!("topics/encoding.en.txt"),
        )),
    },
    Topic {
        id: "commands",
        called: "命令",
        about: text("全部命令和通用选项", "Every command and common option"),
        tells: Tells::Page(front::at_length),
    },
];

const TOPIC: Opt = Opt::place("TOPIC", Takes::Word(known), text("主题", "A topic"))
    .many()
    .more("或一个命令", "or a command");

pub(super) static HELP: Verb = Verb {
    id: "help",
    called: &["帮助"],
    about: text("按主题查看说明", "Explain a topic"),
    options: &[TOPIC],
    does: Does::Itself,
};

fn known() -> Vec<Choice> {
    let topic = |topic: &Topic| Choice {
        id: topic.id,
        label: topic.about,
    };
    TOPICS.iter().map(topic).collect()
}

const DIR: Opt = Opt::place(
    "DIR",
    Takes::Folder,
    text("放手册页的文件夹", "The folder to write them to"),
)
.required()
.such_as("man", "man");

pub(super) static MAN: Verb = Verb {
    id: "man",
    called: &["手册"],
    about: text("写出手册页（man）", "Write the manual pages"),
    options: &[DIR],
    does: Does::Itself,
};

/// Prints a topic, the help of a command, or the list of topics.
pub(super) fn help(given: Given, environment: &Environment, lang: Lang) -> Result<()> {
    explain(&topic(given, lang)?, !given.has(&NO_PAGER), environment)
}

fn topic(given: Given, lang: Lang) -> Result<String> {
    let typed: Vec<&str> = given.texts(&TOPIC).collect();
    let Some(first) = typed.first() else {
        return Ok(topics(lang));
    };
    if let Some(topic) = TOPICS
        .iter()
        .find(|topic| [topic.id, topic.called].contains(first))
    {
        return Ok(match topic.tells {
            Tells::Words(words) => words.get(lang).to_owned(),
            Tells::Page(page) => page(lang),
        });
    }
    let mut words = vec!["huiyin"];
    words.extend(&typed);
    words.push("--help");
    let tree = root(lang, Extent::All);
    let mut known: Vec<String> = TOPICS.iter().map(|topic| topic.id.to_owned()).collect();
    let choices = known.clone();
    known.extend(TOPICS.iter().map(|topic| topic.called.to_owned()));
    known.extend(
        tree.get_subcommands()
            .map(|inner| inner.get_name().to_owned()),
    );
    if known.iter().any(|one| one == first)
        && let Err(page) = tree.try_get_matches_from(&words)
        && !page.use_stderr()
    {
        let args: Vec<OsString> = words.iter().map(OsString::from).collect();
        return Ok(with_examples(&page.render().to_string(), &args, lang));
    }
    let near = input::nearest(first, known.iter().map(String::as_str));
    Err(input::bad(
        "TOPIC",
        first,
        Fault::NotChoice { choices, near },
    ))
}

/// Puts the examples of a command behind its help.
pub(super) fn with_examples(help: &str, args: &[OsString], lang: Lang) -> String {
    let asks = ["--help", "-h"];
    let args: Vec<OsString> = args
        .iter()
        .filter(|arg| !asks.iter().any(|ask| **arg == **ask))
        .cloned()
        .collect();
    let examples = example::examples(&args, lang);
    if examples.is_empty() {
        return help.to_owned();
    }
    let mut told = format!(
        "{}\n\n{}\n",
        help.trim_end(),
        lang.pick("例如:", "Examples:")
    );
    for example in examples {
        told += &format!("  {example}\n");
    }
    told
}

fn topics(lang: Lang) -> String {
    let mut words = lang
        .pick(
            "用 huiyin help 主题 查看：\n\n",
            "Read one with huiyin help TOPIC:\n\n",
        )
        .to_owned();
    for topic in TOPICS {
        let called = lang.pick(format!("{} ", topic.called), String::new());
        words += &format!("  {:<13}{called}{}\n", topic.id, topic.about.get(lang));
    }
    words += lang.pick(
        "\n命令的用法请用 huiyin 命令 --help。\n",
        "\nHow a command is used: huiyin COMMAND --help.\n",
    );
    words
}

/// Writes a page for every command into a folder.
pub(super) fn man(given: Given, environment: &Environment, lang: Lang) -> Result<()> {
    let folder = environment
        .folder
        .join(given.path(&DIR).unwrap_or(Path::new("")));
    std::fs::create_dir_all(&folder).map_err(|source| Error::Io {
        path: folder.clone(),
        source,
    })?;
    let mut pages = vec![page(None, &[PROGRAM], lang)];
    for node in top() {
        collect(node, &[PROGRAM], lang, &mut pages);
    }
    let count = pages.len();
    for (name, page) in pages {
        replace::file(&folder.join(format!("{name}.1")), page.into_bytes().into())?;
    }
    say(&Wrote { count, folder }.words(lang));
    Ok(())
}

/// The manual pages that were written.
#[derive(Debug)]
struct Wrote {
    count: usize,
    folder: PathBuf,
}

impl Words for Wrote {
    fn words(&self, lang: Lang) -> String {
        let (count, folder) = (self.count, self.folder.display());
        lang.pick(
            format!("已写出 {count} 个手册页；查看请用 man {folder}/huiyin.1"),
            format!("Wrote {count} manual pages; read them with man {folder}/huiyin.1"),
        )
    }
}

/// Adds the pages of a command and of those below it; `above` are the words before it.
fn collect(node: Node, above: &[&str], lang: Lang, pages: &mut Vec<(String, String)>) {
    let words = [above, &[node.id()]].concat();
    for below in node.below() {
        collect(below, &words, lang, pages);
    }
    pages.push(page(Some(node), &words, lang));
}

/// Writes the page of a command, or of the program, by the words of its command line; returns its name
/// with it.
fn page(node: Option<Node>, words: &[&str], lang: Lang) -> (String, String) {
    let name = words.join("-");
    let about = node.map_or(ABOUT.get(lang).into(), |node| node.about(lang));
    let options = node.map(Node::options).unwrap_or_default();
    let below = node.map_or_else(|| top().collect(), Node::below);
    let version = concat!("huiyin ", env!("CARGO_PKG_VERSION"));
    let mut page = Roff::new();
    page.control("TH", [&name, "1", "", version]);
    page.control("SH", [lang.pick("名称", "NAME")]);
    page.text([roman(format!("{name} - {about}"))]);
    page.control("SH", [lang.pick("用法", "SYNOPSIS")]);
    page.text([
        bold(words.join(" ")),
        roman(format!(" {}", usage(node, lang))),
    ]);
    page.control("SH", [lang.pick("选项", "OPTIONS")]);
    for opt in options.iter().chain(EVERYWHERE) {
        page.control("TP", [])
            .text([bold(opt.usage())])
            .text([roman(opt.help(lang))]);
    }
    if !below.is_empty() {
        page.control("SH", [lang.pick("命令", "COMMANDS")]);
    }
    for node in below {
        let name = bold(format!("{name}-{}(1)", node.id()));
        page.control("TP", [])
            .text([name])
            .text([roman(node.about(lang))]);
    }
    let args: Vec<OsString> = words.iter().map(OsString::from).collect();
    let examples = example::examples(&args, lang);
    if !examples.is_empty() {
        page.control("SH", [lang.pick("例子", "EXAMPLES")]);
    }
    for example in examples {
        page.control("PP", []).text([roman(example)]);
    }
    for section in SECTIONS {
        page.control("SH", [section.head.get(lang)]);
        for (what, about) in section.items {
            page.control("TP", [])
                .text([bold(*what)])
                .text([roman(about.get(lang))]);
        }
    }
    page.control("SH", [lang.pick("另见", "SEE ALSO")]);
    let above = words[..words.len().max(2) - 1].join("-");
    page.text([
        bold(format!("{above}(1)")),
        roman(lang.pick("，huiyin help", ", huiyin help")),
    ]);
    (name, page.render())
}

/// A section that every page has alike.
struct Section {
    head: Text,
    items: &'static [(&'static str, Text)],
}

static SECTIONS: &[Section] = &[
    Section {
        head: text("环境变量", "ENVIRONMENT"),
        items: &[
            ("HUIYIN_DB", text("本处室的文件", "the office's file")),
            ("HUIYIN_LANG", text("语言：zh、en", "the language: zh, en")),
            (
                "HUIYIN_TODAY",
                text("按这一天计算", "the day to compute from"),
            ),
            ("HUIYIN_AS", text("经办人", "who is acting")),
            (
                "HUIYIN_PAGER, PAGER",
                text(
                    "分屏程序；cat 为不分屏",
                    "what pages long results; cat for none",
                ),
            ),
            (
                "HUIYIN_PROMPT",
                text("plain 为逐行提问", "plain asks line by line"),
            ),
            (
                "HUIYIN_OUTPUT",
                text(
                    "输出的编码：utf-8、gb18030、console",
                    "the encoding of what is printed: utf-8, gb18030, console",
                ),
            ),
            ("NO_COLOR", text("不用颜色", "no colour")),
        ],
    },
    Section {
        head: text("文件", "FILES"),
        items: &[(
            "huiyin.db",
            text(
                "本处室的文件，在当前文件夹",
                "the office's file, in the current folder",
            ),
        )],
    },
    Section {
        head: text("退出码", "EXIT STATUS"),
        items: &[
            ("0", text("办成", "done")),
            (
                "1",
                text(
                    "被拒绝或失败，说明原因和办法",
                    "refused or failed, with the reason and what to do",
                ),
            ),
            ("2", text("用法不对", "wrong usage")),
            (
                "3",
                text(
                    "用 --exit-code 时：有待办、冲突或损坏",
                    "with --exit-code: there are findings, conflicts or damage",
                ),
            ),
        ],
    },
];
