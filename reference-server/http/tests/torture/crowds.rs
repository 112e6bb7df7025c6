//! Many hostile clients at once: slow ones, silent ones, ones that leave, ones that never read.

use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::target::{PATIENCE, Target, impatient, rest, scale};
use refserver_http::Limits;

/// How many slow clients there are at once.
const CROWD: usize = 500;

async fn crowd(target: &Target, size: usize) -> Vec<TcpStream> {
    join_all((0..size).map(|_| target.connect())).await
}

/// Sends `head` at once and then a byte of `drip` each tenth of a second, until the server has had enough.
async fn drip(target: &Target, head: &str, drip: &str) -> Vec<u8> {
    let mut stream = target.connect().await;
    let _ = stream.write_all(head.as_bytes()).await;
    for byte in drip.bytes().cycle() {
        let mut answer = [0; 1];
        match timeout(Duration::from_millis(100), stream.read(&mut answer)).await {
            Ok(Ok(1)) => return [&answer[..], &rest(&mut stream).await].concat(),
            Ok(_) => return Vec::new(),
            Err(_) => {}
        }
        let _ = stream.write_all(&[byte]).await;
    }
    Vec::new()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_clients_that_drip_their_headers_are_closed_and_delay_nobody() {
    let target = Target::watched(impatient()).await;
    for _ in 0..scale() {
        let began = Instant::now();
        let head = "GET /getlicensefulltext HTTP/1.1\r\nHost: x\r\n";
        let dripping = (0..CROWD).map(|_| drip(&target, head, "X-Y: z\r\n"));
        timeout(PATIENCE, join_all(dripping)).await.expect("all of them closed in time");
        assert!(began.elapsed() >= Duration::from_millis(900), "they were not given their time");
    }
    target.assert_unharmed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_clients_that_drip_their_bodies_are_told_so_and_delay_nobody() {
    let target = Target::watched(impatient()).await;
    let head = "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: x; filename=a\r\nContent-Transfer-Encoding: binary\r\nContent-Length: 1000\r\n\r\n";
    let dripping = (0..CROWD).map(|_| drip(&target, head, "a"));
    let answers = timeout(PATIENCE * 2, join_all(dripping)).await.expect("all of them answered in time");
    let told = answers.iter().filter(|answer| answer.starts_with(b"HTTP/1.1 408 ")).count();
    assert_eq!(told, CROWD);
    target.assert_unharmed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_never_say_anything_are_closed_and_delay_nobody() {
    let target = Target::watched(impatient()).await;
    let mut silent = crowd(&target, CROWD).await;
    for stream in &mut silent {
        assert_eq!(rest(stream).await, b"");
    }
    drop(silent);
    target.assert_unharmed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_leave_at_any_moment_leave_nothing_behind() {
    let target = Target::watched(impatient()).await;
    let heads = [
        "",
        "GET /getlicensefulltext HTT",
        "GET /execsvcscript?name=sleep&startparam1=1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: x; filename=a\r\nContent-Transfer-Encoding: binary\r\nContent-Length: 1000\r\n\r\nabc",
    ];
    for _ in 0..50 * scale() {
        for head in heads {
            let mut stream = target.connect().await;
            stream.write_all(head.as_bytes()).await.expect("sent");
            // The connection is reset instead of closed.
            stream.set_zero_linger().expect("set");
        }
    }
    target.assert_unharmed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_never_read_are_cut_off_and_delay_nobody() {
    let limits = Limits { connection_age: Duration::from_millis(700), ..impatient() };
    let target = Target::watched(limits).await;
    let mut streams = crowd(&target, 50).await;
    let request = "GET /download/rec/rec-7f3a9c51 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200);
    for stream in &mut streams {
        let _ = timeout(Duration::from_millis(20), stream.write_all(request.as_bytes())).await;
    }
    let is_cut = async |stream: &mut TcpStream| {
        while stream.write_all(b"GET").await.is_ok() {
            sleep(Duration::from_millis(50)).await;
        }
    };
    let all_cut = join_all(streams.iter_mut().map(is_cut));
    timeout(PATIENCE, all_cut).await.expect("all of them cut off in time");
    drop(streams);
    target.assert_unharmed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_connections_than_there_is_room_for_wait_and_are_served_in_their_turn() {
    let target = Target::watched(Limits { connections: 8, ..impatient() }).await;
    let asking = (0..200).map(|_| {
        target.send(
            b"GET /getlicenseinfo?detail=regserial HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            false,
        )
    });
    assert!(join_all(asking).await.iter().all(|answer| answer.ends_with(b"1234567")));
    target.assert_unharmed().await;
}
