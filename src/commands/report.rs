//! `report`: the documents that are handed in, pinned up or sent out, and the figures behind them.

use super::check::MINE;
use super::document::{self, TEMPLATE, own};
use super::draft;
use super::everywhere::{AGAINST, AS_OF, KNOWN_ON, output};
use super::photos::{self, PHOTOS};
use super::record::{handed_in, myself};
use super::verb::{Does, Verb};
use super::{examine, sheet};
use crate::desk::{Answer, Context, Delivery, Desk, basis, input};
use crate::error::{Error, Refusal, Result, Said};
use crate::kinds::disclosure;
use crate::model::date::Span;
use crate::model::document::{Block, DOCUMENT, Report, Role};
use crate::model::kind::{Choice, choice};
use crate::model::page::{Agenda, Page};
use crate::model::plan::RankBy;
use crate::model::value::Value;
use crate::options::{ALL, Given, Opt, Takes};
use crate::reports::against::Since;
use crate::reports::forms::{self, FORMS};
use crate::reports::passages::Document;
use crate::reports::{
    View, against, bulletin, card, duty, evaluation, grouped, notices, public, rates_report,
    summary, templates,
};
use crate::text::{Lang, Text, Words, text};

const ADDRESSEE: Opt = Opt::flag(
    "addressee",
    Takes::Addressee,
    text("报送对象，缺省为全部", "Addressee; all of them by default"),
);
const NAME: Opt = Opt::place("NAME", Takes::Word(templated), text("报告", "The report")).required();
const EXPLAIN: Opt = Opt::flag(
    "explain",
    Takes::Flag,
    text("列出每个数据的来源编号", "List the refs behind each figure"),
);
const MONTH: Opt = Opt::flag("month", Takes::Month, text("月份", "The month"))
    .required()
    .such_as("5月", "2011-05")
    .more("也可写上月", "or last");
const AS_OF_MONTH: Opt = Opt::flag(
    AS_OF.id,
    Takes::Day,
    text(
        "截止日期，缺省为该月最后一天（没到则为今天）",
        "Cut-off day; by default the last of the month, or today before that",
    ),
);
const OF_MONTH: Opt = Opt::flag(
    "month",
    Takes::Month,
    text(
        "月份，缺省为截止日期所在的月",
        "The month; by default that of the cut-off day",
    ),
)
.such_as("5月", "2011-05");
const RANK: Opt = Opt::flag(
    "rank",
    Takes::Word(bulletin::ranks),
    text(
        "按哪项比率排名，缺省按方案",
        "Rate to rank by; by default as the plan says",
    ),
);
const N: Opt = Opt::place("N", Takes::Phase, text("第几阶段", "Phase")).required();
const LIST: Opt = Opt::flag("list", Takes::Word(lists), text("清单", "List"));
const UNMASKED: Opt = Opt::flag(
    "unmasked",
    Takes::Flag,
    text(
        "不脱敏，并记入历史",
        "Mask nothing; recorded in the history",
    ),
);
const WALL: Opt = Opt::flag(
    "wall",
    Takes::Flag,
    text(
        "张贴用：A3 横排、大字（.docx、.html）",
        "To put up: A3 on its side, in large type (.docx, .html)",
    ),
);
const FORM: Opt = Opt::place(
    "FORM",
    Takes::Word(forms::choices),
    text("表样", "Which form"),
)
.required()
.such_as("satisfaction", "satisfaction");
const FOR: Opt = Opt::place(
    "REF",
    Takes::Record(&["pledge", "person", "unit", "duty", "opinion"]),
    text(
        "为这条记录填好：测评对象、值班、意见",
        "Filled in for this record: whom a ballot is about, a duty, an opinion",
    ),
);
const BY: Opt = Opt::flag("by", Takes::Word(groupings), text("分组", "Group by"));
const PERSON: Opt = Opt::flag(
    "person",
    Takes::Record(&["person"]),
    text("只提醒某人", "Only those to a person"),
)
.excludes(&["mine", "all"]);
const EVERYBODY: Opt = Opt::flag(
    "all",
    Takes::Flag,
    text("提醒所有人（缺省）", "Those to everybody (the default)"),
)
.excludes(&["mine", "person"]);
const DAYS: Opt = Opt::flag(
    "days",
    Takes::Count,
    text(
        "几天内到期的，含第几天当天，缺省按方案的临期天数",
        "What is due within so many days, the last included; by default as the plan warns",
    ),
)
.such_as("14", "14");
const AS_OF_SINCE: Opt = Opt::flag(
    AS_OF.id,
    Takes::Day,
    text(
        "截止日期，缺省为当时的截止日期",
        "Cut-off day; by default that of then",
    ),
);
const SINCE: Opt = Opt::flag(
    "since",
    Takes::Day,
    text(
        "与这一天已知的数据比，或与一次报送（N1）比",
        "Beside what was known on this day, or handed in as N1",
    ),
)
.required()
.such_as("N1", "N1");
const HOUSEHOLD: Opt = Opt::place(
    "HOUSEHOLD",
    Takes::Record(&["household"]),
    text("联系户", "The household"),
)
.required()
.excludes(&["all"]);
const EVERY_HOUSEHOLD: Opt = Opt::flag(
    "all",
    Takes::Flag,
    text("所有联系户，每户两联", "All households, two copies of each"),
)
.excludes(&[HOUSEHOLD.id]);

