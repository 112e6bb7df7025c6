//! Where files are said to be, and what may be read: uploads and offered files, and nothing else (DL-2, DL-5, UP-7).
//!
//! Scripts and answers only ever see paths of an imagined installation, as in the document's example. Such a path is
//! taken apart here; what remains is a single harmless name, so no request can spell a path of the real disk.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

use crate::answer::{self, Reply};
use crate::upload::SafeName;

/// The folder in which uploads are said to be (UP-4).
const UPLOADS: &str = r"C:\Oktell\Temp\UploadData\";

/// The folder in which the files for `download/byscript` are said to be.
const OFFERED: &str = r"C:\Oktell\Files\";

/// Where an upload of this name is said to be (UP-6).
pub(crate) fn uploaded_path(name: &SafeName) -> String {
    format!("{UPLOADS}{name}")
}

/// The name of the upload that `path` speaks of.
pub(crate) fn uploaded_name(path: &str) -> Option<SafeName> {
    path.strip_prefix(UPLOADS).and_then(SafeName::exact)
}

/// Where an offered file of this name is said to be.
pub(crate) fn offered_path(name: &str) -> String {
    format!("{OFFERED}{name}")
}

/// Where a file's bytes really are.
#[derive(Clone)]
pub(crate) enum Source {
    /// In the program itself.
    Memory(Bytes),
    /// On the disk, beside the fixture.
    Disk(PathBuf),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Disk(path) => path.fmt(f),
        }
    }
}

impl Source {
    /// The answer that carries the file; an error if it is not there, or is not a plain file.
    pub(crate) async fn reply(&self) -> io::Result<Reply> {
        match self {
            Self::Memory(bytes) => Ok(answer::octets(bytes.clone())),
            Self::Disk(path) => {
                // A link could lead out of the folder, so it is not followed.
                if !tokio::fs::symlink_metadata(path).await?.is_file() {
                    return Err(io::ErrorKind::InvalidInput.into());
                }
                let file = tokio::fs::File::open(path).await?;
                let length = file.metadata().await?.len();
                Ok(answer::file(file, length))
            }
        }
    }
}

/// What a path given by a script may lead to.
pub(crate) struct Files {
    uploads: PathBuf,
    offered: Arc<HashMap<String, Source>>,
}

impl Files {
    /// The uploads in the real folder `uploads`, and the offered files by name.
    pub(crate) fn new(uploads: PathBuf, offered: Arc<HashMap<String, Source>>) -> Self {
        Self { uploads, offered }
    }

    /// The source behind a path, if it is one of those that are offered.
    pub(crate) fn find(&self, path: &str) -> Option<Source> {
        if let Some(name) = uploaded_name(path) {
            return Some(Source::Disk(self.uploads.join(name.as_str())));
        }
        self.offered.get(path.strip_prefix(OFFERED)?).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Files, Source, offered_path, uploaded_name, uploaded_path};
    use crate::upload::SafeName;
    use std::collections::HashMap;
    use std::sync::Arc;

    #[test]
    fn a_path_that_upload_reports_leads_back_to_its_name() {
        let name = SafeName::from_offered("записка.txt").expect("a name");
        assert_eq!(uploaded_name(&uploaded_path(&name)), Some(name));
    }

    #[test]
    fn no_other_path_leads_anywhere() {
        let offered = HashMap::from([("a".to_owned(), Source::Memory(bytes::Bytes::new()))]);
        let files = Files::new("/nowhere".into(), Arc::new(offered));
        assert!(files.find(&offered_path("a")).is_some());
        let foreign = [
            "",
            "a",
            "/etc/passwd",
            r"C:\Windows\win.ini",
            r"D:\Oktell\Files\a",
            r"C:\Oktell\Files\",
            r"C:\Oktell\Files\b",
            r"C:\Oktell\Files\..\Files\a",
            r"C:\Oktell\Temp\UploadData\",
            r"C:\Oktell\Temp\UploadData\..\Incoming\x",
            r"C:\Oktell\Temp\UploadData\/etc/passwd",
            r"C:\Oktell\Temp\UploadData\..",
            "C:\\Oktell\\Temp\\UploadData\\a\0",
            r"C:\Oktell\Temp\UploadData\C:x",
            r"C:\Oktell\Temp\UploadData\nul",
        ];
        for path in foreign {
            assert!(files.find(path).is_none(), "{path:?}");
        }
    }
}
