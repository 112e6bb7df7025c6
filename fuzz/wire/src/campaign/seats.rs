//! Who plays: so many at once. Whoever waits for an answer that nobody owes gives the seat to somebody else meanwhile.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// So many seats.
#[derive(Debug)]
pub(super) struct Seats(Mutex<Room>);

#[derive(Debug)]
struct Room {
    free: usize,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Seats {
    pub(super) fn new(count: usize) -> Self {
        Self(Mutex::new(Room { free: count, waiting: Vec::new() }))
    }

    /// Waits for a seat. Who came last is seated first: whose connection was used a moment ago is spared a new one.
    pub(super) async fn take(&self) {
        let called = {
            let mut room = self.room();
            if room.free > 0 {
                room.free -= 1;
                return;
            }
            let (call, called) = oneshot::channel();
            room.waiting.push(call);
            called
        };
        // Nobody who calls is gone before the campaign is over.
        drop(called.await);
    }

    /// Gives a seat to whoever waits for one.
    pub(super) fn give_up(&self) {
        let mut room = self.room();
        while let Some(next) = room.waiting.pop() {
            if next.send(()).is_ok() {
                return;
            }
        }
        room.free += 1;
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn no_more_are_seated_than_there_are_seats_and_none_is_lost() {
        let seats = Seats::new(1);
        seats.take().await;
        let (mut second, mut third) = (Box::pin(seats.take()), Box::pin(seats.take()));
        assert!((&mut second).now_or_never().is_none() && (&mut third).now_or_never().is_none());
        drop(third);
        seats.give_up();
        second.await;
        seats.give_up();
        seats.take().await;
        assert!(seats.take().now_or_never().is_none());
    }
}
