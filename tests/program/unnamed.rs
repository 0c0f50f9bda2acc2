//! A sheet that is imported without saying what it holds: its heads say so.

use crate::clerk::{column, office, write};
use crate::terminal::Terminal;

const SHEETS: &[(&str, &str)] = &[
    (
        "opinion",
        "日期,渠道,主题,首问责任人\n5.3,服务热线,甲,张三\n",
    ),
    (
        "study",
        "时间,学习内容,主讲人,实到,学习形式\n4.15,讲话,张三,20,讲党课\n",
    ),
    ("household", "户主,户别,家庭人口\n李大,困难农户,3\n"),
    (
        "service",
        "日期,服务类别,服务人次,评价\n5.3,查档利用,10,好\n",
    ),
    ("unit", "单位名称,类别,上级\n第一党支部,党支部,利用处\n"),
];

#[test]
fn the_command_that_is_advised_works() {
    let office = office();
    for (kind, sheet) in SHEETS {
        write(&office, "台账.csv", sheet);
        let run = office.run(&["import", "台账.csv"]);
        assert_eq!(run.code, 2, "{run:?}");
        let way = format!("import {kind} 台账.csv");
        assert!(
            run.err.contains(&format!("huiyin {way}")),
            "{kind}: {}",
            run.err
        );
        office.does(&way);
    }
    let run = office.run(&["import", "all", "台账.csv"]);
    assert!(run.err.contains("例如 huiyin import unit "), "{}", run.err);
}

#[test]
fn what_is_no_sheet_is_told_as_what_it_is() {
    let office = office();
    office.does("export all -o out");
    let run = office.run(&["import", "out"]);
    assert!(run.err.contains("huiyin import all out"), "{}", run.err);
    let run = office.run(&["import", "没有.xlsx"]);
    assert!(run.err.contains("没有这个文件"), "{}", run.err);
    write(&office, "b.csv", "甲,乙\n1,2\n");
    let run = office.run(&["import", "b.csv"]);
    assert!(run.err.contains("表头认不出是哪一类"), "{}", run.err);
}

#[test]
fn at_a_terminal_the_kind_is_asked_for_the_one_that_fits_first() {
    let office = office();
    write(&office, "台账.csv", SHEETS[0].1);
    let mut terminal = Terminal::start(&office.command(&["import", "台账.csv"]));
    terminal.shows("台账.csv 登记的是哪一类");
    terminal.shows("> 意见建议 opinion");
    terminal.types("\r");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("已导入1条"), "{screen}");
    assert_eq!(column(&office, "opinion", "topic"), ["甲"]);
}
