#!/usr/bin/env python3
"""Measure the release binary beside the Python peers, in one run, as ratios.

    python3 benches/compare.py [--corpus FOLDER] [--write docs/performance.md]

Builds the release binary, installs the peers at pinned versions into
target/bench-venv, makes its inputs below target/bench, and prints a Markdown
table. CPU is user + system time of the process and of the children it waited
for; memory is the largest resident set of one process. A figure is the median
of its runs.
"""

import argparse
import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench"
VENV = ROOT / "target" / "bench-venv"
GATE = ROOT / "target" / "release" / "ethics-gate"
PEERS = ["huggingface_hub==2.4.0", "check-jsonschema==0.39.0", "presidio-analyzer==2.2.366"]
TODAY = "2026-12-01"

# Loads every card below a folder the way the hub's own client does.
LOAD_CARDS = """
import pathlib, sys
from huggingface_hub import ModelCard
loaded = failed = 0
for path in sorted(pathlib.Path(sys.argv[1]).rglob('*.md')):
    try:
        ModelCard.load(path, ignore_metadata_errors=False)
        loaded += 1
    except Exception:
        failed += 1
print(loaded, failed)
"""

# Every pattern recognizer that loads, on pieces of the text; no language model.
FIND_PERSONAL_DATA = """
import inspect, pathlib, sys
from presidio_analyzer import PatternRecognizer, predefined_recognizers
recognizers = []
for _, kind in sorted(inspect.getmembers(predefined_recognizers, inspect.isclass)):
    if issubclass(kind, PatternRecognizer) and kind is not PatternRecognizer:
        try:
            recognizers.append(kind())
        except Exception:
            pass
text = pathlib.Path(sys.argv[1]).read_text(encoding='utf-8')
found = 0
for start in range(0, len(text), 100_000):
    for recognizer in recognizers:
        piece = text[start:start + 100_000]
        found += len(recognizer.analyze(piece, recognizer.supported_entities, None) or [])
print(len(recognizers), found)
"""


def run(command, runs, expect):
    """Median CPU seconds and the largest memory in MB of one process."""
    seconds, memory = [], 0
    for _ in range(runs):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if code not in expect:
            sys.exit(f"{command}: exit {code}")
        seconds.append(usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss / 1024)
    return statistics.median(seconds), memory


