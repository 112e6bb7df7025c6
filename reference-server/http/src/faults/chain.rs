//! The content of a chain told wrongly (CHAIN).

use refserver_core::{ChainContent, Quirk, Selectors};
use serde_json::{Map, Value, json};

use super::family::{Deeds, family};
use super::set::Faults;
use crate::server::Server;

family! {
    /// What can be wrong with the answer about a chain.
    Chain at 11 {
        /// Times are written with a `T`.
        TimeIso = "chain-times-iso" Conformance ["CHAIN-2" "CHAIN-3" "CHAIN-5"]
            "times have a `T` between date and time",
        /// Times are written as in Russia.
        TimeDots = "chain-times-with-dots" Conformance ["CHAIN-2" "CHAIN-3" "CHAIN-5"]
            "times begin with the day",
        /// The time of creation is missing.
        CreatedMissing = "createtime-missing" Conformance ["CHAIN-2"]
            "there is no key `createtime`",
        /// The chain has no GUID.
        IdMissing = "chainid-missing" Conformance ["CHAIN-2" "ABON-4"]
            "there is no key `chainid`",
        /// The chain has a number for its GUID.
        IdNumber = "chainid-not-a-guid" Conformance ["CHAIN-2" "ABON-4"]
            "`chainid` is a number",
        /// The custom field is null.
        CustomNull = "customfield-null" Conformance ["CHAIN-2"]
            "`customfield` is null instead of a string",
        /// The trace is an object.
        TraceObject = "trace-not-an-array" Conformance
            ["CHAIN-2" "CHAIN-3" "CHAIN-1" "CHAIN-4" "CHAIN-5" "CALL-2" "CALL-8"]
            "`trace` has keys instead of places",
        /// The trace stands in the order of time turned round.
        TraceReversed = "trace-reversed" Conformance ["CHAIN-2" "CHAIN-5"]
            "the commutation stands before the call",
        /// The trace has no commutation.
        CommutationMissing = "commutation-missing" Conformance
            ["CHAIN-1" "CHAIN-2" "ABON-4" "CHAIN-3" "CHAIN-4" "CHAIN-5" "CALL-8"]
            "the trace of a conversation is that of a call alone",
        /// A call lacks the number dialled.
        CalledMissing = "call-key-missing" Conformance ["CHAIN-3"]
            "an element `call` has no `calledid`",
        /// A call tells booleans as strings.
        BooleanText = "call-boolean-as-text" Conformance ["CHAIN-3"]
            "`isuser` is the string `true`",
        /// A call tells numbers as strings.
        NumberText = "call-number-as-text" Conformance ["CHAIN-3"]
            "`queuepriority` is a string",
        /// A call has a login for the GUID of its user.
        UserIdLogin = "call-userid-not-a-guid" Conformance ["CHAIN-3"]
            "`userid` is a login",
        /// A commutation lacks the line of its second side.
        LineMissing = "commutation-key-missing" Conformance ["CHAIN-3"]
            "an element `commutation` has no `blineid`",
        /// A commutation tells whether it is recorded by a number.
        RecordedNumber = "commutation-boolean-as-number" Conformance ["CHAIN-3"]
            "`isrecorded` is 0",
        /// The kind of an element has another name.
        TypeRenamed = "contentelementtype-wrong" Conformance
            ["CHAIN-3" "CHAIN-1" "CHAIN-2" "CHAIN-4" "CHAIN-5" "CALL-2"]
            "`contentelementtype` is `Call`",
        /// Number and name of the queue's source are at odds.
        SourceAtOdds = "queuesource-at-odds" Conformance ["CHAIN-4"]
            "`queuesource` 1 stands beside `qsTask`",
        /// Number and name of the object's kind are at odds.
        ObjectAtOdds = "objecttype-at-odds" Conformance ["CHAIN-4"]
            "`objecttype` 0 stands beside `qotTask`",
        /// Number and name of the connection's kind are at odds.
        ConnectionAtOdds = "connectiontype-at-odds" Conformance ["CHAIN-4"]
            "`connectiontype` 3 stands beside `ctInnerOuter`",
        /// The answer is earlier than the ring.
        Backwards = "times-backwards" Conformance ["CHAIN-5" "CHAIN-2"]
            "`timeanswer` lies an hour before `timestart`",
        /// The chain is created when it is asked for.
        CreatedLate = "createtime-of-the-answer" Conformance ["CHAIN-5" "CHAIN-2"]
            "`createtime` lies after `startqueuetime`",
        /// The two sides of a commutation change places.
        SidesSwapped = "sides-swapped" Conformance ["CHAIN-5" "ABON-4"]
            "side `a` is the party called",
        /// Both sides of a commutation are one.
        SidesAlike = "sides-alike" Conformance ["CHAIN-5" "ABON-4" "CALL-8" "CHAIN-1" "CHAIN-3"]
            "side `b` is the line that called",
        /// JSON has a comma too many.
        Comma = "json-with-trailing-comma" Conformance
            ["CHAIN-1" "CHAIN-6" "ABON-1" "CHAIN-2" "CHAIN-3" "ABON-2" "ABON-4" "CALL-8" "CALL-2" "CALL-3" "CALL-4" "CALL-6" "CALL-7" "WP-1" "CALL-1"]
            "the JSON ends in a comma before its brace",
        /// The chain is shown after its end.
        Stale = "chain-after-the-end" Conformance ["CHAIN-1" "CHAIN-6" "CALL-5" "CALL-7" "CALL-8" "CHAIN-5"]
            "a line that has hung up still has its last chain",
        /// The chain differs from what is told of the party.
        IdChanges = "chainid-changes" Conformance ["CHAIN-2" "ABON-4"]
            "`chainid` is not that of `wp_getabonentinfo`",
        /// Only the line that dials sees its chain.
        CalleeBlind = "called-line-sees-no-chain" Conformance ["CHAIN-1" "CHAIN-5" "ABON-4" "CALL-8" "CHAIN-2"]
            "the line called has an empty chain",
        // Nothing tells that from a call that has come to the line: whatever is judged by where a call comes may be broken.
        /// A line in no chain is shown somebody else's.
        Strange = "chain-of-another-line" Security ["CHAIN-1" "CHAIN-6" "R-2" "CALL-2" "CALL-3" "CALL-4" "SET-4"]
            "an idle line is shown a chain",
    }
}

