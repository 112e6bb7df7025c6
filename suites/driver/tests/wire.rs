//! The bare client against servers that keep, close, say too much, say nothing, or answer before they have read.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::sync::Arc;
use std::time::Duration;

use driver::{Endpoint, Fate, Limits, RunClock, Wire};
use spec::wire::Lapse;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const PATIENCE: Duration = Duration::from_secs(5);

const SOUND: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// A client of a server that does the same on every connection; the number of the connection is told.
async fn client<F>(serve: impl Fn(TcpStream, usize) -> F + Send + 'static) -> Wire
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for number in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(stream, number));
        }
    });
    let endpoint = Arc::new(Endpoint::parse(&format!("http://{address}")).unwrap());
    Wire::new(endpoint, Limits::default(), RunClock::start())
}

/// Answers every piece that comes.
async fn answer(mut stream: TcpStream, text: &str, times: usize) {
    let mut piece = [0; 4096];
    for _ in 0..times {
        let read = stream.read(&mut piece).await.unwrap_or(0);
        if read == 0 || stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn a_connection_is_kept_and_a_closed_one_is_replaced_in_silence() {
    let mut wire = client(|stream, number| async move {
        let text = format!("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{number}");
        answer(stream, &text, 2).await;
    })
    .await;
    let mut bodies = Vec::new();
    for _ in 0..5 {
        let arrival = wire.send(b"GET / HTTP/1.1\r\n\r\n", PATIENCE).await;
        assert_eq!((arrival.outcome, arrival.fate, arrival.unasked), (Ok(200), Fate::Kept, 0));
        bodies.extend_from_slice(wire.body());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(bodies, b"00112");
}

#[tokio::test]
async fn what_nobody_asked_for_is_counted_with_the_answer_or_before_the_next() {
    let twice: &str = Box::leak(format!("{SOUND}{SOUND}").into_boxed_str());
    let mut wire = client(move |stream, _| answer(stream, twice, 1)).await;
    let arrival = wire.send(b"GET / HTTP/1.1\r\n\r\n", PATIENCE).await;
    assert_eq!((arrival.outcome, arrival.fate), (Ok(200), Fate::Closing));
    assert_eq!(arrival.unasked, SOUND.len());

    let mut late = client(|mut stream, _| async move {
        let mut piece = [0; 4096];
        assert!(stream.read(&mut piece).await.unwrap() > 0);
        stream.write_all(SOUND.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(30)).await;
        stream.write_all(b"late").await.unwrap();
        tokio::time::sleep(PATIENCE).await;
    })
    .await;
    assert_eq!(late.send(b"GET / HTTP/1.1\r\n\r\n", PATIENCE).await.unasked, 0);
    assert_eq!(late.wait_for_unasked(PATIENCE).await, 4);
    assert!(!late.is_connected());
}

#[tokio::test]
async fn silence_a_close_and_nobody_at_all_are_told_apart() {
    let mut silent = client(|stream, _| async move {
        tokio::time::sleep(PATIENCE).await;
        drop(stream);
    })
    .await;
    let short = Duration::from_millis(50);
    assert_eq!(silent.send(b"GET / HTTP/1.1\r\n\r\n", short).await.outcome, Err(Lapse::TimedOut(short)));
    let mut closing = client(|stream, _| answer(stream, "", 1)).await;
    assert_eq!(closing.send(b"GET / HTTP/1.1\r\n\r\n", PATIENCE).await.outcome, Err(Lapse::Closed));
    let nowhere = Arc::new(Endpoint::parse("http://127.0.0.1:1").unwrap());
    let mut nobody = Wire::new(nowhere, Limits::default(), RunClock::start());
    let outcome = nobody.send(b"GET / HTTP/1.1\r\n\r\n", PATIENCE).await.outcome;
    assert!(matches!(outcome, Err(Lapse::Unreachable(_))), "{outcome:?}");
}

#[tokio::test]
async fn an_answer_is_read_while_the_request_is_still_on_its_way() {
    let mut wire = client(|mut stream, _| async move {
        let mut piece = [0; 1024];
        stream.read_exact(&mut piece).await.unwrap();
        stream.write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n").await.unwrap();
        tokio::time::sleep(PATIENCE).await;
    })
    .await;
    let long = vec![b'x'; 32 << 20];
    let arrival = wire.send(&long, PATIENCE).await;
    assert_eq!(arrival.outcome, Ok(413));
    assert_eq!(wire.header("content-length"), Some(&b"0"[..]));
    // The next request must not be taken for the rest of this one.
    assert_eq!((arrival.fate, wire.is_connected()), (Fate::Closing, false));
}
