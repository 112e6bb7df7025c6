//! What is played against: where the target is, what is known of it, and what may be done to it.

use std::collections::BTreeSet;
use std::sync::Arc;

use checks::shape::{BadSchema, Shapes};
use driver::{Endpoint, Limits};
use report_model::secrets::Secrets;
use spec::catalogue::{Catalogue, Effect};
use spec::profile::{Password, Profile};

/// What is played against.
#[derive(Debug)]
pub struct Target {
    /// The document as data.
    pub catalogue: Catalogue,
    /// Its schemas, compiled.
    pub shapes: Shapes,
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
}

impl Target {
    /// The target at an endpoint.
    ///
    /// # Errors
    /// If a schema of the catalogue cannot be compiled.
    pub fn new(
        catalogue: Catalogue,
        profile: Profile,
        endpoint: Arc<Endpoint>,
        password: Option<Password>,
    ) -> Result<Self, BadSchema> {
        let shapes = Shapes::compile(&catalogue)?;
        let effects = BTreeSet::from([Effect::Reads]);
        Ok(Self { catalogue, shapes, profile, endpoint, password, effects, limits: Limits::default() })
    }

    /// What is never written down.
    pub(crate) fn secrets(&self) -> Secrets {
        Secrets::new(self.password.as_ref().map(Password::reveal))
    }
}
