//! What a world is built from: users with their lines, groups, the way outside, and how long things take.

use std::time::Duration;

use crate::{LineId, Number, UserId, UserState};

/// Everything that is known before the first command.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The users, each with one line.
    pub users: Vec<UserSetup>,
    /// The groups of users that can be called by one number (READY-1).
    pub groups: Vec<GroupSetup>,
    /// The line by which calls to the city leave.
    pub trunk: TrunkSetup,
    /// How long simulated parties and the exchange take.
    pub times: CallTimes,
}

/// A user as he stands at the start.
#[derive(Clone, Debug)]
pub struct UserSetup {
    /// Names the user.
    pub id: UserId,
    /// The displayed name.
    pub name: String,
    /// The login.
    pub login: String,
    /// The internal direct number.
    pub number: Number,
    /// The name of the workplace, a selector of the line like the others (WP-1).
    pub workplace: Option<String>,
    /// The department shown in chain content.
    pub department: String,
    /// The user's line.
    pub line: LineSetup,
    /// The state at the start; a break wants `call_centre` (SET-3).
    pub state: UserState,
    /// Whether the user starts in call-centre mode (SET-5).
    pub call_centre: bool,
    /// Where calls to the user go while the redirect mode is on (SET-4); with `None` they end as unavailable.
    pub redirect_to: Option<Number>,
}

/// A line inside.
#[derive(Clone, Debug)]
pub struct LineSetup {
    /// Names the line.
    pub id: LineId,
    /// The number of the line.
    pub number: Number,
    /// The title of the line.
    pub title: String,
    /// When the simulated party at the line picks up.
    pub answers: Answers,
}

/// A group of users behind one number.
#[derive(Clone, Debug)]
pub struct GroupSetup {
    /// The number of the group.
    pub number: Number,
    /// The direct numbers of the members, in the order in which they are rung.
    pub members: Vec<Number>,
}

/// The line to the city: it carries any number of calls at once and nobody acts in its name.
#[derive(Clone, Debug)]
pub struct TrunkSetup {
    /// Names the line.
    pub id: LineId,
    /// The number of the line.
    pub number: Number,
    /// When parties outside pick up.
    pub answers: Answers,
}

/// When a simulated party picks up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// So long after the ring began.
    After(Duration),
    /// Never: the ring runs into its time limit.
    Never,
}

/// How long the parts of a call last.
#[derive(Clone, Copy, Debug)]
pub struct CallTimes {
    /// How long a ring goes unanswered before the session ends.
    pub ring_timeout: Duration,
    /// How long two parties talk before one hangs up; time on hold does not count.
    pub talk: Duration,
    /// How long a party lets itself be held before it hangs up.
    pub hold: Duration,
}

/// Why a world cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// A GUID stands for two things.
    #[error("the GUID {0} is given to two users or lines: give each its own")]
    RepeatedGuid(uuid::Uuid),
    /// A number stands for two things that can be dialled.
    #[error("the number {0} is given to two users, lines or groups: give each its own")]
    RepeatedNumber(Number),
    /// A number is empty.
    #[error("{0} has an empty number: nothing could dial it")]
    EmptyNumber(String),
    /// A group names a member that no user has as a direct number.
    #[error("group {group} names the member {member}, which is no user's direct number")]
    UnknownMember {
        /// The group.
        group: Number,
        /// The member it names.
        member: Number,
    },
    /// A group names a member twice.
    #[error("group {group} names the member {member} twice: once is enough")]
    RepeatedMember {
        /// The group.
        group: Number,
        /// The member it names.
        member: Number,
    },
    /// A user starts on a break outside call-centre mode, which SET-3 rules out.
    #[error(
        "user {0} starts on a break outside call-centre mode: switch the mode on or choose another state"
    )]
    BreakOutsideCallCentre(String),
}
