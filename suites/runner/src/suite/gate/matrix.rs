//! Every route by every carrier: shut without the password, open with it (AUTH-1, AUTH-2, AUTH-5).

use checks::cite;
use checks::gate;
use spec::catalogue::{Carrier, Command, Effect, Route};
use spec::wire::Call;

use super::{Credential, elsewhere};
use crate::ask::route;
use crate::case::{Case, Claim, draft};
use crate::casting::{Casting, Role};
use crate::context::{Context, DoorKind};
use crate::session::CARRIERS;

pub(super) fn cases(context: &Context, casting: &Casting<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for command in &context.catalogue.commands {
        for route in &command.routes {
            cases.extend(CARRIERS.map(|carrier| shut(context, command, route, carrier)));
            cases.push(open(context, casting, command, route));
        }
    }
    cases
}

fn shut(context: &Context, command: &Command, route: &Route, (carrier, word): (Carrier, &str)) -> Case {
    let what = format!("{}is_shut_by_{word}", route::word(command, route));
    let call = route::harmless(&context.profile, command, route).by(carrier);
    draft("gate", command.name.as_str(), &what)
        .judging([cite::d("AUTH", 1), cite::d("AUTH", 2)])
        // What is asked is harmless, but a gate that fails is no place to rely on it.
        .touching([route.effect])
        .through(DoorKind::Gated)
        .run(async move |session, (): &()| {
            for credential in Credential::ALL {
                let request = credential.request(session, &call);
                let reply = session.send(&request).await?;
                let elsewhere = elsewhere(session, credential).await?;
                session.judge_all(&reply, gate::shut_at(reply.status(), elsewhere, credential.words()));
            }
            Ok(())
        })
}

fn open(context: &Context, casting: &Casting<'_>, command: &Command, route: &Route) -> Case {
    let acts = matches!(route.effect, Effect::State | Effect::Calls);
    let user = acts.then(|| casting.cast([Role::Answers])).transpose();
    let claims: Vec<Claim> = user.iter().flatten().flatten().map(Claim::user).collect();
    let profile = &context.profile;
    let facts =
        user.and_then(|user| route::working(profile, command, route, user.as_ref().map(|[user]| user)));
    draft(
        "gate",
        command.name.as_str(),
        &format!("{}opens_to_the_right_password", route::word(command, route)),
    )
    .judging([cite::d("AUTH", 1)])
    .touching([route.effect])
    .claiming(claims)
    .through(DoorKind::Gated)
    .given(facts)
    .run(async |session, call: &Call| {
        let reply = session.ask(call).await?;
        session.judge(&reply, gate::open(reply.status()));
        Ok(())
    })
}
