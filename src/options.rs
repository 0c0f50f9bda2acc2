//! Arguments of commands: each declared once, as data.
//!
//! The parser, help, completion, prompts, the example in a refusal and the typed values that a
//! command reads all follow from an [`Opt`]; nothing else tells what an argument means.

use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, value_parser};

use crate::kinds;
use crate::model::kind::{Choice, Field, Kind, Need, Shape, Step, Take, choice};
use crate::text::{Lang, Text, text};

#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Opt {
    /// Identifier; with `-` for `_` also the flag.
    pub(crate) id: &'static str,
    pub(crate) takes: Takes,
    /// Says what it is, in the first words of its help.
    pub(crate) label: Text,
    /// A value such as people type.
    pub(crate) example: Option<Text>,
    /// Text that help adds to it.
    pub(crate) more: Option<Text>,
    /// True if it stands by its place among the words, and not behind a flag.
    pub(crate) by_place: bool,
    pub(crate) required: bool,
    /// True if it takes several values.
    pub(crate) many: bool,
    /// The options that it cannot stand beside; where it is required, it or one of these is.
    pub(crate) excludes: &'static [&'static str],
    pub(crate) short: Option<char>,
    pub(crate) alias: Option<&'static str>,
    /// True if every command has it.
    pub(crate) common: bool,
}

