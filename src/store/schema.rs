//! The schema of a file, and the number of what is computed in it.
//!
//! The tables of kinds follow from their declarations: `HUIYIN_UPDATE=1 cargo test schema` writes
//! them into `schema.sql`.

/// The whole schema: the log, then the computed tables.
pub(super) const SCHEMA: &str = include_str!("../../schema.sql");
/// Line between the two parts of the schema.
pub(super) const COMPUTED: &str = "-- ===== Computed tables =====";
/// The tables of the first part: the log, and what this file alone knows of itself.
pub(super) const LOG_TABLES: &[&str] = &[
    "change",
    "file",
    ATTEST,
    "file_merged",
    "file_conflict",
    PROPOSAL_NUMBERS,
    ROOT,
    JOURNAL,
    CONTENT,
];
/// The table of the operations of this file.
pub(super) const JOURNAL: &str = "file_operation";
/// The table of signatures.
pub(super) const ATTEST: &str = "attest";
/// The tables of the log that files of the first versions have not.
pub(super) const LATER: &[&str] = &[ATTEST, PROPOSAL_NUMBERS, ROOT, JOURNAL, CONTENT];
/// The table of the bytes of attached files.
pub(super) const CONTENT: &str = "content";
/// The table of the numbers of proposals.
const PROPOSAL_NUMBERS: &str = "file_proposal";
/// The table of the office that leads.
pub(super) const ROOT: &str = "file_root";

/// Returns the statement that makes a table of the first part, whose comments may hold semicolons.
pub(super) fn statement(table: &str) -> &'static str {
    let start = SCHEMA.find(&format!("create table {table} ("));
    let rest = start.map_or("", |start| &SCHEMA[start..]);
    let end = rest.find(";\n\n").unwrap_or(rest.len());
    &rest[..end]
}

/// The number of the computed part: the version of the program, then what follows from all that
/// decides what is in it: the schema, since files are held to its very words, and the code that folds.
/// A file with another number gets its tables computed anew, but for that of a newer program, which
/// this one only reads: else two would compute them back and forth at every turn.
pub(super) const COMPUTED_VERSION: i32 = numbered(VERSION, NUMBER);

/// The version of the program.
const VERSION: [&str; 3] = [
    env!("CARGO_PKG_VERSION_MAJOR"),
    env!("CARGO_PKG_VERSION_MINOR"),
    env!("CARGO_PKG_VERSION_PATCH"),
];
/// Bits that each part of a version has, and those of the number after it.
const BITS: [u32; 3] = [3, 6, 6];
const NUMBER_BITS: u32 = 16;

const NUMBER: i32 = number(&[
    SCHEMA,
    include_str!("log/attest.rs"),
    include_str!("log/change.rs"),
    include_str!("log/claim.rs"),
    include_str!("log/erasure.rs"),
    include_str!("log/remains.rs"),
    include_str!("log/root.rs"),
    include_str!("fold/answers.rs"),
    include_str!("fold/authority.rs"),
    include_str!("fold/entries.rs"),
    include_str!("fold/gate.rs"),
    include_str!("fold/mod.rs"),
    include_str!("fold/said.rs"),
    include_str!("fold/project/concern.rs"),
    include_str!("fold/project/mod.rs"),
    include_str!("fold/project/numbers.rs"),
    include_str!("fold/project/row.rs"),
    include_str!("fold/joined.rs"),
    include_str!("fold/member.rs"),
    include_str!("fold/trail.rs"),
    include_str!("texts.rs"),
    include_str!("words.rs"),
    include_str!("../model/search.rs"),
    include_str!("../model/pinyin.rs"),
]);

/// Tells whether a newer version of the program computed the tables of a file. The first versions gave
/// numbers of no order, all of them positive.
pub(super) const fn is_newer(computed: i32) -> bool {
    computed < 0 && release(computed) > release(COMPUTED_VERSION)
}

const fn release(computed: i32) -> i32 {
    computed.wrapping_sub(i32::MIN) >> NUMBER_BITS
}

