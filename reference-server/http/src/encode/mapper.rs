//! The `oktellxmlmapper` documents (EXEC-6, STATE-3).

use refserver_core::UserStateView;

use super::{Document, Element, Encoding};
use crate::scripts::Ending;

/// The version that the document's examples show.
const MAPPER_VERSION: &str = "80710";

/// The answer of `execsvcscript`; `None` for a script that was started and not waited for.
pub(crate) fn script_result(ending: Option<&Ending>) -> Document {
    let (number, name) = match ending {
        Some(Ending::Failed) => (1, "failed"),
        Some(Ending::Returned(_) | Ending::BrokenOff) | None => (0, "success"),
    };
    let mut set = Element::new("property_set")
        .attribute("name", "execsvcscript")
        .child(property("started").attribute("value", &1).attribute("name", "success"))
        .child(property("startresult").attribute("value", &number).attribute("name", name));
    if let Some(Ending::Returned(value)) = ending {
        set = set.child(property("returnvalue").attribute("name", value));
    }
    mapper("result", set)
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
    mapper("userstate", set)
}

fn property(key: &str) -> Element {
    Element::new("property_simple").attribute("key", key)
}

fn mapper(data: &str, set: Element) -> Document {
    let data = Element::new("data").attribute("name", data).attribute("count", &1).child(set);
    let root = Element::new("oktellxmlmapper").attribute("version", MAPPER_VERSION).child(data);
    Document { root, encoding: Encoding::Utf16 }
}
