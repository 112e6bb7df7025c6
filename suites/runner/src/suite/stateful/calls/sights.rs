//! What is to be seen of every line after a step, and which rule is broken if something else is.

use std::time::Duration;

use checks::agree::of_one_conversation;
use checks::cite;
use checks::look::{Look, Signs};
use checks::model::calls::{Act, Phase, Session as Between, Side, Sight};
use checks::party::{Party, in_words};
use checks::ready::Ready;
use checks::state::Doing;
use report_model::verdict::Verdict;
use spec::ids::Citation;
use spec::profile::Group;

use super::scene::{Scene, Taken, now};
use crate::ask::line::{self, Glimpse};
use crate::ask::{group, stage};
use crate::case::Stuck;
use crate::margin;
use crate::poll;
use crate::session::{Reply, Session};
use crate::suite::calls::lasting::surely_until;

/// How long the signs of a conversation, or of its hold, may be behind each other. A conversation may be too short for more.
const GRACE: Duration = Duration::from_millis(300);

/// What does not hold: rules with what they ask and what was seen, and the answer that shows it.
pub(super) struct Breach {
    pub(super) broken: Vec<(Citation, String, String)>,
    pub(super) reply: Reply,
}

impl Breach {
    fn of(rule: Citation, expected: impl Into<String>, seen: impl Into<String>, reply: &Reply) -> Self {
        Self { broken: vec![(rule, expected.into(), seen.into())], reply: reply.clone() }
    }
}

/// What a look tells: nothing wrong, or what is.
pub(super) type Judged = Result<Result<(), Breach>, Stuck>;

/// Gives back a breach at once.
macro_rules! sound {
    ($judged:expr) => {
        if let Err(breach) = $judged.await? {
            return Ok(Err(breach));
        }
    };
}

