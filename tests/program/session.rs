//! The whole output of one short session, in both languages; `session.zh.txt` and
//! `session.en.txt` are written anew with `HUIYIN_UPDATE` set.

use crate::harness::{Office, golden};

const SESSION: &[&str] = &[
    "huiyin init --practice --office LY --name Access",
    "huiyin person add --name Zhang --rank staff --party-member",
    "huiyin person add --name Chen --rank principal --format json",
    "huiyin household add --name Li --household-kind rural --people 3",
    "huiyin pair add --helper Zhang --household Li --since 4.25",
    "huiyin opinion add --channel hotline --topic 'Long waits' --first-asked Zhang",
    "huiyin opinion reply O1 --text 'A second window is open'",
    "huiyin opinion adopt O1 --title 'Files at once' --deadline 9.30 --category access --beneficiaries 500",
    "huiyin pledge edit P1 --content 'No second visit' --measures Scanning --responsible Zhang",
    "huiyin pledge publish P1",
    "huiyin pledge progress P1 --text 'Two thousand volumes' --percent 40",
    "huiyin pledge continue P1 --reason 'Scanner is late' --new-deadline 10.31",
    "huiyin pledge finish P1 --result 'At once' --actual-beneficiaries 620",
    "huiyin pledge add --title '=Doubled|x' --quiet",
    "huiyin pledge void P2 --reason double",
    "huiyin pledge list",
    "huiyin pledge list --voided --format md",
    "huiyin pledge list --voided --format csv",
    "huiyin pledge list --format json",
    "huiyin opinion list --where outcome=adopted",
    "huiyin pledge show P1",
    "huiyin pledge show P1 --format json",
    "huiyin visit add --visitors Zhang --place-kind household --brought policy --brought warmth --household Li --aid 200.5",
    "huiyin survey add --issued 10 --returned 9 --valid 8 --satisfied 5 --mostly 2 --dissatisfied 1",
    "huiyin plan set limits.reply_days 10",
    "huiyin plan show",
    "huiyin phase open 2",
    "huiyin phase list",
    "huiyin phase status 2",
    "huiyin phase close 2 --force --reason 'Everybody is away'",
    "huiyin phase reopen 2 --reason 'Back again'",
    "huiyin history",
    "huiyin history P1 --format json",
    "huiyin history --by nobody",
    "huiyin undo",
    "huiyin log --limit 4",
    "huiyin redo",
    "huiyin ledger opinion",
    "huiyin ledger all --format md",
    "huiyin report rates",
    "huiyin report rates --format csv",
    "huiyin report summary",
    "huiyin report summary --format md -o summary.md",
];

/// Blanks what differs from run to run: times, identities and the digest of the data.
fn normalised(text: &str) -> String {
    let mut text = text.to_owned();
    for before in ["数据摘要", "data digest "] {
        if let Some(at) = text.find(before).map(|at| at + before.len()) {
            text.replace_range(at..at + 16, "0000000000000000");
        }
    }
    // Identities of records are drawn at random.
    let pieces = text.split('"').map(|piece| {
        let is_id = piece.len() == 32 && piece.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id {
            "0".repeat(32)
        } else {
            piece.to_owned()
        }
    });
    text = pieces.collect::<Vec<_>>().join("\"");
    let mut bytes = text.into_bytes();
    let shape = b"0000-00-00 00:00";
    for at in 0..bytes.len().saturating_sub(shape.len() - 1) {
        let window = &bytes[at..at + shape.len()];
        let fits = window.iter().zip(shape).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == form,
        });
        if fits {
            bytes[at..at + shape.len()].copy_from_slice(shape);
            if let Some(seconds @ [b':', _, _]) = bytes.get_mut(at + 16..at + 19) {
                seconds.copy_from_slice(b":00");
            }
        }
    }
    String::from_utf8(bytes).expect("only digits were replaced")
}

fn play(mut office: Office) -> String {
    office.on("2011-05-26");
    let mut told = String::new();
    for line in SESSION {
        let words = shlex::split(line).expect("words of a shell");
        let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let run = office.run(&args);
        let here = format!("{}/", office.path().display());
        let out = normalised(&run.out.replace(&here, ""));
        let err = normalised(&run.err.replace(&here, ""));
        told += &format!("$ {line}\n{out}");
        err.lines().for_each(|line| told += &format!("! {line}\n"));
        if run.code != 0 {
            told += &format!("exit {}\n", run.code);
        }
        told.push('\n');
    }
    told
}

#[test]
fn a_session_prints_what_it_did_before() {
    golden("session.zh.txt", &play(Office::empty()));
    golden("session.en.txt", &play(Office::empty().in_english()));
}
