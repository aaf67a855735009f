//! Whether the product seems to read a file of settings that a declaration
//! relies on. A value that no code asks for is a value on paper: `false` there
//! switches nothing off. That no code asks for the key or loads the file is no
//! proof, since a program can make up names as it runs, so it is for a person
//! to look.
//! What comments and docstrings tell is read by nobody who runs.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::facts::Scope;
use crate::model::Value;
use crate::model::path::{name_of, parted};
use crate::source::{Blob, Entry, code};

/// Code that can read settings, by extension.
#[rustfmt::skip]
const CODE: &[&str] = &[
    "py", "ipynb", "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte", "astro", "html",
    "java", "kt", "kts", "scala", "groovy", "swift", "m", "mm", "dart", "go", "rs", "rb", "php", "cs",
    "fs", "vb", "c", "cc", "cpp", "h", "hpp", "ex", "exs", "erl", "clj", "lua", "pl", "r", "jl", "sh",
];
/// What packs, starts or wires a product, and may hand it a file.
#[rustfmt::skip]
const WIRING: &[&str] = &["dockerfile", "containerfile", "makefile", "procfile", "justfile"];
#[rustfmt::skip]
const SETTINGS: &[&str] = &["yml", "yaml", "toml", "json", "tf", "gradle", "plist", "nix", "service"];
/// Folders whose code never runs for a user.
const ASIDE: &[&str] = &[
    "docs",
    "evidence",
    "examples",
    "fixtures",
    "node_modules",
    "test",
    "tests",
];
/// The largest file that is looked at; what is larger is generated.
const LARGEST: u64 = 1 << 20;

/// Readers of settings of any form.
static FRAMEWORKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?x)\b(BaseSettings|ConfigParser|ConfigurationBuilder|ConfigurationProperties|Dynaconf|OmegaConf|PropertySource
        |YamlPropertySourceFactory|config_for|configparser|convict|figment|hydra|koanf|nconf|pyhocon|viper)\b
        |\bconfig::Config\b|\b(load|read|parse|get)_?(config|settings|conf)(_?file)?\s*\(|\bload\s*\(\s*["'`A-Z]"#,
    )
});
/// Readers of one form; a path that ends with it is none.
static YAML: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(^|[^.])ya?ml"));
static TOML: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(^|[^.])toml"));
static JSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\bJSON\.parse|\bjson\.(loads?|Unmarshal|NewDecoder|decode)\b|\.json\s*\(|\bread_?json|\bload_?json|json_decode
        |serde_json|JSONDecoder|JSONSerialization|ObjectMapper|\b[gG]son\b|jsonDecode|JsonSerializer|Json\.decode|JSON\.load|fromJSON|nlohmann",
    )
});
/// Readers of lines of names and values, and of the environment they become.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)(?i:dotenv)|\bos\.environ\b|getenv|process\.env|import\.meta\.env|env::var|ENV\[|System\.getenv|env_file
        |\bProperties\b|parse_ini_file|(^|\n)\s*(source|\.)\s+\S",
    )
});
/// A statement that takes a file as a module or embeds it.
static IMPORTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*import\b|\b(require|import|include_str!|include_bytes!|embed)\s*\(|//go:embed|\bfrom\s+['\x22]",
    )
});
/// A name that is given to what follows it.
static GIVEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b([A-Za-z_]\w*)\s*(?::\s*[\w.\[\]&' ]+)?\s*(?::=|=|:)"));
/// Letters below which a name is found in anything.
const SHORTEST_NAME: usize = 4;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("internal error: a pattern of the source is valid")
}

fn parser(name: &str) -> &'static LazyLock<Regex> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "yml" | "yaml" => &YAML,
        "toml" => &TOML,
        "json" | "jsonc" | "json5" => &JSON,
        _ => &NAMED,
    }
}

/// The code of a product.
pub(super) struct Product {
    files: Vec<Said>,
    /// Whether any of them is code, and not wiring alone.
    has_code: bool,
}

/// What one of its files says to a machine.
struct Said {
    path: String,
    text: String,
    is_code: bool,
}

impl Product {
    pub(super) fn of(scope: &Scope) -> Self {
        let mut product = Self {
            files: Vec::new(),
            has_code: false,
        };
        let named = named(scope);
        let others = scope
            .files
            .iter()
            .filter(|entry| entry.size <= LARGEST && !named.contains(&*entry.path));
        for entry in others {
            let Some(is_code) = kind(scope, entry) else {
                continue;
            };
            if let Blob::Text(document) = scope.tree.read(&entry.path) {
                product.has_code |= is_code;
                product.files.push(Said {
                    path: document.path.clone(),
                    text: code::spoken(&document).into_owned(),
                    is_code,
                });
            }
        }
        product
    }

