//! The plan without a target: what `--dry-run`, `list` and `explain` show.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use checks::shape::Shapes;
use driver::{Endpoint, Limits, RunClock, Traffic};
use report_model::outcome::Strictness;
use report_model::record::BodyRecord;
use runner::case::{Action, Case};
use runner::context::{Context, Door, Doors};
use runner::margin::Margins;
use runner::plan::{Selection, plan};
use runner::regressions::Regressions;
use runner::schedule;
use runner::settings::{Settings, StopAt};
use spec::profile::{Password, Profile};

use super::print;
use crate::failure::Failure;

/// Every case there is: the plan for the reference server, with nothing sent.
pub(super) fn everything() -> Result<(Rc<Context>, Vec<Case>), Failure> {
    let catalogue = spec::load::built_in().map_err(|errors| Failure::Located(errors.into()))?;
    let endpoint = Arc::new(Endpoint::parse("http://127.0.0.1:4055").map_err(Failure::usage)?);
    let open = Door { endpoint: Arc::clone(&endpoint), password: None };
    let gated = Door { endpoint, password: Some(Password::new("any")) };
    let settings = Settings {
        regressions: Regressions::default(),
        seed: 1,
        values_per_property: 1,
        jobs: std::num::NonZeroUsize::MIN,
        strictness: Strictness::Lenient,
        stop_at: StopAt::End,
        effects: Settings::all_effects(),
    };
    let context = Rc::new(Context {
        shapes: Arc::new(Shapes::compile(&catalogue).map_err(Failure::usage)?),
        catalogue: Arc::new(catalogue),
        profile: Profile::reference().map_err(|error| Failure::Located(error.into()))?,
        doors: Doors::pair(open, gated),
        settings,
        limits: Limits::default(),
        clock: RunClock::start(),
        traffic: Traffic::Rehearsed,
        tally: RefCell::default(),
        margins: Margins::default(),
    });
    let cases = plan(&context, &Selection::default());
    Ok((context, cases))
}

/// Prints the plan, case by case, with the requests that are known beforehand.
pub(super) async fn show(context: &Rc<Context>, cases: &[Case]) {
    let mut skipped = 0;
    for case in cases {
        let text = match &case.action {
            Action::Run(_) => described(context, case).await,
            Action::Skip(reason) => {
                skipped += 1;
                format!("{}\n    skipped: {reason}\n", case.name)
            }
        };
        print(&text);
    }
    print(&format!(
        "\n{} cases, {skipped} of them skipped. Nothing was sent. Requests that depend on earlier answers are not shown.\n",
        cases.len()
    ));
}

async fn described(context: &Rc<Context>, case: &Case) -> String {
    let requests = schedule::rehearse(context, case).await;
    let lines = requests.iter().map(|exchange| {
        let request = &exchange.request;
        format!("    {} {}\n{}", request.method, request.url, content(&request.body))
    });
    format!("{}\n{}", case.name, lines.collect::<String>())
}

/// The content of a request on a line of its own, if it has any.
fn content(body: &BodyRecord) -> String {
    match &body.text {
        Some(text) if text.is_empty() => String::new(),
        Some(text) => {
            let line = text.escape_debug().to_string();
            let cut: String = line.chars().take(200).collect();
            format!("        {cut}{}\n", if cut.len() < line.len() { " …" } else { "" })
        }
        None => format!("        {} bytes\n", body.length),
    }
}
