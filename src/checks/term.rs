//! Terms: each is one stretch of an obligation, from the day on which it opened to the day on which
//! it was due, with what became of it (DOMAIN.md, section 11). Every check yields terms; lights,
//! calendar, sheets and what blocks the closing of a phase are read off them and nowhere else.

use chrono::NaiveDate;

use super::days::after;
use crate::model::plan::{Plan, Rules};
use crate::model::value::RecordId;

/// State of a term on a day; the word goes wherever the colour does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Light {
    /// Past its day and not done.
    Red,
    /// Done, but late; or behind its schedule.
    Yellow,
    /// Due within the warn-ahead days.
    Blue,
    /// Permissive: encouraged, or to be looked at; never a violation.
    Notice,
    /// Done in time, ended before it was due, or not due for a while.
    Green,
}

/// One record that fulfils something, on the day on which it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) kind: &'static str,
    pub(crate) record: RecordId,
    pub(crate) day: NaiveDate,
    /// Day on which it was entered, where the file knows.
    pub(crate) entered: Option<NaiveDate>,
    /// The first day on which it stands no more, such as that of a pledge's withdrawal.
    pub(crate) until: Option<NaiveDate>,
}

/// Reasons for which a term falls away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It would have been due after the campaign's last day.
    Campaign,
    /// The pledge or opinion is continued to another day.
    Continued,
    LeftOffice,
    PairingEnded,
    Withdrawn,
}

/// End of a term that fell away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    /// The first day on which it runs no more.
    pub(crate) on: NaiveDate,
    pub(crate) why: Why,
}

/// One stretch of an obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// The day from which it is asked.
    pub(crate) opened: NaiveDate,
    /// The last day on which it is in time.
    pub(crate) due: NaiveDate,
    pub(crate) done: Option<NaiveDate>,
    /// The day on which what was done was entered.
    pub(crate) entered: Option<NaiveDate>,
    pub(crate) ended: Option<Ended>,
    /// The last day on which it can be made up for; `None` where that is never too late.
    pub(crate) lapses: Option<NaiveDate>,
    /// Deeds that fulfil it, or as many of them as there are.
    pub(crate) evidence: Vec<Deed>,
}

impl Why {
    /// Returns its identifier for machines.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Campaign => "campaign-over",
            Self::Continued => "continued",
            Self::LeftOffice => "left-office",
            Self::PairingEnded => "pairing-ended",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Term {
    /// Opens a term of which nothing is done yet.
    pub(super) const fn new(opened: NaiveDate, due: NaiveDate) -> Self {
        Self {
            opened,
            due,
            done: None,
            entered: None,
            ended: None,
            lapses: None,
            evidence: Vec::new(),
        }
    }

    /// Says by which deed it was done.
    pub(super) fn done_by(self, deed: Option<Deed>) -> Self {
        self.done_with(deed.map(|deed| deed.day), deed.into_iter().collect())
    }

    /// Says when it was done, and what it rests on; it was entered when the last of that was.
    pub(super) fn done_with(self, done: Option<NaiveDate>, evidence: Vec<Deed>) -> Self {
        let entered = evidence.iter().filter_map(|deed| deed.entered).max();
        Self {
            done,
            entered: entered.filter(|_| done.is_some()),
            evidence,
            ..self
        }
    }

    /// Says from which day on it runs no more, if that is known.
    pub(super) fn ended(self, on: Option<NaiveDate>, why: Why) -> Self {
        let ended = on.map(|on| Ended { on, why });
        Self {
            ended: ended.or(self.ended),
            ..self
        }
    }

    /// Ends it with the campaign where it would be due after that.
    pub(super) fn within(self, closes: NaiveDate) -> Self {
        let over = (self.due > closes && self.ended.is_none()).then(|| after(closes, 1));
        self.ended(over, Why::Campaign)
    }

    /// Forgets whatever came after a day. What was done and what ended it are one or the other: the
    /// earlier counts.
    pub(super) fn told_on(mut self, day: NaiveDate) -> Self {
        self.ended = self.ended.filter(|ended| ended.on <= day);
        let last = self.ended.map_or(day, |ended| ended.on);
        self.evidence.retain(|deed| deed.day <= last);
        self.done = self.done.filter(|done| *done <= last);
        if self.done.is_some() {
            self.ended = None;
        } else {
            self.entered = None;
        }
        self
    }

    /// Returns the rules of the day of each thing by which it was done that was entered later than they
    /// allow (补录): what is decided for later days leaves it as it was.
    pub(super) fn late_entries<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = &'a Rules> {
        let evidence = self.evidence.iter().filter(|_| self.done.is_some());
        evidence.filter_map(|deed| {
            let rules = plan.on(deed.day);
            let last = after(deed.day, rules.limits.late_entry_days);
            deed.entered
                .filter(|entered| *entered > last)
                .map(|_| rules)
        })
    }

