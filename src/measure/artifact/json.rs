//! JSON: XGBoost's models, and Keras configurations, which can hold code.
//!
//! The text is walked as a stream, so a model of any size is read in little
//! memory, and a key that stands twice is seen twice.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufReader};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Code;
use super::keras::{self, Object};
use super::look::{Expect, Look, shown};
use super::window::Window;

/// Different objects that are held; a model has some dozens. What there is
/// beyond was not looked at, and that is told.
const MOST: usize = 4096;

#[derive(Default)]
struct Seen {
    /// Whether the outermost map has each of [`MARKS`].
    top: [bool; MARKS.len()],
    objects: BTreeSet<Object>,
    too_many: bool,
}

/// Keys of the outermost map that tell the format.
const MARKS: [&str; 4] = ["learner", "version", "class_name", "config"];

/// Look at a document, and answer with its format; `None` where it is no JSON
/// and nothing says that it ought to be.
pub(super) fn examine(
    look: &mut Look,
    window: &mut Window,
    expect: Expect,
) -> io::Result<Option<&'static str>> {
    let seen = RefCell::new(Seen::default());
    let nothing = RefCell::new(Object::default());
    let read = {
        let mut deserializer =
            serde_json::Deserializer::from_reader(BufReader::new(window.feed(0)?));
        let walk = Walk {
            seen: &seen,
            object: &nothing,
            key: "",
            depth: 0,
        };
        walk.deserialize(&mut deserializer)
            .and_then(|()| deserializer.end())
    };
    let seen = seen.into_inner();
    let format = match seen.top {
        [true, true, ..] => "xgboost-json",
        [_, _, true, true] => "keras-config",
        _ => "json",
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
    keras::judge(look, &seen.objects, format == "keras-config");
    if seen.too_many {
        let told = format!("more than {MOST} different objects, of which the rest was not judged");
        look.notice(Code::UnknownGlobal, told, 0);
    }
    Ok(Some(format))
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    seen: &'a RefCell<Seen>,
    /// The map around the value.
    object: &'a RefCell<Object>,
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
        self.object.borrow_mut().take(self.key, text);
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
        let object = RefCell::new(Object::default());
        while let Some(key) = members.next_key::<String>()? {
            if self.depth == 0
                && let Some(mark) = MARKS.iter().position(|mark| *mark == key)
            {
                self.seen.borrow_mut().top[mark] = true;
            }
            members.next_value_seed(Walk {
                seen: self.seen,
                object: &object,
                key: &key,
                depth: self.depth + 1,
            })?;
        }
        let object = object.into_inner();
        let mut seen = self.seen.borrow_mut();
        if !object.is_empty() && !seen.objects.contains(&object) {
            match seen.objects.len() < MOST {
                true => _ = seen.objects.insert(object),
                false => seen.too_many = true,
            }
        }
        Ok(())
    }
}
