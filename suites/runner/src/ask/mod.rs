//! How commands are asked: a file a family. What is asked here is only read, never judged; cases judge.

pub(crate) mod group;
pub(crate) mod line;
pub(crate) mod stage;
pub(crate) mod user;

use serde_json::Value;
use spec::decode::{Format, Limits, decode};
use spec::ids::{Citation, SchemaName};

use crate::context::Context;
use crate::session::Reply;

/// The content of a successful answer as a canonical value; nothing if it cannot be read.
pub(crate) fn value(reply: &Reply, format: Format) -> Option<Value> {
    let response = reply.response();
    let decoded = decode(format, response.content_type(), &response.body, &Limits::default());
    reply.succeeded().then_some(decoded.ok()?.value)
}

/// The rules that reading an answer of this shape can judge: those of the schema, and what is said of the encoding.
pub(crate) fn shown_by(context: &Context, schema: &str) -> Vec<Citation> {
    let shape = context.shapes.get(&SchemaName::new(schema));
    let encoding = [checks::cite::i("HTTP", 7), checks::cite::u("HTTP", 7), checks::cite::e("EXEC", 7)];
    shape.into_iter().flat_map(|shape| shape.citations().cloned()).chain(encoding).collect()
}
