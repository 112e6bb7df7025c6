//! Makes an input shorter that shows a breach: first fewer steps, then fewer parameters and fields, then shorter values, as long as
//! the breach keeps its signature (delta debugging).
//!
//! Below the steps an input is shortened as the JSON that it is kept as: whatever is a list there loses elements, whatever is optional
//! is left out, and whatever is text loses characters. A candidate that is no input any more costs no request.

use std::time::{Duration, Instant};

use serde_json::Value;
use spec::catalogue::Carrier;

use crate::input::{Connection, Input, Knock, Message, Step};

/// How much is spent on one input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// The most times that a candidate is played.
    pub(crate) plays: u32,
    /// The longest time.
    pub(crate) time: Duration,
}

/// Whoever can tell whether an input shows the breach.
pub(crate) trait Witness {
    /// Plays the input; whether the breach came.
    fn sees(&mut self, input: &Input) -> impl Future<Output = bool>;
}

/// The shortest input that was found to show the breach.
pub(crate) async fn minimise(input: &Input, witness: &mut impl Witness, bounds: Bounds) -> Input {
    let mut search = Search {
        witness,
        best: input.clone(),
        plays_left: bounds.plays,
        until: Instant::now() + bounds.time,
    };
    search.fewer_steps().await;
    search.plainer_steps().await;
    search.fewer_elements().await;
    search.fewer_members().await;
    search.shorter_texts().await;
    search.best
}

/// The search for a shorter input.
struct Search<'a, W> {
    witness: &'a mut W,
    best: Input,
    plays_left: u32,
    until: Instant,
}

impl<W: Witness> Search<'_, W> {
    /// Takes a candidate for the best if it shows the breach.
    async fn try_input(&mut self, candidate: Input) -> bool {
        if candidate == self.best || self.is_over() {
            return false;
        }
        self.plays_left -= 1;
        let seen = self.witness.sees(&candidate).await;
        if seen {
            self.best = candidate;
        }
        seen
    }

    fn is_over(&self) -> bool {
        self.plays_left == 0 || Instant::now() >= self.until
    }

    /// Takes the best with another value at a place of its JSON.
    async fn try_at(&mut self, pointer: &str, value: Value) -> bool {
        let mut json = json(&self.best);
        let Some(place) = json.pointer_mut(pointer) else { return false };
        *place = value;
        match serde_json::from_value(json) {
            Ok(candidate) => self.try_input(candidate).await,
            Err(_) => false,
        }
    }

    async fn fewer_steps(&mut self) {
        let mut cuts = Cuts::of(self.best.steps.len());
        while let Some((from, to)) = cuts.next() {
            // An input without a step shows nothing.
            let all = to - from == self.best.steps.len();
            let shorter = without_steps(&self.best, from, to);
            let cut = !all && self.try_input(shorter).await;
            cuts.told(cut);
        }
    }

    /// Steps on one connection, asked by GET and with the right password, are the plainest.
    async fn plainer_steps(&mut self) {
        for place in 0..self.best.steps.len() {
            for plainer in [kept, got, admitted] {
                let mut candidate = self.best.clone();
                plainer(&mut candidate.steps[place]);
                self.try_input(candidate).await;
            }
        }
    }

    /// Every list below the steps loses what it can, outer lists first.
    async fn fewer_elements(&mut self) {
        let mut nth = 0;
        loop {
            // A list that became shorter moves only what stands behind it.
            let json = json(&self.best);
            let Some(pointer) =
                pointers(&json, Value::is_array).into_iter().filter(|list| list != "/steps").nth(nth)
            else {
                return;
            };
            nth += 1;
            let mut elements = json.pointer(&pointer).and_then(Value::as_array).cloned().unwrap_or_default();
            let mut cuts = Cuts::of(elements.len());
            while let Some((from, to)) = cuts.next() {
                let shorter: Vec<Value> = [&elements[..from], &elements[to..]].concat();
                let cut = self.try_at(&pointer, shorter.clone().into()).await;
                cuts.told(cut);
                if cut {
                    elements = shorter;
                }
            }
        }
    }

    /// Whatever is optional is left out.
    async fn fewer_members(&mut self) {
        for pointer in pointers(&json(&self.best), Value::is_object) {
            let members =
                json(&self.best).pointer(&pointer).and_then(Value::as_object).cloned().unwrap_or_default();
            for name in members.keys() {
                let mut fewer = members.clone();
                fewer.remove(name);
                self.try_at(&pointer, fewer.into()).await;
            }
        }
    }

    async fn shorter_texts(&mut self) {
        for pointer in pointers(&json(&self.best), Value::is_string) {
            let now = json(&self.best);
            let mut text: Vec<char> =
                now.pointer(&pointer).and_then(Value::as_str).unwrap_or_default().chars().collect();
            let mut cuts = Cuts::of(text.len());
            while let Some((from, to)) = cuts.next() {
                let shorter: Vec<char> = [&text[..from], &text[to..]].concat();
                let cut = self.try_at(&pointer, shorter.iter().collect::<String>().into()).await;
                cuts.told(cut);
                if cut {
                    text = shorter;
                }
            }
        }
    }
}

