//! Every fault shows: what is seen of a server with it differs from what is seen of a sound one, and two sound ones look alike.

mod bench;
mod calls;
mod files;
mod requests;
mod scripts;

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;

use futures::StreamExt as _;
use refserver_http::Faults;
use refserver_http::faults::{FaultFact, all};
use tokio::sync::OnceCell;

use bench::{Bench, Fixtures};

/// How many servers are looked at at a time.
const AT_A_TIME: usize = 24;

/// Something done to servers, and what was seen.
type Probe = fn(Bench) -> Pin<Box<dyn Future<Output = String> + Send>>;

/// Which probes look at a clause; those for one clause alone stand before those for its family.
const PROBES: &[(&str, Probe)] = &[
    ("AUTH", |bench| Box::pin(requests::gate(bench))),
    ("HTTP", |bench| Box::pin(requests::reading(bench))),
    ("EXEC-4", |bench| Box::pin(scripts::waits(bench))),
    ("EXEC-5", |bench| Box::pin(scripts::waits(bench))),
    ("EXEC-10", |bench| Box::pin(scripts::neighbours(bench))),
    ("EXEC", |bench| Box::pin(scripts::answers(bench))),
    ("PLAIN", |bench| Box::pin(scripts::plain(bench))),
    ("READY", |bench| Box::pin(requests::groups(bench))),
    ("STATE", |bench| Box::pin(requests::states(bench))),
    ("LIC", |bench| Box::pin(requests::licence(bench))),
    ("DL", |bench| Box::pin(files::downloads(bench))),
    ("UP", |bench| Box::pin(files::uploads(bench))),
    ("WP", |bench| Box::pin(calls::selectors(bench))),
    ("CHAIN-6", |bench| Box::pin(calls::ended(bench))),
    ("ABON-6", |bench| Box::pin(calls::ended(bench))),
    ("CALL-8", |bench| Box::pin(calls::ended(bench))),
    ("CHAIN", |bench| Box::pin(calls::conversation(bench))),
    ("ABON", |bench| Box::pin(calls::conversation(bench))),
    ("CALL", |bench| Box::pin(calls::orders(bench))),
    ("SET", |bench| Box::pin(calls::modes(bench))),
    ("R-4", |bench| Box::pin(requests::framing(bench))),
    ("R-5", |bench| Box::pin(calls::refused(bench))),
    ("R", |bench| Box::pin(requests::oddities(bench))),
];

fn probe(clause: &str) -> Probe {
    let family = clause.split('-').next().unwrap_or_default();
    let suits = |name: &str| name == clause || name == family;
    PROBES.iter().find(|(name, _)| suits(name)).map(|(_, probe)| *probe).expect("a probe for the clause")
}

/// The probes for a fault, that of its first clause before the others.
fn probes(fact: &FaultFact) -> Vec<Probe> {
    let mut seen = BTreeSet::new();
    let probes = fact.clauses.iter().map(|clause| probe(clause));
    probes.filter(|probe| seen.insert(*probe as usize)).collect()
}

/// What each probe sees of a sound server, found out once and only if it is asked for.
struct Sound<'a> {
    fixtures: &'a Fixtures,
    seen: BTreeMap<usize, OnceCell<String>>,
}

impl<'a> Sound<'a> {
    fn new(fixtures: &'a Fixtures) -> Self {
        let seen = PROBES.iter().map(|(_, probe)| (*probe as usize, OnceCell::new()));
        Self { fixtures, seen: seen.collect() }
    }

    async fn seen_by(&self, probe: Probe) -> &str {
        let look = || probe(Bench::with(self.fixtures, None));
        let looked = self.seen[&(probe as usize)].get_or_init(|| async {
            let (one, other) = futures::join!(look(), look());
            assert_eq!(one, other, "a sound server is not steady");
            one
        });
        looked.await
    }
}

/// Looks at every fault whose first clause is of one of the families.
async fn every_fault_shows(families: &[&str]) {
    let fixtures = Fixtures::new();
    let sound = Sound::new(&fixtures);
    let is_looked_at =
        |fact: &&FaultFact| families.contains(&fact.clauses[0].split('-').next().unwrap_or_default());
    let looks = all().iter().filter(is_looked_at).map(|fact| hidden(fact, &fixtures, &sound));
    let hidden = futures::stream::iter(looks).buffer_unordered(AT_A_TIME).filter_map(std::future::ready);
    let hidden: Vec<&str> = hidden.collect().await;
    assert!(hidden.is_empty(), "faults that do not show: {hidden:?}");
}