/// Kinds of values that an argument takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Takes {
    /// What may hold instead of the conditions before: a condition, or nothing where one follows.
    Alternative(&'static Kind),
    /// Whoever acted, as the history names them.
    Actor,
    /// One of those to whom the plan has reports sent.
    Addressee,
    /// The code of a new office.
    Code,
    /// Fields of a kind, separated by commas.
    Columns(&'static Kind),
    /// A field of a kind, a sign and a value.
    Condition(&'static Kind),
    /// The number of a conflict that is undecided.
    Conflict,
    /// The number of a proposal.
    Proposal,
    Count,
    Day,
    /// A field of a kind.
    Field(&'static Kind),
    /// A field of the record that another option names.
    FieldOf(&'static Opt),
    File,
    /// Nothing: it is there or not.
    Flag,
    Folder,
    /// A list that was kept, for any kind.
    Kept,
    /// A kind, or one of these words.
    Kind(&'static [Choice]),
    Month,
    /// A name of the user's own.
    Name,
    /// The code or the name of an office of this file.
    Office,
    /// The number of an operation in the log.
    Operation,
    /// The number of a phase of the plan.
    Phase,
    /// A value of a record to be, whose field follows from what it is.
    Quick(&'static Kind),
    /// A record of one of these kinds, or where there are none, of any.
    Record(&'static [&'static str]),
    /// A list that was kept for a kind.
    Saved(&'static Kind),
    /// A setting of the plan.
    Setting,
    /// A value for the setting that another option names.
    SettingOf(&'static Opt),
    /// Fields to sort by, each with `-` before it where backwards.
    Sort(&'static Kind),
    /// A record of a kind for which a step is possible.
    Step(&'static Kind, &'static Step),
    Text,
    /// A value of a field.
    Value(&'static Field),
    /// The value that is to stand of the conflict which another option names, or a new one.
    Verdict(&'static Opt),
    /// One of these words.
    Word(fn() -> Vec<Choice>),
    /// Somebody who writes for an office.
    Writer,
}

/// The word for every kind at once.
pub(crate) const ALL: &str = "all";
/// Word that stands for every kind.
pub(crate) const OR_ALL: &[Choice] = &[choice(ALL, "全部", "all")];

impl Opt {
    const PLAIN: Self = Self {
        id: "",
        takes: Takes::Flag,
        label: text("", ""),
        example: None,
        more: None,
        by_place: false,
        required: false,
        many: false,
        excludes: &[],
        short: None,
        alias: None,
        common: false,
    };

    /// Declares an option that stands behind its flag.
    pub(crate) const fn flag(id: &'static str, takes: Takes, label: Text) -> Self {
        Self {
            id,
            takes,
            label,
            ..Self::PLAIN
        }
    }

    /// Declares an argument that stands by its place.
    pub(crate) const fn place(id: &'static str, takes: Takes, label: Text) -> Self {
        Self {
            by_place: true,
            ..Self::flag(id, takes, label)
        }
    }

    pub(crate) const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    pub(crate) const fn many(self) -> Self {
        Self { many: true, ..self }
    }

    pub(crate) const fn such_as(self, zh: &'static str, en: &'static str) -> Self {
        Self {
            example: Some(text(zh, en)),
            ..self
        }
    }

    pub(crate) const fn more(self, zh: &'static str, en: &'static str) -> Self {
        Self {
            more: Some(text(zh, en)),
            ..self
        }
    }

    pub(crate) const fn excludes(self, excludes: &'static [&'static str]) -> Self {
        Self { excludes, ..self }
    }

    pub(crate) const fn short(self, short: char) -> Self {
        Self {
            short: Some(short),
            ..self
        }
    }

    pub(crate) const fn also(self, alias: &'static str) -> Self {
        Self {
            alias: Some(alias),
            ..self
        }
    }

    pub(crate) const fn common(self) -> Self {
        Self {
            common: true,
            ..self
        }
    }

    /// Makes it take a record of a kind.
    pub(crate) fn of_kind(self, kind: &'static Kind) -> Self {
        Self {
            takes: Takes::Record(std::slice::from_ref(&kind.id)),
            ..self
        }
    }

    /// Returns the flag, without the leading dashes.
    pub(crate) fn long(&self) -> String {
        self.id.replace('_', "-")
    }

    /// Returns its Chinese name: its label as far as the first mark.
    pub(crate) fn name(&self) -> &'static str {
        let label = self.label.get(Lang::Zh);
        let end = label.find(['(', '（', '，', '；', '：', ' ']);
        &label[..end.unwrap_or(label.len())]
    }

    /// Tells whether a word of a command line is its flag.
    pub(crate) fn is_written(&self, word: &str) -> bool {
        if let Some(name) = word.strip_prefix("--") {
            return name == self.long() || self.alias == Some(name);
        }
        let name = word.strip_prefix('-').unwrap_or_default();
        self.short.is_some_and(|short| name.chars().eq([short]))
    }

    /// Tells whether its value may be left out behind the flag, as that of a yes.
    pub(crate) fn may_stand_bare(&self) -> bool {
        match self.takes {
            Takes::Flag | Takes::Alternative(_) => true,
            Takes::Value(field) => self.many && matches!(field.shape, Shape::Flag),
            _ => false,
        }
    }

    /// Writes it as it stands on a command line, with a name for what it takes.
    pub(crate) fn usage(&self) -> String {
        let more = if self.many { "..." } else { "" };
        match (self.by_place, self.takes) {
            (true, _) if self.required => format!("<{}>{more}", self.id),
            (true, _) => format!("[{}]{more}", self.id),
            (false, Takes::Flag) => format!("--{}", self.long()),
            (false, _) => format!("--{} <{}>", self.long(), self.placeholder()),
        }
    }

    /// Builds the parser's argument; with help where a language is given, since most command lines
    /// are right and show none.
    pub(crate) fn arg(&self, lang: Option<Lang>) -> Arg {
        let mut arg = Arg::new(self.id).required(self.required);
        let is_flag = matches!(self.takes, Takes::Flag);
        if self.by_place {
            if self.many {
                arg = arg.num_args(usize::from(self.required)..);
            }
            arg = arg.allow_hyphen_values(matches!(self.takes, Takes::SettingOf(_)));
        } else {
            arg = if self.id.contains('_') {
                arg.long(self.long())
            } else {
                arg.long(self.id)
            };
            arg = match (is_flag, self.many) {
                (true, _) => arg.action(ArgAction::SetTrue),
                (false, true) => arg.action(ArgAction::Append),
                (false, false) => arg,
            };
            arg = match self.takes {
                Takes::Flag => arg,
                Takes::Alternative(_) => arg.num_args(0..=1).default_missing_value(""),
                _ if self.may_stand_bare() => arg.num_args(0..=1).default_missing_value("true"),
                _ => arg.allow_hyphen_values(!self.common),
            };
        }
        if matches!(self.takes, Takes::File | Takes::Folder) {
            arg = arg.value_parser(value_parser!(PathBuf));
        }
        if !self.excludes.is_empty() {
            arg = arg.conflicts_with_all(self.excludes);
            if self.required {
                let required = arg.required(false);
                arg = required.required_unless_present_any(self.excludes);
            }
        }
        if let Some(short) = self.short {
            arg = arg.short(short);
        }
        if let Some(alias) = self.alias {
            arg = arg.alias(alias);
        }
        let arg = arg.global(self.common);
        let Some(lang) = lang else {
            return arg;
        };
        let arg = arg.help(self.help(lang));
        if self.by_place || is_flag {
            arg
        } else {
            arg.value_name(self.placeholder())
        }
    }

    /// Returns what stands for its value in help.
    fn placeholder(&self) -> String {
        let fixed = match self.takes {
            Takes::Actor | Takes::Addressee | Takes::Name => "NAME",
            Takes::Code => "CODE",
            Takes::Columns(_) => "FIELDS",
            Takes::Alternative(_) | Takes::Condition(_) => "FIELD=VALUE",
            Takes::Conflict | Takes::Count | Takes::Operation | Takes::Phase | Takes::Proposal => {
                "N"
            }
            Takes::Day => "DATE",
            Takes::Field(_) | Takes::FieldOf(_) | Takes::Sort(_) => "FIELD",
            Takes::File => "FILE",
            Takes::Folder => "DIR",
            Takes::Kind(_) => "KIND",
            Takes::Month => "YYYY-MM",
            Takes::Office | Takes::Writer => "OFFICE",
            Takes::Record([only]) => return only.to_uppercase(),
            Takes::Record(_) | Takes::Step(..) => "REF",
            Takes::Kept | Takes::Saved(_) => "@NAME",
            Takes::Setting => "KEY",
            Takes::SettingOf(_) | Takes::Verdict(_) => "VALUE",
            Takes::Text => "TEXT",
            Takes::Value(field) => match field.shape {
                Shape::Day => "DATE",
                Shape::Count | Shape::Decimal | Shape::Percent => "N",
                Shape::Money => "YUAN",
                Shape::Reference(_) => "REF",
                _ => "VALUE",
            },
            Takes::Quick(_) => "WORD",
            Takes::Flag | Takes::Word(_) => return self.id.to_uppercase(),
        };
        fixed.to_owned()
    }

    /// Words its help: what it is, an example, what it chooses among, and what else there is to say.
    pub(crate) fn help(&self, lang: Lang) -> String {
        let mut help = self.label.get(lang).to_owned();
        if let Some(example) = self.example {
            help += lang.pick("，例如 ", ", such as ");
            help += example.get(lang);
        }
        let ids = |choices: &[Choice]| {
            let ids: Vec<&str> = choices.iter().map(|one| one.id).collect();
            lang.join(&ids)
        };
        let colon = lang.pick("：", ": ");
        match self.takes {
            Takes::Word(words) if self.example.is_none() => {
                help += &(colon.to_owned() + &ids(&words()));
            }
            Takes::Kind(_) => {
                let nouns: Vec<&str> = kinds::nouns().map(|kind| kind.id).collect();
                help += &(colon.to_owned() + &lang.join(&nouns));
            }
            Takes::Value(field) => {
                if field.required && !self.required {
                    help += lang.pick("（必填）", " (required)");
                }
                let choices = field.choices().iter().map(|one| {
                    let (id, label) = (one.id, one.label.get(lang));
                    lang.pick(format!("{id}={label}"), id.to_owned())
                });
                let choices: Vec<String> = choices.collect();
                if !choices.is_empty() {
                    help += &format!(" [{}]", lang.join(&choices));
                }
            }
            _ => {}
        }
        if let Some(more) = self.more {
            help += lang.pick("；", "; ");
            help += more.get(lang);
        }
        help
    }
}

/// Returns the option that sets a field of a new record, or corrects it.
pub(crate) fn of_field(kind: &'static Kind, field: &'static Field) -> Opt {
    let own = Opt::flag(field.id, Takes::Value(field), field.label).many();
    match kind.day {
        Some(day) if day.id == field.id && day.id != "date" => own.also("date"),
        _ => own,
    }
}

/// Returns the words of a new record that stand without flags.
pub(crate) fn quick(kind: &'static Kind) -> Opt {
    Opt::place(
        "WORD",
        Takes::Quick(kind),
        text(
            "不写选项名的内容：日期、名册上的名称、选项、带单位的数，其余为正文",
            "Values without flags: a date, a name of the roster, a choice, a number with its unit; the rest is its text",
        ),
    )
    .many()
}

/// Returns the option for a value that a step takes.
pub(crate) fn of_take(take: &Take) -> Opt {
    let (flag, also) = take.flags();
    Opt {
        alias: also,
        required: take.need == Need::Required,
        ..Opt::flag(flag, Takes::Value(take.field), take.field.label)
    }
}

/// Returns a value such as may be typed for a field.
pub(crate) fn example_of(field: &Field, lang: Lang) -> String {
    let Shape::Reference(targets) = field.shape else {
        return field.example(lang).to_owned();
    };
    let target = targets.iter().find(|id| kinds::noun(id).is_some());
    target.map_or_else(String::new, |id| numbered(id, 1))
}

/// Returns the ref of a record such as may be typed.
pub(crate) fn numbered(kind: &str, number: usize) -> String {
    let letter = kinds::noun(kind).and_then(|kind| kind.letter);
    letter.map_or_else(String::new, |letter| format!("{letter}{number}"))
}

/// Says why a record is late, so that it is taken all the same.
pub(crate) const LATE: Opt = Opt::flag(
    "late",
    Takes::Text,
    text(
        "补录活动期外或已结束阶段的事项的原因",
        "Reason for entering it outside the campaign or in a closed phase",
    ),
);
/// Says that a record is another than one that is there and agrees with it.
pub(crate) const AGAIN: Opt = Opt::flag(
    "again",
    Takes::Flag,
    text(
        "已有同样的，这是另一次",
        "Enter it even though the same one exists",
    ),
);
/// Takes what is not typed from another record.
pub(crate) const LIKE: Opt = Opt::flag(
    "like",
    Takes::Flag,
    text(
        "没写的内容照这一条填，last 为最近登记的一条",
        "Copy unset values from this record; last means the latest one",
    ),
);
/// Lets the values be written in an editor.
pub(crate) const EDITOR: Opt = Opt::flag(
    "editor",
    Takes::Flag,
    text(
        "在编辑器（$VISUAL、$EDITOR）里填写",
        "Fill it in with your editor ($VISUAL, $EDITOR)",
    ),
);
/// The word for the record that was entered last.
pub(crate) const LAST: &str = "last";
/// Says that days after today are meant.
pub(crate) const FUTURE: Opt = Opt::flag(
    "future",
    Takes::Flag,
    text("确认日期在今天以后", "Confirm a day after today"),
);

/// Says that an ID number is against its own check digit.
pub(crate) const FORCE: Opt = Opt::flag(
    "force",
    Takes::Flag,
    text(
        "身份证号的校验位确实不对，不必提示",
        "The ID number is against its own check digit indeed",
    ),
);

/// Makes the words of a list that are told by their own names.
pub(crate) fn bare(ids: &[&'static str]) -> Vec<Choice> {
    ids.iter().map(|id| choice(id, "", "")).collect()
}

/// Values given to a command, by its options.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    matches: &'a ArgMatches,
}

impl<'a> Given<'a> {
    pub(crate) fn new(matches: &'a ArgMatches) -> Self {
        Self { matches }
    }

    /// Tells whether an option was given, with a value or without.
    pub(crate) fn has(self, opt: &Opt) -> bool {
        match opt.takes {
            Takes::Flag => self.one::<bool>(opt) == Some(&true),
            _ => self.holds(opt.id),
        }
    }

    /// Tells whether an option that is required was left out, and what may stand in its place.
    pub(crate) fn lacks(self, opt: &Opt) -> bool {
        // A flag that was left out is there as false.
        let typed = |id: &str| self.matches.value_source(id) == Some(ValueSource::CommandLine);
        let stands = |id: &&str| self.holds(id) && typed(id);
        opt.required && !self.has(opt) && !opt.excludes.iter().any(stands)
    }

    /// Tells whether a value stands under the id of an option.
    fn holds(self, id: &str) -> bool {
        matches!(self.matches.try_contains_id(id), Ok(true))
    }

    /// Returns a value as it was typed.
    pub(crate) fn text(self, opt: &Opt) -> Option<&'a str> {
        self.one::<String>(opt).map(String::as_str)
    }

    /// Returns the value of an option that the parser requires, as it was typed.
    pub(crate) fn required(self, opt: &Opt) -> &'a str {
        self.text(opt).unwrap_or_default()
    }

    /// Returns all values of an option, as they were typed.
    pub(crate) fn texts(self, opt: &Opt) -> impl Iterator<Item = &'a str> + use<'a> {
        let typed = self.matches.try_get_many::<String>(opt.id);
        let typed = typed.ok().flatten().unwrap_or_default();
        typed.map(String::as_str)
    }

    /// Returns all values of several options, each with the id of its option, in the order in which
    /// they stand on the command line.
    pub(crate) fn in_order(self, opts: &[&Opt]) -> Vec<(&'static str, &'a str)> {
        let mut found = Vec::new();
        for opt in opts.iter().filter(|opt| self.holds(opt.id)) {
            let indices = self.matches.indices_of(opt.id).into_iter().flatten();
            found.extend(
                indices
                    .zip(self.texts(opt))
                    .map(|(at, text)| (at, opt.id, text)),
            );
        }
        found.sort_unstable();
        found.into_iter().map(|(_, id, text)| (id, text)).collect()
    }

    pub(crate) fn path(self, opt: &Opt) -> Option<&'a Path> {
        self.one::<PathBuf>(opt).map(PathBuf::as_path)
    }

    pub(crate) fn paths(self, opt: &Opt) -> impl Iterator<Item = &'a Path> + use<'a> {
        let typed = self.matches.try_get_many::<PathBuf>(opt.id);
        let typed = typed.ok().flatten().unwrap_or_default();
        typed.map(PathBuf::as_path)
    }

    fn one<T: Clone + Send + Sync + 'static>(self, opt: &Opt) -> Option<&'a T> {
        // A command has not every option that is asked about.
        self.matches.try_get_one::<T>(opt.id).ok().flatten()
    }
}
