//! `template`: an empty sheet to fill in, which `import` reads. Its second row is an example that
//! begins with 示例： or Example: and is left out.

use std::rc::Rc;

use super::everywhere::output;
use super::verb::{Does, Verb};
use crate::desk::field::enterable;
use crate::desk::{Answer, Context, Delivery, Desk, input, plan};
use crate::error::{Refusal, Result, Said};
use crate::model::kind::{Field, Kind, UNIT};
use crate::model::plan::Plan;
use crate::options::{Given, Opt, Takes};
use crate::render;
use crate::text::{Lang, Words, text};

const KIND: Opt = Opt::place("KIND", Takes::Kind(&[]), text("种类", "Kind")).required();

pub(crate) static VERB: Verb = Verb {
    id: "template",
    called: "模板",
    about: text("生成待填的空表", "Make an empty sheet to fill in"),
    options: &[KIND],
    does: Does::Files(run, Some("unit.xlsx")),
};

fn run(given: Given, context: &Context) -> Result<Answer> {
    let kind = input::kind(given.required(&KIND), &[])?;
    let place = output(given).map(|file| context.path(file));
    let ending = place.as_deref().and_then(|place| place.extension());
    let as_workbook = match ending.and_then(|ending| ending.to_str()) {
        Some("xlsx") => true,
        Some("csv") => false,
        _ => {
            return Err(NoFile(kind).into());
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
    let note = MadeTemplate {
        kind,
        file: file.into_owned(),
    };
    Ok(Answer {
        delivery: Some(Delivery::File { place, bytes }),
        ..Answer::note(note)
    })
}

/// No file was named that a template can be.
#[derive(Debug)]
struct NoFile(&'static Kind);

impl Refusal for NoFile {
    fn said(&self, lang: Lang) -> Said {
        let kind = self.0.id;
        let sentence = lang.pick(
            format!("请用 -o 写明 .xlsx 或 .csv 文件，例如 -o {kind}.xlsx"),
            format!("name a .xlsx or .csv file with -o, such as -o {kind}.xlsx"),
        );
        Said::usage("output-missing", sentence).of("output")
    }
}

#[derive(Debug)]
struct MadeTemplate {
    kind: &'static Kind,
    file: String,
}

impl Words for MadeTemplate {
    fn words(&self, lang: Lang) -> String {
        let Self { kind, file } = self;
        let kind = kind.id;
        lang.pick(
            format!("已生成 {file}；填好后用 huiyin import {kind} {file} 导入"),
            format!("Made {file}; when it is filled in, huiyin import {kind} {file}"),
        )
    }
}

/// Returns the plan of the office's file, or where there is none yet the one that it would have.
fn campaign(context: &Context) -> Result<Rc<Plan>> {
    if context.db.exists() {
        return Ok(Desk::open(context)?.plan);
    }
    let (_, plan) = plan::built_in()?;
    Ok(Rc::new(plan))
}
