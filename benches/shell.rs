//! What the program costs, as ratios against the `sqlite3` shell doing the bare SQL on the same
//! data in the same run: a figure that one machine shares with the next.
//!
//! `cargo bench [--bench shell] [-- NAME…] [--runs N] [--large]` prints one table. NAME picks the
//! rows whose name holds it; `--large` also merges 1,000 files of 1,000 records.
//!
//! Ours and the shell's runs alternate; the figures are medians over the runs, of the processor
//! time of the whole process, of the time by the clock, and of the most memory that it held. This
//! process stays small and forges files in another, since Linux counts the memory of whoever
//! starts a program as the program's own.

#![allow(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for developers: it prints, and may panic"
)]

#[path = "../tests/forge/mod.rs"]
mod forge;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use wait4::Wait4;

const OURS: &str = env!("CARGO_BIN_EXE_huiyin");
/// Records in the file for everyday commands.
const RECORDS: usize = 100_000;
/// Records in each file to merge; each has three changes.
const PER_FILE: usize = 1000;
/// The most memory that merging may hold.
const MEMORY: u64 = 200 << 20;

/// What one run of a program cost.
#[derive(Clone, Copy, Debug)]
struct Cost {
    processor: Duration,
    clock: Duration,
    memory: u64,
}

/// A line of the table.
struct Line {
    what: String,
    ours: String,
    shell: String,
    ratio: f64,
    budget: f64,
}

/// What was asked for.
struct Asked {
    names: Vec<String>,
    runs: Option<usize>,
    large: bool,
}

impl Asked {
    fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|part| name.contains(part.as_str()))
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let mut asked = Asked {
        names: Vec::new(),
        runs: None,
        large: false,
    };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--forge-daily" => return forge_daily(Path::new(&args.next().unwrap())),
            "--forge-merge" => {
                let folder = PathBuf::from(args.next().unwrap());
                let files = args.next().unwrap().parse().unwrap();
                return forge_merge(&folder, files);
            }
            "--forge-sheet" => {
                let folder = PathBuf::from(args.next().unwrap());
                return forge_sheet(&folder);
            }
            "--large" => asked.large = true,
            "--runs" => asked.runs = args.next().and_then(|runs| runs.parse().ok()),
            flag if flag.starts_with('-') => {}
            name => asked.names.push(name.to_owned()),
        }
    }
    if Command::new("sqlite3").arg("-version").output().is_err() {
        println!("sqlite3, the shell to measure against, is not installed: nothing measured");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut lines = daily(folder.path(), &asked);
    lines.extend(sheets(folder.path(), &asked));
    lines.extend(merging(folder.path(), &asked));
    print_table(&lines);
}

// ===== Everyday commands =====

fn daily(folder: &Path, asked: &Asked) -> Vec<Line> {
    let names = ["version", "list", "show", "add", "check", "summary"];
    if !names.iter().any(|name| asked.wants(name)) {
        return Vec::new();
    }
    let [file, bare] = ["huiyin.db", "bare.db"].map(|name| folder.join(name));
    again("--forge-daily", &[&file]);
    // The computed tables are filled when the file is first opened.
    cost(&mut ours(folder, &["person", "list", "--limit", "1"]));
    std::fs::copy(&file, &bare).expect("a copy");
    let runs = asked.runs.unwrap_or(31);
    let mut lines = Vec::new();
    if asked.wants("version") {
        let costs = compare(
            runs,
            |_| ours(folder, &["--version"]),
            |_| {
                let mut command = Command::new("sqlite3");
                command.arg("-version");
                command
            },
        );
        lines.extend(daily_lines("--version", &costs));
    }
    if asked.wants("list") {
        let sql = "select * from pledge where void is null
                   order by office, number, copy, record limit 20";
        let costs = compare(
            runs,
            |_| ours(folder, &["pledge", "list", "--limit", "20"]),
            |_| shell(&bare, sql),
        );
        lines.extend(daily_lines("list --limit 20", &costs));
    }
    if asked.wants("show") {
        let sql = "select * from pledge where office = 'LY' and number = 20000 and copy = 1";
        let costs = compare(
            runs,
            |_| ours(folder, &["pledge", "show", "LY-P20000"]),
            |_| shell(&bare, sql),
        );
        lines.extend(daily_lines("show REF", &costs));
    }
    if asked.wants("add") {
        let costs = compare(
            runs,
            |run| {
                let title = format!("延长查档窗口开放时间之{run}");
                ours(
                    folder,
                    &["pledge", "add", "--title", &title, "--deadline", "5月底"],
                )
            },
            |run| shell(&bare, &bare_add(run)),
        );
        lines.extend(daily_lines("add", &costs));
    }
    for (name, args, sql, budget) in WHOLE {
        if asked.wants(name) {
            let runs = asked.runs.unwrap_or(5);
            let [ours, shell] = compare(runs, |_| ours(folder, args), |_| shell(&bare, sql));
            let what = format!("{name}: {RECORDS} records");
            lines.push(line(&what, processor(&ours), processor(&shell), budget));
        }
    }
    lines
}

