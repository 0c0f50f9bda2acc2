//! `edit` and `void`.

use chrono::NaiveDate;

use super::{BECAUSE, CLEAR, FORCE, Note, REASON, REF, SET, TO, selected};
use crate::commands::set::{self, DRY_RUN, each};
use crate::desk::bearing::{bearing, refuse_absent};
use crate::desk::correction::{changes, check};
use crate::desk::entry::{Patch, entered_days, late, refuse_taken_name};
use crate::desk::field::{enterable, known_field, set_elsewhere};
use crate::desk::id_number::remark_on_id_number;
use crate::desk::posts::recharged;
use crate::desk::requirements::{check_day, refuse_untold, refuse_void};
use crate::desk::resting::Resting;
use crate::desk::rules::check_whole;
use crate::desk::transition::refuse_bare_adoption;
use crate::desk::way::Way;
use crate::desk::{Answer, Desk, input, phase};
use crate::error::{Error, Fault, Refusal, Result, Said};
use crate::kinds;
use crate::model::identity::JOINED;
use crate::model::kind::{Default as Preset, Field, Follow, Kind, LATE, NOTE, Rule, UNDONE, VOID};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Given, of_field};
use crate::store::{Filter, Writing};
use crate::text::{Lang, Words};

/// Tells whether `edit` sets a field, as people do or as a correction of what a step has set.
pub(in crate::commands) fn is_editable(kind: &'static Kind, field: &Field) -> bool {
    enterable(field) || kind.is_correctable(field)
}

/// Tells whether it has a flag there, which one that is called as the reason of corrections has not.
pub(crate) fn has_flag(kind: &'static Kind, field: &Field) -> bool {
    is_editable(kind, field) && field.id != BECAUSE.id
}

pub(super) fn edit(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let known = selected(desk, kind, &REF.of_kind(kind), given)?;
    let wanted = wanted(desk, &known[0], given)?;
    let patches = each(&known, Record::name, |record| {
        refuse_void(record)?;
        planned(desk, record, wanted.clone(), given)
    })?;
    let dry_run = given.has(&DRY_RUN);
    let edits = known.iter().zip(&patches);
    let is_changed = |(_, patch): &(&Record, &Patch)| !patch.is_empty();
    let refs = |changed: bool| -> Vec<String> {
        let one = edits.clone().filter(|edit| is_changed(edit) == changed);
        one.map(|(record, _)| record.name()).collect()
    };
    let (changed, unchanged) = (refs(true), refs(false));
    if changed.is_empty() && !dry_run {
        return set::answer(
            desk,
            &known,
            known.clone(),
            false,
            Note::Unchanged(unchanged),
        );
    }
    let author = desk.author(&format!("{} edit", kind.id))?;
    let author = author.because(given.optional(&BECAUSE, Given::sentence, desk)?);
    let written = set::carry_out(desk, &author, dry_run, |writing| {
        let written = edits
            .clone()
            .map(|(record, patch)| write(desk, writing, record, patch));
        written.collect::<Result<Vec<_>>>()
    })?;
    let (after, posts): (Vec<Record>, Vec<Posts>) = written.into_iter().unzip();
    let note = match (&known[..], &changed[..]) {
        ([before], [reference]) => Note::Changed {
            reference: reference.clone(),
            changes: changes(desk, before, &after[0])?,
        },
        _ => Note::ChangedAll(changed.clone()),
    };
    let mut answer = set::answer(desk, &known, after, dry_run, note)?;
    if dry_run {
        return Ok(answer);
    }
    if !unchanged.is_empty() {
        answer.also(Note::Unchanged(unchanged));
    }
    let with = |is_such: fn(&Posts) -> bool| -> Vec<String> {
        let records = known.iter().zip(&posts);
        let touched = records.filter(|(_, posts)| is_such(posts));
        touched.map(|(record, _)| record.name()).collect()
    };
    let corrected = with(|posts| !posts.corrected.is_empty());
    let handed = with(|posts| posts.corrected.is_empty() && posts.is_charged);
    if !corrected.is_empty() {
        let posts = posts.iter().flat_map(|one| one.corrected.clone());
        answer.also(Note::Corrected {
            refs: corrected,
            posts: posts.collect(),
        });
    }
    if !handed.is_empty() {
        answer.also(Note::Charged(handed));
    }
    Ok(answer)
}

/// What an edit changed in posts.
#[derive(Default)]
pub(in crate::commands) struct Posts {
    /// The refs of those of the record itself.
    corrected: Vec<String>,
    /// True if the record is in the charge of another.
    is_charged: bool,
}

