//! Random sequences of commands against the simplest thing that could be right: a map from whole paths to contents.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::shell::Shell;

#[derive(Debug, Clone)]
enum Command {
    Put(String, String),
    Add(String, String),
    Cat(String),
    Mkdir(String),
    Rmdir(String),
    Rm(String),
    Mv(String, String),
    Ls(String),
}

/// A file has contents, a directory has none. Paths are without a leading slash; the root is the empty one.
struct Model {
    nodes: BTreeMap<String, Option<String>>,
}

type Answer = Result<String, &'static str>;

impl Model {
    fn new() -> Self {
        let nodes = BTreeMap::from([(String::new(), None)]);
        Self { nodes }
    }

    fn parent(path: &str) -> &str {
        path.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    /// Whatever stops a walk to the parent of a path: the first component that is not a directory.
    fn reach(&self, path: &str) -> Result<(), &'static str> {
        for (end, _) in path.match_indices('/') {
            match self.nodes.get(&path[..end]) {
                None => return Err("Noent"),
                Some(Some(_)) => return Err("Notdir"),
                Some(None) => {}
            }
        }
        Ok(())
    }

    fn get(&self, path: &str) -> Result<&Option<String>, &'static str> {
        self.reach(path)?;
        self.nodes.get(path).ok_or("Noent")
    }

    fn children(&self, path: &str) -> Vec<&str> {
        let paths = self
            .nodes
            .keys()
            .filter(|child| !child.is_empty() && Self::parent(child) == path);
        paths
            .map(|child| child.rsplit('/').next().unwrap())
            .collect()
    }

    fn write(&mut self, path: &str, text: &str, keep: bool) -> Answer {
        self.reach(path)?;
        let old = match self.nodes.get(path) {
            Some(None) => return Err("Isdir"),
            Some(Some(old)) if keep => old.clone(),
            _ => String::new(),
        };
        self.nodes.insert(path.to_owned(), Some(old + text));
        Ok("ok".to_owned())
    }

    fn rename(&mut self, old: &str, new: &str) -> Answer {
        self.reach(old)?;
        self.reach(new)?;
        let moved = self.nodes.get(old).ok_or("Noent")?;
        if old == new {
            return Ok("ok".to_owned());
        }
        if moved.is_none() && new.starts_with(&format!("{old}/")) {
            return Err("Inval");
        }
        if self.nodes.contains_key(new) && old.starts_with(&format!("{new}/")) {
            return Err("Notempty");
        }
        match (moved, self.nodes.get(new)) {
            (Some(_), Some(None)) => return Err("Isdir"),
            (None, Some(Some(_))) => return Err("Notdir"),
            (None, Some(None)) if !self.children(new).is_empty() => return Err("Notempty"),
            _ => {}
        }
        let below = format!("{old}/");
        let paths: Vec<String> = self
            .nodes
            .keys()
            .filter(|path| *path == old || path.starts_with(&below))
            .cloned()
            .collect();
        for path in paths {
            let node = self.nodes.remove(&path).unwrap();
            self.nodes
                .insert(format!("{new}{}", &path[old.len()..]), node);
        }
        Ok("ok".to_owned())
    }

    fn run(&mut self, command: &Command) -> Answer {
        match command {
            Command::Put(path, text) => return self.write(path, text, false),
            Command::Add(path, text) => return self.write(path, text, true),
            Command::Mv(old, new) => return self.rename(old, new),
            Command::Cat(path) => return self.get(path)?.clone().ok_or("Isdir"),
            Command::Ls(path) => match self.get(path)? {
                Some(_) => return Err("Notdir"),
                None => return Ok(self.children(path).join(" ")),
            },
            Command::Mkdir(path) => match self.get(path) {
                Ok(_) => return Err("Exist"),
                Err("Noent") if self.reach(path).is_ok() => self.nodes.insert(path.clone(), None),
                Err(errno) => return Err(errno),
            },
            Command::Rmdir(path) => match self.get(path)? {
                Some(_) => return Err("Notdir"),
                None if !self.children(path).is_empty() => return Err("Notempty"),
                None => self.nodes.remove(path),
            },
            Command::Rm(path) => match self.get(path)? {
                None => return Err("Isdir"),
                Some(_) => self.nodes.remove(path),
            },
        };
        Ok("ok".to_owned())
    }
}

impl Command {
    fn text(&self) -> String {
        match self {
            Self::Put(path, text) => format!("put {path} {text}"),
            Self::Add(path, text) => format!("add {path} {text}"),
            Self::Cat(path) => format!("cat {path}"),
            Self::Mkdir(path) => format!("mkdir {path}"),
            Self::Rmdir(path) => format!("rmdir {path}"),
            Self::Rm(path) => format!("rm {path}"),
            Self::Mv(old, new) => format!("mv {old} {new}"),
            Self::Ls(path) => format!("ls {path}"),
        }
    }
}

/// Few names and few levels, so that commands meet.
fn paths() -> impl Strategy<Value = String> {
    proptest::collection::vec("[abc]", 1..4).prop_map(|names| names.join("/"))
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    let command = prop_oneof![
        3 => (paths(), "[x-z]{0,3}").prop_map(|(path, text)| Command::Put(path, text)),
        2 => (paths(), "[x-z]{0,3}").prop_map(|(path, text)| Command::Add(path, text)),
        2 => paths().prop_map(Command::Cat),
        4 => paths().prop_map(Command::Mkdir),
        1 => paths().prop_map(Command::Rmdir),
        1 => paths().prop_map(Command::Rm),
        3 => (paths(), paths()).prop_map(|(old, new)| Command::Mv(old, new)),
        2 => paths().prop_map(Command::Ls),
    ];
    proptest::collection::vec(command, 1..60)
}

proptest! {
    #[test]
    fn commands_answer_as_a_map_of_paths_would(commands in commands()) {
        let mut model = Model::new();
        let mut shell = Shell::new();
        for command in &commands {
            let expected = model.run(command).unwrap_or_else(str::to_owned);
            prop_assert_eq!(shell.run(&command.text()), expected, "{:?}", command);
        }
        let bytes: usize = model.nodes.values().flatten().map(String::len).sum();
        prop_assert_eq!(shell.tree.usage().bytes, bytes as u64);
        prop_assert_eq!(shell.tree.usage().nodes, model.nodes.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A fork, then different commands on both: each goes on as if the other did not exist.
    #[test]
    fn forks_go_their_own_ways(before in commands(), one in commands(), two in commands()) {
        let mut forked = Shell::new();
        for command in &before {
            forked.run(&command.text());
        }
        let mut other = Shell { tree: forked.tree.clone(), fds: forked.fds.clone(), now: forked.now };
        let mut alone = Shell::new();
        for command in &before {
            alone.run(&command.text());
        }
        let longest = one.len().max(two.len());
        for index in 0..longest {
            if let Some(command) = two.get(index) {
                other.run(&command.text());
            }
            if let Some(command) = one.get(index) {
                prop_assert_eq!(forked.run(&command.text()), alone.run(&command.text()));
            }
        }
        prop_assert_eq!(forked.tree.usage(), alone.tree.usage());
    }
}
