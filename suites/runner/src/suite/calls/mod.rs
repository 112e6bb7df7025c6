//! Calls as they show (CALL-1 to CALL-9, CHAIN, ABON): users who answer talk, users who let it ring keep a call where it can be seen.

mod control;
mod direction;
mod group;
pub(super) mod lasting;
mod order;
mod redirection;
pub(super) mod talk;
mod told;

use std::rc::Rc;
use std::time::{Duration, UNIX_EPOCH};

use checks::look::{Look, is_left_alone, is_reached};
use driver::wall_clock;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::{MissingFact, Profile, User};

use self::lasting::Lasted;
use crate::ask::line::{self, Glimpse};
use crate::ask::stage;
use crate::case::{Case, Flow, Stuck, draft};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::margin::Deadline;
use crate::poll;
use crate::session::Session;

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    [
        talk::cases(context, casting),
        told::cases(context, casting),
        control::cases(context, casting),
        direction::cases(context, casting),
        order::cases(casting),
        redirection::cases(casting),
    ]
    .concat()
}

/// What a case of this suite is called, what it judges and how long it takes.
struct Plot {
    command: &'static str,
    what: &'static str,
    rules: Vec<Citation>,
    lasting: Duration,
}

impl Plot {
    /// A case with a call that rings, but is never talked in.
    fn ringing(command: &'static str, what: &'static str, rules: impl IntoIterator<Item = Citation>) -> Self {
        Self { command, what, rules: rules.into_iter().collect(), lasting: Duration::from_millis(800) }
    }

    /// A case with a conversation that lasts until the party hangs up.
    fn talking(command: &'static str, what: &'static str, rules: impl IntoIterator<Item = Citation>) -> Self {
        Self { lasting: Duration::from_millis(2500), ..Self::ringing(command, what, rules) }
    }

    /// The case: its users are at rest before and after.
    fn play<const N: usize>(
        self,
        users: Result<[User; N], MissingFact>,
        scene: impl AsyncFn(&mut Session, &[User; N], &[Look; N]) -> Flow + 'static,
    ) -> Case {
        draft("calls", self.command, self.what)
            .judging(self.rules)
            .touching([Effect::Calls])
            .lasting(self.lasting)
            .starring(users)
            .run(async move |session, users: &[User; N]| {
                stage::play(session, users, async |session, idle| scene(session, users, idle).await).await
            })
    }
}

impl Plot {
    /// The case: a conversation is part of it, and it is played again if that was over too soon.
    fn play_while<const N: usize>(
        self,
        users: Result<[User; N], MissingFact>,
        scene: impl AsyncFn(&mut Session, &[User; N], &[Look; N]) -> Result<Lasted, Stuck> + 'static,
    ) -> Case {
        self.play(users, async move |session, users, idle| {
            lasting::played(session, users, async |session| scene(session, users, idle).await).await
        })
    }
}

/// Users for a conversation, which only its parties can end: so it must be known that they do.
pub(super) fn talkers<const N: usize>(
    profile: &Profile,
    casting: &Casting<'_>,
    roles: [Role; N],
) -> Result<[User; N], MissingFact> {
    let ends = profile.calls.talk_time.map(drop);
    ends.ok_or_else(|| {
        MissingFact::new("time after which a conversation ends by itself", "[calls] talk_time")
    })?;
    casting.cast_at_length(roles)
}

/// Waits for the end of a second: what begins then and goes on in the next stands in the chain with different times, which tell whether
/// the trace is in their order (CHAIN-2). Where the target's clock does not run with ours, it is left to chance.
async fn late_in_a_second(session: &mut Session) {
    const LATE: Duration = Duration::from_millis(900);
    let now = wall_clock().duration_since(UNIX_EPOCH).unwrap_or_default();
    let into_the_second = Duration::from_nanos(now.subsec_nanos().into());
    let left = LATE.checked_sub(into_the_second).unwrap_or(LATE + Duration::from_secs(1) - into_the_second);
    stage::pause(session, left).await;
}

/// Waits until a call has come to a user; the last look if it never does.
pub(super) async fn reached(
    session: &mut Session,
    user: &User,
    idle: &Look,
    deadline: impl Into<Deadline>,
) -> Result<Glimpse, Stuck> {
    let touched = async |session: &mut Session| {
        let glimpse = line::look(session, user).await?;
        Ok(glimpse.look.is_touched(idle).then_some(glimpse))
    };
    match poll::until(session, deadline, touched).await? {
        Some(glimpse) => Ok(glimpse),
        None => line::look(session, user).await,
    }
}

/// Judges that a call comes to a user. Whether it did.
async fn comes_to(
    session: &mut Session,
    user: &User,
    idle: &Look,
    citation: Citation,
    expected: &str,
) -> Result<bool, Stuck> {
    let deadline = stage::two_answers(session);
    let glimpse = reached(session, user, idle, deadline).await?;
    session.judge(&glimpse.chain, is_reached(citation, &glimpse.look, idle, expected));
    Ok(glimpse.look.is_touched(idle))
}

/// Judges that no call comes to a user while it is watched.
async fn stays_away(
    session: &mut Session,
    user: &User,
    idle: &Look,
    citation: Citation,
    expected: &str,
) -> Flow {
    let glimpse = reached(session, user, idle, stage::WATCH).await?;
    session.judge(&glimpse.chain, is_left_alone(citation, &glimpse.look, idle, expected));
    Ok(())
}

/// Waits until nothing of a call is seen of a user any more; the last look if that never comes.
async fn left(
    session: &mut Session,
    user: &User,
    idle: &Look,
    deadline: impl Into<Deadline>,
) -> Result<Glimpse, Stuck> {
    let calm = async |session: &mut Session| {
        let glimpse = line::look(session, user).await?;
        Ok((!glimpse.look.is_touched(idle)).then_some(glimpse))
    };
    match poll::until(session, deadline, calm).await? {
        Some(glimpse) => Ok(glimpse),
        None => line::look(session, user).await,
    }
}