const fn report(
    id: &'static str,
    called: &'static [&'static str],
    about: Text,
    options: &'static [Opt],
    run: fn(Given, &Desk) -> Result<Answer>,
) -> Verb {
    Verb {
        id,
        called,
        about,
        options,
        does: Does::Report(run),
    }
}

pub(crate) static VERB: Verb = Verb {
    id: "report",
    called: &["报告"],
    about: text("报告", "Make reports"),
    options: &[],
    does: Does::Group(&REPORTS, None),
};

/// The name of the report that reminds.
const NOTICES: &str = "notices";

static REPORTS: [Verb; 15] = [
    report(
        "summary",
        &["总结"],
        text("总结报告", "Write the summary report"),
        &[
            AS_OF, KNOWN_ON, AGAINST, ADDRESSEE, TEMPLATE, EXPLAIN, PHOTOS,
        ],
        summed_up,
    ),
    report(
        "monthly",
        &["月报"],
        text("月报", "Write the report of a month"),
        &[AS_OF, KNOWN_ON, AGAINST, MONTH, TEMPLATE, PHOTOS],
        |given, desk| document::answer(desk, &month(given, desk)?, own(given, desk)?.as_deref()),
    ),
    report(
        "phase",
        &["阶段"],
        text("阶段报告", "Write the report of a phase"),
        &[AS_OF, KNOWN_ON, AGAINST, N, TEMPLATE, PHOTOS],
        |given, desk| document::answer(desk, &phase(given, desk)?, own(given, desk)?.as_deref()),
    ),
    report(
        "bulletin",
        &["通报"],
        text(
            "各单位情况通报：比率、名次、升降、缺报",
            "Compare the units: rates, ranks, changes, files missing",
        ),
        &[AS_OF_MONTH, KNOWN_ON, AGAINST, OF_MONTH, RANK, EXPLAIN],
        compared,
    ),
    report(
        "public",
        &["公示"],
        text(
            "公示清单，个人信息已脱敏",
            "Write the lists for the public, masked",
        ),
        &[AS_OF, KNOWN_ON, AGAINST, LIST, WALL, UNMASKED, TEMPLATE],
        published,
    ),
    report(
        "rates",
        &["比率"],
        text("各项比率", "Print the rates"),
        &[AS_OF, KNOWN_ON, AGAINST, BY],
        of_rates,
    ),
    report(
        "sheet",
        &["督办单"],
        text("督办单", "Write or issue the supervision sheets of units"),
        sheet::OPTIONS,
        sheet::run,
    ),
    report(
        "card",
        &["明白卡"],
        text("联系户明白卡", "Write the card of a household"),
        &[
            AS_OF,
            KNOWN_ON,
            AGAINST,
            HOUSEHOLD,
            EVERY_HOUSEHOLD,
            TEMPLATE,
        ],
        |given, desk| {
            if given.has(&EVERY_HOUSEHOLD) {
                return by(given, desk, |view| card::all(view).map(answer));
            }
            let household = given.record(&HOUSEHOLD, desk)?;
            by(given, desk, |view| {
                card::report(view, &household).map(answer)
            })
        },
    ),
    report(
        NOTICES,
        &["提醒"],
        text(
            "提醒各承办人、分管领导：几天内到期的、逾期未办的",
            "Remind each person and leader of what is due soon or late",
        ),
        &[AS_OF, KNOWN_ON, MINE, PERSON, EVERYBODY, DAYS],
        reminded,
    ),
    report(
        "changes",
        &["变化"],
        text(
            "报送以后哪些数据变了，因哪些记录",
            "List which figures are others since a day or a submission, with the records",
        ),
        &[AS_OF_SINCE, SINCE],
        changed_since,
    ),
    report(
        "evaluation",
        &["双评"],
        text(
            "双诺、双述、双评落实情况",
            "Print who has pledged, reported and been evaluated",
        ),
        &[AS_OF, KNOWN_ON, AGAINST, TEMPLATE],
        |given, desk| by(given, desk, |view| evaluation::report(view).map(answer)),
    ),
    report(
        "duty",
        &["值班表"],
        text(
            "某月的接待值班表",
            "Print who receives the public on which days of a month",
        ),
        &[AS_OF, KNOWN_ON, AGAINST, MONTH, WALL],
        |given, desk| {
            let month = given.month(&MONTH, desk)?;
            duty::report(&desk.view(), month, given.has(&WALL)).map(answer)
        },
    ),
    report(
        "form",
        &["表样"],
        text(
            "打印测评票、接待登记表、首问移交单",
            "Print ballots, a reception register, a hand-over slip",
        ),
        &[AS_OF, KNOWN_ON, FORM, FOR],
        printed,
    ),
    Verb {
        id: "template",
        called: &["模板"],
        about: text(
            "报告的内置模板，注明可用的数据和表图",
            "Print the built-in template of a report, with what may stand in it",
        ),
        options: &[NAME],
        does: Does::Files(template, None),
    },
    Verb {
        id: "check",
        called: &["检查"],
        about: text(
            "检查 .docx：格式、合计、与记录不符、待补、个人信息",
            "Examine a .docx: form, sums, what contradicts the records or is personal",
        ),
        options: &[
            examine::FILE,
            examine::ACCEPT,
            examine::REASON,
            draft::TEMPLATE,
            examine::EXIT_CODE,
        ],
        does: Does::Answer(examine::run),
    },
];

