//! How a call goes on: rings begin and are answered, sides are connected, held, brought back, and let go.

use crate::{
    Answers, Direction, Moment, Number, PbxDirection, Quirk, UserState,
    calls::{Call, CallKey, Called, Flow, OwnLeg, Party, Stage, Talk},
    due::Due,
    lines::LineIx,
    world::World,
};

impl World {
    /// Begins a session at `stage`; its lines are occupied from now on.
    pub(crate) fn open(&mut self, own: LineIx, dialed: &Number, direction: PbxDirection, stage: Stage) {
        self.calls_made += 1;
        let key = CallKey(self.calls_made);
        let call = Call {
            chain: self.ids.next(),
            object: self.ids.next(),
            created: self.now,
            own,
            dialed: dialed.clone(),
            direction,
            stage: stage.clone(),
            timer: None,
        };
        self.lines[own.0].active = Some(key);
        self.calls.insert(key, call);
        self.enter(key, stage);
    }

    /// What is due happens.
    pub(crate) fn happen(&mut self, key: CallKey, due: Due) {
        match due {
            Due::Answer => self.answered(key),
            Due::NoAnswer | Due::TalkOver | Due::HoldOver => self.end(key),
        }
    }

    /// Ends a session: every line it occupied is let go.
    pub(crate) fn end(&mut self, key: CallKey) {
        let Some(call) = self.calls.remove(&key) else { return };
        call.timer.into_iter().for_each(|timer| self.due.cancel(timer));
        let stays_busy = call.talk().is_some() && self.quirks.has(Quirk::BusyAfterTalk);
        for line in call.lines() {
            if stays_busy {
                self.users[line.0].standing.state = UserState::Busy;
            }
            self.let_go(line, key);
        }
    }

    /// Puts the other side on hold in the name of `line` (CALL-6).
    pub(crate) fn hold(&mut self, key: CallKey, line: LineIx) {
        let Some(by) = self.side(key, line) else { return };
        let now = self.now;
        self.set_flow(key, |flow| match flow {
            Flow::Live { until } => Flow::Held { by, left: until.since(now) },
            held @ Flow::Held { .. } => held,
        });
        let line = &mut self.lines[line.0];
        line.active = None;
        line.held = Some(key);
    }

    /// Brings a held call back in the name of `line`, which is free to talk: the same commutation goes on (CALL-6).
    pub(crate) fn resume(&mut self, key: CallKey, line: LineIx) {
        let now = self.now;
        self.set_flow(key, |flow| match flow {
            Flow::Held { left, .. } => Flow::Live { until: now.after(left) },
            live @ Flow::Live { .. } => live,
        });
        let line = &mut self.lines[line.0];
        // After a swap the call just put on hold stands here already.
        line.held = line.held.filter(|held| *held != key);
        line.active = Some(key);
    }

    /// Whoever was rung has picked up (CALL-3).
    fn answered(&mut self, key: CallKey) {
        let Some(call) = self.calls.get(&key) else { return };
        match call.stage.clone() {
            Stage::RingingOwn => self.call_on(key),
            Stage::RingingParty(called, OwnLeg::SetAside) if self.quirks.has(Quirk::NoRingBack) => {
                self.connect(key, called);
            }
            Stage::RingingParty(called, OwnLeg::SetAside) => self.enter(key, Stage::RingingBack(called)),
            Stage::RingingParty(called, OwnLeg::OffHook) | Stage::RingingBack(called) => {
                self.connect(key, called);
            }
            Stage::Connected(..) => {}
        }
    }

    /// `back`: the own line is off hook, now the number is called from it; nobody to be had there ends the session.
    fn call_on(&mut self, key: CallKey) {
        let Some(call) = self.calls.get(&key) else { return };
        let direction = match call.direction {
            PbxDirection::Internal => Direction::Pbx,
            PbxDirection::External => Direction::City,
        };
        let party = self
            .destination(call.own, &call.dialed, Some(direction))
            .and_then(|destination| self.party(call.own, destination));
        match party {
            Ok(party) => {
                self.enter(key, Stage::RingingParty(Called { party, since: self.now }, OwnLeg::OffHook));
            }
            Err(_) => self.end(key),
        }
    }

    fn connect(&mut self, key: CallKey, called: Called) {
        let flow = Flow::Live { until: self.now.after(self.times.talk) };
        let talk = Talk { id: self.ids.next(), answered: self.now, flow };
        self.enter(key, Stage::Connected(called, talk));
    }

    fn set_flow(&mut self, key: CallKey, change: impl FnOnce(Flow) -> Flow) {
        let Some(call) = self.calls.get(&key) else { return };
        if let Stage::Connected(called, talk) = &call.stage {
            let stage = Stage::Connected(called.clone(), Talk { flow: change(talk.flow), ..talk.clone() });
            self.enter(key, stage);
        }
    }

    /// Puts a call into a stage: the party's line is occupied, and the one timer of the stage runs instead of the last.
    fn enter(&mut self, key: CallKey, stage: Stage) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        let earlier = call.timer.take();
        let rung = matches!(stage, Stage::RingingParty(..));
        call.stage = stage;
        if let Some(party) = call.other().filter(|_| rung) {
            self.lines[party.0].active = Some(key);
        }
        earlier.into_iter().for_each(|timer| self.due.cancel(timer));
        self.start_timer(key);
    }

    fn start_timer(&mut self, key: CallKey) {
        let Some(call) = self.calls.get(&key) else { return };
        let (at, due) = match &call.stage {
            Stage::RingingOwn | Stage::RingingBack(_) => self.ring_ends(self.line(call.own).answers),
            Stage::RingingParty(Called { party: Party::Inside(line), .. }, _) => {
                self.ring_ends(self.line(*line).answers)
            }
            Stage::RingingParty(Called { party: Party::Outside(_), .. }, _) => {
                self.ring_ends(self.trunk.answers)
            }
            Stage::Connected(_, Talk { flow: Flow::Live { until }, .. }) => (*until, Due::TalkOver),
            Stage::Connected(_, Talk { flow: Flow::Held { .. }, .. }) => {
                (self.now.after(self.times.hold), Due::HoldOver)
            }
        };
        let timer = self.due.schedule(at, key, due);
        if let Some(call) = self.calls.get_mut(&key) {
            call.timer = Some(timer);
        }
    }

    /// How a ring that begins now will end.
    fn ring_ends(&self, answers: Answers) -> (Moment, Due) {
        let limit = self.times.ring_timeout;
        match answers {
            Answers::After(delay) if delay <= limit => (self.now.after(delay), Due::Answer),
            Answers::After(_) | Answers::Never => (self.now.after(limit), Due::NoAnswer),
        }
    }

    /// A line leaves a call: what it holds comes back, or it is free (SET-6, CALL-8).
    fn let_go(&mut self, line: LineIx, key: CallKey) {
        self.lines[line.0].forget(key);
        match (self.line(line).active, self.line(line).held) {
            (None, Some(held)) => self.resume(held, line),
            (None, None) => self.freed(line),
            (Some(_), _) => {}
        }
    }

    fn freed(&mut self, line: LineIx) {
        if !self.quirks.has(Quirk::LunchForgotten) {
            self.users[line.0].standing.freed();
        }
    }
}
