//! Dumps a file as text and as rows, to be compared.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use serde_json::Map;

use crate::kinds::KINDS;
use crate::model::listing::Listing;
use crate::model::page::Page;
use crate::model::plan::{self, Plan};
use crate::render::{self, Screen};
use crate::store::fold::project::Projector;
use crate::store::log::change::{Change, ChangeId};
use crate::store::log::rows::{CHANGE_COLUMNS, read_change};
use crate::store::shape::computed_tables;
use crate::store::{Filter, Store, words};
use crate::text::Lang;

/// Returns every row of every computed table, as `.dump` writes them.
pub(super) fn computed(store: &Store) -> String {
    tables(&store.connection)
}

/// Returns what the tables say, whichever changes say it: of a conflict its sides.
pub(super) fn content(store: &Store) -> String {
    let tables = computed(store);
    let lines = tables.lines();
    let said = lines.filter(|line| !line.starts_with("insert into conflict "));
    let mut text: Vec<String> = said.map(str::to_owned).collect();
    for conflict in store.conflicts().unwrap() {
        let fields = conflict.fields();
        let sides = conflict.heads.iter().map(|head| {
            let own = fields.iter().map(|field| head.body.get(field.id));
            own.map(|json| json.map_or_else(String::new, ToString::to_string))
                .collect::<Vec<_>>()
        });
        let sides: std::collections::BTreeSet<_> = sides.collect();
        text.push(format!("{:?} {sides:?}", conflict.key));
    }
    text.join("\n")
}

/// Returns what `list --voided --format json` prints of every kind.
pub(super) fn listed(store: &Store) -> String {
    let everything = Filter {
        voided: true,
        ..Filter::default()
    };
    let plan = serde_json::from_str(plan::DEFAULT).unwrap();
    let mut text = String::new();
    for kind in KINDS {
        let records = store.list(kind, &everything).unwrap();
        let listing = Listing {
            kind,
            names: store.names(&records).unwrap(),
            records,
            plan: Plan::from_json(&plan).unwrap().into(),
            single: false,
            wide: false,
            chosen: Vec::new(),
            moved: None,
            pending: HashMap::new(),
            more: Vec::new(),
            more_json: Map::new(),
        };
        let page = Page::Listing(Box::new(listing));
        let json = render::JSON
            .render(&page, Lang::Zh, Screen::Elsewhere)
            .unwrap();
        text += &format!("{}: {}", kind.id, String::from_utf8(json).unwrap());
    }
    text
}

/// Returns what the computed tables would be if they were computed anew.
pub(super) fn rebuilt(store: &Store) -> String {
    let transaction = store.begin().unwrap();
    Projector::new(&transaction, KINDS)
        .unwrap()
        .rebuild()
        .unwrap();
    let tables = tables(&transaction);
    transaction.rollback().unwrap();
    tables
}

fn tables(connection: &Connection) -> String {
    let mut text = String::new();
    let mut computed = computed_tables(connection).unwrap();
    // It is filled as far as somebody has looked.
    computed.retain(|table| table != words::TABLE);
    for table in computed {
        let columns: Vec<String> = connection
            .prepare("select name from pragma_table_info(?1) order by cid")
            .unwrap()
            .query_map([&table], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let values: Vec<String> = columns
            .iter()
            .map(|name| format!("quote(\"{name}\")"))
            .collect();
        let sql = format!(
            "select {} from \"{table}\" order by \"{}\"",
            values.join(" || ',' || "),
            columns.join("\", \"")
        );
        let mut statement = connection.prepare(&sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: String = row.get(0).unwrap();
            text += &format!("insert into {table} values ({values});\n");
        }
    }
    text
}

pub(super) fn log(store: &Store) -> BTreeMap<ChangeId, Change> {
    let sql = format!("select {CHANGE_COLUMNS} from change order by id");
    let mut statement = store.connection.prepare(&sql).unwrap();
    let changes = statement.query_map([], read_change).unwrap();
    changes
        .map(Result::unwrap)
        .map(|change| (change.id, change))
        .collect()
}
