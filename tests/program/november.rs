//! A made-up year of a bureau with twelve offices, as its leading group sees it in November: files that are
//! missing or old, a sheet that turns red and is answered, replies sent back, ballots, a swapped duty, photos,
//! and the bulletin of October made again in December.

use crate::evidence::photo;
use crate::harness::Office;

/// The offices whose files come in October; of them the last has entered nothing since July.
const HANDED_IN: [usize; 9] = [1, 2, 3, 4, 5, 6, 7, 8, 12];

fn file(office: usize) -> String {
    format!("O{office:02}.db")
}

/// Runs a line in the file of an office.
fn at(campaign: &Office, office: usize, line: &str) {
    campaign.does(&format!("--db {} {line}", file(office)));
}

/// Runs a line in the file of the leading group.
fn leading(campaign: &Office, line: &str) -> String {
    let run = campaign.does(&format!("--db DZ.db {line}"));
    format!("{}{}", run.out, run.err)
}

/// Makes the files of all offices, from March to October.
fn bureau() -> Office {
    let mut campaign = Office::empty();
    campaign.on("2011-03-05");
    campaign.does("init --practice --db DZ.db --office DZ --name 领导小组办公室 --leading");
    leading(&campaign, "person add --name 局长 --rank principal");
    leading(&campaign, "person add --name 副局长甲 --rank leader");
    leading(&campaign, "person add --name 副局长乙 --rank leader");
    for office in 1..=12 {
        leading(
            &campaign,
            &format!("unit add --name 处{office:02} --unit-kind division"),
        );
        let person = format!("person add --name 人{office:02} --rank staff --unit 处{office:02}");
        leading(&campaign, &person);
    }
    for office in 1..=12 {
        let db = file(office);
        campaign.does(&format!(
            "init --practice --db {db} --office O{office:02} --name 处{office:02} --from DZ.db"
        ));
    }
    for office in HANDED_IN {
        campaign.on("2011-04-25");
        let pledge = format!(
            "pledge add --title 实事{office} --content 一 --measures 二 --deadline 9月30日 --responsible 人{office:02}"
        );
        at(&campaign, office, &pledge);
        at(&campaign, office, "pledge publish P1");
        for month in [7, 10]
            .into_iter()
            .filter(|month| office < 12 || *month == 7)
        {
            campaign.on(&format!("2011-{month:02}-10"));
            let opinion = format!(
                "opinion add --channel hotline --topic 事 --content 慢 --first-asked 人{office:02} --date 2011-{month:02}-08"
            );
            at(&campaign, office, &opinion);
            let visit = format!(
                "visit add --visitors 人{office:02} --place-kind grassroots --findings 看 --date 2011-{month:02}-09"
            );
            at(&campaign, office, &visit);
        }
        campaign.on("2011-10-12");
        if office < 8 {
            at(&campaign, office, "opinion reply O2 --text 已改");
        }
        if office < 5 {
            at(&campaign, office, "pledge finish P1 --result 已办");
        }
    }
    campaign
}

