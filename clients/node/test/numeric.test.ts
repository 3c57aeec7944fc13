/** Numbers are compared by value, exactly. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { compare } from "tickgate";

test("texts are compared by value, where doubles would be equal too", () => {
  const ascending = [
    "-123456789.123456789",
    "-123456789.123456788",
    "-0.5",
    "0",
    "0.000000000000000001",
    "9.9",
    "10.1",
    "123456789.123456788",
    "123456789.123456789",
    "999999999999999999",
  ];
  ascending.forEach((a, i) =>
    ascending.forEach((b, j) =>
      assert.equal(Math.sign(compare(a, b)), Math.sign(i - j), `${a} ${b}`),
    ),
  );
});

test("zeros at the end, or before, mean nothing", () => {
  for (const [a, b] of [
    ["100.50", "100.5"],
    ["101", "101.000"],
    ["-0", "0.0"],
    ["01.5", "1.5"],
  ] as const) {
    assert.equal(compare(a, b), 0, `${a} ${b}`);
  }
});

test("numbers are compared as they are, with texts too", () => {
  assert.ok(compare(1.5, 2.5) < 0);
  assert.equal(compare(1.5, "1.50"), 0);
  assert.ok(compare("2.5", 1.5) > 0);
});
