"""Generates a pack for exams: topics in four domains; one item in five has two keys, one in four is a variant."""

from __future__ import annotations

import json
from pathlib import Path

DOMAINS = {"secure": 30, "resilient": 26, "high-performing": 24, "cost-optimized": 20}
STEM = "Question {name}: a queue, a topic and a stream wait for one message that nobody has sent yet. Which is it?"


def exam_pack(folder: Path, items: int = 65, topics: int = 40, each: int = 8) -> Path:
    """Writes the pack (JSON is YAML) and returns its folder."""
    folder.mkdir(parents=True)
    scale = {"low": 100, "high": 1000, "pass": 720}
    exam = {"code": "X-2", "guide": "1.0", "checked": "2026-11-23", "items": items, "unscored": 15 * items // 65}
    exam |= {"minutes": 2 * items, "warn": [30, 15, 5], "scale": scale, "cut": [0.68, 0.72, 0.76], "multiple": "all"}
    domains = {name: {"title": name.title(), "weight": weight} for name, weight in DOMAINS.items()}
    head = {"format": 1, "title": "A generated pack", "exam": exam, "domains": domains}
    (folder / "pack.yaml").write_text(json.dumps(head))
    for number in range(topics):
        (folder / f"t{number:02}.yaml").write_text(json.dumps(_topic(number, each)))
    return folder


def _topic(number: int, each: int) -> dict[str, object]:
    domain = list(DOMAINS)[number % 4]
    source = {"url": "https://docs.aws.amazon.com/x.html", "says": "so"}
    facts = {"one": {"says": "It is so.", "sources": [source], "checked": "2026-11-23"}}
    items = {f"i{place}": _item(f"t{number:02}/i{place}", place, number) for place in range(each)}
    return {
        "title": f"Topic {number}",
        "service": "sqs",
        "domain": domain,
        "note": "So.",
        "facts": facts,
        "items": items,
    }


def _item(name: str, place: int, number: int) -> dict[str, object]:
    two = place % 5 == 4
    point = f"p{number}-{0 if place == 3 else place}"
    options = {
        key: f"{key.title()} of it" for key in ("alpha", "beta", "gamma", "delta", *(["epsilon"] if two else []))
    }
    base = {"kind": "multiple" if two else "single", "difficulty": 2, "point": point, "options": options}
    proof = {"facts": [f"{name.partition('/')[0]}/one"]}
    stem = STEM.format(name=name) + (" (Choose TWO.)" if two else "")
    rest = {"stem": stem, "key": ["alpha", "beta"] if two else "alpha", "rationale": dict.fromkeys(options, "So.")}
    return {**base, **rest, "proof": proof}
