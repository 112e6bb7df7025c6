//! `oktellspec fuzz`: a campaign against a target.

mod prove;

use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use report_model::event::{CaseEnding, CaseResult, Ending, Event, Header, PlannedCase};
use report_model::fold::Run;
use report_model::verdict::Verdict;
use report_render::html::Reader;
use report_render::terminal::{CampaignProgress, campaign_summary};
use spec::catalogue::Catalogue;
use spec::ids::{Citation, ClauseId, CommandName};
use tokio_util::sync::CancellationToken;
use wire_fuzz::{Campaign, Harvest, News, Place, PlaceError, Session, SessionError, Shard};

use super::print;
use crate::args::FuzzArguments;
use crate::attacked::{Attacked, Comparison};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::gate;
use crate::header::{campaign_header, judging, now};
use crate::interrupt;
use crate::outputs::{EventLog, PendingReport, style};

pub(crate) async fn perform(arguments: &FuzzArguments) -> Result<Exit, Failure> {
    let stop = interrupt::token().map_err(Failure::incomplete)?;
    if let Some(pattern) = &arguments.prove {
        return prove::perform(arguments, pattern, &stop).await;
    }
    let comparison = if arguments.differential { Comparison::Twin } else { Comparison::None };
    let attacked = Attacked::settle(&arguments.target, &arguments.attack, comparison).await?;
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
    let mut teller = Teller {
        log: EventLog::begin(arguments.log.as_deref())?,
        progress: CampaignProgress::on_stderr(),
        run: Run::begin(header.clone()),
        untold: None,
    };
    let ended = match teller.tell(Event::RunStarted(header)) {
        Ok(()) => session.run(stop, |news| teller.tell(event(news))).await,
        Err(error) => Err(SessionError::Untold(error)),
    };
    if let Ok(Harvest { ending: wire_fuzz::Ending::NothingAllowed, .. }) = &ended {
        return Err(Failure::usage(
            "nothing of what was asked for may be done to the target: allow more with --effects",
        ));
    }
    let ending = ending(&ended);
    drop(teller.catch_up());
    // The log may be what failed; the reports are written from memory all the same.
    if ended.is_ok() {
        let judged = judged(arguments.shard, &teller.run);
        drop(teller.tell(Event::CaseFinished(judged)));
    }
    drop(teller.tell(Event::RunFinished { finished: now()?, ending: ending.clone() }));
    let Teller { log, run, .. } = teller;
    let recording = log.recording(run);
    for report in reports {
        report.write(&recording, Reader { language: arguments.lang, baseline: None })?;
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

/// Tells events to the log, the display and the fold alike; but how far the campaign has come is shown every second, and told to log
/// and fold as often as a picture of its course needs it, so that the log of a night stays small.
struct Teller {
    log: EventLog,
    progress: CampaignProgress,
    run: Run,
    /// How far it has come, where that was shown only.
    untold: Option<Event>,
}

impl Teller {
    fn tell(&mut self, event: Event) -> io::Result<()> {
        self.progress.on(&event);
        match &event {
            Event::CampaignProgressed(tally) if !self.run.course.is_due(tally.seconds) => {
                self.untold = Some(event);
                Ok(())
            }
            Event::CampaignProgressed(_) => {
                self.untold = None;
                self.note(event)
            }
            _ => {
                self.catch_up()?;
                self.note(event)
            }
        }
    }

    /// Tells how far the campaign has come, if that is behind.
    fn catch_up(&mut self) -> io::Result<()> {
        self.untold.take().map_or(Ok(()), |progress| self.note(progress))
    }

    fn note(&mut self, event: Event) -> io::Result<()> {
        let written = self.log.append(&event);
        self.run.apply(event);
        written
    }
}

async fn begin(arguments: &FuzzArguments, attacked: &Attacked, header: &Header) -> Result<Session, Failure> {
    let campaign = Campaign {
        seed: arguments.seed,
        shard: arguments.shard,
        played: 0,
        budget: arguments.budget(),
        workers: arguments.workers,
        commands: commands(&arguments.command, attacked.target.catalogue())?,
    };
    let name = match &arguments.corpus {
        Some(name) => name.clone(),
        None => new_folder()?,
    };
    let place = Place::open(&name).await.map_err(failed)?;
    Session::begin(place, campaign, attacked.target.clone(), header.tool.clone()).await.map_err(failed)
}

/// Commands by their names.
fn commands(names: &[String], catalogue: &Catalogue) -> Result<Vec<CommandName>, Failure> {
    let known = |name: &String| {
        let found = catalogue.commands.iter().find(|command| command.name.as_str() == name);
        found.map(|command| command.name.clone()).ok_or_else(|| {
            Failure::usage(format!("`{name}` is no command: `oktellspec list commands` shows them"))
        })
    };
    names.iter().map(known).collect()
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

/// What a campaign says of the rules by which every answer is judged: those hold that nothing was met against.
fn judged(shard: Shard, run: &Run) -> CaseResult {
    let PlannedCase { name, citations } = judging(shard);
    let tally = run.campaign.clone().unwrap_or_default();
    let found = run.findings.values().flat_map(|found| &found.finding.clauses);
    let met: BTreeSet<&ClauseId> =
        found.chain(tally.unconfirmed.iter().flat_map(|suspect| &suspect.clauses)).collect();
    let holds = |citation: &Citation| tally.requests > 0 && !met.contains(&citation.clause);
    let verdicts = citations.into_iter().filter(holds).map(Verdict::holds).collect();
    let millis = Duration::try_from_secs_f64(tally.seconds).map_or(0, |time| time.as_millis());
    CaseResult {
        name,
        ending: CaseEnding::Judged,
        verdicts,
        exchanges: Vec::new(),
        millis: u64::try_from(millis).unwrap_or(u64::MAX),
        coverage: Vec::new(),
    }
}

fn ending(ended: &Result<Harvest, SessionError>) -> Ending {
    match ended {
        Ok(harvest) => match &harvest.ending {
            wire_fuzz::Ending::Completed | wire_fuzz::Ending::NothingAllowed => Ending::Completed,
            wire_fuzz::Ending::Interrupted => Ending::Interrupted,
            wire_fuzz::Ending::TargetGone(reason) => {
                Ending::Aborted { reason: format!("the target cannot be reached any more: {reason}") }
            }
        },
        Err(error) => Ending::Aborted { reason: error.to_string() },
    }
}
