//! What sheets bring: values as people write them, what became of records, and what is there already.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value as Json, json};

use crate::clerk::{column, fill, office, places, save, taken, unpacked, write, wrong};
use crate::harness::Run;

#[test]
fn the_same_sheet_in_another_form_is_there_already() {
    let office = office();
    write(
        &office,
        "a.csv",
        "日期,走访人,进,慰问金额(元),服务人次,送\n5.3,张三、李四,进基层,500.5,3,送政策、送温暖\n5.4,张三,进基层,1200,,\n",
    );
    taken(&office, "visit a.csv");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(
        sheet,
        &[
            &[
                "单位",
                "走访人员",
                "走访时间",
                "进",
                "服务人次",
                "慰问金额/元",
                "送",
                "备注",
            ],
            &[
                "利用处",
                "李四 LY-M1",
                "",
                "grassroots",
                "3人次",
                "￥500.50",
                "warmth，policy",
                "/",
            ],
            &["", "张　三", "2011年5月4日", "进基层", "", "", "", ""],
        ],
    );
    let day = Format::new().set_num_format("m月d日");
    let may = ExcelDateTime::from_ymd(2011, 5, 3).unwrap();
    sheet.write_with_format(1, 2, &may, &day).unwrap();
    sheet.write(2, 5, 1200.0).unwrap();
    save(&office, "b.xlsx", &mut book);
    let run = office.run(&["import", "visit", "b.xlsx"]);
    assert!(
        run.code == 1 && run.err.contains("有2行以前导入过（LY-V1、LY-V2）"),
        "{run:?}"
    );
    write(
        &office,
        "c.xls",
        "<table><tr><td>日期<td>走访人<td>进<td>慰问金额<td>服务人次<td>三送</tr><tr><td>5月3日(星期二)<td>李四、张三<td>进基层<td>500.50元<td>03<td>送温暖 送政策</tr></table>",
    );
    let run = office.run(&["import", "visit", "c.xls"]);
    assert!(run.code == 1 && run.err.contains("LY-V1"), "{run:?}");
    assert_eq!(column(&office, "visit", "ref").len(), 2);
}

#[test]
fn what_became_of_a_record_comes_in_with_its_days() {
    let office = office();
    let mut rows = String::from("日期,渠道,主题,首问责任人,答复日期,答复内容,办理结果,办结日期\n");
    for at in 0..400 {
        rows += &format!(
            "5.3,服务热线,第{at}件,张三,5.{},已答复,{}\n",
            4 + at % 20,
            if at % 2 == 0 { "已解决,6.1" } else { "," }
        );
    }
    write(&office, "a.csv", &rows);
    let told = taken(&office, "opinion a.csv");
    assert_eq!(
        (&told["added"], &told["unaccounted"]),
        (&json!(400), &json!(0))
    );
    let count = |line: &str| {
        office
            .json(&line.split(' ').collect::<Vec<_>>())
            .as_array()
            .map(Vec::len)
    };
    assert_eq!(count("opinion list --where outcome=resolved"), Some(200));
    assert_eq!(
        count("opinion list --where outcome=resolved --as-of 2011-05-31"),
        Some(0)
    );
    assert_eq!(
        count("opinion list --where replied_on= --as-of 2011-05-03"),
        Some(400)
    );
    office.does("undo");
    assert_eq!(count("opinion list"), Some(0), "one command, one undo");
    let cases = [
        ("答复日期,答复内容", "5.5,", "答复内容"),
        ("答复日期,答复内容", ",已答复", "还缺答复日期"),
        ("办理结果,办结日期", "已解决,", "还缺办结日期"),
        ("办理结果,办结日期", "已采纳为实事,6.1", "转为实事"),
        ("答复日期,答复内容", "7.1,已答复", "还没有发生"),
        ("答复日期,答复内容", "5.1,已答复", "早于"),
    ];
    for (heads, values, words) in cases {
        write(
            &office,
            "b.csv",
            format!("日期,渠道,主题,{heads}\n5.3,服务热线,甲,{values}\n"),
        );
        let found = wrong(&office, "opinion b.csv");
        assert!(
            found.iter().any(|one| one.2.contains(words))
                || words == "答复内容" && found[0].1 == "E",
            "{words}: {found:?}"
        );
    }
    // A reply that comes later is not passed over as a row that is there.
    write(&office, "c.csv", "日期,渠道,主题\n5.3,服务热线,丙\n");
    taken(&office, "opinion c.csv");
    write(
        &office,
        "c.csv",
        "日期,渠道,主题,答复日期,答复内容\n5.3,服务热线,丙,5.5,已答复\n",
    );
    let run = office.run(&["import", "opinion", "c.csv"]);
    assert!(
        run.code == 1
            && run.err.contains("（答复日期、答复内容）")
            && run.err.contains("请加 --update"),
        "{run:?}"
    );
}

