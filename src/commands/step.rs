//! The own verbs of kinds: steps in the life of a record, from their declarations; and the three
//! that write more than one record.

use clap::{Arg, ArgMatches, Command};

use super::record::{self, Patch, entry_args, insert, refuse_void, typed};
use super::{Answer, Context, Desk, input, value_arg};
use crate::error::{Error, Fault, Named, Result};
use crate::kinds::{opinion, pledge, progress};
use crate::model::document::Page;
use crate::model::kind::{Field, Kind, Need, Set, Step, Take};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::text::{Lang, text};

/// Builds one of a kind's own verbs.
pub(crate) fn cli(kind: &'static Kind, step: &'static Step, lang: Lang) -> Command {
    let reference = Arg::new("REF")
        .required(true)
        .help(text("编号", "Ref").get(lang));
    let several = step.verb == pledge::PUBLISH.verb;
    let reference = if several {
        reference.num_args(1..)
    } else {
        reference
    };
    let command = Command::new(step.verb)
        .about(step.about.get(lang))
        .arg(reference);
    match entered(kind, step.verb) {
        Some((made, linked)) => {
            let args = entry_args(made, lang).into_iter();
            command.args(args.filter(|arg| linked != Some(arg.get_id().as_str())))
        }
        None => command.args(step.takes.iter().map(|take| {
            value_arg(take.flag, "VALUE")
                .required(take.need == Need::Required)
                .help(take.field.label.get(lang))
        })),
    }
}

/// Returns the kind of the record that a verb makes, and its field that names the record which the
/// verb is about.
pub(crate) fn entered(
    kind: &'static Kind,
    verb: &str,
) -> Option<(&'static Kind, Option<&'static str>)> {
    match (kind.id, verb) {
        (_, "add") => Some((kind, None)),
        ("pledge", "progress") => Some((&progress::KIND, Some(progress::PLEDGE.id))),
        ("opinion", "adopt") => Some((&pledge::KIND, Some(pledge::OPINION.id))),
        _ => None,
    }
}

/// Runs one own verb.
pub(crate) fn run(
    kind: &'static Kind,
    step: &'static Step,
    matches: &ArgMatches,
    context: &Context,
) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let mut known = Vec::new();
    for name in matches.get_many::<String>("REF").unwrap_or_default() {
        let record = desk.find(&[kind.id], name)?;
        check(&desk, step, &record)?;
        known.push(record);
    }
    match (kind.id, step.verb) {
        ("pledge", "progress") => log_progress(&desk, &known[0], matches),
        ("opinion", "adopt") => adopt(&desk, &known[0], matches),
        _ => take(&desk, step, &known, matches),
    }
}

fn take(
    desk: &Desk,
    step: &'static Step,
    known: &[Record],
    matches: &ArgMatches,
) -> Result<Answer> {
    let mut planned = Vec::new();
    for record in known {
        let patch = patch(desk, step, record, matches)?;
        planned.push((record, patch));
    }
    let author = desk.author(&format!("{} {}", known[0].kind.id, step.verb))?;
    let mut records = desk.store.write(&author, |writing| {
        planned
            .iter()
            .map(|(record, patch)| writing.change(record.kind, record.id, patch))
            .collect::<Result<Vec<_>>>()
    })?;
    let note = done(desk, step, &records);
    if records.len() == 1 {
        return desk.answer(records.remove(0), note);
    }
    let listing = desk.listing(known[0].kind, records)?;
    Ok(Answer::noted(Page::Listing(Box::new(listing)), note))
}

fn done(desk: &Desk, step: &Step, records: &[Record]) -> String {
    let refs: Vec<&str> = records.iter().map(Record::ref_text).collect();
    let refs = desk.context.lang.join(&refs);
    desk.context.lang.pick(
        format!("已{}：{refs}", step.about.get(Lang::Zh)),
        format!("Done: {} {refs}", step.verb),
    )
}

