//! The store below a place: a folder, or a bucket by its URL. Objects appear whole or not at all, whoever is killed meanwhile.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, ObjectStoreScheme, PutMode, PutOptions, path};
use url::Url;

use super::{Novelty, PlaceError};

/// Objects by their names.
#[derive(Debug, Clone)]
pub(super) struct Store {
    objects: Arc<dyn ObjectStore>,
    /// What stands before every name: the part of a bucket that was named.
    prefix: path::Path,
    /// The place as it was asked for.
    name: String,
}

impl Store {
    /// The store of a folder, which is made if it is missing, or of a URL.
    pub(super) fn open(name: &str) -> Result<Self, PlaceError> {
        match Url::parse(name) {
            Ok(url) if name.contains("://") && url.scheme() != "file" => Self::bucket(name, &url),
            Ok(url) if name.contains("://") => match url.to_file_path() {
                Ok(folder) => Self::folder(name, &folder),
                Err(()) => Err(PlaceError::Address {
                    place: name.to_owned(),
                    reason: "it names no folder".to_owned(),
                }),
            },
            Ok(_) | Err(_) => Self::folder(name, Path::new(name)),
        }
    }

    fn folder(name: &str, folder: &Path) -> Result<Self, PlaceError> {
        if folder.exists() && !folder.is_dir() {
            return Err(PlaceError::NoFolder { place: name.to_owned() });
        }
        std::fs::create_dir_all(folder).map_err(|error| PlaceError::unwritable(name, error))?;
        // What was told to be kept is kept when the machine loses its power, too.
        let objects = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| PlaceError::unreadable(name, error))?
            .with_fsync(true);
        Ok(Self { objects: Arc::new(objects), prefix: path::Path::default(), name: name.to_owned() })
    }

    fn bucket(name: &str, url: &Url) -> Result<Self, PlaceError> {
        let scheme = ObjectStoreScheme::parse(url).ok().map(|(scheme, _)| scheme);
        let in_cloud =
            matches!(scheme, Some(ObjectStoreScheme::AmazonS3 | ObjectStoreScheme::GoogleCloudStorage));
        if in_cloud && cfg!(not(feature = "buckets")) {
            return Err(PlaceError::NoBuckets { place: name.to_owned() });
        }
        // Keys, regions and endpoints come from the environment, as they do for the tools of the bucket's maker.
        let (objects, prefix) = object_store::parse_url_opts(url, std::env::vars())
            .map_err(|error| PlaceError::Address { place: name.to_owned(), reason: error.to_string() })?;
        Ok(Self { objects: Arc::from(objects), prefix, name: name.to_owned() })
    }

    /// The place as it was asked for.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Where an object stands, for people.
    pub(super) fn address(&self, object: &str) -> String {
        if self.name.contains("://") {
            format!("{}/{object}", self.name.trim_end_matches('/'))
        } else {
            PathBuf::from(&self.name).join(object).display().to_string()
        }
    }

    fn path(&self, object: &str) -> path::Path {
        let parts = object.split('/').map(path::PathPart::from);
        self.prefix.parts().chain(parts).collect()
    }

    /// Whether nothing is there.
    pub(super) async fn is_empty(&self) -> Result<bool, PlaceError> {
        let first = self.objects.list(Some(&self.prefix)).try_next().await;
        first.map(|first| first.is_none()).map_err(|error| PlaceError::unreadable(&self.name, error))
    }

    /// The names of the objects in a folder, at any depth.
    pub(super) async fn list(&self, folder: &str) -> Result<Vec<String>, PlaceError> {
        let prefix = self.path(folder);
        let depth = self.prefix.parts().count();
        let name = |path: &path::Path| {
            let parts: Vec<String> = path.parts().skip(depth).map(|part| part.as_ref().to_owned()).collect();
            parts.join("/")
        };
        let objects: Vec<_> = self
            .objects
            .list(Some(&prefix))
            .try_collect()
            .await
            .map_err(|error| PlaceError::unreadable(&self.name, error))?;
        Ok(objects.iter().map(|object| name(&object.location)).collect())
    }

    /// The content of an object; `None` where there is none.
    pub(super) async fn get(&self, object: &str) -> Result<Option<Vec<u8>>, PlaceError> {
        let got = async { self.objects.get(&self.path(object)).await?.bytes().await };
        match got.await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(PlaceError::unreadable(&self.name, error)),
        }
    }

    /// Writes an object, in place of what was there.
    pub(super) async fn put(&self, object: &str, content: Vec<u8>) -> Result<(), PlaceError> {
        let put = self.objects.put(&self.path(object), content.into()).await;
        put.map(drop).map_err(|error| PlaceError::unwritable(&self.name, error))
    }

    /// Writes an object unless there is one.
    pub(super) async fn create(&self, object: &str, content: Vec<u8>) -> Result<Novelty, PlaceError> {
        let options = PutOptions::from(PutMode::Create);
        match self.objects.put_opts(&self.path(object), content.into(), options).await {
            Ok(_) => Ok(Novelty::New),
            Err(Error::AlreadyExists { .. }) => Ok(Novelty::Known),
            Err(error) => Err(PlaceError::unwritable(&self.name, error)),
        }
    }
}
