//! Cases side by side.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// `work` on every item, at most `jobs` at a time, each worker with a `tool` of its own; the results in the items' order.
/// Once it is `enough`, no further item is begun.
pub(super) fn in_parallel<T: Sync, W, R: Send>(
    jobs: usize,
    items: &[T],
    enough: impl Fn() -> bool + Sync,
    tool: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let worker = || {
        let mut tool = tool();
        while !enough()
            && let (index, Some(item)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                (index, items.get(index))
            }
        {
            let result = work(&mut tool, item);
            done.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((index, result));
        }
    };
    std::thread::scope(|scope| {
        // This thread is one of the workers.
        for _ in 1..jobs.min(items.len()) {
            scope.spawn(worker);
        }
        worker();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
