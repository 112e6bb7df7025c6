//! Placeholders in fixed cases: `{user.id}` and the like, and what is said where the profile has no such fact.

use std::fmt;

use super::{CodedFile, ProbeScript, Profile, User, UserStateParameter};

/// A fact that the text of a fixed case may name in braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// `{script.<probe>}`: the target's name for a probe script.
    Script(ProbeScript),
    /// `{user.<field>}`: a field of the profile's first user.
    User(UserField),
    /// `{actor.<field>}`: a field of the user in whose name the case acts.
    Actor(UserField),
    /// `{other.<field>}`: a field of the user whom the case's calls come to, or come from.
    Other(UserField),
    /// `{group.number}`: the number of the profile's first group.
    GroupNumber,
    /// `{state.iduser}`, `{state.number}`: the first user as `tst_getuserstate` may be asked by this parameter (STATE-2).
    StateBy(UserStateParameter),
    /// `{recording.code}`, `{fax.sha256}` and so on: a field of the first file of a kind.
    File(FileKind, FileField),
    /// `{license.regserial}`
    Regserial,
    /// `{license.confirmdate}`
    ConfirmDate,
    /// `{license.updatelimitdate}`
    UpdateLimitDate,
    /// `{calls.outside_number}`
    OutsideNumber,
    /// `{files.sample}`: the name that makes the `path` script find the sample file.
    SampleName,
    /// `{files.sample_sha256}`: the digest of the sample file.
    SampleDigest,
}

/// The users of a fixed case that acts, tests may use them.
#[derive(Debug, Clone, Copy)]
pub struct Cast<'a> {
    /// In whose name it acts.
    pub actor: &'a User,
    /// Whom its calls come to, or come from.
    pub other: &'a User,
}

/// The kinds of files that are known by a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// `[[recording]]`
    Recording,
    /// `[[fax]]`
    Fax,
    /// `[[record_link]]`
    RecordLink,
}

/// What is known of a file with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileField {
    /// Its code.
    Code,
    /// The digest of its content.
    Sha256,
}

impl FileKind {
    fn from_key(key: &str) -> Option<Self> {
        match key {
            "recording" => Some(Self::Recording),
            "fax" => Some(Self::Fax),
            "record_link" => Some(Self::RecordLink),
            _ => None,
        }
    }

    fn first(self, profile: &Profile) -> Option<&CodedFile> {
        match self {
            Self::Recording => profile.recordings.first(),
            Self::Fax => profile.faxes.first(),
            Self::RecordLink => profile.record_links.first(),
        }
    }

    fn missing(self) -> MissingFact {
        match self {
            Self::Recording => MissingFact::new("recording", "[[recording]]"),
            Self::Fax => MissingFact::new("fax", "[[fax]]"),
            Self::RecordLink => MissingFact::new("packed code of a recording", "[[record_link]]"),
        }
    }
}

impl FileField {
    fn from_key(key: &str) -> Option<Self> {
        match key {
            "code" => Some(Self::Code),
            "sha256" => Some(Self::Sha256),
            _ => None,
        }
    }

    fn of(self, file: &CodedFile) -> String {
        match self {
            Self::Code => file.code.clone(),
            Self::Sha256 => file.content.sha256.to_string(),
        }
    }
}

/// A field of a `[[user]]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserField {
    /// The GUID.
    Id,
    /// The title of the line.
    Title,
    /// The user's name.
    Username,
    /// The login.
    Login,
    /// The number of the line.
    Line,
    /// The GUID of the line.
    LineId,
    /// The name of the workplace.
    Workplace,
    /// The direct internal number.
    Number,
}

impl UserField {
    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.key() == key)
    }

    const ALL: [Self; 8] = [
        Self::Id,
        Self::Title,
        Self::Username,
        Self::Login,
        Self::Line,
        Self::LineId,
        Self::Workplace,
        Self::Number,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Username => "username",
            Self::Login => "login",
            Self::Line => "line",
            Self::LineId => "line_id",
            Self::Workplace => "workplace",
            Self::Number => "number",
        }
    }

    fn of(self, user: &User) -> Option<String> {
        match self {
            Self::Id => Some(user.id.to_string()),
            Self::Title => user.title.clone(),
            Self::Username => user.username.clone(),
            Self::Login => user.login.clone(),
            Self::Line => user.line.clone(),
            Self::LineId => user.line_id.map(|id| id.to_string()),
            Self::Workplace => user.workplace.clone(),
            Self::Number => Some(user.number.to_string()),
        }
    }
}

/// A text in braces that names no fact, or braces that do not close.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no placeholder")]
pub struct UnknownPlaceholder(pub String);

