//! How `wp_setuserstate` moves a user between states and modes, and what it refuses (SET-2 … SET-6).
//!
//! A refused change leaves the rest of the request alone: each part is judged by itself, in the order call centre,
//! redirection, lunch, state (SET-9 leaves the order open; this one lets one request enter a mode and use it).

use crate::{
    LunchChange, LunchReason, Quirk, Quirks, StateChanges, Switch, UserState,
    users::{Lunch, Mode, Standing, Telephone},
};

impl Standing {
    /// Applies what is allowed of `changes`.
    pub(crate) fn change(&mut self, changes: &StateChanges, telephone: Telephone, quirks: Quirks) {
        if let Some(switch) = changes.call_centre {
            self.switch_call_centre(switch, quirks);
        }
        if let Some(switch) = changes.redirect {
            self.switch_redirect(switch, quirks);
        }
        if let Some(change) = &changes.lunch {
            self.change_lunch(change, telephone, quirks);
        }
        if let Some(state) = changes.state {
            self.request(state, telephone, quirks);
        }
    }

    /// The line is free again: while the lunch mode is on, ready turns into break (SET-6).
    pub(crate) fn freed(&mut self) {
        if self.state == UserState::Ready {
            self.state = self.free_state();
        }
    }

    /// Entering ends redirection, leaving ends lunch and break (SET-5).
    fn switch_call_centre(&mut self, switch: Switch, quirks: Quirks) {
        let barred = quirks.has(Quirk::RedirectBarsCallCentre) && self.is_redirected();
        match (switch, &self.mode) {
            (Switch::On, Mode::Ordinary { .. }) if barred => {}
            (Switch::On, Mode::Ordinary { .. }) => self.mode = Mode::CallCentre { lunch: Lunch::Off },
            (Switch::Off, Mode::CallCentre { .. }) => {
                self.mode = Mode::Ordinary { redirect: Switch::Off };
                if !quirks.has(Quirk::LeaveKeepsBreak) {
                    self.end_break();
                }
            }
            (Switch::On, Mode::CallCentre { .. }) | (Switch::Off, Mode::Ordinary { .. }) => {}
        }
    }

    /// Refused in call-centre mode (SET-4).
    fn switch_redirect(&mut self, switch: Switch, quirks: Quirks) {
        if quirks.has(Quirk::RedirectInCallCentre) {
            self.mode = Mode::Ordinary { redirect: switch };
        }
        if let Mode::Ordinary { redirect } = &mut self.mode {
            *redirect = switch;
        }
    }

    /// Refused outside call-centre mode (SET-6).
    fn change_lunch(&mut self, change: &LunchChange, telephone: Telephone, quirks: Quirks) {
        if quirks.has(Quirk::LunchAnywhere) && matches!(self.mode, Mode::Ordinary { .. }) {
            self.mode = Mode::CallCentre { lunch: Lunch::Off };
        }
        let Mode::CallCentre { lunch } = &mut self.mode else { return };
        match (change, &*lunch) {
            (LunchChange::On(reason), _) => {
                *lunch = Lunch::On(reason.clone().or_else(|| lunch.take_reason()));
                // A conversation is finished first; `freed` sends the user to the break after it.
                if telephone == Telephone::Free {
                    self.freed();
                }
            }
            (LunchChange::Off, Lunch::On(_)) => {
                *lunch = Lunch::Off;
                self.end_break();
            }
            (LunchChange::Off, Lunch::Off) => {}
        }
    }

    fn request(&mut self, state: UserState, telephone: Telephone, quirks: Quirks) {
        if !self.may_enter(state, telephone, quirks) {
            return;
        }
        let freed = state == UserState::Ready && !quirks.has(Quirk::LunchOverruled);
        self.state = if freed { self.free_state() } else { state };
    }

    /// What SET-3 refuses, and two things that SET-9 leaves open: nothing moves a user who is in a conversation,
    /// and nothing moves one out of a service state.
    fn may_enter(&self, state: UserState, telephone: Telephone, quirks: Quirks) -> bool {
        let allowed = match state {
            UserState::Ready | UserState::Away | UserState::Busy => true,
            UserState::Break => {
                matches!(self.mode, Mode::CallCentre { .. }) || quirks.has(Quirk::BreakAnywhere)
            }
            UserState::Disconnected | UserState::Reserved | UserState::NoPhone => {
                quirks.has(Quirk::ServiceStates)
            }
        };
        allowed && telephone == Telephone::Free && !is_service(self.state)
    }

    /// What a user becomes on becoming free (SET-6).
    fn free_state(&self) -> UserState {
        if self.is_at_lunch() { UserState::Break } else { UserState::Ready }
    }

    fn end_break(&mut self) {
        if self.state == UserState::Break {
            self.state = UserState::Ready;
        }
    }
}

impl Lunch {
    fn take_reason(&mut self) -> Option<LunchReason> {
        match self {
            Self::On(reason) => reason.take(),
            Self::Off => None,
        }
    }
}

