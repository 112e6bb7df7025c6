//! Servers to play against, and somebody who takes note of what comes.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use driver::{Endpoint, Limits};
use refserver_http::{Config, Dialect, Faults, Password, Running};
use spec::catalogue::Effect;
use spec::profile::Profile;
use tokio_util::sync::CancellationToken;
use wire_fuzz::{
    Breach, Budget, Campaign, Harvest, Home, Input, Keeper, KeptInput, Known, Progress, Shard, Target,
};

const PASSWORD: &str = "Embedded-пароль+1";

const ALL: [Effect; 5] = [Effect::Reads, Effect::Scripts, Effect::State, Effect::Calls, Effect::Uploads];

/// What a campaign told.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) breaches: Vec<Breach>,
    pub(crate) kept: usize,
    /// Stops the campaign once a breach begins like this.
    until: Option<(String, CancellationToken)>,
}

impl Keeper for Notes {
    fn input_kept(&mut self, _: &KeptInput) {
        self.kept += 1;
    }

    fn breach(&mut self, _: &Input, breach: &Breach) {
        if let Some((oracle, stop)) = &self.until
            && breach.signature().starts_with(oracle.as_str())
        {
            stop.cancel();
        }
        self.breaches.push(breach.clone());
    }

    fn progress(&mut self, _: &Progress) {}
}

/// The reference server with its gate shut.
pub(crate) struct Reference(Running);

pub(crate) async fn reference(dialect: Dialect, faults: &[&str]) -> Reference {
    let config = Config {
        password: Password::new(PASSWORD),
        dialect,
        faults: Faults::parse(faults).unwrap(),
        ..Config::on_free_port().unwrap()
    };
    Reference(refserver_http::start(config).await.unwrap())
}

impl Reference {
    pub(crate) fn target(&self, effects: &[Effect]) -> Arc<Target> {
        let effects = if effects.is_empty() { &ALL[..] } else { effects };
        known(&self.0.address().to_string(), effects, Some(PASSWORD), None)
    }

    /// This server as a target, and another that is told the same.
    pub(crate) fn target_beside(&self, twin: &Self) -> Arc<Target> {
        known(&self.0.address().to_string(), &ALL, Some(PASSWORD), Some(twin.target(&[])))
    }

    pub(crate) async fn stop(self) {
        self.0.shutdown().await;
    }
}

/// A target without a gate at an address.
pub(crate) fn target_at(address: &str, effects: &[Effect]) -> Arc<Target> {
    known(address, effects, None, None)
}

fn known(
    address: &str,
    effects: &[Effect],
    password: Option<&str>,
    twin: Option<Arc<Target>>,
) -> Arc<Target> {
    let known = Known {
        catalogue: spec::load::built_in().unwrap(),
        profile: Profile::reference().unwrap(),
        endpoint: Arc::new(Endpoint::parse(&format!("http://{address}")).unwrap()),
        password: password.map(spec::profile::Password::new),
        effects: effects.iter().copied().collect(),
        limits: Limits {
            patience: Duration::from_secs(5),
            connect: Duration::from_secs(1),
            ..Limits::default()
        },
        home: Home::Here,
        rate: None,
        twin,
    };
    Arc::new(Target::new(known).unwrap())
}

/// A campaign with several workers.
pub(crate) fn campaign(target: &Arc<Target>, budget: Budget, seed: u64) -> (Harvest, Notes) {
    campaign_of(target, budget, seed, Shard::WHOLE, 16)
}

pub(crate) fn campaign_of(
    target: &Arc<Target>,
    budget: Budget,
    seed: u64,
    shard: Shard,
    workers: usize,
) -> (Harvest, Notes) {
    play(target, budget, seed, shard, workers, Notes::default(), &CancellationToken::new())
}

/// A campaign that ends when a breach begins like this.
pub(crate) fn campaign_until(
    target: &Arc<Target>,
    oracle: &str,
    longest: Duration,
    seed: u64,
) -> (Harvest, Notes) {
    let stop = CancellationToken::new();
    let notes = Notes { until: Some((oracle.to_owned(), stop.clone())), ..Notes::default() };
    play(target, Budget::Time(longest), seed, Shard::WHOLE, 16, notes, &stop)
}

fn play(
    target: &Arc<Target>,
    budget: Budget,
    seed: u64,
    shard: Shard,
    workers: usize,
    mut notes: Notes,
    stop: &CancellationToken,
) -> (Harvest, Notes) {
    let workers = NonZeroUsize::new(workers).unwrap();
    let campaign = Campaign { seed, shard, played: 0, budget, workers, commands: Vec::new() };
    let harvest = tokio::task::block_in_place(|| campaign.run(target, Vec::new(), &mut notes, stop)).unwrap();
    (harvest, notes)
}

/// A server that gives one answer to everything, closes, and remembers what was asked.
pub(crate) struct Scripted {
    pub(crate) address: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Scripted {
    pub(crate) fn requests(&self) -> Vec<Vec<u8>> {
        self.requests.lock().unwrap().clone()
    }
}

pub(crate) fn scripted(answer: &'static str) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let requests: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let remembered = Arc::clone(&requests);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let remembered = Arc::clone(&remembered);
            std::thread::spawn(move || {
                stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
                let mut piece = [0; 16 << 10];
                while let Ok(count @ 1..) = stream.read(&mut piece) {
                    // The port differs from server to server.
                    remembered.lock().unwrap().push(masked(&piece[..count]));
                    if stream.write_all(answer.as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    Scripted { address, requests }
}

/// Bytes without the number of the port.
fn masked(bytes: &[u8]) -> Vec<u8> {
    let text: Vec<u8> = bytes.to_vec();
    match text.windows(10).position(|window| window == b"127.0.0.1:") {
        Some(place) => [&text[..place], &text[(place + 15).min(text.len())..]].concat(),
        None => text,
    }
}
