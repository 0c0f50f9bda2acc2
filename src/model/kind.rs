//! Describes kinds of records as plain data, from which flags, prompts, tables, CSV, JSON, help and
//! the projection into SQL all follow. No kind is named here; `kinds` declares them.

use super::personal::Personal;
use crate::text::{Lang, Text, text};

/// A kind of record, declared once.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The noun that users type, and the name of its table.
    pub(crate) id: &'static str,
    /// The letter in its refs; `None` for the few records that are not numbered.
    pub(crate) letter: Option<char>,
    pub(crate) name: Text,
    /// The fields beyond the common ones, in display order.
    pub(crate) fields: &'static [&'static Field],
    /// The field that tells one record from another in words.
    pub(crate) title: Option<&'static Field>,
    /// True if people name such a record by its title, as they do persons and units.
    pub(crate) named: bool,
    /// True if the title is an official name, of which there is only one everywhere: two offices
    /// that enter it speak of the same record.
    pub(crate) official: bool,
    /// The fields in which two of its records that are not one differ; none where any may.
    pub(crate) told_by: &'static [&'static Field],
    /// The fields by which people know one of its records again though others were corrected: those of any
    /// of these sets, unless the last of a set before it tells them apart. None where nobody would.
    pub(crate) known_by: &'static [&'static [&'static Field]],
    /// Fields by whose value alone people name such a record as well, as persons by their number.
    pub(crate) also_named: &'static [&'static Field],
    pub(crate) spread: Spread,
    /// Field of which each of several values makes a new record of its own: six households that were
    /// visited are six visits.
    pub(crate) each: Option<&'static Field>,
    /// The day on which it happened, which puts it into a phase.
    pub(crate) day: Option<&'static Field>,
    /// Further days on which something becomes of it, such as the end of a term.
    pub(crate) turns: &'static [&'static Field],
    /// Fields that make sense only together, and conflict as one.
    pub(crate) groups: &'static [&'static [&'static Field]],
    pub(crate) rules: &'static [Rule],
    pub(crate) steps: &'static [Step],
    /// The states that its records pass through, in order; each holds from a day.
    pub(crate) states: &'static [State],
    /// The field that names the last state that holds, and before any its first choice. It is read
    /// off the states' days, never stored.
    pub(crate) status: Option<&'static Field>,
    /// Something is left to be done of a record while one of these holds; of a day, until it comes.
    pub(crate) open: &'static [Guard],
    /// Values that follow from other records, and are read off them.
    pub(crate) follows: &'static [Follow],
    /// Fields that are promised in public once the first step is taken.
    pub(crate) frozen: Option<Freeze>,
    /// The field that keeps what was counted of all records when it was set, which rests on them.
    pub(crate) sums: Option<&'static Field>,
    /// Present where what making a file writes of it holds only until somebody sets it.
    pub(crate) preset: Option<Preset>,
    /// Present where its records go on in the next campaign.
    pub(crate) carry: Option<Carry>,
    /// Whose word counts about its records.
    pub(crate) decides: Decides,
    /// Present where a record speaks about another, and counts there only by who may.
    pub(crate) about: Option<About>,
    /// Present where a record is addressed to its unit, whose office says some of it.
    pub(crate) addressed: Option<Addressed>,
    /// True if a record is a text that stands at a place of a report, by which people name it too.
    pub(crate) placed: bool,
    /// Present where a record keeps the file that it says was handed in.
    pub(crate) deposit: Option<Deposit>,
    /// Present where a record names a file whose bytes are kept beside the log.
    pub(crate) content: Option<Content>,
    /// What falls away once the record says something else.
    pub(crate) lapses: &'static [Lapse],
    /// Present where its records are turns that two persons may swap.
    pub(crate) rota: Option<Rota>,
}

/// A turn: whose it is, and with which other it was swapped.
#[derive(Debug)]
pub(crate) struct Rota {
    pub(crate) day: &'static Field,
    pub(crate) who: &'static Field,
    pub(crate) swapped: &'static Field,
}

/// The fields that say what a file is whose bytes are kept beside the log, and of which record it is.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) subject: &'static Field,
    pub(crate) file_name: &'static Field,
    pub(crate) media_type: &'static Field,
    /// In bytes.
    pub(crate) size: &'static Field,
    /// SHA-256 of the bytes, in hexadecimal, by which they are found.
    pub(crate) hash: &'static Field,
    pub(crate) caption: &'static Field,
}

/// The fields that say what a file was that is kept.
#[derive(Debug)]
pub(crate) struct Deposit {
    /// Which report it is, and to whom it goes.
    pub(crate) report: &'static Field,
    pub(crate) to: &'static Field,
    pub(crate) file_name: &'static Field,
    pub(crate) sha256: &'static Field,
    /// The day of which it tells, the digest of the log from which it was made, and its figures.
    pub(crate) as_of: &'static Field,
    pub(crate) digest: &'static Field,
    pub(crate) figures: &'static Field,
}

/// Fields that hold only of what another field says when they are set.
#[derive(Debug)]
pub(crate) struct Lapse {
    pub(crate) once: &'static Field,
    pub(crate) fields: &'static [&'static Field],
}

