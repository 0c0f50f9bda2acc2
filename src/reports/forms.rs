//! Forms to print: ballots of evaluations (requirement 33) and of satisfaction (requirement 39), the
//! register of receptions (requirement 11), and the slip with which whoever was asked first hands a matter
//! over (requirement 26).

use serde_json::{Value as Json, json};

use super::{View, count};
use crate::error::Result;
use crate::kinds::opinion;
use crate::kinds::{evaluation, survey};
use crate::model::date::in_words;
use crate::model::document::{Block, Cell, Report, Role, Table, plain};
use crate::model::kind::Choice;
use crate::model::record::Record;
use crate::model::value::day;
use crate::text::{Text, text};

/// Lines of a register that stay empty.
const EMPTY_LINES: usize = 12;
/// The most lines of a ballot of which a page holds two.
const SHORT: usize = 3;
/// Where a page of several is cut.
const CUT: &str = "┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈";

/// A form to print.
pub(crate) struct Form {
    pub(crate) id: &'static str,
    pub(crate) name: Text,
    /// The kinds of records for which it can be filled in.
    pub(crate) of: &'static [&'static str],
    make: fn(&View, &Self, Option<&Record>) -> Result<Report>,
}

pub(crate) static FORMS: [Form; 4] = [
    Form {
        id: "evaluation",
        name: text("双述双评测评票", "Evaluation ballot"),
        of: &["pledge", "person", "unit"],
        make: evaluation_ballot,
    },
    Form {
        id: "satisfaction",
        name: text("满意度测评票", "Satisfaction ballot"),
        of: &["pledge", "unit"],
        make: satisfaction_ballot,
    },
    Form {
        id: "reception",
        name: text("群众接待登记表", "Reception register"),
        of: &["duty"],
        make: reception_register,
    },
    Form {
        id: "hand-over",
        name: text("首问移交单", "Hand-over slip"),
        of: &["opinion"],
        make: hand_over_slip,
    },
];

/// Those who have pledged in public, whom ballots are about; of pledges that were withdrawn none.
const PLEDGERS: &str = "
    select ref, name from unit where void is null and record in (
        select unit from pledge where void is null and status <> 'withdrawn' and published_on <= ?1
        and pledger_kind is not 'member')
    union all
    select ref, name from person where void is null and record in (
        select responsible from pledge where void is null and status <> 'withdrawn'
        and published_on <= ?1 and pledger_kind = 'member')";
const DUTY: &str = "select d.date, m.name as leader, d.place from duty as d
    left join person as m on m.record = d.leader where d.record = ?1";
const OPINION: &str =
    "select o.ref, o.date, o.channel, o.from_name, o.from_phone, o.topic, o.content,
    m.name as first_asked, coalesce(u.name, h.name) as handed_to, o.handed_on, o.due
    from opinion as o left join person as m on m.record = o.first_asked
    left join unit as u on u.record = o.handed_to left join person as h on h.record = o.handed_to
    where o.record = ?1";

/// Makes a form, for a record where one is given.
pub(crate) fn report(view: &View, form: &Form, record: Option<&Record>) -> Result<Report> {
    (form.make)(view, form, record)
}

/// Tells whether a report is a form.
pub(crate) fn is_form(json: &Json) -> bool {
    json["form"].is_string()
}

/// The forms that there are, as words of a command.
pub(crate) fn choices() -> Vec<Choice> {
    let choice = |form: &Form| Choice {
        id: form.id,
        label: form.name,
    };
    FORMS.iter().map(choice).collect()
}

