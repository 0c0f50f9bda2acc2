//! The templates of the reports: what is built in, and what an office's own may name in its place.

use std::fmt::Write as _;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::View;
use super::figures;
use super::prose::{self, Pictures};
use super::rates::RATES;
use crate::error::Result;
use crate::model::document::{Block, GAP, Role};
use crate::model::value::hex;
use crate::text::{Lang, Text, text};

/// Something that a template may name, and what it is.
type Named = (&'static str, Text);

/// Template of a report.
pub(crate) struct Template {
    /// The reports that it is of, as the command line calls them.
    pub(crate) reports: &'static [&'static str],
    words: Text,
    values: &'static [Named],
    pictures: &'static [Named],
}

const TITLE: Named = ("title", text("活动名称", "the campaign’s title"));
const SIGNER: Named = ("signer", text("署名单位", "who signs"));
const AS_OF: Named = ("as_of", text("数据截至的日期", "the day it tells of"));
const TELEPHONE: Named = (
    "telephone",
    text("监督电话", "the telephone for objections"),
);
const FIGURES: Named = (
    "figures",
    text(
        "各项数据，如 figures.visits",
        "the figures, as figures.visits",
    ),
);
const ATTACHMENTS: Named = (
    "attachments",
    text(
        "有内容的附件，每个有 number、key、title、pictures（name、rest）",
        "the attachments that hold something; each has number, key, title, pictures (name, rest)",
    ),
);
const NUMBER: Named = (
    "number",
    text(
        "附件的号，如 number.findings，没有则为空",
        "the number of an attachment, as number.findings; empty without one",
    ),
);
const READINGS: [Named; 3] = [
    ("formulas", text("比率算法", "formulas of the rates")),
    ("always", text("统计口径", "what counts")),
    ("settings", text("采用的设置", "the settings used")),
];

pub(crate) static SUMMARY: Template = Template {
    reports: &["summary"],
    words: text(include_str!("summary.zh.md"), include_str!("summary.en.md")),
    values: &[
        TITLE,
        ("host", text("主办单位", "the host")),
        ("addressees", text("报送对象", "the addressees")),
        SIGNER,
        (
            "own",
            text("处室自己的报告为真", "true in an office’s own report"),
        ),
        ("leading_group", text("领导小组", "the leading group")),
        (
            "office",
            text("领导小组办公室", "the leading group’s office"),
        ),
        ("basis", text("依据的文件", "the documents it rests on")),
        ("phases", text("各阶段", "the phases")),
        ("phase_count", text("阶段数", "how many phases")),
        ("phase", text("截至日所在阶段", "the phase of that day")),
        ("opens", text("活动开始日期", "the first day")),
        ("closes", text("活动结束日期", "the last day")),
        (
            "closes_short",
            text("同上，不写年份", "the same without its year"),
        ),
        AS_OF,
        (
            "known_on",
            text("按哪天已知的数据", "the last day of what was known"),
        ),
        FIGURES,
        ("aid", text("慰问金额（元）", "aid in yuan")),
        (
            "opening",
            text("总数的半句话", "what there is, in half a sentence"),
        ),
        (
            "has_rates",
            text("有比率可算为真", "true if a rate can be told"),
        ),
        (
            "parts",
            text(
                "构成，如 parts.visits_by_kind",
                "what makes up a figure, as parts.visits_by_kind",
            ),
        ),
        (
            "pledge_parts",
            text("实事的状态构成", "where the pledges stand"),
        ),
        (
            "told",
            text(
                "与要求对照：told.receptions.due、.met、.share，pairing、research、three_entries、fridays 同；told.milestones.done、.late、.open；told.phases；told.counts；told.visits_each；told.longest_wait",
                "against what is asked: told.receptions.due, .met, .share, and so pairing, research, three_entries, fridays; told.milestones.done, .late, .open; told.phases; told.counts; told.visits_each; told.longest_wait",
            ),
        ),
        (
            "matrix_differs",
            text(
                "三进三送相加多于次数为真",
                "true if the matrix adds up to more than the visits",
            ),
        ),
        ("rates", text("全部比率", "all rates")),
        (
            "rate",
            text(
                "一个比率，如 rate.reply_rate.numerator、.denominator、.percent、.share、.label、.formula",
                "a rate, as rate.reply_rate.numerator, .denominator, .percent, .share, .label, .formula",
            ),
        ),
        (
            "satisfaction",
            text(
                "满意率，部分同 rate",
                "satisfaction, with the parts of a rate",
            ),
        ),
        (
            "return_rate",
            text(
                "回收率，部分同 rate",
                "the return rate, with the parts of a rate",
            ),
        ),
        (
            "single_surveys",
            text("有单项测评为真", "true if single pledges were surveyed"),
        ),
        (
            "problems",
            text("存在问题，每段一条", "the problems, a paragraph each"),
        ),
        ("model_cases", text("先进典型", "model cases")),
        ("mechanisms", text("制度", "mechanisms")),
        ("continuing", text("继续办理的实事", "pledges continuing")),
        (
            "withdrawn",
            text("撤回的实事数", "how many pledges were withdrawn"),
        ),
        (
            "limits",
            text(
                "方案的期限，如 limits.reply_days",
                "the plan’s limits, as limits.reply_days",
            ),
        ),
        ("digest", text("数据摘要", "the digest of the data")),
        ATTACHMENTS,
        NUMBER,
    ],
    pictures: &[
        (
            "matrix",
            text("三进三送情况", "three entries, three services"),
        ),
        (
            "receptions",
            text("领导接待与制度要求", "receptions against what is asked"),
        ),
        ("categories", text("实事按类别", "pledges by service")),
        (
            "units",
            text("实事按单位和状态", "pledges by unit and status"),
        ),
        ("rates", text("各项比率", "the rates")),
        (
            "months",
            text("各月的办理情况", "how far each month has come"),
        ),
        ("phases", text("分阶段情况", "from phase to phase")),
        (
            "satisfaction",
            text("满意度测评图", "a chart of the surveys"),
        ),
        ("done", text("完成的实事", "pledges done")),
        ("continuing", text("继续办理的实事", "pledges continuing")),
        ("withdrawn", text("撤回的实事", "pledges withdrawn")),
        ("surveys", text("总体测评", "overall surveys")),
        (
            "single_surveys",
            text("单项测评", "surveys of single pledges"),
        ),
        ("ledgers", text("台账统计", "totals of the ledgers")),
        (
            "problems",
            text("逾期和缺漏事项", "what is late or missing"),
        ),
        READINGS[0],
        READINGS[1],
        READINGS[2],
    ],
};

