//! The whole state of the exchange and the only way in: questions and commands, each with its time.

use std::collections::HashMap;

use crate::{
    AbonentInfo, CallTimes, ChainContent, Command, InvariantBroken, Moment, NoEffect, Number, Outcome, Quirk,
    Quirks, ReadyUsers, Refusal, Selectors, Setup, SetupError, StateChanges, TrunkSetup, UserQuery,
    UserState, UserStateView,
    calls::{Call, CallKey},
    directory::{Directory, Internal},
    due::DueQueue,
    groups::Group,
    ids::IdSource,
    lines::{Line, LineIx},
    users::{Telephone, User},
};

/// The exchange.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) now: Moment,
    pub(crate) quirks: Quirks,
    pub(crate) ids: IdSource,
    pub(crate) directory: Directory,
    pub(crate) users: Vec<User>,
    pub(crate) lines: Vec<Line>,
    pub(crate) groups: Vec<Group>,
    pub(crate) trunk: TrunkSetup,
    pub(crate) times: CallTimes,
    pub(crate) calls: HashMap<CallKey, Call>,
    pub(crate) calls_made: u64,
    pub(crate) due: DueQueue,
}

impl World {
    /// Builds the exchange as it stands at `now`; `seed` decides every GUID it will make.
    ///
    /// # Errors
    /// The setup contradicts itself.
    pub fn new(setup: &Setup, seed: u64, now: Moment) -> Result<Self, SetupError> {
        Self::with_quirks(setup, seed, now, Quirks::default())
    }

    /// Like [`World::new`], with `quirks` in it.
    ///
    /// # Errors
    /// The setup contradicts itself.
    pub fn with_quirks(setup: &Setup, seed: u64, now: Moment, quirks: Quirks) -> Result<Self, SetupError> {
        let directory = Directory::new(setup, quirks)?;
        let groups =
            setup.groups.iter().map(|group| Group::new(group, &directory)).collect::<Result<_, _>>()?;
        Ok(Self {
            now,
            quirks,
            ids: IdSource::seeded(seed),
            directory,
            users: setup.users.iter().map(User::new).collect(),
            lines: setup.users.iter().map(|user| Line::new(&user.line)).collect(),
            groups,
            trunk: setup.trunk.clone(),
            times: setup.times,
            calls: HashMap::new(),
            calls_made: 0,
            due: DueQueue::default(),
        })
    }

    /// Lets everything happen that is due up to `now`: rings are answered or run out, conversations end. A time before
    /// the latest one heard of counts as that one. Every question and command does this first.
    pub fn advance(&mut self, now: Moment) {
        while let Some((at, call, due)) = self.due.pop(now) {
            self.now = self.now.max(at);
            self.happen(call, due);
        }
        self.now = self.now.max(now);
    }

    /// When the next thing is due, if anything is: nothing changes by itself before that.
    #[must_use]
    pub fn next_due(&self) -> Option<Moment> {
        self.due.first()
    }

    /// Performs a command in the name of the line that the selectors determine.
    ///
    /// # Errors
    /// The selectors determine no line, or the command lacks its number; nothing happens then.
    pub fn apply(&mut self, now: Moment, who: &Selectors, command: &Command) -> Result<Outcome, Refusal> {
        self.advance(now);
        let line = self.acting_line(who)?;
        let performed = self.perform(line, command)?;
        if self.quirks.is_empty() {
            debug_assert_eq!(self.check_invariants(), Ok(()), "after {command:?}");
        }
        Ok(performed.map_or_else(Outcome::Unchanged, |()| Outcome::Done))
    }

    /// `tst_getuserstate` (STATE-1); by number, the user of that direct number or line (STATE-2).
    ///
    /// # Errors
    /// [`Refusal::UnknownUser`].
    pub fn user_state(&mut self, now: Moment, user: &UserQuery) -> Result<UserStateView, Refusal> {
        self.advance(now);
        let line = match user {
            UserQuery::Id(id) => self.directory.user(*id),
            UserQuery::Number(number) => {
                self.directory.internal(number).and_then(|internal| match internal {
                    Internal::Line(line) => Some(line),
                    Internal::Group(_) => None,
                })
            }
        };
        let invented = || self.quirks.has(Quirk::UnknownUserInvented).then_some(LineIx(0));
        let line = line.or_else(invented).ok_or(Refusal::UnknownUser)?;
        let state = self.shown_state(self.neighbour_if(Quirk::NeighboursState, line));
        let id = self.user(self.neighbour_if(Quirk::NeighboursId, line)).card.id;
        Ok(UserStateView { id, ..self.user(line).view(state) })
    }

