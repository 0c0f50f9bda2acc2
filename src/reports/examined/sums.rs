//! Whether the numbers of a paper add up: the totals and rates of its tables, and the parts that its prose
//! lists.

use super::Fault;
use crate::model::document::Cell;
use crate::model::laid::Laid;
use crate::model::printed::plain;

/// Heads and first cells of what sums the others up.
const TOTALS: [&str; 3] = ["合计", "总计", "Total"];

pub(super) fn in_tables(laid: &Laid) -> Vec<Fault> {
    let mut found = Vec::new();
    for (table, rows) in laid.tables.iter().enumerate() {
        for (row, column, code, wanted) in faults(rows) {
            let at = laid
                .paragraphs
                .iter()
                .enumerate()
                .filter(|(_, one)| one.cell == Some((table, row)));
            let at = at.map(|(at, _)| at).nth(column);
            let text = format!(
                "{} {}",
                rows[row].first().map_or("", |one| one.trim()),
                rows[row][column]
            );
            found.push(Fault::new(at.unwrap_or(0), code, text, wanted));
        }
    }
    found
}

fn integer(cell: &str) -> Option<i64> {
    cell.trim().replace(',', "").parse().ok()
}

fn is_total(cell: &str) -> bool {
    TOTALS.contains(&&*plain(cell))
}

/// Finds the cells of a table that do not follow from others: row, column, code, and what was to come.
fn faults(rows: &[Vec<String>]) -> Vec<(usize, usize, &'static str, String)> {
    let mut found = Vec::new();
    let Some(heads) = rows.first() else {
        return found;
    };
    let mut begin = 1;
    for (at, row) in rows.iter().enumerate().skip(1) {
        if row.first().is_some_and(|first| is_total(first)) && at > begin + 1 {
            for column in 1..row.len() {
                let above = rows[begin..at]
                    .iter()
                    .map(|row| row.get(column).and_then(|cell| integer(cell)));
                let sum = above.sum::<Option<i64>>();
                if let (Some(sum), Some(total)) = (sum, integer(&row[column]))
                    && sum != total
                {
                    found.push((at, column, "sum-column", sum.to_string()));
                }
            }
            begin = at + 1;
        }
        for (column, _) in heads.iter().enumerate().filter(|(_, head)| is_total(head)) {
            let others = row
                .iter()
                .enumerate()
                .skip(1)
                .filter(|(other, _)| *other != column);
            let numbers: Vec<i64> = others.filter_map(|(_, cell)| integer(cell)).collect();
            let sum: i64 = numbers.iter().sum();
            if let Some(total) = row.get(column).and_then(|cell| integer(cell))
                && numbers.len() > 1
                && sum != total
            {
                found.push((at, column, "sum-row", sum.to_string()));
            }
        }
        for (column, cells) in row.windows(3).enumerate() {
            let is_of = |at: usize, words: [&str; 2]| {
                let head = heads.get(at).map_or("", String::as_str);
                words.iter().any(|word| head.contains(word))
            };
            let is_rate =
                is_of(column, ["分子", "Numerator"]) && is_of(column + 1, ["分母", "Denominator"]);
            let counts = integer(&cells[0])
                .zip(integer(&cells[1]))
                .filter(|_| is_rate);
            if let Some((numerator, denominator)) = counts
                && cells[2].trim().ends_with('%')
                && let wanted = Cell::Rate(numerator, denominator).to_string()
                && wanted != cells[2].trim()
            {
                found.push((at, column + 2, "rate", wanted));
            }
        }
    }
    found
}

/// Finds a list of parts, in brackets or behind a colon, that does not add up to any number before it.
pub(super) fn in_prose(at: usize, text: &str) -> Vec<Fault> {
    let mut found = Vec::new();
    for sentence in text.split(['。', '；']) {
        for open in ['（', '：', '，', '('] {
            for (place, _) in sentence.match_indices(open) {
                let before = &sentence[..place];
                let after = &sentence[place + open.len_utf8()..];
                let list = match open {
                    '（' => after.split('）').next(),
                    '(' => after.split(')').next(),
                    '，' => after
                        .strip_prefix("其中")
                        .filter(|list| !list.contains('，')),
                    _ => Some(after).filter(|list| !list.contains(['，', '：'])),
                };
                let Some((sum, most, measure)) = list.and_then(parts) else {
                    continue;
                };
                // Only what counts the same is the whole of them.
                let wholes = numbers(before);
                let is_whole = |(number, of): &(i64, String)| of == &measure && *number == sum;
                let near = wholes.last().is_some_and(|(whole, of)| {
                    (of == &measure || measure.is_empty()) && most <= *whole
                });
                if near
                    && !wholes.iter().any(is_whole)
                    && !wholes.iter().any(|(one, _)| *one == sum)
                {
                    let text: String = format!("{before}{open}{}", list.unwrap_or_default());
                    found.push(Fault::new(at, "sum-parts", text, sum.to_string()));
                }
            }
        }
    }
    found
}

