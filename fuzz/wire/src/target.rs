//! What is played against: where the target is, what is known of it, and what may be done to it.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;

use checks::shape::{BadSchema, Shapes};
use driver::{Endpoint, Limits, RunClock};
use report_model::secrets::Secrets;
use spec::catalogue::{Catalogue, Effect};
use spec::profile::{Password, Profile};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::differential::Twin;
use crate::guard::Guard;
use crate::input::Raw;
use crate::pace::Pace;
use crate::people::People;
use crate::readings::Readings;
use crate::scan::Scanner;

/// Where a target lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In this very process, whose memory is the target's.
    Here,
    /// Anywhere else.
    Elsewhere,
}

/// More bytes than this are many.
const LARGE: usize = 64 << 10;

/// How many inputs of many bytes are played at once.
const LARGE_AT_ONCE: usize = 4;

/// What is played against.
#[derive(Debug)]
pub struct Target {
    /// The document as data.
    pub(crate) catalogue: Catalogue,
    /// Its schemas, compiled.
    pub(crate) shapes: Shapes,
    /// What is known of the target.
    pub(crate) profile: Profile,
    /// Where it listens.
    pub(crate) endpoint: Arc<Endpoint>,
    /// The password of its gate, if it has one.
    pub(crate) password: Option<Password>,
    /// What may be done to it.
    pub(crate) effects: BTreeSet<Effect>,
    /// What is taken from it before giving up.
    pub(crate) limits: Limits,
    /// Where it lives.
    pub(crate) home: Home,
    /// How fast it is sent anything at all.
    pub(crate) pace: Pace,
    /// The clock of the campaign.
    pub(crate) clock: RunClock,
    /// Host and port, as they stand in requests.
    pub(crate) host: String,
    pub(crate) people: People,
    pub(crate) guard: Guard,
    pub(crate) scanner: Scanner,
    pub(crate) readings: Readings,
    /// Who is told the same.
    pub(crate) twin: Option<Twin>,
    /// Lets a few inputs of many bytes through.
    large: Semaphore,
}

/// Why a target cannot be played against.
#[derive(Debug, thiserror::Error)]
pub enum Unplayable {
    /// A schema of the catalogue cannot be compiled.
    #[error(transparent)]
    Schema(#[from] BadSchema),
    /// Catalogue and profile have more to look for in messages than can be.
    #[error("there is too much to look for in messages: {0}")]
    Texts(#[from] aho_corasick::BuildError),
}

/// What is known of a target before anything is sent.
#[derive(Debug)]
pub struct Known {
    /// The document as data.
    pub catalogue: Catalogue,
    /// What is known of the target.
    pub profile: Profile,
    /// Where it listens.
    pub endpoint: Arc<Endpoint>,
    /// The password of its gate, if it has one.
    pub password: Option<Password>,
    /// What may be done to it.
    pub effects: BTreeSet<Effect>,
    /// What is taken from it before giving up.
    pub limits: Limits,
    /// Where it lives.
    pub home: Home,
    /// The most requests a second, whatever they are sent for.
    pub rate: Option<NonZeroU32>,
    /// A server that is told the same, to compare what the answers mean.
    pub twin: Option<Arc<Target>>,
}

impl Target {
    /// The target of which this is known.
    ///
    /// # Errors
    /// If a schema of the catalogue cannot be compiled, or the profile is larger than can be looked through.
    pub fn new(known: Known) -> Result<Self, Unplayable> {
        let Known { catalogue, profile, endpoint, password, effects, limits, home, rate, twin } = known;
        Ok(Self {
            shapes: Shapes::compile(&catalogue)?,
            people: People::of(&profile)?,
            guard: Guard::new(&catalogue, &effects)?,
            scanner: Scanner::new(&profile, password.as_ref())?,
            readings: Readings::default(),
            twin: twin.map(Twin::new).transpose()?,
            large: Semaphore::new(LARGE_AT_ONCE),
            home,
            pace: Pace::new(rate),
            clock: RunClock::start(),
            host: endpoint.authority(),
            catalogue,
            profile,
            endpoint,
            password,
            effects,
            limits,
        })
    }

    /// Where it listens.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The document that it is held against.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The edition of the document that it is held against.
    pub fn edition(&self) -> &str {
        self.profile.target.edition.as_deref().unwrap_or(&self.catalogue.edition)
    }

    /// Room for the bytes of messages, where they are many: those of a few inputs at once.
    pub(crate) async fn room_for(&self, messages: &[Raw]) -> Option<SemaphorePermit<'_>> {
        let is_large = messages.iter().map(|raw| raw.0.weight()).sum::<usize>() > LARGE;
        if is_large { self.large.acquire().await.ok() } else { None }
    }

    /// Whether something may be done to the target.
    pub(crate) fn allows(&self, effect: Effect) -> bool {
        effect == Effect::Reads || self.effects.contains(&effect)
    }

    /// What is never written down.
    pub(crate) fn secrets(&self) -> Secrets {
        Secrets::new(self.password.as_ref().map(Password::reveal))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A target at an address to which this may be done.
    pub(crate) fn target(address: &str, password: Option<&str>, effects: &[Effect]) -> Arc<Target> {
        let known = Known {
            catalogue: spec::load::built_in().unwrap(),
            profile: Profile::reference().unwrap(),
            endpoint: Arc::new(Endpoint::parse(&format!("http://{address}")).unwrap()),
            password: password.map(Password::new),
            effects: effects.iter().copied().collect(),
            limits: Limits::default(),
            home: Home::Here,
            rate: None,
            twin: None,
        };
        Arc::new(Target::new(known).unwrap())
    }
}