/// The report of which a calendar can be made.
pub(super) fn notices() -> &'static Verb {
    let found = REPORTS.iter().find(|verb| verb.id == NOTICES);
    found.unwrap_or(&VERB)
}

/// Makes a report by an office's own template, where one was named.
fn by<T>(given: Given, desk: &Desk, make: impl FnOnce(&View) -> Result<T>) -> Result<T> {
    let template = own(given, desk)?;
    make(&View {
        template: template.as_deref(),
        ..desk.view()
    })
}

fn template(given: Given, context: &Context) -> Result<Answer> {
    let name = given.word(&NAME)?;
    let words = templates::explained(name, context.lang).unwrap_or_default();
    Ok(Answer {
        delivery: Some(Delivery::File {
            place: output(given).map(|file| context.path(file)),
            made: words.into_bytes().into(),
        }),
        ..Answer::default()
    })
}

/// The reports that have a template.
fn templated() -> Vec<Choice> {
    let known = REPORTS.iter().map(|verb| Choice {
        id: verb.id,
        label: verb.about,
    });
    known
        .filter(|one| templates::names().any(|name| name == one.id))
        .collect()
}

/// Makes a report; where it is asked against what was known on a day, says what differs from that.
pub(super) fn run(
    make: fn(Given, &Desk) -> Result<Answer>,
    given: Given,
    desk: &Desk,
) -> Result<Answer> {
    let handed = match given.text(&AGAINST) {
        Some(word) => handed_in(desk, word)?,
        None => None,
    };
    let reported = match &handed {
        Some(handed) if !given.has(&AS_OF) => {
            Some(Desk::open(desk.context)?.back_to(Some(handed.as_of), None)?)
        }
        _ => None,
    };
    let desk = reported.as_ref().unwrap_or(desk);
    let mut answer = make(given, desk)?;
    // What notices rest on stands on nobody's slip.
    let is_agenda = matches!(answer.page, Some(Page::Agenda(_)));
    if let Some(Page::Report(report) | Page::Agenda(Agenda { report, .. })) = &mut answer.page {
        warn(report, desk)?;
        report.blocks.extend(is_agenda.then_some(Block::PageBreak));
        // A household is not told which offices' records the file holds, and a form to fill in says nothing.
        let is_told = !card::is_card(&report.json) && !forms::is_form(&report.json);
        let basis = is_told.then(|| basis::paper(desk)).transpose()?;
        let notes = basis.into_iter().chain(desk.clock_on_paper());
        let notes = notes.map(|words| Block::Line(Role::Footnote, words));
        report.blocks.extend(notes);
    }
    if given.has(&PHOTOS)
        && let Some(Page::Report(report)) = &mut answer.page
    {
        let printed = photos::append(report, desk)?;
        answer.also(printed);
    }
    let is_document =
        matches!(&answer.page, Some(Page::Report(now)) if now.json.get(DOCUMENT).is_some());
    if let Some(handed) = handed.filter(|_| is_document) {
        let then = Desk::open(desk.context)?.known_at(handed.cut, desk.as_of)?;
        let before = Report {
            json: handed.figures,
            ..Report::default()
        };
        if let Some(Page::Report(now)) = answer.page {
            let since = Since::HandedIn(handed.reference);
            let page = against::append(now, &before, (&then.view(), &desk.view()), &since)?;
            answer.page = Some(Page::Report(page));
        }
        return Ok(answer);
    }
    let Some(day) = given.optional(&AGAINST, Given::day, desk)? else {
        return Ok(answer);
    };
    let then = Desk::open(desk.context)?.back_to(Some(desk.as_of), Some((&AGAINST, day)))?;
    // What a report is of may not have been known then.
    let before = match make(given, &then) {
        Err(Error::NotFound { .. }) => Report::default(),
        other => match other?.page {
            Some(Page::Report(before)) => before,
            _ => Report::default(),
        },
    };
    if let Some(Page::Report(now)) = answer.page {
        let since = Since::KnownOn(day);
        let page = against::append(now, &before, (&then.view(), &desk.view()), &since)?;
        answer.page = Some(Page::Report(page));
    }
    Ok(answer)
}