/// Returns the numbers of a text, each with the character that it counts in.
fn numbers(text: &str) -> Vec<(i64, String)> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        match super::language::number(&characters, at) {
            Some((number, end)) => {
                let measure: String = characters
                    .get(end)
                    .filter(|one| super::is_han(**one))
                    .into_iter()
                    .collect();
                found.push((number, measure));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Adds up a list of which every item is a word and a number, all of one measure. Returns their sum, the greatest, and the measure.
fn parts(list: &str) -> Option<(i64, i64, String)> {
    let items: Vec<&str> = list.split(['、', ',']).map(str::trim).collect();
    let of = |item: &str| {
        let found = numbers(item);
        let [(number, measure)] = &found[..] else {
            return None;
        };
        let begins = !item.starts_with(|one: char| one.is_ascii_digit());
        let ends = item.ends_with(&format!("{number}{measure}"));
        (begins && ends).then(|| (*number, measure.clone()))
    };
    let parts: Vec<(i64, String)> = items.into_iter().map(of).collect::<Option<_>>()?;
    let measure = parts.first()?.1.clone();
    let is_one = parts.len() > 1 && parts.iter().all(|(_, of)| *of == measure);
    let numbers = || parts.iter().map(|(number, _)| *number);
    is_one.then(|| (numbers().sum(), numbers().max().unwrap_or(0), measure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_do_not_add_up_are_found_and_others_left_alone() {
        let cases = [
            (
                "实事16项，其中已办结9项、继续办理3项、办理中2项、已撤回2项。",
                None,
            ),
            (
                "实事16项，其中已办结9项、继续办理3项、办理中2项、已撤回1项。",
                Some("15"),
            ),
            ("走访27次（慰问11次、走访16次），入户3户。", None),
            ("走访27次（慰问11次、走访15次）。", Some("26")),
            ("组织学习87次、525人次：学习日73次、讲课14次。", None),
            (
                "领导接待76次、269人次（面对面41次、热线29次、网上5次、信箱1次）。",
                None,
            ),
            (
                "The records show 27 visits (three entries 11, consolation 15).",
                Some("26"),
            ),
            ("Pledges: 16 (done 9, continuing 7).", None),
            ("收回有效票188张（发放200张、收回192张）。", None),
            ("查摆问题6个，已整改3个，还有3个。", None),
            ("党员12人，其中3月入党2人、5月入党4人。", None),
        ];
        for (text, sum) in cases {
            let found = in_prose(0, text);
            assert_eq!(found.first().map(|one| &*one.detail), sum, "{text}");
        }
    }

    #[test]
    fn totals_and_rates_of_tables_are_recounted() {
        let rows = |rows: &[&[&str]]| -> Vec<Vec<String>> {
            rows.iter()
                .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                .collect()
        };
        let good = rows(&[
            &["类别", "一", "二", "合计"],
            &["甲", "1", "2", "3"],
            &["乙", "3", "4", "7"],
            &["合计", "4", "6", "10"],
        ]);
        assert!(faults(&good).is_empty());
        let wrong = rows(&[
            &["类别", "一", "二", "合计"],
            &["甲", "1", "2", "4"],
            &["乙", "3", "4", "7"],
            &["合计", "5", "6", "11"],
        ]);
        let codes: Vec<&str> = faults(&wrong).iter().map(|one| one.2).collect();
        assert_eq!(codes, ["sum-row", "sum-column"]);
        let rates = rows(&[
            &["指标", "分子", "分母", "比率"],
            &["甲", "2", "3", "66.67%"],
            &["乙", "2", "3", "66.66%"],
        ]);
        assert_eq!(faults(&rates), [(2, 3, "rate", "66.67%".to_owned())]);
    }
}
