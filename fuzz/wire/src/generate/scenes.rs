//! Several requests that belong together: data passed on, looks before and after, others served meanwhile.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use spec::catalogue::{Carrier, Effect};
use spec::profile::{ProbeScript, User, UserStateParameter};

use super::calls::named;
use super::values::{PATHS, pick, somebody};
use crate::input::{
    Call, Connection, Content, File, Framing, Input, Knock, Message, Packing, Piece, Raw, Step, Structured,
    Template, Upload, Value,
};
use crate::target::Target;

type Scene = fn(&mut ChaCha8Rng, &Target) -> Option<Vec<Step>>;

/// Every scene with what it does to the target.
const SCENES: [(&[Effect], Scene); 17] = [
    (&[Effect::Uploads, Effect::Scripts], fetched),
    (&[Effect::Uploads, Effect::Scripts], overwritten),
    (&[Effect::Uploads], refused_upload),
    (&[Effect::Scripts], led_outside),
    (&[Effect::Scripts], refused_store),
    (&[Effect::Scripts], left_over),
    (&[Effect::Scripts], together),
    (&[Effect::Scripts], held_up),
    (&[Effect::Scripts], late_result),
    (&[], slow_form),
    (&[], let_in_once),
    (&[Effect::State], refused_change),
    (&[Effect::State], change_elsewhere),
    (&[Effect::Calls], refused_call),
    (&[Effect::Calls], call_elsewhere),
    (&[Effect::Calls], stopped_elsewhere),
    (&[Effect::Calls], dialled_markup),
];

/// The share of those scenes in which somebody waits for seconds.
const SELDOM: f64 = 0.06;

/// The share of those scenes for which actors are needed, who play one scene at a time.
const CAST: f64 = 0.25;

/// One of the scenes that are allowed.
pub(super) fn scene(rng: &mut ChaCha8Rng, target: &Target) -> Option<Input> {
    let allowed = SCENES.iter().filter(|(effects, _)| effects.iter().all(|effect| target.allows(*effect)));
    let allowed: Vec<_> = allowed.collect();
    let (_, scene) = allowed.choose(rng)?;
    scene(rng, target).map(|steps| Input { steps })
}

fn step(call: Call) -> Step {
    Step { message: Message::Call(call), connection: Connection::Kept }
}

