//! A good server behind a relay that answers some commands itself: those fail, and all others are judged as if nothing were.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use refserver_http::{Config, Running};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::program::{self, Left};
use crate::server::{After, answer, hang};

/// A good server that is hostile on one command.
#[derive(Debug)]
pub(crate) struct Relayed {
    /// What it does.
    pub(crate) name: &'static str,
    /// The command.
    command: &'static str,
    /// What it answers there.
    act: fn(&mut TcpStream) -> io::Result<After>,
    /// Which part of the suites is run.
    which: &'static [&'static str],
    /// What the report says, among other things.
    told: &'static str,
}

/// The cases that read the answers of a command which writes JSON.
const JSON: &[&str] = &["--filter", "calls::wp_getabonentinfo::*", "--filter", "*::getlicense*::*"];

/// A kind that is a JSON text.
const fn json(
    name: &'static str,
    act: fn(&mut TcpStream) -> io::Result<After>,
    told: &'static str,
) -> Relayed {
    Relayed { name, command: "wp_getabonentinfo", act, which: JSON, told }
}

pub(crate) const KINDS: &[Relayed] = &[
    Relayed {
        name: "hangs_on_one_command",
        command: "tst_getintnumberreadyusers",
        act: hang,
        which: &[],
        told: "no complete answer within 2.0 s; not a byte of it came",
    },
    json("json_not_a_number", |stream| say(stream, r#"[{"value":NaN}]"#), "the JSON is malformed"),
    json("json_number_beyond_all_bounds", |stream| say(stream, r#"[1e99999]"#), "the JSON is malformed"),
    json("json_lone_surrogates", |stream| say(stream, r#"["\ud800 and \udfff"]"#), "the JSON is malformed"),
    json("json_nested_as_deep_as_is_read", |stream| say(stream, &"[".repeat(1_000_000)), "deeper than"),
    json(
        "json_values_more_than_are_read",
        |stream| say(stream, &format!("[{}0]", "0,".repeat(400_000))),
        "nodes (elements and attributes, or JSON values)",
    ),
    json(
        "json_keys_twice",
        |stream| {
            let keys: String = (0..500).map(|number| format!("\"k{number}\":1,\"k{number}\":2,")).collect();
            say(stream, &format!("{{{keys}\"end\":0}}"))
        },
        "occurs more than once in one JSON object",
    ),
];

fn say(stream: &mut TcpStream, json: &str) -> io::Result<After> {
    answer(stream, "application/json; charset=utf-8", json.as_bytes())
}

pub(crate) fn is_judged_on_all_other_commands(kind: &'static Relayed) {
    let runtime = Runtime::new().unwrap();
    let server: Running = runtime.block_on(async {
        let config = Config::on_free_port().unwrap_or_else(|error| panic!("{error}"));
        refserver_http::start(config).await.unwrap_or_else(|error| panic!("{error}"))
    });
    let left = program::run(relay(kind, server.address()), kind.which, Duration::from_secs(150));
    runtime.block_on(server.shutdown());
    left.tells_of(kind.told);
    assert_eq!(left.report["verdict"], "fails", "{}", left.printed);
    only_that_command_fails(&left, kind.command);
}

fn only_that_command_fails(left: &Left, command: &str) {
    let cases = left.report["cases"].as_array().unwrap();
    let with =
        |outcome: &str| cases.iter().filter(move |case| case["outcome"] == outcome).collect::<Vec<_>>();
    let asked = |case: &Value| case["exchanges"].to_string().contains(command);
    let others: Vec<String> = with("fail")
        .into_iter()
        .filter(|case| !asked(case))
        .map(|case| format!("{}: {}", case["name"], case["message"]))
        .collect();
    assert!(others.is_empty(), "failed without asking {command}: {others:#?}");
    assert!(!with("fail").is_empty());
    let judged = cases.len() - with("skipped").len();
    assert!(with("pass").len() > judged / 2, "only {} of {judged} passed", with("pass").len());
}

/// Hands on every byte in both directions, but for the requests of one command.
fn relay(kind: &'static Relayed, to: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let client = client.unwrap();
            let Ok(server) = TcpStream::connect(to) else { return };
            let (mut from, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            thread::spawn(move || {
                drop(io::copy(&mut from, &mut back));
                drop(back.shutdown(Shutdown::Write));
            });
            thread::spawn(move || drop(hand_on(kind, client, server)));
        }
    });
    address
}

fn hand_on(kind: &Relayed, mut client: TcpStream, mut server: TcpStream) -> io::Result<()> {
    let mut chunk = [0_u8; 16 * 1024];
    loop {
        let count = client.read(&mut chunk)?;
        let bytes = &chunk[..count];
        if count == 0 {
            return server.shutdown(Shutdown::Write);
        }
        // The suite sends no request together with another, and none of these in pieces.
        if !bytes.windows(kind.command.len()).any(|window| window == kind.command.as_bytes()) {
            server.write_all(bytes)?;
        } else if (kind.act)(&mut client)? == After::Close {
            return Ok(());
        }
    }
}
