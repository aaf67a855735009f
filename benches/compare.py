#!/usr/bin/env python3
"""Measure the release binary beside its peers, in one run, as ratios.

    python3 benches/compare.py [--corpus FOLDER] [--only PART…] [--write docs/performance.md]

Builds the release binary, installs the peers at pinned versions into
target/bench-venv, makes its inputs below target/bench, and prints a Markdown
table. CPU is user + system time of the process and of the children it waited
for; memory is the largest resident set of one process. Both sides of a row
take turns, and a figure is the best of its turns: whatever else the machine
does only adds to it.
"""

import argparse
import json
import os
import pathlib
import pickle
import platform
import random
import resource
import shutil
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench"
VENV = ROOT / "target" / "bench-venv"
GATE = ROOT / "target" / "release" / "ethics-gate"
PEERS = ["huggingface_hub==2.4.0", "check-jsonschema==0.39.0", "presidio-analyzer==2.2.366",
         "pandas==3.1.1", "fairlearn==0.15.0", "picklescan==1.0.5", "modelscan==0.8.8"]
ATTRIBUTES = ["sex", "age_band", "region"]
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


# What `measure fairness` counts: four cells a group, of three attributes.
COUNT_GROUPS = """
import sys, pandas
rows = pandas.read_csv(sys.argv[1])
for name in sys.argv[2:]:
    print(rows.groupby([name, 'label', 'prediction']).size())
"""

# The rates alone, of one attribute after the other; no intervals.
RATES_OF_GROUPS = """
import sys, pandas
from fairlearn import metrics
from sklearn.metrics import accuracy_score, precision_score
rows = pandas.read_csv(sys.argv[1])
rates = {name: getattr(metrics, name) for name in (
    'selection_rate', 'true_positive_rate', 'false_positive_rate', 'false_negative_rate',
    'true_negative_rate')}
rates |= {'precision': precision_score, 'accuracy': accuracy_score}
for name in sys.argv[2:]:
    print(metrics.MetricFrame(metrics=rates, y_true=rows['label'], y_pred=rows['prediction'],
                              sensitive_features=rows[name]).by_group)
"""


