//! Targets that lie, drip, flood, hang or come and go: however they behave, the program ends in time and in bounds, with a report
//! that says what happened.
//!
//! A kind is a line of the tables in `kinds`; each is a test of its own, which holds the real program against a real socket.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod kinds;
mod program;
mod relay;
mod server;

use libtest_mimic::{Arguments, Failed, Trial};

/// How many runs go on at once: most of them wait for their target.
const AT_ONCE: usize = 8;

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    let alone = kinds::all().map(|kind| (kind.name, Against::Kind(kind)));
    let relayed = relay::KINDS.iter().map(|kind| (kind.name, Against::Relayed(kind)));
    let trials = alone.chain(relayed).map(|(name, against)| Trial::test(name, move || against.holds_out()));
    let trials = trials.collect();
    libtest_mimic::run(&arguments, trials).exit();
}

/// What a test is about.
#[derive(Debug, Clone, Copy)]
enum Against {
    /// A target that is hostile throughout.
    Kind(&'static kinds::Kind),
    /// One that is good but for one command.
    Relayed(&'static relay::Relayed),
}

impl Against {
    fn holds_out(self) -> Result<(), Failed> {
        match self {
            Self::Kind(kind) => program::holds_out_against(kind),
            Self::Relayed(kind) => relay::is_judged_on_all_other_commands(kind),
        }
        Ok(())
    }
}
