//! `template`: an empty sheet to fill in, which `import` reads. Its second row is an example that
//! begins with 示例： or Example: and is left out.

use std::path::PathBuf;
use std::rc::Rc;

use clap::{Arg, ArgMatches, Command};

use super::export;
use crate::desk::field::enterable;
use crate::desk::{Answer, Context, Delivery, Desk, input, plan};
use crate::error::{Error, Result};
use crate::model::kind::{Field, UNIT};
use crate::model::plan::{DEFAULT, Plan};
use crate::render;
use crate::text::{Lang, text};

/// Builds `template`.
pub(crate) fn cli(lang: Lang) -> Command {
    Command::new("template")
        .about(text("生成待填的空表", "Make an empty sheet to fill in").get(lang))
        .arg(
            Arg::new("KIND")
                .required(true)
                .help(export::kinds_help(lang)),
        )
}

/// Runs `template`.
pub(crate) fn run(matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let typed = matches.get_one::<String>("KIND").map_or("", String::as_str);
    let kind = input::kind(typed, &[])?;
    let place = matches
        .get_one::<PathBuf>("output")
        .map(|file| context.path(file));
    let ending = place.as_deref().and_then(|place| place.extension());
    let as_workbook = match ending.and_then(|ending| ending.to_str()) {
        Some("xlsx") => true,
        Some("csv") => false,
        _ => {
            return Err(Error::CommandLine {
                sentence: context.lang.pick(
                    format!("请用 -o 写明 .xlsx 或 .csv 文件，例如 -o {}.xlsx", kind.id),
                    format!(
                        "name a .xlsx or .csv file with -o, such as -o {}.xlsx",
                        kind.id
                    ),
                ),
            });
        }
    };
    // What offices fill in of themselves comes first, the unit after it.
    let own = kind.fields.iter().copied();
    let fields: Vec<&'static Field> = own
        .chain([&UNIT, &crate::model::kind::NOTE])
        .filter(|field| enterable(field))
        .collect();
    let plan = campaign(context)?;
    let bytes = render::template(kind, &fields, &plan, context.lang, as_workbook)?;
    let file = place.as_deref().and_then(|place| place.file_name());
    let file = file.unwrap_or_default().to_string_lossy();
    let note = context.lang.pick(
        format!(
            "已生成 {file}；填好后用 huiyin import {} {file} 导入",
            kind.id
        ),
        format!(
            "Made {file}; when it is filled in, huiyin import {} {file}",
            kind.id
        ),
    );
    Ok(Answer {
        delivery: Some(Delivery::File { place, bytes }),
        ..Answer::note(note)
    })
}

/// Returns the plan of the office's file, or where there is none yet the one that it would have.
fn campaign(context: &Context) -> Result<Rc<Plan>> {
    if context.db.exists() {
        return Ok(Desk::open(context)?.plan);
    }
    let (_, plan) = plan::parse(DEFAULT, "plan")?;
    Ok(Rc::new(plan))
}
