//! The circuit breaker: when case after case ends in silence, the target itself is asked whether it is still there.
//!
//! A target that hangs on one command is judged on all others. One that answers nobody any more would cost a patience for every
//! case that is left, and each of them would be blamed for it.

use std::time::Duration;

use spec::wire::Lapse;

use crate::context::Context;
use crate::reach::{Unreached, reach};

/// How many cases in a row may end in silence before the target is suspected.
const SILENT_IN_A_ROW: usize = 6;
/// The pauses between one probe and the next: a target that is being restarted gets the time for it.
const BACK_OFF: [Duration; 3] =
    [Duration::from_millis(250), Duration::from_millis(750), Duration::from_secs(2)];

/// What a case has learnt of whether the target is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contact {
    /// It asked nothing.
    Untried,
    /// The last thing that it heard was an answer, or what passes for one.
    Answered,
    /// The last thing that it asked got no answer in time.
    Silent,
    /// The last time, no connection came about.
    Gone,
}

/// Counts silent cases.
#[derive(Debug, Default)]
pub(crate) struct Breaker {
    silent: usize,
}

impl Breaker {
    /// Takes in how a case ended, and says whether the target is to be probed now.
    pub(crate) fn suspects(&mut self, contact: Contact) -> bool {
        match contact {
            Contact::Untried => {}
            Contact::Answered => self.silent = 0,
            Contact::Silent => self.silent += 1,
            // Nobody listens: that needs no second opinion of other cases.
            Contact::Gone => self.silent = SILENT_IN_A_ROW,
        }
        self.silent >= SILENT_IN_A_ROW
    }

    /// A probe was answered: counting begins anew.
    pub(crate) fn reset(&mut self) {
        self.silent = 0;
    }
}

/// Probes the target, again and again with longer pauses.
///
/// # Errors
/// If no probe was answered: why the last one was not.
pub(crate) async fn still_there(context: &Context) -> Result<(), Unreached> {
    for pause in BACK_OFF {
        if probe(context).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(pause).await;
    }
    probe(context).await
}

/// One probe. A target that refuses it, or answers nonsense, is there, and is judged for what it does: that costs no patience.
async fn probe(context: &Context) -> Result<(), Unreached> {
    match reach(context).await {
        Err(absent @ (Unreached::Nobody { .. } | Unreached::NotHttp { lapse: Lapse::TimedOut(_), .. })) => {
            Err(absent)
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suspected(contacts: impl IntoIterator<Item = Contact>) -> bool {
        let mut breaker = Breaker::default();
        contacts.into_iter().fold(false, |_, contact| breaker.suspects(contact))
    }

    #[test]
    fn silence_is_suspicious_only_case_after_case() {
        assert!(!suspected([Contact::Silent; SILENT_IN_A_ROW - 1]));
        assert!(suspected([Contact::Silent; SILENT_IN_A_ROW]));
        let mut broken = [Contact::Silent; 2 * SILENT_IN_A_ROW - 1];
        broken[SILENT_IN_A_ROW - 1] = Contact::Answered;
        assert!(!suspected(broken), "an answer in between shows that it is there");
        broken[SILENT_IN_A_ROW - 1] = Contact::Untried;
        assert!(suspected(broken), "a case that asked nothing shows nothing");
    }

    #[test]
    fn a_refused_connection_is_suspicious_at_once_and_an_answered_probe_settles_it() {
        let mut breaker = Breaker::default();
        assert!(breaker.suspects(Contact::Gone));
        breaker.reset();
        assert!(!breaker.suspects(Contact::Silent));
    }
}