fn beside(call: Call) -> Step {
    Step { connection: Connection::Beside, ..step(call) }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A script that is waited for.
fn run(target: &Target, command: &str, probe: ProbeScript, parameters: &[Value]) -> Option<Call> {
    let name = target.profile.scripts.get(&probe)?;
    let path = if command == "download" { "/download/byscript".to_owned() } else { format!("/{command}") };
    let begun = Call::new(command, path).with("name", text(name));
    let numbered = parameters.iter().enumerate();
    let given = numbered
        .fold(begun, |call, (place, value)| call.with(format!("startparam{}", place + 1), value.clone()));
    Some(given.with("async", text("0")).with("timeout", text("5")))
}

fn uploaded(files: Vec<File>) -> Call {
    Call { upload: Some(Upload { packing: Packing::Multipart, files }), ..Call::new("upload", "/upload") }
}

fn file(name: u8, content: u8) -> File {
    File {
        disposition: named(name),
        encoding: "binary".to_owned(),
        content: Template(vec![Piece::Token(content)]),
    }
}

/// `download/byscript` for the file that a step has stored.
fn fetch(target: &Target, step: usize) -> Option<Call> {
    let path = Value::Taken { step, pointer: "/files/0/path".to_owned() };
    run(target, "download", ProbeScript::Path, &[path])
}

/// What was stored is given back.
fn fetched(_: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    Some(vec![step(uploaded(vec![file(0, 1)])), step(fetch(target, 0)?)])
}

/// A second file of a name leaves the first alone (UP-8).
fn overwritten(_: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let look = step(fetch(target, 0)?);
    Some(vec![step(uploaded(vec![file(0, 1)])), look.clone(), step(uploaded(vec![file(0, 2)])), look])
}

/// A refused upload does not take the name.
fn refused_upload(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let first = uploaded(vec![file(0, 1)]);
    let refused = if target.password.is_some() && rng.random_bool(0.5) {
        Message::Call(Call { knock: Knock::Nothing, ..first.clone() })
    } else {
        // Who keeps what is whole before the request turns out broken needs something whole.
        let mut broken = uploaded(vec![file(0, 1), file(2, 3)]).lowered();
        if let Content::Multipart { closed, .. } = &mut broken.content {
            *closed = false;
        }
        Message::Structured(broken)
    };
    Some(vec![Step { message: refused, connection: Connection::Kept }, step(first)])
}

/// The right password opens for the request that has it, not for the next one on the connection (AUTH-1).
fn let_in_once(_: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    target.password.as_ref()?;
    let call = Call::new("getlicensefulltext", "/getlicensefulltext");
    Some(vec![step(call.clone()), step(Call { knock: Knock::Nothing, ..call })])
}

/// A path that a script makes up leads to no file outside of what is offered (DL-5).
fn led_outside(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let path = Value::Text(pick(rng, &PATHS));
    Some(vec![step(run(target, "download", ProbeScript::Echo, &[path])?)])
}

/// What a script keeps is not touched by a request that is refused (R-5, AUTH-2).
fn refused_store(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let look = run(target, "execsvcscriptplain", ProbeScript::Recall, &[Value::Token(0)])?;
    let command = pick(rng, &["execsvcscript", "execsvcscriptplain", "download"]);
    let store = run(target, &command, ProbeScript::Store, &[Value::Token(0), Value::Token(1)])?;
    let refused = match rng.random_range(0..3) {
        0 if target.password.is_some() => Message::Call(Call { knock: Knock::Nothing, ..store }),
        1 => {
            let method = Template::from(pick(rng, &["PUT", "DELETE", "PATCH", "OKTELL"]));
            Message::Structured(Structured { method, ..store.lowered() })
        }
        _ => {
            let posted = Call { carrier: Carrier::PostForm, ..store }.lowered();
            Message::Structured(posted.field("Content-Length", "3"))
        }
    };
    let refused = Step { message: refused, connection: Connection::Fresh };
    Some(vec![step(look.clone()), refused, step(look)])
}

/// A run without parameters has not those of the run before.
fn left_over(_: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let echo = |parameters: &[Value]| run(target, "execsvcscript", ProbeScript::Echo, parameters).map(step);
    Some(vec![echo(&[Value::Token(0)])?, echo(&[])?])
}

/// Two runs at once do not mix.
fn together(_: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let echo = |token| run(target, "execsvcscriptplain", ProbeScript::Echo, &[Value::Token(token)]);
    Some(vec![step(echo(0)?), beside(echo(1)?), beside(echo(2)?)])
}

/// A question that only reads.
fn probe() -> Call {
    Call::new("getlicenseinfo", "/getlicenseinfo").with("detail", text("regserial"))
}

/// While a script is waited for, others are answered.
fn held_up(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let sleep = run(target, "execsvcscript", ProbeScript::Sleep, &[text("1.2"), Value::Token(0)])?;
    rng.random_bool(SELDOM).then(|| vec![step(sleep), beside(probe())])
}

/// The result of a run that was broken off is given to nobody (EXEC-5).
fn late_result(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let mut late = run(target, "execsvcscript", ProbeScript::Sleep, &[text("1.3"), Value::Token(0)])?;
    late.parameters.retain(|parameter| parameter.name != "timeout");
    let late = late.with("timeout", text("1"));
    let wait = run(target, "execsvcscriptplain", ProbeScript::Sleep, &[text("0.6"), Value::Token(1)])?;
    let echo = run(target, "execsvcscriptplain", ProbeScript::Echo, &[Value::Token(2)])?;
    rng.random_bool(SELDOM).then(|| vec![step(late), step(wait), step(echo)])
}

/// While a form is on its way, others are answered.
fn slow_form(rng: &mut ChaCha8Rng, _: &Target) -> Option<Vec<Step>> {
    let form = Call { carrier: Carrier::PostForm, ..probe() }.lowered();
    let half = Structured { framing: Framing::Untold, ..form }.field("Content-Length", "1000");
    let half = Step { message: Message::Raw(Raw(half.lowered().0)), connection: Connection::Fresh };
    rng.random_bool(SELDOM * 2.0).then(|| vec![half, beside(probe())])
}

/// Two actors, one after the other in the profile: who takes the next one for the one that is named is found out.
fn actors<'t>(rng: &mut ChaCha8Rng, target: &'t Target) -> Option<(&'t User, &'t User)> {
    let actors: Vec<&User> = target.people.actors().collect();
    if !rng.random_bool(CAST) {
        return None;
    }
    // The first is who is taken for anybody.
    let begin = if rng.random_bool(0.6) { 0 } else { rng.random_range(0..actors.len().checked_sub(1)?) };
    Some((*actors.get(begin)?, *actors.get(begin + 1)?))
}

fn state_of(target: &Target, user: &User) -> Call {
    let call = Call::new("tst_getuserstate", "/tst_getuserstate");
    match target.profile.dialect.user_state_parameter {
        Some(UserStateParameter::Number) => call.with("number", text(user.number.as_str())),
        _ => call.with("iduser", text(&user.id.to_string())),
    }
}

/// A command in the name of whoever `selector` selects.
fn of(command: &str, selector: (&str, &str)) -> Call {
    Call::new(command, format!("/{command}")).with(selector.0, text(selector.1))
}

fn change(selector: (&str, &str), state: &str) -> Call {
    of("wp_setuserstate", selector).with("userstateid", text(state)).with("oncallcenter", text("1"))
}

