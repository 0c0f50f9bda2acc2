//! `init`: a new file for an office, with a plan of its own choice or another file's plan and
//! roster.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::Ordering;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::plan::Shifted;
use super::verb::{Does, Verb};
use crate::desk::carry::{Extent, Target, carry, check_other};
use crate::desk::{Answer, Context, Desk, input, official_id, plan};
use crate::error::{Error, Fault, Refusal, Result, Said};
use crate::kinds::plan::{FROM_FILE, FROM_LEADING};
use crate::kinds::{KINDS, unit};
use crate::model::campaign::Campaign;
use crate::model::kind::{LOGGED_ON, REF, Spread, UNIT};
use crate::model::office;
use crate::model::plan::Plan;
use crate::model::reference::is_code;
use crate::model::value::{RecordId, Value};
use crate::options::{Given, Opt, Takes};
use crate::store::{Found, INIT, Store, Writing};
use crate::text::{Lang, Words, quoted, text};

const OFFICE: Opt = Opt::flag("office", Takes::Code, text("处室代码", "The office's code"))
    .required()
    .such_as("LY", "LY");
pub(crate) const NAME: Opt = Opt::flag("name", Takes::Name, text("处室名称", "The office's name"))
    .required()
    .such_as("档案利用处", "Access");
const PLAN: Opt = Opt::flag(
    "plan",
    Takes::File,
    text(
        "活动方案（JSON）；缺省为2011年方案",
        "The plan as JSON; that of 2011 by default",
    ),
);
const YEAR: Opt = Opt::flag(
    "year",
    Takes::Count,
    text(
        "照内置方案做这一年的方案，日期平移",
        "Make the plan of this year from the built-in one, by moving its days",
    ),
)
.such_as("2026", "2026")
.excludes(&[PLAN.id]);
const FROM: Opt = Opt::flag(
    "from",
    Takes::File,
    text(
        "沿用已有文件的方案和名册",
        "Take plan and roster of an existing file",
    ),
)
.excludes(&[PLAN.id, YEAR.id]);

const FORMER: Opt = Opt::flag(
    "roster",
    Takes::File,
    text(
        "沿用去年文件的单位和人员",
        "Take over the units and persons of last year's file",
    ),
)
.excludes(&[FROM.id]);
const CARRY: Opt = Opt::flag(
    "carry",
    Takes::File,
    text(
        "结转去年文件中的联系户、未止的结对和未办结的实事项目；不写 --roster 则名册也取自它",
        "Take over last year's households, pairings in force and unfinished pledges; without --roster its roster too",
    ),
)
.excludes(&[FROM.id]);

pub(crate) const LEADING: Opt = Opt::flag(
    "leading",
    Takes::Flag,
    text(
        "领导小组办公室的文件：督导全部处室和活动整体；名称与方案所列相同的自动如此",
        "For the leading group's office, which is asked about all offices and the campaign as a whole",
    ),
);
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
    called: &["新建"],
    about: text("为一个处室新建文件", "Make a new file for an office"),
    options: &[
        OFFICE, NAME, PLAN, YEAR, FROM, FORMER, CARRY, LEADING, PRACTICE,
    ],
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
    let name = input::text(NAME.id, &name)?;
    let (characters, most) = (name.chars().count(), 100);
    if name.contains('\n') {
        return Err(input::bad(NAME.id, typed, Fault::SeveralLines));
    }
    if characters > most {
        return Err(input::bad(
            NAME.id,
            typed,
            Fault::TooLong { characters, most },
        ));
    }
    let from = given.path(&FROM).map(|from| context.path(from));
    let (chosen, plan) = chosen_plan(given, context)?;
    let former = former(given, context, &chosen)?;
    let mut others = former.iter().map(|(old, _)| old.is_practice());
    let practice = match &from {
        _ if given.has(&PRACTICE) => true,
        Some(from) => Store::is_other_practice(from, &context.db)?,
        None => others.try_fold(false, |any, other| Ok::<_, Error>(any || other?))?,
    };
    if !practice {
        context.remark_on_clock();
    }
    let author = context.author(INIT, practice)?;
    let is_leading = |plan: &Plan| given.has(&LEADING) || is_leading_office(plan, &name);
    let mut carried = Vec::new();
    let made = Store::create(
        &context.db,
        KINDS,
        context.keys.make()?,
        Some(&context.keys),
        |store| {
            store.write(&author, |writing| {
                let role = if let Some(from) = &from {
                    let kinds = KINDS.iter().copied();
                    let roster = kinds.filter(|kind| kind.spread == Spread::Everywhere);
                    writing.take_over(from, &roster.collect::<Vec<_>>())?;
                    let (issued, _) = plan::read(store)?;
                    if is_leading(&issued) {
                        office::LEADING
                    } else {
                        office::PART
                    }
                } else {
                    let role = if is_leading(&plan) {
                        office::LEADING
                    } else {
                        office::WHOLE
                    };
                    plan::write(
                        writing,
                        &chosen,
                        source(role, given.has(&PLAN) || given.has(&YEAR)),
                    )?;
                    let target = Target {
                        context,
                        store,
                        plan: &plan,
                        code: &code,
                        logged_on: context.clock(practice),
                    };
                    for (old, extent) in &former {
                        carried.push(carry(&target, writing, old, *extent)?);
                    }
                    role
                };
                let known = match store.by_name(&unit::KIND, &name)? {
                    Found::One(unit) => Some(unit.id),
                    _ => None,
                };
                let unit = known.unwrap_or_else(|| official_id(unit::KIND.id, &name));
                sign(
                    context,
                    writing,
                    &Signature {
                        code: &code,
                        name: &name,
                        role,
                        unit,
                        practice,
                    },
                )?;
                if known.is_some() {
                    return Ok(());
                }
                own_unit(context.clock(practice), writing, unit, &code, &name)
            })
        },
    );
    made.map_err(taken)?;
    context.saved.store(true, Ordering::Relaxed);
    let desk = Desk::open(context)?;
    let mut answer = Answer::note(Made {
        file: context.db.clone(),
        name: name.clone(),
        code: code.clone(),
        plan: Rc::clone(&desk.plan),
    });
    for carried in carried {
        answer.also(carried);
    }
    if desk.store.own_office()?.role.as_deref() == Some(office::LEADING) {
        answer.also(text(
            "本文件是领导小组办公室的，督导全部处室和活动整体的事项",
            "It is the leading group's, and asked about all offices and the campaign as a whole",
        ));
    }
    if let Some(year) = year(given)? {
        answer.also(Shifted(year));
    }
    if !desk.plan.covers(context.today) {
        let is_built_in = [&PLAN, &YEAR, &FROM].into_iter().all(|opt| !given.has(opt));
        answer.also(Outside {
            today: context.today,
            year: is_built_in
                .then(|| plan::year_for(context.today))
                .transpose()?,
            is_real: !practice,
            code,
            name,
            plan: Rc::clone(&desk.plan),
        });
    }
    Ok(answer)
}

