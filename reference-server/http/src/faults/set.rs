//! Which faults are on: a word a family, a bit a fault.

use refserver_core::Quirks;

use super::abonent::{self, Party};
use super::calls::{self, Calls};
use super::chain::{self, Chain};
use super::download::Download;
use super::fact::FaultFact;
use super::failures::Failing;
use super::family::{Deeds, Family, Table};
use super::framing::Framing;
use super::gate::Gate;
use super::licence::Licensing;
use super::mapper::Mapper;
use super::modes::{self, Modes};
use super::open_gate::OpenGate;
use super::parameters::Reading;
use super::plain::Plain;
use super::ready::{self, Ready};
use super::scripts::Scripts;
use super::selectors::{self, Choosing};
use super::state::{self, State};
use super::upload::Upload;

/// The tables in the order of the families' places.
const TABLES: &[&[FaultFact]] = &[
    table::<Gate>(0),
    table::<OpenGate>(1),
    table::<Reading>(2),
    table::<Scripts>(3),
    table::<Plain>(4),
    table::<Mapper>(5),
    table::<Ready>(6),
    table::<State>(7),
    table::<Licensing>(8),
    table::<Download>(9),
    table::<Upload>(10),
    table::<Chain>(11),
    table::<Party>(12),
    table::<Choosing>(13),
    table::<Calls>(14),
    table::<Modes>(15),
    table::<Failing>(16),
    table::<Framing>(17),
];

/// The facts of a family that stands at its own place.
const fn table<F: Family + Table>(place: usize) -> &'static [FaultFact] {
    assert!(F::PLACE == place, "the place that a family names is the one where its table stands");
    F::FACTS
}

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

impl Faults {
    /// What the model is to get wrong.
    pub(crate) fn quirks(&self) -> Quirks {
        [
            self.deeds(ready::QUIRKS),
            self.deeds(state::QUIRKS),
            self.deeds(chain::QUIRKS),
            self.deeds(abonent::QUIRKS),
            self.deeds(selectors::QUIRKS),
            self.deeds(calls::QUIRKS),
            self.deeds(modes::QUIRKS),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The deeds of those faults that are on.
    pub(super) fn deeds<F: Family, D: Copy>(&self, deeds: Deeds<F, D>) -> Vec<D> {
        deeds.iter().filter(|(fault, _)| self.has(*fault)).map(|(_, deed)| *deed).collect()
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

#[cfg(test)]
mod tests {
    use super::{Faults, all};
    use crate::faults::calls::Calls;
    use crate::faults::gate::Gate;
    use std::collections::BTreeSet;

    #[test]
    fn every_fault_has_a_name_of_its_own_and_can_be_switched_on_alone() {
        let names: BTreeSet<_> = all().iter().map(|fact| fact.name).collect();
        assert_eq!(names.len(), all().len());
        let mut seen = BTreeSet::new();
        for name in names {
            assert!(
                name.chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
            );
            assert!(seen.insert(Faults::parse([name]).expect("a fault").0), "{name}");
        }
    }

    #[test]
    fn a_set_has_the_faults_that_were_named() {
        let faults = Faults::parse(["stop-ignored", "password-in-any-case"]).expect("faults");
        assert!(faults.has(Calls::StopIgnored) && faults.has(Gate::AnyCase));
        assert!(!faults.has(Calls::FlashIgnored) && !faults.has(Gate::Prefix));
        assert!(faults.has_any::<Calls>() && !Faults::none().has_any::<Calls>());
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_one_most_like_it() {
        let unknown = Faults::parse(["stop-ignord"]).expect_err("no such fault");
        assert_eq!(unknown.nearest, Some("stop-ignored"));
        assert!(unknown.to_string().contains("\"stop-ignored\""));
        assert_eq!(Faults::parse(["zzzzzzzz"]).expect_err("no such fault").nearest, None);
    }
}