/// Commands that look at every record, each with what the shell reads of them and the most that ours
/// may cost to that.
const WHOLE: [(&str, &[&str], &str, f64); 2] = [
    ("check", &["check"], BARE_CHECK, 8.0),
    ("summary", &["report", "summary"], BARE_SUMMARY, 8.0),
];

/// What is open or late, with whom it is asked of, in the order of the roster.
const BARE_CHECK: &str = "
    select o.ref, o.topic, p.name, o.date, o.replied_on, o.outcome from opinion as o
    left join person as p on p.record = o.first_asked
    where o.void is null and (o.replied_on is null or o.outcome is null)
    order by p.office, p.number, o.date;
    select d.ref, d.title, p.name, d.pledged_on, d.published_on, d.deadline from pledge as d
    left join person as p on p.record = d.responsible
    where d.void is null and (d.published_on is null or d.finished_on is null)
    order by p.office, p.number, d.pledged_on;
    select h.ref, h.name, count(v.record), max(v.date) from household as h
    left join visit as v on v.household = h.record and v.void is null group by h.record;";

/// The figures of each table, and what is open in it.
const BARE_SUMMARY: &str = "
    select visit_kind, count(*), sum(json_array_length(visitors)), sum(people_reached), sum(aid)
    from visit where void is null and date <= '2011-05-26' group by visit_kind;
    select channel, count(*), count(replied_on), count(finished_on)
    from opinion where void is null and date <= '2011-05-26' group by channel;
    select category, status, count(*), count(published_on), count(finished_on)
    from pledge where void is null and pledged_on <= '2011-05-26' group by category, status;
    select p.name, count(*) from pledge as d join person as p on p.record = d.responsible
    where d.void is null group by p.record;
    select household_kind, count(*) from household where void is null group by household_kind;";

