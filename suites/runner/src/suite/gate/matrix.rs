//! Every route by every carrier: shut without the password, with what is nearly it and with the password in any other place; open
//! with it (AUTH-1, AUTH-2, AUTH-3, AUTH-5).

use checks::cite;
use checks::gate::{self, NearMiss};
use spec::catalogue::{Carrier, Command, Effect, Route};
use spec::wire::{Call, percent_encode};

use super::{Credential, elsewhere};
use crate::ask::route;
use crate::case::{Case, Claim, Flow, draft};
use crate::casting::{Casting, Role};
use crate::context::{Context, DoorKind};
use crate::session::{CARRIERS, Session};

/// Header fields that are no place for the password: the document wants it among the parameters.
const FIELDS: [&str; 4] = ["password", "x-password", "authorization", "cookie"];

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
        .judging([cite::d("AUTH", 1), cite::d("AUTH", 2), cite::i("AUTH", 3)])
        // What is asked is harmless, but a gate that fails is no place to rely on it.
        .touching([route.effect])
        .through(DoorKind::Gated)
        .run(async move |session, (): &()| {
            let mut refuses = true;
            for credential in Credential::ALL {
                let request = credential.request(session, &call);
                let reply = session.send(&request).await?;
                let elsewhere = elsewhere(session, credential).await?;
                session.judge_all(&reply, gate::shut_at(reply.status(), elsewhere, credential.words()));
                refuses &= gate::asks(reply.status()) || credential == Credential::Empty;
            }
            // Who lets everybody in does not do so for a password that is nearly right or stands in another place.
            if refuses {
                near_misses(session, &call).await?;
                other_places(session, &call).await?;
            }
            Ok(())
        })
}

async fn near_misses(session: &mut Session, call: &Call) -> Flow {
    let Some(password) = session.password().map(str::to_owned) else { return Ok(()) };
    for miss in NearMiss::ALL {
        let Some(text) = miss.of(&password) else { continue };
        let reply = session.send(&call.clone().with("password", text).request()).await?;
        session.judge(&reply, gate::near_miss_refused(reply.status(), miss));
    }
    Ok(())
}

async fn other_places(session: &mut Session, call: &Call) -> Flow {
    let Some(password) = session.password().map(percent_encode) else { return Ok(()) };
    for field in FIELDS {
        let value = match field {
            "cookie" => format!("password={password}"),
            "authorization" => format!("Bearer {password}"),
            _ => password.clone(),
        };
        let reply = session.send(&call.request().header(field, value)).await?;
        session.judge(&reply, gate::shut(reply.status(), &format!("the password in the field `{field}`")));
    }
    Ok(())
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
