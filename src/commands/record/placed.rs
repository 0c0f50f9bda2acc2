//! `edit`, `list` and `show` of texts that stand at places of reports, which are named by their place as
//! well as by their refs.

use serde_json::Value as Json;

use super::args::{self, KEPT};
use super::place::{self, Meant, PERIOD, meant};
use super::{
    ADD, BECAUSE, CLEAR, Common, EDIT, LIST, Note, REF, SET, SHOW, edit, list, set_options, show,
};
use crate::commands::document::unplaced;
use crate::commands::set::{self, DRY_RUN};
use crate::desk::correction::changes;
use crate::desk::entry::{Patch, identity, insert, new_record, typed};
use crate::desk::{Answer, Desk, input};
use crate::error::Result;
use crate::files::read_text;
use crate::model::columns::Columns;
use crate::model::kind::Kind;
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{EDITOR, Given, Opt, Takes, of_field};
use crate::reports::passages::{self, AFTER, BEFORE, Document, Spot};
use crate::text::text;

/// Reads the text from a file.
const FILE: Opt = Opt::flag(
    "file",
    Takes::File,
    text(
        "从文件读取正文（Markdown）",
        "Read the text from a file (Markdown)",
    ),
);

pub(super) const LIST_PLACED: Common = Common {
    id: LIST,
    called: "列出",
    about: text(
        "列出{kind}；写明报告则列出它的全部位置",
        "List every {kind}, or all places of a report",
    ),
    options: |kind| {
        let mut options = args::list_options(kind);
        options.extend(PERIOD);
        options
    },
    run: listed,
    is_of: |kind| kind.placed,
    ..Common::PLAIN
};

pub(super) const SHOW_PLACED: Common = Common {
    id: SHOW,
    called: "查看",
    about: text("查看一条{kind}的全部情况", "Show all about one {kind}"),
    options: |kind| {
        let mut options = vec![REF.of_kind(kind).many()];
        options.extend(place::options(kind));
        options
    },
    run: shown,
    is_of: |kind| kind.placed,
    ..Common::PLAIN
};

pub(super) const EDIT_PLACED: Common = Common {
    id: EDIT,
    called: "修改",
    about: text(
        "写或修改{kind}：写明报告和位置（标题的序号或文字），或编号",
        "Write or edit a {kind}: name the report and its heading, or a ref",
    ),
    options: |kind| {
        let mut options = set_options(kind, REF.of_kind(kind));
        options.extend(args::edit_options(kind));
        let takes = |takes, opt| Opt { takes, ..opt };
        options.push(takes(Takes::Condition(kind), SET));
        options.push(takes(Takes::Field(kind), CLEAR));
        options.extend([BECAUSE, EDITOR, FILE]);
        options
    },
    expects: |kind| kind.title.map(|title| of_field(kind, title)),
    run: edited,
    is_of: |kind| kind.placed,
    ..Common::PLAIN
};

fn listed(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let word = given.text(&KEPT);
    let document = word
        .map(|word| place::document(desk, word, given))
        .transpose()?;
    match document.flatten() {
        Some(document) => places(desk, &document),
        None => list::list(desk, kind, given),
    }
}

/// A place, with what stands there.
struct Place {
    spot: Spot,
    position: &'static str,
    record: Option<Record>,
}

/// Lists the places of a document, each with the text that stands there.
fn places(desk: &Desk, document: &Document) -> Result<Answer> {
    let lang = desk.context.lang;
    let view = desk.view();
    let known = passages::of(&view, document)?;
    let mut rows = Vec::new();
    for spot in passages::spots(&unplaced(desk, document)?.blocks, lang) {
        for position in [BEFORE, AFTER] {
            let stands = |one: &&Record| {
                passages::place(one) == spot.key && passages::position(one) == position
            };
            let own: Vec<&Record> = known.iter().filter(stands).collect();
            let row = |record: Option<&Record>| Place {
                spot: spot.clone(),
                position,
                record: record.cloned(),
            };
            if own.is_empty() && position == AFTER {
                rows.push(row(None));
            }
            rows.extend(own.into_iter().map(|one| row(Some(one))));
        }
    }
    let own = |field: &'static str| {
        move |row: &Place| {
            let record = row.record.as_ref();
            let field = record.and_then(|one| one.kind.field(field).map(|field| (one, field)));
            let value = field.and_then(|(record, field)| record.value(field));
            value.map_or(Json::Null, Value::to_json)
        }
    };
    let columns = Columns::<Place>::new(lang)
        .key("place", |row| row.spot.key.clone())
        .key("number", |row| row.spot.number.clone())
        .column("heading", text("标题", "Heading"), |row| {
            row.spot.heading.clone()
        })
        .key("position", |row| row.position)
        .words(text("前后", "Position"), move |row| match row.position {
            BEFORE => lang.pick("数据之前", "before the figures"),
            _ => lang.pick("数据之后", "after the figures"),
        })
        .column("ref", text("编号", "Ref"), |row| {
            row.record.as_ref().map(Record::name)
        })
        .key("text", own("text"))
        .words(text("内容", "Text"), move |row| match &row.record {
            Some(record) => beginning(record.title()),
            None => lang.pick("（没有写）", "(nothing)").to_owned(),
        })
        .column(
            "approved_on",
            text("审定日期", "Approved on"),
            own("approved_on"),
        );
    Ok(Answer::page(Page::Report(columns.report(&rows))))
}

