//! `oktellspec run`: holds a target against the document.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use checks::shape::Shapes;
use driver::{Limits, RunClock, Traffic};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use refserver_http::{Dialect, Faults};
use report_model::digest::Digest;
use report_model::event::{Ending, Event, Header};
use report_model::fold::Run;
use report_model::outcome::Strictness;
use report_render::html::Reader;
use report_render::terminal::{Progress, summary};
use runner::case::Case;
use runner::context::{Context, Doors};
use runner::margin::Margins;
use runner::plan::{Selection, plan};
use runner::settings::{Settings, StopAt};
use runner::{reach, schedule};

use super::print;
use crate::args::RunArguments;
use crate::embedded::Embedded;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::gate::{self, GateKeeper};
use crate::header::{header, now};
use crate::inputs::inputs;
use crate::interrupt;
use crate::outputs::{EventLog, PendingReport, style};
use crate::regressions;
use crate::settings::{Target, TargetSettings};

pub(crate) async fn perform(arguments: &RunArguments) -> Result<Exit, Failure> {
    let stop = interrupt::token().map_err(Failure::incomplete)?;
    let TargetSettings { target, profile, profile_digest, effects, limits } =
        TargetSettings::of(&arguments.target)?;
    let catalogue = spec::load::built_in().map_err(|errors| Failure::Located(errors.into()))?;
    let (doors, embedded) = enter(target).await?;
    let context = Context {
        shapes: Arc::new(Shapes::compile(&catalogue).map_err(Failure::usage)?),
        catalogue: Arc::new(catalogue),
        profile,
        doors,
        settings: settings(arguments, effects)?,
        limits: Limits { whole_run: Duration::from_secs(arguments.max_time), ..limits },
        clock: RunClock::start(),
        traffic: if arguments.dry_run { Traffic::Rehearsed } else { Traffic::Live },
        tally: RefCell::default(),
        margins: Margins::default(),
    };
    let context = Rc::new(context);
    let selection = Selection::new(&arguments.suite, &arguments.filter, &arguments.clause, &context);
    let cases = plan(&context, &selection.map_err(Failure::usage)?);
    if cases.is_empty() {
        return Err(Failure::usage("no case is selected: `oktellspec list` shows what there is"));
    }
    let done = if arguments.dry_run {
        super::survey::show(&context, &cases).await;
        Ok(Exit::Conforms)
    } else {
        conduct(arguments, &context, cases, (embedded.is_some(), profile_digest), &stop).await
    };
    if let Some(embedded) = embedded {
        embedded.shutdown().await;
    }
    done
}

fn settings(
    arguments: &RunArguments,
    effects: std::collections::BTreeSet<spec::catalogue::Effect>,
) -> Result<Settings, Failure> {
    Ok(Settings {
        regressions: arguments.regressions.as_deref().map(regressions::read).transpose()?.unwrap_or_default(),
        seed: arguments.seed,
        values_per_property: arguments.cases,
        jobs: arguments.jobs,
        strictness: if arguments.strict { Strictness::Strict } else { Strictness::Lenient },
        stop_at: if arguments.fail_fast { StopAt::FirstFailure } else { StopAt::End },
        effects,
    })
}

async fn enter(target: Target) -> Result<(Doors, Option<Embedded>), Failure> {
    match target {
        Target::Remote(door) => Ok((Doors::single(door), None)),
        Target::Embedded => {
            let embedded = Embedded::start(Dialect::default(), Faults::none()).await?;
            Ok((embedded.doors()?, Some(embedded)))
        }
    }
}

/// Runs the cases; every event goes into the log, the display and the fold alike.
async fn conduct(
    arguments: &RunArguments,
    context: &Rc<Context>,
    cases: Vec<Case>,
    (embedded, profile_digest): (bool, Digest),
    stop: &tokio_util::sync::CancellationToken,
) -> Result<Exit, Failure> {
    let keeper = GateKeeper::of(&arguments.gate, &context.catalogue)?;
    let reports = arguments.report.iter().map(PendingReport::prepare).collect::<Result<Vec<_>, _>>()?;
    let mut log = EventLog::begin(arguments.log.as_deref())?;
    let mut progress = Progress::on_stderr();
    let header = header(context, &cases, embedded, arguments.target.repeated())?;
    let header = Header { inputs: inputs(profile_digest), ..header };
    let mut run = Run::begin(header.clone());
    let mut emit = |event: Event| {
        progress.on(&event);
        let written = log.append(&event);
        run.apply(event);
        written
    };
    let begun =
        emit(Event::RunStarted(header)).map_err(|error| format!("the event log cannot be written: {error}"));
    let ending = match begun {
        Ok(()) => match reach::reach(context).await {
            Ok(()) => schedule::run(context, cases, &mut emit, stop).await,
            Err(unreached) => Ending::Aborted { reason: unreached.to_string() },
        },
        Err(reason) => Ending::Aborted { reason },
    };
    // The log may be what failed; the reports are written from memory all the same.
    drop(emit(Event::RunFinished { finished: now()?, ending: ending.clone() }));
    let verdict = run.verdict(&run.clauses());
    if let Some(path) = &arguments.regressions {
        regressions::keep(path, &context.settings, &run)?;
    }
    let recording = log.recording(run);
    let baseline = keeper.as_ref().and_then(GateKeeper::baseline);
    for report in reports {
        report.write(&recording, Reader { language: arguments.lang, baseline })?;
    }
    match ending {
        Ending::Aborted { reason } if recording.run.cases.is_empty() => Err(Failure::incomplete(reason)),
        Ending::Completed | Ending::Interrupted | Ending::Aborted { .. } => {
            let decision = keeper.as_ref().map(|keeper| keeper.decide(&recording, today()?)).transpose()?;
            print(&gate::fenced(&summary(&recording, style()).map_err(Failure::incomplete)?));
            if let (Some(keeper), Some(decision)) = (&keeper, &decision) {
                print(&gate::fenced(&keeper.told(decision)));
            }
            print(&gate::annotated(&recording, decision.as_ref()));
            print(&format!("Event log: {}\n", log.path().display()));
            Ok(decision.map_or(verdict.into(), |decision| decision.passage.into()))
        }
    }
}

/// The day by which expectations expire: that of UTC, for a pipeline runs anywhere.
fn today() -> Result<Date, Failure> {
    Ok(now()?.to_zoned(TimeZone::UTC).date())
}
