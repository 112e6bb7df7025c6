//! `oktellspec fuzz`: a campaign against a target.

use report_model::event::{Ending, Event, Header};
use report_model::fold::Run;
use report_render::terminal::{CampaignProgress, campaign_summary};
use tokio_util::sync::CancellationToken;
use wire_fuzz::{Campaign, Harvest, News, Place, PlaceError, Session, SessionError};

use super::print;
use crate::args::FuzzArguments;
use crate::attacked::Attacked;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::gate;
use crate::header::{campaign_header, now};
use crate::interrupt;
use crate::outputs::{EventLog, PendingReport, style};

pub(crate) async fn perform(arguments: &FuzzArguments) -> Result<Exit, Failure> {
    let stop = interrupt::token().map_err(Failure::incomplete)?;
    let attacked = Attacked::settle(&arguments.target, arguments.authorized.as_deref()).await?;
    let done = conduct(arguments, &attacked, &stop).await;
    attacked.leave().await;
    done
}

/// Runs the campaign; every event goes into the log, the display and the fold alike.
async fn conduct(
    arguments: &FuzzArguments,
    attacked: &Attacked,
    stop: &CancellationToken,
) -> Result<Exit, Failure> {
    let reports = arguments.report.iter().map(PendingReport::prepare).collect::<Result<Vec<_>, _>>()?;
    let header = campaign_header(attacked, arguments)?;
    let session = begin(arguments, attacked, &header).await?;
    let mut log = EventLog::begin(arguments.log.as_deref())?;
    let mut progress = CampaignProgress::on_stderr();
    let mut run = Run::begin(header.clone());
    let mut emit = |event: Event| {
        progress.on(&event);
        let written = log.append(&event);
        run.apply(event);
        written
    };
    let ended = match emit(Event::RunStarted(header)) {
        Ok(()) => session.run(stop, |news| emit(event(news))).await,
        Err(error) => Err(SessionError::Untold(error)),
    };
    let ending = ending(&ended);
    // The log may be what failed; the reports are written from memory all the same.
    drop(emit(Event::RunFinished { finished: now()?, ending: ending.clone() }));
    let recording = log.recording(run);
    for report in reports {
        report.write(&recording, arguments.lang)?;
    }
    print(&gate::fenced(&campaign_summary(&recording, style()).map_err(Failure::incomplete)?));
    print(&format!("Event log: {}\n", log.path().display()));
    let new = recording.run.findings.values().any(|found| found.new);
    match ending {
        Ending::Completed if new => Ok(Exit::Fails),
        Ending::Completed => Ok(Exit::Conforms),
        Ending::Interrupted => Ok(Exit::Incomplete),
        Ending::Aborted { reason } => Err(Failure::incomplete(reason)),
    }
}

async fn begin(arguments: &FuzzArguments, attacked: &Attacked, header: &Header) -> Result<Session, Failure> {
    let campaign = Campaign {
        seed: arguments.seed,
        shard: arguments.shard,
        budget: arguments.budget(),
        workers: arguments.workers,
        rate: arguments.rate,
    };
    let name = match &arguments.corpus {
        Some(name) => name.clone(),
        None => new_folder()?,
    };
    let place = Place::open(&name).await.map_err(failed)?;
    Session::begin(place, campaign, attacked.target.clone(), header.tool.clone()).await.map_err(failed)
}

/// A folder that outlives the program.
fn new_folder() -> Result<String, Failure> {
    let folder = std::env::temp_dir();
    let made = tempfile::Builder::new().prefix("oktellspec-campaign-").tempdir_in(&folder);
    let made = made.map_err(|error| Failure::Unwritable { path: folder, error })?;
    Ok(made.keep().display().to_string())
}

/// A place that is none is the user's mistake; one that fails is not.
fn failed(error: PlaceError) -> Failure {
    if error.is_usage() { Failure::usage(error) } else { Failure::incomplete(error) }
}

fn event(news: News) -> Event {
    match news {
        News::Found(found) => Event::FindingMade(*found),
        News::Progress(tally) => Event::CampaignProgressed(*tally),
    }
}

fn ending(ended: &Result<Harvest, SessionError>) -> Ending {
    match ended {
        Ok(harvest) => match &harvest.ending {
            wire_fuzz::Ending::Completed => Ending::Completed,
            wire_fuzz::Ending::Interrupted => Ending::Interrupted,
            wire_fuzz::Ending::TargetGone(reason) => {
                Ending::Aborted { reason: format!("the target cannot be reached any more: {reason}") }
            }
        },
        Err(error) => Ending::Aborted { reason: error.to_string() },
    }
}
