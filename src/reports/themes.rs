//! The kinds of problem of which a summary tells, each in one paragraph, and how each check is worded
//! there. Data alone: others compose them.
//!
//! In Chinese `{n}` stands for the count; in English it stands behind a colon.

use crate::checks::Finding;
use crate::text::{Lang, Text, text};

/// Returns the title of what a finding is about, without its ref; nothing where it is told by whose it
/// is, so that no household is named.
pub(super) fn title_of(one: &Finding, lang: Lang) -> &str {
    let mut matters = THEMES.iter().flat_map(|theme| theme.matters);
    let matter = matters.find(|matter| matter.code == one.code.id);
    if matter.is_none_or(|matter| matter.names != Names::Titles) {
        return "";
    }
    let subject = one.subject(lang);
    let reference = one.reference().unwrap_or_default();
    subject
        .strip_prefix(reference)
        .map_or(subject, str::trim_start)
}

/// A kind of problem.
pub(super) struct Theme {
    /// Its heading, where something of it is open or was missed.
    pub(super) open: Text,
    /// The same, where all was done, if late.
    pub(super) late: Text,
    pub(super) matters: &'static [Matter],
}

/// What one check finds, in words.
pub(super) struct Matter {
    /// The code of the check.
    pub(super) code: &'static str,
    pub(super) counts: Counts,
    pub(super) names: Names,
    /// It is not done.
    pub(super) missing: Text,
    /// It was done late, as half a sentence.
    pub(super) late: Text,
}

/// What `{n}` counts of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// The records that it is about.
    Records,
    /// Each time.
    Times,
    /// Those of whom it is asked: persons, units or both, with their measure.
    Owners,
}

/// By what the first few are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// The titles of the records, with whose they are.
    Titles,
    /// Those of whom it is asked.
    Owners,
    /// None: there is but one.
    Nothing,
}

const fn matter(
    code: &'static str,
    counts: Counts,
    names: Names,
    missing: Text,
    late: Text,
) -> Matter {
    Matter {
        code,
        counts,
        names,
        missing,
        late,
    }
}

