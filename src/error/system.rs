//! Tells what the system and SQLite report, in the words of a clerk.

use rusqlite::ErrorCode;

use super::Said;
use crate::text::Lang;

/// Returns what the system reports of a file, with its code.
pub(super) fn file_words(source: &std::io::Error, lang: Lang) -> (&'static str, String) {
    use std::io::ErrorKind;
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
        ErrorKind::FileTooLarge => ("file-too-large", "文件太大", "it is too large"),
        _ => {
            let words = lang.pick(
                format!("读写失败（{source}）"),
                format!("reading or writing failed ({source})"),
            );
            return ("file-failed", words);
        }
    };
    (code, lang.pick(zh, en).to_owned())
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
                    format!("{path} 读写失败（{source}）"),
                    "没有改动，请检查磁盘后重试",
                ),
                (
                    format!("reading or writing {path} failed ({source})"),
                    "nothing was changed, check the disk and try again",
                ),
            ),
        ),
    }
}
