//! Shared by the tests that feed the program hostile input: the number of tries, damages to bytes,
//! texts and JSON, and what must hold of every refusal.
//!
//! Each target lies in a module `fuzz` beside what it tries. Sound input is spoilt, not only made
//! up, so that it gets past the first check. The suite tries a few cases, the same every time;
//! `.ci/fuzz` tries a million new ones of each.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Map, Value as Json, json};

use crate::error::Error;
use crate::text::Lang;

/// Bytes of memory that the tests may take, of which no input may make the program take a share
/// worth mentioning.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 2 << 30;

/// Texts that programs stumble over.
pub(crate) const ODD: &[&str] = &[
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\u{85}",
    "\u{2028}",
    "\u{10ffff}",
    "\r\n",
    "\n",
    "\r",
    "\t",
    "\"",
    "'",
    "\\",
    ",",
    ";",
    "=1+1",
    "＝1",
    "-0",
    "1e400",
    "NaN",
    "𠮷",
    "e\u{301}",
    "ﬀ",
    "ß",
    "ı",
    "İ",
    "１",
    "١",
    "²",
    "½",
    "㋀",
    "㏠",
    "㍘",
    "〇",
    "9223372036854775808",
    "2011-02-29",
    "0000-00-00",
    "+262142-12-31",
    "../..",
    "%s",
    "{{",
    "&amp;",
    "]]>",
];

/// Numbers at which counters and sizes go wrong.
const EDGES: &[u32] = &[
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
];

/// Numbers that other programs cannot keep.
const LARGE: &[u64] = &[u64::MAX, 1 << 63, 1 << 53];

/// Returns how to run a law or a target: on so many cases, unless the environment says otherwise.
/// The same ones every time, so that what breaks was broken by the change at hand; and new ones
/// where `PROPTEST_CASES` says how many.
pub(crate) fn on(cases: u32) -> Config {
    limit();
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return config;
    }
    Config {
        cases,
        rng_seed: RngSeed::Fixed(2011),
        ..config
    }
}

/// Bounds the memory of the process: more ends it.
fn limit() {
    #[cfg(target_os = "linux")]
    {
        let most = Some(MEMORY);
        let limit = rustix::process::Rlimit {
            current: most,
            maximum: most,
        };
        // A lower limit that holds already stays.
        let _ = rustix::process::setrlimit(rustix::process::Resource::Data, limit);
    }
}

/// Checks that an error is one sentence in either language, and shows nothing that moves a cursor.
pub(crate) fn check_sentence(error: &Error) {
    for lang in [Lang::Zh, Lang::En] {
        let said = error.message(lang);
        assert!(!said.trim().is_empty(), "{error:?}");
        assert!(!said.chars().any(char::is_control), "{said:?}");
        assert!(said.chars().count() < 2000, "{said}");
    }
}

// ===== Bytes =====

/// Something that goes wrong with bytes; places are taken modulo what there is.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    Bit {
        at: u32,
        bit: u8,
    },
    Byte {
        at: u32,
        byte: u8,
    },
    /// A number of so many bytes, the highest first or last.
    Number {
        at: u32,
        number: u32,
        width: usize,
        little: bool,
    },
    Cut {
        at: u32,
        length: u16,
    },
    Copy {
        from: u32,
        to: u32,
        length: u16,
    },
}