/// Works out what a step sets, and checks what it needs.
fn patch(desk: &Desk, step: &'static Step, record: &Record, matches: &ArgMatches) -> Result<Patch> {
    check_needs(step, record)?;
    let mut patch: Patch = Vec::new();
    for (field, set) in step.sets {
        let value = match set {
            Set::Id(id) => Value::Text((*id).to_owned()),
            Set::Number(number) => Value::Integer(*number),
        };
        patch.push((field, Some(value)));
    }
    for take in step.takes {
        let typed = matches.get_one::<String>(take.flag);
        let value = match typed {
            Some(typed) => desk
                .value(take.field, std::slice::from_ref(typed))
                .map_err(|error| renamed(error, take))?,
            None if take.need == Need::Today => Some(Value::Day(desk.context.today)),
            None => continue,
        };
        if let (Some(Value::Day(day)), Need::Today) = (&value, take.need)
            && *day > desk.context.today
        {
            let today = desk.context.today;
            return Err(input::bad(
                Named::Taken(take),
                &day.to_string(),
                Fault::NotYet { today },
            ));
        }
        patch.push((take.field, value));
    }
    let mut after = record.clone();
    for (field, value) in &patch {
        after.set(field, value.clone());
    }
    record::check_rules(desk, &after)?;
    refuse_bare_adoption(desk, step, &after)?;
    if step.verb == opinion::HAND_OVER.verb {
        check_hand_over(desk, record, &after)?;
    }
    Ok(patch)
}

/// An opinion is adopted only together with its pledge.
fn refuse_bare_adoption(desk: &Desk, step: &Step, after: &Record) -> Result<()> {
    let adopted =
        after.text(&opinion::OUTCOME) == Some("adopted") && after.value(&opinion::PLEDGE).is_none();
    if !adopted || step.verb != "finish" {
        return Ok(());
    }
    let reference = after.ref_text();
    Err(Error::Refused {
        sentence: desk.context.lang.pick(
            format!("--outcome “adopted”须同时形成实事项目；请用 huiyin opinion adopt {reference} --title 名称"),
            format!("--outcome “adopted” needs a pledge; use huiyin opinion adopt {reference} --title TITLE"),
        ),
    })
}

/// An opinion moves on to somebody else, and its trail forward in time.
fn check_hand_over(desk: &Desk, before: &Record, after: &Record) -> Result<()> {
    let lang = desk.context.lang;
    let reference = before.ref_text();
    let moved = [before, after].map(|record| record.day(&opinion::HANDED_ON));
    let sentence = if before.value(&opinion::OWNER) == after.value(&opinion::HANDED_TO) {
        let listing = desk.listing(before.kind, vec![before.clone()])?;
        let owner = listing.people(before, &opinion::OWNER, lang);
        lang.pick(
            format!("{reference} 现在就由“{owner}”负责；--to 请写另外的人或单位"),
            format!("{reference} is with “{owner}” already; give another person or unit as --to"),
        )
    } else if let [Some(last), Some(now)] = moved
        && now < last
    {
        lang.pick(
            format!("--handed-on “{now}”早于 {reference} 上次移交的 {last}；请核对"),
            format!(
                "--handed-on “{now}” is before {reference} was last handed over, {last}; check it"
            ),
        )
    } else {
        return Ok(());
    };
    Err(Error::Refused { sentence })
}

fn renamed(error: Error, to: &'static Take) -> Error {
    match error {
        Error::BadValue {
            named: Named::Field(_),
            value,
            fault,
        } => Error::BadValue {
            named: Named::Taken(to),
            value,
            fault,
        },
        other => other,
    }
}

fn check_needs(step: &'static Step, record: &Record) -> Result<()> {
    let needs = step.needs.iter().copied();
    let fields: Vec<&Field> = needs
        .filter(|field| record.value(field).is_none())
        .collect();
    if fields.is_empty() {
        return Ok(());
    }
    Err(Error::Missing {
        reference: record.ref_text().to_owned(),
        step,
        fields,
    })
}

/// Tells whether a step is possible now.
pub(crate) fn is_possible(step: &Step, record: &Record) -> bool {
    step.guards
        .iter()
        .all(|guard| guard.among.contains(&state(record, guard.field).as_str()))
}

/// What a guard compares: an identifier, some text for any other value, or nothing.
fn state(record: &Record, field: &Field) -> String {
    match record.value(field) {
        None => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(other) => other.to_json().to_string(),
    }
}

/// Checks that a step is possible now.
///
/// # Errors
/// What the record's state is, and what is possible.
pub(crate) fn check(desk: &Desk, step: &'static Step, record: &Record) -> Result<()> {
    refuse_void(desk, record)?;
    check_guards(desk, step, record)
}

