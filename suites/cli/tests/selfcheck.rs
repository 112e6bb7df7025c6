//! A quick part of the self-check: one fault of every kind is found under its own clauses, and nothing else is blamed for it.

use std::process::Command;

/// A fault a family; the whole is `oktellspec selfcheck`.
const FAULTS: [&str; 14] = [
    "gate-missing-on-wp-flash",
    "plus-kept",
    "returnvalue-truncated",
    "plain-with-crlf",
    "ready-count-off-by-one",
    "guids-differ",
    "regserial-six-digits",
    "last-byte-missing",
    "second-file-lost",
    "chainid-changes",
    "abonent-chainid-differs",
    "redirect-survives-entry",
    "set-answers-with-body",
    "header-injection",
];

#[test]
fn one_fault_of_every_family_is_found_and_nothing_else() {
    let pattern = format!("{{{}}}", FAULTS.join(","));
    let output = Command::new(env!("CARGO_BIN_EXE_oktellspec"))
        .args(["selfcheck", "--jobs", "4", "--fault", &pattern])
        .output()
        .expect("the program runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    let found = format!("{0} of {0} faults found. Wrong: nothing.", FAULTS.len());
    assert!(text.contains(&found), "{text}");
}
