import { describe, expect, it } from "vitest";
import { readTests } from "./tests.ts";

const read = (text: string, path = "tests/test_tax.py") => readTests([path], () => Buffer.from(text));

describe("readTests", () => {
  it("counts classes that hold tests, and their test methods", () => {
    const text =
      "class Base:\n    def setUp(self):\n        pass\n\nclass TestTax(Base):\n    def test_a(self):\n        pass\n    async def test_b(self):\n        pass\n";
    expect(read(text)).toEqual({ classes: 1, methods: 2 });
    expect(read(text, "models/test_tax.py")).toEqual({ classes: 0, methods: 0 });
    expect(read("def test_a():\n    pass\n")).toEqual({ classes: 0, methods: 0 });
  });

  it("reads the capabilities that a test names, one or several, alone or below a description", () => {
    const text = `class TestTax(Base):
    def test_a(self):
        """Capability: finance.tax.tax-report"""
        self.assertTrue(1)

    def test_b(self):
        """Rounding by line.

        Capability: finance.tax.tax-report, finance.tax.return-workflow
        """
`;
    expect(read(text).capabilities).toEqual([
      { capability: "finance.tax.tax-report", name: "TestTax.test_a", file: "tests/test_tax.py", line: 2 },
      { capability: "finance.tax.tax-report", name: "TestTax.test_b", file: "tests/test_tax.py", line: 6 },
      { capability: "finance.tax.return-workflow", name: "TestTax.test_b", file: "tests/test_tax.py", line: 6 },
    ]);
  });

  it("takes the word alone, or one in a helper, for nothing", () => {
    const text = `class TestTax(Base):
    """Capability: a.b.c"""

    def helper(self):
        """Capability: a.b.c"""

    def test_a(self):
        capability = "Capability: a.b.c"
`;
    expect(read(text)).toEqual({ classes: 1, methods: 1 });
  });
});
