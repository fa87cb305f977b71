//! What of an OpenAPI document a client loses in the next one. Additions are no loss.

use std::collections::BTreeSet;

use serde_json::Value;

/// Who sends what a schema describes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sender {
    /// It may not have to send more, and all that was taken is taken.
    Client,
    /// It goes on sending all that it sent, and nothing of another type.
    Service,
}

/// Everything that a client of the old document would miss in the new one.
pub fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let mut comparison = Comparison { old, new, seen: BTreeSet::new(), breaks: Vec::new() };
    for (path, operations) in members(&old["paths"]) {
        let Some(now) = new["paths"].get(path) else {
            comparison.breaks.push(format!("{path}: removed"));
            continue;
        };
        for (method, operation) in members(operations) {
            comparison.operation(&format!("{method} {path}"), operation, &now[method]);
        }
    }
    comparison.breaks
}

struct Comparison<'d> {
    old: &'d Value,
    new: &'d Value,
    /// Pairs of references that were compared already.
    seen: BTreeSet<(String, String, Sender)>,
    breaks: Vec<String>,
}

impl<'d> Comparison<'d> {
    fn operation(&mut self, place: &str, old: &'d Value, new: &'d Value) {
        if new.is_null() {
            self.breaks.push(format!("{place}: removed"));
            return;
        }
        self.parameters(place, old, new);
        let (sent, taken) = (&old["requestBody"], &new["requestBody"]);
        if sent["required"] != true && taken["required"] == true {
            self.breaks.push(format!("{place}: a body is required now"));
        }
        self.content(place, sent, taken, Sender::Client);
        for (status, response) in members(&old["responses"]) {
            let place = format!("{place} {status}");
            let Some(now) = new["responses"].get(status) else {
                self.breaks.push(format!("{place}: removed"));
                continue;
            };
            self.content(&place, response, now, Sender::Service);
            for (header, _) in members(&response["headers"]).filter(|(name, _)| now["headers"].get(*name).is_none()) {
                self.breaks.push(format!("{place} {header}: removed"));
            }
        }
    }

    fn parameters(&mut self, place: &str, old: &'d Value, new: &'d Value) {
        let (before, now) = (list(&old["parameters"]), list(&new["parameters"]));
        let same = |one: &Value, other: &Value| one["name"] == other["name"] && one["in"] == other["in"];
        for parameter in before {
            let place = format!("{place} parameter {}", parameter["name"].as_str().unwrap_or_default());
            match now.iter().find(|other| same(parameter, other)) {
                None => self.breaks.push(format!("{place}: removed")),
                Some(other) => {
                    if parameter["required"] != true && other["required"] == true {
                        self.breaks.push(format!("{place}: required now"));
                    }
                    self.schema(&place, &parameter["schema"], &other["schema"], Sender::Client);
                }
            }
        }
        for parameter in now.iter().filter(|parameter| parameter["required"] == true) {
            if !before.iter().any(|other| same(parameter, other)) {
                let name = parameter["name"].as_str().unwrap_or_default();
                self.breaks.push(format!("{place} parameter {name}: required, is new"));
            }
        }
    }

    fn content(&mut self, place: &str, old: &'d Value, new: &'d Value, sender: Sender) {
        for (name, media) in members(&old["content"]) {
            let place = format!("{place} {name}");
            match new["content"].get(name) {
                None => self.breaks.push(format!("{place}: removed")),
                Some(now) => self.schema(&place, &media["schema"], &now["schema"], sender),
            }
        }
    }

    fn schema(&mut self, place: &str, old: &'d Value, new: &'d Value, sender: Sender) {
        let (before, now) = (referred(self.old, old), referred(self.new, new));
        if let (Some(one), Some(other)) = (old["$ref"].as_str(), new["$ref"].as_str())
            && !self.seen.insert((one.to_owned(), other.to_owned(), sender))
        {
            return;
        }
        self.values(place, before, now, sender);
        self.properties(place, before, now, sender);
        for inner in ["items", "additionalProperties"].iter().filter(|inner| before[**inner].is_object()) {
            self.schema(&format!("{place}/*"), &before[inner], &now[inner], sender);
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            let (before, now) = (list(&before[choice]), list(&now[choice]));
            if before.len() != now.len() {
                self.breaks.push(format!("{place}: choice of {} is one of {}", before.len(), now.len()));
            }
            before.iter().zip(now).for_each(|(before, now)| self.schema(place, before, now, sender));
        }
    }

    /// Types, words and bounds.
    fn values(&mut self, place: &str, old: &Value, new: &Value, sender: Sender) {
        let (before, now) = (types(old), types(new));
        let kept = match sender {
            Sender::Client => now.is_empty() || (!before.is_empty() && before.is_subset(&now)),
            Sender::Service => before.is_empty() || (!now.is_empty() && now.is_subset(&before)),
        };
        if !kept {
            self.breaks.push(format!("{place}: type {before:?} is {now:?}"));
        }
        if sender == Sender::Service {
            return;
        }
        let taken = list(&new["enum"]);
        if !taken.is_empty() {
            for word in list(&old["enum"]).iter().filter(|word| !taken.contains(word)) {
                self.breaks.push(format!("{place}: {word} is no longer taken"));
            }
            if old["enum"].is_null() {
                self.breaks.push(format!("{place}: only some words are taken now"));
            }
        }
        for (bound, least) in [
            ("minimum", true),
            ("minLength", true),
            ("minItems", true),
            ("maximum", false),
            ("maxLength", false),
            ("maxItems", false),
        ] {
            let Some(now) = new[bound].as_f64() else { continue };
            let narrower = |before: f64| if least { now > before } else { now < before };
            if old[bound].as_f64().is_none_or(narrower) {
                self.breaks.push(format!("{place}: {bound} is {now}"));
            }
        }
        for rule in
            ["pattern", "uniqueItems"].iter().filter(|rule| !new[**rule].is_null() && old[**rule] != new[**rule])
        {
            self.breaks.push(format!("{place}: {rule} is {}", new[rule]));
        }
    }

    fn properties(&mut self, place: &str, old: &'d Value, new: &'d Value, sender: Sender) {
        for (name, property) in members(&old["properties"]) {
            let place = format!("{place}/{name}");
            match new["properties"].get(name) {
                None => self.breaks.push(format!("{place}: removed")),
                Some(now) => self.schema(&place, property, now, sender),
            }
        }
        let (before, now) = (list(&old["required"]), list(&new["required"]));
        let names = match sender {
            Sender::Client => now.iter().filter(|name| !before.contains(name)).collect::<Vec<_>>(),
            Sender::Service => before.iter().filter(|name| !now.contains(name)).collect(),
        };
        for name in names.into_iter().filter_map(Value::as_str) {
            self.breaks.push(match sender {
                Sender::Client => format!("{place}: `{name}` is required now"),
                Sender::Service => format!("{place}: `{name}` is no longer always there"),
            });
        }
        if sender == Sender::Client && old["additionalProperties"] != false && new["additionalProperties"] == false {
            self.breaks.push(format!("{place}: unknown keys are refused now"));
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn types(schema: &Value) -> BTreeSet<&str> {
    match &schema["type"] {
        Value::String(only) => BTreeSet::from([only.as_str()]),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

/// What a schema refers to, or the schema itself.
fn referred<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap_or(schema),
        None => schema,
    }
}
