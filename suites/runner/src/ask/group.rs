//! Asking who is free behind an internal number.

use checks::ready::Ready;
use spec::decode::Format;
use spec::profile::Group;
use spec::wire::Call;

use crate::ask;
use crate::case::Stuck;
use crate::session::{Reply, Session, call};

/// `tst_getintnumberreadyusers` for a number.
pub(crate) fn ready_call(number: &str) -> Call {
    call("tst_getintnumberreadyusers").with("number", number)
}

/// The users behind a group's number, if the answer can be read.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn ready(session: &mut Session, group: &Group) -> Result<(Reply, Option<Ready>), Stuck> {
    let reply = session.ask(&ready_call(group.number.as_str())).await?;
    let ready = ask::value(&reply, Format::Group).as_ref().and_then(Ready::of);
    Ok((reply, ready))
}
