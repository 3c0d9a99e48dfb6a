import { expect, test } from "vitest";
import { decodeXml } from "./decode.ts";

const decode = (bytes: readonly number[] | string) =>
  decodeXml(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : Uint8Array.from(bytes));

test.each([
  ["UTF-8", Buffer.from("<a>é</a>").toString("latin1"), "<a>é</a>"],
  ["UTF-8 with a byte order mark", "\xef\xbb\xbf<a/>", "<a/>"],
  ["UTF-16 little-endian", "\xff\xfe<\0a\0/\0>\0", "<a/>"],
  ["UTF-16 big-endian", "\xfe\xff\0<\0a\0/\0>", "<a/>"],
  [
    "what the declaration names",
    "<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>",
    "<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>",
  ],
])("%s", (_, bytes, text) => {
  expect(decode(bytes)).toEqual({ text });
});

test.each(["<a>\xe9</a>", "<?xml version='1.0' encoding='klingon'?><a/>"])("bytes that are no text: %j", (bytes) => {
  expect(decode(bytes)).toMatchObject({ issue: { code: "xml-encoding", severity: "error" } });
});
