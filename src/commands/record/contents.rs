//! Files that are attached to records: listed with a record, written again, and erased.

use std::fs::File;
use std::path::Path;

use serde_json::Value as Json;

use super::args::KEPT;
use super::{Common, REF, handed};
use crate::commands::attach;
use crate::commands::everywhere::output;
use crate::desk::erasing::{self, Copies, NoRoom};
use crate::desk::{Answer, Delivery, Desk};
use crate::error::{Error, Refusal, Result, Said};
use crate::files::{self, Beside};
use crate::kinds;
use crate::model::columns::Columns;
use crate::model::document::Block;
use crate::model::kind::{Field, Kind};
use crate::model::listing::Listing;
use crate::model::record::Record;
use crate::model::value::{Value, sized};
use crate::options::{Given, Opt, Takes};
use crate::store::{Content, Filter};
use crate::text::{Lang, Words, text};

const FILE: Opt = Opt::place("FILE", Takes::File, text("写入的文件", "The file to write"))
    .required()
    .excludes(&["output"]);
const REASON: Opt = Opt::flag("reason", Takes::Text, text("删除原因", "Why"))
    .required()
    .more(
        "会保留，不要写个人信息",
        "it stays, so write nothing personal in it",
    );

/// Attaches files to a record, as `attach` does.
pub(super) const ADD: Common = Common {
    id: super::ADD.id,
    called: "附上",
    about: attach::ABOUT,
    options: |_| attach::OPTIONS.to_vec(),
    run: |desk, _, given| attach::run(given, desk),
    is_of: |kind| kind.content.is_some(),
    ..Common::PLAIN
};

/// Writes a file again that was kept with a record.
pub(super) const SAVE: Common = Common {
    id: "save",
    called: "取出",
    about: text(
        "取出{kind}所存的原件",
        "Write the file kept with this {kind}",
    ),
    options: |kind| vec![REF.of_kind(kind), FILE],
    run: save,
    is_of: |kind| kind.deposit.is_some() || kind.content.is_some(),
    makes_file: true,
    ..Common::PLAIN
};

/// Erases the bytes of an attached file for good.
pub(super) const REDACT: Common = Common {
    id: "redact",
    called: "抹除",
    about: text(
        "删除{kind}的内容、文件名和说明，编号保留（不能撤销）",
        "Erase the bytes, name and caption of an {kind} for good; its number stays",
    ),
    options: |kind| vec![REF.of_kind(kind), REASON],
    run: redact,
    is_of: |kind| kind.content.is_some(),
    is_undoable: false,
    ..Common::PLAIN
};

/// Reads of which record the files are to be listed, where one is named.
pub(super) fn subject(
    desk: &Desk,
    kind: &'static Kind,
    given: Given,
) -> Result<Option<(&'static Field, Record)>> {
    let (Some(content), Some(typed)) = (&kind.content, given.text(&KEPT)) else {
        return Ok(None);
    };
    let kinds: Vec<&str> = kinds::nouns()
        .filter(|one| content.subject.may_name(one))
        .map(|one| one.id)
        .collect();
    let found = desk.find(&kinds, typed).map_err(Error::of_search)?;
    Ok(Some((content.subject, found)))
}

/// Tells of which of some records the bytes have not come.
pub(super) fn missing(desk: &Desk, records: &[Record]) -> Result<Option<Missing>> {
    let mut refs = Vec::new();
    for record in records {
        if state(desk, record)? == Some(State::Missing) {
            refs.push(record.name());
        }
    }
    Ok((!refs.is_empty()).then_some(Missing(refs)))
}

/// What is here of an attached file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Erased,
    Here,
    Missing,
}

impl State {
    const fn id(self) -> &'static str {
        match self {
            Self::Erased => "erased",
            Self::Here => "here",
            Self::Missing => "missing",
        }
    }

    fn words(self, lang: Lang) -> &'static str {
        let words = match self {
            Self::Erased => text("内容已抹除", "erased"),
            Self::Here => text("", ""),
            Self::Missing => text("内容尚未收到", "not received yet"),
        };
        words.get(lang)
    }
}

/// Tells what is here of a record's file; `None` where it is of a kind that has none.
fn state(desk: &Desk, record: &Record) -> Result<Option<State>> {
    let Some(content) = &record.kind.content else {
        return Ok(None);
    };
    Ok(Some(if record.text(content.hash).is_none() {
        State::Erased
    } else if desk.store.has_content(record)? {
        State::Here
    } else {
        State::Missing
    }))
}

/// A file that is attached to the record which is shown.
struct Attached {
    record: Record,
    state: State,
}