/// Reads the files of last year's campaign, each with what is taken over from it.
fn former(given: Given, context: &Context, plan: &Json) -> Result<Vec<(Store, Extent)>> {
    let [roster, carry] =
        [&FORMER, &CARRY].map(|opt| given.path(opt).map(|file| context.path(file)));
    let wanted = match (roster, carry) {
        (Some(roster), Some(carry)) if roster != carry => {
            vec![(roster, Extent::Roster), (carry, Extent::Rest)]
        }
        (_, Some(carry)) => vec![(carry, Extent::Both)],
        (Some(roster), None) => vec![(roster, Extent::Roster)],
        (None, None) => Vec::new(),
    };
    let new = Campaign::of(plan);
    let read = wanted.into_iter().map(|(file, extent)| {
        let old = Store::of_other(&file, &context.db, KINDS)?;
        check_other(&old, new.as_ref())?;
        Ok((old, extent))
    });
    read.collect()
}

/// Tells whether a name is that of the leading group's office in a plan.
fn is_leading_office(plan: &Plan, name: &str) -> bool {
    let office = &plan.leading_group_office;
    [Lang::Zh, Lang::En]
        .into_iter()
        .any(|lang| input::normalised(office.get(lang)) == name)
}

/// Returns the option that makes a file the leading group's, where a person is to be asked about it:
/// neither the name nor another option decides that.
///
/// # Errors
/// If the plan that was chosen cannot be read.
pub(crate) fn asked(given: Given, context: &Context, name: &str) -> Result<Option<Opt>> {
    if given.has(&LEADING) || given.has(&FROM) {
        return Ok(None);
    }
    let (_, plan) = chosen_plan(given, context)?;
    let is_decided = is_leading_office(&plan, &input::normalised(name));
    Ok((!is_decided).then_some(LEADING))
}

/// Reads the plan that a new file begins with.
fn chosen_plan(given: Given, context: &Context) -> Result<(Json, Plan)> {
    match (given.path(&PLAN), year(given)?) {
        (Some(file), _) => plan::load(&context.path(file), context.today),
        (None, Some(year)) => plan::built_in_of(year),
        (None, None) => plan::built_in(),
    }
}

/// Reads the year that the plan is to be for.
fn year(given: Given) -> Result<Option<i32>> {
    let year = given.has(&YEAR).then(|| given.number(&YEAR)).transpose()?;
    Ok(year.map(|year| i32::try_from(year).unwrap_or(i32::MAX)))
}

/// A plan for a new file, where today is no day of the built-in one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Choice {
    /// The built-in plan, moved to this year.
    Year(i32),
    Practice,
    /// A file that somebody has.
    File,
    /// The built-in plan as it is.
    AsItIs,
}

