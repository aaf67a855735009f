//! What the pages tell people to copy is what the platforms and our own files
//! take.

use serde_json::Value;

use super::{errors, text, yaml};

/// The blocks of YAML on a page.
fn blocks(page: &str) -> Vec<Value> {
    let text = text(page).replace("<commit>", &"0".repeat(40));
    let parts = text.split("```yaml\n").skip(1);
    let blocks: Vec<Value> = parts
        .map(|part| yaml(part.split("```").next().unwrap_or_default()))
        .collect();
    assert!(blocks.len() > 2, "{page}");
    blocks
}

/// All mappings of a document.
fn mappings(value: &Value) -> Vec<&Value> {
    let inside: Vec<&Value> = match value {
        Value::Object(map) => map.values().collect(),
        Value::Array(list) => list.iter().collect(),
        _ => Vec::new(),
    };
    let own = value.is_object().then_some(value);
    let below = inside.into_iter().flat_map(mappings);
    own.into_iter().chain(below).collect()
}

fn keys(value: &Value) -> Vec<&str> {
    let map = value.as_object();
    map.into_iter()
        .flatten()
        .map(|(key, _)| key.as_str())
        .collect()
}

#[test]
fn the_workflows_of_the_page_are_workflows_that_ask_for_little() {
    let action = yaml(&text("action.yml"));
    let inputs = keys(&action["inputs"]);
    let (mut workflows, mut uses) = (0, 0);
    for block in blocks("docs/github.md") {
        for step in mappings(&block) {
            if step["uses"]
                .as_str()
                .is_some_and(|it| it.contains("/ethics-gate@"))
            {
                uses += 1;
                for input in keys(&step["with"]) {
                    assert!(inputs.contains(&input), "{input}");
                }
                // What it posts with is given where it posts, and nowhere else.
                let posts = step["with"]["publish"] == true;
                let may = block.to_string().contains("\"checks\":\"write\"");
                assert_eq!(posts, may, "{step}");
            }
            let checkout = step["uses"]
                .as_str()
                .is_some_and(|it| it.contains("/checkout@"));
            assert!(!checkout || step["with"]["fetch-depth"] == 0, "{step}");
        }
        if block.get("jobs").is_none() {
            continue;
        }
        workflows += 1;
        assert_eq!(errors("actions/github-workflow.json", &block), [""; 0]);
        assert!(block.get("permissions").is_some(), "{block}");
        let events = keys(&block["on"]);
        assert!(!events.contains(&"pull_request_target"), "{block}");
        assert_eq!(
            events.contains(&"pull_request"),
            events.contains(&"merge_group")
        );
    }
    assert_eq!((workflows, uses), (3, 3));
}

#[test]
fn the_pipelines_of_the_page_give_inputs_that_there_are() {
    let component = text("templates/ethics-gate.yml");
    let (head, _) = component.split_once("\n---\n").expect("two documents");
    let head = yaml(head);
    let known = keys(&head["spec"]["inputs"]);
    let mut given = 0;
    for block in blocks("docs/gitlab.md") {
        for mapping in mappings(&block) {
            for input in keys(&mapping["inputs"]) {
                assert!(known.contains(&input), "{input}");
                given += 1;
            }
        }
        // The rest of an `include` is a fragment.
        if block.get("inputs").is_none() {
            assert_eq!(errors("gitlab/gitlab-ci.json", &block), [""; 0]);
        }
    }
    assert_eq!(given, 4);
    let page = text("docs/gitlab.md");
    for input in known {
        assert!(page.contains(&format!("`{input}`")), "{input}");
    }
}

#[test]
fn the_hooks_of_the_page_are_hooks_of_the_manifest() {
    let manifest = yaml(&text(".pre-commit-hooks.yaml"));
    let manifest = manifest.as_array().expect("hooks");
    let mut named = 0;
    for block in blocks("docs/pre-commit.md") {
        let repositories = block["repos"].as_array().or(block.as_array());
        for repository in repositories.into_iter().flatten() {
            for hook in repository["hooks"].as_array().expect("hooks") {
                named += 1;
                assert!(manifest.iter().any(|it| it["id"] == hook["id"]), "{hook}");
                if repository["repo"] == "local" {
                    assert_eq!(hook["entry"], manifest[0]["entry"]);
                    assert_eq!(hook["pass_filenames"], false);
                }
            }
        }
    }
    assert_eq!(named, 2);
}
