//! From typed answers to the documents that the examples show.

mod abonent;
mod chain;
mod group;
mod json;
mod licence;
mod mapper;
mod upload;
mod xml;

pub(crate) use abonent::abonent_info;
pub(crate) use chain::chain_content;
pub(crate) use group::ready_users;
pub(crate) use licence::{licence_text, licence_xml};
pub(crate) use mapper::{no_script, no_user, script_result, user_state};
pub(crate) use upload::upload_result;
pub(crate) use xml::{Document, Element, Encoding, Hand};
