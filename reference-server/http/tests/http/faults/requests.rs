//! What is seen of the gate, of parameters, of groups, states and the licence, and of odd requests.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::bench::{Bench, PASSWORD, request};

const PATHS: &str = "execsvcscript execsvcscriptplain tst_getintnumberreadyusers tst_getuserstate getlicensefulltext \
    getlicensefullxml getlicenseinfo download/rec/x download/fax/x download/byscript downloadrecordbylink upload \
    wp_getchaincontent wp_getabonentinfo wp_autocallstart wp_switchcall wp_autocallstop wp_flash wp_declinecall wp_setuserstate";

const FILE: &str = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\
    Content-Disposition: attachment; filename=gate.txt\r\n";

const SERIAL: &str = "/getlicenseinfo?detail=regserial";

/// AUTH: who gets in, who does not, and what has happened meanwhile.
pub(super) async fn gate(bench: Bench) -> String {
    let mut gated = bench.gated().await;
    let pass = format!("password={PASSWORD}");
    for path in PATHS.split_whitespace() {
        gated.get(&format!("/{path}")).await;
    }
    gated.get("/nothing").await;
    gated.post(SERIAL, "").await;
    for wrong in ["Sesame-", "Sesame-12", "sESAME-1", "%20Sesame-1%20", "", "x"] {
        gated.get(&format!("{SERIAL}&password={wrong}")).await;
    }
    for (way, bytes) in around(&pass) {
        let answer = gated.ask(&bytes).await;
        gated.note(way, answer);
    }
    gated.get("/execsvcscriptplain?name=store&startparam1=gate&startparam2=kept").await;
    gated.get("/wp_autocallstart?user=ivanov&number=221").await;
    gated.get("/wp_setuserstate?user=petrova&userstateid=3").await;
    let file = gated.ask(&request("POST", "/upload", FILE, b"unseen")).await;
    gated.note("upload", file);
    gated.post(SERIAL, &pass).await;
    gated.post(&format!("{SERIAL}&{pass}"), "").await;
    gated.get(&format!("{SERIAL}&{pass}")).await;
    gated.get(SERIAL).await;
    gated.get(&format!("/execsvcscriptplain?name=recall&startparam1=gate&{pass}")).await;
    gated.get(&format!("/wp_getchaincontent?user=ivanov&{pass}")).await;
    gated.get(&format!("/tst_getuserstate?number=202&{pass}")).await;
    let file = gated.ask(&request("POST", &format!("/upload?{pass}"), FILE, b"seen")).await;
    gated.note("upload", file);
    let mut open = bench.open().await;
    open.get(SERIAL).await;
    open.get(&format!("{SERIAL}&password=superfluous")).await;
    [gated.notes, open.notes].concat()
}

