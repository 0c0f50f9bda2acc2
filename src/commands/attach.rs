//! `attach`: files that prove what a record says, kept with it in the same file: photos, scanned letters,
//! minutes. All of one command, or none.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::verb::{Does, Verb};
use crate::desk::entry::{Patch, identity, insert, new_record};
use crate::desk::{Answer, Desk};
use crate::error::{Error, Refusal, Result, Said};
use crate::files;
use crate::kinds::{self, attachment};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::{RecordId, Value, sized};
use crate::options::{Given, Opt, Takes};
use crate::sheets::media::{self, Examined, Place};
use crate::store::Filter;
use crate::text::{Lang, Text, Words, is_hidden, text};

/// The longest name of a file that is kept, in characters.
const MOST_NAME: usize = 120;
/// Bytes of a megabyte.
const MEGABYTE: u64 = 1 << 20;

const REF: Opt = Opt::place(
    "REF",
    Takes::Record(attachment::SUBJECTS),
    text("编号或名称", "Ref or name"),
)
.required();
const FILES: Opt = Opt::place(
    "FILE",
    Takes::File,
    text(
        "照片、扫描件等文件",
        "Photos, scanned letters and other files",
    ),
)
.required()
.many()
.such_as("走访.jpg", "visit.jpg");
const CAPTION: Opt = Opt::flag("caption", Takes::Text, attachment::CAPTION.label);
const KEEP_EXIF: Opt = Opt::flag(
    "keep_exif",
    Takes::Flag,
    text(
        "保留照片里的拍摄地点（缺省去掉）",
        "Leave the place in photos, which is taken out by default",
    ),
);

pub(crate) const ABOUT: Text = text(
    "给一条记录附上文件：照片、扫描件、纪要",
    "Attach files to a record: photos, scanned letters, minutes",
);
pub(crate) const OPTIONS: &[Opt] = &[REF, FILES, CAPTION, KEEP_EXIF];

pub(crate) static VERB: Verb = Verb {
    id: "attach",
    called: &["附上"],
    about: ABOUT,
    options: OPTIONS,
    does: Does::AtDesk(run),
};

/// A file that was read and looked into.
struct Attached {
    path: PathBuf,
    name: String,
    bytes: Vec<u8>,
    media: Examined,
}

pub(crate) fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let kind = kinds::attached();
    let subject = given.record(&REF, desk)?;
    if subject.is_void() {
        return Err(Refused::Void(subject.name()).into());
    }
    let limits = &desk.plan.on(desk.as_of).limits;
    let mut paths: Vec<PathBuf> = Vec::new();
    for path in given.paths(&FILES) {
        paths.extend(files::several(path.to_owned(), None)?);
    }
    paths.dedup();
    let mut filter = Filter::default();
    filter.equals(&attachment::SUBJECT, &Value::Reference(subject.id));
    let there = desk.store.list(kind, &filter)?;
    let most = usize::try_from(limits.attachment_files).unwrap_or_default();
    if there.len() + paths.len() > most {
        return Err(Refused::TooMany {
            reference: subject.name(),
            there: there.len(),
            more: paths.len(),
            most,
        }
        .into());
    }
    let megabytes = u64::try_from(limits.attachment_mb).unwrap_or_default();
    let keep = given.has(&KEEP_EXIF);
    let read = |path: &PathBuf| read(desk, path, megabytes, keep);
    let attached = paths.iter().map(read).collect::<Result<Vec<_>>>()?;
    let caption = given.optional(&CAPTION, Given::sentence, desk)?;
    let author = desk.author("attach")?;
    let records = desk.store.write(&author, |writing| {
        let mut records: Vec<Record> = Vec::new();
        for one in &attached {
            let hash = writing.keep(&one.bytes)?;
            let is_same = |known: &&Record| known.text(&attachment::HASH) == Some(&hash);
            if let Some(known) = there.iter().chain(&records).find(is_same) {
                let (path, known) = (one.path.clone(), known.name());
                return Err(Refused::Same { path, known }.into());
            }
            let patch = one.patch(desk, subject.id, &hash, caption.as_deref());
            let (id, patch) = new_record(desk, kind, patch, given)?;
            let id = identity(writing, kind, id)?;
            records.push(insert(desk, writing, kind, id, patch)?);
        }
        Ok(records)
    })?;
    let note = Attaching {
        to: subject.name(),
        refs: records.iter().map(Record::name).collect(),
    };
    let mut answer = Answer::noted(Page::Listing(Box::new(desk.marked(kind, records)?)), note);
    let of = |place: Place| {
        let such = attached.iter().filter(move |one| one.media.place == place);
        such.map(|one| one.name.clone()).collect::<Vec<_>>()
    };
    for place in [Place::Gone, Place::Stays, Place::Unknown] {
        let names = of(place);
        if !names.is_empty() {
            answer.also(PlaceNote { place, names });
        }
    }
    let cut = attached
        .iter()
        .filter(|one| media::is_cut(&one.bytes, one.media.media_type));
    let cut: Vec<String> = cut.map(|one| one.name.clone()).collect();
    if !cut.is_empty() {
        answer.also(CutNote(cut));
    }
    Ok(answer)
}

