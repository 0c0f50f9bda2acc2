//! What a sheet says in a way of its own: asked about once on a terminal, said with `--read` elsewhere,
//! and remembered.

use serde_json::json;

use crate::clerk::{column, office, places, taken, write, wrong};
use crate::terminal::Terminal;

const ENTER: &str = "\r";
const ESCAPE: &str = "\u{1b}";
const UP: &str = "\u{1b}[A";
const DOWN: &str = "\u{1b}[B";

/// A ledger with somebody who is called otherwise, somebody nobody knows, a choice and a head.
fn ledger(topics: &str) -> String {
    let mut rows = String::from("反映日期,渠道,主题,首问责任人\n");
    for (at, topic) in topics.chars().enumerate() {
        let (channel, person) = match at % 3 {
            0 => ("服务热线", "张三丰"),
            1 => ("服务热钱", "李四"),
            _ => ("服务热线", "小王"),
        };
        rows += &format!("5.{},{channel},{topic},{person}\n", at + 1);
    }
    rows
}

#[test]
fn each_kind_of_fault_is_asked_about_once_and_the_answers_are_remembered() {
    let office = office();
    write(&office, "a.csv", ledger("甲乙丙丁戊己"));
    let mut terminal = Terminal::start(&office.command(&["import", "opinion", "a.csv"]));
    terminal.shows("首问责任人“张三丰”×2行");
    terminal.shows("> 按“张三”读");
    terminal.types(ENTER);
    terminal.shows("渠道“服务热钱”×2行");
    terminal.shows("> 按“服务热线”读");
    terminal.types(ENTER);
    // Nobody is like that: nothing is proposed, and Enter leaves it.
    terminal.shows("首问责任人“小王”×2行");
    terminal.shows("> 先不管");
    terminal.types(UP);
    terminal.shows("> 另选一个");
    terminal.types(ENTER);
    terminal.shows("王芳");
    terminal.types("wf");
    terminal.shows("> LY-M3 王芳");
    terminal.types(ENTER);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("小王=LY-M3") && screen.contains("已导入6条"),
        "{screen}"
    );
    let people = column(&office, "opinion", "first_asked_name");
    assert_eq!(people, ["张三", "李四", "王芳", "张三", "李四", "王芳"]);
    let channels = column(&office, "opinion", "channel");
    assert!(channels.iter().all(|one| one == "hotline"));

    // The next ledger asks nothing, and says what it went by.
    write(&office, "b.csv", ledger("子丑寅"));
    let run = office.does("import opinion b.csv");
    assert!(
        run.err.contains("按说过的写法读") && run.err.contains("张三丰=张三"),
        "{}",
        run.err
    );
    // Whoever comes to be known under that name is meant.
    office.does("person add --name 张三丰 --rank staff");
    write(&office, "c.csv", ledger("天地人"));
    let run = office.does("import opinion c.csv");
    assert!(!run.err.contains("张三丰=张三"), "{}", run.err);
    assert_eq!(column(&office, "opinion", "first_asked_name")[9], "张三丰");
    assert_eq!(office.run(&["verify", "--exit-code"]).code, 0);
    // As one imports, so one takes back.
    office.does("undo --force");
}

#[test]
fn what_is_left_open_is_told_and_nothing_is_written() {
    let office = office();
    write(&office, "a.csv", ledger("甲乙丙"));
    let mut terminal = Terminal::start(&office.command(&["import", "opinion", "a.csv"]));
    terminal.shows("> 按“张三”读");
    terminal.types(DOWN).types(DOWN);
    terminal.shows("> 先不管");
    terminal.types(ENTER);
    terminal.shows("> 按“服务热线”读");
    terminal.types(ENTER);
    terminal.shows("首问责任人“小王”×1行");
    terminal.types(ESCAPE);
    let (code, screen) = terminal.end();
    assert_eq!(code, 1, "{screen}");
    assert!(screen.contains("有2处有误，没有导入任何一行"), "{screen}");
    assert!(column(&office, "opinion", "ref").is_empty());
    // Nobody is asked who only looks.
    let (code, screen) =
        Terminal::start(&office.command(&["import", "opinion", "a.csv", "--dry-run"])).end();
    assert!(code == 1 && !screen.contains("先不管"), "{screen}");
    // Off a terminal the list is grouped, with counts, and each is said on the command line.
    let run = office.run(&["import", "opinion", "a.csv"]);
    assert!(run.code == 1 && run.out.contains("是不是“张三”"), "{run:?}");
    let told = taken(
        &office,
        "opinion a.csv --read 张三丰=张三 --read 服务热钱=hotline --read 小王=王芳",
    );
    assert_eq!(told["added"], 3);
}

