//! Who used how much of the processors, from /proc.

use std::path::Path;

/// Processor seconds since each process began.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// The nodes without their graders.
    pub nodes: f64,
    pub graders: f64,
    /// What else this program has started.
    pub database: f64,
    /// This program.
    pub load: f64,
    /// Memory of the first node.
    pub resident_mb: u64,
}

impl Usage {
    pub fn of(nodes: impl Iterator<Item = u32>) -> Self {
        let mut usage = Self::default();
        let mut all = 0.0;
        for (index, id) in nodes.enumerate() {
            let (own, ended) = seconds(id);
            let family: f64 = family(id).into_iter().map(|id| seconds(id).0).sum();
            usage.nodes += own;
            usage.graders += family - own + ended;
            all += family + ended;
            if index == 0 {
                usage.resident_mb = resident_mb(id);
            }
        }
        let this = std::process::id();
        usage.load = seconds(this).0;
        let family = family(this).into_iter();
        let rest: f64 = family.map(|id| seconds(id).0 + seconds(id).1).sum();
        usage.database = rest - seconds(this).0 - seconds(this).1 - all;
        usage
    }

    pub fn since(&self, before: &Self) -> Self {
        Self {
            nodes: self.nodes - before.nodes,
            graders: self.graders - before.graders,
            database: self.database - before.database,
            load: self.load - before.load,
            resident_mb: self.resident_mb,
        }
    }

    /// `requests` were answered by the nodes, and `grades` made by their graders, in `seconds`.
    pub fn print(&self, seconds: f64, requests: usize, grades: usize) {
        let each = |spent: f64, number: usize| 1e3 * spent / number.max(1) as f64;
        let line = |who: &str, spent: f64, what: String| {
            let share = 100.0 * spent / seconds;
            println!("{who:<9} {spent:>8.2} CPU s {share:>5.0} % of a core{what}");
        };
        let request = each(self.nodes, requests);
        let grade = each(self.graders, grades);
        line("nodes", self.nodes, format!("; {request:.2} ms a request"));
        line("graders", self.graders, format!("; {grade:.1} ms a grade"));
        let request = each(self.database, requests);
        line(
            "database",
            self.database,
            format!("; {request:.2} ms a request"),
        );
        line("load", self.load, "; this program".to_owned());
    }
}

/// Processor seconds of a process, and of its children that have ended.
fn seconds(id: u32) -> (f64, f64) {
    // After the name, which may hold anything: user and system time, and those of ended children, in hundredths.
    let stat = read(id, "stat");
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = fields.split_whitespace().skip(11).take(4);
    let ticks: Vec<f64> = ticks.filter_map(|one| one.parse().ok()).collect();
    match ticks[..] {
        [user, system, ended_user, ended_system] => {
            ((user + system) / 100.0, (ended_user + ended_system) / 100.0)
        }
        _ => (0.0, 0.0),
    }
}

fn resident_mb(id: u32) -> u64 {
    let status = read(id, "status");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = resident.and_then(|value| value.trim().split(' ').next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// The process and its children, and theirs.
fn family(id: u32) -> Vec<u32> {
    let mut family = vec![id];
    let threads = std::fs::read_dir(Path::new("/proc").join(id.to_string()).join("task"));
    for thread in threads.into_iter().flatten().flatten() {
        let children = std::fs::read_to_string(thread.path().join("children"));
        for child in children.unwrap_or_default().split_whitespace() {
            family.extend(child.parse().map(self::family).unwrap_or_default());
        }
    }
    family
}

fn read(id: u32, file: &str) -> String {
    std::fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default()
}
