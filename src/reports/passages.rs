//! Passages in reports: where a person's words may stand, and the words put there.
//!
//! Every heading of a document has a place before what the program writes below it, and one after that.
//! A document is made whole first; words are put in last, and never decide what else is in it.

use serde_json::{Value as Json, json};
use unicode_normalization::UnicodeNormalization;

use super::{View, prose, templates};
use crate::error::Result;
use crate::kinds::passage::{self, APPROVED_BY, APPROVED_ON, AUTHOR, PLACE, POSITION, TEXT};
use crate::model::date::{self, Calendar, Span};
use crate::model::document::{Block, DOCUMENT, GAP, Report, Role};
use crate::model::kind::Field;
use crate::model::plan::{Phase, Plan};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::store::Filter;
use crate::text::{Lang, Text, text};

/// A document of the campaign: which report, and of which month or phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) report: &'static str,
    pub(crate) of: Of,
}

/// The days that a document tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Campaign,
    Month(Span),
    /// The phase of a number.
    Phase(i64),
}

impl Document {
    pub(crate) const fn summary() -> Self {
        let (report, of) = (SUMMARY, Of::Campaign);
        Self { report, of }
    }

    pub(crate) const fn month(month: Span) -> Self {
        let (report, of) = (MONTHLY, Of::Month(month));
        Self { report, of }
    }

    pub(crate) const fn phase(phase: &Phase) -> Self {
        let (report, of) = (PHASE, Of::Phase(phase.number));
        Self { report, of }
    }

    /// Finds the document that a name means, and a period: the month as 2011-05, or the number of a phase.
    pub(crate) fn named(
        name: &str,
        period: Option<&str>,
        plan: &Plan,
        calendar: Calendar,
    ) -> Option<Self> {
        let is_called = |(report, label, _): &&(&str, Text, _)| {
            *report == name
                || [Lang::Zh, Lang::En]
                    .iter()
                    .any(|lang| label.get(*lang) == name)
        };
        match (DOCUMENTS.iter().find(is_called)?.0, period) {
            (SUMMARY, _) => Some(Self::summary()),
            (MONTHLY, Some(period)) => date::month(period, calendar).map(Self::month),
            (_, Some(period)) => plan.phase(period.parse().ok()?).map(Self::phase),
            (_, None) => None,
        }
    }

    /// Returns its month as 2011-05, or the number of its phase, as passages name it.
    pub(crate) fn period(&self) -> Option<String> {
        match self.of {
            Of::Campaign => None,
            Of::Month(month) => Some(month.first.format("%Y-%m").to_string()),
            Of::Phase(number) => Some(number.to_string()),
        }
    }

    /// Returns what a passage at one of its places says of where it stands.
    pub(crate) fn place(
        &self,
        key: &str,
        position: &'static str,
        lang: Lang,
    ) -> Vec<(&'static Field, Option<Value>)> {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        vec![
            (&passage::REPORT, text(self.report)),
            (&passage::PERIOD, self.period().map(Value::Text)),
            (&PLACE, text(key)),
            (&POSITION, text(position)),
            (&passage::LANGUAGE, text(lang.pick("zh", "en"))),
        ]
    }
}

/// A heading, and the places below it.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) key: String,
    /// The heading as it is printed.
    pub(crate) heading: String,
    /// Its number within the document, such as 六 or 二（三）; empty where it has none.
    pub(crate) number: String,
    /// Among the blocks, where words before the figures stand, and those after them.
    before: usize,
    after: usize,
    /// The paragraphs that only say that somebody has to write here.
    gaps: Vec<usize>,
}

/// The reports that have places.
pub(crate) const SUMMARY: &str = "summary";
pub(crate) const MONTHLY: &str = "monthly";
pub(crate) const PHASE: &str = "phase";

/// The documents that have places: what each is called, and the option that says of which days it is.
pub(crate) const DOCUMENTS: [(&str, Text, Option<&str>); 3] = [
    (SUMMARY, text("总结", "summary"), None),
    (MONTHLY, text("月报", "monthly"), Some("month")),
    (PHASE, text("阶段", "phase"), Some("phase")),
];

