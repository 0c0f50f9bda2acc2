//! How a bulletin is shown: what leads the bureau's eye in sentences, then the figures and the rates of
//! every unit, a table each.

use super::counted::{COUNTS, Share, rate, whole};
use super::{Bulletin, Part, Row, Standing};
use crate::model::date::in_words;
use crate::model::document::{Block, Cell, Role, Source, Table};
use crate::model::plan::RankBy;
use crate::reports::narrative::short;
use crate::text::{Lang, Text, text};

/// What each rate is of, in the order of [`RankBy::ALL`].
const OF: [Text; RankBy::ALL.len()] = [
    text("答复/收到", "Replied/in"),
    text("办结/收到", "Settled/in"),
    text("按期/到期", "In time/due"),
];

impl Bulletin<'_> {
    pub(super) fn blocks(&self, sources: &[Source]) -> Vec<Block> {
        let lang = self.view.lang;
        let month = self.request.month.first;
        let title = lang.pick(
            format!("{}情况通报", month.format("%Y年%-m月")),
            format!("Bulletin of {}", month.format("%B %Y")),
        );
        let mut blocks = vec![Block::Heading(1, title)];
        blocks.extend(self.sentences().into_iter().map(Block::Paragraph));
        blocks.extend([
            Block::Table(self.counts(sources)),
            Block::Table(self.rates(sources)),
        ]);
        blocks.push(Block::Table(self.parts(sources)));
        blocks.extend([
            Block::Line(Role::Signature, self.view.signer().to_owned()),
            Block::Line(Role::Date, in_words(self.view.as_of, lang)),
            Block::Line(Role::Footnote, self.note()),
        ]);
        blocks
    }

    /// Says what the tables come to: how all stand, who leads, who is below the floor, whose file is
    /// missing or old.
    fn sentences(&self) -> Vec<String> {
        let lang = self.view.lang;
        let count = |id: &str| self.total.counts[id].value;
        let (received, open) = (count("received"), count("open"));
        let (in_time, late) = (count("replied_in_time"), count("replied_late"));
        let at = RankBy::ALL.iter().position(|one| *one == self.by);
        let (now, before) = &self.total.rates[at.unwrap_or_default()];
        let label = rate(self.by).label.get(lang);
        let lower = label.to_lowercase();
        let (numerator, denominator) = now.counts();
        let told = lang.remarked(told(now), format!("{numerator}/{denominator}"));
        let than = match moved(now, before, lang) {
            Some(moved) => lang.pick(
                format!("，比上月{moved}"),
                format!(", {moved} on the month before"),
            ),
            None => String::new(),
        };
        let until = self.view.until();
        let mut sentences = vec![lang.pick(
            format!("{until}，本月收到意见{received}条，按期答复{in_time}条，迟答复{late}条，未答复{open}条；{label}{told}{than}。"),
            format!("{until}: opinions received this month: {received}, replied to in time {in_time}, late {late}, not yet {open}; {lower} {told}{than}."),
        )];
        let ranked = |tied: &[&Row]| {
            let [row, ..] = tied else {
                return String::new();
            };
            let units: Vec<&str> = tied.iter().map(|row| row.name.as_str()).collect();
            let named = lang.remarked(lang.join(&units), self::told(row.share(self.by)));
            let rank = row.rank.unwrap_or_default();
            let tie = if tied.len() > 1 { "并列" } else { "" };
            lang.pick(
                format!("{tie}第{rank}名{named}"),
                format!("{rank}. {named}"),
            )
        };
        let first = self.first();
        let tied = first.chunk_by(|one, other| one.rank == other.rank);
        let first: Vec<String> = tied.map(ranked).collect();
        let mut ranking = Vec::new();
        if !first.is_empty() {
            let first = lang.join(&first);
            ranking.push(lang.pick(
                format!("按{label}排名，前三名为{first}。"),
                format!("First three by {lower}: {first}."),
            ));
        }
        if let Some(floor) = self.floor {
            let below = self.below_floor();
            let below: Vec<String> = below
                .iter()
                .map(|row| lang.remarked(&row.name, self::told(row.share(self.by))))
                .collect();
            let named = match &below[..] {
                [] => lang.pick("没有", "none").to_owned(),
                some => lang.join(some),
            };
            ranking.push(lang.pick(
                format!("低于通报线{floor}%的：{named}。"),
                format!("Below the floor of {floor}%: {named}."),
            ));
        }
        let (missing, old) = (self.missing(), self.old());
        if !missing.is_empty() {
            let named = lang.join(&missing.iter().map(|row| &row.name).collect::<Vec<_>>());
            ranking.push(lang.pick(
                format!("没有收到文件、也没有记录的：{named}。"),
                format!("Neither file nor record received from: {named}."),
            ));
        }
        if !old.is_empty() {
            let of_a_day = old.chunk_by(|one, other| one.standing == other.standing);
            let old: Vec<String> = of_a_day.map(|rows| old_words(rows, lang)).collect();
            let named = lang.join(&old);
            ranking.push(lang.pick(
                format!("文件较旧的：{named}。"),
                format!("Files that are old: {named}."),
            ));
        }
        let ranking = ranking.join(lang.pick("", " "));
        sentences.extend((!ranking.is_empty()).then_some(ranking));
        sentences
    }

    /// The figures of every unit.
    fn counts(&self, sources: &[Source]) -> Table {
        let lang = self.view.lang;
        let unit = text("单位", "Unit").get(lang);
        let heads = COUNTS.iter().map(|(_, _, head)| head.get(lang));
        let heads = [unit].into_iter().chain(heads);
        let cells = |row: &Row| {
            let counts = COUNTS.iter().map(|(id, ..)| row.counts[id].value);
            let name = [Cell::from(marked(row, lang))].into_iter();
            name.chain(counts.map(Cell::Integer)).collect()
        };
        let mut table = Table::new::<Cell>(heads, self.rows.iter().map(cells));
        table.totals.push(cells(&self.total));
        for (line, row) in self.lines().enumerate() {
            for (column, (id, ..)) in (1..).zip(COUNTS) {
                lead(
                    &mut table,
                    (line, column),
                    format!("{}.{id}", row.place),
                    sources,
                );
            }
        }
        let title = lang.pick("各单位情况", "Figures by unit");
        table.titled(title)
    }

    fn lines(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().chain([&self.total])
    }

    /// The rates of every unit, each beside the month before, and its rank.
    fn rates(&self, sources: &[Source]) -> Table {
        let lang = self.view.lang;
        let unit = text("单位", "Unit").get(lang);
        let rank = text("名次", "Rank").get(lang);
        let mut heads = vec![unit.to_owned(), rank.to_owned()];
        for (by, of) in RankBy::ALL.into_iter().zip(OF) {
            let rate = rate(by).label.get(lang);
            let change = lang.pick(format!("{rate}比上月"), format!("{rate}: change"));
            heads.extend([rate.to_owned(), of.get(lang).to_owned(), change]);
        }
        let cells = |row: &Row| {
            let rank = row.rank.map(|rank| rank.to_string());
            let rank = rank.unwrap_or_else(|| "—".to_owned());
            let mut cells = vec![Cell::from(row.name.as_str()), Cell::from(rank)];
            for (share, before) in &row.rates {
                let (numerator, denominator) = share.counts();
                cells.extend([
                    Cell::Rate(numerator, denominator),
                    Cell::from(format!("{numerator}/{denominator}")),
                    Cell::from(arrow(share, before, lang)),
                ]);
            }
            cells
        };
        let mut ranked: Vec<&Row> = self.rows.iter().collect();
        ranked.sort_by_key(|row| (!row.is_unit(), row.rank.is_none(), row.rank));
        let mut table = Table::new::<Cell>(heads, ranked.iter().map(|row| cells(row)));
        table.totals.push(cells(&self.total));
        for (line, row) in ranked.into_iter().chain([&self.total]).enumerate() {
            for (at, by) in RankBy::ALL.into_iter().enumerate() {
                let key = |part: &str| format!("{}.{}.{part}", row.place, by.rate());
                let column = 2 + 3 * at;
                lead(&mut table, (line, column), key("numerator"), sources);
                lead(&mut table, (line, column + 1), key("denominator"), sources);
            }
        }
        let by = rate(self.by).label.get(lang);
        table.titled(lang.pick(
            format!("各项比率（按{by}排名）"),
            format!("Rates, ranked by {}", by.to_lowercase()),
        ))
    }

    /// The opinions by channel, and by who raised them.
    fn parts(&self, sources: &[Source]) -> Table {
        let lang = self.view.lang;
        let parts = [("channels", &self.channels), ("kinds", &self.kinds)];
        let parts = parts.into_iter();
        let parts: Vec<(&str, &Part)> = parts
            .flat_map(|(list, parts)| parts.iter().map(move |part| (list, part)))
            .collect();
        let heads = parts.iter().map(|(_, part)| part.label.get(lang));
        let counts = parts.iter().map(|(_, part)| whole(part.refs.len()));
        let mut table = Table::new::<Cell>(heads, [counts.map(Cell::Integer).collect()]);
        for (column, (list, part)) in parts.iter().enumerate() {
            let key = format!("{list}.{}.received", part.id.unwrap_or_default());
            lead(&mut table, (0, column), key, sources);
        }
        table.titled(lang.pick(
            "收到意见的渠道和反映人类别（条）",
            "Opinions by channel, and by who raised them",
        ))
    }

    /// Says how the figures are to be read.
    fn note(&self) -> String {
        let lang = self.view.lang;
        let formulas = RankBy::ALL.map(|by| {
            let rate = rate(by);
            format!(
                "{}{}{}",
                rate.label.get(lang),
                lang.pick("＝", " = "),
                rate.formula.get(lang)
            )
        });
        let formulas = formulas.join(lang.pick("；", "; "));
        let reading = lang.pick(
            "意见为本月收到的，按截止日的情况计；实事为截止日累计：到期指最初时限已到，逾期指到期而没有按时办结。升降与上月末比。下级单位计入所属处室，应接待按领导所在单位计。本月没有登记或久未登记的为文件较旧。",
            "Opinions are those of the month as they stood on the day; pledges are all until that day: due by their first deadline, late if not done by it. Changes are against the last day of the month before. What is below a unit counts to it; receptions are asked of the unit of the leader. A file is old if nothing was entered in the month, or for long.",
        );
        lang.pick(
            format!("{formulas}。{reading}"),
            format!("{formulas}. {reading}"),
        )
    }
}

