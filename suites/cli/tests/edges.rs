//! The crates depend on each other as ARCHITECTURE.md says, and on nothing from outside that it does not name.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

fn metadata() -> Metadata {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    MetadataCommand::new()
        .manifest_path(root)
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap()
}

fn architecture() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ARCHITECTURE.md")).unwrap()
}

/// The names between backticks.
fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The rows of the table under a heading, cell by cell.
fn table<'a>(text: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let section = text.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

#[test]
fn the_crates_depend_on_each_other_as_the_table_says() {
    let text = architecture();
    let drawn: BTreeMap<String, BTreeSet<String>> = table(&text, "Crates and edges")
        .iter()
        .map(|cells| (quoted(cells[0]).into_iter().next().unwrap(), quoted(cells[2])))
        .collect();
    let metadata = metadata();
    let ours: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let real: BTreeMap<String, BTreeSet<String>> = metadata
        .packages
        .iter()
        .map(|package| {
            let normal =
                package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
            let edges =
                normal.map(|dependency| dependency.name.clone()).filter(|name| ours.contains(name.as_str()));
            (package.name.to_string(), edges.collect())
        })
        .collect();
    assert_eq!(drawn, real);
}

#[test]
fn the_reference_server_shares_nothing_with_the_suite_even_in_its_tests() {
    let metadata = metadata();
    for package in metadata.packages.iter().filter(|package| package.name.starts_with("refserver-")) {
        let foreign = package.dependencies.iter().filter(|dependency| dependency.path.is_some());
        let foreign: Vec<&str> = foreign
            .map(|dependency| dependency.name.as_str())
            .filter(|name| !name.starts_with("refserver-"))
            .collect();
        assert!(foreign.is_empty(), "{} uses {foreign:?}", package.name);
    }
}

#[test]
fn every_outside_crate_has_its_line() {
    let text = architecture();
    let explained: BTreeSet<String> =
        table(&text, "Outside crates").iter().flat_map(|cells| quoted(cells[0])).collect();
    let metadata = metadata();
    let used: BTreeSet<String> = metadata
        .packages
        .iter()
        .flat_map(|package| &package.dependencies)
        .filter(|dependency| dependency.path.is_none())
        .map(|dependency| dependency.name.clone())
        .collect();
    assert_eq!(explained, used);
}
