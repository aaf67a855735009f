//! `lsp`: the gate in an editor, over stdin and stdout.
//!
//! The whole repository is judged with what stands in the editor in the place
//! of what is saved, each time the typing pauses. Nothing is written: a fix is
//! offered as an edit, and the editor applies it.

mod actions;
mod completion;
mod cursor;
mod diagnostics;
mod hover;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Notification as _, PublishDiagnostics, ShowMessage,
};
use lsp_types::request::{CodeActionRequest, Completion, HoverRequest, Request as _};
use lsp_types::{
    CodeActionProviderCapability, CompletionOptions, HoverProviderCapability, InitializeParams,
    MessageType, PublishDiagnosticsParams, ServerCapabilities, ShowMessageParams,
    TextDocumentSyncCapability, TextDocumentSyncKind, Url,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Refusal, environment, packs, root};
use crate::gate;
use crate::model::report::Report;
use crate::model::{Language, Settings, text};
use crate::policy::Pack;
use crate::source::{Blob, Tree};

/// The typing has paused.
const PAUSE: Duration = Duration::from_millis(120);

/// Speak with an editor over stdin and stdout
///
/// A server of the Language Server Protocol: findings as diagnostics while you
/// type, explanations on hover, fixes as code actions, and completion of keys,
/// words, paths, rules and facts.
#[derive(Args)]
#[command(after_help = "\
Examples:
  ethics-gate lsp
  ethics-gate lsp --policy ../org-policy")]
pub(super) struct Lsp {
    /// Judge by the rules of this folder as well; may be repeated
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,

    /// Editors add this; there is no other way to speak
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Lsp {
    /// `chosen` is the language that somebody typed; where nobody did, the
    /// editor's counts before the locale's.
    pub(super) fn run(
        &self,
        language: Language,
        chosen: Option<Language>,
    ) -> Result<ExitCode, Refusal> {
        let packs = packs::all_with_examples(&self.policy)?;
        let (connection, threads) = Connection::stdio();
        let served = serve(&connection, packs, language, chosen);
        drop(connection);
        let joined = threads.join();
        served?;
        joined.map_err(|error| broken(&error))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The editor broke the protocol, or is gone.
fn broken(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::new(
        text!(
            "the editor's side of the protocol ended: {error}",
            "편집기 쪽 통신이 끝났습니다: {error}"
        ),
        text!(
            "start `ethics-gate lsp` from an editor that speaks the Language Server Protocol",
            "Language Server Protocol을 쓰는 편집기에서 `ethics-gate lsp`를 시작하세요"
        ),
    )
}

fn serve(
    connection: &Connection,
    packs: Vec<Pack>,
    language: Language,
    chosen: Option<Language>,
) -> Result<(), Refusal> {
    let asked = connection
        .initialize(json(&capabilities()))
        .map_err(|error| broken(&error))?;
    let asked: InitializeParams = serde_json::from_value(asked).map_err(|error| broken(&error))?;
    let language = chosen
        .or_else(|| asked.locale.as_deref().map(Language::of_locale))
        .unwrap_or(language);
    let mut server = Server {
        connection,
        folder: folder(&asked),
        root: None,
        packs,
        language,
        open: BTreeMap::new(),
        names: BTreeMap::new(),
        judged: None,
        published: BTreeSet::new(),
        said: String::new(),
        stale: true,
    };
    server.listen()
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::FULL)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        code_action_provider: Some(CodeActionProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([" ", "/", "."].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// The folder that the editor has opened.
#[expect(
    deprecated,
    reason = "older editors name their folder by `rootUri` alone"
)]
fn folder(asked: &InitializeParams) -> Option<PathBuf> {
    let first = asked.workspace_folders.iter().flatten().next();
    let uri = first.map(|folder| &folder.uri).or(asked.root_uri.as_ref());
    uri.and_then(|uri| uri.to_file_path().ok())
}

fn json(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).expect("internal error: types of the protocol are JSON")
}

/// The repository as it was judged last.
struct Judged {
    tree: Tree,
    report: Report,
}

struct Server<'a> {
    connection: &'a Connection,
    /// The folder that is judged; `None` until the first file tells.
    folder: Option<PathBuf>,
    /// The root of the repository around it.
    root: Option<PathBuf>,
    packs: Vec<Pack>,
    language: Language,
    /// What stands in the editor, by path below the root.
    open: BTreeMap<String, String>,
    /// What the editor calls the files that it has opened.
    names: BTreeMap<String, Url>,
    judged: Option<Judged>,
    /// Files that show findings in the editor now.
    published: BTreeSet<Url>,
    /// The last refusal that was told, so that typing doesn't repeat it.
    said: String,
    /// Something has changed since the repository was judged.
    stale: bool,
}

impl Server<'_> {
    fn listen(&mut self) -> Result<(), Refusal> {
        loop {
            let next = match self.stale {
                true => match self.connection.receiver.recv_timeout(PAUSE) {
                    Err(error) if error.is_timeout() => {
                        self.judge();
                        continue;
                    }
                    next => next.ok(),
                },
                false => self.connection.receiver.recv().ok(),
            };
            let Some(message) = next else {
                return Ok(());
            };
            match message {
                Message::Request(request) => {
                    let over = self.connection.handle_shutdown(&request);
                    if over.map_err(|error| broken(&error))? {
                        return Ok(());
                    }
                    let answer = self.answer(request);
                    self.send(answer.into());
                }
                Message::Notification(notification) => self.hear(notification),
                Message::Response(_) => {}
            }
        }
    }