/// The offices that decide about the records of a kind; what another says is a proposal.
#[derive(Debug)]
pub(crate) enum Decides {
    /// That of the leading group.
    Leading,
    /// That which began the record, and the leading group's.
    Owner,
    /// Any.
    Shared,
    /// As the owner, of records that are by their nature about those of others.
    ByOthers(Option<Steps>),
}

/// Choices by which a record by others is of the leading group's office alone, or of the office that
/// decides about its subject.
#[derive(Debug)]
pub(crate) struct Steps {
    pub(crate) field: &'static Field,
    pub(crate) leading: &'static [&'static str],
    pub(crate) owner: &'static [&'static str],
}

/// What a record is about.
#[derive(Debug)]
pub(crate) struct About {
    /// The fields that name it.
    pub(crate) fields: &'static [&'static Field],
    /// True if one that names nothing is about the campaign as a whole.
    pub(crate) whole: bool,
    /// True if only these fields wait, and the rest of the record counts.
    pub(crate) only_these: bool,
    /// True if what is about a unit belongs to the office of that unit.
    pub(crate) of_unit: bool,
}

impl About {
    /// What is about the campaign as a whole: it counts from the leading office alone, or in the own
    /// file of an office for itself.
    pub(crate) const CAMPAIGN: Self = Self {
        whole: true,
        ..Self::these(&[])
    };

    pub(crate) const fn these(fields: &'static [&'static Field]) -> Self {
        Self {
            fields,
            whole: false,
            only_these: false,
            of_unit: false,
        }
    }
}

/// Fields of a record that the office of the unit decides which it is addressed to, beside whoever
/// decides about the record; with them goes what the states empty that they begin.
#[derive(Debug)]
pub(crate) struct Addressed {
    pub(crate) fields: &'static [&'static Field],
}

/// Which records of a kind go on in the next campaign.
#[derive(Debug)]
pub(crate) struct Carry {
    /// True if they are of the roster, which is taken over without the rest.
    pub(crate) of_roster: bool,
    /// The last day of a term; one that is over does not go on.
    pub(crate) until: Option<&'static Field>,
    /// Present where only what is unfinished goes on.
    pub(crate) unfinished: Option<Unfinished>,
}

/// How what was promised and is unfinished goes on: put off, with its first day and its old ref.
#[derive(Debug)]
pub(crate) struct Unfinished {
    pub(crate) promised_on: &'static Field,
    pub(crate) first_day: &'static Field,
    pub(crate) put_off_on: &'static Field,
    pub(crate) new_day: &'static Field,
    pub(crate) reason: &'static Field,
    pub(crate) old_ref: &'static Field,
}

/// Files of other offices that have all records of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spread {
    /// Only those that merge them.
    Merged,
    /// Also those that were made as a part of another file, by `share`.
    Shared,
    /// Also those that were made after another file, by `init --from`.
    Everywhere,
}

/// Of several values that were written as files were made, which stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Preset {
    /// The field that says where a value was taken from.
    pub(crate) source: &'static Field,
    /// Values of it, the most trusted last; one without it stands behind all.
    pub(crate) trust: &'static [&'static str],
}

impl Kind {
    /// Defaults for `..Kind::PLAIN`; `id`, `letter` and `name` must be given.
    pub(crate) const PLAIN: Self = Self {
        id: "",
        letter: None,
        name: text("", ""),
        fields: &[],
        title: None,
        named: false,
        official: false,
        told_by: &[],
        known_by: &[],
        also_named: &[],
        spread: Spread::Merged,
        each: None,
        day: None,
        turns: &[],
        groups: &[],
        rules: &[],
        steps: &[],
        states: &[],
        status: None,
        open: &[],
        follows: &[],
        frozen: None,
        sums: None,
        preset: None,
        carry: None,
        decides: Decides::Owner,
        about: None,
        addressed: None,
        placed: false,
        deposit: None,
        content: None,
        lapses: &[],
        rota: None,
    };
}

impl Carry {
    /// Of the roster, without a last day.
    pub(crate) const ROSTER: Self = Self {
        of_roster: true,
        until: None,
        unfinished: None,
    };
    /// Beside the roster, without a last day.
    pub(crate) const REST: Self = Self {
        of_roster: false,
        ..Self::ROSTER
    };
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Field {
    /// The identifier in JSON, CSV and SQL, and with `-` for `_` the flag.
    pub(crate) id: &'static str,
    /// The identifier for machines, where every table has a column of that name already.
    key: Option<&'static str>,
    pub(crate) shape: Shape,
    pub(crate) label: Text,
    /// The words in which a form asks for it, where its label says too little.
    pub(crate) question: Option<Text>,
    /// True if it holds several values.
    pub(crate) many: bool,
    pub(crate) required: bool,
    /// True if it is shown where room is short, as in a list on a terminal.
    pub(crate) brief: bool,
    /// How easily a list can do without it where room is short.
    pub(crate) spare: u8,
    /// True if a form asks for it though it is neither needed nor shown where room is short.
    pub(crate) asked: bool,
    /// Value given to a new record that leaves the field out.
    pub(crate) default: Default,
    /// True if it tells of something that has happened, so that no day after today is taken.
    pub(crate) happened: bool,
    /// True if something is due by it, so that of a stretch of days the last is meant.
    pub(crate) deadline: bool,
    /// True if it is a day of the campaign that is still to come when the record is made.
    pub(crate) ahead: bool,
    /// True if only the steps of its kind set it, never `add` or `edit`.
    pub(crate) by_step: bool,
    /// True if it holds a number of many digits, such as that of a telephone, which spreadsheets
    /// are apt to spoil.
    pub(crate) long_number: bool,
    /// The words in which its number is counted.
    pub(crate) measures: &'static [&'static str],
    /// Words that say that it stays empty.
    pub(crate) empties: &'static [&'static str],
    /// The choice that stands for the others in examples, where that is not the first.
    pub(crate) usual: Option<&'static str>,
    /// Heads under which offices keep it in their own sheets, beside its labels.
    pub(crate) heads: &'static [&'static str],
    /// True if it holds the name of somebody, within which blanks only pad.
    pub(crate) is_name: bool,
    /// A choice of the record that it names, and which it must be: a village is no division.
    pub(crate) having: Option<(&'static Field, &'static [&'static str])>,
    /// True if the person it names answers for the record, and so must be in office.
    pub(crate) answers: bool,
    /// Personal data of somebody who is no official, hidden from the public.
    pub(crate) personal: Option<Personal>,
    /// Derived field: shows the first of these that has a value. Never set directly.
    pub(crate) first_of: &'static [&'static Field],
}

