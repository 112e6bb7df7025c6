//! `tst_getintnumberreadyusers` (READY).

use refserver_core::Number;

use crate::answer::Reply;
use crate::encode;
use crate::faults;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::server::Server;

/// Who of the group `number` is free.
pub(crate) fn ready_users(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let number = parameters.filled("number").map(Number::from).ok_or(Refusal::MissingParameter)?;
    let users = faults::ready::told(server, server.exchange.ready_users(&number)?);
    let mut document = encode::ready_users(&users);
    faults::ready::bend(&server.faults, &mut document.root);
    server.document(document)
}
