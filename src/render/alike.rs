//! Makes a zip the same on every system: beside the version of what made an entry stands the system that it
//! was made on, which nobody asks for.

/// The number of Unix.
const SYSTEM: u8 = 3;
/// First bytes of the end of a zip, and of an entry of its list.
const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
/// Size of the end of a zip without a comment, and of an entry without its names.
const END_SIZE: usize = 22;
const ENTRY_SIZE: usize = 46;

/// Names the same system in every entry. What is no zip, or one of more than 4 GB, stays as it is.
pub(super) fn alike(mut zip: Vec<u8>) -> Vec<u8> {
    let number = |zip: &[u8], at: usize, size: usize| {
        let bytes = zip.get(at..at + size)?;
        let number = bytes
            .iter()
            .rev()
            .fold(0, |all, byte| all << 8 | usize::from(*byte));
        Some(number)
    };
    let end = zip.len().saturating_sub(END_SIZE);
    if !zip[end..].starts_with(END) {
        return zip;
    }
    let Some(mut at) = number(&zip, end + 16, 4) else {
        return zip;
    };
    while zip.get(at..).is_some_and(|rest| rest.starts_with(ENTRY)) && at + ENTRY_SIZE <= end {
        zip[at + 5] = SYSTEM;
        let named = [28, 30, 32].map(|field| number(&zip, at + field, 2).unwrap_or_default());
        at += ENTRY_SIZE + named.iter().sum::<usize>();
    }
    zip
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn a_zip_of_windows_becomes_one_of_unix() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["a.xml", "照片/b.txt"] {
            writer
                .start_file(name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(b"x").unwrap();
        }
        let made = alike(writer.finish().unwrap().into_inner());
        let entries: Vec<usize> = (0..made.len() - ENTRY.len())
            .filter(|at| made[*at..].starts_with(ENTRY))
            .collect();
        assert_eq!(entries.len(), 2);
        let mut on_windows = made.clone();
        for at in entries {
            assert_eq!(made[at + 5], SYSTEM);
            on_windows[at + 5] = 0;
        }
        assert_ne!(on_windows, made);
        assert_eq!(alike(on_windows), made);
        assert_eq!(alike(b"no zip".to_vec()), b"no zip");
    }
}
