//! From a template to a document: its variables are filled in, then its Markdown is read.
//!
//! Text from the records is never read as template or as markup. A heading with a class, such as
//! `###### {{ host }} {.signature}`, is a paragraph that has a place of its own, a rule is a page
//! break, and an image `![](name)` stands for one of the report's tables and charts. The id of a
//! heading, as in `## 六、下一步打算 { #next }`, is the key of the place below it, where passages stand; the
//! comment `<!-- end of text -->` ends the text of the last one.

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use serde_json::Value as Json;

use crate::error::{Refusal, Result, Said};
use crate::model::document::{Block, GAP, Role, Table};
use crate::text::Lang;

/// Most steps that a template may take: a thousand times what the built-in ones take.
const MOST_STEPS: u64 = 10_000_000;

/// Stands for a gap of the template while it is filled: no text holds this character, so that what
/// records say is never taken for one.
const TOKEN: char = '\u{FDD0}';

/// Ends the text below a heading, after which no passage stands.
const END_OF_TEXT: &str = "<!-- end of text -->";

/// The tables and charts that a template can place, by name.
pub(crate) type Pictures = BTreeMap<&'static str, Block>;

/// Fills a template and reads it.
///
/// # Errors
/// If the template is wrong, or asks for what is not there.
pub(crate) fn document(
    template: &str,
    values: &Json,
    pictures: &Pictures,
    lang: Lang,
) -> Result<Vec<Block>> {
    let template = template.replace(GAP.get(lang), &TOKEN.to_string());
    Reader::new(pictures, lang).read(&fill(&template, values)?)
}

/// Reads a passage, which is Markdown and no template: it places no tables of the program, has no places
/// of its own, and what it says in HTML is text.
pub(crate) fn passage(markdown: &str, lang: Lang) -> Vec<Block> {
    let pictures = Pictures::new();
    let reader = Reader {
        is_passage: true,
        ..Reader::new(&pictures, lang)
    };
    // Nothing of it is refused.
    reader.read(markdown).unwrap_or_default()
}

fn fill(template: &str, values: &Json) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(MOST_STEPS));
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(|out, state, value| {
        if value.is_none() {
            return Ok(());
        }
        if value.is_safe() {
            return minijinja::escape_formatter(out, state, value);
        }
        out.write_str(&escaped(&value.to_string()))
            .map_err(minijinja::Error::from)
    });
    let filled = minijinja::Value::from(minijinja::value::Serde(values.clone()));
    environment
        .render_str(template, filled)
        .map_err(|error| wrong(&error, values).into())
}

fn wrong(error: &minijinja::Error, values: &Json) -> Refused {
    let line = error.line().unwrap_or(1);
    match error.kind() {
        minijinja::ErrorKind::OutOfFuel => Refused::Endless,
        minijinja::ErrorKind::UndefinedError => Refused::Undefined {
            line,
            known: variables("", values),
        },
        _ => Refused::Wrong {
            line,
            error: error.to_string(),
        },
    }
}

/// Faults of a template.
#[derive(Debug)]
enum Refused {
    Endless,
    /// A table or chart that is none of those that are known.
    NoPicture {
        name: String,
        known: Vec<&'static str>,
    },
    /// A variable that is none of those that are known.
    Undefined {
        line: usize,
        known: Vec<String>,
    },
    /// Message of the template library.
    Wrong {
        line: usize,
        error: String,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let said = match self {
            Self::Endless => Said::new(
                "template-endless",
                lang.pick(
                    ("模板一直算不完", "请检查其中的循环"),
                    ("the template does not come to an end", "check its loops"),
                ),
            ),
            Self::NoPicture { name, known } => {
                let known = known.join(" ");
                Said::new(
                    "template-no-picture",
                    lang.pick(
                        (
                            format!("模板中的图表“{name}”不存在"),
                            format!("可用的图表：{known}"),
                        ),
                        (
                            format!("the template places “{name}”, which is not there"),
                            format!("known tables and charts: {known}"),
                        ),
                    ),
                )
                .with(name)
            }
            Self::Undefined { line, known } => {
                let known = known.join(" ");
                Said::new(
                    "template-undefined",
                    lang.pick(
                        (
                            format!("模板第{line}行用了没有的变量"),
                            format!("可用的变量：{known}"),
                        ),
                        (
                            format!(
                                "line {line} of the template uses a variable that is not there"
                            ),
                            format!("known are: {known}"),
                        ),
                    ),
                )
            }
            Self::Wrong { line, error } => Said::new(
                "template-wrong",
                lang.pick(
                    (
                        format!("模板第{line}行有误（“{error}”）"),
                        "请对照自带模板修改",
                    ),
                    (
                        format!("line {line} of the template is wrong (“{error}”)"),
                        "compare it with the built-in one",
                    ),
                ),
            ),
        };
        said.of("template")
    }
}

