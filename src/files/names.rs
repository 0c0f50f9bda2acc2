//! Names of files: our own, those that Windows keeps for itself, and one that stands for several.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Refusal, Result, Said};
use crate::text::Lang;

/// Beginning of the names of files that are not in their place yet.
pub(super) const PREFIX: &str = ".huiyin-";

/// Beginning of the name of what was in its place until another took it.
pub(super) const ASIDE: &str = "was-";

/// The names of devices, which mean these in any folder and with any ending.
const DEVICES: [&str; 8] = [
    "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM", "LPT",
];
/// What stands behind the last two.
const PORTS: &str = "0123456789¹²³";
/// What no name holds.
const FORBIDDEN: [char; 7] = ['<', '>', ':', '"', '|', '?', '*'];

/// Returns the folder in which a file lies.
pub(crate) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Tells whether Windows has no file of this name, or takes it for something else.
fn is_unfit(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_uppercase();
    let is_port = |device: &str| {
        let port = stem.strip_prefix(device);
        port.is_some_and(|port| port.chars().count() == 1 && PORTS.contains(port))
    };
    let is_device = |device: &&str| match *device {
        "COM" | "LPT" => is_port(device),
        device => stem == device,
    };
    DEVICES.iter().any(is_device)
        || name.contains(FORBIDDEN)
        || name.chars().any(|one| one < ' ')
        || name.ends_with([' ', '.'])
}

/// The folders that programs copy to a cloud, by the beginnings of their names.
const SYNCHRONISED: [(&str, &str); 10] = [
    ("onedrive", "OneDrive"),
    ("坚果云", "坚果云"),
    ("我的坚果云", "坚果云"),
    ("nutstore", "坚果云"),
    ("百度网盘", "百度网盘"),
    ("baidunetdisk", "百度网盘"),
    ("baidusyncdisk", "百度网盘"),
    ("wps云盘", "WPS云盘"),
    ("wpsdrive", "WPS云盘"),
    ("dropbox", "Dropbox"),
];

/// Names the program that copies a folder to a cloud, and may do so while the file is written.
pub(super) fn synchronised(folder: &Path) -> Option<&'static str> {
    let names = folder
        .components()
        .map(|part| part.as_os_str().to_string_lossy().to_lowercase());
    let mut found = names.filter_map(|name| {
        let known = SYNCHRONISED
            .iter()
            .find(|(begins, _)| name.starts_with(begins));
        known.map(|(_, called)| *called)
    });
    found.next()
}

/// Refuses a place of which Windows would make something else than a file of that name: it is looked
/// at where the program runs there.
pub(crate) fn check_name(path: &Path) -> std::io::Result<()> {
    let mut parts = path.components();
    let is_relative = |prefix| matches!(prefix, Component::Prefix(_)) && !path.has_root();
    let unfit = |name: &OsStr| is_unfit(&name.to_string_lossy());
    let is_refused = cfg!(windows)
        && (path.components().next().is_some_and(is_relative)
            || parts.any(|part| matches!(part, Component::Normal(name) if unfit(name))));
    if is_refused {
        return Err(ErrorKind::InvalidFilename.into());
    }
    Ok(())
}

/// Returns the files that a name stands for: itself, in the order of their names those which its `*` and
/// `?` fit where there is none of that name, or those of a folder that have an ending, if any has.
///
/// # Errors
/// If none fits.
pub(crate) fn several(named: PathBuf, ending: Option<&str>) -> Result<Vec<PathBuf>> {
    if let Some(ending) = ending.filter(|_| named.is_dir()) {
        let has = |name: &str| fits(&format!("*.{ending}"), name);
        let found = within(&named, has)?;
        return Ok(if found.is_empty() { vec![named] } else { found });
    }
    let pattern = named.file_name().and_then(OsStr::to_str);
    let pattern = pattern.filter(|name| name.contains(['*', '?']));
    match pattern {
        Some(pattern) if std::fs::symlink_metadata(&named).is_err() => {
            let found = within(folder(&named), |name| fits(pattern, name))?;
            if found.is_empty() {
                return Err(Unmatched(named).into());
            }
            Ok(found)
        }
        _ => Ok(vec![named]),
    }
}

