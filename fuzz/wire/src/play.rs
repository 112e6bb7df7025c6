//! Plays inputs: sends their steps in order and has every oracle judge what came.

mod group;
mod places;
mod scene;
mod twofold;

use std::sync::Arc;
use std::time::Duration;

use driver::{Arrival, Wire};
use serde_json::Value;
use spec::wire::Exchange;

use crate::asked::Asked;
use crate::breach::Breach;
use crate::corpus::Effort;
use crate::differential::Meaning;
use crate::fingerprint;
use crate::input::{Connection, Input, Message, Piece, Prepared, Raw, Step, Template};
use crate::judge::{Tokens, Turn, narrowed};
use crate::strict::{self, Asking, Understanding};
use crate::target::Target;
use places::Places;
#[cfg(test)]
pub(crate) use places::bytes;
use scene::Sights;

/// What came of an input.
#[derive(Debug)]
pub struct Play {
    /// The exchanges, one a step, in the order of the steps; fewer where the target could not be reached any more, or where a
    /// step may have an effect that is not allowed.
    pub exchanges: Vec<Exchange>,
    /// What is wrong with them.
    pub breaches: Vec<Breach>,
}

/// Plays inputs one after the other. It keeps one connection between them.
#[derive(Debug)]
pub struct Player {
    target: Arc<Target>,
    /// The connection that is kept, then those of steps that go beside others.
    wires: Vec<Wire>,
    sent: Vec<Vec<u8>>,
    room: Vec<u8>,
    /// The next play, which its tokens name.
    next: u64,
    /// Who plays the same against the target's twin.
    twin: Option<Box<Player>>,
}

/// What came of an input, as a campaign needs it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// What is wrong.
    pub(crate) breaches: Vec<Breach>,
    /// What the answers are like.
    pub(crate) fingerprints: Vec<u64>,
    /// What each step was answered with; 0 where it was not.
    pub(crate) statuses: Vec<u16>,
    /// What each answer means.
    pub(crate) meanings: Vec<Meaning>,
    /// Whether an answer that was owed did not come.
    pub(crate) is_owed: bool,
    /// What all of it took.
    pub(crate) effort: Effort,
    /// The exchanges, if they are wanted.
    pub(crate) exchanges: Vec<Exchange>,
    /// Why the target could not be reached, if that is so.
    pub(crate) unreachable: Option<String>,
}

/// An input and how it is played.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Performance<'a> {
    /// The input.
    pub(crate) prepared: &'a Prepared,
    /// What its tokens are named by.
    pub(crate) play: u64,
    /// Whether the exchanges are wanted.
    pub(crate) recorded: bool,
}

/// An answer that is taken in.
#[derive(Clone, Copy)]
struct TakenIn<'a> {
    message: &'a Message,
    /// The step, counted from 0.
    step: usize,
    /// The place among the steps that went out together.
    place: usize,
    /// The play, which its tokens name.
    play: u64,
    tokens: Tokens,
    understanding: Understanding,
}

/// How long the rest of a request is pretended to come.
const UNFINISHED: Duration = Duration::from_millis(15);

/// The same while others are to be served.
const HELD: Duration = Duration::from_millis(1000);

/// Who has not answered by then what need not be answered may not do so at all.
const SOON: Duration = Duration::from_millis(3);

/// How long is waited for an answer to what need not be answered.
const UNCLEAR: Duration = Duration::from_millis(80);

/// How long is waited for a second answer to one request.
const SECOND_ANSWER: Duration = Duration::from_millis(40);

impl Player {
    /// A player without a connection yet.
    pub fn new(target: Arc<Target>) -> Self {
        let wire = Wire::new(Arc::clone(&target.endpoint), target.limits, target.clock);
        // Tokens of two players must never be alike, nor those of two campaigns on one target.
        let next = u64::from_le_bytes(uuid::Uuid::new_v4().into_bytes()[..8].try_into().unwrap_or_default());
        let twin = target.twin.as_ref().map(|twin| Box::new(Self::new(Arc::clone(&twin.target))));
        Self { target, wires: vec![wire], sent: Vec::new(), room: Vec::new(), next, twin }
    }

