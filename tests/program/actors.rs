//! Who is acting: a name that is on no roster is told of, and taken all the same.

use crate::harness::{Office, Run};

fn noting(office: &Office, more: &[&str]) -> Run {
    let note = more.join(" ");
    let mut args = vec!["person", "edit", "M1", "--note", &note];
    args.extend(more);
    let run = office.run(&args);
    assert_eq!(run.code, 0, "{}", run.err);
    run
}

#[test]
fn a_name_that_is_nobodys_is_told_of_with_the_one_that_may_be_meant() {
    let office = Office::new();
    let add = |name, actor| {
        let run = office.run(&[
            "person", "add", "--name", name, "--rank", "staff", "--as", actor,
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        run.err
    };
    let first = add("孙玉梅", "生人");
    assert!(!first.contains("名册"), "nobody could be on it: {first}");
    let goes_on = add("马晓东", "生人");
    assert!(!goes_on.contains("名册"), "said once: {goes_on}");
    assert!(add("刘敏", "内勤").contains("名册中没有经办人“内勤”"));
    let known = noting(&office, &["--as", "孙玉梅"]);
    assert!(!known.err.contains("名册"), "{}", known.err);
    let mistyped = noting(&office, &["--as", "孙玉海"]);
    assert!(
        mistyped.err.contains("“孙玉海”") && mistyped.err.contains("是不是“孙玉梅”"),
        "{}",
        mistyped.err
    );
    let stranger = noting(&office, &["--as", "内勤"]);
    assert!(stranger.err.contains("HUIYIN_AS"), "{}", stranger.err);
    let english = noting(&office, &["--as", "孙玉海", "--lang", "en"]);
    assert!(
        english.err.contains("did you mean “孙玉梅”?"),
        "{}",
        english.err
    );
    // It is in the history as it was given.
    let history = office.json(&["history", "--by", "孙玉海"]);
    assert_eq!(history.as_array().map(Vec::len), Some(2));
}

#[test]
fn nothing_is_said_of_a_login_name_of_reading_or_where_all_is_to_be_quiet() {
    let office = Office::new();
    office.ok(&["person", "add", "--name", "孙玉梅", "--rank", "staff"]);
    let quiet = noting(&office, &["--quiet", "--as", "内勤"]);
    assert_eq!(quiet.err, "");
    let reading = office.run(&["person", "list"]);
    assert_eq!((reading.code, reading.err.as_str()), (0, ""));
    let mut command = office.command(&["person", "edit", "M1", "--note", "y"]);
    let output = command.env_remove("HUIYIN_AS").output().unwrap();
    let login = Run::from(&output);
    assert_eq!(login.code, 0, "{}", login.err);
    assert!(!login.err.contains("名册"), "{}", login.err);
}

#[test]
fn an_actor_is_named_by_ref_or_employee_number_and_never_by_a_name_of_two() {
    let office = Office::new();
    let add = ["person", "add", "--name", "孙玉梅", "--rank", "staff"];
    office.ok(&[&add[..], &["--employee-no", "77"]].concat());
    for named in ["LY-M1", "m1", "77", "孙玉梅"] {
        noting(&office, &["--as", named]);
        let history = office.json(&["history", "--by", "孙玉梅"]);
        let last = history.as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["fields"]["note"], format!("--as {named}"));
    }
    office.ok(&[&add[..4], &["--rank", "leader"]].concat());
    let run = office.run(&["person", "edit", "M1", "--note", "x", "--as", "孙玉梅"]);
    assert_eq!(run.code, 1);
    for told in [
        "LY-M1（利用处、其他干部职工）",
        "LY-M2（利用处、班子成员）",
        "编号",
    ] {
        assert!(run.err.contains(told), "{}", run.err);
    }
    noting(&office, &["--as", "LY-M2"]);
    let history = office.json(&["history", "--by", "孙玉梅(LY-M2)"]);
    assert_eq!(history.as_array().map(Vec::len), Some(1));
    let unknown = office.run(&["person", "edit", "M1", "--note", "y", "--as", "LY-M9"]);
    assert_eq!(unknown.code, 1, "{}", unknown.err);
}
