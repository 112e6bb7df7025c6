//! What the exchange tells: states, groups, chains and opposite parties, as typed answers.

use crate::{
    ChainId, CommutationId, ConnectionType, LineId, LineState, LunchReason, Moment, Number, ObjectId,
    ObjectType, PbxDirection, QueueSource, UserId, UserState,
};

/// A user's state and modes (STATE-1, SET).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserStateView {
    /// The user.
    pub id: UserId,
    /// The current state.
    pub state: UserState,
    /// Whether the call-centre mode is on.
    pub call_centre: bool,
    /// Whether the redirect mode is on.
    pub redirect: bool,
    /// Whether the lunch mode is on.
    pub lunch: bool,
    /// The reason given with the lunch mode.
    pub lunch_reason: Option<LunchReason>,
}

/// Who of a group is free (READY-1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadyUsers {
    /// The number asked for.
    pub number: Number,
    /// The direct numbers of the free members, in the order of the group; their count is `ready`.
    pub ready: Vec<Number>,
    /// How many members are busy.
    pub busy: usize,
}

/// The content of a chain (CHAIN-2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainContent {
    /// `createtime`.
    pub created: Moment,
    /// `chainid`.
    pub id: ChainId,
    /// `customfield`; no command fills it.
    pub custom: String,
    /// `trace`, in order of time.
    pub trace: Vec<TraceElement>,
}

/// One element of a chain's trace (CHAIN-3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceElement {
    /// `contentelementtype` is `call`.
    Call(CallElement),
    /// `contentelementtype` is `commutation`.
    Commutation(CommutationElement),
}

/// An attempt to call somebody in the name of a line (CHAIN-3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallElement {
    /// The user in whose name the call is made: `isuser`, `userid`, `username`, `userlogin`.
    pub user: UserCard,
    /// `department` of that user.
    pub department: String,
    /// The calling line: `srclineid`/`srclinenumber`, `managedlineid`/`managedlinenumber`, `srcelementid`.
    pub line: LineCard,
    /// `callerid`: the caller's number as the called party sees it.
    pub caller: Number,
    /// `calledid`: the number dialled.
    pub called: Number,
    /// `pbxdirection`.
    pub direction: PbxDirection,
    /// `queuesource`, `queuesourcestr`.
    pub queue_source: QueueSource,
    /// `queuepriority`.
    pub queue_priority: u32,
    /// `objecttype`, `objecttypestr`.
    pub object_type: ObjectType,
    /// `objectid`.
    pub object_id: ObjectId,
    /// `startqueuetime`.
    pub queued: Moment,
    /// `istask`: whether a task of the call centre made the call.
    pub is_task: bool,
}

/// Two sides that were connected (CHAIN-3); `a` is the line that called, `b` the party it called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommutationElement {
    /// `commutationid`.
    pub id: CommutationId,
    /// `connectiontype`, `connectiontypestr`.
    pub connection: ConnectionType,
    /// The keys with `a` in front.
    pub a: SideView,
    /// The keys with `b` in front.
    pub b: SideView,
    /// `timestart`: when the called party began to be rung.
    pub started: Moment,
    /// `timeanswer`: when the sides were connected.
    pub answered: Moment,
    /// `isrecorded`.
    pub recorded: bool,
}

/// One side of a commutation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideView {
    /// `…lineid`, `…linenumber`; the trunk for a party outside.
    pub line: LineCard,
    /// `…isuser`, `…userid`, `…username`, `…userlogin`; `None` for a party outside.
    pub user: Option<UserCard>,
    /// `…text`: the user's name, or the number of a party outside.
    pub text: String,
    /// `…outnumber`: the number by which the other side knows this one.
    pub out_number: Number,
    /// `…numberdialed`: what this side dialled; `None` (an empty text) for the called one.
    pub dialed: Option<Number>,
}

/// A line as answers name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineCard {
    /// The line's GUID.
    pub id: LineId,
    /// The line's number.
    pub number: Number,
}

/// A user as answers name him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCard {
    /// The user's GUID.
    pub id: UserId,
    /// The displayed name.
    pub name: String,
    /// The login.
    pub login: String,
}

/// The answer of `wp_getabonentinfo` (ABON-2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbonentInfo {
    /// The opposite party; `None` for a line in no commutation (ABON-6).
    pub abonent: Option<Abonent>,
    /// `currentlinestate`, `currentlinestatestr` of the line that asks.
    pub line_state: LineState,
}

/// The party opposite in a commutation (ABON-1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abonent {
    /// `callerlineid`, `callerlinenum`; the trunk, and `isextline`, for a party outside.
    pub line: LineCard,
    /// `isuser`, `calleruserid`, `callerusername`, `calleruserlogin`; `None` for a party outside.
    pub user: Option<UserCard>,
    /// `callername` and `callersimple`: the user's name, or the number of a party outside.
    pub name: String,
    /// `callerid`: the party's internal number, or its number outside.
    pub number: Number,
    /// `callercomment`; nothing in the model writes one.
    pub comment: String,
    /// `callerdescription`; nothing in the model writes one.
    pub description: String,
    /// `chainid`, the same as in the chain content (ABON-4).
    pub chain: ChainId,
    /// `commutationid`, the same as in the chain content (ABON-4).
    pub commutation: CommutationId,
}

impl Abonent {
    /// `isextline`: whether the party is reached by a line to the city.
    #[must_use]
    pub fn is_external(&self) -> bool {
        self.user.is_none()
    }

    /// `isconference`: the model joins two parties, never more.
    #[must_use]
    pub fn is_conference(&self) -> bool {
        false
    }

    /// `isivr`: every party of the model is a person.
    #[must_use]
    pub fn is_ivr(&self) -> bool {
        false
    }

    /// `canfax`, `canvideo`, `cansendfiles`, `canswitchtoconf`: a plain telephone line carries speech and fax.
    #[must_use]
    pub fn can(&self, ability: Ability) -> bool {
        matches!(ability, Ability::Fax)
    }
}

/// What could be done with a party besides talking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ability {
    /// `canfax`.
    Fax,
    /// `canvideo`.
    Video,
    /// `cansendfiles`.
    SendFiles,
    /// `canswitchtoconf`.
    SwitchToConference,
}
