//! Rows of a ledger that come again with other cells: known by what people tell them by, told with what is
//! different, and taken over only when somebody says so.

use serde_json::{Value as Json, json};

use crate::clerk::{column, office, places, taken, write, wrong};
use crate::harness::Office;

const FIRST: &str = "日期,渠道,主题,首问责任人,电话,备注\n\
                     5.3,服务热线,查档慢,张三,13800001234,首次\n\
                     5.4,服务热线,停车难,张三,,\n\
                     5.4,公开信箱,无座位,李四,,\n";

fn with_ledger() -> Office {
    let office = office();
    write(&office, "a.csv", FIRST);
    taken(&office, "opinion a.csv");
    office
}

#[test]
fn a_row_with_one_cell_changed_is_the_same_record_and_told() {
    let office = with_ledger();
    let list = || office.json(&["opinion", "list"]);
    let before = list();
    for (old, new, at, told) in [
        ("首次", "再次", "F", "备注：首次 → 再次"),
        (
            "张三,13800001234",
            "李四,13800001234",
            "D",
            "首问责任人：张三 → 李四",
        ),
        (
            "13800001234",
            "13900001234",
            "E",
            "反映人电话：13800001234 → 13900001234",
        ),
        ("查档慢", "查档慢。", "C", "主题：查档慢 → 查档慢。"),
        (
            "服务热线,查档慢",
            "公开信箱,查档慢",
            "B",
            "渠道：服务热线 → 公开信箱",
        ),
    ] {
        write(&office, "b.csv", FIRST.replacen(old, new, 1));
        let found = wrong(&office, "opinion b.csv");
        assert_eq!(places(&found), [(2, at)], "{new}: {found:?}");
        let words = &found[0].2;
        assert!(
            words.contains("LY-O1") && words.contains(told) && words.contains("--as-new"),
            "{words}"
        );
        assert_eq!(list(), before, "{new}");
        // The advice, followed, makes no second record.
        let line = "import opinion b.csv --new-only";
        let run = office.does(line);
        assert!(
            run.err.contains(told) && run.err.contains("已导入0条"),
            "{run:?}"
        );
        assert_eq!(column(&office, "opinion", "ref").len(), 3, "{new}");
        let told = taken(&office, "opinion b.csv --update");
        assert_eq!(told["changes"].as_array().unwrap().len(), 1, "{told}");
        assert_eq!(told["changes"][0]["ref"], "LY-O1");
        office.does("undo");
        // What was taken back may be brought again.
        let told = taken(&office, "opinion b.csv --update");
        assert_eq!(told["changes"].as_array().unwrap().len(), 1, "{told}");
        office.does("undo");
    }
    // Another it is where somebody says so.
    write(&office, "b.csv", FIRST.replacen("首次", "再次", 1));
    let told = taken(&office, "opinion b.csv --as-new --new-only");
    assert_eq!((&told["added"], &told["already"]), (&json!(1), &json!(2)));
    let english = office.in_english();
    write(
        &english,
        "c.csv",
        FIRST.replacen("无座位,李四", "无座位,张三", 1),
    );
    let found = wrong(&english, "opinion c.csv");
    let words = "differs from LY-O3 in First asked: 李四 → 张三; take it over with --update";
    assert!(found[0].2.contains(words), "{found:?}");
}

#[test]
fn what_was_entered_by_hand_is_there_already() {
    let office = office();
    office.does("opinion add --channel hotline --topic 查档慢 --date 5.3 --first-asked 张三");
    office.does("household add --name 李大 --household-kind rural --phone 13800001234");
    write(
        &office,
        "a.csv",
        "日期,渠道,主题,首问责任人\n5.3,服务热线,查档慢,张三\n5.4,服务热线,停车难,张三\n",
    );
    let sentence = office.run(&["import", "opinion", "a.csv"]);
    assert!(
        sentence.code == 1 && sentence.err.contains("LY-O1"),
        "{sentence:?}"
    );
    let told = taken(&office, "opinion a.csv --new-only");
    assert_eq!((&told["added"], &told["already"]), (&json!(1), &json!(1)));
    assert_eq!(column(&office, "opinion", "topic"), ["查档慢", "停车难"]);
    write(
        &office,
        "h.csv",
        "户主,户别,电话\n李大,困难农户,13900001234\n",
    );
    let found = wrong(&office, "household h.csv");
    assert!(
        found[0].2.contains("电话：13800001234 → 13900001234"),
        "{found:?}"
    );
    taken(&office, "household h.csv --update");
    assert_eq!(column(&office, "household", "phone"), ["13900001234"]);
}

