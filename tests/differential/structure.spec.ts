import { beforeAll, describe, expect, it } from "vitest";
import { askPython, canonical, hasPython } from "./oracle.ts";
import { outline } from "./outline.ts";

/** Layouts that a reader of outlines could misjudge. */
const SAMPLES = [
  "import a.b as c, d\nfrom . import (x, # c\n y as z,)\nfrom .. a . b import *\nfrom .m import \\\n  n\nimports = 1\nfrom_x = 2",
  "class A(B, metaclass=M): x = 1; y: int; z: 'a=b' = 2\nclass C: pass\nclass D (\n  E.f, # g\n  *h,\n): 'doc'; i = 1",
  "@a.b('c', d=[1]) # e\n@f\nclass G:\n  @property\n  def h(self): return super().h\n  @i.setter\n\n  # j\n  async def k(self):\n    'super()'\n    # super()\n    x.super()\n",
  "class A:\n  def f(self):\n    def g():\n      class B: super ()\n  def h(self): x = f'{super().y}'\n  def i(self, a=super()): pass",
  "try:\n  import a\nexcept (B, C) as d:\n  a = None\nelse:\n  class E: f = 1\nfinally:\n  g = 2\nwith h as i, (j): k = 1\nfor l in m:\n  n = 1\nelse: o = 2\nwhile p: q = 1",
  "if x[1:2] and {a: b}: y = 1\nelif (z := 1): w = 2\nelse:\n\tif v:\n\t\tu = 1\n\tt = 2",
  "a = b = c = 1\nd.e = f = 2\ng, h = 3, 4\ni = j.k = 5\nl = [m] = [6]\nn += 1\no: p = 7 if r else 8".replace(
    "o: p = 7",
    "o: p = 7",
  ),
  "a = fields.Char('x', string='y' 'z', default=lambda s, t=(1, 2), *u: (s, t), **v)\nb = (fields.Char())\nc = fields.Many2one['x'](y)\nd = f(x for x, y in z)\ne = f(*a, b, *c)\nf = a(b)(c)\ng = a(b).c(d)\nh = (1)\ni = (1,)\nj = 1, 2\nk = a\\\n.b",
  "a = [ # ]\n 1, '''\n)''', \"\\\"\", r'\\'', # '\n]\nb = 'x' \\\n  'y'; c = {**d}\n\f\ne = 1",
  "match = 1\nmatch.x = 2\nmatch x:\n  case 1: a = 1\n  case _:\n    b = 2\nmatch (y):\n  case [z]: pass\ncase = match",
  "x = 1 if y else 2\nlambda_ = lambda: 1\nf = lambda x: x; g = 1\nclass_ = 2\ndefault = 3\nprint(x); return_ = 1",
  "a: dict[str, int] = {}\nb: 'x'\nc: (d if e else f) = g == h\ni = j == k\nl <<= 1\nm **= 2\nn //= 3\no @= p\nq: r",
  "setattr(A, 'b', c)\nclass A:\n  f(x); g.h (y)\nassert(x)\ndel(x)\na.b(c)(d)\na.\\\n  b(c)\n'doc'\nprint (1)\nA[0](1)",
  "",
  "# only a comment",
  "\n\n  \n",
  "x = '\u00e9\u{1f600}'; \u00e9 = 1",
];

describe.skipIf(!hasPython())("outlines against CPython's ast", () => {
  let answers: string[];

  beforeAll(() => {
    answers = askPython("structure_oracle.py", SAMPLES);
  });

  it.each(SAMPLES.map((text, i) => [text, i] as const))("agrees on %j", (text, i) => {
    const python = JSON.parse(answers[i] as string);
    expect(python).not.toBeNull();
    expect(JSON.parse(canonical(outline(text)))).toEqual(JSON.parse(canonical(python)));
  });

  it("a wrong outline is told from the right one", () => {
    const python = JSON.parse(askPython("structure_oracle.py", ["class A:\n  x = 1"])[0] as string);
    expect(canonical(outline("class A:\n  x = 2"))).not.toBe(canonical(python));
  });
});
