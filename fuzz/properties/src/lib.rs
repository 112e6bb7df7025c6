//! What holds of every input of a fuzz target: a property a target.
//!
//! A property is a function of bytes that returns if it holds and panics if it does not, as a test does. The targets of
//! `fuzz/targets` run these under libFuzzer; the tests of this crate run them on stable Rust, over the seeds and over every
//! input that ever broke one.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a property that does not hold, or cannot be set up, fails as a test does"
)]

mod charsets;
mod decoding;
mod exchange;
mod exchanges;
mod ground;
mod http;
mod loading;
mod readers;
pub mod seeds;
mod serving;
mod shapes;
mod values;
mod verdicts;

/// A target of the fuzzer and the property that it tries to break.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// The name of the target.
    pub name: &'static str,
    /// What it holds for, in one line.
    pub about: &'static str,
    /// Returns if the property holds of this input, panics if it does not.
    pub check: fn(&[u8]),
}

/// All of them: what reads answers, what reads files, what judges, and the reference server from its readers to the whole.
pub const ALL: &[Property] = &[
    property("decode_mapper", "reading of `oktellxmlmapper` answers", decoding::mapper),
    property("decode_group", "reading of `group` answers", decoding::group),
    property("decode_upload", "reading of `uploadfilesresult` answers", decoding::upload),
    property("decode_xml_tree", "reading of any XML, held against another reader", decoding::xml_tree),
    property("decode_json", "reading of JSON answers, held against another reader", decoding::json),
    property("decode_charset", "finding out the charset of a text", charsets::charset),
    property("load_catalogue", "loading a catalogue with one file changed", loading::catalogue),
    property("load_profile", "loading a profile", loading::profile),
    property("load_fixture", "loading a fixture of the reference server", loading::fixture),
    property("judge_shapes", "JSON Schemas over any canonical value", shapes::shapes),
    property("judge_values", "checks of chains, parties, states, uploads over any values", values::values),
    property("judge_exchanges", "checks of any exchange, and what is recorded of it", exchanges::exchanges),
    property("server_parameters", "the server's reading of queries and forms", readers::parameters),
    property("server_multipart", "the server's reading of multipart bodies", readers::multipart),
    property("server_transfer", "the server's undoing of transfer encodings", readers::transfer),
    property("server_names", "what the server makes of file names", readers::names),
    property("server_bytes", "any bytes on a connection of the server", serving::bytes),
    property("server_gate", "any bytes on a connection of a server with a password", serving::gate),
    property("server_requests", "requests by the catalogue, answers judged by the suite", serving::requests),
    property("server_uploads", "files sent in, described, and fetched again", serving::uploads),
    property("exchange_commands", "sequences of commands on the model of the exchange", exchange::commands),
];

const fn property(name: &'static str, about: &'static str, check: fn(&[u8])) -> Property {
    Property { name, about, check }
}

/// The property of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Property> {
    ALL.iter().find(|property| property.name == name)
}

/// Runs the property of a target; for the targets themselves.
///
/// # Panics
/// If it does not hold of the input, or nothing has that name.
pub fn check(name: &str, input: &[u8]) {
    (named(name).expect("a property of that name").check)(input);
}
