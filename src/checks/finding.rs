//! Findings of checks: a term under its code and its light, whom and what it is about, and a
//! sentence for people. Worded here and nowhere else.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::rc::Rc;

use chrono::NaiveDate;

use super::codes::{self, Code};
use super::days::before;
use super::remedy::{command, whole};
use super::roster::Named;
use super::term::{Ended, Why};
pub(crate) use super::term::{Light, Term};
use crate::error::Result;
use crate::model::columns::Columns;
use crate::model::document::{Block, Tone};
use crate::model::plan::Wording;
use crate::model::value::RecordId;
use crate::store::Store;
use crate::text::{Lang, Text, text};

/// The columns of findings for machines; those whose `evidence` was not read tell of none.
pub(crate) fn columns(lang: Lang, evidence: &Evidence) -> Columns<Finding> {
    let evidence = evidence.clone();
    Columns::<Finding>::new(lang)
        .key("code", |one| one.code.id)
        .key("light", |one| one.light.id())
        .key("requirement", |one| one.requirement)
        .key("unit", |one| reference(one.unit.as_deref()))
        .key("person", |one| reference(one.person.as_deref()))
        .key("ref", |one| one.reference().map(str::to_owned))
        .key("period", |one| one.period().map(str::to_owned))
        .key("message", move |one| one.message(lang))
        .key("key", Finding::key)
        .key("due", |one| one.term.due.to_string())
        .key("done", |one| day(one.term.done))
        .key("entered", |one| day(one.term.entered))
        .key("entered_late", |one| one.entered_late)
        .key("ended", |one| one.term.ended.map(|ended| ended.why.id()))
        .key("settled", Finding::is_settled)
        .key("evidence", move |one| evidence.refs(&one.term))
}

/// The names of what fulfils terms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence(Rc<HashMap<RecordId, (String, String)>>);

impl Evidence {
    /// Reads those of what was found.
    pub(crate) fn of(store: &Store, found: &[Finding]) -> Result<Self> {
        let deeds = found.iter().flat_map(|finding| &finding.term.evidence);
        let wanted = deeds.map(|deed| (deed.record, std::slice::from_ref(&deed.kind)));
        Ok(Self(Rc::new(store.names_of(&wanted.collect())?)))
    }

    fn refs(&self, term: &Term) -> Vec<String> {
        let deeds = term.evidence.iter();
        let refs = deeds.filter_map(|deed| Some(&self.0.get(&deed.record)?.0));
        refs.filter(|one| !one.is_empty()).cloned().collect()
    }
}

fn reference(named: Option<&Named>) -> Option<String> {
    named.map(|named| named.reference.clone())
}

fn day(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

impl Light {
    /// Returns its identifier for machines.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::Blue => "blue",
            Self::Notice => "notice",
            Self::Green => "green",
        }
    }

    /// Returns the tone in which its word stands out; what is in order has none.
    pub(crate) const fn tone(self) -> Option<Tone> {
        match self {
            Self::Red => Some(Tone::Red),
            Self::Yellow => Some(Tone::Yellow),
            Self::Blue => Some(Tone::Blue),
            Self::Notice | Self::Green => None,
        }
    }

    /// Returns its colour with the word that says the same.
    pub(crate) const fn label(self) -> Text {
        match self {
            Self::Red => text("红·逾期", "RED overdue"),
            Self::Yellow => text("黄·迟办", "YELLOW late"),
            Self::Blue => text("蓝·临期", "BLUE due soon"),
            Self::Notice => text("提示", "notice"),
            Self::Green => text("绿·正常", "GREEN in order"),
        }
    }

    /// Tells whether something is to be done or was done too late.
    pub(crate) const fn is_concern(self) -> bool {
        matches!(self, Self::Red | Self::Yellow | Self::Blue)
    }
}

/// One term as it stands on a day.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) code: &'static Code,
    pub(crate) light: Light,
    /// The number of the requirement.
    pub(crate) requirement: i64,
    pub(crate) unit: Option<Rc<Named>>,
    pub(crate) person: Option<Rc<Named>>,
    /// The record that it is about, the same for all that is found of it.
    pub(super) entry: Option<Rc<Entry>>,
    pub(crate) term: Term,
    /// True if the deed was entered so late that it is marked (补录).
    pub(crate) entered_late: bool,
    /// The day for which it was computed.
    pub(crate) day: NaiveDate,
    /// What most have none of: there may be millions.
    pub(super) particulars: Option<Box<Particulars>>,
}

