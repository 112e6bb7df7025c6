//! One start of a campaign on a place: it goes on from what is there, keeps what comes, and tells what is new.
//!
//! Several things go on at once. The campaign sends inputs and hands what they bring to a [`Notebook`]. The clerk writes that into the
//! place, at once. The examiner repeats and minimises what was met, and makes it a finding or leaves it a suspect. And what other machines
//! keep meanwhile is fetched. So a process may be killed at any moment: what was told is in the place, and what was met is examined by
//! the next start.

mod clerk;
mod desk;
mod examiner;
mod notebook;

use std::collections::BTreeSet;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::future::select;
use futures::join;
use jiff::Timestamp;
use report_model::campaign::Tally;
use report_model::event::Tool;
use report_model::finding::{FindingId, Found};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use self::clerk::Clerk;
use self::desk::Desk;
use self::examiner::Examiner;
use self::notebook::Notebook;
use crate::campaign::{Budget, Campaign, Harvest};
use crate::input::{Digest, Input};
use crate::place::{Place, PlaceError, Stint};
use crate::suspect::Suspect;
use crate::target::Target;

/// How often is looked for what others have kept.
const FETCHED: Duration = Duration::from_secs(5);

/// How long is examined at most when the campaign is over.
const AFTERWARDS: Duration = Duration::from_secs(60);

/// A campaign that has a time is late by no more than this part of it, or than a moment.
const LATE: u32 = 20;
const MOMENT: Duration = Duration::from_millis(1500);

/// What a session tells while it goes on.
#[derive(Debug)]
pub enum News {
    /// There is a finding. New ones came back every time they were repeated, and nobody else told them.
    Found(Box<Found>),
    /// How far the campaign has come, about once a second.
    Progress(Box<Tally>),
}

/// Why a session ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The place failed.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The machine grants no threads or sockets.
    #[error("the campaign cannot go on: {0}; fewer --workers need less")]
    Sockets(io::Error),
    /// Whoever was told failed.
    #[error("what happened cannot be told any more: {0}")]
    Untold(#[from] io::Error),
}

/// One start of a campaign on a place.
#[derive(Debug)]
pub struct Session {
    place: Place,
    campaign: Campaign,
    target: Arc<Target>,
    tool: Tool,
    stint: Stint,
    /// What was done on the place before.
    before: Vec<Stint>,
    inputs: Vec<Digest>,
    findings: BTreeSet<FindingId>,
    suspects: Vec<Suspect>,
}

impl Session {
    /// Begins: reads what is there, and notes that somebody works here now.
    ///
    /// # Errors
    /// If the place cannot be read or written.
    pub async fn begin(
        place: Place,
        campaign: Campaign,
        target: Arc<Target>,
        tool: Tool,
    ) -> Result<Self, PlaceError> {
        let before = place.sessions().await?;
        let mut stint = Stint::begin(campaign.shard, campaign.seed, now());
        let followed = before.iter().filter(|other| stint.follows(other));
        let played = followed.map(|other| other.played).max().unwrap_or(campaign.played);
        stint.played = played;
        place.note(&stint).await?;
        Ok(Self {
            before,
            inputs: place.inputs().await?,
            findings: place.findings().await?.into_iter().collect(),
            suspects: place.suspects().await?,
            stint,
            place,
            campaign: Campaign { played, ..campaign },
            target,
            tool,
        })
    }

    /// Runs the campaign until it is over or stopped, and then examines what it has met.
    ///
    /// # Errors
    /// If the place fails, or whoever is told; the campaign is stopped then.
    pub async fn run(
        self,
        stop: &CancellationToken,
        tell: impl FnMut(News) -> io::Result<()>,
    ) -> Result<Harvest, SessionError> {
        let earlier = self.earlier().await?;
        let Self { place, campaign, target, tool, stint, before, inputs, findings, suspects } = self;
        let desk = Desk::new(&place, stint, &before, inputs, suspects, findings, tell);
        desk.tell_known().await?;
        let (notes, inbox) = unbounded_channel();
        let (queue, met) = unbounded_channel();
        let (post, arrivals) = unbounded_channel();
        desk.open_suspects().into_iter().for_each(|suspect| drop(queue.send(suspect)));
        let halt = stop.child_token();
        // A campaign has threads of its own.
        let campaigning = {
            let (campaign, target, halt) = (campaign.clone(), Arc::clone(&target), halt.clone());
            let mut notebook = Notebook::new(notes, arrivals);
            spawn_blocking(move || campaign.run(&target, earlier, &mut notebook, &halt))
        };
        let over = CancellationToken::new();
        let campaigning = async {
            let harvest = campaigning.await;
            over.cancel();
            harvest
        };
        let fetching = async {
            let fetched = fetch(&desk, &post, &over).await;
            fetched.inspect_err(|_| halt.cancel())
        };
        let writing = async {
            let written = Clerk { desk: &desk, workers: campaign.workers }.write(inbox, queue).await;
            written.inspect_err(|_| halt.cancel())
        };
        let examining = async {
            let hurry = CancellationToken::new();
            let examiner =
                Examiner { desk: &desk, campaign: &campaign, target: &target, tool: &tool, hurry: &hurry };
            let examined = examiner.examine(met, enough(campaign.budget, stop, &over, &hurry)).await;
            examined.inspect_err(|_| halt.cancel())
        };
        let (harvest, fetched, written, examined) = join!(campaigning, fetching, writing, examining);
        fetched?;
        written.and(examined)?;
        let harvest = harvest.map_err(io::Error::other).flatten().map_err(SessionError::Sockets)?;
        desk.close(&harvest.progress, campaign.workers).await?;
        Ok(harvest)
    }

    /// The inputs that are kept, to begin with.
    async fn earlier(&self) -> Result<Vec<Input>, PlaceError> {
        let mut earlier = Vec::new();
        for digest in &self.inputs {
            earlier.extend(self.place.input(digest).await?);
        }
        Ok(earlier)
    }
}

/// Waits until it is enough of examining: at once where somebody stops it, else a while after the campaign. Half of that while is for making
/// inputs shorter.
async fn enough(
    budget: Budget,
    stop: &CancellationToken,
    over: &CancellationToken,
    hurry: &CancellationToken,
) {
    let afterwards = match budget {
        Budget::Requests(_) => AFTERWARDS,
        Budget::Time(time) => (time / LATE).clamp(MOMENT, AFTERWARDS),
    };
    let afterwards = async {
        over.cancelled().await;
        sleep(afterwards / 2).await;
        hurry.cancel();
        sleep(afterwards / 2).await;
    };
    select(pin!(stop.cancelled()), pin!(afterwards)).await;
}

/// Fetches what others keep meanwhile, until the campaign is over.
async fn fetch<Tell: FnMut(News) -> io::Result<()>>(
    desk: &Desk<'_, Tell>,
    post: &UnboundedSender<Input>,
    over: &CancellationToken,
) -> Result<(), PlaceError> {
    while timeout(FETCHED, over.cancelled()).await.is_err() {
        desk.arrivals().await?.into_iter().for_each(|input| drop(post.send(input)));
    }
    Ok(())
}

/// The time of day, for those who read what is kept.
fn now() -> Timestamp {
    // A clock before the year -9999 or after 9999 is nobody's.
    Timestamp::try_from(driver::wall_clock()).unwrap_or_default()
}
