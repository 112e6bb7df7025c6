//! `getlicensefulltext`, `getlicensefullxml` and `getlicenseinfo` (LIC).

use crate::answer::{self, Reply, TEXT};
use crate::encode;
use crate::faults::licence as spoiled;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::server::Server;

/// The licence in words (LIC-1).
pub(crate) fn licence_text(server: &Server) -> Reply {
    let text = encode::licence_text(&server.licence);
    answer::ok(TEXT, spoiled::text(&server.faults, &server.licence, &text))
}

/// The licence as XML; a `detail` is ignored (LIC-2, LIC-6).
pub(crate) fn licence_xml(server: &Server) -> Result<Reply, Refusal> {
    let spoil = |xml: String| spoiled::xml(&server.faults, &server.licence, &xml);
    server.document_as(encode::licence_xml(&server.licence), spoil)
}

/// One value of the licence (LIC-3 to LIC-5, LIC-8).
pub(crate) fn licence_detail(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let licence = &server.licence;
    let detail = parameters.filled("detail").ok_or(Refusal::MissingParameter)?;
    if let Some(value) = spoiled::detail(&server.faults, licence, detail) {
        return Ok(answer::ok(TEXT, value));
    }
    let value = match detail {
        "regserial" => &licence.regserial,
        "confirmdate" => &licence.confirmdate,
        "updatelimitdate" => &licence.updatelimitdate,
        _ => return Err(Refusal::MalformedParameter),
    };
    Ok(answer::ok(TEXT, value.clone()))
}