#[test]
fn what_a_later_ledger_tells_of_records_that_are_there_is_told_and_not_lost() {
    let office = office();
    write(&office, "a.csv", "日期,渠道,主题\n5.3,服务热线,查档慢\n");
    taken(&office, "opinion a.csv");
    write(
        &office,
        "b.csv",
        "日期,渠道,主题,答复日期,答复内容\n5.3,服务热线,查档慢,5.5,已加开窗口\n5.4,服务热线,停车难,,\n",
    );
    let run = office.does("import opinion b.csv --new-only");
    assert!(
        run.err.contains("LY-O1（答复日期、答复内容）"),
        "{}",
        run.err
    );
    assert_eq!(column(&office, "opinion", "topic"), ["查档慢", "停车难"]);
    assert_eq!(
        column(&office, "opinion", "reply"),
        [Json::Null, Json::Null]
    );
}

#[test]
fn the_status_of_a_pledge_is_that_of_its_days() {
    let office = office();
    let heads =
        "项目名称,实事内容,责任人,推进措施,完成时限,承诺日期,公示日期,状态,办结日期,办理结果";
    let row = |status: &str, finished: &str, result: &str| {
        format!(
            "{heads}\n修路,硬化道路,张三,分段施工,9月底前,4.1,4.10,{status},{finished},{result}\n"
        )
    };
    for (status, finished, result, words) in [
        ("已办结", "", "", "还缺办结日期"),
        ("已公开承诺", "6.1", "完工", "按各项日期应为“已办结”"),
        ("已办结", "6.1", "", "填了办结日期，这一项也要填"),
    ] {
        write(&office, "p.csv", row(status, finished, result));
        let found = wrong(&office, "pledge p.csv");
        assert!(
            found.iter().any(|one| one.2.contains(words)),
            "{words}: {found:?}"
        );
    }
    // That it goes on is told by its progress, which may come in a sheet of its own: by its title too.
    let unpublished = row("办理中", "", "").replace("4.10", "");
    write(&office, "p.csv", unpublished);
    let found = wrong(&office, "pledge p.csv");
    assert!(
        found.iter().any(|one| one.2.contains("还缺公开承诺日期")),
        "{found:?}"
    );
    write(&office, "p.csv", row("办理中", "", ""));
    taken(&office, "pledge p.csv");
    assert_eq!(column(&office, "pledge", "status"), ["published"]);
    write(
        &office,
        "g.csv",
        "实事项目,日期,进展,进度(%)\n修路,5.3,已备料,40\n",
    );
    taken(&office, "progress g.csv");
    assert_eq!(column(&office, "pledge", "status"), ["in_progress"]);
    assert_eq!(column(&office, "pledge", "percent"), [json!(40)]);
    // What was exported is there already, whatever its state, and comes back into a new file.
    office.does("opinion add --channel hotline --topic 甲 --date 5.3 --first-asked 张三");
    office.does("export pledge -o e.csv");
    office.does("import pledge e.csv --new-only");
    office.does("export all -o e");
    office.does("--db n.db init --practice --office LY --name 利用处");
    office.does("--db n.db import all e");
    for kind in ["pledge", "progress", "opinion", "person"] {
        assert_eq!(
            office.json(&["--db", "n.db", kind, "list"]),
            office.json(&[kind, "list"]),
            "{kind}"
        );
    }
    for _ in ["the opinion", "the progress", "the pledge"] {
        office.does("undo");
    }
    write(&office, "p.csv", row("已办结", "6.1", "完工"));
    taken(&office, "pledge p.csv");
    assert_eq!(column(&office, "pledge", "status"), ["done"]);
    assert_eq!(column(&office, "pledge", "deadline"), ["2011-09-30"]);
    let before = office.json(&["pledge", "list", "--as-of", "2011-05-01"]);
    assert_eq!(before[0]["status"], "published");
    write(
        &office,
        "q.csv",
        "项目名称,承诺日期,办结日期,办理结果\n架桥,4.1,6.1,完工\n",
    );
    let found = wrong(&office, "pledge q.csv");
    assert!(
        found.iter().any(|one| one.2.contains("填了办结日期")),
        "not promised yet: {found:?}"
    );
}

