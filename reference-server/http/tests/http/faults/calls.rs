//! What is seen of lines: who acts, who talks with whom, and what states and modes do.

use futures::future::BoxFuture;

use super::bench::{Bench, Seen, request};

const TALKING: &str = "\"currentlinestate\":32";

/// What a line is doing, with whom, and how its user is seen.
async fn look(seen: &mut Seen, number: &str) {
    seen.get(&format!("/wp_getabonentinfo?user={number}")).await;
    seen.get(&format!("/wp_getchaincontent?user={number}")).await;
    seen.get(&format!("/tst_getuserstate?number={number}")).await;
}

async fn looks(seen: &mut Seen, numbers: &[&str]) {
    for number in numbers {
        look(seen, number).await;
    }
}

/// Starts a call and waits until both sides talk.
async fn talk(seen: &mut Seen, from: &str, to: &str) {
    seen.get(&format!("/wp_autocallstart?user={from}&number={to}")).await;
    seen.until(&format!("/wp_getabonentinfo?user={from}"), TALKING).await;
}

/// WP: every form of selector, right and wrong.
pub(super) async fn selectors(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let forms = [
        "user=44c055a4-7881-46ac-b4c3-c0c0bc5d23be",
        "user=44C055A4-7881-46AC-B4C3-C0C0BC5D23BE",
        "line=4b164720-8025-4da6-bef9-58b5ea16b291",
        "user=%D0%98%D0%B2%D0%B0%D0%BD%20%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2",
        "user=ivanov",
        "line=%D0%90%D0%BF%D0%BF%D0%B0%D1%80%D0%B0%D1%82%20201",
        "user=201",
        "line=17001",
        "wp=OPERATOR1",
        "user=ivan",
        "user=nobody",
        "user=",
    ];
    for form in forms {
        for state in ["3", "1"] {
            seen.get(&format!("/wp_setuserstate?{form}&userstateid={state}")).await;
            seen.get("/tst_getuserstate?number=201").await;
        }
    }
    seen.notes
}

/// CHAIN, ABON: a conversation from both sides and from none, while it lasts.
pub(super) async fn conversation(bench: Bench) -> String {
    let mut seen = bench.open().await;
    looks(&mut seen, &["201"]).await;
    talk(&mut seen, "201", "202").await;
    looks(&mut seen, &["201", "202", "203"]).await;
    let order = in_order(&mut seen).await;
    seen.note("times in order", order);
    seen.notes
}

/// CHAIN-6, ABON-6, CALL-8: a conversation, a ring that is stopped, and what remains of them.
pub(super) async fn ended(bench: Bench) -> String {
    let mut seen = bench.brief().await;
    talk(&mut seen, "201", "202").await;
    seen.get("/wp_setuserstate?user=202&oncallcenter=1&onlunch=1").await;
    looks(&mut seen, &["201", "202"]).await;
    seen.until("/wp_getchaincontent?user=201", "| {}").await;
    looks(&mut seen, &["201", "202"]).await;
    seen.get("/wp_autocallstart?user=203&number=221").await;
    looks(&mut seen, &["203"]).await;
    seen.get("/wp_autocallstop?user=203").await;
    looks(&mut seen, &["203"]).await;
    seen.notes
}

/// Whether the times of a chain, whose digits are not noted, run forwards.
async fn in_order(seen: &mut Seen) -> bool {
    let answer =
        seen.answer(&request("GET", "/wp_getchaincontent?user=201", "", b"")).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&answer).into_owned();
    let time = |key: &str| text.split_once(&format!("\"{key}\":\"")).map(|(_, after)| after[..19].to_owned());
    ["createtime", "startqueuetime", "timestart", "timeanswer"].map(time).is_sorted()
}

/// What is done to one server.
type Part = fn(Seen) -> BoxFuture<'static, String>;

/// CALL: each command, with something to do and without.
pub(super) async fn orders(bench: Bench) -> String {
    let mut notes = String::new();
    let parts: [Part; 5] = [starts, switches, stops, flashes, declines];
    for part in parts {
        notes += &part(bench.open().await).await;
    }
    notes
}

fn starts(mut seen: Seen) -> BoxFuture<'static, String> {
    Box::pin(async move {
        seen.get("/wp_autocallstart?user=201").await;
        look(&mut seen, "201").await;
        let requests = [
            "number=221",
            "number=221&direction=city",
            "number=84950000000",
            "number=84950000000&direction=city",
            "number=221&direction=pbx",
            "number=121",
            "number=221&sequence=direct",
            "number=221&sequence=back",
            "number=221&sequence=sideways",
        ];
        for (place, request) in requests.iter().enumerate() {
            let user = 205 + place;
            seen.get(&format!("/wp_autocallstart?user={user}&{request}")).await;
            look(&mut seen, &user.to_string()).await;
            seen.get(&format!("/wp_autocallstop?user={user}")).await;
        }
        seen.get("/wp_autocallstart?user=221&number=203").await;
        seen.until("/wp_getabonentinfo?user=203", "\"currentlinestate\":8").await;
        looks(&mut seen, &["221", "203"]).await;
        seen.notes
    })
}

