//! The form of a paper, against GB/T 9704-2012: its paper, its page numbers, its title, headings and body,
//! its attachments, and who signs.

use super::{Fault, is_han};
use crate::model::laid::{Laid, Looks, Paragraph, Sheet};
use crate::text::{Lang, numeral};

const A4: [i64; 2] = [11906, 16838];
/// Top, right, bottom, left: 37, 26, 35 and 28 mm.
const MARGINS: [i64; 4] = [2098, 1474, 1984, 1587];
/// Those of a page on its side that holds a table of many columns.
const SLIM: [i64; 4] = [850; 4];
/// How far a length may be off: a millimetre.
const ABOUT: i64 = 57;
/// Sizes in half-points.
const TITLE_SIZE: i64 = 44;
const BODY_SIZE: i64 = 32;
const NUMBER_SIZE: i64 = 28;
/// Twentieths of a point from line to line.
const PITCH: std::ops::RangeInclusive<i64> = 550..=580;
/// Up to how many characters a paragraph behind a number is a heading.
const HEADING: usize = 30;
const NUMERALS: &str = "一二三四五六七八九十";

/// Returns where the paper itself ends and its first attachment begins.
pub(super) fn main_end(laid: &Laid) -> usize {
    let first = laid.paragraphs.iter().position(is_attachment);
    first.unwrap_or(laid.paragraphs.len())
}

fn is_attachment(paragraph: &Paragraph) -> bool {
    let text = paragraph.text.trim();
    let rest = ["附件", "Attachment"]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    paragraph.cell.is_none()
        && rest.is_some_and(|rest| rest.trim().chars().all(|one| one.is_ascii_digit()))
}

pub(super) fn faults(laid: &Laid, lang: Lang) -> Vec<Fault> {
    let mut found = Vec::new();
    paper(laid, &mut found);
    if laid.has_changes {
        found.push(Fault::new(0, "changes", "", ""));
    }
    if laid.has_comments {
        found.push(Fault::new(0, "comments", "", ""));
    }
    let title = title(laid, lang, &mut found);
    if lang == Lang::Zh {
        let signed = signature(laid, &mut found);
        if let Some(title) = title {
            addressee(laid, title, signed, &mut found);
        }
        headings(laid, &mut found);
        body(laid, signed.unwrap_or(usize::MAX), &mut found);
        enclosures(laid, &mut found);
    }
    attachments(laid, &mut found);
    found
}

fn is_about(length: i64, wanted: i64) -> bool {
    (length - wanted).abs() <= ABOUT
}

fn paper(laid: &Laid, found: &mut Vec<Fault>) {
    let mut push = |code| found.push(Fault::new(0, code, "", ""));
    let is_a4 = |[short, long]: [i64; 2]| is_about(short, A4[0]) && is_about(long, A4[1]);
    let mut sizes = laid
        .sheets
        .iter()
        .map(|one| [one.width.min(one.height), one.width.max(one.height)]);
    if laid.sheets.is_empty() || !sizes.all(is_a4) {
        push("page-size");
    }
    let has = |sheet: &Sheet, wanted: [i64; 4]| {
        let mut margins = sheet.margins.into_iter().zip(wanted);
        margins.all(|(one, wanted)| is_about(one, wanted))
    };
    let is_slim = |sheet: &Sheet| sheet.width > sheet.height && has(sheet, SLIM);
    if !laid
        .sheets
        .iter()
        .all(|one| has(one, MARGINS) || is_slim(one))
    {
        push("page-margins");
    }
    let feet: Vec<_> = laid.feet.iter().filter(|foot| foot.has_number).collect();
    if feet.is_empty() {
        return push("page-number-missing");
    }
    let is_dashed = |text: &str| {
        let text = text.trim();
        text.starts_with(['—', '－', '–', '-']) && text.ends_with(['—', '－', '–', '-'])
    };
    if feet.iter().any(|foot| !is_dashed(&foot.text)) {
        push("page-number-dashes");
    }
    let side = |foot: &Looks| foot.align.clone().unwrap_or_default();
    let is_outside = |is_even: bool, sides: &[&str]| {
        let mut of = feet
            .iter()
            .filter(|foot| foot.is_even == is_even)
            .peekable();
        of.peek().is_some() && of.all(|foot| sides.contains(&&*side(&foot.looks)))
    };
    if !laid.is_two_sided
        || !is_outside(false, &["right", "end"])
        || !is_outside(true, &["left", "start", ""])
    {
        push("page-number-side");
    }
    if feet.iter().any(|foot| foot.looks.size != Some(NUMBER_SIZE)) {
        push("page-number-size");
    }
}