/// Every kind of problem, in the order in which they are told.
pub(super) static THEMES: &[Theme] = &[
    Theme {
        open: text(
            "部分实事没有按期办结或公布进展",
            "Some pledges are not done, or not told of, in time",
        ),
        late: text(
            "部分实事办理、公开不够及时",
            "Some pledges were done, or told of, late",
        ),
        matters: &[
            matter(
                "pledge-overdue",
                Counts::Records,
                Names::Titles,
                text(
                    "{n}项实事已过时限仍未办结",
                    "pledges past their deadline and not done",
                ),
                text("{n}项实事迟于时限办结", "pledges done after their deadline"),
            ),
            matter(
                "pledge-behind",
                Counts::Records,
                Names::Titles,
                text("{n}项实事进度慢于序时", "pledges behind schedule"),
                text("{n}项实事一度慢于序时", "pledges that were behind schedule"),
            ),
            matter(
                "pledge-incomplete",
                Counts::Records,
                Names::Titles,
                text(
                    "{n}项实事承诺要素不全",
                    "pledges that lack what a promise needs",
                ),
                text("{n}项实事承诺要素补齐较晚", "pledges completed late"),
            ),
            matter(
                "pledge-unpublished",
                Counts::Records,
                Names::Titles,
                text("{n}项实事没有公开承诺", "pledges not published"),
                text("{n}项实事公开承诺较晚", "pledges published late"),
            ),
            matter(
                "pledge-silent",
                Counts::Records,
                Names::Titles,
                text(
                    "{n}项实事没有按期公布进展",
                    "pledges of which no progress was told in time",
                ),
                text("{n}次进展没有按期公布", "progress told of late"),
            ),
            matter(
                "pledge-lists",
                Counts::Records,
                Names::Titles,
                text(
                    "{n}项重点实事没有列入公布名单",
                    "key pledges on no published list",
                ),
                text("{n}项重点实事列入公布名单较晚", "key pledges listed late"),
            ),
            matter(
                "pledge-none",
                Counts::Owners,
                Names::Owners,
                text("{n}没有申报办实事项目", "units without a pledge"),
                text("{n}申报办实事项目较晚", "units that pledged late"),
            ),
        ],
    },
    Theme {
        open: text(
            "部分群众意见没有按期答复、办结",
            "Some opinions are not answered or settled in time",
        ),
        late: text(
            "部分群众意见答复、办理不够及时",
            "Some opinions were answered or settled late",
        ),
        matters: &[
            matter(
                "opinion-reply",
                Counts::Records,
                Names::Titles,
                text(
                    "{n}件意见超过期限仍未答复",
                    "opinions past their day and not answered",
                ),
                text("{n}件意见迟于期限答复", "opinions answered late"),
            ),
            matter(
                "opinion-result",
                Counts::Records,
                Names::Titles,
                text(
                    "{n}件意见超过期限仍无办理结果",
                    "opinions past their day and without an outcome",
                ),
                text("{n}件意见迟于期限办结", "opinions settled late"),
            ),
            matter(
                "opinion-first-asked",
                Counts::Records,
                Names::Titles,
                text(
                    "{n}件意见没有注明首问责任人",
                    "opinions that name no first person asked",
                ),
                text(
                    "{n}件意见补注首问责任人较晚",
                    "opinions whose first person asked was named late",
                ),
            ),
            matter(
                "promise-limit",
                Counts::Times,
                Names::Owners,
                text(
                    "窗口服务{n}次超过承诺用时",
                    "waits longer than was promised",
                ),
                text(
                    "窗口服务{n}次超过承诺用时",
                    "waits longer than was promised",
                ),
            ),
        ],
    },
    Theme {
        open: text(
            "走访调研、结对联系不够经常",
            "Visits, research and pairings fall short",
        ),
        late: text(
            "走访调研、结对联系不够及时",
            "Visits, research and pairings came late",
        ),
        matters: &[
            matter(
                "pairing-missing",
                Counts::Owners,
                Names::Owners,
                text("{n}没有结对联系困难户", "without a household in care"),
                text("{n}结对较晚", "paired late"),
            ),
            matter(
                "pairing-visit",
                Counts::Times,
                Names::Owners,
                text(
                    "{n}次定期走访到期没有落实",
                    "visits to households that are overdue",
                ),
                text(
                    "{n}次定期走访迟于规定间隔",
                    "visits to households later than the interval",
                ),
            ),
            matter(
                "three-entries",
                Counts::Owners,
                Names::Owners,
                text(
                    "{n}“三进三送”没有全覆盖",
                    "without all of the three entries and services",
                ),
                text(
                    "{n}“三进三送”完成较晚",
                    "late with the three entries and services",
                ),
            ),
            matter(
                "research-missing",
                Counts::Owners,
                Names::Owners,
                text("{n}没有提交调研报告", "without a research report"),
                text("{n}提交调研报告较晚", "late with a research report"),
            ),
        ],
    },
    Theme {
        open: text(
            "接待和学习制度坚持得不够好",
            "Receptions and study were not always held",
        ),
        late: text("接待和学习落实不够及时", "Receptions and study were late"),
        matters: &[
            matter(
                "duty-missed",
                Counts::Times,
                Names::Owners,
                text("{n}次值班没有接待", "turns of duty without a reception"),
                text(
                    "{n}次值班接待登记较晚",
                    "turns of duty of which the reception was late",
                ),
            ),
            matter(
                "reception-weekly",
                Counts::Times,
                Names::Owners,
                text(
                    "每周接待群众有{n}次没有落实",
                    "weeks without the reception that is asked",
                ),
                text("{n}次每周接待登记较晚", "weekly receptions entered late"),
            ),
            matter(
                "reception-monthly",
                Counts::Times,
                Names::Owners,
                text(
                    "每月接待群众有{n}次没有落实",
                    "months without the reception that is asked",
                ),
                text("{n}次每月接待登记较晚", "monthly receptions entered late"),
            ),
            matter(
                "study-friday",
                Counts::Times,
                Names::Owners,
                text("周五集中学习有{n}次没有组织", "Fridays without study"),
                text("{n}次周五学习登记或补学较晚", "Fridays made up for late"),
            ),
            matter(
                "study-week",
                Counts::Owners,
                Names::Owners,
                text("{n}集中学习天数不够", "short of the days of a study week"),
                text("{n}补足集中学习天数较晚", "late with the study week"),
            ),
            matter(
                "discussion-missing",
                Counts::Owners,
                Names::Owners,
                text("{n}没有开展专题大讨论", "without a discussion"),
                text("{n}专题大讨论开展较晚", "late with the discussion"),
            ),
            matter(
                "lecture-none",
                Counts::Owners,
                Names::Owners,
                text("{n}没有举办讲座", "without a lecture"),
                text("{n}讲座举办较晚", "late with the lecture"),
            ),
        ],
    },
    Theme {
        open: text(
            "整改和督促落实还有差距",
            "Not all that was to be put right is done",
        ),
        late: text(
            "整改和督促落实不够及时",
            "Some of what was to be put right came late",
        ),
        matters: &[
            matter(
                "problem-open",
                Counts::Records,
                Names::Titles,
                text(
                    "{n}个查摆问题到期没有整改",
                    "problems past their day and not put right",
                ),
                text("{n}个查摆问题整改较晚", "problems put right late"),
            ),
            matter(
                "inspection-open",
                Counts::Records,
                Names::Titles,
                text(
                    "{n}项督查要求没有落实",
                    "requirements of inspections not met",
                ),
                text(
                    "{n}项督查要求落实较晚",
                    "requirements of inspections met late",
                ),
            ),
            matter(
                "notice-open",
                Counts::Records,
                Names::Owners,
                text(
                    "{n}份督办单到期没有回复",
                    "supervision sheets without a reply",
                ),
                text("{n}份督办单回复较晚", "supervision sheets replied to late"),
            ),
            matter(
                "left-responsible",
                Counts::Records,
                Names::Owners,
                text(
                    "{n}件事项在责任人离任后没有移交",
                    "matters of who has left, not handed over",
                ),
                text(
                    "{n}件事项在责任人离任后移交较晚",
                    "matters of who has left, handed over late",
                ),
            ),
            matter(
                "comment-missing",
                Counts::Owners,
                Names::Owners,
                text(
                    "{n}没有得到分管领导点评",
                    "without a comment by the leader in charge",
                ),
                text("{n}得到分管领导点评较晚", "commented on late"),
            ),
            matter(
                "report-missing",
                Counts::Owners,
                Names::Owners,
                text("{n}没有述职", "without a report on their promises"),
                text("{n}述职较晚", "late with the report on their promises"),
            ),
            matter(
                "evaluation-missing",
                Counts::Times,
                Names::Owners,
                text("{n}项评价没有开展", "evaluations not made"),
                text("{n}项评价开展较晚", "evaluations made late"),
            ),
            matter(
                "milestone",
                Counts::Times,
                Names::Titles,
                text("{n}项活动安排没有按时完成", "milestones not reached"),
                text("{n}项活动安排完成较晚", "milestones reached late"),
            ),
            matter(
                "survey-missing",
                Counts::Times,
                Names::Nothing,
                text("满意度测评没有开展", "satisfaction surveys not taken"),
                text("满意度测评开展较晚", "satisfaction surveys taken late"),
            ),
            matter(
                "publication-missing",
                Counts::Times,
                Names::Nothing,
                text("{n}份实事名单没有公布", "lists of pledges not published"),
                text("{n}份实事名单公布较晚", "lists of pledges published late"),
            ),
            matter(
                "mechanism-missing",
                Counts::Times,
                Names::Nothing,
                text("长效制度没有按要求印发", "lasting mechanisms not issued"),
                text("长效制度印发较晚", "lasting mechanisms issued late"),
            ),
            matter(
                "summary-submission",
                Counts::Times,
                Names::Titles,
                text(
                    "总结报告有{n}个报送对象没有报送",
                    "addressees without the summary",
                ),
                text(
                    "总结报告向{n}个报送对象报送较晚",
                    "addressees who had the summary late",
                ),
            ),
            matter(
                "not-received",
                Counts::Owners,
                Names::Owners,
                text("{n}没有报送活动记录", "units that handed in no records"),
                text("{n}报送活动记录较晚", "units that handed in records late"),
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::checks::codes::CODES;

    /// Those that are only ever notices, of which a summary says nothing.
    const NOTICES: [&str; 3] = ["duplicate", "record-invalid", "proposal-open"];

    #[test]
    fn every_check_belongs_to_one_kind_of_problem() {
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        for matter in THEMES.iter().flat_map(|theme| theme.matters) {
            *told.entry(matter.code).or_default() += 1;
        }
        for code in CODES {
            let wanted = usize::from(!NOTICES.contains(&code.id));
            assert_eq!(told.remove(code.id).unwrap_or(0), wanted, "{}", code.id);
        }
        assert!(told.is_empty(), "{told:?}");
    }

    #[test]
    fn english_words_leave_the_count_to_the_colon() {
        for matter in THEMES.iter().flat_map(|theme| theme.matters) {
            for words in [matter.missing, matter.late] {
                assert!(!words.get(Lang::En).contains("{n}"), "{}", matter.code);
            }
        }
    }
}