    /// Whether code asks for a key, or loads its whole file of settings as
    /// data; `None` where there is no code that could. That something names the
    /// file is not enough: it may print that name, or ship the file unread.
    pub(super) fn reads(&self, scope: &Scope, file: &str, key: &str) -> Option<Value> {
        if !self.has_code {
            return None;
        }
        let path = scope.resolve(file)?;
        let wanted = Wanted::of(scope.within(&path), key);
        let others = self.files.iter().filter(|file| file.path != path);
        let read = others
            .clone()
            .any(|file| file.is_code && wanted.asks(&file.text))
            || wanted.is_loaded(others);
        Some(Value::computed(read))
    }
}

/// Files of settings and strings that the declaration names: that one of them
/// has a key is no sign that anybody asks for it in another.
fn named(scope: &Scope) -> HashSet<String> {
    let texts = ["explain.disclosure", "privacy.trains_on_user_input.text"];
    let texts = texts
        .into_iter()
        .filter_map(|key| scope.declared(key))
        .flat_map(Value::entries)
        .filter_map(|(_, reference)| reference.as_str());
    let defaults = scope
        .declared("youth.defaults")
        .map_or(&[][..], Value::items);
    let defaults = defaults
        .iter()
        .filter_map(|entry| entry.get("file")?.as_str());
    texts
        .chain(defaults)
        .filter_map(|reference| scope.resolve(reference.split('#').next()?))
        .collect()
}

/// Whether a file is code or wiring; `None` for anything else.
fn kind(scope: &Scope, entry: &Entry) -> Option<bool> {
    let own = scope.within(&entry.path);
    let (folders, name) = parted(own);
    let name = name.to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if folders.split('/').any(|folder| ASIDE.contains(&folder)) || *entry.path == *scope.path {
        return None;
    }
    if CODE.contains(&extension) {
        return Some(true);
    }
    let stem = name.split('.').next().unwrap_or("");
    (WIRING.contains(&stem) || SETTINGS.contains(&extension)).then_some(false)
}

struct Wanted<'a> {
    name: &'a str,
    folder: [String; 3],
    is_below: bool,
    keys: Vec<String>,
    /// Built where a file names the settings, which few do.
    parser: &'static LazyLock<Regex>,
}

impl<'a> Wanted<'a> {
    /// A key of a file, by its path inside the system.
    fn of(path: &'a str, key: &str) -> Self {
        let (folder, name) = parted(path);
        let folder = name_of(folder);
        Self {
            name,
            folder: ["\"F\"", "'F'", "F/"].map(|form| form.replace('F', folder)),
            is_below: !folder.is_empty(),
            keys: keys(key),
            parser: parser(name),
        }
    }

    /// Whether a text names the file, or its folder as a path.
    fn names(&self, text: &str) -> bool {
        text.contains(self.name)
            || (self.is_below && self.folder.iter().any(|form| text.contains(form)))
    }

    /// Whether code takes the file as data: it names it and has a reader of
    /// such files, or a name that is given to its path is known where one is.
    fn is_loaded<'f>(&self, files: impl Iterator<Item = &'f Said> + Clone) -> bool {
        let mut handed: HashSet<&str> = HashSet::new();
        for file in files.clone().filter(|file| self.names(&file.text)) {
            let naming = file.text.lines().filter(|line| self.names(line));
            for line in naming {
                if file.is_code && IMPORTED.is_match(line) {
                    return true;
                }
                handed.extend(GIVEN.captures_iter(line).filter_map(|it| {
                    let name = it.get(1)?.as_str();
                    // `path` and `files` are words of any code.
                    let is_own = name.contains(|it: char| it == '_' || it.is_ascii_uppercase());
                    (is_own && name.len() >= SHORTEST_NAME).then_some(name)
                }));
            }
            if file.is_code && self.parses(&file.text) {
                return true;
            }
        }
        let is_word = |one: char| one.is_alphanumeric() || one == '_';
        !handed.is_empty()
            && files.filter(|file| file.is_code).any(|file| {
                let mut words = file.text.split(|one| !is_word(one));
                words.any(|word| handed.contains(word)) && self.parses(&file.text)
            })
    }

    /// Whether code holds a reader of such files; that it names one is none.
    fn parses(&self, text: &str) -> bool {
        self.parser.is_match(text) || FRAMEWORKS.is_match(text)
    }

    /// Whether the words of a text, one after the other, spell a key in any
    /// of the ways in which languages and frameworks write it.
    fn asks(&self, text: &str) -> bool {
        let mut spelled = String::with_capacity(text.len());
        spelled.extend(
            text.chars()
                .filter(|one| one.is_alphanumeric())
                .flat_map(char::to_lowercase),
        );
        self.keys.iter().any(|key| spelled.contains(key))
    }
}

