//! The reference server as a whole: whatever comes, its answers are HTTP, are no faults of its own, say what the document says,
//! and give nothing to those who do not know the password.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use arbitrary::{Arbitrary, Unstructured};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use checks::answer::Reader;
use checks::upload::Stored;
use checks::{always, cite};
use percent_encoding::percent_decode;
use refserver_http::{Config, InProcess, Limits, Password};
use report_model::verdict::Verdict;
use serde_json::Value;
use spec::catalogue::{Carrier, Catalogue, Route};
use spec::decode::{Format, Limits as Bounds, decode};
use spec::ids::Weight;
use spec::wire::{Asked, Call, Exchange, Request, Response};
use tempfile::TempDir;

use crate::ground::{CATALOGUE, SHAPES, wait};
use crate::http;
use crate::verdicts;

/// The password of the gated server: no input holds it by chance.
const PASSWORD: &str = "Pförtner-5520-вход";

/// What every server starts with.
static CONFIG: LazyLock<Config> = LazyLock::new(|| Config::on_free_port().expect("the built-in fixture"));

/// How long scripts may take where any may be asked for: nobody is kept waiting long by one that sleeps.
const SHORT: Duration = Duration::from_millis(100);

/// The same where only those are asked for that take no time, however busy the machine is.
const LONG: Duration = Duration::from_secs(30);

/// A server for one input, so that no input depends on another.
struct House {
    server: InProcess,
    work: TempDir,
}

impl House {
    fn new(password: Option<&str>, script_time: Duration) -> Self {
        let work = tempfile::tempdir().expect("a folder");
        let limits = Limits {
            script_time,
            script_default_wait: script_time,
            script_operations: 20_000,
            ..Limits::default()
        };
        let config = Config {
            limits,
            password: password.and_then(Password::new),
            work_dir: Some(work.path().to_owned()),
            ..CONFIG.clone()
        };
        Self { server: InProcess::new(config).expect("a server"), work }
    }

    fn converse(&self, sent: &[u8]) -> Vec<u8> {
        wait(self.server.converse(sent))
    }

    fn ask(&self, request: &Request) -> Exchange {
        let sent = http::written(request);
        let received = self.converse(&sent);
        let mut answers = http::answers(&received).expect("an answer that is HTTP");
        assert_eq!(answers.len(), 1, "one request, one answer");
        Exchange {
            asked: Asked::Request(request.clone()),
            sent,
            received,
            outcome: Ok(answers.remove(0)),
            started: Duration::ZERO,
            elapsed: Duration::ZERO,
        }
    }

    fn uploads(&self) -> usize {
        let folder = |path: &Path| std::fs::read_dir(path).expect("the folder of uploads").count();
        let temp = self.work.path().join("Temp");
        folder(&temp.join("UploadData")) + folder(&temp.join("Incoming"))
    }

    /// What the status page tells of users and calls, to somebody who knows the password.
    fn survey(&self, password: &str) -> Value {
        let page = self.ask(&Request::get("/-/status.json").query("password", password));
        let page = page.response().expect("an answer");
        assert_eq!(page.status, 200, "the right password does not open");
        let mut told: Value = serde_json::from_slice(&page.body).expect("the data of the status page");
        let changing = ["now", "uptime_s", "requests"];
        if let Some(members) = told.as_object_mut() {
            members.retain(|key, _| !changing.contains(&key.as_str()));
        }
        told
    }
}

/// Any bytes on a connection: the answers are HTTP to the last byte and none is a fault of the server.
pub(crate) fn bytes(input: &[u8]) {
    let house = House::new(None, SHORT);
    let received = house.converse(input);
    // An answer to HEAD has the length of a body that does not come.
    if input.windows(4).any(|word| word == b"HEAD") {
        assert!(received.is_empty() || received.starts_with(b"HTTP/1."));
        return;
    }
    let answers = http::answers(&received).unwrap_or_else(|why| panic!("{why}"));
    for answer in &answers {
        assert!(answer.status < 500 || matches!(answer.status, 501 | 505), "status {}", answer.status);
        is_what_it_says(answer);
        assert_eq!(answer.header(always::SMUGGLED_FIELD), None);
    }
}

/// An answer that calls itself XML or JSON is that, to the suite's readers.
fn is_what_it_says(answer: &Response) {
    let kind = answer.content_type().unwrap_or_default();
    let format = match kind.split(';').next().unwrap_or_default() {
        "text/xml" | "application/xml" => Format::XmlTree,
        "application/json" => Format::Json,
        _ => return,
    };
    if !answer.body.is_empty() {
        let read = decode(format, Some(kind), &answer.body, &Bounds::default());
        assert!(read.is_ok(), "{kind} that is none: {read:?}");
    }
}

/// Any bytes on a connection of a server with a password, from somebody who does not know it: every answer is a refusal that says
/// nothing of what is behind, and nothing has happened.
pub(crate) fn gate(input: &[u8]) {
    if knows_the_password(input) {
        return;
    }
    let house = House::new(Some(PASSWORD), SHORT);
    let before = house.survey(PASSWORD);
    let received = house.converse(input);
    assert_eq!(house.survey(PASSWORD), before, "something has happened");
    assert_eq!(house.uploads(), 0, "a file was taken in");
    if input.windows(4).any(|word| word == b"HEAD") {
        return;
    }
    for answer in http::answers(&received).unwrap_or_else(|why| panic!("{why}")) {
        let malformed = matches!(answer.status, 400 | 408 | 414 | 431 | 505);
        assert!(answer.status == 403 || malformed, "status {} without the password", answer.status);
        assert!(answer.body.len() < 100, "a refusal of {} bytes", answer.body.len());
    }
}