/// Writes what changes in a record, and in the posts that say the same. Posts are read as those of the
/// records before left them, and keep their rules once all are written.
pub(in crate::commands) fn write(
    desk: &Desk,
    writing: &mut Writing,
    known: &Record,
    patch: &Patch,
) -> Result<(Record, Posts)> {
    let mut written = Posts::default();
    if patch.is_empty() {
        return Ok((known.clone(), written));
    }
    let happened = known.kind.day.and_then(|day| known.day(day));
    let days = happened.into_iter().chain(phase::turned(known, patch));
    phase::remark_on(desk, days)?;
    let posts = match bearing(known.kind) {
        Some(bearing) => bearing.corrected(desk, known, patch)?,
        None => Vec::new(),
    };
    for post in &posts {
        if post.write(desk, writing)? {
            written.corrected.push(post.record.ref_text().to_owned());
        }
    }
    for post in &posts {
        check_whole(desk, &post.record)?;
    }
    let mut after = known.clone();
    for (field, value) in patch {
        after.set(field, value.clone());
    }
    let charges = recharged(desk, &after, patch)?;
    for post in &charges {
        written.is_charged |= post.write(desk, writing)?;
    }
    Ok((writing.change(known.kind, known.id, patch)?, written))
}

/// Reads what each field is to be.
fn wanted(desk: &Desk, known: &Record, given: Given) -> Result<Patch> {
    let kind = known.kind;
    let set = given.texts(&SET).map(|typed| setting(kind, typed));
    let set = set.collect::<Result<Vec<_>>>()?;
    let mut patch: Patch = Vec::new();
    for field in kind.all_fields() {
        let flag = of_field(kind, field);
        let by_flag = has_flag(kind, field).then(|| given.texts(&flag));
        let by_set = set.iter().filter(|(own, _)| own.id == field.id);
        let typed = by_flag.into_iter().flatten();
        let typed = typed.chain(by_set.map(|(_, value)| *value));
        let inputs: Vec<String> = typed.map(str::to_owned).collect();
        if !inputs.is_empty() {
            patch.push((field, desk.value(field, &inputs).map_err(to_clear)?));
        }
    }
    for id in given.texts(&CLEAR) {
        let field = clearable(kind, id)?;
        if patch
            .iter()
            .any(|(one, value)| one.id == field.id && value.is_some())
        {
            return Err(Refused::ChangedAndCleared(field).into());
        }
        patch.push((field, None));
    }
    if patch.is_empty() {
        let way = Way::fill_in(desk, known, &[&NOTE])?;
        return Err(Refused::NothingToChange(way).into());
    }
    if let Some(reason) = late(given)? {
        patch.push((&LATE, Some(reason)));
    }
    Ok(patch)
}

/// Reads a field with the value that it is to have.
fn setting<'t>(kind: &'static Kind, typed: &'t str) -> Result<(&'static Field, &'t str)> {
    let parts = typed.split_once(['=', '＝']);
    let (name, value) = parts.ok_or_else(|| Refused::NoSetting(typed.to_owned()))?;
    let field = known_field(kind, name.trim(), enterable)?;
    if is_editable(kind, field) {
        Ok((field, value))
    } else {
        Err(set_elsewhere(kind, field))
    }
}

/// Works out what changes in a record, checks what it would become, and that a reason is given where what a
/// step has set is corrected.
pub(in crate::commands) fn planned(
    desk: &Desk,
    known: &Record,
    wanted: Patch,
    given: Given,
) -> Result<Patch> {
    let kind = known.kind;
    let patch = worked_out(desk, known, wanted, given)?;
    let corrects = patch.iter().any(|(field, _)| kind.is_correctable(field));
    if corrects && !given.has(&BECAUSE) {
        let way = Way::because(known, retyped(kind, given));
        return Err(Refused::ReasonMissing(way).into());
    }
    Ok(patch)
}

