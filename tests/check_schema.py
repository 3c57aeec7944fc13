#!/usr/bin/python3
"""Hold the schemas and the AsyncAPI document in proto against the golden vectors and the contract.

Every vector and every message of the reader scripts is valid; whatever is broken in one is seen.
The AsyncAPI document is checked against PROTOCOL.md and, where npm is there to fetch it, against
AsyncAPI's own schema.
"""

import copy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

import jsonschema
import msgpack
import yaml

import schemas

PROTO = schemas.FOLDER.parent
SPECS = "@asyncapi/specs@6.11.1"
SPEC = "package/schemas/3.0.0-without-$id.json"

#  The keys that may be absent, by type and path: `[]` is any element, `*` any topic.
OPTIONAL = {
    "trades": {"simulated", "recovered", *(f"trades.[].{key}" for key in (
        "side", "tick", "block", "rpi", "xseq", "mark_price", "index_price", "mark_iv", "iv"))},
    "snapshot": {"simulated", "ts_event", "xseq"},
    "delta": {"simulated", "ts_event", "xseq"},
    "gap": {"simulated", "depth", "since", "complete", "final", "hole_from", "hole_until"},
    "status": {"simulated", "topics.*", "topics.*.last_event"},
    "heartbeat": {f"gateways.[].{key}" for key in (
        "seconds_since_last_event", "backoff_until", "topics")},
}

#  Values of the right type that are wrong: vector, path, value.
WRONG = (
    ("trades_float64", ("v",), 2),
    ("trades_float64", ("type",), "trade"),
    ("trades_float64", ("category",), "futures"),
    ("trades_float64", ("symbol",), ""),
    ("trades_float64", ("symbol",), "A.B"),
    ("trades_float64", ("symbol",), "A" * 65),
    ("trades_float64", ("simulated",), False),
    ("trades_float64", ("recovered",), False),
    ("trades_float64", ("trades",), []),
    ("trades_float64", ("trades", 0, "id"), ""),
    ("trades_float64", ("trades", 0, "side"), "bid"),
    ("trades_float64", ("trades", 0, "tick"), "Plus Tick"),
    ("trades_float64", ("trades", 0, "size"), -0.5),
    ("trades_string", ("trades", 0, "price"), "1e5"),
    ("trades_string", ("trades", 0, "price"), "01"),
    ("trades_string", ("trades", 0, "size"), "-1"),
    ("snapshot_float64", ("cause",), "Two words"),
    ("snapshot_float64", ("simulated",), False),
    ("snapshot_float64", ("depth",), 0),
    ("snapshot_float64", ("bids",), [[1.0, 2.0, 3.0]]),
    ("snapshot_float64", ("bids",), [[1.0]]),
    ("delta_float64", ("asks",), [[1.0, -1.0]]),
    ("gap_crossed", ("cause",), ""),
    ("gap_crossed", ("complete",), False),
    ("gap_trades_closed", ("final",), False),
    ("gap_trades_lost", ("hole_until",), -1),
    ("status", ("topics",), {"supervisor.": {"seq": 1, "state": "live"}}),
    ("status", ("topics", "bybit.spot.trade.ETHUSDT.", "state"), ""),
    ("status", ("simulated",), False),
    ("heartbeat", ("numbers",), "integer"),
    ("heartbeat", ("gateways", 0, "name"), ""),
    ("heartbeat", ("gateways", 0, "endpoint"), ""),
    ("heartbeat", ("gateways", 0, "isolation"), "container"),
    ("heartbeat", ("gateways", 0, "state"), ""),
    ("heartbeat", ("gateways", 0, "last_exit", "reason"), ""),
    ("heartbeat", ("gateways", 0, "seconds_since_last_event"), -1.0),
    ("event", ("v",), 2),
    ("event", ("type",), "events"),
    ("event", ("seq",), -1),
    ("event", ("epoch",), -1),
    ("event", ("ts_recv",), -1),
    ("event", ("ts_pub",), -1),
    ("event", ("simulated",), False),
    ("event", ("event",), "Two words"),
    ("event", ("level",), "fatal"),
    ("event", ("field",), {}),
)

