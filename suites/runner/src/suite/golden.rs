//! The fixed cases of the catalogue: data says what is sent and what is expected; a snapshot keeps the whole canonical answer.

use std::rc::Rc;

use report_model::verdict::Verdict;
use serde_json::Value;
use similar::TextDiff;
use spec::catalogue::{Carrier, Command, Expectation, FixedCase, Route, Test};
use spec::ids::Citation;
use spec::profile::{MissingFact, Profile};
use spec::wire::{Call, percent_encode};

use crate::case::{Case, Flow, Stuck, draft};
use crate::context::Context;
use crate::session::{Reply, Session};
use crate::snapshot;

/// The redacted answers of all golden cases by the names of their snapshots: what the snapshots are made of.
///
/// # Errors
/// If a case cannot be asked, or gets an answer that cannot be read.
pub async fn answers(context: &Rc<Context>) -> Result<Vec<(String, String)>, Stuck> {
    let mut answers = Vec::new();
    for command in &context.catalogue.commands {
        for case in &command.cases {
            let filled =
                fill(&context.profile, command, case).map_err(|missing| Stuck(missing.to_string()))?;
            let Some(name) = &filled.snapshot else { continue };
            let mut session = Session::new(Rc::clone(context), context.doors.main().clone(), 0);
            let reply = session.ask(&filled.call).await?;
            let read = judge_reply(&mut session, &filled, Carrier::Get, &reply);
            let unread =
                || Stuck(format!("{name}: the answer with status {} cannot be read", reply.status()));
            answers.push((name.clone(), gist(&session, &filled, &reply, Some(&read.ok_or_else(unread)?))));
        }
    }
    Ok(answers)
}

/// A fixed case with its placeholders filled.
#[derive(Debug)]
struct Filled {
    route: Route,
    call: Call,
    carriers: Vec<Carrier>,
    expectations: Vec<Expectation>,
    snapshot: Option<String>,
    presumed: Option<Box<Filled>>,
}

/// One case for every fixed case of the catalogue.
pub(super) fn cases(context: &Rc<Context>) -> Vec<Case> {
    let commands = context.catalogue.commands.iter();
    commands.flat_map(|command| command.cases.iter().map(|case| planned(context, command, case))).collect()
}

fn planned(context: &Context, command: &Command, case: &FixedCase) -> Case {
    let route = command.routes.iter().find(|route| route.name == case.route);
    let shape =
        route.and_then(|route| route.answer.schema.as_ref()).and_then(|name| context.shapes.get(name));
    let shown = shape.into_iter().flat_map(|shape| shape.citations().cloned());
    let expected = case.expectations.iter().map(|expectation| expectation.citation.clone());
    let carried = case.carriers.iter().filter_map(|carrier| carrier_rule(*carrier));
    let citations: Vec<Citation> = if is_success(case) {
        shown.chain(expected).chain(carried).collect()
    } else {
        expected.chain(carried).collect()
    };
    draft("golden", command.name.as_str(), &case.name)
        .judging(citations)
        .touching(route.map(|route| route.effect))
        .given(fill(&context.profile, command, case))
        .run(async |session, filled: &Filled| play(session, filled).await)
}

/// What a carrier other than GET shows: POST is accepted (HTTP-3), and its form body is read (HTTP-4).
fn carrier_rule(carrier: Carrier) -> Option<Citation> {
    match carrier {
        Carrier::Get => None,
        Carrier::PostQuery => Some(checks::cite::d("HTTP", 3)),
        Carrier::PostForm => Some(checks::cite::i("HTTP", 4)),
    }
}

/// Whether the case expects a success, whose answer then has the documented shape.
fn is_success(case: &FixedCase) -> bool {
    case.expectations.iter().all(|expectation| match &expectation.test {
        Test::Status(status) => status.is_success(),
        _ => true,
    })
}

