//! What stands in the ledgers of offices beside plain records: rows that do not count, months for days, 同上,
//! lists in two columns, namesakes, and heads whose meaning is not certain.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value as Json, json};

use crate::clerk::{
    column, fill, office, open_document, packed, places, save, taken, write, wrong,
};

#[test]
fn rows_that_are_void_in_the_ledger_are_left_out_and_named() {
    let office = office();
    for (heads, rows) in [
        (
            "序号,日期,渠道,主题,备注",
            ["1,5.3,服务热线,甲,作废", "2,5.3,服务热线,乙,作废，与1重复"],
        ),
        (
            "序号,日期,渠道,主题,备注",
            ["1作废,5.3,服务热线,甲,", "2（作废）,5.3,服务热线,乙,"],
        ),
        (
            "编号,日期,渠道,主题,备注",
            ["LY-O1 作废,5.3,服务热线,甲,", "作废,5.3,服务热线,乙,"],
        ),
        (
            "状态,日期,渠道,主题,备注",
            ["作废,5.3,服务热线,甲,", "已作废,5.3,服务热线,乙,"],
        ),
    ] {
        let rows = rows.join("\n");
        write(
            &office,
            "a.csv",
            format!("{heads}\n{rows}\n,5.3,服务热线,作废票据,作废办法不清\n"),
        );
        let told = taken(&office, "opinion a.csv --dry-run");
        assert_eq!(told["added"], 1, "{rows}: {told}");
        let left = json!([{"reason": "void", "rows": [2, 3]}]);
        assert_eq!(told["files"][0]["left_out"], left, "{rows}");
    }
}

#[test]
fn a_day_that_is_shown_as_a_month_is_a_month() {
    let office = office();
    for code in [
        "yyyy\"年\"m\"月\"",
        "mmm-yy",
        "yyyy年m月",
        "[$-804]yyyy\"年\"m\"月\";@",
    ] {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        fill(
            sheet,
            &[
                &["日期", "渠道", "主题"],
                &["", "服务热线", "甲"],
                &["", "服务热线", "乙"],
            ],
        );
        let day = ExcelDateTime::from_ymd(2011, 5, 1).unwrap();
        let format = Format::new().set_num_format(code);
        sheet.write_with_format(1, 0, &day, &format).unwrap();
        let whole = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_with_format(2, 0, &day, &whole).unwrap();
        save(&office, "m.xlsx", &mut book);
        let found = wrong(&office, "opinion m.xlsx");
        assert_eq!(places(&found), [(2, "A")], "{code}: {found:?}");
    }
    let style = |name: &str, day: &str| {
        format!(
            "<number:date-style style:name='N{name}'><number:year/><number:month/>{day}</number:date-style>\
         <style:style style:name='c{name}' style:family='table-cell' style:data-style-name='N{name}'/>"
        )
    };
    let cell = |style: &str| {
        format!(
            "<table:table-row><table:table-cell table:style-name='{style}' office:value-type='date' office:date-value='2011-05-01'><text:p>2011年5月</text:p></table:table-cell>\
         <table:table-cell office:value-type='string'><text:p>服务热线</text:p></table:table-cell><table:table-cell office:value-type='string'><text:p>{style}</text:p></table:table-cell></table:table-row>"
        )
    };
    let head = |word: &str| {
        format!(
            "<table:table-cell office:value-type='string'><text:p>{word}</text:p></table:table-cell>"
        )
    };
    let heads = ["日期", "渠道", "主题"].map(head).concat();
    let names = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' xmlns:number='urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0'";
    let styles = style("m", "") + &style("d", "<number:day/>");
    let rows = format!(
        "<table:table-row>{heads}</table:table-row>{}{}",
        cell("cm"),
        cell("cd")
    );
    let content = format!(
        "<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name='台账'>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let manifest =
        "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>";
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_str()),
        ("META-INF/manifest.xml", manifest),
    ];
    write(&office, "m.ods", packed(&parts));
    assert_eq!(places(&wrong(&office, "opinion m.ods")), [(2, "A")]);
    let plain = open_document(&format!(
        "<table:table-row>{heads}</table:table-row>{}",
        cell("none")
    ));
    write(&office, "p.ods", plain);
    taken(&office, "opinion p.ods");
}

