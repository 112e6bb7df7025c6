//! HAR 1.2: every exchange of the run, for the tools that show and replay traffic. The comment of an entry is its case.

use std::io::Write;

use report_model::har::{Archive, Entry};
use report_model::recording::Recording;
use spec::ids::CaseName;

use crate::case::exchanges;
use crate::stream::{self, Streamed};
use crate::{RenderError, words};

/// Writes the exchanges of a run, finished or not.
///
/// # Errors
/// Those of the writer, and those of the log.
pub fn write(recording: &Recording, out: impl Write) -> Result<(), RenderError> {
    let header = &recording.run.header;
    let entry = |(case, record): (CaseName, _)| Ok(Entry::of(header.started, case.to_string(), record));
    let entries = Streamed(|| exchanges(recording).map(move |exchange| exchange.and_then(entry)));
    let comment = format!("rulings: {}", words::rulings(&recording.run, &recording.run.clauses()));
    stream::write(&Archive::of(&header.tool, comment, entries), out)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{sample, schemas};

    fn written(recording: &Recording) -> Value {
        let mut bytes = Vec::new();
        write(recording, &mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn the_archive_of_the_sample_is_this() {
        let mut archive = written(&sample::many_failures());
        // Twelve values of one property look alike.
        archive["log"]["entries"].as_array_mut().unwrap().truncate(8);
        insta::assert_json_snapshot!(archive);
    }

    /// Finds the parts of the schema beside its root.
    struct Folder;

    impl jsonschema::Retrieve for Folder {
        fn retrieve(
            &self,
            uri: &jsonschema::Uri<String>,
        ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
            let file = uri.as_str().trim_end_matches('#').rsplit('/').next().unwrap_or_default();
            schemas::json(&format!("har/{file}")).ok_or_else(|| format!("{file} is missing").into())
        }
    }

    #[test]
    fn the_archive_is_valid_under_the_schema_of_har() {
        let base = "https://har.invalid/";
        let Some(mut root) = schemas::json("har/har.json") else { return };
        root["$id"] = format!("{base}har.json").into();
        let schema =
            jsonschema::options().should_validate_formats(true).with_retriever(Folder).build(&root).unwrap();
        for recording in sample::all() {
            assert_eq!(schemas::complaints(&schema, &written(&recording)), [""; 0]);
        }
        let mut wrong = written(&sample::all_pass());
        wrong["log"]["entries"][0]["request"]["url"] = "no uri".into();
        assert_eq!(schemas::complaints(&schema, &wrong).len(), 1);
    }
}
