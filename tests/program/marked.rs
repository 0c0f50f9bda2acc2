//! A clerk's own workbook handed back with what is wrong in red: everything else in it is as it was.

use std::collections::HashMap;
use std::process::Command;

use rust_xlsxwriter::{Color, Format, Note, Workbook};

use crate::clerk::{excel, office, save, unpacked, write, wrong};
use crate::harness::Office;

/// Checks that a workbook holds together: whatever a relation leads to is there.
fn check_whole(parts: &HashMap<String, String>, names: &[String]) {
    for (part, text) in parts.iter().filter(|(part, _)| part.contains("_rels/")) {
        let folder = part.split("_rels/").next().unwrap();
        for relation in text.split("<Relationship ").skip(1) {
            if relation.contains("TargetMode=\"External\"") {
                continue;
            }
            let target = relation.split("Target=\"").nth(1).unwrap();
            let target = target.split('"').next().unwrap();
            let mut path: Vec<&str> = folder.split('/').filter(|one| !one.is_empty()).collect();
            for step in target.split('/') {
                match step {
                    "" => path.clear(),
                    ".." => drop(path.pop()),
                    step => path.push(step),
                }
            }
            let whole = path.join("/");
            assert!(names.contains(&whole), "{part} leads to {whole}");
        }
    }
    let types = &parts["[Content_Types].xml"];
    for named in types.split("PartName=\"/").skip(1) {
        let name = named.split('"').next().unwrap();
        assert!(names.iter().any(|one| one == name), "{name} is not there");
    }
}

fn names(office: &Office, name: &str) -> Vec<String> {
    let bytes = std::fs::read(office.path().join(name)).unwrap();
    let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names = archive.file_names();
    names.map(|name| name.unwrap().into_owned()).collect()
}

/// Writes a ledger with all that a clerk puts into one.
fn clerks(office: &Office) {
    let mut book = Workbook::new();
    let cover = book.add_worksheet().set_name("封面").unwrap();
    cover.write(0, 0, "利用处台账").unwrap();
    cover.write_formula(1, 0, "=COUNTA(五月!C3:C9)").unwrap();
    let sheet = book.add_worksheet().set_name("五月").unwrap();
    sheet.set_column_width(1, 33).unwrap();
    sheet.set_row_height(0, 40).unwrap();
    let title = Format::new().set_bold().set_font_size(20);
    sheet.merge_range(0, 0, 0, 3, "走访登记表", &title).unwrap();
    let yellow = Format::new().set_background_color(Color::Yellow).set_bold();
    for (column, head) in (0..).zip(["日期", "走访人", "进", "慰问金额(元)"]) {
        sheet.write_with_format(1, column, head, &yellow).unwrap();
    }
    let song = Format::new().set_font_name("宋体").set_num_format("0.00");
    let rows = [
        ["5.3", "张三", "进基层"],
        ["5.36", "张三", "进基层"],
        ["5.4", "王五", "进基层"],
        ["", "", ""],
        ["5.5", "李四", ""],
    ];
    for (at, row) in (2..).zip(rows) {
        for (column, word) in (0..).zip(row).filter(|(_, word)| !word.is_empty()) {
            sheet.write_with_format(at, column, word, &song).unwrap();
        }
    }
    sheet.write_with_format(2, 3, 500.5, &song).unwrap();
    sheet.insert_note(4, 1, &Note::new("老王的事")).unwrap();
    sheet.insert_note(2, 0, &Note::new("补记")).unwrap();
    sheet.autofilter(1, 0, 6, 3).unwrap();
    save(office, "v.xlsx", &mut book);
}

