//! A disk that loses power: what is synced stays, and of all else any part may be there or not.
//!
//! A file's sync keeps its bytes and its length, not its name; names are kept by the sync of their
//! folder, each change of names whole or not at all, in any order. Bytes that are not synced are
//! lost or kept by sectors; where the file had grown, what was lost may be anything.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use fastrand::Rng;

/// What a disk writes at once, in bytes.
const SECTOR: usize = 512;
/// What may be found where nothing was written yet.
const FILLERS: [u8; 2] = [0, 0xA5];

/// What a program did to a disk. Paths are relative to the folder, which is "" itself.
#[derive(Debug)]
pub enum Operation {
    Append(String, Vec<u8>),
    /// Appends so many bytes of a file that come after those which another has.
    Copy(String, String, usize),
    /// Puts each of two names in the place of the other.
    Exchange(String, String),
    /// Makes a file, or finds it there.
    File(String),
    Folder(String),
    Length(String, usize),
    Remove(String),
    Rename(String, String),
    Sync(String),
    Write(String, usize, Vec<u8>),
}

/// Names in a folder, and the numbers of what they are of.
type Entries = BTreeMap<String, usize>;

/// The disk, as the program sees it and as it surely is.
#[derive(Default)]
pub struct Disk {
    nodes: Vec<Node>,
    /// Changes of names that no sync has kept.
    moves: Vec<Move>,
}

enum Node {
    File {
        seen: Vec<u8>,
        synced: Vec<u8>,
        since: Vec<Change>,
    },
    Folder {
        seen: Entries,
        synced: Entries,
    },
}

/// A change of a file's bytes.
enum Change {
    Length(usize),
    Bytes(usize, Vec<u8>),
}

/// A change of names in one folder, which happens at once.
struct Move {
    folder: usize,
    names: Vec<(String, Option<usize>)>,
}

/// Which of some changes the disk had got to.
#[derive(Clone, Copy, Debug)]
enum Part {
    All,
    None,
    /// Up to some point.
    First,
    Some,
}

/// What is lost of that which was not synced.
#[derive(Debug)]
pub struct Loss {
    names: Part,
    bytes: Part,
    /// Whether the writes that were got to may be kept in part.
    torn: bool,
    filler: u8,
    rng: Rng,
}

impl Loss {
    /// The extremes, then by seeds as many of whatever may be.
    pub fn kinds(seed: u64, count: usize) -> impl Iterator<Item = Self> {
        let extremes = [
            (Part::All, Part::All),
            (Part::None, Part::None),
            (Part::All, Part::None),
            (Part::None, Part::All),
        ];
        let plain = extremes.into_iter().map(|(names, bytes)| Self {
            names,
            bytes,
            torn: false,
            filler: 0,
            rng: Rng::with_seed(0),
        });
        let mut seeds = Rng::with_seed(seed);
        plain.chain((0..count).map(move |_| {
            let mut rng = seeds.fork();
            let mut part =
                || [Part::All, Part::None, Part::First, Part::Some, Part::Some][rng.usize(..5)];
            Self {
                names: part(),
                bytes: part(),
                torn: rng.bool(),
                filler: FILLERS[rng.usize(..2)],
                rng,
            }
        }))
    }
}

impl Part {
    /// Says of each of so many changes whether it is kept.
    fn of(self, count: usize, rng: &mut Rng) -> Vec<bool> {
        let first = rng.usize(..=count);
        let kept = |at| match self {
            Self::All => true,
            Self::None => false,
            Self::First => at < first,
            Self::Some => rng.bool(),
        };
        (0..count).map(kept).collect()
    }
}

impl Disk {
    /// Takes a folder for a disk that has it all.
    pub fn with(folder: &Path) -> Self {
        let mut disk = Self::default();
        disk.take(folder);
        disk
    }

