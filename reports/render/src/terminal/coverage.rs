//! How much of the models the run has been through, a line a model.

use report_model::fold::Run;

use super::paint::Page;
use crate::text::visible;

/// States and transitions visited, of all there are; nothing where no model was followed.
pub(super) fn coverage(page: &mut Page, run: &Run) {
    let models = run.coverage();
    if models.is_empty() {
        return;
    }
    page.heading("models");
    let width = models.iter().map(|coverage| coverage.model.chars().count()).max().unwrap_or(0);
    for coverage in models {
        let (states, transitions) = (&coverage.states, &coverage.transitions);
        let visited = format!(
            "{} of {} states and {} of {} transitions visited",
            states.count(),
            states.all,
            transitions.count(),
            transitions.all
        );
        page.entry(0, width, &visible(&coverage.model), &visited);
    }
}