/// Says under the title of a report where the file is not what its writers wrote.
fn warn(report: &mut Report, desk: &Desk) -> Result<()> {
    let Some(altered) = basis::altered(desk)? else {
        return Ok(());
    };
    let words = altered.words(desk.context.lang);
    let is_title = |block: &Block| matches!(block, Block::Heading(..));
    let place = report.blocks.iter().position(is_title);
    let place = place.map_or(0, |title| title + 1);
    report.blocks.insert(place, Block::Paragraph(words));
    if let Some(json) = report.json.as_object_mut() {
        json.insert("altered".to_owned(), altered.0.into());
    }
    Ok(())
}

fn lists() -> Vec<Choice> {
    let lists = public::LISTS.iter().map(|list| Choice {
        id: list.id,
        label: list.title,
    });
    lists.chain([choice(ALL, "全部", "all")]).collect()
}

fn groupings() -> Vec<Choice> {
    let known = grouped::Grouping::ALL.iter();
    known
        .map(|(id, label, _)| Choice { id, label: *label })
        .collect()
}

fn answer(report: Report) -> Answer {
    Answer::page(Page::Report(report))
}

fn reminded(given: Given, desk: &Desk) -> Result<Answer> {
    let person = if given.has(&MINE) {
        Some(myself(desk)?)
    } else {
        let person = given.optional(&PERSON, Given::record, desk);
        person.map_err(Error::of_search)?
    };
    let request = notices::Request {
        person: person.map(|person| person.id),
        days: given.optional(&DAYS, Given::count, desk)?,
    };
    let agenda = notices::notices(&desk.view(), request)?;
    Ok(Answer::page(Page::Agenda(agenda)))
}

