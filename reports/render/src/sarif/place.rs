//! Where a clause stands in the catalogue: the one place in a repository that a breach of it can point at.

use std::collections::HashMap;

use spec::ids::ClauseId;
use spec::load::built_in_sources;

/// How the entry of a clause begins in its file.
const ENTRY: &str = "[[clause]]";

/// The files and lines of the clauses of the catalogue that is compiled in.
pub(super) struct Places(HashMap<String, (String, u32)>);

impl Places {
    /// Those of the catalogue that is compiled in.
    pub(super) fn built_in() -> Self {
        let files = built_in_sources().into_iter().filter(|source| source.path.starts_with("clauses/"));
        Self(files.flat_map(|file| entries(&file.path, &file.text)).collect())
    }

    /// Where the clause is; for one that is not in the catalogue any more, the beginning of the file where it would be.
    pub(super) fn of(&self, clause: &ClauseId) -> (String, u32) {
        let family = || (format!("spec/clauses/{}.toml", clause.family().to_lowercase()), 1);
        self.0.get(&clause.to_string()).cloned().unwrap_or_else(family)
    }
}

/// The clauses of a file by their ids, each with the line at which its entry begins.
fn entries(path: &str, text: &str) -> Vec<(String, (String, u32))> {
    let mut begun = 1;
    let mut entries = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line == ENTRY {
            begun = number;
        } else if let Some(id) = line.strip_prefix("id = \"").and_then(|rest| rest.strip_suffix('"')) {
            entries.push((id.to_owned(), (format!("spec/{path}"), begun)));
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_of_the_catalogue_is_found_at_the_line_where_it_begins() {
        let places = Places::built_in();
        let sources = built_in_sources();
        for id in spec::load::built_in().unwrap().clauses.keys() {
            let (path, line) = places.of(id);
            let source = sources.iter().find(|source| format!("spec/{}", source.path) == path).unwrap();
            let mut lines = source.text.lines().skip(usize::try_from(line).unwrap() - 1);
            assert_eq!(
                (lines.next(), lines.next().unwrap()),
                (Some(ENTRY), format!("id = \"{id}\"").as_str())
            );
        }
    }
}
