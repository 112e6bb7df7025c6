//! Asking for a user's state, and changing it.

use checks::state::{Doing, State};
use spec::decode::Format;
use spec::profile::{User, UserStateParameter};
use spec::wire::Call;

use crate::ask::{self, stage};
use crate::case::Stuck;
use crate::margin::Deadline;
use crate::poll;
use crate::session::{Reply, Session, call};

/// `tst_getuserstate` for a user, by the parameter that the target understands (STATE-2).
pub(crate) fn state_call(session: &Session, user: &User) -> Call {
    match session.context().profile.dialect.user_state_parameter {
        Some(UserStateParameter::Number) => state_by_number(user),
        Some(UserStateParameter::IdUser | UserStateParameter::Both) | None => state_by_id(user),
    }
}

/// `tst_getuserstate` by GUID, as in the document's example.
pub(crate) fn state_by_id(user: &User) -> Call {
    call("tst_getuserstate").with("iduser", user.id.to_string())
}

/// `tst_getuserstate` by direct number, as in the document's table.
pub(crate) fn state_by_number(user: &User) -> Call {
    call("tst_getuserstate").with("number", user.number.as_str())
}

/// The state that an answer tells, if it can be read.
pub(crate) fn told_state(reply: &Reply) -> Option<State> {
    ask::value(reply, Format::Mapper).as_ref().and_then(State::of)
}

/// A user's state, if it can be read.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn state(session: &mut Session, user: &User) -> Result<(Reply, Option<State>), Stuck> {
    let reply = session.ask(&state_call(session, user)).await?;
    let state = told_state(&reply);
    Ok((reply, state))
}

/// `wp_setuserstate` for a user, with nothing to change yet.
pub(crate) fn change(user: &User) -> Call {
    call("wp_setuserstate").with("user", user.id.to_string())
}

/// Asks to make a user do something.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn make(session: &mut Session, user: &User, doing: Doing) -> Result<Reply, Stuck> {
    session.ask(&change(user).with("userstateid", doing.parameter())).await
}

/// Asks to change modes or state of a user: pairs of parameter and value.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn set(
    session: &mut Session,
    user: &User,
    changes: &[(&str, &str)],
) -> Result<Reply, Stuck> {
    let call = changes.iter().fold(change(user), |call, (name, value)| call.with(*name, *value));
    session.ask(&call).await
}

/// Waits until a user is seen doing what was just asked for. The last answer, whatever it tells, if that never comes.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn comes_to_do(
    session: &mut Session,
    user: &User,
    doing: Doing,
) -> Result<(Reply, Option<State>), Stuck> {
    let deadline = stage::a_change_to(session, doing);
    seen_doing(session, user, doing, deadline).await
}

/// Waits until a user is seen doing something. The last answer, whatever it tells, if that never comes.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn seen_doing(
    session: &mut Session,
    user: &User,
    doing: Doing,
    deadline: impl Into<Deadline>,
) -> Result<(Reply, Option<State>), Stuck> {
    let done = async |session: &mut Session| {
        let (reply, told) = state(session, user).await?;
        Ok(told.filter(|told| told.is(doing)).map(|told| (reply, Some(told))))
    };
    match poll::until(session, deadline, done).await? {
        Some(seen) => Ok(seen),
        None => state(session, user).await,
    }
}
