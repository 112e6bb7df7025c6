//! Signing and verifying as a vendor and a customer do it: keys that `openssl` made, files on disk, exit codes.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

// `openssl genpkey -algorithm ed25519`, and what `openssl pkey -pubout` makes of it.
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
/// `openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256`
const OTHER_KIND: &str = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwm3/z9ZDUdfeW6np\n7zr25Iqgg7gaWid/PKVQRPazHqOhRANCAASUtIXdyap1QDoWmVPr1m6e/miIy5Mm\npbD8ad7v6NhByvPs1DoBpF4R/rsVbxmwtW0Rj8t8ZuOoZTDdACptiD8V\n-----END PRIVATE KEY-----\n";
const BUILD: &str = "oktell@sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with keys and the JSON report of a few cases against the reference server.
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("key.pem", KEY);
        folder.write("public.pem", PUBLIC);
        let (log, report) = (folder.text("run.ndjson"), format!("json={}", folder.text("report.json")));
        let run = program(&["run", "--filter", "golden::getlicense*", "--log", &log, "--report", &report]);
        assert_eq!(run.status.code(), Some(0), "{}", printed(&run));
        folder
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

    fn sign(&self, more: &[&str]) -> Output {
        let (report, key, out) = (self.text("report.json"), self.text("key.pem"), self.text("signed.json"));
        program(&[&["report", "sign", &report, "--key", &key, "--out", &out], more].concat())
    }

    fn verify(&self, more: &[&str]) -> Output {
        let (signed, key) = (self.text("signed.json"), self.text("public.pem"));
        program(&[&["report", "verify", &signed, "--key", &key], more].concat())
    }

    fn statement(&self) -> Value {
        let envelope: Value =
            serde_json::from_slice(&std::fs::read(self.path("signed.json")).unwrap()).unwrap();
        serde_json::from_slice(&BASE64_STANDARD.decode(envelope["payload"].as_str().unwrap()).unwrap())
            .unwrap()
    }
}

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oktellspec"))
        .args(arguments)
        .env_remove("GITHUB_ACTIONS")
        .output()
        .unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

fn fails(output: &Output, code: i32, told: &str) {
    assert_eq!(output.status.code(), Some(code), "{}", printed(output));
    assert!(printed(output).contains(told), "{told} is not told: {}", printed(output));
}

#[test]
fn a_report_that_was_signed_is_verified_with_what_is_proved_and_what_not() {
    let folder = Folder::new();
    let build = folder.write("build", "build");
    let subject = format!("oktell@sha256:{}", report_model::digest::Digest::of("build"));
    let signed = folder.sign(&["--subject", &subject]);
    assert_eq!(signed.status.code(), Some(0), "{}", printed(&signed));
    let report = folder.text("report.json");
    let this = env!("CARGO_BIN_EXE_oktellspec");
    let verified = folder.verify(&["--report", &report, "--build", &build, "--program", this]);
    assert_eq!(verified.status.code(), Some(0), "{}", printed(&verified));
    for told in [
        "conforms partially with the edition 2012-09-17",
        "report.json is the report that the statement names",
        "build is the build that the statement calls oktell",
        "is the program that the statement names",
        "not proved\n",
        "The target was the reference server inside the program",
        "left them undecided: ABON-1",
    ] {
        assert!(printed(&verified).contains(told), "{told}: {}", printed(&verified));
    }
    let statement = folder.statement();
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(statement["predicateType"], "https://in-toto.io/attestation/test-result/v0.1");
    // It left binding clauses undecided, so it has not simply passed.
    assert_eq!(statement["predicate"]["result"], "WARNED");
    let configuration = statement["predicate"]["configuration"].as_array().unwrap();
    for resource in configuration {
        let located = ["uri", "digest", "content"].iter().any(|key| resource.get(key).is_some());
        assert!(located, "in-toto asks one of uri, digest, content: {resource}");
    }
    let named: Vec<&str> = configuration.iter().map(|resource| resource["name"].as_str().unwrap()).collect();
    let names =
        ["suite", "catalogue", "profile", "target", "report", "skipped clauses", "strength of the suite"];
    assert_eq!(named, names);
}

