//! `conflict resolve`: decides conflicts for one of the values that stand in each, or for another
//! one that is given as such. Nothing is guessed: an answer that no choice is, is refused.

use super::{MOST_SIDES, TAKE, VALUE, decided, label, selected, takes, value};
use crate::commands::set::{self, DRY_RUN, each};
use crate::desk::bearing::bearing;
use crate::desk::rules::check_rules;
use crate::desk::{Answer, Desk, input, subject};
use crate::error::{Error, Refusal, Result, Said, shortened};
use crate::model::document::plain;
use crate::model::kind::{Choice, Field, VOID, choice};
use crate::model::page::Page;
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::Given;
use crate::store::{Conflict, Head, Writing};
use crate::text::{Lang, Words, plural};

/// The sides of a conflict, as this office sees them.
const MINE: Choice = choice("mine", "我方", "mine");
const THEIRS: Choice = choice("theirs", "对方", "theirs");
/// The two ends of a conflict about whether a record is void.
const STAYS_VOID: Choice = choice("void", "作废", "void");
const IS_KEPT: Choice = choice("keep", "保留", "keep");

/// The most conflicts of which a sentence says what each was about.
const MOST_TOLD: usize = 8;

/// What is to stand of a conflict.
enum Verdict<'c> {
    Head(&'c Head),
    Another(&'static Field, Value),
}

pub(super) fn run(given: Given, desk: &Desk) -> Result<Answer> {
    let conflicts = desk.store.conflicts()?;
    let chosen = selected(desk, &conflicts, given)?;
    let name = |conflict: &&Conflict| conflict.number.to_string();
    let verdicts = each(&chosen, name, |conflict| {
        Ok((*conflict, verdict(desk, conflict, given)?))
    })?;
    let mut before: Vec<Record> = Vec::new();
    for (conflict, _) in &verdicts {
        if before.iter().all(|known| known.id != conflict.key.record) {
            before.extend(desk.store.get(conflict.kind, conflict.key.record)?);
        }
    }
    let verdicts = with_twins(desk, &conflicts, verdicts)?;
    let author = desk.author("conflict resolve")?;
    let dry_run = given.has(&DRY_RUN);
    let after: Vec<Record> = set::carry_out(desk, &author, dry_run, |writing| {
        for (conflict, verdict) in &verdicts {
            decide(writing, conflict, verdict)?;
        }
        let after = before.iter().map(|one| desk.store.get(one.kind, one.id));
        Ok(after
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect())
    })?;
    let note = Decided {
        conflicts: verdicts
            .iter()
            .map(|(conflict, _)| settled(desk, conflict))
            .collect::<Result<_>>()?,
        left: desk.store.conflicts()?.len(),
    };
    if dry_run {
        let page = Page::Report(set::report(desk, &before, &after)?);
        return Ok(Answer::noted(page, Rehearsed(note)));
    }
    set::answer(desk, &before, after, dry_run, note)
}

/// Adds the conflicts of the posts of those of whom something is decided, or of the bearers of such
/// posts, that are about the same: what is said of the one is what is said of the other.
fn with_twins<'c>(
    desk: &Desk,
    conflicts: &'c [Conflict],
    mut verdicts: Vec<(&'c Conflict, Verdict<'c>)>,
) -> Result<Vec<(&'c Conflict, Verdict<'c>)>> {
    let mut twins = Vec::new();
    for other in conflicts {
        let is_decided = |one: &(&Conflict, Verdict)| one.0.number == other.number;
        if verdicts.iter().any(is_decided) {
            continue;
        }
        for (conflict, verdict) in &verdicts {
            let is_twin = is_of(desk, conflict, other)? || is_of(desk, other, conflict)?;
            if is_twin && conflict.key.field == other.key.field {
                twins.extend(alike(verdict, other).map(|verdict| (other, verdict)));
                break;
            }
        }
    }
    verdicts.extend(twins);
    Ok(verdicts)
}

/// Tells whether a conflict is of a post of whom another is about.
fn is_of(desk: &Desk, bearer: &Conflict, post: &Conflict) -> Result<bool> {
    let bearing = bearing(bearer.kind).filter(|one| one.post.id == post.kind.id);
    let Some(bearing) = bearing else {
        return Ok(false);
    };
    let post = desk.store.get(post.kind, post.key.record)?;
    let named = post
        .as_ref()
        .and_then(|post| post.value(bearing.term.names));
    Ok(named == Some(&Value::Reference(bearer.key.record)))
}

/// Returns what decides another conflict as a verdict decides one.
fn alike<'c>(verdict: &Verdict, other: &'c Conflict) -> Option<Verdict<'c>> {
    match verdict {
        Verdict::Head(head) => {
            let said = |one: &Head| one.body.get(&other.key.field).cloned();
            let same = other.heads.iter().rfind(|one| said(one) == said(head))?;
            Some(Verdict::Head(same))
        }
        Verdict::Another(field, value) => {
            let field = other.kind.field(field.id)?;
            Some(Verdict::Another(field, value.clone()))
        }
    }
}

