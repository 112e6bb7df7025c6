//! The server's directory of common scripts: every script compiled once, at the start (EXEC-1).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rhai::{AST, Engine};

/// A script that cannot be compiled.
#[derive(Debug, thiserror::Error)]
#[error("script {name}: {message}")]
pub(crate) struct ScriptFault {
    pub(crate) name: String,
    pub(crate) message: String,
}

/// The scripts by their names; a name is looked up here and never becomes a path (DL-5).
#[derive(Debug)]
pub(crate) struct Library {
    scripts: HashMap<String, Arc<AST>>,
}

impl Library {
    /// Compiles `sources`, name to text.
    pub(crate) fn compile(sources: &BTreeMap<String, String>) -> Result<Self, ScriptFault> {
        let engine = Engine::new_raw();
        let compiled = sources.iter().map(|(name, text)| match engine.compile(text) {
            Ok(script) => Ok((name.clone(), Arc::new(script))),
            Err(error) => Err(ScriptFault { name: name.clone(), message: error.to_string() }),
        });
        Ok(Self { scripts: compiled.collect::<Result<_, _>>()? })
    }

    /// The script of exactly this name.
    pub(crate) fn find(&self, name: &str) -> Option<Arc<AST>> {
        self.scripts.get(name).cloned()
    }
}
