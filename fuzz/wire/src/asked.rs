//! What a call asks, as far as it is sure: by this an answer is judged. What is not sure of a call nobody is held to.

use std::borrow::Cow;

use spec::catalogue::{Command, Presence, Route, ValueClass, ValueType};
use spec::ids::CommandName;
use spec::profile::{ProbeScript, Profile, User};
use spec::wire::percent_encode;

use crate::input::{Call, Parameter, Value};
use crate::target::Target;

/// What a call asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The command.
    pub(crate) command: &'a Command,
    /// The route, where the path is that of one.
    pub(crate) route: Option<&'a Route>,
    /// How sure it is what the answer has to be.
    pub(crate) surety: Surety,
}

/// How sure it is what the answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Surety {
    /// Anything may be refused, in any way.
    Odd,
    /// Documented parameters with short values that are well encoded: nothing but what they say keeps it from being answered.
    Plain,
    /// Besides, all that it names is known to be there: a success is an answer of the documented shape.
    Valid,
}

/// A path that is no command of any server.
pub(crate) const STRAY_PATH: &str = "/oktellspec-no-command";

/// The longest value of a plain call.
const SHORT: usize = 64;

impl<'a> Asked<'a> {
    /// What a call asks of a target; nothing if it is for no command of the catalogue.
    pub(crate) fn of(target: &'a Target, call: &Call) -> Option<Self> {
        let command = target.catalogue.command(&call.command)?;
        let found = command.routes.iter().find_map(|route| Some((route, in_path(route, &call.path)?)));
        let Some((route, code)) = found else {
            return Some(Self { command, route: None, surety: Surety::Odd });
        };
        let surety = surety(target, command, route, call, code);
        Some(Self { command, route: Some(route), surety })
    }

    /// The name of the command.
    pub(crate) fn name(&self) -> &'a CommandName {
        &self.command.name
    }
}

/// The path parameter's value in a path, still encoded; empty where the route has none.
fn in_path<'p>(route: &Route, path: &'p str) -> Option<&'p str> {
    match route.path.split_once('{') {
        None => (path == route.path).then_some(""),
        Some((before, _)) => {
            path.strip_prefix(before).filter(|code| !code.is_empty() && !code.contains(['/', '?', '#']))
        }
    }
}

fn surety(target: &Target, command: &Command, route: &Route, call: &Call, code: &str) -> Surety {
    let mut told: Vec<&str> = Vec::new();
    let plain = call.parameters.iter().all(|parameter| {
        let known = command.parameters_of(route).find(|known| known.name.as_str() == parameter.name);
        let again = told.contains(&parameter.name.as_str());
        told.push(&parameter.name);
        let Some(known) = known.filter(|known| !again && known.presence != Presence::Path) else {
            return false;
        };
        is_plain(&known.value, &parameter.value)
    });
    let code_is_plain =
        code.len() <= SHORT && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let uploads = call.upload.is_some() == (route.path == "/upload");
    if !plain || !code_is_plain || !uploads {
        return Surety::Odd;
    }
    if is_valid(target, command, route, call, code) { Surety::Valid } else { Surety::Plain }
}

fn is_plain(kind: &ValueType, value: &Value) -> bool {
    match value {
        Value::Text(text) => {
            let class = kind.class_of(text);
            let plain = matches!(
                class,
                ValueClass::Documented(_) | ValueClass::Plain | ValueClass::InRange | ValueClass::Zero
            );
            // GUIDs, codes and other names have marks in them that are reserved elsewhere.
            let known = class == ValueClass::Reserved
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
            text.len() <= SHORT && (plain || known)
        }
        Value::Token(_) => matches!(kind, ValueType::Text),
        Value::Spelled(_) | Value::Taken { .. } => false,
    }
}

/// The text of a parameter, where it is one.
pub(crate) fn text<'c>(call: &'c Call, name: &str) -> Option<&'c str> {
    let named = |parameter: &&Parameter| parameter.name == name;
    match &call.parameters.iter().find(named)?.value {
        Value::Text(text) => Some(text),
        Value::Spelled(_) | Value::Token(_) | Value::Taken { .. } => None,
    }
}

/// The one user whom a call names by `line`, `user` or `wp`; nothing if it names more than one way, or nobody known.
pub(crate) fn acting<'t>(target: &'t Target, call: &Call) -> Option<&'t User> {
    let mut named = ["line", "user", "wp"].into_iter().filter_map(|name| Some((name, text(call, name)?)));
    let (name, value) = named.next()?;
    if named.next().is_some() { None } else { target.people.selected(name, value) }
}