/// A record under its ref and its title, as sentences begin with them.
#[derive(Debug)]
pub(super) struct Entry {
    words: Box<str>,
    /// Length of the ref.
    reference: usize,
}

/// What a finding says beyond its code, its record and its term.
#[derive(Clone, Debug, Default)]
pub(super) struct Particulars {
    /// A month, an ISO week or a day.
    pub(super) period: Option<String>,
    /// Tells it apart from others of its code and owner: the key of a quota, an addressee, a step.
    pub(super) about: Option<String>,
    /// Beginning of the sentence, where that is not ref and title of its record.
    pub(super) subject: Option<Wording>,
    /// What is missing, if the code alone does not say it.
    pub(super) detail: Option<Wording>,
    /// Values of the other names in the remedy of its code.
    pub(super) parameters: Vec<(&'static str, Wording)>,
}

impl Entry {
    pub(super) fn new(reference: &str, title: &str) -> Rc<Self> {
        Rc::new(Self {
            words: format!("{reference} {title}").into(),
            reference: reference.len(),
        })
    }
}

impl Finding {
    /// Adds to what it says beyond its code, its record and its term.
    pub(super) fn saying(mut self, say: impl FnOnce(&mut Particulars)) -> Self {
        say(self.particulars.get_or_insert_default());
        self
    }

    /// Returns the ref of the record that it is about.
    pub(crate) fn reference(&self) -> Option<&str> {
        let entry = self.entry.as_ref()?;
        Some(&entry.words[..entry.reference])
    }

    /// Returns the month, the ISO week or the day for which it is asked.
    pub(crate) fn period(&self) -> Option<&str> {
        self.particulars.as_ref()?.period.as_deref()
    }

    /// Returns what tells it apart from others of its code and owner.
    pub(crate) fn about(&self) -> Option<&str> {
        self.particulars.as_ref()?.about.as_deref()
    }

    /// Returns the beginning of its sentence: a title or a name.
    pub(crate) fn subject(&self, lang: Lang) -> &str {
        let own = self
            .particulars
            .as_ref()
            .and_then(|one| one.subject.as_ref());
        let entry = || self.entry.as_ref().map(|entry| &*entry.words);
        own.map(|own| own.get(lang))
            .or_else(entry)
            .unwrap_or_default()
    }

    /// Returns what is missing, if the code alone does not say it.
    pub(crate) fn detail(&self) -> Option<&Wording> {
        self.particulars.as_ref()?.detail.as_ref()
    }

    /// Tells whether what is asked was done by the day, in time or not.
    pub(crate) const fn is_met(&self) -> bool {
        self.term.done.is_some()
    }

    /// Tells whether it stands in the way of what must be met: neither done nor fallen away in time.
    pub(crate) fn is_unmet(&self) -> bool {
        let fell_away = self.term.ended.is_some() && self.light == Light::Green;
        !self.is_met() && !fell_away && !matches!(self.light, Light::Yellow | Light::Notice)
    }

    /// Tells whether nothing can be done about it any more.
    pub(crate) fn is_settled(&self) -> bool {
        self.term.is_settled(self.day)
    }

    /// Returns by what it stands among others of a day: its unit and person, the day on which it is due,
    /// and its check.
    pub(crate) fn rank(&self) -> impl Ord + use<> {
        let place = |named: &Option<Rc<Named>>| named.as_ref().map(|named| named.place);
        let place = (place(&self.unit), place(&self.person));
        (place, self.term.due, codes::position(self.code))
    }

    /// Returns who must do it: the person, else the unit.
    pub(crate) fn whom(&self) -> Option<&Named> {
        self.person.as_deref().or(self.unit.as_deref())
    }