/// Lists the files of a folder that have such a name, but for those that programs keep for themselves.
fn within(folder: &Path, is_meant: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|source| Error::Io {
        path: folder.to_owned(),
        source,
    })?;
    let is_own = |name: &str| name.starts_with('.') || name.starts_with("~$");
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_str().filter(|name| !is_own(name));
            name.is_some_and(&is_meant) && entry.path().is_file()
        })
        .map(|entry| entry.path())
        .collect();
    found.sort();
    Ok(found)
}

/// Tells whether a name fits a pattern, whatever the case of its letters.
fn fits(pattern: &str, name: &str) -> bool {
    let lower = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    let (pattern, name) = (lower(pattern), lower(name));
    // Which beginnings of the name fit the pattern so far.
    let mut fitting = vec![false; name.len() + 1];
    fitting[0] = true;
    for one in pattern {
        let mut next = vec![false; name.len() + 1];
        next[0] = one == '*' && fitting[0];
        for at in 0..name.len() {
            next[at + 1] = match one {
                '*' => next[at] || fitting[at + 1],
                '?' => fitting[at],
                one => fitting[at] && name[at] == one,
            };
        }
        fitting = next;
    }
    fitting[name.len()]
}

/// No file has such a name.
#[derive(Debug)]
struct Unmatched(PathBuf);

impl Refusal for Unmatched {
    fn said(&self, lang: Lang) -> Said {
        let pattern = self.0.display();
        let sentence = lang.pick(
            (
                format!("没有符合 {pattern} 的文件"),
                "请核对文件名和所在文件夹",
            ),
            (
                format!("no file fits {pattern}"),
                "check its name and its folder",
            ),
        );
        Said::new("file-missing", sentence).with(pattern.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_keeps_for_itself_is_no_name() {
        for name in [
            "con",
            "NUL",
            "aux.xlsx",
            "Prn .txt",
            "com1",
            "LPT9.db",
            "COM¹",
            "conout$",
            "a:b",
            "清单?.md",
            "a*",
            "x.",
            "x ",
            "a|b",
            "a\tb",
        ] {
            assert!(is_unfit(name), "{name}");
        }
        for name in [
            "console.db",
            "com.txt",
            "com10",
            "nul1",
            "huiyin.db",
            "利用处 6月.xlsx",
            ".huiyin-1-x",
            "a.con",
        ] {
            assert!(!is_unfit(name), "{name}");
        }
    }

    #[test]
    fn a_folder_that_goes_to_a_cloud_is_known_by_its_name() {
        for (folder, program) in [
            ("C:/Users/张三/OneDrive - 利用处/回音", Some("OneDrive")),
            ("/home/x/Nutstore Files/我的坚果云", Some("坚果云")),
            ("D:/BaiduSyncdisk", Some("百度网盘")),
            ("D:/WPS云盘/回音", Some("WPS云盘")),
            ("D:/回音/drive", None),
        ] {
            assert_eq!(synchronised(Path::new(folder)), program, "{folder}");
        }
    }

    #[test]
    fn a_pattern_fits_as_in_any_shell() {
        for (pattern, name, does) in [
            ("*.db", "LY.DB", true),
            ("*.db", "LY.db.bak", false),
            ("?Y.db", "利Y.db", true),
            ("?Y.db", "Y.db", false),
            ("*", "x", true),
            ("l*y*.db", "ly.db", true),
            ("走访*月.xlsx", "走访6月.xlsx", true),
        ] {
            assert_eq!(fits(pattern, name), does, "{pattern} {name}");
        }
    }

    #[test]
    fn a_name_stands_for_the_files_that_it_fits() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        for name in ["b.db", "A.DB", "c.txt", "~$b.db", ".huiyin-1-x.db"] {
            std::fs::write(at(name), "x").unwrap();
        }
        std::fs::create_dir(at("d.db")).unwrap();
        let found = |name: &str, ending| several(at(name), ending).unwrap();
        assert_eq!(found("*.db", None), [at("A.DB"), at("b.db")]);
        assert_eq!(found("", Some("db")), [at("A.DB"), at("b.db")]);
        assert_eq!(found("none.db", None), [at("none.db")]);
        std::fs::write(at("*.db"), "x").unwrap();
        assert_eq!(found("*.db", None), [at("*.db")]);
        assert_eq!(found("d.db", Some("db")), [at("d.db")]);
        let refused = several(at("*.xlsx"), None).unwrap_err().message(Lang::Zh);
        assert!(refused.contains("没有符合"), "{refused}");
    }
}