#[test]
fn values_are_read_as_people_write_them() {
    let office = office();
    write(
        &office,
        "v.csv",
        "日期,走访人,进,慰问金额/元,服务人次\n二○一一年五月三日,张三 李四,进基层,\"1,000\",1万人次\n5月4日(星期三)上午,张三同志/王　芳,进基层,0.5万元,3.0\n2011–05–05,\"张三\n李四\",进基层,500元整,12人\n2011-05-05T16:00:00.000Z,张三,进基层,,\n",
    );
    taken(&office, "visit v.csv");
    assert_eq!(
        column(&office, "visit", "date"),
        ["2011-05-03", "2011-05-04", "2011-05-05", "2011-05-06"]
    );
    assert_eq!(
        column(&office, "visit", "aid"),
        [json!(1000), json!(5000), json!(500), Json::Null]
    );
    assert_eq!(
        column(&office, "visit", "people_reached"),
        [json!(10_000), json!(3), json!(12), Json::Null]
    );
    assert_eq!(
        column(&office, "visit", "visitors")[1],
        json!(["LY-M1", "LY-M3"])
    );
    assert_eq!(
        column(&office, "visit", "visitors")[2],
        json!(["LY-M1", "LY-M2"])
    );
    for (day, words) in [
        ("5.3-5.5", "从一天到另一天"),
        ("5月3日星期一", "星期二"),
        ("长期", "12月31日"),
    ] {
        write(
            &office,
            "w.csv",
            format!("日期,走访人,进\n{day},张三,进基层\n"),
        );
        let found = wrong(&office, "visit w.csv");
        assert!(found[0].2.contains(words), "{day}: {found:?}");
    }
    write(
        &office,
        "h.csv",
        "户主,户别,电话,身份证号\n甲,城市低收入家庭,\"=\"\"13800001234\"\"\",11010519491231002X\n乙,城市低收入家庭,13800001234.0,\n丙,城市低收入家庭,'13800001234,110105194912310021\n",
    );
    let found = wrong(&office, "household h.csv");
    assert_eq!(places(&found), [(4, "D")]);
    taken(&office, "household h.csv --force");
    assert_eq!(column(&office, "household", "phone"), ["13800001234"; 3]);
    write(
        &office,
        "t.csv",
        "日期,走访人,进\n5.26,张三,进基层\n5.1,张三,进基层\n",
    );
    let run = office.does("import visit t.csv");
    assert!(run.err.contains("“5.1”"), "{}", run.err);
}

#[test]
fn per_cents_and_mobile_numbers_are_read_from_cells_of_numbers() {
    let office = office();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(
        sheet,
        &[
            &["项目名称", "承诺日期", "进度(%)", "进度日期"],
            &["修路", "5.3", "", "6.1"],
        ],
    );
    let percent = Format::new().set_num_format("0%");
    sheet.write_number_with_format(1, 2, 0.4, &percent).unwrap();
    save(&office, "p.xlsx", &mut book);
    taken(&office, "pledge p.xlsx");
    assert_eq!(column(&office, "pledge", "percent"), [40]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, &[&["户主", "户别", "联系电话"], &["甲", "邻户"]]);
    sheet.write(1, 2, 13_800_001_234_f64).unwrap();
    save(&office, "h.xlsx", &mut book);
    taken(&office, "household h.xlsx");
    assert_eq!(column(&office, "household", "phone"), ["13800001234"]);
}