fn knows_the_password(input: &[u8]) -> bool {
    let decoded: Vec<u8> = percent_decode(input).collect();
    String::from_utf8_lossy(&decoded).contains(PASSWORD)
}

/// Every line of the input is a request: a letter for its carrier (`G`, `Q`, `F`), then path and query. What the server answers
/// breaks no rule that binds, neither those of every exchange nor the shape of the command's answer.
pub(crate) fn requests(input: &[u8]) {
    let house = House::new(None, SHORT);
    let text = String::from_utf8_lossy(input);
    for line in text.lines().take(8) {
        let Some(call) = call(line) else { continue };
        let exchange = house.ask(&call.request());
        let mut verdicts = verdicts::of(|| always::judge(&exchange, None));
        // Whoever sends a trace and has it echoed has not been shown the inside of a server.
        verdicts.retain(|verdict| verdict.citation != cite::r(2));
        let answer = exchange.response().expect("an answer");
        if let Some(route) = route(&CATALOGUE, &call.path).filter(|_| answer.status == 200) {
            verdicts.extend(content(route, answer));
        }
        let broken = verdicts
            .iter()
            .find(|verdict| verdict.deviation().is_some() && verdict.citation.basis.weight() != Weight::Free);
        assert!(broken.is_none(), "{line:?}: {broken:?}");
    }
}

/// What the suite says of the content of a success. A line that takes part in nothing is told of as the target likes (CHAIN-6,
/// ABON-6), so of that it is only asked to be readable.
fn content(route: &Route, answer: &Response) -> Vec<Verdict> {
    let reader = Reader { catalogue: &CATALOGUE, shapes: &SHAPES };
    let reading = reader.read(&route.answer, answer, &cite::r(1));
    let takes_part = |value: &Value| value.get("trace").or(value.get("abonentinfo")).is_some();
    match (&reading.value, route.answer.format) {
        (Some(value), Format::Json) if !takes_part(value) => Vec::new(),
        (None, _) if answer.body.is_empty() => Vec::new(),
        _ => reading.verdicts,
    }
}

fn call(line: &str) -> Option<Call> {
    let (carrier, target) = line.split_at_checked(1)?;
    let carrier = match carrier {
        "G" => Carrier::Get,
        "Q" => Carrier::PostQuery,
        "F" => Carrier::PostForm,
        _ => return None,
    };
    let (path, query) = target.trim_start().split_once('?').unwrap_or((target.trim_start(), ""));
    // A path is sent as it is, so it must be one.
    let is_path = path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    let parameters = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    is_path.then(|| Call { path: path.to_owned(), parameters, carrier })
}

fn route<'a>(catalogue: &'a Catalogue, path: &str) -> Option<&'a Route> {
    let routes = catalogue.commands.iter().flat_map(|command| &command.routes);
    routes.into_iter().find(|route| match route.path.split_once('{') {
        Some((before, _)) => path.len() > before.len() && path.starts_with(before),
        None => route.path == path,
    })
}

#[derive(Debug, Arbitrary)]
struct Sent {
    files: Vec<(String, Packing, Vec<u8>)>,
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Packing {
    Binary,
    Base64,
    Quoted,
}

const BOUNDARY: &str = "a-boundary-that-no-file-has";

/// The input is files: each is described as it was sent, harmlessly named, and comes back byte for byte from where it is said
/// to be.
pub(crate) fn uploads(input: &[u8]) {
    let Ok(Sent { files }) = Sent::arbitrary_take_rest(Unstructured::new(input)) else { return };
    let clear = |content: &[u8]| !content.windows(BOUNDARY.len()).any(|window| window == BOUNDARY.as_bytes());
    let files: Vec<_> = files.into_iter().filter(|(.., content)| clear(content)).take(5).collect();
    if files.is_empty() {
        return;
    }
    let house = House::new(None, LONG);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = Request::post("/upload").header("content-type", kind).content(form(&files));
    let exchange = house.ask(&request);
    let answer = exchange.response().expect("an answer");
    let read = decode(Format::Upload, answer.content_type(), &answer.body, &Bounds::default());
    let stored =
        read.ok().as_ref().and_then(|decoded| Stored::of(&decoded.value)).expect("what became of the files");
    let mut verdicts = vec![stored.describes(files.len()), stored.all_saved(cite::d("UP", 3))];
    verdicts.push(Stored::differently_named(&stored.files.iter().collect::<Vec<_>>()));
    for (told, (name, _, content)) in stored.files.iter().zip(&files) {
        verdicts.push(told.harmless(name, told.folder()));
        verdicts.extend(told.sized(content.len()).into_iter().chain(told.path_ends_in_name()));
        let fetch = Request::get("/download/byscript").query("name", "path");
        let fetch = fetch.query("startparam1", told.path.as_deref().expect("a path of what is saved"));
        let fetched = house.ask(&fetch);
        let fetched = fetched.response().expect("an answer");
        assert_eq!((fetched.status, &fetched.body), (200, content), "{told:?} came back otherwise");
    }
    assert!(verdicts::all_hold(&verdicts), "{verdicts:?}");
    assert_eq!(house.uploads(), files.len());
}

fn form(files: &[(String, Packing, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, packing, content) in files {
        let name = spec::wire::percent_encode(name);
        let (word, packed) = match packing {
            Packing::Binary => ("binary", content.clone()),
            Packing::Base64 => ("base64", STANDARD.encode(content).into_bytes()),
            Packing::Quoted => (
                "quoted-printable",
                content.iter().flat_map(|byte| format!("={byte:02X}").into_bytes()).collect(),
            ),
        };
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; filename*=UTF-8''{name}\r\nContent-Transfer-Encoding: {word}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&packed);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
