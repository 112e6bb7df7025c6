//! How long a script command may take (EXEC-3, EXEC-4, EXEC-5), and that nobody else waits for it.

use std::time::Duration;

use report_model::verdict::Verdict;
use spec::wire::Response;

use crate::cite;
use crate::words::{judged, told};

/// What clocks may differ by: the target counts from when it has read the request, the suite from when it has sent it.
const TOLERANCE: Duration = Duration::from_millis(50);

/// The most by which an answer may come after `timeout` (EXEC-5).
const GRACE: Duration = Duration::from_secs(1);

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// EXEC-4: the answer came before a script of this length can have ended.
pub fn did_not_wait(elapsed: Duration, script: Duration) -> Verdict {
    let expected = format!("an answer before the script of {} has ended", seconds(script));
    judged(cite::d("EXEC", 4), elapsed < script, expected, format!("it came after {}", seconds(elapsed)))
}

/// EXEC-3: the answer came when a script of this length had ended, not before.
pub fn waited(elapsed: Duration, script: Duration) -> Verdict {
    let expected = format!("an answer after the script of {} has ended", seconds(script));
    judged(
        cite::d("EXEC", 3),
        elapsed + TOLERANCE >= script,
        expected,
        format!("it came after {}", seconds(elapsed)),
    )
}

/// A synchronous run that takes longer than it is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Overrun {
    /// The value of `timeout`.
    pub timeout: Duration,
    /// How long the script takes.
    pub script: Duration,
    /// How long a request takes that has nothing to wait for.
    pub round_trip: Duration,
}

impl Overrun {
    /// EXEC-5: the wait was broken off before the script ended; and it was neither shorter nor much longer than asked.
    pub fn judge(&self, elapsed: Duration) -> [Verdict; 2] {
        let seen = format!("it came after {}", seconds(elapsed));
        let latest = self.timeout + GRACE + self.round_trip;
        let in_time = elapsed + TOLERANCE >= self.timeout && elapsed <= latest + TOLERANCE;
        let bounded = format!(
            "an answer before the script of {} has ended, as timeout={} asks",
            seconds(self.script),
            self.timeout.as_secs()
        );
        let window = format!("an answer between {} and {}", seconds(self.timeout), seconds(latest));
        [
            judged(cite::d("EXEC", 5), elapsed < self.script, bounded, seen.clone()),
            judged(cite::i("EXEC", 5), in_time, window, seen),
        ]
    }
}

/// EXEC-5: the answer does not hold the result that the script had not given yet.
pub fn without_result(response: &Response, result: &str) -> Verdict {
    judged(
        cite::d("EXEC", 5),
        !holds(response, result),
        "an answer without the script's result",
        told(response),
    )
}

/// EXEC-5: an answer to something else does not hold the late result.
pub fn late_result_is_lost(response: &Response, result: &str, where_to: &str) -> Verdict {
    let expected = format!("an answer {where_to} without the late result of the run before");
    judged(cite::i("EXEC", 5), !holds(response, result), expected, told(response))
}

/// PLAIN-3: after a timeout there is nothing, or no success.
pub fn empty_or_refused(response: &Response) -> Verdict {
    let holds = response.status / 100 != 2 || response.body.is_empty();
    judged(cite::i("PLAIN", 3), holds, "no content, or a status other than 2xx", told(response))
}

/// Whether a result stands in an answer, be it in UTF-8 or in UTF-16 (results of the suite are ASCII).
fn holds(response: &Response, result: &str) -> bool {
    let narrow: Vec<u8> = response.body.iter().copied().filter(|byte| *byte != 0).collect();
    narrow.windows(result.len().max(1)).any(|window| window == result.as_bytes())
}

/// a request with nothing to wait for is served while a long one runs. Both ends are counted from the start of the run.
pub fn served_meanwhile(quick_end: Duration, slow_end: Duration) -> Verdict {
    let seen = format!("it was answered {} after it", seconds(quick_end.saturating_sub(slow_end)));
    judged(cite::r(1), quick_end < slow_end, "an answer while other requests are waiting", seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::canned::{answer, broken};

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn an_asynchronous_answer_does_not_wait_and_a_synchronous_one_does() {
        assert!(!broken(&did_not_wait(ms(10), ms(2000))) && broken(&did_not_wait(ms(2010), ms(2000))));
        assert!(!broken(&waited(ms(410), ms(400))) && broken(&waited(ms(10), ms(400))));
    }

    #[test]
    fn the_wait_is_broken_off_in_time() {
        let overrun = Overrun { timeout: ms(1000), script: ms(3000), round_trip: ms(5) };
        let broken_of = |elapsed| overrun.judge(ms(elapsed)).map(|verdict| broken(&verdict));
        assert_eq!(broken_of(1005), [false, false]);
        assert_eq!(broken_of(500), [false, true]);
        assert_eq!(broken_of(2500), [false, true]);
        assert_eq!(broken_of(3005), [true, true]);
    }

    #[test]
    fn a_late_result_is_found_in_either_encoding() {
        let wide: Vec<u8> = "the-late".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide = Response { body: wide, ..answer(200, "") };
        assert!(broken(&without_result(&wide, "late")));
        assert!(broken(&late_result_is_lost(&answer(200, "late"), "late", "on the same connection")));
        assert!(!broken(&without_result(&answer(200, "nothing yet"), "late")));
    }

    #[test]
    fn a_plain_answer_after_a_timeout_is_empty() {
        assert!(
            !broken(&empty_or_refused(&answer(200, ""))) && !broken(&empty_or_refused(&answer(408, "late")))
        );
        assert!(broken(&empty_or_refused(&answer(200, "late"))));
    }

    #[test]
    fn the_quick_one_is_not_served_after_the_slow_one() {
        assert!(!broken(&served_meanwhile(ms(10), ms(900))) && broken(&served_meanwhile(ms(910), ms(900))));
    }
}