#[test]
fn a_name_that_is_there_is_not_entered_twice_however_it_is_padded() {
    let office = office();
    write(
        &office,
        "p.csv",
        "姓名,职级\n王  芳,班子成员\n张　三,其他干部职工\n赵 六,其他干部职工\n",
    );
    let found = wrong(&office, "person p.csv");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].2.contains("LY-M3"), "{found:?}");
    write(
        &office,
        "p.csv",
        "姓名,职级\n张　三,其他干部职工\n赵 六,其他干部职工\n",
    );
    taken(&office, "person p.csv --new-only");
    assert_eq!(
        column(&office, "person", "name"),
        ["张三", "李四", "王芳", "赵六"]
    );
}

#[test]
fn our_own_ledger_is_read_back() {
    let office = office();
    office.does(
        "opinion add --channel hotline --topic 甲 --date 5.3 --first-asked 张三 --content 内容",
    );
    office.does("opinion add --channel online --topic 乙 --date 5.4");
    office.does("opinion add --channel online --topic 错的 --date 5.4");
    office.does("opinion reply O1 --text 已答复 --on 5.6");
    office.does("opinion void O3 --reason 重复");
    office.does("ledger opinion -o l.xlsx");
    for name in ["张三", "李四"] {
        if name == "张三" {
            office.does("--db n.db init --practice --office LY --name 利用处");
        }
        office.does(&format!("--db n.db person add --name {name} --rank staff"));
    }
    let run = office.does("--db n.db import opinion l.xlsx");
    assert!(
        run.err.contains("已作废：第4行") && run.err.contains("没有着落的0个"),
        "{}",
        run.err
    );
    let list = |db: &str| {
        office.json(&[
            "--db",
            db,
            "opinion",
            "list",
            "--columns",
            "ref,date,channel,topic,content,first_asked,replied_on,reply",
        ])
    };
    assert_eq!(list("n.db"), list("huiyin.db"));
}

#[test]
fn what_a_sheet_hides_or_strikes_out_is_taken_and_said() {
    let office = office();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(
        sheet,
        &[
            &["日期", "渠道", "主题", "备注"],
            &["5.3", "服务热线", "甲", ""],
            &["5.4", "服务热线", "乙", "在"],
            &["合计", "", "2", ""],
        ],
    );
    sheet.set_row_hidden(1).unwrap();
    let struck = Format::new().set_font_strikethrough();
    // Of a head, an empty cell and a total nothing is taken.
    sheet.write_with_format(0, 2, "主题", &struck).unwrap();
    sheet.write_blank(1, 3, &struck).unwrap();
    sheet.write_with_format(3, 2, "2", &struck).unwrap();
    sheet.write_with_format(2, 3, "划掉的", &struck).unwrap();
    save(&office, "a.xlsx", &mut book);
    let run = office.does("import opinion a.xlsx --visible");
    assert!(run.err.contains("隐藏的行：第2行"), "{}", run.err);
    assert_eq!(column(&office, "opinion", "note"), [Json::Null]);
    office.does("undo");
    let run = office.does("import opinion a.xlsx");
    assert!(
        run.err.contains("隐藏的行也读了（第2行）") && run.err.contains("有1格内容划了删除线"),
        "{}",
        run.err
    );
    assert_eq!(
        column(&office, "opinion", "note"),
        [Json::Null, json!("划掉的")]
    );
}

#[test]
fn what_is_wrong_in_one_way_is_told_once() {
    let office = office();
    let mut rows = String::from("日期,走访人,进\n");
    for at in 0..600 {
        rows += &format!(
            "5.3,{},进基层\n",
            if at < 300 {
                "王五".to_owned()
            } else {
                format!("某{at}")
            }
        );
    }
    write(&office, "v.csv", &rows);
    let Run { code, out, err } = office.run(&["import", "visit", "v.csv"]);
    assert!(code == 1 && err.contains("有600处有误"), "{err}");
    assert!(
        out.contains("2–301") && out.lines().count() <= 206,
        "{} lines",
        out.lines().count()
    );
    assert!(out.contains("另有101类，共101处"), "{out}");
    assert_eq!(wrong(&office, "visit v.csv").len(), 600);
}

