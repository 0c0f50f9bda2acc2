//! The order of the house: imports go downward only, and a thing is added in few places.

mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The modules that a module imports, each as its path below the crate.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// Reads the sources below a folder, each under the path of its module, and without its tests.
fn read_modules(folder: &Path, above: &str, modules: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let module = match name {
            "lib" | "mod" => above.to_owned(),
            _ if above.is_empty() => name.to_owned(),
            _ => format!("{above}::{name}"),
        };
        if path.is_dir() {
            read_modules(&path, &module, modules);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "main" {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            modules.insert(module, code.to_owned());
        }
    }
}

/// Lists the paths of a tree of imports such as `crate::a::{b, c::{self, d}}`.
fn expand(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, group)) = tree.split_once('{') else {
        return paths.push(format!("{prefix}{}", tree.trim()));
    };
    let mut depth = 0;
    let group = group.trim_end().trim_end_matches('}');
    for part in group.split(|one| {
        depth += i32::from(one == '{') - i32::from(one == '}');
        one == ',' && depth == 0
    }) {
        expand(&format!("{prefix}{}", head.trim()), part, paths);
    }
}

/// Lists what a source names by path: in its `use` lines, and anywhere from `crate` or `super` on.
fn named_paths(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for tree in code.split("use ").skip(1) {
        expand("", tree.split(';').next().unwrap(), &mut paths);
    }
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at..];
            let end = rest.find(|one: char| !one.is_alphanumeric() && !"_:".contains(one));
            paths.push(rest[..end.unwrap_or(rest.len())].to_owned());
        }
    }
    paths
}

/// Lists the names that a path is made of.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split("::")
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Finds what each module imports, as imports between two that lie side by side: those of a file
/// are also those of its folder.
fn read_imports(modules: &BTreeMap<String, String>) -> Imports {
    let mut imports = Imports::new();
    for (module, code) in modules {
        for path in named_paths(code) {
            let mut at: Vec<&str> = parts(module).collect();
            let mut named = parts(&path).peekable();
            if named.next_if_eq(&"crate").is_some() {
                at.clear();
            }
            while named.next_if_eq(&"super").is_some() {
                at.pop();
            }
            at.extend(named);
            while !at.is_empty() && !modules.contains_key(&at.join("::")) {
                at.pop();
            }
            let own: Vec<&str> = module.split("::").collect();
            let common = own.iter().zip(&at).take_while(|(one, other)| one == other);
            let end = common.count() + 1;
            if end <= own.len() && end <= at.len() && !module.is_empty() {
                let importer = imports.entry(own[..end].join("::")).or_default();
                importer.insert(at[..end].join("::"));
            }
        }
    }
    imports
}

/// Reads the modules of the crate that are no tests.
fn modules() -> BTreeMap<String, String> {
    let mut modules = BTreeMap::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    read_modules(&source, "", &mut modules);
    let mut tests = Vec::new();
    for (module, code) in &modules {
        for declared in code.split("#[cfg(test)]\nmod ").skip(1) {
            let name = declared.split(';').next().unwrap();
            tests.push(
                format!("{module}::{name}")
                    .trim_start_matches(':')
                    .to_owned(),
            );
        }
    }
    modules.retain(|module, _| {
        let of_test = |test: &String| module == test || module.starts_with(&format!("{test}::"));
        !tests.iter().any(of_test)
    });
    modules
}

#[test]
fn no_room_imports_one_that_stands_above_it() {
    let front_page = include_str!("../lib.rs");
    let rooms = front_page
        .lines()
        .filter_map(|line| line.strip_prefix("//! - `"));
    let rooms: Vec<&str> = rooms
        .map(|line| line.split(['`', '.', '/']).next().unwrap())
        .collect();
    let floor = |room: &str| {
        let place = rooms.iter().position(|one| *one == room);
        place.unwrap_or_else(|| panic!("lib.rs does not tell of the room {room}"))
    };
    for (importer, imported) in read_imports(&modules()) {
        if !importer.contains("::") {
            for room in imported {
                assert!(floor(&room) < floor(&importer), "{importer} imports {room}");
            }
        }
    }
}

#[test]
fn no_two_modules_side_by_side_import_each_other_by_whatever_detour() {
    let mut imports = read_imports(&modules());
    assert!(imports.len() > 100, "the imports are not read: {imports:?}");
    let mut before = 0;
    while before != imports.len() {
        before = imports.len();
        let importers: BTreeSet<String> = imports.keys().cloned().collect();
        let imported: BTreeSet<String> = imports.values().flatten().cloned().collect();
        imports.retain(|importer, _| imported.contains(importer));
        for imported in imports.values_mut() {
            imported.retain(|one| importers.contains(one));
        }
        imports.retain(|_, imported| !imported.is_empty());
    }
    assert!(imports.is_empty(), "these import each other: {imports:#?}");
}
