//! Whether the memory of a target grows with the requests, where the target lives in this very process, and by which input.

use std::sync::Arc;
use std::time::Duration;

use checks::cite;
use report_model::verdict::Deviation;
use tokio::time::{Instant, sleep};

use crate::breach::Breach;
use crate::input::Input;
use crate::oracle::Oracle;
use crate::play::Player;

/// By then everything that is kept from the beginning is there.
const SETTLED: Duration = Duration::from_secs(30);

/// More than a target may come to keep of what scripts and uploads give it.
const GROWTH: u64 = 256 << 20;

/// How much memory there was at first.
#[derive(Debug, Default)]
pub(super) struct Growth {
    settled: Option<u64>,
    told: bool,
}

impl Growth {
    /// Takes note of how much there is now; the breach, once.
    pub(super) fn heed(&mut self, elapsed: Duration, resident: u64) -> Option<Breach> {
        if elapsed < SETTLED {
            return None;
        }
        let settled = *self.settled.get_or_insert(resident);
        if self.told || resident < settled + GROWTH {
            return None;
        }
        self.told = true;
        Some(breach())
    }
}

/// What is wrong with a target whose memory grows.
pub(crate) fn breach() -> Breach {
    let deviation = Deviation {
        expected: "memory that does not grow with the requests".to_owned(),
        seen: "memory that grows with every request".to_owned(),
        exchange: None,
    };
    Breach { oracle: Oracle::Memory, citation: cite::r(1), command: None, deviation, step: 0 }
}

/// How much memory this process has, in bytes; nothing where the system does not tell.
pub(super) fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kibibytes| kibibytes << 10)
}

/// How often an input is played to see whether the memory grows by it: at first only to choose between many.
const PLAYS: u32 = 2000;
const PLAYS_TO_CHOOSE: u32 = 25;

/// How many are looked at more closely.
const CHOSEN: usize = 5;

/// What is lost with every play of an input that is to blame, in bytes.
const LOST: u64 = 512;

/// An input by which the memory grows, if it grows by any of them. Nobody else may ask anything meanwhile.
pub(super) async fn culprit(player: &mut Player, inputs: Vec<Arc<Input>>) -> Option<Arc<Input>> {
    let mut grown = Vec::new();
    for input in inputs {
        grown.push((growth(player, &input, PLAYS_TO_CHOOSE).await, input));
    }
    grown.sort_by_key(|(growth, _)| std::cmp::Reverse(*growth));
    for (_, input) in grown.into_iter().take(CHOSEN) {
        if grows_by(player, &input).await {
            return Some(input);
        }
    }
    None
}

/// Whether the memory grows by an input: more than while it is not played for as long.
pub(crate) async fn grows_by(player: &mut Player, input: &Input) -> bool {
    // What is kept once is kept after this.
    growth(player, input, PLAYS / 4).await;
    let began = Instant::now();
    let played = growth(player, input, PLAYS).await;
    let before = resident().unwrap_or_default();
    sleep(began.elapsed()).await;
    let besides = resident().unwrap_or_default().saturating_sub(before);
    played.saturating_sub(besides) >= LOST * u64::from(PLAYS)
}

/// By how much the memory grows while an input is played so often.
async fn growth(player: &mut Player, input: &Input, plays: u32) -> u64 {
    let before = resident().unwrap_or_default();
    for _ in 0..plays {
        player.again(input, false).await;
    }
    resident().unwrap_or_default().saturating_sub(before)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::input::{Call, Message};

    #[test]
    fn growth_counts_from_when_all_is_settled_and_is_told_once() {
        let mut growth = Growth::default();
        let at = Duration::from_secs;
        assert!(growth.heed(at(1), 1 << 20).is_none());
        assert!(growth.heed(at(31), 100 << 20).is_none());
        assert!(growth.heed(at(60), 300 << 20).is_none());
        assert!(growth.heed(at(90), 400 << 20).is_some());
        assert!(growth.heed(at(91), 500 << 20).is_none());
        assert!(resident().is_some_and(|bytes| bytes > 1 << 20));
    }

    /// A server that keeps so many bytes of every request.
    async fn keeping(bytes: usize) -> Player {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            let mut kept = Vec::new();
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut room = [0; 4096];
            while let Ok(1..) = stream.read(&mut room).await {
                kept.push(vec![1_u8; bytes]);
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
            }
        });
        Player::new(crate::target::tests::target(&address, None, &[]))
    }

    #[tokio::test]
    async fn the_input_by_which_memory_grows_is_named_and_seen_again() {
        let input = Input::one(Message::Call(Call::new("getlicensefulltext", "/getlicensefulltext")));
        // So much that what other tests do in this process does not count.
        let mut player = keeping(64 << 10).await;
        let named = culprit(&mut player, vec![Arc::new(input.clone())]).await;
        assert_eq!(named, Some(Arc::new(input)));
    }
}
