//! The program against one hostile target: how it is started and watched, and what it owes.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::kinds::{Ends, Kind};
use crate::server::Server;

/// The most memory that the program may ever have in use.
const MEMORY: u64 = 150 << 20;
/// How long the program waits for an answer.
const TIMEOUT: &str = "2";
/// The profile of the reference server: with users, files and scripts, so that no suite is left out.
const PROFILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/profiles/reference.toml");

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Left {
    status: ExitStatus,
    pub(crate) report: Value,
    /// What the program printed, on either stream.
    pub(crate) printed: String,
    /// The most memory it had in use, where the system tells.
    peak: Option<u64>,
}

impl Left {
    /// The report says what happened.
    pub(crate) fn tells_of(&self, words: &str) {
        let told = self.report.to_string();
        assert!(told.contains(words), "the report does not tell of {words:?}:\n{}", self.printed);
    }
}

/// Runs the program against a target of this kind, and looks at what it left behind.
pub(crate) fn holds_out_against(kind: &'static Kind) {
    let server = Server::start(kind);
    let left = run(server.address, kind.which, kind.within);
    assert!(!server.somebody_followed(), "a redirect to another host was followed");
    match kind.ends {
        Ends::Failing => assert_eq!(left.report["verdict"], "fails", "{}", left.printed),
        Ends::Incomplete => assert_eq!(left.report["verdict"], "incomplete", "{}", left.printed),
        Ends::Either => {}
    }
    kind.told.iter().for_each(|words| left.tells_of(words));
}

/// Runs the program and checks what it owes whatever the target is.
pub(crate) fn run(target: SocketAddr, which: &[&str], within: Duration) -> Left {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let [out, report, log] = ["printed.txt", "report.json", "run.ndjson"].map(path);
    let printed = fs::File::create(&out).unwrap();
    let deadline = Instant::now() + within;
    let mut child = Command::new(env!("CARGO_BIN_EXE_oktellspec"))
        .args(["run", "--target", &format!("http://{target}"), "--profile", PROFILE, "--timeout", TIMEOUT])
        .args(["--report", &format!("json={}", report.display()), "--log", &log.display().to_string()])
        .args(which)
        .stdin(Stdio::null())
        .stdout(printed.try_clone().unwrap())
        .stderr(printed)
        .spawn()
        .unwrap();
    let (status, peak) = watch(&mut child, deadline);
    let printed = String::from_utf8_lossy(&fs::read(&out).unwrap()).into_owned();
    let Some(status) = status else { panic!("no end after {within:?}:\n{printed}") };
    let left = Left { status, report: parsed(&report), printed, peak };
    owed_always(&left);
    left
}

/// Waits for the end of the program, and ends it where it does not end by itself. Gives the most memory it had in use, too.
fn watch(child: &mut Child, deadline: Instant) -> (Option<ExitStatus>, Option<u64>) {
    let mut peak = None;
    loop {
        peak = peak.max(memory(child.id()));
        match child.try_wait().unwrap() {
            Some(status) => return (Some(status), peak),
            None if Instant::now() > deadline => {
                child.kill().unwrap();
                child.wait().unwrap();
                return (None, peak);
            }
            None => thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// The most memory that a process has had in use so far, in bytes; systems other than Linux do not tell. Until the process has become the
/// program it shares the memory of this test, which is full of what targets send, and would be blamed for it.
fn memory(process: u32) -> Option<u64> {
    let program = fs::read_link(format!("/proc/{process}/exe")).ok()?;
    if program != fs::canonicalize(env!("CARGO_BIN_EXE_oktellspec")).ok()? {
        return None;
    }
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib << 10)
}

fn parsed(report: &Path) -> Value {
    let read = fs::read(report).and_then(|bytes| serde_json::from_slice(&bytes).map_err(io::Error::other));
    read.unwrap_or_else(|error| panic!("the report is not there as it should be: {error}"))
}

fn owed_always(left: &Left) {
    let printed = &left.printed;
    let code = if left.report["verdict"] == "fails" { 1 } else { 3 };
    assert_eq!(left.status.code(), Some(code), "{printed}");
    assert!(!printed.contains("panicked"), "{printed}");
    assert!(!printed.contains('\u{1b}'), "what a target sends must not steer the terminal: {printed:?}");
    assert_eq!(left.report["format"], "oktellspec-report");
    assert!(left.report["verdict"] == "fails" || left.report["verdict"] == "incomplete");
    for case in left.report["cases"].as_array().unwrap() {
        assert!(case["outcome"] == "pass" || case["message"].is_string(), "{} has no reason", case["name"]);
    }
    assert_eq!(cfg!(target_os = "linux"), left.peak.is_some(), "the system tells the memory in use");
    let peak = left.peak.unwrap_or_default();
    assert!(peak < MEMORY, "{} MiB were in use", peak >> 20);
}
