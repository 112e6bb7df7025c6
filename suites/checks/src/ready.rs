//! Who is free behind an internal number, as `tst_getintnumberreadyusers` tells it (READY-1 to READY-4).

use std::collections::BTreeSet;
use std::fmt;

use report_model::verdict::Verdict;
use serde_json::Value;
use spec::profile::InternalNumber;

use crate::cite;
use crate::state::Doing;

/// The users behind an internal number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// How many are free, as counted by the target.
    pub ready: u64,
    /// How many are busy, as counted by the target.
    pub busy: u64,
    /// The direct numbers of the free ones, as listed.
    pub listed: Vec<String>,
}

impl Ready {
    /// The users in a canonical answer; nothing if a part of it is missing.
    pub fn of(answer: &Value) -> Option<Self> {
        let count = |key: &str| answer.get(key)?.as_str()?.parse().ok();
        let name = |element: &Value| element.get("name").and_then(Value::as_str).map(str::to_owned);
        let listed = answer.get("elements")?.as_array()?.iter().map(name).collect::<Option<_>>()?;
        Some(Self { ready: count("ready")?, busy: count("busy")?, listed })
    }

    /// Whether a direct number is listed as free.
    pub fn lists(&self, number: &InternalNumber) -> bool {
        self.listed.iter().any(|listed| listed == number.as_str())
    }

    fn others(&self, number: &InternalNumber) -> BTreeSet<&str> {
        self.listed.iter().map(String::as_str).filter(|listed| *listed != number.as_str()).collect()
    }
}

impl fmt::Display for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ready, {} busy, listed: {}", self.ready, self.busy, self.listed.join(", "))
    }
}

/// READY-3: the count is that of the list, nobody is listed twice, and only members are listed.
pub fn adds_up(ready: &Ready, members: &[InternalNumber]) -> [Verdict; 2] {
    let counted = usize::try_from(ready.ready).is_ok_and(|count| count == ready.listed.len());
    let count = if counted {
        Verdict::holds(cite::d("READY", 3))
    } else {
        let expected = format!("ready=\"{}\", the number of users listed", ready.listed.len());
        Verdict::broken(cite::d("READY", 3), expected, format!("ready=\"{}\"", ready.ready))
    };
    [count, lists_members_once(ready, members)]
}

fn lists_members_once(ready: &Ready, members: &[InternalNumber]) -> Verdict {
    let mut seen = BTreeSet::new();
    let twice = ready.listed.iter().find(|number| !seen.insert(number.as_str()));
    let is_member = |number: &&String| members.iter().any(|member| member.as_str() == number.as_str());
    let stranger = ready.listed.iter().find(|number| !is_member(number));
    match (twice, stranger) {
        (None, None) => Verdict::holds(cite::i("READY", 3)),
        (Some(number), _) => {
            Verdict::broken(cite::i("READY", 3), "every user listed once", format!("`{number}` twice"))
        }
        (None, Some(number)) => {
            let members: Vec<&str> = members.iter().map(InternalNumber::as_str).collect();
            let expected = format!("none but members ({})", members.join(", "));
            Verdict::broken(cite::i("READY", 3), expected, format!("`{number}` listed"))
        }
    }
}

/// READY-1: who is free, as `tst_getuserstate` tells it before and after, is listed, and who is busy is not. Of other states the document
/// does not say whether they are free (READY-5).
pub fn lists_as_told(ready: &Ready, number: &InternalNumber, doing: Doing) -> Option<Verdict> {
    let (listed, is) = match doing {
        Doing::Free => (true, "is"),
        Doing::Busy => (false, "is not"),
        Doing::OnBreak | Doing::Away => return None,
    };
    Some(judged(ready.lists(number) == listed, || {
        (cite::d("READY", 1), format!("`{number}` {is} among the free, being in {doing}"), ready.to_string())
    }))
}

/// What a member did between two answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// From free to busy.
    Left,
    /// From busy to free.
    CameBack,
}

/// READY-1: a free member is listed under the direct number, a busy one is not and is counted as busy. READY-4: `ready` follows.
/// The counts are judged only if nobody else moved meanwhile.
pub fn follows(before: &Ready, after: &Ready, number: &InternalNumber, what: Move) -> Vec<Verdict> {
    let quiet = before.others(number) == after.others(number);
    let (listed, ready, busy) = match what {
        Move::Left => (false, before.ready.checked_sub(1), before.busy.checked_add(1)),
        Move::CameBack => (true, before.ready.checked_add(1), before.busy.checked_sub(1)),
    };
    let is = if listed { "is" } else { "is not" };
    let seen = || after.to_string();
    let mut verdicts = vec![judged(after.lists(number) == listed, || {
        (cite::d("READY", 1), format!("`{number}` {is} among the free, being of that state"), seen())
    })];
    if quiet {
        verdicts.push(judged(Some(after.ready) == ready, || {
            (cite::i("READY", 4), format!("one {} than before ({before})", more(what, true)), seen())
        }));
        verdicts.push(judged(Some(after.busy) == busy, || {
            (cite::d("READY", 1), format!("one {} than before ({before})", more(what, false)), seen())
        }));
    }
    verdicts
}

