#!/usr/bin/python3
"""Decode the golden vectors with another msgpack library and compare them with their JSON.

usage: check_vectors.py [DIRECTORY]

Types are compared too: 1 is not 1.0, and keys must come in the same order.
"""

import json
import pathlib
import sys

import msgpack


def refuse_twins(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key stands twice in {keys}")
    return dict(pairs)


def first_difference(found, wanted, path="$"):
    """Where two values differ, or None."""
    if type(found) is not type(wanted):
        return f"{path}: {found!r} is not {wanted!r}"
    if isinstance(found, dict):
        if list(found) != list(wanted):
            return f"{path}: keys {list(found)} are not {list(wanted)}"
        pairs = [(found[key], wanted[key], f"{path}.{key}") for key in found]
    elif isinstance(found, list):
        if len(found) != len(wanted):
            return f"{path}: {len(found)} values are not {len(wanted)}"
        pairs = [(one, two, f"{path}[{i}]") for i, (one, two) in enumerate(zip(found, wanted))]
    else:
        return None if repr(found) == repr(wanted) else f"{path}: {found!r} is not {wanted!r}"
    return next(filter(None, (first_difference(*pair) for pair in pairs)), None)


def check(path):
    """What is wrong with a vector, or None."""
    text = path.with_suffix(".json")
    if not text.exists():
        return "has no JSON beside it"
    try:
        found = msgpack.unpackb(path.read_bytes(), raw=False, object_pairs_hook=refuse_twins)
    except (ValueError, msgpack.UnpackException) as error:
        return f"does not decode: {error}"
    wanted = json.loads(text.read_text(encoding="utf-8"), object_pairs_hook=refuse_twins)
    return first_difference(found, wanted)


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "proto" / "vectors"
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    vectors = sorted(directory.glob("*.msgpack"))
    texts = sorted(directory.glob("*.json"))
    troubles = [f"{path.name}: {trouble}" for path in vectors if (trouble := check(path))]
    troubles += [f"{path.name}: has no msgpack beside it" for path in texts
                 if not path.with_suffix(".msgpack").exists()]
    if not vectors:
        troubles.append(f"{directory}: no vectors")
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    print(f"{len(vectors)} vectors, {len(troubles)} wrong")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
