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
