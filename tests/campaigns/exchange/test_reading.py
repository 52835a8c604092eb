from decimal import Decimal
from pathlib import Path

import pytest

from campaigns.exchange.problems import Problem, summarise_problems
from campaigns.exchange.reading import Rows, Table, find_line, read_yaml, read_yaml_text


def read(text: str) -> tuple[object, list[str]]:
    problems: list[Problem] = []
    content = read_yaml_text(text, "cases.yaml", problems)
    return content, [str(problem) for problem in problems]


def test_every_mapping_and_item_knows_its_line() -> None:
    content, problems = read("- slug: a\n  title:\n    en: One\n- slug: b\n  claims:\n    - x\n    - y\n")
    assert problems == []
    assert isinstance(content, Rows)
    assert content == [{"slug": "a", "title": {"en": "One"}}, {"slug": "b", "claims": ["x", "y"]}]
    assert content.lines == [1, 4]
    assert content[0].lines == {"slug": 1, "title": 2}
    assert find_line(content, [1, "claims", 1]) == ("cases.yaml", 7)
    assert find_line(content, [0, "title", "ru"]) == ("cases.yaml", 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1\n", "cases.yaml:2: is not YAML here: found character that cannot start any token;"),
        ("a: 1\nb: [\n", "cases.yaml:3: is not YAML here: did not find expected node content;"),
        ("a: one\na: two\n", "cases.yaml:2: `a` stands twice in one mapping; keep one"),
        (
            "a: &x {b: c}\nd: *x\n",
            "cases.yaml:1: is repeated by an alias (*name); write it out in each place",
        ),
        (
            "a: !!python/name:os.system x\n",
            "cases.yaml:1: the tag tag:yaml.org,2002:python/name:os.system is not",
        ),
        ("a:\nb: one\n", "cases.yaml:1: `a` has no value; write one or leave the key out"),
        ("a:\n  - \n", "cases.yaml:2: an item has no value; write one or remove it"),
        ("date: 2022-01-08\n", "cases.yaml:1: the date 2022-01-08 must stand in quotes: '2022-01-08'"),
        ("", "cases.yaml:1: is empty; write the list, or remove the file"),
        ("a: one\nb: \x07\n", "cases.yaml:2: holds a control character; remove it"),
        ("? [a]\n: one\n", "cases.yaml:1: a key must be a plain word"),
        ("- " * 40 + "a\n", "cases.yaml:1: is nested deeper than 16 levels; flatten it"),
        ("a: one\nb: " + "[" * 1_000_000, "cases.yaml:2: is nested deeper than 16 levels; flatten it"),
        ("a: one\n---\nb: two\n", "cases.yaml:2: is not YAML here: but found another document;"),
    ],
)
def test_what_is_not_understood_is_said_with_its_line(text: str, expected: str) -> None:
    _, problems = read(text)
    assert len(problems) == 1
    assert problems[0].startswith(expected)


def test_an_alias_bomb_is_refused_without_being_expanded() -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    _, problems = read("\n".join(layers) + "\n")
    assert len(problems) == 99


def test_only_plain_numbers_and_true_are_not_text() -> None:
    content, problems = read(
        "a: yes\nb: 0777\nc: 12:30\nd: 1e3\ne: 44\nf: 32.4\ng: true\nh: '44'\ni: No\nj: -3\nk: 0x1F\nl: .5\n"
    )
    assert problems == []
    assert content == {
        "a": "yes", "b": "0777", "c": "12:30", "d": "1e3", "e": 44, "f": Decimal("32.4"), "g": True, "h": "44",
        "i": "No", "j": -3, "k": "0x1F", "l": ".5",
    }  # fmt: skip


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_yaml(tmp_path / "cases.yaml", problems) is None
    (tmp_path / "latin.yaml").write_bytes("a: one\nb: café\n".encode("latin-1"))
    assert read_yaml(tmp_path / "latin.yaml", problems) is None
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(9 * 1024 * 1024)
    assert read_yaml(tmp_path / "large.yaml", problems) is None
    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in problems] == [
        "cases.yaml:1: cannot be read (No such file or directory); check that it is there and yours to read",
        "latin.yaml:2: is not UTF-8 here; save the file as UTF-8",
        "large.yaml:1: is larger than 8 MB; split the campaign",
    ]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: one\n")
    content = read_yaml(tmp_path / "a.yaml", [])
    assert isinstance(content, Table)
    assert content == {"a": "one"}


def test_at_most_fifty_problems_are_shown_at_once() -> None:
    problems = [Problem("a.yaml", line, "is wrong") for line in range(1, 81)]
    lines = summarise_problems(problems)
    assert len(lines) == 51
    assert lines[0] == "a.yaml:1: is wrong"
    assert lines[-1] == "... and 30 more; mend these first and run again."
