//! `report`: the documents that are handed in, pinned up or sent out, and the figures behind them.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::value_arg;
use crate::desk::{Answer, Context, Desk, input, phase, random};
use crate::error::Result;
use crate::files::read_text;
use crate::kinds::disclosure;
use crate::model::date::Span;
use crate::model::document::{Block, GAP, Report};
use crate::model::page::Page;
use crate::model::value::{RecordId, Value};
use crate::reports::{View, card, evaluation, grouped, public, rates, sheet, stretch, summary};
use crate::text::{Lang, Text, text};

/// Builds `report`.
pub(crate) fn cli(lang: Lang) -> Command {
    let verb = |name: &'static str, about: Text| {
        Command::new(name)
            .about(about.get(lang))
            .arg(
                value_arg("as-of", "DATE")
                    .help(text("截止日期，缺省为今天", "Cut-off day; today by default").get(lang)),
            )
            .arg(
                value_arg("known-on", "DATE").help(
                    text(
                        "只按这一天以前登记或合并来的数据",
                        "Only what was entered or had arrived by this day",
                    )
                    .get(lang),
                ),
            )
    };
    let value = |id: &'static str, shape: &'static str, help: Text| {
        value_arg(id, shape).help(help.get(lang))
    };
    let flag = |id: &'static str, help: Text| {
        Arg::new(id)
            .long(id)
            .action(ArgAction::SetTrue)
            .help(help.get(lang))
    };
    let groupings: Vec<&str> = grouped::Grouping::ALL
        .iter()
        .map(|(name, ..)| *name)
        .collect();
    let lists: Vec<&str> = public::LISTS
        .iter()
        .map(|list| list.id)
        .chain(["all"])
        .collect();
    Command::new("report")
        .about(text("报告", "Make reports").get(lang))
        .subcommand(
            verb("summary", text("总结报告", "Write the summary report"))
                .arg(value(
                    "addressee",
                    "NAME",
                    text("报送对象，缺省为全部", "Addressee; all of them by default"),
                ))
                .arg(value(
                    "template",
                    "FILE",
                    text("自备模板", "A template of your own"),
                ))
                .arg(flag(
                    "explain",
                    text("列出每个数据的来源编号", "List the refs behind each figure"),
                )),
        )
        .subcommand(
            verb("monthly", text("月报", "Write the report of a month")).arg(
                value(
                    "month",
                    "YYYY-MM",
                    text("月份，例如 5月、上月", "The month, such as 2011-05 or last"),
                )
                .required(true),
            ),
        )
        .subcommand(
            verb("phase", text("阶段报告", "Write the report of a phase")).arg(
                Arg::new("N")
                    .required(true)
                    .help(text("第几阶段", "Number of the phase").get(lang)),
            ),
        )
        .subcommand(
            verb(
                "public",
                text(
                    "公示清单，个人信息已脱敏",
                    "Write the lists for the public, masked",
                ),
            )
            .arg(value_arg("list", "LIST").help(format!(
                "{}{}",
                text("清单：", "List: ").get(lang),
                lang.join(&lists)
            )))
            .arg(flag(
                "unmasked",
                text(
                    "不脱敏，并记入历史",
                    "Leave nothing masked; the history records it",
                ),
            )),
        )
        .subcommand(verb("rates", text("各项比率", "Print the rates")).arg(
            value_arg("by", "BY").help(format!(
                "{}{}",
                text("分组：", "Group by: ").get(lang),
                lang.join(&groupings)
            )),
        ))
        .subcommand(
            verb(
                "sheet",
                text("督办单", "Write the supervision sheet of a unit"),
            )
            .arg(value("unit", "UNIT", text("单位", "The unit")).required(true)),
        )
        .subcommand(
            verb(
                "card",
                text("联系户明白卡", "Write the card of a household"),
            )
            .arg(
                Arg::new("HOUSEHOLD")
                    .required(true)
                    .help(text("联系户", "The household").get(lang)),
            ),
        )
        .subcommand(verb(
            "evaluation",
            text(
                "双诺、双述、双评落实情况",
                "Print who has promised, reported and been evaluated",
            ),
        ))
}

/// Runs one of the reports.
pub(crate) fn run(verb: &str, matches: &ArgMatches, context: &Context) -> Result<Answer> {
    let desk = Desk::open(context)?;
    let calendar = desk.calendar();
    let day = |flag: &str| {
        let typed = matches.get_one::<String>(flag);
        typed
            .map(|typed| input::day(flag, typed, calendar, true))
            .transpose()
    };
    let desk = desk.back_to(day("as-of")?, day("known-on")?)?;
    let view = desk.view();
    let report = match verb {
        "card" => {
            let household = desk.find(&["household"], typed(matches, "HOUSEHOLD"))?;
            card::report(&view, &household)?
        }
        "evaluation" => evaluation::report(&view)?,
        "monthly" => {
            let month = input::month(typed(matches, "month"), desk.calendar())?;
            monthly(&view, month)?
        }
        "phase" => of_phase(&desk, matches)?,
        "public" => return published(&desk, matches),
        "rates" => match matches.get_one::<String>("by") {
            None => rates::report(&view)?,
            Some(by) => {
                let known = grouped::Grouping::ALL.map(|(name, ..)| name);
                let (name, head, grouping) = grouped::Grouping::ALL[chosen("by", by, &known)?];
                grouped::report(&view, (name, head, grouping))?
            }
        },
        "sheet" => {
            let unit = desk.find(&["unit"], typed(matches, "unit"))?;
            sheet::report(&view, &unit)?
        }
        _ => return summed_up(&desk, matches),
    };
    Ok(Answer::page(Page::Report(report)))
}