/// A durable insert into the log and into the table, and nothing else.
fn bare_add(run: usize) -> String {
    let number = 1_000_000 + run;
    let record = format!("{:032x}", 0xabcd_0000_usize + run);
    let change = format!("{:016x}{:032x}", 0x01a2_0b42_7071_0000_usize + run, run);
    format!(
        "pragma synchronous = extra;
         begin immediate;
         insert into change
         (id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash)
         values (x'{change}', x'{record}', 'pledge', zeroblob(16), zeroblob(24), zeroblob(16),
                 'pledge add', '王芳', x'', '{{\"deadline\":\"2011-05-31\",\"finished_on\":null,\
                 \"key\":false,\"logged_on\":\"2011-05-26\",\"new_deadline\":null,\
                 \"pledged_on\":\"2011-05-26\",\"pledger_kind\":\"organisation\",\"reason\":null,\
                 \"ref\":\"LY-P{number}\",\"result\":null,\"status\":\"draft\",\
                 \"title\":\"延长查档窗口开放时间\"}}', zeroblob(32));
         insert into pledge (record, created, office, number, copy, ref, logged_on, title,
                             \"key\", pledger_kind, deadline, pledged_on, status)
         values (x'{record}', x'{change}', 'LY', {number}, 1, 'LY-P{number}', '2011-05-26',
                 '延长查档窗口开放时间', 0, 'organisation', '2011-05-31', '2011-05-26', 'draft');
         commit;"
    )
}

fn daily_lines(name: &str, costs: &[Vec<Cost>; 2]) -> [Line; 2] {
    let line = |of: &str, time: fn(&Cost) -> Duration| {
        let [ours, shell] = [0, 1].map(|side| median(&costs[side], time));
        Line {
            what: format!("{name}: {of}"),
            ours: in_milliseconds(ours),
            shell: in_milliseconds(shell),
            ratio: ours.as_secs_f64() / shell.as_secs_f64(),
            budget: 2.0,
        }
    };
    [
        line("processor", |cost| cost.processor),
        line("clock", |cost| cost.clock),
    ]
}

/// Forges an office's file of [`RECORDS`] records.
fn forge_daily(file: &Path) {
    let mut office = forge::Office::new("LY", "档案利用处");
    let surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
    let given = [
        "建国", "芳", "秀英", "伟", "敏", "静", "磊", "桂兰", "志强", "丽华",
    ];
    let name = |at: usize| format!("{}{}", surnames[at % 10], given[at / 10 % 10]);
    let day = |at: usize| format!("2011-{:02}-{:02}", 3 + at % 3, 1 + at % 28);
    let mut persons = Vec::new();
    for at in 1..=1000 {
        let rank = ["staff", "staff", "leader", "deputy_division"][at % 4];
        let fields = json!({"name": format!("{}{at}", name(at)), "rank": rank,
            "party_member": at % 3 != 0, "phone": format!("138{at:08}")});
        persons.push(forge::hex(&office.add("person", 'M', at, fields).0));
    }
    let mut households = Vec::new();
    for at in 1..=9000 {
        let kind = ["rural", "urban", "neighbour"][at % 3];
        let fields = json!({"name": format!("{}{at}", name(at * 7)), "household_kind": kind,
            "address": format!("历城区仲宫镇北高而村{at}号"), "people": 1 + at % 6,
            "difficulty": "主要劳动力因病不能外出务工，子女上学费用较重",
            "need": "希望介绍就近的零工，协助申请助学金"});
        households.push(forge::hex(&office.add("household", 'H', at, fields).0));
    }
    for at in 1..=40_000 {
        let fields = json!({"title": format!("第{at}号实事：婚姻档案查询立等可取"),
            "content": "将一九四九年以来的婚姻登记档案全部数字化，群众凭身份证当场查询、当场出证",
            "category": (["access", "filing", "pairing"][at % 3]), "key": at % 50 == 0,
            "pledger_kind": "organisation", "responsible": persons[at % 1000],
            "measures": "抽调三人专班扫描著录，增设两个窗口，午间不休息",
            "deadline": day(at + 90), "beneficiaries": at % 3000, "pledged_on": day(at),
            "status": "draft", "result": null, "finished_on": null, "reason": null,
            "new_deadline": null});
        office.add("pledge", 'P', at, fields);
    }
    for at in 1..=30_000 {
        let fields = json!({"date": day(at), "visitors": [persons[at % 1000], persons[at / 3 % 1000]],
            "place_kind": "household", "brought": ["policy", "warmth"],
            "visit_kind": "regular", "household": households[at % 9000],
            "findings": "老人独居，冬季取暖靠煤炉，院墙有裂缝；已查看低保手续，材料齐全",
            "aid": 50_000, "people_reached": 1 + at % 5});
        office.add("visit", 'V', at, fields);
    }
    for at in 1..=20_000 {
        let fields = json!({"date": day(at), "channel": "hotline", "from_name": name(at),
            "from_kind": "client", "topic": format!("查档等候时间长，第{at}件"),
            "content": "来电人反映上午十点以后排队的人多，等候超过一小时，希望可以预约",
            "first_asked": persons[at % 1000]});
        office.add("opinion", 'O', at, fields);
    }
    assert!(office.rows.len() >= RECORDS);
    office.save(file);
}

// ===== Sheets in and out =====

/// Imports a sheet of [`RECORDS`] rows, and exports the records that it makes. The shell's table has
/// an index on each of its columns.
fn sheets(folder: &Path, asked: &Asked) -> Vec<Line> {
    if !["import", "export"].iter().any(|name| asked.wants(name)) {
        return Vec::new();
    }
    let folder = folder.join("sheet");
    std::fs::create_dir(&folder).expect("a folder");
    again("--forge-sheet", &[&folder]);
    let [roster, sheet, out] =
        ["roster.db", "opinion.csv", "out.csv"].map(|name| folder.join(name));
    let [file, bare] = ["huiyin.db", "bare.db"].map(|name| folder.join(name));
    cost(&mut ours_on(&roster, &["person", "list", "--limit", "1"]));
    let columns = [
        "date",
        "channel",
        "from_name",
        "from_kind",
        "topic",
        "content",
        "first_asked",
    ];
    let indexes = columns.map(|one| format!("create index sheet_by_{one} on sheet ({one});"));
    let indexes = indexes.concat();
    let import = format!(
        "create table sheet (date text, channel text, from_name text, from_kind text, topic text,
                             content text, first_asked text);
         {indexes}\n.import --csv --skip 1 '{}' sheet\n",
        sheet.display()
    );
    let import_ours = |_| {
        std::fs::copy(&roster, &file).expect("a copy");
        let mut command = ours_on(&file, &["import", "opinion"]);
        command.arg(&sheet);
        command
    };
    let import_shell = |_| {
        drop(std::fs::remove_file(&bare));
        shell(&bare, &import)
    };
    let mut lines = Vec::new();
    if asked.wants("import") {
        let [ours, shell] = compare(asked.runs.unwrap_or(3), import_ours, import_shell);
        let what = format!("import: {RECORDS} rows of csv");
        lines.push(line(&what, processor(&ours), processor(&shell), 4.0));
    } else {
        cost(&mut import_ours(0));
    }
    if asked.wants("export") {
        let select = format!(
            ".mode csv\n.headers on\n.once '{}'\n\
             select * from opinion order by office, number, copy, record;",
            folder.join("shell.csv").display()
        );
        let [ours, shell] = compare(
            asked.runs.unwrap_or(3),
            |_| {
                let mut command = ours(&folder, &["export", "opinion", "-q", "-o"]);
                command.arg(&out);
                command
            },
            |_| shell(&file, &select),
        );
        let what = format!("export: {RECORDS} rows of csv");
        lines.push(line(&what, processor(&ours), processor(&shell), 2.0));
    }
    lines
}

