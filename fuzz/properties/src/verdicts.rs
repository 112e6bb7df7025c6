//! What can be said of every verdict, whatever was judged.

use checks::words::quote;
use report_model::verdict::{Ruling, Verdict};

use crate::ground::CATALOGUE;

/// More characters than any verdict needs to say what it saw.
const LONGEST: usize = 4000;

/// Judges twice: the verdicts are the same, each cites a rule that there is, and their words are few. Gives them back.
pub(crate) fn of(judge: impl Fn() -> Vec<Verdict>) -> Vec<Verdict> {
    let verdicts = judge();
    assert_eq!(verdicts, judge(), "two judgements of the same differ");
    for Verdict { citation, ruling } in &verdicts {
        assert!(CATALOGUE.rule(citation).is_some(), "{citation} is no rule");
        let words = match ruling {
            Ruling::Holds => continue,
            Ruling::Broken(deviation) => {
                assert!(
                    !deviation.expected.is_empty() && !deviation.seen.is_empty(),
                    "{citation} says nothing"
                );
                [deviation.expected.as_str(), deviation.seen.as_str()]
            }
            Ruling::Observed { reading } => [reading.as_str(), ""],
        };
        for said in words {
            assert!(said.chars().count() <= LONGEST, "{citation} says too much: {}", quote(said));
        }
    }
    verdicts
}

/// Whether every verdict holds.
pub(crate) fn all_hold(verdicts: &[Verdict]) -> bool {
    verdicts.iter().all(|verdict| verdict.deviation().is_none())
}