/// States that only the exchange itself gives and takes (SET-3).
fn is_service(state: UserState) -> bool {
    matches!(state, UserState::Disconnected | UserState::Reserved | UserState::NoPhone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(state: UserState, mode: Mode) -> Standing {
        Standing { state, mode }
    }

    fn ordinary() -> Mode {
        Mode::Ordinary { redirect: Switch::Off }
    }

    fn call_centre(lunch: Lunch) -> Mode {
        Mode::CallCentre { lunch }
    }

    fn after(mut start: Standing, changes: &StateChanges) -> Standing {
        start.change(changes, Telephone::Free, Quirks::default());
        start
    }

    fn state(state: UserState) -> StateChanges {
        StateChanges { state: Some(state), ..StateChanges::default() }
    }

    fn lunch(change: LunchChange) -> StateChanges {
        StateChanges { lunch: Some(change), ..StateChanges::default() }
    }

    #[test]
    fn userstateid_moves_between_ready_away_and_busy_in_any_mode() {
        for mode in [ordinary(), call_centre(Lunch::Off)] {
            for from in [UserState::Ready, UserState::Away, UserState::Busy] {
                for to in [UserState::Ready, UserState::Away, UserState::Busy] {
                    assert_eq!(after(standing(from, mode.clone()), &state(to)).state, to);
                }
            }
        }
    }

    #[test]
    fn a_break_is_refused_outside_call_centre_mode_and_granted_inside_it() {
        assert_eq!(
            after(standing(UserState::Ready, ordinary()), &state(UserState::Break)).state,
            UserState::Ready
        );
        let inside = standing(UserState::Ready, call_centre(Lunch::Off));
        assert_eq!(after(inside, &state(UserState::Break)).state, UserState::Break);
    }

    #[test]
    fn service_states_are_neither_entered_nor_left() {
        for service in [UserState::Disconnected, UserState::Reserved, UserState::NoPhone] {
            assert_eq!(
                after(standing(UserState::Ready, ordinary()), &state(service)).state,
                UserState::Ready
            );
            assert_eq!(after(standing(service, ordinary()), &state(UserState::Ready)).state, service);
        }
    }

    #[test]
    fn nothing_moves_a_user_in_conversation_but_the_modes_switch() {
        let mut user = standing(UserState::Ready, ordinary());
        let changes = StateChanges {
            call_centre: Some(Switch::On),
            lunch: Some(LunchChange::On(None)),
            state: Some(UserState::Away),
            ..StateChanges::default()
        };
        user.change(&changes, Telephone::Engaged, Quirks::default());
        assert_eq!(user, standing(UserState::Ready, call_centre(Lunch::On(None))));
        user.freed();
        assert_eq!(user.state, UserState::Break);
    }

    #[test]
    fn entering_the_call_centre_ends_redirection_and_leaving_it_ends_the_break() {
        let redirected = standing(UserState::Ready, Mode::Ordinary { redirect: Switch::On });
        let on = StateChanges { call_centre: Some(Switch::On), ..StateChanges::default() };
        assert_eq!(after(redirected, &on).mode, call_centre(Lunch::Off));
        let at_lunch = standing(UserState::Break, call_centre(Lunch::On(None)));
        let off = StateChanges { call_centre: Some(Switch::Off), ..StateChanges::default() };
        assert_eq!(after(at_lunch, &off), standing(UserState::Ready, ordinary()));
    }

    #[test]
    fn lunch_and_redirection_are_refused_in_the_wrong_mode() {
        let outside = standing(UserState::Ready, ordinary());
        assert_eq!(after(outside.clone(), &lunch(LunchChange::On(None))), outside);
        let inside = standing(UserState::Ready, call_centre(Lunch::Off));
        let redirect = StateChanges { redirect: Some(Switch::On), ..StateChanges::default() };
        assert_eq!(after(inside.clone(), &redirect), inside);
    }

    #[test]
    fn lunch_sends_a_ready_user_to_the_break_and_back() {
        let reason = Some(LunchReason::Code(1001));
        let user = after(
            standing(UserState::Ready, call_centre(Lunch::Off)),
            &lunch(LunchChange::On(reason.clone())),
        );
        assert_eq!(user, standing(UserState::Break, call_centre(Lunch::On(reason.clone()))));
        let again = after(user.clone(), &lunch(LunchChange::On(None)));
        assert_eq!(again, user, "a repeated onlunch=1 without a reason keeps the reason");
        let back = after(user, &lunch(LunchChange::Off));
        assert_eq!(back, standing(UserState::Ready, call_centre(Lunch::Off)));
    }

    #[test]
    fn while_lunch_is_on_becoming_free_means_a_break() {
        let away = standing(UserState::Away, call_centre(Lunch::On(None)));
        assert_eq!(after(away, &state(UserState::Ready)).state, UserState::Break);
    }

    #[test]
    fn one_request_may_enter_the_call_centre_and_go_to_a_break() {
        let both = StateChanges {
            call_centre: Some(Switch::On),
            state: Some(UserState::Break),
            ..StateChanges::default()
        };
        let user = after(standing(UserState::Ready, ordinary()), &both);
        assert_eq!(user, standing(UserState::Break, call_centre(Lunch::Off)));
    }
}
