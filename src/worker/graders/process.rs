//! One grader's process: started, talked to line by line, ended. Every wait has an end.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::AsFd;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};

use super::protocol::{Event, Request};
use super::settings::{Log, Settings};

/// No event is longer: a thousand cases that print as much as the default allows.
const LONGEST: usize = 64 << 20;
/// How much of what a grader wrote to standard error is kept for the message about its end.
const LAST_WORDS: usize = 2000;

/// A grader that can't be used any more.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("it can't be started: {0}")]
    Start(#[source] io::Error),
    #[error("it ended ({status}){said}")]
    Ended { status: String, said: String },
    #[error("it said what it can't say: {0}")]
    Nonsense(String),
    #[error("it said nothing for {} s", .0.as_secs_f32())]
    Silent(Duration),
    #[error("it took longer than {} s", .0.as_secs_f32())]
    Slow(Duration),
    #[error("talking to it failed: {0}")]
    Pipe(#[source] io::Error),
}

/// Ends a process that somebody else may be waiting for.
#[derive(Debug, Clone)]
pub struct Killer(Arc<Mutex<Child>>);

impl Killer {
    pub fn kill(&self) {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // An error says that it has ended already.
        let _ = child.kill();
    }
}

#[derive(Debug)]
pub struct Process {
    killer: Killer,
    pid: u32,
    input: ChildStdin,
    output: ChildStdout,
    /// Read and not yet a whole line.
    unread: Vec<u8>,
    errors: Option<JoinHandle<String>>,
}

impl Process {
    pub fn start(settings: &Settings) -> Result<Process, Broken> {
        let mut child = settings.command().spawn().map_err(Broken::Start)?;
        let (Some(input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(Broken::Start(io::Error::other("it has no pipes")));
        };
        let pid = child.id();
        let log = settings.log.clone();
        let process = Process {
            killer: Killer(Arc::new(Mutex::new(child))),
            pid,
            input,
            output,
            unread: Vec::new(),
            errors: Some(std::thread::spawn(move || listen(errors, pid, &log))),
        };
        let unblock = |fd| rustix::io::ioctl_fionbio(fd, true).map_err(|e| Broken::Pipe(e.into()));
        unblock(process.input.as_fd())?;
        unblock(process.output.as_fd())?;
        Ok(process)
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn killer(&self) -> Killer {
        self.killer.clone()
    }

    /// Whether it ended while nothing was asked of it.
    pub fn has_ended(&self) -> bool {
        let mut child = self.killer.0.lock().unwrap_or_else(PoisonError::into_inner);
        !matches!(child.try_wait(), Ok(None))
    }

    /// Hands it the whole request within `patience`.
    pub fn send(&mut self, request: &Request, patience: Duration) -> Result<(), Broken> {
        let mut line = serde_json::to_vec(request).map_err(|e| Broken::Pipe(e.into()))?;
        line.push(b'\n');
        let until = Instant::now() + patience;
        let mut rest = line.as_slice();
        while !rest.is_empty() {
            match self.input.write(rest) {
                Ok(written) => rest = &rest[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    wait(self.input.as_fd(), PollFlags::OUT, until, patience)?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    return Err(self.ended());
                }
                Err(error) => return Err(Broken::Pipe(error)),
            }
        }
        Ok(())
    }

    /// Its next event, which must come within `patience`.
    pub fn receive(&mut self, patience: Duration) -> Result<Event, Broken> {
        let until = Instant::now() + patience;
        let mut searched = 0;
        loop {
            if let Some(end) = self.unread[searched..].iter().position(|&b| b == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=searched + end).collect();
                return serde_json::from_slice(&line).map_err(|e| Broken::Nonsense(e.to_string()));
            }
            searched = self.unread.len();
            if searched > LONGEST {
                return Err(Broken::Nonsense(format!(
                    "a line of more than {LONGEST} bytes"
                )));
            }
            let mut chunk = [0; 16 << 10];
            match self.output.read(&mut chunk) {
                Ok(0) => return Err(self.ended()),
                Ok(read) => self.unread.extend_from_slice(&chunk[..read]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    wait(self.output.as_fd(), PollFlags::IN, until, patience)?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Broken::Pipe(error)),
            }
        }
    }

    /// It closed its pipes: ends it for certain, and says how it ended.
    fn ended(&mut self) -> Broken {
        let status = self.reap();
        let said = self.errors.take().map(JoinHandle::join);
        let said = said.and_then(Result::ok).unwrap_or_default();
        Broken::Ended {
            status: status.unwrap_or_else(|error| error.to_string()),
            said: match said.trim() {
                "" => String::new(),
                said => format!(": {said}"),
            },
        }
    }

    fn reap(&mut self) -> io::Result<String> {
        // A process that closed its output is about to end, and its own status says more than our signal.
        if let Some(pid) = rustix::process::Pid::from_raw(self.pid as i32)
            && let Ok(fd) = rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty())
        {
            let patience = Duration::from_millis(500);
            let _ = wait(
                fd.as_fd(),
                PollFlags::IN,
                Instant::now() + patience,
                patience,
            );
        }
        let mut child = self.killer.0.lock().unwrap_or_else(PoisonError::into_inner);
        child.kill()?;
        Ok(child.wait()?.to_string())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let mut child = self.killer.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Waits until `fd` is ready; `patience`, for the message, is what `until` was made of.
fn wait(
    fd: rustix::fd::BorrowedFd<'_>,
    flags: PollFlags,
    until: Instant,
    patience: Duration,
) -> Result<(), Broken> {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Broken::Silent(patience));
        }
        let left = Timespec::try_from(left).map_err(|_| Broken::Silent(patience))?;
        let mut fds = [PollFd::from_borrowed_fd(fd, flags)];
        match rustix::event::poll(&mut fds, Some(&left)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(error) => return Err(Broken::Pipe(error.into())),
        }
    }
}

/// Logs what a grader writes to standard error, and returns the end of it.
fn listen(errors: ChildStderr, pid: u32, log: &Log) -> String {
    let mut last = String::new();
    let mut errors = BufReader::new(errors);
    loop {
        let mut line = Vec::new();
        // In pieces, so that an endless line doesn't fill the memory.
        match (&mut errors)
            .take(LAST_WORDS as u64)
            .read_until(b'\n', &mut line)
        {
            Ok(read) if read > 0 => {}
            _ => return last,
        }
        let line = String::from_utf8_lossy(&line);
        log(&format!("grader {pid}: {}", line.trim_end()));
        last.push_str(&line);
        let surplus = last.len().saturating_sub(LAST_WORDS);
        let cut = (surplus..=last.len()).find(|&at| last.is_char_boundary(at));
        last.drain(..cut.unwrap_or_default());
    }
}
