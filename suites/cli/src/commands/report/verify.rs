//! `oktellspec report verify`: whether a signed statement is genuine, and what it proves about the files at hand.

use std::fs::File;
use std::path::Path;

use report_evidence::{Examination, Given, PublicKey, Statement, envelope};
use report_model::digest::Digest;

use super::{bytes_of, wrong};
use crate::args::VerifyArguments;
use crate::commands::print;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::inputs;

pub(crate) fn perform(arguments: &VerifyArguments) -> Result<Exit, Failure> {
    let VerifyArguments { envelope, key, report, profile, program, build } = arguments;
    let public = PublicKey::from_pem(&bytes_of(key)?).map_err(|error| wrong(key, &error))?;
    let sealed = bytes_of(envelope)?;
    let given = Given {
        report: report.as_deref().map(named).transpose()?,
        profile: profile.as_deref().map(named).transpose()?,
        program: program.as_deref().map(named).transpose()?,
        builds: build.iter().map(|path| named(path)).collect::<Result<_, _>>()?,
        catalogue: Some(inputs::catalogue()),
    };
    // Nothing of the payload is read before its signature was found good.
    let statement = match envelope::open(&sealed, &public) {
        Ok(payload) => Statement::from_json(&payload).map_err(|error| wrong(envelope, &error))?,
        Err(error) => {
            print(&format!("{}: nothing is proved: {error}\n", envelope.display()));
            return Ok(Exit::Fails);
        }
    };
    let examination = Examination::of(&statement, public.id(), &given);
    print(&examination.to_string());
    Ok(if examination.stands() { Exit::Conforms } else { Exit::Fails })
}

/// A file by its path and its digest.
fn named(path: &Path) -> Result<(String, Digest), Failure> {
    let digest = File::open(path).and_then(Digest::of_reader);
    let digest = digest.map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    Ok((path.display().to_string(), digest))
}
