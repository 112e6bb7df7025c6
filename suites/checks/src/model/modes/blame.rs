//! On which rule a broken statement rests: that of the last request, or of an earlier one without which nothing would be broken.

use spec::ids::Citation;

use super::{Belief, Change, Mode};
use crate::cite;
use crate::state::Doing;

/// The rule that is broken when a user is seen doing what the model does not allow after these requests. They are the user's own, in
/// order, each with what was seen after it; none can be left out without the breach disappearing.
pub fn broken_rule(requests: &[(Vec<Change>, Option<Doing>)]) -> Citation {
    let Some(((last, seen), earlier)) = requests.split_last() else { return cite::d("WP", 1) };
    let mut belief = Belief::at_rest();
    for (changes, seen) in earlier {
        let expected = belief.after(changes);
        // What does nothing by the document could be left out, if it did nothing.
        if expected.refused {
            return expected.rule;
        }
        belief = seen.and_then(|seen| expected.belief.seen(seen)).unwrap_or(expected.belief);
    }
    let of_mode = seen.and_then(|seen| wrong_mode(&belief, last, seen, earlier));
    of_mode.unwrap_or_else(|| belief.after(last).rule)
}

/// The rule of the mode that is not as it was set, if another mode would explain what is seen.
fn wrong_mode(
    belief: &Belief,
    last: &[Change],
    seen: Doing,
    earlier: &[(Vec<Change>, Option<Doing>)],
) -> Option<Citation> {
    if !last.iter().all(|change| matches!(change, Change::State(_))) {
        return None;
    }
    let believed = belief.modes();
    let explains = |mode: &Mode| {
        let otherwise = Belief::of_mode(belief.doings(), *mode);
        otherwise.after(last).belief.doings().contains(&seen)
    };
    let others: Vec<Mode> =
        Mode::ALL.into_iter().filter(|mode| !believed.contains(mode)).filter(explains).collect();
    let was_set = |is: fn(&Change) -> bool| earlier.iter().flat_map(|(changes, _)| changes).any(is);
    let in_centre = believed.iter().any(|mode| mode.is_call_centre());
    let same_side = others.iter().any(|mode| in_centre && mode.is_call_centre());
    let other_side = others.iter().any(|mode| in_centre != mode.is_call_centre());
    if same_side && was_set(|change| matches!(change, Change::Lunch(_))) {
        Some(cite::d("SET", 6))
    } else if other_side && was_set(|change| matches!(change, Change::CallCentre(_))) {
        Some(cite::d("SET", 5))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::Switch;
    use super::*;

    fn story(requests: &[(Change, Doing)]) -> Citation {
        let requests: Vec<_> = requests.iter().map(|(change, seen)| (vec![*change], Some(*seen))).collect();
        broken_rule(&requests)
    }

    const CENTRE: (Change, Doing) = (Change::CallCentre(Switch::On), Doing::Free);
    const BUSY: (Change, Doing) = (Change::State(Doing::Busy), Doing::Busy);

    #[test]
    fn a_single_request_is_blamed_by_its_own_rule() {
        assert_eq!(story(&[(Change::State(Doing::Busy), Doing::Free)]), cite::d("SET", 2));
        assert_eq!(story(&[(Change::State(Doing::OnBreak), Doing::OnBreak)]), cite::d("SET", 3));
        assert_eq!(story(&[(Change::Lunch(Switch::On), Doing::OnBreak)]), cite::d("SET", 6));
    }

    #[test]
    fn a_mode_that_was_not_entered_or_left_is_blamed_by_the_modes_rule() {
        assert_eq!(story(&[CENTRE, (Change::State(Doing::OnBreak), Doing::Free)]), cite::d("SET", 5));
        assert_eq!(story(&[CENTRE, (Change::State(Doing::OnBreak), Doing::Away)]), cite::d("SET", 2));
        let lunch = (Change::Lunch(Switch::On), Doing::Busy);
        assert_eq!(
            story(&[CENTRE, BUSY, lunch, (Change::State(Doing::Free), Doing::Free)]),
            cite::d("SET", 6)
        );
    }

    #[test]
    fn a_refused_request_that_matters_all_the_same_is_to_blame() {
        let redirect = (Change::Redirect(Switch::On), Doing::Free);
        let on_break = (Change::State(Doing::OnBreak), Doing::Free);
        assert_eq!(story(&[CENTRE, redirect, on_break]), cite::d("SET", 4));
    }

    #[test]
    fn who_was_not_asked_to_change_is_moved_by_anothers_request() {
        assert_eq!(broken_rule(&[]), cite::d("WP", 1));
    }
}
