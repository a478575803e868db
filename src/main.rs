use viva::sandbox::{Bounds, Machine, Sandbox, Side};

fn main() {
    let sandbox = Sandbox::open(&|line| eprintln!("{line}")).unwrap();
    let bounds = Bounds { fuel: 20_000_000_000, virtual_ns: 600_000_000_000, memory: 256 << 20, output: 1 << 20, threads: 200, wall_seconds: 60 };
    for file in std::env::args().skip(1) {
        let source = std::fs::read(&file).unwrap();
        let t = std::time::Instant::now();
        let mut machine = Machine::new(&sandbox.parts, &sandbox.boot, bounds.clone(), 1, "run");
        let reply = machine.control(Side::Answer, &source);
        println!("{}", String::from_utf8_lossy(&machine.printed(Side::Answer)));
        println!("{file}: {:?} {:?} {:?} {:?}", reply.map(|r| (r.ok, String::from_utf8_lossy(&r.bytes).into_owned())), machine.usage(Side::Answer), machine.elapsed(), t.elapsed());
        println!("private {} kB", machine.private_bytes().unwrap() >> 10);
    }
}
