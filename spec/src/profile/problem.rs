//! What can be wrong with a profile, and the way out of each.

use super::value::Malformed;
use crate::load::Problem;

/// What is wrong at one place of a profile.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProfileProblem {
    /// Not TOML, an unknown key, a missing key or a wrong type, in the parser's words.
    #[error("{0}")]
    Shape(String),
    /// A value that is not of its kind.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// A value that must be unique stands twice.
    #[error("`{value}` is the {what} of two entries")]
    Twice {
        /// Which key.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// A group's member that is no user's number.
    #[error("`{member}` is a member of group `{group}` but no [[user]] has this number")]
    NobodysNumber {
        /// The group's number.
        group: String,
        /// The member.
        member: String,
    },
    /// A member that a group has twice.
    #[error("`{member}` stands twice among the members of a group")]
    MemberTwice {
        /// The member.
        member: String,
    },
    /// A password in two forms.
    #[error("the password is given twice, as `password` and as `password_env`")]
    TwoPasswords,
}

impl Problem for ProfileProblem {
    fn way_out(&self) -> String {
        match self {
            Self::Shape(_) => "profiles/template.toml shows every section and key".to_owned(),
            Self::Malformed(_) => "correct it; a key that is not needed may also be left out".to_owned(),
            Self::Twice { what, .. } => format!("give each entry its own {what} or remove one of them"),
            Self::NobodysNumber { .. } => "add the user or remove the member".to_owned(),
            Self::MemberTwice { .. } => "remove one of the two".to_owned(),
            Self::TwoPasswords => "keep one of the two, best `password_env`".to_owned(),
        }
    }
}
