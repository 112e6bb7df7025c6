//! A user's state told wrongly (STATE).

use refserver_core::{Quirk, UserStateView};

use super::family::{Deeds, family};
use super::set::Faults;
use crate::encode::Element;
use crate::server::Server;

family! {
    /// What can be wrong with the answer about a user.
    State at 7 {
        /// The state told is that of another user.
        Neighbours = "state-of-another-user" Security
            ["STATE-1" "SET-2" "SET-8" "CALL-8" "R-2" "SET-3" "SET-5" "SET-6" "READY-4" "SET-4" "WP-1" "WP-2" "SET-7"]
            "the state follows what another user does",
        /// The GUID told is that of another user.
        NeighboursId = "guid-of-another-user" Security ["STATE-1" "STATE-3" "R-2" "STATE-4"]
            "`id` is not the GUID that was asked for",
        /// A user who does not exist has a state.
        Invented = "unknown-user-has-a-state" Conformance ["STATE-1" "R-2"]
            "an unknown GUID answers 200 with somebody's state",
        /// The first state that was told is told for ever.
        Stuck = "state-stale" Conformance
            ["STATE-1" "READY-4" "CALL-8" "SET-2" "SET-8" "SET-3" "SET-5" "SET-6" "SET-4" "SET-7" "WP-1" "WP-2"]
            "a change of state is not seen",
        /// GUIDs are in upper case.
        Upper = "guid-in-upper-case" Conformance ["STATE-3"]
            "`id` has capital letters",
        /// GUIDs stand in braces.
        Braced = "guid-in-braces" Conformance ["STATE-3"]
            "`id` begins with a brace",
        /// The two GUIDs of an answer differ.
        Differ = "guids-differ" Conformance ["STATE-3"]
            "`id` of the set and of its property are not the same",
        /// The set has no GUID.
        IdMissing = "set-id-missing" Conformance ["STATE-3"]
            "`property_set` has no attribute `id`",
        /// The property `id` is missing.
        IdPropertyMissing = "id-property-missing" Conformance ["STATE-3"]
            "no property has the key `id`",
        /// The state has no name.
        NameMissing = "state-name-missing" Conformance ["STATE-3" "STATE-4" "STATE-1"]
            "`state` has no attribute `name`",
        /// Number and name of the state change places.
        Swapped = "state-number-and-name-swapped" Conformance ["STATE-3" "STATE-4" "STATE-1"]
            "`value` is `usReady` and `name` is 1",
        /// Number and name of the state are at odds.
        AtOdds = "state-number-and-name-at-odds" Conformance
            ["STATE-1" "STATE-4" "SET-2" "SET-8" "CALL-8" "SET-3" "SET-5" "SET-6"]
            "the number is one more than goes with the name",
        /// The name of the state is not the documented one.
        Translated = "state-name-translated" Conformance ["STATE-4" "STATE-3"]
            "the name of state 1 is a Russian word",
        /// All states have one name.
        OneName = "state-name-always-ready" Conformance ["STATE-4"]
            "state 3 has the name `usReady`",
        /// GUIDs in capital letters are unknown.
        UpperUnknown = "capital-guid-unknown" Conformance ["STATE-1" "STATE-2" "STATE-3"]
            "`iduser` in the letter case of the document's example finds nobody",
    }
}

pub(super) const QUIRKS: Deeds<State, Quirk> = &[
    (State::Neighbours, Quirk::NeighboursState),
    (State::NeighboursId, Quirk::NeighboursId),
    (State::Invented, Quirk::UnknownUserInvented),
];

/// Whether the GUID counts as unknown for its letter case.
pub(crate) fn unknown(faults: &Faults, guid: &str) -> bool {
    faults.has(State::UpperUnknown) && guid.contains(|letter: char| letter.is_ascii_uppercase())
}

/// What is told instead of the sound answer.
pub(crate) fn told(server: &Server, user: UserStateView) -> UserStateView {
    if !server.faults.has(State::Stuck) {
        return user;
    }
    UserStateView { state: server.lapses.first_state(user.id, user.state), ..user }
}

/// Spoils the document.
pub(crate) fn bend(faults: &Faults, root: &mut Element) {
    if !faults.has_any::<State>() {
        return;
    }
    const EDITS: Deeds<State, fn(&mut Element)> = &[
        (State::Upper, |root| guids(root, str::to_uppercase)),
        (State::Braced, |root| guids(root, |guid| format!("{{{guid}}}"))),
        (State::Differ, |root| {
            let id = root.property("id");
            id.into_iter().for_each(|id| id.change("value", |guid| *guid = guid.chars().rev().collect()));
        }),
        (State::IdMissing, |root| root.named("property_set").into_iter().for_each(|set| set.strip("id"))),
        (State::IdPropertyMissing, |root| root.prune(&|element| element.value("key") == Some("id"))),
        (State::NameMissing, |root| state(root, |state| state.strip("name"))),
        (State::Swapped, |root| {
            state(root, |state| {
                state.rename("value", "was");
                state.rename("name", "value");
                state.rename("was", "name");
            });
        }),
        (State::AtOdds, |root| {
            state(root, |state| {
                state.change("value", |value| *value = value.parse().map_or(0, |n: u32| n + 1).to_string());
            });
        }),
        (State::Translated, |root| state(root, |state| state.set("name", "Готов"))),
        (State::OneName, |root| state(root, |state| state.set("name", "usReady"))),
    ];
    faults.deeds(EDITS).into_iter().for_each(|edit| edit(root));
}

fn state(root: &mut Element, edit: fn(&mut Element)) {
    root.property("state").into_iter().for_each(edit);
}

fn guids(root: &mut Element, edit: fn(&str) -> String) {
    root.named("property_set").into_iter().for_each(|set| set.change("id", |guid| *guid = edit(guid)));
    root.property("id").into_iter().for_each(|id| id.change("value", |guid| *guid = edit(guid)));
}