/// Forges an office's file that has a roster alone, and a sheet of opinions that names it.
fn forge_sheet(folder: &Path) {
    let mut office = forge::Office::new("LY", "档案利用处");
    for at in 1..=1000 {
        let fields = json!({"name": format!("王建国{at}"), "rank": "staff"});
        office.add("person", 'M', at, fields);
    }
    office.save(&folder.join("roster.db"));
    let mut sheet = "date,channel,from_name,from_kind,topic,content,first_asked\n".to_owned();
    for at in 0..RECORDS {
        let (month, day, person) = (3 + at % 2, 1 + at % 28, 1 + at % 1000);
        let _ = writeln!(
            sheet,
            "2011-{month:02}-{day:02},hotline,李秀英{at},client,查档等候时间长第{at}件,\
             来电人反映上午十点以后排队的人多，等候超过一小时，希望可以预约,LY-M{person}"
        );
    }
    std::fs::write(folder.join("opinion.csv"), sheet).expect("a sheet");
}

// ===== Merging =====

fn merging(folder: &Path, asked: &Asked) -> Vec<Line> {
    if !asked.wants("merge") {
        return Vec::new();
    }
    let help = ours(folder, &["merge", "--help"]).status();
    if !help.is_ok_and(|status| status.success()) {
        eprintln!("this program has no merge yet: nothing measured of it");
        return Vec::new();
    }
    let most = if asked.large { 1000 } else { 100 };
    again(
        "--forge-merge",
        &[&folder.join("many"), Path::new(&most.to_string())],
    );
    let files: Vec<PathBuf> = (1..=most)
        .map(|at| folder.join(format!("many/{at:04}.db")))
        .collect();
    let empty = folder.join("empty.db");
    forge::Office::new("ZX", "中心").save(&empty);
    let runs = asked.runs.unwrap_or(3);
    let hundred = &files[..100];
    let sql = bare_merge(hundred);
    let [target, bare] = ["target.db", "bare-merge.db"].map(|name| folder.join(name));
    let mut costs: [Vec<Cost>; 4] = Default::default();
    for _ in 0..runs {
        std::fs::copy(&empty, &target).expect("a copy");
        std::fs::copy(&empty, &bare).expect("a copy");
        // Its tables are not to be filled for the first time within the figure.
        cost(&mut ours_on(&target, &["person", "list"]));
        costs[0].push(cost(&mut merge(&target, hundred)));
        costs[1].push(cost(&mut shell(&bare, &format!("{sql}{}", bare_fold()))));
        costs[2].push(cost(&mut merge(&target, hundred)));
        costs[3].push(cost(&mut shell(&bare, &sql)));
    }
    let [first, shells, second, repeated] = costs.each_ref().map(|costs| processor(costs));
    let memory = costs[0].iter().map(|cost| cost.memory).max().unwrap_or(0);
    let mut lines = vec![
        line("merge: 100 files × 3,000 changes", first, shells, 1.3),
        line(
            "merge: by the clock",
            median(&costs[0], |cost| cost.clock),
            median(&costs[1], |cost| cost.clock),
            1.3,
        ),
        line("merge: the same again", second, repeated, 1.0),
        line("merge: again, to the first", second, first, 0.1),
    ];
    let ten = merged(folder, &empty, &files[..10]);
    lines.push(growth(
        "merge: 100 files to 10, a file",
        &[(ten.processor, 10), (first, 100)],
    ));
    let mut most_memory = memory;
    if asked.large {
        let thousand = merged(folder, &empty, &files);
        most_memory = most_memory.max(thousand.memory);
        lines.push(growth(
            "merge: 1,000 files to 100, a file",
            &[(first, 100), (thousand.processor, 1000)],
        ));
    }
    lines.push(Line {
        what: "merge: most memory".to_owned(),
        ours: format!("{} MB", most_memory >> 20),
        shell: format!("({} MB)", costs[1][0].memory >> 20),
        ratio: most_memory as f64 / MEMORY as f64,
        budget: 1.0,
    });
    lines
}