    /// Whom it plays against.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Sends the steps of an input in order and judges what came.
    pub async fn play(&mut self, input: &Input) -> Play {
        let Outcome { exchanges, breaches, .. } = self.again(input, true).await;
        Play { exchanges, breaches }
    }

    /// Plays an input under tokens of its own.
    pub(crate) async fn again(&mut self, input: &Input, recorded: bool) -> Outcome {
        self.next = self.next.wrapping_add(1);
        let prepared = &input.clone().into();
        self.perform(Performance { prepared, play: self.next, recorded }, &mut || {}).await
    }

    /// Whether anything at all is answered, on a new connection.
    pub(crate) async fn finds_somebody(&mut self, patience: Duration) -> bool {
        self.target.pace.wait(1).await;
        self.wires[0].hang_up();
        let probe = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", self.target.host);
        let arrival = self.wires[0].send(probe.as_bytes(), patience).await;
        self.wires[0].hang_up();
        // Who says anything is there, even if it is not a whole answer.
        arrival.outcome.is_ok() || !self.wires[0].received().is_empty()
    }

    /// Plays an input against the target, whoever its twin is.
    async fn perform_alone(
        &mut self,
        performance: Performance<'_>,
        idle: &mut (dyn FnMut() + Send),
    ) -> Outcome {
        let Performance { prepared: Prepared { input, lowered }, play, recorded } = performance;
        let target = Arc::clone(&self.target);
        let _room = target.room_for(lowered).await;
        let mut outcome = Outcome::default();
        let mut values: Vec<Option<Value>> = Vec::new();
        let mut sights = Sights::of(&self.target, input);
        let mut begin = 0;
        while begin < input.steps.len() && outcome.unreachable.is_none() {
            let beside = input.steps[begin + 1..].iter();
            let length = 1 + beside.take_while(|step| step.connection == Connection::Beside).count();
            let steps = &input.steps[begin..begin + length];
            self.fill(&lowered[begin..begin + length], play, &values);
            if !self.sent[..length].iter().all(|sent| self.target.guard.admits(sent)) {
                break;
            }
            self.target.pace.wait(length).await;
            let understood: Vec<_> =
                steps.iter().zip(&self.sent).map(|(step, sent)| understanding(&step.message, sent)).collect();
            let arrivals = self.send(steps, &understood, idle).await;
            for (place, arrival) in arrivals.iter().enumerate() {
                let step = begin + place;
                let all = lowered[..=step].iter().map(|raw| tokens_of(&raw.0));
                let tokens = Tokens {
                    here: tokens_of(&lowered[step].0),
                    sent: all.fold(0, |sent, tokens| sent | tokens),
                    spent: spent(&lowered[..step], &outcome.statuses),
                };
                let message = &input.steps[step].message;
                let taken_in =
                    TakenIn { message, step, place, play, tokens, understanding: understood[place] };
                let told = self.take_in(taken_in, arrival, &mut outcome);
                let wanted = sights.is_scene || takes_from(&lowered[step + 1..], step);
                let value = if wanted { told.or_else(|| self.read(&input.steps[step], place)) } else { told };
                let status = *arrival.outcome.as_ref().unwrap_or(&0);
                sights.see(&self.target, message, status, &self.wires[place], value.as_ref());
                values.push(value);
                if recorded {
                    outcome.exchanges.push(self.wires[place].exchange(&self.sent[place], arrival));
                }
            }
            let slow = group::kept_waiting(&self.target, begin, steps, &arrivals);
            outcome.breaches.extend(slow);
            begin += length;
        }
        outcome.breaches.extend(sights.judge(&self.target, input));
        self.relax();
        outcome
    }

    /// Fills the places of steps that go out together.
    fn fill(&mut self, messages: &[Raw], play: u64, values: &[Option<Value>]) {
        while self.sent.len() < messages.len() {
            self.sent.push(Vec::new());
        }
        let places = Places { target: &self.target, play, values };
        for (message, sent) in messages.iter().zip(&mut self.sent) {
            sent.clear();
            message.0.fill(&places, sent);
        }
    }