fn points(looks: &Looks) -> String {
    let size = looks.size.unwrap_or(0);
    if size % 2 == 0 {
        (size / 2).to_string()
    } else {
        format!("{}.5", size / 2)
    }
}

fn has_font(looks: &Looks, names: &[&str]) -> bool {
    let font = looks.font.as_deref().unwrap_or_default();
    names.iter().any(|name| font.contains(name))
}

fn font(looks: &Looks) -> String {
    looks.font.clone().unwrap_or_else(|| "?".to_owned())
}

/// Finds the title and looks at it.
fn title(laid: &Laid, lang: Lang, found: &mut Vec<Fault>) -> Option<usize> {
    let is_words =
        |(_, one): &(usize, &Paragraph)| one.cell.is_none() && !one.text.trim().is_empty();
    let first = laid.paragraphs.iter().enumerate().find(is_words);
    let Some((at, title)) = first else {
        found.push(Fault::new(0, "title-missing", "", ""));
        return None;
    };
    let text = title.text.trim();
    let looks = &title.looks;
    let is_centred = looks.align.as_deref() == Some("center");
    if !is_centred && looks.size.unwrap_or(0) <= BODY_SIZE && text.ends_with(['。', '：', '.', ':'])
    {
        found.push(Fault::new(at, "title-missing", text, ""));
        return None;
    }
    if looks.size != Some(TITLE_SIZE) {
        found.push(Fault::new(at, "title-size", text, points(looks)));
    }
    if !is_centred {
        found.push(Fault::new(at, "title-align", text, ""));
    }
    if lang == Lang::Zh && !has_font(looks, &["小标宋"]) {
        found.push(Fault::new(at, "title-font", text, font(looks)));
    }
    if text.ends_with(['。', '，', '；', '：', '.', ',']) {
        found.push(Fault::new(at, "title-end", text, ""));
    }
    Some(at)
}

/// Looks at the paragraph behind the title, where it is one that names whom the paper is for.
fn addressee(laid: &Laid, title: usize, signed: Option<usize>, found: &mut Vec<Fault>) {
    let mut next = laid.paragraphs[title + 1..].iter().zip(title + 1..);
    let next = next.find(|(one, _)| !one.text.trim().is_empty());
    let Some((one, at)) = next.filter(|(one, _)| one.cell.is_none() && one.looks.level.is_none())
    else {
        return;
    };
    let text = one.text.trim();
    let is_flush = one.looks.first.unwrap_or(0) == 0 && one.looks.align.as_deref() == Some("left");
    if signed.is_some() && is_flush && mark(text).is_none() && !text.ends_with('：') {
        found.push(Fault::new(at, "addressee-colon", text, ""));
    }
}

/// The number of a heading: its level from 1, and which it is.
fn mark(text: &str) -> Option<(usize, i64)> {
    let number = |text: &str| (1..100).find(|one| numeral(*one) == text);
    let head = text.split_once('、').map(|(head, _)| head);
    if let Some(number) = head.and_then(number) {
        return Some((1, number));
    }
    let inner = text.strip_prefix('（')?.split_once('）')?.0;
    number(inner).map(|number| (2, number))
}

/// Tells whether a paragraph begins as a heading whose number is marked wrongly.
fn is_marked_wrongly(text: &str) -> bool {
    let characters: Vec<char> = text.chars().take(8).collect();
    let numerals = characters
        .iter()
        .take_while(|one| NUMERALS.contains(**one))
        .count();
    let next = |at: usize| characters.get(at).copied().unwrap_or(' ');
    if numerals > 0 && matches!(next(numerals), '.' | '．' | ',' | '，' | ':' | '：') {
        return true;
    }
    let digits = characters
        .iter()
        .take_while(|one| one.is_ascii_digit())
        .count();
    if digits > 0 && digits < 3 && next(digits) == '、' {
        return true;
    }
    if !matches!(next(0), '(' | '（') {
        return false;
    }
    let inner = characters[1..]
        .iter()
        .take_while(|one| NUMERALS.contains(**one))
        .count();
    let closed = next(1 + inner);
    inner > 0
        && matches!(closed, ')' | '）')
        && (next(0) == '(' || closed == ')' || matches!(next(2 + inner), '、' | '.' | '．' | '，'))
}

