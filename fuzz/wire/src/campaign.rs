//! The campaign itself: so many requests, so many in flight, one list of findings.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::Duration;

use driver::{Client, Unsendable};
use futures::future::{join_all, select};
use report_model::record::ExchangeRecord;
use report_model::secrets::Secrets;
use spec::catalogue::{Catalogue, Effect};
use spec::ids::{CommandName, Weight};
use spec::profile::{Password, Profile};
use spec::wire::{Exchange, Lapse};
use tokio_util::sync::CancellationToken;

use crate::finding::{Finding, signature};
use crate::generator::Generator;

/// A campaign to be run.
#[derive(Debug)]
pub struct Campaign<'a> {
    /// The document as data: what is generated.
    pub catalogue: &'a Catalogue,
    /// What is known of the target: valid values.
    pub profile: &'a Profile,
    /// The password of the gate, if there is one.
    pub password: Option<&'a Password>,
    /// What may be done to the target.
    pub effects: &'a [Effect],
    /// The seed from which every request follows.
    pub seed: u64,
    /// How many requests are sent.
    pub requests: u64,
    /// How many are in flight at once.
    pub workers: NonZeroUsize,
}

/// What a campaign has brought.
#[derive(Debug)]
pub struct Harvest {
    /// How many requests were sent.
    pub requests: u64,
    /// How long it took.
    pub elapsed: Duration,
    /// The causes found, by signature.
    pub findings: Vec<Finding>,
    /// How it ended.
    pub ending: Ending,
}

/// How a campaign ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Every request was sent.
    Completed,
    /// Somebody stopped it.
    Interrupted,
    /// The target cannot be reached any more.
    TargetGone(String),
}

/// What the workers share; they take turns on one thread.
struct Desk<'a> {
    campaign: &'a Campaign<'a>,
    generator: Generator<'a>,
    secrets: Secrets,
    next: Cell<u64>,
    findings: RefCell<BTreeMap<String, Finding>>,
    gone: RefCell<Option<String>>,
}

impl Campaign<'_> {
    /// Runs the campaign with clients like the one given, until it is over or stopped.
    ///
    /// # Errors
    /// If a generated request cannot be put into HTTP, which is a defect of the generator.
    pub async fn run(&self, client: &Client, stop: &CancellationToken) -> Result<Harvest, Unsendable> {
        let started = client.clock().elapsed();
        let allowed = |effect| effect == Effect::Reads || self.effects.contains(&effect);
        let desk = Desk {
            campaign: self,
            generator: Generator::new(self.catalogue, self.profile, self.seed, allowed),
            secrets: Secrets::new(self.password.map(Password::reveal)),
            next: Cell::new(0),
            findings: RefCell::default(),
            gone: RefCell::default(),
        };
        let workers = join_all((0..self.workers.get()).map(|_| desk.work(client.another())));
        let stopped = std::pin::pin!(stop.cancelled());
        let ending = match select(std::pin::pin!(workers), stopped).await {
            futures::future::Either::Left((ended, _)) => {
                ended.into_iter().collect::<Result<(), _>>()?;
                desk.gone.take().map_or(Ending::Completed, Ending::TargetGone)
            }
            futures::future::Either::Right(_) => Ending::Interrupted,
        };
        Ok(Harvest {
            requests: desk.next.get().min(self.requests),
            elapsed: client.clock().elapsed().saturating_sub(started),
            findings: desk.findings.take().into_values().collect(),
            ending,
        })
    }
}

impl Desk<'_> {
    async fn work(&self, mut client: Client) -> Result<(), Unsendable> {
        let base_url = client.endpoint().to_string();
        while self.gone.borrow().is_none() {
            let number = self.next.get();
            if number >= self.campaign.requests {
                return Ok(());
            }
            self.next.set(number + 1);
            let Some((command, call)) = self.generator.call(number) else { return Ok(()) };
            let call = match self.campaign.password {
                Some(password) => call.with("password", password.reveal()),
                None => call,
            };
            let exchange = client.send(&call.request()).await?;
            if let Err(Lapse::Unreachable(reason)) = &exchange.outcome {
                self.gone.replace(Some(reason.clone()));
            }
            self.judge(number, &command.name, &exchange, &base_url);
        }
        Ok(())
    }

    fn judge(&self, number: u64, command: &CommandName, exchange: &Exchange, base_url: &str) {
        for verdict in checks::always::judge(exchange, self.campaign.password.map(Password::reveal)) {
            let Some(deviation) = verdict.deviation() else { continue };
            if verdict.citation.basis.weight() == Weight::Free {
                continue;
            }
            let signature = signature(&verdict.citation, command, deviation);
            let mut findings = self.findings.borrow_mut();
            let finding = findings.entry(signature.clone()).or_insert_with(|| Finding {
                signature,
                citation: verdict.citation.clone(),
                command: command.clone(),
                deviation: deviation.clone(),
                request: number,
                exchange: ExchangeRecord::of(exchange, base_url, &self.secrets),
                count: 0,
            });
            finding.count += 1;
        }
    }
}
