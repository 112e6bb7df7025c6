//! What is made of the answer to a fixed case: its shape, its expectations, its snapshot, and whether every carrier brings the same.

use std::cell::{Cell, RefCell};

use report_model::verdict::Verdict;
use serde_json::Value;
use similar::TextDiff;
use spec::catalogue::{Carrier, Effect, Expectation, Test};
use spec::ids::Citation;

use super::filled::Filled;
use crate::case::{Flow, Stuck};
use crate::context::Context;
use crate::session::{Reply, Session};
use crate::snapshot;

/// The answers to one case by every carrier.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    first: RefCell<Option<String>>,
    over: Cell<bool>,
}

impl Comparison {
    /// Whether the other carriers cannot tell anything more.
    pub(super) fn is_over(&self) -> bool {
        self.over.get()
    }

    /// Nothing more is compared.
    pub(super) fn end(&self) {
        self.over.set(true);
    }

    /// Judges an answer, and whether it is that of the carrier before.
    pub(super) async fn take_in(
        &self,
        session: &mut Session,
        case: &Filled,
        carrier: Carrier,
        reply: &Reply,
    ) -> Flow {
        let mark = session.mark();
        let value = judge_reply(session, case, carrier, reply);
        let gist = gist(session, case, reply, value.as_ref());
        let Some(first) = self.first.borrow().clone() else {
            // A snapshot tells of what no other rule has told already.
            if !session.broken_since(&mark) {
                judge_snapshot(session, case, reply, value.as_ref());
            }
            self.first.replace(Some(gist));
            // A server error answers nothing, so there is nothing that other carriers would have to bring as well.
            self.over.set(reply.status() >= 500);
            return Ok(());
        };
        if gist != first && !by_get_again(session, case, &first).await? {
            self.over.set(true);
            return Ok(());
        }
        compare(session, carrier, reply, &first, &gist);
        // Where POST itself does not do (HTTP-3), nothing can be said of its body (HTTP-4).
        self.over.set(session.broken_since(&mark));
        Ok(())
    }
}

/// What a carrier other than GET shows: POST is accepted (HTTP-3), and its form body is read (HTTP-4).
pub(super) fn carrier_rule(carrier: Carrier) -> Option<Citation> {
    match carrier {
        Carrier::Get => None,
        Carrier::PostQuery => Some(checks::cite::d("HTTP", 3)),
        Carrier::PostForm => Some(checks::cite::i("HTTP", 4)),
    }
}

/// Whether the answer by GET is what it was: if not, it is not the carrier that makes a difference.
async fn by_get_again(session: &mut Session, case: &Filled, first: &str) -> Result<bool, Stuck> {
    // What has acted finds the scene another.
    if case.route.effect != Effect::Reads {
        return Ok(true);
    }
    let reply = session.send(&case.request(session, Carrier::Get)).await?;
    let otherwise = unreadable(&session.context(), case);
    let read =
        |otherwise| session.context().reader().read(&case.route.answer, reply.response(), &otherwise).value;
    let value = otherwise.filter(|_| reply.succeeded()).and_then(read);
    Ok(gist(session, case, &reply, value.as_ref()) == first)
}

/// Judges shape and expectations. By GET each counts for its own rule; what goes wrong only by POST is told by [`compare`].
pub(super) fn judge_reply(
    session: &mut Session,
    case: &Filled,
    carrier: Carrier,
    reply: &Reply,
) -> Option<Value> {
    let otherwise = unreadable(&session.context(), case)?;
    if carrier != Carrier::Get {
        let context = session.context();
        return if reply.succeeded() {
            context.reader().read(&case.route.answer, reply.response(), &otherwise).value
        } else {
            None
        };
    }
    let value = if reply.succeeded() { session.read(reply, &case.route, &otherwise) } else { None };
    // What a refusal does not hold is told by its status.
    let states_status = case.expectations.iter().any(is_of_status);
    let refused = case.expects_success && !reply.succeeded() && states_status;
    for expectation in case.expectations.iter().filter(|expectation| !refused || is_of_status(expectation)) {
        let verdict = checks::expect::judge(expectation, reply.response(), value.as_ref());
        session.judge(reply, verdict);
    }
    value
}

fn is_of_status(expectation: &Expectation) -> bool {
    matches!(expectation.test, Test::Status(_))
}

/// What an answer breaks that cannot be read: the rule of its shape, unless simpler answers of that shape can be read.
fn unreadable(context: &Context, case: &Filled) -> Option<Citation> {
    let first = case.expectations.first().map(|expectation| expectation.citation.clone())?;
    let shape = case.route.answer.schema.as_ref().and_then(|name| context.shapes.get(name));
    Some(shape.filter(|_| case.presumed.is_none()).map_or(first, |shape| shape.root().clone()))
}

/// The answer as every conforming target gives it, or its status where there is nothing to read.
pub(super) fn gist(session: &Session, case: &Filled, reply: &Reply, value: Option<&Value>) -> String {
    let context = session.context();
    let shape = case.route.answer.schema.as_ref().and_then(|name| context.shapes.get(name));
    match (value, shape) {
        (Some(value), Some(shape)) => pretty(&checks::redact::redact(value, shape.schema())),
        (Some(value), None) => format!("status {}\n{}", reply.status(), pretty(value)),
        (None, _) => format!("status class {}xx", reply.status() / 100),
    }
}

fn compare(session: &mut Session, carrier: Carrier, reply: &Reply, by_get: &str, by_post: &str) {
    let Some(citation) = carrier_rule(carrier) else { return };
    let seen = format!("another answer than by GET:\n{}", difference(by_get, by_post));
    session.expect(reply, citation, by_get == by_post, "the answer that the same request gets by GET", seen);
}

fn judge_snapshot(session: &mut Session, case: &Filled, reply: &Reply, value: Option<&Value>) {
    let context = session.context();
    let shape = case.route.answer.schema.as_ref().and_then(|name| context.shapes.get(name));
    let (Some(name), Some(shape), Some(value)) = (&case.snapshot, shape, value) else { return };
    let got = pretty(&checks::redact::redact(value, shape.schema()));
    let citation = shape.root().clone();
    let verdict = match snapshot::kept(name) {
        Some(kept) if kept == got => Verdict::holds(citation),
        Some(kept) => Verdict::broken(
            citation,
            "the answer of the snapshot, free values aside",
            format!("it differs:\n{}", difference(&kept, &got)),
        ),
        None => return,
    };
    session.judge(reply, verdict);
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

fn difference(old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().context_radius(2).to_string()
}