#[test]
fn a_november_of_twelve_offices() {
    let mut campaign = bureau();
    campaign.on("2011-11-01");
    let files = HANDED_IN.map(file).join(" ");
    leading(&campaign, &format!("merge --no-backup {files}"));
    let bulletin = |campaign: &Office, format: &str, more: &str| {
        leading(
            campaign,
            &format!("-q report bulletin --month 2011-10 --format {format} {more}"),
        )
    };
    let formats = ["json", "md", "html"];
    let sent = formats.map(|format| bulletin(&campaign, format, ""));
    let json: serde_json::Value = serde_json::from_str(&sent[0]).unwrap();
    let names = |key: &str| {
        let units = json[key].as_array().unwrap().iter();
        let names = units.map(|unit| unit["unit_name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names("missing"), ["处09", "处10", "处11"]);
    assert_eq!(names("old"), ["处12"]);
    // Eight were asked in October, seven answered; of nine pledges due four were done, late.
    let total = &json["total"];
    let counts = [
        "received",
        "replied_in_time",
        "open",
        "pledges_due",
        "pledges_late",
        "visits",
    ];
    let counts = counts.map(|key| total[key].as_i64().unwrap());
    assert_eq!(counts, [8, 7, 1, 9, 9, 8]);
    assert_eq!(total["reply_rate"]["rate"], 0.875);

    // A sheet turns yellow on the day after its day, and red three days later.
    campaign.on("2011-11-03");
    leading(&campaign, "report sheet --unit 处08 --issue --due 11月8日");
    for (day, level) in [
        ("08", "blue"),
        ("09", "yellow"),
        ("11", "yellow"),
        ("12", "red"),
    ] {
        campaign.on(&format!("2011-11-{day}"));
        let list = campaign.json(&["--db", "DZ.db", "notice", "list"]);
        assert_eq!(list[0]["level"], level, "{day}");
    }
    at(&campaign, 8, "merge --no-backup DZ.db");
    campaign.on("2011-11-13");
    at(&campaign, 8, "notice receive DZ-J1 --by 人08");
    at(&campaign, 8, "notice reply DZ-J1 --text 已全部答复");
    at(&campaign, 8, "opinion reply O2 --text 知道了");
    campaign.on("2011-11-14");
    let merged = leading(&campaign, "merge --no-backup O08.db");
    assert!(
        !merged.contains("建议"),
        "the unit answers for itself: {merged}"
    );
    let list = campaign.json(&["--db", "DZ.db", "notice", "list"]);
    assert_eq!(
        (&list[0]["level"], &list[0]["reply"]),
        (&"red".into(), &"已全部答复".into())
    );

    for opinion in ["O08-O2", "O01-O2"] {
        leading(
            &campaign,
            &format!("opinion return {opinion} --reason 没有说怎么改"),
        );
    }
    leading(&campaign, "opinion call-back O02-O2 --rating satisfied");
    leading(
        &campaign,
        "evaluation add --subject 处01 --step by_masses --issued 40 --returned 38 --valid 37 --good 30 --fair 5 --poor 2",
    );
    leading(&campaign, "duty add --date 2011-11-21 --leader 副局长甲");
    leading(&campaign, "duty add --date 2011-11-28 --leader 副局长乙");
    leading(&campaign, "duty swap A1 A2");
    let duty = campaign.json(&["--db", "DZ.db", "duty", "show", "A1"]);
    assert_eq!(duty["leader_name"], "副局长乙");

    for office in 1..=4 {
        let photos = (0..10).map(|at| {
            let name = format!("{office}-{at}.jpg");
            let bytes = photo((office * 10 + at) as u64, 2000);
            std::fs::write(campaign.path().join(&name), bytes).unwrap();
            name
        });
        let photos = photos.collect::<Vec<_>>().join(" ");
        at(&campaign, office, &format!("attach V1 {photos}"));
    }
    campaign.on("2011-11-25");
    leading(&campaign, "merge --no-backup O01.db O02.db O03.db O04.db");
    let photos = campaign.json(&["--db", "DZ.db", "attachment", "list"]);
    assert_eq!(photos.as_array().unwrap().len(), 40);
    leading(&campaign, "verify --exit-code");

    campaign.on("2011-12-05");
    for (format, sent) in formats.into_iter().zip(sent) {
        let again = bulletin(&campaign, format, "--known-on 2011-11-01");
        assert_eq!(again, sent, "{format}");
    }
    // By the end of November the two replies that were sent back are open again.
    let november = bulletin(&campaign, "json", "--as-of 2011-11-30");
    let november: serde_json::Value = serde_json::from_str(&november).unwrap();
    let counts = ["received", "replied_in_time", "open"].map(|key| november["total"][key].as_i64());
    assert_eq!(counts, [Some(8), Some(6), Some(2)]);
}
