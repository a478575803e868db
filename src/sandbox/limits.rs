//! What a run may use, and what it used.

/// Upper bounds for one case. The answer's side counts against them; the judge's side has the same bounds of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// WebAssembly instructions as Wasmtime counts them; about one fuel an instruction.
    pub fuel: u64,
    /// Nanoseconds on the virtual clock.
    pub virtual_ns: u64,
    /// Bytes of linear memory beyond what the booted interpreter has, thread stacks not counted.
    pub memory: usize,
    /// Bytes printed to standard output and standard error.
    pub output: usize,
    /// Threads alive at once on one side, its main thread included.
    pub threads: usize,
    /// Seconds of the processor after which the host gives up; a backstop against our own faults, never a candidate's fail.
    pub cpu_seconds: u64,
}

/// What one side of a run used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    pub fuel: u64,
    /// Bytes of linear memory beyond the image's.
    pub memory: usize,
    pub output: usize,
}

/// Units of fuel that take one virtual nanosecond. A real core of 2026 does about this many of the guest's instructions in that time, so
/// computing takes about as long on the virtual clock as it really does.
pub const FUEL_PER_NS: u64 = 8;