/// Form of the values of a field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// One of the categories of the plan.
    Category,
    Choice(&'static [Choice]),
    /// A whole number, not negative.
    Count,
    Day,
    /// A number with at most one decimal, not negative, such as hours; in tenths, so that sums are exact.
    /// The log keeps a whole one as the number that it is, and a fraction as a text: `3`, `"2.5"`.
    Decimal,
    Flag,
    /// Any JSON value: parts of the plan and frozen figures.
    Json,
    /// An amount of money, kept in fen and written in yuan.
    Money,
    /// A whole number from 0 to 100.
    Percent,
    /// Another record, of one of these kinds.
    Reference(&'static [&'static str]),
    Text,
}

/// One of the values that a field chooses among.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) id: &'static str,
    pub(crate) label: Text,
}

/// Pairs the identifier of a choice with its label.
pub(crate) const fn choice(id: &'static str, zh: &'static str, en: &'static str) -> Choice {
    Choice {
        id,
        label: text(zh, en),
    }
}

/// The value of a field that a new record leaves out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Default {
    None,
    /// The unit of the office whose file it is.
    OwnUnit,
    Today,
    /// This identifier of a choice, or `false` for a flag.
    Id(&'static str),
    /// The identifier of a choice that stands beside the first of these fields which is filled in,
    /// else the last.
    ByField(
        &'static [(&'static Field, &'static str)],
        Option<&'static str>,
    ),
    /// This limit of the plan, as it is on the day.
    Limit(&'static str),
    /// The next number of the year, with what stands before the year, after it and after the number.
    Serial([&'static str; 3]),
}

/// A rule between fields of one record, checked at entry.
#[derive(Debug)]
pub(crate) enum Rule {
    /// The terms of two records that name the same have no day in common.
    Apart {
        names: &'static Field,
        since: &'static Field,
        until: &'static Field,
    },
    /// Exactly one of these is filled in.
    ExactlyOne(&'static [&'static Field]),
    /// The one count is at most the other.
    AtMost {
        less: &'static Field,
        more: &'static Field,
    },
    /// The field, which names a record of the same kind, does not lead back to this one.
    NamesAbove(&'static Field),
    /// If a choice is one of these, the field names a record of this kind, if any.
    NamesWhen {
        state: &'static Field,
        among: &'static [&'static str],
        field: &'static Field,
        kind: &'static str,
    },
    /// If a choice is one of these, the field is filled in, or another in its place.
    NeededWhen {
        state: &'static Field,
        among: &'static [&'static str],
        field: &'static Field,
        instead: Option<&'static Field>,
    },
    /// The one day is not before the other.
    NotBefore {
        earlier: &'static Field,
        later: &'static Field,
    },
    /// The field is filled in only where a choice is one of these.
    OnlyWhen {
        state: &'static Field,
        among: &'static [&'static str],
        field: &'static Field,
    },
    /// The day lies within days of the record of another kind that a field names.
    WithinOf {
        names: &'static Field,
        kind: &'static str,
        day: &'static Field,
        /// Identifiers of the days before which it is not, and of those after which.
        since: &'static [&'static str],
        until: &'static [&'static str],
    },
    /// The parts add up to the whole.
    Sum {
        parts: &'static [&'static Field],
        whole: &'static Field,
    },
}

/// Makes the rule that a field is filled in if a choice is one of these.
pub(crate) const fn needed_when(
    state: &'static Field,
    among: &'static [&'static str],
    field: &'static Field,
) -> Rule {
    Rule::NeededWhen {
        state,
        among,
        field,
        instead: None,
    }
}

/// Makes the rule that a field is filled in only where a choice is one of these.
pub(crate) const fn only_when(
    state: &'static Field,
    among: &'static [&'static str],
    field: &'static Field,
) -> Rule {
    Rule::OnlyWhen {
        state,
        among,
        field,
    }
}