/// Reads a file that was named, of at most so many megabytes, and looks into it.
fn read(desk: &Desk, typed: &Path, megabytes: u64, keep: bool) -> Result<Attached> {
    let path = desk.context.path(typed);
    let most = megabytes.saturating_mul(MEGABYTE);
    let io = |source| Error::Io {
        path: path.clone(),
        source,
    };
    let mut file = files::open(&path, u64::MAX)?;
    let size = file.metadata().map_err(io)?.len();
    let too_large = |size| Refused::TooLarge {
        path: typed.to_owned(),
        size,
        megabytes,
    };
    if size > most {
        return Err(too_large(size).into());
    }
    let mut bytes = Vec::new();
    let read = (&mut file).take(most + 1).read_to_end(&mut bytes);
    read.map_err(io)?;
    match bytes.len() as u64 {
        0 => return Err(Refused::Empty(typed.to_owned()).into()),
        size if size > most => return Err(too_large(size).into()),
        _ => {}
    }
    let media = media::examine(&mut bytes, keep);
    if !keep && matches!(media.place, Place::Stays | Place::Unknown) {
        let (path, place) = (typed.to_owned(), media.place);
        return Err(Refused::Place { path, place }.into());
    }
    Ok(Attached {
        name: plain_name(&path),
        path: typed.to_owned(),
        bytes,
        media,
    })
}

/// Returns the name of a file as data: no path, nothing hidden, and not too long.
fn plain_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = name.chars().filter(|one| !is_hidden(*one) && *one != '\n');
    let shown: String = shown.take(MOST_NAME).collect();
    let shown = shown.trim().to_owned();
    if shown.is_empty() {
        "file".to_owned()
    } else {
        shown
    }
}

impl Attached {
    /// Says what the file is, of which record, and what somebody says of it.
    fn patch(&self, desk: &Desk, subject: RecordId, hash: &str, caption: Option<&str>) -> Patch {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let size = i64::try_from(self.bytes.len()).unwrap_or(i64::MAX);
        let taken_on = self.media.taken_on.filter(|day| *day <= desk.context.today);
        vec![
            (&attachment::SUBJECT, Some(Value::Reference(subject))),
            (&attachment::FILE_NAME, text(&self.name)),
            (&attachment::CAPTION, caption.and_then(text)),
            (&attachment::TAKEN_ON, taken_on.map(Value::Day)),
            (&attachment::MEDIA_TYPE, text(self.media.media_type)),
            (&attachment::SIZE, Some(Value::Integer(size))),
            (&attachment::HASH, text(hash)),
        ]
    }
}

