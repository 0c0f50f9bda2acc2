//! What a command line leaves out is asked for on a terminal, and never anywhere else.

use crate::harness::Office;
use crate::terminal::Terminal;

const ENTER: &str = "\r";
const ESCAPE: &str = "\u{1b}";
const DOWN: &str = "\u{1b}[B";

fn office() -> Office {
    let office = Office::new();
    for (name, rank) in [("李四", "leader"), ("张三", "staff"), ("张思", "staff")] {
        office.ok(&["person", "add", "--name", name, "--rank", rank]);
    }
    office
}

#[test]
fn a_new_record_is_asked_for_field_by_field() {
    let office = office();
    let mut terminal = Terminal::start(&office.command(&["opinion", "add"]));
    terminal.shows("日期（回车即 2011-05-26 周四）");
    terminal.types("5.32\r");
    let screen = terminal.shows("没有这一天");
    assert!(
        screen.contains("日期 “") && !screen.contains("--date"),
        "{screen}"
    );
    terminal.types("\u{7f}\u{7f}24\r");
    terminal.shows("2011-05-24 周二");
    terminal.shows("渠道");
    terminal.types("fwrx");
    terminal.shows("> 服务热线");
    terminal.types(ENTER);
    terminal.shows("? 反映人（可不填）");
    terminal.types(ENTER);
    terminal.shows("? 反映人电话（可不填）");
    terminal.types(ENTER);
    terminal.shows("主题");
    terminal.types("查档等候时间长\r");
    terminal.shows("首问责任人");
    terminal.types("zs");
    let narrowed = terminal.shows("> LY-M2 张三");
    assert!(!narrowed.contains("李四"), "{narrowed}");
    terminal.shows("LY-M3 张思");
    terminal.types(ENTER);
    terminal.shows("再登记一条");
    terminal.types(ENTER);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("--date 2011-05-24"), "{screen}");
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["date"], "2011-05-24");
    assert_eq!(opinion["channel"], "hotline");
    assert_eq!(opinion["topic"], "查档等候时间长");
    assert_eq!(opinion["first_asked_name"], "张三");
}

#[test]
fn only_what_is_required_is_asked_for_once_something_was_typed() {
    let office = office();
    let args = ["opinion", "add", "--channel", "hotline"];
    let mut terminal = Terminal::start(&office.command(&args));
    terminal.shows("主题");
    terminal.types("电话打不通\r");
    terminal.shows("等同于：huiyin opinion add --channel hotline --topic 电话打不通");
    assert_eq!(terminal.end().0, 0);
    assert_eq!(
        office.json(&["opinion", "show", "O1"])["topic"],
        "电话打不通"
    );
}

#[test]
fn a_step_asks_for_its_record_and_for_what_it_takes() {
    let office = office();
    for topic in ["窗口等候", "电话占线"] {
        office.ok(&["opinion", "add", "--channel", "hotline", "--topic", topic]);
    }
    office.ok(&["opinion", "reply", "O1", "--text", "已加开窗口"]);
    let mut terminal = Terminal::start(&office.command(&["opinion", "reply"]));
    let screen = terminal.shows("电话占线");
    assert!(!screen.contains("窗口等候"), "it has its reply: {screen}");
    terminal.types(ENTER);
    terminal.shows("答复内容");
    terminal.types("已增设线路\r");
    terminal.shows("答复日期（回车即 2011-05-26 周四）");
    terminal.types(ENTER);
    assert_eq!(terminal.end().0, 0);
    assert_eq!(
        office.json(&["opinion", "show", "O2"])["reply"],
        "已增设线路"
    );
    // Neither a record that is not there nor one whose step is impossible is asked about.
    let (code, screen) = Terminal::start(&office.command(&["opinion", "reply", "O1"])).end();
    assert_eq!(code, 1, "{screen}");
    assert!(screen.contains("已于2011-05-26答复"), "{screen}");
}

#[test]
fn one_of_two_fields_is_asked_for() {
    let office = office();
    office.ok(&[
        "household",
        "add",
        "--name",
        "王五",
        "--household-kind",
        "rural",
    ]);
    let args = ["pair", "add", "--helper", "张三"];
    let mut terminal = Terminal::start(&office.command(&args));
    terminal.shows("? 联系户还是共建村");
    terminal.types(ENTER);
    terminal.shows("王五");
    terminal.types(ENTER);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    let pair = office.json(&["pair", "show", "T1"]);
    assert_eq!(pair["household_name"], "王五");
    assert_eq!(pair["pair_kind"], "household");
    // A village is asked for among the villages: the first of the units is none.
    office.ok(&["unit", "add", "幸福村", "village"]);
    let mut terminal = Terminal::start(&office.command(&args));
    terminal.shows("? 联系户还是共建村");
    terminal.types(DOWN);
    terminal.types(ENTER);
    terminal.shows("幸福村");
    terminal.types(ENTER);
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    let pair = office.json(&["pair", "show", "T2"]);
    assert_eq!(pair["village_name"], "幸福村");
}