/// Makes the rule that the one day is not before the other.
pub(crate) const fn not_before(earlier: &'static Field, later: &'static Field) -> Rule {
    Rule::NotBefore { earlier, later }
}

/// An own verb of a kind: a step in the life of its records.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) verb: &'static str,
    /// What it is also called on a Chinese command line.
    pub(crate) called: &'static str,
    pub(crate) about: Text,
    /// What an English sentence says of a record for which it was taken.
    pub(crate) done: &'static str,
    /// The step is possible only if every guard holds.
    pub(crate) guards: &'static [Guard],
    /// Fields that the step asks for.
    pub(crate) takes: &'static [Take],
    /// Fields that must have been filled in before.
    pub(crate) needs: &'static [&'static Field],
    /// Fields that the step sets by itself: a field and the identifier of a choice.
    pub(crate) sets: &'static [(&'static Field, &'static str)],
    pub(crate) makes: Option<Makes>,
    pub(crate) passes: Option<Passes>,
    /// Present where it is awaited of every record for which it is possible.
    pub(crate) awaited: Option<Awaited>,
}

/// The day by which a step is awaited: the first of these that is filled in, else so many days, by this
/// limit of the plan, after another.
#[derive(Debug)]
pub(crate) struct Awaited {
    pub(crate) by: &'static [&'static Field],
    pub(crate) within: Option<(&'static Field, &'static str)>,
}

/// Record of another kind that a step makes. Its fields are asked for as `add` of that kind asks.
#[derive(Debug)]
pub(crate) struct Makes {
    pub(crate) kind: &'static str,
    /// Identifier of the field in which the new record names this one.
    pub(crate) names: &'static str,
    /// Field in which this record names the new one.
    pub(crate) named_by: Option<&'static Field>,
    /// Sentence about both, with `{of}` for the ref of this record and `{made}` for the new one's.
    pub(crate) says: Text,
}

/// Ownership that a step passes on to somebody else.
#[derive(Debug)]
pub(crate) struct Passes {
    /// Field that tells who has the record now.
    pub(crate) owner: &'static Field,
    /// Field that tells who gets it: another than has it now.
    pub(crate) to: &'static Field,
    /// Day on which it passes.
    pub(crate) day: &'static Field,
}

impl Passes {
    /// Passes on what a field says from the beginning, from [`HANDED_ON`] on.
    pub(crate) const fn along(owner: &'static Field) -> Self {
        Self {
            owner,
            to: owner,
            day: &HANDED_ON,
        }
    }
}

/// A state that records of a kind reach.
#[derive(Debug)]
pub(crate) struct State {
    /// Value of the status in this state; empty where the kind has none.
    pub(crate) id: &'static str,
    pub(crate) since: Since,
    /// Fields known from that day on and empty before it. A later state's value of the same field
    /// replaces it from its own day on.
    pub(crate) fields: &'static [&'static Field],
    /// Fields that are empty from that day on, until another state says them anew: a reply that is sent
    /// back was given until then. They are of one group with the state's day.
    pub(crate) clears: &'static [&'static Field],
}

/// Source of the day from which a state holds.
#[derive(Debug)]
pub(crate) enum Since {
    Day(&'static Field),
    /// The day on which its fields were entered by hand; each entry holds from its own.
    Entered(&'static Field),
    /// The first entry of another kind, once the state before holds.
    Entry(EntryKind),
}

/// Records of another kind that each name the one which they are about.
#[derive(Debug)]
pub(crate) struct EntryKind {
    pub(crate) kind: &'static str,
    pub(crate) names: &'static Field,
    pub(crate) day: &'static Field,
}

/// A value that follows from other records.
#[derive(Debug)]
pub(crate) enum Follow {
    /// The value of the last entry that has one, unless the record's own is newer; 100 from the day
    /// of the state `full`.
    Latest {
        value: &'static Field,
        /// The day of the record's own value.
        day: &'static Field,
        entry: EntryKind,
        given: &'static Field,
        full: &'static str,
    },
    /// A term lists this record; the field is whose term that is on the day. Where none ever did,
    /// the field has its own value.
    ListedBy {
        field: &'static Field,
        term: TermKind,
    },
    /// The choice of which the days are over, each counted from the one before and the first from the
    /// day that is due; before them the first choice. It stays as it was on the day on which it was done.
    Overdue {
        field: &'static Field,
        due: &'static Field,
        done: &'static Field,
        after: &'static [(&'static str, &'static Field)],
    },
    /// The fields of the same name in this record's term on the day.
    Term {
        term: TermKind,
        fields: &'static [&'static Field],
    },
    /// A state with this value holds only while the record that it rests on stands.
    WhileStands {
        state: &'static Field,
        value: &'static str,
        on: (&'static str, &'static Field),
        until: &'static Field,
    },
}

/// A kind whose records say what another is from one day until another.
#[derive(Debug)]
pub(crate) struct TermKind {
    pub(crate) kind: &'static str,
    pub(crate) names: &'static Field,
    /// Units in the person's charge during the term.
    pub(crate) lists: &'static Field,
    pub(crate) since: &'static Field,
    pub(crate) until: &'static Field,
}

/// A condition on the record's state.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) field: &'static Field,
    /// The identifiers of which it must have one; `""` stands for an empty field, [`FILLED`] for any other.
    pub(crate) among: &'static [&'static str],
}

