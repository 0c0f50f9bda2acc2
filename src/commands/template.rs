//! `template`: an empty sheet to fill in, which `import` reads, with the names of the file's own roster
//! to choose from. Its second row is an example that
//! begins with 示例： or Example: and is left out.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use super::everywhere::output;
use super::verb::{Does, Verb};
use crate::desk::field::enterable;
use crate::desk::{Answer, Context, Delivery, Desk, input, plan};
use crate::error::{Refusal, Result, Said};
use crate::kinds;
use crate::model::kind::{Field, Kind, Shape, UNIT};
use crate::model::record::Record;
use crate::options::{Given, Opt, Takes};
use crate::render;
use crate::store::Filter;
use crate::text::{Lang, Words, text};

/// The most names of a kind that are offered.
const MOST_NAMES: u32 = 5000;

const KIND: Opt = Opt::place("KIND", Takes::Kind(&[]), text("种类", "Kind")).required();

pub(crate) static VERB: Verb = Verb {
    id: "template",
    called: &["模板"],
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
    let desk = context.db.exists().then(|| Desk::open(context));
    let desk = desk.transpose()?;
    // Only a workbook offers names, and fields that name the same kinds offer the same.
    let mut known: HashMap<&[&str], Names> = HashMap::new();
    let mut columns = Vec::new();
    for field in fields {
        let mut offered = Vec::new();
        if let (Some(desk), Shape::Reference(targets), true) = (&desk, field.shape, as_workbook) {
            offered.clone_from(match known.entry(targets) {
                Entry::Occupied(known) => &known.into_mut().names,
                Entry::Vacant(place) => &place.insert(names(desk, targets)?).names,
            });
        }
        columns.push((field, offered));
    }
    let mut cut: Vec<&'static Kind> = known.into_values().flat_map(|names| names.cut).collect();
    cut.dedup_by_key(|kind| kind.id);
    let plan = match &desk {
        Some(desk) => Rc::clone(&desk.plan),
        None => Rc::new(plan::built_in()?.1),
    };
    let bytes = render::template(kind, columns, &plan, context.lang, as_workbook)?;
    let file = place.as_deref().and_then(|place| place.file_name());
    let file = file.unwrap_or_default().to_string_lossy();
    let note = MadeTemplate {
        kind,
        file: file.into_owned(),
    };
    let mut answer = Answer {
        delivery: Some(Delivery::File {
            place,
            made: bytes.into(),
        }),
        ..Answer::note(note)
    };
    for kind in cut {
        answer.also(Cut(kind));
    }
    Ok(answer)
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

/// Names that a field may hold.
struct Names {
    names: Vec<String>,
    /// The kinds of which there are more than are offered.
    cut: Vec<&'static Kind>,
}

/// Returns the names of the file's own roster that a field may hold, and the refs of several of one name.
fn names(desk: &Desk, targets: &[&str]) -> Result<Names> {
    let (mut records, mut cut) = (Vec::new(), Vec::new());
    let kinds = targets.iter().filter_map(|id| kinds::noun(id));
    for kind in kinds.filter(|kind| kind.named || kind.official) {
        let filter = Filter {
            limit: Some(MOST_NAMES + 1),
            ..Filter::default()
        };
        let mut found = desk.store.list(kind, &filter)?;
        if found.len() > MOST_NAMES as usize {
            found.truncate(MOST_NAMES as usize);
            cut.push(kind);
        }
        records.extend(found);
    }
    let mut titles: HashMap<&str, usize> = HashMap::new();
    for record in &records {
        *titles.entry(record.title()).or_default() += 1;
    }
    let name = |record: &Record| match titles.get(record.title()) {
        Some(1) => record.title().to_owned(),
        _ => record.ref_text().to_owned(),
    };
    let names = records.iter().map(name).collect();
    Ok(Names { names, cut })
}

/// Of a kind more names are known than are offered.
#[derive(Debug)]
struct Cut(&'static Kind);

impl Words for Cut {
    fn words(&self, lang: Lang) -> String {
        let name = self.0.name.get(lang);
        lang.pick(
            format!("{name}太多，下拉列表里只有前 {MOST_NAMES} 个；其余的直接填写名称或编号"),
            format!("There are more than {MOST_NAMES} ({name}): the list in the sheet has only those; write others by name or ref"),
        )
    }
}