/// Adds to a record that is shown the files which are attached to it, or of such a file what is here of it.
pub(super) fn show(desk: &Desk, listing: &mut Listing) -> Result<()> {
    let lang = desk.context.lang;
    let shown = &listing.records[0];
    if let Some(state) = state(desk, shown)? {
        let said = match state {
            State::Missing => Some(Missing(vec![shown.name()]).words(lang)),
            _ => Some(state.words(lang).to_owned()).filter(|words| !words.is_empty()),
        };
        listing.more.extend(said.map(Block::Paragraph));
        let content = ("content".to_owned(), Json::from(state.id()));
        listing.more_json.extend([content]);
        return Ok(());
    }
    let mut rows = Vec::new();
    for kind in kinds::nouns() {
        let Some(content) = &kind.content else {
            continue;
        };
        let mut filter = Filter::default();
        filter.equals(content.subject, &Value::Reference(shown.id));
        for record in desk.store.list(kind, &filter)? {
            let state = state(desk, &record)?.unwrap_or(State::Missing);
            rows.push(Attached { record, state });
        }
    }
    let attached = columns(lang).report(&rows);
    if !rows.is_empty() {
        let heading = lang.pick("附件", "Attached files").to_owned();
        listing.more.push(Block::Heading(2, heading));
        listing.more.extend(attached.blocks);
    }
    let told = ("attachments".to_owned(), attached.json);
    listing.more_json.extend([told]);
    Ok(())
}

fn columns(lang: Lang) -> Columns<Attached> {
    let said = |row: &Attached, field: fn(&Attached) -> Option<&'static Field>| {
        let field = field(row);
        let text = field.and_then(|field| row.record.text(field));
        text.unwrap_or_default().to_owned()
    };
    let size = |row: &Attached| {
        let content = row.record.kind.content.as_ref();
        content.and_then(|content| row.record.integer(content.size))
    };
    Columns::<Attached>::new(lang)
        .column("ref", text("编号", "Ref"), |row| row.record.name())
        .column("file_name", text("文件名", "File name"), move |row| {
            said(row, |row| Some(row.record.kind.content.as_ref()?.file_name))
        })
        .column("caption", text("说明", "Caption"), move |row| {
            said(row, |row| Some(row.record.kind.content.as_ref()?.caption))
        })
        .key("media_type", move |row| {
            said(row, |row| {
                Some(row.record.kind.content.as_ref()?.media_type)
            })
        })
        .key("size", size)
        .words(text("大小", "Size"), move |row| {
            let bytes = size(row).and_then(|size| u64::try_from(size).ok());
            bytes.map_or_else(String::new, sized)
        })
        .key("content", |row| row.state.id())
        .words(text("内容", "Content"), move |row| {
            row.state.words(lang).to_owned()
        })
}

fn save(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let record = given.record(&REF.of_kind(kind), desk)?;
    let place = given.path(&FILE).or_else(|| output(given));
    let place = place.map(|path| desk.context.path(path));
    let reference = record.name();
    let Some(content) = &kind.content else {
        let (bytes, sha256) = handed::kept(desk, &record)?;
        return Ok(Answer {
            delivery: Some(Delivery::File {
                place,
                made: bytes.into(),
            }),
            ..Answer::note(Saved { reference, sha256 })
        });
    };
    let Some(sha256) = record.text(content.hash).map(str::to_owned) else {
        return Err(Refused::Erased(reference).into());
    };
    let refuse = |found| match found {
        Content::Sound => Ok(()),
        Content::Missing => Err(Refused::Missing(reference.clone())),
        Content::Spoilt => Err(Refused::Spoilt(reference.clone())),
    };
    let mut answer = Answer::default();
    if let Some(place) = place {
        write(&place, |file| {
            Ok(refuse(desk.store.read_content(&record, file)?)?)
        })?;
    } else {
        let mut bytes = Vec::new();
        refuse(desk.store.read_content(&record, &mut bytes)?)?;
        answer.delivery = Some(Delivery::File {
            place,
            made: bytes.into(),
        });
    }
    answer.also(Saved { reference, sha256 });
    Ok(answer)
}

/// Erases an attached file: its bytes wherever they are not attached to another record, and what is said
/// of it in words. Its record and number stay.
fn redact(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let record = given.record(&REF.of_kind(kind), desk)?;
    let reason = given.sentence(&REASON, desk)?;
    let (reference, db) = (record.name(), &desk.context.db);
    erasing::refuse(desk, &record)?;
    let Some(content) = &kind.content else {
        return Ok(Answer::default());
    };
    let hash = record.text(content.hash).map(str::to_owned);
    let author = desk.author("redact")?;
    let fields = [content.hash, content.file_name, content.caption];
    let erased = desk
        .store
        .redact_fields(&author, kind, record.id, &fields, &reason)?;
    if erased.bodies == 0 {
        return Err(Refused::Erased(reference).into());
    }
    let mut also = Vec::new();
    if let Some(hash) = &hash {
        let mut filter = Filter {
            voided: true,
            ..Filter::default()
        };
        filter.equals(content.hash, &Value::Text(hash.clone()));
        let others = desk.store.list(kind, &filter)?;
        also.extend(others.iter().map(Record::name));
    }
    let sought: Vec<String> = hash.into_iter().collect();
    let mut holding = erasing::copies(desk.context);
    holding.retain(|name| files::may_hold(&db.with_file_name(name), &sought));
    let shown = desk.store.get(kind, record.id)?.unwrap_or(record);
    let mut answer = desk.answer(shown, Erased(reference))?;
    answer.also(Copies(holding));
    if !also.is_empty() {
        answer.also(Also(also));
    }
    if !erased.rewritten {
        answer.also(NoRoom);
    }
    Ok(answer)
}