/// A state that the user has not after `settled`.
const OTHER_STATES: [&str; 2] = ["3", "2"];

/// A user free and in call-centre mode.
fn settled(user: &User) -> Step {
    step(change(("user", &user.id.to_string()), "1"))
}

/// A refused change changes nothing (R-5, AUTH-2).
fn refused_change(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let (user, _) = actors(rng, target)?;
    target.password.as_ref()?;
    let state = pick(rng, &OTHER_STATES);
    let refused = Call { knock: Knock::Nothing, ..change(("user", &user.id.to_string()), &state) };
    let look = step(state_of(target, user));
    Some(vec![settled(user), look.clone(), step(refused), look])
}

/// What selects nobody: half of what selects this user, nothing that is known, or nothing at all.
fn nobody(rng: &mut ChaCha8Rng, user: &User) -> Option<String> {
    let login = user.login.clone().unwrap_or_default();
    let half: String = login.chars().take(login.chars().count() / 2).collect();
    match rng.random_range(0..3) {
        0 if !half.is_empty() => Some(half),
        1 => Some("oktellspec-nobody".to_owned()),
        _ => None,
    }
}

/// A change in the name of nobody, or of somebody else, leaves a user alone (WP-2, WP-3).
fn change_elsewhere(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let (user, next) = actors(rng, target)?;
    let state = pick(rng, &OTHER_STATES);
    // Each of the two may be who is looked at.
    let (seen, acting) = if rng.random_bool(0.75) { (user, next) } else { (next, user) };
    let elsewhere = match rng.random_range(0..3) {
        0 => change(("user", &acting.id.to_string()), &state),
        _ => match nobody(rng, seen) {
            Some(name) => change(("user", &name), &state),
            None => Call::new("wp_setuserstate", "/wp_setuserstate").with("userstateid", text(&state)),
        },
    };
    let look = step(state_of(target, seen));
    Some(vec![settled(user), settled(next), look.clone(), step(elsewhere), look])
}

/// A start of a call by a user to a number outside.
fn start(target: &Target, selector: (&str, &str)) -> Option<Call> {
    let outside = target.profile.calls.outside_number.as_ref()?;
    Some(of("wp_autocallstart", selector).with("number", text(outside)))
}

fn chain_of(user: &User) -> Call {
    of("wp_getchaincontent", ("user", &user.id.to_string()))
}

/// A refused start begins no chain (R-5, AUTH-2).
fn refused_call(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let (user, _) = actors(rng, target)?;
    let begun = start(target, ("user", &user.id.to_string()))?;
    let refused = if target.password.is_some() && rng.random_bool(0.5) {
        Call { knock: Knock::Nothing, ..begun }
    } else {
        begun.with("sequence", text("sideways"))
    };
    let look = step(chain_of(user));
    let stop = step(of("wp_autocallstop", ("user", &user.id.to_string())));
    Some(vec![stop, look.clone(), step(refused), look])
}

/// A call of nobody, or of somebody else, is not this user's (WP-2, WP-3, CHAIN-1).
fn call_elsewhere(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let (user, next) = actors(rng, target)?;
    let (seen, acting) = if rng.random_bool(0.75) { (user, next) } else { (next, user) };
    let elsewhere = match nobody(rng, seen) {
        Some(name) => start(target, ("user", &name))?,
        None => start(target, ("user", &acting.id.to_string()))?,
    };
    let look = step(chain_of(seen));
    let stop = |user: &User| step(of("wp_autocallstop", ("user", &user.id.to_string())));
    Some(vec![stop(seen), stop(acting), look.clone(), step(elsewhere), look, stop(acting)])
}

/// Who stops a session of his own stops no other's (CALL-5).
fn stopped_elsewhere(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let (user, next) = actors(rng, target)?;
    let look = step(chain_of(user));
    let stop = |user: &User| step(of("wp_autocallstop", ("user", &user.id.to_string())));
    let begun = step(start(target, ("user", &user.id.to_string()))?);
    Some(vec![begun, look.clone(), stop(next), look, stop(user)])
}

/// Markup in a dialled number stays in its JSON string.
fn dialled_markup(rng: &mut ChaCha8Rng, target: &Target) -> Option<Vec<Step>> {
    let (user, _) = somebody(rng, target)?;
    let outside = target.profile.calls.outside_number.as_ref()?;
    let markup = pick(rng, &["\"\\", "\",\"zqokel\":\"1", "\"zqokel"]);
    let begun = of("wp_autocallstart", ("user", &user.id.to_string()))
        .with("number", text(&format!("{outside}{markup}")))
        .with("direction", text("city"));
    let stop = step(of("wp_autocallstop", ("user", &user.id.to_string())));
    let party = step(of("wp_getabonentinfo", ("user", &user.id.to_string())));
    Some(vec![stop, step(begun), step(chain_of(user)), party])
}