#[test]
fn what_is_as_above_is_read_so_and_said() {
    let office = office();
    write(
        &office,
        "a.csv",
        "日期,渠道,主题,首问责任人,备注\n5.3,服务热线,甲,张三,排队\n〃,同上,乙,同上,\"\"\"\"\n5.5,服务热线,丙,″,”\n",
    );
    let run = office.does("import opinion a.csv");
    assert!(
        run.err.contains("“同上”按上一行的内容读：6格，第3、4行"),
        "{}",
        run.err
    );
    assert_eq!(column(&office, "opinion", "note"), ["排队"; 3]);
    assert_eq!(column(&office, "opinion", "first_asked_name"), ["张三"; 3]);
    assert_eq!(column(&office, "opinion", "date")[1], "2011-05-03");
    write(
        &office,
        "b.csv",
        "日期,渠道,主题,备注\n6.3,服务热线,丁,同上\n6.4,服务热线,戊,同上\n",
    );
    let found = wrong(&office, "opinion b.csv");
    assert_eq!(places(&found), [(2, "D"), (3, "D")]);
    assert!(found[0].2.contains("请写明"), "{found:?}");
}

#[test]
fn a_list_in_two_columns_is_joined_and_a_namesake_told_by_the_village() {
    let office = office();
    for village in ["东山村", "西山村"] {
        office.does(&format!("unit add --name {village} --unit-kind village"));
        office.does(&format!(
            "household add --name 李大 --household-kind rural --village {village} --again"
        ));
    }
    write(
        &office,
        "v.csv",
        "日期,走访人1,走访人2,进,户主,村居\n5.3,张三,李四,进农户,李大,西山村\n5.4,张三,,进农户,李大,东山村\n5.5,张三,张三,进农户,李大,\n",
    );
    let found = wrong(&office, "visit v.csv");
    assert_eq!(places(&found), [(4, "E")], "{found:?}");
    let text = std::fs::read_to_string(office.path().join("v.csv")).unwrap();
    write(&office, "v.csv", text.replace("李大,\n", "李大,东山村\n"));
    taken(&office, "visit v.csv");
    let visitors = column(&office, "visit", "visitors_name");
    assert_eq!(
        visitors,
        [json!(["张三", "李四"]), json!(["张三"]), json!(["张三"])]
    );
    assert_eq!(
        column(&office, "visit", "household"),
        ["LY-H2", "LY-H1", "LY-H1"]
    );
    write(
        &office,
        "t.csv",
        "结对类别,帮扶人,户主,村居,结对日期\n结穷亲,张三,李大,西山村,5.1\n",
    );
    taken(&office, "pair t.csv");
    let pair = office.json(&["pair", "list"]);
    assert_eq!(
        (&pair[0]["household"], &pair[0]["village"]),
        (&json!("LY-H2"), &Json::Null)
    );
}

#[test]
fn no_advice_makes_a_record_of_what_is_none() {
    let office = office();
    office.does("unit add --name 东山村 --unit-kind village");
    write(
        &office,
        "o.csv",
        "日期,渠道,主题,首问责任人\n5.3,热线,甲,小王\n",
    );
    let found = wrong(&office, "opinion o.csv");
    assert!(found[0].2.contains("--read 热线=服务热线"), "{found:?}");
    assert!(
        found[1].2.contains("--read 小王=") && !found[1].2.contains("--rank"),
        "{found:?}"
    );
    write(
        &office,
        "h.csv",
        "户主,户别,村居\n赵六,困难农户,东山村村委会\n",
    );
    let found = wrong(&office, "household h.csv");
    assert!(
        found[0].2.contains("--read 东山村村委会=东山村"),
        "{found:?}"
    );
    taken(&office, "household h.csv --read 东山村村委会=东山村");
}

#[test]
fn a_head_that_may_mean_something_else_is_asked_about_without_a_guess() {
    let office = office();
    for (kind, sheet, column, never) in [
        (
            "study",
            "日期,学习类别,主题,应到\n5.3,党员集中学习日,甲,10\n",
            "D",
            "参加人数",
        ),
        (
            "opinion",
            "日期,渠道,主题,答复人\n5.3,服务热线,甲,张三\n",
            "D",
            "答复内容",
        ),
        ("pledge", "项目名称,进展日期\n修路,5.3\n", "B", "承诺日期"),
    ] {
        write(&office, "a.csv", sheet);
        let found = wrong(&office, &format!("{kind} a.csv"));
        let of_head = found.iter().find(|one| one.1 == column).unwrap();
        assert!(!of_head.2.contains(never), "{of_head:?}");
        assert!(of_head.2.contains("--ignore"), "{of_head:?}");
    }
}

