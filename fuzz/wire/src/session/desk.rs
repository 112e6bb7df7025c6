//! What clerk and examiner share: the place, what is known of it, and whoever is told.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::num::NonZeroUsize;

use report_model::campaign::{Tally, Unconfirmed};
use report_model::finding::{FindingId, Found, Replays};

use super::{News, SessionError, now};
use crate::campaign::Progress;
use crate::finding::Finding;
use crate::input::{Digest, Input};
use crate::oracle::Oracle;
use crate::place::{Novelty, Place, PlaceError, Standing, Stint};
use crate::suspect::Suspect;

/// What clerk and examiner share; they take turns on one thread, and neither holds any of it while it waits.
pub(super) struct Desk<'a, Tell> {
    place: &'a Place,
    /// What was done on this part of the campaign before.
    before: Standing,
    /// How often breaches were repeated on the place before, and how often they came back.
    replays_before: BTreeMap<Oracle, Replays>,
    stint: RefCell<Stint>,
    inputs: RefCell<HashSet<Digest>>,
    findings: RefCell<BTreeSet<FindingId>>,
    suspects: RefCell<BTreeMap<FindingId, Suspect>>,
    tell: RefCell<Tell>,
}

impl<'a, Tell: FnMut(News) -> io::Result<()>> Desk<'a, Tell> {
    pub(super) fn new(
        place: &'a Place,
        stint: Stint,
        before: &[Stint],
        inputs: Vec<Digest>,
        suspects: Vec<Suspect>,
        findings: BTreeSet<FindingId>,
        tell: Tell,
    ) -> Self {
        let suspects = suspects.into_iter().map(|suspect| (suspect.id(), suspect));
        Self {
            place,
            before: Standing::of(before.iter().filter(|other| other.shard == stint.shard)),
            replays_before: Standing::of(before).oracles,
            stint: RefCell::new(stint),
            inputs: RefCell::new(inputs.into_iter().collect()),
            findings: RefCell::new(findings),
            suspects: RefCell::new(suspects.collect()),
            tell: RefCell::new(tell),
        }
    }

    /// Tells the findings that are there already.
    pub(super) async fn tell_known(&self) -> Result<(), SessionError> {
        let known = self.findings.borrow().clone();
        for id in &known {
            self.tell_as_known(id).await?;
        }
        Ok(())
    }

    async fn tell_as_known(&self, id: &FindingId) -> Result<(), SessionError> {
        if let Some(finding) = self.place.finding(id).await? {
            self.tell_found(finding, Novelty::Known)?;
        }
        Ok(())
    }

    fn tell_found(&self, finding: Finding, novelty: Novelty) -> io::Result<()> {
        let file = self.place.file_of(&finding.told.id);
        self.findings.borrow_mut().insert(finding.told.id.clone());
        let found = Found { finding: finding.told, file, new: novelty == Novelty::New };
        (self.tell.borrow_mut())(News::Found(Box::new(found)))
    }

    /// What was met by an earlier start that did not come to examine it.
    pub(super) fn open_suspects(&self) -> Vec<Suspect> {
        let suspects = self.suspects.borrow();
        suspects.values().filter(|suspect| suspect.replays.tried == 0).cloned().collect()
    }

    pub(super) async fn keep_input(&self, input: &Input) -> Result<(), PlaceError> {
        if self.inputs.borrow_mut().insert(input.digest()) {
            self.place.keep_input(input).await?;
        }
        Ok(())
    }

    /// The inputs that others have kept since this was last asked.
    pub(super) async fn arrivals(&self) -> Result<Vec<Input>, PlaceError> {
        let mut arrivals = Vec::new();
        for digest in self.place.inputs().await? {
            if self.inputs.borrow_mut().insert(digest) {
                arrivals.extend(self.place.input(&digest).await?);
            }
        }
        Ok(arrivals)
    }

    /// Keeps what was met; whether it is to be examined.
    pub(super) async fn keep_suspect(&self, suspect: &Suspect) -> Result<bool, PlaceError> {
        let id = suspect.id();
        if self.findings.borrow().contains(&id) || self.place.tells(&id).await? {
            return Ok(false);
        }
        self.suspects.borrow_mut().insert(id, suspect.clone());
        self.place.keep_suspect(suspect).await?;
        Ok(true)
    }

    /// Counts replays, and says what share of an oracle's were confirmed so far.
    pub(super) fn count(&self, oracle: Oracle, replays: Replays) -> f64 {
        let mut stint = self.stint.borrow_mut();
        let counted = stint.oracles.entry(oracle).or_default();
        *counted = counted.and(replays);
        counted.and(self.replays_before.get(&oracle).copied().unwrap_or_default()).share()
    }