    /// `tst_getintnumberreadyusers` (READY-1); a direct number answers as a group of one.
    ///
    /// # Errors
    /// [`Refusal::UnknownNumber`].
    pub fn ready_users(&mut self, now: Moment, number: &Number) -> Result<ReadyUsers, Refusal> {
        self.advance(now);
        let internal =
            self.directory.internal(number).ok_or_else(|| Refusal::UnknownNumber(number.clone()))?;
        Ok(self.count_members(number, &internal))
    }

    /// `wp_getchaincontent` (CHAIN-1); `None` for a line in no chain.
    ///
    /// # Errors
    /// The selectors determine no line.
    pub fn chain_content(&mut self, now: Moment, who: &Selectors) -> Result<Option<ChainContent>, Refusal> {
        self.advance(now);
        let line = self.directory.line(who)?;
        Ok(self.visible_call(line).map(|call| self.chain(call)))
    }

    /// `wp_getabonentinfo` (ABON-1).
    ///
    /// # Errors
    /// The selectors determine no line.
    pub fn abonent_info(&mut self, now: Moment, who: &Selectors) -> Result<AbonentInfo, Refusal> {
        self.advance(now);
        let line = self.directory.line(who)?;
        Ok(AbonentInfo { abonent: self.opposite(line), line_state: self.line_state(line) })
    }

    /// Whether the state agrees with itself. Every command ends with this in debug builds.
    ///
    /// # Errors
    /// The first disagreement found: a fault of the model, never of a command.
    pub fn check_invariants(&self) -> Result<(), InvariantBroken> {
        crate::invariants::check(self)
    }

    fn perform(&mut self, line: LineIx, command: &Command) -> Result<Result<(), NoEffect>, Refusal> {
        Ok(match command {
            Command::SetUserState(changes) => self.set_user_state(line, changes),
            Command::AutocallStart(request) => self.autocall_start(line, request.to_dial()?),
            Command::SwitchCall(request) => self.switch_call(line, request.to_dial()?),
            Command::AutocallStop => self.autocall_stop(line),
            Command::Flash => self.flash(line),
            Command::DeclineCall => self.decline_call(line),
        })
    }

    fn set_user_state(&mut self, line: LineIx, changes: &StateChanges) -> Result<(), NoEffect> {
        if self.quirks.has(Quirk::ReadyEndsTalk) && changes.state == Some(UserState::Ready) {
            self.line(line).current().into_iter().for_each(|key| self.end(key));
        }
        let telephone = self.telephone(line);
        let quirks = self.quirks;
        let standing = &mut self.users[line.0].standing;
        let before = standing.clone();
        standing.change(changes, telephone, quirks);
        if *standing == before { Err(NoEffect::StateStands) } else { Ok(()) }
    }
}

/// What the parts of the model read of one another.
impl World {
    pub(crate) fn user(&self, line: LineIx) -> &User {
        &self.users[line.0]
    }

    pub(crate) fn line(&self, line: LineIx) -> &Line {
        &self.lines[line.0]
    }

    pub(crate) fn current_call(&self, line: LineIx) -> Option<&Call> {
        self.calls.get(&self.line(line).current()?)
    }

    /// The call whose chain the line is shown.
    fn visible_call(&self, line: LineIx) -> Option<&Call> {
        let own = self.current_call(line);
        if self.quirks.has(Quirk::CalleeSeesNoChain) {
            return own.filter(|call| call.own == line);
        }
        own.or_else(|| self.calls.values().next().filter(|_| self.quirks.has(Quirk::StrangeChain)))
    }

    /// The line, or the one after it if the quirk is there.
    fn neighbour_if(&self, quirk: Quirk, line: LineIx) -> LineIx {
        if self.quirks.has(quirk) { LineIx((line.0 + 1) % self.lines.len()) } else { line }
    }

    /// The line that acts for the selectors (WP-1).
    fn acting_line(&self, who: &Selectors) -> Result<LineIx, Refusal> {
        self.directory.line(who).map(|line| self.neighbour_if(Quirk::NeighbourActs, line))
    }

    /// Whether the line is off hook in any call, held ones included.
    pub(crate) fn telephone(&self, line: LineIx) -> Telephone {
        let Line { active, held, .. } = self.line(line);
        let engages =
            |call: &Call| call.side_of(line).is_some_and(|side| call.telephone(side) == Telephone::Engaged);
        let engaged = [active, held].into_iter().flatten().filter_map(|key| self.calls.get(key)).any(engages);
        if engaged { Telephone::Engaged } else { Telephone::Free }
    }

    pub(crate) fn shown_state(&self, line: LineIx) -> UserState {
        let telephone =
            if self.quirks.has(Quirk::TalkIsNotBusy) { Telephone::Free } else { self.telephone(line) };
        self.user(line).shown_state(telephone)
    }
}
