"""Tests over the wheel, for `python -m unittest`."""

import dataclasses
import doctest
import threading
import unittest
from datetime import date

import plimsoll_api
from plimsoll_api import Checker, ConfigError, UnknownFile

DOCKERFILE = "FROM node\nADD app.toml /etc/\n"
RULES = ["unpinned-image-tag", "add-local-file"]


class Check(unittest.TestCase):
    def test_findings_are_objects(self):
        first, second = plimsoll_api.check(DOCKERFILE, select=RULES)
        self.assertEqual((first.rule, first.level, first.path), ("unpinned-image-tag", "warning", "Dockerfile"))
        self.assertEqual(dataclasses.astuple(first.range.start), (1, 6, 5))
        self.assertEqual(second.fix.edits[0].replacement, "COPY")
        self.assertEqual(second.to_dict()["fix"]["edits"][0]["replacement"], "COPY")
        self.assertEqual(hash(first), hash(first))

    def test_the_name_says_what_a_file_is(self):
        compose = "services:\n  api:\n    image: nginx:1.27\n    privileged: true\n"
        rules = [finding.rule for finding in plimsoll_api.check(compose, filename="compose.yaml")]
        self.assertIn("privileged-container", rules)

    def test_a_file_of_others_is_refused(self):
        with self.assertRaisesRegex(UnknownFile, "main.py: .*neither"):
            plimsoll_api.check("import os\n", filename="main.py")

    def test_bytes_and_odd_texts_are_judged(self):
        self.assertEqual(len(plimsoll_api.check(b"FROM node\n# caf\xe9\n", select=RULES)), 1)
        self.assertEqual(len(plimsoll_api.check("FROM node\n# caf\udce9\n", select=RULES)), 1)
        self.assertEqual(plimsoll_api.check("", select=RULES), [])

    def test_an_environment_can_be_stated(self):
        of = lambda word: {finding.environment for finding in plimsoll_api.check(DOCKERFILE, environment=word)}
        self.assertEqual((of("production"), of("development")), ({"production"}, {"development"}))
        with self.assertRaises(ValueError):
            plimsoll_api.check(DOCKERFILE, environment="test")


class Configuration(unittest.TestCase):
    def test_it_holds(self):
        config = 'select = ["add-local-file"]\nfail-on = "info"\n[rules.add-local-file]\nlevel = "error"\n'
        (finding,) = plimsoll_api.check(DOCKERFILE, config=config)
        self.assertEqual((finding.rule, finding.level, finding.fails), ("add-local-file", "error", True))

    def test_faults_have_places(self):
        with self.assertRaises(ConfigError) as caught:
            plimsoll_api.check(DOCKERFILE, config='select = ["add-local-file"]\nselekt = []\n')
        (fault,) = caught.exception.faults
        self.assertEqual((fault.path, fault.line, fault.column), ("plimsoll.toml", 2, 1))
        self.assertTrue(str(caught.exception).startswith("plimsoll.toml:2:1: "))
        with self.assertRaises(ConfigError):
            Checker(select=["no-such-rule"])
        with self.assertRaises(TypeError):
            Checker(select="add-local-file")

    def test_nothing_is_read_from_the_disk(self):
        with self.assertRaisesRegex(ConfigError, "there is no file"):
            Checker(config='extends = ["pyproject.toml"]\n')

    def test_the_day_counts(self):
        hidden = 'select = ["add-local-file"]\n[[exceptions]]\nrule = "add-local-file"\nreason = "until the next release"\nuntil = 2026-01-31\n'
        found = lambda day: len(plimsoll_api.check(DOCKERFILE, config=hidden, date=day))
        self.assertEqual((found(date(2026, 1, 1)), found(date(2026, 3, 1))), (0, 1))


class Many(unittest.TestCase):
    def test_each_file_has_a_result_in_order(self):
        files = [(f"{number}/Dockerfile", DOCKERFILE) for number in range(500)]
        files[7] = ("main.py", "import os\n")
        results = plimsoll_api.check_many(iter(files), select=RULES)
        self.assertEqual([result.path for result in results], [path for path, _ in files])
        self.assertEqual({len(result.findings) for result in results}, {0, 2})
        self.assertIn("neither", results[7].error)
        self.assertIsNone(results[8].error)

    def test_a_row_costs_itself(self):
        empty, odd, good = plimsoll_api.check_many([("a", None), ("Dockerfile", "FROM \ud800"), ("Dockerfile", DOCKERFILE)])
        self.assertEqual((empty.error, empty.rows()), ("there is no content", [{"path": "a", "error": "there is no content"}]))
        self.assertIsNone(odd.error)
        self.assertEqual({row["rule"] for row in good.rows()} & set(RULES), set(RULES))

    def test_threads_share_a_checker(self):
        checker, counts = Checker(select=RULES), []
        work = lambda: counts.extend(len(checker.check(DOCKERFILE)) for _ in range(50))
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(counts, [2] * 200)


class Project(unittest.TestCase):
    FILES = {
        "compose.dev.yaml": "services:\n  api:\n    build: ./api\n",
        "api/Dockerfile": DOCKERFILE,
        "notes.md": "# Notes\n",
    }

    def test_files_are_judged_together(self):
        findings = plimsoll_api.check_project(self.FILES, select=RULES)
        self.assertEqual({finding.path for finding in findings}, {"api/Dockerfile"})
        self.assertEqual({finding.environment for finding in findings}, {"development"})

    def test_it_is_fixed(self):
        fixed = plimsoll_api.fix_project(self.FILES, select=["add-local-file"])
        self.assertEqual(fixed, {"api/Dockerfile": DOCKERFILE.replace("ADD", "COPY")})


class Others(unittest.TestCase):
    def test_a_text_is_fixed(self):
        self.assertEqual(plimsoll_api.fix(DOCKERFILE, select=["add-local-file"]), DOCKERFILE.replace("ADD", "COPY"))
        self.assertEqual(plimsoll_api.fix("FROM node:22\n", select=["add-local-file"]), "FROM node:22\n")

    def test_a_rule_is_explained(self):
        page = plimsoll_api.explain("DL3020")
        self.assertTrue(page.startswith("# "))
        with self.assertRaises(KeyError):
            plimsoll_api.explain("no-such-rule")

    def test_the_example_holds(self):
        self.assertEqual(doctest.testmod(plimsoll_api).failed, 0)


if __name__ == "__main__":
    unittest.main()