/// The name of a fault that no probe for its clauses sees.
async fn hidden(fact: &FaultFact, fixtures: &Fixtures, sound: &Sound<'_>) -> Option<&'static str> {
    for probe in probes(fact) {
        let faulty = probe(Bench::with(fixtures, Some(fact.name))).await;
        if faulty != sound.seen_by(probe).await {
            return None;
        }
    }
    Some(fact.name)
}

macro_rules! every_fault_shows {
    ($($test:ident: $($family:literal)+;)+) => {
        const FAMILIES: &[&str] = &[$($($family),+),+];

        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            every_fault_shows(&[$($family),+]).await;
        })+
    };
}

every_fault_shows! {
    every_fault_of_the_gate_shows: "AUTH";
    every_fault_in_reading_requests_shows: "HTTP";
    every_fault_of_scripts_shows: "EXEC";
    every_fault_of_plain_answers_shows: "PLAIN";
    every_fault_of_groups_and_states_shows: "READY" "STATE";
    every_fault_of_the_licence_shows: "LIC";
    every_fault_of_downloads_shows: "DL";
    every_fault_of_uploads_shows: "UP";
    every_fault_of_selectors_shows: "WP";
    every_fault_of_chains_and_parties_shows: "CHAIN" "ABON";
    every_fault_of_calls_shows: "CALL";
    every_fault_of_states_and_modes_set_shows: "SET";
    every_fault_of_robustness_shows: "R";
}

#[test]
fn there_are_faults_enough_and_each_is_looked_at_by_one_test() {
    assert!(all().len() >= 150, "{}", all().len());
    for fact in all() {
        let family = fact.clauses[0].split('-').next().expect("a family");
        assert!(FAMILIES.contains(&family), "{}", fact.name);
        assert!(
            fact.summary.ends_with('.') && !fact.shows.is_empty() && !fact.shows.ends_with('.'),
            "{}",
            fact.name
        );
        let clauses: BTreeSet<_> = fact.clauses.iter().collect();
        assert_eq!(clauses.len(), fact.clauses.len(), "{}", fact.name);
    }
}

/// How many clauses each family has.
const CLAUSES: &[(&str, u32)] = &[
    ("HTTP", 8),
    ("AUTH", 5),
    ("EXEC", 10),
    ("PLAIN", 3),
    ("READY", 5),
    ("STATE", 4),
    ("LIC", 8),
    ("DL", 5),
    ("UP", 8),
    ("WP", 3),
    ("CHAIN", 6),
    ("ABON", 6),
    ("CALL", 9),
    ("SET", 9),
    ("R", 5),
];

#[test]
fn faults_name_clauses_that_exist() {
    for fact in all() {
        for clause in fact.clauses {
            let (family, number) = clause.split_once('-').expect("a clause");
            let most = CLAUSES.iter().find(|(name, _)| *name == family).map_or(0, |(_, most)| *most);
            assert!((1..=most).contains(&number.parse().expect("a number")), "{}: {clause}", fact.name);
        }
    }
}

/// The clauses that something is owed for and that can be seen over HTTP.
const OWED: &[(&str, &[u32])] = &[
    ("HTTP", &[3, 4, 5, 6]),
    ("AUTH", &[1, 2, 3, 4, 5]),
    ("EXEC", &[1, 2, 3, 4, 5, 6, 7, 8, 10]),
    ("PLAIN", &[1, 2, 3]),
    ("READY", &[1, 2, 3, 4]),
    ("STATE", &[1, 3, 4]),
    ("LIC", &[1, 2, 3, 4, 5, 7]),
    ("DL", &[1, 2, 3, 4, 5]),
    ("UP", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("WP", &[1, 2, 3]),
    ("CHAIN", &[1, 2, 3, 4, 5]),
    ("ABON", &[1, 2, 3, 4]),
    ("CALL", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("SET", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("R", &[1, 2, 3, 4, 5]),
];

#[test]
fn every_clause_that_can_be_seen_over_http_has_a_fault() {
    let broken: BTreeSet<&str> = all().iter().flat_map(|fact| fact.clauses.iter().copied()).collect();
    for (family, numbers) in OWED {
        for number in *numbers {
            assert!(broken.contains(format!("{family}-{number}").as_str()), "{family}-{number}");
        }
    }
}

#[test]
fn faults_are_told_of_as_data() {
    let first = serde_json::to_value(all()[0]).expect("a fact");
    let keys: Vec<&String> = first.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["name", "clauses", "kind", "summary", "shows"]);
    assert_eq!(first["kind"], "security");
    assert!(Faults::parse(all().iter().map(|fact| fact.name)).is_ok());
}
