//! A service as processes: `viva serve`, `viva worker` for each further node, and a PostgreSQL if that is asked for.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::client::Client;
use super::node::{Graded, Node};
use super::postgres;
use super::usage::Usage;

/// What is served, and by how many.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The program: this build's, or another to compare it with.
    pub viva: String,
    pub database: Database,
    /// The first of them serves.
    pub nodes: usize,
    /// Of each node; as many as there are cores if it isn't said.
    pub graders: Option<usize>,
}

#[derive(Debug, Clone)]
pub enum Database {
    Sqlite,
    /// One of our own, which syncs to the disk.
    Postgres,
    /// Of a server that is there.
    At(String),
}

pub struct Server {
    pub nodes: Vec<Node>,
    pub address: String,
    /// The database's, for those who look into it themselves.
    pub url: String,
    settings: Settings,
    folder: tempfile::TempDir,
    _postgres: Option<postgres::Server>,
}

impl Server {
    pub fn start(settings: Settings) -> Self {
        // Not /tmp, which is memory on many machines: what is measured is a disk that is synced.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let bank = folder.path().join("questions");
        std::fs::create_dir(&bank).expect("a bank");
        for kind in ["code", "choice"] {
            let mut new = Command::new(&settings.viva);
            new.args(["new", kind, &format!("load/{kind}"), "--questions"]);
            let made = new.arg(&bank).stdout(Stdio::null()).status();
            assert!(made.expect("viva runs").success());
        }
        let data = folder.path().join("data");
        let (postgres, url) = match &settings.database {
            Database::Sqlite => (None, viva::store::Store::sqlite_url(&data.join("viva.db"))),
            Database::At(url) => (None, url.clone()),
            Database::Postgres => {
                let server = durable_postgres(folder.path());
                let url = format!("{}/postgres", server.url());
                (Some(server), url)
            }
        };
        std::fs::create_dir(&data).expect("the data's folder");
        let mut server = Self {
            nodes: Vec::new(),
            address: String::new(),
            url,
            settings,
            folder,
            _postgres: postgres,
        };
        let serve = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            // Thousands of people, all from here, and all at once.
            "--rate-address",
            "0",
            "--queue-limit",
            "100000",
        ];
        server.add("serve", &serve);
        let greeting = &server.nodes[0].greeting;
        let (_, address) = greeting.rsplit_once("http://").expect("an address");
        server.address = address.to_owned();
        for _ in 1..server.settings.nodes {
            server.add_worker();
        }
        server
    }

    /// One more node that only grades.
    pub fn add_worker(&mut self) {
        let name = format!("worker {}", self.nodes.len());
        self.add(&name, &["worker"]);
    }

    fn add(&mut self, name: &str, arguments: &[&str]) {
        let mut command = Command::new(&self.settings.viva);
        command
            .args(arguments)
            .args(["--database", &self.url])
            .arg("--questions")
            .arg(self.folder.path().join("questions"));
        if let Some(graders) = self.settings.graders {
            command.args(["--graders", &graders.to_string()]);
        }
        self.nodes.push(Node::start(name, command));
    }

    /// Lets the last node finish what it grades, ends it, and returns all that it graded.
    pub fn remove_worker(&mut self) -> Vec<Graded> {
        self.nodes.pop().map(Node::stop).unwrap_or_default()
    }

    /// Returns when the nodes have said of all that `clients` handed in that it is graded; `before` is what nodes that
    /// are gone said. A result is there a moment before it is said.
    pub async fn heard(&self, clients: &[Client], before: &[Graded]) {
        let all: usize = clients.iter().map(|client| client.submissions.len()).sum();
        let said = || {
            self.nodes
                .iter()
                .map(|node| node.graded().len())
                .sum::<usize>()
        };
        let patience = Instant::now() + Duration::from_secs(5);
        while before.len() + said() < all && Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// How many grades the serving node counts in its metrics.
    pub fn counted(&self) -> usize {
        let mut stream = std::net::TcpStream::connect(&self.address).expect("a connection");
        let ask = "GET /metrics HTTP/1.1\r\nhost: load\r\nconnection: close\r\n\r\n";
        stream.write_all(ask.as_bytes()).expect("a request");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        let lines = text
            .lines()
            .filter(|line| line.starts_with("viva_grades_total{"));
        let numbers = lines.filter_map(|line| line.rsplit(' ').next()?.parse::<usize>().ok());
        numbers.sum()
    }

    pub fn usage(&self) -> Usage {
        Usage::of(self.nodes.iter().map(Node::process))
    }

    pub fn stop(self) {
        for node in self.nodes {
            node.stop();
        }
    }
}

fn durable_postgres(folder: &Path) -> postgres::Server {
    let data = folder.join("postgres");
    std::fs::create_dir(&data).expect("the data's folder");
    // The data's owner must get there.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder, open).expect("an open folder");
    let settings = ["fsync=on", "full_page_writes=on", "shared_buffers=128MB"];
    postgres::Server::start(Some(&data), &settings)
        .expect("PostgreSQL is installed (apt-get install postgresql)")
}
