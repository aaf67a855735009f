//! `unowned[]`: cards, data, models and code of AI that lie beside the systems
//! of a tree and that no declaration owns or names, one a folder. A system
//! that nobody declares is the easiest one to keep from being judged.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::manifest::{self, Depth, Describes};
use crate::measure::artifact;
use crate::model::path::{folder_of, name_of};
use crate::model::{Document, Fact, Place, Type, Value};
use crate::source::{Blob, Entry, code};

/// What nobody declares.
pub static FAMILY: Family = Family {
    name: "unowned",
    facts: FACTS,
    derive,
};

const WHAT: &[&str] = &["model", "model card", "dataset", "code"];

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("unowned[].name", Type::Text, "the tree", "a folder below which a file of AI has no owner, told by the first system of the tree alone"),
    Fact::new("unowned[].path", Type::Text, "the tree", "the first such file"),
    Fact::new("unowned[].what", Type::OneOf(WHAT), "its bytes", "what it is"),
    Fact::new("unowned[].count", Type::Int, "the tree", "how many such files there are below the folder").unit("files"),
];

/// Folders that are nobody's system.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "fixtures", "node_modules", "site-packages", "test", "testdata", "tests", "third_party", "vendor",
];

/// The largest document and the largest file of code that are read.
const LARGEST: u64 = 1 << 20;

const CODE: &[&str] = &["ipynb", "js", "jsx", "mjs", "py", "ts", "tsx"];
/// Documents that can be cards or manifests.
const DOCUMENTS: &[&str] = &["json", "jsonld", "md", "yaml", "yml"];

/// Libraries that train, load or ask models, where they are imported.
static IMPORTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?mx)
        ^["\s]*(?:from|import)\s+(?:torch|tensorflow|keras|jax|flax|transformers|diffusers|sentence_transformers|sklearn|xgboost|lightgbm
            |catboost|openai|anthropic|langchain\w*|llama_index|vllm|peft|trl|vertexai|mistralai|cohere)(?:[.\s,\\"]|$)
        | (?:from|require\()\s*["'](?:openai|@anthropic-ai/sdk|@google/genai|@google/generative-ai|langchain|@langchain/\w+|@tensorflow/tfjs[\w-]*
            |@aws-sdk/client-bedrock-runtime|@huggingface/\w+|onnxruntime-\w+)["']
        "#,
    )
    .expect("internal error: the pattern is valid")
});

fn derive(scope: &Scope) -> Derived {
    let found: Vec<(&str, &str)> = scope
        .ownerless
        .par_iter()
        .filter(|entry| entry.size > 0 && !is_aside(&entry.path))
        .filter_map(|entry| Some((&*entry.path, what(scope, entry)?)))
        .collect();
    let mut folders: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (path, what) in found {
        let folder = path.split_once('/').map_or(".", |(folder, _)| folder);
        folders.entry(folder).or_default().push((path, what));
    }
    let list = folders.into_iter().map(|(folder, files)| {
        // What is more than code speaks for the folder.
        let first = files
            .iter()
            .min_by_key(|(path, what)| (*what == "code", *path));
        let (path, what) = first.copied().unwrap_or((folder, "code"));
        let place = Some(Place::start_of(&Document::new(path, "")));
        let mut record = Record::new();
        record.put("name", Value::computed(folder));
        record.put("path", Value::computed(path));
        record.put("what", Value::computed(what));
        record.put("count", Value::computed(files.len()));
        record.into_value(place)
    });
    Derived::of("unowned", Value::list(list))
}

fn is_aside(path: &str) -> bool {
    let folders = folder_of(path);
    folders
        .split('/')
        .any(|folder| ASIDE.contains(&folder) || folder.starts_with('.'))
}

fn what(scope: &Scope, entry: &Entry) -> Option<&'static str> {
    let name = name_of(&entry.path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let text = || match scope.tree.read(&entry.path) {
        Blob::Text(document) if entry.size <= LARGEST => Some(document),
        _ => None,
    };
    if CODE.contains(&ending) {
        let document = text()?;
        let said = code::spoken_where(&document, |text| IMPORTS.is_match(text))?;
        return IMPORTS.is_match(&said).then_some("code");
    }
    if DOCUMENTS.contains(&ending) {
        let found = manifest::read(&text()?, Depth::Head)?;
        return match found.describes {
            Describes::Model => Some("model card"),
            Describes::Dataset => Some("dataset"),
            Describes::Evidence => None,
        };
    }
    if ending == "dvc" {
        return Some("dataset");
    }
    let head = scope.tree.head(&entry.path, artifact::HEAD).ok()?;
    artifact::may_be_a_model(&head).then_some("model")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_ai_is_told_by_what_it_imports() {
        for text in [
            "import torch\n",
            "from sklearn.svm import SVC\n",
            "    from openai import OpenAI\n",
            "import OpenAI from \"openai\"\n",
            "const a = require('@anthropic-ai/sdk')\n",
            "  \"import torch\\n\",\n",
        ] {
            assert!(IMPORTS.is_match(text), "{text}");
        }
        for text in [
            "import torchlight\n",
            "import json\n",
            "from \"react\"\n",
            "a = 'import torch'\n",
        ] {
            assert!(!IMPORTS.is_match(text), "{text}");
        }
    }
}