#[test]
fn whoever_leaves_has_written_nothing() {
    let office = office();
    let before = std::fs::read(office.file()).unwrap();
    for (keys, first) in [(ESCAPE, "姓名"), ("\u{3}", "没填完的草稿（赵六）")] {
        let mut terminal = Terminal::start(&office.command(&["person", "add"]));
        terminal.shows(first);
        if first != "姓名" {
            terminal.types(DOWN).types(ENTER);
            terminal.shows("? 姓名");
        }
        terminal.types("赵六\r");
        terminal.shows("职级");
        terminal.types(DOWN).types(keys);
        let (code, screen) = terminal.end();
        assert_eq!(code, 1, "{screen}");
        assert!(screen.contains("已放弃，没有写入任何内容"), "{screen}");
        assert!(screen.contains("存为草稿"), "{screen}");
    }
    assert!(std::fs::read(office.file()).unwrap() == before);
}

#[test]
fn a_new_office_is_asked_for_its_code_and_name_in_english() {
    let office = Office::empty().in_english();
    let mut terminal = Terminal::start(&office.command(&["init"]));
    terminal.shows("The office's code");
    terminal.types("1\r");
    terminal.shows("is no office code");
    terminal.types("\u{7f}LY\r");
    terminal.shows("The office's name");
    terminal.types("Access\r");
    terminal.shows("For the leading group's office");
    terminal.types(&[DOWN, ENTER].concat());
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("--name Access --leading"), "{screen}");
    assert!(office.file().exists());
}

#[test]
fn nobody_is_asked_when_all_is_there_or_quiet_was_asked_for() {
    let office = office();
    let lines = [
        (0, "person add --name 赵六 --rank staff"),
        (2, "person add --name 赵六 -q"),
        (2, "person add --nmae 赵六"),
        (2, "opinion reply --quiet"),
        (1, "opinion reply O9"),
    ];
    for (expected, line) in lines {
        let args: Vec<&str> = line.split(' ').collect();
        let (code, screen) = Terminal::start(&office.command(&args)).end();
        assert_eq!(code, expected, "{line}: {screen}");
        assert!(!screen.contains('?'), "{line}: {screen}");
    }
    // Off a terminal there is nobody.
    let run = office.run(&["person", "add"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
}

#[test]
fn a_conflict_is_chosen_among_those_that_are_undecided_and_decided_by_one_of_its_values() {
    let office = office();
    let other = ["--db", "bg.db"];
    let aside = |args: &[&str]| office.ok(&[&other[..], args].concat());
    aside(&[
        "init",
        "--practice",
        "--office",
        "BG",
        "--name",
        "保管处",
        "--from",
        "huiyin.db",
    ]);
    // Households are everybody's.
    for name in ["张三", "张思"] {
        office.does(&format!(
            "household add --name {name} --household-kind rural"
        ));
    }
    aside(&["merge", "huiyin.db", "--no-backup"]);
    for (name, phones) in [
        ("H1", ["13800001111", "13800001222"]),
        ("LY-H2", ["13800001333", "13800001444"]),
    ] {
        office.ok(&["household", "edit", name, "--phone", phones[0]]);
        aside(&[
            "household",
            "edit",
            if name == "H1" { "LY-H1" } else { name },
            "--phone",
            phones[1],
        ]);
    }
    office.ok(&["merge", "bg.db"]);
    let mut terminal = Terminal::start(&office.command(&["conflict", "resolve"]));
    terminal.shows("> 1 LY-H1 张三 的电话");
    terminal.shows("  2 LY-H2 张思 的电话");
    terminal.types(&[DOWN, ENTER].concat());
    let screen = terminal.shows("采用哪一项");
    assert!(
        !screen.contains("13800001222"),
        "that is of the other: {screen}"
    );
    terminal.shows("13800001444 ·");
    terminal.types("13800001444\r");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("huiyin conflict resolve 2 --take BG"),
        "{screen}"
    );
    assert_eq!(
        office.json(&["household", "show", "H2"])["phone"],
        "13800001444"
    );
}

#[test]
fn a_kind_is_chosen_by_its_name() {
    let office = office();
    let mut terminal = Terminal::start(&office.command(&["ledger"]));
    terminal.shows("> 全部 all");
    terminal.types("yjjy");
    terminal.shows("> 意见建议 opinion");
    terminal.types(ENTER);
    terminal.shows("等同于：huiyin ledger opinion");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn a_set_of_several_is_shown_and_written_only_after_a_yes() {
    let office = office();
    for title in ["甲", "乙"] {
        office.ok(&["pledge", "add", "--title", title]);
    }
    let edit = ["pledge", "edit", "--where", "title=甲,乙", "--note", "一"];
    let noted = || office.json(&["pledge", "list", "--where", "note=一"]);
    for (answer, code, written) in [("\r", 1, 0), ("n\r", 1, 0), ("y\r", 0, 2)] {
        let mut terminal = Terminal::start(&office.command(&edit));
        let screen = terminal.shows("写入以上改动");
        assert!(screen.contains("甲") && screen.contains("备注"), "{screen}");
        terminal.types(answer);
        assert_eq!(terminal.end().0, code, "{answer:?}");
        assert_eq!(noted().as_array().unwrap().len(), written, "{answer:?}");
    }
    for unasked in [
        &["pledge", "edit", "P1", "--note", "二"][..],
        &[&edit[..], &["--no-input"]].concat(),
    ] {
        let terminal = Terminal::start(&office.command(unasked));
        assert_eq!(terminal.end().0, 0, "{unasked:?}");
    }
}
