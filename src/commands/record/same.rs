//! `person same`, `household same` and `unit same`: two records are of one, as when two offices each
//! entered it. What either says the one says; where they differ there is a conflict, unless it is
//! said whose values are kept. The statement can be taken back.

use super::Common;
use crate::desk::bearing::bearing;
use crate::desk::requirements::refuse_void;
use crate::desk::{Answer, Desk, official_id};
use crate::error::{Refusal, Result, Said};
use crate::model::identity::{IDENTITY, JOINABLE, JOINED, ONE, OTHER};
use crate::model::kind::{Field, Kind, Shape, VOID};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value, hex};
use crate::options::{Given, Opt, Takes};
use crate::store::{Conflict, Filter, Head, Writing};
use crate::text::{Lang, Words, plural, text};

const ONE_REF: Opt = Opt::place(
    "A",
    Takes::Flag,
    text("一条的编号", "Ref of the first record"),
)
.required();
const OTHER_REF: Opt = Opt::place(
    "B",
    Takes::Flag,
    text("另一条的编号", "Ref of the second record"),
)
.required();
const KEEP: Opt = Opt::flag(
    "keep",
    Takes::Flag,
    text(
        "两条不一致处以哪一条为准（编号不随它）",
        "Whose values are kept where they differ (not its ref)",
    ),
);
const APART: Opt = Opt::flag(
    "apart",
    Takes::Flag,
    text(
        "不是同一个，重新分开",
        "They are different: separate them again",
    ),
)
.excludes(&[KEEP.id]);

/// The verb, which only kinds have whose records people say to be one.
pub(crate) const SAME: Common = Common {
    id: "same",
    called: "同一",
    about: text(
        "两条{kind}记录是同一个，合为一条",
        "Say that two records are of one {kind}",
    ),
    options: |kind| {
        let refs = [ONE_REF, OTHER_REF, KEEP].map(|opt| opt.of_kind(kind));
        refs.into_iter().chain([APART]).collect()
    },
    run,
    is_of: |kind| kind.named && JOINABLE.contains(&kind.id),
    ..Common::PLAIN
};

fn run(desk: &Desk, kind: &'static Kind, given: Given) -> Result<Answer> {
    let find = |opt: &Opt| {
        let found = desk.find_itself(&[kind.id], given.required(opt));
        found.map_err(|error| error.about(opt.id))
    };
    let (one, other) = (find(&ONE_REF)?, find(&OTHER_REF)?);
    let refs = [&one, &other].map(|record| record.ref_text().to_owned());
    if one.id == other.id {
        return Err(Refused::OneAlready(refs).into());
    }
    let keep = given.text(&KEEP).map(|_| find(&KEEP)).transpose()?;
    if let Some(keep) = keep
        .as_ref()
        .filter(|keep| keep.id != one.id && keep.id != other.id)
    {
        let keep = keep.ref_text().to_owned();
        return Err(Refused::KeepsNeither { refs, keep }.into());
    }
    let sort =
        kind.fields.iter().copied().find(|field| {
            kind.official && field.required && matches!(field.shape, Shape::Choice(_))
        });
    if let Some(field) = sort.filter(|field| one.value(field) != other.value(field))
        && !given.has(&APART)
    {
        let listing = desk.listing(kind, vec![one.clone(), other.clone()])?;
        let told = listing.records.iter();
        let sorts: Vec<String> = told
            .map(|record| listing.people(record, field, desk.context.lang))
            .collect();
        return Err(Refused::OfTwoSorts {
            kind,
            refs,
            field,
            sorts,
        }
        .into());
    }
    let known = desk.store.get(&IDENTITY, statement_id(one.id, other.id))?;
    // One that was undone names nobody.
    let stated = known.is_some_and(|known| !known.is_void() && known.value(&ONE).is_some());
    match (given.has(&APART), stated) {
        (true, true) => part(desk, (one, other), refs),
        (true, false) => Err(Refused::NotStated(refs).into()),
        (false, true) if keep.is_none() => Err(Refused::Stated(refs).into()),
        (false, _) => join(desk, (one, other), refs, keep.as_ref()),
    }
}

