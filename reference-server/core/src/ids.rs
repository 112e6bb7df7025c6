//! The GUIDs of the exchange, one type a kind of thing, and the seeded source of new ones.

use std::fmt;

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
pub(crate) struct IdSource(u64);

impl IdSource {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The next GUID of the sequence.
    pub(crate) fn next<T: From<Uuid>>(&mut self) -> T {
        let high = u128::from(self.word());
        let low = u128::from(self.word());
        let random = (high << 64 | low).to_be_bytes();
        uuid::Builder::from_random_bytes(random).into_uuid().into()
    }

    /// One step of SplitMix64: small, seedable, and even enough for ids that only have to differ.
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
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
