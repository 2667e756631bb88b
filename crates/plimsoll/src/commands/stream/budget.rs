//! How many bytes of projects are on the way at a time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A single project may be larger than that; then it is alone.
const MOST: usize = 24 << 20;

/// What is left of the bytes.
#[derive(Default)]
pub(super) struct Budget {
    taken: Mutex<usize>,
    given: Condvar,
}

impl Budget {
    /// Waits until a project has room, and gives the size that is to be given back.
    pub(super) fn take(&self, size: usize) -> usize {
        let is_full = |taken: &mut usize| *taken > 0 && *taken + size > MOST;
        let waited = self.given.wait_while(self.taken(), is_full);
        *waited.unwrap_or_else(PoisonError::into_inner) += size;
        size
    }

    /// Gives back what a project had.
    pub(super) fn give(&self, size: usize) {
        *self.taken() -= size;
        self.given.notify_one();
    }

    fn taken(&self) -> MutexGuard<'_, usize> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_goes_alone() {
        let budget = Budget::default();
        let size = budget.take(2 * MOST);
        budget.give(size);
        assert_eq!(budget.take(MOST), MOST);
    }
}
