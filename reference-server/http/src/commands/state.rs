//! `tst_getuserstate` (STATE).

use refserver_core::{Number, Refusal as Declined, UserQuery};
use uuid::Uuid;

use crate::answer::Reply;
use crate::dialect::{Unknown, UserParameter};
use crate::encode;
use crate::faults;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::server::Server;

/// The state of the user asked for by `iduser`, or else by `number`: the document has both (STATE-2).
pub(crate) fn user_state(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let user = query(server, parameters)?;
    match user.and_then(|user| server.exchange.user_state(&user)) {
        Ok(state) => {
            let mut document = encode::user_state(&faults::state::told(server, state));
            faults::state::bend(&server.faults, &mut document.root);
            server.document(document)
        }
        Err(Declined::UnknownUser) if server.dialect.unknown == Unknown::Document => {
            server.document(encode::no_user())
        }
        Err(declined) => Err(declined.into()),
    }
}

/// Whom the parameters name, by those of the two that the server knows; the inner error is that nobody can be called so.
fn query(server: &Server, parameters: &Parameters) -> Result<Result<UserQuery, Declined>, Refusal> {
    let known = server.dialect.user_parameter;
    let id = parameters.filled("iduser").filter(|_| known != UserParameter::Number);
    let number = parameters.filled("number").filter(|_| known != UserParameter::IdUser);
    match (id, number) {
        (Some(id), _) if faults::state::unknown(&server.faults, id) => Ok(Err(Declined::UnknownUser)),
        (Some(id), _) => {
            Ok(Uuid::try_parse(id).map(|id| UserQuery::Id(id.into())).map_err(|_| Declined::UnknownUser))
        }
        (None, Some(number)) => Ok(Ok(UserQuery::Number(Number::from(number)))),
        (None, None) => Err(Refusal::MissingParameter),
    }
}
