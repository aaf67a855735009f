//! What a Keras configuration makes when it is loaded: objects by class and
//! module. Only what is listed here is harmless; anything else is for a person.
//!
//! Shapes by `keras.saving.serialize_keras_object` of Keras 3, and by the
//! configurations of Keras 2, which name no module.

use std::collections::BTreeSet;

use super::Code;
use super::look::{Look, shown};
use super::pickle::{Standing, standing};

/// Names of layers and functions that are made of code.
const CODE: [&str; 3] = ["Lambda", "__lambda__", "TFSMLayer"];
/// Layers that hold a saved object of another library, which is code.
const WRAPPERS: [&str; 3] = ["TorchModuleWrapper", "JaxLayer", "FlaxLayer"];
/// Packages of Keras, whose classes come with it.
const PACKAGES: [&str; 5] = ["keras", "tf_keras", "keras_hub", "keras_nlp", "keras_cv"];
/// Parts of Keras whose classes compute; `utils`, `saving` and `models` also
/// hold functions that fetch, write and load.
const PARTS: [&str; 15] = [
    "activations",
    "constraints",
    "dtype_policies",
    "engine",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "mixed_precision",
    "models",
    "ops",
    "optimizers",
    "quantizers",
    "random",
    "regularizers",
];
/// Functions that configurations name, of activations, losses and metrics.
const FUNCTIONS: [&str; 55] = [
    "binary_accuracy",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_accuracy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_hinge",
    "celu",
    "cosine_similarity",
    "ctc",
    "dice",
    "elu",
    "exponential",
    "gelu",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "hinge",
    "huber",
    "kl_divergence",
    "leaky_relu",
    "linear",
    "log_cosh",
    "log_sigmoid",
    "log_softmax",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "mish",
    "poisson",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy",
    "sparse_plus",
    "sparse_sigmoid",
    "sparse_top_k_categorical_accuracy",
    "sparsemax",
    "squared_hinge",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
];

/// What one map of a configuration says of itself, each in the order in which
/// a loader would take it: of a key that stands twice, both count.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Object {
    classes: Vec<String>,
    modules: Vec<String>,
    registered: Vec<String>,
    /// The name of a function, where the class is `function`.
    configs: Vec<String>,
    /// An operation that a layer wraps.
    operations: Vec<String>,
    /// A vocabulary that is a file.
    vocabularies: Vec<String>,
}

impl Object {
    /// A member that is text.
    pub(super) fn take(&mut self, key: &str, text: &str) {
        let list = match key {
            "class_name" => &mut self.classes,
            "module" => &mut self.modules,
            "registered_name" => &mut self.registered,
            "config" => &mut self.configs,
            "function" => &mut self.operations,
            "vocabulary" => &mut self.vocabularies,
            _ => return,
        };
        list.push(text.to_owned());
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Tell what of these objects is code, and in a Keras configuration also what
/// nobody knows.
pub(super) fn judge(look: &mut Look, objects: &BTreeSet<Object>, is_keras: bool) {
    look.can_carry_code |= is_keras;
    let mut told = BTreeSet::new();
    for object in objects {
        let mut notice = |code: Code, text: String| {
            look.can_carry_code = true;
            if told.insert(text.clone()) {
                look.notice(code, text, 0);
            }
        };
        for class in &object.classes {
            let name = class.rsplit('>').next().unwrap_or(class);
            if CODE.contains(&name) {
                notice(
                    Code::KerasLambda,
                    format!("a layer of code: {}", shown(class)),
                );
            } else if is_keras && WRAPPERS.contains(&name) {
                let text = format!(
                    "a layer that holds another library's object: {}",
                    shown(class)
                );
                notice(Code::UnknownGlobal, text);
            }
        }
        if !is_keras {
            continue;
        }
        for (code, text) in unknown(object) {
            notice(code, text);
        }
    }
}

/// What is not known to be harmless in an object.
fn unknown(object: &Object) -> Vec<(Code, String)> {
    let mut found = Vec::new();
    let is_function = object.classes.iter().any(|class| class == "function");
    if is_function {
        let nowhere = [String::new()];
        let modules = match &object.modules[..] {
            [] => &nowhere[..],
            modules => modules,
        };
        for module in modules {
            for name in &object.configs {
                found.extend(function(module, name));
            }
        }
    } else if !object.classes.is_empty() {
        found.extend(object.modules.iter().filter_map(|it| from_module(it)));
        // What is known of its module says enough.
        if found.is_empty() {
            found.extend(object.classes.iter().filter_map(|it| class(it, object)));
        }
    }
    for name in &object.operations {
        let root = name.split('.').next().unwrap_or_default();
        if name.contains('.') && standing(root, "system") == Standing::Dangerous {
            found.push((
                Code::DangerousGlobal,
                format!("the operation `{}`", shown(name)),
            ));
        }
    }
    for file in &object.vocabularies {
        let text = format!("a vocabulary that is read from the file `{}`", shown(file));
        found.push((Code::UnknownGlobal, text));
    }
    found
}

/// A class by name: one that comes with Keras is registered under its own
/// name or none, and functions begin with a small letter.
fn class(name: &str, object: &Object) -> Option<(Code, String)> {
    let is_special = name.starts_with("__") && name.ends_with("__");
    let own = name.rsplit('>').next().unwrap_or(name);
    let is_of_keras = |name: &str| match name.split_once('>') {
        Some((package, _)) => part(package).is_some() || PACKAGES.contains(&package),
        None => true,
    };
    if !is_special && (!own.starts_with(char::is_uppercase) || !is_of_keras(name)) {
        let text = format!("`{}`, which is no class of Keras", shown(name));
        return Some((Code::UnknownGlobal, text));
    }
    let foreign = object.registered.iter().find(|registered| {
        !is_of_keras(registered) || registered.rsplit('>').next() != Some(own)
    })?;
    let text = format!(
        "a class that some code has registered as `{}`",
        shown(foreign)
    );
    Some((Code::UnknownGlobal, text))
}

/// A function by name, and the module that it is taken from.
fn function(module: &str, name: &str) -> Option<(Code, String)> {
    let is_own = matches!(module, "" | "builtins") || part(module).is_some();
    if is_own && FUNCTIONS.contains(&name) {
        return None;
    }
    let whole = if module.is_empty() {
        name.to_owned()
    } else {
        format!("{module}.{name}")
    };
    let (from, last) = whole.rsplit_once('.').unwrap_or(("builtins", &whole));
    let code = match standing(from, last) {
        Standing::Dangerous => Code::DangerousGlobal,
        _ => Code::UnknownGlobal,
    };
    Some((code, format!("the function `{}`", shown(&whole))))
}

/// A module that a class is taken from.
fn from_module(module: &str) -> Option<(Code, String)> {
    if module == "builtins" || PACKAGES.contains(&module) || part(module).is_some() {
        return None;
    }
    let code = match standing(module, "") {
        Standing::Dangerous => Code::DangerousGlobal,
        _ => Code::UnknownGlobal,
    };
    Some((code, format!("a class from `{}`", shown(module))))
}

/// The part of Keras that a module is of, where its classes only compute.
fn part(module: &str) -> Option<&str> {
    let mut steps = module.split('.');
    let package = steps.next().filter(|root| PACKAGES.contains(root))?;
    let mut steps = steps.skip_while(|step| matches!(*step, "src" | "api" | "_tf_keras" | "keras"));
    let part = steps.next()?;
    let is_hub = package != "keras" && package != "tf_keras";
    (is_hub || PARTS.contains(&part)).then_some(part)
}
