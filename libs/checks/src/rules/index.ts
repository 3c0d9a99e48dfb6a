import type { Rule } from "../rule.ts";
import { missingDataFile } from "./missing-data-file.ts";
import { undeclaredDepends } from "./undeclared-depends.ts";
import { unknownXmlid } from "./unknown-xmlid.ts";

/** Every check; a new one is a file beside this one, a page in docs/checks and a line here. */
export const RULES: readonly Rule[] = [missingDataFile, undeclaredDepends, unknownXmlid];
