//! `oktellspec fuzz`: a campaign against a target.

mod display;
mod prove;

use std::collections::BTreeSet;
use std::sync::Arc;

use refserver_http::{Dialect, Faults};
use runner::context::Door;
use spec::ids::CommandName;
use spec::profile::Profile;
use tokio_util::sync::CancellationToken;
use wire_fuzz::{Budget, Campaign, Ending, Harvest, Home, Keeper, Known, Target};

use super::print;
use crate::args::FuzzArguments;
use crate::embedded::Embedded;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;
use crate::settings::{self, TargetSettings};
use display::Display;

/// How many requests are sent where nothing else is said.
const REQUESTS: u64 = 10_000;

pub(crate) async fn perform(arguments: &FuzzArguments) -> Result<Exit, Failure> {
    let stop = interrupt::token().map_err(Failure::incomplete)?;
    if let Some(pattern) = &arguments.prove {
        return prove::perform(arguments, pattern, &stop).await;
    }
    let settings = TargetSettings::of(&arguments.target)?;
    let effects = settings.effects;
    let (door, embedded) = match settings.target {
        settings::Target::Remote(door) => (authorized(door, arguments.authorized.as_deref())?, None),
        settings::Target::Embedded => {
            let faults = Faults::parse(&arguments.fault).map_err(Failure::usage)?;
            let dialect =
                Dialect::parse(arguments.dialect.iter().map(String::as_str)).map_err(Failure::usage)?;
            let embedded = Embedded::start(dialect, faults).await?;
            (gated(&embedded)?, Some(embedded))
        }
    };
    let known = Known {
        catalogue: spec::load::built_in().map_err(|errors| Failure::Located(errors.into()))?,
        profile: settings.profile,
        endpoint: door.endpoint,
        password: door.password,
        effects,
        limits: settings.limits,
    };
    let home = if embedded.is_some() { Home::Here } else { Home::Elsewhere };
    let twin = if arguments.differential { Some(Twin::start(&known).await?) } else { None };
    let reference = twin.as_ref().map(|twin| Arc::clone(&twin.target));
    let campaign = Campaign { reference, home, ..campaign(arguments, &known)? };
    let target = Arc::new(Target::new(known).map_err(Failure::incomplete)?);
    let mut display = Display::on_stderr();
    let harvest = run(campaign, target, &mut display, &stop).await?;
    display.finish();
    if let Some(embedded) = embedded {
        embedded.shutdown().await;
    }
    if let Some(twin) = twin {
        twin.server.shutdown().await;
    }
    print(&display.summary(&harvest, arguments.seed));
    exit(&harvest, display.is_clean())
}

/// The reference server beside a target, to be sent the same.
struct Twin {
    server: Embedded,
    target: Arc<Target>,
}

impl Twin {
    async fn start(known: &Known) -> Result<Self, Failure> {
        let server = Embedded::start(Dialect::default(), Faults::none()).await?;
        let doors = server.doors()?;
        let door = if known.password.is_some() { gated(&server)? } else { doors.main().clone() };
        let target = Target::new(Known {
            catalogue: known.catalogue.clone(),
            profile: known.profile.clone(),
            endpoint: door.endpoint,
            password: door.password,
            effects: known.effects.clone(),
            limits: known.limits,
        });
        Ok(Self { server, target: Arc::new(target.map_err(Failure::incomplete)?) })
    }
}

/// The entrance of the reference server that asks for a password: there is more to find.
fn gated(embedded: &Embedded) -> Result<Door, Failure> {
    let doors = embedded.doors()?;
    let gated = doors.all().find(|door| door.password.is_some()).cloned();
    Ok(gated.unwrap_or_else(|| doors.main().clone()))
}

/// Runs a campaign on a thread of its own: it brings its own runtimes.
async fn run(
    campaign: Campaign,
    target: Arc<Target>,
    keeper: &mut (dyn Keeper + '_),
    stop: &CancellationToken,
) -> Result<Harvest, Failure> {
    tokio::task::block_in_place(|| campaign.run(&target, Vec::new(), keeper, stop))
        .map_err(Failure::incomplete)
}

fn campaign(arguments: &FuzzArguments, known: &Known) -> Result<Campaign, Failure> {
    let budget = match (arguments.time, arguments.requests) {
        (Some(time), _) => Budget::Time(time),
        (None, requests) => Budget::Requests(requests.unwrap_or(REQUESTS)),
    };
    let names: BTreeSet<&CommandName> =
        known.catalogue.commands.iter().map(|command| &command.name).collect();
    let commands: Vec<CommandName> =
        arguments.command.iter().map(|name| CommandName::new(name.as_str())).collect();
    if let Some(unknown) = commands.iter().find(|name| !names.contains(name)) {
        return Err(Failure::usage(format!(
            "`{unknown}` is no command: `oktellspec list commands` names them all"
        )));
    }
    Ok(Campaign {
        seed: arguments.seed,
        shard: arguments.shard,
        budget,
        workers: arguments.workers,
        rate: arguments.rate,
        commands,
        reference: None,
        home: Home::Elsewhere,
    })
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
        "{endpoint} is not on this machine: if you are authorized to send it a campaign, say so with --authorized {host}"
    )))
}

fn exit(harvest: &Harvest, clean: bool) -> Result<Exit, Failure> {
    match &harvest.ending {
        Ending::Completed if clean => Ok(Exit::Conforms),
        Ending::Completed => Ok(Exit::Fails),
        Ending::Interrupted | Ending::TargetGone(_) => Ok(Exit::Incomplete),
        Ending::NothingAllowed => Err(Failure::usage(
            "nothing of what was asked for may be done to the target: allow more with --effects",
        )),
    }
}

/// A profile for the reference server.
fn reference() -> Result<Profile, Failure> {
    Profile::reference().map_err(|error| Failure::Located(error.into()))
}
