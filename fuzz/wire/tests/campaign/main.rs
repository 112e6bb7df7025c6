//! Campaigns find nothing on the sound reference server, find what is broken, and send what they may and no more.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod false_alarms;
mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use refserver_http::Dialect;
use spec::catalogue::Effect;
use support::{campaign, reference, scripted, target_at};
use wire_fuzz::{Budget, Ending, Oracle};

#[tokio::test(flavor = "multi_thread")]
async fn the_sound_reference_server_gives_no_finding() {
    let server = reference(Dialect::default(), &[]).await;
    let (harvest, notes) = campaign(&server.target(&[]), Budget::Requests(3000), 1);
    server.stop().await;
    assert_eq!(harvest.ending, Ending::Completed);
    assert!(notes.breaches.is_empty(), "{:#?}", notes.breaches);
    assert!((3000..3200).contains(&harvest.progress.requests), "{:?}", harvest.progress);
    assert_eq!(harvest.progress.coverage.commands, 18);
    assert!(harvest.progress.corpus > 100 && notes.kept >= harvest.progress.corpus);
}

/// Another way in everything that is free.
fn dialect() -> Dialect {
    let settings = [
        "mapper-bytes=utf-8",
        "return-value=property_cdata",
        "framing=chunked",
        "content-types=html",
        "unknown=document",
    ];
    Dialect::parse(settings).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_differs_wherever_it_may_gives_no_finding() {
    let server = reference(dialect(), &[]).await;
    let (_, notes) = campaign(&server.target(&[]), Budget::Requests(2000), 2);
    server.stop().await;
    assert!(notes.breaches.is_empty(), "{:#?}", notes.breaches);
}

/// What is found of a fault within a few seconds, by its oracle.
async fn found(fault: &str, oracle: &str) {
    let server = reference(Dialect::default(), &[fault]).await;
    let target = server.target(&[]);
    let (_, notes) = support::campaign_until(&target, oracle, Duration::from_secs(45), 3);
    server.stop().await;
    let found: Vec<String> = notes.breaches.iter().map(wire_fuzz::Breach::signature).collect();
    assert!(found.iter().any(|signature| signature.starts_with(oracle)), "{fault}: {found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_every_kind_are_found() {
    for (fault, oracle) in [
        ("gate-missing-on-wp-flash", "gate-bypass AUTH-1"),
        ("password-in-any-case", "gate-bypass AUTH-3"),
        ("password-told-by-refusal", "leak R-2"),
        ("apostrophe-answers-500", "server-error R-1"),
        ("header-injection", "header-injection R-3"),
        ("attributes-not-escaped", "malformed-answer EXEC-6"),
        ("traversal-by-dots", "traversal DL-"),
        ("conflicting-lengths-accepted", "framing R-4"),
        ("length-outranks-chunks", "desynchronised R-4"),
        ("format-string-takes-server-down", "dead R-1"),
        ("startparams-left-over", "crosstalk R-2"),
        ("gate-after-script", "effect R-5"),
        ("refused-upload-kept", "effect UP-4"),
        ("stop-ends-all-sessions", "effect WP-2"),
    ] {
        found(fault, oracle).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sound_servers_mean_the_same_however_they_say_it() {
    let (one, other) = (reference(Dialect::default(), &[]).await, reference(dialect(), &[]).await);
    let (harvest, notes) = campaign(&other.target_beside(&one), Budget::Requests(2000), 4);
    one.stop().await;
    other.stop().await;
    assert_eq!(harvest.ending, Ending::Completed);
    assert!(notes.breaches.is_empty(), "{:#?}", notes.breaches);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_means_something_else_than_its_twin_is_found() {
    let twin = reference(Dialect::default(), &[]).await;
    for fault in ["state-of-another-user", "chain-of-another-line"] {
        let server = reference(Dialect::default(), &[fault]).await;
        let longest = Duration::from_secs(45);
        let (_, notes) = support::campaign_until(&server.target_beside(&twin), "differential", longest, 3);
        server.stop().await;
        let found = notes.breaches.iter().any(|breach| breach.oracle == Oracle::Differential);
        assert!(found, "{fault}: {:#?}", notes.breaches);
    }
    twin.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_with_an_effect_is_sent_unless_it_is_allowed() {
    let server = scripted("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    let target = target_at(&server.address, &[Effect::Reads]);
    campaign(&target, Budget::Requests(3000), 5);
    let forbidden =
        ["execsvcscript", "byscript", "/upload", "wp_set", "wp_auto", "wp_switch", "wp_flash", "wp_decline"];
    let names: BTreeSet<&str> = forbidden.into_iter().collect();
    let requests = server.requests();
    assert!(requests.len() > 1000);
    for request in requests {
        let text = String::from_utf8_lossy(&request).to_lowercase();
        assert!(!names.iter().any(|name| text.contains(name)), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_is_not_there_ends_the_campaign() {
    let target = target_at("127.0.0.1:1", &[Effect::Reads]);
    let began = std::time::Instant::now();
    let (harvest, notes) = campaign(&target, Budget::Requests(100), 1);
    assert!(matches!(harvest.ending, Ending::TargetGone(_)), "{harvest:?}");
    assert!(notes.breaches.is_empty() && began.elapsed() < Duration::from_secs(60));
}