#[test]
fn an_exported_record_that_breaks_a_rule_comes_back_by_force_alone() {
    let office = office();
    office.does("survey add --date 5.3 --issued 30 --returned 20 --valid 20 --satisfied 20 --mostly 0 --dissatisfied 0");
    office.does("export survey -o s.csv");
    let rows = std::fs::read_to_string(office.path().join("s.csv")).unwrap();
    write(&office, "s.csv", rows.replace(",30,20,", ",10,20,"));
    office.does("--db n.db init --practice --office LY --name 利用处");
    let found = wrong(&office, "survey s.csv --db n.db");
    assert!(found[0].2.contains("不能大于"), "{found:?}");
    office.does("--db n.db import survey s.csv --force");
    let run = office.run(&["--db", "n.db", "verify"]);
    assert!(run.out.contains("不合规定"), "{run:?}");
}

#[test]
fn whoever_has_left_answers_for_nothing_that_a_sheet_brings() {
    let office = office();
    office.does("person leave M2 --until 5.1");
    write(
        &office,
        "a.csv",
        "日期,渠道,主题,首问责任人\n5.3,服务热线,甲,李四\n",
    );
    let found = wrong(&office, "opinion a.csv");
    assert!(found[0].2.contains("离任"), "{found:?}");
}

#[test]
fn a_sheet_that_was_exported_and_corrected_changes_what_is_there() {
    let office = office();
    office.does("opinion add --channel hotline --topic 甲 --date 5.3 --first-asked 张三 --content 旧的 --note 删");
    office.does("opinion add --channel online --topic 乙 --date 5.4");
    office.does("opinion reply O2 --text 已答复 --on 5.6");
    office.does("export opinion -o o.csv");
    let rows = std::fs::read_to_string(office.path().join("o.csv")).unwrap();
    let corrected = rows
        .replace("旧的", "新的")
        .replace(",删,", ",,")
        .replace(",乙,", ",丙,");
    write(&office, "o.csv", &corrected);
    let before = std::fs::read(office.file()).unwrap();
    let tried = office.does("import opinion o.csv --update --dry-run");
    for words in ["旧的", "新的", "2条有改动（3处）"] {
        assert!(
            tried.out.contains(words) || tried.err.contains(words),
            "{words}: {tried:?}"
        );
    }
    assert!(std::fs::read(office.file()).unwrap() == before);
    let told = office.json(&["import", "opinion", "o.csv", "--update"]);
    assert_eq!(
        told["changes"],
        json!([
            {"ref": "LY-O1", "field": "content", "old": "旧的", "new": "新的"},
            {"ref": "LY-O1", "field": "note", "old": "删", "new": null},
            {"ref": "LY-O2", "field": "topic", "old": "乙", "new": "丙"},
        ])
    );
    assert_eq!(column(&office, "opinion", "note"), [Json::Null, Json::Null]);
    assert_eq!(column(&office, "opinion", "topic"), ["甲", "丙"]);
    let again = office.does("import opinion o.csv --update");
    assert!(again.err.contains("2行都与本文件相同"), "{again:?}");
    office.does("undo");
    assert_eq!(
        column(&office, "opinion", "topic"),
        ["甲", "乙"],
        "one undo"
    );
    assert_eq!(column(&office, "opinion", "note")[0], "删");
    // What is kept by the program or by steps, what is no export, and what breaks a rule.
    let cases = [
        (rows.replace("张三", "李四"), "由“首问责任人”一列得来"),
        (rows.replace("已答复", "另一个答复"), "--reason"),
        (rows.replace(",甲,", ",,"), "必填"),
        (rows.replace("2011-05-03", "2011-07-03"), "还没有发生"),
    ];
    for (rows, words) in cases {
        write(&office, "w.csv", rows);
        let found = wrong(&office, "opinion w.csv --update");
        assert!(
            found.iter().any(|one| one.2.contains(words)),
            "{words}: {found:?}"
        );
    }
    write(&office, "n.csv", "日期,渠道,主题\n5.9,服务热线,新\n");
    let found = wrong(&office, "opinion n.csv --update");
    assert!(found[0].2.contains("本文件没有这一行"), "{found:?}");
}