/// Merges files into an empty one, once.
fn merged(folder: &Path, empty: &Path, files: &[PathBuf]) -> Cost {
    let target = folder.join("grown.db");
    std::fs::copy(empty, &target).expect("a copy");
    cost(&mut ours_on(&target, &["person", "list"]));
    let cost = cost(&mut merge(&target, files));
    std::fs::remove_file(target).expect("the file goes");
    cost
}

fn merge(target: &Path, files: &[PathBuf]) -> Command {
    let mut command = ours_on(target, &["merge", "--no-backup"]);
    command.args(files);
    command
}

/// The set union of the logs, as many files to a transaction as the shell attaches.
fn bare_merge(files: &[PathBuf]) -> String {
    let columns = "id, record, kind, writer, wprev, command, verb, actor, over, body, body_hash";
    let mut sql = "pragma synchronous = extra;\n".to_owned();
    for batch in files.chunks(10) {
        for (at, file) in batch.iter().enumerate() {
            let _ = writeln!(sql, "attach '{}' as f{at};", file.display());
        }
        sql += "begin immediate;\n";
        for at in 0..batch.len() {
            let _ = writeln!(
                sql,
                "insert or ignore into change ({columns}) select {columns} from f{at}.change;"
            );
        }
        sql += "commit;\n";
        for at in 0..batch.len() {
            let _ = writeln!(sql, "detach f{at};");
        }
    }
    sql
}

/// The changes to pledges as rows of their table, in one pass: of each field the latest value.
fn bare_fold() -> String {
    let fields = [
        "ref",
        "logged_on",
        "unit",
        "title",
        "content",
        "category",
        "key",
        "pledger_kind",
        "measures",
        "deadline",
        "pledged_on",
        "status",
        "note",
    ];
    let columns = fields.map(|field| format!(", \"{field}\"")).concat();
    // The greatest text that begins with the change's id, 48 digits, and what follows them.
    let latest = |field: &str| {
        let value = format!("substr(max(hex(id) || json_extract(body, '$.{field}')), 49)");
        match field {
            "unit" => format!(", cast({value} as blob)"),
            "key" => format!(", cast({value} as integer)"),
            _ => format!(", {value}"),
        }
    };
    let values = fields.map(latest).concat();
    format!(
        "begin immediate;
         insert into pledge (record, created, copy{columns})
         select record, min(id), 1{values} from change where kind = 'pledge' group by record;
         commit;"
    )
}

fn growth(what: &str, [(few, few_files), (many, many_files)]: &[(Duration, u32); 2]) -> Line {
    // Trees grow by a level now and then.
    line(what, *many / *many_files, *few / *few_files, 1.3)
}

