//! What a script sees of the server: its parameters, a pause, a memory shared by all scripts, and where files are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rhai::{Engine, EvalAltResult};
use tokio::runtime::Handle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::runner::StartParameters;
use crate::files;

/// What a kept value costs besides its own bytes and those of its name.
const KEEPING: usize = 64;

/// What scripts keep with `store` for each other, up to a number of bytes.
#[derive(Debug)]
pub(super) struct Memory {
    kept: Mutex<Values>,
    most: usize,
}

#[derive(Debug, Default)]
struct Values {
    values: HashMap<String, String>,
    bytes: usize,
}

impl Memory {
    pub(super) fn new(most: usize) -> Self {
        Self { kept: Mutex::default(), most }
    }

    /// Keeps `value` and gives back what was kept before; `None` if there is no room for it.
    fn store(&self, key: &str, value: &str) -> Option<String> {
        let mut kept = self.kept();
        let freed = kept.values.get(key).map_or(0, |old| cost(key, old));
        let bytes = kept.bytes - freed + cost(key, value);
        if bytes > self.most {
            return None;
        }
        kept.bytes = bytes;
        Some(kept.values.insert(key.to_owned(), value.to_owned()).unwrap_or_default())
    }

    fn recall(&self, key: &str) -> String {
        self.kept().values.get(key).cloned().unwrap_or_default()
    }

    fn kept(&self) -> MutexGuard<'_, Values> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn cost(key: &str, value: &str) -> usize {
    key.len() + value.len() + KEEPING
}

/// The result of a function that a script calls.
type Called<T> = Result<T, Box<EvalAltResult>>;

/// Adds the functions of one run to its engine.
pub(super) fn provide(
    engine: &mut Engine,
    parameters: StartParameters,
    memory: &Arc<Memory>,
    broken_off: &CancellationToken,
) {
    engine.register_fn("startparam", move |number: i64| parameters.numbered(number).to_owned());
    provide_sleep(engine, broken_off.clone());
    let kept = Arc::clone(memory);
    engine.register_fn("store", move |key: &str, value: &str| -> Called<String> {
        kept.store(key, value).ok_or_else(|| "nothing further can be kept".into())
    });
    let kept = Arc::clone(memory);
    engine.register_fn("recall", move |key: &str| kept.recall(key));
    engine.register_fn("is_upload_path", |path: &str| files::uploaded_name(path).is_some());
    engine.register_fn("offered_path", files::offered_path);
}

/// `sleep(seconds)`: ends early when the run is broken off.
fn provide_sleep(engine: &mut Engine, broken_off: CancellationToken) {
    engine.register_fn("sleep", move |seconds: f64| -> Called<()> {
        let pause = Duration::try_from_secs_f64(seconds).map_err(|_| "this is no time to wait")?;
        let runtime = Handle::try_current().map_err(|_| "there is no clock to wait by")?;
        runtime.block_on(async {
            tokio::select! {
                () = broken_off.cancelled() => Err("broken off".into()),
                () = sleep(pause) => Ok(()),
            }
        })
    });
}

#[cfg(test)]
mod tests {
    use super::{KEEPING, Memory};

    #[test]
    fn memory_gives_back_the_old_value_and_takes_no_more_than_it_has_room_for() {
        let memory = Memory::new(KEEPING + 5);
        assert_eq!(memory.store("a", "1").as_deref(), Some(""));
        assert_eq!(memory.store("a", "1234").as_deref(), Some("1"));
        assert_eq!(memory.store("a", "12345"), None);
        assert_eq!(memory.store("b", ""), None);
        assert_eq!(memory.store("a", "2").as_deref(), Some("1234"));
        assert_eq!((memory.recall("a"), memory.recall("b")), ("2".to_owned(), String::new()));
    }
}
