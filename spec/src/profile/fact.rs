//! The facts that a profile states, one type a section of the file.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::value::{Guid, InternalNumber, LicenseDate, Password, RegistrationSerial, Sha256};
use crate::catalogue::Effect;

/// `[target]`: where the server is and what it claims to be. Flags of the program outrank it.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// The base address.
    pub url: Option<Url>,
    /// How the password of the gate is known, if there is a gate.
    pub password: Option<PasswordSource>,
    /// The edition of the document that the target is held to, e.g. `2012-09-17`.
    pub edition: Option<String>,
}

/// How the password of the gate is known (AUTH-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordSource {
    /// It stands in the profile.
    Literal(Password),
    /// It stands in an environment variable of this name.
    Environment(String),
}

/// `[effects]`: what may be done to the target, as far as the profile says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions(pub(super) BTreeMap<Effect, bool>);

impl Permissions {
    /// Whether the profile permits an effect, or nothing where it is silent. Reading is always permitted.
    pub fn permits(&self, effect: Effect) -> Option<bool> {
        if effect == Effect::Reads { Some(true) } else { self.0.get(&effect).copied() }
    }
}

/// `[[user]]`: a user of the exchange.
#[derive(Debug, Clone)]
pub struct User {
    /// The GUID (STATE-1).
    pub id: Guid,
    /// The direct internal number (READY-1).
    pub number: InternalNumber,
    /// The title of the line.
    pub title: Option<String>,
    /// The user's name.
    pub username: Option<String>,
    /// The login.
    pub login: Option<String>,
    /// The number of the line.
    pub line: Option<String>,
    /// The GUID of the line.
    pub line_id: Option<Guid>,
    /// The name of the workplace.
    pub workplace: Option<String>,
    /// Whether the user answers calls; from `[calls] answer` where the user's own entry is silent.
    pub answers: Option<Answering>,
    /// Whether tests may change the user's state and call on the user's behalf.
    pub free: bool,
    /// The number at which calls to the user arrive while the redirection mode is on (SET-4).
    pub redirects_to: Option<InternalNumber>,
}

impl User {
    /// Every pair of parameter and value that selects this user's line, as far as the profile offers them (WP-1, WP-2).
    pub fn selectors(&self) -> Vec<Selector> {
        let user = [Some(self.id.to_string()), self.username.clone(), self.login.clone()];
        let line = [self.line.clone(), self.line_id.map(|id| id.to_string()), self.title.clone()];
        let of = |parameter, values: [Option<String>; 3]| {
            values.into_iter().flatten().map(move |value| Selector { parameter, value })
        };
        of("user", user)
            .chain(of("line", line))
            .chain(of("wp", [self.workplace.clone(), None, None]))
            .collect()
    }
}

/// A parameter and a value that together determine one line (WP-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// `line`, `user` or `wp`.
    pub parameter: &'static str,
    /// The value.
    pub value: String,
}

/// Whether a party answers when it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answering {
    /// It answers by itself.
    Auto,
    /// It lets the call ring.
    None,
}

/// `[[group]]`: an internal number behind which several users stand (READY-1).
#[derive(Debug, Clone)]
pub struct Group {
    /// The number.
    pub number: InternalNumber,
    /// The direct numbers of its members; each belongs to a user of the profile.
    pub members: Vec<InternalNumber>,
}

/// `[[recording]]`, `[[fax]]`, `[[record_link]]`: a file that the target has under a code (DL-1, DL-3).
#[derive(Debug, Clone)]
pub struct CodedFile {
    /// The code, or the packed code of a record link.
    pub code: String,
    /// What the file holds.
    pub content: Content,
}

/// The length and digest of a file that the suite does not have itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// Its length in bytes.
    pub bytes: u64,
    /// Its digest.
    pub sha256: Sha256,
}

/// `[files]`: a file that the `path` script finds (DL-2).
#[derive(Debug, Clone)]
pub struct SampleFile {
    /// What the script is given as `startparam1`.
    pub name: String,
    /// What the file holds.
    pub content: Content,
}

/// `[license]`: what the licence is known to say (LIC-3, LIC-4, LIC-5).
#[derive(Debug, Clone, Default)]
pub struct License {
    /// The registration number.
    pub regserial: Option<RegistrationSerial>,
    /// The date of the next confirmation.
    pub confirmdate: Option<LicenseDate>,
    /// The date up to which versions are supported.
    pub updatelimitdate: Option<LicenseDate>,
}

/// `[calls]`: how parties behave when they are called (CALL-8).
#[derive(Debug, Clone, Default)]
pub struct Calls {
    /// Whether parties answer, where nothing else is said of one.
    pub answer: Option<Answering>,
    /// The longest time in which a party that answers has done so.
    pub answer_within: Option<Duration>,
    /// The time after which the party called hangs up by itself, if it does.
    pub talk_time: Option<Duration>,
    /// A number outside that may be dialled.
    pub outside_number: Option<String>,
}

/// `[lunch]`: what the settings say of breaks (SET-7).
#[derive(Debug, Clone, Copy, Default)]
pub struct Lunch {
    /// The code of a reason for the lunch mode.
    pub reason: Option<i64>,
}

/// `[dialect]`: what the target chose where the document leaves a choice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dialect {
    /// The parameter of `tst_getuserstate`; nothing where the profile is silent, then `iduser` is asked.
    pub user_state_parameter: Option<UserStateParameter>,
}

/// The parameter by which `tst_getuserstate` takes its user (STATE-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserStateParameter {
    /// The GUID in `iduser`, as in the document's example.
    IdUser,
    /// The number in `number`, as in the document's table.
    Number,
    /// Either.
    Both,
}

impl fmt::Display for UserStateParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::IdUser => "iduser",
            Self::Number => "number",
            Self::Both => "both",
        })
    }
}