fn evaluation_ballot(view: &View, form: &Form, record: Option<&Record>) -> Result<Report> {
    let subjects = match record {
        Some(record) => vec![json!({"ref": record.ref_text(), "name": record.title()})],
        None => count::objects(view.store, PLEDGERS, &[&view.as_of.to_string()])?,
    };
    let heads = [&evaluation::GOOD, &evaluation::FAIR, &evaluation::POOR];
    let kinds = evaluation::STEPS
        .iter()
        .filter(|step| step.id.starts_with("by_"));
    let kinds = kinds.map(|step| format!("□{}", step.label.get(view.lang)));
    let kinds = kinds.collect::<Vec<_>>().join("　");
    let before = view.lang.pick(
        format!("测评类别：{kinds}。请在相应栏内打“√”，每行只选一项，不记名。"),
        format!("Kind: {kinds}. Tick one box a line; give no name."),
    );
    let labels = heads.map(|field| field.label);
    Ok(ballot(view, form, &subjects, labels, &before))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "one of several forms, of which others may fail"
)]
fn satisfaction_ballot(view: &View, form: &Form, record: Option<&Record>) -> Result<Report> {
    let lang = view.lang;
    let subject = match record {
        Some(record) => json!({"ref": record.ref_text(), "name": record.title()}),
        // A ballot of one pledge is never counted with those of the whole.
        None => json!({"ref": null, "name": lang.pick("活动总体情况", "The campaign as a whole")}),
    };
    let heads = [&survey::SATISFIED, &survey::MOSTLY, &survey::DISSATISFIED];
    let before = lang.pick(
        "请在相应栏内打“√”，只选一项，不记名。",
        "Tick one box; give no name.",
    );
    let labels = heads.map(|field| field.label);
    Ok(ballot(view, form, &[subject], labels, before))
}

/// Makes as many ballots as a page holds, with lines to cut along.
fn ballot(view: &View, form: &Form, subjects: &[Json], answers: [Text; 3], before: &str) -> Report {
    let lang = view.lang;
    let number = lang.pick(["序号", "测评对象"], ["No.", "Subject"]);
    let heads: Vec<&str> = number
        .into_iter()
        .chain(answers.map(|answer| answer.get(lang)))
        .collect();
    let row = |(at, subject): (usize, &Json)| {
        let number = i64::try_from(at + 1).unwrap_or(i64::MAX);
        let empty = || Cell::from("");
        vec![
            Cell::Integer(number),
            Cell::from(plain(&subject["name"])),
            empty(),
            empty(),
            empty(),
        ]
    };
    let rows: Vec<Vec<Cell>> = subjects.iter().enumerate().map(row).collect();
    let copies = if rows.len() <= SHORT { 2 } else { 1 };
    let title = form.name.get(lang);
    let mut blocks = Vec::new();
    for copy in 0..copies {
        if copy > 0 {
            blocks.push(Block::Line(Role::Footnote, CUT.to_owned()));
        }
        blocks.push(Block::Heading(1, title.to_owned()));
        blocks.push(Block::Paragraph(before.to_owned()));
        blocks.push(Block::Table(
            Table::new(heads.clone(), rows.clone()).titled(title),
        ));
        blocks.push(Block::Paragraph(
            lang.pick("意见和建议：", "Remarks:").to_owned(),
        ));
    }
    let sheet = subjects
        .iter()
        .map(|one| vec![plain(&one["ref"]), plain(&one["name"])]);
    Report {
        blocks,
        sheet: Table::new(["ref", "name"], sheet.collect::<Vec<_>>()),
        json: json!({"form": form.id, "subjects": subjects, "copies": copies}),
        ..Report::default()
    }
}

