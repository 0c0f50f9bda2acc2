//! Tells of a record that stands already: entered once more it counts twice.

use super::Desk;
use crate::error::Result;
use crate::model::kind::{Field, Kind, NOTE, Shape, UNIT};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::AGAIN;
use crate::store::Filter;
use crate::text::{Lang, Words};

/// Remarks on a new record that agrees with one which is there in all that tells its kind apart. It
/// is taken all the same: two persons may have one name, and an office may be visited twice a day.
pub(crate) fn remark_on_same(desk: &Desk, record: &Record) -> Result<()> {
    let kind = record.kind;
    let known = all_same(desk, record)?;
    if !known.is_empty() {
        let mut fields = telling(kind);
        fields.retain(|field| record.value(field).is_some());
        // Said in one sentence, however many the records.
        let mut remark = desk.context.remarks.same.borrow_mut();
        let same = remark.get_or_insert_with(|| Same {
            kind,
            records: 0,
            references: Vec::new(),
            fields,
        });
        same.records += 1;
        let references = known.iter().map(|known| known.ref_text().to_owned());
        same.references.extend(references);
    }
    Ok(())
}

/// Finds a record that is there and agrees with a new one in all that tells its kind apart.
pub(crate) fn same(desk: &Desk, record: &Record) -> Result<Option<Record>> {
    Ok(all_same(desk, record)?.into_iter().next())
}

/// Finds all such records.
fn all_same(desk: &Desk, record: &Record) -> Result<Vec<Record>> {
    let kind = record.kind;
    let fields = telling(kind);
    let mut filter = Filter::default();
    for field in fields.iter().filter(|field| !field.many) {
        match record.value(field) {
            Some(value) => filter.equals(field, value),
            None => filter.filled(field, false),
        }
    }
    let agree = |known: &Record| {
        let mut many = fields.iter().filter(|field| field.many);
        many.all(|field| items(known, field) == items(record, field))
    };
    // What was entered is the same on every day.
    let known = desk.store.in_the_end(|| desk.list(kind, filter))?;
    Ok(known.into_iter().filter(agree).collect())
}

/// Returns the fields in which two records of a kind that are not one differ: those that the kind
/// declares, or else all that people enter.
fn telling(kind: &'static Kind) -> Vec<&'static Field> {
    if !kind.told_by.is_empty() {
        return kind.told_by.to_vec();
    }
    let entered = |field: &&'static Field| {
        !field.by_step && !kind.is_computed(field) && !matches!(field.shape, Shape::Json)
    };
    let fields = [&UNIT].into_iter().chain(kind.fields.iter().copied());
    fields.chain([&NOTE]).filter(entered).collect()
}

/// Returns the values of a field that holds several, in whatever order they were typed.
fn items(record: &Record, field: &Field) -> Vec<String> {
    let Some(Value::List(items)) = record.value(field) else {
        return Vec::new();
    };
    let mut items: Vec<String> = items
        .iter()
        .map(|item| item.to_json().to_string())
        .collect();
    items.sort();
    items
}

/// Records that stand already.
#[derive(Clone, Debug)]
pub(crate) struct Same {
    kind: &'static Kind,
    /// How many new ones there are of which others stand already.
    records: usize,
    references: Vec<String>,
    /// The fields that are filled in, and the same.
    fields: Vec<&'static Field>,
}

impl Words for Same {
    fn words(&self, lang: Lang) -> String {
        let (refs, name, again) = (
            lang.join(&self.references),
            self.kind.name.get(lang),
            AGAIN.id,
        );
        let labels = self.fields.iter().map(|field| field.label.get(lang));
        let labels = lang.join(&labels.collect::<Vec<_>>());
        let now = match (self.records, self.references.len() + 1) {
            (1, all) => lang.pick(format!("现在有{all}条"), format!("now there are {all}")),
            _ => lang
                .pick("现在各不止一条", "now there is more than one of each")
                .to_owned(),
        };
        lang.pick(
            format!("注意：已有同样的{name} {refs}（{labels}都相同），{now}；是重复的请用 huiyin undo 撤销，确是另一条的不必处理，以后登记时加 --{again} 就不再提示"),
            format!("Warning: the same {name} stands as {refs} ({labels} agree), and {now}; if it is the same use huiyin undo, if another leave it, and next time add --{again} not to be told"),
        )
    }
}
