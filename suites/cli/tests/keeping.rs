//! What a campaign keeps: it outlives any kill, is shared by several processes, is replayed, and a place that fails ends the campaign
//! with one clear sentence.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Faults that are found soon: one of every answer, one of a value, one of a gate.
const FAULTS: [&str; 3] =
    ["apostrophe-answers-500", "unknown-path-answers-500", "gate-missing-on-getlicenseinfo"];

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktellspec"));
    command.args(arguments).env_remove("GITHUB_ACTIONS");
    command
}

fn program(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

/// A faulty reference server in a process of its own.
struct Server {
    child: Child,
    url: String,
}

const PASSWORD: &str = "Тайна+1";

impl Server {
    fn start(faults: &[&str]) -> Self {
        let mut serving = command(&["serve", "--listen", "127.0.0.1:0", "--quiet", "--password", PASSWORD]);
        for fault in faults {
            serving.args(["--fault", fault]);
        }
        let mut child = serving.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
        Self { url: url.trim_end_matches('.').to_owned(), child }
    }

    /// The arguments by which it is asked.
    fn target<'a>(&'a self, profile: &'a str) -> [&'a str; 6] {
        ["--target", &self.url, "--password", PASSWORD, "--profile", profile]
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        std::fs::write(folder.path("profile.toml"), program(&["export", "profile"]).stdout).unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn findings(&self, place: &str) -> BTreeMap<String, Value> {
        objects(&self.path(place).join("findings"))
    }
}

/// The objects of a folder by their names; each must be whole.
fn objects(folder: &Path) -> BTreeMap<String, Value> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let whole = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let value =
            serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (name, value)
    };
    whole.map(read).collect()
}

/// A campaign in a process of its own, with the names of the findings that it has told as new.
struct Worker {
    child: Child,
    told: Receiver<String>,
}

impl Worker {
    fn start(server: &Server, folder: &Folder, shard: &str, seed: &str) -> Self {
        let (profile, place) = (folder.text("profile.toml"), folder.text("place"));
        let log = folder.text(&format!("{}.ndjson", shard.replace('/', "-")));
        let mut fuzzing =
            command(&["fuzz", "--time", "60s", "--workers", "8", "--seed", seed, "--shard", shard]);
        fuzzing.args(server.target(&profile)).args(["--corpus", &place, "--log", &log]);
        let mut child = fuzzing.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (tell, told) = channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(rest) = line.strip_prefix("finding ") {
                    drop(tell.send(rest.split(' ').next().unwrap_or_default().to_owned()));
                }
            }
        });
        Self { child, told }
    }

    /// SIGKILL: the program has no chance to tidy up. What it told until then is returned.
    fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        // The reader ends with the process, and hangs up.
        self.told.iter().collect()
    }
}

/// Moments that look random and are the same in every run.
fn moments(count: usize) -> impl Iterator<Item = Duration> {
    (0..count as u64).map(|nth| Duration::from_millis(300 + (nth * 2_654_435_761) % 1_700))
}

#[test]
fn what_was_told_survives_every_kill_and_nothing_is_told_twice() {
    let kills = std::env::var("OKTELLSPEC_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(10);
    let server = Server::start(&FAULTS);
    let folder = Folder::new();
    let mut told = Vec::new();
    let start =
        |shard: usize, seed: usize| Worker::start(&server, &folder, ["1/2", "2/2"][shard], &seed.to_string());
    let mut workers = vec![start(0, 1), start(1, 1)];
    for (nth, moment) in moments(kills).enumerate() {
        std::thread::sleep(moment);
        told.extend(workers.remove(0).kill());
        workers.push(start(nth % 2, 1 + nth / 4));
        let kept: BTreeSet<String> = folder.findings("place").into_keys().collect();
        let lost: Vec<&String> = told.iter().filter(|id| !kept.contains(*id)).collect();
        assert!(lost.is_empty(), "told and lost after kill {nth}: {lost:?}");
    }
    // However slow the machine, those who live find something in the end.
    let patience = Instant::now() + Duration::from_secs(50);
    while folder.findings("place").is_empty() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(100));
    }
    workers.into_iter().for_each(|worker| told.extend(worker.kill()));
    let findings = folder.findings("place");
    assert!(!findings.is_empty(), "nothing was found");
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "told twice: {told:?}");
    let signatures: BTreeSet<&str> =
        findings.values().map(|finding| finding["signature"].as_str().unwrap()).collect();
    assert_eq!(signatures.len(), findings.len());
    println!("{kills} kills, {} findings, {} of them told", findings.len(), told.len());
    place_is_sound(&folder.path("place"));
    goes_on(&server, &folder, &findings);
}