/// Stands in a guard for any value at all.
pub(crate) const FILLED: &str = "*";

impl Guard {
    pub(crate) const fn new(field: &'static Field, among: &'static [&'static str]) -> Self {
        Self { field, among }
    }
}

/// A value that a step takes from its user.
#[derive(Debug)]
pub(crate) struct Take {
    /// Flag of its own; the day of a step is also told, and taken, as `--on`.
    pub(crate) flag: &'static str,
    pub(crate) field: &'static Field,
    pub(crate) need: Need,
}

/// Flag for the day on which a step is taken, whatever the field is called that keeps it.
pub(crate) const ON: &str = "on";

impl Take {
    pub(crate) const fn optional(flag: &'static str, field: &'static Field) -> Self {
        let need = Need::Optional;
        Self { flag, field, need }
    }

    pub(crate) const fn acting(flag: &'static str, field: &'static Field) -> Self {
        let need = Need::Acting;
        Self { flag, field, need }
    }

    pub(crate) const fn required(flag: &'static str, field: &'static Field) -> Self {
        let need = Need::Required;
        Self { flag, field, need }
    }

    pub(crate) const fn today(flag: &'static str, field: &'static Field) -> Self {
        let need = Need::Today;
        Self { flag, field, need }
    }

    /// Returns the flag by which it is told, and another that is taken as well.
    pub(crate) fn flags(&self) -> (&'static str, Option<&'static str>) {
        match self.need {
            Need::Today => (ON, Some(self.flag)),
            Need::Acting | Need::Optional | Need::Required => (self.flag, None),
        }
    }
}

/// Tells if a step can do without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Whoever is acting, when left out.
    Acting,
    Optional,
    Required,
    /// Today, when left out.
    Today,
}

/// Restricts edits once a field has left its first value.
#[derive(Debug)]
pub(crate) struct Freeze {
    /// The day from which it holds.
    pub(crate) since: &'static Field,
    /// Fields that no longer change.
    pub(crate) fields: &'static [&'static Field],
    /// The step that moves what they promised.
    pub(crate) verb: &'static str,
    /// Fields that may be corrected, which the history shows, but not emptied.
    pub(crate) kept: &'static [&'static Field],
}

/// Chinese and English labels of a yes-or-no value, the yes first.
pub(crate) const YES_NO: [Text; 2] = [text("是", "yes"), text("否", "no")];

/// The fields that every record has before its own.
pub(crate) static REF: Field = Field::new("ref", Shape::Text, text("编号", "Ref"))
    .brief()
    .set_by_steps();
pub(crate) static LOGGED_ON: Field =
    Field::new("logged_on", Shape::Day, text("登记日期", "Logged on")).set_by_steps();
pub(crate) static UNIT: Field =
    Field::new("unit", Shape::Reference(&["unit"]), text("单位", "Unit"))
        .defaults(Default::OwnUnit)
        .headed(&["处室", "部门", "所属单位", "责任单位", "填报单位"]);

/// The fields that every record has after its own.
pub(crate) static NOTE: Field =
    Field::new("note", Shape::Text, text("备注", "Note")).headed(&["备考", "说明", "其他说明"]);
pub(crate) static LATE: Field =
    Field::new("late", Shape::Text, text("迟报原因", "Late because")).set_by_steps();
pub(crate) static VOID: Field =
    Field::new("void", Shape::Text, text("作废原因", "Void because")).set_by_steps();

/// Value of [`VOID`] in a record whose adding was taken back: it is in no list and no figure, and its
/// ref is not given out again.
pub(crate) const UNDONE: &str = "undo";
/// What people read in its place.
pub(crate) const TAKEN_BACK: Text = text("登记已撤销", "taken back");

/// Label of the reason for which a step's values were corrected or taken back. It is no field of any
/// kind, and stands in the change that did so, for the history alone.
pub(crate) const BECAUSE: Text = text("更正原因", "Because");
/// The key of [`BECAUSE`] in the body of a change.
pub(crate) const BECAUSE_KEY: &str = "because";
/// The key of the salt in the body of a change that says something personal, which goes with it: what is
/// as short as a telephone number could be found by its hash alone.
pub(crate) const SALT_KEY: &str = "salt";

/// The step by which whoever leaves passes on what is open, whatever kind it is of.
pub(crate) const LEAVE: &str = "leave";

/// The day from which a record is somebody else's; what it was before stays theirs.
pub(crate) static HANDED_ON: Field =
    Field::new("handed_on", Shape::Day, text("移交日期", "Handed on"))
        .headed(&["转办日期", "转办时间", "移交时间"])
        .set_by_steps();

/// The day of those kinds that happen on one.
pub(crate) static DATE: Field = Field::new("date", Shape::Day, text("日期", "Date"))
    .brief()
    .happened()
    .headed(&[
        "时间",
        "反映日期",
        "反映时间",
        "来电时间",
        "来电日期",
        "来访时间",
        "来访日期",
        "收到日期",
        "受理日期",
        "受理时间",
        "走访日期",
        "走访时间",
        "接待日期",
        "接待时间",
        "学习日期",
        "学习时间",
        "活动日期",
        "活动时间",
        "服务日期",
        "测评日期",
        "测评时间",
        "督查日期",
        "督查时间",
        "报道日期",
        "进展日期",
        "发现日期",
        "查摆日期",
    ]);

