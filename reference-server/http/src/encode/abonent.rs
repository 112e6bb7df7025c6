//! The JSON of `wp_getabonentinfo` (ABON-2).

use refserver_core::{Ability, Abonent, AbonentInfo};
use serde_json::{Value, json};

/// The opposite party and the state of one's own line; the latter alone for a line in no commutation (ABON-6).
pub(crate) fn abonent_info(info: &AbonentInfo) -> Value {
    let mut answer = json!({
        "currentlinestatestr": info.line_state.name(),
        "currentlinestate": info.line_state.number(),
    });
    if let Some(abonent) = &info.abonent {
        answer["abonentinfo"] = party(abonent);
    }
    answer
}

fn party(abonent: &Abonent) -> Value {
    let mut party = json!({
        "cansendfiles": abonent.can(Ability::SendFiles),
        "isconference": abonent.is_conference(),
        "callerlineid": abonent.line.id.to_string(),
        "callercomment": abonent.comment,
        "isuser": abonent.user.is_some(),
        "callername": abonent.name,
        "canswitchtoconf": abonent.can(Ability::SwitchToConference),
        "commutationid": abonent.commutation.to_string(),
        "callerdescription": abonent.description,
        "callerlinenum": abonent.line.number.as_str(),
        "isivr": abonent.is_ivr(),
        "callerid": abonent.number.as_str(),
        "callersimple": abonent.name,
        "canfax": abonent.can(Ability::Fax),
        "canvideo": abonent.can(Ability::Video),
        "chainid": abonent.chain.to_string(),
        "isextline": abonent.is_external(),
    });
    if let Some(user) = &abonent.user {
        party["callerusername"] = json!(user.name);
        party["calleruserlogin"] = json!(user.login);
        party["calleruserid"] = json!(user.id.to_string());
    }
    party
}
