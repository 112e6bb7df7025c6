//! However a value is spelled, how long it is, and whatever else stands beside it, it is read alike (HTTP-4, HTTP-5, EXEC-2, PLAIN-2).

use checks::carriage::{same_however_spelled, same_whatever_is_beside};
use checks::cite;
use proptest::collection::vec;
use proptest::prelude::*;
use report_model::verdict::Verdict;
use spec::catalogue::{Carrier, Command, Effect, Parameter, Route, ValueType};
use spec::profile::{MissingFact, ProbeScript, Profile};
use spec::wire::{Call, Request, percent_encode};

use super::values;
use crate::ask::route;
use crate::case::{Case, Claim, Draft, Flow, draft};
use crate::context::Context;
use crate::generate::for_all;
use crate::session::{Reply, Session, call};

pub(super) fn cases(context: &Context) -> Vec<Case> {
    let profile = &context.profile;
    let mut cases = vec![spellings(profile), lengths(profile)];
    for command in &context.catalogue.commands {
        let routes = command.routes.iter();
        let carried = routes.filter(|route| matches!(route.effect, Effect::Reads | Effect::Scripts));
        cases.extend(carried.map(|route| {
            let what = format!("{}order_and_further_parameters_change_nothing", route::word(command, route));
            let case = property(command.name.as_str(), &what)
                .judging([cite::i("HTTP", 4)])
                .touching([route.effect])
                .claiming(route::claim(profile, command, route))
                .claiming(told_of(profile, command, route));
            beside(case, route::working(profile, command, route, None))
        }));
    }
    cases
}

fn property(command: &str, what: &str) -> Draft {
    draft("property", command, what)
}

fn echo(profile: &Profile) -> Result<String, MissingFact> {
    profile.script(ProbeScript::Echo).map(str::to_owned)
}

/// How a byte of a value is spelled in a URL (RFC 3986, section 2.1). A reserved byte is never left as it is.
#[derive(Debug, Clone, Copy)]
enum Spelling {
    AsItIs,
    UpperHex,
    LowerHex,
}

fn spelled(text: &str, spellings: &[Spelling]) -> String {
    let byte = |(byte, spelling): (u8, &Spelling)| match spelling {
        Spelling::AsItIs if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
            char::from(byte).to_string()
        }
        Spelling::LowerHex => format!("%{byte:02x}"),
        Spelling::AsItIs | Spelling::UpperHex => format!("%{byte:02X}"),
    };
    text.bytes().zip(spellings.iter().cycle()).map(byte).collect()
}

/// HTTP-5: each byte of a value may be percent-encoded or, where it is unreserved, not; the letter case of its digits says nothing. A
/// value that does not come through in its usual spelling either is another rule's matter.
fn spellings(profile: &Profile) -> Case {
    let spelling = prop::sample::select(vec![Spelling::AsItIs, Spelling::UpperHex, Spelling::LowerHex]);
    let values = (values::text(), vec(spelling, 1..20), any::<bool>());
    property("execsvcscriptplain", "any_spelling_of_a_value_is_read_alike")
        .judging([cite::i("HTTP", 5)])
        .touching([Effect::Scripts])
        .given(echo(profile))
        .run(async move |session, script: &String| {
            for_all(session, &values, async |session, (text, spellings, by_post)| {
                let request = |value: &str| {
                    let script = percent_encode(script);
                    let pairs = format!("name={script}&async=0&timeout=10&startparam1={value}");
                    if *by_post {
                        let form = Request::post("/execsvcscriptplain");
                        form.header("content-type", "application/x-www-form-urlencoded").content(pairs)
                    } else {
                        Request::get(format!("/execsvcscriptplain?{pairs}"))
                    }
                };
                let usual = session.admitted(request(&percent_encode(text)));
                let usual = session.send(&usual).await?;
                let reply = session.admitted(request(&spelled(text, spellings)));
                let reply = session.send(&reply).await?;
                session.judge(&reply, same_however_spelled(usual.response(), reply.response()));
                Ok(())
            })
            .await
        })
}

/// Judges that the output is a value, byte for byte.
fn gives(session: &mut Session, reply: &Reply, value: &str) {
    let same = reply.succeeded() && reply.body() == value.as_bytes();
    let expected = format!("the {} bytes of the value {}", value.len(), checks::words::quote(value));
    let seen = format!("status {}, {} bytes: {}", reply.status(), reply.body().len(), reply.text());
    session.expect(reply, cite::d("PLAIN", 2), same, expected, seen);
}

