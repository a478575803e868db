//! Tries, in a confined grader, what must not be possible: for a test, and for whoever wants to see it on their kernel.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io;
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::Command;

use libc::{c_int, c_long};
use serde::Serialize;

use super::confine::Confinement;

#[derive(Debug, Serialize)]
pub struct Probed {
    pub confinement: Confinement,
    /// What was tried, and the error that it ended with; null if it was possible.
    pub tried: BTreeMap<&'static str, Option<String>>,
    /// Names of the environment's variables.
    pub environment: Vec<String>,
    /// Open descriptors.
    pub descriptors: Vec<c_int>,
}

pub fn probe(confinement: Confinement) -> Probed {
    let parent = std::os::unix::process::parent_id();
    let tried = [
        ("tcp", error(TcpStream::connect(("127.0.0.1", 9)))),
        ("udp", error(UdpSocket::bind("127.0.0.1:0"))),
        ("unix_socket", error(UnixStream::pair())),
        (
            "exec",
            Some(Command::new("/proc/self/exe").exec().to_string()),
        ),
        (
            "fork",
            call(libc::SYS_clone, [libc::SIGCHLD as usize, 0, 0]),
        ),
        // Signal 0 only asks whether a signal could be sent.
        (
            "signal_parent",
            call(libc::SYS_kill, [parent as usize, 0, 0]),
        ),
        (
            "trace_parent",
            call(
                libc::SYS_ptrace,
                [libc::PTRACE_SEIZE as usize, parent as usize, 0],
            ),
        ),
        (
            "create_file",
            error(fs::write("/tmp/viva-grader-probe", "")),
        ),
        (
            "write_device",
            error(OpenOptions::new().write(true).open("/dev/null")),
        ),
        (
            "remove_file",
            error(fs::remove_file("/tmp/viva-grader-probe")),
        ),
        ("read_file", error(fs::read("/proc/self/exe"))),
        (
            "parents_environment",
            error(fs::read(format!("/proc/{parent}/environ"))),
        ),
        ("executable_memory", executable_memory()),
        ("io_uring", call(libc::SYS_io_uring_setup, [1, 0, 0])),
        ("raise_limit", raise_limit()),
        ("newer_call", call(1000, [0, 0, 0])),
        // What a grader needs must be possible.
        ("pagemap", error(fs::File::open("/proc/self/pagemap"))),
        ("thread", error(thread())),
        (
            "memfd",
            error(rustix::fs::memfd_create(
                "probe",
                rustix::fs::MemfdFlags::CLOEXEC,
            )),
        ),
    ];
    Probed {
        confinement,
        tried: tried.into(),
        environment: std::env::vars_os()
            .map(|(name, _)| name.to_string_lossy().into_owned())
            .collect(),
        descriptors: (0..4096).filter(|&fd| is_open(fd)).collect(),
    }
}

fn error<T, E: std::fmt::Display>(result: Result<T, E>) -> Option<String> {
    result.err().map(|error| error.to_string())
}

/// A call whose arguments are numbers or null.
fn call(number: c_long, [a, b, c]: [usize; 3]) -> Option<String> {
    // SAFETY: none of the calls made here touches this process's memory. A fork, were it possible, ends at once.
    let result = unsafe { libc::syscall(number, a, b, c) };
    if result == 0 && number == libc::SYS_clone {
        std::process::exit(0);
    }
    (result < 0).then(|| io::Error::last_os_error().to_string())
}

fn executable_memory() -> Option<String> {
    // SAFETY: a fresh mapping that nothing uses.
    let mapped = unsafe {
        rustix::mm::mmap_anonymous(
            std::ptr::null_mut(),
            4096,
            rustix::mm::ProtFlags::READ | rustix::mm::ProtFlags::EXEC,
            rustix::mm::MapFlags::PRIVATE,
        )
    };
    mapped.err().map(|error| error.to_string())
}

fn raise_limit() -> Option<String> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: None,
        maximum: None,
    };
    let raised = setrlimit(Resource::Core, none);
    raised.err().map(|error| error.to_string())
}

fn thread() -> io::Result<()> {
    let thread = std::thread::Builder::new().spawn(|| ())?;
    thread.join().map_err(|_| io::Error::other("it panicked"))
}

fn is_open(fd: c_int) -> bool {
    // SAFETY: asks about a number, changes nothing.
    unsafe { libc::fcntl(fd, libc::F_GETFD) >= 0 }
}
