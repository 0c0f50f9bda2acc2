//! Things that an error names: a field, an option, an argument. Each reader knows them by another
//! name.

use crate::model::kind::{Field, Take};
use crate::text::{Lang, quoted};

/// A field, or an argument of the command line.
#[derive(Clone, Debug)]
pub(crate) enum Named {
    /// An argument by its flag without the dashes, or without one by its placeholder in capitals.
    Argument(Box<str>),
    Field(&'static Field),
    /// A field that a step takes by a flag of another name.
    Taken(&'static Take),
}

/// Names by which a reader knows fields.
#[derive(Clone, Copy)]
pub(crate) enum Naming<'a> {
    /// By their flags: whoever types a command line.
    Flags,
    /// By the flags of a command that has them under names of its own.
    FlagsOf(&'a dyn Fn(&Field) -> Option<String>),
    /// By the heads of a sheet, or else by their labels.
    Heads(&'a dyn Fn(&Field) -> Option<String>),
    /// By their identifiers: a program.
    Keys,
    /// By their labels: whoever fills in a form.
    Labels,
}

impl From<&str> for Named {
    fn from(argument: &str) -> Self {
        Self::Argument(argument.into())
    }
}

impl From<&'static Field> for Named {
    fn from(field: &'static Field) -> Self {
        Self::Field(field)
    }
}

impl Named {
    /// Returns the identifier.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Argument(flag) => {
                let flag = flag.trim_start_matches('@');
                flag.replace('-', "_").to_lowercase()
            }
            Self::Field(field) | Self::Taken(Take { field, .. }) => field.id.to_owned(),
        }
    }

    /// Names it to a reader, in front of a value.
    pub(super) fn briefly(&self, lang: Lang, naming: Naming) -> String {
        match (self, naming) {
            // The name of an argument that has no flag is nothing that anybody types.
            (Self::Argument(flag), _)
                if !flag.starts_with(|first: char| first.is_ascii_lowercase()) =>
            {
                String::new()
            }
            (Self::Argument(flag), Naming::Flags | Naming::FlagsOf(_)) => format!("--{flag}"),
            (Self::Argument(_), Naming::Keys) => self.key(),
            // A form asks for it right above.
            (Self::Argument(_), _) => String::new(),
            (Self::Taken(take), Naming::Flags) => format!("--{}", take.flags().0),
            (Self::Field(field) | Self::Taken(Take { field, .. }), _) => match naming.flag(field) {
                Some(flag) => format!("--{flag}"),
                None => naming.of(field, lang),
            },
        }
    }
}

impl Naming<'_> {
    /// Returns the flag of a field, where that is its name.
    fn flag(self, field: &Field) -> Option<String> {
        match self {
            Self::Flags => Some(field.flag()),
            Self::FlagsOf(flag) => Some(flag(field).unwrap_or_else(|| field.flag())),
            Self::Heads(_) | Self::Keys | Self::Labels => None,
        }
    }

    /// Writes fields as one may type them, where they are typed.
    pub(super) fn example(
        self,
        examples: &[(&'static Field, Option<String>)],
        lang: Lang,
    ) -> Option<String> {
        let typed = examples.iter().map(|(field, example)| {
            let flag = match self {
                Self::Keys => field.flag(),
                _ => self.flag(field)?,
            };
            let value = example.as_deref().unwrap_or_else(|| field.example(lang));
            Some(format!("--{flag} {}", quoted(value)))
        });
        let typed: Option<Vec<String>> = typed.collect();
        typed.map(|typed| typed.join(" "))
    }

    /// Names a field, on the command line with its label.
    pub(crate) fn of(self, field: &Field, lang: Lang) -> String {
        let label = field.label.get(lang);
        if let Some(flag) = self.flag(field) {
            return lang.pick(
                format!("--{flag}（{label}）"),
                format!("--{flag} ({label})"),
            );
        }
        match self {
            Self::Heads(head) => head(field).unwrap_or_else(|| label.to_owned()),
            Self::Keys => field.id.to_owned(),
            Self::Flags | Self::FlagsOf(_) | Self::Labels => label.to_owned(),
        }
    }

    pub(crate) fn all(self, fields: &[&Field], lang: Lang) -> String {
        let names: Vec<String> = fields.iter().map(|field| self.of(field, lang)).collect();
        lang.join(&names)
    }

    /// Names a field that has one of its choices.
    pub(crate) fn choice(self, field: &Field, id: &str, lang: Lang) -> String {
        let known = field.choices().iter().find(|choice| choice.id == id);
        let label = known.map_or(id, |choice| choice.label.get(lang));
        // In Chinese also as people read it.
        if let Some(flag) = self.flag(field) {
            let typed = format!("--{flag} {id}");
            return lang.pick(format!("{typed}（{label}）"), typed);
        }
        if let Self::Keys = self {
            return format!("{} {id}", field.id);
        }
        let name = self.of(field, lang);
        lang.pick(format!("{name}“{label}”"), format!("{name} “{label}”"))
    }
}
