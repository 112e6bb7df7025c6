//! Inside or outside (CALL-2): shown by whether a user of the system is rung.

use std::rc::Rc;

use checks::cite;
use checks::party::Party;
use spec::profile::{MissingFact, Profile, User};
use spec::wire::Call;

use super::lasting::Lasted;
use super::{Plot, comes_to, reached, stays_away, talkers};
use crate::ask::line::{self, Glimpse};
use crate::ask::{self, stage};
use crate::case::{Case, Stuck};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::margin::Deadline;
use crate::poll;
use crate::session::Session;

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    let profile = &context.profile;
    vec![
        inside("an_internal_number_is_called_inside", None, casting),
        inside("pbx_calls_inside", Some("pbx"), casting),
        super::group::is_called_inside(profile, casting),
        city_with_an_internal_number(profile, casting),
        outside("any_other_number_is_called_outside", None, context, casting),
        outside("city_calls_outside", Some("city"), context, casting),
        pbx_with_an_outside_number(profile, casting),
    ]
}

fn with_direction(call: Call, direction: Option<&str>) -> Call {
    direction.into_iter().fold(call, |call, direction| call.with("direction", direction))
}

fn inside(what: &'static str, direction: Option<&'static str>, casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing("wp_autocallstart", what, [cite::d("CALL", 2)]);
    plot.play(casting.cast([Role::Answers, Role::Silent]), async move |session, [own, other], [_, idle]| {
        let call = line::dial("wp_autocallstart", own, other.number.as_str());
        session.ask(&with_direction(call, direction)).await?;
        let expected = format!("`{}` is called inside, which is user {}", other.number, other.id);
        comes_to(session, other, idle, cite::d("CALL", 2), &expected).await.map(drop)
    })
}

/// Dialled outside, the number of a user is somebody else's. So nobody is called whose number may be an emergency's.
fn city_with_an_internal_number(profile: &Profile, casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing("wp_autocallstart", "city_leaves_internal_numbers_alone", [cite::d("CALL", 2)]);
    let users =
        outside_number(profile).and_then(|_| talkers(profile, casting, [Role::Answers, Role::Silent]));
    plot.play(users.and_then(harmless), async |session, [own, other], [_, idle]| {
        session
            .ask(&line::dial("wp_autocallstart", own, other.number.as_str()).with("direction", "city"))
            .await?;
        let expected = format!("user {} is not called: `city` is outside", other.id);
        stays_away(session, other, idle, cite::d("CALL", 2), &expected).await
    })
}

fn harmless([own, other]: [User; 2]) -> Result<[User; 2], MissingFact> {
    let number = other.number.as_str();
    if number.len() <= 3 && number.starts_with(['0', '1', '9']) {
        return Err(MissingFact::new(
            "internal number that is surely no emergency number outside",
            "[[user]] number",
        ));
    }
    Ok([own, other])
}

fn outside_number(profile: &Profile) -> Result<String, MissingFact> {
    let number = profile.calls.outside_number.clone();
    number.ok_or_else(|| MissingFact::new("number outside that may be called", "[calls] outside_number"))
}

fn outside(
    what: &'static str,
    direction: Option<&'static str>,
    context: &Context,
    casting: &Casting<'_>,
) -> Case {
    let shown = ask::shown_by(context, "wp_getchaincontent")
        .into_iter()
        .chain(ask::shown_by(context, "wp_getabonentinfo"));
    let plot = Plot::talking("wp_autocallstart", what, shown.chain([cite::d("CALL", 2)]));
    let number = outside_number(&context.profile);
    let users = number.clone().and_then(|_| talkers(&context.profile, casting, [Role::Answers]));
    let number = number.unwrap_or_default();
    plot.play_while(users, async move |session, [own], [idle]| {
        let call = line::dial("wp_autocallstart", own, &number);
        session.ask(&with_direction(call, direction)).await?;
        let expected = format!("a call to `{number}`, which is no internal number");
        match comes_to(session, own, idle, cite::d("CALL", 2), &expected).await? {
            true => judge_outside(session, own, &number).await,
            false => Ok(Lasted::Surely),
        }
    })
}

/// Once the party outside has answered, it is no user of the system, and chain and party are told in the documented shape.
async fn judge_outside(session: &mut Session, own: &User, number: &str) -> Result<Lasted, Stuck> {
    let Some(Glimpse { look, chain, party, .. }) =
        talks_outside(session, own, stage::two_answers(session)).await?
    else {
        return Ok(Lasted::TooShort);
    };
    let is_user = look.party.as_ref().and_then(Party::is_user);
    let seen = look.to_string();
    let expected = format!("`{number}` is no user of the system");
    session.expect(&party, cite::d("CALL", 2), is_user == Some(false), expected, seen);
    let route = session.route("wp_getabonentinfo", "wp_getabonentinfo")?;
    session.read(&party, &route, &cite::d("ABON", 1));
    let route = session.route("wp_getchaincontent", "wp_getchaincontent")?;
    session.read(&chain, &route, &cite::d("CHAIN", 1));
    Ok(Lasted::Surely)
}

async fn talks_outside(
    session: &mut Session,
    own: &User,
    deadline: impl Into<Deadline>,
) -> Result<Option<Glimpse>, Stuck> {
    let talks = async |session: &mut Session| {
        let glimpse = line::look(session, own).await?;
        Ok(glimpse.look.is_commutated().then_some(glimpse))
    };
    poll::until(session, deadline, talks).await
}

/// Inside there is no such number: whatever becomes of the call, nobody outside talks.
fn pbx_with_an_outside_number(profile: &Profile, casting: &Casting<'_>) -> Case {
    let plot = Plot::ringing("wp_autocallstart", "pbx_leaves_numbers_outside_alone", [cite::d("CALL", 2)]);
    let number = outside_number(profile);
    let users = number.clone().and_then(|_| talkers(profile, casting, [Role::Answers]));
    let number = number.unwrap_or_default();
    plot.play(users, async move |session, [own], [idle]| {
        session.ask(&line::dial("wp_autocallstart", own, &number).with("direction", "pbx")).await?;
        let first = reached(session, own, idle, stage::WATCH).await?;
        let talks = match first.look.is_touched(idle) {
            true => talks_outside(session, own, stage::two_answers(session)).await?,
            false => None,
        };
        let Glimpse { look, party, .. } = talks.unwrap_or(first);
        let outside =
            look.is_commutated() && look.party.as_ref().is_some_and(|party| party.number() == number);
        let expected = format!("no conversation with `{number}`, which is outside: `pbx` is inside");
        session.expect(&party, cite::d("CALL", 2), !outside, expected, look.to_string());
        Ok(())
    })
}
