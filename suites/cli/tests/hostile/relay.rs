//! A good server behind a relay that hangs on one command: that command fails, and all others are judged as if nothing were.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use refserver_http::Config;

use crate::program;
use crate::server::hang;

/// The command on which the relay hangs.
const COMMAND: &str = "tst_getintnumberreadyusers";

pub(crate) fn is_judged_on_all_other_commands() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(async {
        refserver_http::start(Config::on_free_port().unwrap()).await.unwrap_or_else(|error| panic!("{error}"))
    });
    let left = program::run(relay(server.address()), &[], Duration::from_secs(60));
    runtime.block_on(server.shutdown());
    let cases = left.report["cases"].as_array().unwrap();
    let named = |outcome: &str| -> Vec<&str> {
        let with = cases.iter().filter(|case| case["outcome"] == outcome);
        with.map(|case| case["name"].as_str().unwrap()).collect()
    };
    assert_eq!(left.status.code(), Some(1), "{:?}", left.report["reason"]);
    let (failed, passed) = (named("fail"), named("pass"));
    assert!(!failed.is_empty() && failed.iter().all(|name| hangs(cases, name)), "{failed:?}");
    assert!(passed.len() > cases.len() / 2, "only {} of {} passed", passed.len(), cases.len());
}

/// Whether a case asked the command that hangs.
fn hangs(cases: &[serde_json::Value], name: &str) -> bool {
    let case = cases.iter().find(|case| case["name"] == name).unwrap();
    case["exchanges"].as_array().unwrap().iter().any(|exchange| exchange["lapse"].is_string())
}

/// Hands on every byte in both directions, until a request of that command comes: from there on it is silent.
fn relay(to: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let client = client.unwrap();
            let server = TcpStream::connect(to).unwrap();
            let (mut from, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            thread::spawn(move || {
                drop(io::copy(&mut from, &mut back));
                drop(back.shutdown(Shutdown::Write));
            });
            thread::spawn(move || drop(hand_on(client, server)));
        }
    });
    address
}

fn hand_on(mut client: TcpStream, mut server: TcpStream) -> io::Result<()> {
    let mut chunk = [0_u8; 16 * 1024];
    loop {
        let count = client.read(&mut chunk)?;
        let bytes = &chunk[..count];
        if count == 0 {
            return server.shutdown(Shutdown::Write);
        }
        if bytes.windows(COMMAND.len()).any(|window| window == COMMAND.as_bytes()) {
            return hang(&mut client).map(drop);
        }
        server.write_all(bytes)?;
    }
}