pub(crate) static INTERVAL: Template = Template {
    reports: &["monthly", "phase"],
    words: text(
        include_str!("interval.zh.md"),
        include_str!("interval.en.md"),
    ),
    values: &[
        ("title", text("报告标题", "the title of the report")),
        ("from", text("本期第一天", "the first day of the period")),
        ("until", text("本期最后一天", "its last day")),
        ("digest", text("数据摘要", "the digest of the data")),
        (
            "closed_on",
            text(
                "阶段结束的日期，未结束为空",
                "when the phase was closed; empty while it is not",
            ),
        ),
        (
            "compared",
            text(
                "与上月或上一阶段相比",
                "what differs from the month or phase before",
            ),
        ),
        (
            "compared_with",
            text(
                "与什么相比，没有则为空",
                "with what it is compared; empty without it",
            ),
        ),
        (
            "withdrawn",
            text("撤回的实事数", "how many pledges were withdrawn"),
        ),
        (
            "problems",
            text("存在问题，每段一条", "the problems, a paragraph each"),
        ),
        (
            "after",
            text(
                "结束后有变化的数据项数",
                "how many figures differ since the closing",
            ),
        ),
        ATTACHMENTS,
        NUMBER,
    ],
    pictures: &[
        ("figures", text("各项数据", "the figures")),
        ("rates", text("各项比率", "the rates")),
        ("withdrawn", text("撤回的实事", "pledges withdrawn")),
        (
            "units",
            text("实事按单位和状态", "pledges by unit and status"),
        ),
        ("after", text("结束后的变化", "changes since the closing")),
        (
            "findings",
            text("逾期和缺漏事项", "what is late or missing"),
        ),
        READINGS[0],
        READINGS[1],
        READINGS[2],
    ],
};

pub(crate) static PUBLIC: Template = Template {
    reports: &["public"],
    words: text(include_str!("public.zh.md"), include_str!("public.en.md")),
    values: &[
        TITLE,
        SIGNER,
        AS_OF,
        (
            "lists",
            text(
                "各清单，每个有 id、title",
                "the lists, each with id and title",
            ),
        ),
        (
            "display",
            text("公示期：from、until、days", "on display: from, until, days"),
        ),
        TELEPHONE,
        ("objection", text("如何提出异议", "how to object")),
    ],
    pictures: &[
        ("published", text("公开承诺的实事", "pledges published")),
        ("completed", text("完成的实事", "pledges completed")),
        ("continuing", text("继续办理的实事", "pledges continuing")),
        ("withdrawn", text("撤回的实事", "pledges withdrawn")),
    ],
};

pub(crate) static SHEET: Template = Template {
    reports: &["sheet"],
    words: text(include_str!("sheet.zh.md"), include_str!("sheet.en.md")),
    values: &[
        ("unit", text("被督办单位", "the unit")),
        ("issuer", text("出单单位", "who hands it out")),
        ("year", text("年份", "the year")),
        (
            "number",
            text("编号，没有则为空", "its number; empty without one"),
        ),
        AS_OF,
        (
            "until",
            text("整改期限", "the day by which all is to be done"),
        ),
        ("leader", text("分管领导", "the leader in charge")),
        ("count", text("事项数", "how many matters")),
    ],
    pictures: &[("matters", text("督办事项", "the matters"))],
};

