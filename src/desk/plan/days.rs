//! The days of a plan: as people write them in its file, and moved to another year.

use chrono::{Datelike, NaiveDate};
use serde_json::Value as Json;

use crate::model::date::{self, Calendar};
use crate::model::value::day;

/// The keys of days: of a stretch such as 4月下旬 the first, or the last; or a single day only.
const FIRST: &[&str] = &["opens", "from"];
const LAST: &[&str] = &["closes", "until", "date"];
const SINGLE: &[&str] = &["done_on", "workdays"];

/// Writes the days of a plan in the form in which they are kept. A year left out is that in which the
/// campaign opens; what is no day is left for the plan to refuse.
pub(super) fn read(plan: &mut Json, today: NaiveDate) {
    let of_today = Calendar {
        today,
        year: today.year(),
    };
    let opens = plan["opens"]
        .as_str()
        .and_then(|opens| date::parse(opens, of_today).ok());
    let year = opens.map_or(today.year(), |opens| opens.first.year());
    read_below(plan, "", Calendar { today, year });
}

fn read_below(json: &mut Json, key: &str, calendar: Calendar) {
    match json {
        Json::Object(fields) => {
            for (key, value) in fields {
                read_below(value, key, calendar);
            }
        }
        Json::Array(items) => items
            .iter_mut()
            .for_each(|item| read_below(item, key, calendar)),
        Json::String(text) => {
            if let Ok(span) = date::parse(text, calendar) {
                let is_single = SINGLE.contains(&key) && span.first == span.last;
                if FIRST.contains(&key) {
                    *text = span.first.to_string();
                } else if LAST.contains(&key) || is_single {
                    *text = span.last.to_string();
                }
            }
        }
        _ => {}
    }
}

/// Moves every day of a plan by some years, and takes out that a milestone was reached.
pub(super) fn shift(json: &mut Json, years: i32) {
    match json {
        Json::Object(fields) => {
            fields.shift_remove("done_on");
            fields.values_mut().for_each(|value| shift(value, years));
        }
        Json::Array(items) => items.iter_mut().for_each(|item| shift(item, years)),
        Json::String(text) => {
            if let Some(moved) = day(text).and_then(|day| moved(day, years)) {
                *text = moved.to_string();
            }
        }
        _ => {}
    }
}

/// Returns the same day of another year; of 29 February, where that has none, the day before.
fn moved(day: NaiveDate, years: i32) -> Option<NaiveDate> {
    let year = day.year() + years;
    day.with_year(year)
        .or_else(|| day.pred_opt()?.with_year(year))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn days_are_read_as_people_write_them_and_move_by_years() {
        let mut plan = json!({
            "title": "3月1日活动", "opens": "2012年2月29日", "closes": "11月底",
            "phases": [{"opens": "2012.2.29", "closes": "4月中旬"}, {"opens": "4月下旬", "closes": "十一月"}],
            "milestones": [{"date": "3.9", "done_on": "3月9日"}], "workdays": ["4月2日"],
        });
        read(&mut plan, NaiveDate::default());
        let expected = json!({
            "title": "3月1日活动", "opens": "2012-02-29", "closes": "2012-11-30",
            "phases": [{"opens": "2012-02-29", "closes": "2012-04-20"}, {"opens": "2012-04-21", "closes": "2012-11-30"}],
            "milestones": [{"date": "2012-03-09", "done_on": "2012-03-09"}], "workdays": ["2012-04-02"],
        });
        assert_eq!(plan, expected);
        shift(&mut plan, 1);
        assert_eq!(plan["opens"], "2013-02-28");
        assert_eq!(plan["phases"][1]["opens"], "2013-04-21");
        assert_eq!(plan["milestones"], json!([{"date": "2013-03-09"}]));
        assert_eq!(plan["title"], "3月1日活动");
    }
}
