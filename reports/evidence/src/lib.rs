//! Evidence: what a report says, signed by somebody who vouches for it.
//!
//! A [`Statement`] (in-toto, test result) names the build under test, what it was tested with and how that ended; [`envelope`] signs it
//! (DSSE, Ed25519); [`Examination`] tells in words what somebody who holds the files can take for proved. Nothing here reads a file.
//!
//! An envelope has one form only, the one in which it is written: a byte that is changed, added or left out anywhere in it is either
//! signed or told from that form. So it is with the public key. What the signature covers is read only after it was found good.

mod claim;
pub mod envelope;
mod examination;
mod key;
pub mod statement;

pub use examination::{Examination, Given};
pub use key::{KeyError, PublicKey, SigningKey};
pub use statement::{Statement, StatementError, Subject, SubjectError};
