//! Records written as a text in the user's own editor, which here is a script.

use std::process::Command;

use serde_json::Value as Json;

use crate::harness::{Office, Run};

fn office() -> Office {
    let office = Office::new();
    for name in ["李四", "张三"] {
        office.ok(&["person", "add", "--name", name, "--rank", "staff"]);
    }
    office
}

/// Runs a command with a shell script as the editor, whose `$1` is the text.
fn edits(office: &Office, line: &str, script: &str) -> Run {
    let path = office.path().join("editor.sh");
    std::fs::write(&path, script).unwrap();
    let words = shlex::split(line).unwrap();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command: Command = office.command(&words);
    command.env("EDITOR", format!("sh {}", path.display()));
    command.env("PATH", "/usr/bin:/bin");
    Run::from(&command.output().unwrap())
}

fn drafts(office: &Office) -> usize {
    std::fs::read_dir(office.drafts()).map_or(0, Iterator::count)
}

#[test]
fn a_new_record_is_written_with_labels_and_several_lines() {
    for (office, labels) in [
        (office(), ["渠道", "主题", "内容", "首问责任人", "必填"]),
        (
            office().in_english(),
            ["Channel", "Topic", "Content", "First asked", "required"],
        ),
    ] {
        let [channel, topic, content, first, required] = labels;
        let script = format!(
            "grep -q '^# .*{required}' \"$1\" || exit 1
            sed -i -e 's/^{channel}:.*/{channel}: hotline/' -e 's/^{topic}:.*/{topic}：等候久/' \\
                -e 's/^{content}:.*/{content}:\\n  第一行\\n\\n  # 第二行/' -e 's/^{first}:.*/{first}: 张三/' \"$1\""
        );
        let run = edits(&office, "opinion add --editor", &script);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(
            run.err
                .contains("huiyin opinion add --date 2011-05-26 --channel hotline"),
            "{run:?}"
        );
        let opinion = office.json(&["opinion", "show", "O1"]);
        assert_eq!(opinion["topic"], "等候久");
        assert_eq!(opinion["content"], "第一行\n\n# 第二行");
        assert_eq!(opinion["first_asked"], "LY-M2");
        assert_eq!(drafts(&office), 0);
    }
}

#[test]
#[cfg(unix)]
fn only_what_was_changed_in_the_text_is_written() {
    let office = office();
    office.ok(&[
        "opinion",
        "add",
        "5月20日",
        "服务热线",
        "等候久",
        "--from-phone",
        "13800001111",
        "--first-asked",
        "张三",
    ]);
    let run = edits(
        &office,
        "opinion edit O1 --editor",
        "sed -i -e 's/^日期:.*/日期: 5.19/' -e 's/^反映人电话:.*/反映人电话:/' -e '/^主题:/d' \"$1\"; grep -q '^首问责任人: 张三$' \"$1\"",
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.err
            .contains("huiyin opinion edit O1 --date 5.19 --clear from_phone"),
        "{run:?}"
    );
    let opinion = office.json(&["opinion", "show", "O1"]);
    assert_eq!(opinion["date"], "2011-05-19");
    assert_eq!(
        (&opinion["from_phone"], &opinion["topic"]),
        (&Json::Null, &Json::from("等候久"))
    );
    // What a step has set is corrected with a reason.
    office.ok(&["opinion", "reply", "O1", "--text", "已加窗口"]);
    let reply = "sed -i -e 's/^答复内容:.*/答复内容: 已培训/'";
    let run = edits(
        &office,
        "opinion edit O1 --editor",
        &format!("{reply} \"$1\""),
    );
    assert!(run.code == 1 && run.err.contains("更正原因"), "{run:?}");
    let run = edits(
        &office,
        "opinion edit O1 --editor",
        "sed -i -e 's/^更正原因:.*/更正原因: 笔误/' \"$1\"",
    );
    assert_eq!(run.code, 0, "what was written is kept: {run:?}");
    assert_eq!(office.json(&["opinion", "show", "O1"])["reply"], "已培训");
}

#[test]
#[cfg(unix)]
fn what_is_wrong_is_told_by_its_line_and_the_text_opened_again() {
    let office = office();
    // The first time it is wrong in three ways; the second time it says so, and is mended.
    let run = edits(
        &office,
        "opinion add --editor",
        "if ! grep -q '^#! ' \"$1\"; then
            sed -i -e 's/^日期:.*/日期: 13月/' -e 's/^渠道:.*/渠道: 电话线/' -e 's/^主题:/主提:/' \"$1\"
        else
            cp \"$1\" told.txt
            sed -i -e 's/^日期:.*/日期: 5.20/' -e 's/^渠道:.*/渠道: 服务热线/' -e 's/^主提:/主题: 一/' \"$1\"
        fi",
    );
    assert_eq!(run.code, 0, "{run:?}");
    let told = std::fs::read_to_string(office.path().join("told.txt")).unwrap();
    let wrong: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("#! "))
        .collect();
    assert!(
        wrong.len() == 1 && wrong[0].contains("主题"),
        "the labels first: {wrong:?}"
    );
    let number: usize = wrong[0]
        .split(['第', '行'])
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        told.lines().nth(number - 1).unwrap().starts_with("主提:"),
        "{told}"
    );
    assert_eq!(
        office.json(&["opinion", "show", "O1"])["date"],
        "2011-05-20"
    );
    // Left as it is, it is refused and kept for the next time.
    let wrong = "sed -i -e 's/^日期:.*/日期: 13月/' -e 's/^主题:.*/主题: 二/' \"$1\"";
    let run = edits(&office, "opinion add --editor", wrong);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.err.contains("行：日期 “13月”") && run.err.contains("已留存"),
        "{run:?}"
    );
    assert_eq!(drafts(&office), 1);
    let run = edits(
        &office,
        "opinion add --editor",
        "sed -i -e 's/^日期:.*/日期: 5.21/' \"$1\"",
    );
    assert_eq!(run.code, 0, "{run:?}");
    let opinion = office.json(&["opinion", "show", "O2"]);
    assert_eq!(
        (&opinion["topic"], &opinion["date"]),
        (&Json::from("二"), &Json::from("2011-05-21"))
    );
    assert_eq!(drafts(&office), 0);
}

#[test]
#[cfg(unix)]
fn what_is_left_or_emptied_or_has_no_editor_writes_nothing() {
    let office = office();
    for (script, said) in [
        ("true", "已放弃"),
        (": > \"$1\"", "已放弃"),
        ("exit 1", "已放弃"),
    ] {
        let run = edits(&office, "opinion add --editor", script);
        assert!(run.code == 1 && run.err.contains(said), "{script}: {run:?}");
    }
    let refused = office.refused(1, &["opinion", "add", "--editor"]);
    assert!(refused.contains("EDITOR"), "{refused}");
    let refused = office.refused(2, &["opinion", "add", "--editor", "--no-input"]);
    assert!(refused.contains("--editor"), "{refused}");
    let mut command = office.command(&["opinion", "add", "--editor"]);
    command.env("VISUAL", "no-such-editor -x");
    let run = Run::from(&command.output().unwrap());
    assert!(
        run.code == 1 && run.err.contains("no-such-editor"),
        "{run:?}"
    );
    assert_eq!(office.json(&["opinion", "list"]), serde_json::json!([]));
}