pub(super) const QUIRKS: Deeds<Chain, Quirk> =
    &[(Chain::CalleeBlind, Quirk::CalleeSeesNoChain), (Chain::Strange, Quirk::StrangeChain)];

/// What a key stands in.
#[derive(Clone, Copy)]
enum Part {
    /// The answer itself.
    Whole,
    /// An element of the trace of this type.
    Element(&'static str),
}

const CALL: Part = Part::Element("call");
const COMMUTATION: Part = Part::Element("commutation");

/// A value that takes the place of another; `null` takes the key away.
type Edit = (Chain, Part, &'static str, fn(&Value) -> Option<Value>);

const EDITS: &[Edit] = &[
    (Chain::CreatedMissing, Part::Whole, "createtime", |_| None),
    (Chain::CreatedLate, Part::Whole, "createtime", |_| Some(json!("2099-12-31 23:59:59"))),
    (Chain::IdMissing, Part::Whole, "chainid", |_| None),
    (Chain::IdNumber, Part::Whole, "chainid", |_| Some(json!(1))),
    (Chain::IdChanges, Part::Whole, "chainid", |id| Some(json!(turned(id)))),
    (Chain::CustomNull, Part::Whole, "customfield", |_| Some(Value::Null)),
    (Chain::TraceObject, Part::Whole, "trace", |trace| Some(numbered(trace))),
    (Chain::TraceReversed, Part::Whole, "trace", |trace| {
        Some(trace.as_array()?.iter().rev().cloned().collect())
    }),
    (Chain::CommutationMissing, Part::Whole, "trace", |trace| {
        Some(
            trace
                .as_array()?
                .iter()
                .filter(|element| element["contentelementtype"] == "call")
                .cloned()
                .collect(),
        )
    }),
    (Chain::CalledMissing, CALL, "calledid", |_| None),
    (Chain::BooleanText, CALL, "isuser", |value| Some(json!(value.to_string()))),
    (Chain::NumberText, CALL, "queuepriority", |value| Some(json!(value.to_string()))),
    (Chain::UserIdLogin, CALL, "userid", |_| Some(json!("ivanov"))),
    (Chain::TypeRenamed, CALL, "contentelementtype", |_| Some(json!("Call"))),
    (Chain::SourceAtOdds, CALL, "queuesourcestr", |_| Some(json!("qsTask"))),
    (Chain::ObjectAtOdds, CALL, "objecttypestr", |_| Some(json!("qotTask"))),
    (Chain::LineMissing, COMMUTATION, "blineid", |_| None),
    (Chain::RecordedNumber, COMMUTATION, "isrecorded", |_| Some(json!(0))),
    (Chain::ConnectionAtOdds, COMMUTATION, "connectiontypestr", |_| Some(json!("ctInnerOuter"))),
    (Chain::Backwards, COMMUTATION, "timeanswer", |_| Some(json!("2001-01-01 00:00:00"))),
];

/// The chain that the line is shown.
pub(crate) fn told(server: &Server, who: &Selectors, chain: Option<ChainContent>) -> Option<ChainContent> {
    if server.faults.has(Chain::Stale) { server.lapses.last_chain(who, chain) } else { chain }
}

/// Spoils the answer.
pub(crate) fn bend(faults: &Faults, mut answer: Value) -> Value {
    if !faults.has_any::<Chain>() {
        return answer;
    }
    for (_, part, key, change) in EDITS.iter().filter(|(fault, ..)| faults.has(*fault)) {
        parts(&mut answer, *part).into_iter().for_each(|object| edit(object, key, *change));
    }
    for commutation in parts(&mut answer, COMMUTATION) {
        if faults.has(Chain::SidesSwapped) {
            resided(commutation, |side| if side == 'a' { 'b' } else { 'a' });
        }
        if faults.has(Chain::SidesAlike) {
            resided(commutation, |_| 'a');
        }
    }
    if faults.has(Chain::TimeIso) {
        retimed(&mut answer, &|date, time| format!("{date}T{time}"));
    }
    if faults.has(Chain::TimeDots) {
        retimed(&mut answer, &|date, time| {
            let turned: Vec<&str> = date.rsplit('-').collect();
            format!("{} {time}", turned.join("."))
        });
    }
    answer
}

/// The text of the answer.
pub(crate) fn text(faults: &Faults, json: String) -> String {
    match json.strip_suffix('}').filter(|open| open.len() > 1) {
        Some(open) if faults.has(Chain::Comma) => format!("{open},}}"),
        _ => json,
    }
}

fn parts(answer: &mut Value, part: Part) -> Vec<&mut Map<String, Value>> {
    match part {
        Part::Whole => answer.as_object_mut().into_iter().collect(),
        Part::Element(kind) => {
            let trace = answer.get_mut("trace").and_then(Value::as_array_mut).into_iter().flatten();
            let of_kind = trace.filter(|element| element["contentelementtype"] == kind);
            of_kind.filter_map(Value::as_object_mut).collect()
        }
    }
}

fn edit(object: &mut Map<String, Value>, key: &str, change: fn(&Value) -> Option<Value>) {
    let Some(value) = object.get(key).map(change) else { return };
    match value {
        Some(value) => object.insert(key.to_owned(), value),
        None => object.remove(key),
    };
}

/// Gives each side's keys the values of the side that `source` names.
fn resided(commutation: &mut Map<String, Value>, source: fn(char) -> char) {
    // A side that is no user lacks these, and so does the side that takes its place.
    const OF_USERS: [&str; 3] = ["userid", "username", "userlogin"];
    let was = std::mem::take(commutation);
    let has = |side: char, rest: &str| was.contains_key(&format!("{side}{rest}"));
    for (key, value) in &was {
        let of_a_side = |rest: &&str| (has('a', rest) && has('b', rest)) || OF_USERS.contains(rest);
        let Some(rest) = key.strip_prefix(['a', 'b']).filter(of_a_side) else {
            commutation.insert(key.clone(), value.clone());
            continue;
        };
        for side in ['a', 'b'] {
            if let Some(taken) = was.get(&format!("{}{rest}", source(side))) {
                commutation.insert(format!("{side}{rest}"), taken.clone());
            }
        }
    }
}

/// Rewrites every `yyyy-MM-dd HH:mm:ss`.
fn retimed(value: &mut Value, write: &dyn Fn(&str, &str) -> String) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| retimed(item, write)),
        Value::Object(keys) => keys.values_mut().for_each(|item| retimed(item, write)),
        Value::String(text) => {
            let parts = text.split_once(' ').filter(|(date, time)| date.len() == 10 && time.len() == 8);
            if let Some((date, time)) = parts.filter(|(date, _)| date.starts_with("20")) {
                *text = write(date, time);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn numbered(trace: &Value) -> Value {
    let places = trace.as_array().into_iter().flatten().enumerate();
    Value::Object(places.map(|(place, element)| (place.to_string(), element.clone())).collect())
}

/// Another GUID of the same shape.
fn turned(id: &Value) -> String {
    let text = id.as_str().unwrap_or_default();
    text.chars()
        .map(|letter| {
            if letter == '0' {
                '1'
            } else if letter == '1' {
                '0'
            } else {
                letter
            }
        })
        .collect()
}
