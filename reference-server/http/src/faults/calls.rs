//! Calls made and ended wrongly (CALL).

use refserver_core::{CallRequest, Command, Direction, Number, Quirk, Sequence};

use super::family::{Deeds, family};
use super::set::Faults;
use crate::commands::Order;

family! {
    /// What can be wrong with the commands for calls.
    Calls at 14 {
        /// A start is answered and not carried out.
        StartIgnored = "start-ignored" Conformance
            ["CALL-1" "CALL-2" "CALL-3" "CALL-5" "CALL-6" "CALL-7" "CALL-8" "CHAIN-1" "ABON-1" "WP-1"]
            "`wp_autocallstart` gets 200 and no chain begins",
        /// A start without a number calls one all the same.
        NoNumber = "call-without-number" Conformance ["CALL-1" "R-5" "CALL-4"]
            "`wp_autocallstart` without `number` begins a chain",
        /// A start with a malformed parameter is refused and carried out.
        RefusedStarts = "refused-call-starts" Security ["R-5"]
            "a start with `sequence=sideways` gets 400 and a chain begins",
        /// `direction` is not looked at.
        DirectionIgnored = "direction-ignored" Conformance ["CALL-2"]
            "`direction=city` with an internal number stays inside",
        /// The two directions change places.
        DirectionSwapped = "directions-swapped" Conformance ["CALL-2" "CALL-8" "CHAIN-1" "ABON-1"]
            "`direction=pbx` goes to the city",
        /// Without a direction every call goes outside.
        OutsideByDefault = "direction-always-city" Conformance
            ["CALL-2" "CALL-8" "CHAIN-1" "CHAIN-4" "ABON-1" "ABON-4" "CALL-1" "CALL-3" "CALL-4" "WP-1"]
            "an internal number without `direction` is called by the trunk",
        /// Without a direction every call stays inside.
        InsideByDefault = "direction-always-pbx" Conformance ["CALL-2"]
            "a number of the city without `direction` begins no chain",
        /// Group numbers are not known as internal.
        GroupOutside = "group-number-goes-outside" Conformance ["CALL-2"]
            "the number of a group is called by the trunk",
        /// `sequence` is not looked at.
        SequenceIgnored = "sequence-ignored" Conformance ["CALL-3" "CALL-4"]
            "`sequence=back` rings the other party first",
        /// Without a sequence the line is called first.
        BackByDefault = "sequence-back-by-default" Conformance ["CALL-3"]
            "without `sequence` the own line rings first",
        /// `direct` does not ring the line back.
        NoRingBack = "direct-without-ring-back" Conformance ["CALL-3"]
            "the line is in conversation as soon as the party answers",
        /// A switch on an idle line does nothing.
        SwitchIdle = "switch-ignored-on-idle-line" Conformance ["CALL-4" "CALL-1"]
            "`wp_switchcall` on an idle line begins no chain",
        /// A switch in a conversation does nothing.
        SwitchTalk = "switch-ignored-in-conversation" Conformance ["CALL-4"]
            "after `wp_switchcall` the line talks with the same party",
        /// A switch ends the conversation that it should hold.
        SwitchDrops = "switch-drops-the-held-call" Conformance ["CALL-4" "CALL-6"]
            "after `wp_switchcall` the first party is idle",
        /// A stop is answered and not carried out.
        StopIgnored = "stop-ignored" Conformance ["CALL-5"]
            "after `wp_autocallstop` the party is still rung",
        /// A stop ends a conversation too.
        StopEndsTalk = "stop-ends-conversation" Conformance ["CALL-5"]
            "after `wp_autocallstop` a conversation is gone",
        /// A stop ends the sessions of others too.
        StopEndsAll = "stop-ends-all-sessions" Security ["CALL-5" "WP-1"]
            "after `wp_autocallstop` another line's session is gone",
        /// A stop without a session is a fault of the server.
        IdleStop500 = "idle-stop-answers-500" Robustness ["CALL-5" "R-1"]
            "`wp_autocallstop` on an idle line gets 500",
        /// A flash is answered and not carried out.
        FlashIgnored = "flash-ignored" Conformance ["CALL-6"]
            "after `wp_flash` the line is still commutated",
        /// A flash ends the conversation.
        FlashDrops = "flash-drops-the-call" Conformance ["CALL-6" "CALL-8"]
            "after `wp_flash` both lines are idle",
        /// A second flash does nothing.
        FlashOnce = "second-flash-ignored" Conformance ["CALL-6"]
            "after a second `wp_flash` the call is still on hold",
        /// A decline is answered and not carried out.
        DeclineIgnored = "decline-ignored" Conformance ["CALL-7"]
            "after `wp_declinecall` the line still rings",
        /// A decline with nothing incoming ends the conversation.
        DeclineEndsTalk = "decline-ends-conversation" Conformance ["CALL-7"]
            "`wp_declinecall` in a conversation ends it",
        /// After a decline the user stays busy.
        DeclineLeavesBusy = "declined-line-stays-busy" Conformance ["CALL-7" "CALL-8"]
            "after `wp_declinecall` the user's state is 5",
        /// A conversation does not make busy.
        TalkNotBusy = "conversation-not-busy" Conformance ["CALL-8" "READY-4" "STATE-1" "SET-3" "SET-8"]
            "a user in conversation has the state 1",
        /// After a conversation the users stay busy.
        BusyAfterTalk = "busy-after-conversation" Conformance ["CALL-8" "READY-4" "SET-6" "SET-8" "STATE-1"]
            "a user whose conversation is over has the state 5",
    }
}

