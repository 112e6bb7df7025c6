//! `download` and `downloadrecordbylink` (DL): codes are looked up, never made into paths.

use std::collections::HashMap;

use super::exec::{Run, returned};
use crate::answer::Reply;
use crate::files::Source;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::server::Server;

/// `download/rec/<code>` and `download/fax/<code>`, each with its own table (DL-1, DL-4).
pub(crate) async fn by_code(table: &HashMap<String, Source>, code: &str) -> Result<Reply, Refusal> {
    given(table.get(code)).await
}

/// `downloadrecordbylink` (DL-3).
pub(crate) async fn by_link(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let link = parameters.filled("recordlink").ok_or(Refusal::MissingParameter)?;
    given(server.record_links.get(link)).await
}

/// `download/byscript`: without the script's path there is nothing to give, so it is always waited for (DL-2).
pub(crate) async fn by_script(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let ending = Run::read(server, parameters)?.waited_for().carry_out(server).await?;
    let path = returned(ending).ok_or(Refusal::UnknownFile)?;
    given(server.files.find(&path).as_ref()).await
}

/// The file's bytes; that it cannot be read is the same to a client as that it is not there.
async fn given(source: Option<&Source>) -> Result<Reply, Refusal> {
    source.ok_or(Refusal::UnknownFile)?.reply().await.map_err(|_| Refusal::UnknownFile)
}
