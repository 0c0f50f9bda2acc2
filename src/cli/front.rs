//! The front page of help: every command by its purpose, in one screen; and the same at length.

use std::fmt::Write as _;

use textwrap::{Options, fill};
use unicode_width::UnicodeWidthStr;

use super::OWN;
use crate::commands::GROUPS;
use crate::commands::everywhere::EVERYWHERE;
use crate::commands::node::Node;
use crate::kinds;
use crate::model::kind::Kind;
use crate::text::{Lang, Text, text};

/// Width of a terminal, in columns.
const WIDTH: usize = 80;
/// Width of the names of purposes.
const NAMES: usize = 10;
/// Stands for a blank at which no line is broken.
const TIE: &str = "\u{a0}";

/// Returns every command by its purpose: what is entered day by day first.
fn groups() -> impl Iterator<Item = (Text, Vec<Node>)> {
    // What goes on as it is in the next campaign is no work of a day.
    let stays = |kind: &&Kind| {
        kind.carry
            .as_ref()
            .is_some_and(|carry| carry.unfinished.is_none())
    };
    let daily = kinds::nouns()
        .filter(move |kind| !stays(kind))
        .map(Node::Noun);
    let roster = kinds::nouns().filter(stays).map(Node::Noun);
    let verbs = GROUPS.iter().map(|group| {
        let verbs = group.verbs.iter().copied();
        (group.name, verbs.map(Node::Verb).collect())
    });
    let own = OWN.iter().map(|own| Node::Verb(own.verb));
    [
        (text("登记", "Records"), daily.collect()),
        (text("名册", "Roster"), roster.collect()),
    ]
    .into_iter()
    .chain(verbs)
    .chain([(text("程序", "Program"), own.collect())])
}

/// Writes the page that fits on a screen, below what the program is and how it is called.
pub(super) fn page(lang: Lang, beginning: &str) -> String {
    let mut page = format!("{beginning}\n\n");
    let mut line = |name: &str, items: &[String]| {
        let name = format!("{name}{}", " ".repeat(NAMES.saturating_sub(name.width())));
        let indent = " ".repeat(NAMES);
        let options = Options::new(WIDTH)
            .initial_indent(&name)
            .subsequent_indent(&indent);
        page += &fill(&items.join("  "), options).replace(TIE, " ");
        page.push('\n');
    };
    for (name, nodes) in groups() {
        let named = |node: &Node| match lang {
            Lang::Zh => format!("{}{TIE}{}", node.id(), node.chinese()[0]),
            Lang::En => node.id().to_owned(),
        };
        line(name.get(lang), &nodes.iter().map(named).collect::<Vec<_>>());
    }
    let options = EVERYWHERE.iter().map(|opt| opt.usage().replace(' ', TIE));
    line(lang.pick("选项", "Options"), &options.collect::<Vec<_>>());
    page += lang.pick(
        "\n逐条：huiyin help commands；一条：huiyin 命令 --help；主题：huiyin help\n",
        "\nAt length: huiyin help commands; one: huiyin COMMAND --help; topics: huiyin help\n",
    );
    page
}

/// Writes every command and every option with what it does.
pub(super) fn at_length(lang: Lang) -> String {
    let mut page = format!("{}\n", lang.pick("命令:", "Commands:"));
    for (name, nodes) in groups() {
        let _ = writeln!(page, "{}", name.get(lang));
        for node in nodes {
            let _ = writeln!(page, "  {:<12} {}", node.id(), node.about(lang));
        }
    }
    let _ = write!(page, "\n{}\n", lang.pick("通用选项:", "Global options:"));
    for opt in EVERYWHERE {
        let _ = writeln!(page, "  {:<19} {}", opt.usage(), opt.help(lang));
    }
    page
}