#[test]
fn a_unit_in_a_head_counts_and_is_blamed_itself() {
    let office = office();
    let sheet = "日期,服务类别,利用量(百卷)\n5.3,查档利用,5\n";
    write(&office, "s.csv", sheet);
    taken(&office, "service s.csv --map 利用量(百卷)=volumes");
    assert_eq!(column(&office, "service", "volumes"), [500]);
    write(
        &office,
        "v.csv",
        "日期,走访人,进,慰问金额(美元)\n5.3,张三,进基层,5\n",
    );
    let found = wrong(&office, "visit v.csv");
    assert!(
        found[0].2.contains("表头写的单位“美元”不能换算"),
        "{found:?}"
    );
}

#[test]
fn the_day_for_all_rows_fills_none_that_may_stay_empty() {
    let office = office();
    write(&office, "p.csv", "项目名称,责任人\n修路,张三\n");
    let run = office.does("import pledge p.csv --date 5.1");
    assert!(run.err.contains("没有用上 --date"), "{}", run.err);
    assert_eq!(column(&office, "pledge", "pledged_on"), [Json::Null]);
}

#[test]
fn columns_that_the_program_keeps_are_named_where_they_say_something() {
    let office = office();
    office.does("opinion add --channel hotline --topic 甲 --date 5.3 --first-asked 张三");
    office.does("ledger opinion -o l.xlsx");
    office.does("--db new.db init --practice --office LY --name 利用处");
    office.does("--db new.db person add --name 张三 --rank staff");
    let run = office.does("--db new.db import opinion l.xlsx");
    let words = "这些列由程序算出或保存，表里写的没有导入：登记日期(B)、现责任人";
    assert!(run.err.contains(words), "{}", run.err);
}

#[test]
fn lines_that_are_no_records_are_told_from_those_that_are() {
    let office = office();
    write(
        &office,
        "a.csv",
        "序号,日期,渠道,主题,备注\n1,2,3,4,5\n单位：件,,,,\n一、窗口服务,,,,\n1,5.3,服务热线,甲,\n（二）电话,,,,\n2,5.4,服务热线,乙,\n,以下空白,,,\n2011年六月意见登记表,,,,\n",
    );
    let told = taken(&office, "opinion a.csv");
    assert_eq!(
        (&told["added"], &told["rows"]),
        (&json!(2), &json!(8)),
        "{told}"
    );
    let left = told["files"][0]["left_out"].clone();
    let expected = json!([
        {"reason": "columns", "rows": [2]},
        {"reason": "note", "rows": [3]},
        {"reason": "title", "rows": [4, 6, 9]},
        {"reason": "blank", "rows": [8]},
    ]);
    assert_eq!(left, expected);
    write(
        &office,
        "p.csv",
        "项目名称,实事内容,责任人,办理时限\n注：档案开放,扩大开放,张三,9月底\n注：以上均已公示,,,\n",
    );
    taken(&office, "pledge p.csv");
    assert_eq!(column(&office, "pledge", "title"), ["注：档案开放"]);
}

#[test]
fn several_sheets_are_named_and_those_that_add_up_are_left() {
    let office = office();
    let mut book = Workbook::new();
    for (name, topic) in [
        ("五月", "甲"),
        ("六月", "乙"),
        ("七月", "丙"),
        ("汇总", "甲"),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        fill(
            sheet,
            &[&["日期", "渠道", "主题"], &["5.3", "服务热线", topic]],
        );
    }
    let cover = book.add_worksheet().set_name("封面").unwrap();
    fill(cover, &[&["日期", "2011年"]]);
    save(&office, "b.xlsx", &mut book);
    let told = taken(
        &office,
        "opinion b.xlsx --sheet 五月 --sheet 六月 --dry-run",
    );
    assert_eq!(told["added"], 2);
    let run = office.does("import opinion b.xlsx --sheet all");
    assert!(run.err.contains("没有读的：汇总、封面"), "{}", run.err);
    assert_eq!(column(&office, "opinion", "topic"), ["甲", "乙", "丙"]);
}