fn headings(laid: &Laid, found: &mut Vec<Fault>) {
    let mut last = [0, 0];
    for (at, one) in laid.paragraphs[..main_end(laid)].iter().enumerate() {
        let text = one.text.trim();
        if one.cell.is_some() || one.is_item {
            continue;
        }
        if is_marked_wrongly(text) {
            found.push(Fault::new(
                at,
                "heading-mark",
                text.chars().take(12).collect::<String>(),
                "",
            ));
        }
        let Some((level, number)) = mark(text) else {
            continue;
        };
        if number != last[level - 1] + 1 {
            let wanted = numeral(last[level - 1] + 1);
            let wanted = [format!("{wanted}、"), format!("（{wanted}）")][level - 1].clone();
            found.push(Fault::new(
                at,
                "heading-order",
                text.chars().take(12).collect::<String>(),
                wanted,
            ));
        }
        last[level - 1] = number;
        if level == 1 {
            last[1] = 0;
        }
        let is_heading = text.chars().count() <= HEADING && !text.contains('。');
        if !is_heading {
            continue;
        }
        let (names, wanted) =
            [(["黑体", "SimHei"], "黑体"), (["楷体", "KaiTi"], "楷体")][level - 1];
        if !has_font(&one.looks, &names) {
            found.push(Fault::new(at, "heading-font", text, wanted));
        }
        if one.looks.size != Some(BODY_SIZE) {
            found.push(Fault::new(at, "heading-size", text, points(&one.looks)));
        }
    }
}

/// Returns where the notes in small print begin at the end of the paper itself.
fn notes(laid: &Laid) -> usize {
    const SMALL: i64 = 21;
    let main = &laid.paragraphs[..main_end(laid)];
    let is_note =
        |one: &&Paragraph| one.cell.is_none() && one.looks.size.is_some_and(|size| size <= SMALL);
    main.len() - main.iter().rev().take_while(is_note).count()
}

/// Looks at the paragraphs between the title and whoever signs.
fn body(laid: &Laid, signed: usize, found: &mut Vec<Fault>) {
    let end = main_end(laid).min(signed).min(notes(laid));
    let begin = |text: &str| text.chars().take(16).collect::<String>();
    for (at, one) in laid.paragraphs[..end].iter().enumerate().skip(1) {
        let text = one.text.trim();
        let is_flush = one.looks.align.as_deref() == Some("left") && text.ends_with(['：', ':']);
        if !super::is_prose(one)
            || is_flush
            || one.looks.level.is_some()
            || !text.chars().any(is_han)
        {
            continue;
        }
        let looks = &one.looks;
        if !has_font(looks, &["仿宋", "FangSong", "Fangsong"]) {
            found.push(Fault::new(at, "body-font", begin(text), font(looks)));
        }
        if looks.size != Some(BODY_SIZE) {
            found.push(Fault::new(at, "body-size", begin(text), points(looks)));
        }
        if !looks.pitch.is_some_and(|pitch| PITCH.contains(&pitch)) {
            found.push(Fault::new(at, "body-pitch", begin(text), ""));
        }
        let is_spaced = text.starts_with("　　") || one.text.starts_with("　　");
        if !looks.is_indented() && !is_spaced {
            found.push(Fault::new(at, "body-indent", begin(text), ""));
        }
        if !one.is_item && !text.ends_with(['。', '；', '：', '！', '？', '”', '）', '…'])
        {
            let end = text.chars().count().saturating_sub(12);
            found.push(Fault::new(
                at,
                "sentence-end",
                text.chars().skip(end).collect::<String>(),
                "",
            ));
        }
    }
}

