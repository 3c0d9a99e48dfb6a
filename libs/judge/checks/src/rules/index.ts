import type { Rule } from "../rule.ts";
import { assetPath } from "./asset-path.ts";
import { classOrder } from "./class-order.ts";
import { csvRefused } from "./csv-refused.ts";
import { dataOrder } from "./data-order.ts";
import { dataSchema } from "./data-schema.ts";
import { duplicateXmlid } from "./duplicate-xmlid.ts";
import { hookMissing } from "./hook-missing.ts";
import { importMissing } from "./import-missing.ts";
import { locatorNotFound } from "./locator-not-found.ts";
import { manifestRefused } from "./manifest-refused.ts";
import { missingAccess } from "./missing-access.ts";
import { missingDataFile } from "./missing-data-file.ts";
import { missingDependency } from "./missing-dependency.ts";
import { pythonRefused } from "./python-refused.ts";
import { recordForeign } from "./record-foreign.ts";
import { redundantDepends } from "./redundant-depends.ts";
import { repeatedXmlid } from "./repeated-xmlid.ts";
import { requiredValue } from "./required-value.ts";
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
import { unknownClientImport } from "./unknown-client-import.ts";
import { unknownCodeId } from "./unknown-code-id.ts";
import { unknownCodeMethod } from "./unknown-code-method.ts";
import { unknownCodePath } from "./unknown-code-path.ts";
import { unknownDataPath } from "./unknown-data-path.ts";
import { unknownClientTemplate } from "./unknown-client-template.ts";
import { unknownDataTag } from "./unknown-data-tag.ts";
import { unknownField } from "./unknown-field.ts";
import { unknownMethod } from "./unknown-method.ts";
import { unknownModel } from "./unknown-model.ts";
import { unknownPath } from "./unknown-path.ts";
import { unknownRecordField } from "./unknown-record-field.ts";
import { unknownViewField } from "./unknown-view-field.ts";
import { unknownXmlid } from "./unknown-xmlid.ts";
import { valueRefused } from "./value-refused.ts";
import { viewRefused } from "./view-refused.ts";
import { viewSchemaRule } from "./view-schema.ts";
import { viewType } from "./view-type.ts";

/** Every check; a new one is a file beside this one, a page in docs/checks and a line here. */
export const RULES: readonly Rule[] = [
  assetPath,
  classOrder,
  csvRefused,
  dataOrder,
  dataSchema,
  duplicateXmlid,
  hookMissing,
  importMissing,
  kanbanBox,
  locatorNotFound,
  manifestRefused,
  missingAccess,
  missingDataFile,
  missingDependency,
  pythonRefused,
  recordForeign,
  redundantDepends,
  removedMethod,
  renamedField,
  repeatedXmlid,
  requiredValue,
  routeTypeJson,
  searchView,
  sqlConstraints,
  undeclaredDepends,
  unknownClientImport,
  unknownCodeId,
  unknownCodeMethod,
  unknownCodePath,
  unknownDataPath,
  unknownClientTemplate,
  unknownDataTag,
  unknownField,
  unknownMethod,
  unknownModel,
  unknownPath,
  unknownRecordField,
  unknownViewField,
  unknownXmlid,
  valueRefused,
  viewRefused,
  viewSchemaRule,
  viewType,
  viewAttrsStates,
  viewModeTree,
  viewTreeTag,
];
