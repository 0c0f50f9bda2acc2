//! What is left of commands that were killed, and finding a text in a file whatever it is.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use aho_corasick::AhoCorasick;

use super::names::{ASIDE, PREFIX, folder};
use super::system;

/// Age from which on a leftover is removed of which nobody can tell whose it is.
const OLD: Duration = Duration::from_hours(24);

/// Tells whether a file may hold one of some texts anywhere: one that cannot be read may.
pub(crate) fn may_hold(path: &Path, texts: &[String]) -> bool {
    let texts = texts.iter().filter(|text| !text.is_empty());
    let (Ok(sought), Ok(file)) = (AhoCorasick::new(texts), File::open(path)) else {
        return true;
    };
    sought.stream_find_iter(file).next().is_some()
}

/// Removes beside a place what commands of the same user left there that are no more.
pub(crate) fn sweep(place: &Path) {
    // On a disk of several machines, the number of a process says nothing.
    let is_shared = system::shared_file_system(folder(place)).is_some();
    let entries = std::fs::read_dir(folder(place)).into_iter().flatten();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else {
            continue;
        };
        let Ok(found) = entry.path().symlink_metadata() else {
            continue;
        };
        let process = rest.split_once('-').filter(|_| !is_shared);
        let process = process.and_then(|(number, _)| number.parse().ok());
        let is_left = match process.and_then(system::is_running) {
            Some(is_running) => !is_running,
            None => found
                .modified()
                .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > OLD)),
        };
        // What cannot be removed stays for another time.
        if is_left && system::is_own(&found) {
            let path = entry.path();
            if !put_back(&path) {
                continue;
            }
            drop(remove(&path));
        }
    }
}

/// Removes a file or a folder, which need not be there.
pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    let removed = match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
        Err(source) => Err(source),
    };
    match removed {
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Puts a folder back that a command had moved aside for another, where that did not get there; tells
/// whether nothing is left that is nowhere else.
fn put_back(left: &Path) -> bool {
    let mut is_done = true;
    for entry in std::fs::read_dir(left).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let own = name.to_str().and_then(|name| name.strip_prefix(ASIDE));
        if let Some(place) = own.map(|name| folder(left).join(name))
            && !place.exists()
        {
            is_done &= std::fs::rename(entry.path(), place).is_ok();
        }
    }
    is_done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dead_left_goes_and_what_the_living_write_stays() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        let own = format!("{PREFIX}{}-x", std::process::id());
        // No process has this number.
        let dead = format!("{PREFIX}4194305-x");
        let names = [
            own.as_str(),
            &dead,
            ".huiyin-abc",
            "huiyin.db",
            ".other-1-x",
        ];
        for name in names {
            std::fs::write(at(name), "x").unwrap();
        }
        std::fs::create_dir(at(".huiyin-4194305-folder")).unwrap();
        // One command had moved a folder aside and was killed before the new one stood in its place,
        // another after that.
        for (left, kept) in [("4194305-a", "was-kept"), ("4194305-b", "was-new")] {
            let folder = at(&format!("{PREFIX}{left}")).join(kept);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("x"), "old").unwrap();
        }
        std::fs::create_dir(at("new")).unwrap();
        sweep(&at("huiyin.db"));
        let kept = |name: &str| std::fs::read_to_string(at(name).join("x")).ok();
        assert_eq!((kept("kept").as_deref(), kept("new")), (Some("old"), None));
        assert!(!at(".huiyin-4194305-a").exists() && !at(".huiyin-4194305-b").exists());
        for name in names {
            assert_eq!(at(name).exists(), name != dead, "{name}");
        }
        assert!(!at(".huiyin-4194305-folder").exists());
    }

    #[test]
    fn a_text_is_found_in_any_file() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("x");
        std::fs::write(
            &path,
            [&vec![7; 100_000][..], b"13812345678", &[0]].concat(),
        )
        .unwrap();
        let texts = |text: &str| [text.to_owned()];
        assert!(may_hold(&path, &texts("13812345678")));
        assert!(!may_hold(&path, &texts("13812345679")) && !may_hold(&path, &texts("")));
        // What cannot be read is not known to be free of it.
        assert!(may_hold(place.path(), &texts("13812345679")));
    }
}
