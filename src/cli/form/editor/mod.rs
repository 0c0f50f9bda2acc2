//! The form of a record as a text in the user's own editor, for `--editor`. What is wrong is told by its
//! line, and the text opened again; what was written is kept until the record is entered.

mod field;
mod refused;
mod text;

use std::ffi::OsString;
use std::io::{IsTerminal, Write, stdin};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ArgMatches;

use super::prompt::Prompter;
use super::question::wrong;
use super::{AddedWords, Completed, Finished, asks_nothing};
use crate::cli::environment::{Environment, context};
use crate::cli::tree::located;
use crate::commands::node::Node;
use crate::commands::record::{ADD, BECAUSE, CLEAR, EDIT, REF, has_flag, worked_out};
use crate::desk::bearing::refuse_absent;
use crate::desk::drafts::{self, Draft, Kept};
use crate::desk::entry::{Patch, filled_in, typed_each, usual};
use crate::desk::field::enterable;
use crate::desk::input::separated;
use crate::desk::requirements::{check_day, may_be_told, refuse_void};
use crate::desk::rules::check_whole;
use crate::desk::{Context, Desk};
use crate::error::{Error, Naming, Result};
use crate::files;
use crate::model::kind::{self, Field, Kind, Shape};
use crate::model::record::Record;
use crate::model::value::RecordId;
use crate::options::{EDITOR, Given};
use crate::text::Lang;
use field::{note, value};
use refused::Refused;
use text::{Entry, Found, Wrong, read, with_wrong, without_wrong};

/// By what a draft knows the text.
const TEXT: &str = "text";

/// Lets a record be written in the editor, where that is wished, and returns the completed command line.
///
/// # Errors
/// If there is no editor, the user leaves it empty, or does not mend what is wrong.
pub(in crate::cli) fn written(
    parsed: &std::result::Result<ArgMatches, clap::Error>,
    args: &[OsString],
    environment: &Environment,
    lang: Lang,
) -> Result<Option<Completed>> {
    let Ok(matches) = parsed else {
        return Ok(None);
    };
    let (Some(Node::Common(kind, common)), given) = located(matches) else {
        return Ok(None);
    };
    if !given.has(&EDITOR) {
        return Ok(None);
    }
    if asks_nothing(args) {
        return Err(Refused::AsksNothing.into());
    }
    let context = context(given, environment, lang)?;
    let desk = Desk::open(&context)?;
    let sheet = match common.id {
        EDIT => Sheet::of_known(&desk, kind, given)?,
        _ => Sheet::of_new(&desk, kind, given)?,
    };
    let words = sheet.filled_in(&program(environment)?)?;
    let editor = format!("--{}", EDITOR.long());
    let own = |arg: &&OsString| **arg != *editor;
    let args: Vec<OsString> = args.iter().filter(own).cloned().collect();
    let form = Finished {
        db: context.db.clone(),
        drafts: context.drafts.clone(),
        form: sheet.form,
        prompter: Prompter::new(lang, context.colour, true),
        items: Vec::new(),
        may_repeat: false,
    };
    let args = words.added_to(&args).unwrap_or(args);
    let form = Some(form);
    Ok(Some(Completed { args, form }))
}

/// Finds the editor, as words of a shell.
pub(super) fn program(environment: &Environment) -> Result<Vec<String>> {
    let named = |name: &str| environment.variables.get(name).cloned();
    let usual = || {
        let usual = if cfg!(windows) { "notepad" } else { "vi" };
        stdin().is_terminal().then(|| usual.to_owned())
    };
    let named = named("VISUAL").or_else(|| named("EDITOR")).or_else(usual);
    let words = named.as_deref().and_then(shlex::split);
    let words = words.filter(|words| !words.is_empty());
    words.ok_or_else(|| Refused::NoEditor(named.unwrap_or_default()).into())
}

/// A record as a text.
struct Sheet<'a> {
    desk: &'a Desk<'a>,
    given: Given<'a>,
    kind: &'static Kind,
    /// The record as it is; of a new one what was typed of it.
    record: Record,
    is_new: bool,
    /// By what its draft is known.
    form: String,
    fields: Vec<&'static Field>,
    entries: Vec<Entry>,
}

impl<'a> Sheet<'a> {
    fn of_new(desk: &'a Desk<'a>, kind: &'static Kind, given: Given<'a>) -> Result<Self> {
        let mut record = Record::empty(kind, RecordId([0; 16]));
        let typed = typed_each(desk, kind, given)?.into_iter().next();
        for (field, value) in typed.unwrap_or_default() {
            record.set(field, value);
        }
        let mut shown = filled_in(desk, &record)?;
        for (field, value) in usual(desk, kind)? {
            if shown.value(field).is_none() {
                shown.set(field, value);
            }
        }
        let form = format!("{} {} --{}", kind.id, ADD.id, EDITOR.long());
        let is_open = |field: &Field| {
            enterable(field) && record.value(field).is_none() && may_be_told(&record, field)
        };
        let mut sheet = Self::of(desk, kind, given, form, &shown, is_open)?;
        sheet.record = record;
        sheet.is_new = true;
        Ok(sheet)
    }

