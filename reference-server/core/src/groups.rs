//! Who of a group is free and who is busy (READY-1).

use std::{collections::HashSet, slice};

use crate::{
    GroupSetup, Number, Quirk, ReadyUsers, SetupError, UserState,
    directory::{Directory, Internal},
    lines::LineIx,
    world::World,
};

/// A group: its members in the order in which they are rung.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) members: Vec<LineIx>,
}

/// How a member counts in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    Ready,
    Busy,
    /// Disconnected, without a telephone, on a break or away: neither (READY-5 leaves it open).
    Neither,
}

impl Group {
    pub(crate) fn new(setup: &GroupSetup, directory: &Directory) -> Result<Self, SetupError> {
        let mut seen = HashSet::new();
        let mut members = Vec::with_capacity(setup.members.len());
        for member in &setup.members {
            let Some(Internal::Line(line)) = directory.internal(member) else {
                return Err(SetupError::UnknownMember {
                    group: setup.number.clone(),
                    member: member.clone(),
                });
            };
            if !seen.insert(line) {
                return Err(SetupError::RepeatedMember {
                    group: setup.number.clone(),
                    member: member.clone(),
                });
            }
            members.push(line);
        }
        Ok(Self { members })
    }
}

impl World {
    /// The members behind an internal number; a direct number is a group of one.
    pub(crate) fn members<'a>(&'a self, internal: &'a Internal) -> &'a [LineIx] {
        match internal {
            Internal::Group(place) => &self.groups[*place].members,
            Internal::Line(line) => slice::from_ref(line),
        }
    }

    pub(crate) fn count_members(&self, number: &Number, internal: &Internal) -> ReadyUsers {
        let mut answer = ReadyUsers { number: number.clone(), ready: Vec::new(), busy: 0 };
        for &line in self.members(internal) {
            match self.counted(line) {
                Counted::Ready => answer.ready.push(self.user(line).number.clone()),
                Counted::Busy => answer.busy += 1,
                Counted::Neither => {}
            }
        }
        if self.quirks.has(Quirk::LastFreeOmitted) {
            answer.ready.pop();
        }
        let stranger = (0..self.lines.len()).map(LineIx).find(|line| !self.members(internal).contains(line));
        let listed = stranger.filter(|_| self.quirks.has(Quirk::StrangerListed));
        answer.ready.extend(listed.map(|line| self.user(line).number.clone()));
        answer
    }

    /// Whether the user is ready and his line takes part in no call.
    pub(crate) fn is_free(&self, line: LineIx) -> bool {
        self.counted(line) == Counted::Ready
    }

    fn counted(&self, line: LineIx) -> Counted {
        match self.shown_state(line) {
            UserState::Ready if self.line(line).is_idle() => Counted::Ready,
            UserState::Busy if self.quirks.has(Quirk::BusyListed) => Counted::Ready,
            UserState::Break | UserState::Away if self.quirks.has(Quirk::BreakListed) => Counted::Ready,
            UserState::Ready | UserState::Busy | UserState::Reserved => Counted::Busy,
            UserState::Disconnected | UserState::Break | UserState::Away | UserState::NoPhone => {
                Counted::Neither
            }
        }
    }
}