/// Requests without the password that may be taken for something else.
fn around(pass: &str) -> [(&'static str, Vec<u8>); 6] {
    let last = request("GET", SERIAL, "", b"");
    let first = format!("GET {SERIAL}&{pass} HTTP/1.1\r\nHost: x\r\n\r\n");
    [
        ("other letters", request("GET", "/GetLicenseInfo?detail=regserial", "", b"")),
        ("another method", request("PUT", SERIAL, "", b"")),
        ("an old version", format!("GET {SERIAL} HTTP/1.0\r\n\r\n").into_bytes()),
        ("a whole URL", request("GET", &format!("http://x{SERIAL}"), "", b"")),
        ("forwarded", request("GET", SERIAL, "X-Forwarded-For: 127.0.0.1\r\n", b"")),
        ("behind another", [first.as_bytes(), &last].concat()),
    ]
}

/// HTTP: what becomes of parameters, methods and paths.
pub(super) async fn reading(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let long = "l".repeat(70);
    let values = [
        "a+b",
        "%2541",
        "%D0%96",
        "%F0%9F%98%80",
        "a%26b",
        "a%0Ab",
        "%20x%20",
        &long,
        "",
        "%26lt%3B",
        "%3Cb%3E",
    ];
    for value in values {
        let query = format!("name=join&startparam1={value}&startparam2=end");
        seen.get(&format!("/execsvcscriptplain?{query}")).await;
        seen.post("/execsvcscriptplain", &query).await;
    }
    seen.post("/execsvcscriptplain?name=echo", "startparam1=form").await;
    seen.post("/execsvcscript?name=echo", "startparam1=form").await;
    seen.post("/wp_setuserstate", "user=petrova&userstateid=3").await;
    seen.get("/tst_getuserstate?number=202").await;
    seen.get("/wp_autocallstart?user=ivanov&number=221").await;
    for path in ["/getlicensefulltextx", "/nothing", "/", "/download/rec"] {
        seen.get(path).await;
    }
    seen.notes
}

/// READY: groups while their members change.
pub(super) async fn groups(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let group = "/tst_getintnumberreadyusers?number=120";
    seen.get(group).await;
    for change in ["user=petrova&userstateid=5", "user=sidorov&userstateid=3", "user=petrova&userstateid=1"] {
        seen.get(&format!("/wp_setuserstate?{change}")).await;
        seen.get(group).await;
    }
    seen.get("/tst_getintnumberreadyusers?number=201").await;
    seen.notes
}

/// STATE: users known and unknown while they change.
pub(super) async fn states(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let user = "/tst_getuserstate?iduser=868f4c6c-4cf2-4b45-860b-7d7b6ed573c3";
    seen.get(user).await;
    seen.get("/tst_getuserstate?iduser=868F4C6C-4CF2-4B45-860B-7D7B6ED573C3").await;
    seen.get("/tst_getuserstate?iduser=da803f01-ea77-40fa-bc9d-e2efb36fd5a8").await;
    for state in ["3", "5", "1"] {
        seen.get(&format!("/wp_setuserstate?user=petrova&userstateid={state}")).await;
        seen.get(user).await;
    }
    seen.notes
}

/// LIC: the three commands.
pub(super) async fn licence(bench: Bench) -> String {
    let mut seen = bench.open().await;
    seen.get("/getlicensefulltext").await;
    seen.get("/getlicensefullxml").await;
    for detail in ["regserial", "confirmdate", "updatelimitdate", "nonsense", ""] {
        seen.get(&format!("/getlicenseinfo?detail={detail}")).await;
    }
    seen.notes
}

/// framing in disorder, a form of two mebibytes, and one that is slow.
pub(super) async fn framing(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let lines = [
        "Content-Length: 0\r\nContent-Length: 5\r\nConnection: close",
        "Content-Length: x\r\nConnection: close",
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
    ];
    for line in lines {
        let bytes = format!(
            "POST {SERIAL} HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n0\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        );
        let answer = seen.ask(bytes.as_bytes()).await;
        seen.note(line, answer);
    }
    let form = format!("x={}", "l".repeat(2 << 20));
    let large =
        request("POST", SERIAL, "Content-Type: application/x-www-form-urlencoded\r\n", form.as_bytes());
    let answer = seen.ask(&large).await;
    seen.note("large", answer);
    let broken = b"--XyZ\r\nContent-Disposition: form-data; filename=a\r\n\r\nhalf";
    let answer = seen
        .ask(&request("POST", "/upload", "Content-Type: multipart/form-data; boundary=XyZ\r\n", broken))
        .await;
    seen.note("broken", answer);
    let slow = request("POST", SERIAL, "Content-Type: application/x-www-form-urlencoded\r\n", b"x=slow");
    let stream = seen.begin(&slow[..slow.len() - 2]).await;
    sleep(Duration::from_millis(200)).await;
    let others = timeout(Duration::from_secs(2), seen.ask(&request("GET", SERIAL, "", b""))).await;
    seen.note("meanwhile", others.unwrap_or_default());
    drop(stream);
    seen.notes
}

/// R: requests that are odd in other ways, and what refusals tell.
pub(super) async fn oddities(bench: Bench) -> String {
    let mut seen = bench.open().await;
    let long = "l".repeat(3000);
    let long = format!("/getlicenseinfo?detail={long}");
    let odd = [
        "/getlicenseinfo?detail=%00",
        "/getlicenseinfo?detail='",
        &long,
        "/getlicenseinfo?detail=%FF",
        "/getlicenseinfo?detail=%3Cb%3E",
        "/getlicenseinfo?detail=x%0D%0AX-Injected:%20yes",
        "/nothing%3Cb%3E",
        "/getlicenseinfo",
        "/wp_autocallstart?user=ivanov",
        "/wp_flash?user=nobody",
        "/execsvcscript?name=nobody",
        "/execsvcscript?name=fail",
        "/execsvcscript?name=echo&startparam1=%22%3E%3Cx",
        "/download/rec/nobody",
        "/wp_autocallstop?user=ivanov",
        "/wp_autocallstart?user=ivanov&number=1%22%2C%22x&direction=city",
        "/wp_getchaincontent?user=ivanov",
        "/wp_getchaincontent?user=petrova",
        "/tst_getuserstate?iduser=868f4c6c-4cf2-4b45-860b-7d7b6ed573c3",
        "/tst_getuserstate?iduser=da803f01-ea77-40fa-bc9d-e2efb36fd5a8",
        "/getlicenseinfo?detail=%25n",
        "/getlicenseinfo?detail=regserial",
        "/getlicenseinfo?detail={{",
    ];
    for target in odd {
        seen.get(target).await;
    }
    let script = request("GET", "/execsvcscript?name=sleep&startparam1=1.5", "", b"");
    let stream = seen.begin(&script).await;
    sleep(Duration::from_millis(200)).await;
    seen.timed(SERIAL, Duration::from_millis(900)).await;
    drop(stream);
    let brewed = seen.ask(&request("BREW", "/getlicensefulltext", "", b"")).await;
    seen.note("BREW", brewed);
    let mut gated = bench.gated().await;
    gated.get("/getlicensefulltext").await;
    [seen.notes, gated.notes].concat()
}
