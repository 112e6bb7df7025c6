//! Reports and the gate as a pipeline meets them: any format at any time from the log, and exit codes that follow from files.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// Every format, and what its reports begin with.
const FORMATS: [(&str, &str); 11] = [
    ("json", "{"),
    ("junit", "<?xml"),
    ("markdown", "## "),
    ("sarif", "{"),
    ("har", "{"),
    ("wfc", "{"),
    ("ctrf", "{"),
    ("badge", "<svg"),
    ("html", "<!DOCTYPE html>"),
    ("summary", "# "),
    ("summary-html", "<!DOCTYPE html>"),
];

/// A few cases that end soon, so that a test of reports is not one of the target.
const FEW: [&str; 3] = ["run", "--filter", "golden::getlicense*"];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.text(name)
    }

    /// Runs a few cases, with these arguments besides; the log is of that name.
    fn run(&self, log: &str, more: &[&str]) -> Output {
        let log = self.text(log);
        program(&[&FEW[..], &["--log", &log], more].concat())
    }

    /// Renders every format of a log under that name.
    fn render(&self, log: &str, name: &str) -> Output {
        let requests =
            FORMATS.map(|(format, _)| format!("{format}={}", self.text(&format!("{name}.{format}"))));
        let log = self.text(log);
        let mut arguments = vec!["report", "render", log.as_str()];
        arguments.extend(requests.iter().flat_map(|request| ["--report", request.as_str()]));
        program(&arguments)
    }

    fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(self.path(name)).unwrap()).unwrap()
    }
}

