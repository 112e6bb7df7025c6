//! `download` and `downloadrecordbylink` (DL): codes are looked up, never made into paths.

use super::exec::{By, Run, returned};
use crate::answer::Reply;
use crate::faults::{self, download::Shelf};
use crate::files::Source;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::server::Server;

/// `download/rec/<code>` (DL-1).
pub(crate) async fn recording(server: &Server, code: &str) -> Result<Reply, Refusal> {
    let found = faults::download::by_code(server, Shelf::Recordings, code);
    given(server, By::Code, found.as_ref()).await
}

/// `download/fax/<code>`, with a table of its own (DL-1, DL-4).
pub(crate) async fn fax(server: &Server, code: &str) -> Result<Reply, Refusal> {
    let found = faults::download::by_code(server, Shelf::Faxes, code);
    given(server, By::Code, found.as_ref()).await
}

/// `downloadrecordbylink` (DL-3).
pub(crate) async fn by_link(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let link = parameters.filled("recordlink").ok_or(Refusal::MissingParameter)?;
    given(server, By::Code, faults::download::by_link(server, link).as_ref()).await
}

/// `download/byscript`: without the script's path there is nothing to give, so it is always waited for (DL-2).
pub(crate) async fn by_script(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let ending = Run::read(server, parameters, By::Download)?.waited_for().carry_out(server).await?;
    let path = returned(ending).ok_or(Refusal::UnknownFile)?;
    let found = faults::download::by_path(&server.faults, &path).or_else(|| server.files.find(&path));
    given(server, By::Download, found.as_ref()).await
}

/// The file's bytes; that it cannot be read is the same to a client as that it is not there.
async fn given(server: &Server, by: By, source: Option<&Source>) -> Result<Reply, Refusal> {
    let reply = match source {
        Some(source) => source.reply().await.map_err(|_| Refusal::UnknownFile),
        None => Err(Refusal::UnknownFile),
    };
    faults::download::given(server, by, reply).await
}
