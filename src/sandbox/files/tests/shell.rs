//! One side of a case, driven by one-line commands, so that tests are tables. Every command goes through preview 1's
//! calls and answers with its output, `ok`, or the name of the errno.

use super::super::*;

pub struct Shell {
    pub tree: Tree,
    pub fds: Descriptors,
    pub now: Time,
}

/// Opens with the access mode of `r`, `w` or `rw`.
pub fn how(mode: &str, oflags: OFlags) -> OpenHow {
    let mut rights = Rights::default();
    if mode.contains('r') {
        rights.0 |= Rights::READ.0;
    }
    if mode.contains('w') {
        rights.0 |= Rights::WRITE.0;
    }
    OpenHow {
        symlinks: Symlinks::Follow,
        oflags,
        fdflags: FdFlags::default(),
        rights,
    }
}

pub fn at(path: &str) -> At<'_> {
    At {
        dir: 3,
        path: path.as_bytes(),
    }
}

impl Shell {
    pub fn new() -> Self {
        Self::with(Limits::default())
    }

    pub fn with(limits: Limits) -> Self {
        Self {
            tree: Tree::new(limits, Time(0)),
            fds: Descriptors::new(),
            now: Time(0),
        }
    }

    /// Runs commands split by `;`. All but the last must succeed; gives the last one's answer.
    pub fn script(&mut self, script: &str) -> String {
        let commands: Vec<&str> = script.split(';').map(str::trim).collect();
        let (last, setup) = commands.split_last().expect("split gives at least one");
        for command in setup {
            assert_eq!(self.run(command), "ok", "`{command}` in `{script}`");
        }
        self.run(last)
    }

    /// Runs one command, a tick after the one before. `''` is an empty argument.
    pub fn run(&mut self, command: &str) -> String {
        self.now.0 += 1;
        let words: Vec<&str> = command
            .split(' ')
            .map(|word| word.trim_matches('\''))
            .collect();
        self.command(&words)
            .unwrap_or_else(|errno| format!("{errno:?}"))
    }

    pub fn open(&mut self, path: &str, mode: &str, oflags: OFlags) -> Result<Fd, Errno> {
        self.fds
            .path_open(&mut self.tree, at(path), how(mode, oflags), self.now)
    }

    pub fn write(&mut self, fd: Fd, text: &str) -> Result<usize, Errno> {
        self.fds
            .fd_write(&mut self.tree, fd, &[text.as_bytes()], self.now)
    }

    pub fn read(&mut self, fd: Fd, max: usize) -> Result<String, Errno> {
        let bytes = self.fds.fd_read(&self.tree, fd, max)?;
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }

    pub fn close(&mut self, fd: Fd) -> Result<(), Errno> {
        self.fds.fd_close(&mut self.tree, fd)
    }

    pub fn list(&mut self, path: &str) -> Result<Vec<String>, Errno> {
        let fd = self.open(path, "r", OFlags::DIRECTORY)?;
        let names = self.list_open(fd, 4096);
        self.close(fd)?;
        names
    }

    /// Reads as libc does: in buffers of `size`, going on after the last whole entry.
    pub fn list_open(&mut self, fd: Fd, size: usize) -> Result<Vec<String>, Errno> {
        let mut names = Vec::new();
        let mut cookie = 0;
        loop {
            let mut buffer = vec![0; size];
            let used = self.fds.fd_readdir(&self.tree, fd, &mut buffer, cookie)?;
            for entry in entries(&buffer[..used]) {
                cookie = entry.next;
                names.push(entry.name);
            }
            if used < size {
                return Ok(names);
            }
        }
    }

    fn put(&mut self, path: &str, oflags: OFlags, append: bool, text: &str) -> Result<(), Errno> {
        let mut how = how("w", oflags);
        if append {
            how.fdflags = FdFlags::APPEND;
        }
        let fd = self
            .fds
            .path_open(&mut self.tree, at(path), how, self.now)?;
        let written = self.write(fd, text);
        self.close(fd)?;
        written.map(|_| ())
    }

    fn stat(&self, path: &str, symlinks: Symlinks) -> Result<String, Errno> {
        let stat = self.fds.path_filestat_get(&self.tree, at(path), symlinks)?;
        let (links, size) = (stat.links, stat.size);
        Ok(format!("{:?} {size} x{links}", stat.file_type))
    }

    fn command(&mut self, words: &[&str]) -> Result<String, Errno> {
        let (tree, fds, now) = (&mut self.tree, &self.fds, self.now);
        match *words {
            ["put", path, text] => self.put(path, OFlags::CREAT | OFlags::TRUNC, false, text)?,
            ["add", path, text] => self.put(path, OFlags::CREAT, true, text)?,
            ["new", path] => self.put(path, OFlags::CREAT | OFlags::EXCL, false, "")?,
            ["mkdir", path] => fds.path_create_directory(tree, at(path), now)?,
            ["rmdir", path] => fds.path_remove_directory(tree, at(path), now)?,
            ["rm", path] => fds.path_unlink_file(tree, at(path), now)?,
            ["mv", old, new] => fds.path_rename(tree, at(old), at(new), now)?,
            ["ln", old, new] => fds.path_link(tree, at(old), Symlinks::NoFollow, at(new), now)?,
            ["sym", target, path] => fds.path_symlink(tree, target.as_bytes(), at(path), now)?,
            ["stat", path] => return self.stat(path, Symlinks::Follow),
            ["lstat", path] => return self.stat(path, Symlinks::NoFollow),
            ["ls", path] => return Ok(self.list(path)?.split_off(2).join(" ")),
            ["cat", path] => {
                let fd = self.open(path, "r", OFlags::default())?;
                let text = self.read(fd, usize::MAX);
                self.close(fd)?;
                return text;
            }
            ["open", path, mode] => {
                let fd = self.open(path, mode, OFlags::default())?;
                self.close(fd)?;
            }
            ["readlink", path] => {
                let target = fds.path_readlink(tree, at(path))?;
                return Ok(String::from_utf8_lossy(target).into_owned());
            }
            _ => panic!("no such command: {words:?}"),
        }
        Ok("ok".to_owned())
    }
}

pub struct Entry {
    pub next: u64,
    pub inode: u64,
    pub file_type: u8,
    pub name: String,
}

/// The whole entries in a buffer of `fd_readdir`.
pub fn entries(mut buffer: &[u8]) -> Vec<Entry> {
    let number = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
    let mut entries = Vec::new();
    while buffer.len() >= 24 {
        let length = u32::from_le_bytes(buffer[16..20].try_into().expect("four bytes")) as usize;
        let Some(name) = buffer.get(24..24 + length) else {
            break;
        };
        entries.push(Entry {
            next: number(&buffer[0..8]),
            inode: number(&buffer[8..16]),
            file_type: buffer[20],
            name: String::from_utf8(name.to_vec()).expect("names are UTF-8"),
        });
        buffer = &buffer[24 + length..];
    }
    entries
}
