//! What an upload's answer says of each file, and whether it may (UP).

use std::collections::BTreeSet;

use report_model::verdict::Verdict;
use serde_json::Value;

use crate::cite;
use crate::words::{judged, quote};

/// The answer of `upload`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// `count`, if it is a number.
    pub count: Option<usize>,
    /// One entry a file, in the order of the answer.
    pub files: Vec<StoredFile>,
}

/// What is told of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredFile {
    /// The name under which it is stored, or under which it was refused.
    pub name: String,
    /// Whether `saved` is 1.
    pub saved: bool,
    /// `size`, if it is a number.
    pub size: Option<usize>,
    /// Where it lies.
    pub path: Option<String>,
}

impl Stored {
    /// Reads the canonical form of an upload's answer.
    pub fn of(value: &Value) -> Self {
        let files = value.get("files").and_then(Value::as_array).into_iter().flatten();
        Self { count: number(value, "count"), files: files.map(StoredFile::of).collect() }
    }

    /// The first file that was stored.
    pub fn first_saved(&self) -> Option<&StoredFile> {
        self.files.iter().find(|file| file.saved)
    }

    /// UP-5: every file that was sent is described, and `count` says how many they are.
    pub fn describes(&self, sent: usize) -> Verdict {
        let seen = match self.count {
            Some(count) => format!("`count` is {count}, {} described", files(self.files.len())),
            None => format!("`count` is no number, {} described", files(self.files.len())),
        };
        let holds = self.count == Some(sent) && self.files.len() == sent;
        judged(cite::d("UP", 5), holds, format!("`count` is {sent}, {} described", files(sent)), seen)
    }

    /// A rule under which every file sent must have been stored.
    pub fn all_saved(&self, citation: spec::ids::Citation, sent: usize) -> Verdict {
        let saved = self.files.iter().filter(|file| file.saved).count();
        judged(citation, saved == sent, format!("{} stored", files(sent)), format!("{} stored", files(saved)))
    }

    /// UP-4: each file is stored under the name that it came with.
    pub fn named(&self, names: &[&str]) -> Verdict {
        let told: BTreeSet<&str> =
            self.files.iter().filter(|file| file.saved).map(|file| file.name.as_str()).collect();
        let missing = names.iter().find(|name| !told.contains(*name));
        let seen = format!("stored are {told:?}");
        let expected = missing.map_or(String::new(), |name| format!("a file stored as {}", quote(name)));
        judged(cite::d("UP", 4), missing.is_none(), expected, seen)
    }

    /// UP-4: files that came without a name have names of their own, all different.
    pub fn differently_named(files: &[&StoredFile]) -> Verdict {
        let places: BTreeSet<(&str, Option<&str>)> =
            files.iter().map(|file| (file.name.as_str(), file.path.as_deref())).collect();
        let holds = places.len() == files.len() && files.iter().all(|file| !file.name.is_empty());
        let seen =
            format!("they are stored as {:?}", files.iter().map(|file| &file.name).collect::<Vec<_>>());
        judged(cite::i("UP", 4), holds, "different names for files that came without one", seen)
    }
}

impl StoredFile {
    fn of(value: &Value) -> Self {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        Self {
            name: text("name").unwrap_or_default().to_owned(),
            saved: text("saved") == Some("1"),
            size: number(value, "size"),
            path: text("path").map(str::to_owned),
        }
    }

    /// The folder in which it lies.
    pub fn folder(&self) -> Option<&str> {
        let path = self.path.as_deref()?;
        path.rfind(['\\', '/']).map(|end| &path[..end])
    }

    /// UP-6: the path ends in a separator and the name.
    pub fn path_ends_in_name(&self) -> Verdict {
        let path = self.path.as_deref().unwrap_or_default();
        let before = path.strip_suffix(self.name.as_str());
        let holds = !self.name.is_empty() && before.is_some_and(|before| before.ends_with(['\\', '/']));
        let expected = format!("a `path` that ends in a separator and {}", quote(&self.name));
        judged(cite::e("UP", 6), holds, expected, quote(path))
    }

    /// UP-4: the file lies in `Temp\UploadData`.
    pub fn lies_in_upload_folder(&self) -> Verdict {
        let folder = self.folder().unwrap_or_default().to_lowercase().replace('/', "\\");
        let holds = folder.ends_with("\\temp\\uploaddata");
        let seen = quote(self.path.as_deref().unwrap_or_default());
        judged(cite::d("UP", 4), holds, "a `path` in the folder `Temp\\UploadData`", seen)
    }

    /// UP-2: the size is that of the file, its transfer encoding undone.
    pub fn sized(&self, bytes: usize) -> Verdict {
        let seen = self.size.map_or("no number".to_owned(), |size| format!("`size` is {size}"));
        judged(cite::i("UP", 2), self.size == Some(bytes), format!("`size` is {bytes}"), seen)
    }

    /// UP-8: a file with a dangerous name was not stored, or was stored in the upload folder under a harmless one.
    pub fn harmless(&self, sent: &str, upload_folder: Option<&str>) -> Verdict {
        let expected = format!("{} refused or stored under a harmless name", quote(sent));
        let inside = upload_folder.is_none() || self.folder() == upload_folder;
        let holds = !self.saved || (is_harmless(&self.name) && inside);
        let path = self.path.as_deref().unwrap_or_default();
        judged(
            cite::i("UP", 8),
            holds,
            expected,
            format!("stored as {} at {}", quote(&self.name), quote(path)),
        )
    }

