//! Linux, macOS and their like.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::{Result, Stdout};
use std::os::fd::AsFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Once};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Resource, Rlimit, setrlimit};
use rustix::stdio::dup2_stdin;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

/// The numbers by which Linux tells file systems whose locks other machines may not see, after
/// `statfs(2)`.
#[cfg(target_os = "linux")]
const SHARED: &[(u32, &str)] = &[
    (0x0102_1997, "9p"),
    (0x0BD0_0BD0, "Lustre"),
    (0x5346_414F, "AFS"),
    (0x6573_5546, "FUSE"),
    (0x786F_4256, "VirtualBox"),
    (0x00C3_6400, "Ceph"),
    (0x0000_517B, "SMB"),
    (0x0000_564C, "NCP"),
    (0x0000_6969, "NFS"),
    (0xBACB_ACBC, "VMware"),
    (0xFE53_4D42, "SMB"),
    (0xFF53_4D42, "CIFS"),
];

/// What a signal that ends a program does while the terminal is drawn on: it is noted, and the terminal is
/// given back first.
struct Ending {
    /// True while such a signal does what it does by default.
    idle: Arc<AtomicBool>,
    /// The number of the signal that came.
    signal: Arc<AtomicUsize>,
}

static ENDING: LazyLock<Ending> = LazyLock::new(|| {
    let idle = Arc::new(AtomicBool::new(true));
    let signal = Arc::<AtomicUsize>::default();
    for number in [SIGHUP, SIGINT, SIGTERM] {
        // Where none can be watched for, they do what they do by default.
        let _ = flag::register_conditional_default(number, Arc::clone(&idle)).and_then(|_| {
            let value = usize::try_from(number).unwrap_or_default();
            flag::register_usize(number, Arc::clone(&signal), value)
        });
    }
    Ending { idle, signal }
});

/// Notes signals that end a program from now on, or lets them end it again.
pub(crate) fn hold_signals(held: bool) {
    ENDING.idle.store(!held, Ordering::SeqCst);
}

/// Returns the number of the signal that came while they were held.
pub(crate) fn held_signal() -> Option<u8> {
    let signal = u8::try_from(ENDING.signal.load(Ordering::SeqCst)).unwrap_or_default();
    (signal > 0).then_some(signal)
}

/// True once nobody will type any more.
static TERMINAL_GONE: AtomicBool = AtomicBool::new(false);
static TERMINAL_WATCHED: Once = Once::new();

/// Watches from now on for the end of the terminal. Whoever reads its keys at that very moment would read
/// nothing again and again: from then on there is nothing to be read in its place.
pub(crate) fn watch_terminal() {
    TERMINAL_WATCHED.call_once(|| {
        std::thread::spawn(|| {
            let stdin = std::io::stdin();
            let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
            loop {
                // That it is gone is told unasked.
                let mut waiting = [PollFd::new(&stdin, PollFlags::empty())];
                let _ = poll(&mut waiting, None);
                if waiting[0].revents().intersects(gone) {
                    break;
                }
            }
            TERMINAL_GONE.store(true, Ordering::SeqCst);
            let flags = PipeFlags::NONBLOCK | PipeFlags::CLOEXEC;
            // While its other end is open, it is empty and not at its end.
            if let Ok((empty, _end)) = pipe_with(flags)
                && dup2_stdin(&empty).is_ok()
            {
                loop {
                    std::thread::park();
                }
            }
        });
    });
}

/// Waits until something is typed, so long at most; returns how long may still be waited, and `None` where
/// the terminal is gone and nothing will be typed any more.
pub(crate) fn await_typing(most: Duration) -> Option<Duration> {
    if TERMINAL_GONE.load(Ordering::SeqCst) {
        return None;
    }
    let stdin = std::io::stdin();
    let mut waiting = [PollFd::new(&stdin, PollFlags::IN)];
    let most = Timespec::try_from(most).ok()?;
    // A signal ends the wait as well.
    let _ = poll(&mut waiting, Some(&most));
    let [stdin] = &waiting;
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    (!stdin.revents().intersects(gone)).then_some(Duration::ZERO)
}

/// Makes a new file that only its owner may read.
pub(crate) fn create_private(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path)
}

/// Makes a folder that only its owner may enter, with all above it, where it is not there.
pub(crate) fn create_private_folder(path: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Opens a file for reading; follows no link, and waits for nobody at the other end of a pipe.
pub(crate) fn open_plainly(path: &Path) -> Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(rustix::fs::open(path, flags, Mode::empty())?.into())
}