fn decide(writing: &mut Writing, conflict: &Conflict, verdict: &Verdict) -> Result<Record> {
    match verdict {
        Verdict::Head(head) => writing.decide(conflict, head),
        Verdict::Another(field, value) => {
            let fields = [(*field, Some(value.clone()))];
            writing.change(conflict.kind, conflict.key.record, &fields)
        }
    }
}

fn settled(desk: &Desk, conflict: &Conflict) -> Result<(i64, String)> {
    let lang = desk.context.lang;
    let named = desk.store.name(&[conflict.kind.id], conflict.key.record)?;
    let (reference, _) = named.unwrap_or_default();
    let called = subject(conflict.kind.id, &reference, lang);
    let label = label(decided(conflict).as_deref(), lang);
    let words = lang.pick(
        format!("{called} 的{label}"),
        format!("{label} of {called}"),
    );
    Ok((conflict.number, words))
}

/// Reads what is to stand.
fn verdict<'c>(desk: &Desk, conflict: &'c Conflict, given: Given) -> Result<Verdict<'c>> {
    if given.has(&VALUE) {
        return another(desk, conflict, &given.sentence(&VALUE, desk)?);
    }
    let typed = given.sentence(&TAKE, desk)?;
    let fitting = fitting(desk, conflict, &typed)?;
    match only(conflict, &fitting) {
        Some(head) => Ok(Verdict::Head(head)),
        None => Err(not_one(desk, conflict, typed)?),
    }
}

/// Returns the one of several heads that they all say the same as.
fn only<'c>(conflict: &Conflict, fitting: &[&'c Head]) -> Option<&'c Head> {
    let (first, rest) = fitting.split_first()?;
    let fields = conflict.fields();
    let same = |other: &&Head| {
        let mut fields = fields.iter();
        fields.all(|field| first.body.get(field.id) == other.body.get(field.id))
    };
    rest.iter().all(same).then_some(*first)
}

/// Finds the heads that an answer fits: by side, by place, by office, or by what they set.
fn fitting<'c>(desk: &Desk, conflict: &'c Conflict, typed: &str) -> Result<Vec<&'c Head>> {
    // An office may go on in another file, such as one that was shared with it.
    let own = |head: &&Head| head.office.as_deref() == Some(desk.office.as_str());
    let heads = || conflict.heads.iter();
    let plain = input::normalised(typed);
    if let Some(place) = plain.strip_prefix('@') {
        let place: Option<usize> = place.parse().ok();
        let place = place.and_then(|place| place.checked_sub(1));
        return Ok(place
            .and_then(|at| conflict.heads.get(at))
            .into_iter()
            .collect());
    }
    let is = |choice: &Choice| {
        plain.eq_ignore_ascii_case(choice.id) || plain == choice.label.get(Lang::Zh)
    };
    if is(&MINE) {
        return Ok(heads().filter(own).collect());
    }
    if is(&THEIRS) {
        return Ok(heads().filter(|head| !own(head)).collect());
    }
    let is_void = |head: &&Head| head.body.get(VOID.id).is_some_and(|void| !void.is_null());
    if conflict.key.field == VOID.id {
        if is(&STAYS_VOID) {
            return Ok(heads().filter(is_void).take(1).collect());
        }
        if is(&IS_KEPT) {
            return Ok(heads().filter(|head| !is_void(head)).take(1).collect());
        }
    }
    let mut fitting = Vec::new();
    for head in heads() {
        let office = head.office.as_deref().unwrap_or_default();
        if office.eq_ignore_ascii_case(&plain) || shows(desk, conflict, head, &plain)? {
            fitting.push(head);
        }
    }
    Ok(fitting)
}

/// Tells whether a head set what was typed, in the words in which it is shown or in others that
/// its field reads so.
fn shows(desk: &Desk, conflict: &Conflict, head: &Head, typed: &str) -> Result<bool> {
    let [field] = conflict.fields()[..] else {
        return Ok(false);
    };
    if conflict.key.field == VOID.id {
        return Ok(false);
    }
    let (words, json) = value(desk, conflict, (&[field], &[field]), &head.body)?;
    let is_shown = |shown: &str| input::normalised(shown).to_lowercase() == typed.to_lowercase();
    if is_shown(&words) || is_shown(&shortened(&words)) || is_shown(&plain(&json)) {
        return Ok(true);
    }
    let set = head.body.get(field.id);
    let set = set.and_then(|json| Value::from_json(field, json));
    // What the field does not read is no value of it.
    let read = desk.value(field, &[typed.to_owned()]).ok().flatten();
    Ok(set.is_some() && set == read)
}

