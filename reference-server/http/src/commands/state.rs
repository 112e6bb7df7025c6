//! `tst_getuserstate` (STATE).

use refserver_core::{Number, Refusal as Declined, UserQuery};
use uuid::Uuid;

use crate::answer::Reply;
use crate::encode;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::server::Server;

/// The state of the user asked for by `iduser`, or else by `number`: the document has both (STATE-2).
pub(crate) fn user_state(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let user = match (parameters.filled("iduser"), parameters.filled("number")) {
        (Some(id), _) => UserQuery::Id(Uuid::try_parse(id).map_err(|_| Declined::UnknownUser)?.into()),
        (None, Some(number)) => UserQuery::Number(Number::from(number)),
        (None, None) => return Err(Refusal::MissingParameter),
    };
    Ok(encode::user_state(&server.exchange.user_state(&user)?).reply()?)
}
