//! `report form`: ballots, a register and a slip to print.

use crate::harness::Office;

fn office() -> Office {
    let office = Office::new();
    for line in [
        "person add --name 张三 --rank staff --party-member",
        "person add --name 赵正 --rank leader",
        "pledge add --title 窗口延时 --deadline 9.30 --responsible 张三 --content c --measures m",
        "pledge publish P1",
        "opinion add --topic 查档 --content 路远 --channel hotline --from-name 王芳 --from-phone 13800001234 --first-asked 张三 --date 2011-05-20",
        "duty add --date 2011-05-25 --leader 赵正 --channel in_person",
    ] {
        office.ok(&line.split(' ').collect::<Vec<_>>());
    }
    office
}

#[test]
fn ballots_are_about_one_thing_or_about_those_who_pledged() {
    let office = office();
    let form = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        office.json(&[&["report", "form"], &words[..]].concat())
    };
    let names = |form: &serde_json::Value| {
        let subjects = form["subjects"].as_array().expect("subjects");
        let names = subjects
            .iter()
            .map(|one| one["name"].as_str().expect("a name"));
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    // The whole and one pledge never stand on one ballot.
    assert_eq!(names(&form("satisfaction")), ["活动总体情况"]);
    assert_eq!(names(&form("satisfaction P1")), ["窗口延时"]);
    assert_eq!(names(&form("evaluation P1")), ["窗口延时"]);
    assert_eq!(names(&form("evaluation")), ["利用处"]);
    let md = office.ok(&["report", "form", "satisfaction", "--format", "md"]);
    assert_eq!(
        md.matches("| 满意 | 基本满意 | 不满意 |").count(),
        2,
        "{md}"
    );
    assert!(
        !md.contains("数据："),
        "a form says nothing of the file: {md}"
    );
    let told = office.refused(1, &["report", "form", "satisfaction", "O1"]);
    assert!(told.contains("O1") && told.contains("意见"), "{told}");
}

#[test]
fn a_register_and_a_slip_are_filled_with_what_is_known() {
    let office = office();
    let register = office.ok(&["report", "form", "reception", "A1", "--format", "md"]);
    assert!(
        register.contains("接待日期：2011年5月25日") && register.contains("赵正"),
        "{register}"
    );
    assert!(register.contains("| 12 |"), "{register}");
    let blank = office.ok(&["report", "form", "接待登记表", "--format", "md"]);
    assert!(
        blank.contains("| 12 |") && !blank.contains("赵正"),
        "{blank}"
    );
    let slip = office.ok(&["report", "form", "hand-over", "O1", "--format", "md"]);
    for told in [
        "服务热线",
        "王芳",
        "13800001234",
        "张三",
        "2011年5月20日",
        "第二联",
    ] {
        assert!(slip.contains(told), "{told}: {slip}");
    }
    for form in ["evaluation", "satisfaction", "reception", "hand-over"] {
        let file = format!("{form}.docx");
        office.ok(&["report", "form", form, "-o", &file]);
        let bytes = std::fs::read(office.path().join(&file)).expect("a document");
        assert!(bytes.starts_with(b"PK"), "{form}");
    }
}
