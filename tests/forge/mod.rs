//! A second writer of the log's format, from `schema.sql` and its rules alone: it shares no code
//! with the program, so that a mistake there is not repeated here. Tests spoil what it writes.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    dead_code,
    reason = "a test may panic, and no user of this needs all of it"
)]

use std::path::Path;

use ed25519_dalek::{Signer, SigningKey};
use rusqlite::Connection;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

pub const SCHEMA: &str = include_str!("../../schema.sql");
pub const APPLICATION_ID: i32 = 0x6879_696e;
const PLAN: &str = include_str!("../../examples/plan-2011.json");

/// One row of the log; every column is open, to be spoilt.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: Vec<u8>,
    pub record: Vec<u8>,
    pub kind: String,
    pub writer: Vec<u8>,
    pub wprev: Option<Vec<u8>>,
    pub command: Vec<u8>,
    pub verb: String,
    pub actor: String,
    pub over: Vec<u8>,
    pub body: Option<String>,
    pub body_hash: Vec<u8>,
}

impl Row {
    /// Computes `body_hash`, and `id` at the time that it begins with.
    pub fn seal(mut self) -> Self {
        if let Some(body) = &self.body {
            self.body_hash = Sha256::digest(body.as_bytes()).to_vec();
        }
        let time = self.id[..8].to_vec();
        let none = Vec::new();
        let parts: [&[u8]; 10] = [
            &time,
            &self.record,
            self.kind.as_bytes(),
            &self.writer,
            self.wprev.as_ref().unwrap_or(&none),
            &self.command,
            self.verb.as_bytes(),
            self.actor.as_bytes(),
            &self.over,
            &self.body_hash,
        ];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        self.id = [&time[..], &hash.finalize()[..16]].concat();
        self
    }

    /// Moves it to another time: milliseconds since 1970 in UTC.
    pub fn at(mut self, milliseconds: u64) -> Self {
        self.id[..8].copy_from_slice(&(milliseconds << 16).to_be_bytes());
        self.seal()
    }

    /// Gives it another body, however wrong, with all hashes right.
    pub fn with_body(mut self, body: &str) -> Self {
        self.body = Some(body.to_owned());
        self.seal()
    }

    /// Says that it replaces these changes, however wrong, with all hashes right.
    pub fn with_over(mut self, over: Vec<u8>) -> Self {
        self.over = over;
        self.seal()
    }

    /// Returns its time as milliseconds since 1970 in UTC.
    pub fn milliseconds(&self) -> u64 {
        u64::from_be_bytes(self.id[..8].try_into().expect("8 bytes")) >> 16
    }
}

/// An office that writes changes, one a millisecond; the same every time for one code.
#[derive(Clone, Debug)]
pub struct Office {
    pub code: String,
    pub name: String,
    pub writer: Vec<u8>,
    /// The unit that bears its name.
    pub unit: Vec<u8>,
    /// Milliseconds since 1970 in UTC of the next change.
    pub clock: u64,
    pub rows: Vec<Row>,
}

impl Office {
    /// Writes what `init` writes: the plan, the office's record, and its unit.
    pub fn new(code: &str, name: &str) -> Self {
        let mut office = Self {
            code: code.to_owned(),
            name: name.to_owned(),
            writer: derived("writer", code),
            unit: derived("unit", name),
            clock: 1_301_619_600_000, // 2011-04-01 09:00 in China
            rows: Vec::new(),
        };
        let mut plan: Json = serde_json::from_str(PLAN).expect("the plan is JSON");
        plan["ref"] = Json::from("plan");
        office.write("init", "plan", &derived("plan", "plan"), &[], &plan);
        let own = json!({"code": code, "logged_on": "2011-04-01", "name": name, "practice": true,
            "ref": code, "role": "whole", "unit": hex(&office.unit)});
        let writer = office.writer.clone();
        office.write("init", "office", &writer, &[], &own);
        let unit = json!({"logged_on": "2011-04-01", "name": name,
            "ref": format!("{code}-U1"), "unit_kind": "division"});
        let own_unit = office.unit.clone();
        office.write("init", "unit", &own_unit, &[], &unit);
        office
    }

    /// Goes on in the name of a writer, after the last of its rows in a file; that row is its first.
    pub fn going_on(code: &str, writer: &[u8], rows: &[Row]) -> Self {
        let last = rows.iter().rfind(|row| row.writer == writer);
        let last = last.expect("a row of the writer").clone();
        Self {
            code: code.to_owned(),
            name: String::new(),
            writer: writer.to_vec(),
            unit: Vec::new(),
            clock: last.milliseconds() + 60_000,
            rows: vec![last],
        }
    }

    /// Writes a change; returns its id.
    pub fn write(
        &mut self,
        verb: &str,
        kind: &str,
        record: &[u8],
        over: &[&[u8]],
        body: &Json,
    ) -> Vec<u8> {
        let mut over: Vec<&[u8]> = over.to_vec();
        over.sort_unstable();
        let row = Row {
            id: (self.clock << 16).to_be_bytes().to_vec(),
            record: record.to_vec(),
            kind: kind.to_owned(),
            writer: self.writer.clone(),
            wprev: self.rows.last().map(|last| last.id.clone()),
            command: derived(&self.code, &self.clock.to_string()),
            verb: verb.to_owned(),
            actor: "王芳".to_owned(),
            over: over.concat(),
            body: Some(canonical(body)),
            body_hash: Vec::new(),
        };
        self.clock += 1;
        self.rows.push(row.seal());
        self.rows.last().expect("a row").id.clone()
    }

