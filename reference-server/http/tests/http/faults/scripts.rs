//! What is seen of scripts: their answers, their time, and of each other.

use std::time::Duration;

use tokio::time::sleep;

use super::bench::{Bench, request};

const EXEC: &str = "/execsvcscript?name=";
const PLAIN: &str = "/execsvcscriptplain?name=";

/// Shorter than the scripts that are not waited for.
const SOON: Duration = Duration::from_millis(900);

/// Blanks, marks, line ends, Cyrillic, an emoji, and more than 64 letters.
fn nasty() -> String {
    format!("%20a%26b%2Bc%2541%3Cd%3E%22'%0Ax%D0%96%F0%9F%98%80{}%20", "l".repeat(70))
}

/// EXEC: the answers of scripts that end soon.
pub(super) async fn answers(bench: Bench) -> String {
    let mut seen = bench.open().await;
    seen.get(&format!("{EXEC}SvcScript1&startparam1=123&startparam2=234&async=0&timeout=10")).await;
    seen.get(&format!("{EXEC}echo&startparam1={}", nasty())).await;
    seen.get(&format!("{EXEC}echo&startparam1=a%0D%0A%09b")).await;
    seen.get(&format!("{EXEC}echo&startparam1=%26lt%3B")).await;
    seen.get(&format!("{EXEC}join&startparam1=1&startparam2=2&startparam3=3&startparam4=4&startparam5=5"))
        .await;
    seen.get(&format!("{EXEC}join&startparam1=1")).await;
    for value in ["", "a+b", "%2541", "a%26b", "a%0Ab"] {
        seen.get(&format!("{EXEC}echo&startparam1={value}")).await;
    }
    for script in ["nobody", "empty", "fail"] {
        seen.get(&format!("{EXEC}{script}")).await;
    }
    for value in ["1", "2"] {
        seen.get(&format!("{EXEC}store&startparam1=key&startparam2={value}")).await;
    }
    seen.notes
}

/// EXEC-4, EXEC-5: who waits, and for how long.
pub(super) async fn waits(bench: Bench) -> String {
    let mut seen = bench.open().await;
    seen.timed(&format!("{EXEC}sleep&startparam1=1.5&async=1"), SOON).await;
    seen.get(&format!("{EXEC}store&startparam1=key&startparam2=kept&async=1")).await;
    seen.until(&format!("{PLAIN}recall&startparam1=key"), "kept").await;
    seen.get(&format!("{EXEC}sleep&startparam1=0.1&timeout=20")).await;
    seen.get(&format!("{EXEC}sleep&startparam1=0.9&timeout=1.7")).await;
    for command in [EXEC, PLAIN, "/download/byscript?name="] {
        seen.timed(&format!("{command}sleep&startparam1=1.5&timeout=0.2"), SOON).await;
    }
    seen.get(&format!("{PLAIN}sleep&startparam1=0&async=1")).await;
    sleep(Duration::from_millis(1700)).await;
    seen.get(&format!("{EXEC}echo&startparam1=mine")).await;
    seen.notes
}

/// EXEC-10: runs beside and after one another.
pub(super) async fn neighbours(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let ask = |value: &str| request("GET", &format!("{EXEC}echo&startparam1={value}"), "", b"");
    let both = [ask("first"), ask("second")];
    let (first, second) = futures::join!(seen.ask(&both[0]), seen.ask(&both[1]));
    seen.note("first", first);
    seen.note("second", second);
    seen.get(&format!("{EXEC}echo")).await;
    seen.get(&format!("{EXEC}sleep&startparam1=0.4&startparam2=late&timeout=0.1")).await;
    sleep(Duration::from_millis(600)).await;
    seen.get(&format!("{EXEC}echo&startparam1=mine")).await;
    seen.notes
}

/// PLAIN: the bytes.
pub(super) async fn plain(bench: Bench) -> String {
    let mut seen = bench.open().await;
    seen.get(&format!("{PLAIN}echo&startparam1={}", nasty())).await;
    seen.get(&format!("{PLAIN}echo&startparam1=a%00b")).await;
    seen.get(&format!("{PLAIN}join&startparam1=1&startparam2=2&startparam5=5")).await;
    seen.timed(&format!("{PLAIN}sleep&startparam1=1.5&timeout=0.1"), SOON).await;
    seen.get(&format!("{PLAIN}sleep&startparam1=0&async=1")).await;
    seen.get(&format!("{PLAIN}empty")).await;
    seen.notes
}
