use ethics_gate::{gate::examples, policy::Pack, source::Tree};
use std::path::Path;
#[test]
fn run() {
    let tree = Tree::working(Path::new("policies")).expect("tree");
    let pack = match Pack::load(&tree) {
        Ok(pack) => pack,
        Err(error) => {
            println!("{error}");
            return;
        }
    };
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut bad = 0;
    for result in examples::run(&pack) {
        if !result.rule.contains(&only) {
            continue;
        }
        if result.verdict.name() != "ok" {
            bad += 1;
            println!("{result}");
        } else if std::env::var("ALL").is_ok() {
            println!("{result}");
            for f in &result.found {
                println!("          {f}");
            }
        }
    }
    println!("bad: {bad}");
    for name in ["minimal", "credit-scoring", "teen-chat", "unfinished"] {
        let tree = Tree::working(&Path::new("examples").join(name)).expect("tree");
        let report = ethics_gate::gate::gate(
            &tree,
            None,
            None,
            std::slice::from_ref(&pack),
            &Default::default(),
            "2026-12-01".parse().expect("date"),
        )
        .expect("report");
        println!("== {name} {:?}", report.verdict);
        for f in &report.findings {
            println!(
                "{:?} {:?} {} {} {}:{}:{} {}  [{}]",
                f.level,
                f.outcome,
                f.rule,
                f.check,
                f.path,
                f.start.line,
                f.start.column,
                f.message,
                f.related.len()
            );
        }
        for n in &report.not_checked {
            println!("  not checked {:?} {:?} {}", n.path, n.rule, n.reason);
        }
    }
}
