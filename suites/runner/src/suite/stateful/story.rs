//! A sequence told step by step: what was done, what was expected and what was seen.

use report_model::verdict::Verdict;
use spec::ids::Citation;

/// The steps of a sequence so far, in words.
#[derive(Debug, Default)]
pub(super) struct Story(Vec<String>);

impl Story {
    /// The next step.
    pub(super) fn step(&mut self, what: String) {
        self.0.push(what);
    }

    /// What came of the last step.
    pub(super) fn seen(&mut self, what: &str) {
        if let Some(step) = self.0.last_mut() {
            step.push_str(&format!(" → {what}"));
        }
    }

    /// The breach of a rule at the last step.
    pub(super) fn broken(&self, rule: Citation, expected: &str, seen: &str) -> Verdict {
        let number = self.0.len();
        let steps: Vec<String> =
            self.0.iter().enumerate().map(|(index, step)| format!("{}. {step}", index + 1)).collect();
        let expected = format!("{expected}, at step {number} of: {}", steps.join("; "));
        Verdict::broken(rule, expected, format!("at step {number}: {seen}"))
    }
}

#[cfg(test)]
mod tests {
    use checks::cite;

    use super::*;

    #[test]
    fn a_story_numbers_its_steps_and_names_the_one_that_fails() {
        let mut story = Story::default();
        story.step("`201` oncallcenter=1".to_owned());
        story.seen("state 1");
        story.step("`201` userstateid=2".to_owned());
        let verdict = story.broken(cite::d("SET", 2), "state 2", "state 1");
        let deviation = verdict.deviation().unwrap();
        let told = "state 2, at step 2 of: 1. `201` oncallcenter=1 → state 1; 2. `201` userstateid=2";
        assert_eq!((deviation.expected.as_str(), deviation.seen.as_str()), (told, "at step 2: state 1"));
    }
}
