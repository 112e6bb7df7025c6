//! A second server, written in another language from the document alone, conforms: the suite asks for the document, and not for
//! what the bundled reference server happens to do. Its two sets of habits differ in everything that the document leaves open.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot be set up fails")]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// Which port is right and how many interfaces are served no client can see.
const UNOBSERVABLE: [&str; 2] = ["HTTP-1", "HTTP-2"];

/// What can be seen only of a server with a password.
const OF_A_SHUT_GATE: [&str; 4] = ["AUTH-1", "AUTH-2", "AUTH-3", "AUTH-5"];

/// What can be seen only of a server without one.
const OF_AN_OPEN_GATE: [&str; 1] = ["AUTH-4"];

/// Every documented clause, tested or not.
const DOCUMENTED: usize = 47;

/// Reserved characters, blanks and Cyrillic: all of it must reach the gate as it is.
const PASSWORD: &str = "Пароль+1 &%";

/// One run at a time: answers have deadlines, and the machine is shared.
static TURN: Mutex<()> = Mutex::new(());

/// What the second server does where it may choose.
#[derive(Clone, Copy)]
enum Habits {
    /// UTF-16, a connection a request, refusals by status, conversations held on a switch.
    Closing,
    /// windows-1251, chunks on a kept connection, empty answers, calls handed over on a switch, users asked for by number.
    Keeping,
}

impl Habits {
    fn name(self) -> &'static str {
        match self {
            Self::Closing => "closing",
            Self::Keeping => "keeping",
        }
    }

    /// What the profile says besides: the one choice that the suite must be told (STATE-2).
    fn dialect(self) -> &'static str {
        match self {
            Self::Closing => "iduser",
            Self::Keeping => "number",
        }
    }
}

/// The server as a process, which ends with its standard input.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Starts the server; nothing where this machine has no Python.
    fn start(habits: Habits, password: &str) -> Option<Self> {
        let found =
            Command::new("python3").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !found.is_ok_and(|status| status.success()) {
            eprintln!("skipped: the second server needs python3, which is not here");
            return None;
        }
        let mut process = Command::new("python3")
            .arg("-B")
            .arg(folder().join("server.py"))
            .args(["--habits", habits.name(), "--password", password])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Some(Self { process, url: format!("http://127.0.0.1:{}", port.trim()) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        drop(self.process.wait());
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_server")
}

/// Runs the whole suite, inferred rules included, and holds the report against what must have been decided.
fn conforms(habits: Habits, password: Option<&str>) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(server) = Server::start(habits, password.unwrap_or_default()) else { return };
    let work = tempfile::tempdir().unwrap();
    let (profile, report) = (work.path().join("profile.toml"), work.path().join("report.json"));
    let mut text = std::fs::read_to_string(folder().join("profile.toml")).unwrap();
    write!(text, "\n[dialect]\nuser_state_parameter = \"{}\"\n", habits.dialect()).unwrap();
    std::fs::write(&profile, text).unwrap();

    let mut run = Command::new(env!("CARGO_BIN_EXE_oktellspec"));
    run.args(["run", "--strict", "--jobs", "12", "--effects", "all", "--target", &server.url, "--profile"])
        .arg(&profile);
    run.arg("--report").arg(format!("json={}", report.display()));
    run.arg("--log").arg(work.path().join("events.ndjson"));
    if let Some(password) = password {
        run.args(["--password", password]);
    }
    let output = run.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    assert_eq!(report["verdict"], "conforms", "{told}");
    holds_every_clause(&report, if password.is_some() { &OF_AN_OPEN_GATE } else { &OF_A_SHUT_GATE });
    skips_only_what_the_server_lacks(&report);
}

/// Every clause holds but those that nobody can see here; none is flaky, a warning or untested.
fn holds_every_clause(report: &Value, unseen: &[&str]) {
    let clauses = report["clauses"].as_array().unwrap();
    let undecided: Vec<_> = clauses.iter().filter(|clause| clause["outcome"] != "pass").collect();
    assert!(undecided.iter().all(|clause| clause["outcome"] == "skipped"), "{undecided:#?}");
    let mut ids: Vec<&str> = undecided.iter().filter_map(|clause| clause["id"].as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, [unseen, &UNOBSERVABLE].concat());
    let is_documented = |clause: &&Value| clause["basis"] == "D";
    assert_eq!(clauses.iter().filter(is_documented).count(), DOCUMENTED);
    let tested = clauses.iter().filter(is_documented).filter(|clause| clause["outcome"] == "pass").count();
    let lost = undecided.iter().filter(|clause| clause["basis"] == "D").count();
    assert_eq!((tested, lost <= 4), (DOCUMENTED - lost, true));
}

/// A case may be left out for the gate, which stands open or shut, and for the one way of naming users that the server takes.
fn skips_only_what_the_server_lacks(report: &Value) {
    let cases = report["cases"].as_array().unwrap();
    for case in cases.iter().filter(|case| case["outcome"] != "pass") {
        let why = case["message"].as_str().unwrap();
        let is_known = ["no password is known", "asked with a password", "[dialect]", "redirects_to"]
            .iter()
            .any(|known| why.contains(known));
        assert!(case["outcome"] == "skipped" && is_known, "{}: {why}", case["name"]);
    }
}

#[test]
fn a_server_that_closes_every_connection_and_writes_utf_16_conforms() {
    conforms(Habits::Closing, None);
}

#[test]
fn the_same_server_conforms_behind_a_password() {
    conforms(Habits::Closing, Some(PASSWORD));
}

#[test]
fn a_server_that_keeps_connections_and_writes_windows_1251_conforms() {
    conforms(Habits::Keeping, None);
}

#[test]
fn that_server_too_conforms_behind_a_password() {
    conforms(Habits::Keeping, Some(PASSWORD));
}