/// Position of a passage: before the figures.
pub(crate) const BEFORE: &str = "before";
/// After them.
pub(crate) const AFTER: &str = "after";

impl Spot {
    /// Names it as a person may type it, and shows what that is.
    pub(crate) fn named(&self) -> String {
        let Self {
            key,
            heading,
            number,
            ..
        } = self;
        if number.is_empty() {
            format!("{heading}({key})")
        } else {
            format!("{number} {}({key})", numbered(heading).1)
        }
    }
}

/// Lists the places of a document, in their order.
pub(crate) fn spots(blocks: &[Block], lang: Lang) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let mut key = None;
    let mut above = String::new();
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Place(own) if !own.is_empty() => key = Some(own.clone()),
            Block::Heading(level, heading) => {
                let (own, title) = numbered(heading);
                if *level <= 2 {
                    own.clone_into(&mut above);
                }
                let is_below = own.starts_with('（') && *level > 2;
                let number = if is_below {
                    format!("{above}{own}")
                } else {
                    own.to_owned()
                };
                let (before, after) = text_below(blocks, at);
                spots.push(Spot {
                    key: key.take().unwrap_or_else(|| title.to_owned()),
                    heading: heading.clone(),
                    number,
                    before,
                    after,
                    gaps: (before..after)
                        .filter(|at| is_gap(blocks, *at, lang))
                        .collect(),
                });
            }
            _ => {}
        }
    }
    spots
}

/// Finds where the text below a heading begins, after those to whom it is addressed, and where it ends.
fn text_below(blocks: &[Block], heading: usize) -> (usize, usize) {
    let mut before = heading + 1;
    while let Some(Block::Line(Role::Addressee, _)) = blocks.get(before) {
        before += 1;
    }
    let ends = |block: &Block| {
        matches!(
            block,
            Block::Heading(..) | Block::Line(..) | Block::PageBreak | Block::Place(_)
        )
    };
    let rest = blocks[before..].iter();
    let mut after = before + rest.take_while(|block| !ends(block)).count();
    // What is said of the heading that follows belongs to it.
    while after > before && matches!(blocks[after - 1], Block::Gap(_) | Block::Tone(..)) {
        after -= 1;
    }
    (before, after)
}

/// Tells whether a paragraph only says that somebody has to write here.
fn is_gap(blocks: &[Block], at: usize, lang: Lang) -> bool {
    let says = |block: &Block| matches!(block, Block::Paragraph(text) if text == GAP.get(lang));
    matches!(blocks[at], Block::Gap(0)) && blocks.get(at + 1).is_some_and(says)
}

/// Parts a heading into its number and the rest.
fn numbered(heading: &str) -> (&str, &str) {
    const DIGITS: &str = "一二三四五六七八九十0123456789.";
    let is_digit = |one: char| DIGITS.contains(one);
    let parts = if let Some(rest) = heading.strip_prefix('（') {
        let end = rest.find('）').map(|end| end + 2 * '（'.len_utf8());
        end.filter(|end| {
            heading['（'.len_utf8()..end - '）'.len_utf8()]
                .chars()
                .all(is_digit)
        })
    } else {
        let end = heading.find(|one| !is_digit(one)).unwrap_or(0);
        let sign = heading[end..].chars().next();
        let is_numbered = end > 0 && matches!(sign, Some('、' | '．' | ' '));
        is_numbered.then(|| end + sign.map_or(0, char::len_utf8))
    };
    match parts {
        Some(end) => {
            let number = heading[..end].trim_end_matches(['、', '．', ' ', '.']);
            (number, heading[end..].trim_start())
        }
        None => ("", heading),
    }
}