#[test]
fn an_update_takes_each_record_once_and_heeds_the_other_options() {
    let office = office();
    office.does("opinion add --channel hotline --topic 甲 --date 5.3");
    office.does("opinion add --channel online --topic 乙 --date 5.4");
    office.does("export opinion -o o.csv");
    let rows = std::fs::read_to_string(office.path().join("o.csv")).unwrap();
    // Two rows of one record, in one sheet and in two.
    let second = rows.lines().nth(1).unwrap().replace(",甲,", ",丙,");
    write(&office, "w.csv", format!("{rows}{second}\n"));
    let found = wrong(&office, "opinion w.csv --update");
    assert_eq!(found[0].0, 4, "{found:?}");
    assert!(found[0].2.contains("同一条记录"), "{found:?}");
    write(&office, "b.csv", rows.replace(",甲,", ",丁,"));
    let found = wrong(&office, "opinion o.csv b.csv --update");
    assert_eq!(found.len(), 2, "{found:?}");
    // What is wrong is marked.
    let run = office.run(&["import", "opinion", "w.csv", "--update", "--mark", "m.xlsx"]);
    assert!(run.code == 1 && run.err.contains("m.xlsx"), "{run:?}");
    let remarks = &unpacked(&office, "m.xlsx")["xl/comments1.xml"];
    assert!(remarks.contains("同一条记录"), "{remarks}");
    // What makes no sense beside it is refused.
    for other in ["--again", "--new-only", "--date=5.3"] {
        office.refused(2, &["import", "opinion", "b.csv", "--update", other]);
    }
    // A day outside the campaign is taken with its reason, which stays with the record.
    write(&office, "l.csv", rows.replace("2011-05-03", "2010-05-03"));
    wrong(&office, "opinion l.csv --update");
    office.does("import opinion l.csv --update --late 补报");
    assert_eq!(column(&office, "opinion", "date")[0], "2010-05-03");
    assert_eq!(
        column(&office, "opinion", "late"),
        [json!("补报"), Json::Null]
    );
}

#[test]
fn an_update_of_what_is_visible_leaves_what_is_hidden_and_struck_out() {
    let office = office();
    for topic in ["甲", "乙", "丙"] {
        office.does(&format!(
            "opinion add --channel hotline --topic {topic} --date 5.3 --note 旧"
        ));
    }
    office.does("export opinion -o o.csv");
    let rows = std::fs::read_to_string(office.path().join("o.csv")).unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let struck = Format::new().set_font_strikethrough();
    for (row, line) in (0..).zip(rows.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match cell {
                "旧" if row == 1 => sheet.write_with_format(row, column, "划", &struck).unwrap(),
                "旧" => sheet.write(row, column, "新").unwrap(),
                cell => sheet.write(row, column, cell).unwrap(),
            };
        }
    }
    sheet.set_row_hidden(2).unwrap();
    save(&office, "o.xlsx", &mut book);
    let run = office.does("import opinion o.xlsx --update --visible");
    assert!(run.err.contains("隐藏的行：第3行"), "{run:?}");
    assert_eq!(column(&office, "opinion", "note"), ["旧", "旧", "新"]);
    let run = office.does("import opinion o.xlsx --update");
    assert!(run.err.contains("隐藏的行也读了（第3行）"), "{run:?}");
    assert_eq!(column(&office, "opinion", "note"), ["划", "新", "新"]);
}

#[test]
fn a_row_that_stands_in_two_files_of_one_command_is_not_entered_twice() {
    let office = office();
    write(
        &office,
        "a.csv",
        "日期,渠道,主题\n5.3,服务热线,甲\n5.4,服务热线,乙\n",
    );
    write(
        &office,
        "b.csv",
        "日期,渠道,主题\n5.4,服务热线,乙\n5.5,服务热线,丙\n",
    );
    let found = wrong(&office, "opinion a.csv b.csv");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].0 == 2 && found[0].2.contains("--new-only"),
        "{found:?}"
    );
    let told = taken(&office, "opinion a.csv b.csv --new-only");
    assert_eq!((&told["added"], &told["already"]), (&json!(3), &json!(1)));
    assert_eq!(column(&office, "opinion", "topic"), ["甲", "乙", "丙"]);
    // Of one file each row is an event of its own.
    write(
        &office,
        "c.csv",
        "日期,渠道,主题\n5.6,服务热线,丁\n5.6,服务热线,丁\n",
    );
    taken(&office, "opinion c.csv");
    office.does("undo");
    taken(&office, "opinion a.csv b.csv --again");
    assert_eq!(column(&office, "opinion", "topic").len(), 7);
}