/// Lets a figure lead to the records behind it, where there are any.
fn lead(table: &mut Table, place: (usize, usize), key: String, sources: &[Source]) {
    if sources.iter().any(|source| source.key == key) {
        table.links.insert(place, key);
    }
}

/// Names a unit, with a mark where its file is missing or old.
fn marked(row: &Row, lang: Lang) -> String {
    match row.standing {
        None => row.name.clone(),
        Some(Standing::Missing) => lang.remarked(&row.name, lang.pick("未收到", "missing")),
        Some(Standing::Old(_)) => lang.remarked(&row.name, lang.pick("较旧", "old")),
    }
}

fn old_words(rows: &[&Row], lang: Lang) -> String {
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let names = lang.join(&names);
    let Some(Standing::Old(day)) = rows.first().and_then(|row| row.standing) else {
        return names;
    };
    let day = short(day, lang);
    lang.remarked(
        names,
        lang.pick(format!("登记至{day}"), format!("entered until {day}")),
    )
}

/// Writes a share as a percentage.
fn told(share: &Share) -> String {
    let (numerator, denominator) = share.counts();
    Cell::Rate(numerator, denominator).to_string()
}

/// Says how a share has moved since the month before, in words alone.
fn moved(now: &Share, before: &Share, lang: Lang) -> Option<String> {
    let hundredths = now.hundredths_above(before)?;
    let points = points(hundredths);
    Some(match hundredths {
        0 => lang.pick("持平", "unchanged").to_owned(),
        1.. => lang.pick(
            format!("升 {points} 个百分点"),
            format!("up {points} points"),
        ),
        _ => lang.pick(
            format!("降 {points} 个百分点"),
            format!("down {points} points"),
        ),
    })
}

/// The same behind an arrow; a dash where there is nothing to compare.
fn arrow(now: &Share, before: &Share, lang: Lang) -> String {
    let arrow = match now.hundredths_above(before) {
        None => return "—".to_owned(),
        Some(0) => '→',
        Some(1..) => '↑',
        Some(_) => '↓',
    };
    let moved = moved(now, before, lang).unwrap_or_default();
    format!("{arrow} {moved}")
}

fn points(hundredths: i128) -> String {
    let size = hundredths.unsigned_abs();
    format!("{}.{:02}", size / 100, size % 100)
}