fn check_guards(desk: &Desk, step: &'static Step, record: &Record) -> Result<()> {
    if is_possible(step, record) {
        return Ok(());
    }
    let lang = desk.context.lang;
    let listing = desk.listing(record.kind, vec![record.clone()])?;
    let failed = step
        .guards
        .iter()
        .find(|guard| !guard.among.contains(&state(record, guard.field).as_str()));
    let state = failed.map_or_else(String::new, |guard| {
        let value = listing.people(record, guard.field, lang);
        let value = if value.is_empty() {
            "—".to_owned()
        } else {
            value
        };
        lang.pick(
            format!("{}：{value}", guard.field.label.get(lang)),
            format!("{}: {value}", guard.field.label.get(lang)),
        )
    });
    Err(Error::Step {
        reference: record.ref_text().to_owned(),
        step: step.called(lang),
        state,
        possible: record
            .kind
            .steps
            .iter()
            .filter(|step| is_possible(step, record))
            .map(|step| step.called(lang))
            .collect(),
    })
}

fn log_progress(desk: &Desk, pledge: &Record, matches: &ArgMatches) -> Result<Answer> {
    let mut fields = typed(desk, &progress::KIND, matches)?;
    fields.push((&progress::PLEDGE, Some(Value::Reference(pledge.id))));
    let percent = fields
        .iter()
        .find(|(field, _)| field.id == progress::PERCENT.id)
        .and_then(|(_, value)| value.clone());
    let (id, patch) = record::new_record(desk, &progress::KIND, fields, matches)?;
    let mut onward: Patch = Vec::new();
    if pledge.text(&pledge::STATUS) == Some("published") {
        onward.push((&pledge::STATUS, Some(Value::Text("in_progress".to_owned()))));
    }
    if percent.is_some() {
        onward.push((&pledge::PERCENT, percent));
    }
    let author = desk.author("pledge progress")?;
    let (entry, pledge) = desk.store.write(&author, |writing| {
        let entry = insert(desk, writing, &progress::KIND, id, patch)?;
        let moved = if onward.is_empty() {
            pledge.clone()
        } else {
            writing.change(pledge.kind, pledge.id, &onward)?
        };
        Ok((entry, moved))
    })?;
    let note = desk.context.lang.pick(
        format!("已登记进展 {}", entry.ref_text()),
        format!("Logged progress {}", entry.ref_text()),
    );
    desk.answer(pledge, note)
}

fn adopt(desk: &Desk, opinion: &Record, matches: &ArgMatches) -> Result<Answer> {
    let mut fields = typed(desk, &pledge::KIND, matches)?;
    fields.push((&pledge::OPINION, Some(Value::Reference(opinion.id))));
    let (id, patch) = record::new_record(desk, &pledge::KIND, fields, matches)?;
    let settled: Patch = vec![
        (&opinion::OUTCOME, Some(Value::Text("adopted".to_owned()))),
        (&opinion::FINISHED_ON, Some(Value::Day(desk.context.today))),
        (&opinion::PLEDGE, Some(Value::Reference(id))),
    ];
    let author = desk.author("opinion adopt")?;
    let (made, opinion) = desk.store.write(&author, |writing| {
        let made = insert(desk, writing, &pledge::KIND, id, patch)?;
        let opinion = writing.change(opinion.kind, opinion.id, &settled)?;
        Ok((made, opinion))
    })?;
    let note = desk.context.lang.pick(
        format!(
            "{} 已采纳为实事项目 {}",
            opinion.ref_text(),
            made.ref_text()
        ),
        format!("{} was adopted as {}", opinion.ref_text(), made.ref_text()),
    );
    desk.answer(opinion, note)
}

#[cfg(test)]
mod tests {
    use crate::kinds::KINDS;
    use crate::model::kind::Shape;

    #[test]
    fn every_step_takes_fields_that_words_can_fill() {
        for step in KINDS.iter().flat_map(|kind| kind.steps) {
            assert!(
                step.takes
                    .iter()
                    .all(|take| !matches!(take.field.shape, Shape::Json)),
                "{}",
                step.verb
            );
        }
    }
}