/// The longest value that is tried, in bytes.
const LONGEST: usize = 64 * 1024;

/// PLAIN-2: a long value comes back whole. How much a request may hold is the target's choice, so a refusal is only told.
fn lengths(profile: &Profile) -> Case {
    let edges = [1023, 1024, 4095, 8191, 8192, 16_384, 32_767, 32_768, 65_535, LONGEST];
    let length = prop_oneof![prop::sample::select(edges.to_vec()), 0..=LONGEST];
    let values = (length, prop::sample::select(vec!["x", "Ж", "<&>", "a\n", "😀"]));
    property("execsvcscriptplain", "long_values_come_back_whole")
        .judging([cite::d("PLAIN", 2), cite::u("EXEC", 9)])
        .touching([Effect::Scripts])
        .given(echo(profile))
        .run(async move |session, script: &String| {
            for_all(session, &values, async |session, (length, unit)| {
                let value = unit.repeat(length / unit.len());
                let asked =
                    call("execsvcscriptplain").with("name", script).with("async", "0").with("timeout", "10");
                let reply = session.ask(&asked.with("startparam1", &value).by(Carrier::PostForm)).await?;
                if reply.refused() {
                    let reading = format!("a value of {} bytes is refused", value.len());
                    session.judge(&reply, Verdict::observed(cite::u("EXEC", 9), reading));
                } else {
                    gives(session, &reply, &value);
                }
                Ok(())
            })
            .await
        })
}

/// The users of whom a route tells: while other cases change them, one question has many answers.
fn told_of(profile: &Profile, command: &Command, route: &Route) -> Vec<Claim> {
    let group = || profile.groups.first().into_iter().flat_map(|group| &group.members);
    let members = || group().filter_map(|number| profile.user_by_number(number));
    let told_by = |parameter: &Parameter| -> Vec<Claim> {
        match parameter.value {
            ValueType::UserId => profile.users.first().map(Claim::user).into_iter().collect(),
            ValueType::InternalNumber => members().map(Claim::user).collect(),
            _ => Vec::new(),
        }
    };
    command.parameters_of(route).flat_map(told_by).collect()
}

/// A request with its parameters in another order and further ones among them, carried in any way.
#[derive(Debug, Clone)]
struct Rearranged {
    parameters: Vec<(String, String)>,
    carrier: Carrier,
}

fn rearranged(call: &Call) -> impl Strategy<Value = Rearranged> + use<> {
    let own = call.parameters.clone();
    // Names that no edition of the document gives a meaning.
    let further = ("oktellspec-[a-z]{1,8}", values::text());
    let carrier = prop::sample::select(Carrier::ALL.to_vec());
    (vec(further, 0..4), carrier).prop_flat_map(move |(further, carrier)| {
        let all: Vec<(String, String)> = own.iter().cloned().chain(further).collect();
        Just(all).prop_shuffle().prop_map(move |parameters| Rearranged { parameters, carrier })
    })
}

fn beside(draft: Draft, call: Result<Call, MissingFact>) -> Case {
    draft.given(call).run(async |session, call: &Call| {
        // Where the plain request is answered now so and now so, no arrangement can be blamed.
        let (plain, again) = (session.ask(call).await?, session.ask(call).await?);
        if plain.status() != again.status() || plain.body() != again.body() {
            return Ok(());
        }
        // What a carrier changes is told where carriers are compared (HTTP-3, HTTP-4).
        let mut carriers = Vec::new();
        for carrier in Carrier::ALL {
            let reply = session.ask(&call.clone().by(carrier)).await?;
            carriers.extend((reply.status() == plain.status()).then_some(carrier));
        }
        for_all(session, &rearranged(call), async |session, Rearranged { parameters, carrier }| {
            if carriers.contains(carrier) {
                let call = Call { parameters: parameters.clone(), ..call.clone() }.by(*carrier);
                let reply = session.ask(&call).await?;
                session.judge(&reply, same_whatever_is_beside(plain.response(), reply.response()));
            }
            Flow::Ok(())
        })
        .await
    })
}
