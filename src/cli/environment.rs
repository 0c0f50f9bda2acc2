//! From flags, environment and clock to the [`Context`] of a command.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, FixedOffset, Local, NaiveDate};

use crate::commands::everywhere::{
    AS, COLOUR, COLOURS, COPIES, DB, FORMAT, LANG, LANGUAGES, QUIET, TODAY,
};
use crate::desk::drafts::Drafts;
use crate::desk::{Context, NOBODY, Remarks, campaign_year, input};
use crate::error::{Error, Fault, Naming, Refusal, Result, Said};
use crate::files::Written;
use crate::model::date::Calendar;
use crate::options::{Given, Opt};
use crate::render::{self, FORMATS, Format};
use crate::store::Keys;
use crate::text::Lang;

/// The file of an office that is looked for unless another is named.
pub(super) const USUAL: &str = "huiyin.db";
/// The variable that names the folder of the signing keys.
pub(super) const KEYS: &str = "HUIYIN_KEYS";
/// The variable that says how questions are asked, and its word for line by line.
const PROMPT: &str = "HUIYIN_PROMPT";
const PLAIN: &str = "plain";
/// The longest name of who is acting, in characters.
const MOST_ACTOR: usize = 60;

/// Facts that the program is told by the machine it runs on.
#[derive(Clone, Debug)]
pub(super) struct Environment {
    pub(super) variables: HashMap<String, String>,
    /// The folder in which relative paths begin.
    pub(super) folder: PathBuf,
    pub(super) now: DateTime<FixedOffset>,
}

impl Environment {
    /// Reads what the machine tells.
    ///
    /// # Errors
    /// If there is no working folder.
    pub(super) fn read(variables: HashMap<String, String>) -> Result<Self> {
        let folder = std::env::current_dir().map_err(|source| Error::Io {
            path: PathBuf::from("."),
            source,
        })?;
        Ok(Self {
            variables,
            folder,
            // A clock may stand before 1970, which `Local::now` does not survive.
            now: DateTime::<Local>::from(SystemTime::now()).fixed_offset(),
        })
    }

    /// Tells whether questions are to be asked line by line: where that is wanted, and where the terminal
    /// cannot move its cursor.
    pub(super) fn asks_plainly(&self) -> bool {
        let is_wanted = self.variables.get(PROMPT).is_some_and(|way| way == PLAIN);
        let is_unknown = cfg!(unix) && !self.variables.contains_key("TERM");
        is_wanted || is_unknown || self.has_dumb_terminal()
    }

    /// Tells whether the terminal, if there is one, cannot move its cursor or colour.
    pub(super) fn has_dumb_terminal(&self) -> bool {
        self.variables
            .get("TERM")
            .is_some_and(|term| term == "dumb")
    }
}

/// Variables that the scripts of completion hand over, to the letter.
pub(super) const OF_SCRIPTS: [&str; 2] = ["HUIYIN_BREAKS", "HUIYIN_WORDS"];