    /// Returns what names its term, on whatever day and in whatever language it is told.
    pub(crate) fn key(&self) -> String {
        let owner = self.whom().map(|named| named.reference.as_str());
        let about = self.about();
        let parts = match self.reference() {
            Some(reference) => [Some(reference), about],
            None => [owner, about],
        };
        let opened = self.term.opened.to_string();
        let period = self.period().unwrap_or(&opened);
        let mut key = self.code.id.to_owned();
        for part in parts.into_iter().flatten().chain([period]) {
            key.push('/');
            key.push_str(part);
        }
        key
    }

    /// Returns the colour of its light with the word that says the same.
    pub(crate) fn light_words(&self, lang: Lang) -> &'static str {
        match self.light {
            Light::Green if self.term.ended.is_some() => text("绿·已结束", "GREEN ended").get(lang),
            Light::Green if !self.is_met() => text("绿·未到期", "GREEN not yet due").get(lang),
            light => light.label().get(lang),
        }
    }

    /// Says it in one line: its light, what is wrong and what to do about it.
    pub(crate) fn line(&self, lang: Lang) -> String {
        let (light, message) = (self.light_words(lang), self.message(lang));
        lang.pick(format!("{light} {message}"), format!("{light}: {message}"))
    }

    /// Says it as an item that begins with its light, in its tone.
    pub(crate) fn item(&self, lang: Lang) -> impl Iterator<Item = Block> {
        let light = self.light_words(lang).len();
        let tone = self.light.tone().map(|tone| Block::Tone(tone, light));
        tone.into_iter().chain([Block::Item(self.line(lang))])
    }

    /// Returns the words of the command that puts it right, as far as they are known.
    pub(crate) fn command(&self, lang: Lang) -> Option<Vec<String>> {
        if self.is_settled() {
            return None;
        }
        let known = |name: &str| Some(self.known(name, lang)?.to_owned());
        command(self.code.remedy.get(Lang::En), known)
    }

    /// Says what is wrong and what to do about it, by which command.
    pub(crate) fn message(&self, lang: Lang) -> String {
        let (matter, stop) = (self.matter(lang), lang.pick("；", "; "));
        format!("{matter}{stop}{}", self.then(lang))
    }

    /// Says what to do about it. Nobody is to date back what is past: it is only to be explained.
    fn then(&self, lang: Lang) -> String {
        if self.is_met() || self.term.ended.is_some() {
            return lang.pick("不必再办", "nothing more to do").to_owned();
        }
        if self.is_settled() {
            let past = lang.pick("已过，说明原因即可", "past: it is only to be explained");
            return past.to_owned();
        }
        self.remedy(lang)
    }

