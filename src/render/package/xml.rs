//! Elements of XML, read and written again.

use std::io::Write;

use quick_xml::Writer;
use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

/// Adds to what stands within the outermost element.
pub(super) fn appended(xml: &str, added: &str) -> Option<String> {
    let end = xml.rfind("</");
    let Some(end) = end else {
        let end = xml.rfind("/>")?;
        let begin = xml[..end].rfind('<')?;
        let name = xml[begin + 1..end].split_whitespace().next()?;
        return Some(format!("{}>{added}</{name}>", &xml[..end]));
    };
    Some(format!("{}{added}{}", &xml[..end], &xml[end..]))
}

pub(super) fn write<W: Write>(out: &mut Writer<W>, event: Event) -> Option<()> {
    out.write_event(event).ok()
}

pub(super) fn copy<W: Write>(out: &mut Writer<W>, tag: &BytesStart, is_empty: bool) -> Option<()> {
    let event = if is_empty {
        Event::Empty(tag.borrow())
    } else {
        Event::Start(tag.borrow())
    };
    write(out, event)
}

/// Returns an element with another value of an attribute, or without it.
pub(super) fn with(tag: &BytesStart, name: &str, value: Option<&str>) -> BytesStart<'static> {
    let mut changed = BytesStart::new(tag.name().as_ref().to_owned());
    let attributes = tag.attributes().flatten();
    for own in attributes.filter(|own| own.key.as_ref() != name) {
        // It may have stood in other quotation marks.
        let value = own.value.replace('"', "&quot;").into();
        changed.push_attribute(Attribute {
            key: own.key,
            value,
        });
    }
    if let Some(value) = value {
        changed.push_attribute((name, value));
    }
    changed
}

/// Returns the value of an attribute by its name, whatever stands before a colon.
pub(super) fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = tag.attributes().flatten();
    let found = attributes.find(|one| one.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// Reads the column of a place such as AB12, from 0.
pub(super) fn column_of(place: &str) -> Option<u16> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(3);
    let number = letters.fold(0_u16, |sum, letter| {
        sum * 26 + u16::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    number.checked_sub(1)
}