/// Every object is what its name says.
fn place_is_sound(place: &Path) {
    for (name, finding) in objects(&place.join("findings")) {
        assert_eq!(
            (finding["id"].as_str().unwrap(), &finding["format"]),
            (name.as_str(), &"oktellspec-finding".into())
        );
    }
    assert!(!objects(&place.join("inputs")).is_empty());
    objects(&place.join("suspects"));
}

/// The next start counts on, begins with what is kept, and finds none of it new.
fn goes_on(server: &Server, folder: &Folder, findings: &BTreeMap<String, Value>) {
    let (profile, place, report) =
        (folder.text("profile.toml"), folder.text("place"), folder.text("report.json"));
    let sessions = objects(&folder.path("place").join("progress").join("1-of-2"));
    let sent_before: u64 = sessions.values().map(|session| session["requests"].as_u64().unwrap()).sum();
    let kept_before = objects(&folder.path("place").join("inputs")).len() as u64;
    let mut fuzzing =
        command(&["fuzz", "--requests", "50", "--corpus", &place, "--seed", "77", "--shard", "1/2"]);
    let report_request = format!("json={report}");
    let output = fuzzing.args(server.target(&profile)).args(["--report", &report_request]).output().unwrap();
    let report: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    let told = report["findings"].as_array().unwrap();
    let known = told.iter().filter(|finding| finding["new"] == false);
    let known: BTreeSet<&str> = known.map(|finding| finding["id"].as_str().unwrap()).collect();
    let before: BTreeSet<&str> = findings.keys().map(String::as_str).collect();
    assert!(known.is_superset(&before), "{}", self::told(&output));
    let new = told.iter().any(|finding| finding["new"] == true);
    assert_eq!(output.status.code(), Some(i32::from(new)), "{}", self::told(&output));
    let campaign = &report["campaign"];
    let (requests, corpus) = (campaign["requests"].as_u64().unwrap(), campaign["corpus"].as_u64().unwrap());
    assert!(requests >= sent_before + 50, "{sent_before} and then {campaign}");
    assert!(corpus >= kept_before, "{kept_before} and then {campaign}");
}

#[test]
fn a_finding_replays_on_a_fresh_server_and_is_fixed_on_a_sound_one() {
    let folder = Folder::new();
    let (place, fault) = (folder.text("place"), FAULTS[0]);
    let found = program(&["fuzz", "--fault", fault, "--requests", "3000", "--corpus", &place]);
    assert_eq!(found.status.code(), Some(1), "{}", told(&found));
    let findings = folder.findings("place");
    assert!(!findings.is_empty(), "{}", told(&found));
    for (id, finding) in &findings {
        let file = folder.path("place").join("findings").join(format!("{id}.json")).display().to_string();
        for _ in 0..3 {
            let still = program(&["replay", &file, "--fault", fault]);
            assert_eq!(still.status.code(), Some(1), "{}", told(&still));
            assert!(told(&still).contains("still there"), "{}", told(&still));
        }
        let fixed = program(&["replay", &file]);
        assert_eq!(fixed.status.code(), Some(0), "{}", told(&fixed));
        assert!(!finding.to_string().contains("Embedded-"), "the password is told: {finding}");
        assert_eq!(finding["har"]["log"]["version"], "1.2");
        for step in finding["steps"].as_array().unwrap() {
            let line = step["curl"].as_str().unwrap();
            assert!(line.contains("curl ") || line.contains("| nc "), "{line}");
        }
    }
    let file =
        folder.path("place").join("findings").join(format!("{}.json", findings.keys().next().unwrap()));
    let gone = program(&[
        "replay",
        &file.display().to_string(),
        "--target",
        "http://127.0.0.1:9",
        "--password",
        "x",
    ]);
    assert_eq!(gone.status.code(), Some(3), "{}", told(&gone));
    assert!(told(&gone).contains("cannot be told"), "{}", told(&gone));
    let wrong = program(&["replay", &folder.text("profile.toml")]);
    assert_eq!(wrong.status.code(), Some(2), "{}", told(&wrong));
    assert!(told(&wrong).contains("no finding of a campaign"), "{}", told(&wrong));
}

