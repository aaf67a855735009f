//! `context`: who wrote the change and who approved it, as `--context` tells
//! it. There is nothing here without one; rules that read it say that they
//! need one.

use crate::facts::{Derived, Family, Scope};
use crate::manifest::record::Record;
use crate::model::{Fact, Reason, Type, Value};

/// The people of a change.
pub static FAMILY: Family = Family {
    name: "context",
    facts: FACTS,
    derive,
};

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    Fact::new("context.head", Type::Text, "--context", "the commit that it was told of"),
    Fact::new("context.authors[]", Type::Text, "--context", "accounts that wrote the change"),
    Fact::new("context.approvals[].by", Type::Text, "--context", "an account whose approval of the change stands"),
    Fact::new("context.approvals[].teams[]", Type::Text, "--context", "teams that it belongs to; missing where the platform didn't tell"),
    Fact::new("context.approvals[].own", Type::Bool, "--context", "whether it wrote a part of the change itself, so that its approval is none"),
    Fact::new("context.second_person", Type::Bool, "--context", "whether somebody who wrote no part of the change approved it"),
];

fn derive(scope: &Scope) -> Derived {
    let Some(context) = scope.context else {
        return Derived::default();
    };
    let texts = |list: &[String]| Value::list(list.iter().map(|text| Value::computed(&**text)));
    let approvals = context.approvals.iter().map(|approval| {
        let teams = approval.teams.as_deref().map(texts);
        Value::record([
            ("by", Value::computed(&*approval.by)),
            (
                "teams",
                teams.unwrap_or_else(|| Value::missing(Reason::Unverified, None)),
            ),
            ("own", Value::computed(context.is_author(&approval.by))),
        ])
    });
    let mut record = Record::new();
    record.put("head", context.head.as_deref().map(Value::computed));
    record.keep("authors", texts(&context.authors));
    record.keep("approvals", Value::list(approvals));
    let other = |approval: &crate::model::context::Approval| !context.is_author(&approval.by);
    let second = context.approvals.iter().any(other);
    record.keep("second_person", Value::computed(second));
    Derived::of("context", record.into_value(None))
}