    /// Returns what is the same of all that differ from it only in the period for which it is asked;
    /// `None` where it is asked for none.
    pub(super) fn likeness(&self) -> Option<impl Eq + Hash + '_> {
        let told = (self.code.id, self.light, self.is_settled(), self.is_met());
        let whom = self.whom().map(|named| named.id);
        let about = (self.reference(), self.about());
        self.period().map(|_| (told, whom, about))
    }

    /// Says of several that differ only in their period how many they are, as one item.
    pub(super) fn items(several: &[&Self], lang: Lang) -> Vec<Block> {
        let [first, .., last] = several else {
            let items = several.iter().flat_map(|one| one.item(lang));
            return items.collect();
        };
        let (light, label) = (first.light_words(lang), first.code.label.get(lang));
        let is_fine = first.is_met() || first.light == Light::Green;
        let opening = if is_fine {
            label
        } else {
            first.code.missing.get(lang)
        };
        let whom = first.whom().map_or(label, |named| &named.name);
        let (count, from, until) = (several.len(), first.period(), last.period());
        let [from, until] = [from, until].map(Option::unwrap_or_default);
        let then = first.then(lang);
        let line = lang.pick(
            format!("{light} {whom}：{opening}，{count} 次（{from} 至 {until}）；{then}"),
            format!("{light}: {whom}: {opening}, {count} times ({from} to {until}); {then}"),
        );
        let tone = first
            .light
            .tone()
            .map(|tone| Block::Tone(tone, light.len()));
        tone.into_iter().chain([Block::Item(line)]).collect()
    }

    /// Says what is wrong as a line with a number, which begins with its light in its tone.
    pub(crate) fn numbered(&self, number: usize, lang: Lang) -> impl Iterator<Item = Block> {
        let (light, matter) = (self.light_words(lang), self.matter(lang));
        let light = format!("{number} {light}");
        let tone = self.light.tone().map(|tone| Block::Tone(tone, light.len()));
        let line = lang.pick(format!("{light} {matter}"), format!("{light}: {matter}"));
        tone.into_iter().chain([Block::Item(line)])
    }

    /// Says what is wrong.
    fn matter(&self, lang: Lang) -> String {
        let (subject, label) = (self.subject(lang), self.code.label.get(lang));
        let is_fine = self.is_met() || self.light == Light::Green;
        let opening = match self.detail() {
            _ if is_fine => label,
            Some(detail) => detail.get(lang),
            None => self.code.missing.get(lang),
        };
        // What is asked of the campaign as a whole is called like its check, with which it begins.
        let about = if subject == label && (is_fine || self.detail().is_some()) {
            String::new()
        } else {
            format!("{subject}{}", lang.pick("：", ": "))
        };
        format!("{about}{opening}{}", self.stands(lang))
    }

    /// Says how it stands on the day, after its opening.
    fn stands(&self, lang: Lang) -> String {
        if let Some(done) = self.term.done {
            return self.done_words(done, lang);
        }
        let due = self.term.due;
        if let Some(ended) = self.term.ended {
            let why = ended_words(ended, lang);
            return lang.pick(format!("，期限{due}，{why}"), format!(", due {due}, {why}"));
        }
        let days = (self.day - due).num_days();
        match self.light {
            Light::Red => lang.pick(
                format!("，期限{due}，已过{days}天"),
                format!(", due {due}, {} past", count(days)),
            ),
            Light::Blue if days == 0 => lang.pick("，今天到期", ", due today").to_owned(),
            Light::Blue => lang.pick(
                format!("，期限{due}，还有{}天", -days),
                format!(", due {due}, {} left", count(-days)),
            ),
            Light::Yellow | Light::Notice => String::new(),
            Light::Green => lang.pick(format!("，期限{due}"), format!(", due {due}")),
        }
    }

    fn done_words(&self, done: NaiveDate, lang: Lang) -> String {
        let due = self.term.due;
        let late = (done - due).num_days();
        let told = match self.light {
            Light::Yellow if late > 0 => lang.pick(
                format!("迟办，期限{due}，{done}才办理，晚{late}天"),
                format!(" late, due {due}, done on {done}, {} late", count(late)),
            ),
            Light::Yellow => lang.pick(
                format!("，期限{due}，{done}办理而登记迟了"),
                format!(", due {due}, done on {done} and entered late"),
            ),
            _ => lang.pick(format!("已于{done}落实"), format!(", done on {done}")),
        };
        match self.term.entered.filter(|_| self.entered_late) {
            None => told,
            Some(entered) => lang.pick(
                format!("{told}（{entered}补录）"),
                format!("{told} (entered on {entered})"),
            ),
        }
    }

    /// Says by which command it is put right. A name for which nothing stands becomes the word for it.
    fn remedy(&self, lang: Lang) -> String {
        let mut remedy = String::new();
        let mut rest = self.code.remedy.get(lang);
        while let Some((before, place)) = rest.split_once('{')
            && let Some((name, after)) = place.split_once('}')
        {
            remedy += before;
            remedy += self.value(name, lang).unwrap_or_default();
            rest = after;
        }
        whole(&(remedy + rest), lang)
    }

    /// Returns what stands for a name in a remedy: what is known, else the word for it.
    fn value(&self, name: &str, lang: Lang) -> Option<&str> {
        let word = || PLACES.iter().find(|(place, _)| *place == name);
        let word = || word().map(|(_, word)| word.get(lang));
        self.known(name, lang).or_else(word)
    }

    /// Returns what is known of a name in a remedy.
    fn known(&self, name: &str, lang: Lang) -> Option<&str> {
        let own = match name {
            "ref" => self.reference(),
            "unit" => self.unit.as_ref().map(|unit| unit.reference.as_str()),
            "person" => self.person.as_ref().map(|person| person.reference.as_str()),
            _ => None,
        };
        own.or_else(|| {
            let mut given = self.particulars.as_ref()?.parameters.iter();
            let (_, value) = given.find(|(given, _)| *given == name)?;
            Some(value.get(lang))
        })
    }
}

