//! What many properties stand on, made once a process.

use std::sync::LazyLock;

use checks::shape::Shapes;
use spec::catalogue::Catalogue;
use spec::load;
use spec::profile::Profile;
use tokio::runtime::{Builder, Runtime};

/// The catalogue that is compiled in.
pub(crate) static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| load::built_in().expect("the catalogue that is compiled in"));

/// Its schemas.
pub(crate) static SHAPES: LazyLock<Shapes> =
    LazyLock::new(|| Shapes::compile(&CATALOGUE).expect("the schemas of the catalogue"));

/// The profile of the reference server.
pub(crate) static PROFILE: LazyLock<Profile> =
    LazyLock::new(|| Profile::reference().expect("the profile that is compiled in"));

/// Runs what waits for something, on one thread and the few that read files.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: Runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    }
    RUNTIME.with(|runtime| runtime.block_on(future))
}
