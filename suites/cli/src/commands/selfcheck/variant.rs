//! One reference server that is not as it is by default, and what the suite says of it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use checks::shape::Shapes;
use driver::{Limits, RunClock, Traffic};
use refserver_http::{Dialect, FaultFact, Faults, faults};
use report_model::event::{Ending, Event};
use report_model::fold::Run;
use report_model::outcome::{Outcome, Strictness};
use runner::context::Context;
use runner::margin::Margins;
use runner::plan::{Selection, plan};
use runner::reach::{Unreached, reach};
use runner::regressions::Regressions;
use runner::schedule;
use runner::settings::{Settings, StopAt};
use spec::catalogue::Catalogue;
use spec::ids::{CaseName, ClauseId};
use spec::profile::{Profile, UserStateParameter};
use tokio_util::sync::CancellationToken;

use super::report::Kind;
use crate::embedded::Embedded;
use crate::failure::Failure;
use crate::header::header;

/// How a reference server differs from the one that runs by default.
#[derive(Debug, Clone, Copy)]
pub(super) enum Variant {
    /// Not at all: nothing may be broken.
    Sound,
    /// It makes another choice where the document leaves one: nothing may be broken.
    Dialect {
        /// The choice.
        name: &'static str,
        /// What it falls on.
        value: &'static str,
    },
    /// It is broken in one thing: that must be found, and nothing else.
    Fault(&'static FaultFact),
}

impl Variant {
    /// The sound server first, then every dialect, then every fault.
    pub(super) fn all() -> Vec<Self> {
        let dialects = Dialect::choices().iter().flat_map(|choice| {
            let others = choice.values.iter().skip(1);
            others.map(|value| Self::Dialect { name: choice.name, value })
        });
        [Self::Sound].into_iter().chain(dialects).chain(faults::all().iter().map(Self::Fault)).collect()
    }

    /// How the matrix names it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Sound => "(sound)".to_owned(),
            Self::Dialect { name, value } => format!("{name}={value}"),
            Self::Fault(fact) => fact.name.to_owned(),
        }
    }

    /// Of which kind it is.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Sound => Kind::Sound,
            Self::Dialect { .. } => Kind::Dialect,
            Self::Fault(_) => Kind::Fault,
        }
    }

    /// What is owed by this variant: a dialect may go against what is only inferred (HTTP-7), a fault must show even there.
    fn strictness(self) -> Strictness {
        match self {
            Self::Dialect { .. } => Strictness::Lenient,
            Self::Sound | Self::Fault(_) => Strictness::Strict,
        }
    }

    /// The profile says of a target by which parameter it takes a user (STATE-2), so it follows the dialect.
    fn profile(self, profile: &Profile) -> Profile {
        let mut profile = profile.clone();
        if let Self::Dialect { name: "user-parameter", value } = self {
            profile.dialect.user_state_parameter = match value {
                "iduser" => Some(UserStateParameter::IdUser),
                "number" => Some(UserStateParameter::Number),
                _ => Some(UserStateParameter::Both),
            };
        }
        profile
    }

    async fn start(self) -> Result<Embedded, Failure> {
        let (dialect, faults) = match self {
            Self::Sound => (Dialect::default(), Faults::none()),
            Self::Dialect { name, value } => {
                let mut dialect = Dialect::default();
                dialect.choose(name, value).map_err(Failure::incomplete)?;
                (dialect, Faults::none())
            }
            Self::Fault(fact) => {
                (Dialect::default(), Faults::parse([fact.name]).map_err(Failure::incomplete)?)
            }
        };
        Embedded::start(dialect, faults).await
    }
}

/// What the suite says of a variant.
#[derive(Debug)]
pub(super) struct Trial {
    /// Which.
    pub(super) variant: Variant,
    /// The clauses that it breaks, inferred ones included.
    pub(super) broken: BTreeSet<ClauseId>,
    /// The clauses that a case was flaky about.
    pub(super) flaky: BTreeSet<ClauseId>,
    /// The cases that broke something, for the reader who wants to know why.
    pub(super) by: Vec<CaseName>,
    /// Whether the run came to its end.
    pub(super) ending: Ending,
    /// How long the server and its run took.
    pub(super) elapsed: Duration,
}

/// What every trial needs.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) shapes: Arc<Shapes>,
    pub(super) profile: Profile,
    pub(super) seed: u64,
    pub(super) values_per_property: u32,
}

impl Bench {
    /// Runs the whole suite, strictly, against a variant.
    pub(super) async fn tried(&self, variant: Variant, stop: &CancellationToken) -> Result<Trial, Failure> {
        let began = Instant::now();
        let embedded = variant.start().await?;
        let mut context = self.context(variant, &embedded)?;
        // Where the gate that should stand open is shut, only that is to be told (AUTH-4): the rest goes through the other door.
        if let Err(Unreached::NoPassword { .. }) = reach(&context).await {
            context.doors = context.doors.turned();
        }
        let context = Rc::new(context);
        let cases = plan(&context, &Selection::default());
        let header = header(&context, &cases, true, Vec::new())?;
        let mut run = Run::begin(header);
        let mut emit = |event: Event| {
            run.apply(event);
            Ok(())
        };
        let ending = schedule::run(&context, cases, &mut emit, stop).await;
        embedded.shutdown().await;
        Ok(trial(variant, &run, ending, began.elapsed()))
    }

    fn context(&self, variant: Variant, embedded: &Embedded) -> Result<Context, Failure> {
        Ok(Context {
            shapes: Arc::clone(&self.shapes),
            catalogue: Arc::clone(&self.catalogue),
            profile: variant.profile(&self.profile),
            doors: embedded.doors()?,
            settings: Settings {
                regressions: Regressions::default(),
                seed: self.seed,
                values_per_property: self.values_per_property,
                jobs: crate::args::JOBS,
                strictness: variant.strictness(),
                stop_at: StopAt::End,
                effects: Settings::all_effects(),
            },
            limits: Limits::default(),
            clock: RunClock::start(),
            traffic: Traffic::Live,
            tally: RefCell::default(),
            margins: Margins::default(),
        })
    }
}

fn trial(variant: Variant, run: &Run, ending: Ending, elapsed: Duration) -> Trial {
    let clauses = run.clauses();
    let with = |outcome| {
        clauses.iter().filter(move |clause| clause.outcome == outcome).map(|clause| clause.id.clone())
    };
    let failing = run.cases.iter().filter(|(_, case)| case.outcome == Outcome::Fail);
    Trial {
        variant,
        broken: with(Outcome::Fail).collect(),
        flaky: with(Outcome::Flaky).collect(),
        by: failing.map(|(name, _)| name.clone()).collect(),
        ending,
        elapsed,
    }
}
