//! The GUIDs of the exchange, one type a kind of thing, and the seeded source of new ones.

use std::fmt;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use uuid::Uuid;

macro_rules! guid {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl From<Uuid> for $name {
            fn from(guid: Uuid) -> Self {
                Self(guid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            /// Lower case with hyphens, as the document's answers show it.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }
    )*};
}

guid! {
    /// Names a user.
    UserId;
    /// Names a line, inside or outside.
    LineId;
    /// Names a chain: what one session of dialling grows into (CHAIN-2).
    ChainId;
    /// Names a commutation: two sides connected (CHAIN-3, ABON-4).
    CommutationId;
    /// Names the queue object behind a call attempt (CHAIN-3).
    ObjectId;
}

/// Makes GUIDs that look random (version 4) and depend on the seed alone.
#[derive(Clone, Debug)]
pub(crate) struct IdSource(ChaCha8Rng);

impl IdSource {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// The next GUID of the sequence.
    pub(crate) fn next<T: From<Uuid>>(&mut self) -> T {
        let mut random = [0; 16];
        self.0.fill_bytes(&mut random);
        uuid::Builder::from_random_bytes(random).into_uuid().into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn one_seed_gives_one_sequence_of_distinct_version_4_guids() {
        let take = |seed| {
            let mut source = IdSource::seeded(seed);
            (0..1000).map(|_| source.next()).collect::<Vec<Uuid>>()
        };
        let guids = take(7);
        assert_eq!(guids, take(7));
        assert_ne!(guids, take(8));
        assert_eq!(guids.iter().collect::<HashSet<_>>().len(), guids.len());
        assert!(guids.iter().all(|guid| guid.get_version_num() == 4));
    }
}