impl Kind {
    /// Returns a count such as may stand in a field beside others, by their identifiers: it keeps the
    /// rules of the kind.
    pub(crate) fn count_beside(&self, field: &Field, known: &[(&'static str, i64)]) -> i64 {
        let of = |field: &Field| {
            let found = known.iter().find(|(id, _)| *id == field.id);
            found.map(|(_, count)| *count)
        };
        let sum = |parts: &[&Field]| -> i64 { parts.iter().filter_map(|part| of(part)).sum() };
        let sums = self.rules.iter().map(|rule| match rule {
            Rule::Sum { parts, .. } => sum(parts),
            _ => 0,
        });
        let mut count = sums.fold(10, i64::max);
        for rule in self.rules {
            match rule {
                Rule::AtMost { less, more } if less.id == field.id => {
                    count = of(more).map_or(count, |more| count.min(more));
                }
                Rule::AtMost { less, more } if more.id == field.id => {
                    count = of(less).map_or(count, |less| count.max(less));
                }
                Rule::Sum { parts, whole } if whole.id == field.id => {
                    count = count.max(sum(parts));
                }
                Rule::Sum { parts, whole } if parts.iter().any(|part| part.id == field.id) => {
                    count = (of(whole).unwrap_or(count) - sum(parts)).max(0);
                }
                _ => {}
            }
        }
        count
    }

    /// Returns every field, common ones included, in display order.
    pub(crate) fn all_fields(&'static self) -> impl Iterator<Item = &'static Field> + Clone {
        [&REF, &LOGGED_ON, &UNIT]
            .into_iter()
            .chain(self.fields.iter().copied())
            .chain([&NOTE, &LATE, &VOID])
    }

    /// Finds a field by its identifier.
    pub(crate) fn field(&'static self, id: &str) -> Option<&'static Field> {
        let is_it = |field: &&'static Field| field.id == id || field.key == Some(id);
        self.all_fields().find(is_it)
    }

    /// Words the title of a record for people: a choice by its label.
    pub(crate) fn titled(&self, title: &str, lang: Lang) -> String {
        let choices = self.title.map_or(&[][..], Field::choices);
        let known = choices.iter().find(|choice| choice.id == title);
        known
            .map_or(title, |choice| choice.label.get(lang))
            .to_owned()
    }

    /// Returns the fields that say something personal.
    pub(crate) fn personal_fields(&self) -> impl Iterator<Item = &'static Field> {
        let fields = self.fields.iter().copied();
        fields.filter(|field| field.personal.is_some())
    }

    /// Tells whether what a field says may be erased: something personal, or any text about a person who
    /// is no official. What else is wrong is corrected.
    pub(crate) fn erasable(&self, field: &Field) -> bool {
        let is_own = self.fields.iter().any(|own| own.id == field.id);
        let is_private = self.title.is_some_and(|title| title.personal.is_some());
        field.personal.is_some() || is_private && is_own && matches!(field.shape, Shape::Text)
    }

    /// Returns the fields that conflict as one with this field, itself included.
    pub(crate) fn group_of(&'static self, field: &'static Field) -> Vec<&'static Field> {
        self.groups
            .iter()
            .find(|group| group.iter().any(|member| member.id == field.id))
            .map_or_else(|| vec![field], |group| group.to_vec())
    }

    /// Returns the days on which something happens to its records: when it happened, or where that is
    /// not told was entered, from when on each state holds, and when a term begins, ends or is due.
    pub(crate) fn days(&self) -> Vec<&'static Field> {
        let mut days = vec![self.day.unwrap_or(&LOGGED_ON)];
        days.extend(self.states.iter().filter_map(|state| match state.since {
            Since::Day(day) => Some(day),
            Since::Entered(_) | Since::Entry(_) => None,
        }));
        days.extend(self.turns);
        days
    }

    /// Tells whether what its records show depends on the day that is asked about.
    pub(crate) fn is_dated(&self) -> bool {
        !self.states.is_empty() || !self.follows.is_empty()
    }

    /// Tells whether a field is read off others, so that nobody sets it.
    pub(crate) fn is_computed(&self, field: &Field) -> bool {
        let is_read_off = |follow: &Follow| matches!(follow, Follow::Overdue { field: own, .. } if own.id == field.id);
        !field.first_of.is_empty()
            || self.status.is_some_and(|status| status.id == field.id)
            || self.follows.iter().any(is_read_off)
    }

    /// Tells whether a field is set by the steps of the kind, so that only a correction changes it.
    pub(crate) fn is_correctable(&self, field: &Field) -> bool {
        let is_said = |state: &State| matches!(state.since, Since::Day(_)) && state.says(field);
        field.by_step && !self.is_computed(field) && self.states.iter().any(is_said)
    }

    /// Returns the fields that are emptied where these are filled in anew, by the states that begin so.
    pub(crate) fn emptied(
        &'static self,
        is_filled: impl Fn(&Field) -> bool,
    ) -> impl Iterator<Item = &'static Field> {
        let begun = move |state: &&State| matches!(state.since, Since::Day(day) if is_filled(day));
        let begun = self.states.iter().filter(begun);
        begun.flat_map(|state| state.clears.iter().copied())
    }

