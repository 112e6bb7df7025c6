//! One sequence of calls: each step is taken, and then every line is looked at, whether it has a part in it or not.

use std::collections::BTreeSet;
use std::time::Duration;

use checks::cite;
use checks::look::Look;
use checks::model::calls::{
    Act, Phase, Sequence, Session as Between, Sight, Starter, Step, Transition, taken, visited,
};
use report_model::coverage::Coverage;
use report_model::verdict::Verdict;
use spec::ids::Citation;
use spec::profile::{Group, User};
use spec::wire::Call;

use super::sights::{Breach, Judged};
use crate::ask::{line, stage, user};
use crate::case::Stuck;
use crate::sequence::Followed;
use crate::session::{Reply, Session};
use crate::suite::stateful::story::Story;

/// One sequence while it is played.
pub(super) struct Scene<'a> {
    pub(super) users: &'a [User],
    answers: &'a [bool],
    pub(super) groups: Vec<Group>,
    pub(super) patience: Duration,
    pub(super) idle: Vec<Look>,
    pub(super) dialled: Vec<Dialled>,
    story: Story,
    states: BTreeSet<Phase>,
    transitions: BTreeSet<String>,
}

/// A session, and what has been seen of it.
#[derive(Debug, Clone)]
pub(super) struct Dialled {
    pub(super) session: Between,
    /// The chain that the lines were last told.
    pub(super) chain: Option<String>,
    /// Until when a conversation, once begun, surely lasts: counted from before it began.
    pub(super) surely_until: Option<Duration>,
    /// The commutation of the conversation, to know it again after a hold.
    pub(super) commutation: Option<String>,
}

impl Dialled {
    fn begun(own: usize, party: usize) -> Self {
        let session = Between { own, party, phase: Phase::Quiet };
        Self { session, chain: None, surely_until: None, commutation: None }
    }
}

/// A step as it has just been taken.
pub(super) struct Taken {
    pub(super) step: Step,
    pub(super) reply: Reply,
    /// What it makes of each session, in their order.
    pub(super) rules: Vec<Citation>,
    /// The rule by which lines that have no part in any session are left as they are.
    pub(super) otherwise: Citation,
}

impl<'a> Scene<'a> {
    /// A sequence that begins with every line at rest.
    pub(super) fn new(session: &Session, users: &'a [User], answers: &'a [bool], patience: Duration) -> Self {
        let concerned = |group: &&Group| users.iter().any(|user| group.members.contains(&user.number));
        Self {
            users,
            answers,
            groups: session.context().profile.groups.iter().filter(concerned).cloned().collect(),
            patience,
            idle: Vec::new(),
            dialled: Vec::new(),
            story: Story::default(),
            states: BTreeSet::from([Phase::Quiet]),
            transitions: BTreeSet::new(),
        }
    }

    /// Brings the lines to rest and takes the steps that the model knows, up to the first breach or to the time when a conversation may
    /// have ended by itself.
    ///
    /// # Errors
    /// If no answer comes.
    pub(super) async fn play(&mut self, session: &mut Session, steps: &[Step]) -> Result<Followed, Stuck> {
        self.idle = stage::at_rest(session, self.users).await?;
        // Rest is enough for other cases as soon as nobody talks; here a call that still rings would be taken for a new one.
        if let Some(place) = self.idle.iter().position(|look| look.chain.is_some()) {
            let user = &self.users[place].number;
            return Err(Stuck(format!(
                "`{user}` cannot be brought out of its last call: {}",
                self.idle[place]
            )));
        }
        for (place, step) in steps.iter().enumerate() {
            if self.may_have_ended(session) {
                break;
            }
            let Some(next) = taken(&self.sessions(), *step, self.answers) else { continue };
            let lasted = self.dialled.clone();
            let Err(Breach { broken, reply }) = self.take(session, *step, next).await? else { continue };
            if self.may_have_ended(session) || over(&lasted, now(session)) {
                return Ok(Followed::Void("conversations were over before they were looked at".to_owned()));
            }
            for (rule, expected, seen) in broken {
                session.judge(&reply, self.story.broken(rule, &expected, &seen));
            }
            return Ok(Followed::Broken(place));
        }
        Ok(Followed::Wholly)
    }

    /// Adds what the sequence has visited.
    pub(super) fn visited(self, coverage: &mut Coverage) {
        coverage.states.names.extend(self.states.iter().map(ToString::to_string));
        coverage.transitions.names.extend(self.transitions);
    }