    /// Tells whether nothing can be done about it any more on a day: it is done, it ended, or its
    /// time is over.
    pub(crate) fn is_settled(&self, day: NaiveDate) -> bool {
        self.done.is_some() || self.ended.is_some() || self.lapses.is_some_and(|last| day > last)
    }

    /// Returns its light on the day of which it is told.
    pub(super) fn light(&self, day: NaiveDate, warn_ahead_days: i64) -> Light {
        let over = self.ended.filter(|ended| ended.on > self.due);
        match (self.done, self.ended) {
            (Some(done), _) if done <= self.due => Light::Green,
            (Some(_), _) => Light::Yellow,
            (None, Some(_)) if over.is_none() => Light::Green,
            // It was late, and goes on with leave.
            (None, Some(ended)) if ended.why == Why::Continued => Light::Yellow,
            (None, _) if day > self.due => Light::Red,
            (None, _) if (self.due - day).num_days() <= warn_ahead_days => Light::Blue,
            (None, _) => Light::Green,
        }
    }
}

/// Returns the terms of something that is to be repeated before an interval is over: each opens with
/// the deed before it. The last one runs until it `ended`, or until the campaign closed; what is done
/// from then on counts for none. The `interval` is that of the day on which a term opens. `deeds`
/// ascend.
pub(super) fn repeated(
    began: NaiveDate,
    deeds: impl IntoIterator<Item = Deed>,
    interval: impl Fn(NaiveDate) -> i64,
    ended: Option<Ended>,
    closes: NaiveDate,
) -> Vec<Term> {
    let over = Ended {
        on: after(closes, 1),
        why: Why::Campaign,
    };
    let end = ended.filter(|ended| ended.on < over.on).unwrap_or(over);
    let open = |day| Term::new(day, after(day, interval(day)));
    let mut terms = Vec::new();
    let mut last = began;
    for deed in deeds.into_iter().filter(|deed| deed.day < end.on) {
        // Of several on a day the first is enough.
        if deed.day > last {
            terms.push(open(last).done_by(Some(deed)));
            last = deed.day;
        }
    }
    if last < end.on {
        terms.push(open(last).ended(Some(end.on), end.why));
    }
    terms
}

