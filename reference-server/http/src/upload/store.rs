//! The folder of uploads: files come in under a passing name and get their own without displacing another (UP-4, UP-8).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::{NamedTempFile, TempPath};

use super::names::SafeName;
use super::room::{Quota, Room};
use crate::files;

/// How many equal names are told apart by a number; after that the name is random.
const MOST_EQUAL_NAMES: u32 = 200;

/// A file that is coming in, under a passing name; it vanishes, and gives its room back, unless it is kept.
#[derive(Debug)]
pub(crate) struct Incoming {
    path: TempPath,
    pub(super) room: Room,
}

impl AsRef<Path> for Incoming {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

/// A file that was put away.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) name: SafeName,
    /// Bytes of the file as it is kept.
    pub(crate) size: u64,
    /// Where the answer says it is.
    pub(crate) path: String,
}

/// What became of one file of a request (UP-5).
#[derive(Debug)]
pub(crate) enum Uploaded {
    Saved(Kept),
    NotSaved { name: String },
}

/// Where uploads are kept, and how many bytes of them.
pub(crate) struct UploadStore {
    folder: PathBuf,
    incoming: PathBuf,
    quota: Arc<Quota>,
}

impl UploadStore {
    /// A store below `work_dir` that takes at most `most` bytes, what is still coming in included.
    pub(crate) fn create(work_dir: &Path, most: u64) -> io::Result<Self> {
        let temp = work_dir.join("Temp");
        let store =
            Self { folder: temp.join("UploadData"), incoming: temp.join("Incoming"), quota: Quota::of(most) };
        std::fs::create_dir_all(&store.folder)?;
        std::fs::create_dir_all(&store.incoming)?;
        Ok(store)
    }

    /// The real folder of the files that are kept.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A new file under a passing name; it vanishes unless it is kept.
    pub(crate) fn incoming(&self) -> io::Result<(std::fs::File, Incoming)> {
        let (open, path) = NamedTempFile::new_in(&self.incoming)?.into_parts();
        Ok((open, Incoming { path, room: self.quota.room() }))
    }

    /// Gives the file its own name: `wanted`, one like it if that is taken, or a random one.
    pub(crate) fn keep(&self, file: Incoming, size: u64, wanted: Option<&SafeName>) -> io::Result<Kept> {
        let name = self.place(file.path, wanted)?;
        file.room.keep();
        let path = files::uploaded_path(&name);
        Ok(Kept { name, size, path })
    }

    fn place(&self, mut file: TempPath, wanted: Option<&SafeName>) -> io::Result<SafeName> {
        let numbered =
            wanted.into_iter().flat_map(|name| (1..MOST_EQUAL_NAMES).map(|number| name.numbered(number)));
        let candidates =
            wanted.cloned().into_iter().chain(numbered).chain(std::iter::once_with(SafeName::random));
        for name in candidates {
            match file.persist_noclobber(self.folder.join(name.as_str())) {
                Ok(()) => return Ok(name),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.path,
                Err(error) => return Err(error.error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

#[cfg(test)]
mod tests {
    use super::UploadStore;
    use crate::upload::SafeName;
    use std::io::Write as _;

    fn kept(store: &UploadStore, bytes: &[u8], name: &str) -> std::io::Result<String> {
        let (mut open, mut incoming) = store.incoming()?;
        open.write_all(bytes)?;
        let size = u64::try_from(bytes.len()).expect("a size");
        incoming.room.grow(size)?;
        Ok(store.keep(incoming, size, SafeName::from_offered(name).as_ref())?.name.to_string())
    }

    #[test]
    fn an_upload_never_displaces_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = UploadStore::create(folder.path(), 100).expect("a store");
        assert_eq!(kept(&store, b"one", "note.txt").expect("kept"), "note.txt");
        assert_eq!(kept(&store, b"two", "note.txt").expect("kept"), "note(1).txt");
        assert_eq!(std::fs::read(store.folder().join("note.txt")).expect("the first"), b"one");
        assert_eq!(std::fs::read(store.folder().join("note(1).txt")).expect("the second"), b"two");
    }

    #[test]
    fn a_full_store_keeps_nothing_more_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = UploadStore::create(folder.path(), 5).expect("a store");
        kept(&store, b"four", "a").expect("kept");
        assert!(kept(&store, b"four", "b").is_err());
        assert_eq!(std::fs::read_dir(&store.incoming).expect("the folder").count(), 0);
        kept(&store, b"1", "c").expect("what still fits is kept");
    }
}
