//! What rests on records: the others that name them, and that somebody else takes over where they are
//! withdrawn. Told by the references that kinds declare, so that no kind is named here.

use super::Desk;
use super::bearing::{bearing, refuse_absent};
use super::entry::Patch;
use super::rules::check_rules;
use crate::error::{Refusal, Result, Said, shortened};
use crate::kinds;
use crate::model::kind::{Field, Follow, Kind, Rule};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::text::{Lang, plural, quoted};

/// Most refs that a refusal names.
const MOST_NAMED: usize = 8;

/// Records that name some others, in the order of kinds and refs, each with the fields that do.
#[derive(Debug)]
pub(crate) struct Resting(Vec<(Record, Vec<&'static Field>)>);

impl Resting {
    /// Finds what rests on records, these themselves and what is void aside.
    pub(crate) fn on(desk: &Desk, records: &[Record]) -> Result<Self> {
        let mut resting: Vec<(Record, Vec<&'static Field>)> = Vec::new();
        for record in records {
            for (kind, field, id) in desk.store.referring(record.id)? {
                let field = kind
                    .field(&field)
                    .filter(|field| rests(kind, field, record.kind));
                let (Some(field), false) = (field, records.iter().any(|own| own.id == id)) else {
                    continue;
                };
                if let Some((_, fields)) = resting.iter_mut().find(|(one, _)| one.id == id) {
                    fields.push(field);
                } else if let Some(known) = desk.store.get(kind, id)?.filter(|one| !one.is_void()) {
                    resting.push((known, vec![field]));
                }
            }
        }
        resting.sort_by_cached_key(|(record, _)| kinds::place(record));
        Ok(Self(resting))
    }

    /// Refuses to void records, for this reason, while others rest on them.
    pub(crate) fn refuse(self, records: &[Record], reason: &str) -> Result<()> {
        let Some(first) = records.first().filter(|_| !self.0.is_empty()) else {
            return Ok(());
        };
        Err(Refused::Rested {
            kind: first.kind,
            refs: records
                .iter()
                .map(|one| one.ref_text().to_owned())
                .collect(),
            reason: reason.to_owned(),
            resting: self.0,
        }
        .into())
    }

    /// Works out what makes all of them name another in the place of these.
    ///
    /// # Errors
    /// Where a rule of one of them is broken by it, or who would answer for it has left.
    pub(crate) fn moved(
        &self,
        desk: &Desk,
        from: &[Record],
        to: &Record,
    ) -> Result<Vec<(Record, Patch)>> {
        if from.iter().any(|one| one.id == to.id) {
            return Err(Refused::Itself(to.ref_text().to_owned()).into());
        }
        let new = Value::Reference(to.id);
        let is_old = |item: &Value| from.iter().any(|one| *item == Value::Reference(one.id));
        let moved = |value: &Value| match value {
            Value::List(items) => {
                let mut moved: Vec<Value> = Vec::new();
                for item in items {
                    let item = if is_old(item) { &new } else { item };
                    if !moved.contains(item) {
                        moved.push(item.clone());
                    }
                }
                Value::List(moved)
            }
            _ => new.clone(),
        };
        let lifted = lifted(desk, from, to)?;
        let mut all = Vec::new();
        for (record, fields) in &self.0 {
            if lifted.iter().any(|(one, _)| one.id == record.id) {
                continue;
            }
            let patch = fields
                .iter()
                .map(|field| (*field, record.value(field).map(moved)));
            let patch: Patch = patch.collect();
            let mut after = record.clone();
            for (field, value) in &patch {
                after.set(field, value.clone());
            }
            if lifted.is_empty() {
                check_rules(desk, &after)?;
            }
            refuse_absent(desk, &after, fields.iter().copied(), desk.context.today)?;
            all.push((record.clone(), patch));
        }
        all.extend(lifted);
        Ok(all)
    }
}

/// Works out what puts a record that stands below one of others into the place of that one, before the
/// rest of what stands there comes to stand below it.
fn lifted(desk: &Desk, from: &[Record], to: &Record) -> Result<Vec<(Record, Patch)>> {
    for rule in to.kind.rules {
        let Rule::NamesAbove(field) = rule else {
            continue;
        };
        let mut above = to.value(field).cloned();
        let mut seen = Vec::new();
        while let Some(Value::Reference(id)) = above {
            if let Some(left) = from.iter().find(|one| one.id == id) {
                let patch: Patch = vec![(*field, left.value(field).cloned())];
                return Ok(vec![(to.clone(), patch)]);
            }
            if seen.contains(&id) {
                break;
            }
            seen.push(id);
            let next = desk.store.get(to.kind, id)?;
            above = next.and_then(|next| next.value(field).cloned());
        }
    }
    Ok(Vec::new())
}

/// Tells whether a record with this field rests on what the field names. A post is part of its bearer,
/// and what holds only while another stands follows that by itself.
fn rests(kind: &'static Kind, field: &Field, on: &Kind) -> bool {
    let is_own_post =
        bearing(on).is_some_and(|one| one.post.id == kind.id && one.term.names.id == field.id);
    let follows = kind.follows.iter().any(
        |follow| matches!(follow, Follow::WhileStands { on: (_, names), .. } if names.id == field.id),
    );
    kind.letter.is_some() && !is_own_post && !follows
}

/// Reasons for which a record that others rest on is not voided.
#[derive(Debug)]
enum Refused {
    /// What rests on a record is to move to the same.
    Itself(String),
    Rested {
        kind: &'static Kind,
        refs: Vec<String>,
        reason: String,
        resting: Vec<(Record, Vec<&'static Field>)>,
    },
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::Itself(reference) => Said::new(
                "moves-to-itself",
                lang.pick(
                    (
                        format!("--to “{reference}”就是要作废的那一条"),
                        "请写另一条的编号",
                    ),
                    (
                        format!("--to “{reference}” is what is to be void"),
                        "give the ref of another",
                    ),
                ),
            )
            .of("to")
            .with(reference),
            Self::Rested {
                kind,
                refs,
                reason,
                resting,
            } => {
                let count = resting.len();
                let first = resting.iter().take(MOST_NAMED);
                let named = first.map(|(record, fields)| named(record, fields, lang));
                let named = lang.join(&named.collect::<Vec<_>>());
                let more = match count.saturating_sub(MOST_NAMED) {
                    0 => String::new(),
                    more => lang.pick(format!("等，另有 {more} 条"), format!(" and {more} more")),
                };
                let (reason, own) = (quoted(reason), refs.join(" "));
                let reference = lang.join(refs);
                let way = format!("huiyin {} void {own} --reason {reason} --force", kind.id);
                let sentence = lang.pick(
                    (
                        format!("还有 {count} 条记录以 {reference} 为依据：{named}{more}"),
                        format!("仍要作废请用 {way}；要把它们移到另一条，请把 --force 换成 --to 编号"),
                    ),
                    (
                        format!("{} on {reference}: {named}{more}", plural(count, "record rests", "records rest")),
                        format!("void it all the same with {way}; to move them to another, give --to REF in the place of --force"),
                    ),
                );
                Said::new("rested-on", sentence).of("REF").with(&reference)
            }
        }
    }
}

/// Names a record, with the fields in which it names another.
fn named(record: &Record, fields: &[&Field], lang: Lang) -> String {
    let title = record.kind.titled(record.title(), lang);
    let (reference, title) = (record.ref_text(), shortened(&title));
    let labels: Vec<&str> = fields.iter().map(|field| field.label.get(lang)).collect();
    let labels = lang.join(&labels);
    let named = format!("{reference} {title}");
    let named = named.trim_end();
    lang.pick(
        format!("{named}（{labels}）"),
        format!("{named} ({labels})"),
    )
}
