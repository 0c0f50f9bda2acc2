//! Papers that are signed as they come out: what a summary says in its prose, and how it looks.

use std::io::Read as _;

use crate::harness::Office;

/// The leading group's file of the demonstration, on the campaign's last day.
fn demo() -> Office {
    let mut office = Office::empty();
    office.ok(&["demo", "campaign"]);
    office.on("2011-11-30");
    office
}

fn of(office: &Office, db: &str, args: &[&str]) -> String {
    office.ok(&[&["--db", db], args].concat())
}

fn summary(office: &Office, db: &str, flags: &[&str]) -> String {
    of(
        office,
        db,
        &[&["report", "summary", "--format", "md"], flags].concat(),
    )
}

/// The prose of a summary: all that stands before its first attachment, without tables.
fn prose(summary: &str) -> String {
    let first = ["\n附件1\n", "\nAttachment 1\n"];
    let end = first.iter().find_map(|label| summary.find(label));
    let prose = &summary[..end.expect("an attachment")];
    let lines = prose.lines().filter(|line| !line.starts_with('|'));
    lines.collect::<Vec<_>>().join("\n")
}

/// Tells whether a text holds digits in some form, such as `####-##-##`.
fn holds(text: &str, form: &str) -> bool {
    let form: Vec<char> = form.chars().collect();
    let text: Vec<char> = text.chars().collect();
    text.windows(form.len()).any(|part| {
        let fits = |(one, wanted): (&char, &char)| match wanted {
            '#' => one.is_ascii_digit(),
            'A' => one.is_ascii_uppercase(),
            other => one == other,
        };
        part.iter().zip(&form).all(fits)
    })
}

#[test]
fn the_prose_of_a_summary_has_no_code_ref_week_or_household() {
    let office = demo();
    let households = office.json(&["--db", "campaign/DZ.db", "household", "list"]);
    for lang in ["zh", "en"] {
        let told = summary(&office, "campaign/DZ.db", &["--lang", lang]);
        let prose = prose(&told);
        for form in ["####-##-##", "####-W##", "AA-A#", "limits."] {
            assert!(!holds(&prose, form), "{form}: {prose}");
        }
        for household in households.as_array().expect("a list") {
            let name = household["name"].as_str().expect("a name");
            assert!(!told.contains(name), "{name} in {lang}");
        }
        assert!(!told.contains("huiyin "), "no command line: {told}");
    }
}