fn reception_register(view: &View, form: &Form, record: Option<&Record>) -> Result<Report> {
    let lang = view.lang;
    let title = form.name.get(lang);
    let duty = match record {
        Some(record) => count::objects(view.store, DUTY, &[&record.id.0])?.pop(),
        None => None,
    };
    let told = |key: &str| {
        duty.as_ref()
            .map_or_else(String::new, |duty| plain(&duty[key]))
    };
    let on = day(&told("date")).map_or_else(String::new, |on| in_words(on, lang));
    let (leader, place) = (told("leader"), told("place"));
    let line = lang.pick(
        format!("接待日期：{on}　　接待领导：{leader}　　地点：{place}"),
        format!("Day: {on}    Leader: {leader}    Place: {place}"),
    );
    let heads = lang.pick(
        [
            "序号",
            "时间",
            "来访人",
            "联系电话",
            "反映事项",
            "首问负责人",
            "处理意见",
            "登记编号",
        ],
        [
            "No.",
            "Time",
            "Visitor",
            "Phone",
            "Matter",
            "First asked",
            "Decision",
            "Ref",
        ],
    );
    let row = |at| {
        let number = i64::try_from(at).unwrap_or(i64::MAX);
        let empty = std::iter::repeat_n(Cell::from(""), heads.len() - 1);
        std::iter::once(Cell::Integer(number))
            .chain(empty)
            .collect::<Vec<_>>()
    };
    let table = Table::new(heads, (1..=EMPTY_LINES).map(row)).titled(title);
    Ok(Report {
        blocks: vec![
            Block::Heading(1, title.to_owned()),
            Block::Paragraph(line),
            Block::Table(table.clone()),
        ],
        sheet: table,
        json: json!({"form": form.id, "duty": duty, "lines": EMPTY_LINES}),
        ..Report::default()
    })
}

fn hand_over_slip(view: &View, form: &Form, record: Option<&Record>) -> Result<Report> {
    let lang = view.lang;
    let title = form.name.get(lang);
    let found = match record {
        Some(record) => count::objects(view.store, OPINION, &[&record.id.0])?.pop(),
        None => None,
    };
    let told = |key: &str| {
        let value = found
            .as_ref()
            .map_or_else(String::new, |one| plain(&one[key]));
        match key {
            "channel" => {
                let channel = opinion::CHANNELS.iter().find(|one| one.id == value);
                channel.map_or(value, |one| one.label.get(lang).to_owned())
            }
            "date" | "due" | "handed_on" => day(&value).map_or(value, |on| in_words(on, lang)),
            _ => value,
        }
    };
    let rows: Vec<Vec<String>> = ITEMS
        .iter()
        .map(|(key, label)| vec![label.get(lang).to_owned(), told(key)])
        .collect();
    let heads = lang.pick(["项目", "内容"], ["Item", "Content"]);
    let parts = lang.pick(
        ["第一联：交接收单位", "第二联：首问负责人存"],
        [
            "First copy: for who takes it over",
            "Second copy: kept by the first asked",
        ],
    );
    let careful = lang.pick(
        "本单有个人信息，只供办理，不得外传。",
        "Personal data: for settling the matter alone.",
    );
    let mut blocks = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            blocks.push(Block::PageBreak);
        }
        blocks.push(Block::Heading(1, title.to_owned()));
        blocks.push(Block::Table(Table::new(heads, rows.clone()).titled(title)));
        blocks.push(Block::Line(Role::Footnote, part.to_owned()));
        blocks.push(Block::Line(Role::Footnote, careful.to_owned()));
    }
    Ok(Report {
        blocks,
        sheet: Table::new(["item", "content"], rows),
        json: json!({"form": form.id, "opinion": found}),
        ..Report::default()
    })
}

/// The items of a hand-over slip: the key of what is known, and those that are written by hand.
const ITEMS: [(&str, Text); 13] = [
    ("ref", text("编号", "Ref")),
    ("date", text("收到日期", "Received on")),
    ("channel", text("渠道", "Channel")),
    ("from_name", text("反映人", "Raised by")),
    ("from_phone", text("联系电话", "Phone")),
    ("topic", text("主题", "Topic")),
    ("content", text("内容", "Content")),
    ("first_asked", text("首问负责人", "First asked")),
    ("handed_to", text("移交给", "Handed to")),
    ("handed_on", text("移交日期", "Handed over on")),
    ("due", text("答复时限", "Reply due")),
    ("signed", text("移交人签字", "Signed by who hands over")),
    (
        "taken",
        text("接收人签字、日期", "Signed by who takes over, day"),
    ),
];
