//! Runs command lines against a bank in a folder of its own.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::PathBuf;

use viva::cli::{self, Console, Exit, OpenGrader};
use viva::grading::SandboxGrader;
use viva::sandbox::Sandbox;

use super::fake::Fake;

pub struct App {
    folder: tempfile::TempDir,
    stdin: String,
    /// Python runs.
    real: bool,
}

/// How a command ended, styles removed and the temporary folder written as `TMP`.
pub struct Ended {
    pub exit: Exit,
    pub out: String,
    pub err: String,
}

impl App {
    /// With an empty bank.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("questions")).expect("an empty bank");
        Self {
            folder,
            stdin: String::new(),
            real: false,
        }
    }

    /// With an empty bank, and with the grader that runs Python.
    pub fn real() -> Self {
        Self {
            real: true,
            ..Self::new()
        }
    }

    /// With the example question that `viva new` writes for each of `kinds`, as `demo/<kind>`.
    pub fn with(kinds: &[&str]) -> Self {
        let app = Self::new();
        for kind in kinds {
            let ended = app.run(&["new", kind, &format!("demo/{kind}")]);
            assert_eq!(ended.exit, Exit::Passed, "{}", ended.err);
        }
        app
    }

    pub fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.to_owned();
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file below the temporary folder and returns its path as text.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        path.to_str().expect("UTF-8").to_owned()
    }

    /// Replaces text in a file that must have it.
    pub fn edit(&self, name: &str, old: &str, new: &str) {
        let text = std::fs::read_to_string(self.path(name)).expect(name);
        assert!(text.contains(old), "{name} has no {old:?}");
        self.write(name, &text.replace(old, new));
    }

    pub fn run(&self, args: &[&str]) -> Ended {
        let (exit, out, err) = self.run_styled(args);
        let plain = |text: String| {
            let text = anstream::adapter::strip_str(&text).to_string();
            text.replace(self.folder.path().to_str().expect("UTF-8"), "TMP")
        };
        Ended {
            exit,
            out: plain(out),
            err: plain(err),
        }
    }

    /// The same with the styles that a terminal would get.
    pub fn run_styled(&self, args: &[&str]) -> (Exit, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console {
            out: &mut out,
            err: &mut err,
            input: &mut self.stdin.as_bytes(),
        };
        let mut words: Vec<OsString> = vec!["viva".into()];
        words.extend(args.iter().map(OsString::from));
        // Commands that know a bank, and were given none, get this one.
        let knows_bank = ["grade", "check", "questions", "new", "export", "import"]
            .iter()
            .any(|name| args.first() == Some(name));
        if knows_bank
            && !args
                .iter()
                .any(|arg| ["--questions", "--help"].contains(arg))
        {
            words.push("--questions".into());
            words.push(self.path("questions").into());
        }
        let open: OpenGrader<'_> = match self.real {
            true => &|| {
                let sandbox = Sandbox::open(&|_| {}).expect("the sandbox opens");
                Ok(Box::new(SandboxGrader::new(sandbox)))
            },
            false => &|| Ok(Box::new(Fake)),
        };
        let exit = cli::run(words, open, &mut console);
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (exit, text(out), text(err))
    }
}

impl Ended {
    /// For a snapshot.
    pub fn transcript(&self) -> String {
        let mut text = format!("exit: {} ({:?})\n", self.exit as u8, self.exit);
        for (name, stream) in [("stdout", &self.out), ("stderr", &self.err)] {
            if !stream.is_empty() {
                let _ = write!(text, "--- {name}\n{stream}");
            }
        }
        text
    }
}
