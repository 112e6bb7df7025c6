//! One sequence of changes: each is made, and then everything is looked at that can tell of it.

use std::collections::BTreeSet;
use std::time::Duration;

use checks::cite;
use checks::model::modes::{Belief, Change, Expected, Listing, Request, Standing, broken_rule};
use checks::ready::{Ready, adds_up};
use checks::state::{Doing, State};
use report_model::coverage::Coverage;
use report_model::verdict::Verdict;
use spec::ids::Citation;
use spec::profile::{Group, User, UserStateParameter};

use super::USERS;
use crate::ask::{group, stage, user};
use crate::case::{Flow, Stuck};
use crate::poll;
use crate::sequence::{Attempt, Followed};
use crate::session::{Reply, Session};
use crate::suite::stateful::story::Story;

/// One sequence while it is played.
pub(super) struct Scene<'a> {
    users: &'a [User; USERS],
    groups: Vec<Group>,
    by_both: bool,
    attempt: Attempt,
    beliefs: [Belief; USERS],
    /// What was asked for each user, and what was seen then.
    asked: [Vec<(Vec<Change>, Option<Doing>)>; USERS],
    story: Story,
    states: BTreeSet<Standing>,
    transitions: BTreeSet<(Standing, Change)>,
}

/// A statement that does not hold: on which rule it rests, what it says, and what was seen.
struct Breach {
    rule: Citation,
    expected: String,
    seen: String,
    reply: Reply,
}

/// What a look tells: the sound continuation, or what is broken.
type Told<T> = Result<Result<T, Breach>, Stuck>;

impl<'a> Scene<'a> {
    /// A sequence that begins at rest.
    pub(super) fn new(session: &Session, users: &'a [User; USERS], attempt: Attempt) -> Self {
        let profile = &session.context().profile;
        let concerned = |group: &&Group| users.iter().any(|user| group.members.contains(&user.number));
        Self {
            users,
            groups: profile.groups.iter().filter(concerned).cloned().collect(),
            by_both: profile.dialect.user_state_parameter == Some(UserStateParameter::Both),
            attempt,
            beliefs: std::array::from_fn(|_| Belief::at_rest()),
            asked: Default::default(),
            story: Story::default(),
            states: BTreeSet::new(),
            transitions: BTreeSet::new(),
        }
    }

    /// Brings the users to rest, makes the requests, and judges what shows after each, up to the first breach.
    ///
    /// # Errors
    /// If no answer comes, or one that cannot be read.
    pub(super) async fn play(
        &mut self,
        session: &mut Session,
        requests: &[Request],
    ) -> Result<Followed, Stuck> {
        let mark = session.mark();
        for user in self.users {
            to_rest(session, user, self.attempt.patience).await?;
        }
        session.forget_since(&mark);
        for (place, request) in requests.iter().enumerate() {
            if let Err(Breach { rule, expected, seen, reply }) = self.follow(session, request).await? {
                session.judge(&reply, self.story.broken(rule, &expected, &seen));
                return Ok(Followed::Broken(place));
            }
        }
        Ok(Followed::Wholly)
    }

    /// Adds what the sequence has visited.
    pub(super) fn visited(self, coverage: &mut Coverage) {
        coverage.states.names.extend(self.states.iter().map(ToString::to_string));
        let transition = |(from, change): &(Standing, Change)| format!("{from}, {change}");
        coverage.transitions.names.extend(self.transitions.iter().map(transition));
    }

    async fn follow(&mut self, session: &mut Session, request: &Request) -> Told<()> {
        let Request { who, changes } = request;
        let user = &self.users[*who];
        let before = self.beliefs[*who].clone();
        let Expected { belief, rule, .. } = before.after(changes);
        let pairs: Vec<_> = changes.iter().map(|change| change.parameter()).collect();
        let asked: Vec<String> = changes.iter().map(ToString::to_string).collect();
        self.story.step(format!("`{}` {}", user.number, asked.join("&")));
        let reply = user::set(session, user, &pairs).await?;
        if reply.status() != 200 {
            let seen = format!("status {}", reply.status());
            let expected = "200 OK, whether or not the change is made".to_owned();
            return Ok(Err(Breach { rule: cite::d("SET", 1), expected, seen, reply }));
        }
        session.judge(&reply, Verdict::holds(cite::d("SET", 1)));
        self.beliefs[*who] = belief;
        self.asked[*who].push((changes.clone(), None));
        let others = (0..USERS).filter(|other| other != who);
        for place in [*who].into_iter().chain(others) {
            if let Err(breach) = self.look_at(session, place, *who, &rule).await? {
                return Ok(Err(breach));
            }
        }
        session.judge(&reply, Verdict::holds(rule));
        self.visit(*who, &before, changes);
        for group in self.groups.clone() {
            if let Err(breach) = self.look_behind(session, &group).await? {
                return Ok(Err(breach));
            }
        }
        Ok(Ok(()))
    }

