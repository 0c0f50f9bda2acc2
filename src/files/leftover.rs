//! What is left of commands that were killed, and finding a text in a file whatever it is.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use aho_corasick::AhoCorasick;

use super::system;
use super::temporary::{PREFIX, folder};

/// Age from which on a leftover is removed of which nobody can tell whose it is.
const OLD: Duration = Duration::from_hours(24);

/// Tells whether a file holds one of some texts anywhere.
pub(crate) fn holds_any(path: &Path, texts: &[String]) -> bool {
    let texts = texts.iter().filter(|text| !text.is_empty());
    let Ok(sought) = AhoCorasick::new(texts) else {
        return false;
    };
    let found = File::open(path)
        .ok()
        .map(|file| sought.stream_find_iter(file).next());
    matches!(found.flatten(), Some(Ok(_)))
}

/// Removes beside a place what commands of the same user left there that are no more.
pub(crate) fn sweep(place: &Path) {
    let entries = std::fs::read_dir(folder(place)).into_iter().flatten();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else {
            continue;
        };
        let Ok(found) = entry.path().symlink_metadata() else {
            continue;
        };
        let process = rest
            .split_once('-')
            .and_then(|(number, _)| number.parse().ok());
        let is_left = match process.and_then(system::is_running) {
            Some(is_running) => !is_running,
            None => found
                .modified()
                .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > OLD)),
        };
        // What cannot be removed stays for another time.
        if is_left && system::is_own(&found) {
            let path = entry.path();
            drop(if found.is_dir() {
                std::fs::remove_dir_all(path)
            } else {
                std::fs::remove_file(path)
            });
        }
    }
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
        sweep(&at("huiyin.db"));
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
        assert!(holds_any(&path, &texts("13812345678")));
        assert!(!holds_any(&path, &texts("13812345679")) && !holds_any(&path, &texts("")));
    }
}
