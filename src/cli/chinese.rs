//! Chinese as an equal: a command line in Chinese words becomes the one that the parser knows.
//!
//! Nouns, verbs and flags are taken by their Chinese names, with full-width dashes, equals signs and
//! spaces. What is no such name stays as it is: names, texts and values are read by the commands.

use std::collections::VecDeque;
use std::ffi::OsString;

use unicode_normalization::UnicodeNormalization;

use super::tree::{child, top};
use crate::commands::everywhere::EVERYWHERE;
use crate::commands::node::Node;
use crate::options::Opt;

/// The blank that a Chinese keyboard writes, which no shell takes for one.
const WIDE_BLANK: char = '\u{3000}';
const DASHES: &[char] = &['-', '－', '—', '–', '―', '‐', '−'];
const EQUALS: &[char] = &['=', '＝'];

/// Short names of flags whose labels are sentences.
const FLAGS: &[(&str, &str)] = &[
    ("经办人", "as"),
    ("今天", "today"),
    ("格式", "format"),
    ("写入", "output"),
    ("截至", "as-of"),
    ("已知", "known-on"),
    ("对照", "against"),
    ("份数", "copies"),
    ("单位", "unit"),
    ("人员", "person"),
    ("本人", "mine"),
    ("起", "from"),
    ("起", "since"),
    ("止", "until"),
    ("筛选", "where"),
    ("或", "or"),
    ("逾期", "overdue"),
    ("含作废", "voided"),
    ("排序", "sort"),
    ("栏目", "columns"),
    ("条数", "limit"),
    ("存为", "save"),
    ("原因", "reason"),
    ("移到", "to"),
    ("移交给", "to"),
    ("强制", "force"),
    ("清空", "clear"),
    ("为准", "keep"),
    ("分开", "apart"),
    ("补录", "late"),
    ("补报", "late"),
    ("另一次", "again"),
    ("确认", "future"),
    ("同上", "like"),
    ("退出码", "exit-code"),
    ("阶段", "phase"),
    ("种类", "kind"),
    ("处室", "office"),
    ("由", "by"),
    ("月份", "month"),
    ("方案", "plan"),
    ("沿用", "from"),
    ("名册", "roster"),
    ("结转", "carry"),
    ("牵头", "leading"),
    ("练习", "practice"),
    ("采用", "take"),
    ("另写", "value"),
    ("说明", "explain"),
    ("模板", "template"),
    ("全部", "all"),
    ("试运行", "dry-run"),
];

/// Puts the program's own names for the Chinese ones on a command line.
pub(super) fn translated(args: Vec<OsString>) -> Vec<OsString> {
    if args.iter().all(|arg| arg.as_encoded_bytes().is_ascii()) {
        return args;
    }
    let mut rest: VecDeque<OsString> = args.into();
    let mut line: Vec<OsString> = rest.pop_front().into_iter().collect();
    let mut node = None;
    // Behind a word that is no command none follows.
    let mut is_command = true;
    while let Some(word) = rest.pop_front() {
        let Some(text) = word.to_str() else {
            line.push(word);
            continue;
        };
        if text == "--" {
            line.push(word);
            line.extend(rest);
            break;
        }
        if let Some((before, after)) = text.split_once(WIDE_BLANK)
            && ends_before_blank(node, before)
        {
            let parts = [before, after].into_iter().filter(|part| !part.is_empty());
            for part in parts.rev() {
                rest.push_front(part.into());
            }
            continue;
        }
        if let Some((opt, value)) = flag(node, text) {
            let name = format!("--{}", opt.long());
            line.push(
                value
                    .map_or(name.clone(), |value| format!("{name}={value}"))
                    .into(),
            );
            if value.is_none() && !opt.may_stand_bare() {
                line.extend(rest.pop_front());
            }
            continue;
        }
        if let Some(below) = named(node, text).filter(|_| is_command) {
            node = Some(below);
            line.push(below.id().into());
        } else {
            is_command = is_command && text.starts_with(DASHES);
            line.push(word);
        }
    }
    line
}

/// Does the same to words that are text.
pub(super) fn words(words: Vec<String>) -> Vec<String> {
    let words = words.into_iter().map(OsString::from).collect();
    let text = |word: OsString| word.to_string_lossy().into_owned();
    translated(words).into_iter().map(text).collect()
}

/// Tells whether a word ends before a wide blank: not within the value that stands behind a flag.
fn ends_before_blank(node: Option<Node>, before: &str) -> bool {
    match flag(node, before) {
        Some((_, value)) => value.is_none(),
        None => may_go_on(node),
    }
}

/// Tells whether a command may follow.
fn may_go_on(node: Option<Node>) -> bool {
    node.is_none_or(|node| !node.below().is_empty())
}

/// Finds the command of this name below another, or among the first.
fn named(node: Option<Node>, word: &str) -> Option<Node> {
    let known = child(node, word);
    known.or_else(|| {
        let word: String = word.nfkc().collect();
        let word = word.trim();
        let mut below: Vec<Node> = node.map_or_else(|| top().collect(), Node::below);
        below.retain(|node| node.is_called_in_chinese(word));
        below.into_iter().next()
    })
}

/// Finds the option that a word names, and the value that stands in the same word.
fn flag(node: Option<Node>, word: &str) -> Option<(Opt, Option<&str>)> {
    let name = word.trim_start_matches(DASHES);
    if name.len() == word.len() || name.is_empty() {
        return None;
    }
    let (name, value) = match name.split_once(EQUALS) {
        Some((name, value)) => (name, Some(value)),
        None => (name, None),
    };
    let name: String = name.nfkc().collect();
    let own = node.map(Node::options).unwrap_or_default();
    let mut known = own.iter().chain(EVERYWHERE).filter(|opt| !opt.by_place);
    let ids = FLAGS.iter().filter(|(called, _)| *called == name);
    let ids: Vec<&str> = ids.map(|(_, id)| *id).collect();
    let is_meant = |opt: &&Opt| {
        let long = opt.long();
        long == name
            || opt.alias == Some(&name)
            || opt.short.is_some_and(|short| name.chars().eq([short]))
            || opt.name() == name
            || ids.contains(&long.as_str())
    };
    known.find(is_meant).map(|opt| (*opt, value))
}
