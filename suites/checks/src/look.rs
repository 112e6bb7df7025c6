//! All that can be seen of a user at one time: state, chain and party (CALL-8), and what two such looks say together.

use std::fmt;

use report_model::verdict::Verdict;
use spec::ids::Citation;
use spec::profile::User;

use crate::chain::Chain;
use crate::cite;
use crate::party::{Party, in_words};
use crate::state::{Doing, State};

/// All that can be seen of a user at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The user's state, if it can be read.
    pub state: Option<State>,
    /// The chain in which the user's line takes part.
    pub chain: Option<Chain>,
    /// What the line is told of itself and of the party opposite.
    pub party: Option<Party>,
}

impl Look {
    /// Whether something of a call has come to the user since a look at the idle user: another state, another state of the line, a
    /// party, or a chain.
    pub fn is_touched(&self, idle: &Self) -> bool {
        let number = |look: &Self| look.state.as_ref().map(|state| state.named.number);
        number(self) != number(idle) || self.is_called(idle)
    }

    /// Like [`Look::is_touched`], but the user's state does not count.
    pub fn is_called(&self, idle: &Self) -> bool {
        let line =
            |look: &Self| look.party.as_ref().and_then(|party| party.line.as_ref().map(|line| line.number));
        let chain = |look: &Self| look.chain.as_ref().map(|chain| chain.id.clone());
        let told = self.party.as_ref().is_some_and(Party::is_told);
        told || line(self) != line(idle) || (self.chain.is_some() && chain(self) != chain(idle))
    }

    /// Whether the user is doing this.
    pub fn is(&self, doing: Doing) -> bool {
        self.state.as_ref().is_some_and(|state| state.is(doing))
    }

    /// Whether the line is in conversation, by its own account.
    pub fn is_commutated(&self) -> bool {
        self.party.as_ref().is_some_and(Party::is_commutated)
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            Some(state) => write!(f, "{state}")?,
            None => write!(f, "no readable state")?,
        }
        match &self.chain {
            Some(chain) => write!(f, "; {chain}")?,
            None => write!(f, "; no chain")?,
        }
        write!(f, "; {}", in_words(self.party.as_ref()))
    }
}

/// By which signs two users are seen talking with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// Both chains hold their commutation, answered.
    chain: bool,
    /// Both lines are commutated.
    line: bool,
    /// Both users are busy.
    state: bool,
}

impl Signs {
    /// The signs that two looks show.
    pub fn of(one: (&Look, &User), other: (&Look, &User)) -> Self {
        let joined = |look: &Look| {
            let commutation = look.chain.as_ref().and_then(|chain| chain.between(one.1, other.1));
            commutation.is_some_and(|commutation| !commutation.answered.is_empty())
        };
        Self {
            chain: joined(one.0) && joined(other.0),
            line: one.0.is_commutated() && other.0.is_commutated(),
            state: one.0.is(Doing::Busy) && other.0.is(Doing::Busy),
        }
    }

    /// Whether there is any.
    pub fn any(self) -> bool {
        self.chain || self.line || self.state
    }

    /// Whether all are there.
    pub fn all(self) -> bool {
        self.chain && self.line && self.state
    }

    /// CALL-8: a conversation shows in the chain, in the party opposite and in the state of both.
    pub fn judge(self, one: &Look, other: &Look) -> [Verdict; 3] {
        let judged = |holds: bool, expected: &str| {
            verdict(cite::i("CALL", 8), holds, expected, || format!("{one} / {other}"))
        };
        [
            judged(self.chain, "during a conversation its commutation in the chains of both lines"),
            judged(self.line, "during a conversation both lines in state 32 (`lsCommutated`)"),
            judged(self.state, "during a conversation both users in state 5 (busy)"),
        ]
    }
}

/// Judges that something of a call has come to a user.
pub fn is_reached(citation: Citation, now: &Look, idle: &Look, expected: &str) -> Verdict {
    verdict(citation, now.is_touched(idle), expected, || now.to_string())
}

/// Judges that nothing of a call has come to a user.
pub fn is_left_alone(citation: Citation, now: &Look, idle: &Look, expected: &str) -> Verdict {
    verdict(citation, !now.is_touched(idle), expected, || now.to_string())
}

fn verdict(citation: Citation, holds: bool, expected: &str, seen: impl FnOnce() -> String) -> Verdict {
    if holds { Verdict::holds(citation) } else { Verdict::broken(citation, expected, seen()) }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;
    use crate::chain::tests::{sound, users, with};
    use crate::party::tests::{of_the_first, of_the_second, told_with};

    const ID: &str = "5b1c2d3e-0a1b-4c2d-8e3f-aabbccddeeff";

    fn state(number: &str) -> Option<State> {
        State::of(&crate::state::tests::answer(ID, ID, number, "usSome"))
    }

    fn idle() -> Look {
        let line = json!({ "currentlinestate": 4, "currentlinestatestr": "lsReady" });
        Look { state: state("1"), chain: None, party: Party::of(&line) }
    }

    fn talking() -> Look {
        Look { state: state("5"), chain: Some(sound()), party: Some(of_the_second()) }
    }

    /// The two sides of the canned conversation: who calls, and who is called.
    pub(crate) fn talking_sides() -> [Look; 2] {
        [talking(), Look { party: Some(of_the_first()), ..talking() }]
    }

    #[test]
    fn each_sign_of_a_call_touches_an_idle_user() {
        assert!(!idle().is_touched(&idle()));
        let reserved = Look { state: state("6"), ..idle() };
        assert!(reserved.is_touched(&idle()) && !reserved.is_called(&idle()));
        assert!(Look { chain: Some(sound()), ..idle() }.is_touched(&idle()));
        assert!(Look { party: Some(of_the_second()), ..idle() }.is_touched(&idle()));
        assert!(is_reached(cite::d("CALL", 1), &talking(), &idle(), "").deviation().is_none());
        assert!(is_reached(cite::d("CALL", 1), &idle(), &idle(), "").deviation().is_some());
        assert!(is_left_alone(cite::d("CALL", 3), &idle(), &idle(), "").deviation().is_none());
        assert!(is_left_alone(cite::d("CALL", 3), &talking(), &idle(), "").deviation().is_some());
    }

    #[test]
    fn a_conversation_shows_by_three_signs() {
        let [a, b, c] = users();
        let broken = |one: &Look, other: &Look| {
            let signs = Signs::of((one, &a), (other, &b));
            signs.judge(one, other).iter().filter(|verdict| verdict.deviation().is_some()).count()
        };
        assert_eq!(broken(&talking(), &talking()), 0);
        assert_eq!(broken(&talking(), &idle()), 3);
        assert_eq!(broken(&talking(), &Look { state: state("1"), ..talking() }), 1);
        assert_eq!(
            broken(&talking(), &Look { party: Some(told_with("/currentlinestate", 16)), ..talking() }),
            1
        );
        assert_eq!(
            broken(&talking(), &Look { chain: Some(with("/trace/1/timeanswer", "")), ..talking() }),
            1
        );
        assert!(!Signs::of((&talking(), &a), (&talking(), &c)).all());
        assert!(!Signs::of((&idle(), &a), (&idle(), &b)).any());
    }
}
