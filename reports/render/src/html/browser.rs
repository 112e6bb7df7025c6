//! The page in a browser: what readers do with it, and what axe says of it. `reports/render/browser` has the test itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use report_model::event::{CaseEnding, CaseResult, Event, PlannedCase};
use report_model::recording::Recording;
use report_model::verdict::Verdict;

use super::{Reader, write};
use crate::gate::Standing;
use crate::sample;

/// How many cases a large page has.
const MANY: usize = 10_000;

/// Where browsers of that family are called so.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

fn found(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|file| file.is_file())
}

/// A run of ten thousand cases, every tenth of which fails.
fn many_cases() -> Recording {
    let mut events = sample::events();
    let end = events.pop();
    let result = |number: usize, of: &CaseResult| {
        let name = format!("property::execsvcscript::value_{number:05}");
        let cited = of.verdicts.iter().map(|verdict| verdict.citation.clone());
        let verdicts =
            if number.is_multiple_of(10) { of.verdicts.clone() } else { cited.map(Verdict::holds).collect() };
        CaseResult { name: name.as_str().into(), verdicts, ..of.clone() }
    };
    let model = events.iter().rev().find_map(|event| match event {
        Event::CaseFinished(case) if case.ending == CaseEnding::Judged => Some(case.clone()),
        _ => None,
    });
    let model = model.unwrap();
    let Event::RunStarted(header) = &mut events[0] else { panic!("the sample begins otherwise") };
    let more = MANY - header.planned.len();
    let results: Vec<CaseResult> = (0..more).map(|number| result(number, &model)).collect();
    header.planned.extend(results.iter().map(|case| PlannedCase {
        name: case.name.clone(),
        citations: case.verdicts.iter().map(|verdict| verdict.citation.clone()).collect(),
    }));
    events.extend(results.into_iter().map(Event::CaseFinished));
    sample::recorded(events.into_iter().chain(end))
}

fn put(folder: &Path, name: &str, recording: &Recording, baseline: Option<&Standing>) {
    let mut page = Vec::new();
    let reader = Reader { baseline, ..Reader::default() };
    write(recording, reader, &mut page).unwrap();
    std::fs::write(folder.join(format!("{name}.html")), page).unwrap();
}

#[test]
fn a_browser_shows_filters_unfolds_and_translates_and_axe_finds_nothing() {
    let browser = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let (Some(node), Some(chromium)) = (found(&["node"]), found(&BROWSERS)) else {
        eprintln!("skipped: the test of the page in a browser needs node and chromium in PATH");
        return;
    };
    if !browser.join("node_modules").is_dir() {
        eprintln!("skipped: run `npm ci` in {} to test the page in a browser", browser.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (all_pass, many_failures) = (sample::all_pass(), sample::many_failures());
    let (interrupted, cut_off) = (sample::interrupted(), sample::cut_off());
    put(folder.path(), "all-pass", &all_pass, None);
    put(folder.path(), "many-failures", &many_failures, None);
    put(folder.path(), "interrupted", &interrupted, None);
    put(folder.path(), "cut-off", &cut_off, None);
    put(folder.path(), "since", &many_failures, Some(&Standing::of(&all_pass)));
    put(folder.path(), "hostile", &sample::hostile(), None);
    put(folder.path(), "campaign", &sample::campaign(), None);
    put(folder.path(), "many-cases", &many_cases(), None);
    let output = Command::new(node)
        .args(["--test", "--test-reporter=spec"])
        .current_dir(browser)
        .env("OKTELLSPEC_PAGES", folder.path())
        .env("CHROMIUM", chromium)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    println!("{told}");
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
}
