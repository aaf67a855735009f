"""What a pupil gets by default: the settings of config/minor.yaml, never more."""

from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent.parent / "config" / "minor.yaml"


def load():
    """Read the settings; the service does not start without them."""
    settings = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {
        "personalized_ads": settings["ads"]["personalized"],
        "profile": settings["profile"]["enabled"],
        "nudges": settings["nudges"]["enabled"],
        "quiet": settings["quiet"],
        "break": settings["break"],
        "sensitive_memory": settings["memory"]["sensitive"],
        "output": settings["output"],
    }
