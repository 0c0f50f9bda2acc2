//! Reports: the same data gives the same bytes in every format, and nothing personal is in what
//! the public reads.

use crate::harness::Office;

const FORMATS: &[&str] = &["table", "csv", "json", "md", "html", "docx", "xlsx"];

/// What must be in no list for the public: values of personal fields, and numbers in free text.
const SECRETS: &[&str] = &[
    "秦桂英",
    "欧阳兰",
    "13812341234",
    "13912345678",
    "37010219500101123X",
    "370102196502021236",
    "370102197003031239",
    "南坡村12号",
    "13700001111",
    "13700002222",
    "13700003333",
    "13700004444",
    "13700005555",
    "13700006666",
    "13812349999",
    "66601234",
    "370102500101123",
    "买买提吐尔逊",
    "诸葛青山",
    "MariaKeller",
];

/// Returns every byte that a format holds as text: the parts of a package unpacked.
fn text_of(office: &Office, file: &str) -> String {
    let bytes = std::fs::read(office.path().join(file)).expect("the file");
    if !bytes.starts_with(b"PK") {
        return String::from_utf8(bytes).expect("UTF-8");
    }
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    for at in 0..package.len() {
        let mut part = package.by_index(at).expect("a part");
        std::io::Read::read_to_string(&mut part, &mut text).expect("UTF-8");
    }
    text
}

/// An office with personal data in every personal field, and numbers in every text of a pledge.
fn seeded() -> Office {
    let mut office = Office::new();
    office.ok(&[
        "person",
        "add",
        "--name",
        "张三",
        "--rank",
        "staff",
        "--phone",
        "13700001111",
    ]);
    office.ok(&[
        "household",
        "add",
        "--name",
        "秦桂英",
        "--household-kind",
        "rural",
        "--address",
        "历城区港沟镇南坡村12号",
        "--phone",
        "13812341234",
        "--id-no",
        "37010219500101123X",
    ]);
    office.ok(&[
        "opinion",
        "add",
        "--channel",
        "hotline",
        "--topic",
        "查档",
        "--from-name",
        "欧阳兰",
        "--from-phone",
        "13912345678",
        "--content",
        "请打13700002222",
    ]);
    office.ok(&[
        "pledge", "add", "--title", "为秦桂英送药 13700002222", "--content",
        "帮助欧阳兰，身份证３７０１０２１９６５０２０２１２３６，住南坡村12号，历城区港沟镇南坡村12号", "--measures",
        "联系 137 0000 3333", "--deadline", "2011-09-30", "--responsible", "张三",
    ]);
    office.ok(&[
        "pledge",
        "add",
        "--title",
        "续办",
        "--content",
        "13700006666，买买提 吐尔逊来访，座机(0531)66601234，+86 138-1234-9999",
        "--measures",
        "诸葛　青山、maria keller协助，电话66601234，旧证370102500101123",
        "--deadline",
        "2011-09-30",
        "--responsible",
        "张三",
    ]);
    for (name, phone) in [
        ("买买提·吐尔逊", "0531-66601234"),
        ("诸葛青山", "+86 138 1234 9999"),
        ("Maria Keller", ""),
    ] {
        let named = ["--from-name", name, "--from-phone", phone];
        let named = if phone.is_empty() {
            &named[..2]
        } else {
            &named
        };
        let add = ["opinion", "add", "--channel", "mailbox", "--topic", "查档"];
        office.ok(&[&add, named].concat());
    }
    office.ok(&["pledge", "publish", "P1", "P2"]);
    office.ok(&[
        "pledge",
        "progress",
        "P1",
        "--text",
        "已电话 137-0000-4444，证号370102197003031239",
        "--published-on",
        "今天",
    ]);
    office.ok(&[
        "pledge",
        "continue",
        "P2",
        "--reason",
        "秦桂英(13700005555)外出",
        "--new-deadline",
        "2011-12-31",
    ]);
    office.on("2011-05-27");
    office.ok(&[
        "pledge",
        "finish",
        "P1",
        "--result",
        "药已送到秦桂英手中，电话13812341234",
    ]);
    office
}

