//! Tells what the system and SQLite report, in the words of a clerk.

use rusqlite::ErrorCode;

use super::Said;
use crate::text::Lang;

/// What a system reports: its code, and a sentence in Chinese and in English.
type Report = (&'static str, &'static str, &'static str);

const HELD: Report = (
    "file-in-use",
    "正被另一个程序（Excel、WPS、杀毒或同步软件）打开",
    "another program has it open (a spreadsheet, a scanner of viruses, one that copies to a cloud)",
);

/// Returns what Windows reports by a number, after its `winerror.h`, where that is more than the kind of
/// the error says.
fn windows_words(number: i32) -> Option<Report> {
    Some(match number {
        // It also says so of a file that another program has open, where that is to make way.
        5 => (
            "permission-denied",
            "没有权限，或是只读的，或正被另一个程序（Excel、WPS、杀毒或同步软件）打开",
            "permission denied: it is read-only, or another program has it open",
        ),
        32 => HELD,
        33 => (
            "file-in-use",
            "有一部分正被另一个程序锁定",
            "another program has locked a part of it",
        ),
        1224 => (
            "file-in-use",
            "正被另一个程序映射在内存里（查看、索引或同步软件）",
            "another program has it mapped into memory (a viewer, an index, one that copies to a cloud)",
        ),
        123 => NAME,
        206 => ("path-too-long", "路径太长", "the path is too long"),
        15 | 21 => (
            "no-disk",
            "没有这个盘，或盘里没有磁盘",
            "there is no such drive, or no disk in it",
        ),
        53 | 59 | 64 | 67 | 1231 => (
            "network-gone",
            "网络位置连不上",
            "the place on the network cannot be reached",
        ),
        _ => return None,
    })
}

/// What Windows, and we before it, say of a name that no file can have.
const NAME: Report = (
    "file-name",
    "Windows 不能用这个文件名：con、nul、aux 等是设备名，名字里不能有 : * ? \" < > |",
    "Windows has no file of that name: con, nul and aux are devices, and none holds : * ? \" < > |",
);

/// Returns what the system reports of a file, with its code.
pub(super) fn file_words(source: &std::io::Error, lang: Lang) -> (&'static str, String) {
    use std::io::ErrorKind;
    let number = source.raw_os_error();
    let of_windows = number.filter(|_| cfg!(windows)).and_then(windows_words);
    if let Some((code, zh, en)) = of_windows {
        return (code, lang.pick(zh, en).to_owned());
    }
    let (code, zh, en) = match source.kind() {
        ErrorKind::NotFound => (
            "file-missing",
            "没有这个文件或文件夹",
            "there is no such file or folder",
        ),
        ErrorKind::PermissionDenied => ("permission-denied", "没有权限", "permission denied"),
        ErrorKind::AlreadyExists => (
            "file-exists",
            "已有同名文件",
            "there is a file of that name",
        ),
        ErrorKind::StorageFull => ("disk-full", "磁盘已满", "the disk is full"),
        ErrorKind::ReadOnlyFilesystem => ("disk-read-only", "磁盘只读", "the disk is read-only"),
        ErrorKind::InvalidData => ("file-not-text", "内容不是文本", "it is not text"),
        ErrorKind::IsADirectory => (
            "is-a-folder",
            "是文件夹，不是文件",
            "it is a folder, not a file",
        ),
        ErrorKind::NotADirectory => (
            "not-a-folder",
            "路径中有一段不是文件夹",
            "a part of the path is not a folder",
        ),
        ErrorKind::NotSeekable => ("not-a-file", "不是普通文件", "it is not a regular file"),
        ErrorKind::InvalidFilename if number.is_some() => (
            "file-name",
            "文件名太长，或系统不能用",
            "the name is too long, or none that the system takes",
        ),
        ErrorKind::InvalidFilename => NAME,
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => HELD,
        ErrorKind::FileTooLarge => ("file-too-large", "文件太大", "it is too large"),
        _ => {
            // The sentence is the system's, in whatever language.
            let which = number.map_or_else(
                || source.to_string(),
                |number| {
                    lang.pick(
                        format!("系统错误 {number}"),
                        format!("system error {number}"),
                    )
                },
            );
            let words = lang.pick(
                format!("读写失败（{which}）"),
                format!("reading or writing failed ({which})"),
            );
            return ("file-failed", words);
        }
    };
    (code, lang.pick(zh, en).to_owned())
}

/// Names an error of SQLite's by its number, since its sentence is its own.
pub(super) fn sqlite_number(source: &rusqlite::Error) -> String {
    let number = source.sqlite_error().map(|error| error.extended_code);
    number.map_or_else(|| source.to_string(), |number| format!("SQLite {number}"))
}

pub(super) fn sqlite_said(path: &std::path::Path, source: &rusqlite::Error, lang: Lang) -> Said {
    let path = path.display();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Said::new(
            "file-in-use",
            lang.pick(
                (format!("{path} 正被别的程序使用"), "没有改动，请稍后再试"),
                (
                    format!("{path} is in use by another program"),
                    "nothing was changed, try again in a moment",
                ),
            ),
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Said::new(
            "file-read-only",
            lang.pick(
                (
                    format!("{path} 是只读的"),
                    "没有改动，请改用可写的文件和文件夹",
                ),
                (
                    format!("{path} is read-only"),
                    "nothing was changed, use a file and a folder that can be written",
                ),
            ),
        ),
        Some(ErrorCode::CannotOpen) => Said::new(
            "file-cannot-open",
            lang.pick(
                (format!("{path} 打不开"), "请检查文件和所在文件夹的权限"),
                (
                    format!("{path} cannot be opened"),
                    "check the permissions of the file and its folder",
                ),
            ),
        ),
        Some(ErrorCode::DiskFull) => Said::new(
            "disk-full",
            lang.pick(
                (format!("磁盘已满，{path} 没有改动"), "请腾出空间后重试"),
                (
                    format!("the disk is full and {path} was not changed"),
                    "make room and try again",
                ),
            ),
        ),
        Some(ErrorCode::NotADatabase) => Said::new(
            "not-a-huiyin-file",
            lang.pick(
                (
                    format!("{path} 不是 huiyin 的文件"),
                    "请用 --db 指明正确的文件",
                ),
                (
                    format!("{path} is not a file of huiyin"),
                    "name the right one with --db",
                ),
            ),
        ),
        Some(ErrorCode::DatabaseCorrupt) => Said::new(
            "file-damaged",
            lang.pick(
                (format!("{path} 已损坏"), "请保留原件，改用备份"),
                (
                    format!("{path} is damaged"),
                    "keep it as it is and use a backup",
                ),
            ),
        ),
        // What is there cannot be read as ours, which is no fault of the disk.
        None | Some(ErrorCode::Unknown | ErrorCode::TypeMismatch | ErrorCode::ConstraintViolation) => {
            Said::new(
                "file-damaged",
                lang.pick(
                    (
                        format!("{path} 里有读不通的内容，可能被别的软件改动过"),
                        "请用 huiyin verify 查看，再用 huiyin verify --repair backup.db 取回原样或 huiyin restore backup.db 恢复",
                    ),
                    (
                        format!("{path} holds what cannot be read, which another program may have altered"),
                        "see huiyin verify, then take back what was there with huiyin verify --repair backup.db or huiyin restore backup.db",
                    ),
                ),
            )
        }
        _ => Said::new(
            "disk-failed",
            lang.pick(
                (
                    format!("{path} 读写失败（{}）", sqlite_number(source)),
                    "没有改动，请检查磁盘后重试",
                ),
                (
                    format!("reading or writing {path} failed ({})", sqlite_number(source)),
                    "nothing was changed, check the disk and try again",
                ),
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_of_windows_has_a_sentence_of_its_own() {
        let numbers = [5, 32, 33, 53, 123, 206, 21, 1224];
        let words = numbers.map(|number| windows_words(number).unwrap());
        for (at, (_, zh, en)) in words.iter().enumerate() {
            let same = |other: &&Report| other.1 == *zh || other.2 == *en;
            assert_eq!(words.iter().filter(same).count(), 1, "{}", numbers[at]);
        }
        assert!(words[1].1.contains("Excel、WPS"));
        assert_eq!(windows_words(2), None);
    }

    #[test]
    fn what_a_system_says_in_its_own_words_stays_a_number() {
        let source = std::io::Error::from_raw_os_error(if cfg!(windows) { 1117 } else { 5 });
        let (code, words) = file_words(&source, Lang::Zh);
        assert_eq!(code, "file-failed");
        assert!(words.starts_with("读写失败（系统错误 "));
        assert!(!words.contains("os error"), "{words}");
        let unfit = std::io::Error::from(std::io::ErrorKind::InvalidFilename);
        assert!(file_words(&unfit, Lang::En).1.contains("aux are devices"));
    }
}