/// Finds the day on which the paper is signed, and looks at it and at who signs; returns where that begins.
fn signature(laid: &Laid, found: &mut Vec<Fault>) -> Option<usize> {
    let main = &laid.paragraphs[..main_end(laid)];
    let is_it = |one: &&Paragraph| one.cell.is_none() && is_day_alone(one.text.trim());
    let at = main.iter().rposition(|one| is_it(&one));
    let Some(at) = at else {
        let is_letter = main.iter().take(4).any(|one| {
            one.cell.is_none()
                && one.looks.align.as_deref() == Some("left")
                && one.text.trim().ends_with('：')
        });
        if is_letter {
            found.push(Fault::new(
                main.len().saturating_sub(1),
                "date-missing",
                "",
                "",
            ));
        }
        return None;
    };
    let (one, text) = (&main[at], main[at].text.trim());
    let digits = parts(text);
    let is_plain =
        digits.len() == 3 && text == format!("{}年{}月{}日", digits[0], digits[1], digits[2]);
    if !is_plain {
        let wanted = if digits.len() == 3 {
            format!("{}年{}月{}日", digits[0], digits[1], digits[2])
        } else {
            "2011年11月30日".to_owned()
        };
        found.push(Fault::new(at, "date-form", text, wanted));
    }
    let is_right = |one: &Paragraph| matches!(one.looks.align.as_deref(), Some("right" | "end"));
    let before = at.checked_sub(1).map(|before| &main[before]);
    let signs = before.filter(|one| {
        let text = one.text.trim();
        one.cell.is_none()
            && !text.is_empty()
            && text.chars().count() <= 40
            && !text.ends_with('。')
            && mark(text).is_none()
            && !text.contains('．')
    });
    if signs.is_none() {
        found.push(Fault::new(at, "signature-missing", text, ""));
    }
    if !is_right(one) || signs.is_some_and(|one| !is_right(one)) {
        found.push(Fault::new(at, "date-place", text, ""));
    }
    Some(at - usize::from(signs.is_some()))
}

/// Returns the numbers in a text, without leading zeros.
fn parts(text: &str) -> Vec<i64> {
    let parts = text.split(|one: char| !one.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// Tells whether a text is a day and nothing else, in whatever form.
fn is_day_alone(text: &str) -> bool {
    let of = |kept: &str| {
        text.chars()
            .all(|one| one.is_ascii_digit() || kept.contains(one))
    };
    let numbers = parts(text);
    let is_year = numbers
        .first()
        .is_some_and(|year| (1900..2200).contains(year));
    let in_digits =
        (of("年月日") || of("-") || of(".") || of("/")) && numbers.len() == 3 && is_year;
    let characters = text
        .chars()
        .all(|one| "〇零○一二三四五六七八九十年月日".contains(one));
    in_digits || (characters && text.contains('年') && text.ends_with('日'))
}

/// Looks at the list of attachments below the body.
fn enclosures(laid: &Laid, found: &mut Vec<Fault>) {
    let main = main_end(laid);
    let begins = |one: &Paragraph| {
        let text = one.text.trim();
        one.cell.is_none()
            && ["附件：", "附件:"]
                .iter()
                .any(|word| text.starts_with(word))
    };
    let Some(first) = laid.paragraphs[..main].iter().position(begins) else {
        return;
    };
    let mut listed = 0;
    for (at, one) in laid.paragraphs[..main].iter().enumerate().skip(first) {
        let text = one.text.trim();
        let rest = text
            .strip_prefix("附件：")
            .or_else(|| text.strip_prefix("附件:"))
            .unwrap_or(text);
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let is_one = at == first || (digits > 0 && rest[digits..].starts_with(['．', '.', '、']));
        if !is_one {
            break;
        }
        listed += 1;
        let is_marked = digits == 0 || rest[digits..].starts_with('．');
        if text.starts_with("附件:") || !is_marked {
            found.push(Fault::new(at, "enclosure-mark", text, ""));
        }
        if text.ends_with(['。', '；', '，', '、', ';', '.']) || text.contains('《') {
            found.push(Fault::new(at, "enclosure-end", text, ""));
        }
    }
    let attached = laid
        .paragraphs
        .iter()
        .filter(|one| is_attachment(one))
        .count();
    if listed != attached {
        found.push(Fault::new(
            first,
            "attachment-missing",
            "",
            format!("{listed}, {attached}"),
        ));
    }
}

fn attachments(laid: &Laid, found: &mut Vec<Fault>) {
    for (at, one) in laid
        .paragraphs
        .iter()
        .enumerate()
        .filter(|(_, one)| is_attachment(one))
    {
        if !one.breaks {
            found.push(Fault::new(at, "attachment-page", one.text.trim(), ""));
        }
        let mut below = laid.paragraphs[at + 1..].iter();
        let title = below.find(|one| !one.text.trim().is_empty());
        let is_title = |title: &Paragraph| {
            title.cell.is_none() && title.looks.align.as_deref() == Some("center")
        };
        if !title.is_some_and(is_title) {
            found.push(Fault::new(at, "attachment-title", one.text.trim(), ""));
        }
    }
}
