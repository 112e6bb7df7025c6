//! What all requests of one server share.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::config::{Config, StartError};
use crate::dialect::Dialect;
use crate::exchange::Exchange;
use crate::faults::{Faults, Lapses};
use crate::files::{Files, Source};
use crate::fixture::Licence;
use crate::gate::Password;
use crate::limits::Limits;
use crate::scripts::{Library, Runner, ScriptFault};
use crate::status::Journal;
use crate::upload::UploadStore;

/// Decides the GUIDs that chains and commutations get: the same ones in every run.
const SEED: u64 = 80_710;

/// The server behind its sockets.
pub(crate) struct Server {
    pub(crate) password: Option<Password>,
    pub(crate) limits: Limits,
    pub(crate) dialect: Dialect,
    pub(crate) faults: Faults,
    /// What the faults remember; a sound server never looks there.
    pub(crate) lapses: Arc<Lapses>,
    pub(crate) exchange: Exchange,
    pub(crate) break_reasons: BTreeSet<i64>,
    pub(crate) licence: Licence,
    pub(crate) library: Library,
    pub(crate) runner: Arc<Runner>,
    pub(crate) recordings: HashMap<String, Source>,
    pub(crate) faxes: HashMap<String, Source>,
    pub(crate) record_links: HashMap<String, Source>,
    pub(crate) files: Files,
    pub(crate) uploads: Arc<UploadStore>,
    /// The last requests, if there is a page to show them on.
    pub(crate) journal: Option<Journal>,
    // Removed with everything in it when the last user of the server is gone.
    _work_dir: WorkDir,
}

/// The folder in which everything that is written lives.
enum WorkDir {
    Given(PathBuf),
    Passing(TempDir),
}

impl WorkDir {
    fn open(given: Option<PathBuf>) -> Result<Self, StartError> {
        match given {
            Some(path) => Ok(Self::Given(path)),
            None => TempDir::with_prefix("refserver-").map(Self::Passing).map_err(StartError::WorkDir),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Given(path) => path,
            Self::Passing(folder) => folder.path(),
        }
    }
}

impl Server {
    /// The server that `config` describes; its scripts break off once `stop` is cancelled.
    pub(crate) fn new(config: Config, stop: CancellationToken) -> Result<Self, StartError> {
        let Config { password, fixture, work_dir, limits, dialect, faults, status_page, listen: _ } = config;
        let work_dir = WorkDir::open(work_dir)?;
        let uploads =
            UploadStore::create(work_dir.path(), limits.kept_upload_bytes).map_err(StartError::WorkDir)?;
        let library = Library::compile(&fixture.scripts)
            .map_err(|ScriptFault { name, message }| StartError::Script { name, message })?;
        Ok(Self {
            password,
            exchange: Exchange::new(&fixture.setup, SEED, faults.quirks())?,
            break_reasons: fixture.break_reasons,
            licence: fixture.licence,
            library,
            runner: Arc::new(Runner::new(&limits, stop)),
            recordings: fixture.recordings,
            faxes: fixture.faxes,
            record_links: fixture.record_links,
            files: Files::new(uploads.folder().to_owned(), fixture.offered),
            uploads: Arc::new(uploads),
            limits,
            dialect,
            faults,
            lapses: Arc::default(),
            journal: status_page.then(Journal::default),
            _work_dir: work_dir,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Server;
    use crate::{Config, Fixture, StartError};
    use std::path::PathBuf;
    use tokio_util::sync::CancellationToken;

    fn server(fixture: Fixture, work_dir: Option<PathBuf>) -> Result<Server, StartError> {
        let sound = Config::on_free_port().expect("the built-in fixture");
        Server::new(Config { fixture, work_dir, ..sound }, CancellationToken::new())
    }

    fn built_in() -> Fixture {
        Fixture::built_in().expect("the built-in fixture")
    }

    #[test]
    fn a_passing_work_folder_goes_with_the_server_and_a_given_one_stays() {
        let passing = server(built_in(), None).expect("a server");
        let folder = passing.uploads.folder().to_owned();
        assert!(folder.is_dir());
        drop(passing);
        assert!(!folder.exists());

        let given = tempfile::tempdir().expect("a folder");
        drop(server(built_in(), Some(given.path().to_owned())).expect("a server"));
        assert!(given.path().join("Temp").join("UploadData").is_dir());
    }

    #[test]
    fn a_server_does_not_start_with_a_script_that_cannot_be_compiled_or_users_that_clash() {
        let mut fixture = built_in();
        fixture.scripts.insert("broken".to_owned(), "let let".to_owned());
        assert!(matches!(server(fixture, None), Err(StartError::Script { name, .. }) if name == "broken"));
        let mut fixture = built_in();
        fixture.setup.users[1].number = fixture.setup.users[0].number.clone();
        assert!(matches!(server(fixture, None), Err(StartError::Setup(_))));
    }

    #[test]
    fn a_server_does_not_start_in_a_folder_that_it_cannot_use() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        assert!(matches!(server(built_in(), Some(file.path().to_owned())), Err(StartError::WorkDir(_))));
    }
}