/// Writes a new file, whole or not at all; one that is there is left alone.
fn write(place: &Path, put: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    files::check_free(place)?;
    let beside = Beside::new(place)?;
    let io = |source| Error::Io {
        path: place.to_owned(),
        source,
    };
    let mut file = File::options()
        .write(true)
        .open(beside.path())
        .map_err(io)?;
    put(&mut file)?;
    file.sync_all().map_err(io)?;
    drop(file);
    beside.put()
}

/// Reasons for which no file is written.
#[derive(Debug)]
enum Refused {
    Erased(String),
    Missing(String),
    Spoilt(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let (Self::Erased(reference) | Self::Missing(reference) | Self::Spoilt(reference)) = self;
        let (code, sentence) = match self {
            Self::Erased(_) => (
                "content-erased",
                lang.pick(
                    (
                        format!("{reference} 的内容已经抹除"),
                        format!("原因请看 huiyin history {reference}"),
                    ),
                    (
                        format!("the bytes of {reference} were erased"),
                        format!("see why with huiyin history {reference}"),
                    ),
                ),
            ),
            Self::Missing(_) => (
                "content-missing",
                lang.pick(
                    (
                        format!("{reference} 的内容尚未收到"),
                        "请用 huiyin merge 合并附上它的处室的文件".to_owned(),
                    ),
                    (
                        format!("the bytes of {reference} have not come yet"),
                        "take them with huiyin merge from the file of the office that attached it"
                            .to_owned(),
                    ),
                ),
            ),
            Self::Spoilt(_) => (
                "content-damaged",
                lang.pick(
                    (
                        format!("{reference} 的内容与摘要不符，已损坏，没有取出"),
                        "请从备份或附上它的处室的文件取回：huiyin verify --repair backup.db".to_owned(),
                    ),
                    (
                        format!("the bytes of {reference} are not what their hash says, and were not written"),
                        "take them back from a backup or the file of the office that attached it: huiyin verify --repair backup.db".to_owned(),
                    ),
                ),
            ),
        };
        Said::new(code, sentence).of("REF").with(reference)
    }
}

/// A file that was written again.
#[derive(Debug)]
struct Saved {
    reference: String,
    sha256: String,
}

impl Words for Saved {
    fn words(&self, lang: Lang) -> String {
        let Self { reference, sha256 } = self;
        lang.pick(
            format!("已取出 {reference} 的原件，SHA-256 {sha256}"),
            format!("Wrote the file kept with {reference}, SHA-256 {sha256}"),
        )
    }
}

/// Attached files whose bytes have not come.
#[derive(Debug)]
pub(super) struct Missing(Vec<String>);

impl Words for Missing {
    fn words(&self, lang: Lang) -> String {
        let refs = crate::commands::set::named(&self.0, lang);
        lang.pick(
            format!("{refs} 的内容尚未收到：请用 huiyin merge 合并附上它的处室的文件"),
            format!("The bytes of {refs} have not come yet: take them with huiyin merge from the file of the office that attached them"),
        )
    }
}

/// An attached file that was erased.
#[derive(Debug)]
struct Erased(String);

impl Words for Erased {
    fn words(&self, lang: Lang) -> String {
        let reference = &self.0;
        lang.pick(
            format!("已抹除 {reference} 的内容、文件名和说明，不能恢复；编号保留，各处室合并本文件后也会抹除"),
            format!("Erased the bytes, name and caption of {reference} for good; its number stays, and files that merge this one erase it too"),
        )
    }
}

/// Other records to which the bytes are attached that were erased of one.
#[derive(Debug)]
struct Also(Vec<String>);

impl Words for Also {
    fn words(&self, lang: Lang) -> String {
        let refs = lang.join(&self.0);
        lang.pick(
            format!("同样的文件还附为 {refs}，内容仍保存着；那里也要删除的，请对它们再用 huiyin attachment redact"),
            format!("The same file is also attached as {refs} and its bytes stay; erase it there too with huiyin attachment redact"),
        )
    }
}