/// Makes two records one, with the posts that they had at one time.
fn join(
    desk: &Desk,
    (one, other): (Record, Record),
    refs: [String; 2],
    keep: Option<&Record>,
) -> Result<Answer> {
    let kind = one.kind;
    for record in [&one, &other] {
        if record.text(&VOID) != Some(JOINED) {
            refuse_void(record)?;
        }
    }
    let mut pairs = vec![(one.id, other.id)];
    let [first, second] = [standing(desk, &one)?, standing(desk, &other)?];
    if let Some(bearing) = bearing(kind).filter(|_| first.id != second.id) {
        pairs.extend(bearing.alike(desk, &first, &second)?);
    }
    let author = desk.author(&format!("{} {}", kind.id, SAME.id))?;
    let (shown, open) = desk.store.write(&author, |writing| {
        for pair in &pairs {
            state(desk, writing, *pair, true)?;
        }
        writing.number_conflicts()?;
        let shown = standing(desk, &one)?;
        let mut open = Vec::new();
        for conflict in of_one(desk, &shown)? {
            if keep.is_none() && follows_posts(desk, &shown, &conflict)? {
                // It is asked of the posts, from which it follows.
                if let Some(head) = conflict.heads.last() {
                    writing.decide(&conflict, head)?;
                }
                continue;
            }
            match keep
                .map(|keep| kept(desk, keep, &conflict))
                .transpose()?
                .flatten()
            {
                Some(head) => drop(writing.decide(&conflict, head)?),
                None => open.push(conflict.number),
            }
        }
        Ok((standing(desk, &one)?, open))
    })?;
    let shown_as = shown.ref_text().to_owned();
    let mut answer = desk.answer(shown, Note::Joined { refs, shown_as })?;
    if !open.is_empty() {
        answer.also(Note::Differ(open));
    }
    Ok(answer)
}

/// Tells whether a conflict is of a record itself and about what its posts say.
fn follows_posts(desk: &Desk, record: &Record, conflict: &Conflict) -> Result<bool> {
    let Some(bearing) = bearing(record.kind).filter(|_| conflict.key.record == record.id) else {
        return Ok(false);
    };
    let is_shared = bearing.shared().any(|field| field.id == conflict.key.field);
    Ok(is_shared && bearing.is_written(desk, record)?)
}

/// Returns the conflicts of a record, and of the posts that it bears.
fn of_one(desk: &Desk, record: &Record) -> Result<Vec<Conflict>> {
    let mut records = vec![record.id];
    if let Some(bearing) = bearing(record.kind) {
        let posts = bearing.posts(desk, record)?;
        records.extend(posts.iter().map(|post| post.record.id));
    }
    let mut conflicts = desk.store.conflicts()?;
    conflicts.retain(|conflict| records.contains(&conflict.key.record));
    Ok(conflicts)
}

/// Returns what a record, or a post that was begun for it, says in a conflict; nothing where that
/// itself is undecided.
fn kept<'c>(desk: &Desk, keep: &Record, conflict: &'c Conflict) -> Result<Option<&'c Head>> {
    let mut said: Option<&Head> = None;
    for head in &conflict.heads {
        if head.record == keep.id || bearer(desk, keep.kind, head.record)? == Some(keep.id) {
            if said.is_some_and(|said| said.body != head.body) {
                return Ok(None);
            }
            said = Some(head);
        }
    }
    Ok(said)
}

/// Returns for whom a post was begun, whoever that one is one with now.
fn bearer(desk: &Desk, kind: &Kind, post: RecordId) -> Result<Option<RecordId>> {
    let Some(bearing) = bearing(kind) else {
        return Ok(None);
    };
    let entries = desk.store.history(post)?;
    let mut own = entries.iter().filter(|entry| entry.record == post);
    let named = own.find_map(|entry| entry.body.get(bearing.term.names.id)?.as_str());
    Ok(named.and_then(RecordId::from_hex))
}

/// Parts two records again, and their posts.
fn part(desk: &Desk, (one, other): (Record, Record), refs: [String; 2]) -> Result<Answer> {
    let kind = one.kind;
    let author = desk.author(&format!("{} {}", kind.id, SAME.id))?;
    let shown = desk.store.write(&author, |writing| {
        let posts = posts_of(desk, &one, &other)?;
        for pair in posts.into_iter().chain([(one.id, other.id)]) {
            state(desk, writing, pair, false)?;
        }
        standing(desk, &one)
    })?;
    desk.answer(shown, Note::Parted(refs))
}

fn standing(desk: &Desk, record: &Record) -> Result<Record> {
    let stands = desk.store.standing(record.id)?;
    let known = desk.store.get(record.kind, stands)?;
    Ok(known.unwrap_or_else(|| record.clone()))
}

/// Returns the posts that were said to be one, of which each of two records began one.
fn posts_of(desk: &Desk, one: &Record, other: &Record) -> Result<Vec<(RecordId, RecordId)>> {
    let mut pairs = Vec::new();
    for statement in desk.store.list(&IDENTITY, &Filter::default())? {
        let (Some(Value::Reference(first)), Some(Value::Reference(second))) =
            (statement.value(&ONE), statement.value(&OTHER))
        else {
            continue;
        };
        let bearers = [
            bearer(desk, one.kind, *first)?,
            bearer(desk, one.kind, *second)?,
        ];
        if [one, other]
            .iter()
            .all(|own| bearers.contains(&Some(own.id)))
        {
            pairs.push((*first, *second));
        }
    }
    Ok(pairs)
}

