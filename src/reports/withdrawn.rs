//! The pledges that were withdrawn, with why: they stand beside the completion rate, which counts
//! none of them (section 6).

use serde_json::{Map, Value as Json, json};

use super::count::{self, Coverage};
use crate::error::Result;
use crate::model::document::{Block, Cell, Table};
use crate::store::Store;
use crate::text::{Lang, text};

/// Those that the completion rate would count of some days if they stood.
const WITHDRAWN: &str = "select ref, title, withdrawn_on, reason from pledge
    where void is null and published_on between ?1 and ?2 and status = 'withdrawn'
    order by office, number, copy";
/// The keys of a row, in the order of its columns.
const KEYS: [&str; 4] = ["ref", "title", "withdrawn_on", "reason"];

/// Lists them for machines.
pub(super) fn of(store: &Store, scope: &Coverage) -> Result<Vec<Json>> {
    let [_, from, until] = scope.days();
    store.on(scope.as_of, || {
        count::objects(store, WITHDRAWN, &[&from, &until])
    })
}

/// Puts them beside the completion rate.
pub(super) fn beside(rates: &mut Map<String, Json>, withdrawn: &[Json]) {
    if let Some(rate) = rates.get_mut("completion_rate") {
        rate["withdrawn"] = json!({"count": withdrawn.len(), "reasons": withdrawn});
    }
}

/// Counts them in a row of rates, of which they are none.
pub(super) fn row(withdrawn: &[Json]) -> Vec<Cell> {
    let count = i64::try_from(withdrawn.len()).unwrap_or(i64::MAX);
    let none = || Cell::from("");
    vec![
        Cell::from("withdrawn"),
        Cell::Integer(count),
        none(),
        none(),
    ]
}

/// Says how many there are and lists them with why; of none nothing is said.
pub(super) fn blocks(withdrawn: &[Json], lang: Lang) -> Vec<Block> {
    let count = withdrawn.len();
    if count == 0 {
        return Vec::new();
    }
    let counted = Block::Paragraph(lang.pick(
        format!("撤回的实事{count}项，不计入完成率。"),
        format!("Withdrawn pledges, which the completion rate leaves out: {count}."),
    ));
    vec![counted, Block::Table(table(withdrawn, lang))]
}

/// Lists them for people.
pub(super) fn table(withdrawn: &[Json], lang: Lang) -> Table {
    let heads = [
        text("编号", "Ref"),
        text("项目", "Pledge"),
        text("撤回日期", "Withdrawn on"),
        text("原因", "Reason"),
    ];
    let row = |one: &Json| {
        let cells = KEYS.iter().map(|key| Cell::from(one[*key].clone()));
        cells.collect()
    };
    let title = text("撤回的实事项目", "Pledges withdrawn");
    let heads = heads.map(|head| head.get(lang));
    Table::new::<Cell>(heads, withdrawn.iter().map(row)).titled(title.get(lang))
}
