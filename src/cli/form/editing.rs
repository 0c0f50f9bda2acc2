//! The form of a record that is there: its fields with what they say, each to be chosen and changed. Only
//! what was changed is written.

use super::Asking;
use super::ask::{Ask, Reply};
use super::question::{Answer, Question, ask, pick, wrong};
use super::sheet::{Item, Of, What};
use crate::commands::node::Node;
use crate::commands::record::{BECAUSE, EDIT, has_flag, worked_out};
use crate::desk::entry::Patch;
use crate::desk::field::enterable;
use crate::desk::requirements::{may_be_told, refuse_void};
use crate::desk::{Desk, input};
use crate::error::{Error, Result};
use crate::model::kind::{Field, Kind, Shape, VOID};
use crate::model::record::Record;
use crate::model::value::Value;
use crate::options::{Opt, Takes};
use crate::text::plural;

impl Asking<'_> {
    /// Returns the kind and the place of the ref, where nothing but that was typed for an edit.
    pub(super) fn edited(&self) -> Option<(&'static Kind, Opt)> {
        let Node::Common(kind, common) = self.node else {
            return None;
        };
        let opts = self.node.options();
        let place = opts.iter().find(|opt| opt.by_place).copied()?;
        let typed = |opt: &Opt| !opt.by_place && self.given.has(opt);
        let is_alone = !opts.iter().any(typed) && self.given.texts(&place).count() < 2;
        (common.id == EDIT && is_alone).then_some((kind, place))
    }

    /// Asks what is to be changed in a record, until it is enough.
    pub(super) fn edit(&mut self, kind: &'static Kind, place: &Opt) -> Result<()> {
        self.is_form = true;
        self.open()?;
        if let Some(record) = self.named(kind, place)? {
            self.record = Some(record);
        } else {
            let mut which = Item::new(What::Gap(Opt {
                takes: Takes::Record(std::slice::from_ref(&kind.id)),
                ..*place
            }));
            which.taken = true;
            which.answer = Some(self.which(kind)?);
            self.items.push(which);
        }
        let Some(known) = self.record.clone() else {
            return Ok(());
        };
        refuse_void(&known)?;
        let shown = |field: &&'static Field| {
            has_flag(kind, field)
                && !matches!(field.shape, Shape::Json)
                && (enterable(field) || known.value(field).is_some())
                && may_be_told(&known, field)
        };
        // What is its own comes before what every kind has.
        let is_own = |field: &Field| kind.fields.iter().any(|own| own.id == field.id);
        let (own, common): (Vec<&'static Field>, Vec<&'static Field>) = kind
            .all_fields()
            .filter(shown)
            .partition(|field| is_own(field));
        for field in own.into_iter().chain(common) {
            let what = What::Field(field, Of::Edited, field.flag());
            self.items.push(Item::new(what));
        }
        self.take_up_draft()?;
        for item in &mut self.items {
            item.taken |= std::mem::take(&mut item.settled) && item.answer.is_some();
        }
        let mut again = None;
        while let Some(at) = self.choose(&known, again)? {
            again = self.change(&known, at)?.then_some(at);
        }
        self.ask_reason(&known)
    }

    fn named(&self, kind: &'static Kind, place: &Opt) -> Result<Option<Record>> {
        match (&self.desk, self.given.has(place)) {
            (Some(desk), true) => {
                let mut records = self.given.records(&place.of_kind(kind), desk)?;
                Ok(records.pop())
            }
            _ => Ok(None),
        }
    }

    fn which(&mut self, kind: &'static Kind) -> Result<Answer> {
        let lang = self.context.lang;
        let name = kind.name.get(lang);
        let question = lang.pick(format!("修改哪一条{name}"), format!("Which {name} to edit"));
        let Some(desk) = &self.desk else {
            return Ok(Answer::default());
        };
        let stands = |record: &Record| record.value(&VOID).is_none();
        match pick(
            desk,
            &self.prompter,
            &[kind],
            (&question, false),
            None,
            stands,
        )? {
            Reply::Is((record, answer)) => {
                self.record = Some(record);
                Ok(answer)
            }
            Reply::Back => Err(Error::Left),
        }
    }

    /// Asks which field is to be changed; nothing where all is as it is to be.
    fn choose(&self, known: &Record, again: Option<usize>) -> Result<Option<usize>> {
        let Some(desk) = &self.desk else {
            return Ok(None);
        };
        let lang = self.context.lang;
        let listing = desk.listing(known.kind, vec![known.clone()])?;
        let fields = self.items.iter().enumerate();
        let fields = fields.filter_map(|(at, item)| match item.what {
            What::Field(field, ..) => Some((at, item, field)),
            _ => None,
        });
        let places: Vec<usize> = fields.clone().map(|(at, ..)| at).collect();
        let changed = fields.clone().filter(|(_, item, _)| item.taken).count();
        let done = match changed {
            0 => lang.pick("（不改了）", "(change nothing)").to_owned(),
            1 => lang
                .pick("（写入这处改动）", "(write this change)")
                .to_owned(),
            _ => lang.pick(
                format!("（写入这{changed}处改动）"),
                format!("(write these {})", plural(changed, "change", "changes")),
            ),
        };
        let lines = fields.map(|(_, item, field)| {
            let now = match &item.answer {
                Some(answer) if item.taken => format!("{} *", answer.shown),
                _ => listing.people(known, field, lang),
            };
            format!("{}{}{now}", field.label.get(lang), lang.pick("：", ": "))
        });
        let lines: Vec<String> = std::iter::once(done).chain(lines).collect();
        let start = match again {
            _ if changed > 0 => 0,
            Some(at) => places
                .iter()
                .position(|place| *place == at)
                .map_or(1, |at| at + 1),
            None => 1,
        };
        let reference = known.ref_text();
        let question = lang.pick(
            format!("{reference} 改哪一项"),
            format!("{reference}: change what"),
        );
        let chosen = self.prompter.one(&Ask::plain(&question), &lines, start)?;
        self.prompter.unsay()?;
        match chosen {
            Reply::Is(0) | Reply::Back if changed == 0 => Err(Error::Left),
            Reply::Is(0) | Reply::Back => Ok(None),
            Reply::Is(place) => Ok(Some(places[place - 1])),
        }
    }

    /// Asks what a field is to say; tells whether that was gone back from.
    fn change(&mut self, known: &Record, at: usize) -> Result<bool> {
        let Some(reply) = self.ask_change(known, at)? else {
            return Ok(false);
        };
        self.prompter.forget();
        let Reply::Is(answer) = reply else {
            return Ok(true);
        };
        let item = &mut self.items[at];
        let What::Field(field, ..) = item.what else {
            return Ok(false);
        };
        item.typing.clear();
        item.answer = Some(answer);
        item.taken = true;
        if let (Some(desk), Some(answer)) = (&self.desk, &self.items[at].answer) {
            let value = read(desk, field, &answer.words)?;
            self.items[at].taken = known.value(field) != value.as_ref();
        }
        self.keep_draft(None);
        Ok(false)
    }

    fn ask_change(&self, known: &Record, at: usize) -> Result<Option<Reply<Answer>>> {
        let item = &self.items[at];
        let (What::Field(field, ..), Some(desk)) = (&item.what, &self.desk) else {
            return Ok(None);
        };
        let others = self.wanted_changes(desk, Some(at))?;
        let check = |value: Option<Value>| {
            let mut wanted = others.clone();
            wanted.push((field, value));
            worked_out(desk, known, wanted, self.given).map(|_| ())
        };
        let changed = item.answer.as_ref().filter(|_| item.taken);
        let now = match changed {
            Some(answer) => answer.words.clone(),
            None => desk.typed(known, field)?,
        };
        let question = Question {
            field,
            required: field.required,
            each: false,
            preset: None,
            before: Some(&now),
            typing: &item.typing,
            back: true,
            check: &check,
            keep: &|typed| self.keep_draft(Some((at, typed))),
        };
        ask(desk, &self.prompter, &question)
    }

    /// Returns what the fields are to be that were changed so far, but for one of them.
    fn wanted_changes(&self, desk: &Desk, but: Option<usize>) -> Result<Patch> {
        let items = self.items.iter().enumerate();
        let items = items.filter(|(at, item)| item.taken && Some(*at) != but);
        let mut wanted = Patch::new();
        for (_, item) in items {
            if let (What::Field(field, ..), Some(answer)) = (&item.what, &item.answer) {
                wanted.push((field, read(desk, field, &answer.words)?));
            }
        }
        Ok(wanted)
    }

    /// Asks why what a step has set is corrected.
    fn ask_reason(&mut self, known: &Record) -> Result<()> {
        let is_corrected = |item: &Item| match item.what {
            What::Field(field, ..) => item.taken && known.kind.is_correctable(field),
            _ => false,
        };
        if !self.items.iter().any(is_corrected) {
            return Ok(());
        }
        let lang = self.context.lang;
        let check =
            |typed: &str| input::text(BECAUSE.id, typed).map_err(|error| wrong(&error, lang));
        let ask = Ask::plain(lang.pick("更正原因", "Why it is corrected"));
        let Reply::Is(typed) = self.prompter.text(&ask, ("", false), &check)? else {
            return Err(Error::Left);
        };
        let mut reason = Item::new(What::Gap(BECAUSE));
        reason.answer = Some(Answer::one(typed.clone(), typed));
        reason.taken = true;
        self.items.push(reason);
        Ok(())
    }
}

fn read(desk: &Desk, field: &'static Field, words: &[String]) -> Result<Option<Value>> {
    if words.is_empty() {
        return Ok(None);
    }
    desk.value(field, words)
}
