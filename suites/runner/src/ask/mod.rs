//! How commands are asked: a file a family. What is asked here is only read, never judged; cases judge.

pub(crate) mod file;
pub(crate) mod group;
pub(crate) mod line;
pub(crate) mod route;
pub(crate) mod script;
pub(crate) mod stage;
pub(crate) mod user;

use checks::cite;
use serde_json::Value;
use spec::decode::{Format, Limits, decode};
use spec::ids::{Citation, CommandName};

use crate::context::Context;
use crate::session::Reply;

/// The content of a successful answer as a canonical value; nothing if it cannot be read.
pub(crate) fn value(reply: &Reply, format: Format) -> Option<Value> {
    let response = reply.response();
    let decoded = decode(format, response.content_type(), &response.body, &Limits::default());
    reply.succeeded().then_some(decoded.ok()?.value)
}

/// The rules that reading the answer of a command with one route can judge: those of its schema, and what is said of its encoding.
pub(crate) fn shown_by(context: &Context, command: &str) -> Vec<Citation> {
    let command = context.catalogue.command(&CommandName::new(command));
    let answer = command.and_then(|command| command.routes.first()).map(|route| &route.answer);
    let shape = answer.and_then(|answer| answer.schema.as_ref()).and_then(|name| context.shapes.get(name));
    let encoding = match answer.map(|answer| answer.format) {
        Some(Format::Mapper) => vec![cite::i("HTTP", 7), cite::u("HTTP", 7), cite::e("EXEC", 7)],
        Some(Format::Group | Format::Upload | Format::XmlTree) => {
            vec![cite::i("HTTP", 7), cite::u("HTTP", 7)]
        }
        Some(Format::Json | Format::Text | Format::Bytes) | None => vec![cite::u("HTTP", 7)],
    };
    shape.into_iter().flat_map(|shape| shape.citations().cloned()).chain(encoding).collect()
}
