//! The program as a stranger meets it: exit codes, one clear sentence, and files that are there afterwards.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oktellspec")).args(arguments).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A port of the loopback interface on which nobody listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_target_that_is_not_there_is_exit_3_soon_with_one_sentence_and_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let begun = Instant::now();
    let target = format!("http://127.0.0.1:{}", closed_port());
    let output = program(&["run", "--target", &target, "--report", &format!("json={}", report.display())]);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(told(&output).contains("cannot be reached"), "{}", told(&output));
    let report: serde_json::Value = serde_json::from_slice(&read(&report)).unwrap();
    assert_eq!((&report["format"], &report["verdict"]), (&"oktellspec-report".into(), &"incomplete".into()));
}

#[test]
fn something_that_is_no_http_server_is_exit_3() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"SSH-2.0-nothing of the kind\r\n").unwrap();
        drop(stream.read(&mut [0; 1024]));
    });
    let output = program(&["run", "--target", &target, "--timeout", "2"]);
    server.join().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert!(told(&output).contains("does not answer as an HTTP server"), "{}", told(&output));
}

#[test]
fn seeds_of_cases_that_fail_are_kept_and_a_file_of_something_else_is_exit_2() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seeds.txt");
    let file = path.display().to_string();
    let asked = ["run", "--filter", "property::getlicenseinfo::any_detail", "--regressions", &file];
    assert_eq!(program(&asked).status.code(), Some(0));
    assert!(!path.exists(), "a run without failures keeps nothing");
    std::fs::write(&path, "property::getlicenseinfo::any_detail 5 # once\n").unwrap();
    assert_eq!(program(&asked).status.code(), Some(0));
    std::fs::write(&path, "getlicenseinfo 5\n").unwrap();
    let output = program(&asked);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("seeds.txt: line 1: `getlicenseinfo 5`"), "{}", told(&output));
}

#[test]
fn wrong_flags_files_and_names_are_exit_2_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile.toml");
    std::fs::write(&profile, "[calls]\nanswer = \"auto\"\ntalk_tyme = 3\n").unwrap();
    let profile = profile.display().to_string();
    let cases: [(&[&str], &str); 9] = [
        (&["run", "--no-such-flag"], "--no-such-flag"),
        (&["run", "--clause", "EXEC"], "such as `EXEC-5`"),
        (&["run", "--clause", "EXEC-99"], "list clauses"),
        (&["run", "--suite", "nothing"], "the suites are"),
        (&["run", "--filter", "no::such::case"], "no case is selected"),
        (&["run", "--profile", "/no/such/file.toml"], "/no/such/file.toml"),
        (&["run", "--profile", &profile], "profile.toml:3"),
        (&["run", "--target", "127.0.0.1:4055"], "http://HOST:4055"),
        (&["run", "--report", "json=/no/such/folder/report.json"], "/no/such/folder/report.json"),
    ];
    for (arguments, word) in cases {
        let output = program(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(word), "{arguments:?} should tell of {word:?}: {}", told(&output));
    }
}