impl Scene<'_> {
    /// Looks at every session, the one begun last first, then at every line that has no part in any, then at the groups.
    pub(super) async fn look_around(&mut self, session: &mut Session, taken: &Taken) -> Judged {
        for place in (0..self.dialled.len()).rev() {
            sound!(self.look_at_session(session, place, taken));
        }
        for place in 0..self.users.len() {
            if !self.takes_part(place) {
                sound!(self.at_rest(session, place, &taken.otherwise));
            }
        }
        for group in self.groups.clone() {
            sound!(self.listed(session, &group));
        }
        Ok(Ok(()))
    }

    async fn look_at_session(&mut self, session: &mut Session, place: usize, taken: &Taken) -> Judged {
        let rule = &taken.rules[place];
        let dialled = self.dialled[place].session;
        let begun = matches!(taken.step.act, Act::Start(..)) && dialled.own == taken.step.actor;
        match dialled.phase {
            Phase::Talks if begun => sound!(self.comes_to_talk(session, place, rule, taken)),
            Phase::Talks => sound!(self.goes_on(session, place, rule, taken.step.act)),
            Phase::Declined
                if rule.clause == cite::d("CALL", 7).clause
                    && dialled.side_of(taken.step.actor).is_some() =>
            {
                sound!(self.declined(session, place, taken.step.actor, rule));
            }
            _ => {}
        }
        if begun && dialled.phase == Phase::RingsBack {
            sound!(self.rings(session, place, dialled.party, rule, true));
            self.answered(session, dialled.party).await?;
        }
        for side in [Side::Party, Side::Own] {
            let line = dialled.place_of(side);
            match dialled.phase.sight(side) {
                Sight::AtRest if dialled.phase == Phase::Quiet => sound!(self.at_rest(session, line, rule)),
                Sight::AtRest => sound!(self.at_rest(session, line, &cite::d("CALL", 3))),
                Sight::Touched => sound!(self.rings(session, place, line, rule, begun)),
                Sight::Unanswered => sound!(self.has_not_answered(session, line)),
                Sight::Holding => sound!(self.holds(session, line)),
                Sight::Talking | Sight::Open => {}
            }
        }
        Ok(Ok(()))
    }

    /// Nothing of a call is seen of a line.
    async fn at_rest(&self, session: &mut Session, place: usize, rule: &Citation) -> Judged {
        let idle = &self.idle[place];
        let (glimpse, calm) = self.seen(session, place, self.wait(), |look| !look.is_touched(idle)).await?;
        if calm {
            return Ok(Ok(()));
        }
        let told = glimpse.look.chain.as_ref().map(|chain| chain.id.clone());
        let of_others = told.is_some()
            && self
                .dialled
                .iter()
                .any(|dialled| dialled.session.side_of(place).is_none() && dialled.chain == told);
        let rule = if of_others { cite::d("CHAIN", 1) } else { rule.clone() };
        let expected = format!("nothing of a call at `{}`", self.users[place].number);
        Ok(Err(Breach::of(rule, expected, glimpse.look.to_string(), &glimpse.chain)))
    }

    /// Something of a call is seen of a line.
    async fn rings(
        &mut self,
        session: &mut Session,
        place: usize,
        line: usize,
        rule: &Citation,
        begun: bool,
    ) -> Judged {
        let wait = if begun { self.for_answers(session) } else { self.wait() };
        let idle = &self.idle[line];
        let (glimpse, touched) = self.seen(session, line, wait, |look| look.is_touched(idle)).await?;
        if !touched {
            let expected = format!("a call at `{}`", self.users[line].number);
            return Ok(Err(Breach::of(rule.clone(), expected, glimpse.look.to_string(), &glimpse.chain)));
        }
        self.dialled[place].chain = glimpse.look.chain.map(|chain| chain.id);
        Ok(Ok(()))
    }

    /// CALL-3: a line that has not answered is in no conversation.
    async fn has_not_answered(&self, session: &mut Session, place: usize) -> Judged {
        let glimpse = line::look(session, &self.users[place]).await?;
        if !glimpse.look.is(Doing::Busy) && !glimpse.look.is_commutated() {
            return Ok(Ok(()));
        }
        let expected = format!("`{}` in no conversation, not having answered", self.users[place].number);
        Ok(Err(Breach::of(cite::d("CALL", 3), expected, glimpse.look.to_string(), &glimpse.state)))
    }

    /// Lets a party that answers do so, as far as it shows: how is left open.
    async fn answered(&self, session: &mut Session, place: usize) -> Result<(), Stuck> {
        self.seen(session, place, stage::WATCH.min(self.for_answers(session)), |look| look.is(Doing::Busy))
            .await?;
        Ok(())
    }

    /// CALL-7: the call that came in is gone. Another chain is another call.
    async fn declined(&self, session: &mut Session, call: usize, place: usize, rule: &Citation) -> Judged {
        let (idle, before) = (&self.idle[place], &self.dialled[call].chain);
        let gone = |look: &Look| {
            let chain = look.chain.as_ref().map(|chain| chain.id.clone());
            !look.is_called(idle) || (chain.is_some() && chain != *before)
        };
        let (glimpse, gone) = self.seen(session, place, self.wait(), gone).await?;
        let expected = format!("the declined call at `{}` gone", self.users[place].number);
        Ok(if gone {
            Ok(())
        } else {
            Err(Breach::of(rule.clone(), expected, glimpse.look.to_string(), &glimpse.chain))
        })
    }

    /// CALL-6: a flash shows (D), and holds the call (I).
    async fn holds(&self, session: &mut Session, place: usize) -> Judged {
        let (glimpse, held) = self.seen(session, place, GRACE, |look| !look.is_commutated()).await?;
        if held {
            session.judge(&glimpse.party, Verdict::holds(cite::d("CALL", 6)));
            return Ok(Ok(()));
        }
        let own = self.users[place].number.clone();
        let Glimpse { look, party, .. } = &glimpse;
        let same = self.dialled.iter().any(|dialled| dialled.commutation == commutation(look));
        let (rule, expected) = match same {
            true => (cite::d("CALL", 6), format!("a flash that shows in what `{own}` is told")),
            false => (cite::i("CALL", 6), format!("the call held: `{own}` not in state 32")),
        };
        Ok(Err(Breach::of(rule, expected, in_words(look.party.as_ref()), party)))
    }

    /// Two lines come to talk, and everything that tells of it agrees.
    async fn comes_to_talk(
        &mut self,
        session: &mut Session,
        place: usize,
        rule: &Citation,
        taken: &Taken,
    ) -> Judged {
        let Between { own, party, .. } = self.dialled[place].session;
        let mut not_yet = taken.reply.started();
        let give_up = now(session) + self.for_answers(session);
        let (sides, signs) = loop {
            let began = now(session);
            let late = began >= give_up;
            let mark = session.mark();
            let (sides, signs) = self.both(session, own, party).await?;
            if signs.any() || late {
                break (sides, signs);
            }
            session.forget_since(&mark);
            not_yet = began;
            stage::pause(session, Duration::from_millis(10)).await;
        };
        if !signs.any() {
            let called = sides[1].look.is_touched(&self.idle[party]);
            let rule = if called { cite::d("CALL", 3) } else { rule.clone() };
            let expected = format!("`{}` and `{}` talking", self.users[own].number, self.users[party].number);
            let seen = format!("{} / {}", sides[0].look, sides[1].look);
            return Ok(Err(Breach::of(rule, expected, seen, &sides[0].chain)));
        }
        self.dialled[place].surely_until = Some(surely_until(session, not_yet));
        self.goes_on(session, place, &cite::i("CALL", 8), taken.step.act).await
    }

    /// A conversation stands, the same as before, and everything that tells of it agrees.
    async fn goes_on(&mut self, session: &mut Session, place: usize, rule: &Citation, act: Act) -> Judged {
        let dialled = self.dialled[place].clone();
        let Between { own, party, .. } = dialled.session;
        let whole = async |session: &mut Session| {
            let (sides, signs) = self.both(session, own, party).await?;
            Ok(signs.all().then_some((sides, signs)))
        };
        let (sides, signs) = match poll::until(session, GRACE, whole).await? {
            Some(seen) => seen,
            None => self.both(session, own, party).await?,
        };
        let [one, other] = &sides;
        let seen = || format!("{} / {}", one.look, other.look);
        let told = commutation(&one.look);
        let another = dialled.commutation.is_some() && told != dialled.commutation;
        let freed = act == Act::MakeFree && [one, other].iter().any(|side| !side.look.is(Doing::Busy));
        let back = act != Act::Flash || [one, other].iter().all(|side| side.look.is_commutated());
        if !signs.any() || another || freed || !back {
            let expected = format!(
                "`{}` and `{}` talking as before, both busy",
                self.users[own].number, self.users[party].number
            );
            return Ok(Err(Breach::of(rule.clone(), expected, seen(), &one.party)));
        }
        let verdicts = of_one_conversation((&one.look, &self.users[own]), (&other.look, &self.users[party]));
        let broken: Vec<_> = verdicts
            .iter()
            .filter_map(|verdict| {
                let deviation = verdict.deviation()?;
                Some((verdict.citation.clone(), deviation.expected.clone(), deviation.seen.clone()))
            })
            .collect();
        if !broken.is_empty() {
            return Ok(Err(Breach { broken, reply: one.chain.clone() }));
        }
        session.judge_all(&other.party, verdicts);
        let dialled = &mut self.dialled[place];
        dialled.commutation = told;
        dialled.chain = one.look.chain.as_ref().map(|chain| chain.id.clone());
        Ok(Ok(()))
    }

    async fn both(
        &self,
        session: &mut Session,
        own: usize,
        party: usize,
    ) -> Result<([Glimpse; 2], Signs), Stuck> {
        let (one, other) = (&self.users[own], &self.users[party]);
        let sides = [line::look(session, one).await?, line::look(session, other).await?];
        let signs = Signs::of((&sides[0].look, one), (&sides[1].look, other));
        Ok((sides, signs))
    }

    /// READY-4: who talks is not listed as free, and who has no part in any call is.
    async fn listed(&self, session: &mut Session, group: &Group) -> Judged {
        let (reply, ready) = group::ready(session, group).await?;
        let Some(ready) = ready else { return Err(Stuck(format!("group {} cannot be read", group.number))) };
        if self.misplaced(group, &ready).is_none() {
            session.judge(&reply, Verdict::holds(cite::i("READY", 4)));
            return Ok(Ok(()));
        }
        let agrees = async |session: &mut Session| {
            let (_, ready) = group::ready(session, group).await?;
            Ok(ready.filter(|ready| self.misplaced(group, ready).is_none()))
        };
        let settled = poll::until(session, self.wait(), agrees).await?;
        let misplaced = self.misplaced(group, &ready).filter(|_| settled.is_none());
        let breach = |expected: String| Breach::of(cite::i("READY", 4), expected, ready.to_string(), &reply);
        Ok(misplaced.map(breach).map_or(Ok(()), Err))
    }

    /// What ought to be of the first member who is listed and should not be, or the reverse.
    fn misplaced(&self, group: &Group, ready: &Ready) -> Option<String> {
        let members =
            (0..self.users.len()).filter(|place| group.members.contains(&self.users[*place].number));
        members.into_iter().find_map(|place| {
            let number = &self.users[place].number;
            let (listed, is) = match self.sight_of(place) {
                Sight::Talking => (false, "is not"),
                Sight::AtRest if !self.takes_part(place) => (true, "is"),
                _ => return None,
            };
            let expected = || format!("`{number}` {is} among the free of group `{}`", group.number);
            (ready.lists(number) != listed).then(expected)
        })
    }

    /// Looks at a line until it is as wanted, or the time is over; whether it is.
    async fn seen(
        &self,
        session: &mut Session,
        place: usize,
        wait: Duration,
        wanted: impl Fn(&Look) -> bool,
    ) -> Result<(Glimpse, bool), Stuck> {
        let user = &self.users[place];
        let look = async |session: &mut Session| {
            let glimpse = line::look(session, user).await?;
            Ok(wanted(&glimpse.look).then_some(glimpse))
        };
        match poll::until(session, wait, look).await? {
            Some(glimpse) => Ok((glimpse, true)),
            None => {
                let glimpse = line::look(session, user).await?;
                let is = wanted(&glimpse.look);
                Ok((glimpse, is))
            }
        }
    }

    /// How long a change is waited for: not long while a conversation goes on that may end meanwhile.
    fn wait(&self) -> Duration {
        let talks = self.dialled.iter().any(|dialled| dialled.session.phase.is_conversation());
        if talks { self.patience.min(GRACE) } else { self.patience }
    }

    /// How long both lines may take to answer. While a sequence is shrunk no margin is given.
    fn for_answers(&self, session: &Session) -> Duration {
        if self.patience < margin::WHOLE {
            stage::answered_within(session)
        } else {
            stage::two_answers(session).time
        }
    }
}

fn commutation(look: &Look) -> Option<String> {
    look.party.as_ref().filter(|party| party.is_told()).map(Party::commutation)
}
