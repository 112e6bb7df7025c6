//! `oktellspec selfcheck`: the suite proves on the reference server that its checks can fail, and only where they should.

mod matrix;
mod variant;

use std::sync::Arc;

use futures::{StreamExt, stream};
use globset::Glob;
use spec::profile::Profile;

use super::print;
use crate::args::SelfcheckArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;
use matrix::Matrix;
use variant::{Bench, Variant};

pub(crate) async fn perform(arguments: &SelfcheckArguments) -> Result<Exit, Failure> {
    let stop = interrupt::token().map_err(Failure::incomplete)?;
    let bench = Bench {
        catalogue: Arc::new(spec::load::built_in().map_err(|errors| Failure::Located(errors.into()))?),
        profile: Profile::reference().map_err(|error| Failure::Located(error.into()))?,
        seed: arguments.seed,
        values_per_property: arguments.cases,
    };
    let variants = chosen(arguments)?;
    let mut matrix = Matrix::new(&bench.catalogue);
    let trials = variants.into_iter().map(|variant| bench.tried(variant, &stop));
    // One that takes long keeps no other waiting, so their lines come as they end.
    let mut trials = std::pin::pin!(stream::iter(trials).buffer_unordered(arguments.jobs.get()));
    while let Some(trial) = trials.next().await {
        print(&matrix.take_in(&trial?));
        if stop.is_cancelled() {
            return Err(Failure::incomplete("interrupted: the self-check is not complete"));
        }
    }
    print(&matrix.summary());
    Ok(if matrix.is_clean() { Exit::Conforms } else { Exit::Fails })
}

/// The sound server, every dialect and every fault; with `--fault` only the faults that match.
fn chosen(arguments: &SelfcheckArguments) -> Result<Vec<Variant>, Failure> {
    let all = Variant::all();
    let Some(pattern) = &arguments.fault else { return Ok(all) };
    let glob = Glob::new(pattern).map_err(Failure::usage)?.compile_matcher();
    let wanted = |variant: &Variant| matches!(variant, Variant::Fault(fact) if glob.is_match(fact.name));
    let chosen: Vec<Variant> = all.into_iter().filter(wanted).collect();
    if chosen.is_empty() {
        return Err(Failure::usage(format!(
            "no fault matches `{pattern}`: `oktellspec serve --list-faults` names them all"
        )));
    }
    Ok(chosen)
}
