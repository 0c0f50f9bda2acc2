//! What is to be repeated before an interval is over: visits to a household, news of a pledge.

use chrono::NaiveDate;

use super::case::after;
use super::finding::Term;

/// Returns the worst term of a duty that began on a day and was done on `days`, which ascend: the
/// one that is overdue at the end, else the first that was met late, else the one that runs; where
/// the duty is `over`, one that was met.
pub(super) fn term(
    began: NaiveDate,
    days: &[NaiveDate],
    end: NaiveDate,
    over: bool,
    interval: i64,
) -> Term {
    let within = days
        .iter()
        .copied()
        .filter(|day| *day > began && *day <= end);
    let mut last = began;
    let mut late = None;
    for day in within.chain(over.then_some(end)) {
        let due = after(last, interval);
        if day > due {
            late.get_or_insert(Term {
                opened: last,
                due,
                done: Some(day),
            });
        }
        last = day;
    }
    let running = Term {
        opened: last,
        due: after(last, interval),
        done: over.then_some(last),
    };
    match late {
        Some(late) if over || end <= running.due => late,
        _ => running,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The days on which it was done, the last day looked at, whether it is over, and the worst
    /// term's last day and when that was met.
    type Case = (
        &'static [&'static str],
        &'static str,
        bool,
        &'static str,
        Option<&'static str>,
    );

    /// Began on 1 March 2011; 60 days are until 30 April, from 29 April until 28 June.
    #[test]
    fn the_worst_gap_is_told() {
        let day = |text: &str| format!("2011-{text}").parse::<NaiveDate>().unwrap();
        let cases: &[Case] = &[
            // Nothing yet: it runs until 30 April, overdue or not.
            (&[], "04-01", false, "04-30", None),
            (&[], "06-01", false, "04-30", None),
            // Done in time: the next term runs.
            (&["04-29"], "06-01", false, "06-28", None),
            // Late once, then in time: late for good.
            (&["05-10"], "06-01", false, "04-30", Some("05-10")),
            (&["05-10", "06-01"], "07-01", false, "04-30", Some("05-10")),
            // Late once, and overdue again since 9 July: the open one matters.
            (&["05-10"], "08-01", false, "07-09", None),
            // Over on 20 April: nothing runs any more.
            (&[], "04-20", true, "06-19", Some("04-20")),
            // Over on 10 May, ten days too late.
            (&[], "05-10", true, "04-30", Some("05-10")),
            // What came before it began, or after its end, does not count.
            (&["02-01", "06-02"], "06-01", false, "04-30", None),
        ];
        for (done, end, over, due, met) in cases {
            let days: Vec<_> = done.iter().map(|done| day(done)).collect();
            let term = term(day("03-01"), &days, day(end), *over, 60);
            assert_eq!(
                (term.due, term.done),
                (day(due), met.map(day)),
                "{done:?} {end}"
            );
        }
    }
}
