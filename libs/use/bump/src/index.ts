export { packPins } from "./pack.ts";
export { proposeBump } from "./propose.ts";