/// Does something wrong with bytes, up to so many times.
pub(crate) fn damages(most: usize) -> impl Strategy<Value = Vec<Damage>> {
    let number = prop_oneof![select(EDGES), any::<u32>()];
    let one = prop_oneof![
        4 => (any::<u32>(), 0..8_u8).prop_map(|(at, bit)| Damage::Bit { at, bit }),
        2 => (any::<u32>(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte { at, byte }),
        2 => (any::<u32>(), number, select(&[2_usize, 4][..]), any::<bool>()).prop_map(
            |(at, number, width, little)| Damage::Number { at, number, width, little }
        ),
        1 => (any::<u32>(), any::<u16>()).prop_map(|(at, length)| Damage::Cut { at, length }),
        1 => (any::<u32>(), any::<u32>(), any::<u16>())
            .prop_map(|(from, to, length)| Damage::Copy { from, to, length }),
    ];
    vec(one, 1..=most)
}

pub(crate) fn damaged(sound: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for damage in damages {
        let length = bytes.len();
        let place = |at: u32| at as usize % length;
        if length == 0 {
            break;
        }
        match *damage {
            Damage::Bit { at, bit } => bytes[place(at)] ^= 1 << bit,
            Damage::Byte { at, byte } => bytes[place(at)] = byte,
            Damage::Number {
                at,
                number,
                width,
                little,
            } => {
                let at = place(at);
                let big = number.to_be_bytes();
                let mut written = big[4 - width..].to_vec();
                if little {
                    written.reverse();
                }
                let end = length.min(at + width);
                bytes[at..end].copy_from_slice(&written[..end - at]);
            }
            Damage::Cut { at, length: cut } => {
                let at = place(at);
                bytes.drain(at..length.min(at + usize::from(cut)));
            }
            Damage::Copy {
                from,
                to,
                length: copied,
            } => {
                let (from, to) = (place(from), place(to));
                let copied = usize::from(copied).min(length - from.max(to));
                bytes.copy_within(from..from + copied, to);
            }
        }
    }
    bytes
}

// ===== Texts =====

/// A slip of the pen: how, where, and with which character.
pub(crate) type Slip = (u8, u16, char);

/// Makes up texts of these words, odd ones, and any characters.
pub(crate) fn texts(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => select(words).prop_map(str::to_owned),
        2 => select(ODD).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    vec(word, 0..9).prop_map(|words| words.concat())
}

/// Slips up to so many times.
pub(crate) fn slips(most: usize) -> impl Strategy<Value = Vec<Slip>> {
    let character = prop_oneof![
        select(ODD).prop_filter_map("none", |odd| odd.chars().next()),
        any::<char>(),
    ];
    vec((0..4_u8, any::<u16>(), character), 0..=most)
}

pub(crate) fn slipped(text: &str, slips: &[Slip]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (how, at, character) in slips {
        let at = usize::from(*at) % (characters.len() + 1);
        if *how == 0 || at == characters.len() {
            characters.insert(at, *character);
        } else if *how == 1 {
            characters[at] = *character;
        } else if *how == 2 {
            characters.insert(at, characters[at]);
        } else {
            characters.remove(at);
        }
    }
    characters.into_iter().collect()
}

// ===== JSON =====

/// Something that is done to a JSON value: to which of its parts, counted through, and what.
pub(crate) type JsonEdit = (u16, JsonChange);

#[derive(Clone, Debug)]
pub(crate) enum JsonChange {
    /// It is another value.
    Put(Json),
    /// One of its parts is gone.
    Remove(u16),
    /// One of its parts is called otherwise.
    Rename(u16, String),
    /// One of its parts is there twice.
    Repeat(u16),
    /// It is what another part is.
    Copy(u16),
}

/// Edits a JSON value up to so many times, also by values of these texts.
pub(crate) fn edits(
    words: &'static [&'static str],
    most: usize,
) -> impl Strategy<Value = Vec<JsonEdit>> {
    let name = prop_oneof![
        select(words).prop_map(str::to_owned),
        select(ODD).prop_map(str::to_owned),
    ];
    let change = prop_oneof![
        4 => values(words).prop_map(JsonChange::Put),
        1 => any::<u16>().prop_map(JsonChange::Remove),
        1 => (any::<u16>(), name).prop_map(|(at, name)| JsonChange::Rename(at, name)),
        1 => any::<u16>().prop_map(JsonChange::Repeat),
        2 => any::<u16>().prop_map(JsonChange::Copy),
    ];
    vec((any::<u16>(), change), 0..=most)
}

/// Makes up JSON values.
pub(crate) fn values(words: &'static [&'static str]) -> impl Strategy<Value = Json> {
    let text = prop_oneof![
        select(words).prop_map(str::to_owned),
        select(ODD).prop_map(str::to_owned),
        texts(words),
    ];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        select(EDGES).prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        select(LARGE).prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        text.clone().prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::from),
            vec((text.clone(), inner), 0..4)
                .prop_map(|fields| Json::Object(fields.into_iter().collect())),
        ]
    })
}

pub(crate) fn edited(sound: &Json, edits: &[JsonEdit]) -> Json {
    let mut json = sound.clone();
    for (at, change) in edits {
        let size = size(&json);
        let other = match change {
            JsonChange::Copy(from) => part(&mut json, &mut (usize::from(*from) % size)).cloned(),
            _ => None,
        };
        let Some(part) = part(&mut json, &mut (usize::from(*at) % size)) else {
            continue;
        };
        match change {
            JsonChange::Put(value) => *part = value.clone(),
            JsonChange::Copy(_) => *part = other.unwrap_or(json!({})),
            JsonChange::Remove(inner) => drop(taken(part, *inner)),
            JsonChange::Rename(inner, name) => {
                if let (Some(value), Json::Object(fields)) = (taken(part, *inner), part) {
                    fields.insert(name.clone(), value);
                }
            }
            JsonChange::Repeat(inner) => {
                if let Json::Array(items) = part
                    && !items.is_empty()
                {
                    items.push(items[usize::from(*inner) % items.len()].clone());
                }
            }
        }
    }
    json
}

fn children(json: &Json) -> Box<dyn Iterator<Item = &Json> + '_> {
    match json {
        Json::Array(items) => Box::new(items.iter()),
        Json::Object(fields) => Box::new(fields.values()),
        _ => Box::new(std::iter::empty()),
    }
}

fn size(json: &Json) -> usize {
    1 + children(json).map(size).sum::<usize>()
}

/// Finds a part by its number, counted through.
fn part<'j>(json: &'j mut Json, left: &mut usize) -> Option<&'j mut Json> {
    if *left == 0 {
        return Some(json);
    }
    *left -= 1;
    match json {
        Json::Array(items) => items.iter_mut().find_map(|item| part(item, left)),
        Json::Object(fields) => fields.values_mut().find_map(|value| part(value, left)),
        _ => None,
    }
}

/// Takes a part out of an array or an object.
fn taken(json: &mut Json, at: u16) -> Option<Json> {
    let at = usize::from(at);
    match json {
        Json::Array(items) if !items.is_empty() => Some(items.remove(at % items.len())),
        Json::Object(fields) if !fields.is_empty() => {
            let name = fields.keys().nth(at % fields.len())?.clone();
            Map::remove(fields, &name)
        }
        _ => None,
    }
}