/// States that two records are one, or are not.
fn state(
    desk: &Desk,
    writing: &mut Writing,
    (one, other): (RecordId, RecordId),
    joined: bool,
) -> Result<()> {
    let (small, large) = (one.min(other), one.max(other));
    let apart = desk.context.lang.pick("不是同一个", "not the same");
    let fields = if joined {
        vec![
            (&ONE, Some(Value::Reference(small))),
            (&OTHER, Some(Value::Reference(large))),
            (&VOID, None),
        ]
    } else {
        vec![(&VOID, Some(Value::Text(apart.to_owned())))]
    };
    writing
        .change(&IDENTITY, statement_id(one, other), &fields)
        .map(drop)
}

/// Returns the identity of the statement about two records, the same in every office.
fn statement_id(one: RecordId, other: RecordId) -> RecordId {
    let (small, large) = (one.min(other), one.max(other));
    official_id(IDENTITY.id, &(hex(&small.0) + &hex(&large.0)))
}

/// Reasons for which two records are not said to be one, or two.
#[derive(Debug)]
enum Refused {
    /// The values of a third are to be kept.
    KeepsNeither {
        refs: [String; 2],
        keep: String,
    },
    NotStated([String; 2]),
    /// They are of different sorts, such as a division and a village.
    OfTwoSorts {
        kind: &'static Kind,
        refs: [String; 2],
        field: &'static Field,
        sorts: Vec<String>,
    },
    OneAlready([String; 2]),
    Stated([String; 2]),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let said = match self {
            Self::KeepsNeither {
                refs: [first, second],
                keep,
            } => {
                return Said::new(
                    "keeps-neither",
                    lang.pick(
                        (
                            format!("--keep “{keep}”不是要合为一条的两条之一"),
                            format!("请写 {first} 或 {second}"),
                        ),
                        (
                            format!("--keep “{keep}” is neither of the two"),
                            format!("give {first} or {second}"),
                        ),
                    ),
                )
                .of(KEEP.id)
                .with(keep);
            }
            Self::NotStated([first, second]) => Said::new(
                "not-stated-same",
                lang.pick(
                    (
                        format!("没有把 {first} 和 {second} 登记为同一个"),
                        "不必分开",
                    ),
                    (
                        format!("{first} and {second} were not said to be one"),
                        "there is nothing to part",
                    ),
                ),
            ),
            Self::OfTwoSorts {
                kind,
                refs: [first, second],
                field,
                sorts,
            } => {
                let (noun, label, flag) = (kind.id, field.label.get(lang), field.flag());
                let sorts = lang.join(sorts);
                Said::new(
                    "of-two-sorts",
                    lang.pick(
                        (
                            format!("{first} 和 {second} 的{label}不同（{sorts}），不会是同一个"),
                            format!("登记错的请先改：huiyin {noun} edit {second} --{flag} {label}"),
                        ),
                        (
                            format!("{first} and {second} are of different sorts ({sorts}) and cannot be one"),
                            format!("where one is mistaken, first correct it: huiyin {noun} edit {second} --{flag} SORT"),
                        ),
                    ),
                )
            }
            Self::OneAlready([first, second]) => Said::new(
                "same-already",
                lang.pick(
                    format!("{first} 和 {second} 已经是同一条记录"),
                    format!("{first} and {second} are one record already"),
                ),
            ),
            Self::Stated([first, second]) => Said::new(
                "stated-same-before",
                lang.pick(
                    format!("已经登记过 {first} 和 {second} 是同一个"),
                    format!("{first} and {second} were said to be one before"),
                ),
            ),
        };
        said.of("A").of("B")
    }
}

/// Statement on two records.
#[derive(Debug)]
enum Note {
    /// The numbers of the conflicts about what they say differently.
    Differ(Vec<i64>),
    Joined {
        refs: [String; 2],
        shown_as: String,
    },
    Parted([String; 2]),
}

impl Words for Note {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Differ(numbers) => {
                let count = numbers.len();
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                let numbers = lang.join(&numbers);
                lang.pick(
                    format!("两条有 {count} 处不一致，列为冲突 {numbers}；请看 huiyin conflict list，或加 --keep 以其中一条为准"),
                    format!("They differ in {}, which are conflicts {numbers}: see huiyin conflict list, or give --keep to take the values of one", plural(count, "field", "fields")),
                )
            }
            Self::Joined {
                refs: [first, second],
                shown_as,
            } => lang.pick(
                format!("{first} 和 {second} 是同一个，今后显示为 {shown_as}，用哪个编号都能找到"),
                format!("{first} and {second} are one, shown as {shown_as}, and found by either"),
            ),
            Self::Parted([first, second]) => lang.pick(
                format!("{first} 和 {second} 重新分开"),
                format!("{first} and {second} are two again"),
            ),
        }
    }
}
