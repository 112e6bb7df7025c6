//! What can be said of every verdict, whatever was judged.

use report_model::verdict::{Ruling, Verdict};

use crate::ground::CATALOGUE;

/// Judges twice: the verdicts are the same, and each cites a rule that there is and says something. Gives them back.
pub(crate) fn of(judge: impl Fn() -> Vec<Verdict>) -> Vec<Verdict> {
    let verdicts = judge();
    assert_eq!(verdicts, judge(), "two judgements of the same differ");
    for Verdict { citation, ruling } in &verdicts {
        assert!(CATALOGUE.rule(citation).is_some(), "{citation} is no rule");
        let speaks = match ruling {
            Ruling::Holds => true,
            Ruling::Broken(deviation) => !deviation.expected.is_empty() && !deviation.seen.is_empty(),
            Ruling::Observed { reading } => !reading.is_empty(),
        };
        assert!(speaks, "{citation} says nothing");
    }
    verdicts
}

/// Whether every verdict holds.
pub(crate) fn all_hold(verdicts: &[Verdict]) -> bool {
    verdicts.iter().all(|verdict| verdict.deviation().is_none())
}