fn program(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktellspec"));
    command.args(arguments).env_remove("GITHUB_ACTIONS");
    command
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

#[test]
fn a_run_and_a_rendering_of_its_log_give_the_same_report_in_every_format() {
    let folder = Folder::new();
    let requests = FORMATS.map(|(format, _)| format!("{format}={}", folder.text(&format!("run.{format}"))));
    let requests: Vec<&str> = requests.iter().flat_map(|request| ["--report", request.as_str()]).collect();
    assert_eq!(code(&folder.run("run.ndjson", &requests)), Some(0));
    assert_eq!(code(&folder.render("run.ndjson", "again")), Some(0));
    for (format, start) in FORMATS {
        let read = |name: &str| std::fs::read_to_string(folder.path(&format!("{name}.{format}"))).unwrap();
        assert!(read("run").starts_with(start), "{format}");
        assert_eq!(read("run"), read("again"), "{format}");
    }
}

#[test]
fn the_log_of_a_killed_run_is_rendered_in_every_format() {
    let folder = Folder::new();
    let log = folder.text("run.ndjson");
    let mut run = command(&["run", "--log", &log, "--filter", "scripts::*"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while finished(Path::new(&log)) < 2 && run.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "no case ends");
        std::thread::sleep(Duration::from_millis(2));
    }
    // SIGKILL: the program has no chance to tidy up.
    run.kill().unwrap();
    run.wait().unwrap();
    // Half a line, as a machine that lost its power leaves it.
    let mut text = std::fs::read(&log).unwrap();
    text.extend_from_slice(b"{\"event\":\"case-finished\",\"name\":\"scri");
    std::fs::write(&log, text).unwrap();
    let output = folder.render("run.ndjson", "killed");
    assert_eq!(code(&output), Some(0), "{}", printed(&output));
    for (format, start) in FORMATS {
        let report = std::fs::read_to_string(folder.path(&format!("killed.{format}"))).unwrap();
        assert!(report.starts_with(start), "{format}");
    }
    assert_eq!(folder.json("killed.json")["format"], "oktellspec-report");
}

fn finished(log: &Path) -> usize {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    text.lines().filter(|line| line.starts_with("{\"event\":\"case-finished\"")).count()
}

#[test]
fn what_is_no_log_is_exit_2_and_leaves_no_report() {
    let folder = Folder::new();
    folder.write("run.ndjson", "{\"format\":\"oktellspec-report\"}\n");
    let output = folder.render("run.ndjson", "none");
    assert_eq!(code(&output), Some(2));
    assert!(printed(&output).contains("run.ndjson: this is no event log"), "{}", printed(&output));
    assert!(!folder.path("none.json").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_written_to_and_never_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let folder = Folder::new();
    let full = folder.run("run.ndjson", &["--report", "json=/dev/full"]);
    assert_eq!(code(&full), Some(3), "{}", printed(&full));
    assert!(printed(&full).contains("/dev/full cannot be written"), "{}", printed(&full));
    let log = folder.text("run.ndjson");
    assert_eq!(code(&program(&["report", "render", &log, "--report", "json=/dev/null"])), Some(0));
    for device in ["/dev/full", "/dev/null"] {
        assert!(std::fs::metadata(device).unwrap().file_type().is_char_device(), "{device}");
    }
    let printed = program(&["report", "render", &log, "--report", "json=/dev/stdout"]).stdout;
    let report: serde_json::Value = serde_json::from_slice(&printed).unwrap();
    assert_eq!(report["format"], "oktellspec-report");
}

#[test]
fn the_published_schema_is_json() {
    let output = program(&["export", "json-schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[test]
fn a_baseline_shuts_the_gate_only_for_what_is_worse() {
    let folder = Folder::new();
    let before = folder.text("before.json");
    assert_eq!(code(&folder.run("before.ndjson", &["--report", &format!("json={before}")])), Some(0));
    let same = folder.run("same.ndjson", &["--baseline", &before]);
    assert_eq!(code(&same), Some(0), "{}", printed(&same));
    assert!(printed(&same).contains("gate: open"));
    // A log is as good a baseline as a report, and one that has less is no worse.
    let less = program(&[
        "run",
        "--filter",
        "golden::tst_getuserstate::*",
        "--baseline",
        &folder.text("before.ndjson"),
    ]);
    assert_eq!(code(&less), Some(1), "{}", printed(&less));
    assert!(
        printed(&less).contains("gate: shut") && printed(&less).contains("is untested now"),
        "{}",
        printed(&less)
    );
}

#[test]
fn a_page_that_is_rendered_with_a_baseline_tells_what_has_changed_since() {
    let folder = Folder::new();
    let before = folder.text("before.json");
    assert_eq!(code(&folder.run("before.ndjson", &["--report", &format!("json={before}")])), Some(0));
    let (now, page) = (folder.text("now.ndjson"), folder.text("page.html"));
    let less = ["run", "--filter", "golden::getlicensefulltext::*", "--log", &now];
    assert_eq!(code(&program(&less)), Some(0));
    let html = format!("html={page}");
    let render = |more: &[&str]| {
        let output = program(&[&["report", "render", &now, "--report", &html], more].concat());
        (code(&output), std::fs::read_to_string(&page).unwrap_or_default())
    };
    // The log of a run is as good a baseline as its report.
    for baseline in [before, folder.text("before.ndjson")] {
        let (code, page) = render(&["--baseline", &baseline]);
        assert_eq!(code, Some(0));
        let (_, history) = page.split_once("<h2 id=\"history\">").unwrap();
        let (history, _) = history.split_once("</section>").unwrap();
        assert_eq!(history.matches("conforms partially").count(), 2, "{history}");
        assert!(history.contains("No longer tested") && !history.contains("New failures"), "{history}");
    }
    let (code, page) = render(&["--baseline", &now, "--lang", "ru"]);
    assert!(code == Some(0) && page.contains("Исходы не изменились."));
    assert!(!render(&[]).1.contains("id=\"history\""));
    assert_eq!(render(&["--baseline", &folder.text("none.json")]).0, Some(2));
}

#[test]
fn a_sheet_is_in_the_language_that_is_asked_for() {
    let folder = Folder::new();
    let sheets = ["summary", "summary-html"].map(|format| (format, folder.text(format)));
    let requests = sheets.clone().map(|(format, path)| format!("{format}={path}"));
    let arguments = ["--lang", "ru", "--report", &requests[0], "--report", &requests[1]];
    assert_eq!(code(&folder.run("run.ndjson", &arguments)), Some(0));
    for (format, path) in sheets {
        let sheet = std::fs::read_to_string(path).unwrap();
        assert!(sheet.contains("соответствует частично") && !sheet.contains("Left out"), "{format}: {sheet}");
    }
}

#[test]
fn a_campaign_and_a_rendering_of_its_log_tell_the_same_findings_and_the_same_course() {
    let folder = Folder::new();
    let (log, json, page) = (folder.text("log.ndjson"), folder.text("c.json"), folder.text("c.html"));
    let (json, html) = (format!("json={json}"), format!("html={page}"));
    let place = folder.text("place");
    let fuzz =
        ["fuzz", "--fault", "password-any-enough", "--requests", "3000", "--corpus", &place, "--log", &log];
    let output = program(&[&fuzz[..], &["--report", &json, "--report", &html]].concat());
    assert_eq!(code(&output), Some(1), "{}", printed(&output));
    let told = (folder.json("c.json"), std::fs::read(&page).unwrap());
    assert_eq!(code(&program(&["report", "render", &log, "--report", &json, "--report", &html])), Some(0));
    assert_eq!(told, (folder.json("c.json"), std::fs::read(&page).unwrap()));
    let (report, page) = (&told.0, String::from_utf8_lossy(&told.1));
    let last = report["course"].as_array().unwrap().last().unwrap();
    for counted in ["requests", "corpus", "fingerprints", "findings"] {
        assert_eq!(last[counted], report["campaign"][counted], "{counted}");
        assert!(last[counted].as_u64() > Some(0), "{counted}");
    }
    assert_eq!(last["findings"], report["findings"].as_array().unwrap().len());
    for finding in report["findings"].as_array().unwrap() {
        assert!(page.contains(&format!("id=\"finding-{}\"", finding["id"].as_str().unwrap())));
    }
}

#[test]
fn an_entry_that_is_not_needed_or_has_expired_shuts_the_gate() {
    let folder = Folder::new();
    let entry = |expires: &str| {
        let text = format!(
            "version = 1\n[[known]]\nclause = \"LIC-1\"\nreason = \"r\"\nowner = \"team\"\nexpires = {expires}\n"
        );
        folder.write("expectations.toml", &text)
    };
    for (expires, told) in
        [("2999-01-01", "does not deviate any more"), ("2001-01-01", "expired on 2001-01-01")]
    {
        let output = folder.run("run.ndjson", &["--expectations", &entry(expires)]);
        assert_eq!(code(&output), Some(1), "{}", printed(&output));
        assert!(printed(&output).contains(told), "{}", printed(&output));
    }
    let output = folder.run("run.ndjson", &["--expectations", &entry("soon")]);
    assert_eq!(code(&output), Some(2));
    assert!(printed(&output).contains("line 6"), "{}", printed(&output));
}

#[test]
fn github_gets_annotations_and_takes_no_other_text_for_a_command() {
    let folder = Folder::new();
    let text =
        "version = 1\n[[known]]\nclause = \"LIC-1\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2999-01-01\n";
    let expectations = folder.write("expectations.toml", text);
    let log = folder.text("run.ndjson");
    let arguments = [&FEW[..], &["--log", &log, "--expectations", &expectations]].concat();
    let output = command(&arguments).env("GITHUB_ACTIONS", "true").output().unwrap();
    let printed = printed(&output);
    assert!(
        printed.contains("\n::error title=unexpected pass::LIC-1 does not deviate any more"),
        "{printed}"
    );
    let fences = printed.matches("::stop-commands::").count();
    assert_eq!(fences, 2, "{printed}");
}

#[test]
fn parts_are_merged_and_what_is_no_part_is_refused() {
    let folder = Folder::new();
    let log = |name: &str| folder.text(name);
    assert_eq!(code(&folder.run("one.ndjson", &[])), Some(0));
    let other = ["run", "--filter", "golden::tst_*", "--log", &log("two.ndjson")];
    assert_eq!(code(&program(&other)), Some(0));
    let whole = format!("json={}", log("whole.json"));
    let merge = |parts: [&str; 2], into: &str| {
        program(&["report", "merge", &log(parts[0]), &log(parts[1]), "--log", &log(into), "--report", &whole])
    };
    let merged = merge(["one.ndjson", "two.ndjson"], "whole.ndjson");
    assert_eq!(code(&merged), Some(0), "{}", printed(&merged));
    let cases = finished(&folder.path("one.ndjson")) + finished(&folder.path("two.ndjson"));
    assert_eq!(folder.json("whole.json")["cases"].as_array().unwrap().len(), cases);
    let twice = merge(["one.ndjson", "one.ndjson"], "twice.ndjson");
    assert_eq!(code(&twice), Some(2));
    assert!(!folder.path("twice.ndjson").exists());
    assert_eq!(code(&folder.run("seeded.ndjson", &["--seed", "7"])), Some(0));
    let mixed = merge(["two.ndjson", "seeded.ndjson"], "mixed.ndjson");
    assert_eq!(code(&mixed), Some(2));
    assert!(printed(&mixed).contains("the seed 7"), "{}", printed(&mixed));
}

#[test]
fn a_difference_is_told_to_people_and_programs() {
    let folder = Folder::new();
    assert_eq!(code(&folder.run("one.ndjson", &[])), Some(0));
    let (one, two) = (folder.text("one.ndjson"), folder.text("two.ndjson"));
    let less = ["run", "--filter", "golden::getlicensefulltext::*", "--log", &two];
    assert_eq!(code(&program(&less)), Some(0));
    assert_eq!(code(&program(&["report", "diff", &one, &one])), Some(0));
    let text = program(&["report", "diff", &one, &two]);
    assert_eq!(code(&text), Some(1));
    assert!(printed(&text).contains("→ untested"), "{}", printed(&text));
    let json = program(&["report", "diff", &one, &two, "--json"]);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(!value["worse"].as_array().unwrap().is_empty());
}