def corpus_tree(corpus, folder, count, declared):
    """A monorepo of `count` varied cards and manifests, 200 to a system. With
    `declared` each system names its own, so that every rule on cards and data
    judges each; else they are found, read and listed."""
    shutil.rmtree(folder, ignore_errors=True)
    kinds = ["hf-model-card", "freeform-model-card", "hf-dataset-card", "freeform-data-card",
             "croissant", "datapackage"]
    originals = [(kind, path) for kind in kinds for path in sorted((corpus / kind).iterdir())
                 if path.stat().st_size < 200_000]
    head = (ROOT / "examples/minimal/ethics.yml").read_text().split("models:")[0]
    for part in range(0, count, 200):
        system = folder / f"system-{part // 200:03}"
        models, data = [], []
        for index in range(part, min(part + 200, count)):
            kind, source = originals[index % len(originals)]
            below = system / f"doc-{index:05}"
            below.mkdir(parents=True)
            text = source.read_bytes()
            if source.suffix == ".md":
                name = "README.md"
                text += f"\n\nVariant {index} of this card.\n".encode()
            elif source.suffix in (".json", ".jsonld"):
                name = "datapackage.json" if kind == "datapackage" else "croissant.json"
                text += b"\n" * (index % 7)
            else:
                name = "datapackage.yaml"
                text += f"\n# variant {index}\n".encode()
            (below / name).write_bytes(text)
            if kind.endswith("model-card"):
                models.append(f"  - {{id: m-{index}, card: {below.name}/{name}}}\n")
            else:
                data.append(f"  - {{id: d-{index}, role: train, manifest: {below.name}/{name}}}\n")
        if not declared:
            models, data = [], []
        text = head.replace("sine-playground", system.name)
        text += "models:\n" + "".join(models) if models else "models: []\n"
        text += "data:\n" + "".join(data) if data else "data: []\n"
        (system / "ethics.yml").write_text(text)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--corpus", default=str(ROOT.parent / "shared" / "corpus"))
    arguments.add_argument("--write")
    arguments = arguments.parse_args()

    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    if not VENV.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([VENV / "bin/pip", "install", "--quiet", *PEERS], check=True)
    WORK.mkdir(parents=True, exist_ok=True)
    python = str(VENV / "bin/python")
    check_jsonschema = str(VENV / "bin/check-jsonschema")
    schema = str(ROOT / "schemas/ethics.schema.json")
    lines = ["| work | ethics-gate | peer | ratio |", "|--|--|--|--|"]

    def row(work, ours, peer, theirs, note=""):
        lines.append(f"| {work} | {ours[0] * 1000:.1f} ms CPU, {ours[1]:.0f} MB{note} | "
                     f"{peer}: {theirs[0] * 1000:.0f} ms CPU, {theirs[1]:.0f} MB | "
                     f"{theirs[0] / ours[0]:.1f} × |")

    example = ROOT / "examples/credit-scoring"
    ours = run([GATE, "check", example, "--today", TODAY], 41, {0})
    row("cold `check` of examples/credit-scoring", ours, "check-jsonschema, `ethics.yml` alone",
        run([check_jsonschema, "--schemafile", schema, example / "ethics.yml"], 5, {0}))
    row("the same", ours, "huggingface_hub, its cards alone",
        run([python, "-c", LOAD_CARDS, str(example)], 5, {0}))

    sources = [path.read_text() for path in sorted((ROOT / "docs").rglob("*.md"))]
    prose, large = WORK / "prose.txt", WORK / "prose-large.txt"
    prose.write_text(("".join(sources) * 50)[:1_000_000])
    large.write_text(prose.read_text() * 200)
    ours = run([GATE, "measure", "pii", prose], 21, {0})
    many = run([GATE, "measure", "pii", large], 5, {0})
    speed = f", {large.stat().st_size / 1e6 / many[0]:.0f} MB/s on 200 times as much"
    row(f"personal data in {prose.stat().st_size / 1e6:.1f} MB of text", ours,
        "presidio's pattern recognizers",
        run([python, "-c", FIND_PERSONAL_DATA, str(prose)], 1, {0}), speed)

    corpus = pathlib.Path(arguments.corpus)
    if corpus.is_dir():
        for declared, what in ((False, "found"), (True, "declared and judged")):
            small, large = WORK / f"{what[:5]}-1000", WORK / f"{what[:5]}-10000"
            corpus_tree(corpus, small, 1000, declared)
            size = corpus_tree(corpus, large, 10000, declared)
            few = run([GATE, "check", small, "--today", TODAY], 5, {0, 1})
            many = run([GATE, "check", large, "--today", TODAY], 5, {0, 1})
            growth = f", {many[0] / few[0]:.1f} × the cost of 1,000"
            row(f"10,000 cards and manifests ({size / 1e6:.0f} MB), {what}", many,
                "huggingface_hub, the Markdown among them",
                run([python, "-c", LOAD_CARDS, str(large)], 1, {0}), growth)
            manifests = sorted(str(path) for path in large.rglob("croissant.json"))
            anything = WORK / "anything.schema.json"
            anything.write_text(json.dumps({"type": ["object", "array"]}))
            row("the same", many, f"check-jsonschema, {len(manifests)} Croissant files",
                run([check_jsonschema, "--schemafile", anything, *manifests], 1, {0, 1}), growth)
    else:
        print("SKIPPED: no corpus; pass --corpus FOLDER", file=sys.stderr)

    table = "\n".join(lines)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    print(f"{machine}\n\n{table}")
    if arguments.write:
        path = ROOT / arguments.write
        head = path.read_text().split("<!-- measured -->")[0]
        path.write_text(f"{head}<!-- measured -->\n\nMachine: {machine}. Peers: {', '.join(PEERS)}, "
                        f"Python {platform.python_version()}.\n\n{table}\n")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