/// The words for names in a remedy for which a finding has nothing, such as the one person of a whole
/// team.
const PLACES: &[(&str, Text)] = &[
    ("addressee", text("报送对象", "ADDRESSEE")),
    ("helper", text("结对人", "HELPER")),
    ("household", text("户", "HOUSEHOLD")),
    ("how", text("相应记录", "its record")),
    ("kind", text("类别", "KIND")),
    ("list", text("名单", "LIST")),
    ("other", text("另一编号", "OTHER")),
    ("person", text("姓名", "NAME")),
    ("ref", text("编号", "REF")),
    ("step", text("环节", "STEP")),
    ("subject", text("对象", "SUBJECT")),
    ("unit", text("单位", "UNIT")),
];

/// Says why nothing is asked any more.
fn ended_words(ended: Ended, lang: Lang) -> String {
    let (on, last) = (ended.on, before(ended.on));
    match ended.why {
        Why::Campaign => lang.pick(
            format!("活动已于{last}结束"),
            format!("the campaign ended on {last}"),
        ),
        Why::Continued => lang.pick(format!("{on}转为继续办理"), format!("continued on {on}")),
        Why::LeftOffice => lang.pick(format!("已于{last}离任"), format!("in office until {last}")),
        Why::PairingEnded => lang.pick(
            format!("结对已于{last}结束"),
            format!("the pairing ended on {last}"),
        ),
        Why::Withdrawn => lang.pick(format!("已于{on}撤回"), format!("withdrawn on {on}")),
    }
}

/// Writes a number of days in English.
fn count(days: i64) -> impl fmt::Display {
    format!("{days} day{}", if days == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_after_the_day_is_not_told_of_it() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let told = |on: &str, done: Option<&str>, light, subject: &str| {
            let finding = Finding {
                code: &super::super::codes::REPLY,
                light,
                requirement: 35,
                unit: None,
                person: None,
                entry: Some(Entry::new("LY-O1", "")),
                term: Term::new(day("2011-05-26"), day("2011-06-10"))
                    .done_with(done.map(day), Vec::new())
                    .told_on(day(on)),
                entered_late: false,
                day: day(on),
                particulars: None,
            };
            let subject = Some(Wording::from(subject.to_owned()));
            let finding = finding.saying(|one| one.subject = subject);
            finding.message(Lang::Zh)
        };
        let todo = "答复后登记 huiyin opinion reply LY-O1 --text 答复内容";
        assert_eq!(
            told("2011-06-01", Some("2011-06-08"), Light::Green, "查档"),
            format!("查档：意见答复，期限2011-06-10；{todo}")
        );
        assert_eq!(
            told("2011-06-08", Some("2011-06-08"), Light::Green, "查档"),
            "查档：意见答复已于2011-06-08落实；不必再办"
        );
        assert_eq!(
            told("2011-06-11", Some("2011-06-12"), Light::Red, "查档"),
            format!("查档：没有答复（无回音），期限2011-06-10，已过1天；{todo}")
        );
        assert_eq!(
            told("2011-06-01", None, Light::Green, "意见答复"),
            format!("意见答复，期限2011-06-10；{todo}")
        );
    }

    #[test]
    fn no_place_of_a_template_is_ever_printed() {
        let day = "2011-05-26".parse::<NaiveDate>().unwrap();
        for code in super::super::codes::CODES {
            let finding = Finding {
                code,
                light: Light::Red,
                requirement: code.requirement,
                unit: None,
                person: None,
                entry: None,
                term: Term::new(day, day),
                entered_late: false,
                day: super::super::days::after(day, 1),
                particulars: Some(Box::new(Particulars {
                    subject: Some(Wording::from("甲、乙(合计)".to_owned())),
                    ..Particulars::default()
                })),
            };
            for lang in [Lang::Zh, Lang::En] {
                let message = finding.message(lang);
                assert!(!message.contains(['{', '}']), "{message}");
            }
        }
    }
}
