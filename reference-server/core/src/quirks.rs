//! Single things that an exchange can be told to get wrong, for those who test what watches exchanges.
//!
//! The model is sound unless it is built by [`World::with_quirks`](crate::World::with_quirks). A quirk may break the
//! invariants, so they are not checked while there is one.

/// One thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quirk {
    /// Lines cannot be selected by their users' GUIDs (WP-2).
    NoUserGuid,
    /// Lines cannot be selected by their own GUIDs (WP-2).
    NoLineGuid,
    /// Lines cannot be selected by their users' displayed names (WP-2).
    NoName,
    /// Lines cannot be selected by their users' logins (WP-2).
    NoLogin,
    /// Lines cannot be selected by their titles (WP-2).
    NoTitle,
    /// Lines cannot be selected by their own numbers (WP-2).
    NoLineNumber,
    /// Lines cannot be selected by workplaces (WP-2).
    NoWorkplace,
    /// A GUID selects in lower case only (WP-2).
    GuidCaseMatters,
    /// The beginning of a selector selects (WP-3).
    PrefixSelects,
    /// What matches nothing selects the first line (WP-3).
    UnknownSelectsFirst,
    /// Where nothing is selected, the first line is (WP-3).
    NoneSelectsFirst,
    /// The line after the selected one acts (WP-1).
    NeighbourActs,
    /// The state told is that of the next user (STATE-1).
    NeighboursState,
    /// The id told is that of the next user (STATE-3).
    NeighboursId,
    /// A user asked for by a wrong id is invented (STATE-1).
    UnknownUserInvented,
    /// Busy members of a group are listed as free (READY-1).
    BusyListed,
    /// Members on a break or away are listed as free (READY-4).
    BreakListed,
    /// A user who is no member is listed (READY-3).
    StrangerListed,
    /// The last free member is not listed (READY-1).
    LastFreeOmitted,
    /// Only the line that dials sees the chain (CHAIN-1).
    CalleeSeesNoChain,
    /// A line in no chain is shown somebody else's (CHAIN-6).
    StrangeChain,
    /// The party told is the one who asks (ABON-4).
    OwnParty,
    /// Group numbers are taken for numbers outside (CALL-2).
    GroupOutside,
    /// The line is connected without being rung back (CALL-3).
    NoRingBack,
    /// A switch on an idle line does nothing (CALL-4).
    SwitchIdleIgnored,
    /// A switch in a conversation does nothing (CALL-4).
    SwitchTalkIgnored,
    /// A switch ends the conversation that it should hold (CALL-4).
    SwitchDrops,
    /// A stop ends a conversation (CALL-5).
    StopEndsTalk,
    /// A stop ends everybody's sessions (CALL-5).
    StopEndsAll,
    /// A flash ends the conversation (CALL-6).
    FlashDrops,
    /// A second flash leaves the call on hold (CALL-6).
    FlashNeverReturns,
    /// A decline with nothing incoming ends the conversation (CALL-7).
    DeclineEndsTalk,
    /// After a decline the user stays busy (CALL-7).
    DeclineLeavesBusy,
    /// A conversation does not make busy (CALL-8).
    TalkIsNotBusy,
    /// After a conversation the users stay busy (CALL-8).
    BusyAfterTalk,
    /// A break is granted outside call-centre mode (SET-3).
    BreakAnywhere,
    /// Asking for ready ends the conversation one is in (SET-3).
    ReadyEndsTalk,
    /// Service states are granted (SET-3).
    ServiceStates,
    /// Redirection asked for in call-centre mode is granted and ends the mode (SET-4).
    RedirectInCallCentre,
    /// Call-centre mode is not entered while redirection is on (SET-5).
    RedirectBarsCallCentre,
    /// Leaving call-centre mode leaves the user on his break (SET-5).
    LeaveKeepsBreak,
    /// The lunch mode is granted outside call-centre mode, which it switches on (SET-6).
    LunchAnywhere,
    /// The lunch mode is forgotten when a conversation ends (SET-6).
    LunchForgotten,
    /// The lunch mode sends nobody to a break who asks to be ready (SET-6).
    LunchOverruled,
}

/// The quirks of one exchange.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quirks(u64);

impl Quirks {
    /// These quirks together with `quirk`.
    #[must_use]
    pub const fn and(self, quirk: Quirk) -> Self {
        Self(self.0 | 1 << quirk as u32)
    }

    pub(crate) const fn has(self, quirk: Quirk) -> bool {
        self.0 & 1 << quirk as u32 != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Quirk> for Quirks {
    fn from_iter<T: IntoIterator<Item = Quirk>>(quirks: T) -> Self {
        quirks.into_iter().fold(Self::default(), Self::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in_and_nothing_else() {
        let quirks: Quirks = [Quirk::NoUserGuid, Quirk::LunchOverruled].into_iter().collect();
        assert!(quirks.has(Quirk::NoUserGuid) && quirks.has(Quirk::LunchOverruled));
        assert!(!quirks.has(Quirk::NoLogin) && !quirks.is_empty() && Quirks::default().is_empty());
    }
}