fn switches(mut seen: Seen) -> BoxFuture<'static, String> {
    Box::pin(async move {
        seen.get("/wp_switchcall?user=205&number=222").await;
        look(&mut seen, "205").await;
        talk(&mut seen, "201", "202").await;
        seen.get("/wp_switchcall?user=201&number=221").await;
        looks(&mut seen, &["201", "202", "221"]).await;
        seen.notes
    })
}

fn stops(mut seen: Seen) -> BoxFuture<'static, String> {
    Box::pin(async move {
        seen.get("/wp_autocallstop?user=201").await;
        seen.get("/wp_autocallstart?user=201&number=221").await;
        seen.get("/wp_autocallstart?user=203&number=222").await;
        seen.get("/wp_autocallstop?user=201").await;
        looks(&mut seen, &["201", "221", "203"]).await;
        talk(&mut seen, "201", "202").await;
        seen.get("/wp_autocallstop?user=202").await;
        looks(&mut seen, &["201", "202"]).await;
        seen.notes
    })
}

fn flashes(mut seen: Seen) -> BoxFuture<'static, String> {
    Box::pin(async move {
        talk(&mut seen, "201", "202").await;
        for _ in 0..2 {
            seen.get("/wp_flash?user=201").await;
            looks(&mut seen, &["201", "202"]).await;
        }
        seen.notes
    })
}

fn declines(mut seen: Seen) -> BoxFuture<'static, String> {
    Box::pin(async move {
        seen.get("/wp_declinecall?user=202").await;
        seen.get("/wp_autocallstart?user=201&number=221").await;
        seen.get("/wp_declinecall?user=221").await;
        looks(&mut seen, &["201", "221"]).await;
        talk(&mut seen, "201", "202").await;
        seen.get("/wp_declinecall?user=202").await;
        looks(&mut seen, &["201", "202"]).await;
        seen.notes
    })
}

/// SET: states and modes, alone and together, on a call and off it.
pub(super) async fn modes(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let changes = [
        "userstateid=3",
        "userstateid=5",
        "userstateid=1",
        "userstateid=2",
        "userstateid=6",
        "userstateid=99",
        "userstateid=1",
        "onlunch=1",
        "oncallcenter=1",
        "userstateid=2",
        "oncallcenter=0",
        "userstateid=1",
        "oncallcenter=1&onlunch=1",
        "onlunch=0",
        "onlunch=1",
        "onlunch=0",
        "onlunch=1&lunchreasonid=1001",
        "onlunch=0",
        "onlunch=1&lunchreasonmsg=dentist",
        "userstateid=3",
        "userstateid=1",
        "onlunch=0",
        "oncallcenter=0",
    ];
    for change in changes {
        seen.get(&format!("/wp_setuserstate?user=petrova&{change}")).await;
        seen.get("/tst_getuserstate?number=202").await;
    }
    redirected(&mut seen).await;
    talk(&mut seen, "208", "209").await;
    seen.get("/wp_setuserstate?user=208&userstateid=1").await;
    looks(&mut seen, &["208"]).await;
    seen.get("/wp_setuserstate?user=209&oncallcenter=1&onlunch=1").await;
    looks(&mut seen, &["209"]).await;
    seen.notes
}

/// Who is rung with redirection on: nobody.
async fn redirected(seen: &mut Seen) {
    let changes = [
        "onredirect=1",
        "oncallcenter=1",
        "onredirect=1",
        "oncallcenter=0",
        "onredirect=1&userstateid=3",
        "onredirect=0",
    ];
    for change in changes {
        seen.get(&format!("/wp_setuserstate?user=203&{change}")).await;
        seen.get("/wp_autocallstart?user=204&number=203").await;
        look(seen, "204").await;
        seen.get("/wp_autocallstop?user=204").await;
    }
}

/// requests that are refused, and what they have left behind.
pub(super) async fn refused(bench: Bench) -> String {
    let mut seen = bench.open().await;
    for request in
        ["user=201&number=221&sequence=sideways", "user=201", "user=nobody&number=221", "number=221"]
    {
        seen.get(&format!("/wp_autocallstart?{request}")).await;
        look(&mut seen, "201").await;
    }
    [seen.notes, super::files::uploads(bench).await].concat()
}
