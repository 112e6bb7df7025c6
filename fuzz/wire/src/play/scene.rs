//! Scenes: something is looked at, something happens that must have no effect on it, and it is looked at again (R-5, WP-2, WP-3).

use checks::chain::Chain;
use checks::cite;
use checks::state::State;
use driver::Wire;
use report_model::verdict::Deviation;
use serde_json::Value;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::{ProbeScript, User};

use crate::asked::{Asked, acting, text, user_asked};
use crate::breach::Breach;
use crate::input::{Call, Input, Knock, Message, Value as Given};
use crate::oracle::Oracle;
use crate::target::Target;

/// What the steps of a scene showed.
pub(super) struct Sights {
    /// One a step; none at all where the input is no scene.
    seen: Vec<Seen>,
    pub(super) is_scene: bool,
}

/// What one step showed.
struct Seen {
    status: u16,
    /// What was looked at and how it looked.
    look: Option<String>,
}

/// What a step looks at.
enum Subject<'t> {
    /// What a script keeps under a token of the input.
    Kept,
    /// The file at a path that the answer to an earlier step told.
    Stored,
    /// The state of a user whom only scenes touch.
    State(&'t User),
    /// The chain of such a user's line.
    Chain(&'t User),
}

/// Why something must not have had an effect.
enum Innocence {
    /// It was refused.
    Refused(Citation),
    /// It was done in the name of nobody or of somebody else.
    Elsewhere(Citation),
}

impl Sights {
    pub(super) fn of(target: &Target, input: &Input) -> Self {
        let looks = input.steps.iter().filter(|step| subject(target, &step.message).is_some()).count();
        Self { seen: Vec::new(), is_scene: input.steps.len() > 2 && looks > 1 }
    }

    /// Takes note of what a step showed.
    pub(super) fn see(
        &mut self,
        target: &Target,
        message: &Message,
        status: u16,
        wire: &Wire,
        value: Option<&Value>,
    ) {
        if !self.is_scene {
            return;
        }
        let succeeded = status / 100 == 2;
        let look = subject(target, message).filter(|_| succeeded).and_then(|subject| match subject {
            Subject::Kept | Subject::Stored => Some(String::from_utf8_lossy(wire.body()).into_owned()),
            Subject::State(_) => State::of(value?).map(|state| state.named.number.to_string()),
            Subject::Chain(_) => Some(value.and_then(Chain::of).map_or(String::new(), |chain| chain.id)),
        });
        self.seen.push(Seen { status, look });
    }

    /// Whether what must not change has changed.
    pub(super) fn judge(&self, target: &Target, input: &Input) -> Option<Breach> {
        if !self.is_scene {
            return None;
        }
        // What comes behind the last look brings things to rest again.
        let looks_at = |step: &usize| subject(target, &input.steps[*step].message).is_some();
        let last = (0..self.seen.len()).rev().find(looks_at)?;
        let message = &input.steps[last].message;
        let first = (0..last).rev().find(|step| input.steps[*step].message == *message)?;
        let subject = subject(target, message)?;
        let (before, after) = (self.seen[first].look.as_ref()?, self.seen[last].look.as_ref()?);
        let between = first + 1..last;
        let mut innocence = between.clone().map(|step| {
            innocent(target, &subject, &input.steps[step].message, self.seen[step].status)
                .map(|why| (step, why))
        });
        let (step, why) = innocence.next()??;
        let command = match &input.steps[step].message {
            Message::Call(call) => Some(call.command.clone()),
            Message::Structured(_) | Message::Raw(_) => None,
        };
        if before == after || !innocence.all(|innocent| innocent.is_some()) {
            return None;
        }
        // A call comes to its beginning and to its end by itself, but a start ends none and a stop begins none.
        let is_stop = command.as_ref().is_some_and(|command| command.as_str() == "wp_autocallstop");
        let known = if is_stop { before } else { after };
        if matches!(subject, Subject::Chain(_)) && known.is_empty() {
            return None;
        }
        let what = match subject {
            Subject::Kept => "what a script keeps",
            Subject::Stored => "a stored file",
            Subject::State(_) => "a user's state",
            Subject::Chain(_) => "the chain of a line",
        };
        let (citation, happened) = match why {
            Innocence::Refused(citation) => (citation, "a refused request"),
            Innocence::Elsewhere(citation) => (citation, "a request for something else"),
        };
        let deviation = Deviation {
            expected: format!("{what} as it was before {happened}"),
            seen: format!("{what} changed by {happened}"),
            exchange: Some(step),
        };
        let oracle = if matches!(subject, Subject::Stored) { Oracle::Overwrite } else { Oracle::Effect };
        Some(Breach { oracle, citation, command, deviation, step })
    }
}

fn subject<'t>(target: &'t Target, message: &Message) -> Option<Subject<'t>> {
    let Message::Call(call) = message else { return None };
    if target.password.is_some() && call.knock != Knock::Right {
        return None;
    }
    let profile = &target.profile;
    match call.command.as_str() {
        "execsvcscriptplain" => {
            let recall = profile.scripts.get(&ProbeScript::Recall)?;
            let key = call.parameters.iter().find(|parameter| parameter.name == "startparam1")?;
            let own = text(call, "name") == Some(recall) && matches!(key.value, Given::Token(_));
            own.then_some(Subject::Kept)
        }
        "download" => {
            let path = call.parameters.iter().find(|parameter| parameter.name == "startparam1")?;
            matches!(path.value, Given::Taken { .. }).then_some(Subject::Stored)
        }
        "tst_getuserstate" => {
            user_asked(target, call).filter(|user| target.people.is_actor(user)).map(Subject::State)
        }
        "wp_getchaincontent" => {
            acting(target, call).filter(|user| target.people.is_actor(user)).map(Subject::Chain)
        }
        _ => None,
    }
}

/// Why a step must not have had an effect on what is looked at; nothing if it may.
fn innocent(target: &Target, subject: &Subject<'_>, message: &Message, status: u16) -> Option<Innocence> {
    if (400..500).contains(&status) {
        return Some(Innocence::Refused(cite::r(5)));
    }
    if let (Message::Call(call), Subject::Stored) = (message, subject) {
        return call.upload.is_some().then(|| Innocence::Elsewhere(cite::i("UP", 8)));
    }
    let (Message::Call(call), Subject::State(user) | Subject::Chain(user)) = (message, subject) else {
        return None;
    };
    let asked = Asked::of(target, call)?;
    let acts = matches!(asked.route?.effect, Effect::State | Effect::Calls);
    if !acts {
        // A look at something else.
        return asked
            .route
            .filter(|route| route.effect == Effect::Reads)
            .map(|_| Innocence::Refused(cite::r(5)));
    }
    if names_selector_twice(call) || reaches(call, user) {
        return None;
    }
    match acting(target, call) {
        Some(other) if other.id != user.id => Some(Innocence::Elsewhere(cite::i("WP", 2))),
        Some(_) => None,
        None => Some(Innocence::Elsewhere(cite::i("WP", 3))),
    }
}

fn names_selector_twice(call: &Call) -> bool {
    let selectors =
        call.parameters.iter().filter(|parameter| ["line", "user", "wp"].contains(&parameter.name.as_str()));
    selectors.count() > 1
}

/// Whether a call may come to a user by the number that it dials.
fn reaches(call: &Call, user: &User) -> bool {
    text(call, "number").is_some_and(|number| number == user.number.as_str())
        || user.redirects_to.as_ref().is_some_and(|number| text(call, "number") == Some(number.as_str()))
}
