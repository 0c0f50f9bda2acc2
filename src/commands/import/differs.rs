//! In what a record is another than a row says.

use crate::desk::Desk;
use crate::desk::correction::changes;
use crate::error::Result;
use crate::model::kind::{Field, LOGGED_ON, REF, UNDONE};
use crate::model::record::Record;
use crate::model::value::{RecordId, Value};
use crate::store::HistoryEntry;
use crate::text::Lang;

/// A cell that says otherwise than the record that it is of.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) reference: String,
    pub(super) field: &'static Field,
    /// What the record says now.
    pub(super) is: String,
    pub(super) said: String,
}

/// What a row names, what that is of, and what the row says it is of.
#[derive(Clone, Debug)]
pub(super) struct Elsewhere {
    pub(super) row: usize,
    pub(super) name: String,
    pub(super) own: String,
    pub(super) said: String,
}

/// Words cells of one record, each by what it is and what the sheet says.
pub(super) fn said_otherwise(cells: &[Cell], lang: Lang) -> String {
    let told = cells.iter().map(|cell| {
        let (label, Cell { is, said, .. }) = (cell.field.label.get(lang), cell);
        lang.pick(
            format!("{label}：{is} → {said}"),
            format!("{label}: {is} → {said}"),
        )
    });
    lang.join(&told.collect::<Vec<_>>())
}

/// Words in which fields a record is another than a row says.
pub(super) fn cells(
    desk: &Desk,
    known: &Record,
    wanted: &Record,
    fields: &[&'static Field],
) -> Result<Vec<Cell>> {
    let mut after = known.clone();
    for field in fields {
        after.set(field, wanted.value(field).cloned());
    }
    let changes = changes(desk, known, &after)?;
    let reference = known.ref_text();
    let cell = |(field, is, said): (&'static Field, String, String)| Cell {
        reference: reference.to_owned(),
        field,
        is,
        said,
    };
    let changes = changes.into_iter();
    Ok(changes
        .map(|one| cell((one.field, one.old, one.new)))
        .collect())
}

/// Returns the fields in which a record is not what is wanted of it, of those that are told.
pub(super) fn differing(
    desk: &Desk,
    known: &Record,
    wanted: &Record,
    told: &dyn Fn(&Field) -> bool,
) -> Result<Vec<&'static Field>> {
    let (kind, id) = (known.kind, known.id);
    let is_own = |field: &&'static Field| {
        ![REF.id, LOGGED_ON.id].contains(&field.id) && !kind.is_computed(field) && told(field)
    };
    let mut fields: Vec<&'static Field> = kind.all_fields().filter(is_own).collect();
    // As it is seen now, or with what is still to come.
    let views = [
        desk.store.get(kind, id)?,
        desk.store.in_the_end(|| desk.store.get(kind, id))?,
    ];
    if let [None, None] = views {
        return Ok(Vec::new());
    }
    for known in views.iter().flatten() {
        fields.retain(|field| !agree(known.value(field), wanted.value(field)));
    }
    Ok(fields)
}

/// Leaves of the fields that a row says otherwise those that the record never said so: what is corrected
/// since an old sheet was made is nothing new.
pub(super) fn never_said(
    desk: &Desk,
    known: RecordId,
    wanted: &Record,
    fields: &mut Vec<&'static Field>,
) -> Result<()> {
    if fields.is_empty() {
        return Ok(());
    }
    let history = desk.store.history(known)?;
    fields.retain(|field| {
        let mut former = former(&history, field).into_iter();
        !former.any(|former| agree(former.as_ref(), wanted.value(field)))
    });
    Ok(())
}

/// Returns what a field was before it was given its present value, but for what a sheet brought and was taken
/// back: that may be brought again.
pub(super) fn former(history: &[HistoryEntry], field: &'static Field) -> Vec<Option<Value>> {
    let said = history
        .iter()
        .filter(|entry| entry.said(field.id).is_some());
    let said: Vec<&HistoryEntry> = said.collect();
    let is_first = history
        .first()
        .is_some_and(|first| first.said(field.id).is_none());
    let mut former: Vec<Option<Value>> = is_first.then_some(None).into_iter().collect();
    for pair in said.windows(2) {
        if pair[0].verb == "import" && pair[1].verb == UNDONE {
            continue;
        }
        let json = pair[0].said(field.id);
        former.push(json.and_then(|json| Value::from_json(field, json)));
    }
    if said.is_empty() {
        former.clear();
    }
    former
}

/// Tells whether two values are one, lists in whatever order.
pub(super) fn agree(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(Value::List(one)), Some(Value::List(other))) => {
            one.len() == other.len() && one.iter().all(|item| other.contains(item))
        }
        (None, Some(Value::List(items))) | (Some(Value::List(items)), None) => items.is_empty(),
        (one, other) => one == other,
    }
}