#[test]
fn what_is_open_comes_first_and_every_number_is_explained() {
    let office = demo();
    let told = summary(&office, "campaign/DZ.db", &[]);
    let problems = told.split("## 五、存在问题").nth(1).expect("problems");
    let problems = problems.split("## 六、").next().expect("problems");
    let paragraphs: Vec<&str> = problems
        .lines()
        .filter(|line| line.starts_with('（'))
        .collect();
    assert!((3..=5).contains(&paragraphs.len()), "{problems}");
    for (paragraph, number) in paragraphs.iter().zip(["一", "二", "三", "四", "五"]) {
        assert!(
            paragraph.starts_with(&format!("（{number}）")),
            "{paragraph}"
        );
    }
    let first = paragraphs[0];
    let places = [
        "2项实事已过时限仍未办结",
        "逾期46天",
        "3项实事转为继续办理",
        "裱糊技师不足",
        "此外，3项实事迟于时限办结",
    ];
    let places = places.map(|part| {
        first
            .find(part)
            .unwrap_or_else(|| panic!("{part}: {first}"))
    });
    assert!(places.is_sorted(), "{first}");
    for said in [
        "公开承诺实事16项，其中已办结9项、继续办理3项、办理中2项、已撤回2项。",
        "占近三分之二",
        "占九成以上",
        "因此各项相加多于走访次数",
        "第一阶段“走访调研、汇集民情”（2011年3月1日至4月20日）",
        "第一阶段结束时有19项要求没有落实（班子成员外出调研较多",
        "| 合计 | 16 | 9 |",
        "附件：1．完成的实事项目",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
}

#[test]
fn an_office_signs_for_itself_and_the_leading_group_for_its_host() {
    let office = demo();
    let own = summary(&office, "campaign/LY.db", &[]);
    assert!(
        own.starts_with("# 利用处关于“深入基层、服务群众”主题活动的情况报告"),
        "{own}"
    );
    let signed = own.split("\n附件1\n").next().expect("the body");
    assert!(signed.contains("\n利用处\n"), "{signed}");
    assert!(!signed.contains("\n济南市档案局"), "{signed}");
    let whole = summary(&office, "campaign/DZ.db", &[]);
    assert!(whole.contains("\n济南市档案局（馆）\n"), "{whole}");
    for office in ["领导小组办公室", "监督指导处", "利用处"] {
        let line = whole.lines().rfind(|line| line.contains("数据："));
        let line = line.expect("whose records it holds");
        assert!(line.contains(&format!("{office}（")), "{line}");
        assert!(line.contains("登记至2011年11月"), "{line}");
    }
}

/// Reads a part of a document.
fn part(office: &Office, file: &str, name: &str) -> String {
    let bytes = std::fs::read(office.path().join(file)).expect("the file");
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    let mut part = package.by_name(name).expect("a part");
    part.read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn a_paper_has_the_form_of_an_official_document() {
    let office = demo();
    of(
        &office,
        "campaign/DZ.db",
        &["report", "summary", "-o", "s.docx"],
    );
    let body = part(&office, "s.docx", "word/document.xml");
    assert!(
        !body.contains("(馆)") && body.contains("档案局（馆）"),
        "wide brackets"
    );
    assert!(!holds(&body, "####-##-##"), "days in words");
    assert!(body.contains("w:type=\"even\"") && body.contains("w:type=\"default\""));
    let styles = part(&office, "s.docx", "word/styles.xml");
    assert!(
        styles.contains("w:val=\"en-US\" w:eastAsia=\"zh-CN\""),
        "no ref is broken"
    );
    assert!(
        styles.contains("<w:spacing w:val=\"-5\"/>"),
        "28 characters a line"
    );
    let settings = part(&office, "s.docx", "word/settings.xml");
    assert!(settings.contains("evenAndOddHeaders") && settings.contains("年月日号"));
    // The day begins two characters behind who signs: 9 characters against 9 of 18 halves.
    let signed = body.split("w:val=\"SignatureDate\"").nth(1).expect("a day");
    assert!(
        signed.starts_with("/><w:ind w:rightChars="),
        "{}",
        &signed[..80]
    );
    // No table of a dozen rows is torn: each of its rows but the last stays with the next.
    for table in body.split("<w:tbl>").skip(1) {
        let table = table.split("</w:tbl>").next().expect("a table");
        let rows: Vec<&str> = table.split("<w:tr>").skip(1).collect();
        let stays = rows.iter().filter(|row| row.contains("keepNext")).count();
        if rows.len() <= 12 {
            assert!(stays + 1 >= rows.len(), "{table}");
        }
    }
}

#[test]
fn a_sheet_asks_for_what_is_open_within_the_campaign_and_has_no_command() {
    let office = demo();
    let sheet = |flags: &[&str]| {
        let asked = ["report", "sheet", "--format", "md"];
        of(&office, "campaign/DZ.db", &[&asked, flags].concat())
    };
    let told = sheet(&["--unit", "利用处", "--number", "3", "--as-of", "2011-11-20"]);
    assert!(told.contains("督办〔2011〕3号"), "{told}");
    assert!(told.contains("分管领导：周明华"), "{told}");
    assert!(!told.contains("huiyin "), "{told}");
    assert!(
        !told.contains("不必再办") && !told.contains("黄·迟办"),
        "{told}"
    );
    assert!(
        told.contains("11月27日") && !holds(&told, "####-##-##"),
        "{told}"
    );
    // A week from the last day but one would be after the campaign.
    let told = sheet(&["--unit", "利用处", "--as-of", "2011-11-29"]);
    assert!(told.contains("请于2011年11月30日前落实"), "{told}");
    let none = sheet(&["--unit", "贾庄村"]);
    assert!(
        none.contains("不出督办单") && !none.contains("签收人"),
        "{none}"
    );
}

#[test]
fn a_list_for_the_public_tells_published_progress_and_how_to_object() {
    let office = demo();
    office.ok(&[
        "--db",
        "campaign/DZ.db",
        "plan",
        "set",
        "publication.telephone",
        "0531-00000000",
        "publication.objection",
        "有异议的请书面反映。",
    ]);
    let told = of(
        &office,
        "campaign/DZ.db",
        &["report", "public", "--format", "md"],
    );
    assert!(
        told.contains("公示期为2011年11月30日至2011年12月6日，共7天。监督电话：0531-00000000。有异议的请书面反映。"),
        "{told}"
    );
    let row = |title: &str| {
        let row = told.lines().find(|line| line.contains(title));
        row.unwrap_or_else(|| panic!("{title}: {told}")).to_owned()
    };
    // Only what was published; what was withdrawn says why and when, what was done its result.
    assert!(!row("婚姻登记档案数字化").contains("累计扫描"), "{told}");
    assert!(
        row("安装路灯").contains("镇政府已将路灯列入") && row("安装路灯").contains("2011年7月15日")
    );
    assert!(row("农家书屋").contains("赠书812册"), "{told}");
    assert!(row("破损民生档案").contains("修复1900页"), "{told}");
}

#[test]
fn a_rate_of_nothing_is_a_gap_and_lines_differ_without_colour() {
    let office = demo();
    of(
        &office,
        "campaign/DZ.db",
        &["report", "summary", "-o", "s.html"],
    );
    let page = std::fs::read_to_string(office.path().join("s.html")).expect("a page");
    assert!(page.contains("stroke-dasharray=\"8 4\"") && page.contains("<polygon points="));
    assert!(
        page.contains("role=\"region\" tabindex=\"0\""),
        "by keyboard"
    );
    of(
        &office,
        "campaign/DZ.db",
        &["report", "summary", "-o", "s.xlsx"],
    );
    let charts = (1..6).map(|at| part(&office, "s.xlsx", &format!("xl/charts/chart{at}.xml")));
    let mut charts = charts.into_iter();
    let lines = charts.find(|chart| chart.contains("<c:lineChart>"));
    let lines = lines.expect("lines");
    assert!(lines.contains("<c:max val=\"1\"/>") && lines.contains("<c:min val=\"0\"/>"));
    assert!(lines.contains("prstDash") && lines.contains("<c:symbol val=\"square\"/>"));
}

#[test]
fn a_calendar_names_its_campaign_reminds_and_names_no_household() {
    let mut office = demo();
    office.on("2011-09-01");
    of(&office, "campaign/DZ.db", &["calendar", "-o", "c.ics"]);
    let text = std::fs::read_to_string(office.path().join("c.ics")).expect("a calendar");
    let text = text.replace("\r\n ", "");
    assert!(text.contains("TRIGGER:-P7D"), "{text}");
    let uids: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("UID:"))
        .collect();
    assert!(
        uids.len() > 5 && uids.iter().all(|uid| uid.ends_with(".huiyin")),
        "{uids:?}"
    );
    let households = office.json(&["--db", "campaign/DZ.db", "household", "list"]);
    for household in households.as_array().expect("a list") {
        let name = household["name"].as_str().expect("a name");
        let mut titles = text.lines().filter(|line| line.starts_with("SUMMARY:"));
        assert!(!titles.any(|title| title.contains(name)), "{name}");
    }
}
