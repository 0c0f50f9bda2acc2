//! Windows. It has no modes of files, and what guards them is the folder that they lie in.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Result, Stdout};
use std::os::windows::io::AsHandle;
use std::path::{Component, Path, Prefix};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use win32console::console::WinConsole;
use winsafe::{FILETIME, GetDriveType, HFILE, HKEY, HPROCESS, HPROCESSLIST, RegistryValue, co};

/// How long another program may hold a file before it counts as held: a scanner of viruses, or one that
/// copies to a cloud, lets it go after a moment.
const PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(100);

/// The errors by which Windows says that another program has a file open: access denied, sharing
/// violation, lock violation, user-mapped section open.
const HELD: [i32; 4] = [5, 32, 33, 1224];

/// What `GetExitCodeProcess` gives for a process that runs.
const STILL_ACTIVE: u32 = 259;

/// Makes a new file, which whoever may read its folder may read.
pub(crate) fn create_private(path: &Path) -> Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Makes a folder, with all above it, where it is not there.
pub(crate) fn create_private_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path)
}

/// Opens a file for reading.
pub(crate) fn open_plainly(path: &Path) -> Result<File> {
    File::open(path)
}

/// Tells whether a file has a second name.
pub(crate) fn is_hard_linked(path: &Path, _: &Metadata) -> bool {
    let shared = co::FILE_SHARE::READ | co::FILE_SHARE::WRITE | co::FILE_SHARE::DELETE;
    let opened = HFILE::CreateFile(
        &path.to_string_lossy(),
        co::GENERIC::READ,
        Some(shared),
        None,
        co::DISPOSITION::OPEN_EXISTING,
        co::FILE_ATTRIBUTE::NORMAL,
        None,
        None,
        None,
    );
    let found = opened.and_then(|(file, _)| file.GetFileInformationByHandle());
    found.is_ok_and(|found| found.nNumberOfLinks > 1)
}

/// Tells whether two names are of one file, without opening either.
pub(crate) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (std::fs::canonicalize(one), std::fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Tells whether others on this machine may read or write a file, which cannot be seen here.
pub(crate) fn is_open_to_others(_: &Path) -> bool {
    false
}

/// Tells whether a file is of the user who runs the program: who may write to a folder is no other here.
pub(crate) fn is_own(_: &Metadata) -> bool {
    true
}

/// Tells whether a process is running; `None` where that cannot be seen.
pub(crate) fn is_running(number: i32) -> Option<bool> {
    let number = u32::try_from(number).ok()?;
    match HPROCESS::OpenProcess(co::PROCESS::QUERY_LIMITED_INFORMATION, false, number) {
        Ok(process) => process
            .GetExitCodeProcess()
            .ok()
            .map(|code| code == STILL_ACTIVE),
        Err(co::ERROR::ACCESS_DENIED) => Some(true),
        Err(co::ERROR::INVALID_PARAMETER) => Some(false),
        Err(_) => None,
    }
}

/// Tells whether this process has a file open, which is not looked at here: the system tells it itself.
pub(crate) fn is_open_here(_: &Path) -> bool {
    false
}

/// Does what may fail while another program has a file open, until that lets it go or patience ends.
pub(crate) fn patiently<T>(mut act: impl FnMut() -> Result<T>) -> Result<T> {
    let is_held = |error: &Error| {
        error
            .raw_os_error()
            .is_some_and(|code| HELD.contains(&code))
    };
    let begun = Instant::now();
    loop {
        match act() {
            Err(error) if is_held(&error) && begun.elapsed() < PATIENCE => sleep(PAUSE),
            done => return done,
        }
    }
}

/// Does nothing: the system keeps folders itself.
#[allow(clippy::unnecessary_wraps, reason = "the other half can fail")]
pub(crate) fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

/// Cannot put two folders in each other's place in one step.
pub(crate) fn exchange(_: &Path, _: &Path) -> Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Names the file system of a folder, where its locks may not hold between machines: a share, by its name
/// or as a drive.
pub(crate) fn shared_file_system(folder: &Path) -> Option<&'static str> {
    let real = std::fs::canonicalize(folder).ok()?;
    let Some(Component::Prefix(prefix)) = real.components().next() else {
        return None;
    };
    let is_shared = match prefix.kind() {
        Prefix::UNC(..) | Prefix::VerbatimUNC(..) => true,
        Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
            let root = format!("{}:\\", char::from(letter));
            GetDriveType(Some(&root)) == co::DRIVE::REMOTE
        }
        _ => false,
    };
    is_shared.then_some("SMB")
}

