import type { Rule } from "../rule.ts";
import { assetPath } from "./asset-path.ts";
import { duplicateXmlid } from "./duplicate-xmlid.ts";
import { locatorNotFound } from "./locator-not-found.ts";
import { missingAccess } from "./missing-access.ts";
import { missingDataFile } from "./missing-data-file.ts";
import { missingDependency } from "./missing-dependency.ts";
import { redundantDepends } from "./redundant-depends.ts";
import { repeatedXmlid } from "./repeated-xmlid.ts";
import { kanbanBox } from "./traps/kanban-box.ts";
import { removedMethod } from "./traps/removed-method.ts";
import { renamedField } from "./traps/renamed-field.ts";
import { routeTypeJson } from "./traps/route-type-json.ts";
import { searchView } from "./traps/search-view.ts";
import { sqlConstraints } from "./traps/sql-constraints.ts";
import { viewAttrsStates } from "./traps/view-attrs-states.ts";
import { viewModeTree } from "./traps/view-mode-tree.ts";
import { viewTreeTag } from "./traps/view-tree-tag.ts";
import { undeclaredDepends } from "./undeclared-depends.ts";
import { unknownClientTemplate } from "./unknown-client-template.ts";
import { unknownDataTag } from "./unknown-data-tag.ts";
import { unknownField } from "./unknown-field.ts";
import { unknownMethod } from "./unknown-method.ts";
import { unknownModel } from "./unknown-model.ts";
import { unknownRecordField } from "./unknown-record-field.ts";
import { unknownViewField } from "./unknown-view-field.ts";
import { unknownXmlid } from "./unknown-xmlid.ts";

/** Every check; a new one is a file beside this one, a page in docs/checks and a line here. */
export const RULES: readonly Rule[] = [
  assetPath,
  duplicateXmlid,
  kanbanBox,
  locatorNotFound,
  missingAccess,
  missingDataFile,
  missingDependency,
  redundantDepends,
  removedMethod,
  renamedField,
  repeatedXmlid,
  routeTypeJson,
  searchView,
  sqlConstraints,
  undeclaredDepends,
  unknownClientTemplate,
  unknownDataTag,
  unknownField,
  unknownMethod,
  unknownModel,
  unknownRecordField,
  unknownViewField,
  unknownXmlid,
  viewAttrsStates,
  viewModeTree,
  viewTreeTag,
];