fn kept(step: &mut Step) {
    step.connection = Connection::Kept;
}

fn got(step: &mut Step) {
    if let Message::Call(call) = &mut step.message {
        call.carrier = Carrier::Get;
    }
}

fn admitted(step: &mut Step) {
    if let Message::Call(call) = &mut step.message {
        call.knock = Knock::Right;
    }
}

fn json(input: &Input) -> Value {
    // An input is kept as JSON, so it can be written as such.
    serde_json::to_value(input).unwrap_or_default()
}

/// The places of all values of a kind, outer ones first.
fn pointers(json: &Value, of_kind: fn(&Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), json)];
    while let Some((pointer, value)) = open.pop() {
        if of_kind(value) {
            found.push(pointer.clone());
        }
        let below: Vec<(String, &Value)> = match value {
            Value::Array(elements) => elements
                .iter()
                .enumerate()
                .map(|(place, element)| (format!("{pointer}/{place}"), element))
                .collect(),
            // No name of a member has a character that a pointer escapes.
            Value::Object(members) => {
                members.iter().map(|(name, member)| (format!("{pointer}/{name}"), member)).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        open.extend(below.into_iter().rev());
    }
    found
}

/// The input without some steps; what they would have answered is nothing, and the others keep what they take from each other.
fn without_steps(input: &Input, from: usize, to: usize) -> Input {
    let mut json = json(input);
    if let Some(steps) = json.pointer_mut("/steps").and_then(Value::as_array_mut) {
        steps.drain(from..to);
        steps.iter_mut().for_each(|step| refer_anew(step, from, to));
    }
    serde_json::from_value(json).unwrap_or_else(|_| input.clone())
}

/// Moves the numbers of steps that are referred to. One that is gone gets a number that no step has.
fn refer_anew(value: &mut Value, from: usize, to: usize) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| refer_anew(element, from, to)),
        Value::Object(members) => {
            if let Some(taken) = members.get_mut("taken")
                && let Some(step) = taken.get("step").and_then(Value::as_u64)
            {
                let (from, to) = (from as u64, to as u64);
                taken["step"] = match step {
                    step if step < from => step,
                    step if step < to => u64::from(u32::MAX),
                    step => step - (to - from),
                }
                .into();
            }
            members.values_mut().for_each(|member| refer_anew(member, from, to));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Which parts of a list to leave out: all of it, then halves, then quarters, and in the end every single element.
struct Cuts {
    length: usize,
    size: usize,
    from: usize,
}

impl Cuts {
    fn of(length: usize) -> Self {
        Self { length, size: length, from: 0 }
    }

    /// The next part that might be left out.
    fn next(&mut self) -> Option<(usize, usize)> {
        if self.from >= self.length {
            self.from = 0;
            self.size = self.size.min(self.length) / 2;
        }
        (self.size > 0 && self.length > 0).then(|| (self.from, (self.from + self.size).min(self.length)))
    }

    /// Whether it was.
    fn told(&mut self, cut: bool) {
        let size = self.size.min(self.length - self.from);
        if cut {
            self.length -= size;
        } else {
            self.from += size;
        }
    }
}

#[cfg(test)]
mod tests;
