//! iCalendar (RFC 5545): one all-day event for each day that is to come. Times of making and
//! identities follow from the content, so that the same calendar gives the same bytes, and a
//! calendar program that takes a later one replaces the events that it knows.

use chrono::{NaiveTime, TimeDelta};
use icalendar::{Calendar as Made, Component, Event as Entry, EventLike, Property};

use crate::model::document::Calendar;

/// What made it, as the standard asks to be told.
const PRODUCT: &str = "-//huiyin//huiyin//ZH";

/// Renders a calendar.
pub(crate) fn render(calendar: &Calendar) -> String {
    let mut made = Made::empty();
    made.append_property(Property::new("VERSION", "2.0"));
    made.append_property(Property::new("PRODID", PRODUCT));
    made.append_property(Property::new("CALSCALE", "GREGORIAN"));
    made.name(&calendar.title);
    let stamp = calendar.made_on.and_time(NaiveTime::MIN).and_utc();
    for event in &calendar.events {
        let entry = Entry::new()
            .uid(&format!("{}@huiyin", event.key))
            .timestamp(stamp)
            .starts(event.day)
            .ends(event.day + TimeDelta::days(1))
            .summary(&event.title)
            .description(&event.text)
            .add_property("TRANSP", "TRANSPARENT")
            .done();
        made.push(entry);
    }
    made.done().to_string()
}
