//! The kernel's calls, and `_viva_host`: what Python code in the guest may ask of the kernel.
//!
//! Messages between the instances are bytes here; what they mean is known to `lib/_viva/boundary`.

use rustpython_vm::{PyResult, VirtualMachine, pymodule};

pub(crate) use module::module_def;

#[link(wasm_import_module = "viva")]
unsafe extern "C" {
    /// Copies what waits in this thread's inbox to `to`.
    #[link_name = "take"]
    fn host_take(to: *mut u8);
    /// The reply to the call that the host made.
    #[link_name = "give"]
    fn host_give(from: *const u8, len: usize);
    /// Sends a request to the other instance and parks until something comes for this thread; see [`Incoming`].
    #[link_name = "request"]
    fn host_request(from: *const u8, len: usize) -> i64;
    /// Sends the reply to the request that was taken last and goes on waiting for that of its own.
    #[link_name = "reply"]
    fn host_reply(from: *const u8, len: usize) -> i64;
    /// Parks until a request comes that no waiting thread can serve.
    #[link_name = "next_request"]
    fn host_next_request() -> i64;
    /// Sends the reply to the request that `next_request` brought.
    #[link_name = "finish"]
    fn host_finish(from: *const u8, len: usize);
    /// The next thread that this one starts is held back until a request needs it.
    #[link_name = "hold_next_thread"]
    fn host_hold_next_thread();
    /// What both instances printed to descriptor `fd` since the last call; its length waits in the inbox.
    #[link_name = "printed"]
    fn host_printed(fd: i32) -> usize;
    /// The bytecode at `offset` of the code object at `code` is the caller's next; not 0 if it is another thread's turn.
    #[link_name = "step"]
    fn host_step(code: usize, offset: u32) -> i32;
    /// Lets the other thread have its turn.
    #[link_name = "turn"]
    fn host_turn();
    /// Which of `count` things that could all be next is.
    #[link_name = "pick"]
    fn host_pick(count: u32) -> u32;
    /// Makes a process that rests; its number, or a negative number when there can't be one: see `_viva/processes.py`.
    #[link_name = "process_start"]
    fn host_process_start() -> i32;
    /// Hands a resting process its next request.
    #[link_name = "process_call"]
    fn host_process_call(pid: i32, from: *const u8, len: usize);
    /// Parks until the process rests or has ended, for at most that many nanoseconds (a negative number: for ever). What became of it
    /// is in the high half; the length of a reply that waits in the inbox, or the exit status, in the low one.
    #[link_name = "process_wait"]
    fn host_process_wait(pid: i32, timeout: i64) -> i64;
    /// Ends a process, whatever it does.
    #[link_name = "process_end"]
    fn host_process_end(pid: i32);
    /// Nanoseconds that this process (0) or this thread (1) has computed.
    #[link_name = "cpu_time"]
    fn host_cpu_time(of: i32) -> u64;
}

/// What ended a wait, packed into 64 bits by the kernel: the length in the low half, what it is in the high half.
enum Incoming {
    Request(usize),
    Reply(usize),
    /// Nothing will come any more: the thread that this one served has ended.
    End,
}

impl Incoming {
    fn unpack(word: i64) -> Incoming {
        let len = word as u32 as usize;
        match word >> 32 {
            0 => Incoming::Request(len),
            1 => Incoming::Reply(len),
            _ => Incoming::End,
        }
    }
}

/// Fetches `len` bytes from the inbox.
pub(crate) fn take(len: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len);
    // SAFETY: the kernel writes exactly the `len` bytes that it announced.
    unsafe {
        host_take(bytes.as_mut_ptr());
        bytes.set_len(len);
    }
    bytes
}

pub(crate) fn give(bytes: &[u8]) {
    // SAFETY: the kernel only reads the slice.
    unsafe { host_give(bytes.as_ptr(), bytes.len()) }
}

fn request(bytes: &[u8]) -> Incoming {
    // SAFETY: the kernel only reads the slice.
    Incoming::unpack(unsafe { host_request(bytes.as_ptr(), bytes.len()) })
}

fn reply(bytes: &[u8]) -> Incoming {
    // SAFETY: the kernel only reads the slice.
    Incoming::unpack(unsafe { host_reply(bytes.as_ptr(), bytes.len()) })
}

/// Sends a request and returns its reply; requests that come back meanwhile go through `serve`.
pub(crate) fn call(
    data: &[u8],
    mut serve: impl FnMut(Vec<u8>) -> PyResult<Vec<u8>>,
    vm: &VirtualMachine,
) -> PyResult<Vec<u8>> {
    // Who waits doesn't keep others from stopping all threads, as a garbage collection does.
    let mut incoming = vm.allow_threads(|| request(data));
    loop {
        match incoming {
            Incoming::Reply(len) => return Ok(take(len)),
            Incoming::Request(len) => {
                let answer = serve(take(len))?;
                incoming = vm.allow_threads(|| reply(&answer));
            }
            Incoming::End => return Err(vm.new_runtime_error("nobody will reply")),
        }
    }
}