/// Reads the environment variables that are text and not empty. In `set NAME=value && huiyin` the blank is
/// a part of the value, and never meant.
pub(super) fn variables() -> HashMap<String, String> {
    let trimmed = |name: String, value: String| {
        let is_own = name.starts_with("HUIYIN_") && !OF_SCRIPTS.contains(&name.as_str());
        let value = if is_own {
            value.trim().to_owned()
        } else {
            value
        };
        (name, value)
    };
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .map(|(name, value)| trimmed(name, value))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// Finds the language before anything is parsed, since even errors of parsing are in it.
pub(super) fn language(args: &[OsString], variables: &HashMap<String, String>) -> Lang {
    let typed = option(args, &["--lang"]);
    let from_environment = || {
        ["HUIYIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| variables.get(*name).cloned())
    };
    match typed.or_else(from_environment).as_deref() {
        None | Some("C" | "POSIX" | "C.UTF-8") => Lang::Zh,
        Some(name) if name.to_lowercase().starts_with("zh") => Lang::Zh,
        Some(_) => Lang::En,
    }
}

/// Finds the name of the format in which a result is wanted, before anything is parsed.
pub(super) fn format_name(args: &[OsString]) -> Option<String> {
    let ending = |file: String| {
        let ending = Path::new(&file).extension()?;
        Some(ending.to_str()?.to_owned())
    };
    let output = || option(args, &["--output", "-o"]).and_then(ending);
    option(args, &["--format"]).or_else(output)
}

/// Finds the value of an option that may be written in these ways.
fn option(args: &[OsString], ways: &[&str]) -> Option<String> {
    let args: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let options = args.split(|arg| *arg == "--").next().unwrap_or_default();
    (0..options.len()).find_map(|at| {
        ways.iter()
            .find_map(|way| match options[at].strip_prefix(way)? {
                "" => options.get(at + 1).map(|value| (*value).to_owned()),
                joined if way.starts_with("--") => joined.strip_prefix('=').map(str::to_owned),
                joined => Some(joined.trim_start_matches('=').to_owned()),
            })
    })
}

/// Makes the context of a command from its options, the environment and the clock.
pub(super) fn context(given: Given, environment: &Environment, lang: Lang) -> Result<Context> {
    let named = |opt, variable: &str| {
        let variable = || environment.variables.get(variable).map(String::as_str);
        given.text(opt).or_else(variable).map(str::to_owned)
    };
    let named_actor = named(&AS, "HUIYIN_AS");
    let actor_named = named_actor.is_some();
    let db = environment.folder.join(file(given, environment)?);
    let today = today(named(&TODAY, "HUIYIN_TODAY"), environment, &db)?;
    let actor = actor(&named_actor.unwrap_or_else(login))?;
    let colour = colour(named(&COLOUR, ""), environment)?;
    chosen(&LANG, named(&LANG, "HUIYIN_LANG"), LANGUAGES)?;
    Ok(Context {
        lang,
        today,
        copies: copies(given, environment),
        now: environment.now.timestamp_millis(),
        offset: *environment.now.offset(),
        actor,
        actor_named,
        remarks: Remarks::default(),
        saved: Arc::default(),
        made: Rc::default(),
        went_on: Arc::default(),
        db,
        keys: Keys(keys(environment)),
        drafts: Drafts(data(environment).map(|data| data.join("drafts"))),
        written: Written(data(environment).map(|data| data.join("written"))),
        programs: path(environment),
        folder: environment.folder.clone(),
        watched: std::io::stderr().is_terminal()
            && !given.has(&QUIET)
            && !environment.has_dumb_terminal(),
        colour,
    })
}

/// Returns the folders in which programs are looked for.
fn path(environment: &Environment) -> Vec<PathBuf> {
    let path = environment.variables.get("PATH");
    path.into_iter().flat_map(std::env::split_paths).collect()
}

/// Finds the folder of the signing keys: the one that is named, else one among the user's own data.
fn keys(environment: &Environment) -> Option<PathBuf> {
    let named = |name: &str| environment.variables.get(name).map(PathBuf::from);
    match named(KEYS) {
        Some(named) => Some(environment.folder.join(named)),
        None => Some(data(environment)?.join("keys")),
    }
}

/// Finds the folder of the program among the user's own data.
fn data(environment: &Environment) -> Option<PathBuf> {
    let named = |name: &str| environment.variables.get(name).map(PathBuf::from);
    let data = if cfg!(windows) {
        let home = || Some(std::env::home_dir()?.join("AppData").join("Local"));
        named("LOCALAPPDATA").or_else(home)
    } else {
        let home = || named("HOME").or_else(std::env::home_dir);
        let own = named("XDG_DATA_HOME").filter(|folder| folder.is_absolute());
        own.or_else(|| Some(home()?.join(".local/share")))
    };
    Some(data?.join("huiyin"))
}

/// Reads the day to compute from. A year that it leaves out is the campaign's where there is a file, or
/// else that of the clock.
fn today(typed: Option<String>, environment: &Environment, db: &Path) -> Result<NaiveDate> {
    let today = environment.now.date_naive();
    let Some(typed) = typed else {
        return Ok(today);
    };
    let read = |year| input::day("today", &typed, Calendar { today, year }, true);
    let day = read(today.year())?;
    // A file is opened only for a day that leaves its year out.
    if read(today.year() - 4).is_ok_and(|other| other == day) {
        return Ok(day);
    }
    campaign_year(db).map_or(Ok(day), read)
}

/// Returns how many copies are to stay as it was typed, for those commands alone that keep any.
fn copies(given: Given, environment: &Environment) -> Option<(String, &'static str)> {
    const VARIABLE: &str = "HUIYIN_COPIES";
    let typed = given.text(&COPIES).map(|typed| (typed, "--copies"));
    let set = || Some((environment.variables.get(VARIABLE)?.as_str(), VARIABLE));
    let (typed, place) = typed.or_else(set)?;
    Some((typed.to_owned(), place))
}

fn actor(typed: &str) -> Result<String> {
    let actor = input::text("as", typed)?;
    let characters = actor.chars().count();
    if characters > MOST_ACTOR {
        let most = MOST_ACTOR;
        let fault = Fault::TooLong { characters, most };
        return Err(input::bad("as", &actor, fault));
    }
    if let Some((at, one)) = (1..).zip(actor.chars()).find(|(_, one)| *one == '\n') {
        return Err(input::bad("as", &actor, Fault::Hidden { at, one }));
    }
    Ok(actor)
}

/// Returns the office's file: a file, and nothing else that SQLite takes for a name.
fn file(given: Given, environment: &Environment) -> Result<PathBuf> {
    let typed = given.path(&DB).map(Path::to_owned);
    let named = typed.or_else(|| environment.variables.get("HUIYIN_DB").map(PathBuf::from));
    let file = named.unwrap_or_else(|| PathBuf::from(USUAL));
    match file.to_str() {
        Some(name) if name == ":memory:" || name.starts_with("file:") => {
            Err(Refused::NotAFile(name.to_owned()).into())
        }
        _ => Ok(file),
    }
}

/// Returns the name of whoever uses this machine; looked up only where no name was given.
fn login() -> String {
    whoami::username().unwrap_or_else(|_| NOBODY.to_owned())
}

/// Tells whether to colour: on a terminal, unless that is turned off.
fn colour(typed: Option<String>, environment: &Environment) -> Result<bool> {
    let wanted = typed.as_deref().unwrap_or("auto").to_lowercase();
    chosen(&COLOUR, typed, COLOURS)?;
    Ok(match wanted.as_str() {
        "always" => true,
        "never" => false,
        _ => {
            let plain =
                environment.variables.contains_key("NO_COLOR") || environment.has_dumb_terminal();
            !plain && std::io::stdout().is_terminal()
        }
    })
}

/// Checks an option that takes one of a few words.
fn chosen(opt: &Opt, typed: Option<String>, known: &[&str]) -> Result<()> {
    let Some(typed) = typed else {
        return Ok(());
    };
    // A locale such as zh_CN.UTF-8 counts as its language.
    let word = typed.split(['_', '-', '.']).next().unwrap_or_default();
    if known.contains(&word.to_lowercase().as_str()) {
        return Ok(());
    }
    Err(Refused::NotAChoice(Box::new(input::not_among(opt.id, &typed, known))).into())
}

pub(super) fn format(given: Given, output: Option<&Path>) -> Result<&'static Format> {
    let ending = output
        .and_then(Path::extension)
        .and_then(|ending| ending.to_str());
    let typed = given.text(&FORMAT);
    let Some(name) = typed.or(ending) else {
        return Ok(&render::TABLE);
    };
    Format::find(&name.to_lowercase()).ok_or_else(|| {
        if let (None, Some(path)) = (typed, output) {
            let file = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let ending = name.to_owned();
            return Refused::NoSuchEnding { file, ending }.into();
        }
        let known: Vec<&str> = FORMATS.iter().map(|known| known.id).collect();
        Refused::NotAChoice(Box::new(input::not_among("format", name, &known))).into()
    })
}

/// Reasons for which an option of every command refuses a value.
#[derive(Debug)]
enum Refused {
    /// No format is called like the ending of the file.
    NoSuchEnding { file: String, ending: String },
    /// None of the words that it takes.
    NotAChoice(Box<Error>),
    /// A name that SQLite takes for something else than a file.
    NotAFile(String),
}

impl Refusal for Refused {
    fn said(&self, lang: Lang) -> Said {
        match self {
            Self::NoSuchEnding { file, ending } => {
                let ids = FORMATS.iter().map(|format| format.id);
                let endings = ids.filter(|id| *id != render::TABLE.id);
                let endings: Vec<String> = endings.map(|id| format!(".{id}")).collect();
                let known = lang.join(&endings);
                Said::usage(
                    "unknown-ending",
                    lang.pick(
                        (
                            format!("-o “{file}”：不能写成 .{ending} 文件"),
                            format!("可用 {known}，或用 --format 指明格式"),
                        ),
                        (
                            format!("-o “{file}” asks for a .{ending} file, which is not made"),
                            format!("use {known}, or give --format"),
                        ),
                    ),
                )
                .of("output")
                .with(file)
            }
            Self::NotAChoice(error) => error.said(lang, Naming::Flags).of_usage(),
            Self::NotAFile(name) => Said::usage(
                "not-a-file",
                lang.pick(
                    (
                        format!("--db “{name}”不是文件名"),
                        "请写普通的文件名，例如 huiyin.db",
                    ),
                    (
                        format!("--db “{name}” is not a file's name"),
                        "give a plain one, such as huiyin.db",
                    ),
                ),
            )
            .of("db")
            .with(name),
        }
    }
}
