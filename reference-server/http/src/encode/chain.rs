//! The JSON of `wp_getchaincontent` (CHAIN-2, CHAIN-3).

use refserver_core::{CallElement, ChainContent, CommutationElement, SideView, TraceElement};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{Shown, keys};

/// A chain; an empty object for a line in none (CHAIN-6).
pub(crate) fn chain_content(chain: Option<&ChainContent>) -> impl Serialize {
    Chain(chain)
}

struct Chain<'a>(Option<&'a ChainContent>);

impl Serialize for Chain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        if let Some(chain) = self.0 {
            keys!(object, {
                "createtime": Shown(&chain.created),
                "trace": chain.trace.iter().map(Element).collect::<Vec<_>>(),
                "customfield": chain.custom,
                "chainid": Shown(&chain.id),
            });
        }
        object.end()
    }
}

struct Element<'a>(&'a TraceElement);

impl Serialize for Element<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        match self.0 {
            TraceElement::Call(element) => call(&mut object, element),
            TraceElement::Commutation(element) => commutation(&mut object, element),
        }?;
        object.end()
    }
}

fn call<M: SerializeMap>(object: &mut M, call: &CallElement) -> Result<(), M::Error> {
    keys!(object, {
        "userlogin": call.user.login,
        "isuser": true,
        "queuepriority": call.queue_priority,
        "managedlineid": Shown(&call.line.id),
        "contentelementtype": "call",
        "srclinenumber": call.line.number.as_str(),
        "userid": Shown(&call.user.id),
        "calledid": call.called.as_str(),
        "istask": call.is_task,
        "pbxdirection": call.direction.name(),
        "queuesourcestr": call.queue_source.name(),
        "srclineid": Shown(&call.line.id),
        "objecttypestr": call.object_type.name(),
        "managedlinenumber": call.line.number.as_str(),
        "objecttype": call.object_type.number(),
        "callerid": call.caller.as_str(),
        "queuesource": call.queue_source.number(),
        "department": call.department,
        "startqueuetime": Shown(&call.queued),
        "objectid": Shown(&call.object_id),
        "username": call.user.name,
        "srcelementid": Shown(&call.line.id),
    });
    Ok(())
}

fn commutation<M: SerializeMap>(object: &mut M, commutation: &CommutationElement) -> Result<(), M::Error> {
    keys!(object, {
        "contentelementtype": "commutation",
        "connectiontype": commutation.connection.number(),
        "connectiontypestr": commutation.connection.name(),
        "commutationid": Shown(&commutation.id),
        "isrecorded": commutation.recorded,
        "timestart": Shown(&commutation.started),
        "timeanswer": Shown(&commutation.answered),
    });
    side(object, &SIDE_A, &commutation.a)?;
    side(object, &SIDE_B, &commutation.b)
}

/// What the keys of one side are called.
struct SideKeys {
    line: [&'static str; 6],
    user: [&'static str; 3],
}

const SIDE_A: SideKeys = SideKeys {
    line: ["alineid", "alinenumber", "atext", "aoutnumber", "anumberdialed", "aisuser"],
    user: ["auserid", "ausername", "auserlogin"],
};

const SIDE_B: SideKeys = SideKeys {
    line: ["blineid", "blinenumber", "btext", "boutnumber", "bnumberdialed", "bisuser"],
    user: ["buserid", "busername", "buserlogin"],
};

/// One side; the keys of a user only where there is one.
fn side<M: SerializeMap>(object: &mut M, named: &SideKeys, side: &SideView) -> Result<(), M::Error> {
    let [line_id, line_number, text, out_number, dialed, is_user] = named.line;
    keys!(object, {
        line_id: Shown(&side.line.id),
        line_number: side.line.number.as_str(),
        text: side.text,
        out_number: side.out_number.as_str(),
        dialed: side.dialed.as_ref().map_or("", |number| number.as_str()),
        is_user: side.user.is_some(),
    });
    if let Some(user) = &side.user {
        let [id, name, login] = named.user;
        keys!(object, { id: Shown(&user.id), name: user.name, login: user.login });
    }
    Ok(())
}
