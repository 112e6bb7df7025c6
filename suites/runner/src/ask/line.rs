//! Asking what a line takes part in, and acting in its name.

use checks::chain::Chain;
use checks::look::Look;
use checks::party::Party;
use spec::decode::Format;
use spec::profile::User;
use spec::wire::Call;

use crate::ask;
use crate::ask::user;
use crate::case::Stuck;
use crate::session::{Reply, Session, call};

/// A look at a user and the answers that show it.
#[derive(Debug, Clone)]
pub(crate) struct Glimpse {
    /// What was seen.
    pub look: Look,
    /// The answer that tells the chain.
    pub chain: Reply,
    /// The answer that tells the party.
    pub party: Reply,
    /// The answer that tells the state.
    pub state: Reply,
}

/// A command in the name of a user's line, by the first selector that the profile offers (WP-1).
pub(crate) fn of(command: &str, user: &User) -> Call {
    let selector = user.selectors().into_iter().next();
    selector.into_iter().fold(call(command), |call, selector| call.with(selector.parameter, selector.value))
}

/// A command that calls a number in the name of a user's line.
pub(crate) fn dial(command: &str, user: &User, number: &str) -> Call {
    of(command, user).with("number", number)
}

/// The chain of a user's line, if there is one.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn chain(session: &mut Session, user: &User) -> Result<(Reply, Option<Chain>), Stuck> {
    let reply = session.ask(&of("wp_getchaincontent", user)).await?;
    let chain = ask::value(&reply, Format::Json).as_ref().and_then(Chain::of);
    Ok((reply, chain))
}

/// What a user's line is told of itself and of the party opposite.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn party(session: &mut Session, user: &User) -> Result<(Reply, Option<Party>), Stuck> {
    let reply = session.ask(&of("wp_getabonentinfo", user)).await?;
    let party = ask::value(&reply, Format::Json).as_ref().and_then(Party::of);
    Ok((reply, party))
}

/// All that can be seen of a user now.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn look(session: &mut Session, user: &User) -> Result<Glimpse, Stuck> {
    let (chain_reply, chain) = chain(session, user).await?;
    let (party_reply, party) = party(session, user).await?;
    let (state_reply, state) = user::state(session, user).await?;
    Ok(Glimpse {
        look: Look { state, chain, party },
        chain: chain_reply,
        party: party_reply,
        state: state_reply,
    })
}
