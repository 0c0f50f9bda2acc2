//! `find`: the records in whose texts all words stand, those that were changed last first.

use super::verb::{Does, Verb};
use crate::desk::{Answer, Desk};
use crate::error::{Refusal, Result, Said, shortened};
use crate::model::columns::Columns;
use crate::model::search::Word;
use crate::options::{Given, Opt, Takes};
use crate::store::{Hit, Passage, Search};
use crate::text::{Lang, Words, text};

/// Records that are listed where nobody says how many.
const MOST: u32 = 100;
/// Characters that are shown before the first hit of a text, and after it.
const BEFORE: usize = 12;
const AFTER: usize = 28;

const WORD: Opt = Opt::place("WORD", Takes::Text, text("要找的词", "Words to find"))
    .required()
    .many()
    .such_as("空调", "roof")
    .more(
        "都要出现；名称、标题也可用拼音，全拼或首字母",
        "all of them; names and titles also by pinyin, in full or by initials",
    );
const KIND: Opt = Opt::flag("kind", Takes::Kind(&[]), text("只找一类", "Only of a kind"));
const FROM: Opt = Opt::flag("from", Takes::Day, text("起始日期", "From this day"));
const UNTIL: Opt = Opt::flag("until", Takes::Day, text("截止日期", "Until this day"));
const LIMIT: Opt = Opt::flag("limit", Takes::Count, text("最多几条", "Show at most N"))
    .more("缺省100", "100 by default");

pub(crate) static VERB: Verb = Verb {
    id: "find",
    called: &["查找", "找"],
    about: text("在全部文字中查找", "Search all texts"),
    options: &[WORD, KIND, FROM, UNTIL, LIMIT],
    does: Does::AtDesk(run),
};

fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let typed = given.texts(&WORD).flat_map(str::split_whitespace);
    let words: Option<Vec<Word>> = typed.map(Word::of).collect();
    let words = words.filter(|words| !words.is_empty());
    let (from, until) = given.range([&FROM, &UNTIL], desk)?;
    let limit = given.optional(&LIMIT, Given::count, desk)?.unwrap_or(MOST);
    let search = Search {
        words: words.ok_or_else(|| Nothing(given.texts(&WORD).collect::<Vec<_>>().join(" ")))?,
        kind: given
            .optional(&KIND, |given, opt, _| given.kind(opt), desk)?
            .flatten(),
        from,
        until,
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
    };
    let (hits, has_more) = desk
        .context
        .reading(|told| desk.store.search(&search, told))?;
    let rows: Vec<_> = hits
        .iter()
        .flat_map(|hit| hit.passages.iter().map(move |one| (hit, one)))
        .collect();
    let nothing = text("没有找到", "Nothing was found");
    let mut answer = Answer::list(passages(desk.context.lang).report(&rows), nothing);
    if has_more {
        answer.also(More(limit));
    }
    Ok(answer)
}

/// The columns of what was found: a text of a record, with its hits marked.
fn passages<'a>(lang: Lang) -> Columns<(&'a Hit, &'a Passage)> {
    Columns::<(&Hit, &Passage)>::new(lang)
        .key("ref", |(hit, _)| hit.reference.clone())
        .words(text("编号", "Ref"), move |(hit, _)| {
            let mark = if hit.is_void {
                lang.pick("（作废）", " (void)")
            } else {
                ""
            };
            format!("{}{mark}", hit.reference)
        })
        .key("kind", |(hit, _)| hit.kind.id)
        .words(text("种类", "Kind"), move |(hit, _)| {
            hit.kind.name.get(lang)
        })
        .key("field", |(_, passage)| passage.field.id)
        .words(text("字段", "Field"), move |(_, passage)| {
            passage.field.label.get(lang)
        })
        .column("excerpt", text("内容", "Text"), |(_, passage)| {
            excerpt(passage)
        })
        .key("void", |(hit, _)| hit.is_void)
}

/// Cuts a text around its first hit, and marks every hit.
fn excerpt(passage: &Passage) -> String {
    let text = &passage.text;
    let mut places = passage.places.iter();
    let (start, end) = places
        .next()
        .map_or((0, 0), |place| (place.start, place.end));
    let first = text[..start]
        .char_indices()
        .rev()
        .nth(BEFORE - 1)
        .map_or(0, |(at, _)| at);
    let last = text[end..]
        .char_indices()
        .nth(AFTER)
        .map_or(text.len(), |(at, _)| end + at);
    let mut excerpt = if first > 0 {
        "…".to_owned()
    } else {
        String::new()
    };
    let mut at = first;
    for place in passage.places.iter().filter(|place| place.end <= last) {
        if place.start >= at {
            excerpt += &format!("{}【{}】", &text[at..place.start], &text[place.clone()]);
            at = place.end;
        }
    }
    excerpt += &text[at..last];
    if last < text.len() {
        excerpt.push('…');
    }
    excerpt.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// More records were found than are listed.
#[derive(Debug)]
struct More(u32);

impl Words for More {
    fn words(&self, lang: Lang) -> String {
        let (listed, next) = (self.0, self.0.saturating_mul(10).max(10));
        lang.pick(
            format!("只列出最近改动的{listed}条，还有其他；再加一个词，或用 --limit {next}"),
            format!("Only the {listed} that were changed last are listed; add a word, or use --limit {next}"),
        )
    }
}

/// Words without a letter or digit.
#[derive(Debug)]
struct Nothing(String);

impl Refusal for Nothing {
    fn said(&self, lang: Lang) -> Said {
        let shown = shortened(&self.0);
        Said::new(
            "nothing-to-find",
            lang.pick(
                (
                    format!("“{shown}”里没有可查找的文字"),
                    "请写要找的字、词或号码，例如 huiyin find 空调",
                ),
                (
                    format!("a word of “{shown}” has neither letter nor digit"),
                    "write a word or number, as in huiyin find roof",
                ),
            ),
        )
        .of(WORD.id)
        .with(&self.0)
    }
}