    /// UP-8: what came later under the same name did not take the place of what was there.
    pub fn spares(&self, earlier: &Self) -> Verdict {
        let holds = !self.saved || self.path != earlier.path;
        let expected = format!("a place other than {}", quote(earlier.path.as_deref().unwrap_or_default()));
        judged(cite::i("UP", 8), holds, expected, "the later file of that name is stored at the same path")
    }
}

/// Names that mean a device on the systems of the document's server, whatever ending they have.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The longest name that common file systems take.
const LONGEST: usize = 255;

/// Whether a name means a file in its folder and nothing else, on any system.
fn is_harmless(name: &str) -> bool {
    let separates = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|rest| rest.len() == 1 && rest.starts_with(|c: char| c.is_ascii_digit()));
    let dots_only = name.trim_matches(['.', ' ']).is_empty();
    !name.contains(separates)
        && !dots_only
        && !is_port
        && !DEVICES.contains(&stem.as_str())
        && name.chars().count() <= LONGEST
}

fn number(value: &Value, key: &str) -> Option<usize> {
    value.get(key).and_then(Value::as_str).and_then(|text| text.parse().ok())
}

fn files(count: usize) -> String {
    format!("{count} file{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::words::canned::broken;

    fn file(name: &str, path: &str) -> StoredFile {
        StoredFile { name: name.to_owned(), saved: true, size: Some(3), path: Some(path.to_owned()) }
    }

    fn stored(files: Vec<StoredFile>) -> Stored {
        Stored { count: Some(files.len()), files }
    }

    const PLACE: &str = "D:\\Work\\Temp\\UploadData\\a.bin";

    #[test]
    fn an_answer_is_read() {
        let value = json!({ "count": "2", "files": [
            { "name": "a.bin", "saved": "1", "size": "3", "path": PLACE }, { "name": "b.bin", "saved": "0" }
        ] });
        let refused = StoredFile { name: "b.bin".to_owned(), ..StoredFile::default() };
        assert_eq!(Stored::of(&value), stored(vec![file("a.bin", PLACE), refused]));
    }

    #[test]
    fn the_count_is_that_of_the_files_sent() {
        let two = stored(vec![file("a", PLACE), file("b", PLACE)]);
        assert!(!broken(&two.describes(2)) && broken(&two.describes(3)));
        assert!(broken(&Stored { count: Some(3), ..two.clone() }.describes(2)));
        assert!(broken(&Stored { count: None, ..two }.describes(2)));
    }

    #[test]
    fn names_are_kept_and_random_ones_differ() {
        let two = stored(vec![file("a", "/u/a"), file("b", "/u/b")]);
        assert!(!broken(&two.named(&["b", "a"])) && broken(&two.named(&["a", "c"])));
        assert!(!broken(&two.all_saved(cite::d("UP", 3), 2)) && broken(&two.all_saved(cite::d("UP", 3), 3)));
        assert!(!broken(&Stored::differently_named(&[&two.files[0], &two.files[1]])));
        assert!(broken(&Stored::differently_named(&[&two.files[0], &two.files[0]])));
        assert!(broken(&Stored::differently_named(&[&file("", "/u/")])));
    }

    #[test]
    fn a_path_ends_in_the_name_and_lies_in_the_upload_folder() {
        assert!(!broken(&file("a.bin", PLACE).path_ends_in_name()));
        assert!(!broken(&file("a.bin", "/w/Temp/UploadData/a.bin").lies_in_upload_folder()));
        assert!(!broken(&file("a.bin", PLACE).lies_in_upload_folder()));
        assert!(broken(&file("b.bin", PLACE).path_ends_in_name()));
        assert!(broken(&file(".bin", PLACE).path_ends_in_name()));
        assert!(broken(&file("a.bin", "D:\\Work\\a.bin").lies_in_upload_folder()));
    }

    #[test]
    fn the_size_is_exact() {
        assert!(!broken(&file("a", PLACE).sized(3)) && broken(&file("a", PLACE).sized(4)));
        assert!(broken(&StoredFile::default().sized(0)));
    }

    #[test]
    fn dangerous_names_must_not_survive() {
        let folder = Some("D:\\Work\\Temp\\UploadData");
        let judge = |name: &str, path: &str| broken(&file(name, path).harmless("sent", folder));
        assert!(!judge("a.bin", PLACE));
        assert!(judge("a.bin", "D:\\Work\\a.bin"));
        for name in
            ["..", "a/b", "a\\b", "c:x", "nul", "NUL.txt", "com1.log", "a\0b", ". .", &"x".repeat(300)]
        {
            assert!(judge(name, PLACE), "{name:?}");
        }
        assert!(!judge("common.txt", PLACE) && !judge("console", PLACE));
        assert!(!broken(&StoredFile::default().harmless("..", folder)));
    }

    #[test]
    fn a_later_file_takes_no_ones_place() {
        assert!(broken(&file("a", PLACE).spares(&file("a", PLACE))));
        assert!(!broken(&file("a-1", "D:\\a-1").spares(&file("a", PLACE))));
        assert!(!broken(&StoredFile::default().spares(&file("a", PLACE))));
    }
}
