//! Finding words: the table of words hides no record, and shows none that does not say them now.

use proptest::prelude::*;

use super::on;
use super::step::histories;
use super::world::World;
use crate::kinds::person;
use crate::model::kind::Kind;
use crate::model::search::Word;
use crate::model::value::day;
use crate::store::log::rows::last_row;
use crate::store::{Search, Store, words};

/// Searches for words, some of them pinyin, in all records and in some.
fn searches() -> impl Iterator<Item = Search> {
    let kinds: [Option<&'static Kind>; 2] = [None, Some(&person::KIND)];
    let typed = ["甲", "乙", "甲 乙", "jia"];
    kinds.into_iter().flat_map(move |kind| {
        typed.into_iter().map(move |typed| Search {
            words: typed.split(' ').filter_map(Word::of).collect(),
            kind,
            from: day("2011-05-02").filter(|_| typed == "乙"),
            until: day("2011-06-30").filter(|_| typed != "jia"),
            limit: 4,
        })
    })
}

fn told(store: &Store, reach: i64) -> Vec<String> {
    let found = searches().map(|search| store.search_after(reach, &search).unwrap());
    found.map(|found| format!("{found:?}")).collect()
}

proptest! {
    #![proptest_config(on(8))]

    #[test]
    fn what_the_table_of_words_finds_is_what_the_records_say(history in histories()) {
        World::of(&history, |world, file| {
            let store = world.files[file].store();
            let connection = &store.connection;
            let reach = words::reach(connection).unwrap();
            let all = told(store, 0);
            assert_eq!(told(store, reach), all);
            // Now and then it is brought up to date, so that some of it is of before.
            if last_row(connection).unwrap() % 3 == 1 {
                let reach = store.fill_words(&|_, _| ()).unwrap();
                assert_eq!(told(store, reach), all);
                assert_eq!(words::reach(connection).unwrap(), reach);
            }
        });
    }
}