    /// Names the last state that holds, by the fields that are filled in; before any, the first
    /// choice of the status.
    pub(crate) fn state_by(&self, filled: impl Fn(&Field) -> bool) -> Option<&'static str> {
        let first = self.status?.choices().first()?.id;
        let holds = |state: &&State| state.since.day().is_some_and(&filled);
        Some(
            self.named_states()
                .rev()
                .find(holds)
                .map_or(first, |state| state.id),
        )
    }

    /// Returns the states that its status can be, in their order; one without a name stands beside them.
    pub(crate) fn named_states(&self) -> impl DoubleEndedIterator<Item = &'static State> {
        self.states.iter().filter(|state| !state.id.is_empty())
    }

    /// Returns what one of its steps passes on to somebody else, if any does.
    pub(crate) fn passes(&self) -> Option<&'static Passes> {
        self.steps.iter().find_map(|step| step.passes.as_ref())
    }

    pub(crate) fn step(&'static self, verb: &str) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.verb == verb)
    }
}

impl Since {
    /// Returns the field that bears the day, where the record itself has one.
    pub(crate) fn day(&self) -> Option<&'static Field> {
        match self {
            Self::Day(day) | Self::Entered(day) => Some(day),
            Self::Entry(_) => None,
        }
    }
}

impl State {
    /// Declares a state that holds from a day of the record's own.
    pub(crate) const fn since(
        id: &'static str,
        day: &'static Field,
        fields: &'static [&'static Field],
    ) -> Self {
        Self {
            id,
            since: Since::Day(day),
            fields,
            clears: &[],
        }
    }

    /// Empties fields from its day on.
    pub(crate) const fn clearing(mut self, clears: &'static [&'static Field]) -> Self {
        self.clears = clears;
        self
    }

    /// Tells whether it fills in what a guard wants filled.
    pub(crate) fn fills(&self, guard: &Guard) -> bool {
        let day = self.since.day();
        guard.among.contains(&FILLED) && day.is_some_and(|day| day.id == guard.field.id)
    }

    /// Tells whether it empties a field.
    pub(crate) fn clears(&self, field: &Field) -> bool {
        self.clears.iter().any(|own| own.id == field.id)
    }

    /// Tells whether a field is another from its day on: it says something of it, or empties it.
    pub(crate) fn decides(&self, field: &Field) -> bool {
        self.says(field) || self.clears(field)
    }

    /// Tells whether it says anew, from its day on, what a record said from its beginning.
    pub(crate) fn has_beginning(&self) -> bool {
        matches!(self.since, Since::Day(_)) && self.fields.iter().any(|field| !field.by_step)
    }

    /// Tells whether what it says is entered by hand, with its day.
    pub(crate) fn is_entered(&self) -> bool {
        matches!(self.since, Since::Entered(_))
    }

    /// Tells whether it says something of a field.
    pub(crate) fn says(&self, field: &Field) -> bool {
        let day = self.since.day().into_iter();
        day.chain(self.fields.iter().copied())
            .any(|own| own.id == field.id)
    }
}

impl Step {
    /// Defaults for `..Step::PLAIN`; `verb` and `about` must be given.
    pub(crate) const PLAIN: Self = Self {
        verb: "",
        called: "",
        about: text("", ""),
        done: "",
        guards: &[],
        takes: &[],
        needs: &[],
        sets: &[],
        makes: None,
        passes: None,
        awaited: None,
    };

    /// Tells whether its day is that from which a state holds.
    pub(crate) fn begins(&self, state: &State) -> bool {
        matches!(state.since, Since::Day(day) if self.takes.iter().any(|take| take.field.id == day.id))
    }
}

impl Field {
    /// Declares an optional field of one value.
    pub(crate) const fn new(id: &'static str, shape: Shape, label: Text) -> Self {
        Self {
            id,
            key: None,
            shape,
            label,
            question: None,
            many: false,
            required: false,
            brief: false,
            spare: 0,
            asked: false,
            default: Default::None,
            happened: false,
            deadline: false,
            ahead: false,
            by_step: false,
            long_number: false,
            measures: match shape {
                Shape::Money => &["元"],
                Shape::Percent => &["%"],
                _ => &[],
            },
            empties: &[],
            usual: None,
            heads: &[],
            is_name: false,
            having: None,
            answers: false,
            personal: None,
            first_of: &[],
        }
    }

    /// Has machines know it under another identifier.
    pub(crate) const fn keyed(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    /// Returns the identifier for machines.
    pub(crate) fn key(&self) -> &'static str {
        self.key.unwrap_or(self.id)
    }

    pub(crate) const fn many(mut self) -> Self {
        self.many = true;
        self
    }

    /// Has forms ask for it in these words.
    pub(crate) const fn asked_as(mut self, zh: &'static str, en: &'static str) -> Self {
        self.question = Some(text(zh, en));
        self
    }

    /// Returns the words in which a form asks for it.
    pub(crate) fn question(&self) -> Text {
        self.question.unwrap_or(self.label)
    }

    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Shows it where room is short.
    pub(crate) const fn brief(mut self) -> Self {
        self.brief = true;
        self
    }