/// Tells whether a file has a second name.
pub(crate) fn is_hard_linked(_: &Path, found: &Metadata) -> bool {
    found.nlink() > 1
}

/// Tells whether two names are of one file, without opening either.
pub(crate) fn is_same_file(one: &Path, other: &Path) -> bool {
    let place = |path| std::fs::metadata(path).map(|found| (found.dev(), found.ino()));
    matches!((place(one), place(other)), (Ok(one), Ok(other)) if one == other)
}

/// Tells whether a file is of the user who runs the program.
pub(crate) fn is_own(found: &Metadata) -> bool {
    found.uid() == rustix::process::getuid().as_raw()
}

/// Tells whether a process is running; `None` where that cannot be seen.
#[allow(clippy::unnecessary_wraps, reason = "the other half cannot tell")]
pub(crate) fn is_running(number: i32) -> Option<bool> {
    let process = rustix::process::Pid::from_raw(number);
    let asked = process.map(rustix::process::test_kill_process);
    Some(!matches!(asked, None | Some(Err(rustix::io::Errno::SRCH))))
}

/// Tells whether this process has a file open, or one in a folder; a look that only Linux has.
pub(crate) fn is_open_here(path: &Path) -> bool {
    let (Ok(path), Ok(open)) = (
        std::fs::canonicalize(path),
        std::fs::read_dir("/proc/self/fd"),
    ) else {
        return false;
    };
    let mut places = open.flatten().flat_map(|one| one.path().read_link());
    places.any(|place| place.starts_with(&path))
}

/// Does what may fail while another program has a file open, which hinders nothing here.
pub(crate) fn patiently<T>(mut act: impl FnMut() -> Result<T>) -> Result<T> {
    act()
}

/// Tells whether others on this machine may read or write a file.
pub(crate) fn is_open_to_others(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.mode() & 0o077 != 0)
}

/// Waits until the disk has what was made, renamed or removed in a folder.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder)?.sync_all()
}

/// Puts each of two folders in the place of the other, in one step.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
pub(crate) fn exchange(one: &Path, other: &Path) -> Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub(crate) fn exchange(_: &Path, _: &Path) -> Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Names the file system of a folder, where its locks may not hold between machines.
#[cfg(target_os = "linux")]
pub(crate) fn shared_file_system(folder: &Path) -> Option<&'static str> {
    let found = rustix::fs::statfs(folder).ok()?;
    // The kernel's numbers have 32 bits; the field is wider on most machines.
    let number = u32::try_from(found.f_type & 0xFFFF_FFFF).ok()?;
    let known = SHARED.iter().find(|(known, _)| *known == number);
    known.map(|(_, name)| *name)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn shared_file_system(_: &Path) -> Option<&'static str> {
    None
}

/// Returns the code page of the console, which is a thing of Windows.
pub(crate) fn console_code_page() -> Option<u32> {
    None
}

/// Tells whether the console closes with this process, which is a thing of Windows.
pub(crate) fn owns_console() -> bool {
    false
}

/// Returns the name of the program that started this one, which does not matter here.
pub(crate) fn parent() -> Option<String> {
    None
}

/// Tells whether standard output is a file in which there is nothing yet.
pub(crate) fn is_empty_file(stdout: &Stdout) -> bool {
    let file = stdout.as_fd().try_clone_to_owned().map(File::from);
    let found = file.and_then(|file| file.metadata());
    found.is_ok_and(|found| found.is_file() && found.len() == 0)
}

/// Limits what this process may take: bytes of memory, and seconds of the processor's time.
pub(crate) fn limit_process(memory: u64, seconds: u64) {
    for (resource, most) in [(Resource::As, memory), (Resource::Cpu, seconds)] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        // A lower limit that holds already stays.
        let _ = setrlimit(resource, limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_is_no_shared_file_system() {
        assert_eq!(shared_file_system(Path::new("/dev/shm")), None);
    }

    #[test]
    fn a_link_is_not_followed_and_a_second_name_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, second] = ["file", "link", "second"].map(|name| folder.path().join(name));
        drop(create_private(&file).unwrap());
        assert!(!is_open_to_others(&file));
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(open_plainly(&file).is_ok() && open_plainly(&link).is_err());
        assert!(!is_hard_linked(&file, &file.metadata().unwrap()));
        std::fs::hard_link(&file, &second).unwrap();
        assert!(is_hard_linked(&file, &file.metadata().unwrap()));
        assert!(is_same_file(&file, &second) && !is_same_file(&file, folder.path()));
    }
}
