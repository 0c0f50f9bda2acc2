//! A folder as a bag after BagIt (RFC 8493): what is kept, and beside it lists of it with digests,
//! by which anybody can tell later that nothing was changed, lost or added. It reads folders, and
//! only makes the bytes of what it packs; it knows nothing of what is in them.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};
use std::path::Path;

use sha2::{Digest, Sha256, Sha512};

use crate::model::value::hex;

/// Content of `bagit.txt` in every bag of this version.
const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// The folder of what is kept.
const PAYLOAD: &str = "data/";
/// The longest list that is read, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// Both digests of a file, by the names of their lists.
type Digests = [(&'static str, String); 2];

/// Faults of a bag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BagFault {
    /// The file is not what it was when it was packed.
    Changed,
    /// It is not what is made of the file in the bag.
    Differs,
    /// It is in no list.
    Extra,
    /// It is no list, or not of this form.
    Form,
    /// It is made of the file in the bag, and not there.
    Lacking,
    /// It is listed, and not there.
    Missing,
    /// It is made of nothing in the file in the bag.
    Unmade,
}

/// Packs files, named by their paths below the folder of what is kept, with what is said of them.
pub(crate) fn pack(
    files: Vec<(String, Vec<u8>)>,
    info: &[(&str, String)],
) -> Vec<(String, Vec<u8>)> {
    let named = files
        .into_iter()
        .map(|(path, bytes)| (format!("{PAYLOAD}{path}"), bytes));
    let mut bag: Vec<(String, Vec<u8>)> = named.collect();
    let size: usize = bag.iter().map(|(_, bytes)| bytes.len()).sum();
    let mut said = String::new();
    for (label, value) in info {
        // A line break would begin another label.
        let value = value.replace(['\r', '\n'], " ");
        said += &format!("{label}: {value}\n");
    }
    said += &format!("Payload-Oxum: {size}.{}\n", bag.len());
    let mut tags = lists("manifest", &bag);
    tags.push(("bag-info.txt".to_owned(), said.into_bytes()));
    tags.push(("bagit.txt".to_owned(), DECLARATION.into()));
    let over = lists("tagmanifest", &tags);
    bag.extend(tags);
    bag.extend(over);
    bag
}

/// Makes the lists of files, one for each digest.
fn lists(name: &str, files: &[(String, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
    let mut lists: BTreeMap<&str, String> = BTreeMap::new();
    for (path, bytes) in files {
        for (algorithm, digest) in digests_of(bytes) {
            let list = lists.entry(algorithm).or_default();
            *list += &format!("{digest}  {path}\n");
        }
    }
    let named =
        |(algorithm, list): (&str, String)| (format!("{name}-{algorithm}.txt"), list.into_bytes());
    lists.into_iter().map(named).collect()
}

fn digests_of(bytes: &[u8]) -> Digests {
    [
        ("sha256", hex(&Sha256::digest(bytes))),
        ("sha512", hex(&Sha512::digest(bytes))),
    ]
}

/// Reads what is said of a bag, by its labels.
pub(crate) fn info(folder: &Path) -> BTreeMap<String, String> {
    let said = read(&folder.join("bag-info.txt")).unwrap_or_default();
    let said = said.lines().filter_map(|line| line.split_once(": "));
    said.map(|(label, value)| (label.to_owned(), value.to_owned()))
        .collect()
}

/// Holds what is kept in a bag against what it should be, but for one file from which that is made;
/// whatever the lists say, which anybody can make anew.
pub(crate) fn compare(
    folder: &Path,
    source: &str,
    made: &[(String, Vec<u8>)],
) -> std::io::Result<Vec<(String, BagFault)>> {
    let mut present = BTreeMap::new();
    let within = folder.join(PAYLOAD);
    walk(&within, "", &mut present)?;
    present.remove(source);
    let mut faults = Vec::new();
    for (path, bytes) in made {
        match present.remove(path) {
            None => faults.push((path, BagFault::Lacking)),
            Some(digests) if digests != digests_of(bytes) => {
                faults.push((path, BagFault::Differs));
            }
            Some(_) => {}
        }
    }
    faults.extend(present.keys().map(|path| (path, BagFault::Unmade)));
    let named = |(path, fault): (&String, BagFault)| (format!("{PAYLOAD}{path}"), fault);
    Ok(faults.into_iter().map(named).collect())
}

/// Checks a folder as a bag that was packed here; returns what is wrong with which file.
pub(crate) fn check(folder: &Path) -> std::io::Result<Vec<(String, BagFault)>> {
    let mut present = BTreeMap::new();
    walk(folder, "", &mut present)?;
    let mut faults = Vec::new();
    if read(&folder.join("bagit.txt")).is_none_or(|text| text != DECLARATION) {
        faults.push(("bagit.txt".to_owned(), BagFault::Form));
    }
    for (at, algorithm) in ["sha256", "sha512"].into_iter().enumerate() {
        for (name, is_tags) in [("manifest", false), ("tagmanifest", true)] {
            let name = format!("{name}-{algorithm}.txt");
            let Some(listed) = read(&folder.join(&name)).and_then(|list| listed(&list)) else {
                faults.push((name, BagFault::Form));
                continue;
            };
            for (path, digest) in &listed {
                match present.get(path) {
                    None => faults.push((path.clone(), BagFault::Missing)),
                    Some(digests) if !digest.eq_ignore_ascii_case(&digests[at].1) => {
                        faults.push((path.clone(), BagFault::Changed));
                    }
                    Some(_) => {}
                }
            }
            let unlisted = present.keys().filter(|path| {
                let tag = !path.starts_with(PAYLOAD);
                // The lists of lists are in none.
                tag == is_tags && !path.starts_with("tagmanifest-") && !listed.contains_key(*path)
            });
            faults.extend(unlisted.map(|path| (path.clone(), BagFault::Extra)));
        }
    }
    faults.sort_by(|one, next| one.0.cmp(&next.0));
    faults.dedup();
    Ok(faults)
}

/// Reads a list: a digest and a path a line.
fn listed(list: &str) -> Option<BTreeMap<String, String>> {
    let entry = |line: &str| {
        let (digest, path) = line.split_once(char::is_whitespace)?;
        Some((path.trim_start().to_owned(), digest.to_owned()))
    };
    list.lines().map(entry).collect()
}

/// Reads a text of a sensible size; a link is never followed.
fn read(path: &Path) -> Option<String> {
    let found = std::fs::symlink_metadata(path).ok()?;
    let fits = found.is_file() && found.len() <= MOST_BYTES;
    fits.then(|| std::fs::read_to_string(path).ok()).flatten()
}

/// Hashes every file below a folder; links are not followed, so that they are in no list.
fn walk(
    folder: &Path,
    above: &str,
    present: &mut BTreeMap<String, Digests>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{above}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), present)?;
        } else if kind.is_file() {
            present.insert(path, digests_in(&entry.path())?);
        } else {
            present.insert(path, digests_of(&[]));
        }
    }
    Ok(())
}

fn digests_in(path: &Path) -> std::io::Result<Digests> {
    let mut file = std::fs::File::open(path)?;
    let (mut short, mut long) = (Sha256::new(), Sha512::new());
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        short.update(&buffer[..count]);
        long.update(&buffer[..count]);
    }
    Ok([
        ("sha256", hex(&short.finalize())),
        ("sha512", hex(&long.finalize())),
    ])
}
