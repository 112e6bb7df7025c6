//! `oktellspec report sign`: a statement about a build, signed by whoever vouches for the report.

use std::io::Write;
use std::path::{Path, PathBuf};

use report_evidence::{SigningKey, Statement, envelope};
use report_model::digest::Digest;
use report_render::json;
use report_render::strength::Strength;

use super::{bytes_of, wrong};
use crate::args::SignArguments;
use crate::commands::print;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::outputs::PendingFile;

pub(crate) fn perform(arguments: &SignArguments) -> Result<Exit, Failure> {
    let SignArguments { report, key, subject, out } = arguments;
    let out = out.clone().unwrap_or_else(|| beside(report));
    let text = bytes_of(report)?;
    let told = json::read(text.as_slice()).map_err(|error| {
        wrong(
            report,
            &format!(
                "{error}; `oktellspec report render LOG --report json=FILE` makes a report of an event log"
            ),
        )
    })?;
    let signing = SigningKey::from_pem(&bytes_of(key)?).map_err(|error| wrong(key, &error))?;
    let public = signing.public().map_err(|error| wrong(key, &error))?;
    let strength = Strength::built_in().map_err(Failure::usage)?;
    let statement = Statement::of(told, Digest::of(&text), subject.clone(), strength);
    let payload = statement.map_err(|error| wrong(report, &error))?.to_json().map_err(Failure::usage)?;
    let envelope = envelope::seal(&payload, &signing, &public).map_err(Failure::usage)?;
    let file = PendingFile::prepare(&out)?;
    let unwritten = |error| Failure::incomplete(format!("{} cannot be written: {error}", out.display()));
    let mut writer = file.writer();
    writer.write_all(envelope.as_bytes()).and_then(|()| writer.flush()).map_err(unwritten)?;
    drop(writer);
    file.keep()?;
    print(&format!("{} is signed with the key {}\n", out.display(), public.id()));
    Ok(Exit::Conforms)
}

fn beside(report: &Path) -> PathBuf {
    let mut name = report.as_os_str().to_owned();
    name.push(".dsse.json");
    name.into()
}