/// Reasons for which nothing is attached.
#[derive(Debug)]
enum Refused {
    Empty(PathBuf),
    /// A photo or film says where it was taken, or may.
    Place {
        path: PathBuf,
        place: Place,
    },
    /// The same bytes are attached to the record.
    Same {
        path: PathBuf,
        known: String,
    },
    /// In bytes, and the most in megabytes.
    TooLarge {
        path: PathBuf,
        size: u64,
        megabytes: u64,
    },
    TooMany {
        reference: String,
        there: usize,
        more: usize,
        most: usize,
    },
    /// The record is void.
    Void(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Empty(path) => {
                let file = path.display().to_string();
                Said::new(
                    "attachment-empty",
                    lang.pick(
                        (
                            format!("{file} 是空文件，没有附上"),
                            "请核对文件，例如照片是否已从手机传完",
                        ),
                        (
                            format!("{file} is empty; nothing was attached"),
                            "look at the file: a photo may not have come over whole",
                        ),
                    ),
                )
                .of(FILES.id)
                .with(file)
            }
            Self::Place { path, place } => {
                let file = path.display().to_string();
                let what = match place {
                    Place::Unknown => text(
                        "里的拍摄信息读不出来，可能含有拍摄地点",
                        "cannot be examined, and may say where it was taken",
                    ),
                    _ => text(
                        "里有拍摄地点，去不掉",
                        "says where it was taken, which cannot be taken out safely",
                    ),
                };
                let what = what.get(lang);
                Said::new(
                    "place-stays",
                    lang.pick(
                        (
                            format!("{file} {what}，没有附上"),
                            "请另存为 JPEG 再附上；确要连同地点保存，请加 --keep-exif",
                        ),
                        (
                            format!("{file} {what}; nothing was attached"),
                            "save it as a JPEG and attach that, or keep it with its place by --keep-exif",
                        ),
                    ),
                )
                .of(FILES.id)
                .with(file)
            }
            Self::Same { path, known } => {
                let file = path.display().to_string();
                Said::new(
                    "attached-already",
                    lang.pick(
                        (
                            format!("{file} 已经附在这条记录上，就是 {known}，没有重复附上"),
                            format!("查看请用 huiyin attachment show {known}"),
                        ),
                        (
                            format!("{file} is attached to this record already, as {known}"),
                            format!("see it with huiyin attachment show {known}"),
                        ),
                    ),
                )
                .of(FILES.id)
                .with(file)
            }
            Self::TooLarge {
                path,
                size,
                megabytes,
            } => {
                let (file, size) = (path.display().to_string(), sized(*size));
                Said::new(
                    "attachment-too-large",
                    lang.pick(
                        (
                            format!("{file} 有 {size}，超过每份 {megabytes} MB 的上限，没有附上"),
                            "照片请缩小（长边2000像素即可）或另存为质量较低的 JPEG，扫描件请降低分辨率；要改上限请用 huiyin plan set limits.attachment_mb 40",
                        ),
                        (
                            format!("{file} has {size}, over the limit of {megabytes} MB a file; nothing was attached"),
                            "make a photo smaller (2000 pixels on its long side will do) or save it as a JPEG of lower quality, and scan at a lower resolution; the limit is set with huiyin plan set limits.attachment_mb 40",
                        ),
                    ),
                )
                .of(FILES.id)
                .with(file)
            }
            Self::TooMany {
                reference,
                there,
                more,
                most,
            } => Said::new(
                "attachments-too-many",
                lang.pick(
                    (
                        format!("{reference} 已有 {there} 份附件，再附 {more} 份就超过每条记录 {most} 份的上限，没有附上"),
                        format!("请挑选最能说明问题的几份，或先作废不用的（huiyin attachment list {reference}）；要改上限请用 huiyin plan set limits.attachment_files 40"),
                    ),
                    (
                        format!("{reference} has {there} attached files, and {more} more would be over the limit of {most} a record; nothing was attached"),
                        format!("choose those that tell most, or void what is of no use (huiyin attachment list {reference}); the limit is set with huiyin plan set limits.attachment_files 40"),
                    ),
                ),
            )
            .of("REF")
            .with(reference),
            Self::Void(reference) => Said::new(
                "record-void",
                lang.pick(
                    (
                        format!("{reference} 已作废，不能再附文件"),
                        "请附在有效的记录上",
                    ),
                    (
                        format!("{reference} is void, and nothing is attached to it"),
                        "attach it to a record that stands",
                    ),
                ),
            )
            .of("REF")
            .with(reference),
        }
    }
}

/// What was attached, and to what.
#[derive(Debug)]
struct Attaching {
    to: String,
    refs: Vec<String>,
}

impl Words for Attaching {
    fn words(&self, lang: Lang) -> String {
        let (to, refs) = (&self.to, super::set::named(&self.refs, lang));
        lang.pick(
            format!("已附到 {to}：{refs}"),
            format!("Attached to {to}: {refs}"),
        )
    }
}

/// What became of the places that photos say.
#[derive(Debug)]
struct PlaceNote {
    place: Place,
    names: Vec<String>,
}

/// Photos that end before their end.
#[derive(Debug)]
struct CutNote(Vec<String>);

impl Words for CutNote {
    fn words(&self, lang: Lang) -> String {
        let names = lang.join(&self.0);
        lang.pick(
            format!("{names} 不完整，可能没有传完：请打开看一看，不对就作废后重新附上"),
            format!("{names}: not whole, perhaps not copied to its end; open it, and void it and attach it again if need be"),
        )
    }
}

impl Words for PlaceNote {
    fn words(&self, lang: Lang) -> String {
        let names = lang.join(&self.names);
        match self.place {
            Place::Unknown => lang.pick(
                format!("注意：{names} 的拍摄信息读不出来，可能含有拍摄地点，已原样保存"),
                format!("Warning: {names} could not be examined and may say where it was taken; it was kept as it is"),
            ),
            Place::Stays => lang.pick(
                format!("注意：{names} 的拍摄地点按 --keep-exif 保留"),
                format!("Warning: the place in {names} stays, as --keep-exif says"),
            ),
            Place::None | Place::Gone => lang.pick(
                format!("已去掉 {names} 里的拍摄地点（要保留请加 --keep-exif）；原文件没有改动"),
                format!("Took the place out of {names} (--keep-exif leaves it); the file itself was left alone"),
            ),
        }
    }
}