#[test]
fn a_workbook_is_handed_back_as_it_was_but_for_the_marks() {
    let office = office();
    clerks(&office);
    let run = office.run(&["import", "visit", "v.xlsx", "--mark", "m.xlsx"]);
    assert!(run.code == 1 && !run.err.contains("另写"), "{run:?}");
    let (before, after) = (unpacked(&office, "v.xlsx"), unpacked(&office, "m.xlsx"));
    check_whole(&after, &names(&office, "m.xlsx"));
    for part in [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/theme/theme1.xml",
    ] {
        assert!(before[part] == after[part], "{part}");
    }
    let sheet = &after["xl/worksheets/sheet2.xml"];
    for kept in [
        "<mergeCell ref=\"A1:D1\"/>",
        "customHeight=\"1\"",
        "<autoFilter",
        "width=\"33.",
    ] {
        assert!(sheet.contains(kept), "{kept}: {sheet}");
    }
    // The day that is none, somebody nobody knows, a choice that is missing: red, the last of them new.
    let style = |place: &str| {
        let cell = sheet.split(&format!("<c r=\"{place}\"")).nth(1).unwrap();
        let style = cell
            .split("s=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        style.parse::<usize>().unwrap()
    };
    let styles = &after["xl/styles.xml"];
    let formats = styles.split("<cellXfs>").nth(1).unwrap();
    let formats: Vec<&str> = formats.split("<xf ").skip(1).collect();
    let fills = styles
        .split("<fills>")
        .nth(1)
        .unwrap()
        .split("</fills>")
        .next()
        .unwrap();
    let red = fills.matches("<fill>").count() - 1;
    for place in ["A4", "B5", "C7"] {
        let format = formats[style(place)];
        assert!(
            format.contains(&format!("fillId=\"{red}\"")),
            "{place}: {format}"
        );
    }
    assert!(!formats[style("A3")].contains(&format!("fillId=\"{red}\"")));
    let comments = &after["xl/comments1.xml"];
    assert_eq!(comments.matches("<comment ").count(), 4, "{comments}");
    for words in ["老王的事", "补记", "没有人员“王五”", "没有这一天"] {
        assert!(comments.contains(words), "{words}: {comments}");
    }
    let book = &after["xl/workbook.xml"];
    let first = book.split("<sheet ").nth(1).unwrap();
    assert!(first.contains("name=\"问题\""), "{book}");
    // The filter is of the third sheet now.
    assert!(book.contains("localSheetId=\"2\""), "{book}");
    // All cells say what they said.
    assert_eq!(
        wrong(&office, "visit v.xlsx"),
        wrong(&office, "visit m.xlsx --sheet 五月")
    );
    // Marked once more, it is still whole.
    office.run(&[
        "import", "visit", "m.xlsx", "--sheet", "五月", "--mark", "n.xlsx",
    ]);
    check_whole(&unpacked(&office, "n.xlsx"), &names(&office, "n.xlsx"));
    // The marks are those of the last time.
    let again = unpacked(&office, "n.xlsx");
    assert_eq!(again["xl/comments1.xml"].matches("<comment ").count(), 4);
    for words in ["没有人员“王五”", "没有这一天"] {
        assert_eq!(
            again["xl/comments1.xml"].matches(words).count(),
            1,
            "{words}"
        );
    }
    assert_eq!(again["xl/workbook.xml"].matches("问题").count(), 1);
    opened(&office, &["v.xlsx", "m.xlsx", "n.xlsx"]);
    // What was put right is red no more.
    office.does("person add --name 王五 --rank staff");
    office.run(&[
        "import", "visit", "n.xlsx", "--sheet", "五月", "--mark", "o.xlsx",
    ]);
    let third = unpacked(&office, "o.xlsx");
    check_whole(&third, &names(&office, "o.xlsx"));
    let comments = &third["xl/comments1.xml"];
    assert!(
        !comments.contains("没有人员") && comments.contains("老王的事"),
        "{comments}"
    );
    let format = |parts: &HashMap<String, String>| {
        let sheet = &parts["xl/worksheets/sheet2.xml"];
        let cell = sheet.split("<c r=\"B5\"").nth(1).unwrap();
        let style = cell.split(" s=\"").nth(1).unwrap();
        style.split('"').next().unwrap().to_owned()
    };
    assert_eq!(format(&third), format(&before));
}

#[test]
fn what_is_no_workbook_of_excel_is_written_anew_and_that_is_said() {
    let office = office();
    write(&office, "a.csv", "日期,走访人,进\n5.36,张三,进基层\n");
    write(
        &office,
        "b.xlsx",
        excel(
            "<sheetData><row><c t='inlineStr'><is><t>日期</t></is></c><c t='inlineStr'><is><t>进</t></is></c></row><row><c><v>3</v></c></row></sheetData>",
        ),
    );
    for file in ["a.csv", "b.xlsx"] {
        let run = office.run(&["import", "visit", file, "--mark", "m.xlsx"]);
        assert!(run.code == 1 && run.err.contains("另写的新表"), "{run:?}");
        check_whole(&unpacked(&office, "m.xlsx"), &names(&office, "m.xlsx"));
    }
}

#[test]
fn a_fault_under_merged_cells_is_marked_where_it_is_seen() {
    let office = office();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["日期", "走访人", "进"]) {
        sheet.write(0, column, head).unwrap();
    }
    sheet
        .merge_range(1, 0, 3, 0, "5.36", &Format::new())
        .unwrap();
    for row in 1..4 {
        sheet.write(row, 1, "张三").unwrap();
        sheet.write(row, 2, "进基层").unwrap();
    }
    save(&office, "v.xlsx", &mut book);
    office.run(&["import", "visit", "v.xlsx", "--mark", "m.xlsx"]);
    let comments = &unpacked(&office, "m.xlsx")["xl/comments1.xml"];
    assert_eq!(comments.matches("<comment ").count(), 1, "{comments}");
    assert!(comments.contains("ref=\"A2\"") && comments.matches("没有这一天").count() == 1);
}

/// Opens workbooks with the library that most scripts use, where it is at hand: the first is the
/// original, and of the others each cell of its sheets says the same.
fn opened(office: &Office, files: &[&str]) {
    const SCRIPT: &str = "
import sys, openpyxl
old = openpyxl.load_workbook(sys.argv[1])
for name in sys.argv[2:]:
    new = openpyxl.load_workbook(name)
    assert '问题' in new.sheetnames, new.sheetnames
    for sheet in old:
        other = new[sheet.title]
        assert other.merged_cells.ranges == sheet.merged_cells.ranges
        for row in sheet.iter_rows():
            for cell in row:
                same = other[cell.coordinate]
                assert same.value == cell.value, (cell, same.value)
                font = lambda one: (one.font.name, one.font.sz, one.font.b)
                assert font(same) == font(cell) and same.number_format == cell.number_format, cell
        for letter, width in sheet.column_dimensions.items():
            assert other.column_dimensions[letter].width == width.width
    red = [cell for row in new['五月'].iter_rows() for cell in row if cell.fill.fgColor.rgb == 'FFFF9999']
    assert red and all(cell.comment for cell in red), red
";
    let python = std::env::var("HUIYIN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python)
        .args(["-c", "import openpyxl"])
        .output();
    if !has.is_ok_and(|has| has.status.success()) {
        eprintln!("openpyxl is not at hand: marked workbooks were not opened with it");
        return;
    }
    let run = Command::new(&python)
        .current_dir(office.path())
        .args(["-c", SCRIPT])
        .args(files)
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}