impl Choice {
    /// Returns the plans among which a person is to choose: none where it is said already, or goes without
    /// saying.
    ///
    /// # Errors
    /// If the built-in plan cannot be read.
    pub(crate) fn open(given: Given, context: &Context) -> Result<Vec<Self>> {
        let decides = [&PLAN, &YEAR, &FROM, &PRACTICE];
        let (_, built_in) = plan::built_in()?;
        if decides.into_iter().any(|opt| given.has(opt)) || built_in.covers(context.today) {
            return Ok(Vec::new());
        }
        let year = plan::year_for(context.today)?;
        Ok(vec![
            Self::Year(year),
            Self::Practice,
            Self::File,
            Self::AsItIs,
        ])
    }

    /// Returns the option that makes it so, and its value; of a file only the option.
    pub(crate) fn option(self) -> Option<(Opt, Option<String>)> {
        match self {
            Self::Year(year) => Some((YEAR, Some(year.to_string()))),
            Self::Practice => Some((PRACTICE, None)),
            Self::File => Some((PLAN, None)),
            Self::AsItIs => None,
        }
    }
}

impl Words for Choice {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Year(year) => lang.pick(
                format!("{year}年的活动，照内置方案平移日期"),
                format!("a campaign of {year}, by the built-in plan with its days moved"),
            ),
            Self::Practice => lang
                .pick("练习，按2011年的活动", "practice, in the campaign of 2011")
                .to_owned(),
            Self::File => lang
                .pick("另有方案文件", "a plan of one's own, from a file")
                .to_owned(),
            Self::AsItIs => lang
                .pick(
                    "就是2011年的活动，补录",
                    "the campaign of 2011 itself, entered afterwards",
                )
                .to_owned(),
        }
    }
}

/// Says where the plan of a new file was taken from.
fn source(role: &str, chosen: bool) -> Option<&'static str> {
    match role {
        office::LEADING => Some(FROM_LEADING),
        _ => chosen.then_some(FROM_FILE),
    }
}

/// Whose a new file is.
pub(crate) struct Signature<'a> {
    pub(crate) code: &'a str,
    pub(crate) name: &'a str,
    /// One of `model::office`.
    pub(crate) role: &'a str,
    pub(crate) unit: RecordId,
    pub(crate) practice: bool,
}

/// Writes into a new file whose it is, and that it is for practice if it is.
pub(crate) fn sign(context: &Context, writing: &mut Writing, of: &Signature) -> Result<()> {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let fields = [
        (&REF, text(of.code)),
        (&LOGGED_ON, Some(Value::Day(context.clock(of.practice)))),
        (&office::CODE, text(of.code)),
        (&office::NAME, text(of.name)),
        (&office::ROLE, text(of.role)),
        (&UNIT, Some(Value::Reference(of.unit))),
        (&office::PRACTICE, of.practice.then_some(Value::Flag(true))),
    ];
    let fields = fields.into_iter().filter(|(_, value)| value.is_some());
    let fields: Vec<_> = fields.collect();
    let own = writing.office();
    writing.change(&office::KIND, own, &fields).map(drop)
}

fn own_unit(
    logged_on: NaiveDate,
    writing: &mut Writing,
    id: RecordId,
    code: &str,
    name: &str,
) -> Result<()> {
    let fields = [
        (
            &REF,
            Some(Value::Text(writing.next_ref(code, &unit::KIND)?)),
        ),
        (&LOGGED_ON, Some(Value::Day(logged_on))),
        (&unit::NAME, Some(Value::Text(name.to_owned()))),
        (
            &unit::UNIT_KIND,
            Some(Value::Text(unit::DIVISION.to_owned())),
        ),
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
            format!("已为{name}（{code}）新建 {file}，活动：{title}"),
            format!("Made {file} for {name} ({code}); campaign: {title}"),
        )
    }
}

/// Today is no day of the campaign.
#[derive(Debug)]
struct Outside {
    today: NaiveDate,
    /// Of the built-in plan the year for which it could be made.
    year: Option<i32>,
    code: String,
    name: String,
    /// True if the file is not for practice.
    is_real: bool,
    plan: Rc<Plan>,
}

impl Words for Outside {
    fn words(&self, lang: Lang) -> String {
        let (today, opens, closes) = (self.today, self.plan.opens, self.plan.closes);
        let plan = self.year.map(|year| {
            let (code, name) = (&self.code, quoted(&self.name));
            let command = format!(
                "huiyin --db {year}.db init --office {code} --name {name} --year {year}"
            );
            lang.pick(
                format!("要办{year}年的活动，请另建文件：{command}（照内置方案平移日期），或用 --plan 给出方案文件；"),
                format!("For a campaign of {year} make another file: {command} (this plan with its days moved), or one with --plan and a file. "),
            )
        });
        let plan = plan.unwrap_or_default();
        let practice = lang.pick(
            "只是练习的用 --practice；",
            "To practise, make one with --practice. ",
        );
        let practice = if self.is_real { practice } else { "" };
        lang.pick(
            format!("注意：今天 {today} 不在活动期间（{opens} 至 {closes}）。{plan}{practice}补录过去的事项请用 --date、--on 写明发生的日期"),
            format!("Note: today, {today}, is not in the campaign ({opens} to {closes}). {plan}{practice}To enter what is past, give its day with --date or --on"),
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
