"""schemas - validators of decoded messages, made from proto/schema.

Loose ones are what a user of the schemas gets. Strict ones are for our own writer: unknown keys
and words are errors, an integer is no float64, and a float64 is no integer.
"""

import json
import pathlib

import jsonschema

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "proto" / "schema"
TYPES = ("trades", "snapshot", "delta", "gap", "status", "heartbeat", "event")
SHARED = "common"

#  JSON has one kind of number, msgpack has two.
EXACT = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many({
    "integer": lambda _, value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda _, value: isinstance(value, float)})
ExactValidator = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=EXACT)


def load(name):
    return json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))


def resolve(value, shared):
    """The schema with every reference replaced by what it names."""
    if isinstance(value, list):
        return [resolve(item, shared) for item in value]
    if not isinstance(value, dict):
        return value
    whole = {key: resolve(item, shared) for key, item in value.items() if key != "$ref"}
    if "$ref" in value:
        file, _, name = value["$ref"].partition("#/$defs/")
        if file not in ("", f"{SHARED}.schema.json") or name not in shared:
            raise ValueError(f"no such definition: {value['$ref']}")
        whole = {**resolve(shared[name], shared), **whole}
    return whole


def close(value):
    """The schema without room for what is not known today."""
    if isinstance(value, list):
        return [close(item) for item in value]
    if not isinstance(value, dict):
        return value
    closed = {key: close(item) for key, item in value.items()}
    if isinstance(value.get("properties"), dict):
        closed.setdefault("additionalProperties", False)
    words = value.get("anyOf", [{}])[0]
    if "enum" in words:
        closed["anyOf"] = [words]
    return closed


def validators(is_strict):
    """One for each type of message."""
    shared = load(SHARED)["$defs"]
    made = {}
    for name in TYPES:
        schema = resolve(load(name), shared)
        if is_strict:
            made[name] = ExactValidator(close(schema))
        else:
            made[name] = jsonschema.Draft202012Validator(schema)
    return made


def fault(validator, message):
    """What is wrong with a message and where, or None."""
    error = jsonschema.exceptions.best_match(validator.iter_errors(message))
    return error and f"{error.json_path}: {error.message[:200]}"