    fn take(&mut self, path: &Path) -> usize {
        let number = self.nodes.len();
        if !path.is_dir() {
            let bytes = std::fs::read(path).unwrap();
            self.nodes.push(Node::File {
                seen: bytes.clone(),
                synced: bytes,
                since: Vec::new(),
            });
            return number;
        }
        self.nodes.push(Node::folder(Entries::new()));
        let mut entries = Entries::new();
        for entry in std::fs::read_dir(path).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            entries.insert(name, self.take(&entry.path()));
        }
        self.nodes[number] = Node::folder(entries);
        number
    }

    /// Does what the program did.
    pub fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::Append(path, bytes) => {
                let end = self.bytes(path).len();
                self.change(path, Change::Bytes(end, bytes.clone()));
            }
            Operation::Copy(from, to, count) => {
                let end = self.bytes(to).len();
                let bytes = self.bytes(from)[end..end + count].to_vec();
                self.change(to, Change::Bytes(end, bytes));
            }
            Operation::Exchange(one, other) => {
                let numbers = (self.find(one), self.find(other));
                self.rename([(one, numbers.1), (other, numbers.0)]);
            }
            Operation::File(path) => {
                if self.find(path).is_none() {
                    self.make(path, Node::file());
                }
            }
            Operation::Folder(path) => self.make(path, Node::folder(Entries::new())),
            Operation::Length(path, length) => self.change(path, Change::Length(*length)),
            Operation::Remove(path) => self.rename([(path, None)]),
            Operation::Rename(from, to) => {
                let number = self.find(from);
                self.rename([(from, None), (to, number)]);
            }
            Operation::Sync(path) => self.sync(path),
            Operation::Write(path, at, bytes) => {
                self.change(path, Change::Bytes(*at, bytes.clone()));
            }
        }
    }

    pub fn is_folder(&self, path: &str) -> bool {
        let found = self.find(path).map(|number| &self.nodes[number]);
        matches!(found, Some(Node::Folder { .. }))
    }

    fn sync(&mut self, path: &str) {
        let number = self.find(path).expect("what is synced is there");
        match &mut self.nodes[number] {
            Node::File {
                seen,
                synced,
                since,
            } => {
                synced.clone_from(seen);
                since.clear();
            }
            Node::Folder { seen, synced } => {
                synced.clone_from(seen);
                self.moves.retain(|change| change.folder != number);
            }
        }
    }

    fn change(&mut self, path: &str, change: Change) {
        let Node::File { seen, since, .. } = self.node(path) else {
            panic!("{path} is a folder");
        };
        change.apply(seen, 0, |_| true);
        since.push(change);
    }

    fn make(&mut self, path: &str, node: Node) {
        self.nodes.push(node);
        self.rename([(path, Some(self.nodes.len() - 1))]);
    }

    fn rename<const COUNT: usize>(&mut self, changes: [(&str, Option<usize>); COUNT]) {
        let mut folder = 0;
        let names = changes.map(|(path, number)| {
            let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
            folder = self.find(above).expect("the folder is there");
            (name.to_owned(), number)
        });
        let change = Move {
            folder,
            names: names.into(),
        };
        let Node::Folder { seen, .. } = &mut self.nodes[folder] else {
            panic!("names are in folders");
        };
        change.apply(seen);
        self.moves.push(change);
    }

    fn bytes(&self, path: &str) -> &[u8] {
        match self.find(path).map(|number| &self.nodes[number]) {
            Some(Node::File { seen, .. }) => seen,
            _ => panic!("{path} is no file"),
        }
    }

    fn node(&mut self, path: &str) -> &mut Node {
        let number = self.find(path);
        &mut self.nodes[number.unwrap_or_else(|| panic!("{path} is not there"))]
    }

    fn find(&self, path: &str) -> Option<usize> {
        let mut names = path.split('/').filter(|name| !name.is_empty());
        names.try_fold(0, |number, name| match &self.nodes[number] {
            Node::File { .. } => None,
            Node::Folder { seen, .. } => seen.get(name).copied(),
        })
    }

    /// Writes into a folder what the disk holds once the power is back.
    pub fn write(&self, loss: Loss, to: &Path) {
        let Loss { names, mut rng, .. } = loss;
        let kept = names.of(self.moves.len(), &mut rng);
        let kept: Vec<&Move> = self
            .moves
            .iter()
            .zip(kept)
            .filter(|(_, kept)| *kept)
            .map(|(change, _)| change)
            .collect();
        self.write_node(0, &kept, &mut Loss { rng, ..loss }, to);
    }

    fn write_node(&self, number: usize, moves: &[&Move], loss: &mut Loss, to: &Path) {
        match &self.nodes[number] {
            Node::File { synced, since, .. } => {
                let mut options = OpenOptions::new();
                let file = options.write(true).create(true).mode(0o600).open(to);
                let bytes = left(synced, since, loss);
                file.unwrap().write_all(&bytes).unwrap();
            }
            Node::Folder { synced, .. } => {
                let mut entries = synced.clone();
                let own = moves.iter().filter(|change| change.folder == number);
                own.for_each(|change| change.apply(&mut entries));
                if !to.is_dir() {
                    std::fs::create_dir(to).unwrap();
                }
                for (name, number) in entries {
                    self.write_node(number, moves, loss, &to.join(name));
                }
            }
        }
    }
}

/// Makes the bytes that are left of a file.
fn left(synced: &[u8], since: &[Change], loss: &mut Loss) -> Vec<u8> {
    let mut bytes = synced.to_vec();
    let kept = loss.bytes.of(since.len(), &mut loss.rng);
    for (change, kept) in since.iter().zip(kept) {
        let (torn, rng) = (loss.torn, &mut loss.rng);
        if kept {
            change.apply(&mut bytes, loss.filler, |_| !torn || rng.bool());
        }
    }
    bytes
}

impl Node {
    fn file() -> Self {
        Self::File {
            seen: Vec::new(),
            synced: Vec::new(),
            since: Vec::new(),
        }
    }

    fn folder(entries: Entries) -> Self {
        Self::Folder {
            seen: entries.clone(),
            synced: entries,
        }
    }
}

impl Move {
    fn apply(&self, entries: &mut Entries) {
        for (name, number) in &self.names {
            match number {
                Some(number) => entries.insert(name.clone(), *number),
                None => entries.remove(name),
            };
        }
    }
}

impl Change {
    /// Changes the bytes of a file, by sectors; where it grows and nothing is written, the filler
    /// is found.
    fn apply(&self, bytes: &mut Vec<u8>, filler: u8, mut is_kept: impl FnMut(usize) -> bool) {
        let (start, new) = match self {
            Self::Length(length) => return bytes.resize(*length, filler),
            Self::Bytes(start, new) => (*start, new),
        };
        let end = start + new.len();
        if bytes.len() < end {
            bytes.resize(end, filler);
        }
        let mut at = start;
        while at < end {
            let next = end.min((at / SECTOR + 1) * SECTOR);
            if is_kept(at) {
                bytes[at..next].copy_from_slice(&new[at - start..next - start]);
            }
            at = next;
        }
    }
}