    fn visit(&mut self, who: usize, before: &Belief, changes: &[Change]) {
        self.states.extend(self.beliefs[who].certain());
        if let (Some(from), [change]) = (before.certain(), changes) {
            self.transitions.insert((from, change.kind()));
        }
    }

    /// STATE of a user, `who` having been changed last, which rests on this rule.
    async fn look_at(
        &mut self,
        session: &mut Session,
        place: usize,
        who: usize,
        rule: &Citation,
    ) -> Told<()> {
        let user = &self.users[place];
        let allowed = self.beliefs[place].clone();
        let fits = |state: &State| Doing::of_number(state.named.number).and_then(|doing| allowed.seen(doing));
        let (reply, told) = user::state(session, user).await?;
        let told = read(session, user, told)?;
        let Some(told) = told else { return Ok(Ok(())) };
        let (reply, told) = match fits(&told) {
            Some(_) => (reply, told),
            None => self.later(session, user, (reply, told), &fits).await?,
        };
        let doing = Doing::of_number(told.named.number);
        if place == who {
            self.story.seen(&told.to_string());
            self.asked[who].last_mut().into_iter().for_each(|(_, seen)| *seen = doing);
        }
        match fits(&told) {
            Some(belief) => self.beliefs[place] = belief,
            None => {
                let rule = match place == who {
                    true if self.attempt.is_shortest => broken_rule(&self.asked[who]),
                    true => rule.clone(),
                    false => cite::d("WP", 1),
                };
                let expected = format!("`{}` in {allowed}", user.number);
                return Ok(Err(Breach { rule, expected, seen: told.to_string(), reply }));
            }
        }
        if self.by_both && place == who {
            self.same_by_number(session, user, &told).await
        } else {
            Ok(Ok(()))
        }
    }

    /// Waits for a state that fits; one that comes late is SET-8's matter.
    async fn later(
        &self,
        session: &mut Session,
        user: &User,
        first: (Reply, State),
        fits: &impl Fn(&State) -> Option<Belief>,
    ) -> Result<(Reply, State), Stuck> {
        let settled = async |session: &mut Session| {
            let (reply, told) = user::state(session, user).await?;
            Ok(told.filter(|told| fits(told).is_some()).map(|told| (reply, told)))
        };
        let Some((reply, told)) = poll::until(session, self.attempt.patience, settled).await? else {
            return Ok(first);
        };
        let expected = format!("`{}` in {told} in the next answer", user.number);
        let late = self.story.broken(cite::i("SET", 8), &expected, &first.1.to_string());
        session.judge(&first.0, late);
        Ok((reply, told))
    }

    /// STATE-1, STATE-2: a user named by number is the one named by GUID.
    async fn same_by_number(&self, session: &mut Session, user: &User, told: &State) -> Told<()> {
        let reply = session.ask(&user::state_by_number(user)).await?;
        let by_number = user::told_state(&reply);
        let same = by_number.as_ref().is_some_and(|state| state.named == told.named);
        if same {
            return Ok(Ok(()));
        }
        let expected = format!("`{}` asked by number in {told}, as by GUID", user.number);
        let seen = by_number.map_or_else(|| "no readable state".to_owned(), |state| state.to_string());
        Ok(Err(Breach { rule: cite::d("STATE", 1), expected, seen, reply }))
    }

