//! States and modes set wrongly (SET).

use http::StatusCode;
use refserver_core::{LunchChange, LunchReason, Outcome, Quirk, StateChanges, UserState};

use super::family::{Deeds, family};
use super::set::Faults;
use crate::answer::{self, Reply, TEXT};

family! {
    /// What can be wrong with `wp_setuserstate`.
    Modes at 15 {
        /// The answer has a body.
        Body = "set-answers-with-body" Conformance ["SET-1"]
            "the body of `wp_setuserstate` is `OK`",
        /// The answer has the status 204.
        NoContent = "set-answers-204" Conformance ["SET-1" "SET-2"]
            "`wp_setuserstate` gets 204 instead of 200",
        /// A change that is refused has the status 400.
        Refused400 = "refused-change-answers-400" Conformance ["SET-1"]
            "a break asked for outside call-centre mode gets 400",
        /// A change is answered and not carried out.
        Ignored = "set-ignored" Conformance
            ["SET-1" "SET-2" "SET-5" "SET-6" "SET-8" "SET-3" "SET-4" "SET-7" "WP-1" "WP-2" "READY-4" "READY-1"]
            "no change is ever seen",
        /// States 2 and 3 change places.
        Swapped = "break-and-away-swapped" Conformance ["SET-2" "SET-8" "SET-3" "SET-4" "SET-6" "SET-7" "WP-1" "WP-2"]
            "`userstateid=3` sends to a break",
        /// State 3 is not known.
        AwayUnknown = "away-ignored" Conformance ["SET-2" "SET-8" "READY-4" "SET-4" "WP-1" "WP-2"]
            "`userstateid=3` changes nothing",
        /// State 5 is not known.
        BusyUnknown = "busy-ignored" Conformance ["SET-2" "SET-8" "READY-4" "READY-1" "SET-4" "WP-1" "WP-2"]
            "`userstateid=5` changes nothing",
        /// A break is granted outside call-centre mode.
        BreakAnywhere = "break-outside-call-centre" Conformance ["SET-3"]
            "`userstateid=2` outside call-centre mode is seen as state 2",
        /// Ready asked for in a conversation is granted.
        ReadyInTalk = "ready-in-conversation" Conformance ["SET-3"]
            "`userstateid=1` in a conversation is seen as state 1",
        /// Service states are granted.
        ServiceStates = "service-states-granted" Conformance ["SET-3"]
            "`userstateid=0`, `6` or `7` is seen as that state",
        /// A state that nobody knows makes the user away.
        UnknownStates = "unknown-states-granted" Conformance ["SET-3" "R-5"]
            "`userstateid=99` is seen as state 3",
        /// Redirection is not switched.
        RedirectIgnored = "redirect-ignored" Conformance ["SET-4"]
            "a user with `onredirect=1` is still rung",
        /// Redirection is granted in call-centre mode.
        RedirectInCallCentre = "redirect-in-call-centre" Conformance ["SET-4" "SET-5"]
            "a user in call-centre mode with `onredirect=1` is not rung any more",
        /// Redirection is not switched together with other changes.
        RedirectAlone = "redirect-only-alone" Conformance ["SET-4"]
            "`onredirect=1` beside `userstateid` leaves the user rung",
        /// The call-centre mode is not switched.
        CallCentreIgnored = "call-centre-ignored" Conformance ["SET-5" "SET-6" "SET-7" "SET-8" "SET-2" "SET-4"]
            "after `oncallcenter=1` a break is still refused",
        /// Entering the call-centre mode leaves redirection on.
        EnterKeepsRedirect = "redirect-survives-entry" Conformance ["SET-5"]
            "a redirected user who enters call-centre mode is still not rung",
        /// Leaving the call-centre mode leaves the break on.
        LeaveKeepsBreak = "break-survives-leaving" Conformance ["SET-5"]
            "after `oncallcenter=0` the state is still 2",
        /// The lunch mode is granted outside call-centre mode.
        LunchAnywhere = "lunch-outside-call-centre" Conformance ["SET-6"]
            "`onlunch=1` outside call-centre mode is seen as state 2",
        /// The lunch mode is forgotten when a conversation ends.
        LunchForgotten = "lunch-ignored-after-conversation" Conformance ["SET-6" "CALL-8"]
            "a user in lunch mode is ready after a conversation",
        /// The lunch mode does not turn ready into break.
        LunchOverruled = "lunch-overruled-by-ready" Conformance ["SET-6"]
            "a user in lunch mode who was away becomes ready",
        /// The lunch mode cannot be switched off.
        LunchStays = "lunch-never-ends" Conformance ["SET-6"]
            "after `onlunch=0` the state is still 2",
        /// The lunch mode is not switched together with other changes.
        LunchAlone = "lunch-only-alone" Conformance ["SET-6" "SET-8"]
            "`onlunch=1` beside `oncallcenter=1` has no effect",
        /// The lunch mode is not switched on without a reason.
        LunchWantsReason = "lunch-wants-a-reason" Conformance ["SET-6" "SET-7" "SET-5"]
            "`onlunch=1` without a reason has no effect",
        /// The lunch mode is not switched on with a reason in own words.
        LunchRefusesText = "lunch-refuses-own-words" Conformance ["SET-7"]
            "`onlunch=1` with `lunchreasonmsg` has no effect",
        /// The lunch mode is not switched on with the code of a reason.
        LunchRefusesCode = "lunch-refuses-codes" Conformance ["SET-7"]
            "`onlunch=1` with `lunchreasonid` has no effect",
    }
}

