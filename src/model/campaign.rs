//! Tells campaigns apart: by title, host and opening day of the plan that it was made
//! with, whatever is set later.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization;

use super::plan::Wording;
use crate::text::Lang;

/// A campaign, by what tells it from others.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Campaign {
    title: Wording,
    host: Wording,
    opens: NaiveDate,
}

impl Campaign {
    /// Reads which campaign a plan is of.
    pub(crate) fn of(plan: &Json) -> Option<Self> {
        Self::deserialize(plan).ok()
    }

    /// Tells whether both are one, however their names are spaced or their characters coded.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let key = |one: &Self| (plain(&one.title), plain(&one.host), one.opens);
        key(self) == key(other)
    }

    /// Returns the year in which it opens.
    pub(crate) fn year(&self) -> i32 {
        self.opens.year()
    }

    /// Names it, with what tells it from others of its title, which often has quotation marks of its own.
    pub(crate) fn words(&self, lang: Lang) -> String {
        let (title, host, opens) = (self.title.get(lang), self.host.get(lang), self.opens);
        lang.pick(
            format!("{title}（{host}，{opens}起）"),
            format!("{title} ({host}, from {opens})"),
        )
    }
}

fn plain(words: &Wording) -> String {
    let words = words.get(Lang::Zh).nfkc();
    words.filter(|one| !one.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_campaign_is_one_by_title_host_and_first_day_however_they_are_written() {
        let of = |title: Json, host: &str, opens: &str| {
            Campaign::of(&json!({"title": title, "host": host, "opens": opens})).unwrap()
        };
        let one = of(json!("走基层(2011)"), "市档案局", "2011-03-01");
        assert!(one.is(&of(
            json!({"zh": " 走基层（２０１１）", "en": "x"}),
            "市 档案局",
            "2011-03-01"
        )));
        assert!(!one.is(&of(json!("走基层(2012)"), "市档案局", "2011-03-01")));
        assert!(!one.is(&of(json!("走基层(2011)"), "市民政局", "2011-03-01")));
        assert!(!one.is(&of(json!("走基层(2011)"), "市档案局", "2012-03-01")));
        assert!(Campaign::of(&json!({"title": "x"})).is_none());
    }
}
