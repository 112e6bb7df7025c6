//! Every property on stable Rust: over its seeds, and over every input that ever broke it.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fuzz_properties::{ALL, named, seeds};

fn targets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../targets")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

fn last(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn every_property_holds_of_its_seeds() {
    for (name, inputs) in seeds::corpora() {
        assert!(!inputs.is_empty(), "{name} has no seeds");
        let property = named(name).unwrap();
        inputs.iter().for_each(|input| (property.check)(input));
    }
}

#[test]
fn every_property_holds_of_nothing() {
    ALL.iter().for_each(|property| (property.check)(b""));
}

#[test]
fn what_broke_a_property_once_breaks_it_no_more() {
    for folder in entries(&targets().join("regressions")).iter().filter(|path| path.is_dir()) {
        let name = last(folder);
        let property = named(&name).unwrap_or_else(|| unreachable!("regressions/{name} is no target's"));
        for input in entries(folder) {
            // On a failure the captured output names the input.
            println!("{}", input.display());
            (property.check)(&fs::read(&input).unwrap());
        }
    }
}

#[test]
fn every_property_has_its_target_and_every_target_its_property() {
    let manifest: toml::Table =
        toml::from_str(&fs::read_to_string(targets().join("Cargo.toml")).unwrap()).unwrap();
    let bins = manifest["bin"].as_array().unwrap();
    let bins: BTreeSet<&str> = bins.iter().map(|bin| bin["name"].as_str().unwrap()).collect();
    let names: BTreeSet<&str> = ALL.iter().map(|property| property.name).collect();
    assert_eq!(bins, names);
    for name in names {
        let text = fs::read_to_string(targets().join("fuzz_targets").join(format!("{name}.rs"))).unwrap();
        assert!(text.contains(&format!("\"{name}\"")), "{name}.rs runs another property");
    }
}

#[test]
fn the_dictionary_has_the_words_of_the_interface() {
    let dictionary = seeds::dictionary();
    for word in ["\"/execsvcscript\"", "\"startparam1=\"", "\"property_sets\"", "\"\\x0D\\x0A\""] {
        assert!(dictionary.lines().any(|line| line == word), "no {word}");
    }
}