#[test]
fn other_files_than_those_that_were_signed_are_refuted() {
    let folder = Folder::new();
    assert_eq!(folder.sign(&["--subject", BUILD]).status.code(), Some(0));
    let mut report = std::fs::read(folder.path("report.json")).unwrap();
    // One bit, wherever it is: a sample over the whole file.
    for at in (0..report.len()).step_by(report.len() / 7) {
        report[at] ^= 1;
        std::fs::write(folder.path("other.json"), &report).unwrap();
        let refuted = folder.verify(&["--report", &folder.text("other.json")]);
        fails(&refuted, 1, "other.json is not the report that the statement names: its digest is");
        report[at] ^= 1;
    }
    fails(
        &folder.verify(&["--build", &folder.text("key.pem")]),
        1,
        "key.pem is no build that the statement names",
    );
    fails(&folder.verify(&["--profile", &folder.text("key.pem")]), 1, "is not the profile");
}

#[test]
fn an_envelope_that_was_tampered_with_proves_nothing() {
    let folder = Folder::new();
    assert_eq!(folder.sign(&["--subject", BUILD]).status.code(), Some(0));
    let envelope = std::fs::read_to_string(folder.path("signed.json")).unwrap();
    let first = |text: &str| BASE64_STANDARD.encode(text)[..16].to_owned();
    let edits = [
        (first("{\"_type\":\"htt"), first("{\"_type\":\"hTT"), "the signature is not that of the payload"),
        ("\",\"payloadType".to_owned(), "\", \"payloadType".to_owned(), "not in the form in which"),
        ("in-toto+json".to_owned(), "in-toto+jsom".to_owned(), "no in-toto statement"),
        ("\"sig\":\"".to_owned(), "\"sig\":\"A".to_owned(), "tampered with"),
        ("payload".to_owned(), "Payload".to_owned(), "no envelope that"),
    ];
    for (right, wrong, told) in edits {
        assert!(envelope.contains(&right), "{right}");
        folder.write("signed.json", &envelope.replacen(&right, &wrong, 1));
        fails(&folder.verify(&[]), 1, told);
    }
    folder.write("signed.json", &envelope);
    folder.write("public.pem", &PUBLIC.replace("GeZE", "GfZE").replace("ZuE=", "ZuF="));
    fails(&folder.verify(&[]), 2, "public.pem: ");
}

#[test]
fn keys_that_cannot_sign_are_refused_by_what_they_are() {
    let folder = Folder::new();
    let sign = || folder.sign(&["--subject", BUILD]);
    for (key, told) in [
        (
            KEY.replace("PRIVATE", "ENCRYPTED PRIVATE"),
            "the key is encrypted: take the passphrase off with `openssl",
        ),
        (OTHER_KIND.to_owned(), "the key is none of Ed25519"),
        (PUBLIC.to_owned(), "holds a PUBLIC KEY, and a PRIVATE KEY is needed"),
        (KEY.replace("MC4C", "MC4D"), "the key is damaged"),
        ("no key".to_owned(), "it is no PEM file"),
        (String::new(), "it is no PEM file"),
    ] {
        folder.write("key.pem", &key);
        fails(&sign(), 2, told);
    }
    std::fs::remove_file(folder.path("key.pem")).unwrap();
    fails(&sign(), 2, "key.pem cannot be read");
    assert!(!folder.path("signed.json").exists());
    folder.write("public.pem", KEY);
    folder.write("signed.json", "{}");
    fails(&folder.verify(&[]), 2, "holds a PRIVATE KEY, and a PUBLIC KEY is needed");
}

