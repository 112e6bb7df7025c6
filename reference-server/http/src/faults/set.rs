//! Which faults are on: a word a family, a bit a fault.

use super::fact::FaultFact;
use super::family::{Family, Table};
use super::gate::Gate;

/// The tables in the order of the families' places.
const TABLES: &[&[FaultFact]] = &[Gate::FACTS];

const FAMILIES: usize = TABLES.len();

/// The faults of one server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults([u64; FAMILIES]);

/// A name that no fault has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault {name:?}{}; see the list of all faults", hint(.nearest))]
pub struct UnknownFault {
    /// What was asked for.
    pub name: String,
    /// The name most like it, if one is like it at all.
    pub nearest: Option<&'static str>,
}

const COUNT: usize = {
    let mut count = 0;
    let mut family = 0;
    while family < FAMILIES {
        assert!(TABLES[family].len() <= u64::BITS as usize, "a family has a bit for each fault");
        count += TABLES[family].len();
        family += 1;
    }
    count
};

static ALL: [FaultFact; COUNT] = {
    let mut all = [TABLES[0][0]; COUNT];
    let (mut at, mut family) = (0, 0);
    while family < FAMILIES {
        let mut place = 0;
        while place < TABLES[family].len() {
            all[at] = TABLES[family][place];
            place += 1;
            at += 1;
        }
        family += 1;
    }
    all
};

/// Every fault there is, family by family.
#[must_use]
pub fn all() -> &'static [FaultFact] {
    &ALL
}

impl Faults {
    /// No fault: the sound server.
    #[must_use]
    pub const fn none() -> Self {
        Self([0; FAMILIES])
    }

    /// The faults of these names.
    ///
    /// # Errors
    /// The first name that no fault has.
    pub fn parse<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Result<Self, UnknownFault> {
        let mut faults = Self::none();
        for name in names {
            let (family, place) = find(name.as_ref()).ok_or_else(|| unknown(name.as_ref()))?;
            faults.0[family] |= 1 << place;
        }
        Ok(faults)
    }

    /// Whether the fault is on.
    pub(crate) fn has<F: Family>(&self, fault: F) -> bool {
        self.0[F::PLACE] & fault.bit() != 0
    }

    /// Whether any fault of the family is on.
    pub(crate) fn has_any<F: Family>(&self) -> bool {
        self.0[F::PLACE] != 0
    }
}

fn find(name: &str) -> Option<(usize, usize)> {
    TABLES.iter().enumerate().find_map(|(family, facts)| {
        facts.iter().position(|fact| fact.name == name).map(|place| (family, place))
    })
}

fn unknown(name: &str) -> UnknownFault {
    let names: Vec<&str> = ALL.iter().map(|fact| fact.name).collect();
    let nearest = similar::get_close_matches(name, &names, 1, 0.5).first().copied();
    UnknownFault { name: name.to_owned(), nearest }
}

fn hint(nearest: &Option<&'static str>) -> String {
    nearest.map(|nearest| format!(", perhaps {nearest:?} is meant")).unwrap_or_default()
}