/// Works out what changes in a record, and checks what it would become.
pub(crate) fn worked_out(
    desk: &Desk,
    known: &Record,
    wanted: Patch,
    given: Given,
) -> Result<Patch> {
    let kind = known.kind;
    let is_new =
        |(field, value): &(&'static Field, Option<Value>)| known.value(field) != value.as_ref();
    let mut patch: Patch = wanted.into_iter().filter(is_new).collect();
    if patch.is_empty() {
        return Ok(patch);
    }
    refuse_frozen(desk, known, &patch)?;
    let along = out_of_place(known, &patch);
    patch.extend(along.into_iter().map(|field| (field, None)));
    let typed = |field: &Field| patch.iter().any(|(one, _)| one.id == field.id);
    for day in entered_days(kind, typed) {
        patch.push((day, Some(Value::Day(desk.context.today))));
    }
    refuse_followed(desk, known, &patch)?;
    let mut after = known.clone();
    for (field, value) in &patch {
        after.set(field, value.clone());
    }
    check(desk, known, &after)?;
    refuse_bare_adoption(known, &after)?;
    if kind.official && after.title() != known.title() {
        refuse_taken_name(desk, &after)?;
    }
    check_whole(desk, &after)?;
    refuse_untold(&after, |field| {
        patch.iter().any(|(own, _)| own.id == field.id)
    })?;
    if patch.iter().any(|(field, _)| field.long_number) {
        remark_on_id_number(desk, &after, given);
    }
    let changed = patch.iter().map(|(field, _)| *field);
    refuse_absent(desk, &after, changed, desk.context.today)?;
    if kind.day.is_some_and(|day| after.day(day) != known.day(day)) {
        check_day(desk, &after, given)?;
    }
    Ok(patch)
}

/// Refuses to set by hand what an entry of this day or later tells, which would go before it.
fn refuse_followed(desk: &Desk, known: &Record, patch: &Patch) -> Result<()> {
    let today = desk.context.today;
    for follow in known.kind.follows {
        let Follow::Latest {
            value,
            entry,
            given,
            ..
        } = follow
        else {
            continue;
        };
        let is_set = patch.iter().any(|(field, _)| field.id == value.id);
        let Some(kind) = kinds::find(entry.kind).filter(|_| is_set) else {
            continue;
        };
        let mut filter = Filter::default();
        filter.equals(entry.names, &Value::Reference(known.id));
        let told = desk.store.list(kind, &filter)?.into_iter();
        let told = told.filter(|one| one.value(given).is_some());
        let last = told.max_by_key(|one| one.day(entry.day));
        if let Some(last) = last
            && let Some(day) = last.day(entry.day).filter(|day| *day >= today)
        {
            return Err(Refused::Followed {
                reference: known.ref_text().to_owned(),
                field: value,
                entry: kind,
                given,
                last: last.ref_text().to_owned(),
                day,
            }
            .into());
        }
    }
    Ok(())
}

/// Returns what steps have said only for the sake of a value that is another now.
fn out_of_place(known: &Record, patch: &Patch) -> Vec<&'static Field> {
    let wanted = |field: &Field| patch.iter().find(|(one, _)| one.id == field.id);
    let rules = known.kind.rules.iter();
    let fields = rules.filter_map(|rule| {
        let Rule::OnlyWhen {
            state,
            among,
            field,
        } = rule
        else {
            return None;
        };
        let fits =
            matches!(wanted(state)?, (_, Some(Value::Text(now))) if among.contains(&now.as_str()));
        let is_left = known.value(field).is_some() && wanted(field).is_none();
        (!fits && is_left && known.kind.is_correctable(field)).then_some(*field)
    });
    fields.collect()
}

/// Returns what was typed of the fields, option by option.
fn retyped(kind: &'static Kind, given: Given) -> Vec<(String, String)> {
    let fields = kind.all_fields().filter(|field| has_flag(kind, field));
    let options = fields
        .map(|field| of_field(kind, field))
        .chain([SET, CLEAR]);
    let typed = options.flat_map(|opt| given.texts(&opt).map(move |typed| (opt.long(), typed)));
    typed
        .map(|(option, typed)| (option, typed.to_owned()))
        .collect()
}

/// Tells whoever typed nothing for a field how to empty it.
fn to_clear(error: Error) -> Error {
    match error {
        Error::BadValue {
            named,
            value,
            fault: Fault::Empty,
        } => input::bad(named, &value, Fault::EmptyEdit),
        other => other,
    }
}

