//! No value of any parameter does harm: an answer comes, it is no server error, it tells no secret.

use proptest::strategy::BoxedStrategy;
use spec::catalogue::{Command, Effect, Parameter, Presence, Route};
use spec::ids::CommandName;
use spec::profile::{MissingFact, ProbeScript, Profile, User};
use spec::wire::{Call, percent_encode};

use super::values;
use crate::case::{Case, Claim, Flow, draft};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::generate::for_all;
use crate::session::Session;

/// A selector that selects nobody: what is asked for it has no effect (WP-3).
const NOBODY: &str = "oktellspec-nobody";

/// A call that works but for the parameter under test, and where that parameter's values come from.
#[derive(Debug)]
struct Question {
    call: Call,
    parameter: Parameter,
    values: BoxedStrategy<String>,
}

pub(super) fn cases(context: &Context, casting: &Casting<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for command in &context.catalogue.commands {
        for route in &command.routes {
            let relevant = command.parameters.iter().filter(|parameter| belongs(parameter, route));
            cases.extend(
                relevant.map(|parameter| planned(&context.profile, casting, command, route, parameter)),
            );
        }
    }
    cases
}

/// A path parameter belongs to the route whose path names it; `download/byscript` has the parameters of a script instead.
fn belongs(parameter: &Parameter, route: &Route) -> bool {
    let in_path = route.path.contains(&format!("{{{}}}", parameter.name));
    let path_has_placeholder = route.path.contains('{');
    if parameter.presence == Presence::Path { in_path } else { !path_has_placeholder }
}

fn planned(
    profile: &Profile,
    casting: &Casting<'_>,
    command: &Command,
    route: &Route,
    parameter: &Parameter,
) -> Case {
    let what = match command.routes.len() {
        1 => format!("any_{}", parameter.name),
        _ => format!("{}_any_{}", route.name, parameter.name),
    };
    let user = (route.effect == Effect::State).then(|| casting.cast([Role::Answers]));
    let claims: Vec<Claim> = user.iter().flatten().flatten().map(Claim::user).collect();
    let facts = user.transpose().and_then(|user| question(profile, &command.name, route, parameter, user));
    draft("property", command.name.as_str(), &what)
        .touching([route.effect])
        .claiming(claims)
        .given(facts)
        .run(async |session, question: &Question| {
            for_all(session, &question.values, async |session, value: &String| {
                session.ask(&question.with(value)).await.map(drop)
            })
            .await?;
            restore(session, question).await
        })
}

/// A user whose state was changed is put back: out of every mode, ready.
async fn restore(session: &mut Session, question: &Question) -> Flow {
    if question.call.path.ends_with("wp_setuserstate") {
        let user = question.call.parameters.first().cloned();
        let back = user
            .into_iter()
            .fold(Call::new(question.call.path.clone()), |call, (name, value)| call.with(name, value));
        session.ask(&back.with("oncallcenter", "0").with("onredirect", "0").with("userstateid", "1")).await?;
    }
    Ok(())
}

impl Question {
    /// The call with this value of the parameter, in the path or in the place of the value that works.
    fn with(&self, value: &str) -> Call {
        let name = self.parameter.name.as_str();
        let mut call = self.call.clone();
        if self.parameter.presence == Presence::Path {
            call.path = call.path.replace(&format!("{{{name}}}"), &percent_encode(value));
            return call;
        }
        call.parameters.retain(|(other, _)| other != name);
        call.with(name, value)
    }
}

fn question(
    profile: &Profile,
    command: &CommandName,
    route: &Route,
    parameter: &Parameter,
    user: Option<[User; 1]>,
) -> Result<Question, MissingFact> {
    let call = Call::new(route.path.clone());
    let script = |call: Call, script| Ok(call.with("name", profile.script(script)?).with("timeout", "5"));
    let call = match (route.effect, user) {
        (Effect::Scripts, _) if command.as_str() == "download" => {
            script(call, ProbeScript::Path)?.with("startparam1", profile.fill("{files.sample}")?)
        }
        (Effect::Scripts, _) => script(call, ProbeScript::Echo)?,
        (_, Some([user])) => {
            let selector = user
                .selectors()
                .into_iter()
                .next()
                .ok_or_else(|| MissingFact::new("selector", "[[user]]"))?;
            call.with(selector.parameter, selector.value)
        }
        (Effect::Calls, None) => call.with("user", NOBODY),
        (Effect::Reads | Effect::State | Effect::Uploads, None) => call,
    };
    Ok(Question { call, values: values::hostile(&parameter.value), parameter: parameter.clone() })
}