    /// An editor that is gone hears nothing; the next message says that it is.
    fn send(&self, message: Message) {
        let _ = self.connection.sender.send(message);
    }

    fn notify<N: lsp_types::notification::Notification>(&self, parameters: &N::Params)
    where
        N::Params: Serialize,
    {
        self.send(Notification::new(N::METHOD.to_owned(), parameters).into());
    }

    fn hear(&mut self, notification: Notification) {
        let known = [
            DidOpenTextDocument::METHOD,
            DidChangeTextDocument::METHOD,
            DidCloseTextDocument::METHOD,
            DidSaveTextDocument::METHOD,
            DidChangeWatchedFiles::METHOD,
        ];
        self.stale |= known.contains(&notification.method.as_str());
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => {
                if let Some(opened) = parameters::<DidOpenTextDocument>(notification) {
                    self.keep(&opened.text_document.uri, Some(opened.text_document.text));
                }
            }
            DidChangeTextDocument::METHOD => {
                if let Some(changed) = parameters::<DidChangeTextDocument>(notification) {
                    let last = changed.content_changes.into_iter().next_back();
                    if let Some(change) = last {
                        self.keep(&changed.text_document.uri, Some(change.text));
                    }
                }
            }
            DidCloseTextDocument::METHOD => {
                if let Some(closed) = parameters::<DidCloseTextDocument>(notification) {
                    self.keep(&closed.text_document.uri, None);
                }
            }
            _ => {}
        }
    }

    /// Takes over what stands in the editor, or forgets it.
    fn keep(&mut self, uri: &Url, text: Option<String>) {
        if self.folder.is_none() {
            let file = uri.to_file_path().ok();
            self.folder = file.as_deref().and_then(Path::parent).map(Path::to_owned);
        }
        if self.root.is_none()
            && let Some(folder) = &self.folder
        {
            // What can't be listed is told when it is judged.
            self.root = root::repository(folder)
                .and_then(|tree| root::of(&tree, folder))
                .ok()
                .map(|root| root::real(&root));
        }
        let Some(path) = self.path(uri) else {
            return;
        };
        self.names.insert(path.clone(), uri.clone());
        match text {
            Some(text) => self.open.insert(path, text),
            None => self.open.remove(&path),
        };
    }

    /// The path below the root, `/` between segments; `None` for a file elsewhere.
    fn path(&self, uri: &Url) -> Option<String> {
        let file = uri.to_file_path().ok()?;
        let file = root::real(&file);
        let below = file.strip_prefix(self.root.as_ref()?).ok()?;
        let segments: Option<Vec<&str>> = below.iter().map(|segment| segment.to_str()).collect();
        Some(segments?.join("/"))
    }

    /// The address of a path, as the editor itself has named it where it has.
    fn uri(&self, path: &str) -> Option<Url> {
        if let Some(named) = self.names.get(path) {
            return Some(named.clone());
        }
        Url::from_file_path(self.root.as_ref()?.join(path)).ok()
    }

    /// The text of a path: what stands in the editor, or what is saved.
    fn text(&self, path: &str) -> Option<String> {
        if let Some(text) = self.open.get(path) {
            return Some(text.clone());
        }
        match self.judged.as_ref()?.tree.read(path) {
            Blob::Text(document) => Some(document.text.to_string()),
            _ => None,
        }
    }

    fn judge(&mut self) {
        self.stale = false;
        let Some(folder) = self.folder.clone() else {
            return;
        };
        match self.judged(&folder) {
            Ok(judged) => {
                self.said.clear();
                self.judged = Some(judged);
                self.publish();
            }
            Err(refusal) => {
                let refusal = refusal.shown(self.language);
                if refusal != self.said {
                    self.notify::<ShowMessage>(&ShowMessageParams {
                        typ: MessageType::ERROR,
                        message: refusal.clone(),
                    });
                }
                self.said = refusal;
            }
        }
    }

    fn judged(&self, folder: &Path) -> Result<Judged, Refusal> {
        let tree = root::repository(folder)?.with_texts(self.open.clone());
        let settings = Settings {
            language: self.language,
            root: ".".to_owned(),
            only: Vec::new(),
            include_passes: false,
            include_silent: false,
            no_waivers: false,
        };
        let today = environment::today();
        let report =
            gate::gate(&tree, None, None, &self.packs, &settings, today).map_err(packs::refused)?;
        Ok(Judged { tree, report })
    }

    /// Shows the findings of each file, and takes back those that are gone.
    fn publish(&mut self) {
        let Some(judged) = &self.judged else {
            return;
        };
        let mut shown = BTreeSet::new();
        for (path, diagnostics) in diagnostics::by_file(self, &judged.report) {
            let Some(uri) = self.uri(&path) else {
                continue;
            };
            self.notify::<PublishDiagnostics>(&PublishDiagnosticsParams {
                uri: uri.clone(),
                diagnostics,
                version: None,
            });
            shown.insert(uri);
        }
        for gone in self.published.difference(&shown) {
            self.notify::<PublishDiagnostics>(&PublishDiagnosticsParams {
                uri: gone.clone(),
                diagnostics: Vec::new(),
                version: None,
            });
        }
        self.published = shown;
    }

    fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        // What is asked is asked of the text as it stands.
        if self.stale {
            self.judge();
        }
        let answer = match request.method.as_str() {
            HoverRequest::METHOD => asked::<HoverRequest>(request)
                .map(|asked| json(&hover::answer(self, &asked.text_document_position_params))),
            Completion::METHOD => asked::<Completion>(request)
                .map(|asked| json(&completion::answer(self, &asked.text_document_position))),
            CodeActionRequest::METHOD => asked::<CodeActionRequest>(request)
                .map(|asked| json(&actions::answer(self, &asked))),
            method => {
                let unknown = format!("`{method}` is not answered here");
                return Response::new_err(id, ErrorCode::MethodNotFound as i32, unknown);
            }
        };
        match answer {
            Ok(result) => Response::new_ok(id, result),
            Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error),
        }
    }
}

/// What a notification says; what can't be read is no notification.
fn parameters<N>(notification: Notification) -> Option<N::Params>
where
    N: lsp_types::notification::Notification,
    N::Params: DeserializeOwned,
{
    serde_json::from_value(notification.params).ok()
}

fn asked<R>(request: Request) -> Result<R::Params, String>
where
    R: lsp_types::request::Request,
    R::Params: DeserializeOwned,
{
    serde_json::from_value(request.params).map_err(|error| error.to_string())
}
