//! Several records changed as one: refused whole or written in one transaction, and shown as they
//! were beside what they are.

use serde_json::{Map, Value as Json, json};

use crate::desk::correction::changes;
use crate::desk::{Answer, Desk};
use crate::error::{Error, Naming, Refusal, Result, Said};
use crate::model::document::{Block, Report, Table, plain};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::options::{Opt, Takes};
use crate::store::{Author, Writing};
use crate::text::{Lang, Words, text};

pub(crate) const DRY_RUN: Opt = Opt::flag(
    "dry-run",
    Takes::Flag,
    text(
        "试运行，只列出改动前后，不写入",
        "Show old and new values only; write nothing",
    ),
);

/// The most refs that a sentence names.
const MOST_REFS: usize = 8;

/// Works something out for each of a set.
///
/// # Errors
/// Where it is refused for any of them: of one alone, or where the same is wrong with all, that;
/// else each with its name.
pub(crate) fn each<R, T>(
    items: &[R],
    name: impl Fn(&R) -> String,
    work: impl Fn(&R) -> Result<T>,
) -> Result<Vec<T>> {
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for item in items {
        match work(item) {
            Ok(one) => done.push(one),
            // What the disk did is of no record.
            Err(error @ (Error::Sqlite { .. } | Error::Io { .. })) => return Err(error),
            Err(error) => refused.push((name(item), error)),
        }
    }
    let Some((_, first)) = refused.first() else {
        return Ok(done);
    };
    let sentence = first.message(Lang::Zh);
    let is_of_all = refused.len() == items.len();
    if is_of_all
        && refused
            .iter()
            .all(|(_, one)| one.message(Lang::Zh) == sentence)
    {
        return Err(refused.swap_remove(0).1);
    }
    let of = items.len();
    Err(Refused { of, refused }.into())
}

/// Changes records in one transaction, or only tries to.
pub(crate) fn carry_out<T>(
    desk: &Desk,
    author: &Author,
    dry_run: bool,
    work: impl FnOnce(&mut Writing) -> Result<T>,
) -> Result<T> {
    if dry_run {
        desk.store.rehearse(author, work)
    } else {
        desk.store.write(author, work)
    }
}

/// Answers with what became of a set, or would: of one record alone with the record.
pub(crate) fn answer(
    desk: &Desk,
    before: &[Record],
    mut after: Vec<Record>,
    dry_run: bool,
    note: impl Words + 'static,
) -> Result<Answer> {
    if dry_run {
        let report = report(desk, before, &after)?;
        let changed = before.iter().zip(&after);
        let changed = changed.filter(|(one, other)| one.values != other.values);
        let note = Rehearsed(changed.count());
        return Ok(Answer::noted(Page::Report(report), note));
    }
    if after.len() == 1 {
        return desk.answer(after.remove(0), note);
    }
    let report = report(desk, before, &after)?;
    Ok(Answer::noted(Page::Report(report), note))
}

/// Shows records old beside new, field by field; for machines each as it is then, with its
/// changes, and one alone as an object.
pub(crate) fn report(desk: &Desk, before: &[Record], after: &[Record]) -> Result<Report> {
    let lang = desk.context.lang;
    let (mut rows, mut objects) = (Vec::new(), Vec::new());
    let mut sheet = Table::new::<String>(["ref", "field", "old", "new"], []);
    for (old, new) in before.iter().zip(after) {
        let title = old.kind.titled(old.title(), lang);
        let mut first = [old.ref_text().to_owned(), title];
        for changed in changes(desk, old, new)? {
            let [reference, title] = std::mem::take(&mut first);
            let label = changed.field.label.get(lang).to_owned();
            rows.push(vec![reference, title, label, changed.old, changed.new]);
        }
        let listing = desk.listing(old.kind, vec![old.clone(), new.clone()])?;
        let keys = listing.keys().into_iter();
        let mut object: Map<String, Json> = keys.zip(listing.values(new)).collect();
        let mut told = Vec::new();
        let fields = old.kind.all_fields();
        for field in fields.filter(|field| old.value(field) != new.value(field)) {
            let value = |record: &Record| {
                let value = record.value(field);
                value.map_or(Json::Null, |value| listing.machine(field, value))
            };
            let [was, is] = [value(old), value(new)];
            let cells = [old.ref_text().to_owned(), field.id.to_owned()];
            sheet.push(cells.into_iter().chain([plain(&was), plain(&is)]).collect());
            told.push(json!({"field": field.id, "old": was, "new": is}));
        }
        object.insert("changes".to_owned(), told.into());
        objects.push(Json::Object(object));
    }
    let heads = lang.pick(
        ["编号", "名称", "项目", "原为", "改为"],
        ["Ref", "Title", "Field", "Was", "Is"],
    );
    let json = match &mut objects[..] {
        [only] => only.take(),
        _ => objects.into(),
    };
    Ok(Report {
        blocks: vec![Block::Table(Table::new(heads, rows))],
        json,
        sheet,
        ..Report::default()
    })
}

/// Names the records of a set: all of them where they are few.
pub(crate) fn named(refs: &[String], lang: Lang) -> String {
    if refs.len() <= MOST_REFS {
        return lang.join(refs);
    }
    let (first, count) = (lang.join(&refs[..MOST_REFS]), refs.len());
    lang.pick(
        format!("{first}等 {count} 条"),
        format!("{first} and more, {count} in all"),
    )
}

/// Records of a set for which it is refused.
#[derive(Debug)]
struct Refused {
    /// How many it has.
    of: usize,
    refused: Vec<(String, Error)>,
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let (of, count) = (self.of, self.refused.len());
        let beginning = lang.pick(
            format!("{of} 条中有 {count} 条不能办，全部没有写入："),
            format!("{count} of {of} refused, and nothing was written: "),
        );
        let said = |(name, error): &(String, Error)| {
            let said = error.said(lang, Naming::Flags);
            let is_named = said.message.contains(name.as_str());
            let named = lang.pick(format!("{name}："), format!("{name}: "));
            said.after(if is_named { "" } else { &named })
        };
        if let [only] = &self.refused[..] {
            return said(only).after(&beginning);
        }
        let each = self.refused.iter().map(said);
        let each = each.map(|said| format!("\n  {}", said.sentence(lang)));
        let names: Vec<&str> = self.refused.iter().map(|(name, _)| name.as_str()).collect();
        let told: String = each.collect();
        Said::new("set-refused", beginning.trim_end().to_owned() + &told).with(names.join(","))
    }
}

/// So many records would change.
#[derive(Debug)]
struct Rehearsed(usize);

impl Words for Rehearsed {
    fn words(&self, lang: Lang) -> String {
        let count = self.0;
        lang.pick(
            format!("试运行：会改动 {count} 条，没有写入"),
            format!("Nothing was written; {count} would change"),
        )
    }
}
