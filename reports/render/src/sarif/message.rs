//! The request and the answer of a result.

use std::collections::BTreeMap;

use report_model::record::{BodyRecord, ExchangeRecord};
use serde_json::{Value, json};

pub(super) fn request(record: &ExchangeRecord) -> Value {
    let request = &record.request;
    json!({
        "protocol": "http",
        "version": "1.1",
        "method": request.method,
        "target": request.url,
        "headers": headers(&request.headers),
        "body": body(&request.body),
    })
}

pub(super) fn response(record: &ExchangeRecord) -> Value {
    match &record.response {
        Some(response) => json!({
            "protocol": "http",
            "version": "1.1",
            "statusCode": response.status,
            "headers": headers(&response.headers),
            "body": body(&response.body),
        }),
        None => json!({ "noResponseReceived": true, "properties": { "reason": record.lapse } }),
    }
}

/// One value a name; fields that repeat are joined as RFC 9110 joins lists.
fn headers(fields: &[(String, String)]) -> BTreeMap<&str, String> {
    let mut joined: BTreeMap<&str, String> = BTreeMap::new();
    for (name, value) in fields {
        joined
            .entry(name)
            .and_modify(|values| {
                values.push_str(", ");
                values.push_str(value);
            })
            .or_insert_with(|| value.clone());
    }
    joined
}

fn body(body: &BodyRecord) -> Value {
    match (&body.text, &body.base64) {
        (Some(text), _) => json!({ "text": text }),
        (None, Some(base64)) => json!({ "binary": base64 }),
        (None, None) => json!({}),
    }
}