fn typed<'a>(matches: &'a ArgMatches, id: &str) -> &'a str {
    matches.get_one::<String>(id).map_or("", String::as_str)
}

/// Finds which of the known words was typed.
fn chosen(flag: &str, typed: &str, known: &[&str]) -> Result<usize> {
    let word = input::normalised(typed).to_lowercase();
    let place = known.iter().position(|one| one.to_lowercase() == word);
    place.ok_or_else(|| input::not_among(flag, typed, known))
}

fn summed_up(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
    let lang = desk.context.lang;
    let template = matches
        .get_one::<String>("template")
        .map(|file| read_text(&desk.context.path(file)))
        .transpose()?;
    let addressee = match matches.get_one::<String>("addressee") {
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
        template: template.as_deref(),
        explain: matches.get_flag("explain"),
    };
    let report = summary::report(&desk.view(), &request)?;
    let gaps = gaps(&report, lang);
    let page = Page::Report(report);
    Ok(match gaps {
        Some(gaps) => Answer::noted(page, gaps),
        None => Answer::page(page),
    })
}

/// Says under which headings a person has still to write.
fn gaps(report: &Report, lang: Lang) -> Option<String> {
    let gap = GAP.get(lang);
    let (mut heading, mut found) = ("", Vec::new());
    for block in &report.blocks {
        match block {
            Block::Heading(_, text) => heading = text,
            Block::Paragraph(text) | Block::Item(text) | Block::Line(_, text)
                if text.contains(gap) && !found.contains(&heading) =>
            {
                found.push(heading);
            }
            _ => {}
        }
    }
    (!found.is_empty()).then(|| {
        let list = lang.join(&found);
        lang.pick(
            format!("有{}处{gap}须由人补写：{list}", found.len()),
            format!("{} passages are still {gap}: {list}", found.len()),
        )
    })
}

/// Makes the report of a month.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn monthly(view: &View, month: Span) -> Result<Report> {
    let (from, until) = (month.first, month.last);
    let View { plan, lang, .. } = *view;
    let title = plan.title.get(lang);
    let stretch = stretch::Stretch {
        title: lang.pick(
            format!("{title}{}", from.format("%Y年%-m月月报")),
            format!("{title}: Report of {}", from.format("%Y-%m")),
        ),
        from,
        until,
        frozen: None,
    };
    stretch::report(view, &stretch)
}

fn of_phase(desk: &Desk, matches: &ArgMatches) -> Result<Report> {
    let phase = phase::chosen(desk, matches)?;
    let (lang, plan) = (desk.context.lang, &desk.plan);
    let frozen = phase::frozen(desk, &phase)?;
    let (title, name) = (plan.title.get(lang), phase.name.get(lang));
    let stretch = stretch::Stretch {
        title: lang.pick(
            format!("{title}第{}阶段（{name}）报告", phase.number),
            format!("{title}: Report of Phase {} ({name})", phase.number),
        ),
        from: phase.opens,
        until: phase.closes,
        frozen: frozen.as_ref(),
    };
    stretch::report(&desk.view(), &stretch)
}

/// Makes the lists for the public; what is left unmasked is written into the history first.
fn published(desk: &Desk, matches: &ArgMatches) -> Result<Answer> {
    let lang = desk.context.lang;
    let typed = matches
        .get_one::<String>("list")
        .map_or("all", String::as_str);
    let known: Vec<&str> = public::LISTS
        .iter()
        .map(|list| list.id)
        .chain(["all"])
        .collect();
    let place = chosen("list", typed, &known)?;
    let lists: Vec<&public::List> = match public::LISTS.get(place) {
        Some(list) => vec![list],
        None => public::LISTS.iter().collect(),
    };
    let unmasked = matches.get_flag("unmasked");
    let report = public::report(&desk.view(), &lists, !unmasked)?;
    if !unmasked {
        return Ok(Answer::page(Page::Report(report)));
    }
    let author = desk.author("report public")?;
    let record = RecordId(random()?);
    let told = Some(Value::Text(format!("{} --unmasked", known[place])));
    // What was known earlier is only read.
    Desk::open(desk.context)?.store.write(&author, |writing| {
        writing.change(&disclosure::KIND, record, &[(&disclosure::REPORT, told)])
    })?;
    let note = text(
        "没有脱敏，已记入历史；公布前请确认已征得本人同意",
        "Nothing is masked, which the history now records; make sure that those concerned agree before it is published",
    );
    Ok(Answer::noted(
        Page::Report(report),
        note.get(lang).to_owned(),
    ))
}