/// Finds the place that somebody named: by its key, the heading, or its number.
pub(crate) fn find<'s>(spots: &'s [Spot], typed: &str) -> Option<&'s Spot> {
    let plain = |text: &str| -> String {
        let folded = text.nfkc().filter(|one| !one.is_whitespace());
        folded.collect::<String>().to_lowercase()
    };
    let typed = plain(typed);
    let ways: [fn(&Spot) -> &str; 4] = [
        |spot| &spot.key,
        |spot| &spot.number,
        |spot| &spot.heading,
        |spot| numbered(&spot.heading).1,
    ];
    let mut found = ways.iter().filter_map(|way| {
        let is_it = |spot: &&Spot| !way(spot).is_empty() && plain(way(spot)) == typed;
        spots.iter().find(is_it)
    });
    found.next()
}

/// Returns the passages of a document in a language, in the order of their refs.
pub(crate) fn of(view: &View, document: &Document) -> Result<Vec<Record>> {
    let mut filter = Filter::default();
    filter.equals(&passage::REPORT, &Value::Text(document.report.to_owned()));
    let mut records = view.store.list(&passage::KIND, &filter)?;
    let (lang, period) = (view.lang.pick("zh", "en"), document.period());
    records.retain(|one| {
        one.text(&passage::LANGUAGE).unwrap_or("zh") == lang
            && one.text(&passage::PERIOD) == period.as_deref()
    });
    Ok(records)
}

/// Returns the passages at one place of a document.
pub(crate) fn at(
    view: &View,
    document: &Document,
    key: &str,
    of_position: &str,
) -> Result<Vec<Record>> {
    let mut found = of(view, document)?;
    found.retain(|one| one.text(&PLACE) == Some(key) && position(one) == of_position);
    Ok(found)
}

/// Returns the key of the place at which a passage stands.
pub(crate) fn place(record: &Record) -> &str {
    record.text(&PLACE).unwrap_or_default()
}

/// Tells whether a passage stands before the figures or after them.
pub(crate) fn position(record: &Record) -> &'static str {
    match record.text(&POSITION) {
        Some(BEFORE) => BEFORE,
        _ => AFTER,
    }
}

/// Tells of what is wrong with the passages of a document, which are printed all the same or cannot be.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// The refs of those that nobody has approved.
    pub(crate) unapproved: Vec<String>,
    /// The refs and places of those for which the document has no place.
    pub(crate) lost: Vec<(String, String)>,
}

/// Puts the passages of a document in their places.
pub(crate) fn put(view: &View, document: &Document, report: &mut Report) -> Result<Standing> {
    let records = of(view, document)?;
    let spots = spots(&report.blocks, view.lang);
    let mut standing = Standing::default();
    let mut words: Vec<(usize, Vec<Block>)> = Vec::new();
    let mut filled: Vec<usize> = Vec::new();
    for record in &records {
        let place = record.text(&PLACE).unwrap_or_default();
        let Some(spot) = spots.iter().find(|spot| spot.key == place) else {
            let lost = (record.ref_text().to_owned(), place.to_owned());
            standing.lost.push(lost);
            continue;
        };
        if record.value(&APPROVED_ON).is_none() {
            standing.unapproved.push(record.ref_text().to_owned());
        }
        let at = match (position(record), spot.gaps.first()) {
            (BEFORE, _) => spot.before,
            (_, Some(gap)) => *gap,
            (_, None) => spot.after,
        };
        let text = record.text(&TEXT).unwrap_or_default();
        let own = prose::passage(text, view.lang);
        filled.extend(begun(&report.blocks, spot, &own));
        words.push((at, own));
        filled.extend(spot.gaps.iter().flat_map(|gap| [*gap, gap + 1]));
    }
    words.sort_by_key(|(at, _)| *at);
    let mut words = words.into_iter().peekable();
    let blocks = std::mem::take(&mut report.blocks);
    for (at, block) in blocks.into_iter().map(Some).chain([None]).enumerate() {
        while let Some((_, own)) = words.next_if(|(place, _)| *place == at) {
            report.blocks.push(Block::Passage(true));
            report.blocks.extend(own);
            report.blocks.push(Block::Passage(false));
        }
        report
            .blocks
            .extend(block.filter(|_| !filled.contains(&at)));
    }
    if let Some(json) = report.json.as_object_mut() {
        let told = records.iter().map(|one| told(view, one));
        json.insert("passages".to_owned(), told.collect::<Result<Json>>()?);
        let of = json!({
            "report": document.report, "period": document.period(), "lang": view.lang.pick("zh", "en"),
            "as_of": view.as_of.to_string(), "known_on": view.known_on.map(|day| day.to_string()),
            "digest": json.get("digest"), "template": view.template.map(templates::digest),
        });
        json.insert(DOCUMENT.to_owned(), of);
    }
    Ok(standing)
}

