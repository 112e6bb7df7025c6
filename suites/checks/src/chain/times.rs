//! Whether the times of a chain run forward (CHAIN-2, CHAIN-5). In the documented format, texts order as times do.

use report_model::verdict::Verdict;

use super::Chain;
use crate::cite;

/// CHAIN-2: no element of the trace was over before one that stands ahead of it began.
pub fn stands_in_order(chain: &Chain) -> Verdict {
    let spans = chain.spans();
    for (place, (_, end)) in spans.iter().enumerate() {
        if let Some((begin, _)) = spans[..place].iter().find(|(begin, _)| begin > end) {
            let seen = format!("one that ended {end} behind one that began {begin}");
            return Verdict::broken(cite::e("CHAIN", 2), "the trace in order of time", seen);
        }
    }
    Verdict::holds(cite::e("CHAIN", 2))
}

/// CHAIN-5: `createtime` ≤ `startqueuetime` ≤ `timestart` ≤ `timeanswer`, as far as they are told.
pub fn runs_forward(chain: &Chain) -> Verdict {
    let queued: Vec<String> = chain.calls().map(|call| call.queued).collect();
    let first = queued.iter().min().map_or("", String::as_str);
    let created =
        queued.iter().map(|queued| ("createtime", chain.created.as_str(), "startqueuetime", queued.as_str()));
    let commutations: Vec<_> = chain.commutations().collect();
    let connected = commutations.iter().flat_map(|commutation| {
        let (started, answered) = (commutation.started.as_str(), commutation.answered.as_str());
        [("startqueuetime", first, "timestart", started), ("timestart", started, "timeanswer", answered)]
    });
    let backwards = |(_, earlier, _, later): &(&str, &str, &str, &str)| !later.is_empty() && earlier > later;
    match created.chain(connected).find(backwards) {
        None => Verdict::holds(cite::i("CHAIN", 5)),
        Some((first, earlier, second, later)) => Verdict::broken(
            cite::i("CHAIN", 5),
            format!("`{first}` not after `{second}`"),
            format!("{earlier} and {later}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{conversation, sound, with};
    use super::*;

    #[test]
    fn times_that_run_forward_hold() {
        assert!(runs_forward(&sound()).deviation().is_none());
        assert!(stands_in_order(&sound()).deviation().is_none());
    }

    #[test]
    fn every_pair_of_times_may_run_backwards() {
        let broken = |pointer: &str, time: &str| runs_forward(&with(pointer, time)).deviation().is_some();
        assert!(broken("/createtime", "2031-05-06 07:08:11"));
        assert!(broken("/trace/1/timestart", "2031-05-06 07:08:09"));
        assert!(broken("/trace/1/timeanswer", "2031-05-06 07:08:09"));
        assert!(!broken("/trace/1/timeanswer", ""));
    }

    #[test]
    fn a_trace_out_of_order_is_broken() {
        let late = "2031-05-06 07:08:20";
        assert!(stands_in_order(&with("/trace/0/startqueuetime", late)).deviation().is_some());
        let mut turned = conversation();
        turned["trace"].as_array_mut().unwrap().reverse();
        let turned = Chain::of(&turned).unwrap();
        assert!(
            stands_in_order(&turned).deviation().is_none(),
            "within the same second either may stand first"
        );
    }
}
