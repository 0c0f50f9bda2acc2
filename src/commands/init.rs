//! `init`: a new file for an office, with a plan of its own choice or another file's plan and
//! roster.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::Ordering;

use super::verb::{Does, Verb};
use crate::desk::{Answer, Context, Desk, input, official_id, plan, random};
use crate::error::{Error, Fault, Refusal, Result, Said};
use crate::kinds::plan::FROM_FILE;
use crate::kinds::{self, KINDS, unit};
use crate::model::kind::{LOGGED_ON, REF};
use crate::model::office;
use crate::model::plan::{DEFAULT, Plan};
use crate::model::reference::is_code;
use crate::model::value::{RecordId, Value};
use crate::options::{Given, Opt, Takes};
use crate::store::{INIT, Store, Writing};
use crate::text::{Lang, Words, text};

/// The kinds that a new office takes from an existing file: the plan and the roster.
const ROSTER: &[&str] = &[
    "plan", "setting", "office", "unit", "person", "post", "identity",
];

const OFFICE: Opt = Opt::flag("office", Takes::Code, text("处室代码", "The office's code"))
    .required()
    .such_as("LY", "LY");
const NAME: Opt = Opt::flag("name", Takes::Name, text("处室名称", "The office's name"))
    .required()
    .such_as("档案利用处", "Access");
const PLAN: Opt = Opt::flag(
    "plan",
    Takes::File,
    text(
        "活动方案(JSON)；缺省为2011年方案",
        "The plan as JSON; that of 2011 by default",
    ),
);
const FROM: Opt = Opt::flag(
    "from",
    Takes::File,
    text(
        "沿用已有文件的方案和名册",
        "Take plan and roster of an existing file",
    ),
)
.excludes(PLAN.id);

const PRACTICE: Opt = Opt::flag(
    "practice",
    Takes::Flag,
    text(
        "练习文件：--today 就是它的时钟，不与正式文件合并",
        "For practice: --today is its clock, and it is never merged with a real file",
    ),
);

pub(crate) static VERB: Verb = Verb {
    id: "init",
    about: text("为一个处室新建文件", "Make a new file for an office"),
    options: &[OFFICE, NAME, PLAN, FROM, PRACTICE],
    does: Does::Answer(run),
};

fn run(given: Given, context: &Context) -> Result<Answer> {
    let typed = given.required(&OFFICE);
    let code = input::normalised(typed).to_uppercase();
    if !is_code(&code) {
        return Err(input::bad(OFFICE.id, typed, Fault::NotACode));
    }
    let typed = given.required(&NAME);
    let name = input::normalised(typed);
    if name.is_empty() {
        return Err(input::bad(NAME.id, typed, Fault::Empty));
    }
    if name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(input::bad(NAME.id, typed, Fault::Control));
    }
    let from = given.path(&FROM).map(|from| context.path(from));
    let (chosen, _) = match given.path(&PLAN) {
        Some(file) => plan::load(&context.path(file))?,
        None => plan::parse(DEFAULT, "plan-2011.json")?,
    };
    let practice = match &from {
        Some(from) if !given.has(&PRACTICE) => Store::is_other_practice(from, &context.db)?,
        _ => given.has(&PRACTICE),
    };
    let author = context.author(INIT, practice)?;
    let made = Store::create(&context.db, KINDS, random()?, |store| {
        store.write(&author, |writing| {
            if let Some(from) = &from {
                let roster: Vec<_> = ROSTER.iter().filter_map(|id| kinds::find(id)).collect();
                writing.take_over(from, &roster)?;
            } else {
                let source = given.has(&PLAN).then_some(FROM_FILE);
                plan::write(writing, &chosen, source)?;
            }
            sign(context, writing, (&code, &name), practice)?;
            own_unit(context, store, writing, &code, &name)
        })
    });
    made.map_err(taken)?;
    context.saved.store(true, Ordering::Relaxed);
    let desk = Desk::open(context)?;
    let file = context.db.clone();
    Ok(Answer::note(Made {
        file,
        name,
        code,
        plan: desk.plan,
    }))
}

/// Writes into a new file whose it is, and that it is for practice if it is.
pub(crate) fn sign(
    context: &Context,
    writing: &mut Writing,
    (code, name): (&str, &str),
    practice: bool,
) -> Result<()> {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let fields = [
        (&REF, text(code)),
        (&LOGGED_ON, Some(Value::Day(context.today))),
        (&office::CODE, text(code)),
        (&office::NAME, text(name)),
        (&office::PRACTICE, practice.then_some(Value::Flag(true))),
    ];
    let fields = fields.into_iter().filter(|(_, value)| value.is_some());
    let fields: Vec<_> = fields.collect();
    let writer = writing.writer();
    writing.change(&office::KIND, writer, &fields).map(drop)
}

fn own_unit(
    context: &Context,
    store: &Store,
    writing: &mut Writing,
    code: &str,
    name: &str,
) -> Result<()> {
    let id: RecordId = official_id(unit::KIND.id, name);
    if store.get(&unit::KIND, id)?.is_some() {
        return Ok(());
    }
    let fields = [
        (
            &REF,
            Some(Value::Text(writing.next_ref(code, &unit::KIND)?)),
        ),
        (&LOGGED_ON, Some(Value::Day(context.today))),
        (&unit::NAME, Some(Value::Text(name.to_owned()))),
        (&unit::UNIT_KIND, Some(Value::Text("division".to_owned()))),
    ];
    writing.change(&unit::KIND, id, &fields).map(drop)
}

#[derive(Debug)]
struct Made {
    file: PathBuf,
    name: String,
    code: String,
    plan: Rc<Plan>,
}

impl Words for Made {
    fn words(&self, lang: Lang) -> String {
        let Self { name, code, .. } = self;
        let (file, title) = (self.file.display(), self.plan.title.get(lang));
        lang.pick(
            format!("已为{name}({code})新建 {file}，活动：{title}"),
            format!("Made {file} for {name} ({code}); campaign: {title}"),
        )
    }
}

/// A file that is there already.
#[derive(Debug)]
struct Taken(PathBuf);

impl Refusal for Taken {
    fn said(&self, lang: Lang) -> Said {
        let file = self.0.display();
        let sentence = lang.pick(
            (
                format!("{file} 已经存在，没有改动它"),
                "可以直接使用，要另建请用 --db 写明文件名",
            ),
            (
                format!("{file} is already there and was left alone"),
                "use it, or name another with --db",
            ),
        );
        Said::new("file-exists", sentence)
            .of("db")
            .with(file.to_string())
    }
}

/// Says where a file is already that it can be used, or how to name another.
fn taken(error: Error) -> Error {
    match error {
        Error::AlreadyThere { path } => Taken(path).into(),
        other => other,
    }
}