/// A key and its last two parts, without what stands between words:
/// `ads.personalized`, `ADS_PERSONALIZED` and `adsPersonalized` are one.
fn keys(key: &str) -> Vec<String> {
    /// Letters below which a key is found in anything.
    const SHORTEST: usize = 6;
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|one| one.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let parts: Vec<&str> = key.split('.').collect();
    let last = parts[parts.len().saturating_sub(2)..].join(".");
    let mut keys = vec![plain(key), plain(&last)];
    keys.retain(|key| key.chars().count() >= SHORTEST);
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_read(file: &str, key: &str, code: &[(&str, &str)]) -> bool {
        let wanted = Wanted::of(file, key);
        let files: Vec<Said> = code
            .iter()
            .map(|(path, text)| Said {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
                is_code: !path.ends_with("yml") && !path.ends_with("file"),
            })
            .collect();
        let mut code = files.iter().filter(|file| file.is_code);
        code.any(|file| wanted.asks(&file.text)) || wanted.is_loaded(files.iter())
    }

    #[test]
    fn a_key_is_asked_for_in_many_ways() {
        let (file, key) = ("config/minor.yaml", "ads.personalized");
        for code in [
            "settings[\"ads\"][\"personalized\"]",
            "os.environ['ADS_PERSONALIZED']",
            "config.adsPersonalized",
            "@Value(\"${ads.personalized}\")",
        ] {
            assert!(is_read(file, key, &[("a.py", code)]), "{code}");
        }
        for code in [
            "ads = show()",
            "personalized = True",
            "minor = age < 18",
            "",
        ] {
            assert!(!is_read(file, key, &[("a.py", code)]), "{code}");
        }
        // A key that is found in anything is no sign.
        assert!(!is_read("settings.env", "ad", &[("a.py", "address = 1")]));
    }

    #[test]
    fn a_file_that_is_loaded_as_data_is_read_whole() {
        let key = "ads.personalized";
        for (file, path, code) in [
            (
                "config/minor.yaml",
                "a.py",
                "import yaml\nyaml.safe_load((ROOT / 'config' / name).open())",
            ),
            (
                "config/minor.yaml",
                "a.rs",
                "serde_yaml::from_str(include_str!(\"../config/minor.yaml\"))",
            ),
            (
                "config/minor.yaml",
                "a.go",
                "viper.SetConfigFile(\"config/minor.yaml\")",
            ),
            (
                "config/minor.yaml",
                "a.js",
                "const minor = load(\"config/minor.yaml\");",
            ),
            (
                "config/minor.json",
                "a.ts",
                "import minor from '../config/minor.json'",
            ),
            (
                "config/minor.json",
                "a.js",
                "JSON.parse(readFileSync('config/minor.json'))",
            ),
            (
                "config/minor.toml",
                "a.py",
                "tomllib.loads(Path('config/minor.toml').read_text())",
            ),
            (".env.minor", "a.py", "load_dotenv('.env.minor')"),
        ] {
            assert!(is_read(file, key, &[(path, code)]), "{code}");
        }
        let reader = (
            "load.py",
            "import yaml\nMINOR = yaml.safe_load(MINOR_FILE.read_text())",
        );
        for naming in [
            ("paths.py", "MINOR_FILE: Path = ROOT / 'config/minor.yaml'"),
            (
                "compose.yml",
                "environment:\n  MINOR_FILE: /app/config/minor.yaml",
            ),
            ("Dockerfile", "ENV MINOR_FILE=/app/config/minor.yaml"),
        ] {
            assert!(
                is_read("config/minor.yaml", key, &[naming, reader]),
                "{naming:?}"
            );
            assert!(!is_read("config/minor.yaml", key, &[naming]), "{naming:?}");
        }
    }

    #[test]
    fn a_file_that_is_only_named_is_not_read() {
        let key = "ads.personalized";
        for (path, code) in [
            ("a.py", "print('limits stand in config/minor.yaml')"),
            ("a.py", "open('config/minor.yaml').read()"),
            ("Dockerfile", "COPY config/minor.yaml /app/"),
            ("deploy.yml", "files: [config/minor.yaml]"),
            ("a.ts", "export const MINOR_FILE = 'config/minor.yaml'"),
            ("start.sh", "export MINOR_FILE=config/minor.yaml"),
            (
                "a.js",
                "console.log(\"config/minor.yaml\"); JSON.parse(body)",
            ),
        ] {
            assert!(
                !is_read("config/minor.yaml", key, &[(path, code)]),
                "{code}"
            );
        }
        let named = [
            ("deploy.yml", "path: config/minor.yaml"),
            ("a.py", "import yaml, os.path"),
        ];
        assert!(!is_read("config/minor.yaml", key, &named));
    }
}
