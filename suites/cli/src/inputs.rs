//! The digests of what a run is made with: this program, its catalogue, the profile.

use std::fs::File;

use report_model::digest::Digest;
use report_model::event::Inputs;

/// What a run with that profile is made with.
pub(crate) fn inputs(profile: Digest) -> Inputs {
    Inputs { program: program(), catalogue: Some(catalogue()), profile: Some(profile) }
}

/// The digest of this program's file, where the system lets it be read.
pub(crate) fn program() -> Option<Digest> {
    let file = std::env::current_exe().and_then(File::open).ok()?;
    Digest::of_reader(file).ok()
}

/// The digest of the catalogue that is compiled in, by its files.
pub(crate) fn catalogue() -> Digest {
    let sources = spec::load::built_in_sources();
    Digest::of_files(sources.iter().map(|source| (source.path.as_str(), source.text.as_bytes())))
}
