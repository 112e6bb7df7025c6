//! The report of Web Fuzzing Commons: faults by operation and case, and which statuses each operation answered.
//!
//! Its schema asks for `endpointId` and defines `operationId`, so both are written. The context of a fault is the rule that is broken.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use jiff::Timestamp;
use report_model::record::{ExchangeRecord, RequestRecord};
use report_model::recording::Recording;
use serde::Serialize;

use crate::case::{Case, cases};
use crate::fault::{CATALOGUE, FaultClass};
use crate::stream::{self, Later, Streamed};
use crate::{RenderError, words};

/// How long the name of an operation may be, in bytes; a longer one was made up by a case.
const NAME: usize = 64;

/// Writes the report of a run, finished or not.
///
/// # Errors
/// Those of the writer, and those of the log.
pub fn write(recording: &Recording, out: impl Write) -> Result<(), RenderError> {
    let run = &recording.run;
    let tally = RefCell::new(Tally::default());
    let of_case = |case| faults_of(&case, recording, &tally);
    let found_faults = Streamed(|| cases(run).flat_map(of_case));
    let covered = |case| covered_by(&case, recording, &tally);
    let covered_http_status = Streamed(|| cases(run).flat_map(covered));
    // A campaign tells of its findings only, and counts what it sent.
    let sent = run.campaign.as_ref().map(|campaign| usize::try_from(campaign.requests).unwrap_or(usize::MAX));
    let calls = || sent.unwrap_or_else(|| tally.borrow().calls);
    let report = Report {
        schema_version: CATALOGUE,
        tool_name: &run.header.tool.name,
        tool_version: &run.header.tool.version,
        creation_time: run.end.as_ref().map_or(run.header.started, |(finished, _)| *finished),
        faults: Faults { found_faults, total_number: Later(|| tally.borrow().faults.len()) },
        problem_details: ProblemDetails {
            rest: Rest {
                covered_http_status,
                endpoint_ids: Later(|| tally.borrow().operations.clone()),
                output_http_calls: Later(calls),
                evaluated_http_calls: Later(calls),
            },
        },
        total_tests: run.header.planned.len(),
        test_file_paths: [],
        test_cases: Streamed(|| cases(run).map(|case| Ok(TestCase::of(&case)))),
        execution_time_in_seconds: seconds(recording),
        warnings: [Warning {
            message: format!("rulings on disputed clauses: {}", words::rulings(run, &run.clauses())),
            category: "rulings",
        }],
    };
    stream::write(&report, out)
}