    /// Shows it where room is not too short: the higher, the sooner a list does without it.
    pub(crate) const fn spare(mut self, spare: u8) -> Self {
        self.brief = true;
        self.spare = spare;
        self
    }

    /// Has forms ask for it.
    pub(crate) const fn asked(mut self) -> Self {
        self.asked = true;
        self
    }

    /// Sets the value of new records that leave it out.
    pub(crate) const fn defaults(mut self, default: Default) -> Self {
        self.default = default;
        self
    }

    /// Marks it as a day by which something is due.
    pub(crate) const fn deadline(mut self) -> Self {
        self.deadline = true;
        self
    }

    /// Takes, for a new record, only days of the campaign that are still to come.
    pub(crate) const fn ahead(mut self) -> Self {
        self.ahead = true;
        self
    }

    /// Marks it as telling of a thing that has happened; left out, it is today.
    pub(crate) const fn happened(mut self) -> Self {
        self.happened = true;
        self.default = Default::Today;
        self
    }

    /// Leaves it to the steps of its kind.
    pub(crate) const fn set_by_steps(mut self) -> Self {
        self.by_step = true;
        self
    }

    /// Makes it repeat the first of these that is filled in.
    pub(crate) const fn repeats(mut self, first_of: &'static [&'static Field]) -> Self {
        self.first_of = first_of;
        self.set_by_steps()
    }

    /// Says in which words its number is counted.
    pub(crate) const fn counted_in(mut self, measures: &'static [&'static str]) -> Self {
        self.measures = measures;
        self
    }

    /// Takes words that say that it stays empty.
    pub(crate) const fn empty_by(mut self, empties: &'static [&'static str]) -> Self {
        self.empties = empties;
        self
    }

    /// Declares the choice that examples show: nobody is to become the principal by one.
    pub(crate) const fn usually(mut self, choice: &'static str) -> Self {
        self.usual = Some(choice);
        self
    }

    /// Declares the heads that offices give it in sheets of their own.
    pub(crate) const fn headed(mut self, heads: &'static [&'static str]) -> Self {
        self.heads = heads;
        self
    }

    /// Marks it as the name of somebody.
    pub(crate) const fn name_of_somebody(mut self) -> Self {
        self.is_name = true;
        self
    }

    /// Makes it name only records of which a field has one of these choices.
    pub(crate) const fn having(
        mut self,
        field: &'static Field,
        among: &'static [&'static str],
    ) -> Self {
        self.having = Some((field, among));
        self
    }

    /// Marks it as holding a number of many digits.
    pub(crate) const fn long_number(mut self) -> Self {
        self.long_number = true;
        self
    }

    /// Marks it as naming who answers for the record.
    pub(crate) const fn answers(mut self) -> Self {
        self.answers = true;
        self
    }

    /// Tells whether it is of words, in which anything may be said of anybody: all that is ever blank.
    pub(crate) fn is_of_words(&self) -> bool {
        matches!(self.shape, Shape::Text | Shape::Json) && self.id != REF.id
    }

    pub(crate) const fn personal(mut self, personal: Personal) -> Self {
        self.personal = Some(personal);
        self.long_number = matches!(personal, Personal::IdNumber | Personal::Phone);
        self.is_name = matches!(personal, Personal::Name);
        self
    }

    /// Returns the flag that sets it, without the leading dashes.
    pub(crate) fn flag(&self) -> String {
        self.id.replace('_', "-")
    }

    /// Tells whether a name that somebody typed is its own: the identifier or a label.
    pub(crate) fn answers_to(&self, typed: &str) -> bool {
        let labels = [self.label.get(Lang::Zh), self.label.get(Lang::En)];
        let id = typed.replace('-', "_");
        self.id == id || self.key() == id || labels.contains(&typed)
    }

    /// Tells whether it may name a record of a kind.
    pub(crate) fn may_name(&self, kind: &Kind) -> bool {
        matches!(self.shape, Shape::Reference(kinds) if kinds.contains(&kind.id))
    }

    /// Tells whether the title alone would not tell which record it names: not merely a person, a unit or
    /// one other kind.
    pub(crate) fn names_many_kinds(&self) -> bool {
        const FEW: usize = 3;
        matches!(self.shape, Shape::Reference(kinds) if kinds.len() > FEW)
    }

    /// Returns a value such as may be typed for it; of a reference its label, since no record is known.
    pub(crate) fn example(&self, lang: Lang) -> &'static str {
        match self.shape {
            Shape::Choice(choices) => {
                let first = || choices.first().map_or("", |choice| choice.id);
                self.usual.unwrap_or_else(first)
            }
            Shape::Count | Shape::Decimal | Shape::Money | Shape::Percent => "10",
            Shape::Day if self.deadline => lang.pick("11月底", "11.30"),
            Shape::Day => lang.pick("今天", "today"),
            Shape::Flag => "true",
            Shape::Category | Shape::Json | Shape::Reference(_) | Shape::Text => {
                self.label.get(lang)
            }
        }
    }

    /// Returns the choices, where it has a fixed list of them.
    pub(crate) fn choices(&self) -> &'static [Choice] {
        match self.shape {
            Shape::Choice(choices) => choices,
            _ => &[],
        }
    }
}