#[test]
fn what_is_named_and_is_not_there_is_told_with_a_way_on() {
    let office = office();
    let cases: [(&[&str], &str); 5] = [
        (&["import", "all", "none"], "没有这个文件或文件夹"),
        (&["import", "all", "a.csv"], "请写明种类"),
        (
            &["import", "opinion", "a.csv", "--sheet", "五月"],
            "请去掉 --sheet",
        ),
        (
            &["import", "opinion", "empty.jsonl", "--map", "甲=主题"],
            "表里没有表头",
        ),
        (
            &["import", "opinion", "a.csv", "--mark", "no/m.xlsx"],
            "没有这个文件或文件夹",
        ),
    ];
    write(&office, "a.csv", "日期,渠道,主题\n5.3,服务热线,甲\n");
    write(&office, "empty.jsonl", "");
    for (words, way) in cases {
        let sentence = office.refused(1, words);
        assert!(sentence.contains(way), "{words:?}: {sentence}");
    }
    assert!(
        column(&office, "opinion", "ref").is_empty(),
        "nothing was done"
    );
    // A kind by the beginning of its Chinese name, and all of them.
    office.does("import 意见 a.csv");
    assert!(office.does("ledger 意见").out.contains("甲"));
    office.does("template 意见 -o t.xlsx");
    office.does("export 意见 -o e.csv");
    office.does("export 全部 -o e");
    office.does("history --kind 意见");
}

#[test]
fn a_sheet_is_handed_back_with_what_is_wrong_in_red() {
    let office = office();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("五月").unwrap();
    fill(
        sheet,
        &[
            &["登记表"],
            &["日期", "走访人", "进"],
            &["5.3", "王五", "进基层"],
            &["5.36", "王五", "进基层"],
            &["5.4", "张三", ""],
        ],
    );
    save(&office, "v.xlsx", &mut book);
    let run = office.run(&["import", "visit", "v.xlsx", "--mark", "m.xlsx"]);
    assert!(run.code == 1 && run.err.contains("m.xlsx"), "{run:?}");
    let parts = unpacked(&office, "m.xlsx");
    let list = &parts["xl/worksheets/faults1.xml"];
    for words in ["5.36", "3、4", "没有人员“王五”"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    assert!(parts["xl/sharedStrings.xml"].contains("登记表"));
    let remarks = &parts["xl/comments1.xml"];
    assert_eq!(remarks.matches("<comment ").count(), 4, "{remarks}");
    assert!(
        remarks.contains("ref=\"A4\"") && remarks.contains("ref=\"C5\""),
        "{remarks}"
    );
    assert!(parts["xl/styles.xml"].contains("FF9999"));
    let own = office.run(&["import", "visit", "v.xlsx", "--mark", "v.xlsx"]);
    assert!(own.code == 2 && own.err.contains("另起一个名称"), "{own:?}");
    // Put right where it is marked, it is taken.
    office.does("person add --name 王五 --rank staff");
    write(&office, "v.csv", "日期,走访人,进\n5.3,王五,进基层\n");
    let run = office.does("import visit v.csv --mark n.xlsx");
    assert!(!office.path().join("n.xlsx").exists(), "{run:?}");
}

#[test]
fn a_head_that_was_mapped_once_is_known_from_then_on() {
    let office = office();
    let sheet = |topic: &str| format!("哪天,渠道,什么事\n5.13,服务热线,{topic}\n");
    write(&office, "a.csv", sheet("甲"));
    wrong(&office, "opinion a.csv");
    taken(&office, "opinion a.csv --map 哪天=日期 --map 什么事=主题");
    write(&office, "b.csv", sheet("乙"));
    let run = office.does("import opinion b.csv");
    assert!(run.err.contains("什么事=topic、哪天=date"), "{}", run.err);
    assert_eq!(column(&office, "opinion", "topic"), ["甲", "乙"]);
    office.does("undo");
    office.does("undo");
    wrong(&office, "opinion b.csv");
    assert_eq!(office.run(&["verify", "--exit-code"]).code, 0);
}
