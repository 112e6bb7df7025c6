//! The server under the conformance suite, over HTTP and nothing else: the test by which mutants of the server are judged (CONTRIBUTING.md).
//!
//! The suite is a program of its own, named by `OKTELLSPEC_SUITE`: the two share no code. Without the variable there is nothing to test by.

#![expect(clippy::expect_used, reason = "a test that cannot be set up fails")]

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use refserver_http::{Config, Password, Running, start};
use tokio::runtime::Runtime;

/// The suite's program.
const SUITE: &str = "OKTELLSPEC_SUITE";

/// Where the suite is told the password.
const PASSWORD_VARIABLE: &str = "SUITE_PASSWORD";

/// The password of the door that has one. It is no secret: the server listens on loopback and ends with the test.
const PASSWORD: &str = "Mutant-пароль+1";

/// The suite's exit codes for a server that conforms, and for a run without a verdict.
const CONFORMS: i32 = 0;
const UNDECIDED: i32 = 3;

/// How often a run may end without a verdict.
const RUNS_UNDECIDED: usize = 2;

/// Long enough for a run on a busy machine; what takes longer hangs.
const RUN_SECONDS: &str = "45";

#[test]
fn the_suite_finds_nothing_over_http() {
    let Some(suite) = std::env::var_os(SUITE) else {
        println!("skipped: {SUITE} names no program; see CONTRIBUTING.md");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("profile.toml");
    std::fs::write(&profile, exported_profile(&suite)).expect("the profile is written");
    // Behind a password everything is judged but that none is asked for where none is set (AUTH-4).
    for (password, selection) in [(PASSWORD, &[][..]), ("", &["--clause", "AUTH-4"][..])] {
        let runtime = Runtime::new().expect("a runtime");
        let running = runtime.block_on(serve(password)).expect("the server starts");
        let told = judged(&suite, selection, &profile, running.address(), password);
        // A broken server may never end by itself; the test does.
        runtime.shutdown_background();
        if let Err(told) = told {
            panic!("with the password {password:?}:\n{told}");
        }
    }
}

/// The suite's own profile of this server: nothing of it is kept here.
fn exported_profile(suite: &OsString) -> Vec<u8> {
    let output =
        Command::new(suite).args(["export", "profile"]).output().expect("the suite's program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

async fn serve(password: &str) -> Result<Running, Box<dyn std::error::Error>> {
    Ok(start(Config { password: Password::new(password), ..Config::on_free_port()? }).await?)
}

/// What the suite prints: an error unless it says that the server conforms. A run that could not decide is made again, so that nothing is
/// blamed on the server that a busy machine did; one that never can has met a server that hangs.
fn judged(
    suite: &OsString,
    selection: &[&str],
    profile: &Path,
    server: SocketAddr,
    password: &str,
) -> Result<(), String> {
    let mut told = String::new();
    for _ in 0..RUNS_UNDECIDED {
        let output = Command::new(suite)
            .args(["run", "--strict", "--fail-fast", "--timeout", "5", "--max-time", RUN_SECONDS])
            .args(["--target", &format!("http://{server}"), "--password-env", PASSWORD_VARIABLE])
            .args(selection)
            .arg("--profile")
            .arg(profile)
            .arg("--log")
            .arg(profile.with_extension("ndjson"))
            .env(PASSWORD_VARIABLE, password)
            .output()
            .expect("the suite's program starts");
        told += &String::from_utf8_lossy(&[output.stdout, output.stderr].concat());
        match output.status.code() {
            Some(CONFORMS) => return Ok(()),
            Some(UNDECIDED) => {}
            _ => break,
        }
    }
    Err(told)
}
