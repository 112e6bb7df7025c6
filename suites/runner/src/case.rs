//! A case: a name, the rules it judges, what it touches, and what it does.

use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use futures::future::LocalBoxFuture;
use spec::catalogue::Effect;
use spec::ids::{CaseName, Citation};
use spec::profile::{Group, MissingFact, User};

use crate::context::{Context, DoorKind};
use crate::session::Session;

/// Why a case cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Stuck(pub String);

/// How a body ends.
pub type Flow = Result<(), Stuck>;

type Body = Rc<dyn for<'a> Fn(&'a mut Session) -> LocalBoxFuture<'a, Flow>>;

/// Something of the target that only one case at a time may touch.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Claim(String);

impl Claim {
    /// A user with line, state and calls.
    pub fn user(user: &User) -> Self {
        Self(format!("user-{}", user.id))
    }

    /// The states of a group's members, as far as they count.
    pub fn group(group: &Group) -> Self {
        Self(format!("group-{}", group.number))
    }

    /// Something else, by name.
    pub fn named(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The claim's name, fit for a file name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A case, ready to run or known not to be run.
#[derive(Clone)]
pub struct Case {
    /// Its name: `suite::command::what`.
    pub name: CaseName,
    /// The rules that it can judge.
    pub citations: Vec<Citation>,
    /// What it does to the target.
    pub effects: BTreeSet<Effect>,
    /// What nobody else may touch meanwhile.
    pub claims: BTreeSet<Claim>,
    /// The entrance it uses.
    pub door: DoorKind,
    /// About how long it takes; long ones begin first.
    pub lasting: Duration,
    /// Whether it looks for what requests do to each other.
    pub hunts_interference: bool,
    /// What to do, or why nothing is done.
    pub action: Action,
}

/// What a case does.
#[derive(Clone)]
pub enum Action {
    /// It asks and judges.
    Run(Body),
    /// It is not run, for this reason.
    Skip(String),
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("name", &self.name).field("claims", &self.claims).finish_non_exhaustive()
    }
}

/// A case in the making.
#[derive(Debug)]
pub struct Draft {
    name: CaseName,
    citations: Vec<Citation>,
    effects: BTreeSet<Effect>,
    claims: BTreeSet<Claim>,
    door: DoorKind,
    lasting: Duration,
    hunts_interference: bool,
}

/// Begins a case `suite::command::what`.
pub fn draft(suite: &str, command: &str, what: &str) -> Draft {
    Draft {
        name: CaseName::new(format!("{suite}::{command}::{what}")),
        citations: checks::always::citations().into(),
        effects: BTreeSet::new(),
        claims: BTreeSet::new(),
        door: DoorKind::Any,
        lasting: Duration::ZERO,
        hunts_interference: false,
    }
}

impl Draft {
    /// The rules that the case judges.
    #[must_use]
    pub fn judging(mut self, citations: impl IntoIterator<Item = Citation>) -> Self {
        self.citations.extend(citations);
        self
    }

    /// What the case does to the target besides reading.
    #[must_use]
    pub fn touching(mut self, effects: impl IntoIterator<Item = Effect>) -> Self {
        self.effects.extend(effects);
        self
    }

    /// What nobody else may touch meanwhile.
    #[must_use]
    pub fn claiming(mut self, claims: impl IntoIterator<Item = Claim>) -> Self {
        self.claims.extend(claims);
        self
    }

    /// The entrance that the case needs.
    #[must_use]
    pub fn through(mut self, door: DoorKind) -> Self {
        self.door = door;
        self
    }

    /// About how long the case takes.
    #[must_use]
    pub fn lasting(mut self, time: Duration) -> Self {
        self.lasting = time;
        self
    }

    /// The case looks for what requests do to each other. Among other cases its bait may be taken by one of them, so it is run alone as
    /// well once another case has failed in company and not alone.
    #[must_use]
    pub fn hunting_interference(mut self) -> Self {
        self.hunts_interference = true;
        self
    }

    /// The facts of the profile that the case needs; without them it is skipped.
    pub fn given<T>(self, facts: Result<T, MissingFact>) -> Given<T> {
        Given { draft: self, facts }
    }

    /// The users that the case needs, each claimed for itself.
    pub fn starring<const N: usize>(self, cast: Result<[User; N], MissingFact>) -> Given<[User; N]> {
        let claims: Vec<Claim> = cast.iter().flatten().map(Claim::user).collect();
        self.claiming(claims).given(cast)
    }

    /// The case, if nothing but the catalogue is needed for it.
    pub fn run<F>(self, body: F) -> Case
    where
        F: AsyncFn(&mut Session, &()) -> Flow + 'static,
    {
        self.given(Ok(())).run(body)
    }

    fn with(self, action: Action) -> Case {
        Case {
            name: self.name,
            citations: self.citations,
            effects: self.effects,
            claims: self.claims,
            door: self.door,
            lasting: self.lasting,
            hunts_interference: self.hunts_interference,
            action,
        }
    }
}

/// A case in the making with the facts it needs.
#[derive(Debug)]
pub struct Given<T> {
    draft: Draft,
    facts: Result<T, MissingFact>,
}

impl<T: 'static> Given<T> {
    /// The case: `body` is run with the facts.
    pub fn run<F>(self, body: F) -> Case
    where
        F: AsyncFn(&mut Session, &T) -> Flow + 'static,
    {
        match self.facts {
            Ok(facts) => {
                let shared = Rc::new((body, facts));
                let body: Body = Rc::new(move |session| {
                    let shared = Rc::clone(&shared);
                    Box::pin(async move { (shared.0)(session, &shared.1).await })
                });
                self.draft.with(Action::Run(body))
            }
            Err(missing) => self.draft.with(Action::Skip(missing.to_string())),
        }
    }
}

impl Case {
    /// The same case, skipped where the run may not do what it does or the target lacks the entrance.
    pub(crate) fn admitted(mut self, context: &Context) -> Self {
        if let Action::Run(_) = self.action
            && let Some(reason) = self.obstacle(context)
        {
            self.action = Action::Skip(reason);
        }
        self
    }

    fn obstacle(&self, context: &Context) -> Option<String> {
        let named = |effect: &Effect| match effect {
            Effect::Reads => "read",
            Effect::Scripts => "run scripts (--effects scripts)",
            Effect::State => "change users' states (--effects state)",
            Effect::Calls => "place calls (--effects calls)",
            Effect::Uploads => "store files (--effects uploads)",
        };
        if let Some(effect) = self.effects.iter().find(|effect| !context.permits(**effect)) {
            return Some(format!("this run may not {}", named(effect)));
        }
        context.doors.get(self.door).err().map(str::to_owned)
    }
}
