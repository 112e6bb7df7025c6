//! Waiting by asking again until a deadline, never by a fixed sleep: targets take the time they take.

use std::time::Duration;

use crate::case::Stuck;
use crate::margin::Deadline;
use crate::session::Session;

/// The pause between two questions.
const PAUSE: Duration = Duration::from_millis(25);

/// Asks until the answer is there or `deadline` has passed since the beginning. The last question is asked after the deadline, so a
/// slow machine is never blamed for what already holds. Exchanges of questions in between are not kept: they would bury the rest.
///
/// # Errors
/// Those of the question.
pub(crate) async fn until<T>(
    session: &mut Session,
    deadline: impl Into<Deadline>,
    question: impl AsyncFn(&mut Session) -> Result<Option<T>, Stuck>,
) -> Result<Option<T>, Stuck> {
    let Deadline { time, awaited } = deadline.into();
    let clock = *session.client().clock();
    let give_up = clock.elapsed() + time;
    loop {
        let late = clock.elapsed() >= give_up || session.is_rehearsal();
        let mark = session.mark();
        let answer = question(session).await?;
        if answer.is_some() || late {
            if let Some(awaited) = awaited {
                session.context().margins.note(awaited, answer.is_some());
            }
            return Ok(answer);
        }
        session.forget_since(&mark);
        tokio::time::sleep(PAUSE).await;
    }
}