#[pymodule(name = "_viva_host")]
mod module {
    use super::{
        Incoming, host_cpu_time, host_finish, host_hold_next_thread, host_next_request, host_pick,
        host_printed, host_process_call, host_process_end, host_process_start, host_process_wait,
        host_step, host_turn,
    };
    use rustpython_vm::function::ArgBytesLike;
    use rustpython_vm::{AsObject as _, PyObjectRef, PyResult, VirtualMachine};

    fn served(
        request: Vec<u8>,
        serve: &PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<ArgBytesLike> {
        serve
            .call((vm.ctx.new_bytes(request),), vm)?
            .try_to_value(vm)
    }

    /// serve_forever(serve, ready): what a spare thread does, until the thread that it serves has ended. `ready()` runs when it
    /// is used for the first time.
    #[pyfunction]
    fn serve_forever(serve: PyObjectRef, ready: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        ready.call((), vm)?;
        loop {
            // SAFETY: no memory is involved.
            let incoming = vm.allow_threads(|| Incoming::unpack(unsafe { host_next_request() }));
            let (Incoming::Request(len) | Incoming::Reply(len)) = incoming else {
                return Ok(());
            };
            let reply = served(super::take(len), &serve, vm)?;
            // SAFETY: the kernel only reads the slice.
            reply.with_ref(|bytes| unsafe { host_finish(bytes.as_ptr(), bytes.len()) });
        }
    }

    /// hold_next_thread(): the next thread that this one starts waits, unstarted, until a request needs a thread.
    #[pyfunction]
    fn hold_next_thread() {
        // SAFETY: no memory is involved.
        unsafe { host_hold_next_thread() }
    }

    /// step(code, offset): what `sys.monitoring` calls before each bytecode of code that is watched; other threads may run meanwhile.
    #[pyfunction]
    fn step(code: PyObjectRef, offset: u32) {
        // SAFETY: no memory is involved; the address is only a name.
        unsafe {
            if host_step(code.get_id(), offset) != 0 {
                host_turn();
            }
        }
    }

    /// pick(count): which of that many things that could all be next is, below `count`.
    #[pyfunction]
    fn pick(count: u32) -> u32 {
        // SAFETY: no memory is involved.
        unsafe { host_pick(count) }
    }

    /// process_start(): the number of a new process, which rests; or a negative number.
    #[pyfunction]
    fn process_start() -> i32 {
        // SAFETY: no memory is involved.
        unsafe { host_process_start() }
    }

    /// process_call(pid, data): the process, which must rest, works on `data` from now on.
    #[pyfunction]
    fn process_call(pid: i32, data: ArgBytesLike) {
        // SAFETY: the kernel only reads the slice.
        data.with_ref(|data| unsafe { host_process_call(pid, data.as_ptr(), data.len()) });
    }

    /// process_wait(pid, timeout): waits until the process rests or has ended, at most `timeout` nanoseconds unless that is negative;
    /// (what became of it, the length of its reply or its exit status, its reply).
    #[pyfunction]
    fn process_wait(pid: i32, timeout: i64, vm: &VirtualMachine) -> (i32, i32, Vec<u8>) {
        // SAFETY: no memory is involved.
        let word = vm.allow_threads(|| unsafe { host_process_wait(pid, timeout) });
        let (what, low) = ((word >> 32) as i32, word as i32);
        let reply = if what == REPLIED {
            super::take(low as u32 as usize)
        } else {
            Vec::new()
        };
        (what, low, reply)
    }

    /// The one thing that `process_wait` tells together with bytes.
    const REPLIED: i32 = 1;

    /// process_end(pid): the process is no more.
    #[pyfunction]
    fn process_end(pid: i32) {
        // SAFETY: no memory is involved.
        unsafe { host_process_end(pid) }
    }

    /// cpu_time(of): nanoseconds that this process (0) or this thread (1) has computed.
    #[pyfunction]
    fn cpu_time(of: i32) -> u64 {
        // SAFETY: no memory is involved.
        unsafe { host_cpu_time(of) }
    }

    /// printed(fd): the bytes that both instances wrote to `fd` since the last call.
    #[pyfunction]
    fn printed(fd: i32) -> Vec<u8> {
        // SAFETY: no memory is involved; the length is what the kernel then copies.
        super::take(unsafe { host_printed(fd) })
    }
}