/// Limits what this process may take: bytes of memory, and seconds of the processor's time. The system has
/// such limits only for what one process starts, so this one looks at itself.
pub(crate) fn limit_process(memory: u64, seconds: u64) {
    const LOOK: Duration = Duration::from_millis(20);
    spawn(move || {
        while !is_beyond(memory, seconds) {
            sleep(LOOK);
        }
        std::process::exit(1);
    });
}

/// Tells whether this process has taken more.
fn is_beyond(memory: u64, seconds: u64) -> bool {
    /// How many of a time's units are a second.
    const UNITS: u64 = 10_000_000;
    let process = HPROCESS::GetCurrentProcess();
    let taken = process.GetProcessMemoryInfo();
    let units =
        |time: FILETIME| u64::from(time.dwHighDateTime) << 32 | u64::from(time.dwLowDateTime);
    let used = process
        .GetProcessTimes()
        .map(|(_, _, kernel, user)| units(kernel) + units(user));
    taken.is_ok_and(|taken| taken.PrivateUsage as u64 > memory)
        || used.is_ok_and(|used| used > seconds * UNITS)
}

/// Returns the code page in which the console shows bytes, or that of the system where there is no console.
pub(crate) fn console_code_page() -> Option<u32> {
    const PLACE: &str = "SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage";
    let page = WinConsole::get_output_code_page().ok();
    let of_system = || {
        let found = HKEY::LOCAL_MACHINE.RegGetValue(Some(PLACE), Some("ACP"), co::RRF::RT_REG_SZ);
        match found {
            Ok(RegistryValue::Sz(page)) => page.parse().ok(),
            _ => None,
        }
    };
    page.filter(|page| *page > 0).or_else(of_system)
}

/// Tells whether the console was opened for this process alone, as by a double click, and closes with it.
pub(crate) fn owns_console() -> bool {
    WinConsole::get_process_list().is_ok_and(|all| all.len() == 1)
}

/// Returns the name of the program that started this one, such as a shell; empty where it is not known.
#[allow(clippy::unnecessary_wraps, reason = "the other half has none")]
pub(crate) fn parent() -> Option<String> {
    let own = std::process::id();
    let list = HPROCESSLIST::CreateToolhelp32Snapshot(co::TH32CS::SNAPPROCESS, None);
    let known: Vec<(u32, u32, String)> = list.map_or_else(
        |_| Vec::new(),
        |mut list| {
            let processes = list.iter_processes().map_while(std::result::Result::ok);
            let told =
                processes.map(|one| (one.th32ProcessID, one.th32ParentProcessID, one.szExeFile()));
            told.collect()
        },
    );
    let parent = known
        .iter()
        .find(|(id, ..)| *id == own)
        .map(|(_, parent, _)| *parent);
    let found = known.iter().find(|(id, ..)| Some(*id) == parent);
    Some(found.map_or_else(String::new, |(_, _, name)| name.clone()))
}

/// Tells whether standard output is a file in which there is nothing yet.
pub(crate) fn is_empty_file(stdout: &Stdout) -> bool {
    let file = stdout.as_handle().try_clone_to_owned().map(File::from);
    let found = file.and_then(|file| file.metadata());
    found.is_ok_and(|found| found.is_file() && found.len() == 0)
}

/// Ends a program as it is wont to: the console gives itself back.
pub(crate) fn hold_signals(_: bool) {}

pub(crate) fn held_signal() -> Option<u8> {
    None
}

/// Watches for the end of the terminal, which a console that goes tells the program itself.
pub(crate) const fn watch_terminal() {}

/// Returns how long may still be waited for something to be typed: a console that goes ends the program.
#[allow(clippy::unnecessary_wraps, reason = "the other half knows more")]
pub(crate) fn await_typing(most: Duration) -> Option<Duration> {
    Some(most)
}
