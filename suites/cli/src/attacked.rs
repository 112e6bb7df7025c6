//! The target of a campaign or of a replay: one that the sender is authorized to ask so, or the reference server inside the program.

use std::sync::Arc;

use refserver_http::{Dialect, Faults};
use report_model::event::Inputs;
use runner::context::Door;
use wire_fuzz::{Home, Known, Target as Played};

use crate::args::{AttackArguments, TargetArguments};
use crate::embedded::Embedded;
use crate::failure::Failure;
use crate::inputs::inputs;
use crate::settings::{Target, TargetSettings};

/// A target, and the server behind it if that is ours.
#[derive(Debug)]
pub(crate) struct Attacked {
    /// What is played against.
    pub(crate) target: Arc<Played>,
    embedded: Option<Embedded>,
    twin: Option<Embedded>,
    /// What the campaign is made with, by their digests.
    pub(crate) inputs: Inputs,
}

/// Whether a target is compared with the reference server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// The same is sent to both.
    Twin,
    /// It is judged by itself.
    None,
}

impl Attacked {
    /// Settles the target and starts ours where none is named.
    pub(crate) async fn settle(
        arguments: &TargetArguments,
        attack: &AttackArguments,
        comparison: Comparison,
    ) -> Result<Self, Failure> {
        let TargetSettings { target, profile, profile_digest, effects, limits } =
            TargetSettings::of(arguments)?;
        let (door, embedded) = match target {
            Target::Remote(door) => (authorized(door, attack.authorized.as_deref())?, None),
            Target::Embedded => {
                let faults = Faults::parse(&attack.fault).map_err(Failure::usage)?;
                let dialect =
                    Dialect::parse(attack.dialect.iter().map(String::as_str)).map_err(Failure::usage)?;
                let embedded = Embedded::start(dialect, faults).await?;
                (gated(&embedded)?, Some(embedded))
            }
        };
        let catalogue = spec::load::built_in().map_err(|errors| Failure::Located(errors.into()))?;
        let Door { endpoint, password } = door;
        let home = if embedded.is_some() { Home::Here } else { Home::Elsewhere };
        let rate = attack.rate;
        let known = Known { catalogue, profile, endpoint, password, effects, limits, home, rate, twin: None };
        let (twin, known) = match comparison {
            Comparison::Twin => {
                let (server, twin) = twin_of(&known).await?;
                (Some(server), Known { twin: Some(twin), ..known })
            }
            Comparison::None => (None, known),
        };
        let inputs = inputs(profile_digest);
        Ok(Self { target: played(known)?, embedded, twin, inputs })
    }

    /// Whether it is the reference server inside the program.
    pub(crate) fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }

    /// Stops the servers that are ours.
    pub(crate) async fn leave(self) {
        for server in self.embedded.into_iter().chain(self.twin) {
            server.shutdown().await;
        }
    }
}

fn played(known: Known) -> Result<Arc<Played>, Failure> {
    Played::new(known).map(Arc::new).map_err(Failure::usage)
}

/// The reference server beside a target, to be sent the same: with a gate where the target has one.
async fn twin_of(known: &Known) -> Result<(Embedded, Arc<Played>), Failure> {
    let server = Embedded::start(Dialect::default(), Faults::none()).await?;
    let Door { endpoint, password } =
        if known.password.is_some() { gated(&server)? } else { server.doors()?.main().clone() };
    let known = Known {
        catalogue: known.catalogue.clone(),
        profile: known.profile.clone(),
        endpoint,
        password,
        effects: known.effects.clone(),
        limits: known.limits,
        home: Home::Here,
        rate: None,
        twin: None,
    };
    Ok((server, played(known)?))
}

/// The entrance of the reference server that asks for a password: there is more to find.
pub(crate) fn gated(embedded: &Embedded) -> Result<Door, Failure> {
    let doors = embedded.doors()?;
    let gated = doors.all().find(|door| door.password.is_some()).cloned();
    Ok(gated.unwrap_or_else(|| doors.main().clone()))
}

/// Somebody who sends such requests to another machine says so, naming its host.
fn authorized(door: Door, host: Option<&str>) -> Result<Door, Failure> {
    let endpoint = &door.endpoint;
    let named = host.is_some_and(|host| endpoint.host() == host || endpoint.authority() == host);
    if endpoint.is_loopback() || named {
        return Ok(door);
    }
    let host = endpoint.host();
    Err(Failure::usage(format!(
        "{endpoint} is not on this machine: if you are authorized to send it such requests, say so with --authorized {host}"
    )))
}
