//! iCalendar (RFC 5545): one all-day event for each day that is to come. Times of making and
//! identities follow from the content, so that the same calendar gives the same bytes, and a
//! calendar program that takes a later one replaces the events that it knows.
//!
//! Written here, since the crate at hand folds lines at 76 octets and counts characters as bytes.

use chrono::{Days, NaiveDate};

use super::{Format, Refused};
use crate::model::page::{Agenda, Occasion, Page};
use crate::text::marked;

pub(crate) static FORMAT: Format = Format {
    id: "ics",
    is_binary: false,
    is_of_calendars: true,
    bytes: |page, _, _| match page {
        Page::Agenda(agenda) => Ok(render(agenda).into_bytes()),
        _ => Err(Refused::NoCalendar.into()),
    },
    pieces: None,
};

/// `PRODID`, which the standard requires.
const PRODUCT: &str = "-//huiyin//huiyin//ZH";
/// The octets of a line, its end left out.
const LINE: usize = 75;

fn render(calendar: &Agenda) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:{PRODUCT}"),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(&calendar.title)),
    ];
    for event in &calendar.events {
        lines.extend(entry(event, calendar));
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn entry(event: &Occasion, calendar: &Agenda) -> [String; 14] {
    let date = |day: NaiveDate| day.format("%Y%m%d").to_string();
    let next = event
        .day
        .checked_add_days(Days::new(1))
        .unwrap_or(event.day);
    [
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@{}.huiyin", escaped(&event.key), calendar.campaign),
        format!("DTSTAMP:{}T000000Z", date(calendar.made_on)),
        format!("DTSTART;VALUE=DATE:{}", date(event.day)),
        format!("DTEND;VALUE=DATE:{}", date(next)),
        format!("SUMMARY:{}", escaped(&event.title)),
        format!("DESCRIPTION:{}", escaped(&event.text)),
        "TRANSP:TRANSPARENT".to_owned(),
        "BEGIN:VALARM".to_owned(),
        "ACTION:DISPLAY".to_owned(),
        format!("TRIGGER:-P{}D", calendar.warn_days.max(0)),
        format!("DESCRIPTION:{}", escaped(&event.title)),
        "END:VALARM".to_owned(),
        "END:VEVENT".to_owned(),
    ]
}

/// Escapes what the standard reads as markup; control characters, which it forbids, become marks.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in marked(&text.replace("\r\n", "\n")).chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped += "\\n",
            one => escaped.push(one),
        }
    }
    escaped
}

/// Ends a line, and folds it where it is longer than the standard allows, between characters; what
/// goes on begins with a space.
fn folded(line: &str) -> String {
    let mut folded = String::new();
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > LINE {
            folded += "\r\n ";
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn lines_are_short_and_unfold_to_what_they_were(text in "\\PC{0,200}") {
            let folded = folded(&text);
            proptest::prop_assert!(folded.split("\r\n").all(|line| line.len() <= LINE));
            proptest::prop_assert_eq!(folded.replace("\r\n ", ""), format!("{text}\r\n"));
        }
    }

    #[test]
    fn text_cannot_break_out_of_its_line() {
        assert_eq!(
            escaped("a;b,c\\d\r\nEND:VEVENT"),
            "a\\;b\\,c\\\\d\\nEND:VEVENT"
        );
    }
}