#[test]
fn a_struck_out_row_and_a_hidden_row_of_a_page_are_left_where_only_what_is_visible_counts() {
    let office = office();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(
        sheet,
        &[
            &["序号", "日期", "渠道", "主题"],
            &["1"],
            &["2", "5.4", "服务热线", "乙"],
        ],
    );
    let struck = Format::new().set_font_strikethrough();
    for (at, word) in [(1, "5.3"), (2, "服务热线"), (3, "甲")] {
        sheet.write_with_format(1, at, word, &struck).unwrap();
    }
    save(&office, "s.xlsx", &mut book);
    let told = taken(&office, "opinion s.xlsx --visible");
    assert_eq!(
        told["files"][0]["left_out"],
        json!([{"reason": "struck", "rows": [2]}])
    );
    write(
        &office,
        "h.xls",
        "<html><table><tr><td>日期<td>渠道<td>主题</tr><tr style='display: none'><td>6.3<td>服务热线<td>丙</tr><tr><td>6.4<td>服务热线<td>丁</tr></table></html>",
    );
    let told = taken(&office, "opinion h.xls --visible");
    assert_eq!(
        told["files"][0]["left_out"],
        json!([{"reason": "hidden", "rows": [2]}])
    );
    assert_eq!(column(&office, "opinion", "topic"), ["乙", "丁"]);
}

#[test]
fn a_marked_sheet_is_written_over_a_marked_sheet_alone() {
    let office = office();
    let mut book = Workbook::new();
    fill(
        book.add_worksheet(),
        &[&["日期", "渠道", "主题"], &["5.3", "", "甲"]],
    );
    save(&office, "a.xlsx", &mut book);
    save(&office, "other.xlsx", &mut book);
    let before = std::fs::read(office.path().join("other.xlsx")).unwrap();
    let line = ["import", "opinion", "a.xlsx", "--mark", "other.xlsx"];
    let run = office.run(&line);
    assert!(run.code == 1 && run.err.contains("不会覆盖"), "{run:?}");
    assert_eq!(
        std::fs::read(office.path().join("other.xlsx")).unwrap(),
        before
    );
    write(&office, "text.xlsx", "重要");
    let run = office.run(&["import", "opinion", "a.xlsx", "--mark", "text.xlsx"]);
    assert!(run.code == 1 && run.err.contains("不会覆盖"), "{run:?}");
    for _ in 0..2 {
        let run = office.run(&["import", "opinion", "a.xlsx", "--mark", "m.xlsx"]);
        assert!(run.err.contains("已标红"), "{run:?}");
    }
}

#[test]
fn an_old_ledger_says_nothing_new_of_what_was_corrected_since() {
    let office = office();
    let heads = "日期,渠道,主题,首问责任人,答复日期,答复内容";
    write(
        &office,
        "a.csv",
        format!("{heads}\n5.3,服务热线,甲,张三,,\n"),
    );
    taken(&office, "opinion a.csv");
    office.does("opinion reply O1 --text 口头答复 --on 5.10");
    office.does("opinion edit O1 --set reply=书面答复 --reason 更正");
    let row = |reply: &str| format!("{heads}\n5.3,服务热线,甲,张三,5.10,{reply}\n");
    write(
        &office,
        "old.csv",
        row("口头答复") + "5.9,服务热线,乙,张三,,\n",
    );
    let run = office.does("import opinion old.csv --new-only");
    assert!(!run.err.contains("新内容"), "{}", run.err);
    write(&office, "later.csv", row("上门答复"));
    let run = office.does("import opinion later.csv --new-only");
    assert!(run.err.contains("新内容"), "{}", run.err);
    assert_eq!(column(&office, "opinion", "reply")[0], "书面答复");
    office.does("opinion edit O1 --first-asked 李四");
    write(&office, "b.csv", row("书面答复"));
    let run = office.does("import opinion b.csv --update");
    let words = "改正以前的内容，没有改回：LY-O1 首问责任人：李四 → 张三";
    assert!(run.err.contains(words), "{}", run.err);
    office.does("import opinion b.csv --update --revert");
    assert_eq!(column(&office, "opinion", "first_asked_name")[0], "张三");
}