    /// READY of a group, which must say of its members what STATE says.
    async fn look_behind(&self, session: &mut Session, group: &Group) -> Told<()> {
        let (reply, ready) = group::ready(session, group).await?;
        let Some(ready) = ready else {
            let stuck = Stuck(format!("what is told of group {} cannot be read", group.number));
            return if session.is_rehearsal() { Ok(Ok(())) } else { Err(stuck) };
        };
        if let Some(breach) = self.counts(group, &ready, &reply) {
            return Ok(Err(breach));
        }
        session.judge(&reply, Verdict::holds(cite::d("READY", 3)));
        let Some((expected, seen)) = self.differs(group, &ready) else {
            session.judge(&reply, Verdict::holds(cite::d("READY", 1)));
            return Ok(Ok(()));
        };
        let agrees = async |session: &mut Session| {
            let (_, ready) = group::ready(session, group).await?;
            Ok(ready.filter(|ready| self.differs(group, ready).is_none()))
        };
        if poll::until(session, self.attempt.patience, agrees).await?.is_some() {
            session.judge(&reply, self.story.broken(cite::i("SET", 8), &expected, &seen));
            return Ok(Ok(()));
        }
        Ok(Err(Breach { rule: cite::d("READY", 1), expected, seen, reply }))
    }

    /// READY-3.
    fn counts(&self, group: &Group, ready: &Ready, reply: &Reply) -> Option<Breach> {
        let broken =
            adds_up(ready, &group.members).into_iter().find(|verdict| verdict.deviation().is_some())?;
        let deviation = broken.deviation()?;
        let expected = format!("group `{}`: {}", group.number, deviation.expected);
        Some(Breach {
            rule: broken.citation.clone(),
            expected,
            seen: deviation.seen.clone(),
            reply: reply.clone(),
        })
    }

    /// Where what is told of a group contradicts what is told of its members.
    fn differs(&self, group: &Group, ready: &Ready) -> Option<(String, String)> {
        let members =
            || self.users.iter().zip(&self.beliefs).filter(|(user, _)| group.members.contains(&user.number));
        let wrong = members().find(|(user, belief)| match belief.listing() {
            Listing::Listed => !ready.lists(&user.number),
            Listing::Unlisted => ready.lists(&user.number),
            Listing::Open => false,
        });
        let told = || format!("group `{}`: {ready}", group.number);
        if let Some((user, belief)) = wrong {
            let is = if belief.listing() == Listing::Listed { "is" } else { "is not" };
            let expected =
                format!("`{}` {is} among the free of group `{}`, in {belief}", user.number, group.number);
            return Some((expected, told()));
        }
        let only_busy = |belief: &Belief| belief.doings() == BTreeSet::from([Doing::Busy]);
        let busy = members().filter(|(_, belief)| only_busy(belief)).count();
        let counted = usize::try_from(ready.busy).is_ok_and(|counted| counted >= busy);
        (!counted).then(|| (format!("group `{}` with {busy} busy or more", group.number), told()))
    }
}

/// A state that cannot be read tells nothing; in a rehearsal none can.
fn read(session: &Session, user: &User, told: Option<State>) -> Result<Option<State>, Stuck> {
    match told {
        None if !session.is_rehearsal() => {
            Err(Stuck(format!("the state of `{}` cannot be read", user.number)))
        }
        told => Ok(told),
    }
}

/// Brings users to rest after everything. Whoever plays next brings them to rest first, and says so if it cannot be done.
pub(super) async fn all_to_rest(session: &mut Session, users: &[User]) {
    let mark = session.mark();
    for user in users {
        drop(to_rest(session, user, stage::a_change()).await);
    }
    session.forget_since(&mark);
}

/// Every way out of the modes, in the order in which one makes room for the next.
async fn to_rest(session: &mut Session, user: &User, patience: Duration) -> Flow {
    for changes in [("onlunch", "0"), ("oncallcenter", "0"), ("onredirect", "0")] {
        user::set(session, user, &[changes]).await?;
    }
    user::make(session, user, Doing::Free).await?;
    let (_, told) = user::seen_doing(session, user, Doing::Free, patience).await?;
    match told {
        Some(told) if told.is(Doing::Free) => Ok(()),
        _ if session.is_rehearsal() => Ok(()),
        _ => Err(Stuck(format!("user {} cannot be brought to rest", user.id))),
    }
}