fn clearable(kind: &'static Kind, typed: &str) -> Result<&'static Field> {
    let field = known_field(kind, typed, enterable)?;
    if !is_editable(kind, field) {
        return Err(set_elsewhere(kind, field));
    }
    // A day that is filled in where it is left out is never empty.
    if field.required || matches!(field.default, Preset::Today) {
        return Err(Refused::Required(field).into());
    }
    Ok(field)
}

/// Refuses to move what was promised in public, or to empty it (requirement 32).
pub(in crate::commands) fn refuse_frozen(desk: &Desk, known: &Record, patch: &Patch) -> Result<()> {
    let Some(frozen) = &known.kind.frozen else {
        return Ok(());
    };
    if known.value(frozen.since).is_none() {
        return Ok(());
    }
    let among = |fields: &[&Field], field: &Field| fields.iter().any(|one| one.id == field.id);
    let reference = known.ref_text().to_owned();
    for (field, value) in patch {
        if among(frozen.fields, field) {
            let step = known.kind.step(frozen.verb);
            let way = match step.filter(|step| known.allows(step)) {
                Some(step) => Way::step(desk, known, step)?.with(step, value.as_ref()),
                None => Way::reopen(known),
            };
            return Err(Refused::Frozen {
                reference,
                field,
                way,
            }
            .into());
        }
        if among(frozen.kept, field) && value.is_none() {
            let way = Way::fill_in(desk, known, &[*field])?;
            return Err(Refused::Kept {
                reference,
                field,
                way,
            }
            .into());
        }
    }
    Ok(())
}

pub(super) fn void(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let known = selected(desk, kind, &REF.of_kind(kind), given)?;
    let reason = given.sentence(&REASON, desk)?;
    if [JOINED, UNDONE].contains(&reason.as_str()) {
        return Err(Refused::NoReason(reason).into());
    }
    each(&known, Record::name, |record| {
        refuse_void(record)?;
        phase::remark_on(desk, kind.day.and_then(|day| record.day(day)))
    })?;
    each(&known, Record::name, |record| refuse_own_unit(desk, record))?;
    let resting = Resting::on(desk, &known)?;
    let to = given.optional(&TO.of_kind(kind), Given::record, desk)?;
    let moved = match &to {
        Some(to) => {
            refuse_void(to)?;
            resting.moved(desk, &known, to)?
        }
        None if given.has(&FORCE) => Vec::new(),
        None => resting.refuse(&known, &reason).map(|()| Vec::new())?,
    };
    let author = desk.author(&format!("{} void", kind.id))?;
    let dry_run = given.has(&DRY_RUN);
    let after = set::carry_out(desk, &author, dry_run, |writing| {
        for (record, patch) in &moved {
            writing.change(record.kind, record.id, patch)?;
        }
        let patch = [(&VOID, Some(Value::Text(reason)))];
        let voided = known.iter().map(|one| writing.change(kind, one.id, &patch));
        voided.collect::<Result<Vec<_>>>()
    })?;
    let note = Note::Voided(known.iter().map(Record::name).collect());
    let mut answer = set::answer(desk, &known, after, dry_run, note)?;
    if let Some(to) = to.filter(|_| !dry_run) {
        let refs = moved.iter().map(|(record, _)| record.ref_text().to_owned());
        answer.also(Note::Moved {
            refs: refs.collect(),
            to: to.ref_text().to_owned(),
        });
    }
    Ok(answer)
}

/// Refuses to void the unit of an office that keeps a file: what is asked of it goes by that.
fn refuse_own_unit(desk: &Desk, record: &Record) -> Result<()> {
    for office in desk.store.writers()? {
        let is_own = office.id == desk.store.writer()? && desk.own_unit == record.id;
        if is_own || office.unit == Some(record.id) {
            let reference = record.ref_text().to_owned();
            let (code, name) = (office.code, record.title().to_owned());
            return Err(Refused::UnitOfOffice {
                reference,
                code,
                name,
            }
            .into());
        }
    }
    Ok(())
}

/// Reasons for which nothing is edited.
#[derive(Debug)]
enum Refused {
    /// An entry of today tells it.
    Followed {
        reference: String,
        field: &'static Field,
        entry: &'static Kind,
        given: &'static Field,
        last: String,
        day: NaiveDate,
    },
    /// A field is to be changed and emptied at once.
    ChangedAndCleared(&'static Field),
    /// A public promise stays.
    Frozen {
        reference: String,
        field: &'static Field,
        way: Way,
    },
    /// A public promise is not emptied.
    Kept {
        reference: String,
        field: &'static Field,
        way: Way,
    },
    /// A word that stands for something else than a reason.
    NoReason(String),
    /// A word that is no field with a value.
    NoSetting(String),
    NothingToChange(Way),
    /// A correction without its reason.
    ReasonMissing(Way),
    Required(&'static Field),
    /// The unit of an office that keeps a file.
    UnitOfOffice {
        reference: String,
        code: String,
        name: String,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Followed {
                reference,
                field,
                entry,
                given,
                last,
                day,
            } => {
                let (label, name) = (field.label.get(lang), entry.name.get(lang));
                let (noun, flag) = (entry.id, given.flag());
                let way = format!("huiyin {noun} edit {last} --{flag} {}", given.example(lang));
                Said::new(
                    "told-by-entry",
                    lang.pick(
                        (
                            format!("{reference} 的{label}以 {day} 的{name} {last} 为准"),
                            format!("请改 {way}"),
                        ),
                        (
                            format!("“{label}” of {reference} follows {last} ({name}) of {day}"),
                            format!("change that: {way}"),
                        ),
                    ),
                )
                .of(*field)
            }
            Self::ChangedAndCleared(field) => {
                let (flag, label) = (field.flag(), field.label.get(lang));
                Said::usage(
                    "changed-and-cleared",
                    lang.pick(
                        (
                            format!("--{flag} 和 --clear {flag} 只能写一个"),
                            format!("请写明{label}是改还是清空"),
                        ),
                        (
                            format!("--{flag} and --clear {flag} cannot go together"),
                            "either change or empty it".to_owned(),
                        ),
                    ),
                )
                .of(*field)
            }
            Self::Frozen {
                reference,
                field,
                way,
            } => {
                let (label, way) = (field.label.get(lang), way.words(lang));
                Said::new(
                    "promised",
                    lang.pick(
                        (
                            format!("{reference} 已公开承诺，{label}不能再改"),
                            format!("请用 {way}"),
                        ),
                        (
                            format!("{reference} is published, so its {label} cannot be changed"),
                            format!("use {way}"),
                        ),
                    ),
                )
                .of(*field)
            }
            Self::Kept {
                reference,
                field,
                way,
            } => {
                let (label, way) = (field.label.get(lang), way.words(lang));
                Said::new(
                    "promised",
                    lang.pick(
                        (
                            format!("{reference} 已公开承诺，{label}不能清空"),
                            format!("改填请用 {way}"),
                        ),
                        (
                            format!("{reference} is published, so its {label} cannot be emptied"),
                            format!("to change it use {way}"),
                        ),
                    ),
                )
                .of(*field)
            }
            Self::NoReason(typed) => Said::new(
                "no-reason",
                lang.pick(
                    (
                        format!("--reason “{typed}”另有用处"),
                        "请用文字写明作废的原因",
                    ),
                    (
                        format!("--reason “{typed}” stands for something else"),
                        "say in words why it is void",
                    ),
                ),
            )
            .of("reason")
            .with(typed),
            Self::NoSetting(typed) => Said::usage(
                "no-setting",
                lang.pick(
                    (
                        format!("--set “{typed}”应写成 字段=值"),
                        "例如 --set note=备注",
                    ),
                    (
                        format!("--set “{typed}” should read FIELD=VALUE"),
                        "such as --set note=text",
                    ),
                ),
            )
            .of("set")
            .with(typed),
            Self::NothingToChange(way) => {
                let way = way.words(lang);
                Said::usage(
                    "nothing-to-change",
                    lang.pick(
                        ("没有要修改的内容".to_owned(), format!("例如 {way}")),
                        ("nothing to change".to_owned(), format!("for example {way}")),
                    ),
                )
            }
            Self::ReasonMissing(way) => {
                let way = way.words(lang);
                Said::usage(
                    "arguments-missing",
                    lang.pick(
                        (
                            "更正已登记的步骤还缺 --reason（更正原因）".to_owned(),
                            format!("例如 {way}"),
                        ),
                        (
                            "to correct what a step has set, say why with --reason".to_owned(),
                            format!("for example {way}"),
                        ),
                    ),
                )
                .of("reason")
            }
            Self::UnitOfOffice {
                reference,
                code,
                name,
            } => Said::new(
                "unit-of-office",
                lang.pick(
                    (
                        format!("{reference} {name}是处室 {code} 自己的单位，不能作废"),
                        format!("改名请用 huiyin unit edit {reference} --name 新名称；与另一条重复请用 huiyin unit same {reference} 另一条"),
                    ),
                    (
                        format!("{reference} {name} is the unit of the office {code} itself and cannot be void"),
                        format!("rename it with huiyin unit edit {reference} --name NAME; where it is there twice, use huiyin unit same {reference} OTHER"),
                    ),
                ),
            )
            .of("REF")
            .with(reference),
            Self::Required(field) => {
                let (id, label) = (field.id, field.label.get(lang));
                Said::usage(
                    "required",
                    lang.pick(
                        (
                            format!("--clear “{id}”：{label}是必填的，不能清空"),
                            "请改填新的内容",
                        ),
                        (
                            format!("--clear “{id}” empties what is required"),
                            "give a new value instead",
                        ),
                    ),
                )
                .of("clear")
                .with(id)
            }
        }
    }
}
