//! What can be asked of the exchange, and what it says when it declines.

use crate::{Number, UserId, UserState};

/// In whose name a command is performed (WP-1). Every field takes every kind of selector (WP-2): the GUID of a user or a
/// line in either letter case, the user's displayed name, login or direct number, the number or title of the line, the
/// workplace. An empty value counts as not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selectors {
    /// The parameter `line`.
    pub line: Option<String>,
    /// The parameter `user`.
    pub user: Option<String>,
    /// The parameter `wp`.
    pub wp: Option<String>,
}

/// An order to the exchange in the name of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `wp_setuserstate`.
    SetUserState(StateChanges),
    /// `wp_autocallstart`.
    AutocallStart(CallRequest),
    /// `wp_switchcall`.
    SwitchCall(CallRequest),
    /// `wp_autocallstop`.
    AutocallStop,
    /// `wp_flash`.
    Flash,
    /// `wp_declinecall`.
    DeclineCall,
}

/// What `wp_setuserstate` changes; what is `None` stays as it is. Applied in the order of the fields (SET-9).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateChanges {
    /// `oncallcenter` (SET-5).
    pub call_centre: Option<Switch>,
    /// `onredirect` (SET-4).
    pub redirect: Option<Switch>,
    /// `onlunch` with its reason (SET-6, SET-7).
    pub lunch: Option<LunchChange>,
    /// `userstateid` (SET-2); service states are refused (SET-3).
    pub state: Option<UserState>,
}

/// A mode is switched on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// `1`.
    On,
    /// `0`.
    Off,
}

/// The lunch mode is switched on, perhaps with a reason, or off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LunchChange {
    /// `onlunch=1`.
    On(Option<LunchReason>),
    /// `onlunch=0`.
    Off,
}

/// Why a user is on a break (SET-7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LunchReason {
    /// `lunchreasonid`: the code of a reason kept in the settings.
    Code(i64),
    /// `lunchreasonmsg`: the user's own words.
    Text(String),
}

/// What to call and how (CALL-1 … CALL-3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallRequest {
    /// `number`; absent or empty, the command is refused.
    pub number: Option<Number>,
    /// `direction`; absent, it is found out from the number.
    pub direction: Option<Direction>,
    /// `sequence`.
    pub sequence: Sequence,
}

/// Which way a call goes (CALL-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `pbx`: inside.
    Pbx,
    /// `city`: outside.
    City,
}

/// Who is rung first (CALL-3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sequence {
    /// The called party; the line is rung back after the answer.
    #[default]
    Direct,
    /// The line itself; the number is called from it after the answer.
    Back,
}

/// Whose state is asked for (STATE-2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserQuery {
    /// By id.
    Id(UserId),
    /// By internal direct number.
    Number(Number),
}

/// What became of a command that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took effect.
    Done,
    /// It changed nothing, and the document asks for no error then.
    Unchanged(NoEffect),
}

/// Why a command changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEffect {
    /// Every change asked of the user was refused or stood already (SET-3).
    StateStands,
    /// The line takes part in a call, so it starts no other (CALL-1).
    LineOccupied,
    /// The line's own telephone cannot be rung: its user is disconnected or without a telephone.
    NoTelephone,
    /// `pbx` was asked for a number that is not internal (CALL-2).
    NotInternal,
    /// The number is the line's own.
    OwnNumber,
    /// The called party is in a call or a task, or nobody of the group is free.
    PartyBusy,
    /// The called party is disconnected, without a telephone, or redirected to nowhere.
    PartyUnavailable,
    /// The line holds one call and talks in another; a third has no place.
    TwoCallsStand,
    /// The line has no session of dialling to stop (CALL-5).
    NoSession,
    /// The line talks with nobody and holds nobody, or is itself held (CALL-6).
    NothingToFlash,
    /// The line is not rung (CALL-7).
    NothingIncoming,
}

/// Why a question or a command is refused outright; nothing changes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// None of `line`, `user`, `wp` was given (WP-3).
    #[error("no line, user or workplace is named")]
    NoSelector,
    /// A selector matches nothing (WP-3).
    #[error("{0:?} names no line, user or workplace")]
    UnknownSelector(String),
    /// A selector matches several lines, so it determines none (WP-2).
    #[error("{0:?} names more than one line")]
    AmbiguousSelector(String),
    /// Several selectors determine different lines (WP-3).
    #[error("the selectors name different lines")]
    DisagreeingSelectors,
    /// `number` is missing or empty (CALL-1).
    #[error("the number to call is missing")]
    MissingNumber,
    /// No user has this id or number (STATE-1).
    #[error("no such user")]
    UnknownUser,
    /// Neither a group nor a user has this number (READY-5).
    #[error("{0} is no internal number")]
    UnknownNumber(Number),
}
