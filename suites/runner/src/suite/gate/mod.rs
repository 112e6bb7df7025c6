//! The password gate: shut to every request without the password, before anything happens, and open to the right one (AUTH).

mod detours;
mod effects;
mod matrix;
mod open;
mod password;

use std::rc::Rc;

use spec::wire::{Call, Request};

use crate::case::{Case, Stuck};
use crate::casting::Casting;
use crate::context::Context;
use crate::session::{Session, call};

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    [
        matrix::cases(context, casting),
        detours::cases(context),
        password::cases(),
        effects::cases(&context.profile, casting),
        open::cases(),
    ]
    .concat()
}

/// What stands in the place of the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Credential {
    Absent,
    Empty,
    Wrong,
}

impl Credential {
    const ALL: [Self; 3] = [Self::Absent, Self::Empty, Self::Wrong];

    fn words(self) -> &'static str {
        match self {
            Self::Absent => "no password",
            Self::Empty => "an empty password",
            Self::Wrong => "a wrong password",
        }
    }

    /// The request with this in the place of the password.
    fn request(self, session: &Session, call: &Call) -> Request {
        match self {
            Self::Absent => call.clone(),
            Self::Empty => call.clone().with("password", ""),
            Self::Wrong => call.clone().with("password", wrong(session)),
        }
        .request()
    }
}

/// A question that needs nothing but the password.
fn question() -> Call {
    call("getlicensefulltext")
}

/// The status of that question with this in the place of the password: how the gate answers where it is asked.
async fn elsewhere(session: &mut Session, credential: Credential) -> Result<u16, Stuck> {
    let request = credential.request(session, &question());
    Ok(session.send(&request).await?.status())
}

/// A password that is not the right one, and is not near it.
fn wrong(session: &Session) -> String {
    let length = session.password().map_or(0, |password| password.chars().count());
    // Of another length, so that no password equals it.
    "-".repeat(length + 3)
}