#[test]
fn a_dry_run_shows_requests_and_sends_nothing() {
    let target = format!("http://127.0.0.1:{}", closed_port());
    let output = program(&["run", "--target", &target, "--dry-run", "--filter", "*getlicensefulltext*"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(printed(&output).contains(&format!("GET {target}/getlicensefulltext")), "{}", printed(&output));
    assert!(printed(&output).contains("Nothing was sent"));
}

#[test]
fn a_remote_target_is_only_read_from() {
    let output = program(&["run", "--target", "http://192.0.2.1:4055", "--dry-run"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let plan = printed(&output);
    let asked =
        |path: &str| plan.lines().any(|line| line.contains("http://192.0.2.1:4055") && line.contains(path));
    assert!(asked("/getlicensefulltext"));
    for path in [
        "/execsvcscript",
        "/upload",
        "/wp_autocallstart",
        "/wp_switchcall",
        "/wp_setuserstate",
        "/download/byscript",
    ] {
        assert!(!asked(path), "{path} would be asked");
    }
    assert!(plan.contains("skipped: this run may not"), "{plan}");
}

#[test]
fn the_exported_profile_is_one_that_the_program_takes() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, name) in
        [(&["export", "profile"][..], "own.toml"), (&["export", "profile", "--template"], "template.toml")]
    {
        let output = program(arguments);
        let path = folder.path().join(name);
        std::fs::write(&path, &output.stdout).unwrap();
        let taken = program(&[
            "run",
            "--profile",
            &path.display().to_string(),
            "--dry-run",
            "--filter",
            "golden::getlicense*",
        ]);
        assert_eq!(taken.status.code(), Some(0), "{}", told(&taken));
    }
}

#[test]
fn explain_and_list_name_clauses_commands_and_cases() {
    assert!(printed(&program(&["explain", "exec-5"])).contains("cases judge it"));
    assert!(printed(&program(&["explain", "wp_flash"])).contains("/wp_flash"));
    assert_eq!(program(&["explain", "nothing"]).status.code(), Some(2));
    let clauses: serde_json::Value =
        serde_json::from_slice(&program(&["list", "clauses", "--json"]).stdout).unwrap();
    assert!(clauses.as_array().unwrap().iter().any(|clause| clause["id"] == "EXEC-5"));
}

#[test]
fn a_run_leaves_a_log_and_reports_that_agree() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let output = program(&[
        "run",
        "--filter",
        "golden::*",
        "--log",
        &path("run.ndjson").display().to_string(),
        "--report",
        &format!("json={}", path("report.json").display()),
        "--report",
        &format!("junit={}", path("junit.xml").display()),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}{}", printed(&output), told(&output));
    let report: serde_json::Value = serde_json::from_slice(&read(&path("report.json"))).unwrap();
    let cases = report["cases"].as_array().unwrap().len();
    let log = String::from_utf8(read(&path("run.ndjson"))).unwrap();
    let finished = log.lines().filter(|line| line.starts_with("{\"event\":\"case-finished\"")).count();
    assert_eq!(cases, finished);
    assert_eq!(String::from_utf8(read(&path("junit.xml"))).unwrap().matches("<testcase ").count(), cases);
}

#[test]
fn fail_fast_stops_at_the_first_confirmed_failure_and_names_what_was_left_out() {
    let target = server_with_nothing_to_say();
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let outcomes = |further: &[&str]| {
        let written = format!("json={}", report.display());
        let filter = "golden::getlicense*";
        let mut arguments =
            vec!["run", "--target", &target, "--filter", filter, "--jobs", "1", "--report", &written];
        arguments.extend(further);
        let output = program(&arguments);
        assert_eq!(output.status.code(), Some(1), "{}{}", printed(&output), told(&output));
        let report: serde_json::Value = serde_json::from_slice(&read(&report)).unwrap();
        let cases = report["cases"].as_array().unwrap().clone();
        cases
            .into_iter()
            .map(|case| (case["outcome"].clone(), case["message"].to_string()))
            .collect::<Vec<_>>()
    };
    let all = outcomes(&[]);
    let failed = |(outcome, _): &&(serde_json::Value, String)| *outcome == "fail";
    assert!(all.len() > 2 && all.iter().filter(failed).count() > 1, "{all:?}");
    let stopped = outcomes(&["--fail-fast"]);
    assert_eq!(stopped.iter().filter(failed).count(), 1, "{stopped:?}");
    let left_out =
        stopped.iter().filter(|(outcome, why)| *outcome == "skipped" && why.contains("--fail-fast"));
    assert_eq!(left_out.count(), all.len() - 1, "{stopped:?}");
}

/// The address of a server that answers everything with `200 OK` and an empty body, as long as the test lasts.
fn server_with_nothing_to_say() -> String {
    use std::io::{BufRead, BufReader, Write};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let head = BufReader::new(&stream).lines().map_while(Result::ok);
            head.take_while(|line| !line.is_empty()).for_each(drop);
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
    });
    address
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
