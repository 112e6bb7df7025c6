//! What a campaign once took for a breach on a sound server, and must not again.

use std::time::{Duration, Instant};

use refserver_http::Dialect;
use wire_fuzz::{Call, Input, Message, Play, Player, Value};

use super::support::reference;

fn asking(command: &str, parameters: &[(&str, &str)]) -> Input {
    let begun = Call::new(command, format!("/{command}"));
    let with = |call: Call, (name, value): &(&str, &str)| call.with(*name, Value::Text((*value).to_owned()));
    Input::one(Message::Call(parameters.iter().fold(begun, with)))
}

fn answer(play: &Play) -> String {
    assert!(play.breaches.is_empty(), "{:#?}", play.breaches);
    let response = play.exchanges[0].outcome.as_ref().unwrap();
    String::from_utf8_lossy(&response.body).into_owned()
}

/// The chain of a call that rings at somebody else than was called, who is not told in it (CHAIN-1, SET-4).
#[tokio::test(flavor = "multi_thread")]
async fn a_redirected_call_that_rings_is_of_the_line_at_which_it_does() {
    let server = reference(Dialect::default(), &[]).await;
    let mut player = Player::new(server.target(&[]));
    let redirected =
        asking("wp_setuserstate", &[("user", "c57c452f-6ed6-4c8e-9431-55afb5f8ed9f"), ("onredirect", "1")]);
    answer(&player.play(&redirected).await);
    answer(&player.play(&asking("wp_autocallstart", &[("line", "17001"), ("number", "227")])).await);
    let look = asking("wp_getchaincontent", &[("line", "17028")]);
    let begun = Instant::now();
    loop {
        let told = answer(&player.play(&look).await);
        if told.contains("\"calledid\":\"227\"") {
            break assert!(!told.contains("17028"), "{told}");
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "it never rings: {told}");
    }
    server.stop().await;
}
