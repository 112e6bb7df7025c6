//! `getlicensefulltext`, `getlicensefullxml` and `getlicenseinfo` (LIC).

use crate::answer::{self, Reply, TEXT};
use crate::encode;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::server::Server;

/// The licence in words (LIC-1).
pub(crate) fn licence_text(server: &Server) -> Reply {
    answer::ok(TEXT, encode::licence_text(&server.licence))
}

/// The licence as XML; a `detail` is ignored (LIC-2, LIC-6).
pub(crate) fn licence_xml(server: &Server) -> Result<Reply, Refusal> {
    server.document(&encode::licence_xml(&server.licence))
}

/// One value of the licence (LIC-3 to LIC-5, LIC-8).
pub(crate) fn licence_detail(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let licence = &server.licence;
    let value = match parameters.filled("detail").ok_or(Refusal::MissingParameter)? {
        "regserial" => &licence.regserial,
        "confirmdate" => &licence.confirmdate,
        "updatelimitdate" => &licence.updatelimitdate,
        _ => return Err(Refusal::MalformedParameter),
    };
    Ok(answer::ok(TEXT, value.clone()))
}
