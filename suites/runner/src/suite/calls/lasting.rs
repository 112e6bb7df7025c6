//! Scenes in a conversation, which ends by itself: what may have been over before it was looked at proves nothing, and is played again.

use std::time::Duration;

use spec::profile::User;

use crate::ask::stage;
use crate::case::{Flow, Stuck};
use crate::session::Session;

/// How often a scene is played whose conversation was over too soon.
const TRIES: usize = 3;

/// Whether the conversation of a scene lasted as long as the scene needed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasted {
    /// It did.
    Surely,
    /// It may have been over: what was seen to hold holds, but a breach may be none.
    Perhaps,
    /// It did not: the scene has shown nothing.
    TooShort,
}

/// Plays a scene, and again if its conversation was over too soon.
///
/// # Errors
/// That of the scene, or that no conversation lasted long enough.
pub(crate) async fn played(
    session: &mut Session,
    users: &[User],
    scene: impl AsyncFn(&mut Session) -> Result<Lasted, Stuck>,
) -> Flow {
    for _ in 0..TRIES {
        let mark = session.mark();
        let lasted = scene(session).await?;
        let void = lasted == Lasted::TooShort || (lasted == Lasted::Perhaps && session.broken_since(&mark));
        if !void || session.is_rehearsal() {
            return Ok(());
        }
        session.cut_since(&mark);
        stage::at_rest(session, users).await?;
    }
    Err(Stuck(format!(
        "in {TRIES} tries no conversation came about that could be looked at before it was over"
    )))
}

/// The time of the run until which a conversation surely lasts that had not begun at another.
pub(crate) fn surely_until(session: &Session, not_yet: Duration) -> Duration {
    let talk = session.context().profile.calls.talk_time.unwrap_or_default();
    // A tenth is left to clocks that do not run alike.
    not_yet + talk * 9 / 10
}
