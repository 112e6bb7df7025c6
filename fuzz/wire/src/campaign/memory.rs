//! Whether the memory of a target grows with the requests, where the target lives in this very process.

use std::time::Duration;

use checks::cite;
use report_model::verdict::Deviation;

use crate::breach::Breach;
use crate::oracle::Oracle;

/// By then everything that is kept from the beginning is there.
const SETTLED: Duration = Duration::from_secs(30);

/// More than a target may come to keep of what scripts and uploads give it.
const GROWTH: u64 = 256 << 20;

/// How much memory there was at first.
#[derive(Debug, Default)]
pub(super) struct Growth {
    settled: Option<u64>,
    told: bool,
}

impl Growth {
    /// Takes note of how much there is now; the breach, once.
    pub(super) fn heed(&mut self, elapsed: Duration, resident: u64) -> Option<Breach> {
        if elapsed < SETTLED {
            return None;
        }
        let settled = *self.settled.get_or_insert(resident);
        if self.told || resident < settled + GROWTH {
            return None;
        }
        self.told = true;
        let deviation = Deviation {
            expected: "memory that does not grow with the requests".to_owned(),
            seen: format!("{} MiB more than after {} s", (resident - settled) >> 20, SETTLED.as_secs()),
            exchange: None,
        };
        Some(Breach { oracle: Oracle::Memory, citation: cite::r(1), command: None, deviation, step: 0 })
    }
}

/// How much memory this process has, in bytes; nothing where the system does not tell.
pub(super) fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kibibytes| kibibytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_counts_from_when_all_is_settled_and_is_told_once() {
        let mut growth = Growth::default();
        let at = Duration::from_secs;
        assert!(growth.heed(at(1), 1 << 20).is_none());
        assert!(growth.heed(at(31), 100 << 20).is_none());
        assert!(growth.heed(at(60), 300 << 20).is_none());
        assert!(growth.heed(at(90), 400 << 20).is_some());
        assert!(growth.heed(at(91), 500 << 20).is_none());
        assert!(resident().is_some_and(|bytes| bytes > 1 << 20));
    }
}