/// Returns how a text begins.
fn beginning(text: &str) -> String {
    const MOST: usize = 24;
    let line = text.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(MOST).collect();
    if shown.len() < text.len() {
        shown + "…"
    } else {
        shown
    }
}

fn shown(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let place = REF.of_kind(kind);
    let words = given.names(&place, desk)?;
    match place::named(desk, kind, &words, given)? {
        Some(record) => show::shown(desk, record),
        None => show::show(desk, kind, given),
    }
}

/// Writes the text of a place, or edits what stands there.
fn edited(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let words = given.names(&REF.of_kind(kind), desk)?;
    let meant = meant(desk, kind, &words, given)?;
    let file = given
        .path(&FILE)
        .map(|file| read_text(&desk.context.path(file)));
    let file = match (file.transpose()?, kind.title) {
        (Some(read), Some(title)) => {
            let text = read.replace("\r\n", "\n").replace('\t', " ");
            Some((title, Some(Value::Text(input::text(FILE.id, &text)?))))
        }
        _ => None,
    };
    match (meant, file) {
        (Some(meant), file) if meant.there.is_empty() => add(desk, kind, given, &meant, file),
        (_, None) => edit::edit(desk, kind, given),
        (_, Some(text)) => {
            let known = super::selected(desk, kind, &REF.of_kind(kind), given)?;
            rewrite(desk, &known[0], vec![text], given)
        }
    }
}

/// Writes the first text of a place.
fn add(
    desk: &Desk,
    kind: &'static Kind,
    given: Given,
    meant: &Meant,
    file: Option<(&'static crate::model::kind::Field, Option<Value>)>,
) -> Result<Answer> {
    let mut patch: Patch = file.into_iter().collect();
    for (field, value) in typed(desk, kind, given)? {
        if !patch.iter().any(|(own, _)| own.id == field.id) {
            patch.push((field, value));
        }
    }
    write_new(desk, kind, meant_place(desk, meant), patch, given)
}

fn meant_place(desk: &Desk, meant: &Meant) -> Patch {
    let lang = desk.context.lang;
    meant.document.place(&meant.spot.key, meant.position, lang)
}

/// Writes a new text at a place, of which whoever is acting is the author unless another was named.
fn write_new(
    desk: &Desk,
    kind: &'static Kind,
    place: Patch,
    mut patch: Patch,
    given: Given,
) -> Result<Answer> {
    let is_open = |patch: &Patch, id: &str| !patch.iter().any(|(own, _)| own.id == id);
    if let (Some(author), Some(person)) = (kind.field("author"), desk.acting()?)
        && is_open(&patch, author.id)
    {
        patch.push((author, Some(Value::Reference(person.id))));
    }
    patch.extend(place);
    let (id, patch) = new_record(desk, kind, patch, given)?;
    let author = desk.author(&format!("{} {}", kind.id, ADD.id))?;
    let dry_run = given.has(&DRY_RUN);
    let record = set::carry_out(desk, &author, dry_run, |writing| {
        let id = identity(writing, kind, id)?;
        insert(desk, writing, kind, id, patch)
    })?;
    let before = Record::empty(kind, record.id);
    let note = Note::Added(vec![record.name()]);
    set::answer(desk, &[before], vec![record], dry_run, note)
}

/// Gives a text other words.
fn rewrite(desk: &Desk, known: &Record, wanted: Patch, given: Given) -> Result<Answer> {
    let patch = edit::planned(desk, known, wanted, given)?;
    let before = [known.clone()];
    if patch.is_empty() {
        let note = Note::Unchanged(vec![known.name()]);
        return set::answer(desk, &before, before.to_vec(), given.has(&DRY_RUN), note);
    }
    let author = desk.author(&format!("{} {EDIT}", known.kind.id))?;
    let dry_run = given.has(&DRY_RUN);
    let after = set::carry_out(desk, &author, dry_run, |writing| {
        writing.change(known.kind, known.id, &patch)
    })?;
    let note = Note::Changed {
        reference: known.name(),
        changes: changes(desk, known, &after)?,
    };
    set::answer(desk, &before, vec![after], dry_run, note)
}

/// Returns the text to begin with, where a place was named on the command line and what is to stand there
/// was not.
pub(crate) fn begun(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Option<String>> {
    let words = given.names(&REF.of_kind(kind), desk)?;
    let is_said = kind
        .title
        .is_some_and(|title| given.has(&of_field(kind, title)));
    let others = args::edit_options(kind);
    if is_said || given.has(&FILE) || others.iter().any(|opt| given.has(opt)) {
        return Ok(None);
    }
    let Some(meant) = meant(desk, kind, &words, given)? else {
        return Ok(None);
    };
    let there = meant.there.first().map(|one| one.title().to_owned());
    Ok(Some(there.unwrap_or_default()))
}

/// Returns the option that says the text on the command line.
pub(crate) fn text_option(kind: &'static Kind) -> Option<Opt> {
    kind.title.map(|title| of_field(kind, title))
}
