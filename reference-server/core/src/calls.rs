//! A session of dialling from its first ring to the end of the conversation; one session is one chain.

use std::time::Duration;

use crate::{
    ChainId, CommutationId, LineState, Moment, Number, ObjectId, PbxDirection, due::DueKey, lines::LineIx,
    users::Telephone,
};

/// Names a call inside the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CallKey(pub(crate) u64);

/// A session of dialling. Side A is the line in whose name it runs, side B the party it calls.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) chain: ChainId,
    pub(crate) object: ObjectId,
    pub(crate) created: Moment,
    pub(crate) own: LineIx,
    pub(crate) dialed: Number,
    pub(crate) direction: PbxDirection,
    pub(crate) stage: Stage,
    pub(crate) timer: Option<DueKey>,
}

/// How far the session has come (CALL-3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// `back`: the own line is rung; nobody is called yet.
    RingingOwn,
    /// The party is rung.
    RingingParty(Called, OwnLeg),
    /// `direct`: the party has answered, the own line is rung back.
    RingingBack(Called),
    /// Both sides are connected.
    Connected(Called, Talk),
}

/// The party called, and since when it was rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Called {
    pub(crate) party: Party,
    pub(crate) since: Moment,
}

/// Who can be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    Inside(LineIx),
    Outside(Number),
}

/// What the own line does while the party is rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnLeg {
    /// `direct`: it waits to be rung back.
    SetAside,
    /// `back` and consultations: it is off hook and hears the ring.
    OffHook,
}

/// A commutation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Talk {
    pub(crate) id: CommutationId,
    pub(crate) answered: Moment,
    pub(crate) flow: Flow,
}

/// Whether the parties hear each other. Time on hold does not count as talking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    Live { until: Moment },
    Held { by: Side, left: Duration },
}

/// A side of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    A,
    B,
}

impl Side {
    pub(crate) fn opposite(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

impl Call {
    /// The party called, once it is known who that is.
    pub(crate) fn called(&self) -> Option<&Called> {
        match &self.stage {
            Stage::RingingOwn => None,
            Stage::RingingParty(called, _) | Stage::RingingBack(called) | Stage::Connected(called, _) => {
                Some(called)
            }
        }
    }

    pub(crate) fn talk(&self) -> Option<&Talk> {
        match &self.stage {
            Stage::Connected(_, talk) => Some(talk),
            Stage::RingingOwn | Stage::RingingParty(..) | Stage::RingingBack(_) => None,
        }
    }

    /// The line of side B, if the party is inside.
    pub(crate) fn other(&self) -> Option<LineIx> {
        self.called().and_then(|called| match called.party {
            Party::Inside(line) => Some(line),
            Party::Outside(_) => None,
        })
    }

    /// The lines inside that take part.
    pub(crate) fn lines(&self) -> impl Iterator<Item = LineIx> + use<> {
        [Some(self.own), self.other()].into_iter().flatten()
    }

    /// Which side `line` is, if it takes part.
    pub(crate) fn side_of(&self, line: LineIx) -> Option<Side> {
        if self.own == line { Some(Side::A) } else { (self.other() == Some(line)).then_some(Side::B) }
    }

    /// The side that is rung now.
    pub(crate) fn ringing(&self) -> Option<Side> {
        match self.stage {
            Stage::RingingOwn | Stage::RingingBack(_) => Some(Side::A),
            Stage::RingingParty(..) => Some(Side::B),
            Stage::Connected(..) => None,
        }
    }

    /// The state of the line on `side` (ABON-3).
    pub(crate) fn line_state(&self, side: Side) -> LineState {
        match (&self.stage, side) {
            (Stage::RingingOwn | Stage::RingingBack(_), Side::A) | (Stage::RingingParty(..), Side::B) => {
                LineState::IncomingCall
            }
            (Stage::RingingParty(_, OwnLeg::SetAside), Side::A) => LineState::Reserved,
            (Stage::RingingParty(_, OwnLeg::OffHook), Side::A)
            | (Stage::RingingBack(_) | Stage::RingingOwn, Side::B) => LineState::HookUp,
            (Stage::Connected(_, talk), side) => match talk.flow {
                Flow::Live { .. } => LineState::Commutated,
                Flow::Held { by, .. } if by == side => LineState::Flash,
                Flow::Held { .. } => LineState::Waiting,
            },
        }
    }

    /// Whether the line on `side` is off hook: its user is busy from the answer on, not while only rung (CALL-8).
    pub(crate) fn telephone(&self, side: Side) -> Telephone {
        match self.line_state(side) {
            LineState::IncomingCall | LineState::Reserved => Telephone::Free,
            _ => Telephone::Engaged,
        }
    }
}
