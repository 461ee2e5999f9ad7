#!/usr/bin/env python3
"""docs/digest.schema.json describes what digest_to_json() writes: every member, no other, and the
same types. The tables that drive the writing come from digest_schema_samples."""
import copy
import json
import pathlib
import subprocess
import sys
import unittest

from jsonschema import Draft202012Validator

SCHEMA = pathlib.Path(__file__).parents[2] / "docs/digest.schema.json"
SAMPLES = sys.argv.pop(1)
LONGEST_LIST = 10000


def described(schema):
    """The schema without its descriptions."""
    if isinstance(schema, dict):
        return {k: described(v) for k, v in schema.items() if k != "description"}
    return [described(v) for v in schema] if isinstance(schema, list) else schema


def expected(field):
    """What the schema has to say of a line in the tables."""
    def definition(name):
        return {"$ref": f"#/$defs/{name}"}

    def or_null(schema):
        return {"oneOf": [schema, {"type": "null"}]} if field["null"] else schema

    def integer(**more):
        return {"type": ["integer", "null"] if field["null"] else "integer", **more}

    match field["type"]:
        case "text":
            return {"type": "string"}
        case "bool":
            return {"type": "boolean"}
        case "integer":
            return integer()
        case "count":
            return integer(minimum=0)
        case "instant" | "date" | "exact" as name:
            return or_null(definition(name))
        case "code":
            return or_null(definition(field["codes"]["name"]))
        case "codes":
            return {"type": "array", "uniqueItems": True,
                    "items": definition(field["codes"]["name"])}
        case "object":
            return definition(field["of"])
        case "list":
            items = definition(field["of"]) if "of" in field else {"type": "string"}
            return {"type": "array", "maxItems": LONGEST_LIST, "items": items}
    raise AssertionError(field)


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads(SCHEMA.read_text())
        lines = subprocess.run([SAMPLES], check=True, capture_output=True, text=True).stdout
        cls.shapes, *cls.samples = map(json.loads, lines.splitlines())
        cls.validator = Draft202012Validator(
            cls.schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def of_shape(self, name):
        return self.schema if name == "digest" else self.schema["$defs"][name]

    def test_it_is_a_schema(self):
        Draft202012Validator.check_schema(self.schema)

    def test_every_struct_has_the_same_keys_and_types(self):
        for name, fields in self.shapes.items():
            properties = described(self.of_shape(name)["properties"])
            properties.pop("format", None) if name == "digest" else None
            with self.subTest(struct=name):
                self.assertEqual(properties, {k: expected(f) for k, f in fields.items()})

    def test_every_definition_is_a_struct_or_a_kind_of_value(self):
        codes = {f["codes"]["name"]: f["codes"]["values"]
                 for fields in self.shapes.values() for f in fields.values() if "codes" in f}
        values = {"exact", "date", "instant"}
        self.assertEqual(set(self.schema["$defs"]),
                         set(self.shapes) - {"digest"} | set(codes) | values)
        for name, wanted in codes.items():
            self.assertEqual(self.schema["$defs"][name]["enum"], wanted)

    def test_every_key_is_required_described_and_the_only_one(self):
        for schema in [self.schema, *self.schema["$defs"].values()]:
            self.assertTrue(schema["description"])
            if "properties" in schema:
                self.assertEqual(schema["required"], list(schema["properties"]))
                self.assertFalse(schema["additionalProperties"])
                for name, about in schema["properties"].items():
                    self.assertTrue(about["description"], name)

    def test_digests_are_valid(self):
        for sample in self.samples:
            for problem in self.validator.iter_errors(sample):
                self.fail(f"{problem.json_path}: {problem.message}")

    def test_what_is_no_digest_is_not_valid(self):
        def changed(change):
            sample = copy.deepcopy(self.samples[0])
            change(sample)
            return sample

        for change in (
            lambda s: s.pop("as_of"),
            lambda s: s.update(colour="red"),
            lambda s: s.update(format="tiendo-digest-2"),
            lambda s: s.update(as_of="2024-07-22T07:00:00Z"),
            lambda s: s["concerns"][0]["whole"]["value"].update(amount=36.49),
            lambda s: s["concerns"][0]["whole"]["value"].update(amount="036.49"),
            lambda s: s["concerns"][0]["whole"].update(status="late"),
            lambda s: s["concerns"][0]["about"].update(deadline="31/10/2024"),
            lambda s: s.update(sections=["decisions", "decisions"]),
        ):
            self.assertFalse(self.validator.is_valid(changed(change)))


if __name__ == "__main__":
    unittest.main()