    /// Ends what has been begun, as far as commands can: a held conversation is brought back, and then ends by itself.
    pub(super) async fn hang_up(&self, session: &mut Session) {
        let mark = session.mark();
        for between in self.sessions() {
            let call = match between.phase {
                Phase::Held(by) => line::of("wp_flash", &self.users[between.place_of(by)]),
                _ => line::of("wp_autocallstop", &self.users[between.own]),
            };
            drop(session.ask(&call).await);
        }
        session.forget_since(&mark);
    }

    /// Whether a conversation of the sequence may be over by now.
    fn may_have_ended(&self, session: &mut Session) -> bool {
        let now = now(session);
        over(&self.dialled, now)
    }

    fn sessions(&self) -> Vec<Between> {
        self.dialled.iter().map(|dialled| dialled.session).collect()
    }

    async fn take(&mut self, session: &mut Session, step: Step, next: Vec<Transition>) -> Judged {
        self.story.step(self.told(step));
        let reply = session.ask(&self.call(step)).await?;
        self.transitions.extend(visited(&self.sessions(), step, self.answers));
        if matches!(step.act, Act::Start(..)) {
            self.dialled.push(Dialled::begun(step.actor, step.party));
        }
        let mut rules = Vec::new();
        for (dialled, Transition { to, rule }) in self.dialled.iter_mut().zip(next) {
            dialled.session.phase = to;
            rules.push(rule);
        }
        let otherwise = match step.act {
            Act::Stop => cite::i("CALL", 5),
            Act::Decline => cite::i("CALL", 7),
            Act::Start(..) | Act::Flash | Act::MakeFree => cite::d("WP", 1),
        };
        let taken = Taken { step, reply, rules, otherwise };
        if session.is_rehearsal() {
            return Ok(Ok(()));
        }
        if let Err(breach) = self.look_around(session, &taken).await? {
            return Ok(Err(breach));
        }
        taken.rules.into_iter().for_each(|rule| session.judge(&taken.reply, Verdict::holds(rule)));
        self.dialled.retain(|dialled| dialled.session.phase != Phase::Quiet);
        self.states.extend(self.dialled.iter().map(|dialled| dialled.session.phase));
        self.story.seen(&self.stands());
        Ok(Ok(()))
    }

    fn told(&self, step: Step) -> String {
        let (actor, party) = (&self.users[step.actor].number, &self.users[step.party].number);
        match step.act {
            Act::Start(..) => format!("`{actor}` {} to `{party}`", step.act),
            act => format!("`{actor}` {act}"),
        }
    }

    fn stands(&self) -> String {
        let told = |between: &Between| {
            let (own, party) = (&self.users[between.own].number, &self.users[between.party].number);
            format!("`{own}` to `{party}`: {}", between.phase)
        };
        let sessions: Vec<String> = self.sessions().iter().map(told).collect();
        if sessions.is_empty() { "no session".to_owned() } else { sessions.join(", ") }
    }

    fn call(&self, step: Step) -> Call {
        let user = &self.users[step.actor];
        let command = match step.act {
            Act::Start(Starter::Autocall, _) => "wp_autocallstart",
            Act::Start(Starter::Switch, _) => "wp_switchcall",
            Act::Stop => "wp_autocallstop",
            Act::Decline => "wp_declinecall",
            Act::Flash => "wp_flash",
            Act::MakeFree => return user::change(user).with("userstateid", "1"),
        };
        let Act::Start(_, sequence) = step.act else { return line::of(command, user) };
        let call = line::dial(command, user, self.users[step.party].number.as_str());
        match sequence {
            None => call,
            Some(Sequence::Direct) => call.with("sequence", "direct"),
            Some(Sequence::Back) => call.with("sequence", "back"),
        }
    }

    /// What is to be seen of a line, and by which session.
    pub(super) fn sight_of(&self, place: usize) -> Sight {
        let sessions = self.sessions();
        let part = sessions.iter().find_map(|between| Some(between.phase.sight(between.side_of(place)?)));
        part.unwrap_or(Sight::AtRest)
    }

    /// Whether a line takes part in any session.
    pub(super) fn takes_part(&self, place: usize) -> bool {
        self.dialled.iter().any(|dialled| dialled.session.side_of(place).is_some())
    }
}

/// The time of the run.
pub(super) fn now(session: &mut Session) -> Duration {
    session.client().clock().elapsed()
}

fn over(dialled: &[Dialled], now: Duration) -> bool {
    dialled.iter().any(|dialled| dialled.surely_until.is_some_and(|until| now >= until))
}
