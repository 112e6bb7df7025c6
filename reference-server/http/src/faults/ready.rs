//! Groups counted and listed wrongly (READY).

use refserver_core::{Quirk, ReadyUsers};

use super::family::{Deeds, family};
use super::set::Faults;
use crate::encode::Element;
use crate::server::Server;

family! {
    /// What can be wrong with the answer about a group.
    Ready at 6 {
        /// The count of the free ones is one too high.
        CountOff = "ready-count-off-by-one" Conformance ["READY-1" "READY-3" "READY-4"]
            "`ready` is one more than there are elements",
        /// Nobody is ever counted as busy.
        BusyZero = "busy-always-zero" Conformance ["READY-1"]
            "`busy` is 0 while a member talks",
        /// The two counts change places.
        Swapped = "ready-and-busy-swapped" Conformance ["READY-1" "READY-3" "READY-4"]
            "`busy` is the number of elements",
        /// Every free one is listed and counted twice.
        Duplicated = "ready-listed-twice" Conformance ["READY-1" "READY-3" "READY-4"]
            "each number stands in two elements",
        /// The group has no name.
        NameMissing = "group-name-missing" Conformance ["READY-2"]
            "`group` has no attribute `name`",
        /// The group has the name of another.
        NameWrong = "group-name-wrong" Conformance ["READY-2"]
            "the `name` of `group` is not the number asked for",
        /// The root has another name.
        RootRenamed = "group-renamed" Conformance ["READY-2" "READY-1" "READY-3" "READY-4"]
            "the root is `groups`",
        /// The elements have another name.
        ElementRenamed = "element-renamed" Conformance ["READY-2" "READY-3" "READY-1" "READY-4" "SET-8"]
            "the free ones stand in `user` elements",
        /// The numbers stand in another attribute.
        AttributeRenamed = "element-attribute-renamed" Conformance ["READY-2" "READY-1" "READY-3" "READY-4"]
            "the free ones have `number` instead of `name`",
        /// The first answer about a group is given for ever.
        Stale = "ready-stale" Conformance ["READY-1" "READY-4" "SET-8" "CALL-8"]
            "a user who has become busy or away is still listed",
        /// Busy users are listed as free.
        BusyListed = "busy-user-listed" Conformance ["READY-1" "READY-4" "SET-8" "CALL-8"]
            "a user in state 5 is among the elements",
        /// Users on a break or away are listed as free.
        BreakListed = "break-user-listed" Conformance ["READY-1" "READY-4" "SET-8"]
            "a user in state 2 or 3 is among the elements",
        /// A user who is no member is listed.
        StrangerListed = "stranger-listed" Conformance ["READY-1" "READY-3"]
            "a number that is no member's is among the elements",
        /// The last free user is not listed.
        LastOmitted = "last-free-user-omitted" Conformance ["READY-1" "READY-4"]
            "a member who is ready is missing from the elements",
    }
}

pub(super) const QUIRKS: Deeds<Ready, Quirk> = &[
    (Ready::BusyListed, Quirk::BusyListed),
    (Ready::BreakListed, Quirk::BreakListed),
    (Ready::StrangerListed, Quirk::StrangerListed),
    (Ready::LastOmitted, Quirk::LastFreeOmitted),
];

/// What is told instead of the sound answer.
pub(crate) fn told(server: &Server, mut users: ReadyUsers) -> ReadyUsers {
    if server.faults.has(Ready::BusyZero) {
        users.busy = 0;
    }
    if server.faults.has(Ready::Duplicated) {
        users.ready = users.ready.into_iter().flat_map(|number| [number.clone(), number]).collect();
    }
    if server.faults.has(Ready::Stale) { server.lapses.first_count(users) } else { users }
}

/// Spoils the document.
pub(crate) fn bend(faults: &Faults, group: &mut Element) {
    if !faults.has_any::<Ready>() {
        return;
    }
    const EDITS: Deeds<Ready, fn(&mut Element)> = &[
        (Ready::CountOff, |group| {
            let count = group.children.len() + 1;
            group.set("ready", count.to_string());
        }),
        (Ready::Swapped, |group| {
            group.rename("ready", "was");
            group.rename("busy", "ready");
            group.rename("was", "busy");
        }),
        (Ready::NameMissing, |group| group.strip("name")),
        (Ready::NameWrong, |group| group.set("name", "100")),
        (Ready::RootRenamed, |group| group.name = "groups"),
        (Ready::ElementRenamed, |group| group.children.iter_mut().for_each(|child| child.name = "user")),
        (Ready::AttributeRenamed, |group| {
            group.children.iter_mut().for_each(|child| child.rename("name", "number"));
        }),
    ];
    faults.deeds(EDITS).into_iter().for_each(|edit| edit(group));
}
