//! Targets that lie, drip, flood, hang or come and go: however they behave, the program ends in time and in bounds, with a report
//! that says what happened.
//!
//! A kind is a line of the tables in `kinds`; each is a test of its own, which holds the real program against a real socket.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod kinds;
mod program;
mod relay;
mod server;

use libtest_mimic::{Arguments, Trial};

/// How many runs go on at once: most of them wait for their target.
const AT_ONCE: usize = 6;

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    let mut trials: Vec<Trial> = kinds::all()
        .map(|kind| {
            Trial::test(kind.name, move || {
                program::holds_out_against(kind);
                Ok(())
            })
        })
        .collect();
    trials.push(Trial::test("hangs_on_one_command", || {
        relay::is_judged_on_all_other_commands();
        Ok(())
    }));
    libtest_mimic::run(&arguments, trials).exit();
}
