//! A sheet that is to be imported without saying what it holds: somebody at a terminal is asked, the
//! kinds first whose heads it has; everybody else is told which they are.

use std::ffi::OsString;
use std::path::Path;

use super::environment::{Environment, context};
use super::form;
use super::tree::{located, parse_part};
use crate::commands::everywhere::QUIET;
use crate::commands::import::{self, fitting};
use crate::desk::input;
use crate::error::{Error, Refusal, Result, Said};
use crate::kinds;
use crate::model::kind::Kind;
use crate::options::ALL;
use crate::text::Lang;

/// Returns the command line of an import with the kind that it left out; `None` where it is no such.
///
/// # Errors
/// If nobody can be asked, or the user leaves.
pub(super) fn named(
    args: &[OsString],
    environment: &Environment,
    lang: Lang,
) -> Result<Option<Vec<OsString>>> {
    let Some(matches) = parse_part(args, lang) else {
        return Ok(None);
    };
    let (Some(node), given) = located(&matches) else {
        return Ok(None);
    };
    // Nothing else is told which sheets it is to read.
    let reads_sheets = node.options().iter().any(|opt| opt.id == import::SHEET.id);
    let typed = given.text(&import::KIND).filter(|_| reads_sheets);
    let is_kind = |typed: &&str| *typed == ALL || input::kind(typed, &[]).is_ok();
    let Some(typed) = typed.filter(|typed| !is_kind(typed)) else {
        return Ok(None);
    };
    let context = context(given, environment, lang)?;
    let path = context.path(typed);
    let place = args.iter().position(|arg| *arg == *typed);
    let Some(place) = place.filter(|_| import::is_like_a_file(&path)) else {
        return Ok(None);
    };
    let with = |kind: &str| {
        let mut whole = args.to_vec();
        whole.insert(place, kind.into());
        whole
    };
    let file = typed.to_owned();
    if path.is_dir() {
        let way = form::typed(&with(ALL));
        return Err(Refused::Folder { file, way }.into());
    }
    let fitting = fitting(&path)?;
    if form::is_attended(args) && !given.has(&QUIET) {
        let rest = kinds::nouns().filter(|kind| !fitting.iter().any(|one| one.id == kind.id));
        let all: Vec<&'static Kind> = fitting.iter().copied().chain(rest).collect();
        let items: Vec<String> = all.iter().map(|kind| worded(kind, lang)).collect();
        let question = lang.pick(
            format!("{file} 登记的是哪一类"),
            format!("What does {file} hold"),
        );
        let place = form::chosen(&question, &items, &context, environment)?;
        return Ok(Some(with(all[place].id)));
    }
    let example = fitting.first().copied().or_else(|| kinds::nouns().next());
    let example = example.ok_or(Error::Left)?;
    let way = form::typed(&with(example.id));
    Err(Refused::Sheet { file, fitting, way }.into())
}

fn worded(kind: &Kind, lang: Lang) -> String {
    lang.pick(
        format!("{} {}", kind.name.get(lang), kind.id),
        kind.id.to_owned(),
    )
}

/// What is to be imported is not said.
#[derive(Debug)]
enum Refused {
    /// Of a folder, with the command that takes it.
    Folder { file: String, way: String },
    /// Of a sheet, with the kinds whose heads it has, and the command for the first of them.
    Sheet {
        file: String,
        fitting: Vec<&'static Kind>,
        way: String,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let (Self::Folder { file, .. } | Self::Sheet { file, .. }) = self;
        let shown = Path::new(file).display();
        let what = lang.pick(
            format!("没有写明 {shown} 登记的是哪一类"),
            format!("it is not said what {shown} holds"),
        );
        let way = match self {
            Self::Folder { way, .. } => lang.pick(
                format!("导出的文件夹请用 {way}"),
                format!("take the folder of an export with {way}"),
            ),
            Self::Sheet { fitting, way, .. } => {
                let all: Vec<&'static Kind> = kinds::nouns().collect();
                let others = match fitting.split_first() {
                    Some((_, others)) => others,
                    None => &all[..],
                };
                let others: Vec<String> = others.iter().map(|kind| worded(kind, lang)).collect();
                let others = lang.join(&others);
                match (fitting.is_empty(), others.is_empty()) {
                    (true, _) => lang.pick(
                        format!("表头认不出是哪一类；种类有：{others}；例如 {way}"),
                        format!("its heads are of no kind that is known; the kinds are {others}; for example {way}"),
                    ),
                    (false, true) => lang.pick(
                        format!("按表头应是：{way}"),
                        format!("by its heads: {way}"),
                    ),
                    (false, false) => lang.pick(
                        format!("按表头最像：{way}；也可能是 {others}"),
                        format!("by its heads most likely: {way}; it may also be {others}"),
                    ),
                }
            }
        };
        Said::usage("kind-missing", (what, way))
            .of("KIND")
            .with(file)
    }
}
