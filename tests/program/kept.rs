//! Ledgers as offices keep them: every row and cell is accounted for, and nothing becomes today.

use rust_xlsxwriter::{Format, Formula, Workbook};
use serde_json::{Value as Json, json};

use crate::clerk::{
    column, excel, fill, office, open_document, packed, places, save, taken, write, wrong,
};

#[test]
fn a_number_given_by_hand_switches_no_check_off() {
    let office = office();
    write(
        &office,
        "q.csv",
        "编号,日期,发放,收回,有效,满意,基本满意,不满意\nLY-Q1,5.3,10,20,30,400,0,0\n",
    );
    let found = wrong(&office, "survey q.csv");
    assert!(found[0].2.contains("收回 20 不能大于 发放 10"), "{found:?}");
    write(
        &office,
        "o.csv",
        "编号,日期,渠道,主题\nLY-O1,2099-01-01,,\n",
    );
    assert_eq!(
        places(&wrong(&office, "opinion o.csv")),
        [(2, "B"), (2, "C"), (2, "D")]
    );
    // Its own next number is kept, another is told.
    write(
        &office,
        "o.csv",
        "编号,日期,渠道,主题\nLY-O1,5.3,服务热线,甲\nLY-O2,5.4,服务热线,乙\n",
    );
    taken(&office, "opinion o.csv");
    assert_eq!(column(&office, "opinion", "ref"), ["LY-O1", "LY-O2"]);
    let nothing = office.run(&["import", "opinion", "o.csv"]);
    assert!(
        nothing.code == 1 && nothing.err.contains("全部2行都已经在本文件中"),
        "{nothing:?}"
    );
    for number in ["LY-O7", "BG-O3"] {
        write(
            &office,
            "o.csv",
            format!("编号,日期,渠道,主题\n{number},5.3,服务热线,丙\n"),
        );
        let found = wrong(&office, "opinion o.csv");
        assert!(found[0].2.contains("下一个编号是 LY-O3"), "{found:?}");
    }
    write(
        &office,
        "o.csv",
        "编号,日期,渠道,主题\nLY-O2,5.4,服务热线,另一件\n",
    );
    let found = wrong(&office, "opinion o.csv");
    assert!(
        found[0].2.contains("LY-O2 已有不同的内容（主题）"),
        "{found:?}"
    );
    assert_eq!(office.run(&["verify", "--exit-code"]).code, 0);
}

#[test]
fn a_day_that_is_left_open_is_told_and_never_today() {
    let office = office();
    write(
        &office,
        "a.csv",
        "日期,渠道,主题\n5.3,服务热线,甲\n,服务热线,乙\n",
    );
    let found = wrong(&office, "opinion a.csv");
    assert_eq!(places(&found), [(3, "A")]);
    assert!(found[0].2.contains("--date"), "{found:?}");
    write(&office, "b.csv", "渠道,主题\n服务热线,甲\n服务热线,乙\n");
    let found = wrong(&office, "opinion b.csv");
    assert_eq!(places(&found), [(1, "")], "said once, not for every row");
    write(&office, "c.csv", "登记日期,渠道,主题\n5.3,服务热线,甲\n");
    let found = wrong(&office, "opinion c.csv");
    assert!(found[0].2.contains("--map 登记日期=日期"), "{found:?}");
    taken(&office, "opinion c.csv --map 登记日期=日期");
    taken(&office, "opinion a.csv --new-only --date 5.20");
    assert_eq!(
        column(&office, "opinion", "date"),
        ["2011-05-03", "2011-05-20"]
    );
    write(&office, "p.csv", "项目名称,承诺日期,进度(%)\n修路,5.3,40\n");
    let found = wrong(&office, "pledge p.csv");
    assert!(
        found[0].2.contains("没有日期"),
        "the day of a percentage: {found:?}"
    );
}

