//! Where a dialled number leads, and who can be rung there now (CALL-2).

use crate::{
    CallRequest, Direction, NoEffect, Number, PbxDirection, Quirk, Refusal, Sequence, UserState,
    calls::Party, directory::Internal, lines::LineIx, world::World,
};

/// A request that has its number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToDial<'a> {
    pub(crate) number: &'a Number,
    pub(crate) direction: Option<Direction>,
    pub(crate) sequence: Sequence,
}

impl CallRequest {
    /// Without a number nothing happens (CALL-1).
    pub(crate) fn to_dial(&self) -> Result<ToDial<'_>, Refusal> {
        let number = self.number.as_ref().filter(|number| !number.as_str().is_empty());
        let number = number.ok_or(Refusal::MissingNumber)?;
        Ok(ToDial { number, direction: self.direction, sequence: self.sequence })
    }
}

/// Where a number leads, whoever is free there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Internal(Internal),
    Outside(Number),
}

impl Destination {
    pub(crate) fn direction(&self) -> PbxDirection {
        match self {
            Self::Internal(_) => PbxDirection::Internal,
            Self::Outside(_) => PbxDirection::External,
        }
    }
}

impl World {
    /// Where the call of `own` goes (CALL-2).
    pub(crate) fn destination(
        &self,
        own: LineIx,
        number: &Number,
        direction: Option<Direction>,
    ) -> Result<Destination, NoEffect> {
        let outside = || Destination::Outside(number.clone());
        match (direction, self.directory.internal(number)) {
            (Some(Direction::City), _) | (None, None) => Ok(outside()),
            (None, Some(Internal::Group(_))) if self.quirks.has(Quirk::GroupOutside) => Ok(outside()),
            (Some(Direction::Pbx), None) => Err(NoEffect::NotInternal),
            (_, Some(Internal::Line(line))) if line == own => Err(NoEffect::OwnNumber),
            (_, Some(internal)) => Ok(Destination::Internal(internal)),
        }
    }

    /// Who is rung at the destination.
    pub(crate) fn party(&self, own: LineIx, destination: Destination) -> Result<Party, NoEffect> {
        match destination {
            Destination::Internal(Internal::Line(line)) if self.is_redirected(line) => {
                self.redirected(own, line)
            }
            destination => self.party_there(own, destination),
        }
    }

    /// Who is rung for a redirected user: one redirection is followed, a second is not, so none can run in a circle.
    fn redirected(&self, own: LineIx, line: LineIx) -> Result<Party, NoEffect> {
        let number = self.user(line).redirect_to.as_ref().ok_or(NoEffect::PartyUnavailable)?;
        self.destination(own, number, None).and_then(|destination| self.party_there(own, destination))
    }

    fn party_there(&self, own: LineIx, destination: Destination) -> Result<Party, NoEffect> {
        match destination {
            Destination::Outside(number) => Ok(Party::Outside(number)),
            Destination::Internal(Internal::Line(line)) => self.ringable(line).map(|()| Party::Inside(line)),
            Destination::Internal(group @ Internal::Group(_)) => self
                .members(&group)
                .iter()
                .copied()
                .find(|&member| member != own && self.is_free(member) && !self.is_redirected(member))
                .map(Party::Inside)
                .ok_or(NoEffect::PartyBusy),
        }
    }

    /// A user on a break or away still has a telephone that rings when he is called directly; one in a task has not.
    fn ringable(&self, line: LineIx) -> Result<(), NoEffect> {
        if !self.user(line).has_telephone() || self.is_redirected(line) {
            return Err(NoEffect::PartyUnavailable);
        }
        let occupied = matches!(self.shown_state(line), UserState::Busy | UserState::Reserved);
        if occupied || !self.line(line).is_idle() { Err(NoEffect::PartyBusy) } else { Ok(()) }
    }

    fn is_redirected(&self, line: LineIx) -> bool {
        self.user(line).standing.is_redirected()
    }
}
