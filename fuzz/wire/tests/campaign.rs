//! A campaign finds nothing on the sound reference server, and something on a server that breaks down.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::sync::Arc;

use driver::{Client, Endpoint, Limits, RunClock, Traffic};
use spec::catalogue::Effect;
use spec::profile::Profile;
use tokio_util::sync::CancellationToken;
use wire_fuzz::{Campaign, Ending, Harvest};

const ALL: [Effect; 4] = [Effect::Scripts, Effect::State, Effect::Calls, Effect::Uploads];

async fn campaign(address: &str, requests: u64) -> Harvest {
    let catalogue = spec::load::built_in().unwrap();
    let profile = Profile::reference().unwrap();
    let endpoint = Arc::new(Endpoint::parse(&format!("http://{address}")).unwrap());
    let client = Client::new(endpoint, Limits::default(), RunClock::start(), Traffic::Live);
    let workers = NonZeroUsize::new(8).unwrap();
    let campaign = Campaign {
        catalogue: &catalogue,
        profile: &profile,
        password: None,
        effects: &ALL,
        seed: 1,
        requests,
        workers,
    };
    campaign.run(&client, &CancellationToken::new()).await.unwrap()
}

#[tokio::test]
async fn the_sound_reference_server_gives_no_finding() {
    let server = refserver_http::start(refserver_http::Config::on_free_port().unwrap()).await.unwrap();
    let harvest = campaign(&server.address().to_string(), 1500).await;
    server.shutdown().await;
    assert_eq!((harvest.ending, harvest.requests), (Ending::Completed, 1500));
    assert!(harvest.findings.is_empty(), "{:#?}", harvest.findings);
}

#[tokio::test]
async fn a_server_that_answers_500_to_one_word_is_found_out_once_a_command() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 8192];
            let read = stream.read(&mut head).unwrap_or(0);
            let path = String::from_utf8_lossy(&head[..read]).into_owned();
            let status = if path.contains("/wp_flash") { "500 Oops" } else { "404 Not Found" };
            drop(write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"));
        }
    });
    let harvest = campaign(&address, 300).await;
    let found: Vec<&str> = harvest.findings.iter().map(|finding| finding.signature.as_str()).collect();
    assert!(found.contains(&"R-1 (R) wp_flash status 500"), "{found:?}");
    assert!(harvest.findings.iter().any(|finding| finding.count > 1));
}
