//! The JSON of `wp_getchaincontent` (CHAIN-2, CHAIN-3).

use refserver_core::{CallElement, ChainContent, CommutationElement, SideView, TraceElement};
use serde_json::{Map, Value, json};

/// A chain; an empty object for a line in none (CHAIN-6).
pub(crate) fn chain_content(chain: Option<&ChainContent>) -> Value {
    let Some(chain) = chain else { return json!({}) };
    let trace: Vec<Value> = chain.trace.iter().map(element).collect();
    json!({
        "createtime": chain.created.to_string(),
        "trace": trace,
        "customfield": chain.custom,
        "chainid": chain.id.to_string(),
    })
}

fn element(element: &TraceElement) -> Value {
    match element {
        TraceElement::Call(call) => call_element(call),
        TraceElement::Commutation(commutation) => commutation_element(commutation),
    }
}

fn call_element(call: &CallElement) -> Value {
    let line_id = call.line.id.to_string();
    json!({
        "userlogin": call.user.login,
        "isuser": true,
        "queuepriority": call.queue_priority,
        "managedlineid": line_id,
        "contentelementtype": "call",
        "srclinenumber": call.line.number.as_str(),
        "userid": call.user.id.to_string(),
        "calledid": call.called.as_str(),
        "istask": call.is_task,
        "pbxdirection": call.direction.name(),
        "queuesourcestr": call.queue_source.name(),
        "srclineid": line_id,
        "objecttypestr": call.object_type.name(),
        "managedlinenumber": call.line.number.as_str(),
        "objecttype": call.object_type.number(),
        "callerid": call.caller.as_str(),
        "queuesource": call.queue_source.number(),
        "department": call.department,
        "startqueuetime": call.queued.to_string(),
        "objectid": call.object_id.to_string(),
        "username": call.user.name,
        "srcelementid": line_id,
    })
}

fn commutation_element(commutation: &CommutationElement) -> Value {
    let mut keys = Map::new();
    keys.insert("contentelementtype".to_owned(), json!("commutation"));
    keys.insert("connectiontype".to_owned(), json!(commutation.connection.number()));
    keys.insert("connectiontypestr".to_owned(), json!(commutation.connection.name()));
    keys.insert("commutationid".to_owned(), json!(commutation.id.to_string()));
    keys.insert("isrecorded".to_owned(), json!(commutation.recorded));
    keys.insert("timestart".to_owned(), json!(commutation.started.to_string()));
    keys.insert("timeanswer".to_owned(), json!(commutation.answered.to_string()));
    keys.extend(side("a", &commutation.a));
    keys.extend(side("b", &commutation.b));
    Value::Object(keys)
}

/// The keys of one side; those of a user only where there is one.
fn side<'a>(prefix: &'a str, side: &'a SideView) -> impl Iterator<Item = (String, Value)> + 'a {
    let dialed = side.dialed.as_ref().map_or("", |number| number.as_str());
    let line = [
        ("lineid", json!(side.line.id.to_string())),
        ("linenumber", json!(side.line.number.as_str())),
        ("text", json!(side.text)),
        ("outnumber", json!(side.out_number.as_str())),
        ("numberdialed", json!(dialed)),
        ("isuser", json!(side.user.is_some())),
    ];
    let user = side.user.as_ref().map(|user| {
        [
            ("userid", json!(user.id.to_string())),
            ("username", json!(user.name)),
            ("userlogin", json!(user.login)),
        ]
    });
    let keys = line.into_iter().chain(user.into_iter().flatten());
    keys.map(move |(key, value)| (format!("{prefix}{key}"), value))
}
