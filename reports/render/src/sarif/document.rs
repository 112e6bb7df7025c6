//! The parts of a SARIF log that are written, by their names in the standard.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use spec::ids::CaseName;

use crate::fault::FaultClass;

#[derive(Serialize)]
pub(super) struct Log<Run> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

impl<Run> Log<Run> {
    pub(super) fn of(run: Run) -> Self {
        let schema = "https://json.schemastore.org/sarif-2.1.0.json";
        Self { schema, version: "2.1.0", runs: [run] }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a, Results, Invocation> {
    pub(super) tool: Tool<'a>,
    pub(super) automation_details: Details,
    pub(super) results: Results,
    pub(super) invocations: [Invocation; 1],
    pub(super) taxonomies: [Taxonomy; 1],
    pub(super) column_kind: &'static str,
    pub(super) properties: Value,
}

#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub(super) driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    pub(super) name: &'a str,
    pub(super) semantic_version: &'a str,
    pub(super) rules: Vec<Descriptor>,
}

#[derive(Serialize)]
pub(super) struct Details {
    pub(super) id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    pub(super) id: String,
    pub(super) short_description: Text,
    pub(super) full_description: Text,
    pub(super) help: Text,
    pub(super) properties: Value,
}

#[derive(Serialize)]
pub(super) struct Taxonomy {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) taxa: [Descriptor; FaultClass::ALL.len()],
}

#[derive(Serialize)]
pub(super) struct Text {
    text: String,
}

impl Text {
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult {
    pub(super) rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_index: Option<usize>,
    pub(super) level: &'static str,
    pub(super) message: Text,
    pub(super) locations: [Location; 1],
    pub(super) partial_fingerprints: BTreeMap<&'static str, String>,
    pub(super) taxa: [Reference; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) web_request: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) web_response: Option<Value>,
    pub(super) properties: Value,
}

/// The taxon of a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference {
    id: String,
    tool_component: Component,
}

#[derive(Serialize)]
struct Component {
    name: &'static str,
    index: usize,
}

impl Reference {
    pub(super) fn to(class: &FaultClass) -> Self {
        Self { id: class.code.to_string(), tool_component: Component { name: "WFC", index: 0 } }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    physical_location: Physical,
    logical_locations: [Logical; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

/// How long the line that a result points at is: `[[clause]]`, and the column after it.
const LINE: u32 = 11;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
    kind: &'static str,
}

impl Location {
    pub(super) fn of((uri, start_line): (String, u32), case: &CaseName) -> Self {
        let region = Region { start_line, start_column: 1, end_line: start_line, end_column: LINE };
        Self {
            physical_location: Physical { artifact_location: Artifact { uri }, region },
            logical_locations: [Logical { fully_qualified_name: case.to_string(), kind: "function" }],
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: bool,
    pub(super) start_time_utc: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_time_utc: Option<Timestamp>,
    pub(super) tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) level: &'static str,
    pub(super) message: Text,
}
