//! The day on which something is entered: that of the clock, whatever day is computed for
//! (DOMAIN.md, section 10.6). Only a practice file takes the day that was chosen for the clock's.

use chrono::NaiveDate;

use super::Context;
use crate::text::{Lang, Words};

/// What a reader is to know about the day that a file is asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ClockRemark {
    /// A real file is computed for another day than the clock's.
    Chosen { today: NaiveDate, clock: NaiveDate },
    /// The file is for practice, where the chosen day is the clock's.
    Practice,
}

impl ClockRemark {
    /// Returns what is to be said of a file, if anything.
    pub(crate) fn of(context: &Context, practice: bool) -> Option<Self> {
        let (today, clock) = (context.today, context.clock(false));
        if practice {
            return Some(Self::Practice);
        }
        (today != clock).then_some(Self::Chosen { today, clock })
    }
}

impl ClockRemark {
    /// Says it on a paper, whose readers know of no options.
    pub(crate) fn on_paper(self, lang: Lang) -> String {
        match self {
            Self::Chosen { .. } => self.words(lang),
            Self::Practice => lang
                .pick(
                    "本件由练习文件生成，所列不是正式数据，不得报送。",
                    "Made from a practice file: none of this is real data, and it is not to be handed in.",
                )
                .to_owned(),
        }
    }
}

impl Words for ClockRemark {
    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Chosen { today, clock } => lang.pick(
                format!("注意：按 {today} 计算，今天实为 {clock}；登记日期和历史仍记 {clock}。"),
                format!("Warning: computed for {today}, while the clock says {clock}; what is entered is logged on {clock}."),
            ),
            Self::Practice => lang
                .pick(
                    "练习文件：时钟随 --today 走，不是正式数据，不与正式文件合并。",
                    "A practice file: its clock follows --today; it is no real data, and is not merged with any.",
                )
                .to_owned(),
        }
    }
}

/// A day that is asked about before it has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AheadRemark {
    pub(crate) as_of: NaiveDate,
    pub(crate) today: NaiveDate,
}

impl Words for AheadRemark {
    fn words(&self, lang: Lang) -> String {
        let Self { as_of, today } = self;
        lang.pick(
            format!("注意：{as_of} 还没有到（今天 {today}），到那天之前还可能办理的也按未办计算"),
            format!("Warning: {as_of} is still to come (today is {today}); what may yet be done by then counts as not done"),
        )
    }
}