    fn of_known(desk: &'a Desk<'a>, kind: &'static Kind, given: Given<'a>) -> Result<Self> {
        let known = given.records(&REF.of_kind(kind), desk)?;
        let [known] = &known[..] else {
            return Err(Refused::OneAtATime.into());
        };
        refuse_void(known)?;
        let form = format!(
            "{} {EDIT} {} --{}",
            kind.id,
            known.ref_text(),
            EDITOR.long()
        );
        let is_open = |field: &Field| {
            let is_told = enterable(field) || known.value(field).is_some();
            has_flag(kind, field) && is_told && may_be_told(known, field)
        };
        let mut sheet = Self::of(desk, kind, given, form, known, is_open)?;
        if sheet.fields.iter().any(|field| kind.is_correctable(field)) {
            let note = desk.context.lang.pick(
                "改了步骤所登记的内容时必填",
                "needed where what a step has set is corrected",
            );
            sheet.entries.push(Entry {
                id: BECAUSE.id,
                label: kind::BECAUSE,
                note: note.to_owned(),
                value: String::new(),
            });
        }
        Ok(sheet)
    }

    fn of(
        desk: &'a Desk<'a>,
        kind: &'static Kind,
        given: Given<'a>,
        form: String,
        shown: &Record,
        is_open: impl Fn(&Field) -> bool,
    ) -> Result<Self> {
        let is_own = |field: &Field| kind.fields.iter().any(|own| own.id == field.id);
        let open = |field: &&'static Field| is_open(field) && !matches!(field.shape, Shape::Json);
        let (mut fields, common): (Vec<&'static Field>, Vec<&'static Field>) = kind
            .all_fields()
            .filter(open)
            .partition(|field| is_own(field));
        fields.extend(common);
        let entries = fields.iter().map(|field| {
            Ok(Entry {
                id: field.id,
                label: field.label,
                note: note(desk, kind, shown, field),
                value: value(desk, shown, field)?,
            })
        });
        let entries = entries.collect::<Result<Vec<_>>>()?;
        let (record, is_new) = (shown.clone(), false);
        Ok(Self {
            desk,
            given,
            kind,
            record,
            is_new,
            form,
            fields,
            entries,
        })
    }

    /// Lets it be written until nothing is wrong in it.
    fn filled_in(&self, editor: &[String]) -> Result<AddedWords> {
        let (context, lang) = (self.desk.context, self.desk.context.lang);
        let fresh = text::written(&self.head(lang), &self.entries, lang);
        let draft = context.drafts.find(&context.db, &self.form);
        let kept = draft.and_then(|draft| draft.answers.into_iter().next()?.words.pop());
        let mut opened = kept.unwrap_or_else(|| fresh.clone());
        let mut before: Option<Vec<Wrong>> = None;
        loop {
            let shown = match &before {
                Some(wrong) => with_wrong(&opened, wrong, lang),
                None => opened.clone(),
            };
            let typed = without_wrong(&edited(editor, &shown, ".yaml", context)?);
            let is_said = |line: &str| !line.starts_with('#') && !line.trim().is_empty();
            if typed == fresh || !typed.lines().any(is_said) {
                context.drafts.remove(&context.db, &self.form);
                return Err(Error::Left);
            }
            self.keep(context, &typed);
            let read = read(&typed, &self.entries, lang);
            match read.and_then(|found| self.words(&found)) {
                Ok(words) => return Ok(words),
                Err(wrong) if before.is_some() && typed == opened => {
                    return Err(Refused::Wrong(wrong).into());
                }
                Err(wrong) => {
                    before = Some(wrong);
                    opened = typed;
                }
            }
        }
    }

    fn head(&self, lang: Lang) -> String {
        let command = &self.form;
        lang.pick(
            format!("huiyin {command}\n每项写在冒号后面；有几行的，从下一行写起，每行前空两格。\n以 # 开头的行不读。全部删去即放弃，没有写入任何内容。"),
            format!("huiyin {command}\nA value stands behind its colon; several lines stand below it, indented by two blanks.\nLines that begin with # are not read. Delete all to cancel."),
        )
    }

    /// Keeps a text until the record is entered.
    fn keep(&self, context: &Context, text: &str) {
        context.drafts.keep(&Draft {
            file: drafts::whole(&context.db),
            form: self.form.clone(),
            at: context.now,
            answers: vec![Kept {
                of: TEXT.to_owned(),
                words: vec![text.to_owned()],
                shown: String::new(),
            }],
            ..Draft::default()
        });
    }