pub(super) const QUIRKS: Deeds<Modes, Quirk> = &[
    (Modes::BreakAnywhere, Quirk::BreakAnywhere),
    (Modes::ReadyInTalk, Quirk::ReadyEndsTalk),
    (Modes::ServiceStates, Quirk::ServiceStates),
    (Modes::RedirectInCallCentre, Quirk::RedirectInCallCentre),
    (Modes::EnterKeepsRedirect, Quirk::RedirectBarsCallCentre),
    (Modes::LeaveKeepsBreak, Quirk::LeaveKeepsBreak),
    (Modes::LunchAnywhere, Quirk::LunchAnywhere),
    (Modes::LunchForgotten, Quirk::LunchForgotten),
    (Modes::LunchOverruled, Quirk::LunchOverruled),
];

/// The changes as a faulty server understands them; `state` is the parameter itself.
pub(crate) fn bend(faults: &Faults, mut changes: StateChanges, state: Option<&str>) -> StateChanges {
    if !faults.has_any::<Modes>() {
        return changes;
    }
    let has = |fault| faults.has(fault);
    let others = changes.state.is_some() || changes.call_centre.is_some();
    changes.state = match changes.state {
        Some(UserState::Break) if has(Modes::Swapped) => Some(UserState::Away),
        Some(UserState::Away) if has(Modes::Swapped) => Some(UserState::Break),
        Some(UserState::Away) if has(Modes::AwayUnknown) => None,
        Some(UserState::Busy) if has(Modes::BusyUnknown) => None,
        None if state.is_some() && has(Modes::UnknownStates) => Some(UserState::Away),
        state => state,
    };
    if has(Modes::RedirectIgnored) || (has(Modes::RedirectAlone) && others) {
        changes.redirect = None;
    }
    if has(Modes::CallCentreIgnored) {
        changes.call_centre = None;
    }
    let lunch_is_lost = match &changes.lunch {
        None => false,
        Some(LunchChange::Off) => has(Modes::LunchStays),
        Some(LunchChange::On(None)) => has(Modes::LunchWantsReason),
        Some(LunchChange::On(Some(LunchReason::Text(_)))) => has(Modes::LunchRefusesText),
        Some(LunchChange::On(Some(LunchReason::Code(_)))) => has(Modes::LunchRefusesCode),
    };
    if lunch_is_lost || (has(Modes::LunchAlone) && others) {
        changes.lunch = None;
    }
    if has(Modes::Ignored) { StateChanges::default() } else { changes }
}

/// The answer to changes with this outcome.
pub(crate) fn reply(faults: &Faults, outcome: &Outcome) -> Reply {
    let mut reply = answer::empty();
    if faults.has(Modes::Body) {
        reply = answer::ok(TEXT, "OK");
    }
    if faults.has(Modes::NoContent) {
        *reply.status_mut() = StatusCode::NO_CONTENT;
    }
    if matches!(outcome, Outcome::Unchanged(_)) && faults.has(Modes::Refused400) {
        *reply.status_mut() = StatusCode::BAD_REQUEST;
    }
    reply
}
