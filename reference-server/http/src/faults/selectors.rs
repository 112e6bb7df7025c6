//! The wrong line chosen, or none (WP).

use refserver_core::{Quirk, Selectors};

use super::family::{Deeds, family};
use super::set::Faults;

family! {
    /// What can be wrong with the choice of the line that acts.
    Choosing at 13 {
        /// The GUID of a user selects nothing.
        NoUserGuid = "selector-user-guid-broken" Conformance ["WP-1" "WP-2" "CALL-1" "CALL-2" "CALL-3" "CALL-4" "READY-1" "READY-4" "SET-1" "SET-2" "SET-4" "SET-6" "SET-7" "SET-8"]
            "a `wp_*` command by the user's GUID finds no line",
        /// The GUID of a line selects nothing.
        NoLineGuid = "selector-line-guid-broken" Conformance ["WP-1" "WP-2"]
            "a `wp_*` command by the line's GUID finds no line",
        /// The displayed name of a user selects nothing.
        NoName = "selector-user-name-broken" Conformance ["WP-1" "WP-2"]
            "a `wp_*` command by the user's displayed name finds no line",
        /// The login selects nothing.
        NoLogin = "selector-login-broken" Conformance ["WP-1" "WP-2"]
            "a `wp_*` command by the login finds no line",
        /// The title of a line selects nothing.
        NoTitle = "selector-title-broken" Conformance ["WP-1" "WP-2"]
            "a `wp_*` command by the line's title finds no line",
        /// The number of a line selects nothing.
        NoLineNumber = "selector-line-number-broken" Conformance ["WP-1" "WP-2"]
            "a `wp_*` command by the line's number finds no line",
        /// The workplace selects nothing.
        NoWorkplace = "selector-workplace-broken" Conformance ["WP-1" "WP-2"]
            "a `wp_*` command by the workplace finds no line",
        /// The parameter `line` is not read.
        LineIgnored = "parameter-line-ignored" Conformance ["WP-1" "WP-2"]
            "a `wp_*` command with `line` alone names no line",
        /// The parameter `user` is not read.
        UserIgnored = "parameter-user-ignored" Conformance
            ["WP-1" "WP-2" "SET-1" "SET-2" "CALL-1" "CHAIN-1" "ABON-1" "CALL-2" "CALL-3" "CALL-4" "READY-1" "READY-4" "SET-4" "SET-6" "SET-7" "SET-8"]
            "a `wp_*` command with `user` alone names no line",
        /// The parameter `wp` is not read.
        WpIgnored = "parameter-wp-ignored" Conformance ["WP-1" "WP-2"]
            "a `wp_*` command with `wp` alone names no line",
        /// A GUID selects in lower case only.
        CaseMatters = "selector-guid-case-matters" Conformance ["WP-2"]
            "a `wp_*` command by a GUID in capital letters finds no line",
        /// The beginning of a name selects.
        Prefix = "selector-prefix-enough" Security ["WP-2" "WP-3" "R-5"]
            "a `wp_*` command by the beginning of a GUID or a login acts",
        /// What matches nothing selects the first line.
        UnknownFirst = "unknown-selector-acts-for-first" Security ["WP-3" "R-2" "R-5"]
            "a `wp_*` command by nobody's name acts for the first user",
        // Nothing holds that is asked of a line, and to others happens what they did not ask.
        /// Another line acts than the one selected.
        Neighbour = "another-line-acts" Security
            ["WP-1" "WP-2" "WP-3" "SET-1" "SET-2" "SET-3" "SET-4" "SET-5" "SET-6" "SET-7" "SET-8" "CALL-1" "CALL-2" "CALL-3"
             "CALL-4" "CALL-5" "CALL-6" "CALL-7" "CALL-8" "CHAIN-1" "ABON-1" "READY-1" "READY-4"]
            "the state or the call asked for is the next user's",
        /// Without a selector the first line acts.
        NoneFirst = "missing-selector-acts-for-first" Security ["WP-3" "R-5"]
            "a `wp_*` command without a selector acts for the first user",
    }
}

pub(super) const QUIRKS: Deeds<Choosing, Quirk> = &[
    (Choosing::NoUserGuid, Quirk::NoUserGuid),
    (Choosing::NoLineGuid, Quirk::NoLineGuid),
    (Choosing::NoName, Quirk::NoName),
    (Choosing::NoLogin, Quirk::NoLogin),
    (Choosing::NoTitle, Quirk::NoTitle),
    (Choosing::NoLineNumber, Quirk::NoLineNumber),
    (Choosing::NoWorkplace, Quirk::NoWorkplace),
    (Choosing::CaseMatters, Quirk::GuidCaseMatters),
    (Choosing::Prefix, Quirk::PrefixSelects),
    (Choosing::UnknownFirst, Quirk::UnknownSelectsFirst),
    (Choosing::NoneFirst, Quirk::NoneSelectsFirst),
    (Choosing::Neighbour, Quirk::NeighbourActs),
];

/// The selectors as a faulty server reads them.
pub(crate) fn read(faults: &Faults, who: Selectors) -> Selectors {
    let kept = |value: Option<String>, fault| value.filter(|_| !faults.has(fault));
    Selectors {
        line: kept(who.line, Choosing::LineIgnored),
        user: kept(who.user, Choosing::UserIgnored),
        wp: kept(who.wp, Choosing::WpIgnored),
    }
}