    /// Reads the values that were found, and returns them as words of the command line.
    fn words(&self, found: &[Found]) -> std::result::Result<AddedWords, Vec<Wrong>> {
        let (desk, lang) = (self.desk, self.desk.context.lang);
        let mut all_wrong = Vec::new();
        let mut patch = Patch::new();
        let mut words = AddedWords::default();
        let mut given_reason = false;
        for one in found {
            let Some(field) = self.fields.get(one.entry) else {
                if !one.value.is_empty() {
                    given_reason = true;
                    words.add(&BECAUSE.long(), std::slice::from_ref(&one.value));
                }
                continue;
            };
            let typed = self.typed(field, &one.value);
            // What was left as it was is not checked again.
            if !typed.is_empty()
                && desk
                    .typed(&self.record, field)
                    .is_ok_and(|said| said == typed)
            {
                continue;
            }
            let one_each = field.many || typed.is_empty();
            let parts = typed.chunks(if one_each { typed.len().max(1) } else { 1 });
            let values = parts.map(|part| desk.value(field, part));
            match values.collect::<Result<Vec<_>>>() {
                Err(error) => all_wrong.push((one.line, wrong(&error, lang))),
                Ok(mut values) => {
                    let value = if values.is_empty() {
                        None
                    } else {
                        values.swap_remove(0)
                    };
                    if self.record.value(field) != value.as_ref() {
                        patch.push((field, value));
                        add(&mut words, field, &typed);
                    }
                }
            }
        }
        if !all_wrong.is_empty() {
            return Err(all_wrong);
        }
        let place = |error: &Error| {
            let said = error.said(lang, Naming::Labels);
            let is_it = |one: &&Found| {
                self.entries
                    .get(one.entry)
                    .is_some_and(|own| said.fields().iter().any(|id| id == own.id))
            };
            let line = found.iter().find(is_it).map_or(0, |one| one.line);
            vec![(line, said.sentence(lang))]
        };
        self.check(&patch, given_reason)
            .map_err(|error| place(&error))?;
        Ok(words)
    }

    /// Returns what was written for a field as it is typed, value by value.
    fn typed(&self, field: &Field, value: &str) -> Vec<String> {
        let is_each = self.is_new && self.kind.each.is_some_and(|each| each.id == field.id);
        if value.is_empty() {
            Vec::new()
        } else if field.many || is_each {
            separated(value).map(str::to_owned).collect()
        } else {
            vec![value.to_owned()]
        }
    }

    fn check(&self, patch: &Patch, given_reason: bool) -> Result<()> {
        let desk = self.desk;
        if !self.is_new {
            let patch = worked_out(desk, &self.record, patch.clone(), self.given)?;
            let corrected = patch
                .iter()
                .find(|(field, _)| self.kind.is_correctable(field));
            return match corrected {
                Some((field, _)) if !given_reason => Err(Refused::NoReason(field).into()),
                _ => Ok(()),
            };
        }
        let mut new = self.record.clone();
        for (field, value) in patch {
            new.set(field, value.clone());
        }
        let new = filled_in(desk, &new)?;
        check_whole(desk, &new)?;
        check_day(desk, &new, self.given)?;
        let day = self.kind.day.and_then(|day| new.day(day));
        let day = day.unwrap_or(desk.context.today);
        refuse_absent(desk, &new, self.kind.fields.iter().copied(), day)
    }
}

/// Adds what a field is to say, or that it is to be empty.
fn add(words: &mut AddedWords, field: &Field, typed: &[String]) {
    if typed.is_empty() {
        words.add(&CLEAR.long(), &[field.id.to_owned()]);
    } else {
        words.add(&field.flag(), typed);
    }
}

/// Opens a text in the editor, in a file of this ending; returns it as it was saved.
pub(super) fn edited(
    editor: &[String],
    text: &str,
    ending: &str,
    context: &Context,
) -> Result<String> {
    let folder = context
        .drafts
        .0
        .clone()
        .filter(|folder| files::system::create_private_folder(folder).is_ok());
    let folder = folder.unwrap_or_else(std::env::temp_dir);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Io { path, source }
    };
    let mut named = tempfile::Builder::new();
    let made = named.prefix("huiyin-").suffix(ending).tempfile_in(&folder);
    let mut file = made.map_err(failed(&folder))?;
    let path: PathBuf = file.path().to_owned();
    let saved = file.write_all(text.as_bytes()).and_then(|()| file.flush());
    saved.map_err(failed(&path))?;
    // Some editors put another file in its place.
    let kept = file.into_temp_path();
    let [program, own @ ..] = editor else {
        return Err(Refused::NoEditor(String::new()).into());
    };
    let ended = Command::new(program).args(own).arg(&path).status();
    match ended {
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
            return Err(Refused::NoEditor(program.clone()).into());
        }
        Err(source) => return Err(failed(&path)(source)),
        Ok(ended) if !ended.success() => return Err(Error::Left),
        Ok(_) => {}
    }
    let text = std::fs::read_to_string(&kept).map_err(failed(&path))?;
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}
