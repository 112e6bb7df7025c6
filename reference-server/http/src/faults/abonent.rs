//! The party opposite told wrongly (ABON).

use refserver_core::{AbonentInfo, Quirk, Selectors};
use serde_json::{Value, json};

use super::family::{Deeds, family};
use super::set::Faults;
use crate::server::Server;

family! {
    /// What can be wrong with the answer about the party opposite.
    Party at 12 {
        /// The party lacks its number.
        NumberMissing = "abonent-key-missing" Conformance ["ABON-2" "ABON-4"]
            "`abonentinfo` has no `callerid`",
        /// The party's abilities are strings.
        BooleanText = "abonent-boolean-as-text" Conformance ["ABON-2"]
            "`canfax` is the string `true`",
        /// The party has a number for the GUID of its line.
        LineIdNumber = "abonent-line-not-a-guid" Conformance ["ABON-2"]
            "`callerlineid` is the number of the line",
        /// The keys of the party stand in the answer itself.
        Flat = "abonentinfo-flattened" Conformance ["ABON-2" "ABON-1" "ABON-4" "CALL-2" "CALL-4"]
            "there is no key `abonentinfo`",
        /// The state of the line is missing.
        StateMissing = "linestate-missing" Conformance ["ABON-2" "CALL-6" "CALL-7" "CALL-8"]
            "there is no key `currentlinestate`",
        /// The state of the line has no name.
        StateNameMissing = "linestate-name-missing" Conformance ["ABON-2" "CALL-6" "CALL-7" "CALL-8"]
            "there is no key `currentlinestatestr`",
        /// Number and name of the line's state are at odds.
        AtOdds = "linestate-at-odds" Conformance ["ABON-3"]
            "`currentlinestate` 32 stands beside `lsReady`",
        /// The chain is not that of the chain content.
        OtherChain = "abonent-chainid-differs" Conformance ["ABON-4"]
            "`chainid` is not that of `wp_getchaincontent`",
        /// The commutation is not that of the chain content.
        OtherCommutation = "abonent-commutationid-differs" Conformance ["ABON-4"]
            "`commutationid` is not that of `wp_getchaincontent`",
        /// The party told is the one who asks.
        Own = "abonent-is-oneself" Conformance ["ABON-1" "ABON-4" "CALL-2" "CALL-4"]
            "`callerid` is the number of the line that asks",
        /// The party is told after it has hung up.
        Stale = "abonent-after-the-end" Conformance ["ABON-1" "ABON-6" "CALL-8" "ABON-4" "CALL-5" "CALL-7"]
            "an idle line still has its last party",
        /// The party is never told.
        Untold = "abonent-never-told" Conformance ["ABON-1" "ABON-2" "ABON-4" "CALL-2" "CALL-4"]
            "a line in conversation has no `abonentinfo`",
        /// The command answers with the chain content.
        ChainInstead = "abonent-answers-with-chain" Conformance ["ABON-1" "ABON-2" "ABON-5" "ABON-3" "ABON-4" "CALL-4" "CALL-6" "CALL-7" "CALL-8"]
            "`wp_getabonentinfo` answers as `wp_getchaincontent` does",
    }
}

pub(super) const QUIRKS: Deeds<Party, Quirk> = &[(Party::Own, Quirk::OwnParty)];

/// What the line is told of its party.
pub(crate) fn told(server: &Server, who: &Selectors, info: AbonentInfo) -> AbonentInfo {
    if server.faults.has(Party::Stale) { server.lapses.last_party(who, info) } else { info }
}

/// Whether the chain content is answered instead.
pub(crate) fn chain_instead(faults: &Faults) -> bool {
    faults.has(Party::ChainInstead)
}

/// Spoils the answer.
pub(crate) fn bend(faults: &Faults, mut answer: Value) -> Value {
    if !faults.has_any::<Party>() {
        return answer;
    }
    const EDITS: Deeds<Party, fn(&mut Value)> = &[
        (Party::NumberMissing, |answer| remove(&mut answer["abonentinfo"], "callerid")),
        (Party::BooleanText, |answer| set(answer, "canfax", |value| json!(value.to_string()))),
        (Party::LineIdNumber, |answer| {
            let number = answer["abonentinfo"]["callerlinenum"].clone();
            answer["abonentinfo"]["callerlineid"] = number;
        }),
        (Party::StateMissing, |answer| remove(answer, "currentlinestate")),
        (Party::StateNameMissing, |answer| remove(answer, "currentlinestatestr")),
        (Party::AtOdds, |answer| answer["currentlinestatestr"] = json!("lsReady")),
        (Party::OtherChain, |answer| {
            set(answer, "chainid", |_| json!("7f0d1c9a-5f0e-4f6e-9a51-3c2d5e8b7a10"));
        }),
        (Party::OtherCommutation, |answer| {
            set(answer, "commutationid", |_| json!("7f0d1c9a-5f0e-4f6e-9a51-3c2d5e8b7a11"));
        }),
        (Party::Untold, |answer| remove(answer, "abonentinfo")),
        (Party::Flat, |answer| {
            let party = answer["abonentinfo"].clone();
            remove(answer, "abonentinfo");
            if let (Some(keys), Value::Object(party)) = (answer.as_object_mut(), party) {
                keys.extend(party);
            }
        }),
    ];
    let is_talking = answer.get("abonentinfo").is_some();
    if is_talking {
        faults.deeds(EDITS).into_iter().for_each(|edit| edit(&mut answer));
    }
    answer
}

fn remove(object: &mut Value, key: &str) {
    object.as_object_mut().into_iter().for_each(|keys| drop(keys.remove(key)));
}

fn set(answer: &mut Value, key: &str, change: fn(&Value) -> Value) {
    let value = change(&answer["abonentinfo"][key]);
    answer["abonentinfo"][key] = value;
}
