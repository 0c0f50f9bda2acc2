//! Who is on duty on a day, by the roster that is announced.

use chrono::NaiveDate;

use crate::error::Result;
use crate::kinds::duty;
use crate::model::value::Value;
use crate::store::{Filter, Store};
use crate::text::Lang;

/// Says who is on duty on a day, each with how and where; nothing where nobody is.
pub(crate) fn on_duty(store: &Store, day: NaiveDate, lang: Lang) -> Result<Option<String>> {
    let mut filter = Filter::default();
    filter.equals(&duty::DATE, &Value::Day(day));
    let found = store.list(&duty::KIND, &filter)?;
    let names = store.names(&found)?;
    let told = found.iter().filter_map(|record| {
        let Some(Value::Reference(leader)) = record.value(&duty::LEADER) else {
            return None;
        };
        let name = names.get(leader).map(|(_, name)| name.as_str())?;
        let channel = record.text(&duty::CHANNEL);
        let channels = duty::CHANNEL.choices().iter();
        let channel = channels.filter(|choice| Some(choice.id) == channel);
        let how = channel.map(|choice| choice.label.get(lang));
        let how: Vec<&str> = how.chain(record.text(&duty::PLACE)).collect();
        Some(match &how[..] {
            [] => name.to_owned(),
            _ => lang.pick(
                format!("{name}（{}）", how.join("，")),
                format!("{name} ({})", how.join(", ")),
            ),
        })
    });
    let told: Vec<String> = told.collect();
    let told = (!told.is_empty()).then(|| lang.join(&told));
    Ok(told.map(|told| {
        lang.pick(
            format!("今日值班：{told}"),
            format!("On duty today: {told}"),
        )
    }))
}
