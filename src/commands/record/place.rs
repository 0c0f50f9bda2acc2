//! Places of reports: where a text stands that is kept for one of them, named by the report and a heading,
//! as in `summary 六`.

use crate::commands::document::unplaced;
use crate::desk::{Desk, input};
use crate::error::{Refusal, Result, Said};
use crate::kinds;
use crate::model::kind::Kind;
use crate::model::record::Record;
use crate::options::{Given, Opt, Takes};
use crate::reports::passages::{self, AFTER, BEFORE, DOCUMENTS, Document, Spot};
use crate::text::{Lang, Text, text};

const BEFORE_OPT: Opt = Opt::flag(
    BEFORE,
    Takes::Flag,
    text("标题下、数据之前", "Before the figures"),
);
const AFTER_OPT: Opt = Opt::flag(
    AFTER,
    Takes::Flag,
    text("数据之后，缺省如此", "After the figures (default)"),
)
.excludes(&[BEFORE]);
const MONTH: Opt =
    Opt::flag("month", Takes::Month, text("月报的月份", "The month")).such_as("5月", "2011-05");
const PHASE: Opt = Opt::flag("phase", Takes::Phase, text("第几阶段", "The phase"));

/// The options that say which month or phase a report is of.
pub(super) const PERIOD: [Opt; 2] = [MONTH, PHASE];

/// Returns the options by which a place is named beside its report and heading.
pub(super) fn options(kind: &Kind) -> Vec<Opt> {
    if !kind.placed {
        return Vec::new();
    }
    [BEFORE_OPT, AFTER_OPT].into_iter().chain(PERIOD).collect()
}

/// A place that was named.
#[derive(Debug)]
pub(crate) struct Meant {
    pub(crate) document: Document,
    pub(crate) spot: Spot,
    pub(crate) position: &'static str,
    /// The texts that stand there.
    pub(crate) there: Vec<Record>,
}

/// Finds the document that a word names, if it is one's name.
pub(super) fn document(desk: &Desk, word: &str, given: Given) -> Result<Option<Document>> {
    let plain = input::normalised(word).to_lowercase();
    let is_called = |(report, label, _): &&(&str, Text, _)| {
        let labels = [Lang::Zh, Lang::En].map(|lang| label.get(lang));
        *report == plain || labels.contains(&plain.as_str())
    };
    let Some((report, _, period)) = DOCUMENTS.iter().find(is_called) else {
        return Ok(None);
    };
    let asked = |opt: &Opt| Refused::NoPeriod { report, opt: *opt };
    Ok(Some(match period {
        None => Document::summary(),
        Some("month") if !given.has(&MONTH) => return Err(asked(&MONTH).into()),
        Some("month") => Document::month(given.month(&MONTH, desk)?),
        Some(_) if !given.has(&PHASE) => return Err(asked(&PHASE).into()),
        Some(_) => Document::phase(&given.phase(&PHASE, desk)?),
    }))
}

/// Finds the place that some words name: a report, and one of its headings. `None` where the first is no
/// report's name.
pub(crate) fn meant(
    desk: &Desk,
    kind: &Kind,
    words: &[&str],
    given: Given,
) -> Result<Option<Meant>> {
    let (true, Some((report, headings))) = (kind.placed, words.split_first()) else {
        return Ok(None);
    };
    let Some(document) = document(desk, report, given)? else {
        return Ok(None);
    };
    let spots = passages::spots(&unplaced(desk, &document)?.blocks, desk.context.lang);
    let heading = headings.join("");
    let Some(spot) = passages::find(&spots, &heading) else {
        let known = spots.iter().map(Spot::named).collect();
        return Err(Refused::NoPlace {
            report: document.report,
            heading,
            known,
        }
        .into());
    };
    let position = if given.has(&BEFORE_OPT) {
        BEFORE
    } else {
        AFTER
    };
    let there = passages::at(&desk.view(), &document, &spot.key, position)?;
    Ok(Some(Meant {
        spot: spot.clone(),
        document,
        position,
        there,
    }))
}

/// Finds the one text that stands at the place which some words name.
///
/// # Errors
/// If there is none, or more than one.
pub(super) fn named(
    desk: &Desk,
    kind: &Kind,
    words: &[&str],
    given: Given,
) -> Result<Option<Record>> {
    let Some(mut meant) = meant(desk, kind, words, given)? else {
        return Ok(None);
    };
    match meant.there.len() {
        1 => Ok(meant.there.pop()),
        0 => Err(Refused::Empty(words.iter().map(|word| (*word).to_owned()).collect()).into()),
        _ => {
            let refs = meant.there.iter().map(Record::name).collect();
            Err(Refused::Several(refs).into())
        }
    }
}

/// Reasons for which no place, or no text at one, is found.
#[derive(Debug)]
enum Refused {
    /// Nothing is written there yet.
    Empty(Vec<String>),
    /// A report is of a month or phase that was not named.
    NoPeriod { report: &'static str, opt: Opt },
    /// The report has no such heading.
    NoPlace {
        report: &'static str,
        heading: String,
        known: Vec<String>,
    },
    /// The refs of all that stand there.
    Several(Vec<String>),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let noun = kinds::nouns().find(|kind| kind.placed);
        let noun = noun.map_or("", |kind| kind.id);
        match self {
            Self::Empty(words) => {
                let place = words.join(" ");
                let sentence = lang.pick(
                    (
                        format!("“{place}”还没有写过段落"),
                        format!("请用 huiyin {noun} edit {place} --file 文件"),
                    ),
                    (
                        format!("nothing is written at “{place}” yet"),
                        format!("use huiyin {noun} edit {place} --file FILE"),
                    ),
                );
                Said::new("passage-missing", sentence).of("REF").with(place)
            }
            Self::NoPeriod { report, opt } => {
                let (flag, example) = (opt.usage(), opt.example.map(|one| one.get(lang)));
                let example = example.unwrap_or("1");
                let flag_only = opt.long();
                let sentence = lang.pick(
                    (
                        format!("{report} 没有写明是哪一期，缺 {flag}"),
                        format!("请加 --{flag_only} {example}"),
                    ),
                    (
                        format!("which {report} is meant is not said; {flag} is missing"),
                        format!("add --{flag_only} {example}"),
                    ),
                );
                Said::usage("period-missing", sentence).of(opt.id)
            }
            Self::NoPlace {
                report,
                heading,
                known,
            } => {
                let known = known.join(lang.pick("；", "; "));
                let what = if heading.is_empty() {
                    lang.pick(
                        format!("没有写明 {report} 的哪个位置"),
                        format!("which place of {report} is meant is not said"),
                    )
                } else {
                    lang.pick(
                        format!("{report} 没有“{heading}”这个位置"),
                        format!("{report} has no place “{heading}”"),
                    )
                };
                let sentence = lang.pick(
                    (what.clone(), format!("可用：{known}")),
                    (what, format!("there are {known}")),
                );
                Said::new("no-such-place", sentence).of("REF").with(heading)
            }
            Self::Several(refs) => {
                let (all, first) = (lang.join(refs), &refs[0]);
                let sentence = lang.pick(
                    (
                        format!("这个位置有{}段：{all}", refs.len()),
                        format!("请用编号，例如 {first}"),
                    ),
                    (
                        format!("{} passages stand there: {all}", refs.len()),
                        format!("name one by its ref, such as {first}"),
                    ),
                );
                Said::new("ambiguous", sentence).of("REF")
            }
        }
    }
}