    /// Gives long buffers back: a campaign has many players.
    fn relax(&mut self) {
        self.sent.iter_mut().chain([&mut self.room]).for_each(driver::give_back);
        self.wires.iter_mut().for_each(Wire::relax);
    }

    /// Judges one answer; what it says, where it was read.
    fn take_in(&mut self, taken: TakenIn<'_>, arrival: &Arrival, outcome: &mut Outcome) -> Option<Value> {
        let TakenIn { message, step, place, play, tokens, understanding } = taken;
        let target = &self.target;
        let (wire, sent) = (&self.wires[place], &self.sent[place]);
        let asked = match message {
            Message::Call(call) => Asked::of(target, call),
            Message::Structured(_) | Message::Raw(_) => None,
        };
        let text = narrowed(wire.body(), &mut self.room);
        let turn =
            Turn { target, step, play, message, asked, sent, understanding, tokens, arrival, wire, text };
        let judgement = turn.judge();
        if let Err(spec::wire::Lapse::Unreachable(reason)) = &arrival.outcome {
            outcome.unreachable = Some(reason.clone());
        }
        outcome.is_owed |= arrival.outcome.is_err() && matches!(understanding, Understanding::Sound(_));
        outcome.effort.connections += usize::from(!wire.is_connected());
        outcome.effort.bytes += sent.len();
        outcome.effort.waiting += arrival.elapsed;
        outcome.fingerprints.push(fingerprint::of(&turn, judgement.shape));
        let class = arrival.outcome.as_ref().map_or(0, |status| status / 100);
        outcome.meanings.push(Meaning { class, shape: judgement.shape });
        outcome.statuses.push(*arrival.outcome.as_ref().unwrap_or(&0));
        outcome.breaches.extend(judgement.breaches);
        judgement.value
    }

    /// What the answer to a call says.
    fn read(&self, step: &Step, place: usize) -> Option<Value> {
        let Message::Call(call) = &step.message else { return None };
        let format = Asked::of(&self.target, call)?.route?.answer.format;
        let wire = &self.wires[place];
        let kind = wire.header("content-type").map(String::from_utf8_lossy);
        let decoded =
            spec::decode::decode(format, kind.as_deref(), wire.body(), &spec::decode::Limits::default());
        decoded.ok().map(|decoded| decoded.value)
    }
}

/// A call is a sound request whatever it asks; other depths are read.
fn understanding(message: &Message, sent: &[u8]) -> Understanding {
    match message {
        Message::Call(call) if call.upload.is_none() => {
            let head_fits = sent.len() < 8 << 10 || call.carrier == spec::catalogue::Carrier::PostForm;
            let clear = head_fits && call.path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
            if clear { Understanding::Sound(Asking::Known) } else { Understanding::Unclear }
        }
        Message::Call(_) | Message::Structured(_) | Message::Raw(_) => strict::read(sent),
    }
}

/// The tokens that stand in a template, as bits.
fn tokens_of(template: &Template) -> u64 {
    let of_piece = |piece: &Piece| match piece {
        Piece::Token(number) => 1 << (number & 63),
        Piece::Chunks { content, .. } => tokens_of(content),
        _ => 0,
    };
    template.0.iter().fold(0, |tokens, piece| tokens | of_piece(piece))
}

/// The tokens of the steps that succeeded, as bits.
fn spent(messages: &[Raw], statuses: &[u16]) -> u64 {
    let succeeded = messages.iter().zip(statuses).filter(|(_, status)| *status / 100 == 2);
    succeeded.fold(0, |tokens, (message, _)| tokens | tokens_of(&message.0))
}

/// Whether messages take something from the answer to an earlier step.
fn takes_from(messages: &[Raw], from: usize) -> bool {
    let takes = |piece: &Piece| matches!(piece, Piece::Taken { step, .. } if *step == from);
    messages.iter().any(|message| message.0.0.iter().any(takes))
}
