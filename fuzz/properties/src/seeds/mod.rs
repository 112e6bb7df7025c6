//! Where a target starts from: inputs and words, made from the catalogue, so that they grow with it.

mod answers;
mod dictionary;
mod requests;

use std::collections::BTreeMap;

use spec::load;
use spec::profile;

pub use dictionary::dictionary;

/// The inputs that each target starts from, by its name. A target of which the catalogue says nothing starts from what is here
/// for all.
#[must_use]
pub fn corpora() -> BTreeMap<&'static str, Vec<Vec<u8>>> {
    crate::ALL.iter().map(|property| (property.name, corpus(property.name))).collect()
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    match name {
        "decode_mapper" => answers::mapper(),
        "decode_group" => answers::group(),
        "decode_upload" => answers::upload(),
        "decode_xml_tree" => {
            [answers::mapper(), answers::group(), answers::upload(), answers::xml()].concat()
        }
        "decode_json" | "judge_shapes" => answers::json(),
        "judge_values" => answers::json_lines(),
        "decode_charset" => answers::charsets(),
        "load_catalogue" => load::built_in_sources()
            .into_iter()
            .map(|source| format!("{}\n{}", source.path, source.text).into_bytes())
            .collect(),
        "load_profile" => {
            [profile::REFERENCE, profile::TEMPLATE].map(|text| text.as_bytes().to_vec()).to_vec()
        }
        "load_fixture" => vec![refserver_http::Fixture::built_in_text().as_bytes().to_vec()],
        "server_parameters" => requests::queries(),
        "server_bytes" => requests::connections(),
        // All of them are refused alike.
        "server_gate" => requests::connections().into_iter().step_by(5).collect(),
        "server_requests" => requests::lines(),
        "server_multipart" => requests::bodies(),
        "server_names" => requests::dispositions(),
        "server_transfer" => requests::packed(),
        // Made up by the fuzzer out of any bytes at all.
        _ => answers::noise(),
    }
}