/// Reads a value that no head has, for a field that stands alone.
fn another<'c>(desk: &Desk, conflict: &Conflict, typed: &str) -> Result<Verdict<'c>> {
    let fields = conflict.fields();
    let ([field], false) = (&fields[..], conflict.key.field == VOID.id) else {
        return Err(not_one(desk, conflict, typed.to_owned())?);
    };
    let value = desk.value(field, &[typed.to_owned()])?;
    let Some(value) = value else {
        return Err(not_one(desk, conflict, typed.to_owned())?);
    };
    let known = desk.store.get(conflict.kind, conflict.key.record)?;
    let mut after = known.unwrap_or_else(|| Record::empty(conflict.kind, conflict.key.record));
    after.set(field, Some(value.clone()));
    check_rules(desk, &after)?;
    Ok(Verdict::Another(field, value))
}

/// Says that what was typed is not exactly one of the values, and which there are.
fn not_one(desk: &Desk, conflict: &Conflict, typed: String) -> Result<Error> {
    let fields = conflict.fields();
    let apart = super::apart(conflict);
    let mut choices = Vec::new();
    for side in [MINE, THEIRS] {
        let fitting = fitting(desk, conflict, side.id)?;
        choices.extend(only(conflict, &fitting).map(|_| side.id.to_owned()));
    }
    let left = conflict.heads.len().saturating_sub(MOST_SIDES);
    for (take, head) in takes(conflict).into_iter().zip(&conflict.heads).skip(left) {
        let (words, _) = value(desk, conflict, (&fields, &apart), &head.body)?;
        choices.push(format!("{take}({})", shortened(&words)));
    }
    let is_of_void = conflict.key.field == VOID.id;
    if is_of_void {
        choices.extend([STAYS_VOID.id, IS_KEPT.id].map(str::to_owned));
    }
    let number = conflict.number;
    let may_differ = !is_of_void && fields.len() == 1;
    Ok(Refused {
        number,
        typed,
        choices,
        left,
        may_differ,
    }
    .into())
}

/// An answer that is not exactly one of the values.
#[derive(Debug)]
struct Refused {
    number: i64,
    typed: String,
    choices: Vec<String>,
    /// How many values were written before these.
    left: usize,
    /// True if another value may stand instead.
    may_differ: bool,
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let (shown, choices) = (shortened(&self.typed), lang.join(&self.choices));
        let number = self.number;
        let more = match self.left {
            0 => String::new(),
            left => lang.pick(
                format!(
                    "，另有{left}个较早写入的值（huiyin conflict show {number} --format json）"
                ),
                format!(
                    ", or {} written before these (huiyin conflict show {number} --format json)",
                    plural(left, "value that was", "values that were")
                ),
            ),
        };
        let another = if self.may_differ {
            lang.pick(
                "；另写一个内容请用 --value",
                "; for another value use --value",
            )
        } else {
            ""
        };
        Said::new(
            "not-one-value",
            lang.pick(
                (
                    format!("冲突{number}：--take “{shown}” 不能确定是哪一项"),
                    format!("可选：{choices}{more}{another}"),
                ),
                (
                    format!("conflict {number}: --take “{shown}” is not exactly one of the values"),
                    format!("choose among {choices}{more}{another}"),
                ),
            ),
        )
        .of("take")
        .with(&self.typed)
    }
}

/// Conflicts that were decided.
#[derive(Debug)]
struct Decided {
    /// Their numbers, and what each was about.
    conflicts: Vec<(i64, String)>,
    left: usize,
}

/// Conflicts that would be decided.
#[derive(Debug)]
struct Rehearsed(Decided);

impl Words for Rehearsed {
    fn words(&self, lang: Lang) -> String {
        let conflicts = self.0.conflicts.iter();
        let told = conflicts.map(|(number, words)| {
            lang.pick(
                format!("冲突{number}（{words}）"),
                format!("conflict {number} ({words})"),
            )
        });
        let told = set::named(&told.collect::<Vec<_>>(), lang);
        lang.pick(
            format!("试运行：会处理 {told}；改动前后相同的只是确认现在的内容；没有写入"),
            format!("Nothing was written; it would decide {told}; what is the same before and after is only confirmed"),
        )
    }
}

impl Words for Decided {
    fn words(&self, lang: Lang) -> String {
        let told = if self.conflicts.len() > MOST_TOLD {
            let numbers = self.conflicts.iter().map(|(number, _)| number.to_string());
            let numbers = set::named(&numbers.collect::<Vec<_>>(), lang);
            lang.pick(
                format!("冲突{numbers}已处理"),
                format!("Conflicts {numbers} are decided"),
            )
        } else {
            let told = self.conflicts.iter().map(|(number, words)| {
                lang.pick(
                    format!("冲突{number}已处理：{words}"),
                    format!("Conflict {number} is decided: {words}"),
                )
            });
            told.collect::<Vec<_>>().join(lang.pick("；", "; "))
        };
        let left = match self.left {
            0 => lang.pick(
                "冲突已全部处理".to_owned(),
                "no conflict is left".to_owned(),
            ),
            left => lang.pick(format!("还剩 {left} 处"), format!("{left} left")),
        };
        lang.pick(format!("{told}；{left}"), format!("{told}; {left}"))
    }
}