    /// Adds a record, with its ref, day and unit; returns record and change.
    pub fn add(
        &mut self,
        kind: &str,
        letter: char,
        number: usize,
        fields: Json,
    ) -> (Vec<u8>, Vec<u8>) {
        let reference = format!("{}-{letter}{number}", self.code);
        let record = derived("record", &reference);
        let mut body = fields;
        body["ref"] = Json::from(reference);
        body["logged_on"] = Json::from("2011-05-26");
        body["unit"] = Json::from(hex(&self.unit));
        let change = self.write(&format!("{kind} add"), kind, &record, &[], &body);
        (record, change)
    }

    /// Writes its file.
    pub fn save(&self, path: &Path) {
        write_file(path, &self.rows);
    }
}

/// Writes a file with the whole schema and these rows; it is the file of the first row's writer.
/// The computed tables stay empty and are marked so: the program fills them when it opens it.
pub fn write_file(path: &Path, rows: &[Row]) {
    let connection = Connection::open(path).expect("a file is made");
    connection
        .execute_batch(&format!(
            "pragma journal_mode = off; pragma synchronous = off;
             pragma application_id = {APPLICATION_ID}; begin; {SCHEMA}"
        ))
        .expect("the schema");
    fill(&connection, rows);
    connection.execute_batch("commit").expect("a commit");
}

/// Reads the log of a file, in the order in which its rows came.
pub fn read(path: &Path) -> Vec<Row> {
    let connection = Connection::open(path).expect("a file");
    let mut statement = connection
        .prepare(
            "select id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash
             from change order by rowid",
        )
        .expect("the columns of the log");
    let rows = statement.query_map([], |row| {
        Ok(Row {
            id: row.get(0)?,
            record: row.get(1)?,
            kind: row.get(2)?,
            writer: row.get(3)?,
            wprev: row.get(4)?,
            command: row.get(5)?,
            verb: row.get(6)?,
            actor: row.get(7)?,
            over: row.get(8)?,
            body: row.get(9)?,
            body_hash: row.get(10)?,
        })
    });
    rows.expect("rows").map(|row| row.expect("a row")).collect()
}

/// Puts rows that it has not into the log of a file.
pub fn put(path: &Path, rows: &[Row]) {
    let connection = Connection::open(path).expect("a file");
    let known = read(path);
    let new: Vec<Row> = rows
        .iter()
        .filter(|row| known.iter().all(|one| one.id != row.id))
        .cloned()
        .collect();
    insert(&connection, &new);
}

/// Signs in a file the newest of these rows, which are all of their writer's, with the key of that one.
pub fn sign(path: &Path, keys: &str, rows: &[Row]) {
    let last = rows.last().expect("a row");
    let seed = std::fs::read(Path::new(keys).join(hex(&last.writer))).expect("a key");
    let key = SigningKey::from_bytes(&seed.try_into().expect("32 bytes"));
    let own = rows.iter().filter(|row| row.writer == last.writer);
    let count = i64::try_from(own.count()).expect("a count");
    let mut message = b"huiyin attest 1\0\x01".to_vec();
    message.extend(&last.writer);
    message.extend(&last.id);
    message.extend(count.to_be_bytes());
    let connection = Connection::open(path).expect("a file");
    let sql = "insert into attest (writer, head, count, algorithm, key, signature)
               values (?1, ?2, ?3, 1, ?4, ?5)";
    let signature = key.sign(&message).to_bytes();
    let public = key.verifying_key().to_bytes();
    connection
        .execute(sql, (&last.writer, &last.id, count, public, signature))
        .expect("a signature");
}

/// Writes the rows of `change` and `file` as they are, also where the checks forbid it.
pub fn fill(connection: &Connection, rows: &[Row]) {
    let writer = rows
        .first()
        .map_or_else(|| vec![0; 16], |row| row.writer.clone());
    let last = rows.iter().rfind(|row| row.writer == writer);
    connection
        .execute_batch("pragma ignore_check_constraints = on")
        .expect("a setting");
    connection
        .execute(
            "insert into file (one, log_format, writer, last) values (1, 1, ?1, ?2)",
            (&writer, last.map(|row| &row.id)),
        )
        .expect("the row of the file");
    insert(connection, rows);
}

fn insert(connection: &Connection, rows: &[Row]) {
    let mut insert = connection
        .prepare(
            "insert into change
             (id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )
        .expect("the columns of the log");
    for row in rows {
        insert
            .execute((
                &row.id,
                &row.record,
                &row.kind,
                &row.writer,
                &row.wprev,
                &row.command,
                &row.verb,
                &row.actor,
                &row.over,
                &row.body,
                &row.body_hash,
            ))
            .expect("a row of the log");
    }
}

/// Returns 16 bytes that follow from a name, as the identities of official names do.
pub fn derived(kind: &str, name: &str) -> Vec<u8> {
    Sha256::digest(format!("{kind}\0{name}"))[..16].to_vec()
}

pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Writes JSON with its keys sorted at every level and no spaces.
pub fn canonical(json: &Json) -> String {
    match json {
        Json::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort_unstable();
            let fields = keys
                .into_iter()
                .map(|key| format!("{}:{}", Json::from(key.as_str()), canonical(&fields[key])));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        other => other.to_string(),
    }
}
