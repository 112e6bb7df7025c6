//! whole requests are answered, others do no harm.

use checks::cite;
use checks::harm::NOT_SUPPORTED;
use memchr::memmem;
use spec::profile::ProbeScript;
use spec::wire::Lapse;

use super::{Judgement, Turn};
use crate::breach::Breach;
use crate::oracle::Oracle;
use crate::strict::{Asking, Understanding};

/// A target may stop reading, and close, before so much has come to it.
const READ_TO_THE_END: usize = 64 << 10;

impl Turn<'_> {
    pub(super) fn answered(&self, judgement: &mut Judgement) {
        match self.understanding {
            Understanding::Sound(asking) => {
                judgement.add(self.no_server_error(asking == Asking::Known));
                if asking == Asking::Known {
                    judgement.add(self.no_lapse());
                    judgement.add(self.in_step());
                }
            }
            Understanding::FramedTwice => {
                judgement.add(self.no_server_error(false));
                judgement.add(self.in_step());
            }
            Understanding::Unknowable(why) => {
                judgement.add(self.no_server_error(false));
                judgement.add(self.not_understood(why));
            }
            Understanding::Garbled(why) => {
                judgement.add(self.no_server_error(false));
                judgement.add(self.not_understood(why).filter(|_| self.asks_by_content()));
            }
            Understanding::Unfinished | Understanding::Unclear => judgement.add(self.no_server_error(false)),
        }
    }

    fn no_server_error(&self, supported: bool) -> Option<Breach> {
        let status = *self.arrival.outcome.as_ref().ok()?;
        let wrong = status >= 500 && (supported || !NOT_SUPPORTED.contains(&status));
        let expected = "an answer that is no server error";
        wrong.then(|| self.breach(Oracle::ServerError, cite::r(1), expected, format!("status {status}")))
    }

    fn no_lapse(&self) -> Option<Breach> {
        let lapse = self.arrival.outcome.as_ref().err()?;
        let oracle = match lapse {
            Lapse::TimedOut(_) | Lapse::Closed if self.sent.len() > READ_TO_THE_END => return None,
            Lapse::TimedOut(_) if self.may_wait() => return None,
            Lapse::TimedOut(_) => Oracle::Hang,
            Lapse::Closed => Oracle::Drop,
            Lapse::Malformed(_) | Lapse::TooLong(_) => Oracle::MalformedAnswer,
            // Who is not there at all is another matter than a single request: see the health of the target.
            Lapse::Unreachable(_) => return None,
        };
        let came = match self.wire.received().len() {
            0 => "nothing of it came",
            _ => "a part of it came",
        };
        Some(self.breach(oracle, cite::r(1), "an answer", format!("{lapse}; {came}")))
    }

    /// Whether a script may have been started that lets others wait.
    fn may_wait(&self) -> bool {
        let sleep = self.target.profile.scripts.get(&ProbeScript::Sleep);
        let names = |name: &String| memmem::find(&self.decoded(), name.as_bytes()).is_some();
        sleep.is_some_and(names)
    }

    /// one answer came to one request.
    fn in_step(&self) -> Option<Breach> {
        let expected = "one answer to one request";
        let seen = "more than one answer to one request";
        (self.arrival.unasked > 0).then(|| self.breach(Oracle::Desynchronised, cite::r(4), expected, seen))
    }

    /// Whether what is asked stands in the content alone, so that who answers has understood it.
    fn asks_by_content(&self) -> bool {
        let target = self.sent.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        memmem::find(target, b"/getlicenseinfo").is_some() && memmem::find(target, b"detail").is_none()
    }

    /// what nobody can know the length of is refused.
    fn not_understood(&self, why: &str) -> Option<Breach> {
        let status = *self.arrival.outcome.as_ref().ok()?;
        let understood = status / 100 == 2 && !self.wire.body().is_empty();
        let expected = format!("a refusal of a request with {why}");
        let seen = || format!("status {status} to a request with {why}");
        understood.then(|| self.breach(Oracle::Framing, cite::r(4), &expected, seen()))
    }
}