/// Leaves out what was continued on the day on which it opened, before it was due: the next runs from
/// that day. What had been due before it opened is told from its own day on.
pub(super) fn lasting(mut terms: Vec<Term>) -> Vec<Term> {
    let is_empty = |term: &Term| {
        let continued = term.ended.filter(|ended| ended.why == Why::Continued);
        continued.is_some_and(|ended| ended.on <= term.opened)
    };
    terms.retain(|term| !is_empty(term) || term.due < term.opened);
    for term in terms.iter_mut().filter(|term| is_empty(term)) {
        term.opened = term.due;
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        format!("2011-{text}").parse().unwrap()
    }

    fn deed(on: &str) -> Deed {
        done_on(day(on))
    }

    fn done_on(day: NaiveDate) -> Deed {
        Deed {
            kind: "visit",
            record: RecordId([0; 16]),
            day,
            entered: None,
            until: None,
        }
    }

    /// Due on 20 April; seven days ahead are blue.
    #[test]
    fn every_day_has_exactly_the_light_of_section_11() {
        let done = |on: &str| Term::new(day("03-01"), day("04-20")).done_by(Some(deed(on)));
        let ended = |on: &str, why| Term::new(day("03-01"), day("04-20")).ended(Some(day(on)), why);
        let open = || Term::new(day("03-01"), day("04-20"));
        let cases = [
            (open(), "04-12", Light::Green, false),
            (open(), "04-13", Light::Blue, false),
            (open(), "04-20", Light::Blue, false),
            (open(), "04-21", Light::Red, false),
            (done("04-20"), "04-19", Light::Blue, false),
            (done("04-20"), "04-20", Light::Green, true),
            // Done on the 25th: on the 24th nobody knew. It stays late.
            (done("04-25"), "04-24", Light::Red, false),
            (done("04-25"), "04-25", Light::Yellow, true),
            (done("04-25"), "11-30", Light::Yellow, true),
            // Fallen away by its last day, and after it.
            (ended("04-20", Why::Withdrawn), "04-19", Light::Blue, false),
            (ended("04-20", Why::Withdrawn), "11-30", Light::Green, true),
            (ended("04-21", Why::Withdrawn), "04-21", Light::Red, true),
            (ended("04-21", Why::PairingEnded), "11-30", Light::Red, true),
            (ended("04-20", Why::Continued), "11-30", Light::Green, true),
            (ended("05-02", Why::Continued), "05-01", Light::Red, false),
            (ended("05-02", Why::Continued), "05-02", Light::Yellow, true),
        ];
        for (term, on, light, settled) in cases {
            let told = term.clone().told_on(day(on));
            assert_eq!(told.light(day(on), 7), light, "{term:?} on {on}");
            assert_eq!(told.is_settled(day(on)), settled, "{term:?} on {on}");
        }
    }

    /// Opened, due, done, and why it ended.
    type Told = (&'static str, &'static str, &'static str, Option<Why>);

    /// Began on 1 March; 60 days are until 30 April. The campaign closes on 30 November.
    #[test]
    fn an_interval_opens_with_what_came_before_it() {
        const OVER: Option<Why> = Some(Why::Campaign);
        const PAIR: Option<Why> = Some(Why::PairingEnded);
        type Case = (
            &'static [&'static str],
            Option<&'static str>,
            &'static [Told],
        );
        let cases: &[Case] = &[
            (&[], None, &[("03-01", "04-30", "", OVER)]),
            // Done in time, and late: either way the next one runs from it.
            (
                &["04-29"],
                None,
                &[
                    ("03-01", "04-30", "04-29", None),
                    ("04-29", "06-28", "", OVER),
                ],
            ),
            (
                &["05-10", "06-01"],
                None,
                &[
                    ("03-01", "04-30", "05-10", None),
                    ("05-10", "07-09", "06-01", None),
                    ("06-01", "07-31", "", OVER),
                ],
            ),
            // Ended on 20 April: what is done after that is no deed of it.
            (&["04-25"], Some("04-20"), &[("03-01", "04-30", "", PAIR)]),
            // What came before it began does not count, nor what came after the campaign.
            (&["02-01", "12-02"], None, &[("03-01", "04-30", "", OVER)]),
            // Done on the campaign's last day: one more day runs, and nothing is due in it.
            (
                &["04-01", "11-30"],
                None,
                &[
                    ("03-01", "04-30", "04-01", None),
                    ("04-01", "05-31", "11-30", None),
                    ("11-30", "2012-01-29", "", OVER),
                ],
            ),
        ];
        for (done, ended, expected) in cases {
            let ended = ended.map(|on| Ended {
                on: day(on),
                why: Why::PairingEnded,
            });
            let deeds = done.iter().map(|on| deed(on));
            let terms = repeated(day("03-01"), deeds, |_| 60, ended, day("11-30"));
            let told = terms.iter().map(|term| {
                let why = term.ended.map(|ended| ended.why);
                (term.opened, term.due, term.done, why)
            });
            let parsed = |text: &str| text.parse().unwrap_or_else(|_| day(text));
            let expected = expected.iter().map(|(opened, due, done, why)| {
                let done = (!done.is_empty()).then(|| parsed(done));
                (parsed(opened), parsed(due), done, *why)
            });
            assert_eq!(
                told.collect::<Vec<_>>(),
                expected.collect::<Vec<_>>(),
                "{done:?}"
            );
        }
    }

    /// The terms of an obligation cover the time from its beginning to its end without gap or overlap,
    /// whatever was done, and what is dated after a day changes nothing of that day.
    #[test]
    fn terms_follow_one_another_and_the_past_stays() {
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        for _ in 0..500 {
            let began = after(day("03-01"), i64::try_from(next(200)).unwrap());
            let mut days: Vec<NaiveDate> = (0..next(8))
                .map(|_| after(day("02-01"), i64::try_from(next(330)).unwrap()))
                .collect();
            days.sort_unstable();
            days.dedup();
            let made = |until: NaiveDate| {
                let deeds = days.iter().filter(|day| **day <= until);
                let deeds = deeds.map(|day| done_on(*day));
                repeated(began, deeds, |_| 45, None, day("11-30"))
            };
            let terms = made(NaiveDate::MAX);
            assert_eq!(terms[0].opened, began);
            for (one, following) in terms.iter().zip(&terms[1..]) {
                assert_eq!(one.done, Some(following.opened));
            }
            let on = after(began, i64::try_from(next(300)).unwrap());
            let told = |terms: Vec<Term>| -> Vec<Term> {
                let opened = terms.into_iter().filter(|term| term.opened <= on);
                opened.map(|term| term.told_on(on)).collect()
            };
            let (known, later) = (told(made(on)), told(terms));
            for (one, other) in known.iter().zip(&later) {
                assert_eq!((one.light(on, 7), one.due), (other.light(on, 7), other.due));
            }
            assert_eq!(known.len(), later.len());
        }
    }
}
