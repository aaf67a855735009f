//! What says that a system generates: calls of code that ask a model for text,
//! images or speech, and names of models that are known for nothing else. A
//! name is a hint, since a generator may be trained into something else; and
//! code of tests, of documents and of evaluations serves nobody.

use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use crate::facts::Scope;
use crate::manifest::record::Record;
use crate::model::path::parted;
use crate::model::{Place, Span, Value};
use crate::source::{Blob, Entry, code};

/// Where a sign stands.
pub(super) const WHERE: &[&str] = &["base", "api", "code"];

/// Calls that generate, and addresses that are asked to.
static CALLS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \bchat\.completions\.(?:create|parse|stream)\b | \bresponses\.(?:create|parse|stream)\( | \bmessages\.(?:create|stream)\(
        | \bgenerate_content(?:_stream|_async)?\( | \bgenerateContent(?:Stream)?\( | \bgetGenerativeModel\(
        | \b(?:Azure)?Chat(?:OpenAI|Anthropic|Bedrock|BedrockConverse|VertexAI|GoogleGenerativeAI|Cohere|MistralAI|Groq|Ollama|ClovaX|Upstage|Friendli|HuggingFace)\(
        | \b(?:Converse|ConverseStream)Command\b | \bconverse_stream\( | \bimages\.(?:generate|edit)\( | \baudio\.speech\.create\(
        | \blitellm\.(?:a?completion)\( | \bollama\.(?:chat|generate)\(
        | \b(?:AutoModelForCausalLM|AutoModelForSeq2SeqLM|AutoModelForImageTextToText|AutoModelForVision2Seq|StableDiffusion\w*Pipeline|DiffusionPipeline|FluxPipeline|AutoPipelineForText2Image)\.from_pretrained\b
        | \bpipeline\(\s*(?:task\s*=\s*)?[\x22'](?:text-generation|text2text-generation|summarization|translation\w*|text-to-image|text-to-speech|text-to-audio|image-to-text|image-text-to-text|conversational)[\x22']
        | /v1/chat/completions | /v1/messages\b | /v3/chat-completions/ | :generateContent\b | /api/generate\b
        ",
    )
    .expect("internal error: the pattern is valid")
});

/// Parts without one of which there is no such call; the pattern is run only
/// where one stands.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "completion", "responses.", "messages", "enerate", "Generat", "Chat", "onverse", "images.", "audio.speech", "ollama.",
    "AutoModelFor", "Pipeline", "pipeline(",
];

/// Names of models that put out text, images or speech, by the words in them.
static MODELS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?i)
        (?:^|[/\-_.])(?: (?:chat)?gpt-?[2-9j]? | o[134](?:-mini|-pro)? | claude | gemini | gemma | llama | codellama | tinyllama | mistral
        | mixtral | ministral | qwen[0-9.]* | phi-?[0-9] | falcon | deepseek | command-[ar] | solar-(?:10|pro|mini) | exaone | hcx | hyperclovax? | kanana
        | polyglot-ko | midm | ax-?[34] | bloomz? | opt | flan | t5gemma | stable-diffusion | sdxl | flux | dall-e | musicgen | bark | xtts
        | nova-(?:micro|lite|pro) | grok | glm | kimi | yi | vicuna | zephyr | olmo | smollm[0-9]* | starcoder[0-9]* )(?:$|[/\-_.:0-9])
        ",
    )
    .expect("internal error: the pattern is valid")
});

/// Words that say of such a name that the model puts out something else.
#[rustfmt::skip]
const OTHER_OUTPUT: &[&str] = &[
    "embed", "embedding", "embeddings", "rerank", "reranker", "reward", "classifier", "guard", "moderation", "e5", "bge", "retriever",
    "transcribe", "whisper",
];

#[rustfmt::skip]
const CODE: &[&str] = &[
    "cjs", "cs", "go", "ipynb", "java", "js", "jsx", "kt", "mjs", "mts", "php", "py", "rb", "rs", "svelte", "swift", "ts", "tsx", "vue",
];

/// Folders whose code serves nobody.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "benchmark", "benchmarks", "docs", "eval", "evals", "evaluation", "evidence", "examples", "fixtures", "node_modules", "test", "tests",
    "vendor",
];

/// The largest file of code that is read.
const LARGEST: u64 = 1 << 20;

/// Every sign, the declaration's first, then the first of each file of code.
pub(super) fn generators(scope: &Scope) -> Value {
    let models = scope.declared("models").map_or(&[][..], Value::items);
    let declared = models.iter().flat_map(|model| {
        [("base", "base.id"), ("api", "api.model")]
            .into_iter()
            .filter_map(|(place_of, key)| Some((place_of, model.at_path(key)?)))
    });
    let mut found: Vec<Value> = declared
        .filter(|(_, name)| name.as_str().is_some_and(generates))
        .map(|(place_of, name)| sign(name.clone(), place_of, "low"))
        .collect();
    let mut calls: Vec<Value> = scope
        .files
        .par_iter()
        .filter(|entry| entry.size <= LARGEST && serves(scope, entry))
        .filter_map(|entry| call(scope, entry))
        .collect();
    calls.sort_by_key(|call| call.place.as_ref().map(|place| place.path().to_owned()));
    found.extend(calls);
    Value::list(found)
}

/// Whether the name of a model is that of a generator.
fn generates(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    !words.any(|word| OTHER_OUTPUT.contains(&word)) && MODELS.is_match(name)
}

fn serves(scope: &Scope, entry: &Entry) -> bool {
    let own = scope.within(&entry.path);
    let (folders, name) = parted(own);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    CODE.contains(&ending)
        && !name.starts_with("test_")
        && !folders.split('/').any(|folder| ASIDE.contains(&folder))
}

/// The first call of a file that generates.
fn call(scope: &Scope, entry: &Entry) -> Option<Value> {
    let Blob::Text(document) = scope.tree.read(&entry.path) else {
        return None;
    };
    let is_there = |text: &str| PARTS.iter().any(|part| text.contains(part));
    let said = code::spoken_where(&document, is_there)?;
    let unquoted = code::unquoted(&document);
    let found = CALLS.find_iter(&said).find(|found| {
        // A text that tells of a call asks nobody; an address stands in one.
        match found.as_str().starts_with(['/', ':']) {
            true => is_address(&said, found.start()),
            false => unquoted.as_bytes()[found.start()] == said.as_bytes()[found.start()],
        }
    })?;
    let text = found.as_str().trim_end_matches('(');
    let span = Span::new(found.start(), found.start() + text.len());
    let name = Value::at(text.into(), Place::new(&document, span));
    Some(sign(name, "code", "high"))
}

/// Whether a path goes on from a host or begins a text, as one that is asked does.
fn is_address(text: &str, at: usize) -> bool {
    text[..at].ends_with(|before: char| {
        before.is_alphanumeric() || matches!(before, '"' | '\'' | '`' | '}' | '.')
    })
}

fn sign(name: Value, place_of: &str, confidence: &str) -> Value {
    let place = name.mark();
    let mut record = Record::new();
    let path = place.as_ref().map_or("", Place::path).to_owned();
    record.put("name", name);
    record.put("where", Value::computed(place_of));
    record.put("path", Value::computed(path));
    record.put("confidence", Value::computed(confidence));
    record.into_value(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_that_generate_are_told_by_their_names() {
        for name in [
            "Qwen/Qwen2.5-7B-Instruct",
            "gpt-4o-2024-08-06",
            "meta-llama/Llama-3.1-8B",
            "claude-sonnet-4-5",
            "HCX-005",
            "upstage/SOLAR-10.7B",
            "stabilityai/stable-diffusion-2-1",
        ] {
            assert!(generates(name), "{name}");
        }
        for name in [
            "bert-base-uncased",
            "klue/roberta-base",
            "text-embedding-3-large",
            "Qwen/Qwen3-Embedding-0.6B",
            "Qwen/Qwen3-Reranker-4B",
            "openai/whisper-large-v3",
            "google/vit-base-patch16-224",
            "microsoft/resnet-50",
            "facebook/wav2vec2-base",
            "optimum/squad",
            "lab-chat",
        ] {
            assert!(!generates(name), "{name}");
        }
    }

    #[test]
    fn calls_that_generate_are_told_from_calls_that_do_not() {
        for text in [
            "client.chat.completions.create(model=m)",
            "llm = ChatClovaX(model='HCX-005')",
            "AzureChatOpenAI(deployment='a')",
            "pipeline(\"text-generation\", model=m)",
            "await openai.responses.create({})",
            "AutoModelForCausalLM.from_pretrained(x)",
            concat!("requests.post(URL + '/v1/chat", "/completions')"),
        ] {
            assert!(CALLS.is_match(text), "{text}");
        }
        for text in [
            "client.embeddings.create(model=m)",
            "AutoModelForSequenceClassification.from_pretrained(x)",
            "pipeline('text-classification')",
            "make_pipeline(StandardScaler())",
            "queue.messages.create_all()",
            "report.generate()",
        ] {
            assert!(!CALLS.is_match(text), "{text}");
        }
    }
}
