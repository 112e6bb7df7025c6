//! The commands, a file each kind: parameters read and judged, the model or the scripts asked, the answer encoded.

mod calls;
mod download;
mod exec;
mod licence;
mod ready;
mod set;
mod state;
mod upload;
mod who;

pub(crate) use calls::{Order, abonent_info, chain_content, order};
pub(crate) use download::{by_link, by_script, fax, recording};
pub(crate) use exec::{By, Mode, Run, exec, plain};
pub(crate) use licence::{licence_detail, licence_text, licence_xml};
pub(crate) use ready::ready_users;
pub(crate) use set::set_user_state;
pub(crate) use state::user_state;
pub(crate) use upload::upload;

use http::HeaderMap;

use crate::body::Body;
use crate::parameters::Parameters;

/// A request as a command sees it.
pub(crate) struct Ask<'a> {
    pub(crate) parameters: &'a Parameters,
    /// What follows the path of `download/rec/` and `download/fax/`.
    pub(crate) code: String,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a mut Body,
}
