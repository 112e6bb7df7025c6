//! How many bytes uploads may take on the disk, those that are still on their way included.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes that all uploads of a server share.
#[derive(Debug)]
pub(super) struct Quota {
    taken: AtomicU64,
    most: u64,
}

/// What one file takes of the quota; it is given back unless the file is kept.
#[derive(Debug)]
pub(super) struct Room {
    quota: Arc<Quota>,
    bytes: u64,
}

impl Quota {
    pub(super) fn of(most: u64) -> Arc<Self> {
        Arc::new(Self { taken: AtomicU64::new(0), most })
    }

    /// Room for a file of which nothing has come yet.
    pub(super) fn room(self: &Arc<Self>) -> Room {
        Room { quota: Arc::clone(self), bytes: 0 }
    }
}

impl Room {
    /// Takes `bytes` more; an error if that is more than there is.
    pub(super) fn grow(&mut self, bytes: u64) -> io::Result<()> {
        let Quota { taken, most } = &*self.quota;
        let fits = |taken: u64| taken.checked_add(bytes).filter(|sum| sum <= most);
        let grown = taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits);
        grown.map_err(|_| io::Error::from(io::ErrorKind::StorageFull))?;
        self.bytes += bytes;
        Ok(())
    }

    /// The file stays, and so does what it takes.
    pub(super) fn keep(mut self) {
        self.bytes = 0;
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.quota.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Quota;

    #[test]
    fn what_is_not_kept_is_given_back() {
        let quota = Quota::of(10);
        let (mut first, mut second) = (quota.room(), quota.room());
        first.grow(6).expect("room");
        assert!(second.grow(5).is_err());
        second.grow(4).expect("room for exactly the rest");
        drop(second);
        first.keep();
        let mut third = quota.room();
        assert!(third.grow(5).is_err());
        third.grow(4).expect("what the second gave back");
    }
}