#[test]
fn a_visit_and_a_pledge_are_known_again() {
    let office = office();
    office.does("household add --name 李大 --household-kind rural");
    let visits = "日期,走访人,进,户主,慰问金额(元),走访情况\n5.3,张三,进农户,李大,300,屋顶漏雨\n";
    let office_visits = "日期,走访人,进,走访情况\n5.3,张三,进基层,看窗口\n";
    let receptions = "日期,接待领导,渠道,内容,来访人数\n5.3,张三,面对面,,5\n";
    let pledges = "项目名称,实事内容,责任人,办理时限,预计受益人数\n修路,硬化,张三,9.30,100\n";
    for (kind, sheet, old, new) in [
        ("visit", visits, "300", "500"),
        ("visit", visits, "屋顶漏雨", "屋顶漏雨，已报修"),
        ("visit", visits, "张三", "张三、李四"),
        ("visit", office_visits, "张三", "张三、李四"),
        ("visit", office_visits, "看窗口", "看窗口。"),
        ("reception", receptions, "5\n", "6\n"),
        ("reception", receptions, ",5\n", "问政策,5\n"),
        ("pledge", pledges, "100", "120"),
        ("pledge", pledges, "9.30", "10.31"),
    ] {
        let office = office.copy();
        write(&office, "a.csv", sheet);
        taken(&office, &format!("{kind} a.csv"));
        write(&office, "b.csv", sheet.replace(old, new));
        let found = wrong(&office, &format!("{kind} b.csv"));
        assert!(found[0].2.contains("--as-new"), "{new}: {found:?}");
        assert_eq!(column(&office, kind, "ref").len(), 1);
        let told = taken(&office, &format!("{kind} b.csv --update"));
        assert_eq!(
            told["changes"].as_array().unwrap().len(),
            1,
            "{new}: {told}"
        );
        let again = taken(&office, &format!("{kind} b.csv --update"));
        assert_eq!(again["changes"], json!([]), "{new}");
    }
}

#[test]
fn what_another_office_was_told_on_the_same_day_is_its_own() {
    let office = office();
    office.does("unit add --name 保管处 --unit-kind division");
    office.does("--db bg.db init --practice --office BG --name 保管处 --from huiyin.db");
    office.does("--db bg.db opinion add --channel hotline --topic 查档慢 --date 5.3");
    office.does("merge bg.db --no-backup");
    write(&office, "a.csv", "日期,渠道,主题\n5.3,服务热线,查档慢\n");
    let told = taken(&office, "opinion a.csv");
    assert_eq!(told["added"], 1, "{told}");
}

#[test]
fn two_equal_rows_are_two_records_and_told() {
    let office = office();
    let row = "5.3,服务热线,查档慢,张三\n";
    write(
        &office,
        "a.csv",
        format!("日期,渠道,主题,首问责任人\n{row}5.4,服务热线,停车难,\n{row}"),
    );
    let run = office.does("import opinion a.csv");
    assert!(
        run.err.contains("有1行与表中前面的行完全相同（2=4）"),
        "{}",
        run.err
    );
    assert_eq!(column(&office, "opinion", "ref").len(), 3);
    let run = office.does("import opinion a.csv --new-only");
    assert!(run.err.contains("已有3条未动"), "{}", run.err);
}

fn read(office: &Office) -> Vec<Vec<String>> {
    let bytes = std::fs::read(office.path().join("o.csv")).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&bytes[..]);
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

fn save(office: &Office, rows: &[Vec<String>]) {
    let mut writer = csv::Writer::from_path(office.path().join("o.csv")).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
}