fn fill(profile: &Profile, command: &Command, case: &FixedCase) -> Result<Filled, MissingFact> {
    let route = command.routes.iter().find(|route| route.name == case.route).cloned();
    let route = route.ok_or_else(|| MissingFact::new(format!("route `{}`", case.route), "catalogue"))?;
    let mut call = Call::new(route.path.clone());
    for (name, value) in &case.parameters {
        let value = profile.fill(value)?;
        let in_path = format!("{{{name}}}");
        if call.path.contains(&in_path) {
            call.path = call.path.replace(&in_path, &percent_encode(&value));
        } else {
            call = call.with(name.as_str(), value);
        }
    }
    let presumed =
        case.presumes.as_ref().and_then(|name| command.cases.iter().find(|case| case.name == *name));
    let expectations = case.expectations.iter().map(|expectation| filled(profile, expectation));
    // Only an answer of a documented shape can be redacted, and so be the same on every conforming target.
    let shown = route.answer.schema.is_some() && is_success(case);
    let snapshot = (case.golden && shown).then(|| format!("{}__{}", command.name, case.name));
    Ok(Filled {
        route,
        call,
        carriers: case.carriers.clone(),
        expectations: expectations.collect::<Result<_, _>>()?,
        snapshot,
        presumed: presumed.map(|presumed| fill(profile, command, presumed).map(Box::new)).transpose()?,
    })
}

fn filled(profile: &Profile, expectation: &Expectation) -> Result<Expectation, MissingFact> {
    let mut filled = expectation.clone();
    match &mut filled.test {
        Test::Equals { text, .. } | Test::EqualsIgnoringCase { text, .. } => *text = profile.fill(text)?,
        Test::Status(_)
        | Test::Matches { .. }
        | Test::Absent { .. }
        | Test::EmptyBody
        | Test::NonEmptyBody => {}
    }
    Ok(filled)
}

async fn play(session: &mut Session, case: &Filled) -> Flow {
    if let Some(presumed) = &case.presumed {
        presume(session, presumed).await?;
    }
    let mut first = None;
    for carrier in &case.carriers {
        let reply = session.ask(&case.call.clone().by(*carrier)).await?;
        let mark = session.mark();
        let value = judge_reply(session, case, *carrier, &reply);
        let gist = gist(session, case, &reply, value.as_ref());
        let Some(gist_of_first) = &first else {
            // A snapshot tells of what no other rule has told already.
            if !session.broken_since(&mark) {
                judge_snapshot(session, case, &reply, value.as_ref());
            }
            first = Some(gist);
            continue;
        };
        if gist != *gist_of_first && !by_get_again(session, case, gist_of_first).await? {
            return Ok(());
        }
        compare(session, *carrier, &reply, gist_of_first, &gist);
        // Where POST itself does not do (HTTP-3), nothing can be said of its body (HTTP-4).
        if session.broken_since(&mark) {
            break;
        }
    }
    if first.is_some() { Ok(()) } else { Err(Stuck("the case has no carrier".to_owned())) }
}

/// Whether the answer by GET is what it was: if not, it is not the carrier that makes a difference.
async fn by_get_again(session: &mut Session, case: &Filled, first: &str) -> Result<bool, Stuck> {
    let reply = session.ask(&case.call).await?;
    let otherwise = unreadable(&session.context(), case);
    let read =
        |otherwise| session.context().reader().read(&case.route.answer, reply.response(), &otherwise).value;
    let value = otherwise.filter(|_| reply.succeeded()).and_then(read);
    Ok(gist(session, case, &reply, value.as_ref()) == first)
}

/// Makes sure of what a case presumes; what is wrong with it is told by its own case.
async fn presume(session: &mut Session, presumed: &Filled) -> Flow {
    let mark = session.mark();
    let reply = session.ask(&presumed.call).await?;
    judge_reply(session, presumed, Carrier::Get, &reply);
    let broken = session.broken_since(&mark);
    session.cut_since(&mark);
    if broken {
        return Err(Stuck(format!(
            "the simpler request {} is not answered as documented already, so nothing can be said of this one",
            presumed.call.path
        )));
    }
    Ok(())
}

/// Judges shape and expectations. By GET each counts for its own rule; what goes wrong only by POST is told by [`compare`].
fn judge_reply(session: &mut Session, case: &Filled, carrier: Carrier, reply: &Reply) -> Option<Value> {
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
    for expectation in &case.expectations {
        let verdict = checks::expect::judge(expectation, reply.response(), value.as_ref());
        session.judge(reply, verdict);
    }
    value
}

/// What an answer breaks that cannot be read: the rule of its shape, unless simpler answers of that shape can be read.
fn unreadable(context: &Context, case: &Filled) -> Option<Citation> {
    let first = case.expectations.first().map(|expectation| expectation.citation.clone())?;
    let shape = case.route.answer.schema.as_ref().and_then(|name| context.shapes.get(name));
    Some(shape.filter(|_| case.presumed.is_none()).map_or(first, |shape| shape.root().clone()))
}

/// The answer as every conforming target gives it, or its status where there is nothing to read.
fn gist(session: &Session, case: &Filled, reply: &Reply, value: Option<&Value>) -> String {
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
