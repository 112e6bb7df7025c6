//! A call of any route of the catalogue, for what holds of all of them alike.

use spec::catalogue::{Command, Effect, Parameter, Presence, Route, ValueType};
use spec::profile::{MissingFact, ProbeScript, Profile, User};
use spec::wire::{Call, percent_encode};

use crate::ask::line;
use crate::case::Claim;
use crate::session::call;

/// What no target has: a script, a user, a code of that name.
pub(crate) const NOBODY: &str = "oktellspec-nobody";

/// A call that has no effect whatever the target does with it: it reads what the profile knows, and otherwise names nobody.
pub(crate) fn harmless(profile: &Profile, command: &Command, route: &Route) -> Call {
    let mut call = Call::new(route.path.clone());
    let mut selected = false;
    for parameter in command.parameters_of(route) {
        let alternative = parameter.presence == Presence::OneOf;
        match parameter.presence {
            Presence::Path => {
                let code = percent_encode(&value(profile, route, parameter));
                call.path = call.path.replace(&format!("{{{}}}", parameter.name), &code);
            }
            Presence::Optional => {}
            Presence::OneOf if selected => {}
            Presence::Required | Presence::OneOf => {
                call = call.with(parameter.name.as_str(), value(profile, route, parameter));
                selected |= alternative;
            }
        }
    }
    call
}

fn value(profile: &Profile, route: &Route, parameter: &Parameter) -> String {
    let code = |files: &[spec::profile::CodedFile]| files.first().map(|file| file.code.clone());
    let known = match &parameter.value {
        ValueType::RecordingCode => code(&profile.recordings),
        ValueType::FaxCode => code(&profile.faxes),
        ValueType::RecordLink => code(&profile.record_links),
        ValueType::UserId => profile.users.first().map(|user| user.id.to_string()),
        ValueType::InternalNumber => profile.groups.first().map(|group| group.number.to_string()),
        ValueType::Choice { values } => values.first().cloned(),
        ValueType::Selector if route.effect == Effect::Reads => of_first_user(profile, parameter),
        ValueType::Seconds { .. } => Some("1".to_owned()),
        ValueType::ScriptName
        | ValueType::Text
        | ValueType::DialNumber
        | ValueType::Selector
        | ValueType::SettingsCode => None,
    };
    known.unwrap_or_else(|| NOBODY.to_owned())
}

/// What must not change between two calls of [`harmless`] that are to be answered alike: the first user, where the route tells of
/// the calls of a line. A line that another case brings into a call may have another status (CHAIN-6, ABON-6).
pub(crate) fn claim(profile: &Profile, command: &Command, route: &Route) -> Option<Claim> {
    let mut parameters = command.parameters_of(route);
    let of_a_line = parameters.any(|parameter| matches!(parameter.value, ValueType::Selector));
    let first = || profile.users.first().map(Claim::user);
    (route.effect == Effect::Reads && of_a_line).then(first).flatten()
}

/// What selects the first user by this parameter.
fn of_first_user(profile: &Profile, parameter: &Parameter) -> Option<String> {
    let selectors = profile.users.first()?.selectors().into_iter();
    selectors
        .filter(|selector| selector.parameter == parameter.name.as_str())
        .map(|selector| selector.value)
        .next()
}

/// A call that works and yet changes nothing: a script that only answers, a user who is given no new state, a line without a call.
///
/// # Errors
/// The fact that the profile does not state.
pub(crate) fn working(
    profile: &Profile,
    command: &Command,
    route: &Route,
    user: Option<&User>,
) -> Result<Call, MissingFact> {
    let script = |script| Ok(Call::new(route.path.clone()).with("name", profile.script(script)?));
    let waited = |call: Call| call.with("async", "0").with("timeout", "10");
    match (route.effect, user) {
        (Effect::Scripts, _) if route.name == "byscript" => {
            Ok(waited(script(ProbeScript::Path)?.with("startparam1", profile.fill("{files.sample}")?)))
        }
        (Effect::Scripts, _) => Ok(waited(script(ProbeScript::Echo)?.with("startparam1", "value"))),
        (Effect::State | Effect::Calls, Some(user)) => Ok(line::of(command.name.as_str(), user)),
        (Effect::Reads | Effect::State | Effect::Calls | Effect::Uploads, _) => {
            Ok(harmless(profile, command, route))
        }
    }
}

/// A question that every edition answers alike, asked to see whether the target is still as it was.
pub(crate) fn sound() -> Call {
    call("getlicenseinfo").with("detail", "regserial")
}

/// The word for a route in the name of a case.
pub(crate) fn word(command: &Command, route: &Route) -> String {
    if command.routes.len() == 1 { String::new() } else { format!("{}_", route.name) }
}