/// Returns the names under which a template finds values.
fn variables(prefix: &str, values: &Json) -> Vec<String> {
    let Some(object) = values.as_object() else {
        return vec![prefix.to_owned()];
    };
    let inner = object.iter().flat_map(|(key, value)| {
        let name = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        variables(&name, value)
    });
    inner.collect()
}

/// Escapes what Markdown would read as markup, and puts a text on one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '\n' | '\r' => escaped.push(' '),
            one if one.is_ascii_punctuation() => {
                escaped.push('\\');
                escaped.push(one);
            }
            one => escaped.push(one),
        }
    }
    escaped
}

/// Reads Markdown, with what it has read of the block at hand.
struct Reader<'a> {
    pictures: &'a Pictures,
    lang: Lang,
    blocks: Vec<Block>,
    text: String,
    /// The bytes of the text at which gaps begin.
    gaps: Vec<usize>,
    role: Option<Role>,
    /// The name of the picture that the paragraph at hand consists of.
    picture: Option<String>,
    /// The key of the place below the heading at hand.
    place: Option<String>,
    /// The lists that are open, each with the number of its next item, if it has numbers.
    lists: Vec<Option<u64>>,
    in_item: bool,
    is_passage: bool,
    table: Table,
    row: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new(pictures: &'a Pictures, lang: Lang) -> Self {
        Self {
            pictures,
            lang,
            blocks: Vec::new(),
            text: String::new(),
            gaps: Vec::new(),
            role: None,
            picture: None,
            place: None,
            lists: Vec::new(),
            in_item: false,
            is_passage: false,
            table: Table::default(),
            row: Vec::new(),
        }
    }

    fn read(mut self, markdown: &str) -> Result<Vec<Block>> {
        let mut options = Options::ENABLE_TABLES;
        options.set(Options::ENABLE_HEADING_ATTRIBUTES, !self.is_passage);
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(part) | Event::Code(part) => self.write(&part),
                // Where a line of Chinese ends there is no space.
                Event::SoftBreak | Event::HardBreak => self.text += self.lang.pick("", " "),
                Event::Html(part) | Event::InlineHtml(part) if self.is_passage => self.write(&part),
                Event::Html(part) if part.trim() == END_OF_TEXT => {
                    self.blocks.push(Block::Place(String::new()));
                }
                Event::Rule => self.blocks.push(Block::PageBreak),
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(tag)?,
                _ => {}
            }
        }
        Ok(self.blocks)
    }

    fn write(&mut self, part: &str) {
        for (at, piece) in part.split(TOKEN).enumerate() {
            if at > 0 {
                self.gaps.push(self.text.len());
                self.text += GAP.get(self.lang);
            }
            self.text += piece;
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Heading { classes, id, .. } => {
                self.role = classes.first().and_then(role);
                self.place = id.map(CowStr::into_string);
            }
            Tag::Image { dest_url, .. } if !self.is_passage => {
                self.picture = Some(dest_url.into_string());
            }
            Tag::List(first) => {
                self.end_item();
                self.lists.push(first);
            }
            Tag::Item => self.in_item = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) -> Result<()> {
        match tag {
            TagEnd::Heading(level) => {
                let place = self.place.take().filter(|_| self.role.is_none());
                self.blocks.extend(place.map(Block::Place));
                let text = self.taken();
                self.blocks.push(match self.role.take() {
                    Some(role) => Block::Line(role, text),
                    None => Block::Heading(level as u8, text),
                });
            }
            TagEnd::Paragraph => match self.picture.take() {
                Some(name) => {
                    self.text.clear();
                    self.blocks.push(self.picture(&name)?);
                }
                None if self.in_item => {}
                None => {
                    let text = self.taken();
                    self.blocks.push(Block::Paragraph(text));
                }
            },
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            // Lines that are indented are lines of text all the same.
            TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                let text = self.taken();
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                let lines = lines.map(|line| Block::Paragraph(line.to_owned()));
                self.blocks.extend(lines);
            }
            TagEnd::TableCell => {
                self.gaps.clear();
                self.row.push(std::mem::take(&mut self.text));
            }
            TagEnd::TableHead => self.table.heads = std::mem::take(&mut self.row),
            TagEnd::TableRow => self.table.push(std::mem::take(&mut self.row)),
            TagEnd::Table => {
                let table = std::mem::take(&mut self.table);
                self.blocks.push(Block::Table(table));
            }
            _ => {}
        }
        Ok(())
    }

    /// Ends the item at hand, if one is begun.
    fn end_item(&mut self) {
        if !std::mem::take(&mut self.in_item) {
            return;
        }
        let text = self.taken();
        let number = self.lists.last_mut().and_then(Option::as_mut);
        self.blocks.push(match number {
            Some(number) => {
                *number += 1;
                Block::Numbered(*number - 1, text)
            }
            None => Block::Item(text),
        });
    }

    /// Takes the text of a block that follows, of which the gaps are told first.
    fn taken(&mut self) -> String {
        self.blocks.extend(self.gaps.drain(..).map(Block::Gap));
        std::mem::take(&mut self.text)
    }

    fn picture(&self, name: &str) -> Result<Block> {
        self.pictures.get(name).cloned().ok_or_else(|| {
            let name = name.to_owned();
            let known = self.pictures.keys().copied().collect();
            Refused::NoPicture { name, known }.into()
        })
    }
}

