"""Print recall, precision and F1 by kind.

    .venv/bin/python -m benchmarks.suggesting [--seeds FOLDER] [--missed]

The five seed documents are not part of the repository: put their texts, under any names, into a folder and name it
with --seeds or SEEDS_DIR; without it the tables of the samples are printed alone. No database and no network.
"""

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from benchmarks.suggesting.labels import LabelledText, known_of_example, samples, seeds  # noqa: E402
from benchmarks.suggesting.scoring import claims, links, read, score  # noqa: E402

PARTS = {
    "seeds": "The five seed documents",
    "tuned": "Samples that the rules were tuned on",
    "held-out": "Samples held out",
    "unseen": "Samples that came after the first rules",
    "fresh": "Samples that came after the rules of today",
}


def main() -> None:
    """Print one table for each part."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suggesting")
    parser.add_argument("--seeds", type=Path, default=Path(os.environ.get("SEEDS_DIR", "seeds")))
    parser.add_argument("--missed", choices=list(PARTS), help="list what was missed or wrong")
    arguments = parser.parse_args()
    texts = list(samples())
    try:
        texts += list(seeds(arguments.seeds))
    except FileNotFoundError as error:
        print(f"The seeds are left out: {error}.")
        print("Put their texts into a folder and name it with --seeds or SEEDS_DIR.\n")
        texts = [text for text in texts if text.part != "seeds"]
    for part, title in PARTS.items():
        chosen = [text for text in texts if text.part == part]
        if chosen:
            _table(title, chosen)
        if chosen and part == "seeds":
            _links(chosen)
        if chosen and arguments.missed == part:
            _missed(chosen)
    _claims(texts)
    _speed(texts)


def _claims(texts: list[LabelledText]) -> None:
    print("### Claims proposed\n")
    print("| texts | cues labelled | claims proposed | right | wrong | not judged |")
    print("|---|---|---|---|---|---|")
    for part, title in PARTS.items():
        chosen = [text for text in texts if text.part == part]
        # The seeds one by one: they are long.
        for group in [[text] for text in chosen] if part == "seeds" else [chosen] if chosen else []:
            found = [claims(text) for text in group]
            proposed, right = sum(one.proposed for one in found), sum(one.right for one in found)
            wrong = sum(one.wrong for one in found)
            cues = sum(label.kind == "case_cue" for text in group for label in text.labels)
            name = group[0].name if part == "seeds" else title
            print(f"| {name} | {cues} | {proposed} | {right} | {wrong} | {proposed - right - wrong} |")
    print()


def _table(title: str, texts: list[LabelledText]) -> None:
    overlap, exact = score(texts, exact=False), score(texts, exact=True)
    print(f"### {title}\n")
    print(
        "| kind | labelled | proposed | recall | precision | F1 | recall, exact | precision, exact | same value |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for kind, one in overlap.items():
        value = f"{one.agreed} of {one.valued}" if one.valued else ""
        print(
            f"| {kind} | {one.labelled} | {one.proposed} | {one.recall:.2f} | {one.precision:.2f} | {one.f1:.2f}"
            f" | {exact[kind].recall:.2f} | {exact[kind].precision:.2f} | {value} |"
        )
    print()


def _links(texts: list[LabelledText]) -> None:
    print("### Links of names in the seeds to those of the example campaign\n")
    print("| kind | right | wrong | not linked |")
    print("|---|---|---|---|")
    for kind, one in links(texts, known_of_example()).items():
        print(f"| {kind} | {one.right} | {one.wrong} | {one.none} |")
    print()


def _missed(texts: list[LabelledText]) -> None:
    for text in texts:
        found = read(text)
        for number, paragraph in text.paragraphs.items():
            labels = [label for label in text.labels if label.paragraph == number]
            got = [one for one in found[number] if one.kind != "claim"]
            for label in labels:
                if not any(
                    one.kind == label.kind and one.start < label.end and label.start < one.end for one in got
                ):
                    print(f"- {text.name} {number} {label.kind}: {paragraph[label.start : label.end]!r}")
            for one in got:
                if not any(
                    one.kind == label.kind and one.start < label.end and label.start < one.end
                    for label in labels
                ):
                    print(f"+ {text.name} {number} {one.kind}: {paragraph[one.start : one.end]!r}")


def _speed(texts: list[LabelledText]) -> None:
    characters = sum(len(paragraph) for text in texts for paragraph in text.paragraphs.values())
    for text in texts:
        read(text)
    began = time.process_time()
    for text in texts:
        read(text)
    seconds = time.process_time() - began
    sys.stdout.write(
        f"{characters:,} characters in {seconds:.2f} s of CPU: {seconds / characters * 20_000:.2f} s for 20 KB.\n"
    )


if __name__ == "__main__":
    main()
