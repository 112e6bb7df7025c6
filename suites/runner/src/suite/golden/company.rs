//! The two users of a fixed case that acts, and what goes on between them when it is asked.

use std::time::Duration;

use checks::look::Look;
use spec::catalogue::Scene;
use spec::profile::{Cast, MissingFact, Profile, User};

use super::super::calls::lasting;
use super::super::calls::{reached, talk, talkers};
use crate::ask::{line, stage};
use crate::case::{Claim, Flow, Stuck};
use crate::casting::{Casting, Role};
use crate::session::Session;

/// The actor, the other, and their scene.
#[derive(Debug)]
pub(super) struct Company {
    scene: Scene,
    users: [User; 2],
}

impl Company {
    /// Users fit for a scene.
    pub(super) fn cast(scene: Scene, profile: &Profile, casting: &Casting<'_>) -> Result<Self, MissingFact> {
        let users = match scene {
            Scene::Rest | Scene::Calling => casting.cast([Role::Answers, Role::Silent]),
            Scene::Called => casting.cast([Role::Silent, Role::Answers]),
            Scene::Talking => talkers(profile, casting, [Role::Answers, Role::Answers]),
        };
        Ok(Self { scene, users: users? })
    }

    /// About how long a scene takes.
    pub(super) fn lasting(scene: Scene) -> Duration {
        match scene {
            Scene::Rest => Duration::from_millis(200),
            Scene::Calling | Scene::Called => Duration::from_millis(800),
            Scene::Talking => Duration::from_millis(2500),
        }
    }

    /// The users as placeholders name them.
    pub(super) fn as_cast(&self) -> Cast<'_> {
        let [actor, other] = &self.users;
        Cast { actor, other }
    }

    /// What nobody else may touch meanwhile.
    pub(super) fn claims(&self) -> [Claim; 2] {
        [Claim::user(&self.users[0]), Claim::user(&self.users[1])]
    }

    /// Whether the scene goes on for a while, whatever is asked in it.
    pub(super) fn lasts(&self) -> bool {
        self.scene == Scene::Talking
    }

    /// Sets the scene, asks in it, and brings both to rest again.
    pub(super) async fn play(&self, session: &mut Session, ask: impl AsyncFn(&mut Session) -> Flow) -> Flow {
        let [actor, other] = &self.users;
        stage::play(session, &self.users, async |session, [actor_idle, other_idle]| {
            match self.scene {
                Scene::Rest => {}
                Scene::Calling => ring(session, actor, other, other_idle).await?,
                Scene::Called => ring(session, other, actor, actor_idle).await?,
                Scene::Talking => return self.talk(session, &ask).await,
            }
            ask(session).await
        })
        .await
    }

    async fn talk(&self, session: &mut Session, ask: &impl AsyncFn(&mut Session) -> Flow) -> Flow {
        let [actor, other] = &self.users;
        if session.is_rehearsal() {
            return ask(session).await;
        }
        lasting::played(session, &self.users, async |session| {
            let talk = talk::begin(session, actor, other).await?;
            ask(session).await?;
            take_back(session, actor).await?;
            Ok(talk.lasts(session))
        })
        .await
    }
}

/// Takes back a call that is held after an odd number of flashes: one that is held does not end (CALL-6).
async fn take_back(session: &mut Session, user: &User) -> Flow {
    let look = line::look(session, user).await?.look;
    if look.chain.is_some() && !look.is_commutated() {
        session.ask(&line::of("wp_flash", user)).await?;
    }
    Ok(())
}

/// Calls one user in the name of another, until it rings.
async fn ring(session: &mut Session, from: &User, to: &User, idle: &Look) -> Flow {
    session.ask(&line::dial("wp_autocallstart", from, to.number.as_str())).await?;
    let glimpse = reached(session, to, idle, stage::two_answers(session)).await?;
    if glimpse.look.is_touched(idle) || session.is_rehearsal() {
        return Ok(());
    }
    Err(Stuck(format!("a call in the name of user {} is not seen at user {} in time", from.id, to.id)))
}
