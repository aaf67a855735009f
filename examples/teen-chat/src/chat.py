"""Answer one message of a pupil: crisis check first, then the tutor, then the label.

The only host this file talks to is the processor declared in ethics.yml.
It receives the text of the chat and no account id.
"""

import json
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "https://chat.cloudkr.example"

BASE_ID = "Qwen/Qwen2.5-7B-Instruct"
BASE_REVISION = "a09a35458c702b33eeacc393d103063234e8bc28"
ADAPTER = "study-buddy@1.3"

LANGUAGES = ("ko", "en")


def post(path, payload, timeout=20):
    """Send one JSON request to the processor and return its JSON answer."""
    request = urllib.request.Request(
        HOST + path,
        data=json.dumps(payload).encode("utf-8"),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=timeout) as response:
        return json.load(response)


def prompt(name, language):
    """Read a prompt of the repository; an unknown language gets Korean."""
    chosen = language if language in LANGUAGES else "ko"
    return (ROOT / "prompts" / f"{name}.{chosen}.md").read_text(encoding="utf-8")


def in_crisis(text, language):
    """True when the message hints at danger; a failed check counts as a crisis."""
    try:
        verdict = post("/v1/crisis", {"text": text, "language": language}, timeout=5)
    except (OSError, ValueError):
        return True
    return bool(verdict.get("crisis", True))


def answer(text, language, minutes, settings, call_back):
    """Answer `text`.

    `minutes` is how long the session has lasted, `settings` is config/minor.yaml,
    and `call_back` puts the session on the list of the call-back team.
    """
    reply = {"id": uuid.uuid4().hex, "label": settings["output"]["label"]}
    if in_crisis(text, language):
        call_back()
        return {**reply, "text": prompt("crisis", language), "take_break": False}
    result = post(
        "/v1/generate",
        {
            "model": BASE_ID,
            "revision": BASE_REVISION,
            "adapter": ADAPTER,
            "system": prompt("teen", language),
            "text": text,
        },
    )
    take_break = minutes >= settings["break"]["minutes"]
    return {**reply, "text": result["text"], "take_break": take_break}