/// Makes a negative number that grows with the version.
const fn numbered(version: [&str; 3], number: i32) -> i32 {
    let mut release = 0;
    let mut part = 0;
    while part < version.len() {
        let digits = version[part].as_bytes();
        let (mut value, mut at) = (0, 0);
        while at < digits.len() {
            value = value * 10 + (digits[at] - b'0') as i32;
            at += 1;
        }
        assert!(value < 1 << BITS[part], "a version has its place");
        release = release << BITS[part] | value;
        part += 1;
    }
    i32::MIN + (release << NUMBER_BITS | number & ((1 << NUMBER_BITS) - 1))
}

/// Hashes texts into a positive number (FNV-1a), when the program is compiled.
#[allow(clippy::cast_possible_truncation, reason = "half of the hash is kept")]
const fn number(texts: &[&str]) -> i32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut text = 0;
    while text < texts.len() {
        let bytes = texts[text].as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        text += 1;
    }
    // 0 is that of a file in which nothing is computed.
    (hash >> 33) as i32 | 1
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::kinds::KINDS;
    use crate::model::kind::{Field, Follow, Kind, Shape};
    use crate::text::Lang;

    /// Line before the tables of kinds.
    const OF_KINDS: &str = "-- ----- Kinds, each as its file in src/kinds declares it -----\n";

    fn column_type(field: &Field) -> &'static str {
        match field.shape {
            _ if field.many => "text",
            Shape::Count | Shape::Decimal | Shape::Flag | Shape::Money | Shape::Percent => {
                "integer"
            }
            Shape::Reference(_) => "blob",
            Shape::Category | Shape::Choice(_) | Shape::Day | Shape::Json | Shape::Text => "text",
        }
    }

    fn comment(field: &Field) -> String {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| field.label.get(lang));
        let mut comment = format!("{zh} {en}");
        if field.many {
            comment += " (JSON list)";
        }
        if let Shape::Decimal = field.shape {
            comment += " (in tenths)";
        }
        let repeated: Vec<&str> = field.first_of.iter().map(|one| one.id).collect();
        if !repeated.is_empty() {
            comment += &format!(" (the first of {})", repeated.join(", "));
        }
        comment
    }

    /// Writes the table of a kind, with a comment on every column.
    fn table(kind: &'static Kind) -> String {
        let id = kind.id;
        let fixed = [
            ("record", "blob primary key", "which record"),
            ("created", "blob not null", "id of the first change"),
            ("office", "text", "code in the ref"),
            ("number", "integer", "number in the ref"),
            (
                "copy",
                "integer not null",
                "1, or more where the number was given out more than once",
            ),
            (
                "origin",
                "blob not null",
                "the office that began it, by its first writer",
            ),
        ];
        let fixed = fixed.map(|(name, what, comment)| (format!("{name} {what}"), comment.into()));
        let own = kind.all_fields().map(|field| {
            let name = match field.id {
                reserved @ ("by" | "key") => format!("\"{reserved}\""),
                plain => plain.to_owned(),
            };
            (format!("{name} {}", column_type(field)), comment(field))
        });
        let columns: Vec<(String, String)> = fixed.into_iter().chain(own).collect();
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| kind.name.get(lang));
        let mut sql = format!("\n-- {zh} {en}\ncreate table {id} (\n");
        for (at, (column, comment)) in columns.iter().enumerate() {
            let comma = if at + 1 < columns.len() { "," } else { "" };
            writeln!(sql, "  {:<32} -- {comment}", format!("{column}{comma}")).unwrap();
        }
        sql += ") strict, without rowid;\n";
        if kind.letter.is_some() {
            sql +=
                &format!("create index {id}_by_number on {id} (office, number, copy, record);\n");
        }
        let title = kind.title.filter(|_| kind.named);
        let sought = sought_by(kind).filter(|_| kind.letter.is_some());
        let sought = sought.filter(|field| title.is_none_or(|title| title.id != field.id));
        for field in title.into_iter().chain(sought) {
            let by = field.id;
            sql += &format!("create index {id}_by_{by} on {id} ({by});\n");
        }
        // Whose terms these are is looked up for each of them.
        let follows = KINDS.iter().flat_map(|kind| kind.follows);
        for follow in follows {
            if let Follow::Term { term, .. } = follow
                && term.kind == id
            {
                let (names, since) = (term.names.id, term.since.id);
                sql += &format!("create index {id}_by_{names} on {id} ({names}, {since});\n");
            }
        }
        sql
    }

    /// Returns the field by which a record is sought that may stand already: its day, where that tells
    /// one from another, else the first that does.
    fn sought_by(kind: &Kind) -> Option<&'static Field> {
        let is_told = |day: &&Field| kind.told_by.iter().any(|one| one.id == day.id);
        let day = kind
            .day
            .filter(|day| kind.told_by.is_empty() || is_told(day));
        day.or_else(|| kind.told_by.iter().copied().find(|field| !field.many))
    }

    #[test]
    fn the_schema_has_a_commented_table_for_every_kind() {
        let (before, _) = SCHEMA.split_once(OF_KINDS).unwrap();
        let tables: String = KINDS.iter().copied().map(table).collect();
        let schema = format!("{before}{OF_KINDS}{tables}");
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.sql");
        if std::env::var_os("HUIYIN_UPDATE").is_some() {
            std::fs::write(place, &schema).unwrap();
        }
        assert!(
            std::fs::read_to_string(place).unwrap() == schema,
            "schema.sql is not as the kinds say: HUIYIN_UPDATE=1 cargo test schema writes it anew"
        );
    }

    #[test]
    fn a_later_version_has_a_greater_number_and_a_first_one_is_never_newer() {
        let numbers = [
            ["0", "1", "0"],
            ["0", "1", "63"],
            ["0", "2", "0"],
            ["7", "63", "63"],
        ];
        let numbers = numbers.map(|version| numbered(version, NUMBER));
        assert!(
            numbers.is_sorted_by(|one, other| one < other),
            "{numbers:?}"
        );
        assert!(numbers.iter().all(|number| *number < 0));
        let newer = (release(COMPUTED_VERSION) + 1) << NUMBER_BITS;
        assert!(is_newer(i32::MIN + newer));
        for older in [
            COMPUTED_VERSION,
            COMPUTED_VERSION ^ 1,
            i32::MIN,
            0,
            1,
            i32::MAX,
        ] {
            assert!(!is_newer(older), "{older}");
        }
    }

    /// Files are held to the very words that made their tables, comments and all.
    #[test]
    fn the_tables_that_are_not_computed_keep_their_words() {
        let (own, _) = SCHEMA.split_once(COMPUTED).unwrap();
        let (before, content) = own.split_once("-- The bytes of attached files").unwrap();
        assert_eq!(
            number(&[before, "\n"]),
            1_874_963_613,
            "files of before are known by the words of the first part, which stay as they were"
        );
        assert_eq!(number(&[content]), 247_762_711, "as does what came later");
    }

    #[test]
    fn what_decides_the_tables_decides_their_number() {
        let mut folders = vec!["fold".to_owned()];
        while let Some(folder) = folders.pop() {
            let path = format!("{}/src/store/{folder}", env!("CARGO_MANIFEST_DIR"));
            for file in std::fs::read_dir(path).unwrap() {
                let file = file.unwrap();
                let name = format!("{folder}/{}", file.file_name().to_str().unwrap());
                if file.file_type().unwrap().is_dir() {
                    folders.push(name);
                    continue;
                }
                let counts =
                    include_str!("schema.rs").contains(&format!("include_str!(\"{name}\")"));
                // How rows that are there already are gathered changes nothing of what they say.
                assert!(counts || name == "fold/entered.rs", "{name}");
            }
        }
        assert!(number(&[""]) > 0);
        assert_ne!(number(&["a", "b"]), number(&["a", "c"]));
    }
}