impl Placeholder {
    /// The placeholder of a name without its braces, e.g. `user.id`.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.split_once('.')? {
            ("script", probe) => Self::Script(ProbeScript::from_key(probe)?),
            ("user", field) => Self::User(UserField::from_key(field)?),
            ("actor", field) => Self::Actor(UserField::from_key(field)?),
            ("other", field) => Self::Other(UserField::from_key(field)?),
            ("group", "number") => Self::GroupNumber,
            ("state", "iduser") => Self::StateBy(UserStateParameter::IdUser),
            ("state", "number") => Self::StateBy(UserStateParameter::Number),
            ("license", "regserial") => Self::Regserial,
            ("license", "confirmdate") => Self::ConfirmDate,
            ("license", "updatelimitdate") => Self::UpdateLimitDate,
            ("calls", "outside_number") => Self::OutsideNumber,
            ("files", "sample") => Self::SampleName,
            ("files", "sample_sha256") => Self::SampleDigest,
            (kind, field) => Self::File(FileKind::from_key(kind)?, FileField::from_key(field)?),
        })
    }

    /// The placeholders of a text in their order.
    ///
    /// # Errors
    /// The first text in braces that is no placeholder.
    pub fn all_in(text: &str) -> Result<Vec<Self>, UnknownPlaceholder> {
        let pieces = pieces(text)?;
        let named = |piece| if let Piece::Fact(placeholder) = piece { Some(placeholder) } else { None };
        Ok(pieces.into_iter().filter_map(named).collect())
    }

    /// Whether it is a fact about a user of the case, not of the profile alone.
    pub fn is_of_the_cast(self) -> bool {
        matches!(self, Self::Actor(_) | Self::Other(_))
    }

    /// The fact itself, if the profile states it.
    fn fact(self, profile: &Profile, cast: Option<Cast<'_>>) -> Option<String> {
        match self {
            Self::Actor(field) => field.of(cast?.actor),
            Self::Other(field) => field.of(cast?.other),
            Self::Script(script) => profile.scripts.get(&script).cloned(),
            Self::User(field) => profile.users.first().and_then(|user| field.of(user)),
            Self::GroupNumber => profile.groups.first().map(|group| group.number.to_string()),
            Self::StateBy(parameter) => state_by(parameter, profile),
            Self::File(kind, field) => kind.first(profile).map(|file| field.of(file)),
            Self::Regserial => profile.license.regserial.as_ref().map(ToString::to_string),
            Self::ConfirmDate => profile.license.confirmdate.map(|date| date.to_string()),
            Self::UpdateLimitDate => profile.license.updatelimitdate.map(|date| date.to_string()),
            Self::OutsideNumber => profile.calls.outside_number.clone(),
            Self::SampleName => profile.sample.as_ref().map(|sample| sample.name.clone()),
            Self::SampleDigest => profile.sample.as_ref().map(|sample| sample.content.sha256.to_string()),
        }
    }
}

/// The first user by a parameter of `tst_getuserstate`, if the target's dialect takes it.
fn state_by(parameter: UserStateParameter, profile: &Profile) -> Option<String> {
    let taken = profile.dialect.user_state_parameter.unwrap_or(UserStateParameter::IdUser);
    let user = profile.users.first().filter(|_| taken == parameter || taken == UserStateParameter::Both)?;
    Some(if parameter == UserStateParameter::Number { user.number.to_string() } else { user.id.to_string() })
}

/// A fact that a case needs and the profile does not state. Displays as the reason for skipping the case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the profile names no {what} ({key})")]
pub struct MissingFact {
    what: String,
    key: String,
}

impl MissingFact {
    /// What is missing in words, and where in the profile it would stand: `("second group", "[[group]]")`.
    pub fn new(what: impl Into<String>, key: impl Into<String>) -> Self {
        Self { what: what.into(), key: key.into() }
    }

    /// The fact behind a placeholder.
    pub fn of(placeholder: Placeholder) -> Self {
        match placeholder {
            Placeholder::Script(script) => {
                Self::new(format!("`{script}` script"), format!("[scripts] {script}"))
            }
            Placeholder::User(UserField::Id | UserField::Number) => Self::new("user", "[[user]]"),
            Placeholder::User(field) => {
                Self::new(format!("{} of its first user", field.key()), format!("[[user]] {}", field.key()))
            }
            Placeholder::Actor(field) | Placeholder::Other(field) => {
                Self::new(format!("{} of a free user", field.key()), format!("[[user]] {}", field.key()))
            }
            Placeholder::GroupNumber => Self::new("group", "[[group]]"),
            Placeholder::StateBy(parameter) => Self::new(
                format!("user that tst_getuserstate takes by `{parameter}`"),
                "[[user]], [dialect] user_state_parameter",
            ),
            Placeholder::File(kind, _) => kind.missing(),
            Placeholder::Regserial => Self::new("registration number", "[license] regserial"),
            Placeholder::ConfirmDate => Self::new("date of confirmation", "[license] confirmdate"),
            Placeholder::UpdateLimitDate => Self::new("date of the last update", "[license] updatelimitdate"),
            Placeholder::OutsideNumber => Self::new("number outside", "[calls] outside_number"),
            Placeholder::SampleName | Placeholder::SampleDigest => {
                Self::new("file that the `path` script finds", "[files] sample")
            }
        }
    }
}

enum Piece<'a> {
    Text(&'a str),
    Fact(Placeholder),
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, UnknownPlaceholder> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let unknown = |name: &str| UnknownPlaceholder(format!("{{{name}"));
        let (name, behind) = after.split_once('}').ok_or_else(|| unknown(after))?;
        let placeholder = Placeholder::from_name(name).ok_or_else(|| unknown(&format!("{name}}}")))?;
        pieces.extend([Piece::Text(before), Piece::Fact(placeholder)]);
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

pub(super) fn fill(profile: &Profile, cast: Option<Cast<'_>>, text: &str) -> Result<String, MissingFact> {
    let unknown =
        |UnknownPlaceholder(text)| MissingFact::new(format!("`{text}`"), "no section has such a fact");
    let mut filled = String::new();
    for piece in pieces(text).map_err(unknown)? {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Fact(placeholder) => {
                let fact = placeholder.fact(profile, cast).ok_or_else(|| MissingFact::of(placeholder))?;
                filled.push_str(&fact);
            }
        }
    }
    Ok(filled)
}

impl fmt::Display for UserField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}
