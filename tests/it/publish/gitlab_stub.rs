//! The same small server as a GitLab: project 9, merge request 3.

use serde_json::{Value, json};

use super::stub::{Answer, Seen, World, edit, in_diff, json_answer};

/// The account that the token belongs to.
pub(super) const BOT: u64 = 42;

impl World {
    /// What is answered below `/api/v4/`.
    pub(super) fn gitlab(&mut self, path: &str, seen: &Seen, query: &str, own: &str) -> Answer {
        if path == "user" {
            return json_answer(200, &json!({"id": BOT, "username": "project_9_bot"}));
        }
        if path == "projects/9/merge_requests/3" {
            let request = json!({"sha": self.head, "author": {"username": "dev1"}});
            return json_answer(200, &request);
        }
        let Some(path) = path.strip_prefix("projects/9/merge_requests/3/") else {
            return json_answer(404, &json!({"message": "404 Not found"}));
        };
        let parts: Vec<&str> = path.split('/').collect();
        match (seen.method.as_str(), parts.as_slice()) {
            ("GET", ["versions"]) => json_answer(200, &json!([self.version()])),
            ("GET", ["commits"]) => {
                let commits = self.commits.clone();
                self.listed(&commits, None, seen, query, own)
            }
            ("GET", ["approvals"]) => json_answer(200, &json!({"approved_by": self.approvals})),
            ("GET", ["diffs"]) => {
                let file = |(name, patch): &(String, Option<String>)| {
                    let old = if name == "ethics.yml" {
                        "old.yml"
                    } else {
                        name.as_str()
                    };
                    json!({"new_path": name, "old_path": old, "diff": patch.as_deref().unwrap_or("")})
                };
                let files: Vec<Value> = self.files.iter().map(file).collect();
                self.listed(&files, None, seen, query, own)
            }
            ("GET", ["discussions"]) => {
                let discussions = self.discussions.clone();
                self.listed(&discussions, None, seen, query, own)
            }
            ("POST", ["discussions"]) => self.discuss(&seen.body),
            ("PUT", ["discussions", id]) => {
                let found = self.discussions.iter_mut().find(|one| one["id"] == *id);
                match found {
                    Some(one) => {
                        one["notes"][0]["resolved"] = seen.body["resolved"].clone();
                        json_answer(200, one)
                    }
                    None => json_answer(404, &json!({"message": "404 Not found"})),
                }
            }
            ("GET", ["notes"]) => {
                let notes = self.notes.clone();
                self.listed(&notes, None, seen, query, own)
            }
            ("POST", ["notes"]) => {
                let note =
                    json!({"id": self.id(), "author": {"id": BOT}, "body": seen.body["body"]});
                self.notes.push(note.clone());
                json_answer(201, &note)
            }
            ("PUT", ["notes", id]) => {
                let number: Option<u64> = id.parse().ok();
                let mut notes = self.discussions.iter_mut().map(|one| &mut one["notes"][0]);
                match notes.find(|note| note["id"].as_u64() == number) {
                    Some(note) => {
                        note["body"] = seen.body["body"].clone();
                        json_answer(200, note)
                    }
                    None => edit(&mut self.notes, id, &seen.body),
                }
            }
            _ => json_answer(404, &json!({"message": "404 Not found"})),
        }
    }

    fn version(&self) -> Value {
        json!({"base_commit_sha": "aa", "start_commit_sha": "bb", "head_commit_sha": self.head,
            "created_at": "2026-12-01T10:00:00.000Z"})
    }

    /// A position has to name the newest version and a line that was added.
    fn discuss(&mut self, body: &Value) -> Answer {
        let position = &body["position"];
        if !position.is_null() {
            let patch = self
                .files
                .iter()
                .find(|(name, _)| position["new_path"] == name.as_str());
            let lines = patch.and_then(|(_, patch)| patch.as_deref()).map(in_diff);
            let line = position["new_line"].as_u64().unwrap_or(0);
            let commits = ["base_sha", "start_sha", "head_sha"].map(|key| position[key].clone());
            let version = [json!("aa"), json!("bb"), json!(self.head)];
            let renamed = position["old_path"] == "old.yml" || position["new_path"] != "ethics.yml";
            let known = lines.is_some_and(|lines| lines.contains(&line));
            if !known || commits != version || !renamed || position["position_type"] != "text" {
                let said = "400 Bad request - Note {:line_code=>[\"can't be blank\"]}";
                return json_answer(400, &json!({"message": said}));
            }
        }
        let (id, note) = (self.id(), self.id());
        let discussion = json!({"id": format!("d{id}"), "notes": [{
            "id": note, "author": {"id": BOT}, "body": body["body"],
            "position": position, "resolved": false}]});
        self.discussions.push(discussion.clone());
        json_answer(201, &discussion)
    }
}
