//! R: what is too large, too slow or out of order harms nobody.

use std::time::{Duration, Instant};

use super::client::{Answer, Target};
use refserver_http::Limits;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

fn impatient() -> Limits {
    Limits {
        header_read: Duration::from_millis(400),
        body_pause: Duration::from_millis(300),
        body_time: Duration::from_millis(900),
        form_bytes: 1000,
        upload_bytes: 200_000,
        header_bytes: 8 * 1024,
        parameters: 20,
        ..Limits::default()
    }
}

async fn serves(target: &Target) {
    assert_eq!(target.get("/getlicenseinfo?detail=regserial").await.text(), "1234567");
}

#[tokio::test]
async fn a_client_that_never_finishes_its_headers_is_closed() {
    let target = Target::with(None, impatient()).await;
    let mut stream = target.connect().await;
    stream.write_all(b"GET /getlicensefulltext HTTP/1.1\r\nHost: x\r\n").await.expect("sent");
    let before = Instant::now();
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
    assert!(closed.is_ok() && before.elapsed() >= Duration::from_millis(300));
    serves(&target).await;
}

#[tokio::test]
async fn a_body_that_stops_coming_is_timed_out() {
    let target = Target::with(None, impatient()).await;
    let kinds =
        [("/getlicenseinfo", "application/x-www-form-urlencoded"), ("/upload", "application/octet-stream")];
    for (path, kind) in kinds {
        let mut stream = target.connect().await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 100\r\n\r\ndet"
        );
        stream.write_all(head.as_bytes()).await.expect("sent");
        let before = Instant::now();
        assert_eq!(Answer::read(&mut stream).await.status, 408, "{path}");
        assert!(before.elapsed() < Duration::from_secs(5));
    }
    serves(&target).await;
}

#[tokio::test]
async fn a_body_that_drips_is_timed_out_as_a_whole() {
    let target = Target::with(None, impatient()).await;
    let mut stream = target.connect().await;
    let head = "POST /getlicenseinfo HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("sent");
    for _ in 0..8 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let _ = stream.write_all(b"a").await;
    }
    assert_eq!(Answer::read(&mut stream).await.status, 408);
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_an_answer() {
    let target = Target::with(None, impatient()).await;
    let form = format!("a={}", "x".repeat(300_000));
    assert_eq!(target.post_form("/getlicenseinfo?detail=regserial", &form).await.status, 413);
    let octets = "Content-Type: application/octet-stream\r\nContent-Disposition: x; filename=a\r\nContent-Transfer-Encoding: binary\r\n";
    assert_eq!(target.request("POST", "/upload", octets, &vec![0; 1_000_000]).await.status, 413);
    let header = format!("X-Large: {}\r\n", "x".repeat(20_000));
    assert_eq!(target.request("GET", "/getlicensefulltext", &header, b"").await.status, 431);
    let many = "a=1&".repeat(30);
    assert_eq!(target.get(&format!("/getlicenseinfo?{many}detail=regserial")).await.status, 400);
    serves(&target).await;
}

#[tokio::test]
async fn a_chunked_upload_that_grows_too_large_is_refused() {
    let target = Target::with(None, impatient()).await;
    let head = "POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: application/octet-stream\r\nContent-Disposition: x; filename=a\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let bytes = [head.as_bytes(), chunk.repeat(5).as_bytes(), b"0\r\n\r\n"].concat();
    assert_eq!(target.raw(&bytes).await.status, 413);
}

#[tokio::test]
async fn malformed_requests_are_refused_and_the_next_one_is_served() {
    let target = Target::open().await;
    let post = "POST /getlicenseinfo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    for malformed in [
        "NONSENSE\r\n\r\n".to_owned(),
        "GET /a b c HTTP/1.1\r\n\r\n".to_owned(),
        format!("{post}Content-Length: -1\r\n\r\n"),
        format!("{post}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
        format!("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: gzip\r\n\r\nabc"),
        "GET /getlicensefulltext HTTP/1.1\r\nBad Header: x\r\n\r\n".to_owned(),
    ] {
        let answer = target.raw(malformed.as_bytes()).await;
        assert_eq!(answer.status, 400, "{malformed:?}");
        serves(&target).await;
    }
}

#[tokio::test]
async fn a_refused_request_leaves_its_connection_in_order() {
    let target = Target::open().await;
    let refused = "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /";
    let next = "GET /getlicenseinfo?detail=regserial HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let both = target.raw(format!("{refused}{next}").as_bytes()).await;
    assert_eq!(both.status, 404);
    assert!(both.text().contains("HTTP/1.1 200 OK") && both.text().ends_with("1234567"));
}

#[tokio::test]
async fn more_scripts_than_there_is_room_for_are_refused_and_not_with_a_5xx() {
    let limits = Limits { scripts_pending: 2, scripts_running: 1, ..Limits::default() };
    let target = Target::with(None, limits).await;
    let start = || target.get("/execsvcscript?name=sleep&startparam1=0.5&async=1");
    assert_eq!((start().await.status, start().await.status, start().await.status), (200, 200, 429));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(start().await.status, 200);
}

#[tokio::test]
async fn shutting_down_breaks_scripts_off_and_closes_every_connection() {
    let target = Target::open().await;
    let mut waiting = target.connect().await;
    let request = "GET /execsvcscript?name=sleep&startparam1=30 HTTP/1.1\r\nHost: x\r\n\r\n";
    waiting.write_all(request.as_bytes()).await.expect("sent");
    let mut idle = target.connect().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (address, before) = (target.running.address(), Instant::now());
    target.running.shutdown().await;
    assert!(before.elapsed() < Duration::from_secs(4), "it took {:?}", before.elapsed());
    assert_eq!(Answer::read(&mut waiting).await.property("returnvalue", "name"), None);
    let mut rest = Vec::new();
    assert_eq!(idle.read_to_end(&mut rest).await.ok(), Some(0));
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