/// What is counted while the report is written.
#[derive(Default)]
struct Tally {
    faults: BTreeSet<Category>,
    operations: BTreeSet<String>,
    calls: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a, Found, Total, Covered, Operations, Calls, Tests> {
    schema_version: &'static str,
    tool_name: &'a str,
    tool_version: &'a str,
    creation_time: Timestamp,
    faults: Faults<Found, Total>,
    problem_details: ProblemDetails<Covered, Operations, Calls>,
    total_tests: usize,
    test_file_paths: [(); 0],
    test_cases: Tests,
    execution_time_in_seconds: i64,
    warnings: [Warning; 1],
}

#[derive(Serialize)]
struct Warning {
    message: String,
    category: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Faults<Found, Total> {
    found_faults: Found,
    total_number: Total,
}

#[derive(Serialize)]
struct ProblemDetails<Covered, Operations, Calls> {
    rest: Rest<Covered, Operations, Calls>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rest<Covered, Operations, Calls> {
    covered_http_status: Covered,
    endpoint_ids: Operations,
    output_http_calls: Calls,
    evaluated_http_calls: Calls,
}

/// A fault is told from others by its code and its context.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Category {
    code: u16,
    context: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FoundFault {
    operation_id: String,
    endpoint_id: String,
    test_case_id: String,
    fault_categories: BTreeSet<Category>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CoveredStatus {
    endpoint_id: String,
    test_case_id: String,
    http_status: BTreeSet<u16>,
}

#[derive(Serialize)]
struct TestCase {
    id: String,
    name: String,
}

impl TestCase {
    fn of(case: &Case<'_>) -> Self {
        Self { id: case.name().to_string(), name: case.name().what().to_owned() }
    }
}

/// The faults of a case by operation.
fn faults_of(
    case: &Case<'_>,
    recording: &Recording,
    tally: &RefCell<Tally>,
) -> Vec<Result<FoundFault, RenderError>> {
    let breaches = case.breaches();
    if breaches.is_empty() {
        return Vec::new();
    }
    let exchanges = match recording.exchanges(case.name()) {
        Ok(exchanges) => exchanges,
        Err(error) => return vec![Err(error.into())],
    };
    let mut by_operation: BTreeMap<String, BTreeSet<Category>> = BTreeMap::new();
    for breach in &breaches {
        let shown = breach.shown_by(&exchanges).map(|(_, record)| operation(&record.request));
        let operation = shown.unwrap_or_else(|| format!("GET:/{}", case.name().command()));
        let code = FaultClass::of(case, breach, &exchanges).code;
        let category = Category { code, context: breach.citation.to_string() };
        tally.borrow_mut().faults.insert(category.clone());
        by_operation.entry(operation).or_default().insert(category);
    }
    let found = |(operation, fault_categories): (String, _)| {
        let test_case_id = case.name().to_string();
        Ok(FoundFault {
            operation_id: operation.clone(),
            endpoint_id: operation,
            test_case_id,
            fault_categories,
        })
    };
    by_operation.into_iter().map(found).collect()
}

/// The statuses of a case by operation; an empty list where no answer came.
fn covered_by(
    case: &Case<'_>,
    recording: &Recording,
    tally: &RefCell<Tally>,
) -> Vec<Result<CoveredStatus, RenderError>> {
    let exchanges = match recording.exchanges(case.name()) {
        Ok(exchanges) => exchanges,
        Err(error) => return vec![Err(error.into())],
    };
    let mut by_operation: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
    for ExchangeRecord { request, response, .. } in &exchanges {
        let statuses = by_operation.entry(operation(request)).or_default();
        // The schema has no place for a status above 599.
        statuses.extend(response.as_ref().map(|response| response.status).filter(|status| *status < 600));
    }
    let mut tally = tally.borrow_mut();
    tally.calls += exchanges.len();
    tally.operations.extend(by_operation.keys().cloned());
    let covered = |(endpoint_id, http_status)| {
        Ok(CoveredStatus { endpoint_id, test_case_id: case.name().to_string(), http_status })
    };
    by_operation.into_iter().map(covered).collect()
}

/// The operation that a request is for: `GET:/wp_flash`, `GET:/download/*`; what no command can be called is `/*`.
fn operation(request: &RequestRecord) -> String {
    let after_host = request.url.split_once("://").map_or(request.url.as_str(), |(_, rest)| rest);
    let path = after_host.split_once('/').map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let (first, more) = path.split_once('/').map_or((path, ""), |(first, _)| (first, "/*"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let named = !first.is_empty() && first.len() <= NAME && first.bytes().all(plain);
    let (first, more) = if named { (first, more) } else { ("*", "") };
    let known = request.method.bytes().all(|byte| byte.is_ascii_uppercase());
    let method = if known { request.method.as_str() } else { "*" };
    format!("{method}:/{first}{more}")
}

fn seconds(recording: &Recording) -> i64 {
    let run = &recording.run;
    let end = run.end.as_ref().map_or(run.header.started, |(finished, _)| *finished);
    (end.as_second() - run.header.started.as_second()).max(0)
}

#[cfg(test)]
mod tests {
    use report_model::record::BodyRecord;
    use serde_json::Value;

    use super::*;
    use crate::{sample, schemas};

    fn written(recording: &Recording) -> Value {
        let mut bytes = Vec::new();
        write(recording, &mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn the_report_is_valid_under_the_schema_of_wfc() {
        let Some(text) = schemas::text("wfc-report.schema.yaml") else { return };
        let schema: Value = serde_saphyr::from_str(&text).unwrap();
        let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        for recording in sample::all() {
            assert_eq!(schemas::complaints(&schema, &written(&recording)), [""; 0]);
        }
        let mut wrong = written(&sample::many_failures());
        wrong["faults"]["foundFaults"][0]["faultCategories"][0]["code"] = 1.into();
        assert!(!schemas::complaints(&schema, &wrong).is_empty());
    }

    #[test]
    fn every_class_of_faults_has_a_code_that_the_schema_takes() {
        let Some(text) = schemas::text("wfc-report.schema.yaml") else { return };
        let schema: Value = serde_saphyr::from_str(&text).unwrap();
        let schema = jsonschema::validator_for(&schema["$defs"]["FaultCategoryId"]).unwrap();
        for class in FaultClass::ALL {
            let code = serde_json::json!({ "code": class.code });
            assert_eq!(schemas::complaints(&schema, &code), [""; 0], "{}", class.name);
        }
    }

    #[test]
    fn faults_are_counted_by_code_and_rule_and_calls_one_by_one() {
        let report = written(&sample::many_failures());
        // EXEC-3 in a 500 and in a 200, R-1 in a 500 and in silence, READY-3 in a 200, SET-6 in a 200.
        assert_eq!(report["faults"]["totalNumber"], 6);
        let rest = &report["problemDetails"]["rest"];
        assert_eq!(rest["evaluatedHttpCalls"], 17);
        assert_eq!(
            rest["endpointIds"],
            serde_json::json!([
                "*:/*",
                "GET:/execsvcscript",
                "GET:/tst_getintnumberreadyusers",
                "GET:/tst_getuserstate",
                "POST:/execsvcscript"
            ])
        );
    }

    #[test]
    fn a_finding_has_the_code_of_its_oracle_and_a_campaign_counts_what_it_sent() {
        let report = written(&sample::campaign());
        let codes = |fault: &Value| fault["faultCategories"][0]["code"].as_u64();
        let faults = report["faults"]["foundFaults"].as_array().unwrap();
        assert_eq!(faults.iter().filter_map(codes).collect::<Vec<_>>(), [100, 100]);
        assert_eq!(report["problemDetails"]["rest"]["outputHttpCalls"], 1_200_000);
    }

    #[test]
    fn an_operation_is_a_method_and_a_command_and_nothing_that_was_made_up() {
        let operation = |method: &str, url: &str| {
            let body = BodyRecord { length: 0, text: None, base64: None };
            operation(&RequestRecord {
                method: method.to_owned(),
                url: url.to_owned(),
                headers: Vec::new(),
                body,
            })
        };
        assert_eq!(operation("GET", "http://[::1]:4055/wp_flash?a=/b"), "GET:/wp_flash");
        assert_eq!(operation("GET", "http://192.0.2.1/download/rec/7"), "GET:/download/*");
        assert_eq!(operation("GET", "http://192.0.2.1"), "GET:/*");
        assert_eq!(operation("raw bytes", "http://192.0.2.1/%00"), "*:/*");
    }
}
