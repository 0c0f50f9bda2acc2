//! `verify`: whether files are whole, and what in them does not fit.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use super::{Answer, Context, Desk, subject};
use crate::error::Result;
use crate::kinds;
use crate::model::document::{Block, Page, Report, Table};
use crate::store::{Flaw, Verified};
use crate::text::{Lang, text};

/// Builds `verify`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("verify")
        .about(text("检验文件是否完整", "Check that files are whole").get(lang))
        .arg(
            Arg::new("FILE")
                .num_args(0..)
                .value_parser(clap::value_parser!(PathBuf))
                .help(
                    text(
                        "其他文件；缺省为本处室的文件",
                        "Other files; the office's own by default",
                    )
                    .get(lang),
                ),
        )
        .arg(
            Arg::new("exit-code")
                .long("exit-code")
                .action(ArgAction::SetTrue)
                .help(text("有损坏时退出码为3", "Exit with 3 where there is damage").get(lang)),
        )
}

/// Runs `verify`.
pub(crate) fn run(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let paths: Vec<&PathBuf> = matches
        .get_many::<PathBuf>("FILE")
        .unwrap_or_default()
        .collect();
    let mut answer = Answer::default();
    let mut told = Report::default();
    let mut objects = Vec::new();
    let mut rows = Vec::new();
    let mut flaws = Vec::new();
    let mut damaged = false;
    let mut tell = |name: String, verified: &Verified| {
        let lang = context.lang;
        let bad = verified.flaws.iter().any(Flaw::is_damage);
        damaged |= bad;
        let result = match (bad, verified.flaws.is_empty()) {
            (true, _) => lang.pick("有损坏", "damaged"),
            (false, true) => lang.pick("完好", "sound"),
            (false, false) => lang.pick("完好，有待处理事项", "sound, with matters to settle"),
        };
        rows.push(vec![
            name.clone(),
            verified.changes.to_string(),
            verified.digest.clone(),
            result.to_owned(),
        ]);
        let mut listed = Vec::new();
        for flaw in &verified.flaws {
            let what = words(flaw, lang);
            flaws.push(format!("{name}{}{what}", lang.pick("：", ": ")));
            listed.push(json!({"code": code(flaw), "damage": flaw.is_damage(), "message": what}));
        }
        objects.push(json!({
            "file": name, "changes": verified.changes, "digest": verified.digest,
            "damaged": bad, "flaws": listed,
        }));
    };
    if paths.is_empty() {
        let name = context.db.file_name().unwrap_or_default().to_string_lossy();
        tell(name.into_owned(), &desk.store.verify()?);
    }
    for path in paths {
        match desk.store.verify_other(&context.path(path)) {
            Ok(verified) => tell(path.display().to_string(), &verified),
            Err(error) => answer.refused.push(error),
        }
    }
    let heads = context.lang.pick(
        ["文件", "改动", "摘要", "结果"],
        ["File", "Changes", "Digest", "Result"],
    );
    told.blocks
        .push(Block::Table(Table::new(heads, rows.clone())));
    told.blocks.extend(flaws.into_iter().map(Block::Item));
    told.sheet = Table::new(["file", "changes", "digest", "result"], rows);
    told.json = objects.into();
    answer.page = Some(Page::Report(told));
    answer.found = matches.get_flag("exit-code") && damaged;
    Ok(answer)
}

fn code(flaw: &Flaw) -> &'static str {
    match flaw {
        Flaw::Computed { .. } => "computed",
        Flaw::Conflicts { .. } => "conflicts",
        Flaw::Forks { .. } => "forks",
        Flaw::Gaps { .. } => "gaps",
        Flaw::OpenToOthers => "open-to-others",
        Flaw::Row { .. } => "row",
        Flaw::Structure { .. } => "structure",
        Flaw::Unfit { .. } => "unfit",
        Flaw::Unresolved { .. } => "unresolved",
    }
}

fn words(flaw: &Flaw, lang: Lang) -> String {
    let label = |field: &str| {
        let mut fields = kinds::KINDS.iter().filter_map(|kind| kind.field(field));
        fields.next().map_or_else(
            || field.to_owned(),
            |field| field.label.get(lang).to_owned(),
        )
    };
    match flaw {
        Flaw::Computed { table } => lang.pick(
            format!("统计表 {table} 与记录不符；合并一次或升级程序后会重新计算"),
            format!("the computed table {table} is not what the log gives"),
        ),
        Flaw::Conflicts { count } => lang.pick(
            format!("有 {count} 处冲突待处理，请看 huiyin conflict list"),
            format!("{count} conflicts are undecided; see huiyin conflict list"),
        ),
        Flaw::Forks { count } => lang.pick(
            format!("有文件被复制后分别使用过({count}处)，内容都已保留"),
            format!("copies of a file were used side by side ({count} changes); all of it is kept"),
        ),
        Flaw::Gaps { count } => lang.pick(
            format!("本处室的改动中间缺 {count} 处；请用备份或发出过的文件合并补齐"),
            format!("{count} changes of this office are missing; merge a backup or a file that was sent out"),
        ),
        Flaw::OpenToOthers => lang
            .pick(
                "本机其他用户也能读取文件；请改为只有本人可读写(chmod 600)",
                "others on this machine can read the file; make it yours alone with chmod 600",
            )
            .to_owned(),
        Flaw::Row { id, fault } => {
            let what = fault.words().get(lang);
            lang.pick(
                format!("改动 {id} {what}；请保留原件，改用备份"),
                format!("change {id} {what}; keep the file as it is and use a backup"),
            )
        }
        Flaw::Structure { what } => lang.pick(
            format!("文件结构损坏({what})；请保留原件，改用备份"),
            format!("its structure is damaged ({what}); keep the file as it is and use a backup"),
        ),
        Flaw::Unfit { reference, field, value } => lang.pick(
            format!("{reference} 的{}填写不合规定：{value}", label(field)),
            format!("{reference}: {value} does not fit {}", label(field)),
        ),
        Flaw::Unresolved { reference, field } => {
            let reference = if kinds::find(reference).is_some() {
                subject(reference, "", lang)
            } else {
                reference.clone()
            };
            lang.pick(
                format!("{reference} 的{}指向本文件没有的记录；请合并登记该记录的处室的文件", label(field)),
                format!("{reference}: {} names a record that is not here; merge the file of the office that has it", label(field)),
            )
        }
    }
}
