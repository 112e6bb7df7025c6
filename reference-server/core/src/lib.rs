//! The telephone exchange as a pure model: commands and a time in, answers out.
//!
//! [`World`] is the whole state. It is built from a [`Setup`], is told the time with every call, and reads
//! neither clock nor randomness of its own: the same setup, seed and commands give the same answers.

mod calls;
mod chains;
mod clock;
mod command;
mod directory;
mod due;
mod groups;
mod ids;
mod invariants;
mod lines;
mod modes;
mod number;
mod numbered;
mod progress;
mod quirks;
mod routing;
mod sessions;
mod setup;
mod survey;
mod users;
mod views;
mod world;

pub use clock::Moment;
pub use command::{
    CallRequest, Command, Direction, LunchChange, LunchReason, NoEffect, Outcome, Refusal, Selectors,
    Sequence, StateChanges, Switch, UserQuery,
};
pub use ids::{ChainId, CommutationId, LineId, ObjectId, UserId};
pub use invariants::InvariantBroken;
pub use number::Number;
pub use numbered::{ConnectionType, LineState, ObjectType, PbxDirection, QueueSource, UserState};
pub use quirks::{Quirk, Quirks};
pub use setup::{Answers, CallTimes, GroupSetup, LineSetup, Setup, SetupError, TrunkSetup, UserSetup};
pub use survey::{Survey, Surveyed};
pub use views::{
    Ability, Abonent, AbonentInfo, CallElement, ChainContent, CommutationElement, LineCard, ReadyUsers,
    SideView, TraceElement, UserCard, UserStateView,
};
pub use world::World;