fn set(rows: &mut [Vec<String>], row: usize, head: &str, value: &str) {
    let at = rows[0].iter().position(|one| one == head).unwrap();
    value.clone_into(&mut rows[row][at]);
}

#[test]
fn an_old_export_puts_nothing_back_that_was_corrected_since() {
    let office = with_ledger();
    office.does("export opinion -o o.csv");
    let mut rows = read(&office);
    office.does("opinion edit O1 --note 已核实");
    office.does("opinion edit O2 --content 东门");
    office.does("opinion reply O3 --text 已答复 --on 5.9");
    set(&mut rows, 2, "note", "新写");
    save(&office, &rows);
    let run = office.does("import opinion o.csv --update");
    for words in [
        "LY-O1 备注：已核实 → 首次",
        "LY-O2 内容：东门 → —",
        "LY-O3 答复日期：2011-05-09 → —",
        "--revert",
    ] {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
    let list = ["note", "content", "reply"].map(|field| column(&office, "opinion", field));
    assert_eq!(list[0], [json!("已核实"), json!("新写"), Json::Null]);
    assert_eq!(
        (&list[1][1], &list[2][2]),
        (&json!("东门"), &json!("已答复"))
    );
    // Who says so puts it back.
    set(&mut rows, 3, "replied_on", "2011-05-09");
    set(&mut rows, 3, "reply", "已答复");
    save(&office, &rows);
    let told = taken(&office, "opinion o.csv --update --revert");
    assert_eq!(told["changes"].as_array().unwrap().len(), 2, "{told}");
    assert_eq!(column(&office, "opinion", "note")[0], "首次");
}

#[test]
fn an_old_ledger_puts_no_reply_back_that_was_corrected_since() {
    let office = office();
    let heads = "日期,渠道,主题,答复日期,答复内容";
    write(
        &office,
        "a.csv",
        format!("{heads}\n5.3,服务热线,甲,5.6,请稍候\n"),
    );
    taken(&office, "opinion a.csv");
    office.does("opinion edit O1 --reply 已办结 --reason 核实");
    let run = office.does("import opinion a.csv --update --reason 补");
    assert!(
        run.err.contains("LY-O1 答复内容：已办结 → 请稍候"),
        "{}",
        run.err
    );
    assert_eq!(column(&office, "opinion", "reply"), ["已办结"]);
}

#[test]
fn an_update_takes_no_day_out_that_a_record_needs() {
    let office = with_ledger();
    office.does("export opinion -o o.csv");
    let mut rows = read(&office);
    set(&mut rows, 1, "date", "");
    save(&office, &rows);
    let found = wrong(&office, "opinion o.csv --update");
    assert_eq!(places(&found).len(), 1);
    assert!(found[0].2.contains("必填"), "{found:?}");
}

#[test]
fn a_number_alone_names_the_record_that_a_sheet_corrects() {
    let office = with_ledger();
    write(&office, "n.csv", "编号,备注\nLY-O2,已核实\n");
    let told = taken(&office, "opinion n.csv --update");
    let change = json!([{"ref": "LY-O2", "field": "note", "old": null, "new": "已核实"}]);
    assert_eq!(told["changes"], change);
    // A row of which nothing is so is another record's.
    write(
        &office,
        "n.csv",
        "编号,日期,渠道,主题\nLY-O2,6.1,公开信箱,另一件\n",
    );
    let found = wrong(&office, "opinion n.csv --update");
    assert!(found[0].2.contains("LY-O2 已有不同的内容"), "{found:?}");
}

#[test]
fn only_what_comes_too_late_is_entered_as_late() {
    let mut office = office();
    office.does("phase open 1");
    office.does("phase close 1 --force --reason 演示");
    office.on("2011-06-20");
    write(
        &office,
        "a.csv",
        "日期,渠道,主题\n4.2,服务热线,甲\n6.3,服务热线,乙\n",
    );
    let found = wrong(&office, "opinion a.csv");
    assert_eq!(places(&found), [(2, "A")]);
    taken(&office, "opinion a.csv --late 才收到");
    assert_eq!(
        column(&office, "opinion", "late"),
        [json!("才收到"), Json::Null]
    );
}