#[test]
fn a_head_that_nobody_knows_is_asked_about() {
    let office = office();
    write(
        &office,
        "a.csv",
        "日期,渠道,主题,首问责任\n5.3,服务热线,甲,张三\n5.4,服务热线,乙,李四\n",
    );
    let mut terminal = Terminal::start(&office.command(&["import", "opinion", "a.csv"]));
    terminal.shows("不认识“首问责任”这一列，有2格内容");
    terminal.shows("> 按“首问责任人”读");
    terminal.types(ENTER);
    assert_eq!(terminal.end().0, 0);
    assert_eq!(
        column(&office, "opinion", "first_asked_name"),
        ["张三", "李四"]
    );
}

#[test]
fn several_choices_and_names_of_one_cell_are_read_each_by_itself() {
    let office = office();
    write(
        &office,
        "a.csv",
        "日期,走访人,进,送\n5.3,张三、小李,进基层,送政策、送温度\n5.4,王芳,进基层,送温度\n",
    );
    let found = wrong(&office, "visit a.csv --read 小李=李四");
    assert_eq!(places(&found), [(2, "D"), (3, "D")]);
    let found = wrong(
        &office,
        "visit a.csv --read 送温度=送温暖 --read 小李=无此人",
    );
    assert_eq!(places(&found), [(2, "B")]);
    taken(&office, "visit a.csv --read 小李=李四 --read 送温度=送温暖");
    let brings = column(&office, "visit", "brought");
    assert_eq!(brings, [json!(["policy", "warmth"]), json!(["warmth"])]);
    let run = office.run(&["import", "visit", "a.csv", "--read", "小李"]);
    assert!(run.code == 2 && run.err.contains("写法=名称"), "{run:?}");
}

#[test]
fn the_names_of_villagers_are_not_kept_for_later() {
    let office = office();
    office.does("household add --name 王五 --household-kind rural");
    write(
        &office,
        "a.csv",
        "helper,household,pair_kind,since\n张三,王武,household,5.3\n",
    );
    taken(&office, "pair a.csv --read 王武=王五");
    let script = office.ok(&["export", "--to", "postgresql"]);
    assert!(!script.contains("王武"), "{script}");
}

#[test]
fn faults_of_one_kind_are_one_line_with_its_count() {
    let office = office();
    let mut alike = String::from("日期,渠道,主题,首问责任人\n");
    let mut apart = alike.clone();
    for at in 0..300 {
        alike += &format!("5.3,服务热线,第{at}件,王大芳\n");
        apart += &format!("5.3,服务热线,第{at}件,某{at}号\n");
    }
    write(&office, "a.csv", alike);
    let run = office.run(&["import", "opinion", "a.csv"]);
    let lines = run.out.lines().filter(|line| line.contains("王大芳"));
    let lines: Vec<&str> = lines.collect();
    assert!(lines.len() == 1 && lines[0].contains("300"), "{run:?}");
    write(&office, "b.csv", apart);
    let run = office.run(&["import", "opinion", "b.csv", "--format", "json"]);
    assert_eq!(
        run.out.matches("\"row\"").count(),
        300,
        "a program is told all"
    );
    let run = office.run(&["import", "opinion", "b.csv"]);
    let told = run.out.lines().filter(|line| line.contains('某')).count();
    assert!(
        told <= 200 && run.out.contains("另有100类"),
        "{told} {run:?}"
    );
}
