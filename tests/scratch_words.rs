use std::path::Path;
#[test]
fn dump() {
    for name in std::env::var("EX")
        .unwrap_or("minimal,credit-scoring,teen-chat,unfinished".into())
        .split(',')
    {
        let path = if name.starts_with('/') {
            name.to_owned()
        } else {
            format!("examples/{name}")
        };
        let tree = ethics_gate::source::Tree::working(Path::new(&path)).expect("tree");
        let found = ethics_gate::gate::facts(&tree, &[], "2026-12-01".parse().expect("date"))
            .expect("facts");
        for (path, root) in found {
            println!("=== {name} {path}");
            for family in [
                "text",
                "uses",
                "cards",
                "explanations",
                "disclosure",
                "oversight",
                "practices",
            ] {
                let value = root.get(family).expect("family");
                let node = ethics_gate::facts::catalogue::types()
                    .member(family)
                    .expect("node");
                println!("{family}: {:?}", node.differences(value));
                print(value, 1, "");
            }
        }
    }
}
fn print(value: &ethics_gate::model::Value, depth: usize, name: &str) {
    let place = value.mark().map(|p| format!("{p:?}")).unwrap_or_default();
    let pad = "  ".repeat(depth);
    if value.entries().count() > 0 {
        println!("{pad}{name}: {place}");
        for (k, v) in value.entries() {
            print(v, depth + 1, k);
        }
    } else if !value.items().is_empty() {
        println!("{pad}{name}[] {place}");
        for v in value.items() {
            print(v, depth + 1, "-");
        }
    } else {
        let shown: String = format!("{value:?}").chars().take(90).collect();
        println!("{pad}{name}: {shown} {place}");
    }
}
