//! How much more several nodes grade than one: each gets the same pile of submissions at once, and what counts is when
//! the last of them is done. Both are measured in turn, several times, since whatever else the machine does changes.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::client::Client;
use super::node::Graded;
use super::once::Check;
use super::server::{Server, Settings};
use super::tally::share;

pub struct Drain {
    pub server: Settings,
    /// Submissions in a pile, each a person's.
    pub pile: usize,
    pub rounds: usize,
}

/// Graded for nothing before each measurement, for each node: it has opened its sandbox and read the question then.
const WARM: usize = 6;

impl Drain {
    /// Whether everything was graded once.
    pub async fn run(self) -> bool {
        let most = self.server.nodes;
        let mut server = Server::start(Settings {
            nodes: 1,
            ..self.server
        });
        println!(
            "{} rounds of {} submissions at once, for one node and for {most}; of each node {} graders",
            self.rounds,
            self.pile,
            self.server
                .graders
                .map_or("all".to_owned(), |graders| graders.to_string()),
        );
        let mut clients = super::open(&server, self.pile, "code").await;
        println!("round  nodes  grades/s  result p50 s   p99 s  grade p50 ms   p99 ms  by node");
        let mut rates = [Vec::new(), Vec::new()];
        let mut all: Vec<Graded> = Vec::new();
        for round in 1..=self.rounds {
            for (nodes, rates) in [1, most].into_iter().zip(&mut rates) {
                while server.nodes.len() < nodes {
                    server.add_worker();
                }
                let few = clients.split_off(clients.len().saturating_sub(WARM * nodes));
                clients.extend(measure(&server, few).await.0);
                server.heard(&clients, &all).await;
                let before: Vec<usize> = server.nodes.iter().map(|n| n.graded().len()).collect();
                let usage = server.usage();
                let (back, took, seconds) = measure(&server, clients).await;
                clients = back;
                server.heard(&clients, &all).await;
                let usage = server.usage().since(&usage);
                let graded = server.nodes.iter().zip(before);
                let graded: Vec<Vec<Graded>> = graded
                    .map(|(node, before)| node.graded().split_off(before))
                    .collect();
                let each: Vec<f64> = graded.concat().iter().map(|one| one.seconds).collect();
                let (p50, p99) = (share(&took, 0.5), share(&took, 0.99));
                let by_node: Vec<String> = graded.iter().map(|g| g.len().to_string()).collect();
                let rate = took.len() as f64 / seconds;
                rates.push(rate);
                println!(
                    "{round:>5}  {nodes:>5}  {rate:>8.2}  {p50:>12.2}  {p99:>6.2}  {:>12.0}  {:>7.0}  {}; {:.1} ms CPU a grade",
                    1e3 * share(&each, 0.5),
                    1e3 * share(&each, 0.99),
                    by_node.join(" + "),
                    1e3 * usage.graders / took.len() as f64,
                );
                while server.nodes.len() > 1 {
                    all.extend(server.remove_worker());
                }
            }
        }
        let [one, several] = rates.map(|rates| share(&rates, 0.5));
        println!(
            "{most} nodes grade {:.2} times as much as one ({several:.2} and {one:.2} a second, medians)",
            several / one
        );
        all.extend(server.nodes.iter().flat_map(|node| node.graded()));
        let handed_in = clients.iter().flat_map(|client| &client.submissions);
        let handed_in = handed_in.map(String::as_str);
        let check = Check::new(&server.url, handed_in, all.iter()).await;
        let good = check.print();
        let (counted, said) = (server.counted(), server.nodes[0].graded().len());
        println!("the first node's metrics count {counted} grades, its log {said}");
        server.stop();
        good && counted == said
    }
}

/// Everybody submits once and waits for the result: how long it took each, and all together, in seconds.
async fn measure(server: &Server, clients: Vec<Client>) -> (Vec<Client>, Vec<f64>, f64) {
    let begun = Instant::now();
    let few = Arc::new(Semaphore::new(16));
    let mut waiting = JoinSet::new();
    for mut client in clients {
        let (few, address) = (few.clone(), server.address.clone());
        waiting.spawn(async move {
            let turn = few.acquire().await.expect("it is never closed");
            client.reconnect().await.expect("a connection");
            let id = client.submit("code").await.expect("it is taken");
            drop(turn);
            let asked = Instant::now();
            let done = Client::result(&address, &client.token, &id).await;
            let took = (done.expect("a result") - asked).as_secs_f64();
            (client, took)
        });
    }
    let (mut clients, mut took) = (Vec::new(), Vec::new());
    while let Some(done) = waiting.join_next().await {
        let (client, seconds) = done.expect("no client panics");
        clients.push(client);
        took.push(seconds);
    }
    (clients, took, begun.elapsed().as_secs_f64())
}
