//! The `oktellxmlmapper` documents (EXEC-6, STATE-3).

use refserver_core::UserStateView;

use super::{Document, Element, Encoding};
use crate::dialect::ReturnValue;
use crate::scripts::Ending;

/// The version that the document's examples show.
const MAPPER_VERSION: &str = "80710";

/// The answer of `execsvcscript`; `None` for a script that was started and not waited for.
pub(crate) fn script_result(ending: Option<&Ending>, carrier: ReturnValue) -> Document {
    let (number, name) = match ending {
        Some(Ending::Failed) => (1, "failed"),
        Some(Ending::Returned(_) | Ending::BrokenOff) | None => (0, "success"),
    };
    let mut set = started(1, "success")
        .child(property("startresult").attribute("value", &number).attribute("name", name));
    if let Some(Ending::Returned(value)) = ending {
        set = set.child(return_value(value, carrier));
    }
    mapper("result", [set])
}

/// The answer about a script that does not exist, where the dialect answers by a document (EXEC-8).
pub(crate) fn no_script() -> Document {
    mapper("result", [started(0, "notfound")])
}

/// The answer about a user who does not exist, where the dialect answers by a document.
pub(crate) fn no_user() -> Document {
    mapper("userstate", [])
}

/// The answer of `tst_getuserstate`.
pub(crate) fn user_state(user: &UserStateView) -> Document {
    let set = Element::new("property_set")
        .attribute("name", "user")
        .attribute("id", &user.id)
        .child(property("id").attribute("value", &user.id))
        .child(
            property("state").attribute("value", &user.state.number()).attribute("name", user.state.name()),
        );
    mapper("userstate", [set])
}

fn started(number: u32, name: &str) -> Element {
    let started = property("started").attribute("value", &number).attribute("name", name);
    Element::new("property_set").attribute("name", "execsvcscript").child(started)
}

fn return_value(value: &str, carrier: ReturnValue) -> Element {
    match carrier {
        ReturnValue::Simple => property("returnvalue").attribute("name", value),
        ReturnValue::Cdata => Element::new("property_cdata").attribute("key", "returnvalue").cdata(value),
    }
}

fn property(key: &str) -> Element {
    Element::new("property_simple").attribute("key", key)
}

fn mapper<const COUNT: usize>(data: &str, sets: [Element; COUNT]) -> Document {
    let data = Element::new("data").attribute("name", data).attribute("count", &COUNT).children(sets);
    let root = Element::new("oktellxmlmapper").attribute("version", MAPPER_VERSION).child(data);
    Document { root, encoding: Encoding::Utf16 }
}