/// The one user whose state a call asks for.
pub(crate) fn user_asked<'t>(target: &'t Target, call: &Call) -> Option<&'t User> {
    match (text(call, "iduser"), text(call, "number"), call.parameters.len()) {
        (Some(id), None, 1) => target.people.by_id(id),
        (None, Some(number), 1) => target.people.by_number(number),
        _ => None,
    }
}

fn is_valid(target: &Target, command: &Command, route: &Route, call: &Call, code: &str) -> bool {
    let profile = &target.profile;
    let coded = |files: &[spec::profile::CodedFile], code: &str| files.iter().any(|file| file.code == code);
    match command.name.as_str() {
        "execsvcscript" | "execsvcscriptplain" => text(call, "name").is_some_and(|name| runs(profile, name)),
        "download" => match route.name.as_str() {
            "rec" => profile.recordings.iter().any(|file| percent_encode(&file.code) == code),
            "fax" => profile.faxes.iter().any(|file| percent_encode(&file.code) == code),
            _ => false,
        },
        "downloadrecordbylink" => {
            text(call, "recordlink").is_some_and(|link| coded(&profile.record_links, link))
        }
        "tst_getuserstate" => user_asked(target, call).is_some() && state_parameter(profile, call),
        "tst_getintnumberreadyusers" => {
            let number = text(call, "number");
            profile.groups.iter().any(|group| Some(group.number.as_str()) == number)
        }
        "getlicenseinfo" => text(call, "detail").is_some(),
        "getlicensefulltext" | "getlicensefullxml" => call.parameters.is_empty(),
        "wp_getchaincontent" | "wp_getabonentinfo" => acting(target, call).is_some(),
        "upload" => call.parameters.is_empty(),
        _ => false,
    }
}

/// Whether the user is named by the parameter that the target understands (STATE-2).
fn state_parameter(profile: &Profile, call: &Call) -> bool {
    use spec::profile::UserStateParameter::{Both, IdUser, Number};
    let by_number = text(call, "number").is_some();
    match profile.dialect.user_state_parameter {
        Some(Both) => true,
        Some(Number) => by_number,
        Some(IdUser) | None => !by_number,
    }
}

/// Whether a script is known that returns something and does not fail (EXEC-9).
fn runs(profile: &Profile, name: &str) -> bool {
    profile.scripts.iter().any(|(probe, known)| known == name && *probe != ProbeScript::Fail)
}

/// Whether the answer's shape is known although what the script is given is odd: it comes back as it is (EXEC-2, EXEC-7).
pub(crate) fn has_known_shape(profile: &Profile, asked: &Asked<'_>, call: &Call, sent: &[u8]) -> bool {
    let once = |parameter: &Parameter| {
        call.parameters.iter().filter(|other| other.name == parameter.name).count() == 1
    };
    let fits = |parameter: &Parameter| {
        let known = asked.command.parameters.iter().find(|known| known.name.as_str() == parameter.name);
        let Some(known) = known else { return false };
        match (&known.value, &parameter.value) {
            (ValueType::Text, Value::Text(_) | Value::Token(_)) => true,
            (kind, value) => is_plain(kind, value),
        }
    };
    asked.name().as_str() == "execsvcscript"
        && text(call, "name").is_some_and(|name| runs(profile, name))
        && call.parameters.iter().all(|parameter| once(parameter) && fits(parameter))
        && fits_into_xml(sent)
}

/// What the script `echo` is given, if a call asks for just that and waits for it: it comes back unchanged (EXEC-2).
pub(crate) fn echoed<'c>(profile: &Profile, call: &'c Call) -> Option<Option<&'c Value>> {
    let known = |name: &str| {
        let numbered =
            name.strip_prefix("startparam").is_some_and(|number| ["1", "2", "3", "4", "5"].contains(&number));
        numbered || ["name", "async", "timeout"].contains(&name)
    };
    let once = |name: &str| call.parameters.iter().filter(|other| other.name == name).count() == 1;
    let clear = call.parameters.iter().all(|parameter| known(&parameter.name) && once(&parameter.name));
    let waits =
        text(call, "async") == Some("0") && matches!(text(call, "timeout"), Some("2" | "3" | "4" | "5"));
    let echo = profile.scripts.get(&ProbeScript::Echo).is_some_and(|echo| text(call, "name") == Some(echo));
    let first = call.parameters.iter().find(|parameter| parameter.name == "startparam1");
    (clear && waits && echo).then(|| first.map(|parameter| &parameter.value))
}

/// Whether a text can stand in an XML document at all, however it is written (XML 1.0, section 2.2).
pub(crate) fn fits_into_xml(text: &[u8]) -> bool {
    let decoded: Cow<'_, [u8]> = percent_encoding::percent_decode(text).into();
    let Ok(text) = std::str::from_utf8(&decoded) else { return false };
    text.chars().all(|c| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
    })
}