#[test]
fn a_column_that_nobody_knows_is_refused_unless_it_is_mapped_or_ignored() {
    let office = office();
    write(
        &office,
        "a.csv",
        "反映日期,渠道,主题,心情,联系电话\n5.3,服务热线,查档慢,急,13800001234\n4.12,服务热线,停车难,,\n",
    );
    let found = wrong(&office, "opinion a.csv");
    assert_eq!(places(&found), [(2, "D")]);
    assert!(found[0].2.contains("--ignore 心情"), "{found:?}");
    let told = taken(&office, "opinion a.csv --ignore 心情");
    assert_eq!(told["files"][0]["ignored_columns"], json!(["心情(D)"]));
    assert_eq!(told["files"][0]["cells"]["ignored"], 1);
    assert_eq!(
        column(&office, "opinion", "date"),
        ["2011-05-03", "2011-04-12"]
    );
    assert_eq!(column(&office, "opinion", "from_phone")[0], "13800001234");
    // A value under no head, and a row that is longer than the heads.
    write(
        &office,
        "b.csv",
        "日期,渠道,主题,\n5.4,服务热线,甲,乙\n5.5,服务热线,丙,,丁\n",
    );
    let found = wrong(&office, "opinion b.csv");
    assert_eq!(places(&found), [(2, "D"), (3, "E")]);
    taken(&office, "opinion b.csv --map D=内容 --ignore E");
    assert_eq!(column(&office, "opinion", "content")[2], "乙");
    let sentence = office.refused(1, &["import", "opinion", "b.csv", "--ignore", "没有的"]);
    assert!(sentence.contains("没有表头“没有的”"), "{sentence}");
    write(
        &office,
        "c.csv",
        "日期,渠道,主题,反映人的电话号\n5.6,服务热线,戊,13800001235\n",
    );
    let found = wrong(&office, "opinion c.csv");
    assert!(found[0].2.contains("是不是“反映人”"), "{found:?}");
}

