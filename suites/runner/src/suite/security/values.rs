//! Odd spellings of every parameter's value, which no polite client can write.

use spec::catalogue::{Carrier, Command, Effect, Presence, Route};
use spec::profile::Profile;
use spec::wire::{Call, Method, Request};

use super::security;
use crate::ask::route;
use crate::case::{Case, Flow};
use crate::context::Context;
use crate::session::Session;

/// Spellings as they stand in a target: no UTF-8, broken escapes, and what some readers take for an end, a format or a query.
const SPELLINGS: [&str; 15] = [
    "",
    "%FF%FE",
    "%C0%AF",
    "%ED%A0%80",
    "%",
    "%2",
    "%zz",
    "%u0041",
    "%00",
    "%0d%0a",
    "%25s%25n%25x",
    "'%20or%20'1'='1",
    "%7B%7B7*7%7D%7D",
    "$%7B7*7%7D",
    "%3C%25=7*7%25%3E",
];

/// A value much longer than any that means something.
const LONG: usize = 8 << 10;

pub(super) fn cases(context: &Context) -> Vec<Case> {
    let routes = context.catalogue.routes();
    routes
        .filter(|(_, route)| route.effect != Effect::Uploads)
        .map(|(command, route)| odd(&context.profile, command, route))
        .collect()
}

/// What changes states or calls is asked in the name of nobody; the others as they work, but for the parameter that is odd.
fn odd(profile: &Profile, command: &Command, route: &Route) -> Case {
    let call = match route.effect {
        Effect::Scripts => route::working(profile, command, route, None),
        Effect::Reads | Effect::State | Effect::Calls | Effect::Uploads => {
            Ok(route::harmless(profile, command, route))
        }
    };
    let names = command.parameters_of(route).filter(|parameter| parameter.presence != Presence::Path);
    let names: Vec<String> = names.map(|parameter| parameter.name.to_string()).collect();
    let path = route.path.clone();
    security(command.name.as_str(), &format!("{}odd_spellings_do_no_harm", route::word(command, route)))
        .touching([route.effect])
        .given(call)
        .run(async move |session, call: &Call| {
            for name in &names {
                let mut others = call.clone();
                others.parameters.retain(|(other, _)| other != name);
                of_parameter(session, &others, name).await?;
            }
            match path.split_once('{') {
                Some((before, _)) => of_path(session, before).await,
                None => odd_forms(session, call).await,
            }
        })
}

async fn of_parameter(session: &mut Session, others: &Call, name: &str) -> Flow {
    let long = "9".repeat(LONG);
    for value in SPELLINGS.into_iter().chain([long.as_str()]) {
        let mut request = others.request();
        request.target.push(if request.target.contains('?') { '&' } else { '?' });
        request.target.push_str(&format!("{name}={value}"));
        let request = session.admitted(request);
        session.send(&request).await?;
    }
    Ok(())
}

async fn of_path(session: &mut Session, before: &str) -> Flow {
    let long = "9".repeat(LONG);
    for value in SPELLINGS.into_iter().chain([long.as_str(), "a/b", "%2f%2f", "?", ";a=b"]) {
        let request = session.admitted(Request::get(format!("{before}{value}")));
        session.send(&request).await?;
    }
    Ok(())
}

/// Bodies and queries that are no list of pairs, or a very long one.
async fn odd_forms(session: &mut Session, call: &Call) -> Flow {
    let many: String = (0..400).map(|place| format!("&p{place}=x")).collect();
    let bodies = ["&&&", "=", "=&=", "%%%", "a=b=c=d", "\u{0}\u{1}", many.as_str(), "{\"name\":1}"];
    for body in bodies {
        let mut request = call.clone().by(Carrier::PostForm).request();
        request.body.0.extend_from_slice(body.as_bytes());
        let request = session.admitted(request);
        session.send(&request).await?;
        let typed = Request { method: Method::Post, ..Request::get(call.path.clone()) };
        let typed = session.admitted(typed.header("content-type", "application/json").content(body));
        session.send(&typed).await?;
    }
    let many = format!("{}?{}", call.path, many.trim_start_matches('&'));
    let request = session.admitted(Request::get(many));
    session.send(&request).await?;
    Ok(())
}
