//! What every case of a run shares: the catalogue, the profile, and the doors of the target.

use std::cell::RefCell;
use std::sync::Arc;

use checks::answer::Reader;
use checks::shape::Shapes;
use checks::tally::Tally;
use driver::{Client, Endpoint, Limits, RunClock, Traffic};
use report_model::secrets::Secrets;
use spec::catalogue::{Catalogue, Effect};
use spec::profile::{Password, Profile};

use crate::margin::Margins;
use crate::settings::Settings;

/// What every case of a run shares.
#[derive(Debug)]
pub struct Context {
    /// The document as data.
    pub catalogue: Arc<Catalogue>,
    /// Its schemas, compiled.
    pub shapes: Arc<Shapes>,
    /// What is known of the target.
    pub profile: Profile,
    /// Where the target is entered.
    pub doors: Doors,
    /// How the run is to be made.
    pub settings: Settings,
    /// What the suite takes from a target before it gives up.
    pub limits: Limits,
    /// The clock of the run.
    pub clock: RunClock,
    /// Whether requests really go out.
    pub traffic: Traffic,
    /// What has been tried so far.
    pub tally: RefCell<Tally>,
    /// How long what a sound target does is still waited for.
    pub margins: Margins,
}

impl Context {
    /// What reads answers by the catalogue.
    pub fn reader(&self) -> Reader<'_> {
        Reader { catalogue: &self.catalogue, shapes: &self.shapes }
    }

    /// Whether the run may have an effect: the user allows it and the profile does not forbid it.
    pub fn permits(&self, effect: Effect) -> bool {
        let forbidden = self.profile.effects.permits(effect) == Some(false);
        effect == Effect::Reads || (self.settings.effects.contains(&effect) && !forbidden)
    }

    /// What nothing that is written down may tell: the passwords of the gates.
    pub fn secrets(&self) -> Secrets {
        Secrets::new(self.doors.all().filter_map(|door| door.password.as_ref()).map(Password::reveal))
    }

    /// A client at a door.
    pub fn client(&self, door: &Door) -> Client {
        Client::new(Arc::clone(&door.endpoint), self.limits, self.clock, self.traffic)
    }
}

/// One entrance to the target: an address, and the password that it asks for.
#[derive(Debug, Clone)]
pub struct Door {
    /// Where it listens.
    pub endpoint: Arc<Endpoint>,
    /// The password of its gate, if it has one (AUTH-1).
    pub password: Option<Password>,
}

/// The entrances of a target. A server has one; the reference server inside the process is started twice, so that the gate can be
/// tried shut and open in one run (AUTH-1, AUTH-4).
#[derive(Debug, Clone)]
pub struct Doors {
    main: Door,
    other: Option<Door>,
}

/// Which entrance a case needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorKind {
    /// Whichever the target has.
    Any,
    /// One whose gate asks for a password.
    Gated,
    /// One whose gate stands open.
    Open,
}

impl Doors {
    /// A target with one entrance.
    pub fn single(main: Door) -> Self {
        Self { main, other: None }
    }

    /// A target with a second entrance, of the other kind.
    pub fn pair(main: Door, other: Door) -> Self {
        Self { main, other: Some(other) }
    }

    /// The same entrances, the other one for most cases.
    #[must_use]
    pub fn turned(self) -> Self {
        match self.other {
            Some(other) => Self { main: other, other: Some(self.main) },
            None => self,
        }
    }

    /// The entrance that most cases use.
    pub fn main(&self) -> &Door {
        &self.main
    }

    /// Every entrance.
    pub fn all(&self) -> impl Iterator<Item = &Door> {
        [Some(&self.main), self.other.as_ref()].into_iter().flatten()
    }

    /// An entrance of a kind, or why there is none.
    ///
    /// # Errors
    /// The reason for which cases that need it are skipped.
    pub fn get(&self, kind: DoorKind) -> Result<&Door, &'static str> {
        let find = |gated: bool| self.all().find(|door| door.password.is_some() == gated);
        match kind {
            DoorKind::Any => Ok(&self.main),
            DoorKind::Gated => find(true)
                .ok_or("no password is known for the target (--password), so its gate cannot be tried"),
            DoorKind::Open => find(false)
                .ok_or("the target is asked with a password, so a gate that stands open cannot be seen"),
        }
    }
}