/// Forges files of [`PER_FILE`] pledges each, every one added and edited twice.
fn forge_merge(folder: &Path, files: usize) {
    std::fs::create_dir_all(folder).expect("a folder");
    for at in 1..=files {
        let mut office = forge::Office::new(&format!("C{at}"), &format!("第{at}处"));
        office.clock += at as u64 * 100_000;
        for number in 1..=PER_FILE {
            let fields = json!({"title": format!("第{number}号实事：婚姻档案查询立等可取"),
                "content": "将一九四九年以来的婚姻登记档案全部数字化，群众凭身份证当场查询",
                "category": "access", "key": false, "pledger_kind": "organisation",
                "measures": "抽调三人专班扫描著录，增设两个窗口", "deadline": "2011-10-31",
                "pledged_on": "2011-05-26", "status": "draft", "result": null,
                "finished_on": null, "reason": null, "new_deadline": null});
            let (record, added) = office.add("pledge", 'P', number, fields);
            let first = json!({"title": format!("第{number}号实事：查档立等可取")});
            let second = json!({"note": "六月起", "title": format!("第{number}号：立等可取")});
            let edited = office.write("pledge edit", "pledge", &record, &[&added], &first);
            office.write("pledge edit", "pledge", &record, &[&edited], &second);
        }
        office.save(&folder.join(format!("{at:04}.db")));
    }
}

// ===== Measuring =====

/// Runs this program again, to forge files.
fn again(flag: &str, args: &[&Path]) {
    let this = std::env::current_exe().expect("this program");
    let status = Command::new(this).arg(flag).args(args).status();
    assert!(status.expect("this program starts").success());
}

fn ours(folder: &Path, args: &[&str]) -> Command {
    ours_on(&folder.join("huiyin.db"), args)
}

fn ours_on(file: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(OURS);
    command
        .args(args)
        .env_clear()
        .env("HUIYIN_DB", file)
        .env("HUIYIN_TODAY", "2011-05-26")
        .env("HUIYIN_AS", "王芳")
        .env("HUIYIN_LANG", "zh")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// The shell on a file, with a script that stops at its first error.
fn shell(file: &Path, sql: &str) -> Command {
    let script = file.with_extension("sql");
    std::fs::write(&script, sql).expect("a script");
    let mut command = Command::new("sqlite3");
    command
        .args(["-batch", "-bail"])
        .arg(file)
        .env("HOME", "/nonexistent")
        .stdin(std::fs::File::open(script).expect("the script"))
        .stdout(Stdio::null())
        .stderr(Stdio::inherit());
    command
}

/// Runs both in turn; returns the costs of ours and of the shell.
fn compare(
    runs: usize,
    ours: impl Fn(usize) -> Command,
    shell: impl Fn(usize) -> Command,
) -> [Vec<Cost>; 2] {
    // Once each beforehand, for what the system keeps in memory.
    cost(&mut ours(0));
    cost(&mut shell(0));
    let costs = (1..=runs).map(|run| (cost(&mut ours(run)), cost(&mut shell(run))));
    let (ours, shell) = costs.unzip();
    [ours, shell]
}

fn cost(command: &mut Command) -> Cost {
    let began = Instant::now();
    let child = command.spawn().expect("the program starts");
    let used = child.wait4().expect("the program ends");
    let clock = began.elapsed();
    assert!(used.status.success(), "{command:?}: {}", used.status);
    Cost {
        processor: used.rusage.utime + used.rusage.stime,
        clock,
        memory: used.rusage.maxrss,
    }
}

fn median(costs: &[Cost], of: impl Fn(&Cost) -> Duration) -> Duration {
    let mut times: Vec<Duration> = costs.iter().map(of).collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn processor(costs: &[Cost]) -> Duration {
    median(costs, |cost| cost.processor)
}

fn line(what: &str, ours: Duration, shell: Duration, budget: f64) -> Line {
    Line {
        what: what.to_owned(),
        ours: in_milliseconds(ours),
        shell: in_milliseconds(shell),
        ratio: ours.as_secs_f64() / shell.as_secs_f64(),
        budget,
    }
}

fn in_milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn print_table(lines: &[Line]) {
    println!(
        "{:<38} {:>12} {:>12} {:>7} {:>7}",
        "what", "ours", "shell", "ratio", "budget"
    );
    for line in lines {
        let over = if line.ratio > line.budget {
            "  over"
        } else {
            ""
        };
        println!(
            "{:<38} {:>12} {:>12} {:>7.2} {:>7.2}{over}",
            line.what, line.ours, line.shell, line.ratio, line.budget
        );
    }
}
