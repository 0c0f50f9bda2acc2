//! The log's format is what its description says: the program takes a file that another writer
//! made from the description alone.

use serde_json::json;

use crate::forge;
use crate::harness::Office;

#[test]
fn a_file_written_from_the_description_of_the_format_is_read() {
    let mut forged = forge::Office::new("ZD", "指导处");
    let (zhang, _) = forged.add(
        "person",
        'M',
        1,
        json!({"name": "张三", "rank": "staff", "party_member": true}),
    );
    forged.add(
        "person",
        'M',
        2,
        json!({"name": "李四", "rank": "leader", "party_member": false}),
    );
    let (pledge, added) = forged.add(
        "pledge",
        'P',
        1,
        json!({"title": "婚姻档案查询立等可取", "responsible": forge::hex(&zhang), "status": "draft",
            "result": null, "finished_on": null, "reason": null, "new_deadline": null}),
    );
    let edited = json!({"title": "婚姻档案查询\"立等可取\"\n分两步", "percent": 40});
    forged.write("pledge edit", "pledge", &pledge, &[&added], &edited);

    let office = Office::empty();
    forged.save(&office.path().join("forged.db"));
    let json = |noun: &str| office.json(&[noun, "list", "--db", "forged.db"]);
    let persons = json("person");
    assert_eq!(persons.as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&persons[0]["ref"], &persons[0]["name"], &persons[0]["rank"]),
        (&json!("ZD-M1"), &json!("张三"), &json!("staff"))
    );
    assert_eq!(persons[0]["unit_name"], "指导处");
    let pledges = json("pledge");
    assert_eq!(pledges[0]["title"], edited["title"]);
    assert_eq!(pledges[0]["percent"], 40);
    assert_eq!(pledges[0]["responsible"], "ZD-M1");
    let shown = office.json(&["pledge", "show", "P1", "--db", "forged.db"]);
    assert_eq!(shown["history"].as_array().map(Vec::len), Some(2));
    let added = office.json(&[
        "person",
        "add",
        "--name",
        "王五",
        "--rank",
        "staff",
        "--db",
        "forged.db",
    ]);
    assert_eq!(added["ref"], "ZD-M3", "the program writes on in it");
}

#[test]
fn a_new_office_begins_with_what_the_description_says() {
    let office = Office::new();
    let log = |path: &std::path::Path| {
        let connection = rusqlite::Connection::open(path).unwrap();
        let mut statement = connection
            .prepare(
                "select iif(record = writer, 'own', hex(record)), verb, json_remove(body, '$.logged_on') from change order by rowid",
            )
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.unwrap()
            .collect::<rusqlite::Result<Vec<(String, String, String)>>>()
            .unwrap()
    };
    let forged = office.path().join("forged.db");
    forge::Office::new("LY", "利用处").save(&forged);
    assert_eq!(log(&office.file()), log(&forged));
}

#[test]
fn what_another_office_says_of_plan_and_office_keeps_no_file_shut() {
    let plan = forge::derived("plan", "plan");
    let office = Office::new();
    let writer: Vec<u8> = rusqlite::Connection::open(office.file())
        .and_then(|file| file.query_row("select writer from file", [], |row| row.get(0)))
        .unwrap();
    for (at, (kind, record, body)) in [
        (
            "plan",
            &plan,
            json!({"opens": "zz", "limits": {"reply_days": -1}}),
        ),
        ("plan", &plan, json!({"title": null, "phases": 7})),
        ("plan", &plan, json!({"closes": "2011-01-01"})),
        ("office", &writer, json!({"code": null, "name": 5})),
    ]
    .into_iter()
    .enumerate()
    {
        let mut forged = forge::Office::new("ZD", "指导处");
        // In 2096, after all that the office itself wrote.
        forged.clock = 4_000_000_000_000 + at as u64;
        forged.write("plan set", kind, record, &[], &body);
        // In this office's own name, which alone is heard of these.
        let last = forged.rows.len() - 1;
        forged.rows[last].writer.clone_from(&writer);
        forged.rows[last].wprev = None;
        forged.rows[last] = forged.rows[last].clone().seal();
        let name = format!("forged-{at}.db");
        forged.save(&office.path().join(&name));
        office.ok(&["merge", &name, "--no-backup"]);
        let told = office.run(&["check"]);
        assert_eq!(told.code, 0, "{body}: {told:?}");
        assert!(told.err.contains("huiyin plan set"), "{body}: {told:?}");
        office.ok(&["report", "summary"]);
        office.ok(&["verify"]);
        let added = office.json(&["person", "add", "--name", "张三", "--rank", "staff"]);
        assert_eq!(added["ref"], format!("LY-M{}", at + 1));
    }
    for (path, value) in [
        ("title", "深入基层"),
        ("opens", "2011-03-01"),
        ("closes", "2011-11-30"),
        ("limits.reply_days", "15"),
    ] {
        office.ok(&["plan", "set", path, value]);
    }
    let phases = r#"[{"number": 1, "name": "一", "opens": "2011-03-01", "closes": "2011-11-30"}]"#;
    office.ok(&["plan", "set", "phases", phases]);
    let told = office.run(&["check"]);
    assert!(!told.err.contains("huiyin plan set"), "{told:?}");
}