#[test]
fn nothing_personal_is_in_a_list_for_the_public() {
    let office = seeded();
    for format in FORMATS {
        for list in ["published", "completed", "continuing", "all"] {
            let file = format!("{list}.{format}");
            office.ok(&[
                "report", "public", "--list", list, "--format", format, "-o", &file,
            ]);
            let text: String =
                unicode_normalization::UnicodeNormalization::nfkc(text_of(&office, &file).as_str())
                    .collect();
            let bare: String = text
                .chars()
                .filter(|one| !matches!(one, ' ' | '-' | '·' | ')'))
                .collect();
            for secret in SECRETS {
                assert!(
                    !text.contains(secret) && !bare.contains(secret),
                    "{secret} is in {file}"
                );
            }
            assert!(!bare.to_lowercase().contains("mariakeller"), "{file}");
            assert!(!text.contains("王芳"), "who made it is in {file}");
        }
    }
    let table = office.ok(&["report", "public"]);
    assert!(table.contains("张三"), "names of officials are open");
    assert!(
        table.contains("秦某某") && table.contains("欧阳某某") && table.contains("138****1234")
    );
}

#[test]
fn a_list_for_the_public_has_a_column_for_everything_that_it_tells() {
    let office = seeded();
    let csv = office.ok(&["report", "public", "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let heads = rows.headers().expect("heads").clone();
    let cell = |row: &csv::StringRecord, head: &str| {
        let at = heads.iter().position(|one| one == head).expect(head);
        row[at].to_owned()
    };
    let rows: Vec<_> = rows.records().map(|row| row.expect("a row")).collect();
    let lists: Vec<_> = rows.iter().map(|row| cell(row, "list")).collect();
    assert_eq!(lists, ["published", "published", "completed", "continuing"]);
    let told = |at: usize, heads: &[&str]| {
        let cells = heads.iter().map(|head| cell(&rows[at], head));
        cells.collect::<Vec<_>>().join("|")
    };
    assert_eq!(
        told(
            0,
            &[
                "ref",
                "deadline",
                "responsible",
                "responsible_name",
                "progress",
                "result"
            ]
        ),
        "LY-P1|2011-09-30|LY-M1|张三|已电话 137****4444，证号37*************239|药已送到秦某某手中，电话138****1234"
    );
    assert_eq!(
        told(
            3,
            &[
                "ref",
                "state",
                "deadline",
                "new_deadline",
                "reason",
                "withdrawn_on"
            ]
        ),
        "LY-P2|continuing|2011-09-30|2011-12-31|秦某某(137****5555)外出|"
    );
    let json = office.json(&["report", "public"]);
    assert_eq!(json["completed"][0]["responsible"], "LY-M1");
    assert_eq!(json["completed"][0]["finished_on"], "2011-05-27");
}

#[test]
fn what_is_left_unmasked_is_in_the_history() {
    let office = seeded();
    let before = office.json(&["history"]).as_array().map_or(0, Vec::len);
    assert!(!office.ok(&["report", "public"]).contains("秦桂英"));
    assert_eq!(
        office.json(&["history"]).as_array().map_or(0, Vec::len),
        before
    );
    assert!(
        office
            .ok(&["report", "public", "--unmasked"])
            .contains("秦桂英")
    );
    let history = office.ok(&["history"]);
    assert!(history.contains("all --unmasked"), "{history}");
    assert_eq!(
        office.json(&["history"]).as_array().map_or(0, Vec::len),
        before + 1
    );
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let office = seeded();
    let reports: &[&[&str]] = &[
        &["report", "summary", "--explain"],
        &["report", "monthly", "--month", "2011-05"],
        &["report", "phase", "2"],
        &["report", "public"],
        &["report", "rates", "--by", "unit"],
        &["report", "card", "秦桂英"],
        &["report", "sheet", "--unit", "利用处"],
        &["ledger", "all"],
        &["ledger", "pledge"],
    ];
    for report in reports {
        for format in FORMATS {
            let made = |file: &str| {
                let mut args = report.to_vec();
                args.extend(["--format", format, "-o", file]);
                office.ok(&args);
                std::fs::read(office.path().join(file)).expect("the file")
            };
            assert_eq!(made("one"), made("two"), "{report:?} as {format}");
        }
    }
}

#[test]
fn what_machines_read_has_a_key_for_every_value() {
    let office = seeded();
    let day = ["--today", "2011-05-27"];
    let rates = office.json(&[&["report", "rates", "--by", "unit"][..], &day].concat());
    let rate = &rates["completion_rate"][0];
    assert_eq!(
        (&rate["unit"], &rate["unit_name"]),
        (&"LY-U1".into(), &"利用处".into())
    );
    let summary = office.json(&[&["report", "summary"][..], &day].concat());
    let done = &summary["tables"]["done"][0];
    assert_eq!(done["finished_on"], "2011-05-27", "{done}");
    let card = office.json(&["report", "card", "秦桂英"]);
    assert!(card["helpers"].is_array(), "{card}");
    for rows in [&card["helpers"], &card["visits"]] {
        let rows = rows.as_array().expect("rows");
        assert!(rows.iter().all(serde_json::Value::is_object), "{card}");
    }
}

#[test]
fn a_household_is_told_of_itself_and_not_of_offices() {
    let office = seeded();
    assert!(!office.ok(&["report", "card", "秦桂英"]).contains("范围："));
    assert!(office.ok(&["report", "rates"]).contains("范围："));
}

#[test]
fn figures_and_the_refs_behind_them_agree_on_every_day() {
    let office = seeded();
    for day in ["2011-05-25", "2011-05-26", "2011-05-27"] {
        let json = office.json(&["report", "summary", "--explain", "--as-of", day]);
        for figure in ["opinions", "pledges", "pledges_done", "pledges_continuing"] {
            let refs = json["refs"][figure].as_array().map_or(0, Vec::len);
            assert_eq!(json["figures"][figure], refs, "{figure} on {day}");
        }
        let stands = ["done", "continuing", "under_way", "withdrawn"];
        let figure = |id: &str| json["figures"][id].as_i64().unwrap_or_default();
        let standing: i64 = stands
            .map(|one| figure(&format!("pledges_{one}")))
            .iter()
            .sum();
        assert_eq!(
            standing,
            figure("pledges"),
            "each is one of the four on {day}"
        );
    }
    let done = |day| {
        office.json(&["report", "summary", "--as-of", day])["figures"]["pledges_done"].clone()
    };
    assert_eq!(
        (done("2011-05-26"), done("2011-05-27")),
        (0.into(), 1.into())
    );
}

#[test]
fn every_cell_of_a_chart_has_its_records() {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    office.on("2011-11-30");
    let ask = |args: &[&str]| office.json(&[&["--db", "campaign/DZ.db"], args].concat());
    let refs = &ask(&["report", "summary", "--explain"])["refs"];
    let of = |key: &str| refs[key].as_array().cloned().unwrap_or_default();
    let visits = ask(&["visit", "list", "--where", "place_kind=household"]);
    let warm = visits.as_array().expect("a list").iter().filter(|visit| {
        let brought = visit["brought"].as_array().cloned().unwrap_or_default();
        brought.contains(&"warmth".into())
    });
    let warm: Vec<_> = warm.map(|visit| visit["ref"].clone()).collect();
    assert!(!warm.is_empty());
    assert_eq!(sorted(&of("matrix.household.warmth")), sorted(&warm));
    let listed = |args: &[&str]| {
        let list = ask(args).as_array().cloned().unwrap_or_default();
        let refs: Vec<_> = list.iter().map(|one| one["ref"].clone()).collect();
        sorted(&refs)
    };
    let by_category = ["pairing", "filing", "access", "other"];
    let by_category = by_category.map(|key| of(&format!("category_published.{key}")));
    assert_eq!(sorted(&by_category.concat()), sorted(&of("pledges")));
    let held = listed(&["reception", "list", "--where", "leader=周明华"]);
    let leaders = refs.as_object().expect("an object").iter();
    let mut leaders = leaders.filter(|(key, _)| key.starts_with("receptions."));
    let known = leaders.any(|(_, refs)| refs.as_array().is_some_and(|refs| sorted(refs) == held));
    assert!(known, "{held:?}");
    assert_eq!(
        sorted(&of("ledger.visit.valid")),
        listed(&["visit", "list"])
    );
    assert_eq!(of("ledger.visit.void").len(), 1);
    let months = refs.as_object().expect("an object").keys();
    assert!(
        months
            .clone()
            .any(|key| key == "reply_rate.denominator.2011-03")
    );
    let units = months.filter(|key| key.starts_with("unit_"));
    let units: Vec<_> = units.flat_map(|key| of(key)).collect();
    assert_eq!(sorted(&units), sorted(&of("pledges")));
}

fn sorted(refs: &[serde_json::Value]) -> Vec<String> {
    let mut refs: Vec<String> = refs.iter().map(ToString::to_string).collect();
    refs.sort();
    refs
}

#[test]
fn a_template_is_an_offices_own_and_says_what_it_does_not_know() {
    let office = seeded();
    let write = |text: &str| std::fs::write(office.path().join("own.md"), text).expect("written");
    write("# {{ host }}\n\n办结{{ figures.pledges_done }}项【待补】\n\n![](done)");
    let run = office.run(&["report", "summary", "--template", "own.md"]);
    assert!(
        run.out.contains("办结1项") && run.out.contains("LY-P1"),
        "{}",
        run.out
    );
    assert!(run.err.contains("1处【待补】"), "{}", run.err);
    write("{{ figures.pledges_dome }}");
    let said = office.refused(1, &["report", "summary", "--template", "own.md"]);
    assert!(said.contains("figures.pledges_done"), "{said}");
    write("{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}");
    let said = office.refused(1, &["report", "summary", "--template", "own.md"]);
    assert!(said.contains("循环"), "{said}");
    let said = office.refused(1, &["report", "summary", "--addressee", "某某小组"]);
    assert!(said.contains("领导小组"), "{said}");
}

/// The sentences of a report about what is amiss.
fn problems(office: &Office, report: &[&str]) -> String {
    office.json(&[&["report"], report].concat())["problems"].to_string()
}

#[test]
fn what_is_due_on_the_last_day_of_a_period_is_told_in_its_report_and_in_no_other() {
    let mut office = Office::empty();
    office.on("2011-03-01");
    office.does("init --practice --office LD --name 领导组 --leading");
    office.does("person add --name 局长 --rank principal");
    office.on("2011-04-22");
    office.does(
        "pledge add --title 修路 --content c --measures m --responsible 局长 --deadline 5.31",
    );
    office.does("pledge publish P1");
    // On the very day as ever after.
    office.on("2011-05-31");
    let then = problems(&office, &["monthly", "--month", "2011-05"]);
    office.on("2011-07-05");
    assert_eq!(problems(&office, &["monthly", "--month", "2011-05"]), then);
    let months = ["2011-03", "2011-04", "2011-05", "2011-06"];
    let told = months.map(|month| problems(&office, &["monthly", "--month", month]));
    for (month, told) in months.iter().zip(&told) {
        for other in months {
            let is_told = told.contains(&format!("局长（{other}"));
            assert_eq!(is_told, other == *month, "{other} in {month}: {told}");
        }
    }
    let in_months = told
        .each_ref()
        .map(|told| told.contains("实事办结：未落实或迟办1项，LD-P1"));
    assert_eq!(in_months, [false, false, true, false], "{told:?}");
    let phases = ["1", "2"].map(|phase| problems(&office, &["phase", phase]));
    assert!(phases[0].contains("设立公开信箱"), "{}", phases[0]);
    assert!(!phases[1].contains("设立公开信箱"), "{}", phases[1]);
    // A month that is not over still has its day.
    office.on("2011-05-30");
    let open = problems(&office, &["monthly", "--month", "2011-05"]);
    assert!(!open.contains("LD-P1 修路"), "{open}");
}
