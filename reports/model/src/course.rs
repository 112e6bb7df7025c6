//! How a campaign went: what it had come to, at times that are spread over it however long it is.

use serde::{Deserialize, Serialize};

use crate::campaign::Tally;

/// How far a campaign had come at some time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// How long it had taken, in seconds.
    pub seconds: f64,
    /// How many requests were sent.
    pub requests: u64,
    /// How many inputs were kept.
    pub corpus: usize,
    /// How many kinds of answers were told apart since the last start.
    pub fingerprints: usize,
    /// How many findings there were.
    pub findings: usize,
}

impl From<&Tally> for Sample {
    fn from(tally: &Tally) -> Self {
        let Tally { seconds, requests, corpus, fingerprints, findings, .. } = *tally;
        Self { seconds, requests, corpus, fingerprints, findings }
    }
}

/// A joined campaign tells its course by tallies of which nothing else is known.
impl From<Sample> for Tally {
    fn from(sample: Sample) -> Self {
        let Sample { seconds, requests, corpus, fingerprints, findings } = sample;
        Self { seconds, requests, corpus, fingerprints, findings, ..Self::default() }
    }
}

impl Sample {
    /// That of two parts of one campaign which went on at the same time and may have found the same.
    fn and(self, other: Self) -> Self {
        Self {
            seconds: self.seconds.max(other.seconds),
            requests: self.requests + other.requests,
            corpus: self.corpus.max(other.corpus),
            fingerprints: self.fingerprints.max(other.fingerprints),
            findings: self.findings.max(other.findings),
        }
    }
}

/// How much longer a campaign has been going on when it is looked at again: a picture shows no more, and a night has some hundred looks.
const LONGER: f64 = 0.02;

/// The course of a campaign, in order of time. The last sample is where it stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Course(Vec<Sample>);

impl Course {
    /// The samples.
    pub fn samples(&self) -> &[Sample] {
        &self.0
    }

    /// Takes in how far it has come now. What was the last one gives way, unless it is far enough from the one before it.
    pub fn add(&mut self, sample: Sample) {
        if let [.., before, last] = self.0[..]
            && !self.is_time(before.seconds, last.seconds)
        {
            self.0.pop();
        }
        self.0.push(sample);
    }

    /// Whether so much time has passed since the last sample that the next one is worth keeping.
    pub fn is_due(&self, seconds: f64) -> bool {
        self.0.last().is_none_or(|last| self.is_time(last.seconds, seconds))
    }

    fn is_time(&self, before: f64, now: f64) -> bool {
        let began = self.0.first().map_or(now, |first| first.seconds);
        now - before >= (LONGER * (now - began)).max(1.0)
    }

    /// The course of a campaign whose parts had these.
    pub fn joined<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        let parts: Vec<&Self> = parts.into_iter().filter(|part| !part.0.is_empty()).collect();
        let mut times: Vec<f64> =
            parts.iter().flat_map(|part| part.0.iter().map(|sample| sample.seconds)).collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        let mut joined = Self::default();
        for time in times {
            let of_parts = parts.iter().filter_map(|part| part.at(time));
            if let Some(together) = of_parts.reduce(Sample::and) {
                joined.add(Sample { seconds: time, ..together });
            }
        }
        joined
    }

    /// How far it had come by that time.
    fn at(&self, seconds: f64) -> Option<Sample> {
        self.0.iter().rev().find(|sample| sample.seconds <= seconds).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn going_on(seconds: u32, pace: u64) -> Course {
        let mut course = Course::default();
        for second in 0..=seconds {
            let requests = u64::from(second) * pace;
            course.add(Sample { seconds: second.into(), requests, ..Sample::default() });
        }
        course
    }

    #[test]
    fn a_night_is_told_by_some_hundred_samples_and_begins_and_ends_as_it_did() {
        let night = going_on(8 * 3_600, 800);
        let samples = night.samples();
        assert!((200..500).contains(&samples.len()), "{}", samples.len());
        let (first, last) = (samples[0].seconds, samples[samples.len() - 1].seconds);
        assert_eq!([first, last].map(|time| time.round() as u32), [0, 8 * 3_600]);
        assert_eq!(going_on(40, 800).samples().len(), 41);
    }

    #[test]
    fn a_sample_is_due_when_the_picture_would_show_it() {
        assert!(Course::default().is_due(0.0));
        let hour = going_on(3_600, 1);
        assert!(!hour.is_due(3_601.0) && !hour.is_due(3_660.0) && hour.is_due(3_700.0));
    }

    #[test]
    fn parts_count_together_from_when_each_of_them_is_there() {
        let whole = Course::joined([&going_on(10, 100), &going_on(4, 1), &Course::default()]);
        let requests: Vec<u64> = whole.samples().iter().map(|sample| sample.requests).collect();
        assert_eq!(requests, [0, 101, 202, 303, 404, 504, 604, 704, 804, 904, 1_004]);
    }
}
