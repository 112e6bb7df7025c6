//! The inputs that brought something new, as many as there is room for, those first that bring more.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use crate::input::{Input, Prepared};

/// The most inputs that are remembered; the least energetic makes room.
const MOST: usize = 1024;

/// The longest input that is remembered, in bytes: from a long one only others as long would descend.
const LONGEST: usize = 8 << 10;

/// The most fingerprints that are told apart.
const FINGERPRINTS: usize = 1 << 17;

/// Inputs that brought something new.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    kept: Vec<Kept>,
    seen: HashSet<u64>,
}

#[derive(Debug)]
struct Kept {
    input: Arc<Input>,
    /// How much is hoped of it: what its descendants have brought, less how often it was tried.
    energy: f32,
}

/// What an input starts with.
const HOPE: f32 = 8.0;

/// What is hoped more when a descendant brings something new.
const JOY: f32 = 4.0;

/// What is hoped less with every try that costs no more than most do.
const WEARINESS: f32 = 0.02;

/// A try of so many bytes, or so much waiting, costs twice what most do.
const MANY_BYTES: f32 = 4096.0;
const LONG: f32 = 0.01;

/// What a connection costs both sides, as many times as a request on one that is there.
const CONNECTING: f32 = 2.0;

/// An input by its place, to which what its descendants bring is credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place(usize);

/// What playing an input took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Effort {
    /// How many bytes were sent.
    pub(crate) bytes: usize,
    /// How many connections were used up.
    pub(crate) connections: usize,
    /// How long the answers were waited for.
    pub(crate) waiting: Duration,
}

impl Corpus {
    /// The first fingerprint that is new, after which it is not any more.
    pub(crate) fn first_new(&mut self, fingerprints: &[u64]) -> Option<u64> {
        let mut new = None;
        for fingerprint in fingerprints {
            if self.seen.len() < FINGERPRINTS && self.seen.insert(*fingerprint) {
                new.get_or_insert(*fingerprint);
            }
        }
        new
    }

    /// Keeps an input that brought something new.
    pub(crate) fn keep(&mut self, prepared: &Prepared, parent: Option<Place>) {
        if let Some(parent) = parent.and_then(|place| self.kept.get_mut(place.0)) {
            parent.energy += JOY;
        }
        let Prepared { input, lowered } = prepared;
        if lowered.iter().map(|raw| raw.0.weight()).sum::<usize>() > LONGEST {
            return;
        }
        let kept = Kept { input: Arc::clone(input), energy: HOPE };
        if self.kept.len() < MOST {
            self.kept.push(kept);
            return;
        }
        let weary = self.kept.iter_mut().min_by(|one, other| one.energy.total_cmp(&other.energy));
        if let Some(weary) = weary {
            *weary = kept;
        }
    }

    /// An input to go on from, the more energetic of a few, and others to splice with.
    pub(crate) fn parents(&mut self, chance: u64) -> Option<(Place, [Arc<Input>; 2])> {
        let count = self.kept.len();
        let at = |shift: u32| {
            usize::try_from(chance.rotate_left(shift) % (count.max(1) as u64)).unwrap_or_default()
        };
        let candidates = [at(0), at(17), at(34)];
        let energy = |place: usize| self.kept.get(place).map_or(f32::MIN, |kept| kept.energy);
        let best = candidates.into_iter().max_by(|one, other| energy(*one).total_cmp(&energy(*other)))?;
        let parent = Arc::clone(&self.kept.get(best)?.input);
        let other = Arc::clone(&self.kept.get(at(51))?.input);
        Some((Place(best), [parent, other]))
    }

    /// Takes note of a try: what costs more is tried less often.
    pub(crate) fn tire(&mut self, parent: Place, effort: Effort) {
        if let Some(parent) = self.kept.get_mut(parent.0) {
            let bytes = effort.bytes as f32 / MANY_BYTES;
            let waiting = effort.waiting.as_secs_f32() / LONG;
            let connecting = effort.connections as f32 * CONNECTING;
            parent.energy -= WEARINESS * (1.0 + connecting + bytes + waiting);
        }
    }

    /// All inputs that are kept.
    pub(crate) fn inputs(&self) -> Vec<Arc<Input>> {
        self.kept.iter().map(|kept| Arc::clone(&kept.input)).collect()
    }

    /// How many fingerprints were told apart.
    pub(crate) fn fingerprints(&self) -> usize {
        self.seen.len()
    }

    /// How many inputs are kept.
    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Call, Message, Piece, Raw, Template};

    fn input(path: usize) -> Prepared {
        Input::one(Message::Call(Call::new("upload", format!("/{path}")))).into()
    }

    #[test]
    fn long_inputs_have_no_descendants() {
        let mut corpus = Corpus::default();
        let repeated = Piece::Repeated { text: "x".to_owned(), times: 100_000 };
        corpus.keep(&Input::one(Message::Raw(Raw(Template(vec![repeated])))).into(), None);
        assert_eq!(corpus.len(), 0);
    }

    #[test]
    fn only_what_is_new_counts_and_the_corpus_is_bounded() {
        let mut corpus = Corpus::default();
        assert_eq!(corpus.first_new(&[1, 2]), Some(1));
        assert_eq!(corpus.first_new(&[2, 1]), None);
        assert_eq!(corpus.first_new(&[1, 3]), Some(3));
        assert_eq!(corpus.fingerprints(), 3);
        for path in 0..MOST + 100 {
            corpus.keep(&input(path), None);
        }
        assert_eq!(corpus.len(), MOST);
    }

    #[test]
    fn what_costs_more_is_chosen_less() {
        let mut corpus = Corpus::default();
        (0..2).for_each(|path| corpus.keep(&input(path), None));
        let waiting = Duration::from_millis(80);
        corpus.tire(Place(0), Effort { waiting, ..Effort::default() });
        corpus.tire(Place(1), Effort::default());
        let chances = (0..1000_u64).map(|chance| chance.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let cheap = chances.filter(|chance| corpus.parents(*chance).unwrap().0 == Place(1)).count();
        assert!(cheap > 800, "{cheap}");
    }

    #[test]
    fn who_brings_more_is_chosen_more() {
        let mut corpus = Corpus::default();
        assert!(corpus.parents(0).is_none());
        for path in 0..10 {
            corpus.keep(&input(path), None);
        }
        for _ in 0..20 {
            corpus.keep(&input(3), Some(Place(3)));
        }
        let chances = (0..1000_u64).map(|chance| chance.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let chosen = chances.filter(|chance| corpus.parents(*chance).unwrap().0 == Place(3)).count();
        assert!(chosen > 60, "{chosen}");
    }
}