failures = []


def expect(claim, what):
    if not claim:
        failures.append(what)


def vectors():
    """Name and message of each golden vector."""
    for path in sorted((PROTO / "vectors").glob("*.msgpack")):
        yield path.stem, msgpack.unpackb(path.read_bytes())


def script_messages():
    """Name and message of each step of the reader scripts."""
    for path in sorted((PROTO / "vectors" / "readers").glob("*.json")):
        steps = json.loads(path.read_text(encoding="utf-8"))["steps"]
        for number, step in enumerate(steps):
            if "frame" in step:
                yield f"{path.stem} {number}", msgpack.unpackb(bytes.fromhex(step["frame"]))


def places(value, path=()):
    """The path of every value inside a message."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        yield (*path, key)
        if isinstance(item, (dict, list)):
            yield from places(item, (*path, key))


def container_of(message, path):
    for key in path[:-1]:
        message = message[key]
    return message


def replaced(message, path, value):
    changed = copy.deepcopy(message)
    container_of(changed, path)[path[-1]] = value
    return changed


def without(message, path):
    changed = copy.deepcopy(message)
    del container_of(changed, path)[path[-1]]
    return changed


def is_optional(message, path):
    names = ["[]" if isinstance(key, int) else key for key in path]
    if names[0] == "topics" and len(names) > 1:
        names[1] = "*"
    return ".".join(names) in OPTIONAL[message["type"]]


def broken(message):
    """What a message may not be, each with what is wrong with it."""
    for path in places(message):
        container = container_of(message, path)
        value = container[path[-1]]
        yield f"nil at {path}", replaced(message, path, None)
        yield f"another type at {path}", replaced(message, path,
                                                  "text" if isinstance(value, list) else [])
        if type(value) is int:
            yield f"-1 at {path}", replaced(message, path, -1)
            yield f"2^63 at {path}", replaced(message, path, 2 ** 63)
        if isinstance(container, dict) and not is_optional(message, path):
            yield f"no {path}", without(message, path)


def unlike_ours(message):
    """What a message may be, though our writer makes none such."""
    yield "an unknown key", {**message, "future_key": True}
    for path in places(message):
        value = container_of(message, path)[path[-1]]
        if type(value) is int:
            yield f"a float at {path}", replaced(message, path, float(value))
        elif type(value) is float:
            yield f"an integer at {path}", replaced(message, path, int(value))
        elif isinstance(value, dict) and path != ("topics",):
            yield f"an unknown key in {path}", replaced(message, path,
                                                        {**value, "future_key": True})
        elif path[-1] in ("cause", "state", "reason"):
            yield f"an unknown word at {path}", replaced(message, path, "word_of_tomorrow")


def check_schemas():
    names = {path.name[:-len(".schema.json")] for path in schemas.FOLDER.iterdir()}
    expect(names == {*schemas.TYPES, schemas.SHARED},
           f"the folder holds schemas of {sorted(names)}")
    used = set()
    for name in sorted(names):
        schema = schemas.load(name)
        jsonschema.Draft202012Validator.check_schema(schema)
        used |= set(re.findall(r"#/\$defs/(\w+)", json.dumps(schema)))
    unused = set(schemas.load(schemas.SHARED)["$defs"]) - used
    expect(not unused, f"nothing refers to {sorted(unused)}")


def check_messages(loose, strict):
    """Returns how many messages were checked."""
    seen, count = set(), 0
    for name, message in (*vectors(), *script_messages()):
        count += 1
        kind = message["type"]
        is_ours = "tomorrow" not in str(message) and message["v"] == 1
        if kind not in loose or message["v"] != 1:
            expect(not is_ours, f"{name}: no schema of {kind}")
            continue
        seen.add(kind)
        fault = schemas.fault(strict[kind] if is_ours else loose[kind], message)
        expect(not fault, f"{name}: {fault}")
        fault = schemas.fault(loose[kind], message)
        expect(not fault, f"{name}: {fault}")
    expect(seen == set(schemas.TYPES), f"only {sorted(seen)} have vectors")
    return count


def check_broken(loose, strict):
    """Break every vector in every place. Returns how often."""
    count = 0
    for name, message in vectors():
        kind = message["type"]
        if name.startswith("future_") or kind == "event":  #  An event's own fields are its own
            continue
        for what, change in broken(message):
            count += 1
            expect(not loose[kind].is_valid(change), f"{name}: {what} is not seen")
        for what, change in unlike_ours(message):
            count += 1
            expect(loose[kind].is_valid(change) or what.startswith("a float"),
                   f"{name}: {what} is refused")
            expect(not strict[kind].is_valid(change), f"{name}: {what} is not seen")
    return count


def check_wrong(loose):
    messages = dict(vectors())
    for name, path, value in WRONG:
        message = messages[name]
        validator = loose[message["type"]]
        expect(not validator.is_valid(replaced(message, path, value)),
               f"{name}: {value!r} at {path} is not seen")
    for kind in schemas.TYPES:
        expect(not loose[kind].is_valid([]), f"{kind}: a message that is no map is not seen")
    for key in ("v", "type", "epoch", "seq", "ts_recv", "ts_pub", "event", "level"):
        expect(not loose["event"].is_valid(without(messages["event"], (key,))),
               f"event: no {key} is not seen")


#  The words of the contract: a table of them, or those in the row of their key.

def table_words(contract, heading):
    """The first column of the table under each such head, in order."""
    tables = re.findall(rf"^\| {heading} \|.*\n\| ---.*\n((?:\|.*\n)+)", contract,
                        re.MULTILINE)
    return [set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) for table in tables]


def row_words(contract, key):
    """The words in the one row of a key that names more than one."""
    rows = re.findall(rf"^\| `{key}` \|(.*)\|$", contract, re.MULTILINE)
    found = [set(re.findall(r"`(\w{3,})`", row)) for row in rows]
    return next(words for words in found if len(words) > 1)


def words_of(schema, path):
    for step in path.split("."):
        inner = {"[]": "items", "*": "additionalProperties"}.get(step)
        schema = schema[inner] if inner else schema["properties"][step]
    return set(schema.get("enum") or schema["anyOf"][0]["enum"])


def check_words():
    contract = (PROTO / "PROTOCOL.md").read_text(encoding="utf-8")
    shared = schemas.load(schemas.SHARED)["$defs"]
    causes, = table_words(contract, "cause")
    topic_states, gateway_states = table_words(contract, "state")
    for kind, path, wanted in (
            ("trades", "category", row_words(contract, "category")),
            ("trades", "trades.[].side", row_words(contract, "side")),
            ("trades", "trades.[].tick", row_words(contract, "tick")),
            ("snapshot", "cause", row_words(contract, "cause")),
            ("gap", "cause", causes),
            ("status", "topics.*.state", topic_states),
            ("heartbeat", "numbers", row_words(contract, "numbers")),
            ("heartbeat", "gateways.[].isolation", row_words(contract, "isolation")),
            ("heartbeat", "gateways.[].state", gateway_states),
            ("heartbeat", "gateways.[].last_exit.reason", row_words(contract, "reason")),
            ("event", "level", row_words(contract, "level"))):
        words = words_of(schemas.resolve(schemas.load(kind), shared), path)
        expect(words == wanted, f"{kind}: {path} is {sorted(words)}, in PROTOCOL.md {sorted(wanted)}")
    gateway = schemas.load("heartbeat")["properties"]["gateways"]["items"]["properties"]
    for wanted in (topic_states, row_words(contract, "topics")):
        words = set(gateway["topics"]["properties"])
        expect(words == wanted,
               f"heartbeat: topics are {sorted(words)}, in PROTOCOL.md {sorted(wanted)}")


#  The AsyncAPI document.

def named(document, reference):
    """What a reference inside the document names, or None."""
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(document, dict) or step not in document:
            return None
        document = document[step]
    return document


def references(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from references(item)


def topics_of_the_contract():
    """The types of each topic in the table of PROTOCOL.md."""
    text = (PROTO / "PROTOCOL.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-zA-Z.]+\.)` \| ((?:`\w+`(?:, )?)+) \|$", text, re.MULTILINE)
    return {topic: set(re.findall(r"`(\w+)`", types)) for topic, types in rows}


def check_asyncapi(document):
    for reference in references(document):
        if reference.startswith("#/"):
            expect(named(document, reference) is not None, f"asyncapi: nothing at {reference}")
        else:
            expect((PROTO / reference).is_file(), f"asyncapi: no file {reference}")
    messages = document["components"]["messages"]
    expect(set(messages) == set(schemas.TYPES), f"asyncapi: has messages {sorted(messages)}")
    for name, message in messages.items():
        expect(message["name"] == name, f"asyncapi: {name} is called {message['name']}")
        file = message["payload"]["schema"]["$ref"]
        expect(file == f"schema/{name}.schema.json", f"asyncapi: {name} has the schema {file}")
    words = {"{category}": "CATEGORY", "{symbol}": "SYMBOL", "{depth}": "N"}
    told = {}
    for channel in document["channels"].values():
        topic = re.sub(r"\{\w+\}", lambda found: words[found[0]], channel["address"])
        told[topic] = set(channel["messages"])
        for name, message in channel["messages"].items():
            expect(message["$ref"] == f"#/components/messages/{name}", f"asyncapi: {message}")
    contract = topics_of_the_contract()
    expect(told == contract, f"asyncapi: {told} are not the contract's {contract}")
    sent = {message["$ref"] for operation in document["operations"].values()
            for message in operation["messages"]}
    all_messages = {f"#/channels/{name}/messages/{message}"
                    for name, channel in document["channels"].items()
                    for message in channel["messages"]}
    expect(sent == all_messages, f"asyncapi: not sent by an operation: {all_messages ^ sent}")


def without_id_properties(value):
    """jsonschema takes a property that is named $id for an identifier."""
    if isinstance(value, list):
        return [without_id_properties(item) for item in value]
    if isinstance(value, dict):
        return {key: without_id_properties(item) for key, item in value.items()
                if key != "$id" or not isinstance(item, dict)}
    return value


def check_asyncapi_by_its_own_schema(document):
    if not shutil.which("npm"):
        print(f"skipped: npm, which fetches {SPECS}, is absent")
        return
    with tempfile.TemporaryDirectory(prefix="tickgate-asyncapi-") as folder:
        subprocess.run(["npm", "pack", SPECS, "--silent", "--pack-destination", folder],
                       check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=300)
        package = next(pathlib.Path(folder).glob("*.tgz"))
        with tarfile.open(package) as tar:
            own = without_id_properties(json.load(tar.extractfile(SPEC)))
    validator = jsonschema.Draft7Validator(own)
    fault = schemas.fault(validator, document)
    expect(not fault, f"asyncapi: {fault}")
    wrong = copy.deepcopy(document)
    wrong["channels"]["trade"]["adress"] = wrong["channels"]["trade"].pop("address")
    expect(schemas.fault(validator, wrong), "asyncapi: its own schema sees nothing")


def main():
    loose, strict = schemas.validators(False), schemas.validators(True)
    document = yaml.safe_load((PROTO / "asyncapi.yaml").read_text(encoding="utf-8"))
    check_schemas()
    count = check_messages(loose, strict)
    breaks = check_broken(loose, strict)
    check_wrong(loose)
    check_words()
    check_asyncapi(document)
    check_asyncapi_by_its_own_schema(document)
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{count} messages, {breaks} broken ones, {len(failures)} wrong")
    return 1 if failures or not count or not breaks else 0


if __name__ == "__main__":
    sys.exit(main())
