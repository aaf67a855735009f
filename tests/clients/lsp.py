"""The gate in an editor, spoken to by pygls: `lsp.py GATE FOLDER`.

Opens FOLDER's ethics.yml with one key misspelled, waits for the finding, asks
for its fix, applies it, and waits for the finding to go; then asks what a key
means, and which rules there are.
"""

import asyncio
import pathlib
import sys

from lsprotocol import types
from pygls.lsp.client import LanguageClient


async def main(gate: str, folder: pathlib.Path) -> None:
    client = LanguageClient("client", "1")
    shown: asyncio.Queue = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def _(published: types.PublishDiagnosticsParams) -> None:
        if published.uri == uri:
            shown.put_nowait(published.diagnostics)

    uri = (folder / "ethics.yml").as_uri()
    right = (folder / "ethics.yml").read_text(encoding="utf-8")
    wrong = right.replace("purpose:", "purpse:")
    await client.start_io(gate, "lsp")
    answer = await client.initialize_async(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(),
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
        )
    )
    assert answer.capabilities.code_action_provider
    client.initialized(types.InitializedParams())
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, wrong))
    )
    found = await asyncio.wait_for(shown.get(), 30)
    misspelled = [it for it in found if it.code == "gate/declaration-valid"]
    assert misspelled, found
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri),
            misspelled[0].range,
            types.CodeActionContext(misspelled),
        )
    )
    edit = actions[0].edit.changes[uri][0]
    lines = wrong.splitlines(keepends=True)
    line, start, end = edit.range.start.line, edit.range.start.character, edit.range.end.character
    lines[line] = lines[line][:start] + edit.new_text + lines[line][end:]
    assert "".join(lines) == right
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(2, uri),
            [types.TextDocumentContentChangeWholeDocument("".join(lines))],
        )
    )
    while any(it.code == "gate/declaration-valid" for it in found):
        found = await asyncio.wait_for(shown.get(), 30)
    document = types.TextDocumentIdentifier(uri)
    purpose = next(at for at, line in enumerate(right.splitlines()) if "purpose:" in line)
    hover = await client.text_document_hover_async(
        types.HoverParams(document, types.Position(purpose, right.splitlines()[purpose].index("purpose")))
    )
    assert "declaration.system.purpose" in hover.contents.value, hover
    more = right.rstrip("\n") + "\nrules:\n  "
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(3, uri),
            [types.TextDocumentContentChangeWholeDocument(more)],
        )
    )
    offered = await client.text_document_completion_async(
        types.CompletionParams(document, types.Position(more.count("\n"), 2))
    )
    offered = offered if isinstance(offered, list) else offered.items
    assert "privacy/dpia-current" in [it.label for it in offered], offered
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    print("fixed")


asyncio.run(main(sys.argv[1], pathlib.Path(sys.argv[2]).resolve()))
