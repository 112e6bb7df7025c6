//! What is wrong with files is told with file, line, value and way out: one folder or pair of files a mistake.
//!
//! A folder of `bad/catalogue` holds the files that replace or join those of `bad/catalogue/base`.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use spec::load::{self, Source};
use spec::profile::Profile;

fn bad(what: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad").join(what)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// The files of a catalogue in a folder by their path within it.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let inner = entries(folder).into_iter().filter(|path| path.is_dir());
    let files = inner.flat_map(|path| entries(&path));
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
    files.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

fn sources(files: BTreeMap<String, String>) -> Vec<Source> {
    files.into_iter().map(|(path, text)| Source { path, text }).collect()
}

#[test]
fn the_base_of_the_bad_catalogues_is_good() {
    let catalogue =
        load::from_sources(&sources(files(&bad("catalogue/base")))).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(catalogue.commands[0].cases.len(), 1);
    let ruled = catalogue.clauses.values().filter_map(|clause| clause.ruling.as_ref());
    assert_eq!(ruled.map(|ruling| ruling.version).collect::<Vec<_>>(), [1]);
}

#[test]
fn each_mistake_in_a_catalogue_is_told() {
    let folders = entries(&bad("catalogue"));
    for folder in folders.iter().filter(|folder| !folder.ends_with("base")) {
        let mut mixed = files(&bad("catalogue/base"));
        mixed.extend(files(folder));
        let told = load::from_sources(&sources(mixed)).map(drop).map_err(|errors| errors.to_string());
        let expected = fs::read_to_string(folder.join("expected.txt")).unwrap();
        assert_eq!(told, Err(expected.trim_end().to_owned()), "{}", folder.display());
    }
}

#[test]
fn each_mistake_in_a_profile_is_told() {
    let profiles =
        entries(&bad("profile")).into_iter().filter(|path| path.extension().is_some_and(|e| e == "toml"));
    for path in profiles {
        let text = fs::read_to_string(&path).unwrap();
        let told = Profile::parse("my.toml", &text).map(drop).map_err(|errors| errors.to_string());
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap();
        assert_eq!(told, Err(expected.trim_end().to_owned()), "{}", path.display());
    }
}

#[test]
fn a_catalogue_without_its_index_is_refused() {
    let mut files = files(&bad("catalogue/base"));
    files.remove("commands/index.toml");
    let told = load::from_sources(&sources(files)).unwrap_err().to_string();
    assert!(told.starts_with("commands/index.toml:1: there is no commands/index.toml"), "{told}");
}

#[test]
fn a_file_given_twice_is_refused() {
    let mut sources = sources(files(&bad("catalogue/base")));
    sources.push(sources[0].clone());
    let told = load::from_sources(&sources).unwrap_err().to_string();
    assert!(told.contains("the file `clauses/ask.toml` is defined twice"), "{told}");
}

#[test]
fn a_diagnostic_shows_the_line() {
    let errors = Profile::parse("my.toml", "[license]\nregserial = \"x\"\n").unwrap_err();
    let mut shown = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
    handler.render_report(&mut shown, &errors).unwrap();
    assert!(shown.contains("regserial = \"x\""), "{shown}");
}
