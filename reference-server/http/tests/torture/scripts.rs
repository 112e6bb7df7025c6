//! Scripts of the operator's own that go wrong: their bounds hold, and requests for something else are answered meanwhile.

use std::time::{Duration, Instant};

use refserver_http::{Config, Fixture, Limits, start};

/// Scripts that would take everything, and what of it.
const GREEDY: [(&str, &str); 6] = [
    ("steps", "loop {}"),
    ("text", "let s = \"x\"; loop { s += s; }"),
    (
        "texts",
        "let all = []; let i = 0; loop { i += 1; all.push(\"x\".pad_to(i)); }\nfn pad_to(n) { let s = this; s.pad(100000 + n, 'y'); s }",
    ),
    ("items", "let a = []; loop { a.push(1); }"),
    ("keys", "let m = #{}; let i = 0; loop { i += 1; m[`${i}`] = i; }"),
    ("depth", "fn f() { f() } f()"),
];

fn fixture(folder: &std::path::Path) -> Fixture {
    let text = include_str!("../../fixture/fixture.toml");
    let (before, _) = text.split_once("[[recording]]").expect("recordings");
    let users = &text[text.find("[[user]]").expect("users")..];
    let users = &users[..users.find("[[file]]").unwrap_or(users.len())];
    let own = before.replacen("break_reasons", "scripts_dir = \"scripts\"\nbreak_reasons", 1);
    std::fs::create_dir(folder.join("scripts")).expect("made");
    for (name, script) in GREEDY {
        std::fs::write(folder.join("scripts").join(format!("{name}.rhai")), script).expect("written");
    }
    std::fs::write(folder.join("own.toml"), format!("{own}{users}")).expect("written");
    Fixture::load(&folder.join("own.toml")).expect("a fixture")
}

#[tokio::test]
async fn no_script_takes_more_steps_memory_or_depth_than_it_is_granted() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits { script_operations: 200_000, script_text: 1_000_000, ..Limits::default() };
    let config =
        Config { fixture: fixture(folder.path()), limits, ..Config::on_free_port().expect("a fixture") };
    let running = start(config).await.expect("a server");
    for (name, _) in GREEDY {
        let began = Instant::now();
        let request =
            format!("GET /execsvcscript?name={name} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let mut stream = tokio::net::TcpStream::connect(running.address()).await.expect("a connection");
        tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes()).await.expect("sent");
        let answer = super::target::rest(&mut stream).await;
        let text: String = answer.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
        assert!(text.starts_with("HTTP/1.1 200") && text.contains("name=\"failed\""), "{name}: {text}");
        assert!(!text.contains("returnvalue") && began.elapsed() < Duration::from_secs(10), "{name}");
    }
    running.shutdown().await;
}
