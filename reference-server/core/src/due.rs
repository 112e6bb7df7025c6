//! What will happen by itself, in order of time: the one timer that each call has running.

use std::collections::BTreeMap;

use crate::{Moment, calls::CallKey};

/// What happens to a call when its time comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// The party that is rung picks up.
    Answer,
    /// The party that is rung has been rung long enough.
    NoAnswer,
    /// The parties have talked long enough: one hangs up.
    TalkOver,
    /// The held party has waited long enough and hangs up.
    HoldOver,
}

/// A place in the queue; things due at one moment keep the order in which they were scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DueKey {
    pub(crate) at: Moment,
    turn: u64,
}

/// The queue.
#[derive(Clone, Debug, Default)]
pub(crate) struct DueQueue {
    entries: BTreeMap<DueKey, (CallKey, Due)>,
    turns: u64,
}

impl DueQueue {
    pub(crate) fn schedule(&mut self, at: Moment, call: CallKey, due: Due) -> DueKey {
        self.turns += 1;
        let key = DueKey { at, turn: self.turns };
        self.entries.insert(key, (call, due));
        key
    }

    pub(crate) fn cancel(&mut self, key: DueKey) {
        self.entries.remove(&key);
    }

    /// Takes out the earliest entry if it is due at `now`.
    pub(crate) fn pop(&mut self, now: Moment) -> Option<(Moment, CallKey, Due)> {
        let entry = self.entries.first_entry().filter(|entry| entry.key().at <= now)?;
        let (key, (call, due)) = entry.remove_entry();
        Some((key.at, call, due))
    }

    pub(crate) fn first(&self) -> Option<Moment> {
        self.entries.keys().next().map(|key| key.at)
    }

    /// The call whose timer stands at `key`.
    pub(crate) fn call_at(&self, key: DueKey) -> Option<CallKey> {
        self.entries.get(&key).map(|(call, _)| *call)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn entries_come_out_by_time_then_by_turn_and_cancelled_ones_never() {
        let start = Moment::from(jiff::civil::date(2012, 9, 17).at(11, 46, 0, 0));
        let later = start.after(Duration::from_secs(1));
        let mut queue = DueQueue::default();
        queue.schedule(later, CallKey(1), Due::TalkOver);
        queue.schedule(start, CallKey(2), Due::Answer);
        let gone = queue.schedule(start, CallKey(3), Due::Answer);
        queue.schedule(start, CallKey(4), Due::NoAnswer);
        queue.cancel(gone);
        assert_eq!(queue.pop(start), Some((start, CallKey(2), Due::Answer)));
        assert_eq!(queue.pop(start), Some((start, CallKey(4), Due::NoAnswer)));
        assert_eq!(queue.pop(start), None);
        assert_eq!(queue.first(), Some(later));
    }
}
