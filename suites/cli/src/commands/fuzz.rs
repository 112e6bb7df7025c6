//! `oktellspec fuzz`: a campaign against a target.

use driver::{Client, RunClock, Traffic};
use refserver_http::{Dialect, Faults};
use report_model::record::ExchangeRecord;
use runner::context::Door;
use wire_fuzz::{Campaign, Ending, Finding, Harvest};

use super::print;
use crate::args::FuzzArguments;
use crate::embedded::Embedded;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;
use crate::settings::{Target, TargetSettings};

pub(crate) async fn perform(arguments: &FuzzArguments) -> Result<Exit, Failure> {
    let stop = interrupt::token().map_err(Failure::incomplete)?;
    let settings = TargetSettings::of(&arguments.target)?;
    let catalogue = spec::load::built_in().map_err(|errors| Failure::Located(errors.into()))?;
    let (door, embedded) = match settings.target {
        Target::Remote(door) => (authorized(door, arguments.authorized.as_deref())?, None),
        Target::Embedded => {
            let embedded = Embedded::start(Dialect::default(), Faults::none()).await?;
            (embedded.doors()?.main().clone(), Some(embedded))
        }
    };
    let effects: Vec<_> = settings.effects.into_iter().collect();
    let campaign = Campaign {
        catalogue: &catalogue,
        profile: &settings.profile,
        password: door.password.as_ref(),
        effects: &effects,
        seed: arguments.seed,
        requests: arguments.requests,
        workers: arguments.workers,
    };
    let client = Client::new(door.endpoint, settings.limits, RunClock::start(), Traffic::Live);
    let harvest = campaign.run(&client, &stop).await;
    if let Some(embedded) = embedded {
        embedded.shutdown().await;
    }
    let harvest = harvest.map_err(Failure::incomplete)?;
    print(&told(&harvest, arguments.seed));
    Ok(exit(&harvest))
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

fn exit(harvest: &Harvest) -> Exit {
    match harvest.ending {
        Ending::Completed if harvest.findings.is_empty() => Exit::Conforms,
        Ending::Completed => Exit::Fails,
        Ending::Interrupted | Ending::TargetGone(_) => Exit::Incomplete,
    }
}

fn told(harvest: &Harvest, seed: u64) -> String {
    let seconds = harvest.elapsed.as_secs_f64();
    let rate = if seconds > 0.0 { harvest.requests as f64 / seconds } else { 0.0 };
    let findings: String = harvest.findings.iter().map(one).collect();
    let ending = match &harvest.ending {
        Ending::Completed => String::new(),
        Ending::Interrupted => "It was interrupted.\n".to_owned(),
        Ending::TargetGone(reason) => format!("The target cannot be reached any more: {reason}\n"),
    };
    format!(
        "{findings}{} requests in {seconds:.1} s ({rate:.0} a second), seed {seed}: {} findings.\n{ending}",
        harvest.requests,
        harvest.findings.len(),
    )
}

fn one(finding: &Finding) -> String {
    let ExchangeRecord { curl, .. } = &finding.exchange;
    let shown = if curl.len() > 2000 { "(a long request)" } else { curl };
    format!(
        "{} on {}, {} times, first by request {}\n  expected {}\n  seen     {}\n  curl     {}\n\n",
        finding.citation,
        finding.command,
        finding.count,
        finding.request,
        finding.deviation.expected,
        finding.deviation.seen.escape_debug(),
        shown.escape_debug(),
    )
}