/// Finds the paragraphs below a heading that a passage completes: it begins as they do, up to where they
/// say that somebody has to write.
fn begun(blocks: &[Block], spot: &Spot, own: &[Block]) -> Vec<usize> {
    let mut found = Vec::new();
    for at in spot.before..spot.after {
        if let (Block::Gap(end @ 1..), Some(next)) = (&blocks[at], blocks.get(at + 1)) {
            let beginning = next.words().get(..*end).unwrap_or_default();
            let is_begun = |block: &Block| block.words().starts_with(beginning);
            if !beginning.is_empty() && own.iter().any(is_begun) {
                found.extend([at, at + 1]);
            }
        }
    }
    found
}

/// Tells machines of a passage.
fn told(view: &View, record: &Record) -> Result<Json> {
    let person = |field: &Field| -> Result<Option<String>> {
        match record.value(field) {
            Some(Value::Reference(id)) => {
                let found = view.store.name(&["person"], *id)?;
                Ok(found.map(|(reference, _)| reference))
            }
            _ => Ok(None),
        }
    };
    Ok(json!({
        "ref": record.ref_text(), "place": record.text(&PLACE), "position": position(record),
        "text": record.text(&TEXT), "author": person(&AUTHOR)?, "approved_by": person(&APPROVED_BY)?,
        "approved_on": record.day(&APPROVED_ON).map(|day| day.to_string()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbered_as_they_are_printed() {
        let cases = [
            ("六、下一步打算", ("六", "下一步打算")),
            ("十二、附则", ("十二", "附则")),
            ("（三）公开承诺", ("（三）", "公开承诺")),
            ("2.3 Pledges", ("2.3", "Pledges")),
            ("6. Next steps", ("6", "Next steps")),
            ("完成的实事项目", ("", "完成的实事项目")),
            ("一年来的工作", ("", "一年来的工作")),
            ("（甲）说明", ("", "（甲）说明")),
            ("（", ("", "（")),
            ("", ("", "")),
        ];
        for (heading, parts) in cases {
            assert_eq!(numbered(heading), parts, "{heading}");
        }
    }

    #[test]
    fn a_place_is_found_by_key_number_or_heading_and_ends_where_the_text_does() {
        let heading = |level, text: &str| Block::Heading(level, text.to_owned());
        let text = |text: &str| Block::Paragraph(text.to_owned());
        let blocks = [
            heading(1, "总结报告"),
            Block::Line(Role::Addressee, "市委：".to_owned()),
            text("共走访3次。"),
            heading(2, "二、主要做法"),
            Block::Place("pledges".to_owned()),
            heading(3, "（三）公开承诺"),
            text("承诺2项。"),
            Block::Place("next".to_owned()),
            heading(2, "六、下一步打算"),
            Block::Gap(0),
            text("【待补】"),
            Block::Place(String::new()),
            text("附件：1. 名单"),
        ];
        let spots = spots(&blocks, Lang::Zh);
        let at = |typed: &str| find(&spots, typed).map(|spot| (spot.before, spot.after));
        assert_eq!(at("总结报告"), Some((2, 3)));
        for typed in [
            "二（三）",
            "二(三)",
            "公开承诺",
            "（三）公开承诺",
            "pledges",
        ] {
            assert_eq!(at(typed), Some((6, 7)), "{typed}");
        }
        for typed in ["六", "六、下一步打算", "下一步打算", " next "] {
            assert_eq!(at(typed), Some((9, 11)), "{typed}");
        }
        assert_eq!(at("七"), None);
        assert_eq!(find(&spots, "六").unwrap().gaps, [9]);
    }
}
