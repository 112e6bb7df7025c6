//! The fixed cases of the catalogue: data says what is sent and what is expected; a snapshot keeps the whole canonical answer.

mod answer;
mod company;
mod filled;

use std::cell::RefCell;
use std::rc::Rc;

use spec::catalogue::{Carrier, Command, Effect, FixedCase, Scene};
use spec::ids::Citation;
use spec::profile::{MissingFact, Profile, User};

use self::answer::{Comparison, carrier_rule, gist, judge_reply};
use self::company::Company;
use self::filled::{Filled, fill, is_success};
use crate::case::{Case, Claim, Flow, Stuck, draft};
use crate::casting::Casting;
use crate::context::Context;
use crate::session::Session;

/// The redacted answers of all golden cases by the names of their snapshots: what the snapshots are made of.
///
/// # Errors
/// If a case cannot be asked, or gets an answer that cannot be read.
pub async fn answers(context: &Rc<Context>) -> Result<Vec<(String, String)>, Stuck> {
    let casting = Casting::new(&context.profile);
    let answers = RefCell::new(Vec::new());
    for (command, case) in fixed(context) {
        let ready = ready(&context.profile, &casting, command, case);
        let Ready { filled, company } = ready.map_err(|missing| Stuck(missing.to_string()))?;
        let Some(name) = &filled.snapshot else { continue };
        let ask = async |session: &mut Session| {
            let reply = session.send(&filled.request(session, Carrier::Get)).await?;
            let read = judge_reply(session, &filled, Carrier::Get, &reply);
            let unread =
                || Stuck(format!("{name}: the answer with status {} cannot be read", reply.status()));
            let gist = gist(session, &filled, &reply, Some(&read.ok_or_else(unread)?));
            answers.borrow_mut().push((name.clone(), gist));
            Ok(())
        };
        let mut session = Session::new(Rc::clone(context), context.doors.main().clone(), vec![0]);
        match &company {
            Some(company) => company.play(&mut session, ask).await?,
            None => ask(&mut session).await?,
        }
    }
    Ok(answers.into_inner())
}

/// One case for every fixed case of the catalogue.
pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    fixed(context).map(|(command, case)| planned(context, casting, command, case)).collect()
}

fn fixed(context: &Context) -> impl Iterator<Item = (&Command, &FixedCase)> {
    let commands = context.catalogue.commands.iter();
    commands.flat_map(|command| command.cases.iter().map(move |case| (command, case)))
}

/// A fixed case with all that it needs.
#[derive(Debug)]
struct Ready {
    filled: Filled,
    company: Option<Company>,
}

fn ready(
    profile: &Profile,
    casting: &Casting<'_>,
    command: &Command,
    case: &FixedCase,
) -> Result<Ready, MissingFact> {
    let company = case.scene.map(|scene| Company::cast(scene, profile, casting)).transpose()?;
    let filled = fill(profile, company.as_ref().map(Company::as_cast), command, case)?;
    Ok(Ready { filled, company })
}

fn planned(context: &Context, casting: &Casting<'_>, command: &Command, case: &FixedCase) -> Case {
    let route = command.routes.iter().find(|route| route.name == case.route);
    let shape =
        route.and_then(|route| route.answer.schema.as_ref()).and_then(|name| context.shapes.get(name));
    let shown = shape.into_iter().flat_map(|shape| shape.citations().cloned());
    let expected = case.expectations.iter().map(|expectation| expectation.citation.clone());
    let carried = case.carriers.iter().filter_map(|carrier| carrier_rule(*carrier));
    let selected = case.scene.map(|_| checks::cite::d("WP", 2));
    let citations: Vec<Citation> = if is_success(case) {
        shown.chain(expected).chain(carried).chain(selected).collect()
    } else {
        expected.chain(carried).collect()
    };
    let ready = ready(&context.profile, casting, command, case);
    let company = || ready.as_ref().ok().and_then(|ready| ready.company.as_ref());
    let claims: Vec<Claim> = company().into_iter().flat_map(Company::claims).collect();
    let calls = case.scene.is_some_and(|scene| scene != Scene::Rest).then_some(Effect::Calls);
    draft("golden", command.name.as_str(), &case.name)
        .judging(citations)
        .touching(route.map(|route| route.effect).into_iter().chain(calls))
        .claiming(claims)
        .lasting(case.scene.map(Company::lasting).unwrap_or_default())
        .given(ready)
        .run(async |session, ready: &Ready| play(session, ready).await)
}

async fn play(session: &mut Session, ready: &Ready) -> Flow {
    let Ready { filled, company } = ready;
    if let Some(presumed) = &filled.presumed {
        presume(session, presumed).await?;
    }
    let comparison = Comparison::default();
    match company {
        // What only asks may be asked by every carrier in one scene; what acts finds the scene as it was each time.
        Some(company) if company.lasts() => {
            company.play(session, async |session| by_all(session, ready, &comparison).await).await
        }
        Some(company) => {
            for carrier in filled.carriers() {
                let ask = async |session: &mut Session| by_one(session, ready, *carrier, &comparison).await;
                company.play(session, ask).await?;
            }
            Ok(())
        }
        None => by_all(session, ready, &comparison).await,
    }
}

async fn by_all(session: &mut Session, ready: &Ready, comparison: &Comparison) -> Flow {
    for carrier in ready.filled.carriers() {
        by_one(session, ready, *carrier, comparison).await?;
    }
    Ok(())
}

async fn by_one(session: &mut Session, ready: &Ready, carrier: Carrier, comparison: &Comparison) -> Flow {
    if comparison.is_over() {
        return Ok(());
    }
    let Ready { filled, company } = ready;
    let reply = session.send(&filled.request(session, carrier)).await?;
    if let Some(company) = company
        && filled.expects_success
        && !reply.succeeded()
        && is_taken_otherwise(session, filled, company.as_cast().actor, carrier).await?
    {
        let seen = format!("status {}, and a success by another selector of the same user", reply.status());
        session.expect(
            &reply,
            checks::cite::d("WP", 2),
            false,
            "a success by every selector of a user",
            seen,
        );
        comparison.end();
        return Ok(());
    }
    comparison.take_in(session, filled, carrier, &reply).await
}

/// Whether the command is taken by any other selector of the user: then it is the selector that is not understood (WP-2), not the
/// command.
async fn is_taken_otherwise(
    session: &mut Session,
    filled: &Filled,
    actor: &User,
    carrier: Carrier,
) -> Result<bool, Stuck> {
    for call in filled.by_every_selector(actor) {
        if session.ask(&call.by(carrier)).await?.succeeded() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes sure of what a case presumes; what is wrong with it is told by its own case.
async fn presume(session: &mut Session, presumed: &Filled) -> Flow {
    let mark = session.mark();
    let reply = session.send(&presumed.request(session, Carrier::Get)).await?;
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