#[test]
fn a_household_of_another_village_is_taken_and_told() {
    let office = office();
    for village in ["东山村", "西山村"] {
        office.does(&format!("unit add --name {village} --unit-kind village"));
    }
    office.does("household add --name 李大 --household-kind rural --village 东山村");
    let sheet =
        "日期,走访人,户主,村居\n5.3,张三,李大,西山村\n5.4,张三,李大,东山村\n5.5,张三,李大,\n";
    write(&office, "v.csv", sheet);
    let run = office.does("import visit v.csv");
    assert!(run.err.contains("有1行与名册对不上"), "{}", run.err);
    let words = "第2行 李大 是东山村的，表里写的是西山村";
    assert!(run.err.contains(words), "{}", run.err);
    // Where one was, follows from whose house it was.
    assert_eq!(column(&office, "visit", "place_kind"), ["household"; 3]);
}

#[test]
fn what_is_told_by_little_is_another_where_several_are_there() {
    let office = office();
    let heads = "日期,服务类别,服务人次";
    write(&office, "a.csv", format!("{heads}\n5.3,查档利用,10\n"));
    taken(&office, "service a.csv");
    write(&office, "b.csv", format!("{heads}\n5.3,查档利用,12\n"));
    let found = wrong(&office, "service b.csv");
    assert!(found[0].2.contains("--as-new"), "{found:?}");
    taken(&office, "service b.csv --as-new");
    // Each visitor has a row.
    write(&office, "c.csv", format!("{heads}\n5.3,查档利用,1\n"));
    taken(&office, "service c.csv");
    assert_eq!(column(&office, "service", "people"), [10, 12, 1]);
    let heads = "日期,测评对象,发放,收回,有效,满意,基本满意,不满意";
    for of in ["", "利用处"] {
        write(
            &office,
            "q.csv",
            format!("{heads}\n5.3,{of},20,20,20,15,5,0\n"),
        );
        taken(&office, "survey q.csv");
    }
    write(&office, "q.csv", format!("{heads}\n5.3,,21,20,20,15,5,0\n"));
    let found = wrong(&office, "survey q.csv");
    assert!(found[0].2.contains("LY-Q1"), "{found:?}");
}

#[test]
fn numbers_of_an_office_are_told_once_and_a_name_with_a_blank_is_quoted() {
    let office = office();
    let row = |at| format!("{at:03},5.3,服务热线,事{at},王　方\n");
    let rows: Vec<String> = (1..=300).map(row).collect();
    let heads = "编号,日期,渠道,主题,首问责任人\n";
    write(&office, "a.csv", heads.to_owned() + &rows.concat());
    let run = office.run(&["import", "opinion", "a.csv"]);
    assert!(run.out.contains("--ignore 编号"), "{}", run.out);
    assert_eq!(
        run.out.matches("不是意见建议的编号").count(),
        1,
        "{}",
        run.out
    );
    assert!(run.out.contains("--read '王 方=名称'"), "{}", run.out);
    taken(&office, "opinion a.csv --ignore 编号 --read \"王 方=王芳\"");
}

#[test]
fn a_second_line_of_heads_tells_two_columns_of_one_head_apart() {
    let office = office();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(
        sheet,
        &[
            &["满意度测评汇总"],
            &[
                "测评时间",
                "发放",
                "收回",
                "有效",
                "满意",
                "",
                "基本满意",
                "",
                "不满意",
                "",
            ],
            &["", "", "", "", "票数", "%", "票数", "%", "票数", "%"],
            &[
                "5.20", "100", "98", "96", "80", "83.3%", "10", "10.4%", "6", "6.3%",
            ],
        ],
    );
    let plain = Format::new();
    for column in [4, 6, 8] {
        let word = ["满意", "基本满意", "不满意"][usize::from(column / 2 - 2)];
        sheet
            .merge_range(1, column, 1, column + 1, word, &plain)
            .unwrap();
    }
    save(&office, "q.xlsx", &mut book);
    let found = wrong(&office, "survey q.xlsx");
    assert_eq!(places(&found), [(4, "F"), (4, "H"), (4, "J")], "{found:?}");
    let line = "survey q.xlsx --ignore 满意% --ignore 基本满意% --ignore 不满意%";
    taken(&office, line);
    assert_eq!(column(&office, "survey", "satisfied"), [80]);
}