#[test]
fn merged_cells_are_read_in_every_row_and_two_lines_of_heads_as_one() {
    let rows: &[&[&str]] = &[
        &["意见登记表"],
        &["日期", "渠道", "主题", "首问责任人", "答复", ""],
        &["", "", "", "", "日期", "内容"],
        &["5月3日", "服务热线", "查档慢", "张三", "5月5日", "已答复"],
        &["", "服务热线", "停车难", "", "", ""],
        &["", "服务热线", "无座位", "", "", ""],
    ];
    let merged = [
        (0, 0, 0, 5),
        (1, 0, 2, 0),
        (1, 1, 2, 1),
        (1, 2, 2, 2),
        (1, 3, 2, 3),
        (1, 4, 1, 5),
        (3, 0, 5, 0),
        (3, 3, 5, 3),
    ];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (top, left, bottom, right) in merged {
        let word = rows[usize::try_from(top).unwrap()][usize::from(left)];
        sheet
            .merge_range(top, left, bottom, right, word, &Format::new())
            .unwrap();
    }
    fill(sheet, rows);
    let xlsx = book.save_to_buffer().unwrap();
    let page = "<html><table><tr><td colspan=6>意见登记表</tr>\
        <tr><th rowspan=2>日期<th rowspan=2>渠道<th rowspan=2>主题<th rowspan=2>首问责任人<th colspan=2>答复</tr>\
        <tr><th>日期<th>内容</tr>\
        <tr><td rowspan=3>5月3日<td>服务热线<td>查档慢<td rowspan=3>张三<td>5月5日<td>已答复</tr>\
        <tr><td>服务热线<td>停车难<td><td></tr><tr><td>服务热线<td>无座位</tr></table></html>";
    let cell = |word: &str, down: u8, right: u8| {
        format!(
            "<table:table-cell office:value-type='string' table:number-rows-spanned='{down}' table:number-columns-spanned='{right}'><text:p>{word}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let covered =
        |times: u8| format!("<table:covered-table-cell table:number-columns-repeated='{times}'/>");
    let ods = open_document(
        &[
            row(&[cell("意见登记表", 1, 6), covered(5)]),
            row(&[
                cell("日期", 2, 1),
                cell("渠道", 2, 1),
                cell("主题", 2, 1),
                cell("首问责任人", 2, 1),
                cell("答复", 1, 2),
                covered(1),
            ]),
            row(&[covered(4), cell("日期", 1, 1), cell("内容", 1, 1)]),
            row(&[
                cell("5月3日", 3, 1),
                cell("服务热线", 1, 1),
                cell("查档慢", 1, 1),
                cell("张三", 3, 1),
                cell("5月5日", 1, 1),
                cell("已答复", 1, 1),
            ]),
            row(&[
                covered(1),
                cell("服务热线", 1, 1),
                cell("停车难", 1, 1),
                covered(1),
            ]),
            row(&[
                covered(1),
                cell("服务热线", 1, 1),
                cell("无座位", 1, 1),
                covered(1),
            ]),
        ]
        .concat(),
    );
    for (name, bytes) in [("m.xlsx", xlsx), ("m.xls", page.into()), ("m.ods", ods)] {
        let office = office();
        write(&office, name, bytes);
        let told = taken(&office, &format!("opinion {name}"));
        assert_eq!(
            (&told["rows"], &told["added"]),
            (&json!(3), &json!(3)),
            "{name}"
        );
        assert_eq!(told["unaccounted"], 0);
        let days = column(&office, "opinion", "date");
        assert!(
            days.iter().all(|day| day == "2011-05-03"),
            "{name}: {days:?}"
        );
        assert_eq!(column(&office, "opinion", "first_asked_name"), ["张三"; 3]);
        assert_eq!(
            column(&office, "opinion", "replied_on"),
            [json!("2011-05-05"), Json::Null, Json::Null]
        );
        assert_eq!(column(&office, "opinion", "reply")[0], "已答复");
    }
}

#[test]
fn rows_that_are_no_records_are_named_and_nothing_is_lost() {
    let office = office();
    let mut rows = String::from("序号,日期,渠道,主题,备注\n");
    rows += "1,5.3,服务热线,查档慢,无\n2,5.4,服务热线,停车难,/\n,小计,,2,\n";
    rows += "序号,日期,渠道,主题,备注\n3,5.5,服务热线,无座位,\n4,,,,\n5,,,,\n";
    rows +=
        "合计,,,3,\n填表人：王芳,,,审核：张三,\n注：1.本表含共建村；,,,,\n2.数据截至六月。,,,,\n";
    write(&office, "a.csv", &rows);
    let told = taken(&office, "opinion a.csv --dry-run");
    assert_eq!(
        (&told["added"], &told["dry_run"]),
        (&json!(3), &json!(true))
    );
    let run = office.does("import opinion a.csv");
    for words in [
        "共11行：导入3，已有0，未导入8",
        "合计：第4、9行",
        "重复的表头：第5行",
        "只有序号的空行：第7、8行",
        "落款：第10行",
        "说明：第11、12行",
        "没有着落的0个",
    ] {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
    let run = office.run(&[
        "import",
        "opinion",
        "a.csv",
        "--new-only",
        "--format",
        "json",
    ]);
    assert!(
        run.code == 0 && run.err.contains("已导入0条，已有3条未动"),
        "{run:?}"
    );
    assert_eq!(
        column(&office, "opinion", "topic"),
        ["查档慢", "停车难", "无座位"]
    );
    assert_eq!(
        column(&office, "opinion", "note"),
        [Json::Null, Json::Null, Json::Null]
    );
    // A remark ends with the next record.
    let units =
        "名称,类别,备注\n甲处,division,一\n注：以下为新增,,\n按文件办理,,\n乙处,division,二\n";
    write(&office, "u.csv", format!("{units}丙处,,\n"));
    let found = wrong(&office, "unit u.csv");
    assert_eq!(places(&found), [(6, "B")]);
    write(
        &office,
        "u.csv",
        format!("{units}丙处（盖章）组,division,\n"),
    );
    let run = office.does("import unit u.csv");
    assert!(
        run.err.contains("导入3") && run.err.contains("说明：第3、4行"),
        "{run:?}"
    );
    let english = office.in_english();
    write(
        &english,
        "b.csv",
        "日期,渠道,主题\n6.1,服务热线,丁\n合计,,1\n",
    );
    let run = english.does("import opinion b.csv");
    let words =
        "2 rows: 1 imported, 0 there already, 1 left out (total: 3); 5 cells, 0 unaccounted for";
    assert!(run.err.contains(words), "{}", run.err);
}

#[test]
fn what_a_spreadsheet_left_unsaid_or_broke_is_refused_by_its_place() {
    let office = office();
    // openpyxl writes a formula without its value.
    write(
        &office,
        "f.xlsx",
        excel(
            "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>日期</t></is></c><c r='B1' t='inlineStr'><is><t>渠道</t></is></c><c r='C1' t='inlineStr'><is><t>主题</t></is></c><c r='D1' t='inlineStr'><is><t>首问责任人</t></is></c></row><row r='2'><c r='A2' t='inlineStr'><is><t>5月3日</t></is></c><c r='B2' t='inlineStr'><is><t>服务热线</t></is></c><c r='C2' t='inlineStr'><is><t>查档慢</t></is></c><c r='D2'><f>\"张\"&amp;\"三\"</f><v></v></c></row></sheetData>",
        ),
    );
    let found = wrong(&office, "opinion f.xlsx");
    assert_eq!(places(&found), [(2, "D")]);
    assert!(found[0].2.contains("没有它的结果"), "{found:?}");
    write(
        &office,
        "a.csv",
        "日期,渠道,主题,备注\n5.3,服务热线,#REF!,#N/A\n5.3,服务热线,甲,Err:502\n",
    );
    assert_eq!(
        places(&wrong(&office, "opinion a.csv")),
        [(2, "C"), (2, "D"), (3, "D")]
    );
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(
        sheet,
        &[
            &["日期", "渠道", "主题", "备注"],
            &["", "服务热线", "甲"],
            &["", "服务热线", "乙"],
            &["5月3日", "服务热线", "丙"],
        ],
    );
    let clock = Format::new().set_num_format("hh:mm");
    sheet.write_number_with_format(1, 0, 0.4, &clock).unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_number_with_format(2, 0, 5.0, &day).unwrap();
    let broken = Formula::new("=1/0").set_result("#DIV/0!");
    sheet.write_formula(3, 3, broken).unwrap();
    save(&office, "t.xlsx", &mut book);
    let found = wrong(&office, "opinion t.xlsx");
    assert_eq!(places(&found), [(2, "A"), (3, "A"), (4, "D")]);
    assert!(
        found[0].2.contains("钟点") && found[1].2.contains("Excel"),
        "{found:?}"
    );
    assert!(!found[1].2.contains("--late"), "{found:?}");
}

#[test]
fn an_example_that_was_filled_in_or_copied_down_is_no_example() {
    let office = office();
    let rows = "日期,渠道,主题\n示例：2011-03-01,面对面,主题\n示例：2011-05-03,服务热线,查档慢\n示例：2011-05-04,服务热线,停车难\n";
    write(&office, "a.csv", rows);
    let found = wrong(&office, "opinion a.csv");
    assert_eq!(places(&found), [(3, "A"), (4, "A")]);
    write(&office, "a.csv", rows.replace("示例：2011-05", "2011-05"));
    let told = taken(&office, "opinion a.csv");
    assert_eq!(
        told["files"][0]["left_out"],
        json!([{"reason": "example", "rows": [2]}])
    );
}

#[test]
fn the_sheet_with_the_table_is_found_among_others() {
    let office = office();
    let row = |day: &'static str, topic: &'static str| [day, "服务热线", topic];
    let heads = ["日期", "渠道", "主题"];
    let mut book = Workbook::new();
    fill(
        book.add_worksheet().set_name("封面").unwrap(),
        &[&["台账"], &["备注"]],
    );
    fill(
        book.add_worksheet().set_name("五月").unwrap(),
        &[&heads, &row("5.3", "查档慢")],
    );
    let hidden = book.add_worksheet().set_name("旧").unwrap();
    hidden.set_hidden(true);
    fill(hidden, &[&heads, &row("4.3", "旧的")]);
    let mut chart = rust_xlsxwriter::Chart::new(rust_xlsxwriter::ChartType::Column);
    chart.add_series().set_values("五月!$A$1:$A$2");
    book.add_chartsheet()
        .set_name("统计图")
        .unwrap()
        .insert_chart(0, 0, &chart)
        .unwrap();
    save(&office, "b.xlsx", &mut book);
    let run = office.does("import opinion b.xlsx");
    for words in ["读了工作表“五月”", "封面", "旧（隐藏）", "统计图(统计图)"]
    {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
    taken(&office, "opinion b.xlsx --sheet 旧");
    let mut book = Workbook::new();
    fill(
        book.add_worksheet().set_name("五月").unwrap(),
        &[&heads, &row("5.13", "甲")],
    );
    fill(
        book.add_worksheet().set_name("六月").unwrap(),
        &[&heads, &row("6.13", "乙")],
    );
    save(&office, "c.xlsx", &mut book);
    let sentence = office.refused(1, &["import", "opinion", "c.xlsx"]);
    assert!(
        sentence.contains("--sheet 五月") && sentence.contains("--sheet all"),
        "{sentence}"
    );
    let told = taken(&office, "opinion c.xlsx --sheet all");
    assert_eq!(told["files"][1]["sheet"], "六月");
    // Several files, each named.
    write(&office, "d.csv", "日期,渠道,主题\n6.1,服务热线,丙\n");
    write(&office, "e.csv", "日期,渠道,主题\n6.2,服务热线,丁\n");
    let told = taken(&office, "opinion d.csv e.csv");
    assert_eq!(
        (&told["files"][0]["file"], &told["files"][1]["file"]),
        (&json!("d.csv"), &json!("e.csv"))
    );
    assert_eq!(column(&office, "opinion", "topic").len(), 6);
}

#[test]
fn a_file_is_what_is_in_it() {
    let rows = "日期,渠道,主题\n5.3,服务热线,查档慢\n";
    let mut book = Workbook::new();
    fill(
        book.add_worksheet(),
        &[&["日期", "渠道", "主题"], &["5.3", "服务热线", "查档慢"]],
    );
    let xlsx = book.save_to_buffer().unwrap();
    let tabs = rows.replace(',', "\t");
    let utf_16: Vec<u8> = tabs.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let read: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.xlsx", rows.into(), "分隔符文本"),
        ("a.xls", xlsx.clone(), "xlsx"),
        ("a.et", xlsx.clone(), "xlsx"),
        ("a.csv", xlsx, "xlsx"),
        ("b.xls", tabs.clone().into(), "分隔符文本"),
        ("c.xls", "<table><tr><td>日期<td>渠道<td>主题</tr><tr><td>5.3<td>服务热线<td>查档慢</tr></table>".into(), "网页"),
        ("d.csv", [b"\xff\xfe", &utf_16[..]].concat(), ""),
        ("e.csv", format!("sep=|\r\n{}", rows.replace(',', "|")).into(), ""),
    ];
    for (name, bytes, is) in read {
        let office = office();
        write(&office, name, bytes);
        let run = office.run(&["import", "opinion", name]);
        assert_eq!(run.code, 0, "{name}: {run:?}");
        assert!(
            run.err.contains(is) && run.err.contains("其实") != is.is_empty(),
            "{name}: {}",
            run.err
        );
        assert_eq!(column(&office, "opinion", "topic"), ["查档慢"], "{name}");
    }
    let office = office();
    let (big5, ..) = encoding_rs::BIG5.encode("日期,渠道,主題\n5.3,服務熱線,查檔慢，無座位\n");
    let word = packed(&[("word/document.xml", "<x/>")]);
    let refused: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.xlsx", b"%PDF-1.4".to_vec(), "PDF"),
        ("a.csv", b"\x89PNG\r\n".to_vec(), "图片"),
        ("b.csv", big5.into_owned(), "Big5"),
        (
            "c.csv",
            "日期，渠道，主题\n5.3，服务热线，甲\n".into(),
            "“，”",
        ),
        ("d.xlsx", word, "文字文档"),
        ("e.xlsx", packed(&[("xl/workbook.bin", "x")]), "xlsb"),
        ("f.xlsx", packed(&[("a.txt", "x")]), "压缩包"),
        (
            "g.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "读不出",
        ),
    ];
    for (name, bytes, is) in refused {
        write(&office, name, bytes);
        let sentence = office.refused(1, &["import", "opinion", name]);
        assert!(
            sentence.contains(is) && !sentence.contains("密码"),
            "{name}: {sentence}"
        );
    }
}

#[test]
fn an_export_says_what_its_files_hold_and_keeps_long_numbers_whole() {
    let office = office();
    office.does("household add --name 甲 --household-kind urban --id-no 110105194912310020 --phone 053182061234");
    office.does("export all -o out");
    let read = |name: &str| std::fs::read_to_string(office.path().join(name)).unwrap();
    let package: Json = serde_json::from_str(&read("out/datapackage.json")).unwrap();
    let resources = package["resources"].as_array().unwrap();
    for resource in resources {
        let csv = read(&format!("out/{}", resource["path"].as_str().unwrap()));
        let fields = resource["schema"]["fields"].as_array().unwrap().iter();
        let names: Vec<&str> = fields
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(csv.lines().next(), Some(names.join(",").as_str()));
        assert_eq!(resource["schema"]["primaryKey"], json!(["record"]));
    }
    let opinion = resources
        .iter()
        .find(|one| one["name"] == "opinion")
        .unwrap();
    let field = |name: &str| {
        let fields = opinion["schema"]["fields"].as_array().unwrap().iter();
        fields
            .clone()
            .find(|field| field["name"] == name)
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(
        (&field("date")["type"], &field("date")["labels"]["en"]),
        (&json!("date"), &json!("Date"))
    );
    assert_eq!(field("channel")["constraints"]["enum"][1], "hotline");
    // A list is a list where the format has any.
    office.does(
        "visit add --visitors 张三、李四 --place-kind grassroots --brought policy --date 5.3",
    );
    office.does("export all -o lists --format jsonl");
    let package: Json = serde_json::from_str(&read("lists/datapackage.json")).unwrap();
    // Of rows that name their columns there is no table where there is no row.
    for (name, kind) in [("visit", "table"), ("survey", "file")] {
        let resources = package["resources"].as_array().unwrap();
        let resource = resources.iter().find(|one| one["name"] == name).unwrap();
        assert_eq!(resource["type"], kind, "{name}");
    }
    for (out, is) in [
        (&resources[..], "string"),
        (package["resources"].as_array().unwrap(), "array"),
    ] {
        let visit = out.iter().find(|one| one["name"] == "visit").unwrap();
        let fields = visit["schema"]["fields"].as_array().unwrap();
        for name in ["visitors", "visitors_name", "brought"] {
            let field = fields.iter().find(|field| field["name"] == name).unwrap();
            assert_eq!(field["type"], is, "{name}");
        }
    }
    let visit: Json = serde_json::from_str(&read("lists/visit.jsonl")).unwrap();
    assert!(visit["visitors_name"].is_array() && visit["brought"].is_array());
    let unit = json!({"fields": ["unit"], "reference": {"resource": "unit", "fields": ["ref"]}});
    assert!(
        opinion["schema"]["foreignKeys"]
            .as_array()
            .unwrap()
            .contains(&unit)
    );
    office.does("--db n.db init --practice --office LY --name 利用处");
    let run = office.does("export household --excel -o h.csv");
    let rows = read("h.csv");
    for number in ["110105194912310020", "053182061234"] {
        assert!(rows.contains(&format!("\"=\"\"{number}\"\"\"")), "{rows}");
    }
    assert!(run.err.contains("xlsx"), "{run:?}");
    office.does("--db n.db import household h.csv");
    let list = |db: &str| office.json(&["--db", db, "household", "list"]);
    assert_eq!(list("n.db"), list("huiyin.db"));
}