fn role(class: &CowStr) -> Option<Role> {
    Role::ALL
        .into_iter()
        .find(|role| role.name() == class.as_ref())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn data_is_never_read_as_template_or_as_markup() {
        let hostile = "{{ 1 + 1 }} # x\n![](nothing) | *a* <b>";
        let blocks = document(
            "# {{ name }}\n\n{{ name }}",
            &json!({"name": hostile}),
            &Pictures::new(),
            Lang::En,
        );
        let shown = hostile.replace('\n', " ");
        assert_eq!(
            blocks.unwrap(),
            [Block::Heading(1, shown.clone()), Block::Paragraph(shown)]
        );
    }

    #[test]
    fn a_gap_is_what_the_template_leaves_and_not_what_a_record_says() {
        let values = json!({"name": "甲【待补】"});
        let read = |template| document(template, &values, &Pictures::new(), Lang::Zh).unwrap();
        let told = Block::Paragraph("甲【待补】：【待补】".to_owned());
        let gap = Block::Gap("甲【待补】：".len());
        assert_eq!(read("{{ name }}：【待补】"), [gap, told]);
        let told = Block::Paragraph("甲【待补】".to_owned());
        assert_eq!(read("{{ name }}"), [told]);
    }

    #[test]
    fn a_passage_is_markdown_alone_and_loses_nothing() {
        let text = "　　一、<b>{{ title }}</b> ![图](rates)\n二\n\n### 做法 {#x .signature}\n\n1. 甲\n   - 乙\n2. 丙\n\n    缩进";
        let words = [
            Block::Paragraph("　　一、<b>{{ title }}</b> 图二".to_owned()),
            Block::Heading(3, "做法 {#x .signature}".to_owned()),
            Block::Numbered(1, "甲".to_owned()),
            Block::Item("乙".to_owned()),
            Block::Numbered(2, "丙\n缩进".to_owned()),
        ];
        assert_eq!(passage(text, Lang::Zh).len(), words.len());
        assert_eq!(passage(text, Lang::Zh)[..4], words[..4]);
    }

    #[test]
    fn a_heading_has_the_key_of_its_place() {
        let blocks = document(
            "## 六 { #next }\n\n<!-- end of text -->\n\n甲",
            &json!({}),
            &Pictures::new(),
            Lang::Zh,
        );
        let expected = [
            Block::Place("next".to_owned()),
            Block::Heading(2, "六".to_owned()),
            Block::Place(String::new()),
            Block::Paragraph("甲".to_owned()),
        ];
        assert_eq!(blocks.unwrap(), expected);
    }

    #[test]
    fn roles_breaks_and_pictures_are_read() {
        let table = Block::Table(Table::new(["a"], [vec!["b"]]));
        let pictures = Pictures::from([("done", table.clone())]);
        let read = |template| document(template, &json!({"a": {"b": 1}}), &pictures, Lang::Zh);
        assert_eq!(
            read("###### 局 {.signature}\n\n---\n\n![](done)\n\n- 一\n- 二").unwrap(),
            [
                Block::Line(Role::Signature, "局".to_owned()),
                Block::PageBreak,
                table,
                Block::Item("一".to_owned()),
                Block::Item("二".to_owned()),
            ]
        );
        for wrong in ["![](dome)", "{{ a.c }}", "{{ nothing }}", "{% for %}"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let unknown = read("{{ c }}").unwrap_err().message(Lang::En);
        assert!(unknown.contains(": a.b"), "{unknown}");
    }
}
