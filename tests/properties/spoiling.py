"""Spoils bytes, data and directories at random, for `tests.properties.fuzz`."""

import json
import os
import shutil
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from xinfang_rules import FACTS

TOKENS: Final = (
    *("&a", "*a", "!!python/object/apply:os.system", "<<: *a", "{", "}", "[", "]", "- ", ": ", "? ", "|\n", ">"),
    *("%YAML 1.1", "---\n", "...\n", "\t", "\r", "\0", "\x1b[2J", "\u202e", "\u200b", "\ufeff", "\ud800"),
    *('"', "'", "#", '"\\u202e"', "1e999", "0x10", "0o7", "1_000", "9" * 40, ".nan", "~", "no", "true", "null"),
    *("2024-02-30", "0000-00-00", "9999-12-31", "{handling.days}", "not: ", "all: ", "any: ", "when: ", "unless: "),
    *("exception_to: ", "replace: true", "remove: [a]", "[" * 80, "{a: " * 80, "<script>", "../../etc/passwd"),
    *("x" * 5_000, "＝", "：", "，"),
)
ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 10**17, -(10**17), 1.5, "", " ", "x" * 300, "第十四条", "2.2", "2024-02-29"),
    *([], {}, [[]], [None], {"": None}, {"all": []}, {"not": {"not": {}}}, {"any": [{"petition.joint": True}] * 50}),
    *("petition.joint", "unknown", "grievance", "due.notice.give", "status.notice.give", "0001-01-01", "9999-12-31"),
)
NAMES: Final = (
    *("a.YAML", "b.yml", ".hidden.yaml", "c.yaml~", "d.json", "e.yaml.txt", "search.yaml", "mutants.yaml"),
    *("deep/search.yaml", "deep/er/f.yaml", "scenarios/g.yaml", "中文.yaml", "sp ace.yaml", "new\nline.yaml"),
    *("\u202e.yaml", "README.md", "x" * 200 + ".yaml", ".git/h.yaml", "#i.yaml#", "j.ymal", "k。yaml"),
)


def spoilt_bytes(content: bytes, other: bytes, random: Random) -> bytes:
    """Spoils bytes in a few places."""
    spoilt = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 4, 9))):
        at, length = random.randrange(len(spoilt) + 1), random.choice((1, 2, 7, 40, 300))
        match random.randrange(7):
            case 0:
                spoilt[at : at + length] = b""
            case 1:
                spoilt[at:at] = random.choice(TOKENS).encode(errors="surrogatepass")
            case 2:
                spoilt[at : at + 1] = random.randbytes(1)
            case 3:
                spoilt[at:at] = spoilt[at : at + length] * random.choice((1, 2, 50))
            case 4:
                start = random.randrange(len(other) + 1)
                spoilt[at : at + length] = other[start : start + length]
            case 5:
                del spoilt[at:]
            case _:
                lines = bytes(spoilt).split(b"\n")
                lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
                spoilt = bytearray(b"\n".join(lines))
    return bytes(spoilt[: 2**20])


def containers(data: Any) -> list[Any]:
    """Lists all mappings and lists in data."""
    found, waiting = [], [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, (dict, list)):
            found.append(value)
            waiting.extend(value.values() if isinstance(value, dict) else value)
    return found


def spoilt_data(data: Any, random: Random) -> Any:
    """Spoils mappings and lists in a few places."""
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        all_of_them = containers(data)
        full = [each for each in all_of_them if each]
        if not full:
            return random.choice(ODD)
        inside = random.choice(full)
        place = random.choice(list(inside) if isinstance(inside, dict) else range(len(inside)))
        other = random.choice(all_of_them)
        match random.randrange(8):
            case 0:
                del inside[place]
            case 1 | 2:
                inside[place] = copied(random.choice(ODD))
            case 3:
                inside[place] = copied(other)
            case 4 if isinstance(inside, dict):
                inside[random.choice((*TOKENS[:40], *FACTS, "when", "id", "title", "cite", "rules"))] = inside.pop(
                    place
                )
            case 5 if isinstance(inside, list):
                inside.extend(copied(inside[place]) for _ in range(random.choice((1, 3, 200))))
            case 6:
                for _ in range(random.choice((1, 30, 70))):
                    inside[place] = {"not": inside[place]} if random.random() < 0.5 else [inside[place]]
            case _:
                value = inside[place]
                if isinstance(value, str) and value:
                    at = random.randrange(len(value))
                    inside[place] = value[:at] + random.choice(TOKENS) + value[at + 1 :]
    return data


def copied(value: Any) -> Any:
    return json.loads(json.dumps(value))


def written(data: Any, random: Random) -> bytes:
    """Writes data as YAML or as JSON, which is YAML too."""
    if random.random() < 0.5:
        return json.dumps(data, ensure_ascii=random.random() < 0.5).encode(errors="surrogatepass")
    return yaml.dump(data, allow_unicode=random.random() < 0.5, Dumper=_Dumper, sort_keys=False).encode(
        errors="surrogatepass"
    )


class _Dumper(yaml.SafeDumper):
    """Writes without anchors, which are refused at once."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def spoil_names(place: Path, random: Random) -> None:
    """Adds, moves and links files."""
    files = [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    target = place / random.choice(NAMES)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        match random.randrange(6):
            case 0:
                shutil.copy(random.choice(files), target)
            case 1:
                random.choice(files).rename(target)
            case 2:
                target.touch()
            case 3:
                to = random.choice(("/etc/passwd", "/dev/zero", "..", ".", "nothing", target.name, *map(str, files)))
                target.symlink_to(to)
            case 4:
                os.mkfifo(target)
            case _:
                target.mkdir()
    except (OSError, AttributeError, shutil.Error):  # there is one already, or the system has none of these
        return
