//! JSON: XGBoost's models, and Keras configurations, which can hold code.
//!
//! The text is walked as a stream, so a model of any size is read in little
//! memory, and a key that stands twice is seen twice.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, BufReader};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Code;
use super::look::{Expect, Look, shown};
use super::pickle::{Standing, standing};
use super::window::Window;

/// Names of layers and functions that are made of code.
const CODE: [&str; 3] = ["Lambda", "__lambda__", "TFSMLayer"];
/// Things of a configuration that are told one by one.
const MOST: usize = 32;

#[derive(Default)]
struct Seen {
    /// Keys of the outermost map.
    top: Vec<String>,
    classes: Vec<String>,
    modules: Vec<String>,
}

/// Look at a document, and answer with its format; `None` where it is no JSON
/// and nothing says that it ought to be.
pub(super) fn examine(
    look: &mut Look,
    window: &mut Window,
    expect: Expect,
) -> io::Result<Option<&'static str>> {
    let seen = RefCell::new(Seen::default());
    let read = {
        let mut deserializer =
            serde_json::Deserializer::from_reader(BufReader::new(window.feed(0)?));
        let walk = Walk {
            seen: &seen,
            key: "",
            depth: 0,
        };
        walk.deserialize(&mut deserializer)
            .and_then(|()| deserializer.end())
    };
    let seen = seen.into_inner();
    let has = |key: &str| seen.top.iter().any(|known| known == key);
    let format = match () {
        () if has("learner") && has("version") => "xgboost-json",
        () if has("class_name") && has("config") => "keras-config",
        () => "json",
    };
    if let Err(error) = read {
        if error.is_io() {
            return Err(error.into());
        }
        if format == "json" && expect == Expect::Model {
            return Ok(None);
        }
        let error = error.to_string();
        look.notice(Code::Broken, format!("JSON: {}", shown(&error)), 0);
    }
    for class in seen
        .classes
        .iter()
        .filter(|class| CODE.contains(&class.as_str()))
    {
        look.can_carry_code = true;
        look.notice(Code::KerasLambda, format!("a layer of code: {class}"), 0);
    }
    if format == "keras-config" {
        look.can_carry_code = true;
        for module in &seen.modules {
            judge(look, module);
        }
    }
    Ok(Some(format))
}

/// A module that a configuration imports a class from.
fn judge(look: &mut Look, module: &str) {
    let root = module.split('.').next().unwrap_or_default();
    if matches!(
        root,
        "keras" | "keras_hub" | "keras_nlp" | "keras_cv" | "builtins"
    ) {
        return;
    }
    let told = format!("a class from `{}`", shown(module));
    match standing(module, "") {
        Standing::Dangerous => look.notice(Code::DangerousGlobal, told, 0),
        _ => look.notice(Code::UnknownGlobal, told, 0),
    }
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    seen: &'a RefCell<Seen>,
    key: &'a str,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        let mut seen = self.seen.borrow_mut();
        let list = match self.key {
            "class_name" => &mut seen.classes,
            "module" => &mut seen.modules,
            _ => return Ok(()),
        };
        // A name of code is never crowded out by harmless ones.
        let known = list.iter().any(|known| known == text);
        if !known && (list.len() < MOST || CODE.contains(&text)) {
            list.push(text.to_owned());
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = Walk {
            key: "",
            depth: self.depth + 1,
            ..self
        };
        while items.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(key) = members.next_key::<String>()? {
            if self.depth == 0 && self.seen.borrow().top.len() < MOST {
                self.seen.borrow_mut().top.push(key.clone());
            }
            members.next_value_seed(Walk {
                seen: self.seen,
                key: &key,
                depth: self.depth + 1,
            })?;
        }
        Ok(())
    }
}