    /// A suspect came back: it is a finding, and told as new if nobody else had it.
    pub(super) async fn convict(&self, suspect: Suspect, finding: Finding) -> Result<(), SessionError> {
        let id = finding.told.id.clone();
        let novelty = self.place.keep_finding(&finding).await?;
        self.close_case(suspect, id).await?;
        if novelty == Novelty::New {
            self.tell_found(finding, Novelty::New)?;
        }
        Ok(())
    }

    /// A suspect is told as that finding. Where that has another name, the place remembers it, so that nobody examines it again.
    async fn close_case(&self, suspect: Suspect, finding: FindingId) -> Result<(), PlaceError> {
        let id = suspect.id();
        if id != finding {
            self.place.keep_suspect(&Suspect { told_as: Some(finding), ..suspect }).await?;
        }
        self.suspects.borrow_mut().remove(&id);
        Ok(())
    }

    /// A suspect did not come back every time.
    pub(super) async fn acquit(&self, suspect: Suspect) -> Result<(), PlaceError> {
        self.place.keep_suspect(&suspect).await?;
        self.suspects.borrow_mut().insert(suspect.id(), suspect);
        Ok(())
    }

    /// Notes how far the campaign has come, and tells it.
    pub(super) async fn note(&self, progress: &Progress, workers: NonZeroUsize) -> Result<(), SessionError> {
        let stint = {
            let mut stint = self.stint.borrow_mut();
            stint.requests = progress.requests;
            stint.played = progress.played;
            stint.seconds = progress.elapsed.as_secs_f64();
            stint.noted = now();
            stint.clone()
        };
        self.place.note(&stint).await?;
        let tally = self.tally(&stint, progress, workers);
        (self.tell.borrow_mut())(News::Progress(Box::new(tally)))?;
        Ok(())
    }

    /// Ends: tells what others found meanwhile, and the last tally.
    pub(super) async fn close(&self, progress: &Progress, workers: NonZeroUsize) -> Result<(), SessionError> {
        let told = self.findings.borrow().clone();
        let open: Vec<FindingId> = self.suspects.borrow().keys().cloned().collect();
        for id in open {
            if self.place.tells(&id).await? {
                self.suspects.borrow_mut().remove(&id);
            }
        }
        for id in self.place.findings().await? {
            if !told.contains(&id) {
                self.tell_as_known(&id).await?;
            }
        }
        self.note(progress, workers).await
    }

    fn tally(&self, stint: &Stint, progress: &Progress, workers: NonZeroUsize) -> Tally {
        let requests = self.before.requests + stint.requests;
        let seconds = self.before.seconds + stint.seconds;
        let unconfirmed = |(id, suspect): (&FindingId, &Suspect)| Unconfirmed {
            id: id.clone(),
            signature: suspect.signature.clone(),
            clauses: vec![suspect.clause.clone()],
            confidence: suspect.confidence(),
        };
        let mut oracles = self.replays_before.clone();
        for (oracle, replays) in &stint.oracles {
            let known = oracles.entry(*oracle).or_default();
            *known = known.and(*replays);
        }
        Tally {
            requests,
            seconds,
            requests_per_second: if seconds > 0.0 { requests as f64 / seconds } else { 0.0 },
            pace: progress.requests_per_second,
            in_flight: progress.in_flight,
            workers: workers.get(),
            shard: stint.shard.to_string(),
            corpus: self.inputs.borrow().len(),
            place: self.place.to_string(),
            commands: progress.coverage.commands,
            parameters: progress.coverage.parameters,
            statuses: progress.coverage.statuses,
            cells: progress.coverage.cells,
            fingerprints: progress.fingerprints,
            findings: self.findings.borrow().len(),
            causes: progress.causes,
            oracles: oracles.iter().map(|(oracle, replays)| (oracle.to_string(), *replays)).collect(),
            unconfirmed: self.suspects.borrow().iter().map(unconfirmed).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Call, Message};

    fn input(name: &str) -> Input {
        Input::one(Message::Call(Call::new(name, format!("/{name}"))))
    }

    fn suspect(signature: &str) -> Suspect {
        Suspect {
            signature: signature.to_owned(),
            oracle: Oracle::Hang,
            clause: "R-1".parse().unwrap(),
            met: now(),
            replays: Replays::default(),
            input: input("upload"),
            told_as: None,
        }
    }

    fn finding(signature: &str) -> Finding {
        Finding::sample(signature, input("upload"))
    }

    /// What one machine would tell of a place: the names of findings, and whether they are new.
    struct Machine {
        place: Place,
        told: RefCell<Vec<(FindingId, bool)>>,
    }

    impl Machine {
        fn on(place: &Place) -> Self {
            Self { place: place.clone(), told: RefCell::default() }
        }

        fn desk(&self) -> Desk<'_, impl FnMut(News) -> io::Result<()>> {
            let tell = |news| {
                if let News::Found(found) = news {
                    self.told.borrow_mut().push((found.finding.id, found.new));
                }
                Ok(())
            };
            let stint = Stint::begin(crate::campaign::Shard::WHOLE, 1, now());
            Desk::new(&self.place, stint, &[], Vec::new(), Vec::new(), BTreeSet::new(), tell)
        }
    }

