//! Malformed HTTP is refused or waited out, and whoever asks next is answered as before.

use std::time::Duration;

use checks::cite;
use checks::harm::{refused, unharmed};
use checks::timing::served_meanwhile;
use futures::future::join_all;
use spec::wire::{Response, percent_encode};

use super::messages::{CHUNKS, GARBAGE, HALVES, HEADS, LENGTHS, Message, SIZES};
use super::security;
use crate::ask::route;
use crate::case::{Case, Flow};
use crate::session::Session;

/// How long the answer to malformed bytes is waited for; a target may wait longer for the rest of them.
const PATIENCE: Duration = Duration::from_millis(300);

pub(super) fn cases() -> Vec<Case> {
    vec![
        family("lengths_that_nobody_can_know", &LENGTHS),
        family("chunks_that_do_not_fit", &CHUNKS),
        family("heads_that_are_malformed", &HEADS),
        family("more_than_anybody_needs", &SIZES),
        family("what_is_no_http_at_all", &GARBAGE),
        family("requests_that_stop_half_way", &HALVES),
        slow_senders(),
    ]
}

fn family(what: &str, messages: &'static [Message]) -> Case {
    security("any", what).judging([cite::r(4)]).lasting(PATIENCE).run(async |session, (): &()| {
        let before = session.ask(&route::sound()).await?.response().clone();
        // All at once: what one of them does to the target shows in the question that follows.
        let exchanges = join_all(messages.iter().map(|message| {
            let bytes = bytes(session, message);
            let client = session.another_client();
            async move { client.send_bytes(&bytes, PATIENCE).await }
        }));
        for (message, exchange) in messages.iter().zip(exchanges.await) {
            let verdict = refused(&exchange, message.what, message.leniency);
            let index = session.take_in_rude(&exchange);
            session.note(verdict.shown_by(index));
        }
        next_is_answered(session, &before).await
    })
}

/// The bytes for this target, with the password in the query where there is a gate.
fn bytes(session: &Session, message: &Message) -> Vec<u8> {
    let password =
        session.password().map_or(String::new(), |password| format!("password={}", percent_encode(password)));
    message.bytes(&session.another_client().endpoint().authority(), &password)
}

/// The next request on the kept connection and on new ones.
async fn next_is_answered(session: &mut Session, before: &Response) -> Flow {
    let what = "malformed requests";
    let kept = session.ask(&route::sound()).await?;
    session.judge(&kept, unharmed(before, Some(kept.response()), what));
    for fresh in session.ask_together(&[route::sound(), route::sound()]).await? {
        session.judge(&fresh, unharmed(before, Some(fresh.response()), what));
    }
    Ok(())
}

/// Many connections that never finish what they began: others are served before these give up.
fn slow_senders() -> Case {
    const SENDERS: usize = 24;
    const HELD: Duration = Duration::from_secs(1);
    security("any", "slow_senders_keep_nobody_waiting").judging([cite::r(4)]).lasting(HELD).run(
        async |session, (): &()| {
            let before = session.ask(&route::sound()).await?.response().clone();
            let halves: Vec<Vec<u8>> = HALVES.iter().map(|half| bytes(session, half)).collect();
            let client = session.another_client();
            let begun = client.clock().elapsed();
            let slow =
                join_all(halves.iter().cycle().take(SENDERS).map(|half| client.send_bytes(half, HELD)));
            let others = async {
                for _ in 0..3 {
                    tokio::time::sleep(HELD / 20).await;
                    for fresh in session.ask_together(&[route::sound(), route::sound()]).await? {
                        // On a busy machine a request may leave this side so late that nobody is slow any more: it shows nothing.
                        if fresh.started() < begun + HELD / 2 {
                            let end = fresh.started() + fresh.elapsed();
                            session.judge(&fresh, served_meanwhile(end, begun + HELD));
                        }
                        session
                            .judge(&fresh, unharmed(&before, Some(fresh.response()), "slow senders began"));
                    }
                }
                Ok(())
            };
            let (_, flow): (_, Flow) = futures::future::join(slow, others).await;
            flow
        },
    )
}