pub(super) const QUIRKS: Deeds<Calls, Quirk> = &[
    (Calls::GroupOutside, Quirk::GroupOutside),
    (Calls::NoRingBack, Quirk::NoRingBack),
    (Calls::SwitchIdle, Quirk::SwitchIdleIgnored),
    (Calls::SwitchTalk, Quirk::SwitchTalkIgnored),
    (Calls::SwitchDrops, Quirk::SwitchDrops),
    (Calls::StopEndsTalk, Quirk::StopEndsTalk),
    (Calls::StopEndsAll, Quirk::StopEndsAll),
    (Calls::FlashDrops, Quirk::FlashDrops),
    (Calls::FlashOnce, Quirk::FlashNeverReturns),
    (Calls::DeclineEndsTalk, Quirk::DeclineEndsTalk),
    (Calls::DeclineLeavesBusy, Quirk::DeclineLeavesBusy),
    (Calls::TalkNotBusy, Quirk::TalkIsNotBusy),
    (Calls::BusyAfterTalk, Quirk::BusyAfterTalk),
];

/// Whether the order is answered and not carried out.
pub(crate) fn ignores(faults: &Faults, command: &Command) -> bool {
    match command {
        Command::AutocallStart(request) => request.number.is_some() && faults.has(Calls::StartIgnored),
        Command::AutocallStop => faults.has(Calls::StopIgnored),
        Command::Flash => faults.has(Calls::FlashIgnored),
        Command::DeclineCall => faults.has(Calls::DeclineIgnored),
        Command::SwitchCall(_) | Command::SetUserState(_) => false,
    }
}

/// Whether an order that has nothing to do brings the server down on its knees.
pub(crate) fn stumbles(faults: &Faults, order: Order) -> bool {
    order == Order::Stop && faults.has(Calls::IdleStop500)
}

/// What is done though the request is about to be refused.
pub(crate) fn done_all_the_same(faults: &Faults, number: Option<&str>) -> Option<Command> {
    let request = CallRequest { number: number.map(Number::from), ..CallRequest::default() };
    faults.has(Calls::RefusedStarts).then_some(Command::AutocallStart(request))
}

/// The request as a faulty server understands it.
pub(crate) fn bend(faults: &Faults, mut request: CallRequest, sequence_given: bool) -> CallRequest {
    if !faults.has_any::<Calls>() {
        return request;
    }
    let has = |fault| faults.has(fault);
    request.direction = match request.direction {
        Some(_) if has(Calls::DirectionIgnored) => None,
        Some(Direction::Pbx) if has(Calls::DirectionSwapped) => Some(Direction::City),
        Some(Direction::City) if has(Calls::DirectionSwapped) => Some(Direction::Pbx),
        None if has(Calls::OutsideByDefault) => Some(Direction::City),
        None if has(Calls::InsideByDefault) => Some(Direction::Pbx),
        direction => direction,
    };
    if has(Calls::SequenceIgnored) {
        request.sequence = Sequence::Direct;
    }
    if has(Calls::BackByDefault) && !sequence_given {
        request.sequence = Sequence::Back;
    }
    if has(Calls::NoNumber) {
        request.number.get_or_insert_with(|| Number::from("0"));
    }
    request
}
