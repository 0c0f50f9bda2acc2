//! Options that every command has, or many have alike.

use std::path::Path;

use crate::desk::{Context, Desk};
use crate::error::Result;
use crate::model::kind::Choice;
use crate::options::{self, Given, Opt, Takes};
use crate::render;
use crate::text::{Lang, Words, text};

pub(crate) const DB: Opt = Opt::flag(
    "db",
    Takes::File,
    text(
        "本处室的文件 [环境变量 HUIYIN_DB，缺省 huiyin.db]",
        "The office's file [HUIYIN_DB, default huiyin.db]",
    ),
)
.common();
pub(crate) const LANG: Opt = Opt::flag(
    "lang",
    Takes::Word(|| options::bare(LANGUAGES)),
    text("语言 [HUIYIN_LANG]", "Language [HUIYIN_LANG]"),
)
.common();
pub(crate) const FORMAT: Opt = Opt::flag(
    "format",
    Takes::Word(formats),
    text("输出格式", "Output format"),
)
.common();
pub(crate) const OUTPUT: Opt = Opt::flag(
    "output",
    Takes::File,
    text(
        "写入文件，- 为标准输出",
        "Write to a file; - for standard output",
    ),
)
.short('o')
.common();
pub(crate) const TODAY: Opt = Opt::flag(
    "today",
    Takes::Day,
    text(
        "按这一天计算 [HUIYIN_TODAY]",
        "Compute as of this day [HUIYIN_TODAY]",
    ),
)
.common();
pub(crate) const AS: Opt = Opt::flag(
    "as",
    Takes::Actor,
    text("经办人 [HUIYIN_AS]", "Who is acting [HUIYIN_AS]"),
)
.common();
pub(crate) const COLOUR: Opt = Opt::flag(
    "color",
    Takes::Word(|| options::bare(COLOURS)),
    text("颜色 [NO_COLOR]", "Colour [NO_COLOR]"),
)
.common();
pub(crate) const QUIET: Opt = Opt::flag(
    "quiet",
    Takes::Flag,
    text("只显示错误", "Print errors only"),
)
.short('q')
.common();

pub(crate) const NO_INPUT: Opt =
    Opt::flag("no-input", Takes::Flag, text("不提问", "Never prompt")).common();

pub(crate) const NO_PAGER: Opt = Opt::flag(
    "no-pager",
    Takes::Flag,
    text(
        "长结果不分屏 [HUIYIN_PAGER、PAGER]",
        "Do not page long output [HUIYIN_PAGER, PAGER]",
    ),
)
.common();

pub(crate) const ASCII: Opt = Opt::flag(
    "ascii",
    Takes::Flag,
    text("表格用 + - | 画线", "Draw tables with + - |"),
)
.common();

/// The options of commands that tell how things stand or stood.
pub(crate) const AS_OF: Opt = Opt::flag(
    "as-of",
    Takes::Day,
    text("截止日期，缺省为今天", "Cut-off day; today by default"),
);
pub(crate) const KNOWN_ON: Opt = Opt::flag(
    "known-on",
    Takes::Day,
    text(
        "只按这一天以前登记或合并来的数据",
        "Only what was entered or had arrived by this day",
    ),
);

pub(crate) const AGAINST: Opt = Opt::flag(
    "against",
    Takes::Day,
    text(
        "逐条列出与这一天已知数据的差别，或与一次报送（N1）的差别",
        "Compare with what was known on this day or handed in as N1, ref by ref",
    ),
);

/// The option of commands that keep a copy of the file as it was.
pub(crate) const COPIES: Opt = Opt::flag(
    "copies",
    Takes::Count,
    text(
        "这类备份留最近几份，缺省3 [HUIYIN_COPIES]",
        "How many such copies stay, by default 3 [HUIYIN_COPIES]",
    ),
);

/// The options of lists that may be longer than anybody reads.
pub(crate) const LIMIT: Opt = Opt::flag(
    "limit",
    Takes::Count,
    text("最多列出几条，缺省50", "List at most N, by default 50"),
)
.excludes(&["all"]);
pub(crate) const ALL: Opt = Opt::flag("all", Takes::Flag, text("全部列出", "List them all"));

/// How many people are told of at once, unless they ask for another number.
const MOST: usize = 50;

/// All of every command, in the order of help.
pub(crate) static EVERYWHERE: &[Opt] = &[
    DB, LANG, FORMAT, OUTPUT, TODAY, AS, COLOUR, QUIET, NO_INPUT, NO_PAGER, ASCII,
];

pub(crate) const LANGUAGES: &[&str] = &["zh", "en"];
pub(crate) const COLOURS: &[&str] = &["auto", "always", "never"];

/// Every format of results, and those that only `export` writes.
fn formats() -> Vec<Choice> {
    let results = render::FORMATS.iter().map(|format| format.id);
    let records = render::RECORDS_FORMATS.iter().map(|format| format.id);
    let mut ids: Vec<&str> = results.collect();
    for id in records {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    options::bare(&ids)
}

/// Returns the file to write to; none for standard output, which `-` stands for as well.
pub(crate) fn output(given: Given<'_>) -> Option<&Path> {
    given
        .path(&OUTPUT)
        .filter(|file| *file != Path::new(STANDARD))
}

/// Stands for standard input or output in the place of a file.
pub(crate) const STANDARD: &str = "-";

/// Opens the office's file and turns to the day that is asked about.
pub(super) fn asked_about<'c>(given: Given, context: &'c Context) -> Result<Desk<'c>> {
    let desk = Desk::open(context)?;
    let as_of = given.optional(&AS_OF, Given::day, &desk)?;
    let known_on = given.optional(&KNOWN_ON, Given::day, &desk)?;
    desk.back_to(as_of, known_on.map(|day| (&KNOWN_ON, day)))
}

/// Keeps of a list as many as are asked for: for people the first, for programs all. Returns how many are
/// left out as well.
pub(super) fn first_of<'l, T>(given: Given, desk: &Desk, list: &'l [T]) -> Result<(&'l [T], Left)> {
    let limit = given.optional(&LIMIT, Given::count, desk)?;
    let is_for_people = output(given).is_none()
        && given
            .text(&FORMAT)
            .is_none_or(|format| format == render::TABLE.id);
    let most = match limit {
        Some(limit) => limit as usize,
        None if given.has(&ALL) || !is_for_people => list.len(),
        None => MOST,
    };
    let shown = &list[..list.len().min(most)];
    let left = Left {
        left: list.len() - shown.len(),
    };
    Ok((shown, left))
}

/// What of a list is not shown.
#[derive(Debug)]
pub(super) struct Left {
    pub(super) left: usize,
}

impl Words for Left {
    fn words(&self, lang: Lang) -> String {
        let left = self.left;
        lang.pick(
            format!("另有 {left} 处没有列出：--all"),
            format!("{left} more are not listed: --all"),
        )
    }
}