def once(command, expect):
    """CPU seconds and the largest memory in MB of one process."""
    child = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in expect:
        sys.exit(f"{command}: exit {code}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def turns(*sides):
    """The best of each side, given as (command, runs, exit codes), in turns."""
    best = [None] * len(sides)
    for turn in range(max(runs for _, runs, _ in sides)):
        for at, (command, runs, expect) in enumerate(sides):
            if turn < runs:
                now = once(command, expect)
                best[at] = min(best[at], now) if best[at] else now
    return best


def table_of_rows(path, rows):
    """Predictions of so many people with three attributes."""
    draw = random.Random(7)
    ages = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"]
    regions = ["north", "south", "east", "west", "center", "islands", "abroad"]
    with open(path, "w") as file:
        file.write("label,prediction,sex,age_band,region\n")
        for _ in range(0, rows, 100_000):
            lines = []
            for _ in range(min(100_000, rows)):
                label = draw.getrandbits(1)
                wrong = draw.random() < 0.2
                lines.append(f"{label},{label ^ wrong},{'FM'[draw.getrandbits(1)]},"
                             f"{ages[int(draw.random() * 6)]},{regions[int(draw.random() * 7)]}\n")
            file.write("".join(lines))


def repository(folder, files, commits):
    """A repository of so many files and commits, and a branch that left it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    example = ROOT / "examples/minimal"
    first = [(str(path.relative_to(example)), path.read_bytes())
             for path in sorted(example.rglob("*")) if path.is_file()]
    first += [(f"src/m{at // 200:03}/f{at:05}.py", f"value = {at}\n".encode())
              for at in range(files)]
    out = []

    def commit(branch, number, parent, content):
        out.append(f"commit refs/heads/{branch}\nmark :{number}\n"
                   f"committer A <a@b.example> {1_700_000_000 + number} +0000\ndata 2\nc\n".encode())
        if parent:
            out.append(f"from :{parent}\n".encode())
        for path, data in content:
            out.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")

    commit("main", 1, None, first)
    for number in range(2, commits + 1):
        commit("main", number, None, [("log.txt", f"{number}\n".encode())])
    commit("change", commits + 1, commits - 50, [("notes.txt", b"x\n")])
    subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(out), check=True)
    subprocess.run([*git, "checkout", "-q", "change"], check=True)


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


class Rows:
    """The table of results."""

    def __init__(self):
        self.lines = ["| work | ethics-gate | peer | ratio |", "|--|--|--|--|"]

    def add(self, work, ours, peer=None, theirs=None, note=""):
        own = f"{ours[0] * 1000:.1f} ms CPU, {ours[1]:.0f} MB{note}"
        if peer is None:
            self.lines.append(f"| {work} | {own} | | |")
        else:
            self.lines.append(f"| {work} | {own} | {peer}: {theirs[0] * 1000:.0f} ms CPU, "
                              f"{theirs[1]:.0f} MB | {theirs[0] / ours[0]:.1f} × |")
        print(self.lines[-1], flush=True)


def cold(rows, tools):
    example = ROOT / "examples/credit-scoring"
    schema = ROOT / "schemas/ethics.schema.json"
    ours, validated, loaded = turns(
        ([GATE, "check", example, "--today", TODAY], 61, {0}),
        ([tools / "check-jsonschema", "--schemafile", schema, example / "ethics.yml"], 5, {0}),
        ([tools / "python", "-c", LOAD_CARDS, example], 5, {0}))
    rows.add("cold `check` of examples/credit-scoring", ours,
             "check-jsonschema, `ethics.yml` alone", validated)
    rows.add("the same", ours, "huggingface_hub, its cards alone", loaded)


def base(rows, _):
    folder = WORK / "repository"
    repository(folder, 50_000, 10_000)
    [ours] = turns(([GATE, "check", folder, "--base", "main", "--today", TODAY], 5, {0, 1}))
    rows.add("`check --base main`, 50,000 files and 10,000 commits", ours)


def personal(rows, tools):
    sources = [path.read_text() for path in sorted((ROOT / "docs").rglob("*.md"))]
    prose, large = WORK / "prose.txt", WORK / "prose-large.txt"
    prose.write_text(("".join(sources) * 50)[:1_000_000])
    large.write_text(prose.read_text() * 200)
    ours, many, theirs = turns(
        ([GATE, "measure", "pii", prose], 21, {0}), ([GATE, "measure", "pii", large], 5, {0}),
        ([tools / "python", "-c", FIND_PERSONAL_DATA, prose], 1, {0}))
    speed = f", {large.stat().st_size / 1e6 / many[0]:.0f} MB/s on 200 times as much"
    rows.add(f"personal data in {prose.stat().st_size / 1e6:.1f} MB of text", ours,
             "presidio's pattern recognizers", theirs, speed)


def fairness(rows, tools):
    python = tools / "python"

    def measure(table):
        by = [word for name in ATTRIBUTES for word in ("--by", name)]
        return [GATE, "measure", "fairness", table, "--label", "label", "--prediction",
                "prediction", *by]

    table = WORK / "rows-10M.csv"
    table_of_rows(table, 10_000_000)
    ours, theirs = turns((measure(table), 5, {0}),
                         ([python, "-c", COUNT_GROUPS, table, *ATTRIBUTES], 2, {0}))
    rows.add("group fairness of 10 million rows, three attributes, with intervals", ours,
             "pandas.read_csv and group-by, the counts alone", theirs)
    small = WORK / "rows-1M.csv"
    with open(table) as source, open(small, "w") as target:
        target.writelines(line for _, line in zip(range(1_000_001), source))
    ours, theirs = turns((measure(small), 9, {0}),
                         ([python, "-c", RATES_OF_GROUPS, small, *ATTRIBUTES], 1, {0}))
    rows.add("the same of 1 million rows", ours,
             "fairlearn's MetricFrame, the rates alone", theirs)


def model_files(folder, count):
    """Pickles of every protocol and archives as PyTorch writes them, all safe:
    the peers end at the first hostile file that they don't understand."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    draw = random.Random(7)
    for at in range(count):
        trees = [{"feature": f"column_{draw.randrange(99)}", "threshold": draw.random(),
                  "left": draw.randrange(1 << 20), "leaves": [draw.random() for _ in range(9)]}
                 for _ in range(2000)]
        data = pickle.dumps({"version": "1.2.0", "trees": trees}, protocol=at % 6)
        if at % 3:
            (folder / f"model-{at:03}.pkl").write_bytes(data)
            continue
        with zipfile.ZipFile(folder / f"model-{at:03}.pt", "w") as archive:
            archive.writestr("archive/data.pkl", data)
            archive.writestr("archive/version", "3\n")
            archive.writestr("archive/data/0", draw.randbytes(1 << 20))


def artifacts(rows, tools):
    copies = WORK / "models"
    model_files(copies, 120)
    files = sorted(copies.iterdir())
    ours, picklescan, modelscan = turns(
        ([GATE, "measure", "artifact", *files], 9, {0}),
        ([tools / "picklescan", "--path", copies], 2, {0}),
        ([tools / "modelscan", "--path", copies], 2, {0}))
    size = sum(path.stat().st_size for path in files) / 1e6
    work = f"{len(files)} model files ({size:.0f} MB), looked into and hashed"
    rows.add(work, ours, "picklescan", picklescan)
    rows.add("the same", ours, "modelscan", modelscan)


def hashing(rows, _):
    path = WORK / "large.safetensors"
    length = 512 << 20
    header = json.dumps({"w": {"dtype": "U8", "shape": [length], "data_offsets": [0, length]}})
    header = header.encode() + b" " * (-len(header) % 8)
    with open(path, "wb") as file:
        file.write(len(header).to_bytes(8, "little") + header)
        for _ in range(length >> 24):
            file.write(os.urandom(1 << 24))
    ours, theirs = turns(([GATE, "measure", "artifact", path], 5, {0}),
                         (["sha256sum", path], 3, {0}))
    rows.add("one model file of 512 MiB, looked into and hashed", ours, "sha256sum", theirs)
    path.unlink()


def documents(rows, tools):
    if not CORPUS.is_dir():
        print("SKIPPED: no corpus; pass --corpus FOLDER", file=sys.stderr)
        return
    for declared, what in ((False, "found"), (True, "declared and judged")):
        small, large = WORK / f"{what[:5]}-1000", WORK / f"{what[:5]}-10000"
        corpus_tree(CORPUS, small, 1000, declared)
        size = corpus_tree(CORPUS, large, 10000, declared)
        manifests = sorted(large.rglob("croissant.json"))
        anything = WORK / "anything.schema.json"
        anything.write_text(json.dumps({"type": ["object", "array"]}))
        few, many, loaded, validated = turns(
            ([GATE, "check", small, "--today", TODAY], 5, {0, 1}),
            ([GATE, "check", large, "--today", TODAY], 3, {0, 1}),
            ([tools / "python", "-c", LOAD_CARDS, large], 1, {0}),
            ([tools / "check-jsonschema", "--schemafile", anything, *manifests], 1, {0, 1}))
        growth = f", {many[0] / few[0]:.1f} × the cost of 1,000"
        rows.add(f"10,000 cards and manifests ({size / 1e6:.0f} MB), {what}", many,
                 "huggingface_hub, the Markdown among them", loaded, growth)
        rows.add("the same", many, f"check-jsonschema, {len(manifests)} Croissant files",
                 validated, growth)


PARTS = {part.__name__: part for part in
         (cold, base, documents, personal, fairness, artifacts, hashing)}


def main():
    global CORPUS
    arguments = argparse.ArgumentParser()
    corpus = ROOT.parent / "shared" / "corpus"
    arguments.add_argument("--corpus", default=corpus, type=pathlib.Path)
    arguments.add_argument("--only", nargs="*", choices=list(PARTS), default=list(PARTS))
    arguments.add_argument("--write")
    arguments = arguments.parse_args()
    CORPUS = arguments.corpus

    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    tools = VENV / "bin"
    if not VENV.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    subprocess.run([tools / "pip", "install", "--quiet", *PEERS], check=True)
    WORK.mkdir(parents=True, exist_ok=True)
    rows = Rows()
    for name in arguments.only:
        PARTS[name](rows, tools)
    size = GATE.stat().st_size / 1e6
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    rows.lines += ["", f"The release binary has {size:.1f} MB."]
    table = "\n".join(rows.lines)
    if arguments.write:
        path = ROOT / arguments.write
        head = path.read_text().split("<!-- measured -->")[0]
        path.write_text(f"{head}<!-- measured -->\n\nMachine: {machine}. Peers: {', '.join(PEERS)}, "
                        f"Python {platform.python_version()}.\n\n{table}\n")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
