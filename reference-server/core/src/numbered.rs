//! The closed lists of the document: each entry has one number and one name (STATE-4, CHAIN-4, ABON-3).

macro_rules! numbered {
    ($($(#[$doc:meta])* $list:ident { $($(#[$entry_doc:meta])* $entry:ident = $number:literal $name:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $list {
            $($(#[$entry_doc])* $entry,)*
        }

        impl $list {
            /// Every entry of the list.
            pub const ALL: &[Self] = &[$(Self::$entry,)*];

            /// The number that stands for the entry in answers and parameters.
            #[must_use]
            pub const fn number(self) -> u32 {
                match self { $(Self::$entry => $number,)* }
            }

            /// The name that goes with the number.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$entry => $name,)* }
            }

            /// The entry with this number, if there is one.
            #[must_use]
            pub fn from_number(number: u32) -> Option<Self> {
                Self::ALL.iter().copied().find(|entry| entry.number() == number)
            }
        }
    )*};
}

numbered! {
    /// What a user is doing (STATE-4). The document itself numbers 1, 2, 3 and 5.
    UserState {
        /// Not connected to the exchange; a service state.
        Disconnected = 0 "usDisconnected",
        /// Free.
        Ready = 1 "usReady",
        /// On a break.
        Break = 2 "usBreak",
        /// Not at the desk.
        Away = 3 "usAway",
        /// In a conversation or in a task.
        Busy = 5 "usBusy",
        /// Set aside for something by the exchange; a service state.
        Reserved = 6 "usReserved",
        /// Connected, but without a telephone; a service state.
        NoPhone = 7 "usNoPhone",
    }

    /// What a line is doing (ABON-3); the values are those of a bit mask.
    LineState {
        /// Nobody is connected at it.
        Disconnected = 1 "lsDisconnected",
        /// Switched off.
        Off = 2 "lsOff",
        /// On hook and free.
        Ready = 4 "lsReady",
        /// Off hook, not yet connected with anybody.
        HookUp = 8 "lsHookUp",
        /// Rung.
        IncomingCall = 16 "lsIncomingCall",
        /// Connected with another side.
        Commutated = 32 "lsCommutated",
        /// Held by the other side.
        Waiting = 64 "lsWaiting",
        /// Holding the other side.
        Flash = 128 "lsFlash",
        /// Busy.
        Busy = 512 "lsBusy",
        /// Unknown to the exchange.
        Undefined = 1024 "lsUndefined",
        /// Set aside by the exchange, for one while the party it calls is rung first.
        Reserved = 2048 "lsReserved",
        /// Set aside for a task.
        ReservedTask = 4096 "lsReservedTask",
    }

    /// Which kinds of line a commutation connects (CHAIN-4; the document shows 3).
    ConnectionType {
        /// A line inside with a party outside.
        InnerOuter = 1 "ctInnerOuter",
        /// Two lines inside.
        InnerInner = 3 "ctInnerInner",
    }

    /// What put a call attempt into its queue (CHAIN-4).
    QueueSource {
        /// The logic of a line.
        LineLogic = 1 "qsLineLogic",
    }

    /// The kind of object behind a call attempt (CHAIN-4).
    ObjectType {
        /// The logic of a queue.
        QueueLogic = 0 "qotQueueLogic",
    }
}

/// Whether a call attempt stays inside the exchange (CHAIN-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PbxDirection {
    /// To an internal number.
    Internal,
    /// To the city.
    External,
}

impl PbxDirection {
    /// The word the chain content uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::External => "external",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_number_has_one_name_and_leads_back_to_its_entry() {
        for state in UserState::ALL {
            assert_eq!(UserState::from_number(state.number()), Some(*state));
        }
        let names: HashSet<_> = LineState::ALL.iter().map(|state| state.name()).collect();
        let numbers: HashSet<_> = LineState::ALL.iter().map(|state| state.number()).collect();
        assert_eq!((names.len(), numbers.len()), (LineState::ALL.len(), LineState::ALL.len()));
        assert_eq!(UserState::from_number(4), None);
    }
}
