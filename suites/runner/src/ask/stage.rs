//! Everybody at rest before a scene and after it, however it ends; and how long to wait for what.

use std::time::Duration;

use checks::look::Look;
use checks::party::Party;
use checks::state::Doing;
use spec::catalogue::Effect;
use spec::profile::User;

use super::line::{self, Glimpse};
use super::user;
use crate::case::{Flow, Stuck};
use crate::margin::{self, Awaited, Deadline};
use crate::poll;
use crate::session::Session;

/// How long a party may take to answer where the profile says nothing.
const PATIENT_PARTY: Duration = Duration::from_secs(10);

/// How long nothing is watched for that must not happen, after a sign that the target has begun to work.
pub(crate) const WATCH: Duration = Duration::from_millis(400);

/// How long one party may take to be rung and to answer.
pub(crate) fn an_answer(session: &Session) -> Deadline {
    beyond(session, answered_within(session), Awaited::Call)
}

/// How long it may take until a call between two stands: both have to answer.
pub(crate) fn two_answers(session: &Session) -> Deadline {
    beyond(session, 2 * answered_within(session), Awaited::Call)
}

/// How long a conversation may last.
pub(crate) fn a_talk(session: &Session) -> Deadline {
    beyond(session, talk_time(session), Awaited::End)
}

/// How long a change may take to be seen.
pub(crate) fn a_change() -> Duration {
    margin::WHOLE
}

/// How long it may take until somebody is seen doing what was asked for.
pub(crate) fn a_change_to(session: &Session, doing: Doing) -> Deadline {
    beyond(session, Duration::ZERO, Awaited::ChangeTo(doing))
}

/// How long it may take until a user is at rest. However often that was in vain: a call that was not to be ended may still be going on.
fn a_rest(session: &Session) -> Duration {
    talk_time(session) + margin::WHOLE
}

/// What the profile promises, and what is left of the margin beyond it.
fn beyond(session: &Session, promised: Duration, awaited: Awaited) -> Deadline {
    Deadline { time: session.context().margins.beyond(promised, awaited), awaited: Some(awaited) }
}

/// How long one party may take to be rung and to answer, by the profile.
pub(crate) fn answered_within(session: &Session) -> Duration {
    session.context().profile.calls.answer_within.unwrap_or(PATIENT_PARTY)
}

fn talk_time(session: &Session) -> Duration {
    session.context().profile.calls.talk_time.unwrap_or_default()
}

/// Brings users to rest, plays a scene, and brings them to rest again whatever comes of it. The scene is given a look at each user at
/// rest. What is done before and after decides nothing.
pub(crate) async fn play<const N: usize>(
    session: &mut Session,
    users: &[User; N],
    scene: impl AsyncFn(&mut Session, &[Look; N]) -> Flow,
) -> Flow {
    let idle = at_rest(session, users).await?;
    let idle: [Look; N] = idle.try_into().map_err(|_| Stuck("not every user was looked at".to_owned()))?;
    let flow = scene(session, &idle).await;
    // Whoever plays next brings these users to rest first, and says so if it cannot be done.
    drop(at_rest(session, users).await);
    flow
}

/// Brings users to rest, and gives a look at each.
///
/// # Errors
/// If one cannot be brought to rest, or no answer comes.
pub(crate) async fn at_rest(session: &mut Session, users: &[User]) -> Result<Vec<Look>, Stuck> {
    let mark = session.mark();
    for user in users {
        be_calm(session, user).await?;
    }
    let mut looks = Vec::new();
    for user in users {
        looks.push(rested(session, user).await?);
    }
    session.forget_since(&mark);
    Ok(looks)
}

/// Ends what a user is doing, as far as this run may do that.
async fn be_calm(session: &mut Session, user: &User) -> Flow {
    let may = |session: &Session, effect| session.context().settings.effects.contains(&effect);
    if may(session, Effect::Calls) {
        session.ask(&line::of("wp_autocallstop", user)).await?;
    }
    if may(session, Effect::State) {
        user::set(session, user, &[("onlunch", "0")]).await?;
        user::set(session, user, &[("oncallcenter", "0")]).await?;
        user::set(session, user, &[("onredirect", "0")]).await?;
        user::make(session, user, Doing::Free).await?;
    }
    Ok(())
}

/// Waits until nothing of a call is seen of a user, who is free. One who was busy when first asked is asked to be free again.
async fn rested(session: &mut Session, user: &User) -> Result<Look, Stuck> {
    let calm = async |session: &mut Session| {
        let Glimpse { look, .. } = line::look(session, user).await?;
        let told = look.party.as_ref().is_some_and(Party::is_told);
        if is_free(&look) && look.chain.is_none() && !told {
            return Ok(Some(look));
        }
        if !look.is(Doing::Free) && session.context().settings.effects.contains(&Effect::State) {
            user::make(session, user, Doing::Free).await?;
        }
        Ok(None)
    };
    if let Some(look) = poll::until(session, a_rest(session), calm).await? {
        return Ok(look);
    }
    // What an idle line is told is left open (CHAIN-6, ABON-6): free and in no conversation is rest enough.
    let Glimpse { look, .. } = line::look(session, user).await?;
    if is_free(&look) || session.is_rehearsal() {
        return Ok(look);
    }
    Err(Stuck(format!("user {} cannot be brought to rest: {look}", user.id)))
}

fn is_free(look: &Look) -> bool {
    look.is(Doing::Free) && !look.is_commutated()
}

/// Lets some time pass in which something must not happen. Nothing is waited for where nothing is really sent.
pub(crate) async fn pause(session: &Session, time: Duration) {
    if !session.is_rehearsal() {
        tokio::time::sleep(time).await;
    }
}
