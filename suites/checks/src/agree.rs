//! Whether two commands that tell of one conversation tell the same: chains, parties and states of both its sides (CHAIN, ABON, CALL-8).

use report_model::verdict::Verdict;
use spec::profile::User;

use crate::look::{Look, Signs};
use crate::party::Party;
use crate::{chain, party};

/// A side of a conversation: how it looks, and whose it is.
pub type Sided<'a> = (&'a Look, &'a User);

/// All that two looks at the sides of one conversation say of each other.
pub fn of_one_conversation(one: Sided<'_>, other: Sided<'_>) -> Vec<Verdict> {
    let mut verdicts = Signs::of(one, other).judge(one.0, other.0).to_vec();
    for ((look, own), opposite) in [(one, other.1), (other, one.1)] {
        verdicts.push(chain::holds_both(look.chain.as_ref(), own, opposite));
        verdicts.push(party::is_opposite(look.party.as_ref(), opposite));
        if let Some(told) = &look.chain {
            verdicts.extend([chain::stands_in_order(told), chain::runs_forward(told)]);
            verdicts.extend(chain::is_of_one_call(told, own, opposite));
        }
        if let Some(told) = look.party.as_ref().filter(|party| party.is_told()) {
            verdicts.extend(party::is_numbered_as_the_other(told, own, opposite, look.chain.as_ref()));
            verdicts.extend(look.chain.as_ref().map(|chain| party::is_of_chain(told, chain, own, opposite)));
        }
    }
    let told = |look: &Look| look.party.clone().filter(Party::is_told);
    if let (Some(one), Some(other)) = (told(one.0), told(other.0)) {
        verdicts.push(party::mirrors(&one, &other));
    }
    let looks = || [one.0, other.0].into_iter();
    verdicts.extend(chain::pairs_agree(looks().filter_map(|look| look.chain.as_ref())));
    verdicts.extend(party::line_states_are_named(looks().filter_map(|look| look.party.as_ref())));
    verdicts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::chain::tests::{sound, users, with};
    use crate::cite;
    use crate::look::tests::talking_sides;
    use crate::party::tests::told_with;

    fn broken(one: &Look, other: &Look) -> BTreeSet<String> {
        let [a, b, _] = users();
        let verdicts = of_one_conversation((one, &a), (other, &b));
        let broken = verdicts.iter().filter(|verdict| verdict.deviation().is_some());
        broken.map(|verdict| verdict.citation.to_string()).collect()
    }

    #[test]
    fn two_sides_that_tell_one_conversation_agree() {
        let [one, other] = talking_sides();
        assert_eq!(broken(&one, &other), BTreeSet::new());
    }

    #[test]
    fn whatever_one_command_tells_otherwise_than_another_is_found() {
        let [one, other] = talking_sides();
        let abon = cite::i("ABON", 4).to_string();
        let elsewhere = Look {
            party: Some(told_with("/abonentinfo/chainid", "90000000-0000-4000-8000-00000000000f")),
            ..one.clone()
        };
        assert!(broken(&elsewhere, &other).contains(&abon));
        let renamed =
            Look { chain: Some(with("/chainid", "90000000-0000-4000-8000-00000000000f")), ..one.clone() };
        assert!(broken(&renamed, &other).contains(&abon));
        let silent = Look { chain: None, ..one.clone() };
        assert!(broken(&silent, &other).contains(&cite::d("CHAIN", 1).to_string()));
        assert_eq!(sound(), one.chain.unwrap());
    }
}