/// Lists what a summary says otherwise now than from what was known on a day, or than what was handed in:
/// as of the day of which that told, unless another is asked for.
fn changed_since(given: Given, desk: &Desk) -> Result<Answer> {
    let at = |day| Desk::open(desk.context)?.back_to(Some(day), None);
    let as_of = |told| if given.has(&AS_OF) { desk.as_of } else { told };
    let request = summary::Request::default();
    let made = |desk: &Desk| summary::report(&desk.view(), &request);
    let handed = handed_in(desk, given.required(&SINCE))?;
    let (since, before, then) = if let Some(handed) = handed {
        if handed.figures.get("figures").is_none() {
            return Err(Refused::NoSummary(handed.reference).into());
        }
        let then = Desk::open(desk.context)?.known_at(handed.cut, as_of(handed.as_of))?;
        let before = Report {
            json: handed.figures,
            ..Report::default()
        };
        (Since::HandedIn(handed.reference), before, then)
    } else {
        let day = given.day(&SINCE, desk)?;
        let then = Desk::open(desk.context)?;
        let then = then.back_to(Some(as_of(day)), Some((&SINCE, day)))?;
        (Since::KnownOn(day), made(&then)?, then)
    };
    let now = at(then.as_of)?;
    let made = made(&now)?;
    against::changes(&made, &before, (&then.view(), &now.view()), &since).map(answer)
}

/// Reasons for which a report is not made.
#[derive(Debug)]
enum Refused {
    /// What was handed in is another report than a summary.
    NoSummary(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        let Self::NoSummary(reference) = self;
        let sentence = lang.pick(
            (
                format!("{reference} 报送的不是总结"),
                format!("月报、阶段报告请用 huiyin report monthly 或 phase 加 --against {reference}"),
            ),
            (
                format!("what was handed in as {reference} is no summary"),
                format!("for a monthly or phase report add --against {reference} to huiyin report monthly or phase"),
            ),
        );
        Said::new("no-summary", sentence)
            .of(SINCE.id)
            .with(reference.clone())
    }
}

/// Compares the units in a month: as of its last day, as far as it has come, unless another is asked for.
fn compared(given: Given, desk: &Desk) -> Result<Answer> {
    let known_on = given.optional(&KNOWN_ON, Given::day, desk)?;
    let known_on = known_on.filter(|_| !given.has(&AS_OF));
    let until = known_on.map_or(desk.as_of, |known_on| known_on.min(desk.as_of));
    let month = given.optional(&OF_MONTH, Given::month, desk)?;
    let month = month.unwrap_or_else(|| Span::month_of(until));
    let as_of = if given.has(&AS_OF) {
        until
    } else {
        until.min(month.last)
    };
    document::begun(&desk.view(), month.first)?;
    let rank = given.has(&RANK).then(|| given.word(&RANK)).transpose()?;
    let holdings = basis::holdings(desk)?;
    let missing = basis::missing(desk, &holdings)?;
    let is_old = |one: &&basis::Holding| {
        let entered = one.entered_on(desk);
        let before = entered.is_some_and(|entered| entered < month.first);
        !one.own && (before || one.is_silent(desk, as_of))
    };
    let old = holdings.iter().filter(is_old);
    let request = bulletin::Request {
        month,
        rank: RankBy::ALL.into_iter().find(|by| rank == Some(by.rate())),
        explain: given.has(&EXPLAIN),
        missing: missing.iter().map(|unit| unit.id).collect(),
        old: old
            .filter_map(|one| Some((one.unit?, one.entered_on(desk)?)))
            .collect(),
    };
    // One that is made again from what was known then is the one that was sent, word by word.
    let view = View {
        as_of,
        known_on: None,
        ..desk.view()
    };
    bulletin::report(&view, &request).map(answer)
}