#[test]
fn what_strikes_every_command_alike_is_one_finding() {
    let folder = Folder::new();
    let place = folder.text("place");
    let found = program(&["fuzz", "--fault", FAULTS[0], "--requests", "6000", "--corpus", &place]);
    assert_eq!(found.status.code(), Some(1), "{}", told(&found));
    let findings = folder.findings("place");
    let (id, finding) = findings.first_key_value().unwrap();
    assert!(findings.len() == 1 && finding["command"] == "any", "{}", told(&found));
    let suspects = objects(&folder.path("place").join("suspects"));
    let cases = suspects.values().filter(|suspect| suspect["told_as"] == id.as_str());
    assert!(cases.count() > 1, "{suspects:?}");
    let again = program(&["fuzz", "--fault", FAULTS[0], "--requests", "500", "--corpus", &place]);
    assert_eq!(folder.findings("place").len(), 1, "{}", told(&again));
}

#[test]
fn a_place_that_is_none_is_exit_2_and_one_that_fails_exit_3_with_a_way_out() {
    let folder = Folder::new();
    let few = |place: &str| program(&["fuzz", "--requests", "50", "--corpus", place]);
    for (place, word) in [
        (folder.text("profile.toml"), "is a file"),
        (folder.0.path().display().to_string(), "no place of campaigns"),
    ] {
        let refused = few(&place);
        assert_eq!(refused.status.code(), Some(2), "{}", told(&refused));
        assert!(told(&refused).contains(word), "{}", told(&refused));
    }
    // Nobody may write there, not even the superuser.
    let read_only = few("/proc/oktellspec");
    assert_eq!(read_only.status.code(), Some(3), "{}", told(&read_only));
    assert!(told(&read_only).contains("/proc/oktellspec cannot be written"), "{}", told(&read_only));
    let full_log =
        program(&["fuzz", "--requests", "50", "--corpus", &folder.text("place"), "--log", "/dev/full"]);
    assert_eq!(full_log.status.code(), Some(3), "{}", told(&full_log));
    assert!(told(&full_log).contains("No space left"), "{}", told(&full_log));
}

#[test]
fn a_place_that_becomes_full_ends_the_campaign_and_what_was_kept_is_whole() {
    let folder = Folder::new();
    assert_eq!(
        program(&["fuzz", "--requests", "50", "--corpus", &folder.text("place")]).status.code(),
        Some(0)
    );
    // A finding is longer than half a kibibyte: to the process that is a full disk, whoever runs the test.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";
    let mut limited = Command::new("sh");
    limited.args(["-c", script, "sh", env!("CARGO_BIN_EXE_oktellspec"), "fuzz", "--fault", FAULTS[1]]);
    limited.args(["--requests", "2000", "--corpus", &folder.text("place"), "--log", "/dev/null"]);
    let full = limited.output().unwrap();
    assert_eq!(full.status.code(), Some(3), "{}", told(&full));
    assert!(
        told(&full).contains("cannot be written") && told(&full).contains("make room"),
        "{}",
        told(&full)
    );
    for part in ["inputs", "suspects", "findings"] {
        objects(&folder.path("place").join(part));
    }
    let again =
        program(&["fuzz", "--fault", FAULTS[1], "--requests", "500", "--corpus", &folder.text("place")]);
    assert_eq!(again.status.code(), Some(1), "{}", told(&again));
}