fn more(what: Move, ready: bool) -> &'static str {
    match (what, ready) {
        (Move::Left, true) => "ready user fewer",
        (Move::Left, false) => "busy user more",
        (Move::CameBack, true) => "ready user more",
        (Move::CameBack, false) => "busy user fewer",
    }
}

fn judged(holds: bool, otherwise: impl FnOnce() -> (spec::ids::Citation, String, String)) -> Verdict {
    let (citation, expected, seen) = otherwise();
    if holds { Verdict::holds(citation) } else { Verdict::broken(citation, expected, seen) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ready(ready: u64, busy: u64, listed: &[&str]) -> Ready {
        Ready { ready, busy, listed: listed.iter().map(|number| (*number).to_owned()).collect() }
    }

    fn number(text: &str) -> InternalNumber {
        text.parse().unwrap()
    }

    fn broken(verdicts: &[Verdict]) -> Vec<String> {
        let broken = verdicts.iter().filter(|verdict| verdict.deviation().is_some());
        broken.map(|verdict| verdict.citation.to_string()).collect()
    }

    #[test]
    fn an_answer_is_read_with_counts_and_list() {
        let answer = json!({ "name": "77", "ready": "2", "busy": "1", "elements": [{ "name": "31" }, { "name": "32" }] });
        assert_eq!(Ready::of(&answer), Some(ready(2, 1, &["31", "32"])));
        assert_eq!(Ready::of(&json!({ "name": "77", "ready": "two", "busy": "1", "elements": [] })), None);
    }

    #[test]
    fn counts_lists_and_members_agree() {
        let members = [number("31"), number("32")];
        assert!(broken(&adds_up(&ready(2, 0, &["31", "32"]), &members)).is_empty());
        assert_eq!(broken(&adds_up(&ready(3, 0, &["31", "32"]), &members)), ["READY-3 (D)"]);
        assert_eq!(broken(&adds_up(&ready(2, 0, &["31", "31"]), &members)), ["READY-3 (I)"]);
        assert_eq!(broken(&adds_up(&ready(2, 0, &["31", "39"]), &members)), ["READY-3 (I)"]);
    }

    #[test]
    fn the_free_are_listed_and_the_busy_are_not() {
        let (told, listed, other) = (ready(1, 1, &["31"]), number("31"), number("32"));
        let breaks = |number, doing| broken(&Vec::from_iter(lists_as_told(&told, number, doing)));
        assert!(breaks(&listed, Doing::Free).is_empty() && breaks(&other, Doing::Busy).is_empty());
        assert_eq!(breaks(&other, Doing::Free), ["READY-1 (D)"]);
        assert_eq!(breaks(&listed, Doing::Busy), ["READY-1 (D)"]);
        assert_eq!(lists_as_told(&told, &other, Doing::Away), None);
    }

    #[test]
    fn a_member_who_gets_busy_leaves() {
        let (before, gone) = (ready(2, 0, &["31", "32"]), ready(1, 1, &["32"]));
        let left = |after: &Ready| broken(&follows(&before, after, &number("31"), Move::Left));
        assert!(left(&gone).is_empty());
        assert_eq!(left(&before), ["READY-1 (D)", "READY-4 (I)", "READY-1 (D)"]);
        assert_eq!(left(&ready(2, 1, &["32"])), ["READY-4 (I)"]);
        assert_eq!(left(&ready(1, 0, &["32"])), ["READY-1 (D)"]);
    }

    #[test]
    fn a_member_who_gets_free_returns() {
        let (before, back) = (ready(1, 1, &["32"]), ready(2, 0, &["32", "31"]));
        let returned = |after: &Ready| broken(&follows(&before, after, &number("31"), Move::CameBack));
        assert!(returned(&back).is_empty());
        assert_eq!(returned(&before), ["READY-1 (D)", "READY-4 (I)", "READY-1 (D)"]);
    }

    #[test]
    fn counts_are_not_judged_when_others_move_too() {
        let verdicts = follows(&ready(2, 0, &["31", "32"]), &ready(0, 2, &[]), &number("31"), Move::Left);
        assert_eq!(verdicts.len(), 1);
    }
}