pub(crate) static CARD: Template = Template {
    reports: &["card"],
    words: text(include_str!("card.zh.md"), include_str!("card.en.md")),
    values: &[
        SIGNER,
        AS_OF,
        ("helpers", text("有联系人为真", "true if somebody helps")),
        ("visits", text("有走访为真", "true if somebody came")),
        TELEPHONE,
    ],
    pictures: &[
        ("household", text("基本情况", "the household")),
        ("helpers", text("联系人和帮扶措施", "helpers and measures")),
        ("visits", text("走访情况", "visits")),
    ],
};

pub(crate) static EVALUATION: Template = Template {
    reports: &["evaluation"],
    words: text(
        include_str!("evaluation.zh.md"),
        include_str!("evaluation.en.md"),
    ),
    values: &[
        ("until", text("截至哪天", "up to which day")),
        (
            "ballots",
            text("有测评票为真", "true if ballots were counted"),
        ),
    ],
    pictures: &[
        ("ballots", text("测评票", "the ballots")),
        ("totals", text("合计", "totals")),
        ("organisations", text("组织", "organisations")),
        ("members", text("党员", "members")),
    ],
};

/// Every template, in the order of the reports.
static TEMPLATES: [&Template; 6] = [&SUMMARY, &INTERVAL, &PUBLIC, &SHEET, &CARD, &EVALUATION];

/// Returns the names of the reports that have one.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().flat_map(|one| one.reports).copied()
}

/// Tells one office's own template from another.
pub(crate) fn digest(template: &str) -> String {
    hex(&Sha256::digest(template)[..8])
}

/// Returns the built-in template of a report, below a comment that says what may stand in it.
pub(crate) fn explained(report: &str, lang: Lang) -> Option<String> {
    let known = TEMPLATES.iter().find(|one| one.reports.contains(&report));
    known.map(|one| one.explained(report, lang))
}

impl Template {
    /// Makes a report of the template, or of an office's own.
    ///
    /// # Errors
    /// If the template is wrong, or asks for what is not there.
    pub(super) fn filled(
        &self,
        view: &View,
        values: &Json,
        pictures: &Pictures,
    ) -> Result<Vec<Block>> {
        let template = view.template.unwrap_or(self.words.get(view.lang));
        prose::document(template, values, pictures, view.lang)
    }

    fn explained(&self, report: &str, lang: Lang) -> String {
        let command = format!("huiyin report {report} … --template");
        let gap = GAP.get(lang);
        let roles: Vec<String> = Role::ALL
            .iter()
            .map(|role| format!(".{}", role.name()))
            .collect();
        let roles = roles.join(" ");
        let mut told = lang.pick(
            format!(
                "{{# 报告模板。改好后用 {command} 文件 生成；这段说明不会印出。
   {{{{ 名称 }}}} 填入数据；{{% if 名称 %}}…{{% endif %}}、{{% for 一个 in 名称 %}}…{{% endfor %}} 按有无和逐个填写。
   {gap} 留待人写，会标黄并提示；![](名称) 放一张表或图；“1. ”“- ”开头的是编号和项目，照印。
   “## 标题 {{ #代号 }}”的标题下可写段落；“###### 文字 {{.signature}}”有自己的位置，有 {roles}；“---”换页。

   数据：\n"
            ),
            format!(
                "{{# A template of a report. Use yours with {command} FILE; this comment is not printed.
   {{{{ name }}}} puts a value in; {{% if name %}}…{{% endif %}}, {{% for one in name %}}…{{% endfor %}} choose and repeat.
   {gap} is left for somebody to write, marked and told; ![](name) places a table or chart; lists keep “1. ” and “- ”.
   Below “## Heading {{ #key }}” passages stand; “###### text {{.signature}}” has a place of its own, as have {roles}; “---” begins a page.

   Values:\n"
            ),
        );
        let line = |told: &mut String, (name, about): &Named| {
            let _ = writeln!(told, "   {name}  {}", about.get(lang));
        };
        self.values.iter().for_each(|one| line(&mut told, one));
        if self.values.iter().any(|(name, _)| *name == FIGURES.0) {
            for figure in figures::FIGURES {
                let (label, measure) = (figure.label.get(lang), figure.measure.get(lang));
                let _ = writeln!(told, "   figures.{}  {label} ({measure})", figure.id);
            }
            for rate in RATES {
                let _ = writeln!(told, "   rate.{}  {}", rate.id, rate.label.get(lang));
            }
        }
        told += lang.pick("\n   表和图：\n", "\n   Tables and charts:\n");
        self.pictures.iter().for_each(|one| line(&mut told, one));
        format!("{told}#}}\n{}", self.words.get(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_places_is_told_of_it() {
        for template in TEMPLATES {
            for lang in [Lang::Zh, Lang::En] {
                let words = template.words.get(lang);
                let placed = words.split("![](").skip(1);
                let placed = placed.filter_map(|rest| rest.split(')').next());
                for name in placed.filter(|name| !name.starts_with("{{")) {
                    let known = template.pictures.iter().any(|(known, _)| *known == name);
                    assert!(known, "{name}");
                }
                let told = template.explained(template.reports[0], lang);
                assert!(told.ends_with(words) && told.matches("#}").count() == 1);
            }
        }
    }
}