fn printed(given: Given, desk: &Desk) -> Result<Answer> {
    let id = given.word(&FORM)?;
    let form = FORMS.iter().find(|form| form.id == id).unwrap_or(&FORMS[0]);
    let record = given.has(&FOR).then(|| {
        let found = desk.find(form.of, given.required(&FOR));
        found.map_err(|error| error.about(FOR.id))
    });
    let record = record.transpose()?;
    forms::report(&desk.view(), form, record.as_ref()).map(answer)
}

fn of_rates(given: Given, desk: &Desk) -> Result<Answer> {
    let by = given.has(&BY).then(|| given.word(&BY)).transpose()?;
    let mut known = grouped::Grouping::ALL.into_iter();
    let report = match known.find(|(id, ..)| by == Some(id)) {
        Some(grouping) => grouped::report(&desk.view(), grouping)?,
        None => rates_report::report(&desk.view())?,
    };
    Ok(answer(report))
}

fn summed_up(given: Given, desk: &Desk) -> Result<Answer> {
    let lang = desk.context.lang;
    let addressee = match given.text(&ADDRESSEE) {
        None => None,
        Some(name) => {
            let names = |lang| {
                desk.plan
                    .addressees
                    .iter()
                    .map(move |one| one.get(lang))
                    .collect::<Vec<_>>()
            };
            let other = lang.pick(Lang::En, Lang::Zh);
            let in_other = chosen("addressee", name, &names(other));
            let place = in_other.or_else(|_| chosen("addressee", name, &names(lang)))?;
            Some(names(lang)[place])
        }
    };
    let request = summary::Request {
        addressee,
        explain: given.has(&EXPLAIN),
    };
    by(given, desk, |view| {
        let report = summary::report(view, &request)?;
        document::answer_with(view, &Document::summary(), report)
    })
}

fn month(given: Given, desk: &Desk) -> Result<Document> {
    Ok(Document::month(given.month(&MONTH, desk)?))
}

fn phase(given: Given, desk: &Desk) -> Result<Document> {
    Ok(Document::phase(&given.phase(&N, desk)?))
}

/// Makes the lists for the public; what is left unmasked is written into the history first.
fn published(given: Given, desk: &Desk) -> Result<Answer> {
    let list = if given.has(&LIST) {
        given.word(&LIST)?
    } else {
        ALL
    };
    let is_wanted = |one: &&public::List| list == ALL || list == one.id;
    let lists: Vec<&public::List> = public::LISTS.iter().filter(is_wanted).collect();
    let unmasked = given.has(&UNMASKED);
    let manner = public::Manner {
        is_masked: !unmasked,
        is_for_wall: given.has(&WALL),
    };
    let report = by(given, desk, |view| public::report(view, &lists, manner))?;
    if !unmasked {
        return Ok(Answer::page(Page::Report(report)));
    }
    let author = desk.author("report public")?;
    let told = Some(Value::Text(format!("{list} --unmasked")));
    // What was known earlier is only read.
    Desk::open(desk.context)?.store.write(&author, |writing| {
        let record = writing.new_id(&disclosure::KIND)?;
        writing.change(&disclosure::KIND, record, &[(&disclosure::REPORT, told)])
    })?;
    let note = text(
        "没有脱敏，已记入历史；公布前请确认已征得本人同意",
        "Nothing is masked, which the history now records; make sure that those concerned agree before it is published",
    );
    Ok(Answer::noted(Page::Report(report), note))
}

/// Finds which of the known words was typed.
fn chosen(flag: &str, typed: &str, known: &[&str]) -> Result<usize> {
    let word = input::normalised(typed).to_lowercase();
    let place = known.iter().position(|one| one.to_lowercase() == word);
    place.ok_or_else(|| input::not_among(flag, typed, known))
}
