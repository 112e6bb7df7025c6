//! What an upload's answer says of each file, and whether it may (UP).

use std::collections::BTreeSet;

use report_model::verdict::Verdict;
use serde_json::Value;
use spec::ids::Citation;

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
    /// Reads the canonical form of an upload's answer. Nothing if it does not say of each file whether it is saved: that is the
    /// shape's matter (UP-5).
    pub fn of(value: &Value) -> Option<Self> {
        let files = value.get("files").and_then(Value::as_array)?;
        let files = files.iter().map(StoredFile::of).collect::<Option<_>>()?;
        Some(Self { count: number(value, "count"), files })
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

    /// A rule under which every file described must have been stored.
    pub fn all_saved(&self, citation: Citation) -> Verdict {
        let refused = self.files.iter().find(|file| !file.saved);
        let seen = refused.map_or(String::new(), |file| format!("{} is not", quote(&file.name)));
        judged(citation, refused.is_none(), "every file stored", seen)
    }

    /// UP-4: each file is stored under the name that it came with, and so each name has the length of its own file. Not judged where
    /// not every file is described (UP-5). Files without a name may stand among them.
    pub fn named(&self, sent: &[(&str, usize)]) -> Option<Verdict> {
        let saved: Vec<&StoredFile> = self.files.iter().filter(|file| file.saved).collect();
        let find = |name: &str| saved.iter().find(|file| file.name == name);
        let missing = sent.iter().find(|(name, _)| find(name).is_none());
        let mixed_up = sent.iter().find(|(name, bytes)| {
            let told = find(name).and_then(|file| file.size);
            told != Some(*bytes) && sent.iter().any(|(other, length)| other != name && told == Some(*length))
        });
        let wrong = missing.or(mixed_up);
        let expected =
            wrong.map_or(String::new(), |(name, bytes)| format!("{bytes} bytes stored as {}", quote(name)));
        let told: Vec<(&str, Option<usize>)> =
            saved.iter().map(|file| (file.name.as_str(), file.size)).collect();
        let verdict = || judged(cite::d("UP", 4), wrong.is_none(), expected, format!("stored are {told:?}"));
        (saved.len() >= sent.len()).then(verdict)
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
    fn of(value: &Value) -> Option<Self> {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let saved = match text("saved")? {
            "1" => true,
            "0" => false,
            _ => return None,
        };
        let path = text("path").map(str::to_owned);
        Some(Self {
            name: text("name").unwrap_or_default().to_owned(),
            saved,
            size: number(value, "size"),
            path,
        })
    }

    /// The folder in which it lies.
    pub fn folder(&self) -> Option<&str> {
        let path = self.path.as_deref()?;
        path.rfind(['\\', '/']).map(|end| &path[..end])
    }

    /// Where a file of another name would lie in the same folder.
    pub fn sibling(&self, name: &str) -> Option<String> {
        let path = self.path.as_deref()?;
        path.rfind(['\\', '/']).map(|end| format!("{}{name}", &path[..=end]))
    }

    /// Whether the path ends in a separator and the name.
    fn is_placed(&self) -> bool {
        let before = self.path.as_deref().and_then(|path| path.strip_suffix(self.name.as_str()));
        !self.name.is_empty() && before.is_some_and(|before| before.ends_with(['\\', '/']))
    }

    /// UP-6: the path ends in a separator and the name. Where no path is told there is none to judge (UP-5).
    pub fn path_ends_in_name(&self) -> Option<Verdict> {
        let path = self.path.as_deref()?;
        let expected = format!("a `path` that ends in a separator and {}", quote(&self.name));
        Some(judged(cite::e("UP", 6), self.is_placed(), expected, quote(path)))
    }

    /// UP-4: the file lies in `Temp\UploadData`.
    pub fn lies_in_upload_folder(&self) -> Option<Verdict> {
        let path = self.path.as_deref()?;
        let path_in_it = path.to_lowercase().replace('/', "\\");
        let holds = path_in_it.contains("\\temp\\uploaddata");
        Some(judged(cite::d("UP", 4), holds, "a `path` in the folder `Temp\\UploadData`", quote(path)))
    }

    /// UP-2: the size is that of the file, its transfer encoding undone.
    pub fn sized(&self, bytes: usize) -> Option<Verdict> {
        let size = self.size?;
        Some(judged(
            cite::i("UP", 2),
            size == bytes,
            format!("`size` is {bytes}"),
            format!("`size` is {size}"),
        ))
    }

    /// UP-8: a file with a dangerous name was not stored, or was stored in the upload folder under a harmless one.
    pub fn harmless(&self, sent: &str, upload_folder: Option<&str>) -> Verdict {
        let expected = format!("{} refused or stored under a harmless name", quote(sent));
        let inside = upload_folder.is_none() || self.path.is_none() || self.folder() == upload_folder;
        let holds = !self.saved || (is_harmless(&self.name) && inside);
        let path = self.path.as_deref().unwrap_or_default();
        judged(
            cite::i("UP", 8),
            holds,
            expected,
            format!("stored as {} at {}", quote(&self.name), quote(path)),
        )
    }

    /// UP-8: what came later by a way around to the same name did not take the place of what was there. Places can be told apart only where the
    /// paths are those of the files (UP-6).
    pub fn spares(&self, earlier: &Self) -> Option<Verdict> {
        let path = earlier.path.as_deref().filter(|_| earlier.is_placed())?;
        let holds = !self.saved || self.path.as_deref() != Some(path);
        let seen = "the later file is stored at the same path";
        Some(judged(cite::i("UP", 8), holds, format!("a place other than {}", quote(path)), seen))
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

    fn told(verdict: Option<Verdict>) -> Option<bool> {
        verdict.map(|verdict| broken(&verdict))
    }

    const PLACE: &str = "D:\\Work\\Temp\\UploadData\\a.bin";

    #[test]
    fn an_answer_is_read_if_it_says_what_is_saved() {
        let value = json!({ "count": "2", "files": [
            { "name": "a.bin", "saved": "1", "size": "3", "path": PLACE }, { "name": "b.bin", "saved": "0" }
        ] });
        let refused = StoredFile { name: "b.bin".to_owned(), ..StoredFile::default() };
        assert_eq!(Stored::of(&value), Some(stored(vec![file("a.bin", PLACE), refused])));
        assert_eq!(
            Stored::of(&json!({ "count": "1", "files": [{ "name": "a.bin", "saved": "yes" }] })),
            None
        );
    }

    #[test]
    fn the_count_is_that_of_the_files_sent() {
        let two = stored(vec![file("a", PLACE), file("b", PLACE)]);
        assert!(!broken(&two.describes(2)) && broken(&two.describes(3)));
        assert!(broken(&Stored { count: Some(3), ..two.clone() }.describes(2)));
        assert!(broken(&Stored { count: None, ..two.clone() }.describes(2)));
        assert!(!broken(&two.all_saved(cite::d("UP", 3))));
        assert!(broken(&stored(vec![StoredFile::default()]).all_saved(cite::d("UP", 3))));
    }

    #[test]
    fn each_file_has_the_name_that_it_came_with() {
        let longer = StoredFile { size: Some(5), ..file("b", "/u/b") };
        let two = stored(vec![file("a", "/u/a"), longer]);
        assert_eq!(told(two.named(&[("b", 5), ("a", 3)])), Some(false));
        assert_eq!(told(two.named(&[("a", 3), ("c", 5)])), Some(true));
        assert_eq!(told(two.named(&[("a", 5), ("b", 3)])), Some(true));
        assert_eq!(
            told(two.named(&[("a", 9), ("b", 9)])),
            Some(false),
            "a wrong size is another rule's matter"
        );
        assert_eq!(told(two.named(&[("a", 3), ("b", 5), ("c", 7)])), None);
    }

    #[test]
    fn files_without_a_name_get_different_ones() {
        let (one, other) = (file("a", "/u/a"), file("b", "/u/b"));
        assert!(!broken(&Stored::differently_named(&[&one, &other])));
        assert!(broken(&Stored::differently_named(&[&one, &one])));
        assert!(broken(&Stored::differently_named(&[&file("", "/u/")])));
    }

    #[test]
    fn a_path_ends_in_the_name_and_lies_in_the_upload_folder() {
        let ends = |name: &str, path: &str| told(file(name, path).path_ends_in_name());
        assert_eq!(
            [ends("a.bin", PLACE), ends("b.bin", PLACE), ends(".bin", PLACE)],
            [Some(false), Some(true), Some(true)]
        );
        let lies = |path: &str| told(file("a.bin", path).lies_in_upload_folder());
        assert_eq!(
            [lies(PLACE), lies("/w/Temp/UploadData/a.bin"), lies("D:\\Work\\a.bin")],
            [Some(false), Some(false), Some(true)]
        );
        assert_eq!(told(StoredFile::default().path_ends_in_name()), None);
        assert_eq!(file("a.bin", "/u/a.bin").sibling("b"), Some("/u/b".to_owned()));
    }

    #[test]
    fn the_size_is_exact() {
        assert_eq!(
            [told(file("a", PLACE).sized(3)), told(file("a", PLACE).sized(4))],
            [Some(false), Some(true)]
        );
        assert_eq!(told(StoredFile::default().sized(0)), None);
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
        let earlier = file("a.bin", PLACE);
        assert_eq!(told(file("a.bin", PLACE).spares(&earlier)), Some(true));
        assert_eq!(told(file("a-1", "D:\\a-1").spares(&earlier)), Some(false));
        assert_eq!(told(StoredFile::default().spares(&earlier)), Some(false));
        assert_eq!(told(earlier.spares(&file("other", PLACE))), None);
    }
}