    #[tokio::test]
    async fn what_another_machine_keeps_arrives_once_and_what_is_our_own_never() {
        let place = Place::open("memory:///").await.unwrap();
        let machine = Machine::on(&place);
        let desk = machine.desk();
        desk.keep_input(&input("own")).await.unwrap();
        place.keep_input(&input("other")).await.unwrap();
        assert_eq!(desk.arrivals().await.unwrap(), [input("other")]);
        assert_eq!(desk.arrivals().await.unwrap(), []);
    }

    #[tokio::test]
    async fn of_two_machines_one_tells_a_finding_as_new_and_the_other_as_known() {
        let place = Place::open("memory:///").await.unwrap();
        let (one, other) = (Machine::on(&place), Machine::on(&place));
        let (first, second) = (one.desk(), other.desk());
        assert!(first.keep_suspect(&suspect("a")).await.unwrap());
        assert!(second.keep_suspect(&suspect("a")).await.unwrap());
        first.convict(suspect("a"), finding("a")).await.unwrap();
        second.convict(suspect("a"), finding("a")).await.unwrap();
        assert!(!second.keep_suspect(&suspect("a")).await.unwrap(), "it is a finding");
        let workers = NonZeroUsize::MIN;
        first.close(&Progress::default(), workers).await.unwrap();
        second.close(&Progress::default(), workers).await.unwrap();
        drop((first, second));
        assert_eq!(one.told.take(), [(FindingId::of("a"), true)]);
        assert_eq!(other.told.take(), [(FindingId::of("a"), false)]);
    }

    #[tokio::test]
    async fn what_is_told_under_another_name_is_closed_for_everybody() {
        let place = Place::open("memory:///").await.unwrap();
        let (one, other) = (Machine::on(&place), Machine::on(&place));
        let (first, second) = (one.desk(), other.desk());
        assert!(first.keep_suspect(&suspect("narrow")).await.unwrap());
        first.convict(suspect("narrow"), finding("wide")).await.unwrap();
        assert!(first.suspects.borrow().is_empty());
        assert!(!second.keep_suspect(&suspect("narrow")).await.unwrap(), "it is told");
        assert!(second.keep_suspect(&suspect("other")).await.unwrap());
        let left: Vec<_> = place.suspects().await.unwrap().iter().map(Suspect::id).collect();
        assert_eq!(left, [FindingId::of("other")]);
        assert_eq!(place.findings().await.unwrap(), [FindingId::of("wide")]);
    }

    #[tokio::test]
    async fn what_another_machine_tells_under_another_name_is_no_suspect_at_the_end() {
        let place = Place::open("memory:///").await.unwrap();
        let (one, other) = (Machine::on(&place), Machine::on(&place));
        let (first, second) = (one.desk(), other.desk());
        assert!(second.keep_suspect(&suspect("narrow")).await.unwrap());
        first.convict(suspect("narrow"), finding("wide")).await.unwrap();
        second.close(&Progress::default(), NonZeroUsize::MIN).await.unwrap();
        assert!(second.suspects.borrow().is_empty());
        drop(second);
        assert_eq!(other.told.take(), [(FindingId::of("wide"), false)]);
    }

    #[tokio::test]
    async fn what_did_not_come_back_is_counted_and_no_finding() {
        let place = Place::open("memory:///").await.unwrap();
        let machine = Machine::on(&place);
        let desk = machine.desk();
        let replays = Replays { tried: 4, came_back: 1 };
        desk.keep_suspect(&suspect("a")).await.unwrap();
        assert!((desk.count(Oracle::Hang, replays) - 0.25).abs() < f64::EPSILON);
        desk.acquit(Suspect { replays, ..suspect("a") }).await.unwrap();
        let stint = desk.stint.borrow().clone();
        let tally = desk.tally(&stint, &Progress::default(), NonZeroUsize::MIN);
        assert_eq!(tally.unconfirmed[0].confidence, Some(0.25));
        assert!(place.findings().await.unwrap().is_empty());
        assert!(desk.open_suspects().is_empty(), "it was repeated");
    }
}
