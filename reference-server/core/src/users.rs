//! A user: who he is, what he is doing apart from telephoning, and which modes are on (SET).
//!
//! A conversation is not kept here. While a line is engaged its user is seen as busy, and what he was doing before
//! comes into view again afterwards (CALL-8).

use crate::{LunchReason, Number, Switch, UserCard, UserSetup, UserState, UserStateView};

/// A user of the exchange.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) card: UserCard,
    pub(crate) number: Number,
    pub(crate) department: String,
    pub(crate) redirect_to: Option<Number>,
    pub(crate) standing: Standing,
}

/// What `wp_setuserstate` works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The state apart from any conversation.
    pub(crate) state: UserState,
    pub(crate) mode: Mode,
}

/// The modes: redirection exists only outside the call-centre mode, lunch only inside it (SET-4, SET-6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Ordinary { redirect: Switch },
    CallCentre { lunch: Lunch },
}

/// The lunch mode, with its reason while it is on (SET-7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lunch {
    Off,
    On(Option<LunchReason>),
}

/// Whether the user's line is off hook in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telephone {
    Free,
    Engaged,
}

impl User {
    pub(crate) fn new(setup: &UserSetup) -> Self {
        let mode = if setup.call_centre {
            Mode::CallCentre { lunch: Lunch::Off }
        } else {
            Mode::Ordinary { redirect: Switch::Off }
        };
        Self {
            card: UserCard { id: setup.id, name: setup.name.clone(), login: setup.login.clone() },
            number: setup.number.clone(),
            department: setup.department.clone(),
            redirect_to: setup.redirect_to.clone(),
            standing: Standing { state: setup.state, mode },
        }
    }

    /// The state that answers show: a conversation makes busy, whatever else the user does (CALL-8).
    pub(crate) fn shown_state(&self, telephone: Telephone) -> UserState {
        match telephone {
            Telephone::Engaged => UserState::Busy,
            Telephone::Free => self.standing.state,
        }
    }

    /// Whether there is a telephone that can be rung.
    pub(crate) fn has_telephone(&self) -> bool {
        !matches!(self.standing.state, UserState::Disconnected | UserState::NoPhone)
    }

    /// What is told of the user while `state` is the one shown.
    pub(crate) fn view(&self, state: UserState) -> UserStateView {
        let standing = &self.standing;
        UserStateView {
            id: self.card.id,
            state,
            call_centre: matches!(standing.mode, Mode::CallCentre { .. }),
            redirect: standing.is_redirected(),
            lunch: standing.is_at_lunch(),
            lunch_reason: match &standing.mode {
                Mode::CallCentre { lunch: Lunch::On(reason) } => reason.clone(),
                Mode::CallCentre { lunch: Lunch::Off } | Mode::Ordinary { .. } => None,
            },
        }
    }
}

impl Standing {
    pub(crate) fn is_redirected(&self) -> bool {
        matches!(self.mode, Mode::Ordinary { redirect: Switch::On })
    }

    pub(crate) fn is_at_lunch(&self) -> bool {
        matches!(self.mode, Mode::CallCentre { lunch: Lunch::On(_) })
    }
}