#[test]
fn what_nobody_can_vouch_for_is_not_signed() {
    let folder = Folder::new();
    let sign = || folder.sign(&["--subject", BUILD]);
    let report: Value = serde_json::from_slice(&std::fs::read(folder.path("report.json")).unwrap()).unwrap();
    type Edit = fn(&mut Value);
    let edits: [(Edit, &str); 7] = [
        (|report| report["ending"] = "interrupted".into(), "did not come to its end (it was interrupted)"),
        (|report| report["finished"] = Value::Null, "did not come to its end"),
        (|report| report["verdict"] = "incomplete".into(), "the verdict of the report is `incomplete`"),
        (|report| report["verdict"] = "fails".into(), "the report contradicts itself"),
        (|report| report["extent"] = "whole".into(), "the report contradicts itself"),
        (|report| report["tool"]["version"] = "0.0.9".into(), "made by release 0.0.9"),
        (|report| report["inputs"] = serde_json::json!({}), "does not say with which program"),
    ];
    for (edit, told) in edits {
        let mut report = report.clone();
        edit(&mut report);
        folder.write("report.json", &report.to_string());
        fails(&sign(), 2, told);
    }
    std::fs::copy(folder.path("run.ndjson"), folder.path("report.json")).unwrap();
    fails(&sign(), 2, "this is no JSON report of oktellspec");
    std::fs::remove_file(folder.path("report.json")).unwrap();
    fails(&sign(), 2, "report.json cannot be read");
    assert!(!folder.path("signed.json").exists());
}

/// A server that asks for a password, until it is dropped.
struct Server {
    child: std::process::Child,
    url: String,
}

impl Server {
    fn start(password: &str) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_oktellspec"));
        command.args(["serve", "--quiet", "--listen", &address, "--password", password]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(&address).is_err() {
            assert!(Instant::now() < deadline, "the server does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, url: format!("http://{address}") }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn no_file_that_a_run_leaves_tells_its_password() {
    const PASSWORD: &str = "Пароль &<7>\"+\\";
    const FORMATS: [&str; 11] = [
        "json",
        "junit",
        "markdown",
        "sarif",
        "har",
        "wfc",
        "ctrf",
        "badge",
        "html",
        "summary",
        "summary-html",
    ];
    let folder = Folder::new();
    let server = Server::start(PASSWORD);
    let requests =
        FORMATS.map(|format| format!("--report={format}={}", folder.text(&format!("report.{format}"))));
    let log = folder.text("run.ndjson");
    let run = ["run", "--target", &server.url, "--password", PASSWORD, "--filter", "gate::*", "--log", &log];
    let run = program(&run.into_iter().chain(requests.iter().map(String::as_str)).collect::<Vec<_>>());
    assert_eq!(run.status.code(), Some(0), "{}", printed(&run));
    assert_eq!(folder.sign(&["--subject", BUILD]).status.code(), Some(0));
    let mut texts: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder.0.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read(path).unwrap()))
        .collect();
    assert!(texts.len() > FORMATS.len() + 3);
    texts.push(("what is printed".to_owned(), printed(&run).into_bytes()));
    texts.push(("the statement".to_owned(), folder.statement().to_string().into_bytes()));
    let quoted = serde_json::to_string(PASSWORD).unwrap();
    let in_xml =
        PASSWORD.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let forms = [
        PASSWORD.to_owned(),
        quoted.trim_matches('"').to_owned(),
        spec::wire::percent_encode(PASSWORD),
        in_xml,
        // Whatever follows, these characters of base64 stand.
        BASE64_STANDARD.encode(PASSWORD)[..PASSWORD.len() * 8 / 6].to_owned(),
    ];
    for (name, text) in &texts {
        for form in &forms {
            let found = text.windows(form.len()).any(|window| window == form.as_bytes());
            assert!(!found, "{name} tells {form}");
        }
    }
}

#[test]
fn a_subject_is_a_name_with_a_digest_and_there_is_one() {
    let folder = Folder::new();
    fails(&folder.sign(&[]), 2, "--subject");
    for (subject, told) in
        [("oktell", "write NAME@sha256:DIGEST"), ("oktell@sha256:abc", "64 hexadecimal digits")]
    {
        fails(&folder.sign(&["--subject", subject]), 2, told);
    }
    let nowhere = folder.text("nowhere/signed.json");
    fails(&folder.sign(&["--subject", BUILD, "--out", &nowhere]), 2, "cannot be used multiple times");
}
